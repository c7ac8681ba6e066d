//! What dates are reckoned from, and steps on the calendar.

use crate::text::Edtf;
use crate::text::edtf::Precision;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A date to reckon from: its bounds, and how finely it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The finest calendar unit that holds it: day, month or year.
    pub precision: Precision,
}

impl Anchor {
    /// The day, month or year that holds `value`; `None` for what is open or longer.
    pub fn of(value: &Edtf) -> Option<Self> {
        let (Some(from), Some(to)) = value.interval() else { return None };
        let precision = if from == to {
            Precision::Day
        } else if from.first_of_month() == to.first_of_month() {
            Precision::Month
        } else if from.year() == to.year() {
            Precision::Year
        } else {
            return None;
        };
        Some(Self { from, to, precision })
    }

    /// The day, if it is known.
    pub fn day(&self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.from)
    }

    /// The day, month or year as EDTF.
    pub fn value(&self) -> Option<Edtf> {
        match self.precision {
            Precision::Day => Edtf::day(self.from),
            Precision::Month => Edtf::month(self.from.year(), self.from.month()),
            _ => Edtf::year(self.from.year()),
        }
    }
}

/// A day that exists.
pub fn civil(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// The day `days` later.
pub fn plus_days(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The day `months` later, or the last of that month.
pub fn plus_months(day: Date, months: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

/// Monday 1 to Sunday 7.
pub fn weekday(day: Date) -> i8 {
    day.weekday().to_monday_one_offset()
}

/// Monday and Sunday of the week of `day`.
pub fn week_of(day: Date) -> Option<(Date, Date)> {
    let monday = plus_days(day, 1 - i32::from(weekday(day)))?;
    Some((monday, monday.checked_add(6.days()).ok()?))
}

/// The nearest `wanted` day of the week before (`step` -1) or after (1) `day`, or `day` itself where that is `allowed`.
pub fn on_weekday(day: Date, wanted: i8, step: i32, allowed: bool) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
    if allowed && day.weekday() == wanted {
        return Some(day);
    }
    day.nth_weekday(step, wanted).ok()
}

/// The `nth` such day of the week in the month of `day`; -1 is the last.
pub fn nth_weekday(day: Date, wanted: i8, nth: i32) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
    day.nth_weekday_of_month(i8::try_from(nth).ok()?, wanted).ok()
}

/// Saturday and Sunday: this (0), the last (-1) or the next (1) as said on `today`. On Monday to Thursday `this` week-end
/// is the last one, unless the clause looks ahead.
pub fn weekend_of(today: Date, count: i32, future: bool) -> Option<(Date, Date)> {
    let this = plus_days(week_of(today)?.0, 5)?;
    let saturday = match count {
        0 if weekday(today) <= 2 && !future => plus_days(this, -7)?,
        1 if weekday(today) >= 6 => plus_days(this, 7)?,
        0 | 1 => this,
        other => plus_days(this, other.checked_mul(7)?)?,
    };
    Some((saturday, plus_days(saturday, 1)?))
}
