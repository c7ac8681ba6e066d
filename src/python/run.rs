//! Running Rust without the interpreter, and coming back when Ctrl-C is pressed.

use super::errors::{exception, raise};
use crate::error::{Error, Result};
use pyo3::prelude::*;
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// What a signal handler raised while a statement ran on this thread.
    static RAISED: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Whether a signal asks to stop; what its handler raised is kept for [`detached`].
pub(super) fn signalled() -> bool {
    Python::attach(|py| match py.check_signals() {
        Ok(()) => false,
        Err(error) => {
            RAISED.with(|raised| *raised.borrow_mut() = Some(error));
            true
        }
    })
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

/// Runs `work` with the interpreter let go. A fault in it becomes `corpus.InternalError`.
pub(super) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    detached_py(py, || work().map_err(interrupted_or))
}

/// [`detached`], for work that makes Python's errors itself.
pub(super) fn detached_py<T: Send>(py: Python<'_>, work: impl FnOnce() -> PyResult<T> + Send) -> PyResult<T> {
    // `work` is not used again after a fault, and the locks it may have held are taken in spite of poison.
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(result) => result,
        Err(fault) => Err(exception(py, "InternalError", &describe(fault.as_ref()))),
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
