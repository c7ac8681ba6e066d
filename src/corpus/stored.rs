//! Articles as they were before extraction, put together again from the file.

use super::Corpus;
use crate::article::{Article, Label, LabelKind, Metadata};
use crate::error::Result;
use crate::query::ArticleRow;
use crate::text::CodePoints;

impl Corpus {
    /// The article of `row`, as extraction takes it.
    pub(super) fn stored(&self, row: ArticleRow) -> Result<Article> {
        let points = CodePoints::new(&row.text);
        let place = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
        let mut labels = Vec::new();
        for label in self.labels().article(row.id).rows()? {
            let span = points.span(place(label.start), place(label.end));
            // What another program wrote there may be anything.
            if let (Some(span), Some(kind)) = (span, LabelKind::parse(&label.label)) {
                labels.push(Label { span, kind });
            }
        }
        let metadata = Metadata {
            title: row.title,
            language: row.language,
            published: row.published.and_then(|date| date.parse().ok()),
            authors: serde_json::from_str(&row.authors).unwrap_or_default(),
            agency: row.agency,
            outlet: row.outlet,
            url: row.url,
            photo_credit: row.photo_credit,
            meta: serde_json::from_str(&row.meta).unwrap_or_default(),
        };
        Ok(Article { key: row.key, text: row.text, metadata, labels })
    }
}
