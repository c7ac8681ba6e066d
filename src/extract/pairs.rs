//! Every two actors of a sentence, with the words around them: what a learned reading of relations rests on.

use super::actors::{Actor, Stand};
use super::phrases::{NounPhrase, Unit};
use super::relations::{Reader, Weighed};
use crate::lexicon::learned::FeatureId;
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::tokens::TokenKind;

/// Two actors of a sentence, in the order who acts, upon whom.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Who acts.
    pub source: Actor,
    /// Upon whom.
    pub target: Actor,
    /// From the first of the two to the last.
    pub span: Span,
    /// The features by number.
    pub features: Vec<FeatureId>,
    /// The features by name, where they are asked for.
    pub names: Vec<String>,
    /// Where the two stand: their units, if they are named in the sentence.
    pub(super) units: [Option<usize>; 2],
}

/// Takes features as they are found.
struct Features {
    numbers: Vec<FeatureId>,
    names: Option<Vec<String>>,
}

impl Features {
    fn note(&mut self, parts: &[&str]) {
        self.numbers.push(FeatureId::of(parts));
        if let Some(names) = &mut self.names {
            names.push(parts.concat());
        }
    }
}

/// More actors than this in one sentence are an enumeration: the pairs nearest each other are enough.
const MANY: usize = 6;

/// A word of a sentence that says something.
pub(super) struct Lemma {
    unit: usize,
    token: usize,
    name: String,
}

impl Lemma {
    fn new(unit: usize, token: usize, class: &str, word: &str) -> Self {
        Self { unit, token, name: format!("{class}{word}") }
    }
}

/// Small numbers as they stand in the names of features.
const FEW: [&str; 5] = ["0", "1", "2", "3", "4"];

/// Which of the two comes first.
fn order(source: Option<usize>, target: Option<usize>) -> &'static str {
    match (source, target) {
        (Some(s), Some(t)) if s <= t => "st",
        (Some(_), Some(_)) => "ts",
        (None, _) => "_t",
        (_, None) => "s_",
    }
}

/// Where a unit lies as seen from the two; nowhere if far from both.
fn zone(unit: usize, low: usize, high: usize) -> Option<&'static str> {
    if unit < low {
        (low - unit <= 4).then_some(".before=")
    } else if unit > high {
        (unit - high <= 4).then_some(".behind=")
    } else {
        Some(".between=")
    }
}

/// A mention of an actor: its unit, or none where it is only understood.
struct Place {
    unit: Option<usize>,
    actor: Actor,
    stand: Stand,
}

impl Reader<'_> {
    /// Every ordered pair of actors of the sentence, and of the candidates that rules found; `named` asks for the names
    /// of the features.
    pub(super) fn pairs(&self, candidates: &[Weighed], lemmas: &[Lemma], named: bool) -> Vec<Pair> {
        let places = self.places(candidates);
        let mut codes: Vec<&str> =
            places.iter().filter(|place| place.unit.is_some()).map(|place| &*place.actor.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let crowded = codes.len() > MANY;
        let mut nearest: Vec<(usize, &Place, &Place)> = Vec::new();
        for (source, target) in places.iter().flat_map(|s| places.iter().map(move |t| (s, t))) {
            let (s, t) = (&source.actor.code, &target.actor.code);
            let proposed = || candidates.iter().any(|candidate| candidate.holds(s, t));
            if s == t || source.unit.is_none() && target.unit.is_none() && !proposed() || crowded && !proposed() {
                continue;
            }
            let distance = match (source.unit, target.unit) {
                (Some(s), Some(t)) => s.abs_diff(t),
                _ => usize::MAX,
            };
            match nearest.iter_mut().find(|(_, a, b)| a.actor.code == *s && b.actor.code == *t) {
                Some(known) if known.0 > distance => *known = (distance, source, target),
                Some(_) => {}
                None => nearest.push((distance, source, target)),
            }
        }
        nearest.into_iter().map(|(_, source, target)| self.pair(source, target, lemmas, codes.len(), named)).collect()
    }

    /// The actors of the sentence, wherever they are named, and those that are understood: the other one of the last
    /// dyad, the topic, and whoever a rule's candidate brings in.
    fn places(&self, candidates: &[Weighed]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for (unit, standing) in self.standings.iter().enumerate() {
            let Some(standing) = standing else { continue };
            for actor in &standing.actors {
                if !places.iter().any(|p| p.actor.code == actor.code && p.actor.tokens == actor.tokens) {
                    places.push(Place { unit: Some(unit), actor: actor.clone(), stand: standing.stand });
                }
            }
        }
        let Some(first) = places.first().map(|place| place.actor.clone()) else { return places };
        let partner = self.discourse.partner(&first.code).map(str::to_owned);
        let brought = candidates.iter().flat_map(|c| c.relation.sources.iter().chain(&c.relation.targets));
        let understood: Vec<String> = partner
            .into_iter()
            .chain(self.discourse.subject().iter().cloned())
            .chain(brought.map(|party| party.code.clone()))
            .collect();
        for code in understood {
            if !places.iter().any(|place| place.actor.code == code) {
                let actor = Actor { code, sector: None, tokens: first.tokens.clone() };
                places.push(Place { unit: None, actor, stand: Stand::Actor });
            }
        }
        places
    }

    /// The words of the sentence that say something, with their units.
    pub(super) fn lemmas(&self) -> Vec<Lemma> {
        let mut lemmas = Vec::new();
        for (index, placed) in self.clauses.units.iter().enumerate() {
            match &placed.unit {
                Unit::Verb(group) => {
                    lemmas.push(Lemma::new(index, group.token, "v.", self.grammar.verb_name(group.verb)));
                }
                Unit::Noun(phrase) => {
                    lemmas.extend(
                        phrase.nouns.iter().map(|(n, _, at)| Lemma::new(index, *at, "n.", self.grammar.noun_name(*n))),
                    );
                    let covered = |token: usize| {
                        phrase.nouns.iter().any(|(.., at)| *at == token)
                            || phrase.names.iter().any(|(_, tokens)| tokens.contains(&token))
                            || phrase.demonyms.contains(&token)
                    };
                    for token in phrase.tokens.clone().filter(|token| !covered(*token)) {
                        let word = self.document.tokens.get(token);
                        let long = word.is_some_and(|w| w.kind == TokenKind::Word && w.end - w.start > 3);
                        if long {
                            lemmas.push(Lemma::new(
                                index,
                                token,
                                "w.",
                                &fold(self.document.surface(&(token..token + 1))),
                            ));
                        }
                    }
                }
                Unit::Adjective(_, token) => {
                    lemmas.push(Lemma::new(index, *token, "w.", &fold(self.document.surface(&(*token..*token + 1)))));
                }
                Unit::Mark(mark) => {
                    lemmas.push(Lemma::new(index, placed.tokens.start, "m.", mark.encode_utf8(&mut [0; 4])));
                }
                Unit::Other | Unit::Relative(_) => {
                    let words = self.document.surface(&placed.tokens);
                    lemmas.push(Lemma::new(index, placed.tokens.start, "o.", &fold(words)));
                }
                _ => {}
            }
        }
        lemmas
    }

    fn pair(&self, source: &Place, target: &Place, lemmas: &[Lemma], actors: usize, named: bool) -> Pair {
        let mut features = Features { numbers: Vec::with_capacity(96), names: named.then(Vec::new) };
        let order = order(source.unit, target.unit);
        features.note(&["order=", order]);
        self.side(source, "s.", &mut features);
        self.side(target, "t.", &mut features);
        let (low, high) = match (source.unit, target.unit) {
            (Some(s), Some(t)) => (s.min(t), s.max(t)),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => (0, 0),
        };
        for lemma in lemmas {
            features.note(&["word=", &lemma.name]);
            if let Some(zone) = zone(lemma.unit, low, high) {
                features.note(&[order, zone, &lemma.name]);
            }
        }
        if source.unit == target.unit {
            features.note(&["row"]);
        }
        let distance = match high - low {
            0 | 1 => "1",
            2 | 3 => "3",
            4..=6 => "6",
            _ => "far",
        };
        features.note(&["distance=", distance]);
        features.note(&["actors=", FEW.get(actors).copied().unwrap_or("many")]);
        let rank = self.discourse.rank(&source.actor.code).max(self.discourse.rank(&target.actor.code));
        features.note(&["rank=", FEW.get(rank).copied().unwrap_or("many")]);
        let tokens = [source, target].map(|place| place.unit.map(|_| place.actor.tokens.clone()));
        let start = tokens.iter().flatten().map(|range| range.start).min().unwrap_or(0);
        let end = tokens.iter().flatten().map(|range| range.end).max().unwrap_or(start);
        Pair {
            source: source.actor.clone(),
            target: target.actor.clone(),
            span: self.document.span(&(start..end)),
            features: features.numbers,
            names: features.names.unwrap_or_default(),
            units: [source.unit, target.unit],
        }
    }

    /// What stands around one of the two.
    fn side(&self, place: &Place, side: &str, features: &mut Features) {
        let Some(unit) = place.unit else { return };
        features.note(&[side, "stand=", place.stand.name()]);
        let state = self.resolver.lexicon.state(&place.actor.code).is_some();
        features.note(&[side, if state { "state" } else { "other" }]);
        // The head of the chain of complements in which the actor stands: `le président de la France`.
        let head = self.chain_head(unit);
        let preposition = self.clauses.noun(head).and_then(|phrase| phrase.preposition);
        let preposition = preposition.map_or("", |p| self.grammar.preposition_name(p));
        features.note(&[side, "preposition=", preposition]);
        let passive = |verb: usize| if self.is_passive(verb) { "+passive" } else { "" };
        let name = |verb: usize| self.clauses.verb(verb).map_or("", |group| self.grammar.verb_name(group.verb));
        let mut row = std::iter::once(head).chain(self.row(head));
        if let Some(verb) = row.find_map(|at| self.clauses.verb_of_subject(at)) {
            features.note(&[side, "subject=", name(verb), passive(verb)]);
        } else if let Some(verb) = self.clauses.governing_verb(head) {
            features.note(&[side, "governed=", name(verb), passive(verb), "+", preposition]);
        }
        if let Some(noun) = self.clauses.noun(unit).and_then(NounPhrase::head) {
            features.note(&[side, "noun=", self.grammar.noun_name(noun)]);
        }
        if head != unit
            && let Some(noun) = unit.checked_sub(1).and_then(|at| self.clauses.noun(at)).and_then(NounPhrase::head)
        {
            features.note(&[side, "of=", self.grammar.noun_name(noun)]);
        }
    }

    /// The word that speaks most for the type of number `kind` between the two: its unit and token.
    pub(super) fn telling(&self, pair: &Pair, lemmas: &[Lemma], kind: usize) -> Option<(usize, usize)> {
        let order = order(pair.units[0], pair.units[1]);
        let known = pair.units.iter().flatten();
        let (low, high) = (known.clone().min().copied()?, known.max().copied()?);
        let weight = |lemma: &Lemma| {
            let placed = zone(lemma.unit, low, high)
                .map_or(0.0, |zone| self.learned.weight(FeatureId::of(&[order, zone, &lemma.name]), kind));
            placed + self.learned.weight(FeatureId::of(&["word=", &lemma.name]), kind)
        };
        let told = lemmas.iter().filter(|lemma| !lemma.name.starts_with("m.")).map(|lemma| (weight(lemma), lemma));
        let best = told.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(weight, _)| *weight > 0.0)?;
        Some((best.1.unit, best.1.token))
    }

    /// The later members of the row that begins at `unit`, who all act as one: `Paris, Berlin et Rome ont`.
    fn row(&self, unit: usize) -> impl Iterator<Item = usize> + '_ {
        let codes = |at: usize| {
            let standing = self.standings.get(at).and_then(Option::as_ref);
            standing.filter(|s| s.actors.len() > 1).map(|s| s.actors.iter().map(|actor| &actor.code))
        };
        let joins = move |at: &usize| match self.clauses.units.get(*at).map(|placed| &placed.unit) {
            Some(Unit::Coordination | Unit::Mark(',')) => true,
            Some(Unit::Noun(_)) => codes(unit).zip(codes(*at)).is_some_and(|(one, other)| one.eq(other)),
            _ => false,
        };
        (unit + 1..self.clauses.units.len()).take_while(joins).filter(|at| self.clauses.noun(*at).is_some())
    }

    /// The phrase at the head of the chain of `de` complements that ends at `unit`.
    fn chain_head(&self, unit: usize) -> usize {
        let mut at = unit;
        while at > 0
            && self.clauses.noun(at).is_some_and(|p| p.preposition.is_some_and(|p| self.grammar.is_genitive(p)))
            && self.clauses.noun(at - 1).is_some()
        {
            at -= 1;
        }
        at
    }
}
