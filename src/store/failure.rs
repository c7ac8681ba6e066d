//! What SQLite reports, as this crate's errors.

use super::room;
use crate::error::{Error, Result, SqliteFailure};
use rusqlite::{ErrorCode, ffi};

/// Says what was being done when SQLite failed.
pub(crate) trait Doing<T> {
    /// Wraps the error with `what`, a phrase such as "reading relations".
    fn doing(self, what: &'static str) -> Result<T>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, what: &'static str) -> Result<T> {
        self.map_err(|source| Error::Sqlite { doing: what, failure: failure(&source), source: Box::new(source) })
    }
}

/// The kind of failure, as far as callers act upon it.
pub(crate) fn failure(error: &rusqlite::Error) -> SqliteFailure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            SqliteFailure::Busy
        }
        Some(ErrorCode::DiskFull) => SqliteFailure::DiskFull,
        Some(ErrorCode::SystemIoFailure) if is_out_of_room(error) => SqliteFailure::DiskFull,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => SqliteFailure::Damaged,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied) => {
            SqliteFailure::ReadOnly
        }
        Some(ErrorCode::OperationInterrupted) => SqliteFailure::Interrupted,
        Some(ErrorCode::OutOfMemory) => SqliteFailure::OutOfMemory,
        Some(ErrorCode::SystemIoFailure) if extended(error) == Some(ffi::SQLITE_IOERR_NOMEM) => {
            SqliteFailure::OutOfMemory
        }
        Some(ErrorCode::ConstraintViolation) => SqliteFailure::Constraint,
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => SqliteFailure::Io,
        _ => SqliteFailure::Other,
    }
}

/// Whether there was no room for the memory that SQLite shares between processes, of which it only says that it could
/// not be enlarged.
fn is_out_of_room(error: &rusqlite::Error) -> bool {
    extended(error) == Some(ffi::SQLITE_IOERR_SHMSIZE) && room::was_short()
}

fn extended(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_disk_is_told_from_want_of_room_and_of_memory() {
        let kind = |code| failure(&rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        assert_eq!(kind(ffi::SQLITE_FULL), SqliteFailure::DiskFull);
        for code in [ffi::SQLITE_IOERR_READ, ffi::SQLITE_IOERR_FSYNC, ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_CANTOPEN] {
            assert_eq!(kind(code), SqliteFailure::Io, "{code}");
        }
        assert_eq!(kind(ffi::SQLITE_IOERR_NOMEM), SqliteFailure::OutOfMemory);
        assert_eq!(kind(ffi::SQLITE_NOMEM), SqliteFailure::OutOfMemory);
        assert_eq!(kind(ffi::SQLITE_CORRUPT_VTAB), SqliteFailure::Damaged);
        assert_eq!(kind(ffi::SQLITE_BUSY_SNAPSHOT), SqliteFailure::Busy);
        assert_eq!(failure(&rusqlite::Error::QueryReturnedNoRows), SqliteFailure::Other);
    }
}
