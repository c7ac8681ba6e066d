//! What people correct stays corrected: over new readings, new texts and other people's files, and can be undone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use crate::cases::cases;
use corpus::corpus::{LoadOptions, Origin, ReextractOptions, Which};
use corpus::error::Error;
use corpus::query::RelationRow;
use corpus::read::Input;
use corpus::store::{Fields, What};
use corpus::{Corpus, Lexicon, read};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const TEXT: &str = "Alger accuse Bamako d’ingérence. Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie. \
     Le Niger et le Burkina Faso ont condamné la France mardi 8 avril 2025.";

fn corpus(texts: &[(&str, &str)]) -> Corpus {
    let mut corpus = Corpus::in_memory().unwrap();
    for (key, text) in texts {
        corpus.add(article(key, text)).unwrap();
    }
    corpus
}

fn article(key: &str, text: &str) -> corpus::Article {
    let mut article = read::text(key, text, Lexicon::builtin());
    article.metadata.language = Some("fr".into());
    article
}

fn one() -> Corpus {
    corpus(&[("a", TEXT)])
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other}"),
    }
}

/// Everything that can be seen of relations, names and copies.
fn seen(corpus: &mut Corpus) -> Vec<String> {
    let mut all = Vec::new();
    for view in ["relations", "mentions", "entities", "dates", "ties", "events", "labels"] {
        let rows = corpus.sql().unwrap().rows(&format!("SELECT * FROM {view} ORDER BY 1, 2, 3, 4"), &[], &[]).unwrap();
        all.extend(rows.rows.into_iter().map(|row| format!("{view} {row:?}")));
    }
    let rows = corpus.sql().unwrap().rows("SELECT id, copy_of FROM articles", &[], &[]).unwrap();
    all.extend(rows.rows.into_iter().map(|row| format!("{row:?}")));
    all
}

fn find(corpus: &Corpus, kind: &str, source: &str, target: &str) -> Option<RelationRow> {
    let rows = corpus.relations().rows().unwrap();
    rows.into_iter().find(|row| row.kind == kind && row.source == source && row.target == target)
}

fn id(corpus: &Corpus, kind: &str, source: &str, target: &str) -> i64 {
    find(corpus, kind, source, target).unwrap_or_else(|| panic!("{:#?}", corpus.relations().rows().unwrap())).id
}

fn reload(corpus: &mut Corpus, key: &str, text: &str) -> Vec<String> {
    let input = Input { origin: key.into(), article: Ok(article(key, text)), notes: vec![] };
    let report = corpus.load([input], &LoadOptions::default()).unwrap();
    assert!(report.refused.is_empty(), "{report}");
    report.notes.into_iter().map(|note| note.text).collect()
}

#[test]
fn the_row_that_was_named_is_corrected_and_no_other() {
    let mut corpus = one();
    let row = find(&corpus, "ACCUSE", "NER", "FRA").unwrap();
    let other = find(&corpus, "ACCUSE", "BFA", "FRA").unwrap();
    corpus
        .correct(row.id, &fields(json!({"type": "reject", "date": "2025-04-07", "place": "Niamey"})), "anna")
        .unwrap();
    let now = find(&corpus, "REJECT", "NER", "FRA").unwrap();
    assert_eq!((now.id, now.origin.as_str(), now.date.as_deref()), (row.id, "anna", Some("2025-04-07")));
    assert_eq!((now.date_from.as_deref(), now.place.as_deref()), (Some("2025-04-07"), Some("Niamey")));
    assert_eq!((now.quad.as_str(), now.confidence, now.evidence), ("verbal conflict", 1.0, row.evidence));
    assert_ne!(now.goldstein, row.goldstein, "the value is that of the type");
    assert_eq!(find(&corpus, "ACCUSE", "BFA", "FRA").unwrap(), other, "of the same statement, and as it was");
    assert_eq!(corpus.check().unwrap(), []);
}

type Step = Box<dyn Fn(&mut Corpus) -> corpus::Result<i64>>;

#[test]
fn applied_and_undone_is_as_before() {
    let mut corpus = corpus(&[("a", TEXT), ("b", TEXT), ("c", "Le roi du désert accuse Alger. Alger se tait.")]);
    let before = seen(&mut corpus);
    let accuse = id(&corpus, "ACCUSE", "DZA", "MLI");
    let condemn = id(&corpus, "ACCUSE", "NER", "FRA");
    let mention = corpus.mentions().article(1).rows().unwrap()[1].start;
    let added = json!({"source": "MLI", "target": "FRA", "type": "ACCUSE", "evidence": "Le Mali a rappelé"});
    let steps: Vec<Step> = vec![
        Box::new(move |c| c.correct(accuse, &fields(json!({"type": "THREATEN"})), "anna")),
        Box::new(move |c| c.reject(condemn, "anna")),
        Box::new(move |c| c.add_relation("a", &fields(added.clone()), "anna")),
        Box::new(move |c| c.correct_mention("a", mention, &fields(json!({"code": "XYZ"})), "anna")),
        Box::new(move |c| c.reject_mention("a", mention, "anna")),
        Box::new(|c| c.merge_entities("NER", "BFA", "anna")),
        Box::new(|c| c.split_entity("DZA", "ALG", &["Alger".into()], &[], "anna")),
        Box::new(|c| c.add_alias("roi du désert", "MLI", "anna")),
        Box::new(|c| c.unmark_copy("b", "anna")),
        Box::new(|c| c.mark_copy("c", "a", "anna")),
    ];
    let mut made = Vec::new();
    for step in &steps {
        let id = step(&mut corpus).unwrap();
        let after = seen(&mut corpus);
        assert_ne!(after, before, "correction {id} does something");
        assert_eq!(corpus.check().unwrap(), []);
        corpus.undo(id, "bob").unwrap();
        assert_eq!(seen(&mut corpus), before, "correction {id} undone");
    }
    for step in &steps {
        made.push(step(&mut corpus).unwrap());
    }
    for id in made.iter().step_by(2).chain(made.iter().skip(1).step_by(2)) {
        corpus.undo(*id, "bob").unwrap();
    }
    assert_eq!(seen(&mut corpus), before, "undone in another order");
    assert_eq!(corpus.corrections().unwrap().len(), 20, "and nothing is forgotten");
    assert_eq!(corpus.corrections().unwrap()[0].correction.undone_by.as_deref(), Some("bob"));
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn a_correction_of_a_correction_stands_when_the_first_is_undone() {
    let mut corpus = one();
    let accuse = id(&corpus, "ACCUSE", "DZA", "MLI");
    let first = corpus.correct(accuse, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    corpus.correct(accuse, &fields(json!({"status": "denied"})), "anna").unwrap();
    corpus.undo(first, "anna").unwrap();
    let row = find(&corpus, "ACCUSE", "DZA", "MLI").unwrap();
    assert_eq!((row.id, row.status.as_str()), (accuse, "denied"));
}

#[test]
fn said_twice_is_said_once() {
    let mut corpus = one();
    let accuse = id(&corpus, "ACCUSE", "DZA", "MLI");
    let change = fields(json!({"type": "THREATEN"}));
    let first = corpus.correct(accuse, &change, "anna").unwrap();
    assert_eq!(corpus.correct(accuse, &change, "anna").unwrap(), first);
    let added = fields(json!({"source": "MLI", "target": "FRA", "type": "ACCUSE", "evidence": "Le Mali"}));
    let third = corpus.add_relation("a", &added, "anna").unwrap();
    assert_eq!(corpus.add_relation("a", &added, "anna").unwrap(), third);
    let rejected = corpus.reject(accuse, "anna").unwrap();
    assert_eq!(corpus.reject(accuse, "anna").unwrap(), rejected);
    assert_eq!(corpus.corrections().unwrap().len(), 3);
    let error = corpus.correct(accuse, &change, "anna").unwrap_err().to_string();
    assert!(error.contains("rejected by correction"), "{error}");
}

#[test]
fn what_is_wrong_is_told_and_leaves_no_trace() {
    let mut corpus = one();
    let accuse = id(&corpus, "ACCUSE", "DZA", "MLI");
    let before = seen(&mut corpus);
    for (change, said) in [
        (json!({}), "nothing to correct"),
        (json!({"type": "FIGHT"}), "give one of AGREE"),
        (json!({"status": "true"}), "asserted"),
        (json!({"date": "31/03/2025"}), "no date"),
        (json!({"target": "DZA"}), "the same actor"),
        (json!({"evidence": "x"}), "give one of type"),
        (json!({"type": "ACCUSE"}), "says so already"),
        (json!({"mode": "zzz"}), "no mode"),
        (json!({"type": 3}), "should be text"),
    ] {
        let error = corpus.correct(accuse, &fields(change), "anna").unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    assert!(corpus.correct(999, &fields(json!({"type": "AID"})), "anna").unwrap_err().to_string().contains("999"));
    assert!(corpus.correct(accuse, &fields(json!({"type": "AID"})), "rules").is_err());
    assert!(corpus.reject(999, "anna").is_err() && corpus.undo(7, "anna").is_err());
    for (row, said) in [
        (json!({"source": "MLI", "target": "FRA", "type": "AID", "evidence": "nulle part"}), "does not say"),
        (json!({"source": "MLI", "target": "FRA", "type": "AID", "evidence": "avril 2025"}), "2 times"),
        (json!({"source": "MLI", "target": "FRA", "type": "AID"}), "evidence="),
        (json!({"source": "MLI", "target": "FRA", "type": "AID", "start": 5, "end": 9999}), "no stretch"),
        (json!({"target": "FRA", "type": "AID", "evidence": "Le Mali"}), "`source` is missing"),
        (json!({"source": "Malli", "target": "FRA", "type": "AID", "evidence": "Le Mali"}), "did you mean Mali"),
    ] {
        let error = corpus.add_relation("a", &fields(row), "anna").unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    assert!(corpus.add_relation("zzz", &fields(json!({})), "anna").unwrap_err().to_string().contains("no article"));
    assert_eq!((seen(&mut corpus), corpus.corrections().unwrap().len()), (before, 0));
}

#[test]
fn a_changed_text_keeps_what_still_has_its_words() {
    let mut corpus = one();
    let accuse = id(&corpus, "ACCUSE", "DZA", "MLI");
    let sanction = id(&corpus, "SANCTION", "MLI", "DZA");
    corpus.correct(accuse, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    corpus.correct(sanction, &fields(json!({"status": "claimed"})), "anna").unwrap();
    corpus.reject(id(&corpus, "ACCUSE", "NER", "FRA"), "anna").unwrap();
    let added = fields(json!({"source": "BFA", "target": "FRA", "type": "PROTEST", "evidence": "condamné la France"}));
    corpus.add_relation("a", &added, "anna").unwrap();
    let coded =
        fields(json!({"article": "a", "source": "MLI", "target": "NER", "type": "AID", "evidence": "Le Niger"}));
    corpus.add_relations(&[coded], &Origin::new("model").unwrap()).unwrap();

    let longer = format!("Éditorial. {TEXT}");
    assert_eq!(reload(&mut corpus, "a", &longer), Vec::<String>::new(), "all of it has a place");
    assert_eq!(find(&corpus, "THREATEN", "DZA", "MLI").unwrap().origin, "anna");
    assert!(find(&corpus, "ACCUSE", "DZA", "MLI").is_none() && find(&corpus, "ACCUSE", "NER", "FRA").is_none());
    assert!(find(&corpus, "ACCUSE", "BFA", "FRA").is_some());
    assert_eq!(find(&corpus, "PROTEST", "BFA", "FRA").unwrap().evidence, "condamné la France");
    assert_eq!(find(&corpus, "AID", "MLI", "NER").unwrap().origin, "model");

    let shorter = "Alger accuse Bamako d’ingérence. Rien d’autre.";
    let told = reload(&mut corpus, "a", shorter);
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(corpus.relations().rows().unwrap().len(), 1);
    let states: Vec<_> = corpus.corrections().unwrap().into_iter().map(|logged| logged.state).collect();
    assert_eq!(states, ["applied", "unplaced", "applied", "unplaced"]);

    assert_eq!(reload(&mut corpus, "a", TEXT), Vec::<String>::new(), "and when the words are back, so is all else");
    assert_eq!(find(&corpus, "SANCTION", "MLI", "DZA").unwrap().status, "claimed");
    assert_eq!(find(&corpus, "AID", "MLI", "NER").unwrap().origin, "model");
    assert_eq!(corpus.check().unwrap(), []);
}

/// A pack that accuses with another verb, and not with `condamner`.
fn pack(folder: &Path) -> Arc<Lexicon> {
    fs::write(
        folder.join("pack.toml"),
        "source = \"test\"\nlicence = \"CC0-1.0\"\ndisable = [\"fr.accuse.accuser\"]\n",
    )
    .unwrap();
    Arc::new(Lexicon::with_pack(folder).unwrap())
}

#[test]
fn read_anew_only_what_differs_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = corpus(&[("a", TEXT), ("b", "Alger accuse Paris d’ingérence.")]);
    assert_eq!(corpus.reextract(&ReextractOptions::default()).unwrap().diff.articles, 0, "nothing to do");
    let all = ReextractOptions { articles: Some(vec![Which::Key("a".into()), Which::Id(2)]), ..Default::default() };
    let sanction = id(&corpus, "SANCTION", "MLI", "DZA");
    corpus.correct(sanction, &fields(json!({"date": "2025-04-05"})), "anna").unwrap();
    let accuse = id(&corpus, "ACCUSE", "DZA", "MLI");
    corpus.correct(accuse, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    let before = seen(&mut corpus);
    let same = corpus.reextract(&all).unwrap();
    assert_eq!((same.diff.articles, same.diff.total.appeared + same.diff.total.vanished), (2, 0), "{same}");
    assert_eq!(seen(&mut corpus), before, "every row and every number");

    let lexicon = Some(pack(folder.path()));
    let report = corpus.reextract(&ReextractOptions { lexicon, ..Default::default() }).unwrap();
    assert_eq!((report.diff.articles, report.unplaced.len()), (2, 0), "{report}");
    assert!(report.diff.total.vanished >= 1, "{report}");
    assert_eq!(find(&corpus, "SANCTION", "MLI", "DZA").unwrap().date.as_deref(), Some("2025-04-05"));
    assert_eq!(id(&corpus, "SANCTION", "MLI", "DZA"), sanction, "unchanged, it keeps its number");
    let kept = find(&corpus, "THREATEN", "DZA", "MLI").unwrap();
    assert_eq!((kept.id, kept.origin.as_str()), (accuse, "anna"), "no rule reads it, but a person said so");

    let back = corpus.reextract(&ReextractOptions::default()).unwrap();
    assert_eq!(back.diff.articles, 2, "another lexicon had read them");
    assert_eq!(
        corpus.relations().count().unwrap(),
        before.iter().filter(|row| row.starts_with("relations")).count() as u64
    );
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn stopped_half_way_nothing_is_half_done() {
    let mut corpus = one();
    let before = seen(&mut corpus);
    let options = ReextractOptions { articles: Some(vec![Which::Id(1)]), ..Default::default() };
    let report = corpus.reextract_with(&options, |_, _| std::ops::ControlFlow::Break(())).unwrap();
    assert!(report.interrupted || report.diff.articles == 1);
    assert_eq!(seen(&mut corpus), before);
}

fn exported(corpus: &Corpus, folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    corpus.export_corrections(&path).unwrap();
    path
}

#[test]
fn two_coders_work_apart_and_merge() {
    let folder = tempfile::tempdir().unwrap();
    let (mut anna, mut bob) = (one(), one());
    let accuse = id(&anna, "ACCUSE", "DZA", "MLI");
    let (niger, burkina) = (id(&anna, "ACCUSE", "NER", "FRA"), id(&anna, "ACCUSE", "BFA", "FRA"));
    anna.correct(accuse, &fields(json!({"type": "THREATEN", "status": "claimed"})), "anna").unwrap();
    anna.reject(niger, "anna").unwrap();
    anna.add_alias("ambassadeur", "MLI", "anna").unwrap();
    bob.correct(accuse, &fields(json!({"type": "REJECT"})), "bob").unwrap();
    bob.correct(burkina, &fields(json!({"status": "denied"})), "bob").unwrap();
    bob.reject(niger, "bob").unwrap();
    let from_anna = exported(&anna, folder.path(), "anna.jsonl");
    let from_bob = exported(&bob, folder.path(), "bob.jsonl");

    let report = bob.import_corrections(&from_anna, None).unwrap();
    assert_eq!((report.read, report.added, report.known), (3, 3, 0));
    assert_eq!(report.conflicts.len(), 1, "{report}");
    let conflict = &report.conflicts[0];
    assert_eq!(
        (conflict.field.as_str(), conflict.winner.1.as_str(), conflict.loser.1.as_str()),
        ("type", "bob", "anna")
    );
    let again = bob.import_corrections(&from_anna, None).unwrap();
    assert_eq!((again.added, again.known), (0, 3), "the same file twice is the same file once");
    anna.import_corrections(&from_bob, None).unwrap();
    assert_eq!(seen(&mut anna), seen(&mut bob), "whoever imports, the outcome is one");
    let row = find(&anna, "REJECT", "DZA", "MLI").unwrap();
    assert_eq!((row.status.as_str(), row.origin.as_str()), ("claimed", "bob"), "what one alone says stands");
    let states: Vec<_> = bob.corrections().unwrap().into_iter().map(|logged| logged.state).collect();
    assert_eq!(states.iter().filter(|state| *state == "overruled").count(), 1, "{states:?}");

    let mut third = one();
    third.import_corrections(&from_bob, None).unwrap();
    let report = third.import_corrections(&from_anna, Some("anna")).unwrap();
    assert_eq!(report.conflicts[0].winner.1, "anna");
    assert!(find(&third, "THREATEN", "DZA", "MLI").is_some());

    let accused = bob.corrections().unwrap().into_iter().find(|l| l.correction.by == "anna").unwrap().id;
    bob.undo(accused, "bob").unwrap();
    let undone = exported(&bob, folder.path(), "merged.jsonl");
    let report = anna.import_corrections(&undone, None).unwrap();
    assert_eq!((report.added, report.conflicts.len()), (1, 0), "an undoing is brought along");
    let again = anna.import_corrections(&undone, None).unwrap();
    assert_eq!((again.added, again.known), (0, report.read), "once");
    let mut fourth = one();
    fourth.import_corrections(&undone, None).unwrap();
    assert_eq!(seen(&mut fourth), seen(&mut bob), "what was undone before it came is not applied");
    assert_eq!(seen(&mut anna), seen(&mut bob));
}

/// One parts a name from an entity that stands in no relation, the other merges that entity away before or after.
#[test]
fn an_entity_merged_away_is_still_parted_by_who_did_so_first() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = || corpus(&[("a", "Le Mali accuse la France d’ingérence. La réunion a eu lieu à Niamey.")]);
    let (mut anna, mut bob) = (fresh(), fresh());
    let town = anna.mentions().rows().unwrap().into_iter().find(|row| row.text == "Niamey").unwrap().code;
    anna.split_entity(&town, "TOWN", &["Niamey".into()], &[], "anna").unwrap();
    bob.merge_entities(&town, "FRA", "bob").unwrap();
    let files = [exported(&anna, folder.path(), "anna"), exported(&bob, folder.path(), "bob")];
    let [one, two] = [[0, 1], [1, 0]].map(|order| {
        let mut corpus = fresh();
        for at in order {
            corpus.import_corrections(&files[at], None).unwrap();
        }
        assert_eq!(coded_as(&corpus, "Niamey"), [("TOWN".to_owned(), "rules".to_owned())]);
        seen(&mut corpus)
    });
    assert_eq!(one, two);
}

/// Each makes an entity of one code, of another country; one of them merges it away.
#[test]
fn entities_that_two_coders_call_alike_stay_apart_whoever_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Le Mali accuse Alger d’ingérence. Le Mali accuse la France d’ingérence, a annoncé Bamako.";
    let fresh = || corpus(&[("a", text)]);
    let (mut anna, mut bob) = (fresh(), fresh());
    anna.split_entity("DZA", "JUNTA", &["Alger".into()], &[], "anna").unwrap();
    bob.split_entity("MLI", "JUNTA", &["Bamako".into()], &[], "bob").unwrap();
    bob.merge_entities("JUNTA", "FRA", "bob").unwrap();
    let files = [exported(&anna, folder.path(), "anna"), exported(&bob, folder.path(), "bob")];
    let [one, two] = [[0, 1], [1, 0]].map(|order| {
        let mut corpus = fresh();
        for at in order {
            corpus.import_corrections(&files[at], None).unwrap();
        }
        assert_eq!(corpus.check().unwrap(), []);
        assert!(find(&corpus, "ACCUSE", "MLI", "JUNTA").is_some(), "only what bob called so is France");
        seen(&mut corpus)
    });
    assert_eq!(one, two);
}

fn coded_as(corpus: &Corpus, words: &str) -> Vec<(String, String)> {
    let rows = corpus.mentions().rows().unwrap().into_iter().filter(|row| row.text == words);
    rows.map(|row| (row.code, row.origin)).collect()
}

#[test]
fn of_two_who_correct_one_name_the_later_wins_and_both_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = || corpus(&[("a", "Paris accuse Alger d’ingérence.")]);
    let (mut anna, mut bob) = (fresh(), fresh());
    anna.correct_mention("a", 0, &fields(json!({"code": "TCD"})), "anna").unwrap();
    bob.correct_mention("a", 0, &fields(json!({"code": "NER"})), "bob").unwrap();
    bob.correct_mention("a", 13, &fields(json!({"code": "MLI"})), "bob").unwrap();
    let report = anna.import_corrections(exported(&bob, folder.path(), "bob"), None).unwrap();
    let [conflict] = report.conflicts.as_slice() else { panic!("{report}") };
    assert_eq!(
        (conflict.field.as_str(), conflict.winner.1.as_str(), conflict.loser.1.as_str()),
        ("mention", "bob", "anna")
    );
    assert_eq!(coded_as(&anna, "Paris"), [("NER".to_owned(), "bob".to_owned())]);
    assert!(find(&anna, "ACCUSE", "NER", "MLI").is_some());
    // Whoever says the same as another is in no conflict with them.
    let mut same = fresh();
    same.correct_mention("a", 13, &fields(json!({"code": "MLI"})), "carl").unwrap();
    let report = same.import_corrections(exported(&bob, folder.path(), "bob"), None).unwrap();
    assert_eq!(report.conflicts.len(), 0, "{report}");
}

#[test]
fn what_a_changed_text_no_longer_says_waits_and_is_told() {
    let mut corpus = corpus(&[("a", "Paris accuse Alger d’ingérence.")]);
    corpus.correct_mention("a", 0, &fields(json!({"code": "TCD"})), "anna").unwrap();
    let added = fields(json!({"source": "MLI", "target": "TCD", "type": "AID", "start": 0, "end": 5}));
    let added = corpus.add_relation("a", &added, "anna").unwrap();
    corpus.correct(id(&corpus, "AID", "MLI", "TCD"), &fields(json!({"status": "denied"})), "bob").unwrap();
    corpus.undo(added, "anna").unwrap();
    let told = |corpus: &Corpus| -> Vec<(String, Option<String>)> {
        corpus.corrections().unwrap().into_iter().map(|logged| (logged.state, logged.problem)).collect()
    };
    let states = told(&corpus);
    assert_eq!(states[2], ("unplaced".into(), Some("the relation it changes was undone".into())), "{states:?}");
    corpus.add(article("a", "Alger n’accuse personne.")).unwrap();
    let states = told(&corpus);
    assert_eq!(states[0], ("unplaced".into(), Some("the name is not read in the text any more".into())), "{states:?}");
    corpus.add(article("a", "Paris accuse Alger d’ingérence.")).unwrap();
    assert_eq!(told(&corpus)[0], ("applied".into(), None), "with the words it comes back");
    assert_eq!(coded_as(&corpus, "Paris"), [("TCD".to_owned(), "anna".to_owned())]);
}

#[test]
fn a_name_given_by_hand_is_read_as_a_whole_word_where_no_longer_name_stands() {
    let mut corpus = corpus(&[
        (
            "a",
            "Le Burkina Faso accuse Paris d’ingérence. Les Parisiens, eux, sont à Paris. Le quai se tait, le Tchad aussi.",
        ),
        ("b", "Le quai d’Orsay et les quais."),
    ]);
    let faso = coded_as(&corpus, "Burkina Faso");
    corpus.add_alias("Faso", "TCD", "anna").unwrap();
    assert_eq!((coded_as(&corpus, "Burkina Faso"), coded_as(&corpus, "Faso")), (faso, vec![]));
    corpus.add_alias("quai", "FRA", "anna").unwrap();
    assert_eq!(coded_as(&corpus, "quai").len(), 2, "and not in `quais`");
    let named = coded_as(&corpus, "Paris").len();
    corpus.add_alias("Paris", "TCD", "anna").unwrap();
    assert_eq!(coded_as(&corpus, "Paris"), vec![("TCD".to_owned(), "rules".to_owned()); named]);
    assert!(find(&corpus, "ACCUSE", "BFA", "TCD").is_some(), "who stands there acts so");
    corpus.add_alias("quai", "FRA", "bob").unwrap();
    assert_eq!(corpus.corrections().unwrap().len(), 3, "said twice is said once");
    assert_eq!(corpus.check().unwrap(), []);
}

/// A later version may know more kinds of corrections.
#[test]
fn corrections_of_a_kind_not_known_here_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).unwrap();
    corpus.add(article("a", TEXT)).unwrap();
    corpus.correct(id(&corpus, "ACCUSE", "DZA", "MLI"), &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    let later = r#"{"action": "weigh", "by": 3}"#;
    let other = rusqlite::Connection::open(&path).unwrap();
    for (uid, action, key) in [("u1", "weigh", Some("a")), ("u2", "weigh", None), ("u3", "change mention", Some("a"))] {
        other
            .execute(
                "INSERT INTO correction (uid, made_at, made_by, action, article_key, what) VALUES (?, '2026', 'x', ?, ?, ?)",
                rusqlite::params![uid, action, key, later],
            )
            .unwrap();
    }
    corpus.merge_entities("Niger", "BFA", "anna").unwrap();
    assert!(find(&corpus, "THREATEN", "DZA", "MLI").is_some());
    assert_eq!(corpus.corrections().unwrap().len(), 2, "what is not understood is not shown");
    let kept: i64 = other.query_row("SELECT count(*) FROM correction", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 5, "and stays");
}

#[test]
fn corrections_wait_for_their_article() {
    let folder = tempfile::tempdir().unwrap();
    let mut anna = one();
    anna.correct(id(&anna, "ACCUSE", "DZA", "MLI"), &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    let file = exported(&anna, folder.path(), "anna.jsonl");
    let mut empty = Corpus::in_memory().unwrap();
    let report = empty.import_corrections(&file, None).unwrap();
    assert_eq!((report.added, report.waiting), (1, 1));
    empty.add(article("a", TEXT)).unwrap();
    assert!(find(&empty, "THREATEN", "DZA", "MLI").is_some());
    let good = fs::read_to_string(&file).unwrap();
    for (from, into, said) in [
        ("\"THREATEN\"", "\"FIGHT\"", "FIGHT"),
        ("\"by\":\"anna\"", "\"by\":\"rules\"", "rules"),
        ("\"evidence\":\"", "\"evidence\":\"x", "evidence"),
        ("\"article\":\"a\",", "", "names an article"),
    ] {
        assert!(good.contains(from), "{good}");
        fs::write(&file, good.replace(from, into)).unwrap();
        let error = Corpus::in_memory().unwrap().import_corrections(&file, None).unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains(said), "{error}");
    }
    fs::write(&file, "{\"what\": 3}\n").unwrap();
    let error = empty.import_corrections(&file, None).unwrap_err().to_string();
    assert!(error.contains("line 1"), "{error}");
}

#[test]
fn entities_are_merged_split_and_given_names() {
    let mut corpus = corpus(&[("a", TEXT), ("b", "Le roi du désert accuse Paris d’ingérence.")]);
    corpus.merge_entities("Niger", "BFA", "anna").unwrap();
    assert_eq!(corpus.entities().called("NER").rows().unwrap().len(), 0);
    assert_eq!(corpus.relations().source("BFA").target("FRA").rows().unwrap()[0].origin, "rules");
    let later = corpus.add(article("c", "Le Niger a condamné Paris.")).unwrap().id();
    assert_eq!(corpus.relations().article(later).rows().unwrap()[0].source, "BFA", "what is loaded later too");
    assert!(corpus.merge_entities("Niger", "Atlantis", "anna").unwrap_err().to_string().contains("Atlantis"));

    corpus.split_entity("DZA", "ALG", &["Alger".into()], &[], "anna").unwrap();
    assert!(find(&corpus, "ACCUSE", "ALG", "MLI").is_some() && find(&corpus, "SANCTION", "MLI", "DZA").is_some());

    assert_eq!(corpus.relations().article(2).count().unwrap(), 0);
    corpus.add_alias("roi du désert", "DZA", "anna").unwrap();
    let named = |corpus: &Corpus| {
        corpus.mentions().article(2).rows().unwrap().iter().any(|m| m.text == "roi du désert" && m.code == "DZA")
    };
    assert!(named(&corpus), "at once");
    let report = corpus.reextract(&ReextractOptions::default()).unwrap();
    assert_eq!((report.diff.articles, report.diff.total.appeared), (3, 1), "{report}");
    assert_eq!(corpus.relations().article(2).rows().unwrap()[0].source, "DZA", "and read anew it acts");
    assert_eq!(corpus.check().unwrap(), []);
}

#[test]
fn what_others_coded_stands_beside_ours() {
    let mut corpus = one();
    let model = Origin::new("model").unwrap();
    let before = corpus.relations().count().unwrap();
    let dyads = corpus.dyads().rows().unwrap();
    let accuse = find(&corpus, "ACCUSE", "DZA", "MLI").unwrap();
    let rows = [
        fields(
            json!({"article": 1, "source": "Algérie", "target": "MLI", "type": "accuse", "evidence": "Alger accuse Bamako d’ingérence", "date": null}),
        ),
        fields(
            json!({"article": "a", "source": "FRA", "target": "MLI", "type": "AID", "start": 0, "end": 5.0, "confidence": 0.4, "comment": "x"}),
        ),
    ];
    let report = corpus.add_relations(&rows, &model).unwrap();
    assert_eq!((report.rows, report.added, report.known), (2, 2, 0));
    assert_eq!(corpus.add_relations(&rows, &model).unwrap().added, 0, "the same set again adds nothing");
    assert_eq!(corpus.relations().count().unwrap(), before + 2);
    assert_eq!(corpus.relations().origin("rules").count().unwrap(), before);
    let events = corpus.events().between("DZA", "MLI").of_type("ACCUSE").rows().unwrap();
    assert_eq!((events.len(), events[0].articles), (1, 1), "one act, however many coded it");
    let counted = |corpus: &Corpus| corpus.dyads().of_type("ACCUSE").between("DZA", "MLI").rows().unwrap()[0].relations;
    assert_eq!(counted(&corpus), 1, "and counted once");
    let coded = find(&corpus, "AID", "FRA", "MLI").unwrap();
    corpus.reject(coded.id, "anna").unwrap();
    assert_eq!(corpus.add_relations(&rows, &model).unwrap().added, 0, "rejected is not forgotten");
    assert_eq!(corpus.relations().origin("model").count().unwrap(), 1);
    let mentions = [fields(json!({"article": "a", "text": "ambassadeur", "type": "person", "code": "N. N."}))];
    let entities = corpus.entities().count().unwrap();
    assert_eq!(corpus.add_mentions(&mentions, &model).unwrap().added, 1);
    assert_eq!(corpus.add_mentions(&mentions, &model).unwrap().added, 0);
    assert_eq!(corpus.entities().count().unwrap(), entities + 1);
    assert_eq!(corpus.remove_origin(&model).unwrap(), 3);
    assert_eq!(corpus.relations().count().unwrap(), before);
    assert_eq!((corpus.dyads().rows().unwrap(), corpus.entities().count().unwrap()), (dyads, entities));
    assert_eq!(find(&corpus, "ACCUSE", "DZA", "MLI").unwrap(), accuse);
    assert!(Origin::new("rules").is_err() && Origin::new(" ").is_err());
}

#[test]
fn rows_that_are_wrong_are_named_and_none_is_added() {
    let mut corpus = one();
    let good = json!({"article": "a", "source": "MLI", "target": "FRA", "type": "AID", "evidence": "Le Mali"});
    let with = |name: &str, value: Value| {
        let mut row = fields(good.clone());
        row.insert(name.into(), value);
        row
    };
    let rows = [
        fields(good.clone()),
        with("article", json!("zzz")),
        with("article", Value::Null),
        with("evidence", json!("le mali")),
        with("start", json!(3)),
        with("type", json!("HELP")),
        with("date", json!("demain")),
        with("status", json!("sure")),
        with("quad", json!("verbal conflict")),
        with("confidence", json!(7)),
        with("target", json!("MLI")),
        with("target", json!("a\nb")),
    ];
    let Err(Error::BadRows { rows: 12, faults }) = corpus.add_relations(&rows, &Origin::new("m").unwrap()) else {
        panic!("none is added");
    };
    assert_eq!(faults.iter().map(|(row, _)| *row).collect::<Vec<_>>(), (2..=12).collect::<Vec<_>>(), "{faults:?}");
    assert_eq!(corpus.relations().origin("m").count().unwrap(), 0);
    let error = corpus.add_relations(&[with("statuss", json!("denied"))], &Origin::new("m").unwrap()).unwrap_err();
    assert!(error.to_string().contains("did you mean `status`"), "{error}");
    for (row, said) in [
        (json!({"article": "a", "text": "Mali", "type": "human", "code": "X"}), "armed_group"),
        (json!({"article": "a", "text": "Le Mali", "type": "state"}), "`code` is missing"),
        (json!({"article": "a", "text": "Le Mali", "type": "state", "code": "MLI", "country": "Mali"}), "ISO"),
    ] {
        let error = corpus.add_mentions(&[fields(row)], &Origin::new("m").unwrap()).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn a_number_is_never_given_to_another() {
    let mut corpus = one();
    let last = corpus.relations().rows().unwrap().last().unwrap().id;
    let rejected = corpus.reject(last, "anna").unwrap();
    let later = corpus.add(article("b", "Alger accuse Paris d’ingérence.")).unwrap().id();
    assert!(corpus.relations().article(later).rows().unwrap()[0].id > last);
    corpus.undo(rejected, "anna").unwrap();
    assert_eq!(corpus.relations().rows().unwrap().iter().filter(|row| row.id == last).count(), 1);
}

#[test]
fn what_comes_after_a_rejection_does_not_stand_in_its_way_back() {
    let mut corpus = corpus(&[("a", "Alger accuse Bamako."), ("b", "Niamey accuse Paris.")]);
    let before = seen(&mut corpus);
    let last = id(&corpus, "ACCUSE", "NER", "FRA");
    let rejected = corpus.reject(last, "anna").unwrap();
    reload(&mut corpus, "c", "Rabat accuse Tunis.");
    let changed = corpus.correct(1, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    corpus.undo(rejected, "anna").unwrap();
    corpus.undo(changed, "anna").unwrap();
    reload(&mut corpus, "c", "Rien.");
    assert_eq!(seen(&mut corpus)[..before.len()], before);
    assert_eq!(corpus.check().unwrap(), []);
}

/// What somebody may do, by small numbers.
fn act(corpus: &mut Corpus, who: &str, what: u8, at: u8) -> Option<i64> {
    let rows = corpus.relations().rows().unwrap();
    let row = rows.get(usize::from(at) % rows.len().max(1))?.id;
    let names = corpus.mentions().article(1).rows().unwrap();
    let name = names.get(usize::from(at) % names.len().max(1))?.start;
    let made = match what % 8 {
        0 => corpus.correct(row, &fields(json!({"type": "AID"})), who),
        1 => corpus.correct(row, &fields(json!({"status": "denied", "date": "2025"})), who),
        2 => corpus.reject(row, who),
        3 => corpus.add_relation(
            "a",
            &fields(json!({"source": "MLI", "target": "TCD", "type": "AID", "start": at % 20, "end": at % 20 + 9})),
            who,
        ),
        4 => corpus.correct_mention("a", name, &fields(json!({"code": "TCD", "type": "state"})), who),
        5 => corpus.merge_entities("NER", "FRA", who),
        6 => corpus.split_entity("MLI", "SPLIT", &["Bamako".into()], &[], who),
        _ => corpus.add_alias("ambassadeur", "MLI", who),
    };
    made.ok()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn undone_in_any_order_all_is_as_before(
        acts in prop::collection::vec((any::<bool>(), any::<u8>(), any::<u8>()), 1..7),
        order in any::<u64>(),
    ) {
        let mut corpus = one();
        let before = seen(&mut corpus);
        let mut made: Vec<i64> = acts
            .iter()
            .filter_map(|(who, what, at)| act(&mut corpus, if *who { "anna" } else { "bob" }, *what, *at))
            .collect();
        made.sort_by_key(|id| u64::try_from(*id).unwrap().wrapping_mul(order | 1).rotate_left(17));
        prop_assert_eq!(corpus.check().unwrap(), []);
        for id in made {
            corpus.undo(id, "carl").unwrap();
        }
        prop_assert_eq!(seen(&mut corpus), before);
    }
}

proptest! {
    // A name given to an entity compiles the lexicon anew, in both corpora and for each correction after it.
    #![proptest_config(cases(24))]

    #[test]
    fn exported_and_imported_all_is_the_same(
        acts in prop::collection::vec((any::<bool>(), any::<u8>(), any::<u8>()), 1..7),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (mut corpus, mut other) = (one(), one());
        for (who, what, at) in acts {
            act(&mut corpus, if who { "anna" } else { "bob" }, what, at);
        }
        let file = exported(&corpus, folder.path(), "a.jsonl");
        other.import_corrections(&file, None).unwrap();
        let told = |corpus: &Corpus| -> Vec<(String, What)> {
            corpus.corrections().unwrap().into_iter().map(|l| (l.correction.uid, l.correction.what)).collect()
        };
        prop_assert_eq!(told(&corpus), told(&other));
        let rows = |corpus: &mut Corpus| -> Vec<String> {
            // Numbers of added rows depend on what a file held before.
            let sql = "SELECT type, source, target, date, status, evidence, start, origin, confidence FROM relations \
                       ORDER BY 1, 2, 3, 4, 5, 6, 7, 8";
            let rows = corpus.sql().unwrap().rows(sql, &[], &[]).unwrap();
            rows.rows.into_iter().map(|row| format!("{row:?}")).collect()
        };
        prop_assert_eq!(rows(&mut corpus), rows(&mut other));
        let again = folder.path().join("b.jsonl");
        other.export_corrections(&again).unwrap();
        prop_assert_eq!(fs::read_to_string(file).unwrap(), fs::read_to_string(again).unwrap());
    }
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first.db");
    let first = rusqlite::Connection::open(&path).unwrap();
    first.execute_batch(include_str!("../../src/store/schema/0001_initial.sql")).unwrap();
    first
        .execute_batch(
            "PRAGMA application_id = 1129271888; PRAGMA user_version = 1;
             INSERT INTO article (id, key, digest, loaded_at, language, text)
                 VALUES (1, 'a', zeroblob(32), '2025-01-01T00:00:00Z', 'fr', 'Alger accuse Bamako. Fin.');
             INSERT INTO statement (article_id, type, mutual, quad, status, evidence, start, end, confidence, rule, origin)
                 VALUES (1, 'ACCUSE', 0, 'verbal conflict', 'asserted', 'Alger accuse Bamako', 0, 19, 0.9, 'r', 'rules'),
                 (1, 'AID', 0, 'material cooperation', 'asserted', 'Alger', 0, 5, 1.0, 'hand', 'A. Traoré');
             INSERT INTO pair (statement_id, source, source_start, source_end, target, target_start, target_end)
                 VALUES (1, 'DZA', 0, 5, 'MLI', 13, 19), (2, 'DZA', 0, 5, 'MLI', 0, 5);",
        )
        .unwrap();
    drop(first);
    let mut corpus = Corpus::open(&path).unwrap();
    assert_eq!(corpus.relations().count().unwrap(), 2);
    let correction = corpus.correct(1, &fields(json!({"type": "THREATEN"})), "anna").unwrap();
    corpus.reject(2, "anna").unwrap();
    assert_eq!(corpus.relations().rows().unwrap()[0].kind, "THREATEN");
    let report = corpus.reextract(&ReextractOptions::default()).unwrap();
    assert_eq!(report.diff.articles, 1);
    corpus.undo(correction, "anna").unwrap();
    assert_eq!(corpus.relations().rows().unwrap()[0].kind, "ACCUSE");
    let connection = rusqlite::Connection::open(&path).unwrap();
    let at: String = connection.query_row("SELECT extracted_at FROM extractions", [], |row| row.get(0)).unwrap();
    assert!(at.as_str() > "2026", "{at}");
}
