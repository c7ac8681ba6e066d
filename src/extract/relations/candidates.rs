//! Rules met with a trigger: who did what to whom, in every way the sentence and what was said before allow.

use super::super::actors::{Actor, Stand};
use super::super::standing::speakers;
use super::{Reader, Trigger};
use crate::lexicon::rules::{Rule, Slot};

/// How a party was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As the subject.
    Subject,
    /// As the object.
    Object,
    /// As the owner of the object.
    Owner,
    /// Behind a preposition.
    Preposition,
    /// As a demonym.
    Adjective,
    /// Through `son`, `leur`.
    Possessive,
    /// As whoever speaks.
    Speaker,
    /// As the subject of the clause that the verb opens.
    Clause,
    /// As who suffers a passive.
    Patient,
    /// Both parties stand together.
    Together,
    /// The nearest actor before the trigger.
    Before,
    /// The nearest actor behind the trigger.
    Behind,
    /// Whose words the sentence reports, though the rule does not ask for them.
    Quoted,
    /// Who the last sentences were about.
    Topic,
    /// The other one of the last dyad.
    Partner,
    /// As whoever does such acts where nobody is named.
    Unnamed,
    /// Not found.
    Nowhere,
}

impl How {
    /// Its name in the weights.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Object => "object",
            Self::Owner => "owner",
            Self::Preposition => "preposition",
            Self::Adjective => "adjective",
            Self::Possessive => "possessive",
            Self::Speaker => "speaker",
            Self::Clause => "clause",
            Self::Patient => "patient",
            Self::Together => "together",
            Self::Before => "before",
            Self::Behind => "behind",
            Self::Quoted => "quoted",
            Self::Topic => "topic",
            Self::Partner => "partner",
            Self::Unnamed => "unnamed",
            Self::Nowhere => "nowhere",
        }
    }

    /// Whether the rule says nothing of where the party stands.
    pub const fn is_guess(self) -> bool {
        matches!(
            self,
            Self::Before | Self::Behind | Self::Quoted | Self::Topic | Self::Partner | Self::Unnamed | Self::Nowhere
        )
    }
}

impl From<Slot> for How {
    fn from(slot: Slot) -> Self {
        match slot {
            Slot::Subject => Self::Subject,
            Slot::Object => Self::Object,
            Slot::Owner | Slot::ObjectComplement => Self::Owner,
            Slot::Preposition(_) => Self::Preposition,
            Slot::Adjective => Self::Adjective,
            Slot::Possessive => Self::Possessive,
            Slot::Speaker => Self::Speaker,
            Slot::Clause => Self::Clause,
            Slot::Patient => Self::Patient,
        }
    }
}

/// More parties than this, standing together, are not each other's partners.
const MANY: usize = 4;

/// A rule met by a sentence, before its standing is known.
#[derive(Debug, Clone)]
pub(super) struct Match<'r> {
    pub rule: &'r Rule,
    pub trigger: Trigger,
    pub sources: Vec<Actor>,
    pub source: How,
    pub targets: Vec<Actor>,
    pub target: How,
    /// The rule found both its parties where it looks for them.
    pub rivals: bool,
}

impl Reader<'_> {
    /// The ways in which `rule` can be met at `trigger`: as the rule says, or else with one party looked for elsewhere.
    pub(super) fn meet<'r>(&self, rule: &'r Rule, trigger: Trigger) -> Vec<Match<'r>> {
        if !self.fits(rule, trigger) {
            return Vec::new();
        }
        let (mut sources, mut source) = self.fill(&rule.source, rule, trigger, &[]);
        let (mut targets, mut target) = self.fill(&rule.target, rule, trigger, &sources);
        // A long list (`les pays du G7`) is no set of pairs.
        if rule.mutual && sources.len().max(targets.len()) > MANY {
            return Vec::new();
        }
        if rule.mutual {
            let before = (sources.len(), targets.len());
            (sources, targets) = split_mutual(sources, targets);
            if before != (sources.len(), targets.len()) {
                (source, target) = (How::Together, How::Together);
            }
        }
        targets.retain(|target| !sources.iter().any(|source| source.code == target.code) || sources.len() > 1);
        let distinct = sources.iter().any(|s| targets.iter().any(|t| t.code != s.code));
        let met = |sources: &[Actor], source, targets: &[Actor], target| Match {
            rule,
            trigger,
            sources: sources.to_vec(),
            source,
            targets: targets.to_vec(),
            target,
            rivals: distinct,
        };
        let mut found = Vec::new();
        if distinct {
            found.push(met(&sources, source, &targets, target));
        }
        if rule.strict {
            return found;
        }
        // What the rule points to may be wrong: whoever else is near stands by.
        if !sources.is_empty() {
            let others = self.others(trigger, &sources, Stand::Place);
            found.extend(others.iter().map(|(actors, how)| met(&sources, source, actors, *how)));
        }
        if !targets.is_empty() {
            let others = self.others(trigger, &targets, Stand::Owned);
            found.extend(others.iter().map(|(actors, how)| met(actors, *how, &targets, target)));
            let token = self.trigger_token(trigger);
            let unnamed = |code: &str| Actor { code: code.to_owned(), sector: None, tokens: token..token + 1 };
            // Who stands where the rule looks is not nobody.
            let unknown = self.plover.unnamed(rule.kind).filter(|_| !distinct).map(unnamed);
            let other = unknown.filter(|a| targets.iter().all(|t| t.code != a.code));
            found.extend(other.map(|actor| met(&[actor], How::Unnamed, &targets, target)));
        }
        found
    }

    /// Who else may be the missing party: the nearest actors on either side, the topic, the partner of the last dyad.
    fn others(&self, trigger: Trigger, known: &[Actor], at_most: Stand) -> Vec<(Vec<Actor>, How)> {
        let unit = trigger.unit();
        let new =
            |actors: &Vec<Actor>| !actors.is_empty() && actors.iter().all(|a| known.iter().all(|k| k.code != a.code));
        let before = (0..unit).rev().map(|at| self.who(at, at_most)).find(&new).map(|actors| (actors, How::Before));
        let behind = (unit..self.clauses.units.len())
            .map(|at| self.who(at, at_most))
            .find(&new)
            .map(|actors| (actors, How::Behind));
        let token = self.trigger_token(trigger);
        let named = |code: &str| Actor { code: code.to_owned(), sector: None, tokens: token..token + 1 };
        let topic: Vec<Actor> = self.discourse.subject().iter().map(|code| named(code)).collect();
        let topic = Some(topic).filter(&new).map(|actors| (actors, How::Topic));
        let speaker = Some(speakers(self, unit)).filter(&new).map(|actors| (actors, How::Quoted));
        let partner = match known {
            [only] => self.discourse.partner(&only.code).map(|code| (vec![named(code)], How::Partner)),
            _ => None,
        };
        let mut found: Vec<(Vec<Actor>, How)> = Vec::new();
        for (actors, how) in [before, behind, speaker, partner, topic].into_iter().flatten() {
            let codes = |actors: &[Actor]| actors.iter().map(|a| a.code.clone()).collect::<Vec<_>>();
            if !found.iter().any(|(seen, _)| codes(seen) == codes(&actors)) {
                found.push((actors, how));
            }
        }
        found
    }
}

/// Parties that stand together are set against each other: the first ones as source, the last ones as target, so
/// that every pair is held once.
fn split_mutual(mut sources: Vec<Actor>, mut targets: Vec<Actor>) -> (Vec<Actor>, Vec<Actor>) {
    if targets.iter().all(|target| sources.iter().any(|source| source.code == target.code)) {
        targets.clear();
    }
    if targets.is_empty() && sources.len() > 1 {
        targets = sources.split_off(1);
        let middle = targets.len().saturating_sub(1);
        sources.extend(targets.iter().take(middle).cloned());
    } else if sources.is_empty() && targets.len() > 1 {
        sources = targets.drain(..1).collect();
        let middle = targets.len().saturating_sub(1);
        sources.extend(targets.iter().take(middle).cloned());
    }
    (sources, targets)
}
