//! Events: the relations that report one act, merged over articles and kept in the file.
//!
//! What is merged together is the relations of two actors, all at once; triggers note which two whenever a relation
//! comes, goes or changes, whoever writes it. What comes out depends on the relations and their articles alone.

mod merge;
mod report;
mod rivals;
mod summary;

use super::Store;
use super::failure::Doing;
use crate::error::Result;
use crate::text::fold::fold;
use report::{Days, Place, Report, When, weigh, words};
use rivals::{Account, Kind, is_disputed, stands};
use rusqlite::{CachedStatement, Connection, Row, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use summary::{POINTS, Summary, summarise};

const MERGING: &str = "merging relations into events";

/// At the end of a batch so many relations are merged again for each that is new, and so many in any case: the cost of
/// merging stays in proportion to what is written, however crowded a pair of actors is.
const PER_NEW: u64 = 2;
const AT_ONCE: u64 = 200;

impl Store {
    /// Merges the relations of those pairs of actors again whose relations have changed since, and says how many pairs
    /// there were. Nothing is to be done after a load; what other programs wrote waits for it, and, where articles are
    /// added one by one, crowded pairs do.
    pub fn refresh_events(&mut self) -> Result<u64> {
        if self.stale_events()? == 0 {
            return Ok(0);
        }
        let transaction = self.writing()?;
        let pairs = refresh(&transaction)?;
        transaction.commit().doing("committing events")?;
        Ok(pairs)
    }

    /// For how many pairs of actors relations have changed since their events were merged.
    pub fn stale_events(&self) -> Result<u64> {
        stale(self.connection()?)
    }
}

fn stale(connection: &Connection) -> Result<u64> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM event_stale")
        .and_then(|mut s| s.query_row([], |row| row.get(0)))
        .doing(MERGING)?;
    Ok(count.unsigned_abs())
}

/// Merges what is stale if that is little work beside the relations that are new; else it stays stale.
pub(super) fn refresh_if_worth_while(transaction: &Connection) -> Result<()> {
    let (work, new): (i64, i64) = transaction
        .prepare_cached(
            "SELECT coalesce(sum((SELECT count(*) FROM pair WHERE source = one AND target = other) \
             + (SELECT count(*) FROM pair WHERE source = other AND target = one)), 0), coalesce(sum(added), 0) \
             FROM event_stale",
        )
        .and_then(|mut s| s.query_row([], |row| Ok((row.get(0)?, row.get(1)?))))
        .doing(MERGING)?;
    if work.unsigned_abs() <= AT_ONCE.max(PER_NEW * new.unsigned_abs()) {
        refresh(transaction)?;
    }
    Ok(())
}

/// Merges what is stale, inside a transaction.
pub(super) fn refresh(transaction: &Connection) -> Result<u64> {
    let dyads: Vec<(String, String)> = transaction
        .prepare_cached("SELECT one, other FROM event_stale ORDER BY one, other")
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .doing(MERGING)?;
    if dyads.is_empty() {
        return Ok(0);
    }
    // All of the old first: a number may pass from one pair of actors to another.
    for sql in [
        // Its links go with it.
        "DELETE FROM event WHERE id IN (SELECT id FROM event_stale JOIN event ON source = one AND target = other \
         UNION ALL SELECT id FROM event_stale JOIN event ON source = other AND target = one)",
        "DELETE FROM event_stale",
    ] {
        transaction.prepare_cached(sql).and_then(|mut s| s.execute([])).doing(MERGING)?;
    }
    let mut merger = Merger::new(transaction).doing(MERGING)?;
    for (one, other) in &dyads {
        merger.dyad(one, other).doing(MERGING)?;
    }
    Ok(dyads.len() as u64)
}

/// Merges the relations of one pair of actors after another.
struct Merger<'t> {
    places: FxHashMap<String, (Option<String>, bool)>,
    reports: CachedStatement<'t>,
    elsewhere: CachedStatement<'t>,
    event: CachedStatement<'t>,
    link: CachedStatement<'t>,
}

/// The columns of a [`Report`].
macro_rules! reports {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, s.article_id, coalesce(a.copy_of, a.id), a.key, s.start, s.end, s.type, s.quad, s.goldstein, \
             s.mode, p.source, p.target, s.mutual, s.date, s.date_from, s.date_to, a.published_from, a.published_to, \
             s.place, s.status, s.evidence, p.source_start, p.source_end, p.target_start, p.target_end \
             FROM pair AS p JOIN statement AS s ON s.id = p.statement_id JOIN article AS a ON a.id = s.article_id WHERE ",
            $rest
        )
    };
}

impl<'t> Merger<'t> {
    fn new(transaction: &'t Connection) -> rusqlite::Result<Self> {
        let mut places: FxHashMap<String, (Option<String>, bool)> = FxHashMap::default();
        let mut statement = transaction.prepare_cached(
            "SELECT name, nullif(country, ''), type = 'state' FROM entity WHERE type IN ('place', 'state') ORDER BY 1, 2, 3",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (name, country, whole): (String, Option<String>, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // A name that several places bear says nothing of where it is.
            places
                .entry(fold(&name))
                .and_modify(|(known, known_whole)| {
                    *known_whole |= whole;
                    if *known != country {
                        *known = None;
                    }
                })
                .or_insert((country, whole));
        }
        Ok(Self {
            places,
            reports: transaction.prepare_cached(reports!(
                "p.id IN (SELECT id FROM pair WHERE source = ?1 AND target = ?2 \
                 UNION SELECT id FROM pair WHERE source = ?2 AND target = ?1)"
            ))?,
            elsewhere: transaction.prepare_cached(reports!(
                "s.article_id = ?1 AND s.type = ?2 AND s.status IN ('claimed', 'denied') AND p.target = ?3 AND p.source <> ?4"
            ))?,
            event: transaction.prepare_cached(
                "INSERT INTO event (id, type, source, target, quad, goldstein, date, date_from, date_to, place, relations, \
                 articles, independent_articles, first_published, statuses, disagreement) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?,
            link: transaction.prepare_cached(
                "INSERT INTO event_relation (event_id, pair_id, account, disagrees) VALUES (?1, ?2, ?3, ?4)",
            )?,
        })
    }

    /// Makes the events of two actors.
    fn dyad(&mut self, one: &str, other: &str) -> rusqlite::Result<()> {
        let places = &self.places;
        let mut reports: Vec<Report> =
            self.reports.query_map([one, other], |row| read(row, places))?.collect::<rusqlite::Result<_>>()?;
        weigh(&mut reports);
        let mut blocks: BTreeMap<(&str, &str, &str), Vec<&Report>> = BTreeMap::new();
        let mut by_article: FxHashMap<i64, Vec<&Report>> = FxHashMap::default();
        for report in &reports {
            blocks.entry((&report.kind, &report.source, &report.target)).or_default().push(report);
            by_article.entry(report.article).or_default().push(report);
        }
        for block in blocks.into_values() {
            for group in merge::merge(&block) {
                let group: Vec<&Report> = group.iter().filter_map(|at| block.get(*at).copied()).collect();
                let accounts = self.accounts(&group, &by_article)?;
                self.write(&group, &accounts)?;
            }
        }
        Ok(())
    }

    /// What else is said of an act: in its own articles, beside what reports it.
    fn accounts(
        &mut self,
        group: &[&Report],
        by_article: &FxHashMap<i64, Vec<&Report>>,
    ) -> rusqlite::Result<Vec<Account>> {
        let mut found: BTreeMap<i64, Kind> = BTreeMap::new();
        for report in group.iter().filter(|report| is_disputed(report)) {
            let places = &self.places;
            let values = params![report.article, report.kind, report.target, report.source];
            let others: Vec<Report> =
                self.elsewhere.query_map(values, |row| read(row, places))?.collect::<rusqlite::Result<_>>()?;
            let own = by_article.get(&report.article).into_iter().flatten().copied();
            for other in own.chain(&others) {
                if let Some(kind) = stands(report, other) {
                    let held = found.entry(other.pair).or_insert(kind);
                    *held = kind.min(*held);
                }
            }
        }
        Ok(found.into_iter().map(|(pair, kind)| Account { pair, kind }).collect())
    }

    fn write(&mut self, group: &[&Report], accounts: &[Account]) -> rusqlite::Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let Summary {
            id,
            date,
            days,
            place,
            goldstein,
            articles,
            independent,
            first_published,
            statuses,
            disagreement,
            disagrees,
        } = summarise(group);
        let rivals: Vec<&str> = accounts.iter().filter_map(|account| account.kind.point()).collect();
        let points: Vec<&str> =
            POINTS.into_iter().filter(|point| disagreement.contains(point) || rivals.contains(point)).collect();
        self.event.execute(params![
            id,
            first.kind,
            first.source,
            first.target,
            first.quad,
            goldstein,
            date,
            days.and_then(|days| iso(days.from)),
            days.and_then(|days| iso(days.to)),
            place,
            count(group.len()),
            count(articles),
            count(independent),
            first_published.and_then(iso),
            list(&statuses),
            list(&points),
        ])?;
        for (report, points) in group.iter().zip(&disagrees) {
            self.link.execute(params![id, report.pair, "report", list(points)])?;
        }
        for account in accounts {
            let point: Vec<&str> = account.kind.point().into_iter().collect();
            self.link.execute(params![id, account.pair, account.kind.account(), list(&point)])?;
        }
        Ok(())
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn list(points: &[&str]) -> String {
    serde_json::Value::from(points.to_vec()).to_string()
}

fn iso(day: i32) -> Option<String> {
    let days = jiff::Span::new().try_days(day).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok().map(|date| date.to_string())
}

fn read(row: &Row<'_>, places: &FxHashMap<String, (Option<String>, bool)>) -> rusqlite::Result<Report> {
    let text = |at: usize| -> rusqlite::Result<Option<String>> { row.get(at) };
    let days = |from: usize, to: usize| -> rusqlite::Result<Option<Days>> {
        Ok(Days::read(row.get_ref(from)?.as_str_or_null()?, row.get_ref(to)?.as_str_or_null()?))
    };
    let (source, target): (String, String) = (row.get(10)?, row.get(11)?);
    let turned = row.get::<_, bool>(12)? && target < source;
    let (source, target) = if turned { (target, source) } else { (source, target) };
    let (start, end): (i64, i64) = (row.get(4)?, row.get(5)?);
    let actors = [
        (row.get::<_, i64>(21)? - start, row.get::<_, i64>(22)? - start),
        (row.get::<_, i64>(23)? - start, row.get::<_, i64>(24)? - start),
    ];
    let when = days(14, 15)?
        .map(|days| Ok::<_, rusqlite::Error>(When::new(text(13)?.unwrap_or_default(), days)))
        .transpose()?;
    let place = text(18)?.map(|name| {
        let folded = fold(&name);
        let (country, whole) = places.get(&folded).cloned().unwrap_or_default();
        Place { name, folded, country, whole }
    });
    Ok(Report {
        pair: row.get(0)?,
        article: row.get(1)?,
        family: row.get(2)?,
        key: row.get(3)?,
        start,
        end,
        kind: row.get(6)?,
        quad: row.get(7)?,
        goldstein: row.get(8)?,
        mode: text(9)?,
        source,
        target,
        when,
        published: days(16, 17)?,
        place,
        status: row.get(19)?,
        words: words(row.get_ref(20)?.as_str()?, actors),
        weights: Vec::new(),
        weight: 0.0,
    })
}
