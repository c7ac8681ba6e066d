//! Each rule of names finds what its examples mark and nothing in its counterexamples.
//! Lost otherwise: a change to one list of words silently undoes what another rule was written for.

use corpus::article::{Article, Metadata};
use corpus::extract::document::{Document, Name};
use corpus::extract::names::names;
use corpus::extraction::MentionType;
use corpus::lexicon::Lexicon;

/// A name that an example marks: its place, type and code.
#[derive(Debug)]
struct Marked {
    start: usize,
    end: usize,
    kind: MentionType,
    code: String,
}

/// The text of an example without its marks `⟦surface|TYPE|CODE⟧`, and what they mark.
fn unmark(example: &str) -> (String, Vec<Marked>) {
    let mut text = String::new();
    let mut marked = Vec::new();
    let mut rest = example;
    while let Some((before, after)) = rest.split_once('⟦') {
        text.push_str(before);
        let (mark, after) = after.split_once('⟧').expect("a mark is closed");
        let mut fields = mark.split('|');
        let mut field = || fields.next().expect("a mark has three fields");
        let (surface, kind, code) = (field(), field(), field());
        let kind = match kind {
            "S" => MentionType::State,
            "L" => MentionType::Place,
            "O" => MentionType::Organization,
            "G" => MentionType::ArmedGroup,
            "P" => MentionType::Person,
            other => panic!("no type {other} in {example:?}"),
        };
        let start = text.len();
        text.push_str(surface);
        marked.push(Marked { start, end: text.len(), kind, code: code.to_owned() });
        rest = after;
    }
    text.push_str(rest);
    (text, marked)
}

fn coded(name: &Name) -> String {
    match &name.country {
        Some(country) if *country != name.code => format!("{}@{country}", name.code),
        _ => name.code.clone(),
    }
}

fn article(text: String, language: &str) -> Article {
    let metadata = Metadata { language: Some(language.to_owned()), ..Metadata::default() };
    Article { text, metadata, ..Article::default() }
}

#[test]
fn every_rule_holds_in_its_examples_alone() {
    let lexicon = Lexicon::builtin();
    let mut faults = Vec::new();
    let mut proven = std::collections::BTreeSet::new();
    for proof in lexicon.names().proofs() {
        let (text, marked) = unmark(&proof.text);
        let article = article(text, &proof.language);
        let document = Document::new(&article, lexicon);
        let found = names(&document, lexicon);
        let by_rule = || found.iter().filter(|name| name.rule == proof.rule);
        let shown = || -> Vec<_> {
            found.iter().map(|name| (document.surface(&name.tokens), name.kind, coded(name), &name.rule)).collect()
        };
        if !proof.holds {
            if by_rule().next().is_some() {
                faults.push(format!("{}: must find nothing in {:?}, found {:?}", proof.rule, proof.text, shown()));
            }
            continue;
        }
        proven.insert(proof.rule.clone());
        assert!(!marked.is_empty(), "{}: an example marks what it must find: {:?}", proof.rule, proof.text);
        for mark in &marked {
            let right = |name: &Name| {
                let span = document.span(&name.tokens);
                (span.start, span.end, name.kind) == (mark.start, mark.end, mark.kind) && coded(name) == mark.code
            };
            if !by_rule().any(right) {
                faults.push(format!("{}: {mark:?} not found in {:?}: {:?}", proof.rule, proof.text, shown()));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(proven.len() > 30, "the packs lost their examples: {proven:?}");
}
