//! Looking for damage.

use super::Store;
use super::failure::{Doing, failure};
use super::prepare::{Digest, digest};
use crate::error::{Result, SqliteFailure};
use rusqlite::Connection;

/// Something wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was looked at.
    pub part: Part,
    /// What is wrong with it.
    pub detail: String,
}

/// What [`Store::check`] looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// SQLite's own structure of the file.
    Structure,
    /// Rows that point to rows that are not there.
    References,
    /// The full-text index, against the articles.
    Index,
    /// An article's text, against the digest taken when it was stored.
    Text,
    /// The words quoted by a mention, date, relation or tie, against the article's text.
    Quotation,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = match self.part {
            Part::Structure => "structure",
            Part::References => "references",
            Part::Index => "full-text index",
            Part::Text => "text",
            Part::Quotation => "quotation",
        };
        write!(f, "{part}: {}", self.detail)
    }
}

impl Store {
    /// Reads the whole file and reports what is damaged; an empty list is good news. SQLite keeps no checksums, so
    /// the texts are compared with their digests. Read-only, the full-text index is not compared.
    ///
    /// ```
    /// # use corpus::Corpus;
    /// assert!(Corpus::in_memory()?.check()?.is_empty());
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn check(&self) -> Result<Vec<Problem>> {
        let connection = self.connection()?;
        let mut problems = Vec::new();
        structure(connection, &mut problems)?;
        if problems.is_empty() {
            references(connection, &mut problems)?;
            texts(connection, &mut problems)?;
            quotations(connection, &mut problems)?;
            if !self.is_read_only() {
                index(connection, &mut problems)?;
            }
        }
        Ok(problems)
    }
}

const CHECKING: &str = "checking the database";

fn structure(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check").doing(CHECKING)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).doing(CHECKING)?;
    for line in lines {
        let detail = line.doing(CHECKING)?;
        if detail != "ok" {
            problems.push(Problem { part: Part::Structure, detail });
        }
    }
    Ok(())
}

fn references(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection
        .prepare("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2")
        .doing(CHECKING)?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))
        .doing(CHECKING)?;
    for row in rows {
        let (table, parent, count) = row.doing(CHECKING)?;
        let detail = format!("{count} rows of {table} point to rows of {parent} that are not there");
        problems.push(Problem { part: Part::References, detail });
    }
    Ok(())
}

fn texts(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection.prepare("SELECT id, key, digest, text FROM article").doing(CHECKING)?;
    let mut rows = statement.query([]).doing(CHECKING)?;
    while let Some(row) = rows.next().doing(CHECKING)? {
        let id: i64 = row.get(0).doing(CHECKING)?;
        let stored: Vec<u8> = row.get(2).doing(CHECKING)?;
        // Damage may have made it something else than valid text.
        let found: Option<Digest> = row.get_ref(3).doing(CHECKING)?.as_str().ok().map(digest);
        if found.is_none_or(|found| stored != found) {
            let key = row.get::<_, String>(1).unwrap_or_default();
            let detail = format!("article {id} (`{key}`) is not the text that was stored");
            problems.push(Problem { part: Part::Text, detail });
        }
    }
    Ok(())
}

fn quotations(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    for (what, sql) in [
        (
            "mentions",
            "SELECT count(*) FROM mention AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "mentions coded elsewhere",
            "SELECT count(*) FROM coded_mention AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "dates",
            "SELECT count(*) FROM date_mention AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "relations",
            "SELECT count(*) FROM statement AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.evidence IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
        (
            "ties",
            "SELECT count(*) FROM tie AS r JOIN article AS a ON a.id = r.article_id \
          WHERE r.evidence IS NOT substr(a.text, r.start + 1, r.end - r.start)",
        ),
    ] {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0)).doing(CHECKING)?;
        if count > 0 {
            let detail = format!("{count} {what} quote what is not in the text at their place");
            problems.push(Problem { part: Part::Quotation, detail });
        }
    }
    Ok(())
}

/// SQLite's check of the file does not compare the index with the articles; the index's own does.
fn index(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let checked = connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)", []);
    let Err(error) = checked else { return Ok(()) };
    match failure(&error) {
        // A full disk, or another program that writes, is no damage.
        SqliteFailure::Busy
        | SqliteFailure::DiskFull
        | SqliteFailure::Io
        | SqliteFailure::Interrupted
        | SqliteFailure::OutOfMemory => Err(error).doing(CHECKING),
        // The file cannot be written, though it was not opened read-only.
        SqliteFailure::ReadOnly => Ok(()),
        _ => {
            problems.push(Problem { part: Part::Index, detail: error.to_string() });
            Ok(())
        }
    }
}
