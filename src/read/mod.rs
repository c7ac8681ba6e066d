//! Files to articles: decoding, labels and metadata.

use crate::article::Article;
use crate::lexicon::Lexicon;

/// An article made of a text alone: its labels and metadata are read from the text.
pub fn text(key: &str, text: &str, _lexicon: &Lexicon) -> Article {
    Article { key: key.to_owned(), text: text.to_owned(), ..Article::default() }
}
