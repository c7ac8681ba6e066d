//! The shapes of names in one language: words by what they do, heads, titles, and the rules of reading.

use super::packs::{HeadEntry, OrganizationKind, ReadingEntry, ReadingOf, ShapeFile, TitleEntry};
use super::trie::{Phrase, Trie, intern};
use crate::error::Result;
use crate::extraction::MentionType;
use crate::lexicon::pack::PackFile;
use crate::text::fold::{fold, lower};
use crate::text::tokens::{Case, Token, Vocabulary, WordId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Defines the classes of words a pack may list, each a bit.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What a word may do in a name or beside one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Class {
            $($(#[$doc])* $name,)+
        }

        impl Class {
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $text)),+];

            const fn bit(self) -> u32 {
                1 << self as u32
            }
        }
    };
}

classes! {
    /// `le`, `au`: articles, also those that hold a preposition.
    Article = "articles",
    /// `de`, `du`, `des`, `d’`.
    Of = "of",
    /// `pour`, `sur`, `contre`: what else links the parts of an organisation's name.
    Tie = "ties",
    /// `et`.
    And = "and",
    /// Words that are capitalised at a sentence's beginning and begin no name.
    Stop = "stop",
    /// `Jean`, `Abdoulaye`.
    FirstName = "first_names",
    /// `ag`, `ould`, `ben`, `el`, `de`: particles inside a person's name.
    Particle = "particles",
    /// `défense`, `affaires`, `étrangères`: subjects of ministries and commissions.
    Topic = "topics",
    /// Adjectives that follow an organisation's head and end like no adjective.
    Adjective = "adjectives",
    /// Days and months.
    Calendar = "calendar",
    /// `ville`, `province`: what is followed by the name of a place.
    PlaceHead = "place_heads",
    /// What makes a run of capitalised words something else than a person (`Coupe`, `Prix`).
    NotPerson = "not_persons",
    /// Verbs of saying, beside which an unknown name is a person's.
    Says = "says",
    /// Prepositions of place, behind which an unknown name is a place's.
    Locative = "locative",
    /// `dans`: with an article, the same.
    Within = "within",
    /// `Saint`, `Port`: what begins the name of a place.
    PlaceStart = "place_starts",
    /// `photo`, `crédit`: what a picture's author stands behind.
    Credit = "credits",
    /// Frequent small words that tell the language of a text.
    Tell = "tells",
    /// Words ending like an adjective that are none.
    NotAdjective = "not_adjectives",
    /// What an acronym stands behind when it is an organisation's (`parti`, `ONG`).
    AcronymCue = "acronym_cues",
    /// Acronyms of no organisation (`PIB`, `VIH`).
    NotAcronym = "not_acronyms",
    /// `journal`, `réseau`: what stands before a name only to tell what it names.
    Apposed = "apposed",
    /// `journal`, `entreprise`: what an organisation's name stands behind.
    OrganizationCue = "organization_cues",
    /// `âgé`, `ans`: what follows a person's name behind a comma.
    Age = "ages",
}

/// What opens an organisation's name.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the pack")]
#[derive(Debug)]
pub struct Head {
    pub id: Box<str>,
    pub canonical: Option<Box<str>>,
    pub kind: OrganizationKind,
    pub armed: bool,
    pub army: bool,
    pub silent: bool,
    pub domestic: bool,
    pub lower: bool,
    pub bare: bool,
    pub topics: bool,
    pub needs: bool,
}

/// What stands before a person's name.
#[derive(Debug)]
pub struct Title {
    pub id: Box<str>,
    pub sector: Option<Box<str>>,
    pub acts: bool,
    pub surname: bool,
}

/// When a state's or capital's name is a state, when a place.
#[derive(Debug)]
pub struct ReadingRule {
    pub id: Box<str>,
    of: ReadingOf,
    /// Links under which it holds, as bits; all bits for any.
    links: u32,
    reach: usize,
    needs_before: bool,
    after_reach: usize,
    needs_after: bool,
    opens: bool,
    pub reads: MentionType,
}

impl ReadingRule {
    /// Whether it asks nothing of what stands around the name.
    pub fn is_default(&self) -> bool {
        self.links == u32::MAX && !self.needs_before && !self.needs_after && !self.opens
    }
}

/// What stands around the name of a state or capital.
#[derive(Debug, Default, Clone, Copy)]
pub struct Surroundings {
    /// Whether it is a capital.
    pub capital: bool,
    /// The link before it, as a bit; [`NO_LINK`] for none.
    pub link: u32,
    /// The rules whose words stand one, two … words before the link.
    pub before: [u64; REACH],
    /// The rules whose words stand one, two … words behind the name.
    pub after: [u64; REACH],
    /// Whether nothing stands before it in its clause.
    pub opens: bool,
}

/// The bit of a name that no link leads to.
pub const NO_LINK: u32 = 1;
/// How far reading rules look, in words.
pub const REACH: usize = 8;
/// How many rules of reading a language may have: one bit each.
const MAX_RULES: usize = 64;

/// An example or counterexample of a rule.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The pack file.
    pub file: String,
    /// The language of the text.
    pub language: String,
    /// The rule's id.
    pub rule: String,
    /// The text, with marks `⟦surface|TYPE|CODE⟧` around what the rule must find.
    pub text: String,
    /// Whether the rule must hold in it.
    pub holds: bool,
}

/// The shapes of names in one language.
#[derive(Debug, Default)]
pub struct Shapes {
    pub language: String,
    pub adjectives_first: bool,
    endings: Vec<Box<str>>,
    classes: Vec<u32>,
    links: FxHashMap<WordId, u32>,
    /// The same without accents, for words in capitals.
    plain_links: FxHashMap<WordId, u32>,
    pub heads: Vec<Head>,
    pub head_words: Trie<u16>,
    pub titles: Vec<Title>,
    pub title_words: Trie<u16>,
    rules: Vec<ReadingRule>,
    before: FxHashMap<WordId, u64>,
    after: FxHashMap<WordId, u64>,
    pub preferred: Vec<String>,
    pub territories: FxHashSet<String>,
    /// The rules that are mechanisms, by their ids without the language.
    finders: FxHashMap<Box<str>, Box<str>>,
    pub proofs: Vec<Proof>,
}

impl Shapes {
    /// Compiles a language's `names.toml`.
    pub fn compile(file: &PackFile, vocabulary: &mut Vocabulary) -> Result<Self> {
        let entry: ShapeFile = file.parse()?;
        if entry.source.is_empty() || entry.licence.is_empty() {
            return Err(file.fault(1, None, "`source` and `licence` must say where the words come from"));
        }
        let mut shapes = Self {
            language: file.language().unwrap_or_default().to_owned(),
            adjectives_first: entry.adjectives_first,
            endings: entry.adjective_endings.iter().map(|ending| fold(ending).into()).collect(),
            preferred: entry.preferred.clone(),
            territories: entry.territories.iter().cloned().collect(),
            ..Self::default()
        };
        shapes.add_words(file, &entry, vocabulary)?;
        let links = shapes.add_links(file, &entry, vocabulary)?;
        let mut ids = FxHashSet::default();
        let mut fresh = |id: &toml::Spanned<String>| {
            let new = ids.insert(id.get_ref().clone());
            new.then_some(()).ok_or_else(|| {
                file.fault(file.line_of(id.span().start), Some(id.get_ref()), "this id is taken by an entry above")
            })
        };
        for finder in &entry.finder {
            fresh(&finder.id)?;
            let full = finder.id.get_ref().as_str();
            let short = full.strip_prefix(&*shapes.language).and_then(|rest| rest.strip_prefix('.')).unwrap_or(full);
            shapes.finders.insert(short.into(), full.into());
            shapes.prove(file, finder.id.get_ref(), &finder.examples, &finder.counterexamples);
        }
        for head in entry.head {
            fresh(&head.id)?;
            shapes.prove(file, head.id.get_ref(), &head.examples, &head.counterexamples);
            shapes.add_head(head, vocabulary);
        }
        for title in entry.title {
            fresh(&title.id)?;
            shapes.prove(file, title.id.get_ref(), &title.examples, &title.counterexamples);
            shapes.add_title(title, vocabulary);
        }
        for rule in entry.reading {
            fresh(&rule.id)?;
            shapes.prove(file, rule.id.get_ref(), &rule.examples, &rule.counterexamples);
            shapes.add_rule(file, &rule, &links, vocabulary)?;
        }
        Ok(shapes)
    }

    /// Gives each language the first names of all: people travel.
    pub fn share_first_names(languages: &mut [Self]) {
        let bit = Class::FirstName.bit();
        let mut all = FxHashSet::default();
        for shapes in &*languages {
            let listed = shapes.classes.iter().enumerate().filter(|(_, bits)| **bits & bit != 0);
            all.extend(listed.filter_map(|(index, _)| u32::try_from(index).ok()));
        }
        for shapes in languages {
            for word in &all {
                // A small word of one language may be a name in another.
                let word = WordId(*word);
                let taken = shapes.classes.get(word.0 as usize).copied().unwrap_or(0)
                    & (Class::Stop.bit() | Class::Calendar.bit());
                if taken == 0 {
                    shapes.classify(word, bit);
                }
            }
        }
    }

    fn prove(&mut self, file: &PackFile, rule: &str, examples: &[String], counterexamples: &[String]) {
        let cases = examples.iter().map(|text| (text, true)).chain(counterexamples.iter().map(|text| (text, false)));
        for (text, holds) in cases {
            self.proofs.push(Proof {
                file: file.path.clone(),
                language: self.language.clone(),
                rule: rule.to_owned(),
                text: text.clone(),
                holds,
            });
        }
    }

    fn add_words(&mut self, file: &PackFile, entry: &ShapeFile, vocabulary: &mut Vocabulary) -> Result<()> {
        let mut unaccented = Vec::new();
        let mut listed = FxHashSet::default();
        for (name, words) in &entry.words {
            let Some((class, _)) = Class::ALL.iter().find(|(_, text)| text == name.get_ref()) else {
                let known: Vec<_> = Class::ALL.iter().map(|(_, text)| *text).collect();
                let reason = format!("no list of words has this name; expected one of {}", known.join(", "));
                return Err(file.fault(file.line_of(name.span().start), Some(name.get_ref()), reason));
            };
            for word in words.iter().flat_map(|line| line.split_whitespace()) {
                let id = vocabulary.intern(&lower(word));
                self.classify(id, class.bit());
                listed.insert(id);
                unaccented.push((intern(word, vocabulary), class.bit()));
            }
        }
        // `Etat` is `État`, yet `a` is not `à`: a word that is listed for itself keeps its own classes.
        for (id, bit) in unaccented {
            if !listed.contains(&id) {
                self.classify(id, bit);
            }
        }
        Ok(())
    }

    fn classify(&mut self, word: WordId, bits: u32) {
        let index = word.0 as usize;
        if self.classes.len() <= index {
            self.classes.resize(index + 1, 0);
        }
        if let Some(slot) = self.classes.get_mut(index) {
            *slot |= bits;
        }
    }

    fn add_links(
        &mut self,
        file: &PackFile,
        entry: &ShapeFile,
        vocabulary: &mut Vocabulary,
    ) -> Result<FxHashMap<String, u32>> {
        let mut bits = FxHashMap::default();
        bits.insert("none".to_owned(), NO_LINK);
        for (name, words) in &entry.links {
            let bit = 1_u32.checked_shl(u32::try_from(bits.len()).unwrap_or(u32::MAX)).filter(|_| name != "none");
            let Some(bit) = bit else {
                let reason = "`none` is the crate's own link, and there may be 31 others";
                return Err(file.fault(file.line_with(name), Some(name), reason));
            };
            bits.insert(name.clone(), bit);
            for word in words {
                *self.links.entry(vocabulary.intern(&lower(word))).or_default() |= bit;
                *self.plain_links.entry(intern(word, vocabulary)).or_default() |= bit;
            }
        }
        Ok(bits)
    }

    fn add_head(&mut self, entry: HeadEntry, vocabulary: &mut Vocabulary) {
        let index = u16::try_from(self.heads.len()).unwrap_or(u16::MAX);
        for words in &entry.words {
            self.head_words.insert(&Phrase::new(words, vocabulary).keys, index);
        }
        self.heads.push(Head {
            id: entry.id.into_inner().into(),
            canonical: entry.canonical.map(Into::into),
            kind: entry.kind,
            armed: entry.armed,
            army: entry.army,
            silent: entry.silent,
            domestic: entry.domestic,
            lower: entry.lower,
            bare: entry.bare,
            topics: entry.topics,
            needs: entry.needs,
        });
    }

    fn add_title(&mut self, entry: TitleEntry, vocabulary: &mut Vocabulary) {
        let index = u16::try_from(self.titles.len()).unwrap_or(u16::MAX);
        for words in &entry.words {
            self.title_words.insert(&Phrase::new(words, vocabulary).keys, index);
        }
        self.titles.push(Title {
            id: entry.id.into_inner().into(),
            sector: entry.sector.map(Into::into),
            acts: entry.acts,
            surname: entry.surname,
        });
    }

    fn add_rule(
        &mut self,
        file: &PackFile,
        entry: &ReadingEntry,
        links: &FxHashMap<String, u32>,
        vocabulary: &mut Vocabulary,
    ) -> Result<()> {
        let id = entry.id.get_ref().clone();
        let fault = |reason: String| file.fault(file.line_of(entry.id.span().start), Some(&id), reason);
        if self.rules.len() >= MAX_RULES {
            return Err(fault(format!("a language may have {MAX_RULES} rules of reading")));
        }
        if !matches!(entry.reads, MentionType::State | MentionType::Place) {
            return Err(fault("a name is read as `state` or as `place`".to_owned()));
        }
        if entry.reach > REACH || entry.after_reach > REACH || entry.reach == 0 || entry.after_reach == 0 {
            return Err(fault(format!("`reach` and `after_reach` go from 1 to {REACH}")));
        }
        let mut bits = 0;
        for link in &entry.link {
            bits |= links.get(link).copied().ok_or_else(|| fault(format!("there is no link `{link}`")))?;
        }
        let rule = 1_u64 << self.rules.len();
        for word in entry.before.iter().flat_map(|line| line.split_whitespace()) {
            *self.before.entry(intern(word, vocabulary)).or_default() |= rule;
        }
        for word in entry.after.iter().flat_map(|line| line.split_whitespace()) {
            *self.after.entry(intern(word, vocabulary)).or_default() |= rule;
        }
        self.rules.push(ReadingRule {
            of: entry.of,
            links: if entry.link.is_empty() { u32::MAX } else { bits },
            reach: entry.reach,
            needs_before: !entry.before.is_empty(),
            after_reach: entry.after_reach,
            needs_after: !entry.after.is_empty(),
            opens: entry.opens,
            reads: entry.reads,
            id: id.into(),
        });
        Ok(())
    }

    fn bits(&self, token: &Token) -> u32 {
        let bits = self.classes.get(token.lower.0 as usize).copied().unwrap_or(0);
        if bits == 0 && token.lower != token.fold {
            return self.classes.get(token.fold.0 as usize).copied().unwrap_or(0);
        }
        bits
    }

    /// Whether `token` is listed as `class`.
    pub fn is(&self, token: &Token, class: Class) -> bool {
        self.bits(token) & class.bit() != 0
    }

    /// Whether `token` is listed as one of two classes.
    pub fn is_either(&self, token: &Token, one: Class, other: Class) -> bool {
        self.bits(token) & (one.bit() | other.bit()) != 0
    }

    /// The bit of the link that `token` is; 0 for none.
    pub fn link(&self, token: &Token) -> u32 {
        let link = self.links.get(&token.lower).or_else(|| {
            // In capitals accents are often left out: `A BAMAKO`.
            (token.case != Case::Lower).then(|| self.plain_links.get(&token.fold)).flatten()
        });
        link.copied().unwrap_or(0)
    }

    /// The reading rules that `token` serves before a name.
    pub fn governs(&self, token: &Token) -> u64 {
        self.before.get(&token.fold).copied().unwrap_or(0)
    }

    /// The reading rules that `token` serves behind a name.
    pub fn follows(&self, token: &Token) -> u64 {
        self.after.get(&token.fold).copied().unwrap_or(0)
    }

    /// Whether `word` (as printed) is or ends like an adjective.
    pub fn is_adjective(&self, token: &Token, word: &str) -> bool {
        if self.is(token, Class::Adjective) {
            return true;
        }
        if token.case != Case::Lower || self.is(token, Class::NotAdjective) || token.end - token.start < 5 {
            return false;
        }
        self.endings.iter().any(|ending| word.ends_with(&**ending))
    }

    /// The first rule that holds in `around`.
    pub fn read(&self, around: &Surroundings) -> Option<&ReadingRule> {
        let within =
            |bits: &[u64; REACH], reach: usize, rule: u64| bits.iter().take(reach).any(|bits| bits & rule != 0);
        self.rules.iter().enumerate().find_map(|(index, rule)| {
            let bit = 1_u64 << index;
            let of = match rule.of {
                ReadingOf::Both => true,
                ReadingOf::Capital => around.capital,
                ReadingOf::State => !around.capital,
            };
            let holds = of
                && rule.links & around.link != 0
                && (!rule.opens || around.opens)
                && (!rule.needs_before || within(&around.before, rule.reach, bit))
                && (!rule.needs_after || within(&around.after, rule.after_reach, bit));
            holds.then_some(rule)
        })
    }

    /// The id of the mechanism `rule` in this language, if its pack lists it.
    pub fn finder(&self, rule: &str) -> Option<&str> {
        self.finders.get(rule).map(|id| &**id)
    }
}
