//! What is heard while a text is read: whom later words may refer to.

use super::{Discourse, Resolver, Stand, Standing};
use crate::extract::phrases::{NounPhrase, Placed, Unit};
use crate::extraction::MentionType;
use crate::lexicon::grammar::{Gender, NounId};
use rustc_hash::FxHashMap;

/// What has been heard so far that later words may refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// Whether the state and the armed group of the article have been looked for.
    pub(super) begun: bool,
    /// The state the article is about.
    pub(super) home: Option<String>,
    /// The one armed group that the article names.
    pub(super) group_named: Option<String>,
    /// The actors of the phrase read last.
    pub(super) last: Vec<String>,
    /// The actors of the last phrase that was of several.
    pub(super) several: Vec<String>,
    /// The last subject of the sentence was no actor.
    pub(super) interrupted: bool,
    /// Whose words are quoted.
    pub(super) speaker: Vec<String>,
    /// The last subjects that `il` and `elle` can mean; none where it was no actor.
    pub(super) masculine: Option<Vec<String>>,
    pub(super) feminine: Option<Vec<String>>,
    /// The last subject of several actors, which `ils` and `les dirigeants` can mean.
    pub(super) row: Vec<String>,
    /// The last subject was one person.
    pub(super) alone: bool,
    /// Whose body each noun last named: `l’ambassadeur de France`, later `l’ambassadeur`.
    pub(super) bearers: FxHashMap<NounId, Vec<String>>,
    /// The last subject that was more than people: `le pays` is not of `les Français`.
    pub(super) country: Vec<String>,
    /// The last actors that stood together.
    pub(super) group: Vec<String>,
    /// The last three or more that stood together.
    pub(super) large: Vec<String>,
    /// Whom persons that nothing else tells of stand for, by what stood beside their names.
    pub(super) persons: FxHashMap<String, Vec<String>>,
    /// The last two persons named, with their actors.
    pub(super) people: Vec<(String, String)>,
    /// The state of the officer named last.
    pub(super) officer: Option<String>,
}

/// The state an article is about makes up at least the third part of the states it names.
const DOMINANT: usize = 3;
/// Who speaks stands so few units before the reporting verb.
const SPEAKER: usize = 4;
/// `nous` stands so few units before its verb.
const QUOTED: usize = 2;

impl Resolver<'_> {
    /// Notes whose offices the persons named in the phrase hold: `Emmanuel Macron`, later `le chef de l’État`.
    pub(super) fn hear_officers(&self, phrase: &NounPhrase, discourse: &mut Discourse) {
        let persons = phrase.names.iter().filter_map(|(number, _)| self.names.get(*number));
        for person in persons.filter(|name| name.kind == MentionType::Person) {
            if let Some(actor) = &person.actor {
                let people = &mut discourse.heard.people;
                people.retain(|(known, _)| *known != person.code);
                people.push((person.code.clone(), actor.clone()));
                people.drain(..people.len().saturating_sub(2));
            }
            let Some(actor) = person.actor.as_ref().filter(|code| self.lexicon.state(code).is_some()) else { continue };
            discourse.heard.officer = Some(actor.clone());
            let offices = self.lexicon.person_offices(&person.name).iter();
            if let Some(noun) = offices.rev().find_map(|office| self.grammar.noun_number(&office.office)) {
                discourse.heard.bearers.insert(self.grammar.office(noun), vec![actor.clone()]);
            }
        }
    }

    /// A subject that is no actor: `il` and `elle` behind it are not the actors before it.
    pub(super) fn hear_other(&self, phrase: &NounPhrase, discourse: &mut Discourse) {
        if phrase.pronoun.is_some() {
            return;
        }
        discourse.heard.interrupted = true;
        if phrase.head().is_none() && phrase.names.is_empty() {
            return;
        }
        let gender = self.gender(phrase);
        // Of a person or place named without an article the gender is not known.
        let unknown = gender.is_none() && phrase.head().is_none();
        if unknown || gender == Some(Gender::Masculine) {
            discourse.heard.masculine = Some(Vec::new());
        }
        if unknown || gender == Some(Gender::Feminine) {
            discourse.heard.feminine = Some(Vec::new());
        }
    }

    /// Notes who speaks in the sentence: the subject of its reporting verb, on either side of it.
    pub(super) fn hear_speaker(&self, units: &[Placed], standings: &[Option<Standing>], discourse: &mut Discourse) {
        let actors = |at: usize| -> Option<Vec<String>> {
            let Unit::Noun(phrase) = &units.get(at)?.unit else { return None };
            let standing = standings.get(at)?.as_ref()?;
            let speaks = phrase.preposition.is_none() && standing.stand == Stand::Actor;
            speaks.then(|| standing.actors.iter().map(|actor| actor.code.clone()).collect())
        };
        let says = |placed: &Placed| matches!(&placed.unit, Unit::Verb(group) if self.grammar.speech(group.verb).is_some() && group.finite.is_some());
        // `nous soutenons l’Ukraine`: what the quoted say of themselves does not name them.
        let quoted = |at: usize| {
            units.get(at.saturating_sub(QUOTED)..at).unwrap_or_default().iter().any(|placed| match &placed.unit {
                Unit::Noun(phrase) if phrase.head().is_none() && phrase.names.is_empty() => {
                    let token = self.document.tokens.get(phrase.tokens.start);
                    token.is_some_and(|token| self.grammar.is_speaker(token))
                }
                _ => false,
            })
        };
        let Some(verb) = (0..units.len()).find(|at| units.get(*at).is_some_and(says) && !quoted(*at)) else { return };
        let behind = (verb + 1..verb + 3).find_map(actors);
        let speaker = behind.or_else(|| (verb.saturating_sub(SPEAKER)..verb).rev().find_map(actors));
        if let Some(speaker) = speaker {
            discourse.heard.speaker = speaker;
        }
    }

    /// The one armed group that the article names.
    pub(super) fn group_named(&self) -> Option<String> {
        let mut codes = self.names.iter().filter(|name| name.kind == MentionType::ArmedGroup).map(|name| &name.code);
        let first = codes.next()?;
        codes.all(|code| code == first).then(|| first.clone())
    }

    /// The state the article is about: the one it names most, if that is much of all it names and more than any other.
    pub(super) fn home(&self) -> Option<String> {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for name in self.names {
            let weight = if name.kind == MentionType::State { 2 } else { 1 };
            if let Some(country) = name.country.as_deref().filter(|country| self.lexicon.state(country).is_some()) {
                *counts.entry(country).or_default() += weight;
            }
        }
        let tokens = &self.document.tokens;
        for at in 0..tokens.len() {
            if let Some((_, [state])) = self.lexicon.demonym_at(tokens, at)
                && let Some(state) = self.lexicon.state_at(*state)
            {
                *counts.entry(&state.code).or_default() += 1;
            }
        }
        let all: usize = counts.values().sum();
        let (code, most) = counts.iter().max_by_key(|(code, count)| (**count, std::cmp::Reverse(**code)))?;
        let second = counts.iter().filter(|(other, _)| other != &code).map(|(_, count)| *count).max().unwrap_or(0);
        (most * DOMINANT >= all && most * 2 >= second * 3).then(|| (*code).to_owned())
    }
}
