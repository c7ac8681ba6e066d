//! How quickly one thread reads articles for their relations, in megabytes of text a second.
//!
//! `CORPUS_BENCH_JSONL=articles.jsonl cargo bench --bench extract` takes a file of lines with `text` and `date`; without
//! it, the packaged sample many times over. `CORPUS_BENCH_MB` bounds what is read (8).
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss)]

use corpus::{Article, Lexicon, extract, read};
use std::time::Instant;

fn texts() -> Vec<(String, Option<String>)> {
    if let Ok(path) = std::env::var("CORPUS_BENCH_JSONL") {
        let field = |line: &serde_json::Value, name: &str| line.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        let lines = std::fs::read_to_string(path).unwrap();
        let lines = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        return lines.map(|line| (field(&line, "text").unwrap(), field(&line, "date"))).collect();
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/python/corpus/sample/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let sample: Vec<_> = paths
        .iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .map(|text| (text, Some("2025-06-01".to_owned())))
        .collect();
    sample.iter().cycle().take(sample.len() * 100).cloned().collect()
}

fn main() {
    let start = Instant::now();
    let lexicon = Lexicon::builtin();
    println!("lexicon ready in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let most = std::env::var("CORPUS_BENCH_MB").ok().and_then(|mb| mb.parse::<usize>().ok()).unwrap_or(8) << 20;
    let mut bytes = 0;
    let texts = texts().into_iter().take_while(|(text, _)| {
        bytes += text.len();
        bytes <= most
    });
    let articles: Vec<Article> = texts
        .enumerate()
        .map(|(number, (text, date))| {
            let mut article = read::text(&number.to_string(), &text, lexicon);
            article.metadata.published = date.and_then(|date| date.parse().ok());
            article
        })
        .collect();
    let megabytes = articles.iter().map(|article| article.text.len()).sum::<usize>() as f64 / 1e6;
    for run in 1..=3 {
        let start = Instant::now();
        let relations: usize = articles.iter().map(|article| extract(article, lexicon).relations.len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "run {run}: {} articles, {megabytes:.1} MB, {relations} relations in {seconds:.2} s: {:.2} MB/s",
            articles.len(),
            megabytes / seconds
        );
    }
}
