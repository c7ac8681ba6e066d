//! Ties: who holds which office, who belongs to what, where a body sits, who founded it.

use super::actors::{Resolver, Stand, Standing};
use super::clauses::Clauses;
use super::dates::Dated;
use super::document::{Document, Name};
use super::phrases::{NounPhrase, Unit};
use crate::extraction::{MentionType, Tie, TieKind};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Grammar, NounId, PrepId};
use crate::lexicon::rules::Slot;
use crate::lexicon::ties::{TieRule, Ties};
use std::ops::Range;

/// What reads the ties of one sentence.
pub struct TieReader<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its language's grammar.
    pub grammar: &'a Grammar,
    /// Its language's tie rules.
    pub ties: &'a Ties,
    /// Resolves actors.
    pub resolver: &'a Resolver<'a>,
    /// The dates of the document.
    pub dates: &'a [Dated],
    /// The units of the sentence.
    pub clauses: &'a Clauses<'a>,
    /// Who each unit stands for.
    pub standings: &'a [Option<Standing>],
    /// The body that the sentence before was about: whom `il` or a participle without subject may mean.
    pub topic: Option<&'a Name>,
}

/// An end of a tie: its code and the tokens that name it.
type End = (String, Range<usize>);

impl<'a> TieReader<'a> {
    /// Every tie of the sentence.
    pub fn read(&self) -> Vec<Tie> {
        let mut ties = Vec::new();
        for index in 0..self.clauses.units.len() {
            if let Some(phrase) = self.clauses.noun(index) {
                self.offices(index, phrase, &mut ties);
            }
            for rule in self.ties.iter().filter(|rule| self.sets_off(rule, index)) {
                self.apply(rule, index, &mut ties);
            }
        }
        ties
    }

    fn name(&self, number: usize) -> Option<&'a Name> {
        self.resolver.names.get(number)
    }

    fn unit(&self, index: usize) -> Option<&'a Unit> {
        self.clauses.units.get(index).map(|placed| &placed.unit)
    }

    /// Offices named with the person of this phrase: before the name, before a comma, or behind one.
    fn offices(&self, index: usize, phrase: &NounPhrase, ties: &mut Vec<Tie>) {
        for (number, tokens) in &phrase.names {
            let Some(person) = self.name(*number).filter(|name| name.kind == MentionType::Person) else { continue };
            let found = self
                .office_at(index, Some(tokens.start))
                .or_else(|| self.office_before(index))
                .or_else(|| self.office_behind(index));
            let Some((office, holder_of, office_tokens)) = found else { continue };
            let object = holder_of.or_else(|| person.country.clone()).filter(|code| !code.is_empty());
            let Some(object) = object else { continue };
            let evidence = self.document.span(&office_tokens).cover(&self.document.span(tokens));
            ties.push(Tie {
                kind: TieKind::HoldsOffice,
                subject: person.code.clone(),
                object,
                office: Some(office),
                date: None,
                evidence,
                rule: "tie.holds_office.apposition".to_owned(),
            });
        }
    }

    /// The office in the phrase at `index` (before token `limit`): its wording, whose it is, its tokens.
    fn office_at(&self, index: usize, limit: Option<usize>) -> Option<(String, Option<String>, Range<usize>)> {
        let phrase = self.clauses.noun(index)?;
        let (_, _, start) = phrase
            .nouns
            .iter()
            .find(|(noun, _, token)| self.is_office(*noun) && limit.is_none_or(|limit| *token < limit))?;
        let mut end = limit.unwrap_or(phrase.tokens.end).min(phrase.tokens.end);
        let mut owner = self.resolver.demonyms(phrase, None).first().map(|actor| actor.code.clone());
        let mut at = index;
        if limit.is_none() {
            while let Some(next) = self.resolver.complement(self.clauses.units, at) {
                let complement = self.clauses.noun(next)?;
                let standing = self.standings.get(next).and_then(Option::as_ref);
                let organisation = complement
                    .names
                    .iter()
                    .filter_map(|(number, _)| self.name(*number))
                    .find(|name| name.kind == MentionType::Organization);
                if complement
                    .names
                    .iter()
                    .any(|(number, _)| self.name(*number).is_some_and(|name| name.kind == MentionType::Person))
                {
                    break;
                }
                match (owner.is_none(), organisation, standing) {
                    (true, Some(name), _) if name.actor.as_deref() == Some(name.code.as_str()) => {
                        owner = Some(name.code.clone());
                    }
                    (true, _, Some(standing)) if standing.stand <= Stand::Owned => {
                        owner = standing.actors.first().map(|actor| actor.code.clone());
                    }
                    _ => {}
                }
                // `président du Mali`: the state is the owner, no part of the office.
                let state_only = complement.head().is_none() && complement.names.len() == 1;
                if !state_only {
                    end = complement.tokens.end;
                }
                at = next;
            }
        }
        let words: Vec<&str> = (*start..end)
            .filter(|token| !phrase.demonyms.contains(token))
            .filter_map(|token| self.document.tokens.get(token))
            .filter_map(|token| token.span().slice(&self.document.article.text).map(|word| (token, word)))
            .map(|(_, word)| word)
            .collect();
        let tokens = phrase.tokens.start..end.max(*start + 1);
        Some((join(&words), owner, tokens))
    }

    fn is_office(&self, noun: NounId) -> bool {
        self.ties.is_office(noun)
    }

    /// `Le ministre algérien des Affaires étrangères, Ramtane Lamamra` and `le ministre malien … Abdoulaye Diop`.
    fn office_before(&self, index: usize) -> Option<(String, Option<String>, Range<usize>)> {
        let mut at = index;
        if matches!(self.unit(at.checked_sub(1)?), Some(Unit::Mark(','))) {
            at -= 1;
        }
        for _ in 0..4 {
            at = at.checked_sub(1)?;
            let phrase = self.clauses.noun(at)?;
            let office = self
                .office_at(at, None)
                .filter(|(_, _, tokens)| tokens.end <= self.clauses.units.get(index).map_or(0, |p| p.tokens.end));
            if office.is_some() {
                return office;
            }
            phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p)).then_some(())?;
        }
        None
    }

    /// `Abdoulaye Diop, ministre malien des Affaires étrangères`.
    fn office_behind(&self, index: usize) -> Option<(String, Option<String>, Range<usize>)> {
        matches!(self.unit(index + 1), Some(Unit::Mark(',' | '('))).then_some(())?;
        self.clauses.noun(index + 2).filter(|phrase| phrase.preposition.is_none())?;
        let behind = self.clauses.noun(index + 2)?;
        let named = behind
            .names
            .iter()
            .any(|(number, _)| self.name(*number).is_some_and(|name| name.kind == MentionType::Person));
        if named { None } else { self.office_at(index + 2, None) }
    }

    fn sets_off(&self, rule: &TieRule, index: usize) -> bool {
        match self.unit(index) {
            Some(Unit::Verb(group)) => rule.verbs.iter().any(|trigger| {
                trigger.verb == group.verb
                    && group.negation.is_none()
                    && (!trigger.reflexive || group.reflexive)
                    && self.follows(group.token, &trigger.words)
            }),
            Some(Unit::Noun(phrase)) => {
                phrase.nouns.iter().any(|(noun, ..)| rule.nouns.contains(noun))
                    || phrase.adjectives.iter().any(|(a, _)| rule.adjectives.contains(a))
            }
            Some(Unit::Adjective(adjective, _)) => rule.adjectives.contains(adjective),
            _ => false,
        }
    }

    fn follows(&self, token: usize, words: &[Vec<crate::text::tokens::WordId>]) -> bool {
        let mut wanted = words.iter().peekable();
        for token in self.document.tokens.iter().skip(token + 1).take(6) {
            if wanted.peek().is_some_and(|forms| forms.contains(&token.fold)) {
                wanted.next();
            }
        }
        wanted.peek().is_none()
    }

    fn apply(&self, rule: &TieRule, index: usize, ties: &mut Vec<Tie>) {
        let subjects = self.ends(&rule.subject, rule.kind, true, index);
        let objects = self.ends(&rule.object, rule.kind, false, index);
        let trigger = self.clauses.units.get(index).map_or(0..0, |placed| placed.tokens.clone());
        for (subject, subject_tokens) in &subjects {
            for (object, object_tokens) in &objects {
                if subject == object {
                    continue;
                }
                let evidence =
                    [subject_tokens, object_tokens].iter().fold(self.document.span(&trigger), |span, tokens| {
                        let other = self.document.span(tokens);
                        if tokens.is_empty() { span } else { span.cover(&other) }
                    });
                ties.push(Tie {
                    kind: rule.kind,
                    subject: subject.clone(),
                    object: object.clone(),
                    office: None,
                    date: self.date(index),
                    evidence,
                    rule: rule.id.clone(),
                });
            }
        }
    }

    fn date(&self, index: usize) -> Option<crate::text::Edtf> {
        let near = (index + 1..self.clauses.units.len().min(index + 4)).find_map(|at| match self.unit(at) {
            Some(Unit::Date(number)) => self.dates.get(*number),
            _ => None,
        })?;
        Some(near.value.clone())
    }

    fn ends(&self, slots: &[Slot], kind: TieKind, subject: bool, index: usize) -> Vec<End> {
        slots.iter().map(|slot| self.end(*slot, kind, subject, index)).find(|ends| !ends.is_empty()).unwrap_or_default()
    }

    fn end(&self, slot: Slot, kind: TieKind, subject: bool, index: usize) -> Vec<End> {
        let units: Vec<usize> = match slot {
            Slot::Subject => {
                let found = match self.unit(index) {
                    Some(Unit::Verb(_)) => self.clauses.subject(index),
                    _ => self.clauses.governing_verb(index).and_then(|verb| self.clauses.subject(verb)),
                };
                let ends = found.map(|at| self.of_unit(at, kind, subject)).unwrap_or_default();
                return if ends.is_empty() && subject { self.topic_end(index, kind) } else { ends };
            }
            Slot::Object => self
                .clauses
                .object(index)
                .into_iter()
                .flat_map(|first| std::iter::once(first).chain(self.clauses.window(first)))
                .collect(),
            Slot::Preposition(preposition) => {
                self.clauses.window(index).filter(|at| self.behind(*at, preposition)).collect()
            }
            Slot::Owner | Slot::ObjectComplement => {
                let object = self.clauses.object(index).or_else(|| self.clauses.subject(index));
                object.and_then(|at| self.resolver.complement(self.clauses.units, at)).into_iter().collect()
            }
            Slot::Adjective | Slot::Possessive => vec![index],
            Slot::Speaker | Slot::Clause | Slot::Patient => Vec::new(),
        };
        let mut ends = Vec::new();
        for at in units {
            let own = self.of_unit(at, kind, subject);
            let done = own.is_empty() && !ends.is_empty();
            ends.extend(own);
            if done || (!ends.is_empty() && slot != Slot::Object) {
                break;
            }
        }
        ends.dedup();
        ends
    }

    fn behind(&self, at: usize, preposition: PrepId) -> bool {
        self.clauses
            .noun(at)
            .and_then(|phrase| phrase.preposition)
            .is_some_and(|own| own == preposition || self.grammar.same_place(own, preposition))
    }

    /// The body the sentence before was about, for a participle or pronoun without a subject of its own.
    fn topic_end(&self, index: usize, kind: TieKind) -> Vec<End> {
        let Some(Unit::Verb(group)) = self.unit(index) else { return Vec::new() };
        let opens = group.bare && group.form == Tense::Participle || group.pronoun.is_some();
        let body =
            self.topic.filter(|_| opens && matches!(kind, TieKind::BasedIn | TieKind::FoundedBy | TieKind::PartOf));
        body.map(|name| (name.code.clone(), 0..0)).into_iter().collect()
    }

    /// What the phrase at `at` can be in a tie of this kind.
    fn of_unit(&self, at: usize, kind: TieKind, subject: bool) -> Vec<End> {
        let Some(phrase) = self.clauses.noun(at) else { return Vec::new() };
        if phrase.pronoun.is_some()
            && subject
            && matches!(kind, TieKind::BasedIn | TieKind::FoundedBy | TieKind::PartOf)
        {
            return self.topic.map(|name| (name.code.clone(), phrase.tokens.clone())).into_iter().collect();
        }
        let names =
            phrase.names.iter().filter_map(|(number, tokens)| self.name(*number).map(|name| (name, tokens.clone())));
        let body = |name: &&Name| matches!(name.kind, MentionType::Organization | MentionType::ArmedGroup);
        let actors = || {
            self.standings
                .get(at)
                .and_then(Option::as_ref)
                .filter(|s| s.stand <= Stand::Voice)
                .into_iter()
                .flat_map(|s| s.actors.iter().map(|actor| (actor.code.clone(), actor.tokens.clone())))
                .collect::<Vec<_>>()
        };
        match (kind, subject) {
            (TieKind::MemberOf, true) | (TieKind::FoundedBy, false) => actors(),
            (TieKind::BasedIn, false) => names
                .filter(|(name, _)| matches!(name.kind, MentionType::Place | MentionType::State))
                .map(|(name, tokens)| (coded(name), tokens))
                .collect(),
            _ => names.filter(|(name, _)| body(name)).map(|(name, tokens)| (name.code.clone(), tokens)).collect(),
        }
    }
}

/// The code with its country, as the codebook writes places: `Tamanrasset@DZA`.
fn coded(name: &Name) -> String {
    match &name.country {
        Some(country) if *country != name.code => format!("{}@{country}", name.code),
        _ => name.code.clone(),
    }
}

/// Words set side by side, an elided one without a space behind it.
fn join(words: &[&str]) -> String {
    let mut out = String::new();
    for word in words {
        let elided = out
            .rsplit(' ')
            .next()
            .is_some_and(|last| last.chars().count() == 1 && last.chars().all(|c| "dlDL".contains(c)));
        if elided {
            out.push('’');
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
