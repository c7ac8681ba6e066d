//! In which articles a term stands, and where.

use super::pages::Cursor;

/// A place in the list of an article: columns and positions lie in `bytes[start..end]` of its [`Postings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The article, by its rank among all.
    pub doc: u32,
    pub start: u32,
    pub end: u32,
}

/// The articles that hold a term, in order, with its positions as FTS5 writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Postings {
    pub places: Vec<Place>,
    pub bytes: Vec<u8>,
}

impl Postings {
    /// Joins the lists of segments, the newest first: of two accounts of an article the newer holds, and an empty one
    /// says that the term is no longer there.
    pub fn newest(mut lists: Vec<Self>) -> Self {
        if lists.len() == 1 {
            let mut only = lists.pop().unwrap_or_default();
            only.places.retain(|place| place.start < place.end);
            return only;
        }
        let mut out = Self::default();
        let mut all: Vec<(u32, usize, Place)> = Vec::new();
        for (age, list) in lists.iter().enumerate() {
            all.extend(list.places.iter().map(|place| (place.doc, age, *place)));
        }
        all.sort_by_key(|(doc, age, _)| (*doc, *age));
        all.dedup_by_key(|(doc, _, _)| *doc);
        for (doc, age, place) in all {
            let Some(bytes) = lists.get(age).map(|list| list.of(&place)) else { continue };
            if bytes.is_empty() {
                continue;
            }
            let (Ok(start), Ok(end)) = (u32::try_from(out.bytes.len()), u32::try_from(out.bytes.len() + bytes.len()))
            else {
                break;
            };
            out.bytes.extend_from_slice(bytes);
            out.places.push(Place { doc, start, end });
        }
        out
    }

    /// The positions of a place, as bytes.
    pub fn of(&self, place: &Place) -> &[u8] {
        self.bytes.get(place.start as usize..place.end as usize).unwrap_or_default()
    }
}

/// How often a term stands in the title and in the text.
pub(crate) fn counts(list: &[u8]) -> (u32, u32) {
    let (mut title, mut text, mut column) = (0u32, 0u32, 0u8);
    let (mut fresh, mut named) = (true, false);
    for byte in list {
        if fresh && *byte == 1 && !named {
            named = true;
            continue;
        }
        if named {
            // The number of the column that follows.
            column = *byte;
            named = false;
            fresh = true;
            continue;
        }
        fresh = *byte < 0x80;
        if fresh {
            if column == 0 { title += 1 } else { text += 1 }
        }
    }
    (title, text)
}

/// Where a term stands: the column (0 the title, 1 the text) and the number of the word in it.
pub(crate) fn positions(bytes: &[u8]) -> impl Iterator<Item = (u8, u32)> + '_ {
    let mut cursor = Cursor { bytes, at: 0 };
    let (mut column, mut last) = (0u8, 0u64);
    std::iter::from_fn(move || {
        let mut step = cursor.varint()?;
        if step == 1 {
            column = u8::try_from(cursor.varint()?).unwrap_or(u8::MAX);
            last = 0;
            step = cursor.varint()?;
        }
        last += step.saturating_sub(2);
        Some((column, u32::try_from(last).unwrap_or(u32::MAX)))
    })
}

/// Appends a number as SQLite writes it, for lists that are put together here.
pub(super) fn push_varint(out: &mut Vec<u8>, value: u32) {
    let groups = (32 - value.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let bits = u8::try_from((value >> (7 * group)) & 0x7f).unwrap_or_default();
        out.push(if group == 0 { bits } else { bits | 0x80 });
    }
}
