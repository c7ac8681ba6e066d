//! Stopping what takes too long, or what its user no longer wants.

use crate::error::Result;
use crate::store::{ASK, Doing, STEP, Stop, Store};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// When to stop a statement that is running.
#[derive(Clone, Default)]
pub struct Watch {
    /// The longest it may take.
    pub limit: Option<Duration>,
    /// Asked every 50 ms whether to stop, on the thread that runs the statement.
    pub stop: Option<Stop>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// Watches all that `store` runs from now on; a limit counts from this call. Returns whether the limit was passed.
pub fn watch(store: &mut Store, watch: Watch) -> Result<Arc<AtomicBool>> {
    let passed = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&passed);
    let own = watch.stop.clone();
    let deadline = watch.limit.and_then(|limit| Instant::now().checked_add(limit));
    let mut asked = Instant::now();
    let handler = move || {
        let now = Instant::now();
        if deadline.is_some_and(|deadline| now >= deadline) {
            flag.store(true, Ordering::Relaxed);
            return true;
        }
        if now.duration_since(asked) < ASK {
            return false;
        }
        asked = now;
        watch.stop.as_ref().is_some_and(|stop| stop())
    };
    store.stop_when(own);
    store.connection_mut()?.progress_handler(STEP, Some(handler)).doing("watching a query")?;
    Ok(passed)
}
