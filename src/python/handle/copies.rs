//! Copies of articles, and what each outlet cut and added.

use super::super::article::{Article, Which};
use super::super::ask;
use super::super::convert::type_name;
use super::super::copies::Difference;
use super::super::table::{Made, Table, What};
use super::Corpus;
use crate::corpus::Corpus as Inner;
use crate::error::Result;
use crate::query::QueryError;
use crate::store::{Copies, Threshold};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use std::sync::atomic::Ordering;

#[pymethods]
impl Corpus {
    /// List families of copies, or the family of one article.
    ///
    /// Articles are copies of one another where their texts are identical, or share enough of their runs of four words,
    /// directly or through others of the family. Its head is the earliest by date of publication, then by key.
    ///
    /// Parameters
    /// ----------
    /// article : int or str, optional
    ///     The number or key of an article.
    /// min_articles : int
    ///     Of all families, only those of at least so many articles.
    /// limit, offset : int
    ///     Of all families, how many, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     Of all families, the largest first: `head`, `key`, `title`, `articles`, `outlets` (JSON), `first_published`,
    ///     `last_published`. Of one, its articles, the earliest first: `article_id`, `key`, `published`, `outlet`,
    ///     `title`, `words`, `head`, `similarity` (to the article asked for, from 0 to 1), `similarity_to_head`, and
    ///     how many words of the head it `cut` and how many it `added`.
    ///
    /// Raises
    /// ------
    /// NotFoundError
    ///     There is no such article.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load([{"id": key, "text": "Alger rappelle."} for key in ("le-fil/1", "la-depeche/7")])
    /// >>> db.copies("le-fil/1")["key"], db.copies()["articles"]
    /// (['la-depeche/7', 'le-fil/1'], [2])
    #[pyo3(signature = (article=None, **filters), text_signature = "($self, article=None, *, min_articles=None, limit=None, offset=0)")]
    fn copies(
        &self,
        py: Python<'_>,
        article: Option<&Bound<'_, PyAny>>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let Some(article) = article else {
            return self.table(py, "copies", ask::FAMILIES, filters, ask::families);
        };
        if filters.is_some_and(|filters| !filters.is_empty()) {
            return Err(PyTypeError::new_err("copies() of one article has no other arguments"));
        }
        let which = Article::which(article)?;
        let batches = self.ask(py, move |corpus| corpus.copies_batches(number(corpus, &which)?))?;
        Ok(Table::new(Made { what: What::Copies, sql: None, batches, left_out: 0 }))
    }

    /// Tell what an article cut from another and added to it.
    ///
    /// Parameters
    /// ----------
    /// article : int or str
    ///     The number or key of an article.
    /// other : int or str, optional
    ///     What it is compared with; the head of its family unless given.
    ///
    /// Returns
    /// -------
    /// Difference
    ///     Printed, it marks what was cut and added; a notebook shows it in colours.
    ///
    /// Raises
    /// ------
    /// NotFoundError
    ///     There is no such article.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load([{"id": "a", "text": "Alger rappelle."}, {"id": "b", "text": "Alger rappelle. Fin."}])
    /// >>> print(db.difference("b", "a"))
    /// Alger rappelle. {+Fin.+}
    #[pyo3(signature = (article, other=None))]
    fn difference(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        other: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Difference> {
        let new = Article::which(article)?;
        let old = other.map(Article::which).transpose()?;
        let inner = self.ask(py, move |corpus| {
            let new = number(corpus, &new)?;
            let old = match &old {
                Some(old) => number(corpus, old)?,
                None => corpus.articles().article(new).rows()?.pop().and_then(|row| row.copy_of).unwrap_or(new),
            };
            corpus.difference(old, new)
        })?;
        Ok(Difference::new(inner))
    }

    /// Group all articles anew into families of copies; the file remembers by what threshold.
    ///
    /// Parameters
    /// ----------
    /// threshold : float or bool
    ///     How alike texts must be, from 0.4 to 1: the runs of four words that both have, divided by all that either
    ///     has. `True` is 0.5; with `False` only identical texts are copies.
    ///
    /// Returns
    /// -------
    /// Table
    ///     The families, as `copies` gives them.
    ///
    /// Raises
    /// ------
    /// InputError
    ///     It is no such number.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> len(db.find_copies(0.8)), db.copy_threshold
    /// (0, 0.8)
    #[pyo3(signature = (threshold=None), text_signature = "($self, threshold=0.5)")]
    fn find_copies(&self, py: Python<'_>, threshold: Option<&Bound<'_, PyAny>>) -> PyResult<Table> {
        let copies = threshold.map_or_else(|| Ok(Copies::default()), |given| meant("threshold", given))?;
        if self.loading.load(Ordering::Acquire) {
            return Err(super::super::errors::exception(py, "CorpusError", "a load is running; wait for its end"));
        }
        self.ask(py, move |corpus| corpus.find_copies(copies))?;
        self.table(py, "copies", ask::FAMILIES, None, ask::families)
    }

    /// How alike texts must be to be copies in this file; `None` where only identical ones are.
    #[getter]
    fn copy_threshold(&self, py: Python<'_>) -> PyResult<Option<f64>> {
        Ok(match self.ask(py, |corpus| corpus.copy_rule())? {
            Copies::Identical => None,
            Copies::Alike(threshold) => Some(threshold.get()),
        })
    }
}

/// The number of an article.
fn number(corpus: &Inner, which: &Which) -> Result<i64> {
    match which {
        Which::Id(id) => Ok(*id),
        Which::Key(key) => {
            let row = corpus.articles().key(key.as_str()).rows()?.pop().map(|row| row.id);
            Ok(row.ok_or_else(|| QueryError::NoSuchArticle { given: format!("`{key}`") })?)
        }
    }
}

/// What counts as a copy, as people say it.
pub(in crate::python) fn meant(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Copies> {
    if given.is_instance_of::<PyBool>() {
        return Ok(if given.extract()? { Copies::default() } else { Copies::Identical });
    }
    let wrong = || {
        PyTypeError::new_err(format!("{name}: expected a number from 0.4 to 1, or a bool, not {}", type_name(given)))
    };
    if given.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    // NumPy's truth values are no `bool`.
    let threshold: f64 = given.extract().map_err(|_| wrong())?;
    Ok(Copies::Alike(Threshold::new(threshold)?))
}
