//! The packaged articles tell some acts many times, and one of them in rival versions: they come out as they are told.

use corpus::corpus::LoadOptions;
use corpus::query::{Count, EventRow, Freq};
use corpus::{Corpus, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn sample() -> Corpus {
    let mut corpus = Corpus::in_memory().expect("a corpus in memory");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/corpus/sample");
    let inputs = read::path(folder, corpus::Lexicon::builtin()).expect("the sample");
    let report = corpus.load(inputs, &LoadOptions::default()).expect("a load");
    assert_eq!((report.added, report.refused.len()), (48, 0));
    corpus
}

fn stem(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.strip_suffix(".txt").unwrap_or(name).to_owned()
}

#[test]
fn the_drone_is_one_event_with_rival_versions() -> corpus::Result<()> {
    let corpus = sample();
    let drone = corpus.events().of_type("ASSAULT").source("DZA").target("MLI").rows()?;
    let [event] = drone.as_slice() else { panic!("one event: {drone:#?}") };
    assert_eq!(event.date.as_deref(), Some("2025-03-31/2025-04-01"));
    assert_eq!(event.place.as_deref(), Some("Tin Zaouatine"));
    assert!(event.contested && event.articles >= 9, "{event:#?}");
    assert!(event.disagreement.contains("status") && event.disagreement.contains("act"), "{event:#?}");
    let versions = corpus.versions(event.id)?;
    let told = |key: &str| versions.iter().find(|v| v.account == "report" && stem(&v.key).starts_with(key));
    // Bamako's inquiry and the editorial: the same act, as Mali tells it.
    for key in ["2025-04-06_gouvernement-malien-accuse", "2025-05-05_editorial"] {
        let version = told(key).unwrap_or_else(|| panic!("{key} tells it"));
        assert_eq!((version.status.as_str(), version.said_by.as_deref()), ("claimed", Some("MLI")));
        assert_eq!(version.disagrees, r#"["status"]"#);
        assert_eq!(version.date, None, "it gives no date, and is given none");
    }
    // Algiers' version of why: the drone had crossed the border.
    let rival = versions.iter().find(|v| v.account == "rival" && v.said_by.as_deref() == Some("DZA"));
    let rival = rival.expect("Algiers has its own account");
    assert_eq!((rival.source.as_str(), rival.target.as_str(), rival.disagrees.as_str()), ("MLI", "DZA", r#"["act"]"#));
    assert!(versions.iter().all(|v| v.account != "report" || v.kind == "ASSAULT"));
    Ok(())
}

#[test]
fn each_recall_and_closure_is_an_event_of_its_own() -> corpus::Result<()> {
    let corpus = sample();
    let events = corpus.events().of_type("SANCTION").source("MLI").target("DZA").rows()?;
    let by: BTreeMap<Option<String>, &EventRow> = events.iter().map(|event| (event.date.clone(), event)).collect();
    let recalled = events.iter().find(|event| event.date.as_deref().is_some_and(|date| date.starts_with("2025-04-0")));
    assert!(recalled.is_some_and(|event| event.articles >= 6), "the recall of April 2025: {events:#?}");
    assert_eq!(by.get(&Some("2023-12-22".to_owned())).map(|event| event.articles), Some(2), "that of December 2023");
    let closed = events.iter().find(|event| event.date.is_none()).expect("the closed sky, told without a date");
    assert!(closed.articles >= 4 && closed.first_published.as_deref() == Some("2025-04-07"), "{closed:#?}");
    // Visits to Rabat in April and in May are two.
    let visits = corpus.events().of_type("CONSULT").between("MLI", "MAR").status("asserted").rows()?;
    let dates: BTreeSet<Option<&str>> = visits.iter().map(|event| event.date.as_deref()).collect();
    assert!(dates.contains(&Some("2025-04-28")) && dates.contains(&Some("2025-05-27/2025-05-29")), "{dates:?}");
    Ok(())
}

#[test]
fn a_panel_of_events_counts_what_timelines_count() -> corpus::Result<()> {
    let corpus = sample();
    for count in [Count::Events, Count::Relations, Count::Articles] {
        let panel = corpus.panel(Freq::Quarter).count(count).rows()?;
        let timeline = corpus.timeline("MLI", "DZA", Freq::Quarter).count(count).rows()?;
        let of_panel: Vec<_> = panel
            .rows
            .iter()
            .filter(|row| row.source == "DZA" && row.target == "MLI" && row.period.count > 0)
            .map(|row| row.period.clone())
            .collect();
        let of_timeline: Vec<_> = timeline.rows.into_iter().filter(|row| row.count > 0).collect();
        assert_eq!(of_panel, of_timeline, "{count:?}");
    }
    Ok(())
}

/// Article, place, type and actors of a relation.
type Told = (String, i64, i64, String, BTreeSet<String>);

#[test]
fn judged_pairs_are_merged_as_well_as_the_docs_say() -> corpus::Result<()> {
    let corpus = sample();
    let mut events: BTreeMap<Told, BTreeSet<i64>> = BTreeMap::new();
    for event in corpus.events().rows()? {
        for v in corpus.versions(event.id)?.into_iter().filter(|v| v.account == "report") {
            let key = (stem(&v.key), v.start, v.end, v.kind, BTreeSet::from([v.source, v.target]));
            events.entry(key).or_default().insert(event.id);
        }
    }
    let judged = include_str!("../judged/events.jsonl");
    let (mut right, mut wrong, mut missed, mut read) = (0u32, 0u32, 0u32, 0u32);
    for line in judged.lines() {
        let pair: Value = serde_json::from_str(line).expect("one JSON object a line");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let key = |side: &str| {
            let at = &pair[side];
            let (start, end) = (at["start"].as_i64().expect("start"), at["end"].as_i64().expect("end"));
            assert!(start < end, "{line}");
            let actors = BTreeSet::from([text(&pair["source"]), text(&pair["target"])]);
            (text(&at["article"]), start, end, text(&pair["type"]), actors)
        };
        let (a, b) = (key("a"), key("b"));
        let same = pair["same"].as_bool().expect("a judgement");
        assert!(["tuned", "held_out"].contains(&text(&pair["half"]).as_str()), "{line}");
        if pair["set"] != "sample" {
            assert_eq!(pair["set"], "orange", "{line}");
            continue;
        }
        let (Some(a), Some(b)) = (events.get(&a), events.get(&b)) else { continue };
        read += 1;
        match (!a.is_disjoint(b), same) {
            (true, true) => right += 1,
            (true, false) => wrong += 1,
            (false, true) => missed += 1,
            (false, false) => {}
        }
    }
    assert!(read >= 40, "the extraction reads {read} of the judged pairs: judge them anew");
    let (precision, recall) =
        (f64::from(right) / f64::from(right + wrong), f64::from(right) / f64::from(right + missed));
    assert!(precision >= 0.85 && recall >= 0.75, "precision {precision:.2}, recall {recall:.2}");
    Ok(())
}
