//! The stretch of a text that shows best why it was found.

use super::index::Languages;
use super::plan::{Leaf, Resolved};
use super::syntax::Field;
use crate::text::Span;
use crate::text::fold::{fold, push_folded};
use rustc_hash::{FxHashMap, FxHashSet};

/// The length of a snippet, in bytes, where sentences do not say otherwise.
const LENGTH: usize = 240;
/// How much longer it may be so that a sentence is whole.
const MORE: usize = 80;
/// What stands before the first match where its sentence is too long.
const BEFORE: usize = 60;
/// How far a cut is moved to fall between words, in bytes.
const REACH: usize = 24;

/// A group of words in order, as a leaf looks for it.
struct Group {
    leaf: usize,
    slots: Vec<FxHashSet<String>>,
}

/// What is marked in a text.
pub(crate) struct Marker {
    groups: Vec<Group>,
    /// The groups whose first word this may be.
    first: FxHashMap<String, Vec<usize>>,
}

/// A snippet and its matches, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    pub span: Span,
    pub matches: Vec<Span>,
}

impl Marker {
    /// Marks nothing.
    pub fn none() -> Self {
        Self { groups: Vec::new(), first: FxHashMap::default() }
    }

    /// Marks the wanted words of a query in texts of this language.
    pub fn new(resolved: &Resolved, language: Languages) -> Self {
        let mut marker = Self::none();
        let shown = |leaf: &&(usize, &Leaf)| leaf.1.wanted && leaf.1.field != Some(Field::Title);
        let leaves: Vec<(usize, &Leaf)> = resolved.leaves.iter().enumerate().collect();
        for (number, leaf) in leaves.iter().filter(shown) {
            for part in &leaf.parts {
                let slots: Vec<FxHashSet<String>> = part
                    .iter()
                    .map(|slot| {
                        let forms = slot.iter().filter(|form| form.only.is_none_or(|only| only.meets(language)));
                        forms.map(|form| fold(&form.listed.term)).collect()
                    })
                    .collect();
                for first in slots.first().into_iter().flatten() {
                    marker.first.entry(first.clone()).or_default().push(marker.groups.len());
                }
                marker.groups.push(Group { leaf: *number, slots });
            }
        }
        marker
    }

    /// Every match in a text with its leaf, in order; where two begin together, the longer.
    fn matches(&self, text: &str) -> Vec<(Span, usize)> {
        if self.first.is_empty() {
            return Vec::new();
        }
        let longest = self.groups.iter().map(|group| group.slots.len()).max().unwrap_or(1);
        let mut found: Vec<(Span, usize)> = Vec::new();
        let mut word = String::new();
        if longest == 1 {
            for span in words(text) {
                word.clear();
                push_folded(span.slice(text).unwrap_or_default(), &mut word);
                if let Some(group) = self.first.get(&word).and_then(|groups| self.groups.get(*groups.first()?)) {
                    found.push((span, group.leaf));
                }
            }
            return found;
        }
        let spans: Vec<Span> = words(text).collect();
        let folded: Vec<String> = spans.iter().map(|span| fold(span.slice(text).unwrap_or_default())).collect();
        for (at, (span, word)) in spans.iter().zip(&folded).enumerate() {
            let groups = self.first.get(word).into_iter().flatten().filter_map(|group| self.groups.get(*group));
            let whole = groups.filter(|group| {
                let rest = folded.get(at..).unwrap_or_default();
                rest.len() >= group.slots.len() && group.slots.iter().zip(rest).all(|(slot, word)| slot.contains(word))
            });
            if let Some(group) = whole.max_by_key(|group| group.slots.len())
                && found.last().is_none_or(|(last, _)| last.end <= span.start)
                && let Some(end) = spans.get(at + group.slots.len() - 1)
            {
                found.push((span.cover(end), group.leaf));
            }
        }
        found
    }

    /// The window of a text with the most different words of the query; whole sentences where they fit.
    pub fn cut(&self, text: &str) -> Cut {
        let found = self.matches(text);
        let bounds = sentences(text);
        let span = match best(&found, &bounds) {
            Some((first, last)) => window(text, &bounds, first, last),
            None => window(text, &bounds, Span::new(0, 0), Span::new(0, 0)),
        };
        let matches = found.iter().map(|(found, _)| *found).filter(|found| span.contains(found)).collect();
        Cut { span, matches }
    }
}

/// The first and the last match of the best window.
fn best(found: &[(Span, usize)], bounds: &[usize]) -> Option<(Span, Span)> {
    let mut best: Option<((usize, usize), Span, Span)> = None;
    let mut seen: Vec<usize> = Vec::new();
    for (at, (first, _)) in found.iter().enumerate() {
        let reach = begin(bounds, first.start) + LENGTH;
        seen.clear();
        let (mut count, mut last) = (0, *first);
        for (span, leaf) in found.iter().skip(at).take_while(|(span, _)| span.end <= reach) {
            count += 1;
            last = *span;
            if !seen.contains(leaf) {
                seen.push(*leaf);
            }
        }
        let worth = (seen.len(), count);
        if best.is_none_or(|(known, _, _)| worth > known) {
            best = Some((worth, *first, last));
        }
    }
    best.map(|(_, first, last)| (first, last))
}

/// Where a snippet begins whose first match stands at `at`: with its sentence, or a little before it.
fn begin(bounds: &[usize], at: usize) -> usize {
    let sentence = bounds.get(bounds.partition_point(|bound| *bound <= at).saturating_sub(1)).copied().unwrap_or(0);
    if at - sentence <= LENGTH / 2 { sentence } else { at - BEFORE }
}

/// From the beginning of the first match's sentence on, as many whole sentences as fit; else cut between words.
fn window(text: &str, bounds: &[usize], first: Span, last: Span) -> Span {
    let start = begin(bounds, first.start);
    let start = if bounds.contains(&start) { start } else { between_words(text, start, true).min(first.start) };
    let needed = last.end.max(start);
    let ends: Vec<usize> =
        bounds.iter().copied().chain([text.len()]).filter(|bound| *bound >= needed && *bound > start).collect();
    let fits = ends
        .iter()
        .rev()
        .find(|end| **end <= start + LENGTH)
        .or_else(|| ends.first().filter(|end| **end <= start + LENGTH + MORE))
        .copied();
    let end = fits.unwrap_or_else(|| between_words(text, (start + LENGTH).max(needed), false));
    let span = Span::new(start, end.max(needed));
    let inner = span.slice(text).unwrap_or_default();
    let lead = inner.len() - inner.trim_start().len();
    Span::new(span.start + lead, span.start + inner.trim_end().len().max(lead))
}

/// Where sentences begin, the first at 0: after a mark that ends one, at a line break.
fn sentences(text: &str) -> Vec<usize> {
    let mut bounds = vec![0];
    let mut letters = text.char_indices().peekable();
    let (mut run, mut capital) = (0usize, false);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\n' => bounds.push(at + 1),
            '.' | '!' | '?' | '…' => {
                // An initial or a short title ends nothing.
                let abbreviation = letter == '.' && capital && run <= 2;
                while letters
                    .next_if(|(_, next)| matches!(next, '.' | '!' | '?' | '…' | '"' | '»' | '”' | ')'))
                    .is_some()
                {}
                let (mut spaces, mut start) = (0, at + letter.len_utf8());
                while let Some((at, space)) = letters.next_if(|(_, next)| next.is_whitespace() && *next != '\n') {
                    spaces += 1;
                    start = at + space.len_utf8();
                }
                if let Some((next, after)) = letters.peek() {
                    let opens = after.is_uppercase() || (spaces > 0 && !after.is_lowercase() && *after != '\n');
                    if opens && !abbreviation && (spaces > 0 || run > 2) {
                        bounds.push(if spaces > 0 { start } else { *next });
                    }
                }
                run = 0;
            }
            letter if letter.is_alphanumeric() => {
                if run == 0 {
                    capital = letter.is_uppercase();
                }
                run += 1;
            }
            _ => run = 0,
        }
    }
    bounds.dedup();
    bounds
}

/// The words of a text as the index sees them.
fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    let letter = move |at: usize, inside: bool| -> Option<usize> {
        let byte = *bytes.get(at)?;
        if byte < 0x80 {
            return byte.is_ascii_alphanumeric().then_some(1);
        }
        let letter = text.get(at..)?.chars().next()?;
        let mark = inside && unicode_normalization::char::is_combining_mark(letter);
        (letter.is_alphanumeric() || mark || ('\u{e000}'..='\u{f8ff}').contains(&letter)).then_some(letter.len_utf8())
    };
    std::iter::from_fn(move || {
        while at < bytes.len() && letter(at, false).is_none() {
            at += 1;
        }
        let start = at;
        while let Some(length) = letter(at, at > start) {
            at += length;
        }
        (at > start).then(|| Span::new(start, at))
    })
}

/// The nearest white space at or before (or after) a byte, or a character's bound where there is none near.
fn between_words(text: &str, at: usize, backwards: bool) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let found = if backwards {
        text.get(..at).and_then(|head| {
            let (index, c) = head.char_indices().rev().find(|(_, c)| c.is_whitespace())?;
            Some(index + c.len_utf8())
        })
    } else {
        text.get(at..).and_then(|tail| tail.find(char::is_whitespace)).map(|index| at + index)
    };
    match found {
        Some(found) if found.abs_diff(at) <= REACH => found,
        None if backwards && at <= REACH => 0,
        None if !backwards && text.len() - at <= REACH => text.len(),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marker(words: &[&str]) -> Marker {
        let groups = words.iter().enumerate().map(|(leaf, words)| {
            let slots = words.split(' ').map(|word| FxHashSet::from_iter([word.to_owned()])).collect();
            Group { leaf, slots }
        });
        let groups: Vec<Group> = groups.collect();
        let mut first: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (number, group) in groups.iter().enumerate() {
            for word in &group.slots[0] {
                first.entry(word.clone()).or_default().push(number);
            }
        }
        Marker { groups, first }
    }

    #[test]
    fn sentences_stay_whole_where_they_fit() {
        let text = "Une première phrase sans rien. M. Traoré a reçu l’ambassadeur d’Algérie à Bamako. Une autre suit, \
                    longue, qui parle de la pluie et du beau temps dans toutes les régions du pays et de ses voisins, \
                    et qui ne finit pas avant la ligne suivante, ni même après elle, tant elle a de choses à dire.";
        let cut = marker(&["ambassadeur", "algerie"]).cut(text);
        assert_eq!(cut.span.slice(text), Some("M. Traoré a reçu l’ambassadeur d’Algérie à Bamako."));
        let matches: Vec<_> = cut.matches.iter().filter_map(|span| span.slice(text)).collect();
        assert_eq!(matches, ["ambassadeur", "Algérie"]);
    }

    #[test]
    fn glued_sentences_part() {
        let text = "Il est parti jeudi.Le gouvernement se tait. Le J.O. le dit.";
        assert_eq!(sentences(text), [0, 19, text.find("Le J").unwrap()]);
    }

    #[test]
    fn the_window_with_the_most_words_is_taken() {
        let filler = "Rien ici ne dit quoi que ce soit de tout cela. ".repeat(12);
        let text = format!("Un drone passe. Un drone revient. {filler}Le drone de Bamako est tombé.{filler}");
        let cut = marker(&["drone", "bamako"]).cut(&text);
        assert!(cut.span.slice(&text).unwrap().contains("Le drone de Bamako est tombé."));
        let cut = marker(&["un drone"]).cut(&text);
        assert_eq!(cut.matches[0].slice(&text), Some("Un drone"));
    }

    proptest! {
        #[test]
        fn snippets_slice_and_hold_their_matches(text in "(drone|Été|[.!?] |\\n|é|x{0,300}|\\PC{0,9}| ){0,60}") {
            let cut = marker(&["drone", "ete drone"]).cut(&text);
            prop_assert!(cut.span.slice(&text).is_some());
            for found in &cut.matches {
                prop_assert!(cut.span.contains(found));
                prop_assert!(fold(found.slice(&text).unwrap_or_default()).contains("drone"));
            }
            if marker(&["drone"]).cut(&text).matches.is_empty() {
                prop_assert!(marker(&["drone"]).matches(&text).is_empty());
            }
        }
    }
}
