//! Who and what can be named: states, organisations, armed groups, places and persons, and the shapes of names.

pub(crate) mod packs;
pub(crate) mod shapes;
pub(crate) mod trie;

mod build;

use crate::extraction::{MentionType, Reading};
use crate::text::fold::fold;
use crate::text::tokens::{Case, Token, WordId};
pub use packs::{EntryExample, OfficeEntry as Office};
pub use shapes::Proof;

use rustc_hash::{FxHashMap, FxHashSet};
use shapes::Shapes;
use std::ops::Range;
use trie::Trie;

/// Names, their entities and the shapes of names, compiled from `actors/*.toml` and the languages' `names.toml`.
#[derive(Debug, Default)]
pub struct Names {
    pub(crate) states: Vec<State>,
    by_code: FxHashMap<Box<str>, StateRef>,
    pub(crate) entities: Vec<Entity>,
    pub(crate) forms: Trie<Form>,
    descriptions: Trie<u32>,
    echoes: Trie<Echo>,
    /// What else the name of a capital can mean, where nothing names its state: `Bruxelles`, the Union.
    seats_meant: FxHashMap<Box<str>, u32>,
    demonyms: Trie<StateRef>,
    /// The same of organisations: `onusien`.
    body_demonyms: Trie<u32>,
    prefixes: Trie<StateRef>,
    regions: FxHashMap<String, Vec<String>>,
    seats: FxHashMap<Box<str>, Box<str>>,
    place_kinds: FxHashMap<Box<str>, Box<str>>,
    wikidata: FxHashMap<Box<str>, Box<str>>,
    members: FxHashMap<Box<str>, Vec<String>>,
    groups: FxHashSet<Box<str>>,
    offices: FxHashMap<String, Vec<Office>>,
    examples: Vec<(String, EntryExample)>,
    pub(crate) languages: Vec<Shapes>,
}

/// A state's number in [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateRef(pub u16);

/// A state or territory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3.
    pub code: Box<str>,
    /// ISO 3166-1 alpha-2.
    pub iso2: Box<str>,
    /// Its French name.
    pub name: Box<str>,
    /// Its English name.
    pub name_en: Box<str>,
    /// `kingdom`, `republic` …, where known.
    pub kind: Option<Box<str>>,
    /// The regions it lies in, by their French names.
    pub regions: Vec<String>,
    /// The code of its army, where it has one of its own.
    pub army: Option<Box<str>>,
    /// Whether what it is or whose it is is contested.
    pub contested: bool,
}

/// What a name names.
#[derive(Debug, Clone)]
pub struct Entity {
    pub(crate) kind: MentionType,
    pub(crate) code: Box<str>,
    pub(crate) country: Option<Box<str>>,
    pub(crate) name: Box<str>,
    pub(crate) sector: Option<Box<str>>,
    pub(crate) actor: Option<Box<str>>,
    pub(crate) state: Option<StateRef>,
}

/// How a form names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Name,
    Acronym,
    /// A capital: a state by metonymy, or the place with this number.
    Capital(u32),
    Metonym,
    Surname,
}

impl How {
    pub(crate) const fn reading(self) -> Reading {
        match self {
            Self::Name => Reading::Name,
            Self::Acronym => Reading::Acronym,
            Self::Capital(_) | Self::Metonym => Reading::Metonym,
            Self::Surname => Reading::Surname,
        }
    }
}

/// One way a name is written.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) entity: u32,
    pub(crate) how: How,
    /// The words that have a capital, as bits.
    capitals: u64,
    /// For acronyms: the letters, capitals and all, without full stops.
    exact: Option<Box<str>>,
    /// The languages it is used in, as bits.
    languages: u8,
    /// Whether an article must stand before it (`au Caire`).
    pub(crate) article: bool,
}

impl Form {
    /// Whether `tokens` of `text` are written as this form demands, in a text of the language number `language`.
    pub(crate) fn accepts(&self, tokens: &[Token], text: &str, language: usize) -> bool {
        if self.languages & (1 << language) == 0 {
            return false;
        }
        if let Some(exact) = &self.exact {
            let surface = tokens.first().and_then(|token| token.span().slice(text)).unwrap_or_default();
            return exact.chars().eq(surface.chars().filter(|letter| *letter != '.'));
        }
        if self.capitals == 0 {
            return true;
        }
        let (mut first, mut wanted, mut found) = (None, 0, 0);
        for (index, token) in tokens.iter().enumerate().take(64) {
            if self.capitals >> index & 1 == 1 {
                let capital = begins_with_capital(token);
                first.get_or_insert(capital);
                wanted += 1;
                found += u32::from(capital);
            }
        }
        // `Nations unies`, `Burkina faso`: the first capital must stand, and half of them.
        first == Some(true) && found * 2 >= wanted
    }
}

/// Whether a word begins with a capital, for all the packs can tell: `FAMa` does, and so may `iPhone`.
pub(crate) const fn begins_with_capital(token: &Token) -> bool {
    matches!(token.case, Case::Capital | Case::Upper | Case::Mixed)
}

/// A phrase that stands for an entity once it has been named: `le Nord`, behind `la Corée du Nord`.
#[derive(Debug, Clone, Copy)]
struct Echo {
    entity: u32,
    /// Whether its first word has a capital.
    capital: bool,
}

/// A phrase that stands for an actor without naming it: `le royaume chérifien`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its tokens, with the article.
    pub tokens: Range<usize>,
    /// The code of the actor.
    pub code: String,
    /// The number of its entity.
    pub(crate) entity: u32,
}

impl Names {
    /// The states a demonym can mean, by its folded word: `congolais` means two.
    pub fn demonym(&self, word: WordId) -> &[StateRef] {
        self.demonyms.values(self.demonyms.node(word))
    }

    /// The demonym at token `at`, which may have several words (`sud-africain`): how many, and the states it can mean.
    pub fn demonym_at(&self, tokens: &[Token], at: usize) -> Option<(usize, &[StateRef])> {
        self.demonyms.longest(tokens.get(at..)?)
    }

    /// The organisation that the adjective at token `at` means (`onusien`): how many tokens it has, and the code.
    pub fn body_demonym_at(&self, tokens: &[Token], at: usize) -> Option<(usize, &str)> {
        let (length, found) = self.body_demonyms.longest(tokens.get(at..)?)?;
        self.entities.get(*found.first()? as usize).map(|entity| (length, &*entity.code))
    }

    /// The states the first element of a compound can mean: `algéro` in `algéro-malien`.
    pub fn prefix(&self, word: WordId) -> &[StateRef] {
        self.prefixes.values(self.prefixes.node(word))
    }

    /// The first element of a compound at token `at`, which may have several words.
    pub fn prefix_at(&self, tokens: &[Token], at: usize) -> Option<(usize, &[StateRef])> {
        self.prefixes.longest(tokens.get(at..)?)
    }

    /// The state with the ISO 3166-1 alpha-3 code `code`.
    pub fn state(&self, code: &str) -> Option<&State> {
        self.by_code.get(code).and_then(|state| self.state_at(*state))
    }

    /// The state numbered `state`.
    pub fn state_at(&self, state: StateRef) -> Option<&State> {
        self.states.get(usize::from(state.0))
    }

    /// The number of the state with the code `code`.
    pub fn state_ref(&self, code: &str) -> Option<StateRef> {
        self.by_code.get(code).copied()
    }

    /// The codes of the states a region covers, by its French or English name; none for what is no region.
    pub fn region_states(&self, region: &str) -> &[String] {
        self.regions.get(&fold(region)).map_or(&[], Vec::as_slice)
    }

    /// The codes of an organisation's members.
    pub fn members(&self, code: &str) -> &[String] {
        self.members.get(code).map_or(&[], Vec::as_slice)
    }

    /// Where an organisation has its seat, by its code.
    pub fn seat(&self, code: &str) -> Option<&str> {
        self.seats.get(code).map(|seat| &**seat)
    }

    /// What a place is (`town`, `river`, `region` …), by its name.
    pub fn place_kind(&self, name: &str) -> Option<&str> {
        self.place_kinds.get(name).map(|kind| &**kind)
    }

    /// The Wikidata identifier of the entity with the code (or, of a person or place, the name) `code`, where known.
    pub fn wikidata(&self, code: &str) -> Option<&str> {
        self.wikidata.get(code).map(|identifier| &**identifier)
    }

    /// The offices a person holds or held, by full name.
    pub fn person_offices(&self, name: &str) -> &[Office] {
        self.offices.get(&fold(name)).map_or(&[], Vec::as_slice)
    }

    /// The definite description at token `at`: behind an article or with it, whatever its capitals.
    pub fn description(&self, tokens: &[Token], at: usize) -> Option<Described> {
        let first = self.behind_article(tokens, at)?;
        let (length, found) = self.descriptions.longest(tokens.get(first..)?)?;
        let number = *found.first()?;
        let entity = self.entities.get(number as usize)?;
        Some(Described { tokens: at..first + length, code: entity.code.to_string(), entity: number })
    }

    /// Where what stands behind an article begins: at `at`, or behind the article there.
    fn behind_article(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let article = |index: usize| {
            tokens
                .get(index)
                .is_some_and(|token| self.languages.iter().any(|shapes| shapes.is(token, shapes::Class::Article)))
        };
        if article(at) { Some(at + 1) } else { at.checked_sub(1).is_some_and(article).then_some(at) }
    }

    /// The phrase at token `at` that stands for one of several entities if the text has named it: the end of the
    /// phrase, where its article ends, and the entities.
    pub(crate) fn echo(&self, tokens: &[Token], at: usize) -> Option<(Range<usize>, Vec<u32>)> {
        let first = self.behind_article(tokens, at)?;
        let (length, found) = self.echoes.longest(tokens.get(first..)?)?;
        let capital = tokens.get(first).is_some_and(begins_with_capital);
        let entities = found.iter().filter(|echo| capital || !echo.capital).map(|echo| echo.entity).collect();
        Some((first..first + length, entities))
    }

    /// The organisation that a capital can stand for where nothing else names its state.
    pub(crate) fn meant_by_seat(&self, capital: &str) -> Option<u32> {
        self.seats_meant.get(capital).copied()
    }

    /// Whether the code is an armed group's.
    pub fn is_armed_group(&self, code: &str) -> bool {
        self.groups.contains(code)
    }

    /// Whether the code is an organisation's.
    pub fn is_organization(&self, code: &str) -> bool {
        self.members.contains_key(code)
    }

    /// Whether a name that several states share means this one where nothing else tells.
    pub fn is_preferred(&self, code: &str) -> bool {
        self.languages.iter().any(|shapes| shapes.preferred.iter().any(|preferred| preferred == code))
    }

    /// The examples of actors, each with the actor's code or name.
    pub fn examples(&self) -> impl Iterator<Item = (&str, &EntryExample)> {
        self.examples.iter().map(|(id, example)| (id.as_str(), example))
    }

    /// The examples and counterexamples of the rules of every language.
    pub fn proofs(&self) -> impl Iterator<Item = &Proof> {
        self.languages.iter().flat_map(|shapes| &shapes.proofs)
    }
}
