//! What words one part of a corpus has more of than another.

use super::scan::{Job, Listing, scan};
use super::scope::{Plan, Scope, Unit, condition, evidence, labelled, scope_methods};
use super::stats::{Contingency, p_value, per_million};
use super::tally::{Counts, sums};
use super::{By, Slice, listing_methods, slice_methods};
use crate::article::vocabulary;
use crate::error::Result;
use crate::query::Reader;
use crate::query::ask::{article_filters, relation_filters, statement_filters};
use crate::query::filter::{ArticleFilter, RelationFilter};
use crate::query::select::{Condition, Select};
use rustc_hash::FxHashSet;
use std::ops::AddAssign;

vocabulary! {
    /// What keywords are ordered by.
    KeynessMeasure {
        /// G², the log-likelihood ratio: how sure the difference is.
        LogLikelihood = "log_likelihood",
        /// Pearson's X²: the same, by an older test.
        ChiSquared = "chi_squared",
        /// Hardie's log ratio: how large the difference is.
        LogRatio = "log_ratio",
        /// Gabrielatos' %DIFF: how large, in per cent.
        PercentDiff = "percent_diff",
    }
}

/// A part of a corpus, by filters: see [`Reader::subcorpus`].
#[derive(Debug, Clone)]
#[must_use = "a sub-corpus is for an instrument to count in"]
pub struct Subcorpus<'c> {
    reader: Reader<'c>,
    articles: ArticleFilter,
    relations: RelationFilter,
}

article_filters!(Subcorpus);
relation_filters!(Subcorpus);
statement_filters!(Subcorpus);

impl<'c> Subcorpus<'c> {
    pub(crate) fn new(reader: Reader<'c>) -> Self {
        Self { reader, articles: ArticleFilter::default(), relations: RelationFilter::default() }
    }

    fn condition(&self, unit: Unit) -> Result<Condition> {
        condition(&self.reader, &self.articles, &self.relations, unit)
    }

    fn ids(&self, unit: Unit) -> Result<FxHashSet<i64>> {
        let select = Select::literal("SELECT id FROM article WHERE ", self.condition(unit)?, "", &[]);
        Ok(select.all(self.reader.store(), |row| row.get(0))?.into_iter().collect())
    }
}

/// A word and how much more of it one sub-corpus has than another.
#[derive(Debug, Clone, PartialEq)]
pub struct KeynessRow {
    /// The word, as it is counted.
    pub word: String,
    /// How often it is in the target.
    pub target: u64,
    /// How often it is in the reference.
    pub reference: u64,
    /// How often it is among a million words of the target.
    pub target_per_million: Option<f64>,
    /// How often it is among a million words of the reference.
    pub reference_per_million: Option<f64>,
    /// G² over the four cells; negative where the target has less of it.
    pub log_likelihood: f64,
    /// Pearson's X²; negative where the target has less of it.
    pub chi_squared: f64,
    /// How probable so large a difference is by chance alone, by X² where that is the measure, and else by G².
    pub p_value: f64,
    /// How many times its share doubles from the reference to the target, a count of none taken as one half.
    pub log_ratio: f64,
    /// By how many per cent its share in the target is above that in the reference; none where that has none.
    pub percent_diff: Option<f64>,
}

/// The words that tell one sub-corpus from another; see [`Reader::keyness`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Keyness<'c> {
    target: Subcorpus<'c>,
    reference: Option<Subcorpus<'c>>,
    within: Subcorpus<'c>,
    scope: Scope,
    listing: Listing,
    measure: KeynessMeasure,
    min_count: u64,
    slice: Slice,
}

scope_methods!(Keyness);
listing_methods!(Keyness);
slice_methods!(Keyness);

/// Bits of a group: in the target, in the reference.
const TARGET: u32 = 1;
const REFERENCE: u32 = 2;

#[derive(Debug, Clone, Copy, Default)]
struct Pair([u64; 2]);

impl AddAssign for Pair {
    fn add_assign(&mut self, other: Self) {
        self.0[0] += other.0[0];
        self.0[1] += other.0[1];
    }
}

#[derive(Default)]
struct State {
    counts: Counts<Pair>,
    words: Pair,
}

impl<'c> Keyness<'c> {
    pub(crate) fn new(target: Subcorpus<'c>) -> Self {
        Self {
            within: Subcorpus::new(target.reader),
            target,
            reference: None,
            scope: Scope::default(),
            listing: Listing { by: Some(By::Form), without_stop_words: true, ..Listing::default() },
            measure: KeynessMeasure::LogLikelihood,
            min_count: 3,
            slice: Slice::default(),
        }
    }

    /// What to compare with; unless told, the rest of the corpus.
    pub fn reference(mut self, reference: Subcorpus<'c>) -> Self {
        self.reference = Some(reference);
        self
    }

    /// Where there is no reference: what to take the rest of, instead of the whole corpus.
    pub fn within(mut self, within: Subcorpus<'c>) -> Self {
        self.within = within;
        self
    }

    /// What the words are ordered by.
    pub fn measure(mut self, measure: KeynessMeasure) -> Self {
        self.measure = measure;
        self
    }

    /// The words, those the target has most more of first, those it lacks last.
    pub fn rows(&self) -> Result<Vec<KeynessRow>> {
        let reader = &self.target.reader;
        let plan = self.plan()?;
        let rest = self.reference.is_none();
        let job = Job { pattern: None, listing: &self.listing, lists: reader.lists() };
        let found = scan(
            reader,
            &plan,
            &self.scope,
            job,
            |state: &mut State, doc| {
                for word in doc.words.iter().filter(|word| word.counted()) {
                    let group = doc.entry.group & u32::from(word.sides);
                    // What the target has is not among the rest.
                    let reference = group & REFERENCE != 0 && !(rest && group & TARGET != 0);
                    let here = Pair([u64::from(group & TARGET != 0), u64::from(reference)]);
                    state.words += here;
                    if let Some(count) = state.counts.of(word) {
                        *count += here;
                    }
                }
            },
            || false,
        )?;
        let mut words = Pair::default();
        for worker in &found {
            words += worker.state.words;
        }
        let counts = sums(found, |state| state.counts);
        let mut rows: Vec<KeynessRow> = counts
            .into_iter()
            .filter(|(_, count)| count.0[0] + count.0[1] >= self.min_count.max(1))
            .map(|(word, count)| self.row(word.into(), count.0, words.0))
            .collect();
        let by = |row: &KeynessRow| match self.measure {
            KeynessMeasure::LogLikelihood => row.log_likelihood,
            KeynessMeasure::ChiSquared => row.chi_squared,
            KeynessMeasure::LogRatio => row.log_ratio,
            // What the reference has none of is above all that it has some of.
            KeynessMeasure::PercentDiff => row.percent_diff.unwrap_or(f64::MAX),
        };
        rows.sort_unstable_by(|a, b| by(b).total_cmp(&by(a)).then_with(|| a.word.cmp(&b.word)));
        Ok(self.slice.of(rows))
    }

    fn row(&self, word: String, [target, reference]: [u64; 2], [of_target, of_reference]: [u64; 2]) -> KeynessRow {
        let table = Contingency::new((target, of_target), (reference, of_reference));
        let (log_likelihood, chi_squared) = (table.log_likelihood(), table.chi_squared());
        let tested = if self.measure == KeynessMeasure::ChiSquared { chi_squared } else { log_likelihood };
        KeynessRow {
            word,
            target,
            reference,
            target_per_million: per_million(target, of_target),
            reference_per_million: per_million(reference, of_reference),
            log_likelihood,
            chi_squared,
            p_value: p_value(tested),
            log_ratio: table.log_ratio(),
            percent_diff: table.percent_diff(),
        }
    }

    /// The articles of both sides; of evidence, also which sentences are on which side.
    fn plan(&self) -> Result<Plan> {
        let reader = &self.target.reader;
        let unit = self.scope.unit;
        let reference = self.reference.as_ref().unwrap_or(&self.within);
        let (of_target, of_reference) = (self.target.ids(unit)?, reference.ids(unit)?);
        let (left, right) = (self.target.condition(unit)?, reference.condition(unit)?);
        // Without a filter on one side, all articles are on it.
        let either = if left.is_empty() || right.is_empty() { Condition::default() } else { left.or(right) };
        let mut plan = Plan::new(reader, &self.scope, either, |id, _, _| {
            let target = if of_target.contains(&id) { TARGET } else { 0 };
            let reference = if of_reference.contains(&id) { REFERENCE } else { 0 };
            (target | reference != 0).then_some(target | reference)
        })?;
        if unit == Unit::Evidence {
            let of = |part: &Subcorpus<'_>| evidence(reader, &part.articles, &part.relations);
            plan.only = Some(vec![of(&self.target)?, of(reference)?]);
            plan.bounds = labelled(reader, Condition::default())?;
        }
        Ok(plan)
    }

    /// The rows as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use super::cells::{count, number};
        use crate::query::{Column, Kind};
        use rusqlite::types::Value;
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("word", Kind::Text),
            column("target", Kind::Int),
            column("reference", Kind::Int),
            column("target_per_million", Kind::Float),
            column("reference_per_million", Kind::Float),
            column("log_likelihood", Kind::Float),
            column("chi_squared", Kind::Float),
            column("p_value", Kind::Float),
            column("log_ratio", Kind::Float),
            column("percent_diff", Kind::Float),
        ];
        let rows = self.rows()?.into_iter().map(|row| {
            vec![
                Value::Text(row.word),
                count(row.target),
                count(row.reference),
                number(row.target_per_million),
                number(row.reference_per_million),
                number(row.log_likelihood),
                number(row.chi_squared),
                number(row.p_value),
                number(row.log_ratio),
                number(row.percent_diff),
            ]
        });
        crate::query::batches::from_values(&columns, rows)
    }
}
