//! The disk is full, then there is room again.
//!
//! `CORPUS_FULL_SIZES`: with how many amounts of room each workload is tried.

use crate::disk::{Watch, names};
use crate::workload::{
    CORRECTIONS, CREATION, DELETION, LOAD, MIGRATION, NAME, REEXTRACTION, SNAPSHOT, Session, Workload, state,
};
use crate::{full_message, scratch, size};

fn fill(workload: Workload) {
    const PLENTY: u64 = 1 << 40;
    let base = scratch();
    workload.prepare(base.path());
    let states = workload.whole().states;
    let copy = || {
        let folder = scratch();
        for name in names(base.path()) {
            std::fs::copy(base.path().join(&name), folder.path().join(&name)).unwrap();
        }
        (Watch::new(folder.path()), Session::new(folder.path()), folder)
    };
    // How much it takes at most, at any moment.
    let (watch, mut session, folder) = copy();
    watch.room(Some(PLENTY));
    let mut least = PLENTY;
    for n in 0..workload.steps() {
        workload.step(n, &mut session).unwrap();
        least = least.min(watch.left());
    }
    drop((session, watch, folder));
    let sizes = size("CORPUS_FULL_SIZES", 20) as u64;
    let (mut refused, mut went_on) = (0, 0);
    for n in 0..sizes {
        let room = (PLENTY - least) * n / sizes;
        let (watch, mut session, folder) = copy();
        watch.room(Some(room));
        for n in 0..workload.steps() {
            let Err(error) = workload.step(n, &mut session) else { continue };
            let what = || format!("{}, room for {room} bytes, step {n}: {}", workload.name, full_message(&error));
            assert!(error.is_disk_full(), "{}", what());
            refused += 1;
            // Still full: still the same.
            if let Err(error) = workload.step(n, &mut session) {
                assert!(error.is_disk_full(), "{}, again: {}", what(), full_message(&error));
            }
            watch.room(None);
            went_on += usize::from(session.corpus.is_some());
            if let Err(error) = workload.step(n, &mut session) {
                panic!("{}; with room again: {}", what(), full_message(&error));
            }
        }
        let corpus = session.corpus.take().unwrap();
        assert_eq!(corpus.check().unwrap(), [], "{}, room for {room} bytes", workload.name);
        assert_eq!(Some(&state(&session.path)), states.last(), "{}, room for {room} bytes", workload.name);
        corpus.close().unwrap();
        assert!(names(folder.path()).iter().all(|name| name == NAME || name == SNAPSHOT));
    }
    eprintln!(
        "full disk during {}: {sizes} sizes, refused {refused} times, {went_on} handles worked on",
        workload.name
    );
    assert!(refused >= sizes / 2, "{refused}");
}

#[test]
fn a_full_disk_is_told_and_the_handle_works_once_there_is_room() {
    for workload in [LOAD, REEXTRACTION, CORRECTIONS, DELETION, MIGRATION, CREATION] {
        fill(workload);
    }
}
