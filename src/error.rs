//! One error type for the whole crate.

use std::path::PathBuf;

/// What every fallible function of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, with the thing it went wrong on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file of a lexicon pack is wrong.
    #[error("lexicon {file}, line {line}{}: {reason}", rule.as_ref().map(|rule| format!(", rule {rule}")).unwrap_or_default())]
    Lexicon {
        /// The file, by its path inside the pack.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The rule or entry, if it has a name.
        rule: Option<String>,
        /// What is wrong, and what was expected.
        reason: String,
    },
}

impl Error {
    /// Wraps an operating-system error with the path it is about.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { path: path.into(), source }
    }
}
