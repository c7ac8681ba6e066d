//! Ways that no other test takes: values that only damage or another program puts into a file, rows that are chosen by
//! what is seldom asked, corrections of a few articles.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use corpus::corpus::Origin;
use corpus::extraction::{Relation, Tie, TieKind};
use corpus::query::{
    Collocations, Count, Freq, KeynessMeasure, MAX_BYTES, Match, Measure, Order, Parts, Query, Unit, Window,
};
use corpus::store::{Copies, Fields, OpenOptions, Part};
use corpus::text::Span;
use corpus::{Article, Corpus, Error, Extraction, Label, LabelKind, Lexicon, Metadata, extract, read};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const TEXTS: [(&str, &str); 4] = [
    ("a", "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie. Le Niger accuse la France d’ingérence."),
    ("b", "Le Niger accuse le Tchad d’ingérence. Le président nigérien s’est rendu à Alger mardi 8 avril 2025."),
    (
        "c",
        "Les présidents malien et algérien se sont rencontrés le 3 mars 2025, selon l’AFP. Un accord de coopération suit, un accord de paix aussi.",
    ),
    ("d", "L’Algérie a signé un accord avec l’Espagne jeudi 15 mai 2025. L’accord de coopération est signé."),
];

fn article(key: &str, text: &str) -> Article {
    let mut article = read::text(key, text, Lexicon::builtin());
    article.metadata.language = Some("fr".into());
    article.metadata.published = "2025-05-20".parse().ok();
    article.metadata.outlet = Some(if key < "c" { "APS" } else { "Le Fil" }.into());
    article
}

fn fill(corpus: &mut Corpus) {
    for (key, text) in TEXTS {
        corpus.add(article(key, text)).unwrap();
    }
}

fn corpus() -> Corpus {
    let mut corpus = Corpus::in_memory().unwrap();
    fill(&mut corpus);
    corpus
}

fn fields(value: Value) -> Fields {
    let Value::Object(fields) = value else { panic!("an object") };
    fields
}

fn file(folder: &Path) -> Vec<u8> {
    let path = folder.join("whole.db");
    let mut corpus = Corpus::open(&path).unwrap();
    fill(&mut corpus);
    corpus.close().unwrap();
    fs::read(path).unwrap()
}

/// Changes a copy of a file as one can who holds to no rule, and says what is found.
fn parts_after(whole: &[u8], sql: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    fs::write(&path, whole).unwrap();
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    // What the file itself forbids is allowed, as where its bytes are changed.
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    assert!(connection.execute(sql, []).unwrap_or_else(|error| panic!("{sql}: {error}")) > 0, "{sql}");
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
    drop(connection);
    let options = OpenOptions { read_only: true, ..OpenOptions::default() };
    let problems = Corpus::open_with(&path, &options).unwrap().check().unwrap();
    problems.iter().map(|problem| format!("{:?}", problem.part)).collect()
}

#[test]
fn values_that_no_reading_gives_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let whole = file(folder.path());
    for sql in [
        "UPDATE statement SET mutual = NOT mutual WHERE id = 1",
        "UPDATE statement SET quad = 'neither' WHERE id = 1",
        "UPDATE statement SET status = 'perhaps' WHERE id = 1",
        "UPDATE statement SET confidence = 7 WHERE id = 1",
        "UPDATE statement SET date = '2025-13' WHERE date IS NOT NULL",
        "UPDATE statement SET date_from = '1999-01-01' WHERE date IS NOT NULL",
        "UPDATE statement SET date = NULL WHERE date IS NOT NULL",
        "UPDATE statement SET start = -3 WHERE id = 1",
        "UPDATE statement SET end = start - 1 WHERE id = 1",
        "UPDATE pair SET source = '' WHERE id = 1",
        "UPDATE pair SET target = '' WHERE id = 1",
        "UPDATE pair SET target = source WHERE id = 1",
        "UPDATE pair SET source_start = -1 WHERE id = 1",
        "UPDATE pair SET target_end = -1 WHERE id = 1",
        "UPDATE mention SET reading = 'guess' WHERE n = 0",
        "UPDATE mention SET sentence = -1 WHERE n = 0",
        "UPDATE mention SET start = -1 WHERE n = 0",
        "UPDATE entity SET type = 'planet'",
        "UPDATE date_mention SET value = 'hier'",
        "UPDATE date_mention SET date_to = '1999-01-01'",
        "UPDATE article SET words = words + 1 WHERE id = 1",
        "UPDATE article SET published = '2025-02-30' WHERE id = 1",
        "UPDATE article SET published_to = NULL WHERE id = 1",
    ] {
        let found = parts_after(&whole, sql);
        assert!(found.contains(&format!("{:?}", Part::Value)), "{sql}: {found:?}");
    }
}

/// An article with a label, and what was read from it: a name, a relation and a tie.
fn coded(key: &str) -> (Article, Extraction) {
    let mut article = article(key, TEXTS[0].1);
    article.labels = vec![Label { span: Span::new(0, 7), kind: LabelKind::Dateline }];
    let mut extraction = extract(&article, Lexicon::builtin());
    let span = Span::new(0, 7);
    let (subject, object) = ("MLI".into(), "AES".into());
    let rule = "tie.1".into();
    extraction.ties =
        vec![Tie { kind: TieKind::MemberOf, subject, object, office: None, date: None, evidence: span, rule }];
    (article, extraction)
}

#[test]
fn values_of_ties_and_labels_are_looked_at_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("whole.db");
    let mut corpus = Corpus::open(&path).unwrap();
    corpus.add_extracted([coded("a")]).unwrap();
    assert_eq!((corpus.ties().count().unwrap(), corpus.labels().count().unwrap()), (1, 1));
    assert_eq!(corpus.check().unwrap(), []);
    corpus.close().unwrap();
    let whole = fs::read(path).unwrap();
    for sql in [
        "UPDATE tie SET tie = 'friend_of'",
        "UPDATE tie SET date = 'hier', date_from = NULL, date_to = NULL",
        "UPDATE tie SET start = end + 1",
        "UPDATE label SET label = 'poem'",
        "UPDATE label SET start = -1",
    ] {
        let found = parts_after(&whole, sql);
        assert!(found.contains(&format!("{:?}", Part::Value)), "{sql}: {found:?}");
    }
}

#[test]
fn what_is_learnt_of_an_entity_later_is_added() {
    let mut corpus = Corpus::in_memory().unwrap();
    let told = |corpus: &Corpus| {
        let row = corpus.entities().code("MLI").rows().unwrap().remove(0);
        (row.sector, row.wikidata)
    };
    let named = |key: &str, sector: Option<&str>, wikidata: Option<&str>| {
        let (article, mut extraction) = coded(key);
        for mention in extraction.mentions.iter_mut().filter(|mention| mention.code == "MLI") {
            (mention.sector, mention.wikidata) = (sector.map(Into::into), wikidata.map(Into::into));
        }
        (article, extraction)
    };
    corpus.add_extracted([named("a", None, None)]).unwrap();
    assert_eq!(told(&corpus), (None, None));
    corpus
        .add_extracted([named("b", None, None), named("c", Some("GOV"), None), named("d", None, Some("Q912"))])
        .unwrap();
    let all = (Some("GOV".to_owned()), Some("Q912".to_owned()));
    assert_eq!(told(&corpus), all);
    corpus.add_extracted([named("e", Some("MIL"), Some("Q1")), named("f", None, None)]).unwrap();
    assert_eq!(told(&corpus), all, "and nothing is changed");
}

#[test]
fn a_value_that_is_no_number_is_refused() {
    let mut corpus = Corpus::in_memory().unwrap();
    let (article, extraction) = coded("a");
    for (what, change) in [
        ("confidence", (|relation| relation.confidence = f64::NAN) as fn(&mut Relation)),
        ("goldstein", |relation| relation.goldstein = Some(f64::INFINITY)),
    ] {
        let mut extraction = extraction.clone();
        extraction.relations.iter_mut().for_each(change);
        let error = corpus.add_extracted([(article.clone(), extraction)]).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
    assert_eq!(corpus.articles().count().unwrap(), 0);
}

#[test]
fn what_is_done_to_a_file_is_told_in_words() {
    let mut corpus = Corpus::open(":memory:").unwrap();
    fill(&mut corpus);
    let by_hand = json!({"source": "MLI", "target": "TCD", "type": "AID", "start": 0, "end": 7});
    corpus.add_relation("a", &fields(by_hand), "anna").unwrap();
    let row = json!({"article": "a", "source": "NER", "target": "TCD", "type": "AID", "evidence": "Le Mali"});
    corpus.add_relations(&[fields(row)], &Origin::new("model").unwrap()).unwrap();
    let gone = corpus.purge(["a"]).unwrap();
    assert_eq!((gone.articles, gone.coded, gone.corrections, gone.purged), (1, 1, 1, true));
    let told = gone.to_string();
    for words in ["1 articles deleted", "; 1 rows coded by people", "taken out of the log", "; the file was rewritten"]
    {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(corpus.delete(["b"]).unwrap().to_string(), "1 articles deleted, with 2 relations");
    corpus.compact().unwrap();
    assert_eq!(corpus.repair().unwrap().to_string(), "nothing is wrong; nothing was done");
    let folder = tempfile::tempdir().unwrap();
    let beside = |name: &str| folder.path().join(name);
    let read_only = OpenOptions { create: true, read_only: true, ..OpenOptions::default() };
    assert!(matches!(Corpus::open_with(beside("none.db"), &read_only), Err(Error::NotFound { .. })));
    assert!(!beside("none.db").exists());
    fs::write(beside("file"), "x").unwrap();
    assert!(matches!(corpus.snapshot(beside("file").join("a.db")), Err(Error::Io { .. })), "a file is no folder");
    let error = corpus.snapshot_with(beside("copy.db"), false, |_, _| ControlFlow::Break(())).unwrap_err();
    assert!(error.is_interrupted() && !beside("copy.db").exists(), "{error}");
}

#[test]
fn texts_without_words_are_copies_of_nothing() {
    let mut corpus = plain([("", None), ("…", None), ("", None), ("Un accord", None), ("Un accord", None)]);
    for rule in [Copies::Identical, Copies::default()] {
        corpus.find_copies(rule).unwrap();
        let heads: Vec<Option<i64>> = corpus.articles().rows().unwrap().into_iter().map(|row| row.copy_of).collect();
        assert_eq!(heads[..4], [None; 4], "{rule:?}");
        assert_eq!(corpus.check().unwrap(), []);
    }
}

/// Nothing that a stranger calls something fills a terminal.
#[test]
fn a_very_long_name_is_cut_where_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path());
    let path = folder.path().join("whole.db");
    Connection::open(&path).unwrap().execute_batch(&format!("CREATE TABLE {} (x)", "n".repeat(5_000))).unwrap();
    let untrusted = OpenOptions { untrusted: true, ..OpenOptions::default() };
    let error = Corpus::open_with(&path, &untrusted).unwrap_err().to_string();
    assert!(error.contains("nnn…`") && error.len() < 400, "{error}");
}

#[test]
fn an_entity_is_split_in_some_articles_and_texts_alone() {
    let mut corpus = corpus();
    let sources = |corpus: &Corpus| -> Vec<String> {
        let mut rows = corpus.relations().of_type("ACCUSE").rows().unwrap();
        rows.sort_by_key(|row| row.article_id);
        rows.into_iter().map(|row| row.source).collect()
    };
    assert_eq!(sources(&corpus), ["NER", "NER"]);
    let split = corpus.split_entity("NER", "NIG2", &[], &["b".into()], "anna").unwrap();
    assert_eq!(sources(&corpus), ["NER", "NIG2"]);
    corpus.undo(split, "anna").unwrap();
    let split = corpus.split_entity("NER", "NIG2", &["Niger".into()], &["a".into()], "anna").unwrap();
    assert_eq!(sources(&corpus), ["NIG2", "NER"]);
    corpus.undo(split, "anna").unwrap();
    assert_eq!(sources(&corpus), ["NER", "NER"]);
    assert!(corpus.split_entity("NER", "NIG2", &[], &[], "anna").is_err());
    assert!(corpus.split_entity("NER", "NER", &["Niger".into()], &[], "anna").is_err());
    assert!(corpus.split_entity("NER", "NIG2", &[], &["nosuch".into()], "anna").is_err());
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn corrections_move_with_a_text_that_grows() {
    let mut corpus = corpus();
    let agreed = corpus.relations().article(3).rows().unwrap().remove(0);
    corpus.correct(agreed.id, &fields(json!({"status": "denied"})), "anna").unwrap();
    let accused = corpus.relations().of_type("ACCUSE").target("TCD").rows().unwrap().remove(0);
    corpus.correct(accused.id, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    for (key, before) in [("c", "Rien de neuf. "), ("b", "Rien ? ")] {
        let text = TEXTS.iter().find(|(known, _)| *known == key).unwrap().1;
        corpus.add(article(key, &format!("{before}{text}"))).unwrap();
    }
    let denied: Vec<String> =
        corpus.relations().status("denied").rows().unwrap().into_iter().map(|row| row.kind).collect();
    assert_eq!(denied, [agreed.kind]);
    assert_eq!(corpus.relations().of_type("THREATEN").target("TCD").count().unwrap(), 1);
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn rows_are_chosen_by_what_is_seldom_asked() {
    let mut corpus = corpus();
    let by_hand = json!({"source": "MLI", "target": "TCD", "type": "AID", "start": 0, "end": 7});
    corpus.add_relation("a", &fields(by_hand), "anna").unwrap();
    let all = corpus.relations().count().unwrap();
    assert_eq!(corpus.relations().origin("anna").count().unwrap(), 1);
    assert_eq!(corpus.relations().origin("rules").count().unwrap(), all - 1);
    assert_eq!(corpus.mentions().origin("rules").count().unwrap(), corpus.mentions().count().unwrap());
    assert_eq!(corpus.mentions().origin("anna").count().unwrap(), 0);
    assert!(corpus.relations().target("DZA").rows().unwrap().iter().all(|row| row.target == "DZA"));
    assert!(corpus.relations().target("DZA").count().unwrap() > 0);
    assert_eq!(corpus.relations().min_confidence(1.1).count().unwrap(), 0);
    let of_niger = corpus.entities().country("NER").rows().unwrap();
    assert!(!of_niger.is_empty() && of_niger.len() < corpus.entities().rows().unwrap().len());
    assert_eq!(corpus.articles().outlet("APS").offset(1).rows().unwrap().len(), 1);
    let dates = corpus.dates().article(4).rows().unwrap();
    assert!(!dates.is_empty() && dates.iter().all(|row| row.article_id == 4));
    let some = corpus.articles().in_articles([1, 3, 99]).rows().unwrap();
    assert_eq!(some.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    let timeline = corpus.timeline("MLI", "DZA", Freq::Month).since("2025-03-10").until("2025-04-30").rows().unwrap();
    assert_eq!(timeline.rows.iter().map(|row| row.count).sum::<u64>(), 1, "the act of April");
    let act = corpus.relations().between("MLI", "DZA").since("2025-04").rows().unwrap().remove(0);
    assert!(timeline.rows.iter().any(|row| row.count == 1 && row.goldstein == act.goldstein), "{act:?}");
    let panel =
        corpus.panel(Freq::Month).since("2025-04-01").until("2025-04-30").count(Count::Relations).rows().unwrap();
    assert!(!panel.rows.is_empty());
    let none = corpus.panel(Freq::Month).since("2030").until("2020").rows();
    assert!(none.map_or(true, |none| none.rows.is_empty()));
    let month: String = corpus.timeline("MLI", "DZA", Freq::Month).to_sql().unwrap();
    assert!(!corpus.sql().unwrap().rows(&month, &[], &[]).unwrap().rows.is_empty(), "what is told can be asked");
}

#[test]
fn words_are_counted_by_what_is_seldom_asked() {
    let corpus = corpus();
    let around = |window: Window| {
        let rows = corpus.collocations("accord").within(window).min_count(1).rows().unwrap();
        rows.into_iter().map(|row| row.collocate).collect::<Vec<_>>()
    };
    assert!(around(Window::Sentence).contains(&"coopération".to_owned()));
    let left = corpus.collocations("coopération").right(0).left(2).min_count(1).rows().unwrap();
    assert!(left.iter().any(|row| row.collocate == "accord") && left.iter().all(|row| row.collocate != "selon"));
    assert!(corpus.collocations("accord").window(1_000_000).rows().is_err());
    assert!(corpus.collocations("accord").measure(Measure::LogDice).min_count(1).rows().is_ok());
    let aps = || corpus.subcorpus().outlet("APS");
    for measure in [KeynessMeasure::ChiSquared, KeynessMeasure::LogLikelihood] {
        let words = corpus.keyness(aps()).measure(measure).min_count(1).rows().unwrap();
        assert!(words.iter().any(|row| row.word.contains("niger")), "{words:?}");
    }
    let evidence = corpus.concordance("accord").unit(Unit::Evidence).rows().unwrap().len();
    let all = corpus.concordance("accord").rows().unwrap().len();
    assert!(evidence < all && all == 4, "{evidence} of {all}");
    let sorted = corpus.concordance("accord").sort(Order::Position).limit(2).rows().unwrap();
    assert_eq!(sorted.len(), 2);
    let long: String = vec!["accord"; 200].join(" ");
    assert!(corpus.concordance(long).rows().map_or(true, |rows| rows.is_empty()));
}

/// A corpus of texts that are stored as they are, the first of which are from an outlet.
fn plain<'t>(texts: impl IntoIterator<Item = (&'t str, Option<&'t str>)>) -> Corpus {
    let mut corpus = Corpus::in_memory().unwrap();
    let articles = texts.into_iter().enumerate().map(|(number, (text, outlet))| {
        let metadata = Metadata {
            language: Some("fr".into()),
            outlet: outlet.map(str::to_owned),
            published: "2025-05-20".parse().ok(),
            ..Metadata::default()
        };
        let article =
            Article { key: format!("k{number:04}"), text: text.into(), metadata: metadata.clone(), labels: Vec::new() };
        (article, Extraction { metadata, ..Extraction::default() })
    });
    corpus.add_extracted(articles.collect::<Vec<_>>()).unwrap();
    corpus
}

#[test]
fn a_word_stands_to_the_nearest_node_and_no_further_than_it_may() {
    let corpus = plain([
        ("Un accord mène au second accord signé. La paix vient.", Some("APS")),
        ("Le pacte échoue\n\nPublicité des autos\n\nTout pacte échoue", None),
    ]);
    let found = |asked: Collocations<'_>| -> Vec<(String, u64, u64)> {
        let rows = asked.min_count(1).rows().unwrap();
        rows.into_iter().map(|row| (row.collocate, row.count_left, row.count_right)).collect()
    };
    let of = |rows: &[(String, u64, u64)], word: &str| rows.iter().find(|row| row.0 == word).map(|row| (row.1, row.2));
    let rows = found(corpus.collocations("accord").window(4).stop_words(true));
    assert_eq!(of(&rows, "signé"), Some((0, 1)), "after the second, though after the first as well");
    assert_eq!(of(&rows, "second"), Some((1, 0)), "before the second, which is nearer");
    assert_eq!(of(&rows, "mène"), Some((0, 1)), "after the first, which is nearer");
    assert_eq!(of(&rows, "paix"), None, "in another sentence");
    let rows = found(corpus.collocations("accord").window(4).within(Window::Article));
    assert_eq!(of(&rows, "paix"), Some((0, 1)));
    let rows = found(corpus.collocations("pacte").window(9).within(Window::Paragraph));
    assert_eq!((of(&rows, "échoue"), of(&rows, "autos")), (Some((0, 2)), None), "a blank line ends it");
    let rows = found(corpus.collocations("pacte").window(9).within(Window::Article));
    assert_eq!(of(&rows, "autos"), Some((1, 0)), "before the second, which is nearer");
    // What is left out is not gone over either.
    let mut labelled = Corpus::in_memory().unwrap();
    let text = "Le pacte échoue, achetez des autos, tout pacte échoue";
    let advertised = Span::new(text.find("achetez").unwrap(), text.find(", tout").unwrap());
    let metadata = Metadata { language: Some("fr".into()), ..Metadata::default() };
    let labels = vec![Label { span: advertised, kind: LabelKind::Advertisement }];
    let article = Article { key: "a".into(), text: text.into(), metadata: metadata.clone(), labels };
    labelled.add_extracted([(article, Extraction { metadata, ..Extraction::default() })]).unwrap();
    let rows = found(labelled.collocations("pacte").window(9).within(Window::Article).stop_words(true));
    assert_eq!((of(&rows, "autos"), of(&rows, "tout")), (None, Some((1, 0))));
    assert_eq!(labelled.concordance("autos").rows().unwrap(), []);
    assert_eq!(labelled.concordance("autos").skip([]).rows().unwrap().len(), 1);
}

#[test]
fn lists_of_words_leave_out_what_they_are_told_to() {
    let corpus = plain([("Un accord, un pacte et un accord", Some("APS")), ("Un pacte, une trêve", None)]);
    let listed = |without: &[&str]| -> Vec<String> {
        let rows = corpus.keyness(corpus.subcorpus().outlet("APS")).without(without).min_count(1).rows().unwrap();
        rows.into_iter().map(|row| row.word).collect()
    };
    assert!(listed(&[]).contains(&"accord".to_owned()));
    assert!(!listed(&["Accord"]).contains(&"accord".to_owned()));
    let outlets = corpus.dispersion("pacte").over(Parts::Outlet).rows().unwrap();
    assert_eq!((outlets.left_out, outlets.rows[0].parts, outlets.rows[0].count), (1, 1, 1));
    let many = "mot ".repeat(40);
    assert!(corpus.concordance(&*many).word(&*many).rows().is_err(), "together more than can be looked for at once");
    assert!(corpus.concordance("").rows().is_err());
    assert!(corpus.concordance("pacte").entity("MLI").rows().is_err(), "of one or of the other");
    assert!(corpus.concordance_of_entity("MLI").word("pacte").rows().is_err());
    let days = corpus.frequency("pacte", Freq::Day).published_since("0001-01-01").published_until("9999-12-31").rows();
    assert!(days.unwrap_err().to_string().contains("100000"), "millions of days");
}

/// Long texts are handed out in batches, and articles that are few among many one by one.
#[test]
fn what_was_asked_for_first_is_found_first_however_much_there_is() {
    let long = |number: usize| format!("accord {} fin{number}", "mot ".repeat(20_000));
    let texts: Vec<String> =
        (0..40).map(|number| if number % 13 == 0 { long(number) } else { "accord".into() }).collect();
    let corpus = plain(texts.iter().map(|text| (text.as_str(), Some("APS"))));
    let lines = |limit| -> Vec<i64> {
        let rows = corpus.concordance("accord").limit(limit).rows().unwrap();
        rows.into_iter().map(|row| row.article_id).collect()
    };
    assert_eq!(lines(100), (1..=40).collect::<Vec<_>>());
    assert_eq!(lines(2), [1, 2]);
    let few = corpus.ngrams(1).in_articles([1, 40]).min_count(1).rows().unwrap();
    let count = |word: &str| few.iter().find(|row| row.ngram == word).map_or(0, |row| row.count);
    assert_eq!((count("accord"), count("mot"), count("fin39")), (2, 40_000, 1));
    let asked = AtomicUsize::new(0);
    let error = corpus.ngrams(1).stop(Arc::new(move || asked.fetch_add(1, Ordering::Relaxed) > 0)).rows().unwrap_err();
    assert!(error.is_interrupted(), "{error}");
}

#[test]
fn queries_that_are_seldom_typed_find_what_they_say() {
    let corpus = plain([
        ("Tout NEAR est un mot comme mali et niger", Some("APS")),
        ("Le niger", Some("APS")),
        (&"é".repeat(3_000), Some("APS")),
    ]);
    let keys = |query: &str| -> Vec<String> {
        let mut keys: Vec<String> = corpus.search(query).hits().unwrap().into_iter().map(|hit| hit.key).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys("NEAR niger"), ["k0000"], "without a bracket it is a word");
    assert_eq!(keys("text:(text:niger)"), ["k0000", "k0001"], "said twice");
    assert_eq!(keys("\"niger\"* -near"), ["k0001"]);
    // A query that is cut at its greatest length is cut between letters.
    let long = format!("niger {}", "é".repeat(MAX_BYTES / 2));
    let hits = corpus.search(&long).matching(Match::Any).hits().unwrap();
    assert_eq!(hits.len(), 2);
    assert!(!Query::parse(&long).repairs.is_empty(), "and that is told");
    // A text without a space is shown from a letter on.
    let shown = corpus.search("").limit(3).hits().unwrap();
    assert!(shown.iter().all(|hit| hit.snippet.chars().all(|letter| letter != '\u{fffd}')));
}

#[test]
fn names_are_found_as_they_are_written() {
    let corpus = corpus();
    assert_eq!(corpus.relations().source("ner").count().unwrap(), corpus.relations().source("NER").count().unwrap());
    let error = corpus.reader().entities().called("Algrie").rows().unwrap_err().to_string();
    assert!(error.contains("Algérie"), "{error}");
}

#[test]
fn a_kind_of_act_that_is_not_known_here_counts_in_no_class() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path());
    let path = folder.path().join("whole.db");
    let year = || {
        let corpus = Corpus::open(&path).unwrap();
        let rows = corpus.panel(Freq::Year).count(Count::Relations).rows().unwrap().rows;
        rows.iter().fold((0, 0, 0), |(count, quads, types), row| {
            let (of_quads, of_types) = (row.period.quads.iter().sum::<u64>(), row.period.types.iter().sum::<u64>());
            (count + row.period.count, quads + of_quads, types + of_types)
        })
    };
    let (count, quads, types) = year();
    assert!(count > 0 && (quads, types) == (count, count));
    let later = Connection::open(&path).unwrap();
    later
        .execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE statement SET type = 'ORBIT' WHERE id = 1")
        .unwrap();
    drop(later);
    let pairs = count - year().1;
    assert!(pairs > 0);
    assert_eq!(year(), (count, count - pairs, count - pairs));
}

#[test]
fn articles_are_counted_once_whatever_they_state() {
    let mut corpus = corpus();
    let by_hand = json!({"source": "NER", "target": "TCD", "type": "THREATEN", "start": 0, "end": 8});
    corpus.add_relation("b", &fields(by_hand), "anna").unwrap();
    let year = |count| -> (u64, u64) {
        let rows = corpus.panel(Freq::Year).between("NER", "TCD").count(count).rows().unwrap().rows;
        rows.iter().fold((0, 0), |(all, verbal), row| (all + row.period.count, verbal + row.period.quads[2]))
    };
    assert_eq!(year(Count::Relations), (2, 2));
    assert_eq!(year(Count::Articles), (1, 1), "one article states both");
}

#[test]
fn what_a_statement_may_ask_of_the_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path());
    for untrusted in [false, true] {
        let options = OpenOptions { untrusted, ..OpenOptions::default() };
        let mut corpus = Corpus::open_with(folder.path().join("whole.db"), &options).unwrap();
        for sql in [
            "PRAGMA writable_schema = ON",
            "PRAGMA trusted_schema = ON",
            "PRAGMA mmap_size = 1000000",
            "PRAGMA encoding = 'UTF-16'",
            "SELECT load_extension('x')",
            "CREATE TEMP TABLE t (a)",
            "CREATE TABLE t (a)",
            "CREATE VIEW v AS SELECT 1",
            "ALTER TABLE article RENAME TO b",
            "ANALYZE",
            "DETACH main",
        ] {
            assert!(corpus.sql().unwrap().rows(sql, &[], &[]).is_err(), "{sql}");
        }
        for sql in ["PRAGMA encoding", "PRAGMA table_info(article)", "PRAGMA user_version"] {
            assert!(corpus.sql().unwrap().rows(sql, &[], &[]).is_ok(), "{sql}");
        }
        assert_eq!(corpus.check().unwrap(), []);
    }
}

#[cfg(feature = "arrow")]
#[test]
fn tables_have_the_rows_that_are_told() {
    let mut corpus = corpus();
    assert_eq!(corpus.relations().batches().unwrap().rows() as u64, corpus.relations().count().unwrap());
    assert_eq!(corpus.articles().batches().unwrap().rows(), 4);
    assert_eq!(corpus.articles().limit(0).batches().unwrap().rows(), 0);
    assert_eq!(corpus.mentions().batches().unwrap().rows(), corpus.mentions().rows().unwrap().len());
    assert_eq!(corpus.dyads().batches().unwrap().rows(), corpus.dyads().rows().unwrap().len());
    assert_eq!(corpus.concordance("accord").batches().unwrap().rows(), 4);
    let mixed = "SELECT 1 AS a, 'x' AS b, NULL AS c, 1.5 AS d, x'00ff' AS e UNION ALL SELECT 2.5, 3, 'y', 4, NULL";
    let asked = corpus.sql().unwrap();
    assert_eq!(asked.batches(mixed, &[], &[]).unwrap().rows(), asked.rows(mixed, &[], &[]).unwrap().rows.len());
}
