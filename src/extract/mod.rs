//! An article and a lexicon to an [`Extraction`]: a pure function, linear in the text.

pub mod document;
pub mod names;

use crate::article::Article;
use crate::extraction::Extraction;
use crate::lexicon::Lexicon;
use document::Document;

/// Reads mentions, dates, relations and ties from an article.
pub fn extract(article: &Article, lexicon: &Lexicon) -> Extraction {
    let document = Document::new(article, lexicon);
    Extraction {
        metadata: article.metadata.clone(),
        sentences: document.sentences.iter().map(|sentence| sentence.span).collect(),
        ..Extraction::default()
    }
}
