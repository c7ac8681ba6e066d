//! An article and a lexicon to an [`Extraction`]: a pure function, linear in the text.

pub mod actors;
pub mod clauses;
pub mod dates;
pub mod document;
pub mod examples;
pub mod names;
pub mod near;
pub mod pairs;
pub mod phrases;
pub mod relations;
pub mod standing;
pub mod tags;
pub mod ties;
pub mod verdict;
pub mod when;

use crate::article::{Article, LabelKind};
use crate::extraction::{Extraction, Mention, MentionType, NearMiss, Relation, Status, Tie};
use crate::lexicon::Lexicon;
use crate::text::Span;
use crate::text::tokens::WordSet;
use actors::{Discourse, Resolver};
use clauses::Clauses;
use dates::Dated;
use document::{Document, Name};
use pairs::Pair;
use relations::{Observer, Reader, Weighed};
use std::ops::Range;
use tags::Tagger;
use ties::TieReader;
use verdict::Verdict;
use when::{Story, When};

/// Reads mentions, dates, relations and ties from an article.
pub fn extract(article: &Article, lexicon: &Lexicon) -> Extraction {
    // Nobody asks it to stop.
    extract_unless(article, lexicon, &|| false).unwrap_or_default()
}

/// [`extract`], given up as soon as `stop` says so, which is asked before each sentence.
pub(crate) fn extract_unless(article: &Article, lexicon: &Lexicon, stop: &dyn Fn() -> bool) -> Option<Extraction> {
    let document = Document::new(article, lexicon);
    if stop() {
        return None;
    }
    let names = names::names(&document, lexicon);
    if stop() {
        return None;
    }
    let dated = dates::dates(&document, article.metadata.published.as_ref(), lexicon);
    let Facts { relations, ties, near_misses } = facts(&document, lexicon, &names, &dated, None, stop)?;
    Some(Extraction {
        metadata: article.metadata.clone(),
        mentions: names.iter().map(|name| mention(&document, lexicon, name)).collect(),
        dates: dated.iter().map(|date| date.mention(&document)).collect(),
        relations,
        ties,
        near_misses,
        sentences: document.sentences.iter().map(|sentence| sentence.span).collect(),
    })
}

/// What was weighed in one sentence.
#[derive(Debug, Clone)]
pub struct Scales {
    /// The sentence.
    pub sentence: Span,
    /// What rules found, taken or left.
    pub candidates: Vec<Weighed>,
    /// Every pair of its actors.
    pub pairs: Vec<Pair>,
}

/// All that was weighed in an article, taken or left, with its features: what weights are fitted on.
pub fn weighed(article: &Article, lexicon: &Lexicon) -> Vec<Scales> {
    let document = Document::new(article, lexicon);
    let names = names::names(&document, lexicon);
    let dated = dates::dates(&document, article.metadata.published.as_ref(), lexicon);
    let mut weighed = Vec::new();
    let mut observe = |sentence, candidates: &[Weighed], pairs: &[Pair]| {
        weighed.push(Scales { sentence, candidates: candidates.to_vec(), pairs: pairs.to_vec() });
    };
    _ = facts(&document, lexicon, &names, &dated, Some(&mut observe), &|| false);
    weighed
}

fn mention(document: &Document, lexicon: &Lexicon, name: &Name) -> Mention {
    Mention {
        span: document.span(&name.tokens),
        kind: name.kind,
        code: name.code.clone(),
        country: name.country.clone(),
        name: name.name.clone(),
        sector: name.sector.clone(),
        wikidata: lexicon.names().wikidata(&name.code).map(str::to_owned),
        reading: name.reading,
        sentence: name.sentence,
        rule: name.rule.clone(),
    }
}

/// What the sentences of a document state.
#[derive(Default)]
struct Facts {
    relations: Vec<Relation>,
    ties: Vec<Tie>,
    near_misses: Vec<NearMiss>,
}

/// The relations and ties of every sentence of prose, and the sentences that came near; nothing where `stop` says so.
fn facts(
    document: &Document,
    lexicon: &Lexicon,
    names: &[Name],
    dated: &[Dated],
    observe: Option<&mut Observer>,
    stop: &dyn Fn() -> bool,
) -> Option<Facts> {
    let mut facts = Facts::default();
    let language = document.article.metadata.language.as_deref().unwrap_or("fr");
    let acts = lexicon.dates().grammar(language).map(|dates| &dates.acts);
    let Some(language) = lexicon.language(language) else { return Some(facts) };
    let spoken = names::spoken(document, lexicon, names);
    let names = spoken.as_slice();
    let grammar = &language.grammar;
    let date_tokens: Vec<Range<usize>> = dated.iter().map(|date| date.tokens.clone()).collect();
    let tagger = Tagger { document, grammar, lexicon: lexicon.names(), names, dates: &date_tokens };
    let resolver = Resolver { document, grammar, lexicon: lexicon.names(), names };
    let telling = observe.is_some();
    let mut unseen = |_: Span, _: &[Weighed], _: &[Pair]| {};
    let observe = observe.unwrap_or(&mut unseen);
    let mut discourse = Discourse::about(names);
    let mut topic = None;
    let mut story = Story::default();
    let mut verdict = Verdict::new(&language.learned);
    let mut ways = Vec::new();
    let mut unnamed = Vec::new();
    for (number, sentence) in document.sentences.iter().enumerate() {
        if stop() {
            return None;
        }
        if !matches!(sentence.label, None | Some(LabelKind::Title)) {
            continue;
        }
        let tags = tagger.tag(&sentence.tokens);
        let units = phrases::phrases(&tags, grammar);
        let clauses = Clauses::new(&units, grammar);
        let standings = resolver.resolve(&units, &mut discourse);
        let reader = Reader {
            document,
            grammar,
            rules: &language.rules,
            weights: &language.weights,
            learned: &language.learned,
            wordings: &language.wordings,
            telling,
            plover: lexicon.plover(),
            resolver: &resolver,
            dates: dated,
            acts,
            clauses: &clauses,
            standings: &standings,
            discourse: &discourse,
            words: WordSet::of(document.tokens.get(sentence.tokens.clone()).unwrap_or_default()),
        };
        let (judged, near) = reader.read(&sentence.tokens, observe);
        verdict.note(&judged);
        let likely: Vec<Relation> = judged.likely().cloned().collect();
        let ties = TieReader {
            document,
            grammar,
            ties: &language.ties,
            resolver: &resolver,
            dates: dated,
            clauses: &clauses,
            standings: &standings,
            topic,
        };
        let near = near::near_miss(&reader, &sentence.tokens, &likely, near.as_ref());
        facts.ties.extend(ties.read());
        unnamed.extend(ties.unnamed());
        for (noun, owners) in reader.owners() {
            discourse.own(noun, &owners);
        }
        for relation in &likely {
            if let (Some(source), Some(target)) = (relation.sources.first(), relation.targets.last()) {
                discourse.set_dyad(&source.code, &target.code);
            }
        }
        let first = facts.relations.len();
        for (relation, held) in judged.told {
            facts.relations.push(relation);
            ways.push(held);
        }
        let when = When { document, grammar, acts, dates: dated, clauses: &clauses };
        story.tell(&when, &mut facts.relations, first, sentence.label == Some(LabelKind::Title));
        facts.near_misses.extend(near);
        let bodies = names.iter().filter(|name| name.sentence == number && name.kind == MentionType::Organization);
        topic = bodies.fold(None, |first, name| first.or(Some(name))).or(topic);
    }
    story.end(&mut facts.relations);
    facts.relations = verdict.give(std::mem::take(&mut facts.relations), &ways);
    let told = |miss: &NearMiss| facts.relations.iter().any(|relation| relation.evidence.overlaps(&miss.sentence));
    facts.near_misses.retain(|miss| !told(miss));
    facts.ties.extend(ties::apart(document, lexicon.names(), names, &unnamed));
    facts.relations = distinct(facts.relations);
    distinct_ties(&mut facts.ties);
    Some(facts)
}

/// One tie for each fact.
fn distinct_ties(ties: &mut Vec<Tie>) {
    let mut seen = Vec::new();
    ties.retain(|tie| {
        let key = (tie.kind, tie.subject.clone(), tie.object.clone());
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
}

/// One relation for each act: a second mention of the same type and parties adds at most a date.
fn distinct(relations: Vec<Relation>) -> Vec<Relation> {
    let mut kept: Vec<Relation> = Vec::with_capacity(relations.len());
    let parties = |relation: &Relation| {
        let mut codes: Vec<Vec<String>> = [&relation.sources, &relation.targets]
            .map(|side| side.iter().map(|party| party.code.clone()).collect())
            .into();
        if relation.kind.is_mutual() {
            codes.sort();
        }
        codes
    };
    for mut relation in relations {
        let act = |known: &&mut Relation| known.kind == relation.kind && parties(known) == parties(&relation);
        // Another account of an act is of the same day, if it says no other.
        if relation.date.is_none() && matches!(relation.status, Status::Claimed | Status::Denied) {
            relation.date = kept.iter_mut().filter(act).find_map(|known| known.date.clone());
        }
        let act = |known: &&mut Relation| known.kind == relation.kind && parties(known) == parties(&relation);
        let same = kept.iter_mut().filter(act).find(|known| {
            known.status == relation.status
                && (known.date.is_none() || relation.date.is_none() || known.date == relation.date)
        });
        match same {
            Some(known) => {
                if known.date.is_none() {
                    known.date = relation.date;
                }
            }
            None => kept.push(relation),
        }
    }
    kept
}
