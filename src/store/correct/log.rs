//! The log, and a transaction in which corrections are made.

use super::record::{Conflict, Correction, EntityRef, Fields, Logged, Named, Outcome, Told, What};
use super::replay::{Entry, REPLAYING, Replay, fields};
use super::rows;
use crate::error::Result;
use crate::store::stop::Asking;
use crate::store::{Doing, Store, events};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

const LOGGING: &str = "logging a correction";
const READING: &str = "reading corrections";

/// What people said that single names name.
pub(super) fn renamed(connection: &Connection) -> Result<Vec<EntityRef>> {
    let mut statement = connection
        .prepare_cached("SELECT what FROM correction WHERE undone_at IS NULL AND action = 'change mention'")
        .doing(READING)?;
    let mut rows = statement.query([]).doing(READING)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().doing(READING)? {
        let what: String = row.get(0).doing(READING)?;
        if let Ok(What::ChangeMention { after, .. }) = serde_json::from_str(&what) {
            all.push(after);
        }
    }
    Ok(all)
}

/// The corrections that stand for an article, or for the whole corpus, in the order in which they are applied.
pub(super) fn standing(connection: &Connection, key: Option<&str>) -> Result<Vec<Entry>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT id, uid, made_by, what, pair_id, state, problem FROM correction \
             WHERE article_key IS ?1 AND undone_at IS NULL AND action NOT IN ('copy', 'no copy') \
             ORDER BY rank, made_at, uid",
        )
        .doing(READING)?;
    let mut rows = statement.query([key]).doing(READING)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().doing(READING)? {
        let what: String = row.get(3).doing(READING)?;
        // A later version may know more kinds; what is not understood is left alone.
        let Ok(what) = serde_json::from_str(&what) else { continue };
        let read = |row: &Row<'_>| {
            Ok(Entry {
                id: row.get(0)?,
                uid: row.get(1)?,
                by: row.get(2)?,
                what,
                pair: row.get(4)?,
                noted: (row.get(5)?, row.get(6)?),
            })
        };
        all.push(read(row).doing(READING)?);
    }
    Ok(all)
}

/// A relation of the file, for correcting it.
#[derive(Debug)]
pub(crate) struct Found {
    pub key: String,
    /// As it was read or coded.
    pub root: Told,
    /// As it stands.
    pub told: Told,
}

impl Found {
    /// The fields that can be corrected, as they stand.
    pub fn fields(&self) -> Fields {
        fields(&self.told)
    }
}

impl Store {
    /// Begins a transaction in which corrections are made; dropped before [`Correcting::commit`], it leaves no trace.
    pub(crate) fn correcting(&mut self) -> Result<Correcting<'_>> {
        let asking = self.asking();
        Ok(Correcting { transaction: self.writing()?, asking })
    }

    /// The names that were added to entities: name, code and canonical name.
    pub(crate) fn aliases(&self) -> Result<Vec<[String; 3]>> {
        aliases(self.connection()?)
    }

    /// The whole log, in the order in which it was written.
    pub(crate) fn corrections(&self) -> Result<Vec<Logged>> {
        logged(self.connection()?)
    }
}

fn aliases(connection: &Connection) -> Result<Vec<[String; 3]>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT json_extract(what, '$.text'), json_extract(what, '$.of.code'), json_extract(what, '$.of.name') \
             FROM correction WHERE article_key IS NULL AND action = 'alias' AND undone_at IS NULL \
             ORDER BY made_at, uid",
        )
        .doing(READING)?;
    let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).doing(READING)?;
    rows.collect::<rusqlite::Result<_>>().doing(READING)
}

fn logged(connection: &Connection) -> Result<Vec<Logged>> {
    let mut statement = connection
        .prepare_cached(
            "SELECT id, uid, made_at, made_by, article_key, what, note, undone_at, undone_by, rank, state, problem \
             FROM correction ORDER BY id",
        )
        .doing(READING)?;
    let mut rows = statement.query([]).doing(READING)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().doing(READING)? {
        let what: String = row.get(5).doing(READING)?;
        let Ok(what) = serde_json::from_str::<What>(&what) else { continue };
        let read = |row: &Row<'_>| {
            Ok(Logged {
                id: row.get(0)?,
                state: row.get(10)?,
                problem: row.get(11)?,
                correction: Correction {
                    uid: row.get(1)?,
                    at: row.get(2)?,
                    by: row.get(3)?,
                    article: row.get(4)?,
                    note: row.get(6)?,
                    undone_at: row.get(7)?,
                    undone_by: row.get(8)?,
                    rank: row.get(9)?,
                    what,
                },
            })
        };
        all.push(read(row).doing(READING)?);
    }
    Ok(all)
}

/// A transaction in which corrections are made.
#[derive(Debug)]
pub(crate) struct Correcting<'s> {
    pub(super) transaction: Transaction<'s>,
    asking: Asking,
}

impl Correcting<'_> {
    /// Makes what was corrected durable, with the events of all relations it touched.
    pub fn commit(self) -> Result<()> {
        events::refresh(&self.transaction)?;
        self.transaction.commit().doing("committing corrections")
    }

    /// The names that were added to entities: name, code and canonical name.
    pub fn aliases(&self) -> Result<Vec<[String; 3]>> {
        aliases(&self.transaction)
    }

    /// The whole log.
    pub fn log(&self) -> Result<Vec<Logged>> {
        logged(&self.transaction)
    }

    /// The relation with this number.
    pub fn relation(&self, id: i64) -> Result<Option<Found>> {
        let connection = &*self.transaction;
        let place: Option<(i64, String, Option<String>)> = connection
            .prepare_cached(
                "SELECT a.id, a.key, m.root FROM pair AS p JOIN statement AS s ON s.id = p.statement_id \
                 JOIN article AS a ON a.id = s.article_id LEFT JOIN made AS m ON m.pair_id = p.id WHERE p.id = ?1",
            )
            .and_then(|mut s| s.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional())
            .doing(READING)?;
        let Some((article, key, root)) = place else { return Ok(None) };
        let rows = rows::relations(connection, article).doing(READING)?;
        let Some(row) = rows.into_iter().find(|row| row.id == Some(id)) else { return Ok(None) };
        let root = root.and_then(|root| serde_json::from_str(&root).ok()).unwrap_or(row.root);
        Ok(Some(Found { key, root, told: row.told }))
    }

    /// The correction that rejected the relation with this number, if one did.
    pub fn rejected(&self, id: i64) -> Result<Option<i64>> {
        let parked: Option<String> = self
            .transaction
            .prepare_cached(
                "SELECT a.key FROM parked_pair AS p LEFT JOIN parked_statement AS q ON q.id = p.statement_id \
                 LEFT JOIN statement AS s ON s.id = p.statement_id \
                 JOIN article AS a ON a.id = coalesce(q.article_id, s.article_id) \
                 WHERE p.id = ?1 AND p.id NOT IN (SELECT id FROM pair)",
            )
            .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
            .doing(READING)?;
        let Some(key) = parked else { return Ok(None) };
        let root = self.parked(id)?;
        let all = standing(&self.transaction, Some(&key))?;
        let found = all.iter().rev().find(|entry| match &entry.what {
            What::Reject { relation } => root.as_ref() == Some(relation),
            _ => false,
        });
        Ok(found.map(|entry| entry.id))
    }

    /// The relation with this number as it was read, where it is set aside.
    fn parked(&self, id: i64) -> Result<Option<Told>> {
        // As it was read is what it is when it is set back; the savepoint is given up again.
        let connection = &*self.transaction;
        let article: Option<i64> = connection
            .prepare_cached(
                "SELECT coalesce(q.article_id, s.article_id) FROM parked_pair AS p \
                 LEFT JOIN parked_statement AS q ON q.id = p.statement_id \
                 LEFT JOIN statement AS s ON s.id = p.statement_id WHERE p.id = ?1",
            )
            .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
            .doing(READING)?;
        let Some(article) = article else { return Ok(None) };
        connection.execute_batch("SAVEPOINT looking").doing(READING)?;
        let read = rows::revert(connection, article).and_then(|()| rows::relations(connection, article));
        connection.execute_batch("ROLLBACK TO looking; RELEASE looking").doing(READING)?;
        let rows = read.doing(READING)?;
        Ok(rows.into_iter().find(|row| row.id == Some(id)).map(|row| row.root))
    }

    /// The article with this number or key: number, key and text.
    pub fn article(&self, id: Option<i64>, key: Option<&str>) -> Result<Option<(i64, String, String)>> {
        self.transaction
            .prepare_cached("SELECT id, key, text FROM article WHERE id = ?1 OR key = ?2")
            .and_then(|mut s| {
                s.query_row(params![id, key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .doing(READING)
    }

    /// The name that begins at `start` in an article: as it was read, and as it stands.
    pub fn name(&self, article: i64, start: i64) -> Result<Option<(Named, EntityRef)>> {
        let connection = &*self.transaction;
        let row = rows::names(connection, article).doing(READING)?.into_iter().find(|name| name.start == start);
        let Some(row) = row else { return Ok(None) };
        let parked: Option<EntityRef> = connection
            .prepare_cached(
                "SELECT e.code, e.type, nullif(e.country, ''), e.name FROM parked_mention AS m \
                 JOIN entity AS e ON e.id = m.entity_id WHERE m.article_id = ?1 AND m.n = ?2",
            )
            .and_then(|mut s| s.query_row([article, row.n], entity_ref).optional())
            .doing(READING)?;
        let entity = parked.unwrap_or_else(|| row.entity.clone());
        Ok(Some((Named { text: row.text, start: row.start, end: row.end, entity }, row.entity)))
    }

    /// The entities with this number, code or name.
    pub fn entities(&self, id: Option<i64>, word: &str) -> Result<Vec<(i64, EntityRef)>> {
        let mut statement = self
            .transaction
            .prepare_cached(
                "SELECT code, type, nullif(country, ''), name, id FROM entity \
                 WHERE id = ?1 OR (?1 IS NULL AND (code = ?2 OR name = ?2)) ORDER BY code <> ?2, id",
            )
            .doing(READING)?;
        let rows = statement.query_map(params![id, word], |row| Ok((row.get(4)?, entity_ref(row)?))).doing(READING)?;
        rows.collect::<rusqlite::Result<_>>().doing(READING)
    }

    /// Logs a correction, unless it is logged already; returns its number, and whether it is new. A known one that
    /// was undone elsewhere is undone here too.
    pub fn log_one(&mut self, correction: &Correction) -> Result<(i64, bool)> {
        let known: Option<i64> = self
            .transaction
            .prepare_cached("SELECT id FROM correction WHERE uid = ?1")
            .and_then(|mut s| s.query_row([&correction.uid], |row| row.get(0)).optional())
            .doing(LOGGING)?;
        if let Some(id) = known {
            let undone = match (&correction.undone_at, &correction.undone_by) {
                (Some(at), by) => self.undo(id, at, by.as_deref().unwrap_or(&correction.by))?,
                _ => false,
            };
            return Ok((id, undone));
        }
        let what = serde_json::to_string(&correction.what).unwrap_or_default();
        let (before, after) = correction.what.sides();
        let text = |value: Option<serde_json::Value>| value.map(|value| value.to_string());
        let state = if correction.undone_at.is_some() { "undone" } else { "applied" };
        let id = self
            .transaction
            .prepare_cached(
                "INSERT INTO correction (uid, made_at, made_by, action, article_key, what, before, after, note, \
                 undone_at, undone_by, rank, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )
            .and_then(|mut s| {
                s.insert(params![
                    correction.uid,
                    correction.at,
                    correction.by,
                    correction.what.action(),
                    correction.article,
                    what,
                    text(before),
                    text(after),
                    correction.note,
                    correction.undone_at,
                    correction.undone_by,
                    correction.rank,
                    state,
                ])
            })
            .doing(LOGGING)?;
        Ok((id, true))
    }

    /// Notes that a correction is undone; `false` where it was already.
    pub fn undo(&mut self, id: i64, at: &str, by: &str) -> Result<bool> {
        let changed = self
            .transaction
            .prepare_cached(
                "UPDATE correction SET undone_at = ?2, undone_by = ?3, state = 'undone', problem = NULL \
                 WHERE id = ?1 AND undone_at IS NULL",
            )
            .and_then(|mut s| s.execute(params![id, at, by]))
            .doing(LOGGING)?;
        Ok(changed > 0)
    }

    /// Lets others win over a correction.
    pub fn demote(&mut self, id: i64) -> Result<()> {
        self.transaction
            .prepare_cached("UPDATE correction SET rank = -1 WHERE id = ?1")
            .and_then(|mut s| s.execute([id]))
            .doing(LOGGING)
            .map(|_| ())
    }

    /// The articles in which a correction changes rows.
    pub fn touched(&self, correction: &Correction) -> Result<Vec<i64>> {
        let codes = |from: &str, into: &str| {
            self.ids(
                "SELECT m.article_id FROM mention AS m JOIN entity AS e ON e.id = m.entity_id WHERE e.code IN (?1, ?2) \
                 UNION SELECT m.article_id FROM parked_mention AS m JOIN entity AS e ON e.id = m.entity_id \
                 WHERE e.code IN (?1, ?2) \
                 UNION SELECT s.article_id FROM pair AS p JOIN statement AS s ON s.id = p.statement_id \
                 WHERE p.source IN (?1, ?2) OR p.target IN (?1, ?2) \
                 UNION SELECT article_id FROM statement WHERE said_by IN (?1, ?2) \
                 UNION SELECT coalesce(q.article_id, s.article_id) FROM parked_pair AS p \
                 LEFT JOIN parked_statement AS q ON q.id = p.statement_id \
                 LEFT JOIN statement AS s ON s.id = p.statement_id \
                 WHERE p.source IN (?1, ?2) OR p.target IN (?1, ?2)",
                [from, into],
            )
        };
        match (&correction.what, &correction.article) {
            (What::Merge { from, into } | What::Split { from, into, .. }, _) => codes(&from.code, &into.code),
            (What::Alias { text, .. }, _) => {
                self.ids("SELECT id FROM article WHERE instr(text, ?1) OR ?1 = ?2", [text, ""])
            }
            (_, Some(key)) => self.ids("SELECT id FROM article WHERE key IN (?1, ?2)", [key, key]),
            (_, None) => Ok(Vec::new()),
        }
    }

    fn ids(&self, sql: &str, values: [&str; 2]) -> Result<Vec<i64>> {
        let mut statement = self.transaction.prepare_cached(sql).doing(READING)?;
        let rows = statement.query_map(values, |row| row.get(0)).doing(READING)?;
        rows.collect::<rusqlite::Result<_>>().doing(READING)
    }

    /// Sets articles back as they were read, and applies what stands in the log.
    pub fn replay(&mut self, articles: impl IntoIterator<Item = i64>) -> Result<Outcome> {
        let mut articles: Vec<i64> = articles.into_iter().collect();
        articles.sort_unstable();
        articles.dedup();
        let replay = Replay::new(&self.transaction)?;
        let mut outcome = Outcome::default();
        for article in articles {
            self.asking.go_on(REPLAYING)?;
            replay.revert(&self.transaction, article)?;
            replay.apply(&self.transaction, article, &mut outcome)?;
        }
        Ok(outcome)
    }

    /// Applies anew what people said of copies.
    pub fn replay_copies(&mut self) -> Result<()> {
        copies(&self.transaction)
    }
}

fn entity_ref(row: &Row<'_>) -> rusqlite::Result<EntityRef> {
    Ok(EntityRef { code: row.get(0)?, kind: row.get(1)?, country: row.get(2)?, name: row.get(3)? })
}

/// Groups copies by `regroup`, which finds families by those that were found before, not by what people said of them;
/// what they said stands afterwards as before.
pub(in crate::store) fn around_copies(connection: &Connection, regroup: impl FnOnce() -> Result<()>) -> Result<()> {
    copies_as_found(connection)?;
    regroup()?;
    copies_as_said(connection)
}

/// Applies anew what people said of copies: families are set back as they were found, then changed in order.
fn copies(connection: &Connection) -> Result<()> {
    around_copies(connection, || Ok(()))
}

fn run(connection: &Connection, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<usize> {
    connection.prepare_cached(sql).and_then(|mut s| s.execute(values)).doing(REPLAYING)
}

/// Sets families of copies back as they were found.
fn copies_as_found(connection: &Connection) -> Result<()> {
    if !connection.prepare_cached("SELECT 1 FROM parked_copy").and_then(|mut s| s.exists([])).doing(REPLAYING)? {
        return Ok(());
    }
    for sql in [
        // Whose head is gone is grouped anew.
        "INSERT INTO copy_stale (article_id) SELECT article_id FROM parked_copy \
         WHERE copy_of NOT IN (SELECT id FROM article) AND article_id NOT IN (SELECT article_id FROM copy_stale)",
        "UPDATE article SET copy_of = (SELECT copy_of FROM parked_copy AS p WHERE p.article_id = article.id \
         AND p.copy_of IN (SELECT id FROM article)) WHERE id IN (SELECT article_id FROM parked_copy)",
        "DELETE FROM parked_copy",
        // What was found may have changed since: a family has one head.
        "UPDATE article SET copy_of = (SELECT copy_of FROM article AS head WHERE head.id = article.copy_of) \
         WHERE copy_of IN (SELECT id FROM article WHERE copy_of IS NOT NULL)",
        "UPDATE article SET copy_of = NULL WHERE copy_of = id",
    ] {
        run(connection, sql, &[])?;
    }
    Ok(())
}

/// Applies what people said of copies to families as they were found.
fn copies_as_said(connection: &Connection) -> Result<()> {
    let mut statement = connection
        .prepare_cached(
            "SELECT action, article_key, json_extract(what, '$.of') FROM correction \
             WHERE action IN ('copy', 'no copy') AND undone_at IS NULL ORDER BY rank, made_at, uid",
        )
        .doing(READING)?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?)))
        .doing(READING)?;
    let said = rows.collect::<rusqlite::Result<Vec<_>>>().doing(READING)?;
    for (action, key, of) in said {
        let park = "INSERT INTO parked_copy SELECT id, copy_of FROM article WHERE \
                    (key = ?1 OR copy_of = (SELECT id FROM article WHERE key = ?1)) \
                    AND id NOT IN (SELECT article_id FROM parked_copy)";
        run(connection, park, &[&key])?;
        if action == "copy" {
            let head = "WITH head (id) AS (SELECT coalesce(copy_of, id) FROM article WHERE key = ?2) \
                        UPDATE article SET copy_of = (SELECT id FROM head) \
                        WHERE (key = ?1 OR copy_of = (SELECT id FROM article WHERE key = ?1)) \
                        AND EXISTS (SELECT 1 FROM head WHERE id <> (SELECT id FROM article WHERE key = ?1)) \
                        AND id <> (SELECT id FROM head)";
            run(connection, head, &[&key, &of])?;
        } else {
            // Where it is the head, the earliest of the others becomes theirs.
            let hand_on = "UPDATE article SET copy_of = (SELECT id FROM article WHERE copy_of = \
                           (SELECT id FROM article WHERE key = ?1) ORDER BY published_from NULLS LAST, key LIMIT 1) \
                           WHERE copy_of = (SELECT id FROM article WHERE key = ?1)";
            run(connection, hand_on, &[&key])?;
            run(connection, "UPDATE article SET copy_of = NULL WHERE copy_of = id", &[])?;
            run(connection, "UPDATE article SET copy_of = NULL WHERE key = ?1", &[&key])?;
        }
    }
    Ok(())
}

impl Conflict {
    /// In a sentence.
    pub(crate) fn told(&self) -> String {
        let Self { article, field, winner, loser } = self;
        format!(
            "`{article}`: `{field}` is {} for {} and {} for {}; the former stands",
            winner.2, winner.1, loser.2, loser.1
        )
    }
}
