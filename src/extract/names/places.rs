//! Places that the lexicon does not know, told by what stands before them.

use super::{Finder, Found, Shaped, What, rules};
use crate::extraction::MentionType;
use crate::lexicon::names::How;
use crate::lexicon::names::shapes::Class;
use crate::text::tokens::Case;

/// No name of a place has more tokens.
const LONGEST: usize = 7;

impl<'d> Finder<'d> {
    /// The unknown place at the loose word `at`.
    pub(super) fn place_at(&mut self, at: usize, known: &[Found<'d>]) -> Option<Found<'d>> {
        let token = self.here(at)?;
        if self.is(at, Class::Stop) || self.is(at, Class::Calendar) || self.shouted {
            return None;
        }
        let before = self.before(at).or_else(|| self.token(at))?;
        let end = self.place_end(at);
        let start = self.is(at, Class::PlaceStart) && end > at + 1;
        let upper = token.case == Case::Upper;
        let article = self.shapes.is(before, Class::Article) && !self.shapes.is(before, Class::Of);
        let locative = self.shapes.is(before, Class::Locative)
            || article && at.checked_sub(2).is_some_and(|index| self.is(index, Class::Within));
        let chain = self.is_chain(at);
        let head = |index: usize| self.is(index, Class::PlaceHead);
        let linked = self.shapes.is(before, Class::Of) && at.checked_sub(2).is_some_and(head);
        let rule = if start {
            rules::PLACE_START
        } else if chain {
            rules::PLACE_CHAIN
        } else if locative && !upper && !self.is(at, Class::FirstName) {
            rules::PLACE_AT
        } else if (linked || at.checked_sub(1).is_some_and(head)) && !upper {
            rules::PLACE_HEAD
        } else if !upper && self.brackets_place(at, end, known) {
            rules::PLACE_BRACKET
        } else {
            return None;
        };
        // `face à`, `reproche à`: what follows is no place.
        if rule == rules::PLACE_AT && (end == at + 1 && self.is(at, Class::NotPerson) || !self.reads_as_place(at, end))
        {
            return None;
        }
        let rule = self.enabled(rule)?;
        let code = self.printed(&(at..end));
        let shaped = Shaped { name: code.clone(), code, ..Shaped::default() };
        Some(Found {
            tokens: at..end,
            sentence: self.sentence,
            kind: MentionType::Place,
            what: What::Shaped(Box::new(shaped)),
            rule,
        })
    }

    /// The end of the run of capitalised words, hyphened words and particles at `at`.
    fn place_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        while end < at + LONGEST {
            let Some(token) = self.here(end).filter(|token| token.is_word() && !token.paragraph && !token.glued) else {
                break;
            };
            let capital = self.capital(end) && !self.is(end, Class::Stop);
            let known = || self.known_at(end).is_some_and(|(_, form)| form.how != How::Surname);
            let follows = self.here(end + 1).is_some_and(|next| next.hyphened || token.elided && next.is_word());
            if !(token.hyphened
                || capital && !known()
                || token.case == Case::Lower && follows && self.is(end, Class::Particle) && self.capital(end + 1))
            {
                break;
            }
            end += 1;
        }
        end
    }

    /// Whether the hyphened words at `at` hold a small word (`Neuilly-sur-Seine`, `Saône-et-Loire`).
    fn is_chain(&self, at: usize) -> bool {
        let end = self.chain_end(at);
        end > at + 2
            && self.capital(end - 1)
            && (at + 1..end - 1).any(|at| {
                self.here(at).is_some_and(|token| token.case == Case::Lower)
                    && (self.is(at, Class::Particle)
                        || self.is(at, Class::Tie)
                        || self.is(at, Class::And)
                        || self.is(at, Class::Article))
            })
    }

    /// Whether `at..end` stands in brackets right behind a place.
    fn brackets_place(&self, at: usize, end: usize, known: &[Found<'d>]) -> bool {
        if at < 2 || !self.mark(at - 1, '(') || !self.mark(end, ')') {
            return false;
        }
        let ends = |found: &Found| found.kind == MentionType::Place && found.tokens.end == at - 1;
        let index = known.partition_point(|found| found.tokens.end < at - 1);
        known.get(index).is_some_and(ends) || self.found.last().is_some_and(ends)
    }
}
