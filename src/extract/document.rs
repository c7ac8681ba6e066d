//! An article cut into tokens and sentences: what every step of extraction reads.

use crate::article::{Article, LabelKind};
use crate::extraction::MentionType;
use crate::extraction::Reading;
use crate::lexicon::Lexicon;
use crate::text::Span;
use crate::text::sentences::sentences;
use crate::text::tokens::{Token, tokenize};
use std::ops::Range;

/// An article cut into tokens and sentences.
#[derive(Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its words, numbers and marks.
    pub tokens: Vec<Token>,
    /// Its sentences, in order; together they hold every token.
    pub sentences: Vec<Sentence>,
}

/// A sentence, as token numbers.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its place in the text.
    pub span: Span,
    /// The label of the stretch it stands in; `None` for prose.
    pub label: Option<LabelKind>,
}

impl<'a> Document<'a> {
    /// Cuts `article` into tokens and sentences; no sentence crosses the edge of a label.
    pub fn new(article: &'a Article, lexicon: &Lexicon) -> Self {
        let tokens = tokenize(&article.text, lexicon.vocabulary());
        let bounds: Vec<Span> = article.labels.iter().map(|label| label.span).collect();
        let mut labels = article.labels.iter().peekable();
        let ranges = sentences(&tokens, lexicon.sentence_words(), &bounds);
        let sentences = ranges
            .into_iter()
            .filter_map(|range| {
                let span = tokens.get(range.start)?.span().cover(&tokens.get(range.end.checked_sub(1)?)?.span());
                while labels.next_if(|label| label.span.end <= span.start).is_some() {}
                let label = labels.peek().filter(|label| label.span.overlaps(&span)).map(|label| label.kind);
                Some(Sentence { tokens: range, span, label })
            })
            .collect();
        Self { article, tokens, sentences }
    }

    /// The words a range of tokens covers.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let start = self.tokens.get(range.start).map_or(0, |token| token.span().start);
        let end =
            range.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.span().end);
        Span::new(start, end)
    }

    /// The text of a range of tokens.
    pub fn surface(&self, range: &Range<usize>) -> &'a str {
        self.span(range).slice(&self.article.text).unwrap_or_default()
    }
}

/// A name found in a document: what a [`crate::extraction::Mention`] is made of, with what later steps need.
#[derive(Debug, Clone)]
pub struct Name {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// The number of its sentence.
    pub sentence: usize,
    /// What it names.
    pub kind: MentionType,
    /// The entity's code, without a country.
    pub code: String,
    /// ISO 3166-1 alpha-3 of the one country it belongs to or lies in.
    pub country: Option<String>,
    /// The entity's canonical name.
    pub name: String,
    /// Its PLOVER sector.
    pub sector: Option<String>,
    /// How it names it.
    pub reading: Reading,
    /// The code under which it acts in a relation: `MLI` for an army of Mali or one of its ministers, `AES` for itself;
    /// `None` for what never acts (a river, a newspaper).
    pub actor: Option<String>,
    /// Whether it is a place where things happen, whatever its country (`à Alger`): it acts for no one here.
    pub as_place: bool,
    /// The rule that found it.
    pub rule: String,
}
