//! Folding a stretch of text for label patterns, with the way back to the original bytes.

use crate::text::lines::is_invisible;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A folded stretch: accents gone, white space single, dashes `-`, apostrophes `'`, quotation marks `"`; case kept.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The folded text.
    pub text: String,
    /// For each folded byte, and one past the last, the offset of its character in the original;
    /// empty where the two are the same.
    at: Vec<u32>,
}

impl Folded {
    /// Folds `original` in place of what it held.
    pub fn read(&mut self, original: &str) {
        self.text.clear();
        self.at.clear();
        if is_plain(original) {
            self.text.push_str(original);
            return;
        }
        for (at, letter) in original.char_indices() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let before = self.text.len();
            self.push(letter);
            self.at.extend(std::iter::repeat_n(at, self.text.len() - before));
        }
        self.at.push(u32::try_from(original.len()).unwrap_or(u32::MAX));
    }

    /// The original offset of a folded one.
    pub fn back(&self, folded: usize) -> usize {
        if self.at.is_empty() { folded } else { self.at.get(folded).map_or(0, |at| *at as usize) }
    }

    fn push(&mut self, letter: char) {
        match letter {
            '!'..='~' => self.text.push(letter),
            '’' | '‘' | 'ʼ' | '´' | '′' => self.text.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.text.push('-'),
            '«' | '»' | '“' | '”' | '„' => self.text.push('"'),
            'œ' => self.text.push_str("oe"),
            'Œ' => self.text.push_str("OE"),
            _ if letter.is_whitespace() || letter.is_control() => {
                if !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            }
            _ if is_invisible(letter) || is_combining_mark(letter) => {}
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => decompose_canonical(letter, |part| {
                if !is_combining_mark(part) {
                    self.text.push(part);
                }
            }),
            other => self.text.push(other),
        }
    }
}

/// Whether folding would change nothing.
fn is_plain(text: &str) -> bool {
    let mut space = false;
    text.bytes().all(|byte| {
        let double = space && byte == b' ';
        space = byte == b' ';
        matches!(byte, b' '..=b'~') && !double
    })
}

/// A pattern or list entry with its letters' accents removed, so that packs are written as the press writes.
pub(super) fn fold_pattern(pattern: &str) -> String {
    let mut folded = Folded::default();
    for letter in pattern.chars() {
        if letter.is_alphabetic() || matches!(letter, '’' | '«' | '»' | '“' | '”') {
            folded.push(letter);
        } else {
            folded.text.push(letter);
        }
    }
    folded.text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_knows_the_way_back() {
        let text = "Crédit\u{a0}photo :  L’Œil";
        let mut folded = Folded::default();
        folded.read(text);
        assert_eq!(folded.text, "Credit photo : L'OEil");
        let start = folded.text.find("L'OEil").map_or(0, |at| folded.back(at));
        assert_eq!(text.get(start..folded.back(folded.text.len())), Some("L’Œil"));
    }

    #[test]
    fn decomposed_accents_fold_too() {
        let mut folded = Folded::default();
        folded.read("Publicite\u{301}");
        assert_eq!((folded.text.as_str(), folded.back(9)), ("Publicite", 11));
    }
}
