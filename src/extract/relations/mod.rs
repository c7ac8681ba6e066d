//! Relations: rules met with the clauses of a sentence.

mod candidates;
mod conditions;
mod slots;
mod weighing;

use super::actors::{Actor, Discourse, Resolver, Stand, Standing};
use super::clauses::Clauses;
use super::dates::Dated;
use super::document::Document;
use super::pairs::{Lemma, Pair};
use super::phrases::{NounPhrase, Placed, Unit, VerbGroup};
use super::standing::{Setting, setting_of};
use super::verdict::{LEAST, LIKELY};
use super::when::When;
use crate::extraction::{NearMiss, Party, Relation, RelationType, Status, Trace};
use crate::lexicon::conjugation::Tense;
use crate::lexicon::dates::Acts;
use crate::lexicon::grammar::{Determiner, Grammar, NounId};
use crate::lexicon::learned::Learned;
use crate::lexicon::plover::Plover;
use crate::lexicon::rules::{Rule, Rules};
use crate::lexicon::weights::Weights;
use crate::text::Span;
use crate::text::tokens::WordSet;
use candidates::{How, Match};
use std::ops::Range;

/// What reads the relations of one sentence.
pub struct Reader<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its language's grammar.
    pub grammar: &'a Grammar,
    /// Its language's rules.
    pub rules: &'a Rules,
    /// What speaks for and against a match.
    pub weights: &'a Weights,
    /// What words say of two actors.
    pub learned: &'a Learned,
    /// A rule of each type for what is read from words alone.
    pub wordings: &'a [Rule],
    /// The names of features are asked for.
    pub telling: bool,
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
    /// The words of the sentence.
    pub words: WordSet,
}

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

/// A relation that may be read here, with what speaks for and against it.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The relation.
    pub relation: Relation,
    /// The features of its match.
    pub features: Vec<String>,
    /// The type of its rule, whatever governs the act.
    kind: RelationType,
    /// A party was not found where the rule looks for it.
    pub guessed: bool,
    /// The units of the nouns that the rule of a verb asks for.
    objects: Vec<usize>,
    trigger: Trigger,
    /// A rule found its parties in place, and is trusted enough, or the user's own: it is told whatever words say.
    settled: bool,
}

impl Weighed {
    /// Whether it says something of `source` towards `target`; either way where its type holds both ways.
    pub fn holds(&self, source: &str, target: &str) -> bool {
        let has = |parties: &[Party], code: &str| parties.iter().any(|party| party.code == code);
        let relation = &self.relation;
        let way = |s, t| has(&relation.sources, s) && has(&relation.targets, t);
        way(source, target) || relation.kind.is_mutual() && way(target, source)
    }
}

/// The most trusted of the candidates of a type that holds between the two: its number and its confidence.
fn best_candidate(candidates: &[Weighed], kind: RelationType, source: &str, target: &str) -> Option<(usize, f64)> {
    let found = candidates.iter().enumerate().filter(|(_, c)| c.relation.kind == kind && c.holds(source, target));
    found.map(|(index, c)| (index, c.relation.confidence)).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

/// One pair that a relation may stand for.
#[derive(Debug, Clone)]
pub struct Way {
    /// The number of the type.
    pub kind: usize,
    /// Who acts.
    pub source: String,
    /// Upon whom.
    pub target: String,
    /// How probable the sentence makes it.
    pub probability: f64,
}

/// How probable a sentence makes an act of each type between two actors.
#[derive(Debug, Clone)]
pub struct Score {
    /// Who acts.
    pub source: String,
    /// Upon whom.
    pub target: String,
    /// By the number of the type.
    pub probabilities: Vec<f64>,
}

/// What a sentence may tell.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Relations with the pairs they may stand for; without pairs where nothing more is to be asked.
    pub told: Vec<(Relation, Vec<Way>)>,
    /// Every pair of its actors.
    pub scores: Vec<Score>,
}

impl Judged {
    /// The relations that the sentence alone makes likely.
    pub fn likely(&self) -> impl Iterator<Item = &Relation> {
        let likely = |ways: &[Way]| ways.is_empty() || ways.iter().any(|way| way.probability >= LIKELY);
        self.told.iter().filter(move |(_, ways)| likely(ways)).map(|(relation, _)| relation)
    }
}

/// Sees, for each sentence, what was weighed and between whom.
pub type Observer<'o> = dyn FnMut(Span, &[Weighed], &[Pair]) + 'o;

impl<'a> Reader<'a> {
    /// Every relation of the sentence, and what came near; `observe` sees all that was weighed.
    pub fn read(&self, sentence: &Range<usize>, observe: &mut Observer) -> (Judged, Option<NearMiss>) {
        // Without an actor nobody acts.
        if self.standings.iter().all(Option::is_none) {
            observe(self.document.span(sentence), &[], &[]);
            return (Judged::default(), None);
        }
        let (candidates, nearest) = self.candidates();
        let lemmas = self.lemmas();
        let pairs = self.pairs(&candidates, &lemmas, self.telling);
        observe(self.document.span(sentence), &candidates, &pairs);
        let judged = if self.learned.is_empty() {
            let told = self.likeliest(candidates).into_iter().map(|relation| (relation, Vec::new())).collect();
            Judged { told, scores: Vec::new() }
        } else {
            self.judge(candidates, &pairs, &lemmas)
        };
        let near = judged.likely().next().is_none().then(|| self.near_miss(sentence, nearest)).flatten();
        (judged, near)
    }

    /// All that rules find in the sentence, and where the first trigger stands that found nothing.
    fn candidates(&self) -> (Vec<Weighed>, Option<Span>) {
        let mut found: Vec<Weighed> = Vec::new();
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
                let weighed = self.weigh(&rules, trigger);
                if weighed.is_empty() && !rules.is_empty() {
                    nearest.get_or_insert(self.trigger_span(trigger));
                }
                found.extend(weighed);
            }
        }
        // `annonce le retrait de ses troupes`: the noun that a verb's rule asks for tells no second act.
        let taken: Vec<usize> = found.iter().filter(|w| !w.guessed).flat_map(|w| w.objects.iter().copied()).collect();
        found.retain(|weighed| !matches!(weighed.trigger, Trigger::Noun(unit, _) if taken.contains(&unit)));
        (found, nearest)
    }

    /// What may be told by the words around each pair of actors and by what the rules found for it.
    fn judge(&self, candidates: Vec<Weighed>, pairs: &[Pair], lemmas: &[Lemma]) -> Judged {
        let types = self.learned.types();
        let mut held: Vec<Vec<Way>> = candidates.iter().map(|_| Vec::new()).collect();
        let mut told: Vec<(&Pair, Way)> = Vec::new();
        let mut scores = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let (source, target) = (&pair.source.code, &pair.target.code);
            let sums = self.learned.sums(&pair.features);
            let best: Vec<Option<(usize, f64)>> =
                types.iter().map(|kind| best_candidate(&candidates, *kind, source, target)).collect();
            let mut probabilities = Vec::with_capacity(types.len());
            for (kind, (own, sum)) in best.iter().zip(&sums).enumerate() {
                let others = best.iter().enumerate().filter(|(other, _)| *other != kind);
                let other = others.filter_map(|(_, found)| found.map(|(_, p)| p)).fold(0.0, f64::max);
                let probability = self.learned.probability(kind, *sum, own.map_or(0.0, |(_, p)| p), other);
                probabilities.push(probability);
                if probability <= LEAST {
                    continue;
                }
                let way = Way { kind, source: source.clone(), target: target.clone(), probability };
                match own {
                    Some((index, _)) => held.get_mut(*index).into_iter().for_each(|held| held.push(way.clone())),
                    None => told.push((pair, way)),
                }
            }
            scores.push(Score { source: source.clone(), target: target.clone(), probabilities });
        }
        let by_rules =
            candidates.into_iter().zip(held).filter(|(candidate, ways)| candidate.settled || !ways.is_empty());
        let mut judged: Vec<(Relation, Vec<Way>)> = by_rules
            .map(|(candidate, ways)| {
                let relation = self.place_and_date(candidate.relation, candidate.trigger.unit());
                (relation, if candidate.settled { Vec::new() } else { ways })
            })
            .collect();
        judged.extend(told.into_iter().filter_map(|(pair, way)| {
            let relation = self.told(pair, way.kind, way.probability, lemmas)?;
            Some((relation, vec![way]))
        }));
        Judged { told: judged, scores }
    }

    /// The relation that words alone tell between two actors.
    fn told(&self, pair: &Pair, number: usize, probability: f64, lemmas: &[Lemma]) -> Option<Relation> {
        let rule = self.wordings.get(number)?;
        let (unit, token) = self.telling(pair, lemmas, number)?;
        let trigger = match self.clauses.units.get(unit).map(|placed| &placed.unit)? {
            Unit::Verb(_) => Trigger::Verb(unit),
            Unit::Noun(_) => Trigger::Noun(unit, token),
            _ => Trigger::Adjective(unit, token),
        };
        let met = Match {
            rule,
            trigger,
            sources: vec![pair.source.clone()],
            source: How::Nowhere,
            targets: vec![pair.target.clone()],
            target: How::Nowhere,
            rivals: false,
        };
        let mut relation = self.place_and_date(self.relation(&met)?.relation, unit);
        relation.confidence = (probability * 100.0).round() / 100.0;
        Some(relation)
    }

    /// What the rules' own weights find probable, one relation for each type at a trigger.
    fn likeliest(&self, candidates: Vec<Weighed>) -> Vec<Relation> {
        let mut relations = Vec::new();
        let mut rest = candidates.into_iter().peekable();
        while let Some(first) = rest.next() {
            let trigger = first.trigger;
            let mut found = vec![first];
            while let Some(next) = rest.next_if(|next| next.trigger == trigger) {
                found.push(next);
            }
            let chosen = self.choose(found).into_iter();
            relations.extend(chosen.map(|weighed| self.place_and_date(weighed.relation, weighed.trigger.unit())));
        }
        relations
    }

    /// Every way in which one of `rules` is met at `trigger`, the ones that ask for most first, guesses last.
    fn weigh(&self, rules: &[&Rule], trigger: Trigger) -> Vec<Weighed> {
        let mut found: Vec<Match> = rules.iter().flat_map(|rule| self.meet(rule, trigger)).collect();
        let asked = |met: &Match| std::cmp::Reverse(met.rule.object.len() + met.rule.with.len());
        found.sort_by_key(|met| (met.source.is_guess() || met.target.is_guess(), asked(met)));
        found.iter().filter_map(|met| self.relation(met)).collect()
    }

    /// What is probable enough, one relation for each type: a guess only where no rule found its parties in place.
    fn choose(&self, found: Vec<Weighed>) -> Vec<Weighed> {
        let mut chosen: Vec<Weighed> = Vec::new();
        for weighed in found.into_iter().filter(|w| w.relation.confidence >= self.weights.threshold()) {
            let rival = chosen.iter_mut().find(|c| c.kind == weighed.kind || weighed.guessed && !c.guessed);
            match rival {
                None => chosen.push(weighed),
                Some(other) if other.guessed && weighed.relation.confidence > other.relation.confidence => {
                    *other = weighed;
                }
                Some(_) => {}
            }
        }
        chosen
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

    /// Who stands in `unit`, if it may stand for them as `at_most`; or whose the last thing of its kind was.
    fn who(&self, unit: usize, at_most: Stand) -> Vec<Actor> {
        if let Some(standing) = self.standing(unit) {
            return if standing.stand <= at_most { standing.actors.clone() } else { Vec::new() };
        }
        let Some(phrase) = self.clauses.noun(unit).filter(|_| at_most >= Stand::Owned) else { return Vec::new() };
        let known = matches!(phrase.determiner, Some(Determiner::Definite | Determiner::Demonstrative));
        let owners = phrase.head().filter(|_| known).map_or(&[][..], |noun| self.discourse.owner(noun));
        owners.iter().map(|owner| Actor { tokens: phrase.tokens.clone(), ..owner.clone() }).collect()
    }

    /// Whose the things named in the sentence are: by their complement, or because someone has just brought them forth
    /// (`Washington a présenté un plan`).
    pub fn owners(&self) -> Vec<(NounId, Vec<Actor>)> {
        let mut owners = Vec::new();
        for index in 0..self.clauses.units.len() {
            if let Some(phrase) = self.clauses.noun(index) {
                let standing = self.standing(index).filter(|s| matches!(s.stand, Stand::Owned | Stand::Voice));
                owners.extend(phrase.head().zip(standing).map(|(noun, standing)| (noun, standing.actors.clone())));
            } else if self.clauses.verb(index).is_some_and(|group| !group.passive)
                && let Some(object) = self.clauses.object(index).filter(|at| self.standing(*at).is_none())
                && let Some(phrase) = self.clauses.noun(object)
                && !matches!(phrase.determiner, Some(Determiner::Definite | Determiner::Demonstrative))
            {
                let subject = self.subject_actors(index);
                owners.extend(phrase.head().filter(|_| !subject.is_empty()).map(|noun| (noun, subject)));
            }
        }
        owners
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
    fn relation(&self, met: &Match) -> Option<Weighed> {
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
        parts.extend(cues.into_iter().map(|(cue, tokens)| (cue, self.document.span(&tokens))));
        let mode = met.rule.mode.clone().filter(|_| kind == met.rule.kind);
        let features = self.features(met, status);
        let confidence = (features.probability() * 100.0).round() / 100.0;
        let relation = Relation {
            kind,
            goldstein: self.plover.goldstein(kind, mode.as_deref()),
            mode,
            contexts: met.rule.contexts.clone(),
            sources,
            targets,
            date: None,
            place: None,
            status,
            said_by,
            evidence: self.whole_words(evidence),
            confidence,
            rule: met.rule.id.clone(),
            trace: Trace { parts },
        };
        let guessed = met.source.is_guess() || met.target.is_guess();
        let settled = !guessed && (met.rule.own || relation.confidence >= self.weights.sure(met.rule.kind));
        Some(Weighed {
            relation,
            features: features.names(),
            kind: met.rule.kind,
            guessed,
            objects: self.objects_asked(met),
            trigger: met.trigger,
            settled,
        })
    }

    /// When and where a relation that is told happened, as the sentence says.
    fn place_and_date(&self, mut relation: Relation, unit: usize) -> Relation {
        let when = When {
            document: self.document,
            grammar: self.grammar,
            acts: self.acts,
            dates: self.dates,
            clauses: self.clauses,
        };
        let planned = relation.status == Status::Planned;
        let dated = when.date(unit, relation.kind).filter(|date| planned || !when.is_deadline(date));
        let place = self.place(unit);
        let spans = dated.map(|date| ("date", self.document.span(&date.tokens)));
        let spans = spans.into_iter().chain(place.as_ref().map(|(_, span)| ("place", *span)));
        // Behind the trigger and the parties, before the cues.
        let at = (1 + relation.sources.len() + relation.targets.len()).min(relation.trace.parts.len());
        relation.trace.parts.splice(at..at, spans.map(|(part, span)| (part.to_owned(), span)));
        relation.date = dated.map(|date| date.value.clone());
        relation.place = place.map(|(name, _)| name);
        relation
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
