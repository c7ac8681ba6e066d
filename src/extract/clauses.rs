//! Who is subject, object and complement of what: a shallow reading of the units of one sentence.

use super::phrases::{NounPhrase, Placed, Unit, VerbGroup};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::grammar::{Determiner, Governor, Grammar, PrepId};

/// The units of a sentence with the subject of each verb.
pub struct Clauses<'a> {
    /// The units.
    pub units: &'a [Placed],
    grammar: &'a Grammar,
    subjects: Vec<Option<usize>>,
}

impl<'a> Clauses<'a> {
    /// Finds the subject of every verb, from left to right.
    pub fn new(units: &'a [Placed], grammar: &'a Grammar) -> Self {
        let mut clauses = Self { units, grammar, subjects: vec![None; units.len()] };
        for index in 0..units.len() {
            if let Some(group) = clauses.verb(index) {
                let found = clauses.find_subject(index, group);
                if let Some(slot) = clauses.subjects.get_mut(index) {
                    *slot = found;
                }
            }
        }
        clauses
    }

    /// The verb group at `index`.
    pub fn verb(&self, index: usize) -> Option<&'a VerbGroup> {
        match self.units.get(index).map(|placed| &placed.unit) {
            Some(Unit::Verb(group)) => Some(group),
            _ => None,
        }
    }

    /// The noun phrase at `index`.
    pub fn noun(&self, index: usize) -> Option<&'a NounPhrase> {
        match self.units.get(index).map(|placed| &placed.unit) {
            Some(Unit::Noun(phrase)) => Some(phrase),
            _ => None,
        }
    }

    /// The grammatical subject of the verb at `index`: the unit of a noun phrase.
    pub fn subject(&self, index: usize) -> Option<usize> {
        self.subjects.get(index).copied().flatten()
    }

    fn unit(&self, index: usize) -> Option<&'a Unit> {
        self.units.get(index).map(|placed| &placed.unit)
    }

    fn find_subject(&self, index: usize, group: &VerbGroup) -> Option<usize> {
        if group.qualifies() {
            return self.gapped(index).and_then(|first| self.subject(first)).or_else(|| self.qualified(index));
        }
        if group.bare {
            return self.controller(index);
        }
        // `cherche à contrer`, `va livrer`, `dit avoir livré`: both verbs of the group have one subject.
        if let Some(before) = index.checked_sub(1)
            && let Some(first) = self.verb(before)
            && (!group.governors.is_empty() || first.tokens.start == group.tokens.start)
        {
            return self.subject(before);
        }
        if let Some(speaker) = self.speaker_behind(index) {
            return Some(speaker);
        }
        // `condamne un acte de X et soutient`: what stands before `et` is the first verb's object.
        let coordinated =
            index.checked_sub(1).is_some_and(|before| matches!(self.unit(before), Some(Unit::Coordination)));
        let mut nearest = None;
        let mut at = index;
        let mut comma = false;
        while at > 0 {
            at -= 1;
            match self.unit(at)? {
                // `les relations entre Paris et Bamako ont été rompues`: the second one belongs to the first.
                Unit::Noun(phrase) if phrase.preposition.is_none() && self.is_between(at) => {}
                Unit::Noun(phrase) if phrase.preposition.is_none() => {
                    // `L’homme qui a abattu le drone a été arrêté`: what stands before belongs to the clause of `qui`.
                    if !comma
                        && !coordinated
                        && let Some(opener) = self.relative_around(at)
                    {
                        at = opener;
                        continue;
                    }
                    let found = self.described(at, comma);
                    if !coordinated {
                        return Some(found);
                    }
                    nearest = nearest.or(Some(found));
                }
                Unit::Mark(',') => {
                    comma = true;
                    at = self.relative_closed(at).unwrap_or(at);
                }
                Unit::Mark(closing @ (')' | '–' | '—')) => at = self.opening(at, *closing).unwrap_or(at),
                Unit::Relative(_) => return nearest.or_else(|| self.relative_subject(at)),
                Unit::Subordination | Unit::Mark(';' | ':' | '«' | '»' | '"' | '“' | '”') => {
                    return nearest.or_else(|| self.inverted(index));
                }
                Unit::Verb(other) if !other.bare => {
                    if self.opens_relative(at) {
                        // The verb of a clause set in between: go on before its `qui`.
                        at = self.clause_opener(at)?;
                        continue;
                    }
                    let joined = comma || self.between(at, index, &|unit| matches!(unit, Unit::Coordination));
                    return if joined { self.subject(at) } else { self.inverted(index) };
                }
                _ => {}
            }
        }
        nearest.or_else(|| self.inverted(index))
    }

    /// The verb whose auxiliary the participle at `index` shares: `a perdu dix hommes et neutralisé un chef`.
    pub fn gapped(&self, index: usize) -> Option<usize> {
        let before = index.checked_sub(1)?;
        let group = self.verb(index).filter(|group| group.qualifies())?;
        matches!(self.unit(before)?, Unit::Coordination | Unit::Mark(',')).then_some(())?;
        // Another member of the row may stand between: `a accusé, condamné et exclu`.
        let first = (0..before).rev().find(|at| self.verb(*at).is_some())?;
        let first = self.gapped(first).unwrap_or(first);
        let other = self.verb(first)?;
        let compound = other.form == Tense::Participle && other.finite.is_some() && other.auxiliary.is_some();
        let joined = matches!(self.unit(before)?, Unit::Coordination)
            && !self.between(first, index, &|unit| {
                matches!(unit, Unit::Subordination | Unit::Relative(_) | Unit::Mark(';' | ':' | '.'))
            });
        let same = !other.passive || group.link.is_none();
        (compound && joined && same).then_some(first)
    }

    /// The phrase that the one at `at` describes between commas (`l’Algérie, grande rivale du Maroc, a réagi`), or that it
    /// is likened to there (`Bamako, comme ses alliés, a réagi`), or itself.
    fn described(&self, at: usize, closed: bool) -> usize {
        let is = |at: usize, mark: &dyn Fn(&Unit) -> bool| self.unit(at).is_some_and(mark);
        let comma: &dyn Fn(&Unit) -> bool = &|unit| matches!(unit, Unit::Mark(','));
        let joins: &dyn Fn(&Unit) -> bool = &|unit| matches!(unit, Unit::Mark(',') | Unit::Coordination);
        let bare = |at: usize| self.noun(at).is_some_and(|phrase| phrase.preposition.is_none());
        let before = |back: usize| at.checked_sub(back).filter(|_| closed);
        if let Some(head) = before(3)
            && is(at - 1, &|unit| matches!(unit, Unit::Coordination))
            && is(at - 2, comma)
            && bare(head)
            && !head.checked_sub(1).is_some_and(|before| is(before, joins))
        {
            return head;
        }
        let named = self.noun(at).is_some_and(|phrase| phrase.determiner.is_none() && !phrase.nouns.is_empty());
        before(2).filter(|head| named && is(at - 1, comma) && bare(*head)).unwrap_or(at)
    }

    /// The name that the phrase at `at` explains: `le PKK, une organisation considérée comme`.
    fn explained(&self, at: usize) -> Option<usize> {
        let head = at.checked_sub(2)?;
        let comma = matches!(self.unit(at - 1), Some(Unit::Mark(',')));
        let explains = self.noun(at).is_some_and(|phrase| {
            phrase.preposition.is_none()
                && phrase.names.is_empty()
                && matches!(phrase.determiner, None | Some(Determiner::Indefinite))
        });
        (comma && explains && self.noun(head).is_some_and(|phrase| !phrase.names.is_empty())).then_some(head)
    }

    /// The noun phrase behind the verb, where nothing before it can be its subject.
    fn inverted(&self, index: usize) -> Option<usize> {
        let group = self.verb(index)?;
        self.grammar.speech(group.verb)?;
        let next = (index + 1..self.units.len())
            .find(|at| !matches!(self.unit(*at), Some(Unit::Other | Unit::Date(_) | Unit::Mark(','))))?;
        self.noun(next).filter(|phrase| phrase.preposition.is_none()).map(|_| next)
    }

    /// Who speaks where a reporting verb closes what was said: `Kigali arme le M23, accuse Kinshasa.`
    fn speaker_behind(&self, index: usize) -> Option<usize> {
        let closes =
            |at: usize| matches!(self.unit(at), None | Some(Unit::Mark(',' | '.' | '…' | ';' | '»' | '"' | '”')));
        let said = (0..index).any(|at| self.verb(at).is_some_and(|group| !group.bare));
        let behind = index.checked_sub(1).filter(|before| said && matches!(self.unit(*before), Some(Unit::Mark(','))));
        behind?;
        let speaker = self.inverted(index)?;
        let named = self.noun(speaker).is_some_and(|phrase| !phrase.names.is_empty() || !phrase.demonyms.is_empty());
        (named && speaker == index + 1 && closes(speaker + 1)).then_some(speaker)
    }

    /// The subject of what is said before the reporting verb at `index` that names its speaker behind it.
    pub fn subject_of_said(&self, index: usize) -> Option<usize> {
        self.subject(index).filter(|speaker| *speaker > index)?;
        let finite = |at: &usize| self.verb(*at).is_some_and(|group| !group.bare);
        (0..index).find(finite).and_then(|verb| self.subject(verb))
    }

    /// Whether the phrase at `index` is a later member of a row behind `entre`.
    fn is_between(&self, index: usize) -> bool {
        let joined = |at: usize| matches!(self.unit(at), Some(Unit::Coordination | Unit::Mark(',')));
        let mut at = index;
        while let Some(before) = at.checked_sub(2).filter(|_| joined(at - 1)) {
            let Some(phrase) = self.noun(before) else { return false };
            match phrase.preposition {
                Some(preposition) if self.grammar.is_between(preposition) => return true,
                Some(_) => return false,
                None => at = before,
            }
        }
        false
    }

    fn between(&self, from: usize, to: usize, test: &dyn Fn(&Unit) -> bool) -> bool {
        self.units.get(from + 1..to).unwrap_or_default().iter().any(|placed| test(&placed.unit))
    }

    /// The index of the relative or subordinating word that opens the clause of the verb at `index`.
    fn clause_opener(&self, index: usize) -> Option<usize> {
        (0..index)
            .rev()
            .take_while(|at| !matches!(self.unit(*at), Some(Unit::Mark(';' | ':'))))
            .find(|at| matches!(self.unit(*at), Some(Unit::Relative(_) | Unit::Subordination)))
    }

    /// Whether the verb at `index` belongs to a relative clause, with no other finite verb since its opener.
    fn opens_relative(&self, index: usize) -> bool {
        let Some(opener) = self.clause_opener(index) else { return false };
        matches!(self.unit(opener), Some(Unit::Relative(_)))
            && !self.between(opener, index, &|unit| matches!(unit, Unit::Verb(group) if !group.bare))
    }

    /// The comma that opens the relative clause closed by the comma at `close`: `Kigali, qui nie toute aide, a accusé`.
    fn relative_closed(&self, close: usize) -> Option<usize> {
        let opener = (0..close)
            .rev()
            .take_while(|at| !matches!(self.unit(*at), Some(Unit::Subordination | Unit::Mark(';' | ':' | '«' | '»'))))
            .find(|at| matches!(self.unit(*at), Some(Unit::Relative(_))))?;
        let comma = opener.checked_sub(1).filter(|before| matches!(self.unit(*before), Some(Unit::Mark(','))))?;
        self.between(opener, close, &|unit| matches!(unit, Unit::Verb(group) if !group.bare)).then_some(comma)
    }

    /// The relative word of the clause whose only verb has the phrase at `index` behind it.
    fn relative_around(&self, index: usize) -> Option<usize> {
        let verb = (0..index)
            .rev()
            .take_while(|at| matches!(self.unit(*at), Some(Unit::Noun(_) | Unit::Other | Unit::Verb(_))))
            .find(|at| self.verb(*at).is_some_and(|group| !group.bare))?;
        self.opens_relative(verb).then(|| self.clause_opener(verb)).flatten()
    }

    /// Where the brackets or dashes open that the mark at `close` closes.
    fn opening(&self, close: usize, mark: char) -> Option<usize> {
        let opens = if mark == ')' { '(' } else { mark };
        (0..close).rev().find(|at| matches!(self.unit(*at), Some(Unit::Mark(mark)) if *mark == opens))
    }

    /// What follows an aside that the mark at `open` opens, where no clause stands in it: `a reçu, mardi au palais, le …`.
    fn behind_aside(&self, open: usize) -> Option<usize> {
        let closes = if matches!(self.unit(open)?, Unit::Mark('(')) { ')' } else { ',' };
        let close = (open + 1..self.units.len())
            .find(|at| !self.is_adjunct(*at))
            .filter(|at| *at > open + 1 && matches!(self.unit(*at), Some(Unit::Mark(mark)) if *mark == closes))?;
        self.noun(close + 1).filter(|phrase| phrase.preposition.is_none()).map(|_| close + 1)
    }

    fn is_adjunct(&self, index: usize) -> bool {
        match self.unit(index) {
            Some(Unit::Other | Unit::Date(_)) => true,
            Some(Unit::Noun(phrase)) => phrase.preposition.is_some(),
            // `dans un communiqué publié lundi`
            Some(Unit::Verb(group)) => group.qualifies(),
            _ => false,
        }
    }

    /// The subject of a verb behind a relative word: its antecedent if nothing stands between.
    fn relative_subject(&self, opener: usize) -> Option<usize> {
        let mut at = opener;
        let mut first = None;
        while at > 0 {
            at -= 1;
            match self.unit(at)? {
                Unit::Noun(phrase) => {
                    first = Some(at);
                    // `le chef de l’armée malienne, qui`: the head of the chain speaks.
                    if phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p)) {
                        continue;
                    }
                    return first;
                }
                Unit::Mark(',') if first.is_none() => {}
                _ => return first,
            }
        }
        first
    }

    /// What a participle without auxiliary is said of: the phrase before it.
    fn qualified(&self, index: usize) -> Option<usize> {
        let mut at = index;
        while at > 0 {
            at -= 1;
            match self.unit(at)? {
                Unit::Noun(phrase) => {
                    if phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p))
                        && phrase.head().is_none()
                        && at > 0
                    {
                        continue;
                    }
                    return Some(self.explained(at).unwrap_or(at));
                }
                Unit::Other | Unit::Adjective(..) | Unit::Date(_) | Unit::Mark(',') => {}
                _ => return None,
            }
        }
        // `Soutenu par Pékin, Islamabad a répondu`: what it is said of comes behind.
        self.next_subject(index)
    }

    /// The phrase that stands as subject before the next finite verb.
    fn next_subject(&self, index: usize) -> Option<usize> {
        let next = (index + 1..self.units.len()).find(|at| self.verb(*at).is_some_and(|group| !group.bare))?;
        let comma = (index + 1..next).rev().find(|at| matches!(self.unit(*at), Some(Unit::Mark(',')))).unwrap_or(index);
        let subject = |at: &usize| self.noun(*at).is_some_and(|phrase| phrase.preposition.is_none());
        (comma + 1..next).find(subject).or_else(|| (index + 1..next).rev().find(subject))
    }

    /// Who does what an infinitive or participle in -ant says: the subject of the verb that carries it.
    fn controller(&self, index: usize) -> Option<usize> {
        let mut at = index;
        while at > 0 {
            at -= 1;
            match self.unit(at)? {
                Unit::Verb(group) => {
                    // `exhorte le Mali à respecter`: whom one asks is to act; `est accusé par Alger d’aider`: the subject.
                    if matches!(self.grammar.governor(group.verb), Some(Governor::Request | Governor::Allege))
                        && !group.passive
                        && !group.qualifies()
                        && let Some(object) = self.object(at).or_else(|| self.first_noun(at))
                        && object < index
                    {
                        return Some(object);
                    }
                    return self.subject(at);
                }
                Unit::Subordination | Unit::Mark(';' | ':') => break,
                _ => {}
            }
        }
        // `En fermant son ciel, Alger a répondu`: the subject of the next finite verb.
        self.next_subject(index)
    }

    /// The subject of the clause behind a phrase that opens the sentence: `En visite à Nairobi, le ministre a annoncé …`.
    pub fn fronted_subject(&self, index: usize) -> Option<usize> {
        let opens = (0..index).all(|at| {
            matches!(
                self.unit(at),
                Some(Unit::Other | Unit::Date(_) | Unit::Mark(_) | Unit::Coordination | Unit::Noun(_))
            )
        }) && !(0..index).any(|at| self.noun(at).is_some_and(|phrase| phrase.preposition.is_none()));
        (opens && self.between(index, self.units.len(), &|unit| matches!(unit, Unit::Mark(','))))
            .then(|| self.next_subject(index))
            .flatten()
    }

    fn first_noun(&self, verb: usize) -> Option<usize> {
        (verb + 1..self.units.len()).find(|at| self.noun(*at).is_some())
    }

    /// The direct object of the verb at `index`.
    pub fn object(&self, index: usize) -> Option<usize> {
        for at in index + 1..self.units.len() {
            match self.unit(at)? {
                // `Riyad est visé, accuse Téhéran`: who speaks is no object.
                Unit::Noun(_) if self.subject(index) == Some(at) && self.verb(index)?.finite.is_some() => return None,
                Unit::Noun(phrase) if phrase.preposition.is_none() && phrase.pronoun.is_none() => return Some(at),
                Unit::Noun(_) | Unit::Other | Unit::Date(_) | Unit::Adjective(..) => {}
                Unit::Mark(',' | '(') if self.behind_aside(at).is_some() => return self.behind_aside(at),
                // `condamne fermement et publiquement l’attaque`
                Unit::Coordination if matches!(self.unit(at + 1), Some(Unit::Other)) && at == index + 1 => {}
                Unit::Mark(',' | '"' | '«' | '“') if at == index + 1 => {}
                _ => return None,
            }
        }
        None
    }

    /// The units in which complements of `index` stand, to its right: until a clause begins or another verb takes over.
    pub fn window(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let governs = self.verb(index).is_some_and(|group| {
            self.grammar.governor(group.verb).is_some()
                || group.copula
                || group.passive
                || self.grammar.is_being(group.verb)
        });
        let mut open = true;
        (index + 1..self.units.len()).take_while(move |at| {
            open &= match self.unit(*at) {
                Some(Unit::Verb(group)) if group.bare || !group.governors.is_empty() => {
                    // `réclame la libération des siens détenus en Iran`
                    group.qualifies() && self.gapped(*at).is_none()
                        || governs && (group.form == Tense::Infinitive || group.auxiliary.is_some())
                }
                Some(
                    Unit::Verb(_)
                    | Unit::Subordination
                    | Unit::Relative(_)
                    | Unit::Mark(';' | ':' | '?' | '!' | '.' | '…' | '—' | '–'),
                )
                | None => false,
                Some(_) => true,
            };
            open
        })
    }

    /// The whole clause around `index`: between what opens and what closes it.
    pub fn clause(&self, index: usize) -> std::ops::Range<usize> {
        let stop = |at: &usize| matches!(self.unit(*at), Some(Unit::Subordination | Unit::Mark(';' | ':')));
        let start = (0..index).rev().find(stop).map_or(0, |at| at + 1);
        let end = (index + 1..self.units.len()).find(stop).unwrap_or(self.units.len());
        start..end
    }

    /// The noun phrase to the right of `index` that stands behind `preposition`.
    pub fn complement(&self, index: usize, preposition: PrepId) -> impl Iterator<Item = usize> + '_ {
        self.window(index)
            .filter(move |at| self.noun(*at).is_some_and(|phrase| phrase.preposition == Some(preposition)))
    }

    /// The verb that opens the `que` clause in which the verb at `index` stands.
    pub fn opening_verb(&self, index: usize) -> Option<usize> {
        let opener = (0..index)
            .rev()
            .take_while(|at| !matches!(self.unit(*at), Some(Unit::Mark(';' | ':') | Unit::Relative(_))))
            .find(|at| matches!(self.unit(*at), Some(Unit::Subordination)))?;
        // `exige une trêve alors que Minsk avance`: conjunctions of several words open no content.
        let several = self.units.get(opener).is_some_and(|placed| placed.tokens.len() > 1);
        if several || self.between(opener, index, &|unit| matches!(unit, Unit::Verb(group) if !group.bare)) {
            return None;
        }
        (0..opener)
            .rev()
            .take(5)
            .take_while(|at| !matches!(self.unit(*at), Some(Unit::Subordination | Unit::Relative(_) | Unit::Mark(_))))
            .find(|at| self.verb(*at).is_some())
    }

    /// The subject of the clause that the verb at `index` opens: `exige que Minsk cède`.
    pub fn clause_subject(&self, index: usize) -> Option<usize> {
        let verb = (index + 1..self.units.len()).find(|at| self.verb(*at).is_some_and(|group| !group.bare))?;
        (self.opening_verb(verb) == Some(index)).then(|| self.subject(verb)).flatten()
    }

    /// The finite verb that governs the noun phrase at `index`: as its object, its complement, or its predicate.
    pub fn governing_verb(&self, index: usize) -> Option<usize> {
        let mut at = index;
        while at > 0 {
            at -= 1;
            match self.unit(at)? {
                Unit::Verb(group) if !group.qualifies() => return Some(at),
                Unit::Subordination | Unit::Relative(_) | Unit::Mark(';' | ':') => return None,
                _ => {}
            }
        }
        None
    }

    /// The verb of which the phrase at `index` is the subject.
    pub fn verb_of_subject(&self, index: usize) -> Option<usize> {
        self.subjects
            .iter()
            .enumerate()
            .skip(index + 1)
            .find(|(_, subject)| **subject == Some(index))
            .map(|(verb, _)| verb)
    }
}
