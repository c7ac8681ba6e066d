//! Words that follow one another, counted.

use super::scan::{Doc, Found, Job, Listing, Tok, scan};
use super::scope::{Plan, Scope, scope_methods};
use super::stats::per_million;
use super::{By, Slice, slice_methods};
use crate::error::Result;
use crate::query::ask::{article_filters, relation_filters, statement_filters};
use crate::query::filter::{ArticleFilter, RelationFilter};
use crate::query::{QueryError, Reader};
use crate::text::words::Gap;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU8, Ordering};

/// The most words of an n-gram.
const LONGEST: u64 = 5;
/// Bits that the number of a form takes in a key of up to five.
const BITS: u32 = 25;
/// Counters by which rare n-grams are told before they are kept.
const COUNTERS: usize = 1 << 26;
/// Counters for each article, where there are few.
const PER_ARTICLE: usize = 1 << 12;
/// Where counters stop: well below what they can hold, whatever several threads add at once.
const ENOUGH: u8 = 128;

/// Words in a row, and how often they are there.
#[derive(Debug, Clone, PartialEq)]
pub struct NgramRow {
    /// The words, with a space between them.
    pub ngram: String,
    /// How often they are there.
    pub count: u64,
    /// How often among a million words.
    pub per_million: Option<f64>,
    /// How many articles have them.
    pub articles: u64,
}

/// Counts words in a row; see [`Reader::ngrams`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Ngrams<'c> {
    reader: Reader<'c>,
    n: u64,
    articles: ArticleFilter,
    relations: RelationFilter,
    scope: Scope,
    listing: Listing,
    min_count: u64,
    slice: Slice,
}

article_filters!(Ngrams);
relation_filters!(Ngrams);
statement_filters!(Ngrams);
scope_methods!(Ngrams);
slice_methods!(Ngrams);

/// How often an n-gram is there, and in how many articles.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    count: u32,
    articles: u32,
    /// The last article it was seen in, and one.
    last: u32,
}

#[derive(Default)]
struct State {
    words: u64,
    ngrams: FxHashMap<u128, Seen>,
}

impl<'c> Ngrams<'c> {
    pub(crate) fn new(reader: Reader<'c>, n: u64) -> Self {
        Self {
            reader,
            n,
            articles: ArticleFilter::default(),
            relations: RelationFilter::default(),
            scope: Scope::default(),
            listing: Listing { by: Some(By::Form), ..Listing::default() },
            min_count: 2,
            slice: Slice::default(),
        }
    }

    /// What words are taken for the same; unless told, words in the same form.
    pub fn by(mut self, by: By) -> Self {
        self.listing.by = Some(by);
        self
    }

    /// Lists n-grams that begin or end with a stop word of their article's language, or leaves them out.
    pub fn stop_words(mut self, listed: bool) -> Self {
        self.listing.without_stop_words = !listed;
        self
    }

    /// Leaves out n-grams that begin or end with these words, whatever their case.
    pub fn without<T: AsRef<str>>(mut self, words: impl IntoIterator<Item = T>) -> Self {
        self.listing.without.extend(words.into_iter().map(|word| crate::text::fold::lower(word.as_ref())));
        self
    }

    /// Leaves out what is there fewer times. With 1, the memory grows with the number of different n-grams.
    pub fn min_count(mut self, least: u64) -> Self {
        self.min_count = least;
        self
    }

    /// The n-grams, the most frequent first.
    pub fn rows(&self) -> Result<Vec<NgramRow>> {
        if !(1..=LONGEST).contains(&self.n) {
            return Err(QueryError::OutOfRange { what: "n", given: self.n, least: 1, most: LONGEST }.into());
        }
        let n = usize::try_from(self.n).unwrap_or(1);
        let plan = Plan::of(&self.reader, &self.scope, &self.articles, &self.relations, |_, _, _| Some(0))?;
        let job = Job { pattern: None, listing: &self.listing, lists: self.reader.lists() };
        let rough = if n > 1 && self.min_count > 1 { Some(self.rough(&plan, job, n)?) } else { None };
        let least = u8::try_from(self.min_count).unwrap_or(ENOUGH).min(ENOUGH);
        let each = |state: &mut State, doc: &Doc<'_>| {
            state.words += doc.words.iter().filter(|word| word.counted()).count() as u64;
            each_ngram(doc.words, n, |words| {
                if rough.as_ref().is_some_and(|rough| rough.count(words) < least) {
                    return;
                }
                let seen = state.ngrams.entry(key(words.iter().map(|word| word.form))).or_default();
                seen.count = seen.count.saturating_add(1);
                let number = u32::try_from(doc.number + 1).unwrap_or(u32::MAX);
                if seen.last != number {
                    seen.last = number;
                    seen.articles += 1;
                }
            });
        };
        let found = scan(&self.reader, &plan, &self.scope, job, each, || false)?;
        drop(rough);
        Ok(self.slice.of(self.merged(found, n)))
    }

    /// Counts all n-grams by a hash: never too few, now and then too many.
    fn rough(&self, plan: &Plan, job: Job<'_>, n: usize) -> Result<Rough> {
        let rough = Rough::new(plan.entries.len());
        let each = |(): &mut (), doc: &Doc<'_>| each_ngram(doc.words, n, |words| rough.add(words));
        scan(&self.reader, plan, &self.scope, job, each, || false)?;
        Ok(rough)
    }

    fn merged(&self, found: Vec<Found<State>>, n: usize) -> Vec<NgramRow> {
        let words: u64 = found.iter().map(|worker| worker.state.words).sum();
        let mut numbers: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let mut forms: Vec<Box<str>> = Vec::new();
        let mut all: FxHashMap<u128, (u64, u64)> = FxHashMap::default();
        for worker in found {
            let own: Vec<u32> = worker
                .forms
                .into_list()
                .into_iter()
                .map(|form| {
                    *numbers.entry(form).or_insert_with_key(|form| {
                        forms.push(form.clone());
                        u32::try_from(forms.len() - 1).unwrap_or(u32::MAX)
                    })
                })
                .collect();
            for (old, seen) in worker.state.ngrams {
                let words = numbers_of(old, n).map(|form| own.get(form).copied().unwrap_or_default());
                let sum = all.entry(key(words)).or_default();
                sum.0 += u64::from(seen.count);
                sum.1 += u64::from(seen.articles);
            }
        }
        all.retain(|_, (count, _)| *count >= self.min_count.max(1));
        let mut rows: Vec<NgramRow> = all
            .into_iter()
            .map(|(key, (count, articles))| NgramRow {
                ngram: spelled(key, n, &forms),
                count,
                per_million: per_million(count, words),
                articles,
            })
            .collect();
        rows.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.ngram.cmp(&b.ngram)));
        rows
    }

    /// The rows as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use super::cells::{count, number};
        use crate::query::{Column, Kind};
        use rusqlite::types::Value;
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("ngram", Kind::Text),
            column("count", Kind::Int),
            column("per_million", Kind::Float),
            column("articles", Kind::Int),
        ];
        let rows = self
            .rows()?
            .into_iter()
            .map(|row| vec![Value::Text(row.ngram), count(row.count), number(row.per_million), count(row.articles)]);
        crate::query::batches::from_many_values(&columns, rows, Some(self.reader.store().asking()))
    }
}

/// Calls `each` with every `n` words in a row that no mark or blank line parts, unless a stop word is at either end.
fn each_ngram(words: &[Tok], n: usize, mut each: impl FnMut(&[Tok])) {
    // How many words before this one, itself included, hang together.
    let mut run = 0;
    for (at, word) in words.iter().enumerate() {
        run = match (word.counted(), word.gap) {
            (false, _) => 0,
            (true, Gap::Joined) => run + 1,
            (true, _) => 1,
        };
        if run >= n
            && !word.stop
            && let Some(ngram) = words.get(at + 1 - n..=at)
            && ngram.first().is_some_and(|first| !first.stop)
        {
            each(ngram);
        }
    }
}

/// The numbers of up to five forms as one.
fn key(forms: impl DoubleEndedIterator<Item = u32>) -> u128 {
    forms.rev().fold(0, |key, form| key << BITS | u128::from(form))
}

/// The numbers of forms that a key is made of.
fn numbers_of(key: u128, n: usize) -> impl DoubleEndedIterator<Item = usize> {
    (0..n).map(move |at| usize::try_from(key >> (BITS as usize * at) & ((1 << BITS) - 1)).unwrap_or_default())
}

fn spelled(key: u128, n: usize, forms: &[Box<str>]) -> String {
    let words: Vec<&str> = numbers_of(key, n).filter_map(|form| forms.get(form)).map(AsRef::as_ref).collect();
    words.join(" ")
}

/// A counter for each of many hashes, which stops when it is high enough.
struct Rough {
    counters: Vec<AtomicU8>,
}

impl Rough {
    /// For so many articles: of the usual length, they have fewer different n-grams than there are counters.
    fn new(articles: usize) -> Self {
        let count = articles.saturating_mul(PER_ARTICLE).checked_next_power_of_two().unwrap_or(COUNTERS).min(COUNTERS);
        Self { counters: std::iter::repeat_with(AtomicU8::default).take(count).collect() }
    }

    fn counter(&self, words: &[Tok]) -> Option<&AtomicU8> {
        let hash = words
            .iter()
            .fold(0_u64, |hash, word| (hash.rotate_left(5) ^ u64::from(word.hash)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        self.counters.get(usize::try_from(hash >> 32).unwrap_or_default() % self.counters.len())
    }

    fn add(&self, words: &[Tok]) {
        if let Some(counter) = self.counter(words)
            && counter.load(Ordering::Relaxed) < ENOUGH
        {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn count(&self, words: &[Tok]) -> u8 {
        self.counter(words).map_or(ENOUGH, |counter| counter.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hold_five_words() {
        let forms = [1, (1 << BITS) - 1, 0, 7, 12_345];
        let back: Vec<usize> = numbers_of(key(forms.into_iter()), 5).collect();
        assert_eq!(back, forms.map(|form| form as usize));
    }
}
