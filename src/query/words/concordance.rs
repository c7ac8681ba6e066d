//! Words in their context, line by line.

use super::pattern::Pattern;
use super::scan::{Doc, Job, Listing, Tok, matches, scan, spans};
use super::scope::{Plan, Scope, Stretches, condition, evidence, labelled, may_hold, place, scope_methods};
use super::sentences::Sentences;
use super::{Slice, Unit, slice_methods};
use crate::article::vocabulary;
use crate::error::Result;
use crate::query::ask::{article_filters, relation_filters, statement_filters};
use crate::query::filter::{ArticleFilter, RelationFilter, codes};
use crate::query::select::{Condition, Select};
use crate::query::{QueryError, Reader};
use crate::text::words::folded;
use crate::text::{CodePoints, Span};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// Words on each side by which lines are sorted.
const SORTED: usize = 6;
/// Characters shown on each side unless told.
const WIDTH: usize = 60;

vocabulary! {
    /// What the lines of a concordance are ordered by.
    Order {
        /// The article, then the place in it.
        Position = "position",
        /// The words before the match, the nearest first.
        Left = "left",
        /// The words after the match.
        Right = "right",
        /// The day of publication; articles without one come last.
        Published = "published",
    }
}

/// A match in its context. Offsets are code points of the article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcordanceRow {
    /// What stands before it, up to a word's beginning; line breaks are spaces.
    pub left: String,
    /// What was found, as it stands in the text; line breaks are spaces.
    pub found: String,
    /// What stands after it, up to a word's end; line breaks are spaces.
    pub right: String,
    /// The article.
    pub article_id: i64,
    /// The caller's name for it.
    pub key: String,
    /// When it was published, in EDTF.
    pub published: Option<String>,
    /// Who carried it.
    pub outlet: Option<String>,
    /// The match's first code point.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// The sentence it begins in, as it stands in the text.
    pub sentence: String,
}

/// Matches in their context (KWIC); see [`Reader::concordance`].
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `rows()`"]
pub struct Concordance<'c> {
    reader: Reader<'c>,
    words: Vec<String>,
    entities: Vec<String>,
    articles: ArticleFilter,
    relations: RelationFilter,
    scope: Scope,
    width: usize,
    order: Order,
    slice: Slice,
}

article_filters!(Concordance);
relation_filters!(Concordance);
statement_filters!(Concordance);
scope_methods!(Concordance);
slice_methods!(Concordance);

/// What the lines are of.
enum Node {
    Words(Pattern),
    Places(Stretches),
}

/// A match on its way to a line.
struct Hit {
    /// The article's place in the plan.
    number: usize,
    start: usize,
    end: usize,
    /// The words it is sorted by.
    context: String,
}

impl<'c> Concordance<'c> {
    pub(crate) fn new(reader: Reader<'c>) -> Self {
        Self {
            reader,
            words: Vec::new(),
            entities: Vec::new(),
            articles: ArticleFilter::default(),
            relations: RelationFilter::default(),
            scope: Scope::default(),
            width: WIDTH,
            order: Order::Position,
            slice: Slice::default(),
        }
    }

    /// Of this word or phrase; called again, of that one too.
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// Of every mention of this entity, by code or name; called again, of that one too.
    pub fn entity(mut self, entity: impl Into<String>) -> Self {
        self.entities.push(entity.into());
        self
    }

    /// How many characters are shown on each side at most.
    pub fn width(mut self, width: usize) -> Self {
        self.width = width;
        self
    }

    /// What the lines are ordered by; within that, by their place.
    pub fn sort(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// What the lines are of, and the articles that may hold it.
    fn node(&self) -> Result<(Node, Condition)> {
        let reader = &self.reader;
        let articles = condition(reader, &self.articles, &self.relations, self.scope.unit)?;
        if !self.words.is_empty() && self.entities.is_empty() {
            let pattern = Pattern::any(&self.words)?;
            let candidates = may_hold(pattern.candidates());
            return Ok((Node::Words(pattern), articles.and(candidates)));
        }
        if self.words.is_empty() && !self.entities.is_empty() {
            let named = Condition::one_of("code", &codes(reader, &self.entities)?);
            let select = Select::literal(
                "SELECT article_id, start, end FROM mentions WHERE ",
                named.and(self.articles.of_rows()?),
                " ORDER BY article_id, start",
                &[],
            );
            let places = super::scope::stretches(reader, &select)?;
            let articles = articles.and(holding(&places));
            return Ok((Node::Places(places), articles));
        }
        if self.words.is_empty() && !self.relations.is_empty() {
            let places = self.triggers()?;
            return Ok((Node::Places(places), Condition::default()));
        }
        Err(QueryError::NothingToList.into())
    }

    /// Where the words stand that relations were read from: the trigger, or all the evidence where there is none.
    fn triggers(&self) -> Result<Stretches> {
        let condition = self.relations.of_relations(&self.reader)?.and(self.articles.of_rows()?);
        let select = Select::literal(
            "SELECT article_id, start, end, trace FROM statement WHERE id IN (SELECT statement_id FROM pair WHERE id IN \
             (SELECT id FROM relations WHERE ",
            condition,
            ")) ORDER BY article_id, start",
            &[],
        );
        let read = |row: &rusqlite::Row<'_>| {
            let evidence = (place(row.get(1)?), place(row.get(2)?));
            Ok((row.get::<_, i64>(0)?, evidence, row.get::<_, String>(3)?))
        };
        let mut found = Stretches::default();
        select.each(self.reader.store(), read, |(article, evidence, trace)| {
            let trace: Vec<(String, usize, usize)> = serde_json::from_str(&trace).unwrap_or_default();
            let trigger = trace.iter().find(|(part, ..)| part == "trigger").map(|(_, start, end)| (*start, *end));
            found.entry(article).or_default().push(trigger.unwrap_or(evidence));
            Ok(())
        })?;
        for places in found.values_mut() {
            places.sort_unstable();
            places.dedup();
        }
        Ok(found)
    }

    fn plan(&self) -> Result<(Node, Plan)> {
        let (node, mut condition) = self.node()?;
        if let Node::Places(places) = &node
            && condition.is_empty()
        {
            condition = holding(places);
        }
        let mut plan = Plan::new(&self.reader, &self.scope, condition, |_, _, _| Some(0))?;
        if self.scope.unit == Unit::Evidence {
            plan.only = Some(vec![evidence(&self.reader, &self.articles, &self.relations)?]);
            plan.bounds = labelled(&self.reader, Condition::default())?;
        }
        Ok((node, plan))
    }

    fn job<'j>(&'j self, node: &'j Node, listing: &'j Listing) -> Job<'j> {
        let pattern = if let Node::Words(pattern) = node { Some(pattern) } else { None };
        Job { pattern, listing, lists: self.reader.lists() }
    }

    /// The matches that are to be lines, in their order.
    fn hits(&self, node: &Node, plan: &Plan) -> Result<Vec<Hit>> {
        let listing = Listing::default();
        let order = self.order;
        let found = AtomicU64::new(0);
        let wanted = self.slice.limit.map_or(u64::MAX, |limit| limit.saturating_add(self.slice.offset));
        let each = |hits: &mut Vec<Hit>, doc: &Doc<'_>| {
            let before = hits.len();
            each_match(node, doc, |span, first, past| {
                let context = match order {
                    Order::Left => context(doc, doc.words.get(..first).unwrap_or_default().iter().rev()),
                    Order::Right => context(doc, doc.words.get(past..).unwrap_or_default().iter()),
                    Order::Position | Order::Published => String::new(),
                };
                hits.push(Hit { number: doc.number, start: span.start, end: span.end, context });
            });
            found.fetch_add((hits.len() - before) as u64, Ordering::Relaxed);
        };
        // Articles are handed out in their order: with enough of them, later ones are not wanted.
        let enough = || order == Order::Position && found.load(Ordering::Relaxed) >= wanted;
        let workers = scan(&self.reader, plan, &self.scope, self.job(node, &listing), each, enough)?;
        let mut hits: Vec<Hit> = workers.into_iter().flat_map(|worker| worker.state).collect();
        let published = |hit: &Hit| plan.entries.get(hit.number).and_then(|entry| entry.published.0);
        hits.sort_unstable_by(|a, b| {
            let first = match order {
                Order::Position => std::cmp::Ordering::Equal,
                Order::Left | Order::Right => a.context.cmp(&b.context),
                Order::Published => {
                    let (a, b) = (published(a), published(b));
                    a.is_none().cmp(&b.is_none()).then(a.cmp(&b))
                }
            };
            first.then(a.number.cmp(&b.number)).then(a.start.cmp(&b.start)).then(a.end.cmp(&b.end))
        });
        Ok(self.slice.of(hits))
    }

    /// How many lines there are, whatever the limit.
    pub fn count(&self) -> Result<u64> {
        let all = Self { slice: Slice::default(), order: Order::Position, ..self.clone() };
        let (node, plan) = all.plan()?;
        Ok(all.hits(&node, &plan)?.len() as u64)
    }

    /// The lines.
    pub fn rows(&self) -> Result<Vec<ConcordanceRow>> {
        let (node, plan) = self.plan()?;
        let hits = self.hits(&node, &plan)?;
        let mut chosen: FxHashMap<i64, Vec<(usize, Span)>> = FxHashMap::default();
        for (rank, hit) in hits.iter().enumerate() {
            let Some(entry) = plan.entries.get(hit.number) else { continue };
            chosen.entry(entry.id).or_default().push((rank, Span::new(hit.start, hit.end)));
        }
        drop(hits);
        for spans in chosen.values_mut() {
            spans.sort_unstable_by_key(|(_, span)| *span);
        }
        let shown = Plan {
            entries: plan.entries.into_iter().filter(|entry| chosen.contains_key(&entry.id)).collect(),
            languages: plan.languages,
            ..Plan::default()
        };
        let bounds = labelled(&self.reader, Condition::default())?;
        let listing = Listing::default();
        let (lists, width) = (self.reader.lists(), self.width);
        let job = Job { pattern: None, listing: &listing, lists };
        let each = |rows: &mut Vec<(usize, ConcordanceRow)>, doc: &Doc<'_>| {
            let Some(chosen) = chosen.get(&doc.entry.id) else { return };
            let bounds = bounds.get(&doc.entry.id).map(|places| spans(doc.text, places)).unwrap_or_default();
            let mut sentences = Sentences::new(doc.text, lists, &bounds);
            let points = CodePoints::new(doc.text);
            rows.extend(
                chosen.iter().map(|(rank, span)| (*rank, line(doc, *span, width, &points, sentences.around(*span)))),
            );
        };
        let workers = scan(&self.reader, &shown, &self.scope, job, each, || false)?;
        let mut rows: Vec<(usize, ConcordanceRow)> = workers.into_iter().flat_map(|worker| worker.state).collect();
        rows.sort_unstable_by_key(|(rank, _)| *rank);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// The lines as Arrow record batches.
    #[cfg(feature = "arrow")]
    pub fn batches(&self) -> Result<crate::query::Batches> {
        use super::cells::{count, text};
        use crate::query::{Column, Kind};
        use rusqlite::types::Value;
        let column = |name, kind| Column { name, kind };
        let columns = [
            column("left", Kind::Text),
            column("match", Kind::Category),
            column("right", Kind::Text),
            column("article_id", Kind::Int),
            column("key", Kind::Text),
            column("published", Kind::Category),
            column("outlet", Kind::Category),
            column("start", Kind::Int),
            column("end", Kind::Int),
            column("sentence", Kind::Text),
        ];
        let rows = self.rows()?.into_iter().map(|row| {
            vec![
                Value::Text(row.left),
                Value::Text(row.found),
                Value::Text(row.right),
                Value::Integer(row.article_id),
                Value::Text(row.key),
                text(row.published),
                text(row.outlet),
                count(row.start as u64),
                count(row.end as u64),
                Value::Text(row.sentence),
            ]
        });
        crate::query::batches::from_many_values(&columns, rows, Some(self.reader.store().asking()))
    }
}

/// The line of a match.
fn line(doc: &Doc<'_>, span: Span, width: usize, points: &CodePoints<'_>, sentence: Option<Span>) -> ConcordanceRow {
    let (start, end) = points.range(span);
    ConcordanceRow {
        left: on_one_line(before(doc.text.get(..span.start).unwrap_or_default(), width)),
        found: on_one_line(span.slice(doc.text).unwrap_or_default()),
        right: on_one_line(after(doc.text.get(span.end..).unwrap_or_default(), width)),
        article_id: doc.entry.id,
        key: doc.about.key.clone(),
        published: doc.about.published.clone(),
        outlet: doc.about.outlet.clone(),
        start,
        end,
        sentence: sentence.and_then(|sentence| sentence.slice(doc.text)).unwrap_or_default().to_owned(),
    }
}

/// Articles that have a place among these.
fn holding(places: &Stretches) -> Condition {
    let mut ids: Vec<i64> = places.keys().copied().collect();
    ids.sort_unstable();
    ArticleFilter { ids: Some(ids), ..ArticleFilter::default() }.of_articles().unwrap_or_default()
}

/// Calls `each` with every match in an article: its place, its first word and one past its last.
fn each_match(node: &Node, doc: &Doc<'_>, mut each: impl FnMut(Span, usize, usize)) {
    match node {
        Node::Words(pattern) => matches(pattern.alternatives(), doc.words, |first, past| {
            if let (Some(start), Some(end)) = (doc.words.get(first), doc.words.get(past - 1)) {
                each(Span::new(start.start as usize, end.end as usize), first, past);
            }
        }),
        Node::Places(places) => {
            for span in places.get(&doc.entry.id).map(|places| spans(doc.text, places)).unwrap_or_default() {
                let first = doc.words.partition_point(|word| word.end as usize <= span.start);
                let past = doc.words.partition_point(|word| (word.start as usize) < span.end);
                if doc.words.get(first).is_none_or(Tok::counted) {
                    each(span, first, past);
                }
            }
        }
    }
}

/// The words by which a line is sorted.
fn context<'w>(doc: &Doc<'_>, words: impl Iterator<Item = &'w Tok>) -> String {
    let mut out = String::new();
    for word in words.take(SORTED) {
        let surface = doc.text.get(word.start as usize..word.end as usize).unwrap_or_default();
        out.push_str(&folded(surface));
        out.push(' ');
    }
    out
}

/// The last characters of `text`, from a word's beginning on.
fn before(text: &str, width: usize) -> &str {
    let Some((cut, _)) = text.char_indices().rev().take(width).last() else { return "" };
    let (head, tail) = text.split_at_checked(cut).unwrap_or(("", text));
    let inside = head.ends_with(char::is_alphanumeric) && tail.starts_with(char::is_alphanumeric);
    let tail = if inside { tail.find(char::is_whitespace).and_then(|at| tail.get(at..)).unwrap_or(tail) } else { tail };
    tail.trim_start()
}

/// The first characters of `text`, up to a word's end.
fn after(text: &str, width: usize) -> &str {
    let cut = text.char_indices().nth(width).map_or(text.len(), |(at, _)| at);
    let (head, tail) = text.split_at_checked(cut).unwrap_or((text, ""));
    let inside = head.ends_with(char::is_alphanumeric) && tail.starts_with(char::is_alphanumeric);
    let head =
        if inside { head.rfind(char::is_whitespace).and_then(|at| head.get(..at)).unwrap_or(head) } else { head };
    head.trim_end()
}

/// `text` with a space for each line break and tab.
fn on_one_line(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\r' | '\t' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contexts_end_with_whole_words() {
        let text = "Le gouvernement malien accuse";
        assert_eq!(before(text, 13), "malien accuse");
        assert_eq!(before(text, 16), "malien accuse");
        assert_eq!(before(text, 3), "use");
        assert_eq!(before(text, 0), "");
        assert_eq!(before(text, 99), text);
        assert_eq!(after(text, 15), "Le gouvernement");
        assert_eq!(after(text, 14), "Le");
        assert_eq!(after(text, 0), "");
        assert_eq!(after(text, 99), text);
    }

    proptest! {
        #[test]
        fn contexts_stand_next_to_the_match(text in "\\PC{0,40}", width in 0_usize..50) {
            prop_assert!(text.ends_with(before(&text, width)) && before(&text, width).chars().count() <= width);
            prop_assert!(text.starts_with(after(&text, width)) && after(&text, width).chars().count() <= width);
        }
    }
}
