//! Rules that the compiler does not hold: no SQL is put together of values, the packages are those that were looked at,
//! and SQLite is one without known holes.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source without its unit tests and comments, on one line each statement of `format!`.
fn every_source() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&root().join("src"), &mut found);
    found.retain(|path| !path.ends_with("tests.rs"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source is text");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        (path.display().to_string(), code.join("\n"))
    };
    found.into_iter().map(read).collect()
}

/// The text of each call of a macro: from its bracket to the one that closes it.
fn calls<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let rest = &text[at + name.len()..];
        let mut depth = 1;
        let end = rest.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0
        });
        found.push(&rest[..end.map_or(rest.len(), |(end, _)| end)]);
    }
    found
}

/// Whether a text that is put together looks like SQL.
fn is_sql(text: &str) -> bool {
    const SIGNS: [&str; 12] = [
        "SELECT ",
        "INSERT INTO",
        "UPDATE ",
        "DELETE FROM",
        " WHERE ",
        "PRAGMA ",
        "CREATE ",
        "DROP ",
        "ATTACH ",
        " FROM ",
        "ORDER BY",
        " MATCH ",
    ];
    SIGNS.iter().any(|sign| text.contains(sign))
}

#[test]
fn no_sql_is_put_together_of_values() {
    let mut wrong = Vec::new();
    for (path, text) in every_source() {
        for name in ["format!(", "write!(", "format_args!("] {
            for call in calls(&text, name).into_iter().filter(|call| is_sql(call)) {
                wrong.push(format!("{path}: {name}{call})"));
            }
        }
    }
    assert!(wrong.is_empty(), "values are bound, never written into SQL:\n{}", wrong.join("\n"));
}

#[test]
fn the_test_above_sees_what_it_looks_for() {
    let text = "let sql = format!(\"SELECT * FROM {}\", name(1)); let other = format!(\"{a} rows\");";
    let found: Vec<bool> = calls(text, "format!(").into_iter().map(is_sql).collect();
    assert_eq!(found, [true, false]);
}

#[test]
fn sqlite_has_no_known_holes() {
    let parts: Vec<u32> =
        corpus::query::sqlite_version().split('.').map(|part| part.parse().expect("a number")).collect();
    assert!(parts >= vec![3, 53, 2], "{parts:?}: CVE-2026-11822 and CVE-2026-11824 were mended in 3.53.2");
}

#[test]
fn nothing_comes_from_elsewhere_than_the_registry() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    let elsewhere: Vec<&str> = lock
        .lines()
        .filter(|line| line.starts_with("source = ") && !line.starts_with("source = \"registry+"))
        .collect();
    assert_eq!(elsewhere, [""; 0]);
}
