//! Rewriting a file so that nothing deleted is left in it.

use super::Store;
use super::failure::Doing;
use crate::error::{Error, Result, SqliteFailure};
use rusqlite::Connection;
use std::ops::ControlFlow;

const COMPACTING: &str = "rewriting the file";

/// Pages of the full-text index that are merged between two looks at whether to go on.
const PAGES: i64 = 500;

/// A file larger than this is rewritten by way of one in the system's folder for temporary files, not of memory.
const LARGE: i64 = 256 * 1024 * 1024;

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
        if in_memory { Ok(()) } else { empty_log(connection) }
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

/// Writes all changes of the log into the file, and cuts the log to nothing.
fn empty_log(connection: &Connection) -> Result<()> {
    let busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).doing("emptying the log")?;
    if busy {
        return Err(Error::Sqlite {
            doing: "emptying the log of what was deleted",
            failure: SqliteFailure::Busy,
            source: "another program is still reading what was there before; compact it again when that has ended"
                .into(),
        });
    }
    Ok(())
}
