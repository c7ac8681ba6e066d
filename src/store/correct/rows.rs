//! Rows of an article: read, set aside and set back.

use super::record::{EntityRef, Told};
use crate::extraction::RelationType;
use crate::store::prepare::days;
use crate::text::Edtf;
use rusqlite::{Connection, Row, params};

/// A relation of an article: as it was read, and as it stands.
#[derive(Debug)]
pub(super) struct Relation {
    /// Its number, where it has or had one.
    pub id: Option<i64>,
    /// The statement it belongs to, where it was read from the text.
    pub statement: Option<i64>,
    pub root: Told,
    pub told: Told,
    pub rejected: bool,
}

/// A name of an article.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub n: i64,
    pub start: i64,
    pub end: i64,
    pub text: String,
    pub entity: EntityRef,
    pub reading: String,
    pub sentence: i64,
    pub origin: String,
    /// Whether it differs from what was read.
    pub changed: bool,
    pub rejected: bool,
    pub added: bool,
}

/// Sets every row of an article back as it was read.
pub(super) fn revert(connection: &Connection, article: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM statement WHERE id IN (SELECT statement_id FROM made WHERE article_id = ?1)",
        "DELETE FROM made WHERE article_id = ?1",
        "INSERT INTO statement SELECT * FROM parked_statement WHERE article_id = ?1",
        "DELETE FROM parked_statement WHERE article_id = ?1",
        // Only another program can have given the number away.
        "UPDATE parked_pair SET id = NULL WHERE id IN (SELECT id FROM pair) \
         AND statement_id IN (SELECT id FROM statement WHERE article_id = ?1)",
        "INSERT INTO pair SELECT * FROM parked_pair WHERE statement_id IN (SELECT id FROM statement WHERE article_id = ?1)",
        "DELETE FROM parked_pair WHERE statement_id IN (SELECT id FROM statement WHERE article_id = ?1)",
        "DELETE FROM mention WHERE article_id = ?1 AND (rule = 'alias' \
         OR n IN (SELECT n FROM parked_mention WHERE article_id = ?1))",
        "INSERT INTO mention SELECT * FROM parked_mention WHERE article_id = ?1",
        "DELETE FROM parked_mention WHERE article_id = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}

const TOLD: &str = "SELECT p.id, s.id, s.type, p.source, p.target, p.source_sector, p.target_sector, s.date, s.status, \
     s.said_by, s.place, s.mode, s.context, s.goldstein, s.evidence, s.start, s.end, p.source_start, p.source_end, \
     p.target_start, p.target_end, s.confidence, s.rule, s.origin \
     FROM pair AS p JOIN statement AS s ON s.id = p.statement_id WHERE s.article_id = ?1 ORDER BY p.id";

fn told(row: &Row<'_>) -> rusqlite::Result<Told> {
    let context: String = row.get(12)?;
    Ok(Told {
        kind: row.get(2)?,
        source: row.get(3)?,
        target: row.get(4)?,
        source_sector: row.get(5)?,
        target_sector: row.get(6)?,
        date: row.get(7)?,
        status: row.get(8)?,
        said_by: row.get(9)?,
        place: row.get(10)?,
        mode: row.get(11)?,
        context: serde_json::from_str(&context).unwrap_or_default(),
        goldstein: row.get(13)?,
        evidence: row.get(14)?,
        start: row.get(15)?,
        end: row.get(16)?,
        places: [row.get(17)?, row.get(18)?, row.get(19)?, row.get(20)?],
        confidence: row.get(21)?,
        rule: row.get(22)?,
        origin: row.get(23)?,
        added: None,
    })
}

/// The relations of an article as the tables hold them.
pub(super) fn relations(connection: &Connection, article: i64) -> rusqlite::Result<Vec<Relation>> {
    let mut statement = connection.prepare_cached(TOLD)?;
    let rows = statement.query_map([article], |row| {
        let root = told(row)?;
        Ok(Relation { id: row.get(0)?, statement: row.get(1)?, told: root.clone(), root, rejected: false })
    })?;
    rows.collect()
}

/// Sets a relation aside, and the statement with the last of its relations.
pub(super) fn park(connection: &Connection, pair: i64, statement: i64) -> rusqlite::Result<()> {
    connection.prepare_cached("INSERT INTO parked_pair SELECT * FROM pair WHERE id = ?1")?.execute([pair])?;
    connection.prepare_cached("DELETE FROM pair WHERE id = ?1")?.execute([pair])?;
    let left = connection.prepare_cached("SELECT 1 FROM pair WHERE statement_id = ?1")?.exists([statement])?;
    if left {
        // It may have been another account of what the rest of the article tells.
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO event_stale (one, other) \
                 SELECT min(p.source, p.target), max(p.source, p.target) FROM statement AS this \
                 JOIN statement AS s ON s.article_id = this.article_id JOIN pair AS p ON p.statement_id = s.id \
                 WHERE this.id = ?1",
            )?
            .execute([statement])?;
    } else {
        connection
            .prepare_cached("INSERT INTO parked_statement SELECT * FROM statement WHERE id = ?1")?
            .execute([statement])?;
        connection.prepare_cached("DELETE FROM statement WHERE id = ?1")?.execute([statement])?;
    }
    Ok(())
}

/// The number the next relation gets: one that none ever had.
const NEXT: &str = "SELECT max(coalesce((SELECT max(id) FROM pair), 0), (SELECT id FROM pair_high)) + 1";

/// Writes a relation as a statement of its own, under the number `id` unless that is taken; returns the numbers of the
/// relation and of the statement.
pub(super) fn write(
    connection: &Connection,
    article: i64,
    told: &Told,
    id: Option<i64>,
    trace: &str,
) -> rusqlite::Result<(i64, i64)> {
    let kind = RelationType::parse(&told.kind);
    let (from, to) = days(told.date.as_ref().and_then(|date| date.parse::<Edtf>().ok()).as_ref());
    let statement = connection
        .prepare_cached(
            "INSERT INTO statement (id, article_id, type, mutual, mode, context, quad, goldstein, date, date_from, \
             date_to, place, status, said_by, evidence, start, end, confidence, rule, origin, trace) VALUES \
             ((SELECT max(coalesce((SELECT max(id) FROM statement), 0), \
             coalesce((SELECT max(id) FROM parked_statement), 0)) + 1), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        )?
        .insert(params![
            article,
            told.kind,
            kind.is_some_and(RelationType::is_mutual),
            told.mode,
            serde_json::Value::from(told.context.clone()).to_string(),
            kind.map_or("", |kind| kind.quad().as_str()),
            told.goldstein,
            told.date,
            from,
            to,
            told.place,
            told.status,
            told.said_by,
            told.evidence,
            told.start,
            told.end,
            told.confidence,
            told.rule,
            told.origin,
            trace,
        ])?;
    let free = match id {
        Some(id) if !connection.prepare_cached("SELECT 1 FROM pair WHERE id = ?1")?.exists([id])? => id,
        _ => connection.prepare_cached(NEXT)?.query_row([], |row| row.get(0))?,
    };
    let [source_start, source_end, target_start, target_end] = told.places;
    let pair = connection
        .prepare_cached(
            "INSERT INTO pair (id, statement_id, source, source_sector, source_start, source_end, target, \
             target_sector, target_start, target_end) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .insert(params![
            free,
            statement,
            told.source,
            told.source_sector,
            source_start,
            source_end,
            told.target,
            told.target_sector,
            target_start,
            target_end,
        ])?;
    Ok((pair, statement))
}

/// The words a statement was read from, as JSON.
pub(super) fn trace(connection: &Connection, statement: Option<i64>) -> rusqlite::Result<String> {
    let Some(statement) = statement else { return Ok("[]".to_owned()) };
    connection.prepare_cached("SELECT trace FROM statement WHERE id = ?1")?.query_row([statement], |row| row.get(0))
}

/// The names of an article as the tables hold them.
pub(super) fn names(connection: &Connection, article: i64) -> rusqlite::Result<Vec<Name>> {
    let mut statement = connection.prepare_cached(
        "SELECT m.n, m.start, m.end, m.text, e.code, e.type, nullif(e.country, ''), e.name, m.reading, m.sentence, \
         m.origin FROM mention AS m JOIN entity AS e ON e.id = m.entity_id WHERE m.article_id = ?1 ORDER BY m.start",
    )?;
    let rows = statement.query_map([article], |row| {
        Ok(Name {
            n: row.get(0)?,
            start: row.get(1)?,
            end: row.get(2)?,
            text: row.get(3)?,
            entity: EntityRef { code: row.get(4)?, kind: row.get(5)?, country: row.get(6)?, name: row.get(7)? },
            reading: row.get(8)?,
            sentence: row.get(9)?,
            origin: row.get(10)?,
            changed: false,
            rejected: false,
            added: false,
        })
    })?;
    rows.collect()
}

/// The number of an entity, which is made where it is new.
pub(super) fn entity(connection: &Connection, entity: &EntityRef) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO entity (code, type, name, country) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (code, type, country) DO UPDATE SET code = code RETURNING id",
        )?
        .query_row(
            params![entity.code, entity.kind, entity.name, entity.country.as_deref().unwrap_or_default()],
            |row| row.get(0),
        )
}

/// Writes what became of a name.
pub(super) fn write_name(connection: &Connection, article: i64, name: &Name) -> rusqlite::Result<()> {
    if name.added {
        if name.rejected {
            return Ok(());
        }
        connection
            .prepare_cached(
                "INSERT INTO mention (article_id, n, start, end, text, entity_id, reading, sentence, rule, origin) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'alias', ?9)",
            )?
            .execute(params![
                article,
                name.n,
                name.start,
                name.end,
                name.text,
                entity(connection, &name.entity)?,
                name.reading,
                name.sentence,
                name.origin
            ])?;
        return Ok(());
    }
    connection
        .prepare_cached("INSERT INTO parked_mention SELECT * FROM mention WHERE article_id = ?1 AND n = ?2")?
        .execute([article, name.n])?;
    if name.rejected {
        connection
            .prepare_cached("DELETE FROM mention WHERE article_id = ?1 AND n = ?2")?
            .execute([article, name.n])?;
        return Ok(());
    }
    let entity = entity(connection, &name.entity)?;
    connection
        .prepare_cached("UPDATE mention SET entity_id = ?3, origin = ?4 WHERE article_id = ?1 AND n = ?2")?
        .execute(params![article, name.n, entity, name.origin])?;
    Ok(())
}
