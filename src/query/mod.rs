//! Reading a corpus: articles, what they name, what they report, and their full text.
//!
//! A question is built up and then asked:
//!
//! ```
//! # use corpus::{query::Reader, store::Store};
//! # let store = Store::in_memory()?;
//! let reader = Reader::new(&store);
//! for relation in reader.relations().between("MLI", "DZA").since("2025-01").rows()? {
//!     println!("{} {} {}: {}", relation.source, relation.kind, relation.target, relation.evidence);
//! }
//! # Ok::<(), corpus::Error>(())
//! ```
//!
//! Nothing is read before `rows()`, `count()` or, with the feature `arrow`, `batches()`; `to_sql()` shows what would
//! be run. Actors are given by code (`MLI`) or by name (`Mali`). Offsets are code points.

mod ask;
#[cfg(feature = "arrow")]
mod batches;
mod carried;
mod copies;
mod dyads;
mod error;
mod facets;
mod filter;
mod forms;
mod index;
mod lists;
mod names;
mod panel;
mod periods;
mod plan;
mod rank;
mod rows;
mod search;
mod select;
mod snippet;
mod sql;
mod syntax;
mod timeline;
mod versions;
mod watch;
mod when;
mod words;

pub use ask::{Articles, Dates, Entities, Events, Labels, Mentions, Relations, Ties};
#[cfg(feature = "arrow")]
pub use batches::Batches;
pub(crate) use carried::Carried;
pub use copies::{Families, FamilyRow};
pub use dyads::{DyadRow, Dyads};
pub use error::QueryError;
pub use facets::{Facet, FacetRow};
pub use names::Resolver;
pub use panel::{Panel, PanelRow, PanelRows};
pub use periods::{Count, DatedBy, Freq};
pub use plan::Match;
pub use rows::{ArticleRow, DateRow, EntityRow, EventRow, LabelRow, MentionRow, RelationRow, TieRow, VersionRow};
pub use search::{Hit, Hits, Search};
pub use select::{Column, Kind, Record, Select};
pub use sql::{Cell, MAX_RESULT, Sql, SqlRows, sqlite_version};
pub use syntax::{Field, MAX_BYTES, MAX_TERMS, Node, Query, Repair, Term};
pub use timeline::{PeriodRow, Timeline, TimelineRows};
pub use versions::Versions;
pub use watch::{Watch, watch};
pub use words::{
    By, CollocationRow, Collocations, Concordance, ConcordanceRow, Dispersion, DispersionRow, DispersionRows,
    Frequency, FrequencyRow, FrequencyRows, Keyness, KeynessMeasure, KeynessRow, Measure, NgramRow, Ngrams, Order,
    Parts, Subcorpus, Unit, Window, WordLists,
};

use crate::store::Store;

/// Rows put together outside this room, as Arrow record batches.
#[cfg(feature = "arrow")]
pub(crate) fn table(columns: &[Column], rows: impl IntoIterator<Item = Vec<Cell>>) -> crate::error::Result<Batches> {
    batches::from_values(columns, rows.into_iter().map(|row| row.into_iter().map(Into::into).collect()))
}

/// An article by its number and key, with what tells its text from another.
#[derive(Debug)]
pub(crate) struct Listed {
    /// Its number in this file.
    pub id: i64,
    /// The caller's name for it.
    pub key: String,
    /// SHA-256 of its text.
    pub digest: Vec<u8>,
}

/// Asks questions of one open corpus.
#[derive(Clone, Copy)]
pub struct Reader<'c> {
    store: &'c Store,
    resolver: Option<Resolver<'c>>,
    lists: Option<WordLists<'c>>,
}

impl<'c> Reader<'c> {
    /// Reads from `store`.
    pub fn new(store: &'c Store) -> Self {
        Self { store, resolver: None, lists: None }
    }

    /// Also finds actors by the names that `resolver` knows.
    #[must_use]
    pub fn with_names(self, resolver: Resolver<'c>) -> Self {
        Self { resolver: Some(resolver), ..self }
    }

    /// Also knows where sentences end, and which words say little.
    #[must_use]
    pub fn with_words(self, lists: WordLists<'c>) -> Self {
        Self { lists: Some(lists), ..self }
    }

    pub(crate) fn lists(&self) -> Option<&WordLists<'c>> {
        self.lists.as_ref()
    }

    pub(crate) fn store(&self) -> &'c Store {
        self.store
    }

    pub(crate) fn resolver(&self) -> Option<Resolver<'c>> {
        self.resolver
    }

    /// The articles.
    pub fn articles(self) -> Articles<'c> {
        Articles::new(self)
    }

    /// The articles with keys after `after`, in the order of their keys, without their texts.
    pub(crate) fn listed(self, after: &str, limit: u64) -> crate::error::Result<Vec<Listed>> {
        let condition = select::Condition::new("key > ?", [rusqlite::types::Value::Text(after.to_owned())]);
        Select::literal("SELECT id, key, digest FROM article WHERE ", condition, " ORDER BY key", &[])
            .limited(Some(limit), 0)
            .all(self.store, |row| Ok(Listed { id: row.get(0)?, key: row.get(1)?, digest: row.get(2)? }))
    }

    /// Families of articles that are copies of one another.
    pub fn families(self) -> Families<'c> {
        Families::new(self)
    }

    /// The articles of the family that `article` is in, the earliest first.
    pub(crate) fn family(self, article: i64) -> crate::error::Result<Vec<i64>> {
        copies::family(self, article)
    }

    /// The labelled stretches of articles.
    pub fn labels(self) -> Labels<'c> {
        Labels::new(self)
    }

    /// What the articles name.
    pub fn entities(self) -> Entities<'c> {
        Entities::new(self)
    }

    /// Each place where something is named.
    pub fn mentions(self) -> Mentions<'c> {
        Mentions::new(self)
    }

    /// Each date in the articles.
    pub fn dates(self) -> Dates<'c> {
        Dates::new(self)
    }

    /// Who did what to whom.
    pub fn relations(self) -> Relations<'c> {
        Relations::new(self)
    }

    /// Lasting facts.
    pub fn ties(self) -> Ties<'c> {
        Ties::new(self)
    }

    /// Acts, each told by one or more articles.
    pub fn events(self) -> Events<'c> {
        Events::new(self)
    }

    /// The accounts of an event, by its number or that of a relation that reports it.
    pub fn versions(self, event: i64) -> Versions<'c> {
        Versions::new(self, event)
    }

    /// For how many pairs of actors another program wrote relations that are not merged into events yet.
    pub fn stale_events(self) -> crate::error::Result<u64> {
        self.store.stale_events()
    }

    /// The articles that hold the words of `query`, best first.
    pub fn search(self, query: &str) -> Search<'c> {
        Search::new(self, query)
    }

    /// The relations of two actors over time.
    pub fn timeline(self, left: impl Into<String>, right: impl Into<String>, freq: Freq) -> Timeline<'c> {
        Timeline::new(self, left.into(), right.into(), freq)
    }

    /// What passes between pairs of actors, by period.
    pub fn panel(self, freq: Freq) -> Panel<'c> {
        Panel::new(self, freq)
    }

    /// Every place where a word stands, in its context: say of which word with [`word`](Concordance::word), of which
    /// entity with [`entity`](Concordance::entity), or of which relations.
    pub fn concordance(self) -> Concordance<'c> {
        Concordance::new(self)
    }

    /// What stands near `word` more often than chance would have it.
    pub fn collocations(self, word: impl Into<String>) -> Collocations<'c> {
        Collocations::new(self).word(word)
    }

    /// A part of the corpus, for [`keyness`](Self::keyness).
    pub fn subcorpus(self) -> Subcorpus<'c> {
        Subcorpus::new(self)
    }

    /// What words `target` has more of than the rest of the corpus, or than another part of it.
    pub fn keyness(self, target: Subcorpus<'c>) -> Keyness<'c> {
        Keyness::new(target)
    }

    /// How often `word` is there over time.
    pub fn frequency(self, word: impl Into<String>, freq: Freq) -> Frequency<'c> {
        Frequency::new(self, freq).word(word)
    }

    /// How evenly `word` is spread.
    pub fn dispersion(self, word: impl Into<String>) -> Dispersion<'c> {
        Dispersion::new(self).word(word)
    }

    /// What `n` words follow one another, from 1 to 5.
    pub fn ngrams(self, n: u64) -> Ngrams<'c> {
        Ngrams::new(self, n)
    }

    /// Each pair of actors with the number of its relations, the strongest first.
    pub fn dyads(self) -> Dyads<'c> {
        Dyads::new(self)
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("store", self.store).finish_non_exhaustive()
    }
}
