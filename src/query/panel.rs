//! Pairs of actors by period, in long form.

use super::Reader;
use super::ask::{article_filters, relation_filters, statement_filters};
use super::dyads::counted;
use super::filter::{ArticleFilter, Period, RelationFilter, codes};
use super::periods::{self, Count, DatedBy, Freq, Sums};
use super::select::{Condition, Select};
use super::timeline::{PeriodRow, bounds};
use crate::error::Result;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The most rows a panel may have.
const ROWS: usize = 2_000_000;

/// A pair of actors in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelRow {
    /// The one: who acts, or the first in the alphabet.
    pub source: String,
    /// The other.
    pub target: String,
    /// The period and its counts.
    pub period: PeriodRow,
}

/// A panel: pairs of actors in alphabetical order, for each every period from the first to the last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PanelRows {
    /// The rows.
    pub rows: Vec<PanelRow>,
    /// Events, relations or articles' relations whose date is missing, or not as precise as the periods.
    pub left_out: u64,
}

/// Counts what passes between pairs of actors by period; see [`Reader::panel`]. Unless told, events asserted or planned.
///
/// An event counts in the period it begins in, and where one of its reports meets the filters. Types that hold both
/// ways count once, in a directed panel from the first actor in the alphabet to the second.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Panel<'c> {
    reader: Reader<'c>,
    freq: Freq,
    dated_by: DatedBy,
    count: Count,
    directed: bool,
    sparse: bool,
    among: Vec<String>,
    articles: ArticleFilter,
    relations: RelationFilter,
}

article_filters!(Panel);
relation_filters!(Panel);
statement_filters!(Panel);

/// The counts of each pair by period.
struct Counted {
    dyads: BTreeMap<(String, String), BTreeMap<Date, Sums>>,
    periods: Vec<Date>,
    left_out: u64,
}

impl<'c> Panel<'c> {
    pub(super) fn new(reader: Reader<'c>, freq: Freq) -> Self {
        let (articles, relations) = Default::default();
        let (dated_by, count) = (DatedBy::Either, Count::Events);
        Self { reader, freq, dated_by, count, directed: false, sparse: false, among: Vec::new(), articles, relations }
    }

    /// Only pairs of these actors, by code or name: all pairs of them, also those between whom nothing passed.
    pub fn among<T: Into<String>>(mut self, actors: impl IntoIterator<Item = T>) -> Self {
        self.among.extend(actors.into_iter().map(Into::into));
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

    /// What is counted.
    pub fn count(mut self, count: Count) -> Self {
        self.count = count;
        self
    }

    /// Tells who acts from who is acted upon.
    pub fn directed(mut self) -> Self {
        self.directed = true;
        self
    }

    /// Leaves out periods in which nothing passed between two.
    pub fn sparse(mut self) -> Self {
        self.sparse = true;
        self
    }

    fn condition(&self, among: &[String]) -> Result<Condition> {
        let mut filter = counted(&self.relations);
        filter.acts = Period::default();
        let mut all = filter.of_relations(&self.reader)?.and(self.articles.of_rows()?);
        if !among.is_empty() {
            all = all.and(Condition::one_of("source", among)).and(Condition::one_of("target", among));
        }
        Ok(all)
    }

    /// The codes of the actors asked for, each once, in order.
    fn codes(&self) -> Result<Vec<String>> {
        let mut among = codes(&self.reader, &self.among)?;
        among.sort();
        among.dedup();
        Ok(among)
    }

    /// The statement this is.
    pub fn select(&self) -> Result<Select> {
        Ok(periods::select(self.count, self.condition(&self.codes()?)?))
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.select()?.to_sql())
    }

    fn counts(&self) -> Result<Counted> {
        let among = self.codes()?;
        let (since, until) = bounds(&self.relations)?;
        let mut dyads: BTreeMap<(String, String), BTreeMap<Date, Sums>> = BTreeMap::new();
        for one in &among {
            for other in &among {
                if one < other || (self.directed && one != other) {
                    dyads.entry((one.clone(), other.clone())).or_default();
                }
            }
        }
        let mut left_out = 0;
        let (mut first, mut last) = (since, until);
        periods::each(self.reader.store(), self.count, self.condition(&among)?, |mut stated| {
            let Some((day, by_publication)) = stated.place(self.freq, self.dated_by) else {
                left_out += 1;
                return Ok(());
            };
            if since.is_some_and(|since| day < since) || until.is_some_and(|until| day > until) {
                return Ok(());
            }
            if since.is_none() {
                first = Some(first.map_or(day, |first| first.min(day)));
            }
            if until.is_none() {
                last = Some(last.map_or(day, |last| last.max(day)));
            }
            let (source, target) = (std::mem::take(&mut stated.source), std::mem::take(&mut stated.target));
            let dyad = if self.directed || source <= target { (source, target) } else { (target, source) };
            let sums = dyads.entry(dyad).or_default().entry(self.freq.first_day(day)).or_default();
            sums.add(self.count, &stated, by_publication);
            Ok(())
        })?;
        let periods = if self.sparse { Vec::new() } else { self.freq.periods(first, last)? };
        let rows = if self.sparse {
            dyads.values().map(BTreeMap::len).sum()
        } else {
            dyads.len().saturating_mul(periods.len())
        };
        if rows > ROWS {
            let (dyads, periods) = (dyads.len(), periods.len());
            return Err(super::QueryError::PanelTooLarge { dyads, periods, rows, most: ROWS }.into());
        }
        Ok(Counted { dyads, periods, left_out })
    }

    /// The rows.
    pub fn rows(&self) -> Result<PanelRows> {
        let Counted { dyads, periods, left_out } = self.counts()?;
        let mut rows = Vec::new();
        for ((source, target), held) in dyads {
            for (from, sums) in each_period(held, &periods) {
                let period = PeriodRow::new(self.freq, from, &sums);
                rows.push(PanelRow { source: source.clone(), target: target.clone(), period });
            }
        }
        Ok(PanelRows { rows, left_out })
    }

    /// The rows as Arrow record batches, and how many events or relations were left out.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<(super::Batches, u64)> {
        use super::{Column, Kind};
        use rusqlite::types::Value;
        let Counted { dyads, periods, left_out } = self.counts()?;
        let mut columns: Vec<Column> = ["source", "target"].map(|name| Column { name, kind: Kind::Category }).to_vec();
        columns.extend(periods::columns(self.count));
        let rows = dyads.into_iter().flat_map(|((source, target), held)| {
            each_period(held, &periods).map(move |(from, sums)| {
                let mut values = Vec::with_capacity(32);
                values
                    .extend([source.clone(), target.clone(), self.freq.name(from), from.to_string()].map(Value::Text));
                values.push(Value::Text(self.freq.last_day(from).to_string()));
                sums.values(&mut values);
                values
            })
        });
        Ok((super::batches::from_many_values(&columns, rows, Some(self.reader.store().asking()))?, left_out))
    }
}

/// The counts of all `periods`; where there are none, of those in which there is something.
fn each_period(mut held: BTreeMap<Date, Sums>, periods: &[Date]) -> impl Iterator<Item = (Date, Sums)> + '_ {
    let rest = if periods.is_empty() { std::mem::take(&mut held) } else { BTreeMap::new() };
    periods.iter().map(move |from| (*from, held.remove(from).unwrap_or_default())).chain(rest)
}
