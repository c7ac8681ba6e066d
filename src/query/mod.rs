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
mod dyads;
mod error;
mod filter;
mod names;
mod rows;
mod search;
mod select;
mod sql;
mod syntax;
mod timeline;
mod watch;
mod when;

pub use ask::{Articles, Dates, Entities, Events, Labels, Mentions, Relations, Ties};
#[cfg(feature = "arrow")]
pub use batches::Batches;
pub(crate) use carried::Carried;
pub use dyads::{DyadRow, Dyads};
pub use error::QueryError;
pub use names::Resolver;
pub use rows::{ArticleRow, DateRow, EntityRow, EventRow, LabelRow, MentionRow, RelationRow, TieRow};
pub use search::{Hit, Search};
pub use select::{Column, Kind, Record, Select};
pub use sql::{Cell, Sql, SqlRows, sqlite_version};
pub use syntax::{Clause, MAX_BYTES, MAX_TERMS, Query, Term};
pub use timeline::{DatedBy, Freq, PeriodRow, Timeline, TimelineRows};
pub use watch::{Watch, watch};

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
}

impl<'c> Reader<'c> {
    /// Reads from `store`.
    pub fn new(store: &'c Store) -> Self {
        Self { store, resolver: None }
    }

    /// Also finds actors by the names that `resolver` knows.
    #[must_use]
    pub fn with_names(self, resolver: Resolver<'c>) -> Self {
        Self { resolver: Some(resolver), ..self }
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

    /// The articles that hold the words of `query`, best first.
    pub fn search(self, query: &str) -> Search<'c> {
        Search::new(self, query)
    }

    /// The relations of two actors over time.
    pub fn timeline(self, left: impl Into<String>, right: impl Into<String>, freq: Freq) -> Timeline<'c> {
        Timeline::new(self, left.into(), right.into(), freq)
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
