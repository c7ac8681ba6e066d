//! What became of a load, for Python.

use crate::corpus::LoadReport as Report;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// What a pickled report holds beside its counts.
type Told = (Vec<(String, String)>, Vec<(String, String)>, f64, bool, String);

/// What became of a load.
#[pyclass(frozen, get_all, module = "corpus")]
pub(super) struct LoadReport {
    /// How many inputs there were.
    found: u64,
    /// How many articles are new.
    added: u64,
    /// How many replaced another text under the same key.
    updated: u64,
    /// How many were there already.
    known: u64,
    /// Those that were not stored: where from, and why.
    refused: Vec<(String, String)>,
    /// What was decided about some: where from, and what.
    notes: Vec<(String, String)>,
    /// The bytes of text added or updated.
    bytes: u64,
    /// How long it took.
    seconds: f64,
    /// Whether it was stopped before its end.
    interrupted: bool,
    #[pyo3(name = "_text")]
    text: String,
}

impl From<Report> for LoadReport {
    fn from(report: Report) -> Self {
        let text = report.to_string();
        Self {
            found: report.found,
            added: report.added,
            updated: report.updated,
            known: report.known,
            refused: report
                .refused
                .into_iter()
                .map(|refused| (refused.origin, super::errors::chain(&refused.error)))
                .collect(),
            notes: report.notes.into_iter().map(|note| (note.origin, note.text)).collect(),
            bytes: report.bytes,
            seconds: report.seconds,
            interrupted: report.interrupted,
            text,
        }
    }
}

#[pymethods]
impl LoadReport {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<LoadReport: {}>", self.text.lines().next().unwrap_or_default())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let again = py.get_type::<Self>().getattr("_of")?;
        let counts = (self.found, self.added, self.updated, self.known, self.bytes);
        let told = (self.refused.clone(), self.notes.clone(), self.seconds, self.interrupted, self.text.clone());
        Ok((again, (counts, told).into_pyobject(py)?))
    }

    #[staticmethod]
    fn _of(counts: (u64, u64, u64, u64, u64), told: Told) -> Self {
        let (found, added, updated, known, bytes) = counts;
        let (refused, notes, seconds, interrupted, text) = told;
        Self { found, added, updated, known, refused, notes, bytes, seconds, interrupted, text }
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("corpus._display")?.getattr("report")?.call1((slf,))
    }
}
