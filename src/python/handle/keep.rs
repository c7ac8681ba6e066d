//! Keeping a file: taking articles out, rewriting it without them, copying it.

use super::super::ask;
use super::super::convert::Text;
use super::super::errors::exception;
use super::super::filters::Asked;
use super::super::run::{detached_py, interrupted_or, signalled};
use super::super::table::Table;
use super::Corpus;
use super::correct::{several, which};
use crate::corpus::Which;
use crate::store::Deleted;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

#[pymethods]
impl Corpus {
    /// Delete articles, with everything that was read from them or coded in them.
    ///
    /// All of them are deleted, or none where one is not there. Families of copies and events are worked out anew.
    /// Corrections made in them stay in the log, and apply again where an article with the same `id` is loaded.
    ///
    /// The bytes of a deleted text stay in the file until others are written over them. With `purge=True` no byte is
    /// left of their texts, of what was read from them or of corrections made in them: the file is rewritten, which
    /// takes about as long as copying it. What was said of the corpus as a whole (`add_alias`, `merge_entities`,
    /// `split_entity`) stays. Copies of the file, snapshots among them, are not touched.
    ///
    /// Parameters
    /// ----------
    /// articles : int, str or list, optional
    ///     Their numbers or keys, or rows that tell them, such as `search` and `articles` give.
    /// query : str, optional
    ///     All articles that `search` finds by these words.
    /// purge : bool
    ///     Whether to leave no trace of them.
    /// **filters
    ///     Instead of `articles`, or together with `query`: as in `articles`, but for its order and number of rows.
    ///
    /// Returns
    /// -------
    /// DeleteReport
    ///     How many `articles` and `relations` were deleted, how many of the rows were `coded` by people or other
    ///     programs, and how many `corrections` they had.
    ///
    /// Raises
    /// ------
    /// NotFoundError
    ///     One of `articles` is not there; nothing was deleted.
    /// QueryError
    ///     The query is not in good form; nothing was deleted.
    /// DatabaseLockedError
    ///     Another program went on reading what was there before: they are deleted, and `compact` does the rest when that
    ///     has ended.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load([{"id": "a", "text": "Alger rappelle.", "outlet": "Le Fil"}, {"id": "b", "text": "Un port."}])
    /// >>> print(db.delete("b"))
    /// 1 articles deleted, with 0 relations
    /// >>> db.delete(outlet="Le Fil", purge=True).articles
    /// 1
    #[pyo3(signature = (articles=None, *, query=None, purge=false, **filters), text_signature = "($self, articles=None, *, query=None, purge=False, key=None, article=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, outlet=None, language=None)")]
    fn delete(
        &self,
        py: Python<'_>,
        articles: Option<&Bound<'_, PyAny>>,
        query: Option<Text>,
        purge: bool,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<DeleteReport> {
        let doomed = Doomed::read(articles, query, filters)?;
        let deleted = self.change(py, move |corpus| {
            let ids = match doomed {
                Doomed::Given(articles) => articles,
                Doomed::Found(query, asked) => {
                    ask::doomed(corpus, query.as_deref(), *asked)?.into_iter().map(Which::Id).collect()
                }
            };
            if purge { corpus.purge_with(ids, going_on) } else { corpus.delete(ids) }
        })?;
        Ok(DeleteReport { inner: deleted })
    }

    /// Rewrite the file without what was deleted or replaced.
    ///
    /// It is then as small as it can be, and no byte of that is left in it, its full-text index or its log of changes.
    /// It takes about as long as copying the file, and needs as much room once more. Ctrl-C stops it; the file is
    /// sound then, and it can be called again.
    ///
    /// Raises
    /// ------
    /// DatabaseLockedError
    ///     Another program went on reading what was there before; call it again when that has ended.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> corpus.open(":memory:").compact()
    fn compact(&self, py: Python<'_>) -> PyResult<()> {
        self.change(py, |corpus| corpus.compact_with(going_on))
    }

    /// Write a copy of the corpus, as it is at this moment, to another file.
    ///
    /// Others may write meanwhile, a load in another thread among them: what they commit is not in it. The file is
    /// there when it is whole, and not before. Ctrl-C leaves nothing of it.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     The file to write.
    /// overwrite : bool
    ///     Whether to replace a file of that name. One beside which lies a log (`-wal`, `-journal`) is never replaced: a
    ///     program has it open, or did not close it.
    /// progress : bool or callable, optional
    ///     As for `load`; a function is called with the number of bytes written, the total and `"snapshot"`.
    ///
    /// Returns
    /// -------
    /// pathlib.Path
    ///     Its absolute path.
    ///
    /// Raises
    /// ------
    /// ExistingFileError
    ///     There is a file of that name already.
    ///
    /// Examples
    /// --------
    /// >>> import corpus, pathlib, tempfile
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Alger rappelle."})
    /// >>> folder = tempfile.TemporaryDirectory()
    /// >>> len(corpus.open(db.snapshot(pathlib.Path(folder.name, "copy.db"))))
    /// 1
    /// >>> folder.cleanup()
    #[pyo3(signature = (path, *, overwrite=false, progress=None))]
    fn snapshot(
        &self,
        py: Python<'_>,
        path: PathBuf,
        overwrite: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PathBuf> {
        let report = py.import("corpus._progress")?.getattr("stepper")?.call1((progress, "snapshot", "B"))?;
        let report = (!report.is_none()).then(|| report.unbind());
        // In memory there is but one connection: to wait for it while a callback waits for another thread would be
        // for ever, so that others are told, as they are during a load.
        let alone = self.how.in_memory();
        if alone && self.loading.swap(true, Ordering::AcqRel) {
            return Err(exception(py, "CorpusError", "a load is running; wait for its end"));
        }
        let written = detached_py(py, || {
            // A file is opened once more, so that no lock is held while Python runs.
            let opened = self.opened()?;
            let mut fault = None;
            let written = opened.get()?.snapshot_with(path, overwrite, |done, total| {
                let go_on = Python::attach(|py| -> PyResult<()> {
                    py.check_signals()?;
                    report.as_ref().map_or(Ok(()), |report| report.call1(py, (done, total)).map(|_| ()))
                });
                match go_on {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        fault = Some(error);
                        ControlFlow::Break(())
                    }
                }
            });
            match fault {
                Some(fault) => Err(fault),
                None => written.map_err(interrupted_or),
            }
        });
        if alone {
            self.loading.store(false, Ordering::Release);
        }
        written
    }
}

/// Asked between two steps of rewriting a file.
fn going_on() -> ControlFlow<()> {
    if signalled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// Which articles are to be deleted.
enum Doomed {
    Given(Vec<Which>),
    Found(Option<String>, Box<Asked>),
}

impl Doomed {
    /// Reads what was asked, and takes nothing for everything.
    fn read(
        articles: Option<&Bound<'_, PyAny>>,
        query: Option<Text>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let filters = filters.filter(|filters| !filters.is_empty());
        if let Some(articles) = articles {
            if query.is_some() || filters.is_some() {
                return Err(PyTypeError::new_err("delete() takes articles, or a query and filters, not both"));
            }
            return Ok(Self::Given(listed(articles)?));
        }
        if query.is_none() && filters.is_none() {
            return Err(PyTypeError::new_err(
                "delete() needs to know which articles: their numbers or keys, a query, or filters as in articles()",
            ));
        }
        let empty = |what: &str| {
            PyValueError::new_err(format!("{what}: empty; this would choose all articles, and nothing was deleted"))
        };
        if query.as_ref().is_some_and(|Text(query)| query.trim().is_empty()) {
            return Err(empty("query"));
        }
        for (name, value) in filters.into_iter().flatten() {
            // What has a length and none of it would be no filter at all.
            if value.is_none() || value.len().is_ok_and(|length| length == 0) {
                return Err(empty(&name.to_string()));
            }
        }
        let allowed = if query.is_some() { ask::DOOMED_BY_WORDS } else { ask::DOOMED };
        Ok(Self::Found(query.map(|Text(query)| query), Asked::read("delete", allowed, filters)?.into()))
    }
}

/// Articles by number or key, or as rows of a table. The `id` of a row may be that of anything; it is an article's where
/// a key stands beside it.
fn listed(given: &Bound<'_, PyAny>) -> PyResult<Vec<Which>> {
    let wrong = || {
        PyTypeError::new_err(
            "expected articles by number or key, or rows with article_id, or with id and key, to tell them by",
        )
    };
    if let Ok(table) = given.cast::<Table>() {
        let column = table.get_item("article_id").or_else(|_| table.get_item("key").and_then(|_| table.get_item("id")));
        return Ok(several(Some(&column.map_err(|_| wrong())?))?.unwrap_or_default());
    }
    if let Some(one) = single(given)? {
        return Ok(vec![one]);
    }
    given.try_iter().map_err(|_| wrong())?.map(|item| single(&item?)?.ok_or_else(wrong)).collect()
}

/// One article, if this is one.
fn single(given: &Bound<'_, PyAny>) -> PyResult<Option<Which>> {
    if given.is_instance_of::<PyString>() || given.is_instance_of::<PyBool>() || given.extract::<i64>().is_ok() {
        return which(given).map(Some);
    }
    if given.hasattr("article_id")? {
        return given.getattr("article_id")?.extract().map(Which::Id).map(Some);
    }
    if given.hasattr("id")? && given.hasattr("key")? {
        return given.getattr("id")?.extract().map(Which::Id).map(Some);
    }
    Ok(None)
}

/// What was deleted; printing it gives a report.
#[pyclass(frozen, module = "corpus")]
pub(in crate::python) struct DeleteReport {
    inner: Deleted,
}

#[pymethods]
impl DeleteReport {
    /// How many articles.
    #[getter]
    fn articles(&self) -> u64 {
        self.inner.articles
    }

    /// How many relations went with them, whoever read or coded them.
    #[getter]
    fn relations(&self) -> u64 {
        self.inner.relations
    }

    /// How many relations, names and ties that people or other programs coded went with them.
    #[getter]
    fn coded(&self) -> u64 {
        self.inner.coded
    }

    /// How many corrections they had: these stay in the log, and are taken out of it where the articles were purged.
    #[getter]
    fn corrections(&self) -> u64 {
        self.inner.corrections
    }

    /// Whether the file was rewritten without them.
    #[getter]
    fn purged(&self) -> bool {
        self.inner.purged
    }

    fn __str__(&self) -> String {
        self.inner.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<DeleteReport: {}>", self.inner)
    }
}
