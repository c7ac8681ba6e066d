//! One article of a corpus, with what was read from it.

use super::cells;
use super::pickle::{self, Reduced};
use super::table::{Made, Table, What};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::query::{ArticleRow, QueryError, Record};
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyString, PyWeakrefMethods, PyWeakrefReference};
use serde_json::Value;

/// An article with what was read from it; a notebook shows its text with all of it marked.
///
/// Its fields are those of the view `articles`: `id`, `key`, `title`, `text`, `language`, `published`, `outlet` and so
/// on.
#[pyclass(frozen, module = "corpus")]
pub(super) struct Article {
    row: ArticleRow,
    /// What it names, and where.
    #[pyo3(get)]
    mentions: Py<Table>,
    /// Its dates.
    #[pyo3(get)]
    dates: Py<Table>,
    /// The relations it reports, in the order of the text.
    #[pyo3(get)]
    relations: Py<Table>,
    /// The lasting facts it states.
    #[pyo3(get)]
    ties: Py<Table>,
    /// What in it is not prose.
    #[pyo3(get)]
    labels: Py<Table>,
    /// Where it came from, for what a notebook shows. It does not keep a corpus open.
    asked_of: Option<Py<PyWeakrefReference>>,
}

/// An article by its number or its key.
pub(super) enum Which {
    Id(i64),
    Key(String),
}

impl Article {
    pub fn which(given: &Bound<'_, PyAny>) -> PyResult<Which> {
        if given.is_instance_of::<PyString>() {
            return Ok(Which::Key(super::filters::text(given)?));
        }
        if given.is_instance_of::<PyBool>() {
            return Err(PyTypeError::new_err("expected the number or key of an article, not bool"));
        }
        // NumPy's numbers are no `int`, but say what they are.
        match given.extract::<i64>() {
            Ok(id) => Ok(Which::Id(id)),
            Err(_) if given.is_instance_of::<PyInt>() => Ok(Which::Id(-1)),
            Err(_) => Err(PyTypeError::new_err("expected the number or key of an article")),
        }
    }

    pub fn read(corpus: &Corpus, which: &Which) -> Result<Self> {
        let (question, given) = match which {
            Which::Id(id) => (corpus.articles().article(*id), id.to_string()),
            Which::Key(key) => (corpus.articles().key(key.as_str()), format!("`{key}`")),
        };
        let row = question.rows()?.pop().ok_or(QueryError::NoSuchArticle { given })?;
        let id = row.id;
        let table = |what, batches| {
            Python::attach(|py| Py::new(py, Table::new(Made { what, sql: None, batches, left_out: 0 })))
                .map_err(|_| QueryError::NoSuchArticle { given: id.to_string() })
        };
        Ok(Self {
            mentions: table(What::Mentions, corpus.mentions().article(id).batches()?)?,
            dates: table(What::Dates, corpus.dates().article(id).batches()?)?,
            relations: table(What::Relations, corpus.relations().article(id).order("start").batches()?)?,
            ties: table(What::Ties, corpus.ties().article(id).batches()?)?,
            labels: table(What::Labels, corpus.labels().article(id).batches()?)?,
            row,
            asked_of: None,
        })
    }

    /// Remembers the corpus it came from, for as long as that is there.
    pub fn asked_of(self, corpus: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self { asked_of: Some(PyWeakrefReference::new(corpus)?.unbind()), ..self })
    }

    fn field(&self, name: &str) -> Option<Value> {
        let row = &self.row;
        let list = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        Some(match name {
            "id" => row.id.into(),
            "key" => row.key.clone().into(),
            "title" => row.title.clone().into(),
            "text" => row.text.clone().into(),
            "language" => row.language.clone().into(),
            "published" => row.published.clone().into(),
            "published_from" => row.published_from.clone().into(),
            "published_to" => row.published_to.clone().into(),
            "authors" => list(&row.authors),
            "agency" => row.agency.clone().into(),
            "outlet" => row.outlet.clone().into(),
            "url" => row.url.clone().into(),
            "photo_credit" => row.photo_credit.clone().into(),
            "words" => row.words.into(),
            "copy_of" => row.copy_of.into(),
            "digest" => row.digest.clone().into(),
            "loaded_at" => row.loaded_at.clone().into(),
            "meta" => list(&row.meta),
            _ => return None,
        })
    }
}

#[pymethods]
impl Article {
    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let value = self.field(name).ok_or_else(|| PyAttributeError::new_err(format!("an article has no '{name}'")))?;
        cells::python(py, &value)
    }

    fn __dir__(&self) -> Vec<&'static str> {
        let tables = ["mentions", "dates", "relations", "ties", "labels", "to_dict"];
        ArticleRow::COLUMNS.iter().map(|column| column.name).chain(tables).collect()
    }

    /// Make a dictionary of its fields.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for column in ArticleRow::COLUMNS {
            let value = self.field(column.name).unwrap_or_default();
            dict.set_item(column.name, cells::python(py, &value)?)?;
        }
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let title: String = self.row.title.as_deref().unwrap_or("untitled").chars().take(60).collect();
        let date = self.row.published.as_deref().unwrap_or("undated");
        let key = super::convert::shown(&self.row.key);
        format!("<Article {} `{key}`: {:?}, {}>", self.row.id, title, super::convert::shown(date))
    }

    /// The corpus it came from, while that is there.
    #[getter]
    fn _corpus<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.asked_of.as_ref().and_then(|corpus| corpus.bind(py).upgrade())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        let tables = [&self.mentions, &self.dates, &self.relations, &self.ties, &self.labels];
        pickle::reduced::<Self, _>(py, (pickle::written(&self.row)?, tables.map(|table| table.clone_ref(py))))
    }

    #[staticmethod]
    fn _of(row: &str, tables: [Py<Table>; 5]) -> PyResult<Self> {
        let [mentions, dates, relations, ties, labels] = tables;
        Ok(Self { row: pickle::read(row)?, mentions, dates, relations, ties, labels, asked_of: None })
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("corpus._display")?.getattr("article")?.call1((slf,))
    }
}
