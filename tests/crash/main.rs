//! Killed processes, power cuts, failing and full disks: nothing that was acknowledged is lost, nothing is in part.
//!
//! `make soak` runs these tests at length; the sizes are environment variables, named where they are read.
#![cfg(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod disk;
mod faults;
mod full;
mod image;
mod kill;
mod power;
#[path = "../support/mod.rs"]
mod support;
mod workload;

use corpus::Corpus;
use std::path::Path;
use std::time::{Duration, Instant};
use workload::{NAME, SNAPSHOT, Whole, holds_secret, state};

/// A number from the environment.
fn size(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|given| given.parse().ok()).unwrap_or(otherwise)
}

/// A folder in memory where there is one: nothing here depends on a real disk.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::Builder::new().prefix("corpus-crash-").tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// What is wrong with a file after a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    /// It cannot be opened.
    Unreadable(String),
    /// A check finds damage.
    Damaged(String),
    /// It holds less than was acknowledged.
    Lost,
    /// It holds what it never held between two steps.
    Partial,
    /// It still holds what was purged.
    Kept,
}

/// What was found in files after crashes.
#[derive(Debug, Default)]
struct Account {
    looked: usize,
    unreadable: usize,
    damaged: usize,
    lost: usize,
    partial: usize,
    slowest: Duration,
}

impl Account {
    /// Opens the file in a folder as a user would, and compares it with what is whole, when so many steps were
    /// acknowledged.
    fn look(&mut self, folder: &Path, whole: &Whole, acknowledged: usize) -> Result<(), Wrong> {
        self.looked += 1;
        let path = folder.join(NAME);
        let found = self
            .compare(&path, &whole.states, acknowledged)
            .and_then(|()| look_at_snapshot(&folder.join(SNAPSHOT), whole, acknowledged))
            .and_then(|()| match whole.purged {
                Some(step) if acknowledged >= step && holds_secret(&path) => Err(Wrong::Kept),
                _ => Ok(()),
            });
        match &found {
            Err(Wrong::Unreadable(_)) => self.unreadable += 1,
            Err(Wrong::Damaged(_)) => self.damaged += 1,
            Err(Wrong::Lost) => self.lost += 1,
            // Of deleting it, that is.
            Err(Wrong::Partial | Wrong::Kept) => self.partial += 1,
            Ok(()) => {}
        }
        found
    }

    fn compare(&mut self, path: &Path, states: &[u64], acknowledged: usize) -> Result<(), Wrong> {
        if acknowledged > 0 && !path.exists() {
            return Err(Wrong::Lost);
        }
        let start = Instant::now();
        let mut corpus = Corpus::open(path).map_err(|error| Wrong::Unreadable(full_message(&error)))?;
        self.slowest = self.slowest.max(start.elapsed());
        let problems = corpus.check().map_err(|error| Wrong::Unreadable(full_message(&error)))?;
        if let Some(problem) = problems.first() {
            return Err(Wrong::Damaged(problem.to_string()));
        }
        let found = state(path);
        let allowed = &states[acknowledged..states.len().min(acknowledged + 2)];
        match states.contains(&found) {
            _ if allowed.contains(&found) => {}
            true => return Err(Wrong::Lost),
            false => return Err(Wrong::Partial),
        }
        // And it takes what comes next.
        if self.looked.is_multiple_of(8) {
            let next = support::article(900);
            let read = support::extraction(&next);
            corpus.add_extracted([(next, read)]).map_err(|error| Wrong::Unreadable(full_message(&error)))?;
            if let Some(problem) = corpus.check().map_err(|error| Wrong::Unreadable(full_message(&error)))?.first() {
                return Err(Wrong::Damaged(problem.to_string()));
            }
        }
        Ok(())
    }

    fn assert_sound(&self) {
        let wrong = (self.unreadable, self.damaged, self.lost, self.partial);
        assert_eq!(wrong, (0, 0, 0, 0), "unreadable, damaged, lost, partial: {self:?}");
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { looked, unreadable, damaged, lost, partial, slowest } = self;
        write!(
            f,
            "{looked} looked at: {lost} lost, {partial} partial, {damaged} damaged, {unreadable} unreadable; slowest \
             opening {} ms",
            slowest.as_millis()
        )
    }
}

/// A snapshot is that of its moment, whole, from when it has its name.
fn look_at_snapshot(path: &Path, whole: &Whole, acknowledged: usize) -> Result<(), Wrong> {
    let taken = whole.snapshots.iter().rfind(|step| **step <= acknowledged);
    if !path.exists() {
        return if taken.is_some() { Err(Wrong::Lost) } else { Ok(()) };
    }
    let read_only = corpus::store::OpenOptions { read_only: true, ..Default::default() };
    let corpus = Corpus::open_with(path, &read_only).map_err(|error| Wrong::Unreadable(full_message(&error)))?;
    let problems = corpus.check().map_err(|error| Wrong::Unreadable(full_message(&error)))?;
    if let Some(problem) = problems.first() {
        return Err(Wrong::Damaged(problem.to_string()));
    }
    let next = whole.snapshots.iter().find(|step| **step == acknowledged + 1);
    let (found, allowed) = (state(path), taken.into_iter().chain(next));
    if allowed.into_iter().any(|step| whole.states[*step] == found) { Ok(()) } else { Err(Wrong::Partial) }
}

/// An error with its causes.
fn full_message(error: &corpus::Error) -> String {
    let mut message = format!("{error} ({error:?})");
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    message
}
