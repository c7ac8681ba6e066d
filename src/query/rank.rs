//! Which articles match, and how well.

use super::index::Index;
use super::lists::{Lists, gallop};
use super::plan::{Leaf, Match, Plan, Resolved};
use super::syntax::Field;
use crate::error::Result;
use std::borrow::Cow;
use std::sync::Arc;

/// How much each thing counts. On headlines looked for in their texts, neither nearness nor place made a difference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights {
    /// How soon more of the same word counts no more (BM25's k₁).
    pub saturation: f32,
    /// How much long texts are held back (BM25's b).
    pub length: f32,
    /// A word of the title is worth so many of the text.
    pub title: f32,
    /// What words count that follow each other in text and query.
    pub near: f32,
    /// What words count that stand at the text's beginning.
    pub lead: f32,
    /// Where the beginning ends, in words.
    pub beginning: f32,
    /// How much articles are held back that lack words of the query.
    pub coverage: f32,
    /// What another form of a word counts beside the form that was typed.
    pub other: f32,
}

impl Weights {
    pub const DEFAULT: Self = Self {
        saturation: 1.2,
        length: 0.75,
        title: 4.0,
        near: 0.5,
        lead: 0.3,
        beginning: 40.0,
        coverage: 0.5,
        other: 1.0,
    };
}

/// The best by words alone are looked at more closely: where in the text their words stand.
const CLOSELY: usize = 200;
/// Words further apart than this are not near.
const NEAR: u32 = 8;

/// An article with how well it matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ranked {
    /// The article, by its rank among all.
    pub doc: u32,
    pub score: f32,
}

/// What of a leaf is known: its articles and, where words had to be found together, how often they stand there.
struct Hits {
    lists: Vec<Vec<Arc<Lists>>>,
    /// Where words had to be found together.
    together: Option<Together>,
}

/// In which articles words stand together, and how often in title and text.
struct Together {
    docs: Vec<u32>,
    counts: Vec<(u32, u32)>,
}

impl Hits {
    fn read(leaf: &Leaf, index: &Index<'_>) -> Result<Self> {
        let lists = leaf
            .parts
            .iter()
            .map(|part| part.iter().map(|slot| Lists::get(slot, index)).collect())
            .collect::<Result<Vec<Vec<_>>>>()?;
        let mut hits = Self { lists, together: None };
        if hits.word().is_none() || leaf.field.is_some() {
            hits.find_together(leaf);
        }
        Ok(hits)
    }

    /// The articles, in order.
    fn docs(&self) -> &[u32] {
        match &self.together {
            Some(together) => &together.docs,
            None => self.word().map(|lists| lists.docs.as_slice()).unwrap_or_default(),
        }
    }

    /// The articles where the words stand in order, the groups near each other, in the field asked for.
    fn find_together(&mut self, leaf: &Leaf) {
        let mut each: Vec<&[u32]> = self.lists.iter().flatten().map(|lists| lists.docs.as_slice()).collect();
        each.sort_by_key(|docs| docs.len());
        let docs = each.into_iter().map(Cow::Borrowed).reduce(|left, right| Cow::Owned(intersect(&left, &right)));
        let mut cursors: Vec<Vec<usize>> = self.lists.iter().map(|part| vec![0; part.len()]).collect();
        let (mut found, mut counted) = (Vec::new(), Vec::new());
        let (mut buffer, mut starts) = (Vec::new(), vec![Vec::new(); self.lists.len()]);
        for doc in docs.iter().flat_map(|docs| docs.iter().copied()) {
            for ((part, cursors), starts) in self.lists.iter().zip(&mut cursors).zip(&mut starts) {
                in_order(part, doc, cursors, leaf.field, &mut buffer, starts);
            }
            let lengths: Vec<u64> = self.lists.iter().map(|part| part.len() as u64).collect();
            let counts = match starts.as_slice() {
                [only] => count_columns(only.iter().copied()),
                several => count_columns(near(several, &lengths, leaf.within).into_iter()),
            };
            if counts != (0, 0) {
                found.push(doc);
                counted.push(counts);
            }
        }
        self.together = Some(Together { docs: found, counts: counted });
    }

    /// A word alone, whose places are looked at closely.
    fn word(&self) -> Option<&Lists> {
        match self.lists.as_slice() {
            [part] => part.as_slice().first().filter(|_| part.len() == 1).map(Arc::as_ref),
            _ => None,
        }
    }
}

/// Where the words of a group begin to stand in order.
fn in_order(
    part: &[Arc<Lists>],
    doc: u32,
    cursors: &mut [usize],
    field: Option<Field>,
    buffer: &mut Vec<u64>,
    starts: &mut Vec<u64>,
) {
    starts.clear();
    for (index, (list, cursor)) in part.iter().zip(cursors).enumerate() {
        list.places(doc, cursor, field, buffer);
        if index == 0 {
            starts.append(buffer);
            starts.dedup();
        } else {
            starts.retain(|start| buffer.binary_search(&(start + index as u64)).is_ok());
        }
    }
}

/// The last beginnings of groups that stand within so many words of each other, as FTS5's `NEAR` has it.
fn near(starts: &[Vec<u64>], lengths: &[u64], within: u32) -> Vec<u64> {
    let mut at = vec![0usize; starts.len()];
    let mut found = Vec::new();
    loop {
        let mut current = Vec::with_capacity(starts.len());
        for (list, at) in starts.iter().zip(&at) {
            let Some(start) = list.get(*at) else { return found };
            current.push(*start);
        }
        let last = current.iter().copied().max().unwrap_or_default();
        let mut moved = false;
        for ((start, length), at) in current.iter().zip(lengths).zip(&mut at) {
            if start + length + u64::from(within) < last {
                *at += 1;
                moved = true;
            }
        }
        if moved {
            continue;
        }
        found.push(last);
        // On with the earliest.
        let Some(earliest) = (0..current.len()).min_by_key(|index| current.get(*index).copied()) else { return found };
        if let Some(at) = at.get_mut(earliest) {
            *at += 1;
        }
    }
}

fn count_columns(places: impl Iterator<Item = u64>) -> (u32, u32) {
    places.fold((0, 0), |(title, text), place| if place >> 32 == 0 { (title + 1, text) } else { (title, text + 1) })
}

/// What is in both; the shorter is looked up in the longer.
fn intersect(left: &[u32], right: &[u32]) -> Vec<u32> {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let mut at = 0;
    let mut out = Vec::with_capacity(short.len());
    for doc in short {
        at = gallop(long, at, |other| other < doc);
        if long.get(at) == Some(doc) {
            out.push(*doc);
        }
    }
    out
}

fn without(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut at = 0;
    let mut out = Vec::with_capacity(left.len());
    for doc in left {
        at = gallop(right, at, |other| other < doc);
        if right.get(at) != Some(doc) {
            out.push(*doc);
        }
    }
    out
}

/// A query run on the index.
pub(crate) struct Run<'i, 'c> {
    index: &'i Index<'c>,
    hits: Vec<Hits>,
    wanted: Vec<bool>,
    /// The articles that match, in the order of their numbers.
    pub docs: Vec<u32>,
}

impl<'i, 'c> Run<'i, 'c> {
    /// Finds the articles. Where no word is required, words that stand in more than half of the articles are taken out
    /// of `resolved` if there are rarer ones: they would find nearly everything and tell nothing.
    pub fn new(resolved: &mut Resolved, index: &'i Index<'c>, way: Match) -> Result<Self> {
        let hits = resolved.leaves.iter().map(|leaf| Hits::read(leaf, index)).collect::<Result<Vec<_>>>()?;
        let common = |number: usize| hits.get(number).is_some_and(|hits| hits.docs().len() * 2 > index.docs.len());
        let found = |number: usize| hits.get(number).is_some_and(|hits| !hits.docs().is_empty());
        if way == Match::Any {
            resolved.leave_out(common, |number| found(number) && !common(number));
        }
        let wanted = resolved.leaves.iter().map(|leaf| leaf.wanted).collect();
        let mut run = Self { index, hits, wanted, docs: Vec::new() };
        run.docs = run.matching(&resolved.plan).into_owned();
        Ok(run)
    }

    fn everything(&self) -> Vec<u32> {
        (0..u32::try_from(self.index.docs.len()).unwrap_or(u32::MAX)).collect()
    }

    fn matching(&self, plan: &Plan) -> Cow<'_, [u32]> {
        match plan {
            Plan::Leaf(number) => Cow::Borrowed(self.hits.get(*number).map(Hits::docs).unwrap_or_default()),
            Plan::Any(plans) => {
                let mut seen = vec![false; self.index.docs.len()];
                for plan in plans {
                    for doc in &*self.matching(plan) {
                        if let Some(seen) = seen.get_mut(*doc as usize) {
                            *seen = true;
                        }
                    }
                }
                (0u32..).zip(seen).filter(|(_, seen)| *seen).map(|(doc, _)| doc).collect()
            }
            Plan::All(plans) => {
                let mut wanted: Vec<Cow<'_, [u32]>> =
                    plans.iter().filter(|plan| !matches!(plan, Plan::Not(_))).map(|plan| self.matching(plan)).collect();
                wanted.sort_by_key(|docs| docs.len());
                let all = wanted.into_iter().reduce(|left, right| Cow::Owned(intersect(&left, &right)));
                let all = all.unwrap_or_else(|| Cow::Owned(self.everything()));
                plans.iter().fold(all, |all, plan| match plan {
                    Plan::Not(inner) => Cow::Owned(without(&all, &self.matching(inner))),
                    _ => all,
                })
            }
            Plan::Not(inner) => Cow::Owned(without(&self.everything(), &self.matching(inner))),
        }
    }

    /// The best `most` of the articles that match, the best first; of two that match alike the one loaded first.
    pub fn ranked(&self, most: usize, weights: &Weights) -> Vec<Ranked> {
        let order = |left: &Ranked, right: &Ranked| right.score.total_cmp(&left.score).then(left.doc.cmp(&right.doc));
        let kept = most.max(CLOSELY);
        let mut scores = self.promising(kept, weights);
        if scores.len() > kept {
            scores.select_nth_unstable_by(kept, order);
            scores.truncate(kept);
        }
        scores.sort_unstable_by(order);
        let looked = scores.len().min(CLOSELY);
        if let Some(best) = scores.get_mut(..looked) {
            self.look_closely(best, weights);
            best.sort_unstable_by(order);
        }
        scores.truncate(most);
        scores
    }

    /// Articles with their scores by words, the best `kept` among them. Articles are scored by their rarest word: once
    /// so many score higher than an article can that holds only the more frequent words, the others are left out.
    fn promising(&self, kept: usize, weights: &Weights) -> Vec<Ranked> {
        let mut words: Vec<(f32, &[u32])> = self.wanted().map(|hits| (self.rarity(hits), hits.docs())).collect();
        if words.len() < 2 || self.docs.len() <= kept {
            return self.by_words(&self.docs, weights);
        }
        words.sort_by(|left, right| right.0.total_cmp(&left.0));
        let total: f32 = words.iter().map(|(rarity, _)| rarity).sum();
        let mut left = total;
        let mut unseen = vec![false; self.index.docs.len()];
        for doc in &self.docs {
            if let Some(unseen) = unseen.get_mut(*doc as usize) {
                *unseen = true;
            }
        }
        let mut scores = Vec::new();
        for (rarity, docs) in words {
            let new: Vec<u32> =
                docs.iter().copied().filter(|doc| unseen.get_mut(*doc as usize).is_some_and(std::mem::take)).collect();
            scores.append(&mut self.by_words(&new, weights));
            left = (left - rarity).max(0.0);
            // More than any word's share of a score can be; sums are rounded.
            let most = left * (weights.saturation + 1.0) * (left / total).powf(weights.coverage) * 1.001 + 0.001;
            if scores.len() >= kept {
                let order = |left: &Ranked, right: &Ranked| right.score.total_cmp(&left.score);
                let (_, last, _) = scores.select_nth_unstable_by(kept - 1, order);
                if last.score > most {
                    return scores;
                }
            }
        }
        let rest: Vec<u32> = self.docs.iter().copied().filter(|doc| unseen.get(*doc as usize) == Some(&true)).collect();
        scores.append(&mut self.by_words(&rest, weights));
        scores
    }

    fn wanted(&self) -> impl Iterator<Item = &Hits> {
        self.hits
            .iter()
            .zip(&self.wanted)
            .filter(|(hits, wanted)| **wanted && !hits.docs().is_empty())
            .map(|(hits, _)| hits)
    }

    /// How much it tells that an article holds a word that so many hold.
    #[expect(clippy::cast_precision_loss, reason = "counts of articles")]
    fn rarity(&self, hits: &Hits) -> f32 {
        let (all, some) = (self.index.docs.len() as f32, hits.docs().len() as f32);
        (1.0 + (all - some + 0.5) / (some + 0.5)).ln()
    }

    /// BM25 over title and text, the forms of a word counted together.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts of words")]
    fn by_words(&self, docs: &[u32], weights: &Weights) -> Vec<Ranked> {
        let mut scores = vec![0f32; docs.len()];
        let mut covered = vec![0f32; docs.len()];
        let mut total = 0f32;
        let mean = (self.index.docs.mean.0 as f32, self.index.docs.mean.1 as f32);
        let norm: Vec<f32> = docs
            .iter()
            .map(|doc| 1.0 - weights.length + weights.length * self.index.docs.length(*doc).1 as f32 / mean.1)
            .collect();
        for hits in self.wanted() {
            let rarity = self.rarity(hits);
            total += rarity;
            let (mut at, mut from) = (0, 0);
            for (((doc, score), covered), norm) in docs.iter().zip(&mut scores).zip(&mut covered).zip(&norm) {
                let weighed = |(title, text): (u32, u32)| weights.title * title as f32 + text as f32 / norm;
                let often = if let Some(Together { docs: found, counts }) = &hits.together {
                    at = gallop(found, at, |other| other < doc);
                    if found.get(at) != Some(doc) {
                        continue;
                    }
                    weighed(counts.get(at).copied().unwrap_or_default())
                } else {
                    let Some(lists) = hits.word() else { continue };
                    let entries = lists.of(*doc, &mut from).iter();
                    entries
                        .map(|entry| {
                            let (counts, typed) = lists.counts(entry);
                            if typed { weighed(counts) } else { weights.other * weighed(counts) }
                        })
                        .sum()
                };
                if often <= 0.0 {
                    continue;
                }
                *score += rarity * often * (weights.saturation + 1.0) / (weights.saturation + often);
                *covered += rarity;
            }
        }
        let share = |covered: f32| if total > 0.0 { (covered / total).powf(weights.coverage) } else { 1.0 };
        let docs = docs.iter().zip(scores.iter().zip(&covered));
        docs.map(|(doc, (score, covered))| Ranked { doc: *doc, score: score * share(*covered) }).collect()
    }

    /// Adds what it counts that words stand together and early.
    #[expect(clippy::cast_precision_loss, reason = "positions of words")]
    fn look_closely(&self, best: &mut [Ranked], weights: &Weights) {
        best.sort_unstable_by_key(|ranked| ranked.doc);
        let words: Vec<(&Lists, f32)> =
            self.wanted().filter_map(|hits| Some((hits.word()?, self.rarity(hits)))).collect();
        let mut cursors = vec![0; words.len()];
        let (mut before, mut here) = (Vec::new(), Vec::new());
        for ranked in best {
            before.clear();
            let mut rarity_before = 0.0;
            for ((lists, rarity), cursor) in words.iter().zip(&mut cursors) {
                lists.places(ranked.doc, cursor, Some(Field::Text), &mut here);
                if let Some(first) = here.first() {
                    let first = (first & u64::from(u32::MAX)) as f32;
                    ranked.score += weights.lead * rarity * (-first / weights.beginning).exp();
                }
                if let Some(gap) = closest(&before, &here) {
                    ranked.score += weights.near * rarity.min(rarity_before) / gap as f32;
                }
                // A word that is missing, or in nearly every text, parts nothing.
                if !here.is_empty() && *rarity > 0.7 {
                    std::mem::swap(&mut before, &mut here);
                    rarity_before = *rarity;
                }
            }
        }
    }
}

/// How many words on the second stands after the first, at the closest; none where that is far.
fn closest(first: &[u64], second: &[u64]) -> Option<u32> {
    let mut best = None;
    let mut at = 0;
    for place in second {
        while first.get(at + 1).is_some_and(|next| next < place) {
            at += 1;
        }
        if let Some(before) = first.get(at).filter(|before| *before < place) {
            let gap = u32::try_from(place - before).unwrap_or(u32::MAX);
            best = Some(best.map_or(gap, |best: u32| best.min(gap)));
        }
    }
    best.filter(|gap| *gap <= NEAR)
}

#[cfg(test)]
mod tests;
