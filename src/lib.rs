//! An embedded database of press articles, with the entities they name and the relations they report.
#![deny(unsafe_code)]

pub mod article;
pub mod corpus;
pub mod error;
pub mod extract;
pub mod extraction;
pub mod lexicon;
#[cfg(feature = "python")]
mod python;
pub mod query;
pub mod read;
pub mod store;
pub mod text;

pub use article::{Article, Label, LabelKind, Metadata};
pub use corpus::Corpus;
pub use error::{Error, Result};
pub use extract::extract;
pub use extraction::Extraction;
pub use lexicon::Lexicon;
