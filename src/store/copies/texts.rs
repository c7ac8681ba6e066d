//! Sketches and bands of texts in the file, and comparing two texts.

use super::super::failure::Doing;
use super::super::prepare::Digest;
use super::{GROUPING, MIN_SHINGLES, Signature};
use crate::error::Result;
use crate::text::shingles::{Shingles, Sketch, VALUES, estimate};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// How far below the threshold an estimate may lie before two texts are not compared: four standard deviations.
const SLACK: f64 = 0.25;
/// Shingles kept for the next comparisons.
const KEPT: usize = 4 << 20;
/// Sketches kept for the next comparisons.
const SKETCHES: usize = 1 << 18;

/// What a text is compared by, if it is long enough.
pub(crate) fn signature(text: &str) -> Signature {
    let shingles = Shingles::of(text);
    (shingles.len() >= MIN_SHINGLES).then(|| shingles.sketch())
}

/// A text whose sketch is in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub digest: Digest,
    pub values: [u8; VALUES],
}

/// The texts of a file, read as they are needed.
pub(super) struct Texts<'t> {
    connection: &'t Connection,
    threshold: f64,
    known: FxHashMap<i64, Option<Text>>,
    shingles: FxHashMap<i64, Shingles>,
    kept: usize,
}

impl<'t> Texts<'t> {
    pub fn new(connection: &'t Connection, threshold: f64) -> Self {
        Self { connection, threshold, known: FxHashMap::default(), shingles: FxHashMap::default(), kept: 0 }
    }

    /// The text numbered `id`; none where it is gone.
    pub fn get(&mut self, id: i64) -> Result<Option<Text>> {
        if let Some(known) = self.known.get(&id) {
            return Ok(*known);
        }
        if self.known.len() >= SKETCHES {
            self.known.clear();
        }
        let read = |row: &rusqlite::Row<'_>| Ok(Text { digest: row.get(0)?, values: row.get(1)? });
        let text = self
            .connection
            .prepare_cached("SELECT digest, sketch FROM copy_text WHERE id = ?1")
            .and_then(|mut s| s.query_row([id], read).optional())
            .doing(GROUPING)?;
        self.known.insert(id, text);
        Ok(text)
    }

    /// Whether the sketches leave it open that two texts are copies.
    pub fn may_be_copies(&self, one: &[u8; VALUES], two: &[u8; VALUES]) -> bool {
        estimate(one, two) >= self.threshold - SLACK
    }

    /// Whether two texts resemble each other by the threshold.
    pub fn are_copies(&mut self, one: i64, two: i64) -> Result<bool> {
        let (Some(first), Some(second)) = (self.get(one)?, self.get(two)?) else { return Ok(false) };
        if self.kept > KEPT {
            self.shingles.clear();
            self.kept = 0;
        }
        for (id, text) in [(one, first), (two, second)] {
            if !self.shingles.contains_key(&id) {
                let shingles = text_of(self.connection, &text.digest)?.map(|text| Shingles::of(&text));
                let shingles = shingles.unwrap_or_default();
                self.kept += shingles.len();
                self.shingles.insert(id, shingles);
            }
        }
        let (Some(first), Some(second)) = (self.shingles.get(&one), self.shingles.get(&two)) else { return Ok(false) };
        // Of very different lengths they cannot be alike.
        let (short, long) = (first.len().min(second.len()), first.len().max(second.len()));
        #[expect(clippy::cast_precision_loss, reason = "a text has far fewer words than 2^52")]
        let most = short as f64 / long.max(1) as f64;
        Ok(short > 0 && most >= self.threshold && first.jaccard(second) >= self.threshold)
    }
}

/// The text of the articles with this digest.
pub(super) fn text_of(connection: &Connection, digest: &Digest) -> Result<Option<String>> {
    connection
        .prepare_cached("SELECT text FROM article WHERE digest = ?1 LIMIT 1")
        .and_then(|mut s| s.query_row([digest], |row| row.get(0)).optional())
        .doing(GROUPING)
}

/// Writes the sketch of a text, or finds it there; says its number and whether it is new.
pub(super) fn note(connection: &Connection, digest: &Digest, sketch: &Sketch) -> rusqlite::Result<(i64, bool)> {
    let new = connection
        .prepare_cached("INSERT INTO copy_text (digest, sketch) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING id")?
        .query_row((digest, sketch.values()), |row| row.get(0))
        .optional()?;
    if let Some(id) = new {
        return Ok((id, true));
    }
    let id = connection
        .prepare_cached("SELECT id FROM copy_text WHERE digest = ?1")?
        .query_row([digest], |row| row.get(0))?;
    Ok((id, false))
}
