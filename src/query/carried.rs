//! What tells the articles of a corpus apart, without their texts.

use super::Reader;
use super::select::{Condition, Select};
use crate::error::Result;

/// What is known of an article beside its text.
#[derive(Debug, Clone)]
pub(crate) struct Carried {
    /// Its number in this file.
    pub id: i64,
    /// The caller's name for it.
    pub key: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who carried it.
    pub outlet: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// When it was published, in EDTF.
    pub published: Option<String>,
}

impl Reader<'_> {
    /// Every article.
    pub(crate) fn carried(self) -> Result<Vec<Carried>> {
        let head = "SELECT id, key, title, outlet, language, published FROM article WHERE ";
        Select::literal(head, Condition::default(), "", &[]).all(self.store(), |row| {
            Ok(Carried {
                id: row.get(0)?,
                key: row.get(1)?,
                title: row.get(2)?,
                outlet: row.get(3)?,
                language: row.get(4)?,
                published: row.get(5)?,
            })
        })
    }
}
