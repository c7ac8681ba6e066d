//! Every example of every date pattern gives what it says, and no pattern finds anything in its counterexamples.

use corpus::extract::dates::dates;
use corpus::extract::document::Document;
use corpus::lexicon::dates::Operation;
use corpus::{Article, Lexicon, Metadata};

fn found(text: &str, published: Option<&str>, language: &str) -> Vec<(String, String, String)> {
    let lexicon = Lexicon::builtin();
    let metadata = Metadata { language: Some(language.to_owned()), ..Metadata::default() };
    let article = Article { text: text.to_owned(), metadata, ..Article::default() };
    let document = Document::new(&article, lexicon);
    let published = published.map(|value| value.parse().expect(value));
    dates(&document, published.as_ref(), lexicon)
        .into_iter()
        .map(|date| (document.surface(&date.tokens).to_owned(), date.value.to_string(), date.rule))
        .collect()
}

#[test]
fn examples_and_counterexamples() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (language, grammar) in Lexicon::builtin().dates().grammars() {
        for rule in grammar.rules() {
            for example in &rule.examples {
                count += 1;
                let found = found(&example.text, example.published.as_deref(), language);
                let span = example.span.as_deref().unwrap_or(&example.text);
                if !found.contains(&(span.to_owned(), example.value.clone(), rule.id.clone())) {
                    wrong.push(format!(
                        "{}: {:?} gives {found:?}, not {span:?} = {}",
                        rule.id, example.text, example.value
                    ));
                }
            }
            for text in &rule.counterexamples {
                count += 1;
                let found = found(text, Some("2025-06-17"), language);
                let hit = match rule.value {
                    Operation::Nothing => !found.is_empty(),
                    _ => found.iter().any(|(_, _, id)| *id == rule.id),
                };
                if hit {
                    wrong.push(format!("{}: {text:?} gives {found:?}", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 100);
}
