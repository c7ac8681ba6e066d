//! STUB until the names are merged.
use super::document::{Document, Name};
use crate::extraction::{MentionType, Reading};
use crate::lexicon::Lexicon;

pub fn names(document: &Document, lexicon: &Lexicon) -> Vec<Name> {
    let mut out = Vec::new();
    for (number, sentence) in document.sentences.iter().enumerate() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let t = &document.tokens[at];
            let mut len = 0;
            if t.is_capitalised()
                && let Some(list) = lexicon.names().phrases.get(&t.fold)
            {
                for (words, state, cap) in list {
                    if words.iter().enumerate().all(|(i, w)| document.tokens.get(at + i).is_some_and(|t| t.fold == *w))
                    {
                        len = words.len();
                        let code = lexicon.names().code_of(*state).to_owned();
                        let prev = at
                            .checked_sub(1)
                            .and_then(|i| document.tokens.get(i))
                            .and_then(|t| t.span().slice(&document.article.text))
                            .unwrap_or("")
                            .to_lowercase();
                        let as_place = *cap && prev == "à";
                        out.push(Name {
                            tokens: at..at + len,
                            sentence: number,
                            kind: if as_place { MentionType::Place } else { MentionType::State },
                            code: code.clone(),
                            country: Some(code.clone()),
                            name: code.clone(),
                            sector: None,
                            reading: if *cap { Reading::Metonym } else { Reading::Name },
                            actor: Some(code),
                            as_place,
                            rule: "stub".into(),
                        });
                        break;
                    }
                }
            }
            at += len.max(1);
        }
    }
    out
}
