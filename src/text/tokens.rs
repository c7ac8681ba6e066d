//! Words, numbers and marks of a text, each known by number to a [`Vocabulary`].

use super::fold::{push_folded, push_lower};
use super::span::Span;
use rustc_hash::FxHashMap;

/// A word's number in a [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct WordId(pub u32);

impl WordId {
    /// A word the vocabulary does not hold.
    pub const UNKNOWN: Self = Self(0);

    /// Whether the vocabulary holds it.
    pub const fn is_known(self) -> bool {
        self.0 != 0
    }
}

/// The words that packs speak of, numbered, so that matching compares integers.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
}

impl Vocabulary {
    /// The number of `word`, given a new one if it has none. The word is taken as it is: fold or lower it first.
    pub fn intern(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = WordId(u32::try_from(self.ids.len() + 1).unwrap_or(u32::MAX));
        self.ids.insert(word.into(), id);
        id
    }

    /// The number of `word`, or [`WordId::UNKNOWN`].
    pub fn get(&self, word: &str) -> WordId {
        self.ids.get(word).copied().unwrap_or_default()
    }

    /// How many words it holds.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// The words of a stretch of text, to tell at a glance that one does not stand in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordSet([u64; 8]);

impl WordSet {
    /// The words of `tokens`.
    pub fn of(tokens: &[Token]) -> Self {
        let mut set = Self::default();
        for token in tokens {
            let (slot, bit) = Self::place(token.fold);
            if let Some(bits) = set.0.get_mut(slot) {
                *bits |= bit;
            }
        }
        set
    }

    /// Whether `word` may stand there; where this is `false` it does not.
    pub fn may_hold(&self, word: WordId) -> bool {
        let (slot, bit) = Self::place(word);
        self.0.get(slot).is_some_and(|bits| bits & bit != 0)
    }

    const fn place(word: WordId) -> (usize, u64) {
        ((word.0 as usize >> 6) & 7, 1 << (word.0 & 63))
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, perhaps with digits after them (`G5`); an acronym with full stops is one word (`O.N.U.`).
    Word,
    /// Digits, perhaps with letters after them (`1er`, `18e`).
    Number,
    /// One mark.
    Mark(char),
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `accord`
    Lower,
    /// `Bamako`
    Capital,
    /// `CEDEAO`: two letters or more, all capitals.
    Upper,
    /// `FAMa`, `iPhone`
    Mixed,
    /// No letter that has a case.
    None,
}

/// A word, number or mark.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about the space before a token")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its first byte.
    pub start: u32,
    /// One past its last byte. The apostrophe of an elided word (`l’`) is not part of it.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// How it is written.
    pub case: Case,
    /// An apostrophe follows and joins it to the next token (`l’`, `qu’`).
    pub elided: bool,
    /// A hyphen joins it to the token before (`Maroc` in `Mali-Maroc`).
    pub hyphened: bool,
    /// Neither space nor apostrophe nor hyphen stands before it.
    pub glued: bool,
    /// A line break stands before it; two or more set `paragraph`.
    pub line: bool,
    /// A blank line stands before it.
    pub paragraph: bool,
    /// The word in lower case with its accents.
    pub lower: WordId,
    /// The word without case and accents.
    pub fold: WordId,
}

impl Token {
    /// Its place in the text.
    pub const fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Whether it is a word.
    pub const fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word)
    }

    /// Whether it is a number.
    pub const fn is_number(&self) -> bool {
        matches!(self.kind, TokenKind::Number)
    }

    /// Whether it is the mark `mark`.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }

    /// Whether it begins with a capital.
    pub const fn is_capitalised(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Upper)
    }
}

/// Splits `text` into words, numbers and marks.
///
/// Linear in the text. Texts over 4 GiB are cut there: the readers refuse them long before.
pub fn tokenize(text: &str, vocabulary: &Vocabulary) -> Vec<Token> {
    let mut tokenizer = Tokenizer {
        text,
        vocabulary,
        tokens: Vec::with_capacity(text.len() / 5),
        lower: String::new(),
        folded: String::new(),
        gap: Gap::default(),
    };
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at = tokenizer.step(at, letter);
    }
    tokenizer.tokens
}

/// What stands between the last token and the next.
#[derive(Default, Clone, Copy)]
struct Gap {
    space: bool,
    breaks: u32,
    hyphen: bool,
    apostrophe: bool,
}

struct Tokenizer<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
    tokens: Vec<Token>,
    lower: String,
    folded: String,
    gap: Gap,
}

impl Tokenizer<'_> {
    /// Reads what begins at byte `at` and returns where the next thing begins.
    fn step(&mut self, at: usize, letter: char) -> usize {
        let next = at + letter.len_utf8();
        if letter == '\n' || letter == '\u{2029}' || letter == '\u{2028}' {
            self.gap.breaks += 1;
            self.gap.space = true;
            return next;
        }
        if letter.is_whitespace() || is_invisible(letter) {
            self.gap.space |= letter.is_whitespace();
            return next;
        }
        if letter.is_numeric() {
            return self.word(at, TokenKind::Number);
        }
        if letter.is_alphabetic() {
            return self.word(at, TokenKind::Word);
        }
        if is_hyphen(letter) && self.joins(at, next) {
            self.gap.hyphen = true;
            return next;
        }
        if is_apostrophe(letter) && self.joins(at, next) {
            if let Some(last) = self.tokens.last_mut() {
                last.elided = true;
            }
            self.gap.apostrophe = true;
            return next;
        }
        self.push(at, next, TokenKind::Mark(letter), Case::None);
        next
    }

    /// Whether a hyphen or apostrophe at `at..next` stands between two words without a space.
    fn joins(&self, at: usize, next: usize) -> bool {
        let before =
            self.tokens.last().is_some_and(|last| last.end as usize == at && !matches!(last.kind, TokenKind::Mark(_)));
        before && self.text.get(next..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
    }

    fn word(&mut self, start: usize, kind: TokenKind) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let mut end = rest.len();
        for (offset, letter) in rest.char_indices() {
            if !(letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)) {
                end = offset;
                break;
            }
        }
        if kind == TokenKind::Word
            && let Some(length) = dotted_acronym(rest)
        {
            end = length;
        }
        let word = rest.get(..end).unwrap_or_default();
        let case = if kind == TokenKind::Word { case_of(word) } else { Case::None };
        self.push(start, start + end, kind, case);
        start + end
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind, case: Case) {
        let (mut lower, mut fold) = (WordId::UNKNOWN, WordId::UNKNOWN);
        if !matches!(kind, TokenKind::Mark(_)) {
            let surface = self.text.get(start..end).unwrap_or_default();
            self.lower.clear();
            push_lower(surface, &mut self.lower);
            self.lower.retain(|letter| letter != '.');
            lower = self.vocabulary.get(&self.lower);
            if self.lower.is_ascii() {
                fold = lower;
            } else {
                self.folded.clear();
                push_folded(&self.lower, &mut self.folded);
                fold = self.vocabulary.get(&self.folded);
            }
        }
        let gap = std::mem::take(&mut self.gap);
        let first = self.tokens.is_empty();
        self.tokens.push(Token {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
            kind,
            case,
            elided: false,
            hyphened: gap.hyphen,
            glued: !(gap.space || gap.hyphen || gap.apostrophe || first),
            line: gap.breaks > 0,
            paragraph: gap.breaks > 1,
            lower,
            fold,
        });
    }
}

/// The length of an acronym written with full stops (`O.N.U.`) at the beginning of `text`.
pub(super) fn dotted_acronym(text: &str) -> Option<usize> {
    let mut length = 0;
    let mut letters = 0;
    let mut rest = text.chars();
    while let (Some(letter), Some('.')) = (rest.next(), rest.next()) {
        if !letter.is_uppercase() {
            break;
        }
        length += letter.len_utf8() + 1;
        letters += 1;
    }
    (letters >= 2).then(|| {
        let rest = text.get(length..).unwrap_or_default();
        let last = rest.chars().next().filter(|letter| letter.is_uppercase());
        let after = rest.chars().nth(1).is_some_and(char::is_alphanumeric);
        // `O.N.U` without its last full stop; and `J.-C.` or `A.B.Camara` are left alone.
        last.filter(|_| !after).map_or(length, |letter| length + letter.len_utf8())
    })
}

fn case_of(word: &str) -> Case {
    let (mut upper, mut lower, mut first) = (0, 0, None);
    for letter in word.chars() {
        let capital = letter.is_uppercase();
        if capital {
            upper += 1;
        } else if letter.is_lowercase() {
            lower += 1;
        } else {
            continue;
        }
        first.get_or_insert(capital);
    }
    match (first, upper, lower) {
        (None, ..) => Case::None,
        (Some(_), 0, _) => Case::Lower,
        (Some(true), 1, _) => Case::Capital,
        (Some(_), _, 0) => Case::Upper,
        _ => Case::Mixed,
    }
}

/// Whether `mark` is an apostrophe, straight or curled.
pub const fn is_apostrophe(mark: char) -> bool {
    matches!(mark, '\'' | '’' | 'ʼ' | '‘' | '´' | '`')
}

/// Whether `mark` is a hyphen that joins words.
pub const fn is_hyphen(mark: char) -> bool {
    matches!(mark, '-' | '\u{2010}' | '\u{2011}')
}

/// Characters that print nothing and separate nothing.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        tokenize(text, &Vocabulary::default()).iter().filter_map(|token| token.span().slice(text)).collect()
    }

    #[test]
    fn elision_hyphens_and_acronyms() {
        assert_eq!(words("L’accord d'Alger"), ["L", "accord", "d", "Alger"]);
        assert_eq!(words("Mali-Maroc : a-t-il"), ["Mali", "Maroc", ":", "a", "t", "il"]);
        assert_eq!(words("l’O.N.U. dit"), ["l", "O.N.U.", "dit"]);
        assert_eq!(words("M. Diop, le 1er mai"), ["M", ".", "Diop", ",", "le", "1er", "mai"]);
        assert_eq!(words("G5 Sahel – 31.03"), ["G5", "Sahel", "–", "31", ".", "03"]);
    }

    #[test]
    fn flags_say_what_joins() {
        let tokens = tokenize("l’État.Le Mali-Maroc\n\nAES", &Vocabulary::default());
        assert!(tokens[0].elided);
        assert!(tokens[2].glued && tokens[3].glued);
        assert!(tokens[5].hyphened);
        assert!(tokens[6].paragraph);
        assert_eq!(tokens[6].case, Case::Upper);
    }

    #[test]
    fn words_are_known_folded_and_lowered() {
        let mut vocabulary = Vocabulary::default();
        let accused = vocabulary.intern("accusé");
        let accuse = vocabulary.intern("accuse");
        let tokens = tokenize("ACCUSÉ Accuse autre", &vocabulary);
        assert_eq!((tokens[0].lower, tokens[0].fold), (accused, accuse));
        assert_eq!((tokens[1].lower, tokens[1].fold), (accuse, accuse));
        assert_eq!(tokens[2].lower, WordId::UNKNOWN);
    }

    proptest! {
        #[test]
        fn tokens_lie_in_order_on_character_bounds(text in "(\\PC|\\n){0,300}") {
            let mut last = 0;
            for token in tokenize(&text, &Vocabulary::default()) {
                prop_assert!(token.span().start >= last && !token.span().is_empty());
                prop_assert!(token.span().slice(&text).is_some());
                last = token.span().end;
            }
        }
    }
}
