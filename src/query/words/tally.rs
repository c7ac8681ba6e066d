//! Counts of many workers brought together.

use super::scan::{Found, Tok, UNLISTED};
use rustc_hash::FxHashMap;
use std::ops::AddAssign;

/// Counts by the number of a form, in one worker.
#[derive(Debug)]
pub(super) struct Counts<C> {
    list: Vec<C>,
}

impl<C> Default for Counts<C> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

impl<C: Default + Clone> Counts<C> {
    /// The count of what a word is counted as; none where it is not listed.
    pub fn of(&mut self, word: &Tok) -> Option<&mut C> {
        if word.stop || word.form == UNLISTED {
            return None;
        }
        let at = word.form as usize;
        if at >= self.list.len() {
            self.list.resize(at + 1 + at / 2, C::default());
        }
        self.list.get_mut(at)
    }
}

/// The sums of what all workers counted, by form.
pub(super) fn sums<S, C: Default + Clone + AddAssign>(
    found: Vec<Found<S>>,
    counts: impl Fn(S) -> Counts<C>,
) -> FxHashMap<Box<str>, C> {
    let mut sums: FxHashMap<Box<str>, C> = FxHashMap::default();
    for worker in found {
        let counts = counts(worker.state).list;
        for (form, count) in worker.forms.into_list().into_iter().zip(counts) {
            *sums.entry(form).or_default() += count;
        }
    }
    sums
}
