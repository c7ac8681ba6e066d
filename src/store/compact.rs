//! Rewriting a file so that nothing deleted is left in it.

use super::Store;
use super::failure::Doing;
use super::open::sibling;
use super::stop::ASK;
use crate::error::{Error, Result, SqliteFailure};
use rusqlite::Connection;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const COMPACTING: &str = "rewriting the file";

/// Pages of the full-text index that are merged between two looks at whether to go on.
const PAGES: i64 = 500;

/// A file larger than this is rewritten by way of one in the system's folder for temporary files, not of memory.
const LARGE: i64 = 256 * 1024 * 1024;

/// A log longer than this is told of, in bytes: `journal_size_limit`, to which it is cut when it is begun anew.
const LOG: u64 = 64 * 1024 * 1024;

impl Store {
    /// Rewrites the file without what was deleted: rows, words of the full-text index, and the log of changes. `go_on`
    /// is asked between two steps; what was done by then stays done, and the rest is done the next time.
    ///
    /// Fails with [`Error::is_busy`] where another program went on reading for longer than the busy timeout: then the
    /// log still holds what was deleted, and it is to be called again.
    pub(crate) fn compact(&mut self, mut go_on: impl FnMut() -> ControlFlow<()>) -> Result<()> {
        let in_memory = self.path().is_none();
        let connection = self.connection_mut()?;
        merge_index(connection, &mut go_on)?;
        vacuum(connection)?;
        if !in_memory && self.checkpoint(self.patience)? {
            return Err(Error::Sqlite {
                doing: "emptying the log of what was deleted",
                failure: SqliteFailure::Busy,
                source: "another program is still reading what was there before; compact it again when that has ended"
                    .into(),
            });
        }
        Ok(())
    }

    /// Writes what it can of the log into the file, and cuts the log; says whether somebody was in the way for longer than
    /// `patience`.
    fn checkpoint(&self, patience: Duration) -> Result<bool> {
        const EMPTYING: &str = "emptying the log";
        let connection = self.connection()?;
        let (start, mut asking) = (Instant::now(), self.asking());
        connection.busy_timeout(patience.min(ASK)).doing(EMPTYING)?;
        let done = loop {
            let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).doing(EMPTYING);
            if !matches!(busy, Ok(true)) || start.elapsed() >= patience {
                break busy;
            }
            if let Err(stopped) = asking.go_on(EMPTYING) {
                break Err(stopped);
            }
        };
        connection.busy_timeout(self.patience).doing(EMPTYING)?;
        done
    }
}

impl Store {
    /// The length of the log of changes in bytes, where it is longer than what is left of one that was written into the
    /// file: somebody reads what was there before.
    pub(crate) fn long_log(&self) -> Result<Option<u64>> {
        let Some(path) = self.path() else { return Ok(None) };
        let length = |path| std::fs::metadata(path).map_or(0, |data| data.len());
        if length(sibling(path, "-wal")) <= LOG {
            return Ok(None);
        }
        // It may be one that nobody needs.
        let busy = self.checkpoint(Duration::ZERO)?;
        Ok(Some(length(sibling(path, "-wal"))).filter(|length| busy || *length > LOG))
    }
}

/// Merges the full-text index into one piece, in which words of deleted articles are no more.
fn merge_index(connection: &Connection, go_on: &mut impl FnMut() -> ControlFlow<()>) -> Result<()> {
    const MERGING: &str = "merging the full-text index";
    let mut merge = connection
        .prepare_cached("INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?1)")
        .doing(MERGING)?;
    // A negative number first, which asks for one piece of everything; then until there is nothing left to do.
    let mut pages = -PAGES;
    loop {
        let before = connection.total_changes();
        merge.execute([pages]).doing(MERGING)?;
        if connection.total_changes() - before < 2 {
            return Ok(());
        }
        if go_on().is_break() {
            return Err(Error::interrupted(MERGING));
        }
        pages = PAGES;
    }
}

fn vacuum(connection: &Connection) -> Result<()> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let size = number("page_count").and_then(|pages| Ok(pages * number("page_size")?)).doing(COMPACTING)?;
    let store = |place: &str| connection.pragma_update(None, "temp_store", place).doing(COMPACTING);
    if size > LARGE {
        store("FILE")?;
    }
    let done = connection.execute_batch("VACUUM").doing(COMPACTING);
    if size > LARGE {
        store("MEMORY")?;
    }
    done
}
