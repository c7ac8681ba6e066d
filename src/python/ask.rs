//! Each question as `Corpus` in Python puts it: keyword arguments to a builder, its rows to a table.

use super::filters::{Asked, apply};
use super::run::{Watch, every_now_and_then};
use super::table::{Made, Told, What};
use crate::corpus::{Allocation, Corpus, Sample, Stratum};
use crate::error::Result;
use crate::query::{Count, DatedBy, Freq, Match, Query, QueryError, Search};

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
/// Filters that choose articles to be deleted; with words, those of a search.
pub(super) const DOOMED: &[&str] = &[
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
];
pub(super) const DOOMED_BY_WORDS: &[&str] = &[
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
    "status",
    "since",
    "until",
    "contested",
    "disagreement",
    "min_articles",
    "article",
    "outlet",
    "language",
    "originals",
    "published_since",
    "published_until",
    "columns",
    "order",
    "limit",
    "offset",
];
pub(super) const FAMILIES: &[&str] = &["min_articles", "limit", "offset"];
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
    "published_since",
    "published_until",
    "act_since",
    "act_until",
    "article",
    "outlet",
    "language",
    "originals",
    "limit",
    "offset",
];
/// What chooses articles by words, without a page of them.
pub(super) const FOUND: &[&str] = &[
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
    "published_since",
    "published_until",
    "act_since",
    "act_until",
    "article",
    "outlet",
    "language",
    "originals",
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
pub(super) const SAMPLE: &[&str] = &[
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

pub(super) const PANEL: &[&str] = &[
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

/// How a sample is drawn.
pub(super) struct Drawing {
    pub size: usize,
    pub by: Vec<Stratum>,
    pub seed: u64,
    pub allocation: Allocation,
}

pub(super) fn sample(corpus: &Corpus, drawing: Drawing, asked: Asked) -> Result<Made> {
    let b = corpus.relations();
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some min_confidence min_confidence,
        each origin origin);
    let sql = b.to_sql()?;
    let b = corpus.sample(b, drawing.size).seed(drawing.seed).allocation(drawing.allocation);
    let b = drawing.by.into_iter().fold(b, Sample::by).stop(every_now_and_then());
    Ok(Made { what: What::Sample, sql: Some(sql), batches: b.batches()?, left_out: 0 })
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

/// The numbers of the articles to be deleted.
pub(super) fn doomed(corpus: &Corpus, query: Option<&str>, asked: Asked) -> Result<Vec<i64>> {
    if let Some(query) = query {
        // What is mended in a query may find more than was meant.
        let searched = Searched { query: query.to_owned(), way: Match::All, strict: true, after: None };
        return searching(corpus, &searched, asked)?.ids();
    }
    let b = corpus.articles();
    apply!(b, asked, each key key, each actor actor, pair between between, each source source, each target target,
        each kind of_type, each status status, each said_by said_by, some min_confidence min_confidence,
        each origin origin, some since published_since, some until published_until, some article in_articles,
        each outlet outlet, each language language);
    b.ids()
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
        each status status, some since since, some until until, some contested contested,
        each disagreement disagreeing_on, some min_articles min_articles, some article in_articles, each outlet outlet,
        each language language, flag originals originals, some published_since published_since,
        some published_until published_until, some limit limit, some offset offset, each order order);
    let b = b.columns(asked.columns);
    made!(Events, b)
}

#[expect(clippy::needless_pass_by_value, reason = "called as the others are")]
pub(super) fn families(corpus: &Corpus, asked: Asked) -> Result<Made> {
    let b = corpus.families();
    apply!(b, asked, some min_articles min_articles, some limit limit, some offset offset);
    Ok(Made { what: What::Families, sql: Some(b.to_sql()), batches: b.batches()?, left_out: 0 })
}

pub(super) fn versions(corpus: &Corpus, event: i64) -> Result<Made> {
    let b = corpus.reader().versions(event);
    made!(Versions, b)
}

pub(super) fn near_misses(corpus: &Corpus, triggered: Option<bool>, watch: &Watch, asked: Asked) -> Result<Made> {
    let b = corpus.near_misses();
    let b = if let Some(triggered) = triggered { b.triggered(triggered) } else { b };
    apply!(b, asked, each actor actor, some article in_articles, each outlet outlet, each language language,
        some since published_since, some until published_until, flag originals originals, some limit limit,
        some offset offset);
    let b = b.clone().stop(watch.stop(b.articles()?, 1));
    Ok(Made { what: What::NearMisses, sql: None, batches: b.batches()?, left_out: 0 })
}

/// A query with how it is to be matched.
pub(super) struct Searched {
    pub query: String,
    pub way: Match,
    pub strict: bool,
    pub after: Option<i64>,
}

/// The search as it was asked for.
pub(super) fn searching<'c>(corpus: &'c Corpus, searched: &Searched, asked: Asked) -> Result<Search<'c>> {
    if searched.strict {
        Query::parse_strict(&searched.query)?;
    }
    let b = corpus.search(&searched.query).matching(searched.way);
    let b = if let Some(after) = searched.after { b.after(after) } else { b };
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some min_confidence min_confidence, each origin origin,
        some since published_since, some until published_until, some published_since published_since,
        some published_until published_until, some act_since since, some act_until until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some limit limit, some offset offset);
    Ok(b)
}

/// The hits, how many there are in all, and what was mended in the query.
pub(super) fn search(corpus: &Corpus, searched: &Searched, asked: Asked) -> Result<(Made, Told)> {
    let b = searching(corpus, searched, asked)?;
    let mut all = b.all()?;
    let told = told(&b, all.total);
    let made =
        Made { what: What::Hits, sql: Some(std::mem::take(&mut all.sql)), batches: all.into_batches()?, left_out: 0 };
    Ok((made, told))
}

/// What is told beside the rows of a search.
pub(super) fn told(search: &Search<'_>, total: u64) -> Told {
    let repairs = &search.query().repairs;
    let mut notes: Vec<String> = repairs.iter().map(ToString::to_string).collect();
    if !notes.is_empty() {
        notes.push(format!("understood as: {}", search.query()));
    }
    Told { total: Some(total), notes }
}

pub(super) fn dyads(corpus: &Corpus, directed: bool, count: Count, asked: Asked) -> Result<Made> {
    let b = corpus.dyads().count(count);
    let b = if directed { b.directed() } else { b };
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some min_confidence min_confidence,
        each origin origin, some limit limit, some offset offset);
    made!(Dyads, b)
}

/// The length of periods, what places an act in them, and what is counted.
type Counting = (Freq, DatedBy, Count);

pub(super) fn timeline(corpus: &Corpus, pair: (String, String), counting: Counting, asked: Asked) -> Result<Made> {
    let (freq, by, count) = counting;
    let b = corpus.timeline(pair.0, pair.1, freq).dated_by(by).count(count);
    apply!(b, asked, each kind of_type, each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, each outlet outlet,
        each language language, flag originals originals, some min_confidence min_confidence, each origin origin);
    let (batches, left_out) = b.batches()?;
    Ok(Made { what: What::Timeline, sql: Some(b.to_sql()?), batches, left_out })
}

/// `which` are the actors, whether directed, and whether with empty periods.
pub(super) fn panel(
    corpus: &Corpus,
    counting: Counting,
    which: (Vec<String>, bool, bool),
    asked: Asked,
) -> Result<Made> {
    let ((freq, by, count), (actors, directed, empty)) = (counting, which);
    let b = corpus.panel(freq).dated_by(by).count(count).among(actors);
    let b = if directed { b.directed() } else { b };
    let b = if empty { b } else { b.sparse() };
    apply!(b, asked, each actor actor, pair between between, each source source, each target target, each kind of_type,
        each status status, each said_by said_by, some since since, some until until,
        some published_since published_since, some published_until published_until, some article in_articles,
        each outlet outlet, each language language, flag originals originals, some min_confidence min_confidence,
        each origin origin);
    let (batches, left_out) = b.batches()?;
    Ok(Made { what: What::Panel, sql: Some(b.to_sql()?), batches, left_out })
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
