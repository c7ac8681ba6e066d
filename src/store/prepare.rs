//! An article and what was read from it, checked and converted so that writing it can only fail with the disk.

use super::copies::{Signature, signature};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::extraction::{Extraction, Party, Relation};
use crate::text::{CodePoints, Edtf, Span};
use sha2::{Digest as _, Sha256};

/// The longest text taken, in bytes.
pub const MAX_TEXT: usize = 16 * 1024 * 1024;

/// The SHA-256 of a text, by which the same text is known again and alteration is noticed.
pub(crate) type Digest = [u8; 32];

/// The digest of `text`.
pub(crate) fn digest(text: &str) -> Digest {
    Sha256::digest(text.as_bytes()).into()
}

/// What the store asks of an article before anything is read from it: a key, and a text of bounded length without
/// U+0000.
pub(crate) fn check(article: &Article) -> Result<()> {
    if article.key.trim().is_empty() {
        return Err(Error::NoKey);
    }
    let title = article.metadata.title.as_deref().unwrap_or_default();
    for (part, value) in [("key", article.key.as_str()), ("title", title), ("text", &article.text)] {
        // Before anything else looks at it: a search for one byte runs at memory speed.
        if value.len() > MAX_TEXT {
            return Err(Error::TooLong { key: shortened(&article.key), bytes: value.len(), limit: MAX_TEXT });
        }
        if let Some(at) = memchr::memchr(0, value.as_bytes()) {
            return Err(Error::Nul { key: shortened(&article.key), part, at });
        }
    }
    Ok(())
}

/// A key as it appears in messages.
fn shortened(key: &str) -> String {
    const LONGEST: usize = 200;
    match key.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", key.get(..end).unwrap_or_default()),
        None => key.to_owned(),
    }
}

/// An article ready to be written.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) article: Article,
    pub(super) extraction: Extraction,
    pub(super) digest: Digest,
    pub(super) words: i64,
    pub(super) signature: Signature,
    pub(super) authors: String,
    pub(super) meta: String,
    pub(super) labels: Vec<Place>,
    pub(super) mentions: Vec<Place>,
    pub(super) dates: Vec<Place>,
    pub(super) relations: Vec<Statement>,
    pub(super) ties: Vec<Place>,
}

/// A stretch that lies in the text: in code points, and in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub start: i64,
    pub end: i64,
    pub bytes: Span,
}

/// What of a relation is not in the record itself.
#[derive(Debug)]
pub(super) struct Statement {
    pub evidence: Place,
    pub contexts: String,
    pub trace: String,
    pub pairs: Vec<Pair>,
}

/// One source and one target, by their numbers in the record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub source: usize,
    pub source_at: Place,
    pub target: usize,
    pub target_at: Place,
}

impl Prepared {
    /// Checks `article` and `extraction` and converts every range; `digest` is that of the article's text.
    pub fn new(article: Article, extraction: Extraction, digest: Digest) -> Result<Self> {
        check(&article)?;
        let places = Places { key: &article.key, text: &article.text, points: CodePoints::new(&article.text) };
        let labels = article.labels.iter().map(|label| places.of("label", label.span)).collect::<Result<_>>()?;
        let mentions = extraction.mentions.iter().map(|m| places.of("mention", m.span)).collect::<Result<_>>()?;
        let dates = extraction.dates.iter().map(|date| places.of("date", date.span)).collect::<Result<_>>()?;
        let relations =
            extraction.relations.iter().map(|relation| places.statement(relation)).collect::<Result<_>>()?;
        let ties = extraction.ties.iter().map(|tie| places.of("tie", tie.evidence)).collect::<Result<_>>()?;
        let authors = serde_json::Value::from(extraction.metadata.authors.clone()).to_string();
        let meta = serde_json::Value::Object(extraction.metadata.meta.clone()).to_string();
        let words = count_words(&article.text);
        let signature = signature(&article.text);
        Ok(Self {
            article,
            extraction,
            digest,
            words,
            signature,
            authors,
            meta,
            labels,
            mentions,
            dates,
            relations,
            ties,
        })
    }

    /// The caller's name for the article.
    pub fn key(&self) -> &str {
        &self.article.key
    }

    /// The length of its text in bytes.
    pub fn bytes(&self) -> usize {
        self.article.text.len()
    }

    /// The words at a place.
    pub(super) fn at(&self, place: Place) -> &str {
        place.bytes.slice(&self.article.text).unwrap_or_default()
    }
}

/// Converts the ranges of one article.
struct Places<'a> {
    key: &'a str,
    text: &'a str,
    points: CodePoints<'a>,
}

impl Places<'_> {
    fn of(&self, what: &'static str, span: Span) -> Result<Place> {
        let bad = || Error::BadSpan { key: shortened(self.key), what, span, len: self.text.len() };
        span.slice(self.text).ok_or_else(bad)?;
        let (start, end) = self.points.range(span);
        match (i64::try_from(start), i64::try_from(end)) {
            (Ok(start), Ok(end)) => Ok(Place { start, end, bytes: span }),
            _ => Err(bad()),
        }
    }

    fn statement(&self, relation: &Relation) -> Result<Statement> {
        for (what, value) in [("confidence", Some(relation.confidence)), ("goldstein", relation.goldstein)] {
            if value.is_some_and(|value| !value.is_finite()) {
                return Err(Error::NotFinite { key: shortened(self.key), what });
            }
        }
        let mut trace = Vec::with_capacity(relation.trace.parts.len());
        for (part, span) in &relation.trace.parts {
            let place = self.of("words of a relation", *span)?;
            trace.push(serde_json::json!([part, place.start, place.end]));
        }
        Ok(Statement {
            evidence: self.of("relation", relation.evidence)?,
            contexts: serde_json::Value::from(relation.contexts.clone()).to_string(),
            trace: serde_json::Value::from(trace).to_string(),
            pairs: self.pairs(relation)?,
        })
    }

    /// Every source with every target but itself, each combination once, whichever way round where it holds both ways.
    fn pairs(&self, relation: &Relation) -> Result<Vec<Pair>> {
        let place = |party: &Party| self.of("actor of a relation", party.span);
        let sources = relation.sources.iter().map(place).collect::<Result<Vec<_>>>()?;
        let targets = relation.targets.iter().map(place).collect::<Result<Vec<_>>>()?;
        let mut seen = rustc_hash::FxHashSet::default();
        let mut pairs = Vec::with_capacity(sources.len() * targets.len());
        for (source, (by, source_at)) in relation.sources.iter().zip(sources).enumerate() {
            for (target, (to, target_at)) in relation.targets.iter().zip(&targets).enumerate() {
                let (one, other) = ((&by.code, &by.sector), (&to.code, &to.sector));
                let turned = relation.kind.is_mutual() && other < one;
                if by.code != to.code && seen.insert(if turned { (other, one) } else { (one, other) }) {
                    pairs.push(Pair { source, source_at, target, target_at: *target_at });
                }
            }
        }
        Ok(pairs)
    }
}

/// The first and last day of a date, in ISO form.
pub(super) fn days(date: Option<&Edtf>) -> (Option<String>, Option<String>) {
    let (from, to) = date.map(Edtf::interval).unwrap_or_default();
    (from.map(|day| day.to_string()), to.map(|day| day.to_string()))
}

/// The number of runs of letters and digits, as the full-text index sees them.
pub(super) fn count_words(text: &str) -> i64 {
    let mut count = 0;
    let mut inside = false;
    for character in text.chars() {
        let is_word = character.is_alphanumeric();
        count += i64::from(is_word && !inside);
        inside = is_word;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::{RelationType, Status, Trace};

    fn relation(kind: RelationType, sources: &[&str], targets: &[&str]) -> Relation {
        let party = |code: &&str| Party { code: (*code).to_owned(), sector: None, span: Span::new(0, 1) };
        Relation {
            kind,
            mode: None,
            contexts: vec![],
            goldstein: None,
            sources: sources.iter().map(party).collect(),
            targets: targets.iter().map(party).collect(),
            date: None,
            place: None,
            status: Status::Asserted,
            said_by: None,
            evidence: Span::new(0, 2),
            confidence: 1.0,
            rule: "r".into(),
            trace: Trace::default(),
        }
    }

    fn pairs(relation: &Relation) -> Vec<(String, String)> {
        let places = Places { key: "k", text: "abc", points: CodePoints::new("abc") };
        let pairs = places.pairs(relation).unwrap();
        let code = |parties: &[Party], n: usize| parties.get(n).unwrap().code.clone();
        pairs.iter().map(|p| (code(&relation.sources, p.source), code(&relation.targets, p.target))).collect()
    }

    #[test]
    fn sides_are_combined() {
        let owned = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let accuse = relation(RelationType::Accuse, &["MLI", "NER"], &["DZA", "MLI"]);
        assert_eq!(pairs(&accuse), owned(&[("MLI", "DZA"), ("NER", "DZA"), ("NER", "MLI")]));
        let agree = relation(RelationType::Agree, &["MLI", "NER", "BFA"], &["MLI", "NER", "BFA"]);
        assert_eq!(pairs(&agree), owned(&[("MLI", "NER"), ("MLI", "BFA"), ("NER", "BFA")]));
        assert!(pairs(&relation(RelationType::Assault, &["MLI"], &["MLI"])).is_empty());
    }

    #[test]
    fn a_place_outside_the_text_is_refused() {
        let article = Article { key: "k".into(), text: "é".into(), ..Article::default() };
        for span in [Span::new(0, 3), Span::new(1, 2), Span { start: 2, end: 0 }] {
            let mut relation = relation(RelationType::Aid, &["MLI"], &["DZA"]);
            relation.evidence = span;
            let extraction = Extraction { relations: vec![relation], ..Extraction::default() };
            let error = Prepared::new(article.clone(), extraction, digest("é")).unwrap_err();
            assert!(matches!(error, Error::BadSpan { .. }), "{error}");
        }
    }

    #[test]
    fn words_are_runs_of_letters() {
        assert_eq!(count_words("L’Algérie, 2025 : «non»."), 4);
        assert_eq!(count_words(" … "), 0);
    }
}
