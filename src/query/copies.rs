//! Families of copies.

use super::Reader;
use super::select::{Column, Condition, Kind, Select};
use crate::error::Result;
use rusqlite::Row;
use rusqlite::types::Value;

/// Articles that are copies of one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRow {
    /// The number of its head: the earliest by date of publication, then by key.
    pub head: i64,
    /// The head's key.
    pub key: String,
    /// The head's title.
    pub title: Option<String>,
    /// How many articles it has, with its head.
    pub articles: i64,
    /// Who carried them, as a JSON list in the order of the alphabet.
    pub outlets: String,
    /// The first day on which one may have been published.
    pub first_published: Option<String>,
    /// The last day on which one may have been.
    pub last_published: Option<String>,
}

const COLUMNS: [Column; 7] = {
    const fn column(name: &'static str, kind: Kind) -> Column {
        Column { name, kind }
    }
    [
        column("head", Kind::Int),
        column("key", Kind::Text),
        column("title", Kind::Text),
        column("articles", Kind::Int),
        column("outlets", Kind::Text),
        column("first_published", Kind::Day),
        column("last_published", Kind::Day),
    ]
};

const SELECT: &str = "SELECT h.id AS head, h.key, h.title, 1 + f.copies AS articles, \
    (SELECT json_group_array(outlet) FROM (SELECT DISTINCT outlet FROM article WHERE outlet IS NOT NULL \
        AND (id = h.id OR copy_of = h.id) ORDER BY outlet)) AS outlets, \
    (SELECT min(published_from) FROM article WHERE id = h.id OR copy_of = h.id) AS first_published, \
    (SELECT max(published_to) FROM article WHERE id = h.id OR copy_of = h.id) AS last_published \
    FROM (SELECT copy_of, count(*) AS copies FROM article WHERE copy_of IS NOT NULL GROUP BY copy_of) AS f \
    JOIN article AS h ON h.id = f.copy_of WHERE ";

/// Lists families of copies, the largest first; see [`Reader::families`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Families<'c> {
    reader: Reader<'c>,
    least: u64,
    limit: Option<u64>,
    offset: u64,
}

impl<'c> Families<'c> {
    pub(super) fn new(reader: Reader<'c>) -> Self {
        Self { reader, least: 2, limit: None, offset: 0 }
    }

    /// Only families of at least so many articles.
    pub fn min_articles(mut self, least: u64) -> Self {
        self.least = least;
        self
    }

    /// At most so many families.
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Leaves out so many families first.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The statement this is.
    pub fn select(&self) -> Select {
        let least = i64::try_from(self.least).unwrap_or(i64::MAX);
        let condition = Condition::new("1 + f.copies >= ?", [Value::Integer(least)]);
        let tail = " ORDER BY 4 DESC, 6 NULLS LAST, 2";
        Select::literal(SELECT, condition, tail, &COLUMNS).limited(self.limit, self.offset)
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> String {
        self.select().to_sql()
    }

    /// How many families there are.
    pub fn count(&self) -> Result<u64> {
        self.select().count(self.reader.store())
    }

    /// The families.
    pub fn rows(&self) -> Result<Vec<FamilyRow>> {
        self.select().all(self.reader.store(), read)
    }

    /// The families as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<super::Batches> {
        super::batches::read(self.reader.store(), &self.select())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<FamilyRow> {
    Ok(FamilyRow {
        head: row.get(0)?,
        key: row.get(1)?,
        title: row.get(2)?,
        articles: row.get(3)?,
        outlets: row.get(4)?,
        first_published: row.get(5)?,
        last_published: row.get(6)?,
    })
}

/// The articles of the family that `article` is in, in the order of their publication; it alone where it has no copies.
pub(super) fn family(reader: Reader<'_>, article: i64) -> Result<Vec<i64>> {
    let condition = Condition::new(
        "(id = (SELECT coalesce(copy_of, id) FROM article WHERE id = ?) \
         OR copy_of = (SELECT coalesce(copy_of, id) FROM article WHERE id = ?))",
        [Value::Integer(article), Value::Integer(article)],
    );
    let tail = " ORDER BY published_from NULLS LAST, key";
    Select::literal("SELECT id FROM article WHERE ", condition, tail, &[]).all(reader.store(), |row| row.get(0))
}
