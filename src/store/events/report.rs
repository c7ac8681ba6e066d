//! One relation as far as merging looks at it.

use crate::text::fold::push_folded;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::LazyLock;

/// Some days in a row, numbered from 1970-01-01; an open end is as far away as numbers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Days {
    pub from: i32,
    pub to: i32,
}

impl Days {
    /// Reads ISO days as stored; `None` where neither is one.
    pub fn read(from: Option<&str>, to: Option<&str>) -> Option<Self> {
        let number = |text: &str| {
            let day: Date = text.parse().ok()?;
            day.since(jiff::civil::date(1970, 1, 1)).ok().map(|span| span.get_days())
        };
        match (from.and_then(number), to.and_then(number)) {
            (None, None) => None,
            (from, to) => Some(Self { from: from.unwrap_or(i32::MIN), to: to.unwrap_or(i32::MAX) }),
        }
    }

    /// How many days lie between two: none where they overlap, one between neighbours.
    pub fn gap(self, other: Self) -> i32 {
        if self.from > other.to {
            self.from.saturating_sub(other.to)
        } else {
            other.from.saturating_sub(self.to).max(0)
        }
    }

    /// How many there are.
    pub fn len(self) -> i32 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }

    /// With so many more at either end.
    fn widened(self, days: i32) -> Self {
        Self { from: self.from.saturating_sub(days), to: self.to.saturating_add(days) }
    }

    /// A day to sort by.
    pub fn anchor(self) -> i32 {
        if self.from == i32::MIN { self.to } else { self.from }
    }
}

/// How precisely a date is known, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precision {
    /// A day, a night, a short visit.
    Day,
    /// A week, a month.
    Month,
    /// A season, a year, an open interval.
    Vague,
}

/// When an act took place, as one report has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct When {
    /// In EDTF, as stored.
    pub date: String,
    pub days: Days,
    /// The days it may mean: `about January` is more than January.
    pub reach: Days,
    pub precision: Precision,
}

impl When {
    pub fn new(date: String, days: Days) -> Self {
        let precision = match days.len() {
            ..=3 => Precision::Day,
            4..=31 => Precision::Month,
            _ => Precision::Vague,
        };
        let about = if date.contains(['~', '?', '%']) {
            match precision {
                Precision::Day => 3,
                Precision::Month => 62,
                Precision::Vague => 366,
            }
        } else {
            0
        };
        // What is only about a day is not known to the day.
        let precision = if about > 0 && precision == Precision::Day { Precision::Month } else { precision };
        Self { date, days, reach: days.widened(about), precision }
    }
}

/// A place as reports name it, and the country it lies in where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub name: String,
    pub folded: String,
    pub country: Option<String>,
    /// Whether it is the country as a whole.
    pub whole: bool,
}

/// How two places, or two modes, stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    Conflict,
    Unknown,
    Same,
}

impl Place {
    pub fn compare(&self, other: &Self) -> Match {
        if self.folded == other.folded {
            return Match::Same;
        }
        // A town and its country do not contradict each other.
        let within = (self.whole || other.whole) && self.country.is_some() && self.country == other.country;
        if within { Match::Unknown } else { Match::Conflict }
    }
}

/// A relation: one source, one target.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub pair: i64,
    pub article: i64,
    /// The head of the article's family of copies.
    pub family: i64,
    /// The article's key: with `start` and `end` an order that does not depend on numbers given at loading.
    pub key: String,
    pub start: i64,
    pub end: i64,
    pub kind: String,
    pub quad: String,
    pub goldstein: Option<f64>,
    pub mode: Option<String>,
    /// Who acts; the first in the alphabet where the type holds both ways.
    pub source: String,
    pub target: String,
    pub when: Option<When>,
    pub published: Option<Days>,
    pub place: Option<Place>,
    pub status: String,
    pub words: Words,
    /// What each of the words tells, and all of them, once [`weigh`] has said it.
    pub weights: Vec<f64>,
    pub weight: f64,
}

impl Report {
    /// Whether it tells a state of things that lasts, and no single act.
    pub fn is_lasting(&self) -> bool {
        self.kind == "TENSION"
    }

    /// Whether it is an act of force, which its place tells from others.
    pub fn is_force(&self) -> bool {
        ["ASSAULT", "COERCE", "MOBILIZE", "PROTEST"].contains(&self.kind.as_str())
    }

    /// Whether it is only said, or denied.
    pub fn is_disputed(&self) -> bool {
        self.status == "claimed" || self.status == "denied"
    }

    /// Whether it and `other` are read from the same words.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.article == other.article && self.start < other.end && other.start < self.end
    }

    /// How its mode stands to those of others: a strike may be called by its means or by what it did, a meeting by its
    /// place or by its form, so that only other acts' modes exclude each other.
    pub fn compare_mode(&self, modes: &[&str]) -> Match {
        match &self.mode {
            Some(mode) if modes.contains(&mode.as_str()) => Match::Same,
            Some(_) if !modes.is_empty() && self.kind != "ASSAULT" && self.kind != "CONSULT" => Match::Conflict,
            _ => Match::Unknown,
        }
    }

    /// Whether it is a deed and not a word: deeds are few, and told again and again.
    pub fn is_material(&self) -> bool {
        self.quad.starts_with("material")
    }

    /// What makes the order of reports the same however they were loaded.
    pub fn order(&self) -> impl Ord + '_ {
        let when = self.when.as_ref().map(|when| (when.days, when.date.as_str()));
        let place = self.place.as_ref().map(|place| place.name.as_str());
        let written = (self.key.as_str(), self.start, self.end);
        (when, self.published, written, (&self.status, &self.mode, place), &self.words)
    }
}

/// The content words of a piece of evidence, each cut to its first letters and hashed, in order.
pub(super) type Words = Vec<u64>;

/// Letters that a word and its forms share: `rappel`, `rappelé` and `rappellent`; `ambassade` and `ambassadeurs`.
const STEM: usize = 5;
/// Words shorter than this say little.
const SHORTEST: usize = 4;

/// Words that every report has, folded.
static FUNCTION_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    include_str!("function_words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// The content words of `evidence`, without the stretches (in code points, from its start) that name the actors.
pub(super) fn words(evidence: &str, without: [(i64, i64); 2]) -> Words {
    let words = content(evidence, &without);
    // Who codes by hand may give the whole evidence as the words for both.
    if words.is_empty() { content(evidence, &[]) } else { words }
}

fn content(evidence: &str, without: &[(i64, i64)]) -> Words {
    let hasher = BuildHasherDefault::<rustc_hash::FxHasher>::default();
    let mut kept = String::with_capacity(evidence.len());
    for (at, letter) in (0i64..).zip(evidence.chars()) {
        let actor = without.iter().any(|(start, end)| (*start..*end).contains(&at));
        kept.push(if actor { ' ' } else { letter });
    }
    let mut folded = String::with_capacity(kept.len());
    push_folded(&kept, &mut folded);
    let mut words: Words = folded
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| word.chars().nth(SHORTEST - 1).is_some())
        .filter(|word| !FUNCTION_WORDS.contains(word))
        .map(|word| word.char_indices().nth(STEM).and_then(|(end, _)| word.get(..end)).unwrap_or(word))
        .map(|stem| hasher.hash_one(stem))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Says how much each word of the relations of two actors tells: a word in all of them tells little. Families of copies
/// are counted, not articles.
pub(super) fn weigh(reports: &mut [Report]) {
    let mut seen: FxHashSet<(u64, i64)> = FxHashSet::default();
    let mut families: FxHashSet<i64> = FxHashSet::default();
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for report in reports.iter() {
        families.insert(report.family);
        for word in &report.words {
            if seen.insert((*word, report.family)) {
                *counts.entry(*word).or_default() += 1;
            }
        }
    }
    let total = f64::from(u32::try_from(families.len()).unwrap_or(u32::MAX)) + 10.0;
    for report in reports {
        let count = |word| f64::from(counts.get(word).copied().unwrap_or(1));
        report.weights = report.words.iter().map(|word| (total / (count(word) + 0.5)).ln()).collect();
        report.weight = report.weights.iter().sum();
    }
}

/// From 0, nothing in common, to 1: the weight of the words in both, over the geometric mean of the weights of each. One
/// word in common is never all.
pub(super) fn likeness(one: &Report, other: &Report) -> f64 {
    const ONE_WORD: f64 = 0.7;
    let (mut both, mut words) = (0.0, 0);
    let mut left = one.words.iter().zip(&one.weights).peekable();
    let mut right = other.words.iter().peekable();
    while let (Some((a, weight)), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                both += **weight;
                words += 1;
                left.next();
                right.next();
            }
        }
    }
    if words == 0 {
        return 0.0;
    }
    let likeness = both / (one.weight * other.weight).sqrt();
    if words == 1 { likeness * ONE_WORD } else { likeness }
}
