//! Where the forms of a word stand.

use super::index::{Index, counts, positions};
use super::plan::Slot;
use super::syntax::Field;
use crate::error::Result;
use std::sync::Arc;

/// A form's list in an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    doc: u32,
    form: u32,
    start: u32,
    end: u32,
}

/// The articles that hold any form of a word, in order.
#[derive(Debug)]
pub(crate) struct Lists {
    bytes: Vec<Vec<u8>>,
    /// Which forms are the word as typed.
    typed: Vec<bool>,
    entries: Vec<Entry>,
    /// The articles, each once.
    pub docs: Vec<u32>,
}

impl Lists {
    /// The lists of some forms, read where they are not known yet.
    pub fn get(slot: &Slot, index: &Index<'_>) -> Result<Arc<Self>> {
        let mut name = String::new();
        for form in slot {
            name.push_str(&form.listed.term);
            // No term holds a control character.
            name.push(char::from(form.only.map_or(0, |only| only.0 + 1)));
        }
        index.docs.lists.get(&name, Self::size, || Self::read(slot, index))
    }

    fn size(&self) -> usize {
        let bytes: usize = self.bytes.iter().map(Vec::capacity).sum();
        bytes + self.entries.capacity() * size_of::<Entry>() + self.docs.capacity() * size_of::<u32>()
    }

    fn read(slot: &Slot, index: &Index<'_>) -> Result<Self> {
        let mut lists = Self {
            bytes: Vec::with_capacity(slot.len()),
            typed: slot.iter().map(|form| form.only.is_none()).collect(),
            entries: Vec::new(),
            docs: Vec::new(),
        };
        for (number, form) in (0u32..).zip(slot) {
            let postings = index.postings(&form.listed)?;
            let allowed = |doc: u32| form.only.is_none_or(|only| only.meets(index.docs.language(doc)));
            lists.entries.extend(postings.places.iter().filter(|place| allowed(place.doc)).map(|place| Entry {
                doc: place.doc,
                form: number,
                start: place.start,
                end: place.end,
            }));
            lists.bytes.push(postings.bytes);
        }
        if slot.len() > 1 {
            // Stable: runs that are sorted already are merged.
            lists.entries.sort_by_key(|entry| entry.doc);
        }
        lists.entries.shrink_to_fit();
        lists.docs = Vec::with_capacity(lists.entries.len());
        lists.docs.extend(lists.entries.iter().map(|entry| entry.doc));
        lists.docs.dedup();
        Ok(lists)
    }

    fn list(&self, entry: &Entry) -> &[u8] {
        let bytes = self.bytes.get(entry.form as usize).map(Vec::as_slice).unwrap_or_default();
        bytes.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    /// The entries of an article; `from` moves on, so articles must be asked for in order.
    pub fn of(&self, doc: u32, from: &mut usize) -> &[Entry] {
        *from = gallop(&self.entries, *from, |entry| entry.doc < doc);
        let rest = self.entries.get(*from..).unwrap_or_default();
        let count = rest.iter().take_while(|entry| entry.doc == doc).count();
        rest.get(..count).unwrap_or_default()
    }

    /// How often an entry's form stands in the title and in the text, and whether it is the word as typed.
    pub fn counts(&self, entry: &Entry) -> ((u32, u32), bool) {
        (counts(self.list(entry)), self.typed.get(entry.form as usize) == Some(&true))
    }

    /// Where its forms stand in an article: column and position in one number, rising.
    pub fn places(&self, doc: u32, from: &mut usize, field: Option<Field>, out: &mut Vec<u64>) {
        out.clear();
        for entry in self.of(doc, from) {
            out.extend(
                positions(self.list(entry))
                    .filter(|(column, _)| in_field(field, *column))
                    .map(|(column, at)| (u64::from(column) << 32) | u64::from(at)),
            );
        }
        out.sort_unstable();
    }
}

fn in_field(field: Option<Field>, column: u8) -> bool {
    match field {
        None => true,
        Some(Field::Title) => column == 0,
        Some(Field::Text) => column == 1,
    }
}

/// The first index from `from` on where `before` no longer holds, `before` holding first and then no more.
pub(super) fn gallop<T>(items: &[T], from: usize, before: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    let mut low = from;
    while items.get(low + step - 1).is_some_and(&before) {
        low += step;
        step *= 2;
    }
    let high = (low + step - 1).min(items.len());
    low + items.get(low..high).unwrap_or_default().partition_point(|item| before(item))
}
