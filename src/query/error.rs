//! What can be wrong with a question.

use crate::text::near::hint;

/// What is wrong with a question put to the corpus, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// A date that no calendar holds, or in no form that is read here.
    #[error("`{given}` is no date: give a year, a month or a day, as in 2025, 2025-03 or 2025-03-31")]
    BadDate {
        /// What was given.
        given: String,
    },

    /// A name that no actor of this corpus bears.
    #[error("no actor here is called `{name}`{}", .near.as_deref().map(|near| format!("; did you mean {near}?")).unwrap_or_default())]
    UnknownActor {
        /// What was given.
        name: String,
        /// The name nearest to it.
        near: Option<String>,
    },

    /// A value that is none of a fixed vocabulary.
    #[error("{what} `{given}`: give one of {}{}", allowed.join(", "), hint(given, allowed.iter().copied()))]
    NotAllowed {
        /// What the value is for.
        what: &'static str,
        /// What was given.
        given: String,
        /// What may be given.
        allowed: Vec<&'static str>,
    },

    /// There is no article with this id or key.
    #[error("no article {given}")]
    NoSuchArticle {
        /// The id or key asked for.
        given: String,
    },

    /// There is no event with this id, and no relation of one.
    #[error("no event {given}")]
    NoSuchEvent {
        /// The id asked for.
        given: i64,
    },

    /// A search query that is not in good form, where that was asked for.
    #[error("at character {at}: expected {expected}")]
    BadQuery {
        /// The code point where it is not.
        at: usize,
        /// What would have been right there.
        expected: &'static str,
    },

    /// SQL that cannot be run: a fault in it, or a missing or superfluous value.
    #[error("{message}{}", .at.map(|at| format!(" (at character {at})")).unwrap_or_default())]
    BadSql {
        /// What is wrong.
        message: String,
        /// The code point where it is wrong, where SQLite says.
        at: Option<usize>,
    },

    /// SQL that would write, attach or change a setting.
    #[error("only reading is allowed here: {message}")]
    NotReadOnly {
        /// What was refused.
        message: String,
    },

    /// It took longer than it was given.
    #[error("stopped after {limit:?}; give it a longer time limit, or ask for less")]
    TimeLimit {
        /// The limit.
        limit: std::time::Duration,
    },

    /// The rows would take more memory than they were given.
    #[error("the rows take more than {} MiB: ask for fewer columns or rows, count them in SQL, or allow more", .most >> 20)]
    ResultTooLarge {
        /// The most they may take, in bytes.
        most: usize,
    },

    /// There is no word in what was to be found.
    #[error("no word in `{given}`: give a word, a phrase, `begin*`, or words joined by OR")]
    NoWord {
        /// What was given.
        given: String,
    },

    /// More words than can be looked for at once.
    #[error("more than {most} words at once")]
    TooManyWords {
        /// The most there may be.
        most: usize,
    },

    /// A number outside the range that makes sense.
    #[error("{what}: {given} is not from {least} to {most}")]
    OutOfRange {
        /// What the number is for.
        what: &'static str,
        /// What was given.
        given: u64,
        /// The least it may be.
        least: u64,
        /// The most it may be.
        most: u64,
    },

    /// Lines were asked for without saying of what.
    #[error("give a word or phrase, an entity, or a relation (type, between, source, target …) to list")]
    NothingToList,

    /// A timeline of more periods than anyone reads.
    #[error("more than {most} periods: take longer ones, or a shorter time")]
    TooManyPeriods {
        /// The most there may be.
        most: usize,
    },

    /// A panel of more rows than fit into memory with ease.
    #[error(
        "a panel of {rows} rows ({dyads} pairs in {periods} periods) is more than {most}: take longer periods, a shorter time, fewer actors, or leave out empty periods"
    )]
    PanelTooLarge {
        /// How many pairs of actors there are.
        dyads: usize,
        /// How many periods.
        periods: usize,
        /// How many rows that makes.
        rows: usize,
        /// The most there may be.
        most: usize,
    },
}
