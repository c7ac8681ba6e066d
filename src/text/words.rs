//! The words of a text for counting: the bounds of [`tokens`](super::tokens), quickly, and what each is counted as.

use super::fold::{fold, lower, push_folded, push_lower};
use super::lines::is_invisible;
use super::tokens::{is_apostrophe, is_hyphen};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use unicode_normalization::char::is_combining_mark;

/// The words of each language that say little by themselves, in lower case, by ISO 639-1 code.
pub type StopWords = BTreeMap<String, FxHashSet<String>>;

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Space, a line break, a hyphen, an apostrophe, quotation marks: the word goes on from the one before.
    Joined,
    /// Some other mark.
    Mark,
    /// A blank line, or the text's beginning.
    Break,
}

/// A word or number and what stands before it. Offsets are bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// What stands before it.
    pub gap: Gap,
}

/// Calls `each` with every word and number of `text`, in order, within the bounds that
/// [`tokenize`](super::tokens::tokenize) gives them. Linear in the text; texts over 4 GiB are cut there.
///
/// ```
/// use corpus::text::words::each_word;
///
/// let text = "L’O.N.U. condamne, à Al-Qaïda.";
/// let mut words = Vec::new();
/// each_word(text, |word| words.push(&text[word.start as usize..word.end as usize]));
/// assert_eq!(words, ["L", "O.N.U.", "condamne", "à", "Al", "Qaïda"]);
/// ```
pub fn each_word(text: &str, mut each: impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let (mut at, mut gap, mut breaks, mut last) = (0, Gap::Break, 0, usize::MAX);
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' {
            at += 1;
            continue;
        }
        if byte.is_ascii_alphanumeric() {
            let end = end_of_word(text, at);
            each(word(at, end, gap));
            (at, gap, breaks, last) = (end, Gap::Joined, 0, end);
            continue;
        }
        let letter = if byte.is_ascii() { char::from(byte) } else { char_at(text, at) };
        let next = at + letter.len_utf8();
        if letter.is_alphanumeric() {
            let end = end_of_word(text, at);
            each(word(at, end, gap));
            (at, gap, breaks, last) = (end, Gap::Joined, 0, end);
            continue;
        }
        if matches!(letter, '\n' | '\u{2028}' | '\u{2029}') {
            breaks += 1;
            if breaks > 1 {
                gap = Gap::Break;
            }
        } else if !(letter.is_whitespace() || is_invisible(letter)) {
            let joins = (is_hyphen(letter) || is_apostrophe(letter))
                && last == at
                && text.get(next..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
            if !joins {
                breaks = 0;
                if !is_quotation_mark(letter) {
                    gap = gap.max(Gap::Mark);
                }
            }
        }
        at = next;
    }
}

fn word(start: usize, end: usize, gap: Gap) -> Word {
    Word { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX), gap }
}

fn char_at(text: &str, at: usize) -> char {
    text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\0')
}

/// Quotation marks that enclose words; single ones are apostrophes.
const fn is_quotation_mark(mark: char) -> bool {
    matches!(mark, '"' | '«' | '»' | '“' | '”' | '„')
}

/// One past the word that begins at `start`.
fn end_of_word(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            let letter = char_at(text, at);
            if !(letter.is_alphanumeric() || is_combining_mark(letter)) {
                break;
            }
            at += letter.len_utf8();
        }
    }
    // Only what begins with a capital and a full stop can be an acronym with full stops.
    if bytes.get(at) == Some(&b'.')
        && let Some(rest) = text.get(start..)
        && let Some(length) = super::tokens::dotted_acronym(rest)
    {
        return start + length;
    }
    at
}

/// Reduces words to their stems by the rules of a language (Snowball).
pub struct Stems {
    stemmer: Option<Stemmer>,
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stems").field("known", &self.stemmer.is_some()).finish()
    }
}

/// The longest word that is stemmed, in bytes.
const LONGEST_STEMMED: usize = 256;

impl Stems {
    /// The languages that have rules.
    pub const LANGUAGES: [&'static str; 18] =
        ["ar", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr"];

    /// The stems of a language by its ISO 639-1 code. A language without rules leaves words as they are.
    pub fn of(language: &str) -> Self {
        let algorithm = match language.get(..2).unwrap_or_default() {
            "ar" => Some(Algorithm::Arabic),
            "da" => Some(Algorithm::Danish),
            "de" => Some(Algorithm::German),
            "el" => Some(Algorithm::Greek),
            "en" => Some(Algorithm::English),
            "es" => Some(Algorithm::Spanish),
            "fi" => Some(Algorithm::Finnish),
            "fr" => Some(Algorithm::French),
            "hu" => Some(Algorithm::Hungarian),
            "it" => Some(Algorithm::Italian),
            "nl" => Some(Algorithm::Dutch),
            "no" => Some(Algorithm::Norwegian),
            "pt" => Some(Algorithm::Portuguese),
            "ro" => Some(Algorithm::Romanian),
            "ru" => Some(Algorithm::Russian),
            "sv" => Some(Algorithm::Swedish),
            "ta" => Some(Algorithm::Tamil),
            "tr" => Some(Algorithm::Turkish),
            _ => None,
        };
        Self { stemmer: algorithm.map(Stemmer::create) }
    }

    /// The stem of a word in lower case. What is longer than any word is its own.
    pub fn stem(&self, word: &str) -> String {
        // Stemming takes time that grows with the square of the length.
        self.stemmer
            .as_ref()
            .filter(|_| word.len() <= LONGEST_STEMMED)
            .map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned())
    }
}

/// A word as printed in lower case, its accents kept; an acronym without its full stops.
pub fn lowered(surface: &str) -> String {
    if surface.contains('.') {
        let mut out = String::with_capacity(surface.len());
        push_lower(surface, &mut out);
        out.retain(|letter| letter != '.');
        return out;
    }
    lower(surface)
}

/// A word without case and accents; an acronym without its full stops.
pub fn folded(surface: &str) -> String {
    if surface.contains('.') {
        let mut out = String::with_capacity(surface.len());
        push_folded(surface, &mut out);
        out.retain(|letter| letter != '.');
        return out;
    }
    fold(surface)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{TokenKind, Vocabulary, tokenize};
    use super::*;
    use proptest::prelude::*;

    fn gaps(text: &str) -> Vec<Gap> {
        let mut found = Vec::new();
        each_word(text, |word| found.push(word.gap));
        found
    }

    #[test]
    fn what_stands_between_words() {
        use Gap::{Break, Joined, Mark};
        assert_eq!(gaps("l’opération « Barkhane » au Mali-Sud"), [Break, Joined, Joined, Joined, Joined, Joined]);
        assert_eq!(gaps("oui, non. Si"), [Break, Mark, Mark]);
        assert_eq!(gaps("un\ndeux\n \ntrois.\n\nquatre"), [Break, Joined, Break, Break]);
        assert_eq!(gaps("a - b -c"), [Break, Mark, Mark]);
    }

    #[test]
    fn words_as_they_are_counted() {
        assert_eq!((lowered("O.N.U."), folded("É.-U.")), ("onu".to_owned(), "e-u".to_owned()));
        assert_eq!(Stems::of("fr").stem("présidents"), Stems::of("fr").stem("président"));
        assert_eq!(Stems::of("xx").stem("présidents"), "présidents");
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_tokens(text in "([a-zA-Zéœ’'\\-. ,«»\n0-9\u{301}\u{200b}…]|\\PC){0,200}") {
            let mut words = Vec::new();
            each_word(&text, |word| words.push((word.start, word.end)));
            let tokens = tokenize(&text, &Vocabulary::default());
            let expected: Vec<_> = tokens
                .iter()
                .filter(|token| !matches!(token.kind, TokenKind::Mark(_)))
                .map(|token| (token.start, token.end))
                .collect();
            prop_assert_eq!(words, expected);
        }
    }
}
