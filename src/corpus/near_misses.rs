//! Sentences that came near a relation, over a whole corpus.

use super::{Corpus, Stop};
use crate::error::{Error, Result};
use crate::extract::{extract_unless, near};
use crate::query::Articles;
use crate::text::CodePoints;
use std::fmt;
use std::ops::ControlFlow;

/// A sentence that came near a relation and gave none. Offsets are code points of the article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMissRow {
    /// The article.
    pub article_id: i64,
    /// The caller's name for it.
    pub key: String,
    /// When it was published, in EDTF.
    pub published: Option<String>,
    /// Who carried it.
    pub outlet: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// Its first code point.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// The codes of the actors it names.
    pub actors: Vec<String>,
    /// The word that would set a rule off, if any.
    pub trigger: Option<String>,
    /// The rules that word may set off.
    pub rules: Vec<String>,
    /// What was missing.
    pub reason: String,
}

/// Sentences that came near a relation and gave none; see [`Corpus::near_misses`].
///
/// They are in no table: each article is read anew, with the lexicon the corpus has now, one at a time.
#[derive(Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct NearMisses<'c> {
    corpus: &'c Corpus,
    articles: Articles<'c>,
    actors: Vec<String>,
    triggered: Option<bool>,
    limit: Option<u64>,
    offset: u64,
    stop: Option<Stop>,
}

impl fmt::Debug for NearMisses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NearMisses")
            .field("articles", &self.articles)
            .field("actors", &self.actors)
            .finish_non_exhaustive()
    }
}

impl<'c> NearMisses<'c> {
    pub(super) fn new(corpus: &'c Corpus) -> Self {
        let articles = corpus.articles();
        Self { corpus, articles, actors: Vec::new(), triggered: None, limit: None, offset: 0, stop: None }
    }

    /// With this actor, by code or name; called again, with that one too.
    pub fn actor(mut self, actor: impl Into<String>) -> Self {
        self.actors.push(actor.into());
        self
    }

    /// Only those in which a word would have set a rule off, or only the others.
    pub fn triggered(mut self, triggered: bool) -> Self {
        self.triggered = Some(triggered);
        self
    }

    /// Of this article only; called again, of that one too.
    pub fn article(mut self, id: i64) -> Self {
        self.articles = self.articles.article(id);
        self
    }

    /// Of these articles only.
    pub fn in_articles(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.articles = self.articles.in_articles(ids);
        self
    }

    /// Of articles published from then on: a year, a month or a day.
    pub fn published_since(mut self, date: impl Into<String>) -> Self {
        self.articles = self.articles.published_since(date);
        self
    }

    /// Of articles published up to the end of this year, month or day.
    pub fn published_until(mut self, date: impl Into<String>) -> Self {
        self.articles = self.articles.published_until(date);
        self
    }

    /// Of articles carried by this outlet; called again, by that one too.
    pub fn outlet(mut self, outlet: impl Into<String>) -> Self {
        self.articles = self.articles.outlet(outlet);
        self
    }

    /// Of articles in this language (ISO 639-1); called again, in that one too.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.articles = self.articles.language(language);
        self
    }

    /// Articles copied from one another count once: only the head of each family.
    pub fn originals(mut self) -> Self {
        self.articles = self.articles.originals();
        self
    }

    /// At most so many; no article is read after the last of them.
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Leaves out so many first.
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// Asks `stop` before each article whether to end there, which is an error.
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = Some(stop);
        self
    }

    /// How many articles there are to be read; with a limit of rows, fewer may do. Fails where the database does.
    ///
    /// ```
    /// # let corpus = corpus::Corpus::in_memory()?;
    /// assert_eq!(corpus.near_misses().outlet("Le Fil").articles()?, 0);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn articles(&self) -> Result<u64> {
        self.articles.count()
    }

    /// The rows, in the order of the articles.
    pub fn rows(&self) -> Result<Vec<NearMissRow>> {
        let mut rows = Vec::new();
        self.each(|row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Calls `each` with every row, without keeping them: no more than one article is in memory.
    pub fn each(&self, mut each: impl FnMut(NearMissRow) -> Result<()>) -> Result<()> {
        let reader = self.corpus.reader();
        let actors = self.actors.iter().map(|actor| reader.codes(actor)).collect::<Result<Vec<_>>>()?;
        let stopped = self.corpus.store.stopped();
        let (mut skip, mut left) = (self.offset, self.limit.unwrap_or(u64::MAX));
        self.articles.each_while(|row| {
            if left == 0 {
                return Ok(ControlFlow::Break(()));
            }
            if self.stop.as_ref().is_some_and(|stop| stop()) {
                return Err(Error::interrupted("reading near misses"));
            }
            let (article_id, published) = (row.id, row.published.clone());
            let article = self.corpus.stored(row)?;
            let read = extract_unless(&article, self.corpus.lexicon(), &stopped);
            let misses = read.ok_or_else(|| Error::interrupted("reading near misses"))?.near_misses;
            let points = CodePoints::new(&article.text);
            for miss in misses {
                let named = |codes: &Vec<String>| codes.iter().any(|code| miss.actors.contains(code));
                let wanted = self.triggered.is_none_or(|triggered| triggered == miss.trigger.is_some());
                if left == 0 || !wanted || !actors.iter().all(named) {
                    continue;
                }
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                left -= 1;
                let (start, end) = points.range(miss.sentence);
                let surface = |span: crate::text::Span| span.slice(&article.text).unwrap_or_default().to_owned();
                let rules = near::rules_of(&miss, &article, self.corpus.lexicon());
                each(NearMissRow {
                    article_id,
                    key: article.key.clone(),
                    published: published.clone(),
                    outlet: article.metadata.outlet.clone(),
                    sentence: surface(miss.sentence),
                    start,
                    end,
                    rules: rules.into_iter().map(str::to_owned).collect(),
                    trigger: miss.trigger.map(surface),
                    actors: miss.actors,
                    reason: miss.reason,
                })?;
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    /// The rows as Arrow record batches; lists are JSON.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use crate::query::{Cell, Column, Kind};
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("article_id", Kind::Int),
            column("key", Kind::Text),
            column("published", Kind::Category),
            column("outlet", Kind::Category),
            column("sentence", Kind::Text),
            column("start", Kind::Int),
            column("end", Kind::Int),
            column("actors", Kind::Text),
            column("trigger", Kind::Category),
            column("rules", Kind::Text),
            column("reason", Kind::Category),
        ];
        let number = |number: usize| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let text = |text: Option<String>| text.map_or(Cell::Null, Cell::Text);
        let list = |list: Vec<String>| Cell::Text(serde_json::Value::from(list).to_string());
        let rows = self.rows()?.into_iter().map(|row| {
            vec![
                Cell::Int(row.article_id),
                Cell::Text(row.key),
                text(row.published),
                text(row.outlet),
                Cell::Text(row.sentence),
                number(row.start),
                number(row.end),
                list(row.actors),
                text(row.trigger),
                list(row.rules),
                Cell::Text(row.reason),
            ]
        });
        crate::query::table(&columns, rows)
    }
}
