//! One row of a table.

use crate::text::near::hint;
use pyo3::exceptions::{PyAttributeError, PyIndexError, PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyIterator, PyString, PyTuple};
use std::sync::Arc;

/// Says which columns there are, and which was perhaps meant.
pub(super) fn no_column(name: &str, names: &[String]) -> String {
    let meant = hint(name, names.iter().map(String::as_str));
    format!("no column '{name}'; there are {}{meant}", names.join(", "))
}

/// One row: `row.source`, `row["source"]`, `row[0]`.
#[pyclass(frozen, module = "corpus")]
pub(super) struct Row {
    names: Arc<[String]>,
    values: Py<PyTuple>,
}

impl Row {
    pub fn new(names: Arc<[String]>, values: Py<PyTuple>) -> Self {
        Self { names, values }
    }

    fn find(&self, py: Python<'_>, name: &str) -> Option<Py<PyAny>> {
        let at = self.names.iter().position(|known| known == name)?;
        self.values.bind(py).get_item(at).ok().map(Bound::unbind)
    }
}

#[pymethods]
impl Row {
    fn __getattr__(&self, py: Python<'_>, name: &str) -> PyResult<Py<PyAny>> {
        let missing = || PyAttributeError::new_err(no_column(name, &self.names));
        if name.starts_with("__") {
            return Err(missing());
        }
        self.find(py, name).ok_or_else(missing)
    }

    fn __getitem__(&self, py: Python<'_>, which: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        if which.is_instance_of::<PyString>() {
            let name: String = which.extract()?;
            return self.find(py, &name).ok_or_else(|| PyKeyError::new_err(no_column(&name, &self.names)));
        }
        if !which.is_instance_of::<PyInt>() {
            return Err(PyTypeError::new_err("a row is asked by the name or the number of a column"));
        }
        let at: isize = which.extract()?;
        let at = if at < 0 { at.checked_add_unsigned(self.names.len()) } else { Some(at) };
        let at = at.and_then(|at| usize::try_from(at).ok()).filter(|at| *at < self.names.len());
        let at = at.ok_or_else(|| PyIndexError::new_err("no such column"))?;
        self.values.bind(py).get_item(at).map(Bound::unbind)
    }

    fn __len__(&self) -> usize {
        self.names.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.values.bind(py).try_iter()
    }

    fn __dir__(&self) -> Vec<String> {
        self.names.iter().cloned().chain(["keys", "to_dict"].map(str::to_owned)).collect()
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Self>() else { return Ok(false) };
        Ok(self.names == other.get().names && self.values.bind(py).eq(other.get().values.bind(py))?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.values.bind(py).hash()
    }

    /// Name the columns.
    fn keys(&self) -> Vec<String> {
        self.names.to_vec()
    }

    /// Make a dictionary.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, value) in self.names.iter().zip(self.values.bind(py)) {
            dict.set_item(name, value)?;
        }
        Ok(dict)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut parts = Vec::new();
        for (name, value) in self.names.iter().zip(self.values.bind(py)) {
            if value.is_none() {
                continue;
            }
            let text = value.repr()?.to_string_lossy().into_owned();
            let short =
                if text.chars().count() > 80 { text.chars().take(77).chain("…".chars()).collect() } else { text };
            parts.push(format!("{name}={short}"));
        }
        Ok(format!("Row({})", parts.join(", ")))
    }

    /// Name the columns, for a notebook to offer after `row["`.
    fn _ipython_key_completions_(&self) -> Vec<String> {
        self.names.to_vec()
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("corpus._display")?.getattr("row")?.call1((slf,))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let again = py.get_type::<Self>().getattr("_of")?;
        Ok((again, (self.names.to_vec(), self.values.clone_ref(py)).into_pyobject(py)?))
    }

    #[staticmethod]
    fn _of(names: Vec<String>, values: Py<PyTuple>) -> Self {
        Self::new(names.into(), values)
    }
}
