//! Finding articles by their words.

use super::super::ask::{self, Searched};
use super::super::convert::{Text, Texts};
use super::super::filters::Asked;
use super::super::table::{Made, Table, What};
use super::Corpus;
use crate::error::Result;
use crate::query::{Facet, Match};
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[pymethods]
impl Corpus {
    /// Find articles by their words, best first.
    ///
    /// Words must all match, in any of their inflected forms; `"a phrase"` in these very forms and in order; `-word`
    /// excludes; `begin*` is the beginning of a word; `OR` joins its neighbours; `NEAR(a b, 10)` wants words close to
    /// each other; `title:word` and `text:word` say where; brackets group. Case and accents do not matter. Any string
    /// is a query: what is not in good form is mended, and `Table.notes` tells how.
    ///
    /// Parameters
    /// ----------
    /// query : str
    ///     The words.
    /// match : {'all', 'any'}
    ///     Whether all words must match, or none must and articles are ranked by how well they do.
    /// strict : bool
    ///     Whether a query that is not in good form is an error.
    /// after : int, optional
    ///     The `article_id` of the last hit of the page before: goes on after it, whatever was loaded meanwhile.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin, act_since, act_until
    ///     Only articles with such a relation; with `actor` alone, those that name the actor too.
    /// since, until, published_since, published_until : date
    ///     Only articles published then; both pairs of names mean the same.
    /// article, outlet, language
    ///     Only these.
    /// originals : bool
    ///     Leave out copies of other articles.
    /// limit, offset : int
    ///     How many hits, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `article_id`, `key`, `title`, `published`, `outlet`, `language`, `score`, `snippet` (verbatim),
    ///     `snippet_start`, `snippet_end` and `matches` (JSON), in code points of the text. `Table.total` is the number
    ///     of all articles that match, `Table.sql` finds the same articles in any program that reads SQLite.
    ///
    /// Raises
    /// ------
    /// QueryError
    ///     The query is not in good form and `strict` was asked for; `position` is the character where it is not.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Le Mali condamne l'attaque.", "outlet": "aps"})
    /// >>> hits = db.search("condamnées")
    /// >>> hits.total, hits["snippet"]
    /// (1, ["Le Mali condamne l'attaque."])
    #[pyo3(signature = (query, *, r#match=None, strict=false, after=None, **filters), text_signature = "($self, query, *, match='all', strict=False, after=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, published_since=None, published_until=None, act_since=None, act_until=None, article=None, outlet=None, language=None, originals=False, limit=20, offset=0)")]
    fn search(
        slf: &Bound<'_, Self>,
        query: Text,
        r#match: Option<Text>,
        strict: bool,
        after: Option<i64>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let searched = Searched { query: query.0, way: way(r#match)?, strict, after };
        let asked = Asked::read("search", ask::SEARCH, filters)?;
        let (made, told) = slf.get().ask(slf.py(), |corpus| ask::search(corpus, &searched, asked))?;
        Table::told(made, told).asked_of(slf)
    }

    /// Count the articles a search finds by outlet, year, actor and the like.
    ///
    /// All that match are counted, not a page of them. An article that names three actors counts for each of the
    /// three; one without a value counts under `None`.
    ///
    /// Parameters
    /// ----------
    /// query : str
    ///     As in `search`; an empty one stands for all articles.
    /// by : str or list of str
    ///     `outlet`, `language`, `year`, `month`, `actor`, `type`, `status`, `said_by`.
    /// match, strict
    ///     As in `search`.
    /// limit : int, optional
    ///     The most values of each, the most frequent first; `None` for all.
    /// **filters
    ///     As in `search`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `facet`, `value`, `articles`. `Table.total` is the number of all articles that match.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Le Mali condamne l'attaque.", "outlet": "aps"})
    /// >>> db.facets("condamner", by="outlet").to_dicts()
    /// [{'facet': 'outlet', 'value': 'aps', 'articles': 1}]
    #[pyo3(signature = (query, *, by, r#match=None, strict=false, limit=50, **filters), text_signature = "($self, query, *, by, match='all', strict=False, limit=50, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, published_since=None, published_until=None, act_since=None, act_until=None, article=None, outlet=None, language=None, originals=False)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments")]
    fn facets(
        &self,
        py: Python<'_>,
        query: Text,
        by: Texts,
        r#match: Option<Text>,
        strict: bool,
        limit: Option<u64>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let searched = Searched { query: query.0, way: way(r#match)?, strict, after: None };
        let asked = Asked::read("facets", ask::FOUND, filters)?;
        let Texts(by) = by;
        let by = by.into_iter().map(|name| Facet::parse(&name)).collect::<std::result::Result<Vec<_>, _>>();
        let by = by.map_err(crate::error::Error::from)?;
        let (made, told) = self.ask(py, |corpus| {
            let search = ask::searching(corpus, &searched, asked)?;
            let batches = search.facet_batches(&by, limit)?;
            let told = ask::told(&search, search.count()?);
            Ok((Made { what: What::Facets, sql: Some(search.to_sql()?), batches, left_out: 0 }, told))
        })?;
        Ok(Table::told(made, told))
    }

    /// Get the SQL that finds the same articles as `search`, in no order.
    ///
    /// Each word is spelled out as the forms it stands for, so that the sqlite3 shell, Datasette or R can run it.
    ///
    /// Parameters
    /// ----------
    /// query, match, strict, **filters
    ///     As in `search`.
    ///
    /// Returns
    /// -------
    /// str
    #[pyo3(signature = (query, *, r#match=None, strict=false, **filters), text_signature = "($self, query, *, match='all', strict=False, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, published_since=None, published_until=None, act_since=None, act_until=None, article=None, outlet=None, language=None, originals=False)")]
    fn explain_sql(
        &self,
        py: Python<'_>,
        query: Text,
        r#match: Option<Text>,
        strict: bool,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<String> {
        let searched = Searched { query: query.0, way: way(r#match)?, strict, after: None };
        let asked = Asked::read("explain_sql", ask::FOUND, filters)?;
        self.ask(py, |corpus| ask::searching(corpus, &searched, asked)?.to_sql())
    }
}

/// Whether all words must match, or any.
fn way(given: Option<Text>) -> Result<Match> {
    let Some(Text(given)) = given else { return Ok(Match::All) };
    ask::vocabulary("match", &given, Match::parse, &Match::ALL, Match::as_str)
}
