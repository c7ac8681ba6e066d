//! Stopping what takes long: between statements, within them, and while another connection writes.

use super::Store;
use super::failure::{Doing, failure};
use crate::error::{Error, Result, SqliteFailure};
use crossbeam_channel::RecvTimeoutError;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Asked now and then, on the thread that works, whether to stop.
pub type Stop = Arc<dyn Fn() -> bool + Send + Sync>;

/// Instructions of SQLite's machine between two looks at the clock: well under a millisecond.
pub(crate) const STEP: i32 = 10_000;
/// How often a caller is asked whether to go on.
pub(crate) const ASK: Duration = Duration::from_millis(50);
/// How long one who waits to write sleeps before it tries again. Between two transactions of a program that writes and writes
/// there is but a moment: whoever sleeps longer misses it ever again, as with SQLite's own waiting, and is refused in the end.
const KNOCK: Duration = Duration::from_millis(1);
/// The same, where it has waited for so [`LONG`] that the other must be at something large.
const LATER: Duration = Duration::from_millis(5);
const LONG: Duration = Duration::from_secs(20);
/// How often one who waits for a thread asks.
const LISTEN: Duration = Duration::from_millis(20);

impl Store {
    /// Has `stop` asked wherever this connection works or waits for long.
    pub(crate) fn stop_when(&mut self, stop: Option<Stop>) {
        self.stop = stop;
    }

    /// Asks whether to stop in a loop of steps that are too small for SQLite to ask.
    pub(crate) fn asking(&self) -> Asking {
        Asking { stop: self.stop.clone(), asked: Instant::now() }
    }

    /// [`asking`](Self::asking) as a function, for what knows no store.
    pub(crate) fn stopped(&self) -> impl Fn() -> bool {
        let asking = RefCell::new(self.asking());
        move || asking.borrow_mut().go_on("working").is_err()
    }

    /// Who is asked.
    pub(crate) fn stop(&self) -> Option<Stop> {
        self.stop.clone()
    }

    /// Begins a transaction that writes, once no other connection does.
    pub(super) fn writing(&self) -> Result<Transaction<'_>> {
        begin(self.connection()?, self.patience, self.stop.as_ref(), "waiting to write")
    }
}

/// Does `work`, which asks nobody and takes long, on a thread of its own where there is somebody to ask: when that one wants
/// it stopped, it is left to end by itself.
pub(crate) fn apart<T: Send + 'static>(
    stop: Option<&Stop>,
    doing: &'static str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let Some(stop) = stop else { return work() };
    let work = Arc::new(Mutex::new(Some(work)));
    let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (done, ended) = crossbeam_channel::bounded(1);
    let other = Arc::clone(&work);
    let spawned = thread::Builder::new().spawn(move || {
        // Nobody may be listening any more.
        _ = take(&other).map(|work| done.send(work()));
    });
    let Ok(thread) = spawned else {
        return take(&work).map_or_else(|| Err(Error::interrupted(doing)), |work| work());
    };
    loop {
        match ended.recv_timeout(LISTEN) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Timeout) if stop() => return Err(Error::interrupted(doing)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Err(fault) => std::panic::resume_unwind(fault),
                Ok(()) => return Err(Error::interrupted(doing)),
            },
        }
    }
}

/// Asks now and then whether to stop.
pub(crate) struct Asking {
    stop: Option<Stop>,
    asked: Instant,
}

impl Asking {
    /// Fails where what is being done is to be stopped.
    pub fn go_on(&mut self, doing: &'static str) -> Result<()> {
        if self.stop.is_some() && self.asked.elapsed() >= ASK {
            self.asked = Instant::now();
            if self.stop.as_ref().is_some_and(|stop| stop()) {
                return Err(Error::interrupted(doing));
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").finish_non_exhaustive()
    }
}

/// Begins a transaction that writes. Waits as long as `patience` while another connection does; SQLite itself would ask
/// nobody meanwhile whether to go on.
pub(super) fn begin<'c>(
    connection: &'c Connection,
    patience: Duration,
    stop: Option<&Stop>,
    doing: &'static str,
) -> Result<Transaction<'c>> {
    let (start, mut asked) = (Instant::now(), Instant::now());
    connection.busy_timeout(Duration::ZERO).doing(doing)?;
    let begun = loop {
        match Transaction::new_unchecked(connection, TransactionBehavior::Immediate) {
            Err(error) if failure(&error) == SqliteFailure::Busy && start.elapsed() < patience => {
                if asked.elapsed() >= ASK {
                    asked = Instant::now();
                    if stop.is_some_and(|stop| stop()) {
                        break Err(Error::interrupted(doing));
                    }
                }
                thread::sleep(if start.elapsed() < patience.min(LONG) { KNOCK } else { LATER });
            }
            begun => break begun.doing(doing),
        }
    };
    connection.busy_timeout(patience).doing(doing)?;
    begun
}

/// Asks `stop` while statements of this connection run.
pub(super) fn watch(connection: &mut Connection, stop: Stop) -> Result<()> {
    let mut asked = Instant::now();
    let handler = move || {
        if asked.elapsed() < ASK {
            return false;
        }
        asked = Instant::now();
        stop()
    };
    connection.progress_handler(STEP, Some(handler)).doing("setting up the database")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(answer: bool) -> Stop {
        Arc::new(move || answer)
    }

    #[test]
    fn one_who_works_in_small_steps_asks_now_and_then() {
        let asking = |stop, ago| Asking { stop, asked: Instant::now().checked_sub(ago).unwrap_or_else(Instant::now) };
        assert!(asking(Some(stop(true)), Duration::ZERO).go_on("working").is_ok(), "it was asked just now");
        let error = asking(Some(stop(true)), ASK * 2).go_on("working").unwrap_err();
        assert!(error.is_interrupted(), "{error}");
        let mut on = asking(Some(stop(false)), ASK * 2);
        assert!(on.go_on("working").is_ok() && on.asked.elapsed() < ASK * 2, "the next time is later");
        assert!(asking(None, ASK * 2).go_on("working").is_ok());
    }

    #[test]
    fn what_asks_nobody_is_left_to_end_by_itself() {
        let (end, wait) = crossbeam_channel::bounded::<()>(0);
        let endless = move || {
            _ = wait.recv();
            Ok(7)
        };
        let asked = std::sync::atomic::AtomicU8::new(0);
        let second: Stop = Arc::new(move || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0);
        let error = apart(Some(&second), "compiling", endless).unwrap_err();
        assert!(error.is_interrupted(), "{error}");
        drop(end);
        assert_eq!(apart(Some(&stop(false)), "compiling", || Ok(7)).unwrap(), 7);
        assert_eq!(apart(None, "compiling", || Ok(7)).unwrap(), 7);
    }

    #[test]
    fn a_statement_without_end_is_stopped() {
        let mut connection = Connection::open_in_memory().unwrap();
        watch(&mut connection, stop(true)).unwrap();
        let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
        let error = connection.query_row(endless, [], |row| row.get::<_, i64>(0)).unwrap_err();
        assert_eq!(failure(&error), SqliteFailure::Interrupted);
    }
}
