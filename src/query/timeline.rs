//! The relations of two actors, counted by period.

use super::ask::{article_filters, statement_filters};
use super::dyads::counted;
use super::filter::{ArticleFilter, RelationFilter};
use super::select::{Condition, Select};
use super::{QueryError, Reader, when};
use crate::article::vocabulary;
use crate::error::Result;
use crate::extraction::RelationType;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rusqlite::Row;
use std::collections::BTreeMap;

/// The most periods a timeline may have.
pub(super) const PERIODS: usize = 100_000;

vocabulary! {
    /// The length of a timeline's periods.
    Freq {
        /// Days.
        Day = "day",
        /// Weeks, from Monday.
        Week = "week",
        /// Months.
        Month = "month",
        /// Quarters.
        Quarter = "quarter",
        /// Years.
        Year = "year",
    }
}

vocabulary! {
    /// What places a relation in time.
    DatedBy {
        /// The act's own date; acts without one are left out.
        Act = "act",
        /// The day its article was published.
        Published = "published",
        /// The act's own date; for an act without one, the day its article was published.
        Either = "either",
    }
}

/// A period and what happened in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRow {
    /// Its name: `2025`, `2025-Q2`, `2025-04`, `2025-W14`, `2025-04-01`.
    pub period: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// How many relations.
    pub relations: u64,
    /// How many of these are here by their article's day, having no date of their own.
    pub by_publication: u64,
    /// How many by quad class, in the order of [`Quad::ALL`].
    pub quads: [u64; 4],
    /// The mean on CAMEO's scale, from -10 to 10.
    pub goldstein: Option<f64>,
    /// How many by type, in the order of [`RelationType::ALL`].
    pub types: Vec<u64>,
}

/// A timeline: every period from the first to the last, empty ones too.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimelineRows {
    /// The periods.
    pub rows: Vec<PeriodRow>,
    /// Relations whose date is missing, or not as precise as the periods.
    pub left_out: u64,
}

/// Counts the relations of two actors by period; see [`Reader::timeline`]. Unless told, those asserted or planned.
///
/// An act counts in the period it begins in. An act known only by its year has no place in a timeline of months: it
/// is left out, and counted as such.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Timeline<'c> {
    reader: Reader<'c>,
    freq: Freq,
    dated_by: DatedBy,
    articles: ArticleFilter,
    relations: RelationFilter,
}

article_filters!(Timeline);
statement_filters!(Timeline);

impl<'c> Timeline<'c> {
    pub(super) fn new(reader: Reader<'c>, left: String, right: String, freq: Freq) -> Self {
        let relations = RelationFilter { between: Some((left, right)), ..RelationFilter::default() };
        Self { reader, freq, dated_by: DatedBy::Either, articles: ArticleFilter::default(), relations }
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

    /// What places a relation in time.
    pub fn dated_by(mut self, dated_by: DatedBy) -> Self {
        self.dated_by = dated_by;
        self
    }

    fn select(&self) -> Result<Select> {
        let mut filter = counted(&self.relations);
        filter.acts = super::filter::Period::default();
        let condition: Condition = filter.of_relations(&self.reader)?.and(self.articles.of_rows()?);
        Ok(Select::literal(
            "SELECT type, goldstein, date_from, date_to, (SELECT published_from FROM article WHERE id = article_id), \
             (SELECT published_to FROM article WHERE id = article_id) FROM relations WHERE ",
            condition,
            "",
            &[],
        ))
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.select()?.to_sql())
    }

    /// The periods.
    pub fn rows(&self) -> Result<TimelineRows> {
        let bound = |text: Option<String>| text.as_deref().and_then(when::day);
        let acts = &self.relations.acts;
        let since = bound(acts.since.as_deref().map(when::first_day).transpose()?);
        let until = bound(acts.until.as_deref().map(when::last_day).transpose()?);
        let mut periods: BTreeMap<Date, Sums> = BTreeMap::new();
        let mut left_out = 0;
        self.select()?.each(self.reader.store(), Stated::read, |stated| {
            let Some((day, by_publication)) = self.place(&stated) else {
                left_out += 1;
                return Ok(());
            };
            if since.is_none_or(|since| day >= since) && until.is_none_or(|until| day <= until) {
                periods.entry(self.freq.first_day(day)).or_default().add(&stated, by_publication);
            }
            Ok(())
        })?;
        let first = since.map(|day| self.freq.first_day(day)).or(periods.keys().next().copied());
        let last = until.map(|day| self.freq.first_day(day)).or(periods.keys().next_back().copied());
        let mut rows = Vec::new();
        let mut next = first;
        while let (Some(from), Some(last)) = (next, last) {
            if from > last {
                break;
            }
            if rows.len() == PERIODS {
                return Err(QueryError::TooManyPeriods { most: PERIODS }.into());
            }
            next = self.freq.next(from);
            let to = next.and_then(|next| next.yesterday().ok()).unwrap_or(Date::MAX);
            rows.push(periods.remove(&from).unwrap_or_default().row(self.freq.name(from), from, to));
        }
        Ok(TimelineRows { rows, left_out })
    }

    /// The day that places a relation, and whether it is its article's.
    fn place(&self, stated: &Stated) -> Option<(Date, bool)> {
        let act = self.precise(stated.act.0, stated.act.1).map(|day| (day, false));
        let published = || self.precise(stated.published.0, stated.published.1).map(|day| (day, true));
        match self.dated_by {
            DatedBy::Published => published().map(|(day, _)| (day, false)),
            DatedBy::Either if stated.act == (None, None) => published(),
            DatedBy::Act | DatedBy::Either => act,
        }
    }

    /// The first of some days, where they are no more than a period has (or the two of a night).
    fn precise(&self, from: Option<Date>, to: Option<Date>) -> Option<Date> {
        self.freq.place(from?, to?)
    }

    /// The periods as Arrow record batches, and how many relations were left out.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<(super::Batches, u64)> {
        let timeline = self.rows()?;
        let rows = timeline.rows.into_iter().map(PeriodRow::into_values);
        Ok((super::batches::from_values(&columns(), rows)?, timeline.left_out))
    }
}

/// One relation, as far as a timeline needs it.
struct Stated {
    kind: Option<RelationType>,
    goldstein: Option<f64>,
    act: (Option<Date>, Option<Date>),
    published: (Option<Date>, Option<Date>),
}

impl Stated {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let day = |index: usize| -> rusqlite::Result<Option<Date>> {
            Ok(row.get_ref(index)?.as_str_or_null().ok().flatten().and_then(when::day))
        };
        let kind = row.get_ref(0)?.as_str().ok().and_then(RelationType::parse);
        Ok(Self { kind, goldstein: row.get(1)?, act: (day(2)?, day(3)?), published: (day(4)?, day(5)?) })
    }
}

#[derive(Default)]
struct Sums {
    relations: u64,
    by_publication: u64,
    quads: [u64; 4],
    types: [u64; RelationType::ALL.len()],
    goldstein: (f64, u32),
}

impl Sums {
    fn add(&mut self, stated: &Stated, by_publication: bool) {
        self.relations += 1;
        self.by_publication += u64::from(by_publication);
        if let Some(kind) = stated.kind {
            if let Some(count) = self.types.get_mut(kind as usize) {
                *count += 1;
            }
            if let Some(count) = self.quads.get_mut(kind.quad() as usize) {
                *count += 1;
            }
        }
        if let Some(value) = stated.goldstein {
            self.goldstein.0 += value;
            self.goldstein.1 += 1;
        }
    }

    fn row(self, period: String, from: Date, to: Date) -> PeriodRow {
        let (sum, count) = self.goldstein;
        PeriodRow {
            period,
            from,
            to,
            relations: self.relations,
            by_publication: self.by_publication,
            quads: self.quads,
            goldstein: (count > 0).then(|| sum / f64::from(count)),
            types: self.types.to_vec(),
        }
    }
}

impl Freq {
    /// The first of some days, where they are no more than a period has (or the two of a night).
    pub(super) fn place(self, from: Date, to: Date) -> Option<Date> {
        let most = match self {
            Self::Day => 2,
            Self::Week => 7,
            Self::Month => 31,
            Self::Quarter => 92,
            Self::Year => 366,
        };
        let days = from.until(to).ok()?.get_days() + 1;
        (days <= most).then_some(from)
    }

    /// The first day of the period that holds `day`.
    pub(super) fn first_day(self, day: Date) -> Date {
        let month = |month: i8| Date::new(day.year(), month, 1).unwrap_or(day);
        match self {
            Self::Day => day,
            Self::Week if day.weekday() == Weekday::Monday => day,
            Self::Week => day.nth_weekday(-1, Weekday::Monday).unwrap_or(day),
            Self::Month => day.first_of_month(),
            Self::Quarter => month((day.month() - 1) / 3 * 3 + 1),
            Self::Year => month(1),
        }
    }

    /// The first day of the period after the one that begins on `day`.
    pub(super) fn next(self, day: Date) -> Option<Date> {
        let span = match self {
            Self::Day => 1.day(),
            Self::Week => 7.days(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        };
        day.checked_add(span).ok()
    }

    /// The name of the period that begins on `day`.
    pub(super) fn name(self, day: Date) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1),
            Self::Year => format!("{:04}", day.year()),
        }
    }
}

#[cfg(feature = "arrow")]
fn columns() -> Vec<super::Column> {
    use super::{Column, Kind};
    let column = |name, kind| Column { name, kind };
    let mut columns = vec![
        column("period", Kind::Text),
        column("first_day", Kind::Day),
        column("last_day", Kind::Day),
        column("relations", Kind::Int),
        column("by_publication", Kind::Int),
        column("verbal_cooperation", Kind::Int),
        column("material_cooperation", Kind::Int),
        column("verbal_conflict", Kind::Int),
        column("material_conflict", Kind::Int),
        column("goldstein", Kind::Float),
    ];
    debug_assert_eq!(crate::extraction::Quad::ALL.len(), 4);
    columns.extend(RelationType::ALL.iter().map(|kind| column(kind.as_str(), Kind::Int)));
    columns
}

impl PeriodRow {
    #[cfg(feature = "arrow")]
    fn into_values(self) -> Vec<rusqlite::types::Value> {
        use rusqlite::types::Value;
        let number = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        let mut values = vec![
            Value::Text(self.period),
            Value::Text(self.from.to_string()),
            Value::Text(self.to.to_string()),
            number(self.relations),
            number(self.by_publication),
        ];
        values.extend(self.quads.map(number));
        values.push(self.goldstein.map_or(Value::Null, Value::Real));
        values.extend(self.types.into_iter().map(number));
        values
    }
}
