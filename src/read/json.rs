//! Records in JSON: one a line, in an array, or one alone.

use super::Input;
use super::record::record_with_notes;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use serde::de::{MapAccess, Visitor};
use serde_json::{Map, Value};
use std::ops::Range;

/// An object, and the fields it gives more than once.
struct Object {
    fields: Map<String, Value>,
    twice: Vec<String>,
}

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object with the fields of one article")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut object = Object { fields: Map::new(), twice: Vec::new() };
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if object.fields.insert(name.clone(), value).is_some() {
                        object.twice.push(name);
                    }
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// One record; `key` serves where it has none of its own.
pub(super) fn article(origin: String, key: &str, json: &str, mut notes: Vec<String>, lexicon: &Lexicon) -> Input {
    let object: Object = match serde_json::from_str(json) {
        Ok(object) => object,
        Err(source) => return Input { article: Err(Error::Json { origin: origin.clone(), source }), origin, notes },
    };
    notes.extend(object.twice.iter().map(|name| format!("field `{name}` is given twice; the last one counts")));
    match record_with_notes(Some(key), object.fields, lexicon) {
        Ok((article, more)) => {
            notes.extend(more);
            Input { origin, article: Ok(article), notes }
        }
        Err(error) => Input { origin, article: Err(error), notes },
    }
}

/// Where the records of a JSON text stand: the elements of its array, else its values one after the other.
///
/// Each is parsed on its own, so that a bad one does not take the others with it.
pub(super) fn records(json: &str) -> Vec<Range<usize>> {
    let Some(start) = json.find(|letter: char| !letter.is_ascii_whitespace()) else { return Vec::new() };
    let in_array = json.as_bytes().get(start) == Some(&b'[');
    let mut split = Split { found: Vec::new(), from: None, depth: 0, base: usize::from(in_array) };
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate().skip(start) {
        if quoted {
            quoted = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        quoted = byte == b'"';
        split.take(at, byte);
    }
    split.end(json.trim_end().len());
    split.found
}

struct Split {
    found: Vec<Range<usize>>,
    from: Option<usize>,
    depth: usize,
    /// The depth at which records stand.
    base: usize,
}

impl Split {
    fn take(&mut self, at: usize, byte: u8) {
        match byte {
            b'{' | b'[' => {
                if self.depth >= self.base {
                    self.from.get_or_insert(at);
                }
                self.depth += 1;
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth < self.base {
                    self.end(at);
                } else if self.depth == self.base && byte == b'}' {
                    self.end(at + 1);
                }
            }
            b',' if self.depth == self.base && self.base == 1 => self.end(at),
            _ if self.depth >= self.base && !byte.is_ascii_whitespace() => {
                self.from.get_or_insert(at);
            }
            _ => {}
        }
    }

    fn end(&mut self, at: usize) {
        if let Some(from) = self.from.take().filter(|from| *from < at) {
            self.found.push(from..at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(json: &str) -> Vec<&str> {
        records(json).into_iter().map(|range| json.get(range).unwrap_or_default()).collect()
    }

    #[test]
    fn records_are_found_one_by_one() {
        assert_eq!(
            split(r#" [ {"a": "]}\""} , {"b": [1, {}]}, 7 ] "#),
            [r#"{"a": "]}\""}"#, r#"{"b": [1, {}]}"#, "7 "]
        );
        assert_eq!(split(r#"{"a": 1}"#), [r#"{"a": 1}"#]);
        assert_eq!(split("{\"a\": 1}\n{\"b\": 2}\n"), [r#"{"a": 1}"#, r#"{"b": 2}"#]);
        assert_eq!(split(r#"[{"a": 1}, {"b": "#), [r#"{"a": 1}"#, r#"{"b":"#]);
        assert_eq!(split("[]"), Vec::<&str>::new());
        assert_eq!(split(" "), Vec::<&str>::new());
        assert_eq!(split("x"), ["x"]);
    }

    proptest! {
        #[test]
        fn any_text_splits(json in r#"[\[\]{},"\\ a1:é]{0,60}"#) {
            let mut end = 0;
            for range in records(&json) {
                prop_assert!(range.start >= end && json.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
