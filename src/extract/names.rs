//! Named states, places, organisations, armed groups and persons in a document.
//!
//! One walk over the tokens finds what the lexicon knows and what has the shape of a name; a second one finds what
//! the article itself has explained (acronyms, surnames); then each state and capital is read as state or as place.

mod finish;
mod memory;
mod organizations;
mod persons;
mod places;
mod reading;
mod scan;

use super::document::{Document, Name, Sentence};
use crate::extraction::{MentionType, Reading};
use crate::lexicon::Lexicon;
use crate::lexicon::names::shapes::{Class, Shapes};
use crate::lexicon::names::{Described, How, Names, begins_with_capital};
use crate::text::tokens::{Case, Token};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The names in `document`, in order, without overlap.
pub fn names(document: &Document, lexicon: &Lexicon) -> Vec<Name> {
    let Some(mut finder) = Finder::new(document, lexicon) else { return Vec::new() };
    finder.scan();
    finder.recall();
    let rule = finder.enabled(rules::DESCRIPTION).map(str::to_owned);
    let mut found = finder.finish();
    let Some(rule) = rule else { return found };
    // A description of one word with a capital is as good as a name: `le Nord`.
    let is_name = |name: &Name| {
        let token = document.tokens.get(name.tokens.start);
        let capital = name.tokens.len() == 1 && token.is_some_and(begins_with_capital);
        name.rule == rules::DESCRIPTION && capital && name.kind == MentionType::State
    };
    let described = spoken(document, lexicon, &found).into_iter().filter(is_name);
    let described: Vec<Name> = described.map(|name| Name { rule: rule.clone(), ..name }).collect();
    found.extend(described);
    found.sort_by_key(|name| name.tokens.start);
    found
}

/// The definite descriptions in `document` that stand for an actor (`le royaume chérifien`), in order.
pub fn descriptions(document: &Document, lexicon: &Lexicon) -> Vec<Described> {
    let mut found: Vec<Described> = Vec::new();
    for sentence in &document.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            match lexicon.names().description(&document.tokens, at) {
                Some(described) if described.tokens.end <= sentence.tokens.end => {
                    at = described.tokens.end;
                    found.push(described);
                }
                _ => at += 1,
            }
        }
    }
    found
}

/// The names of a document and the descriptions that stand for an actor, as who speaks and acts in it.
pub fn spoken(document: &Document, lexicon: &Lexicon, names: &[Name]) -> Vec<Name> {
    let lexicon = lexicon.names();
    let mut spoken: Vec<Name> = Vec::with_capacity(names.len() + 8);
    let mut next = 0;
    for (number, sentence) in document.sentences.iter().enumerate() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            while let Some(found) = names.get(next).filter(|found| found.tokens.start <= at) {
                // A description that holds a name is longer than it: `la branche sahélienne d’Al-Qaïda`.
                if found.tokens.start >= spoken.last().map_or(0, |last| last.tokens.end) {
                    spoken.push(found.clone());
                }
                at = at.max(found.tokens.end.saturating_sub(1));
                next += 1;
            }
            let described = lexicon
                .description(&document.tokens, at)
                .map(|described| (behind_article(document, lexicon, described.tokens), described.entity))
                .or_else(|| {
                    let (tokens, entities) = lexicon.echo(&document.tokens, at)?;
                    let code = |entity: &u32| lexicon.entities.get(*entity as usize).map(|known| &*known.code);
                    let meant =
                        |name: &Name| entities.iter().find(|entity| code(entity).is_some_and(|code| code == name.code));
                    // Headlines speak of whom the text names later.
                    let before = spoken.iter().rev().take(ECHO).find_map(meant);
                    let meant_here = before.or_else(|| names.iter().skip(next).take(ECHO).find_map(meant));
                    Some((tokens, *meant_here?))
                })
                .filter(|(tokens, _)| tokens.start >= at && tokens.end <= sentence.tokens.end && !tokens.is_empty());
            let limit = names.get(next).map_or(usize::MAX, |name| name.tokens.start);
            if let Some((tokens, entity)) = described
                && limit > tokens.start
                && spoken.last().is_none_or(|last| last.tokens.end <= tokens.start)
                && let Some(known) = lexicon.entities.get(entity as usize)
            {
                at = tokens.end;
                spoken.push(Name {
                    tokens,
                    sentence: number,
                    kind: known.kind,
                    code: known.code.to_string(),
                    country: known.country.as_deref().map(str::to_owned),
                    name: known.name.to_string(),
                    sector: known.sector.as_deref().map(str::to_owned),
                    reading: Reading::Metonym,
                    actor: known.actor.as_deref().map(str::to_owned),
                    as_place: false,
                    rule: rules::DESCRIPTION.to_owned(),
                });
                continue;
            }
            at += 1;
        }
    }
    spoken
}

/// How many names back an echo looks for whom it names again.
const ECHO: usize = 200;

/// `tokens` without the article they begin with.
fn behind_article(document: &Document, names: &Names, tokens: Range<usize>) -> Range<usize> {
    let article = document
        .tokens
        .get(tokens.start)
        .is_some_and(|token| names.languages.iter().any(|shapes| shapes.is(token, Class::Article)));
    tokens.start + usize::from(article && tokens.len() > 1)..tokens.end
}

/// What a name was found as.
#[derive(Debug, Clone)]
enum What {
    /// An entity of the lexicon.
    Known { entity: u32, how: How },
    /// The capital, state or place is settled; nothing else knows it.
    Shaped(Box<Shaped>),
}

/// A name known by its shape alone.
#[derive(Debug, Clone, Default)]
struct Shaped {
    code: String,
    name: String,
    country: Option<String>,
    sector: Option<String>,
    actor: Option<String>,
    /// Whether it belongs to the state the article is about, where the text names none.
    domestic: bool,
    /// Whether it acts for its country.
    acts: bool,
    /// Whether its code is that of its country's army.
    army: bool,
    /// How it names it, where not by its name.
    reading: Option<Reading>,
}

/// A name on its way to a [`Name`].
#[derive(Debug, Clone)]
struct Found<'d> {
    tokens: Range<usize>,
    sentence: usize,
    kind: MentionType,
    what: What,
    rule: &'d str,
}

/// The rules that are mechanisms of this module; each language's pack lists and proves them.
mod rules {
    pub const DESCRIPTION: &str = "name.description";
    pub const STATE: &str = "name.state";
    pub const ENTITY: &str = "name.known";
    pub const ACRONYM: &str = "name.org.acronym";
    pub const LOOSE_ACRONYM: &str = "name.org.capitals";
    pub const INITIALS: &str = "name.org.initials";
    pub const ORGANIZATION_CUE: &str = "name.org.cue";
    pub const FIRST_NAME: &str = "name.person.first";
    pub const CAPITALS: &str = "name.person.capitals";
    pub const SURNAME: &str = "name.person.surname";
    pub const BYLINE: &str = "name.person.byline";
    pub const SAYS: &str = "name.person.says";
    pub const PLACE_AT: &str = "name.place.at";
    pub const PLACE_HEAD: &str = "name.place.head";
    pub const PLACE_START: &str = "name.place.start";
    pub const PLACE_CHAIN: &str = "name.place.chain";
    pub const PLACE_BRACKET: &str = "name.place.bracket";
}

struct Finder<'d> {
    document: &'d Document<'d>,
    text: &'d str,
    tokens: &'d [Token],
    names: &'d Names,
    shapes: &'d Shapes,
    /// The number of the language among the lexicon's.
    language: usize,
    found: Vec<Found<'d>>,
    /// Capitalised words that the first walk left alone, with their sentences.
    loose: Vec<(usize, usize)>,
    memory: memory::Memory,
    /// How often each state is named, by its number: by name, capital and demonym.
    weights: Vec<u32>,
    /// Where a person's name must begin, and what the title before it says.
    titled: Option<persons::Titled>,
    /// Whom persons of the lexicon stand for here, by what the article says of their office.
    roles: FxHashMap<u32, String>,
    /// How often each capital is named, by its number.
    capitals: FxHashMap<u32, u32>,
    /// The sentence being read.
    sentence: usize,
    bounds: Range<usize>,
    /// Whether the sentence is printed in capitals.
    shouted: bool,
    /// The same of each sentence.
    shouts: Vec<bool>,
}

impl<'d> Finder<'d> {
    fn new(document: &'d Document<'d>, lexicon: &'d Lexicon) -> Option<Self> {
        let names = lexicon.names();
        let language = language(document, names)?;
        let shouts = |sentence: &Sentence| is_shouted(document.tokens.get(sentence.tokens.clone()).unwrap_or_default());
        Some(Self {
            document,
            text: &document.article.text,
            tokens: &document.tokens,
            names,
            shapes: names.languages.get(language)?,
            language,
            found: Vec::with_capacity(document.tokens.len() / 16),
            loose: Vec::new(),
            memory: memory::Memory::default(),
            weights: vec![0; names.states.len()],
            titled: None,
            roles: FxHashMap::default(),
            capitals: FxHashMap::default(),
            sentence: 0,
            bounds: 0..0,
            shouted: false,
            shouts: document.sentences.iter().map(shouts).collect(),
        })
    }

    fn token(&self, at: usize) -> Option<&'d Token> {
        self.tokens.get(at)
    }

    /// The token at `at`, inside the sentence being read.
    fn here(&self, at: usize) -> Option<&'d Token> {
        self.tokens.get(at).filter(|_| self.bounds.contains(&at))
    }

    /// The tokens from `at` to the end of the sentence being read.
    fn rest(&self, at: usize) -> &'d [Token] {
        self.tokens.get(at..self.bounds.end).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<&'d Token> {
        at.checked_sub(1).and_then(|index| self.here(index))
    }

    fn word(&self, at: usize) -> &'d str {
        self.token(at).and_then(|token| token.span().slice(self.text)).unwrap_or_default()
    }

    fn is(&self, at: usize, class: Class) -> bool {
        self.here(at).is_some_and(|token| self.shapes.is(token, class))
    }

    fn is_either(&self, at: usize, one: Class, other: Class) -> bool {
        self.here(at).is_some_and(|token| self.shapes.is_either(token, one, other))
    }

    /// The id of the rule `rule`, if the pack of the document's language lists it.
    fn enabled(&self, rule: &'static str) -> Option<&'d str> {
        self.shapes.finder(rule)
    }

    /// Whether `at` is a word with a capital.
    fn capital(&self, at: usize) -> bool {
        self.here(at).is_some_and(|token| token.is_word() && begins_with_capital(token))
    }

    fn mark(&self, at: usize, mark: char) -> bool {
        self.here(at).is_some_and(|token| token.is_mark(mark))
    }

    /// The text of `range` with its spaces and line breaks made single spaces.
    fn printed(&self, range: &Range<usize>) -> String {
        let surface = self.document.surface(range);
        if surface.contains(['\n', '\t', '\u{a0}', '\u{202f}']) || surface.contains("  ") {
            return surface.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        surface.to_owned()
    }

    /// The id of a rule in the language of the document.
    fn rule(&self, rule: &'static str) -> &'d str {
        self.shapes.finder(rule).unwrap_or(rule)
    }

    fn push(&mut self, tokens: Range<usize>, kind: MentionType, what: What, rule: &'d str) {
        self.found.push(Found { tokens, sentence: self.sentence, kind, what, rule });
    }
}

/// A text's language is told from so many of its tokens.
const LANGUAGE_TOKENS: usize = 300;

/// The number of the document's language among the lexicon's: as its metadata say, or as its small words tell.
fn language(document: &Document, names: &Names) -> Option<usize> {
    if let Some(known) = document.article.metadata.language.as_deref()
        && let Some(index) = names.languages.iter().position(|shapes| known.starts_with(&shapes.language))
    {
        return Some(index);
    }
    let told = |shapes: &Shapes| {
        document.tokens.iter().take(LANGUAGE_TOKENS).filter(|token| shapes.is(token, Class::Tell)).count()
    };
    // Of equals the last wins: packs come in the order of their paths, `en` before `fr`.
    names.languages.iter().enumerate().max_by_key(|(_, shapes)| told(shapes)).map(|(index, _)| index)
}

/// Whether a sentence is printed in capitals.
fn is_shouted(tokens: &[Token]) -> bool {
    let (mut upper, mut other) = (0, 0);
    for token in tokens {
        match token.case {
            Case::Upper => upper += 1,
            Case::Lower | Case::Capital | Case::Mixed if token.end - token.start > 1 => other += 1,
            _ => {}
        }
    }
    upper >= 4 && upper >= 4 * other
}
