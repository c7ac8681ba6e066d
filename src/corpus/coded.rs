//! Coding from elsewhere: rows of people, of other programs and of language models, checked whole, kept beside ours.

use super::correct::{bad, date, mention_type, relation_type, status, stretch};
use super::{Corpus, Which};
use crate::error::{Error, Result};
use crate::extraction::Status;
use crate::lexicon::pack::nearest;
use crate::query::QueryError;
use crate::store::{CodedMention, EntityRef, Fields, Outcome, Told};
use crate::text::CodePoints;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::fmt;

/// Who coded rows: a person, a program, a model. Never `rules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The origin of this name.
    pub fn new(name: &str) -> Result<Self> {
        let name = name.trim();
        if name.is_empty() || name == "rules" || name.chars().any(char::is_control) {
            return Err(bad(format!("`{name}` is no origin: name the coder, as in \"anna\" or \"spacy 3.8\"")));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The account of rows from elsewhere.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Coded {
    /// How many rows were given.
    pub rows: u64,
    /// How many are new.
    pub added: u64,
    /// How many were there already.
    pub known: u64,
}

impl fmt::Display for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows, {} added", self.rows, self.added)?;
        if self.known > 0 { write!(f, ", {} known already", self.known) } else { Ok(()) }
    }
}

/// The columns that are read of relations. The others of the view are left to the file, and so are a user's own.
const RELATION: [&str; 20] = [
    "article",
    "article_id",
    "key",
    "source",
    "target",
    "type",
    "evidence",
    "start",
    "end",
    "date",
    "status",
    "said_by",
    "place",
    "mode",
    "context",
    "quad",
    "goldstein",
    "confidence",
    "source_sector",
    "target_sector",
];
const MENTION: [&str; 10] = ["article", "article_id", "key", "text", "start", "end", "type", "code", "country", "name"];
/// The columns that are asked after where a row has one of nearly that name instead.
const WORTH_ASKING: [&str; 6] = ["source", "target", "evidence", "status", "said_by", "confidence"];
/// Columns of the views that say nothing here.
const IGNORED: [&str; 9] =
    ["id", "published", "date_from", "date_to", "origin", "rule", "reading", "sentence", "outlet"];

/// Articles that rows speak of, each read once.
#[derive(Default)]
struct Texts {
    by_id: FxHashMap<i64, (String, String)>,
    by_key: FxHashMap<String, i64>,
}

impl Texts {
    /// The article with this number: key and text.
    fn get(&self, id: i64) -> (&str, &str) {
        self.by_id.get(&id).map_or(("", ""), |(key, text)| (key.as_str(), text.as_str()))
    }

    fn read(&mut self, corpus: &Corpus, which: &Which) -> Result<i64> {
        let known = match which {
            Which::Id(id) => self.by_id.contains_key(id).then_some(*id),
            Which::Key(key) => self.by_key.get(key).copied(),
        };
        if let Some(id) = known {
            return Ok(id);
        }
        let asked = match which {
            Which::Id(id) => corpus.articles().article(*id),
            Which::Key(key) => corpus.articles().key(key.clone()),
        };
        let row = asked.rows()?.pop().ok_or_else(|| QueryError::NoSuchArticle { given: which.to_string() })?;
        self.by_key.insert(row.key.clone(), row.id);
        self.by_id.insert(row.id, (row.key, row.text));
        Ok(row.id)
    }
}

impl Corpus {
    /// Adds relations coded elsewhere, beside ours: all of them, or none where one is wrong.
    ///
    /// Each row names its article (`article`: number or key), `source`, `target` and `type`, and its `evidence`, which
    /// must be the text's own words: found once in the text, or at `start` (and `end`), in code points. `date` (EDTF),
    /// `status` (`asserted` unless given), `said_by`, `place`, `mode`, `context`, `quad`, `goldstein`, `confidence`,
    /// `source_sector` and `target_sector` may be given. Rows that `origin` added before add nothing.
    ///
    /// ```
    /// # use corpus::{Corpus, Lexicon, corpus::Origin, read};
    /// # let mut corpus = Corpus::in_memory()?;
    /// # corpus.add(read::text("a/1", "Alger accuse Bamako d’ingérence.", Lexicon::builtin()))?;
    /// let row = serde_json::json!({
    ///     "article": "a/1", "source": "DZA", "target": "MLI", "type": "THREATEN", "evidence": "accuse Bamako",
    /// });
    /// let rows = [row.as_object().unwrap().clone()];
    /// assert_eq!(corpus.add_relations(&rows, &Origin::new("a model")?)?.added, 1);
    /// assert_eq!(corpus.add_relations(&rows, &Origin::new("a model")?)?.added, 0);
    /// assert_eq!(corpus.relations().origin("a model").count()?, 1);
    /// # Ok::<(), corpus::Error>(())
    /// ```
    pub fn add_relations(&mut self, rows: &[Fields], origin: &Origin) -> Result<Coded> {
        let mut texts = Texts::default();
        let mut actors = FxHashMap::default();
        let mut faults = columns(rows, &RELATION);
        let mut by_article: Vec<(i64, Vec<Told>)> = Vec::new();
        let mut places: FxHashMap<i64, usize> = FxHashMap::default();
        for (number, row) in rows.iter().enumerate() {
            let told = which(row).and_then(|which| texts.read(self, &which)).and_then(|id| {
                let told = self.row(texts.get(id).1, row, origin.as_str(), &mut actors)?;
                Ok((id, told))
            });
            match told {
                Ok((id, told)) => {
                    let at = *places.entry(id).or_insert_with(|| {
                        by_article.push((id, Vec::new()));
                        by_article.len() - 1
                    });
                    if let Some((_, list)) = by_article.get_mut(at) {
                        list.push(told);
                    }
                }
                Err(error) => fault(&mut faults, number, error)?,
            }
        }
        refuse(rows.len(), faults)?;
        let mut report = Coded { rows: rows.len() as u64, ..Coded::default() };
        let mut outcome = Outcome::default();
        let mut correcting = self.store.correcting()?;
        for (article, told) in by_article {
            report.added += correcting.add_relations(article, &told, &mut outcome)?;
        }
        correcting.commit()?;
        report.known = report.rows - report.added;
        Ok(report)
    }

    /// Adds names found elsewhere, beside ours: all of them, or none where one is wrong. They are in `mentions` with
    /// their origin, and count among an entity's `mentions` where ours have none; no relation comes of them.
    ///
    /// Each row names its article (`article`: number or key), `text` (found once, or at `start`), `type` and `code`;
    /// `country` and `name` may be given. Rows that `origin` added before add nothing.
    pub fn add_mentions(&mut self, rows: &[Fields], origin: &Origin) -> Result<Coded> {
        let mut texts = Texts::default();
        let mut faults = columns(rows, &MENTION);
        let mut all = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let read = which(row).and_then(|which| texts.read(self, &which)).and_then(|id| {
                let mention = mention(texts.get(id).1, row, origin.as_str())?;
                Ok((id, mention))
            });
            match read {
                Ok(mention) => all.push(mention),
                Err(error) => fault(&mut faults, number, error)?,
            }
        }
        refuse(rows.len(), faults)?;
        let mut report = Coded { rows: rows.len() as u64, ..Coded::default() };
        let mut correcting = self.store.correcting()?;
        for (article, mention) in all {
            report.added += correcting.add_mentions(article, &[mention])?;
        }
        correcting.commit()?;
        report.known = report.rows - report.added;
        Ok(report)
    }

    /// Takes out what [`add_relations`](Self::add_relations) and [`add_mentions`](Self::add_mentions) added under
    /// this origin; says how many rows. Corrections are not rows: each is undone by [`undo`](Self::undo).
    pub fn remove_origin(&mut self, origin: &Origin) -> Result<u64> {
        let mut correcting = self.store.correcting()?;
        let (removed, _) = correcting.remove_origin(origin.as_str())?;
        correcting.commit()?;
        Ok(removed)
    }

    /// A relation that a person adds, with the key of its article.
    pub(super) fn told(&self, article: &Which, row: &Fields, origin: &str) -> Result<(String, Told)> {
        let mut texts = Texts::default();
        let id = texts.read(self, article)?;
        if let Some((_, reason)) = columns(std::slice::from_ref(row), &RELATION).pop() {
            return Err(bad(reason));
        }
        let (key, text) = texts.get(id);
        Ok((key.to_owned(), self.row(text, row, origin, &mut FxHashMap::default())?))
    }

    /// A row as a relation.
    fn row(&self, text: &str, row: &Fields, origin: &str, actors: &mut FxHashMap<String, String>) -> Result<Told> {
        let mut actor = |name: &str| -> Result<Option<String>> {
            let Some(given) = word(row, name)? else { return Ok(None) };
            if let Some(code) = actors.get(given) {
                return Ok(Some(code.clone()));
            }
            let code = self.actor(given)?;
            actors.insert(given.to_owned(), code.clone());
            Ok(Some(code))
        };
        let missing = |name: &str| bad(format!("`{name}` is missing"));
        let source = actor("source")?.ok_or_else(|| missing("source"))?;
        let target = actor("target")?.ok_or_else(|| missing("target"))?;
        let said_by = actor("said_by")?;
        if source == target {
            return Err(bad(format!("source and target are both `{source}`")));
        }
        let kind = relation_type(word(row, "type")?.ok_or_else(|| missing("type"))?)?;
        if let Some(quad) = word(row, "quad")?.filter(|quad| *quad != kind.quad().as_str()) {
            return Err(bad(format!("{kind} is {}, not `{quad}`", kind.quad())));
        }
        let plover = self.lexicon().plover();
        let mode = word(row, "mode")?;
        if let Some(mode) = mode.filter(|mode| !plover.has_mode(kind, mode)) {
            return Err(bad(format!("{kind} has no mode `{mode}`")));
        }
        let points = CodePoints::new(text);
        let range = (whole(row, "start")?, whole(row, "end")?);
        let (evidence, start, end) = stretch(text, &points, quoted(row, "evidence")?, range)?;
        let confidence = number(row, "confidence")?.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&confidence) {
            return Err(bad(format!("`confidence` is from 0 to 1, not {confidence}")));
        }
        let goldstein = number(row, "goldstein")?;
        if goldstein.is_some_and(|value| !(-10.0..=10.0).contains(&value)) {
            return Err(bad("`goldstein` is from -10 to 10"));
        }
        let owned = |name: &str| Ok::<_, Error>(word(row, name)?.map(str::to_owned));
        Ok(Told {
            kind: kind.as_str().to_owned(),
            source,
            target,
            source_sector: owned("source_sector")?,
            target_sector: owned("target_sector")?,
            date: day(row)?,
            status: word(row, "status")?.map_or(Ok(Status::Asserted), status)?.as_str().to_owned(),
            said_by,
            place: owned("place")?,
            goldstein: goldstein.or_else(|| plover.goldstein(kind, mode)),
            mode: mode.map(str::to_owned),
            context: context(row)?,
            evidence,
            start,
            end,
            places: [start, end, start, end],
            confidence,
            rule: "coded".to_owned(),
            origin: origin.to_owned(),
            added: None,
        })
    }
}

fn mention(text: &str, row: &Fields, origin: &str) -> Result<CodedMention> {
    let missing = |name: &str| bad(format!("`{name}` is missing"));
    let kind = mention_type(word(row, "type")?.ok_or_else(|| missing("type"))?)?;
    let coded = word(row, "code")?.ok_or_else(|| missing("code"))?;
    let (code, country) = coded.split_once('@').map_or((coded, None), |(code, country)| (code, Some(country)));
    let country = word(row, "country")?.or(country);
    if country.is_some_and(|country| country.len() != 3 || !country.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return Err(bad("`country` is the three capitals of ISO 3166-1, such as MLI"));
    }
    let points = CodePoints::new(text);
    let range = (whole(row, "start")?, whole(row, "end")?);
    let (words, start, end) = stretch(text, &points, quoted(row, "text")?, range)?;
    let name = word(row, "name")?.unwrap_or(code).to_owned();
    let (code, country) = (code.to_owned(), country.map(str::to_owned));
    Ok(CodedMention {
        text: words,
        start,
        end,
        entity: EntityRef { code, kind: kind.as_str().to_owned(), country, name },
        reading: "name".to_owned(),
        sentence: 0,
        rule: "coded".to_owned(),
        origin: origin.to_owned(),
    })
}

/// The columns that are nearly those that are read, as faults of the first row.
fn columns(rows: &[Fields], known: &[&'static str]) -> Vec<(usize, String)> {
    let Some(first) = rows.first() else { return Vec::new() };
    let unknown = first.keys().filter(|name| !known.contains(&name.as_str()) && !IGNORED.contains(&name.as_str()));
    unknown
        .filter_map(|name| {
            let near = nearest(name, WORTH_ASKING.into_iter().filter(|near| known.contains(near)))?;
            (name.get(..1) == near.get(..1) && !first.contains_key(near))
                .then(|| (1, format!("`{name}` is not read; did you mean `{near}`?")))
        })
        .collect()
}

/// The article of a row.
fn which(row: &Fields) -> Result<Which> {
    for name in ["article", "article_id", "key"] {
        match row.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::String(key)) => return Ok(Which::Key(key.clone())),
            Some(Value::Number(_)) => return whole(row, name)?.map(Which::Id).ok_or_else(|| bad("no article")),
            Some(other) => return Err(bad(format!("`{name}` is the number or key of an article, not {other}"))),
        }
    }
    let seen: Vec<&str> = row.keys().map(String::as_str).collect();
    Err(bad(format!("`article` is missing: its number or key; the columns are {}", seen.join(", "))))
}

/// A field that holds text, without spaces around it.
fn word<'r>(row: &'r Fields, name: &str) -> Result<Option<&'r str>> {
    Ok(quoted(row, name)?.map(str::trim).filter(|text| !text.is_empty()))
}

fn quoted<'r>(row: &'r Fields, name: &str) -> Result<Option<&'r str>> {
    match row.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(bad(format!("`{name}` should be text, not {other}"))),
    }
}

/// The date of a row; a year may be a number.
fn day(row: &Fields) -> Result<Option<String>> {
    match row.get("date") {
        Some(Value::Number(_)) => whole(row, "date")?.map(|year| date(&format!("{year:04}"))).transpose(),
        _ => word(row, "date")?.map(date).transpose(),
    }
}

/// A field that holds a number; pandas writes whole numbers with a missing value among them as fractions.
fn number(row: &Fields, name: &str) -> Result<Option<f64>> {
    match row.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) if number.as_f64().is_some_and(f64::is_finite) => Ok(number.as_f64()),
        Some(other) => Err(bad(format!("`{name}` should be a number, not {other}"))),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "bounds are checked")]
fn whole(row: &Fields, name: &str) -> Result<Option<i64>> {
    const LARGEST: f64 = 9e15;
    match number(row, name)? {
        None => Ok(None),
        Some(number) if number.fract() == 0.0 && number.abs() < LARGEST => Ok(Some(number as i64)),
        Some(number) => Err(bad(format!("`{name}` should be a whole number, not {number}"))),
    }
}

fn context(row: &Fields) -> Result<Vec<String>> {
    let wrong = || bad("`context` is a list of PLOVER's contexts");
    match row.get("context") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(Vec::new()),
        Some(Value::String(text)) => serde_json::from_str(text).map_err(|_| wrong()),
        Some(value) => serde_json::from_value(value.clone()).map_err(|_| wrong()),
    }
}

/// Notes what is wrong with a row; an error of the file ends it all.
fn fault(faults: &mut Vec<(usize, String)>, number: usize, error: Error) -> Result<()> {
    if matches!(error, Error::Sqlite { .. } | Error::Forked { .. }) {
        return Err(error);
    }
    faults.push((number + 1, error.to_string()));
    Ok(())
}

fn refuse(rows: usize, faults: Vec<(usize, String)>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Error::BadRows { rows, faults }) }
}
