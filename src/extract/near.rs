//! Sentences that came near: what in them would have set a rule off.

use super::actors::Stand;
use super::phrases::Unit;
use super::relations::Reader;
use crate::article::Article;
use crate::extraction::{NearMiss, Relation};
use crate::lexicon::grammar::{Function, Grammar};
use crate::lexicon::rules::{Rule, Rules};
use crate::lexicon::{Language, Lexicon};
use crate::text::Span;
use crate::text::tokens::{Token, TokenKind, WordId, tokenize};
use std::ops::Range;

/// What a sentence without relations is told as: `said` is what `reader` says of it, where it names two actors.
pub(super) fn near_miss(
    reader: &Reader<'_>,
    sentence: &Range<usize>,
    found: &[Relation],
    said: Option<&NearMiss>,
) -> Option<NearMiss> {
    if !found.is_empty() {
        return None;
    }
    let actors = said.map_or_else(|| actors(reader), |miss| miss.actors.clone());
    if actors.is_empty() {
        return None;
    }
    let trigger = trigger(reader);
    let reason = match (said, trigger) {
        (None, None) => return None,
        (Some(_), None) => "no trigger of any rule",
        (Some(NearMiss { trigger: Some(_), .. }), _) => {
            "a trigger stands here, but its parties were not found where its rules look for them"
        }
        (Some(_), _) => "a trigger stands here, and perhaps its parties, but not as an act that is stated and likely",
        (None, _) => "a trigger stands here, and only one actor: the other party is not named, or not known",
    };
    Some(NearMiss { sentence: reader.document.span(sentence), actors, trigger, reason: reason.to_owned() })
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
    let sets_off = |at: &usize| rules_at(reader.grammar, reader.rules, &reader.document.tokens, *at).next().is_some();
    tokens.flatten().find(sets_off).map(|at| reader.document.span(&(at..at + 1)))
}

/// The rules that token `at` may set off: of a verb of several words, where the others follow.
fn rules_at<'r, 't>(
    grammar: &'t Grammar,
    rules: &'r Rules,
    tokens: &'t [Token],
    at: usize,
) -> impl Iterator<Item = &'r Rule> + use<'r, 't> {
    let rest = tokens.get(at..).unwrap_or_default();
    let reflexive = tokens.get(at.saturating_sub(REFLEXIVE)..at).unwrap_or_default();
    let reflexive = || reflexive.iter().any(|token| grammar.function(token) == Some(Function::Reflexive));
    let fits = move |rule: &&Rule, verb| {
        rule.verbs.iter().filter(|trigger| trigger.verb == verb && !trigger.negated).any(|trigger| {
            (!trigger.reflexive || reflexive()) && follow(rest.get(1..).unwrap_or_default(), &trigger.words)
        })
    };
    let verbs = rest.first().into_iter().flat_map(|token| grammar.verb_forms(token)).flat_map(move |form| {
        let verb = form.verb;
        rules.for_verb(verb).filter(move |rule| fits(rule, verb))
    });
    let noun = grammar.noun(rest).map(|(_, noun, _)| noun);
    let nouns = noun.into_iter().chain(noun.and_then(|noun| grammar.noun_head(noun)));
    let adjectives = rest.first().and_then(|token| grammar.adjective(token)).into_iter();
    verbs
        .chain(nouns.flat_map(|noun| rules.for_noun(noun)))
        .chain(adjectives.flat_map(|adjective| rules.for_adjective(adjective)))
}

/// How many words before a verb its reflexive pronoun may stand: `s’est alors vu`.
const REFLEXIVE: usize = 4;
/// How far behind a verb the words that go with it may stand.
const REACH: usize = 12;

/// Whether `words`, each in one of its forms, stand in `tokens`, in order and before the sentence or clause ends.
fn follow(tokens: &[Token], words: &[Vec<WordId>]) -> bool {
    let mut wanted = words.iter().peekable();
    for token in tokens.iter().take(REACH) {
        if wanted.peek().is_none() || matches!(token.kind, TokenKind::Mark('.' | ';' | ':')) {
            break;
        }
        if wanted.peek().is_some_and(|forms| forms.contains(&token.fold)) {
            wanted.next();
        }
    }
    wanted.peek().is_none()
}

/// The ids of the rules that the trigger of `miss` may set off, in the order of the packs.
pub fn rules_of<'l>(miss: &NearMiss, article: &Article, lexicon: &'l Lexicon) -> Vec<&'l str> {
    let language = article.metadata.language.as_deref().unwrap_or("fr");
    let (Some(trigger), Some(Language { grammar, rules, .. })) = (miss.trigger, lexicon.language(language)) else {
        return Vec::new();
    };
    let tokens = tokenize(miss.sentence.slice(&article.text).unwrap_or_default(), lexicon.vocabulary());
    let stands = |token: &Token| miss.sentence.start + token.span().start == trigger.start;
    let mut ids: Vec<&str> = Vec::new();
    let at = tokens.iter().position(stands).unwrap_or(usize::MAX);
    for rule in rules_at(grammar, rules, &tokens, at) {
        if !ids.contains(&rule.id.as_str()) {
            ids.push(&rule.id);
        }
    }
    ids
}
