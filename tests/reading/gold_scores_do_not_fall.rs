//! What an expert coded by hand in sample articles, against what extraction reads: no score falls below its floor.
//!
//! Floors stand in `tests/gold/floors.toml` and may only rise. `cargo test --test reading gold_scores_do_not_fall:: -- --nocapture`
//! prints the scores.

use corpus::{Lexicon, extract, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const MUTUAL: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "TENSION"];

/// Hits, coded items and found items of one measure.
#[derive(Default, Clone, Copy)]
struct Tally {
    hits: usize,
    coded: usize,
    found: usize,
}

impl Tally {
    fn add<T: Ord>(&mut self, coded: &BTreeSet<T>, found: &BTreeSet<T>) {
        self.hits += coded.intersection(found).count();
        self.coded += coded.len();
        self.found += found.len();
    }

    fn f1(self) -> f64 {
        let total = self.coded + self.found;
        let number = |count: usize| f64::from(u32::try_from(count).expect("a sample is small"));
        if total == 0 { 1.0 } else { 2.0 * number(self.hits) / number(total) }
    }
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v Value> {
    value[field].as_array().into_iter().flatten()
}

fn bare(code: &str) -> String {
    code.split('@').next().unwrap_or(code).to_lowercase()
}

fn spans(record: &Value, field: &str, rest: impl Fn(&Value) -> String) -> BTreeSet<(u64, u64, String)> {
    list(record, field).map(|m| (m["start"].as_u64().unwrap_or(0), m["end"].as_u64().unwrap_or(0), rest(m))).collect()
}

fn parties(relation: &Value, field: &str) -> Vec<String> {
    list(relation, field).filter_map(Value::as_str).map(bare).collect()
}

/// Every pair of parties of the asserted and planned relations.
fn pairs(record: &Value) -> BTreeSet<(String, String, String)> {
    let mut found = BTreeSet::new();
    for relation in list(record, "relations").filter(|r| matches!(text(r, "status"), "asserted" | "planned")) {
        let kind = text(relation, "type").to_owned();
        for source in parties(relation, "source") {
            for target in parties(relation, "target").into_iter().filter(|target| *target != source) {
                let swap = MUTUAL.contains(&kind.as_str()) && source > target;
                let (a, b) = if swap { (target, source.clone()) } else { (source.clone(), target) };
                found.insert((kind.clone(), a, b));
            }
        }
    }
    found
}

fn unordered(pairs: &BTreeSet<(String, String, String)>) -> BTreeSet<(String, String)> {
    pairs.iter().map(|(_, a, b)| if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }).collect()
}

fn ties(record: &Value) -> BTreeSet<(String, String, String)> {
    list(record, "ties")
        .map(|t| (text(t, "tie").to_owned(), bare(text(t, "subject")), bare(text(t, "object"))))
        .collect()
}

fn scores() -> BTreeMap<&'static str, Tally> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("python/corpus/sample/manifest.jsonl")).expect("the sample's manifest");
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let mut files: Vec<_> =
        fs::read_dir(root.join("tests/gold")).expect("tests/gold").flatten().map(|e| e.path()).collect();
    files.sort();
    for file in files.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let gold: Value = serde_json::from_str(&fs::read_to_string(file).expect("gold")).expect("gold is JSON");
        let id = text(&gold, "id").to_owned();
        let published = manifest
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("manifest is JSON"))
            .find(|entry| text(entry, "id") == id)
            .and_then(|entry| entry["published"].as_str().map(str::to_owned));
        let path = root.join("python/corpus/sample/articles").join(format!("{id}.txt"));
        let decoded = read::decode(&fs::read(path).expect("a sample article"));
        let mut article = read::text(&id, &decoded.text, Lexicon::builtin());
        article.metadata.published = published.map(|date| date.parse().expect("EDTF"));
        let found = extract(&article, Lexicon::builtin()).to_json(&article);
        let mut tally = |name: &'static str| tallies.entry(name).or_default().to_owned();
        let mut mentions = tally("mention.type");
        mentions.add(
            &spans(&gold, "mentions", |m| text(m, "type").into()),
            &spans(&found, "mentions", |m| text(m, "type").into()),
        );
        let mut links = tally("mention.code");
        links.add(
            &spans(&gold, "mentions", |m| bare(text(m, "code"))),
            &spans(&found, "mentions", |m| bare(text(m, "code"))),
        );
        let mut dates = tally("date.value");
        dates.add(
            &spans(&gold, "dates", |d| text(d, "value").into()),
            &spans(&found, "dates", |d| text(d, "value").into()),
        );
        let mut relations = tally("relation.type");
        relations.add(&pairs(&gold), &pairs(&found));
        let mut dyads = tally("relation.pair");
        dyads.add(&unordered(&pairs(&gold)), &unordered(&pairs(&found)));
        let mut facts = tally("tie");
        facts.add(&ties(&gold), &ties(&found));
        tallies.extend([
            ("mention.type", mentions),
            ("mention.code", links),
            ("date.value", dates),
            ("relation.type", relations),
            ("relation.pair", dyads),
            ("tie", facts),
        ]);
    }
    tallies
}

#[test]
#[expect(clippy::print_stdout, reason = "the scores are what one runs this for")]
fn no_score_falls() {
    let floors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/floors.toml");
    let floors: toml::Table = fs::read_to_string(floors).expect("floors").parse().expect("floors are TOML");
    let scores = scores();
    let mut fallen = Vec::new();
    for (name, tally) in &scores {
        let floor = floors.get(*name).and_then(toml::Value::as_float).unwrap_or_else(|| panic!("no floor for {name}"));
        println!(
            "{name:14} F1 {:.3} (floor {floor:.3}), {} of {} coded, {} found",
            tally.f1(),
            tally.hits,
            tally.coded,
            tally.found
        );
        if tally.f1() < floor {
            fallen.push(format!("{name}: {:.3} is below {floor:.3}", tally.f1()));
        }
    }
    assert_eq!(scores.len(), floors.len(), "floors.toml and the measures differ");
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}
