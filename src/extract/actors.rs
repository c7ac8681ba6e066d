//! Who a noun phrase stands for: by name, by demonym, by complement, or by reference to what was said before.

mod heard;
mod reference;

use super::document::{Document, Name};
use super::phrases::{NounPhrase, Placed, Unit};
use crate::extraction::MentionType;
use crate::lexicon::Names;
use crate::lexicon::grammar::{Determiner, Grammar, NounId};
use crate::lexicon::names::StateRef;
use std::collections::BTreeMap;
use std::ops::Range;

/// How a noun phrase stands for its actors, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// It is the actor: `Bamako`, `l’armée malienne`, `le président du Mali`.
    Actor,
    /// Its words are the actor's: `le communiqué d’Alger`.
    Voice,
    /// It is the actor's: `un drone malien`, `la frontière de l’Algérie`.
    Owned,
    /// It is a place in the actor's country: `à Alger`.
    Place,
}

impl Stand {
    /// Its name in the weights.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Voice => "voice",
            Self::Owned => "owned",
            Self::Place => "place",
        }
    }
}

/// So few units before `entre` stands the noun of the place between.
const WHERE: usize = 6;
/// No enumeration of what a place lies between is longer.
const MEMBERS: usize = 7;

/// One actor that a noun phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its code.
    pub code: String,
    /// Its PLOVER sector.
    pub sector: Option<String>,
    /// The tokens that stand for it.
    pub tokens: Range<usize>,
}

/// The actors of a noun phrase.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who.
    pub actors: Vec<Actor>,
    /// How.
    pub stand: Stand,
}

/// What has been spoken of before the sentence at hand.
#[derive(Debug, Clone, Default)]
pub struct Discourse {
    /// Actors in the order they were last named, the latest last; no code twice.
    recent: Vec<String>,
    /// The actors of the last subject.
    subject: Vec<String>,
    /// What pronouns and bare nouns may refer to beside it.
    heard: heard::Heard,
    /// The last two actors that took part in one relation or were named together.
    dyad: Option<(String, String)>,
    /// Whose the last drone, ship or the like was.
    instrument: Vec<Actor>,
    /// The actors that the article names, most often first.
    ranked: Vec<String>,
    /// Whose the last deed or thing of each kind was: `un plan américain … ce plan`.
    owners: BTreeMap<NounId, Vec<Actor>>,
}

impl Discourse {
    /// A discourse about the actors of `names`.
    pub fn about(names: &[Name]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for code in names.iter().filter_map(|name| name.actor.as_deref()) {
            *counts.entry(code).or_default() += 1;
        }
        let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
        ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Self { ranked: ranked.into_iter().map(|(code, _)| code.to_owned()).collect(), ..Self::default() }
    }

    /// Notes whose a deed or thing was.
    pub fn own(&mut self, noun: NounId, actors: &[Actor]) {
        self.owners.insert(noun, actors.to_vec());
    }

    /// Whose the last deed or thing of this kind was.
    pub fn owner(&self, noun: NounId) -> &[Actor] {
        self.owners.get(&noun).map_or(&[], Vec::as_slice)
    }

    /// How many actors the article names more often than this one.
    pub fn rank(&self, code: &str) -> usize {
        self.ranked.iter().position(|known| known == code).unwrap_or(self.ranked.len())
    }

    /// Notes that these actors were named.
    pub fn name(&mut self, actors: &[Actor]) {
        for actor in actors {
            self.recent.retain(|code| *code != actor.code);
            self.recent.push(actor.code.clone());
        }
    }

    /// Notes who the last subject was.
    pub fn set_subject(&mut self, actors: &[Actor]) {
        if !actors.is_empty() {
            self.subject = actors.iter().map(|actor| actor.code.clone()).collect();
        }
    }

    /// Notes two actors that belong together.
    pub fn set_dyad(&mut self, a: &str, b: &str) {
        if a != b {
            self.dyad = Some((a.to_owned(), b.to_owned()));
        }
    }

    /// The other one of the last dyad, or else the other actor named last.
    pub fn partner(&self, code: &str) -> Option<&str> {
        match &self.dyad {
            Some((a, b)) if a == code => Some(b),
            Some((a, b)) if b == code => Some(a),
            _ => self.recent.iter().rev().find(|other| *other != code).map(String::as_str),
        }
    }

    /// The actors of the last subject.
    pub fn subject(&self) -> &[String] {
        &self.subject
    }

    /// The last `count` states named, earliest first.
    fn last_states(&self, count: usize, names: &Names) -> Vec<String> {
        let mut found: Vec<String> =
            self.recent.iter().rev().filter(|code| names.state(code).is_some()).take(count).cloned().collect();
        found.reverse();
        found
    }
}

/// What the nouns of a phrase make of whoever is named with them.
struct Part {
    /// They act for it: `le président de`.
    acts: bool,
    /// Their words or deeds are its: `le communiqué de`, `un drone de`.
    speaks: bool,
    /// They act under a code of their own: `des groupes armés`.
    code: Option<String>,
    /// The PLOVER sector they belong to.
    sector: Option<String>,
}

impl Part {
    /// How the phrase stands for `actors`; `alone` where no noun comes between.
    fn standing(&self, mut actors: Vec<Actor>, alone: bool) -> Standing {
        if let Some(sector) = &self.sector {
            for actor in &mut actors {
                actor.sector = Some(sector.clone());
            }
        }
        let stand = match (alone || self.acts, self.speaks) {
            (true, _) => Stand::Actor,
            (false, true) => Stand::Voice,
            (false, false) => Stand::Owned,
        };
        Standing { actors, stand }
    }
}

/// Resolves the noun phrases of one sentence.
pub struct Resolver<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its language's grammar.
    pub grammar: &'a Grammar,
    /// What the lexicon knows of names.
    pub lexicon: &'a Names,
    /// The names of the document.
    pub names: &'a [Name],
}

impl Resolver<'_> {
    /// Who each unit stands for: first by what it says itself and its complements, then by reference.
    pub fn resolve(&self, units: &[Placed], discourse: &mut Discourse) -> Vec<Option<Standing>> {
        let mut standings: Vec<Option<Standing>> = vec![None; units.len()];
        // First what each phrase says itself, so that enumerated complements are joined (`des ambassadeurs du Mali,
        // du Niger et du Burkina Faso`); then what their complements say of the others.
        for (placed, standing) in units.iter().zip(&mut standings) {
            if let Unit::Noun(phrase) = &placed.unit {
                *standing = self.literal(phrase, None);
            }
        }
        self.coordinate(units, &mut standings);
        self.locate(units, &mut standings);
        for index in (0..units.len()).rev() {
            if let Some(Unit::Noun(phrase)) = units.get(index).map(|placed| &placed.unit)
                && (standings.get(index).is_none_or(Option::is_none) || self.part(phrase).code.is_some())
            {
                let complement = self.complement(units, index).and_then(|at| standings.get(at).cloned().flatten());
                let own = self.literal(phrase, complement).or_else(|| self.apposed(units, &standings, index));
                if let Some(slot) = standings.get_mut(index) {
                    *slot = own;
                }
            }
        }
        self.undub(units, &mut standings);
        self.coordinate(units, &mut standings);
        self.refer(units, &mut standings, discourse);
        self.coordinate(units, &mut standings);
        accompany(units, &mut standings);
        standings
    }

    /// A capital that only gives something its name stands for nobody: `se retirer de l’accord de Paris`.
    fn undub(&self, units: &[Placed], standings: &mut [Option<Standing>]) {
        for index in 0..units.len() {
            let Some(Unit::Noun(phrase)) = units.get(index).map(|placed| &placed.unit) else { continue };
            if phrase.head().is_some_and(|head| self.grammar.is_dubbed(head))
                && let Some(slot) = self.complement(units, index).and_then(|at| standings.get_mut(at))
            {
                *slot = slot.take().filter(|standing| standing.stand != Stand::Place);
            }
        }
    }

    /// Between what a place lies is where something happens: `dans la zone entre le Mali et le Niger`.
    fn locate(&self, units: &[Placed], standings: &mut [Option<Standing>]) {
        let mut at = 0;
        while at < units.len() {
            let between = |at: usize| match units.get(at).map(|placed| &placed.unit) {
                Some(Unit::Noun(phrase)) => phrase.preposition.is_some_and(|p| self.grammar.is_between(p)),
                _ => false,
            };
            let place = |at: usize| match units.get(at).map(|placed| &placed.unit) {
                Some(Unit::Noun(phrase)) => {
                    phrase.preposition.is_some_and(|p| !self.grammar.is_genitive(p))
                        && phrase.head().is_some_and(|head| self.grammar.is_place_head(head))
                }
                _ => false,
            };
            if between(at) && (at.saturating_sub(WHERE)..at).any(place) {
                let joined = |placed: &&Placed| {
                    matches!(&placed.unit, Unit::Noun(_) | Unit::Coordination | Unit::Mark(',') | Unit::Other)
                };
                let end = at + units.get(at..).unwrap_or_default().iter().take_while(joined).take(MEMBERS).count();
                for standing in standings.get_mut(at..end).unwrap_or_default().iter_mut().flatten() {
                    standing.stand = Stand::Place;
                }
                at = end;
            }
            at += 1;
        }
    }

    /// Who a description stands for that a name explains behind a comma: `l’autre coalition, le G5 Sahel`,
    /// `d’autres pays, notamment le Niger`.
    fn apposed(&self, units: &[Placed], standings: &[Option<Standing>], index: usize) -> Option<Standing> {
        let comma = self.after_complements(units, index);
        let Unit::Noun(described) = &units.get(index)?.unit else { return None };
        (described.names.is_empty() && matches!(units.get(comma)?.unit, Unit::Mark(','))).then_some(())?;
        let named = (comma + 1..comma + 3).find(|at| !matches!(units.get(*at).map(|p| &p.unit), Some(Unit::Other)))?;
        let Unit::Noun(phrase) = &units.get(named)?.unit else { return None };
        let standing = standings.get(named)?.clone()?;
        let closes = units.get(named + 1).is_none_or(|next| matches!(next.unit, Unit::Mark(_) | Unit::Coordination));
        (phrase.preposition.is_none() && standing.stand == Stand::Actor && closes).then_some(standing)
    }

    /// The index of the `de` complement that directly follows unit `index`.
    pub fn complement(&self, units: &[Placed], index: usize) -> Option<usize> {
        let next = units.get(index + 1)?;
        match &next.unit {
            Unit::Noun(phrase) if phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p)) => Some(index + 1),
            _ => None,
        }
    }

    /// Who the phrase stands for by its own words and its complement.
    fn literal(&self, phrase: &NounPhrase, complement: Option<Standing>) -> Option<Standing> {
        let (named, places) = self.named(phrase);
        let part = self.part(phrase);
        let demonyms = self.demonyms(phrase, part.sector.as_deref());
        // `la force française Barkhane` acts for the state.
        let is_body =
            |number: &usize| self.names.get(*number).is_some_and(|name| name.kind == MentionType::Organization);
        let for_state = !demonyms.is_empty() && phrase.names.iter().any(|(number, _)| is_body(number));
        if !named.is_empty() && !for_state {
            // `le président Macron` is an actor; `l’avion Bamako` is at most Bamako's.
            let alone =
                phrase.head().is_none() || part.sector.is_none() && named.iter().all(|actor| actor.sector.is_some());
            return Some(part.standing(named, alone));
        }
        if let Some(code) = part.code.clone() {
            // `des rebelles maliens` are no state's; `les rebelles du M23` are the M23.
            let stateless = |c: &Standing| c.actors.iter().all(|actor| self.lexicon.state(&actor.code).is_none());
            let group = complement.filter(|c| c.stand == Stand::Actor && stateless(c));
            let unnamed = || {
                let actor = Actor { code, sector: part.sector.clone(), tokens: phrase.tokens.clone() };
                Standing { actors: vec![actor], stand: Stand::Actor }
            };
            return Some(group.unwrap_or_else(unnamed));
        }
        if !demonyms.is_empty() {
            // `les Américains` may be their state, `une Américaine` is one of its people.
            let noun = |token: &usize| {
                self.document.tokens.get(*token).is_some_and(crate::text::tokens::Token::is_capitalised)
            };
            let some = (phrase.determiner == Some(Determiner::Indefinite) || phrase.number.is_some())
                && phrase.demonyms.first().is_some_and(noun);
            return Some(part.standing(demonyms, phrase.head().is_none() && !some));
        }
        if !places.is_empty() {
            return Some(Standing { actors: places, stand: Stand::Place });
        }
        let complement = complement?;
        // `un allié de Paris` is another than Paris; `l’accord de Paris` is only named after it.
        let place = complement.stand == Stand::Place;
        if phrase.head().is_some_and(|head| self.grammar.is_counterpart(head) || place && self.grammar.is_dubbed(head))
        {
            return None;
        }
        let whole = complement.stand == Stand::Actor || complement.stand == Stand::Place && part.acts;
        if whole {
            Some(part.standing(complement.actors, false))
        } else {
            Some(Standing { stand: Stand::Owned, ..complement })
        }
    }

    /// The actors named in a phrase, and the countries of the places named in it.
    fn named(&self, phrase: &NounPhrase) -> (Vec<Actor>, Vec<Actor>) {
        let (mut named, mut places): (Vec<Actor>, Vec<Actor>) = (Vec::new(), Vec::new());
        for (number, tokens) in &phrase.names {
            let Some(name) = self.names.get(*number) else { continue };
            if tokens.start >= phrase.tokens.end && !(named.is_empty() && places.is_empty()) {
                // `la force des Nations unies (Minusma)` is the Minusma; `Gao (Mali)` is Gao.
                if !matches!(name.kind, MentionType::Organization | MentionType::ArmedGroup) || name.actor.is_none() {
                    continue;
                }
                named.clear();
            }
            let make =
                |code: &String| Actor { code: code.clone(), sector: name.sector.clone(), tokens: tokens.clone() };
            match (&name.actor, name.kind) {
                (Some(code), _) if named.iter().any(|actor| actor.code == *code) => {}
                (Some(code), _) if !name.as_place => named.push(make(code)),
                // `l’Europe` acts as the Union.
                (None, MentionType::Place) if phrase.preposition.is_none() && self.stands_for(name).is_some() => {
                    named.extend(self.stands_for(name).map(|code| make(&code)));
                }
                (_, MentionType::Place | MentionType::State) => {
                    let state = Some(&name.code).filter(|_| name.kind == MentionType::State);
                    // `un sommet à Bruxelles` is the Union's, where nothing else is Belgium's.
                    let alone = |code: &String| !self.names.iter().any(|name| name.code == *code);
                    let body = name.country.as_ref().filter(|code| alone(code)).and_then(|_| self.stands_for(name));
                    places.extend(body.as_ref().or(name.country.as_ref()).or(state).map(make));
                }
                _ => {}
            }
        }
        (named, places)
    }

    /// The organisation that a place stands for where it acts.
    fn stands_for(&self, name: &Name) -> Option<String> {
        let entity = self.lexicon.meant_by_seat(&name.code)?;
        self.lexicon.entities.get(entity as usize).map(|known| known.code.to_string())
    }

    /// What the classes of the phrase's nouns say of it.
    fn part(&self, phrase: &NounPhrase) -> Part {
        // What a second noun says of the first is no code of its own: `les attaques djihadistes`.
        let second = || phrase.nouns.get(1).into_iter().flat_map(|(noun, ..)| self.grammar.classes(*noun));
        let classes = || {
            let first = phrase.nouns.first().into_iter().flat_map(|(noun, ..)| self.grammar.classes(*noun));
            first.chain(second().filter(|_| second().all(|class| class.code.is_none())))
        };
        let role = classes().find(|class| class.actor && !class.voice);
        let head = || phrase.nouns.first().into_iter().flat_map(|(noun, ..)| self.grammar.classes(*noun));
        let coded = head().find(|class| class.code.is_some());
        Part {
            acts: role.is_some(),
            speaks: classes().any(|class| class.actor || class.instrument),
            code: coded.and_then(|class| class.code.clone()),
            sector: role.or(coded).and_then(|class| class.sector.clone()),
        }
    }

    /// The actors of the demonyms and compound prefixes in a phrase.
    pub fn demonyms(&self, phrase: &NounPhrase, sector: Option<&str>) -> Vec<Actor> {
        let mut actors: Vec<Actor> = Vec::new();
        let tokens = &self.document.tokens;
        for token in phrase.tokens.clone() {
            let found = if phrase.demonyms.contains(&token) {
                self.lexicon.demonym_at(tokens, token)
            } else {
                let joined = tokens.get(token + 1).is_some_and(|next| next.hyphened);
                self.lexicon.prefix_at(tokens, token).filter(|_| joined)
            };
            let state = found.and_then(|(length, states)| Some((length, self.choose(states)?)));
            let body = || self.lexicon.body_demonym_at(tokens, token).filter(|_| is_whole(phrase));
            let Some((length, code)) = state.or_else(body).or_else(|| self.coded(phrase, token)) else { continue };
            if !actors.iter().any(|actor| actor.code == code) {
                actors.push(Actor {
                    code: code.to_owned(),
                    sector: sector.map(str::to_owned),
                    tokens: token..token + length,
                });
            }
        }
        actors
    }

    /// The code of the noun at `token`, behind a head that has none: `les attaques djihadistes`.
    fn coded(&self, phrase: &NounPhrase, token: usize) -> Option<(usize, &str)> {
        let (noun, ..) = phrase.nouns.iter().skip(1).find(|(_, _, at)| *at == token)?;
        let code = self.grammar.classes(*noun).find_map(|class| class.code.as_deref())?;
        Some((1, code))
    }

    /// Which of the states a demonym may mean: the one the article names, or else the first.
    fn choose(&self, states: &[StateRef]) -> Option<&str> {
        let code = |state: &StateRef| self.lexicon.state_at(*state).map(|state| &*state.code);
        let named = |code: &&str| self.names.iter().any(|name| name.code == **code);
        let codes = || states.iter().filter_map(code);
        let preferred = || codes().find(|code| self.lexicon.is_preferred(code));
        if states.len() == 1 {
            codes().next()
        } else {
            codes().find(named).or_else(preferred).or_else(|| codes().next())
        }
    }

    /// Joins enumerated phrases: `Bamako, Ouagadougou et Niamey` stands wherever its first member stands.
    fn coordinate(&self, units: &[Placed], standings: &mut [Option<Standing>]) {
        let mut index = 0;
        while index < units.len() {
            let mut members = vec![index];
            let mut joined = false;
            let mut at = self.after_complements(units, index);
            while let Some(next) = self.next_member(units, standings, index, at) {
                let last = matches!(units.get(at).map(|placed| &placed.unit), Some(Unit::Coordination));
                joined |= last;
                members.push(next);
                at = self.after_complements(units, next);
                if last {
                    break;
                }
            }
            if joined && members.len() > 1 && standings.get(index).is_some_and(Option::is_some) {
                let mut all: Vec<Actor> = Vec::new();
                for actor in members.iter().filter_map(|m| standings.get(*m).cloned().flatten()).flat_map(|s| s.actors)
                {
                    if !all.iter().any(|known| known.code == actor.code) {
                        all.push(actor);
                    }
                }
                // Whichever member a verb or preposition finds first, it finds them all.
                for member in &members {
                    if let Some(Some(standing)) = standings.get_mut(*member) {
                        standing.actors.clone_from(&all);
                    }
                }
                index = at;
            } else {
                index += 1;
            }
        }
    }

    fn after_complements(&self, units: &[Placed], index: usize) -> usize {
        let mut at = index;
        while let Some(next) = self.complement(units, at) {
            at = next;
        }
        at + 1
    }

    /// The next member of an enumeration whose first member is `first`; `at` is the unit behind the last one.
    fn next_member(&self, units: &[Placed], standings: &[Option<Standing>], first: usize, at: usize) -> Option<usize> {
        let (Some(Unit::Noun(head)), Some(Unit::Mark(',') | Unit::Coordination)) =
            (units.get(first).map(|p| &p.unit), units.get(at).map(|p| &p.unit))
        else {
            return None;
        };
        let standing = standings.get(first)?.as_ref()?;
        // `ou encore`, `et notamment`
        let adverb = matches!(units.get(at + 1).map(|p| &p.unit), Some(Unit::Other));
        let next = at + 1 + usize::from(adverb);
        let Some(Unit::Noun(phrase)) = units.get(next).map(|p| &p.unit) else { return None };
        let same = phrase.preposition == head.preposition || phrase.preposition.is_none();
        let other = standings.get(next)?.as_ref()?;
        // `a reçu Macron et Alger a répondu`: a finite verb right behind the last member opens a clause of its own.
        let clause = matches!(units.get(at).map(|p| &p.unit), Some(Unit::Coordination))
            && matches!(units.get(self.after_complements(units, next)).map(|p| &p.unit), Some(Unit::Verb(group)) if group.finite.is_some())
            && has_verb_before(units, first);
        (same && !clause && other.stand == standing.stand && standing.stand != Stand::Owned).then_some(next)
    }
}

/// `Bamako et ses alliés ont accusé`: whoever is not named acts beside the one who is.
fn accompany(units: &[Placed], standings: &mut [Option<Standing>]) {
    for index in 2..units.len() {
        let (Some(Unit::Noun(head)), Some(Unit::Coordination), Some(Unit::Noun(phrase))) = (
            units.get(index - 2).map(|placed| &placed.unit),
            units.get(index - 1).map(|placed| &placed.unit),
            units.get(index).map(|placed| &placed.unit),
        ) else {
            continue;
        };
        let theirs = matches!(phrase.determiner, Some(Determiner::HisHer | Determiner::Their));
        if theirs
            && head.preposition.is_none()
            && phrase.preposition.is_none()
            && standings.get(index).is_some_and(Option::is_none)
        {
            let named = standings.get(index - 2).cloned().flatten().filter(|s| s.stand <= Stand::Voice);
            if let Some(slot) = standings.get_mut(index) {
                *slot = named;
            }
        }
    }
}

/// Whether the phrase is about all there is: `les dirigeants européens`, but not `sept pays européens`.
fn is_whole(phrase: &NounPhrase) -> bool {
    phrase.number.is_none() && phrase.determiner != Some(Determiner::Indefinite)
}

/// Whether a finite verb stands before unit `index` in its clause.
fn has_verb_before(units: &[Placed], index: usize) -> bool {
    units
        .get(..index)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|p| !matches!(p.unit, Unit::Subordination | Unit::Mark(';' | ':')))
        .any(|p| matches!(&p.unit, Unit::Verb(group) if group.finite.is_some()))
}
