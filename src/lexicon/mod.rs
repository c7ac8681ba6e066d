//! Packs of knowledge (TOML files in `lexicon/`) compiled into a [`Lexicon`].
//!
//! Files are told apart by their place: `actors/*.toml` name who acts and where; `fr/` and `en/` hold a language:
//! its grammar, its names' shapes, its dates, its labels and its rules.

pub mod dates;
pub mod labels;
pub mod pack;

use crate::error::Result;
use crate::text::sentences::SentenceWords;
use crate::text::tokens::Vocabulary;
use dates::Dates;
use labels::Labels;
use pack::PackFile;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Compiled knowledge: names, dates, labels, grammar and rules.
#[derive(Debug, Default)]
pub struct Lexicon {
    digest: String,
    vocabulary: Vocabulary,
    sentence_words: SentenceWords,
    dates: Dates,
    labels: Labels,
}

impl Lexicon {
    /// The packs that ship with the crate, compiled once.
    ///
    /// # Panics
    ///
    /// Never in a released crate: the packs are compiled by its own tests.
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
        files.extend(pack::folder(folder)?);
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
        let digest = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut vocabulary = Vocabulary::default();
        let dates = Dates::compile(files, &mut vocabulary)?;
        let labels: Vec<(&str, &str)> =
            files.iter().filter(|file| file.stem() == "labels").map(|file| (file.path.as_str(), &*file.text)).collect();
        Ok(Self { digest, vocabulary, dates, labels: Labels::compile(&labels)?, ..Self::default() })
    }

    /// A SHA-256 of the packs it was compiled from, in hexadecimal: the same packs give the same digest.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The words its packs speak of.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The words that decide where sentences end.
    pub fn sentence_words(&self) -> &SentenceWords {
        &self.sentence_words
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
