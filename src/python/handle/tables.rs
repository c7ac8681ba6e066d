//! The rows of the public tables.

use super::super::ask;
use super::super::run::Watch;
use super::super::table::Table;
use super::Corpus;
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[pymethods]
impl Corpus {
    /// List who did what to whom, when, according to whom.
    ///
    /// Parameters
    /// ----------
    /// actor : str or list of str
    ///     On either side; of several, all.
    /// between : (str, str)
    ///     These two, whoever acts.
    /// source, target : str or list of str
    ///     Who acts, and upon whom. Meetings, agreements, cooperation and tension are found from either side.
    /// type : str or list of str
    ///     `AGREE`, `CONSULT`, `SUPPORT`, `CONCEDE`, `COOPERATE`, `AID`, `RETREAT`, `REQUEST`, `ACCUSE`, `REJECT`,
    ///     `THREATEN`, `PROTEST`, `SANCTION`, `MOBILIZE`, `COERCE`, `ASSAULT`, `TENSION`.
    /// status : str or list of str
    ///     `asserted`, `planned`, `claimed`, `denied`, `hypothetical`.
    /// said_by : str or list of str
    ///     Whose words carry it.
    /// since, until : date
    ///     When it may have happened; what has no date is left out.
    /// published_since, published_until : date
    ///     When the article was published.
    /// article, outlet, language
    ///     Only of these articles.
    /// originals : bool
    ///     Leave out copies of other articles.
    /// min_confidence : float
    ///     From 0 to 1.
    /// origin : str
    ///     `rules`, or who coded it by hand.
    /// columns : list of str
    ///     Only these columns.
    /// order : str or list of str
    ///     Columns to order by, `-date` for descending.
    /// limit, offset : int
    ///     How many rows, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each source and target of each relation.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> db.relations(between=("MLI", "DZA"), since="2025-01").shape
    /// (0, 24)
    #[pyo3(signature = (**filters), text_signature = "($self, *, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None, columns=None, order=None, limit=None, offset=0)")]
    fn relations(slf: &Bound<'_, Self>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        slf.get().table(slf.py(), "relations", ask::RELATIONS, filters, ask::relations)?.asked_of(slf)
    }

    /// List articles; `since` and `until` are of their publication. See `search` for the rest.
    #[pyo3(signature = (**filters), text_signature = "($self, *, key=None, article=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, outlet=None, language=None, originals=False, columns=None, order=None, limit=None, offset=0)")]
    fn articles(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "articles", ask::ARTICLES, filters, ask::articles)
    }

    /// List the stretches of articles that are not prose: headlines, bylines, credits, advertisements.
    #[pyo3(signature = (**filters), text_signature = "($self, *, article=None, label=None, columns=None, order=None, limit=None, offset=0)")]
    fn labels(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "labels", ask::LABELS, filters, ask::labels)
    }

    /// List what the articles name, the most named first.
    #[pyo3(signature = (**filters), text_signature = "($self, *, type=None, code=None, name=None, country=None, columns=None, order=None, limit=None, offset=0)")]
    fn entities(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "entities", ask::ENTITIES, filters, ask::entities)
    }

    /// List each place where something is named, in code points of the text.
    #[pyo3(signature = (**filters), text_signature = "($self, *, article=None, type=None, entity=None, origin=None, published_since=None, published_until=None, outlet=None, language=None, originals=False, columns=None, order=None, limit=None, offset=0)")]
    fn mentions(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "mentions", ask::MENTIONS, filters, ask::mentions)
    }

    /// List each date in the articles, in EDTF and as its first and last day.
    #[pyo3(signature = (**filters), text_signature = "($self, *, article=None, since=None, until=None, published_since=None, published_until=None, outlet=None, language=None, originals=False, columns=None, order=None, limit=None, offset=0)")]
    fn dates(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "dates", ask::DATES, filters, ask::dates)
    }

    /// List lasting facts: `member_of`, `holds_office`, `based_in`, `founded_by`, `part_of`.
    #[pyo3(signature = (**filters), text_signature = "($self, *, article=None, tie=None, actor=None, columns=None, order=None, limit=None, offset=0)")]
    fn ties(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "ties", ask::TIES, filters, ask::ties)
    }

    /// List sentences that came near a relation and gave none.
    ///
    /// They name two actors, or one and a word that sets a rule off. They are in no table of the file: the stored
    /// texts are read anew, one at a time, with the lexicon this corpus was opened with.
    ///
    /// Parameters
    /// ----------
    /// triggered : bool, optional
    ///     Only those in which a word would set a rule off, or only the others.
    /// actor : str or list of str
    ///     They name this actor; of several, all.
    /// since, until : date
    ///     When the article was published.
    /// article, outlet, language, originals
    ///     As for `relations`.
    /// limit, offset : int
    ///     How many rows, and how many to leave out first. No article is read after the last row.
    /// progress : bool or callable, optional
    ///     As for `load`; a function is called with the number done, the total and `"near misses"`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `article_id`, `key`, `published`, `outlet`, `sentence`, `start`, `end`, `actors` (JSON), `trigger`, `rules`
    ///     (JSON) and `reason`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Le Mali et le Niger ont une longue histoire.", "language": "fr"})
    /// >>> db.near_misses(actor="MLI")["actors"]
    /// ['["MLI","NER"]']
    #[pyo3(signature = (*, triggered=None, progress=None, **filters), text_signature = "($self, *, triggered=None, actor=None, article=None, outlet=None, language=None, since=None, until=None, originals=False, limit=None, offset=0, progress=None)")]
    fn near_misses(
        &self,
        py: Python<'_>,
        triggered: Option<bool>,
        progress: Option<&Bound<'_, PyAny>>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        self.how.knowledge.ready(py)?;
        let watch = Watch::new(py, progress, "near misses")?;
        let found = self.table(py, "near_misses", ask::NEAR_MISSES, filters, |corpus, asked| {
            ask::near_misses(corpus, triggered, &watch, asked)
        })?;
        watch.finish(py, 0)?;
        Ok(found)
    }
}
