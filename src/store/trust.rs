//! Opening a file from a stranger.
//!
//! Every file is opened so that damage or malice in it does little harm (`open::harden`). One that is not to be trusted
//! must moreover have the schema of its version and nothing else, since triggers and views of its own would run inside
//! our statements; it must pass SQLite's check and the full-text index's before anything else reads it; and what its
//! connection may do is narrowed for good.

use super::failure::Doing;
use super::{check, declared};
use crate::error::{Error, Result};
use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use std::path::Path;

/// How far a file is trusted when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// It comes from a friend.
    Full,
    /// It comes from a stranger.
    None,
    /// It comes from a stranger, and this process has looked it through already.
    Looked,
}

/// The most that a statement over such a file may use.
const LIMITS: [(Limit, i32); 7] = [
    (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (Limit::SQLITE_LIMIT_COLUMN, 200),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 20),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    // Compacting a file attaches one.
    (Limit::SQLITE_LIMIT_ATTACHED, 1),
];

/// Refuses what was found.
fn refuse(path: &Path, found: Vec<String>) -> Result<()> {
    if found.is_empty() { Ok(()) } else { Err(Error::Untrusted { path: path.to_owned(), found }) }
}

/// Refuses a file beside which a rollback journal lies: to open the database would be to do what that says.
pub(super) fn alone(path: &Path, journal: &Path) -> Result<()> {
    let there = std::fs::symlink_metadata(journal).is_ok_and(|data| !data.is_file() || data.len() > 0);
    refuse(path, if there { vec!["a rollback journal beside it".to_owned()] } else { Vec::new() })
}

/// Refuses a file whose schema is not that of its version.
pub(super) fn declared(connection: &Connection, path: &Path, version: i32) -> Result<()> {
    let mut found = declared::departure(connection, version)?.told();
    let encoding: String =
        connection.pragma_query_value(None, "encoding", |row| row.get(0)).doing("reading the database")?;
    if encoding != "UTF-8" {
        found.push(format!("texts in {encoding}"));
    }
    refuse(path, found)
}

/// Refuses a file that is damaged, before anything else reads it.
pub(super) fn sound(connection: &Connection, path: &Path, read_only: bool) -> Result<()> {
    let damaged = |detail| Error::Damaged { path: path.to_owned(), detail };
    let answer: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).doing("checking the database")?;
    if answer != "ok" {
        return Err(damaged(answer));
    }
    match check::index(connection, read_only)? {
        Some(detail) => Err(damaged(format!("the full-text index: {detail}"))),
        None => Ok(()),
    }
}

/// Narrows what the connection may do, for good.
pub(super) fn narrow(connection: &mut Connection) -> Result<()> {
    for (limit, most) in LIMITS {
        connection.set_limit(limit, most).doing("setting up the database")?;
    }
    connection.authorizer(Some(authorize)).doing("setting up the database")?;
    Ok(())
}

/// All that reading and writing rows needs; nothing that changes the schema, reaches another file, or loosens a setting.
fn authorize(context: AuthContext<'_>) -> Authorization {
    use AuthAction as A;
    let scratch = context.database_name == Some("temp");
    match context.action {
        // Without a name it is the scratch file of compacting.
        A::Attach { filename: "" } => Authorization::Allow,
        A::Attach { .. } | A::Detach { .. } | A::AlterTable { .. } | A::Analyze { .. } | A::Unknown { .. } => {
            Authorization::Deny
        }
        A::Function { function_name }
            if ["load_extension", "fts3_tokenizer"].iter().any(|name| function_name.eq_ignore_ascii_case(name)) =>
        {
            Authorization::Deny
        }
        A::CreateTable { .. }
        | A::CreateIndex { .. }
        | A::CreateTrigger { .. }
        | A::CreateView { .. }
        | A::CreateVtable { .. }
        | A::DropTable { .. }
        | A::DropIndex { .. }
        | A::DropTrigger { .. }
        | A::DropView { .. }
        | A::DropVtable { .. }
            if !scratch =>
        {
            Authorization::Deny
        }
        A::Pragma { pragma_name, pragma_value: Some(_) }
            if ["writable_schema", "trusted_schema", "mmap_size", "cell_size_check", "ignore_check_constraints"]
                .iter()
                .any(|name| pragma_name.eq_ignore_ascii_case(name)) =>
        {
            Authorization::Deny
        }
        _ => Authorization::Allow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it is given as a bound value, `fts3_tokenizer` answers with an address, and takes another in its place.
    #[test]
    fn no_statement_reaches_addresses_or_libraries() {
        let mut connection = Connection::open_in_memory().unwrap();
        let ask = |connection: &Connection, sql: &str| {
            let bytes =
                connection.query_row(sql, ["simple"], |row| Ok(row.get_ref(0)?.as_blob().map_or(0, <[u8]>::len)));
            bytes.map_err(|error| error.sqlite_error_code())
        };
        let address = "SELECT fts3_tokenizer(?)";
        assert!(ask(&connection, address).is_ok_and(|bytes| bytes > 0), "it does without the rules");
        narrow(&mut connection).unwrap();
        for sql in [address, "SELECT FTS3_Tokenizer(?)", "SELECT load_extension(?)"] {
            let asked = ask(&connection, sql);
            assert!(asked.is_err(), "{sql}: {asked:?}");
        }
        assert_eq!(ask(&connection, "SELECT upper(?)"), Ok(0));
    }

    #[test]
    fn a_journal_is_anything_but_an_empty_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let journal = |name: &str| folder.path().join(name);
        std::fs::write(journal("empty"), b"").unwrap();
        std::fs::write(journal("hot"), b"x").unwrap();
        std::fs::create_dir(journal("folder")).unwrap();
        let may_open = ["none", "empty", "hot", "folder"].map(|name| alone(&path, &journal(name)).is_ok());
        assert_eq!(may_open, [true, true, false, false]);
    }

    #[test]
    fn rows_are_written_and_nothing_else() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE t (a); CREATE INDEX i ON t (a); CREATE VIRTUAL TABLE words USING fts5 (a)")
            .unwrap();
        narrow(&mut connection).unwrap();
        for allowed in [
            "INSERT INTO t VALUES (1)",
            "DELETE FROM t",
            "CREATE TEMP TABLE scratch (a)",
            "CREATE TEMP VIEW seen AS SELECT a FROM t",
            "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)",
            "DROP TABLE temp.scratch",
            "ATTACH '' AS aside",
            "PRAGMA cache_size = 100",
            "PRAGMA writable_schema",
        ] {
            assert!(connection.execute_batch(allowed).is_ok(), "{allowed}");
        }
        for denied in [
            "CREATE TABLE u (a)",
            "CREATE VIEW u AS SELECT 1",
            "CREATE TRIGGER u AFTER INSERT ON t BEGIN SELECT 1; END",
            "CREATE VIRTUAL TABLE u USING fts5 (a)",
            "DROP INDEX i",
            "DROP TABLE t",
            "ALTER TABLE t RENAME TO u",
            "ATTACH 'other.db' AS other",
            "DETACH aside",
            "ANALYZE",
            "PRAGMA writable_schema = ON",
            "PRAGMA Trusted_Schema = ON",
            "PRAGMA mmap_size = 1000000",
            "PRAGMA ignore_check_constraints = ON",
        ] {
            let error = connection.execute_batch(denied).unwrap_err();
            assert_eq!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::AuthorizationForStatementDenied),
                "{denied}: {error}"
            );
        }
    }
}
