//! What an article has explained: whom a surname means, what an acronym stands for.

use super::{Finder, Found, Shaped, What, rules};
use crate::extraction::{MentionType, Reading};
use crate::lexicon::names::How;
use crate::lexicon::names::shapes::Class;
use crate::text::fold::push_folded;
use crate::text::tokens::Case;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Surnames and acronyms of an article, by their folded letters.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The place in `Finder::found` of the person.
    persons: FxHashMap<String, usize>,
    /// The place in `Finder::found` of the organisation.
    acronyms: FxHashMap<String, usize>,
    buffer: String,
}

impl Memory {
    pub(super) fn is_person(&mut self, word: &str) -> bool {
        self.buffer.clear();
        push_folded(word, &mut self.buffer);
        self.persons.contains_key(self.buffer.as_str())
    }

    fn acronym(&mut self, word: &str) -> Option<usize> {
        self.buffer.clear();
        push_folded(word, &mut self.buffer);
        self.buffer.retain(|letter| letter != '.');
        self.acronyms.get(self.buffer.as_str()).copied()
    }
}

/// Surnames of more words than this are found by their last words alone.
const SURNAME_WORDS: usize = 4;

impl<'d> Finder<'d> {
    /// Remembers the person just found under the ends of the name.
    pub(super) fn remember_person(&mut self, tokens: &Range<usize>, index: usize) {
        let first = if tokens.len() > 1 { tokens.start + 1 } else { tokens.start };
        for start in (first..tokens.end).rev().take(SURNAME_WORDS) {
            if self.token(start).is_some_and(|token| !token.is_word() || token.hyphened && start == first) {
                continue;
            }
            let key = self.key(&(start..tokens.end));
            if key.len() > 2 {
                let known = self.memory.persons.entry(key).or_insert(index);
                // A full name tells more than the surname alone that stood before it.
                if tokens.len() > 1 && self.found.get(*known).is_some_and(|found| found.tokens.len() == 1) {
                    *known = index;
                }
            }
        }
        if tokens.len() > 1 {
            self.remember_first_name(tokens.start, index);
        }
    }

    /// Remembers the person just found under the first name alone, unless another has it.
    fn remember_first_name(&mut self, at: usize, index: usize) {
        let hyphened = self.token(at + 1).is_some_and(|token| token.hyphened);
        if !hyphened && self.token(at).is_some_and(|token| self.shapes.is(token, Class::FirstName)) {
            let key = self.key(&(at..at + 1));
            self.memory.persons.entry(key).or_insert(index);
        }
    }

    pub(super) fn remember_acronym(&mut self, at: usize, index: usize) {
        let mut key = self.key(&(at..at + 1));
        key.retain(|letter| letter != '.');
        self.memory.acronyms.entry(key).or_insert(index);
    }

    fn key(&self, range: &Range<usize>) -> String {
        let mut key = String::new();
        self.write_key(range, &mut key);
        key
    }

    /// The folded words of `range`, in place of what `key` held.
    fn write_key(&self, range: &Range<usize>, key: &mut String) {
        key.clear();
        for at in range.clone() {
            if !key.is_empty() {
                key.push(' ');
            }
            push_folded(self.word(at), key);
        }
    }

    /// The second walk: names that the article explains somewhere, and places told by what stands before them.
    pub(super) fn recall(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        let mut known = std::mem::take(&mut self.found);
        let mut end = 0;
        for (at, sentence) in loose {
            if at < end {
                continue;
            }
            self.enter(sentence);
            let found = self.surname_at(at, &known).or_else(|| self.known_surname_at(at));
            let found = found.or_else(|| self.acronym_at(at, &known));
            let found = found.or_else(|| self.place_at(at, &known)).or_else(|| self.loose_acronym_at(at));
            if let Some(found) = found {
                end = found.tokens.end;
                self.found.push(found);
            }
        }
        self.complete_surnames(&mut known);
        known.append(&mut self.found);
        known.sort_by_key(|found| found.tokens.start);
        self.found = known;
    }

    fn surname_at(&mut self, at: usize, known: &[Found<'d>]) -> Option<Found<'d>> {
        let longest = (1..SURNAME_WORDS)
            .take_while(|length| {
                self.here(at + length).is_some_and(|token| {
                    token.is_word() && !token.paragraph && (self.capital(at + length) || token.hyphened)
                })
            })
            .count();
        let mut key = std::mem::take(&mut self.memory.buffer);
        let mut person = None;
        for length in (1..=longest + 1).rev() {
            self.write_key(&(at..at + length), &mut key);
            person = self.memory.persons.get(&key).map(|index| (length, *index));
            if person.is_some() {
                break;
            }
        }
        self.memory.buffer = key;
        let (length, index) = person?;
        let what = by_surname(known.get(index)?);
        Some(Found {
            tokens: at..at + length,
            sentence: self.sentence,
            kind: MentionType::Person,
            what,
            rule: self.rule(rules::SURNAME),
        })
    }

    /// Gives `M. Diop` the full name that stands elsewhere.
    fn complete_surnames(&mut self, known: &mut [Found<'d>]) {
        for index in 0..known.len() {
            let Some(tokens) = known
                .get(index)
                .filter(|found| found.kind == MentionType::Person && found.tokens.len() == 1)
                .map(|found| found.tokens.clone())
            else {
                continue;
            };
            let key = self.key(&tokens);
            let full = self.memory.persons.get(&key).filter(|full| **full != index);
            let what = full.and_then(|full| known.get(*full)).filter(|full| full.tokens.len() > 1).map(by_surname);
            if let (Some(what), Some(found)) = (what, known.get_mut(index)) {
                found.what = what;
            }
        }
    }

    /// The surname at `at` of a person of the lexicon whom the article never names in full.
    fn known_surname_at(&self, at: usize) -> Option<Found<'d>> {
        let (length, form) = self.known_at(at).filter(|(_, form)| form.how == How::Surname)?;
        Some(Found {
            tokens: at..at + length,
            sentence: self.sentence,
            kind: MentionType::Person,
            what: What::Known { entity: form.entity, how: form.how },
            rule: self.rule(rules::ENTITY),
        })
    }

    fn acronym_at(&mut self, at: usize, known: &[Found<'d>]) -> Option<Found<'d>> {
        let word = self.word(at);
        let index = self.memory.acronym(word)?;
        let found = known.get(index)?;
        let defined = found.tokens.clone();
        let token = self.token(at)?;
        // An acronym printed as a word (`Cemoc`) is known by that spelling or in capitals.
        let same = matches!(token.case, Case::Upper | Case::Mixed) || self.word(defined.start) == word;
        if !same {
            return None;
        }
        let rule = self.rule(rules::ACRONYM);
        Some(Found { tokens: at..at + 1, sentence: self.sentence, kind: found.kind, what: found.what.clone(), rule })
    }

    /// An acronym the article never explains, where what stands before it says that it is an organisation's.
    fn loose_acronym_at(&mut self, at: usize) -> Option<Found<'d>> {
        let token = self.here(at)?;
        let length = token.end - token.start;
        if token.case != Case::Upper || self.shouted || !(2..=10).contains(&length) || token.hyphened {
            return None;
        }
        if self.is(at, Class::NotAcronym) || self.is(at, Class::Stop) || is_roman(self.word(at)) {
            return None;
        }
        if self.here(at + 1).is_some_and(|next| next.hyphened || next.glued && next.is_number()) {
            return None;
        }
        let before = self.before(at)?;
        let cued = self.shapes.is_either(before, Class::Article, Class::AcronymCue)
            || self.shapes.is(before, Class::Of)
            || (before.is_mark('(') && self.mark(at + 1, ')'));
        if !cued || length < 3 && !before.elided {
            return None;
        }
        let rule = self.enabled(rules::LOOSE_ACRONYM)?;
        let code: String = self.word(at).chars().filter(|letter| *letter != '.').collect();
        let shaped = Shaped { name: code.clone(), code, reading: Some(Reading::Acronym), ..Shaped::default() };
        Some(Found {
            tokens: at..at + 1,
            sentence: self.sentence,
            kind: MentionType::Organization,
            what: What::Shaped(Box::new(shaped)),
            rule,
        })
    }

    /// Makes `sentence` the sentence being read.
    pub(super) fn enter(&mut self, sentence: usize) {
        if let Some(entered) = self.document.sentences.get(sentence) {
            self.shouted = self.shouts.get(sentence).copied().unwrap_or_default();
            self.sentence = sentence;
            self.bounds = entered.tokens.clone();
        }
    }
}

/// What names `person` by surname.
fn by_surname(person: &Found) -> What {
    match &person.what {
        What::Shaped(shaped) => {
            What::Shaped(Box::new(Shaped { reading: Some(Reading::Surname), ..(**shaped).clone() }))
        }
        What::Known { entity, .. } => What::Known { entity: *entity, how: How::Surname },
    }
}

/// Whether a word is a Roman numeral.
pub(super) fn is_roman(word: &str) -> bool {
    word.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X' | b'L'))
}
