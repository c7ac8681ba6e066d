//! The file: opening, checking and writing it.
//!
//! A corpus is one SQLite file. Its tables are internal; what people read are the views, whose columns are part of
//! this crate's interface and which any SQLite from 3.38 on can read: `articles`, `labels`, `entities`, `mentions`,
//! `dates`, `relations`, `ties`, `events`, `event_relations`, `extractions`, and the full-text index `articles_fts`.

mod check;
mod compact;
mod copies;
mod correct;
mod declared;
mod delete;
mod events;
mod failure;
mod fork;
mod memo;
mod migrate;
mod ofd;
mod open;
mod prepare;
mod repair;
mod reread;
mod room;
mod snapshot;
mod stop;
mod trust;
mod write;

pub use check::{Part, Problem, Remedy};
pub use copies::{Copies, FamilyCount, MIN_SHINGLES, Threshold};
pub use correct::{Conflict, Correction, EntityRef, Fields, Logged, Named, Outcome, Told, Unplaced, What};
pub use delete::Deleted;
pub use migrate::APPLICATION_ID;
pub use open::OpenOptions;
pub use prepare::MAX_TEXT;
pub use repair::Repaired;
pub use write::Written;

pub(crate) use correct::{CodedMention, Correcting, located};
pub(crate) use failure::Doing;
pub(crate) use prepare::{Digest, Prepared, check as check_article, digest};
pub use stop::Stop;
pub(crate) use stop::{ASK, Asking, STEP, apart};
pub(crate) use write::{Held, Provenance};

use crate::error::{Error, Result};
use fork::Opened;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An open database.
///
/// It belongs to one thread at a time (`Send`, not `Sync`) and to the process that opened it: in a forked child
/// every use is an error, and dropping it there does nothing.
pub struct Store {
    /// Always there; an option so that it can be closed, or left alone in a forked child.
    connection: Option<Connection>,
    path: Option<PathBuf>,
    opened: Opened,
    read_only: bool,
    immutable: bool,
    untrusted: bool,
    memo: memo::Memo,
    /// How long it waits while another connection writes.
    patience: Duration,
    stop: Option<Stop>,
}

impl Store {
    /// Opens the corpus at `path`, or creates one where there is no file. `:memory:` is a corpus in memory.
    ///
    /// A file that is not a corpus is refused and left as it is: see [`Error::NotACorpus`], [`Error::Newer`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, &OpenOptions::default())
    }

    /// Opens the corpus at `path` as `options` say.
    pub fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self> {
        match path.as_ref() {
            path if path == Path::new(":memory:") => Self::in_memory(),
            path => open::open(path, options, None),
        }
    }

    /// [`open_with`](Self::open_with), asking `stop` now and then whether to give up.
    pub(crate) fn open_stoppable(path: &Path, options: &OpenOptions, stop: Stop) -> Result<Self> {
        if path == Path::new(":memory:") { Self::in_memory() } else { open::open(path, options, Some(stop)) }
    }

    /// A new corpus in memory, gone when it is closed.
    pub fn in_memory() -> Result<Self> {
        open::in_memory()
    }

    fn new(connection: Connection, path: Option<PathBuf>, opened: Opened, read_only: bool, immutable: bool) -> Self {
        Self {
            connection: Some(connection),
            path,
            opened,
            read_only,
            immutable,
            untrusted: false,
            memo: memo::Memo::default(),
            patience: Duration::ZERO,
            stop: None,
        }
    }

    /// The absolute path of the file, or `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it was opened for reading only.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether the file lies where nothing can be written and was opened as one that nobody changes meanwhile.
    pub fn is_immutable(&self) -> bool {
        self.immutable
    }

    /// Whether it was opened as a file from a stranger.
    pub fn is_untrusted(&self) -> bool {
        self.untrusted
    }

    /// The connection, in the process that opened it.
    pub(crate) fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().filter(|_| self.opened.is_here()).ok_or_else(|| self.forked())
    }

    /// The connection for transactions, in the process that opened it.
    pub(crate) fn connection_mut(&mut self) -> Result<&mut Connection> {
        self.connection()?;
        let forked = self.forked();
        self.connection.as_mut().ok_or(forked)
    }

    /// Another connection to the same file for reading, for use by another thread; `None` in memory.
    pub(crate) fn reader(&self) -> Result<Option<Self>> {
        match &self.path {
            Some(path) => {
                let trust = if self.untrusted { trust::Trust::Looked } else { trust::Trust::Full };
                let options = OpenOptions { create: false, read_only: true, ..OpenOptions::default() };
                open::open_as(path, &options, trust, None).map(Some)
            }
            None => Ok(None),
        }
    }

    /// A handle by which another thread can interrupt what this connection is doing.
    pub fn interrupter(&self) -> Result<Interrupter> {
        Ok(Interrupter(self.connection()?.get_interrupt_handle()))
    }

    /// Closes the file. Dropping it does the same but cannot report a failure.
    pub fn close(mut self) -> Result<()> {
        self.connection()?;
        match self.connection.take() {
            Some(connection) => connection.close().map_err(|(_, source)| source).doing("closing the database"),
            None => Ok(()),
        }
    }

    fn forked(&self) -> Error {
        Error::Forked { path: self.path.clone().unwrap_or_else(|| PathBuf::from(":memory:")) }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if !self.opened.is_here() {
            // To close it here would write to the parent's file.
            std::mem::forget(self.connection.take());
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).field("read_only", &self.read_only).finish_non_exhaustive()
    }
}

/// Interrupts what a [`Store`] is doing, from another thread. Without effect when nothing is running.
pub struct Interrupter(rusqlite::InterruptHandle);

impl Interrupter {
    /// Makes the running statement fail with an error for which [`Error::is_interrupted`] holds.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl std::fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupter")
    }
}
