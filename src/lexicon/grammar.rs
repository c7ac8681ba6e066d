//! A language's grammar as packs give it: closed classes, verbs with their forms, nouns with their classes.

use super::conjugation::{Conjugation, Tense};
use super::pack::PackFile;
use crate::error::Result;
use crate::text::fold::{fold, lower};
use crate::text::sentences::SentenceWords;
use crate::text::tokens::{Case, Token, Vocabulary, WordId, tokenize};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// A verb's number in a [`Grammar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VerbId(pub u32);

/// A noun's number in a [`Grammar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NounId(pub u32);

/// A preposition's number in a [`Grammar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrepId(pub u16);

/// What a determiner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Determiner {
    /// `le`
    Definite,
    /// `un`, `deux`
    Indefinite,
    /// `ce`
    Demonstrative,
    /// `son`
    HisHer,
    /// `leur`
    Their,
    /// `notre`, `mon`: of whoever speaks
    Ours,
}

/// What the form of an article or pronoun says of whom it goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// `le`, `il`
    Masculine,
    /// `la`, `elle`
    Feminine,
}

/// What a word of a closed class does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Opens a noun phrase.
    Determiner(Determiner),
    /// A preposition.
    Preposition(PrepId),
    /// A preposition and an article in one word (`au`, `du`).
    Contraction(PrepId),
    /// A subject pronoun that stands for someone named; plural or not.
    Pronoun(bool),
    /// A subject pronoun that stands for nobody named (`on`, `cela`).
    Impersonal,
    /// An object pronoun before its verb.
    Clitic,
    /// A reflexive pronoun.
    Reflexive,
    /// Joins equals.
    Coordination,
    /// Opens a clause.
    Subordination,
    /// Opens a relative clause.
    Relative,
    /// `ne`
    NegationBefore,
    /// `pas`, `jamais`
    Negation,
    /// An adverb.
    Adverb,
}

/// One reading of a word as a verb form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerbForm {
    /// The verb.
    pub verb: VerbId,
    /// Its tense.
    pub tense: Tense,
    /// Whether it is plural.
    pub plural: bool,
    /// Whether it is a first person, which stands behind its pronoun alone.
    pub first: bool,
}

/// What a verb does to the verb or deverbal noun it governs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Governor {
    /// `vouloir`, `envisager de`
    Intend,
    /// `promettre de`, `accepter de`
    Promise,
    /// `décider de`
    Decide,
    /// `refuser de`
    Refuse,
    /// `menacer de`
    Threaten,
    /// `demander à … de`
    Request,
    /// `commencer à`
    Begin,
    /// `continuer de`
    Continue,
    /// `cesser de`
    End,
    /// `pouvoir`, `parvenir à`
    Able,
    /// `devoir`
    Must,
    /// `échouer à`
    Fail,
    /// `accuser de`
    Allege,
}

/// How a verb reports words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    /// `dire`
    Say,
    /// `affirmer`, `prétendre`
    Claim,
    /// `annoncer`
    Announce,
    /// `démentir`
    Deny,
}

/// The number of a class of nouns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassId(u16);

/// A class of nouns that behave alike.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a class")]
#[derive(Debug, Clone)]
pub struct NounClass {
    /// Its name in rules: `@diplomat`.
    pub id: String,
    /// The PLOVER sector of who bears such a noun.
    pub sector: Option<String>,
    /// The code under which such a noun acts by itself (`des groupes armés`).
    pub code: Option<String>,
    /// With a demonym or a state as its complement it stands for that state.
    pub actor: bool,
    /// With a demonym or a state it is that state's (`un drone malien`).
    pub owned: bool,
    /// A demonym by itself is one of them (`quatre Maliens`).
    pub demonyms: bool,
    /// What it does its owner does (`un drone malien a frappé`).
    pub instrument: bool,
    /// What is meant is what it is of (`une partie de son aide`).
    pub measure: bool,
    /// It stands for its owner's words and decisions, not for who acts (`le communiqué d’Alger`).
    pub voice: bool,
}

/// A noun of several words: the first with its accents, the others folded, the noun, whether it is plural.
type NounWords = (WordId, Vec<WordId>, NounId, bool);

/// A language's grammar.
#[derive(Debug, Clone, Default)]
pub struct Grammar {
    functions: FxHashMap<WordId, Function>,
    folded_functions: FxHashMap<WordId, Function>,
    compounds: FxHashMap<WordId, Vec<(Vec<WordId>, Function)>>,
    prepositions: Vec<String>,
    verbs: Vec<String>,
    verb_numbers: FxHashMap<String, VerbId>,
    verb_forms: FxHashMap<WordId, Vec<VerbForm>>,
    folded_verb_forms: FxHashMap<WordId, Vec<VerbForm>>,
    nouns: Vec<String>,
    noun_numbers: FxHashMap<String, NounId>,
    noun_forms: FxHashMap<WordId, (NounId, bool)>,
    folded_noun_forms: FxHashMap<WordId, (NounId, bool)>,
    noun_heads: FxHashMap<NounId, NounId>,
    link_words: FxHashSet<String>,
    noun_phrases: FxHashMap<WordId, Vec<NounWords>>,
    adjectives: FxHashMap<WordId, u32>,
    adjective_names: FxHashMap<String, u32>,
    classes: Vec<NounClass>,
    noun_classes: FxHashMap<NounId, Vec<u16>>,
    governors: FxHashMap<VerbId, Governor>,
    speech: FxHashMap<VerbId, Speech>,
    having: FxHashSet<VerbId>,
    being: FxHashSet<VerbId>,
    going: FxHashSet<VerbId>,
    perfect: FxHashSet<VerbId>,
    object_governors: FxHashMap<VerbId, Governor>,
    governing_nouns: FxHashMap<NounId, Governor>,
    governing_adjectives: FxHashMap<u32, Governor>,
    void_negation: FxHashSet<VerbId>,
    supposing_links: Vec<Vec<WordId>>,
    questions: FxHashSet<WordId>,
    content_links: FxHashSet<WordId>,
    group_heads: FxHashSet<NounId>,
    group_numbers: FxHashMap<WordId, usize>,
    back_heads: FxHashMap<NounId, String>,
    locative: Vec<PrepId>,
    purpose: Vec<PrepId>,
    supposing: Vec<PrepId>,
    genitive: Option<PrepId>,
    agent: Option<PrepId>,
    between: Option<PrepId>,
    according: Option<PrepId>,
    counterparts: FxHashSet<NounId>,
    reciprocal: FxHashSet<u32>,
    sentence_words: SentenceWords,
    partitives: FxHashSet<WordId>,
    pronoun_prepositions: FxHashSet<WordId>,
    preposition_aliases: FxHashMap<String, String>,
    genders: FxHashMap<WordId, Gender>,
    plurals: FxHashSet<WordId>,
    synonyms: FxHashMap<NounId, NounId>,
    place_heads: FxHashSet<NounId>,
    people_heads: FxHashSet<NounId>,
    dubbed_heads: FxHashSet<NounId>,
    hosts: FxHashSet<NounId>,
    fighters: FxHashSet<NounId>,
    speakers: FxHashSet<WordId>,
    void_subjects: FxHashSet<WordId>,
    home_heads: FxHashSet<NounId>,
    not_home: FxHashSet<u32>,
    adverb_endings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrammarFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    determiners: Determiners,
    contractions: BTreeMap<String, String>,
    prepositions: Prepositions,
    pronouns: Pronouns,
    links: Links,
    negation: NegationWords,
    auxiliaries: Auxiliaries,
    adverbs: Adverbs,
    sentences: Sentences,
    groups: Groups,
    ambiguous: Ambiguous,
    #[serde(default)]
    gender: Genders,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Genders {
    masculine: Vec<String>,
    feminine: Vec<String>,
    plural: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ambiguous {
    partitive: Vec<String>,
    pronoun: Vec<String>,
    adjective: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Determiners {
    definite: Vec<String>,
    indefinite: Vec<String>,
    demonstrative: Vec<String>,
    possessive_singular: Vec<String>,
    possessive_plural: Vec<String>,
    #[serde(default)]
    possessive_speaker: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prepositions {
    simple: Vec<String>,
    compound: Vec<String>,
    #[serde(rename = "as")]
    same: BTreeMap<String, String>,
    locative: Vec<String>,
    purpose: Vec<String>,
    supposing: Vec<String>,
    genitive: String,
    agent: String,
    between: String,
    according: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pronouns {
    singular: Vec<String>,
    plural: Vec<String>,
    impersonal: Vec<String>,
    clitics: Vec<String>,
    reflexive: Vec<String>,
    #[serde(default)]
    speaker: Vec<String>,
    #[serde(default)]
    void: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Links {
    coordination: Vec<String>,
    subordination: Vec<String>,
    relative: Vec<String>,
    supposing: Vec<String>,
    questions: Vec<String>,
    #[serde(default)]
    content: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NegationWords {
    before: Vec<String>,
    words: Vec<String>,
    void: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Auxiliaries {
    having: Vec<String>,
    being: Vec<String>,
    going: Vec<String>,
    perfect: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adverbs {
    words: Vec<String>,
    suffix: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    abbreviations: Vec<String>,
    openers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    heads: Vec<String>,
    numbers: BTreeMap<String, usize>,
    back: BTreeMap<String, String>,
    counterpart: Vec<String>,
    reciprocal: Vec<String>,
    #[serde(default, rename = "where")]
    places: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
    #[serde(default)]
    host: Vec<String>,
    #[serde(default)]
    dubbed: Vec<String>,
    #[serde(default)]
    fighters: Vec<String>,
    #[serde(default)]
    same: Vec<Vec<String>>,
    #[serde(default)]
    home: Vec<String>,
    #[serde(default)]
    not_home: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerbFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    speech: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    governors: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    object_governors: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    governing_nouns: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    governing_adjectives: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    adverbs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NounFile {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "licence")]
    _licence: String,
    class: Vec<ClassEntry>,
}

#[expect(clippy::struct_excessive_bools, reason = "the fields of a table of the pack")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    id: String,
    nouns: Vec<String>,
    #[serde(default, rename = "gloss")]
    _gloss: Option<String>,
    #[serde(default)]
    sector: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    actor: bool,
    #[serde(default)]
    owned: bool,
    #[serde(default)]
    demonyms: bool,
    #[serde(default)]
    instrument: bool,
    #[serde(default)]
    measure: bool,
    #[serde(default)]
    voice: bool,
    #[serde(default)]
    plural: BTreeMap<String, String>,
}

/// The words of `text`, as a tokenizer sees them.
pub fn words_of(text: &str) -> Vec<String> {
    // Most of what packs list is one word.
    if !text.is_empty() && text.chars().all(char::is_lowercase) {
        return vec![text.to_owned()];
    }
    tokenize(text, &Vocabulary::default()).iter().filter_map(|token| token.span().slice(text).map(lower)).collect()
}

impl Grammar {
    /// Compiles the grammar of `language` from the files of its folder; `None` where it has none.
    pub fn compile(files: &[PackFile], language: &str, vocabulary: &mut Vocabulary) -> Result<Option<Self>> {
        let named = |stem: &str| -> Vec<&PackFile> {
            files.iter().filter(|file| file.language() == Some(language) && file.stem() == stem).collect()
        };
        let (Some(main), Some(conjugation)) =
            (named("grammar").first().copied(), named("conjugation").first().copied())
        else {
            return Ok(None);
        };
        let mut grammar = Self::default();
        let conjugation = Conjugation::read(conjugation)?;
        let source: GrammarFile = main.parse()?;
        grammar.link_words = source.prepositions.simple.iter().chain(source.contractions.keys()).cloned().collect();
        for file in named("verbs") {
            let verbs: VerbFile = file.parse()?;
            grammar.add_verbs(file, &verbs, &conjugation, vocabulary)?;
        }
        for verb in source.auxiliaries.having.iter().chain(&source.auxiliaries.being).chain(&source.auxiliaries.going) {
            grammar.add_verb(verb, &conjugation, vocabulary);
        }
        for file in named("nouns") {
            grammar.add_classes(file, vocabulary)?;
        }
        for file in named("words") {
            let words: WordFile = file.parse()?;
            words.nouns.iter().for_each(|noun| _ = grammar.add_noun(noun, None, vocabulary));
            words.adjectives.iter().for_each(|adjective| _ = grammar.add_adjective(adjective, vocabulary));
            words.adverbs.iter().for_each(|adverb| grammar.add_function(adverb, Function::Adverb, vocabulary));
        }
        grammar.add_closed_classes(&source, vocabulary);
        grammar.add_groups(&source.groups, vocabulary);
        Ok(Some(grammar))
    }

    fn add_verbs(
        &mut self,
        file: &PackFile,
        verbs: &VerbFile,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Result<()> {
        let listed =
            verbs.verbs.iter().chain(verbs.speech.values().flatten()).chain(verbs.governors.values().flatten());
        for verb in listed {
            if self.add_verb(verb, conjugation, vocabulary).is_none() {
                return Err(file.fault(
                    file.line_with(verb),
                    Some(verb),
                    "no paradigm of conjugation.toml fits this verb",
                ));
            }
        }
        for (class, members) in &verbs.speech {
            let speech = parse_name(class)
                .map_err(|()| file.fault(file.line_with(class), Some(class), "unknown class of reporting verbs"))?;
            for verb in members.iter().filter_map(|v| self.verb_number(v)).collect::<Vec<_>>() {
                self.speech.insert(verb, speech);
            }
        }
        for (class, members) in &verbs.governors {
            let governor: Governor = parse_name(class)
                .map_err(|()| file.fault(file.line_with(class), Some(class), "unknown class of governing verbs"))?;
            for verb in members.iter().filter_map(|v| self.verb_number(v)).collect::<Vec<_>>() {
                self.governors.insert(verb, governor);
            }
        }
        let governor_of = |class: &String| {
            parse_name::<Governor>(class)
                .map_err(|()| file.fault(file.line_with(class), Some(class), "unknown class of governing words"))
        };
        for (class, members) in &verbs.object_governors {
            let governor = governor_of(class)?;
            for verb in members.iter().filter_map(|v| self.verb_number(v)).collect::<Vec<_>>() {
                self.object_governors.insert(verb, governor);
            }
        }
        for (class, members) in &verbs.governing_nouns {
            let governor = governor_of(class)?;
            for noun in members {
                let noun = self.add_noun(noun, None, vocabulary);
                self.governing_nouns.insert(noun, governor);
            }
        }
        for (class, members) in &verbs.governing_adjectives {
            let governor = governor_of(class)?;
            for adjective in members {
                let adjective = self.add_adjective(adjective, vocabulary);
                self.governing_adjectives.insert(adjective, governor);
            }
        }
        Ok(())
    }

    /// Adds the verb named first in `phrase` (`s'en prendre` adds `prendre`).
    pub(super) fn add_verb(
        &mut self,
        phrase: &str,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Option<VerbId> {
        self.add_infinitive(bare_infinitive(&words_of(phrase)), conjugation, vocabulary)
    }

    /// Adds a verb named by its infinitive.
    pub(super) fn add_infinitive(
        &mut self,
        infinitive: String,
        conjugation: &Conjugation,
        vocabulary: &mut Vocabulary,
    ) -> Option<VerbId> {
        if let Some(id) = self.verb_numbers.get(&infinitive) {
            return Some(*id);
        }
        let forms = conjugation.forms(&infinitive)?;
        let id = VerbId(u32::try_from(self.verbs.len()).ok()?);
        self.verbs.push(infinitive.clone());
        self.verb_numbers.insert(infinitive, id);
        for form in forms {
            let entry = VerbForm { verb: id, tense: form.tense, plural: form.plural, first: form.first };
            push_once(self.verb_forms.entry(vocabulary.intern(&form.text)).or_default(), entry);
            // Words in capitals are looked up as they are first.
            let folded = if form.text.is_ascii() { None } else { Some(fold(&form.text)) };
            if let Some(folded) = folded.filter(|folded| *folded != form.text) {
                push_once(self.folded_verb_forms.entry(vocabulary.intern(&folded)).or_default(), entry);
            }
        }
        Some(id)
    }

    fn add_classes(&mut self, file: &PackFile, vocabulary: &mut Vocabulary) -> Result<()> {
        let source: NounFile = file.parse()?;
        for entry in source.class {
            let known = self.classes.iter().position(|class| class.id == entry.id);
            let says_more = entry.sector.is_some()
                || entry.code.is_some()
                || entry.actor
                || entry.owned
                || entry.demonyms
                || entry.instrument
                || entry.measure
                || entry.voice;
            if known.is_some() && (says_more || !file.is_own()) {
                let reason = "there is a class of this name: to add nouns to it, give `id` and `nouns` alone";
                return Err(file.fault(file.line_with(&entry.id), Some(&entry.id), reason));
            }
            let number = u16::try_from(known.unwrap_or(self.classes.len())).unwrap_or(u16::MAX);
            for noun in &entry.nouns {
                let id = self.add_noun(noun, entry.plural.get(noun).map(String::as_str), vocabulary);
                push_once(self.noun_classes.entry(id).or_default(), number);
            }
            if known.is_some() {
                continue;
            }
            self.classes.push(NounClass {
                id: entry.id,
                sector: entry.sector,
                code: entry.code,
                actor: entry.actor,
                owned: entry.owned,
                demonyms: entry.demonyms,
                instrument: entry.instrument,
                measure: entry.measure,
                voice: entry.voice,
            });
        }
        Ok(())
    }

    /// Adds a noun, in the singular; a noun of several words is matched whole.
    pub(super) fn add_noun(&mut self, noun: &str, plural: Option<&str>, vocabulary: &mut Vocabulary) -> NounId {
        let words = words_of(noun);
        let key = words.join(" ");
        if let Some(id) = self.noun_numbers.get(&key) {
            return *id;
        }
        // `félicitations` is the plural of a noun that is known already.
        if let [single] = words.as_slice()
            && let Some((id, _)) = self.noun_forms.get(&vocabulary.intern(single))
        {
            return *id;
        }
        let id = NounId(u32::try_from(self.nouns.len()).unwrap_or(u32::MAX));
        self.nouns.push(key.clone());
        self.noun_numbers.insert(key, id);
        let Some((first, rest)) = words.split_first() else { return id };
        let plurals: Vec<String> = match plural {
            Some(given) => words_of(given),
            None => self.plural_words(&words),
        };
        if rest.is_empty() {
            let plural = plurals.first().map_or(first.as_str(), String::as_str);
            for (form, many) in [(first.as_str(), false), (plural, true)] {
                self.noun_forms.entry(vocabulary.intern(form)).or_insert((id, many));
                self.folded_noun_forms.entry(vocabulary.intern(&fold(form))).or_insert((id, many));
            }
        } else {
            let head = self.add_noun(first, None, vocabulary);
            self.noun_heads.insert(id, head);
            for (form, many) in [(&words, false), (&plurals, true)] {
                let Some((first, rest)) = form.split_first() else { continue };
                let (lower, folded) = (vocabulary.intern(first), vocabulary.intern(&fold(first)));
                let rest: Vec<WordId> = rest.iter().map(|word| vocabulary.intern(&fold(word))).collect();
                let phrases = self.noun_phrases.entry(folded).or_default();
                phrases.push((lower, rest, id, many));
                phrases.sort_by_key(|(_, rest, ..)| std::cmp::Reverse(rest.len()));
            }
        }
        id
    }

    /// The plural of a noun of one word or several: the words before the first preposition take it (`chefs de l’État`,
    /// `missions diplomatiques`).
    pub(super) fn plural_words(&self, words: &[String]) -> Vec<String> {
        let link = words.iter().position(|word| self.link_words.contains(word)).unwrap_or(words.len());
        words.iter().enumerate().map(|(at, word)| if at < link { plural_of(word) } else { word.clone() }).collect()
    }

    /// Whether the word comes before a verb that is negated (`ne`).
    pub(super) fn is_negation_before(&self, word: &str, vocabulary: &mut Vocabulary) -> bool {
        self.functions.get(&vocabulary.intern(word)) == Some(&Function::NegationBefore)
    }

    /// Adds an adjective, in the masculine singular.
    pub(super) fn add_adjective(&mut self, adjective: &str, vocabulary: &mut Vocabulary) -> u32 {
        if let Some(id) = self.adjective_names.get(adjective) {
            return *id;
        }
        let id = u32::try_from(self.adjective_names.len()).unwrap_or(u32::MAX);
        self.adjective_names.insert(adjective.to_owned(), id);
        for form in agreements(adjective) {
            self.adjectives.entry(vocabulary.intern(&form)).or_insert(id);
        }
        id
    }

    fn add_function(&mut self, phrase: &str, function: Function, vocabulary: &mut Vocabulary) {
        let words = words_of(phrase);
        let Some((first, rest)) = words.split_first() else { return };
        if rest.is_empty() {
            let word = vocabulary.intern(first);
            self.functions.entry(word).or_insert(function);
            let folded = vocabulary.intern(&fold(first));
            self.folded_functions.entry(folded).or_insert(function);
        } else {
            let rest: Vec<WordId> = rest.iter().map(|word| vocabulary.intern(word)).collect();
            let list = self.compounds.entry(vocabulary.intern(first)).or_default();
            list.push((rest, function));
            list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    fn add_closed_classes(&mut self, source: &GrammarFile, vocabulary: &mut Vocabulary) {
        use Determiner::{Definite, Demonstrative, HisHer, Indefinite, Ours, Their};
        let mut add = |words: &[String], function: Function| {
            for word in words {
                // What a list of the grammar says comes before the open list of adverbs.
                if let [single] = words_of(word).as_slice() {
                    let id = vocabulary.intern(single);
                    if self.functions.get(&id) == Some(&Function::Adverb) {
                        self.functions.remove(&id);
                    }
                }
                self.add_function(word, function, vocabulary);
            }
        };
        add(&source.negation.before, Function::NegationBefore);
        add(&source.negation.words, Function::Negation);
        add(&source.determiners.definite, Function::Determiner(Definite));
        add(&source.determiners.indefinite, Function::Determiner(Indefinite));
        add(&source.determiners.demonstrative, Function::Determiner(Demonstrative));
        add(&source.determiners.possessive_singular, Function::Determiner(HisHer));
        add(&source.determiners.possessive_plural, Function::Determiner(Their));
        add(&source.determiners.possessive_speaker, Function::Determiner(Ours));
        add(&source.pronouns.reflexive, Function::Reflexive);
        add(&source.pronouns.singular, Function::Pronoun(false));
        add(&source.pronouns.plural, Function::Pronoun(true));
        add(&source.pronouns.impersonal, Function::Impersonal);
        add(&source.pronouns.clitics, Function::Clitic);
        add(&source.links.relative, Function::Relative);
        add(&source.links.coordination, Function::Coordination);
        add(&source.links.subordination, Function::Subordination);
        self.preposition_aliases = source
            .prepositions
            .same
            .iter()
            .chain(&source.contractions)
            .map(|(name, same)| (name.clone(), same.clone()))
            .collect();
        let prepositions: Vec<(String, Function)> = {
            let mut list = Vec::new();
            for name in source.prepositions.simple.iter().chain(&source.prepositions.compound) {
                let target = source.prepositions.same.get(name).unwrap_or(name);
                let target = if target == "d" { "de" } else { target };
                list.push((name.clone(), Function::Preposition(self.preposition_number(target))));
            }
            for (word, name) in &source.contractions {
                list.push((word.clone(), Function::Contraction(self.preposition_number(name))));
            }
            list
        };
        for (name, function) in prepositions {
            let words = words_of(&name);
            if let ([single], Function::Preposition(_) | Function::Contraction(_)) = (words.as_slice(), function) {
                self.functions.remove(&vocabulary.intern(single));
            }
            self.add_function(&name, function, vocabulary);
            // `près de` is met as `près du`, `près des`, `près d’` too.
            if let Some((head, last)) = name.rsplit_once(' ').filter(|_| words.len() > 1) {
                let short = source.contractions.iter().filter(|(_, full)| *full == last).map(|(word, _)| word.as_str());
                let elided = (last == "de").then_some("d");
                for tail in short.chain(elided).collect::<Vec<_>>() {
                    self.add_function(&format!("{head} {tail}"), function, vocabulary);
                }
            }
        }
        for adverb in &source.adverbs.words {
            self.add_function(adverb, Function::Adverb, vocabulary);
        }
        let listed = |list: &[String]| list.iter().filter_map(|name| self.preposition(name)).collect::<Vec<_>>();
        let (locative, purpose, supposing) = (
            listed(&source.prepositions.locative),
            listed(&source.prepositions.purpose),
            listed(&source.prepositions.supposing),
        );
        (self.locative, self.purpose, self.supposing) = (locative, purpose, supposing);
        self.genitive = self.preposition(&source.prepositions.genitive);
        self.agent = self.preposition(&source.prepositions.agent);
        self.between = self.preposition(&source.prepositions.between);
        self.according = self.preposition(&source.prepositions.according);
        let set = |grammar: &Self, list: &[String]| list.iter().filter_map(|verb| grammar.verb_number(verb)).collect();
        self.having = set(self, &source.auxiliaries.having);
        self.being = set(self, &source.auxiliaries.being);
        self.going = set(self, &source.auxiliaries.going);
        self.perfect = set(self, &source.auxiliaries.perfect);
        self.void_negation = set(self, &source.negation.void);
        self.supposing_links = source
            .links
            .supposing
            .iter()
            .map(|link| words_of(link).iter().map(|word| vocabulary.intern(word)).collect())
            .collect();
        self.content_links = source.links.content.iter().map(|word| vocabulary.intern(word)).collect();
        self.questions = source.links.questions.iter().map(|word| vocabulary.intern(word)).collect();
        let ids = |list: &[String], vocabulary: &mut Vocabulary| {
            list.iter().map(|word| vocabulary.intern(&fold(word))).collect()
        };
        self.sentence_words.abbreviations = ids(&source.sentences.abbreviations, vocabulary);
        self.sentence_words.openers = ids(&source.sentences.openers, vocabulary);
        self.add_shown(source, vocabulary);
    }

    /// What the forms of small words show: gender, number, who is meant.
    fn add_shown(&mut self, source: &GrammarFile, vocabulary: &mut Vocabulary) {
        let genders = [(Gender::Masculine, &source.gender.masculine), (Gender::Feminine, &source.gender.feminine)];
        for (gender, words) in genders {
            self.genders.extend(words.iter().map(|word| (vocabulary.intern(word), gender)));
        }
        self.plurals = source.gender.plural.iter().map(|word| vocabulary.intern(word)).collect();
        self.speakers = source.pronouns.speaker.iter().map(|word| vocabulary.intern(word)).collect();
        self.void_subjects = source.pronouns.void.iter().map(|word| vocabulary.intern(word)).collect();
        self.adverb_endings.clone_from(&source.adverbs.suffix);
        self.partitives = source.ambiguous.partitive.iter().map(|word| vocabulary.intern(word)).collect();
        self.pronoun_prepositions = source.ambiguous.pronoun.iter().map(|word| vocabulary.intern(word)).collect();
        for word in &source.ambiguous.adjective {
            self.verb_forms.remove(&vocabulary.intern(word));
        }
    }

    fn add_groups(&mut self, groups: &Groups, vocabulary: &mut Vocabulary) {
        self.group_heads = groups.heads.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.back_heads =
            groups.back.iter().map(|(noun, kind)| (self.add_noun(noun, None, vocabulary), kind.clone())).collect();
        self.counterparts = groups.counterpart.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.group_numbers = groups.numbers.iter().map(|(word, number)| (vocabulary.intern(word), *number)).collect();
        self.place_heads = groups.places.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.people_heads = groups.people.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.dubbed_heads = groups.dubbed.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.hosts = groups.host.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.fighters = groups.fighters.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        for same in &groups.same {
            let ids: Vec<NounId> = same.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
            if let Some(first) = ids.first() {
                self.synonyms.extend(ids.iter().map(|id| (*id, *first)));
            }
        }
        self.home_heads = groups.home.iter().map(|noun| self.add_noun(noun, None, vocabulary)).collect();
        self.not_home = groups.not_home.iter().map(|word| self.add_adjective(word, vocabulary)).collect();
        self.reciprocal = groups.reciprocal.iter().map(|word| self.add_adjective(word, vocabulary)).collect();
    }

    /// The number of a preposition, given one if it has none.
    pub(super) fn preposition_number(&mut self, name: &str) -> PrepId {
        let index = self.prepositions.iter().position(|known| known == name).unwrap_or_else(|| {
            self.prepositions.push(name.to_owned());
            self.prepositions.len() - 1
        });
        PrepId(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// The number of a preposition that the grammar lists.
    pub fn preposition(&self, name: &str) -> Option<PrepId> {
        let index = self.prepositions.iter().position(|known| known == name)?;
        u16::try_from(index).ok().map(PrepId)
    }

    /// The number of the preposition that `name` amounts to (`à l'encontre de` is `contre`).
    pub fn preposition_alias(&self, name: &str) -> Option<PrepId> {
        self.preposition(self.preposition_aliases.get(name)?)
    }

    /// What the word does, if it is of a closed class.
    pub fn function(&self, token: &Token) -> Option<Function> {
        let found = self.functions.get(&token.lower);
        let found = found.or_else(|| self.folded_functions.get(&token.fold).filter(|_| token.case == Case::Upper));
        found.copied()
    }

    /// The longest word group of a closed class (`auprès de`, `tandis que`) that begins at the first of `tokens`.
    pub fn compound(&self, tokens: &[Token]) -> Option<(usize, Function)> {
        let list = self.compounds.get(&tokens.first()?.lower)?;
        let fits = |rest: &[WordId]| {
            rest.iter().enumerate().all(|(i, word)| tokens.get(i + 1).is_some_and(|t| t.lower == *word))
        };
        list.iter().find(|(rest, _)| fits(rest)).map(|(rest, function)| (rest.len() + 1, *function))
    }

    /// The readings of a word as a verb form.
    pub fn verb_forms(&self, token: &Token) -> &[VerbForm] {
        let found = self.verb_forms.get(&token.lower);
        let found = found.or_else(|| self.folded_verb_forms.get(&token.fold).filter(|_| token.case == Case::Upper));
        found.map_or(&[], Vec::as_slice)
    }

    /// The noun that begins at the first of `tokens`: how many tokens it takes, the noun, whether it is plural.
    pub fn noun(&self, tokens: &[Token]) -> Option<(usize, NounId, bool)> {
        let first = tokens.first()?;
        if let Some(phrases) = self.noun_phrases.get(&first.fold) {
            // The first word keeps its accents (`menacé de représailles` is no noun) but in capitals.
            let opens = |lower: WordId| lower == first.lower || first.case == Case::Upper;
            let follow = |rest: &[WordId]| {
                rest.iter().enumerate().all(|(i, word)| tokens.get(i + 1).is_some_and(|t| t.fold == *word))
            };
            let fits = |(lower, rest, ..): &&NounWords| opens(*lower) && follow(rest);
            if let Some((_, rest, id, plural)) = phrases.iter().find(fits) {
                return Some((rest.len() + 1, *id, *plural));
            }
        }
        let found = self.noun_forms.get(&first.lower);
        let found = found.or_else(|| self.folded_noun_forms.get(&first.fold).filter(|_| first.case == Case::Upper));
        found.map(|(id, plural)| (1, *id, *plural))
    }

    /// The adjective a word is a form of.
    pub fn adjective(&self, token: &Token) -> Option<u32> {
        self.adjectives.get(&token.lower).copied()
    }

    /// The noun that a noun of several words begins with (`coopération` of `coopération militaire`).
    pub fn noun_head(&self, noun: NounId) -> Option<NounId> {
        self.noun_heads.get(&noun).copied()
    }

    /// The classes of a noun, or of the noun it begins with where it has none.
    pub fn classes(&self, noun: NounId) -> impl Iterator<Item = &NounClass> {
        self.class_numbers(noun).iter().filter_map(|index| self.classes.get(usize::from(*index)))
    }

    /// Whether a noun is of a class.
    pub fn is_of_class(&self, noun: NounId, class: ClassId) -> bool {
        self.class_numbers(noun).contains(&class.0)
    }

    /// Whether the noun only says how much: what it is of is what is meant.
    pub fn is_measure(&self, noun: NounId) -> bool {
        self.classes(noun).any(|class| class.measure)
    }

    /// Whether a demonym by itself is of the class: `quatre Maliens`.
    pub fn takes_demonyms(&self, class: ClassId) -> bool {
        self.classes.get(usize::from(class.0)).is_some_and(|class| class.demonyms)
    }

    /// The class of this name.
    pub fn class_number(&self, id: &str) -> Option<ClassId> {
        let at = self.classes.iter().position(|class| class.id == id)?;
        u16::try_from(at).ok().map(ClassId)
    }

    fn class_numbers(&self, noun: NounId) -> &[u16] {
        let own = self.noun_classes.get(&noun);
        let own = own.or_else(|| self.noun_classes.get(self.noun_heads.get(&noun)?));
        own.map_or(&[], Vec::as_slice)
    }

    /// Whether `code` stands for whoever bears a noun of some class, without a name of their own (`des groupes armés`).
    pub fn is_code_of_class(&self, code: &str) -> bool {
        self.classes.iter().any(|class| class.code.as_deref() == Some(code))
    }

    /// The names of its classes of nouns.
    pub(super) fn class_names(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(|class| class.id.as_str())
    }

    /// Its prepositions, under whatever name a rule may give them.
    pub(super) fn preposition_names(&self) -> impl Iterator<Item = &str> {
        self.prepositions.iter().chain(self.preposition_aliases.keys()).map(String::as_str)
    }

    /// The number of a verb, by its infinitive.
    pub fn verb_number(&self, phrase: &str) -> Option<VerbId> {
        self.verb_numbers.get(&bare_infinitive(&words_of(phrase))).copied()
    }

    /// The infinitive of a verb.
    pub fn verb_name(&self, verb: VerbId) -> &str {
        self.verbs.get(verb.0 as usize).map_or("", String::as_str)
    }

    /// A noun in the singular.
    pub fn noun_name(&self, noun: NounId) -> &str {
        self.nouns.get(noun.0 as usize).map_or("", String::as_str)
    }

    /// A preposition.
    pub fn preposition_name(&self, preposition: PrepId) -> &str {
        self.prepositions.get(usize::from(preposition.0)).map_or("", String::as_str)
    }

    /// What a verb does to the one it governs.
    pub fn governor(&self, verb: VerbId) -> Option<Governor> {
        self.governors.get(&verb).copied()
    }

    /// What a verb does to the act its object names (`exige le retrait`).
    pub fn object_governor(&self, verb: VerbId) -> Option<Governor> {
        self.object_governors.get(&verb).copied()
    }

    /// What a noun does to the infinitive behind it (`la volonté de coopérer`).
    pub fn noun_governor(&self, noun: NounId) -> Option<Governor> {
        self.governing_nouns.get(&noun).copied()
    }

    /// What an adjective does to the infinitive behind it (`prêt à négocier`).
    pub fn adjective_governor(&self, adjective: u32) -> Option<Governor> {
        self.governing_adjectives.get(&adjective).copied()
    }

    /// Whether the verb's perfect is made with `être`, so that `est arrivé` is no passive.
    pub fn takes_being(&self, verb: VerbId) -> bool {
        self.perfect.contains(&verb)
    }

    /// The auxiliary that makes the passive and joins a predicate (`être`).
    pub fn copula(&self) -> impl Iterator<Item = VerbId> {
        self.being.iter().copied()
    }

    /// How a verb reports words, if it does.
    pub fn speech(&self, verb: VerbId) -> Option<Speech> {
        self.speech.get(&verb).copied()
    }

    /// Whether the verb is the auxiliary `avoir` or its like.
    pub fn is_having(&self, verb: VerbId) -> bool {
        self.having.contains(&verb)
    }

    /// Whether the verb is the auxiliary `être` or its like.
    pub fn is_being(&self, verb: VerbId) -> bool {
        self.being.contains(&verb)
    }

    /// Whether the verb makes a future of an infinitive (`va signer`).
    pub fn is_going(&self, verb: VerbId) -> bool {
        self.going.contains(&verb)
    }

    /// Whether `ne` before this verb negates nothing (`n’a cessé de`).
    pub fn voids_negation(&self, verb: VerbId) -> bool {
        self.void_negation.contains(&verb)
    }

    /// The words among `tokens`, those of a clause up to its verb, by which it only supposes (`si`, `s’il`).
    pub fn supposes(&self, tokens: &[Token]) -> Option<Range<usize>> {
        let at = |start: usize, link: &[WordId]| {
            let words = tokens.get(start..start + link.len()).unwrap_or_default();
            !words.is_empty() && words.iter().zip(link).all(|(token, word)| token.lower == *word)
        };
        // What follows a clause's opening words is said in it.
        let opens = |link: &Vec<WordId>| (0..=1).find(|start| at(*start, link)).map(|start| start..start + link.len());
        self.supposing_links.iter().find_map(opens)
    }

    /// Whether the conjunction opens what is said, asked or known (`que`), not when or why.
    pub fn opens_content(&self, conjunction: &[Token]) -> bool {
        matches!(conjunction, [only] if self.content_links.contains(&only.lower))
    }

    /// Whether the word asks for more than yes or no (`pourquoi`).
    pub fn asks(&self, token: &Token) -> bool {
        self.questions.contains(&token.lower)
    }

    /// Whether "les deux …" of this noun stands for the actors last named together.
    pub fn is_group_head(&self, noun: NounId) -> bool {
        self.group_heads.contains(&noun)
    }

    /// The number a word says, for "les deux pays".
    pub fn group_number(&self, token: &Token) -> Option<usize> {
        self.group_numbers.get(&token.lower).copied()
    }

    /// If "le …" of this noun stands for the state last spoken of: of which kind (`kingdom`), or `any`.
    pub fn back_kind(&self, noun: NounId) -> Option<&str> {
        self.back_heads.get(&noun).map(String::as_str)
    }

    /// Whether what stands behind the preposition is meant, not done (`pour`).
    pub fn is_purpose(&self, preposition: PrepId) -> bool {
        self.purpose.contains(&preposition)
    }

    /// Whether what stands behind the preposition is only supposed (`en cas de`).
    pub fn is_supposing(&self, preposition: PrepId) -> bool {
        self.supposing.contains(&preposition)
    }

    /// Whether the preposition marks a complement (`de`).
    pub fn is_genitive(&self, preposition: PrepId) -> bool {
        self.genitive == Some(preposition)
    }

    /// Whether two prepositions say the same of a state (`à`, `en`, `dans`: to, in).
    pub fn same_place(&self, a: PrepId, b: PrepId) -> bool {
        self.locative.contains(&a) && self.locative.contains(&b)
    }

    /// Whether the preposition marks who acts in the passive (`par`).
    pub fn is_agent(&self, preposition: PrepId) -> bool {
        self.agent == Some(preposition)
    }

    /// Whether the preposition holds two parties (`entre`).
    pub fn is_between(&self, preposition: PrepId) -> bool {
        self.between == Some(preposition)
    }

    /// Whether the preposition names whose words they are (`selon`).
    pub fn is_according(&self, preposition: PrepId) -> bool {
        self.according == Some(preposition)
    }

    /// The gender that the form of an article or pronoun shows.
    pub fn gender(&self, token: &Token) -> Option<Gender> {
        self.genders.get(&token.lower).copied()
    }

    /// Whether the form of an article shows more than one.
    pub fn is_plural(&self, token: &Token) -> bool {
        self.plurals.contains(&token.lower)
    }

    /// The first of the nouns that name the same office as this one.
    pub fn office(&self, noun: NounId) -> NounId {
        self.synonyms.get(&noun).copied().unwrap_or(noun)
    }

    /// Whether the noun is of places (`zone`).
    pub fn is_place_head(&self, noun: NounId) -> bool {
        let is = |noun: &NounId| self.place_heads.contains(noun);
        is(&noun) || self.noun_heads.get(&noun).is_some_and(is)
    }

    /// Whether "les deux …" of this noun are persons (`hommes`).
    pub fn is_people_head(&self, noun: NounId) -> bool {
        self.people_heads.contains(&noun)
    }

    /// Whether a place only gives what the noun names its name (`l’accord de Paris`).
    pub fn is_dubbed(&self, noun: NounId) -> bool {
        self.dubbed_heads.contains(&noun)
    }

    /// Whether "l'…" of this noun is who has met whom its complement names.
    pub fn is_host(&self, noun: NounId) -> bool {
        self.hosts.contains(&noun)
    }

    /// Whether "les …" of this noun, without more, are the armed group that an article names.
    pub fn are_fighters(&self, noun: NounId) -> bool {
        self.fighters.contains(&noun)
    }

    /// A noun by its words in the singular.
    pub fn noun_number(&self, noun: &str) -> Option<NounId> {
        self.noun_numbers.get(&words_of(noun).join(" ")).copied()
    }

    /// Whether the pronoun is whoever speaks (`nous`).
    pub fn is_speaker(&self, token: &Token) -> bool {
        self.speakers.contains(&token.lower)
    }

    /// Whether the word makes the pronoun before it one for nobody (`il faut`).
    pub fn voids_subject(&self, token: &Token) -> bool {
        self.void_subjects.contains(&token.lower)
    }

    /// Whether a word that no list knows ends like an adverb.
    pub fn ends_like_adverb(&self, word: &str) -> bool {
        self.adverb_endings.iter().any(|ending| word.ends_with(ending))
    }

    /// Whether "le …" of this noun, without more, is of the state an article is about (`le gouvernement`).
    pub fn is_home_head(&self, noun: NounId) -> bool {
        self.home_heads.contains(&noun)
    }

    /// Whether the adjective says that a body is not the state's own (`ancien`, `local`).
    pub fn is_not_home(&self, adjective: u32) -> bool {
        self.not_home.contains(&adjective)
    }

    /// Whether "son …" of this noun stands for the other side.
    pub fn is_counterpart(&self, noun: NounId) -> bool {
        self.counterparts.contains(&noun)
    }

    /// Whether the adjective says that both sides do it (`réciproque`).
    pub fn is_reciprocal(&self, adjective: u32) -> bool {
        self.reciprocal.contains(&adjective)
    }

    /// Whether the contraction is also an indefinite article (`des`).
    pub fn is_partitive(&self, token: &Token) -> bool {
        self.partitives.contains(&token.lower)
    }

    /// Whether the preposition is also a pronoun before a verb (`en`).
    pub fn is_pronoun_preposition(&self, token: &Token) -> bool {
        self.pronoun_prepositions.contains(&token.lower)
    }

    /// The words that decide where sentences end.
    pub fn sentence_words(&self) -> &SentenceWords {
        &self.sentence_words
    }
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn parse_name<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, ()> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| ())
}

/// `s'en prendre à` gives `prendre`: the first word that is longer than a pronoun.
pub(super) fn bare_infinitive(words: &[String]) -> String {
    let long = words.iter().find(|word| word.chars().count() > 2);
    long.or(words.first()).cloned().unwrap_or_default()
}

/// The plural of a French-like noun by the regular endings; irregular ones are given by the pack.
fn plural_of(singular: &str) -> String {
    if singular.ends_with(['s', 'x', 'z']) {
        return singular.to_owned();
    }
    if let Some(stem) = singular.strip_suffix("al") {
        return format!("{stem}aux");
    }
    if singular.ends_with("eau") || singular.ends_with("eu") {
        return format!("{singular}x");
    }
    format!("{singular}s")
}

/// The four forms of an adjective by the regular endings.
pub(super) fn agreements(masculine: &str) -> Vec<String> {
    let feminine = [
        ("eux", "euse"),
        ("if", "ive"),
        ("er", "ère"),
        ("el", "elle"),
        ("en", "enne"),
        ("on", "onne"),
        ("c", "que"),
        ("teur", "trice"),
    ]
    .iter()
    .find_map(|(ending, replacement)| masculine.strip_suffix(ending).map(|stem| format!("{stem}{replacement}")))
    .unwrap_or_else(|| if masculine.ends_with('e') { masculine.to_owned() } else { format!("{masculine}e") });
    let mut forms = vec![masculine.to_owned(), plural_of(masculine), plural_of(&feminine), feminine];
    forms.dedup();
    forms
}
