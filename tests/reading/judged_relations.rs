//! The relations that were judged one by one, and the table that the docs make of them.

use corpus::extraction::{RelationType, Status};
use serde_json::Value;
use std::collections::BTreeMap;

const VERDICTS: [&str; 4] = ["right", "type", "parties", "nothing"];

#[test]
fn the_table_in_the_docs_is_what_was_judged() {
    let root = env!("CARGO_MANIFEST_DIR");
    let judged = std::fs::read_to_string(format!("{root}/tests/judged/relations.jsonl")).expect("the judgements");
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for line in judged.lines() {
        let entry: Value = serde_json::from_str(line).expect("one JSON object a line");
        assert!(entry["start"].as_u64() < entry["end"].as_u64(), "{line}");
        let kind = entry["type"].as_str().expect("a type");
        assert!(RelationType::parse(kind).is_some(), "{line}");
        let verdict = entry["verdict"].as_str().expect("a verdict");
        let number = VERDICTS.iter().position(|known| *known == verdict).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(entry["status_right"].is_boolean(), verdict == "right", "the standing of what is right: {line}");
        for name in [kind, "all"] {
            counts.entry(name.to_owned()).or_default()[number] += 1;
        }
    }
    assert_eq!(counts["all"].iter().sum::<usize>(), 300);
    let docs = std::fs::read_to_string(format!("{root}/docs/confidence.md")).expect("the page on confidence");
    for (kind, [right, other, parties, nothing]) in counts {
        let row =
            format!("| {kind} | {} | {right} | {other} | {parties} | {nothing} |", right + other + parties + nothing);
        assert!(docs.contains(&row), "docs/confidence.md lacks: {row}");
    }
}

#[test]
fn coded_articles_are_well_formed() {
    let coded = std::fs::read_to_string(format!("{}/tests/judged/coded.jsonl", env!("CARGO_MANIFEST_DIR")));
    let coded = coded.expect("the coded articles");
    assert_eq!(coded.lines().count(), 758);
    for line in coded.lines() {
        well_formed(&serde_json::from_str(line).expect("one JSON object a line"));
    }
}

#[test]
fn written_articles_are_well_formed() {
    let written = std::fs::read_to_string(format!("{}/tests/judged/written.jsonl", env!("CARGO_MANIFEST_DIR")));
    let written = written.expect("the written articles");
    assert_eq!(written.lines().count(), 160);
    for line in written.lines() {
        let article: Value = serde_json::from_str(line).expect("one JSON object a line");
        well_formed(&article);
        let title = article["title"].as_str().map_or(0, |title| title.chars().count() + 2);
        let length = title + article["text"].as_str().expect("a text").chars().count();
        for relation in article["relations"].as_array().expect("relations") {
            assert!(relation["end"].as_u64() <= u64::try_from(length).ok(), "{relation}");
        }
    }
}

fn well_formed(article: &Value) {
    assert!(article["held_out"].is_boolean());
    for relation in article["relations"].as_array().expect("relations") {
        assert!(relation["type"].as_str().and_then(RelationType::parse).is_some(), "{relation}");
        assert!(relation["status"].as_str().and_then(Status::parse).is_some(), "{relation}");
        assert!(relation["start"].as_u64() < relation["end"].as_u64(), "{relation}");
        let parties = ["source", "target"].map(|side| relation[side].as_array().map_or(0, Vec::len));
        assert!(parties.iter().all(|count| *count > 0), "{relation}");
    }
}
