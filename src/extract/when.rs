//! Which date goes with which act: the date in its own clause, or the day that the sentence before told of.

use super::clauses::Clauses;
use super::dates::Dated;
use super::document::Document;
use super::phrases::{NounPhrase, Unit, VerbGroup};
use crate::extraction::{Quad, Relation, RelationType, Status};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::dates::Acts;
use crate::lexicon::grammar::{Determiner, Function, Grammar, PrepId, VerbId};
use crate::text::edtf::Precision;
use crate::text::tokens::WordId;
use crate::text::{Edtf, Span};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// What a date costs that stands before what it dates, against one behind it.
const BEFORE: usize = 2;
/// What it costs to reach over a verb, and out of the clause that reports an act.
const OVER_VERB: usize = 10;
const OVER_CLAUSE: usize = 20;

/// Reads the dates of acts in one sentence.
pub struct When<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its language's grammar.
    pub grammar: &'a Grammar,
    /// Its language's words on the dates of acts.
    pub acts: Option<&'a Acts>,
    /// The dates of the document.
    pub dates: &'a [Dated],
    /// The units of the sentence.
    pub clauses: &'a Clauses<'a>,
}

impl<'a> When<'a> {
    fn unit(&self, at: usize) -> Option<&'a Unit> {
        self.clauses.units.get(at).map(|placed| &placed.unit)
    }

    fn date_at(&self, at: usize) -> Option<&'a Dated> {
        match self.unit(at) {
            Some(Unit::Date(number)) => self.dates.get(*number),
            _ => None,
        }
    }

    /// The date of what the trigger in `unit` says; a state of things has one only where it says since when.
    pub fn date(&self, unit: usize, kind: RelationType) -> Option<&'a Dated> {
        let places = (0..self.clauses.units.len()).filter(|at| self.date_at(*at).is_some());
        let priced = places.filter_map(|at| self.cost(unit, at).map(|cost| (cost, at)));
        let (_, at) = priced.min()?;
        let state = kind == RelationType::Tension && !self.changes(unit);
        self.date_at(at).filter(|date| !state || date.value.as_str().ends_with("/.."))
    }

    /// Whether the date only says until when something is to be done: `sous 48 heures`.
    pub fn is_deadline(&self, date: &Dated) -> bool {
        let first = self.document.tokens.get(date.tokens.start);
        let open = date.value.as_str().starts_with("../");
        let word = first.is_some_and(|token| self.acts.is_some_and(|acts| acts.deadline.contains(&token.lower)));
        word && (open || date.value.is_interval())
    }

    /// Whether the trigger in `unit` is said to change: `les relations ont basculé`.
    fn changes(&self, unit: usize) -> bool {
        let near = || self.clauses.governing_verb(unit).filter(|verb| unit - verb <= 2);
        let said = || (unit..self.clauses.units.len()).find(|verb| self.is_subject(unit, *verb));
        let verb = self.clauses.verb(unit).map(|_| unit).or_else(said).or_else(near);
        // `ont brutalement basculé`: a participle that stands apart from its auxiliary.
        let parted = verb.is_some_and(|verb| {
            (verb..self.clauses.units.len().min(verb + 3))
                .any(|at| self.clauses.verb(at).is_some_and(|g| g.bare && g.form == Tense::Participle))
        });
        parted || verb.and_then(|verb| self.clauses.verb(verb)).is_some_and(is_past)
    }

    /// How far the date at `at` is from the trigger in `unit`; `None` where it dates something else.
    fn cost(&self, unit: usize, at: usize) -> Option<usize> {
        if self.is_antecedent(at, unit) {
            return Some(0);
        }
        // Inside one pair of brackets all is said of each other.
        let together = self.bracket(at).is_some_and(|open| open < unit);
        if let Some(owner) = self.owner(at).filter(|_| !together) {
            let chain = self.chain(owner);
            if chain.contains(&unit) {
                return Some(0);
            }
            let head = self.noun(chain.start)?;
            // `a dépêché une délégation pour une visite de trois jours`
            let lasts = head.preposition.is_some_and(|preposition| self.grammar.is_purpose(preposition))
                && self.date_at(at).is_some_and(|date| date.value.is_interval());
            if !lasts && !self.stands_behind(head, |acts| &acts.during) {
                return None;
            }
        }
        if at > unit { self.cost_behind(unit, at) } else { self.cost_before(unit, at) }
    }

    /// Whether the phrase at `unit` is the subject of the verb at `verb`, or heads it: `les relations | entre Paris | et
    /// Alger`.
    fn is_subject(&self, unit: usize, verb: usize) -> bool {
        let Some(subject) = self.clauses.subject(verb) else { return false };
        let joined = |at: usize| matches!(self.unit(at), Some(Unit::Noun(_) | Unit::Coordination));
        self.noun(unit).is_some()
            && (self.chain(unit).contains(&subject) || unit <= subject && (unit + 1..=subject).all(joined))
    }

    /// Whether a phrase of its own begins at `at`, with a noun and no preposition.
    fn is_head(&self, at: usize) -> bool {
        self.noun(at).is_some_and(|phrase| phrase.preposition.is_none() && !phrase.nouns.is_empty())
    }

    /// Whether the trigger stands in a clause that says what happened at the date: `début d’année, où un drone fut abattu`.
    fn is_antecedent(&self, at: usize, unit: usize) -> bool {
        let Some(opener) = (at + 1..unit).find(|place| !matches!(self.unit(*place), Some(Unit::Mark(_)))) else {
            return false;
        };
        let one =
            (opener..unit).filter(|place| self.clauses.verb(*place).is_some_and(|group| !group.bare)).count() == 0;
        self.is_where(opener) && one
    }

    /// Whether the relative word at `at` only sets its antecedent off: `ce sont les Maliens qui ont été attaqués`, the one
    /// clause of the sentence.
    fn is_cleft(&self, at: usize) -> bool {
        let finite = |place: &usize| self.clauses.verb(*place).is_some_and(|group| !group.bare);
        let opener = matches!(self.unit(at), Some(Unit::Relative(_)));
        let joined = at.checked_sub(1).is_some_and(|before| self.noun(before).is_some());
        let before = (0..at).filter(finite).all(|place| self.clauses.verb(place).is_some_and(|group| group.copula));
        opener && joined && before && (at..self.clauses.units.len()).filter(finite).count() == 1
    }

    /// Whether the unit is a relative word of place or time: `où`.
    fn is_where(&self, at: usize) -> bool {
        let Some(Unit::Relative(token)) = self.unit(at) else { return false };
        let word = self.document.tokens.get(*token).map(|token| token.lower);
        word.is_some_and(|word| self.acts.is_some_and(|acts| acts.place.contains(&word)))
    }

    fn cost_behind(&self, unit: usize, at: usize) -> Option<usize> {
        let between = unit + 1..at;
        let nominal = self.noun(unit).is_some();
        let mut cost = at - unit;
        for place in between {
            match self.unit(place)? {
                Unit::Relative(_) | Unit::Subordination | Unit::Mark(';' | ':') => return None,
                // The verb of which the trigger is the subject says what happens to it.
                Unit::Verb(group) if !group.bare && !self.is_subject(unit, place) => return None,
                Unit::Verb(group) if !group.bare => {}
                // `l’offensive lancée lundi`
                Unit::Verb(_)
                    if self
                        .clauses
                        .subject(place)
                        .is_some_and(|at| self.chain(unit).contains(&at) || self.chain(at).contains(&unit)) => {}
                // `accueilli l’ambassadeur nommé en mars`
                Unit::Verb(group) if !nominal && group.form == Tense::Participle => return None,
                Unit::Verb(_) => cost += OVER_VERB,
                // `le rappel de l’ambassadeur et la rupture de l’accord en janvier`
                Unit::Coordination if nominal && self.is_head(place + 1) => return None,
                _ => {}
            }
        }
        // `après le rappel de l’ambassadeur, il est parti lundi`, but `après les critiques émises jeudi`.
        let other = |place: usize| {
            let says = |subject: usize| self.chain(unit).contains(&subject) || self.chain(subject).contains(&unit);
            self.clauses.verb(place).is_some() && !self.clauses.subject(place).is_some_and(says)
        };
        let clash = self.is_apart(unit) && (unit + 1..at).any(other);
        (!clash).then_some(cost)
    }

    fn cost_before(&self, unit: usize, at: usize) -> Option<usize> {
        if self.is_aside(unit, at) {
            return None;
        }
        let mut cost = BEFORE * (unit - at);
        let mut verbs = 0;
        let mut opener: Option<&Unit> = None;
        for place in at + 1..unit {
            let found = self.unit(place)?;
            if self.is_where(place) || self.is_cleft(place) {
                continue;
            }
            match found {
                Unit::Verb(group) if !group.bare => {
                    verbs += 1;
                    cost += OVER_VERB;
                    if matches!(opener, Some(Unit::Relative(_))) {
                        // The relative clause has its verb, and the trigger stands behind it.
                        opener = None;
                    }
                }
                Unit::Mark(';') => return None,
                Unit::Relative(_) | Unit::Subordination | Unit::Mark(':') => opener = Some(found),
                _ => {}
            }
        }
        match opener {
            Some(Unit::Relative(_)) => return None,
            Some(_) => cost += OVER_CLAUSE,
            None => {}
        }
        (!(self.is_apart(unit) && verbs > 0)).then_some(cost)
    }

    /// Whether the date at `at` stands in a relative clause that is over before `unit`: `le Mali, qui a reçu lundi Paris,
    /// accuse`.
    fn is_aside(&self, unit: usize, at: usize) -> bool {
        let stop = |place: &usize| matches!(self.unit(*place), Some(Unit::Relative(_) | Unit::Mark(';' | ':')));
        let Some(opener) = (0..at).rev().find(stop) else { return false };
        let verb = |places: Range<usize>| {
            places.clone().any(|place| self.clauses.verb(place).is_some_and(|group| !group.bare))
        };
        let joined = (at + 1..unit).any(|place| matches!(self.unit(place), Some(Unit::Coordination)));
        matches!(self.unit(opener), Some(Unit::Relative(_))) && verb(opener..at) && verb(at..unit + 1) && !joined
    }

    fn noun(&self, at: usize) -> Option<&'a NounPhrase> {
        self.clauses.noun(at)
    }

    /// Whether the trigger is a noun behind a preposition that sets it apart in time: `après le rappel de`.
    fn is_apart(&self, unit: usize) -> bool {
        let preposition = self.noun(unit).map(|phrase| phrase.preposition);
        let preposition = preposition.or_else(|| self.clauses.verb(unit).map(|group| group.link)).flatten();
        self.is_among(preposition, |acts| &acts.apart)
    }

    fn stands_behind(&self, phrase: &NounPhrase, list: impl Fn(&Acts) -> &Vec<String>) -> bool {
        self.is_among(phrase.preposition, list)
    }

    fn is_among(&self, preposition: Option<PrepId>, list: impl Fn(&Acts) -> &Vec<String>) -> bool {
        let name = preposition.map(|preposition| self.grammar.preposition_name(preposition));
        name.is_some_and(|name| self.acts.is_some_and(|acts| list(acts).iter().any(|known| known == name)))
    }

    /// The noun phrase that the date belongs to: `l’accord de 2015`, `la conférence (organisée en janvier)`.
    fn owner(&self, at: usize) -> Option<usize> {
        if let Some(open) = self.bracket(at) {
            return open.checked_sub(1).filter(|before| self.noun(*before).is_some());
        }
        let before = self.document.tokens.get(self.date_at(at)?.tokens.start.checked_sub(1)?)?;
        let genitive = match self.grammar.function(before)? {
            Function::Preposition(preposition) | Function::Contraction(preposition) => {
                self.grammar.is_genitive(preposition)
            }
            _ => false,
        };
        let mut place = at.checked_sub(if genitive { 1 } else { return None })?;
        // The preposition is a unit of its own, or none.
        if matches!(self.unit(place), Some(Unit::Other)) {
            place = place.checked_sub(1)?;
        }
        self.noun(place).map(|_| place)
    }

    /// The bracket that opens around `at`.
    fn bracket(&self, at: usize) -> Option<usize> {
        let open = (0..at).rev().find(|place| matches!(self.unit(*place), Some(Unit::Mark('(' | ')'))))?;
        matches!(self.unit(open), Some(Unit::Mark('('))).then_some(open)
    }

    /// The phrases from the head noun to the one at `last`: `la fin | de la réunion | d’Alger`.
    fn chain(&self, last: usize) -> Range<usize> {
        let mut start = last;
        while let Some(phrase) = self.noun(start)
            && phrase.preposition.is_some_and(|preposition| self.grammar.is_genitive(preposition))
            && let Some(before) = start.checked_sub(1).filter(|before| self.noun(*before).is_some())
        {
            start = before;
        }
        start..last + 1
    }

    /// The dates that say when the sentence's acts happened, in order, with their units.
    fn free(&self) -> impl Iterator<Item = (usize, &'a Dated)> + '_ {
        (0..self.clauses.units.len()).filter_map(|at| {
            let date = self.date_at(at)?;
            let attached = self.owner(at).is_some_and(|owner| {
                !self.noun(self.chain(owner).start).is_some_and(|head| self.stands_behind(head, |acts| &acts.during))
            });
            (!attached).then_some((at, date))
        })
    }

    /// The date that the sentence is, where it is nothing else: `Octobre 2015.`
    fn heading(&self) -> Option<&'a Dated> {
        let mut dates = (0..self.clauses.units.len()).filter_map(|at| self.date_at(at));
        let bare = self.clauses.units.iter().all(|placed| matches!(placed.unit, Unit::Date(_) | Unit::Mark(_)));
        let only = dates.next().filter(|_| bare);
        only.filter(|_| dates.next().is_none())
    }

    /// Whether a paragraph begins with the sentence.
    fn opens_paragraph(&self) -> bool {
        let first = self.clauses.units.first().and_then(|placed| self.document.tokens.get(placed.tokens.start));
        first.is_some_and(|token| token.paragraph)
    }

    /// How the sentence goes on with the one before.
    fn tie(&self) -> Tie {
        let units = 0..self.clauses.units.len();
        let Some(verb) = units.clone().find(|at| self.clauses.verb(*at).is_some_and(|group| !group.bare)) else {
            return Tie::None;
        };
        let subject = self.clauses.subject(verb).and_then(|at| self.noun(at));
        let demonstrative = subject.is_some_and(|phrase| {
            phrase.determiner == Some(Determiner::Demonstrative)
                && phrase.names.is_empty()
                && phrase.preposition.is_none()
        });
        if demonstrative {
            return Tie::Demonstrative;
        }
        let group = self.clauses.verb(verb);
        if group.is_some_and(|group| self.says(group, |acts| &acts.back)) {
            return Tie::Demonstrative;
        }
        // `Lors de son déplacement, le ministre a …`
        let occasion = self.noun(0).is_some_and(|phrase| {
            let back =
                matches!(phrase.determiner, Some(Determiner::Demonstrative | Determiner::HisHer | Determiner::Their));
            back && self.stands_behind(phrase, |acts| &acts.during)
        });
        let pronoun = occasion
            || subject.is_some_and(|phrase| phrase.pronoun.is_some())
            || group.is_some_and(|group| group.pronoun.is_some() || self.says(group, |acts| &acts.more));
        if pronoun { Tie::Pronoun } else { Tie::None }
    }

    /// Whether one of these words stands with the verb: `y ont affiché`, `a également dit`.
    fn says(&self, group: &VerbGroup, list: impl Fn(&Acts) -> &FxHashSet<WordId>) -> bool {
        let from = group.tokens.start.saturating_sub(1);
        let words = self.document.tokens.get(from..group.token).unwrap_or_default();
        self.acts.is_some_and(|acts| words.iter().any(|token| list(acts).contains(&token.lower)))
    }

    /// Whether the verb at `unit` stands in a clause behind `que` of an earlier verb.
    fn is_reported(&self, unit: usize) -> bool {
        let units = self.clauses.units.get(..unit).unwrap_or_default();
        let opener = units.iter().rposition(|placed| matches!(placed.unit, Unit::Subordination));
        opener.is_some_and(|at| (0..at).any(|verb| self.clauses.verb(verb).is_some_and(|group| !group.bare)))
    }

    /// The unit that holds `span`.
    fn unit_at(&self, span: Span) -> Option<usize> {
        let units = self.clauses.units;
        let at = units.partition_point(|placed| self.document.span(&placed.tokens).end <= span.start);
        units.get(at).map(|_| at)
    }

    /// The verb that tells what the trigger in `unit` says: itself, or the one that its noun stands with, or the one that
    /// governs its infinitive.
    fn telling(&self, unit: usize) -> Option<&'a VerbGroup> {
        let verb = self.clauses.verb(unit).map(|_| unit).or_else(|| self.clauses.verb_of_subject(unit));
        let mut verb = verb.or_else(|| self.clauses.governing_verb(unit))?;
        while self.clauses.verb(verb).is_some_and(|group| group.bare)
            && let Some(governor) = self.clauses.governing_verb(verb).filter(|governor| *governor < verb)
        {
            verb = governor;
        }
        self.clauses.verb(verb)
    }

    /// Whether the date at `at` stands in a relative clause of its own, apart from `unit`: `accuse Moscou, qui a frappé
    /// lundi Kiev`, but `ceux qui le soutiennent, a-t-il dit lundi`.
    fn is_elsewhere(&self, unit: usize, at: usize) -> bool {
        if at < unit {
            return self.is_aside(unit, at);
        }
        let opener =
            (unit..at).rev().find(|place| matches!(self.unit(*place), Some(Unit::Relative(_) | Unit::Mark(';'))));
        let finite = |place: &usize| self.clauses.verb(*place).is_some_and(|group| !group.bare);
        opener.is_some_and(|opener| (opener..at).filter(finite).count() < 2)
    }

    fn verb_in(&self, span: Span) -> Option<(usize, &'a VerbGroup)> {
        let inside = |group: &VerbGroup| self.document.span(&(group.token..group.token + 1)).overlaps(&span);
        (0..self.clauses.units.len())
            .find_map(|at| self.clauses.verb(at).filter(|group| inside(group)).map(|g| (at, g)))
    }
}

/// How a sentence goes on with the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// It does not, as far as its words say.
    None,
    /// Its subject is what was told, or it says `y`: `Cette visite`.
    Demonstrative,
    /// Its subject is a pronoun, or it says `également`.
    Pronoun,
}

/// The day the story has reached, from one sentence to the next.
#[derive(Debug, Default)]
pub struct Story {
    /// The day last told, and how many sentences ago.
    day: Option<(Edtf, usize)>,
    /// The date that heads the paragraph: `Octobre 2015. Paris expulse …`.
    entry: Option<Edtf>,
    /// The first relation of the sentence before.
    first: usize,
    /// Relations of the headline without a date, with their verbs.
    headline: Vec<(usize, Option<VerbId>)>,
    /// Sentences of prose read.
    told: usize,
    /// The first day of the first sentences.
    lead: Option<Edtf>,
}

/// How many sentences the day of the news stands in.
const LEAD: usize = 3;
/// How old the news of a headline is at most, in days.
const NEWS: i32 = 5;

/// How many sentences a day is remembered for.
const MEMORY: usize = 2;
/// How many sentences a day is remembered for what is said.
const SPEECH: usize = 6;
/// The longest that what is told with one date lasts, in days.
const LONGEST: i32 = 14;

impl Story {
    /// Gives dates from one sentence to the next: to the relations from number `first` on, which `when` has read, and by
    /// it to those before.
    pub fn tell(&mut self, when: &When<'_>, relations: &mut [Relation], first: usize, title: bool) {
        let published = when.document.article.metadata.published.as_ref();
        if let Some(date) = when.heading() {
            // The date line of the article heads no entry of a chronology.
            self.entry = Some(date.value.clone()).filter(|date| Some(date) != published);
        } else if when.opens_paragraph() {
            self.entry = None;
        }
        let tie = when.tie();
        let free: Vec<(usize, &Edtf)> =
            when.free().filter(|(_, date)| !when.is_deadline(date)).map(|(at, date)| (at, &date.value)).collect();
        let own: Vec<&Edtf> = free.iter().map(|(_, value)| *value).filter(|v| is_moment(v, published)).collect();
        match (tie, own.first(), self.day.take()) {
            // `Le drone a été détruit. Ce tir, survenu dans la nuit du 31, …`
            (Tie::Demonstrative, Some(day), _) => {
                let before = relations.get_mut(self.first..first).unwrap_or_default();
                let undated = || before.iter().filter(|told| is_undated_act(told));
                let surest = undated().max_by(|one, other| one.confidence.total_cmp(&other.confidence));
                // Whoever will be found to have done it: the deed is one.
                if let Some(kind) = surest.map(|told| told.kind) {
                    let deed = before.iter_mut().filter(|told| told.kind == kind && told.date.is_none());
                    deed.for_each(|told| told.date = Some((*day).clone()));
                }
            }
            // `Le 17, il a reçu une délégation. Cette visite marque le lancement …`
            (Tie::Demonstrative | Tie::Pronoun, None, Some((day, age))) if age < MEMORY => {
                for relation in relations.get_mut(first..).unwrap_or_default() {
                    let told = trigger(relation).and_then(|span| when.verb_in(span));
                    // `y soutient que le drone a été abattu`: the day is that of the saying.
                    if told.is_some_and(|(at, _)| when.is_reported(at)) {
                        continue;
                    }
                    let past = told.is_some_and(|(_, group)| is_past(group) || group.pronoun.is_some());
                    if is_undated_act(relation) && (past || tie == Tie::Demonstrative) {
                        relation.date = Some(day.clone());
                    }
                }
                self.day = Some((day, 0));
            }
            // `En 2020, …`: the story is elsewhere.
            (_, _, day) => {
                self.day = day.map(|(day, age)| (day, age + 1)).filter(|(_, age)| *age < SPEECH && free.is_empty());
            }
        }
        self.recall(when, relations);
        let new = relations.get_mut(first..).unwrap_or_default();
        match (free.as_slice(), own.as_slice(), &self.entry) {
            ([(at, _)], [only], _) => pass_on(when, new, only, Some(*at), false),
            ([], _, Some(entry)) => pass_on(when, new, entry, None, true),
            ([], ..) => self.day.iter().for_each(|(day, _)| pass_on(when, new, day, None, false)),
            _ => {}
        }
        if let Some(day) = own.last() {
            self.day = Some(((*day).clone(), 0));
        }
        self.first = first;
        if title {
            let new = relations.iter().enumerate().skip(first).filter(|(_, relation)| is_undated_act(relation));
            let verb = |r| trigger(r).and_then(|span| when.verb_in(span)).map(|(_, group)| group.verb);
            self.headline.extend(new.map(|(number, r)| (number, verb(r))));
        } else {
            self.told += 1;
            let day = own.iter().find(|day| self.told <= LEAD && published.is_some_and(|now| is_news(day, now)));
            self.lead = self.lead.take().or_else(|| day.map(|day| (*day).clone()));
        }
    }

    /// What the headline says happened on the day of the news, unless the text has told it again.
    pub fn end(self, relations: &mut [Relation]) {
        for (number, _) in self.headline {
            if let Some(relation) = relations.get_mut(number).filter(|r| r.status == Status::Asserted) {
                relation.date.clone_from(&self.lead);
            }
        }
    }

    /// The headline's act told again with its day: `Paris suspend ses ventes`, then `Paris a suspendu lundi`.
    fn recall(&mut self, when: &When<'_>, relations: &mut [Relation]) {
        if self.headline.is_empty() {
            return;
        }
        for at in 0..when.clauses.units.len() {
            let Some(group) = when.clauses.verb(at) else { continue };
            let Some(place) = self.headline.iter().position(|(_, verb)| *verb == Some(group.verb)) else { continue };
            // `Paris suspend ses ventes, ont annoncé lundi les ministères`: the day on which it was told.
            let day = when.date(at, RelationType::Consult).or_else(|| when.free().last().map(|(_, date)| date));
            let published = when.document.article.metadata.published.as_ref();
            let day = day.map(|date| &date.value).filter(|value| is_moment(value, published));
            if let Some(day) = day {
                let (number, _) = self.headline.swap_remove(place);
                if let Some(relation) = relations.get_mut(number) {
                    relation.date = Some(day.clone());
                }
            }
        }
    }
}

/// `a rappelé`, `s’en est pris`, `rappela`.
fn is_past(group: &VerbGroup) -> bool {
    group.finite == Some(Tense::Past) || (group.form == Tense::Participle && group.finite.is_some() && !group.passive)
}

fn trigger(relation: &Relation) -> Option<Span> {
    relation.trace.parts.iter().find(|(part, _)| part == "trigger").map(|(_, span)| *span)
}

fn is_undated_act(relation: &Relation) -> bool {
    relation.date.is_none() && relation.kind != RelationType::Tension
}

/// Gives the day of the story to what has no date of its own and goes with it: to what is said, for those who speak on a
/// day say many things; to deeds only where the day heads an `entry` of a chronology, as those told are often older.
/// `avait accusé` was before; a claim says nothing of its day. `at` is the unit of the day, if the sentence names it.
fn pass_on(when: &When<'_>, relations: &mut [Relation], day: &Edtf, at: Option<usize>, entry: bool) {
    for relation in relations.iter_mut().filter(|relation| is_undated_act(relation)) {
        let stated = matches!(relation.status, Status::Asserted | Status::Planned | Status::Denied);
        let said = matches!(relation.kind.quad(), Quad::VerbalCooperation | Quad::VerbalConflict);
        let goes = entry || said && !day.is_interval();
        let Some(unit) = trigger(relation).and_then(|span| when.unit_at(span)).filter(|_| stated && goes) else {
            continue;
        };
        let before = when.telling(unit).is_some_and(|group| group.finite == Some(Tense::Imperfect));
        if !before && at.is_none_or(|at| !when.is_elsewhere(unit, at)) {
            relation.date = Some(day.clone());
        }
    }
}

/// Whether the day is one of the last before the publication.
fn is_news(day: &Edtf, published: &Edtf) -> bool {
    let (Some(day), Some(now)) = (day.interval().0, published.interval().1) else { return false };
    day.until(now).is_ok_and(|span| (0..=NEWS).contains(&span.get_days()))
}

/// Whether a date is a day or a few: not a month, a year, or all the time since. Where no day of the publication is
/// known, its month stands for one.
fn is_moment(value: &Edtf, published: Option<&Edtf>) -> bool {
    let (Some(from), Some(to)) = value.interval() else { return false };
    let short = from.until(to).is_ok_and(|span| span.get_days() <= LONGEST) && !value.is_qualified();
    short || published.is_some_and(|now| now == value && now.precision() == Precision::Month)
}
