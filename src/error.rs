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

    /// There is no such file, and it was not to be created.
    #[error("{}: no such file", path.display())]
    NotFound {
        /// The file asked for.
        path: PathBuf,
    },

    /// The file is there but is not a corpus. It has not been touched.
    #[error("{}: not a corpus: {found}", path.display())]
    NotACorpus {
        /// The file asked for.
        path: PathBuf,
        /// What it is instead.
        found: NotACorpus,
    },

    /// There is a file of this name already, and it was not to be replaced.
    #[error("{}: there is such a file already; to replace it, say `overwrite`", path.display())]
    Exists {
        /// The file that is there.
        path: PathBuf,
    },

    /// A file that must not be written. Nothing was.
    #[error("{}: not written: {reason}", path.display())]
    NotWritten {
        /// The file that was to be written.
        path: PathBuf,
        /// Why, and what would help.
        reason: &'static str,
    },

    /// The file was written by a later version of this crate.
    #[error("{}: written by a later version (its schema is at {found}, this version knows {known}); update `corpus-db`", path.display())]
    Newer {
        /// The file asked for.
        path: PathBuf,
        /// The schema version it is at.
        found: i32,
        /// The latest one this version knows.
        known: i32,
    },

    /// The file needs a write that a read-only opening cannot do.
    #[error("{}: its schema is at version {found} and must be brought to {known}: open it once for writing", path.display())]
    Older {
        /// The file asked for.
        path: PathBuf,
        /// The schema version it is at.
        found: i32,
        /// The one this version reads.
        known: i32,
    },

    /// A file that was opened as one not to be trusted holds what no corpus does. Nothing of it was run.
    #[error("{}: not opened as an untrusted file: it has {}", path.display(), some(found))]
    Untrusted {
        /// The file asked for.
        path: PathBuf,
        /// What it has and should not, or lacks.
        found: Vec<String>,
    },

    /// A file that was opened as one not to be trusted is damaged.
    #[error("{}: damaged: {detail} (`corpus check` says more)", path.display())]
    Damaged {
        /// The file asked for.
        path: PathBuf,
        /// What SQLite found first.
        detail: String,
    },

    /// Beside the file lies a log of committed changes, and the folder cannot be written, so that they cannot be read.
    #[error("{}: has changes in its -wal file that cannot be read in a read-only folder: copy both files elsewhere", path.display())]
    UnreadLog {
        /// The file asked for.
        path: PathBuf,
    },

    /// SQLite could not keep a write-ahead log there, without which commits are not safe.
    #[error("{}: this file system cannot keep SQLite's write-ahead log (journal mode stays `{mode}`): use a local folder", path.display())]
    NoWriteAheadLog {
        /// The file asked for.
        path: PathBuf,
        /// The journal mode SQLite stayed in.
        mode: String,
    },

    /// Another SQLite than the one that is built in was loaded, and it has holes that a crafted file can use.
    #[error("SQLite {found} has known holes: {needed} or later is needed")]
    OldSqlite {
        /// Its version.
        found: &'static str,
        /// The first that will do.
        needed: &'static str,
    },

    /// The database was opened before this process was forked; using it here would damage it.
    #[error("{}: opened before this process was forked: close it before forking, or start processes with `spawn`", path.display())]
    Forked {
        /// The database.
        path: PathBuf,
    },

    /// What was given to be loaded is no article.
    #[error("{record}: {reason}")]
    BadRecord {
        /// Which one.
        record: String,
        /// What is wrong with it.
        reason: String,
    },

    /// A question that cannot be answered as it is put.
    #[error(transparent)]
    Query(#[from] crate::query::QueryError),

    /// A table could not be put together.
    #[cfg(feature = "arrow")]
    #[error("putting a table together: {0}")]
    Arrow(Box<arrow_schema::ArrowError>),

    /// SQLite reported a failure.
    #[error("{doing}: {source}")]
    Sqlite {
        /// What was being done.
        doing: &'static str,
        /// The kind of failure, as far as callers act upon it.
        failure: SqliteFailure,
        /// What SQLite said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// An article is longer than is taken.
    #[error("`{key}`: {bytes} bytes of text; at most {limit} are taken")]
    TooLong {
        /// The article.
        key: String,
        /// The length of its text.
        bytes: usize,
        /// The longest text taken.
        limit: usize,
    },

    /// A text or key holds U+0000, which SQLite's functions take for its end.
    #[error("`{key}`: the character U+0000 at byte {at} of its {part}")]
    Nul {
        /// The article.
        key: String,
        /// Where it was found: `text`, `key` …
        part: &'static str,
        /// The byte offset of the first one.
        at: usize,
    },

    /// A threshold of copies that no file can have.
    #[error("a threshold of copies is a number from 0.4 to 1, not {given}{}", meant(*given))]
    CopyThreshold {
        /// What was given.
        given: f64,
    },

    /// An article has no key.
    #[error("an article without a key")]
    NoKey,

    /// A record points outside the article's text or into the middle of a character.
    #[error("`{key}`: {what} at bytes {}..{} is no stretch of its text of {len} bytes", span.start, span.end)]
    BadSpan {
        /// The article.
        key: String,
        /// What kind of record: `mention`, `date`, `relation` …
        what: &'static str,
        /// The range it gives.
        span: crate::text::Span,
        /// The length of the text in bytes.
        len: usize,
    },

    /// A number that must be finite is not.
    #[error("`{key}`: {what} is not a finite number")]
    NotFinite {
        /// The article.
        key: String,
        /// Which number.
        what: &'static str,
    },

    /// Reading the article hit a fault in this crate; the article was left out.
    #[error("`{key}`: a fault in extraction, please report it: {message}")]
    Panicked {
        /// The article.
        key: String,
        /// What the fault said.
        message: String,
    },

    /// The system would not start another thread: memory ran out, or this user may not run more.
    #[error("no thread could be started, for lack of memory or by a limit on processes")]
    NoThread {
        /// What the system said.
        #[source]
        source: std::io::Error,
    },

    /// A correction that cannot be made as it is put.
    #[error("{reason}")]
    BadCorrection {
        /// What is wrong with it, and what would be right.
        reason: String,
    },

    /// Rows from elsewhere of which some are wrong; nothing was written.
    #[error("{} of {rows} rows are wrong, and none was added: {}", faults.len(), shown(faults))]
    BadRows {
        /// How many rows were given.
        rows: usize,
        /// The number of each wrong row, from 1, and what is wrong with it.
        faults: Vec<(usize, String)>,
    },
}

/// What a file is that is not a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotACorpus {
    /// It has no bytes.
    Empty,
    /// It is a folder.
    Folder,
    /// It is a device, a pipe or a socket.
    SpecialFile,
    /// It is no SQLite database, or one whose head is damaged.
    NotADatabase,
    /// It is an SQLite database without tables.
    NoTables,
    /// It is an SQLite database of another program, with this `application_id`.
    OtherApplication(i32),
}

impl std::fmt::Display for NotACorpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("an empty file (delete it to create a corpus there)"),
            Self::Folder => f.write_str("a folder"),
            Self::SpecialFile => f.write_str("not a regular file"),
            Self::NotADatabase => f.write_str("not an SQLite database"),
            Self::NoTables => f.write_str("an SQLite database without tables (was it copied without its -wal file?)"),
            Self::OtherApplication(0) => f.write_str("an SQLite database of another program"),
            Self::OtherApplication(id) => {
                write!(f, "an SQLite database of another program (application id {id:#010x})")
            }
        }
    }
}

/// Kinds of SQLite failures that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqliteFailure {
    /// Another connection kept the database locked.
    Busy,
    /// The disk is full, or a quota used up.
    DiskFull,
    /// The file is damaged.
    Damaged,
    /// The file or connection cannot be written.
    ReadOnly,
    /// The statement was interrupted on request.
    Interrupted,
    /// Memory ran out.
    OutOfMemory,
    /// A row breaks a rule of the schema.
    Constraint,
    /// The operating system failed to read, write or open a file.
    Io,
    /// Anything else.
    Other,
}

impl Error {
    /// Wraps an error of Arrow.
    #[cfg(feature = "arrow")]
    pub(crate) fn arrow(source: arrow_schema::ArrowError) -> Self {
        Self::Arrow(Box::new(source))
    }

    /// Whether another connection kept the database locked; trying again may succeed.
    pub fn is_busy(&self) -> bool {
        self.sqlite_failure() == Some(SqliteFailure::Busy)
    }

    /// Whether the disk is full, or a quota used up; nothing committed is lost, and the same handle works once there is
    /// room.
    pub fn is_disk_full(&self) -> bool {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match self {
            Self::Io { source, .. } => matches!(source.kind(), StorageFull | QuotaExceeded | FileTooLarge),
            _ => self.sqlite_failure() == Some(SqliteFailure::DiskFull),
        }
    }

    /// Whether the file is damaged.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged { .. }) || self.sqlite_failure() == Some(SqliteFailure::Damaged)
    }

    /// Whether a write was tried upon something opened read-only.
    pub fn is_read_only(&self) -> bool {
        self.sqlite_failure() == Some(SqliteFailure::ReadOnly)
    }

    /// Whether it was interrupted on request.
    pub fn is_interrupted(&self) -> bool {
        self.sqlite_failure() == Some(SqliteFailure::Interrupted)
    }

    /// Whether there is no such file.
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NotFound { .. } => true,
            Self::Io { source, .. } => source.kind() == std::io::ErrorKind::NotFound,
            _ => false,
        }
    }

    /// That something was stopped on request while it was `doing`.
    pub(crate) fn interrupted(doing: &'static str) -> Self {
        Self::Sqlite { doing, failure: SqliteFailure::Interrupted, source: "interrupted".into() }
    }

    fn sqlite_failure(&self) -> Option<SqliteFailure> {
        match self {
            Self::Sqlite { failure, .. } => Some(*failure),
            _ => None,
        }
    }

    /// Wraps an operating-system error with the path it is about.
    pub fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { path: path.into(), source }
    }
}

/// What a threshold that was given may have been meant to be.
fn meant(threshold: f64) -> String {
    match threshold {
        40.0..=100.0 => format!("; did you mean {}?", threshold / 100.0),
        0.0..0.4 => "; below that, texts on one matter are taken for copies and many copies are missed".to_owned(),
        _ => String::new(),
    }
}

/// Names for a message: `a, b, c`, or `none`.
fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The first of what was found, for a message.
fn some(found: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut all: Vec<String> = found.iter().take(SHOWN).cloned().collect();
    if found.len() > SHOWN {
        all.push(format!("and {} more", found.len() - SHOWN));
    }
    all.join(", ")
}

/// The first faults of rows, for a message.
fn shown(faults: &[(usize, String)]) -> String {
    const SHOWN: usize = 10;
    let mut all: Vec<String> = faults.iter().take(SHOWN).map(|(row, why)| format!("row {row}: {why}")).collect();
    if faults.len() > SHOWN {
        all.push(format!("and {} more", faults.len() - SHOWN));
    }
    all.join("; ")
}
