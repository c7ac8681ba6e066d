//! Files to articles: decoding, labels and metadata.
//!
//! [`path()`] reads files, folders and patterns of file names; [`record`] reads one JSON object or Python dictionary;
//! [`text`] reads a bare text; [`decode`] turns bytes into text and tells what it had to assume. One bad input never
//! stops the others: it is an [`Input`] whose article is an error.
//!
//! | file | read as | key of an article |
//! |---|---|---|
//! | `.txt`, `.text` | one article | the path relative to the folder, with forward slashes; else the file name |
//! | `.jsonl`, `.ndjson` | one article a line, line by line | its `id`, else its `url`, else `file:line` |
//! | `.json` | an array of objects, or one object | its `id`, else its `url`, else `file:number` (the file for one object) |
//! | `.csv`, `.tsv` | one article a row, with a header | its `id`, else its `url`, else `file:line` |
//!
//! ```
//! use corpus::{Lexicon, read};
//!
//! let article = read::text("a.txt", " date 2024-03 Le ministre est arrivé jeudi. Il repart demain.", Lexicon::builtin());
//! assert_eq!(article.metadata.published.unwrap().as_str(), "2024-03");
//! assert_eq!(article.labels[0].span.slice(&article.text), Some("date 2024-03"));
//! ```

mod date;
mod decode;
mod fields;
mod json;
mod label;
mod manifest;
mod path;
mod record;
mod table;

pub use decode::{Decoded, decode};
pub use path::{Inputs, path};
pub use record::{record, record_with_notes};

use crate::article::Article;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;

/// The largest article that is read, in bytes of UTF-8.
pub const MAX_ARTICLE: usize = 16 << 20;

/// One article of a load, or why it could not be read.
#[derive(Debug)]
pub struct Input {
    /// Where it comes from: a path, or `path:line`.
    pub origin: String,
    /// The article.
    pub article: Result<Article>,
    /// What had to be assumed or changed to read it: `decoded as windows-1252 (guessed)`.
    pub notes: Vec<String>,
}

/// An article made of a text alone: its labels and metadata are read from the text.
///
/// The text is kept as it is, but for U+0000, which no database holds: it becomes U+FFFD.
pub fn text(key: &str, text: &str, lexicon: &Lexicon) -> Article {
    let text = if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.to_owned() };
    let mut article = Article { key: key.to_owned(), text, ..Article::default() };
    label::complete(&mut article, lexicon);
    article
}

/// Refuses an article that is too large.
fn check_size(what: &str, text: &str) -> Result<()> {
    if text.len() <= MAX_ARTICLE {
        return Ok(());
    }
    Err(Error::TooLarge { what: what.to_owned(), bytes: Some(text.len() as u64), limit: MAX_ARTICLE as u64 })
}
