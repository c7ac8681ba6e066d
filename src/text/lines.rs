//! The lines of a text that hold something, without the white space around them.

use super::span::Span;
use memchr::memchr3;

/// A line that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// Whether an empty line stands before it.
    pub gap: bool,
}

/// Walks the lines of a text that hold something; made by [`lines`].
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// Whether U+0085, U+2028 or U+2029 occur: they are rare, and looking for them costs.
    rare: bool,
}

/// The lines of `text` that hold something, whatever ends them: LF, CR LF, CR, form feed, U+0085, U+2028, U+2029.
///
/// ```
/// use corpus::text::lines::lines;
///
/// let text = " Publicité \r\n\r\nLe détachement";
/// let seen: Vec<_> = lines(text).map(|line| (line.span.slice(text).unwrap(), line.gap)).collect();
/// assert_eq!(seen, [("Publicité", false), ("Le détachement", true)]);
/// ```
pub fn lines(text: &str) -> Lines<'_> {
    let bytes = text.as_bytes();
    let rare = [&b"\xe2\x80\xa8"[..], b"\xe2\x80\xa9", b"\xc2\x85"]
        .into_iter()
        .any(|mark| memchr::memmem::find(bytes, mark).is_some());
    Lines { text, at: 0, rare }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let mut breaks = 0;
        while self.at < self.text.len() {
            let rest = self.text.get(self.at..)?;
            let (length, mark) = self.break_in(rest);
            let line = rest.get(..length)?;
            let kept = trim(line);
            let start = self.at;
            self.at += length + mark;
            if !kept.is_empty() {
                let lead = line.len() - line.trim_start_matches(is_blank).len();
                let begin = start + lead;
                return Some(Line { span: Span::new(begin, begin + kept.len()), gap: breaks > 0 });
            }
            breaks += usize::from(start > 0);
        }
        None
    }
}

impl Lines<'_> {
    /// Where the first line of `rest` ends, and how many bytes its end takes.
    fn break_in(&self, rest: &str) -> (usize, usize) {
        if self.rare {
            return rest.char_indices().find(|(_, letter)| is_break(*letter)).map_or(
                (rest.len(), 0),
                |(at, letter)| {
                    let crlf = letter == '\r' && rest.as_bytes().get(at + 1) == Some(&b'\n');
                    (at, letter.len_utf8() + usize::from(crlf))
                },
            );
        }
        let bytes = rest.as_bytes();
        memchr3(b'\n', b'\r', b'\x0c', bytes).map_or((rest.len(), 0), |at| {
            let crlf = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
            (at, 1 + usize::from(crlf))
        })
    }
}

/// Whether a character ends a line.
const fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is nothing a reader sees: white space, controls, zero-width and direction marks.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || is_invisible(letter)
}

/// Whether a character has no width: soft hyphen, joiners, direction marks, byte-order mark.
pub const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `text` without what no reader sees at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The last character boundary at or before `at`.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (at.saturating_sub(3)..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first character boundary at or after `at`.
pub fn ceil_boundary(text: &str, at: usize) -> usize {
    (at..at.saturating_add(4)).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_line_end_counts_once() {
        for mark in ["\n", "\r\n", "\r", "\x0c", "\u{85}", "\u{2028}", "\u{2029}"] {
            let text = format!("{mark}un{mark}{mark}deux{mark}trois");
            let seen: Vec<_> =
                lines(&text).map(|line| (line.span.slice(&text).unwrap_or_default(), line.gap)).collect();
            assert_eq!(seen, [("un", false), ("deux", true), ("trois", false)], "{mark:?}");
        }
    }

    proptest! {
        #[test]
        fn lines_are_inside_and_in_order(text in "[a \n\r\u{85}\u{2028}\u{feff}é]{0,80}") {
            let mut end = 0;
            for line in lines(&text) {
                prop_assert!(line.span.start >= end);
                prop_assert!(line.span.slice(&text).is_some_and(|line| !line.is_empty()));
                end = line.span.end;
            }
        }
    }
}
