//! Whether a clause speaks of what was or what will be.

use super::resolve::Direction;
use crate::extract::document::Document;
use crate::lexicon::dates::{Cue, Tense};
use crate::text::tokens::TokenKind;
use std::ops::Range;

/// How many tokens away a verb may stand.
const REACH: usize = 14;
/// How many tokens before a participle its auxiliary may stand (`sera donc signé`).
const AUXILIARY: usize = 3;

/// How much farther a verb counts behind a mark that parts clauses.
const CLAUSE: usize = 6;

/// The time that the cue nearest to `date` in `sentence` speaks of.
pub fn direction(
    document: &Document<'_>,
    tense: &Tense,
    sentence: &Range<usize>,
    date: &Range<usize>,
) -> Option<Direction> {
    let before = nearest(document, tense, sentence, (sentence.start..date.start).rev());
    let after = nearest(document, tense, sentence, date.end..sentence.end);
    match (before, after) {
        (Some((near, direction)), Some((far, other))) => {
            Some(if near < far || (near == far && direction == Direction::Past) { direction } else { other })
        }
        (one, other) => one.or(other).map(|(_, direction)| direction),
    }
}

/// The first cue among `places`, and how far it is.
fn nearest(
    document: &Document<'_>,
    tense: &Tense,
    sentence: &Range<usize>,
    places: impl Iterator<Item = usize>,
) -> Option<(usize, Direction)> {
    let mut clauses = 0;
    for (distance, at) in places.take(REACH).enumerate() {
        if let TokenKind::Mark(',' | ';' | ':' | '–' | '—') = document.tokens.get(at)?.kind {
            clauses += CLAUSE;
        }
        if let Some(direction) = read(document, tense, sentence, at) {
            return Some((distance + clauses, direction));
        }
    }
    None
}

fn read(document: &Document<'_>, tense: &Tense, sentence: &Range<usize>, at: usize) -> Option<Direction> {
    let text = document.article.text.as_str();
    match tense.cue(document.tokens.get(at)?, text, at == sentence.start)? {
        Cue::Past => Some(Direction::Past),
        Cue::Future => Some(Direction::Future),
        Cue::Participle => {
            let start = at.saturating_sub(AUXILIARY).max(sentence.start);
            let auxiliaries = document.tokens.get(start..at)?.iter().rev();
            let future =
                auxiliaries.filter_map(|token| tense.cue(token, text, false)).find(|cue| *cue != Cue::Participle);
            Some(if future == Some(Cue::Future) { Direction::Future } else { Direction::Past })
        }
    }
}
