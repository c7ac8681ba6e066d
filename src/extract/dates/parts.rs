//! What a pattern kept, by name.

use crate::lexicon::dates::slots::{self, Base, Half, Portion, Slot, Unit};

/// The values one half of a pattern kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// The day of the month.
    pub day: Option<i8>,
    /// The month.
    pub month: Option<i8>,
    /// The year, as written: two digits stay two digits.
    pub year: Option<i16>,
    /// The day of the week, Monday 1.
    pub weekday: Option<i8>,
    /// The season, 21 to 24.
    pub season: Option<i64>,
    /// The unit spoken of.
    pub unit: Option<Unit>,
    /// The one before, this one, the next.
    pub relative: Option<i32>,
    /// A number.
    pub number: Option<i32>,
    /// First, second; -1 the last.
    pub ordinal: Option<i32>,
    /// Days from the base.
    pub days: Option<i32>,
    /// Before or after the base.
    pub shift: Option<i32>,
    /// What it is reckoned from.
    pub base: Base,
    /// Its beginning, middle, end.
    pub portion: Option<Portion>,
    /// The decade, in two or four digits.
    pub decade: Option<i16>,
    /// The century, from 1.
    pub century: Option<i16>,
}

impl Parts {
    /// The values of one half, in the order in which they were kept; the last of its kind holds, but the first day
    /// (`les 8, 9 et 10 mai` begin on the 8th).
    pub fn of(values: &[(Slot, Half, i32)], half: Half) -> Self {
        let mut parts = Self::default();
        let mut numbers = Vec::new();
        for (slot, of, value) in values.iter().copied() {
            if of != half {
                continue;
            }
            match slot {
                Slot::Day => parts.day = parts.day.or(i8::try_from(value).ok()),
                Slot::Month => parts.month = i8::try_from(value).ok(),
                Slot::Year => parts.year = i16::try_from(value).ok(),
                Slot::Weekday => parts.weekday = i8::try_from(value).ok(),
                Slot::Season => parts.season = Some(i64::from(value)),
                Slot::Unit => parts.unit = slots::unit(value),
                Slot::Relative => parts.relative = Some(value),
                Slot::Number => numbers.push(value),
                Slot::Ordinal => parts.ordinal = Some(value),
                Slot::Days => parts.days = Some(value),
                Slot::Shift => parts.shift = Some(value),
                Slot::Base => parts.base = slots::base(value).unwrap_or_default(),
                Slot::Portion => parts.portion = slots::portion(value),
                Slot::Decade => parts.decade = i16::try_from(value).ok(),
                Slot::Century => parts.century = i16::try_from(value).ok(),
            }
        }
        parts.number = compose(&numbers);
        parts
    }

    /// Whether the day of the week is all it has.
    pub fn is_weekday_alone(&self) -> bool {
        self.weekday.is_some() && *self == Self { weekday: self.weekday, ..Self::default() }
    }
}

/// One number from the values of its words: `quatre vingt dix sept` (4 20 10 7) is 97, `deux cents` 200.
fn compose(values: &[i32]) -> Option<i32> {
    let (mut total, mut current, mut last) = (0i32, 0i32, 0i32);
    for value in values.iter().copied() {
        match value {
            1000 => {
                total = total.checked_add(current.max(1).checked_mul(1000)?)?;
                current = 0;
            }
            100 => current = current.max(1).checked_mul(100)?,
            20 if last == 4 => current = current.checked_add(80 - 4)?,
            other => current = current.checked_add(other)?,
        }
        last = value;
    }
    (!values.is_empty()).then_some(total.checked_add(current)?)
}

#[cfg(test)]
mod tests {
    use super::compose;

    #[test]
    fn numbers_of_several_words() {
        let cases: [(&[i32], Option<i32>); 7] = [
            (&[], None),
            (&[3], Some(3)),
            (&[20, 1], Some(21)),
            (&[4, 20, 10, 7], Some(97)),
            (&[2, 100, 4, 20], Some(280)),
            (&[2, 1000, 16], Some(2016)),
            (&[100, 5], Some(105)),
        ];
        for (values, expected) in cases {
            assert_eq!(compose(values), expected, "{values:?}");
        }
    }
}
