//! What became of the inputs of a load.

use crate::error::Error;
use std::fmt;

/// The account of a load: every input found was added, updated, known or refused.
///
/// ```
/// # use corpus::{Article, Corpus, corpus::LoadOptions, read::Input};
/// let article = |key: &str| Article { key: key.into(), text: format!("Dépêche {key}."), ..Article::default() };
/// let inputs = ["a", "b", "a"].map(|key| Input { origin: key.into(), article: Ok(article(key)), notes: vec![] });
/// let report = Corpus::in_memory()?.load(inputs, &LoadOptions::default())?;
/// assert_eq!(report.to_string(), "3 found, 2 added, 1 known already");
/// # Ok::<(), corpus::Error>(())
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct LoadReport {
    /// How many inputs were taken in hand.
    pub found: u64,
    /// How many articles are new.
    pub added: u64,
    /// How many replaced an older text under the same key.
    pub updated: u64,
    /// How many were there already, with the same text.
    pub known: u64,
    /// The inputs that were not stored, and why.
    pub refused: Vec<Refused>,
    /// What was decided about single inputs, such as the encoding taken.
    pub notes: Vec<Note>,
    /// The bytes of text added or updated.
    pub bytes: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Whether it was stopped before the last input; those not found are not counted above.
    pub interrupted: bool,
}

/// An input that was not stored.
#[derive(Debug)]
pub struct Refused {
    /// Where it came from.
    pub origin: String,
    /// Why.
    pub error: Error,
}

/// Something decided about an input that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it came from.
    pub origin: String,
    /// What was decided.
    pub text: String,
}

/// How far a load has come. Counts are of what is committed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many inputs are accounted for.
    pub found: u64,
    /// How many articles are new.
    pub added: u64,
    /// How many replaced an older text.
    pub updated: u64,
    /// How many were there already.
    pub known: u64,
    /// How many were refused.
    pub refused: u64,
    /// The bytes of text added or updated.
    pub bytes: u64,
}

impl LoadReport {
    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress {
            found: self.found,
            added: self.added,
            updated: self.updated,
            known: self.known,
            refused: u64::try_from(self.refused.len()).unwrap_or(u64::MAX),
            bytes: self.bytes,
        }
    }
}

/// `120 found, 117 added, 2 known already, 1 refused:` and the reasons, the first of them at length.
impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        write!(f, "{} found, {} added", self.found, self.added)?;
        if self.updated > 0 {
            write!(f, ", {} updated", self.updated)?;
        }
        if self.known > 0 {
            write!(f, ", {} known already", self.known)?;
        }
        if !self.refused.is_empty() {
            write!(f, ", {} refused", self.refused.len())?;
        }
        if self.interrupted {
            f.write_str(", then interrupted")?;
        }
        if let [only] = self.refused.as_slice() {
            return write!(f, ": {only}");
        }
        for refused in self.refused.iter().take(SHOWN) {
            write!(f, "\n  {refused}")?;
        }
        if self.refused.len() > SHOWN {
            write!(f, "\n  and {} more", self.refused.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.error.to_string();
        // Most errors begin with what they are about.
        if reason.contains(&self.origin) { f.write_str(&reason) } else { write!(f, "{}: {reason}", self.origin) }
    }
}
