//! A language's grammar as packs give it: closed classes, verbs with their forms, nouns with their classes.

mod build;
mod file;

use super::conjugation::Tense;
use crate::text::sentences::SentenceWords;
use crate::text::tokens::{Case, Token, WordId};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::ops::Range;

pub(super) use build::bare_infinitive;
pub use build::words_of;

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
    inflection: file::Inflection,
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
    fronted: FxHashSet<WordId>,
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

impl Grammar {
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

    /// Whether the word is an adjective in the plural that stands before its noun (`nouvelles sanctions`).
    pub fn is_fronted(&self, token: &Token) -> bool {
        self.fronted.contains(&token.lower)
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
