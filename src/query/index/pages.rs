//! The pages of the full-text index, read as SQLite's FTS5 writes them.
//!
//! FTS5 hands out which articles match, one row at a time, and scores each phrase of an `OR` for itself. To count the
//! forms of a word as one word, its lists of places are read here: rows of `articles_fts_data`, whose form is part of
//! SQLite's file format. A file in a form not known here is read through `fts5vocab` instead, which is slower.

use super::postings::{Place, Postings};
use crate::error::Result;
use crate::store::Doing;
use rusqlite::{Connection, OptionalExtension};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

/// The form of index this reads: `version` in `articles_fts_config`.
const VERSION: i64 = 4;
/// The row of the list of segments.
const STRUCTURE: i64 = 10;
/// Bits of a page's number within its segment, with its height and kind above them.
const SEGMENT_SHIFT: u32 = 37;
/// Terms of the main index begin with this byte.
const MAIN: u8 = b'0';
/// Where a page's content begins.
const HEADER: usize = 4;

/// A sorted run of terms: pages `first..=last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    id: i64,
    first: i64,
    last: i64,
}

/// Where a term's list begins: in which segment (0 is the newest), on which page, from which byte to which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    segment: usize,
    page: i64,
    start: usize,
    end: usize,
}

/// A page: terms and lists up to `size`, then the offsets of its terms.
struct Leaf<B> {
    bytes: B,
    size: usize,
}

impl<B: Deref<Target = [u8]>> Leaf<B> {
    fn read(bytes: B) -> Option<Self> {
        let size = usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?));
        (size >= HEADER && size <= bytes.len()).then_some(Self { bytes, size })
    }

    /// Where the first row of a list that began on an earlier page stands; none where no list goes on here.
    fn first_row(&self) -> Option<usize> {
        let at = usize::from(u16::from_be_bytes(*self.bytes.first_chunk()?));
        (at >= HEADER && at < self.size).then_some(at)
    }

    /// Where its first term stands.
    fn first_term(&self) -> Option<usize> {
        let mut cursor = Cursor { bytes: self.bytes.get(self.size..)?, at: 0 };
        usize::try_from(cursor.varint()?).ok()
    }

    /// Where what goes on from an earlier page ends.
    fn continued(&self) -> usize {
        self.first_term().unwrap_or(self.size)
    }

    /// Calls `each` with every term and where its list stands, until it breaks; `None` where the page is damaged.
    fn terms(&self, mut each: impl FnMut(&[u8], usize, usize) -> bool) -> Option<()> {
        let mut footer = Cursor { bytes: self.bytes.get(self.size..)?, at: 0 };
        let mut term: Vec<u8> = Vec::new();
        let (mut at, mut first) = (0, true);
        let mut next = footer.varint();
        while let Some(step) = next {
            at += usize::try_from(step).ok()?;
            next = footer.varint();
            let end = match next {
                Some(step) => at + usize::try_from(step).ok()?,
                None => self.size,
            };
            let mut cursor = Cursor { bytes: self.bytes.get(..self.size)?, at };
            let keep = if first { 0 } else { usize::try_from(cursor.varint()?).ok()? };
            let new = usize::try_from(cursor.varint()?).ok()?;
            let suffix = cursor.take(new)?;
            if keep > term.len() {
                return None;
            }
            term.truncate(keep);
            term.extend_from_slice(suffix);
            first = false;
            if !each(&term, cursor.at, end) {
                break;
            }
        }
        Some(())
    }
}

/// A page that is kept.
type Page = Rc<Leaf<Vec<u8>>>;

/// Reads numbers as SQLite writes them.
pub(super) struct Cursor<'b> {
    pub bytes: &'b [u8],
    pub at: usize,
}

impl<'b> Cursor<'b> {
    #[inline]
    pub fn varint(&mut self) -> Option<u64> {
        let first = *self.bytes.get(self.at)?;
        if first < 0x80 {
            self.at += 1;
            return Some(u64::from(first));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for index in 0..9 {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            if index == 8 {
                return Some((value << 8) | u64::from(byte));
            }
            value = (value << 7) | u64::from(byte & 0x7f);
            if byte < 0x80 {
                return Some(value);
            }
        }
        Some(value)
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let found = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(found)
    }
}

/// The index as it was when it was opened; reads must lie in one transaction.
pub(super) struct Pages<'c> {
    connection: &'c Connection,
    segments: Vec<Segment>,
    last: RefCell<Option<(i64, Page)>>,
}

const DOING: &str = "reading the full-text index";

impl<'c> Pages<'c> {
    /// Reads the list of segments; `None` where the index is in a form not known here.
    pub fn open(connection: &'c Connection) -> Result<Option<Self>> {
        let version: Option<i64> = connection
            .prepare_cached("SELECT v FROM articles_fts_config WHERE k = 'version'")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
            .doing(DOING)?;
        if version != Some(VERSION) {
            return Ok(None);
        }
        let structure: Option<Vec<u8>> = connection
            .prepare_cached("SELECT block FROM articles_fts_data WHERE id = ?")
            .and_then(|mut statement| statement.query_row([STRUCTURE], |row| row.get(0)).optional())
            .doing(DOING)?;
        let segments = structure.as_deref().and_then(segments);
        Ok(segments.map(|segments| Self { connection, segments, last: RefCell::default() }))
    }

    fn leaf(&self, segment: &Segment, page: i64) -> Result<Option<Page>> {
        let id = (segment.id << SEGMENT_SHIFT) + page;
        if let Some((known, leaf)) = &*self.last.borrow()
            && *known == id
        {
            return Ok(Some(Rc::clone(leaf)));
        }
        let bytes: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT block FROM articles_fts_data WHERE id = ?")
            .and_then(|mut statement| statement.query_row([id], |row| row.get(0)).optional())
            .doing(DOING)?;
        let leaf = bytes.and_then(Leaf::read).map(Rc::new);
        if let Some(leaf) = &leaf {
            *self.last.borrow_mut() = Some((id, Rc::clone(leaf)));
        }
        Ok(leaf)
    }

    /// The terms from `from` on that begin with `prefix`, each with its places in the segments; `None` where the
    /// index is damaged. `keep` says of each whether it is wanted.
    pub fn terms(&self, prefix: &str, keep: &mut dyn FnMut(&str) -> bool) -> Result<Option<Terms>> {
        let mut found: Terms = BTreeMap::new();
        let low = [&[MAIN], prefix.as_bytes()].concat();
        for (number, segment) in self.segments.iter().enumerate() {
            for page in self.pages(segment, &low)? {
                let Some(leaf) = self.leaf(segment, page)? else { return Ok(None) };
                let mut past = false;
                let sound = leaf.terms(|term, start, end| {
                    past = term > low.as_slice() && !term.starts_with(&low);
                    if term.starts_with(&low)
                        && let Some(Ok(word)) = term.get(1..).map(std::str::from_utf8)
                        && keep(word)
                    {
                        let places = found.entry(word.to_owned()).or_default();
                        places.push(Found { segment: number, page, start, end });
                    }
                    !past
                });
                if sound.is_none() {
                    return Ok(None);
                }
                if past {
                    break;
                }
            }
        }
        Ok(Some(found))
    }

    /// The pages on which terms that begin with `low` may stand.
    fn pages(&self, segment: &Segment, low: &[u8]) -> Result<Vec<i64>> {
        let first: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT pgno FROM articles_fts_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1",
            )
            .and_then(|mut statement| statement.query_row((segment.id, low), |row| row.get(0)).optional())
            .doing(DOING)?;
        // A merge that is under way has taken pages off the front, and left them in this table.
        let mut pages = vec![first.map_or(segment.first, |page| page >> 1).max(segment.first)];
        let mut statement = self
            .connection
            .prepare_cached("SELECT pgno, term FROM articles_fts_idx WHERE segid = ? AND term > ? ORDER BY term")
            .doing(DOING)?;
        let mut rows = statement.query((segment.id, low)).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            let (page, term): (i64, Vec<u8>) = (row.get(0).doing(DOING)?, row.get(1).doing(DOING)?);
            // What stands in the index may be cut short: a page's first term begins with it.
            if !term.starts_with(low) {
                break;
            }
            if page >> 1 > segment.first {
                pages.push(page >> 1);
            }
        }
        Ok(pages)
    }

    /// The list of one term; `None` where the index is damaged.
    pub fn postings(&self, found: &[Found], docs: &impl Fn(i64) -> Option<u32>) -> Result<Option<Postings>> {
        let mut lists = Vec::with_capacity(found.len());
        for place in found {
            let Some(stream) = self.stream(place)? else { return Ok(None) };
            let Some(list) = stream.read(docs) else { return Ok(None) };
            lists.push(list);
        }
        Ok(Some(Postings::newest(lists)))
    }

    /// The list as it would stand if pages had no end.
    fn stream(&self, found: &Found) -> Result<Option<Stream>> {
        let Some(segment) = self.segments.get(found.segment) else { return Ok(None) };
        let Some(leaf) = self.leaf(segment, found.page)? else { return Ok(None) };
        let Some(bytes) = leaf.bytes.get(found.start..found.end) else { return Ok(None) };
        let mut stream = Stream { bytes: bytes.to_vec(), absolute: vec![0] };
        if found.end < leaf.size {
            return Ok(Some(stream));
        }
        // It ends where a page has a term.
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, block FROM articles_fts_data WHERE id BETWEEN ? AND ? ORDER BY id")
            .doing(DOING)?;
        let first = (segment.id << SEGMENT_SHIFT) + found.page + 1;
        let mut rows = statement.query((first, (segment.id << SEGMENT_SHIFT) + segment.last)).doing(DOING)?;
        let mut expected = first;
        while let Some(row) = rows.next().doing(DOING)? {
            let id: i64 = row.get(0).doing(DOING)?;
            if id != expected {
                break;
            }
            expected += 1;
            let Some(page) = row.get_ref(1).doing(DOING)?.as_blob().ok().and_then(Leaf::read) else { return Ok(None) };
            let Some(more) = page.bytes.get(HEADER..page.continued()) else { return Ok(None) };
            if let Some(at) = page.first_row() {
                stream.absolute.push(stream.bytes.len() + at - HEADER);
            }
            stream.bytes.extend_from_slice(more);
            if page.first_term().is_some() {
                break;
            }
        }
        Ok(Some(stream))
    }
}

/// A list put together from its pages, whose first rows are written in full where others are steps from the last.
struct Stream {
    bytes: Vec<u8>,
    /// Where a row is written in full, rising.
    absolute: Vec<usize>,
}

impl Stream {
    fn read(self, docs: &impl Fn(i64) -> Option<u32>) -> Option<Postings> {
        u32::try_from(self.bytes.len()).ok()?;
        let mut places = Vec::with_capacity(self.bytes.len() / 8);
        let mut absolute = self.absolute.iter().copied().peekable();
        let mut cursor = Cursor { bytes: &self.bytes, at: 0 };
        let mut row = 0i64;
        while cursor.at < self.bytes.len() {
            let full = absolute.next_if_eq(&cursor.at).is_some();
            if absolute.peek().is_some_and(|next| *next <= cursor.at) {
                return None;
            }
            let step = cursor.varint()?.cast_signed();
            row = if full { step } else { row.wrapping_add(step) };
            let size = usize::try_from(cursor.varint()? >> 1).ok()?;
            let start = cursor.at;
            cursor.at = start.checked_add(size).filter(|end| *end <= self.bytes.len())?;
            // Rows the index no longer counts are left out, except as marks of what was taken out.
            if let Some(doc) = docs(row) {
                let (start, end) = (u32::try_from(start).ok()?, u32::try_from(cursor.at).ok()?);
                places.push(Place { doc, start, end });
            }
        }
        Some(Postings { places, bytes: self.bytes })
    }
}

/// Terms with where they stand.
pub(super) type Terms = BTreeMap<String, Vec<Found>>;

/// The segments of the structure record, the newest first.
fn segments(record: &[u8]) -> Option<Vec<Segment>> {
    // A cookie of four bytes; what follows it in a newer form begins with 0xFF.
    let mut cursor = Cursor { bytes: record, at: 4 };
    if record.get(4) == Some(&0xff) {
        return None;
    }
    let (levels, _, _) = (cursor.varint()?, cursor.varint()?, cursor.varint()?);
    let mut all = Vec::new();
    for _ in 0..levels {
        let (_, count) = (cursor.varint()?, cursor.varint()?);
        let mut level = Vec::new();
        for _ in 0..count {
            let mut number = || cursor.varint().and_then(|number| i64::try_from(number).ok());
            level.push(Segment { id: number()?, first: number()?, last: number()? });
        }
        level.reverse();
        all.append(&mut level);
    }
    all.retain(|segment| segment.first > 0);
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_sqlite_writes_them() {
        let read = |bytes: &[u8]| Cursor { bytes, at: 0 }.varint();
        assert_eq!(read(&[0x7f]), Some(127));
        assert_eq!(read(&[0x81, 0x00]), Some(128));
        assert_eq!(read(&[0xff; 9]), Some(u64::MAX), "the ninth byte counts whole");
        assert_eq!(read(&[0xff; 8]), None, "cut short");
    }

    #[test]
    fn a_list_of_segments_in_another_form_is_not_read() {
        // One level of one segment: pages 1 to 3 of number 2.
        let known = [0, 0, 0, 7, 1, 1, 5, 0, 1, 2, 1, 3];
        assert_eq!(segments(&known), Some(vec![Segment { id: 2, first: 1, last: 3 }]));
        let newer = [&known[..4], &[0xff, 0, 0, 1], &known[4..]].concat();
        assert_eq!(segments(&newer), None);
        assert_eq!(segments(&known[..10]), None, "cut short");
    }

    #[test]
    fn a_term_that_begins_like_none_before_it_is_damage() {
        // `0ab`, then a term that shares two letters with it, and so on.
        let page = |shared: u8| [0, 0, 0, 14, 3, b'0', b'a', b'b', 1, shared, 1, b'c', 1, 0, 4, 5].to_vec();
        let terms = |shared| {
            let mut all = Vec::new();
            let sound = Leaf::read(page(shared))?.terms(|term, _, _| {
                all.push(String::from_utf8_lossy(term).into_owned());
                true
            });
            sound.map(|()| all)
        };
        assert_eq!(terms(2), Some(vec!["0ab".to_owned(), "0ac".to_owned()]));
        assert_eq!(terms(9), None);
    }
}
