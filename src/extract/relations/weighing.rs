//! How far a match is to be trusted: a logistic model of named features, fitted on coded articles.

use super::candidates::{How, Match};
use super::{Reader, Trigger};
use crate::extraction::Status;
use crate::lexicon::conjugation::Tense;
use crate::lexicon::learned::FeatureId;
use crate::lexicon::weights::Weights;

/// Weighs features as they are found.
pub(super) struct Features<'w> {
    weights: &'w Weights,
    sum: f64,
    names: Option<Vec<String>>,
}

impl Features<'_> {
    fn note(&mut self, parts: &[&str]) {
        self.sum += self.weights.of(FeatureId::of(parts));
        if let Some(names) = &mut self.names {
            names.push(parts.concat());
        }
    }

    /// The probability that a coder would sign the match.
    pub(super) fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.sum).exp())
    }

    /// Their names, where they were asked for.
    pub(super) fn names(self) -> Vec<String> {
        self.names.unwrap_or_default()
    }
}

impl Reader<'_> {
    /// The features of a match whose standing is `status`.
    pub(super) fn features(&self, met: &Match, status: Status) -> Features<'_> {
        let kind = met.rule.kind;
        let mut features = Features { weights: self.weights, sum: 0.0, names: self.telling.then(Vec::new) };
        features.note(&["bias"]);
        features.note(&["type=", kind.as_str()]);
        features.note(&["status=", status.as_str()]);
        features.note(&["source=", met.source.name()]);
        features.note(&["target=", met.target.name()]);
        let mut note = |holds: bool, parts: &[&str]| {
            if holds {
                features.note(parts);
            }
        };
        let guessed = met.source.is_guess() || met.target.is_guess();
        let trigger = match met.trigger {
            Trigger::Verb(_) => "verb",
            Trigger::Noun(..) => "noun",
            Trigger::Adjective(..) => "adjective",
            Trigger::Predicate(..) => "predicate",
        };
        note(true, &["trigger=", trigger]);
        note(guessed, &["guessed"]);
        note(guessed && met.rivals, &["guessed&rival"]);
        note(guessed, &["guessed&type=", kind.as_str()]);
        note(guessed, &["guessed&trigger=", trigger]);
        note(guessed && met.rule.partner, &["guessed&partner"]);
        note(!met.rule.object.is_empty(), &["rule.object"]);
        note(!met.rule.with.is_empty(), &["rule.with"]);
        note(met.rule.verbs.iter().any(|verb| !verb.words.is_empty()), &["rule.words"]);
        note(met.rule.mutual, &["rule.mutual"]);
        let unit = met.trigger.unit();
        if let Some(group) = self.clauses.verb(unit) {
            note(group.negation.is_some(), &["verb.negated"]);
            note(group.bare && group.form == Tense::Infinitive, &["verb.infinitive"]);
            note(group.qualifies() && self.clauses.gapped(unit).is_none(), &["verb.participle"]);
            note(group.bare && group.form == Tense::Gerund, &["verb.gerund"]);
            note(!group.governors.is_empty(), &["verb.governed"]);
            note(group.passive, &["verb.passive"]);
            note(group.clitic && met.target.is_guess(), &["verb.clitic"]);
        }
        if let Some(phrase) = self.clauses.noun(unit) {
            note(phrase.preposition.is_some(), &["noun.preposition"]);
            note(phrase.preposition.is_some_and(|p| self.grammar.is_purpose(p)), &["noun.purpose"]);
            note(phrase.preposition.is_some_and(|p| self.grammar.is_genitive(p)), &["noun.genitive"]);
            note(phrase.determiner.is_none(), &["noun.bare"]);
        }
        // What stands between the trigger and its parties.
        let token = self.trigger_token(met.trigger);
        for (party, how, side) in [(&met.sources, met.source, "source"), (&met.targets, met.target, "target")] {
            let Some(actor) = party
                .first()
                .filter(|_| !matches!(how, How::Topic | How::Partner | How::Speaker | How::Quoted | How::Unnamed))
            else {
                continue;
            };
            let at = self.clauses.units.iter().position(|placed| placed.tokens.contains(&actor.tokens.start));
            let Some(at) = at else { continue };
            let (from, to) = (at.min(unit), at.max(unit));
            let verbs = (from + 1..to).filter(|at| self.clauses.verb(*at).is_some_and(|g| g.finite.is_some())).count();
            note(verbs == 1, &[side, ".verb_between"]);
            note(verbs > 1, &[side, ".verbs_between"]);
            note(to - from > 6, &[side, ".far"]);
            note(to - from <= 1, &[side, ".near"]);
            note(how.is_guess() && to - from > 6, &[side, ".guessed_far"]);
            note(actor.tokens.start > token, &[side, ".behind"]);
            if let Some(standing) = self.standing(at) {
                note(true, &[side, ".stand=", standing.stand.name()]);
            }
        }
        let state = |code: &str| self.resolver.lexicon.state(code).is_some();
        let all = |party: &[super::Actor]| party.iter().all(|actor| state(&actor.code));
        note(!all(&met.sources), &["source.other"]);
        note(!all(&met.targets), &["target.other"]);
        // Whom the article is about.
        let rank = |party: &[super::Actor]| party.first().map_or(9, |actor| self.discourse.rank(&actor.code));
        let (s, t) = (rank(&met.sources), rank(&met.targets));
        note(s <= 1 && t <= 1, &["pair.first"]);
        note(s.max(t) == 2, &["pair.second"]);
        note(s.max(t) > 4, &["pair.rare"]);
        note(guessed && s <= 1 && t <= 1, &["guessed&pair.first"]);
        let actors = self.named_actors();
        note(actors == 1, &["actors=1"]);
        note(actors == 2, &["actors=2"]);
        note(actors > 3, &["actors>3"]);
        features
    }

    /// How many actors the sentence names.
    fn named_actors(&self) -> usize {
        let mut codes: Vec<&str> = self.standings.iter().flatten().flat_map(|s| &s.actors).map(|a| &*a.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len()
    }
}
