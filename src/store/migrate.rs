//! The schema's numbered steps. A step and its number are committed together: a file is at one version or the next,
//! never between.

use super::failure::Doing;
use crate::error::Result;
use rusqlite::{Connection, TransactionBehavior};

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
pub fn migrate(connection: &mut Connection) -> Result<()> {
    migrate_with(connection, STEPS)
}

/// Brings a file to `version`, which is as far as it need go.
pub fn migrate_to(connection: &mut Connection, version: i32) -> Result<()> {
    let steps = usize::try_from(version).ok().and_then(|version| STEPS.get(..version)).unwrap_or(STEPS);
    migrate_with(connection, steps)
}

fn migrate_with(connection: &mut Connection, steps: &[&str]) -> Result<()> {
    for (done, step) in (0i32..).zip(steps) {
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .doing("beginning a change of the schema")?;
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

    #[test]
    fn a_failing_step_leaves_the_version_before_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x) STRICT;", "CREATE TABLE a (x INT) STRICT;"];
        let steps = [&steps[0].replace("(x)", "(x INT)"), steps[1]];
        assert!(migrate_with(&mut connection, &[steps[0], steps[1]]).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        assert!(migrate_with(&mut connection, &[steps[0], "CREATE TABLE b (x INT) STRICT;"]).is_ok());
        assert_eq!(version(&connection).unwrap(), 2);
        assert!(migrate_with(&mut connection, &[steps[0], "not run again"]).is_ok());
    }
}
