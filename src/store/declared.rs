//! The tables, indexes, triggers and views that a corpus has, and how those of a file depart from them.

use super::failure::Doing;
use super::migrate;
use crate::error::Result;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const READING: &str = "reading the schema";
/// Names are told up to here.
const LONGEST: usize = 80;

/// An object of a schema. Ordered so that what others need comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// `table`, `index`, `trigger` or `view`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table it belongs to.
    table: String,
    /// How it was made; none for the indexes that SQLite makes itself.
    pub sql: Option<String>,
}

impl Object {
    /// What it is called in messages; nothing in it can disturb a terminal.
    fn told(&self) -> String {
        let shown: String = self.name.chars().take(LONGEST).flat_map(char::escape_debug).collect();
        let rest = if self.name.chars().nth(LONGEST).is_some() { "…" } else { "" };
        let kind = match self.kind.as_str() {
            known @ ("table" | "index" | "trigger" | "view") => known,
            _ => "object",
        };
        format!("{kind} `{shown}{rest}`")
    }

    /// How it was made, however it is laid out.
    fn declared(&self) -> Option<String> {
        self.sql.as_ref().map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// How the schema of a file departs from that of its version.
#[derive(Debug, Default)]
pub(super) struct Departure {
    /// What no corpus has.
    pub extra: Vec<String>,
    /// What every corpus has and this one lacks.
    pub missing: Vec<Object>,
    /// What is declared otherwise than in a corpus.
    pub changed: Vec<String>,
}

impl Departure {
    /// What is missing, by name.
    pub fn missing_names(&self) -> impl Iterator<Item = String> + '_ {
        self.missing.iter().map(Object::told)
    }

    /// All of it, in words.
    pub fn told(&self) -> Vec<String> {
        let extra = self.extra.iter().map(|name| format!("{name} that no corpus has"));
        let missing = self.missing_names().map(|name| format!("no {name}"));
        let changed = self.changed.iter().map(|name| format!("{name} that is not as in a corpus"));
        extra.chain(changed).chain(missing).collect()
    }
}

/// Compares the schema of a file at `version` with what that version declares.
pub(super) fn departure(connection: &Connection, version: i32) -> Result<Departure> {
    let mut wanted: BTreeMap<(String, String), Object> =
        model(version)?.into_iter().map(|object| ((object.kind.clone(), object.name.clone()), object)).collect();
    let mut found = Departure::default();
    for object in objects(connection)? {
        match wanted.remove(&(object.kind.clone(), object.name.clone())) {
            None => found.extra.push(object.told()),
            Some(model) if model.table != object.table || model.declared() != object.declared() => {
                found.changed.push(object.told());
            }
            Some(_) => {}
        }
    }
    found.missing = wanted.into_values().collect();
    Ok(found)
}

/// What a version declares; that of today is worked out once.
fn model(version: i32) -> Result<Vec<Object>> {
    static LATEST: OnceLock<Vec<Object>> = OnceLock::new();
    let latest = version == migrate::latest();
    if let Some(known) = LATEST.get().filter(|_| latest) {
        return Ok(known.clone());
    }
    let mut connection = Connection::open_in_memory().doing(READING)?;
    migrate::migrate_to(&mut connection, version)?;
    let declared = objects(&connection)?;
    Ok(if latest { LATEST.get_or_init(|| declared).clone() } else { declared })
}

fn objects(connection: &Connection) -> Result<Vec<Object>> {
    let mut statement =
        connection.prepare("SELECT type, name, tbl_name, sql FROM main.sqlite_schema").doing(READING)?;
    let rows = statement
        .query_map([], |row| {
            // What is not text in a file that was tampered with must not hide what it is.
            let text = |at: usize| -> rusqlite::Result<Option<String>> {
                Ok(match row.get_ref(at)? {
                    rusqlite::types::ValueRef::Null => None,
                    rusqlite::types::ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
                    other => Some(format!("{other:?}")),
                })
            };
            Ok(Object {
                kind: text(0)?.unwrap_or_default(),
                name: text(1)?.unwrap_or_default(),
                table: text(2)?.unwrap_or_default(),
                sql: text(3)?,
            })
        })
        .doing(READING)?;
    rows.collect::<rusqlite::Result<_>>().doing(READING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_as_it_is_declared() {
        for version in 1..=migrate::latest() {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate::migrate_to(&mut connection, version).unwrap();
            assert_eq!(departure(&connection, version).unwrap().told(), Vec::<String>::new());
        }
    }

    #[test]
    fn what_departs_is_named() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::migrate_to(&mut connection, migrate::latest()).unwrap();
        connection
            .execute_batch(
                "CREATE TABLE \"a\u{1b}[31m\" (x); DROP VIEW ties; DROP INDEX tie_article; \
                 CREATE VIEW ties AS SELECT 1 AS one;",
            )
            .unwrap();
        let told = departure(&connection, migrate::latest()).unwrap().told();
        assert_eq!(
            told,
            [
                "table `a\\u{1b}[31m` that no corpus has",
                "view `ties` that is not as in a corpus",
                "no index `tie_article`"
            ]
        );
    }
}
