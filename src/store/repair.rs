//! Mending what can be worked out again: indexes, the full-text index, events, families of copies. Never a text, and
//! never what people said.

use super::check::{Part, Problem, Remedy, UNREAD, damaged_index, is_of_an_index};
use super::failure::Doing;
use super::{Store, copies, correct, declared, events, migrate};
use crate::error::{Error, Result, SqliteFailure};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

const REPAIRING: &str = "repairing the database";

/// What [`Store::repair`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Repaired {
    /// What was wrong.
    pub found: Vec<Problem>,
    /// What was done about it, in order.
    pub done: Vec<String>,
    /// What is wrong still, with what helps against it: [`Problem::remedy`].
    pub left: Vec<Problem>,
}

impl std::fmt::Display for Repaired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.found.is_empty() {
            return f.write_str("nothing is wrong; nothing was done");
        }
        write!(f, "{} found, {} left", self.found.len(), self.left.len())?;
        for line in &self.done {
            write!(f, "\n  done: {line}")?;
        }
        for problem in &self.left {
            write!(f, "\n  left: {problem} ({})", problem.remedy().as_str())?;
        }
        Ok(())
    }
}

impl Store {
    /// Mends what [`check`](Self::check) finds as far as it can be worked out again from what is whole: missing indexes,
    /// triggers and views; indexes; the full-text index; families of copies; events. Texts, what was read from them and
    /// what people corrected or coded are not changed; what is wrong with those is told.
    ///
    /// Where the structure of a table is damaged nothing is done, since writing to such a file can destroy more: go back
    /// to a copy, or take out what can be read with `sqlite3 FILE .recover`.
    ///
    /// ```
    /// # use corpus::Corpus;
    /// let report = Corpus::in_memory()?.repair()?;
    /// assert!(report.done.is_empty() && report.left.is_empty());
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn repair(&mut self) -> Result<Repaired> {
        if self.is_read_only() {
            let source = "it was opened for reading only".into();
            return Err(Error::Sqlite { doing: REPAIRING, failure: SqliteFailure::ReadOnly, source });
        }
        // To be told now that nothing can be written is better than after a long check.
        drop(self.writing()?);
        let mut report = Repaired { found: self.check()?, ..Repaired::default() };
        if report.found.is_empty() {
            return Ok(report);
        }
        let Some(structure) = structure(&report.found) else {
            report.left.clone_from(&report.found);
            return Ok(report);
        };
        if structure == Structure::Vacuum {
            let done = self.without(&report.found);
            Self::note(&mut report, done, "wrote the file anew from its tables, with all indexes")?;
        }
        let rewritten = structure == Structure::Vacuum;
        let wrong = |part: Part| report.found.iter().any(|problem| problem.part == part);
        let mended = |part| report.found.iter().any(|p| p.part == part && p.remedy() == Remedy::Repair);
        let steps: [(bool, Step, &str); 5] = [
            (wrong(Part::Schema) || rewritten, schema, "made the missing indexes, triggers and views again"),
            (mended(Part::Structure), reindex, "rebuilt the indexes of all tables"),
            (
                wrong(Part::Index) || wrong(Part::Text) || mended(Part::Structure),
                full_text,
                "rebuilt the full-text index",
            ),
            (
                wrong(Part::Copies) || mended(Part::References),
                families,
                "sketched all texts again and regrouped copies",
            ),
            (
                wrong(Part::Events) || wrong(Part::Copies) || mended(Part::References),
                merged,
                "merged all relations into events again",
            ),
        ];
        for (_, step, what) in steps.into_iter().filter(|(needed, ..)| *needed) {
            let done = self.writing().and_then(|transaction| {
                step(&transaction)?;
                transaction.commit().doing(REPAIRING)
            });
            Self::note(&mut report, done, what)?;
        }
        report.left = self.check()?;
        Ok(report)
    }

    /// Writes the file anew without the indexes whose pages are damaged. They can be neither read nor dropped, which is
    /// why they are struck from the schema; until they are made again the file lacks them, and a check says so.
    fn without(&mut self, found: &[Problem]) -> Result<()> {
        let connection = self.connection()?;
        let defensive = |on| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, on).doing(REPAIRING);
        for name in found.iter().filter_map(|problem| damaged_index(&problem.detail)) {
            defensive(false)?;
            let struck = connection
                .execute_batch("PRAGMA writable_schema = ON")
                .and_then(|()| {
                    // Those without SQL belong to a constraint and are not to be had without their table.
                    connection.execute(
                        "DELETE FROM sqlite_schema WHERE type = 'index' AND name = ?1 AND sql IS NOT NULL",
                        [name],
                    )
                })
                .doing(REPAIRING);
            let reset = connection.execute_batch("PRAGMA writable_schema = RESET").doing(REPAIRING);
            defensive(true)?;
            struck?;
            reset?;
        }
        connection.execute_batch("VACUUM").doing(REPAIRING)
    }

    /// Notes that a step was done. One that the damage itself prevents is left, and the check will tell why.
    fn note(report: &mut Repaired, done: Result<()>, what: &str) -> Result<()> {
        match done {
            Ok(()) => report.done.push(what.to_owned()),
            Err(Error::Sqlite {
                failure: SqliteFailure::Damaged | SqliteFailure::Other | SqliteFailure::Constraint,
                ..
            }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// What the structure of the file needs, or none where writing to it is not safe.
fn structure(found: &[Problem]) -> Option<Structure> {
    let mut needed = Structure::Sound;
    let mut unread = false;
    for detail in found.iter().filter(|problem| problem.part == Part::Structure).map(|p| p.detail.as_str()) {
        if damaged_index(detail).is_some() || detail.starts_with("Freelist: ") || detail.ends_with(": never used") {
            needed = Structure::Vacuum;
        } else if detail.starts_with(UNREAD) {
            unread = true;
        } else if !is_of_an_index(detail) {
            return None;
        }
    }
    // SQLite looks at all trees before anything makes it give up, so that one of those above is why it did.
    (!unread || needed == Structure::Vacuum).then_some(needed)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Structure {
    /// Its tables can be written.
    Sound,
    /// Pages of indexes, or free ones, are damaged: the tables must be written into a new file.
    Vacuum,
}

type Step = fn(&Connection) -> Result<()>;

/// Makes what is missing, but for tables: those held rows.
fn schema(connection: &Connection) -> Result<()> {
    let missing = declared::departure(connection, migrate::latest())?.missing;
    for object in missing.iter().filter(|object| object.kind != "table") {
        if let Some(sql) = &object.sql {
            connection.execute_batch(sql).doing(REPAIRING)?;
        }
    }
    Ok(())
}

fn reindex(connection: &Connection) -> Result<()> {
    connection.execute_batch("REINDEX").doing(REPAIRING)
}

fn full_text(connection: &Connection) -> Result<()> {
    connection.execute_batch("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')").doing(REPAIRING)
}

fn families(connection: &Connection) -> Result<()> {
    connection
        .execute_batch(
            "INSERT INTO copy_setting (id, threshold) SELECT 1, 0.5 WHERE NOT EXISTS (SELECT 1 FROM copy_setting); \
             DELETE FROM copy_band; DELETE FROM copy_text;",
        )
        .doing(REPAIRING)?;
    correct::around_copies(connection, || copies::regroup_all(connection))
}

fn merged(connection: &Connection) -> Result<()> {
    connection
        .execute_batch(
            "DELETE FROM event_relation; DELETE FROM event; INSERT OR IGNORE INTO event_stale (one, other) \
             SELECT min(source, target), max(source, target) FROM pair;",
        )
        .doing(REPAIRING)?;
    events::refresh(connection).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_anew_only_where_tables_are_sound() {
        let needed = |details: &[&str]| {
            let found: Vec<Problem> =
                details.iter().map(|detail| Problem::new(Part::Structure, (*detail).to_owned())).collect();
            structure(&found)
        };
        assert_eq!(needed(&[]), Some(Structure::Sound));
        assert_eq!(needed(&["row 3 missing from index article_key"]), Some(Structure::Sound));
        assert_eq!(needed(&["Freelist: size is 3 but should be 5"]), Some(Structure::Vacuum));
        assert_eq!(needed(&["Page 12: never used"]), Some(Structure::Vacuum));
        assert_eq!(needed(&["Tree 9 page 12: invalid page number 77 (index `article_key`)"]), Some(Structure::Vacuum));
        assert_eq!(needed(&["Page 12: never used", "Tree 2 page 4: a table's"]), None);
        assert_eq!(needed(&[UNREAD]), None, "what made it give up is not known");
        assert_eq!(needed(&[UNREAD, "Page 12: never used"]), Some(Structure::Vacuum));
    }

    #[test]
    fn nothing_wrong_is_nothing_done() {
        let told = Repaired { found: Vec::new(), done: Vec::new(), left: Vec::new() }.to_string();
        assert_eq!(told, "nothing is wrong; nothing was done");
    }
}
