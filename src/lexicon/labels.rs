//! Label patterns: the lines and stretches of a press file that are not article prose.
//!
//! A file `labels.toml` of a pack holds lists of names (`[lists]`, written `{{agency}}` in a pattern), the names of
//! the months (`[months]`, written `{{month}}`), and rules:
//!
//! ```toml
//! [[rule]]
//! id = "fr.label.date"           # permanent
//! label = "header"               # what the stretch is
//! place = "start"                # the whole `line`, its `start`, its `end`, or `anywhere`
//! first_lines = 1                # only with fewer than this many lines of prose above (`last_lines`: below)
//! pattern = '''date (?P<published>\d{4}-\d{2})\b'''
//! examples = [{ text = "date 2022-09 Le ministre est à Bamako.", yields = "date 2022-09", published = "2022-09" }]
//! counterexamples = ["La date 2022-09 est fausse."]
//! ```
//!
//! Patterns are matched on folded text: accents are gone (also from the pattern), white space is one space, every
//! dash is `-`, every apostrophe `'`, every quotation mark `"`. `\d` is one of 0 to 9. Case is ignored unless
//! `capitals = true`. The groups `published`, `author`, `agency`, `credit` and `outlet` become metadata; a group
//! `label` narrows the labelled stretch to itself.

mod check;
mod fold;
mod pack;
mod scan;

pub use check::Example;
pub use scan::{Fact, FactKind, Found};

use crate::article::LabelKind;
use crate::error::Result;
use aho_corasick::AhoCorasick;
use pack::Pattern;
use regex::RegexSet;
use rustc_hash::FxHashMap;

/// Compiled label patterns.
#[derive(Debug, Default)]
pub struct Labels {
    rules: Vec<Rule>,
    head: Stage,
    free: Stage,
    tail: Stage,
    anywhere: Vec<usize>,
    needles: Option<AhoCorasick>,
    months: FxHashMap<String, u8>,
    lists: FxHashMap<String, Vec<String>>,
    limits: Limits,
}

/// How far the rules look, so that lines no rule can match are passed over.
#[derive(Debug, Default)]
struct Limits {
    /// The largest `first_lines`.
    head: usize,
    /// The largest `last_lines`.
    tail: usize,
    /// The largest `max_chars`.
    chars: usize,
}

/// One compiled rule.
#[derive(Debug)]
struct Rule {
    id: String,
    kind: LabelKind,
    regex: Pattern,
    first_lines: Option<usize>,
    last_lines: Option<usize>,
    max_chars: usize,
    takes_next: bool,
    examples: Vec<Example>,
    counterexamples: Vec<String>,
}

/// The rules that look at the same part of an article.
#[derive(Debug, Default)]
struct Stage {
    line: Group,
    start: Group,
    end: Group,
}

/// Rules that look at the same stretch: one pass over it tells which of them match.
#[derive(Debug, Default)]
struct Group {
    set: RegexSet,
    rules: Vec<usize>,
    /// Whether its rules read whole lines, whose length they bound.
    whole: bool,
}

impl Labels {
    /// Compiles pack files, given as path and text; the first fault stops it, with file, line and rule.
    pub fn compile(files: &[(&str, &str)]) -> Result<Self> {
        pack::compile(files)
    }

    /// The stretches of `text` that are labels, in order, without overlap.
    pub fn scan<'l>(&'l self, text: &str) -> Vec<Found<'l>> {
        scan::scan(self, text)
    }

    /// The number of a month by its name in any of the packs' languages, whatever its case and accents.
    pub fn month(&self, name: &str) -> Option<u8> {
        self.months.get(&crate::text::fold::fold(name)).copied()
    }

    /// The words of a list: `and` joins authors, `by` stands before them. Folded.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// The ids of its rules, in the order of the packs.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// Runs every example and counterexample of every rule; tells those that do not hold.
    pub fn check(&self) -> Vec<String> {
        check::check(self)
    }
}
