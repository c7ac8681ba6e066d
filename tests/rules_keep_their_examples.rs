//! A rule that no longer finds its own examples, or finds something in its counterexamples, is broken.

use corpus::extraction::{Party, Relation, RelationType};
use corpus::lexicon::rules::{Example, Rule};
use corpus::{Article, Extraction, Lexicon, Metadata, extract};
use std::collections::BTreeSet;

fn read(text: &str, language: &str) -> Extraction {
    let metadata = Metadata {
        language: Some(language.to_owned()),
        published: Some("2025-06-15".parse().expect("a date")),
        ..Metadata::default()
    };
    let article = Article { key: "example".to_owned(), text: text.to_owned(), metadata, ..Article::default() };
    extract(&article, Lexicon::builtin())
}

fn codes(parties: &[Party]) -> BTreeSet<String> {
    parties.iter().map(|party| party.code.clone()).collect()
}

fn says(relation: &Relation, example: &Example) -> bool {
    let source: BTreeSet<String> = example.source.iter().cloned().collect();
    let target: BTreeSet<String> = example.target.iter().cloned().collect();
    let (s, t) = (codes(&relation.sources), codes(&relation.targets));
    let all = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.union(b).cloned().collect::<BTreeSet<_>>();
    let parties = s == source && t == target || relation.kind.is_mutual() && all(&s, &t) == all(&source, &target);
    let status = example.status.is_none_or(|status| status == relation.status);
    let speaker = example.said_by.is_none() || example.said_by == relation.said_by;
    parties && status && speaker
}

/// What an example yields: the rule's type, unless it says that what governs the act shifts it.
fn kind(rule: &Rule, example: &Example) -> RelationType {
    example.kind.unwrap_or(rule.kind)
}

fn faults(rule: &Rule, language: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for example in &rule.examples {
        let found = read(&example.text, language);
        if !found.relations.iter().any(|r| r.kind == kind(rule, example) && says(r, example)) {
            let others: Vec<String> = found
                .relations
                .iter()
                .map(|r| {
                    format!("{} {:?}>{:?} {} [{}]", r.kind, codes(&r.sources), codes(&r.targets), r.status, r.rule)
                })
                .collect();
            faults.push(format!(
                "{}: «{}» should give {:?}>{:?}, gives {others:?}",
                rule.id, example.text, example.source, example.target
            ));
        }
    }
    for text in &rule.counterexamples {
        if let Some(relation) = read(text, language).relations.iter().find(|r| r.rule == rule.id) {
            faults.push(format!(
                "{}: «{text}» should give nothing, gives {:?}>{:?}",
                rule.id,
                codes(&relation.sources),
                codes(&relation.targets)
            ));
        }
    }
    faults
}

#[test]
fn every_relation_rule() {
    let mut count = 0;
    let mut broken = Vec::new();
    for (code, language) in Lexicon::builtin().languages() {
        for rule in language.rules.iter() {
            count += 1;
            assert!(!rule.examples.is_empty(), "{} has no example", rule.id);
            broken.extend(faults(rule, code));
        }
    }
    assert!(count > 0, "the packs hold no relation rule");
    assert!(broken.is_empty(), "{} faults in {count} rules:\n{}", broken.len(), broken.join("\n"));
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
