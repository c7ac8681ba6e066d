//! What one text cut from another, and what it added: sentence by sentence, and word by word where sentences were
//! reworded.

use super::fold::push_folded;
use super::span::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// What became of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Fate {
    /// Both texts have it, word for word.
    Kept,
    /// Only the old text has it.
    Cut,
    /// Only the new text has it.
    Added,
}

impl Fate {
    /// `kept`, `cut` or `added`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Cut => "cut",
            Self::Added => "added",
        }
    }
}

/// A stretch of one text or both. What was cut has an empty place in the new text, what was added in the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Piece {
    /// What became of it.
    pub fate: Fate,
    /// Its place in the old text.
    pub old: Span,
    /// Its place in the new text.
    pub new: Span,
}

/// Fewer words in common than this, between changes, are no use to a reader.
const ISLAND: usize = 3;
/// Sentences with a smaller part of their words in common were not reworded but replaced.
const REWORDED: f64 = 0.4;

/// What `new` keeps of `old`, cuts and adds, in order. Together the pieces make up both texts without a gap.
///
/// Sentences and words are the same where they are without case, accents and marks.
///
/// ```
/// use corpus::text::difference::{Fate, differences};
/// let (old, new) = ("Le chef est parti. Il pleut.", "Le chef est parti. Paris se tait. Il pleut.");
/// let pieces = differences(old, new);
/// assert_eq!(pieces.iter().map(|piece| piece.fate).collect::<Vec<_>>(), [Fate::Kept, Fate::Added, Fate::Kept]);
/// assert_eq!(pieces[1].new.slice(new), Some("Paris se tait. "));
/// ```
pub fn differences(old: &str, new: &str) -> Vec<Piece> {
    let (left, right) = (sentences(old), sentences(new));
    let mut pieces = Pieces::default();
    let ops = capture_diff_slices(Algorithm::Myers, &keys(old, &left), &keys(new, &right));
    for op in joined(&ops) {
        let (before, after) = (stretch(&left, &op.old, old.len()), stretch(&right, &op.new, new.len()));
        if op.same {
            pieces.push(Fate::Kept, before, after);
        } else {
            words(old, new, before, after, &mut pieces);
        }
    }
    pieces.0
}

/// Where one text changes within sentences that do not agree.
fn words(old: &str, new: &str, before: Span, after: Span, pieces: &mut Pieces) {
    let (left, right) = (tokens(old, before), tokens(new, after));
    let ops = joined(&capture_diff_slices(Algorithm::Myers, &keys(old, &left), &keys(new, &right)));
    let last = ops.len().saturating_sub(1);
    // What both have is shown as such where it is long enough, or at either end.
    let shown = |number: usize, op: &Op| op.same && (op.old.len() >= ISLAND || number == 0 || number == last);
    let kept: usize =
        ops.iter().enumerate().filter(|(number, op)| shown(*number, op)).map(|(_, op)| op.old.len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "a text has far fewer words than 2^52")]
    let part = kept as f64 / left.len().min(right.len()).max(1) as f64;
    if part < REWORDED {
        pieces.push(Fate::Cut, before, Span::new(after.start, after.start));
        pieces.push(Fate::Added, Span::new(before.end, before.end), after);
        return;
    }
    for (number, op) in ops.iter().enumerate() {
        let (before, after) = (stretch(&left, &op.old, before.end), stretch(&right, &op.new, after.end));
        if shown(number, op) {
            pieces.push(Fate::Kept, before, after);
        } else {
            pieces.push(Fate::Cut, before, Span::new(after.start, after.start));
            pieces.push(Fate::Added, Span::new(before.end, before.end), after);
        }
    }
}

/// Pieces in the making.
#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    /// Adds a piece. Neighbouring changes become one: all that was cut, then all that was added.
    fn push(&mut self, fate: Fate, old: Span, new: Span) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        let count = self.0.len();
        if let [.., cut, added] = self.0.as_mut_slice()
            && (cut.fate, added.fate, fate) == (Fate::Cut, Fate::Added, Fate::Cut)
        {
            cut.old.end = old.end;
            added.old = Span::new(old.end, old.end);
            return;
        }
        if fate == Fate::Cut
            && let Some(added) = self.0.last_mut().filter(|last| last.fate == Fate::Added)
        {
            added.old = Span::new(old.end, old.end);
            let at = added.new.start;
            self.0.insert(count - 1, Piece { fate, old, new: Span::new(at, at) });
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.fate == fate => (last.old.end, last.new.end) = (old.end, new.end),
            _ => self.0.push(Piece { fate, old, new }),
        }
    }
}

/// A run of units that both have, or that takes the place of another.
struct Op {
    same: bool,
    old: Range<usize>,
    new: Range<usize>,
}

/// The steps of a difference, neighbouring changes as one.
fn joined(ops: &[DiffOp]) -> Vec<Op> {
    let mut out: Vec<Op> = Vec::with_capacity(ops.len());
    for op in ops {
        let same = matches!(op, DiffOp::Equal { .. });
        let (old, new) = (op.old_range(), op.new_range());
        match out.last_mut() {
            Some(last) if last.same == same => (last.old.end, last.new.end) = (old.end, new.end),
            _ => out.push(Op { same, old, new }),
        }
    }
    out
}

/// The place of the units `range`; where there are none, the empty place before the next.
fn stretch(units: &[Span], range: &Range<usize>, end: usize) -> Span {
    let start = units.get(range.start).map_or(end, |unit| unit.start);
    let last = range.end.checked_sub(1).filter(|_| !range.is_empty()).and_then(|last| units.get(last));
    Span::new(start, last.map_or(start, |unit| unit.end))
}

/// What units are compared by: their words, folded; their marks where they have no word.
fn keys(text: &str, units: &[Span]) -> Vec<String> {
    units
        .iter()
        .map(|unit| {
            let unit = unit.slice(text).unwrap_or_default();
            let mut key = String::with_capacity(unit.len());
            for word in unit.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
                push_folded(word, &mut key);
                key.push(' ');
            }
            if key.is_empty() { unit.trim().to_owned() } else { key }
        })
        .collect()
}

/// Sentences with the space after them, without a gap. An abbreviation may be taken for an end: both texts are cut
/// alike, and what was cut in two is put together again.
fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut start, mut stopped, mut space, mut line) = (0, false, false, false);
    for (at, letter) in text.char_indices() {
        let glued = stopped && !space && letter.is_uppercase();
        let begins = line || (stopped && space && !letter.is_lowercase());
        if !letter.is_whitespace() && (glued || begins) && at > start {
            out.push(Span::new(start, at));
            start = at;
        }
        match letter {
            '.' | '!' | '?' | '…' => (stopped, space, line) = (true, false, false),
            '\n' => (space, line) = (true, true),
            _ if letter.is_whitespace() => space = true,
            '»' | '”' | '"' | ')' | ']' if stopped && !line => {}
            _ => (stopped, space, line) = (false, false, false),
        }
    }
    if start < text.len() {
        out.push(Span::new(start, text.len()));
    }
    out
}

/// Words with the marks and space after them, without a gap, from `span` of `text`.
fn tokens(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut start, mut after) = (span.start, false);
    for (at, letter) in span.slice(text).unwrap_or_default().char_indices() {
        let (at, is_word) = (span.start + at, letter.is_alphanumeric());
        if is_word && after && at > start {
            out.push(Span::new(start, at));
            start = at;
        }
        after = !is_word;
    }
    if start < span.end {
        out.push(Span::new(start, span.end));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(old: &str, new: &str) -> String {
        let text = |piece: &Piece| match piece.fate {
            Fate::Kept => piece.new.slice(new).unwrap().to_owned(),
            Fate::Cut => format!("[-{}-]", piece.old.slice(old).unwrap()),
            Fate::Added => format!("{{+{}+}}", piece.new.slice(new).unwrap()),
        };
        differences(old, new).iter().map(text).collect()
    }

    #[test]
    fn sentences_are_cut_and_added() {
        let old = "Le port est fermé. Les marins attendent. Rien ne bouge.";
        assert_eq!(shown(old, old), old);
        assert_eq!(
            shown(old, "Le port est fermé. Rien ne bouge."),
            "Le port est fermé. [-Les marins attendent. -]Rien ne bouge."
        );
        assert_eq!(shown("Rien ne bouge.", "Par A. Diop\n\nRien ne bouge."), "{+Par A. Diop\n\n+}Rien ne bouge.");
        assert_eq!(shown("", "Un mot."), "{+Un mot.+}");
        assert_eq!(shown("Un mot.", ""), "[-Un mot.-]");
        assert_eq!(shown("", ""), "");
    }

    #[test]
    fn a_reworded_sentence_shows_its_words() {
        assert_eq!(
            shown(
                "Le ministre a quitté la capitale mardi soir avec ses conseillers.",
                "Le ministre a quitté la capitale mercredi soir avec ses conseillers."
            ),
            "Le ministre a quitté la capitale [-mardi -]{+mercredi +}soir avec ses conseillers."
        );
        let replaced = shown("Le ministre est parti tôt.", "On ne sait rien des otages.");
        assert_eq!(replaced, "[-Le ministre est parti tôt.-]{+On ne sait rien des otages.+}");
    }

    #[test]
    fn marks_case_and_accents_alone_are_no_change() {
        assert_eq!(shown("L'ETAT, dit-il.", "« L’État », dit il."), "« L’État », dit il.");
    }

    #[test]
    fn glued_sentences_are_told_apart() {
        assert_eq!(shown("Fin jeudi.Le port ferme.", "Le port ferme."), "[-Fin jeudi.-]Le port ferme.");
    }

    proptest! {
        #[test]
        fn the_pieces_make_up_both_texts(old in "([a-d]{1,3}[ .\n»]){0,40}é?", new in "([a-d]{1,3}[ .\n»]){0,40}") {
            let pieces = differences(&old, &new);
            let (mut before, mut after) = (0, 0);
            for piece in &pieces {
                prop_assert_eq!((piece.old.start, piece.new.start), (before, after));
                (before, after) = (piece.old.end, piece.new.end);
                match piece.fate {
                    Fate::Kept => prop_assert!(!piece.old.is_empty() && !piece.new.is_empty()),
                    Fate::Cut => prop_assert!(!piece.old.is_empty() && piece.new.is_empty()),
                    Fate::Added => prop_assert!(piece.old.is_empty() && !piece.new.is_empty()),
                }
            }
            prop_assert_eq!((before, after), (old.len(), new.len()));
            for two in pieces.windows(2) {
                prop_assert!(two[0].fate != two[1].fate);
            }
        }
    }
}
