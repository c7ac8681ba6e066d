//! Labels and metadata of an article, from its text: what the patterns find, and the headline.

use super::date::{self, Order};
use crate::article::{Article, Label, LabelKind, Metadata};
use crate::lexicon::Lexicon;
use crate::lexicon::labels::{FactKind, Found, Labels};
use crate::text::fold::fold;
use crate::text::language;
use crate::text::lines::{Line, is_blank, lines, trim};
use crate::text::{Edtf, Span};

/// A headline has at least this many words, and at most this many characters.
const TITLE_WORDS: usize = 3;
const TITLE_CHARS: usize = 220;

/// Prose right below a headline, without an empty line between, has at least this many characters: otherwise the two
/// may be one sentence wrapped over short lines.
const PROSE_CHARS: usize = 100;

/// How many labelled or short lines may stand between a headline and the prose.
const BETWEEN: usize = 8;

/// A headline run into the first sentence has at least this many words and letters, all capitals.
const RUN_WORDS: usize = 5;
const RUN_LETTERS: usize = 24;

/// Adds what the text says to an article: its labels, and each piece of metadata that was not given.
pub(super) fn complete(article: &mut Article, lexicon: &Lexicon) {
    let labels = lexicon.labels();
    let found = labels.scan(&article.text);
    let title = headline(&article.text, &found, article.metadata.title.as_deref());
    facts(&mut article.metadata, &article.text, &found, labels);
    if let Some(surface) = title.and_then(|span| span.slice(&article.text))
        && article.metadata.title.is_none()
    {
        article.metadata.title = Some(surface.to_owned());
    }
    let mut all: Vec<Label> = found.iter().map(|found| Label { span: found.span, kind: found.kind }).collect();
    if let Some(span) = title {
        let at = all.partition_point(|label| label.span.start < span.start);
        all.insert(at, Label { span, kind: LabelKind::Title });
    }
    if article.metadata.language.is_none() {
        article.metadata.language = language(&article.text, &all);
    }
    article.labels = all;
}

/// The language of the first long stretch of prose, else of the whole text.
fn language(text: &str, labels: &[Label]) -> Option<String> {
    let start = labels.iter().take_while(|label| label.span.start < 2_000).last().map_or(0, |label| label.span.end);
    let prose = text.get(start..).and_then(language::detect);
    prose.or_else(|| language::detect(text)).map(str::to_owned)
}

/// Fills what is missing in `metadata` from what the labels say; the first that says it wins.
fn facts(metadata: &mut Metadata, text: &str, found: &[Found<'_>], labels: &Labels) {
    let given_authors = !metadata.authors.is_empty();
    for fact in found.iter().flat_map(|found| &found.facts) {
        let Some(surface) = fact.span.slice(text) else { continue };
        match fact.kind {
            FactKind::Published if metadata.published.is_none() => metadata.published = published(surface, labels),
            FactKind::Author if !given_authors => {
                for name in authors(surface, labels) {
                    if !metadata.authors.contains(&name) {
                        metadata.authors.push(name);
                    }
                }
            }
            FactKind::Agency if metadata.agency.is_none() => metadata.agency = Some(surface.to_owned()),
            FactKind::Credit if metadata.photo_credit.is_none() => metadata.photo_credit = Some(surface.to_owned()),
            FactKind::Outlet if metadata.outlet.is_none() => metadata.outlet = Some(surface.to_owned()),
            _ => {}
        }
    }
}

/// A printed publication date; one without its year says nothing certain.
fn published(surface: &str, labels: &Labels) -> Option<Edtf> {
    date::read(surface, labels, Order::DayFirst).ok()
}

/// The names in a byline: `Awa Diallo, Jean Dupont et Ali Ben Omar`.
pub(super) fn authors(byline: &str, labels: &Labels) -> Vec<String> {
    let joins = |word: &str| labels.list("and").iter().any(|and| *and == fold(word));
    let mut names = Vec::new();
    for part in byline.split([',', ';']) {
        let mut name = String::new();
        for word in part.split_whitespace() {
            if joins(word) {
                names.push(std::mem::take(&mut name));
            } else {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(word);
            }
        }
        names.push(name);
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The headline: the given one where the text opens with it, else the first line if it reads like one.
fn headline(text: &str, found: &[Found<'_>], given: Option<&str>) -> Option<Span> {
    let mut content = lines(text).filter_map(|line| unlabelled(text, line, found));
    let first = content.next()?;
    let surface = first.span.slice(text)?;
    if let Some(given) = given {
        return (fold(trim(given)) == fold(surface)).then_some(first.span);
    }
    let below: Vec<Line> = content.take(BETWEEN).collect();
    if reads_like_headline(surface) && stands_above(text, first, &below) {
        return Some(first.span);
    }
    capitals_run(surface).map(|length| Span::new(first.span.start, first.span.start + length))
}

/// What labels leave of a line: the rest after a label at its start, up to the next one.
fn unlabelled(text: &str, line: Line, found: &[Found<'_>]) -> Option<Line> {
    let mut span = line.span;
    let from = found.partition_point(|found| found.span.end <= span.start);
    for label in found.get(from..).unwrap_or_default() {
        if label.span.start > span.start {
            span.end = span.end.min(label.span.start);
            break;
        }
        let rest = text.get(label.span.end..span.end)?;
        span.start = span.end - rest.trim_start_matches(is_blank).len();
    }
    let kept = trim(span.slice(text)?).len();
    (kept > 0).then_some(Line { span: Span::new(span.start, span.start + kept), gap: line.gap })
}

/// A short line that starts like a sentence and has no full stop.
fn reads_like_headline(line: &str) -> bool {
    let starts = line.chars().find(|letter| letter.is_alphanumeric()).is_some_and(|letter| !letter.is_lowercase());
    let open = line.ends_with(['.', ',', ';', ':', '-', '–', '—']) && !line.ends_with("...");
    let closed_inside = line.ends_with('»') && line.contains(['.', '!']) && line.contains(" : «");
    let most = if is_capitals(line) { 2 * TITLE_CHARS } else { TITLE_CHARS };
    starts
        && !open
        && !closed_inside
        && line.split_whitespace().nth(TITLE_WORDS - 1).is_some()
        && line.chars().nth(most).is_none()
}

/// Whether what is below a line makes it a headline: prose, apart from it.
fn stands_above(text: &str, line: Line, below: &[Line]) -> bool {
    let surface = |line: &Line| line.span.slice(text).unwrap_or_default();
    if !below.iter().any(|line| is_prose(surface(line))) {
        return false;
    }
    let Some(next) = below.first() else { return false };
    let between = text.get(line.span.end..next.span.start).unwrap_or_default();
    let apart = next.gap || !between.chars().all(is_blank);
    let opens = !surface(next).starts_with(char::is_lowercase);
    apart || is_capitals(surface(&line)) || (opens && surface(next).chars().nth(PROSE_CHARS).is_some())
}

/// Whether a line is long enough, or ends like a sentence.
fn is_prose(line: &str) -> bool {
    line.chars().nth(PROSE_CHARS).is_some()
        || (line.ends_with(['.', '!', '?', '»', '"', '”']) && line.split_whitespace().nth(TITLE_WORDS).is_some())
}

/// Whether all letters are capitals.
fn is_capitals(line: &str) -> bool {
    line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase)
}

/// The length of a headline in capitals that the first sentence follows on the same line.
fn capitals_run(line: &str) -> Option<usize> {
    let mut end = 0;
    let (mut words, mut letters) = (0, 0);
    for word in line.split_whitespace() {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        if let Some(small) = word.find(char::is_lowercase) {
            let opens = word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
            // The last word may be glued to the next: `FOUETLe`.
            let glued = word.get(..small).and_then(|capitals| capitals.rfind(char::is_uppercase)).unwrap_or(0);
            end = if word
                .get(..glued)
                .is_some_and(|word| word.chars().filter(|letter| letter.is_uppercase()).nth(1).is_some())
            {
                start + glued
            } else {
                end
            };
            return (opens && words >= RUN_WORDS && letters >= RUN_LETTERS).then_some(end);
        }
        let count = word.chars().filter(|letter| letter.is_uppercase()).count();
        words += usize::from(count > 0);
        letters += count;
        // A lone letter (`À`) opens what comes after it.
        if word.chars().nth(1).is_some() {
            end = start + word.len();
        }
        if start > 2 * TITLE_CHARS {
            break;
        }
    }
    None
}
