//! Prints every relation that was weighed in the articles of a folder, taken or left, with its features: what
//! `tools/fit_weights.py` fits the weights on.
//!
//! `cargo run --example weighed -- FOLDER MANIFEST.jsonl [PACKS]`

use corpus::extract::weighed;
use corpus::extraction::Party;
use corpus::lexicon::pack;
use corpus::{Lexicon, read};
use serde_json::json;
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, manifest, packs @ ..] = arguments.as_slice() else {
        return Err("usage: weighed FOLDER MANIFEST.jsonl [PACKS]".into());
    };
    let own = packs.first().map(|folder| Lexicon::compile(&pack::folder(Path::new(folder))?)).transpose()?;
    let lexicon = own.as_ref().unwrap_or_else(|| Lexicon::builtin());
    let mut out = std::io::stdout().lock();
    for line in std::fs::read_to_string(manifest)?.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        let id = entry["id"].as_str().unwrap_or_default();
        let Ok(text) = std::fs::read_to_string(Path::new(folder).join(format!("{id}.txt"))) else { continue };
        let mut article = read::text(id, &text, lexicon);
        article.metadata.language = entry["language"].as_str().map(str::to_owned).or(article.metadata.language);
        if let Some(published) = entry["published"].as_str() {
            article.metadata.published = Some(published.parse()?);
        }
        for scales in weighed(&article, lexicon) {
            let pairs: Vec<_> = scales
                .pairs
                .iter()
                .map(|pair| json!({"source": pair.source.code, "target": pair.target.code, "features": pair.names}))
                .collect();
            let codes = |parties: &[Party]| parties.iter().map(|p| p.code.clone()).collect::<Vec<_>>();
            let candidates: Vec<_> = scales
                .candidates
                .iter()
                .map(|candidate| {
                    let relation = &candidate.relation;
                    json!({
                        "type": relation.kind.to_string(), "source": codes(&relation.sources),
                        "target": codes(&relation.targets), "status": relation.status.to_string(),
                        "rule": relation.rule, "evidence": relation.evidence.slice(&text),
                        "start": relation.evidence.start, "features": candidate.features,
                        "confidence": relation.confidence,
                    })
                })
                .collect();
            let span = [scales.sentence.start, scales.sentence.end];
            writeln!(out, "{}", json!({"id": id, "sentence": span, "pairs": pairs, "candidates": candidates}))?;
        }
    }
    Ok(())
}
