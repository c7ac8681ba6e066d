//! Words that stand near a word more often than chance would have it.

use super::pattern::Pattern;
use super::scan::{Doc, Job, Listing, matches, scan};
use super::scope::{Plan, Scope, scope_methods};
use super::sentences::Sentences;
use super::stats::{Contingency, Together, float, p_value};
use super::tally::{Counts, sums};
use super::{By, Slice, WordLists, listing_methods, slice_methods};
use crate::article::vocabulary;
use crate::error::Result;
use crate::query::ask::{article_filters, relation_filters, statement_filters};
use crate::query::filter::{ArticleFilter, RelationFilter};
use crate::query::{QueryError, Reader};
use crate::text::Span;
use crate::text::words::Gap;
use std::ops::AddAssign;

/// Words on each side of the node unless told.
const WINDOW: u64 = 5;
/// The most words on each side.
const WIDEST: u64 = 1_000;

vocabulary! {
    /// What collocations are ordered by.
    Measure {
        /// G², the log-likelihood ratio.
        LogLikelihood = "log_likelihood",
        /// Pointwise mutual information.
        Pmi = "pmi",
        /// Dice's coefficient.
        Dice = "dice",
        /// Rychlý's logDice.
        LogDice = "log_dice",
        /// The t-score.
        TScore = "t_score",
        /// How often the two are together.
        Count = "count",
    }
}

vocabulary! {
    /// What the window around a word does not go beyond.
    Window {
        /// The article.
        Article = "article",
        /// The paragraph: a blank line.
        Paragraph = "paragraph",
        /// The sentence.
        Sentence = "sentence",
    }
}

/// A word that stands near the node.
#[derive(Debug, Clone, PartialEq)]
pub struct CollocationRow {
    /// The word, as it is counted.
    pub collocate: String,
    /// How often it stands in the window of a node.
    pub count: u64,
    /// How often it is there in all, nodes aside.
    pub count_collocate: u64,
    /// How often it stands before the nearest node.
    pub count_left: u64,
    /// How often it stands after the nearest node.
    pub count_right: u64,
    /// How often it would stand there if it went with the node no more than with other words.
    pub expected: f64,
    /// G² over the four cells; negative where it is there less often than expected.
    pub log_likelihood: f64,
    /// How probable so large a difference is by chance alone, by G².
    pub p_value: f64,
    /// Pointwise mutual information, in bits.
    pub pmi: f64,
    /// Dice's coefficient of the node's and the word's counts.
    pub dice: f64,
    /// Rychlý's logDice.
    pub log_dice: f64,
    /// The t-score.
    pub t_score: f64,
}

/// What stands near a word; see [`Reader::collocations`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Collocations<'c> {
    reader: Reader<'c>,
    words: Vec<String>,
    articles: ArticleFilter,
    relations: RelationFilter,
    scope: Scope,
    listing: Listing,
    left: u64,
    right: u64,
    within: Window,
    measure: Measure,
    min_count: u64,
    slice: Slice,
}

article_filters!(Collocations);
relation_filters!(Collocations);
statement_filters!(Collocations);
scope_methods!(Collocations);
listing_methods!(Collocations);
slice_methods!(Collocations);

#[derive(Debug, Clone, Copy, Default)]
struct Near {
    left: u64,
    right: u64,
    all: u64,
}

impl AddAssign for Near {
    fn add_assign(&mut self, other: Self) {
        self.left += other.left;
        self.right += other.right;
        self.all += other.all;
    }
}

#[derive(Default)]
struct State {
    counts: Counts<Near>,
    nodes: u64,
    /// Words counted, nodes aside, and those of them in a window.
    words: u64,
    near: u64,
    /// Kept from article to article for its memory: the distance to the nearest node of each word.
    places: Vec<Place>,
}

/// Where a word stands to the nearest node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Far,
    Left(u64),
    Right(u64),
    Node,
}

impl Place {
    /// The nearer of two; of two as near, before the node.
    fn nearer(self, other: Self) -> Self {
        match (self, other) {
            (Self::Node, _) | (_, Self::Node) => Self::Node,
            (Self::Far, _) => other,
            (Self::Left(old) | Self::Right(old), Self::Left(new)) if new <= old => other,
            (Self::Left(old) | Self::Right(old), Self::Right(new)) if new < old => other,
            (old, _) => old,
        }
    }
}

impl<'c> Collocations<'c> {
    pub(crate) fn new(reader: Reader<'c>) -> Self {
        Self {
            reader,
            words: Vec::new(),
            articles: ArticleFilter::default(),
            relations: RelationFilter::default(),
            scope: Scope::default(),
            listing: Listing { by: Some(By::Form), without_stop_words: true, ..Listing::default() },
            left: WINDOW,
            right: WINDOW,
            within: Window::Sentence,
            measure: Measure::LogLikelihood,
            min_count: 3,
            slice: Slice::default(),
        }
    }

    /// Of this word or phrase; called again, or of that one.
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// So many words on either side.
    pub fn window(self, words: u64) -> Self {
        self.left(words).right(words)
    }

    /// So many words before it.
    pub fn left(mut self, words: u64) -> Self {
        self.left = words;
        self
    }

    /// So many words after it.
    pub fn right(mut self, words: u64) -> Self {
        self.right = words;
        self
    }

    /// What the window does not go beyond; unless told, the sentence.
    pub fn within(mut self, within: Window) -> Self {
        self.within = within;
        self
    }

    /// What the rows are ordered by.
    pub fn measure(mut self, measure: Measure) -> Self {
        self.measure = measure;
        self
    }

    /// The words, those that go with it most first.
    pub fn rows(&self) -> Result<Vec<CollocationRow>> {
        for (what, given) in [("left", self.left), ("right", self.right)] {
            if given > WIDEST {
                return Err(QueryError::OutOfRange { what, given, least: 0, most: WIDEST }.into());
            }
        }
        let pattern = Pattern::any(&self.words)?;
        let mut plan = Plan::of(&self.reader, &self.scope, &self.articles, &self.relations, |_, _, _| Some(0))?;
        if self.within == Window::Sentence && plan.bounds.is_empty() {
            plan.bounds = super::scope::labelled(&self.reader, crate::query::select::Condition::default())?;
        }
        let job = Job { pattern: Some(&pattern), listing: &self.listing, lists: self.reader.lists() };
        let counter = Counter {
            pattern: &pattern,
            plan: &plan,
            lists: self.reader.lists(),
            left: self.left,
            right: self.right,
            within: self.within,
        };
        let each = |state: &mut State, doc: &Doc<'_>| counter.count(state, doc);
        let found = scan(&self.reader, &plan, &self.scope, job, each, || false)?;
        let (mut nodes, mut words, mut near) = (0, 0, 0);
        for worker in &found {
            nodes += worker.state.nodes;
            words += worker.state.words;
            near += worker.state.near;
        }
        let mut rows: Vec<CollocationRow> = sums(found, |state| state.counts)
            .into_iter()
            .filter(|(_, count)| count.left + count.right >= self.min_count.max(1))
            .map(|(word, count)| row(word.into(), count, nodes, near, words))
            .collect();
        rows.sort_unstable_by(|a, b| {
            self.key(b).total_cmp(&self.key(a)).then(b.count.cmp(&a.count)).then_with(|| a.collocate.cmp(&b.collocate))
        });
        Ok(self.slice.of(rows))
    }

    fn key(&self, row: &CollocationRow) -> f64 {
        match self.measure {
            Measure::LogLikelihood => row.log_likelihood,
            Measure::Pmi => row.pmi,
            Measure::Dice => row.dice,
            Measure::LogDice => row.log_dice,
            Measure::TScore => row.t_score,
            Measure::Count => float(row.count),
        }
    }

    /// The rows as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use super::cells::{count, number};
        use crate::query::{Column, Kind};
        use rusqlite::types::Value;
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("collocate", Kind::Text),
            column("count", Kind::Int),
            column("count_collocate", Kind::Int),
            column("count_left", Kind::Int),
            column("count_right", Kind::Int),
            column("expected", Kind::Float),
            column("log_likelihood", Kind::Float),
            column("p_value", Kind::Float),
            column("pmi", Kind::Float),
            column("dice", Kind::Float),
            column("log_dice", Kind::Float),
            column("t_score", Kind::Float),
        ];
        let rows = self.rows()?.into_iter().map(|row| {
            vec![
                Value::Text(row.collocate),
                count(row.count),
                count(row.count_collocate),
                count(row.count_left),
                count(row.count_right),
                number(row.expected),
                number(row.log_likelihood),
                number(row.p_value),
                number(row.pmi),
                number(row.dice),
                number(row.log_dice),
                number(row.t_score),
            ]
        });
        crate::query::batches::from_values(&columns, rows)
    }
}

/// Counts the words of an article by where they stand to the nodes.
struct Counter<'a> {
    pattern: &'a Pattern,
    plan: &'a Plan,
    lists: Option<&'a WordLists<'a>>,
    left: u64,
    right: u64,
    within: Window,
}

impl Counter<'_> {
    fn count(&self, state: &mut State, doc: &Doc<'_>) {
        let words = doc.words;
        state.places.clear();
        state.places.resize(words.len(), Place::Far);
        let mut found = Vec::new();
        matches(self.pattern.alternatives(), words, |first, past| found.push((first, past)));
        state.nodes += found.len() as u64;
        if !found.is_empty() {
            let bounds = self.plan.bounds.get(&doc.entry.id);
            let bounds = bounds.map(|places| super::scan::spans(doc.text, places)).unwrap_or_default();
            let mut sentences = Sentences::new(doc.text, self.lists, &bounds);
            for (first, past) in found {
                self.mark(doc, (first, past), &mut sentences, &mut state.places);
            }
        }
        for (word, place) in words.iter().zip(&state.places).filter(|(word, _)| word.counted()) {
            if *place == Place::Node {
                continue;
            }
            state.words += 1;
            state.near += u64::from(*place != Place::Far);
            if let Some(count) = state.counts.of(word) {
                count.all += 1;
                count.left += u64::from(matches!(place, Place::Left(_)));
                count.right += u64::from(matches!(place, Place::Right(_)));
            }
        }
    }

    /// Marks the words around a node.
    fn mark(&self, doc: &Doc<'_>, node: (usize, usize), sentences: &mut Sentences<'_>, places: &mut [Place]) {
        let words = doc.words;
        let (first, past) = node;
        let (Some(start), Some(end)) = (words.get(first), words.get(past - 1)) else { return };
        let sentence = (self.within == Window::Sentence)
            .then(|| sentences.around(Span::new(start.start as usize, end.end as usize)))
            .flatten();
        let inside =
            |at: u32| sentence.is_none_or(|sentence| sentence.start <= at as usize && (at as usize) < sentence.end);
        let broken = |gap: Gap| self.within != Window::Article && gap == Gap::Break;
        let mut mark = |at: usize, place: Place| {
            if let Some(old) = places.get_mut(at) {
                *old = old.nearer(place);
            }
        };
        (first..past).for_each(|at| mark(at, Place::Node));
        for distance in 1..=self.left {
            let Some(at) = usize::try_from(distance).ok().and_then(|distance| first.checked_sub(distance)) else {
                break;
            };
            let (Some(word), Some(next)) = (words.get(at), words.get(at + 1)) else { break };
            if !word.counted() || broken(next.gap) || !inside(word.start) {
                break;
            }
            mark(at, Place::Left(distance));
        }
        for distance in 1..=self.right {
            let Some(at) = usize::try_from(distance - 1).ok().map(|distance| past + distance) else { break };
            let Some(word) = words.get(at) else { break };
            if !word.counted() || broken(word.gap) || !inside(word.start) {
                break;
            }
            mark(at, Place::Right(distance));
        }
    }
}

/// A row, of a word that is so often near one of `nodes`, with `near` of `words` words in a window.
fn row(collocate: String, count: Near, nodes: u64, near: u64, words: u64) -> CollocationRow {
    let together = count.left + count.right;
    let table = Contingency::new((together, near), (count.all - together, words - near));
    let expected = table.expected();
    let pair = Together { count: together, expected, of_node: nodes, of_collocate: count.all };
    let log_likelihood = table.log_likelihood();
    CollocationRow {
        collocate,
        count: together,
        count_collocate: count.all,
        count_left: count.left,
        count_right: count.right,
        expected,
        log_likelihood,
        p_value: p_value(log_likelihood),
        pmi: pair.pmi(),
        dice: pair.dice(),
        log_dice: pair.log_dice(),
        t_score: pair.t_score(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_node_counts() {
        use Place::{Far, Left, Node, Right};
        for (old, new, kept) in [
            (Far, Left(3), Left(3)),
            (Right(2), Left(1), Left(1)),
            (Right(2), Left(2), Left(2)),
            (Left(2), Right(2), Left(2)),
            (Right(1), Left(2), Right(1)),
            (Node, Left(1), Node),
            (Right(1), Node, Node),
        ] {
            assert_eq!(old.nearer(new), kept, "{old:?} {new:?}");
        }
    }
}
