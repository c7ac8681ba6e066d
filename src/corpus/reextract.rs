//! Reading stored articles anew: with another lexicon, or a later version of this crate.

use super::correct::Which;
use super::diff::{Diff, Side};
use super::load;
use super::{Corpus, Refused};
use crate::article::Article;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::query::QueryError;
use crate::store::{Conflict, Prepared, Unplaced};
use rustc_hash::FxHashMap;
use std::fmt;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How articles are read anew.
#[derive(Debug, Clone, Default)]
pub struct ReextractOptions {
    /// With which lexicon: the corpus's own unless given. The corpus does not keep it.
    pub lexicon: Option<Arc<Lexicon>>,
    /// Which articles; those that another version or lexicon read, unless given.
    pub articles: Option<Vec<Which>>,
    /// How many threads read; as many as the machine runs at once by default.
    pub threads: Option<NonZero<usize>>,
}

/// What became of articles that were read anew.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Reextracted {
    /// What appeared, vanished and changed in the relations of all origins, corrections applied.
    pub diff: Diff,
    /// Corrections that have no place any more. They stay in the log, and are tried again.
    pub unplaced: Vec<Unplaced>,
    /// Where people differ, in the articles read.
    pub conflicts: Vec<Conflict>,
    /// Articles that hit a fault, and were left as they were.
    pub refused: Vec<Refused>,
    /// Whether it was stopped before the last article; what was committed stays, and the rest is read the next time.
    pub interrupted: bool,
}

impl fmt::Display for Reextracted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.diff)?;
        for unplaced in &self.unplaced {
            write!(f, "\nnot placed, in `{}`: {}", unplaced.article, unplaced.problem)?;
        }
        for refused in &self.refused {
            write!(f, "\n{refused}")?;
        }
        if self.interrupted { f.write_str("\ninterrupted") } else { Ok(()) }
    }
}

/// How many articles are read and committed at a time.
const BATCH: usize = 256;
/// How often the caller is asked whether to go on.
const POLL: Duration = Duration::from_millis(50);

impl Corpus {
    /// Reads stored articles anew, and touches only what differs: relations that are read as before keep their
    /// numbers, corrections are applied again, and rows of other origins stay.
    ///
    /// ```
    /// # use corpus::{Corpus, Lexicon, read};
    /// # use corpus::corpus::ReextractOptions;
    /// # let mut corpus = Corpus::in_memory()?;
    /// # corpus.add(read::text("a/1", "Alger accuse Bamako d’ingérence.", Lexicon::builtin()))?;
    /// let report = corpus.reextract(&ReextractOptions::default())?;
    /// assert_eq!(report.diff.articles, 0, "nothing to do: this lexicon read them all");
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn reextract(&mut self, options: &ReextractOptions) -> Result<Reextracted> {
        self.reextract_with(options, |_, _| ControlFlow::Continue(()))
    }

    /// [`reextract`](Self::reextract), calling `progress` about every 50 ms in the calling thread with the number of
    /// articles committed and of all. When it breaks, the running batch is given up.
    pub fn reextract_with(
        &mut self,
        options: &ReextractOptions,
        progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Reextracted> {
        let report = self.read_anew(options, progress)?;
        match self.store.refresh_events() {
            // What waits is noted in the file.
            Err(error) if error.is_interrupted() => {}
            done => drop(done?),
        }
        Ok(report)
    }

    fn read_anew(
        &mut self,
        options: &ReextractOptions,
        mut progress: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Reextracted> {
        let lexicon = match &options.lexicon {
            Some(given) => {
                let own = self.lexicon.replace(Arc::clone(given));
                let aliased = self.aliased.take();
                let reading = self.reading();
                (self.lexicon, self.aliased) = (own, aliased);
                reading?
            }
            None => self.reading()?,
        };
        let lexicon = lexicon.as_deref().unwrap_or_else(|| Lexicon::builtin());
        let provenance = load::provenance(lexicon);
        let ids = match &options.articles {
            Some(asked) => self.numbers(asked)?,
            None => self.store.read_otherwise(&provenance)?,
        };
        let threads = options.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get);
        let (total, mut done) = (ids.len() as u64, 0);
        let mut report = Reextracted::default();
        for ids in ids.chunks(BATCH) {
            let articles = self.taken(ids)?;
            let Some(prepared) = prepare(&articles, lexicon, threads, &mut || progress(done, total)) else {
                report.interrupted = true;
                return Ok(report);
            };
            let before = self.sides(ids.iter().copied())?;
            let mut read = Vec::with_capacity(prepared.len());
            let mut batch = self.store.batch(&provenance, 0)?;
            for ((id, article), prepared) in articles.into_iter().zip(prepared) {
                match prepared {
                    Ok(prepared) => {
                        batch.reread(id, &prepared)?;
                        read.push((id, article));
                    }
                    Err(error) => report.refused.push(Refused { origin: article.key, error }),
                }
            }
            let outcome = batch.outcome();
            batch.commit()?;
            report.unplaced.extend(outcome.unplaced);
            report.conflicts.extend(outcome.conflicts);
            self.tell(&mut report.diff, before, read)?;
            done += ids.len() as u64;
            if progress(done, total).is_break() {
                report.interrupted = done < total;
                return Ok(report);
            }
        }
        Ok(report)
    }

    /// The numbers of articles, each once, in order.
    pub(super) fn numbers(&self, asked: &[Which]) -> Result<Vec<i64>> {
        let mut ids = Vec::with_capacity(asked.len());
        for which in asked {
            let found = match which {
                Which::Id(id) => self.articles().article(*id),
                Which::Key(key) => self.articles().key(key.clone()),
            };
            let id = found.ids()?.pop().ok_or_else(|| QueryError::NoSuchArticle { given: which.to_string() })?;
            ids.push(id);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// Articles as they were before extraction.
    fn taken(&self, ids: &[i64]) -> Result<Vec<(i64, Article)>> {
        let rows = self.articles().in_articles(ids.iter().copied()).rows()?;
        rows.into_iter().map(|row| Ok((row.id, self.stored(row)?))).collect()
    }

    /// Adds to `diff` what changed in these articles.
    fn tell(&self, diff: &mut Diff, mut before: FxHashMap<i64, Vec<Side>>, read: Vec<(i64, Article)>) -> Result<()> {
        let mut after = self.sides(read.iter().map(|(id, _)| *id))?;
        let mut changes = Vec::new();
        for (id, article) in read {
            let sides = (before.remove(&id).unwrap_or_default(), after.remove(&id).unwrap_or_default());
            diff.compare_sides(self, &article, sides, &mut |change| {
                changes.push(change);
                Ok(())
            })?;
        }
        diff.changes.extend(changes);
        Ok(())
    }
}

/// Reads articles in several threads; `None` where the caller wants no more.
fn prepare(
    articles: &[(i64, Article)],
    lexicon: &Lexicon,
    threads: usize,
    go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Option<Vec<Result<Prepared>>> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let done: Mutex<Vec<(usize, Result<Prepared>)>> = Mutex::new(Vec::with_capacity(articles.len()));
    let (finished, wait) = crossbeam_channel::bounded::<()>(0);
    std::thread::scope(|scope| {
        let threads = threads.min(articles.len()).max(1);
        for n in 0..threads {
            let (next, stop, done, finished) = (&next, &stop, &done, finished.clone());
            let work = move || {
                // Dropped with the last thread, which ends the wait.
                let _finished = finished;
                while !stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((_, article)) = articles.get(at) else { return };
                    let prepared = load::prepare(article.clone(), lexicon, &|| stop.load(Ordering::Relaxed));
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, prepared));
                }
            };
            // Where the system starts no more threads, those that there are do the work, or else this one.
            match std::thread::Builder::new().spawn_scoped(scope, work.clone()) {
                Err(_) if n == 0 => work(),
                Err(_) => break,
                Ok(_) => {}
            }
        }
        drop(finished);
        while wait.recv_timeout(POLL) == Err(crossbeam_channel::RecvTimeoutError::Timeout) {
            if go_on().is_break() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    if stop.into_inner() || done.len() < articles.len() {
        return None;
    }
    done.sort_unstable_by_key(|(at, _)| *at);
    Some(done.into_iter().map(|(_, prepared)| prepared).collect())
}
