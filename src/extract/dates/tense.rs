//! Whether a clause speaks of what was or what will be.

use super::resolve::Direction;
use crate::extract::document::Document;
use crate::lexicon::dates::{Cue, Tense};
use std::ops::Range;

/// How many tokens away a verb may stand.
const REACH: usize = 14;
/// How many tokens before a participle its auxiliary may stand (`sera donc signé`).
const AUXILIARY: usize = 3;

/// The time that the cue nearest to `date` in `sentence` speaks of.
pub fn direction(
    document: &Document<'_>,
    tense: &Tense,
    sentence: &Range<usize>,
    date: &Range<usize>,
) -> Option<Direction> {
    let mut before = (1..=REACH).map_while(|distance| {
        let at = date.start.checked_sub(distance).filter(|at| *at >= sentence.start)?;
        Some((distance, at))
    });
    let mut after =
        (0..REACH).map(|distance| (distance + 1, date.end + distance)).take_while(|(_, at)| *at < sentence.end);
    let read = |(distance, at)| Some((distance, read(document, tense, sentence, at)?));
    let (before, after) = (before.find_map(read), after.find_map(read));
    match (before, after) {
        (Some((near, direction)), Some((far, other))) => {
            Some(if near < far || (near == far && direction == Direction::Past) { direction } else { other })
        }
        (one, other) => one.or(other).map(|(_, direction)| direction),
    }
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
