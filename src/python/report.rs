//! What became of a load, for Python.

use crate::corpus::LoadReport as Report;
use pyo3::prelude::*;

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

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("corpus._display")?.getattr("report")?.call1((slf,))
    }
}
