//! What is written is what was read, word for word; and whatever program writes, index and quotations stay right.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::support::{TEXT, article, extraction, party, relation};
use corpus::error::Error;
use corpus::extraction::{Extraction, RelationType, Status};
use corpus::store::{MAX_TEXT, Written};
use corpus::text::Span;
use corpus::{Article, Corpus};
use rusqlite::Connection;
use std::path::PathBuf;

struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

/// A file of `count` articles with everything read from them, closed.
fn file(count: usize) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    corpus.add_extracted((0..count).map(|n| (article(n), extraction(&article(n))))).unwrap();
    corpus.close().unwrap();
    File { _folder: folder, path }
}

impl File {
    /// Another program's connection: SQLite as it comes, foreign keys switched off as in most of them.
    fn outside(&self) -> Connection {
        let connection = Connection::open(&self.path).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF").unwrap();
        connection
    }

    fn sound(&self) {
        assert_eq!(Corpus::open(&self.path).unwrap().check().unwrap(), []);
    }
}

fn count(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn every_row_quotes_the_text_at_its_place() {
    let file = file(3);
    let connection = file.outside();
    for (view, quote, rows) in
        [("mentions", "text", 12), ("dates", "text", 3), ("relations", "evidence", 12), ("ties", "evidence", 3)]
    {
        let sql = format!(
            "SELECT count(*), sum(r.{quote} = substr(a.text, r.start + 1, r.end - r.start)) \
             FROM {view} AS r JOIN articles AS a ON a.id = r.article_id"
        );
        let counts: (i64, i64) = connection.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(counts, (rows, rows), "{view}");
    }
    let quoted: String =
        connection.query_row("SELECT text FROM mentions WHERE code = 'DZA'", [], |r| r.get(0)).unwrap();
    assert_eq!(quoted, "Algérie");
    file.sound();
}

#[test]
fn a_relation_is_one_row_for_each_pair_of_different_actors() {
    let file = file(1);
    let connection = file.outside();
    let mut statement =
        connection.prepare("SELECT type, source, target, quad, context FROM relations ORDER BY id").unwrap();
    let rows: Vec<[String; 5]> = statement
        .query_map([], |r| Ok([r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?]))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let context = r#"["diplomatic","military"]"#;
    let expected = [
        ["SANCTION", "DZA", "MLI", "material conflict", context],
        ["ACCUSE", "NER", "DZA", "verbal conflict", context],
        ["ACCUSE", "NER", "MLI", "verbal conflict", context],
        ["ACCUSE", "MLI", "DZA", "verbal conflict", context],
    ];
    assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
    assert_eq!(count(&connection, "SELECT count(*) FROM statement"), 2, "and is still two statements");
}

#[test]
fn entities_are_counted() {
    let file = file(3);
    let connection = file.outside();
    let row: (i64, i64, String) = connection
        .query_row("SELECT mentions, articles, name FROM entities WHERE code = 'MLI' AND type = 'state'", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .unwrap();
    assert_eq!(row, (3, 3, "Mali".to_owned()));
    assert_eq!(count(&connection, "SELECT count(*) FROM entities"), 4);
}

#[test]
fn a_wrong_article_is_refused_and_the_others_with_it_in_one_call() {
    let mut corpus = Corpus::in_memory().unwrap();
    let plain = |key: &str, text: &str| Article { key: key.into(), text: text.into(), ..Article::default() };
    assert!(matches!(corpus.add(plain(" ", "x")), Err(Error::NoKey)));
    assert!(matches!(corpus.add(plain("a\0", "x")), Err(Error::Nul { part: "key", at: 1, .. })));
    assert!(matches!(corpus.add(plain("a", "x\0y")), Err(Error::Nul { part: "text", at: 1, .. })));
    let long = plain("long", &"a".repeat(MAX_TEXT + 1));
    assert!(matches!(corpus.add(long), Err(Error::TooLong { bytes, .. }) if bytes == MAX_TEXT + 1));

    let mut bad = extraction(&article(1));
    bad.mentions[0].span = Span::new(1, 4); // inside `Á`
    let both = [(article(0), extraction(&article(0))), (article(1), bad)];
    assert!(matches!(corpus.add_extracted(both), Err(Error::BadSpan { what: "mention", .. })));
    assert!(corpus.add(article(0)).unwrap().is_added(), "nothing of the call was kept");

    for text in ["", " \n", "x"] {
        assert!(corpus.add(plain(&format!("k{text}"), text)).unwrap().is_added(), "any text is legal");
    }
}

#[test]
fn another_text_under_the_same_key_replaces_the_first() {
    let file = file(2);
    let mut corpus = Corpus::open(&file.path).unwrap();
    let mut changed = article(0);
    changed.text = format!("{TEXT} Zinzolin.");
    let read = extraction(&changed);
    assert_eq!(corpus.add_extracted([(changed.clone(), read)]).unwrap(), [Written::Updated(1)]);
    assert!(corpus.add(changed).unwrap().is_known());
    let connection = file.outside();
    assert_eq!(count(&connection, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'zinzolin'"), 1);
    assert_eq!(count(&connection, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'sahel'"), 1);
    assert_eq!(count(&connection, "SELECT count(*) FROM relations WHERE article_id = 1"), 4);
    file.sound();
}

#[test]
fn rows_coded_by_hand_outlive_the_text() {
    let file = file(1);
    file.outside().execute("UPDATE statement SET origin = 'Aminata' WHERE id = 1", []).unwrap();
    file.outside().execute("UPDATE tie SET origin = 'Aminata'", []).unwrap();
    let coded = "SELECT group_concat(source || target || evidence) FROM relations WHERE origin = 'Aminata'";
    let told = |connection: &Connection| connection.query_row(coded, [], |r| r.get::<_, Option<String>>(0)).unwrap();
    let before = told(&file.outside());
    let mut corpus = Corpus::open(&file.path).unwrap();
    let changed = Article { text: "Un autre texte.".into(), ..article(0) };
    assert!(matches!(corpus.add(changed), Ok(Written::Updated(1))));
    assert_eq!(told(&file.outside()), None, "the new text does not say it");
    let moved = Article { text: format!("Plus bas. {}", article(0).text), ..article(0) };
    assert!(matches!(corpus.add(moved), Ok(Written::Updated(1))));
    assert_eq!(told(&file.outside()), before, "but it was kept");
    assert_eq!(count(&file.outside(), "SELECT count(*) FROM ties WHERE origin = 'Aminata'"), 1);
    file.sound();
}

#[test]
fn copies_point_to_the_first_and_find_a_new_head_when_it_goes() {
    let file = file(0);
    let mut corpus = Corpus::open(&file.path).unwrap();
    let same = |key: &str| Article { key: key.into(), ..article(0) };
    for key in ["a", "b", "c", "d"] {
        corpus.add(same(key)).unwrap();
    }
    for key in ["empty 1", "empty 2"] {
        corpus.add(Article { key: key.into(), text: "…".into(), ..Article::default() }).unwrap();
    }
    let connection = file.outside();
    let heads = || -> Vec<(i64, Option<i64>)> {
        let mut statement = connection.prepare("SELECT id, copy_of FROM articles ORDER BY id").unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(heads(), [(1, None), (2, Some(1)), (3, Some(1)), (4, Some(1)), (5, None), (6, None)]);
    connection.execute("DELETE FROM article WHERE id = 1", []).unwrap();
    assert_eq!(heads(), [(2, None), (3, Some(2)), (4, Some(2)), (5, None), (6, None)]);
    corpus.add(Article { text: "Autre chose.".into(), ..same("b") }).unwrap();
    assert_eq!(heads(), [(2, None), (3, None), (4, Some(3)), (5, None), (6, None)]);
    file.sound();
}

#[test]
fn the_index_follows_other_programs() {
    let file = file(3);
    let connection = file.outside();
    let hits = |word: &str| {
        count(&connection, &format!("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '{word}'"))
    };
    assert_eq!((hits("algerie"), hits("cooperation"), hits("title:tension")), (3, 3, 3));
    connection
        .execute_batch(
            "INSERT INTO article (key, digest, loaded_at, text) VALUES ('outside', zeroblob(32), '', 'Le zircon');
             UPDATE article SET text = replace(text, 'Sahel', 'zéphyr') WHERE id = 1;
             DELETE FROM article WHERE id = 2;",
        )
        .unwrap();
    assert_eq!((hits("zircon"), hits("zephyr"), hits("sahel")), (1, 1, 1));
    for table in ["label", "mention", "date_mention", "statement", "tie"] {
        assert_eq!(count(&connection, &format!("SELECT count(*) FROM {table} WHERE article_id = 2")), 0, "{table}");
    }
    assert_eq!(count(&connection, "SELECT count(*) FROM pair"), 2 * 4);
    let parts: Vec<_> = Corpus::open(&file.path).unwrap().check().unwrap().into_iter().map(|p| p.part).collect();
    assert_eq!(parts, [corpus::store::Part::Text; 2], "only the digests, which other programs do not know");
    let snippet: String = connection
        .query_row(
            "SELECT snippet(articles_fts, 1, '[', ']', '…', 4) FROM articles_fts WHERE articles_fts MATCH 'zircon'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(snippet, "Le [zircon]");
}

#[test]
fn other_programs_cannot_quote_what_is_not_there() {
    let file = file(1);
    let connection = file.outside();
    let insert = |evidence: &str| {
        connection.execute(
            "INSERT INTO statement (article_id, type, mutual, quad, status, evidence, start, end, confidence, rule, origin) \
             VALUES (1, 'AID', 0, 'material cooperation', 'asserted', ?1, 0, 7, 1.0, '', 'Aminata')",
            [evidence],
        )
    };
    assert!(insert("Á Alger").is_ok());
    assert!(insert("A Alger").unwrap_err().to_string().contains("evidence"));
    assert!(connection.execute("UPDATE statement SET end = end + 1", []).is_err());
    assert!(connection.execute("UPDATE tie SET evidence = 'x'", []).is_err());
    file.sound();
}

#[test]
fn damage_is_found() {
    let file = file(2);
    let connection = file.outside();
    connection.execute("UPDATE article SET text = replace(text, 'rappelé', 'renvoyé') WHERE id = 1", []).unwrap();
    connection
        .execute("INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', 2, 'x', 'y')", [])
        .unwrap();
    connection.execute("DELETE FROM entity WHERE code = 'NER'", []).unwrap();
    let problems = Corpus::open(&file.path).unwrap().check().unwrap();
    let parts: Vec<String> = problems.iter().map(|problem| format!("{:?}", problem.part)).collect();
    assert_eq!(parts, ["References", "Text", "Quotation", "Index"], "{problems:?}");
}

#[test]
fn one_act_told_by_several_articles_is_one_event() {
    let file = file(0);
    let mut corpus = Corpus::open(&file.path).unwrap();
    let text = TEXT.to_owned();
    let told = |key: &str, text: &str, kind, status, date: Option<&str>, turned: bool| {
        let article = Article { key: key.into(), text: text.into(), ..Article::default() };
        let (mut one, mut other) = (vec![party(text, "Algérie", "DZA")], vec![party(text, "Mali", "MLI")]);
        if turned {
            std::mem::swap(&mut one, &mut other);
        }
        let mut relation = relation(text, kind, one, other);
        relation.status = status;
        relation.date = date.and_then(|date| date.parse().ok());
        (article, Extraction { relations: vec![relation], ..Extraction::default() })
    };
    // So many words of its own that it resembles none of the others.
    let own = |key: &str| (0..40).fold(text.clone(), |text, n| format!("{text} {}{n}", key.trim()));
    let (meet, blame) = (RelationType::Consult, RelationType::Accuse);
    let (said, claimed) = (Status::Asserted, Status::Claimed);
    corpus
        .add_extracted([
            told("a", &own("a"), meet, said, Some("2025-04-08"), false),
            told("b", &own("b"), meet, said, Some("2025-04-08"), true),
            told("copy of b", &own("b"), meet, said, Some("2025-04-08"), true),
            told("c", &own("c"), meet, said, Some("2025-05-01"), false),
            told("d", &own("d"), blame, said, Some("2025-04-08"), false),
            told("e", &own("e"), blame, claimed, Some("2025-04-08"), false),
            told("f", &own("f"), blame, said, Some("2025-04-08"), true),
            told("g", &own("g"), blame, said, None, false),
            told("h", &own("h"), blame, said, None, false),
            told("copy of h", &own("h"), blame, said, None, false),
        ])
        .unwrap();
    let connection = file.outside();
    let mut statement = connection
        .prepare(
            "SELECT id || ' ' || type || ' ' || source || ' ' || target || ' ' || coalesce(date_from, '-') || ' ' \
             || articles || ' ' || independent_articles || ' ' || statuses || ' ' || contested FROM events ORDER BY id",
        )
        .unwrap();
    let rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        rows,
        [
            r#"1 CONSULT DZA MLI 2025-04-08 3 2 ["asserted"] 0"#,
            r#"4 CONSULT DZA MLI 2025-05-01 1 1 ["asserted"] 0"#,
            // With the same words and no date, the others can mean no other act.
            r#"5 ACCUSE DZA MLI 2025-04-08 5 4 ["asserted","claimed"] 1"#,
            r#"7 ACCUSE MLI DZA 2025-04-08 1 1 ["asserted"] 0"#,
        ]
    );
}
