//! A load accounts for every input, adds nothing twice, does not depend on the number of threads, stops when told to,
//! and is stopped by nothing else.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::cases::cases;
use crate::support::{article, dump, input};
use corpus::corpus::{LoadOptions, LoadReport};
use corpus::read::Input;
use corpus::{Article, Corpus, Error};
use proptest::prelude::*;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

fn options(threads: usize, batch_articles: usize) -> LoadOptions {
    LoadOptions { threads: NonZero::new(threads), batch_articles, ..LoadOptions::default() }
}

fn load(path: &Path, inputs: impl IntoIterator<Item = Input, IntoIter: Send>, options: &LoadOptions) -> LoadReport {
    let mut corpus = Corpus::open(path).unwrap();
    let report = corpus.load(inputs, options).unwrap();
    assert_eq!(corpus.check().unwrap(), []);
    corpus.close().unwrap();
    report
}

#[test]
fn every_input_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let failed = || Input {
        origin: "broken.txt".into(),
        article: Err(Error::io("broken.txt", std::io::Error::other("no such encoding"))),
        notes: vec![],
    };
    let noted = Input { notes: vec!["read as windows-1252".into()], ..input(article(1)) };
    let nul = input(Article { key: "nul.txt".into(), text: "a\0b".into(), ..Article::default() });
    let inputs = vec![input(article(0)), failed(), noted, nul, input(article(0)), input(article(2))];
    let report = load(&path, inputs, &LoadOptions::default());
    assert_eq!((report.found, report.added, report.updated, report.known), (6, 3, 0, 1));
    let origins: Vec<&str> = report.refused.iter().map(|refused| refused.origin.as_str()).collect();
    assert_eq!(origins, ["broken.txt", "nul.txt"]);
    assert_eq!(report.notes.len(), 1);
    assert_eq!(
        report.to_string(),
        "6 found, 3 added, 1 known already, 2 refused\n  broken.txt: no such encoding\n  `nul.txt`: the character U+0000 at byte 1 of its text"
    );
    let changed = Article { text: "Un texte corrigé.".into(), ..article(1) };
    let report = load(&path, vec![input(article(0)), input(changed), failed()], &LoadOptions::default());
    assert_eq!(
        report.to_string(),
        "3 found, 0 added, 1 updated, 1 known already, 1 refused: broken.txt: no such encoding"
    );
}

#[test]
fn a_file_does_not_depend_on_threads_or_batches() {
    let folder = tempfile::tempdir().unwrap();
    // Keys come back, with the same and with other texts, near and far apart.
    let inputs = || {
        (0..600).map(|n| {
            let mut article = article(n % 250);
            if n % 7 == 0 {
                article.text.push_str(&"Suite. ".repeat(n % 40));
            }
            input(article)
        })
    };
    let dumps = [(1, 10_000), (4, 10_000), (4, 1), (3, 17)].map(|(threads, batch)| {
        let path = folder.path().join(format!("{threads}-{batch}.db"));
        let report = load(&path, inputs(), &options(threads, batch));
        (dump(&path), report.added, report.updated, report.known)
    });
    assert!(dumps[0].2 > 50 && dumps[0].3 > 100, "{} updated, {} known", dumps[0].2, dumps[0].3);
    for other in &dumps[1..] {
        assert!(*other == dumps[0]);
    }
}

#[test]
fn an_interrupted_load_keeps_what_it_committed_and_can_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    let mut last = 0;
    let endless = (0..).map(|n| input(article(n)));
    let report = corpus
        .load_with(endless, &options(2, 10), |progress| {
            last = progress.added;
            if progress.added > 100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert!(report.interrupted && report.added >= last && report.found == report.added);
    assert!(report.to_string().ends_with("then interrupted"));
    let added = usize::try_from(report.added).unwrap();
    let report = corpus.load((0..added + 5).map(|n| input(article(n))), &LoadOptions::default()).unwrap();
    assert_eq!((report.known, report.added), (u64::try_from(added).unwrap(), 5), "a beginning of the inputs was kept");
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn a_load_that_waits_for_its_inputs_stops_promptly_and_commits_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    let slow = (0..).map(|n| {
        std::thread::sleep(Duration::from_millis(20));
        input(article(n))
    });
    let start = Instant::now();
    let mut polls = 0;
    let report = corpus
        .load_with(slow, &LoadOptions::default(), |progress| {
            polls += 1;
            if progress.added > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert!(report.added > 0 && start.elapsed() < Duration::from_secs(10), "half-filled batches are committed");
    assert!(polls > 10, "{polls}");
}

#[test]
fn a_fault_in_the_inputs_ends_the_load_in_order() {
    let mut corpus = Corpus::in_memory().unwrap();
    let inputs = (0..10).map(|n| if n == 7 { panic!("broken generator") } else { input(article(n)) });
    let report = corpus.load(inputs, &LoadOptions::default()).unwrap();
    assert_eq!((report.added, report.refused.len()), (7, 1));
    assert!(report.to_string().contains("broken generator"));
}

#[test]
fn a_panic_in_the_callers_function_leaves_a_sound_corpus() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    let fault = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let endless = (0..).map(|n| input(article(n)));
        corpus.load_with(endless, &LoadOptions::default(), |_| panic!("broken callback"))
    }));
    assert!(fault.is_err());
    assert!(corpus.add(article(0)).is_ok(), "the handle still works");
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn two_loads_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let reports = std::thread::scope(|scope| {
        let loads = [0, 150].map(|from| {
            let path = &path;
            scope.spawn(move || {
                let mut corpus = Corpus::open(path).unwrap();
                corpus.load((from..from + 300).map(|n| input(article(n))), &options(2, 20)).unwrap()
            })
        });
        loads.map(|load| load.join().unwrap())
    });
    assert_eq!(reports.iter().map(|report| report.added).sum::<u64>(), 450);
    assert_eq!(reports.iter().map(|report| report.known).sum::<u64>(), 150);
    let report = load(&path, (0..450).map(|n| input(article(n))), &LoadOptions::default());
    assert_eq!(report.known, 450);
}

#[test]
fn no_inputs_are_no_trouble() {
    let report = Corpus::in_memory().unwrap().load([], &LoadOptions::default()).unwrap();
    assert_eq!(report.to_string(), "0 found, 0 added");
}

proptest! {
    #![proptest_config(cases(512))]

    /// Whatever the texts and keys: loading them twice is loading them once, and each is there as it was given.
    #[test]
    fn loading_twice_is_loading_once(articles in prop::collection::vec(("[a-e]{1,2}", "(\\PC|[\\n\\t]){0,80}"), 0..20)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut last = std::collections::BTreeMap::new();
        for (key, text) in &articles {
            last.insert(key.clone(), text.clone());
        }
        let given = |articles: Vec<(String, String)>| {
            articles.into_iter().map(|(key, text)| input(Article { key, text, ..Article::default() }))
        };
        load(&path, given(articles), &options(2, 4));
        let once = dump(&path);
        let report = load(&path, given(last.clone().into_iter().collect()), &options(2, 4));
        prop_assert_eq!(usize::try_from(report.known), Ok(last.len()));
        prop_assert_eq!(report.found, report.known);
        prop_assert_eq!(dump(&path), once);
        let connection = rusqlite::Connection::open(&path).unwrap();
        for (key, text) in last {
            let stored: String =
                connection.query_row("SELECT text FROM articles WHERE key = ?1", [&key], |row| row.get(0)).unwrap();
            prop_assert_eq!(stored, text);
        }
    }
}
