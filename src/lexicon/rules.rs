//! Relation rules: what sets them off, what must stand beside it, and who stands where.

use super::conjugation::Conjugation;
use super::grammar::{ClassId, Grammar, NounId, PrepId, VerbId, bare_infinitive, words_of};
use super::pack::{PackFile, nearest};
use super::plover::Plover;
use crate::error::Result;
use crate::extraction::{RelationType, Status};
use crate::text::fold::fold;
use crate::text::tokens::{Vocabulary, WordId};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

/// The relation rules of one language.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    all: Vec<Rule>,
    by_verb: FxHashMap<VerbId, Vec<usize>>,
    by_noun: FxHashMap<NounId, Vec<usize>>,
    by_adjective: FxHashMap<u32, Vec<usize>>,
}

/// One rule.
#[expect(clippy::struct_excessive_bools, reason = "independent properties that a pack sets")]
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its permanent name.
    pub id: String,
    /// What it finds.
    pub kind: RelationType,
    /// Its PLOVER mode.
    pub mode: Option<String>,
    /// Its PLOVER contexts.
    pub contexts: Vec<String>,
    /// The standing its words themselves give.
    pub status: Option<Status>,
    /// The verbs that set it off.
    pub verbs: Vec<VerbTrigger>,
    /// The adjectives that set it off.
    pub adjectives: Vec<u32>,
    /// In which voice; `None` for any.
    pub passive: Option<bool>,
    /// What the object must be, if it matters.
    pub object: Vec<Need>,
    /// What must stand in the clause.
    pub with: Vec<Need>,
    /// What must not.
    pub without: Vec<Need>,
    /// Who acts, in order of preference.
    pub source: Vec<Slot>,
    /// Upon or with whom.
    pub target: Vec<Slot>,
    /// The parties may stand together.
    pub mutual: bool,
    /// A missing party may be the other one of the passage.
    pub partner: bool,
    /// Both parties stand where the rule looks for them, or it finds nothing.
    pub strict: bool,
    /// It belongs to a pack of the user's own.
    pub own: bool,
    /// Texts and what it finds in them.
    pub examples: Vec<Example>,
    /// Texts in which it finds nothing.
    pub counterexamples: Vec<String>,
}

/// A verb, and the words that must follow it.
#[derive(Debug, Clone)]
pub struct VerbTrigger {
    /// The verb.
    pub verb: VerbId,
    /// Pronominal only.
    pub reflexive: bool,
    /// Negated only (`ne pas reconnaître`): the negation is part of what the rule says.
    pub negated: bool,
    /// Words that follow in the clause, in order, each in all its forms, folded.
    pub words: Vec<Vec<WordId>>,
}

/// What must stand, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// This noun.
    Noun(NounId),
    /// These words one behind the other, folded: the singular and the plural of what the pack says.
    Words(Vec<WordId>, Vec<WordId>),
    /// Any noun of the class.
    Class(ClassId),
}

/// Where a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Who acts.
    Subject,
    /// The direct object.
    Object,
    /// Who owns the direct object.
    Owner,
    /// The complement of the object.
    ObjectComplement,
    /// After a preposition.
    Preposition(PrepId),
    /// A demonym that goes with the noun.
    Adjective,
    /// Who possesses the noun (`son`).
    Possessive,
    /// Whose words the sentence reports: `Il faut que Minsk cède, a déclaré Kiev`.
    Speaker,
    /// The subject of the clause that the verb opens: `exige que Minsk cède`.
    Clause,
    /// Of a noun: the subject of the passive it goes with: `tués dans une embuscade`.
    Patient,
}

/// A text and what a rule finds in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Who acts.
    pub source: Vec<String>,
    /// Upon whom.
    pub target: Vec<String>,
    /// The type, where what governs the act shifts it.
    #[serde(rename = "type")]
    pub kind: Option<RelationType>,
    /// The standing, if the example is about it.
    pub status: Option<Status>,
    /// Whose words carry it, if the example is about it.
    pub said_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    rule: Vec<Spanned<RuleEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    mode: Option<String>,
    #[serde(default)]
    context: Vec<String>,
    status: Option<Status>,
    #[serde(default)]
    verb: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    adjective: Vec<String>,
    #[serde(default)]
    voice: Voice,
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    source: Vec<String>,
    target: Vec<String>,
    #[serde(default)]
    mutual: bool,
    #[serde(default)]
    partner: bool,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    examples: Vec<Example>,
    #[serde(default)]
    counterexamples: Vec<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Voice {
    #[default]
    Any,
    Active,
    Passive,
}

impl Rule {
    /// The rule under which acts of this type stand that were read from words alone.
    pub fn of_words(language: &str, kind: RelationType) -> Self {
        Self {
            id: format!("{language}.{}.words", kind.to_string().to_lowercase()),
            kind,
            mode: None,
            contexts: Vec::new(),
            status: None,
            verbs: Vec::new(),
            adjectives: Vec::new(),
            passive: None,
            object: Vec::new(),
            with: Vec::new(),
            without: Vec::new(),
            source: Vec::new(),
            target: Vec::new(),
            mutual: false,
            partner: false,
            strict: false,
            own: false,
            examples: Vec::new(),
            counterexamples: Vec::new(),
        }
    }
}

/// The rules of every file as they are written, in the order of the files.
#[derive(Default)]
pub(super) struct RuleTexts(Vec<(usize, Vec<Spanned<RuleEntry>>)>);

impl RuleTexts {
    /// Reads the rules of all languages.
    pub fn read(files: &[PackFile]) -> Result<Self> {
        let named = files.iter().enumerate().filter(|(_, file)| file.path.contains("/rules/"));
        let read = named.map(|(number, file)| Ok((number, file.parse::<RuleFile>()?.rule)));
        Ok(Self(read.collect::<Result<_>>()?))
    }

    /// Hands over those of `language`.
    pub fn of(&mut self, files: &[PackFile], language: &str) -> Self {
        let is_of = |(number, _): &mut (usize, _)| files.get(*number).and_then(PackFile::language) == Some(language);
        Self(self.0.extract_if(.., is_of).collect())
    }
}

impl Rules {
    /// Compiles the rules of `language`, written as `texts`; their verbs and nouns are added to `grammar`.
    pub(super) fn compile(
        files: &[PackFile],
        texts: RuleTexts,
        language: &str,
        grammar: &mut Grammar,
        plover: &Plover,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self> {
        let named = |stem: &str| files.iter().find(|f| f.language() == Some(language) && f.stem() == stem);
        let Some(conjugation) = named("conjugation") else { return Ok(Self::default()) };
        let conjugation = Conjugation::read(conjugation)?;
        let mut rules = Self::default();
        let mut seen = FxHashMap::default();
        for (number, entries) in texts.0 {
            let Some(file) = files.get(number) else { continue };
            for entry in entries {
                let start = entry.span().start;
                let line = || file.line_of(start);
                let entry = entry.into_inner();
                if let Some((other, begins)) = seen.insert(entry.id.clone(), (number, start)) {
                    let other = files
                        .get(other)
                        .map_or_else(String::new, |file| format!("{}, line {}", file.shown(), file.line_of(begins)));
                    let reason =
                        format!("{other} has a rule of this id; to replace that, name it in `disable` of pack.toml");
                    return Err(file.fault(line(), Some(&entry.id), reason));
                }
                if entry.examples.is_empty() && file.is_own() {
                    return Err(file.fault(line(), Some(&entry.id), "a rule has at least one example"));
                }
                let id = entry.id.clone();
                check(&entry, plover)
                    .and_then(|()| rules.add(entry, file.is_own(), grammar, &conjugation, vocabulary))
                    .map_err(|reason| file.fault(line(), Some(&id), reason))?;
            }
        }
        Ok(rules)
    }

    fn add(
        &mut self,
        entry: RuleEntry,
        own: bool,
        grammar: &mut Grammar,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Result<(), String> {
        let kind = RelationType::parse(&entry.kind).ok_or_else(|| format!("`{}` is no relation type", entry.kind))?;
        if entry.verb.is_empty() && entry.noun.is_empty() && entry.adjective.is_empty() {
            return Err("nothing sets it off: it needs `verb`, `noun` or `adjective`".to_owned());
        }
        let index = self.all.len();
        let mut verbs = Vec::new();
        for phrase in &entry.verb {
            let trigger = verb_trigger(phrase, grammar, conjugation, vocabulary)
                .ok_or_else(|| format!("no paradigm of conjugation.toml fits the verb `{phrase}`"))?;
            push_index(self.by_verb.entry(trigger.verb).or_default(), index);
            verbs.push(trigger);
        }
        for noun in &entry.noun {
            let id = grammar.add_noun(noun, None, vocabulary);
            push_index(self.by_noun.entry(id).or_default(), index);
        }
        let mut adjectives = Vec::new();
        for adjective in &entry.adjective {
            let id = grammar.add_adjective(adjective, vocabulary);
            adjectives.push(id);
            push_index(self.by_adjective.entry(id).or_default(), index);
        }
        let mut object = Vec::new();
        for need in &entry.object {
            let class = class_of(need, grammar)?;
            object.push(class.map_or_else(|| Need::Noun(grammar.add_noun(need, None, vocabulary)), Need::Class));
        }
        let mut words = |list: &[String]| -> Result<Vec<Need>, String> {
            let mut needs = Vec::new();
            for need in list {
                let class = class_of(need, grammar)?;
                needs.push(class.map_or_else(|| words_need(need, grammar, vocabulary), Need::Class));
            }
            Ok(needs)
        };
        let (with, without) = (words(&entry.with)?, words(&entry.without)?);
        let slots = |list: &[String]| list.iter().map(|slot| slot_of(slot, grammar)).collect::<Result<Vec<_>, _>>();
        let (source, target) = (slots(&entry.source)?, slots(&entry.target)?);
        let passive = match entry.voice {
            Voice::Any => None,
            Voice::Active => Some(false),
            Voice::Passive => Some(true),
        };
        self.all.push(Rule {
            id: entry.id,
            kind,
            mode: entry.mode,
            contexts: entry.context,
            status: entry.status,
            verbs,
            adjectives,
            passive,
            object,
            with,
            without,
            source,
            target,
            mutual: entry.mutual,
            partner: entry.partner,
            strict: entry.strict,
            own,
            examples: entry.examples,
            counterexamples: entry.counterexamples,
        });
        Ok(())
    }

    /// Every rule, in the order of its files.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.all.iter()
    }

    /// The rules a verb may set off.
    pub fn for_verb(&self, verb: VerbId) -> impl Iterator<Item = &Rule> {
        self.pick(self.by_verb.get(&verb))
    }

    /// The rules a noun may set off.
    pub fn for_noun(&self, noun: NounId) -> impl Iterator<Item = &Rule> {
        self.pick(self.by_noun.get(&noun))
    }

    /// The rules an adjective may set off.
    pub fn for_adjective(&self, adjective: u32) -> impl Iterator<Item = &Rule> {
        self.pick(self.by_adjective.get(&adjective))
    }

    fn pick<'a>(&'a self, list: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Rule> {
        list.into_iter().flatten().filter_map(|index| self.all.get(*index))
    }
}

/// Whether the type, mode and contexts exist.
fn check(entry: &RuleEntry, plover: &Plover) -> Result<(), String> {
    let kind = RelationType::parse(&entry.kind).ok_or_else(|| {
        let near = meant(&entry.kind, RelationType::ALL.iter().map(|kind| kind.as_str()));
        format!("`{}` is no relation type{near}", entry.kind)
    })?;
    if let Some(mode) = entry.mode.as_ref().filter(|mode| !plover.has_mode(kind, mode)) {
        let modes: Vec<&str> = plover.modes(kind).collect();
        return Err(format!("{kind} has no mode `{mode}`; it has {}", modes.join(", ")));
    }
    match entry.context.iter().find(|context| !plover.has_context(context)) {
        Some(context) => Err(format!("PLOVER has no context `{context}`{}", meant(context, plover.contexts()))),
        None => Ok(()),
    }
}

fn push_index(list: &mut Vec<usize>, index: usize) {
    if !list.contains(&index) {
        list.push(index);
    }
}

pub(super) fn verb_trigger(
    phrase: &str,
    grammar: &mut Grammar,
    conjugation: &Conjugation,
    vocabulary: &mut Vocabulary,
) -> Option<VerbTrigger> {
    let mut words = words_of(phrase);
    let negated = words.first().is_some_and(|word| grammar.is_negation_before(word, vocabulary));
    if negated {
        // `ne pas reconnaître`, `ne plus reconnaître`: both words of the negation go.
        words.drain(..2.min(words.len()));
    }
    let infinitive = bare_infinitive(&words);
    let verb = grammar.add_infinitive(infinitive.clone(), conjugation, vocabulary)?;
    let at = words.iter().position(|word| *word == infinitive).unwrap_or(0);
    let reflexive = at > 0 && words.first().is_some_and(|first| grammar.is_reflexive(first, vocabulary));
    let forms = |word: &String| grammar.agreements(word).iter().map(|form| vocabulary.intern(&fold(form))).collect();
    let rest = words.iter().skip(at + 1).map(forms).collect();
    Some(VerbTrigger { verb, reflexive, negated, words: rest })
}

/// The class that `@class` names.
fn class_of(text: &str, grammar: &Grammar) -> Result<Option<ClassId>, String> {
    let Some(class) = text.strip_prefix('@') else { return Ok(None) };
    let unknown = || format!("no class of nouns is called `{class}`{}", meant(class, grammar.class_names()));
    grammar.class_number(class).map(Some).ok_or_else(unknown)
}

fn words_need(text: &str, grammar: &Grammar, vocabulary: &mut Vocabulary) -> Need {
    let words = words_of(text);
    let mut ids = |words: &[String]| words.iter().map(|word| vocabulary.intern(&fold(word))).collect();
    Need::Words(ids(&words), ids(&grammar.plural_words(&words)))
}

/// The slots that are parts of the sentence.
const PARTS: [&str; 6] = ["subj", "obj", "obj.owner", "obj.de", "adj", "poss"];

/// What was probably meant, as the end of a message.
fn meant<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(given, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

pub(super) fn slot_of(text: &str, grammar: &Grammar) -> Result<Slot, String> {
    Ok(match text {
        "subj" => Slot::Subject,
        "obj" => Slot::Object,
        "obj.owner" => Slot::Owner,
        "obj.de" => Slot::ObjectComplement,
        "adj" => Slot::Adjective,
        "poss" => Slot::Possessive,
        "speaker" => Slot::Speaker,
        "que" => Slot::Clause,
        "patient" => Slot::Patient,
        other => {
            let words = words_of(other).join(" ");
            let found = grammar.preposition(&words).or_else(|| grammar.preposition_alias(&words));
            Slot::Preposition(found.ok_or_else(|| {
                let near = meant(other, PARTS.into_iter().chain(grammar.preposition_names()));
                format!("`{other}` is no slot: neither a part of the sentence nor a preposition of grammar.toml{near}")
            })?)
        }
    })
}
