//! Which articles match, and how well.

use super::index::{Index, counts, positions};
use super::plan::{Leaf, Match, Plan, Resolved, Slot};
use super::syntax::Field;
use crate::error::Result;

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

/// A form's list in an article.
#[derive(Debug, Clone, Copy)]
struct Entry {
    doc: u32,
    form: u32,
    start: u32,
    end: u32,
}

/// The articles that hold any form of a word, in order.
struct Lists {
    bytes: Vec<Vec<u8>>,
    /// Which forms are the word as typed.
    typed: Vec<bool>,
    entries: Vec<Entry>,
}

impl Lists {
    fn read(slot: &Slot, index: &Index<'_>) -> Result<Self> {
        let mut lists = Self {
            bytes: Vec::with_capacity(slot.len()),
            typed: slot.iter().map(|form| form.only.is_none()).collect(),
            entries: Vec::new(),
        };
        for (number, form) in (0u32..).zip(slot) {
            let postings = index.postings(&form.listed)?;
            let allowed = |doc: u32| form.only.is_none_or(|only| only.meets(index.docs.language(doc)));
            lists.entries.extend(postings.places.iter().filter(|place| allowed(place.doc)).map(|place| Entry {
                doc: place.doc,
                form: number,
                start: place.start,
                end: place.end,
            }));
            lists.bytes.push(postings.bytes);
        }
        if slot.len() > 1 {
            // Stable: runs that are sorted already are merged.
            lists.entries.sort_by_key(|entry| entry.doc);
        }
        Ok(lists)
    }

    fn list(&self, entry: &Entry) -> &[u8] {
        let bytes = self.bytes.get(entry.form as usize).map(Vec::as_slice).unwrap_or_default();
        bytes.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    /// What a form counts beside the one typed.
    fn worth(&self, entry: &Entry, weights: &Weights) -> f32 {
        if self.typed.get(entry.form as usize) == Some(&true) { 1.0 } else { weights.other }
    }

    /// The entries of an article; `from` moves on, so articles must be asked for in order.
    fn of(&self, doc: u32, from: &mut usize) -> &[Entry] {
        *from = gallop(&self.entries, *from, |entry| entry.doc < doc);
        let rest = self.entries.get(*from..).unwrap_or_default();
        let count = rest.iter().take_while(|entry| entry.doc == doc).count();
        rest.get(..count).unwrap_or_default()
    }

    fn docs(&self) -> Vec<u32> {
        let mut docs: Vec<u32> = self.entries.iter().map(|entry| entry.doc).collect();
        docs.dedup();
        docs
    }

    /// Where its forms stand in an article: column and position in one number, rising.
    fn places(&self, doc: u32, from: &mut usize, field: Option<Field>, out: &mut Vec<u64>) {
        out.clear();
        for entry in self.of(doc, from) {
            out.extend(
                positions(self.list(entry))
                    .filter(|(column, _)| in_field(field, *column))
                    .map(|(column, at)| (u64::from(column) << 32) | u64::from(at)),
            );
        }
        out.sort_unstable();
    }
}

fn in_field(field: Option<Field>, column: u8) -> bool {
    match field {
        None => true,
        Some(Field::Title) => column == 0,
        Some(Field::Text) => column == 1,
    }
}

/// The first index from `from` on where `before` no longer holds, `before` holding first and then no more.
fn gallop<T>(items: &[T], from: usize, before: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    let mut low = from;
    while items.get(low + step - 1).is_some_and(&before) {
        low += step;
        step *= 2;
    }
    let high = (low + step - 1).min(items.len());
    low + items.get(low..high).unwrap_or_default().partition_point(|item| before(item))
}

/// What of a leaf is known: its articles and, where words had to be found together, how often they stand there.
struct Hits {
    lists: Vec<Vec<Lists>>,
    docs: Vec<u32>,
    counts: Option<Vec<(u32, u32)>>,
}

impl Hits {
    fn read(leaf: &Leaf, index: &Index<'_>) -> Result<Self> {
        let lists = leaf
            .parts
            .iter()
            .map(|part| part.iter().map(|slot| Lists::read(slot, index)).collect())
            .collect::<Result<Vec<Vec<Lists>>>>()?;
        let mut hits = Self { lists, docs: Vec::new(), counts: None };
        if let [part] = hits.lists.as_slice()
            && let [only] = part.as_slice()
            && leaf.field.is_none()
        {
            hits.docs = only.docs();
        } else {
            hits.find_together(leaf);
        }
        Ok(hits)
    }

    /// The articles where the words stand in order, the groups near each other, in the field asked for.
    fn find_together(&mut self, leaf: &Leaf) {
        let mut each: Vec<Vec<u32>> = self.lists.iter().flatten().map(Lists::docs).collect();
        each.sort_by_key(Vec::len);
        let mut all = each.into_iter();
        let first = all.next().unwrap_or_default();
        let docs = all.fold(first, |left, right| intersect(&left, &right));
        let mut cursors: Vec<Vec<usize>> = self.lists.iter().map(|part| vec![0; part.len()]).collect();
        let mut counted = Vec::new();
        let (mut buffer, mut starts) = (Vec::new(), vec![Vec::new(); self.lists.len()]);
        for doc in docs {
            for ((part, cursors), starts) in self.lists.iter().zip(&mut cursors).zip(&mut starts) {
                in_order(part, doc, cursors, leaf.field, &mut buffer, starts);
            }
            let lengths: Vec<u64> = self.lists.iter().map(|part| part.len() as u64).collect();
            let counts = match starts.as_slice() {
                [only] => count_columns(only.iter().copied()),
                several => count_columns(near(several, &lengths, leaf.within).into_iter()),
            };
            if counts != (0, 0) {
                self.docs.push(doc);
                counted.push(counts);
            }
        }
        self.counts = Some(counted);
    }

    /// A word alone, whose places are looked at closely.
    fn word(&self) -> Option<&Lists> {
        match self.lists.as_slice() {
            [part] => part.as_slice().first().filter(|_| part.len() == 1),
            _ => None,
        }
    }
}

/// Where the words of a group begin to stand in order.
fn in_order(
    part: &[Lists],
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
        let common = |number: usize| hits.get(number).is_some_and(|hits| hits.docs.len() * 2 > index.docs.len());
        let found = |number: usize| hits.get(number).is_some_and(|hits| !hits.docs.is_empty());
        if way == Match::Any {
            resolved.leave_out(common, |number| found(number) && !common(number));
        }
        let wanted = resolved.leaves.iter().map(|leaf| leaf.wanted).collect();
        let mut run = Self { index, hits, wanted, docs: Vec::new() };
        run.docs = run.matching(&resolved.plan);
        Ok(run)
    }

    fn everything(&self) -> Vec<u32> {
        (0..u32::try_from(self.index.docs.len()).unwrap_or(u32::MAX)).collect()
    }

    fn matching(&self, plan: &Plan) -> Vec<u32> {
        match plan {
            Plan::Leaf(number) => self.hits.get(*number).map(|hits| hits.docs.clone()).unwrap_or_default(),
            Plan::Any(plans) => {
                let mut seen = vec![false; self.index.docs.len()];
                for doc in plans.iter().flat_map(|plan| self.matching(plan)) {
                    if let Some(seen) = seen.get_mut(doc as usize) {
                        *seen = true;
                    }
                }
                (0u32..).zip(seen).filter(|(_, seen)| *seen).map(|(doc, _)| doc).collect()
            }
            Plan::All(plans) => {
                let mut wanted: Vec<Vec<u32>> =
                    plans.iter().filter(|plan| !matches!(plan, Plan::Not(_))).map(|plan| self.matching(plan)).collect();
                wanted.sort_by_key(Vec::len);
                let mut wanted = wanted.into_iter();
                let first = wanted.next().unwrap_or_else(|| self.everything());
                let all = wanted.fold(first, |left, right| intersect(&left, &right));
                plans.iter().fold(all, |all, plan| match plan {
                    Plan::Not(inner) => without(&all, &self.matching(inner)),
                    _ => all,
                })
            }
            Plan::Not(inner) => without(&self.everything(), &self.matching(inner)),
        }
    }

    /// The best `most` of the articles that match, the best first; of two that match alike the one loaded first.
    pub fn ranked(&self, most: usize, weights: &Weights) -> Vec<Ranked> {
        let mut scores = self.by_words(weights);
        let closely = most.clamp(CLOSELY, usize::MAX).min(CLOSELY);
        let order = |left: &Ranked, right: &Ranked| right.score.total_cmp(&left.score).then(left.doc.cmp(&right.doc));
        let kept = most.max(closely);
        if scores.len() > kept {
            scores.select_nth_unstable_by(kept, order);
            scores.truncate(kept);
        }
        scores.sort_unstable_by(order);
        let looked = scores.len().min(closely);
        if let Some(best) = scores.get_mut(..looked) {
            self.look_closely(best, weights);
            best.sort_unstable_by(order);
        }
        scores.truncate(most);
        scores
    }

    fn wanted(&self) -> impl Iterator<Item = &Hits> {
        self.hits
            .iter()
            .zip(&self.wanted)
            .filter(|(hits, wanted)| **wanted && !hits.docs.is_empty())
            .map(|(hits, _)| hits)
    }

    /// How much it tells that an article holds a word that so many hold.
    #[expect(clippy::cast_precision_loss, reason = "counts of articles")]
    fn rarity(&self, hits: &Hits) -> f32 {
        let (all, some) = (self.index.docs.len() as f32, hits.docs.len() as f32);
        (1.0 + (all - some + 0.5) / (some + 0.5)).ln()
    }

    /// BM25 over title and text, the forms of a word counted together.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts of words")]
    fn by_words(&self, weights: &Weights) -> Vec<Ranked> {
        let mut scores = vec![0f32; self.docs.len()];
        let mut covered = vec![0f32; self.docs.len()];
        let mut total = 0f32;
        let mean = (self.index.docs.mean.0 as f32, self.index.docs.mean.1 as f32);
        let norm: Vec<f32> = self
            .docs
            .iter()
            .map(|doc| 1.0 - weights.length + weights.length * self.index.docs.length(*doc).1 as f32 / mean.1)
            .collect();
        for hits in self.wanted() {
            let rarity = self.rarity(hits);
            total += rarity;
            let (mut at, mut from) = (0, 0);
            for (((doc, score), covered), norm) in self.docs.iter().zip(&mut scores).zip(&mut covered).zip(&norm) {
                let weighed = |(title, text): (u32, u32)| weights.title * title as f32 + text as f32 / norm;
                let often = if let Some(counts) = &hits.counts {
                    at = gallop(&hits.docs, at, |other| other < doc);
                    if hits.docs.get(at) != Some(doc) {
                        continue;
                    }
                    weighed(counts.get(at).copied().unwrap_or_default())
                } else {
                    let Some(lists) = hits.word() else { continue };
                    let entries = lists.of(*doc, &mut from).iter();
                    entries.map(|entry| lists.worth(entry, weights) * weighed(counts(lists.list(entry)))).sum()
                };
                if often <= 0.0 {
                    continue;
                }
                *score += rarity * often * (weights.saturation + 1.0) / (weights.saturation + often);
                *covered += rarity;
            }
        }
        let share = |covered: f32| if total > 0.0 { (covered / total).powf(weights.coverage) } else { 1.0 };
        let docs = self.docs.iter().zip(scores.iter().zip(&covered));
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
