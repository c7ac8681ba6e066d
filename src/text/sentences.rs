//! Sentences: where they end, in press prose as it comes.

use super::span::Span;
use super::tokens::{Case, Token, TokenKind, WordId};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Words that decide whether a mark or a line break ends a sentence.
#[derive(Debug, Clone, Default)]
pub struct SentenceWords {
    /// Abbreviations after which a full stop ends nothing (`M.`, `gén.`), folded.
    pub abbreviations: FxHashSet<WordId>,
    /// Words no sentence ends with (`le`, `de`, `et`): a line break after one is mere wrapping. Folded.
    pub openers: FxHashSet<WordId>,
}

/// The number of tokens from which on a sentence ends at the next mark or line break. What is so long is a table or a
/// list, and who does what in it is looked for in time that grows with the square of its length.
const LONG: usize = 400;
/// The most tokens of a sentence.
const MOST: usize = 512;

/// The sentences of a text, as ranges of token numbers, in order and without gap, of at most 512 tokens.
///
/// `bounds` are byte ranges (labelled stretches) that no sentence crosses.
pub fn sentences(tokens: &[Token], words: &SentenceWords, bounds: &[Span]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut edges = Edges::new(bounds);
    for index in 1..tokens.len() {
        let (Some(token), Some(before)) = (tokens.get(index), tokens.get(index - 1)) else { break };
        let edge = edges.between(before.end as usize, token.start as usize);
        let length = index - start;
        let long = length >= MOST || (length >= LONG && (token.line || matches!(before.kind, TokenKind::Mark(_))));
        if edge || long || breaks_line(before, token, words) || ends(tokens, start, index, words) {
            found.push(start..index);
            start = index;
        }
    }
    if start < tokens.len() {
        found.push(start..tokens.len());
    }
    found
}

/// Walks the edges of labelled stretches alongside the tokens.
struct Edges {
    positions: Vec<usize>,
    next: usize,
}

impl Edges {
    fn new(bounds: &[Span]) -> Self {
        let mut positions: Vec<usize> = bounds.iter().flat_map(|span| [span.start, span.end]).collect();
        positions.sort_unstable();
        Self { positions, next: 0 }
    }

    /// Whether an edge lies in `end..=start`; asked in rising order.
    fn between(&mut self, end: usize, start: usize) -> bool {
        while self.positions.get(self.next).is_some_and(|edge| *edge < end) {
            self.next += 1;
        }
        self.positions.get(self.next).is_some_and(|edge| *edge <= start)
    }
}

fn breaks_line(before: &Token, token: &Token, words: &SentenceWords) -> bool {
    if token.paragraph {
        return true;
    }
    token.line
        && token.case != Case::Lower
        && !before.is_mark(',')
        && !(before.is_word() && words.openers.contains(&before.fold))
}

/// Whether the sentence that began at `start` ends before token `index`.
fn ends(tokens: &[Token], start: usize, index: usize, words: &SentenceWords) -> bool {
    let Some(token) = tokens.get(index) else { return true };
    if matches!(token.kind, TokenKind::Mark(mark) if is_closing(mark) || is_stop(mark)) || token.case == Case::Lower {
        return false;
    }
    // Step back over closing quotes and brackets to the mark that may end the sentence.
    let mut last = index - 1;
    while last > start && matches!(tokens.get(last).map(|t| t.kind), Some(TokenKind::Mark(mark)) if is_closing(mark)) {
        last -= 1;
    }
    let Some(TokenKind::Mark(mark)) = tokens.get(last).map(|t| t.kind) else { return false };
    if !is_stop(mark) {
        return false;
    }
    if mark != '.' {
        // A question inside quotation marks goes on when a dash or lower case follows; here a capital does.
        return true;
    }
    let Some(word) = last.checked_sub(1).and_then(|i| tokens.get(i)) else { return true };
    if word.is_word() && last == index - 1 {
        let initial = word.end - word.start <= 2 && word.case == Case::Capital && !word.elided;
        if initial || words.abbreviations.contains(&word.fold) {
            return false;
        }
    }
    if token.glued && last == index - 1 {
        // `jeudi.Le gouvernement`, `un "crime".Le gouvernement`, `en 2019.Le gouvernement` are two; `31.03` is not.
        return !token.is_number() && token.is_capitalised();
    }
    true
}

const fn is_stop(mark: char) -> bool {
    matches!(mark, '.' | '!' | '?' | '…' | '■' | '؟')
}

const fn is_closing(mark: char) -> bool {
    matches!(mark, '»' | '”' | '"' | ')' | ']' | '’')
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{Vocabulary, tokenize};
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let mut vocabulary = Vocabulary::default();
        let abbreviations = ["m", "gen"].iter().map(|word| vocabulary.intern(word)).collect();
        let openers = ["le", "de"].iter().map(|word| vocabulary.intern(word)).collect();
        let tokens = tokenize(text, &vocabulary);
        sentences(&tokens, &SentenceWords { abbreviations, openers }, &[])
            .into_iter()
            .map(|range| text[tokens[range.start].span().start..tokens[range.end - 1].span().end].to_owned())
            .collect()
    }

    #[test]
    fn no_sentence_goes_on_for_ever() {
        let words = |text: &str| split(text).iter().map(|part| part.split_whitespace().count()).collect::<Vec<_>>();
        assert_eq!(words(&"mot ".repeat(1100)), [512, 512, 76]);
        assert_eq!(words(&"un deux trois, ".repeat(150)), [300, 150], "at a mark, of which each is a token");
        assert_eq!(words(&"mot ".repeat(512)), [512]);
        assert_eq!(words(&"mot\n".repeat(500)), [400, 100]);
    }

    #[test]
    fn marks_that_end_and_marks_that_do_not() {
        assert_eq!(split("M. Diop est là. Il part."), ["M. Diop est là.", "Il part."]);
        assert_eq!(split("Le gén. Mouhib. J. Dupont."), ["Le gén. Mouhib.", "J. Dupont."]);
        assert_eq!(split("jusqu’à jeudi.Le gouvernement"), ["jusqu’à jeudi.", "Le gouvernement"]);
        assert_eq!(split("un \"crime\".Le gouvernement"), ["un \"crime\".", "Le gouvernement"]);
        assert_eq!(split("depuis 2019.Le gouvernement"), ["depuis 2019.", "Le gouvernement"]);
        assert_eq!(split("Il a dit : « Non. » Puis"), ["Il a dit : « Non. »", "Puis"]);
        assert_eq!(split("au 31.03 à 9.5 km"), ["au 31.03 à 9.5 km"]);
    }

    #[test]
    fn lines_and_paragraphs() {
        assert_eq!(
            split("UN TITRE\nLe texte va de\nBamako à là\nbas"),
            ["UN TITRE", "Le texte va de\nBamako à là\nbas"]
        );
        assert_eq!(split("un titre\n\nun texte"), ["un titre", "un texte"]);
    }
}
