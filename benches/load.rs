//! How quickly articles are loaded. `CORPUS_BENCH_JSONL=articles.jsonl cargo bench --bench load` loads a file of lines
//! with `id`, `title`, `date` and `text`; without it, 20,000 made-up articles. `CORPUS_BENCH_COPIES` loads it several
//! times under different keys, with a word changed. Beside it: `benches/peers/load_sqlite3.py`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use corpus::corpus::LoadOptions;
use corpus::read::Input;
use corpus::{Article, Corpus, Metadata};
use std::num::NonZero;
use std::time::Instant;

fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn articles() -> Vec<Article> {
    let Ok(path) = std::env::var("CORPUS_BENCH_JSONL") else { return (0..20_000).map(made_up).collect() };
    let text = std::fs::read_to_string(path).unwrap();
    let field = |line: &serde_json::Value, name: &str| line.get(name).and_then(|v| v.as_str()).map(str::to_owned);
    text.lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            Article {
                key: field(&line, "id").unwrap(),
                text: field(&line, "text").unwrap(),
                metadata: Metadata {
                    title: field(&line, "title"),
                    published: field(&line, "date").and_then(|date| date.parse().ok()),
                    ..Metadata::default()
                },
                ..Article::default()
            }
        })
        .collect()
}

fn made_up(number: usize) -> Article {
    let word = |n: usize| format!("mot{}", n.wrapping_mul(2_654_435_761) % 20_011);
    let text = (0..400).map(|n| word(number * 400 + n)).collect::<Vec<_>>().join(" ");
    Article { key: number.to_string(), text, ..Article::default() }
}

fn main() {
    let articles = articles();
    let copies = setting("CORPUS_BENCH_COPIES", 1);
    let bytes: usize = copies * articles.iter().map(|article| article.text.len()).sum::<usize>();
    let mut options =
        LoadOptions { threads: NonZero::new(setting("CORPUS_BENCH_THREADS", 0)), ..LoadOptions::default() };
    options.batch_bytes = setting("CORPUS_BENCH_BATCH", options.batch_bytes);
    for run in 1..=setting("CORPUS_BENCH_RUNS", 3) {
        let folder = tempfile::tempdir().unwrap();
        let mut corpus = Corpus::open(folder.path().join("bench.db")).unwrap();
        let inputs = (0..copies).flat_map(|copy| {
            articles.iter().map(move |article| {
                let mut article = article.clone();
                if copy > 0 {
                    article.key = format!("{}/{copy}", article.key);
                    article.text += &[" ", &copy.to_string()].concat();
                }
                Input { origin: article.key.clone(), article: Ok(article), notes: vec![] }
            })
        });
        let start = Instant::now();
        let report = corpus.load(inputs, &options).unwrap();
        corpus.close().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        let size = std::fs::metadata(folder.path().join("bench.db")).unwrap().len();
        println!(
            "run {run}: {} articles, {:.1} MB of text in {seconds:.2} s: {:.0} articles/s, {:.1} MB/s; file {:.1} MB",
            report.added,
            bytes as f64 / 1e6,
            report.added as f64 / seconds,
            bytes as f64 / 1e6 / seconds,
            size as f64 / 1e6,
        );
    }
}
