//! Ties: who holds which office, who belongs to what, where a body sits, who founded it.

mod offices;

pub use offices::{Held, apart};

use super::actors::{Resolver, Stand, Standing};
use super::clauses::Clauses;
use super::dates::Dated;
use super::document::{Document, Name};
use super::phrases::{NounPhrase, Unit};
use crate::extraction::{MentionType, Tie, TieKind};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Determiner, Grammar, PrepId};
use crate::lexicon::rules::Slot;
use crate::lexicon::ties::{TieRule, Ties};
use crate::text::tokens::Token;
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

/// How many units a participle stands before the one joined to it.
const REACH: usize = 6;

/// An end of a tie: its code and the tokens that name it.
type End = (String, Range<usize>);

impl<'a> TieReader<'a> {
    /// Every tie of the sentence.
    pub fn read(&self) -> Vec<Tie> {
        let mut ties = Vec::new();
        for index in 0..self.clauses.units.len() {
            if let Some(phrase) = self.clauses.noun(index) {
                self.offices(index, phrase, &mut ties);
                self.listed(index, phrase, &mut ties);
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

    fn sets_off(&self, rule: &TieRule, index: usize) -> bool {
        match self.unit(index) {
            Some(Unit::Verb(group)) => rule.verbs.iter().any(|trigger| {
                trigger.verb == group.verb
                    && group.negation.is_none()
                    && (!trigger.reflexive || group.reflexive)
                    && self.follows(group.token, &trigger.words)
            }),
            Some(Unit::Noun(phrase)) => {
                let head = |noun| self.grammar.noun_head(noun).is_some_and(|head| rule.nouns.contains(&head));
                phrase.nouns.iter().any(|(noun, ..)| rule.nouns.contains(noun) || head(*noun))
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
        let subjects = self.subjects(rule, index);
        let objects = self.ends(&rule.object, rule.kind, false, index);
        let trigger = self.clauses.units.get(index).map_or(0..0, |placed| placed.tokens.clone());
        for (subject, subject_tokens) in &subjects {
            for (object, object_tokens) in &objects {
                if subject == object || self.is_odd(rule.kind, subject, object) {
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

    /// A state is no member of an armed group.
    fn is_odd(&self, kind: TieKind, subject: &str, object: &str) -> bool {
        let group = |name: &Name| name.code == object && name.kind == MentionType::ArmedGroup;
        kind == TieKind::MemberOf
            && self.resolver.lexicon.state(subject).is_some()
            && self.resolver.names.iter().any(group)
    }

    /// The members of a body in brackets behind its name: `l’AES (Mali, Niger, Burkina Faso)`.
    fn listed(&self, index: usize, phrase: &NounPhrase, ties: &mut Vec<Tie>) {
        let Some((number, tokens)) = phrase.names.last() else { return };
        let Some(body) = self.name(*number).filter(|name| name.kind == MentionType::Organization) else { return };
        if body.country.is_some() || !matches!(self.unit(index + 1), Some(Unit::Mark('('))) {
            return;
        }
        let members = self.members(index + 2, TieKind::MemberOf);
        if members.len() < 2 {
            return;
        }
        for (subject, member) in members {
            ties.push(Tie {
                kind: TieKind::MemberOf,
                subject,
                object: body.code.clone(),
                office: None,
                date: None,
                evidence: self.document.span(tokens).cover(&self.document.span(&member)),
                rule: "tie.member_of.list".to_owned(),
            });
        }
    }

    /// Those named one after another from the unit `first` on.
    fn members(&self, first: usize, kind: TieKind) -> Vec<End> {
        let listed = (first..self.clauses.units.len()).take_while(|at| match self.unit(*at) {
            Some(Unit::Noun(phrase)) => !phrase.names.is_empty() && phrase.nouns.is_empty(),
            Some(Unit::Mark(',') | Unit::Coordination) => true,
            _ => false,
        });
        let mut ends: Vec<End> = Vec::new();
        for end in listed.flat_map(|at| self.of_unit(at, kind, true)) {
            if !ends.iter().any(|known| known.0 == end.0) {
                ends.push(end);
            }
        }
        ends
    }

    /// The subjects of a rule set off at `index`: beside the noun in apposition or brackets, or in its slots.
    fn subjects(&self, rule: &TieRule, index: usize) -> Vec<End> {
        if self.clauses.noun(index).is_none() {
            return self.ends(&rule.subject, rule.kind, true, index);
        }
        let mut beside = self.beside(index, rule);
        if beside.is_empty() && rule.kind == TieKind::BasedIn {
            beside = self.whose(index, rule.kind);
        }
        if beside.is_empty() && !rule.listed { self.ends(&rule.subject, rule.kind, true, index) } else { beside }
    }

    /// `la Turquie, membre de l’Otan`, `les membres du G7 (Allemagne, Canada)`, `la mission de l’ONU en Libye (Manul)`.
    fn beside(&self, index: usize, rule: &TieRule) -> Vec<End> {
        let kind = rule.kind;
        let plain = !rule.listed
            && self.clauses.noun(index).is_some_and(|phrase| {
                phrase.preposition.is_none()
                    && (kind != TieKind::MemberOf || phrase.determiner != Some(Determiner::Definite))
            });
        // `le Tchad, l’un | des cinq membres | du G5 Sahel`
        let one = index
            .checked_sub(1)
            .and_then(|at| self.clauses.noun(at))
            .is_some_and(|phrase| phrase.nouns.is_empty() && phrase.names.is_empty() && phrase.preposition.is_none());
        let start = if one { index - 1 } else { index };
        let opened = start.checked_sub(1).is_some_and(|at| matches!(self.unit(at), Some(Unit::Mark(',' | '('))));
        if (plain || one && !rule.listed) && opened {
            let before = start.checked_sub(2).map(|at| self.of_unit(at, kind, true)).unwrap_or_default();
            if !before.is_empty() {
                return before;
            }
        }
        let behind = (index + 1..self.clauses.units.len())
            .find(|at| self.clauses.noun(*at).is_none_or(|phrase| phrase.preposition.is_none()));
        let Some(mark) = behind else { return Vec::new() };
        let inside = (index..mark).find_map(|at| self.bracketed(at, kind));
        if let Some(end) = inside {
            return vec![end];
        }
        match self.unit(mark) {
            // `les pays membres du G5 Sahel que sont le Mali, le Niger et le Tchad`
            Some(Unit::Subordination | Unit::Relative(_)) if kind == TieKind::MemberOf => {
                let copula = self.clauses.verb(mark + 1).is_some_and(|group| group.copula);
                if copula { self.members(mark + 2, kind) } else { Vec::new() }
            }
            Some(Unit::Mark('(')) => self.members(mark + 1, kind),
            // `les trois pays de l’AES, le Mali, le Niger et le Burkina Faso, ont réagi`
            Some(Unit::Mark(',' | ':')) if kind == TieKind::MemberOf && rule.listed => self.set_off(mark + 1, kind),
            // `la branche armée du Hamas, les Brigades`
            Some(Unit::Mark(',')) if kind == TieKind::PartOf => {
                let plain = self.clauses.noun(mark + 1).is_some_and(|phrase| phrase.preposition.is_none());
                if plain { self.of_unit(mark + 1, kind, true) } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    /// A list that a mark closes: `, le Mali, le Niger et le Burkina Faso,`.
    fn set_off(&self, from: usize, kind: TieKind) -> Vec<End> {
        let end = self.clauses.units.len();
        let plain = |at: &usize| self.clauses.noun(*at).is_some_and(|phrase| phrase.preposition.is_none());
        let Some(first) = (from..end.min(from + 3)).find(plain) else { return Vec::new() };
        let part = |at: &usize| matches!(self.unit(*at), Some(Unit::Noun(_) | Unit::Mark(',') | Unit::Coordination));
        let behind = (first..end).find(|at| !part(at));
        let comma =
            behind.and_then(|at| at.checked_sub(1)).is_some_and(|at| matches!(self.unit(at), Some(Unit::Mark(','))));
        let closed = comma || behind.is_none_or(|at| matches!(self.unit(at), Some(Unit::Mark(_))));
        let members = self.members(first, kind);
        if members.len() > 1 && closed { members } else { Vec::new() }
    }

    /// The name in brackets at the end of a phrase: `au Mali (Minusma)`.
    fn bracketed(&self, at: usize, kind: TieKind) -> Option<End> {
        self.clauses.noun(at).filter(|_| kind == TieKind::PartOf)?;
        let unit = &self.clauses.units.get(at)?.tokens;
        let opened = |tokens: &Range<usize>| {
            let before = tokens.start.checked_sub(1).and_then(|before| self.document.tokens.get(before));
            before.is_some_and(|token| token.is_mark('('))
        };
        let body = |name: &&Name| matches!(name.kind, MentionType::Organization | MentionType::ArmedGroup);
        let inside = |name: &&Name| unit.start <= name.tokens.start && name.tokens.end <= unit.end;
        let name = self.resolver.names.iter().filter(inside).filter(body).find(|name| opened(&name.tokens))?;
        Some((name.code.clone(), name.tokens.clone()))
    }

    /// What a participle is said of: `le Centre (CHRI), fondé à Oslo et basé à New York`.
    fn participle_subject(&self, index: usize) -> Option<usize> {
        let before = index.checked_sub(1)?;
        if matches!(self.unit(before), Some(Unit::Coordination)) {
            let other = (before.saturating_sub(REACH)..before).rev().find(|at| match self.unit(*at) {
                Some(Unit::Verb(group)) => group.qualifies(),
                _ => false,
            });
            return other.and_then(|other| self.participle_subject(other));
        }
        let at = if matches!(self.unit(before), Some(Unit::Mark(','))) { before.checked_sub(1)? } else { before };
        if matches!(self.unit(at), Some(Unit::Mark(')'))) {
            return at.checked_sub(1).filter(|inside| self.clauses.noun(*inside).is_some());
        }
        // `l’AES, regroupant le Mali et le Niger`
        let gerund = self.clauses.verb(index).is_some_and(|group| group.form == Tense::Gerund);
        if gerund && self.clauses.noun(at).is_some() { Some(at) } else { self.clauses.subject(index) }
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
                    Some(Unit::Verb(group)) if group.bare && group.form != Tense::Infinitive => {
                        self.participle_subject(index)
                    }
                    Some(Unit::Verb(_)) => self.clauses.subject(index),
                    _ => self.clauses.governing_verb(index).and_then(|verb| self.clauses.subject(verb)),
                };
                let own = found.map(|at| self.of_unit(at, kind, subject)).unwrap_or_default();
                let ends = if own.is_empty() { self.described(found, kind, subject) } else { own };
                return if ends.is_empty() && subject { self.topic_end(index, kind) } else { ends };
            }
            Slot::Object => self
                .clauses
                .object(index)
                .into_iter()
                .flat_map(|first| std::iter::once(first).chain(self.clauses.window(first)))
                .collect(),
            Slot::Preposition(preposition) => {
                let behind = |from| self.clauses.window(from).filter(move |at| self.behind(*at, preposition)).collect();
                let own: Vec<usize> = behind(index);
                // `dont le siège est à Addis-Abeba`
                let verb = self.clauses.verb_of_subject(index).filter(|_| own.is_empty() && kind == TieKind::BasedIn);
                verb.map_or(own, behind)
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
            let mut own = self.of_unit(at, kind, subject);
            // `créé par cinq pays (Mali, Niger, Tchad …)`
            let actors = matches!((kind, subject), (TieKind::MemberOf, true) | (TieKind::FoundedBy, false));
            if own.is_empty() && actors && matches!(self.unit(at + 1), Some(Unit::Mark('('))) {
                own = self.members(at + 2, TieKind::MemberOf);
            }
            let done = own.is_empty() && !ends.is_empty();
            ends.extend(own);
            // `composée du Mali, du Niger et du Burkina Faso`
            let more = matches!(self.unit(at + 1), Some(Unit::Mark(',') | Unit::Coordination));
            if done || (!ends.is_empty() && slot != Slot::Object && !more) {
                break;
            }
        }
        ends.dedup();
        ends
    }

    /// The body that the phrase at `at` describes: `le G5 Sahel, organisation | regroupant …`, `… est une alliance | qui
    /// regroupe …`.
    fn described(&self, at: Option<usize>, kind: TieKind, subject: bool) -> Vec<End> {
        let body = !matches!((kind, subject), (TieKind::MemberOf, true) | (TieKind::FoundedBy, false));
        let Some(at) = at.filter(|_| body) else { return Vec::new() };
        let Some(before) = at.checked_sub(1) else { return Vec::new() };
        let apposed = before.checked_sub(1).filter(|_| matches!(self.unit(before), Some(Unit::Mark(','))));
        let predicate = || {
            let verb = self.clauses.verb(before).filter(|group| group.copula).map(|_| before)?;
            self.clauses.subject(verb)
        };
        apposed.or_else(predicate).map(|head| self.of_unit(head, kind, subject)).unwrap_or_default()
    }

    /// `l’Union africaine, dont le siège est à Addis-Abeba`: whose it is, and the verb that says where.
    fn whose(&self, index: usize, kind: TieKind) -> Vec<End> {
        let relative = index.checked_sub(1).filter(|at| matches!(self.unit(*at), Some(Unit::Relative(_))));
        let head = relative.and_then(|at| (0..at).rev().find(|before| self.clauses.noun(*before).is_some()));
        head.map(|head| self.of_unit(head, kind, true)).unwrap_or_default()
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
        // `Créé en 2010 et basé à Oslo, il …`: nothing else stands before that it could be said of.
        let first = (0..index).all(|at| self.clauses.noun(at).is_none_or(|phrase| phrase.preposition.is_some()));
        let opens = group.qualifies() && first || group.pronoun.is_some();
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
                .filter(|(code, _)| !self.grammar.is_code_of_class(code))
                .collect::<Vec<_>>()
        };
        match (kind, subject) {
            // `des forces européennes` are no member of anything.
            (TieKind::MemberOf, true) => {
                let is_name = |tokens: &Range<usize>| phrase.names.iter().any(|(_, own)| own == tokens);
                let state = |code: &str| self.resolver.lexicon.state(code).is_some();
                actors().into_iter().filter(|(code, tokens)| state(code) || is_name(tokens)).collect()
            }
            (TieKind::FoundedBy, false) => actors(),
            (TieKind::BasedIn, false) => names
                .filter(|(name, _)| matches!(name.kind, MentionType::Place | MentionType::State))
                .map(|(name, tokens)| (coded(name), tokens))
                .collect(),
            // A state is no member of a party or club of one country.
            (TieKind::MemberOf, false) => names
                .filter(|(name, _)| body(name) && (name.country.is_none() || name.kind == MentionType::ArmedGroup))
                .map(|(name, tokens)| (name.code.clone(), tokens))
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

/// Words set side by side: no space stands behind an elided one, and a hyphen joins what it joined.
fn join(words: &[&Token], text: &str) -> String {
    let mut out = String::new();
    for (number, word) in words.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|before| words.get(before));
        match before {
            Some(before) if before.elided => out.push('’'),
            Some(_) if word.hyphened => out.push('-'),
            Some(_) => out.push(' '),
            None => {}
        }
        out.push_str(word.span().slice(text).unwrap_or_default());
    }
    out
}
