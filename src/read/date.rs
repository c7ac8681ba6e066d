//! Publication dates as files give them, to EDTF: never more precise than what is written, never a guess.

use crate::lexicon::labels::Labels;
use crate::text::Edtf;
use jiff::civil::Date;

/// The first and last year a press article can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1400..=2999;

/// How day and month stand in `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The day comes first, as nearly everywhere.
    DayFirst,
    /// English does both: only a number above twelve tells.
    Unknown,
}

/// The date that `text` gives, or why it gives none.
pub(super) fn read(text: &str, labels: &Labels, order: Order) -> Result<Edtf, String> {
    let text = text.trim();
    let bad = |reason: &str| format!("{text:?} is not read as a date: {reason}");
    if let Some(found) = iso(text).or_else(|| slashed(text, order)) {
        return found.map_err(|reason| bad(&reason));
    }
    if let Some(found) = edtf(text) {
        return found.map_err(|reason| bad(&reason));
    }
    worded(text, labels)
        .unwrap_or_else(|| Err("no day, month and year in it".to_owned()))
        .map_err(|reason| bad(&reason))
}

/// The date that a number gives: `2024`, `20240303`, or seconds or milliseconds since 1970, in UTC.
pub(super) fn number(value: i64) -> Result<Edtf, String> {
    let bad = || format!("{value} is not read as a date");
    let part = |value: i64| i16::try_from(value).unwrap_or(0);
    match value {
        1400..=2999 => day(part(value), None, None),
        14_000_101..=29_991_231 => day(part(value / 10_000), Some(value / 100 % 100), Some(value % 100)),
        100_000_000..100_000_000_000 => moment(value).ok_or_else(bad),
        100_000_000_000..100_000_000_000_000 => moment(value / 1000).ok_or_else(bad),
        _ => Err(bad()),
    }
}

fn moment(seconds: i64) -> Option<Edtf> {
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    let date = stamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    date.to_string().parse().ok()
}

/// Writes a date if it is on the calendar.
fn day(year: i16, month: Option<i64>, day: Option<i64>) -> Result<Edtf, String> {
    if !YEARS.contains(&year) {
        return Err(format!("no press article is of the year {year}"));
    }
    let number = |value: i64| i8::try_from(value).unwrap_or(0);
    let date = Date::new(year, number(month.unwrap_or(1)), number(day.unwrap_or(1)))
        .map_err(|_| "there is no such day".to_owned())?;
    let written = match (month, day) {
        (None, _) => format!("{year:04}"),
        (Some(_), None) => format!("{year:04}-{:02}", date.month()),
        (Some(_), Some(_)) => date.to_string(),
    };
    written.parse().map_err(|_| "it is not EDTF".to_owned())
}

/// `2024`, `2024-03`, `2024-03-03`, `20240303`, and these followed by a time. `None` where the text is not of this form.
fn iso(text: &str) -> Option<Result<Edtf, String>> {
    let year = digits(text, 4)?;
    let rest = text.get(4..)?;
    if rest.is_empty() {
        return Some(day(year_of(year)?, None, None));
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let (month, number) = (digits(rest, 2)?, digits(rest.get(2..)?, 2)?);
        return Some(day(year_of(year)?, Some(month), Some(number)));
    }
    let mark = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.'))?;
    let mut parts = rest.get(1..)?.splitn(2, mark);
    let month: i64 = short(parts.next()?)?;
    let Some(rest) = parts.next() else { return (mark == '-').then(|| day(year_of(year)?, Some(month), None).into())? };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = short(rest.get(..length)?)?;
    let after = rest.get(length..)?;
    let is_time = after.is_empty() || after.starts_with(['T', 't', ' ', ',', 'Z', '+']);
    is_time.then(|| day(year_of(year)?, Some(month), Some(number)).into())?
}

/// `03/04/2024`, `3.4.2024`, `04/2024`, and these followed by a time.
fn slashed(text: &str, order: Order) -> Option<Result<Edtf, String>> {
    let word = text.split([' ', ',', 'T']).next()?;
    let mark = word.chars().find(|letter| !letter.is_ascii_digit()).filter(|mark| matches!(mark, '/' | '.' | '-'))?;
    let parts: Vec<&str> = word.split(mark).collect();
    match parts.as_slice() {
        [month, year] if year.len() == 4 && text == word => {
            Some(day(year_of(digits(year, 4)?)?, Some(short(month)?), None))
        }
        [first, second, year] => {
            let (first, second) = (short(first)?, short(second)?);
            if year.len() == 2 && short(year).is_some() {
                return Some(Err("a year of two digits".to_owned()));
            }
            let year = (year.len() == 4).then(|| year_of(digits(year, 4)?))??;
            if order == Order::Unknown && first <= 12 && second <= 12 && first != second {
                return Some(Err("day and month cannot be told apart".to_owned()));
            }
            let month_first = second > 12 && first <= 12 && order == Order::Unknown;
            let (number, month) = if month_first { (second, first) } else { (first, second) };
            Some(day(year, Some(month), Some(number)))
        }
        _ => None,
    }
}

/// Other EDTF: seasons, intervals, approximate dates.
fn edtf(text: &str) -> Option<Result<Edtf, String>> {
    let shaped = text.len() >= 5
        && text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.')
        && text.chars().all(|letter| letter.is_ascii_digit() || "-/.~?%X".contains(letter))
        && text.contains(['/', '~', '?', '%', 'X']);
    shaped.then(|| text.parse().map_err(|_| "it is not EDTF".to_owned()))
}

/// `3 mars 2024`, `lundi 1er avril 2024 à 12h`, `March 3, 2024`, `Mon, 3 Mar 2024 10:00:00 +0000`, `mars 2024`.
fn worded(text: &str, labels: &Labels) -> Option<Result<Edtf, String>> {
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '/' | '(' | ')' | '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let several_days = |at: usize| {
        let before =
            |back: usize| at.checked_sub(back).and_then(|at| words.get(at)).is_some_and(|word| ordinal(word).is_some());
        before(1) && before(2)
    };
    let mut reason = None;
    for (at, word) in words.iter().enumerate() {
        let Some(month) = labels.month(word).map(i64::from) else { continue };
        let next = |ahead: usize| words.get(at + ahead).copied();
        let before = at.checked_sub(1).and_then(|at| words.get(at)).and_then(|word| ordinal(word));
        if several_days(at) {
            reason = Some("it gives more than one day".to_owned());
        } else if let Some(year) = next(1).and_then(four) {
            return Some(day(year, Some(month), before));
        } else if let (Some(number), Some(year)) = (next(1).and_then(ordinal), next(2).and_then(four)) {
            return Some(day(year, Some(month), Some(number)));
        } else {
            reason = Some("it gives no year of four digits".to_owned());
        }
    }
    reason.map(Err)
}

/// A day of a month: `3`, `03`, `1er`, `3rd`.
fn ordinal(word: &str) -> Option<i64> {
    let length = word.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = word.get(length..)?;
    let ordinal = suffix.len() <= 2 && suffix.bytes().all(|byte| byte.is_ascii_lowercase()) && suffix != "h";
    short(word.get(..length)?).filter(|number| ordinal && (1..=31).contains(number))
}

/// A year of four digits.
fn four(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| digits(word, 4).and_then(year_of))?
}

fn year_of(year: i64) -> Option<i16> {
    i16::try_from(year).ok()
}

/// A number of one or two digits.
fn short(text: &str) -> Option<i64> {
    (1..=2).contains(&text.len()).then(|| digits(text, text.len()))?
}

/// The number that the first `length` characters write.
fn digits(text: &str, length: usize) -> Option<i64> {
    let part = text.get(..length)?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn french(text: &str) -> Result<String, String> {
        read(text, Lexicon::builtin().labels(), Order::DayFirst).map(String::from)
    }

    #[test]
    fn dates_are_read_as_precisely_as_written() {
        for (text, want) in [
            ("2025", "2025"),
            ("2025-06", "2025-06"),
            ("2025-06-17", "2025-06-17"),
            ("20250617", "2025-06-17"),
            ("2025/06/17", "2025-06-17"),
            ("2025-06-17T23:30:00+14:00", "2025-06-17"),
            ("2025-06-17 10:00", "2025-06-17"),
            ("17/06/2025", "2025-06-17"),
            ("17/06/2025 - 10:00", "2025-06-17"),
            ("06/2025", "2025-06"),
            ("juin 2025", "2025-06"),
            ("1er avril 2025", "2025-04-01"),
            ("Mardi 17 JUIN 2025 à 12h30", "2025-06-17"),
            ("17 févr. 2025", "2025-02-17"),
            ("mar 17 juin 2025", "2025-06-17"),
            ("March 3rd, 2024", "2024-03-03"),
            ("Mon, 3 Mar 2024 10:00:00 +0000", "2024-03-03"),
            ("2025-05-27/2025-05-29", "2025-05-27/2025-05-29"),
            ("2025-04~", "2025-04~"),
            ("29 février 2024", "2024-02-29"),
        ] {
            assert_eq!(french(text).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_made_one() {
        for text in [
            "",
            " ",
            "hier",
            "juin",
            "24/25 mars 2025",
            "24-25 mars 2025",
            "0000-00-00",
            "2025-02-31",
            "31/02/2025",
            "2025-13",
            "2025-13-01",
            "0000",
            "-44",
            "9999",
            "10000",
            "10000-01-01",
            "2023-02-29",
            "17/06/25",
            "NaT",
            "nan",
            "x",
            "12h30",
            "3 mars",
            "31 juin 2025",
            "2025-06-1712",
            "1 234,5",
            "é",
            "２０２５",
        ] {
            assert!(french(text).is_err(), "{text}: {:?}", french(text));
        }
    }

    #[test]
    fn english_days_and_months_are_not_confused() {
        let read = |text| read(text, Lexicon::builtin().labels(), Order::Unknown).map(String::from);
        assert!(read("03/04/2024").is_err());
        assert_eq!(read("03/14/2024").as_deref(), Ok("2024-03-14"));
        assert_eq!(read("14/03/2024").as_deref(), Ok("2024-03-14"));
        assert_eq!(read("03/03/2024").as_deref(), Ok("2024-03-03"));
    }

    #[test]
    fn numbers_are_years_days_or_moments() {
        assert_eq!(number(2024).map(String::from).as_deref(), Ok("2024"));
        assert_eq!(number(20_240_303).map(String::from).as_deref(), Ok("2024-03-03"));
        assert_eq!(number(1_709_424_000).map(String::from).as_deref(), Ok("2024-03-03"));
        assert_eq!(number(1_709_424_000_000).map(String::from).as_deref(), Ok("2024-03-03"));
        for value in [0, -1, 12, i64::MAX, i64::MIN, 20_241_301] {
            assert!(number(value).is_err(), "{value}");
        }
    }
}
