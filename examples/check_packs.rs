//! Compiles all packs of a folder and reads the examples of their rules: `cargo run --example check_packs -- lexicon`.

use corpus::Lexicon;
use corpus::extract::examples::broken_examples;
use corpus::lexicon::pack;
use std::error::Error;
use std::io::Write as _;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: check_packs FOLDER")?;
    let lexicon = Lexicon::compile(&pack::folder(Path::new(&folder))?)?;
    let mut out = std::io::stdout().lock();
    let broken = broken_examples(&lexicon, Some(&"2025-06-15".parse()?));
    for b in &broken {
        writeln!(out, "{b}")?;
    }
    writeln!(out, "{} broken", broken.len())?;
    Ok(())
}
