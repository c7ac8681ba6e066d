//! Damage is found, named with what helps, and mended where that is safe; no text and no correction is ever changed by
//! mending.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::support::{article, extraction};
use corpus::Corpus;
use corpus::corpus::LoadOptions;
use corpus::store::{OpenOptions, Part, Problem, Remedy};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::fs;
use std::path::{Path, PathBuf};

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl File {
    fn corpus(&self) -> Corpus {
        Corpus::open(&self.path).unwrap()
    }

    fn read_only(&self) -> Corpus {
        Corpus::open_with(&self.path, &OpenOptions { read_only: true, ..OpenOptions::default() }).unwrap()
    }

    fn run(&self, sql: &str) {
        let connection = Connection::open(&self.path).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        connection.execute_batch(sql).unwrap();
    }

    fn parts(&self) -> Vec<Part> {
        parts(&self.read_only().check().unwrap())
    }
}

fn parts(problems: &[Problem]) -> Vec<Part> {
    let mut parts: Vec<Part> = problems.iter().map(|problem| problem.part).collect();
    parts.dedup();
    parts
}

/// Forty articles, each tenth nearly a copy of the one before, with relations and events.
fn file() -> File {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let bytes = BYTES.get_or_init(|| {
        let model = folder.path().join("model.db");
        let mut corpus = Corpus::open(&model).unwrap();
        let articles = (0..40).map(article).map(|article| {
            let read = extraction(&article);
            (article, read)
        });
        corpus.add_extracted(articles).unwrap();
        corpus.close().unwrap();
        fs::read(model).unwrap()
    });
    fs::write(&path, bytes).unwrap();
    File { _folder: folder, path }
}

/// What is never to change: texts with their digests, what was read, and what people said.
fn kept(path: &Path) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let mut out = Vec::new();
    for sql in [
        "SELECT id, key, title, digest, text FROM article ORDER BY id",
        "SELECT * FROM correction ORDER BY id",
        "SELECT * FROM statement ORDER BY id",
        "SELECT * FROM pair ORDER BY id",
        "SELECT * FROM mention ORDER BY 1, 2",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect());
        out.extend(rows.unwrap().map(|row| row.unwrap()));
    }
    out
}

/// Each fault: how it is made, which parts notice, and whether repair mends all of it.
const FAULTS: &[(&str, &[Part], bool)] = &[
    (
        "UPDATE article SET text = replace(text, 'rappelé', 'renvoyé') WHERE id = 1",
        &[Part::Text, Part::Quotation],
        false,
    ),
    (
        "INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', 2, 'x', 'y')",
        &[Part::Index],
        true,
    ),
    ("DELETE FROM articles_fts_data WHERE id > 100", &[Part::Structure, Part::Index], true),
    ("UPDATE articles_fts_docsize SET sz = x'00' WHERE id = 3", &[Part::Index], true),
    ("DELETE FROM event_relation WHERE pair_id = 5", &[Part::Events], true),
    ("UPDATE event SET articles = articles + 1", &[Part::Events], true),
    ("DELETE FROM event WHERE id = (SELECT min(id) FROM event)", &[Part::References], true),
    ("UPDATE event SET type = 'AID'", &[Part::Events], true),
    ("UPDATE copy_text SET sketch = zeroblob(64) WHERE id = 4", &[Part::Copies], true),
    ("DELETE FROM copy_band WHERE text_id = 4", &[Part::Copies], true),
    ("DELETE FROM copy_setting", &[Part::Copies], true),
    ("DROP VIEW relations; DROP TRIGGER article_deleted; DROP INDEX statement_article", &[Part::Schema], true),
    ("DROP VIEW relations; CREATE VIEW relations AS SELECT 1 AS id", &[Part::Schema], false),
    ("DELETE FROM entity WHERE code = 'NER'", &[Part::References], false),
    ("UPDATE statement SET type = 'ACCUSÉ' WHERE id = 1", &[Part::Value], false),
    ("UPDATE statement SET confidence = 7 WHERE id = 1", &[Part::Value], false),
    ("UPDATE pair SET source = '' WHERE id = 1", &[Part::Value], false),
    ("UPDATE article SET published_from = '2031-01-01' WHERE id = 1", &[Part::Value], false),
    ("UPDATE article SET words = 3 WHERE id = 1", &[Part::Value], false),
    ("UPDATE date_mention SET date_to = '2031-01-01' WHERE article_id = 1", &[Part::Value], false),
    ("UPDATE mention SET text = 'Tunis' WHERE article_id = 1 AND n = 0", &[Part::Quotation], false),
    ("INSERT INTO made VALUES (99999, 1, 1, '{}')", &[Part::Corrections], false),
];

#[test]
fn each_fault_is_found_by_its_part_and_mended_where_that_is_safe() {
    for (sql, wanted, mends) in FAULTS {
        let file = file();
        file.run(sql);
        assert_eq!(file.parts(), *wanted, "read-only: {sql}");
        let mut corpus = file.corpus();
        let found = corpus.check().unwrap();
        // Events that another program disturbed by way of relations are merged when the file is opened.
        assert!(parts(&found).iter().all(|part| wanted.contains(part)) && !found.is_empty(), "{sql}: {found:?}");
        let before = kept(&file.path);
        let report = corpus.repair().unwrap();
        assert_eq!(report.found, found);
        assert_eq!(kept(&file.path), before, "repair changed what it must not: {sql}");
        assert_eq!(report.left.is_empty(), *mends, "{sql}: {report}");
        assert_eq!(corpus.check().unwrap(), report.left, "what is left is what a check finds");
        if *mends {
            assert!(!report.done.is_empty(), "{sql}");
            assert!(found.iter().all(|problem| problem.remedy() == Remedy::Repair), "{sql}: {found:?}");
        } else {
            assert!(report.left.iter().all(|problem| problem.remedy() != Remedy::Repair), "{sql}: {report}");
        }
    }
}

#[test]
fn a_sound_file_is_left_alone() {
    let file = file();
    assert_eq!(file.parts(), []);
    let before = fs::read(&file.path).unwrap();
    let report = file.corpus().repair().unwrap();
    assert_eq!(report.to_string(), "nothing is wrong; nothing was done");
    assert_eq!(fs::read(&file.path).unwrap(), before);
    assert!(matches!(file.read_only().repair(), Err(error) if error.is_read_only()));
}

#[test]
fn tables_of_ones_own_are_no_fault() {
    let file = file();
    file.run("CREATE TABLE notes (article_id, note); CREATE VIEW mine AS SELECT * FROM relations; ANALYZE");
    assert_eq!(file.parts(), []);
}

#[test]
fn corrections_outlive_a_repair() {
    let file = file();
    let mut corpus = file.corpus();
    let id = corpus.relations().rows().unwrap()[0].id;
    let changes = corpus::store::Fields::from_iter([("type".to_owned(), "COERCE".into())]);
    corpus.correct(id, &changes, "Aminata").unwrap();
    corpus.close().unwrap();
    file.run("DELETE FROM event_relation; DELETE FROM copy_text; DELETE FROM articles_fts_data WHERE id > 100");
    let before = kept(&file.path);
    let mut corpus = file.corpus();
    let report = corpus.repair().unwrap();
    assert!(report.left.is_empty(), "{report}");
    assert_eq!(kept(&file.path), before);
    assert_eq!(
        corpus.sql().unwrap().rows("SELECT 1 FROM relations WHERE type = 'COERCE'", &[], &[]).unwrap().rows.len(),
        1
    );
}

/// The page of the root of an object.
fn root(path: &Path, name: &str) -> u64 {
    let connection = Connection::open(path).unwrap();
    let root: i64 =
        connection.query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [name], |row| row.get(0)).unwrap();
    root.unsigned_abs()
}

fn spoil(path: &Path, page: u64) {
    let mut bytes = fs::read(path).unwrap();
    let start = usize::try_from((page - 1) * 4096).unwrap();
    bytes[start..start + 4096].fill(0xA5);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_broken_index_is_written_anew_and_a_broken_table_is_not_touched() {
    let broken = file();
    spoil(&broken.path, root(&broken.path, "statement_article"));
    assert!(broken.parts().contains(&Part::Structure));
    let before = kept(&broken.path);
    let report = broken.corpus().repair().unwrap();
    assert!(report.left.is_empty() && report.done[0].contains("anew"), "{report}");
    assert_eq!(kept(&broken.path), before);

    let broken = file();
    spoil(&broken.path, root(&broken.path, "statement"));
    let mut corpus = broken.corpus();
    let bytes = fs::read(&broken.path).unwrap();
    let report = corpus.repair().unwrap();
    assert!(report.done.is_empty() && report.left == report.found && !report.left.is_empty(), "{report}");
    assert!(report.left.iter().any(|problem| problem.remedy() == Remedy::Copy));
    corpus.close().unwrap();
    assert_eq!(fs::read(&broken.path).unwrap(), bytes, "nothing was written");
}

/// Only the digest sees a letter that changed inside a text, where neither a word of the index nor a quotation is.
#[test]
fn the_digest_sees_what_the_structure_does_not() {
    let file = file();
    let mut bytes = fs::read(&file.path).unwrap();
    let needle = "Sahel :".as_bytes();
    let places: Vec<usize> = (0..bytes.len() - needle.len()).filter(|at| bytes[*at..].starts_with(needle)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at + needle.len() - 1] = b';';
    }
    fs::write(&file.path, bytes).unwrap();
    let problems = file.read_only().check().unwrap();
    assert_eq!(parts(&problems), [Part::Text]);
    assert!(problems[0].article.is_some() && problems[0].remedy() == Remedy::Copy);
}

#[test]
fn what_was_loaded_from_files_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/corpus/sample");
    let lexicon = corpus::Lexicon::builtin();
    corpus.load(corpus::read::path(sample, lexicon).unwrap(), &LoadOptions::default()).unwrap();
    assert_eq!(corpus.check().unwrap(), []);
}
