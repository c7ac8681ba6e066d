//! The examples and counterexamples that every rule carries, and running them.

use super::{FactKind, Found, Labels, Rule};
use crate::text::Span;
use serde::Deserialize;

/// A text, and the label a rule must find in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// An article, as short as the rule allows.
    pub text: String,
    /// The stretch that is labelled.
    pub yields: String,
    /// The publication date it gives, as printed.
    pub published: Option<String>,
    /// The authors it gives, as printed.
    pub author: Option<String>,
    /// The agency it gives.
    pub agency: Option<String>,
    /// The photo credit it gives.
    pub credit: Option<String>,
    /// The outlet it gives.
    pub outlet: Option<String>,
}

impl Example {
    /// What the example says of each kind of fact.
    fn facts(&self) -> [(FactKind, Option<&str>); 5] {
        [
            (FactKind::Published, self.published.as_deref()),
            (FactKind::Author, self.author.as_deref()),
            (FactKind::Agency, self.agency.as_deref()),
            (FactKind::Credit, self.credit.as_deref()),
            (FactKind::Outlet, self.outlet.as_deref()),
        ]
    }
}

/// The faults of every rule's examples.
pub(super) fn check(labels: &Labels) -> Vec<String> {
    let mut faults = Vec::new();
    for rule in &labels.rules {
        for example in &rule.examples {
            faults.extend(fault_of_example(labels, rule, example));
        }
        for text in &rule.counterexamples {
            let found = labels.scan(text).into_iter().find(|found| found.rule == rule.id);
            if let Some(found) = found {
                let surface = found.span.slice(text).unwrap_or_default();
                faults.push(format!("{}: found {surface:?} in the counterexample {text:?}", rule.id));
            }
        }
    }
    faults
}

fn fault_of_example(labels: &Labels, rule: &Rule, example: &Example) -> Option<String> {
    let text = example.text.as_str();
    let surface = |span: Span| span.slice(text).unwrap_or_default();
    let all = labels.scan(text);
    // Where rules of two languages say the same, either may speak.
    let agrees = |found: &&Found<'_>| found.kind == rule.kind && surface(found.span) == example.yields;
    let Some(found) = all.iter().find(|found| found.rule == rule.id).or_else(|| all.iter().find(agrees)) else {
        let others: Vec<_> = all.iter().map(|found| (found.rule, surface(found.span))).collect();
        return Some(format!("{}: finds nothing in {text:?}; others find {others:?}", rule.id));
    };
    if surface(found.span) != example.yields {
        return Some(format!("{}: {:?} instead of {:?}", rule.id, surface(found.span), example.yields));
    }
    example.facts().into_iter().find_map(|(kind, want)| {
        let got = found.facts.iter().find(|fact| fact.kind == kind).map(|fact| surface(fact.span));
        (got != want).then(|| format!("{}: {kind:?} is {got:?} instead of {want:?} in {text:?}", rule.id))
    })
}
