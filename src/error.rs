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
    /// A file is not something articles are read from: its kind, its type, or what it holds.
    #[error("{}: not read: {reason}", path.display())]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// Why, and what would help.
        reason: String,
    },
    /// An article, or a file of articles, is larger than is read.
    #[error("{what} is larger than {limit} bytes{}", bytes.map(|bytes| format!(" ({bytes})")).unwrap_or_default())]
    TooLarge {
        /// The article or file.
        what: String,
        /// Its size, where it is known.
        bytes: Option<u64>,
        /// The largest size that is read.
        limit: u64,
    },
    /// A record has no text.
    #[error("no text: none of the fields {expected} holds any; the fields are {}", list(seen))]
    NoText {
        /// The fields that are there.
        seen: Vec<String>,
        /// The fields that are looked for.
        expected: String,
    },
    /// A field of a record holds the wrong kind of value.
    #[error("field `{field}` should be {expected}, not {found}")]
    Field {
        /// The field, as the record names it.
        field: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// A record is not valid JSON.
    #[error("{origin}: not valid JSON: {source}")]
    Json {
        /// The file and line or number of the record.
        origin: String,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A row of a table is wrong.
    #[error("{origin}: not a valid row: {source}")]
    Table {
        /// The file and line.
        origin: String,
        /// What the parser said.
        source: csv::Error,
    },
    /// A pattern of file names is wrong or matches nothing.
    #[error("pattern `{pattern}`: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why.
        reason: String,
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

/// Names for a message: `a, b, c`, or `none`.
fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
