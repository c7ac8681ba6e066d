//! What is worked out from other rows and kept: events, copies, and what corrections set aside.

use super::super::copies;
use super::super::failure::Doing;
use super::super::prepare::{Digest, digest};
use super::{CHECKING, Part, Problem};
use crate::error::Result;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

/// Statements that each count what is wrong, with what the count is of.
fn counted(connection: &Connection, part: Part, queries: &[(&str, &str)], problems: &mut Vec<Problem>) -> Result<()> {
    for (what, sql) in queries {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0)).doing(CHECKING)?;
        if count > 0 {
            problems.push(Problem::new(part, format!("{count} {what}")));
        }
    }
    Ok(())
}

/// Events against the relations that tell them; not those whose relations changed and wait to be merged.
pub(super) fn events(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    const QUERIES: [(&str, &str); 4] = [
        (
            "relations are the report of no event, or of several",
            "SELECT count(*) FROM pair AS p WHERE NOT EXISTS (SELECT 1 FROM event_stale \
             WHERE one = min(p.source, p.target) AND other = max(p.source, p.target)) \
             AND (SELECT count(*) FROM event_relation WHERE pair_id = p.id AND account = 'report') <> 1",
        ),
        (
            "relations are reports of an event of another type or of others",
            "SELECT count(*) FROM event_relation AS er JOIN event AS e ON e.id = er.event_id \
             JOIN pair AS p ON p.id = er.pair_id JOIN statement AS s ON s.id = p.statement_id \
             WHERE er.account = 'report' AND NOT EXISTS (SELECT 1 FROM event_stale \
             WHERE one = min(p.source, p.target) AND other = max(p.source, p.target)) \
             AND NOT (s.type = e.type AND s.quad = e.quad AND ((p.source = e.source AND p.target = e.target) \
             OR (s.mutual AND p.source = e.target AND p.target = e.source)))",
        ),
        (
            "events count their relations or articles otherwise than they are",
            "SELECT count(*) FROM event AS e WHERE NOT EXISTS (SELECT 1 FROM event_stale \
             WHERE one = min(e.source, e.target) AND other = max(e.source, e.target)) \
             AND (e.relations, e.articles, e.independent_articles) IS NOT (SELECT count(*), \
             count(DISTINCT s.article_id), count(DISTINCT coalesce(a.copy_of, a.id)) FROM event_relation AS er \
             JOIN pair AS p ON p.id = er.pair_id JOIN statement AS s ON s.id = p.statement_id \
             JOIN article AS a ON a.id = s.article_id WHERE er.event_id = e.id AND er.account = 'report')",
        ),
        (
            "events are not numbered by the first of their reports",
            "SELECT count(*) FROM event AS e WHERE NOT EXISTS (SELECT 1 FROM event_stale \
             WHERE one = min(e.source, e.target) AND other = max(e.source, e.target)) \
             AND e.id IS NOT (SELECT min(pair_id) FROM event_relation WHERE event_id = e.id AND account = 'report')",
        ),
    ];
    counted(connection, Part::Events, &QUERIES, problems)
}

/// Families of copies, and the sketches by which they are found.
pub(super) fn copies(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    const QUERIES: [(&str, &str); 3] = [
        (
            "articles are copies of one that is itself a copy",
            "SELECT count(*) FROM article AS a JOIN article AS h ON h.id = a.copy_of WHERE h.copy_of IS NOT NULL",
        ),
        ("bands belong to no text", "SELECT count(*) FROM copy_band WHERE text_id NOT IN (SELECT id FROM copy_text)"),
        ("settings of copies too many or too few", "SELECT abs(count(*) - 1) FROM copy_setting"),
    ];
    counted(connection, Part::Copies, &QUERIES, problems)?;
    sketches(connection, problems)
}

/// Each sketch against its text. A text that changed is told elsewhere.
fn sketches(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    let mut statement = connection
        .prepare(
            "SELECT c.id, c.digest, c.sketch, (SELECT text FROM article WHERE digest = c.digest LIMIT 1) \
             FROM copy_text AS c",
        )
        .doing(CHECKING)?;
    // They are kept by band, and wanted by text.
    let mut by_text: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
    let mut bands = connection.prepare("SELECT text_id, band FROM copy_band").doing(CHECKING)?;
    let mut rows = bands.query([]).doing(CHECKING)?;
    while let Some(row) = rows.next().doing(CHECKING)? {
        by_text.entry(row.get(0).doing(CHECKING)?).or_default().push(row.get(1).doing(CHECKING)?);
    }
    let mut wrong = 0_u64;
    let mut rows = statement.query([]).doing(CHECKING)?;
    while let Some(row) = rows.next().doing(CHECKING)? {
        let id: i64 = row.get(0).doing(CHECKING)?;
        let Ok(text) = row.get_ref(3).doing(CHECKING)?.as_str() else { continue };
        let stored: Digest = row.get(1).doing(CHECKING)?;
        if digest(text) != stored {
            continue;
        }
        let sketch = copies::signature(text);
        let mut held = by_text.remove(&id).unwrap_or_default();
        held.sort_unstable();
        let sound = sketch.is_some_and(|sketch| {
            let mut bands: Vec<i64> = sketch.bands().iter().map(|band| i64::from(*band)).collect();
            bands.sort_unstable();
            bands.dedup();
            row.get_ref(2).ok().and_then(|value| value.as_blob().ok()) == Some(sketch.values().as_slice())
                && bands == held
        });
        wrong += u64::from(!sound);
    }
    if wrong > 0 {
        problems.push(Problem::new(Part::Copies, format!("{wrong} texts have another sketch than their own")));
    }
    Ok(())
}

/// The log of corrections, and the rows it set aside.
pub(super) fn corrections(connection: &Connection, problems: &mut Vec<Problem>) -> Result<()> {
    const QUERIES: [(&str, &str); 6] = [
        (
            "corrections are in a state that there is not",
            "SELECT count(*) FROM correction WHERE state NOT IN ('applied', 'overruled', 'unplaced', 'undone')",
        ),
        (
            "relations that corrections made are not there",
            "SELECT count(*) FROM made WHERE NOT EXISTS (SELECT 1 FROM pair AS p JOIN statement AS s \
             ON s.id = p.statement_id WHERE p.id = made.pair_id AND s.article_id = made.article_id)",
        ),
        (
            "relations set aside belong to no relation that was read",
            "SELECT count(*) FROM parked_pair WHERE statement_id NOT IN (SELECT id FROM parked_statement) \
             AND statement_id NOT IN (SELECT id FROM statement)",
        ),
        (
            "rows set aside belong to no article",
            "SELECT (SELECT count(*) FROM parked_statement WHERE article_id NOT IN (SELECT id FROM article)) \
             + (SELECT count(*) FROM parked_mention WHERE article_id NOT IN (SELECT id FROM article)) \
             + (SELECT count(*) FROM parked_copy WHERE article_id NOT IN (SELECT id FROM article))",
        ),
        (
            "rows set aside quote what is not in the text at their place",
            "SELECT (SELECT count(*) FROM parked_statement AS r JOIN article AS a ON a.id = r.article_id \
             WHERE r.evidence IS NOT substr(a.text, r.start + 1, r.end - r.start)) \
             + (SELECT count(*) FROM parked_mention AS r JOIN article AS a ON a.id = r.article_id \
             WHERE r.text IS NOT substr(a.text, r.start + 1, r.end - r.start))",
        ),
        ("notes of the highest number of a relation too many or too few", "SELECT abs(count(*) - 1) FROM pair_high"),
    ];
    counted(connection, Part::Corrections, &QUERIES, problems)
}
