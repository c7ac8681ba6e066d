//! Correcting what was read: what a person says, checked and logged, and applied at once.

use super::{Corpus, with_aliases};
use crate::error::{Error, Result};
use crate::extraction::{MentionType, RelationType, Status};
use crate::lexicon::Alias;
use crate::query::QueryError;
use crate::store::{Correcting, Correction, EntityRef, Fields, Logged, Outcome, Told, What, located};
use crate::text::{CodePoints, Edtf};
use serde_json::Value;
use std::fmt;

/// Who corrects, and why.
///
/// ```
/// # use corpus::corpus::By;
/// let by = By::from("anna").because("the text says so twice");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    who: String,
    note: Option<String>,
}

impl By {
    /// With a note.
    #[must_use]
    pub fn because(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    pub(super) fn checked(self) -> Result<Self> {
        let who = self.who.trim().to_owned();
        if who.is_empty() || who == "rules" || who.chars().any(char::is_control) {
            return Err(bad(format!("`{who}` is no name for who corrects: give one, such as \"anna\"")));
        }
        Ok(Self { who, ..self })
    }
}

impl<T: Into<String>> From<T> for By {
    fn from(who: T) -> Self {
        Self { who: who.into(), note: None }
    }
}

/// An article, by its number or its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Its number in this file.
    Id(i64),
    /// The caller's name for it.
    Key(String),
}

impl From<i64> for Which {
    fn from(id: i64) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for Which {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<String> for Which {
    fn from(key: String) -> Self {
        Self::Key(key)
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Key(key) => write!(f, "`{key}`"),
        }
    }
}

/// The fields of a relation that can be corrected.
pub(super) const FIELDS: [&str; 10] =
    ["type", "source", "target", "date", "status", "said_by", "place", "source_sector", "target_sector", "mode"];

pub(super) fn bad(reason: impl Into<String>) -> Error {
    Error::BadCorrection { reason: reason.into() }
}

impl Corpus {
    /// Corrects fields of the relation with this number: `type`, `source`, `target`, `date`, `status`, `said_by`,
    /// `place`, `source_sector`, `target_sector`, `mode`. Returns the number of the correction.
    ///
    /// The relation keeps its number and has the person as its origin. Only this row changes: the other relations of
    /// the same statement, with other sources or targets, stay as they were read. Where the type changes, the value
    /// on Goldstein's scale is that of the new one. A correction that changes nothing because the same person made it
    /// before is that one.
    ///
    /// ```
    /// # use corpus::{Corpus, Lexicon, read};
    /// # let mut corpus = Corpus::in_memory()?;
    /// # corpus.add(read::text("a/1", "Alger accuse Bamako d’ingérence.", Lexicon::builtin()))?;
    /// let fields = serde_json::json!({"type": "THREATEN"});
    /// let correction = corpus.correct(1, fields.as_object().unwrap(), "anna")?;
    /// let row = &corpus.relations().rows()?[0];
    /// assert_eq!((row.id, row.kind.as_str(), row.origin.as_str()), (1, "THREATEN", "anna"));
    /// corpus.undo(correction, "anna")?;
    /// assert_eq!(corpus.relations().rows()?[0].kind, "ACCUSE");
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn correct(&mut self, relation: i64, changes: &Fields, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        if changes.is_empty() {
            return Err(bad(format!("nothing to correct: give one of {}", FIELDS.join(", "))));
        }
        let mut after = Fields::new();
        for (name, value) in changes {
            after.insert(name.clone(), self.field(name, value)?);
        }
        let plover = self.lexicon().plover().clone();
        let mut correcting = self.store.correcting()?;
        let Some(found) = correcting.relation(relation)? else {
            return Err(unknown(&correcting, relation)?);
        };
        let before = found.fields();
        after.retain(|name, value| before.get(name) != Some(value));
        if after.is_empty() {
            return already(&correcting, relation, &found.root, &by, changes);
        }
        let kind = after.get("type").and_then(Value::as_str).unwrap_or(&found.told.kind).to_owned();
        let kind = RelationType::parse(&kind).ok_or_else(|| bad(format!("`{kind}` is no type")))?;
        if after.contains_key("type") || after.contains_key("mode") {
            let mode = after.entry("mode").or_insert(Value::Null).as_str();
            if let Some(mode) = mode.filter(|mode| !plover.has_mode(kind, mode)) {
                return Err(bad(format!("{kind} has no mode `{mode}`")));
            }
            let value = plover.goldstein(kind, mode);
            after.insert("goldstein".to_owned(), value.map_or(Value::Null, Value::from));
        }
        let side = |name: &str, now: &str| after.get(name).and_then(Value::as_str).unwrap_or(now).to_owned();
        if side("source", &found.told.source) == side("target", &found.told.target) {
            return Err(bad("source and target are the same actor"));
        }
        let before = before.into_iter().filter(|(name, _)| after.contains_key(name)).collect();
        let what = What::Change { relation: found.root, before, after };
        let correction = Correction::new(&by.who, Some(found.key), by.note, what);
        let id = made(&mut correcting, &correction)?;
        correcting.commit()?;
        Ok(id)
    }

    /// Says that the relation with this number is none. Returns the number of the correction.
    pub fn reject(&mut self, relation: i64, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let mut correcting = self.store.correcting()?;
        let Some(found) = correcting.relation(relation)? else {
            return match correcting.rejected(relation)? {
                Some(id) => Ok(id),
                None => Err(unknown(&correcting, relation)?),
            };
        };
        let what = What::Reject { relation: found.root };
        let correction = Correction::new(&by.who, Some(found.key), by.note, what);
        let id = made(&mut correcting, &correction)?;
        correcting.commit()?;
        Ok(id)
    }

    /// Adds a relation that was overlooked; its fields are those of [`add_relations`](Self::add_relations) but for
    /// the article. Returns the number of the correction; the same added again by the same person is the same.
    pub fn add_relation(&mut self, article: impl Into<Which>, relation: &Fields, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let article = article.into();
        let mut told = self.told(&article, relation, &by.who)?;
        told.1.added = None;
        let mut correcting = self.store.correcting()?;
        let same = |logged: &Logged| match &logged.correction {
            Correction { by: who, article: Some(key), undone_at: None, what: What::Add { after }, .. } => {
                *who == by.who && *key == told.0 && *after == told.1
            }
            _ => false,
        };
        if let Some(known) = correcting.log()?.iter().find(|logged| same(logged)) {
            return Ok(known.id);
        }
        let correction = Correction::new(&by.who, Some(told.0), by.note, What::Add { after: told.1 });
        let id = made(&mut correcting, &correction)?;
        correcting.commit()?;
        Ok(id)
    }

    /// Says that the name that begins at code point `start` of an article names something else: fields `type`,
    /// `code`, `country`, `name`, of which those not given stay. Relations whose actor stands there and bears the old
    /// code get the new one. Returns the number of the correction.
    pub fn correct_mention(
        &mut self,
        article: impl Into<Which>,
        start: i64,
        changes: &Fields,
        by: impl Into<By>,
    ) -> Result<i64> {
        let by = by.into().checked()?;
        let article = article.into();
        let mut correcting = self.store.correcting()?;
        let (id, key, _) = found(&correcting, &article)?;
        let (mention, now) = correcting.name(id, start)?.ok_or_else(|| no_name(&article, start))?;
        let mut after = now.clone();
        for (name, value) in changes {
            let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
            match (name.as_str(), text) {
                ("type", Some(text)) => mention_type(text)?.as_str().clone_into(&mut after.kind),
                ("code", Some(text)) => text.clone_into(&mut after.code),
                ("name", Some(text)) => text.clone_into(&mut after.name),
                ("country", text) => after.country = text.map(str::to_owned),
                _ => return Err(bad(format!("`{name}`: give type, code, country or name, as text"))),
            }
        }
        if after.code != now.code && !changes.contains_key("name") {
            let known = correcting.entities(None, &after.code)?;
            after.name = known.first().map_or_else(|| after.code.clone(), |(_, entity)| entity.name.clone());
        }
        if after.is(&now) {
            return Err(bad("nothing to correct: it is read so already"));
        }
        let what = What::ChangeMention { mention, after };
        let correction = Correction::new(&by.who, Some(key), by.note, what);
        let id = made(&mut correcting, &correction)?;
        correcting.commit()?;
        Ok(id)
    }

    /// Says that the name that begins at code point `start` of an article names nothing. Relations are left as they
    /// are. Returns the number of the correction.
    pub fn reject_mention(&mut self, article: impl Into<Which>, start: i64, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let article = article.into();
        let mut correcting = self.store.correcting()?;
        let (id, key, _) = found(&correcting, &article)?;
        let (mention, _) = correcting.name(id, start)?.ok_or_else(|| no_name(&article, start))?;
        let correction = Correction::new(&by.who, Some(key), by.note, What::RejectMention { mention });
        let id = made(&mut correcting, &correction)?;
        correcting.commit()?;
        Ok(id)
    }

    /// Makes one entity of two, given by code, name or number: whatever is read as `from` is `into`, in names and in
    /// relations, now and in whatever is loaded later. Relations between the two vanish. Origins stay as they are.
    /// Returns the number of the correction.
    pub fn merge_entities(&mut self, from: &str, into: &str, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let mut correcting = self.store.correcting()?;
        let (from, into) = (entity(&correcting, from)?, entity(&correcting, into)?);
        if from.is(&into) {
            return Err(bad(format!("`{}` is one entity already", from.code)));
        }
        let id = made(&mut correcting, &Correction::new(&by.who, None, by.note, What::Merge { from, into }))?;
        correcting.commit()?;
        Ok(id)
    }

    /// Makes an entity of its own of some of what is read as `from`: where one of `texts` stands, in `articles`, or
    /// both. `into` is the code of the other, which may be new; then it is of the same type and country. Returns the
    /// number of the correction.
    pub fn split_entity(
        &mut self,
        from: &str,
        into: &str,
        texts: &[String],
        articles: &[Which],
        by: impl Into<By>,
    ) -> Result<i64> {
        let by = by.into().checked()?;
        if texts.is_empty() && articles.is_empty() {
            return Err(bad("say which names are the other's: give texts, articles or both"));
        }
        let mut correcting = self.store.correcting()?;
        let from = entity(&correcting, from)?;
        let into = match entities(&correcting, into)?.as_slice() {
            [] => EntityRef { code: into.trim().to_owned(), name: into.trim().to_owned(), ..from.clone() },
            _ => entity(&correcting, into)?,
        };
        if from.is(&into) || into.code.is_empty() {
            return Err(bad("the other entity needs a code of its own"));
        }
        let mut keys = Vec::with_capacity(articles.len());
        for article in articles {
            keys.push(found(&correcting, article)?.1);
        }
        let what = What::Split { from, into, texts: texts.to_vec(), articles: keys };
        let id = made(&mut correcting, &Correction::new(&by.who, None, by.note, what))?;
        correcting.commit()?;
        Ok(id)
    }

    /// Gives an entity, by code, name or number, another name in this corpus.
    ///
    /// At once: wherever the name stands in a stored text, as whole words and with the same capitals and accents, it
    /// is read as the entity, unless it is part of a longer name; relations whose actor stands there get its code. No
    /// relation is found by this alone. From then on: what is loaded, and what
    /// [`reextract`](Self::reextract) reads anew, is read with the name, relations and all, where the lexicon knows
    /// the actor. Returns the number of the correction.
    pub fn add_alias(&mut self, text: &str, of: &str, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let text = text.trim().to_owned();
        if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 || text.chars().any(char::is_control) {
            return Err(bad(format!("`{text}` is too short for a name")));
        }
        let (lexicon, stop) = (self.lexicon.clone(), self.store.stop());
        let mut correcting = self.store.correcting()?;
        let of = entity(&correcting, of)?;
        let same = |logged: &Logged| match &logged.correction {
            Correction { undone_at: None, what: What::Alias { text: known, of: entity }, .. } => {
                *known == text && entity.is(&of)
            }
            _ => false,
        };
        if let Some(known) = correcting.log()?.iter().find(|logged| same(logged)) {
            return Ok(known.id);
        }
        let id = made(&mut correcting, &Correction::new(&by.who, None, by.note, What::Alias { text, of }))?;
        // A name that the lexicon cannot take is refused here, and not at the next load.
        with_aliases(stop.as_ref(), lexicon, aliases(correcting.aliases()?))?;
        correcting.commit()?;
        Ok(id)
    }

    /// Says that an article is a copy of another, or of the same as the other is. Returns the number of the correction.
    pub fn mark_copy(&mut self, article: impl Into<Which>, of: impl Into<Which>, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let mut correcting = self.store.correcting()?;
        let (article, of) = (found(&correcting, &article.into())?, found(&correcting, &of.into())?);
        if article.0 == of.0 {
            return Err(bad("an article is no copy of itself"));
        }
        let what = What::Copy { of: of.1 };
        let id = made(&mut correcting, &Correction::new(&by.who, Some(article.1), by.note, what))?;
        correcting.commit()?;
        Ok(id)
    }

    /// Says that an article is nobody's copy. Returns the number of the correction.
    pub fn unmark_copy(&mut self, article: impl Into<Which>, by: impl Into<By>) -> Result<i64> {
        let by = by.into().checked()?;
        let mut correcting = self.store.correcting()?;
        let article = found(&correcting, &article.into())?;
        let id = made(&mut correcting, &Correction::new(&by.who, Some(article.1), by.note, What::NoCopy {}))?;
        correcting.commit()?;
        Ok(id)
    }

    /// Undoes a correction, whoever made it; those made after it stay. It stays in the log, with who undid it.
    /// Undone already, nothing happens.
    pub fn undo(&mut self, correction: i64, by: impl Into<By>) -> Result<Outcome> {
        let by = by.into().checked()?;
        let mut correcting = self.store.correcting()?;
        let log = correcting.log()?;
        let Some(logged) = log.iter().find(|logged| logged.id == correction) else {
            return Err(bad(format!("there is no correction {correction}")));
        };
        if logged.correction.undone_at.is_some() {
            return Ok(Outcome::default());
        }
        let touched = correcting.touched(&logged.correction)?;
        correcting.undo(correction, &now(), &by.who)?;
        let outcome = correcting.replay(touched)?;
        correcting.replay_copies()?;
        correcting.commit()?;
        Ok(outcome)
    }

    /// Every correction ever made here, in the order in which they came, with what became of each.
    pub fn corrections(&self) -> Result<Vec<Logged>> {
        self.store.corrections()
    }

    /// A field of a relation as it is stored; what is wrong with it where it cannot be.
    pub(super) fn field(&self, name: &str, value: &Value) -> Result<Value> {
        let text = match value {
            Value::Null => None,
            Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            other => return Err(bad(format!("`{name}` should be text, not {other}"))),
        };
        let needed = || text.ok_or_else(|| bad(format!("`{name}` cannot be empty")));
        Ok(match name {
            "type" => Value::from(relation_type(needed()?)?.as_str()),
            "status" => Value::from(status(needed()?)?.as_str()),
            "source" | "target" => Value::from(self.actor(needed()?)?),
            "said_by" => text.map(|text| self.actor(text)).transpose()?.map_or(Value::Null, Value::from),
            "date" => text.map(date).transpose()?.map_or(Value::Null, Value::from),
            "place" | "mode" | "source_sector" | "target_sector" => text.map_or(Value::Null, Value::from),
            _ => return Err(bad(format!("`{name}` is not corrected: give one of {}", FIELDS.join(", ")))),
        })
    }

    /// The code of an actor that is given by code or name. A code that nothing bears yet is one, unless it is nearly
    /// the name of something.
    pub(super) fn actor(&self, given: &str) -> Result<String> {
        let given = given.trim();
        if given.is_empty() || given.chars().any(char::is_control) || given.chars().count() > 200 {
            return Err(bad("an actor is a code such as MLI, or a name, of one line"));
        }
        match self.reader().codes(given) {
            Ok(codes) => match codes.as_slice() {
                [code] => Ok(code.clone()),
                [] => Ok(given.to_owned()),
                several => Err(bad(format!("`{given}` may be {}: give the code", several.join(", ")))),
            },
            Err(Error::Query(QueryError::UnknownActor { near: None, .. })) => Ok(given.to_owned()),
            Err(error) => Err(error),
        }
    }
}

/// Names as a lexicon takes them.
pub(super) fn aliases(rows: Vec<[String; 3]>) -> Vec<Alias> {
    rows.into_iter().map(|[text, code, name]| Alias { text, code, name }).collect()
}

/// Logs a correction and applies it.
fn made(correcting: &mut Correcting<'_>, correction: &Correction) -> Result<i64> {
    let (id, _) = correcting.log_one(correction)?;
    if correction.what.is_of_copies() {
        correcting.replay_copies()?;
    } else {
        let touched = correcting.touched(correction)?;
        correcting.replay(touched)?;
    }
    Ok(id)
}

/// What is said where no relation has this number.
fn unknown(correcting: &Correcting<'_>, relation: i64) -> Result<Error> {
    Ok(bad(match correcting.rejected(relation)? {
        Some(correction) => format!("relation {relation} was rejected by correction {correction}: undo that first"),
        None => format!("there is no relation {relation}"),
    }))
}

/// The correction by which a person said the same before; an error where the relation was read so.
fn already(correcting: &Correcting<'_>, relation: i64, root: &Told, by: &By, changes: &Fields) -> Result<i64> {
    let log = correcting.log()?;
    let before = log.iter().rev().find(|logged| match &logged.correction {
        Correction { by: who, undone_at: None, what: What::Change { relation, after, .. }, .. } => {
            *who == by.who && relation == root && changes.keys().any(|name| after.contains_key(name))
        }
        _ => false,
    });
    before
        .map(|logged| logged.id)
        .ok_or_else(|| bad(format!("nothing to correct: relation {relation} says so already")))
}

fn found(correcting: &Correcting<'_>, article: &Which) -> Result<(i64, String, String)> {
    let row = match article {
        Which::Id(id) => correcting.article(Some(*id), None)?,
        Which::Key(key) => correcting.article(None, Some(key))?,
    };
    row.ok_or_else(|| QueryError::NoSuchArticle { given: article.to_string() }.into())
}

fn no_name(article: &Which, start: i64) -> Error {
    bad(format!("in article {article} no name begins at {start}: see mentions(article=…)"))
}

/// The entities with this code, name or number.
fn entities(correcting: &Correcting<'_>, given: &str) -> Result<Vec<(i64, EntityRef)>> {
    let given = given.trim();
    let (code, country) = given.split_once('@').map_or((given, None), |(code, country)| (code, Some(country)));
    let number = given.parse::<i64>().ok();
    let mut known = correcting.entities(number, code)?;
    if let Some(country) = country {
        known.retain(|(_, entity)| entity.country.as_deref() == Some(country));
    }
    Ok(known)
}

/// The one entity with this code, name or number; of a state and a place of its name, the state.
fn entity(correcting: &Correcting<'_>, given: &str) -> Result<EntityRef> {
    let mut known = entities(correcting, given)?;
    let acts = |entity: &EntityRef| entity.kind != MentionType::Place.as_str();
    if known.iter().filter(|(_, entity)| acts(entity)).count() == 1 {
        known.retain(|(_, entity)| acts(entity));
    }
    match known.as_slice() {
        [(_, one)] => Ok(one.clone()),
        [] => Err(bad(format!("no entity here has the code, name or number `{given}`: see entities()"))),
        several => {
            let shown: Vec<String> = several
                .iter()
                .map(|(id, entity)| {
                    let country = entity.country.as_deref().map(|country| format!(", {country}")).unwrap_or_default();
                    format!("{id} ({}, {}{country})", entity.name, entity.kind)
                })
                .collect();
            Err(bad(format!("several entities are called `{given}`: give the number, one of {}", shown.join("; "))))
        }
    }
}

pub(super) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// The type spelled `given`, in capitals or not.
pub(super) fn relation_type(given: &str) -> Result<RelationType> {
    RelationType::parse(&given.trim().to_ascii_uppercase()).ok_or_else(|| {
        not_allowed("relation type", given, RelationType::ALL.iter().map(|kind| kind.as_str()).collect())
    })
}

pub(super) fn status(given: &str) -> Result<Status> {
    Status::parse(&given.trim().to_ascii_lowercase())
        .ok_or_else(|| not_allowed("status", given, Status::ALL.iter().map(|status| status.as_str()).collect()))
}

pub(super) fn mention_type(given: &str) -> Result<MentionType> {
    MentionType::parse(&given.trim().to_ascii_lowercase())
        .ok_or_else(|| not_allowed("mention type", given, MentionType::ALL.iter().map(|kind| kind.as_str()).collect()))
}

fn not_allowed(what: &'static str, given: &str, allowed: Vec<&'static str>) -> Error {
    QueryError::NotAllowed { what, given: given.chars().take(80).collect(), allowed }.into()
}

/// A date as it is stored.
pub(super) fn date(given: &str) -> Result<String> {
    // A day as pandas and Arrow write it: with the hour at which it begins.
    let midnight =
        |(day, time): (&str, &str)| (!time.chars().any(|c| c.is_ascii_digit() && c != '0')).then(|| day.to_owned());
    let day = given.split_once(['T', ' ']).filter(|(day, _)| day.len() == 10).and_then(midnight);
    let given = day.as_deref().unwrap_or(given);
    let date: Edtf = given
        .trim()
        .parse()
        .map_err(|_| Error::from(QueryError::BadDate { given: given.chars().take(80).collect() }))?;
    Ok(date.as_str().to_owned())
}

/// The stretch of a text that is meant: `evidence`, with or without the place it begins at, or a range alone.
pub(super) fn stretch(
    text: &str,
    points: &CodePoints<'_>,
    evidence: Option<&str>,
    (start, end): (Option<i64>, Option<i64>),
) -> Result<(String, i64, i64)> {
    let at = |at: i64| usize::try_from(at).ok();
    let words = match (start, end) {
        (Some(start), Some(end)) => {
            let span = at(start).zip(at(end)).and_then(|(start, end)| points.span(start, end));
            let words = span.and_then(|span| span.slice(text)).filter(|words| !words.is_empty());
            Some(words.ok_or_else(|| bad(format!("{start} to {end} is no stretch of the text")))?)
        }
        _ => None,
    };
    match (words, evidence.filter(|evidence| !evidence.is_empty())) {
        (Some(words), None) => Ok((words.to_owned(), start.unwrap_or_default(), end.unwrap_or_default())),
        (Some(words), Some(evidence)) if words == evidence => {
            Ok((words.to_owned(), start.unwrap_or_default(), end.unwrap_or_default()))
        }
        (Some(words), Some(evidence)) => {
            let start = start.unwrap_or_default();
            Err(bad(format!("the text says `{words}` at {start}, not `{evidence}`")))
        }
        (None, Some(evidence)) => {
            let length = i64::try_from(evidence.chars().count()).unwrap_or(i64::MAX);
            let start = match start {
                Some(start) if located(text, points, evidence, start) == Some(start) => start,
                Some(start) => return Err(bad(format!("the text does not say `{evidence}` at {start}"))),
                None => unique(text, points, evidence)?,
            };
            Ok((evidence.to_owned(), start, start + length))
        }
        (None, None) => Err(bad("give evidence=, the words that state it, or start= and end=")),
    }
}

/// The one place where `words` stand.
fn unique(text: &str, points: &CodePoints<'_>, words: &str) -> Result<i64> {
    let mut places = text.match_indices(words).map(|(at, _)| points.from_byte(at));
    match (places.next(), places.count()) {
        (None, _) => Err(bad(format!("the text does not say `{words}`"))),
        (Some(at), 0) => Ok(i64::try_from(at).unwrap_or(i64::MAX)),
        (Some(_), more) => Err(bad(format!("the text says `{words}` {} times: give start= too", more + 1))),
    }
}
