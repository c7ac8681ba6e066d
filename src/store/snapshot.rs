//! A copy of the file as it is at one moment, while others write.

use super::Store;
use super::failure::Doing;
use super::open::{Draft, sibling};
use crate::error::{Error, Result};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const COPYING: &str = "writing a snapshot";

/// Pages copied between two looks at whether to go on: a few milliseconds.
const PAGES: i32 = 512;
/// How often the caller is asked.
const ASK: Duration = Duration::from_millis(50);

impl Store {
    /// Writes a copy of the corpus as it is now to `path`, and returns its real path; see
    /// [`Corpus::snapshot`](crate::Corpus::snapshot). `go_on` is asked about every 50 ms, with the bytes written and
    /// those of the whole.
    pub(crate) fn snapshot(
        &self,
        path: &Path,
        overwrite: bool,
        mut go_on: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<PathBuf> {
        let connection = self.connection()?;
        let draft = Draft::beside(path)?;
        let target = draft.target().to_owned();
        may_write(&target, self.path(), overwrite)?;
        copy(connection, &draft, &mut go_on)?;
        // What the name stands for is on the disk before the name is.
        fs::File::open(draft.path()).and_then(|file| file.sync_all()).map_err(|source| Error::io(&target, source))?;
        // It may have been opened meanwhile.
        may_write(&target, self.path(), overwrite)?;
        if overwrite {
            draft.replace()?;
        } else {
            draft.publish()?;
        }
        Ok(target)
    }
}

/// Fails where something is at `target` that must stay.
fn may_write(target: &Path, own: Option<&Path>, overwrite: bool) -> Result<()> {
    let refuse = |reason| Err(Error::NotWritten { path: target.to_owned(), reason });
    match fs::symlink_metadata(target) {
        Ok(data) if data.is_dir() => return refuse("it is a folder"),
        Ok(data) if !data.is_file() => return refuse("it is there already, and is no regular file"),
        Ok(_) if is_same(target, own) => return refuse("it is the corpus itself"),
        Ok(_) if !overwrite => return Err(Error::Exists { path: target.to_owned() }),
        Ok(_) => {}
        Err(source) if source.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(Error::io(target, source)),
    }
    // SQLite would take them for the logs of the snapshot.
    for ending in ["-wal", "-journal"] {
        if sibling(target, ending).exists() {
            return refuse(
                "beside it lies the log of a database that is open, or was not closed: close it, or take another name",
            );
        }
    }
    Ok(())
}

fn is_same(target: &Path, own: Option<&Path>) -> bool {
    own.is_some_and(|own| target.canonicalize().is_ok_and(|target| target == own))
}

/// Copies the database page by page, as it is at the first read. Others write meanwhile, into the log.
fn copy(connection: &Connection, draft: &Draft, go_on: &mut impl FnMut(u64, u64) -> ControlFlow<()>) -> Result<()> {
    let moment = connection.unchecked_transaction().doing(COPYING)?;
    moment.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).doing(COPYING)?;
    let size: u64 =
        moment.pragma_query_value(None, "page_size", |row| row.get::<_, i64>(0)).doing(COPYING)?.unsigned_abs();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut to = Connection::open_with_flags(draft.path(), flags).doing(COPYING)?;
    // It has no name yet: a copy that is cut short is thrown away, and one that is whole is synced once.
    to.execute_batch("PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE").doing(COPYING)?;
    {
        let backup = Backup::new(&moment, &mut to).doing(COPYING)?;
        let mut asked = Instant::now();
        loop {
            let step = backup.step(PAGES).doing(COPYING)?;
            let progress = backup.progress();
            let bytes = |pages: std::ffi::c_int| u64::from(pages.unsigned_abs()) * size;
            let (whole, left) = (bytes(progress.pagecount), bytes(progress.remaining));
            match step {
                StepResult::Done if go_on(whole, whole).is_break() => return Err(Error::interrupted(COPYING)),
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
            if asked.elapsed() >= ASK {
                asked = Instant::now();
                if go_on(whole.saturating_sub(left), whole).is_break() {
                    return Err(Error::interrupted(COPYING));
                }
            }
        }
    }
    drop(moment);
    // One file that can be sent as it is: it is marked as one without a log until it is opened for writing.
    let mode: String = to.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0)).doing(COPYING)?;
    if mode != "delete" {
        return Err(Error::NoWriteAheadLog { path: draft.target().to_owned(), mode });
    }
    to.close().map_err(|(_, source)| source).doing(COPYING)
}
