//! What a date pattern keeps of the words it takes: the vocabulary shared by packs and by the reckoning of dates.

/// What a value is, once a pattern has kept it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The day of the month.
    Day,
    /// The month, 1 to 12.
    Month,
    /// The year; two digits stand for the nearest such year.
    Year,
    /// The day of the week, Monday 1 to Sunday 7.
    Weekday,
    /// The season, 21 to 24 as in EDTF.
    Season,
    /// A stretch of the calendar: see [`Unit`].
    Unit,
    /// The one before (-1), this one (0), the next (1).
    Relative,
    /// A number, in one or several words.
    Number,
    /// First, second …; -1 is the last.
    Ordinal,
    /// A number of days from the base: yesterday -1.
    Days,
    /// A number and unit lie before (-1) or after (1) the base.
    Shift,
    /// What it is reckoned from: see [`Base`].
    Base,
    /// A part of it: see [`Portion`].
    Portion,
    /// Its decade: `90` or `1990`.
    Decade,
    /// Its century, from 1.
    Century,
}

/// Which half of an interval a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Half {
    /// The first, or the only one.
    First,
    /// The second.
    Second,
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    Half,
    /// A calendar year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// The first fifteen days of a month, or the others.
    Fortnight,
}

/// What a date is reckoned from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Base {
    /// The publication.
    #[default]
    Published,
    /// The date before it in the text.
    Reference,
    /// The date before it in the text, if one is near; else the publication.
    Either,
    /// The day of what is named behind it (`trois jours après l'attaque du 12`).
    Event,
}

/// A part of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Portion {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
    /// Some time in it.
    During,
}

const SLOTS: [(&str, Slot); 15] = [
    ("day", Slot::Day),
    ("month", Slot::Month),
    ("year", Slot::Year),
    ("weekday", Slot::Weekday),
    ("season", Slot::Season),
    ("unit", Slot::Unit),
    ("relative", Slot::Relative),
    ("number", Slot::Number),
    ("ordinal", Slot::Ordinal),
    ("days", Slot::Days),
    ("shift", Slot::Shift),
    ("base", Slot::Base),
    ("portion", Slot::Portion),
    ("decade", Slot::Decade),
    ("century", Slot::Century),
];

const UNITS: [(&str, Unit); 10] = [
    ("day", Unit::Day),
    ("weekend", Unit::Weekend),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("half", Unit::Half),
    ("year", Unit::Year),
    ("decade", Unit::Decade),
    ("century", Unit::Century),
    ("fortnight", Unit::Fortnight),
];

const PORTIONS: [(&str, Portion); 4] =
    [("start", Portion::Start), ("middle", Portion::Middle), ("end", Portion::End), ("during", Portion::During)];

/// Values that packs write as words; each table has its own range of numbers.
const FIRST_UNIT: i32 = 100;
const FIRST_PORTION: i32 = 200;
const FIRST_BASE: i32 = 300;

const BASES: [(&str, Base); 4] =
    [("published", Base::Published), ("reference", Base::Reference), ("either", Base::Either), ("event", Base::Event)];

impl Slot {
    /// The slot of this name.
    pub fn parse(name: &str) -> Option<Self> {
        SLOTS.iter().find(|(known, _)| *known == name).map(|(_, slot)| *slot)
    }

    /// The slot a class of words feeds: its name up to the first `_` (`month_short` feeds `month`), if that is a slot.
    pub fn of_class(class: &str) -> Option<Self> {
        Self::parse(class.split_once('_').map_or(class, |(slot, _)| slot))
    }

    /// The names that can be written in a pattern.
    pub fn names() -> String {
        SLOTS.map(|(name, _)| name).join(", ")
    }
}

/// The number behind a value written as a word (`week`, `start`, `reference`).
pub fn constant(name: &str) -> Option<i32> {
    let place = |index: usize, first: i32| i32::try_from(index).ok().map(|index| first + index);
    if let Some(index) = UNITS.iter().position(|(known, _)| *known == name) {
        // `day` and the like are units before they are slots.
        return place(index, FIRST_UNIT);
    }
    if let Some(index) = PORTIONS.iter().position(|(known, _)| *known == name) {
        return place(index, FIRST_PORTION);
    }
    place(BASES.iter().position(|(known, _)| *known == name)?, FIRST_BASE)
}

/// The unit behind the number of a value.
pub fn unit(value: i32) -> Option<Unit> {
    let index = usize::try_from(value - FIRST_UNIT).ok()?;
    UNITS.get(index).map(|(_, unit)| *unit)
}

/// The base behind the number of a value.
pub fn base(value: i32) -> Option<Base> {
    let index = usize::try_from(value - FIRST_BASE).ok()?;
    BASES.get(index).map(|(_, base)| *base)
}

/// The portion behind the number of a value.
pub fn portion(value: i32) -> Option<Portion> {
    let index = usize::try_from(value - FIRST_PORTION).ok()?;
    PORTIONS.get(index).map(|(_, portion)| *portion)
}
