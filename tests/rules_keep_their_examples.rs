//! A rule that no longer finds its own examples, or finds something in its counterexamples, is broken.

use corpus::extract::examples::broken_examples;
use corpus::{Article, Extraction, Lexicon, Metadata, extract};

fn read(text: &str, language: &str) -> Extraction {
    let metadata = Metadata { language: Some(language.to_owned()), ..Metadata::default() };
    let article = Article { key: "example".to_owned(), text: text.to_owned(), metadata, ..Article::default() };
    extract(&article, Lexicon::builtin())
}

#[test]
fn every_relation_rule() {
    let mut count = 0;
    for (_, language) in Lexicon::builtin().languages() {
        for rule in language.rules.iter() {
            count += 1;
            assert!(!rule.examples.is_empty(), "{} has no example", rule.id);
        }
    }
    assert!(count > 0, "the packs hold no relation rule");
    let published = "2025-06-15".parse().expect("a date");
    let broken = broken_examples(Lexicon::builtin(), Some(&published));
    let told: Vec<String> = broken.iter().map(|b| format!("{}: «{}» {}", b.rule, b.text, b.fault)).collect();
    assert!(broken.is_empty(), "{} faults in {count} rules:\n{}", broken.len(), told.join("\n"));
}

#[test]
fn every_tie_rule() {
    let mut broken = Vec::new();
    for (code, language) in Lexicon::builtin().languages() {
        for rule in language.ties.iter() {
            for example in &rule.examples {
                let found = read(&example.text, code);
                for subject in &example.subject {
                    for object in &example.object {
                        if !found
                            .ties
                            .iter()
                            .any(|t| t.kind == rule.kind && t.subject == *subject && t.object == *object)
                        {
                            let ties: Vec<String> =
                                found.ties.iter().map(|t| format!("{} {} {}", t.kind, t.subject, t.object)).collect();
                            broken.push(format!(
                                "{}: «{}» should give {subject} {object}, gives {ties:?}",
                                rule.id, example.text
                            ));
                        }
                    }
                }
            }
            for text in &rule.counterexamples {
                if let Some(tie) = read(text, code).ties.iter().find(|t| t.rule == rule.id) {
                    broken.push(format!(
                        "{}: «{text}» should give nothing, gives {} {}",
                        rule.id, tie.subject, tie.object
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} faults:\n{}", broken.len(), broken.join("\n"));
}
