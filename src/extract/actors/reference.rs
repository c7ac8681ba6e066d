//! Reference: whom pronouns, possessives and bare nouns stand for, by what was said before.

use super::{Actor, Discourse, Resolver, Stand, Standing, has_verb_before};
use crate::extract::phrases::{NounPhrase, Placed, Unit};
use crate::extraction::MentionType;
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Determiner, Gender, NounId};
use crate::text::tokens::Case;
use rustc_hash::FxHashMap;

/// What has been heard so far that later words may refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// The state the article is about, once it has been looked for.
    home: Option<Option<String>>,
    /// The one armed group that the article names, once it has been looked for.
    group_named: Option<Option<String>>,
    /// The actors of the phrase read last.
    last: Vec<String>,
    /// The actors of the last phrase that was of several.
    several: Vec<String>,
    /// The last subject of the sentence was no actor.
    interrupted: bool,
    /// Whose words are quoted.
    speaker: Vec<String>,
    /// The last subjects that `il` and `elle` can mean; none where it was no actor.
    masculine: Option<Vec<String>>,
    feminine: Option<Vec<String>>,
    /// Whose body each noun last named: `l’ambassadeur de France`, later `l’ambassadeur`.
    bearers: FxHashMap<NounId, Vec<String>>,
    /// The last subject that was more than people: `le pays` is not of `les Français`.
    country: Vec<String>,
    /// The last actors that stood together.
    group: Vec<String>,
    /// Whom persons that nothing else tells of stand for, by what stood beside their names.
    persons: FxHashMap<String, Vec<String>>,
    /// The last two persons named, with their actors.
    people: Vec<(String, String)>,
    /// The state of the officer named last.
    officer: Option<String>,
}

/// The state an article is about makes up at least the third part of the states it names.
const DOMINANT: usize = 3;
/// A pair is still spoken of while both are among so many actors named last.
const RECENT: usize = 4;
/// So many complements may stand between a noun and whoever it is of.
const CHAIN: usize = 4;
/// A phrase is the subject of a finite verb so few units behind it.
const VERB: usize = 4;

impl Resolver<'_> {
    /// Resolves what refers back, from left to right, and notes who is spoken of.
    pub(super) fn refer(&self, units: &[Placed], standings: &mut [Option<Standing>], discourse: &mut Discourse) {
        if discourse.heard.home.is_none() {
            discourse.heard.home = Some(self.home());
        }
        if discourse.heard.group_named.is_none() {
            discourse.heard.group_named = Some(self.group_named());
        }
        self.hear_speaker(units, standings, discourse);
        discourse.heard.interrupted = false;
        for index in 0..units.len() {
            let Some(Unit::Noun(phrase)) = units.get(index).map(|placed| &placed.unit) else { continue };
            let literal = standings.get(index).is_some_and(Option::is_some);
            if !literal {
                self.complete(units, standings, discourse, index);
            }
            if let Some(Some(group)) = &discourse.heard.group_named
                && self.are_fighters(units, index, phrase)
                && let Some(Some(standing)) = standings.get_mut(index)
            {
                for actor in &mut standing.actors {
                    actor.code.clone_from(group);
                }
            }
            let subject = is_subject(units, index);
            let Some(Some(standing)) = standings.get(index) else {
                if subject {
                    self.hear_other(phrase, discourse);
                }
                continue;
            };
            if self.is_instrument(phrase) {
                discourse.instrument.clone_from(&standing.actors);
            }
            discourse.name(&standing.actors);
            if standing.stand > Stand::Voice {
                if subject {
                    self.hear_other(phrase, discourse);
                }
                continue;
            }
            let codes: Vec<String> = standing.actors.iter().map(|actor| actor.code.clone()).collect();
            if let [a, b] = codes.as_slice() {
                discourse.set_dyad(a, b);
            }
            if codes.len() > 1 {
                discourse.heard.group.clone_from(&codes);
            }
            if literal {
                self.hear_officers(phrase, discourse);
            } else if standing.stand == Stand::Actor {
                let persons = phrase.names.iter().filter_map(|(number, _)| self.names.get(*number));
                for person in persons.filter(|name| name.kind == MentionType::Person && name.actor.is_none()) {
                    discourse.heard.persons.insert(person.code.clone(), codes.clone());
                }
            }
            if literal
                && standing.stand == Stand::Actor
                && let Some(head) = phrase.head()
            {
                discourse.heard.bearers.insert(self.grammar.office(head), codes.clone());
            }
            if subject {
                discourse.set_subject(&standing.actors);
                discourse.heard.interrupted = false;
                if !(phrase.nouns.is_empty() && phrase.names.is_empty() && phrase.pronoun.is_none()) {
                    discourse.heard.country.clone_from(&codes);
                }
                let gender = self.gender(phrase);
                if gender != Some(Gender::Feminine) {
                    discourse.heard.masculine = Some(codes.clone());
                }
                if gender != Some(Gender::Masculine) {
                    discourse.heard.feminine = Some(codes.clone());
                }
            }
            if codes.len() > 1 || self.shows_plural(phrase) {
                discourse.heard.several.clone_from(&codes);
            }
            discourse.heard.last = codes;
        }
    }

    /// Resolves the phrase at `index`, and before it the complements that say whose it is: `le porte-parole du gouvernement`.
    fn complete(&self, units: &[Placed], standings: &mut [Option<Standing>], discourse: &Discourse, index: usize) {
        let mut end = index;
        while end < index + CHAIN
            && let Some(next) = self.complement(units, end)
            && standings.get(next).is_none_or(Option::is_none)
        {
            end = next;
        }
        for at in (index..=end).rev() {
            let Some(Unit::Noun(phrase)) = units.get(at).map(|placed| &placed.unit) else { continue };
            let complement = self.complement(units, at);
            let owner = complement.and_then(|next| standings.get(next).cloned().flatten());
            let own = owner.and_then(|owner| self.literal(phrase, Some(owner)));
            let found = own.or_else(|| self.reference(units, standings, at, phrase, discourse));
            if let Some(slot) = standings.get_mut(at) {
                *slot = found;
            }
        }
    }

    /// Notes whose offices the persons named in the phrase hold: `Emmanuel Macron`, later `le chef de l’État`.
    fn hear_officers(&self, phrase: &NounPhrase, discourse: &mut Discourse) {
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

    fn is_instrument(&self, phrase: &NounPhrase) -> bool {
        phrase.head().is_some_and(|head| self.grammar.classes(head).any(|class| class.instrument))
    }

    fn gender(&self, phrase: &NounPhrase) -> Option<Gender> {
        self.document.tokens.get(phrase.tokens.start).and_then(|token| self.grammar.gender(token))
    }

    fn shows_plural(&self, phrase: &NounPhrase) -> bool {
        self.document.tokens.get(phrase.tokens.start).is_some_and(|token| self.grammar.is_plural(token))
    }

    /// Whether words stand in the phrase that no list knows: `le régime pélagien`.
    fn is_qualified(&self, phrase: &NounPhrase) -> bool {
        let tokens = self.document.tokens.get(phrase.tokens.clone()).unwrap_or_default();
        let noun = |at: usize| {
            phrase.nouns.iter().any(|(noun, _, start)| {
                (*start..*start + self.grammar.noun_name(*noun).split(' ').count()).contains(&at)
            })
        };
        tokens.iter().enumerate().any(|(offset, token)| {
            let at = phrase.tokens.start + offset;
            token.case == Case::Lower
                && self.grammar.function(token).is_none()
                && !noun(at)
                && !phrase.adjectives.iter().any(|(_, token)| *token == at)
        })
    }

    /// A subject that is no actor: `il` and `elle` behind it are not the actors before it.
    fn hear_other(&self, phrase: &NounPhrase, discourse: &mut Discourse) {
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
    fn hear_speaker(&self, units: &[Placed], standings: &[Option<Standing>], discourse: &mut Discourse) {
        let actors = |at: usize| -> Option<Vec<String>> {
            let Unit::Noun(phrase) = &units.get(at)?.unit else { return None };
            let standing = standings.get(at)?.as_ref()?;
            let speaks = phrase.preposition.is_none() && standing.stand == Stand::Actor;
            speaks.then(|| standing.actors.iter().map(|actor| actor.code.clone()).collect())
        };
        let says = |placed: &Placed| matches!(&placed.unit, Unit::Verb(group) if self.grammar.speech(group.verb).is_some() && group.finite.is_some());
        let Some(verb) = units.iter().position(says) else { return };
        let behind = (verb + 1..verb + 3).find_map(actors);
        let speaker = behind.or_else(|| (verb.saturating_sub(VERB)..verb).rev().find_map(actors));
        if let Some(speaker) = speaker {
            discourse.heard.speaker = speaker;
        }
    }

    /// The one armed group that the article names.
    fn group_named(&self) -> Option<String> {
        let mut codes = self.names.iter().filter(|name| name.kind == MentionType::ArmedGroup).map(|name| &name.code);
        let first = codes.next()?;
        codes.all(|code| code == first).then(|| first.clone())
    }

    /// `les rebelles`, and no more said of them.
    fn are_fighters(&self, units: &[Placed], index: usize, phrase: &NounPhrase) -> bool {
        phrase.head().is_some_and(|head| self.grammar.are_fighters(head))
            && phrase.determiner == Some(Determiner::Definite)
            && phrase.nouns.len() == 1
            && phrase.names.is_empty()
            && phrase.demonyms.is_empty()
            && phrase.adjectives.is_empty()
            && self.complement(units, index).is_none()
    }

    /// The state the article is about: the one it names most, if that is much of all it names and more than any other.
    fn home(&self) -> Option<String> {
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

    /// Whom a phrase without a name stands for, and how.
    fn reference(
        &self,
        units: &[Placed],
        standings: &[Option<Standing>],
        index: usize,
        phrase: &NounPhrase,
        discourse: &Discourse,
    ) -> Option<Standing> {
        let make = |codes: Vec<String>, stand: Stand, sector: Option<String>| -> Option<Standing> {
            let actor = |code: String| Actor { code, sector: sector.clone(), tokens: phrase.tokens.clone() };
            let actors: Vec<Actor> = codes.into_iter().map(actor).collect();
            (!actors.is_empty()).then_some(Standing { actors, stand })
        };
        if phrase.pronoun.is_some() {
            return make(self.antecedent(phrase, discourse)?, Stand::Actor, None);
        }
        if let (None, [(number, _)]) = (phrase.head(), phrase.names.as_slice()) {
            return make(self.officer(units, standings, index, *number, discourse)?, Stand::Actor, None);
        }
        let Some(head) = phrase.head() else {
            let speaks =
                self.document.tokens.get(phrase.tokens.start).is_some_and(|token| self.grammar.is_speaker(token));
            let speaker = discourse.heard.speaker.clone();
            return if speaks && phrase.names.is_empty() && !follows_verb(units, index) {
                make(speaker, Stand::Actor, None)
            } else {
                None
            };
        };
        if let Some(codes) = self.together(phrase, head, discourse) {
            return make(codes, Stand::Actor, None);
        }
        if matches!(phrase.determiner, Some(Determiner::HisHer | Determiner::Their | Determiner::Ours)) {
            // What the object of a verb is to its subject, the slots of rules tell: `a retiré ses troupes`.
            let object = phrase.preposition.is_none()
                && !self.grammar.is_counterpart(head)
                && !is_subject(units, index)
                && follows_verb(units, index);
            return if object { None } else { self.possessed(phrase, head, discourse) };
        }
        let definite = matches!(phrase.determiner, Some(Determiner::Definite | Determiner::Demonstrative));
        if !definite {
            return None;
        }
        // `l’appareil` is the drone spoken of before, and its owner's.
        if self.is_instrument(phrase) && !discourse.instrument.is_empty() {
            let codes = discourse.instrument.iter().map(|actor| actor.code.clone()).collect();
            return make(codes, Stand::Voice, None);
        }
        if self.grammar.is_host(head)
            && let Some(at) = self.complement(units, index)
            && let Some(Some(Standing { actors, stand: Stand::Actor })) = standings.get(at)
            && let [only] = actors.as_slice()
        {
            return make(vec![discourse.partner(&only.code)?.to_owned()], Stand::Actor, None);
        }
        if let Some(codes) = self.back(units, index, phrase, head, discourse) {
            return make(codes, Stand::Actor, None);
        }
        let (codes, own) = self.body(units, index, phrase, head, discourse)?;
        let part = self.part(phrase);
        let stand = if own || part.acts { Stand::Actor } else { Stand::Voice };
        make(codes, stand, part.sector)
    }

    /// Whom a person stands for that nothing is known of: whose office the phrase before names, here or earlier.
    fn officer(
        &self,
        units: &[Placed],
        standings: &[Option<Standing>],
        index: usize,
        name: usize,
        discourse: &Discourse,
    ) -> Option<Vec<String>> {
        let person = self.names.get(name).filter(|name| name.kind == MentionType::Person)?;
        if let Some(codes) = discourse.heard.persons.get(&person.code) {
            return Some(codes.clone());
        }
        let comma = index.checked_sub(1)?;
        matches!(units.get(comma)?.unit, Unit::Mark(',')).then_some(())?;
        for at in (comma.saturating_sub(CHAIN)..comma).rev() {
            let Unit::Noun(phrase) = &units.get(at)?.unit else { return None };
            if phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p)) {
                continue;
            }
            let acts = phrase.head().is_some_and(|head| self.grammar.classes(head).any(|class| class.actor));
            let standing = standings.get(at)?.as_ref()?;
            let office =
                acts && phrase.names.is_empty() && standing.stand == Stand::Actor && !self.shows_plural(phrase);
            return office.then(|| standing.actors.iter().map(|actor| actor.code.clone()).collect());
        }
        None
    }

    /// Whom a pronoun stands for: `celui-ci` the actor named last, `il` and `elle` a subject of that gender.
    fn antecedent(&self, phrase: &NounPhrase, discourse: &Discourse) -> Option<Vec<String>> {
        let plural = phrase.pronoun?;
        if phrase.tokens.len() > 1 {
            let heard = &discourse.heard;
            return Some(if plural { heard.several.clone() } else { heard.last.clone() })
                .filter(|codes| plural || codes.len() == 1);
        }
        let subject = discourse.subject().to_vec();
        if plural {
            return Some(subject);
        }
        let of_gender = match self.gender(phrase) {
            Some(Gender::Masculine) => discourse.heard.masculine.clone(),
            Some(Gender::Feminine) => discourse.heard.feminine.clone(),
            None => None,
        };
        Some(of_gender.unwrap_or(subject)).filter(|codes| codes.len() == 1)
    }

    /// `les deux pays`: the actors that stood together last.
    fn together(&self, phrase: &NounPhrase, head: NounId, discourse: &Discourse) -> Option<Vec<String>> {
        let counted = matches!(
            phrase.determiner,
            Some(Determiner::Definite | Determiner::Demonstrative | Determiner::Indefinite | Determiner::Ours)
        );
        let Some(token) = phrase.number.and_then(|token| self.document.tokens.get(token)) else {
            // `ces pays`: those that stood together last.
            let several = phrase.determiner == Some(Determiner::Demonstrative) && self.shows_plural(phrase);
            let group = &discourse.heard.group;
            return (several && self.grammar.is_group_head(head) && group.len() > 1).then(|| group.clone());
        };
        let count = self.grammar.group_number(token).filter(|_| counted && self.grammar.is_group_head(head))?;
        // `les deux hommes` are the persons named last, `les deux pays` who stood together last.
        if self.grammar.is_people_head(head) && count == discourse.heard.people.len() {
            let codes: Vec<String> = discourse.heard.people.iter().map(|(_, code)| code.clone()).collect();
            return codes.iter().any(|code| codes.first() != Some(code)).then_some(codes);
        }
        if let Some((a, b)) = discourse.dyad.as_ref().filter(|_| count == 2)
            && [a, b].iter().all(|code| discourse.recent.iter().rev().take(RECENT).any(|recent| recent == *code))
        {
            return Some(vec![a.clone(), b.clone()]);
        }
        let states = discourse.last_states(count, self.lexicon);
        Some(states).filter(|states| states.len() == count)
    }

    /// Whose a possessive is: `son homologue` the other one's, `ses soldats` the last subject's.
    fn possessed(&self, phrase: &NounPhrase, head: NounId, discourse: &Discourse) -> Option<Standing> {
        let speaks = phrase.determiner == Some(Determiner::Ours);
        // `notre armée`, where nobody is quoted, is that of the state an article is about.
        let home: Vec<String> = discourse.heard.home.clone().flatten().into_iter().collect();
        let owners = match speaks {
            true if discourse.heard.speaker.is_empty() => &home,
            true => &discourse.heard.speaker,
            false => &discourse.subject,
        };
        if !speaks && discourse.heard.interrupted {
            return None;
        }
        let owner = owners.first()?;
        let actor = |code: &String| Actor { code: code.clone(), sector: None, tokens: phrase.tokens.clone() };
        if self.grammar.is_counterpart(head) {
            let partner = discourse.partner(owner)?.to_owned();
            return Some(Standing { actors: vec![actor(&partner)], stand: Stand::Actor });
        }
        if phrase.determiner == Some(Determiner::HisHer) && owners.len() > 1 {
            return None;
        }
        let classes = || self.grammar.classes(head);
        // `son pays`, `ses rebelles`: a word for a state is its own, an armed group is nobody's.
        if !classes().any(|class| class.actor || class.owned || class.instrument) {
            return None;
        }
        let part = self.part(phrase);
        (part.code.is_none()).then(|| part.standing(owners.iter().map(actor).collect(), false))
    }

    /// `le pays`, `le royaume`, `le pays d’Afrique de l’Ouest`: the state or body of that kind last spoken of.
    fn back(
        &self,
        units: &[Placed],
        index: usize,
        phrase: &NounPhrase,
        head: NounId,
        discourse: &Discourse,
    ) -> Option<Vec<String>> {
        let kind = self.grammar.back_kind(head)?;
        if phrase.nouns.len() > 1 || phrase.nouns.iter().any(|(_, plural, _)| *plural) || self.shows_plural(phrase) {
            return None;
        }
        let region = match self.complement(units, index).and_then(|at| units.get(at)).map(|placed| &placed.unit) {
            Some(Unit::Noun(complement)) => {
                let (number, _) = complement.names.first()?;
                let states = self.lexicon.region_states(&self.names.get(*number)?.name);
                (!states.is_empty()).then_some(())?;
                Some(states)
            }
            _ => None,
        };
        if region.is_none() && !phrase.adjectives.is_empty() {
            return None;
        }
        let fits = |code: &str| {
            let known = self.lexicon.state(code);
            let of_kind = match kind {
                "any" => known.is_some(),
                "igo" => self.lexicon.is_organization(code),
                "group" => known.is_none() && !self.lexicon.is_organization(code),
                kind => known.is_some_and(|state| state.kind.as_deref() == Some(kind)),
            };
            of_kind && region.is_none_or(|states| states.iter().any(|state| state == code))
        };
        let subject = match discourse.heard.country.as_slice() {
            [only] if fits(only) => Some(only),
            _ => None,
        };
        // A new sentence speaks of its last subject; the object of a clause is another than its subject.
        let opens = is_subject(units, index) || !has_verb_before(units, index);
        let recent = || {
            let other = |code: &&String| fits(code) && (opens || Some(*code) != subject);
            discourse.recent.iter().rev().find(other).or(subject)
        };
        let home = || discourse.heard.home.as_ref().and_then(Option::as_ref).filter(|code| fits(code));
        // `dans l’est du pays`: where the subject is.
        let inside = matches!(index.checked_sub(1).and_then(|before| units.get(before)).map(|placed| &placed.unit),
            Some(Unit::Noun(place)) if place.head().is_some_and(|head| self.grammar.is_place_head(head)));
        let found = match (opens, inside) {
            (true, _) => subject.or_else(recent),
            (false, true) => home().or(subject).or_else(recent),
            (false, false) => home().filter(|code| Some(*code) != subject).or_else(recent),
        };
        found.map(|code| vec![code.clone()])
    }

    /// A body without its state: of whom it last was, or of the state the article is about; and whether it is that state's own.
    fn body(
        &self,
        units: &[Placed],
        index: usize,
        phrase: &NounPhrase,
        head: NounId,
        discourse: &Discourse,
    ) -> Option<(Vec<String>, bool)> {
        let unknown =
            |(number, _): &(usize, _)| self.names.get(*number).is_none_or(|name| name.kind != MentionType::Person);
        let described = phrase.adjectives.iter().any(|(adjective, _)| self.grammar.is_not_home(*adjective))
            || phrase.names.iter().any(unknown)
            || phrase.nouns.iter().skip(1).any(|(noun, ..)| !self.grammar.classes(*noun).any(|class| class.actor))
            || !phrase.demonyms.is_empty()
            || self.is_qualified(phrase);
        if described || self.complement(units, index).is_some() || !self.grammar.classes(head).any(|class| class.actor)
        {
            return None;
        }
        let home = self.grammar.is_home_head(head);
        if let Some(codes) = discourse.heard.bearers.get(&self.grammar.office(head)).filter(|codes| codes.len() == 1)
            && phrase.names.is_empty()
        {
            return Some((codes.clone(), home));
        }
        if !home {
            return None;
        }
        let last = || {
            let code = discourse.subject().first().filter(|_| discourse.subject().len() == 1)?;
            self.lexicon.state(code).map(|_| code.clone())
        };
        let code = discourse.heard.home.clone().flatten().or_else(last).or_else(|| discourse.heard.officer.clone())?;
        Some((vec![code], true))
    }
}

/// Whether a verb stands right before the phrase at `index`.
fn follows_verb(units: &[Placed], index: usize) -> bool {
    let before = units.get(..index).unwrap_or_default().iter().rev();
    let mut before = before.skip_while(|placed| matches!(placed.unit, Unit::Other | Unit::Date(_)));
    matches!(before.next().map(|placed| &placed.unit), Some(Unit::Verb(_)))
}

/// Whether the phrase at `index` stands where the subject of a verb does.
fn is_subject(units: &[Placed], index: usize) -> bool {
    let Some(Unit::Noun(phrase)) = units.get(index).map(|placed| &placed.unit) else { return false };
    let verb = |(distance, placed): (usize, &Placed)| match &placed.unit {
        Unit::Verb(group) => group.finite.is_some() || distance == 0 && group.form == Tense::Gerund,
        _ => false,
    };
    phrase.preposition.is_none() && units.get(index + 1..).unwrap_or_default().iter().take(VERB).enumerate().any(verb)
}
