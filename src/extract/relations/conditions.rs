//! Whether the words around a trigger are those a rule asks for.

use super::super::phrases::Unit;
use super::candidates::Match;
use super::{Reader, Trigger};
use crate::lexicon::grammar::{NounId, VerbId};
use crate::lexicon::rules::{Need, Rule};
use crate::text::tokens::{Token, TokenKind, WordId};
use std::ops::Range;

/// How many units of a clause before and behind its trigger are looked at: more than any clause that people write has.
const REACH: usize = 200;

impl Reader<'_> {
    /// Whether the rule's conditions hold around `trigger`.
    pub(super) fn fits(&self, rule: &Rule, trigger: Trigger) -> bool {
        if !self.words_fit(rule, trigger) {
            return false;
        }
        let unit = trigger.unit();
        if !rule.object.is_empty() && !self.object_fits(rule, trigger) {
            return false;
        }
        let clause = self.clauses.clause(unit);
        // A text without full stops is one clause; each of its triggers looks so far, and no further.
        let clause = clause.start.max(unit.saturating_sub(REACH))..clause.end.min(unit.saturating_add(REACH));
        // `a reçu son homologue, avec lequel il a évoqué la livraison d’armes`: what is said of another rules nothing out.
        let relative = (unit + 1..clause.end)
            .find(|at| matches!(self.clauses.units.get(*at).map(|placed| &placed.unit), Some(Unit::Relative(_))));
        let own = clause.start..relative.unwrap_or(clause.end);
        (rule.with.is_empty() || self.holds(&rule.with, &clause))
            && (rule.without.is_empty() || !self.holds(&rule.without, &own))
    }

    /// Whether one of the rule's verbs stands here, in its voice, with the words that go with it.
    pub(super) fn words_fit(&self, rule: &Rule, trigger: Trigger) -> bool {
        let (unit, predicate) = match trigger {
            Trigger::Verb(unit) => (unit, false),
            Trigger::Predicate(unit, _) => (unit, true),
            Trigger::Noun(..) | Trigger::Adjective(..) => return true,
        };
        let Some(group) = self.clauses.verb(unit) else { return false };
        if predicate {
            let token = self.document.tokens.get(group.token);
            let adjective =
                token.and_then(|token| self.grammar.adjective(token)).is_some_and(|a| rule.adjectives.contains(&a));
            let copula = |verb: VerbId| self.grammar.copula().any(|copula| copula == verb);
            return adjective
                || rule
                    .verbs
                    .iter()
                    .any(|t| copula(t.verb) && !t.words.is_empty() && self.follows(group.tokens.start, &t.words));
        }
        if rule.passive.is_some_and(|passive| passive != self.is_passive(unit)) {
            return false;
        }
        rule.verbs.iter().filter(|trigger| trigger.verb == group.verb).any(|trigger| {
            (!trigger.reflexive || group.reflexive)
                && trigger.negated <= group.negation.is_some()
                && self.follows(group.token + 1, &trigger.words)
        })
    }

    /// Whether any of `needs` stands in the clause.
    pub(super) fn holds(&self, needs: &[Need], clause: &Range<usize>) -> bool {
        let mut nouns = clause.clone().filter_map(|at| self.clauses.noun(at)).flat_map(|phrase| &phrase.nouns);
        if nouns.any(|(noun, ..)| self.needs(needs, *noun)) {
            return true;
        }
        let units = self.clauses.units.get(clause.clone()).unwrap_or_default();
        let tokens = units.first().map_or(0, |u| u.tokens.start)..units.last().map_or(0, |u| u.tokens.end);
        let words = self.document.tokens.get(tokens).unwrap_or_default();
        let stand = |wanted: &[WordId]| {
            let fits = |window: &[Token]| window.iter().zip(wanted).all(|(token, word)| token.fold == *word);
            !wanted.is_empty()
                && wanted.iter().all(|word| self.words.may_hold(*word))
                && words.windows(wanted.len()).any(fits)
        };
        needs.iter().any(|need| matches!(need, Need::Words(one, many) if stand(one) || stand(many)))
    }

    pub(super) fn needs(&self, needs: &[Need], noun: NounId) -> bool {
        needs.iter().any(|need| match need {
            Need::Noun(wanted) => *wanted == noun || self.grammar.noun_head(noun) == Some(*wanted),
            Need::Class(class) => self.grammar.is_of_class(noun, *class),
            Need::Words(..) => false,
        })
    }

    /// Whether `words`, each in one of its forms, stand soon from token `from` on, in order.
    pub(super) fn follows(&self, from: usize, words: &[Vec<WordId>]) -> bool {
        if words.iter().any(|forms| !forms.iter().any(|form| self.words.may_hold(*form))) {
            return false;
        }
        let mut wanted = words.iter().peekable();
        for token in self.document.tokens.iter().skip(from).take(12) {
            if wanted.peek().is_none() || matches!(token.kind, TokenKind::Mark('.' | ';' | ':')) {
                break;
            }
            if wanted.peek().is_some_and(|forms| forms.contains(&token.fold)) {
                wanted.next();
            }
        }
        wanted.peek().is_none()
    }

    /// The units of the nouns that the rule of a verb asks for.
    pub(super) fn objects_asked(&self, met: &Match) -> Vec<usize> {
        let Trigger::Verb(unit) = met.trigger else { return Vec::new() };
        if met.rule.object.is_empty() {
            return Vec::new();
        }
        let objects =
            if self.is_passive(unit) { self.clauses.subject(unit).into_iter().collect() } else { self.objects(unit) };
        objects.into_iter().filter(|at| self.is_asked(&met.rule.object, *at)).collect()
    }

    /// Whether the noun phrase at `at` is one that `needs` ask for.
    fn is_asked(&self, needs: &[Need], at: usize) -> bool {
        let Some(phrase) = self.clauses.noun(at) else { return false };
        // `quatre Maliens`
        let people = phrase.nouns.is_empty() && phrase.names.is_empty() && !phrase.demonyms.is_empty();
        let measure = phrase.head().is_some_and(|head| self.grammar.is_measure(head));
        let of = |next: usize| {
            self.clauses.noun(next).is_some_and(|p| p.preposition.is_some_and(|p| self.grammar.is_genitive(p)))
        };
        phrase.nouns.iter().any(|(noun, ..)| self.needs(needs, *noun))
            || measure && of(at + 1) && self.is_asked(needs, at + 1)
            || people
                && needs.iter().any(|need| matches!(need, Need::Class(class) if self.grammar.takes_demonyms(*class)))
    }

    pub(super) fn object_fits(&self, rule: &Rule, trigger: Trigger) -> bool {
        let unit = trigger.unit();
        let matches = |at: usize| self.is_asked(&rule.object, at);
        match trigger {
            Trigger::Verb(_) if self.is_passive(unit) => self.clauses.subject(unit).is_some_and(matches),
            Trigger::Verb(_) => self.objects(unit).into_iter().any(matches),
            // `le rappel de l’ambassadeur`, `fermeture de l’espace aérien`: the complement; or a noun of the same phrase.
            _ => {
                let genitive = |at: usize| {
                    self.clauses.noun(at).is_some_and(|p| p.preposition.is_some_and(|p| self.grammar.is_genitive(p)))
                };
                let inside = self.clauses.noun(unit).is_some_and(|phrase| {
                    phrase.tokens.clone().any(|token| {
                        let word = self.document.tokens.get(token..token + 1).unwrap_or_default();
                        self.grammar.noun(word).is_some_and(|(_, noun, _)| self.needs(&rule.object, noun))
                    })
                });
                inside || matches(unit) || self.clauses.window(unit).take(4).any(|at| genitive(at) && matches(at))
            }
        }
    }

    pub(in super::super) fn is_passive(&self, unit: usize) -> bool {
        let Some(group) = self.clauses.verb(unit) else { return false };
        if let Some(first) = self.clauses.gapped(unit) {
            return self.clauses.verb(first).is_some_and(|group| group.passive);
        }
        let said_of = group.qualifies() && !self.grammar.takes_being(group.verb);
        group.passive || said_of
    }
}
