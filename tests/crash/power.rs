//! The power goes: of what was written since the last sync, some is on the disk and some is not.
//!
//! `CORPUS_POWER_IMAGES`: how many disks for each workload; `CORPUS_POWER_DOUBLE`: how many where the power goes again
//! while the first damage is mended. A disk that is the same as one before, byte by byte, is not looked at again.

use crate::disk::{Before, Op, Watch};
use crate::image::{Disk, Image, Random, image};
use crate::workload::{
    CORRECTIONS, CREATION, DELETION, INDEX, LATER_MIGRATION, LOAD, MIGRATION, NAME, REEXTRACTION, Session, Whole,
    Workload,
};
use crate::{Account, scratch, size};
use corpus::Corpus;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

/// A workload as the disk saw it.
struct Recorded {
    whole: Whole,
    before: Vec<Before>,
    ops: Vec<Op>,
}

fn record(workload: Workload) -> Recorded {
    let folder = scratch();
    workload.prepare(folder.path());
    let whole = workload.whole();
    let watch = Watch::new(folder.path());
    let before = watch.record();
    let mut session = Session::new(folder.path());
    for n in 0..workload.steps() {
        workload.step(n, &mut session).unwrap();
        watch.acknowledge(n + 1);
    }
    session.corpus.take().unwrap().close().unwrap();
    let ops = watch.recorded();
    let syncs = ops.iter().filter(|op| matches!(op, Op::Sync { .. })).count();
    assert!(syncs > workload.steps(), "the record is empty: {syncs} syncs of {}", ops.len());
    Recorded { whole, before, ops }
}

fn put(image: &Image, folder: &Path) {
    for name in crate::disk::names(folder) {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, bytes) in &image.files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

/// Where the power goes: after each operation in turn, then anywhere.
fn cut(round: usize, ops: &[Op], random: &mut Random) -> usize {
    if round < ops.len() { round + 1 } else { 1 + random.below(ops.len()) }
}

fn cut_power(workload: Workload) {
    let recorded = record(workload);
    let folder = scratch();
    let mut random = Random(size("CORPUS_SEED", 1) as u64);
    let mut account = Account::default();
    let images = size("CORPUS_POWER_IMAGES", 3750);
    let (mut seen, hashing) = (HashSet::new(), RandomState::new());
    for round in 0..images {
        let cut = cut(round, &recorded.ops, &mut random);
        let image = image(&recorded.before, &recorded.ops[..cut], Disk::Honest, &mut random);
        if !seen.insert(hashing.hash_one((&image.files, image.acknowledged))) {
            continue;
        }
        put(&image, folder.path());
        if let Err(wrong) = account.look(folder.path(), &recorded.whole, image.acknowledged) {
            let n = image.acknowledged;
            let difference = difference(workload, n, folder.path());
            panic!("{}, image {round}, cut at {cut}, {n} acknowledged: {wrong:?} {difference:#?}", workload.name);
        }
    }
    eprintln!("power cut during {}: {} operations, {images} disks, {account}", workload.name, recorded.ops.len());
    account.assert_sound();
}

/// What a file holds beside the state after so many steps, and what it lacks.
fn difference(workload: Workload, acknowledged: usize, folder: &Path) -> Vec<String> {
    let path = folder.join(NAME);
    if Corpus::open(&path).is_err() {
        return vec![];
    }
    let (expected, found) = (workload.contents(acknowledged), crate::workload::lines(&path));
    let lacks = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("- {line}"));
    let more = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("+ {line}"));
    lacks.chain(more).collect()
}

#[test]
fn power_cut_during_creation() {
    cut_power(CREATION);
}

#[test]
fn power_cut_during_load() {
    cut_power(LOAD);
}

#[test]
fn power_cut_during_reextraction() {
    cut_power(REEXTRACTION);
}

#[test]
fn power_cut_during_corrections() {
    cut_power(CORRECTIONS);
}

#[test]
fn power_cut_during_deletion() {
    cut_power(DELETION);
}

#[test]
fn power_cut_during_indexing() {
    cut_power(INDEX);
}

#[test]
fn power_cut_during_migration() {
    cut_power(MIGRATION);
}

#[test]
fn power_cut_during_migration_of_a_later_file() {
    cut_power(LATER_MIGRATION);
}

/// The program that finds the damage is itself cut off while it mends it, up to three times.
fn cut_again(workloads: &[Workload]) {
    let images = size("CORPUS_POWER_DOUBLE", 5000) * workloads.len() / 6;
    let mut random = Random(size("CORPUS_SEED", 2) as u64);
    let mut account = Account::default();
    let folder = scratch();
    let (mut operations, mut again) = (0, 0);
    for workload in workloads {
        let recorded = record(*workload);
        for round in 0..images / workloads.len() {
            let cut = 1 + random.below(recorded.ops.len());
            let mut image = image(&recorded.before, &recorded.ops[..cut], Disk::Honest, &mut random);
            let acknowledged = image.acknowledged;
            for _ in 0..=random.below(3) {
                put(&image, folder.path());
                let (before, ops) = record_recovery(folder.path());
                operations += ops.len();
                again += 1;
                let cut = random.below(ops.len() + 1);
                image = crate::image::image(&before, &ops[..cut], Disk::Honest, &mut random);
            }
            put(&image, folder.path());
            if let Err(wrong) = account.look(folder.path(), &recorded.whole, acknowledged) {
                let difference = difference(*workload, acknowledged, folder.path());
                panic!("{}, image {round}, {acknowledged} acknowledged: {wrong:?} {difference:#?}", workload.name);
            }
        }
    }
    eprintln!("power cut while recovering: {again} recoveries of {operations} operations, {account}");
    account.assert_sound();
    assert!(operations > images, "recovering writes too little to prove anything");
}

#[test]
fn power_cut_while_recovering_new_rows() {
    cut_again(&[LOAD, CREATION]);
}

#[test]
fn power_cut_while_recovering_changed_rows() {
    cut_again(&[REEXTRACTION, CORRECTIONS, DELETION, MIGRATION]);
}

/// What the disk sees while a file is opened after a crash, read, and closed.
fn record_recovery(folder: &Path) -> (Vec<Before>, Vec<Op>) {
    let watch = Watch::new(folder);
    let before = watch.record();
    let corpus = Corpus::open(folder.join(NAME)).unwrap();
    corpus.relations().count().unwrap();
    corpus.close().unwrap();
    (before, watch.recorded())
}

/// A disk that does not do what it says, or is not asked to, must be seen to lose: or these tests see nothing.
#[test]
fn disks_without_syncs_lose_and_are_seen_to() {
    for disk in [Disk::NoSync, Disk::Lying] {
        let mut account = Account::default();
        let folder = scratch();
        let mut random = Random(3);
        for workload in [LOAD, CORRECTIONS] {
            let recorded = record(workload);
            for _ in 0..size("CORPUS_POWER_CONTROLS", 300) / 2 {
                let cut = 1 + random.below(recorded.ops.len());
                let image = image(&recorded.before, &recorded.ops[..cut], disk, &mut random);
                put(&image, folder.path());
                let _ = account.look(folder.path(), &recorded.whole, image.acknowledged);
            }
        }
        eprintln!("control, {disk:?}: {account}");
        assert!(account.lost > 0, "{account}");
        assert!(account.damaged + account.unreadable > 0, "{account}");
    }
}
