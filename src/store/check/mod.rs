//! Looking for damage.
//!
//! SQLite finds a broken structure, but keeps no checksums: a page whose bytes changed inside a text is sound to it.
//! So each text is compared with its digest, and what is kept beside the texts with what it is worked out from.

mod derived;
mod rows;

use super::Store;
use super::declared;
use super::failure::Doing;
use super::migrate;
use crate::error::{Error, Result, SqliteFailure};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

/// Something wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was looked at.
    pub part: Part,
    /// What is wrong with it.
    pub detail: String,
    /// The number of the article it is about, where it is about one.
    pub article: Option<i64>,
}

/// What [`Store::check`] looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// SQLite's own structure of the file, and the kinds of its values.
    Structure,
    /// The tables, indexes, triggers and views that every corpus has.
    Schema,
    /// Rows that point to rows that are not there.
    References,
    /// The full-text index, against the articles.
    Index,
    /// An article's text, against the digest taken when it was stored.
    Text,
    /// The words quoted by a mention, date, relation or tie, against the article's text.
    Quotation,
    /// A value that no reading gives.
    Value,
    /// The events, against the relations they merge.
    Events,
    /// The families of copies, and the sketches of texts by which they are found.
    Copies,
    /// The log of corrections, and what it keeps of rows as they were read.
    Corrections,
}

/// What helps against a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// [`Store::repair`]: it can be worked out again from what is whole.
    Repair,
    /// Reading the articles anew ([`Corpus::reextract`](crate::Corpus::reextract)), after the texts are whole.
    Reextract,
    /// A copy of the file from before: what was there cannot be worked out from the rest.
    Copy,
}

impl Part {
    /// Its name, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Schema => "schema",
            Self::References => "references",
            Self::Index => "full-text index",
            Self::Text => "text",
            Self::Quotation => "quotation",
            Self::Value => "value",
            Self::Events => "events",
            Self::Copies => "copies",
            Self::Corrections => "corrections",
        }
    }
}

impl Remedy {
    /// What to do, as a phrase.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repair => "repair the file",
            Self::Reextract => "read the articles anew",
            Self::Copy => "go back to a copy of the file",
        }
    }
}

impl Problem {
    pub(super) fn new(part: Part, detail: String) -> Self {
        Self { part, detail, article: None }
    }

    /// What helps against it.
    pub fn remedy(&self) -> Remedy {
        match self.part {
            Part::Index | Part::Events | Part::Copies => Remedy::Repair,
            Part::Schema if self.detail.starts_with("no ") && !self.detail.starts_with("no table") => Remedy::Repair,
            // What SQLite calls these, it works out again from the rows.
            Part::Structure if is_of_an_index(&self.detail) => Remedy::Repair,
            Part::References if is_worked_out(&self.detail) => Remedy::Repair,
            Part::Quotation | Part::Value => Remedy::Reextract,
            Part::Structure | Part::Schema | Part::References | Part::Text | Part::Corrections => Remedy::Copy,
        }
    }
}

/// Whether rows that point nowhere are among those that are worked out from others.
fn is_worked_out(detail: &str) -> bool {
    detail.contains(" rows of event_relation ") || detail.contains(" rows of article point to rows of article ")
}

/// Whether what `integrity_check` says concerns an index alone.
pub(super) fn is_of_an_index(detail: &str) -> bool {
    detail.contains("missing from index")
        || detail.starts_with("wrong # of entries in index")
        || detail.starts_with("non-unique entry in index")
        || detail.contains("values differ from index")
        || detail.contains("out of order in index")
        || detail.contains("inverted index for FTS5")
        || detail.starts_with("fts5:")
        || damaged_index(detail).is_some()
}

/// The index of which a page is damaged, so that SQLite can neither read nor free it.
pub(super) fn damaged_index(detail: &str) -> Option<&str> {
    let (_, name) = detail.strip_prefix("Tree ")?.rsplit_once(" (index `")?;
    name.strip_suffix("`)")
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.part.as_str(), self.detail)
    }
}

impl Store {
    /// Reads the whole file and reports what is damaged; an empty list is good news.
    ///
    /// SQLite's check of the structure, of values and of constraints; the schema; rows that point nowhere; the full-text
    /// index word by word; every text against the SHA-256 taken when it was stored; what quotes a text, against the
    /// text; values against what they are worked out from; events, copies and corrections against the rows below them.
    /// What has no second source cannot be checked: a name or a date that was changed into another one stands.
    ///
    /// It changes nothing. Opened read-only, it checks the full-text index in a copy of the file, among temporary files.
    ///
    /// ```
    /// # use corpus::Corpus;
    /// assert!(Corpus::in_memory()?.check()?.is_empty());
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn check(&self) -> Result<Vec<Problem>> {
        let connection = self.connection()?;
        let mut found = Found::default();
        found.look(Part::Structure, |problems| structure(connection, problems))?;
        found.look(Part::Schema, |problems| schema(connection, problems))?;
        found.look(Part::References, |problems| references(connection, problems))?;
        found.look(Part::Text, |problems| rows::articles(connection, problems))?;
        found.look(Part::Quotation, |problems| rows::quotations(connection, problems))?;
        found.look(Part::Value, |problems| rows::values(connection, problems))?;
        found.look(Part::Events, |problems| derived::events(connection, problems))?;
        found.look(Part::Copies, |problems| derived::copies(connection, problems))?;
        found.look(Part::Corrections, |problems| derived::corrections(connection, problems))?;
        found.look(Part::Index, |problems| {
            let detail = index(connection, self.is_read_only())?;
            problems.extend(detail.map(|detail| Problem::new(Part::Index, detail)));
            Ok(())
        })?;
        Ok(found.problems)
    }
}

const CHECKING: &str = "checking the database";
/// Before what SQLite said when a check could not be done.
pub(super) const UNREAD: &str = "cannot be read: ";

/// The problems found so far.
#[derive(Default)]
struct Found {
    problems: Vec<Problem>,
}

impl Found {
    /// Looks at one part. In a damaged file any statement may fail, in any way: that is a problem of this part and does
    /// not keep the others from being looked at. Only what has nothing to do with the file's rows ends the check.
    fn look(&mut self, part: Part, check: impl FnOnce(&mut Vec<Problem>) -> Result<()>) -> Result<()> {
        let Err(error) = check(&mut self.problems) else { return Ok(()) };
        match &error {
            Error::Sqlite {
                failure: SqliteFailure::Damaged | SqliteFailure::Other | SqliteFailure::Constraint,
                source,
                ..
            } => {
                let detail = format!("{UNREAD}{source}");
                self.problems.push(Problem::new(part, detail));
                Ok(())
            }
            _ => Err(error),
        }
    }
}

fn structure(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA integrity_check").doing(CHECKING)?;
    let mut lines = statement.query([]).doing(CHECKING)?;
    while let Some(line) = lines.next().doing(CHECKING)? {
        for detail in text(line, 0).doing(CHECKING)?.lines() {
            if detail != "ok" && !detail.starts_with("*** in database") {
                let detail = detail.to_owned() + &owner(connection, detail);
                problems.push(Problem::new(Part::Structure, detail));
            }
        }
    }
    Ok(())
}

/// To what a tree belongs in which SQLite found a fault (`Tree 12 page 40 cell 3: …`), as an addition to that.
fn owner(connection: &Connection, detail: &str) -> String {
    let root = detail.strip_prefix("Tree ").and_then(|rest| rest.split(' ').next()?.parse::<i64>().ok());
    let found: Option<(String, String)> = root.and_then(|root| {
        connection
            .query_row("SELECT type, name FROM sqlite_schema WHERE rootpage = ?1", [root], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .ok()
    });
    found.map(|(kind, name)| format!(" ({kind} `{}`)", name.escape_debug())).unwrap_or_default()
}

/// A column as text, whatever bytes are in it.
fn text(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        rusqlite::types::ValueRef::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

/// What people add to their own file is theirs; what is missing or changed keeps the file from working.
fn schema(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let found = declared::departure(connection, migrate::latest())?;
    for name in found.missing_names() {
        problems.push(Problem::new(Part::Schema, format!("no {name}")));
    }
    for name in &found.changed {
        problems.push(Problem::new(Part::Schema, format!("{name} is not as this version makes it")));
    }
    Ok(())
}

fn references(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection
        .prepare("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2")
        .doing(CHECKING)?;
    let mut rows = statement.query([]).doing(CHECKING)?;
    while let Some(row) = rows.next().doing(CHECKING)? {
        let (table, parent) = (text(row, 0).doing(CHECKING)?, text(row, 1).doing(CHECKING)?);
        let count: i64 = row.get(2).doing(CHECKING)?;
        let detail = format!("{count} rows of {table} point to rows of {parent} that are not there");
        problems.push(Problem::new(Part::References, detail));
    }
    Ok(())
}

/// What is wrong with the full-text index, if anything. SQLite's check of the file looks at its structure; only its own,
/// told so (rank 1), compares it with the articles. That counts as writing, though it writes nothing: where nothing can
/// be written, it is done in a copy.
pub(super) fn index(connection: &Connection, read_only: bool) -> Result<Option<String>> {
    if !read_only {
        return index_in(connection);
    }
    // A file without a name lies among the temporary files and goes with its connection.
    let mut copy = Connection::open("").doing(CHECKING)?;
    {
        let backup = Backup::new(connection, &mut copy).doing(CHECKING)?;
        let mut patience = 100;
        loop {
            match backup.step(4096).doing(CHECKING)? {
                StepResult::Done => break,
                StepResult::More => {}
                _ if patience > 0 => {
                    patience -= 1;
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
                _ => return Err(Error::interrupted(CHECKING)),
            }
        }
    }
    index_in(&copy)
}

fn index_in(connection: &Connection) -> Result<Option<String>> {
    let checked = connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)", []);
    match checked.doing(CHECKING) {
        // The file cannot be written, though it was not opened read-only.
        Ok(_) | Err(Error::Sqlite { failure: SqliteFailure::ReadOnly, .. }) => Ok(None),
        Err(Error::Sqlite { failure: SqliteFailure::Damaged | SqliteFailure::Other, source, .. }) => {
            Ok(Some(source.to_string()))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_has_its_remedy() {
        let remedy = |part, detail: &str| Problem::new(part, detail.to_owned()).remedy();
        for detail in [
            "row 3 missing from index article_key",
            "wrong # of entries in index article_key",
            "non-unique entry in index article_key",
            "row 3 values differ from index article_key",
            "row 3 out of order in index article_key",
            "malformed inverted index for FTS5 table main.articles_fts",
            "fts5: corruption found",
            "Tree 9 page 12 cell 0: invalid page number 77 (index `article_key`)",
        ] {
            assert_eq!(remedy(Part::Structure, detail), Remedy::Repair, "{detail}");
        }
        assert_eq!(remedy(Part::Structure, "Tree 2 page 4: btreeInitPage() returns error code 11"), Remedy::Copy);
        assert_eq!(remedy(Part::Schema, "no trigger `article_inserted`"), Remedy::Repair);
        assert_eq!(remedy(Part::Schema, "no table `parked_copy`"), Remedy::Copy);
        assert_eq!(remedy(Part::Schema, "view `evil` that no corpus has"), Remedy::Copy);
        assert_eq!(
            remedy(Part::References, "2 rows of event_relation point to rows of pair that are not there"),
            Remedy::Repair
        );
        assert_eq!(
            remedy(Part::References, "2 rows of pair point to rows of statement that are not there"),
            Remedy::Copy
        );
        assert_eq!(remedy(Part::Value, "a date"), Remedy::Reextract);
        assert_eq!(remedy(Part::Text, "no text"), Remedy::Copy);
    }
}
