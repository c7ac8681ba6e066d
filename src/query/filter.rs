//! What can be asked of articles and of relations, apart from the order and number of rows.

use super::select::Condition;
use super::{QueryError, Reader, when};
use crate::error::Result;
use crate::extraction::{RelationType, Status};
use rusqlite::types::Value;

/// The mutual types, found from either side.
fn mutual(column: &'static str) -> Condition {
    let names: Vec<String> =
        RelationType::ALL.iter().filter(|kind| kind.is_mutual()).map(|kind| kind.as_str().to_owned()).collect();
    Condition::one_of(column, &names)
}

/// The value of a vocabulary spelled `given`, in capitals or not.
pub(crate) fn relation_type(given: &str) -> Result<RelationType, QueryError> {
    RelationType::parse(&given.trim().to_ascii_uppercase()).ok_or_else(|| QueryError::NotAllowed {
        what: "relation type",
        given: given.chars().take(80).collect(),
        allowed: RelationType::ALL.iter().map(|kind| kind.as_str()).collect(),
    })
}

/// The status spelled `given`.
pub(crate) fn status(given: &str) -> Result<Status, QueryError> {
    Status::parse(&given.trim().to_ascii_lowercase()).ok_or_else(|| QueryError::NotAllowed {
        what: "status",
        given: given.chars().take(80).collect(),
        allowed: Status::ALL.iter().map(|status| status.as_str()).collect(),
    })
}

/// A period: from the first day of the one bound to the last day of the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Period {
    pub since: Option<String>,
    pub until: Option<String>,
}

impl Period {
    fn bounds(&self) -> Result<(Option<String>, Option<String>), QueryError> {
        let since = self.since.as_deref().map(when::first_day).transpose()?;
        let until = self.until.as_deref().map(when::last_day).transpose()?;
        Ok((since, until))
    }

    /// Acts that may have happened within; `since 2023` has no end and so is never over.
    fn of_acts(&self) -> Result<Condition, QueryError> {
        let (since, until) = self.bounds()?;
        let since = since.map_or_else(Condition::default, |day| {
            Condition::new("(date_to >= ? OR (date_to IS NULL AND date_from IS NOT NULL))", [Value::Text(day)])
        });
        let until = until.map_or_else(Condition::default, |day| {
            Condition::new("(date_from <= ? OR (date_from IS NULL AND date_to IS NOT NULL))", [Value::Text(day)])
        });
        Ok(since.and(until))
    }

    /// Articles that may have been published within.
    fn of_articles(&self) -> Result<Condition, QueryError> {
        let (since, until) = self.bounds()?;
        let since = since.map_or_else(Condition::default, |day| {
            Condition::new("coalesce(published_to, published_from) >= ?", [Value::Text(day)])
        });
        let until = until.map_or_else(Condition::default, |day| {
            Condition::new("coalesce(published_from, published_to) <= ?", [Value::Text(day)])
        });
        Ok(since.and(until))
    }
}

/// What is asked of an article itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ArticleFilter {
    pub ids: Option<Vec<i64>>,
    pub published: Period,
    pub outlets: Vec<String>,
    pub languages: Vec<String>,
    pub originals: bool,
}

impl ArticleFilter {
    /// A condition on the columns of `article`, without its ids.
    fn columns(&self) -> Result<Condition, QueryError> {
        let mut all = self.published.of_articles()?;
        if !self.outlets.is_empty() {
            all = all.and(Condition::one_of("outlet", &self.outlets));
        }
        if !self.languages.is_empty() {
            all = all.and(Condition::one_of("language", &self.languages));
        }
        if self.originals {
            all = all.and(Condition::plain("copy_of IS NULL"));
        }
        Ok(all)
    }

    /// A condition on the rows of `articles`.
    pub fn of_articles(&self) -> Result<Condition, QueryError> {
        Ok(self.columns()?.and(self.identity("id IN (SELECT value FROM json_each(?))")))
    }

    /// A condition on rows that hang on an article.
    pub fn of_rows(&self) -> Result<Condition, QueryError> {
        let columns = self.columns()?;
        let columns =
            if columns.is_empty() { columns } else { columns.within("article_id IN (SELECT id FROM article WHERE ") };
        Ok(columns.and(self.identity("article_id IN (SELECT value FROM json_each(?))")))
    }

    fn identity(&self, sql: &'static str) -> Condition {
        let Some(ids) = &self.ids else { return Condition::default() };
        let list: Vec<String> = ids.iter().map(i64::to_string).collect();
        Condition::new(sql, [Value::Text(format!("[{}]", list.join(",")))])
    }
}

/// What is asked of a relation itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RelationFilter {
    pub actors: Vec<String>,
    pub between: Option<(String, String)>,
    pub sources: Vec<String>,
    pub targets: Vec<String>,
    pub types: Vec<String>,
    pub statuses: Vec<String>,
    pub said_by: Vec<String>,
    pub acts: Period,
    pub min_confidence: Option<f64>,
    pub origins: Vec<String>,
    /// What several origins tell alike counts once.
    pub once: bool,
}

/// Relations of other origins than rules that tell again what is told already: of the same article, type, actors and
/// standing, with a passage or the date in common.
const TOLD_AGAIN: &str = "id NOT IN (SELECT p.id FROM statement AS s JOIN pair AS p ON p.statement_id = s.id \
     WHERE s.origin <> 'rules' AND EXISTS (SELECT 1 FROM statement AS t JOIN pair AS q ON q.statement_id = t.id \
     WHERE t.article_id = s.article_id AND t.type = s.type AND t.status = s.status AND t.origin <> s.origin \
     AND (t.origin = 'rules' OR q.id < p.id) AND ((q.source = p.source AND q.target = p.target) \
     OR (s.mutual AND q.source = p.target AND q.target = p.source)) \
     AND ((t.start < s.end AND s.start < t.end) OR t.date = s.date)))";

impl RelationFilter {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it asks for nothing but actors.
    pub fn only_actors(&self) -> bool {
        *self == Self { actors: self.actors.clone(), ..Self::default() }
    }

    /// A condition on the rows of `relations` or `events`.
    pub fn of_relations(&self, reader: &Reader<'_>) -> Result<Condition> {
        let mut all = self.parties(reader)?;
        let types = self
            .types
            .iter()
            .map(|given| relation_type(given).map(|kind| kind.as_str().to_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        if !types.is_empty() {
            all = all.and(Condition::one_of("type", &types));
        }
        let statuses = self
            .statuses
            .iter()
            .map(|given| status(given).map(|status| status.as_str().to_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        if !statuses.is_empty() {
            all = all.and(Condition::one_of("status", &statuses));
        }
        if !self.said_by.is_empty() {
            all = all.and(Condition::one_of("said_by", &codes(reader, &self.said_by)?));
        }
        all = all.and(self.acts.of_acts()?);
        if let Some(least) = self.min_confidence {
            all = all.and(Condition::new("confidence >= ?", [Value::Real(least)]));
        }
        if !self.origins.is_empty() {
            all = all.and(Condition::one_of("origin", &self.origins));
        } else if self.once {
            all = all.and(Condition::plain(TOLD_AGAIN));
        }
        Ok(all)
    }

    /// Who stands on which side. A mutual relation is found from either.
    fn parties(&self, reader: &Reader<'_>) -> Result<Condition> {
        let mut all = Condition::default();
        for actor in &self.actors {
            let actor = reader.codes(actor)?;
            all = all.and(Condition::one_of("source", &actor).or(Condition::one_of("target", &actor)));
        }
        if let Some((left, right)) = &self.between {
            let (left, right) = (reader.codes(left)?, reader.codes(right)?);
            all = all.and(sides(&left, &right).or(sides(&right, &left)));
        }
        if !self.sources.is_empty() || !self.targets.is_empty() {
            let (sources, targets) = (codes(reader, &self.sources)?, codes(reader, &self.targets)?);
            all = all.and(sides(&sources, &targets).or(mutual("type").and(sides(&targets, &sources))));
        }
        Ok(all)
    }
}

/// `source` is one of the first and `target` one of the second; an empty list asks for nothing.
fn sides(sources: &[String], targets: &[String]) -> Condition {
    let source = if sources.is_empty() { Condition::default() } else { Condition::one_of("source", sources) };
    let target = if targets.is_empty() { Condition::default() } else { Condition::one_of("target", targets) };
    source.and(target)
}

/// The codes of several names.
pub(crate) fn codes(reader: &Reader<'_>, names: &[String]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for name in names {
        all.extend(reader.codes(name)?);
    }
    Ok(all)
}

/// The articles that name all of `actors`, or have a relation as asked.
pub(crate) fn articles_about(reader: &Reader<'_>, relations: &RelationFilter) -> Result<Condition> {
    if relations.is_empty() {
        return Ok(Condition::default());
    }
    if !relations.only_actors() {
        let condition = relations.of_relations(reader)?;
        return Ok(condition.within("id IN (SELECT article_id FROM relations WHERE "));
    }
    let mut all = Condition::default();
    for actor in &relations.actors {
        let actor = reader.codes(actor)?;
        let named = Condition::one_of("e.code", &actor);
        let acts = Condition::one_of("p.source", &actor).or(Condition::one_of("p.target", &actor));
        let named =
            named.within("id IN (SELECT m.article_id FROM entity e JOIN mention m ON m.entity_id = e.id WHERE ");
        let acts =
            acts.within("id IN (SELECT s.article_id FROM pair p JOIN statement s ON s.id = p.statement_id WHERE ");
        all = all.and(named.or(acts));
    }
    Ok(all)
}
