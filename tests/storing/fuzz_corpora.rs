//! Every input that the fuzzer kept, and every one it broke something with, is tried again.

use crate::promises;
use std::fs;
use std::path::Path;

fn replay(target: &str) {
    let (_, promise) = promises::TARGETS.iter().find(|(name, _)| *name == target).expect("a target");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs: Vec<_> =
        fs::read_dir(&folder).expect("a corpus").map(|entry| entry.expect("a file").path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{}", folder.display());
    for input in inputs {
        let data = fs::read(&input).expect("a file");
        // The name of the input is told where it fails.
        let kept = std::panic::catch_unwind(|| promise(&data));
        assert!(kept.is_ok(), "fuzz/corpus/{target}/{}", input.file_name().unwrap_or_default().display());
    }
}

#[test]
fn every_folder_has_its_target_and_every_target_its_binary() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut folders: Vec<String> = fs::read_dir(fuzz.join("corpus"))
        .expect("corpora")
        .map(|entry| entry.expect("a folder").file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut targets: Vec<&str> = promises::TARGETS.iter().map(|(name, _)| *name).collect();
    targets.sort_unstable();
    assert_eq!(folders, targets);
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).expect("a manifest");
    for target in targets {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        assert!(fuzz.join("targets").join(target).with_extension("rs").is_file(), "{target}");
    }
}

macro_rules! replayed {
    ($($target:ident),+) => {
        $(#[test] fn $target() { replay(stringify!($target)); })+
    };
}

replayed!(
    read_file,
    read_record,
    dates,
    names,
    extraction,
    query,
    question,
    lexicon_pack,
    database,
    corrections,
    coded
);
