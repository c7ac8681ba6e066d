//! From `labels.toml` files to compiled [`Labels`].

use super::check::Example;
use super::fold::fold_pattern;
use super::{FactKind, Group, Labels, Rule, Stage};
use crate::article::LabelKind;
use crate::error::{Error, Result};
use crate::lexicon::pack::PackFile;
use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder, RegexSetBuilder};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A compiled rule may take this much memory, so that no pattern of a pack can eat the machine.
const REGEX_BYTES: usize = 4 << 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPack {
    source: String,
    licence: String,
    #[serde(default)]
    lists: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    months: BTreeMap<String, u8>,
    #[serde(default, rename = "rule")]
    rules: Vec<toml::Spanned<RawRule>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    label: LabelKind,
    place: Place,
    pattern: String,
    first_lines: Option<usize>,
    last_lines: Option<usize>,
    #[serde(default = "default_chars")]
    max_chars: usize,
    /// Case counts.
    #[serde(default)]
    capitals: bool,
    /// A label alone on its line takes the short line after it too.
    #[serde(default)]
    takes_next: bool,
    /// For `anywhere`: ASCII words one of which stands in every match.
    #[serde(default)]
    needles: Vec<String>,
    examples: Vec<Example>,
    #[serde(default)]
    counterexamples: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Line,
    Start,
    End,
    Anywhere,
}

const fn default_chars() -> usize {
    160
}

/// A pattern that becomes a regular expression when it is first needed: the sets tell before whether it will match.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    capitals: bool,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(text: String, capitals: bool) -> Self {
        Self { text, capitals, regex: OnceLock::new() }
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.text).case_insensitive(!self.capitals).size_limit(REGEX_BYTES).build()
    }

    /// The regular expression; none where it is wrong, which compiling the pack has told.
    pub fn get(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| self.build().ok()).as_ref()
    }

    /// The names of its groups.
    fn groups(&self) -> impl Iterator<Item = &str> {
        let named = |open: &'static str| self.text.split(open).skip(1).filter_map(|rest| rest.split('>').next());
        named("(?P<").chain(named("(?<").filter(|name| !name.starts_with(['=', '!'])))
    }
}

/// What is gathered over all files before the sets are built.
#[derive(Default)]
struct Builder {
    labels: Labels,
    ids: FxHashSet<String>,
    needles: Vec<String>,
    places: Vec<(Place, String, bool)>,
}

/// Compiles every file; lists and months of one file serve the rules of all.
pub(super) fn compile(files: &[(&str, &str)]) -> Result<Labels> {
    let files: Vec<PackFile> = files.iter().map(|(path, text)| PackFile::new(*path, (*text).to_owned())).collect();
    let mut builder = Builder::default();
    let mut packs = Vec::new();
    for file in &files {
        let pack: RawPack = file.parse().map_err(|fault| with_rule(file, fault))?;
        builder.names(file, &pack)?;
        packs.push((file, pack));
    }
    let fragments = builder.fragments();
    let mut written = Vec::new();
    for (file, pack) in packs {
        for spanned in pack.rules {
            let line = file.line_of(spanned.span().start);
            let rule = spanned.into_inner();
            let id = rule.id.clone();
            builder.rule(rule, &fragments).map_err(|reason| file.fault(line, Some(&id), reason))?;
            written.push((file, line));
        }
    }
    match builder.sets() {
        Ok(()) => Ok(builder.labels),
        Err(reason) => {
            // A set does not say which of its patterns is wrong.
            let mut rules = builder.labels.rules.iter().zip(written);
            let culprit = rules.find_map(|(rule, (file, line))| {
                let reason = rule.regex.build().err()?.to_string();
                Some(file.fault(line, Some(&rule.id), reason))
            });
            Err(culprit.unwrap_or(Error::Lexicon { file: "labels.toml".to_owned(), line: 1, rule: None, reason }))
        }
    }
}

/// Adds the id of the rule that a fault of syntax lies in.
fn with_rule(file: &PackFile, fault: Error) -> Error {
    let Error::Lexicon { line, reason, .. } = fault else { return fault };
    let above = file.text.lines().take(line).collect::<Vec<_>>();
    let id = above
        .iter()
        .rev()
        .take_while(|text| !text.starts_with("[lists]") && !text.starts_with("[months]"))
        .find_map(|text| text.strip_prefix("id = "))
        .map(|id| id.trim_matches(['"', '\'', ' ']).to_owned());
    file.fault(line, id.as_deref(), reason)
}

impl Builder {
    /// Takes the lists and months of a file.
    fn names(&mut self, file: &PackFile, pack: &RawPack) -> Result<()> {
        for (key, value) in [("source", &pack.source), ("licence", &pack.licence)] {
            if value.trim().is_empty() {
                return Err(file.fault(file.line_with(key), None, format!("`{key}` is empty")));
            }
        }
        for (name, words) in &pack.lists {
            let list = self.labels.lists.entry(name.clone()).or_default();
            list.extend(words.iter().map(|word| fold_pattern(word)));
        }
        for (name, number) in &pack.months {
            if !(1..=12).contains(number) {
                return Err(file.fault(file.line_with(name), None, format!("month {name} is {number}, not 1 to 12")));
            }
            self.labels.months.insert(crate::text::fold::fold(name), *number);
        }
        Ok(())
    }

    /// What `{{name}}` stands for in a pattern: the words of a list, the longest first.
    fn fragments(&self) -> FxHashMap<String, String> {
        let months = self.labels.months.keys().cloned().collect();
        let lists = self.labels.lists.iter().map(|(name, words)| (name.clone(), words.clone()));
        lists
            .chain([("month".to_owned(), months)])
            .map(|(name, mut words)| {
                words.sort_by_key(|word| (std::cmp::Reverse(word.len()), word.clone()));
                words.dedup();
                let words: Vec<_> = words.iter().map(|word| regex::escape(word)).collect();
                (name, format!("(?:{})", words.join("|")))
            })
            .collect()
    }

    /// Compiles one rule; an error is the reason alone.
    fn rule(&mut self, raw: RawRule, fragments: &FxHashMap<String, String>) -> Result<(), String> {
        if !self.ids.insert(raw.id.clone()) {
            return Err("this id is taken by another rule".to_owned());
        }
        if raw.examples.is_empty() {
            return Err("it has no examples".to_owned());
        }
        if (raw.place == Place::Anywhere) == raw.needles.is_empty() {
            return Err("`needles` are for place = \"anywhere\", and needed there".to_owned());
        }
        if raw.first_lines.is_some() && raw.last_lines.is_some() {
            return Err("`first_lines` and `last_lines` exclude each other".to_owned());
        }
        if let Some(needle) = raw.needles.iter().find(|needle| needle.is_empty() || !needle.is_ascii()) {
            return Err(format!("the needle {needle:?} is empty or not ASCII"));
        }
        let pattern = anchored(&expand(&fold_pattern(&raw.pattern), fragments)?, raw.place);
        let regex = Pattern::new(pattern.clone(), raw.capitals);
        if raw.place == Place::Anywhere {
            // It is in no set that would tell its faults.
            regex.build().map_err(|error| error.to_string())?;
        }
        if let Some(group) = regex.groups().find(|group| !is_group(group)) {
            return Err(format!("the group `{group}` means nothing; known are label, {}", FactKind::names()));
        }
        let index = self.labels.rules.len();
        if raw.place == Place::Anywhere {
            self.labels.anywhere.push(index);
            self.needles.extend(raw.needles);
        }
        self.places.push((raw.place, pattern, raw.capitals));
        let limits = &mut self.labels.limits;
        limits.head = limits.head.max(raw.first_lines.unwrap_or(0));
        limits.tail = limits.tail.max(raw.last_lines.unwrap_or(0));
        limits.chars = limits.chars.max(raw.max_chars);
        self.labels.rules.push(Rule {
            id: raw.id,
            kind: raw.label,
            regex,
            first_lines: raw.first_lines,
            last_lines: raw.last_lines,
            max_chars: raw.max_chars,
            takes_next: raw.takes_next,
            examples: raw.examples,
            counterexamples: raw.counterexamples,
        });
        Ok(())
    }

    /// Builds the sets over all rules; an error is the reason alone.
    fn sets(&mut self) -> Result<(), String> {
        let stages = [Part::Head, Part::Free, Part::Tail].map(|part| -> Result<Stage, regex::Error> {
            Ok(Stage {
                line: self.group(part, Place::Line)?,
                start: self.group(part, Place::Start)?,
                end: self.group(part, Place::End)?,
            })
        });
        let [head, free, tail] = stages;
        self.labels.head = head.map_err(|error| error.to_string())?;
        self.labels.free = free.map_err(|error| error.to_string())?;
        self.labels.tail = tail.map_err(|error| error.to_string())?;
        if !self.needles.is_empty() {
            let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&self.needles);
            self.labels.needles = Some(automaton.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    /// The rules of one place that look at one part of the article.
    fn group(&self, part: Part, place: Place) -> Result<Group, regex::Error> {
        let chosen: Vec<_> = (0..)
            .zip(self.places.iter().zip(&self.labels.rules))
            .filter(|(_, ((at, _, _), rule))| *at == place && Part::of(rule) == part)
            .collect();
        let patterns = chosen.iter().map(
            |(_, ((_, pattern, capitals), _))| if *capitals { pattern.clone() } else { format!("(?i:{pattern})") },
        );
        let set = RegexSetBuilder::new(patterns).size_limit(16 * REGEX_BYTES).build()?;
        Ok(Group { set, rules: chosen.iter().map(|(index, _)| *index).collect(), whole: place == Place::Line })
    }
}

/// The part of an article a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Free,
    Tail,
}

impl Part {
    const fn of(rule: &Rule) -> Self {
        match (rule.first_lines, rule.last_lines) {
            (Some(_), _) => Self::Head,
            (None, Some(_)) => Self::Tail,
            (None, None) => Self::Free,
        }
    }
}

/// Whether a capture group means something.
fn is_group(name: &str) -> bool {
    name == "label" || FactKind::parse(name).is_some()
}

/// Puts lists in place of `{{name}}`, and `[0-9]` in place of `\d`.
fn expand(pattern: &str, fragments: &FxHashMap<String, String>) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or("`{{` without `}}`")?;
        let fragment = fragments.get(name).ok_or_else(|| format!("there is no list `{name}`"))?;
        out.push_str(before);
        out.push_str(fragment);
        rest = after;
    }
    out.push_str(rest);
    // A digit of any script is an automaton of some hundred states; dates and prices here are written in these ten.
    Ok(out.replace(r"\d", "[0-9]"))
}

/// Ties a pattern to its place.
fn anchored(pattern: &str, place: Place) -> String {
    match place {
        Place::Line => format!("^(?:{pattern})$"),
        Place::Start => format!("^(?:{pattern})"),
        Place::End => format!("(?:{pattern})$"),
        Place::Anywhere => pattern.to_owned(),
    }
}
