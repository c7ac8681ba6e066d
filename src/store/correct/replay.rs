//! What stands in the log, applied to the rows of an article.

use super::log;
use super::place::{located, placed};
use super::record::{Conflict, EntityRef, Fields, Outcome, Told, Unplaced, What};
use super::rows::{self, Name, Relation};
use crate::error::Result;
use crate::store::Doing;
use crate::text::CodePoints;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use serde_json::Value;

pub(super) const REPLAYING: &str = "applying corrections";

/// A correction that stands.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub id: i64,
    pub uid: String,
    pub by: String,
    pub what: What,
    pub pair: Option<i64>,
    /// `state` and `problem` as the log has them.
    pub noted: (String, Option<String>),
}

/// Applies corrections.
#[derive(Debug)]
pub(in crate::store) struct Replay {
    /// Those of the whole corpus, in order, with whether of all that acts only what is replaced bears its code.
    globals: Vec<(Entry, bool)>,
    /// Whether there is any correction at all.
    any: bool,
}

impl Replay {
    /// Reads what is needed for every article.
    pub fn new(connection: &Connection) -> Result<Self> {
        let any = connection
            .prepare_cached("SELECT 1 FROM correction LIMIT 1")
            .and_then(|mut statement| statement.exists([]))
            .doing(REPLAYING)?;
        let standing = if any { log::standing(connection, None)? } else { Vec::new() };
        let mut others: Vec<EntityRef> = standing.iter().filter_map(|entry| names(&entry.what).cloned()).collect();
        if !standing.is_empty() {
            others.extend(log::renamed(connection)?);
        }
        let mut globals = Vec::with_capacity(standing.len());
        for entry in standing {
            let alone = match &entry.what {
                What::Merge { from, .. } | What::Split { from, .. } => alone(connection, from, &others)?,
                _ => false,
            };
            globals.push((entry, alone));
        }
        Ok(Self { globals, any })
    }

    /// Whether nothing was ever corrected here.
    pub fn is_idle(&self) -> bool {
        !self.any
    }

    /// Sets the rows of an article back as they were read.
    pub fn revert(&self, connection: &Connection, article: i64) -> Result<()> {
        if self.any { rows::revert(connection, article).doing(REPLAYING) } else { Ok(()) }
    }

    /// Applies what stands in the log to the rows of an article, which are as they were read.
    pub fn apply(&self, connection: &Connection, article: i64, outcome: &mut Outcome) -> Result<()> {
        if !self.any {
            return Ok(());
        }
        let Some((key, text)) = connection
            .prepare_cached("SELECT key, text FROM article WHERE id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([article], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
                    .optional()
            })
            .doing(REPLAYING)?
        else {
            return Ok(());
        };
        let own = log::standing(connection, Some(&key))?;
        if own.is_empty() && self.globals.is_empty() {
            return Ok(());
        }
        let mut sheet = Sheet {
            key: &key,
            points: CodePoints::new(&text),
            text: &text,
            length: i64::try_from(text.chars().count()).unwrap_or(i64::MAX),
            relations: rows::relations(connection, article).doing(REPLAYING)?,
            names: rows::names(connection, article).doing(REPLAYING)?,
            by: FxHashMap::default(),
            states: FxHashMap::default(),
        };
        sheet.add(&own);
        let placed = sheet.place(&own);
        let mentions = sheet.place_names(&own);
        for (entry, alone) in &self.globals {
            sheet.reread(entry, *alone);
        }
        sheet.fold_names(&own, &mentions, outcome);
        sheet.fold(&own, &placed, outcome);
        sheet.settle();
        sheet.write(connection, article).doing(REPLAYING)?;
        for entry in &own {
            sheet.note(connection, entry, outcome)?;
        }
        Ok(())
    }
}

/// What a correction of the whole corpus reads names as.
const fn names(what: &What) -> Option<&EntityRef> {
    match what {
        What::Merge { into, .. } | What::Split { into, .. } => Some(into),
        What::Alias { of, .. } => Some(of),
        _ => None,
    }
}

/// Whether of all that acts only `entity` bears its code: of what is stored, and of `others`, which corrections make;
/// they may not have been applied yet.
fn alone(connection: &Connection, entity: &EntityRef, others: &[EntityRef]) -> Result<bool> {
    if others.iter().any(|other| other.code == entity.code && other.kind != "place" && !other.is(entity)) {
        return Ok(false);
    }
    let country = entity.country.as_deref().unwrap_or_default();
    connection
        .prepare_cached(
            "SELECT ?2 <> 'place' AND NOT EXISTS (SELECT 1 FROM entity WHERE code = ?1 \
             AND type <> 'place' AND NOT (type = ?2 AND country = ?3))",
        )
        .and_then(|mut statement| {
            statement.query_row([entity.code.as_str(), entity.kind.as_str(), country], |row| row.get(0))
        })
        .doing(REPLAYING)
}

/// An article while corrections are applied to it.
struct Sheet<'t> {
    key: &'t str,
    text: &'t str,
    points: CodePoints<'t>,
    length: i64,
    relations: Vec<Relation>,
    names: Vec<Name>,
    /// Which corrections made the relation with this index what it is, and who made the last.
    by: FxHashMap<usize, (Vec<i64>, String)>,
    /// What became of corrections, by their numbers, where it is not simply `applied`.
    states: FxHashMap<i64, (&'static str, String)>,
}

impl Sheet<'_> {
    /// Adds the relations that people added.
    fn add(&mut self, own: &[Entry]) {
        for entry in own {
            let What::Add { after } = &entry.what else { continue };
            let Some(start) = located(self.text, &self.points, &after.evidence, after.start) else {
                self.states.insert(entry.id, ("unplaced", GONE.to_owned()));
                continue;
            };
            let mut told = after.moved(start, self.length);
            told.added = Some(entry.uid.clone());
            told.origin.clone_from(&entry.by);
            self.by.insert(self.relations.len(), (vec![entry.id], entry.by.clone()));
            let relation = Relation { id: entry.pair, statement: None, root: told.clone(), told, rejected: false };
            self.relations.push(relation);
        }
    }

    /// Finds the relation that each correction speaks of. One that is no longer read but was corrected is told again
    /// as the person has it, as long as its words are there.
    fn place(&mut self, own: &[Entry]) -> Vec<Option<usize>> {
        let mut all = Vec::with_capacity(own.len());
        for entry in own {
            let (What::Change { relation: wanted, .. } | What::Reject { relation: wanted }) = &entry.what else {
                all.push(None);
                continue;
            };
            let known = self.relations.iter().map(|relation| &relation.root).enumerate();
            let mut at = placed(wanted, known);
            if at.is_none() && matches!(entry.what, What::Change { .. }) {
                let start = located(self.text, &self.points, &wanted.evidence, wanted.start);
                if let Some(start) = start.filter(|_| wanted.added.is_none()) {
                    at = Some(self.relations.len());
                    let told = wanted.moved(start, self.length);
                    let root = told.clone();
                    self.relations.push(Relation { id: entry.pair, statement: None, root, told, rejected: false });
                } else {
                    let why = if wanted.added.is_some() { "the relation it changes was undone" } else { GONE };
                    self.states.insert(entry.id, ("unplaced", why.to_owned()));
                }
            }
            all.push(at);
        }
        all
    }

    fn place_names(&mut self, own: &[Entry]) -> Vec<Option<usize>> {
        let mut all = Vec::with_capacity(own.len());
        for entry in own {
            let (What::ChangeMention { mention, .. } | What::RejectMention { mention }) = &entry.what else {
                all.push(None);
                continue;
            };
            let same = |name: &&(usize, &Name)| name.1.text == mention.text;
            let near = self.names.iter().enumerate().collect::<Vec<_>>();
            let at = near.iter().filter(same).min_by_key(|(_, name)| name.start.abs_diff(mention.start));
            let at = at.map(|(at, _)| *at);
            if at.is_none() && matches!(entry.what, What::ChangeMention { .. }) {
                self.states.insert(entry.id, ("unplaced", "the name is not read in the text any more".to_owned()));
            }
            all.push(at);
        }
        all
    }

    /// Reads what was read as one entity as another.
    fn reread(&mut self, entry: &Entry, alone: bool) {
        match &entry.what {
            What::Merge { from, into } => self.replace(from, into, alone, |_| true),
            What::Split { from, into, texts, articles }
                if articles.is_empty() || articles.iter().any(|key| key == self.key) =>
            {
                let whole = texts.is_empty() && alone;
                self.replace(from, into, whole, |name| texts.is_empty() || texts.contains(&name.text));
            }
            What::Alias { text, of } => self.alias(text, of),
            _ => {}
        }
    }

    /// Replaces an entity where a name of it is chosen; where its code is its own, also where no name stands.
    fn replace(&mut self, from: &EntityRef, into: &EntityRef, whole: bool, chosen: impl Fn(&Name) -> bool) {
        for at in 0..self.names.len() {
            let Some(name) = self.names.get(at).filter(|name| name.entity.is(from) && chosen(name)) else { continue };
            let place = (name.start, name.end);
            self.recode(place, &from.code, &into.code);
            if let Some(name) = self.names.get_mut(at) {
                name.entity = into.clone();
                name.changed = true;
            }
        }
        if whole {
            for Relation { told, .. } in &mut self.relations {
                for code in [&mut told.source, &mut told.target].into_iter().chain(told.said_by.as_mut()) {
                    if *code == from.code {
                        code.clone_from(&into.code);
                    }
                }
            }
        }
    }

    /// Gives the actors that stand at a place another code.
    fn recode(&mut self, (start, end): (i64, i64), from: &str, into: &str) {
        for Relation { told, .. } in &mut self.relations {
            let [source_start, source_end, target_start, target_end] = told.places;
            if told.source == from && source_start < end && start < source_end {
                into.clone_into(&mut told.source);
            }
            if told.target == from && target_start < end && start < target_end {
                into.clone_into(&mut told.target);
            }
        }
    }

    /// Reads a name as an entity wherever it stands as whole words and no longer name covers it.
    fn alias(&mut self, words: &str, of: &EntityRef) {
        let length = i64::try_from(words.chars().count()).unwrap_or(i64::MAX);
        for (at, _) in self.text.match_indices(words) {
            if !whole_words(self.text, at, at + words.len()) {
                continue;
            }
            let Ok(start) = i64::try_from(self.points.from_byte(at)) else { continue };
            let end = start + length;
            let over = |name: &Name| name.start < end && start < name.end && !name.rejected;
            let Some(known) = self.names.iter().position(over) else {
                let n = self.names.iter().map(|name| name.n).max().map_or(0, |n| n + 1);
                let before = self.names.iter().filter(|name| name.start < start).max_by_key(|name| name.start);
                self.names.push(Name {
                    n,
                    start,
                    end,
                    text: words.to_owned(),
                    entity: of.clone(),
                    reading: "name".to_owned(),
                    sentence: before.map_or(0, |name| name.sentence),
                    origin: "rules".to_owned(),
                    changed: true,
                    rejected: false,
                    added: true,
                });
                continue;
            };
            let Some(name) = self.names.get_mut(known).filter(|name| name.start == start && name.end == end) else {
                continue;
            };
            if !name.entity.is(of) {
                let from = std::mem::replace(&mut name.entity, of.clone());
                name.changed = true;
                self.recode((start, end), &from.code, &of.code);
            }
        }
    }

    fn fold_names(&mut self, own: &[Entry], placed: &[Option<usize>], outcome: &mut Outcome) {
        let mut last: FxHashMap<usize, &Entry> = FxHashMap::default();
        for (entry, at) in own.iter().zip(placed) {
            let Some(at) = *at else { continue };
            if let Some(before) = last.insert(at, entry)
                && before.by != entry.by
                && says(&before.what) != says(&entry.what)
            {
                self.lost(before, entry, "mention", says(&before.what), says(&entry.what), outcome);
            }
            let Some(name) = self.names.get_mut(at) else { continue };
            name.changed = true;
            name.origin.clone_from(&entry.by);
            name.rejected = matches!(entry.what, What::RejectMention { .. });
            if let What::ChangeMention { after, .. } = &entry.what {
                let from = std::mem::replace(&mut name.entity, after.clone());
                let place = (name.start, name.end);
                self.recode(place, &from.code, &after.code);
            }
        }
    }

    /// Applies what each person says of relations; of two who differ the later wins.
    fn fold(&mut self, own: &[Entry], placed: &[Option<usize>], outcome: &mut Outcome) {
        let mut said: FxHashMap<(usize, String), (&Entry, Value)> = FxHashMap::default();
        for (entry, at) in own.iter().zip(placed) {
            let Some(at) = *at else { continue };
            let rejected = matches!(entry.what, What::Reject { .. });
            let mut fields: Vec<(String, Value)> = match &entry.what {
                What::Change { after, .. } => after.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
                _ => Vec::new(),
            };
            let Some(relation) = self.relations.get_mut(at) else { continue };
            for (name, value) in &fields {
                set(&mut relation.told, name, value);
            }
            relation.rejected = rejected;
            let by = self.by.entry(at).or_default();
            by.0.push(entry.id);
            by.1.clone_from(&entry.by);
            fields.retain(|(name, _)| !matches!(name.as_str(), "goldstein" | "mode"));
            fields.push(("rejected".to_owned(), Value::from(rejected)));
            for (name, value) in fields {
                let before = said.insert((at, name.clone()), (entry, value.clone()));
                if let Some((before, old)) = before
                    && old != value
                    && before.by != entry.by
                {
                    self.lost(before, entry, &name, old, value, outcome);
                }
            }
        }
    }

    fn lost(&mut self, loser: &Entry, winner: &Entry, field: &str, old: Value, new: Value, outcome: &mut Outcome) {
        let why = format!("{} says otherwise of `{field}` (correction {})", winner.by, winner.id);
        self.states.insert(loser.id, ("overruled", why));
        outcome.conflicts.push(Conflict {
            article: self.key.to_owned(),
            field: field.to_owned(),
            winner: (winner.id, winner.by.clone(), new),
            loser: (loser.id, loser.by.clone(), old),
        });
    }

    /// An actor does nothing to itself: what two entities did that are one now is no relation.
    fn settle(&mut self) {
        for relation in &mut self.relations {
            relation.rejected |= relation.told.source == relation.told.target;
        }
    }

    fn write(&mut self, connection: &Connection, article: i64) -> rusqlite::Result<()> {
        for (at, relation) in self.relations.iter_mut().enumerate() {
            let by = self.by.get(&at);
            let read = relation.statement.zip(relation.id);
            if by.is_none() && !relation.rejected && relation.told == relation.root {
                continue;
            }
            let trace = rows::trace(connection, relation.statement)?;
            if let Some((statement, pair)) = read {
                rows::park(connection, pair, statement)?;
            }
            if relation.rejected {
                continue;
            }
            if let Some((_, who)) = by {
                relation.told.origin.clone_from(who);
                relation.told.confidence = 1.0;
            }
            let (pair, statement) = rows::write(connection, article, &relation.told, relation.id, &trace)?;
            connection
                .prepare_cached("INSERT INTO made (pair_id, statement_id, article_id, root) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![pair, statement, article, json(&relation.root)])?;
            for correction in by.into_iter().flat_map(|(corrections, _)| corrections) {
                connection
                    .prepare_cached("UPDATE correction SET pair_id = ?2 WHERE id = ?1 AND pair_id IS NOT ?2")?
                    .execute([*correction, pair])?;
            }
        }
        for name in self.names.iter().filter(|name| name.changed) {
            rows::write_name(connection, article, name)?;
        }
        Ok(())
    }

    /// Notes what became of a correction.
    fn note(&self, connection: &Connection, entry: &Entry, outcome: &mut Outcome) -> Result<()> {
        let (state, problem) = self.states.get(&entry.id).map_or(("applied", None), |(state, why)| (*state, Some(why)));
        if let ("unplaced", Some(problem)) = (state, problem) {
            outcome.unplaced.push(Unplaced {
                article: self.key.to_owned(),
                correction: Some(entry.id),
                problem: problem.clone(),
            });
        }
        if (entry.noted.0.as_str(), entry.noted.1.as_ref()) == (state, problem) {
            return Ok(());
        }
        connection
            .prepare_cached("UPDATE correction SET state = ?2, problem = ?3 WHERE id = ?1")
            .and_then(|mut statement| statement.execute(params![entry.id, state, problem]))
            .doing(REPLAYING)?;
        Ok(())
    }
}

/// Why a correction has no place.
pub(super) const GONE: &str = "the words it speaks of are not in the text any more";

/// What a correction of a name says, to compare it with another's.
fn says(what: &What) -> Value {
    match what {
        What::ChangeMention { after, .. } => serde_json::json!([after.code, after.kind, after.country]),
        _ => Value::from("rejected"),
    }
}

fn json(told: &Told) -> String {
    serde_json::to_string(told).unwrap_or_else(|_| "null".to_owned())
}

/// Whether no letter or digit adjoins `start..end`.
fn whole_words(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

/// Sets a field of a relation by the name of its column.
fn set(told: &mut Told, name: &str, value: &Value) {
    let text = value.as_str().map(str::to_owned);
    match (name, text) {
        ("type", Some(text)) => told.kind = text,
        ("source", Some(text)) => told.source = text,
        ("target", Some(text)) => told.target = text,
        ("status", Some(text)) => told.status = text,
        ("source_sector", text) => told.source_sector = text,
        ("target_sector", text) => told.target_sector = text,
        ("date", text) => told.date = text,
        ("said_by", text) => told.said_by = text,
        ("place", text) => told.place = text,
        ("mode", text) => told.mode = text,
        ("goldstein", _) => told.goldstein = value.as_f64(),
        _ => {}
    }
}

/// The fields of a relation that can be corrected, with their values.
pub(super) fn fields(told: &Told) -> Fields {
    let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::String);
    [
        ("type", Value::from(told.kind.clone())),
        ("source", Value::from(told.source.clone())),
        ("target", Value::from(told.target.clone())),
        ("status", Value::from(told.status.clone())),
        ("source_sector", text(&told.source_sector)),
        ("target_sector", text(&told.target_sector)),
        ("date", text(&told.date)),
        ("said_by", text(&told.said_by)),
        ("place", text(&told.place)),
        ("mode", text(&told.mode)),
        ("goldstein", told.goldstein.map_or(Value::Null, Value::from)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
