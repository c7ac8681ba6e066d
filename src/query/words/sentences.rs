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
    sentences: Vec<Span>,
}

impl<'t> Sentences<'t> {
    pub fn new(text: &'t str, lists: Option<&'t WordLists<'t>>, bounds: &'t [Span]) -> Self {
        let (vocabulary, words) = match lists {
            Some(lists) => (lists.vocabulary, lists.sentences),
            None => (&NO_WORDS.0, &NO_WORDS.1),
        };
        Self { text, vocabulary, words, bounds, block: Span::new(0, 0), sentences: Vec::new() }
    }

    /// The sentences that share a word with `span`, in order.
    pub fn over(&mut self, span: Span) -> Vec<Span> {
        let mut found = Vec::new();
        let mut at = span.start;
        while at < span.end {
            self.go_to(at);
            found.extend(self.sentences.iter().filter(|sentence| sentence.overlaps(&span)));
            at = self.block.end.max(at + 1);
        }
        found
    }

    /// The sentence that `span` begins in.
    pub fn around(&mut self, span: Span) -> Option<Span> {
        self.go_to(span.start);
        self.sentences.iter().find(|sentence| sentence.end > span.start && sentence.start <= span.start).copied()
    }

    /// Cuts the block that holds byte `at`.
    fn go_to(&mut self, at: usize) {
        if self.block.start <= at && at < self.block.end {
            return;
        }
        self.block = block_at(self.text, at);
        let block = self.block.slice(self.text).unwrap_or_default();
        let offset = self.block.start;
        let tokens = tokenize(block, self.vocabulary);
        let bounds: Vec<Span> = self
            .bounds
            .iter()
            .filter(|bound| bound.end >= offset && bound.start <= self.block.end)
            .flat_map(|bound| {
                // The edges alone count, and those before the block do not.
                [bound.start, bound.end].map(|edge| edge.checked_sub(offset).map(|edge| Span::new(edge, edge)))
            })
            .flatten()
            .collect();
        self.sentences = sentences(&tokens, self.words, &bounds)
            .into_iter()
            .filter_map(|range| {
                let span = tokens.get(range.start)?.span().cover(&tokens.get(range.end.checked_sub(1)?)?.span());
                Some(Span::new(span.start + offset, span.end + offset))
            })
            .collect();
    }
}

/// The stretch between blank lines that holds byte `at`.
fn block_at(text: &str, at: usize) -> Span {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let is_blank = |from: usize, to: usize| {
        text.get(from..to)
            .is_some_and(|line| line.chars().all(|c| c.is_whitespace() || crate::text::lines::is_invisible(c)))
    };
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
            text in "([A-Za-zé]{1,4}[.!]? ?|\n|\n\n| \n \n|\r\n){0,40}",
            edge in 0_usize..60,
        ) {
            let edge = (edge.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let bounds = [Span::new(edge, text.len())];
            let all = whole(&text, &bounds);
            let mut finder = Sentences::new(&text, None, &bounds);
            crate::text::words::each_word(&text, |word| {
                let span = Span::new(word.start as usize, word.end as usize);
                let expected = all.iter().find(|sentence| sentence.overlaps(&span)).copied();
                assert_eq!(finder.around(span), expected, "{text:?} at {span:?}");
                assert_eq!(finder.over(span), Vec::from_iter(expected), "{text:?} at {span:?}");
            });
        }
    }
}
