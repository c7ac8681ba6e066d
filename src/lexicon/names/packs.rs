//! How the packs of names are written: the fields of their entries, and what is refused.

use crate::extraction::MentionType;
use crate::lexicon::rules::Example;
use serde::Deserialize;
use toml::Spanned;

/// A file of `actors/`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ActorFile {
    source: String,
    licence: String,
    pub state: Vec<StateEntry>,
    pub organization: Vec<OrganizationEntry>,
    pub armed_group: Vec<GroupEntry>,
    pub place: Vec<PlaceEntry>,
    pub person: Vec<PersonEntry>,
    pub extend: Vec<ExtendEntry>,
}

impl ActorFile {
    /// Whether it says where its facts come from and under which licence they stand.
    pub fn is_attributed(&self) -> bool {
        !self.source.is_empty() && !self.licence.is_empty()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateEntry {
    pub code: Spanned<String>,
    pub iso2: String,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub name_en: Option<String>,
    #[serde(default)]
    pub aliases_en: Vec<String>,
    #[serde(default)]
    pub capitals: Vec<String>,
    #[serde(default)]
    pub capitals_en: Vec<String>,
    #[serde(default)]
    pub metonyms: Vec<String>,
    #[serde(default)]
    pub metonyms_en: Vec<String>,
    #[serde(default)]
    pub demonyms: Vec<String>,
    #[serde(default)]
    pub demonyms_en: Vec<String>,
    #[serde(default)]
    pub prefix: Vec<String>,
    #[serde(default)]
    pub descriptions: Vec<String>,
    #[serde(default)]
    pub echoes: Vec<String>,
    #[serde(default)]
    pub descriptions_en: Vec<String>,
    pub kind: Option<String>,
    #[serde(default)]
    pub region: Vec<String>,
    pub army: Option<String>,
    #[serde(default)]
    pub army_names: Vec<String>,
    #[serde(default)]
    pub contested: bool,
    pub wikidata: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEntry {
    pub code: Spanned<String>,
    pub country: Option<String>,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub acronyms: Vec<String>,
    pub name_en: Option<String>,
    #[serde(default)]
    pub aliases_en: Vec<String>,
    #[serde(default)]
    pub acronyms_en: Vec<String>,
    #[serde(default)]
    pub metonyms: Vec<String>,
    #[serde(default)]
    pub demonyms: Vec<String>,
    #[serde(default)]
    pub descriptions: Vec<String>,
    #[serde(default)]
    pub echoes: Vec<String>,
    #[serde(default)]
    pub descriptions_en: Vec<String>,
    pub kind: OrganizationKind,
    #[serde(default)]
    pub actor: bool,
    /// The code of whose act what it does is, where it goes by a name of its own.
    pub acts_for: Option<String>,
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default)]
    pub country_of_operation: Country,
    pub seat: Option<String>,
    pub wikidata: Option<String>,
    #[serde(default)]
    pub examples: Vec<EntryExample>,
}

/// One country, several, or none.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Country {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Country {
    pub fn codes(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(code) => std::slice::from_ref(code),
            Self::Many(codes) => codes,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    pub code: Spanned<String>,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub acronyms: Vec<String>,
    pub name_en: Option<String>,
    #[serde(default)]
    pub aliases_en: Vec<String>,
    #[serde(default)]
    pub acronyms_en: Vec<String>,
    #[serde(default)]
    pub descriptions: Vec<String>,
    #[serde(default)]
    pub echoes: Vec<String>,
    #[serde(default)]
    pub descriptions_en: Vec<String>,
    #[serde(default)]
    pub countries: Vec<String>,
    pub sponsor: Option<String>,
    pub wikidata: Option<String>,
    #[serde(default)]
    pub examples: Vec<EntryExample>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceEntry {
    pub name: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub name_en: Option<String>,
    #[serde(default)]
    pub aliases_en: Vec<String>,
    pub country: Option<String>,
    pub kind: String,
    #[serde(default)]
    pub covers: Vec<String>,
    pub wikidata: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    pub name: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub surname: Option<String>,
    pub country: Option<String>,
    pub organization: Option<String>,
    pub sector: Option<String>,
    #[serde(default)]
    pub offices: Vec<OfficeEntry>,
    pub wikidata: Option<String>,
    #[serde(default)]
    pub examples: Vec<EntryExample>,
}

/// What is added to an entry of another file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendEntry {
    /// The code of an organisation, armed group or state, or the name of a person.
    pub code: Spanned<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub acronyms: Vec<String>,
    #[serde(default)]
    pub descriptions: Vec<String>,
    #[serde(default)]
    pub offices: Vec<OfficeEntry>,
    #[serde(default)]
    pub examples: Vec<EntryExample>,
}

/// What an entry must lead to.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "an example is a text with marks, \"Le ⟦JNIM|armed_group|JNIM⟧ attaque.\", or \
    { text = \"…\", type = \"ASSAULT\", source = [\"JNIM\"], target = [\"MLI\"] }"
)]
pub enum EntryExample {
    /// A text in which `⟦surface|TYPE|CODE⟧` marks what must be found.
    Marked(String),
    /// A text and a relation that must be found in it.
    Relation(Example),
}

/// An office held by a person, bounded in time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeEntry {
    /// The office, as French names it.
    pub office: String,
    /// The state or organisation it belongs to.
    pub of: Option<String>,
    /// EDTF, from when.
    pub from: Option<String>,
    /// EDTF, until when; none where it is held still.
    pub to: Option<String>,
}

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    Igo,
    Alliance,
    Mission,
    Commission,
    Army,
    Ministry,
    Parliament,
    Agency,
    Police,
    Intelligence,
    Court,
    Party,
    Media,
    Company,
    University,
    Ngo,
    Union,
    Religious,
    Other,
}

impl OrganizationKind {
    /// PLOVER's sector for it.
    pub const fn sector(self) -> Option<&'static str> {
        match self {
            Self::Army => Some("MIL"),
            Self::Ministry | Self::Agency => Some("GOV"),
            Self::Parliament => Some("LEG"),
            Self::Police => Some("COP"),
            Self::Intelligence => Some("SPY"),
            Self::Court => Some("JUD"),
            Self::Party => Some("PTY"),
            Self::Media => Some("JRN"),
            Self::Company => Some("BUS"),
            Self::University => Some("EDU"),
            Self::Union => Some("LAB"),
            Self::Religious => Some("REL"),
            Self::Igo | Self::Alliance | Self::Mission | Self::Commission | Self::Ngo | Self::Other => None,
        }
    }

    /// Whether such a body of a state acts for that state.
    pub const fn is_public(self) -> bool {
        matches!(
            self,
            Self::Army
                | Self::Ministry
                | Self::Parliament
                | Self::Agency
                | Self::Police
                | Self::Intelligence
                | Self::Court
                | Self::Mission
        )
    }
}

/// `names.toml` of a language: the shapes of its names and the cues of their reading.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeFile {
    pub source: String,
    pub licence: String,
    /// Whether adjectives stand before what they qualify (`the Malian army`).
    #[serde(default)]
    pub adjectives_first: bool,
    /// Endings of adjectives that may follow an organisation's head (`stratégique`, `nationale`).
    #[serde(default)]
    pub adjective_endings: Vec<String>,
    /// The state an ambiguous name means where nothing in the article tells.
    #[serde(default)]
    pub preferred: Vec<String>,
    /// Territories whose name is a place unless it acts.
    #[serde(default)]
    pub territories: Vec<String>,
    /// Lists of words, by what they do.
    pub words: std::collections::BTreeMap<Spanned<String>, Vec<String>>,
    /// Prepositions that lead to a name, by the part they play in reading rules.
    pub links: std::collections::BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub finder: Vec<FinderEntry>,
    #[serde(default)]
    pub head: Vec<HeadEntry>,
    #[serde(default)]
    pub title: Vec<TitleEntry>,
    #[serde(default)]
    pub reading: Vec<ReadingEntry>,
}

/// A rule that is a mechanism of the crate, switched on by being listed, with its proof.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinderEntry {
    pub id: Spanned<String>,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the pack")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadEntry {
    pub id: Spanned<String>,
    /// The phrases that open such a name.
    pub words: Vec<String>,
    /// How the code begins, where it is not the head as printed.
    pub canonical: Option<String>,
    pub kind: OrganizationKind,
    /// Whether it names an armed group that is not a state's.
    #[serde(default)]
    pub armed: bool,
    /// Whether it names a state's army: its code is then that army's, where it has one.
    #[serde(default)]
    pub army: bool,
    /// Whether what it opens is no name to be found, but hides the names inside it (`Tour de France`).
    #[serde(default)]
    pub silent: bool,
    /// Whether it belongs to one state, by default the one the article is about.
    #[serde(default)]
    pub domestic: bool,
    /// Whether it names one body in lower case too, beside a demonym or a country.
    #[serde(default)]
    pub lower: bool,
    /// Whether it names one body with nothing behind it, capitalised.
    #[serde(default)]
    pub bare: bool,
    /// Whether words of subjects (`défense`, `affaires étrangères`) may follow in lower case.
    #[serde(default)]
    pub topics: bool,
    /// Whether it must be followed by a capitalised word or a subject.
    #[serde(default)]
    pub needs: bool,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitleEntry {
    pub id: Spanned<String>,
    pub words: Vec<String>,
    /// PLOVER's sector of who bears it.
    pub sector: Option<String>,
    /// Whether its bearer acts for a state or organisation.
    #[serde(default)]
    pub acts: bool,
    /// Whether a surname alone may follow it.
    #[serde(default)]
    pub surname: bool,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingEntry {
    pub id: Spanned<String>,
    /// What it is about: states' names, capitals, or both.
    pub of: ReadingOf,
    /// The links (of `[links]`, or `none`) under which it holds; empty means any.
    #[serde(default)]
    pub link: Vec<String>,
    /// Words one of which must stand before the link.
    #[serde(default)]
    pub before: Vec<String>,
    /// How many words back they are looked for.
    #[serde(default = "one")]
    pub reach: usize,
    /// Words one of which must stand behind the name.
    #[serde(default)]
    pub after: Vec<String>,
    /// How many words on they are looked for.
    #[serde(default = "one")]
    pub after_reach: usize,
    /// Whether nothing but marks may stand before the name in its clause.
    #[serde(default)]
    pub opens: bool,
    pub reads: MentionType,
    #[serde(default)]
    pub examples: Vec<String>,
    #[serde(default)]
    pub counterexamples: Vec<String>,
}

const fn one() -> usize {
    1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadingOf {
    State,
    Capital,
    Both,
}
