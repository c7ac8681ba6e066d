//! Finding labels: short lines, and the first and last words of the others. Long lines inside the article cost only
//! the search for their end.

use super::fold::Folded;
use super::{Group, Labels, Rule, Stage};
use crate::article::{LabelKind, vocabulary};
use crate::text::Span;
use crate::text::lines::{Line, ceil_boundary, floor_boundary, is_blank, lines, trim};

/// How many bytes of a line's start or end are looked at.
const EDGE: usize = 240;

/// How many labels may follow one another at one end of a line.
const CHAIN: usize = 4;

/// A line longer than this many bytes after a bare label is prose, not a link.
const LINK: usize = 240;

vocabulary! {
    /// What a group of a label pattern tells about the article.
    FactKind {
        /// The publication date, as printed.
        Published = "published",
        /// The authors, as printed.
        Author = "author",
        /// The news agency or outlet that signed.
        Agency = "agency",
        /// The photo credit.
        Credit = "credit",
        /// The outlet that carried it.
        Outlet = "outlet",
    }
}

impl FactKind {
    /// Their names, for messages.
    pub(super) fn names() -> String {
        Self::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Something a label says about the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// What it says.
    pub kind: FactKind,
    /// Where it says it.
    pub span: Span,
}

/// A label found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'l> {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: LabelKind,
    /// The rule that found it.
    pub rule: &'l str,
    /// What it says.
    pub facts: Vec<Fact>,
}

/// The stretches of `text` that are labels, in order, without overlap.
pub(super) fn scan<'l>(labels: &'l Labels, text: &str) -> Vec<Found<'l>> {
    let mut scan = Scan {
        labels,
        text,
        folded: Folded::default(),
        lines: lines(text).collect(),
        whole: Vec::new(),
        found: Vec::new(),
    };
    scan.whole = vec![false; scan.lines.len()];
    scan.forward();
    scan.backward();
    scan.everywhere();
    let mut found = scan.found;
    found.sort_by_key(|found| (found.span.start, std::cmp::Reverse(found.span.end)));
    let mut end = 0;
    found.retain(|found| {
        let keep = found.span.start >= end && !found.span.is_empty();
        if keep {
            end = found.span.end;
        }
        keep
    });
    found
}

struct Scan<'l, 't> {
    labels: &'l Labels,
    text: &'t str,
    folded: Folded,
    lines: Vec<Line>,
    /// Which lines are labels from end to end.
    whole: Vec<bool>,
    found: Vec<Found<'l>>,
}

impl<'l> Scan<'l, '_> {
    /// From the top: the rules of the head while it lasts, the rules of every line throughout.
    fn forward(&mut self) {
        let labels = self.labels;
        let mut above = 0;
        for index in 0..self.lines.len() {
            if self.whole.get(index) == Some(&true) {
                continue;
            }
            let stages = [(&labels.free, 0), (&labels.head, above)];
            let active = if above < labels.limits.head { &stages[..] } else { &stages[..1] };
            let whole = self.line(index, active);
            above += usize::from(!whole);
        }
    }

    /// From the bottom: the rules of the tail, while few lines of prose stand below.
    fn backward(&mut self) {
        let labels = self.labels;
        let mut below = 0;
        for index in (0..self.lines.len()).rev() {
            if below >= labels.limits.tail {
                break;
            }
            let whole = self.whole.get(index) == Some(&true) || self.line(index, &[(&labels.tail, below)]);
            below += usize::from(!whole);
        }
    }

    /// Reads one line with the rules of `stages`; tells whether all of it is labels.
    fn line(&mut self, index: usize, stages: &[(&'l Stage, usize)]) -> bool {
        let Some(line) = self.lines.get(index).copied() else { return false };
        let mut rest = line.span;
        for _ in 0..CHAIN {
            if self.entire(rest, index, stages) {
                self.mark(index);
                return true;
            }
            let Some(after) = self.opening(rest, stages) else { break };
            rest = self.trimmed(Span::new(after, rest.end));
            if rest.is_empty() {
                self.mark(index);
                return true;
            }
        }
        for _ in 0..CHAIN {
            let Some(before) = self.closing(rest, stages) else { break };
            rest = self.trimmed(Span::new(rest.start, before));
        }
        false
    }

    /// A line, or what a label left of it, that is a label as a whole.
    fn entire(&mut self, span: Span, index: usize, stages: &[(&'l Stage, usize)]) -> bool {
        // A character takes up to four bytes.
        let most = self.labels.limits.chars;
        if span.len() > most * 4 || (span.len() > most && !self.fits(span, most)) {
            return false;
        }
        let groups = stages.iter().map(|(stage, distance)| (&stage.line, *distance));
        let Some(mut found) = self.first(groups, span, index > 0) else { return false };
        if self.takes_next(found.rule) {
            self.take_next(index, &mut found.span);
        }
        self.found.push(found);
        true
    }

    /// Whether a stretch has at most `most` characters.
    fn fits(&self, span: Span, most: usize) -> bool {
        span.slice(self.text).is_some_and(|surface| surface.chars().count() <= most)
    }

    fn opening(&mut self, span: Span, stages: &[(&'l Stage, usize)]) -> Option<usize> {
        let end = floor_boundary(self.text, span.end.min(span.start + EDGE));
        let groups = stages.iter().map(|(stage, distance)| (&stage.start, *distance));
        let found = self.first(groups, Span::new(span.start, end), true)?;
        let after = found.span.end;
        self.found.push(found);
        Some(after)
    }

    fn closing(&mut self, span: Span, stages: &[(&'l Stage, usize)]) -> Option<usize> {
        let start = ceil_boundary(self.text, span.start.max(span.end.saturating_sub(EDGE)));
        let groups = stages.iter().map(|(stage, distance)| (&stage.end, *distance));
        let found = self.first(groups, Span::new(start, span.end), true)?;
        let before = found.span.start;
        self.found.push(found);
        Some(before)
    }

    /// What the first rule of `groups`, in the order of the packs, that matches `span` finds.
    fn first(
        &mut self,
        groups: impl Iterator<Item = (&'l Group, usize)>,
        span: Span,
        below_first: bool,
    ) -> Option<Found<'l>> {
        let mut chosen = [None; 2];
        let mut read = false;
        for ((group, distance), slot) in groups.filter(|(group, _)| !group.rules.is_empty()).zip(&mut chosen) {
            if !read {
                self.folded.read(span.slice(self.text)?);
                read = true;
            }
            *slot = self.choose(group, distance, below_first);
        }
        let index = chosen.into_iter().flatten().min()?;
        self.found_by(self.labels.rules.get(index)?, span.start)
    }

    /// The first rule of one group that matches the folded stretch where it stands.
    fn choose(&self, group: &Group, distance: usize, below_first: bool) -> Option<usize> {
        let matches = group.set.matches(&self.folded.text);
        if !matches.matched_any() {
            return None;
        }
        let chars = self.folded.text.chars().count();
        matches.iter().filter_map(|number| group.rules.get(number).copied()).find(|index| {
            let Some(rule) = self.labels.rules.get(*index) else { return false };
            let near = rule.first_lines.or(rule.last_lines).is_none_or(|most| distance < most);
            // What closes an article needs an article above it.
            let closes_something = rule.last_lines.is_none() || below_first;
            near && closes_something && (!group.whole || chars <= rule.max_chars)
        })
    }

    /// What `rule` finds in the folded stretch; `base` is where the stretch stands in the text.
    fn found_by(&self, rule: &'l Rule, base: usize) -> Option<Found<'l>> {
        let groups = rule.regex.get()?.captures(&self.folded.text)?;
        let span_of = |start: usize, end: usize| {
            self.trimmed(Span::new(base + self.folded.back(start), base + self.folded.back(end)))
        };
        let whole = groups.name("label").or_else(|| groups.get(0))?;
        let facts = FactKind::ALL
            .iter()
            .filter_map(|kind| {
                let group = groups.name(kind.as_str())?;
                let span = self.balanced(span_of(group.start(), group.end()));
                (!span.is_empty()).then_some(Fact { kind: *kind, span })
            })
            .collect();
        Some(Found { span: span_of(whole.start(), whole.end()), kind: rule.kind, rule: &rule.id, facts })
    }

    fn takes_next(&self, id: &str) -> bool {
        self.labels.rules.iter().any(|rule: &Rule| rule.takes_next && rule.id == id)
    }

    /// Lets a bare label take the links below it: the next line, and list items after that.
    fn take_next(&mut self, index: usize, span: &mut Span) {
        let bullets = ['-', '–', '—', '•', '*', '▪', '■', '>', '›', '→', '►'];
        for next in index + 1..=index + CHAIN {
            let Some(line) = self.lines.get(next).copied() else { return };
            let Some(surface) = line.span.slice(self.text) else { return };
            let item = surface.starts_with(bullets);
            let follows = !line.gap && next == index + 1;
            if line.span.len() > LINK || surface.ends_with('.') || !(item || follows) {
                return;
            }
            span.end = line.span.end;
            self.mark(next);
        }
    }

    /// The stretches that any line may hold, found by the words they must contain.
    fn everywhere(&mut self) {
        let labels = self.labels;
        let Some(needles) = &labels.needles else { return };
        let mut end = 0;
        for hit in needles.find_iter(self.text) {
            if hit.start() < end {
                continue;
            }
            let start = ceil_boundary(self.text, end.max(hit.start().saturating_sub(EDGE / 4)));
            let stop = floor_boundary(self.text, self.text.len().min(hit.end() + EDGE));
            let Some(window) = self.text.get(start..stop) else { continue };
            let (lead, length) = line_around(window, hit.start() - start, hit.end() - start);
            let base = start + lead;
            let Some(line) = self.text.get(base..base + length) else { continue };
            self.folded.read(line);
            let found = labels.anywhere.iter().find_map(|index| {
                let found = self.found_by(labels.rules.get(*index)?, base)?;
                found.span.contains(&Span::new(hit.start(), hit.end())).then_some(found)
            });
            if let Some(found) = found {
                end = found.span.end;
                self.found.push(found);
            }
        }
    }

    fn mark(&mut self, index: usize) {
        if let Some(whole) = self.whole.get_mut(index) {
            *whole = true;
        }
    }

    /// `span` without a closing bracket that was opened before it.
    fn balanced(&self, span: Span) -> Span {
        let surface = span.slice(self.text).unwrap_or_default();
        let alone = |open: char, close: char| surface.ends_with(close) && !surface.contains(open);
        let extra = alone('(', ')') || alone('[', ']');
        if extra { self.trimmed(Span::new(span.start, span.end - 1)) } else { span }
    }

    /// `span` without what no reader sees at its ends.
    fn trimmed(&self, span: Span) -> Span {
        let Some(surface) = span.slice(self.text) else { return Span::new(span.start, span.start) };
        let lead = surface.len() - surface.trim_start_matches(is_blank).len();
        let start = span.start + lead;
        Span::new(start, start + trim(surface).len())
    }
}

/// The part of `window` around `start..end` that lies in one line: where it begins and how long it is.
fn line_around(window: &str, start: usize, end: usize) -> (usize, usize) {
    let bytes = window.as_bytes();
    let before = bytes.get(..start).and_then(|bytes| memchr::memrchr2(b'\n', b'\r', bytes)).map_or(0, |at| at + 1);
    let after =
        bytes.get(end..).and_then(|bytes| memchr::memchr2(b'\n', b'\r', bytes)).map_or(bytes.len(), |at| end + at);
    (before, after - before)
}
