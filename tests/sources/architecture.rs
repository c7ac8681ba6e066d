//! Imports go one way, the database and Python stay in their rooms, and no room knows a country by name.

use crate::sources::{every_source, without_tests};
use std::fs;
use std::path::Path;

/// Each room and the rooms it may use; records, errors and `text` are known to all but `text`.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &["error"]),
    ("error", &["query", "text"]),
    ("article", &["error", "text"]),
    ("extraction", &["article", "error", "text"]),
    ("lexicon", &["article", "error", "extraction", "text"]),
    ("read", &["article", "error", "lexicon", "text"]),
    ("extract", &["article", "error", "extraction", "lexicon", "text"]),
    ("store", &["article", "error", "extraction", "text"]),
    ("query", &["article", "error", "extraction", "store", "text"]),
    ("corpus", &["article", "error", "extract", "extraction", "lexicon", "query", "read", "store", "text"]),
    ("python", &["article", "corpus", "error", "extract", "extraction", "lexicon", "query", "read", "store", "text"]),
];

fn room_of(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for (name, text) in every_source() {
        let room = room_of(&name);
        if room == "lib" {
            continue;
        }
        let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| *known == room) else {
            wrong.push(format!("{name}: no such room"));
            continue;
        };
        for line in without_tests(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = ROOMS.iter().any(|(room, _)| *room == used);
                if known && used != room && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{name}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the order of the rooms:\n{}", wrong.join("\n"));
}

#[test]
fn sqlite_and_python_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (name, text) in every_source() {
        let room = room_of(&name);
        for (library, rooms) in [("rusqlite::", &["store", "query"][..]), ("pyo3::", &["python"][..])] {
            let used =
                without_tests(&text).lines().any(|line| !line.trim_start().starts_with("//") && line.contains(library));
            if used && !rooms.contains(&room) {
                wrong.push(format!("{name} uses {library}"));
            }
        }
    }
    // The error type wraps the database's own errors.
    wrong.retain(|line| !line.starts_with("error.rs uses rusqlite"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rust_knows_no_country_and_no_capital() {
    let states =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon/actors/states.toml")).expect("states");
    let states: toml::Table = states.parse().expect("toml");
    let mut names = Vec::new();
    for state in states["state"].as_array().expect("states") {
        for field in ["name", "code"] {
            names.push(format!("\"{}\"", state[field].as_str().expect("text")));
        }
        for field in ["capitals", "demonyms", "metonyms"] {
            for name in state.get(field).and_then(|list| list.as_array()).into_iter().flatten() {
                names.push(format!("\"{}\"", name.as_str().expect("text")));
            }
        }
    }
    let mut wrong = Vec::new();
    for (name, text) in every_source() {
        for line in without_tests(&text).lines().filter(|line| !line.trim_start().starts_with("//")) {
            if let Some(found) = names.iter().find(|known| line.contains(known.as_str())) {
                wrong.push(format!("{name}: {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "the world belongs in lexicon/:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_replaces_rows_behind_the_index() {
    for (name, text) in every_source() {
        let upper = without_tests(&text).to_uppercase();
        assert!(
            !upper.contains("INSERT OR REPLACE") && !upper.contains("REPLACE INTO"),
            "{name}: REPLACE leaves stale index rows"
        );
    }
}
