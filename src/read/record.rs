//! One record (a JSON object, a Python dictionary, a table's row) to an article.

use super::date::{self, Order};
use super::fields::{Part, part, text_names};
use super::{check_size, label};
use crate::article::{Article, Metadata};
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::text::language;
use crate::text::lines::trim;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// An article made of a record: a JSON object, a Python dictionary.
///
/// Fields are known by their names in English and French (`text`, `texte`, `content`, `titre`, `date_publication`,
/// `auteur`, `journal`, `lien`, …), whatever their case and accents. What is not known goes to `meta` as it is; the
/// entries of an object `meta` or `metadata` are read as if they stood beside it. The key is the record's `id` (or
/// `key`, `uid`, `guid`), else its URL, else `key_hint`, else a digest of its text, title, date and outlet. What the
/// record says wins over what the text says.
///
/// A date that cannot be read stays in `meta` under its name; [`record_with_notes`] tells.
///
/// ```
/// use corpus::{Lexicon, read};
/// use serde_json::{Map, Value};
///
/// let fields: Map<String, Value> =
///     serde_json::from_str(r#"{"Titre": "Un accord", "texte": "Les deux pays ont signé.", "date": "3 mars 2024", "n": 7}"#)?;
/// let article = read::record(Some("a"), fields, Lexicon::builtin())?;
/// assert_eq!(article.key, "a");
/// assert_eq!(article.metadata.published.unwrap().as_str(), "2024-03-03");
/// assert_eq!(article.metadata.meta["n"], 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn record(key_hint: Option<&str>, fields: Map<String, Value>, lexicon: &Lexicon) -> Result<Article> {
    record_with_notes(key_hint, fields, lexicon).map(|(article, _)| article)
}

/// Like [`record`], with what had to be assumed or left aside.
pub fn record_with_notes(
    key_hint: Option<&str>,
    fields: Map<String, Value>,
    lexicon: &Lexicon,
) -> Result<(Article, Vec<String>)> {
    let mut reader = Reader { lexicon, fields: sort(fields), meta: Map::new(), notes: Vec::new() };
    let text = reader.text()?;
    let id = reader.key()?;
    let metadata = reader.metadata(&text)?;
    let mut article = Article { key: String::new(), text, metadata, labels: Vec::new() };
    article.key = id
        .or_else(|| article.metadata.url.clone())
        .or_else(|| key_hint.map(str::to_owned))
        .unwrap_or_else(|| digest(&article));
    check_size(&article.key, &article.text)?;
    label::complete(&mut article, lexicon);
    Ok((article, reader.notes))
}

/// A field of a record, with the part it gives.
struct Given {
    name: String,
    value: Value,
    part: Option<(Part, usize)>,
}

/// The fields of a record, those of its `meta` lifted out, each part's most telling name first.
fn sort(fields: Map<String, Value>) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    let mut lifted = Vec::new();
    for (name, value) in fields {
        match (part(&name), value) {
            (Some((Part::Meta, _)), Value::Object(inner)) => lifted.push(inner),
            (part, value) => given.push(Given { name, value, part: part.filter(|(part, _)| *part != Part::Meta) }),
        }
    }
    for (name, value) in lifted.into_iter().flatten() {
        if !given.iter().any(|given| given.name == name) {
            // The text of an article never stands among its metadata.
            let part = part(&name).filter(|(part, _)| !matches!(part, Part::Meta | Part::Text));
            given.push(Given { name, value, part });
        }
    }
    given.sort_by_key(|given| given.part.map_or(usize::MAX, |(_, rank)| rank));
    given
}

struct Reader<'l> {
    lexicon: &'l Lexicon,
    fields: Vec<Given>,
    meta: Map<String, Value>,
    notes: Vec<String>,
}

impl Reader<'_> {
    /// Takes the first field that gives `wanted` and holds something.
    fn take(&mut self, wanted: Part) -> Option<(String, Value)> {
        let at = self
            .fields
            .iter()
            .position(|given| given.part.is_some_and(|(part, _)| part == wanted) && !is_empty(&given.value))?;
        let given = self.fields.remove(at);
        Some((given.name, given.value))
    }

    fn text(&mut self) -> Result<String> {
        let Some((name, value)) = self.take_text() else {
            let seen = self.fields.iter().map(|given| given.name.clone()).collect();
            return Err(Error::NoText { seen, expected: text_names() });
        };
        let Value::String(text) = value else { return Err(wrong(&name, "a string", &value)) };
        let zeros = text.matches('\0').count();
        if zeros == 0 {
            return Ok(text);
        }
        self.notes.push(format!("{zeros} characters U+0000 became U+FFFD"));
        Ok(text.replace('\0', "\u{fffd}"))
    }

    /// The text; an empty string is one if there is no other, as an empty file is an article.
    fn take_text(&mut self) -> Option<(String, Value)> {
        self.take(Part::Text).or_else(|| {
            let is_text = |given: &Given| given.part.is_some_and(|(part, _)| part == Part::Text);
            let at = self.fields.iter().position(|given| is_text(given) && given.value.is_string())?;
            let given = self.fields.remove(at);
            Some((given.name, given.value))
        })
    }

    fn key(&mut self) -> Result<Option<String>> {
        let Some((name, value)) = self.take(Part::Key) else { return Ok(None) };
        match value {
            Value::String(key) => Ok(Some(clean(&key))),
            Value::Number(number) => Ok(Some(number.to_string())),
            // MongoDB exports write {"$oid": "…"}.
            Value::Object(object) if object.len() == 1 => match object.into_iter().next() {
                Some((_, Value::String(key))) => Ok(Some(key)),
                other => Err(wrong(&name, "a string or a number", &other.map_or(Value::Null, |(_, value)| value))),
            },
            other => Err(wrong(&name, "a string or a number", &other)),
        }
    }

    fn metadata(&mut self, text: &str) -> Result<Metadata> {
        let mut metadata = Metadata {
            title: self.string(Part::Title)?,
            agency: self.string(Part::Agency)?,
            outlet: self.outlet()?,
            url: self.string(Part::Url)?,
            photo_credit: self.string(Part::Credit)?,
            authors: self.authors()?,
            language: self.language()?,
            ..Metadata::default()
        };
        self.published(&mut metadata, text)?;
        for given in std::mem::take(&mut self.fields) {
            // Another name of a part that is known already, or nothing known: kept as it is, but for empty known fields.
            if given.part.is_none() || !is_empty(&given.value) {
                self.meta.insert(given.name, given.value);
            }
        }
        metadata.meta = std::mem::take(&mut self.meta);
        Ok(metadata)
    }

    /// A string; numbers are written out.
    fn string(&mut self, part: Part) -> Result<Option<String>> {
        let Some((name, value)) = self.take(part) else { return Ok(None) };
        match value {
            Value::String(text) => Ok(Some(clean(&text))),
            Value::Number(number) => Ok(Some(number.to_string())),
            other => Err(wrong(&name, "a string", &other)),
        }
    }

    /// The outlet: a string, or an object with a name.
    fn outlet(&mut self) -> Result<Option<String>> {
        let Some((name, value)) = self.take(Part::Outlet) else { return Ok(None) };
        match &value {
            Value::Object(object) => {
                let named = named(object);
                self.meta.insert(name, value);
                Ok(named)
            }
            Value::String(text) => Ok(Some(clean(text))),
            Value::Number(number) => Ok(Some(number.to_string())),
            other => Err(wrong(&name, "a string", other)),
        }
    }

    /// The authors: a list of names, a list of objects with a name, or one string.
    fn authors(&mut self) -> Result<Vec<String>> {
        let Some((name, value)) = self.take(Part::Authors) else { return Ok(Vec::new()) };
        let expected = "a string or a list of strings";
        match value {
            Value::String(text) => Ok(split_authors(&text, self.lexicon)),
            Value::Object(object) => match named(&object) {
                Some(author) => Ok(vec![author]),
                None => Err(wrong(&name, expected, &Value::Object(object))),
            },
            Value::Array(items) => {
                let mut authors = Vec::new();
                for item in items {
                    match &item {
                        Value::String(author) if trim(author).is_empty() => {}
                        Value::String(author) => authors.push(clean(author)),
                        Value::Object(object) => match named(object) {
                            Some(author) => authors.push(author),
                            None => return Err(wrong(&name, expected, &item)),
                        },
                        Value::Null => {}
                        _ => return Err(wrong(&name, expected, &item)),
                    }
                }
                Ok(authors)
            }
            other => Err(wrong(&name, expected, &other)),
        }
    }

    fn language(&mut self) -> Result<Option<String>> {
        let Some((name, value)) = self.take(Part::Language) else { return Ok(None) };
        let Value::String(given) = &value else { return Err(wrong(&name, "a string", &value)) };
        let known = language::parse(given);
        if known.is_none() {
            self.notes.push(format!("field `{name}`: {given:?} is not known as a language; it is kept in meta"));
            self.meta.insert(name, value);
        }
        Ok(known)
    }

    /// The publication date; what is lost of it, or cannot be read, is kept in `meta`.
    fn published(&mut self, metadata: &mut Metadata, text: &str) -> Result<()> {
        while let Some((name, value)) = self.take(Part::Published) {
            let read = match &value {
                Value::String(given) => {
                    // Only `03/04/2024` needs the language, and finding it costs more than the rest.
                    let english = given.contains('/')
                        && metadata.language.as_deref().or_else(|| language::detect(text)) == Some("en");
                    let order = if english { Order::Unknown } else { Order::DayFirst };
                    date::read(given, self.lexicon.labels(), order)
                }
                Value::Number(number) => {
                    number.as_i64().map_or_else(|| Err(format!("{number} is not read as a date")), date::number)
                }
                other => return Err(wrong(&name, "a date", other)),
            };
            match read {
                Ok(published) => {
                    if value.as_str() != Some(published.as_str()) {
                        self.meta.insert(name, value);
                    }
                    metadata.published = Some(published);
                    return Ok(());
                }
                Err(reason) => {
                    self.notes.push(format!("field `{name}`: {reason}; it is kept in meta"));
                    self.meta.insert(name, value);
                }
            }
        }
        Ok(())
    }
}

/// The names in one string: `Diallo, Awa` is one person, `Awa Diallo, Jean Dupont` are two.
fn split_authors(given: &str, lexicon: &Lexicon) -> Vec<String> {
    let labels = lexicon.labels();
    let mut words = given.split_whitespace();
    let introduced = words.next().is_some_and(|word| labels.list("by").contains(&crate::text::fold::fold(word)));
    let given = if introduced {
        given.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest)
    } else {
        given
    };
    if given.contains([';', '|', '\n']) {
        return given.split([';', '|', '\n']).map(clean).filter(|name| !name.is_empty()).collect();
    }
    let full = given.split(',').all(|part| part.split_whitespace().nth(1).is_some());
    if full || !given.contains(',') { label::authors(given, labels) } else { vec![clean(given)] }
}

/// The `name` of an object.
fn named(object: &Map<String, Value>) -> Option<String> {
    let value = ["name", "nom", "title", "id"].into_iter().find_map(|key| object.get(key)?.as_str())?;
    (!trim(value).is_empty()).then(|| clean(value))
}

/// A key for a record that has none: the same record always gets the same.
fn digest(article: &Article) -> String {
    let metadata = &article.metadata;
    let parts = [
        Some(article.text.as_str()),
        metadata.title.as_deref(),
        metadata.published.as_ref().map(crate::text::Edtf::as_str),
        metadata.outlet.as_deref(),
    ];
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.unwrap_or_default());
        hasher.update([0]);
    }
    let hex = hasher.finalize().iter().take(8).fold(String::new(), |mut hex, byte| {
        hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        hex
    });
    format!("sha256:{hex}")
}

/// A short value without the white space around it and without U+0000.
fn clean(text: &str) -> String {
    text.trim().replace('\0', "\u{fffd}")
}

/// Whether a value holds nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => trim(text).is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn wrong(field: &str, expected: &'static str, value: &Value) -> Error {
    let found = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the string {:?}", text.chars().take(40).collect::<String>()),
        Value::Array(items) => format!("a list of {} items", items.len()),
        Value::Object(entries) => format!("an object of {} fields", entries.len()),
    };
    Error::Field { field: field.to_owned(), expected, found }
}
