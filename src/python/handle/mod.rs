//! `Corpus`: one class, one lock. The lock is taken after the interpreter was let go, and never held while Python runs.

mod acts;
mod copies;
mod correct;
mod damage;
mod find;
pub(super) mod judge;
mod keep;
mod reextract;
mod tables;
mod words;

pub(super) use correct::ImportReport;
pub(super) use keep::DeleteReport;
pub(super) use reextract::{CodingReport, ReextractReport};

use super::article::Article;
use super::convert::{Text, knowledge};
use super::filters::Asked;
use super::lexicon::Knowledge;
use super::load::{self, Source};
use super::report::LoadReport;
use super::run::{closed, detached, detached_py, interrupted_or, signalled};
use super::table::{Made, Table, What};
use crate::corpus::Corpus as Inner;
use crate::error::Result;
use crate::query::{Cell, MAX_RESULT, Watch};
use crate::store::OpenOptions;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// How it was opened, to open it again.
#[derive(Clone)]
struct How {
    path: PathBuf,
    options: OpenOptions,
    knowledge: Knowledge,
}

impl How {
    fn open(&self, options: &OpenOptions) -> Result<Inner> {
        let mut corpus = Inner::open_stoppable(&self.path, options, Arc::new(signalled))?;
        corpus.watch(Watch { limit: None, stop: Some(Arc::new(signalled)) })?;
        Ok(match self.knowledge.own() {
            Some(packs) => corpus.with_lexicon(packs),
            None => corpus,
        })
    }

    fn in_memory(&self) -> bool {
        self.path == Path::new(":memory:")
    }
}

/// A database of press articles with what was read from them.
///
/// Made by `open`. It may be used from several threads, which take turns; a load leaves other threads free to ask. It
/// closes at the end of a `with` block, or when it is dropped. It can be pickled where it is a file: what is pickled is
/// its path.
///
/// Wherever an actor is asked for, its code (`MLI`) or its name (`Mali`) may be given; wherever a value is asked for,
/// several may be, meaning any of them. Dates are years, months or days: `2025`, `"2025-03"`, `datetime.date(2025, 3,
/// 31)`.
///
/// Examples
/// --------
/// >>> import corpus
/// >>> with corpus.open(":memory:") as db:
/// ...     report = db.load({"id": "a", "text": "Le Mali rappelle son ambassadeur.", "date": "2025-04-06"})
/// ...     len(db)
/// 1
#[pyclass(frozen, weakref, module = "corpus")]
pub(super) struct Corpus {
    how: How,
    inner: Mutex<Option<Inner>>,
    /// A second connection, for questions asked while a load has the first.
    reader: Mutex<Option<Inner>>,
    /// Who holds the first lock, so that a signal handler that asks again gets an error and not a deadlock.
    holder: Mutex<Option<ThreadId>>,
    loading: AtomicBool,
    /// Who corrects, unless told.
    coder: Mutex<Option<String>>,
}

/// Open a corpus, or create one.
///
/// Parameters
/// ----------
/// path : path
///     The file; `":memory:"` for one that is gone when it is closed.
/// create : bool
///     Whether to create the file where there is none.
/// read_only : bool
///     Whether to open it for reading only.
/// timeout : float
///     How many seconds to wait while another program keeps it locked.
/// lexicon : Lexicon or path, optional
///     What to read articles with, or the folder of a pack to add to what comes with the library.
/// untrusted : bool
///     For a file from someone else: it is checked before anything reads it (a second for 150 MB), refused where it has
///     tables, triggers or views that no corpus has, and held to lower limits.
///
/// Returns
/// -------
/// Corpus
///
/// Raises
/// ------
/// MissingFileError
///     There is no such file, and none was to be created.
/// NotACorpusError
///     The file is something else; it has not been touched.
/// SchemaVersionError
///     A later version of the library wrote it.
/// UntrustedFileError
///     `untrusted`, and it holds what no corpus does, which is named.
/// CorruptDatabaseError
///     It is damaged.
///
/// Examples
/// --------
/// >>> import corpus
/// >>> corpus.open(":memory:")
/// <Corpus :memory:: 0 articles>
#[pyfunction]
#[pyo3(signature = (path, *, create=true, read_only=false, timeout=10.0, lexicon=None, untrusted=false))]
pub(super) fn open(
    py: Python<'_>,
    path: PathBuf,
    create: bool,
    read_only: bool,
    timeout: f64,
    lexicon: Option<&Bound<'_, PyAny>>,
    untrusted: bool,
) -> PyResult<Corpus> {
    let busy_timeout = Duration::try_from_secs_f64(timeout)
        .map_err(|_| PyValueError::new_err(format!("timeout: a number of seconds, not {timeout}")))?;
    let options = OpenOptions { create, read_only, busy_timeout, untrusted };
    // An absolute path stays right when the program changes its folder.
    let path = if path == Path::new(":memory:") { path } else { std::path::absolute(&path).unwrap_or(path) };
    Corpus::open(py, How { path, options, knowledge: knowledge(lexicon)? })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first connection, and the note of who has it.
pub(super) struct Held<'c> {
    corpus: &'c Corpus,
    guard: MutexGuard<'c, Option<Inner>>,
}

/// A corpus to read from.
pub(super) enum Opened<'c> {
    Own(Box<Inner>),
    Held(Held<'c>),
}

impl Opened<'_> {
    pub fn get(&self) -> PyResult<&Inner> {
        match self {
            Self::Own(own) => Ok(own),
            Self::Held(held) => held.guard.as_ref().ok_or_else(|| closed(&held.corpus.name())),
        }
    }
}

fn at_work() -> PyErr {
    super::errors::raise(
        "CorpusError",
        "this corpus is at work on this very thread: a signal handler or callback cannot use it",
    )
}

thread_local! {
    /// The corpus whose second connection this thread has, by its address; zero for none.
    static READS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Notes that this thread has the second connection, so that a signal handler that asks again gets an error.
struct Reading(usize);

impl Reading {
    fn begin(corpus: &Corpus) -> PyResult<Self> {
        let address = std::ptr::from_ref(corpus).addr();
        if READS.get() == address {
            return Err(at_work());
        }
        Ok(Self(READS.replace(address)))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        READS.set(self.0);
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *lock(&self.corpus.holder) = None;
    }
}

impl Corpus {
    fn open(py: Python<'_>, how: How) -> PyResult<Self> {
        let inner = detached(py, || how.open(&how.options))?;
        Ok(Self {
            how,
            inner: Mutex::new(Some(inner)),
            reader: Mutex::default(),
            holder: Mutex::default(),
            loading: AtomicBool::new(false),
            coder: Mutex::default(),
        })
    }

    /// The corpus for reading, without the interpreter: a file is opened once more, so that two may be compared.
    pub(super) fn opened(&self) -> PyResult<Opened<'_>> {
        if self.how.in_memory() || !self.loading.load(Ordering::Acquire) {
            let held = self.hold()?;
            if held.guard.is_none() {
                return Err(closed(&self.name()));
            }
            if self.how.in_memory() {
                return Ok(Opened::Held(held));
            }
        }
        let options = OpenOptions { create: false, read_only: true, ..self.how.options.clone() };
        self.how.open(&options).map(|own| Opened::Own(Box::new(own))).map_err(interrupted_or)
    }

    /// A corpus that is only read.
    pub(super) fn reading(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let options = OpenOptions { create: false, read_only: true, ..OpenOptions::default() };
        Self::open(py, How { path, options, knowledge: Knowledge::default() })
    }

    fn name(&self) -> String {
        self.how.path.display().to_string()
    }

    fn hold(&self) -> PyResult<Held<'_>> {
        if *lock(&self.holder) == Some(thread::current().id()) {
            return Err(at_work());
        }
        let guard = match self.inner.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poison)) => poison.into_inner(),
            Err(TryLockError::WouldBlock) => lock(&self.inner),
        };
        *lock(&self.holder) = Some(thread::current().id());
        Ok(Held { corpus: self, guard })
    }

    /// Runs a question on the connection, or on a second one while a load has the first.
    fn ask<T: Send>(&self, py: Python<'_>, question: impl FnOnce(&mut Inner) -> Result<T> + Send) -> PyResult<T> {
        detached_py(py, || {
            if self.loading.load(Ordering::Acquire) && !self.how.in_memory() {
                let _reading = Reading::begin(self)?;
                let mut reader = lock(&self.reader);
                if reader.is_none() {
                    let options = OpenOptions { create: false, read_only: true, ..self.how.options.clone() };
                    *reader = Some(self.how.open(&options).map_err(interrupted_or)?);
                }
                let reader = reader.as_mut().ok_or_else(|| closed(&self.name()))?;
                return question(reader).map_err(interrupted_or);
            }
            if self.loading.load(Ordering::Acquire) {
                return Err(super::errors::raise(
                    "CorpusError",
                    "a corpus in memory answers no questions while it loads; use a file",
                ));
            }
            let mut held = self.hold()?;
            let corpus = held.guard.as_mut().ok_or_else(|| closed(&self.name()))?;
            question(corpus).map_err(interrupted_or)
        })
    }

    /// Runs a question that gives a table.
    fn table(
        &self,
        py: Python<'_>,
        method: &str,
        allowed: &[&str],
        given: Option<&Bound<'_, PyDict>>,
        question: impl FnOnce(&Inner, Asked) -> Result<Made> + Send,
    ) -> PyResult<Table> {
        let asked = Asked::read(method, allowed, given)?;
        self.ask(py, |corpus| question(corpus, asked)).map(Table::new)
    }
}

#[pymethods]
impl Corpus {
    /// The absolute path of its file, or `None` in memory.
    #[getter]
    fn path(&self) -> Option<&Path> {
        (!self.how.in_memory()).then_some(&self.how.path)
    }

    /// Whether it was opened for reading only.
    #[getter]
    fn read_only(&self) -> bool {
        self.how.options.read_only
    }

    /// Whether it was closed.
    #[getter]
    fn closed(&self, py: Python<'_>) -> PyResult<bool> {
        if self.loading.load(Ordering::Acquire) {
            return Ok(false);
        }
        detached_py(py, || Ok(self.hold()?.guard.is_none()))
    }

    /// Close the file. Closing it again does nothing.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        detached_py(py, || {
            if self.loading.load(Ordering::Acquire) {
                return Err(super::errors::raise("CorpusError", "a load is running; stop it before closing"));
            }
            let reader = lock(&self.reader).take();
            let inner = self.hold()?.guard.take();
            for corpus in [reader, inner].into_iter().flatten() {
                corpus.close().map_err(interrupted_or)?;
            }
            Ok(())
        })
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.close(py)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let name = self.name();
        if self.closed(py)? {
            return Ok(format!("<Corpus {name}, closed>"));
        }
        let count = self.ask(py, |corpus| corpus.articles().count())?;
        Ok(format!("<Corpus {name}: {count} articles>"))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        let count = self.ask(py, |corpus| corpus.articles().count())?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Truth must not depend on there being articles.
    fn __bool__(&self) -> bool {
        true
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        if self.how.in_memory() {
            return Err(PyTypeError::new_err("a corpus in memory cannot be pickled; use a file"));
        }
        if self.how.knowledge.own().is_some() {
            return Err(PyTypeError::new_err("a corpus with a lexicon of its own cannot be pickled; open it there"));
        }
        let options = &self.how.options;
        let timeout = options.busy_timeout.as_secs_f64();
        let again = py.import("corpus._corpus")?.getattr("_reopen")?;
        Ok((again, (self.how.path.clone(), options.read_only, timeout, options.untrusted).into_pyobject(py)?))
    }

    /// Read and store articles, and account for each.
    ///
    /// What is known already adds nothing; what cannot be read is refused with a reason and stops nothing. Ctrl-C
    /// gives up the running batch, of two seconds or so; what is committed stays.
    ///
    /// Parameters
    /// ----------
    /// source : path, folder, pattern, list, DataFrame, iterable of dict, dict
    ///     Text files, JSON Lines, JSON, CSV, or records with a field `text` and whatever else is known: `id`,
    ///     `title`, `date`, `outlet`, `url`, `author`, `language` (French names are known too).
    /// progress : bool or callable, optional
    ///     `True` shows a bar, `False` none; by default one is shown in notebooks and terminals where tqdm is
    ///     installed. A function is called with the number done, the total (`None`: it is not known) and `"load"`.
    /// threads : int, optional
    ///     How many threads read articles; as many as the machine has unless given.
    /// copies : float or bool, optional
    ///     How alike texts must be to be copies of one another, as for `find_copies`; as the file remembers unless given.
    ///     Where that is new to it, all its articles are grouped anew first.
    ///
    /// Returns
    /// -------
    /// LoadReport
    ///     How many were found, added, updated, known and refused.
    ///
    /// Raises
    /// ------
    /// MissingFileError
    ///     There is nothing at this path.
    #[pyo3(signature = (source, *, progress=None, threads=None, copies=None))]
    fn load<'py>(
        slf: &Bound<'py, Self>,
        source: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        copies: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, LoadReport>> {
        let py = slf.py();
        let this = slf.get();
        let copies = copies.map(|given| copies::meant("copies", given)).transpose()?;
        let source = Source::read(source)?;
        this.how.knowledge.ready(py)?;
        load::must_exist(&source, &this.how.knowledge)?;
        let progress = load::reporter(py, progress)?;
        if this.loading.swap(true, Ordering::AcqRel) {
            return Err(super::errors::exception(py, "CorpusError", "this corpus is loading already"));
        }
        let held = detached_py(py, || {
            // The guard stays with this thread; the work is done on another while this one listens for Ctrl-C.
            let mut held = this.hold()?;
            let corpus = held.guard.as_mut().ok_or_else(|| closed(&this.name()))?;
            load::load(corpus, &this.how.knowledge, source, progress, load::How { threads, copies })
        });
        this.loading.store(false, Ordering::Release);
        // Whoever asks on it now needs the interpreter to see whether to stop.
        py.detach(|| drop(lock(&this.reader).take()));
        let report = Bound::new(py, held?)?;
        py.import("corpus._log")?.call_method1("loaded", (this.name(), &report))?;
        Ok(report)
    }

    /// Ask in SQL, read only.
    ///
    /// Parameters
    /// ----------
    /// query : str
    ///     One statement over the views `articles`, `labels`, `entities`, `mentions`, `dates`, `relations`, `ties`,
    ///     `events`, `event_relations`, `versions`, `extractions`, `corrections` and the index `articles_fts`.
    /// parameters : list or dict, optional
    ///     Values for each `?`, or each `:name`.
    /// timeout : float, optional
    ///     After how many seconds it is stopped; `None` for never.
    /// max_bytes : int, optional
    ///     How many bytes of rows are held at most: 1 GiB unless given.
    ///
    /// Returns
    /// -------
    /// Table
    ///     The rows.
    ///
    /// Raises
    /// ------
    /// QueryError
    ///     The SQL is wrong (`position` says where, if known), would write, or gives more than is held.
    /// QueryTimeoutError
    ///     It took too long.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> corpus.open(":memory:").sql("SELECT count(*) AS n FROM relations").to_dicts()
    /// [{'n': 0}]
    #[pyo3(signature = (query, parameters=None, *, timeout=Some(60.0), max_bytes=None), text_signature = "($self, query, parameters=None, *, timeout=60.0, max_bytes=None)")]
    fn sql(
        slf: &Bound<'_, Self>,
        query: Text,
        parameters: Option<&Bound<'_, PyAny>>,
        timeout: Option<f64>,
        max_bytes: Option<usize>,
    ) -> PyResult<Table> {
        let Text(query) = query;
        let (values, named) = super::cells::parameters(parameters)?;
        let limit = timeout
            .map(|timeout| {
                Duration::try_from_secs_f64(timeout)
                    .map_err(|_| PyValueError::new_err(format!("timeout: a number of seconds, not {timeout}")))
            })
            .transpose()?;
        let batches = slf.get().ask(slf.py(), |corpus| {
            let limits = Watch { limit, stop: Some(Arc::new(signalled)) };
            let result =
                corpus.sql_watched(limits)?.at_most(max_bytes.unwrap_or(MAX_RESULT)).batches(&query, &values, &named);
            // In memory the connection is shared, and its watch was replaced.
            corpus.watch(Watch { limit: None, stop: Some(Arc::new(signalled)) })?;
            result
        })?;
        Table::new(Made { what: What::Rows, sql: Some(query), batches, left_out: 0 }).asked_of(slf)
    }

    /// Get an article by its number or its key.
    ///
    /// Raises
    /// ------
    /// NotFoundError
    ///     There is none.
    fn article(slf: &Bound<'_, Self>, id: &Bound<'_, PyAny>) -> PyResult<Article> {
        let which = Article::which(id)?;
        slf.get().ask(slf.py(), move |corpus| Article::read(corpus, &which))?.asked_of(slf)
    }
}

/// Opens a pickled corpus again.
#[pyfunction]
#[pyo3(signature = (path, read_only, timeout, untrusted=false))]
pub(super) fn _reopen(
    py: Python<'_>,
    path: PathBuf,
    read_only: bool,
    timeout: f64,
    untrusted: bool,
) -> PyResult<Corpus> {
    open(py, path, false, read_only, timeout, None, untrusted)
}

/// Values to bind: in order, and by name.
pub(super) type Parameters = (Vec<Cell>, Vec<(String, Cell)>);
