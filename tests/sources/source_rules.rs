//! Rules that the compiler does not hold: no SQL is put together of values, the packages are those that were looked at,
//! and SQLite is one without known holes.

use crate::sources::{every_source, without_tests};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source without its unit tests and comments, by its path under `src`.
fn code() -> Vec<(String, String)> {
    let own = |(path, text): (String, String)| {
        let lines = without_tests(&text).lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n");
        (path, code)
    };
    every_source().into_iter().filter(|(path, _)| !path.ends_with("tests.rs")).map(own).collect()
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
    for (path, text) in code() {
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

/// Lints that find what would end a program: none of it is on a way that input can take.
const ENDINGS: [&str; 8] = [
    "clippy::expect_used",
    "clippy::indexing_slicing",
    "clippy::panic",
    "clippy::string_slice",
    "clippy::todo",
    "clippy::unimplemented",
    "clippy::unreachable",
    "clippy::unwrap_used",
];

#[test]
fn what_would_end_a_program_is_denied_with_two_exceptions() {
    let top = fs::read_to_string(root().join("src/lib.rs")).expect("a source is text");
    let denied = top.split("deny(\n").nth(1).and_then(|rest| rest.split(")\n").next()).expect("a list of lints");
    for lint in ENDINGS {
        assert!(denied.contains(lint), "{lint}");
    }
    let mut exceptions = Vec::new();
    for (path, text) in code().into_iter().filter(|(path, _)| path != "lib.rs") {
        for line in text.lines().filter(|line| ENDINGS.iter().any(|lint| line.contains(lint))) {
            exceptions.push(format!("{path}: {}", line.trim()));
        }
    }
    assert_eq!(
        exceptions,
        [
            "lexicon/conjugation.rs: #[expect(clippy::indexing_slicing, reason = \"pairs of forms, for one and for many\")]",
            "lexicon/mod.rs: #[expect(clippy::panic, reason = \"what ships with the crate comes from nobody's hand\")]",
        ]
    );
}

#[test]
fn unsafe_code_is_where_the_system_is_called() {
    let mut found: Vec<String> = code()
        .into_iter()
        .filter(|(path, text)| path != "lib.rs" && text.contains("unsafe "))
        .map(|(path, _)| path)
        .collect();
    found.sort();
    assert_eq!(found, ["python/capsule.rs", "store/ofd.rs", "store/room.rs"]);
}
