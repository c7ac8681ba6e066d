//! What was read of the index and may be asked for again: the next page, the same words with another filter.

use crate::error::Result;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Values by name, up to so many bytes in all; what was asked for longest ago is let go first.
pub(crate) struct Kept<T> {
    most: usize,
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    turn: u64,
    bytes: usize,
    values: FxHashMap<String, Held<T>>,
}

struct Held<T> {
    turn: u64,
    bytes: usize,
    value: Arc<T>,
}

impl<T> Kept<T> {
    pub fn new(most: usize) -> Self {
        Self { most, inner: Mutex::new(Inner { turn: 0, bytes: 0, values: FxHashMap::default() }) }
    }

    /// The value of this name, made where it is not kept; `size` tells how many bytes it takes, about.
    pub fn get(&self, name: &str, size: impl Fn(&T) -> usize, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
        {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.turn += 1;
            let turn = inner.turn;
            if let Some(known) = inner.values.get_mut(name) {
                known.turn = turn;
                return Ok(Arc::clone(&known.value));
            }
        }
        let value = Arc::new(make()?);
        let bytes = size(&value) + name.len();
        if bytes <= self.most / 2 {
            self.put(name, bytes, &value);
        }
        Ok(value)
    }

    fn put(&self, name: &str, bytes: usize, value: &Arc<T>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        while inner.bytes + bytes > self.most {
            let oldest = inner.values.iter().min_by_key(|(_, value)| value.turn).map(|(name, _)| name.clone());
            let Some(out) = oldest.and_then(|name| inner.values.remove(&name)) else { break };
            inner.bytes -= out.bytes;
        }
        let turn = inner.turn;
        let new = Held { turn, bytes, value: Arc::clone(value) };
        if let Some(old) = inner.values.insert(name.to_owned(), new) {
            inner.bytes -= old.bytes;
        }
        inner.bytes += bytes;
    }
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("most", &self.most).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_longest_ago_is_let_go() {
        let kept: Kept<u32> = Kept::new(100);
        let ask = |name: &str| {
            let mut made = false;
            kept.get(
                name,
                |_| 30,
                || {
                    made = true;
                    Ok(1)
                },
            )
            .unwrap();
            made
        };
        assert!(ask("a") && ask("b") && ask("c"));
        assert!(!ask("a"));
        assert!(ask("d"), "the fourth is made");
        assert!(!ask("a"), "and stands in the place of");
        assert!(ask("b"), "the one asked for longest ago");
        assert!(kept.inner.lock().unwrap().bytes <= 100);
    }

    #[test]
    fn all_that_fits_is_kept() {
        let kept: Kept<u32> = Kept::new(90);
        let ask = |name: &str, value: u32| *kept.get(name, |_| 29, || Ok(value)).unwrap();
        assert_eq!([ask("a", 1), ask("b", 2), ask("c", 3)], [1, 2, 3]);
        assert_eq!([ask("a", 7), ask("b", 7), ask("c", 7)], [1, 2, 3], "they take 90 bytes");
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let kept: Kept<u32> = Kept::new(100);
        for turn in 0..2 {
            assert_eq!(*kept.get("a", |_| 60, || Ok(turn)).unwrap(), turn);
        }
    }
}
