//! Tie rules and offices: how a language words lasting facts.

use super::conjugation::Conjugation;
use super::grammar::{Grammar, NounId, VerbId};
use super::pack::PackFile;
use super::rules::{Slot, VerbTrigger, slot_of, verb_trigger};
use crate::error::{Error, Result};
use crate::extraction::TieKind;
use crate::text::fold::lower;
use crate::text::tokens::{Vocabulary, WordId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::Spanned;

/// The tie rules and offices of one language.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    rules: Vec<TieRule>,
    offices: FxHashSet<NounId>,
    sectors: FxHashMap<NounId, String>,
    known_as: FxHashMap<NounId, Vec<String>>,
    same: FxHashSet<NounId>,
    of: FxHashMap<NounId, String>,
    national: FxHashSet<NounId>,
    former: FxHashSet<WordId>,
    appointing: FxHashSet<VerbId>,
    serving: FxHashSet<String>,
    heads: Vec<Headship>,
}

/// What says that someone is at the head of a body, without naming the office.
#[derive(Debug, Clone)]
struct Headship {
    office: String,
    nouns: Vec<NounId>,
    verbs: Vec<VerbId>,
}

/// One tie rule.
#[derive(Debug, Clone)]
pub struct TieRule {
    /// Its permanent name.
    pub id: String,
    /// What it finds.
    pub kind: TieKind,
    /// Verbs that set it off.
    pub verbs: Vec<VerbTrigger>,
    /// Nouns that set it off.
    pub nouns: Vec<NounId>,
    /// Adjectives that set it off.
    pub adjectives: Vec<u32>,
    /// Where its subject stands.
    pub subject: Vec<Slot>,
    /// Where its object stands.
    pub object: Vec<Slot>,
    /// Whether its subjects stand in brackets or apposition alone.
    pub listed: bool,
    /// Texts and what it finds in them.
    pub examples: Vec<TieExample>,
    /// Texts in which it finds nothing.
    pub counterexamples: Vec<String>,
}

/// A text and what a tie rule finds in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TieExample {
    /// The text.
    pub text: String,
    /// The subjects found.
    pub subject: Vec<String>,
    /// The objects found.
    pub object: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TieFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    tie: Vec<Spanned<TieEntry>>,
    #[serde(default)]
    office: Vec<OfficeEntry>,
    #[serde(default)]
    headship: Vec<HeadshipEntry>,
    #[serde(default)]
    holding: Holding,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadshipEntry {
    office: String,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    verb: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Holding {
    former: Vec<String>,
    appointing: Vec<String>,
    serving: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TieEntry {
    id: String,
    tie: TieKind,
    #[serde(default)]
    verb: Vec<String>,
    #[serde(default)]
    noun: Vec<String>,
    #[serde(default)]
    adjective: Vec<String>,
    subject: Vec<String>,
    object: Vec<String>,
    #[serde(default)]
    listed: bool,
    #[serde(default)]
    examples: Vec<TieExample>,
    #[serde(default)]
    counterexamples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeEntry {
    name: String,
    feminine: Option<String>,
    sector: Option<String>,
    #[serde(default)]
    known_as: Vec<String>,
    #[serde(default)]
    same: bool,
    #[serde(default)]
    national: bool,
    of: Option<String>,
}

impl Ties {
    /// Compiles the tie rules of `language`; their words are added to `grammar`.
    pub fn compile(
        files: &[PackFile],
        language: &str,
        grammar: &mut Grammar,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self> {
        let named = |stem: &str| files.iter().find(|f| f.language() == Some(language) && f.stem() == stem);
        let mut ties = Self::default();
        let Some(conjugation) = named("conjugation") else { return Ok(ties) };
        let conjugation = Conjugation::read(conjugation)?;
        for file in files.iter().filter(|f| f.language() == Some(language) && f.stem() == "ties") {
            let source: TieFile = file.parse()?;
            for entry in source.tie {
                let start = entry.span().start;
                let line = || file.line_of(start);
                let entry = entry.into_inner();
                let id = entry.id.clone();
                if ties.rules.iter().any(|rule| rule.id == id) {
                    let reason = "two rules of this id; to replace a rule, name it in `disable` of pack.toml too";
                    return Err(file.fault(line(), Some(&id), reason));
                }
                if entry.examples.is_empty() && file.is_own() {
                    return Err(file.fault(line(), Some(&id), "a rule has at least one example"));
                }
                ties.add(entry, grammar, &conjugation, vocabulary)
                    .map_err(|reason| file.fault(line(), Some(&id), reason))?;
            }
            for office in source.office {
                for name in std::iter::once(&office.name).chain(&office.feminine) {
                    let noun = grammar.add_noun(name, None, vocabulary);
                    ties.offices.insert(noun);
                    if let Some(sector) = &office.sector {
                        ties.sectors.insert(noun, sector.clone());
                    }
                    if !office.known_as.is_empty() {
                        ties.known_as.insert(noun, office.known_as.clone());
                    }
                    if let Some(of) = &office.of {
                        ties.of.insert(noun, of.clone());
                    }
                    if office.national {
                        ties.national.insert(noun);
                    }
                    if office.same {
                        ties.same.insert(noun);
                    }
                }
            }
            for entry in source.headship {
                let nouns = entry.noun.iter().map(|noun| grammar.add_noun(noun, None, vocabulary)).collect();
                let mut verbs = Vec::new();
                for verb in &entry.verb {
                    let trigger = verb_trigger(verb, grammar, &conjugation, vocabulary)
                        .ok_or_else(|| no_paradigm(file, verb, "headship"))?;
                    if trigger.reflexive || trigger.negated || !trigger.words.is_empty() {
                        let reason = format!("`{verb}` is more than one verb: a headship goes by the verb alone");
                        return Err(file.fault(file.line_with(verb), Some("headship"), reason));
                    }
                    verbs.push(trigger.verb);
                }
                ties.heads.push(Headship { office: entry.office, nouns, verbs });
            }
            let holding = source.holding;
            ties.former.extend(holding.former.iter().map(|word| vocabulary.intern(&lower(word))));
            ties.serving.extend(holding.serving);
            for verb in &holding.appointing {
                let trigger = verb_trigger(verb, grammar, &conjugation, vocabulary)
                    .ok_or_else(|| no_paradigm(file, verb, "holding"))?;
                ties.appointing.insert(trigger.verb);
            }
        }
        Ok(ties)
    }

    fn add(
        &mut self,
        entry: TieEntry,
        grammar: &mut Grammar,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Result<(), String> {
        if entry.verb.is_empty() && entry.noun.is_empty() && entry.adjective.is_empty() {
            return Err("nothing sets it off: it needs `verb`, `noun` or `adjective`".to_owned());
        }
        let mut verbs = Vec::new();
        for phrase in &entry.verb {
            verbs.push(
                verb_trigger(phrase, grammar, conjugation, vocabulary)
                    .ok_or_else(|| format!("no paradigm of conjugation.toml fits the verb `{phrase}`"))?,
            );
        }
        let nouns = entry.noun.iter().map(|noun| grammar.add_noun(noun, None, vocabulary)).collect();
        let adjectives = entry.adjective.iter().map(|adjective| grammar.add_adjective(adjective, vocabulary)).collect();
        let slots = |list: &[String]| list.iter().map(|slot| slot_of(slot, grammar)).collect::<Result<Vec<_>, _>>();
        self.rules.push(TieRule {
            id: entry.id,
            kind: entry.tie,
            verbs,
            nouns,
            adjectives,
            subject: slots(&entry.subject)?,
            object: slots(&entry.object)?,
            listed: entry.listed,
            examples: entry.examples,
            counterexamples: entry.counterexamples,
        });
        Ok(())
    }

    /// Every rule, in the order of its files.
    pub fn iter(&self) -> impl Iterator<Item = &TieRule> {
        self.rules.iter()
    }

    /// Whether the noun names an office.
    pub fn is_office(&self, noun: NounId) -> bool {
        self.offices.contains(&noun)
    }

    /// What lexicons call the office, where that differs.
    pub fn known_as(&self, noun: NounId) -> &[String] {
        self.known_as.get(&noun).map_or(&[], Vec::as_slice)
    }

    /// Whether the noun means the office of someone else: `homologue`.
    pub fn is_same(&self, noun: NounId) -> bool {
        self.same.contains(&noun)
    }

    /// Whose the office always is: a `eurodéputé` sits in the EU's parliament.
    pub fn always_of(&self, noun: NounId) -> Option<&str> {
        self.of.get(&noun).map(String::as_str)
    }

    /// Whether the office, named alone, is one of the country spoken of: `le ministre`.
    pub fn is_national(&self, noun: NounId) -> bool {
        self.national.contains(&noun)
    }

    /// Whether the word says that an office is held no longer.
    pub fn is_former(&self, word: WordId) -> bool {
        self.former.contains(&word)
    }

    /// Whether the verb says who holds an office.
    pub fn appoints(&self, verb: VerbId) -> bool {
        self.appointing.contains(&verb)
    }

    /// Whether the offices of bodies of this PLOVER sector are the state's.
    pub fn serves_state(&self, sector: &str) -> bool {
        self.serving.contains(sector)
    }

    /// The office of whoever is said to be at the head by `noun`: `sous la direction de`.
    pub fn head_by_noun(&self, noun: NounId) -> Option<&str> {
        self.heads.iter().find(|head| head.nouns.contains(&noun)).map(|head| &*head.office)
    }

    /// The office of whoever is said to be at the head by `verb`: `dirigée par`.
    pub fn head_by_verb(&self, verb: VerbId) -> Option<&str> {
        self.heads.iter().find(|head| head.verbs.contains(&verb)).map(|head| &*head.office)
    }

    /// The PLOVER sector of an office.
    pub fn sector(&self, noun: NounId) -> Option<&str> {
        self.sectors.get(&noun).map(String::as_str)
    }
}

fn no_paradigm(file: &PackFile, verb: &str, entry: &str) -> Error {
    let reason = format!("no paradigm of conjugation.toml fits the verb `{verb}`");
    file.fault(file.line_with(verb), Some(entry), reason)
}
