//! [`Corpus`], the front door: where files, extraction, storage and queries meet.

mod ask;
mod coded;
mod copies;
mod correct;
mod diff;
mod exchange;
mod keep;
mod load;
mod near_misses;
mod reextract;
mod report;
mod sample;
mod stored;

pub use crate::store::Stop;
pub use coded::{Coded, Origin};
pub use copies::{CopyRow, Difference};
pub use correct::{By, Which};
#[cfg(feature = "python")]
pub(crate) use diff::BATCH as DIFF_BATCH;
#[cfg(feature = "arrow")]
pub use diff::Grouping;
pub use diff::{Change, Diff, Side, Sort, Tally};
pub use exchange::Imported;
pub use load::LoadOptions;
pub use near_misses::{NearMissRow, NearMisses};
pub use reextract::{ReextractOptions, Reextracted};
pub use report::{LoadReport, Note, Progress, Refused};
pub use sample::{Allocation, Sample, SampleRow, Stratum};

use crate::article::Article;
use crate::error::Result;
use crate::extraction::Extraction;
use crate::lexicon::{Alias, Lexicon};
use crate::read::Input;
use crate::store::{Interrupter, OpenOptions, Prepared, Problem, Repaired, Store, Written, apart};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// A database of articles with what was read from them.
///
/// ```
/// use corpus::{Article, Corpus, corpus::LoadOptions, read::Input};
///
/// let mut corpus = Corpus::in_memory()?;
/// let article = Article { key: "a/1".into(), text: "Alger rappelle son ambassadeur.".into(), ..Article::default() };
/// let inputs = vec![Input { origin: "a/1".into(), article: Ok(article), notes: vec![] }];
/// let report = corpus.load(inputs, &LoadOptions::default())?;
/// assert_eq!((report.added, report.refused.len()), (1, 0));
/// # Ok::<(), corpus::Error>(())
/// ```
///
/// It belongs to one thread at a time (`Send`, not `Sync`), and to the process that opened it.
#[derive(Debug)]
pub struct Corpus {
    store: Store,
    lexicon: Option<Arc<Lexicon>>,
    /// The lexicon with the names that this corpus adds to it, and these.
    aliased: Option<(Vec<Alias>, Arc<Lexicon>)>,
}

impl Corpus {
    /// Opens the corpus at `path`, or creates one where there is no file. `:memory:` is a corpus in memory.
    ///
    /// A file that is something else is refused and left as it is: see [`Error::NotACorpus`](crate::Error::NotACorpus)
    /// and [`Error::Newer`](crate::Error::Newer).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, &OpenOptions::default())
    }

    /// Opens the corpus at `path` as `options` say.
    ///
    /// ```no_run
    /// use corpus::{Corpus, store::OpenOptions};
    /// let corpus = Corpus::open_with("sahel.db", &OpenOptions { read_only: true, ..OpenOptions::default() })?;
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self> {
        Ok(Self { store: Store::open_with(path, options)?, lexicon: None, aliased: None })
    }

    /// [`open_with`](Self::open_with), asking `stop` about every 50 ms whether to give up: a file that an earlier version
    /// wrote is brought up to date, or another program may be at work on it. `stop` is asked from then on, too.
    ///
    /// Stopped, it fails with an error for which [`Error::is_interrupted`](crate::Error::is_interrupted) holds, and leaves
    /// the file at one version or the other.
    pub fn open_stoppable(path: impl AsRef<Path>, options: &OpenOptions, stop: Stop) -> Result<Self> {
        let store = Store::open_stoppable(path.as_ref(), options, stop)?;
        Ok(Self { store, lexicon: None, aliased: None })
    }

    /// A new corpus in memory, gone when it is closed.
    pub fn in_memory() -> Result<Self> {
        Ok(Self { store: Store::in_memory()?, lexicon: None, aliased: None })
    }

    /// The same corpus, reading articles with `lexicon` from now on. The file does not remember it.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: Arc<Lexicon>) -> Self {
        self.lexicon = Some(lexicon);
        self.aliased = None;
        self
    }

    /// The lexicon that articles are read with: the built-in one unless another was given.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.as_deref().unwrap_or_else(|| Lexicon::builtin())
    }

    /// The lexicon that articles are read with, with the names that this corpus adds to it.
    fn reading(&mut self) -> Result<Option<Arc<Lexicon>>> {
        let aliases = correct::aliases(self.store.aliases()?);
        if aliases.is_empty() {
            if self.lexicon.is_none() {
                apart(self.store.stop().as_ref(), COMPILING, || {
                    _ = Lexicon::builtin();
                    Ok(())
                })?;
            }
            return Ok(self.lexicon.clone());
        }
        if let Some((known, lexicon)) = &self.aliased
            && *known == aliases
        {
            return Ok(Some(Arc::clone(lexicon)));
        }
        let lexicon = Arc::new(with_aliases(self.store.stop().as_ref(), self.lexicon.clone(), aliases.clone())?);
        self.aliased = Some((aliases, Arc::clone(&lexicon)));
        Ok(Some(lexicon))
    }

    /// Reads and stores every input, and accounts for each.
    ///
    /// Articles are read in parallel and written in the order of the inputs, many in a transaction: an article is in
    /// the file whole, with everything that was read from it, or not at all, and the file does not depend on the
    /// number of threads. An article whose key and text are known adds nothing; one whose key is known with another
    /// text replaces it and keeps its number; one with the text of another, or nearly, is stored and joins its family of
    /// copies ([`copies`](Self::copies)).
    ///
    /// An input that is wrong is refused with a reason and stops nothing. Fails only where the file cannot be
    /// written; what was committed by then stays.
    pub fn load<I>(&mut self, inputs: I, options: &LoadOptions) -> Result<LoadReport>
    where
        I: IntoIterator<Item = Input>,
        I::IntoIter: Send,
    {
        self.load_with(inputs, options, |_| ControlFlow::Continue(()))
    }

    /// [`load`](Self::load), calling `progress` about every 50 ms in the calling thread. When it breaks, the load
    /// ends after the running batch; what is committed stays, and the report says that it was interrupted.
    pub fn load_with<I, F>(&mut self, inputs: I, options: &LoadOptions, progress: F) -> Result<LoadReport>
    where
        I: IntoIterator<Item = Input>,
        I::IntoIter: Send,
        F: FnMut(&Progress) -> ControlFlow<()>,
    {
        let lexicon = self.reading()?;
        let lexicon = lexicon.as_deref().unwrap_or_else(|| Lexicon::builtin());
        load::load(&mut self.store, lexicon, inputs.into_iter(), options, progress)
    }

    /// Reads and stores one article; says whether it was new. Loading many is quicker with [`load`](Self::load).
    ///
    /// ```
    /// # use corpus::{Article, Corpus};
    /// let mut corpus = Corpus::in_memory()?;
    /// let article = Article { key: "a/1".into(), text: "Alger rappelle.".into(), ..Article::default() };
    /// let first = corpus.add(article.clone())?;
    /// assert!(first.is_added() && corpus.add(article)?.is_known());
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn add(&mut self, article: Article) -> Result<Written> {
        let lexicon = self.reading()?;
        let lexicon = lexicon.as_deref().unwrap_or_else(|| Lexicon::builtin());
        let prepared = load::prepare(article, lexicon, &|| false)?;
        let provenance = load::provenance(lexicon);
        let mut batch = self.store.batch(&provenance, prepared.bytes())?;
        let written = batch.put(prepared)?;
        batch.commit()?;
        Ok(written)
    }

    /// Stores articles with what [`extract`](crate::extract()) read from them elsewhere, on another machine for instance:
    /// all of them, or none where one is wrong. The database notes this crate and its lexicon as their reader.
    pub fn add_extracted(&mut self, articles: impl IntoIterator<Item = (Article, Extraction)>) -> Result<Vec<Written>> {
        let prepared = articles
            .into_iter()
            .map(|(article, extraction)| load::prepare_extracted(article, extraction))
            .collect::<Result<Vec<_>>>()?;
        let provenance = load::provenance(self.lexicon());
        let mut batch = self.store.batch(&provenance, prepared.iter().map(Prepared::bytes).sum())?;
        let written = prepared.into_iter().map(|prepared| batch.put(prepared)).collect::<Result<_>>()?;
        batch.commit()?;
        Ok(written)
    }

    /// Looks for damage: see [`Store::check`].
    pub fn check(&self) -> Result<Vec<Problem>> {
        self.store.check()
    }

    /// Mends what can be worked out again, and tells what cannot: see [`Store::repair`].
    pub fn repair(&mut self) -> Result<Repaired> {
        self.store.repair()
    }

    /// The store below.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The absolute path of the file, or `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.store.path()
    }

    /// A handle by which another thread can interrupt a running query.
    pub fn interrupter(&self) -> Result<Interrupter> {
        self.store.interrupter()
    }

    /// Closes the file. Dropping it does the same but cannot report a failure.
    pub fn close(self) -> Result<()> {
        self.store.close()
    }
}

const COMPILING: &str = "compiling the lexicon";

/// A lexicon with names that a corpus adds to it.
fn with_aliases(stop: Option<&Stop>, lexicon: Option<Arc<Lexicon>>, aliases: Vec<Alias>) -> Result<Lexicon> {
    apart(stop, COMPILING, move || lexicon.as_deref().unwrap_or_else(|| Lexicon::builtin()).with_aliases(&aliases))
}
