//! Writing what an article gives when it is read anew: only what differs is touched.

use super::Store;
use super::failure::Doing;
use super::prepare::Prepared;
use super::write::{Batch, Provenance, Rows};
use crate::error::Result;
use rusqlite::{Row, params};
use rustc_hash::FxHashMap;

const READING: &str = "writing what was read anew";

/// A row of a table as text, to compare it with another.
type Line = Vec<rusqlite::types::Value>;

impl Store {
    /// The articles that something else than `provenance` read, in order.
    pub(crate) fn read_otherwise(&self, provenance: &Provenance) -> Result<Vec<i64>> {
        let mut statement = self
            .connection()?
            .prepare_cached(
                "SELECT id FROM article WHERE extractor_id IS NULL OR extractor_id IS NOT \
                 (SELECT id FROM extractor WHERE crate_version = ?1 AND lexicon_digest = ?2) ORDER BY id",
            )
            .doing("looking for articles to read anew")?;
        let rows = statement
            .query_map([&provenance.crate_version, &provenance.lexicon_digest], |row| row.get(0))
            .doing("looking for articles to read anew")?;
        rows.collect::<rusqlite::Result<_>>().doing("looking for articles to read anew")
    }
}

impl Batch<'_> {
    /// Replaces what rules read in article `id`, whose text is as it was, by `prepared`, and applies what people
    /// corrected. Statements that are read alike are left as they are, with their numbers; rows of other origins too.
    pub fn reread(&mut self, id: i64, prepared: &Prepared) -> Result<()> {
        self.asking.go_on(READING)?;
        self.replay.revert(&self.transaction, id)?;
        self.statements(id, prepared).doing(READING)?;
        self.others(id, prepared).doing(READING)?;
        self.transaction
            .prepare_cached("UPDATE article SET extractor_id = ?2 WHERE id = ?1")
            .and_then(|mut s| s.execute([id, self.extractor]))
            .doing(READING)?;
        self.transaction
            .prepare_cached(
                "INSERT INTO reread (article_id, at) VALUES (?1, ?2) ON CONFLICT (article_id) DO UPDATE SET at = ?2",
            )
            .and_then(|mut s| s.execute(params![id, self.now]))
            .doing(READING)?;
        self.replay.apply(&self.transaction, id, &mut self.outcome)?;
        // Inside a batch only pairs that are written are noted; what is left as it was is told beside other relations now.
        self.transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO event_stale (one, other) SELECT min(p.source, p.target), max(p.source, p.target) \
                 FROM statement AS s JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id = ?1",
            )
            .and_then(|mut s| s.execute([id]))
            .doing(READING)?;
        Ok(())
    }

    /// Writes the statements that were not there and deletes those that are not read any more.
    fn statements(&mut self, id: i64, prepared: &Prepared) -> rusqlite::Result<()> {
        let mut old: FxHashMap<String, Vec<i64>> = FxHashMap::default();
        for (statement, line) in self.told(id, 0)? {
            old.entry(line).or_default().push(statement);
        }
        let last = self.last()?;
        {
            let mut rows = Rows::new(&self.transaction, id)?;
            for (n, relation) in prepared.extraction.relations.iter().enumerate() {
                rows.relation(prepared, n, relation)?;
            }
        }
        // What was there already keeps its number, and the new row goes.
        let mut kept = Vec::new();
        for (statement, line) in self.told(id, last)? {
            if let Some(before) = old.get_mut(&line).and_then(Vec::pop) {
                kept.push(statement);
                self.renew(before, statement)?;
            }
        }
        let gone = old.into_values().flatten();
        for statement in kept.into_iter().chain(gone) {
            self.transaction.prepare_cached("DELETE FROM statement WHERE id = ?1")?.execute([statement])?;
        }
        Ok(())
    }

    fn last(&self) -> rusqlite::Result<i64> {
        self.transaction.prepare_cached("SELECT coalesce(max(id), 0) FROM statement")?.query_row([], |row| row.get(0))
    }

    /// The statements that rules read in an article, after number `last`, each with all it says but how far it is to
    /// be trusted and by which words.
    fn told(&self, id: i64, last: i64) -> rusqlite::Result<Vec<(i64, String)>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT id, json_array(type, mode, context, goldstein, date, place, status, said_by, evidence, start, end, \
             rule, (SELECT json_group_array(json_array(source, source_sector, target, target_sector)) FROM \
             (SELECT * FROM pair WHERE statement_id = s.id ORDER BY id))) FROM statement AS s \
             WHERE article_id = ?1 AND origin = 'rules' AND id > ?2 ORDER BY id DESC",
        )?;
        let rows = statement.query_map([id, last], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    }

    /// Takes over from a new reading of the same statement what nobody sees as a difference.
    fn renew(&self, before: i64, statement: i64) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached(
                "UPDATE statement SET (confidence, trace) = (SELECT confidence, trace FROM statement WHERE id = ?2) \
                 WHERE id = ?1",
            )?
            .execute([before, statement])?;
        Ok(())
    }

    /// Writes names, dates and ties anew where they differ.
    fn others(&mut self, id: i64, prepared: &Prepared) -> rusqlite::Result<()> {
        const NAMES: &str = "SELECT m.n, m.start, m.end, e.code, e.type, e.country, m.reading, m.sentence, m.rule \
             FROM mention AS m JOIN entity AS e ON e.id = m.entity_id WHERE m.article_id = ?1 ORDER BY m.n";
        const DATES: &str = "SELECT n, start, end, value, rule FROM date_mention WHERE article_id = ?1 ORDER BY n";
        const TIES: &str = "SELECT tie, subject, object, office, date, start, end, rule FROM tie \
             WHERE article_id = ?1 AND origin = 'rules' ORDER BY id";
        let mut entities = Vec::with_capacity(prepared.extraction.mentions.len());
        for mention in &prepared.extraction.mentions {
            entities.push(self.entity(mention)?);
        }
        for (list, take, put) in [
            (NAMES, "DELETE FROM mention WHERE article_id = ?1", 0),
            (DATES, "DELETE FROM date_mention WHERE article_id = ?1", 1),
            (TIES, "DELETE FROM tie WHERE article_id = ?1 AND origin = 'rules'", 2),
        ] {
            let before = self.lines(list, id)?;
            self.transaction.execute_batch("SAVEPOINT anew")?;
            self.transaction.prepare_cached(take)?.execute([id])?;
            {
                let mut rows = Rows::new(&self.transaction, id)?;
                match put {
                    0 => rows.mentions(prepared, &entities)?,
                    1 => rows.dates(prepared)?,
                    _ => rows.ties(prepared)?,
                }
            }
            // Read alike, it is left as it was.
            let undo = if self.lines(list, id)? == before { "ROLLBACK TO anew; RELEASE anew" } else { "RELEASE anew" };
            self.transaction.execute_batch(undo)?;
        }
        Ok(())
    }

    fn lines(&self, sql: &str, id: i64) -> rusqlite::Result<Vec<Line>> {
        let mut statement = self.transaction.prepare_cached(sql)?;
        let columns = statement.column_count();
        let line = |row: &Row<'_>| (0..columns).map(|column| row.get(column)).collect();
        statement.query_map([id], line)?.collect()
    }
}
