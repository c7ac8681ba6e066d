//! The full-text index as lists of places, by term.

mod docs;
mod pages;
mod postings;

pub(crate) use docs::{Docs, Languages};
pub(crate) use postings::{Place, Postings, counts, positions};

use crate::error::Result;
use crate::store::Doing;
use pages::{Found, Pages};
use postings::push_varint;
use rusqlite::Connection;
use std::sync::Arc;

/// A term of the index and where its list is found.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub term: String,
    found: Vec<Found>,
}

/// The index, read at one moment: a transaction must stand around it.
pub(crate) struct Index<'c> {
    connection: &'c Connection,
    pages: Option<Pages<'c>>,
    pub docs: Arc<Docs>,
}

const DOING: &str = "reading the full-text index";

impl<'c> Index<'c> {
    /// Opens the index of a connection; `docs` must tell of the same moment.
    pub fn open(connection: &'c Connection, docs: Arc<Docs>) -> Result<Self> {
        Ok(Self { connection, pages: Pages::open(connection)?, docs })
    }

    /// The same, read through SQLite's own table of the vocabulary.
    #[cfg(test)]
    fn slow(connection: &'c Connection, docs: Arc<Docs>) -> Self {
        Self { connection, pages: None, docs }
    }

    /// The terms that begin with `prefix`, of which `keep` says which are wanted.
    pub fn terms(&self, prefix: &str, mut keep: impl FnMut(&str) -> bool) -> Result<Vec<Listed>> {
        if let Some(pages) = &self.pages
            && let Some(found) = pages.terms(prefix, &mut keep)?
        {
            return Ok(found.into_iter().map(|(term, found)| Listed { term, found }).collect());
        }
        self.vocabulary()?;
        let mut statement =
            self.connection.prepare_cached("SELECT term FROM temp.corpus_terms WHERE term >= ?").doing(DOING)?;
        let mut rows = statement.query([prefix]).doing(DOING)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().doing(DOING)? {
            let term: String = row.get(0).doing(DOING)?;
            if !term.starts_with(prefix) {
                break;
            }
            if keep(&term) {
                all.push(Listed { term, found: Vec::new() });
            }
        }
        Ok(all)
    }

    /// The term itself, where the index has it.
    pub fn term(&self, term: &str) -> Result<Option<Listed>> {
        Ok(self.terms(term, |found| found == term)?.pop())
    }

    /// The articles that hold a term.
    pub fn postings(&self, listed: &Listed) -> Result<Postings> {
        if let Some(pages) = &self.pages
            && !listed.found.is_empty()
            && let Some(postings) = pages.postings(&listed.found, &|row| self.docs.number(row))?
        {
            return Ok(postings);
        }
        self.vocabulary()?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT doc, col, \"offset\" FROM temp.corpus_places WHERE term = ?")
            .doing(DOING)?;
        let mut rows = statement.query([&listed.term]).doing(DOING)?;
        let mut out = Postings::default();
        let mut last = (u32::MAX, 0u8, 0u32);
        while let Some(row) = rows.next().doing(DOING)? {
            let (row_id, column, offset): (i64, String, u32) =
                (row.get(0).doing(DOING)?, row.get(1).doing(DOING)?, row.get(2).doing(DOING)?);
            let Some(doc) = self.docs.number(row_id) else { continue };
            let column = u8::from(column == "text");
            if last.0 != doc {
                let start = u32::try_from(out.bytes.len()).unwrap_or(u32::MAX);
                out.places.push(Place { doc, start, end: start });
                last = (doc, 0, 0);
            }
            if last.1 != column {
                out.bytes.extend([1, column]);
                last = (doc, column, 0);
            }
            push_varint(&mut out.bytes, offset - last.2 + 2);
            last.2 = offset;
            if let Some(place) = out.places.last_mut() {
                place.end = u32::try_from(out.bytes.len()).unwrap_or(u32::MAX);
            }
        }
        Ok(out)
    }

    fn vocabulary(&self) -> Result<()> {
        self.connection
            .execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.corpus_terms USING fts5vocab(main, articles_fts, row); \
                 CREATE VIRTUAL TABLE IF NOT EXISTS temp.corpus_places USING fts5vocab(main, articles_fts, instance);",
            )
            .doing(DOING)
    }
}

#[cfg(test)]
mod tests;
