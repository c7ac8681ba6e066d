//! An article and a lexicon to an [`Extraction`]: a pure function, linear in the text.

pub mod dates;
pub mod document;

use crate::article::Article;
use crate::extraction::Extraction;
use crate::lexicon::Lexicon;
use document::Document;

/// Reads mentions, dates, relations and ties from an article.
pub fn extract(article: &Article, lexicon: &Lexicon) -> Extraction {
    let document = Document::new(article, lexicon);
    let dates = dates::dates(&document, article.metadata.published.as_ref(), lexicon);
    Extraction {
        metadata: article.metadata.clone(),
        dates: dates.iter().map(|date| date.mention(&document)).collect(),
        sentences: document.sentences.iter().map(|sentence| sentence.span).collect(),
        ..Extraction::default()
    }
}
