//! The articles of the index: how long they are, and in which language.

use super::pages::Cursor;
use crate::error::Result;
use crate::store::Doing;
use rusqlite::Connection;

/// Languages whose forms are known, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Languages(pub u8);

impl Languages {
    pub const FRENCH: Self = Self(1);
    pub const ENGLISH: Self = Self(2);
    /// An article whose language is not known may be in any.
    pub const UNKNOWN: Self = Self(3);
    pub const OTHER: Self = Self(0);
    pub const NONE: Self = Self(0);

    /// Those of an article.
    pub fn of(code: Option<&str>) -> Self {
        match code {
            None => Self::UNKNOWN,
            Some("fr") => Self::FRENCH,
            Some("en") => Self::ENGLISH,
            Some(_) => Self::OTHER,
        }
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Articles by rank of their number.
#[derive(Debug, Default)]
pub(crate) struct Docs {
    /// Their numbers, rising.
    pub ids: Vec<i64>,
    /// Words in the title and in the text.
    pub lengths: Vec<(u32, u32)>,
    languages: Vec<Languages>,
    /// Rank by number less the first, where numbers lie close; empty where they do not.
    table: Vec<u32>,
    /// Words of a title and of a text on average.
    pub mean: (f64, f64),
    /// The languages there are, as groups that are searched alike.
    pub groups: Vec<Languages>,
}

const DOING: &str = "reading the full-text index";
const ABSENT: u32 = u32::MAX;

impl Docs {
    pub fn read(connection: &Connection) -> Result<Self> {
        let mut docs = Self::default();
        let mut statement =
            connection.prepare_cached("SELECT id, sz FROM articles_fts_docsize ORDER BY id").doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        let (mut titles, mut texts) = (0u64, 0u64);
        while let Some(row) = rows.next().doing(DOING)? {
            let bytes = row.get_ref(1).doing(DOING)?.as_blob().unwrap_or_default();
            let mut cursor = Cursor { bytes, at: 0 };
            let (title, text) = (cursor.varint().unwrap_or(0), cursor.varint().unwrap_or(0));
            titles += title;
            texts += text;
            docs.ids.push(row.get(0).doing(DOING)?);
            let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
            docs.lengths.push((narrow(title), narrow(text)));
        }
        docs.number_them();
        docs.read_languages(connection)?;
        let headed = docs.lengths.iter().filter(|(title, _)| *title > 0).count();
        let mean = |sum: u64, count: usize| {
            let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
            #[expect(clippy::cast_precision_loss, reason = "an average")]
            let sum = sum as f64;
            (sum / f64::from(count)).max(1.0)
        };
        docs.mean = (mean(titles, headed), mean(texts, docs.ids.len()));
        Ok(docs)
    }

    fn number_them(&mut self) {
        let (Some(first), Some(last)) = (self.ids.first(), self.ids.last()) else { return };
        let Ok(range) = usize::try_from(last.saturating_sub(*first)) else { return };
        if range > self.ids.len().saturating_mul(16).saturating_add(1024) {
            return;
        }
        self.table = vec![ABSENT; range + 1];
        for (number, id) in (0u32..).zip(&self.ids) {
            let at = usize::try_from(id - first).unwrap_or_default();
            if let Some(cell) = self.table.get_mut(at) {
                *cell = number;
            }
        }
    }

    /// The languages, from their own index: the rows of articles are long.
    fn read_languages(&mut self, connection: &Connection) -> Result<()> {
        let mut languages = vec![Languages::UNKNOWN; self.ids.len()];
        let mut statement =
            connection.prepare_cached("SELECT id, language FROM article INDEXED BY article_language").doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            let number = self.number(row.get(0).doing(DOING)?).and_then(|number| usize::try_from(number).ok());
            let code = row.get_ref(1).doing(DOING)?.as_str_or_null().unwrap_or_default();
            if let Some(cell) = number.and_then(|number| languages.get_mut(number)) {
                *cell = Languages::of(code);
            }
        }
        for language in [Languages::FRENCH, Languages::ENGLISH, Languages::UNKNOWN, Languages::OTHER] {
            if languages.contains(&language) {
                self.groups.push(language);
            }
        }
        self.languages = languages;
        Ok(())
    }

    /// The rank of an article.
    pub fn number(&self, id: i64) -> Option<u32> {
        if self.table.is_empty() {
            return self.ids.binary_search(&id).ok().and_then(|at| u32::try_from(at).ok());
        }
        let at = usize::try_from(id.checked_sub(*self.ids.first()?)?).ok()?;
        self.table.get(at).copied().filter(|number| *number != ABSENT)
    }

    pub fn id(&self, doc: u32) -> i64 {
        self.ids.get(doc as usize).copied().unwrap_or_default()
    }

    pub fn length(&self, doc: u32) -> (u32, u32) {
        self.lengths.get(doc as usize).copied().unwrap_or_default()
    }

    pub fn language(&self, doc: u32) -> Languages {
        self.languages.get(doc as usize).copied().unwrap_or_default()
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }
}
