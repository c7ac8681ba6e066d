//! Dates as bounds of a question.

use super::QueryError;
use jiff::civil::Date;

/// The first day of a year, month or day given in ISO form.
pub(crate) fn first_day(given: &str) -> Result<String, QueryError> {
    days(given).map(|(first, _)| first.to_string())
}

/// The last day of a year, month or day given in ISO form.
pub(crate) fn last_day(given: &str) -> Result<String, QueryError> {
    days(given).map(|(_, last)| last.to_string())
}

/// The first and last day that `given` stands for. A time of day after the date is left aside.
fn days(given: &str) -> Result<(Date, Date), QueryError> {
    let bad = || QueryError::BadDate { given: given.chars().take(80).collect() };
    let text = given.trim();
    let date = text.split_once(['T', ' ']).map_or(text, |(date, _)| date);
    let mut parts = date.split('-');
    let mut number = |digits: usize| match parts.next() {
        None => Ok(None),
        Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
            part.parse::<i16>().map(Some).map_err(|_| bad())
        }
        Some(_) => Err(bad()),
    };
    let (year, month, day) = (number(4)?.ok_or_else(bad)?, number(2)?, number(2)?);
    if parts.next().is_some() {
        return Err(bad());
    }
    let at = |month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).map_err(|_| bad())?, i8::try_from(day).map_err(|_| bad())?);
        Date::new(year, month, day).map_err(|_| bad())
    };
    match (month, day) {
        (Some(month), Some(day)) => at(month, day).map(|date| (date, date)),
        (Some(month), None) => at(month, 1).map(|date| (date, date.last_of_month())),
        _ => Ok((at(1, 1)?, at(12, 31)?)),
    }
}

/// Reads an ISO day as stored.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        for (given, first, last) in [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            (" 2025-03-31 ", "2025-03-31", "2025-03-31"),
            ("2025-03-31T12:00:00Z", "2025-03-31", "2025-03-31"),
            ("0000", "0000-01-01", "0000-12-31"),
        ] {
            assert_eq!((first_day(given).as_deref(), last_day(given).as_deref()), (Ok(first), Ok(last)));
        }
        for given in ["", "hier", "2025-13", "2025-02-30", "25", "2025-3", "10000", "-044", "2025-01-01-01", "2025-+1"]
        {
            assert!(first_day(given).is_err(), "{given}");
        }
    }
}
