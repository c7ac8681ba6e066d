//! An act told by many is one event, whoever wrote the file and in whatever order; and who tells it otherwise is shown.

use crate::cases::cases;
use corpus::extraction::{Party, Relation, RelationType, Status, Trace};
use corpus::query::{Count, DatedBy, Freq, QueryError};
use corpus::text::Span;
use corpus::{Article, Corpus, Error, Extraction, Metadata};
use proptest::prelude::*;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// A sentence that tells an act.
#[derive(Debug, Clone)]
struct Told {
    kind: RelationType,
    source: &'static str,
    target: &'static str,
    mode: Option<&'static str>,
    date: Option<&'static str>,
    place: Option<&'static str>,
    status: Status,
    said_by: Option<&'static str>,
    words: String,
}

impl Told {
    fn new(kind: RelationType, source: &'static str, target: &'static str, words: &str) -> Self {
        let (mode, date, place, said_by) = (None, None, None, None);
        Self { kind, source, target, mode, date, place, status: Status::Asserted, said_by, words: words.to_owned() }
    }

    fn mode(self, mode: &'static str) -> Self {
        Self { mode: Some(mode), ..self }
    }

    fn on(self, date: &'static str) -> Self {
        Self { date: Some(date), ..self }
    }

    fn at(self, place: &'static str) -> Self {
        Self { place: Some(place), ..self }
    }

    fn said(self, status: Status, said_by: &'static str) -> Self {
        Self { status, said_by: Some(said_by), ..self }
    }
}

/// An article of these sentences.
fn article(key: &str, published: Option<&str>, told: &[Told]) -> (Article, Extraction) {
    let mut text = String::new();
    let mut relations = Vec::new();
    for told in told {
        let start = text.len();
        text.push_str(&told.words);
        let end = text.len();
        text.push_str(". ");
        let party = |code: &str| Party { code: code.into(), sector: None, span: Span::new(start, start) };
        relations.push(Relation {
            kind: told.kind,
            mode: told.mode.map(Into::into),
            contexts: vec![],
            goldstein: Some(-3.0),
            sources: vec![party(told.source)],
            targets: vec![party(told.target)],
            date: told.date.map(|date| date.parse().expect("a date")),
            place: told.place.map(Into::into),
            status: told.status,
            said_by: told.said_by.map(Into::into),
            evidence: Span::new(start, end),
            confidence: 0.9,
            rule: "test".into(),
            trace: Trace::default(),
        });
    }
    let metadata = Metadata {
        published: published.map(|date| date.parse().expect("a date")),
        outlet: Some(format!("Le {key}")),
        ..Metadata::default()
    };
    let article = Article { key: key.into(), text, metadata: metadata.clone(), ..Article::default() };
    (article, Extraction { metadata, relations, ..Extraction::default() })
}

fn corpus(articles: impl IntoIterator<Item = (Article, Extraction)>) -> Corpus {
    let mut corpus = Corpus::in_memory().expect("a corpus in memory");
    corpus.add_extracted(articles).expect("sound articles");
    corpus
}

use RelationType::{Accuse, Assault, Consult, Mobilize, Sanction, Tension};

#[test]
fn three_outlets_that_tell_one_recall_are_one_event() -> corpus::Result<()> {
    let recall = |words: &str| Told::new(Sanction, "MLI", "DZA", words).mode("withdraw");
    let corpus = corpus([
        article("a", Some("2025-04-07"), &[recall("Bamako rappelle son ambassadeur").on("2025-04-06")]),
        // Its day is that of the news.
        article("b", Some("2025-04-07"), &[recall("au lendemain du rappel des ambassadeurs").on("2025-04-07")]),
        article("c", Some("2025-04-08"), &[recall("les ambassadeurs sont rappelés")]),
        // Another measure of the same days, and the recall of another year.
        article(
            "d",
            Some("2025-04-08"),
            &[
                Told::new(Sanction, "MLI", "DZA", "le ciel malien est interdit aux avions").mode("discontinue"),
                recall("en décembre, elle avait déjà rappelé le sien").on("2023-12"),
            ],
        ),
    ]);
    let events = corpus.events().rows()?;
    let told: Vec<_> = events.iter().map(|e| (e.date.as_deref(), e.articles, e.contested)).collect();
    assert_eq!(told, [(Some("2023-12"), 1, false), (Some("2025-04-06"), 3, false), (None, 1, false)]);
    Ok(())
}

#[test]
fn two_meetings_are_two_events() -> corpus::Result<()> {
    let meet = |words: &str| Told::new(Consult, "FRA", "MAR", words).mode("visit");
    let corpus = corpus([
        article("a", Some("2025-02-03"), &[meet("les deux présidents se sont rencontrés à Rabat").on("2025-02-02")]),
        article("b", Some("2025-10-11"), &[meet("les deux présidents se sont rencontrés à Paris").on("2025-10-10")]),
        article("c", Some("2025-10-12"), &[meet("les deux présidents se sont rencontrés")]),
    ]);
    let articles: Vec<i64> = corpus.events().rows()?.iter().map(|event| event.articles).collect();
    assert_eq!(articles, [1, 2]);
    Ok(())
}

/// One act of force, told by both sides, by a third, and later.
fn rival_accounts() -> Vec<(Article, Extraction)> {
    let shot = |words: &str| Told::new(Assault, "DZA", "MLI", words).mode("destroy");
    vec![
        article(
            "agence",
            Some("2025-04-01"),
            &[
                shot("la défense aérienne a abattu un drone").on("2025-03-31/2025-04-01").at("Tin Zaouatine"),
                Told::new(Mobilize, "MLI", "DZA", "selon Alger, il avait franchi la frontière")
                    .said(Status::Claimed, "DZA"),
            ],
        ),
        article(
            "gazette",
            Some("2025-04-06"),
            &[shot("l’appareil a été détruit au-dessus du Mali, dit Bamako").said(Status::Claimed, "MLI").at("Kidal")],
        ),
        article("courrier", Some("2025-04-09"), &[shot("Alger dément avoir tiré").said(Status::Denied, "DZA")]),
        article(
            "revue",
            Some("2025-07"),
            &[
                shot("un appareil détruit en début d’année").on("2025-01~"),
                Told::new(Assault, "FLA", "MLI", "les rebelles disent l’avoir eu")
                    .mode("destroy")
                    .said(Status::Claimed, "FLA"),
            ],
        ),
    ]
}

#[test]
fn rival_accounts_of_one_act_are_versions_of_one_event() -> corpus::Result<()> {
    let corpus = corpus(rival_accounts());
    let contested = corpus.events().contested(true).between("DZA", "MLI").rows()?;
    let [event] = contested.as_slice() else { panic!("one contested event: {contested:?}") };
    assert_eq!(event.date.as_deref(), Some("2025-03-31/2025-04-01"));
    assert_eq!((event.relations, event.independent_articles), (4, 4));
    assert_eq!(event.statuses, r#"["asserted","claimed","denied"]"#);
    assert_eq!(event.disagreement, r#"["status","date","place","actors","act"]"#);
    let versions = corpus.versions(event.id)?;
    let told: Vec<_> = versions
        .iter()
        .map(|v| (v.key.as_str(), v.account.as_str(), v.kind.as_str(), v.said_by.as_deref(), v.disagrees.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("agence", "report", "ASSAULT", None, "[]"),
            ("gazette", "report", "ASSAULT", Some("MLI"), r#"["status","place"]"#),
            ("courrier", "report", "ASSAULT", Some("DZA"), r#"["status"]"#),
            ("revue", "report", "ASSAULT", None, r#"["date"]"#),
            ("agence", "rival", "MOBILIZE", Some("DZA"), r#"["act"]"#),
            ("revue", "rival", "ASSAULT", Some("FLA"), r#"["actors"]"#),
        ]
    );
    // A relation's number leads to its event.
    let last = versions.get(3).map(|version| version.relation_id).expect("four reports");
    assert_eq!(corpus.versions(last)?, versions);
    let none = corpus.versions(10_000).expect_err("no such event");
    assert!(matches!(none, Error::Query(QueryError::NoSuchEvent { given: 10_000 })), "{none}");
    assert_eq!(corpus.events().disagreeing_on("place").count()?, 1);
    assert_eq!(corpus.events().status("denied").count()?, 1);
    assert_eq!(corpus.events().outlet("Le courrier").count()?, 1);
    assert!(corpus.events().disagreeing_on("weather").count().is_err());
    Ok(())
}

/// The same articles, their sentences so many characters further on.
fn moved(articles: Vec<(Article, Extraction)>, by: usize) -> Vec<(Article, Extraction)> {
    let further = |span: &mut Span| *span = Span::new(span.start + by, span.end + by);
    let mut articles = articles;
    for (article, extraction) in &mut articles {
        article.text.insert_str(0, &".".repeat(by));
        for relation in &mut extraction.relations {
            further(&mut relation.evidence);
            relation.sources.iter_mut().chain(&mut relation.targets).for_each(|party| further(&mut party.span));
        }
    }
    articles
}

#[test]
fn rival_accounts_are_found_wherever_they_stand_in_their_articles() -> corpus::Result<()> {
    let told = |articles| -> corpus::Result<Vec<String>> {
        let events = corpus(articles).events().rows()?;
        Ok(events.into_iter().map(|event| event.disagreement).collect())
    };
    assert_eq!(told(moved(rival_accounts(), 3_000))?, told(rival_accounts())?);
    // Far from the act, it speaks of something else.
    let apart = |words: &str| {
        article(
            "agence",
            Some("2025-04-01"),
            &[
                Told::new(Assault, "DZA", "MLI", "la défense a abattu un drone").mode("destroy"),
                Told::new(Consult, "ESP", "PRT", words),
                Told::new(Mobilize, "MLI", "DZA", "il aurait franchi la frontière").said(Status::Claimed, "DZA"),
            ],
        )
    };
    let contested = |words: &str| corpus([apart(words)]).events().contested(true).between("DZA", "MLI").count();
    assert_eq!(contested("entre-temps, à Lisbonne, on se parle")?, 1);
    assert_eq!(contested(&"entre-temps, à Lisbonne, on se parle ".repeat(7))?, 0);
    Ok(())
}

/// Deeds are few, and told again and again: half the words in common are enough, where meetings need more.
#[test]
fn a_deed_without_any_day_is_known_by_fewer_words_than_a_meeting() -> corpus::Result<()> {
    let events = |kind, mode| {
        let told = |words: &str| Told::new(kind, "MLI", "DZA", words).mode(mode);
        let corpus = corpus([
            article(
                "a",
                None,
                &[told("ambassadeur capitale brusquement consternation voisine tempête").on("2025-04-06")],
            ),
            article("b", None, &[told("ambassadeur capitale brusquement lendemain querelle frontalière")]),
        ]);
        corpus.events().count()
    };
    assert_eq!(events(Sanction, "withdraw")?, 1);
    assert_eq!(events(Consult, "visit")?, 2);
    Ok(())
}

/// However many tell it, in other words and of other towns, it is one act; and a word that many acts share leads to none.
#[test]
fn an_act_that_very_many_tell_is_one_event() -> corpus::Result<()> {
    let letters = |number: usize| ["ba", "ce", "di", "fo", "gu", "ha"][number % 6].repeat(2 + number / 6);
    let towns: Vec<String> = (0..24).map(|number| format!("Ville{}", letters(number))).collect();
    let reports = towns.iter().enumerate().map(|(number, town)| {
        let words = format!("attaque {} {} {}", letters(number), letters(number + 1), letters(number + 2));
        let told = Told::new(Assault, "DZA", "MLI", &words).mode("destroy").on("2025-03-31");
        let told = told.said(Status::Claimed, "MLI");
        let town: &'static str = Box::leak(town.clone().into_boxed_str());
        article(&format!("a{number:02}"), Some("2025-04-01"), &[if number < 20 { told.at(town) } else { told }])
    });
    let one = corpus(reports).events().rows()?;
    assert_eq!(one.iter().map(|event| (event.articles, event.contested)).collect::<Vec<_>>(), [(24, true)]);

    let days = (0..45).map(|number| {
        let date: &'static str =
            Box::leak(format!("2024-{:02}-{:02}", number / 4 + 1, number % 4 * 7 + 1).into_boxed_str());
        let words = format!("représailles {} {}", letters(number), letters(number + 7));
        article(&format!("a{number:02}"), Some(date), &[Told::new(Sanction, "DZA", "MLI", &words).on(date)])
    });
    let undated = article("z", None, &[Told::new(Sanction, "DZA", "MLI", "représailles zigzag")]);
    let events = corpus(days.chain([undated])).events().rows()?;
    assert_eq!((events.len(), events.iter().filter(|event| event.date.is_none()).count()), (46, 1));
    Ok(())
}

#[test]
fn what_is_only_about_a_day_is_not_known_to_the_day() -> corpus::Result<()> {
    let recall = |words: &str, date| Told::new(Sanction, "MLI", "DZA", words).mode("withdraw").on(date);
    let told = |about, exact| {
        let articles = [
            article("a", Some("2025-04-20"), &[recall("rappel de son ambassadeur", exact)]),
            article("b", Some("2025-04-20"), &[recall("rappel de cet ambassadeur", about)]),
        ];
        corpus(articles).events().count()
    };
    assert_eq!(told("2025-04-06~", "2025-04-08")?, 1, "three days more or less");
    assert_eq!(told("2025-04-06", "2025-04-08")?, 2);
    assert_eq!(told("2025-04-06~", "2025-04-12")?, 2);
    Ok(())
}

#[test]
fn a_tension_lasts_and_a_deed_long_past_is_known_by_its_words() -> corpus::Result<()> {
    let events = |kind,
                  mode: Option<&'static str>,
                  first: (Option<&str>, Option<&'static str>),
                  then: Option<&str>,
                  words: &str| {
        let told = |words: &str| Told { mode, ..Told::new(kind, "DZA", "MLI", words) };
        let dated = Told { date: first.1, ..told("ambassadeur capitale consternation brusquement") };
        corpus([article("a", first.0, &[dated]), article("b", then, &[told(words)])]).events().count()
    };
    let (other, alike) = ("froideur persistante voisinage", "ambassadeur capitale froideur voisinage");
    // Without dates: of the same days it is the same tension, whatever the words.
    assert_eq!(events(Tension, None, (Some("2025-04-01"), None), Some("2025-04-06"), other)?, 1);
    assert_eq!(events(Tension, None, (Some("2025-04-01"), None), Some("2025-06-20"), other)?, 2);
    // A year that is told holds for what is published in it, and soon after.
    assert_eq!(events(Tension, None, (None, Some("2025")), Some("2025-11-20"), alike)?, 1);
    assert_eq!(events(Tension, None, (None, Some("2025")), Some("2026-06-20"), other)?, 2);
    // Of an act of the weeks before, some of the words must be the same.
    let of_march = (Some("2025-03-02"), Some("2025-03-01"));
    for mode in [None, Some("withdraw")] {
        assert_eq!(events(Sanction, mode, of_march, Some("2025-03-20"), alike)?, 1, "{mode:?}");
    }
    assert_eq!(events(Sanction, None, of_march, Some("2025-03-20"), other)?, 2);
    Ok(())
}

#[test]
fn the_day_of_publication_is_never_the_act_s() -> corpus::Result<()> {
    let corpus = corpus([article("a", Some("2025-04-07"), &[Told::new(Accuse, "MLI", "DZA", "Bamako accuse Alger")])]);
    let events = corpus.events().rows()?;
    let dates: Vec<_> =
        events.iter().map(|e| (e.date.clone(), e.date_from.clone(), e.first_published.clone())).collect();
    assert_eq!(dates, [(None, None, Some("2025-04-07".to_owned()))]);
    Ok(())
}

#[test]
fn a_family_of_copies_counts_once() -> corpus::Result<()> {
    let told = [Told::new(Sanction, "MLI", "DZA", "Bamako rappelle son ambassadeur").on("2025-04-06")];
    let corpus = corpus(["a", "b", "c"].map(|key| article(key, Some("2025-04-07"), &told)));
    let events = corpus.events().rows()?;
    let counts: Vec<_> = events.iter().map(|event| (event.articles, event.independent_articles)).collect();
    assert_eq!(counts, [(3, 1)]);
    assert_eq!(corpus.events().min_articles(2).count()?, 0);
    Ok(())
}

// What other programs write.

struct File {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
}

fn file() -> File {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let mut corpus = Corpus::open(&path).expect("a corpus");
    corpus.add_extracted(rival_accounts()).expect("sound articles");
    File { _folder: folder, path }
}

/// The events by what they hold, without the numbers given at loading.
fn contents(corpus: &Corpus) -> BTreeSet<String> {
    let mut events: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    let rows = corpus.events().rows().expect("events");
    for event in rows {
        let mut held: BTreeSet<String> = corpus
            .versions(event.id)
            .expect("accounts")
            .iter()
            .map(|v| format!("{} {} {} {} {} {}", v.key, v.start, v.source, v.target, v.account, v.disagrees))
            .collect();
        let whole = corpus::query::EventRow { id: 0, ..event.clone() };
        held.insert(format!("{whole:?}"));
        events.insert(event.id, held);
    }
    events.into_values().map(|held| format!("{held:#?}")).collect()
}

/// The events with their numbers.
fn exactly(corpus: &Corpus) -> String {
    let events = corpus.events().order("id").rows().expect("events");
    let accounts: Vec<_> = events.iter().map(|event| corpus.versions(event.id).expect("accounts")).collect();
    format!("{events:#?}{accounts:#?}")
}

#[test]
fn what_another_program_writes_is_merged_when_asked_or_at_the_next_opening() -> corpus::Result<()> {
    for sql in [
        "DELETE FROM article WHERE key = 'courrier'",
        "DELETE FROM statement WHERE status = 'denied'",
        "DELETE FROM pair WHERE id = 1",
        "UPDATE pair SET target = 'NER' WHERE id = 1",
        "UPDATE statement SET date = NULL, date_from = NULL, date_to = NULL WHERE id = 1",
        "UPDATE statement SET status = 'asserted' WHERE status = 'claimed'",
        "UPDATE article SET copy_of = 1 WHERE id = 2",
        "UPDATE article SET published = '2027-06-30', published_from = '2027-06-30', published_to = '2027-06-30' WHERE id = 2",
        "INSERT INTO statement (article_id, type, mutual, quad, status, evidence, start, end, confidence, rule) \
         VALUES (1, 'ASSAULT', 0, 'material conflict', 'claimed', 'la', 0, 2, 1, 'x'); \
         INSERT INTO pair (statement_id, source, source_start, source_end, target, target_start, target_end) \
         VALUES (last_insert_rowid(), 'FLA', 0, 1, 'MLI', 0, 1)",
    ] {
        let file = file();
        let mut held = Corpus::open(&file.path)?;
        let before = exactly(&held);
        Connection::open(&file.path).expect("the file").execute_batch(sql).expect(sql);
        assert!(held.store().stale_events()? > 0, "{sql}");
        // Who only reads is told so, and changes nothing.
        let options = corpus::store::OpenOptions { read_only: true, ..Default::default() };
        let reader = Corpus::open_with(&file.path, &options)?;
        assert!(reader.reader().stale_events()? > 0);
        assert!(held.refresh()? > 0);
        assert_eq!((held.refresh()?, reader.reader().stale_events()?), (0, 0));
        let merged = exactly(&held);
        assert_ne!(merged, before, "{sql}");
        // Merged from nothing, they are the same.
        let outside = Connection::open(&file.path).expect("the file");
        outside
            .execute_batch("DELETE FROM event_relation; DELETE FROM event; INSERT OR IGNORE INTO event_stale (one, other) SELECT min(source, target), max(source, target) FROM pair")
            .expect("forgetting the events");
        assert_eq!(exactly(&Corpus::open(&file.path)?), merged, "{sql}");
        assert_eq!(held.check()?, []);
    }
    Ok(())
}

#[test]
fn a_file_without_events_has_them_made_when_it_is_opened() -> corpus::Result<()> {
    let file = file();
    let before = exactly(&Corpus::open(&file.path)?);
    let older = file.path.with_extension("older");
    let connection = Connection::open(&older).expect("a new file");
    for step in [
        include_str!("../../src/store/schema/0001_initial.sql"),
        include_str!("../../src/store/schema/0002_copies.sql"),
        "PRAGMA application_id = 1129271888; PRAGMA user_version = 2",
    ] {
        connection.execute_batch(step).expect("a file of the version before events");
    }
    connection.execute("ATTACH ?1 AS now", [file.path.to_str()]).expect("the file");
    for table in ["extractor", "entity", "article", "statement", "pair"] {
        connection.execute(&format!("INSERT INTO main.{table} SELECT * FROM now.{table}"), []).expect(table);
    }
    drop(connection);
    assert_eq!(exactly(&Corpus::open(&older)?), before);
    Ok(())
}

// The order of loading.

fn told() -> impl Strategy<Value = Told> {
    let kind = prop_oneof![Just(Assault), Just(Sanction), Just(Consult), Just(Accuse), Just(Tension)];
    let sides = prop_oneof![Just(("MLI", "DZA")), Just(("DZA", "MLI")), Just(("MLI", "NER"))];
    let mode = prop_oneof![Just(None), Just(Some("withdraw")), Just(Some("destroy"))];
    let date = prop_oneof![
        Just(None),
        Just(Some("2025-04-01")),
        Just(Some("2025-04-02")),
        Just(Some("2025-04")),
        Just(Some("2025-03-31/2025-04-01")),
        Just(Some("2025-01~")),
        Just(Some("2025")),
        Just(Some("2025-04/.."))
    ];
    let place = prop_oneof![Just(None), Just(Some("Kidal")), Just(Some("Gao"))];
    let status =
        prop_oneof![Just(Status::Asserted), Just(Status::Claimed), Just(Status::Denied), Just(Status::Planned)];
    let words = prop::sample::select(vec![
        "rappelle son ambassadeur",
        "le rappel des ambassadeurs",
        "a détruit un drone près de la frontière",
        "un drone détruit",
        "accuse son voisin",
        "ils se sont vus",
        "les tensions montent",
    ]);
    (kind, sides, mode, date, place, status, words).prop_map(
        |(kind, (source, target), mode, date, place, status, words)| Told {
            kind,
            source,
            target,
            mode,
            date,
            place,
            status,
            said_by: None,
            words: words.to_owned(),
        },
    )
}

fn articles() -> impl Strategy<Value = Vec<(Article, Extraction)>> {
    let published = prop_oneof![
        Just(None),
        Just(Some("2025-04-02")),
        Just(Some("2025-04-03")),
        Just(Some("2025-04")),
        Just(Some("2025-05-20"))
    ];
    prop::collection::vec((published, prop::collection::vec(told(), 1..4)), 1..12).prop_map(|list| {
        list.iter().enumerate().map(|(n, (published, told))| article(&format!("{n:02}"), *published, told)).collect()
    })
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn events_do_not_depend_on_the_order_or_the_batches_of_loading(
        (articles, shuffled) in articles().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        cut in 0usize..12,
    ) {
        let whole = corpus(articles);
        let mut parts = Corpus::in_memory().unwrap();
        let cut = cut.min(shuffled.len());
        let (first, rest) = shuffled.split_at(cut);
        parts.add_extracted(first.to_vec()).unwrap();
        for (article, extraction) in rest {
            parts.add_extracted([(article.clone(), extraction.clone())]).unwrap();
        }
        prop_assert_eq!(contents(&whole), contents(&parts));
    }

    #[test]
    fn every_relation_reports_one_event_and_panels_count_each_once(articles in articles()) {
        let corpus = corpus(articles);
        let events = corpus.events().rows().unwrap();
        let relations: i64 = events.iter().map(|event| event.relations).sum();
        prop_assert_eq!(relations.unsigned_abs(), corpus.relations().count().unwrap());
        let counted = events.iter().filter(|event| event.statuses.contains("asserted") || event.statuses.contains("planned"));
        let counted = counted.count() as u64;
        for directed in [false, true] {
            for freq in [Freq::Day, Freq::Month, Freq::Year] {
                let panel = corpus.panel(freq);
                let panel = if directed { panel.directed() } else { panel };
                let rows = panel.clone().rows().unwrap();
                let sum: u64 = rows.rows.iter().map(|row| row.period.count).sum();
                prop_assert_eq!(sum + rows.left_out, counted);
                for row in &rows.rows {
                    prop_assert_eq!(row.period.types.iter().sum::<u64>(), row.period.count);
                    prop_assert_eq!(row.period.quads.iter().sum::<u64>(), row.period.count);
                    prop_assert!(row.source < row.target || directed);
                }
                let sparse = panel.sparse().rows().unwrap();
                let held: Vec<_> = rows.rows.iter().filter(|row| row.period.count > 0).collect();
                prop_assert_eq!(held, sparse.rows.iter().collect::<Vec<_>>());
            }
        }
        let dyads = corpus.dyads().count(Count::Events).rows().unwrap();
        prop_assert_eq!(dyads.iter().map(|row| row.count.unsigned_abs()).sum::<u64>(), counted);
    }
}

#[test]
fn a_panel_has_every_pair_and_every_period() -> corpus::Result<()> {
    let meet = |date| Told::new(Consult, "NER", "MLI", "les deux ministres se sont vus").on(date);
    let corpus = corpus([
        article("a", Some("2025-02-11"), &[meet("2025-02-10")]),
        article(
            "b",
            Some("2025-02-12"),
            &[Told {
                source: "MLI",
                target: "NER",
                words: "une rencontre des deux ministres".into(),
                ..meet("2025-02-10")
            }],
        ),
        article(
            "c",
            Some("2025-05-02"),
            &[meet("2025-05-01"), Told::new(Accuse, "MLI", "DZA", "Bamako accuse Alger").on("2024")],
        ),
    ]);
    let rows = corpus.panel(Freq::Month).rows()?;
    let told: Vec<_> = rows
        .rows
        .iter()
        .map(|r| (r.source.as_str(), r.target.as_str(), r.period.period.as_str(), r.period.count))
        .collect();
    let pair = ("MLI", "NER");
    let expected: Vec<_> = [("2025-02", 1), ("2025-03", 0), ("2025-04", 0), ("2025-05", 1)]
        .map(|(period, count)| (pair.0, pair.1, period, count))
        .to_vec();
    assert_eq!(told, expected, "a meeting holds both ways and counts once");
    assert_eq!(rows.left_out, 1, "an act of 2024 is of no month");
    let counts = |panel: corpus::query::Panel<'_>| -> corpus::Result<Vec<u64>> {
        Ok(panel.rows()?.rows.iter().map(|row| row.period.count).collect())
    };
    assert_eq!(counts(corpus.panel(Freq::Month).count(Count::Relations))?, [2, 0, 0, 1]);
    assert_eq!(counts(corpus.panel(Freq::Month).count(Count::Articles))?, [2, 0, 0, 1]);
    assert_eq!(counts(corpus.panel(Freq::Month).directed())?, [1, 0, 0, 1], "directed, it still counts once");
    assert_eq!(counts(corpus.panel(Freq::Year).dated_by(DatedBy::Act))?, [1, 0, 0, 2]);
    // Of the actors asked for, every pair is there.
    assert_eq!(corpus.panel(Freq::Year).among(["MLI", "DZA", "NER"]).rows()?.rows.len(), 3 * 2);
    assert_eq!(corpus.panel(Freq::Year).among(["MLI", "DZA", "NER"]).directed().rows()?.rows.len(), 6 * 2);
    let large = corpus.panel(Freq::Day).among(["MLI", "DZA", "NER"]).since("0001").until("0270").rows();
    assert_eq!(large.map(|panel| panel.rows.len())?, 3 * 98_615);
    let names: Vec<String> =
        (0..60).map(|n| format!("{}{}A", char::from(b'A' + n / 10), char::from(b'A' + n % 10))).collect();
    let larger = corpus.panel(Freq::Day).among(names).since("2000").until("2010").rows().expect_err("too many rows");
    assert!(matches!(larger, Error::Query(QueryError::PanelTooLarge { dyads: 1770, .. })), "{larger}");
    let timeline = corpus.timeline("MLI", "NER", Freq::Month).count(Count::Events).rows()?;
    assert_eq!(timeline.rows.iter().map(|row| row.count).collect::<Vec<_>>(), [1, 0, 0, 1]);
    Ok(())
}
