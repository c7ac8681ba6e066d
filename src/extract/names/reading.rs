//! Whether the name of a state or capital is read as a state or as a place.

use super::{Finder, Found, What};
use crate::article::LabelKind;
use crate::extraction::MentionType;
use crate::lexicon::names::How;
use crate::lexicon::names::shapes::{Class, NO_LINK, REACH, ReadingRule, Surroundings};
use crate::text::tokens::{Case, Token, TokenKind};

/// How the name before was read, for the names coordinated with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read<'r> {
    pub(super) kind: MentionType,
    pub(super) rule: Option<&'r ReadingRule>,
    /// Where the name ended.
    pub(super) end: usize,
    /// Whether a preposition led to it.
    linked: bool,
}

impl<'d> Finder<'d> {
    /// Reads the name at `found` of a state or, with `capital`, of a capital.
    pub(super) fn read(&self, found: &Found, capital: bool, last: Option<Read<'d>>) -> Read<'d> {
        let (start, end) = (found.tokens.start, found.tokens.end);
        let place = |linked| Read { kind: MentionType::Place, rule: None, end, linked };
        if capital && (self.labelled(LabelKind::Dateline) || self.opens_dispatch(found)) || self.bracketed(start, end) {
            return place(false);
        }
        let (around, at) = self.surroundings(start, end, capital);
        if around.link == NO_LINK
            && let Some(last) = last
            && self.coordinated(last.end, at)
            && !(last.kind == MentionType::Place && self.acts(end))
        {
            // `à Paris, Londres et Berlin`: what led to the first leads to all.
            if last.linked || last.kind == MentionType::State {
                return Read { end, ..last };
            }
        }
        let linked = around.link != NO_LINK;
        match self.shapes.read(&around) {
            Some(rule) => Read { kind: rule.reads, rule: Some(rule), end, linked },
            None => Read { kind: MentionType::State, rule: None, end, linked },
        }
    }

    /// Whether what leads to the unknown name `start..end` would make a capital a place.
    pub(super) fn reads_as_place(&self, start: usize, end: usize) -> bool {
        let (around, _) = self.surroundings(start, end, true);
        around.link == NO_LINK || self.shapes.read(&around).is_none_or(|rule| rule.reads == MentionType::Place)
    }

    /// What stands around the name, and where its phrase begins (at its article, its link).
    fn surroundings(&self, start: usize, end: usize, capital: bool) -> (Surroundings, usize) {
        let mut around = Surroundings { capital, link: NO_LINK, ..Surroundings::default() };
        let mut at = start;
        while let Some(token) = self.before(at) {
            let quote = matches!(token.kind, TokenKind::Mark('«' | '“' | '"' | '‘'));
            let article = self.shapes.is(token, Class::Article) && self.shapes.link(token) == 0;
            if !quote && !article {
                break;
            }
            at -= 1;
        }
        let phrase = at;
        if let Some(token) = self.before(at) {
            let link = self.shapes.link(token);
            if link != 0 {
                around.link = link;
                at -= 1;
            }
        }
        let mut words = 0;
        let mut back = at;
        while words < REACH {
            let Some(token) = self.before(back) else { break };
            back -= 1;
            match token.kind {
                TokenKind::Mark('.' | ';' | ':' | '!' | '?' | '…') => break,
                TokenKind::Mark(_) => {
                    // What stands behind a comma governs nothing before it.
                    if words == 0 && around.link == NO_LINK {
                        around.opens = true;
                    }
                    break;
                }
                _ => {
                    if let Some(slot) = around.before.get_mut(words) {
                        *slot = self.shapes.governs(token);
                    }
                    words += 1;
                }
            }
        }
        around.opens |= words == 0;
        for (slot, token) in around.after.iter_mut().zip(self.rest(end)) {
            if matches!(token.kind, TokenKind::Mark(_)) {
                break;
            }
            *slot = self.shapes.follows(token);
        }
        (around, phrase)
    }

    /// Whether only commas, `et`, articles and hyphens stand between the last name and this one.
    fn coordinated(&self, last: usize, at: usize) -> bool {
        if last > at || at - last > 3 || !self.bounds.contains(&last.saturating_sub(1)) {
            return false;
        }
        if last == at {
            return self.token(at).is_some_and(|token| token.hyphened);
        }
        let Some(between) = self.tokens.get(last..at) else { return false };
        between.iter().any(|token| !self.shapes.is(token, Class::Article))
            && between.iter().all(|token| {
                token.is_mark(',') || token.is_mark('/') || self.shapes.is_either(token, Class::And, Class::Article)
            })
    }

    /// Whether what stands behind the name at `end` looks like the verb it is the subject of.
    fn acts(&self, end: usize) -> bool {
        self.here(end).is_some_and(|token| {
            token.is_word()
                && token.case == Case::Lower
                && !token.elided
                && self.shapes.link(token) == 0
                && !self.shapes.is_either(token, Class::And, Class::Article)
        })
    }

    /// Whether the name opens its paragraph as dispatches do: `BAMAKO (AFP) –`, `Alger, 3 mars`.
    fn opens_dispatch(&self, found: &Found) -> bool {
        let end = found.tokens.end;
        let day = |at: usize| self.here(at).is_some_and(Token::is_number);
        let month = |at: usize| self.is(at, Class::Calendar);
        // `PARIS, 15 (Havas)`, `Alger, le 3 mars`: so too where the line before ends without a mark.
        let dated = (day(end + 1) && (month(end + 2) || self.mark(end + 2, '(')))
            || (day(end + 2) && month(end + 3))
            || (month(end + 1) && day(end + 2));
        if self.mark(end, ',') && dated {
            return true;
        }
        if found.tokens.start != self.bounds.start {
            return false;
        }
        let dash = |at| self.mark(at, '–') || self.mark(at, '—') || self.mark(at, '-');
        dash(end) || self.mark(end, '(') && (end..end + 5).any(|at| self.mark(at, ')') && dash(at + 1))
    }

    /// Whether the name stands alone in brackets, behind what lies there.
    fn bracketed(&self, start: usize, end: usize) -> bool {
        self.before(start).is_some_and(|token| token.is_mark('(')) && self.mark(end, ')')
    }

    /// Whether `found` is read by these rules, and whether as a capital.
    pub(super) fn readable(found: &Found) -> Option<bool> {
        match found.what {
            What::Known { how: How::Capital(_), .. } => Some(true),
            What::Known { how: How::Name | How::Acronym, .. } if found.kind == MentionType::State => Some(false),
            _ => None,
        }
    }
}
