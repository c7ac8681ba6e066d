//! A file of every version of the schema opens, is brought up to date without a loss, and answers as a new one does.
//!
//! `tests/fixtures/schema` keeps one for each, made by `tools/schema_fixtures.py`. What a kill in the middle of a
//! migration leaves is tested beside the migrations, in `src/store/migrate.rs`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use corpus::corpus::{LoadOptions, ReextractOptions, Which};
use corpus::error::{Error, SqliteFailure};
use corpus::store::OpenOptions;
use corpus::{Article, Corpus, Lexicon, read};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> Vec<(i32, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema");
    (1..=999)
        .map(|version| (version, folder.join(format!("v{version}.db"))))
        .take_while(|(_, path)| path.exists())
        .collect()
}

/// A copy of a fixture, and its folder, which goes with it.
fn copy(fixture: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    fs::copy(fixture, &path).unwrap();
    (folder, path)
}

fn version(path: &Path) -> i32 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Rows as any SQLite reads them.
fn rows(path: &Path, questions: &[&str]) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut all = Vec::new();
    for sql in questions {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<Value> = (0..columns).map(|column| row.get(column).unwrap()).collect();
            all.push(format!("{sql}: {values:?}"));
        }
    }
    all
}

/// What stands in every version, with the numbers people may have noted.
const KEPT: [&str; 8] = [
    "SELECT id, key, digest, loaded_at, language, published, published_from, published_to, authors, agency, outlet, url, \
     photo_credit, words, meta, title, text FROM article ORDER BY 1",
    "SELECT * FROM label ORDER BY 1, 2",
    "SELECT * FROM entity ORDER BY 1",
    "SELECT article_id, n, start, end, text, entity_id, reading, sentence, rule FROM mention ORDER BY 1, 2",
    "SELECT * FROM date_mention ORDER BY 1, 2",
    "SELECT id, article_id, published, type, mode, context, quad, goldstein, source, source_sector, target, target_sector, \
     date, date_from, date_to, place, status, said_by, evidence, start, end, confidence, rule, origin \
     FROM relations ORDER BY 1",
    "SELECT article_id, tie, subject, object, evidence, start, end, rule, origin FROM ties ORDER BY 1, 2, 3",
    "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'drone' ORDER BY 1",
];

/// What a corpus answers. The number of an event is that of its first relation, and so compares too.
fn answers(corpus: &Corpus, path: &Path) -> Vec<String> {
    let mut all = rows(path, &KEPT[1..]);
    all.extend(rows(
        path,
        &[
            "SELECT id, key, copy_of, published, outlet, text FROM articles ORDER BY 1",
            "SELECT * FROM events ORDER BY 1",
            "SELECT * FROM event_relations ORDER BY 1, 2",
            "SELECT * FROM versions ORDER BY 1, 2, 3",
            "SELECT * FROM mentions ORDER BY 1, 2, 3",
            "SELECT * FROM entities ORDER BY 1",
            "SELECT hex(digest), hex(sketch) FROM copy_text ORDER BY 1",
        ],
    ));
    for words in ["drone", "\"espace aérien\"", "accuser -ambassadeur"] {
        let hits = corpus.search(words).unlimited().hits().unwrap();
        all.extend(hits.into_iter().map(|hit| format!("{words}: {} {:?} {}", hit.article_id, hit.score, hit.snippet)));
    }
    all
}

fn extra() -> Article {
    let text = "L’Algérie a abattu un drone malien dans la nuit du 31 mars au 1er avril 2025, près de Tin Zaouatine.";
    read::text("après", text, Lexicon::builtin())
}

#[test]
fn there_is_a_file_of_every_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    drop(Corpus::open(&path).unwrap());
    let found: Vec<i32> = fixtures().into_iter().map(|(version, _)| version).collect();
    let wanted: Vec<i32> = (1..=version(&path)).collect();
    assert_eq!(found, wanted, "run tools/schema_fixtures.py, and keep what it writes");
    for (number, fixture) in fixtures() {
        let (_folder, path) = copy(&fixture);
        assert_eq!(version(&path), number);
    }
}

#[test]
fn every_version_is_brought_up_to_date_and_answers_alike() {
    let mut first: Option<Vec<String>> = None;
    for (number, fixture) in fixtures() {
        let (_folder, path) = copy(&fixture);
        let before = rows(&path, &KEPT);
        let mut corpus = Corpus::open(&path).unwrap();
        assert!(before.len() > 150);
        assert_eq!(rows(&path, &KEPT), before, "version {number}: nothing is lost, and numbers stay");
        assert_eq!(corpus.check().unwrap(), [], "version {number}");
        // What a correction of the fifth version did is there, and can be undone.
        let log = rows(&path, &["SELECT id, state FROM corrections"]);
        assert_eq!(log.len(), usize::from(number >= 5), "{log:?}");
        if number >= 5 {
            assert!(corpus.relations().rows().unwrap().iter().any(|row| row.place.as_deref() == Some("Tinzaouatine")));
            corpus.undo(1, "anna").unwrap();
        }
        // What SQL alone could not work out comes with the next load.
        corpus.add(extra()).unwrap();
        assert_eq!(corpus.check().unwrap(), [], "version {number}");
        let now = answers(&corpus, &path);
        assert!(now.len() > 250, "{}", now.len());
        match &first {
            None => first = Some(now),
            Some(first) => {
                let different: Vec<_> = now.iter().filter(|line| !first.contains(line)).collect();
                assert!(now == *first, "version {number}: {different:#?}");
            }
        }
    }
}

#[test]
fn read_anew_an_old_file_equals_a_new_one() {
    for (number, fixture) in fixtures() {
        let (_folder, path) = copy(&fixture);
        let mut corpus = Corpus::open(&path).unwrap();
        if number >= 5 {
            corpus.undo(1, "anna").unwrap();
        }
        let ids = corpus.articles().ids().unwrap();
        let articles = Some(ids.into_iter().map(Which::Id).collect());
        corpus.reextract(&ReextractOptions { articles, ..ReextractOptions::default() }).unwrap();
        corpus.find_copies(corpus.copy_rule().unwrap()).unwrap();

        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("new.db");
        let mut new = Corpus::open(&fresh).unwrap();
        for row in corpus.articles().rows().unwrap() {
            let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/corpus/sample/articles");
            let name = Path::new(&row.key).file_name().unwrap();
            let inputs = if sample.join(name).exists() {
                read::path(sample.join(name), Lexicon::builtin()).unwrap().collect::<Vec<_>>()
            } else {
                let mut article = read::text(&row.key, &row.text, Lexicon::builtin());
                article.metadata.published = Some("2025-04-02".parse().unwrap());
                article.metadata.outlet = Some("Le Fil".to_owned());
                vec![read::Input { origin: row.key.clone(), article: Ok(article), notes: vec![] }]
            };
            assert_eq!(new.load(inputs, &LoadOptions::default()).unwrap().added, 1);
        }
        // Keys tell where an article was loaded from, and so do numbers of relations what was there before.
        let told = |corpus: &Corpus| {
            let mut all: Vec<String> = Vec::new();
            for row in corpus.relations().rows().unwrap() {
                all.push(format!("{:?}", corpus::query::RelationRow { id: 0, ..row }));
            }
            for row in corpus.mentions().rows().unwrap() {
                all.push(format!("{row:?}"));
            }
            for row in corpus.events().rows().unwrap() {
                all.push(format!("{:?}", corpus::query::EventRow { id: 0, ..row }));
            }
            for row in corpus.articles().rows().unwrap() {
                all.push(format!("{} {:?} {:?} {:?} {}", row.id, row.copy_of, row.published, row.title, row.text));
            }
            all.sort();
            all
        };
        let (old, new) = (told(&corpus), told(&new));
        let different: Vec<_> = old.iter().filter(|line| !new.contains(line)).collect();
        assert!(old == new, "version {number}: {different:#?}");
    }
}

#[test]
fn read_only_an_old_file_is_left_alone_and_said_to_be_old() {
    for (number, fixture) in fixtures() {
        let (_folder, path) = copy(&fixture);
        let before = fs::read(&path).unwrap();
        let opened = Corpus::open_with(&path, &OpenOptions { read_only: true, ..OpenOptions::default() });
        match opened {
            Ok(_) => assert_eq!(number, fixtures().last().unwrap().0),
            Err(error) => {
                assert!(matches!(error, Error::Older { found, .. } if found == number), "{error}");
                assert!(error.to_string().contains("open it once for writing"), "{error}");
            }
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_later_version_is_refused_and_left_alone() {
    let (_folder, path) = copy(&fixtures()[0].1);
    let later = fixtures().last().unwrap().0 + 1;
    Connection::open(&path).unwrap().pragma_update(None, "user_version", later).unwrap();
    let before = fs::read(&path).unwrap();
    for options in [OpenOptions::default(), OpenOptions { read_only: true, ..OpenOptions::default() }] {
        let error = Corpus::open_with(&path, &options).unwrap_err();
        assert!(matches!(error, Error::Newer { found, known, .. } if (found, known) == (later, later - 1)), "{error}");
        assert!(error.to_string().contains("update `corpus-db`"), "{error}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn several_that_open_an_old_file_at_once_migrate_it_once() {
    for (_, fixture) in fixtures() {
        let (_folder, path) = copy(&fixture);
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| Corpus::open(&path).unwrap().articles().count())).collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap().unwrap(), 6);
            }
        });
        assert_eq!(Corpus::open(&path).unwrap().check().unwrap(), []);
    }
}

#[test]
fn a_migration_waits_for_who_writes_and_says_so_when_it_waited_too_long() {
    let (_folder, path) = copy(&fixtures()[0].1);
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; DELETE FROM label").unwrap();
    let options = OpenOptions { busy_timeout: std::time::Duration::from_millis(50), ..OpenOptions::default() };
    let error = Corpus::open_with(&path, &options).unwrap_err();
    assert!(matches!(error, Error::Sqlite { failure: SqliteFailure::Busy, .. }), "{error}");
    writer.execute_batch("ROLLBACK").unwrap();
    drop(writer);
    assert_eq!(version(&path), 1);
    assert_eq!(Corpus::open(&path).unwrap().check().unwrap(), []);
}
