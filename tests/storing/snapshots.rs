//! A snapshot is one moment of the corpus, whole, whatever is written meanwhile; and it replaces nothing unasked.
//!
//! `CORPUS_SNAPSHOTS=200 cargo test --release --test storing snapshots:: -- --nocapture` runs it at length.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use crate::support;
use crate::support::{article, extraction, input};
use corpus::Corpus;
use corpus::corpus::LoadOptions;
use corpus::error::Error;
use corpus::store::OpenOptions;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Each article by its key, with its text and what was read from it.
fn content(path: &Path) -> BTreeMap<String, String> {
    let connection = Connection::open(path).unwrap();
    let sql = "SELECT key, json_array(hex(digest), text, title, (SELECT count(*) FROM mention WHERE article_id = a.id), \
        (SELECT count(*) FROM date_mention WHERE article_id = a.id), \
        (SELECT json_group_array(json_array(s.type, s.evidence, p.source, p.target)) FROM statement AS s \
         JOIN pair AS p ON p.statement_id = s.id WHERE s.article_id = a.id), \
        (SELECT count(*) FROM tie WHERE article_id = a.id), \
        (SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'coopération' AND rowid = a.id)) FROM article AS a";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn snapshots_during_a_load_are_sound_and_hold_whole_articles() {
    let wanted: usize = std::env::var("CORPUS_SNAPSHOTS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut writer = Corpus::open(&path).unwrap();
    writer.add_extracted((0..20).map(|n| (article(n), extraction(&article(n))))).unwrap();
    let copies = tempfile::tempdir().unwrap();
    let done = AtomicBool::new(false);
    let mut sizes = Vec::new();
    std::thread::scope(|scope| {
        let done = &done;
        scope.spawn(move || {
            // In batches of five, each a transaction, and articles replaced among them.
            let mut next = 20;
            while !done.load(Ordering::Relaxed) {
                let new = (next..next + 5).map(|n| (article(n), extraction(&article(n))));
                writer.add_extracted(new).unwrap();
                next += 5;
                if next % 20 == 0 {
                    let mut changed = article(next - 30);
                    changed.text.push_str(" Suite.");
                    let read = extraction(&changed);
                    writer.add_extracted([(changed, read)]).unwrap();
                }
            }
        });
        let reader = Corpus::open_with(&path, &OpenOptions { read_only: true, ..OpenOptions::default() }).unwrap();
        for n in 0..wanted {
            let copy = reader.snapshot(copies.path().join(format!("{n}.db"))).unwrap();
            sizes.push(content(&copy).len());
            std::thread::sleep(Duration::from_millis(5));
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(sizes.windows(2).all(|pair| pair[0] <= pair[1]), "{sizes:?}");
    assert!(sizes.iter().any(|size| *size > sizes[0]), "nothing was written meanwhile: {sizes:?}");
    let last = content(&path);
    for (n, size) in sizes.into_iter().enumerate() {
        let path = copies.path().join(format!("{n}.db"));
        let corpus = Corpus::open(&path).unwrap();
        assert_eq!(corpus.check().unwrap(), []);
        corpus.close().unwrap();
        let held = content(&path);
        assert_eq!((held.len(), size % 5), (size, 0), "a transaction is in it whole, or not at all");
        for (key, article) in &held {
            // It holds each article as it was before or after it was replaced.
            let now = &last[key];
            assert!(now == article || now.contains("Suite.") && !article.contains("Suite."), "{key}: {article}\n{now}");
        }
    }
    eprintln!("{wanted} snapshots during a load: all sound, all of whole transactions");
}

#[test]
fn a_snapshot_equals_what_it_was_taken_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    corpus.load((0..50).map(|n| input(article(n))), &LoadOptions::default()).unwrap();
    let mut heard = Vec::new();
    let progress = |done, total| {
        heard.push((done, total));
        ControlFlow::Continue(())
    };
    let copy = corpus.snapshot_with(folder.path().join("b.db"), false, progress).unwrap();
    let (done, total) = *heard.last().unwrap();
    assert_eq!((done, done), (total, fs::metadata(&copy).unwrap().len()));
    assert_eq!(names(folder.path()), ["a.db", "a.db-shm", "a.db-wal", "b.db"], "one file, that can be sent as it is");
    corpus.close().unwrap();
    assert_eq!(support::dump(&copy), support::dump(&path));
    // It is a corpus like any other.
    let mut copy = Corpus::open(&copy).unwrap();
    copy.load([input(article(60))], &LoadOptions::default()).unwrap();
    assert_eq!(copy.articles().count().unwrap(), 51);
    // Of one in memory too.
    let mut memory = Corpus::in_memory().unwrap();
    memory.load((0..5).map(|n| input(article(n))), &LoadOptions::default()).unwrap();
    let kept = memory.snapshot(folder.path().join("kept.db")).unwrap();
    assert_eq!(Corpus::open(kept).unwrap().articles().count().unwrap(), 5);
}

#[test]
fn nothing_is_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut corpus = Corpus::open(at("a.db")).unwrap();
    corpus.load((0..5).map(|n| input(article(n))), &LoadOptions::default()).unwrap();
    fs::write(at("notes.txt"), "mine").unwrap();
    assert!(matches!(corpus.snapshot(at("notes.txt")), Err(Error::Exists { path }) if path.ends_with("notes.txt")));
    assert_eq!(fs::read(at("notes.txt")).unwrap(), b"mine");
    let overwrite = |name: &str| corpus.snapshot_with(at(name), true, |_, _| ControlFlow::Continue(()));
    // Itself, under any name; a folder; a file that someone has open; what leads elsewhere.
    fs::create_dir(at("folder")).unwrap();
    let other = Corpus::open(at("open.db")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(at("notes.txt"), at("link.db")).unwrap();
    for name in ["a.db", "folder", "open.db", "link.db"] {
        if at(name).exists() {
            let error = overwrite(name).unwrap_err();
            assert!(matches!(error, Error::NotWritten { .. }), "{name}: {error}");
            assert!(corpus.snapshot(at(name)).is_err());
        }
    }
    other.close().unwrap();
    fs::write(at("gone.db-wal"), "the log of another").unwrap();
    assert!(matches!(corpus.snapshot(at("gone.db")), Err(Error::NotWritten { .. })));
    assert!(corpus.snapshot(at("no/such/folder.db")).unwrap_err().is_not_found());
    // Asked, it is.
    overwrite("notes.txt").unwrap();
    overwrite("open.db").unwrap();
    for name in ["notes.txt", "open.db"] {
        assert_eq!(Corpus::open(at(name)).unwrap().articles().count().unwrap(), 5);
    }
    assert_eq!(corpus.articles().count().unwrap(), 5);
    assert!(names(folder.path()).iter().all(|name| !name.starts_with(".corpus-")), "{:?}", names(folder.path()));
}

#[test]
fn stopped_half_way_it_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = Corpus::open(folder.path().join("a.db")).unwrap();
    corpus.load((0..50).map(|n| input(article(n))), &LoadOptions::default()).unwrap();
    let before = names(folder.path());
    let error = corpus.snapshot_with(folder.path().join("b.db"), false, |_, _| ControlFlow::Break(())).unwrap_err();
    assert!(error.is_interrupted());
    assert_eq!(names(folder.path()), before);
}
