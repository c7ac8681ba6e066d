//! All articles grouped anew, from the sketches in the file.

use super::super::failure::Doing;
use super::super::prepare::Digest;
use super::group::Unlike;
use super::texts::{self, Texts};
use super::{Copies, GROUPING, Member, Signature, settle};
use crate::error::Result;
use crate::text::shingles::{BANDS, Sketch, VALUES};
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::num::NonZero;

/// Texts that are read at once, in bytes.
const AT_ONCE: usize = 32 << 20;

/// Groups all articles anew.
pub(super) fn regroup(connection: &Connection, copies: Copies) -> Result<()> {
    let run = |sql: &str| connection.execute(sql, []).doing(GROUPING);
    run("DELETE FROM copy_stale")?;
    let mut groups = Groups::read(connection)?;
    if let Copies::Alike(threshold) = copies {
        run("DELETE FROM copy_text WHERE digest NOT IN (SELECT digest FROM article)")?;
        run("DELETE FROM copy_band WHERE text_id NOT IN (SELECT id FROM copy_text)")?;
        sketch_missing(connection)?;
        groups.join_alike(connection, threshold.get())?;
    }
    groups.settle(connection)
}

/// Sketches the texts that have no sketch yet.
fn sketch_missing(connection: &Connection) -> Result<()> {
    let mut statement = connection
        .prepare(
            "SELECT digest, text FROM article WHERE words > 0 AND digest NOT IN (SELECT digest FROM copy_text) \
             AND length(text) > 0",
        )
        .doing(GROUPING)?;
    let mut rows = statement.query([]).doing(GROUPING)?;
    let (mut batch, mut bytes, mut done) = (Vec::new(), 0, Vec::new());
    // Rows are written when all are read: what is written must not be among what is being read.
    while let Some(row) = rows.next().doing(GROUPING)? {
        let (digest, text): (Digest, String) = (row.get(0).doing(GROUPING)?, row.get(1).doing(GROUPING)?);
        bytes += text.len();
        batch.push((digest, text));
        if bytes >= AT_ONCE {
            sketch_all(&mut batch, &mut done);
            bytes = 0;
        }
    }
    sketch_all(&mut batch, &mut done);
    drop(rows);
    let mut bands: Vec<(u32, i64)> = Vec::with_capacity(done.len() * BANDS);
    for (digest, sketch) in done {
        let (id, new) = texts::note(connection, &digest, &sketch).doing(GROUPING)?;
        if new {
            bands.extend(sketch.bands().iter().map(|band| (*band, id)));
        }
    }
    bands.sort_unstable();
    let mut insert =
        connection.prepare_cached("INSERT INTO copy_band (band, text_id) VALUES (?1, ?2)").doing(GROUPING)?;
    for row in bands {
        insert.execute(row).doing(GROUPING)?;
    }
    Ok(())
}

/// Sketches `batch` on all processors, empties it, and adds what is long enough to `done`.
fn sketch_all(batch: &mut Vec<(Digest, String)>, done: &mut Vec<(Digest, Sketch)>) {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let part = batch.len().div_ceil(threads).max(1);
    let sketched: Vec<Vec<(Digest, Signature)>> = std::thread::scope(|scope| {
        let parts: Vec<_> = batch
            .chunks(part)
            .map(|part| {
                let sketch = || part.iter().map(|(digest, text)| (*digest, texts::signature(text))).collect();
                // Where the system starts no thread, this one does the work.
                std::thread::Builder::new().spawn_scoped(scope, sketch).map_err(|_| sketch())
            })
            .collect();
        parts.into_iter().map(|part| part.map_or_else(|done| done, |part| part.join().unwrap_or_default())).collect()
    });
    let long = sketched.into_iter().flatten().filter_map(|(digest, signature)| Some((digest, signature?)));
    done.extend(long);
    batch.clear();
}

/// All articles, by their texts, and which texts are joined.
struct Groups {
    articles: Vec<(Member, usize)>,
    places: FxHashMap<Digest, usize>,
    parents: Vec<usize>,
}

impl Groups {
    fn read(connection: &Connection) -> Result<Self> {
        let mut groups = Self { articles: Vec::new(), places: FxHashMap::default(), parents: Vec::new() };
        let mut statement = connection
            .prepare("SELECT id, published_from, key, copy_of, digest, words FROM article ORDER BY id")
            .doing(GROUPING)?;
        let read = |row: &rusqlite::Row<'_>| {
            let member = Member { id: row.get(0)?, published: row.get(1)?, key: row.get(2)?, copy_of: row.get(3)? };
            Ok((member, row.get::<_, Digest>(4)?, row.get::<_, i64>(5)?))
        };
        for row in statement.query_map([], read).doing(GROUPING)? {
            let (member, digest, words) = row.doing(GROUPING)?;
            let new = groups.parents.len();
            // Each text without a word stands alone.
            let place = if words > 0 { *groups.places.entry(digest).or_insert(new) } else { new };
            if place == new {
                groups.parents.push(new);
            }
            groups.articles.push((member, place));
        }
        Ok(groups)
    }

    fn root(&mut self, place: usize) -> usize {
        let mut at = place;
        while let Some(parent) = self.parents.get(at).copied()
            && parent != at
        {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(shorter) = self.parents.get_mut(at) {
                *shorter = above;
            }
            at = above;
        }
        at
    }

    fn join_alike(&mut self, connection: &Connection, threshold: f64) -> Result<()> {
        let mut texts = Texts::new(connection, threshold);
        let mut unlike = Unlike::default();
        let mut statement =
            connection.prepare("SELECT band, text_id FROM copy_band ORDER BY band, text_id").doing(GROUPING)?;
        let mut rows = statement.query([]).doing(GROUPING)?;
        let (mut band, mut together) = (None, Vec::new());
        loop {
            let row = rows.next().doing(GROUPING)?;
            let next: Option<(i64, i64)> = match row {
                Some(row) => Some((row.get(0).doing(GROUPING)?, row.get(1).doing(GROUPING)?)),
                None => None,
            };
            if next.map(|(next, _)| next) != band {
                self.compare(&together, &mut texts, &mut unlike)?;
                together.clear();
            }
            let Some((next, text)) = next else { return Ok(()) };
            band = Some(next);
            together.push(text);
        }
    }

    /// Compares the texts of one band with each other.
    fn compare(&mut self, together: &[i64], texts: &mut Texts<'_>, unlike: &mut Unlike) -> Result<()> {
        if together.len() < 2 {
            return Ok(());
        }
        let mut known = Vec::with_capacity(together.len());
        for id in together {
            if let Some(text) = texts.get(*id)?
                && let Some(place) = self.places.get(&text.digest)
            {
                known.push((*id, *place, text.values));
            }
        }
        // Texts joined already stand together, so that where many are copies each is compared with few.
        let mut joined: Vec<Vec<(i64, usize, [u8; VALUES])>> = Vec::new();
        for (one, left, first) in known {
            let mut own = None;
            for (at, others) in joined.iter().enumerate() {
                let Some(head) = others.first().map(|(_, place, _)| *place) else { continue };
                if self.root(head) != self.root(left) {
                    for (two, right, second) in others {
                        if !texts.may_be_copies(&first, second) || unlike.has(one, *two) {
                            continue;
                        }
                        if texts.are_copies(one, *two)? {
                            self.join(left, *right);
                            break;
                        }
                        unlike.add(one, *two);
                    }
                }
                if own.is_none() && self.root(head) == self.root(left) {
                    own = Some(at);
                }
            }
            match own.and_then(|at| joined.get_mut(at)) {
                Some(others) => others.push((one, left, first)),
                None => joined.push(vec![(one, left, first)]),
            }
        }
        Ok(())
    }

    fn join(&mut self, one: usize, two: usize) {
        let (one, two) = (self.root(one), self.root(two));
        if let Some(parent) = self.parents.get_mut(one.max(two)) {
            *parent = one.min(two);
        }
    }

    /// Gives each family its head.
    fn settle(mut self, connection: &Connection) -> Result<()> {
        let mut families: FxHashMap<usize, Vec<Member>> = FxHashMap::default();
        for (member, place) in std::mem::take(&mut self.articles) {
            families.entry(self.root(place)).or_default().push(member);
        }
        for members in
            families.values().filter(|members| members.len() > 1 || members.iter().any(|m| m.copy_of.is_some()))
        {
            settle(connection, members).doing(GROUPING)?;
        }
        Ok(())
    }
}
