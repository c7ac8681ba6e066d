//! The notation of date patterns, and the small automaton it compiles to.
//!
//! ```text
//! mars  aujourd'hui     words, compared without case and accents; an apostrophe or hyphen joins two
//! ,  /  \(  \?          marks; those the notation uses itself stand behind a backslash
//! {month}               any word of the class, kept as the month
//! {month:2}             the same, kept as the month of the second half (`entre mars et juin`)
//! {=shift:-1}           takes no word: sets a value
//! @date  @date:2        a fragment, whole; with `:2`, all it keeps goes to the second half
//! ( a | b c )  x?  x+   one of several; perhaps; one or more
//! [ … ]                 what is marked in the text; without brackets, all of it
//! -  ^                  take no word: the next one is joined by a hyphen, or nothing stands before it
//! ```

use super::slots::{Half, Slot, constant};
use crate::text::fold::fold;
use crate::text::tokens::{Vocabulary, WordId};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What one token is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Test {
    /// Whether it is this word.
    Word(WordId),
    /// Whether it belongs to the class of this number.
    Class(u8),
    /// Whether it is this mark.
    Mark(char),
}

/// One step of a pattern.
#[derive(Debug, Clone)]
pub enum Step {
    /// Consumes a token that passes the test; its value is kept in the slot.
    Take(Test, Option<(Slot, Half)>),
    /// Goes on at any of these, the first preferred.
    Fork(Vec<u32>),
    /// Goes on elsewhere.
    Jump(u32),
    /// Keeps a value.
    Set(Slot, Half, i32),
    /// The next token is joined by a hyphen.
    Hyphened,
    /// Nothing stands before the next token.
    Glued,
    /// What is marked begins here.
    Open,
    /// What is marked ends here.
    Close,
    /// The pattern of this number is complete.
    Done(u32),
}

/// The classes of words, by name, and the fragments, by name: what a pattern may speak of.
pub struct Scope<'a> {
    /// The number of each class.
    pub classes: &'a FxHashMap<String, u8>,
    /// The text of each fragment.
    pub fragments: &'a FxHashMap<String, String>,
    /// The words patterns spell out are numbered here.
    pub vocabulary: &'a mut Vocabulary,
    /// The fragments read already.
    pub known: &'a mut Known,
}

/// Fragments as trees, by name and the half of an interval they are read for.
#[derive(Default)]
pub struct Known(FxHashMap<(String, Half), Rc<Node>>);

/// A pattern as a tree.
#[derive(Debug, Clone)]
enum Node {
    Step(Step),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Optional(Box<Node>),
    Repeated(Box<Node>),
    Fragment(Rc<Node>),
}

/// How deep fragments may name fragments, and groups hold groups.
const DEPTH: usize = 24;

/// Appends the pattern `text` to `program` as rule number `rule`, and returns where it begins.
pub fn compile(text: &str, rule: u32, scope: &mut Scope<'_>, program: &mut Vec<Step>) -> Result<u32, String> {
    let node = parse(text, Half::First, scope, 0)?;
    let start = position(program);
    emit(&node, program);
    program.push(Step::Done(rule));
    Ok(start)
}

fn position(program: &[Step]) -> u32 {
    u32::try_from(program.len()).unwrap_or(u32::MAX)
}

fn emit(node: &Node, program: &mut Vec<Step>) {
    match node {
        Node::Step(step) => program.push(step.clone()),
        Node::Sequence(parts) => parts.iter().for_each(|part| emit(part, program)),
        Node::Fragment(inner) => emit(inner, program),
        Node::Optional(inner) => {
            let fork = reserve(program);
            emit(inner, program);
            let after = position(program);
            set(program, fork, Step::Fork(vec![fork + 1, after]));
        }
        Node::Repeated(inner) => {
            let start = position(program);
            emit(inner, program);
            let after = position(program) + 1;
            program.push(Step::Fork(vec![start, after]));
        }
        Node::Choice(options) => {
            let fork = reserve(program);
            let (mut starts, mut ends) = (Vec::new(), Vec::new());
            for option in options {
                starts.push(position(program));
                emit(option, program);
                ends.push(reserve(program));
            }
            let after = position(program);
            set(program, fork, Step::Fork(starts));
            for end in ends {
                set(program, end, Step::Jump(after));
            }
        }
    }
}

fn reserve(program: &mut Vec<Step>) -> u32 {
    program.push(Step::Fork(Vec::new()));
    position(program) - 1
}

fn set(program: &mut [Step], at: u32, step: Step) {
    if let Some(place) = program.get_mut(at as usize) {
        *place = step;
    }
}

fn parse(text: &str, half: Half, scope: &mut Scope<'_>, depth: usize) -> Result<Node, String> {
    if depth > DEPTH {
        return Err("fragments that name each other too deeply, perhaps in a circle".to_owned());
    }
    let mut parser = Parser { rest: text, half, scope, depth };
    let node = parser.choice()?;
    match parser.peek() {
        None => Ok(node),
        Some(letter) => Err(format!("`{letter}` closes nothing in the pattern `{text}`")),
    }
}

struct Parser<'p, 's, 'v> {
    rest: &'p str,
    half: Half,
    scope: &'s mut Scope<'v>,
    depth: usize,
}

impl<'p> Parser<'p, '_, '_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn skip(&mut self, letter: char) {
        self.rest = self.rest.strip_prefix(letter).unwrap_or(self.rest);
    }

    fn choice(&mut self) -> Result<Node, String> {
        let mut options = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.skip('|');
            options.push(self.sequence()?);
        }
        Ok(if options.len() == 1 { options.swap_remove(0) } else { Node::Choice(options) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut parts = Vec::new();
        while let Some(letter) = self.peek() {
            if matches!(letter, '|' | ')') {
                break;
            }
            let part = self.part(letter)?;
            parts.push(match self.rest.chars().next() {
                Some('?') => {
                    self.skip('?');
                    Node::Optional(Box::new(part))
                }
                Some('+') => {
                    self.skip('+');
                    Node::Repeated(Box::new(part))
                }
                _ => part,
            });
        }
        if parts.is_empty() {
            return Err("an empty pattern, group or alternative".to_owned());
        }
        Ok(Node::Sequence(parts))
    }

    fn part(&mut self, letter: char) -> Result<Node, String> {
        let step = match letter {
            '(' => {
                self.skip('(');
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err("groups nested too deeply".to_owned());
                }
                let inner = self.choice()?;
                self.depth -= 1;
                if self.peek() != Some(')') {
                    return Err("a group that is not closed".to_owned());
                }
                self.skip(')');
                return Ok(inner);
            }
            '@' => {
                self.skip('@');
                return self.fragment();
            }
            '{' => {
                let (inside, rest) = self.rest.split_once('}').ok_or("a `{` that is not closed")?;
                self.rest = rest;
                self.braces(inside.trim_start_matches('{'))?
            }
            '[' | ']' | '-' | '^' => {
                self.skip(letter);
                match letter {
                    '[' => Step::Open,
                    ']' => Step::Close,
                    '-' => Step::Hyphened,
                    _ => Step::Glued,
                }
            }
            '\\' => {
                self.skip('\\');
                let mark = self.rest.chars().next().ok_or("a backslash with nothing behind it")?;
                self.skip(mark);
                Step::Take(Test::Mark(mark), None)
            }
            letter if letter.is_alphanumeric() => return Ok(self.words()),
            '?' | '+' | '}' => return Err(format!("`{letter}` follows nothing")),
            mark => {
                self.skip(mark);
                Step::Take(Test::Mark(mark), None)
            }
        };
        Ok(Node::Step(step))
    }

    fn take_name(&mut self) -> &'p str {
        let end =
            self.rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name
    }

    fn fragment(&mut self) -> Result<Node, String> {
        let name = self.take_name();
        let mut half = self.half;
        if let Some(rest) = self.rest.strip_prefix(":2") {
            self.rest = rest;
            half = Half::Second;
        }
        let key = (name.to_owned(), half);
        if let Some(known) = self.scope.known.0.get(&key) {
            return Ok(Node::Fragment(Rc::clone(known)));
        }
        let text = self.scope.fragments.get(name).ok_or_else(|| format!("no fragment is called `{name}`"))?.clone();
        let node = Rc::new(parse(&text, half, self.scope, self.depth + 1)?);
        self.scope.known.0.insert(key, Rc::clone(&node));
        Ok(Node::Fragment(node))
    }

    fn braces(&mut self, inside: &str) -> Result<Step, String> {
        if let Some(setting) = inside.strip_prefix('=') {
            let (name, value) = setting.split_once(':').ok_or("a setting is written {=name:value}")?;
            let slot = Slot::parse(name).ok_or_else(|| format!("nothing is called `{name}`: {}", Slot::names()))?;
            let value = value
                .parse()
                .ok()
                .or_else(|| constant(value))
                .ok_or_else(|| format!("`{value}` is neither a number nor a known value"))?;
            return Ok(Step::Set(slot, self.half, value));
        }
        let (name, half) = match inside.split_once(':') {
            None => (inside, self.half),
            Some((name, "2")) => (name, Half::Second),
            Some((_, other)) => return Err(format!("`:{other}`: only `:2`, the second half, can follow a class")),
        };
        let class = *self.scope.classes.get(name).ok_or_else(|| format!("no class of words is called `{name}`"))?;
        Ok(Step::Take(Test::Class(class), Slot::of_class(name).map(|slot| (slot, half))))
    }

    /// One word, or several joined by apostrophes and hyphens.
    fn words(&mut self) -> Node {
        let joins = |letter: char| matches!(letter, '\'' | '’' | '-');
        let end =
            self.rest.find(|letter: char| !(letter.is_alphanumeric() || joins(letter))).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let parts = word.split(joins).filter(|part| !part.is_empty()).map(|part| {
            let id = self.scope.vocabulary.intern(&fold(part));
            Node::Step(Step::Take(Test::Word(id), None))
        });
        Node::Sequence(parts.collect())
    }
}
