//! How evenly words are spread over a corpus.

use super::frequency::{Periods, tallies};
use super::pattern::Pattern;
use super::scope::{Plan, Scope, scope_methods};
use super::stats::{per_million, spread};
use crate::article::vocabulary;
use crate::error::Result;
use crate::query::ask::{article_filters, relation_filters, statement_filters};
use crate::query::filter::{ArticleFilter, RelationFilter};
use crate::query::{Freq, Reader};
use rustc_hash::FxHashMap;

vocabulary! {
    /// The parts of a corpus over which a word is spread.
    Parts {
        /// Articles.
        Article = "article",
        /// Outlets; articles without one are left out.
        Outlet = "outlet",
        /// Days of publication.
        Day = "day",
        /// Weeks, from Monday.
        Week = "week",
        /// Months.
        Month = "month",
        /// Quarters.
        Quarter = "quarter",
        /// Years.
        Year = "year",
    }
}

impl Parts {
    const fn freq(self) -> Option<Freq> {
        match self {
            Self::Article | Self::Outlet => None,
            Self::Day => Some(Freq::Day),
            Self::Week => Some(Freq::Week),
            Self::Month => Some(Freq::Month),
            Self::Quarter => Some(Freq::Quarter),
            Self::Year => Some(Freq::Year),
        }
    }
}

/// How evenly a word is spread.
#[derive(Debug, Clone, PartialEq)]
pub struct DispersionRow {
    /// The word or phrase, as it was asked for.
    pub word: String,
    /// How often it is there.
    pub count: u64,
    /// How often among a million words.
    pub per_million: Option<f64>,
    /// How many parts there are that have any words.
    pub parts: u64,
    /// How many of them have it.
    pub range: u64,
    /// Juilland's D, from 0 (all in one part) to 1 (even); none for one part, or a word that is not there.
    pub juilland_d: Option<f64>,
    /// Gries' deviation of proportions, from 0 (even) to nearly 1 (all in one small part).
    pub dp: Option<f64>,
    /// The same, stretched to reach 1.
    pub dp_norm: Option<f64>,
}

/// The words and what could not be placed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DispersionRows {
    /// A row for each word.
    pub rows: Vec<DispersionRow>,
    /// Articles that are in no part: without an outlet, or without a day as precise as the periods.
    pub left_out: u64,
}

/// Measures how evenly words are spread; see [`Reader::dispersion`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Dispersion<'c> {
    reader: Reader<'c>,
    words: Vec<String>,
    over: Parts,
    articles: ArticleFilter,
    relations: RelationFilter,
    scope: Scope,
}

article_filters!(Dispersion);
relation_filters!(Dispersion);
statement_filters!(Dispersion);
scope_methods!(Dispersion);

impl<'c> Dispersion<'c> {
    pub(crate) fn new(reader: Reader<'c>) -> Self {
        Self {
            reader,
            words: Vec::new(),
            over: Parts::Article,
            articles: ArticleFilter::default(),
            relations: RelationFilter::default(),
            scope: Scope::default(),
        }
    }

    /// Of this word or phrase; called again, of that one too, by itself.
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// The parts; unless told, articles.
    pub fn over(mut self, parts: Parts) -> Self {
        self.over = parts;
        self
    }

    /// A row for each word.
    pub fn rows(&self) -> Result<DispersionRows> {
        let pattern = Pattern::any(&self.words)?;
        let mut periods = self.over.freq().map(Periods::new);
        let mut outlets: FxHashMap<String, u32> = FxHashMap::default();
        let (mut articles, mut without) = (0, 0);
        let group = |_, published, outlet: Option<&str>| {
            if let Some(periods) = &mut periods {
                return periods.of(published);
            }
            if self.over == Parts::Article {
                articles += 1;
                return Some(articles);
            }
            let Some(outlet) = outlet else {
                without += 1;
                return None;
            };
            let next = u32::try_from(outlets.len()).unwrap_or(u32::MAX);
            Some(*outlets.entry(outlet.to_owned()).or_insert(next))
        };
        let plan = Plan::of(&self.reader, &self.scope, &self.articles, &self.relations, group)?;
        let left_out = periods.map_or(without, |periods| periods.left_out);
        let tallies = tallies(&self.reader, &plan, &self.scope, &pattern)?;
        let mut numbers: Vec<u32> = tallies.keys().copied().collect();
        // Sums of fractions come out the same whatever worker had which part.
        numbers.sort_unstable();
        let parts: Vec<_> =
            numbers.iter().filter_map(|number| tallies.get(number)).filter(|tally| tally.words > 0).collect();
        let words: u64 = parts.iter().map(|tally| tally.words).sum();
        let rows = self.words.iter().enumerate().map(|(at, word)| {
            let counts: Vec<(u64, u64)> =
                parts.iter().map(|tally| (tally.of.get(at).map_or(0, |(count, _)| *count), tally.words)).collect();
            let count = counts.iter().map(|(count, _)| count).sum();
            let spread = spread(&counts);
            DispersionRow {
                word: word.clone(),
                count,
                per_million: per_million(count, words),
                parts: counts.len() as u64,
                range: spread.range,
                juilland_d: spread.juilland_d,
                dp: spread.dp,
                dp_norm: spread.dp_norm,
            }
        });
        Ok(DispersionRows { rows: rows.collect(), left_out })
    }

    /// The rows as Arrow record batches, and how many articles were left out.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<(crate::query::Batches, u64)> {
        use super::cells::{count, number};
        use crate::query::{Column, Kind};
        use rusqlite::types::Value;
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("word", Kind::Text),
            column("count", Kind::Int),
            column("per_million", Kind::Float),
            column("parts", Kind::Int),
            column("range", Kind::Int),
            column("juilland_d", Kind::Float),
            column("dp", Kind::Float),
            column("dp_norm", Kind::Float),
        ];
        let found = self.rows()?;
        let rows = found.rows.into_iter().map(|row| {
            vec![
                Value::Text(row.word),
                count(row.count),
                number(row.per_million),
                count(row.parts),
                count(row.range),
                number(row.juilland_d),
                number(row.dp),
                number(row.dp_norm),
            ]
        });
        Ok((crate::query::batches::from_values(&columns, rows)?, found.left_out))
    }
}
