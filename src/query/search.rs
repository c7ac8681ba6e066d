//! Full-text search: words and structure in one question.

use super::ask::{article_filters, relation_filters, statement_filters};
use super::filter::{ArticleFilter, RelationFilter, articles_about};
use super::select::{Condition, Select};
use super::{Query, Reader};
use crate::error::Result;
use crate::store::Doing;
use crate::text::{CodePoints, Span};
use rusqlite::OptionalExtension;
use rusqlite::types::Value;

/// Hits given where no number is asked for.
const HITS: u64 = 20;
/// The length of a snippet, in bytes, before it is drawn out to whole words.
const SNIPPET: usize = 240;
/// How far a snippet is drawn out to whole words, in bytes.
const REACH: usize = 24;
/// Marks around matches. Should the text hold them as well, comparing with it tells which are which.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// An article found, and where. Offsets are code points of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article_id: i64,
    /// Its key.
    pub key: String,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published, in EDTF.
    pub published: Option<String>,
    /// Who carried it.
    pub outlet: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// How well it matches (BM25, the title counting more); none where no words were asked for.
    pub score: Option<f64>,
    /// A stretch of its text, verbatim.
    pub snippet: String,
    /// The snippet's first code point.
    pub snippet_start: usize,
    /// One past its last.
    pub snippet_end: usize,
    /// The matches within the snippet.
    pub matches: Vec<(usize, usize)>,
}

/// A search; see [`Reader::search`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `hits()`"]
pub struct Search<'c> {
    reader: Reader<'c>,
    query: Query,
    /// Whether anything was typed at all: nothing typed finds all, `!!!` finds none.
    typed: bool,
    articles: ArticleFilter,
    relations: RelationFilter,
    limit: Option<u64>,
    offset: u64,
}

article_filters!(Search);
relation_filters!(Search);
statement_filters!(Search);

impl<'c> Search<'c> {
    pub(super) fn new(reader: Reader<'c>, query: &str) -> Self {
        Self {
            reader,
            query: Query::parse(query),
            typed: !query.trim().is_empty(),
            articles: ArticleFilter::default(),
            relations: RelationFilter::default(),
            limit: Some(HITS),
            offset: 0,
        }
    }

    /// At most so many hits (20 unless told).
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// All hits.
    pub fn unlimited(mut self) -> Self {
        self.limit = None;
        self
    }

    /// Leaves out so many hits first.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// What was understood of the query.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The SQL that finds the articles.
    pub fn to_sql(&self) -> Result<String> {
        Ok(self.ranked()?.limited(self.limit, self.offset).to_sql())
    }

    /// How many articles match.
    pub fn count(&self) -> Result<u64> {
        self.ranked()?.count(self.reader.store())
    }

    /// The articles, best first, with their snippets.
    pub fn hits(&self) -> Result<Vec<Hit>> {
        let select = self.ranked()?.limited(self.limit, self.offset);
        let store = self.reader.store();
        let found = select.all(store, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<f64>>(1)?)))?;
        let match_text = self.query.to_fts5();
        let connection = store.connection()?;
        let mut article = connection
            .prepare_cached("SELECT key, title, published, outlet, language, text FROM article WHERE id = ?")
            .doing("reading a hit")?;
        let mut marked = connection
            .prepare_cached(
                "SELECT highlight(articles_fts, 1, char(2), char(3)) FROM articles_fts \
                 WHERE articles_fts MATCH ? AND rowid = ?",
            )
            .doing("reading a hit")?;
        let mut hits = Vec::with_capacity(found.len());
        for (article_id, rank) in found {
            let read = |row: &rusqlite::Row<'_>| {
                let hit = Hit {
                    article_id,
                    key: row.get(0)?,
                    title: row.get(1)?,
                    published: row.get(2)?,
                    outlet: row.get(3)?,
                    language: row.get(4)?,
                    score: rank.map(|rank| -rank),
                    snippet: String::new(),
                    snippet_start: 0,
                    snippet_end: 0,
                    matches: Vec::new(),
                };
                Ok((hit, row.get::<_, String>(5)?))
            };
            let Some((mut hit, text)) = article.query_row([article_id], read).optional().doing("reading a hit")? else {
                continue;
            };
            let spans = if match_text.is_empty() {
                Vec::new()
            } else {
                let marked: Option<String> =
                    marked.query_row((&match_text, article_id), |row| row.get(0)).optional().doing("reading a hit")?;
                matches(&text, marked.as_deref().unwrap_or_default())
            };
            hit.cut(&text, &spans);
            hits.push(hit);
        }
        Ok(hits)
    }

    /// The hits as Arrow record batches; `matches` is a JSON list of pairs.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<super::Batches> {
        super::batches::from_values(&HIT_COLUMNS, self.hits()?.into_iter().map(Hit::into_values))
    }

    /// The articles that match, best first, as `(id, rank)`.
    fn ranked(&self) -> Result<Select> {
        let words = self.query.to_fts5();
        if words.is_empty() {
            let mut condition = self.articles.of_articles()?;
            condition = condition.and(articles_about(&self.reader, &self.relations)?);
            if !self.query.excluded.is_empty() {
                condition = condition.and(Condition::new(
                    "id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)",
                    [Value::Text(self.query.excluded_to_fts5())],
                ));
            } else if self.typed {
                condition = condition.and(Condition::plain("false"));
            }
            let tail = " ORDER BY published_from DESC NULLS LAST, id";
            return Ok(Select::literal("SELECT id, NULL AS rank FROM article WHERE ", condition, tail, &[]));
        }
        let mut condition = Condition::new("articles_fts MATCH ?", [Value::Text(words)]);
        condition = condition.and(Condition::plain("rank MATCH 'bm25(4.0, 1.0)'"));
        let of_articles = self.articles.of_articles()?;
        // The unary plus keeps SQLite from running the match anew for each article the filter lets through.
        if !of_articles.is_empty() {
            condition = condition.and(of_articles.within("+rowid IN (SELECT id FROM article WHERE "));
        }
        let about = articles_about(&self.reader, &self.relations)?;
        if !about.is_empty() {
            condition = condition.and(about.within("+rowid IN (SELECT id FROM article WHERE "));
        }
        Ok(Select::literal("SELECT rowid, rank FROM articles_fts WHERE ", condition, " ORDER BY rank", &[]))
    }
}

impl Hit {
    /// Chooses the snippet: the window with the most matches, the first of these.
    fn cut(&mut self, text: &str, spans: &[Span]) {
        let start = window(spans);
        let (from, to) = (start.saturating_sub(SNIPPET / 4), start + SNIPPET);
        let from = if spans.is_empty() { 0 } else { word_bound(text, from, true) };
        let to = word_bound(text, to.max(from), false);
        let snippet = Span::new(from, to);
        let points = CodePoints::new(text);
        (self.snippet_start, self.snippet_end) = points.range(snippet);
        snippet.slice(text).unwrap_or_default().clone_into(&mut self.snippet);
        self.matches = spans.iter().filter(|span| snippet.contains(span)).map(|span| points.range(*span)).collect();
    }

    #[cfg(feature = "arrow")]
    fn into_values(self) -> Vec<Value> {
        let matches: Vec<String> = self.matches.iter().map(|(start, end)| format!("[{start},{end}]")).collect();
        let number = |offset: usize| Value::Integer(i64::try_from(offset).unwrap_or(i64::MAX));
        let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
        vec![
            Value::Integer(self.article_id),
            Value::Text(self.key),
            text(self.title),
            text(self.published),
            text(self.outlet),
            text(self.language),
            self.score.map_or(Value::Null, Value::Real),
            Value::Text(self.snippet),
            number(self.snippet_start),
            number(self.snippet_end),
            Value::Text(format!("[{}]", matches.join(","))),
        ]
    }
}

/// Where the densest window of matches begins.
fn window(spans: &[Span]) -> usize {
    let mut best = (0, 0);
    for (index, first) in spans.iter().enumerate() {
        let reach = first.start + SNIPPET * 3 / 4;
        let count = spans.iter().skip(index).take_while(|span| span.end <= reach).count();
        if count > best.0 {
            best = (count, first.start);
        }
    }
    if best.0 == 0 { spans.first().map_or(0, |span| span.start) } else { best.1 }
}

/// The nearest white space at or before (or after) a byte, or the byte itself where there is none near.
fn word_bound(text: &str, at: usize, backwards: bool) -> usize {
    if at == 0 || at >= text.len() {
        return at.min(text.len());
    }
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let found = if backwards {
        text.get(..at).and_then(|head| {
            let (index, c) = head.char_indices().rev().find(|(_, c)| c.is_whitespace())?;
            Some(index + c.len_utf8())
        })
    } else {
        text.get(at..).and_then(|tail| tail.find(char::is_whitespace)).map(|index| at + index)
    };
    match found {
        Some(found) if found.abs_diff(at) <= REACH => found,
        None if backwards && at <= REACH => 0,
        None if !backwards && text.len() - at <= REACH => text.len(),
        _ => at,
    }
}

/// The matches of `text`, from the same text with marks around them.
fn matches(text: &str, marked: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut open, mut at) = (None, 0);
    let mut plain = text.chars().peekable();
    for c in marked.chars() {
        // A mark that the text holds at this very place is the text's own.
        let own = plain.peek() == Some(&c);
        match c {
            OPEN if !own && open.is_none() => open = Some(at),
            CLOSE if !own => spans.extend(open.take().map(|start| Span::new(start, at))),
            _ if own => {
                at += c.len_utf8();
                plain.next();
            }
            _ => return spans,
        }
    }
    spans
}

#[cfg(feature = "arrow")]
const HIT_COLUMNS: [super::Column; 11] = {
    use super::{Column, Kind};
    const fn column(name: &'static str, kind: Kind) -> Column {
        Column { name, kind }
    }
    [
        column("article_id", Kind::Int),
        column("key", Kind::Text),
        column("title", Kind::Text),
        column("published", Kind::Category),
        column("outlet", Kind::Category),
        column("language", Kind::Category),
        column("score", Kind::Float),
        column("snippet", Kind::Text),
        column("snippet_start", Kind::Int),
        column("snippet_end", Kind::Int),
        column("matches", Kind::Text),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        let text = "Le Mali et l’Algérie";
        let spans = matches(text, "Le \u{2}Mali\u{3} et l’\u{2}Algérie\u{3}");
        assert_eq!(spans.iter().filter_map(|span| span.slice(text)).collect::<Vec<_>>(), ["Mali", "Algérie"]);
        let text = "a\u{2}b c";
        assert_eq!(matches(text, "a\u{2}\u{2}b\u{3} c"), [Span::new(2, 3)]);
    }
}
