//! Taking articles out, with everything that hangs on them.

use super::Store;
use super::copies;
use super::correct;
use super::events;
use super::failure::Doing;
use crate::error::Result;
use rusqlite::{Connection, params};

const DELETING: &str = "deleting articles";

/// What was taken out of a corpus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deleted {
    /// Articles.
    pub articles: u64,
    /// Their relations, as rows of `relations`, whoever read or coded them.
    pub relations: u64,
    /// Of their relations, names and ties, those that people or other programs coded.
    pub coded: u64,
    /// Corrections made in them. They stay in the log and apply again where an article with the same key is loaded;
    /// where the articles were purged, they are taken out of the log.
    pub corrections: u64,
    /// Whether the file was rewritten without them.
    pub purged: bool,
}

impl std::fmt::Display for Deleted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { articles, relations, coded, corrections, purged } = self;
        write!(f, "{articles} articles deleted, with {relations} relations")?;
        if *coded > 0 {
            write!(f, "; {coded} rows coded by people or other programs went with them")?;
        }
        match (corrections, purged) {
            (0, _) => {}
            (_, true) => write!(f, "; {corrections} corrections were taken out of the log")?,
            (_, false) => write!(f, "; {corrections} corrections stay in the log")?,
        }
        if *purged { f.write_str("; the file was rewritten without them") } else { Ok(()) }
    }
}

impl Store {
    /// Deletes the articles with these numbers, all in one transaction. With `purge` also what is kept otherwise:
    /// corrections made in them, what they alone named, and by what their texts are known again.
    pub(crate) fn delete(&mut self, ids: &[i64], purge: bool) -> Result<Deleted> {
        let mut asking = self.asking();
        let transaction = self.writing()?;
        let mut deleted = Deleted::default();
        for id in ids {
            asking.go_on(DELETING)?;
            one(&transaction, *id, purge, &mut deleted).doing(DELETING)?;
        }
        correct::around_copies(&transaction, || copies::regroup(&transaction, Vec::new()))?;
        events::refresh(&transaction)?;
        if purge {
            forget(&transaction).doing(DELETING)?;
        }
        transaction.commit().doing(DELETING)?;
        Ok(deleted)
    }
}

/// Deletes one article, and counts what goes with it.
fn one(connection: &Connection, id: i64, purge: bool, deleted: &mut Deleted) -> rusqlite::Result<()> {
    let mut find = connection.prepare_cached("SELECT key FROM article WHERE id = ?1")?;
    let mut found = find.query([id])?;
    let Some(row) = found.next()? else { return Ok(()) };
    let key: String = row.get(0)?;
    let count = |sql: &str| -> rusqlite::Result<u64> {
        connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).map(i64::unsigned_abs)
    };
    deleted.relations +=
        count("SELECT count(*) FROM statement AS s JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id = ?1")?;
    for sql in [
        // What a correction made is counted as a correction.
        "SELECT count(*) FROM statement AS s JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id = ?1 \
         AND s.origin <> 'rules' AND p.id NOT IN (SELECT pair_id FROM made WHERE article_id = ?1)",
        "SELECT count(*) FROM coded_mention WHERE article_id = ?1",
        "SELECT count(*) FROM tie WHERE article_id = ?1 AND origin <> 'rules'",
    ] {
        deleted.coded += count(sql)?;
    }
    // Of a statement that stands, only some pairs may be set aside; it is gone when the triggers look for them.
    connection
        .prepare_cached(
            "DELETE FROM parked_pair WHERE statement_id IN (SELECT id FROM statement WHERE article_id = ?1 \
             UNION SELECT id FROM parked_statement WHERE article_id = ?1)",
        )?
        .execute([id])?;
    deleted.articles += rows(connection.prepare_cached("DELETE FROM article WHERE id = ?1")?.execute([id])?);
    let unplaced = connection.prepare_cached("DELETE FROM unplaced WHERE article_key = ?1")?.execute([&key])?;
    deleted.coded += rows(unplaced);
    let corrections = if purge {
        "DELETE FROM correction WHERE article_key = ?1 OR (action = 'copy' AND json_extract(what, '$.of') = ?1)"
    } else {
        "UPDATE correction SET state = 'unplaced', problem = 'the article was deleted' \
         WHERE article_key = ?1 AND undone_at IS NULL"
    };
    deleted.corrections += rows(connection.prepare_cached(corrections)?.execute(params![key])?);
    Ok(())
}

fn rows(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// Takes out what no article holds any more: names that nothing bears, and sketches of texts.
fn forget(connection: &Connection) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM entity WHERE NOT EXISTS (SELECT 1 FROM mention WHERE entity_id = entity.id) \
         AND NOT EXISTS (SELECT 1 FROM coded_mention WHERE entity_id = entity.id) \
         AND id NOT IN (SELECT entity_id FROM parked_mention)",
        "DELETE FROM copy_text WHERE digest NOT IN (SELECT digest FROM article)",
        "DELETE FROM copy_band WHERE text_id NOT IN (SELECT id FROM copy_text)",
    ] {
        connection.execute(sql, [])?;
    }
    Ok(())
}
