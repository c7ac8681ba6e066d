//! Opening never harms: what is not a corpus is refused with its reason and left byte for byte as it was; what is
//! missing is created whole or not at all.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use corpus::error::NotACorpus;
use corpus::store::{APPLICATION_ID, OpenOptions, Store};
use corpus::{Article, Corpus, Error};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

const READ_ONLY: OpenOptions =
    OpenOptions { create: false, read_only: true, busy_timeout: std::time::Duration::from_secs(1), untrusted: false };

fn article(key: &str) -> Article {
    Article { key: key.into(), text: format!("Texte de {key}."), ..Article::default() }
}

/// The reason for which `path` is refused, in both modes; and it must not change.
fn refusal(path: &Path) -> NotACorpus {
    let before = fs::read(path).ok();
    let reasons = [OpenOptions::default(), READ_ONLY].map(|options| match Corpus::open_with(path, &options) {
        Err(Error::NotACorpus { found, .. }) => found,
        other => panic!("{}: {other:?}", path.display()),
    });
    assert_eq!(reasons[0], reasons[1]);
    assert_eq!(fs::read(path).ok(), before);
    reasons[0]
}

#[test]
fn what_is_not_a_corpus_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    assert_eq!(refusal(folder.path()), NotACorpus::Folder);
    assert_eq!(refusal(&file("empty.db", b"")), NotACorpus::Empty);
    assert_eq!(refusal(&file("byte.db", b"S")), NotACorpus::NotADatabase);
    assert_eq!(refusal(&file("text.db", "Alger rappelle. ".repeat(500).as_bytes())), NotACorpus::NotADatabase);
    assert_eq!(refusal(&file("zip.db", &[0x1f, 0x8b, 8, 0].repeat(1000))), NotACorpus::NotADatabase);

    let other = folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE moz_places (id)").unwrap();
    assert_eq!(refusal(&other), NotACorpus::OtherApplication(0));
    let marked = folder.path().join("marked.db");
    Connection::open(&marked).unwrap().execute_batch("PRAGMA application_id = 7; CREATE TABLE a (id)").unwrap();
    assert_eq!(refusal(&marked), NotACorpus::OtherApplication(7));
    let message = Corpus::open(&marked).unwrap_err().to_string();
    assert!(message.contains("marked.db") && message.contains("0x00000007"), "{message}");
}

#[test]
fn a_copy_without_its_log_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("a.db"), folder.path().join("copy.db"));
    let open = Connection::open(&path).unwrap();
    open.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE article (id)").unwrap();
    fs::copy(&path, &copy).unwrap();
    assert_eq!(refusal(&copy), NotACorpus::NoTables);
    assert!(Corpus::open(&copy).unwrap_err().to_string().contains("-wal"));
}

#[cfg(unix)]
#[test]
fn special_files_and_broken_links_are_refused_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert!(matches!(Corpus::open(&socket), Err(Error::NotACorpus { found: NotACorpus::SpecialFile, .. })));
    assert!(matches!(Corpus::open("/dev/null"), Err(Error::NotACorpus { found: NotACorpus::SpecialFile, .. })));
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    std::os::unix::fs::symlink(&one, &two).unwrap();
    assert!(matches!(Corpus::open(&two), Err(Error::Io { .. })), "leads nowhere");
    std::os::unix::fs::symlink(&two, &one).unwrap();
    assert!(matches!(Corpus::open(&two), Err(Error::Io { .. })), "leads in a circle");
    let good = folder.path().join("good.db");
    Corpus::open(&good).unwrap();
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&good, &link).unwrap();
    assert_eq!(Corpus::open(&link).unwrap().path(), Some(good.canonicalize().unwrap().as_path()));
}

#[test]
fn a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Corpus::open(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 999").unwrap();
    match Corpus::open(&path) {
        Err(Error::Newer { found: 999, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_created_only_where_there_is_none_and_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    for options in [READ_ONLY, OpenOptions { create: false, ..OpenOptions::default() }] {
        assert!(Corpus::open_with(&path, &options).unwrap_err().is_not_found());
    }
    assert!(Corpus::open(folder.path().join("missing/a.db")).unwrap_err().is_not_found());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was left behind");
    Corpus::open(&path).unwrap().add(article("one")).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "one file once it is closed");
    assert!(Corpus::open(&path).unwrap().add(article("one")).unwrap().is_known());
}

#[test]
fn names_are_names_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["file:x.db?mode=memory", "é 😀.db", "a?b#c%20.db", "x.db?immutable=1", "quote'\".db"] {
        let path = folder.path().join(name);
        Corpus::open(&path).unwrap().add(article("one")).unwrap();
        assert!(fs::metadata(&path).unwrap().len() > 4096, "{name}");
        assert!(Corpus::open(&path).unwrap().add(article("one")).unwrap().is_known(), "{name}");
    }
    assert!(Corpus::open("a\0b").is_err());
    assert!(Corpus::open("").is_err());
    assert_eq!(Store::open(":memory:").unwrap().path(), None);
}

#[test]
fn many_threads_create_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    std::thread::scope(|scope| {
        for n in 0..8 {
            let path = &path;
            scope.spawn(move || Corpus::open(path).unwrap().add(article(&n.to_string())).unwrap());
        }
    });
    let mut corpus = Corpus::open(&path).unwrap();
    assert!((0..8).all(|n| corpus.add(article(&n.to_string())).unwrap().is_known()));
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn read_only_reads_and_does_not_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Corpus::open(&path).unwrap().add(article("one")).unwrap();
    let mut corpus = Corpus::open_with(&path, &READ_ONLY).unwrap();
    assert!(corpus.store().is_read_only() && !corpus.store().is_immutable());
    let error = corpus.add(article("two")).unwrap_err();
    assert!(error.is_read_only(), "{error}");
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn the_file_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Corpus::open(&path).unwrap();
    let connection = Connection::open(&path).unwrap();
    let pragma = |name: &str| -> String {
        connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).map_or_else(
            |error| error.to_string(),
            |value| match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            },
        )
    };
    assert_eq!(pragma("application_id"), APPLICATION_ID.to_string());
    assert_eq!(pragma("user_version"), "5");
    assert_eq!(pragma("journal_mode"), "wal");
}

/// The views are an interface: these are their columns.
#[test]
fn the_public_views_have_the_columns_that_are_promised() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    Corpus::open(&path).unwrap();
    let connection = Connection::open(&path).unwrap();
    for (view, columns) in [
        (
            "articles",
            "id key title text language published published_from published_to authors agency outlet url photo_credit words copy_of digest loaded_at meta",
        ),
        ("labels", "article_id start end label"),
        ("entities", "id code type name country sector wikidata mentions articles"),
        ("mentions", "article_id start end text type code country reading sentence rule origin"),
        ("dates", "article_id start end text value date_from date_to"),
        (
            "relations",
            "id article_id published type mode context quad goldstein source source_sector target target_sector date date_from date_to place status said_by evidence start end confidence rule origin",
        ),
        ("ties", "article_id tie subject object office date evidence start end rule origin"),
        (
            "events",
            "id type source target date_from date_to articles independent_articles first_published statuses contested disagreement date place relations quad goldstein",
        ),
        ("event_relations", "event_id relation_id account disagrees"),
        (
            "versions",
            "event account relation_id article_id key outlet published status said_by type date place source target evidence start end copy_of disagrees",
        ),
        ("extractions", "article_id crate_version lexicon_digest extracted_at"),
        ("corrections", "id made_at made_by action article_key before after note undone_at undone_by state problem"),
    ] {
        let statement = connection.prepare(&format!("SELECT * FROM {view}")).unwrap();
        assert_eq!(statement.column_names().collect::<Vec<_>>().join(" "), columns, "{view}");
    }
}

/// In a container each program has the same process number as the one before it, which may have been killed here.
#[test]
fn what_a_killed_process_left_does_not_hinder_its_successor() {
    let folder = tempfile::tempdir().unwrap();
    for count in 0..300 {
        fs::write(folder.path().join(format!(".corpus-{}-{count}.new", std::process::id())), "half of it").unwrap();
    }
    let path = folder.path().join("a.db");
    assert_eq!(Corpus::open(&path).unwrap().check().unwrap(), []);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 300 + 1);
}

/// A check that cannot be made is an error, and no damage.
#[test]
fn a_file_in_use_is_not_taken_for_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let options = OpenOptions { busy_timeout: std::time::Duration::ZERO, ..OpenOptions::default() };
    let corpus = Corpus::open_with(&path, &options).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = corpus.check().unwrap_err();
    assert!(error.is_busy(), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(corpus.check().unwrap(), []);
}
