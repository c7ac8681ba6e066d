//! What is deleted is as if it had never been there; what is purged has left no byte.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use corpus::corpus::{LoadOptions, Origin, Which};
use corpus::error::Error;
use corpus::query::Cell;
use corpus::store::{Deleted, Fields, OpenOptions};
use corpus::{Article, Corpus, Lexicon, Metadata, read};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn sample() -> Vec<read::Input> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/corpus/sample");
    read::path(folder, Lexicon::builtin()).unwrap().collect()
}

/// Everything that can be asked of a corpus, told without the numbers of its rows.
fn seen(corpus: &mut Corpus) -> Vec<String> {
    const QUESTIONS: [&str; 9] = [
        "SELECT a.key, a.title, a.text, a.digest, a.words, a.meta, h.key FROM articles AS a \
         LEFT JOIN articles AS h ON h.id = a.copy_of",
        "SELECT a.key, l.start, l.end, l.label FROM labels AS l JOIN articles AS a ON a.id = l.article_id",
        "SELECT code, type, name, country, sector, mentions, articles FROM entities",
        "SELECT a.key, m.start, m.end, m.text, m.code, m.reading, m.rule, m.origin FROM mentions AS m \
         JOIN articles AS a ON a.id = m.article_id",
        "SELECT a.key, d.start, d.end, d.text, d.value FROM dates AS d JOIN articles AS a ON a.id = d.article_id",
        "SELECT a.key, r.type, r.source, r.target, r.date, r.place, r.status, r.said_by, r.evidence, r.start, r.end, \
         r.rule, r.origin FROM relations AS r JOIN articles AS a ON a.id = r.article_id",
        "SELECT a.key, t.tie, t.subject, t.object, t.office, t.evidence FROM ties AS t \
         JOIN articles AS a ON a.id = t.article_id",
        "SELECT type, source, target, date, place, articles, independent_articles, relations, first_published, \
         statuses, disagreement FROM events",
        "SELECT key, account, type, source, target, status, evidence, disagrees FROM versions",
    ];
    let mut all = Vec::new();
    for question in QUESTIONS {
        let rows = corpus.sql().unwrap().rows(question, &[], &[]).unwrap();
        let mut rows: Vec<String> = rows.rows.into_iter().map(|row| format!("{row:?}")).collect();
        rows.sort();
        all.extend(rows);
    }
    for words in ["ambassadeur", "drone", "coopération militaire", "\"espace aérien\""] {
        let hits = corpus.search(words).unlimited().hits().unwrap();
        let found: BTreeSet<String> = hits.into_iter().map(|hit| format!("{} {}", hit.key, hit.snippet)).collect();
        all.push(format!("{words}: {found:?}"));
    }
    all
}

fn count(corpus: &mut Corpus, sql: &str) -> i64 {
    match corpus.sql().unwrap().rows(sql, &[], &[]).unwrap().rows[0][0] {
        Cell::Int(count) => count,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_deleted_is_as_if_it_had_never_been_loaded() {
    let inputs = sample();
    let keys: Vec<String> = inputs.iter().map(|input| input.article.as_ref().unwrap().key.clone()).collect();
    // Each third; what was head of a family is among them.
    for turn in 0..3 {
        let doomed: BTreeSet<&String> = keys.iter().skip(turn).step_by(3).collect();
        let mut corpus = Corpus::in_memory().unwrap();
        corpus.load(sample(), &LoadOptions::default()).unwrap();
        let gone: u64 =
            doomed.iter().map(|key| corpus.relations().article(number(&corpus, key)).count().unwrap()).sum();
        let deleted = corpus.delete(doomed.iter().map(|key| key.as_str())).unwrap();
        assert_eq!((deleted.articles, deleted.relations), (doomed.len() as u64, gone));
        assert_eq!(corpus.check().unwrap(), []);

        let mut fresh = Corpus::in_memory().unwrap();
        let kept = sample().into_iter().filter(|input| !doomed.contains(&input.article.as_ref().unwrap().key));
        fresh.load(kept.collect::<Vec<_>>(), &LoadOptions::default()).unwrap();
        let (after, never) = (seen(&mut corpus), seen(&mut fresh));
        assert!(never.len() > 500 && after == never, "{:#?}", difference(&after, &never));

        // Loaded again, all is as it was.
        let again = sample().into_iter().filter(|input| doomed.contains(&input.article.as_ref().unwrap().key));
        corpus.load(again.collect::<Vec<_>>(), &LoadOptions::default()).unwrap();
        let mut whole = Corpus::in_memory().unwrap();
        whole.load(sample(), &LoadOptions::default()).unwrap();
        let (after, whole) = (seen(&mut corpus), seen(&mut whole));
        assert!(after == whole, "{:#?}", difference(&after, &whole));
    }
}

fn number(corpus: &Corpus, key: &str) -> i64 {
    corpus.articles().key(key).ids().unwrap()[0]
}

fn difference<'a>(one: &'a [String], two: &'a [String]) -> Vec<String> {
    let (first, second): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), two.iter().collect());
    let told = |sign: &str, line: &&String| format!("{sign} {line}");
    let gone = first.difference(&second).map(|line| told("+", line));
    gone.chain(second.difference(&first).map(|line| told("-", line))).collect()
}

#[test]
fn all_or_none() {
    let mut corpus = Corpus::in_memory().unwrap();
    for key in ["a", "b"] {
        corpus.add(Article { key: key.into(), text: "Alger rappelle.".into(), ..Article::default() }).unwrap();
    }
    let wrong: [Vec<Which>; 2] = [vec!["a".into(), "c".into()], vec![1.into(), 77.into()]];
    for articles in wrong {
        assert!(matches!(corpus.delete(articles), Err(Error::Query(_))));
        assert_eq!(corpus.articles().count().unwrap(), 2);
    }
    assert_eq!(corpus.delete(Vec::<i64>::new()).unwrap(), Deleted::default());
    assert_eq!(corpus.delete([1, 1]).unwrap().articles, 1, "named twice, deleted once");
    assert_eq!(corpus.delete(["b"]).unwrap().to_string(), "1 articles deleted, with 0 relations");
    // A number is never given to another article.
    assert_eq!(corpus.add(Article { key: "c".into(), text: "Fin.".into(), ..Article::default() }).unwrap().id(), 3);
}

const TOKEN: &str = "zqxvkwplm";

fn text(n: usize) -> String {
    let own = (0..40).fold(String::new(), |text, word| format!("{text} mot{}", (n * 40 + word) % 7919));
    format!("Alger accuse Bamako d’ingérence. Le Mali a rappelé son ambassadeur en Algérie. Dépêche {n} :{own}.")
}

/// An article in which the token is wherever something can be read from.
fn secret(n: usize) -> Article {
    let name = "Zqxvkwplm";
    let text = format!(
        "Alger accuse Bamako d’ingérence, selon le ministre malien Moussa {name}. Le Mali a rappelé dimanche 6 avril 2025 \
         son ambassadeur en Algérie ({TOKEN}). Le Mouvement pour le {name} (MPZ) a condamné le Mali. {}",
        text(n)
    );
    Article {
        key: format!("secret/{TOKEN}/{n}"),
        text,
        metadata: Metadata {
            title: Some(format!("Le dossier {name}")),
            language: Some("fr".into()),
            authors: vec![name.into()],
            outlet: Some(format!("Le {name}")),
            agency: Some(name.into()),
            url: Some(format!("https://example.org/{TOKEN}")),
            photo_credit: Some(name.into()),
            meta: json!({ "rubrique": TOKEN }).as_object().unwrap().clone(),
            ..Metadata::default()
        },
        ..Article::default()
    }
}

fn plain(n: usize) -> Article {
    let metadata = Metadata { language: Some("fr".into()), ..Metadata::default() };
    Article { key: format!("plain/{n}"), text: text(n), metadata, ..Article::default() }
}

/// The files beside `path`, itself among them, that hold the token in any spelling, or its greater part.
fn traces(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        let entry = entry.unwrap().path();
        let bytes = fs::read(&entry).unwrap().to_ascii_lowercase();
        // The index stores of a word only what differs from the word before it.
        if bytes.windows(7).any(|window| window == &TOKEN.as_bytes()[1..8]) {
            found.push(entry);
        }
    }
    found
}

/// A corpus in which the token is in every table that can hold it.
fn filled(path: &Path) -> Corpus {
    let mut corpus = Corpus::open(path).unwrap();
    for n in 0..30 {
        corpus.add(plain(n)).unwrap();
    }
    corpus.add(secret(100)).unwrap();
    corpus.add(secret(101)).unwrap();
    // Of an earlier text, too.
    let mut first = plain(7);
    first.text = format!("{} {TOKEN} {TOKEN}", first.text);
    corpus.add(first).unwrap();
    corpus.add(plain(7)).unwrap();
    let id = number(&corpus, &secret(100).key);
    let relations = corpus.relations().article(id).rows().unwrap();
    assert!(relations.len() > 2 && relations.iter().any(|row| row.evidence.contains(TOKEN)), "{relations:#?}");
    let fields = |value: Value| -> Fields { value.as_object().unwrap().clone() };
    let why = corpus::corpus::By::from("anna").because(format!("c’est le dossier {TOKEN}"));
    corpus.correct(relations[0].id, &fields(json!({ "place": "Zqxvkwplm" })), why).unwrap();
    let undone = corpus.reject(relations[1].id, "anna").unwrap();
    corpus.undo(undone, "anna").unwrap();
    corpus.reject(relations[2].id, "anna").unwrap();
    let row = json!({ "article": id, "source": "DZA", "target": "MLI", "type": "THREATEN", "evidence": format!("({TOKEN})") });
    corpus.add_relations(&[fields(row)], &Origin::new("a model").unwrap()).unwrap();
    let row =
        json!({ "article": id, "text": format!("Moussa {}", "Zqxvkwplm"), "type": "person", "code": "Zqxvkwplm" });
    corpus.add_mentions(&[fields(row)], &Origin::new("a model").unwrap()).unwrap();
    corpus.mark_copy(id, "plain/3", "anna").unwrap();
    corpus
}

#[test]
fn what_is_purged_leaves_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = filled(&path);
    // While it is there it is found, and a deletion alone leaves it: the test can fail.
    assert!(!traces(&path).is_empty());
    corpus.delete([secret(101).key]).unwrap();
    assert!(!traces(&path).is_empty());
    let deleted = corpus.purge([secret(100).key]).unwrap();
    assert_eq!(deleted.articles, 1);
    assert!(deleted.purged && deleted.coded == 2 && deleted.corrections == 4, "{deleted:?}");
    assert_eq!(traces(&path), Vec::<PathBuf>::new());
    assert_eq!(corpus.check().unwrap(), []);
    assert_eq!(corpus.articles().count().unwrap(), 30);
    assert_eq!(corpus.search(TOKEN).count().unwrap(), 0);
    assert_eq!(count(&mut corpus, "SELECT count(*) FROM corrections"), 0);
    corpus.add(plain(50)).unwrap();
    assert_eq!(corpus.search("dépêche").count().unwrap(), 31);
    corpus.close().unwrap();
    assert_eq!(traces(&path), Vec::<PathBuf>::new());
}

#[test]
fn what_was_deleted_before_is_gone_after_compacting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = filled(&path);
    let deleted = corpus.delete([secret(100).key, secret(101).key]).unwrap();
    assert_eq!((deleted.articles, deleted.corrections, deleted.purged), (2, 3, false));
    let log = "SELECT count(*) FROM corrections WHERE state = 'unplaced' AND problem = 'the article was deleted'";
    assert_eq!(count(&mut corpus, log), 3);
    // The log of corrections is kept, and it quotes the article; nothing else does.
    corpus.compact().unwrap();
    assert!(!traces(&path).is_empty());
    Connection::open(&path).unwrap().execute("DELETE FROM correction", []).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute("DELETE FROM entity WHERE id NOT IN (SELECT entity_id FROM mention)", [])
        .unwrap();
    assert!(!traces(&path).is_empty());
    corpus.compact().unwrap();
    assert_eq!(traces(&path), Vec::<PathBuf>::new());
}

#[test]
fn corrections_of_a_deleted_article_wait_for_it() {
    let mut corpus = Corpus::in_memory().unwrap();
    corpus.add(plain(1)).unwrap();
    let relation = corpus.relations().rows().unwrap()[0].clone();
    let change = json!({ "type": "THREATEN" });
    corpus.correct(relation.id, change.as_object().unwrap(), "anna").unwrap();
    let before = seen(&mut corpus);
    assert_eq!(corpus.delete(["plain/1"]).unwrap().corrections, 1);
    assert_eq!(corpus.relations().count().unwrap(), 0);
    for table in ["parked_statement", "parked_pair", "made", "parked_mention", "event", "event_relation", "pair"] {
        assert_eq!(rows(&mut corpus, table), 0, "{table}");
    }
    corpus.add(plain(1)).unwrap();
    assert_eq!(seen(&mut corpus), before);
    assert_eq!(count(&mut corpus, "SELECT count(*) FROM corrections WHERE state = 'applied'"), 1);
}

/// The rows of an internal table, counted in a snapshot, where nothing keeps us from looking.
fn rows(corpus: &mut Corpus, table: &str) -> i64 {
    let folder = tempfile::tempdir().unwrap();
    let copy = corpus.snapshot(folder.path().join("copy.db")).unwrap();
    let sql = format!("SELECT count(*) FROM {table}");
    Connection::open(copy).unwrap().query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn whoever_still_reads_the_past_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(filled(&path));
    let reader = Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM article").unwrap();
    let options = OpenOptions { busy_timeout: Duration::from_millis(50), ..OpenOptions::default() };
    let mut corpus = Corpus::open_with(&path, &options).unwrap();
    let error = corpus.purge([secret(100).key, secret(101).key]).unwrap_err();
    assert!(error.is_busy() && error.to_string().contains("compact"), "{error}");
    assert_eq!(corpus.articles().count().unwrap(), 30, "they are deleted all the same");
    assert!(!traces(&path).is_empty());
    drop(reader);
    corpus.compact().unwrap();
    assert_eq!(traces(&path), Vec::<PathBuf>::new());
}

#[test]
fn stopped_half_way_it_can_be_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = filled(&path);
    let both = [secret(100).key, secret(101).key];
    let error = corpus.purge_with(both, || ControlFlow::Break(())).unwrap_err();
    assert!(error.is_interrupted());
    assert_eq!(corpus.articles().count().unwrap(), 30);
    corpus.compact().unwrap();
    assert_eq!(traces(&path), Vec::<PathBuf>::new());
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn a_corpus_opened_for_reading_deletes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    drop(filled(&path));
    let mut corpus = Corpus::open_with(&path, &OpenOptions { read_only: true, ..OpenOptions::default() }).unwrap();
    assert!(corpus.delete([1]).unwrap_err().is_read_only());
    assert!(corpus.compact().unwrap_err().is_read_only());
}
