//! Files to articles: decoding, labels and metadata.

use crate::article::Article;
use crate::error::Result;
use crate::lexicon::Lexicon;

/// One thing found to load: an article, or why it is none.
#[derive(Debug)]
pub struct Input {
    /// Where it comes from: a path, a path and a line, a URL.
    pub origin: String,
    /// The article, or what was wrong.
    pub article: Result<Article>,
    /// What was decided on the way and may interest the user, such as the encoding taken.
    pub notes: Vec<String>,
}

/// An article made of a text alone: its labels and metadata are read from the text.
pub fn text(key: &str, text: &str, _lexicon: &Lexicon) -> Article {
    Article { key: key.to_owned(), text: text.to_owned(), ..Article::default() }
}
