//! Words and patterns of dates: `fr/dates.toml`, `en/dates.toml`, compiled by language.
//!
//! A file holds words by class (`[words.month]`), endings that make a class (`[endings.participle]`), the words that
//! tell past from future (`[tense]`), `[fragments]` that patterns share, and the patterns themselves (`[[rule]]`), each
//! with an id that never changes, what it computes, and examples. [`pattern`] describes the notation.

mod compile;
pub mod pattern;
pub mod slots;

use super::pack::PackFile;
use crate::error::Result;
use crate::text::fold::{fold, push_lower};
use crate::text::tokens::{Case, Token, TokenKind, Vocabulary, WordId};
use pattern::{Step, Test};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The date patterns of every language.
#[derive(Debug, Clone, Default)]
pub struct Dates {
    grammars: BTreeMap<String, Grammar>,
}

/// The date patterns of one language.
#[derive(Debug, Clone, Default)]
pub struct Grammar {
    rules: Vec<Rule>,
    program: Vec<Step>,
    starts: Vec<u32>,
    by_word: FxHashMap<WordId, Vec<u32>>,
    by_mark: FxHashMap<char, Vec<u32>>,
    by_class: Vec<Vec<u32>>,
    /// By number of word: which entry of `entries`, or 0.
    words: Vec<u32>,
    entries: Vec<Entry>,
    endings: Vec<Endings>,
    ordinals: FxHashSet<String>,
    anchor_marks: Vec<char>,
    /// The classes that begin a search.
    anchors: u64,
    /// By step: what the next token must be, loosely.
    firsts: Vec<First>,
    /// The words that tell past from future.
    pub tense: Tense,
    /// The words that say which date goes with which act.
    pub acts: Acts,
}

/// One pattern.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its permanent name.
    pub id: String,
    /// What it computes.
    pub value: Operation,
    /// Texts in which it finds something.
    pub examples: Vec<Example>,
    /// Texts in which it finds nothing.
    pub counterexamples: Vec<String>,
}

/// What a pattern computes from the values it kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// The date or period.
    Date,
    /// From it on; it lies in the past.
    Since,
    /// From it on, whenever that is.
    From,
    /// Up to it.
    Until,
    /// Up to it; it lies ahead.
    By,
    /// From the first half to the second.
    Between,
    /// So many days or weeks from the date the passage gives as their beginning.
    Duration,
    /// Nothing: these words are no date, whatever shorter patterns say.
    Nothing,
}

/// A text and what a pattern finds in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text.
    pub text: String,
    /// When it was published.
    pub published: Option<String>,
    /// The value found.
    pub value: String,
    /// The words marked; all of the text, where it is left out.
    pub span: Option<String>,
}

/// The words that tell past from future around a date that may be either; in lower case, accents kept.
#[derive(Debug, Clone, Default)]
pub struct Tense {
    past: FxHashSet<WordId>,
    future: FxHashSet<WordId>,
    except: FxHashSet<String>,
    future_endings: Vec<String>,
    participle_endings: Vec<String>,
}

/// Words that say which date goes with which act.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    /// Prepositions: what happens `lors de` something dated happens on its day.
    pub during: Vec<String>,
    /// Prepositions behind which an act has a time of its own: `après le rappel de`.
    pub apart: Vec<String>,
    /// Relative words of place or time: what happens `où` happens at the date of the clause before.
    pub place: FxHashSet<WordId>,
    /// Words by which a sentence goes on with what the one before told: `y ont affiché`.
    pub back: FxHashSet<WordId>,
    /// Words behind which something is to be done until then: `sous 48 heures`.
    pub deadline: FxHashSet<WordId>,
    /// Words by which someone says or does more on one occasion: `a également accusé`.
    pub more: FxHashSet<WordId>,
}

/// What the tokens taken next after a step are, loosely: a step whose `First` shares nothing with a token's leads
/// nowhere at that token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct First {
    classes: u64,
    /// Words and marks, by a hash of six bits.
    spelled: u64,
    /// Whether nothing can be ruled out.
    any: bool,
}

impl First {
    const ANY: Self = Self { classes: 0, spelled: 0, any: true };

    /// Whether a token of the kind `self` may be taken after a step of the kind `step`.
    #[inline]
    pub const fn meets(self, step: Self) -> bool {
        step.any || self.classes & step.classes != 0 || self.spelled & step.spelled != 0
    }

    fn or(self, other: Self) -> Self {
        Self {
            classes: self.classes | other.classes,
            spelled: self.spelled | other.spelled,
            any: self.any || other.any,
        }
    }

    const fn bit(number: u32) -> u64 {
        1 << (number.wrapping_mul(0x9E37_79B1) >> 26)
    }
}

#[derive(Debug, Clone, Default)]
struct Entry {
    mask: u64,
    values: Vec<(u8, i32)>,
}

#[derive(Debug, Clone)]
struct Endings {
    class: u8,
    with: Vec<String>,
    without: Vec<String>,
    except: FxHashSet<String>,
}

/// The classes of numbers written in digits, which need no list: what each takes is said by [`numeric`].
const NUMERIC: [&str; 12] = [
    "day",
    "month_digits",
    "year",
    "year_recent",
    "year_digits",
    "decade_digits",
    "decade_year",
    "century_digits",
    "number_digits",
    "digits",
    "ordinal_digits",
    "year_any",
];
/// Any word at all.
const ANY_WORD: u8 = 12;
/// The words that begin a search.
const ANCHOR: u8 = 13;
const FIRST_CLASS: u8 = 14;
const MOST_CLASSES: usize = 64;

/// The value of `digits` (with ordinal ending `ordinal`) in numeric class `class`, if it belongs to it.
fn numeric(class: u8, value: i32, length: usize, ordinal: bool) -> Option<i32> {
    let fits = match class {
        0 => length <= 2 && (1..=31).contains(&value),
        1 => !ordinal && length <= 2 && (1..=12).contains(&value),
        2 => !ordinal && length == 4 && (1800..=2100).contains(&value),
        3 => !ordinal && length == 4 && (1900..=2099).contains(&value),
        4 => !ordinal && length == 2,
        5 => !ordinal && length == 2 && value % 10 == 0,
        6 => !ordinal && length == 4 && (1800..=2100).contains(&value) && value % 10 == 0,
        7 => ordinal && length <= 2 && (1..=21).contains(&value),
        8 => !ordinal && length <= 4,
        9 => true,
        10 => ordinal && length == 1,
        11 => !ordinal && length == 4 && (1000..=2100).contains(&value),
        _ => false,
    };
    fits.then_some(value)
}

impl Dates {
    /// Compiles every `dates.toml` among `files`; words are numbered in `vocabulary`.
    ///
    /// Several files of one language (the crate's and a user's) are taken together.
    pub fn compile(files: &[PackFile], vocabulary: &mut Vocabulary) -> Result<Self> {
        let mut by_language: BTreeMap<&str, Vec<&PackFile>> = BTreeMap::new();
        for file in files {
            if let (Some(language), "dates") = (file.language(), file.stem()) {
                by_language.entry(language).or_default().push(file);
            }
        }
        let mut grammars = BTreeMap::new();
        for (language, files) in by_language {
            grammars.insert(language.to_owned(), compile::Builder::new(vocabulary).build(&files)?);
        }
        Ok(Self { grammars })
    }

    /// The patterns of a language, by its ISO 639-1 code.
    pub fn grammar(&self, language: &str) -> Option<&Grammar> {
        self.grammars.get(language)
    }

    /// Every language with its patterns.
    pub fn grammars(&self) -> impl Iterator<Item = (&str, &Grammar)> {
        self.grammars.iter().map(|(language, grammar)| (language.as_str(), grammar))
    }
}

impl Grammar {
    /// Its patterns, in the order in which they are preferred.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The steps of all patterns.
    pub fn program(&self) -> &[Step] {
        &self.program
    }

    /// Where the pattern of rule `rule` begins.
    pub fn start(&self, rule: u32) -> Option<u32> {
        self.starts.get(rule as usize).copied()
    }

    /// Adds to `rules` the numbers of the rules whose pattern can begin with `token`.
    pub fn beginning_with(&self, token: &Token, text: &str, rules: &mut Vec<u32>) {
        let lists = match token.kind {
            TokenKind::Mark(mark) => self.by_mark.get(&mark),
            _ => self.by_word.get(&token.fold),
        };
        rules.extend(lists.into_iter().flatten());
        let mut mask = self.mask(token, text);
        while mask != 0 {
            rules.extend(self.by_class.get(mask.trailing_zeros() as usize).into_iter().flatten());
            mask &= mask - 1;
        }
    }

    /// Whether a date can stand at `token`: the one question asked of every token of a text.
    #[inline]
    pub fn is_anchor(&self, token: &Token, text: &str) -> bool {
        match token.kind {
            TokenKind::Word => token.fold.is_known() && self.entry(token.fold).mask & self.anchors != 0,
            TokenKind::Number => self.mask(token, text) & self.anchors != 0,
            TokenKind::Mark(mark) => self.anchor_marks.contains(&mark),
        }
    }

    /// What may be taken after the step of number `step`.
    #[inline]
    pub fn first(&self, step: u32) -> First {
        self.firsts.get(step as usize).copied().unwrap_or(First::ANY)
    }

    /// What `token` is, to be compared with [`Self::first`].
    pub fn kind(&self, token: &Token, text: &str) -> First {
        let spelled = match token.kind {
            TokenKind::Mark(mark) => First::bit(u32::from(mark)),
            _ => First::bit(token.fold.0),
        };
        First { classes: self.mask(token, text), spelled, any: false }
    }

    /// Whether `token` passes the test `asked`, and its value in the class asked for.
    pub fn take(&self, asked: Test, token: &Token, text: &str) -> Option<i32> {
        match asked {
            Test::Word(word) => (token.fold == word && !matches!(token.kind, TokenKind::Mark(_))).then_some(0),
            Test::Mark(mark) => token.is_mark(mark).then_some(0),
            Test::Class(class) => match token.kind {
                TokenKind::Mark(_) => None,
                TokenKind::Number if usize::from(class) < NUMERIC.len() => self.number(class, token, text),
                _ => self.word(class, token, text),
            },
        }
    }

    fn word(&self, class: u8, token: &Token, text: &str) -> Option<i32> {
        if class == ANY_WORD {
            return token.is_word().then_some(0);
        }
        let entry = self.entry(token.fold);
        if entry.mask & (1 << class) != 0 {
            return entry.values.iter().find(|(known, _)| *known == class).map(|(_, value)| *value);
        }
        let endings = self.endings.iter().find(|endings| endings.class == class)?;
        endings.holds(token, text).then_some(0)
    }

    fn entry(&self, word: WordId) -> &Entry {
        const NONE: &Entry = &Entry { mask: 0, values: Vec::new() };
        let index = self.words.get(word.0 as usize).copied().unwrap_or_default();
        self.entries.get(index as usize).unwrap_or(NONE)
    }

    /// The value of a number in digits, with the length of its digits and whether an ordinal ending follows.
    fn digits(&self, token: &Token, text: &str) -> Option<(i32, usize, bool)> {
        let surface = token.span().slice(text)?;
        let length = surface.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, ending) = surface.split_at_checked(length)?;
        if length == 0 || length > 4 || !(ending.is_empty() || self.ordinals.contains(&fold(ending))) {
            return None;
        }
        Some((digits.parse().ok()?, length, !ending.is_empty()))
    }

    fn number(&self, class: u8, token: &Token, text: &str) -> Option<i32> {
        let (value, length, ordinal) = self.digits(token, text)?;
        numeric(class, value, length, ordinal)
    }

    fn mask(&self, token: &Token, text: &str) -> u64 {
        match token.kind {
            TokenKind::Mark(_) => 0,
            TokenKind::Number => {
                // `1990s` is a word of a class, though it begins with digits.
                let listed = self.entry(token.fold).mask;
                let Some((value, length, ordinal)) = self.digits(token, text) else { return listed };
                let classes = 0..u8::try_from(NUMERIC.len()).unwrap_or_default();
                classes.filter(|c| numeric(*c, value, length, ordinal).is_some()).fold(listed, |mask, c| mask | 1 << c)
            }
            TokenKind::Word => {
                let mask = self.entry(token.fold).mask;
                let holds = |endings: &&Endings| {
                    self.by_class.get(usize::from(endings.class)).is_some_and(|rules| !rules.is_empty())
                        && endings.holds(token, text)
                };
                self.endings.iter().filter(holds).fold(mask | 1 << ANY_WORD, |mask, found| mask | 1 << found.class)
            }
        }
    }
}

impl Endings {
    fn holds(&self, token: &Token, text: &str) -> bool {
        let Some(surface) = token.span().slice(text).filter(|_| token.is_word() && token.case == Case::Lower) else {
            return false;
        };
        let ends = |endings: &[String]| endings.iter().any(|ending| surface.ends_with(ending.as_str()));
        ends(&self.with) && !ends(&self.without) && !self.except.contains(surface)
    }
}

/// What a word says of the time of its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// A past tense, or a word of the past.
    Past,
    /// A future tense, or a word of the future.
    Future,
    /// A participle: past unless a future auxiliary stands before it.
    Participle,
}

impl Tense {
    /// What `token` says, if anything.
    ///
    /// Endings count in words in lower case, and in the `first` of a sentence.
    pub fn cue(&self, token: &Token, text: &str, first: bool) -> Option<Cue> {
        if self.past.contains(&token.lower) && token.lower.is_known() {
            return Some(Cue::Past);
        }
        if self.future.contains(&token.lower) && token.lower.is_known() {
            return Some(Cue::Future);
        }
        if !token.is_word() || !(token.case == Case::Lower || first) {
            return None;
        }
        let mut word = String::new();
        push_lower(token.span().slice(text)?, &mut word);
        let ends = |endings: &[String]| endings.iter().any(|ending| word.ends_with(ending.as_str()));
        let (future, participle) = (ends(&self.future_endings), ends(&self.participle_endings));
        if !(future || participle) || self.except.contains(&word) {
            return None;
        }
        Some(if future { Cue::Future } else { Cue::Participle })
    }
}
