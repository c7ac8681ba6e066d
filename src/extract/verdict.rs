//! What an article says as a whole of each act its sentences may tell: the last word on what is told.

use super::relations::{Judged, Way};
use crate::extraction::{Relation, RelationType};
use crate::lexicon::learned::{ARTICLE, Learned};
use std::collections::BTreeMap;

/// Less than this, at one place, says nothing.
pub const LEAST: f64 = 0.02;
/// What its own sentence makes as probable as this needs no more than that the article does not speak against it.
pub const LIKELY: f64 = 0.3;

/// Two actors, in an order of their codes that does not depend on who acts.
type Dyad = (String, String);

fn dyad(source: &str, target: &str) -> Dyad {
    if source <= target { (source.to_owned(), target.to_owned()) } else { (target.to_owned(), source.to_owned()) }
}

/// An act: the number of its type, who, upon whom; in one order where the type has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Act {
    kind: usize,
    source: String,
    target: String,
}

impl Act {
    fn new(types: &[RelationType], kind: usize, source: &str, target: &str) -> Self {
        let mutual = types.get(kind).is_some_and(|kind| kind.is_mutual());
        let (source, target) = if mutual { dyad(source, target) } else { (source.to_owned(), target.to_owned()) };
        Self { kind, source, target }
    }
}

/// What the sentences of an article said of its acts.
pub struct Verdict<'l> {
    learned: &'l Learned,
    acts: BTreeMap<Act, Vec<f64>>,
    together: BTreeMap<Dyad, usize>,
    sums: Vec<f64>,
    rows: usize,
}

impl<'l> Verdict<'l> {
    /// An article of which nothing has been read.
    pub fn new(learned: &'l Learned) -> Self {
        let sums = vec![0.0; learned.types().len()];
        Self { learned, acts: BTreeMap::new(), together: BTreeMap::new(), sums, rows: 0 }
    }

    /// Notes what one sentence said.
    pub fn note(&mut self, judged: &Judged) {
        for score in &judged.scores {
            self.rows += 1;
            *self.together.entry(dyad(&score.source, &score.target)).or_default() += 1;
            for (kind, probability) in score.probabilities.iter().enumerate() {
                if let Some(sum) = self.sums.get_mut(kind) {
                    *sum += probability;
                }
                if *probability > LEAST {
                    let act = Act::new(self.learned.types(), kind, &score.source, &score.target);
                    self.acts.entry(act).or_default().push(*probability);
                }
            }
        }
    }

    /// How probable each act is, seen from the whole article.
    fn probabilities(&self) -> BTreeMap<&Act, f64> {
        let best = |act: &Act| self.acts.get(act).map_or(0.0, |found| found.iter().copied().fold(0.0, f64::max));
        let mut by_dyad: BTreeMap<Dyad, Vec<(&Act, f64)>> = BTreeMap::new();
        for act in self.acts.keys() {
            by_dyad.entry(dyad(&act.source, &act.target)).or_default().push((act, best(act)));
        }
        let most = self.together.values().copied().max().unwrap_or(1);
        let mut judged = BTreeMap::new();
        for (act, found) in &self.acts {
            let dyad = dyad(&act.source, &act.target);
            let others = by_dyad.get(&dyad).map(Vec::as_slice).unwrap_or_default();
            let features = self.features(act, found, others, self.together.get(&dyad).copied().unwrap_or(1), most);
            judged.insert(act, self.learned.verdict(act.kind, &features));
        }
        judged
    }

    fn features(&self, act: &Act, found: &[f64], dyad: &[(&Act, f64)], together: usize, most: usize) -> [f64; ARTICLE] {
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let log_odds = |p: f64| (p / (1.0 - p + 1e-9)).ln();
        let mut sorted = found.to_vec();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let best = sorted.first().copied().unwrap_or(0.0);
        let any = 1.0 - sorted.iter().map(|p| 1.0 - p).product::<f64>();
        let others = || dyad.iter().filter(|(other, _)| other.kind != act.kind).map(|(_, p)| *p);
        let back = dyad.iter().filter(|(other, _)| other.kind == act.kind && other.source != act.source);
        let mean = self.sums.get(act.kind).copied().unwrap_or(0.0) / count(self.rows.max(1));
        [
            log_odds(best),
            log_odds(any),
            count(sorted.len()).ln(),
            sorted.get(1).copied().unwrap_or(0.0),
            others().fold(0.0, f64::max),
            others().sum(),
            back.map(|(_, p)| *p).fold(0.0, f64::max),
            count(together).ln(),
            count(together) / count(most),
            count(self.rows.max(1)).ln(),
            10.0 * mean,
        ]
    }

    /// What is left of `relations`, each with the pairs it stands for; those without pairs were judged before.
    pub fn give(&self, relations: Vec<Relation>, ways: &[Vec<Way>]) -> Vec<Relation> {
        let probabilities = self.probabilities();
        let mut left = Vec::new();
        for (mut relation, ways) in relations.into_iter().zip(ways) {
            let mut held: Vec<(&Way, f64)> = Vec::new();
            for way in ways {
                let act = Act::new(self.learned.types(), way.kind, &way.source, &way.target);
                let Some((act, probability)) = probabilities.get_key_value(&act) else { continue };
                let best = self.acts.get(*act).map_or(0.0, |found| found.iter().copied().fold(0.0, f64::max));
                let stands = way.probability >= best || way.probability >= LIKELY;
                if *probability >= self.learned.threshold() && stands {
                    held.push((way, *probability));
                }
            }
            if ways.is_empty() {
                left.push(relation);
                continue;
            }
            if held.is_empty() {
                continue;
            }
            let is_held = |code: &str| held.iter().any(|(way, _)| way.source == code || way.target == code);
            relation.sources.retain(|party| is_held(&party.code));
            relation.targets.retain(|party| is_held(&party.code));
            let best = held.iter().map(|(_, probability)| *probability).fold(0.0, f64::max);
            relation.confidence = (best * 100.0).round() / 100.0;
            left.push(relation);
        }
        left
    }
}
