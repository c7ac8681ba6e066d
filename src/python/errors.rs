//! Errors of this crate as the exceptions of `corpus/_errors.py`, with their whole chain of causes.

use crate::error::{Error, SqliteFailure};
use crate::query::QueryError;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::error::Error as _;

/// The exception of this name, with a message.
pub(super) fn exception(py: Python<'_>, name: &str, message: &str) -> PyErr {
    let made = py.import("corpus._errors").and_then(|module| module.getattr(name)?.call1((message,)));
    made.map_or_else(|_| PyRuntimeError::new_err(message.to_owned()), PyErr::from_value)
}

/// An exception of this name, from anywhere.
pub(super) fn raise(name: &str, message: &str) -> PyErr {
    Python::attach(|py| exception(py, name, message))
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        Python::attach(|py| {
            let made = exception(py, name(&error), &chain(&error));
            if let Error::Query(QueryError::BadSql { at: Some(at), .. } | QueryError::BadQuery { at, .. }) = &error {
                // Without it the message still says where.
                let _ = made.value(py).setattr("position", *at);
            }
            made
        })
    }
}

/// The message and those of its causes, without what the message before already says.
pub(super) fn chain(error: &Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !message.contains(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        cause = inner.source();
    }
    message
}

/// The name of the exception for an error.
fn name(error: &Error) -> &'static str {
    match error {
        _ if error.is_not_found() => "MissingFileError",
        _ if error.is_disk_full() => "DiskFullError",
        Error::Query(QueryError::NoSuchArticle { .. } | QueryError::NoSuchEvent { .. }) => "NotFoundError",
        Error::Query(QueryError::TimeLimit { .. }) => "QueryTimeoutError",
        Error::Query(_) => "QueryError",
        Error::NotACorpus { .. } => "NotACorpusError",
        Error::Untrusted { .. } => "UntrustedFileError",
        Error::Damaged { .. } => "CorruptDatabaseError",
        Error::Newer { .. } | Error::Older { .. } => "SchemaVersionError",
        Error::Lexicon { .. } => "LexiconError",
        Error::Forked { .. } => "ForkedError",
        Error::Exists { .. } => "ExistingFileError",
        Error::Io { .. } | Error::NotWritten { .. } | Error::Refused { .. } | Error::Pattern { .. } => "InputFileError",
        Error::Panicked { .. } => "InternalError",
        Error::Sqlite { failure, .. } => match failure {
            SqliteFailure::Busy => "DatabaseLockedError",
            SqliteFailure::Damaged => "CorruptDatabaseError",
            SqliteFailure::ReadOnly => "ReadOnlyError",
            SqliteFailure::OutOfMemory => "OutOfMemoryError",
            _ => "CorpusError",
        },
        Error::TooLong { .. }
        | Error::TooLarge { .. }
        | Error::NoText { .. }
        | Error::Field { .. }
        | Error::Json { .. }
        | Error::Table { .. }
        | Error::BadRecord { .. }
        | Error::BadCorrection { .. }
        | Error::BadRows { .. }
        | Error::Nul { .. }
        | Error::NoKey
        | Error::BadSpan { .. }
        | Error::NotFinite { .. }
        | Error::CopyThreshold { .. } => "InputError",
        _ => "CorpusError",
    }
}
