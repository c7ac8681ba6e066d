//! Pairs of actors, and how much passes between them.

use super::Reader;
use super::ask::{act_filters, article_filters, relation_filters, statement_filters};
use super::filter::{ArticleFilter, RelationFilter};
use super::select::{Column, Condition, Kind, Select};
use crate::error::Result;
use rusqlite::Row;

/// Two actors and what passes between them.
#[derive(Debug, Clone, PartialEq)]
pub struct DyadRow {
    /// The one: who acts, or the first in the alphabet.
    pub source: String,
    /// The other.
    pub target: String,
    /// How many relations.
    pub relations: i64,
    /// In how many articles that are not copies of one another.
    pub articles: i64,
    /// Relations of verbal cooperation.
    pub verbal_cooperation: i64,
    /// Relations of material cooperation.
    pub material_cooperation: i64,
    /// Relations of verbal conflict.
    pub verbal_conflict: i64,
    /// Relations of material conflict.
    pub material_conflict: i64,
    /// The mean on CAMEO's scale, from -10 to 10.
    pub goldstein: Option<f64>,
    /// The first day of the first dated act.
    pub first: Option<String>,
    /// The last day of the last dated act.
    pub last: Option<String>,
}

const COLUMNS: [Column; 11] = {
    const fn column(name: &'static str, kind: Kind) -> Column {
        Column { name, kind }
    }
    [
        column("source", Kind::Category),
        column("target", Kind::Category),
        column("relations", Kind::Int),
        column("articles", Kind::Int),
        column("verbal_cooperation", Kind::Int),
        column("material_cooperation", Kind::Int),
        column("verbal_conflict", Kind::Int),
        column("material_conflict", Kind::Int),
        column("goldstein", Kind::Float),
        column("first", Kind::Day),
        column("last", Kind::Day),
    ]
};

/// What follows the two actors in the statement.
macro_rules! sums {
    ($sides:literal) => {
        concat!(
            "SELECT ",
            $sides,
            ", count(*) AS relations, \
             (count(DISTINCT (SELECT coalesce(copy_of, id) FROM article WHERE id = article_id))) AS articles, \
             sum(quad = 'verbal cooperation') AS verbal_cooperation, \
             sum(quad = 'material cooperation') AS material_cooperation, \
             sum(quad = 'verbal conflict') AS verbal_conflict, \
             sum(quad = 'material conflict') AS material_conflict, \
             avg(goldstein) AS goldstein, min(date_from) AS first, max(date_to) AS last FROM relations WHERE "
        )
    };
}

/// Counts relations by pair of actors; see [`Reader::dyads`]. Unless told, those asserted or planned.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Dyads<'c> {
    reader: Reader<'c>,
    articles: ArticleFilter,
    relations: RelationFilter,
    directed: bool,
    limit: Option<u64>,
    offset: u64,
}

article_filters!(Dyads);
relation_filters!(Dyads);
statement_filters!(Dyads);
act_filters!(Dyads);

impl<'c> Dyads<'c> {
    pub(super) fn new(reader: Reader<'c>) -> Self {
        let (articles, relations) = Default::default();
        Self { reader, articles, relations, directed: false, limit: None, offset: 0 }
    }

    /// Tells who acts from who is acted upon. A mutual relation counts as it is stored.
    pub fn directed(mut self) -> Self {
        self.directed = true;
        self
    }

    /// At most so many pairs.
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Leaves out so many pairs first.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The statement this is.
    pub fn select(&self) -> Result<Select> {
        let relations = counted(&self.relations);
        let condition: Condition = relations.of_relations(&self.reader)?.and(self.articles.of_rows()?);
        let head = if self.directed {
            sums!("source, target")
        } else {
            sums!("min(source, target) AS source, max(source, target) AS target")
        };
        let tail = " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
        Ok(Select::literal(head, condition, tail, &COLUMNS).limited(self.limit, self.offset))
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.select()?.to_sql())
    }

    /// The pairs.
    pub fn rows(&self) -> Result<Vec<DyadRow>> {
        self.select()?.all(self.reader.store(), read)
    }

    /// The pairs as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<super::Batches> {
        super::batches::read(self.reader.store(), &self.select()?)
    }
}

/// What counts as having happened where nothing else is asked, once however many coded it.
pub(super) fn counted(filter: &RelationFilter) -> RelationFilter {
    let mut filter = RelationFilter { once: true, ..filter.clone() };
    if filter.statuses.is_empty() {
        filter.statuses = ["asserted", "planned"].map(str::to_owned).to_vec();
    }
    filter
}

fn read(row: &Row<'_>) -> rusqlite::Result<DyadRow> {
    Ok(DyadRow {
        source: row.get(0)?,
        target: row.get(1)?,
        relations: row.get(2)?,
        articles: row.get(3)?,
        verbal_cooperation: row.get(4)?,
        material_cooperation: row.get(5)?,
        verbal_conflict: row.get(6)?,
        material_conflict: row.get(7)?,
        goldstein: row.get(8)?,
        first: row.get(9)?,
        last: row.get(10)?,
    })
}
