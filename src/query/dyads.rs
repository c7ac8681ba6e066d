//! Pairs of actors, and how much passes between them.

use super::Reader;
use super::ask::{act_filters, article_filters, relation_filters, statement_filters};
use super::filter::{ArticleFilter, RelationFilter};
use super::periods::Count;
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
    /// How many: relations, events or articles, as asked.
    pub count: i64,
    /// How many relations.
    pub relations: i64,
    /// In how many articles that are not copies of one another.
    pub articles: i64,
    /// How many of verbal cooperation, of what is counted.
    pub verbal_cooperation: i64,
    /// How many of material cooperation, of what is counted.
    pub material_cooperation: i64,
    /// How many of verbal conflict, of what is counted.
    pub verbal_conflict: i64,
    /// How many of material conflict, of what is counted.
    pub material_conflict: i64,
    /// The mean on CAMEO's scale, from -10 to 10.
    pub goldstein: Option<f64>,
    /// The first day of the first dated act.
    pub first: Option<String>,
    /// The last day of the last dated act.
    pub last: Option<String>,
}

/// The columns: what is counted comes third.
fn columns(count: Count) -> Vec<Column> {
    let column = |name, kind| Column { name, kind };
    let mut columns = vec![
        column("source", Kind::Category),
        column("target", Kind::Category),
        column("events", Kind::Int),
        column("relations", Kind::Int),
        column("articles", Kind::Int),
        column("verbal_cooperation", Kind::Int),
        column("material_cooperation", Kind::Int),
        column("verbal_conflict", Kind::Int),
        column("material_conflict", Kind::Int),
        column("goldstein", Kind::Float),
        column("first", Kind::Day),
        column("last", Kind::Day),
    ];
    match count {
        Count::Events => {}
        Count::Relations => drop(columns.remove(2)),
        Count::Articles => {
            columns.remove(2);
            columns.swap(2, 3);
        }
    }
    columns
}

/// The head of a statement that counts: the sides, and how what is counted is summed by quad class.
macro_rules! head {
    ($sides:literal, $counts:literal, $sum:literal, $end:literal, $goldstein:literal, $from:literal) => {
        concat!(
            "SELECT ",
            $sides,
            ", ",
            $counts,
            ", ",
            $sum,
            "quad = 'verbal cooperation'",
            $end,
            " AS verbal_cooperation, ",
            $sum,
            "quad = 'material cooperation'",
            $end,
            " AS material_cooperation, ",
            $sum,
            "quad = 'verbal conflict'",
            $end,
            " AS verbal_conflict, ",
            $sum,
            "quad = 'material conflict'",
            $end,
            " AS material_conflict, ",
            $goldstein,
            " AS goldstein, min(date_from) AS first, max(date_to) AS last FROM ",
            $from
        )
    };
}

macro_rules! relations {
    ($sides:literal) => {
        head!(
            $sides,
            "count(*) AS relations, count(DISTINCT (SELECT coalesce(copy_of, id) FROM article WHERE id = article_id)) AS articles",
            "sum(", ")", "avg(goldstein)", "relations WHERE "
        )
    };
}

macro_rules! articles {
    ($sides:literal) => {
        head!(
            $sides,
            "count(DISTINCT family) AS articles, count(*) AS relations",
            "count(DISTINCT CASE WHEN ", " THEN family END)", "avg(goldstein)",
            "(SELECT *, (SELECT coalesce(copy_of, id) FROM article WHERE id = article_id) AS family FROM relations WHERE "
        )
    };
}

/// `head` is the first of an event's relations; one that is not merged yet is an event of its own.
macro_rules! events {
    ($sides:literal) => {
        head!(
            $sides,
            "sum(head) AS events, count(*) AS relations, count(DISTINCT family) AS articles",
            "sum(head AND ", ")", "avg(CASE WHEN head THEN goldstein END)",
            "(SELECT r.source, r.target, r.quad, r.date_from, r.date_to, coalesce(a.copy_of, a.id) AS family, \
             CASE WHEN e.id IS NULL THEN r.goldstein ELSE e.goldstein END AS goldstein, \
             row_number() OVER (PARTITION BY coalesce(e.id, r.id) ORDER BY r.id) = 1 AS head FROM (SELECT * FROM relations WHERE "
        )
    };
}

const GROUPED: &str = " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
const GROUPED_ARTICLES: &str = ") GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
const GROUPED_EVENTS: &str = ") AS r JOIN article AS a ON a.id = r.article_id \
     LEFT JOIN event_relation AS er ON er.pair_id = r.id AND er.account = 'report' \
     LEFT JOIN event AS e ON e.id = er.event_id) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";

/// Counts by pair of actors; see [`Reader::dyads`]. Unless told, relations asserted or planned.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Dyads<'c> {
    reader: Reader<'c>,
    articles: ArticleFilter,
    relations: RelationFilter,
    directed: bool,
    count: Count,
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
        Self { reader, articles, relations, directed: false, count: Count::Relations, limit: None, offset: 0 }
    }

    /// Tells who acts from who is acted upon. A mutual relation counts as it is stored.
    pub fn directed(mut self) -> Self {
        self.directed = true;
        self
    }

    /// What is counted: relations, unless told. An event counts where one of its reports meets the filters.
    pub fn count(mut self, count: Count) -> Self {
        self.count = count;
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
        let (head, tail) = match (self.count, self.directed) {
            (Count::Relations, true) => (relations!("source, target"), GROUPED),
            (Count::Relations, false) => {
                (relations!("min(source, target) AS source, max(source, target) AS target"), GROUPED)
            }
            (Count::Articles, true) => (articles!("source, target"), GROUPED_ARTICLES),
            (Count::Articles, false) => {
                (articles!("min(source, target) AS source, max(source, target) AS target"), GROUPED_ARTICLES)
            }
            (Count::Events, true) => (events!("source, target"), GROUPED_EVENTS),
            (Count::Events, false) => {
                (events!("min(source, target) AS source, max(source, target) AS target"), GROUPED_EVENTS)
            }
        };
        Ok(Select::literal(head, condition, tail, &columns(self.count)).limited(self.limit, self.offset))
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.select()?.to_sql())
    }

    /// The pairs.
    pub fn rows(&self) -> Result<Vec<DyadRow>> {
        self.select()?.all(self.reader.store(), |row| read(row, self.count))
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

fn read(row: &Row<'_>, count: Count) -> rusqlite::Result<DyadRow> {
    let (relations, articles, rest) = match count {
        Count::Events => (3, 4, 5),
        Count::Relations => (2, 3, 4),
        Count::Articles => (3, 2, 4),
    };
    Ok(DyadRow {
        source: row.get(0)?,
        target: row.get(1)?,
        count: row.get(2)?,
        relations: row.get(relations)?,
        articles: row.get(articles)?,
        verbal_cooperation: row.get(rest)?,
        material_cooperation: row.get(rest + 1)?,
        verbal_conflict: row.get(rest + 2)?,
        material_conflict: row.get(rest + 3)?,
        goldstein: row.get(rest + 4)?,
        first: row.get(rest + 5)?,
        last: row.get(rest + 6)?,
    })
}
