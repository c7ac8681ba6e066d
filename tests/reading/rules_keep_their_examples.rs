//! A rule that no longer finds its own examples, or finds something in its counterexamples, is broken.

use corpus::Lexicon;
use corpus::extract::examples::broken_examples;

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

#[test]
fn rules_of_names_have_examples() {
    let proven: std::collections::BTreeSet<&str> =
        Lexicon::builtin().names().proofs().filter(|proof| proof.holds).map(|proof| proof.rule.as_str()).collect();
    assert!(proven.len() > 30, "the packs lost their examples: {proven:?}");
}
