//! One builder for each public view.

use super::filter::{ArticleFilter, RelationFilter, articles_about, codes, status};
use super::rows::{ArticleRow, DateRow, EntityRow, EventRow, LabelRow, MentionRow, RelationRow, TieRow};
use super::select::{Condition, Page, Record, Select};
use super::{QueryError, Reader};
use crate::error::Result;
use crate::extraction::{MentionType, TieKind};
use rusqlite::types::Value;
use std::ops::ControlFlow;

/// What every builder has: the page, and the ways to ask.
macro_rules! builder {
    ($(#[$doc:meta])* $name:ident of $record:ident by $order:literal { $($field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[must_use = "nothing is read before `rows()`"]
        #[allow(clippy::struct_field_names, reason = "the filters are called what they filter")]
        pub struct $name<'c> {
            reader: Reader<'c>,
            page: Page,
            $($field: $type,)*
        }

        impl<'c> $name<'c> {
            pub(super) fn new(reader: Reader<'c>) -> Self {
                Self { reader, page: Page::default(), $($field: Default::default(),)* }
            }

            /// At most so many rows.
            pub fn limit(mut self, limit: u64) -> Self {
                self.page.limit = Some(limit);
                self
            }

            /// Leaves out so many rows first.
            pub fn offset(mut self, offset: u64) -> Self {
                self.page.offset = offset;
                self
            }

            /// Orders by a column, `-column` for descending; called again, by that one next. Missing values come last.
            pub fn order(mut self, column: impl Into<String>) -> Self {
                self.page.order.push(column.into());
                self
            }

            /// Hands on these columns only, where columns are asked for. Records always have all.
            pub fn columns<T: Into<String>>(mut self, columns: impl IntoIterator<Item = T>) -> Self {
                self.page.columns = columns.into_iter().map(Into::into).collect();
                self
            }

            /// The statement this is.
            pub fn select(&self) -> Result<Select> {
                self.select_page(&self.page)
            }

            fn select_page(&self, page: &Page) -> Result<Select> {
                let condition = self.condition()?;
                Ok(Select::view($record::VIEW, $record::COLUMNS, $order, condition, page)?)
            }

            /// The SQL it runs.
            pub fn to_sql(&self) -> Result<String> {
                Ok(self.select()?.to_sql())
            }

            /// How many rows there are.
            pub fn count(&self) -> Result<u64> {
                self.select()?.count(self.reader.store())
            }

            /// The rows.
            pub fn rows(&self) -> Result<Vec<$record>> {
                self.full()?.all(self.reader.store(), $record::read)
            }

            /// Calls `each` with every row, without keeping them.
            pub fn each(&self, each: impl FnMut($record) -> Result<()>) -> Result<()> {
                self.full()?.each(self.reader.store(), $record::read, each)
            }

            /// Calls `each` with every row until it breaks, without keeping them.
            pub fn each_while(&self, each: impl FnMut($record) -> Result<ControlFlow<()>>) -> Result<()> {
                self.full()?.each_while(self.reader.store(), $record::read, each)
            }

            fn full(&self) -> Result<Select> {
                self.select_page(&Page { columns: Vec::new(), ..self.page.clone() })
            }

            /// The rows as Arrow record batches; repeated words are dictionaries, shared by all batches.
            #[cfg(feature = "arrow")]
            pub fn batches(&self) -> Result<super::Batches> {
                super::batches::read(self.reader.store(), &self.select()?)
            }
        }
    };
}

/// Filters on the article a row belongs to.
macro_rules! article_filters {
    ($name:ident) => {
        impl $name<'_> {
            /// Of this article only; called again, of that one too.
            pub fn article(mut self, id: i64) -> Self {
                self.articles.ids.get_or_insert_default().push(id);
                self
            }

            /// Of these articles only.
            pub fn in_articles(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
                self.articles.ids.get_or_insert_default().extend(ids);
                self
            }

            /// Published from then on: a year, a month or a day.
            pub fn published_since(mut self, date: impl Into<String>) -> Self {
                self.articles.published.since = Some(date.into());
                self
            }

            /// Published up to the end of this year, month or day.
            pub fn published_until(mut self, date: impl Into<String>) -> Self {
                self.articles.published.until = Some(date.into());
                self
            }

            /// Carried by this outlet; called again, by that one too.
            pub fn outlet(mut self, outlet: impl Into<String>) -> Self {
                self.articles.outlets.push(outlet.into());
                self
            }

            /// In this language (ISO 639-1); called again, in that one too.
            pub fn language(mut self, language: impl Into<String>) -> Self {
                self.articles.languages.push(language.into());
                self
            }

            /// Articles copied from one another count once: only the head of each family.
            pub fn originals(mut self) -> Self {
                self.articles.originals = true;
                self
            }
        }
    };
}

/// Filters on relations: of themselves, or of the articles that report them.
macro_rules! relation_filters {
    ($name:ident) => {
        impl $name<'_> {
            /// This actor, by code or name, on either side; called again, that one too.
            pub fn actor(mut self, actor: impl Into<String>) -> Self {
                self.relations.actors.push(actor.into());
                self
            }

            /// These two, whoever acts.
            pub fn between(mut self, left: impl Into<String>, right: impl Into<String>) -> Self {
                self.relations.between = Some((left.into(), right.into()));
                self
            }

            /// Who acts; called again, or that one. Mutual types are found from either side.
            pub fn source(mut self, actor: impl Into<String>) -> Self {
                self.relations.sources.push(actor.into());
                self
            }

            /// Who is acted upon; called again, or that one. Mutual types are found from either side.
            pub fn target(mut self, actor: impl Into<String>) -> Self {
                self.relations.targets.push(actor.into());
                self
            }

            /// Of this type; called again, or of that one.
            pub fn of_type(mut self, kind: impl Into<String>) -> Self {
                self.relations.types.push(kind.into());
                self
            }
        }
    };
}

/// Filters that relations have and events have not.
macro_rules! statement_filters {
    ($name:ident) => {
        impl $name<'_> {
            /// Of this standing; called again, or of that one.
            pub fn status(mut self, status: impl Into<String>) -> Self {
                self.relations.statuses.push(status.into());
                self
            }

            /// Carried by the words of this actor; called again, or of that one.
            pub fn said_by(mut self, actor: impl Into<String>) -> Self {
                self.relations.said_by.push(actor.into());
                self
            }

            /// Found in a way that is right at least this often, from 0 to 1.
            pub fn min_confidence(mut self, least: f64) -> Self {
                self.relations.min_confidence = Some(least);
                self
            }

            /// Found by `rules`, or coded by this person or tool.
            pub fn origin(mut self, origin: impl Into<String>) -> Self {
                self.relations.origins.push(origin.into());
                self
            }
        }
    };
}

/// Filters on when an act took place.
macro_rules! act_filters {
    ($name:ident) => {
        impl $name<'_> {
            /// Acts that may have taken place from then on: a year, a month or a day. Undated ones are left out.
            pub fn since(mut self, date: impl Into<String>) -> Self {
                self.relations.acts.since = Some(date.into());
                self
            }

            /// Acts that may have taken place by the end of this year, month or day. Undated ones are left out.
            pub fn until(mut self, date: impl Into<String>) -> Self {
                self.relations.acts.until = Some(date.into());
                self
            }
        }
    };
}

pub(super) use {act_filters, article_filters, relation_filters, statement_filters};

builder! {
    /// Articles.
    Articles of ArticleRow by "id" { articles: ArticleFilter, relations: RelationFilter, keys: Vec<String>, }
}
article_filters!(Articles);
relation_filters!(Articles);
statement_filters!(Articles);

impl Articles<'_> {
    /// The article with this key; called again, that one too.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.keys.push(key.into());
        self
    }

    /// The numbers of these articles, without the rest of their rows.
    pub fn ids(&self) -> Result<Vec<i64>> {
        let page = Page { columns: vec!["id".to_owned()], ..self.page.clone() };
        self.select_page(&page)?.all(self.reader.store(), |row| row.get(0))
    }

    fn condition(&self) -> Result<Condition> {
        let mut all = self.articles.of_articles()?.and(articles_about(&self.reader, &self.relations)?);
        if !self.keys.is_empty() {
            all = all.and(Condition::one_of("key", &self.keys));
        }
        Ok(all)
    }
}

builder! {
    /// Labelled stretches.
    Labels of LabelRow by "article_id, start" { articles: ArticleFilter, labels: Vec<String>, }
}
article_filters!(Labels);

impl Labels<'_> {
    /// With this label; called again, or that one.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.labels.push(label.into());
        self
    }

    fn condition(&self) -> Result<Condition> {
        let names = crate::article::LabelKind::ALL.iter().map(|kind| kind.as_str());
        Ok(self.articles.of_rows()?.and(vocabulary("label", "label", &self.labels, names)?))
    }
}

builder! {
    /// Things named, the most named first.
    Entities of EntityRow by "mentions DESC, id" { types: Vec<String>, codes: Vec<String>, countries: Vec<String>, names: Vec<String>, }
}

impl Entities<'_> {
    /// Of this type: `state`, `place`, `organization`, `armed_group`, `person`.
    pub fn of_type(mut self, kind: impl Into<String>) -> Self {
        self.types.push(kind.into());
        self
    }

    /// With this code; called again, or that one.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.codes.push(code.into());
        self
    }

    /// Of this country; called again, or that one.
    pub fn country(mut self, country: impl Into<String>) -> Self {
        self.countries.push(country.into());
        self
    }

    /// With this code or name.
    pub fn called(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    fn condition(&self) -> Result<Condition> {
        let mut all = mention_types(&self.types)?;
        let mut wanted = self.codes.clone();
        wanted.extend(codes(&self.reader, &self.names)?);
        if !wanted.is_empty() {
            all = all.and(Condition::one_of("code", &wanted));
        }
        if !self.countries.is_empty() {
            all = all.and(Condition::one_of("country", &codes(&self.reader, &self.countries)?));
        }
        Ok(all)
    }
}

builder! {
    /// Names in articles.
    Mentions of MentionRow by "article_id, start" { articles: ArticleFilter, types: Vec<String>, names: Vec<String>, origins: Vec<String>, }
}
article_filters!(Mentions);

impl Mentions<'_> {
    /// Of this type: `state`, `place`, `organization`, `armed_group`, `person`.
    pub fn of_type(mut self, kind: impl Into<String>) -> Self {
        self.types.push(kind.into());
        self
    }

    /// Found by `rules`, or coded or corrected by this person or tool; called again, or that one.
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Of this entity, by code or name; called again, or that one.
    pub fn entity(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    fn condition(&self) -> Result<Condition> {
        let mut all = self.articles.of_rows()?.and(mention_types(&self.types)?);
        if !self.names.is_empty() {
            all = all.and(Condition::one_of("code", &codes(&self.reader, &self.names)?));
        }
        if !self.origins.is_empty() {
            all = all.and(Condition::one_of("origin", &self.origins));
        }
        Ok(all)
    }
}

builder! {
    /// Dates in articles.
    Dates of DateRow by "article_id, start" { articles: ArticleFilter, relations: RelationFilter, }
}
article_filters!(Dates);
act_filters!(Dates);

impl Dates<'_> {
    fn condition(&self) -> Result<Condition> {
        Ok(self.articles.of_rows()?.and(self.relations.of_relations(&self.reader)?))
    }
}

builder! {
    /// Relations as articles state them.
    Relations of RelationRow by "id" { articles: ArticleFilter, relations: RelationFilter, }
}
article_filters!(Relations);
relation_filters!(Relations);
statement_filters!(Relations);
act_filters!(Relations);

impl Relations<'_> {
    fn condition(&self) -> Result<Condition> {
        Ok(self.relations.of_relations(&self.reader)?.and(self.articles.of_rows()?))
    }
}

builder! {
    /// Lasting facts.
    Ties of TieRow by "article_id, start" { articles: ArticleFilter, ties: Vec<String>, names: Vec<String>, }
}
article_filters!(Ties);

impl Ties<'_> {
    /// Of this kind: `member_of`, `holds_office`, `based_in`, `founded_by`, `part_of`.
    pub fn of_kind(mut self, tie: impl Into<String>) -> Self {
        self.ties.push(tie.into());
        self
    }

    /// With this actor or person at either end.
    pub fn actor(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }

    fn condition(&self) -> Result<Condition> {
        let names = TieKind::ALL.iter().map(|kind| kind.as_str());
        let mut all = self.articles.of_rows()?.and(vocabulary("tie", "tie", &self.ties, names)?);
        for name in &self.names {
            let codes = match self.reader.codes(name) {
                Err(crate::Error::Query(QueryError::UnknownActor { .. })) => vec![name.clone()],
                codes => codes?,
            };
            all = all.and(Condition::one_of("subject", &codes).or(Condition::one_of("object", &codes)));
        }
        Ok(all)
    }
}

builder! {
    /// Acts merged over articles.
    Events of EventRow by "date_from NULLS LAST, id" {
        articles: ArticleFilter, relations: RelationFilter, told: Vec<String>, points: Vec<String>,
        contested: Option<bool>, least: u64,
    }
}
article_filters!(Events);
relation_filters!(Events);
act_filters!(Events);

/// What accounts of an event may disagree on.
const POINTS: [&str; 5] = ["status", "date", "place", "actors", "act"];

impl Events<'_> {
    /// Told with this standing by some report; called again, or with that one.
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.told.push(status.into());
        self
    }

    /// Only those whose accounts disagree, or only those whose accounts do not.
    pub fn contested(mut self, contested: bool) -> Self {
        self.contested = Some(contested);
        self
    }

    /// Whose accounts disagree on this: `status`, `date`, `place`, `actors` or `act`; called again, or on that.
    pub fn disagreeing_on(mut self, point: impl Into<String>) -> Self {
        self.points.push(point.into());
        self
    }

    /// Told by at least so many articles that are not copies of one another.
    pub fn min_articles(mut self, least: u64) -> Self {
        self.least = least;
        self
    }

    fn condition(&self) -> Result<Condition> {
        let articles = self.articles.of_rows()?;
        let mut all = self.relations.of_relations(&self.reader)?;
        if !articles.is_empty() {
            all = all.and(articles.within("id IN (SELECT event FROM versions WHERE account = 'report' AND "));
        }
        if !self.told.is_empty() {
            let told = self.told.iter().map(|given| status(given).map(|status| status.as_str().to_owned()));
            let told = Condition::one_of("value", &told.collect::<Result<Vec<_>, _>>()?);
            all = all.and(told.within("EXISTS (SELECT 1 FROM json_each(statuses) WHERE "));
        }
        let points = vocabulary("disagreement", "value", &self.points, POINTS.into_iter())?;
        if !points.is_empty() {
            all = all.and(points.within("EXISTS (SELECT 1 FROM json_each(disagreement) WHERE "));
        }
        if let Some(contested) = self.contested {
            all = all.and(Condition::new("contested = ?", [Value::Integer(contested.into())]));
        }
        if self.least > 1 {
            let least = i64::try_from(self.least).unwrap_or(i64::MAX);
            all = all.and(Condition::new("independent_articles >= ?", [Value::Integer(least)]));
        }
        Ok(all)
    }
}

fn mention_types(given: &[String]) -> Result<Condition, QueryError> {
    vocabulary("mention type", "type", given, MentionType::ALL.iter().map(|kind| kind.as_str()))
}

/// `column` is one of `given`, which must all be among `allowed`.
fn vocabulary(
    what: &'static str,
    column: &'static str,
    given: &[String],
    allowed: impl Iterator<Item = &'static str> + Clone,
) -> Result<Condition, QueryError> {
    for value in given {
        if !allowed.clone().any(|allowed| allowed == value) {
            let given = value.chars().take(80).collect();
            return Err(QueryError::NotAllowed { what, given, allowed: allowed.collect() });
        }
    }
    Ok(if given.is_empty() { Condition::default() } else { Condition::one_of(column, given) })
}
