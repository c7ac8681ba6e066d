//! Sentences that came near: what in them would have set a rule off.

use super::actors::Stand;
use super::phrases::Unit;
use super::relations::Reader;
use crate::article::Article;
use crate::extraction::{NearMiss, Relation};
use crate::lexicon::grammar::Grammar;
use crate::lexicon::rules::{Rule, Rules};
use crate::lexicon::{Language, Lexicon};
use crate::text::Span;
use crate::text::tokens::{Token, tokenize};
use std::ops::Range;

/// What a sentence without relations is told as: what `reader` says of it, and where it says nothing or found no
/// trigger, what stands there for it to look at.
pub(super) fn near_miss(
    reader: &Reader<'_>,
    sentence: &Range<usize>,
    found: &[Relation],
    said: Option<NearMiss>,
) -> Option<NearMiss> {
    if !found.is_empty() || said.as_ref().is_some_and(|miss| miss.trigger.is_some()) {
        return said;
    }
    let Some(trigger) = trigger(reader) else { return said };
    let reason = match said {
        Some(_) => "a trigger stands here, and perhaps its parties, but not as an act that is stated and likely",
        None => "a trigger stands here, and only one actor: the other party is not named, or not known",
    };
    let actors = said.map_or_else(|| actors(reader), |miss| miss.actors);
    (!actors.is_empty()).then(|| NearMiss {
        sentence: reader.document.span(sentence),
        actors,
        trigger: Some(trigger),
        reason: reason.to_owned(),
    })
}

fn actors(reader: &Reader<'_>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for actor in reader.standings.iter().flatten().filter(|s| s.stand <= Stand::Owned).flat_map(|s| &s.actors) {
        if !codes.contains(&actor.code) {
            codes.push(actor.code.clone());
        }
    }
    codes
}

/// The first word of the sentence that sets a rule off.
fn trigger(reader: &Reader<'_>) -> Option<Span> {
    let tokens = reader.clauses.units.iter().filter_map(|placed| match &placed.unit {
        Unit::Verb(group) => Some(vec![group.token]),
        Unit::Noun(phrase) => {
            let nouns = phrase.nouns.iter().map(|(.., token)| *token);
            Some(nouns.chain(phrase.adjectives.iter().map(|(_, token)| *token)).collect())
        }
        Unit::Adjective(_, token) => Some(vec![*token]),
        _ => None,
    });
    let sets_off = |at: &usize| {
        let tokens = reader.document.tokens.get(*at..).unwrap_or_default();
        !rules_at(reader.grammar, reader.rules, tokens).is_empty()
    };
    tokens.flatten().find(sets_off).map(|at| reader.document.span(&(at..at + 1)))
}

/// The rules that the first of `tokens` may set off.
fn rules_at<'r>(grammar: &Grammar, rules: &'r Rules, tokens: &[Token]) -> Vec<&'r Rule> {
    let Some(first) = tokens.first() else { return Vec::new() };
    let verbs = grammar.verb_forms(first).iter().flat_map(|form| rules.for_verb(form.verb));
    let noun = grammar.noun(tokens).map(|(_, noun, _)| noun);
    let nouns = noun.into_iter().chain(noun.and_then(|noun| grammar.noun_head(noun)));
    let adjectives = grammar.adjective(first).into_iter().flat_map(|adjective| rules.for_adjective(adjective));
    verbs.chain(nouns.flat_map(|noun| rules.for_noun(noun))).chain(adjectives).collect()
}

/// The ids of the rules that the trigger of `miss` may set off, in the order of the packs.
pub fn rules_of<'l>(miss: &NearMiss, article: &Article, lexicon: &'l Lexicon) -> Vec<&'l str> {
    let language = article.metadata.language.as_deref().unwrap_or("fr");
    let (Some(trigger), Some(Language { grammar, rules, .. })) = (miss.trigger, lexicon.language(language)) else {
        return Vec::new();
    };
    let rest = Span::new(trigger.start, miss.sentence.end).slice(&article.text).unwrap_or_default();
    let mut ids: Vec<&str> = Vec::new();
    for rule in rules_at(grammar, rules, &tokenize(rest, lexicon.vocabulary())) {
        if !ids.contains(&rule.id.as_str()) {
            ids.push(&rule.id);
        }
    }
    ids
}
