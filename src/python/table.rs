//! `Table`: rows in Arrow, handed to any library that asks.

use super::capsule;
use super::cells;
use super::row::Row;
use crate::query::Batches;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use pyo3::exceptions::{PyIndexError, PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBytes, PyCapsule, PyDict, PyInt, PyIterator, PyList, PySlice, PyString, PyTuple, PyWeakrefMethods,
    PyWeakrefReference,
};
use std::sync::Arc;

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Articles,
    Changes,
    Collocations,
    Concordance,
    Copies,
    Dates,
    Dispersion,
    Dyads,
    Entities,
    Entries,
    Events,
    Examples,
    Facets,
    Families,
    Frequency,
    Hits,
    Keyness,
    Labels,
    Mentions,
    NearMisses,
    Ngrams,
    Panel,
    Relations,
    Rows,
    Sample,
    Ties,
    Timeline,
    Versions,
}

impl What {
    const ALL: [Self; 28] = [
        Self::Articles,
        Self::Changes,
        Self::Collocations,
        Self::Concordance,
        Self::Copies,
        Self::Dates,
        Self::Dispersion,
        Self::Dyads,
        Self::Entities,
        Self::Entries,
        Self::Events,
        Self::Examples,
        Self::Facets,
        Self::Families,
        Self::Frequency,
        Self::Hits,
        Self::Keyness,
        Self::Labels,
        Self::Mentions,
        Self::NearMisses,
        Self::Ngrams,
        Self::Panel,
        Self::Relations,
        Self::Rows,
        Self::Sample,
        Self::Ties,
        Self::Timeline,
        Self::Versions,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Changes => "changes",
            Self::Collocations => "collocations",
            Self::Concordance => "concordance",
            Self::Copies => "copies",
            Self::Dates => "dates",
            Self::Dispersion => "dispersion",
            Self::Dyads => "dyads",
            Self::Entities => "entities",
            Self::Entries => "entries",
            Self::Events => "events",
            Self::Examples => "examples",
            Self::Facets => "facets",
            Self::Families => "families",
            Self::Frequency => "frequency",
            Self::Hits => "hits",
            Self::Keyness => "keyness",
            Self::Labels => "labels",
            Self::Mentions => "mentions",
            Self::NearMisses => "near misses",
            Self::Ngrams => "ngrams",
            Self::Panel => "panel",
            Self::Relations => "relations",
            Self::Rows => "rows",
            Self::Sample => "sampled relations",
            Self::Ties => "ties",
            Self::Timeline => "timeline",
            Self::Versions => "versions",
        }
    }
}

/// The answer to a question.
pub(super) struct Made {
    pub what: What,
    pub sql: Option<String>,
    pub batches: Batches,
    pub left_out: u64,
}

/// What is told beside the rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// How many there are in all, where a page was asked for.
    pub total: Option<u64>,
    /// What its asker should know.
    pub notes: Vec<String>,
}

/// Rows in Arrow's memory, a snapshot: nothing stays open behind it.
///
/// Any library that takes Arrow takes it: `polars.DataFrame(table)`, `pyarrow.table(table)`, `duckdb.sql("FROM
/// table")`.
///
/// Examples
/// --------
/// >>> import corpus
/// >>> table = corpus.open(":memory:").sql("SELECT 1 AS a, 'x' AS b UNION SELECT 2, 'y'")
/// >>> len(table), table.columns, table["b"], table[0].a
/// (2, ['a', 'b'], ['x', 'y'], 1)
#[pyclass(frozen, module = "corpus")]
pub(super) struct Table {
    made: Made,
    told: Told,
    names: Arc<[String]>,
    /// Who was asked, for what a notebook shows beside the rows. It does not keep a corpus open.
    asked_of: Option<Arc<Py<PyWeakrefReference>>>,
}

impl Table {
    pub fn new(made: Made) -> Self {
        Self::told(made, Told::default())
    }

    pub fn told(made: Made, told: Told) -> Self {
        let names = made.batches.schema.fields().iter().map(|field| field.name().clone()).collect();
        Self { made, told, names, asked_of: None }
    }

    /// Remembers the corpus it came from, for as long as that is there.
    pub fn asked_of(self, corpus: &Bound<'_, PyAny>) -> PyResult<Self> {
        let asked_of = Some(Arc::new(PyWeakrefReference::new(corpus)?.unbind()));
        Ok(Self { asked_of, ..self })
    }

    /// The same question's answer, with other rows.
    fn with(&self, batches: Vec<RecordBatch>) -> Self {
        let batches = Batches { schema: Arc::clone(&self.made.batches.schema), batches };
        let asked_of = self.asked_of.clone();
        let made = Made { sql: self.made.sql.clone(), batches, ..self.made };
        Self { asked_of, ..Self::told(made, self.told.clone()) }
    }

    /// The rows from `start` up to `end`.
    fn part(&self, start: usize, end: usize) -> Self {
        let mut parts = Vec::new();
        let mut first = 0;
        for batch in &self.made.batches.batches {
            let last = first + batch.num_rows();
            let (from, to) = (start.max(first), end.min(last));
            if from < to {
                parts.push(batch.slice(from - first, to - from));
            }
            first = last;
        }
        self.with(parts)
    }

    fn column(&self, name: &str) -> PyResult<usize> {
        self.names
            .iter()
            .position(|known| known == name)
            .ok_or_else(|| PyKeyError::new_err(super::row::no_column(name, &self.names)))
    }

    fn arrays(&self, at: usize) -> impl Iterator<Item = &ArrayRef> {
        self.made.batches.batches.iter().map(move |batch| batch.column(at))
    }

    fn values<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let mut out = Vec::with_capacity(self.len());
        for array in self.arrays(at) {
            out.extend(cells::list(py, array)?);
        }
        Ok(out)
    }

    fn len(&self) -> usize {
        self.made.batches.rows()
    }

    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, Row>>> {
        let columns = (0..self.names.len()).map(|at| self.values(py, at)).collect::<PyResult<Vec<_>>>()?;
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        (0..self.len())
            .map(|_| {
                let values: Vec<_> = columns.iter_mut().filter_map(Iterator::next).collect();
                Bound::new(py, Row::new(Arc::clone(&self.names), PyTuple::new(py, values)?.unbind()))
            })
            .collect()
    }
}

/// Calls a function of `corpus/NAME.py` with the table before the other arguments.
fn helper<'py>(
    slf: &Bound<'py, Table>,
    module: &str,
    function: &str,
    given: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    slf.py().import(module)?.getattr(function)?.call((slf,), Some(given))
}

#[pymethods]
impl Table {
    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.names.to_vec()
    }

    /// What the rows are: `relations`, `hits`, `timeline`.
    #[getter]
    fn kind(&self) -> &'static str {
        self.made.what.name()
    }

    /// The SQL that was run, its values in place.
    #[getter]
    fn sql(&self) -> Option<&str> {
        self.made.sql.as_deref()
    }

    /// In a timeline, how many relations had no place; in counts over time, how many articles.
    #[getter]
    fn left_out(&self) -> u64 {
        self.made.left_out
    }

    /// Of a search, how many articles match in all; else how many rows there are.
    #[getter]
    fn total(&self) -> u64 {
        self.told.total.unwrap_or(self.len() as u64)
    }

    /// What its asker should know, such as what was mended in a query.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.told.notes.clone()
    }

    /// The number of rows and of columns.
    #[getter]
    fn shape(&self) -> (usize, usize) {
        (self.len(), self.names.len())
    }

    fn __len__(&self) -> usize {
        self.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, which: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if which.is_instance_of::<PyString>() {
            let at = self.column(&which.extract::<String>()?)?;
            return Ok(PyList::new(py, self.values(py, at)?)?.into_any());
        }
        if let Ok(slice) = which.cast::<PySlice>() {
            let range = slice.indices(isize::try_from(self.len()).unwrap_or(isize::MAX))?;
            if range.step != 1 {
                return Err(PyTypeError::new_err(
                    "a table is sliced row by row; take to_pandas() or to_dicts() for steps",
                ));
            }
            let (start, end) = (range.start.unsigned_abs(), range.stop.max(range.start).unsigned_abs());
            return Ok(Bound::new(py, self.part(start, end))?.into_any());
        }
        if !which.is_instance_of::<PyInt>() {
            return Err(PyTypeError::new_err(
                "a table is asked by the number of a row, a slice, or the name of a column",
            ));
        }
        let at: isize = which.extract()?;
        let at = if at < 0 { at.checked_add_unsigned(self.len()) } else { Some(at) };
        let at = at.and_then(|at| usize::try_from(at).ok()).filter(|at| *at < self.len());
        let at = at.ok_or_else(|| PyIndexError::new_err(format!("no such row; there are {}", self.len())))?;
        let row = self.part(at, at + 1).rows(py)?.pop();
        row.map(Bound::into_any).ok_or_else(|| PyIndexError::new_err("no such row"))
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        PyList::new(py, self.rows(py)?)?.try_iter()
    }

    fn __contains__(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Take the first rows.
    #[pyo3(signature = (n=10))]
    fn head(&self, n: usize) -> Self {
        self.part(0, n)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Best effort: the schema is what it is.
        let _ = requested_schema;
        capsule::export(py, &self.made.batches)
    }

    /// Make a dictionary of each row.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let names: Vec<_> = self.names.iter().map(|name| PyString::new(py, name)).collect();
        let columns = (0..self.names.len()).map(|at| self.values(py, at)).collect::<PyResult<Vec<_>>>()?;
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        (0..self.len())
            .map(|_| {
                let dict = PyDict::new(py);
                for (name, value) in names.iter().zip(columns.iter_mut().filter_map(Iterator::next)) {
                    dict.set_item(name, value)?;
                }
                Ok(dict)
            })
            .collect()
    }

    /// Make a pandas DataFrame; pyarrow is used where it is installed, and not needed.
    ///
    /// Parameters
    /// ----------
    /// categories : bool
    ///     Whether words that repeat (types, actors) are categoricals; as plain strings they take longer and more
    ///     memory.
    /// periods : bool
    ///     Whether the column `period` of a timeline or panel holds pandas' periods instead of their names.
    ///
    /// Returns
    /// -------
    /// pandas.DataFrame
    #[pyo3(signature = (*, categories=true, periods=false))]
    fn to_pandas<'py>(slf: &Bound<'py, Self>, categories: bool, periods: bool) -> PyResult<Bound<'py, PyAny>> {
        let given = PyDict::new(slf.py());
        given.set_item("categories", categories)?;
        given.set_item("periods", periods)?;
        helper(slf, "corpus._frames", "to_pandas", &given)
    }

    /// Make a polars DataFrame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        helper(slf, "corpus._frames", "to_polars", &PyDict::new(slf.py()))
    }

    /// Make a pyarrow Table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        helper(slf, "corpus._frames", "to_arrow", &PyDict::new(slf.py()))
    }

    /// Write CSV to a file, or give it as a string.
    ///
    /// Parameters
    /// ----------
    /// path : path, optional
    ///     The file.
    /// excel_safe : bool
    ///     Put an apostrophe before text that a spreadsheet would take for a formula. Numbers are left as they are.
    /// separator : str
    ///     What stands between the cells; a spreadsheet in French expects `";"`.
    /// encoding : str
    ///     How the file is written; Excel tells UTF-8 by its mark, `"utf-8-sig"`.
    ///
    /// Returns
    /// -------
    /// str or None
    ///     The text, where no file was given.
    #[pyo3(signature = (path=None, *, excel_safe=true, separator=",", encoding="utf-8"))]
    fn to_csv<'py>(
        slf: &Bound<'py, Self>,
        path: Option<&Bound<'py, PyAny>>,
        excel_safe: bool,
        separator: &str,
        encoding: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = PyDict::new(slf.py());
        given.set_item("path", path)?;
        given.set_item("excel_safe", excel_safe)?;
        given.set_item("separator", separator)?;
        given.set_item("encoding", encoding)?;
        helper(slf, "corpus._frames", "to_csv", &given)
    }

    /// Write JSON to a file, or give it as a string; with `lines`, an object on each line.
    #[pyo3(signature = (path=None, *, lines=false))]
    fn to_json<'py>(
        slf: &Bound<'py, Self>,
        path: Option<&Bound<'py, PyAny>>,
        lines: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = PyDict::new(slf.py());
        given.set_item("path", path)?;
        given.set_item("lines", lines)?;
        helper(slf, "corpus._frames", "to_json", &given)
    }

    /// Write a sheet for Excel and LibreOffice; text in it is never taken for a formula. Nothing needs to be installed.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     The file, whose name ends in `.xlsx`.
    #[pyo3(signature = (path))]
    fn to_excel<'py>(slf: &Bound<'py, Self>, path: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let given = PyDict::new(slf.py());
        given.set_item("path", path)?;
        helper(slf, "corpus._sheets", "to_excel", &given)
    }

    /// Write a Parquet file, by pyarrow or polars.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     The file.
    #[pyo3(signature = (path))]
    fn to_parquet<'py>(slf: &Bound<'py, Self>, path: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let given = PyDict::new(slf.py());
        given.set_item("path", path)?;
        helper(slf, "corpus._frames", "to_parquet", &given)
    }

    /// Name the columns, for a notebook to offer after `table["`.
    fn _ipython_key_completions_(&self) -> Vec<String> {
        self.names.to_vec()
    }

    /// Draw what the rows tell: a timeline, pairs, articles over time, or relations by pair and month or by type.
    ///
    /// Parameters
    /// ----------
    /// kind : str, optional
    ///     `timeline` for a timeline; `dyads` for dyads; `heatmap` for a panel; `heatmap` or `types` for relations;
    ///     `coverage` for articles. The first of these unless given.
    /// ax : matplotlib.axes.Axes, optional
    ///     Where to draw; new axes unless given.
    /// lang : str, optional
    ///     The language of the labels, `en` or `fr`; that of `corpus.plots.set_language` unless given.
    /// **options
    ///     What the function of that name in `corpus.plots` takes, such as `top`.
    ///
    /// Returns
    /// -------
    /// matplotlib.axes.Axes
    ///     The axes drawn on. Nothing is shown.
    #[pyo3(signature = (kind=None, *, ax=None, lang=None, **options))]
    fn plot<'py>(
        slf: &Bound<'py, Self>,
        kind: Option<&Bound<'py, PyAny>>,
        ax: Option<&Bound<'py, PyAny>>,
        lang: Option<&Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = options.map_or_else(|| Ok(PyDict::new(slf.py())), PyDictMethods::copy)?;
        for (name, value) in [("kind", kind), ("ax", ax), ("lang", lang)] {
            given.set_item(name, value)?;
        }
        helper(slf, "corpus.plots", "table", &given)
    }

    /// The corpus the rows came from, while it is there.
    #[getter]
    fn _corpus<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.asked_of.as_ref().and_then(|corpus| corpus.bind(py).upgrade())
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        helper(slf, "corpus._display", "table", &PyDict::new(slf.py()))
    }

    fn __str__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        helper(slf, "corpus._display", "plain_table", &PyDict::new(slf.py()))
    }

    fn __repr__(&self) -> String {
        let of = self.told.total.filter(|total| *total > self.len() as u64 && self.made.what == What::Hits);
        let of = of.map(|total| format!(" of {total}")).unwrap_or_default();
        let notes: String = self.told.notes.iter().flat_map(|note| ["; ", note]).collect();
        format!("<Table: {}{of} {} × {} columns{notes}>", self.len(), self.made.what.name(), self.names.len())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let again = py.get_type::<Self>().getattr("_of")?;
        let told = (self.told.total, self.notes());
        let state = (self.made.what.name(), self.sql(), self.made.left_out, self.packed_columns(py)?, told);
        Ok((again, state.into_pyobject(py)?))
    }

    /// Each column as `(name, kind, data, missing)`, its numbers in bytes as NumPy reads them.
    fn _columns<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        self.packed_columns(py)
    }

    #[staticmethod]
    #[pyo3(signature = (what, sql, left_out, columns, told=(None, Vec::new())))]
    fn _of(
        what: &str,
        sql: Option<String>,
        left_out: u64,
        columns: &Bound<'_, PyList>,
        told: (Option<u64>, Vec<String>),
    ) -> PyResult<Self> {
        let what = What::ALL.into_iter().find(|known| known.name() == what).unwrap_or(What::Rows);
        let batches = unpack::batches(columns)?;
        Ok(Self::told(Made { what, sql, batches, left_out }, Told { total: told.0, notes: told.1 }))
    }

    /// Take over the rows of anything with `__arrow_c_stream__`.
    #[staticmethod]
    fn from_arrow(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let batches = capsule::import(data)?;
        Ok(Self::new(Made { what: What::Rows, sql: None, batches, left_out: 0 }))
    }
}

impl Table {
    fn packed_columns<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        self.names.iter().enumerate().map(|(at, name)| self.packed(py, name, at)).collect()
    }

    fn packed<'py>(&self, py: Python<'py>, name: &str, at: usize) -> PyResult<Bound<'py, PyTuple>> {
        let missing = || -> Option<Bound<'py, PyBytes>> {
            let any = self.arrays(at).any(|array| array.null_count() > 0);
            any.then(|| {
                let flags: Vec<u8> = self
                    .arrays(at)
                    .flat_map(|array| (0..array.len()).map(|row| u8::from(array.is_null(row))))
                    .collect();
                PyBytes::new(py, &flags)
            })
        };
        macro_rules! numbers {
            ($type:ty) => {{
                let mut bytes = Vec::with_capacity(self.len() * 8);
                for array in self.arrays(at) {
                    bytes.extend(array.as_primitive::<$type>().values().iter().flat_map(|value| value.to_ne_bytes()));
                }
                PyBytes::new(py, &bytes)
            }};
        }
        let kind = self.made.batches.schema.field(at).data_type();
        match kind {
            DataType::Int64 => (name, "int", numbers!(Int64Type), missing()).into_pyobject(py),
            DataType::Float64 => (name, "float", numbers!(Float64Type), missing()).into_pyobject(py),
            DataType::Date32 => (name, "date", numbers!(Date32Type), missing()).into_pyobject(py),
            DataType::Boolean => {
                let flags: Vec<u8> =
                    self.arrays(at).flat_map(|a| a.as_boolean().iter().map(|v| u8::from(v == Some(true)))).collect();
                (name, "bool", PyBytes::new(py, &flags), missing()).into_pyobject(py)
            }
            DataType::Dictionary(key, word) if **key == DataType::Int32 && **word == DataType::Utf8 => {
                // Batches of one table share their dictionary; a missing value is -1.
                let mut bytes = Vec::with_capacity(self.len() * 4);
                for array in self.arrays(at) {
                    let keys = array.as_dictionary::<Int32Type>().keys();
                    bytes.extend(keys.iter().flat_map(|key| key.unwrap_or(-1).to_ne_bytes()));
                }
                let words = match self.arrays(at).next() {
                    Some(array) => cells::list(py, array.as_dictionary::<Int32Type>().values())?,
                    None => Vec::new(),
                };
                (name, "category", PyBytes::new(py, &bytes), PyList::new(py, words)?).into_pyobject(py)
            }
            DataType::LargeBinary => {
                (name, "bytes", PyList::new(py, self.values(py, at)?)?, py.None()).into_pyobject(py)
            }
            _ => (name, "text", PyList::new(py, self.values(py, at)?)?, py.None()).into_pyobject(py),
        }
    }
}

/// The way back from [`Table::_columns`].
mod unpack {
    use crate::error::Error;
    use crate::query::Batches;
    use arrow_array::builder::{LargeBinaryBuilder, StringBuilder};
    use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type};
    use arrow_array::{
        Array, ArrayRef, ArrowPrimitiveType, BooleanArray, DictionaryArray, PrimitiveArray, RecordBatch,
    };
    use arrow_schema::{Field, Schema};
    use pyo3::exceptions::PyValueError;
    use pyo3::prelude::*;
    use pyo3::types::{PyList, PyTuple};
    use std::sync::Arc;

    pub fn batches(columns: &Bound<'_, PyList>) -> PyResult<Batches> {
        let mut fields = Vec::new();
        let mut arrays = Vec::new();
        for column in columns {
            let (name, array) = column_of(column.cast::<PyTuple>()?)?;
            fields.push(Field::new(name, array.data_type().clone(), true));
            arrays.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        let batches = if arrays.is_empty() {
            Vec::new()
        } else {
            vec![RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(Error::arrow)?]
        };
        Ok(Batches { schema, batches })
    }

    fn column_of(column: &Bound<'_, PyTuple>) -> PyResult<(String, ArrayRef)> {
        let (name, kind): (String, String) = (column.get_item(0)?.extract()?, column.get_item(1)?.extract()?);
        let (data, extra) = (column.get_item(2)?, column.get_item(3)?);
        let array: ArrayRef = match kind.as_str() {
            "int" => Arc::new(numbers::<Int64Type, 8>(&data, &extra, i64::from_ne_bytes)?),
            "float" => Arc::new(numbers::<Float64Type, 8>(&data, &extra, f64::from_ne_bytes)?),
            "date" => Arc::new(numbers::<Date32Type, 4>(&data, &extra, i32::from_ne_bytes)?),
            "bool" => {
                let (flags, missing): (Vec<u8>, Option<Vec<u8>>) = (data.extract()?, extra.extract()?);
                let gone = |at: usize| missing.as_ref().is_some_and(|m| m.get(at).is_some_and(|flag| *flag != 0));
                Arc::new(
                    flags
                        .iter()
                        .enumerate()
                        .map(|(at, flag)| (!gone(at)).then_some(*flag != 0))
                        .collect::<BooleanArray>(),
                )
            }
            "category" => {
                let bytes: Vec<u8> = data.extract()?;
                let keys: PrimitiveArray<Int32Type> =
                    each::<4>(&bytes)?.map(i32::from_ne_bytes).map(|key| (key >= 0).then_some(key)).collect();
                let mut words = StringBuilder::new();
                for word in extra.try_iter()? {
                    words.append_value(word?.extract::<String>()?);
                }
                let values: ArrayRef = Arc::new(words.finish());
                Arc::new(DictionaryArray::<Int32Type>::try_new(keys, values).map_err(Error::arrow)?)
            }
            "bytes" => {
                let mut builder = LargeBinaryBuilder::new();
                for value in data.try_iter()? {
                    builder.append_option(value?.extract::<Option<Vec<u8>>>()?);
                }
                Arc::new(builder.finish())
            }
            "text" => {
                let mut builder = StringBuilder::new();
                for value in data.try_iter()? {
                    builder.append_option(value?.extract::<Option<String>>()?);
                }
                Arc::new(builder.finish())
            }
            other => return Err(PyValueError::new_err(format!("no column is of kind {other}"))),
        };
        Ok((name, array))
    }

    fn each<const N: usize>(bytes: &[u8]) -> PyResult<impl Iterator<Item = [u8; N]>> {
        let (chunks, rest) = bytes.as_chunks::<N>();
        if rest.is_empty() {
            Ok(chunks.iter().copied())
        } else {
            Err(PyValueError::new_err("a column of broken numbers"))
        }
    }

    fn numbers<T: ArrowPrimitiveType, const N: usize>(
        data: &Bound<'_, PyAny>,
        missing: &Bound<'_, PyAny>,
        read: impl Fn([u8; N]) -> T::Native,
    ) -> PyResult<PrimitiveArray<T>> {
        let (bytes, missing): (Vec<u8>, Option<Vec<u8>>) = (data.extract()?, missing.extract()?);
        let gone = |at: usize| missing.as_ref().is_some_and(|m| m.get(at).is_some_and(|flag| *flag != 0));
        Ok(each::<N>(&bytes)?.enumerate().map(|(at, chunk)| (!gone(at)).then(|| read(chunk))).collect())
    }
}
