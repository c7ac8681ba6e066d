//! The sentence around a place, without cutting the whole text.

use super::WordLists;
use crate::text::Span;
use crate::text::sentences::{SentenceWords, sentences};
use crate::text::tokens::{Vocabulary, tokenize};
use std::sync::LazyLock;

static NO_WORDS: LazyLock<(Vocabulary, SentenceWords)> = LazyLock::new(Default::default);

/// Finds sentences of one text, a block between blank lines at a time: no sentence crosses these. The last block is
/// kept, for places that are asked for in order.
pub(super) struct Sentences<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
    words: &'t SentenceWords,
    /// The edges of labelled stretches, which no sentence crosses either.
    bounds: &'t [Span],
    block: Span,
    in_block: Vec<Span>,
    /// The sentence that was found last.
    last: Option<Span>,
    /// How many bytes on either side of a place are looked at first.
    reach: usize,
}

/// Bytes before and after a place in which its sentence most often lies.
const REACH: usize = 320;
/// Bytes at the edge of a stretch in which the end of a sentence cannot be told for want of what stands before it.
const MARGIN: usize = 64;

impl<'t> Sentences<'t> {
    pub fn new(text: &'t str, lists: Option<&'t WordLists<'t>>, bounds: &'t [Span]) -> Self {
        let (vocabulary, words) = match lists {
            Some(lists) => (lists.vocabulary, lists.sentences),
            None => (&NO_WORDS.0, &NO_WORDS.1),
        };
        Self { text, vocabulary, words, bounds, block: Span::new(0, 0), in_block: Vec::new(), last: None, reach: REACH }
    }

    /// The sentences that share a word with `span`, in order.
    pub fn over(&mut self, span: Span) -> Vec<Span> {
        let mut found = Vec::new();
        let mut at = span.start;
        while at < span.end {
            self.go_to(at);
            found.extend(self.in_block.iter().filter(|sentence| sentence.overlaps(&span)));
            at = self.block.end.max(at + 1);
        }
        found
    }

    /// The sentence that `span` begins in.
    pub fn around(&mut self, span: Span) -> Option<Span> {
        let holds = |sentence: &Span| sentence.start <= span.start && span.start < sentence.end;
        if let Some(last) = self.last.filter(holds) {
            return Some(last);
        }
        let mut reach = self.reach;
        self.last = loop {
            let stretch = stretch_at(self.text, span, reach);
            let found = self.cut(stretch).into_iter().find(holds);
            // What comes near the edge of the stretch may be told otherwise by what lies beyond it.
            let whole = found.is_some_and(|found| {
                (stretch.start == 0 || found.start >= stretch.start + MARGIN)
                    && (stretch.end == self.text.len() || found.end + MARGIN <= stretch.end)
            });
            if whole || stretch.len() == self.text.len() {
                break found;
            }
            reach *= 4;
        };
        self.last
    }

    /// Cuts the block that holds byte `at`.
    fn go_to(&mut self, at: usize) {
        if self.block.start <= at && at < self.block.end {
            return;
        }
        self.block = block_at(self.text, at);
        self.in_block = self.cut(self.block);
    }

    /// The sentences of a stretch.
    fn cut(&self, stretch: Span) -> Vec<Span> {
        let offset = stretch.start;
        let tokens = tokenize(stretch.slice(self.text).unwrap_or_default(), self.vocabulary);
        // The edges alone count, and those before the stretch do not.
        let bounds: Vec<Span> = self
            .bounds
            .iter()
            .flat_map(|bound| [bound.start, bound.end])
            .filter(|edge| *edge <= stretch.end)
            .filter_map(|edge| edge.checked_sub(offset).map(|edge| Span::new(edge, edge)))
            .collect();
        sentences(&tokens, self.words, &bounds)
            .into_iter()
            .filter_map(|range| {
                let span = tokens.get(range.start)?.span().cover(&tokens.get(range.end.checked_sub(1)?)?.span());
                Some(Span::new(span.start + offset, span.end + offset))
            })
            .collect()
    }
}

/// About `reach` bytes on either side of `span`, from one white space to another.
fn stretch_at(text: &str, span: Span, reach: usize) -> Span {
    let from = crate::text::lines::floor_boundary(text, span.start.saturating_sub(reach));
    let start = text.get(..from).and_then(|head| head.rfind(char::is_whitespace)).unwrap_or(0);
    let to = crate::text::lines::ceil_boundary(text, span.end.saturating_add(reach));
    let end = text.get(to..).and_then(|tail| tail.find(char::is_whitespace)).map_or(text.len(), |at| to + at);
    Span::new(start, end)
}

/// The stretch between blank lines that holds byte `at`.
fn block_at(text: &str, at: usize) -> Span {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    // Other lines without letters part sentences too; a block may hold some of these.
    let is_blank = |from: usize, to: usize| text.get(from..to).is_some_and(|line| line.trim().is_empty());
    let mut start = 0;
    let mut line_end = at;
    while let Some(found) = memchr::memrchr(b'\n', bytes.get(..line_end).unwrap_or_default()) {
        // The line after this break, up to the next one found before.
        if line_end < at && is_blank(found + 1, line_end) {
            start = line_end + 1;
            break;
        }
        line_end = found;
    }
    let mut end = bytes.len();
    let mut from = at;
    let mut first = true;
    while let Some(found) = memchr::memchr(b'\n', bytes.get(from..).unwrap_or_default()).map(|offset| from + offset) {
        if !first && is_blank(from, found) {
            end = from;
            break;
        }
        first = false;
        from = found + 1;
    }
    Span::new(start.min(at), end.max(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The sentences of the whole text, cut at once.
    fn whole(text: &str, bounds: &[Span]) -> Vec<Span> {
        let tokens = tokenize(text, &Vocabulary::default());
        sentences(&tokens, &SentenceWords::default(), bounds)
            .into_iter()
            .map(|range| tokens[range.start].span().cover(&tokens[range.end - 1].span()))
            .collect()
    }

    proptest! {
        #[test]
        fn one_block_gives_what_the_whole_text_gives(
            text in "([A-Za-zé]{1,4}[.!]? ?|\n|\n\n| \n \n|\r\n){0,90}",
            edge in 0_usize..60,
        ) {
            let edge = (edge.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let bounds = [Span::new(edge, text.len())];
            let all = whole(&text, &bounds);
            let mut finder = Sentences { reach: 40, ..Sentences::new(&text, None, &bounds) };
            crate::text::words::each_word(&text, |word| {
                let span = Span::new(word.start as usize, word.end as usize);
                let expected = all.iter().find(|sentence| sentence.overlaps(&span)).copied();
                assert_eq!(finder.around(span), expected, "{text:?} at {span:?}");
                assert_eq!(finder.over(span), Vec::from_iter(expected), "{text:?} at {span:?}");
            });
        }
    }
}
