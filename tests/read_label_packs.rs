//! A label pattern that stops finding what it was written for, or starts finding prose, is seen here first.

use corpus::Lexicon;

#[test]
fn every_example_of_every_label_rule_holds() {
    let labels = Lexicon::builtin().labels();
    assert!(labels.ids().count() > 30);
    let faults = labels.check();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
