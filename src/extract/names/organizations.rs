//! Organisations by shape: a head with what continues it, and acronyms in brackets.

use super::{Finder, Shaped, What, rules};
use crate::extraction::{MentionType, Reading};
use crate::lexicon::names::packs::OrganizationKind;
use crate::lexicon::names::shapes::{Class, Head};
use crate::lexicon::names::{How, StateRef};
use crate::text::tokens::{Case, TokenKind};
use std::ops::Range;

/// No name of an organisation goes on for longer.
const LONGEST: usize = 24;

/// No more words stand before a head.
const LEADING: usize = 5;

/// What follows a head.
#[derive(Debug, Default)]
struct Continuation {
    /// One past the last token of the name.
    end: usize,
    /// Where the first subject ends: `Défense` in `de la Défense et des Anciens Combattants`.
    first: usize,
    capital: bool,
    topic: bool,
    adjective: bool,
    states: Vec<StateRef>,
    /// Demonyms and `du Mali`: what the code leaves out.
    omit: Vec<Range<usize>>,
    /// What the last word was.
    last: Last,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    #[default]
    Head,
    Capital,
    Lower,
    Topic,
}

impl Finder<'_> {
    /// The organisation that begins at `at`, if it is longer than `known` tokens: pushes it and returns its end.
    pub(super) fn organization_at(&mut self, at: usize, known: usize) -> Option<usize> {
        let (start, head_at) = self.head_start(at)?;
        let (length, heads) = self.shapes.head_words.longest(self.rest(head_at))?;
        let shapes = self.shapes;
        let head = shapes.heads.get(usize::from(*heads.first()?))?;
        let printed = self.capital(head_at) && !self.shouted;
        let mut found = Continuation { end: head_at + length, first: head_at + length, ..Continuation::default() };
        for leading in start..head_at {
            let demonym = self.names.demonym_at(self.tokens, leading).and_then(|(_, states)| self.likeliest(states));
            found.states.extend(demonym.or_else(|| self.state_named(leading)));
        }
        // Capitalised words before the head are as good as words behind it.
        found.capital = head_at - start > found.states.len();
        self.continue_name(head, printed, &mut found);
        if head.silent {
            return (found.end - start >= known).then_some(head_at + length);
        }
        // `Forces armées royales marocaines`: the demonym is no part of a name the lexicon knows.
        // `l’Opération Barkhane de la France`: what the lexicon knows ends before its owner.
        if known > 0 && self.is_owned(start + known, found.end) {
            return None;
        }
        if known > 0 && found.omit.iter().any(|omitted| omitted.start == start + known && omitted.end == found.end) {
            return None;
        }
        // `le général de Brigade Mouhib`: what the title says of itself opens no name.
        if self.titled.as_ref().is_some_and(|titled| start < titled.at && titled.at < found.end) {
            return None;
        }
        if found.end - start <= known || !self.is_name(head, printed, at, head_at + length, &found) {
            return None;
        }
        let body = self.shape_organization(head, start..found.end, head_at..head_at + length, &found);
        let kind = if head.armed { MentionType::ArmedGroup } else { MentionType::Organization };
        for state in &found.states {
            if let Some(slot) = self.weights.get_mut(usize::from(state.0)) {
                *slot += 1;
            }
        }
        self.push(start..found.end, kind, What::Shaped(Box::new(body)), &head.id);
        Some(found.end)
    }

    /// Whether nothing but `de` and a state stands in `from..end`.
    fn is_owned(&self, from: usize, end: usize) -> bool {
        let mut at = from;
        while at < end && self.shapes_link(at) {
            at += 1;
        }
        at > from
            && at < end
            && self.known_at(at).is_some_and(|(length, _)| at + length == end)
            && self.state_named(at).is_some()
    }

    fn shapes_link(&self, at: usize) -> bool {
        self.is(at, Class::Of) || self.is(at, Class::Article)
    }

    /// Where a name with a head begins: at the head, or at a demonym before it where adjectives come first.
    fn head_start(&self, at: usize) -> Option<(usize, usize)> {
        if self.shapes.head_words.begin(self.token(at)?) != 0 {
            return Some((at, at));
        }
        if !self.shapes.adjectives_first || self.is_either(at, Class::Stop, Class::FirstName) {
            return None;
        }
        let demonym = self.names.demonym_at(self.tokens, at);
        let mut head = at + demonym.map_or(0, |(length, _)| length);
        if demonym.is_none() && !self.capital(at) || self.is(at, Class::Calendar) {
            return None;
        }
        // `Malian army`, `Joint Military Commission`
        while head < at + LEADING {
            let token = self.here(head).filter(|token| token.is_word())?;
            if self.shapes.head_words.begin(token) != 0 {
                return Some((at, head));
            }
            if !self.capital(head) || self.is_either(head, Class::Stop, Class::FirstName) {
                return None;
            }
            head += 1;
        }
        None
    }

    /// The state whose name stands at `at`.
    fn state_named(&self, at: usize) -> Option<StateRef> {
        let (_, form) = self.known_at(at)?;
        self.names.entities.get(form.entity as usize).filter(|entity| entity.kind == MentionType::State)?.state
    }

    fn continue_name(&self, head: &Head, printed: bool, found: &mut Continuation) {
        let limit = found.end + LONGEST;
        while found.end < limit {
            let at = found.end;
            let Some(token) = self.here(at).filter(|token| token.is_word() && !token.paragraph) else { break };
            if let Some((length, states)) =
                self.names.demonym_at(self.tokens, at).filter(|_| token.case == Case::Lower || !token.hyphened)
                && !self.capital_name(at, length)
            {
                found.states.extend(self.likeliest(states));
                found.omit.push(at..at + length);
                found.end = at + length;
                found.last = Last::Lower;
                if head.army {
                    break;
                }
                continue;
            }
            if self.capital(at) && !self.shouted {
                if !self.takes_capital(at, head, printed, found.last, token.hyphened) {
                    break;
                }
                let length = self.known_at(at).map_or(1, |(length, _)| length);
                found.capital = true;
                found.end = at + length;
                found.last = Last::Capital;
                continue;
            }
            if token.case == Case::Lower && self.shapes.is_adjective(token, self.word(at)) && printed {
                found.adjective = true;
                found.end = at + 1;
                found.last = Last::Lower;
                continue;
            }
            if token.case == Case::Lower && head.topics && found.last == Last::Topic && self.is(at, Class::Topic) {
                found.end = at + 1;
                continue;
            }
            if !self.continue_linked(head, printed, found) {
                break;
            }
        }
    }

    /// Whether the demonym at `at` is the capitalised name of a state or place (`Suisse`).
    fn capital_name(&self, at: usize, length: usize) -> bool {
        self.capital(at) && !self.shouted && self.known_at(at).is_some_and(|(known, _)| known >= length)
    }

    /// Whether a capitalised word may follow without a link.
    fn takes_capital(&self, at: usize, head: &Head, printed: bool, last: Last, hyphened: bool) -> bool {
        if hyphened {
            return true;
        }
        if self.is(at, Class::FirstName) || self.is(at, Class::Stop) || self.is(at, Class::Calendar) {
            return false;
        }
        let state = self.here(at + 1).is_some_and(|next| next.hyphened);
        match last {
            Last::Head | Last::Capital => printed && !head.bare || self.is(at, Class::Topic),
            Last::Lower | Last::Topic => printed && (state || self.is(at, Class::Topic)),
        }
    }

    /// Takes `de la Défense`, `pour la paix`, `et des Anciens Combattants`; whether it took anything.
    fn continue_linked(&self, head: &Head, printed: bool, found: &mut Continuation) -> bool {
        let at = found.end;
        let and = self.is(at, Class::And);
        let of = self.is(at, Class::Of);
        let tie = self.is(at, Class::Tie) && !of && !self.is(at, Class::Article) && printed;
        if !(and && found.topic || of || tie) {
            return false;
        }
        let mut next = at + 1;
        while next < at + 3 && (self.is(next, Class::Of) || self.is(next, Class::Article)) && !self.capital(next) {
            next += 1;
        }
        let Some(word) = self.here(next).filter(|token| token.is_word() && !token.paragraph) else { return false };
        let topic = head.topics && self.is(next, Class::Topic);
        if and && !topic {
            return false;
        }
        if topic {
            // `les ministères de la Défense et de l’Intérieur`: one name all the same.
            if !found.topic {
                found.first = self.topics_end(next);
            }
            found.end = next + 1;
            found.topic = true;
            found.capital |= self.capital(next);
            found.last = Last::Topic;
            return true;
        }
        if !self.capital(next) || self.shouted || self.is(next, Class::Calendar) {
            return false;
        }
        self.link_capital(head, printed, tie, next, word.hyphened, found)
    }

    /// Takes the capitalised word at `next` behind a link.
    fn link_capital(
        &self,
        head: &Head,
        printed: bool,
        tie: bool,
        next: usize,
        hyphened: bool,
        found: &mut Continuation,
    ) -> bool {
        let known = self.known_at(next);
        let entity = known.and_then(|(_, form)| self.names.entities.get(form.entity as usize));
        let state = entity.filter(|entity| entity.kind == MentionType::State);
        if head.bare || head.army || head.domestic {
            // `le Parlement de Transition`, `l’armée du Mali`, but not `le Sénat de Dupont`.
            let Some(state) = state.and_then(|entity| entity.state) else { return false };
            if tie || known.is_some_and(|(_, form)| form.how != How::Name && form.how != How::Acronym) {
                return false;
            }
            found.states.push(state);
            found.omit.push(found.end..next + known.map_or(1, |(length, _)| length));
        } else if !printed
            || self.is(next, Class::FirstName) && !hyphened
            || self.is(next, Class::Stop)
            || tie && known.is_some()
        {
            return false;
        }
        found.capital = true;
        found.end = next + known.map_or(1, |(length, _)| length);
        found.last = Last::Capital;
        true
    }

    /// Where the run of subjects that begins at `at` ends: `Affaires étrangères`.
    fn topics_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.is(end, Class::Topic) && self.here(end).is_some_and(|token| token.case == Case::Lower) {
            end += 1;
        }
        end
    }

    /// Whether a head with what follows it names one body.
    fn is_name(&self, head: &Head, printed: bool, at: usize, head_end: usize, found: &Continuation) -> bool {
        let country = !found.states.is_empty();
        let continued = found.end > head_end;
        if head.needs && !(found.capital || found.topic) {
            return false;
        }
        if self.shouted {
            return country && (head.lower || found.topic);
        }
        if !printed {
            let topic = found.topic && head.kind == OrganizationKind::Ministry;
            return head.lower && (country || topic);
        }
        // The capital of a sentence's first word says nothing.
        if at == self.bounds.start {
            return found.capital || found.topic || country && head.lower || head.bare && continued;
        }
        head.bare || found.capital || found.topic || found.adjective || country
    }

    fn shape_organization(
        &self,
        head: &Head,
        whole: Range<usize>,
        words: Range<usize>,
        found: &Continuation,
    ) -> Shaped {
        let state = found.states.first().and_then(|state| self.names.state_at(*state));
        let several = found.states.iter().any(|state| Some(state) != found.states.first());
        let country = state.filter(|_| !several).map(|state| state.code.to_string());
        // `Au Chili, le ministère de la Santé`: what the sentence names last before it.
        let country = country.or_else(|| self.side(whole.start).0.filter(|_| head.domestic && !several));
        let led = whole.start < words.start && !found.states.is_empty();
        let shortened = head.domestic && (found.topic || !found.omit.is_empty() || led);
        let code = if head.domestic && (shortened || head.canonical.is_some()) {
            self.canonical(head, &words, found, whole.end)
        } else {
            capitalised(&self.printed(&whole))
        };
        Shaped {
            name: code.clone(),
            code,
            country,
            sector: head.kind.sector().map(str::to_owned),
            actor: None,
            domestic: head.domestic && !several,
            acts: head.kind.is_public() && head.domestic,
            army: head.army,
            reading: None,
        }
    }

    /// The head and its first subject, without demonym and country.
    fn canonical(&self, head: &Head, words: &Range<usize>, found: &Continuation, end: usize) -> String {
        let mut name = head.canonical.as_deref().map_or_else(|| capitalised(&self.printed(words)), str::to_owned);
        let last = if found.topic { found.first.min(end) } else { end };
        let mut at = words.end;
        while at < last {
            if let Some(omitted) = found.omit.iter().find(|range| range.start <= at && at < range.end) {
                at = omitted.end;
                continue;
            }
            let Some(token) = self.token(at) else { break };
            let elided = at.checked_sub(1).and_then(|index| self.token(index)).is_some_and(|before| before.elided);
            match (elided && at > words.end, token.hyphened) {
                (true, _) => name.push('’'),
                (_, true) => name.push('-'),
                _ => name.push(' '),
            }
            let word = self.word(at);
            let subject = found.topic && self.is(at, Class::Topic) && at + 1 >= words.end && first_topic(&name);
            if subject {
                name.push_str(&capitalised(word));
            } else {
                name.push_str(word);
            }
            at += 1;
        }
        name
    }

    /// An acronym in brackets: of the name before it, or of the words whose initials it holds.
    pub(super) fn bracket(&mut self, at: usize) -> Option<usize> {
        let token = self.here(at + 1).filter(|token| token.is_word())?;
        let length = token.end - token.start;
        if !(2..=14).contains(&length) || self.shouted {
            return None;
        }
        let closes = self.mark(at + 2, ')')
            || self.here(at + 2).is_some_and(|next| matches!(next.kind, TokenKind::Mark(',' | ';')));
        if !closes || token.case == Case::Lower {
            return None;
        }
        let upper = matches!(token.case, Case::Upper | Case::Mixed);
        let known = self.known_at(at + 1).map(|(_, form)| (form.entity, form.how));
        let last = self
            .last_ending(at)
            .filter(|(_, found)| matches!(found.kind, MentionType::Organization | MentionType::ArmedGroup));
        if let Some((index, found)) = last {
            if !upper && !self.abbreviates(at + 1, &found.tokens) {
                return None;
            }
            return self.name_acronym(at + 1, index, known);
        }
        if !upper || known.is_some() {
            return None;
        }
        // `l’Accord pour la paix (APP)` is no body.
        let start = self.spelled(at, self.word(at + 1)).filter(|start| !self.is(*start, Class::Stop))?;
        while self.found.last().is_some_and(|found| found.tokens.start >= start) {
            self.found.pop();
        }
        if self.found.last().is_some_and(|found| found.tokens.end > start) {
            return None;
        }
        while self.loose.last().is_some_and(|(index, _)| *index >= start) {
            self.loose.pop();
        }
        let name = capitalised(&self.printed(&(start..at)));
        let shaped = Shaped { code: name.clone(), name, ..Shaped::default() };
        let rule = self.rule(rules::INITIALS);
        self.push(start..at, MentionType::Organization, What::Shaped(Box::new(shaped)), rule);
        self.name_acronym(at + 1, self.found.len() - 1, None)
    }

    /// Names the acronym at `at` after the name found as `index`, and both by the code they share.
    fn name_acronym(&mut self, at: usize, index: usize, known: Option<(u32, How)>) -> Option<usize> {
        let letters: String = self.word(at).chars().filter(|letter| *letter != '.').collect();
        let full = self.found.get_mut(index)?;
        let kind = full.kind;
        let what = match (&mut full.what, known) {
            (What::Known { entity, .. }, _) => What::Known { entity: *entity, how: How::Acronym },
            (What::Shaped(_), Some((entity, _)))
                if matches!(
                    self.names.entities.get(entity as usize).map(|entity| entity.kind),
                    Some(MentionType::Organization | MentionType::ArmedGroup)
                ) =>
            {
                full.what = What::Known { entity, how: How::Name };
                What::Known { entity, how: How::Acronym }
            }
            (What::Shaped(shaped), _) => {
                if !shaped.army {
                    shaped.code = letters.to_uppercase();
                }
                What::Shaped(Box::new(Shaped { reading: Some(Reading::Acronym), ..(**shaped).clone() }))
            }
        };
        let rule = self.rule(rules::ACRONYM);
        self.push(at..at + 1, kind, what, rule);
        self.remember_acronym(at, self.found.len() - 1);
        Some(at + 1)
    }

    /// Whether the word at `at` begins with the initial of the name `tokens` and holds only letters of it.
    fn abbreviates(&self, at: usize, tokens: &Range<usize>) -> bool {
        let initial = |at: usize| self.word(at).chars().next().map(|letter| letter.to_lowercase().to_string());
        self.word(at).chars().count() >= 3 && initial(at) == initial(tokens.start)
    }

    /// Where the words before the bracket at `at` begin whose initials are the letters of `acronym`.
    fn spelled(&self, at: usize, acronym: &str) -> Option<usize> {
        let mut letters: Vec<char> =
            acronym.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect();
        if letters.len() < 2 {
            return None;
        }
        let mut back = at;
        let mut words = 0;
        while let Some(letter) = letters.last().copied() {
            back = back.checked_sub(1)?;
            let token = self.here(back).filter(|token| token.is_word())?;
            let initial = crate::text::fold::fold(self.word(back)).chars().next()?;
            if initial == letter {
                letters.pop();
                words += 1;
            } else if !(token.case == Case::Lower && self.small(back)) {
                return None;
            }
        }
        (words >= 2 && self.capital(back) && self.is_opening(back)).then_some(back)
    }

    /// Whether the word at `at` is one that acronyms pass over.
    fn small(&self, at: usize) -> bool {
        self.is(at, Class::Of) || self.is(at, Class::Article) || self.is(at, Class::And) || self.is(at, Class::Tie)
    }

    /// Whether no capitalised word stands right before `at`, to which it would belong.
    fn is_opening(&self, at: usize) -> bool {
        at == self.bounds.start
            || !self.capital(at - 1)
            || self.is(at - 1, Class::Article)
            || self.is(at - 1, Class::Stop)
    }
}

/// Whether what is to follow `name` is its first subject: nothing capitalised stands behind its first word yet.
fn first_topic(name: &str) -> bool {
    !name.split_whitespace().skip(1).any(|word| word.chars().next().is_some_and(char::is_uppercase))
}

/// `text` with its first letter a capital.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
