//! From what a pattern kept to a date: reckoned from the publication, never more precise than the text or the anchor.

use super::anchor::{Anchor, civil, nth_weekday, on_weekday, plus_days, plus_months, week_of, weekday, weekend_of};
use super::parts::Parts;
use crate::lexicon::dates::slots::{Base, Portion, Unit};
use crate::text::Edtf;
use crate::text::edtf::{Precision, Season};
use jiff::civil::Date;

/// Whether the clause speaks of what was or what will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// What was.
    Past,
    /// What will be.
    Future,
}

/// What a date is reckoned from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// The publication.
    pub published: Option<Anchor>,
    /// The last date before in the text.
    pub reference: Option<Anchor>,
    /// The last day before in the text, which `le lendemain` goes by, whatever year is named between.
    pub day: Option<Anchor>,
    /// The date that heads the paragraph, as an entry of a chronology.
    pub entry: Option<Anchor>,
    /// The year to complete a day and month with, where there is no publication date.
    pub year: Option<i16>,
    /// The year of the date right behind, with which a day and month are completed first.
    pub lent: Option<i16>,
    /// What the clause says of its time.
    pub direction: Option<Direction>,
    /// Whether it bounds a period (`jusqu'au 24 juillet`): then the nearest such day is meant, whatever the tense.
    pub bound: bool,
}

/// Without a word on tense, a day or month written without its year lies ahead only if it is this near.
const NEAR_DAYS: i32 = 92;
/// The same where the tense is past: a year-old date would have its year.
const VERY_NEAR_DAYS: i32 = 30;
/// How many months away `mardi 4` is looked for.
const NEAR_MONTHS: i32 = 6;
/// How near to the publication a day is meant though its day of the week is another: a slip of the pen.
const SLIP_DAYS: i32 = 21;

impl Context {
    fn base(&self, parts: &Parts) -> Option<Anchor> {
        let by_days = parts.days.is_some() || matches!(parts.unit, Some(Unit::Day | Unit::Week));
        if by_days
            && parts.base != Base::Published
            && self.reference.is_some_and(|last| last.precision == Precision::Year)
        {
            return self.day.or_else(|| self.base_of(parts.base));
        }
        self.base_of(parts.base)
    }

    fn base_of(&self, base: Base) -> Option<Anchor> {
        match base {
            Base::Published => self.published,
            Base::Reference | Base::Event => self.reference,
            Base::Either => self.reference.or(self.published),
        }
    }

    fn is_future(&self) -> bool {
        self.direction == Some(Direction::Future)
    }

    /// The date `parts` speak of.
    pub fn date(&self, parts: &Parts) -> Option<Edtf> {
        let value = self.whole(parts)?;
        Some(match parts.portion {
            Some(portion) => portion_of(&value, portion),
            None => value,
        })
    }

    fn whole(&self, parts: &Parts) -> Option<Edtf> {
        if let Some(century) = parts.century {
            return Edtf::century(century.checked_sub(1)?.checked_mul(100)?);
        }
        if let Some(decade) = parts.decade {
            return Edtf::decade(self.full_decade(decade));
        }
        if parts.ordinal.is_some() && (parts.weekday.is_some() || parts.unit.is_some()) {
            return self.ordinal(parts);
        }
        match (parts.month, parts.season, parts.weekday, parts.days) {
            (Some(month), ..) => self.month(parts, month),
            (None, Some(season), ..) => self.season(parts, Season::from_number(season)?),
            (None, None, None, Some(days)) => days_after(self.base(parts)?, days),
            (None, None, Some(weekday), _) if parts.day.is_none() => self.weekday(parts, weekday),
            _ if parts.day.is_some() => self.day_of_month(parts),
            _ => self.by_unit(parts),
        }
    }

    // --- days, months, years -------------------------------------------------------------------------------------

    fn full_year(&self, year: i16) -> i16 {
        if year >= 100 {
            return year;
        }
        let latest = self.published.or(self.reference).map_or(2030, |anchor| anchor.to.year() + 5);
        let near = latest - latest.rem_euclid(100) + year;
        if near > latest { near - 100 } else { near }
    }

    fn full_decade(&self, decade: i16) -> i16 {
        if decade >= 100 {
            return decade;
        }
        let latest = self.published.or(self.reference).map_or(2030, |anchor| anchor.to.year());
        let near = latest - latest.rem_euclid(100) + decade;
        if near > latest { near - 100 } else { near }
    }

    fn month(&self, parts: &Parts, month: i8) -> Option<Edtf> {
        let year = match (parts.year, parts.unit.zip(parts.relative)) {
            (Some(year), _) => Some(self.full_year(year)),
            (None, Some((Unit::Year, relative))) => Some(self.base(parts)?.to.year() + i16::try_from(relative).ok()?),
            (None, None) if parts.relative.is_none() && parts.unit.is_none() && parts.weekday.is_none() => self.lent,
            _ => None,
        };
        match (parts.day, year) {
            (Some(day), Some(year)) => day_or_week(parts, Date::new(year, month, day).ok()?),
            (None, Some(year)) => Edtf::month(year, month),
            (Some(day), None) => day_or_week(parts, self.yearless_day(parts, month, day)?),
            (None, None) => self.yearless_month(parts, month),
        }
    }

    /// The year of `month` in an entry of a chronology.
    fn entry_year(&self, month: i8) -> Option<i16> {
        let entry = self.entry?.from;
        Some(entry.year() + i16::from(self.is_future() && month < entry.month()))
    }

    /// The day `day` of `month`, in the year that fits best.
    fn yearless_day(&self, parts: &Parts, month: i8, day: i8) -> Option<Date> {
        if let Some(year) = self.entry_year(month).filter(|_| parts.relative.is_none()) {
            return Date::new(year, month, day).ok();
        }
        let Some(anchor) = self.published else {
            let year = self.reference.map(|anchor| anchor.from.year()).or(self.year)?;
            return Date::new(year, month, day).ok();
        };
        let year = anchor.to.year();
        // 29 February may be up to eight years away.
        let years = || (0..=16).map(move |back| year + 8 - back).filter_map(|year| Date::new(year, month, day).ok());
        let past = years().find(|day| *day <= anchor.to)?;
        let future = years().rev().find(|day| *day >= anchor.from);
        if let (Some(wanted), Some(future)) = (parts.weekday, future)
            && (weekday(past) == wanted) != (weekday(future) == wanted)
        {
            let (meant, other) = if weekday(past) == wanted { (past, future) } else { (future, past) };
            let gap = |day: Date| distance(day, anchor.from).abs();
            return Some(if gap(other) <= SLIP_DAYS && gap(meant) > NEAR_DAYS { other } else { meant });
        }
        let ahead = future.map_or(i32::MAX, |day| distance(anchor.to, day));
        let goes_ahead = match (parts.relative, self.direction) {
            (Some(-1), _) => return years().find(|day| *day < anchor.from),
            (Some(1), _) | (_, Some(Direction::Future)) => true,
            _ if self.bound => past < anchor.from && ahead < distance(past, anchor.from),
            (_, Some(Direction::Past)) => past < anchor.from && ahead <= VERY_NEAR_DAYS,
            _ => past < anchor.from && ahead <= NEAR_DAYS,
        };
        if goes_ahead { future.or(Some(past)) } else { Some(past) }
    }

    fn yearless_month(&self, parts: &Parts, month: i8) -> Option<Edtf> {
        if let Some(year) = self.entry_year(month).filter(|_| parts.relative.is_none()) {
            return Edtf::month(year, month);
        }
        let Some(anchor) = self.published else {
            return Edtf::month(self.reference.map(|anchor| anchor.from.year()).or(self.year)?, month);
        };
        let (year, now) = (anchor.to.year(), anchor.to.month());
        let next = if month >= now { year } else { year + 1 };
        let last = if month <= now { year } else { year - 1 };
        let year = match (parts.relative, self.direction) {
            (Some(-1), _) if month == now => year - 1,
            (Some(1), _) if month == now => year + 1,
            (Some(-1), _) => last,
            (Some(0), _) => year,
            (Some(1), _) | (_, Some(Direction::Future)) => next,
            (_, None) if month > now && month - now <= 2 => next,
            _ => last,
        };
        Edtf::month(year, month)
    }

    /// `le 20 du mois dernier`, `du 4 au 22 de ce mois`; `mardi 4` in the nearest month where that is a Tuesday.
    fn day_of_month(&self, parts: &Parts) -> Option<Edtf> {
        if let (Some(number), None) = (parts.day, parts.unit) {
            let anchor = self.base(parts)?;
            let this = anchor.to.first_of_month();
            let step = if self.is_future() { 1 } else { -1 };
            let months = (0..=NEAR_MONTHS).flat_map(|count| [count * step, -count * step]);
            let mut days = months.filter_map(|count| plus_months(this, count)?.with().day(number).build().ok());
            let fits = |day: &Date| match parts.weekday {
                Some(wanted) => weekday(*day) == wanted,
                None if self.is_future() => *day >= anchor.from,
                None => *day <= anchor.to,
            };
            return Edtf::day(days.find(fits)?);
        }
        if parts.unit != Some(Unit::Month) {
            return None;
        }
        let first = plus_months(self.base(parts)?.to.first_of_month(), parts.relative.unwrap_or(0))?;
        Edtf::day(Date::new(first.year(), first.month(), parts.day?).ok()?)
    }

    fn season(&self, parts: &Parts, season: Season) -> Option<Edtf> {
        if let Some(year) = parts.year {
            return Edtf::season(self.full_year(year), season);
        }
        let Some(anchor) = self.published else {
            return Edtf::season(self.reference.map(|anchor| anchor.from.year()).or(self.year)?, season);
        };
        let begins = |year: i16| Date::new(year, season.first_month(), 1).ok();
        let ends = |year: i16| Some(plus_months(begins(year)?, 2)?.last_of_month());
        let years = || (0..4).map(|back| anchor.to.year() + 1 - back);
        let year = match (parts.relative, self.direction) {
            (Some(-1), _) => years().find(|year| ends(*year).is_some_and(|day| day < anchor.from)),
            (Some(1), _) => years().rev().find(|year| begins(*year).is_some_and(|day| day > anchor.to)),
            (_, Some(Direction::Future)) => years().rev().find(|year| ends(*year).is_some_and(|d| d >= anchor.to)),
            (Some(0), None) => years().rev().find(|year| ends(*year).is_some_and(|day| day >= anchor.from)),
            _ if self.bound => years().rev().find(|year| begins(*year).is_some_and(|day| day > anchor.to)),
            _ => years().find(|year| begins(*year).is_some_and(|day| day <= anchor.to)),
        };
        Edtf::season(year?, season)
    }

    // --- days of the week ----------------------------------------------------------------------------------------

    fn weekday(&self, parts: &Parts, wanted: i8) -> Option<Edtf> {
        let anchor = self.base(parts)?;
        let Some(today) = anchor.day() else { return anchor.value() };
        if parts.base != Base::Published {
            // `le mardi suivant`, `le mardi précédent`, `ce mardi-là`
            return Edtf::day(match parts.relative.unwrap_or(1) {
                0 => plus_days(week_of(today)?.0, i32::from(wanted) - 1)?,
                step => on_weekday(today, wanted, step.signum(), false)?,
            });
        }
        if let Some(days) = parts.days {
            // `hier mercredi`; printed a day later, it is still that Wednesday.
            let said = plus_days(today, days)?;
            let step = if days > 0 { 1 } else { -1 };
            return Edtf::day(if weekday(said) == wanted { said } else { on_weekday(today, wanted, step, days == 0)? });
        }
        if let (Some(Unit::Week), Some(relative)) = (parts.unit, parts.relative) {
            let (monday, _) = week_of(today)?;
            return Edtf::day(plus_days(monday, relative * 7 + i32::from(wanted) - 1)?);
        }
        Edtf::day(match (parts.relative, self.direction) {
            (Some(-1), _) => on_weekday(today, wanted, -1, false),
            (Some(1), _) => on_weekday(today, wanted, 1, false),
            (_, Some(Direction::Future)) => on_weekday(today, wanted, 1, true),
            (Some(0), None) => plus_days(week_of(today)?.0, i32::from(wanted) - 1),
            _ => on_weekday(today, wanted, -1, true),
        }?)
    }

    // --- units ---------------------------------------------------------------------------------------------------

    fn by_unit(&self, parts: &Parts) -> Option<Edtf> {
        if let (Some(Unit::Decade), Some(number)) = (parts.unit, parts.number) {
            // `depuis deux décennies` is a rough count of years.
            let years = Parts { unit: Some(Unit::Year), number: Some(number.checked_mul(10)?), ..*parts };
            return self.by_unit(&years).map(|year| if parts.shift.is_some() { year.approximately() } else { year });
        }
        match (parts.unit, parts.number, parts.shift, parts.relative) {
            (Some(unit), Some(number), Some(shift), _) => {
                self.unit(self.base(parts)?, unit, number.checked_mul(shift)?)
            }
            (Some(unit), Some(number), None, Some(relative)) => {
                let anchor = self.base(parts)?;
                // `les trois dernières semaines` end today, not with the week.
                let (unit, length) = if unit == Unit::Week { (Unit::Day, 7) } else { (unit, 1) };
                let other = self.unit(anchor, unit, number.checked_mul(relative)?.checked_mul(length)?)?;
                let now = self.unit(anchor, unit, 0)?;
                if relative < 0 { Edtf::between(&other, &now) } else { Edtf::between(&now, &other) }
            }
            (Some(unit), None, _, relative) if relative.is_some() || parts.portion.is_some() => {
                self.unit(self.base(parts)?, unit, relative.unwrap_or(0))
            }
            _ => Edtf::year(self.full_year(parts.year?)),
        }
    }

    /// The unit `count` after (before, if negative) the one that holds the anchor.
    fn unit(&self, anchor: Anchor, unit: Unit, count: i32) -> Option<Edtf> {
        let day = anchor.day();
        let coarse = |least: Precision| anchor.precision > least;
        match unit {
            Unit::Day => days_after(anchor, count),
            Unit::Week | Unit::Weekend if day.is_none() => anchor.value(),
            Unit::Week => {
                let (monday, sunday) = week_of(plus_days(day?, count.checked_mul(7)?)?)?;
                Edtf::between(&Edtf::day(monday)?, &Edtf::day(sunday)?)
            }
            Unit::Weekend => {
                let (saturday, sunday) = weekend_of(day?, count, self.is_future())?;
                Edtf::between(&Edtf::day(saturday)?, &Edtf::day(sunday)?)
            }
            Unit::Month | Unit::Quarter | Unit::Half if coarse(Precision::Month) => anchor.value(),
            Unit::Month => {
                let month = plus_months(anchor.to, count)?;
                Edtf::month(month.year(), month.month())
            }
            Unit::Quarter => months(plus_months(anchor.to, count.checked_mul(3)?)?, 3),
            Unit::Half => months(plus_months(anchor.to, count.checked_mul(6)?)?, 6),
            Unit::Year => Edtf::year(anchor.to.year().checked_add(i16::try_from(count).ok()?)?),
            Unit::Fortnight => None,
            Unit::Decade => Edtf::year(anchor.to.year().checked_add(i16::try_from(count.checked_mul(10)?).ok()?)?)
                .and_then(|year| decade_of(&year)),
            Unit::Century => Edtf::century(anchor.to.year().checked_add(i16::try_from(count.checked_mul(100)?).ok()?)?),
        }
    }

    /// The year `parts` speak of without naming it.
    fn year_of(&self, parts: &Parts) -> Option<i16> {
        self.base(parts)?.to.year().checked_add(i16::try_from(parts.relative.unwrap_or(0)).ok()?)
    }

    /// `premier vendredi de juillet`, `deuxième trimestre 2024`, `première semaine de mai`.
    fn ordinal(&self, parts: &Parts) -> Option<Edtf> {
        let nth = parts.ordinal?;
        if let Some(wanted) = parts.weekday {
            let month = self.whole(&Parts { ordinal: None, weekday: None, ..*parts })?;
            return Edtf::day(nth_weekday(month.interval().0?, wanted, nth)?);
        }
        let (unit, year) = (parts.unit?, parts.year.map(|year| self.full_year(year)));
        if let (Unit::Month, Some(count @ 1..=12)) = (unit, parts.number) {
            // `les six premiers mois de 2024`
            let year = year.map_or_else(|| self.year_of(parts), Some)?;
            let (from, to) = if nth < 0 { (13 - count, 12) } else { (1, count) };
            let month = |number: i32| Edtf::month(year, i8::try_from(number).ok()?);
            return Edtf::between(&month(from)?, &month(to)?);
        }
        if unit == Unit::Week && parts.month.is_some() {
            let month = self.whole(&Parts { ordinal: None, unit: None, ..*parts })?;
            let first = month.interval().0?;
            let day =
                if nth < 0 { first.last_of_month() } else { plus_days(first, nth.checked_sub(1)?.checked_mul(7)?)? };
            let (from, to) = week_of(day)?;
            return Edtf::between(&Edtf::day(from)?, &Edtf::day(to)?);
        }
        if unit == Unit::Fortnight {
            let month = self.whole(&Parts { ordinal: None, unit: None, ..*parts })?;
            let first = month.interval().0?;
            let (from, to) = if nth == 1 { (0, 14) } else { (15, i32::from(first.days_in_month()) - 1) };
            return Edtf::between(&Edtf::day(plus_days(first, from)?)?, &Edtf::day(plus_days(first, to)?)?);
        }
        let year = year.map_or_else(|| self.year_of(parts), Some)?;
        let length = match unit {
            Unit::Quarter => 3,
            Unit::Half => 6,
            _ => return None,
        };
        let nth = if nth < 0 { 12 / length } else { nth };
        months(plus_months(civil(year, 1, 1)?, nth.checked_sub(1)?.checked_mul(length)?)?, length)
    }

    // --- intervals -----------------------------------------------------------------------------------------------

    /// From the first half to the second; each lends the other what it leaves unsaid.
    pub fn between(&self, first: &Parts, second: &Parts) -> Option<Edtf> {
        if first.is_weekday_alone() && second.is_weekday_alone() {
            return self.between_weekdays(first, second);
        }
        if let (true, Some(_), None, None, None, None) =
            (first.is_weekday_alone(), second.weekday, second.day, second.month, second.unit, second.days)
        {
            // `entre lundi et jeudi derniers`
            let to = self.date(second)?;
            let Some(day) = Anchor::of(&to).and_then(|anchor| anchor.day()) else { return Some(to) };
            return Edtf::between(&Edtf::day(on_weekday(day, first.weekday?, -1, false)?)?, &to);
        }
        let (mut first, mut second) = (*first, *second);
        if let (Some(from), Some(to @ 0..100)) = (first.year.filter(|year| *year >= 100), second.year) {
            second.year = Some(from - from % 100 + to);
        }
        if let (Some(_), Some(decade), None) = (first.decade, second.year, second.month) {
            (second.decade, second.year) = (Some(decade), None);
        }
        let lent = lend(&mut first, &mut second);
        let to = self.date(&second)?;
        if lent.year_from_publication {
            // Neither half has a year: the first is the last such day or month before the second.
            let year = to.interval().0?.year();
            let from = self.date(&Parts { year: Some(year), ..first })?;
            let later = from.interval().0? > to.interval().1?;
            let from = if later { self.date(&Parts { year: Some(year - 1), ..first })? } else { from };
            return Edtf::between(&from, &to);
        }
        let from = self.date(&first)?;
        Edtf::between(&from, &to).or_else(|| {
            let year = first.year.filter(|_| lent.year_to_first)?;
            Edtf::between(&self.date(&Parts { year: Some(year - 1), ..first })?, &to)
        })
    }

    fn between_weekdays(&self, first: &Parts, second: &Parts) -> Option<Edtf> {
        let (one, other) = (first.weekday?, second.weekday?);
        if self.is_future() {
            let from = self.date(first)?;
            let Some(day) = Anchor::of(&from).and_then(|anchor| anchor.day()) else { return Some(from) };
            return Edtf::between(&from, &Edtf::day(on_weekday(day, other, 1, false)?)?);
        }
        let to = self.date(second)?;
        let Some(day) = Anchor::of(&to).and_then(|anchor| anchor.day()) else { return Some(to) };
        Edtf::between(&Edtf::day(on_weekday(day, one, -1, false)?)?, &to)
    }

    /// `count` units from the day `start`, the first included.
    pub fn duration(start: Date, unit: Unit, count: i32) -> Option<Edtf> {
        let last = match unit {
            Unit::Day => plus_days(start, count.checked_sub(1)?)?,
            Unit::Week => plus_days(start, count.checked_mul(7)?.checked_sub(1)?)?,
            Unit::Month => plus_days(plus_months(start, count)?, -1)?,
            _ => return None,
        };
        Edtf::between(&Edtf::day(start)?, &Edtf::day(last)?)
    }
}

/// What one half of an interval took from the other.
struct Lent {
    year_to_first: bool,
    year_from_publication: bool,
}

fn lend(first: &mut Parts, second: &mut Parts) -> Lent {
    let named = |parts: &Parts| parts.month.is_some() || parts.season.is_some();
    // `la semaine prochaine, de mardi à jeudi`
    if first.unit == Some(Unit::Week) && second.is_weekday_alone() {
        (second.unit, second.relative) = (first.unit, first.relative);
    } else if second.unit == Some(Unit::Week) && first.is_weekday_alone() {
        (first.unit, first.relative) = (second.unit, second.relative);
    }
    if first.day.is_some() && first.month.is_none() {
        first.month = second.month;
        if second.month.is_none() {
            first.unit = first.unit.or(second.unit);
            first.relative = first.relative.or(second.relative);
        }
    }
    if second.day.is_some() && second.month.is_none() && second.unit.is_none() {
        second.month = first.month;
    }
    let mut lent = Lent { year_to_first: false, year_from_publication: false };
    if named(first) && first.relative.is_none() && named(second) {
        first.relative = second.relative;
    }
    match (first.year, second.year) {
        (None, Some(year)) if named(first) => {
            first.year = Some(year);
            lent.year_to_first = true;
        }
        (Some(year), None) if named(second) && named(first) => second.year = Some(year),
        (None, None) if named(first) && named(second) => lent.year_from_publication = true,
        _ => {}
    }
    lent
}

fn portion_of(value: &Edtf, portion: Portion) -> Edtf {
    let bounds = value.interval();
    let year = bounds.0.map_or(0, Date::year);
    match (value.precision(), portion) {
        _ if value.is_interval() || value.is_qualified() => value.clone(),
        (Precision::Month | Precision::Season, _) | (Precision::Year | Precision::Day, Portion::During) => {
            value.approximately()
        }
        (Precision::Year, portion) => {
            let month = match portion {
                Portion::Start => 1,
                Portion::End => 12,
                Portion::Middle | Portion::During => 6,
            };
            Edtf::month(year, month).map_or_else(|| value.clone(), |month| month.approximately())
        }
        _ => value.clone(),
    }
}

/// The quarter or half-year (`length` months) that holds `day`.
fn months(day: Date, length: i32) -> Option<Edtf> {
    let first = plus_months(day.first_of_month(), -((i32::from(day.month()) - 1) % length))?;
    let last = plus_months(first, length - 1)?;
    Edtf::between(&Edtf::month(first.year(), first.month())?, &Edtf::month(last.year(), last.month())?)
}

fn decade_of(year: &Edtf) -> Option<Edtf> {
    Edtf::decade(year.interval().0?.year())
}

/// The day, or the week it stands for (`la semaine du 15 septembre`).
fn day_or_week(parts: &Parts, day: Date) -> Option<Edtf> {
    let (monday, sunday) = week_of(day)?;
    match parts.unit {
        Some(Unit::Week) => Edtf::between(&Edtf::day(monday)?, &Edtf::day(sunday)?),
        Some(Unit::Weekend) => Edtf::between(&Edtf::day(plus_days(sunday, -1)?)?, &Edtf::day(sunday)?),
        _ => Edtf::day(day),
    }
}

/// The day `days` after the anchor, or the anchor, where it is no day.
fn days_after(anchor: Anchor, days: i32) -> Option<Edtf> {
    match anchor.day() {
        Some(day) => Edtf::day(plus_days(day, days)?),
        None => anchor.value(),
    }
}

fn distance(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}
