//! Random samples of relations, to be judged.

use super::{Corpus, Stop};
use crate::article::vocabulary;
use crate::error::{Error, Result};
use crate::extract::document::Document;
use crate::query::{Carried, RelationRow, Relations};
use crate::text::{CodePoints, Span};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;

vocabulary! {
    /// What a sample is stratified by.
    Stratum {
        /// The relation's type.
        Type = "type",
        /// Its quad class.
        Quad = "quad",
        /// Its standing.
        Status = "status",
        /// Who acts.
        Source = "source",
        /// Upon whom.
        Target = "target",
        /// The rule that found it.
        Rule = "rule",
        /// `rules`, or who coded it.
        Origin = "origin",
        /// Who carried the article.
        Outlet = "outlet",
        /// The article's language.
        Language = "language",
        /// The year in which the article was published.
        Year = "year",
    }
}

vocabulary! {
    /// How many rows each stratum gives.
    Allocation {
        /// As many as any other, or all it has.
        Equal = "equal",
        /// In proportion to its size.
        Proportional = "proportional",
    }
}

/// A relation drawn at random, with what is needed to judge it.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRow {
    /// The relation.
    pub relation: RelationRow,
    /// The caller's name for its article.
    pub key: String,
    /// The article's headline.
    pub title: Option<String>,
    /// Who carried the article.
    pub outlet: Option<String>,
    /// The sentence, or sentences, that hold the evidence.
    pub sentence: String,
    /// The stratum it was drawn from: its values, joined by ` / `.
    pub stratum: String,
    /// How many relations the stratum holds.
    pub population: u64,
}

/// A random sample of relations; see [`Corpus::sample`].
#[derive(Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Sample<'c> {
    corpus: &'c Corpus,
    from: Relations<'c>,
    size: usize,
    by: Vec<Stratum>,
    seed: u64,
    allocation: Allocation,
    stop: Option<Stop>,
}

impl fmt::Debug for Sample<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sample").field("from", &self.from).field("size", &self.size).finish_non_exhaustive()
    }
}

/// A relation that may be drawn: its place in the lottery and its number.
type Lot = ([u8; 16], i64);

impl Corpus {
    /// Draws `size` of the relations that `from` asks for, at random and without replacement.
    ///
    /// The draw depends on the seed and on what the relations say, not on their numbers or the order of loading: two
    /// corpora of the same articles give the same sample. A larger sample with the same seed holds the smaller one.
    ///
    /// ```
    /// # use corpus::{Corpus, corpus::Stratum};
    /// # let corpus = Corpus::in_memory()?;
    /// for row in corpus.sample(corpus.relations().since("2025"), 100).by(Stratum::Type).seed(7).rows()? {
    ///     println!("{} {} {}: {}", row.relation.source, row.relation.kind, row.relation.target, row.sentence);
    /// }
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn sample<'c>(&'c self, from: Relations<'c>, size: usize) -> Sample<'c> {
        let (by, allocation) = (Vec::new(), Allocation::Equal);
        Sample { corpus: self, from, size, by, seed: 0, allocation, stop: None }
    }
}

impl Sample<'_> {
    /// Draws from each stratum by itself; called again, from each combination of both.
    pub fn by(mut self, stratum: Stratum) -> Self {
        self.by.push(stratum);
        self
    }

    /// Another seed draws another sample; it is 0 unless given.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How the rows are shared among the strata: equally unless given.
    pub fn allocation(mut self, allocation: Allocation) -> Self {
        self.allocation = allocation;
        self
    }

    /// Asks `stop` now and then whether to end, which is an error.
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The relations drawn, in random order.
    ///
    /// There are fewer than asked for where there are no more.
    pub fn rows(&self) -> Result<Vec<SampleRow>> {
        let carried: FxHashMap<i64, Carried> =
            self.corpus.reader().carried()?.into_iter().map(|article| (article.id, article)).collect();
        let strata = self.strata(&carried)?;
        let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
        let shares = match self.allocation {
            Allocation::Equal => equal(&sizes, self.size),
            Allocation::Proportional => proportional(&sizes, self.size),
        };
        let mut drawn: FxHashMap<i64, (Lot, String, u64)> = FxHashMap::default();
        for ((name, mut lots), share) in strata.into_iter().zip(shares) {
            let population = lots.len() as u64;
            lots.sort_unstable();
            drawn.extend(lots.into_iter().take(share).map(|lot| (lot.1, (lot, name.clone(), population))));
        }
        let mut rows = Vec::with_capacity(drawn.len());
        self.from.each(|relation| {
            if let Some((lot, stratum, population)) = drawn.remove(&relation.id) {
                let article = carried.get(&relation.article_id);
                rows.push((
                    lot,
                    SampleRow {
                        key: article.map(|article| article.key.clone()).unwrap_or_default(),
                        title: article.and_then(|article| article.title.clone()),
                        outlet: article.and_then(|article| article.outlet.clone()),
                        sentence: String::new(),
                        relation,
                        stratum,
                        population,
                    },
                ));
            }
            self.go_on()
        })?;
        rows.sort_unstable_by_key(|(lot, _)| *lot);
        let mut rows: Vec<SampleRow> = rows.into_iter().map(|(_, row)| row).collect();
        self.read_sentences(&mut rows)?;
        Ok(rows)
    }

    fn go_on(&self) -> Result<()> {
        if self.stop.as_ref().is_some_and(|stop| stop()) { Err(Error::interrupted("drawing a sample")) } else { Ok(()) }
    }

    /// All relations asked for, by stratum.
    fn strata(&self, carried: &FxHashMap<i64, Carried>) -> Result<BTreeMap<String, Vec<Lot>>> {
        let mut strata: BTreeMap<String, Vec<Lot>> = BTreeMap::new();
        let mut name = String::new();
        self.from.each(|relation| {
            let article = carried.get(&relation.article_id);
            name.clear();
            for (at, stratum) in self.by.iter().enumerate() {
                name.push_str(if at == 0 { "" } else { " / " });
                name.push_str(value(*stratum, &relation, article).unwrap_or("none"));
            }
            let lot = (lot(self.seed, &relation, article), relation.id);
            match strata.get_mut(&name) {
                Some(lots) => lots.push(lot),
                None => drop(strata.insert(name.clone(), vec![lot])),
            }
            self.go_on()
        })?;
        Ok(strata)
    }

    /// Reads the sentences from the articles, each article once.
    fn read_sentences(&self, rows: &mut [SampleRow]) -> Result<()> {
        let mut by_article: BTreeMap<i64, Vec<&mut SampleRow>> = BTreeMap::new();
        for row in rows {
            by_article.entry(row.relation.article_id).or_default().push(row);
        }
        for (id, rows) in by_article {
            self.go_on()?;
            let Some(row) = self.corpus.articles().article(id).rows()?.pop() else { continue };
            let article = self.corpus.stored(row)?;
            let points = CodePoints::new(&article.text);
            let document = Document::new(&article, self.corpus.lexicon());
            for row in rows {
                let place = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
                let Some(evidence) = points.span(place(row.relation.start), place(row.relation.end)) else { continue };
                let around = document.sentences.iter().map(|sentence| sentence.span);
                let around: Option<Span> =
                    around.filter(|span| span.overlaps(&evidence)).reduce(|all, span| all.cover(&span));
                let stretch = around.map_or(evidence, |around| around.cover(&evidence));
                stretch.slice(&article.text).unwrap_or_default().trim().clone_into(&mut row.sentence);
            }
        }
        Ok(())
    }

    /// The rows as Arrow record batches, with the empty columns that a judge fills in.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        let names: FxHashMap<String, String> =
            self.corpus.entities().rows()?.into_iter().rev().map(|row| (row.code, row.name)).collect();
        crate::query::table(&columns(), self.rows()?.into_iter().map(|row| cells(row, &names)))
    }
}

/// What a relation is in a stratification.
fn value<'r>(stratum: Stratum, relation: &'r RelationRow, article: Option<&'r Carried>) -> Option<&'r str> {
    match stratum {
        Stratum::Type => Some(&relation.kind),
        Stratum::Quad => Some(&relation.quad),
        Stratum::Status => Some(&relation.status),
        Stratum::Source => Some(&relation.source),
        Stratum::Target => Some(&relation.target),
        Stratum::Rule => Some(&relation.rule),
        Stratum::Origin => Some(&relation.origin),
        Stratum::Outlet => article?.outlet.as_deref(),
        Stratum::Language => article?.language.as_deref(),
        Stratum::Year => article?.published.as_deref().and_then(|date| date.get(..4)),
    }
}

/// The place of a relation in the lottery: a digest of the seed and of what it says.
fn lot(seed: u64, relation: &RelationRow, article: Option<&Carried>) -> [u8; 16] {
    let mut digest = Sha256::new();
    digest.update(seed.to_le_bytes());
    let key = article.map_or("", |article| article.key.as_str());
    let texts = [key, &relation.kind, &relation.source, &relation.target, &relation.status, &relation.origin];
    for text in texts {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    digest.update(relation.start.to_le_bytes());
    digest.update(relation.end.to_le_bytes());
    let mut place = [0; 16];
    for (to, from) in place.iter_mut().zip(digest.finalize()) {
        *to = from;
    }
    place
}

/// Shares `total` equally; what a stratum has not, the others give. The rest goes to the first in order.
fn equal(sizes: &[usize], total: usize) -> Vec<usize> {
    let mut shares = vec![0; sizes.len()];
    let mut left = total.min(sizes.iter().sum());
    while left > 0 {
        let open: Vec<usize> =
            sizes.iter().zip(&shares).enumerate().filter(|(_, (size, share))| share < size).map(|(at, _)| at).collect();
        let each = (left / open.len().max(1)).max(1);
        for at in open {
            if let (Some(share), Some(size)) = (shares.get_mut(at), sizes.get(at)) {
                let more = each.min(*size - *share).min(left);
                *share += more;
                left -= more;
            }
        }
    }
    shares
}

/// Shares `total` in proportion to the sizes, by largest remainder.
fn proportional(sizes: &[usize], total: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    let total = total.min(all);
    if all == 0 {
        return vec![0; sizes.len()];
    }
    let wide = |number: usize| number as u128;
    let product = |size: usize| wide(size) * wide(total);
    let mut shares: Vec<usize> =
        sizes.iter().map(|size| usize::try_from(product(*size) / wide(all)).unwrap_or(usize::MAX)).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(sizes.get(*at).map_or(0, |size| product(*size) % wide(all))));
    let left = total - shares.iter().sum::<usize>();
    for at in order.into_iter().take(left) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

#[cfg(feature = "arrow")]
fn columns() -> Vec<crate::query::Column> {
    use crate::query::Kind::{Category, Flag, Float, Int, Text};
    [
        ("id", Int),
        ("article_id", Int),
        ("key", Text),
        ("published", Category),
        ("outlet", Category),
        ("title", Text),
        ("sentence", Text),
        ("evidence", Text),
        ("source", Category),
        ("source_name", Category),
        ("type", Category),
        ("target", Category),
        ("target_name", Category),
        ("status", Category),
        ("said_by", Category),
        ("date", Text),
        ("place", Category),
        ("confidence", Float),
        ("rule", Category),
        ("origin", Category),
        ("start", Int),
        ("end", Int),
        ("stratum", Category),
        ("population", Int),
        ("correct", Flag),
        ("type_right", Flag),
        ("source_right", Flag),
        ("target_right", Flag),
        ("date_right", Flag),
        ("comment", Text),
    ]
    .into_iter()
    .map(|(name, kind)| crate::query::Column { name, kind })
    .collect()
}

#[cfg(feature = "arrow")]
fn cells(row: SampleRow, names: &FxHashMap<String, String>) -> Vec<crate::query::Cell> {
    use crate::query::Cell;
    let text = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
    let name = |code: &str| text(names.get(code).cloned());
    let it = row.relation;
    let mut cells = vec![
        Cell::Int(it.id),
        Cell::Int(it.article_id),
        Cell::Text(row.key),
        text(it.published),
        text(row.outlet),
        text(row.title),
        Cell::Text(row.sentence),
        Cell::Text(it.evidence),
        Cell::Text(it.source.clone()),
        name(&it.source),
        Cell::Text(it.kind),
        Cell::Text(it.target.clone()),
        name(&it.target),
        Cell::Text(it.status),
        text(it.said_by),
        text(it.date),
        text(it.place),
        Cell::Float(it.confidence),
        Cell::Text(it.rule),
        Cell::Text(it.origin),
        Cell::Int(it.start),
        Cell::Int(it.end),
        Cell::Text(row.stratum),
        Cell::Int(i64::try_from(row.population).unwrap_or(i64::MAX)),
    ];
    cells.extend(std::iter::repeat_n(Cell::Null, 6));
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares() {
        assert_eq!(equal(&[100, 2, 50], 30), [14, 2, 14]);
        assert_eq!(equal(&[100, 100, 100], 10), [4, 3, 3]);
        assert_eq!(equal(&[1, 1], 10), [1, 1]);
        assert_eq!(equal(&[], 10), [0; 0]);
        assert_eq!(proportional(&[90, 9, 1], 10), [9, 1, 0]);
        assert_eq!(proportional(&[0, 0], 10), [0, 0]);
        assert_eq!(proportional(&[3, 3], 100), [3, 3]);
    }

    proptest! {
        #[test]
        fn shares_add_up(sizes in prop::collection::vec(0_usize..500, 0..30), total in 0_usize..4000) {
            for shares in [equal(&sizes, total), proportional(&sizes, total)] {
                prop_assert_eq!(shares.iter().sum::<usize>(), total.min(sizes.iter().sum()));
                prop_assert!(shares.iter().zip(&sizes).all(|(share, size)| share <= size));
            }
        }

        #[test]
        fn a_larger_equal_share_holds_the_smaller(sizes in prop::collection::vec(0_usize..50, 0..10), total in 0_usize..300) {
            let (small, large) = (equal(&sizes, total), equal(&sizes, total + 1));
            prop_assert!(small.iter().zip(&large).all(|(small, large)| small <= large));
        }
    }
}
