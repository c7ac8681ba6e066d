//! Dates as the press gives them: EDTF (ISO 8601-2), never more precise than the text.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A date or period in EDTF: `2025-02-17`, `2025-02`, `2025`, `2025-21` (spring), `199X`, `2025-04~`, `2023/..`,
/// `2025-05-27/2025-05-29`.
///
/// A value of this type is always valid: days exist, and an interval does not end before it begins.
///
/// ```
/// use corpus::text::Edtf;
///
/// let night: Edtf = "2025-03-31/2025-04-01".parse()?;
/// let (from, to) = night.interval();
/// assert_eq!(from, Some(jiff::civil::date(2025, 3, 31)));
/// assert_eq!(to, Some(jiff::civil::date(2025, 4, 1)));
///
/// let since: Edtf = "2023/..".parse()?;
/// assert_eq!(since.interval(), (Some(jiff::civil::date(2023, 1, 1)), None));
///
/// assert!("2025-02-30".parse::<Edtf>().is_err());
/// # Ok::<(), corpus::text::EdtfError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edtf(String);

/// Why a text is not the EDTF this crate keeps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date in EDTF: expected {expected}")]
pub struct EdtfError {
    /// The text that was given.
    pub text: String,
    /// What would have been right.
    pub expected: &'static str,
}

/// How finely a date is known, from finest to coarsest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// `2025-02-17`
    Day,
    /// `2025-02`
    Month,
    /// `2025-21`
    Season,
    /// `2025`
    Year,
    /// `202X`
    Decade,
    /// `20XX`
    Century,
}

/// A season as EDTF numbers them, 21 to 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February of the next year.
    Winter,
}

impl Season {
    /// The season EDTF gives the number `number`.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            21 => Some(Self::Spring),
            22 => Some(Self::Summer),
            23 => Some(Self::Autumn),
            24 => Some(Self::Winter),
            _ => None,
        }
    }

    /// The number EDTF gives it.
    pub const fn number(self) -> u8 {
        match self {
            Self::Spring => 21,
            Self::Summer => 22,
            Self::Autumn => 23,
            Self::Winter => 24,
        }
    }

    /// Its first month; it lasts three.
    pub const fn first_month(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

/// The first and last year EDTF can write with four digits.
const YEARS: std::ops::RangeInclusive<i16> = 0..=9999;

impl Edtf {
    /// One day. A day outside the years 0 to 9999 has no four-digit EDTF: `None`.
    ///
    /// ```
    /// # use corpus::text::Edtf;
    /// assert_eq!(Edtf::day(jiff::civil::date(2025, 2, 17)).unwrap().as_str(), "2025-02-17");
    /// ```
    pub fn day(day: Date) -> Option<Self> {
        YEARS.contains(&day.year()).then(|| Self(format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())))
    }

    /// One month of a year.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        (YEARS.contains(&year) && (1..=12).contains(&month)).then(|| Self(format!("{year:04}-{month:02}")))
    }

    /// One season of a year; winter is the one that begins in December of it.
    pub fn season(year: i16, season: Season) -> Option<Self> {
        YEARS.contains(&year).then(|| Self(format!("{year:04}-{}", season.number())))
    }

    /// One year.
    pub fn year(year: i16) -> Option<Self> {
        YEARS.contains(&year).then(|| Self(format!("{year:04}")))
    }

    /// The ten years that share all but the last digit with `year`: `199X`.
    pub fn decade(year: i16) -> Option<Self> {
        YEARS.contains(&year).then(|| Self(format!("{:03}X", year / 10)))
    }

    /// The hundred years that share the first two digits with `year`: `19XX`.
    pub fn century(year: i16) -> Option<Self> {
        YEARS.contains(&year).then(|| Self(format!("{:02}XX", year / 100)))
    }

    /// From the beginning of `from` to the end of `to`; `None` where that ends before it begins.
    ///
    /// ```
    /// # use corpus::text::Edtf;
    /// let (from, to) = (Edtf::year(2013).unwrap(), Edtf::year(2022).unwrap());
    /// assert_eq!(Edtf::between(&from, &to).unwrap().as_str(), "2013/2022");
    /// assert_eq!(Edtf::between(&to, &from), None);
    /// ```
    pub fn between(from: &Self, to: &Self) -> Option<Self> {
        if from == to && !from.0.contains('/') {
            return Some(from.clone());
        }
        format!("{}/{}", from.first(), to.last()).parse().ok()
    }

    /// Open towards the future: `2023` gives `2023/..`.
    #[must_use]
    pub fn since(&self) -> Self {
        match self.first() {
            ".." => self.clone(),
            first => Self(format!("{first}/..")),
        }
    }

    /// Open towards the past: `2023` gives `../2023`.
    #[must_use]
    pub fn until(&self) -> Self {
        match self.last() {
            ".." => self.clone(),
            last => Self(format!("../{last}")),
        }
    }

    /// The same, said to be approximate: `2025-04` gives `2025-04~`.
    #[must_use]
    pub fn approximately(&self) -> Self {
        let mark = |end: &str| match end.as_bytes().last() {
            None | Some(b'.' | b'~' | b'%' | b'X') => end.to_owned(),
            Some(b'?') => format!("{}%", end.trim_end_matches('?')),
            Some(_) => format!("{end}~"),
        };
        match self.0.split_once('/') {
            Some((from, to)) => Self(format!("{}/{}", mark(from), mark(to))),
            None => Self(mark(&self.0)),
        }
    }

    /// The expression as written in EDTF.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first and the last day it may mean, both included; `None` where it is open.
    ///
    /// What is approximate or uncertain has the bounds it would have without that. Seasons are those of the northern
    /// hemisphere as meteorologists cut them: spring is March to May, winter December to February.
    pub fn interval(&self) -> (Option<Date>, Option<Date>) {
        (Part::read(self.first()).map(|part| part.from), Part::read(self.last()).map(|part| part.to))
    }

    /// How finely it is known; for an interval, that of its coarser end.
    pub fn precision(&self) -> Precision {
        let (first, last) = (Part::read(self.first()), Part::read(self.last()));
        first.max_by_precision(last).map_or(Precision::Century, |part| part.precision)
    }

    /// Whether it has two ends (`2023/..` too).
    pub fn is_interval(&self) -> bool {
        self.0.contains('/')
    }

    /// Whether it is said to be approximate or uncertain.
    pub fn is_qualified(&self) -> bool {
        self.0.contains(['~', '?', '%'])
    }

    fn first(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(first, _)| first)
    }

    fn last(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(_, last)| last)
    }
}

/// One end of an interval, or a date that is none, as its first and last day.
#[derive(Debug, Clone, Copy)]
struct Part {
    from: Date,
    to: Date,
    precision: Precision,
}

/// Chooses the coarser of two ends.
trait Coarser {
    fn max_by_precision(self, other: Self) -> Self;
}

impl Coarser for Option<Part> {
    fn max_by_precision(self, other: Self) -> Self {
        match (self, other) {
            (Some(one), Some(two)) => Some(if one.precision >= two.precision { one } else { two }),
            (one, two) => one.or(two),
        }
    }
}

const A_DATE: &str =
    "a year, month, season or day such as 2025, 202X, 2025-02, 2025-21 or 2025-02-17, perhaps with ~, ? or %";
const A_DAY: &str = "a day that exists";
const AN_INTERVAL: &str = "an interval of two dates in order, one of which may be `..`";

impl Part {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let bare = text.strip_suffix(['~', '?', '%']).unwrap_or(text);
        let mut fields = bare.split('-');
        let year = fields.next().unwrap_or_default();
        let (month, day, more) = (fields.next(), fields.next(), fields.next());
        if more.is_some() || year.len() != 4 {
            return Err(A_DATE);
        }
        let Some(month) = month else { return Self::of_years(year, bare == text) };
        let (Some(year), Some(month)) = (digits(year, 4), digits(month, 2)) else { return Err(A_DATE) };
        match day {
            Some(day) => {
                let day = digits(day, 2).ok_or(A_DATE)?;
                let day = civil(year, month, day).ok_or(A_DAY)?;
                Ok(Self { from: day, to: day, precision: Precision::Day })
            }
            None => match Season::from_number(i64::from(month)) {
                Some(season) => Self::of_months(year, season.first_month(), 3, Precision::Season).ok_or(A_DATE),
                None => Self::of_months(year, i8::try_from(month).unwrap_or(0), 1, Precision::Month).ok_or(A_DATE),
            },
        }
    }

    /// `2025`, `202X` or `20XX`; the latter two cannot be qualified.
    fn of_years(year: &str, plain: bool) -> Result<Self, &'static str> {
        let known = year.trim_end_matches('X');
        let (span, precision) = match known.len() {
            4 => (1, Precision::Year),
            3 if plain => (10, Precision::Decade),
            2 if plain => (100, Precision::Century),
            _ => return Err(A_DATE),
        };
        let first = digits(known, known.len()).ok_or(A_DATE)? * span;
        let (from, to) = (civil(first, 1, 1), civil(first + span - 1, 12, 31));
        from.zip(to).map(|(from, to)| Self { from, to, precision }).ok_or(A_DATE)
    }

    fn of_months(year: i16, month: i8, count: i32, precision: Precision) -> Option<Self> {
        let from = Date::new(year, month, 1).ok()?;
        let to = from.checked_add(jiff::Span::new().try_months(count - 1).ok()?).map_or(Date::MAX, Date::last_of_month);
        Some(Self { from, to, precision })
    }
}

/// A number of exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<i16> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        let fault = |expected| EdtfError { text: text.to_owned(), expected };
        match text.split_once('/') {
            None => drop(Part::parse(text).map_err(fault)?),
            Some(("..", "..")) => return Err(fault(AN_INTERVAL)),
            Some(("..", end) | (end, "..")) => drop(Part::parse(end).map_err(fault)?),
            Some((from, to)) => {
                let (from, to) = (Part::parse(from).map_err(fault)?, Part::parse(to).map_err(fault)?);
                if from.from > to.to {
                    return Err(fault(AN_INTERVAL));
                }
            }
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Edtf> for String {
    fn from(value: Edtf) -> Self {
        value.0
    }
}

impl TryFrom<String> for Edtf {
    type Error = EdtfError;

    fn try_from(value: String) -> Result<Self, EdtfError> {
        value.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn edtf(text: &str) -> Edtf {
        text.parse().expect(text)
    }

    #[test]
    fn bounds_of_each_form() {
        let cases = [
            ("2024-02", Some(date(2024, 2, 1)), Some(date(2024, 2, 29)), Precision::Month),
            ("2025-21", Some(date(2025, 3, 1)), Some(date(2025, 5, 31)), Precision::Season),
            ("2024-24", Some(date(2024, 12, 1)), Some(date(2025, 2, 28)), Precision::Season),
            ("199X", Some(date(1990, 1, 1)), Some(date(1999, 12, 31)), Precision::Decade),
            ("19XX", Some(date(1900, 1, 1)), Some(date(1999, 12, 31)), Precision::Century),
            ("2025-04~", Some(date(2025, 4, 1)), Some(date(2025, 4, 30)), Precision::Month),
            ("../2023", None, Some(date(2023, 12, 31)), Precision::Year),
            ("2025-05-27/2025-06", Some(date(2025, 5, 27)), Some(date(2025, 6, 30)), Precision::Month),
            ("9999-24", Some(date(9999, 12, 1)), Some(date(9999, 12, 31)), Precision::Season),
        ];
        for (text, from, to, precision) in cases {
            assert_eq!((edtf(text).interval(), edtf(text).precision()), ((from, to), precision), "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        let wrong = [
            "",
            "25",
            "2025-13",
            "2025-2",
            "2025-02-29",
            "2025-02-17-01",
            "2025/2024",
            "../..",
            "2025/",
            "17/02/2025",
            "2025-XX",
            "20X5",
            "2XXX",
            "199X~",
            "2025~~",
            "٢٠٢٥",
            "2025-25",
            "-025",
            "+025",
        ];
        for text in wrong {
            assert!(text.parse::<Edtf>().is_err(), "{text}");
        }
    }

    #[test]
    fn made_from_others() {
        assert_eq!(edtf("2025-05-27/2025-05-29").since().as_str(), "2025-05-27/..");
        assert_eq!(edtf("2025-05-27/2025-05-29").until().as_str(), "../2025-05-29");
        assert_eq!(edtf("2025-04").approximately().as_str(), "2025-04~");
        assert_eq!(edtf("2025-04?").approximately().as_str(), "2025-04%");
        assert_eq!(edtf("2025-04/..").approximately().as_str(), "2025-04~/..");
        assert_eq!(Edtf::between(&edtf("2025"), &edtf("2025")), Some(edtf("2025")));
    }

    fn any_date() -> impl Strategy<Value = Edtf> {
        let year = 0i16..=9999;
        prop_oneof![
            (year.clone(), 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Edtf::day(date(y, m, d))),
            (year.clone(), 1i8..=12).prop_map(|(y, m)| Edtf::month(y, m)),
            (year.clone(), 21i64..=24).prop_map(|(y, s)| Edtf::season(y, Season::from_number(s)?)),
            year.clone().prop_map(Edtf::year),
            year.clone().prop_map(Edtf::decade),
            year.prop_map(Edtf::century),
        ]
        .prop_map(|made| made.expect("a year of four digits"))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(a in any_date(), b in any_date()) {
            for value in [a.clone(), a.approximately(), a.since(), b.until(), a.approximately().since()] {
                prop_assert_eq!(&edtf(value.as_str()), &value);
                value.interval();
            }
            if let Some(both) = Edtf::between(&a, &b) {
                prop_assert_eq!(&edtf(both.as_str()), &both);
                let (from, to) = both.interval();
                prop_assert!(from <= to);
            }
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,24}", near in "[0-9X~?%./-]{0,16}") {
            for text in [text, near] {
                if let Ok(value) = text.parse::<Edtf>() {
                    prop_assert_eq!(value.as_str(), text);
                    value.interval();
                    value.precision();
                }
            }
        }
    }
}
