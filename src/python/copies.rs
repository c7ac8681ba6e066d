//! `Difference`: what one article cut from another, and what it added.

use super::cells;
use super::convert::shown;
use super::pickle::{self, Reduced};
use super::table::{Made, Table, What};
use crate::corpus::Difference as Inner;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What an article cut from another and added to it.
///
/// Made by `Corpus.difference`. Printed, it marks `[-what was cut-]` and `{+what was added+}` and shortens what both
/// have; a notebook shows both texts whole.
#[pyclass(frozen, module = "corpus")]
pub(super) struct Difference {
    inner: Inner,
}

impl Difference {
    pub fn new(inner: Inner) -> Self {
        Self { inner }
    }
}

#[pymethods]
impl Difference {
    /// The key of the article.
    #[getter]
    fn article(&self) -> &str {
        &self.inner.new.key
    }

    /// The key of the article it is compared with.
    #[getter]
    fn other(&self) -> &str {
        &self.inner.old.key
    }

    /// How alike the two are, from 0 to 1.
    #[getter]
    fn similarity(&self) -> f64 {
        self.inner.similarity
    }

    /// The stretches in order: `change` (`kept`, `cut` or `added`), `text`, and where it stands in both articles.
    ///
    /// What was cut has an empty place in the article, what was added has one in the other. Places are in code points.
    #[getter]
    fn pieces(&self, py: Python<'_>) -> PyResult<Table> {
        let batches = super::run::detached(py, || self.inner.batches())?;
        Ok(Table::new(Made { what: What::Rows, sql: None, batches, left_out: 0 }))
    }

    /// Make text of it, with marks around what was cut and added.
    fn to_text(&self) -> String {
        self.inner.to_text()
    }

    /// Make HTML of it: both texts whole, with `<del>` and `<ins>`; all text is escaped.
    fn to_html(&self) -> String {
        self.inner.to_html()
    }

    fn __str__(&self) -> String {
        self.inner.to_text().split('\n').map(shown).collect::<Vec<_>>().join("\n")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        pickle::reduced::<Self, _>(py, (pickle::written(&self.inner)?,))
    }

    #[staticmethod]
    fn _of(state: &str) -> PyResult<Self> {
        Ok(Self { inner: pickle::read(state)? })
    }

    fn __repr__(&self) -> String {
        let (article, other) = (shown(self.article()), shown(self.other()));
        format!("<Difference of `{article}` from `{other}`: similarity {:.2}>", self.inner.similarity)
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let inner = &slf.get().inner;
        let about = PyDict::new(slf.py());
        for (name, row) in [("article", &inner.new), ("other", &inner.old)] {
            let facts = serde_json::json!([row.key, row.title, row.outlet, row.published]);
            about.set_item(name, cells::python(slf.py(), &facts)?)?;
        }
        slf.py().import("corpus._display")?.getattr("difference")?.call1((slf, about))
    }
}
