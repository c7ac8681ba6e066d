//! What was worked out of a whole database, kept until the database changes.

use super::Store;
use super::failure::Doing;
use crate::error::Result;
use rusqlite::Connection;
use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

/// What tells one state of the database from another: changes by other connections, and by this one.
type State = (i64, u64);

/// The last that was worked out.
#[derive(Default)]
pub(super) struct Memo(Mutex<Option<(State, Arc<dyn Any + Send + Sync>)>>);

impl Store {
    /// What `make` works out of the database, or what it gave before if nothing changed since. A read transaction must
    /// be open, so that what is read next belongs to it.
    pub(crate) fn remembered<T: Any + Send + Sync>(
        &self,
        make: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<Arc<T>> {
        let connection = self.connection()?;
        let version = connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .doing("reading the database")?;
        let state: State = (version, connection.total_changes());
        let mut kept = self.memo.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, value)) = &*kept
            && *known == state
            && let Ok(value) = Arc::clone(value).downcast::<T>()
        {
            return Ok(value);
        }
        let value = Arc::new(make(connection)?);
        *kept = Some((state, Arc::clone(&value) as Arc<dyn Any + Send + Sync>));
        Ok(value)
    }
}
