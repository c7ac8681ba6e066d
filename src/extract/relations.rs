//! Relations: rules met with the clauses of a sentence.

use super::actors::{Actor, Discourse, Resolver, Stand, Standing};
use super::clauses::Clauses;
use super::dates::Dated;
use super::document::Document;
use super::phrases::{NounPhrase, Placed, Unit, VerbGroup};
use super::standing::{Setting, setting_of};
use super::when::When;
use crate::extraction::{NearMiss, Party, Relation, RelationType, Status, Trace};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::dates::Acts;
use crate::lexicon::grammar::{Determiner, Governor, Grammar, NounId, PrepId, VerbId};
use crate::lexicon::plover::Plover;
use crate::lexicon::rules::{Need, Rule, Rules, Slot};
use crate::text::Span;
use crate::text::tokens::{Token, TokenKind, WordId};
use std::ops::Range;

/// What reads the relations of one sentence.
pub struct Reader<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its language's grammar.
    pub grammar: &'a Grammar,
    /// Its language's rules.
    pub rules: &'a Rules,
    /// Values of PLOVER's types.
    pub plover: &'a Plover,
    /// Resolves actors.
    pub resolver: &'a Resolver<'a>,
    /// The dates of the document.
    pub dates: &'a [Dated],
    /// Its language's words on the dates of acts.
    pub acts: Option<&'a Acts>,
    /// The units of the sentence.
    pub clauses: &'a Clauses<'a>,
    /// Who each unit stands for.
    pub standings: &'a [Option<Standing>],
    /// What was spoken of before.
    pub discourse: &'a Discourse,
}

/// PLOVER's sectors of those who act for a state.
const STATE_SECTORS: [&str; 6] = ["GOV", "MIL", "COP", "JUD", "LEG", "SPY"];

/// What set a rule off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The verb of this unit.
    Verb(usize),
    /// A noun of this unit, at this token.
    Noun(usize, usize),
    /// An adjective of this unit, at this token.
    Adjective(usize, usize),
    /// A verb group that says what its subject is (`sont tendues`, `est brouillé`), at this token.
    Predicate(usize, usize),
}

impl Trigger {
    /// The unit it stands in.
    pub const fn unit(self) -> usize {
        match self {
            Self::Verb(unit) | Self::Noun(unit, _) | Self::Adjective(unit, _) | Self::Predicate(unit, _) => unit,
        }
    }
}

/// A rule met by a sentence, before its standing is known.
struct Match<'r> {
    rule: &'r Rule,
    trigger: Trigger,
    sources: Vec<Actor>,
    targets: Vec<Actor>,
    guessed: bool,
}

impl<'a> Reader<'a> {
    /// Every relation of the sentence, and what came near.
    pub fn read(&self, sentence: &Range<usize>) -> (Vec<Relation>, Option<NearMiss>) {
        let mut relations = Vec::new();
        let mut nearest: Option<Span> = None;
        for (index, placed) in self.clauses.units.iter().enumerate() {
            let triggers: Vec<(Trigger, Vec<&'a Rule>)> = match &placed.unit {
                Unit::Verb(group) => self.verb_triggers(index, group),
                Unit::Noun(phrase) => self.noun_triggers(index, phrase),
                Unit::Adjective(adjective, token) => {
                    vec![(Trigger::Adjective(index, *token), self.rules.for_adjective(*adjective).collect())]
                }
                _ => continue,
            };
            for (trigger, rules) in triggers {
                let found: Vec<Match> = rules.iter().filter_map(|rule| self.meet(rule, trigger)).collect();
                if found.is_empty() && !rules.is_empty() {
                    nearest.get_or_insert(self.trigger_span(trigger));
                }
                // The rule that asks for most comes first; another of the same type adds nothing.
                let mut taken: Vec<RelationType> = Vec::new();
                let mut found = found;
                found.sort_by_key(|m| std::cmp::Reverse(m.rule.object.len() + m.rule.with.len()));
                for met in found {
                    if taken.contains(&met.rule.kind) || (!taken.is_empty() && met.guessed) {
                        continue;
                    }
                    taken.push(met.rule.kind);
                    relations.extend(self.relation(&met));
                }
            }
        }
        let near = relations.is_empty().then(|| self.near_miss(sentence, nearest)).flatten();
        (relations, near)
    }

    fn verb_triggers(&self, index: usize, group: &VerbGroup) -> Vec<(Trigger, Vec<&'a Rule>)> {
        let mut triggers = vec![(Trigger::Verb(index), self.rules.for_verb(group.verb).collect())];
        if group.form == Tense::Participle
            && let Some(token) = self.document.tokens.get(group.token)
        {
            let mut said: Vec<&Rule> =
                self.grammar.adjective(token).map(|a| self.rules.for_adjective(a).collect()).unwrap_or_default();
            if group.passive
                && let Some((verb, _)) = group.auxiliary
            {
                said.extend(self.rules.for_verb(verb));
                said.extend(
                    self.grammar
                        .copula()
                        .filter(|copula| *copula != verb)
                        .flat_map(|copula| self.rules.for_verb(copula)),
                );
            }
            triggers.push((Trigger::Predicate(index, group.token), said));
        }
        triggers
    }

    fn noun_triggers(&self, index: usize, phrase: &NounPhrase) -> Vec<(Trigger, Vec<&'a Rule>)> {
        let nouns = phrase.nouns.iter().map(|(noun, _, token)| {
            let head = self.grammar.noun_head(*noun);
            let rules = self.rules.for_noun(*noun).chain(head.into_iter().flat_map(|head| self.rules.for_noun(head)));
            (Trigger::Noun(index, *token), rules.collect())
        });
        let adjectives = phrase.adjectives.iter().map(|(adjective, token)| {
            (Trigger::Adjective(index, *token), self.rules.for_adjective(*adjective).collect())
        });
        nouns.chain(adjectives).collect()
    }

    fn standing(&self, unit: usize) -> Option<&Standing> {
        self.standings.get(unit).and_then(Option::as_ref)
    }

    /// Who stands in `unit`, if it may stand for them as `at_most`.
    fn who(&self, unit: usize, at_most: Stand) -> Vec<Actor> {
        self.standing(unit).filter(|standing| standing.stand <= at_most).map(|s| s.actors.clone()).unwrap_or_default()
    }

    fn meet<'r>(&self, rule: &'r Rule, trigger: Trigger) -> Option<Match<'r>> {
        self.fits(rule, trigger).then_some(())?;
        let mut sources = self.fill(&rule.source, rule, trigger, &[]);
        let mut targets = self.fill(&rule.target, rule, trigger, &sources);
        let mut guessed = false;
        if rule.mutual {
            (sources, targets) = split_mutual(sources, targets);
        }
        if rule.partner {
            guessed = self.complete(&mut sources, &mut targets);
        }
        targets.retain(|target| !sources.iter().any(|source| source.code == target.code) || sources.len() > 1);
        let distinct = sources.iter().any(|s| targets.iter().any(|t| t.code != s.code));
        distinct.then_some(Match { rule, trigger, sources, targets, guessed })
    }

    /// Fills a missing party from the last dyad; says whether it had to.
    fn complete(&self, sources: &mut Vec<Actor>, targets: &mut Vec<Actor>) -> bool {
        let partner = |known: &[Actor]| -> Option<Actor> {
            let [only] = known else { return None };
            let code = self.discourse.partner(&only.code)?;
            Some(Actor { code: code.to_owned(), sector: None, tokens: only.tokens.clone() })
        };
        match (sources.is_empty(), targets.is_empty()) {
            (false, true) => targets.extend(partner(sources)),
            (true, false) => sources.extend(partner(targets)),
            _ => return false,
        }
        true
    }

    /// Whether the rule's conditions hold around `trigger`.
    fn fits(&self, rule: &Rule, trigger: Trigger) -> bool {
        if !self.words_fit(rule, trigger) {
            return false;
        }
        let unit = trigger.unit();
        if !rule.object.is_empty() && !self.object_fits(rule, trigger) {
            return false;
        }
        let clause = self.clauses.clause(unit);
        let holds = |needs: &[Need]| self.holds(needs, &clause);
        (rule.with.is_empty() || holds(&rule.with)) && (rule.without.is_empty() || !holds(&rule.without))
    }

    /// Whether one of the rule's verbs stands here, in its voice, with the words that go with it.
    fn words_fit(&self, rule: &Rule, trigger: Trigger) -> bool {
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
    fn holds(&self, needs: &[Need], clause: &Range<usize>) -> bool {
        let mut nouns = clause.clone().filter_map(|at| self.clauses.noun(at)).flat_map(|phrase| &phrase.nouns);
        if nouns.any(|(noun, ..)| self.needs(needs, *noun)) {
            return true;
        }
        let units = self.clauses.units.get(clause.clone()).unwrap_or_default();
        let tokens = units.first().map_or(0, |u| u.tokens.start)..units.last().map_or(0, |u| u.tokens.end);
        let words = self.document.tokens.get(tokens).unwrap_or_default();
        let stand = |wanted: &[WordId]| {
            let fits = |window: &[Token]| window.iter().zip(wanted).all(|(token, word)| token.fold == *word);
            !wanted.is_empty() && words.windows(wanted.len()).any(fits)
        };
        needs.iter().any(|need| matches!(need, Need::Words(one, many) if stand(one) || stand(many)))
    }

    fn needs(&self, needs: &[Need], noun: NounId) -> bool {
        needs.iter().any(|need| match need {
            Need::Noun(wanted) => *wanted == noun || self.grammar.noun_head(noun) == Some(*wanted),
            Need::Class(class) => self.grammar.is_of_class(noun, class),
            Need::Words(..) => false,
        })
    }

    /// Whether `words`, each in one of its forms, stand soon from token `from` on, in order.
    fn follows(&self, from: usize, words: &[Vec<WordId>]) -> bool {
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

    fn object_fits(&self, rule: &Rule, trigger: Trigger) -> bool {
        let unit = trigger.unit();
        let matches = |at: usize| {
            self.clauses
                .noun(at)
                .is_some_and(|phrase| phrase.nouns.iter().any(|(noun, ..)| self.needs(&rule.object, *noun)))
        };
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

    /// The direct objects of a verb, with what is joined to the first by commas and `et`.
    fn objects(&self, unit: usize) -> Vec<usize> {
        let Some(first) = self.clauses.object(unit) else { return Vec::new() };
        let joined = self
            .clauses
            .window(first)
            .filter(|at| self.clauses.noun(*at).is_some_and(|phrase| phrase.preposition.is_none()));
        std::iter::once(first).chain(joined.take(2)).collect()
    }

    fn is_passive(&self, unit: usize) -> bool {
        self.clauses.verb(unit).is_some_and(|group| group.passive || (group.bare && group.form == Tense::Participle))
    }

    /// The actors of the first slot that holds any.
    fn fill(&self, slots: &[Slot], rule: &Rule, trigger: Trigger, others: &[Actor]) -> Vec<Actor> {
        let new = |actors: &Vec<Actor>| actors.iter().any(|actor| !others.iter().any(|other| other.code == actor.code));
        slots.iter().map(|slot| self.slot(*slot, rule, trigger, others)).find(new).unwrap_or_default()
    }

    fn slot(&self, slot: Slot, rule: &Rule, trigger: Trigger, others: &[Actor]) -> Vec<Actor> {
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
            (Slot::Possessive, Trigger::Noun(unit, _)) => self.possessor(unit, others),
            (Slot::Object, Trigger::Noun(unit, _)) => self.who(unit, Stand::Owned),
            _ => Vec::new(),
        }
    }

    /// Who acts: the subject, or the `par` complement of a passive.
    fn agent(&self, unit: usize, rule: &Rule) -> Vec<Actor> {
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
    fn upon(&self, at: usize, at_most: Stand) -> Vec<Actor> {
        let head = self.clauses.noun(at).and_then(NounPhrase::head);
        let deed = head.is_some_and(|noun| self.rules.for_noun(noun).next().is_some());
        let owned = self.standing(at).is_none_or(|standing| standing.stand == Stand::Owned);
        let doers = if deed && owned { self.agent_of_passive(at) } else { Vec::new() };
        if doers.is_empty() { self.who(at, at_most) } else { doers }
    }

    fn agent_of_passive(&self, unit: usize) -> Vec<Actor> {
        let agent = |at: &usize| {
            self.clauses.noun(*at).is_some_and(|p| p.preposition.is_some_and(|p| self.grammar.is_agent(p)))
        };
        self.clauses.window(unit).find(agent).map(|at| self.who(at, Stand::Owned)).unwrap_or_default()
    }

    fn subject_actors(&self, unit: usize) -> Vec<Actor> {
        self.clauses.subject(unit).map(|subject| self.who(subject, Stand::Voice)).unwrap_or_default()
    }

    /// Who is acted upon: the object, or the subject of a passive.
    fn patient(&self, unit: usize, at_most: Stand, rule: &Rule) -> Vec<Actor> {
        if self.is_passive(unit) {
            return self.clauses.subject(unit).map(|at| self.who(at, at_most)).unwrap_or_default();
        }
        let objects =
            if rule.object.is_empty() { self.clauses.object(unit).into_iter().collect() } else { self.objects(unit) };
        objects.into_iter().map(|at| self.upon(at, at_most)).find(|actors| !actors.is_empty()).unwrap_or_default()
    }

    /// Who owns what is acted upon.
    fn owner(&self, unit: usize, others: &[Actor]) -> Vec<Actor> {
        let objects =
            if self.is_passive(unit) { self.clauses.subject(unit).into_iter().collect() } else { self.objects(unit) };
        let owned = |at: usize| {
            let own = self.who(at, Stand::Place);
            if own.is_empty() { self.possessor(at, others) } else { own }
        };
        objects.into_iter().map(owned).find(|actors| !actors.is_empty()).unwrap_or_default()
    }

    /// Who owns what a predicate is said of: `les relations de Paris sont tendues`.
    fn owner_of_subject(&self, unit: usize) -> Vec<Actor> {
        self.clauses.subject(unit).map(|at| self.who(at, Stand::Place)).unwrap_or_default()
    }

    /// Whoever `son` or `leur` in the phrase refers to: the subject of its clause.
    fn possessor(&self, unit: usize, others: &[Actor]) -> Vec<Actor> {
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
    fn behind(&self, preposition: PrepId, trigger: Trigger, others: &[Actor]) -> Vec<Actor> {
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

    fn stands_behind(&self, phrase: &NounPhrase, preposition: PrepId) -> bool {
        phrase.preposition.is_some_and(|own| own == preposition || self.grammar.same_place(own, preposition))
    }

    /// Who a noun or adjective is said of, or who does what a supporting verb says: `Rabat apporte son appui à`.
    fn subject_of_nominal(&self, trigger: Trigger) -> Vec<Actor> {
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
        let Some(verb) = self.clauses.governing_verb(unit) else { return Vec::new() };
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

    /// The actor that the phrase at `unit` describes from behind a comma: `l’Algérie, grande rivale du Maroc`.
    fn apposed(&self, unit: usize) -> Option<Vec<Actor>> {
        let comma = unit.checked_sub(1)?;
        matches!(self.clauses.units.get(comma)?.unit, Unit::Mark(',')).then_some(())?;
        let actors = self.who(comma.checked_sub(1)?, Stand::Actor);
        (!actors.is_empty()).then_some(actors)
    }

    fn trigger_token(&self, trigger: Trigger) -> usize {
        match trigger {
            Trigger::Verb(unit) => self.clauses.verb(unit).map_or(0, |group| group.token),
            Trigger::Noun(_, token) | Trigger::Adjective(_, token) | Trigger::Predicate(_, token) => token,
        }
    }

    fn trigger_span(&self, trigger: Trigger) -> Span {
        let token = self.trigger_token(trigger);
        self.document.span(&(token..token + 1))
    }

    /// The relation a match amounts to once its standing is known; `None` where its standing leaves nothing.
    fn relation(&self, met: &Match) -> Option<Relation> {
        let setting = setting_of(self, met.trigger, met.rule, &met.sources)?;
        let Setting { kind, status, said_by, cues, swapped } = setting;
        let (sources, targets) = match swapped {
            Some((sources, targets)) => (sources, targets),
            None => (met.sources.clone(), met.targets.clone()),
        };
        let mut evidence = self.trigger_span(met.trigger);
        let mut parts = vec![("trigger".to_owned(), evidence)];
        let mut side = |actor: &Actor, part: &str| {
            let span = self.document.span(&actor.tokens);
            evidence = evidence.cover(&span);
            parts.push((part.to_owned(), span));
            Party { code: actor.code.clone(), sector: actor.sector.clone(), span }
        };
        let sources: Vec<Party> = sources.iter().map(|actor| side(actor, "source")).collect();
        let targets: Vec<Party> = targets.iter().map(|actor| side(actor, "target")).collect();
        let when = When {
            document: self.document,
            grammar: self.grammar,
            acts: self.acts,
            dates: self.dates,
            clauses: self.clauses,
        };
        let dated = when.date(met.trigger.unit(), kind);
        if let Some(date) = dated {
            parts.push(("date".to_owned(), self.document.span(&date.tokens)));
        }
        let place = self.place(met.trigger.unit());
        if let Some((_, span)) = &place {
            parts.push(("place".to_owned(), *span));
        }
        parts.extend(cues.into_iter().map(|(cue, tokens)| (cue, self.document.span(&tokens))));
        let mode = met.rule.mode.clone().filter(|_| kind == met.rule.kind);
        Some(Relation {
            kind,
            goldstein: self.plover.goldstein(kind, mode.as_deref()),
            mode,
            contexts: met.rule.contexts.clone(),
            sources,
            targets,
            date: dated.map(|date| date.value.clone()),
            place: place.map(|(name, _)| name),
            status,
            said_by,
            evidence: self.whole_words(evidence),
            confidence: confidence(met, status),
            rule: met.rule.id.clone(),
            trace: Trace { parts },
        })
    }

    /// Evidence never ends inside a noun phrase or a verb group.
    fn whole_words(&self, evidence: Span) -> Span {
        self.clauses.units.iter().fold(evidence, |span, placed| {
            let unit = self.document.span(&placed.tokens);
            if unit.overlaps(&evidence) { span.cover(&unit) } else { span }
        })
    }

    /// The place named as a place in the clause.
    fn place(&self, unit: usize) -> Option<(String, Span)> {
        let clause = self.clauses.clause(unit);
        clause.filter_map(|at| self.clauses.noun(at)).flat_map(|phrase| phrase.names.iter()).find_map(
            |(number, tokens)| {
                let name = self.resolver.names.get(*number)?;
                let place = name.as_place || name.kind == crate::extraction::MentionType::Place;
                place.then(|| (name.name.clone(), self.document.span(tokens)))
            },
        )
    }

    fn near_miss(&self, sentence: &Range<usize>, trigger: Option<Span>) -> Option<NearMiss> {
        let mut actors: Vec<String> = Vec::new();
        for actor in self.standings.iter().flatten().filter(|s| s.stand <= Stand::Owned).flat_map(|s| &s.actors) {
            if !actors.contains(&actor.code) {
                actors.push(actor.code.clone());
            }
        }
        let reason = match trigger {
            Some(_) => "a trigger stands here, but its parties were not found where its rules look for them",
            None => "no trigger of any rule",
        };
        (actors.len() > 1).then(|| NearMiss {
            sentence: self.document.span(sentence),
            actors,
            trigger,
            reason: reason.to_owned(),
        })
    }

    /// The units of the sentence.
    pub fn units(&self) -> &'a [Placed] {
        self.clauses.units
    }

    /// The actors of `unit`, if they act or speak there.
    pub fn speakers(&self, unit: usize) -> Vec<Actor> {
        self.who(unit, Stand::Voice)
    }

    /// The actors of the subject of the verb at `unit`.
    pub fn subjects(&self, unit: usize) -> Vec<Actor> {
        self.subject_actors(unit)
    }

    /// The actors that the verb at `unit` acts upon or speaks to.
    pub fn objects_of(&self, unit: usize) -> Vec<Actor> {
        self.clauses
            .window(unit)
            .map(|at| self.who(at, Stand::Owned))
            .find(|actors| !actors.is_empty())
            .unwrap_or_default()
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

/// How far a match is to be trusted, by how it was found.
fn confidence(met: &Match, status: Status) -> f64 {
    let base: f64 = match met.trigger {
        Trigger::Verb(_) => 0.8,
        Trigger::Noun(..) => 0.7,
        Trigger::Adjective(..) | Trigger::Predicate(..) => 0.6,
    };
    let guessed = if met.guessed { 0.25 } else { 0.0 };
    let uncertain = if matches!(status, Status::Asserted | Status::Planned) { 0.0 } else { 0.1 };
    ((base - guessed - uncertain) * 100.0).round() / 100.0
}
