//! How the articles found spread over outlets, years, actors and the like.

use super::search::Search;
use super::select::{Condition, Select};
use crate::error::Result;
use crate::query::QueryError;
use rusqlite::types::Value;

/// What articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Who carried them.
    Outlet,
    /// Their language.
    Language,
    /// The year they were published in.
    Year,
    /// The month they were published in.
    Month,
    /// The states, organizations and armed groups they name or have in a relation.
    Actor,
    /// The types of the relations in them.
    Type,
    /// The standing of the relations in them.
    Status,
    /// Whose words carry the relations in them.
    SaidBy,
}

impl Facet {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Outlet, Self::Language, Self::Year, Self::Month, Self::Actor, Self::Type, Self::Status, Self::SaidBy];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Language => "language",
            Self::Year => "year",
            Self::Month => "month",
            Self::Actor => "actor",
            Self::Type => "type",
            Self::Status => "status",
            Self::SaidBy => "said_by",
        }
    }

    /// The facet of this name.
    pub fn parse(name: &str) -> Result<Self, QueryError> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == name.trim()).ok_or_else(|| QueryError::NotAllowed {
            what: "facet",
            given: name.chars().take(80).collect(),
            allowed: Self::ALL.iter().map(|facet| facet.as_str()).collect(),
        })
    }

    /// What is selected before the condition on the article's number.
    const fn head(self) -> &'static str {
        match self {
            Self::Outlet => "SELECT outlet, count(*) FROM article WHERE id IN ",
            Self::Language => "SELECT language, count(*) FROM article WHERE id IN ",
            Self::Year => {
                "SELECT substr(coalesce(published_from, published_to), 1, 4), count(*) FROM article WHERE id IN "
            }
            Self::Month => {
                "SELECT substr(coalesce(published_from, published_to), 1, 7), count(*) FROM article WHERE id IN "
            }
            Self::Actor => {
                "SELECT code, count(DISTINCT article_id) FROM (\
                 SELECT e.code AS code, m.article_id AS article_id FROM mention AS m JOIN entity AS e ON e.id = m.entity_id \
                 WHERE e.type IN ('state', 'organization', 'armed_group') UNION ALL \
                 SELECT p.source, s.article_id FROM statement AS s JOIN pair AS p ON p.statement_id = s.id UNION ALL \
                 SELECT p.target, s.article_id FROM statement AS s JOIN pair AS p ON p.statement_id = s.id) \
                 WHERE article_id IN "
            }
            Self::Type => "SELECT type, count(DISTINCT article_id) FROM statement WHERE article_id IN ",
            Self::Status => "SELECT status, count(DISTINCT article_id) FROM statement WHERE article_id IN ",
            Self::SaidBy => {
                "SELECT said_by, count(DISTINCT article_id) FROM statement WHERE said_by IS NOT NULL AND article_id IN "
            }
        }
    }
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRow {
    /// What is counted by.
    pub facet: Facet,
    /// The value; none for articles that have none.
    pub value: Option<String>,
    /// How many of the articles found have it.
    pub articles: u64,
}

impl Search<'_> {
    /// How the articles found, all of them and not a page, spread over the values of each facet: the most frequent
    /// first, `most` of each. An article that names three actors counts for each of the three.
    ///
    /// ```
    /// use corpus::Corpus;
    /// use corpus::query::Facet;
    /// let corpus = Corpus::in_memory()?;
    /// assert!(corpus.search("drone").facets(&[Facet::Outlet, Facet::Year], Some(10))?.is_empty());
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn facets(&self, by: &[Facet], most: Option<u64>) -> Result<Vec<FacetRow>> {
        let ids: Vec<String> = self.ids()?.iter().map(i64::to_string).collect();
        let list = format!("[{}]", ids.join(","));
        let mut rows = Vec::new();
        for facet in by {
            let among = Condition::new("(SELECT value FROM json_each(?))", [Value::Text(list.clone())]);
            let select = Select::literal(facet.head(), among, " GROUP BY 1 ORDER BY 2 DESC, 1", &[]);
            rows.extend(select.limited(most, 0).all(self.reader().store(), |row| {
                let articles: i64 = row.get(1)?;
                Ok(FacetRow { facet: *facet, value: row.get(0)?, articles: articles.unsigned_abs() })
            })?);
        }
        Ok(rows)
    }

    /// The same as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn facet_batches(&self, by: &[Facet], most: Option<u64>) -> Result<super::Batches> {
        use super::{Column, Kind};
        const COLUMNS: [Column; 3] = [
            Column { name: "facet", kind: Kind::Category },
            Column { name: "value", kind: Kind::Category },
            Column { name: "articles", kind: Kind::Int },
        ];
        let rows = self.facets(by, most)?.into_iter().map(|row| {
            let articles = i64::try_from(row.articles).unwrap_or(i64::MAX);
            let value = row.value.map_or(Value::Null, Value::Text);
            vec![Value::Text(row.facet.as_str().into()), value, Value::Integer(articles)]
        });
        super::batches::from_values(&COLUMNS, rows)
    }
}
