//! Every two actors of a sentence, with the words around them: what a learned reading of relations rests on.

use super::actors::{Actor, Stand};
use super::phrases::Unit;
use super::relations::Reader;
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
    /// The features.
    pub features: Vec<String>,
}

/// More actors than this in one sentence are an enumeration: the pairs nearest each other are enough.
const MANY: usize = 6;

/// A mention of an actor: its unit, or none where it is only understood.
struct Place {
    unit: Option<usize>,
    actor: Actor,
    stand: Stand,
}

impl Reader<'_> {
    /// Every ordered pair of actors of the sentence.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut places: Vec<Place> = Vec::new();
        for (unit, standing) in self.standings.iter().enumerate() {
            let Some(standing) = standing else { continue };
            for actor in &standing.actors {
                let same = places.iter().any(|p| p.actor.code == actor.code && p.actor.tokens == actor.tokens);
                if !same {
                    places.push(Place { unit: Some(unit), actor: actor.clone(), stand: standing.stand });
                }
            }
        }
        let mut codes: Vec<&str> = places.iter().map(|place| &*place.actor.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let named = codes.len();
        if named == 0 || named > MANY {
            return Vec::new();
        }
        // Whoever is understood: the other one of the last dyad, and the topic.
        let understood: Vec<String> = [self.discourse.partner(codes.first().copied().unwrap_or_default())]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .chain(self.discourse.subject().iter().cloned())
            .filter(|code| !codes.contains(&code.as_str()))
            .collect();
        let lemmas = self.lemmas();
        let at = places.first().map_or(0..0, |place| place.actor.tokens.clone());
        for code in understood {
            if !places.iter().any(|place| place.actor.code == code) {
                let actor = Actor { code, sector: None, tokens: at.clone() };
                places.push(Place { unit: None, actor, stand: Stand::Actor });
            }
        }
        let mut pairs: Vec<(usize, Pair)> = Vec::new();
        for source in &places {
            for target in &places {
                if source.actor.code == target.actor.code || source.unit.is_none() && target.unit.is_none() {
                    continue;
                }
                let distance = match (source.unit, target.unit) {
                    (Some(s), Some(t)) => s.abs_diff(t),
                    _ => 0,
                };
                let rival = pairs.iter().position(|(_, pair)| {
                    pair.source.code == source.actor.code && pair.target.code == target.actor.code
                });
                if rival.is_some_and(|index| pairs.get(index).is_some_and(|(known, _)| *known <= distance)) {
                    continue;
                }
                let pair = self.pair(source, target, &lemmas, named);
                match rival.and_then(|index| pairs.get_mut(index)) {
                    Some(slot) => *slot = (distance, pair),
                    None => pairs.push((distance, pair)),
                }
            }
        }
        pairs.into_iter().map(|(_, pair)| pair).collect()
    }

    /// The words of the sentence that say something, with their units.
    fn lemmas(&self) -> Vec<(usize, String)> {
        let mut lemmas = Vec::new();
        for (index, placed) in self.clauses.units.iter().enumerate() {
            match &placed.unit {
                Unit::Verb(group) => lemmas.push((index, format!("v.{}", self.grammar.verb_name(group.verb)))),
                Unit::Noun(phrase) => {
                    let known = phrase.nouns.iter();
                    lemmas.extend(known.map(|(noun, ..)| (index, format!("n.{}", self.grammar.noun_name(*noun)))));
                    let covered = |token: usize| {
                        phrase.nouns.iter().any(|(.., at)| *at == token)
                            || phrase.names.iter().any(|(_, tokens)| tokens.contains(&token))
                            || phrase.demonyms.contains(&token)
                    };
                    for token in phrase.tokens.clone().filter(|token| !covered(*token)) {
                        let word = self.document.tokens.get(token);
                        let long = word.is_some_and(|w| w.kind == TokenKind::Word && w.end - w.start > 3);
                        if long {
                            lemmas.push((index, format!("w.{}", fold(self.document.surface(&(token..token + 1))))));
                        }
                    }
                }
                Unit::Adjective(_, token) => {
                    lemmas.push((index, format!("w.{}", fold(self.document.surface(&(*token..*token + 1))))));
                }
                Unit::Mark(mark) => lemmas.push((index, format!("m.{mark}"))),
                Unit::Other | Unit::Relative(_) => {
                    let words = self.document.surface(&placed.tokens);
                    lemmas.push((index, format!("o.{}", fold(words))));
                }
                _ => {}
            }
        }
        lemmas
    }

    fn pair(&self, source: &Place, target: &Place, lemmas: &[(usize, String)], named: usize) -> Pair {
        let mut features: Vec<String> = Vec::new();
        let order = match (source.unit, target.unit) {
            (Some(s), Some(t)) if s <= t => "st",
            (Some(_), Some(_)) => "ts",
            (None, _) => "_t",
            _ => "s_",
        };
        features.push(format!("order={order}"));
        for (place, side) in [(source, "s"), (target, "t")] {
            let Some(unit) = place.unit else { continue };
            features.push(format!("{side}.stand={:?}", place.stand));
            let state = self.resolver.lexicon.state(&place.actor.code).is_some();
            features.push(format!("{side}.state={state}"));
            let mut voice = |verb: usize, role: &str, with: &str| {
                if let Some(group) = self.clauses.verb(verb) {
                    let passive = if self.is_passive(verb) { "+passive" } else { "" };
                    let name = self.grammar.verb_name(group.verb);
                    features.push(format!("{side}.{role}={name}{passive}{with}"));
                }
            };
            // The head of the chain of complements in which the actor stands: `le président de la France`.
            let head = self.chain_head(unit);
            let preposition = self.clauses.noun(head).and_then(|phrase| phrase.preposition);
            let preposition = preposition.map_or("", |p| self.grammar.preposition_name(p));
            if let Some(verb) = self.clauses.verb_of_subject(head) {
                voice(verb, "subject", "");
            } else if let Some(verb) = self.clauses.governing_verb(head) {
                voice(verb, "governed", &format!("+{preposition}"));
            }
            features.push(format!("{side}.preposition={preposition}"));
            if let Some(phrase) = self.clauses.noun(unit) {
                features.extend(phrase.head().map(|noun| format!("{side}.noun={}", self.grammar.noun_name(noun))));
                if head != unit {
                    let noun = self.clauses.noun(unit - 1).and_then(|phrase| phrase.head());
                    features.extend(noun.map(|noun| format!("{side}.of={}", self.grammar.noun_name(noun))));
                }
            }
        }
        let (low, high) = match (source.unit, target.unit) {
            (Some(s), Some(t)) => (s.min(t), s.max(t)),
            (Some(only), None) | (None, Some(only)) => (only, only),
            _ => (0, 0),
        };
        for (unit, lemma) in lemmas {
            let zone = if *unit < low {
                if low - unit <= 4 { "before" } else { "far" }
            } else if *unit > high {
                if unit - high <= 4 { "behind" } else { "far" }
            } else {
                "between"
            };
            features.push(format!("word={lemma}"));
            if zone != "far" {
                features.push(format!("{order}.{zone}={lemma}"));
            }
        }
        let near = high - low;
        features.push(format!(
            "distance={}",
            if near <= 1 {
                "1"
            } else if near <= 3 {
                "3"
            } else if near <= 6 {
                "6"
            } else {
                "far"
            }
        ));
        features.push(format!("actors={}", named.min(5)));
        let rank = |actor: &Actor| self.discourse.rank(&actor.code).min(4);
        features.push(format!("rank={}", rank(&source.actor).max(rank(&target.actor))));
        let tokens = [source, target].map(|place| place.unit.map(|_| place.actor.tokens.clone()));
        let start = tokens.iter().flatten().map(|range| range.start).min().unwrap_or(0);
        let end = tokens.iter().flatten().map(|range| range.end).max().unwrap_or(start);
        Pair {
            source: source.actor.clone(),
            target: target.actor.clone(),
            span: self.document.span(&(start..end)),
            features,
        }
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
