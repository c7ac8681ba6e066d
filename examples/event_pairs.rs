//! How well relations are merged into events, on the pairs of `tests/judged/events.jsonl`:
//! `cargo run --release --example event_pairs -- orange=orange.db sample=sample.db`, each database loaded with the
//! articles of that set. Prints pairs, and precision and recall of "these two tell one act".
#![allow(clippy::print_stdout)]

use corpus::Corpus;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

type Error = Box<dyn std::error::Error>;

/// The events of each relation, by its article, place, type and actors.
type Links = BTreeMap<(String, i64, i64, String, BTreeSet<String>), BTreeSet<i64>>;

/// A key without the folders before it and the ending of a text file.
fn stem(key: &str) -> String {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.strip_suffix(".txt").unwrap_or(name).to_owned()
}

fn links(corpus: &Corpus) -> Result<Links, Error> {
    let mut links = Links::new();
    for event in corpus.events().rows()? {
        for told in corpus.versions(event.id)?.into_iter().filter(|told| told.account == "report") {
            let key = (stem(&told.key), told.start, told.end, told.kind, BTreeSet::from([told.source, told.target]));
            links.entry(key).or_default().insert(event.id);
        }
    }
    Ok(links)
}

fn main() -> Result<(), Error> {
    let pairs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judged/events.jsonl"))?;
    let pairs: Vec<Value> = pairs.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let mut all: BTreeMap<(String, String), [u32; 4]> = BTreeMap::new();
    for given in std::env::args().skip(1) {
        let (set, path) = given.split_once('=').ok_or("set=database")?;
        let links = links(&Corpus::open(path)?)?;
        for pair in pairs.iter().filter(|pair| pair["set"] == set) {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let events = |side: &str| {
                let at = &pair[side];
                let (start, end) = (at["start"].as_i64().unwrap_or(-1), at["end"].as_i64().unwrap_or(-1));
                let actors = BTreeSet::from([text(&pair["source"]), text(&pair["target"])]);
                links.get(&(text(&at["article"]), start, end, text(&pair["type"]), actors))
            };
            let (Some(a), Some(b)) = (events("a"), events("b")) else {
                println!("not read by this version: {pair}");
                continue;
            };
            let merged = !a.is_disjoint(b);
            let same = pair["same"].as_bool().unwrap_or_default();
            let cell = usize::from(!merged) * 2 + usize::from(!same);
            for (part, half) in [
                (set, text(&pair["half"])),
                ("both", text(&pair["half"])),
                (set, "all".to_owned()),
                ("both", "all".to_owned()),
            ] {
                if let Some(count) = all.entry((half, part.to_owned())).or_default().get_mut(cell) {
                    *count += 1;
                }
            }
        }
    }
    for ((half, set), [right, wrong, missed, apart]) in all {
        let of = |part: u32, rest: u32| f64::from(part) / f64::from((part + rest).max(1));
        println!(
            "{half:9} {set:7} {} pairs, {right} rightly merged, {wrong} wrongly, {missed} missed: precision {:.2}, recall {:.2}",
            right + wrong + missed + apart,
            of(right, wrong),
            of(right, missed)
        );
    }
    Ok(())
}
