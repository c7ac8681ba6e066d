//! Byte ranges of a text, and their conversion to code points.

use serde::{Deserialize, Serialize};

/// A half-open byte range of an article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text it covers, or `None` where it lies outside `text` or cuts a character.
    pub fn slice<'t>(&self, text: &'t str) -> Option<&'t str> {
        text.get(self.start..self.end)
    }

    /// Whether the two ranges share at least one byte.
    pub const fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub const fn contains(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Its length in bytes.
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    pub const fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn cover(&self, other: &Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// The distance in bytes between two recorded positions; a lookup walks at most this many bytes.
const STRIDE: usize = 512;

/// Converts between byte and code-point offsets of one text.
///
/// Building it takes one pass; a conversion then costs at most [`STRIDE`] bytes of counting, and nothing at all
/// where the text is ASCII.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// `marks[i]` is the number of code points that begin before byte `i * STRIDE`; empty for ASCII.
    marks: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Prepares the conversion for `text`.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                marks.push(count);
                count += chunk.iter().filter(|byte| is_start(**byte)).count();
            }
            marks.push(count);
        }
        Self { text, marks }
    }

    /// The number of code points before byte offset `byte` (clamped to the text's length).
    pub fn from_byte(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = byte / STRIDE;
        let Some(base) = self.marks.get(block) else { return byte };
        let rest = self.text.as_bytes().get(block * STRIDE..byte).unwrap_or_default();
        base + rest.iter().filter(|byte| is_start(**byte)).count()
    }

    /// The byte offset at which code point number `index` begins, or `None` past the end.
    pub fn to_byte(&self, index: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return (index <= self.text.len()).then_some(index);
        }
        let block = self.marks.partition_point(|mark| *mark <= index).checked_sub(1)?;
        let mut seen = *self.marks.get(block)?;
        let start = (block * STRIDE).min(self.text.len());
        for (offset, byte) in self.text.as_bytes().get(start..)?.iter().enumerate() {
            if is_start(*byte) {
                if seen == index {
                    return Some(start + offset);
                }
                seen += 1;
            }
        }
        (seen == index).then_some(self.text.len())
    }

    /// A byte range as code points.
    pub fn range(&self, span: Span) -> (usize, usize) {
        (self.from_byte(span.start), self.from_byte(span.end))
    }

    /// A code-point range as bytes, or `None` where it is reversed or outside the text.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.to_byte(start)?, self.to_byte(end)?))
    }
}

/// Whether a byte begins a character in UTF-8.
const fn is_start(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn offsets_follow_characters() {
        let text = "L’Algérie rappelle";
        let points = CodePoints::new(text);
        assert_eq!(points.range(Span::new(4, 12)), (2, 9));
        assert_eq!(points.span(2, 9).and_then(|span| span.slice(text)), Some("Algérie"));
        assert_eq!(points.span(9, 2), None);
        assert_eq!(points.span(0, 99), None);
    }

    proptest! {
        #[test]
        fn both_ways_agree(text in "(\\PC|\\n){0,1500}") {
            let points = CodePoints::new(&text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.from_byte(byte), index);
                prop_assert_eq!(points.to_byte(index), Some(byte));
            }
            prop_assert_eq!(points.to_byte(text.chars().count()), Some(text.len()));
        }
    }
}
