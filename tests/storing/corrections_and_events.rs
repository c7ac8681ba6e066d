//! Events and families of copies follow what people correct, at once, and what is loaded or grouped later takes nothing
//! back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use corpus::corpus::{By, LoadOptions, Origin, ReextractOptions, Which};
use corpus::query::{Count, EventRow, Freq};
use corpus::read::Input;
use corpus::store::{Copies, Fields, Threshold};
use corpus::{Article, Corpus, Lexicon, read};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

const TEXT: &str =
    "Alger accuse Bamako d’ingérence. Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie.";

fn article(key: &str, published: &str, text: &str) -> Article {
    let mut article = read::text(key, text, Lexicon::builtin());
    article.metadata.language = Some("fr".into());
    article.metadata.published = Some(published.parse().unwrap());
    article
}

fn corpus(texts: &[(&str, &str, &str)]) -> Corpus {
    let mut corpus = Corpus::in_memory().unwrap();
    for (key, published, text) in texts {
        corpus.add(article(key, published, text)).unwrap();
    }
    corpus
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other}"),
    }
}

/// The events, once it is sure that nothing waits to be merged.
#[track_caller]
fn events(corpus: &Corpus) -> Vec<EventRow> {
    assert_eq!(corpus.reader().stale_events().unwrap(), 0, "nothing waits to be merged");
    corpus.events().rows().unwrap()
}

fn kinds(events: &[EventRow]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

/// Whose copy each article is.
fn copies(corpus: &Corpus) -> BTreeMap<String, Option<String>> {
    let rows = corpus.articles().rows().unwrap();
    let keys: BTreeMap<i64, String> = rows.iter().map(|row| (row.id, row.key.clone())).collect();
    rows.iter().map(|row| (row.key.clone(), row.copy_of.map(|head| keys[&head].clone()))).collect()
}

fn relation(corpus: &Corpus, kind: &str) -> i64 {
    corpus.relations().of_type(kind).rows().unwrap()[0].id
}

#[test]
fn the_event_of_a_corrected_relation_changes_with_it_and_back() {
    let mut corpus = corpus(&[
        ("a", "2025-04-07", TEXT),
        ("b", "2025-04-07", "Alger accuse Bamako d’ingérence. Il pleut au Burkina Faso."),
    ]);
    let before = events(&corpus);
    let accused = before.iter().find(|event| event.kind == "ACCUSE").unwrap();
    assert_eq!((accused.articles, before.len()), (2, 2), "{before:#?}");
    let id = corpus.relations().article(1).of_type("ACCUSE").rows().unwrap()[0].id;
    let correction = corpus.correct(id, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    let now = events(&corpus);
    assert_eq!(now.iter().filter(|event| event.kind == "THREATEN").count(), 1, "{now:#?}");
    assert_eq!(now.iter().find(|event| event.kind == "ACCUSE").unwrap().articles, 1, "{now:#?}");
    corpus.undo(correction, "anna").unwrap();
    assert_eq!(events(&corpus), before);

    let correction = corpus.reject(id, "anna").unwrap();
    assert_eq!(events(&corpus).iter().find(|event| event.kind == "ACCUSE").unwrap().articles, 1);
    corpus.undo(correction, "anna").unwrap();
    assert_eq!(events(&corpus), before);

    let row = json!({"source": "MLI", "target": "FRA", "type": "AID", "evidence": "Le Mali"});
    let correction = corpus.add_relation("a", &fields(row), "anna").unwrap();
    assert_eq!(events(&corpus).len(), 3);
    corpus.undo(correction, "anna").unwrap();
    assert_eq!(events(&corpus), before);

    let correction = corpus.merge_entities("MLI", "BFA", "anna").unwrap();
    assert!(events(&corpus).iter().all(|event| [&event.source, &event.target].contains(&&"BFA".to_owned())));
    corpus.undo(correction, "anna").unwrap();
    assert_eq!(events(&corpus), before);
}

#[test]
fn an_act_that_several_origins_tell_is_one_event() {
    let mut corpus = corpus(&[("a", "2025-04-07", TEXT)]);
    let before = events(&corpus);
    let model = Origin::new("model").unwrap();
    let row = json!({"article": "a", "source": "DZA", "target": "MLI", "type": "ACCUSE", "evidence": "Alger accuse Bamako d’ingérence"});
    corpus.add_relations(&[fields(row)], &model).unwrap();
    let now = events(&corpus);
    assert_eq!(kinds(&now), kinds(&before));
    let accused = now.iter().find(|event| event.kind == "ACCUSE").unwrap();
    assert_eq!((accused.relations, accused.articles, accused.independent_articles), (2, 1, 1));
    for count in [Count::Events, Count::Relations, Count::Articles] {
        let dyads = corpus.dyads().of_type("ACCUSE").count(count).rows().unwrap();
        assert_eq!((dyads.len(), dyads[0].count), (1, 1), "{count:?}");
        let line = corpus.timeline("DZA", "MLI", Freq::Year).of_type("ACCUSE").count(count).rows().unwrap();
        assert_eq!(line.rows.iter().map(|row| row.count).sum::<u64>(), 1, "{count:?}");
        let coded = corpus.dyads().origin("model").count(count).rows().unwrap();
        assert_eq!((coded.len(), coded[0].count), (1, 1), "asked for by name, it is there: {count:?}");
    }
    corpus.remove_origin(&model).unwrap();
    assert_eq!(events(&corpus), before);
}

#[test]
fn imported_and_read_anew_events_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [("a", "2025-04-07", TEXT)];
    let (mut one, mut other) = (corpus(&texts), corpus(&texts));
    one.correct(relation(&one, "ACCUSE"), &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    let file = folder.path().join("anna.jsonl");
    one.export_corrections(&file).unwrap();
    other.import_corrections(&file, None).unwrap();
    assert_eq!(events(&other), events(&one));
    assert!(kinds(&events(&one)).contains(&"THREATEN"));

    let row = json!({"article": "a", "source": "FRA", "target": "MLI", "type": "AID", "evidence": "Bamako"});
    one.add_relations(&[fields(row)], &Origin::new("model").unwrap()).unwrap();
    let before = events(&one);
    let options = ReextractOptions { articles: Some(vec![Which::Key("a".into())]), ..ReextractOptions::default() };
    one.reextract(&options).unwrap();
    assert_eq!(events(&one), before, "read as before, told as before");
    let pack = folder.path().join("pack");
    std::fs::create_dir(&pack).unwrap();
    let without = "source = \"test\"\nlicence = \"CC0-1.0\"\ndisable = [\"fr.accuse.accuser\"]\n";
    std::fs::write(pack.join("pack.toml"), without).unwrap();
    let lexicon = Some(Arc::new(Lexicon::with_pack(&pack).unwrap()));
    other.correct(relation(&other, "THREATEN"), &fields(json!({"place": "Alger"})), "anna").unwrap();
    other.reextract(&ReextractOptions { lexicon, ..options }).unwrap();
    let now = events(&other);
    let threat = now.iter().find(|event| event.kind == "THREATEN").unwrap();
    assert_eq!(threat.place.as_deref(), Some("Alger"), "no rule reads it any more, but a person said so: {now:#?}");
}

/// Thirty words and more, of which two articles may share all or most.
fn long(rest: &str) -> String {
    let words: Vec<String> = (0..40).map(|n| format!("mot{n}")).collect();
    format!("{} {rest}", words.join(" "))
}

fn load(corpus: &mut Corpus, articles: &[(&str, &str, &str)]) {
    let inputs = articles.iter().map(|(key, published, text)| Input {
        origin: (*key).into(),
        article: Ok(article(key, published, text)),
        notes: vec![],
    });
    let report = corpus.load(inputs, &LoadOptions::default()).unwrap();
    assert!(report.refused.is_empty(), "{report}");
}

fn head(copies: &BTreeMap<String, Option<String>>, key: &str) -> Option<String> {
    copies[key].clone()
}

#[test]
fn what_is_marked_as_a_copy_stays_one_when_copies_are_grouped_anew() {
    let (same, other) = (long("du jour"), "Un tout autre article, sans rien de commun.");
    let mut corpus = corpus(&[("b", "2025-04-02", &same), ("c", "2025-04-03", &same), ("x", "2025-04-04", other)]);
    let found = copies(&corpus);
    assert_eq!((head(&found, "c"), head(&found, "x")), (Some("b".into()), None));
    let marked = corpus.mark_copy("x", "b", By::from("anna")).unwrap();
    let unmarked = corpus.unmark_copy("c", "anna").unwrap();
    let expect = |corpus: &Corpus, family: &str, when: &str| {
        let now = copies(corpus);
        assert_eq!(head(&now, "c"), None, "{when}: {now:?}");
        assert_eq!(head(&now, "x").as_deref(), Some(family), "{when}: {now:?}");
        assert!(now.values().flatten().all(|head| now[head].is_none()), "{when}: a family has one head: {now:?}");
    };
    expect(&corpus, "b", "marked");
    load(&mut corpus, &[("d", "2025-04-05", &same), ("e", "2025-04-05", "Rien de neuf.")]);
    expect(&corpus, "b", "a copy came");
    assert_eq!(head(&copies(&corpus), "d").as_deref(), Some("b"));
    corpus.find_copies(Copies::Alike(Threshold::new(0.8).unwrap())).unwrap();
    expect(&corpus, "b", "grouped anew");
    load(&mut corpus, &[("a", "2025-04-01", &same)]);
    expect(&corpus, "a", "an earlier one came");
    corpus.find_copies(Copies::Identical).unwrap();
    expect(&corpus, "a", "grouped anew again");
    // Without a and b, what is left of the family has another head, and it is not the one that is nobody's copy.
    load(
        &mut corpus,
        &[("a", "2025-04-01", "Tout est changé ici."), ("b", "2025-04-02", "Ici aussi, tout autrement.")],
    );
    let now = copies(&corpus);
    assert_eq!((head(&now, "c"), head(&now, "d")), (None, None), "{now:?}");
    assert_eq!(head(&now, "x").as_deref(), Some("b"), "marked as a copy of b, whatever b says: {now:?}");
    load(&mut corpus, &[("a", "2025-04-01", &same), ("b", "2025-04-02", &same)]);
    expect(&corpus, "a", "as before");
    corpus.undo(marked, "anna").unwrap();
    corpus.undo(unmarked, "anna").unwrap();
    let now = copies(&corpus);
    assert_eq!((head(&now, "c").as_deref(), head(&now, "x")), (Some("a"), None), "as it is found: {now:?}");
    let undone = now;
    corpus.find_copies(Copies::Identical).unwrap();
    assert_eq!(copies(&corpus), undone, "and grouping anew finds the same");
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn events_count_what_is_marked_as_a_copy_once() {
    let mut corpus = corpus(&[
        ("a", "2025-04-07", TEXT),
        ("b", "2025-04-07", "Alger accuse Bamako d’ingérence, selon notre correspondant."),
    ]);
    let independent = |corpus: &Corpus| {
        events(corpus).iter().find(|event| event.kind == "ACCUSE").map(|event| event.independent_articles)
    };
    assert_eq!(independent(&corpus), Some(2));
    let marked = corpus.mark_copy("b", "a", "anna").unwrap();
    assert_eq!(independent(&corpus), Some(1));
    load(&mut corpus, &[("c", "2025-04-08", "Rien de neuf.")]);
    corpus.find_copies(Copies::default()).unwrap();
    assert_eq!(independent(&corpus), Some(1));
    corpus.undo(marked, "anna").unwrap();
    assert_eq!(independent(&corpus), Some(2));
}

#[test]
fn deleted_heads_leave_what_was_said_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copies.db");
    let same = long("du soir");
    {
        let mut corpus = Corpus::open(&path).unwrap();
        load(&mut corpus, &[("a", "2025-04-01", &same), ("b", "2025-04-02", &same), ("c", "2025-04-03", &same)]);
        corpus.unmark_copy("b", "anna").unwrap();
    }
    rusqlite::Connection::open(&path).unwrap().execute("DELETE FROM article WHERE key = 'a'", []).unwrap();
    let mut corpus = Corpus::open(&path).unwrap();
    load(&mut corpus, &[("d", "2025-04-04", &same)]);
    let now = copies(&corpus);
    assert_eq!((head(&now, "b"), head(&now, "c"), head(&now, "d").as_deref()), (None, None, Some("c")), "{now:?}");
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn one_of_several_who_are_said_to_have_done_it_is_no_rival_once_rejected() {
    let text = "Alger accuse le Mali. Niamey a été attaqué par les deux pays selon Paris.";
    let mut corpus = corpus(&[("a", "2025-04-07", text)]);
    let attacks = |corpus: &Corpus| {
        let rows = corpus.relations().of_type("ASSAULT").rows().unwrap();
        rows.into_iter().map(|row| (row.id, row.source)).collect::<Vec<_>>()
    };
    let contested = |corpus: &Corpus| {
        let events = events(corpus).into_iter().filter(|event| event.kind == "ASSAULT");
        events.map(|event| (event.source, event.contested)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(contested(&corpus), BTreeMap::from([("DZA".to_owned(), true), ("MLI".to_owned(), true)]));
    let (id, _) = attacks(&corpus).into_iter().find(|(_, source)| source == "DZA").unwrap();
    corpus.reject(id, "anna").unwrap();
    assert_eq!(contested(&corpus), BTreeMap::from([("MLI".to_owned(), false)]));
}
