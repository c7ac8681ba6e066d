//! Full-text search: words and structure in one question.

use super::ask::{act_filters, article_filters, relation_filters, statement_filters};
use super::filter::{ArticleFilter, RelationFilter, articles_about};
use super::index::{Docs, Index, Languages};
use super::plan::{Fts5, Match, Resolved, resolve};
use super::rank::{Run, Weights};
use super::select::{Condition, Select};
use super::snippet::{Cut, Marker};
use super::{Query, QueryError, Reader};
use crate::error::Result;
use crate::store::{Asking, Doing};
use crate::text::CodePoints;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use std::sync::Arc;

/// Hits given where no number is asked for.
const HITS: u64 = 20;

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
    /// How well it matches: BM25 over title and text, and where in the text the words stand; none where no words were
    /// asked for. It compares articles of one search, and nothing else.
    pub score: Option<f64>,
    /// A stretch of its text, verbatim: whole sentences where they fit.
    pub snippet: String,
    /// The snippet's first code point.
    pub snippet_start: usize,
    /// One past its last.
    pub snippet_end: usize,
    /// The matches within the snippet.
    pub matches: Vec<(usize, usize)>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// The page asked for, best first.
    pub hits: Vec<Hit>,
    /// How many articles match in all.
    pub total: u64,
    /// SQL that finds the same articles: see [`Search::to_sql`].
    pub sql: String,
}

/// A search; see [`Reader::search`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `hits()`"]
pub struct Search<'c> {
    reader: Reader<'c>,
    query: Query,
    /// Whether anything was typed at all: nothing typed finds all, `!!!` finds none.
    typed: bool,
    way: Match,
    after: Option<i64>,
    articles: ArticleFilter,
    relations: RelationFilter,
    limit: Option<u64>,
    offset: u64,
}

article_filters!(Search);
relation_filters!(Search);
statement_filters!(Search);
act_filters!(Search);

/// What was found, before it is read: numbers of articles and how well they match, a page of them.
struct Page {
    found: Vec<(i64, Option<f64>)>,
    total: u64,
    sql: String,
    /// The query, where there are words to mark.
    words: Option<Resolved>,
}

impl<'c> Search<'c> {
    pub(super) fn new(reader: Reader<'c>, query: &str) -> Self {
        Self {
            reader,
            query: Query::parse(query),
            typed: !query.trim().is_empty(),
            way: Match::All,
            after: None,
            articles: ArticleFilter::default(),
            relations: RelationFilter::default(),
            limit: Some(HITS),
            offset: 0,
        }
    }

    pub(super) fn reader(&self) -> &Reader<'c> {
        &self.reader
    }

    /// Whether all words must match, as the query says, or any; what is excluded stays so.
    pub fn matching(mut self, way: Match) -> Self {
        self.way = way;
        self
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

    /// Goes on after this article, the last of the page before: whatever was loaded meanwhile, nothing comes twice.
    pub fn after(mut self, article_id: i64) -> Self {
        self.after = Some(article_id);
        self
    }

    /// What was understood of the query, and what was mended in it.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// SQL that finds the same articles, in no order, with any program that reads the file: each word is spelled out
    /// as the forms it stands for.
    pub fn to_sql(&self) -> Result<String> {
        if self.query.is_empty() {
            return Ok(self.unworded()?.to_sql());
        }
        self.read(|connection, docs| {
            let index = Index::open(connection, Arc::clone(docs))?;
            let mut resolved = resolve(&self.query, &index, self.way)?;
            Run::new(&mut resolved, &index, self.way)?;
            self.spelled_out(&resolved, docs)
        })
    }

    fn spelled_out(&self, resolved: &Resolved, docs: &Docs) -> Result<String> {
        let condition = spelled_out(resolved, &docs.groups).and(self.filters()?);
        Ok(Select::literal("SELECT id FROM article WHERE ", condition, "", &[]).to_sql())
    }

    /// How many articles match.
    pub fn count(&self) -> Result<u64> {
        Ok(self.ids()?.len() as u64)
    }

    /// The articles of the page asked for, best first, with their snippets.
    pub fn hits(&self) -> Result<Vec<Hit>> {
        Ok(self.all()?.hits)
    }

    /// The page asked for, and how many articles match in all. Of two that match alike the one with the smaller
    /// number comes first, so that pages of one state of the file never overlap.
    pub fn all(&self) -> Result<Hits> {
        self.read(|connection, docs| {
            let page = self.page(connection, docs)?;
            let hits = read_hits(connection, &page, self.reader.store().asking())?;
            Ok(Hits { hits, total: page.total, sql: page.sql })
        })
    }

    /// The hits as Arrow record batches; `matches` is a JSON list of pairs.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<super::Batches> {
        self.all()?.into_batches()
    }

    /// Reads in one transaction, with what is known of all articles.
    fn read<T>(&self, question: impl FnOnce(&Connection, &Arc<Docs>) -> Result<T>) -> Result<T> {
        let connection = self.reader.store().connection()?;
        let transaction = if connection.is_autocommit() {
            Some(connection.unchecked_transaction().doing("beginning a search")?)
        } else {
            None
        };
        // The first read fixes the moment that all others tell of.
        connection.query_row("SELECT count(*) FROM articles_fts_config", [], |_| Ok(())).doing("beginning a search")?;
        let docs = self.reader.store().remembered(Docs::read)?;
        let answer = question(connection, &docs)?;
        if let Some(transaction) = transaction {
            transaction.commit().doing("ending a search")?;
        }
        Ok(answer)
    }

    /// The numbers of all articles that match, in no order that means anything, whatever the limit.
    pub fn ids(&self) -> Result<Vec<i64>> {
        if self.query.is_empty() {
            return self.unworded()?.all(self.reader.store(), |row| row.get(0));
        }
        self.read(|connection, docs| {
            let index = Index::open(connection, Arc::clone(docs))?;
            let mut resolved = resolve(&self.query, &index, self.way)?;
            let run = self.run(&mut resolved, &index)?;
            Ok(run.docs.iter().map(|doc| docs.id(*doc)).collect())
        })
    }

    fn page(&self, connection: &Connection, docs: &Arc<Docs>) -> Result<Page> {
        let limit = self.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        if self.query.is_empty() {
            let ids = self.unworded()?.all(self.reader.store(), |row| row.get::<_, i64>(0))?;
            let total = ids.len() as u64;
            let from = self.from(ids.iter().copied())?;
            let found = ids.into_iter().skip(from).skip(offset).take(limit).map(|id| (id, None)).collect();
            return Ok(Page { found, total, sql: self.unworded()?.to_sql(), words: None });
        }
        let index = Index::open(connection, Arc::clone(docs))?;
        let mut resolved = resolve(&self.query, &index, self.way)?;
        let run = self.run(&mut resolved, &index)?;
        let total = run.docs.len() as u64;
        let most = if self.after.is_some() { usize::MAX } else { limit.saturating_add(offset) };
        let ranked = run.ranked(most, &Weights::DEFAULT);
        let from = self.from(ranked.iter().map(|ranked| docs.id(ranked.doc)))?;
        let found = ranked
            .iter()
            .skip(from)
            .skip(offset)
            .take(limit)
            .map(|ranked| (docs.id(ranked.doc), Some(f64::from(ranked.score))))
            .collect();
        drop(run);
        Ok(Page { found, total, sql: self.spelled_out(&resolved, docs)?, words: Some(resolved) })
    }

    /// How many of all hits come up to and with the last of the page before.
    fn from(&self, mut ids: impl Iterator<Item = i64>) -> Result<usize> {
        let Some(after) = self.after else { return Ok(0) };
        match ids.position(|id| id == after) {
            Some(at) => Ok(at + 1),
            None => {
                Err(QueryError::NoSuchArticle { given: format!("{after} among those found, to go on after") }.into())
            }
        }
    }

    /// The articles that match words and filters.
    fn run<'i, 'k>(&self, resolved: &mut Resolved, index: &'i Index<'k>) -> Result<Run<'i, 'k>> {
        let mut run = Run::new(resolved, index, self.way)?;
        let filters = self.filters()?;
        if !filters.is_empty() {
            let ids: Vec<String> = run.docs.iter().map(|doc| index.docs.id(*doc).to_string()).collect();
            let among =
                Condition::new("id IN (SELECT value FROM json_each(?))", [Value::Text(format!("[{}]", ids.join(",")))]);
            let select = Select::literal("SELECT id FROM article WHERE ", among.and(filters), " ORDER BY id", &[]);
            let kept: Vec<i64> = select.all(self.reader.store(), |row| row.get(0))?;
            run.docs = kept.into_iter().filter_map(|id| index.docs.number(id)).collect();
        }
        Ok(run)
    }

    fn filters(&self) -> Result<Condition> {
        Ok(self.articles.of_articles()?.and(articles_about(&self.reader, &self.relations)?))
    }

    /// The articles where no words were asked for, the latest first.
    fn unworded(&self) -> Result<Select> {
        let mut condition = self.filters()?;
        if self.typed {
            condition = condition.and(Condition::plain("false"));
        }
        let tail = " ORDER BY published_from DESC NULLS LAST, id";
        Ok(Select::literal("SELECT id FROM article WHERE ", condition, tail, &[]))
    }
}

/// The query as SQL: where articles of several languages are searched for different forms, each language apart.
fn spelled_out(resolved: &Resolved, groups: &[Languages]) -> Condition {
    let spelled: Vec<(Languages, Fts5)> =
        groups.iter().map(|language| (*language, resolved.to_fts5(*language))).collect();
    let Some((_, first)) = spelled.first() else { return Condition::plain("false") };
    let condition = |fts5: &Fts5| match fts5 {
        Fts5::Nothing => Condition::plain("false"),
        Fts5::Everything => Condition::plain("true"),
        Fts5::Matching(text) => Condition::new(
            "id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)",
            [Value::Text(text.clone())],
        ),
        Fts5::Without(text) => Condition::new(
            "id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)",
            [Value::Text(text.clone())],
        ),
    };
    if spelled.iter().all(|(_, other)| other == first) {
        return condition(first);
    }
    let mut all = Condition::plain("false");
    for (language, fts5) in &spelled {
        let of = Condition::plain(match *language {
            Languages::FRENCH => "language = 'fr'",
            Languages::ENGLISH => "language = 'en'",
            Languages::UNKNOWN => "language IS NULL",
            _ => "language NOT IN ('fr', 'en')",
        });
        all = all.or(of.and(condition(fts5)));
    }
    all
}

/// Reads the articles of a page and cuts their snippets.
fn read_hits(connection: &Connection, page: &Page, mut asking: Asking) -> Result<Vec<Hit>> {
    let mut article = connection
        .prepare_cached("SELECT key, title, published, outlet, language, text FROM article WHERE id = ?")
        .doing("reading a hit")?;
    let mut markers: Vec<(Languages, Marker)> = Vec::new();
    let mut hits = Vec::with_capacity(page.found.len());
    for (article_id, score) in &page.found {
        asking.go_on("reading hits")?;
        let read = |row: &rusqlite::Row<'_>| {
            let hit = Hit {
                article_id: *article_id,
                key: row.get(0)?,
                title: row.get(1)?,
                published: row.get(2)?,
                outlet: row.get(3)?,
                language: row.get(4)?,
                score: *score,
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
        let language = Languages::of(hit.language.as_deref());
        if !markers.iter().any(|(known, _)| *known == language) {
            let marker = match &page.words {
                Some(resolved) => Marker::new(resolved, language),
                None => Marker::none(),
            };
            markers.push((language, marker));
        }
        if let Some((_, marker)) = markers.iter().find(|(known, _)| *known == language) {
            hit.show(&text, marker.cut(&text));
        }
        hits.push(hit);
    }
    Ok(hits)
}

#[cfg(feature = "arrow")]
impl Hits {
    /// The hits as Arrow record batches; `matches` is a JSON list of pairs.
    pub fn into_batches(self) -> Result<super::Batches> {
        super::batches::from_values(&HIT_COLUMNS, self.hits.into_iter().map(Hit::into_values))
    }
}

impl Hit {
    fn show(&mut self, text: &str, cut: Cut) {
        let points = CodePoints::new(text);
        (self.snippet_start, self.snippet_end) = points.range(cut.span);
        cut.span.slice(text).unwrap_or_default().clone_into(&mut self.snippet);
        self.matches = cut.matches.into_iter().map(|span| points.range(span)).collect();
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
