//! Writing articles: whole batches in one transaction, each article with everything that was read from it.

use super::Store;
use super::copies::{self, Fresh};
use super::correct::{self, Carried, Outcome, Replay};
use super::events;
use super::failure::Doing;
use super::prepare::{Digest, Prepared, days};
use super::stop::Asking;
use crate::error::Result;
use crate::extraction::{DateMention, Mention, Relation, Tie};
use crate::text::Edtf;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};
use rustc_hash::FxHashMap;

/// What produced the rows: this crate at a version, with a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Provenance {
    /// The version of this crate.
    pub crate_version: String,
    /// The digest of the lexicon.
    pub lexicon_digest: String,
}

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Written {
    /// It is new.
    Added(i64),
    /// Its key was known with another text, which it now replaces.
    Updated(i64),
    /// Its key was known with the same text; nothing was written.
    Known(i64),
}

impl Written {
    /// The article's number.
    pub fn id(self) -> i64 {
        match self {
            Self::Added(id) | Self::Updated(id) | Self::Known(id) => id,
        }
    }

    /// Whether the article is new.
    pub fn is_added(self) -> bool {
        matches!(self, Self::Added(_))
    }

    /// Whether nothing was written, because key and text were known.
    pub fn is_known(self) -> bool {
        matches!(self, Self::Known(_))
    }
}

/// What the database holds under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// Nothing.
    Nothing,
    /// The same text.
    Same(i64),
    /// Another text.
    Other(i64),
}

/// In one transaction this much text is worth a larger in-memory index, in bytes.
const LARGE_BATCH: usize = 2 * 1024 * 1024;
/// The in-memory part of the full-text index during a large batch, and otherwise (the built-in value), in bytes.
const LARGE_INDEX: i64 = 64 * 1024 * 1024;
const USUAL_INDEX: i64 = 1024 * 1024;

impl Store {
    /// What is stored under `key`.
    pub(crate) fn held(&self, key: &str, digest: &Digest) -> Result<Held> {
        held(self.connection()?, key, digest)
    }

    /// Begins a batch: nothing of it is seen by others until [`Batch::commit`]; dropped before that, it leaves no
    /// trace. `bytes` is the length of the texts it will hold, roughly.
    pub(crate) fn batch(&mut self, provenance: &Provenance, bytes: usize) -> Result<Batch<'_>> {
        let asking = self.asking();
        let transaction = self.writing()?;
        transaction
            .prepare_cached("INSERT INTO bulk (id) VALUES (1)")
            .and_then(|mut s| s.execute([]))
            .doing(WRITING)?;
        let extractor = transaction
            .prepare_cached(
                "INSERT INTO extractor (crate_version, lexicon_digest) VALUES (?1, ?2) \
                 ON CONFLICT (crate_version, lexicon_digest) DO UPDATE SET crate_version = crate_version RETURNING id",
            )
            .and_then(|mut s| s.query_row([&provenance.crate_version, &provenance.lexicon_digest], |row| row.get(0)))
            .doing(WRITING)?;
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let replay = Replay::new(&transaction)?;
        Ok(Batch {
            transaction,
            extractor,
            replay,
            outcome: Outcome::default(),
            now,
            entities: FxHashMap::default(),
            unindexed: Vec::new(),
            fresh: Vec::new(),
            large: bytes >= LARGE_BATCH,
            asking,
        })
    }
}

const WRITING: &str = "writing articles";

/// Articles being written in one transaction.
#[derive(Debug)]
pub(crate) struct Batch<'s> {
    pub(super) transaction: Transaction<'s>,
    pub(super) extractor: i64,
    pub(super) now: String,
    pub(super) replay: Replay,
    /// What became of corrections in the articles written.
    pub(super) outcome: Outcome,
    /// Entities met in this batch, by code, type and country.
    entities: FxHashMap<String, Entity>,
    /// New articles that are not yet in the full-text index: it takes many at once far more quickly, as long as no
    /// other table is written in between.
    unindexed: Vec<(i64, Prepared)>,
    /// What is written and not yet in its family of copies.
    fresh: Vec<Fresh>,
    large: bool,
    pub(super) asking: Asking,
}

#[derive(Debug, Clone, Copy)]
struct Entity {
    id: i64,
    has_sector: bool,
    has_wikidata: bool,
}

impl Batch<'_> {
    /// What is stored under `key`, as this batch leaves it so far.
    pub fn held(&self, key: &str, digest: &Digest) -> Result<Held> {
        held(&self.transaction, key, digest)
    }

    /// Writes an article with everything read from it, and applies what people corrected in it. What people coded in
    /// a text that is replaced is carried over; what has no place in the new text is kept, and told by
    /// [`outcome`](Self::outcome).
    ///
    /// After a failure the batch cannot go on, and must be dropped.
    pub fn put(&mut self, prepared: Prepared) -> Result<Written> {
        self.asking.go_on(WRITING)?;
        match self.held(prepared.key(), &prepared.digest)? {
            Held::Same(id) => Ok(Written::Known(id)),
            Held::Other(id) => {
                self.update(id, &prepared)?;
                Ok(Written::Updated(id))
            }
            Held::Nothing => {
                let id = self.write_article(&prepared).doing(WRITING)?;
                self.insert_rows(id, &prepared).doing(WRITING)?;
                if !self.replay.is_idle() {
                    self.replay.apply(&self.transaction, id, &mut self.outcome)?;
                }
                self.fresh.push(fresh(id, &prepared));
                self.unindexed.push((id, prepared));
                Ok(Written::Added(id))
            }
        }
    }

    /// What became of corrections in the articles written so far.
    pub fn outcome(&mut self) -> Outcome {
        std::mem::take(&mut self.outcome)
    }

    /// Makes the batch durable: once this returns, its articles survive a crash of the program or the machine.
    ///
    /// Their relations are merged into events, unless that costs far more than the batch is worth, because few of them
    /// belong to a crowded pair of actors: then it is left to a later batch or to [`Store::refresh_events`].
    pub fn commit(mut self) -> Result<()> {
        self.index()?;
        let (transaction, fresh) = (&*self.transaction, std::mem::take(&mut self.fresh));
        correct::around_copies(transaction, || copies::regroup(transaction, fresh))?;
        events::refresh_if_worth_while(transaction)?;
        self.transaction.prepare_cached("DELETE FROM bulk").and_then(|mut s| s.execute([])).doing(WRITING)?;
        self.transaction.commit().doing("committing articles")
    }

    /// Brings the full-text index up to date.
    fn index(&mut self) -> Result<()> {
        const INDEXING: &str = "indexing articles";
        if self.unindexed.is_empty() {
            return Ok(());
        }
        self.index_memory(LARGE_INDEX)?;
        {
            let mut insert = self
                .transaction
                .prepare_cached("INSERT INTO articles_fts (rowid, title, text) VALUES (?1, ?2, ?3)")
                .doing(INDEXING)?;
            for (id, prepared) in self.unindexed.drain(..) {
                self.asking.go_on(INDEXING)?;
                insert
                    .execute(params![id, prepared.extraction.metadata.title, prepared.article.text])
                    .doing(INDEXING)?;
            }
        }
        // The setting is kept in the file; other programs shall find the usual one.
        self.index_memory(USUAL_INDEX)
    }

    fn index_memory(&self, bytes: i64) -> Result<()> {
        if self.large {
            self.transaction
                .prepare_cached("INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', ?1)")
                .and_then(|mut s| s.execute([bytes]))
                .doing("indexing articles")?;
        }
        Ok(())
    }

    /// Writes the article's own row, or replaces it where its key is known; returns its number. Its family of copies
    /// is seen to at the end of the batch.
    fn write_article(&self, prepared: &Prepared) -> rusqlite::Result<i64> {
        let metadata = &prepared.extraction.metadata;
        let (from, to) = days(metadata.published.as_ref());
        let mut upsert = self.transaction.prepare_cached(
            "INSERT INTO article (key, digest, extractor_id, loaded_at, language, published, published_from, \
             published_to, authors, agency, outlet, url, photo_credit, words, meta, title, text) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) \
             ON CONFLICT (key) DO UPDATE SET digest = excluded.digest, extractor_id = excluded.extractor_id, loaded_at = excluded.loaded_at, language = excluded.language, \
             published = excluded.published, published_from = excluded.published_from, \
             published_to = excluded.published_to, authors = excluded.authors, agency = excluded.agency, \
             outlet = excluded.outlet, url = excluded.url, photo_credit = excluded.photo_credit, \
             words = excluded.words, meta = excluded.meta, title = excluded.title, text = excluded.text \
             RETURNING id",
        )?;
        let values = params![
            prepared.article.key,
            prepared.digest,
            self.extractor,
            self.now,
            metadata.language,
            metadata.published.as_ref().map(Edtf::as_str),
            from,
            to,
            prepared.authors,
            metadata.agency,
            metadata.outlet,
            metadata.url,
            metadata.photo_credit,
            prepared.words,
            prepared.meta,
            metadata.title,
            prepared.article.text,
        ];
        upsert.query_row(values, |row| row.get(0))
    }

    /// Replaces article `id` and everything read from it. The triggers keep the index in step.
    fn update(&mut self, id: i64, prepared: &Prepared) -> Result<()> {
        // The trigger takes the old text out of the index, so it must be there.
        self.index()?;
        self.fresh.push(fresh(id, prepared));
        self.replay.revert(&self.transaction, id)?;
        let carried = Carried::take(&self.transaction, id, prepared.key()).doing(WRITING)?;
        self.update_rows(id, prepared).doing(WRITING)?;
        let place = (id, prepared.key(), prepared.article.text.as_str());
        carried.put(&self.transaction, place, &mut self.outcome).doing(WRITING)?;
        self.replay.apply(&self.transaction, id, &mut self.outcome)
    }

    fn update_rows(&mut self, id: i64, prepared: &Prepared) -> rusqlite::Result<()> {
        for sql in [
            "DELETE FROM label WHERE article_id = ?1",
            "DELETE FROM mention WHERE article_id = ?1",
            "DELETE FROM date_mention WHERE article_id = ?1",
            "DELETE FROM statement WHERE article_id = ?1",
            "DELETE FROM tie WHERE article_id = ?1",
            "DELETE FROM reread WHERE article_id = ?1",
        ] {
            self.transaction.prepare_cached(sql)?.execute([id])?;
        }
        self.write_article(prepared)?;
        self.insert_rows(id, prepared)
    }

    pub(super) fn insert_rows(&mut self, id: i64, prepared: &Prepared) -> rusqlite::Result<()> {
        let mut entities = Vec::with_capacity(prepared.extraction.mentions.len());
        for mention in &prepared.extraction.mentions {
            entities.push(self.entity(mention)?);
        }
        let mut rows = Rows::new(&self.transaction, id)?;
        rows.labels(prepared)?;
        rows.mentions(prepared, &entities)?;
        rows.dates(prepared)?;
        for (n, relation) in prepared.extraction.relations.iter().enumerate() {
            rows.relation(prepared, n, relation)?;
        }
        rows.ties(prepared)
    }

    /// The number of the entity that is mentioned. What is learnt of it later is added, nothing is changed.
    pub(super) fn entity(&mut self, mention: &Mention) -> rusqlite::Result<i64> {
        let country = mention.country.as_deref().unwrap_or_default();
        let key = [&mention.code, mention.kind.as_str(), country].join("\u{1f}");
        let news = |entity: &Entity| {
            (mention.sector.is_some() && !entity.has_sector) || (mention.wikidata.is_some() && !entity.has_wikidata)
        };
        if let Some(entity) = self.entities.get(&key)
            && !news(entity)
        {
            return Ok(entity.id);
        }
        let mut upsert = self.transaction.prepare_cached(
            "INSERT INTO entity (code, type, name, country, sector, wikidata) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (code, type, country) DO UPDATE SET sector = coalesce(sector, excluded.sector), \
             wikidata = coalesce(wikidata, excluded.wikidata) \
             RETURNING id, sector IS NOT NULL, wikidata IS NOT NULL",
        )?;
        let values =
            params![mention.code, mention.kind.as_str(), mention.name, country, mention.sector, mention.wikidata];
        let entity = upsert.query_row(values, |row| {
            Ok(Entity { id: row.get(0)?, has_sector: row.get(1)?, has_wikidata: row.get(2)? })
        })?;
        self.entities.insert(key, entity);
        Ok(entity.id)
    }
}

fn fresh(id: i64, prepared: &Prepared) -> Fresh {
    Fresh { id, digest: prepared.digest, words: prepared.words, signature: prepared.signature }
}

/// Writes what hangs on one article.
pub(super) struct Rows<'t> {
    article: i64,
    label: CachedStatement<'t>,
    mention: CachedStatement<'t>,
    date: CachedStatement<'t>,
    statement: CachedStatement<'t>,
    pair: CachedStatement<'t>,
    tie: CachedStatement<'t>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(transaction: &'t Transaction<'_>, article: i64) -> rusqlite::Result<Self> {
        Ok(Self {
            article,
            label: transaction
                .prepare_cached("INSERT INTO label (article_id, n, start, end, label) VALUES (?1, ?2, ?3, ?4, ?5)")?,
            mention: transaction.prepare_cached(
                "INSERT INTO mention (article_id, n, start, end, text, entity_id, reading, sentence, rule) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            date: transaction.prepare_cached(
                "INSERT INTO date_mention (article_id, n, start, end, text, value, date_from, date_to, rule) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            // Not the number of a statement that a correction set aside: it comes back when that is undone.
            statement: transaction.prepare_cached(
                "INSERT INTO statement (id, article_id, type, mutual, mode, context, quad, goldstein, date, date_from, \
                 date_to, place, status, said_by, evidence, start, end, confidence, rule, trace) \
                 VALUES ((SELECT max(coalesce((SELECT max(id) FROM statement), 0), \
                 coalesce((SELECT max(id) FROM parked_statement), 0)) + 1), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
            )?,
            pair: transaction.prepare_cached(
                "INSERT INTO pair (id, statement_id, source, source_sector, source_start, source_end, \
                 target, target_sector, target_start, target_end) VALUES \
                 ((SELECT max(coalesce((SELECT max(id) FROM pair), 0), (SELECT id FROM pair_high)) + 1), \
                 ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            tie: transaction.prepare_cached(
                "INSERT INTO tie (article_id, tie, subject, object, office, date, date_from, date_to, evidence, \
                 start, end, rule) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?,
        })
    }

    fn labels(&mut self, prepared: &Prepared) -> rusqlite::Result<()> {
        for (n, (label, at)) in (0i64..).zip(prepared.article.labels.iter().zip(&prepared.labels)) {
            self.label.execute(params![self.article, n, at.start, at.end, label.kind.as_str()])?;
        }
        Ok(())
    }

    pub(super) fn mentions(&mut self, prepared: &Prepared, entities: &[i64]) -> rusqlite::Result<()> {
        let records = prepared.extraction.mentions.iter().zip(&prepared.mentions).zip(entities);
        for (n, ((mention, at), entity)) in (0i64..).zip(records) {
            let sentence = i64::try_from(mention.sentence).unwrap_or(i64::MAX);
            self.mention.execute(params![
                self.article,
                n,
                at.start,
                at.end,
                prepared.at(*at),
                entity,
                mention.reading.as_str(),
                sentence,
                mention.rule,
            ])?;
        }
        Ok(())
    }

    pub(super) fn dates(&mut self, prepared: &Prepared) -> rusqlite::Result<()> {
        for (n, (date, at)) in (0i64..).zip(prepared.extraction.dates.iter().zip(&prepared.dates)) {
            let DateMention { value, rule, .. } = date;
            let (from, to) = days(Some(value));
            let text = prepared.at(*at);
            self.date.execute(params![self.article, n, at.start, at.end, text, value.as_str(), from, to, rule])?;
        }
        Ok(())
    }

    pub(super) fn relation(&mut self, prepared: &Prepared, n: usize, relation: &Relation) -> rusqlite::Result<()> {
        let Some(statement) = prepared.relations.get(n).filter(|statement| !statement.pairs.is_empty()) else {
            return Ok(());
        };
        let (from, to) = days(relation.date.as_ref());
        let at = statement.evidence;
        let id = self.statement.insert(params![
            self.article,
            relation.kind.as_str(),
            relation.kind.is_mutual(),
            relation.mode,
            statement.contexts,
            relation.kind.quad().as_str(),
            relation.goldstein,
            relation.date.as_ref().map(Edtf::as_str),
            from,
            to,
            relation.place,
            relation.status.as_str(),
            relation.said_by,
            prepared.at(at),
            at.start,
            at.end,
            relation.confidence,
            relation.rule,
            statement.trace,
        ])?;
        for pair in &statement.pairs {
            let (Some(source), Some(target)) = (relation.sources.get(pair.source), relation.targets.get(pair.target))
            else {
                continue;
            };
            let (by, to) = (pair.source_at, pair.target_at);
            self.pair.execute(params![
                id,
                source.code,
                source.sector,
                by.start,
                by.end,
                target.code,
                target.sector,
                to.start,
                to.end,
            ])?;
        }
        Ok(())
    }

    pub(super) fn ties(&mut self, prepared: &Prepared) -> rusqlite::Result<()> {
        for (tie, at) in prepared.extraction.ties.iter().zip(&prepared.ties) {
            let Tie { kind, subject, object, office, date, rule, .. } = tie;
            let (from, to) = days(date.as_ref());
            self.tie.execute(params![
                self.article,
                kind.as_str(),
                subject,
                object,
                office,
                date.as_ref().map(Edtf::as_str),
                from,
                to,
                prepared.at(*at),
                at.start,
                at.end,
                rule,
            ])?;
        }
        Ok(())
    }
}

fn held(connection: &rusqlite::Connection, key: &str, digest: &Digest) -> Result<Held> {
    let row: Option<(i64, Vec<u8>)> = connection
        .prepare_cached("SELECT id, digest FROM article WHERE key = ?1")
        .and_then(|mut s| s.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .doing("looking for an article")?;
    Ok(match row {
        None => Held::Nothing,
        Some((id, stored)) if stored == digest => Held::Same(id),
        Some((id, _)) => Held::Other(id),
    })
}
