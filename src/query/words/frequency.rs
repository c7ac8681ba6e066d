//! How often words are there over time.

use super::pattern::Pattern;
use super::scan::{Doc, Job, Listing, matches, scan};
use super::scope::{Plan, Scope, scope_methods};
use super::stats::per_million;
use crate::error::Result;
use crate::query::ask::{article_filters, relation_filters, statement_filters};
use crate::query::filter::{ArticleFilter, RelationFilter};
use crate::query::{Freq, QueryError, Reader, periods, when};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

/// How often a word is there in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct FrequencyRow {
    /// The word or phrase, as it was asked for.
    pub word: String,
    /// The period's name: `2025`, `2025-Q2`, `2025-04`, `2025-W14`, `2025-04-01`.
    pub period: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// How often the word is there.
    pub count: u64,
    /// How many words there are in all.
    pub words: u64,
    /// How often it is there among a million words; none where there are no words.
    pub per_million: Option<f64>,
    /// How many articles were published.
    pub articles: u64,
    /// How many of these have the word.
    pub articles_with: u64,
}

/// Every period from the first to the last, for each word.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FrequencyRows {
    /// The periods, of one word after the other.
    pub rows: Vec<FrequencyRow>,
    /// Articles whose day of publication is missing, or not as precise as the periods.
    pub left_out: u64,
}

/// Counts words by period; see [`Reader::frequency`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Frequency<'c> {
    reader: Reader<'c>,
    words: Vec<String>,
    freq: Freq,
    articles: ArticleFilter,
    relations: RelationFilter,
    scope: Scope,
}

article_filters!(Frequency);
relation_filters!(Frequency);
statement_filters!(Frequency);
scope_methods!(Frequency);

/// What is counted under a number: the words in all, and of each word looked for its count and its articles.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub words: u64,
    pub articles: u64,
    pub of: Vec<(u64, u64)>,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.articles += other.articles;
        if self.of.len() < other.of.len() {
            self.of.resize(other.of.len(), (0, 0));
        }
        for (mine, theirs) in self.of.iter_mut().zip(&other.of) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
    }
}

/// Counts the parts of `pattern` in the articles of `plan`, by their group.
pub(super) fn tallies(
    reader: &Reader<'_>,
    plan: &Plan,
    scope: &Scope,
    pattern: &Pattern,
) -> Result<FxHashMap<u32, Tally>> {
    let listing = Listing::default();
    let job = Job { pattern: Some(pattern), listing: &listing, lists: reader.lists() };
    let each = |groups: &mut FxHashMap<u32, Tally>, doc: &Doc<'_>| {
        let words = doc.words.iter().filter(|word| word.counted()).count() as u64;
        let of = pattern.parts().map(|part| {
            let mut count = 0;
            matches(part, doc.words, |_, _| count += 1);
            (count, u64::from(count > 0))
        });
        groups.entry(doc.entry.group).or_default().add(&Tally { words, articles: 1, of: of.collect() });
    };
    let mut all: FxHashMap<u32, Tally> = FxHashMap::default();
    for worker in scan(reader, plan, scope, job, each, || false)? {
        for (group, tally) in worker.state {
            all.entry(group).or_default().add(&tally);
        }
    }
    Ok(all)
}

/// Days of publication as numbers of the periods they lie in, from the one that is seen first.
pub(super) struct Periods {
    freq: Freq,
    numbers: FxHashMap<Date, u32>,
    pub left_out: u64,
}

impl Periods {
    pub fn new(freq: Freq) -> Self {
        Self { freq, numbers: FxHashMap::default(), left_out: 0 }
    }

    /// The number of the period in which an article was published.
    pub fn of(&mut self, published: (Option<Date>, Option<Date>)) -> Option<u32> {
        let (from, to) = (published.0.or(published.1), published.1.or(published.0));
        let Some(day) = from.zip(to).and_then(|(from, to)| self.freq.precise(Some(from), Some(to))) else {
            self.left_out += 1;
            return None;
        };
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        Some(*self.numbers.entry(self.freq.first_day(day)).or_insert(next))
    }
}

impl<'c> Frequency<'c> {
    pub(crate) fn new(reader: Reader<'c>, freq: Freq) -> Self {
        Self {
            reader,
            words: Vec::new(),
            freq,
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

    /// The periods.
    pub fn rows(&self) -> Result<FrequencyRows> {
        let pattern = Pattern::any(&self.words)?;
        let mut periods = Periods::new(self.freq);
        let plan = Plan::of(&self.reader, &self.scope, &self.articles, &self.relations, |_, published, _| {
            periods.of(published)
        })?;
        let tallies = tallies(&self.reader, &plan, &self.scope, &pattern)?;
        let bound = |text: Option<String>| text.as_deref().and_then(when::day).map(|day| self.freq.first_day(day));
        let asked = &self.articles.published;
        let since = bound(asked.since.as_deref().map(when::first_day).transpose()?);
        let until = bound(asked.until.as_deref().map(when::last_day).transpose()?);
        let first = since.or(periods.numbers.keys().min().copied());
        let last = until.or(periods.numbers.keys().max().copied());
        let mut rows = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            let mut next = first;
            while let (Some(from), Some(last)) = (next, last) {
                if from > last {
                    break;
                }
                if rows.len() == periods::PERIODS {
                    return Err(QueryError::TooManyPeriods { most: periods::PERIODS }.into());
                }
                next = self.freq.next(from);
                let tally = periods.numbers.get(&from).and_then(|number| tallies.get(number));
                let (words, articles) = tally.map_or((0, 0), |tally| (tally.words, tally.articles));
                let (count, articles_with) = tally.and_then(|tally| tally.of.get(at)).copied().unwrap_or_default();
                rows.push(FrequencyRow {
                    word: word.clone(),
                    period: self.freq.name(from),
                    from,
                    to: next.and_then(|next| next.yesterday().ok()).unwrap_or(Date::MAX),
                    count,
                    words,
                    per_million: per_million(count, words),
                    articles,
                    articles_with,
                });
            }
        }
        Ok(FrequencyRows { rows, left_out: periods.left_out })
    }

    /// The periods as Arrow record batches, and how many articles were left out.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<(crate::query::Batches, u64)> {
        use super::cells::{count, number};
        use crate::query::{Column, Kind};
        use rusqlite::types::Value;
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("word", Kind::Category),
            column("period", Kind::Text),
            column("first_day", Kind::Day),
            column("last_day", Kind::Day),
            column("count", Kind::Int),
            column("words", Kind::Int),
            column("per_million", Kind::Float),
            column("articles", Kind::Int),
            column("articles_with", Kind::Int),
        ];
        let found = self.rows()?;
        let rows = found.rows.into_iter().map(|row| {
            vec![
                Value::Text(row.word),
                Value::Text(row.period),
                Value::Text(row.from.to_string()),
                Value::Text(row.to.to_string()),
                count(row.count),
                count(row.words),
                number(row.per_million),
                count(row.articles),
                count(row.articles_with),
            ]
        });
        Ok((crate::query::batches::from_values(&columns, rows)?, found.left_out))
    }
}
