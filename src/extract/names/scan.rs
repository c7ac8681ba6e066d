//! The first walk over the tokens.

use super::{Finder, Found, What, rules};
use crate::article::LabelKind;
use crate::extraction::MentionType;
use crate::lexicon::names::shapes::Class;
use crate::lexicon::names::trie::Trie;
use crate::lexicon::names::{Form, How, StateRef};
use crate::text::tokens::{Case, Token};

/// No more words are joined by hyphens in one name.
const CHAIN: usize = 12;

impl<'d> Finder<'d> {
    /// Walks over all sentences.
    pub(super) fn scan(&mut self) {
        for sentence in 0..self.document.sentences.len() {
            self.titled = None;
            self.enter(sentence);
            let mut at = self.bounds.start;
            while at < self.bounds.end {
                at = self.step(at);
            }
        }
    }

    /// Reads what begins at token `at` and returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        let Some(token) = self.token(at) else { return at + 1 };
        if !token.is_word() {
            if token.is_mark('(')
                && let Some(end) = self.bracket(at)
            {
                return end;
            }
            return at + 1;
        }
        let known = if token.fold.is_known() { self.known_at(at) } else { None };
        if token.fold.is_known() {
            self.weigh_demonym(at);
            self.note_title(at);
            if let Some(end) = self.organization_at(at, known.map_or(0, |(length, ..)| length)) {
                return end;
            }
        }
        let titled = self.titled.as_ref().filter(|titled| titled.at == at).cloned();
        if let Some(end) = self.person_at(at, known.as_ref().map(|(length, form)| (*length, form.how))) {
            return end;
        }
        let chain = self.chain_end(at);
        if let Some((length, form)) =
            known.filter(|(length, form)| chain <= at + length || self.parts(at + length, form))
        {
            if form.how == How::Surname {
                // The article may name another person by it.
                self.loose.push((at, self.sentence));
                return at + length;
            }
            let skip = self.introduction(at, length);
            self.push_known(at + skip, length - skip, form.entity, form.how);
            if self.kind_of(form) == MentionType::Person {
                self.note_role(form.entity, titled, at + length);
            }
            return at + length;
        }
        if token.case != Case::Lower && token.case != Case::None {
            self.loose.push((at, self.sentence));
            if chain > at + 1 && !self.holds_state(at, chain) {
                return chain;
            }
        }
        at + 1
    }

    /// The end of the words that hyphens join to the one at `at`.
    pub(super) fn chain_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end < at + CHAIN && self.here(end).is_some_and(|token| token.hyphened) {
            end += 1;
        }
        end
    }

    /// Whether the hyphen at `at` parts two names (`Mali-Maroc`) rather than joining the parts of one.
    fn parts(&self, at: usize, form: &Form) -> bool {
        let Some(next) = self.here(at) else { return true };
        if !next.hyphened || next.case == Case::Lower || self.kind_of(form) == MentionType::Person {
            return true;
        }
        let place = self.kind_of(form) == MentionType::Place;
        self.known_at(at).is_some_and(|(_, other)| !place || self.kind_of(other) != MentionType::Place)
    }

    /// Whether a state is named in `start..end`.
    fn holds_state(&self, start: usize, end: usize) -> bool {
        (start..end).any(|at| self.known_at(at).is_some_and(|(_, form)| self.kind_of(form) == MentionType::State))
    }

    /// How many words of the name at `at` only tell what it names (`journal Le Monde`).
    fn introduction(&self, at: usize, length: usize) -> usize {
        let words = (at..at + length).take_while(|at| self.is(*at, Class::Apposed) && !self.capital(*at)).count();
        if words < length && self.capital(at + words) { words } else { 0 }
    }

    /// The longest name of the lexicon at `at`.
    pub(super) fn known_at(&self, at: usize) -> Option<(usize, &'d Form)> {
        let rest = self.rest(at);
        let forms: &'d Trie<Form> = &self.names.forms;
        let mut node = forms.begin(rest.first()?);
        let mut best = None;
        let mut length = 1;
        while node != 0 {
            let values = forms.values(node);
            if !values.is_empty()
                && let Some(form) = self.choose(at, rest.get(..length)?, values)
            {
                best = Some((length, form));
            }
            let Some(token) = rest.get(length).filter(|token| !token.paragraph) else { break };
            node = forms.follow(node, token);
            length += 1;
        }
        best
    }

    /// The form that `tokens` at `at` are written as; of several, the state, else the first.
    fn choose<'f>(&self, at: usize, tokens: &[Token], forms: &'f [Form]) -> Option<&'f Form> {
        if tokens.len() == 1 && self.shouted && self.is(at, Class::Stop) {
            return None;
        }
        let accepted = |form: &&Form| {
            form.accepts(tokens, self.text, self.language)
                && (!form.article || self.before(at).is_some_and(|token| self.shapes.is(token, Class::Article)))
        };
        let mut accepted = forms.iter().filter(accepted);
        let first = accepted.next()?;
        let better = |form: &&Form| !matches!(form.how, How::Surname) && self.kind_of(form) == MentionType::State;
        if better(&first) {
            return Some(first);
        }
        Some(accepted.find(better).unwrap_or(first))
    }

    fn kind_of(&self, form: &Form) -> MentionType {
        self.names.entities.get(form.entity as usize).map_or(MentionType::Place, |entity| entity.kind)
    }

    fn push_known(&mut self, at: usize, length: usize, entity: u32, how: How) {
        let Some(known) = self.names.entities.get(entity as usize) else { return };
        let kind = known.kind;
        // A name that several states share says nothing of which one is meant.
        let state = known.state.filter(|_| self.rivals(at, length).len() < 2);
        if let Some(slot) = state.and_then(|state| self.weights.get_mut(usize::from(state.0))) {
            *slot += 2;
        }
        let rule = if kind == MentionType::State { rules::STATE } else { rules::ENTITY };
        let rule = self.rule(rule);
        self.push(at..at + length, kind, What::Known { entity, how }, rule);
        if kind == MentionType::Person {
            self.remember_person(&(at..at + length), self.found.len() - 1);
        }
    }

    /// The states that the `length` tokens at `at` can name, with their entities.
    pub(super) fn rivals(&self, at: usize, length: usize) -> Vec<(u32, StateRef)> {
        let Some(tokens) = self.tokens.get(at..at + length) else { return Vec::new() };
        let Some((_, forms)) = self.names.forms.longest(tokens).filter(|(found, _)| *found == length) else {
            return Vec::new();
        };
        let states = forms.iter().filter(|form| form.accepts(tokens, self.text, self.language)).filter_map(|form| {
            let entity = self.names.entities.get(form.entity as usize)?;
            Some((form.entity, entity.state.filter(|_| entity.kind == MentionType::State)?))
        });
        states.collect()
    }

    /// Counts a demonym for the states it can mean.
    fn weigh_demonym(&mut self, at: usize) {
        let Some((_, states)) = self.names.demonym_at(self.tokens, at) else { return };
        let weight = if states.len() == 1 { 2 } else { 1 };
        for state in states {
            if let Some(slot) = self.weights.get_mut(usize::from(state.0)) {
                *slot += weight;
            }
        }
    }

    /// Of the states a demonym can mean, the one the article has named most so far, else the one the pack prefers.
    pub(super) fn likeliest(&self, states: &[StateRef]) -> Option<StateRef> {
        states.iter().rev().copied().max_by_key(|state| self.likelihood(*state))
    }

    /// How often the article names the state, and whether the pack prefers it to those of the same name.
    pub(super) fn likelihood(&self, state: StateRef) -> (u32, bool) {
        let weight = self.weights.get(usize::from(state.0)).copied().unwrap_or(0);
        let known = self.names.state_at(state);
        (weight, known.is_some_and(|state| self.shapes.preferred.iter().any(|code| **code == *state.code)))
    }

    /// Whether the sentence being read has the label `label`.
    pub(super) fn labelled(&self, label: LabelKind) -> bool {
        self.document.sentences.get(self.sentence).is_some_and(|sentence| sentence.label == Some(label))
    }

    /// The last name found, if it ends right before `at`.
    pub(super) fn last_ending(&self, at: usize) -> Option<(usize, &Found<'d>)> {
        let index = self.found.len().checked_sub(1)?;
        self.found.get(index).filter(|found| found.tokens.end == at).map(|found| (index, found))
    }
}
