//! Dates and periods of a text, from words to EDTF.
//!
//! One pass over the tokens looks for the words a date can stand at (a month, a day of the week, a year …); around each,
//! the patterns of the language are run, longest first. What they keep is reckoned from the publication date, the
//! tense of the clause and the date before it in the text.

mod anchor;
mod matcher;
mod parts;
mod resolve;
mod tense;

use super::document::Document;
use crate::extraction::DateMention;
use crate::lexicon::Lexicon;
use crate::lexicon::dates::slots::{Base, Half, Unit};
use crate::lexicon::dates::{Grammar, Operation};
use crate::text::Edtf;
use crate::text::edtf::Precision;
use crate::text::tokens::TokenKind;
use anchor::Anchor;
use jiff::civil::Date;
use matcher::{Found, Matcher};
use parts::Parts;
use resolve::{Context, Direction};
use std::ops::Range;

/// A date found in a document: what a [`DateMention`] is made of, with what later steps need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// The number of its sentence.
    pub sentence: usize,
    /// What it says.
    pub value: Edtf,
    /// The pattern that found it.
    pub rule: String,
}

impl Dated {
    /// As stored, with its place in the text.
    pub fn mention(&self, document: &Document<'_>) -> DateMention {
        DateMention { span: document.span(&self.tokens), value: self.value.clone(), rule: self.rule.clone() }
    }
}

/// How many tokens before a word that may be a date's a pattern may begin.
const REACH: usize = 8;

/// The language of articles that name none.
const LANGUAGE: &str = "fr";

/// The dates and periods of `document`, in order, without overlap.
///
/// What needs an anchor (`mardi`, `le mois dernier`) is reckoned from `published`, and is no finer than it: published in
/// a month, `mardi` means that month. Without `published`, a day and month take the year of the date before them in
/// the text, or else of the first date with a year after them; what needs the publication date itself is not marked.
///
/// ```
/// use corpus::extract::dates::dates;
/// use corpus::extract::document::Document;
/// use corpus::{Article, Lexicon};
///
/// let lexicon = Lexicon::builtin();
/// let article = Article { text: "Il est à Bamako depuis jeudi.".to_owned(), ..Article::default() };
/// let document = Document::new(&article, lexicon);
/// let published = "2022-09-02".parse()?;
/// let found = dates(&document, Some(&published), lexicon);
/// assert_eq!(document.surface(&found[0].tokens), "depuis jeudi");
/// assert_eq!(found[0].value.as_str(), "2022-09-01/..");
/// # Ok::<(), corpus::text::EdtfError>(())
/// ```
pub fn dates(document: &Document<'_>, published: Option<&Edtf>, lexicon: &Lexicon) -> Vec<Dated> {
    let language = document.article.metadata.language.as_deref().unwrap_or(LANGUAGE);
    let language = language.get(..2).unwrap_or(language);
    let Some(grammar) = lexicon.dates().grammar(language) else { return Vec::new() };
    let found = search(document, grammar);
    if found.is_empty() {
        return Vec::new();
    }
    Reckoner::new(document, grammar, published).all(&found)
}

/// Every pattern met, in order, without overlap.
fn search(document: &Document<'_>, grammar: &Grammar) -> Vec<(usize, Found)> {
    let (tokens, text) = (document.tokens.as_slice(), document.article.text.as_str());
    let mut matcher = None;
    let mut found = Vec::new();
    let (mut next, mut floor, mut sentence) = (0, 0, 0);
    for (anchor, token) in tokens.iter().enumerate() {
        if !grammar.is_anchor(token, text) {
            continue;
        }
        let matcher = matcher.get_or_insert_with(|| Matcher::new(grammar, tokens, text));
        for start in next.max(anchor.saturating_sub(REACH))..=anchor {
            next = start + 1;
            while document.sentences.get(sentence).is_some_and(|s| s.tokens.end <= start) {
                sentence += 1;
            }
            let limit = limit(document, sentence);
            if let Some(mut met) = matcher.longest(start, limit, floor) {
                // Words before the date (`en [mai]`) must not hide a longer one that begins later (`[mai 2022]`).
                for later in start + 1..=met.span.start {
                    if let Some(other) = matcher.longest(later, limit, floor)
                        && other.span.start <= met.span.start
                        && other.span.end > met.span.end
                    {
                        met = other;
                    }
                }
                floor = met.span.end;
                found.push((sentence, met));
            }
        }
    }
    found
}

/// Where patterns that begin in sentence `sentence` must stop: its end, or the end of the next where it ends with a
/// full stop that may be an abbreviation's (`févr. 2025`).
fn limit(document: &Document<'_>, sentence: usize) -> usize {
    let Some(this) = document.sentences.get(sentence) else { return document.tokens.len() };
    let stop = this.tokens.end.checked_sub(1).and_then(|last| document.tokens.get(last));
    match document.sentences.get(sentence + 1) {
        Some(next)
            if stop.is_some_and(|token| token.is_mark('.'))
                && document.tokens.get(next.tokens.start).is_some_and(|token| !token.paragraph) =>
        {
            next.tokens.end
        }
        _ => this.tokens.end,
    }
}

/// Turns what was met into dates, one after another.
struct Reckoner<'a> {
    document: &'a Document<'a>,
    grammar: &'a Grammar,
    context: Context,
    /// The last date put on the calendar: its sentence, its last token, and whether it lies ahead.
    last: Option<(usize, usize, Direction)>,
    /// The last date known to the day, and its sentence.
    day: Option<(usize, Anchor)>,
    /// The token from which on no break of paragraph has been looked for.
    seen: usize,
}

/// How many sentences back the date lies that `le lendemain` is reckoned from.
const MEMORY: usize = 2;
/// How many tokens stand between the members of a list (`le 19 octobre, 9 novembre et 14 mars`).
const LIST_GAP: usize = 2;
/// How many tokens stand between two days of one year (`signé le 15 mai et complété le 20 juin 2015`).
const PAIR_GAP: usize = 4;
/// How many tokens name what happened before its date follows (`trois jours après l'attaque meurtrière du 12`).
const EVENT_GAP: usize = 8;
/// How many days before the publication `trois jours après l'attaque` may lead, where the date stands elsewhere.
const EVENT_DAYS: i32 = 14;
/// How many tokens stand between a count and the date it is explained by (`il y a trois mois, en mai 2022`).
const APPOSITION_GAP: usize = 3;

impl<'a> Reckoner<'a> {
    fn new(document: &'a Document<'a>, grammar: &'a Grammar, published: Option<&Edtf>) -> Self {
        let context = Context { published: published.and_then(Anchor::of), ..Context::default() };
        Self { document, grammar, context, last: None, day: None, seen: 0 }
    }

    fn all(&mut self, found: &[(usize, Found)]) -> Vec<Dated> {
        let mut years = found.iter().filter_map(|(_, met)| Parts::of(&met.values, Half::First).year);
        self.context.year = years.find(|year| *year >= 100);
        let (mut dates, mut counted, mut durations) = (Vec::<Dated>::new(), Vec::new(), Vec::new());
        for (index, (sentence, met)) in found.iter().enumerate() {
            let Some(rule) = self.grammar.rules().get(met.rule as usize) else { continue };
            let heads = self.enter(*sentence, met);
            if rule.value == Operation::Duration {
                durations.push((*sentence, met));
                continue;
            }
            let of_event = Parts::of(&met.values, Half::First).base == Base::Event;
            let value = if of_event {
                self.of_event(*sentence, met, found.get(index + 1))
            } else {
                self.context.lent = Self::lent_year(*sentence, met, found.get(index + 1));
                self.value(rule.value, *sentence, met)
            };
            let Some(value) = value else { continue };
            if !of_event {
                self.remember(*sentence, met, rule.value, &value);
            }
            if heads {
                self.context.entry = Anchor::of(&value);
            }
            dates.push(Dated { tokens: met.span.clone(), sentence: *sentence, value, rule: rule.id.clone() });
            counted.push(Parts::of(&met.values, Half::First).shift.is_some() && !of_event);
        }
        explain(&mut dates, &counted);
        let lasting: Vec<Dated> =
            durations.into_iter().filter_map(|(sentence, met)| self.lasting(sentence, met, &dates)).collect();
        if !lasting.is_empty() {
            dates.extend(lasting);
            dates.sort_by_key(|date| date.tokens.start);
        }
        dates
    }

    /// Whether the date is all that its sentence says (`Octobre 2015.`); an entry so headed ends with its paragraph.
    fn enter(&mut self, sentence: usize, met: &Found) -> bool {
        let Some(this) = self.document.sentences.get(sentence) else { return false };
        let tokens = |range: Range<usize>| self.document.tokens.get(range).unwrap_or_default();
        let marks = |range| tokens(range).iter().all(|token| matches!(token.kind, TokenKind::Mark(_)));
        let heads = marks(this.tokens.start..met.span.start) && marks(met.span.end..this.tokens.end);
        let parted = tokens(self.seen..met.span.start + 1).iter().any(|token| token.paragraph);
        if heads || parted {
            self.context.entry = None;
        }
        self.seen = met.span.start + 1;
        heads
    }

    /// Keeps what the dates after this one are reckoned from; the month or year since which something lasts is no
    /// moment of the story.
    fn remember(&mut self, sentence: usize, met: &Found, operation: Operation, value: &Edtf) {
        let Some(anchor) = Anchor::of(&end_of(value)) else { return };
        if operation == Operation::Since && anchor.day().is_none() && self.last.is_some() {
            return;
        }
        let ahead = self.context.published.is_some_and(|published| anchor.from > published.to);
        self.context.reference = Some(anchor);
        if anchor.day().is_some() {
            self.day = Some((sentence, anchor));
        }
        self.last = Some((sentence, met.span.end, if ahead { Direction::Future } else { Direction::Past }));
    }

    fn value(&self, operation: Operation, sentence: usize, met: &Found) -> Option<Edtf> {
        let (first, second) = (Parts::of(&met.values, Half::First), Parts::of(&met.values, Half::Second));
        let mut context = self.context;
        context.day = self.day.filter(|(at, _)| sentence - at <= MEMORY).map(|(_, day)| day);
        if self.last.is_none_or(|(at, ..)| sentence - at > MEMORY) {
            match first.base {
                Base::Reference | Base::Event => return None,
                Base::Either => context.reference = None,
                Base::Published => {}
            }
        }
        context.direction = self.direction(sentence, met);
        match operation {
            Operation::Date => context.date(&first),
            Operation::Since => {
                context.direction = Some(Direction::Past);
                Some(context.date(&first)?.since())
            }
            Operation::By => {
                context.direction = Some(Direction::Future);
                Some(context.date(&first)?.until())
            }
            Operation::From | Operation::Until => {
                if first.weekday.is_some() && first.month.is_none() {
                    context.direction = context.direction.or(Some(Direction::Future));
                }
                context.bound = true;
                let value = context.date(&first)?;
                Some(if operation == Operation::From { value.since() } else { value.until() })
            }
            Operation::Between => context.between(&first, &second),
            Operation::Duration | Operation::Nothing => None,
        }
    }

    /// The year of the date right behind, for a day or month without its own: `signé le 15 mai et complété le 20 juin
    /// 2015`.
    fn lent_year(sentence: usize, met: &Found, next: Option<&(usize, Found)>) -> Option<i16> {
        let (at, next) = next?;
        let gap = next.span.start.checked_sub(met.span.end)?;
        let (this, first, second) = (
            Parts::of(&met.values, Half::First),
            Parts::of(&next.values, Half::First),
            Parts::of(&next.values, Half::Second),
        );
        let year = first.year.or(second.year).filter(|year| *year >= 100)?;
        let alike = this.day.is_some() == first.day.is_some() && this.month <= first.month && this.month.is_some();
        (*at == sentence && gap <= PAIR_GAP && alike).then_some(year)
    }

    /// `trois jours après l'attaque du 12 février`, `au lendemain de l'attaque du 12`: reckoned from the date that the
    /// words behind it give; or from the one before, where that leads to no day after the publication. Years that pass
    /// after something named at the head of a sentence have passed now.
    fn of_event(&self, sentence: usize, met: &Found, next: Option<&(usize, Found)>) -> Option<Edtf> {
        let parts = Parts::of(&met.values, Half::First);
        let mut context = self.context;
        let named = next.filter(|(at, date)| {
            let between = self.document.tokens.get(met.span.end..date.span.start).unwrap_or_default();
            *at == sentence
                && between.len() <= EVENT_GAP
                && between.iter().all(|token| !matches!(token.kind, TokenKind::Mark(_)))
        });
        if let Some((at, date)) = named {
            let rule = self.grammar.rules().get(date.rule as usize)?;
            context.reference = Some(Anchor::of(&self.value(rule.value, *at, date)?)?);
            return context.date(&parts);
        }
        let now = context.published?;
        let opens = self.document.sentences.get(sentence).is_some_and(|s| s.tokens.start == met.span.start);
        let years = parts.unit == Some(Unit::Year) && parts.shift == Some(1);
        if years && opens {
            return Edtf::year(now.to.year());
        }
        let near = self.last.is_some_and(|(at, ..)| sentence - at <= MEMORY);
        let day = matches!(parts.unit, Some(Unit::Day | Unit::Week)) && parts.shift == Some(1);
        let value = context.date(&parts).filter(|_| near && day && parts.number.is_some())?;
        let days = value.interval().0.zip(value.interval().1);
        days.is_some_and(|(from, to)| {
            context.reference.is_some_and(|r| r.day().is_some())
                && from <= now.to
                && to >= anchor::plus_days(now.from, -EVENT_DAYS).unwrap_or(from)
        })
        .then_some(value)
    }

    /// Whether the clause looks back or ahead; a list goes on as it began.
    fn direction(&self, sentence: usize, met: &Found) -> Option<Direction> {
        if let Some((at, end, Direction::Future)) = self.last
            && at == sentence
            && met.span.start.saturating_sub(end) <= LIST_GAP
        {
            return Some(Direction::Future);
        }
        let tokens = &self.document.sentences.get(sentence)?.tokens;
        tense::direction(self.document, &self.grammar.tense, tokens, &met.span)
    }

    /// The days that last from `start`; or until then, where `pendant` would have them last beyond the publication.
    fn days_from(&self, start: Date, sentence: usize, met: &Found, parts: &Parts) -> Option<Edtf> {
        let (unit, count) = (parts.unit.unwrap_or(Unit::Day), parts.number?);
        let value = Context::duration(start, unit, count)?;
        let beyond = self.context.published.is_some_and(|now| value.interval().1 > Some(now.to));
        let over = beyond && parts.relative == Some(-1) && self.direction(sentence, met) == Some(Direction::Past);
        let length = if unit == Unit::Week { count.checked_mul(7)? } else { count };
        if over { Context::duration(anchor::plus_days(start, 1 - length)?, unit, count) } else { Some(value) }
    }

    /// A duration, put on the calendar by the day nearest to it: in its sentence, the two before, or the one after.
    fn lasting(&self, sentence: usize, met: &Found, dates: &[Dated]) -> Option<Dated> {
        let parts = Parts::of(&met.values, Half::First);
        let rule = self.grammar.rules().get(met.rule as usize)?;
        let near = |date: &&Dated| {
            let anchor = Anchor::of(&date.value)?;
            let rank = match (date.sentence, date.sentence.abs_diff(sentence)) {
                (_, 0) => 0,
                (at, 1) if at < sentence => 1,
                (at, 1) if at > sentence => 2,
                (at, 2) if at < sentence => 3,
                _ => return None,
            };
            (anchor.precision != Precision::Year)
                .then(|| (anchor.day().is_none(), rank, date.tokens.start.abs_diff(met.span.start), anchor))
        };
        let (_, _, _, anchor) =
            dates.iter().filter_map(|date| near(&date)).min_by_key(|(coarse, rank, gap, _)| (*coarse, *rank, *gap))?;
        let value = match anchor.day() {
            Some(start) => self.days_from(start, sentence, met, &parts)?,
            // Of a month nobody knows which days.
            None => anchor.value()?,
        };
        Some(Dated { tokens: met.span.clone(), sentence, value, rule: rule.id.clone() })
    }
}

/// The end of an interval, which what follows in the text is reckoned from.
fn end_of(value: &Edtf) -> Edtf {
    let text = value.as_str();
    let end = match text.split_once('/') {
        Some((from, "..")) => from,
        Some((_, to)) => to,
        None => text,
    };
    end.parse().unwrap_or_else(|_| value.clone())
}

/// A count takes the date that stands beside it in explanation: `il y a trois mois, en mai 2022`, `un an plus tôt (en
/// 1997)`. Dates are counted loosely, and the text knows better than the calendar.
fn explain(dates: &mut [Dated], counted: &[bool]) {
    for index in 0..dates.len() {
        if counted.get(index) != Some(&true) {
            continue;
        }
        let explained = dates.get(index).zip(dates.get(index + 1)).and_then(|(count, date)| {
            let near = date.sentence == count.sentence && date.tokens.start - count.tokens.end <= APPOSITION_GAP;
            let plain = counted.get(index + 1) == Some(&false) && !date.value.is_interval();
            let same = date.value.precision() == count.value.precision() && !count.value.is_interval();
            (near && plain && same).then(|| date.value.clone())
        });
        if let (Some(value), Some(count)) = (explained, dates.get_mut(index)) {
            count.value = value;
        }
    }
}
