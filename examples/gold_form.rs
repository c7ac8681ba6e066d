//! Extracts articles and prints them in the codebook's final form, one JSON object a line.
//!
//! `cargo run --example gold_form -- FOLDER MANIFEST.jsonl [--explain] [--packs lexicon]`: FOLDER holds `ID.txt`, the
//! manifest a line `{"id", "language", "published"}` for each. `--packs` reads all packs from a folder instead of those
//! built in.

use corpus::lexicon::pack;
use corpus::{Lexicon, extract, read};
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, manifest, rest @ ..] = arguments.as_slice() else {
        return Err("usage: gold_form FOLDER MANIFEST.jsonl [--explain]".into());
    };
    let explain = rest.iter().any(|argument| argument == "--explain");
    let packs = rest.iter().skip_while(|argument| *argument != "--packs").nth(1);
    let own = packs.map(|folder| Lexicon::compile(&pack::folder(Path::new(folder))?)).transpose()?;
    let lexicon = own.as_ref().unwrap_or_else(|| Lexicon::builtin());
    let mut out = std::io::stdout().lock();
    for line in std::fs::read_to_string(manifest)?.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        let id = entry["id"].as_str().unwrap_or_default();
        let path = Path::new(folder).join(format!("{id}.txt"));
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut article = read::text(id, &text, lexicon);
        article.metadata.language = entry["language"].as_str().map(str::to_owned).or(article.metadata.language);
        if let Some(published) = entry["published"].as_str() {
            article.metadata.published = Some(published.parse()?);
        }
        let extraction = extract(&article, lexicon);
        if explain {
            writeln!(out, "== {id}")?;
            for relation in &extraction.relations {
                let codes = |parties: &[corpus::extraction::Party]| {
                    parties.iter().map(|p| p.code.clone()).collect::<Vec<_>>().join("+")
                };
                writeln!(
                    out,
                    "{} {}>{} {} {} [{}] {}",
                    relation.kind,
                    codes(&relation.sources),
                    codes(&relation.targets),
                    relation.status,
                    relation.date.as_ref().map_or("-", |date| date.as_str()),
                    relation.rule,
                    relation.evidence.slice(&text).unwrap_or_default().replace('\n', " "),
                )?;
            }
            for tie in &extraction.ties {
                writeln!(out, "TIE {} {} {} {:?} [{}]", tie.kind, tie.subject, tie.object, tie.office, tie.rule)?;
            }
            for miss in &extraction.near_misses {
                writeln!(
                    out,
                    "MISS {:?} {} | {}",
                    miss.actors,
                    miss.reason,
                    miss.sentence.slice(&text).unwrap_or_default().replace('\n', " ")
                )?;
            }
        } else {
            let mut value = extraction.to_json(&article);
            value["id"] = id.into();
            writeln!(out, "{value}")?;
        }
    }
    Ok(())
}
