//! Every call to the operating system fails, one after another: once, and from then on.
//!
//! `CORPUS_FAULTS=all`: every way of failing at every call of every workload.

use crate::disk::{Call, Fault, How, Watch, names};
use crate::workload::{
    ADDITION, CORRECTIONS, CREATION, DELETION, INDEX, LATER_MIGRATION, LOAD, MIGRATION, REEXTRACTION,
};
use crate::workload::{NAME, SNAPSHOT, Session, Whole, Workload, state};
use crate::{Account, full_message, scratch};
use corpus::Error;
use corpus::error::SqliteFailure;
use std::path::Path;

/// What became of the runs.
#[derive(Debug, Default)]
struct Runs {
    all: usize,
    /// The call failed, and nobody needed to know.
    unnoticed: usize,
    failed: usize,
    /// The handle did its work once the fault was gone.
    went_on: usize,
    /// It had to be closed and the file opened anew.
    reopened: usize,
    account: Account,
}

/// Interrupted calls are made again, without end where they are interrupted without end: no system does that.
const OFTEN: u64 = 100;

fn ways(call: Call) -> Vec<(How, u64)> {
    let errno = |number| [(How::Errno(number), 0), (How::Errno(number), u64::MAX)];
    let interrupted = [(How::Errno(libc::EINTR), 0), (How::Errno(libc::EINTR), OFTEN)];
    let mut ways = errno(libc::EIO).to_vec();
    match call {
        Call::Open => ways.extend([errno(libc::ENOSPC), errno(libc::EMFILE), interrupted].concat()),
        Call::Read => {}
        Call::Write => {
            ways.extend([errno(libc::ENOSPC), errno(libc::EDQUOT), interrupted].concat());
            ways.extend([(How::Short, 0), (How::Short, u64::MAX)]);
        }
        Call::Sync | Call::Truncate => ways.extend([errno(libc::ENOSPC), interrupted].concat()),
        Call::Unlink => ways.extend(errno(libc::EPERM)),
    }
    ways
}

fn everything() -> bool {
    std::env::var("CORPUS_FAULTS").is_ok_and(|asked| asked == "all")
}

fn fail_everywhere(workload: Workload, calls: &[Call]) {
    let everything = everything();
    let base = scratch();
    workload.prepare(base.path());
    let whole = workload.whole();
    let mut runs = Runs::default();
    for &call in calls {
        let ways = ways(call);
        for (way, (how, more)) in ways.iter().copied().enumerate() {
            for nth in 1.. {
                // In short, the calls take the ways by turns.
                if !everything && nth % ways.len() as u64 != way as u64 {
                    if nth > 5000 {
                        break;
                    }
                    continue;
                }
                let fault = Fault { call, how, nth, more };
                if !run(workload, base.path(), &whole, fault, &mut runs) {
                    break;
                }
            }
        }
    }
    eprintln!(
        "failing calls during {}: {} runs, {} of them unnoticed, {} ended in an error; then {} handles worked on, {} \
         files were opened anew; copies taken at the error: {}",
        workload.name, runs.all, runs.unnoticed, runs.failed, runs.went_on, runs.reopened, runs.account
    );
    runs.account.assert_sound();
    assert!(runs.failed > 0);
}

/// One run; whether the call was reached.
fn run(workload: Workload, base: &Path, whole: &Whole, fault: Fault, runs: &mut Runs) -> bool {
    let folder = scratch();
    for name in names(base) {
        std::fs::copy(base.join(&name), folder.path().join(&name)).unwrap();
    }
    let watch = Watch::new(folder.path());
    let mut session = Session::new(folder.path());
    watch.fail(Some(fault));
    let mut failed = false;
    for n in 0..workload.steps() {
        let Err(error) = workload.step(n, &mut session) else { continue };
        failed = true;
        assert!(watch.failed() > 0, "{}, step {n}, {fault:?}: {}", workload.name, full_message(&error));
        assert_fits(&error, fault, workload);
        watch.pause(|| look_at_copy(folder.path(), whole, n, runs, fault));
        if fault.more > 0 && fault.more < u64::MAX {
            // It went away meanwhile, or not: either is well.
            let _ = workload.step(n, &mut session);
        } else if fault.more > 0
            && let Err(error) = workload.step(n, &mut session)
        {
            assert_fits(&error, fault, workload);
        }
        watch.fail(None);
        let had = session.corpus.is_some();
        if workload.step(n, &mut session).is_ok() {
            runs.went_on += usize::from(had);
            continue;
        }
        runs.reopened += 1;
        session.corpus = None;
        if let Err(error) = workload.step(n, &mut session) {
            panic!("{}, step {n}, {fault:?}: opened anew: {}", workload.name, full_message(&error));
        }
    }
    let hits = watch.failed();
    watch.fail(None);
    if !failed && hits == 0 {
        return false;
    }
    runs.all += 1;
    runs.failed += usize::from(failed);
    runs.unnoticed += usize::from(!failed);
    let corpus = session.corpus.as_ref().unwrap();
    assert_eq!(corpus.check().unwrap(), [], "{}, {fault:?}", workload.name);
    assert_eq!(Some(&state(&session.path)), whole.states.last(), "{}, {fault:?}", workload.name);
    session.corpus.take().unwrap().close().unwrap();
    let mut left = names(folder.path());
    left.retain(|name| name != NAME && name != SNAPSHOT);
    assert!(left.is_empty() || fault.call == Call::Unlink, "{}, {fault:?}: {left:?} left", workload.name);
    true
}

/// The file as it was when the error came, opened as after a crash.
fn look_at_copy(folder: &Path, whole: &Whole, acknowledged: usize, runs: &mut Runs, fault: Fault) {
    let copy = scratch();
    for name in names(folder) {
        if !name.ends_with("-shm") {
            std::fs::copy(folder.join(&name), copy.path().join(&name)).unwrap();
        }
    }
    if let Err(wrong) = runs.account.look(copy.path(), whole, acknowledged) {
        panic!("{fault:?}, {acknowledged} acknowledged: {wrong:?}");
    }
}

/// The error says what kind of trouble it was, and not that the file is damaged.
fn assert_fits(error: &Error, fault: Fault, workload: Workload) {
    let what = || format!("{}, {fault:?}: {}", workload.name, full_message(error));
    let fits = match error {
        // What cannot be read SQLite takes for a damaged file system, and says so.
        Error::Sqlite { failure: SqliteFailure::Damaged, .. } => fault.call == Call::Read,
        Error::Sqlite { failure, .. } => {
            matches!(failure, SqliteFailure::Io | SqliteFailure::DiskFull | SqliteFailure::ReadOnly)
        }
        Error::Io { .. } | Error::NoWriteAheadLog { .. } => true,
        _ => false,
    };
    assert!(fits, "{}", what());
    let full = matches!(fault.how, How::Errno(libc::ENOSPC | libc::EDQUOT));
    if full && fault.call == Call::Write {
        assert!(error.is_disk_full(), "{}", what());
    } else if !full {
        assert!(!error.is_disk_full(), "{}", what());
    }
}

/// Calls of this workload; in short, only of those that are done fast.
fn every_call(workload: Workload) {
    fail_everywhere(workload, &[Call::Open, Call::Write, Call::Sync, Call::Truncate, Call::Unlink]);
}

#[test]
fn every_call_may_fail_during_creation() {
    every_call(CREATION);
}

#[test]
fn every_call_may_fail_during_addition() {
    every_call(ADDITION);
}

/// Half the work of a migration is to write, which is tried with the others.
#[test]
fn every_call_may_fail_during_migration() {
    fail_everywhere(MIGRATION, &[Call::Open, Call::Sync, Call::Truncate, Call::Unlink]);
}

// At length: `make soak` tries these too.

#[test]
#[ignore = "at length"]
fn at_length_every_call_may_fail_during_load() {
    every_call(LOAD);
    fail_everywhere(LOAD, &[Call::Read]);
}

#[test]
#[ignore = "at length"]
fn at_length_every_call_may_fail_during_reextraction() {
    every_call(REEXTRACTION);
}

#[test]
#[ignore = "at length"]
fn at_length_every_call_may_fail_during_corrections() {
    every_call(CORRECTIONS);
}

#[test]
#[ignore = "at length"]
fn at_length_every_call_may_fail_during_deletion() {
    every_call(DELETION);
}

#[test]
#[ignore = "at length"]
fn at_length_every_call_may_fail_during_indexing() {
    every_call(INDEX);
}

#[test]
#[ignore = "at length"]
fn at_length_every_call_may_fail_during_migration() {
    every_call(LATER_MIGRATION);
    // What is not tried in short.
    fail_everywhere(MIGRATION, &[Call::Write]);
}
