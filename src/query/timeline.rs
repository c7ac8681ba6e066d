//! What passes between two actors, counted by period.

use super::ask::{article_filters, statement_filters};
use super::dyads::counted;
use super::filter::{ArticleFilter, RelationFilter};
use super::periods::{self, Count, DatedBy, Freq, Sums};
use super::select::{Condition, Select};
use super::{Reader, when};
use crate::error::Result;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A period and what happened in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRow {
    /// Its name: `2025`, `2025-Q2`, `2025-04`, `2025-W14`, `2025-04-01`.
    pub period: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// How many: relations, events or articles, as asked.
    pub count: u64,
    /// How many of these are here by their article's day, having no date of their own.
    pub by_publication: u64,
    /// How many by quad class, in the order of [`Quad::ALL`](crate::extraction::Quad::ALL).
    pub quads: [u64; 4],
    /// The mean on CAMEO's scale, from -10 to 10.
    pub goldstein: Option<f64>,
    /// How many by type, in the order of [`RelationType::ALL`](crate::extraction::RelationType::ALL).
    pub types: Vec<u64>,
}

impl PeriodRow {
    pub(super) fn new(freq: Freq, from: Date, sums: &Sums) -> Self {
        Self {
            period: freq.name(from),
            from,
            to: freq.last_day(from),
            count: sums.count,
            by_publication: sums.by_publication(),
            quads: sums.quads,
            goldstein: sums.goldstein(),
            types: sums.types.to_vec(),
        }
    }
}

/// A timeline: every period from the first to the last, empty ones too.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelineRows {
    /// The periods.
    pub rows: Vec<PeriodRow>,
    /// Relations or events whose date is missing, or not as precise as the periods.
    pub left_out: u64,
}

/// Counts what passes between two actors by period; see [`Reader::timeline`]. Unless told, relations asserted or
/// planned.
///
/// An act counts in the period it begins in. An act known only by its year has no place in a timeline of months: it
/// is left out, and counted as such.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Timeline<'c> {
    reader: Reader<'c>,
    freq: Freq,
    dated_by: DatedBy,
    count: Count,
    articles: ArticleFilter,
    relations: RelationFilter,
}

article_filters!(Timeline);
statement_filters!(Timeline);

/// The counts of each period, and how many were left out.
type Counted = (Vec<(Date, Sums)>, u64);

impl<'c> Timeline<'c> {
    pub(super) fn new(reader: Reader<'c>, left: String, right: String, freq: Freq) -> Self {
        let relations = RelationFilter { between: Some((left, right)), ..RelationFilter::default() };
        let (dated_by, count, articles) = (DatedBy::Either, Count::Relations, ArticleFilter::default());
        Self { reader, freq, dated_by, count, articles, relations }
    }

    /// Of this type; called again, or of that one.
    pub fn of_type(mut self, kind: impl Into<String>) -> Self {
        self.relations.types.push(kind.into());
        self
    }

    /// From this year, month or day on.
    pub fn since(mut self, date: impl Into<String>) -> Self {
        self.relations.acts.since = Some(date.into());
        self
    }

    /// To the end of this year, month or day.
    pub fn until(mut self, date: impl Into<String>) -> Self {
        self.relations.acts.until = Some(date.into());
        self
    }

    /// What places an act in time.
    pub fn dated_by(mut self, dated_by: DatedBy) -> Self {
        self.dated_by = dated_by;
        self
    }

    /// What is counted: relations, unless told. An event counts where one of its reports meets the filters.
    pub fn count(mut self, count: Count) -> Self {
        self.count = count;
        self
    }

    fn condition(&self) -> Result<Condition> {
        let mut filter = counted(&self.relations);
        filter.acts = super::filter::Period::default();
        Ok(filter.of_relations(&self.reader)?.and(self.articles.of_rows()?))
    }

    /// The statement this is.
    pub fn select(&self) -> Result<Select> {
        Ok(periods::select(self.count, self.condition()?))
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.select()?.to_sql())
    }

    fn counts(&self) -> Result<Counted> {
        let (since, until) = bounds(&self.relations)?;
        let mut held: BTreeMap<Date, Sums> = BTreeMap::new();
        let mut left_out = 0;
        periods::each(self.reader.store(), self.count, self.condition()?, |stated| {
            let Some((day, by_publication)) = stated.place(self.freq, self.dated_by) else {
                left_out += 1;
                return Ok(());
            };
            if since.is_none_or(|since| day >= since) && until.is_none_or(|until| day <= until) {
                held.entry(self.freq.first_day(day)).or_default().add(self.count, &stated, by_publication);
            }
            Ok(())
        })?;
        let first = since.or(held.keys().next().copied());
        let last = until.or(held.keys().next_back().copied());
        let periods = self.freq.periods(first, last)?;
        Ok((periods.into_iter().map(|from| (from, held.remove(&from).unwrap_or_default())).collect(), left_out))
    }

    /// The periods.
    pub fn rows(&self) -> Result<TimelineRows> {
        let (counts, left_out) = self.counts()?;
        let rows = counts.iter().map(|(from, sums)| PeriodRow::new(self.freq, *from, sums)).collect();
        Ok(TimelineRows { rows, left_out })
    }

    /// The periods as Arrow record batches, and how many relations or events were left out.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<(super::Batches, u64)> {
        use rusqlite::types::Value;
        let (counts, left_out) = self.counts()?;
        let rows = counts.into_iter().map(|(from, sums)| {
            let last = self.freq.last_day(from);
            let mut values =
                vec![Value::Text(self.freq.name(from)), Value::Text(from.to_string()), Value::Text(last.to_string())];
            sums.values(&mut values);
            values
        });
        let mut columns = periods::columns(self.count);
        if let Some(period) = columns.first_mut() {
            period.kind = super::Kind::Text;
        }
        Ok((super::batches::from_values(&columns, rows)?, left_out))
    }
}

/// The first and last day asked for.
pub(super) fn bounds(filter: &RelationFilter) -> Result<(Option<Date>, Option<Date>)> {
    let bound = |text: Option<String>| text.as_deref().and_then(when::day);
    let since = bound(filter.acts.since.as_deref().map(when::first_day).transpose()?);
    let until = bound(filter.acts.until.as_deref().map(when::last_day).transpose()?);
    Ok((since, until))
}
