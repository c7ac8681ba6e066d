//! Runs the patterns of a language over tokens: all of them at once, longest match first, without backtracking.

use crate::lexicon::dates::Grammar;
use crate::lexicon::dates::pattern::Step;
use crate::lexicon::dates::slots::{Half, Slot};
use crate::text::tokens::Token;
use std::ops::Range;

/// A pattern met in the text.
#[derive(Debug)]
pub struct Found {
    /// The number of its rule.
    pub rule: u32,
    /// The tokens it marks.
    pub span: Range<usize>,
    /// What it kept, in order.
    pub values: Vec<(Slot, Half, i32)>,
}

/// What a thread has kept so far, as a list that threads share.
#[derive(Debug, Clone, Copy)]
struct Note {
    before: u32,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Value(Slot, Half, i32),
    Open(usize),
    Close(usize),
}

#[derive(Debug, Clone, Copy)]
struct Thread {
    step: u32,
    notes: u32,
}

const NO_NOTES: u32 = u32::MAX;

/// Runs patterns from one token after another.
pub struct Matcher<'a> {
    grammar: &'a Grammar,
    tokens: &'a [Token],
    text: &'a str,
    notes: Vec<Note>,
    now: Vec<Thread>,
    next: Vec<Thread>,
    open: Vec<Thread>,
    /// By step: the last generation in which it was reached.
    reached: Vec<u32>,
    generation: u32,
    rules: Vec<u32>,
}

impl<'a> Matcher<'a> {
    /// Prepares to match `tokens`.
    pub fn new(grammar: &'a Grammar, tokens: &'a [Token], text: &'a str) -> Self {
        let reached = vec![0; grammar.program().len()];
        Self {
            grammar,
            tokens,
            text,
            notes: Vec::new(),
            now: Vec::new(),
            next: Vec::new(),
            open: Vec::new(),
            reached,
            generation: 0,
            rules: Vec::new(),
        }
    }

    /// The longest pattern that begins at token `start` and reads no token from `limit` on; what it marks begins at
    /// `floor` or later. Of patterns of one length the first in the pack is taken.
    pub fn longest(&mut self, start: usize, limit: usize, floor: usize) -> Option<Found> {
        let first = self.tokens.get(start)?;
        self.rules.clear();
        self.grammar.beginning_with(first, self.text, &mut self.rules);
        if self.rules.is_empty() {
            return None;
        }
        self.rules.sort_unstable();
        self.rules.dedup();
        self.notes.clear();
        self.now.clear();
        self.generation += 1;
        for index in 0..self.rules.len() {
            if let Some(step) = self.rules.get(index).and_then(|rule| self.grammar.start(*rule)) {
                self.follow(Thread { step, notes: NO_NOTES }, start, limit);
            }
        }
        std::mem::swap(&mut self.now, &mut self.next);
        let mut best = None;
        let mut at = start;
        while !self.now.is_empty() {
            best = self.done(start, at, floor).or(best);
            self.generation += 1;
            self.advance(at, limit);
            at += 1;
        }
        best
    }

    /// Follows every thread over token `at`.
    fn advance(&mut self, at: usize, limit: usize) {
        let now = std::mem::take(&mut self.now);
        if let Some(token) = self.tokens.get(at).filter(|_| at < limit) {
            for thread in &now {
                let Some(Step::Take(test, slot)) = self.grammar.program().get(thread.step as usize) else { continue };
                let Some(value) = self.grammar.take(*test, token, self.text) else { continue };
                let notes = match slot {
                    Some((slot, half)) => self.note(thread.notes, What::Value(*slot, *half, value)),
                    None => thread.notes,
                };
                self.follow(Thread { step: thread.step + 1, notes }, at + 1, limit);
            }
        }
        self.now = std::mem::take(&mut self.next);
        self.next = now;
        self.next.clear();
    }

    /// Adds to `next` every step that `thread` reaches before token `at` without taking one.
    fn follow(&mut self, thread: Thread, at: usize, limit: usize) {
        self.open.push(thread);
        let kind = self.tokens.get(at).filter(|_| at < limit).map(|token| self.grammar.kind(token, self.text));
        let kind = kind.unwrap_or_default();
        while let Some(thread) = self.open.pop() {
            let index = thread.step as usize;
            if !kind.meets(self.grammar.first(thread.step)) {
                continue;
            }
            let Some(reached) = self.reached.get_mut(index) else { continue };
            if std::mem::replace(reached, self.generation) == self.generation {
                continue;
            }
            let Some(step) = self.grammar.program().get(index) else { continue };
            let token = self.tokens.get(at).filter(|_| at < limit);
            let after = |notes| Thread { step: thread.step + 1, notes };
            match step {
                Step::Take(..) | Step::Done(_) => self.next.push(thread),
                Step::Fork(ways) => {
                    self.open.extend(ways.iter().rev().map(|step| Thread { step: *step, notes: thread.notes }));
                }
                Step::Jump(step) => self.open.push(Thread { step: *step, notes: thread.notes }),
                Step::Set(slot, half, value) => {
                    let notes = self.note(thread.notes, What::Value(*slot, *half, *value));
                    self.open.push(after(notes));
                }
                Step::Open => {
                    let notes = self.note(thread.notes, What::Open(at));
                    self.open.push(after(notes));
                }
                Step::Close => {
                    let notes = self.note(thread.notes, What::Close(at));
                    self.open.push(after(notes));
                }
                Step::Hyphened if token.is_some_and(|token| token.hyphened) => self.open.push(after(thread.notes)),
                Step::Glued if token.is_some_and(|token| token.glued) => self.open.push(after(thread.notes)),
                Step::Hyphened | Step::Glued => {}
            }
        }
    }

    fn note(&mut self, before: u32, what: What) -> u32 {
        self.notes.push(Note { before, what });
        u32::try_from(self.notes.len() - 1).unwrap_or(NO_NOTES)
    }

    /// The first pattern complete before token `at`.
    fn done(&self, start: usize, at: usize, floor: usize) -> Option<Found> {
        self.now.iter().find_map(|thread| {
            let Some(Step::Done(rule)) = self.grammar.program().get(thread.step as usize) else { return None };
            let (mut span, mut values, mut notes) = (start..at, Vec::new(), thread.notes);
            while let Some(note) = self.notes.get(notes as usize) {
                match note.what {
                    What::Value(slot, half, value) => values.push((slot, half, value)),
                    What::Open(token) => span.start = token,
                    What::Close(token) => span.end = token,
                }
                notes = note.before;
            }
            values.reverse();
            (span.start >= floor && span.start < span.end).then_some(Found { rule: *rule, span, values })
        })
    }
}
