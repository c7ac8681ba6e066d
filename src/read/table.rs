//! Records in a table: CSV with a header, separated by commas, semicolons, tabs or bars.

use super::Input;
use super::record::record_with_notes;
use crate::error::Error;
use crate::lexicon::Lexicon;
use serde_json::{Map, Value};
use std::io::Cursor;

/// The rows of a table that is held in memory.
pub(super) struct Rows {
    reader: csv::Reader<Cursor<Vec<u8>>>,
    header: Vec<String>,
    done: bool,
}

impl Rows {
    /// Reads the header of `text`.
    pub(super) fn new(text: String) -> Result<Self, csv::Error> {
        let delimiter = delimiter(&text);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(Cursor::new(text.into_bytes()));
        let header = reader.headers()?.iter().map(str::to_owned).collect();
        Ok(Self { reader, header, done: false })
    }

    /// The next row as an article; `place` makes its origin and its key from the number of its line.
    pub(super) fn next(&mut self, place: impl Fn(u64) -> (String, String), lexicon: &Lexicon) -> Option<Input> {
        if self.done {
            return None;
        }
        let mut row = csv::StringRecord::new();
        let read = self.reader.read_record(&mut row);
        let line = row.position().map_or_else(|| self.reader.position().line(), csv::Position::line);
        let (origin, key) = place(line);
        let input = match read {
            Ok(false) => return None,
            Ok(true) => self.article(&row, &key, lexicon),
            Err(source) => {
                self.done = source.is_io_error();
                Err(Error::Table { origin: origin.clone(), source })
            }
        };
        Some(match input {
            Ok((article, notes)) => Input { origin, article: Ok(article), notes },
            Err(error) => Input { origin, article: Err(error), notes: Vec::new() },
        })
    }

    fn article(
        &self,
        row: &csv::StringRecord,
        key: &str,
        lexicon: &Lexicon,
    ) -> Result<(crate::article::Article, Vec<String>), Error> {
        let mut notes = Vec::new();
        let mut fields = Map::new();
        for (name, value) in self.header.iter().zip(row) {
            if value.is_empty() && fields.contains_key(name) {
                continue;
            }
            if fields.insert(name.clone(), Value::String(value.to_owned())).is_some() {
                notes.push(format!("column `{name}` is given twice; the last one counts"));
            }
        }
        let (article, more) = record_with_notes(Some(key), fields, lexicon)?;
        notes.extend(more);
        Ok((article, notes))
    }
}

/// The separator that stands most often in the first line.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: u8| header.bytes().filter(|byte| *byte == mark).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}
