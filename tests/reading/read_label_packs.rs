//! A label pattern that stops finding what it was written for, or starts finding prose, is seen here first.

#![allow(missing_docs)]

use corpus::lexicon::labels::Labels;
use corpus::{Error, Lexicon};

#[test]
fn every_example_of_every_label_rule_holds() {
    let labels = Lexicon::builtin().labels();
    assert!(labels.ids().count() > 30);
    let faults = labels.check();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A pack with one rule, and `change` put in place of its `from`.
fn fault(from: &str, change: &str) -> (String, usize, Option<String>, String) {
    let pack = r#"source = "here"
licence = "MIT"
[[rule]]
id = "x.one"
label = "header"
place = "line"
pattern = 'one'
examples = [{ text = "one", yields = "one" }]
[[rule]]
id = "x.two"
label = "header"
place = "line"
pattern = 'two'
examples = [{ text = "two", yields = "two" }]
"#;
    assert!(pack.contains(from));
    assert!(Labels::compile(&[("x/labels.toml", pack)]).is_ok_and(|labels| labels.check().is_empty()));
    match Labels::compile(&[("x/labels.toml", &pack.replacen(from, change, 1))]) {
        Err(Error::Lexicon { file, line, rule, reason }) => (file, line, rule, reason),
        other => panic!("{from} to {change}: {other:?}"),
    }
}

#[test]
fn a_bad_rule_is_refused_with_its_file_line_and_id() {
    for (from, change, line, rule, word) in [
        ("pattern = 'two'", "pattern = 't(wo'", 9, "x.two", "unclosed"),
        ("pattern = 'two'", "pattern = '(?P<day>two)'", 9, "x.two", "day"),
        ("pattern = 'two'", "pattern = '{{nothing}}'", 9, "x.two", "nothing"),
        ("pattern = 'two'", "pattern = '(?:\\w{9999}){9999}'", 9, "x.two", "size"),
        ("pattern = 'two'", "patern = 'two'", 13, "x.two", "patern"),
        ("x.two", "x.one", 9, "x.one", "taken"),
        ("place = \"line\"\npattern = 'two'", "place = \"lines\"\npattern = 'two'", 12, "x.two", "lines"),
        ("place = \"line\"\npattern = 'two'", "place = \"anywhere\"\npattern = 'two'", 9, "x.two", "needles"),
        ("examples = [{ text = \"two\", yields = \"two\" }]", "examples = []", 9, "x.two", "examples"),
    ] {
        let (file, at, id, reason) = fault(from, change);
        assert_eq!((file.as_str(), at, id.as_deref()), ("x/labels.toml", line, Some(rule)), "{change}: {reason}");
        assert!(reason.contains(word), "{change}: {reason}");
    }
    assert_eq!(fault("licence = \"MIT\"", "").2, None);
}

#[test]
fn an_example_that_does_not_hold_is_told() {
    let pack = r#"source = "here"
licence = "MIT"
[[rule]]
id = "x.one"
label = "header"
place = "line"
pattern = 'one'
examples = [{ text = "two", yields = "two" }]
counterexamples = ["one"]
"#;
    let faults = Labels::compile(&[("x/labels.toml", pack)]).map(|labels| labels.check().len());
    assert!(matches!(faults, Ok(2)), "{faults:?}");
}
