//! Stores articles without reading them, for measuring search: `store_plain ARTICLES.jsonl OUT.db`. Each line is an
//! object with `id` and `text`, perhaps `title`, `date` and `outlet`.

use corpus::{Article, Corpus, Extraction, Metadata};
use std::error::Error;
use std::io::{BufRead as _, BufReader};

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let (Some(from), Some(to)) = (given.next(), given.next()) else { return Err("two paths, please".into()) };
    let mut corpus = Corpus::open(to)?;
    let mut batch = Vec::new();
    for line in BufReader::new(std::fs::File::open(from)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| record.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let metadata = Metadata {
            title: field("title"),
            language: Some(field("language").unwrap_or_else(|| "fr".into())),
            published: field("date").map(|date| date.parse()).transpose()?,
            outlet: field("outlet"),
            ..Metadata::default()
        };
        let text = field("text").unwrap_or_default();
        let article =
            Article { key: field("id").unwrap_or_default(), text, metadata: metadata.clone(), labels: Vec::new() };
        batch.push((article, Extraction { metadata, ..Extraction::default() }));
        if batch.len() == 5_000 {
            corpus.add_extracted(std::mem::take(&mut batch))?;
        }
    }
    corpus.add_extracted(batch)?;
    corpus.close()?;
    Ok(())
}
