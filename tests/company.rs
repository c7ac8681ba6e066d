//! Many processes, threads and handles at one file lose nothing, refuse nothing and see whole articles only.
//!
//! `CORPUS_COMPANY=1000 CORPUS_WRITERS=16 cargo test --release --test company -- --nocapture` has so many processes write so
//! many times each.
// A test that cannot go on has failed; a child tells its parent what it saw.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

mod support;

use corpus::corpus::LoadOptions;
use corpus::extraction::Extraction;
use corpus::query::Cell;
use corpus::store::{Copies, OpenOptions, Threshold};
use corpus::{Article, Corpus};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::{article, extraction, input};

const CHILD: &str = "CORPUS_TEST_COMPANY";
const READ_ONLY: OpenOptions =
    OpenOptions { create: false, read_only: true, untrusted: false, busy_timeout: Duration::from_secs(10) };

/// A number that a variable sets.
fn set(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// How often each process writes.
fn writes() -> usize {
    set("CORPUS_COMPANY", 100)
}

/// An article of process or thread `who`.
fn own(who: usize, n: usize) -> Article {
    let mut article = article(who * 100_000 + n);
    article.key = format!("{who}/{n}");
    article
}

/// One question whose answer is the same in every state a transaction may leave: whether all that belongs to an article
/// is there with it. Returns how many articles there are.
fn look(corpus: &mut Corpus) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM relations), (SELECT count(*) FROM mentions), \
               (SELECT count(*) FROM dates), (SELECT count(*) FROM ties), (SELECT count(*) FROM labels), \
               (SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'coopération'), \
               (SELECT count(*) FROM articles WHERE copy_of IS NOT NULL AND copy_of NOT IN (SELECT id FROM articles)), \
               (SELECT count(*) FROM event_relations WHERE relation_id NOT IN (SELECT id FROM relations))";
    let row = corpus.sql().unwrap().rows(sql, &[], &[]).unwrap().rows.remove(0);
    let counts: Vec<i64> =
        row.iter().map(|cell| if let Cell::Int(n) = cell { *n } else { panic!("{cell:?}") }).collect();
    let n = counts[0];
    assert_eq!(counts, [n, 4 * n, 4 * n, n, n, n, n, 0, 0], "an article in part");
    n
}

/// A child of the test below: writes, or reads, until it is done.
#[test]
fn one_of_many() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let mut told = told.splitn(4, ' ');
    let (what, who, count) = (told.next().unwrap(), told.next().unwrap(), told.next().unwrap());
    let path = PathBuf::from(told.next().unwrap());
    let (who, count): (usize, usize) = (who.parse().unwrap(), count.parse().unwrap());
    if what == "read" {
        let mut corpus = Corpus::open_with(&path, &READ_ONLY).unwrap();
        let (mut last, mut looks) = (0, 0);
        while !path.with_file_name("done").exists() {
            let start = Instant::now();
            let now = look(&mut corpus);
            // They are not to have all of a small machine to themselves, whatever the file has grown to.
            std::thread::sleep(start.elapsed() * 4);
            assert!(now >= last, "what was seen is gone");
            last = now;
            looks += 1;
            let hits = corpus.search("coopération militaire").limit(5).hits().unwrap();
            assert!(hits.iter().all(|hit| !hit.snippet.is_empty()));
        }
        println!("looks {looks}");
        return;
    }
    let mut corpus = Corpus::open(&path).unwrap();
    // Compiled by the first that needs it, which is no wait.
    _ = corpus.lexicon();
    let mut waits = Vec::with_capacity(count);
    for n in 0..count {
        let article = own(who, n);
        let read = extraction(&article);
        let start = Instant::now();
        let written = corpus.add_extracted([(article, read)]).unwrap();
        waits.push(start.elapsed().as_millis());
        assert!(written[0].is_added());
    }
    corpus.close().unwrap();
    let waits: Vec<String> = waits.iter().map(u128::to_string).collect();
    println!("waits {}", waits.join(","));
}

fn start(what: &str, who: usize, count: usize, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "one_of_many", "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{what} {who} {count} {}", path.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a child said behind `word`.
fn end(child: Child, word: &str) -> String {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let line = said.lines().find_map(|line| line.split_once(word)).unwrap_or_else(|| panic!("{said}"));
    line.1.trim().to_owned()
}

#[test]
fn processes_write_and_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(Corpus::open(&path).unwrap());
    let (count, processes) = (writes(), set("CORPUS_WRITERS", 8));
    let readers: Vec<Child> = (0..8).map(|who| start("read", who, 0, &path)).collect();
    let began = Instant::now();
    let writers: Vec<Child> = (0..processes).map(|who| start("write", who, count, &path)).collect();
    let mut waits: Vec<u64> = Vec::new();
    for writer in writers {
        waits.extend(end(writer, "waits ").split(',').map(|wait| wait.parse::<u64>().unwrap()));
    }
    let seconds = began.elapsed().as_secs_f64();
    fs::write(folder.path().join("done"), "").unwrap();
    let looks: u64 = readers.into_iter().map(|reader| end(reader, "looks ").parse::<u64>().unwrap()).sum();
    let mut corpus = Corpus::open(&path).unwrap();
    assert_eq!(look(&mut corpus), i64::try_from(processes * count).unwrap());
    for who in 0..processes {
        assert!((0..count).all(|n| corpus.articles().key(format!("{who}/{n}")).count().unwrap() == 1));
    }
    assert_eq!(corpus.check().unwrap(), []);
    corpus.close().unwrap();
    assert!(!path.with_file_name("a.db-wal").exists(), "the last one that closes tidies up");
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100];
    eprintln!(
        "{} transactions by {processes} processes in {seconds:.1} s beside {looks} looks by 8 readers: none refused, none lost; \
         a write took {} ms at the median, {} at p99, {} at most",
        waits.len(),
        at(50),
        at(99),
        at(100)
    );
}

#[test]
fn handles_in_one_process_write_correct_delete_and_copy_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(Corpus::open(&path).unwrap());
    let count = writes().min(200);
    let (writing, kept) = (AtomicUsize::new(6), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for who in 0..6 {
            let (path, writing, kept) = (&path, &writing, &kept);
            scope.spawn(move || {
                let mut corpus = Corpus::open(path).unwrap();
                for n in 0..count {
                    let article = own(who, n);
                    let read = extraction(&article);
                    let id = corpus.add_extracted([(article, read)]).unwrap()[0].id();
                    let relation = corpus.relations().article(id).rows().unwrap()[0].id;
                    match n % 5 {
                        0 => {
                            let correction = corpus.reject(relation, "anna").unwrap();
                            corpus.undo(correction, "anna").unwrap();
                        }
                        1 => assert_eq!(corpus.delete([id]).unwrap().articles, 1),
                        2 if who == 0 => {
                            let threshold = Threshold::new(if n % 2 == 0 { 0.5 } else { 0.9 }).unwrap();
                            corpus.find_copies(Copies::Alike(threshold)).unwrap();
                        }
                        _ => {}
                    }
                    kept.fetch_add(usize::from(n % 5 != 1), Ordering::Relaxed);
                }
                writing.fetch_sub(1, Ordering::Relaxed);
            });
        }
        for who in 0..2 {
            let (path, writing) = (&path, &writing);
            scope.spawn(move || {
                let mut corpus = Corpus::open_with(path, &READ_ONLY).unwrap();
                let copy = path.with_file_name(format!("copy{who}.db"));
                while writing.load(Ordering::Relaxed) > 0 {
                    let sql = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM articles_fts WHERE \
                               articles_fts MATCH 'coopération')";
                    let row = corpus.sql().unwrap().rows(sql, &[], &[]).unwrap().rows.remove(0);
                    assert_eq!(row[0], row[1]);
                    let written = corpus.snapshot(&copy).unwrap();
                    fs::remove_file(written).unwrap();
                }
            });
        }
    });
    let corpus = Corpus::open(&path).unwrap();
    assert_eq!(corpus.articles().count().unwrap(), kept.into_inner() as u64);
    assert_eq!(corpus.check().unwrap(), []);
}

fn log_size(path: &Path) -> u64 {
    fs::metadata(path.with_file_name("a.db-wal")).map_or(0, |data| data.len())
}

/// A large article of one word, which costs little but room.
fn large(n: usize) -> Article {
    Article { key: format!("large/{n}"), text: format!("{n}{}", "a".repeat(6_000_000)), ..Article::default() }
}

/// Where the log may be left longer than this, in bytes.
const BOUND: u64 = 64 * 1024 * 1024;

#[test]
fn the_log_stays_small_beside_readers_of_ours_and_is_told_of_beside_one_that_does_not_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut writer = Corpus::open(&path).unwrap();
    // Handles that are open, and have answered, hold nothing back.
    let mut reader = Corpus::open_with(&path, &READ_ONLY).unwrap();
    let mut numbers = 0..;
    for n in 0..13 {
        writer.add_extracted([(large(numbers.next().unwrap()), Extraction::default())]).unwrap();
        if n % 6 > 0 {
            continue;
        }
        assert!(reader.sql().unwrap().rows("SELECT count(*) FROM articles", &[], &[]).is_ok());
        let report = writer.load([input(article(0))], &LoadOptions::default()).unwrap();
        assert!(report.notes.is_empty(), "{:?}", report.notes);
    }
    assert!(log_size(&path) <= BOUND, "{}", log_size(&path));
    // Another program that reads and reads: nothing can be taken out of the log, and one is told.
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM article").unwrap();
    for n in numbers.take(30) {
        writer.add_extracted([(large(n), Extraction::default())]).unwrap();
        if log_size(&path) > BOUND {
            break;
        }
    }
    assert!(log_size(&path) > BOUND);
    let report = writer.load([input(article(1))], &LoadOptions::default()).unwrap();
    let [note] = report.notes.as_slice() else { panic!("{:?}", report.notes) };
    assert!(note.text.contains("another program") && note.text.contains("MB"), "{note:?}");
    drop(other);
    writer.load([input(article(2))], &LoadOptions::default()).unwrap();
    writer.load([input(article(3))], &LoadOptions::default()).unwrap();
    assert!(log_size(&path) <= BOUND, "it shrinks when that has ended: {}", log_size(&path));
    assert_eq!(writer.check().unwrap(), []);
}

#[test]
fn who_waits_for_another_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(Corpus::open(&path).unwrap());
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let stop = std::sync::Arc::new(AtomicBool::new(false));
    let asked = std::sync::Arc::clone(&stop);
    let options = OpenOptions { busy_timeout: Duration::from_secs(600), ..OpenOptions::default() };
    let mut corpus =
        Corpus::open_stoppable(&path, &options, std::sync::Arc::new(move || asked.load(Ordering::Relaxed))).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(100));
            stop.store(true, Ordering::Relaxed);
        });
        // Ten minutes, if nobody were asked.
        assert!(corpus.add(article(1)).unwrap_err().is_interrupted());
        assert!(corpus.find_copies(Copies::Identical).unwrap_err().is_interrupted());
    });
    stop.store(false, Ordering::Relaxed);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(corpus.add(article(1)).unwrap().is_added());
}
