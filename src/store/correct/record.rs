//! What a correction says, as it is logged and exported.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A relation between one source and one target, whole, as the file holds it. Offsets are code points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Its PLOVER type, or `TENSION`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who acts.
    pub source: String,
    /// Upon or with whom.
    pub target: String,
    /// The sector that acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_sector: Option<String>,
    /// The sector acted upon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_sector: Option<String>,
    /// When, in EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its standing.
    pub status: String,
    /// Whose words carry it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
    /// Where, as the text says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// PLOVER's mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// PLOVER's contexts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<String>,
    /// CAMEO's scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goldstein: Option<f64>,
    /// The stretch that states it.
    pub evidence: String,
    /// Its first code point.
    pub start: i64,
    /// One past its last.
    pub end: i64,
    /// Where the source's and the target's words stand: two ranges.
    pub places: [i64; 4],
    /// From 0 to 1.
    pub confidence: f64,
    /// What found it.
    pub rule: String,
    /// `rules`, or who coded it.
    pub origin: String,
    /// The `uid` of the correction that added it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<String>,
}

/// Something named: what makes it one thing, and how it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityRef {
    /// Its code.
    pub code: String,
    /// `state`, `place`, `organization`, `armed_group` or `person`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The one country it belongs to or lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its canonical name.
    pub name: String,
}

impl EntityRef {
    /// Whether both are the same thing.
    pub fn is(&self, other: &Self) -> bool {
        self.code == other.code && self.kind == other.kind && self.country == other.country
    }
}

/// A name in an article, as it was read. Offsets are code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The words.
    pub text: String,
    /// The first code point.
    pub start: i64,
    /// One past the last.
    pub end: i64,
    /// What it was read as.
    pub entity: EntityRef,
}

/// Fields of a relation, by their names as columns.
pub type Fields = Map<String, Value>;

/// What is corrected, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", deny_unknown_fields)]
pub enum What {
    /// A relation is told otherwise.
    #[serde(rename = "change")]
    Change {
        /// The relation, as it was read.
        relation: Told,
        /// What the fields were.
        before: Fields,
        /// What they are.
        after: Fields,
    },
    /// A relation is none.
    #[serde(rename = "reject")]
    Reject {
        /// The relation, as it was read.
        relation: Told,
    },
    /// A relation was overlooked.
    #[serde(rename = "add")]
    Add {
        /// The relation.
        after: Told,
    },
    /// A name names something else.
    #[serde(rename = "change mention")]
    ChangeMention {
        /// The name, as it was read.
        mention: Named,
        /// What it names.
        after: EntityRef,
    },
    /// A name names nothing.
    #[serde(rename = "reject mention")]
    RejectMention {
        /// The name, as it was read.
        mention: Named,
    },
    /// Two entities are one.
    #[serde(rename = "merge")]
    Merge {
        /// The one that is no more.
        from: EntityRef,
        /// The one it is.
        into: EntityRef,
    },
    /// Some of what was read as one entity is another.
    #[serde(rename = "split")]
    Split {
        /// What they were read as.
        from: EntityRef,
        /// What these are.
        into: EntityRef,
        /// Only where these words stand; wherever it is named if there are none.
        texts: Vec<String>,
        /// Only in the articles with these keys; in all if there are none.
        articles: Vec<String>,
    },
    /// A name is read as an entity wherever it stands.
    #[serde(rename = "alias")]
    Alias {
        /// The name.
        text: String,
        /// What it names.
        of: EntityRef,
    },
    /// The article is a copy of another.
    #[serde(rename = "copy")]
    Copy {
        /// The key of the other.
        of: String,
    },
    /// The article is nobody's copy.
    #[serde(rename = "no copy")]
    NoCopy {},
}

impl What {
    /// Its name in the log.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Change { .. } => "change",
            Self::Reject { .. } => "reject",
            Self::Add { .. } => "add",
            Self::ChangeMention { .. } => "change mention",
            Self::RejectMention { .. } => "reject mention",
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Alias { .. } => "alias",
            Self::Copy { .. } => "copy",
            Self::NoCopy {} => "no copy",
        }
    }

    /// What was there before, and what is there after.
    pub fn sides(&self) -> (Option<Value>, Option<Value>) {
        let json = |value: serde_json::Result<Value>| value.ok();
        match self {
            Self::Change { before, after, .. } => {
                (Some(Value::Object(before.clone())), Some(Value::Object(after.clone())))
            }
            Self::Reject { relation } => (json(serde_json::to_value(relation)), None),
            Self::Add { after } => (None, json(serde_json::to_value(after))),
            Self::ChangeMention { mention, after } => {
                (json(serde_json::to_value(mention)), json(serde_json::to_value(after)))
            }
            Self::RejectMention { mention } => (json(serde_json::to_value(mention)), None),
            Self::Merge { from, into } | Self::Split { from, into, .. } => {
                (json(serde_json::to_value(from)), json(serde_json::to_value(into)))
            }
            Self::Alias { text, of } => (Some(Value::from(text.clone())), json(serde_json::to_value(of))),
            Self::Copy { of } => (None, Some(Value::from(of.clone()))),
            Self::NoCopy {} => (None, None),
        }
    }

    /// Whether it speaks of the whole corpus and not of one article.
    pub const fn is_global(&self) -> bool {
        matches!(self, Self::Merge { .. } | Self::Split { .. } | Self::Alias { .. })
    }

    /// Whether it speaks of copies.
    pub const fn is_of_copies(&self) -> bool {
        matches!(self, Self::Copy { .. } | Self::NoCopy {})
    }
}

/// One correction: what, by whom, when. As JSON it is a line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// The same in every file it is brought to.
    #[serde(default)]
    pub uid: String,
    /// When, in UTC.
    pub at: String,
    /// Who.
    pub by: String,
    /// The key of the article it speaks of; none where it speaks of the whole corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Why, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<String>,
    /// Who undid it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<String>,
    /// Others win over it, though it is later.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rank: i64,
    /// What is corrected, and how.
    pub what: What,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(rank: &i64) -> bool {
    *rank == 0
}

impl Correction {
    /// A correction made now.
    pub(crate) fn new(by: &str, article: Option<String>, note: Option<String>, what: What) -> Self {
        let at = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
        let mut made = Self {
            uid: String::new(),
            at,
            by: by.to_owned(),
            article,
            note,
            undone_at: None,
            undone_by: None,
            rank: 0,
            what,
        };
        made.name();
        made
    }

    /// Gives it the `uid` that follows from what it says.
    pub(crate) fn name(&mut self) {
        let what = serde_json::to_string(&self.what).unwrap_or_default();
        let said = serde_json::json!([self.at, self.by, self.article, what]).to_string();
        self.uid = Sha256::digest(said.as_bytes()).iter().take(16).fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            _ = write!(hex, "{byte:02x}");
            hex
        });
    }
}

/// A correction as the log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Its number in this file.
    pub id: i64,
    /// `applied`, `overruled`, `unplaced` or `undone`.
    pub state: String,
    /// Why it has no place, or who overruled it.
    pub problem: Option<String>,
    /// The correction.
    pub correction: Correction,
}

/// Two people who correct the same thing differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The article's key.
    pub article: String,
    /// What they differ on: a column, or `rejected`.
    pub field: String,
    /// The correction that stands, who made it and what it says.
    pub winner: (i64, String, Value),
    /// The one that does not.
    pub loser: (i64, String, Value),
}

/// A correction that has no place in its article any more. It stays in the log, and is tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplaced {
    /// The article's key.
    pub article: String,
    /// The number of the correction; none where it is a row coded by hand.
    pub correction: Option<i64>,
    /// Why.
    pub problem: String,
}

/// What became of corrections as they were applied.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Where people differ.
    pub conflicts: Vec<Conflict>,
    /// What has no place.
    pub unplaced: Vec<Unplaced>,
}

/// A lasting fact coded by hand, waiting for its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TieTold {
    pub tie: String,
    pub subject: String,
    pub object: String,
    pub office: Option<String>,
    pub date: Option<String>,
    pub evidence: String,
    pub start: i64,
    pub end: i64,
    pub rule: String,
    pub origin: String,
}

/// A name found by others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CodedMention {
    pub text: String,
    pub start: i64,
    pub end: i64,
    pub entity: EntityRef,
    pub reading: String,
    pub sentence: i64,
    pub rule: String,
    pub origin: String,
}
