//! Who stands where a rule looks for its parties.

use super::super::actors::{Actor, Stand};
use super::super::phrases::{NounPhrase, Unit};
use super::super::standing::speakers;
use super::candidates::How;
use super::{Reader, Trigger};
use crate::extraction::RelationType;
use crate::lexicon::grammar::{Determiner, Governor, PrepId};
use crate::lexicon::rules::{Rule, Slot};

/// PLOVER's sectors of those who act for a state.
const STATE_SECTORS: [&str; 6] = ["GOV", "MIL", "COP", "JUD", "LEG", "SPY"];

impl Reader<'_> {
    /// The direct objects of a verb, with what is joined to the first by commas and `et`.
    pub(super) fn objects(&self, unit: usize) -> Vec<usize> {
        let Some(first) = self.clauses.object(unit) else { return Vec::new() };
        let joined = self
            .clauses
            .window(first)
            .filter(|at| self.clauses.noun(*at).is_some_and(|phrase| phrase.preposition.is_none()));
        std::iter::once(first).chain(joined.take(2)).collect()
    }

    /// The actors of the first slot that holds any, and which slot that is.
    pub(super) fn fill(&self, slots: &[Slot], rule: &Rule, trigger: Trigger, others: &[Actor]) -> (Vec<Actor>, How) {
        let new = |actors: &Vec<Actor>| actors.iter().any(|actor| !others.iter().any(|other| other.code == actor.code));
        slots
            .iter()
            .map(|slot| (self.slot(*slot, rule, trigger, others), How::from(*slot)))
            .find(|(actors, _)| new(actors))
            .unwrap_or((Vec::new(), How::Nowhere))
    }

    pub(super) fn slot(&self, slot: Slot, rule: &Rule, trigger: Trigger, others: &[Actor]) -> Vec<Actor> {
        match (slot, trigger) {
            (Slot::Preposition(preposition), _) => self.behind(preposition, trigger, others),
            (Slot::Subject, Trigger::Verb(unit)) => self.agent(unit, rule),
            (Slot::Subject, Trigger::Predicate(unit, _)) => self.subject_actors(unit),
            (Slot::ObjectComplement | Slot::Owner | Slot::Object, Trigger::Predicate(unit, _)) => {
                self.owner_of_subject(unit)
            }
            (Slot::Subject, _) => self.subject_of_nominal(trigger),
            (Slot::Object, Trigger::Verb(unit)) => self.patient(unit, Stand::Owned, rule),
            (Slot::Owner | Slot::ObjectComplement, Trigger::Verb(unit)) => self.owner(unit, others),
            (Slot::Adjective, Trigger::Noun(unit, _) | Trigger::Adjective(unit, _)) => {
                self.clauses.noun(unit).map(|phrase| self.resolver.demonyms(phrase, None)).unwrap_or_default()
            }
            (Slot::Speaker, _) => speakers(self, trigger.unit()),
            (Slot::Clause, Trigger::Verb(unit)) => {
                self.clauses.clause_subject(unit).map(|at| self.who(at, Stand::Owned)).unwrap_or_default()
            }
            (Slot::Patient, Trigger::Noun(unit, _)) => self.patient_of_carrier(unit),
            (Slot::Possessive, Trigger::Noun(unit, _)) => self.possessor(unit, others),
            (Slot::Object, Trigger::Noun(unit, _)) => self.who(unit, Stand::Owned),
            _ => Vec::new(),
        }
    }

    /// Who acts: the subject, or the `par` complement of a passive.
    pub(super) fn agent(&self, unit: usize, rule: &Rule) -> Vec<Actor> {
        if self.is_passive(unit) {
            return self.agent_of_passive(unit);
        }
        let Some(subject) = self.clauses.subject(unit) else { return Vec::new() };
        if rule.kind == RelationType::Protest {
            // Civilians stand for their country where they demonstrate, and nowhere else; governments do not demonstrate.
            let civil = |actor: &Actor| actor.sector.as_deref().is_some_and(|sector| !STATE_SECTORS.contains(&sector));
            // `des Maliens`: people, where no noun and no name says more.
            let people = self.clauses.noun(subject).is_some_and(|p| p.nouns.is_empty() && p.names.is_empty());
            let crowd =
                self.standing(subject).filter(|s| people || s.stand == Stand::Owned || s.actors.iter().all(civil));
            return crowd.map(|standing| standing.actors.clone()).unwrap_or_default();
        }
        self.who(subject, Stand::Voice)
    }

    /// Who is acted upon at `at`: behind a deed with its doer (`contre la destruction d’un drone par l’armée`), the doer.
    pub(super) fn upon(&self, at: usize, at_most: Stand) -> Vec<Actor> {
        let head = self.clauses.noun(at).and_then(NounPhrase::head);
        let deed = head.is_some_and(|noun| self.rules.for_noun(noun).next().is_some());
        let owned = self.standing(at).is_none_or(|standing| standing.stand == Stand::Owned);
        let doers = if deed && owned { self.agent_of_passive(at) } else { Vec::new() };
        if doers.is_empty() { self.who(at, at_most) } else { doers }
    }

    pub(in super::super) fn agent_of_passive(&self, unit: usize) -> Vec<Actor> {
        let agent = |at: &usize| {
            self.clauses.noun(*at).is_some_and(|p| p.preposition.is_some_and(|p| self.grammar.is_agent(p)))
        };
        self.clauses.window(unit).find(agent).map(|at| self.who(at, Stand::Owned)).unwrap_or_default()
    }

    pub(super) fn subject_actors(&self, unit: usize) -> Vec<Actor> {
        self.clauses.subject(unit).map(|subject| self.who(subject, Stand::Voice)).unwrap_or_default()
    }

    /// Who is acted upon: the object, or the subject of a passive.
    pub(super) fn patient(&self, unit: usize, at_most: Stand, rule: &Rule) -> Vec<Actor> {
        if self.is_passive(unit) {
            return self.clauses.subject(unit).map(|at| self.who(at, at_most)).unwrap_or_default();
        }
        // `Kigali arme le M23, accuse Kinshasa`: whoever is said to have done it.
        if rule.kind == RelationType::Accuse
            && let Some(at) = self.clauses.subject_of_said(unit)
        {
            return self.who(at, at_most);
        }
        let objects =
            if rule.object.is_empty() { self.clauses.object(unit).into_iter().collect() } else { self.objects(unit) };
        objects.into_iter().map(|at| self.upon(at, at_most)).find(|actors| !actors.is_empty()).unwrap_or_default()
    }

    /// Who owns what is acted upon.
    pub(super) fn owner(&self, unit: usize, others: &[Actor]) -> Vec<Actor> {
        let objects =
            if self.is_passive(unit) { self.clauses.subject(unit).into_iter().collect() } else { self.objects(unit) };
        let owned = |at: usize| {
            let own = self.who(at, Stand::Place);
            if own.is_empty() { self.possessor(at, others) } else { own }
        };
        objects.into_iter().map(owned).find(|actors| !actors.is_empty()).unwrap_or_default()
    }

    /// Who owns what a predicate is said of: `les relations de Paris sont tendues`.
    pub(super) fn owner_of_subject(&self, unit: usize) -> Vec<Actor> {
        self.clauses.subject(unit).map(|at| self.who(at, Stand::Place)).unwrap_or_default()
    }

    /// Whoever `son` or `leur` in the phrase refers to: the subject of its clause.
    pub(super) fn possessor(&self, unit: usize, others: &[Actor]) -> Vec<Actor> {
        let possessive = self
            .clauses
            .noun(unit)
            .is_some_and(|p| matches!(p.determiner, Some(Determiner::HisHer | Determiner::Their)));
        if !possessive {
            return Vec::new();
        }
        if let Some(verb) = self.clauses.governing_verb(unit) {
            let actors = self.subject_actors(verb);
            if actors.iter().any(|actor| !others.iter().any(|other| other.code == actor.code)) {
                return actors;
            }
            // `Alger jure qu’un drone malien a violé son espace aérien`: whoever speaks.
            let outer = (0..verb).rev().filter(|at| self.clauses.noun(*at).is_some_and(|p| p.preposition.is_none()));
            let speaker = outer
                .map(|at| self.who(at, Stand::Actor))
                .find(|actors| actors.iter().any(|actor| !others.iter().any(|other| other.code == actor.code)));
            if let Some(actors) = speaker {
                return actors;
            }
        }
        let tokens = self.clauses.noun(unit).map_or(0..0, |p| p.tokens.clone());
        self.discourse
            .subject()
            .iter()
            .map(|code| Actor { code: code.clone(), sector: None, tokens: tokens.clone() })
            .collect()
    }

    /// Who stands behind `preposition` near the trigger: to its right first, then before it in the clause.
    pub(super) fn behind(&self, preposition: PrepId, trigger: Trigger, others: &[Actor]) -> Vec<Actor> {
        let unit = trigger.unit();
        let between = self.grammar.is_between(preposition);
        let genitive = self.grammar.is_genitive(preposition);
        let at_most = if between { Stand::Voice } else { Stand::Place };
        let nominal = !matches!(trigger, Trigger::Verb(_));
        let mut at = unit;
        for index in self.clauses.window(unit) {
            let Some(phrase) = self.clauses.noun(index) else { continue };
            // A noun's `de` complement follows it directly, or another complement of its own.
            if genitive && nominal && index > at + 1 {
                break;
            }
            at = index;
            // `la visite à Bamako du ministre`
            let place = self.standing(index).is_some_and(|standing| standing.stand == Stand::Place);
            if genitive && nominal && place && !self.stands_behind(phrase, preposition) {
                continue;
            }
            if genitive && nominal && phrase.preposition.is_some_and(|p| self.grammar.is_agent(p)) {
                continue;
            }
            if self.stands_behind(phrase, preposition) {
                // `le retrait du Niger de la Cédéao`: whoever stands already is passed over.
                let actors = if nominal { self.who(index, at_most) } else { self.upon(index, at_most) };
                if actors.iter().any(|actor| !others.iter().any(|other| other.code == actor.code)) {
                    return actors;
                }
            } else if genitive && nominal {
                break;
            }
        }
        if genitive {
            return Vec::new();
        }
        if nominal && self.grammar.is_agent(preposition) {
            return self.clauses.verb_of_subject(unit).map(|verb| self.agent_of_passive(verb)).unwrap_or_default();
        }
        // `les relations entre Paris et Alger se sont détériorées`
        if between
            && !nominal
            && let Some(subject) = self.clauses.subject(unit)
        {
            let near = (subject.saturating_sub(2)..unit)
                .find(|at| self.clauses.noun(*at).is_some_and(|p| self.stands_behind(p, preposition)));
            if let Some(at) = near {
                return self.who(at, at_most);
            }
        }
        // `Avec Rabat, Bamako a lancé …`; `le Mali et le Maroc … entre les deux pays`.
        let clause = self.clauses.clause(unit);
        let after_subject = self.clauses.verb_of_subject(unit).filter(|_| nominal).and_then(|verb| {
            self.clauses
                .window(verb)
                .find(|index| self.clauses.noun(*index).is_some_and(|p| self.stands_behind(p, preposition)))
        });
        let before = || {
            (clause.start..unit).find(|index| {
                self.clauses.noun(*index).is_some_and(|p| self.stands_behind(p, preposition)) && *index == clause.start
            })
        };
        after_subject.or_else(before).map(|index| self.who(index, at_most)).unwrap_or_default()
    }

    pub(super) fn stands_behind(&self, phrase: &NounPhrase, preposition: PrepId) -> bool {
        phrase.preposition.is_some_and(|own| own == preposition || self.grammar.same_place(own, preposition))
    }

    /// Who a noun or adjective is said of, or who does what a supporting verb says: `Rabat apporte son appui à`.
    pub(super) fn subject_of_nominal(&self, trigger: Trigger) -> Vec<Actor> {
        let unit = trigger.unit();
        // `a rappelé son ambassadeur pour consultations`: what is meant to be is not done.
        if self.clauses.noun(unit).is_some_and(|p| p.preposition.is_some_and(|p| self.grammar.is_purpose(p))) {
            return Vec::new();
        }
        let own = self.clauses.noun(unit).is_some_and(|phrase| phrase.preposition.is_none());
        if own && let Some(actors) = self.apposed(unit) {
            return actors;
        }
        if own && let Some(verb) = self.clauses.verb_of_subject(unit) {
            return if matches!(trigger, Trigger::Noun(..)) && self.is_passive(verb) {
                self.agent_of_passive(verb)
            } else {
                Vec::new()
            };
        }
        let Some(verb) = self.clauses.governing_verb(unit) else {
            let subject = self.clauses.fronted_subject(unit);
            return subject.map(|at| self.who(at, Stand::Voice)).unwrap_or_default();
        };
        if self.is_passive(verb) && matches!(trigger, Trigger::Noun(..)) {
            return Vec::new();
        }
        // `accuse Alger de soutien à`: whoever is accused is said to do it.
        let accuses =
            self.clauses.verb(verb).is_some_and(|group| self.grammar.governor(group.verb) == Some(Governor::Allege));
        if accuses && !own {
            return self.objects_of(verb);
        }
        self.subject_actors(verb)
    }

    /// Who suffers what a passive, or a verb without an object, says happened in this deed: `dix soldats maliens ont été
    /// tués dans une embuscade`, `sont morts dans un raid`.
    fn patient_of_carrier(&self, unit: usize) -> Vec<Actor> {
        let suffers = |verb: &usize| self.is_passive(*verb) || self.clauses.object(*verb).is_none();
        let carrier = self.clauses.governing_verb(unit).filter(suffers);
        let subject = carrier.and_then(|verb| self.clauses.subject(verb));
        subject.map(|at| self.who(at, Stand::Owned)).unwrap_or_default()
    }

    /// The actor that the phrase at `unit` describes from behind a comma: `l’Algérie, grande rivale du Maroc`.
    pub(super) fn apposed(&self, unit: usize) -> Option<Vec<Actor>> {
        let comma = unit.checked_sub(1)?;
        matches!(self.clauses.units.get(comma)?.unit, Unit::Mark(',')).then_some(())?;
        let actors = self.who(comma.checked_sub(1)?, Stand::Actor);
        (!actors.is_empty()).then_some(actors)
    }
}
