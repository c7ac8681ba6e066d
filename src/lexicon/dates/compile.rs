//! From the tables of `dates.toml` to a [`Grammar`]: everything is checked here, and told with file, line and rule.

use super::pattern::{self, Known, Scope, Step, Test};
use super::{
    ANCHOR, ANY_WORD, Endings, Entry, Example, FIRST_CLASS, First, Grammar, MOST_CLASSES, NUMERIC, Operation, Rule,
    slots,
};
use crate::error::Result;
use crate::lexicon::pack::PackFile;
use crate::text::fold::{fold, lower};
use crate::text::tokens::Vocabulary;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    anchors: AnchorTable,
    #[serde(default)]
    ordinal_endings: Vec<String>,
    #[serde(default)]
    words: BTreeMap<String, BTreeMap<String, Value>>,
    #[serde(default)]
    endings: BTreeMap<String, EndingsTable>,
    #[serde(default)]
    tense: TenseTable,
    #[serde(default)]
    acts: ActsTable,
    #[serde(default)]
    fragments: BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<RuleTable>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct AnchorTable {
    classes: Vec<String>,
    words: Vec<String>,
    marks: Vec<char>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndingsTable {
    endings: Vec<String>,
    #[serde(default)]
    except_endings: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ActsTable {
    during: Vec<String>,
    apart: Vec<String>,
    deadline: Vec<String>,
    back: Vec<String>,
    more: Vec<String>,
    place: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct TenseTable {
    past: Vec<String>,
    future: Vec<String>,
    future_endings: Vec<String>,
    participle_endings: Vec<String>,
    except: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Number(i32),
    Name(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    id: String,
    pattern: String,
    value: Operation,
    #[serde(default)]
    examples: Vec<Example>,
    #[serde(default)]
    counterexamples: Vec<String>,
}

/// Compiles the files of one language.
pub(super) struct Builder<'v> {
    vocabulary: &'v mut Vocabulary,
    classes: FxHashMap<String, u8>,
    fragments: FxHashMap<String, String>,
    known: Known,
    grammar: Grammar,
}

impl<'v> Builder<'v> {
    /// Begins with the classes that need no list.
    pub(super) fn new(vocabulary: &'v mut Vocabulary) -> Self {
        let mut classes = FxHashMap::default();
        for (number, name) in (0u8..).zip(NUMERIC) {
            classes.insert(name.to_owned(), number);
        }
        classes.insert("word".to_owned(), ANY_WORD);
        let grammar = Grammar {
            entries: vec![Entry::default()],
            by_class: vec![Vec::new(); MOST_CLASSES],
            anchors: 1 << ANCHOR,
            ..Grammar::default()
        };
        Self { vocabulary, classes, fragments: FxHashMap::default(), known: Known::default(), grammar }
    }

    /// The patterns of `files`, or their first fault.
    pub(super) fn build(mut self, files: &[&PackFile]) -> Result<Grammar> {
        let parsed = files.iter().map(|file| Ok((*file, file.parse::<File>()?))).collect::<Result<Vec<_>>>()?;
        for (file, content) in &parsed {
            self.words(file, content)?;
        }
        for (file, content) in &parsed {
            self.anchors(file, &content.anchors)?;
        }
        for (file, content) in parsed {
            for rule in content.rule {
                self.rule(file, rule)?;
            }
        }
        self.grammar.firsts = self.firsts();
        Ok(self.grammar)
    }

    /// What may be taken after each step. A class of endings is not part of a token's mask everywhere, so it stands for
    /// anything.
    fn firsts(&self) -> Vec<First> {
        let endings = self.grammar.endings.iter().fold(1 << ANY_WORD, |mask, endings| mask | 1u64 << endings.class);
        let steps = 0..u32::try_from(self.grammar.program.len()).unwrap_or_default();
        let first = |start| {
            let mut first = First::default();
            self.walk(start, |step| {
                first = first.or(match step {
                    Step::Take(Test::Word(word), _) => First { spelled: First::bit(word.0), ..First::default() },
                    Step::Take(Test::Mark(mark), _) => {
                        First { spelled: First::bit(u32::from(*mark)), ..First::default() }
                    }
                    Step::Take(Test::Class(class), _) if endings & (1 << class) == 0 => {
                        First { classes: 1 << class, ..First::default() }
                    }
                    Step::Take(..) | Step::Done(_) => First::ANY,
                    _ => First::default(),
                });
                false
            });
            first
        };
        steps.map(first).collect()
    }

    fn words(&mut self, file: &PackFile, content: &File) -> Result<()> {
        for (class, words) in &content.words {
            let number = self.class(file, class)?;
            for (word, value) in words {
                let value = match value {
                    Value::Number(value) => Ok(*value),
                    Value::Name(name) => slots::constant(name).ok_or_else(|| format!("`{name}` is no known value")),
                };
                let added = value.and_then(|value| self.add(word, number, value));
                added.map_err(|reason| file.fault(file.line_with(word), Some(class), reason))?;
            }
        }
        for (class, table) in &content.endings {
            let class = self.class(file, class)?;
            let except = table.except.iter().map(|word| lower(word)).collect();
            let (with, without) = (table.endings.clone(), table.except_endings.clone());
            self.grammar.endings.push(Endings { class, with, without, except });
        }
        for (name, text) in &content.fragments {
            if self.fragments.insert(name.clone(), text.clone()).is_some() {
                return Err(file.fault(file.line_with(name), Some(name), "a fragment of this name exists already"));
            }
        }
        self.grammar.ordinals.extend(content.ordinal_endings.iter().map(|ending| fold(ending)));
        let table = &content.tense;
        let mut ids =
            |words: &[String]| words.iter().map(|word| self.vocabulary.intern(&lower(word))).collect::<Vec<_>>();
        let (past, future) = (ids(&table.past), ids(&table.future));
        let (back, place) = (ids(&content.acts.back), ids(&content.acts.place));
        self.grammar.acts.more.extend(ids(&content.acts.more));
        self.grammar.acts.deadline.extend(ids(&content.acts.deadline));
        self.grammar.acts.back.extend(back);
        self.grammar.acts.place.extend(place);
        self.grammar.acts.during.extend_from_slice(&content.acts.during);
        self.grammar.acts.apart.extend_from_slice(&content.acts.apart);
        let tense = &mut self.grammar.tense;
        tense.past.extend(past);
        tense.future.extend(future);
        tense.except.extend(table.except.iter().map(|word| lower(word)));
        tense.future_endings.extend_from_slice(&table.future_endings);
        tense.participle_endings.extend_from_slice(&table.participle_endings);
        Ok(())
    }

    fn class(&mut self, file: &PackFile, name: &str) -> Result<u8> {
        let next = usize::from(FIRST_CLASS) + self.classes.values().filter(|class| **class >= FIRST_CLASS).count();
        match self.classes.get(name) {
            Some(class) if *class >= FIRST_CLASS => Ok(*class),
            Some(_) => Err(file.fault(file.line_with(name), Some(name), "this class of numbers is built in")),
            None if next >= MOST_CLASSES => Err(file.fault(1, Some(name), "more than 50 classes of words")),
            None => {
                let next = u8::try_from(next).unwrap_or(u8::MAX);
                self.classes.insert(name.to_owned(), next);
                Ok(next)
            }
        }
    }

    fn add(&mut self, word: &str, class: u8, value: i32) -> Result<(), String> {
        if !word.chars().all(char::is_alphanumeric) || word.is_empty() {
            return Err(format!("`{word}` is not one word: several make a fragment"));
        }
        let id = self.vocabulary.intern(&fold(word)).0 as usize;
        if self.grammar.words.len() <= id {
            self.grammar.words.resize(id + 1, 0);
        }
        let Some(place) = self.grammar.words.get_mut(id) else { return Ok(()) };
        if *place == 0 {
            *place = u32::try_from(self.grammar.entries.len()).unwrap_or_default();
            self.grammar.entries.push(Entry::default());
        }
        let Some(entry) = self.grammar.entries.get_mut(*place as usize) else { return Ok(()) };
        match entry.values.iter().find(|(known, _)| *known == class) {
            Some((_, known)) if *known != value => Err(format!("`{word}` has another value in this class already")),
            Some(_) => Ok(()),
            None => {
                entry.mask |= 1 << class;
                entry.values.push((class, value));
                Ok(())
            }
        }
    }

    fn anchors(&mut self, file: &PackFile, table: &AnchorTable) -> Result<()> {
        for name in &table.classes {
            let class = self.classes.get(name).ok_or_else(|| {
                file.fault(
                    file.line_with("[anchors]"),
                    Some("anchors"),
                    format!("no class of words is called `{name}`"),
                )
            })?;
            self.grammar.anchors |= 1 << class;
        }
        for word in &table.words {
            self.add(word, ANCHOR, 0)
                .map_err(|reason| file.fault(file.line_with("[anchors]"), Some("anchors"), reason))?;
        }
        self.grammar.anchor_marks.extend_from_slice(&table.marks);
        Ok(())
    }

    fn rule(&mut self, file: &PackFile, table: RuleTable) -> Result<()> {
        let RuleTable { id, pattern, value, examples, counterexamples } = table;
        let fault = |reason: String| file.fault(file.line_with(&format!("\"{id}\"")), Some(&id), reason);
        if self.grammar.rules.iter().any(|rule| rule.id == id) {
            return Err(fault("a rule of this id exists already".to_owned()));
        }
        if examples.is_empty() && value != Operation::Nothing {
            return Err(fault("a rule needs an example".to_owned()));
        }
        if value == Operation::Nothing && counterexamples.is_empty() {
            return Err(fault("a rule that marks nothing needs a counterexample: a text without a date".to_owned()));
        }
        let number = u32::try_from(self.grammar.rules.len()).unwrap_or(u32::MAX);
        let mut scope = Scope {
            classes: &self.classes,
            fragments: &self.fragments,
            vocabulary: &mut *self.vocabulary,
            known: &mut self.known,
        };
        let start = pattern::compile(&pattern, number, &mut scope, &mut self.grammar.program).map_err(fault)?;
        self.grammar.starts.push(start);
        let first = self.first_tests(start).ok_or_else(|| fault("a pattern that takes no word".to_owned()))?;
        if self.passes_without_anchor(start) {
            return Err(fault("the pattern can be met without any anchor word: see [anchors]".to_owned()));
        }
        for test in first {
            let list = match test {
                Test::Word(word) => self.grammar.by_word.entry(word).or_default(),
                Test::Mark(mark) => self.grammar.by_mark.entry(mark).or_default(),
                Test::Class(class) => match self.grammar.by_class.get_mut(usize::from(class)) {
                    Some(list) => list,
                    None => continue,
                },
            };
            list.push(number);
        }
        self.grammar.rules.push(Rule { id, value, examples, counterexamples });
        Ok(())
    }

    /// The tests a pattern can begin with; `None` if it can end before any.
    fn first_tests(&self, start: u32) -> Option<Vec<Test>> {
        let mut tests = Vec::new();
        let mut empty = false;
        self.walk(start, |step| {
            match step {
                Step::Take(test, _) if !tests.contains(test) => tests.push(*test),
                Step::Done(_) => empty = true,
                _ => {}
            }
            false
        });
        (!empty).then_some(tests)
    }

    /// Whether a pattern can be met by words of which none begins a search.
    fn passes_without_anchor(&self, start: u32) -> bool {
        let grammar = &self.grammar;
        let mut done = false;
        self.walk(start, |step| match step {
            Step::Take(Test::Class(class), _) => grammar.anchors & (1 << class) == 0,
            Step::Take(Test::Word(word), _) => grammar.entry(*word).mask & grammar.anchors == 0,
            Step::Take(Test::Mark(mark), _) => !grammar.anchor_marks.contains(mark),
            Step::Done(_) => {
                done = true;
                false
            }
            _ => false,
        });
        done
    }

    /// Visits every step reachable from `start`; past a step that takes a token only where `through` says so.
    fn walk(&self, start: u32, mut through: impl FnMut(&Step) -> bool) {
        let mut seen = FxHashSet::default();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            let Some(step) = self.grammar.program.get(at as usize).filter(|_| seen.insert(at)) else { continue };
            let goes_on = through(step);
            match step {
                Step::Fork(ways) => open.extend(ways.iter().rev()),
                Step::Jump(to) => open.push(*to),
                Step::Take(..) if !goes_on => {}
                Step::Done(_) => {}
                _ => open.push(at + 1),
            }
        }
    }
}
