//! The schema's numbered steps. A step and its number are committed together: a file is at one version or the next,
//! never between.

use super::failure::Doing;
use super::stop::{self, Stop};
use crate::error::Result;
use rusqlite::Connection;
use std::time::Duration;

/// The steps, in order; a file at version `n` has had the first `n`. Published steps are never edited.
const STEPS: &[&str] = &[
    include_str!("schema/0001_initial.sql"),
    include_str!("schema/0002_copies.sql"),
    include_str!("schema/0003_events.sql"),
    include_str!("schema/0004_search.sql"),
    include_str!("schema/0005_corrections.sql"),
];

/// Marks a file as a corpus (`CORP`), in `PRAGMA application_id`.
pub const APPLICATION_ID: i32 = 0x434F_5250;

/// The version this crate reads and writes.
pub fn latest() -> i32 {
    i32::try_from(STEPS.len()).unwrap_or(i32::MAX)
}

/// The version a file is at.
pub fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a file to the latest version. Two processes that try it at once do it once.
/// It waits as long as `patience` for who else writes, and asks `stop` meanwhile whether to give up.
pub fn migrate(connection: &mut Connection, patience: Duration, stop: Option<&Stop>) -> Result<()> {
    migrate_with(connection, STEPS, patience, stop)
}

/// Brings a file to `version`, which is as far as it need go.
pub fn migrate_to(connection: &mut Connection, version: i32) -> Result<()> {
    let steps = usize::try_from(version).ok().and_then(|version| STEPS.get(..version)).unwrap_or(STEPS);
    migrate_with(connection, steps, Duration::ZERO, None)
}

fn migrate_with(connection: &mut Connection, steps: &[&str], patience: Duration, stop: Option<&Stop>) -> Result<()> {
    for (done, step) in (0i32..).zip(steps) {
        let transaction = stop::begin(connection, patience, stop, "beginning a change of the schema")?;
        // Read inside the transaction: another process may have come first.
        let version = version(&transaction).doing("reading the schema's version")?;
        if version > done {
            continue;
        }
        transaction.execute_batch(step).doing("changing the schema")?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).doing("marking the file as a corpus")?;
        transaction.pragma_update(None, "user_version", done + 1).doing("noting the schema's version")?;
        transaction.commit().doing("committing a change of the schema")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use rusqlite::hooks::{AuthContext, Authorization};
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn a_failing_step_leaves_the_version_before_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x) STRICT;", "CREATE TABLE a (x INT) STRICT;"];
        let with = |connection: &mut Connection, steps: &[&str]| migrate_with(connection, steps, Duration::ZERO, None);
        let steps = [&steps[0].replace("(x)", "(x INT)"), steps[1]];
        assert!(with(&mut connection, &[steps[0], steps[1]]).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        assert!(with(&mut connection, &[steps[0], "CREATE TABLE b (x INT) STRICT;"]).is_ok());
        assert_eq!(version(&connection).unwrap(), 2);
        assert!(with(&mut connection, &[steps[0], "not run again"]).is_ok());
    }

    /// A copy of the file that a version wrote.
    fn copy(folder: &Path, number: i32) -> PathBuf {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/schema/v{number}.db"));
        let path = folder.join("old.db");
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.join(format!("old.db{ending}")));
        }
        std::fs::copy(from, &path).unwrap();
        path
    }

    /// Each object of the schema as a file of version `number` has it.
    fn schema(connection: &Connection) -> Vec<String> {
        let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
        connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// What files of each version consist of.
    fn schemas() -> Vec<Vec<String>> {
        let mut connection = Connection::open_in_memory().unwrap();
        let mut all = Vec::new();
        for number in 0..=STEPS.len() {
            migrate_with(&mut connection, &STEPS[..number], Duration::ZERO, None).unwrap();
            all.push(schema(&connection));
        }
        all
    }

    /// That a file is at one version or another, with all of its articles, and can be brought to the latest.
    fn assert_whole(path: &Path, from: i32, schemas: &[Vec<String>]) -> i32 {
        let connection = Connection::open(path).unwrap();
        let number = version(&connection).unwrap();
        assert!(number >= from);
        assert_eq!(schema(&connection), schemas[usize::try_from(number).unwrap()], "between two versions");
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((count("SELECT count(*) FROM article"), count("SELECT count(*) FROM relations")), (6, 33));
        drop(connection);
        let store = Store::open(path).unwrap();
        assert_eq!(store.check().unwrap(), []);
        assert_eq!(version(store.connection().unwrap()).unwrap(), latest());
        number
    }

    /// How often the library is called back while a file of version `number` is brought up to date.
    fn steps_of(folder: &Path, number: i32, stop: &impl Fn(&mut Connection, u64) -> Arc<AtomicU64>) -> u64 {
        let mut connection = Connection::open(copy(folder, number)).unwrap();
        let count = stop(&mut connection, u64::MAX);
        migrate(&mut connection, Duration::ZERO, None).unwrap();
        count.load(Ordering::Relaxed)
    }

    /// Refuses the `n`th thing a statement is going to do, as it is prepared: no statement after it is run.
    fn refuse(connection: &mut Connection, n: u64) -> Arc<AtomicU64> {
        let count = Arc::new(AtomicU64::new(0));
        let at = Arc::clone(&count);
        let hook = move |_: AuthContext<'_>| {
            if at.fetch_add(1, Ordering::Relaxed) == n { Authorization::Deny } else { Authorization::Allow }
        };
        connection.authorizer(Some(hook)).unwrap();
        count
    }

    /// Interrupts a running statement at the `n`th group of ten instructions of SQLite's machine.
    fn interrupt(connection: &mut Connection, n: u64) -> Arc<AtomicU64> {
        let count = Arc::new(AtomicU64::new(0));
        let at = Arc::clone(&count);
        connection.progress_handler(10, Some(move || at.fetch_add(1, Ordering::Relaxed) == n)).unwrap();
        count
    }

    /// Ends this process at the same point.
    fn die(connection: &mut Connection, n: u64) -> Arc<AtomicU64> {
        let count = Arc::new(AtomicU64::new(0));
        let at = Arc::clone(&count);
        let hook = move || {
            if at.fetch_add(1, Ordering::Relaxed) == n {
                std::process::abort();
            }
            false
        };
        connection.progress_handler(10, Some(hook)).unwrap();
        count
    }

    /// At how many points each version is stopped; at all in the long run.
    fn points() -> u64 {
        std::env::var("CORPUS_MIGRATION_POINTS").ok().and_then(|number| number.parse().ok()).unwrap_or(50)
    }

    #[test]
    fn a_migration_that_is_stopped_anywhere_leaves_old_or_new() {
        let (folder, schemas) = (tempfile::tempdir().unwrap(), schemas());
        let mut stopped = 0;
        for number in 1..latest() {
            for stop in [&refuse as &dyn Fn(&mut Connection, u64) -> Arc<AtomicU64>, &interrupt] {
                let all = steps_of(folder.path(), number, &stop);
                assert!(all > 0);
                let wanted = points().min(all);
                for point in 0..wanted {
                    let path = copy(folder.path(), number);
                    let mut connection = Connection::open(&path).unwrap();
                    let before = version(&connection).unwrap();
                    stop(&mut connection, point * all / wanted);
                    assert!(migrate(&mut connection, Duration::ZERO, None).is_err());
                    stopped += 1;
                    // The handle that was stopped can go on.
                    assert!(connection.is_autocommit());
                    connection.progress_handler(0, None::<fn() -> bool>).unwrap();
                    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).unwrap();
                    assert_eq!(before, number);
                    if point % 2 == 0 {
                        migrate(&mut connection, Duration::ZERO, None).unwrap();
                        assert_eq!(schema(&connection), schemas[STEPS.len()]);
                    }
                    drop(connection);
                    assert_whole(&path, number, &schemas);
                }
            }
        }
        eprintln!("{stopped} migrations stopped: each left one version or the other");
    }

    const CHILD: &str = "CORPUS_TEST_MIGRATION";

    /// The child of the test below: dies where it is told.
    #[test]
    fn a_migration_that_dies() {
        let Ok(told) = std::env::var(CHILD) else { return };
        let (point, path) = told.split_once(' ').unwrap();
        let mut connection = Connection::open(path).unwrap();
        die(&mut connection, point.parse().unwrap());
        migrate(&mut connection, Duration::ZERO, None).unwrap();
    }

    #[test]
    fn a_migration_that_is_killed_leaves_old_or_new() {
        let (folder, schemas) = (tempfile::tempdir().unwrap(), schemas());
        let program = std::env::current_exe().unwrap();
        let (mut killed, mut reached) = (0, std::collections::BTreeSet::new());
        for number in 1..latest() {
            let all = steps_of(folder.path(), number, &interrupt);
            let wanted = points().min(all);
            for point in 0..wanted {
                let path = copy(folder.path(), number);
                let done = Command::new(&program)
                    .args(["--exact", "store::migrate::tests::a_migration_that_dies"])
                    .env(CHILD, format!("{} {}", point * all / wanted, path.display()))
                    .output()
                    .unwrap();
                assert!(!done.status.success(), "it was to die");
                killed += 1;
                reached.insert((number, assert_whole(&path, number, &schemas)));
            }
        }
        assert!(reached.len() > 4, "kills in several steps: {reached:?}");
        eprintln!("{killed} migrations killed: each left one version or the other");
    }
}
