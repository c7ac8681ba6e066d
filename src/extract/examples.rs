//! The examples that rules and actors carry, read with the lexicon that holds them.

use super::document::{Document, Name};
use super::names::names;
use crate::article::{Article, Metadata};
use crate::extraction::{Extraction, MentionType, Party, Relation, RelationType, Tie};
use crate::lexicon::Lexicon;
use crate::lexicon::names::{EntryExample, Proof};
use crate::lexicon::rules::{Example, Rule};
use crate::lexicon::ties::{TieExample, TieRule};
use crate::text::Span;
use crate::text::edtf::Edtf;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A rule or actor that does not do what its example or counterexample says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BrokenExample {
    /// The file it stands in.
    pub file: String,
    /// The line the rule or actor begins on.
    pub line: usize,
    /// The rule's id, or the actor's code or name.
    pub rule: String,
    /// The text of the example.
    pub text: String,
    /// What it should have given; `nothing` for a counterexample.
    pub expected: String,
    /// What it gave.
    pub found: String,
}

/// `mypack/fr/rules/a.toml, line 3, mine.a: «Le texte.» should give MLI>DZA, gives nothing`
impl fmt::Display for BrokenExample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, rule, text, expected, found } = self;
        write!(f, "{file}, line {line}, {rule}: «{text}» should give {expected}, gives {found}")
    }
}

/// Whose examples are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those of every pack.
    All,
    /// Those of the user's pack alone.
    Own,
}

/// Reads every example of every rule and actor, as of an article published on the day `published`.
pub fn broken_examples(lexicon: &Lexicon, published: Option<&Edtf>) -> Vec<BrokenExample> {
    broken_examples_of(lexicon, Whose::All, published)
}

/// [`broken_examples`] of all packs, or of the user's alone.
pub fn broken_examples_of(lexicon: &Lexicon, whose: Whose, published: Option<&Edtf>) -> Vec<BrokenExample> {
    let own: Option<BTreeSet<&str>> = (whose == Whose::Own)
        .then(|| lexicon.written().filter(|written| written.own).map(|written| written.id).collect());
    let wanted = |id: &str| own.as_ref().is_none_or(|own| own.contains(id));
    let mut check = Check { lexicon, published, broken: Vec::new() };
    for (code, language) in lexicon.languages() {
        for rule in language.rules.iter().filter(|rule| wanted(&rule.id)) {
            check.rule(rule, code);
        }
        for rule in language.ties.iter().filter(|rule| wanted(&rule.id)) {
            check.tie(rule, code);
        }
    }
    for proof in lexicon.names().proofs().filter(|proof| wanted(&proof.rule)) {
        check.name(proof);
    }
    for (id, example) in lexicon.names().examples().filter(|(id, _)| wanted(id)) {
        check.actor(id, example);
    }
    check.placed()
}

struct Check<'l> {
    lexicon: &'l Lexicon,
    published: Option<&'l Edtf>,
    broken: Vec<BrokenExample>,
}

impl Check<'_> {
    fn article(&self, text: &str, language: &str) -> Article {
        let metadata =
            Metadata { language: Some(language.to_owned()), published: self.published.cloned(), ..Metadata::default() };
        Article { key: "example".to_owned(), text: text.to_owned(), metadata, ..Article::default() }
    }

    fn read(&self, text: &str, language: &str) -> Extraction {
        super::extract(&self.article(text, language), self.lexicon)
    }

    /// What rules find in a text, whether or not it is told in the end, and whether a party was guessed.
    fn proposed(&self, text: &str, language: &str) -> Vec<(Relation, bool)> {
        let scales = super::weighed(&self.article(text, language), self.lexicon);
        let candidates = scales.into_iter().flat_map(|scales| scales.candidates);
        candidates.map(|candidate| (candidate.relation, candidate.guessed)).collect()
    }

    fn report(&mut self, rule: &str, text: &str, expected: impl Into<String>, found: String) {
        let (rule, text, expected) = (rule.to_owned(), text.to_owned(), expected.into());
        self.broken.push(BrokenExample { rule, text, expected, found, ..BrokenExample::default() });
    }

    /// The broken ones, each with its file and line.
    fn placed(self) -> Vec<BrokenExample> {
        let mut broken = self.broken;
        if !broken.is_empty() {
            let places: BTreeMap<&str, _> = self.lexicon.written().map(|written| (written.id, written)).collect();
            for example in &mut broken {
                if let Some(written) = places.get(example.rule.as_str()) {
                    (example.file, example.line) = (written.file.clone(), written.line);
                }
            }
        }
        broken
    }

    fn rule(&mut self, rule: &Rule, language: &str) {
        for example in &rule.examples {
            self.relation(&rule.id, example, example.kind.unwrap_or(rule.kind), language);
        }
        for text in &rule.counterexamples {
            let found = self.proposed(text, language);
            if found.iter().any(|(relation, guessed)| relation.rule == rule.id && !guessed) {
                self.report(&rule.id, text, "nothing", listed(&found));
            }
        }
    }

    fn relation(&mut self, id: &str, example: &Example, kind: RelationType, language: &str) {
        let found = self.proposed(&example.text, language);
        if !found.iter().any(|(relation, _)| relation.kind == kind && says(relation, example)) {
            let status = example.status.map(|status| format!(" {status}")).unwrap_or_default();
            let by = example.said_by.as_ref().map(|by| format!(" said by {by}")).unwrap_or_default();
            let expected = format!("{kind} {}>{}{status}{by}", example.source.join("+"), example.target.join("+"));
            self.report(id, &example.text, expected, listed(&found));
        }
    }

    fn tie(&mut self, rule: &TieRule, language: &str) {
        let shown = |ties: &[Tie]| {
            let one = |tie: &Tie| format!("{} {}>{} [{}]", tie.kind, tie.subject, tie.object, tie.rule);
            if ties.is_empty() { "nothing".to_owned() } else { ties.iter().map(one).collect::<Vec<_>>().join(", ") }
        };
        for TieExample { text, subject, object } in &rule.examples {
            let found = self.read(text, language).ties;
            let holds = |subject: &String, object: &String| {
                found.iter().any(|tie| tie.kind == rule.kind && tie.subject == *subject && tie.object == *object)
            };
            if !subject.iter().all(|subject| object.iter().all(|object| holds(subject, object))) {
                let expected = format!("{} {}>{}", rule.kind, subject.join("+"), object.join("+"));
                self.report(&rule.id, text, expected, shown(&found));
            }
        }
        for text in &rule.counterexamples {
            let found = self.read(text, language).ties;
            if found.iter().any(|tie| tie.rule == rule.id) {
                self.report(&rule.id, text, "nothing", shown(&found));
            }
        }
    }

    /// An example of a rule of names: what it marks must be found by that very rule.
    fn name(&mut self, proof: &Proof) {
        self.marked(&proof.rule, &proof.text, &proof.language, Some(&proof.rule), proof.holds);
    }

    fn actor(&mut self, id: &str, example: &EntryExample) {
        // Actors are of no language; their examples are French, as their names are.
        let language = "fr";
        match example {
            EntryExample::Marked(text) => self.marked(id, text, language, None, true),
            EntryExample::Relation(example) => match example.kind {
                Some(kind) => self.relation(id, example, kind, language),
                None => self.report(id, &example.text, "a relation of some `type`", "no `type` to look for".to_owned()),
            },
        }
    }

    fn marked(&mut self, id: &str, example: &str, language: &str, rule: Option<&str>, holds: bool) {
        let (text, marks) = match unmark(example) {
            Ok(unmarked) => unmarked,
            Err(reason) => return self.report(id, example, "marks such as ⟦JNIM|armed_group|JNIM⟧", reason),
        };
        let article = self.article(&text, language);
        let document = Document::new(&article, self.lexicon);
        let found = names(&document, self.lexicon);
        let shown = || {
            let one = |name: &Name| {
                format!("⟦{}|{}|{}⟧ [{}]", document.surface(&name.tokens), name.kind, coded(name), name.rule)
            };
            let all = found.iter().map(one).collect::<Vec<_>>().join(", ");
            if all.is_empty() { "nothing".to_owned() } else { all }
        };
        let by_rule = || found.iter().filter(|name| rule.is_none_or(|rule| name.rule == rule));
        if !holds {
            if by_rule().next().is_some() {
                self.report(id, &text, "nothing", shown());
            }
            return;
        }
        if marks.is_empty() {
            return self.report(id, &text, "what ⟦…⟧ marks", "no marks in the example".to_owned());
        }
        let missed = marks.iter().find(|mark| {
            !by_rule().any(|name| {
                document.span(&name.tokens) == mark.span && name.kind == mark.kind && coded(name) == mark.code
            })
        });
        if let Some(mark) = missed {
            let surface = mark.span.slice(&text).unwrap_or_default();
            self.report(id, &text, format!("⟦{surface}|{}|{}⟧", mark.kind, mark.code), shown());
        }
    }
}

/// A name that an example marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands in the text without marks.
    pub span: Span,
    /// What it names.
    pub kind: MentionType,
    /// Its code, with the country: `FAMA@MLI`.
    pub code: String,
}

/// The text of an example without its marks `⟦surface|TYPE|CODE⟧`, and what they mark; or what is wrong with a mark.
///
/// A type is written out (`armed_group`) or is a letter: S state, L place, O organisation, G armed group, P person.
pub fn unmark(example: &str) -> Result<(String, Vec<Mark>), String> {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = example;
    while let Some((before, after)) = rest.split_once('⟦') {
        text.push_str(before);
        let (mark, after) = after.split_once('⟧').ok_or("a mark is not closed")?;
        let fields: Vec<&str> = mark.split('|').collect();
        let [surface, kind, code] = fields.as_slice() else {
            return Err(format!("⟦{mark}⟧ has not three fields"));
        };
        let kind = match *kind {
            "S" => Some(MentionType::State),
            "L" => Some(MentionType::Place),
            "O" => Some(MentionType::Organization),
            "G" => Some(MentionType::ArmedGroup),
            "P" => Some(MentionType::Person),
            other => MentionType::parse(other),
        };
        let kind = kind.ok_or_else(|| {
            let known: Vec<&str> = MentionType::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("⟦{mark}⟧ has no type; there are {}", known.join(", "))
        })?;
        let start = text.len();
        text.push_str(surface);
        marks.push(Mark { span: Span::new(start, text.len()), kind, code: (*code).to_owned() });
        rest = after;
    }
    text.push_str(rest);
    Ok((text, marks))
}

fn coded(name: &Name) -> String {
    match &name.country {
        Some(country) if *country != name.code => format!("{}@{country}", name.code),
        _ => name.code.clone(),
    }
}

fn listed(found: &[(Relation, bool)]) -> String {
    if found.is_empty() {
        return "nothing".to_owned();
    }
    let side = |parties: &[Party]| parties.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join("+");
    let one = |r: &Relation| format!("{} {}>{} {} [{}]", r.kind, side(&r.sources), side(&r.targets), r.status, r.rule);
    found.iter().map(|(relation, _)| one(relation)).collect::<Vec<_>>().join(", ")
}

fn says(relation: &Relation, example: &Example) -> bool {
    let codes = |parties: &[Party]| parties.iter().map(|party| party.code.clone()).collect::<BTreeSet<_>>();
    let source: BTreeSet<String> = example.source.iter().cloned().collect();
    let target: BTreeSet<String> = example.target.iter().cloned().collect();
    let (s, t) = (codes(&relation.sources), codes(&relation.targets));
    let all = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.union(b).cloned().collect::<BTreeSet<_>>();
    let parties = s == source && t == target || relation.kind.is_mutual() && all(&s, &t) == all(&source, &target);
    let status = example.status.is_none_or(|status| status == relation.status);
    let speaker = example.said_by.is_none() || example.said_by == relation.said_by;
    parties && status && speaker
}
