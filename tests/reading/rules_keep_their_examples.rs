//! A rule that no longer finds its own examples, or finds something in its counterexamples, is broken.

use corpus::extract::examples::broken_examples;
use corpus::extraction::{Party, Relation};
use corpus::{Article, Lexicon, extract};
use std::collections::BTreeMap;

#[test]
fn every_rule_and_every_actor() {
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
    let told: Vec<String> = broken.iter().map(ToString::to_string).collect();
    assert!(broken.is_empty(), "{} faults:\n{}", broken.len(), told.join("\n"));
}

/// What a rule finds is weighed before it is told. A plain sentence by itself has to outweigh what it lacks of an article.
#[test]
fn what_rules_find_in_plain_sentences_is_told() {
    let language = Lexicon::builtin().language("fr").expect("French");
    let holds = |parties: &[Party], codes: &[String]| parties.iter().any(|party| codes.contains(&party.code));
    let mut tallies: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for rule in language.rules.iter() {
        for example in rule.examples.iter().filter(|example| !example.source.is_empty()) {
            let kind = example.kind.unwrap_or(rule.kind);
            let mut article = Article { text: example.text.clone(), ..Article::default() };
            article.metadata.language = Some("fr".to_owned());
            let fits = |relation: &Relation| {
                let (source, target) = (&relation.sources, &relation.targets);
                let straight = holds(source, &example.source) && holds(target, &example.target);
                let turned = holds(source, &example.target) && holds(target, &example.source);
                relation.kind == kind && (straight || kind.is_mutual() && turned)
            };
            let told = extract(&article, Lexicon::builtin()).relations.iter().any(fits);
            let tally = tallies.entry(kind.to_string()).or_default();
            *tally = (tally.0 + usize::from(told), tally.1 + 1);
        }
    }
    let (told, all) = tallies.values().fold((0, 0), |sum, tally| (sum.0 + tally.0, sum.1 + tally.1));
    assert!(all > 1000 && 100 * told >= 96 * all, "{told} of {all} told: {tallies:?}");
    let rarely = tallies.iter().find(|(_, (told, all))| 4 * told < 3 * all);
    assert!(rarely.is_none(), "less than three in four of {rarely:?}");
}

#[test]
fn rules_of_names_have_examples() {
    let proven: std::collections::BTreeSet<&str> =
        Lexicon::builtin().names().proofs().filter(|proof| proof.holds).map(|proof| proof.rule.as_str()).collect();
    assert!(proven.len() > 30, "the packs lost their examples: {proven:?}");
}
