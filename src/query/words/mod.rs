//! The instruments of corpus linguistics: concordance, collocations, keyness, frequency, dispersion, n-grams.
//!
//! They read the verbatim texts of the articles that meet the filters: no table holds what they count. A word is what
//! [`text::words`](crate::text::words) takes for one. Definitions and sources stand in `docs/words.md`.

mod collocations;
mod concordance;
mod dispersion;
mod frequency;
mod keyness;
mod ngrams;
mod pattern;
mod scan;
mod scope;
mod sentences;
mod stats;
mod tally;

pub use collocations::{CollocationRow, Collocations, Measure, Window};
pub use concordance::{Concordance, ConcordanceRow, Order};
pub use dispersion::{Dispersion, DispersionRow, DispersionRows, Parts};
pub use frequency::{Frequency, FrequencyRow, FrequencyRows};
pub use keyness::{Keyness, KeynessMeasure, KeynessRow, Subcorpus};
pub use ngrams::{NgramRow, Ngrams};
pub use scope::{By, Unit};

use crate::text::sentences::SentenceWords;
use crate::text::tokens::Vocabulary;
use crate::text::words::StopWords;

/// What a lexicon knows of words by themselves.
#[derive(Debug, Clone, Copy)]
pub struct WordLists<'l> {
    /// The words that decide where sentences end are numbered in it.
    pub vocabulary: &'l Vocabulary,
    /// The words that decide where sentences end.
    pub sentences: &'l SentenceWords,
    /// Words that say little by themselves.
    pub stop_words: &'l StopWords,
}

/// At most so many rows, after leaving out so many.
#[derive(Debug, Clone, Copy, Default)]
struct Slice {
    limit: Option<u64>,
    offset: u64,
}

impl Slice {
    fn of<T>(self, mut rows: Vec<T>) -> Vec<T> {
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX).min(rows.len());
        rows.drain(..offset);
        if let Some(limit) = self.limit {
            rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        rows
    }
}

/// The methods of every builder that gives a list of which a part may be asked for, on its field `slice`.
macro_rules! slice_methods {
    ($name:ident) => {
        impl $name<'_> {
            /// At most so many rows.
            pub fn limit(mut self, limit: u64) -> Self {
                self.slice.limit = Some(limit);
                self
            }

            /// Leaves out so many rows first.
            pub fn offset(mut self, offset: u64) -> Self {
                self.slice.offset = offset;
                self
            }
        }
    };
}
use slice_methods;

/// The methods of every builder that lists words, on its fields `listing` and `min_count`.
macro_rules! listing_methods {
    ($name:ident) => {
        impl $name<'_> {
            /// What words are taken for the same; unless told, words in the same form.
            pub fn by(mut self, by: super::By) -> Self {
                self.listing.by = Some(by);
                self
            }

            /// Lists stop words, or leaves out those of each article's language.
            pub fn stop_words(mut self, listed: bool) -> Self {
                self.listing.without_stop_words = !listed;
                self
            }

            /// Leaves out these words as well, whatever their case.
            pub fn without<T: AsRef<str>>(mut self, words: impl IntoIterator<Item = T>) -> Self {
                self.listing.without.extend(words.into_iter().map(|word| crate::text::fold::lower(word.as_ref())));
                self
            }

            /// Leaves out what is there fewer times.
            pub fn min_count(mut self, least: u64) -> Self {
                self.min_count = least;
                self
            }
        }
    };
}
use listing_methods;

#[cfg(feature = "arrow")]
mod cells {
    use rusqlite::types::Value;

    pub fn count(count: u64) -> Value {
        Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A number; one that is none is missing.
    pub fn number(number: impl Into<Option<f64>>) -> Value {
        number.into().filter(|number| !number.is_nan()).map_or(Value::Null, Value::Real)
    }

    pub fn text(text: Option<String>) -> Value {
        text.map_or(Value::Null, Value::Text)
    }
}
