//! From characters to the words and signs of a query.

use super::{Field, Term};
use regex::Regex;
use std::sync::LazyLock;

/// A word as FTS5's `unicode61` sees it: letters, digits and private characters, with the marks that follow them.
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*").ok());

/// What stands before an apostrophe and is no word of its own.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Term(Term),
    Phrase {
        term: Option<Term>,
        closed: bool,
    },
    Field(Field),
    /// `name:word` where the name is neither title nor text.
    UnknownField(Term),
    Open,
    Close,
    Near,
    Minus,
    Star,
    Or,
    And,
}

/// What stands in the brackets of `NEAR`.
pub(super) enum Inside {
    Term(Term),
    Number(u32),
    Other,
    Close,
}

/// Reads a query from left to right.
pub(super) struct Lexer<'q> {
    text: &'q str,
    at: usize,
    /// What was looked at and not taken; the end may have been looked at, too.
    #[expect(clippy::option_option, reason = "not looked at, the end, or a sign")]
    peeked: Option<Option<(usize, Token)>>,
}

impl<'q> Lexer<'q> {
    pub fn new(text: &'q str) -> Self {
        Self { text, at: 0, peeked: None }
    }

    fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next word or sign and the byte it begins at, without taking it.
    pub fn peek(&mut self) -> Option<(usize, &Token)> {
        if self.peeked.is_none() {
            let token = self.read();
            self.peeked = Some(token);
        }
        self.peeked.as_ref().and_then(|token| token.as_ref()).map(|(at, token)| (*at, token))
    }

    /// The next word or sign and the byte it begins at.
    pub fn next(&mut self) -> Option<(usize, Token)> {
        match self.peeked.take() {
            Some(token) => token,
            None => self.read(),
        }
    }

    /// What comes next inside `NEAR(…)`: nothing was looked at beforehand.
    pub fn next_near(&mut self) -> Option<(usize, Inside)> {
        loop {
            self.skip_spaces();
            let rest = self.rest();
            let first = rest.chars().next()?;
            let at = self.at;
            if first == ',' {
                let digits = rest.get(1..).unwrap_or_default().trim_start();
                let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
                let (number, after) = digits.split_at(length);
                if length > 0 && after.trim_start().starts_with(')') {
                    self.at = self.text.len() - after.len();
                    // A number beyond reason is as good as the largest.
                    return Some((at, Inside::Number(number.parse().unwrap_or(u32::MAX).min(MOST_NEAR))));
                }
                self.at += 1;
                continue;
            }
            return Some(match self.read()? {
                (
                    at,
                    Token::Term(term) | Token::UnknownField(term) | Token::Phrase { term: Some(term), closed: true },
                ) => (at, Inside::Term(term)),
                (at, Token::Close) => (at, Inside::Close),
                (at, _) => (at, Inside::Other),
            });
        }
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(|c: char| c.is_whitespace() || c == '\0').len();
    }

    fn read(&mut self) -> Option<(usize, Token)> {
        loop {
            self.skip_spaces();
            let rest = self.rest();
            let first = rest.chars().next()?;
            let at = self.at;
            let step = first.len_utf8();
            let after = rest.get(step..).unwrap_or_default();
            match first {
                '(' | ')' => {
                    self.at += step;
                    return Some((at, if first == '(' { Token::Open } else { Token::Close }));
                }
                _ if is_quote(first) => {
                    let (inside, length) = match after.char_indices().find(|(_, c)| is_quote(*c)) {
                        Some((end, quote)) => (after.get(..end).unwrap_or_default(), end + quote.len_utf8()),
                        None => (after, after.len()),
                    };
                    self.at += step + length;
                    return Some((at, Token::Phrase { term: phrase(inside, true), closed: length > inside.len() }));
                }
                '-' => {
                    self.at += step;
                    // A dash between spaces is punctuation.
                    if after.starts_with(|c: char| !c.is_whitespace() && c != '-') {
                        return Some((at, Token::Minus));
                    }
                }
                '*' => {
                    self.at += step;
                    return Some((at, Token::Star));
                }
                _ => {
                    if let Some(token) = self.chunk(rest) {
                        return Some((at, token));
                    }
                }
            }
        }
    }

    /// A chunk ends at white space, where a phrase or a bracket opens, or at a mark that separates words.
    fn chunk(&mut self, rest: &'q str) -> Option<Token> {
        let ends = |c: char| {
            c.is_whitespace() || c == '\0' || is_quote(c) || matches!(c, '(' | ')' | ',' | ';' | '|' | '!' | '?')
        };
        let mut end = rest.find(ends).unwrap_or(rest.len());
        if end == 0 {
            // A mark alone.
            self.at += rest.chars().next().map_or(1, char::len_utf8);
            return None;
        }
        let chunk = rest.get(..end).unwrap_or_default();
        let next = rest.get(end..).unwrap_or_default();
        if chunk == "NEAR" && next.starts_with('(') {
            self.at += end + 1;
            return Some(Token::Near);
        }
        if let Some((name, value)) = chunk.split_once(':')
            && !name.is_empty()
            && name.chars().all(char::is_alphabetic)
            && (!value.is_empty() || next.starts_with(|c: char| is_quote(c) || c == '('))
        {
            let field = match name.to_lowercase().as_str() {
                "title" | "titre" => Some(Field::Title),
                "text" | "texte" => Some(Field::Text),
                _ => None,
            };
            if let Some(field) = field {
                self.at += name.len() + 1;
                return Some(Token::Field(field));
            }
            // `nosuch:word`, but not the beginning of an address.
            if !value.starts_with('/')
                && let Some(term) = phrase(chunk, false)
            {
                self.at += end;
                return Some(Token::UnknownField(term));
            }
        }
        // `begin*end` is `begin*`, and then `end`.
        if let Some(star) = chunk.find('*')
            && chunk.get(star + 1..).is_some_and(|after| !after.is_empty())
        {
            end = star + 1;
        }
        self.at += end;
        let chunk = rest.get(..end)?;
        operator(chunk).or_else(|| phrase(chunk, false).map(Token::Term))
    }
}

/// The operator this word is. They stand in one string because one of them is spelled like a country's code.
pub(super) fn operator(word: &str) -> Option<Token> {
    let known = [Token::Or, Token::And, Token::Minus];
    known.into_iter().zip("OR AND NOT".split(' ')).find(|(_, spelled)| *spelled == word).map(|(token, _)| token)
}

/// The most words that may stand between.
const MOST_NEAR: u32 = 1000;

/// Quotation marks that enclose a phrase: straight, French and curly doubles. Single ones are apostrophes.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„')
}

/// The words of a stretch as one term; `None` where it holds none.
fn phrase(text: &str, exact: bool) -> Option<Term> {
    let mut words: Vec<String> = Vec::new();
    let mut last_end = 0;
    for found in WORD.as_ref()?.find_iter(text) {
        let after = text.get(found.end()..).unwrap_or_default();
        let apostrophe = after.starts_with(['\'', '\u{2019}', '\u{02BC}']);
        let more = after.chars().nth(1).is_some_and(char::is_alphanumeric);
        last_end = found.end();
        let opens = words.is_empty();
        if !exact && opens && apostrophe && more && ELIDED.contains(&found.as_str().to_lowercase().as_str()) {
            continue;
        }
        words.push(found.as_str().to_owned());
    }
    let prefix = !exact && text.get(last_end..).is_some_and(|rest| rest.starts_with('*'));
    // A word spelled like an operator (`l'OR`) is none only in quotes, and so is taken as if it stood in them.
    let exact = exact || (!prefix && matches!(words.as_slice(), [only] if operator(only).is_some()));
    (!words.is_empty()).then_some(Term { words, prefix, exact })
}
