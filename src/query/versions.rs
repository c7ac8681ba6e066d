//! The accounts of one event.

use super::select::{Condition, Page, Record, Select};
use super::{QueryError, Reader, VersionRow};
use crate::error::Result;
use crate::store::Doing;
use rusqlite::OptionalExtension;
use rusqlite::types::Value;

/// Reports first, as they came out; see [`Reader::versions`].
const ORDER: &str = "CASE account WHEN 'report' THEN 0 WHEN 'rival' THEN 1 ELSE 2 END, published IS NULL, published, \
                     key, start, relation_id";

/// The accounts of the event with this number, or of the event that the relation with this number reports.
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Versions<'c> {
    reader: Reader<'c>,
    id: i64,
}

impl<'c> Versions<'c> {
    pub(super) fn new(reader: Reader<'c>, id: i64) -> Self {
        Self { reader, id }
    }

    /// The event's number. Fails with [`QueryError::NoSuchEvent`] where there is none.
    pub fn event(&self) -> Result<i64> {
        let event = self
            .reader
            .store()
            .connection()?
            .prepare_cached(
                "SELECT id FROM (SELECT id, 0 AS rank FROM event WHERE id = ?1 \
                 UNION ALL SELECT event_id, 1 FROM event_relation WHERE pair_id = ?1 AND account = 'report') \
                 ORDER BY rank LIMIT 1",
            )
            .and_then(|mut statement| statement.query_row([self.id], |row| row.get(0)).optional())
            .doing("looking for an event")?;
        Ok(event.ok_or(QueryError::NoSuchEvent { given: self.id })?)
    }

    /// The statement this is.
    pub fn select(&self) -> Result<Select> {
        let condition = Condition::new("event = ?", [Value::Integer(self.event()?)]);
        Ok(Select::view(VersionRow::VIEW, VersionRow::COLUMNS, ORDER, condition, &Page::default())?)
    }

    /// The SQL it runs.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.select()?.to_sql())
    }

    /// The accounts: those that report the act in the order of publication, then what else is said of it.
    pub fn rows(&self) -> Result<Vec<VersionRow>> {
        self.select()?.all(self.reader.store(), VersionRow::read)
    }

    /// The accounts as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<super::Batches> {
        super::batches::read(self.reader.store(), &self.select()?)
    }
}
