//! What timelines and panels share: periods, what places an act in them, and what is counted.

#[cfg(feature = "arrow")]
use super::select::{Column, Kind};
use super::select::{Condition, Select};
use super::when;
use crate::article::vocabulary;
use crate::error::Result;
use crate::extraction::RelationType;
use crate::store::Store;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rusqlite::Row;
#[cfg(feature = "arrow")]
use rusqlite::types::Value;
use rustc_hash::FxHashSet;

/// The most periods there may be.
pub(super) const PERIODS: usize = 100_000;

vocabulary! {
    /// The length of the periods of a timeline or panel.
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
    /// What places an act in time.
    DatedBy {
        /// The act's own date; acts without one are left out.
        Act = "act",
        /// The day its article was published; of an event, the day it was first told.
        Published = "published",
        /// The act's own date; for an act without one, the day its article was published.
        Either = "either",
    }
}

vocabulary! {
    /// What is counted.
    Count {
        /// Acts, however many articles tell them.
        Events = "events",
        /// Relations: each time an article states an act.
        Relations = "relations",
        /// Articles that state one, families of copies once.
        Articles = "articles",
    }
}

/// One relation that counts, as far as counting needs it.
pub(super) struct Stated {
    /// What is counted once: the event, the relation, or the family of the article.
    pub unit: i64,
    pub source: String,
    pub target: String,
    pub kind: Option<RelationType>,
    pub goldstein: Option<f64>,
    act: (Option<Date>, Option<Date>),
    published: (Option<Date>, Option<Date>),
}

impl Stated {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let day = |index: usize| -> rusqlite::Result<Option<Date>> {
            Ok(row.get_ref(index)?.as_str_or_null().ok().flatten().and_then(when::day))
        };
        let kind = row.get_ref(1)?.as_str().ok().and_then(RelationType::parse);
        let (source, target): (String, String) = (row.get(2)?, row.get(3)?);
        // What holds both ways is one, whichever way it was told.
        let turned = kind.is_some_and(RelationType::is_mutual) && target < source;
        let (source, target) = if turned { (target, source) } else { (source, target) };
        let (act, published) = ((day(5)?, day(6)?), (day(7)?, day(8)?));
        Ok(Self { unit: row.get(0)?, source, target, kind, goldstein: row.get(4)?, act, published })
    }

    /// The day that places it, and whether it is its article's.
    pub fn place(&self, freq: Freq, dated_by: DatedBy) -> Option<(Date, bool)> {
        let act = || freq.precise(self.act.0, self.act.1).map(|day| (day, false));
        let published = || freq.precise(self.published.0, self.published.1).map(|day| (day, true));
        match dated_by {
            DatedBy::Published => published().map(|(day, _)| (day, false)),
            DatedBy::Either if self.act == (None, None) => published(),
            DatedBy::Act | DatedBy::Either => act(),
        }
    }
}

/// Calls `each` with the relations that meet `condition`; counting events, with each event once.
pub(super) fn each(
    store: &Store,
    count: Count,
    condition: Condition,
    mut each: impl FnMut(Stated) -> Result<()>,
) -> Result<()> {
    let mut seen: FxHashSet<i64> = FxHashSet::default();
    select(count, condition).each(store, Stated::read, |stated| {
        if count == Count::Events && !seen.insert(stated.unit) {
            return Ok(());
        }
        each(stated)
    })
}

/// The statement behind [`each`]. A relation that is not merged yet, because another program wrote it, is an event of
/// its own.
pub(super) fn select(count: Count, condition: Condition) -> Select {
    match count {
        Count::Events => Select::literal(
            "SELECT coalesce(e.id, r.id), r.type, r.source, r.target, CASE WHEN e.id IS NULL THEN r.goldstein ELSE e.goldstein END, \
             CASE WHEN e.id IS NULL THEN r.date_from ELSE e.date_from END, CASE WHEN e.id IS NULL THEN r.date_to ELSE e.date_to END, \
             coalesce(e.first_published, a.published_from), coalesce(e.first_published, a.published_to) \
             FROM (SELECT id, type, source, target, goldstein, date_from, date_to, article_id FROM relations WHERE ",
            condition,
            ") AS r JOIN article AS a ON a.id = r.article_id \
             LEFT JOIN event_relation AS er ON er.pair_id = r.id AND er.account = 'report' LEFT JOIN event AS e ON e.id = er.event_id",
            &[],
        ),
        Count::Relations => Select::literal(
            "SELECT r.id, r.type, r.source, r.target, r.goldstein, r.date_from, r.date_to, a.published_from, a.published_to \
             FROM (SELECT id, type, source, target, goldstein, date_from, date_to, article_id FROM relations WHERE ",
            condition,
            ") AS r JOIN article AS a ON a.id = r.article_id",
            &[],
        ),
        Count::Articles => Select::literal(
            "SELECT coalesce(a.copy_of, a.id), r.type, r.source, r.target, r.goldstein, r.date_from, r.date_to, \
             a.published_from, a.published_to \
             FROM (SELECT id, type, source, target, goldstein, date_from, date_to, article_id FROM relations WHERE ",
            condition,
            ") AS r JOIN article AS a ON a.id = r.article_id",
            &[],
        ),
    }
}

const MILLION: f64 = 1e6;

/// The counts of one period.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub count: u64,
    /// How many of these have a date of their own.
    dated: u64,
    pub quads: [u64; 4],
    pub types: [u64; RelationType::ALL.len()],
    /// The sum in millionths, so that it does not depend on the order of adding, and of how many.
    goldstein: (i64, u32),
    /// Counting articles: which were counted, in all, by quad class and by type.
    seen: FxHashSet<(u8, u8, i64)>,
}

impl Sums {
    pub fn add(&mut self, count: Count, stated: &Stated, by_publication: bool) {
        let articles = count == Count::Articles;
        let mut first = |what: u8, which: u8| !articles || self.seen.insert((what, which, stated.unit));
        if first(0, 0) {
            self.count += 1;
        }
        if !by_publication && first(3, 0) {
            self.dated += 1;
        }
        if let Some(kind) = stated.kind {
            let (kind, quad) = (kind as usize, kind.quad() as usize);
            let (of_type, of_quad) =
                (first(1, u8::try_from(kind).unwrap_or(u8::MAX)), first(2, u8::try_from(quad).unwrap_or(u8::MAX)));
            if let Some(count) = self.types.get_mut(kind) {
                *count += u64::from(of_type);
            }
            if let Some(count) = self.quads.get_mut(quad) {
                *count += u64::from(of_quad);
            }
        }
        if let Some(value) = stated.goldstein {
            #[expect(clippy::cast_possible_truncation, reason = "the scale ends at 10; a cast of more saturates")]
            let millionths = (value * MILLION).round() as i64;
            self.goldstein.0 = self.goldstein.0.saturating_add(millionths);
            self.goldstein.1 += 1;
        }
    }

    /// How many are here by the day of their article alone.
    pub fn by_publication(&self) -> u64 {
        self.count.saturating_sub(self.dated)
    }

    pub fn goldstein(&self) -> Option<f64> {
        let (sum, count) = self.goldstein;
        #[expect(clippy::cast_precision_loss, reason = "a sum of numbers up to 10 is far below 2^53 millionths")]
        (count > 0).then(|| sum as f64 / MILLION / f64::from(count))
    }

    /// The values of [`columns`] after the period's days.
    #[cfg(feature = "arrow")]
    pub fn values(&self, values: &mut Vec<Value>) {
        let number = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        values.extend([number(self.count), number(self.by_publication())]);
        values.extend(self.quads.map(number));
        values.push(self.goldstein().map_or(Value::Null, Value::Real));
        values.extend(self.types.map(number));
    }
}

/// The columns of a period and its counts.
#[cfg(feature = "arrow")]
pub(super) fn columns(count: Count) -> Vec<Column> {
    let column = |name, kind| Column { name, kind };
    let mut columns = vec![
        column("period", Kind::Category),
        column("first_day", Kind::Day),
        column("last_day", Kind::Day),
        column(count.as_str(), Kind::Int),
        column("by_publication", Kind::Int),
        column("verbal_cooperation", Kind::Int),
        column("material_cooperation", Kind::Int),
        column("verbal_conflict", Kind::Int),
        column("material_conflict", Kind::Int),
        column("goldstein", Kind::Float),
    ];
    columns.extend(RelationType::ALL.iter().map(|kind| column(kind.as_str(), Kind::Int)));
    columns
}

impl Freq {
    /// The first of some days, where they are no more than a period has (or the two of a night).
    pub(super) fn precise(self, from: Option<Date>, to: Option<Date>) -> Option<Date> {
        let (from, to) = (from?, to?);
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

    /// The last day of the period that begins on `day`.
    pub(super) fn last_day(self, day: Date) -> Date {
        self.next(day).and_then(|next| next.yesterday().ok()).unwrap_or(Date::MAX)
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

    /// The first days of the periods from that of `first` to that of `last`.
    pub(super) fn periods(self, first: Option<Date>, last: Option<Date>) -> Result<Vec<Date>> {
        let mut periods = Vec::new();
        let mut next = first.map(|day| self.first_day(day));
        while let (Some(from), Some(last)) = (next, last) {
            if from > last {
                break;
            }
            if periods.len() == PERIODS {
                return Err(super::QueryError::TooManyPeriods { most: PERIODS }.into());
            }
            periods.push(from);
            next = self.next(from);
        }
        Ok(periods)
    }
}
