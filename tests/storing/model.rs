//! A corpus answers as a plain list in memory would, whatever is done to it and in whatever order: articles added,
//! made longer and added again, relations corrected, rejected and put back, the file closed and opened.
//!
//! `CORPUS_MODEL_SEEDS` and `CORPUS_MODEL_STEPS` say how many runs of how many steps; a failure names its seed, and
//! `CORPUS_MODEL_FIRST` begins with it.
#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use crate::support;
use crate::support::{party, relation};
use corpus::extraction::{Extraction, Relation, RelationType};
use corpus::{Article, Corpus};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

const WORDS: [&str; 12] = [
    "zabor", "kelim", "vuton", "drimel", "fosque", "galupe", "hirzon", "jambal", "lorvit", "nuquer", "zabelle",
    "kelvar",
];
const ACTORS: [&str; 5] = ["MLI", "DZA", "NER", "FRA", "MAR"];
const KINDS: [RelationType; 4] =
    [RelationType::Accuse, RelationType::Threaten, RelationType::Aid, RelationType::Reject];
const STATUSES: [&str; 3] = ["asserted", "denied", "claimed"];

/// What somebody said of a relation.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Kind(RelationType),
    Status(&'static str),
    None,
}

#[derive(Debug, Clone)]
struct Told {
    kind: RelationType,
    source: &'static str,
    target: &'static str,
    evidence: String,
    /// The corrections that stand, with their numbers.
    said: Vec<(i64, Said)>,
}

impl Told {
    /// Type, status and origin as they should be shown; nothing where it was rejected.
    fn shown(&self) -> Option<(RelationType, &'static str, &'static str)> {
        let (mut kind, mut status, mut there) = (self.kind, "asserted", true);
        for (_, said) in &self.said {
            there = *said != Said::None;
            match said {
                Said::Kind(new) => kind = *new,
                Said::Status(new) => status = new,
                Said::None => {}
            }
        }
        there.then_some((kind, status, if self.said.is_empty() { "rules" } else { "anna" }))
    }
}

#[derive(Debug, Clone, Default)]
struct Entry {
    text: String,
    relations: Vec<Told>,
}

type Test = Box<dyn Fn(&str) -> bool>;

/// Numbers that look like chance, the same for the same seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.throw(list.len())]
    }
}

struct Run {
    dice: Dice,
    corpus: Option<Corpus>,
    model: BTreeMap<String, Entry>,
    acts: usize,
}

impl Run {
    fn corpus(&mut self) -> &mut Corpus {
        self.corpus.as_mut().unwrap()
    }

    /// A sentence of a few words; every third says an act.
    fn grow(&mut self, entry: &mut Entry) {
        for _ in 0..=self.dice.throw(3) {
            let words: Vec<&str> = (0..=self.dice.throw(4)).map(|_| self.dice.pick(&WORDS)).collect();
            if self.dice.throw(3) == 0 {
                let at = self.dice.throw(ACTORS.len());
                let (source, target) = (ACTORS[at], ACTORS[(at + 1 + self.dice.throw(4)) % 5]);
                self.acts += 1;
                let evidence = format!("{source} é {} {target} n{}", words.join(" "), self.acts);
                entry.text.extend([&evidence, ". "]);
                entry.relations.push(Told { kind: self.dice.pick(&KINDS), source, target, evidence, said: Vec::new() });
            } else {
                entry.text.extend(["Œ ", &words.join(" "), ". "]);
            }
        }
    }

    fn stored(key: &str, entry: &Entry) -> (Article, Extraction) {
        let article = Article { key: key.to_owned(), text: entry.text.clone(), ..Article::default() };
        let relations = entry.relations.iter().map(|told| {
            let evidence = support::span(&article.text, &told.evidence);
            let part = |code: &str, last: bool| {
                let words = evidence.slice(&article.text).unwrap();
                let at = evidence.start + if last { words.rfind(code) } else { words.find(code) }.unwrap();
                corpus::extraction::Party { span: corpus::text::Span::new(at, at + 3), ..party(code, code, code) }
            };
            Relation {
                evidence,
                date: None,
                place: None,
                contexts: Vec::new(),
                trace: corpus::extraction::Trace::default(),
                ..blank(told.kind, part(told.source, false), part(told.target, true))
            }
        });
        let extraction = Extraction { relations: relations.collect(), ..Extraction::default() };
        (article, extraction)
    }

    fn put(&mut self) {
        let mut batch = Vec::new();
        for _ in 0..=self.dice.throw(3) {
            let key = format!("k/{}", self.dice.throw(40));
            let mut entry = self.model.get(&key).cloned().unwrap_or_default();
            if entry.text.is_empty() || self.dice.throw(3) > 0 {
                self.grow(&mut entry);
            }
            batch.push(Self::stored(&key, &entry));
            self.model.insert(key, entry);
        }
        self.corpus().add_extracted(batch).unwrap();
    }

    /// A relation that is shown, with its number in the file.
    fn shown(&mut self) -> Option<(String, usize, i64)> {
        let all: Vec<(String, usize)> = self
            .model
            .iter()
            .flat_map(|(key, entry)| {
                let shown = entry.relations.iter().enumerate().filter(|(_, told)| told.shown().is_some());
                shown.map(|(at, _)| (key.clone(), at))
            })
            .collect();
        if all.is_empty() {
            return None;
        }
        let (key, at) = all[self.dice.throw(all.len())].clone();
        let evidence = self.model[&key].relations[at].evidence.clone();
        let rows = self.corpus().relations().rows().unwrap();
        let row = rows.iter().find(|row| row.evidence == evidence).unwrap_or_else(|| panic!("no `{evidence}`"));
        Some((key, at, row.id))
    }

    fn correct(&mut self) {
        let Some((key, at, id)) = self.shown() else { return };
        let (kind, status, _) = self.model[&key].relations[at].shown().unwrap();
        let (new_kind, new_status) = (self.dice.pick(&KINDS), self.dice.pick(&STATUSES));
        let (said, fields) = match self.dice.throw(3) {
            0 if new_kind != kind => (Said::Kind(new_kind), json!({"type": new_kind.as_str()})),
            1 if new_status != status => (Said::Status(new_status), json!({"status": new_status})),
            _ => {
                let number = self.corpus().reject(id, "anna").unwrap();
                self.model.get_mut(&key).unwrap().relations[at].said.push((number, Said::None));
                return;
            }
        };
        let number = self.corpus().correct(id, fields.as_object().unwrap(), "anna").unwrap();
        self.model.get_mut(&key).unwrap().relations[at].said.push((number, said));
    }

    fn undo(&mut self) {
        let standing: Vec<i64> = self
            .model
            .values()
            .flat_map(|entry| &entry.relations)
            .flat_map(|told| told.said.iter().map(|s| s.0))
            .collect();
        if standing.is_empty() {
            return;
        }
        let number = self.dice.pick(&standing);
        self.corpus().undo(number, "anna").unwrap();
        for told in self.model.values_mut().flat_map(|entry| &mut entry.relations) {
            told.said.retain(|(id, _)| *id != number);
        }
    }

    /// Words, each in quotes so that no other form of it is meant, with signs between; both sides must find the same.
    fn search(&mut self) {
        let (a, b) = (self.dice.pick(&WORDS), self.dice.pick(&WORDS));
        let holds = |text: &str, word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|found| found == word);
        let (query, test): (String, Test) = match self.dice.throw(5) {
            0 => (format!("\"{a}\""), Box::new(move |text| holds(text, a))),
            1 => (format!("\"{a}\" \"{b}\""), Box::new(move |text| holds(text, a) && holds(text, b))),
            2 => (format!("\"{a}\" OR \"{b}\""), Box::new(move |text| holds(text, a) || holds(text, b))),
            3 => (format!("\"{a}\" -\"{b}\""), Box::new(move |text| holds(text, a) && !holds(text, b))),
            _ => (format!("\"{a} {b}\""), Box::new(move |text| text.contains(&format!("{a} {b}")))),
        };
        let expected: BTreeSet<String> =
            self.model.iter().filter(|(_, entry)| test(&entry.text)).map(|(key, _)| key.clone()).collect();
        let hits = self.corpus().search(&query).unlimited().hits().unwrap();
        assert_eq!(hits.into_iter().map(|hit| hit.key).collect::<BTreeSet<_>>(), expected, "{query}");
    }

    fn relations(&mut self) {
        let actor = self.dice.pick(&ACTORS);
        let kind = self.dice.pick(&KINDS);
        let mut expected: Vec<_> = self
            .model
            .values()
            .flat_map(|entry| &entry.relations)
            .filter(|told| told.source == actor || told.target == actor)
            .filter_map(|told| Some((told, told.shown()?)))
            .filter(|(_, (shown, ..))| *shown == kind)
            .map(|(told, (_, status, origin))| (told.evidence.clone(), told.source, told.target, status, origin))
            .collect();
        expected.sort();
        let rows = self.corpus().relations().actor(actor).of_type(kind.as_str()).rows().unwrap();
        let mut found: Vec<_> = rows
            .iter()
            .map(|row| {
                let words = [&row.source, &row.target, &row.status, &row.origin].map(String::as_str);
                (row.evidence.clone(), words[0], words[1], words[2], words[3])
            })
            .collect();
        found.sort();
        assert_eq!(found, expected);
    }

    fn articles(&mut self) {
        let texts: BTreeMap<String, String> =
            self.corpus().articles().rows().unwrap().into_iter().map(|row| (row.key, row.text)).collect();
        let expected: BTreeMap<String, String> =
            self.model.iter().map(|(key, entry)| (key.clone(), entry.text.clone())).collect();
        assert_eq!(texts, expected);
        assert_eq!(self.corpus().check().unwrap(), []);
    }

    fn step(&mut self, path: &Path) {
        match self.dice.throw(20) {
            0..6 => self.put(),
            6..9 => self.correct(),
            9 | 10 => self.undo(),
            11..15 => self.search(),
            15..18 => self.relations(),
            18 => self.articles(),
            _ => {
                self.corpus.take().unwrap().close().unwrap();
                self.corpus = Some(Corpus::open(path).unwrap());
            }
        }
    }
}

fn blank(kind: RelationType, source: corpus::extraction::Party, target: corpus::extraction::Party) -> Relation {
    Relation { goldstein: None, ..relation(support::TEXT, kind, vec![source], vec![target]) }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |number| number.parse().expect("a number"))
}

#[test]
fn a_corpus_answers_as_a_list_in_memory_would() {
    let first = number("CORPUS_MODEL_FIRST", 0);
    let end = first + number("CORPUS_MODEL_SEEDS", 200);
    let steps = number("CORPUS_MODEL_STEPS", 250);
    let next = AtomicU64::new(first);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    run(seed, steps);
                }
            });
        }
    });
}

fn run(seed: u64, steps: u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let corpus = Some(Corpus::open(&path).unwrap());
    let mut run = Run { dice: Dice(seed), corpus, model: BTreeMap::new(), acts: 0 };
    for step in 0..steps {
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run.step(&path)));
        assert!(done.is_ok(), "seed {seed}, step {step}");
    }
    run.articles();
    run.relations();
}
