//! Lists every file under `lexicon/`, so that no pack file can be left out of the crate.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"));
    let lexicon = root.join("lexicon");
    println!("cargo::rerun-if-changed={}", lexicon.display());
    let mut files = Vec::new();
    collect(&lexicon, &mut files);
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name =
            file.strip_prefix(&lexicon).expect("it was found under lexicon/").to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({name:?}, include_str!({:?})),", file.display().to_string())
            .expect("a string takes any text");
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the output folder"));
    fs::write(out.join("builtin_packs.rs"), list).expect("the output folder is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("lexicon/ is readable") {
        let path = entry.expect("lexicon/ is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "tsv") {
            files.push(path);
        }
    }
}
