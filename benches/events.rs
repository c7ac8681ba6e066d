//! How quickly relations are merged into events: `cargo bench --bench events`. Made-up articles are stored with made-up
//! relations: all of one type between the same two (`one pair`), or spread over 2,000 pairs as press has it, few pairs
//! having most (`many pairs`). Timed: storing them in one go, merging everything from nothing, and adding one article
//! more. Beside it in the same run: the grouping by overlapping dates that the view of the first schema did in SQL.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use corpus::extraction::{Party, Relation, RelationType, Status, Trace};
use corpus::text::Span;
use corpus::{Article, Corpus, Extraction, Metadata};
use rusqlite::Connection;
use std::time::Instant;

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

const TYPES: [RelationType; 6] = [
    RelationType::Consult,
    RelationType::Accuse,
    RelationType::Assault,
    RelationType::Sanction,
    RelationType::Support,
    RelationType::Agree,
];

fn article(number: usize, pairs: usize, dice: &mut Dice) -> (Article, Extraction) {
    let day = |n: usize| jiff::civil::date(2015, 1, 1) + jiff::Span::new().days(i64::try_from(n).unwrap());
    let published = dice.roll(3_650);
    let (mut text, mut relations) = (String::new(), Vec::new());
    for _ in 0..4 {
        let words: Vec<String> = (0..8).map(|_| format!("mot{}", letters(dice.roll(2_000)))).collect();
        let start = text.len();
        text.push_str(&words.join(" "));
        let end = text.len();
        text.push_str(". ");
        // Few pairs have most of what passes.
        let which = if pairs == 1 { 0 } else { dice.roll(pairs) * dice.roll(pairs) / pairs };
        let party = |code: String| Party { code, sector: None, span: Span::new(start, start) };
        let dated = dice.roll(100) < 40;
        relations.push(Relation {
            kind: if pairs == 1 { RelationType::Consult } else { TYPES[dice.roll(TYPES.len())] },
            mode: (dice.roll(2) == 0).then(|| ["visit", "phone", "destroy"][dice.roll(3)].to_owned()),
            contexts: vec![],
            goldstein: Some(1.0),
            sources: vec![party(format!("A{}", which % 50))],
            targets: vec![party(format!("B{}", which / 50))],
            date: dated.then(|| day(published.saturating_sub(dice.roll(5))).to_string().parse().unwrap()),
            place: None,
            status: Status::Asserted,
            said_by: None,
            evidence: Span::new(start, end),
            confidence: 0.9,
            rule: "bench".into(),
            trace: Trace::default(),
        });
    }
    let metadata = Metadata { published: day(published).to_string().parse().ok(), ..Metadata::default() };
    let article = Article { key: format!("{number:07}"), text, metadata: metadata.clone(), ..Article::default() };
    (article, Extraction { metadata, relations, ..Extraction::default() })
}

/// A number in letters, as words are.
fn letters(mut number: usize) -> String {
    let mut out = String::new();
    for _ in 0..4 {
        out.push(char::from(b'a' + u8::try_from(number % 20).unwrap()));
        number /= 20;
    }
    out
}

fn main() {
    for (name, articles, pairs) in [("one pair", 5_000, 1), ("one pair", 20_000, 1), ("many pairs", 75_000, 2_000)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bench.db");
        let mut corpus = Corpus::open(&path).unwrap();
        let mut dice = Dice(7);
        let made: Vec<_> = (0..articles).map(|number| article(number, pairs, &mut dice)).collect();
        let start = Instant::now();
        corpus.add_extracted(made).unwrap();
        let stored = start.elapsed();
        let outside = Connection::open(&path).unwrap();
        outside
            .execute_batch(
                "INSERT OR IGNORE INTO event_stale (one, other) SELECT min(source, target), max(source, target) FROM pair",
            )
            .unwrap();
        let start = Instant::now();
        corpus.refresh().unwrap();
        let merged = start.elapsed();
        let start = Instant::now();
        corpus.add_extracted([article(articles, pairs, &mut dice)]).unwrap();
        let one = start.elapsed();
        let first = include_str!("../src/store/schema/0001_initial.sql");
        let view = &first[first.find("CREATE VIEW events AS").unwrap()..];
        let view = view[..=view.find(';').unwrap()].replace("CREATE VIEW events AS", "CREATE TEMP TABLE grouped AS");
        let start = Instant::now();
        outside.execute_batch(&view).unwrap();
        let grouped = start.elapsed();
        let count = |sql: &str| -> i64 { outside.query_row(sql, [], |row| row.get(0)).unwrap() };
        println!(
            "{name}: {} relations, {} events; stored and merged {stored:.2?}, merged from nothing {merged:.2?}, \
             one article more {one:.2?}; grouped by date in SQL {grouped:.2?}",
            count("SELECT count(*) FROM relations"),
            count("SELECT count(*) FROM events"),
        );
    }
}
