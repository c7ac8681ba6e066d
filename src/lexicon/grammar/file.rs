//! The files of a pack that describe a language, as they are written.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrammarFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    pub(super) determiners: Determiners,
    pub(super) contractions: BTreeMap<String, String>,
    pub(super) prepositions: Prepositions,
    pub(super) pronouns: Pronouns,
    pub(super) links: Links,
    pub(super) negation: NegationWords,
    pub(super) auxiliaries: Auxiliaries,
    pub(super) adverbs: Adverbs,
    pub(super) sentences: Sentences,
    pub(super) groups: Groups,
    pub(super) ambiguous: Ambiguous,
    pub(super) inflection: Inflection,
    #[serde(default)]
    pub(super) gender: Genders,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Genders {
    pub(super) masculine: Vec<String>,
    pub(super) feminine: Vec<String>,
    pub(super) plural: Vec<String>,
}

/// The regular endings of words, with what replaces each: the first that fits.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inflection {
    pub(super) plural: Vec<(String, String)>,
    /// Of adjectives in the masculine singular.
    pub(super) feminine: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ambiguous {
    pub(super) partitive: Vec<String>,
    pub(super) fronted: Vec<String>,
    pub(super) pronoun: Vec<String>,
    pub(super) adjective: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Determiners {
    pub(super) definite: Vec<String>,
    pub(super) indefinite: Vec<String>,
    pub(super) demonstrative: Vec<String>,
    pub(super) possessive_singular: Vec<String>,
    pub(super) possessive_plural: Vec<String>,
    #[serde(default)]
    pub(super) possessive_speaker: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prepositions {
    pub(super) simple: Vec<String>,
    pub(super) compound: Vec<String>,
    pub(super) elided: BTreeMap<String, String>,
    #[serde(rename = "as")]
    pub(super) same: BTreeMap<String, String>,
    pub(super) locative: Vec<String>,
    pub(super) purpose: Vec<String>,
    pub(super) supposing: Vec<String>,
    pub(super) genitive: String,
    pub(super) agent: String,
    pub(super) between: String,
    pub(super) according: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pronouns {
    pub(super) singular: Vec<String>,
    pub(super) plural: Vec<String>,
    pub(super) impersonal: Vec<String>,
    pub(super) clitics: Vec<String>,
    pub(super) reflexive: Vec<String>,
    #[serde(default)]
    pub(super) speaker: Vec<String>,
    #[serde(default)]
    pub(super) void: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Links {
    pub(super) coordination: Vec<String>,
    pub(super) subordination: Vec<String>,
    pub(super) relative: Vec<String>,
    pub(super) supposing: Vec<String>,
    pub(super) questions: Vec<String>,
    #[serde(default)]
    pub(super) content: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NegationWords {
    pub(super) before: Vec<String>,
    pub(super) words: Vec<String>,
    pub(super) void: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Auxiliaries {
    pub(super) having: Vec<String>,
    pub(super) being: Vec<String>,
    pub(super) going: Vec<String>,
    pub(super) perfect: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adverbs {
    pub(super) words: Vec<String>,
    pub(super) suffix: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sentences {
    pub(super) abbreviations: Vec<String>,
    pub(super) openers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Groups {
    pub(super) heads: Vec<String>,
    pub(super) numbers: BTreeMap<String, usize>,
    pub(super) back: BTreeMap<String, String>,
    pub(super) counterpart: Vec<String>,
    pub(super) reciprocal: Vec<String>,
    #[serde(default, rename = "where")]
    pub(super) places: Vec<String>,
    #[serde(default)]
    pub(super) people: Vec<String>,
    #[serde(default)]
    pub(super) host: Vec<String>,
    #[serde(default)]
    pub(super) dubbed: Vec<String>,
    #[serde(default)]
    pub(super) fighters: Vec<String>,
    #[serde(default)]
    pub(super) same: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) home: Vec<String>,
    #[serde(default)]
    pub(super) not_home: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerbFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    pub(super) verbs: Vec<String>,
    #[serde(default)]
    pub(super) speech: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) governors: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) object_governors: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) governing_nouns: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) governing_adjectives: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    pub(super) nouns: Vec<String>,
    #[serde(default)]
    pub(super) adjectives: Vec<String>,
    #[serde(default)]
    pub(super) adverbs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NounFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    pub(super) class: Vec<ClassEntry>,
}

#[expect(clippy::struct_excessive_bools, reason = "the fields of a table of the pack")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassEntry {
    pub(super) id: String,
    pub(super) nouns: Vec<String>,
    #[serde(default, rename = "gloss")]
    _gloss: Option<String>,
    #[serde(default)]
    pub(super) sector: Option<String>,
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) actor: bool,
    #[serde(default)]
    pub(super) owned: bool,
    #[serde(default)]
    pub(super) demonyms: bool,
    #[serde(default)]
    pub(super) instrument: bool,
    #[serde(default)]
    pub(super) measure: bool,
    #[serde(default)]
    pub(super) voice: bool,
    #[serde(default)]
    pub(super) plural: BTreeMap<String, String>,
}
