//! What a reader types into a search box, as a tree; any string at all is a query.
//!
//! Words must all match. `"a phrase"` matches its words in order; `-word` and `-"a phrase"` exclude; `begin*` matches
//! every word that begins so; `OR` joins its two neighbours. Everything else is punctuation. A French word loses its
//! elided article (`d’Algérie` is `algérie`), and what is written without a space (`Al-Qaïda`, `20.04`) is found as
//! written, in order.

use regex::Regex;
use std::sync::LazyLock;

/// The most terms of a query that are looked for; what follows is left out.
pub const MAX_TERMS: usize = 64;
/// The most bytes of a query that are read.
pub const MAX_BYTES: usize = 4096;

/// A query as a tree: all of `clauses` must match, none of `excluded` may.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What must match.
    pub clauses: Vec<Clause>,
    /// What must not.
    pub excluded: Vec<Term>,
    /// Whether the end of the query was left out because it is too long.
    pub truncated: bool,
}

/// Alternatives of which one must match; most often there is just one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The alternatives.
    pub any: Vec<Term>,
}

/// One word, or several in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The words, as typed.
    pub words: Vec<String>,
    /// Whether the last word stands for every word that begins so.
    pub prefix: bool,
    /// Whether it was written in quotes: exactly these forms.
    pub exact: bool,
}

/// A word as FTS5's `unicode61` sees it: letters, digits and private characters, with the marks that follow them.
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*").ok());

/// What stands before an apostrophe and is no word of its own.
const ELIDED: [&str; 14] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"];

impl Query {
    /// Reads a query. There is no string it refuses.
    ///
    /// ```
    /// use corpus::query::Query;
    /// let query = Query::parse("accord d'Algérie -\"cessez-le-feu\"");
    /// assert_eq!(query.to_fts5(), r#"("accord" "Algérie") NOT "cessez le feu""#);
    /// assert_eq!(Query::parse("((( \" NEAR( *").to_fts5(), r#""NEAR""#);
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut end = text.len().min(MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut query = Query { truncated: end < text.len(), ..Query::default() };
        let mut reader = Reader { rest: text.get(..end).unwrap_or_default() };
        let (mut count, mut joined) = (0, false);
        while let Some(piece) = reader.next() {
            let Piece::Term { term, excluded } = piece else {
                joined = !query.clauses.is_empty();
                continue;
            };
            count += term.words.len();
            if count > MAX_TERMS {
                query.truncated = true;
                break;
            }
            match query.clauses.last_mut() {
                _ if excluded => query.excluded.push(term),
                Some(clause) if joined => clause.any.push(term),
                _ => query.clauses.push(Clause { any: vec![term] }),
            }
            joined = false;
        }
        query
    }

    /// Whether it asks for nothing at all.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.excluded.is_empty()
    }

    /// The query in FTS5's language, every word quoted; empty where nothing must match.
    pub fn to_fts5(&self) -> String {
        let mut out = String::new();
        // Clauses stand side by side: FTS5 lets a word its tokenizer finds empty pass there, and only there.
        let group = self.clauses.len() > 1 && !self.excluded.is_empty();
        if group {
            out.push('(');
        }
        for (index, clause) in self.clauses.iter().enumerate() {
            if index > 0 {
                out.push_str(if self.is_simple() { " " } else { " AND " });
            }
            clause.write(&mut out);
        }
        if group {
            out.push(')');
        }
        if !self.clauses.is_empty() {
            for term in &self.excluded {
                out.push_str(" NOT ");
                term.write(&mut out);
            }
        }
        out
    }

    /// What is excluded, in FTS5's language: for a query that only excludes.
    pub fn excluded_to_fts5(&self) -> String {
        let mut out = String::new();
        for (index, term) in self.excluded.iter().enumerate() {
            if index > 0 {
                out.push_str(" OR ");
            }
            term.write(&mut out);
        }
        out
    }

    /// FTS5 takes phrases side by side, but not groups in brackets.
    fn is_simple(&self) -> bool {
        self.clauses.iter().all(|clause| clause.any.len() == 1)
    }
}

impl Clause {
    fn write(&self, out: &mut String) {
        let group = self.any.len() > 1;
        if group {
            out.push('(');
        }
        for (index, term) in self.any.iter().enumerate() {
            if index > 0 {
                out.push_str(" OR ");
            }
            term.write(out);
        }
        if group {
            out.push(')');
        }
    }
}

impl Term {
    fn write(&self, out: &mut String) {
        out.push('"');
        for (index, word) in self.words.iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            // Words hold neither quotes nor NUL; doubling keeps this true whatever a word may become.
            out.extend(
                word.chars().filter(|c| *c != '\0').flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(c == '"'))),
            );
        }
        out.push('"');
        if self.prefix {
            out.push('*');
        }
    }
}

enum Piece {
    Term { term: Term, excluded: bool },
    Or,
}

struct Reader<'q> {
    rest: &'q str,
}

impl Reader<'_> {
    /// The next term or `OR`; `None` at the end.
    fn next(&mut self) -> Option<Piece> {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\0');
            if self.rest.is_empty() {
                return None;
            }
            let excluded = self.rest.starts_with('-');
            let body = self.rest.trim_start_matches(['-', '+', '(', '{', '[', '^']);
            if let Some(quoted) = body.strip_prefix(is_quote) {
                let (inside, rest) = quoted.split_once(is_quote).unwrap_or((quoted, ""));
                self.rest = rest;
                if let Some(term) = phrase(inside, true) {
                    return Some(Piece::Term { term, excluded });
                }
                continue;
            }
            // A chunk ends at white space, or where a phrase opens.
            let end = body.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(body.len());
            let (chunk, rest) = body.split_at(end);
            self.rest = rest;
            if chunk == "OR" && !excluded {
                return Some(Piece::Or);
            }
            if let Some(term) = phrase(chunk, false) {
                return Some(Piece::Term { term, excluded });
            }
        }
    }
}

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
    (!words.is_empty()).then_some(Term { words, prefix, exact })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_become_quoted_words() {
        for (query, fts5) in [
            ("coopération militaire", r#""coopération" "militaire""#),
            ("\"président malien\"", r#""président malien""#),
            ("«président malien»", r#""président malien""#),
            ("Bamako OR Alger rappelle", r#"("Bamako" OR "Alger") AND "rappelle""#),
            ("a OR b OR c", r#"("a" OR "b" OR "c")"#),
            ("OR mali OR", r#""mali""#),
            ("mali -drone", r#""mali" NOT "drone""#),
            ("milit*", r#""milit"*"#),
            ("d'Algérie", r#""Algérie""#),
            ("l’Algérie", r#""Algérie""#),
            ("QU’IL", r#""IL""#),
            ("aujourd'hui", r#""aujourd hui""#),
            ("\"de l'Algérie\"", r#""de l Algérie""#),
            ("Al-Qaïda", r#""Al Qaïda""#),
            ("C++ 50% 20.04 @x AT&T", r#""C" "50" "20 04" "x" "AT T""#),
            ("' OR 1=1 --", r#""1 1""#),
            ("mali\0 OR 1", r#"("mali" OR "1")"#),
            ("\"mali", r#""mali""#),
            ("AND NOT NEAR(", r#""AND" "NOT" "NEAR""#),
            ("title:mali", r#""title mali""#),
            ("!!!", ""),
            ("", ""),
        ] {
            assert_eq!(Query::parse(query).to_fts5(), fts5, "{query}");
        }
        assert_eq!(Query::parse("-mali -\"le drone\"").excluded_to_fts5(), r#""mali" OR "le drone""#);
    }

    #[test]
    fn long_queries_are_cut() {
        let query = Query::parse(&"mot ".repeat(20_000));
        assert!(query.truncated);
        assert_eq!(query.clauses.len(), MAX_TERMS);
        assert!(Query::parse(&"é".repeat(2_000_000)).truncated);
        assert!(Query::parse(&"(".repeat(5_000)).is_empty());
    }
}
