//! A file from a stranger: what no corpus has is refused by name before any of it runs; what is accepted works as any
//! other, within limits, and can reach nothing else.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::support::{article, extraction};
use corpus::corpus::{By, LoadOptions};
use corpus::store::{OpenOptions, Part};
use corpus::{Corpus, Error};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs;
use std::path::{Path, PathBuf};

fn untrusted(read_only: bool) -> OpenOptions {
    OpenOptions { untrusted: true, read_only, ..OpenOptions::default() }
}

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn file() -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("colleague.db");
    let mut corpus = Corpus::open(&path).unwrap();
    let articles = (0..6).map(article).map(|article| {
        let read = extraction(&article);
        (article, read)
    });
    corpus.add_extracted(articles).unwrap();
    corpus.close().unwrap();
    File { _folder: folder, path }
}

/// Runs SQL as an attacker can, who holds to no rule.
fn tamper(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON").unwrap();
    connection.execute_batch(sql).unwrap();
}

/// Each attack, and what the refusal names.
const FOREIGN: &[(&str, &str)] = &[
    (
        "CREATE TRIGGER evil AFTER INSERT ON article BEGIN UPDATE article SET title = 'owned'; END",
        "trigger `evil` that no corpus has",
    ),
    ("CREATE TRIGGER steal INSTEAD OF INSERT ON articles BEGIN SELECT 1; END", "trigger `steal`"),
    ("CREATE VIEW evil AS SELECT load_extension('x')", "view `evil`"),
    ("CREATE TABLE notes (x)", "table `notes`"),
    ("CREATE TABLE trap (x, y AS (abs(x)))", "table `trap`"),
    ("CREATE INDEX slow ON article (upper(text))", "index `slow`"),
    ("CREATE VIRTUAL TABLE other USING fts5(x)", "table `other"),
    ("ANALYZE", "table `sqlite_stat"),
    (
        "DROP VIEW relations; CREATE VIEW relations AS SELECT randomblob(100000000) AS id",
        "view `relations` that is not",
    ),
    ("DROP TRIGGER article_inserted", "no trigger `article_inserted`"),
    ("DROP TABLE parked_copy", "no table `parked_copy`"),
    (
        "DROP TRIGGER article_inserted; CREATE TRIGGER article_inserted AFTER INSERT ON label BEGIN SELECT 1; END",
        "trigger",
    ),
    (
        "UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (json_valid(meta))', '') WHERE name = 'article'",
        "table `article`",
    ),
    (
        "UPDATE sqlite_schema SET sql = replace(sql, 'remove_diacritics 2', 'remove_diacritics 1') WHERE name = 'articles_fts'",
        "table `articles_fts`",
    ),
    ("ALTER TABLE label ADD COLUMN evil TEXT DEFAULT 'x'", "table `label`"),
    ("CREATE TABLE \"a\u{1b}[2J\" (x)", "table `a\\u{1b}[2J`"),
];

#[test]
fn what_no_corpus_has_is_refused_by_name() {
    for (sql, named) in FOREIGN {
        let file = file();
        tamper(&file.path, sql);
        let before = fs::read(&file.path).unwrap();
        for read_only in [true, false] {
            match Corpus::open_with(&file.path, &untrusted(read_only)) {
                Err(error @ Error::Untrusted { .. }) => {
                    let message = error.to_string();
                    assert!(message.contains(named), "{sql}: {message}");
                    assert!(!message.contains('\u{1b}'));
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
        assert_eq!(fs::read(&file.path).unwrap(), before, "{sql}: nothing of it ran");
    }
}

#[test]
fn many_strange_things_are_told_in_a_few_words() {
    let file = file();
    let many = (0..500).fold(String::new(), |sql, n| sql + &format!("CREATE TABLE t{n} (x);"));
    tamper(&file.path, &many);
    let message = Corpus::open_with(&file.path, &untrusted(true)).unwrap_err().to_string();
    assert!(message.contains("and 492 more") && message.len() < 1000, "{message}");
}

#[test]
fn a_damaged_file_is_refused_before_it_is_read() {
    let structure = file();
    let mut bytes = fs::read(&structure.path).unwrap();
    let page = 4096 * 9;
    bytes[page..page + 4096].fill(0x5A);
    fs::write(&structure.path, bytes).unwrap();
    let index = file();
    tamper(&index.path, "UPDATE articles_fts_data SET block = zeroblob(length(block)) WHERE id > 100");
    let unlike = file();
    tamper(&unlike.path, "INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', 2, 'x', 'y')");
    for file in [structure, index, unlike] {
        for read_only in [true, false] {
            let error = Corpus::open_with(&file.path, &untrusted(read_only)).unwrap_err();
            assert!(matches!(error, Error::Damaged { .. }) || error.is_damaged(), "{error:?}");
        }
    }
}

#[test]
fn a_journal_beside_it_is_not_played() {
    let file = file();
    let mut journal = file.path.clone().into_os_string();
    journal.push("-journal");
    fs::write(&journal, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7 whatever it says, and a name of a file to delete").unwrap();
    for read_only in [true, false] {
        match Corpus::open_with(&file.path, &untrusted(read_only)) {
            Err(Error::Untrusted { found, .. }) => assert!(found[0].contains("journal"), "{found:?}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(Path::new(&journal).exists());
}

#[test]
fn texts_in_another_encoding_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("utf16.db");
    let model = file();
    let source = Connection::open(&model.path).unwrap();
    let wide = Connection::open(&path).unwrap();
    wide.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    wide.execute_batch("PRAGMA encoding = 'UTF-16le'; PRAGMA application_id = 0x434F5250").unwrap();
    let mut statement =
        source.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '%fts_%' AND name NOT LIKE 'sqlite%'").unwrap();
    for sql in statement.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        wide.execute_batch(&sql.unwrap()).unwrap();
    }
    let version: i32 = source.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    wide.pragma_update(None, "user_version", version).unwrap();
    drop(wide);
    match Corpus::open_with(&path, &untrusted(true)) {
        Err(Error::Untrusted { found, .. }) => assert_eq!(found, ["texts in UTF-16le"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_honest_file_works_as_any_other() {
    let file = file();
    let mut corpus = Corpus::open_with(&file.path, &untrusted(false)).unwrap();
    assert!(corpus.store().is_untrusted());
    assert_eq!(corpus.check().unwrap(), []);
    assert_eq!(corpus.search("ambassadeur").hits().unwrap().len(), 6);
    assert!(!corpus.relations().rows().unwrap().is_empty());
    assert!(!corpus.events().rows().unwrap().is_empty());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/corpus/sample");
    let lexicon = corpus::Lexicon::builtin();
    let report = corpus.load(corpus::read::path(sample, lexicon).unwrap(), &LoadOptions::default()).unwrap();
    assert!(report.added > 30);
    let changes = corpus::store::Fields::from_iter([("type".to_owned(), "COERCE".into())]);
    let id = corpus.relations().rows().unwrap()[0].id;
    let correction = corpus.correct(id, &changes, By::from("Aminata")).unwrap();
    corpus.undo(correction, "Aminata").unwrap();
    corpus.find_copies(corpus::store::Copies::Identical).unwrap();
    assert!(!corpus.timeline("MLI", "DZA", corpus::query::Freq::Month).rows().unwrap().rows.is_empty());
    assert_eq!(corpus.check().unwrap(), []);
    assert!(corpus.repair().unwrap().found.is_empty());
    assert_eq!(corpus.sql().unwrap().rows("SELECT 1 FROM articles LIMIT 1", &[], &[]).unwrap().rows.len(), 1);
    corpus.close().unwrap();
    let corpus = Corpus::open_with(&file.path, &untrusted(true)).unwrap();
    assert_eq!(corpus.check().unwrap(), []);
    // A damaged text is no danger; the check tells it.
    drop(corpus);
    tamper(&file.path, "UPDATE article SET text = replace(text, 'rappelé', 'renvoyé') WHERE id = 1");
    let corpus = Corpus::open_with(&file.path, &untrusted(true)).unwrap();
    assert_eq!(corpus.check().unwrap()[0].part, Part::Text);
}

#[test]
fn an_older_file_is_held_against_its_own_version() {
    let folder = tempfile::tempdir().unwrap();
    for (extra, refused) in [("", false), ("CREATE TABLE extra (x);", true)] {
        let path = folder.path().join(format!("old{refused}.db"));
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(include_str!("../../src/store/schema/0001_initial.sql")).unwrap();
        connection.execute_batch(extra).unwrap();
        connection.execute_batch("PRAGMA application_id = 0x434F5250; PRAGMA user_version = 1").unwrap();
        drop(connection);
        let opened = Corpus::open_with(&path, &untrusted(false));
        assert_eq!(matches!(opened, Err(Error::Untrusted { .. })), refused, "{opened:?}");
        if !refused {
            assert_eq!(opened.unwrap().check().unwrap(), []);
        }
    }
}

#[test]
fn a_new_file_may_be_made_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    let mut corpus = Corpus::open_with(&path, &untrusted(false)).unwrap();
    let article = article(1);
    let read = extraction(&article);
    corpus.add_extracted([(article, read)]).unwrap();
    assert_eq!(corpus.check().unwrap(), []);
}
