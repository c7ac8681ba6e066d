//! Running Rust without the interpreter, and coming back when Ctrl-C is pressed.

use super::errors::{exception, raise};
use crate::error::{Error, Result};
use pyo3::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How often a thread that waits for another looks after signals.
const LISTEN: Duration = Duration::from_millis(20);

thread_local! {
    /// What a signal handler raised while a statement ran on this thread.
    static RAISED: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Whether a signal asks to stop; what its handler raised is kept for [`detached`].
pub(super) fn signalled() -> bool {
    Python::attach(|py| raised(py.check_signals()))
}

/// Whether a signal asks to stop, looked after every 50 ms however often it is asked.
pub(super) fn every_now_and_then() -> crate::corpus::Stop {
    let last = std::sync::Mutex::new(std::time::Instant::now());
    std::sync::Arc::new(move || {
        let Ok(mut last) = last.try_lock() else { return false };
        if last.elapsed() < std::time::Duration::from_millis(50) {
            return false;
        }
        *last = std::time::Instant::now();
        signalled()
    })
}

/// Tells how many articles were read, and looks after signals meanwhile.
pub(super) struct Watch {
    /// Takes the number done and the total.
    progress: Option<Arc<Py<PyAny>>>,
    total: AtomicU64,
}

impl Watch {
    /// By what is given as `progress`: a bool, a function or nothing.
    pub fn new(py: Python<'_>, progress: Option<&Bound<'_, PyAny>>, what: &str) -> PyResult<Self> {
        let made = py.import("corpus._progress")?.getattr("stepper")?.call1((progress, what))?;
        let progress = (!made.is_none()).then(|| Arc::new(made.unbind()));
        Ok(Self { progress, total: AtomicU64::new(u64::MAX) })
    }

    /// Asked before each `step` articles of `total` whether to end: where a signal says so, or `progress` raises.
    pub fn stop(&self, total: impl Into<Option<u64>>, step: u64) -> crate::corpus::Stop {
        let total = total.into();
        self.total.store(total.unwrap_or(u64::MAX), Ordering::Relaxed);
        let progress = self.progress.clone();
        let (signals, asked) = (every_now_and_then(), AtomicU64::new(0));
        let last = std::sync::Mutex::new(None::<std::time::Instant>);
        Arc::new(move || {
            let done = asked.fetch_add(step, Ordering::Relaxed);
            let Some(progress) = &progress else { return signals() };
            let Ok(mut last) = last.try_lock() else { return false };
            if last.is_some_and(|last| last.elapsed() < std::time::Duration::from_millis(50)) {
                return false;
            }
            *last = Some(std::time::Instant::now());
            signalled() || Python::attach(|py| raised(progress.call1(py, (done, total))))
        })
    }

    /// That all is done.
    pub fn finish(&self, py: Python<'_>, done: u64) -> PyResult<()> {
        let Some(progress) = &self.progress else { return Ok(()) };
        let total = match self.total.load(Ordering::Relaxed) {
            u64::MAX => done,
            total => total,
        };
        progress.call1(py, (total, total)).map(|_| ())
    }
}

/// Whether something was raised, which is kept for [`detached`].
fn raised<T>(result: PyResult<T>) -> bool {
    result.is_err_and(|error| {
        RAISED.with(|raised| *raised.borrow_mut() = Some(error));
        true
    })
}

/// Runs `work` with the interpreter let go. A fault in it becomes `corpus.InternalError`.
pub(super) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    detached_py(py, || work().map_err(interrupted_or))
}

/// [`detached`], for work that makes Python's errors itself.
pub(super) fn detached_py<T: Send>(py: Python<'_>, work: impl FnOnce() -> PyResult<T> + Send) -> PyResult<T> {
    // `work` is not used again after a fault, and the locks it may have held are taken in spite of poison.
    let ended = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    // Whatever the work made of being stopped, what stopped it comes out.
    if let Some(raised) = RAISED.with(|raised| raised.borrow_mut().take()) {
        return Err(raised);
    }
    match ended {
        Ok(result) => result,
        Err(fault) => Err(exception(py, "InternalError", &describe(fault.as_ref()))),
    }
}

/// [`detached`], for long work that asks nobody whether to go on: it is done on a thread of its own, which is left to end
/// by itself when Ctrl-C is pressed.
pub(super) fn apart<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let (done, ended) = crossbeam_channel::bounded(1);
    let spawned = thread::Builder::new().spawn(move || {
        // Nobody may be listening any more.
        let _ = done.send(catch_unwind(AssertUnwindSafe(work)));
    });
    if let Err(error) = spawned {
        return Err(exception(py, "CorpusError", &format!("no thread could be started: {error}")));
    }
    loop {
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the name alone would fix a lifetime")]
        match py.detach(|| ended.recv_timeout(LISTEN)) {
            Ok(Ok(result)) => return result.map_err(|error| error.into()),
            Ok(Err(fault)) => return Err(exception(py, "InternalError", &describe(fault.as_ref()))),
            Err(crossbeam_channel::RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(crossbeam_channel::RecvTimeoutError::Disconnected) => {
                return Err(exception(py, "InternalError", "a thread ended without an answer"));
            }
        }
    }
}

/// The exception a signal handler raised, where the error is that of being interrupted by it.
pub(super) fn interrupted_or(error: Error) -> PyErr {
    if error.is_interrupted()
        && let Some(raised) = RAISED.with(|raised| raised.borrow_mut().take())
    {
        return raised;
    }
    error.into()
}

/// What a panic said, for a user who can report it.
fn describe(fault: &(dyn Any + Send)) -> String {
    let said = fault.downcast_ref::<&str>().copied().or_else(|| fault.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or("no message");
    format!("a fault in corpus {}, please report it: {said}", env!("CARGO_PKG_VERSION"))
}

/// `corpus.CorpusError` for a closed handle.
pub(super) fn closed(what: &str) -> PyErr {
    raise("ClosedError", &format!("{what} is closed; open it again with corpus.open()"))
}
