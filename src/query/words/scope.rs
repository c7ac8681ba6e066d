//! Which articles, and which stretches of them, words are counted in.

use crate::article::{LabelKind, vocabulary};
use crate::error::Result;
use crate::query::filter::{ArticleFilter, RelationFilter, articles_about};
use crate::query::select::{Condition, Select};
use crate::query::{Reader, when};
use crate::store::Stop;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::Value;
use rustc_hash::FxHashMap;
use std::fmt;

vocabulary! {
    /// What of an article is counted.
    Unit {
        /// All of it.
        Article = "article",
        /// The sentences that state its relations, those that meet the filters.
        Evidence = "evidence",
    }
}

vocabulary! {
    /// What words are taken for the same.
    By {
        /// Words in the same form, whatever their case.
        Form = "form",
        /// Words with the same letters, whatever their case and accents.
        Folded = "folded",
        /// Words with the same stem in the language of their article.
        Stem = "stem",
    }
}

/// The labels whose stretches are not counted unless told: what is no part of the article.
const SKIPPED: [LabelKind; 3] = [LabelKind::Advertisement, LabelKind::Related, LabelKind::Credit];

/// What is counted of the articles that meet the filters.
#[derive(Clone)]
pub(super) struct Scope {
    pub unit: Unit,
    pub skip: Vec<LabelKind>,
    pub stop: Option<Stop>,
}

impl Default for Scope {
    fn default() -> Self {
        Self { unit: Unit::Article, skip: SKIPPED.to_vec(), stop: None }
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("unit", &self.unit).field("skip", &self.skip).finish_non_exhaustive()
    }
}

impl Scope {
    pub fn stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop())
    }
}

/// The methods of every builder that says what is counted, on its field `scope`.
macro_rules! scope_methods {
    ($name:ident) => {
        impl $name<'_> {
            /// Of all the text, or only of the sentences that state relations as asked.
            pub fn unit(mut self, unit: super::Unit) -> Self {
                self.scope.unit = unit;
                self
            }

            /// Leaves out stretches with these labels, and no others; unless told, advertisements, links to other
            /// articles and photo credits.
            pub fn skip(mut self, labels: impl IntoIterator<Item = crate::article::LabelKind>) -> Self {
                self.scope.skip = labels.into_iter().collect();
                self
            }

            /// Asks `stop` now and then, on this thread, whether to end, which is an error.
            pub fn stop(mut self, stop: std::sync::Arc<dyn Fn() -> bool + Send + Sync>) -> Self {
                self.scope.stop = Some(stop);
                self
            }
        }
    };
}
pub(super) use scope_methods;

/// An article to be gone through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub id: i64,
    /// Its language, as a number of [`Plan::languages`].
    pub language: u16,
    /// What the caller counts it under.
    pub group: u32,
    pub published: (Option<Date>, Option<Date>),
}

/// Stretches of an article, in code points, in order.
pub(super) type Stretches = FxHashMap<i64, Vec<(usize, usize)>>;

/// The articles to go through, and what of them.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub entries: Vec<Entry>,
    pub languages: Vec<String>,
    /// What is left out.
    pub skip: Stretches,
    /// Labelled stretches, whose edges no sentence crosses; there only where sentences are looked for.
    pub bounds: Stretches,
    /// What alone is counted, drawn out to whole sentences, on up to eight sides; all on every side where there is none.
    pub only: Option<Vec<Stretches>>,
}

/// The articles that meet the filters.
pub(super) fn condition(
    reader: &Reader<'_>,
    articles: &ArticleFilter,
    relations: &RelationFilter,
    unit: Unit,
) -> Result<Condition> {
    let condition = articles.of_articles()?;
    match unit {
        Unit::Article => Ok(condition.and(articles_about(reader, relations)?)),
        Unit::Evidence => {
            let about = relations.of_relations(reader)?;
            Ok(condition.and(about.within("id IN (SELECT article_id FROM relations WHERE ")))
        }
    }
}

/// The statement that lists the articles.
pub(super) fn listing(condition: Condition) -> Select {
    Select::literal(
        "SELECT id, language, published_from, published_to, outlet FROM article WHERE ",
        condition,
        " ORDER BY id",
        &[],
    )
}

/// The evidence of relations that meet the filters, in their articles.
pub(super) fn evidence(reader: &Reader<'_>, articles: &ArticleFilter, relations: &RelationFilter) -> Result<Stretches> {
    let condition = relations.of_relations(reader)?.and(articles.of_rows()?);
    let select = Select::literal(
        "SELECT DISTINCT article_id, start, end FROM relations WHERE ",
        condition,
        " ORDER BY article_id, start",
        &[],
    );
    stretches(reader, &select)
}

/// The stretches that a statement lists by article, start and end.
pub(super) fn stretches(reader: &Reader<'_>, select: &Select) -> Result<Stretches> {
    let mut found = Stretches::default();
    let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, place(row.get(1)?), place(row.get(2)?)));
    select.each(reader.store(), read, |(article, start, end)| {
        found.entry(article).or_default().push((start, end));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn place(at: i64) -> usize {
    usize::try_from(at).unwrap_or(0)
}

impl Plan {
    /// The articles that `condition` lets through, each under the group that `group` gives it by its days and outlet.
    pub fn new(
        reader: &Reader<'_>,
        scope: &Scope,
        condition: Condition,
        mut group: impl FnMut(i64, (Option<Date>, Option<Date>), Option<&str>) -> Option<u32>,
    ) -> Result<Self> {
        // The first language is none: what is too short to tell.
        let mut plan = Self { skip: skipped(reader, scope)?, languages: vec![String::new()], ..Self::default() };
        let day = |row: &Row<'_>, index: usize| -> rusqlite::Result<Option<Date>> {
            Ok(row.get_ref(index)?.as_str_or_null().ok().flatten().and_then(when::day))
        };
        let read = |row: &Row<'_>| {
            let published = (day(row, 2)?, day(row, 3)?);
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?, published, row.get::<_, Option<String>>(4)?))
        };
        listing(condition).each(reader.store(), read, |(id, language, published, outlet)| {
            let Some(group) = group(id, published, outlet.as_deref()) else { return Ok(()) };
            let language = language.unwrap_or_default();
            let known = plan.languages.iter().position(|known| *known == language);
            let number = known.unwrap_or_else(|| {
                plan.languages.push(language);
                plan.languages.len() - 1
            });
            plan.entries.push(Entry { id, language: u16::try_from(number).unwrap_or(0), group, published });
            Ok(())
        })?;
        Ok(plan)
    }

    /// The articles that meet the filters, all in one group, counted as `scope` says.
    pub fn of(
        reader: &Reader<'_>,
        scope: &Scope,
        articles: &ArticleFilter,
        relations: &RelationFilter,
        group: impl FnMut(i64, (Option<Date>, Option<Date>), Option<&str>) -> Option<u32>,
    ) -> Result<Self> {
        let condition = condition(reader, articles, relations, scope.unit)?;
        let mut plan = Self::new(reader, scope, condition, group)?;
        if scope.unit == Unit::Evidence {
            plan.only = Some(vec![evidence(reader, articles, relations)?]);
            plan.bounds = labelled(reader, Condition::default())?;
        }
        Ok(plan)
    }
}

/// The stretches that are left out, of all articles: there are few.
fn skipped(reader: &Reader<'_>, scope: &Scope) -> Result<Stretches> {
    if scope.skip.is_empty() {
        return Ok(Stretches::default());
    }
    let labels: Vec<String> = scope.skip.iter().map(|label| label.as_str().to_owned()).collect();
    labelled(reader, Condition::one_of("label", &labels))
}

/// The labelled stretches that meet `condition`.
pub(super) fn labelled(reader: &Reader<'_>, condition: Condition) -> Result<Stretches> {
    let head = "SELECT article_id, start, end FROM label WHERE ";
    stretches(reader, &Select::literal(head, condition, " ORDER BY article_id, start", &[]))
}

/// Articles that may hold a match, by the full-text index.
pub(super) fn may_hold(candidates: String) -> Condition {
    Condition::new("id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", [Value::Text(candidates)])
}
