//! What became of a load, for Python.

use crate::corpus::LoadReport as Report;
use pyo3::prelude::*;

#[pyclass(frozen, get_all, module = "corpus")]
pub(super) struct LoadReport {
    found: u64,
    added: u64,
    updated: u64,
    known: u64,
    /// Where each came from, and why it was refused.
    refused: Vec<(String, String)>,
    /// Where each came from, and what was decided.
    notes: Vec<(String, String)>,
    bytes: u64,
    seconds: f64,
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
