//! What a reader types into a search box, as a tree; any string at all is a query.
//!
//! `docs/search.md` describes the language. Words must all match; `"a phrase"` matches these very words in order;
//! `-word` excludes; `begin*` matches every word that begins so; `OR` joins its two neighbours; `NEAR(a b, 10)` wants
//! words close to each other; `title:` and `text:` say where; brackets group.

use super::QueryError;
use lexer::{Lexer, Token};
use std::fmt;

mod lexer;

/// The most words of a query that are looked for; what follows is left out.
pub const MAX_TERMS: usize = 64;
/// The most bytes of a query that are read.
pub const MAX_BYTES: usize = 4096;
/// How deep brackets may stand in brackets.
const MAX_DEPTH: usize = 24;
/// How close words of `NEAR` stand where no number is given.
const NEAR: u32 = 10;

/// Where a word must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// In the title.
    Title,
    /// In the text.
    Text,
}

impl Field {
    /// Its name in a query.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
        }
    }
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

/// What must hold of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// It holds a word, or words in order.
    Term(Term),
    /// All of these hold.
    All(Vec<Node>),
    /// At least one of these holds.
    Any(Vec<Node>),
    /// This does not hold.
    Not(Box<Node>),
    /// This holds of its title, or of its text.
    In(Field, Box<Node>),
    /// It holds these, in any order, with at most `within` other words between the first and the last.
    Near {
        /// The words.
        terms: Vec<Term>,
        /// How many words may stand between.
        within: u32,
    },
}

/// What was mended in a query that its author may have meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The code point of the query where it was mended.
    pub position: usize,
    /// What would have been right there.
    pub expected: &'static str,
    /// What was done.
    pub done: &'static str,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at character {}; expected {})", self.done, self.position, self.expected)
    }
}

/// A query, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What must hold; `All` of nothing where nothing is asked for.
    pub root: Node,
    /// What was mended, in order; empty for a query in good form.
    pub repairs: Vec<Repair>,
}

impl Default for Query {
    fn default() -> Self {
        Self { root: Node::All(Vec::new()), repairs: Vec::new() }
    }
}

impl Query {
    /// Reads a query. There is no string it refuses: what is not in good form is mended, and [`Query::repairs`] tells.
    ///
    /// ```
    /// use corpus::query::Query;
    /// let query = Query::parse("accord (d'Algérie OR Maroc) -\"cessez-le-feu\"");
    /// assert_eq!(query.to_string(), r#"accord (Algérie OR Maroc) -"cessez le feu""#);
    /// assert!(query.repairs.is_empty());
    ///
    /// let query = Query::parse("\"président malien");
    /// assert_eq!(query.to_string(), "\"président malien\"");
    /// assert_eq!(query.repairs[0].position, 0);
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut parser = Parser::new(text);
        let root = parser.query();
        let mut repairs = parser.repairs;
        repairs.sort_by_key(|repair| repair.position);
        for repair in &mut repairs {
            repair.position = text.get(..repair.position).map_or(0, |head| head.chars().count());
        }
        Self { root, repairs }
    }

    /// Reads a query in good form.
    ///
    /// # Errors
    ///
    /// [`QueryError::BadQuery`] says where the first fault is and what was expected there.
    ///
    /// ```
    /// use corpus::query::{Query, QueryError};
    /// assert!(Query::parse_strict("mali OR niger").is_ok());
    /// let fault = Query::parse_strict("Algérie (mali").unwrap_err();
    /// assert!(matches!(fault, QueryError::BadQuery { at: 8, .. }), "{fault:?}");
    /// ```
    pub fn parse_strict(text: &str) -> Result<Self, QueryError> {
        let query = Self::parse(text);
        match query.repairs.first() {
            None => Ok(query),
            Some(first) => Err(QueryError::BadQuery { at: first.position, expected: first.expected }),
        }
    }

    /// Whether it asks for nothing at all.
    pub fn is_empty(&self) -> bool {
        matches!(&self.root, Node::All(nodes) if nodes.is_empty())
    }

    /// The words it looks for, in order, those of what is excluded left out.
    pub fn words(&self) -> Vec<&str> {
        fn walk<'n>(node: &'n Node, out: &mut Vec<&'n str>) {
            match node {
                Node::Term(term) => out.extend(term.words.iter().map(String::as_str)),
                Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| walk(node, out)),
                Node::In(_, node) => walk(node, out),
                Node::Near { terms, .. } => {
                    out.extend(terms.iter().flat_map(|term| &term.words).map(String::as_str));
                }
                Node::Not(_) => {}
            }
        }
        let mut out = Vec::new();
        walk(&self.root, &mut out);
        out
    }
}

impl fmt::Display for Query {
    /// The query as it was understood, in good form: reading it again gives the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Node::All(nodes) => list(f, nodes, " "),
            node => node.fmt(f),
        }
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T], between: &str) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => term.fmt(f),
            Self::All(nodes) => {
                f.write_str("(")?;
                list(f, nodes, " ")?;
                f.write_str(")")
            }
            Self::Any(nodes) => {
                f.write_str("(")?;
                list(f, nodes, " OR ")?;
                f.write_str(")")
            }
            Self::Not(node) => write!(f, "-{node}"),
            Self::In(field, node) => write!(f, "{}:{node}", field.as_str()),
            Self::Near { terms, within } => {
                f.write_str("NEAR(")?;
                list(f, terms, " ")?;
                write!(f, ", {within})")
            }
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |f: &mut fmt::Formatter<'_>, between| list(f, &self.words, between);
        if self.exact {
            f.write_str("\"")?;
            words(f, " ")?;
            f.write_str("\"")?;
        } else {
            words(f, "-")?;
        }
        f.write_str(if self.prefix { "*" } else { "" })
    }
}

struct Parser<'q> {
    lexer: Lexer<'q>,
    repairs: Vec<Repair>,
    words: usize,
    depth: usize,
}

impl<'q> Parser<'q> {
    fn new(text: &'q str) -> Self {
        let mut end = text.len().min(MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut parser =
            Self { lexer: Lexer::new(text.get(..end).unwrap_or_default()), repairs: Vec::new(), words: 0, depth: 0 };
        if end < text.len() {
            parser.mend(end, "a query of at most 4,096 bytes", "the end of a very long query was left out");
        }
        parser
    }

    fn mend(&mut self, position: usize, expected: &'static str, done: &'static str) {
        self.repairs.push(Repair { position, expected, done });
    }

    fn query(&mut self) -> Node {
        let mut nodes = Vec::new();
        loop {
            nodes.extend(self.sequence());
            // A sequence ends at a bracket that closes nothing, or at the end.
            match self.lexer.next() {
                Some((at, _)) => self.mend(at, "`(` before this `)`", "a bracket that closes nothing was left out"),
                None => break,
            }
        }
        Node::All(nodes)
    }

    /// Items up to a closing bracket or the end; `OR` joins neighbours.
    fn sequence(&mut self) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        // Where an operator waits for what it joins, and whether it is `OR`.
        let mut waiting: Option<(usize, bool)> = None;
        loop {
            match self.lexer.peek() {
                None | Some((_, Token::Close)) => break,
                Some((at, Token::Or | Token::And)) => {
                    let or = matches!(self.lexer.next(), Some((_, Token::Or)));
                    if nodes.is_empty() || waiting.is_some() {
                        self.mend(
                            at,
                            "a word on both sides of OR or AND",
                            "an operator with nothing to join was left out",
                        );
                    } else {
                        waiting = Some((at, or));
                    }
                    continue;
                }
                Some(_) => {}
            }
            let Some(node) = self.item() else { continue };
            match (waiting.take(), nodes.pop()) {
                (Some((_, true)), Some(Node::Any(mut any))) => {
                    any.push(node);
                    nodes.push(Node::Any(any));
                }
                (Some((_, true)), Some(before)) => nodes.push(Node::Any(vec![before, node])),
                (_, before) => {
                    nodes.extend(before);
                    nodes.push(node);
                }
            }
        }
        if let Some((at, _)) = waiting {
            self.mend(at, "a word on both sides of OR or AND", "an operator with nothing to join was left out");
        }
        nodes
    }

    /// One item with what stands before it; `None` where nothing was left of it.
    fn item(&mut self) -> Option<Node> {
        let (at, token) = self.lexer.next()?;
        match token {
            Token::Minus => {
                let after =
                    self.operand(at, "a word, a phrase or a bracket after `-`", "a `-` before nothing was left out")?;
                // Twice excluded is wanted.
                Some(match after {
                    Node::Not(node) => *node,
                    node => Node::Not(Box::new(node)),
                })
            }
            Token::Field(field) => {
                let what = "a word, a phrase or a bracket after `title:` or `text:`";
                let after = self.operand(at, what, "a `title:` or `text:` before nothing was left out")?;
                Some(match after {
                    Node::Not(node) => Node::Not(Box::new(Node::In(field, node))),
                    node => Node::In(field, Box::new(node)),
                })
            }
            Token::Open => self.bracket(at),
            Token::Near => self.near(at),
            Token::Term(term) => self.term(at, term).map(Node::Term),
            Token::Phrase { term, closed } => {
                if !closed {
                    self.mend(at, "a quotation mark that closes the phrase", "a phrase was taken to go on to the end");
                }
                let Some(term) = term else {
                    self.mend(at, "words between the quotation marks", "an empty phrase was left out");
                    return None;
                };
                self.term(at, term).map(Node::Term)
            }
            Token::Star => {
                self.mend(at, "a word right before `*`", "a `*` after nothing was left out");
                None
            }
            Token::UnknownField(term) => {
                self.mend(
                    at,
                    "`title:` or `text:`",
                    "a name before `:` that is neither title nor text was taken for a word",
                );
                self.term(at, term).map(Node::Term)
            }
            Token::Close | Token::Or | Token::And => None,
        }
    }

    /// What an operator stands before.
    fn operand(&mut self, at: usize, expected: &'static str, done: &'static str) -> Option<Node> {
        if self.depth >= MAX_DEPTH {
            return self.too_deep(at);
        }
        let ready =
            matches!(self.lexer.peek(), Some((_, token)) if !matches!(token, Token::Close | Token::Or | Token::And));
        if !ready {
            self.mend(at, expected, done);
            return None;
        }
        self.depth += 1;
        let node = self.item();
        self.depth -= 1;
        node
    }

    fn too_deep(&mut self, at: usize) -> Option<Node> {
        if self.repairs.iter().all(|repair| repair.expected != DEEP) {
            self.mend(at, DEEP, "brackets too deep were left out");
        }
        None
    }

    fn bracket(&mut self, at: usize) -> Option<Node> {
        if self.depth >= MAX_DEPTH {
            return self.too_deep(at);
        }
        self.depth += 1;
        let mut nodes = self.sequence();
        self.depth -= 1;
        if self.lexer.next().is_none() {
            self.mend(at, "`)` to close this bracket", "a bracket was taken to go on to the end");
        }
        match nodes.len() {
            0 => {
                self.mend(at, "words between the brackets", "empty brackets were left out");
                None
            }
            1 => nodes.pop(),
            _ => Some(Node::All(nodes)),
        }
    }

    /// `NEAR(a b, 10)`: the word and its bracket are read already.
    fn near(&mut self, at: usize) -> Option<Node> {
        const WHAT: &str = "words and perhaps a number, as in NEAR(word \"a phrase\", 10)";
        let mut terms = Vec::new();
        let mut within = None;
        loop {
            match self.lexer.next_near() {
                None => {
                    self.mend(at, "`)` to close this bracket", "a bracket was taken to go on to the end");
                    break;
                }
                Some((_, lexer::Inside::Close)) => break,
                Some((_, lexer::Inside::Number(number))) => within = Some(number),
                Some((at, lexer::Inside::Other)) => self.mend(at, WHAT, "what NEAR cannot use was left out"),
                Some((at, lexer::Inside::Term(term))) => terms.extend(self.term(at, term)),
            }
        }
        if terms.len() < 2 {
            self.mend(at, WHAT, "a NEAR of fewer than two words was taken for words");
            return terms.pop().map(Node::Term);
        }
        Some(Node::Near { terms, within: within.unwrap_or(NEAR) })
    }

    /// A term, unless there are too many.
    fn term(&mut self, at: usize, term: Term) -> Option<Term> {
        let before = self.words;
        self.words += term.words.len();
        if self.words <= MAX_TERMS {
            return Some(term);
        }
        if before <= MAX_TERMS {
            self.mend(at, "at most 64 words", "words past the 64th were left out");
        }
        None
    }
}

const DEEP: &str = "brackets at most 24 deep";

#[cfg(test)]
mod tests;
