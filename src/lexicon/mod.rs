//! Packs of knowledge (TOML files in `lexicon/`) compiled into a [`Lexicon`].
//!
//! Files are told apart by their place: `actors/*.toml` name who acts and where; `fr/` and `en/` hold a language:
//! its grammar, its names' shapes, its dates, its labels and its rules.

mod aliases;
pub mod conjugation;
pub mod dates;
pub mod grammar;
pub mod labels;
pub mod learned;
pub mod names;
pub mod pack;
pub mod plover;
pub mod rules;
mod stopwords;
pub mod ties;
pub mod weights;

pub use aliases::Alias;
pub use names::Names;

use crate::error::Result;
use crate::text::sentences::SentenceWords;
use crate::text::tokens::Vocabulary;
use crate::text::words::StopWords;
use dates::Dates;
use grammar::Grammar;
use labels::Labels;
use learned::Learned;
use pack::PackFile;
use plover::Plover;
use rules::{Rule, RuleTexts, Rules};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::thread::ScopedJoinHandle;
use ties::Ties;
use weights::Weights;

/// Compiled knowledge: names, dates, labels, grammar and rules.
#[derive(Debug, Default)]
pub struct Lexicon {
    digest: String,
    /// What it was compiled from, with what was disabled struck out.
    files: Vec<PackFile>,
    vocabulary: Vocabulary,
    sentence_words: SentenceWords,
    dates: Dates,
    labels: Labels,
    names: Names,
    plover: Plover,
    languages: BTreeMap<String, Language>,
    stop_words: StopWords,
}

/// What the packs know of one language beside names and dates.
#[derive(Debug, Default)]
pub struct Language {
    /// Its grammar.
    pub grammar: Grammar,
    /// Its relation rules.
    pub rules: Rules,
    /// Its tie rules and offices.
    pub ties: Ties,
    /// The weights of what speaks for and against a match.
    pub weights: Weights,
    /// What words say of two actors.
    pub learned: Learned,
    /// A rule of each type for what is read from words alone.
    pub wordings: Vec<Rule>,
}

/// An entry of a pack, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'l> {
    /// Its `id`, `code` or `name`.
    pub id: &'l str,
    /// What kind of entry: `rule`, `armed_group` …
    pub table: &'l str,
    /// The file, of a user's pack with its folder.
    pub file: String,
    /// The line of its `[[table]]`, from 1.
    pub line: usize,
    /// Its text, with the comments right above it.
    pub text: &'l str,
    /// Whether it belongs to a user's pack.
    pub own: bool,
}

impl Lexicon {
    /// The packs that ship with the crate, compiled once.
    ///
    /// # Panics
    ///
    /// Never in a released crate: the packs are compiled by its own tests.
    #[expect(clippy::panic, reason = "what ships with the crate comes from nobody's hand")]
    pub fn builtin() -> &'static Self {
        static BUILTIN: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
        BUILTIN.get_or_init(|| match Self::compile(&pack::builtin()) {
            Ok(lexicon) => lexicon,
            Err(error) => panic!("the packs that ship with the crate are broken: {error}"),
        })
    }

    /// The packs that ship with the crate, and the packs in the folder `folder` on top of them.
    pub fn with_pack(folder: &Path) -> Result<Self> {
        let mut files = pack::builtin();
        files.extend(pack::own(folder)?);
        Self::compile(&files)
    }

    /// Compiles `files`; the first fault stops it, with file, line and rule.
    pub fn compile(files: &[PackFile]) -> Result<Self> {
        let mut hasher = Sha256::new();
        for file in files {
            hasher.update(file.path.as_bytes());
            hasher.update([0]);
            hasher.update(file.text.as_bytes());
            hasher.update([0]);
        }
        let mut digest = String::with_capacity(64);
        for byte in hasher.finalize() {
            // Writing to a string cannot fail.
            _ = write!(digest, "{byte:02x}");
        }
        let files = &*pack::arranged(files)?;
        // Labels are regular expressions, the learned weights a long table, the rules a long text: together as long to
        // read as all the rest takes, with which they share nothing.
        std::thread::scope(|scope| {
            let apart = || -> Result<_> { Ok((Self::labels_of(files)?, Learned::of_all(files)?)) };
            let texts = || RuleTexts::read(files);
            let other = std::thread::Builder::new().spawn_scoped(scope, apart);
            let written = std::thread::Builder::new().spawn_scoped(scope, texts);
            let rest = Self::compile_rest(files, digest, || joined(written, texts));
            let (labels, learned) = joined(other, apart)?;
            let mut lexicon = Self { labels, ..rest? };
            for (code, learned) in learned {
                if let Some(language) = lexicon.languages.get_mut(&code) {
                    language.wordings = learned.types().iter().map(|kind| Rule::of_words(&code, *kind)).collect();
                    language.learned = learned;
                }
            }
            Ok(lexicon)
        })
    }

    fn labels_of(files: &[PackFile]) -> Result<Labels> {
        let labels: Vec<(&str, &str)> =
            files.iter().filter(|file| file.stem() == "labels").map(|file| (file.path.as_str(), &*file.text)).collect();
        Labels::compile(&labels)
    }

    fn compile_rest(files: &[PackFile], digest: String, texts: impl FnOnce() -> Result<RuleTexts>) -> Result<Self> {
        let mut vocabulary = Vocabulary::default();
        let (mut texts, mut rule_texts) = (Some(texts), RuleTexts::default());
        let dates = Dates::compile(files, &mut vocabulary)?;
        let names = Names::compile(files, &mut vocabulary)?;
        let plover = Plover::compile(files)?;
        let mut languages = BTreeMap::new();
        let mut sentence_words = SentenceWords::default();
        for code in files.iter().filter_map(PackFile::language).collect::<BTreeSet<_>>() {
            let Some(mut grammar) = Grammar::compile(files, code, &mut vocabulary)? else { continue };
            if let Some(texts) = texts.take() {
                rule_texts = texts()?;
            }
            let texts = rule_texts.of(files, code);
            let rules = Rules::compile(files, texts, code, &mut grammar, &plover, &mut vocabulary)?;
            let ties = Ties::compile(files, code, &mut grammar, &mut vocabulary)?;
            let weights = Weights::compile(files, code)?;
            sentence_words.abbreviations.extend(&grammar.sentence_words().abbreviations);
            sentence_words.openers.extend(&grammar.sentence_words().openers);
            languages.insert(code.to_owned(), Language { grammar, rules, ties, weights, ..Language::default() });
        }
        let stop_words = stopwords::compile(files)?;
        let (files, labels) = (files.to_vec(), Labels::default());
        Ok(Self { digest, files, vocabulary, sentence_words, dates, labels, names, plover, languages, stop_words })
    }

    /// Every rule, actor and other entry of the packs as it is written, in the order of the files.
    pub fn written(&self) -> impl Iterator<Item = Written<'_>> {
        self.files.iter().flat_map(|file| {
            file.entries().into_iter().filter_map(|entry| {
                Some(Written {
                    id: entry.id?,
                    table: entry.table,
                    file: file.shown(),
                    line: entry.line,
                    text: file.text.get(entry.start..entry.end)?.trim_end(),
                    own: file.is_own(),
                })
            })
        })
    }

    /// The entries with this `id`, `code` or `name`, as they are written.
    pub fn find(&self, id: &str) -> Vec<Written<'_>> {
        self.written().filter(|written| written.id == id).collect()
    }

    /// The id, code or name that `given` was most likely meant to be, where there is none such.
    pub fn nearest(&self, given: &str) -> Option<&str> {
        pack::nearest(given, self.written().map(|written| written.id))
    }

    /// A SHA-256 of the packs it was compiled from, in hexadecimal: the same packs give the same digest.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The words its packs speak of.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Who and what can be named, and the shapes of names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The words that decide where sentences end.
    pub fn sentence_words(&self) -> &SentenceWords {
        &self.sentence_words
    }

    /// Words that say little by themselves, by language.
    pub fn stop_words(&self) -> &StopWords {
        &self.stop_words
    }

    /// PLOVER's modes and values.
    pub fn plover(&self) -> &Plover {
        &self.plover
    }

    /// The grammar and rules of a language (`fr`), if the packs have them.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.get(code.get(..2).unwrap_or(code))
    }

    /// The languages that have a grammar.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &Language)> {
        self.languages.iter().map(|(code, language)| (code.as_str(), language))
    }

    /// The patterns of dates.
    pub fn dates(&self) -> &Dates {
        &self.dates
    }

    /// The patterns of what is not article prose.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }
}

/// What a thread found; done here where no thread was to be had.
fn joined<T>(thread: std::io::Result<ScopedJoinHandle<'_, T>>, work: impl FnOnce() -> T) -> T {
    match thread.map(ScopedJoinHandle::join) {
        Ok(Ok(found)) => found,
        _ => work(),
    }
}
