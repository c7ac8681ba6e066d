//! Each question as `Corpus` in Python puts it: keyword arguments to a builder, its rows to a table.

use super::filters::{Asked, apply};
use super::run::every_now_and_then;
use super::table::{Made, What};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::query::{DatedBy, Freq, QueryError};

pub(super) const RELATIONS: &[&str] = &[
    "actor",
    "between",
    "source",
    "target",
    "type",
    "status",
    "said_by",
    "since",
    "until",
    "published_since",
    "published_until",
    "article",
    "outlet",
    "language",
    "originals",
    "min_confidence",
    "origin",
    "columns",
    "order",
    "limit",
    "offset",
];
pub(super) const ARTICLES: &[&str] = &[
    "key",
    "article",
    "actor",
    "between",
    "source",
    "target",
    "type",
    "status",
    "said_by",
    "min_confidence",
    "origin",
    "since",
    "until",
    "outlet",
    "language",
    "originals",
    "columns",
    "order",
    "limit",
    "offset",
];
pub(super) const LABELS: &[&str] = &["article", "label", "columns", "order", "limit", "offset"];
pub(super) const ENTITIES: &[&str] = &["type", "code", "name", "country", "columns", "order", "limit", "offset"];
pub(super) const MENTIONS: &[&str] = &[
    "article",
    "type",
    "entity",
    "origin",
    "published_since",
    "published_until",
    "outlet",
    "language",
    "originals",
    "columns",
    "order",
    "limit",
    "offset",
];
pub(super) const DATES: &[&str] = &[
    "article",
    "since",
    "until",
    "published_since",
    "published_until",
    "outlet",
    "language",
    "originals",
    "columns",
    "order",
    "limit",
    "offset",
];
pub(super) const TIES: &[&str] = &["article", "tie", "actor", "columns", "order", "limit", "offset"];
pub(super) const EVENTS: &[&str] = &[
    "actor",
    "between",
    "source",
    "target",
    "type",
    "since",
    "until",
    "contested",
    "min_articles",
    "columns",
    "order",
    "limit",
    "offset",
];
pub(super) const NEAR_MISSES: &[&str] =
    &["actor", "article", "outlet", "language", "since", "until", "originals", "limit", "offset"];
pub(super) const SEARCH: &[&str] = &[
    "actor",
    "between",
    "source",
    "target",
    "type",
    "status",
    "said_by",
    "min_confidence",
    "origin",
    "since",
    "until",
    "article",
    "outlet",
    "language",
    "originals",
    "limit",
    "offset",
];
pub(super) const DYADS: &[&str] = &[
    "actor",
    "between",
    "source",
    "target",
    "type",
    "status",
    "said_by",
    "since",
    "until",
    "published_since",
    "published_until",
    "article",
    "outlet",
    "language",
    "originals",
    "min_confidence",
    "origin",
    "limit",
    "offset",
];
pub(super) const TIMELINE: &[&str] = &[
    "type",
    "status",
    "said_by",
    "since",
    "until",
    "published_since",
    "published_until",
    "outlet",
    "language",
    "originals",
    "min_confidence",
    "origin",
];

/// The builder's batches and its SQL.
macro_rules! made {
    ($what:ident, $builder:ident) => {
        Ok(Made { what: What::$what, sql: Some($builder.to_sql()?), batches: $builder.batches()?, left_out: 0 })
    };
}

pub(super) fn relations(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.relations();
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some min_confidence min_confidence,
        each origin origin, some limit limit, some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Relations, b)
}

pub(super) fn articles(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.articles();
    apply!(b, asked, each key key, each actor actor, pair between between, each source source, each target target,
        each kind of_type, each status status, each said_by said_by, some min_confidence min_confidence,
        each origin origin, some since published_since, some until published_until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some limit limit, some offset offset,
        each order order);
    let b = b.columns(asked.columns);
    made!(Articles, b)
}

pub(super) fn labels(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.labels();
    apply!(b, asked, some article in_articles, each label label, some limit limit, some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Labels, b)
}

pub(super) fn entities(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.entities();
    apply!(b, asked, each kind of_type, each code code, each name called, each country country, some limit limit,
        some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Entities, b)
}

pub(super) fn mentions(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.mentions();
    apply!(b, asked, some article in_articles, each kind of_type, each entity entity, each origin origin,
        some published_since published_since, some published_until published_until, each outlet outlet,
        each language language, flag originals originals, some limit limit, some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Mentions, b)
}

pub(super) fn dates(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.dates();
    apply!(b, asked, some article in_articles, some since since, some until until,
        some published_since published_since, some published_until published_until, each outlet outlet,
        each language language, flag originals originals, some limit limit, some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Dates, b)
}

pub(super) fn ties(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.ties();
    apply!(b, asked, some article in_articles, each tie of_kind, each actor actor, some limit limit, some offset offset,
        each order order);
    let b = b.columns(asked.columns);
    made!(Ties, b)
}

pub(super) fn events(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.events();
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        some since since, some until until, some contested contested, some min_articles min_articles, some limit limit,
        some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Events, b)
}

pub(super) fn near_misses(corpus: &Corpus, triggered: Option<bool>, asked: Asked) -> Result<Made> {
    let b = corpus.near_misses().stop(every_now_and_then());
    let b = if let Some(triggered) = triggered { b.triggered(triggered) } else { b };
    apply!(b, asked, each actor actor, some article in_articles, each outlet outlet, each language language,
        some since published_since, some until published_until, flag originals originals, some limit limit,
        some offset offset);
    Ok(Made { what: What::NearMisses, sql: None, batches: b.batches()?, left_out: 0 })
}

pub(super) fn search(corpus: &Corpus, query: &str, asked: Asked) -> Result<Made> {
    let b = corpus.search(query);
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some min_confidence min_confidence, each origin origin,
        some since published_since, some until published_until, some article in_articles, each outlet outlet,
        each language language, flag originals originals, some limit limit, some offset offset);
    made!(Hits, b)
}

pub(super) fn dyads(corpus: &Corpus, directed: bool, asked: Asked) -> Result<Made> {
    let b = corpus.dyads();
    let b = if directed { b.directed() } else { b };
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some min_confidence min_confidence,
        each origin origin, some limit limit, some offset offset);
    made!(Dyads, b)
}

pub(super) fn timeline(corpus: &Corpus, pair: (String, String), freq: Freq, by: DatedBy, asked: Asked) -> Result<Made> {
    let b = corpus.timeline(pair.0, pair.1, freq).dated_by(by);
    apply!(b, asked, each kind of_type, each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, each outlet outlet,
        each language language, flag originals originals, some min_confidence min_confidence, each origin origin);
    let (batches, left_out) = b.batches()?;
    Ok(Made { what: What::Timeline, sql: Some(b.to_sql()?), batches, left_out })
}

/// The value of a vocabulary, or what it could have been.
pub(super) fn vocabulary<T: Copy>(
    what: &'static str,
    given: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T> {
    parse(given).ok_or_else(|| {
        let allowed = all.iter().map(|value| name(*value)).collect();
        QueryError::NotAllowed { what, given: given.chars().take(80).collect(), allowed }.into()
    })
}
