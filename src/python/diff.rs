//! `corpus.diff()` and `corpus.diff_lexicon()`: what another reading of the same articles changes.

use super::convert::knowledge;
use super::handle::Corpus;
use super::lexicon::Knowledge;
use super::load::{self, Inputs, Source};
use super::pickle::{self, Reduced};
use super::run::{Watch, detached_py, interrupted_or};
use super::table::{Made, Table, What};
use crate::corpus::{Diff as Inner, Grouping};
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What changed between two readings of the same articles; printing it gives a report.
///
/// Made by `diff` and `diff_lexicon`.
#[pyclass(frozen, module = "corpus")]
pub(super) struct Diff {
    inner: Inner,
}

impl From<Inner> for Diff {
    fn from(inner: Inner) -> Self {
        Self { inner }
    }
}

#[pymethods]
impl Diff {
    /// How many articles were compared.
    #[getter]
    fn articles(&self) -> u64 {
        self.inner.articles
    }

    /// How many of them have another text in the new database.
    #[getter]
    fn rewritten(&self) -> u64 {
        self.inner.rewritten
    }

    /// How many articles only the old database has; they were left out.
    #[getter]
    fn only_old(&self) -> u64 {
        self.inner.only_old
    }

    /// How many articles only the new database has; they were left out.
    #[getter]
    fn only_new(&self) -> u64 {
        self.inner.only_new
    }

    /// How many inputs could not be read as articles.
    #[getter]
    fn refused(&self) -> u64 {
        self.inner.refused
    }

    /// How many relations both readings tell alike.
    #[getter]
    fn alike(&self) -> u64 {
        self.inner.alike
    }

    /// The relations that `appeared`, `vanished` or `changed` (column `change`), article by article.
    ///
    /// `fields` says what is told differently; the columns `old_…` and `new_…` hold what the two readings say.
    #[getter]
    fn changes(&self, py: Python<'_>) -> PyResult<Table> {
        let batches = super::run::detached(py, || self.inner.batches())?;
        Ok(Table::new(Made { what: What::Changes, sql: None, batches, left_out: 0 }))
    }

    /// How many relations of each type appeared, vanished and changed.
    #[getter]
    fn by_type(&self, py: Python<'_>) -> PyResult<Table> {
        self.tallies(py, Grouping::Type)
    }

    /// How many relations of each rule appeared, vanished and changed.
    #[getter]
    fn by_rule(&self, py: Python<'_>) -> PyResult<Table> {
        self.tallies(py, Grouping::Rule)
    }

    fn __len__(&self) -> usize {
        self.inner.changes.len()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        pickle::reduced::<Self, _>(py, (pickle::written(&self.inner)?,))
    }

    #[staticmethod]
    fn _of(state: &str) -> PyResult<Self> {
        Ok(Self { inner: pickle::read(state)? })
    }

    fn __str__(&self) -> String {
        self.inner.to_string()
    }

    fn __repr__(&self) -> String {
        let total = self.inner.total;
        format!(
            "<Diff of {} articles: {} appeared, {} vanished, {} changed>",
            self.inner.articles, total.appeared, total.vanished, total.changed
        )
    }
}

impl Diff {
    fn tallies(&self, py: Python<'_>, by: Grouping) -> PyResult<Table> {
        let batches = super::run::detached(py, || self.inner.tallies(by))?;
        Ok(Table::new(Made { what: What::Rows, sql: None, batches, left_out: 0 }))
    }
}

/// Tell which relations appeared, vanished or changed between two databases.
///
/// Articles are compared by their keys; those that only one database has are counted and left out. What is compared
/// is type, source, target, status, date and whose words it is.
///
/// Parameters
/// ----------
/// old, new : Corpus or path
///     The databases. They are only read.
/// progress : bool or callable, optional
///     As for `Corpus.load`; a function is called with the number done, the total and `"diff"`.
///
/// Returns
/// -------
/// Diff
///     Its `changes`, `by_type` and `by_rule` are tables; `print` shows a report.
///
/// Examples
/// --------
/// >>> import corpus
/// >>> old, new = corpus.open(":memory:"), corpus.open(":memory:")
/// >>> corpus.diff(old, new)
/// <Diff of 0 articles: 0 appeared, 0 vanished, 0 changed>
#[pyfunction]
#[pyo3(signature = (old, new, *, progress=None))]
pub(super) fn diff(
    py: Python<'_>,
    old: &Bound<'_, PyAny>,
    new: &Bound<'_, PyAny>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Diff> {
    let (old, new) = (corpus(old)?, corpus(new)?);
    let (old, new) = (old.get(), new.get());
    let watch = Watch::new(py, progress, "diff")?;
    let inner = detached_py(py, || {
        let (before, after) = (old.opened()?, new.opened()?);
        let total = before.get()?.articles().count()?.min(after.get()?.articles().count()?);
        let stop = watch.stop(total, crate::corpus::DIFF_BATCH as u64);
        let mut changes = Vec::new();
        let keep = |change| {
            changes.push(change);
            Ok(())
        };
        let diff = before.get()?.diff_with(after.get()?, Some(&stop), keep).map_err(interrupted_or)?;
        Ok(Inner { changes, ..diff })
    })?;
    watch.finish(py, inner.articles)?;
    Ok(Diff { inner })
}

/// Tell which relations appear, vanish or change when articles are read with another lexicon.
///
/// Nothing is written.
///
/// Parameters
/// ----------
/// source : Corpus, database, path, folder, pattern, list, DataFrame, dict
///     The articles: those of a database, or anything `Corpus.load` takes.
/// lexicon : Lexicon or path
///     What is new: a lexicon, or the folder of a pack on top of what comes with the library.
/// base : Lexicon or path, optional
///     What it is compared with; the lexicon of the corpus, or that of the library, unless given.
/// progress : bool or callable, optional
///     As for `Corpus.load`; a function is called with the number done, the total (`None` where it is not known) and
///     `"diff"`.
///
/// Returns
/// -------
/// Diff
///     Its `changes`, `by_type` and `by_rule` are tables; `print` shows a report.
///
/// Examples
/// --------
/// >>> import corpus
/// >>> corpus.diff_lexicon({"id": "a", "text": "Rien."}, corpus.Lexicon())
/// <Diff of 1 articles: 0 appeared, 0 vanished, 0 changed>
#[pyfunction]
#[pyo3(signature = (source, lexicon, *, base=None, progress=None))]
pub(super) fn diff_lexicon(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    lexicon: &Bound<'_, PyAny>,
    base: Option<&Bound<'_, PyAny>>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Diff> {
    let after = knowledge(Some(lexicon))?;
    let before = base.map(|base| knowledge(Some(base))).transpose()?;
    before.clone().unwrap_or_default().ready(py)?;
    let watch = Watch::new(py, progress, "diff")?;
    let mut changes = Vec::new();
    let keep = |change| {
        changes.push(change);
        Ok(())
    };
    let diff = if is_database(source)? {
        let corpus = corpus(source)?;
        let corpus = corpus.get();
        detached_py(py, || {
            let opened = corpus.opened()?;
            let corpus = opened.get()?;
            let base = before.as_ref().map_or_else(|| corpus.lexicon(), Knowledge::get);
            let stop = watch.stop(corpus.articles().count()?, 1);
            corpus.diff_lexicons_with((base, after.get()), Some(&stop), keep).map_err(interrupted_or)
        })?
    } else {
        let before = before.unwrap_or_default();
        let source = Source::read(source)?;
        load::must_exist(&source, &before)?;
        let inputs = Inputs::of(source, &before)?;
        detached_py(py, || {
            let articles = inputs.map(|input| input.article);
            let stop = watch.stop(None, 1);
            Inner::of_articles(articles, (before.get(), after.get()), Some(&stop), keep).map_err(interrupted_or)
        })?
    };
    watch.finish(py, diff.articles + diff.refused)?;
    Ok(Diff { inner: Inner { changes, ..diff } })
}

/// Whether articles are to be taken from a corpus.
fn is_database(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    if given.cast::<Corpus>().is_ok() {
        return Ok(true);
    }
    if !given.is_instance_of::<PyString>() && !given.hasattr("__fspath__")? {
        return Ok(false);
    }
    let path: PathBuf = given.extract()?;
    Ok(begins_like_sqlite(&path))
}

fn begins_like_sqlite(path: &Path) -> bool {
    let mut head = [0; 16];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && &head == b"SQLite format 3\0"
}

/// A corpus, or the one in a file.
fn corpus<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Corpus>> {
    if let Ok(corpus) = given.cast::<Corpus>() {
        return Ok(corpus.clone());
    }
    Bound::new(given.py(), Corpus::reading(given.py(), given.extract()?)?)
}
