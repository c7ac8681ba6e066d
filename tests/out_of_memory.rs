//! Where SQLite finds no memory, that is the error; nothing committed is lost, nothing is in part, and the same handle
//! works once there is some.
//!
//! `CORPUS_MEMORY_LIMITS`: how many limits are tried (300 unless given). One test in a program of its own: the limit is
//! that of the process.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed
#![allow(unsafe_code)] // SQLite's limit can be raised by its C functions only

mod support;

use corpus::error::SqliteFailure;
use corpus::{Corpus, Error};
use rusqlite::ffi;
use std::path::Path;
use support::{article, extraction};

/// Sets the limit of what SQLite may hold, in bytes; 0 for none.
fn limit(bytes: i64) {
    // SAFETY: takes a number, and may be called at any time.
    unsafe { ffi::sqlite3_hard_heap_limit64(bytes) };
}

fn held() -> i64 {
    // SAFETY: takes nothing, and may be called at any time.
    unsafe { ffi::sqlite3_memory_used() }
}

type Work = fn(&mut Corpus, &Path) -> corpus::Result<()>;

/// Each kind of work, done again as often as one likes.
const WORK: [(&str, Work); 6] = [
    ("open", |_, path| Corpus::open(path)?.close()),
    ("add", |corpus, _| {
        let articles = (30..34).map(article).map(|article| {
            let read = extraction(&article);
            (article, read)
        });
        corpus.add_extracted(articles).map(drop)
    }),
    ("search", |corpus, _| corpus.search("ambassad*").unlimited().hits().map(drop)),
    ("relations", |corpus, _| corpus.relations().between("MLI", "DZA").rows().map(drop)),
    ("sql", |corpus, _| corpus.sql()?.rows("SELECT * FROM articles ORDER BY text DESC", &[], &[]).map(drop)),
    ("check", |corpus, _| match corpus.check()?.first() {
        None => Ok(()),
        Some(problem) => panic!("sound, but for want of memory: {problem}"),
    }),
];

#[test]
fn want_of_memory_is_told_and_passes() {
    let limits: i64 = std::env::var("CORPUS_MEMORY_LIMITS").ok().and_then(|given| given.parse().ok()).unwrap_or(300);
    let each = limits / i64::try_from(WORK.len()).unwrap();
    let (mut told, mut done) = (0, 0);
    for (name, work) in WORK {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut corpus = Corpus::open(&path).unwrap();
        corpus
            .add_extracted((0..30).map(article).map(|article| {
                let read = extraction(&article);
                (article, read)
            }))
            .unwrap();
        for n in 0..each {
            // A cache that is warm needs less: begun anew now and then.
            if n % 8 == 0 {
                corpus.close().unwrap();
                corpus = Corpus::open(&path).unwrap();
            }
            let articles = corpus.articles().count().unwrap();
            limit(held() + n * n * 2_000_000 / (each * each));
            let found = work(&mut corpus, &path);
            limit(0);
            match found {
                Ok(()) => done += 1,
                Err(Error::Sqlite { failure: SqliteFailure::OutOfMemory, .. }) => {
                    told += 1;
                    assert_eq!(corpus.articles().count().unwrap(), articles, "{name}: in part");
                }
                Err(error) => panic!("{name}, limit {n}: {error:?}"),
            }
            if let Err(error) = work(&mut corpus, &path) {
                panic!("{name}, after limit {n}: {error:?}");
            }
        }
        assert_eq!(corpus.check().unwrap(), [], "{name}");
    }
    eprintln!("{limits} limits: {told} told of, {done} sufficed");
    assert!(told > limits / 8 && done > limits / 8, "{told} told, {done} done");
}
