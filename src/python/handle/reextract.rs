//! Reading anew, and rows from elsewhere.

use super::super::capsule;
use super::super::cells;
use super::super::convert::{Text, knowledge, type_name};
use super::super::diff::Diff;
use super::super::errors::exception;
use super::super::lexicon::Knowledge;
use super::super::pickle::{self, Reduced};
use super::super::run::{apart, closed, detached_py, interrupted_or};
use super::Corpus;
use super::correct::{several, unplaced};
use crate::corpus::{Coded, Origin, ReextractOptions, Reextracted};
use crate::lexicon::Lexicon as Packs;
use crate::store::{Fields, Unplaced};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

#[pymethods]
impl Corpus {
    /// Read stored articles anew, and touch only what differs.
    ///
    /// Relations that are read as before keep their numbers; corrections are applied again; rows of other origins
    /// stay. Ctrl-C gives up the running batch; what is committed stays, and the rest is read the next time.
    ///
    /// Parameters
    /// ----------
    /// lexicon : Lexicon or path, optional
    ///     What to read with, this once; the lexicon the corpus was opened with unless given.
    /// articles : list, optional
    ///     Which, by number or key; those that another version of the library or another lexicon read unless given.
    /// progress : bool or callable, optional
    ///     As for `load`; a function is called with the number done, the total and `"reextract"`.
    /// threads : int, optional
    ///     As for `load`.
    ///
    /// Returns
    /// -------
    /// ReextractReport
    ///     `diff` tells what appeared, vanished and changed; `unplaced` which corrections have no place any more.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Alger accuse Bamako.", "language": "fr"})
    /// >>> db.reextract(articles=["a"]).diff
    /// <Diff of 1 articles: 0 appeared, 0 vanished, 0 changed>
    #[pyo3(signature = (*, lexicon=None, articles=None, progress=None, threads=None))]
    fn reextract(
        slf: &Bound<'_, Self>,
        lexicon: Option<&Bound<'_, PyAny>>,
        articles: Option<&Bound<'_, PyAny>>,
        progress: Option<&Bound<'_, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<ReextractReport> {
        let py = slf.py();
        let this = slf.get();
        let lexicon = match lexicon.map(|lexicon| knowledge(Some(lexicon))).transpose()? {
            // The library's own, asked for by name, is read with even where the corpus has another.
            Some(Knowledge::Builtin) => Some(Arc::new(apart(py, || Packs::compile(&crate::lexicon::pack::builtin()))?)),
            Some(Knowledge::Own(packs)) => Some(packs),
            None => None,
        };
        let threads = threads
            .map(|threads| NonZero::new(threads).ok_or_else(|| exception(py, "InputError", "threads: at least 1")))
            .transpose()?;
        let options = ReextractOptions { articles: several(articles)?, threads, lexicon };
        let report = py.import("corpus._progress")?.getattr("stepper")?.call1((progress, "reextract"))?;
        let report = (!report.is_none()).then(|| report.unbind());
        if this.loading.swap(true, Ordering::AcqRel) {
            return Err(exception(py, "CorpusError", "this corpus is loading already"));
        }
        let done = detached_py(py, || this.read_anew(&options, report.as_ref()));
        this.loading.store(false, Ordering::Release);
        py.detach(|| drop(super::lock(&this.reader).take()));
        done
    }

    /// Add relations coded elsewhere, by people, programs or language models, beside ours.
    ///
    /// All of them are added, or none where one is wrong. They are in `relations` with their `origin`; what several
    /// origins tell alike of an article counts once in `dyads`, `timeline` and `network`, and is one event.
    ///
    /// Parameters
    /// ----------
    /// rows : DataFrame, Arrow table, iterable of dict
    ///     `article` (number or key), `source`, `target`, `type`, and `evidence`: the text's own words, found once or
    ///     at `start` (and `end`, in code points). Also read: `date` (EDTF), `status`, `said_by`, `place`, `mode`,
    ///     `context`, `quad`, `goldstein`, `confidence`, `source_sector`, `target_sector`. Other columns are ignored.
    /// origin : str
    ///     Who coded them. The same rows of the same origin add nothing again.
    ///
    /// Returns
    /// -------
    /// CodingReport
    ///     How many rows there were, how many are new, how many were known.
    ///
    /// Raises
    /// ------
    /// InputError
    ///     Some rows are wrong; the message names them, and nothing was added.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Alger accuse Bamako.", "language": "fr"})
    /// >>> row = {"article": "a", "source": "DZA", "target": "MLI", "type": "THREATEN", "evidence": "accuse Bamako"}
    /// >>> db.add_relations([row], origin="a model")
    /// <CodingReport: 1 rows, 1 added>
    #[pyo3(signature = (rows, *, origin))]
    fn add_relations(&self, py: Python<'_>, rows: &Bound<'_, PyAny>, origin: Text) -> PyResult<CodingReport> {
        let Text(origin) = origin;
        let origin = Origin::new(&origin)?;
        let rows = records(rows)?;
        self.change(py, move |corpus| corpus.add_relations(&rows, &origin)).map(CodingReport::from)
    }

    /// Add names found elsewhere, beside ours.
    ///
    /// They are in `mentions` with their `origin`, and count in `entities` where ours have none; no relation comes of
    /// them. All are added, or none where one is wrong.
    ///
    /// Parameters
    /// ----------
    /// rows : DataFrame, Arrow table, iterable of dict
    ///     `article` (number or key), `text` (found once, or at `start`), `type` (`state`, `place`, `organization`,
    ///     `armed_group`, `person`) and `code`; `country` and `name` too.
    /// origin : str
    ///     Who found them.
    ///
    /// Returns
    /// -------
    /// CodingReport
    ///     How many rows there were, how many are new, how many were known.
    #[pyo3(signature = (rows, *, origin))]
    fn add_mentions(&self, py: Python<'_>, rows: &Bound<'_, PyAny>, origin: Text) -> PyResult<CodingReport> {
        let Text(origin) = origin;
        let origin = Origin::new(&origin)?;
        let rows = records(rows)?;
        self.change(py, move |corpus| corpus.add_mentions(&rows, &origin)).map(CodingReport::from)
    }

    /// Take out what `add_relations` and `add_mentions` added under this origin. Returns how many rows.
    ///
    /// Corrections stay: they are undone with `undo`.
    fn remove_origin(&self, py: Python<'_>, origin: Text) -> PyResult<u64> {
        let Text(origin) = origin;
        let origin = Origin::new(&origin)?;
        self.change(py, move |corpus| corpus.remove_origin(&origin))
    }
}

impl Corpus {
    fn read_anew(&self, options: &ReextractOptions, progress: Option<&Py<PyAny>>) -> PyResult<ReextractReport> {
        let mut held = self.hold()?;
        let corpus = held.guard.as_mut().ok_or_else(|| closed(&self.name()))?;
        let mut fault = None;
        let report = corpus.reextract_with(options, |done, total| {
            let go_on = Python::attach(|py| -> PyResult<()> {
                py.check_signals()?;
                progress.map_or(Ok(()), |progress| progress.call1(py, (done, total)).map(|_| ()))
            });
            match go_on {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    fault.get_or_insert(error);
                    ControlFlow::Break(())
                }
            }
        });
        match fault {
            Some(fault) => Err(fault),
            None => ReextractReport::try_from(report.map_err(interrupted_or)?),
        }
    }
}

/// Rows as people have them: a table, or anything that gives dictionaries.
fn records(given: &Bound<'_, PyAny>) -> PyResult<Vec<Fields>> {
    let wrong = |found: &Bound<'_, PyAny>| {
        PyTypeError::new_err(format!("rows: a DataFrame, an Arrow table or dictionaries, not {}", type_name(found)))
    };
    if let Ok(record) = given.cast::<PyDict>() {
        return Ok(vec![cells::record(record)?]);
    }
    if given.is_instance_of::<PyString>() {
        return Err(wrong(given));
    }
    if given.hasattr("__arrow_c_stream__")? {
        match capsule::import(given) {
            Ok(table) => return table_records(&table),
            // pandas needs pyarrow for it.
            Err(_) if given.hasattr("to_dict")? => {}
            Err(error) => return Err(error),
        }
    }
    let items = if given.hasattr("to_dict")? && given.hasattr("columns")? {
        given.call_method1("to_dict", ("records",))?
    } else {
        given.clone()
    };
    let mut all = Vec::new();
    for item in items.try_iter().map_err(|_| wrong(given))? {
        let item = item?;
        let record = if let Ok(record) = item.cast::<PyDict>() {
            record.clone()
        } else {
            let fields = item.call_method0("_asdict").or_else(|_| item.call_method0("to_dict"));
            fields.map_err(|_| wrong(&item))?.cast_into().map_err(|_| wrong(&item))?
        };
        all.push(cells::record(&record)?);
    }
    Ok(all)
}

fn table_records(table: &crate::query::Batches) -> PyResult<Vec<Fields>> {
    let mut all = Vec::new();
    for batch in &table.batches {
        for row in 0..batch.num_rows() {
            let mut fields = Fields::new();
            for (field, column) in table.schema.fields().iter().zip(batch.columns()) {
                fields.insert(field.name().clone(), cells::json(column, row)?);
            }
            all.push(fields);
        }
    }
    Ok(all)
}

/// What became of rows from elsewhere.
#[pyclass(frozen, get_all, module = "corpus")]
pub(in crate::python) struct CodingReport {
    /// How many rows were given.
    rows: u64,
    /// How many are new.
    added: u64,
    /// How many were there already.
    known: u64,
    #[pyo3(name = "_text")]
    text: String,
}

impl From<Coded> for CodingReport {
    fn from(report: Coded) -> Self {
        Self { rows: report.rows, added: report.added, known: report.known, text: report.to_string() }
    }
}

#[pymethods]
impl CodingReport {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<CodingReport: {}>", self.text)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        pickle::reduced::<Self, _>(py, (self.rows, self.added, self.known, self.text.clone()))
    }

    #[staticmethod]
    fn _of(rows: u64, added: u64, known: u64, text: String) -> Self {
        Self { rows, added, known, text }
    }
}

/// What became of articles that were read anew; printing it gives a report.
#[pyclass(frozen, module = "corpus")]
pub(in crate::python) struct ReextractReport {
    diff: Py<Diff>,
    unplaced: Vec<Unplaced>,
    refused: Vec<(String, String)>,
    text: String,
}

impl TryFrom<Reextracted> for ReextractReport {
    type Error = PyErr;

    fn try_from(report: Reextracted) -> PyResult<Self> {
        let text = report.to_string();
        let refused = report.refused.into_iter().map(|refused| (refused.origin, refused.error.to_string())).collect();
        let diff = Python::attach(|py| Py::new(py, Diff::from(report.diff)))?;
        Ok(Self { diff, unplaced: report.unplaced, refused, text })
    }
}

#[pymethods]
impl ReextractReport {
    /// What appeared, vanished and changed.
    #[getter]
    fn diff(&self, py: Python<'_>) -> Py<Diff> {
        self.diff.clone_ref(py)
    }

    /// Corrections without a place in their article any more: `article`, `correction` and `problem`.
    #[getter]
    fn unplaced<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        unplaced(py, &self.unplaced)
    }

    /// Articles that could not be read, and were left as they were: which, and why.
    #[getter]
    fn refused(&self) -> Vec<(String, String)> {
        self.refused.clone()
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let told = pickle::written(&(&self.unplaced, &self.refused, &self.text))?;
        pickle::reduced::<Self, _>(py, (self.diff.clone_ref(py), told))
    }

    #[staticmethod]
    fn _of(diff: Py<Diff>, told: &str) -> PyResult<Self> {
        let (unplaced, refused, text) = pickle::read(told)?;
        Ok(Self { diff, unplaced, refused, text })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<ReextractReport: {}>", self.diff.bind(py).repr()?))
    }
}
