//! A process killed at any moment.
//!
//! `CORPUS_KILLS`: how many in all. Loading without end is killed by `crash_kill.rs`.

use crate::disk::names;
use crate::workload::{ALL, NAME, Session, Workload};
use crate::{Account, image::Random, scratch, size};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FOLDER: &str = "CORPUS_TEST_CRASH_FOLDER";
const WORKLOAD: &str = "CORPUS_TEST_CRASH_WORKLOAD";

/// The child: begins the work over and over, each time on a file of its own, and notes each step that is done.
#[test]
fn work_until_killed() {
    let (Some(folder), Ok(name)) = (std::env::var_os(FOLDER), std::env::var(WORKLOAD)) else { return };
    let (folder, workload) = (Path::new(&folder), Workload::named(&name));
    let mut notes = OpenOptions::new().append(true).create(true).open(folder.join("notes")).unwrap();
    let base = folder.join("base");
    for round in 0_u64.. {
        let at = folder.join(round.to_string());
        std::fs::create_dir(&at).unwrap();
        for name in names(&base) {
            std::fs::copy(base.join(&name), at.join(&name)).unwrap();
        }
        notes.write_all(&u64::MAX.to_le_bytes()).unwrap();
        let mut session = Session::new(&at);
        for n in 0..workload.steps() {
            workload.step(n, &mut session).unwrap();
            notes.write_all(&(n as u64 + 1).to_le_bytes()).unwrap();
        }
        drop(session);
        if let Some(last) = round.checked_sub(1) {
            std::fs::remove_dir_all(folder.join(last.to_string())).unwrap();
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    if std::env::var_os(FOLDER).is_some() {
        return;
    }
    let kills = size("CORPUS_KILLS", 300);
    let mut random = Random(size("CORPUS_SEED", 4) as u64);
    let mut account = Account::default();
    let (mut steps, mut logs) = (0, 0);
    for (n, workload) in ALL.into_iter().enumerate() {
        let whole = workload.whole();
        for _ in 0..kills * (n + 1) / ALL.len() - kills * n / ALL.len() {
            let folder = scratch();
            let base = folder.path().join("base");
            std::fs::create_dir(&base).unwrap();
            workload.prepare(&base);
            kill(workload, folder.path(), &mut random);
            // The notes: a mark for each file begun, then the steps done on it.
            let bytes = std::fs::read(folder.path().join("notes")).unwrap();
            let notes: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|note| u64::from_le_bytes(*note)).collect();
            let rounds = notes.iter().filter(|note| **note == u64::MAX).count();
            steps += notes.len() - rounds;
            let last =
                notes.last().map_or(0, |note| if *note == u64::MAX { 0 } else { usize::try_from(*note).unwrap() });
            let at = folder.path().join((rounds - 1).to_string());
            logs += usize::from(at.join([NAME, "-wal"].concat()).metadata().is_ok_and(|log| log.len() > 0));
            if let Err(wrong) = account.look(&at, &whole, last) {
                panic!("{}: {last} steps acknowledged: {wrong:?}", workload.name);
            }
        }
    }
    eprintln!("{kills} kills, {steps} steps acknowledged, {logs} logs recovered: {account}");
    account.assert_sound();
    assert!(steps > kills / 2, "the children had time to work");
}

fn kill(workload: Workload, folder: &Path, random: &mut Random) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "kill::work_until_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(WORKLOAD, workload.name);
    let said = File::create(folder.join("said")).unwrap();
    let mut child = command.stdout(Stdio::null()).stderr(said).spawn().unwrap();
    // It begins by compiling the lexicon: from the first step on it is at work.
    let start = Instant::now();
    let second = if random.below(4) > 0 { 16 } else { 8 };
    while std::fs::metadata(folder.join("notes")).map_or(0, |notes| notes.len()) < second {
        assert!(start.elapsed() < Duration::from_secs(60), "the child does not begin");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_micros(random.next() % 150_000));
    let ended = child.try_wait().unwrap();
    assert!(ended.is_none(), "{}", std::fs::read_to_string(folder.join("said")).unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
}
