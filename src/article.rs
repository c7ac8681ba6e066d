//! What an article is before anything is read from it: its text, what is known about it, and its labelled stretches.

use crate::text::{Edtf, Span};
use serde::{Deserialize, Serialize};

/// One press article. Its text is kept exactly as decoded; every span of this crate refers to it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Article {
    /// The caller's stable name for it: a path, a URL, an identifier. Loading the same key and text again adds nothing.
    pub key: String,
    /// The text, verbatim.
    pub text: String,
    /// What is known about it.
    pub metadata: Metadata,
    /// The stretches that are not article prose, in order, without overlap.
    pub labels: Vec<Label>,
}

/// What is known about an article beside its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The headline.
    pub title: Option<String>,
    /// ISO 639-1 code of the language of the text.
    pub language: Option<String>,
    /// When it was published, as precisely as is known.
    pub published: Option<Edtf>,
    /// The people named as its authors.
    pub authors: Vec<String>,
    /// The news agency that signed it.
    pub agency: Option<String>,
    /// The newspaper, site or station that carried it.
    pub outlet: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Who is credited for its picture.
    pub photo_credit: Option<String>,
    /// Whatever else came with it, as given.
    pub meta: serde_json::Map<String, serde_json::Value>,
}

/// A stretch of the text that is not article prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: LabelKind,
}

/// Defines an enum whose variants have one fixed spelling in SQL, JSON and Python.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its spelling in SQL, JSON and Python.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value spelled `text`, if there is one.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// What a labelled stretch is.
    LabelKind {
        /// The headline inside the text.
        Title = "title",
        /// The author's name as signed.
        Byline = "byline",
        /// The place and day a dispatch opens with.
        Dateline = "dateline",
        /// A photo credit.
        Credit = "credit",
        /// A picture's caption.
        Caption = "caption",
        /// An advertisement marker or block.
        Advertisement = "advertisement",
        /// The closing signature of an agency.
        Signoff = "signoff",
        /// A page header.
        Header = "header",
        /// A link to another article.
        Related = "related",
    }
}
