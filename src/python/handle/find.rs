//! Finding articles by their words.

use super::super::ask;
use super::super::convert::Text;
use super::super::table::Table;
use super::Corpus;
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[pymethods]
impl Corpus {
    /// Find articles by their words, best first.
    ///
    /// Any string is a query: words must all match; `"a phrase"` in order; `-word` excludes; `begin*` is the beginning
    /// of a word; `OR` joins its neighbours. Case and accents do not matter.
    ///
    /// Parameters
    /// ----------
    /// query : str
    ///     The words.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     Only articles with such a relation; with `actor` alone, those that name the actor too.
    /// since, until : date
    ///     Only articles published then.
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
    ///     `snippet_start`, `snippet_end` and `matches` (JSON), in code points of the text.
    #[pyo3(signature = (query, **filters), text_signature = "($self, query, *, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False, limit=20, offset=0)")]
    fn search(slf: &Bound<'_, Self>, query: Text, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        let Text(query) = query;
        let question = move |corpus: &_, asked| ask::search(corpus, &query, asked);
        slf.get().table(slf.py(), "search", ask::SEARCH, filters, question)?.asked_of(slf)
    }
}
