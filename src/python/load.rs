//! Loading from Python: paths, tables, dictionaries; progress and Ctrl-C.
//!
//! The load runs on a thread of its own. The thread that called it takes articles from Python's iterators, tells the
//! progress and listens for Ctrl-C, so that generators and callbacks run where their owner started them.

use super::capsule;
use super::cells;
use super::convert::type_name;
use super::errors::raise;
use super::lexicon::Knowledge;
use super::report::LoadReport;
use super::run::{interrupted_or, signalled};
use crate::corpus::{Corpus, LoadOptions, Progress};
use crate::error::{Error, Result};
use crate::query::{Batches, Watch};
use crate::read::{self, Input};
use crate::store::Copies;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use pyo3::exceptions::{PyTypeError, PyUnicodeDecodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyString};
use serde_json::{Map, Value};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How often the calling thread looks after Ctrl-C and progress.
const LISTEN: Duration = Duration::from_millis(50);
/// Articles on their way from Python.
const IN_FLIGHT: usize = 256;

/// What to load.
pub(super) enum Source {
    /// Files, folders and patterns.
    Paths(Vec<PathBuf>),
    /// A table: a row is a record.
    Table(Batches),
    /// Whatever an iterator gives: dictionaries, or paths.
    Items(Py<PyIterator>),
}

impl Source {
    /// Tells what was given.
    pub fn read(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = given.py();
        if let Some(path) = path(given)? {
            return Ok(Self::Paths(vec![path]));
        }
        if let Ok(record) = given.cast::<PyDict>() {
            return Ok(Self::Items(pyo3::types::PyList::new(py, [record])?.try_iter()?.unbind()));
        }
        if given.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err("bytes: give a path as str, or the text as {'text': …}"));
        }
        if given.hasattr("__arrow_c_stream__")? {
            match capsule::import(given) {
                Ok(table) => return Ok(Self::Table(table)),
                // pandas needs pyarrow for it.
                Err(_) if given.hasattr("to_dict")? => {}
                Err(error) => return Err(error),
            }
        }
        if given.hasattr("to_dict")? && given.hasattr("columns")? {
            let records = given.call_method1("to_dict", ("records",))?;
            return Ok(Self::Items(records.try_iter()?.unbind()));
        }
        given.try_iter().map(|items| Self::Items(items.unbind())).map_err(|_| {
            PyTypeError::new_err(format!(
                "load() takes a path, a folder, a pattern, a list of these, a DataFrame or dictionaries, not {}",
                type_name(given)
            ))
        })
    }
}

/// A path, where this is one.
fn path(given: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? {
        let path: PathBuf = given.extract()?;
        return Ok(Some(path));
    }
    Ok(None)
}

/// Who is told the progress: a function of the user's, or a bar.
pub(super) fn reporter(py: Python<'_>, given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Py<PyAny>>> {
    let made = py.import("corpus._progress")?.getattr("reporter")?.call1((given,))?;
    Ok((!made.is_none()).then(|| made.unbind()))
}

/// What both threads see.
#[derive(Default)]
struct Shared {
    stop: Arc<AtomicBool>,
    progress: Mutex<Progress>,
}

/// How the load ended.
type Ended = thread::Result<Result<crate::corpus::LoadReport>>;

/// How a load is run.
#[derive(Clone, Copy)]
pub(super) struct How {
    pub threads: Option<usize>,
    pub copies: Option<Copies>,
}

/// Loads `source`. The interpreter is let go when this is called.
pub(super) fn load(
    corpus: &mut Corpus,
    knowledge: &Knowledge,
    source: Source,
    progress: Option<Py<PyAny>>,
    how: How,
) -> PyResult<LoadReport> {
    let mut options = LoadOptions { copies: how.copies, ..LoadOptions::default() };
    if let Some(threads) = how.threads {
        options.threads = Some(NonZero::new(threads).ok_or_else(|| raise("InputError", "threads: at least 1"))?);
    }
    let shared = Shared::default();
    // Whoever presses Ctrl-C does not want to wait until a batch is written and indexed.
    let stop = Arc::clone(&shared.stop);
    corpus.watch(Watch { limit: None, stop: Some(Arc::new(move || stop.load(Ordering::Relaxed))) })?;
    let loaded = run(corpus, knowledge, source, progress, &options, &shared);
    corpus.watch(Watch { limit: None, stop: Some(Arc::new(signalled)) })?;
    loaded
}

fn run(
    corpus: &mut Corpus,
    knowledge: &Knowledge,
    source: Source,
    progress: Option<Py<PyAny>>,
    options: &LoadOptions,
    shared: &Shared,
) -> PyResult<LoadReport> {
    thread::scope(|scope| {
        let (done, ended) = bounded::<Ended>(1);
        let (feed, inputs) = match source {
            Source::Items(items) => {
                let (sender, receiver) = bounded(IN_FLIGHT);
                (Some((items, sender)), Inputs::Channel(receiver))
            }
            Source::Paths(paths) => (None, Inputs::Paths { knowledge, paths: paths.into_iter(), open: None }),
            Source::Table(table) => (None, Inputs::Table { knowledge, table, batch: 0, row: 0 }),
        };
        let started = thread::Builder::new().spawn_scoped(scope, move || {
            // A fault is reported to the caller, who would wait for ever otherwise.
            let result = catch_unwind(AssertUnwindSafe(|| {
                corpus.load_with(inputs, options, |progress| {
                    *shared.progress.lock().unwrap_or_else(PoisonError::into_inner) = *progress;
                    if shared.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
            }));
            let _ = done.send(result);
        });
        started.map_err(|source| Error::NoThread { source })?;
        let caller = Listener { shared, progress, ended };
        caller.attend(feed, knowledge)
    })
}

/// The calling thread while the load runs.
struct Listener<'s> {
    shared: &'s Shared,
    progress: Option<Py<PyAny>>,
    ended: Receiver<Ended>,
}

impl Listener<'_> {
    /// Feeds the load, and waits for its end.
    fn attend(self, feed: Option<(Py<PyIterator>, Sender<Input>)>, knowledge: &Knowledge) -> PyResult<LoadReport> {
        let given = match feed {
            Some((items, sender)) => self.feed(&items, &sender, knowledge),
            None => Ok(()),
        };
        // With the sender gone, the load knows that there is no more.
        let mut fault = given.err();
        if fault.is_some() {
            self.shared.stop.store(true, Ordering::Relaxed);
        }
        let ended = loop {
            if let Ok(ended) = self.ended.recv_timeout(LISTEN) {
                break ended;
            }
            if fault.is_none()
                && let Err(error) = self.listen()
            {
                self.shared.stop.store(true, Ordering::Relaxed);
                fault = Some(error);
            }
        };
        let report = match ended {
            Ok(result) => result.map_err(interrupted_or),
            Err(_) => Err(raise("InternalError", "a fault while loading; what was committed before it stays")),
        };
        if let Some(fault) = fault {
            return Err(fault);
        }
        let report = report?;
        *self.shared.progress.lock().unwrap_or_else(PoisonError::into_inner) = report.progress();
        self.tell(true)?;
        Ok(report.into())
    }

    /// Takes articles from Python and hands them on.
    fn feed(&self, items: &Py<PyIterator>, sender: &Sender<Input>, knowledge: &Knowledge) -> PyResult<()> {
        let mut number = 0_u64;
        let mut last = std::time::Instant::now();
        loop {
            let next = Python::attach(|py| -> PyResult<Option<Taken>> {
                match items.clone_ref(py).into_bound(py).next() {
                    Some(item) => Taken::of(&item?).map(Some),
                    None => Ok(None),
                }
            })?;
            let Some(taken) = next else { return Ok(()) };
            number += 1;
            for input in taken.inputs(number, knowledge) {
                let mut input = Some(input);
                while let Some(waiting) = input.take() {
                    match sender.try_send(waiting) {
                        Ok(()) => {}
                        // The load has ended with an error of its own.
                        Err(TrySendError::Disconnected(_)) => return Ok(()),
                        Err(TrySendError::Full(waiting)) => {
                            input = Some(waiting);
                            thread::sleep(Duration::from_millis(1));
                        }
                    }
                    if last.elapsed() >= LISTEN {
                        last = std::time::Instant::now();
                        self.listen()?;
                    }
                }
            }
        }
    }

    /// Looks after signals and tells the progress.
    fn listen(&self) -> PyResult<()> {
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the name alone would fix a lifetime")]
        Python::attach(|py| py.check_signals())?;
        self.tell(false)
    }

    fn tell(&self, finished: bool) -> PyResult<()> {
        let Some(progress) = &self.progress else { return Ok(()) };
        let now = *self.shared.progress.lock().unwrap_or_else(PoisonError::into_inner);
        Python::attach(|py| progress.call1(py, (now.found, now.added, now.refused, finished)).map(|_| ()))
    }
}

/// What an iterator gave.
enum Taken {
    Record(Map<String, Value>),
    Path(PathBuf),
    /// Something that cannot be loaded, and why.
    Wrong(String),
}

impl Taken {
    fn of(item: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(record) = item.cast::<PyDict>() {
            return Ok(match cells::record(record) {
                Ok(fields) => Self::Record(fields),
                Err(error) => Self::Wrong(Self::reason(item.py(), &error)?),
            });
        }
        if let Some(path) = path(item)? {
            return Ok(Self::Path(path));
        }
        if let Ok(fields) = item.call_method0("_asdict").or_else(|_| item.call_method0("to_dict"))
            && let Ok(record) = fields.cast::<PyDict>()
        {
            return cells::record(record).map(Self::Record);
        }
        Ok(Self::Wrong(format!("expected a dictionary or a path, not {}", type_name(item))))
    }

    /// Why a record was refused; an error that is not about the record goes on.
    fn reason(py: Python<'_>, error: &PyErr) -> PyResult<String> {
        let refusal = error.is_instance_of::<PyTypeError>(py)
            || error.is_instance_of::<PyUnicodeDecodeError>(py)
            || error.is_instance_of::<PyValueError>(py);
        if refusal { Ok(error.value(py).to_string()) } else { Err(error.clone_ref(py)) }
    }

    fn inputs(self, number: u64, knowledge: &Knowledge) -> Vec<Input> {
        let origin = format!("record {number}");
        match self {
            Self::Record(fields) => vec![record(origin, fields, knowledge)],
            Self::Path(path) => match read::path(&path, knowledge.get()) {
                Ok(inputs) => inputs.collect(),
                Err(error) => vec![refused(path.display().to_string(), error)],
            },
            Self::Wrong(reason) => vec![refused(origin.clone(), Error::BadRecord { record: origin, reason })],
        }
    }
}

fn refused(origin: String, error: Error) -> Input {
    Input { origin, article: Err(error), notes: Vec::new() }
}

fn record(origin: String, fields: Map<String, Value>, knowledge: &Knowledge) -> Input {
    match read::record_with_notes(None, fields, knowledge.get()) {
        Ok((article, notes)) => Input { origin, article: Ok(article), notes },
        Err(error) => refused(origin, error),
    }
}

/// The inputs, as the thread of the load takes them.
#[expect(clippy::large_enum_variant, reason = "there is one of it")]
pub(super) enum Inputs<'k> {
    Channel(Receiver<Input>),
    Paths { knowledge: &'k Knowledge, paths: std::vec::IntoIter<PathBuf>, open: Option<read::Inputs<'k>> },
    Table { knowledge: &'k Knowledge, table: Batches, batch: usize, row: usize },
}

impl<'k> Inputs<'k> {
    /// The inputs of `source` outside a load; what Python's iterators give is taken at once.
    pub fn of(source: Source, knowledge: &'k Knowledge) -> PyResult<Box<dyn Iterator<Item = Input> + Send + 'k>> {
        Ok(match source {
            Source::Paths(paths) => Box::new(Inputs::Paths { knowledge, paths: paths.into_iter(), open: None }),
            Source::Table(table) => Box::new(Inputs::Table { knowledge, table, batch: 0, row: 0 }),
            Source::Items(items) => {
                let taken = Python::attach(|py| {
                    let items = items.into_bound(py);
                    items.map(|item| Taken::of(&item?)).collect::<PyResult<Vec<_>>>()
                })?;
                let numbered = (1..).zip(taken);
                Box::new(numbered.flat_map(move |(number, taken)| taken.inputs(number, knowledge)))
            }
        })
    }
}

impl Iterator for Inputs<'_> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        match self {
            Self::Channel(inputs) => inputs.recv().ok(),
            Self::Paths { knowledge, paths, open } => loop {
                if let Some(input) = open.as_mut().and_then(Iterator::next) {
                    return Some(input);
                }
                let path = paths.next()?;
                match read::path(&path, knowledge.get()) {
                    Ok(inputs) => *open = Some(inputs),
                    Err(error) => return Some(refused(path.display().to_string(), error)),
                }
            },
            Self::Table { knowledge, table, batch, row } => loop {
                let rows = table.batches.get(*batch)?;
                if *row >= rows.num_rows() {
                    (*batch, *row) = (*batch + 1, 0);
                    continue;
                }
                let at = *row;
                *row += 1;
                let origin = format!("row {}", at + 1);
                let mut fields = Map::new();
                for (field, column) in table.schema.fields().iter().zip(rows.columns()) {
                    match cells::json(column, at) {
                        Ok(value) => fields.insert(field.name().clone(), value),
                        Err(error) => {
                            let reason = format!("{}: {error}", field.name());
                            return Some(refused(origin.clone(), Error::BadRecord { record: origin, reason }));
                        }
                    };
                }
                return Some(record(origin, fields, knowledge));
            },
        }
    }
}

/// Refuses a path that is not there before a load begins, where it is the only thing asked for.
pub(super) fn must_exist(source: &Source, knowledge: &Knowledge) -> PyResult<()> {
    let Source::Paths(paths) = source else { return Ok(()) };
    let missing = |path: &PathBuf| read::path(path, knowledge.get()).err();
    paths.iter().find_map(missing).map_or(Ok(()), |error| Err(error.into()))
}
