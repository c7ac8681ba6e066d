//! The examples that rules carry, read with the lexicon that holds them.

use crate::article::{Article, Metadata};
use crate::extraction::{Extraction, Party, Relation, RelationType};
use crate::lexicon::Lexicon;
use crate::lexicon::rules::{Example, Rule};
use std::collections::BTreeSet;

/// A rule that does not do what its example or counterexample says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenExample {
    /// The rule.
    pub rule: String,
    /// The text of the example.
    pub text: String,
    /// What it should have given, and what it gave.
    pub fault: String,
}

/// Reads every example of every rule; `publication` is the day that relative dates count from.
pub fn broken_examples(lexicon: &Lexicon, publication: Option<&crate::text::edtf::Edtf>) -> Vec<BrokenExample> {
    let read = |text: &str, language: &str| -> Extraction {
        let metadata =
            Metadata { language: Some(language.to_owned()), published: publication.cloned(), ..Metadata::default() };
        let article = Article { key: "example".to_owned(), text: text.to_owned(), metadata, ..Article::default() };
        super::extract(&article, lexicon)
    };
    let mut broken = Vec::new();
    for (code, language) in lexicon.languages() {
        for rule in language.rules.iter() {
            for example in &rule.examples {
                let found = read(&example.text, code).relations;
                if !found.iter().any(|r| r.kind == kind(rule, example) && says(r, example)) {
                    broken.push(BrokenExample {
                        rule: rule.id.clone(),
                        text: example.text.clone(),
                        fault: format!(
                            "should give {}>{}, gives {}",
                            example.source.join("+"),
                            example.target.join("+"),
                            listed(&found)
                        ),
                    });
                }
            }
            for text in &rule.counterexamples {
                let found = read(text, code).relations;
                if found.iter().any(|r| r.rule == rule.id) {
                    broken.push(BrokenExample {
                        rule: rule.id.clone(),
                        text: text.clone(),
                        fault: format!("should give nothing, gives {}", listed(&found)),
                    });
                }
            }
        }
    }
    broken
}

fn listed(relations: &[Relation]) -> String {
    if relations.is_empty() {
        return "nothing".to_owned();
    }
    let side = |parties: &[Party]| parties.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join("+");
    let one = |r: &Relation| format!("{} {}>{} {} [{}]", r.kind, side(&r.sources), side(&r.targets), r.status, r.rule);
    relations.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn says(relation: &Relation, example: &Example) -> bool {
    let codes = |parties: &[Party]| parties.iter().map(|party| party.code.clone()).collect::<BTreeSet<_>>();
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
