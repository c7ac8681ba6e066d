//! Rows coded by people and other programs: added beside what was read, and carried over to a new text.

use super::log::Correcting;
use super::place::located;
use super::record::{CodedMention, EntityRef, Outcome, TieTold, Told, Unplaced};
use super::replay::{GONE, REPLAYING, Replay};
use super::rows;
use crate::error::Result;
use crate::store::Doing;
use crate::store::prepare::days;
use crate::text::{CodePoints, Edtf};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

const CODING: &str = "adding rows coded elsewhere";

/// The rows of an article that were not read by rules, taken out before its text is replaced.
#[derive(Debug, Default)]
pub(in crate::store) struct Carried {
    relations: Vec<(Option<i64>, Told)>,
    ties: Vec<TieTold>,
    mentions: Vec<CodedMention>,
}

impl Carried {
    /// Takes the rows of an article, which stand as they were coded, and those that waited for a text.
    pub fn take(connection: &Connection, article: i64, key: &str) -> rusqlite::Result<Self> {
        let mut carried = Self::waiting(connection, key)?;
        for row in rows::relations(connection, article)? {
            if row.root.origin != "rules" {
                carried.relations.push((row.id, row.root));
            }
        }
        let mut ties = connection.prepare_cached(
            "SELECT tie, subject, object, office, date, evidence, start, end, rule, origin FROM tie \
             WHERE article_id = ?1 AND origin <> 'rules' ORDER BY id",
        )?;
        for tie in ties.query_map([article], tie)? {
            carried.ties.push(tie?);
        }
        let mut mentions = connection.prepare_cached(
            "SELECT m.text, m.start, m.end, e.code, e.type, nullif(e.country, ''), e.name, m.reading, m.sentence, \
             m.rule, m.origin FROM coded_mention AS m JOIN entity AS e ON e.id = m.entity_id \
             WHERE m.article_id = ?1 ORDER BY m.id",
        )?;
        for mention in mentions.query_map([article], mention)? {
            carried.mentions.push(mention?);
        }
        connection.prepare_cached("DELETE FROM coded_mention WHERE article_id = ?1")?.execute([article])?;
        Ok(carried)
    }

    /// Takes the rows that wait for a text of the article with this key.
    pub fn waiting(connection: &Connection, key: &str) -> rusqlite::Result<Self> {
        let mut carried = Self::default();
        let mut waiting =
            connection.prepare_cached("SELECT kind, what FROM unplaced WHERE article_key = ?1 ORDER BY id")?;
        let rows = waiting.query_map([key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (kind, what) = row?;
            match kind.as_str() {
                "relation" => carried.relations.extend(parsed(&what).map(|told| (None, told))),
                "tie" => carried.ties.extend(parsed(&what)),
                _ => carried.mentions.extend(parsed(&what)),
            }
        }
        if !carried.is_empty() {
            connection.prepare_cached("DELETE FROM unplaced WHERE article_key = ?1")?.execute([key])?;
        }
        Ok(carried)
    }

    pub fn is_empty(&self) -> bool {
        self.relations.is_empty() && self.ties.is_empty() && self.mentions.is_empty()
    }

    /// Puts them into the article's new text; what has no place there waits.
    pub fn put(
        self,
        connection: &Connection,
        (article, key, text): (i64, &str, &str),
        outcome: &mut Outcome,
    ) -> rusqlite::Result<()> {
        let points = CodePoints::new(text);
        let length = i64::try_from(points.from_byte(text.len())).unwrap_or(i64::MAX);
        let mut wait = |kind: &str, origin: &str, what: String| {
            let problem = format!("a {kind} coded by {origin}: {GONE}");
            outcome.unplaced.push(Unplaced { article: key.to_owned(), correction: None, problem });
            connection
                .prepare_cached(
                    "INSERT INTO unplaced (article_key, kind, origin, what, since) \
                     VALUES (?1, ?2, ?3, ?4, strftime('%Y-%m-%dT%H:%M:%SZ'))",
                )?
                .execute(params![key, kind, origin, what])
        };
        for (id, told) in self.relations {
            match located(text, &points, &told.evidence, told.start) {
                Some(start) => {
                    rows::write(connection, article, &told.moved(start, length), id, "[]")?;
                }
                None => {
                    wait("relation", &told.origin, json(&told))?;
                }
            }
        }
        for tie in self.ties {
            match located(text, &points, &tie.evidence, tie.start) {
                Some(start) => put_tie(connection, article, &tie, start)?,
                None => {
                    wait("tie", &tie.origin, json(&tie))?;
                }
            }
        }
        for mention in self.mentions {
            match located(text, &points, &mention.text, mention.start) {
                Some(start) => {
                    let end = start + mention.end - mention.start;
                    put_mention(connection, article, &CodedMention { start, end, ..mention })?;
                }
                None => {
                    wait("mention", &mention.origin, json(&mention))?;
                }
            }
        }
        Ok(())
    }
}

fn json<T: Serialize>(row: &T) -> String {
    serde_json::to_string(row).unwrap_or_else(|_| "null".to_owned())
}

fn parsed<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

fn tie(row: &Row<'_>) -> rusqlite::Result<TieTold> {
    Ok(TieTold {
        tie: row.get(0)?,
        subject: row.get(1)?,
        object: row.get(2)?,
        office: row.get(3)?,
        date: row.get(4)?,
        evidence: row.get(5)?,
        start: row.get(6)?,
        end: row.get(7)?,
        rule: row.get(8)?,
        origin: row.get(9)?,
    })
}

fn mention(row: &Row<'_>) -> rusqlite::Result<CodedMention> {
    Ok(CodedMention {
        text: row.get(0)?,
        start: row.get(1)?,
        end: row.get(2)?,
        entity: EntityRef { code: row.get(3)?, kind: row.get(4)?, country: row.get(5)?, name: row.get(6)? },
        reading: row.get(7)?,
        sentence: row.get(8)?,
        rule: row.get(9)?,
        origin: row.get(10)?,
    })
}

fn put_tie(connection: &Connection, article: i64, tie: &TieTold, start: i64) -> rusqlite::Result<()> {
    let (from, to) = days(tie.date.as_ref().and_then(|date| date.parse::<Edtf>().ok()).as_ref());
    connection
        .prepare_cached(
            "INSERT INTO tie (article_id, tie, subject, object, office, date, date_from, date_to, evidence, start, \
             end, rule, origin) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            article,
            tie.tie,
            tie.subject,
            tie.object,
            tie.office,
            tie.date,
            from,
            to,
            tie.evidence,
            start,
            start + tie.end - tie.start,
            tie.rule,
            tie.origin,
        ])?;
    Ok(())
}

/// Writes a name found by others; `false` where it is there already.
fn put_mention(connection: &Connection, article: i64, mention: &CodedMention) -> rusqlite::Result<bool> {
    let entity = rows::entity(connection, &mention.entity)?;
    let sentence: Option<i64> = connection
        .prepare_cached(
            "SELECT sentence FROM mention WHERE article_id = ?1 AND start <= ?2 ORDER BY start DESC LIMIT 1",
        )?
        .query_row([article, mention.start], |row| row.get(0))
        .optional()?;
    let added = connection
        .prepare_cached(
            "INSERT INTO coded_mention (article_id, start, end, text, entity_id, reading, sentence, rule, origin) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            article,
            mention.start,
            mention.end,
            mention.text,
            entity,
            mention.reading,
            sentence.unwrap_or(mention.sentence),
            mention.rule,
            mention.origin,
        ])?;
    Ok(added > 0)
}

impl Correcting<'_> {
    /// Adds relations coded elsewhere to an article; says how many were not there yet.
    pub fn add_relations(&mut self, article: i64, all: &[Told], outcome: &mut Outcome) -> Result<u64> {
        let connection = &*self.transaction;
        let replay = Replay::new(connection)?;
        replay.revert(connection, article)?;
        let mut known: Vec<Told> =
            rows::relations(connection, article).doing(CODING)?.into_iter().map(|row| row.root).collect();
        let mut added = 0;
        for told in all {
            let same = |row: &Told| {
                (&row.kind, &row.source, &row.target, &row.status, row.start, row.end, &row.origin)
                    == (&told.kind, &told.source, &told.target, &told.status, told.start, told.end, &told.origin)
                    && (&row.date, &row.said_by) == (&told.date, &told.said_by)
            };
            if known.iter().any(same) {
                continue;
            }
            rows::write(connection, article, told, None, "[]").doing(CODING)?;
            known.push(told.clone());
            added += 1;
        }
        replay.apply(connection, article, outcome)?;
        Ok(added)
    }

    /// Adds names found elsewhere to an article; says how many were not there yet.
    pub fn add_mentions(&mut self, article: i64, all: &[CodedMention]) -> Result<u64> {
        let mut added = 0;
        for mention in all {
            added += u64::from(put_mention(&self.transaction, article, mention).doing(CODING)?);
        }
        Ok(added)
    }

    /// Takes out all rows that `origin` coded; says how many there were.
    pub fn remove_origin(&mut self, origin: &str) -> Result<(u64, Outcome)> {
        const REMOVING: &str = "removing rows coded elsewhere";
        let connection = &*self.transaction;
        let mut statement = connection
            .prepare_cached(
                "SELECT article_id FROM statement WHERE origin = ?1 AND origin <> 'rules' \
                 UNION SELECT article_id FROM parked_statement WHERE origin = ?1",
            )
            .doing(REMOVING)?;
        let articles = statement
            .query_map([origin], |row| row.get(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<i64>>>)
            .doing(REMOVING)?;
        let (mut outcome, mut removed) = (Outcome::default(), 0_u64);
        let replay = Replay::new(connection)?;
        for article in articles {
            replay.revert(connection, article)?;
            let pairs: i64 = connection
                .prepare_cached(
                    "SELECT count(*) FROM pair WHERE statement_id IN \
                     (SELECT id FROM statement WHERE article_id = ?1 AND origin = ?2)",
                )
                .and_then(|mut s| s.query_row(params![article, origin], |row| row.get(0)))
                .doing(REMOVING)?;
            removed += u64::try_from(pairs).unwrap_or(0);
            connection
                .prepare_cached("DELETE FROM statement WHERE article_id = ?1 AND origin = ?2")
                .and_then(|mut s| s.execute(params![article, origin]))
                .doing(REMOVING)?;
            replay.apply(connection, article, &mut outcome)?;
        }
        for sql in [
            "DELETE FROM coded_mention WHERE origin = ?1",
            "DELETE FROM tie WHERE origin = ?1 AND origin <> 'rules'",
            "DELETE FROM unplaced WHERE origin = ?1",
        ] {
            let count = connection.prepare_cached(sql).and_then(|mut s| s.execute([origin])).doing(REPLAYING)?;
            removed += u64::try_from(count).unwrap_or(0);
        }
        Ok((removed, outcome))
    }
}
