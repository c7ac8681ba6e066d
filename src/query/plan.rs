//! A query over the terms of one index: each word replaced by the forms it stands for.

use super::forms::{Form, Forms};
use super::index::{Index, Languages};
use super::syntax::{Field, Node, Query, Term};
use crate::error::Result;

/// Whether all words must match, or any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Match {
    /// Every word, as the query says.
    #[default]
    All,
    /// None is required; articles are ranked by how well they match.
    Any,
}

impl Match {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::All, Self::Any];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
        }
    }

    /// The way of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }
}

/// The forms that may stand at one place.
pub(crate) type Slot = Vec<Form>;

/// Words that are looked for together.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// Words in order; several groups must stand near each other.
    pub parts: Vec<Vec<Slot>>,
    /// How many words may stand between the groups.
    pub within: u32,
    pub field: Option<Field>,
    /// What was typed, to tell the same from another.
    typed: String,
    /// Whether it is wanted, and so counts in the ranking.
    pub wanted: bool,
}

/// What must hold, over the leaves of a [`Search`](super::Search).
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    Leaf(usize),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
}

/// A query ready to be run.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub plan: Plan,
    pub leaves: Vec<Leaf>,
}

/// Replaces each word of `query` by its forms in `index`.
pub(crate) fn resolve(query: &Query, index: &Index<'_>, way: Match) -> Result<Resolved> {
    let mut resolver = Resolver { forms: Forms::new(index), leaves: Vec::new() };
    let plan = match (way, &query.root) {
        (Match::Any, Node::All(nodes)) => resolver.any(nodes)?,
        (_, root) => resolver.node(root, None, true)?,
    };
    Ok(Resolved { plan, leaves: resolver.leaves })
}

struct Resolver<'i, 'c> {
    forms: Forms<'i, 'c>,
    leaves: Vec<Leaf>,
}

impl Resolver<'_, '_> {
    /// Nothing is required: words in order count as words as well.
    fn any(&mut self, nodes: &[Node]) -> Result<Plan> {
        let (mut wanted, mut all) = (Vec::new(), Vec::new());
        for node in nodes {
            match node {
                Node::Not(_) => all.push(self.node(node, None, true)?),
                Node::Term(term) => {
                    for (index, word) in term.words.iter().enumerate() {
                        let prefix = term.prefix && index + 1 == term.words.len();
                        let word = Term { words: vec![word.clone()], prefix, exact: term.exact };
                        wanted.push(self.term(&word, None, true)?);
                    }
                }
                node => wanted.push(self.node(node, None, true)?),
            }
        }
        if !wanted.is_empty() {
            all.insert(0, Plan::Any(wanted));
        }
        Ok(Plan::All(all))
    }

    fn node(&mut self, node: &Node, field: Option<Field>, wanted: bool) -> Result<Plan> {
        Ok(match node {
            Node::Term(term) => self.term(term, field, wanted)?,
            Node::All(nodes) => Plan::All(self.nodes(nodes, field, wanted)?),
            Node::Any(nodes) => Plan::Any(self.nodes(nodes, field, wanted)?),
            Node::Not(node) => Plan::Not(Box::new(self.node(node, field, false)?)),
            Node::In(inner, node) => match field {
                // In the title and in the text at once: nothing is.
                Some(outer) if outer != *inner => Plan::Any(Vec::new()),
                _ => self.node(node, Some(*inner), wanted)?,
            },
            Node::Near { terms, within } => {
                let parts = terms.iter().map(|term| self.part(term)).collect::<Result<_>>()?;
                self.leaf(Leaf { parts, within: *within, field, typed: node.to_string(), wanted })
            }
        })
    }

    fn nodes(&mut self, nodes: &[Node], field: Option<Field>, wanted: bool) -> Result<Vec<Plan>> {
        nodes.iter().map(|node| self.node(node, field, wanted)).collect()
    }

    fn term(&mut self, term: &Term, field: Option<Field>, wanted: bool) -> Result<Plan> {
        let typed = term.to_string();
        let known = self.leaves.iter().position(|leaf| leaf.typed == typed && leaf.field == field);
        if let Some(known) = known {
            if let Some(leaf) = self.leaves.get_mut(known) {
                leaf.wanted |= wanted;
            }
            return Ok(Plan::Leaf(known));
        }
        let parts = vec![self.part(term)?];
        Ok(self.leaf(Leaf { parts, within: 0, field, typed, wanted }))
    }

    fn leaf(&mut self, leaf: Leaf) -> Plan {
        self.leaves.push(leaf);
        Plan::Leaf(self.leaves.len() - 1)
    }

    /// The forms of each word; of words joined by a hyphen or the like, the last is inflected.
    fn part(&self, term: &Term) -> Result<Vec<Slot>> {
        let last = term.words.len().saturating_sub(1);
        term.words
            .iter()
            .enumerate()
            .map(|(index, word)| match (index == last, term.exact, term.prefix) {
                (true, _, true) => self.forms.beginning(word),
                (true, false, false) => self.forms.inflected(word),
                _ => self.forms.exact(word),
            })
            .collect()
    }
}

/// The most spellings-out of words near each other that are written as SQL.
const MOST_SPELLED: usize = 1000;

impl Resolved {
    /// Takes leaves out of the topmost alternatives, where one stays of which `kept` holds.
    pub fn leave_out(&mut self, out: impl Fn(usize) -> bool, kept: impl Fn(usize) -> bool) {
        let Plan::All(all) = &mut self.plan else { return };
        let Some(Plan::Any(any)) = all.first_mut() else { return };
        if any.iter().any(|plan| matches!(plan, Plan::Leaf(number) if kept(*number))) {
            for plan in any.iter() {
                if let Plan::Leaf(number) = plan
                    && out(*number)
                    && let Some(leaf) = self.leaves.get_mut(*number)
                {
                    leaf.wanted = false;
                }
            }
            any.retain(|plan| !matches!(plan, Plan::Leaf(number) if out(*number)));
        }
    }

    /// The query in FTS5's own language for articles in `language`; `None` where it finds none, or finds all.
    pub fn to_fts5(&self, language: Languages) -> Fts5 {
        self.fts5(&self.plan, language)
    }

    fn fts5(&self, plan: &Plan, language: Languages) -> Fts5 {
        match plan {
            Plan::Leaf(number) => self.leaves.get(*number).map_or(Fts5::Nothing, |leaf| leaf.to_fts5(language)),
            Plan::Any(plans) => Fts5::any(plans.iter().map(|plan| self.fts5(plan, language))),
            Plan::All(plans) => plans.iter().fold(Fts5::Everything, |all, plan| match plan {
                Plan::Not(inner) => all.but(self.fts5(inner, language)),
                plan => all.and(self.fts5(plan, language)),
            }),
            Plan::Not(inner) => Fts5::Everything.but(self.fts5(inner, language)),
        }
    }
}

/// A query in FTS5's language, which cannot say `everything`, nor `not` alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fts5 {
    Nothing,
    Everything,
    Matching(String),
    /// All but what matches.
    Without(String),
}

impl Fts5 {
    fn any(all: impl Iterator<Item = Self>) -> Self {
        let mut out = Self::Nothing;
        for next in all {
            out = match (out, next) {
                (Self::Nothing, next) => next,
                (out, Self::Nothing) => out,
                (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
                (Self::Matching(left), Self::Matching(right)) => Self::Matching([&left, " OR ", &right].concat()),
                // a or not b: all but (b and not a).
                (Self::Matching(yes), Self::Without(no)) | (Self::Without(no), Self::Matching(yes)) => {
                    Self::Without(["(", &no, ") NOT (", &yes, ")"].concat())
                }
                (Self::Without(left), Self::Without(right)) => {
                    Self::Without(["(", &left, ") AND (", &right, ")"].concat())
                }
            };
        }
        out
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, other) => other,
            (out, Self::Everything) => out,
            (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::Matching(left), Self::Matching(right)) => {
                Self::Matching(["(", &left, ") AND (", &right, ")"].concat())
            }
            (Self::Matching(yes), Self::Without(no)) | (Self::Without(no), Self::Matching(yes)) => {
                Self::Matching(["(", &yes, ") NOT (", &no, ")"].concat())
            }
            (Self::Without(left), Self::Without(right)) => Self::Without([&left, " OR ", &right].concat()),
        }
    }

    fn but(self, other: Self) -> Self {
        self.and(match other {
            Self::Nothing => Self::Everything,
            Self::Everything => Self::Nothing,
            Self::Matching(text) => Self::Without(text),
            Self::Without(text) => Self::Matching(text),
        })
    }
}

impl Leaf {
    /// The leaf in FTS5's language; where its forms are too many to be spelled out, its words in any place.
    fn to_fts5(&self, language: Languages) -> Fts5 {
        let allowed = |form: &&Form| form.only.is_none_or(|only| only.meets(language));
        let slots: Vec<Vec<Vec<&str>>> = self
            .parts
            .iter()
            .map(|part| {
                part.iter()
                    .map(|slot| slot.iter().filter(allowed).map(|form| form.listed.term.as_str()).collect())
                    .collect()
            })
            .collect();
        let sizes = slots.iter().flatten().map(Vec::len);
        let product = sizes.fold(1usize, usize::saturating_mul);
        if product == 0 {
            return Fts5::Nothing;
        }
        let mut out = String::new();
        if product > MOST_SPELLED && slots.iter().flatten().count() > 1 {
            for (index, slot) in slots.iter().flatten().enumerate() {
                out.push_str(if index > 0 { " AND (" } else { "(" });
                for (index, term) in slot.iter().enumerate() {
                    out.push_str(if index > 0 { " OR " } else { "" });
                    quote(&mut out, std::iter::once(*term));
                }
                out.push(')');
            }
        } else {
            for number in 0..product {
                out.push_str(if number > 0 { " OR " } else { "" });
                self.spell(&mut out, &slots, number);
            }
        }
        match self.field {
            Some(field) => Fts5::Matching([field.as_str(), " : (", &out, ")"].concat()),
            None => Fts5::Matching(out),
        }
    }

    /// One choice of forms, the `number`th.
    fn spell(&self, out: &mut String, slots: &[Vec<Vec<&str>>], number: usize) {
        let mut rest = number;
        let near = slots.len() > 1;
        out.push_str(if near { "NEAR(" } else { "" });
        for (index, part) in slots.iter().enumerate() {
            out.push_str(if index > 0 { " " } else { "" });
            let terms: Vec<&str> = part
                .iter()
                .filter_map(|slot| {
                    let term = slot.get(rest % slot.len()).copied();
                    rest /= slot.len();
                    term
                })
                .collect();
            quote(out, terms.into_iter());
        }
        if near {
            out.push_str(", ");
            out.push_str(&self.within.to_string());
            out.push(')');
        }
    }
}

fn quote<'t>(out: &mut String, terms: impl Iterator<Item = &'t str>) {
    out.push('"');
    for (index, term) in terms.enumerate() {
        out.push_str(if index > 0 { " " } else { "" });
        // Terms hold neither quotes nor NUL; doubling keeps this true whatever a term may become.
        for letter in term.chars().filter(|letter| *letter != '\0') {
            out.push(letter);
            if letter == '"' {
                out.push(letter);
            }
        }
    }
    out.push('"');
}
