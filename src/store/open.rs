//! Opening a file: what it is, whether it may be trusted, and how SQLite is set up for it.

use super::failure::{Doing, failure};
use super::fork::Opened;
use super::trust::{self, Trust};
use super::{Stop, Store, migrate, ofd, room};
use crate::error::{Error, NotACorpus, Result, SqliteFailure};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How a corpus is opened.
///
/// ```
/// # use corpus::store::OpenOptions;
/// let options = OpenOptions { read_only: true, ..OpenOptions::default() };
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOptions {
    /// Create the file where there is none (the default). A file that exists is never replaced.
    pub create: bool,
    /// Read only: nothing is written, and nothing is created.
    pub read_only: bool,
    /// How long to wait while another connection holds the database locked (10 seconds by default).
    pub busy_timeout: Duration,
    /// For a file from someone else. One whose tables, triggers or views are not those of a corpus is refused with
    /// [`Error::Untrusted`], a damaged one with [`Error::Damaged`]: SQLite's check and the full-text index's run first,
    /// which takes about a second for 150 MB. What can be done with it is narrowed: nothing but rows is written, no
    /// other file is reached, and statements are held to lower limits.
    pub untrusted: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { create: true, read_only: false, busy_timeout: Duration::from_secs(10), untrusted: false }
    }
}

/// Opens or creates the corpus at `path`.
pub(super) fn open(path: &Path, options: &OpenOptions, stop: Option<Stop>) -> Result<Store> {
    open_as(path, options, if options.untrusted { Trust::None } else { Trust::Full }, stop)
}

/// Opens or creates the corpus at `path`, trusting it so far.
pub(super) fn open_as(path: &Path, options: &OpenOptions, trust: Trust, stop: Option<Stop>) -> Result<Store> {
    ofd::install();
    room::install();
    let path = match locate(path)? {
        Some(path) => path,
        None if options.create && !options.read_only => create(path, options)?,
        None => return Err(Error::NotFound { path: path.to_owned() }),
    };
    let Some(opened) = Opened::note(&path) else { return Err(Error::Forked { path }) };
    if trust == Trust::None {
        trust::alone(&path, &sibling(&path, "-journal"))?;
    }
    let (mut connection, immutable) = connect(&path, options)?;
    if let Some(stop) = &stop {
        super::stop::watch(&mut connection, Arc::clone(stop))?;
    }
    let version = recognise(&connection, &path)?;
    if trust != Trust::Full {
        trust::declared(&connection, &path, version)?;
    }
    if trust == Trust::None {
        trust::sound(&connection, &path, options.read_only)?;
    }
    if version < migrate::latest() {
        if options.read_only {
            return Err(Error::Older { path, found: version, known: migrate::latest() });
        }
        migrate::migrate(&mut connection, options.busy_timeout, stop.as_ref())?;
    }
    if !options.read_only {
        write_ahead(&connection, &path, options.busy_timeout, stop.as_ref())?;
    }
    // Only now is it known to be ours, and worth tidying when it is closed.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).doing("setting up the database")?;
    if trust != Trust::Full {
        trust::narrow(&mut connection)?;
    }
    let mut store = Store::new(connection, Some(path), opened, options.read_only, immutable);
    store.untrusted = trust != Trust::Full;
    (store.patience, store.stop) = (options.busy_timeout, stop);
    if !options.read_only {
        match store.refresh_events() {
            // Whoever holds it locked is at work on it; what waits is noted in the file.
            Err(Error::Sqlite { failure: SqliteFailure::Busy, .. }) => {}
            done => drop(done?),
        }
    }
    Ok(store)
}

/// A corpus in memory.
pub(super) fn in_memory() -> Result<Store> {
    let mut connection = Connection::open_in_memory().doing("opening a database in memory")?;
    harden(&connection, Duration::ZERO)?;
    migrate::migrate(&mut connection, Duration::ZERO, None)?;
    Ok(Store::new(connection, None, Opened::in_memory(), false, false))
}

/// The real, absolute path of a regular file with something in it, or `None` where there is nothing at `path`.
///
/// An absolute path also keeps SQLite from reading a name such as `file:x.db?mode=memory` as a URI.
fn locate(path: &Path) -> Result<Option<PathBuf>> {
    let refuse = |found| Err(Error::NotACorpus { path: path.to_owned(), found });
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => refuse(NotACorpus::Folder),
        Ok(data) if !data.is_file() => refuse(NotACorpus::SpecialFile),
        Ok(data) if data.len() == 0 => refuse(NotACorpus::Empty),
        // SQLite would take it for a database that is yet to be filled.
        Ok(data) if data.len() < 100 => refuse(NotACorpus::NotADatabase),
        Ok(_) => path.canonicalize().map(Some).map_err(|source| Error::io(path, source)),
        // A link that leads nowhere is not a place to create a file in.
        Err(source) if source.kind() == ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => Ok(None),
        Err(source) => Err(Error::io(path, source)),
    }
}

/// Creates a corpus at `path`: made whole under another name, then given its own, so that no other process ever
/// sees half of one. Where another process is faster, its file is taken. Returns the real path.
fn create(path: &Path, options: &OpenOptions) -> Result<PathBuf> {
    let draft = Draft::beside(path)?;
    draw_up(&draft, options)?;
    match draft.publish() {
        Err(Error::Exists { .. }) => {}
        done => done?,
    }
    Ok(draft.target.clone())
}

/// A file that is made whole under a name of its own before it is given the one it is for. What is left of it under
/// its own name goes when it is dropped.
pub(super) struct Draft {
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// An empty file in the folder of `target`.
    pub fn beside(target: &Path) -> Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let Some(name) = target.file_name() else {
            return Err(Error::NotACorpus { path: target.to_owned(), found: NotACorpus::Folder });
        };
        let folder = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let folder = folder.canonicalize().map_err(|source| Error::io(folder, source))?;
        let target = folder.join(name);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!(".corpus-{}-{count}.new", std::process::id()));
            // Through the file system first: its errors are clearer than SQLite's.
            match fs::File::create_new(&path) {
                Ok(_) => return Ok(Self { path, target }),
                // Left by a process of the same number that was killed.
                Err(source) if source.kind() == ErrorKind::AlreadyExists => {}
                Err(source) => return Err(Error::io(&target, source)),
            }
        }
    }

    /// Where it is meanwhile.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name it is for, as an absolute path.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives it its name. Fails with [`Error::Exists`] where that is taken.
    pub fn publish(&self) -> Result<()> {
        let exists = || Err(Error::Exists { path: self.target.clone() });
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            Err(source) if source.kind() == ErrorKind::AlreadyExists => return exists(),
            // Some file systems know no hard links.
            Err(_) if !self.target.exists() => return self.replace(),
            Err(_) => return exists(),
        }
        self.settle();
        Ok(())
    }

    /// Gives it its name, in place of what has it.
    pub fn replace(&self) -> Result<()> {
        fs::rename(&self.path, &self.target).map_err(|source| Error::io(&self.target, source))?;
        self.settle();
        Ok(())
    }

    /// So that the name outlives a power cut as the rows will. Not every system can open a folder.
    fn settle(&self) {
        if let Some(folder) = self.target.parent() {
            let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for ending in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(sibling(&self.path, ending));
        }
    }
}

/// Makes a whole, closed corpus of a draft.
fn draw_up(draft: &Draft, options: &OpenOptions) -> Result<()> {
    let mut connection = connection(&draft.path, OpenFlags::SQLITE_OPEN_READ_WRITE).doing("creating the database")?;
    harden(&connection, options.busy_timeout)?;
    migrate::migrate(&mut connection, Duration::ZERO, None)?;
    write_ahead(&connection, &draft.target, options.busy_timeout, None)?;
    connection.close().map_err(|(_, source)| source).doing("creating the database")
}

/// A connection as SQLite makes it.
fn connection(name: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let open = || Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = open()?;
    if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) && connection.is_readonly("main")? {
        // Where it cannot open a file for writing, SQLite opens it for reading; and it may have been for lack of a
        // descriptor, which passes.
        drop(connection);
        return open();
    }
    Ok(connection)
}

/// A connection set up for a file that need not be trusted; and whether it had to be opened as never changing.
fn connect(path: &Path, options: &OpenOptions) -> Result<(Connection, bool)> {
    let access = if options.read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let attempt = |name: &Path, flags: OpenFlags| -> Result<Connection> {
        let connection = connection(name, flags).doing("opening the database")?;
        // A file of another program must not even be tidied by us.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).doing("setting up the database")?;
        harden(&connection, options.busy_timeout)?;
        // The first read: only now does SQLite look at the file.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).doing("reading the database")?;
        Ok(connection)
    };
    let error = match attempt(path, access) {
        Ok(connection) => return Ok((connection, false)),
        Err(error) => error,
    };
    match &error {
        Error::Sqlite { failure: SqliteFailure::Damaged, source, .. } if is_no_database(source.as_ref()) => {
            Err(Error::NotACorpus { path: path.to_owned(), found: NotACorpus::NotADatabase })
        }
        // A write-ahead log needs files beside the database. Where they cannot be made, nobody else writes either,
        // and the file can be read as one that never changes, if no log holds newer rows.
        Error::Sqlite { failure: SqliteFailure::ReadOnly | SqliteFailure::Io, .. } if options.read_only => {
            let log = sibling(path, "-wal");
            if fs::metadata(&log).is_ok_and(|data| data.len() > 0) {
                return Err(Error::UnreadLog { path: path.to_owned() });
            }
            match attempt(&immutable_uri(path), access | OpenFlags::SQLITE_OPEN_URI) {
                Ok(connection) => Ok((connection, true)),
                Err(_) => Err(error),
            }
        }
        _ => Err(error),
    }
}

fn is_no_database(source: &(dyn std::error::Error + 'static)) -> bool {
    source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code)
        == Some(rusqlite::ErrorCode::NotADatabase)
}

/// `path` with `ending` behind its name.
pub(super) fn sibling(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The URI by which SQLite opens an absolute path as a file that nobody changes.
fn immutable_uri(path: &Path) -> PathBuf {
    use std::fmt::Write as _;
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str("?immutable=1");
    PathBuf::from(uri)
}

/// The settings that keep a damaged or hostile file from doing harm, and those that keep ours sound.
fn harden(connection: &Connection, busy_timeout: Duration) -> Result<()> {
    safe(rusqlite::version_number())?;
    let doing = "setting up the database";
    for (config, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        // A misspelt column is an error, not a string.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        connection.set_db_config(config, value).doing(doing)?;
    }
    connection.busy_timeout(busy_timeout).doing(doing)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection
        .execute_batch(
            "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; \
             PRAGMA recursive_triggers = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; \
             PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536;",
        )
        .doing(doing)
}

/// The first SQLite in which no crafted full-text index corrupts memory (CVE-2026-11822, CVE-2026-11824) and no two
/// checkpoints at once damage the file.
const FIRST_SAFE: i32 = 3_053_002;

// What is built in is new enough, or nothing is built.
const _: () = assert!(rusqlite::ffi::SQLITE_VERSION_NUMBER >= FIRST_SAFE);

/// Refuses a library that was put in the place of the one that is built in.
fn safe(version: i32) -> Result<()> {
    if version >= FIRST_SAFE { Ok(()) } else { Err(Error::OldSqlite { found: rusqlite::version(), needed: "3.53.2" }) }
}

/// The schema version of a corpus; an error that says what the file is where it is none.
fn recognise(connection: &Connection, path: &Path) -> Result<i32> {
    let refuse = |found| Err(Error::NotACorpus { path: path.to_owned(), found });
    let id: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).doing("reading the database")?;
    let objects: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .doing("reading the database")?;
    let version = migrate::version(connection).doing("reading the schema's version")?;
    match (id, objects, version) {
        (_, 0, _) => refuse(NotACorpus::NoTables),
        (migrate::APPLICATION_ID, _, 1..) if version <= migrate::latest() => Ok(version),
        (migrate::APPLICATION_ID, _, 1..) => {
            Err(Error::Newer { path: path.to_owned(), found: version, known: migrate::latest() })
        }
        _ => refuse(NotACorpus::OtherApplication(id)),
    }
}

/// Switches to a write-ahead log. SQLite may decline without an error, so its answer is read. It waits neither for one
/// who holds the file for a moment only nor so that it could be stopped: it is asked again and again.
fn write_ahead(connection: &Connection, path: &Path, patience: Duration, stop: Option<&Stop>) -> Result<()> {
    connection.busy_timeout(Duration::ZERO).doing("setting up the database")?;
    switch_to_wal(connection, path, patience, stop)?;
    connection.busy_timeout(patience).doing("setting up the database")
}

fn switch_to_wal(connection: &Connection, path: &Path, patience: Duration, stop: Option<&Stop>) -> Result<()> {
    let start = Instant::now();
    loop {
        let answer: rusqlite::Result<String> =
            connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0));
        match answer {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(Error::NoWriteAheadLog { path: path.to_owned(), mode }),
            Err(error) if failure(&error) == SqliteFailure::Busy && start.elapsed() < patience => {
                if stop.is_some_and(|stop| stop()) {
                    return Err(Error::interrupted("switching to a write-ahead log"));
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(error) => return Err(error).doing("switching to a write-ahead log"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_with_known_holes_is_refused() {
        assert!(safe(rusqlite::version_number()).is_ok());
        let error = safe(3_053_001).unwrap_err();
        assert!(matches!(error, Error::OldSqlite { .. }) && error.to_string().contains("3.53.2"), "{error}");
    }

    #[test]
    fn a_file_that_stays_in_use_is_not_waited_for_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        drop(open(&path, &OpenOptions::default(), None).unwrap());
        // Another program took it out of the log's mode, and reads it.
        let other = Connection::open(&path).unwrap();
        other.execute_batch("PRAGMA journal_mode = DELETE; BEGIN; SELECT * FROM article").unwrap();
        let options = OpenOptions { busy_timeout: Duration::from_millis(20), ..OpenOptions::default() };
        let asked = Arc::new(AtomicU64::new(0));
        let patient: Stop = Arc::new({
            let asked = Arc::clone(&asked);
            move || asked.fetch_add(1, Ordering::Relaxed) > 500
        });
        let error = open(&path, &options, Some(patient)).unwrap_err();
        assert!(error.is_busy(), "{error} after {asked:?}");
        let stopped = open(&path, &OpenOptions::default(), Some(Arc::new(|| true))).unwrap_err();
        assert!(stopped.is_interrupted(), "{stopped}");
        other.execute_batch("COMMIT").unwrap();
        assert!(open(&path, &options, None).is_ok());
    }

    #[test]
    fn a_file_can_be_read_where_nothing_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("é ?#%.db");
        drop(open(&path, &OpenOptions::default(), None).unwrap());
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(immutable_uri(&path), flags).unwrap();
        assert_eq!(recognise(&connection, &path).unwrap(), migrate::latest());
        assert!(!sibling(&path, "-shm").exists(), "nothing was made beside it");
    }
}
