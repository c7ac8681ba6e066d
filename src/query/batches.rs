//! Rows straight into Arrow arrays, without a record or a string of its own for each.

use super::select::{Column, Kind, Select};
use super::when;
use crate::error::{Error, Result};
use crate::store::{Asking, Doing, Store};
use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, LargeBinaryBuilder, LargeStringBuilder,
    StringBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use rusqlite::types::{Value, ValueRef};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Rows of a batch.
const ROWS: usize = 65_536;
/// Bytes of text at which a batch is closed early.
const BYTES: usize = 64 << 20;

/// Record batches of one schema. Batches share their dictionaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Batches {
    /// The columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
}

impl Batches {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

/// Runs `select`.
pub(super) fn read(store: &Store, select: &Select) -> Result<Batches> {
    let mut table = Table::new(select.columns());
    let mut statement = select.prepare(store)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().doing("reading")? {
        for (index, column) in table.columns.iter_mut().enumerate() {
            column.push(row.get_ref(index).doing("reading")?)?;
        }
        table.end_row();
    }
    table.finish()
}

/// Rows that were put together here.
pub(super) fn from_values(columns: &[Column], rows: impl IntoIterator<Item = Vec<Value>>) -> Result<Batches> {
    from_many_values(columns, rows, None)
}

/// [`from_values`], where there may be millions.
pub(super) fn from_many_values(
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Value>>,
    mut asking: Option<Asking>,
) -> Result<Batches> {
    let mut table = Table::new(columns);
    for row in rows {
        if let Some(asking) = &mut asking {
            asking.go_on("making a table")?;
        }
        for (column, value) in table.columns.iter_mut().zip(&row) {
            column.push(ValueRef::from(value))?;
        }
        table.end_row();
    }
    table.finish()
}

struct Table {
    names: Vec<&'static str>,
    columns: Vec<Builder>,
    rows: usize,
    /// The finished arrays, a list for each batch; dictionary columns hold their keys only.
    done: Vec<(usize, Vec<ArrayRef>)>,
}

impl Table {
    fn new(columns: &[Column]) -> Self {
        Self {
            names: columns.iter().map(|column| column.name).collect(),
            columns: columns.iter().map(|column| Builder::new(column.kind)).collect(),
            rows: 0,
            done: Vec::new(),
        }
    }

    fn end_row(&mut self) {
        self.rows += 1;
        if self.rows == ROWS || (self.rows.is_multiple_of(256) && self.bytes() >= BYTES) {
            self.end_batch();
        }
    }

    fn bytes(&self) -> usize {
        self.columns
            .iter()
            .map(|column| if let Builder::Text(text) = column { text.values_slice().len() } else { 0 })
            .sum()
    }

    fn end_batch(&mut self) {
        let arrays = self.columns.iter_mut().map(Builder::finish_chunk).collect();
        self.done.push((std::mem::take(&mut self.rows), arrays));
    }

    fn finish(mut self) -> Result<Batches> {
        if self.rows > 0 {
            self.end_batch();
        }
        let dictionaries: Vec<Option<ArrayRef>> = self.columns.iter().map(Builder::dictionary).collect();
        let fields: Vec<Field> = self
            .names
            .iter()
            .zip(&self.columns)
            .map(|(name, column)| Field::new(*name, column.data_type(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let mut batches = Vec::with_capacity(self.done.len());
        for (_, arrays) in self.done {
            let arrays = arrays
                .into_iter()
                .zip(&dictionaries)
                .map(|(array, dictionary)| match dictionary {
                    Some(values) => keyed(&array, values),
                    None => Ok(array),
                })
                .collect::<Result<Vec<_>, _>>()
                .map_err(Error::arrow)?;
            batches.push(RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(Error::arrow)?);
        }
        Ok(Batches { schema, batches })
    }
}

fn keyed(keys: &ArrayRef, values: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let keys = keys.to_data().into();
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(values))?))
}

enum Builder {
    Int(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    Category(Words),
    Day(Date32Builder, Vec<u8>, Option<i32>),
    Flag(BooleanBuilder),
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Int => Self::Int(Int64Builder::new()),
            Kind::Float => Self::Float(Float64Builder::new()),
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Category => Self::Category(Words::default()),
            Kind::Day => Self::Day(Date32Builder::new(), Vec::new(), None),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    #[inline]
    fn push(&mut self, value: ValueRef<'_>) -> Result<()> {
        match (self, value) {
            (Self::Int(builder), ValueRef::Integer(number)) => builder.append_value(number),
            (Self::Int(builder), _) => builder.append_null(),
            (Self::Float(builder), ValueRef::Real(number)) => builder.append_value(number),
            #[expect(clippy::cast_precision_loss, reason = "a whole number in a column of numbers")]
            (Self::Float(builder), ValueRef::Integer(number)) => builder.append_value(number as f64),
            (Self::Float(builder), _) => builder.append_null(),
            (Self::Text(builder), ValueRef::Text(bytes)) => builder.append_value(utf8(bytes)?),
            (Self::Text(builder), _) => builder.append_null(),
            (Self::Category(words), ValueRef::Text(bytes)) => words.push(bytes)?,
            (Self::Category(words), _) => words.keys.append_null(),
            (Self::Day(builder, last, day), ValueRef::Text(bytes)) => {
                if last.as_slice() != bytes {
                    last.clear();
                    last.extend_from_slice(bytes);
                    *day = std::str::from_utf8(bytes).ok().and_then(when::day).map(days_since_1970);
                }
                builder.append_option(*day);
            }
            (Self::Day(builder, ..), _) => builder.append_null(),
            (Self::Flag(builder), ValueRef::Integer(number)) => builder.append_value(number != 0),
            (Self::Flag(builder), _) => builder.append_null(),
        }
        Ok(())
    }

    fn finish_chunk(&mut self) -> ArrayRef {
        match self {
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Category(words) => Arc::new(words.keys.finish()),
            Self::Day(builder, ..) => Arc::new(builder.finish()),
            Self::Flag(builder) => Arc::new(builder.finish()),
        }
    }

    fn dictionary(&self) -> Option<ArrayRef> {
        let Self::Category(words) = self else { return None };
        Some(Arc::new(StringArray::from_iter_values(&words.list)))
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Int(_) => DataType::Int64,
            Self::Float(_) => DataType::Float64,
            Self::Text(_) => DataType::Utf8,
            Self::Category(_) => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Self::Day(..) => DataType::Date32,
            Self::Flag(_) => DataType::Boolean,
        }
    }
}

/// A dictionary in the making, shared by all batches.
#[derive(Default)]
struct Words {
    keys: Int32Builder,
    list: Vec<String>,
    numbers: FxHashMap<Box<[u8]>, i32>,
    last: Option<i32>,
}

impl Words {
    #[inline]
    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        // Neighbouring rows often agree.
        if let Some(last) = self.last {
            let same =
                usize::try_from(last).ok().and_then(|at| self.list.get(at)).is_some_and(|w| w.as_bytes() == bytes);
            if same {
                self.keys.append_value(last);
                return Ok(());
            }
        }
        let number = if let Some(number) = self.numbers.get(bytes) {
            *number
        } else {
            let number =
                i32::try_from(self.list.len()).map_err(|_| Error::arrow(ArrowError::DictionaryKeyOverflowError))?;
            self.list.push(utf8(bytes)?.to_owned());
            self.numbers.insert(bytes.into(), number);
            number
        };
        self.last = Some(number);
        self.keys.append_value(number);
        Ok(())
    }
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(rusqlite::Error::from).doing("reading text")
}

fn days_since_1970(date: jiff::civil::Date) -> i32 {
    date.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The columns of a statement whose types only its values tell.
#[derive(Default)]
pub(super) struct Loose {
    columns: Vec<LooseColumn>,
}

enum LooseColumn {
    Nulls(usize),
    Ints(Vec<Option<i64>>),
    Floats(Vec<Option<f64>>),
    Texts(LargeStringBuilder),
    Bytes(LargeBinaryBuilder),
}

impl Loose {
    pub fn push(&mut self, row: &[ValueRef<'_>]) {
        if self.columns.is_empty() {
            self.columns.extend(row.iter().map(|_| LooseColumn::Nulls(0)));
        }
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(*value);
        }
    }

    pub fn finish(self, names: &[String]) -> Result<Batches> {
        let mut columns = self.columns;
        columns.resize_with(names.len(), || LooseColumn::Nulls(0));
        let arrays: Vec<ArrayRef> = columns.into_iter().map(LooseColumn::finish).collect();
        let fields: Vec<Field> =
            names.iter().zip(&arrays).map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(Error::arrow)?;
        Ok(Batches { schema, batches: vec![batch] })
    }
}

impl LooseColumn {
    fn push(&mut self, value: ValueRef<'_>) {
        match (&mut *self, value) {
            (Self::Nulls(count), ValueRef::Null) => *count += 1,
            (Self::Ints(list), ValueRef::Null) => list.push(None),
            (Self::Ints(list), ValueRef::Integer(number)) => list.push(Some(number)),
            (Self::Floats(list), ValueRef::Null) => list.push(None),
            (Self::Floats(list), ValueRef::Real(number)) => list.push(Some(number)),
            #[expect(clippy::cast_precision_loss, reason = "a whole number in a column of numbers")]
            (Self::Floats(list), ValueRef::Integer(number)) => list.push(Some(number as f64)),
            (Self::Texts(builder), ValueRef::Null) => builder.append_null(),
            (Self::Texts(builder), ValueRef::Text(bytes)) => builder.append_value(String::from_utf8_lossy(bytes)),
            (Self::Texts(builder), ValueRef::Integer(number)) => builder.append_value(number.to_string()),
            (Self::Texts(builder), ValueRef::Real(number)) => builder.append_value(number.to_string()),
            (Self::Bytes(builder), ValueRef::Null) => builder.append_null(),
            (Self::Bytes(builder), ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => builder.append_value(bytes),
            (Self::Bytes(builder), ValueRef::Integer(number)) => builder.append_value(number.to_string()),
            (Self::Bytes(builder), ValueRef::Real(number)) => builder.append_value(number.to_string()),
            (_, value) => {
                self.widen(value);
                self.push(value);
            }
        }
    }

    /// Becomes the narrowest kind that holds both what is there and `value`.
    fn widen(&mut self, value: ValueRef<'_>) {
        *self = match (std::mem::replace(self, Self::Nulls(0)), value) {
            (Self::Nulls(count), ValueRef::Integer(_)) => Self::Ints(vec![None; count]),
            (Self::Nulls(count), ValueRef::Real(_)) => Self::Floats(vec![None; count]),
            #[expect(clippy::cast_precision_loss, reason = "a whole number in a column of numbers")]
            (Self::Ints(list), ValueRef::Real(_)) => {
                Self::Floats(list.into_iter().map(|number| number.map(|number| number as f64)).collect())
            }
            (old, ValueRef::Blob(_)) => {
                let mut builder = LargeBinaryBuilder::new();
                old.each_text(|text| builder.append_option(text));
                Self::Bytes(builder)
            }
            (old, _) => {
                let mut builder = LargeStringBuilder::new();
                old.each_text(|text| builder.append_option(text));
                Self::Texts(builder)
            }
        };
    }

    fn each_text(self, mut each: impl FnMut(Option<&str>)) {
        match self {
            Self::Nulls(count) => (0..count).for_each(|_| each(None)),
            Self::Ints(list) => list.into_iter().for_each(|n| each(n.map(|n| n.to_string()).as_deref())),
            Self::Floats(list) => list.into_iter().for_each(|n| each(n.map(|n| n.to_string()).as_deref())),
            Self::Texts(mut builder) => builder.finish().iter().for_each(each),
            Self::Bytes(_) => {}
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Nulls(count) => Arc::new(arrow_array::LargeStringArray::new_null(count)),
            Self::Ints(list) => Arc::new(arrow_array::Int64Array::from(list)),
            Self::Floats(list) => Arc::new(arrow_array::Float64Array::from(list)),
            Self::Texts(mut builder) => Arc::new(builder.finish()),
            Self::Bytes(mut builder) => Arc::new(builder.finish()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int64Type;

    fn column(name: &'static str, kind: Kind) -> Column {
        Column { name, kind }
    }

    #[test]
    fn many_rows_are_several_batches_of_the_same_words() {
        let columns = [column("n", Kind::Int), column("word", Kind::Category)];
        let number = |n: usize| Value::Integer(i64::try_from(n).unwrap());
        let rows = (0..=ROWS).map(|n| vec![number(n), Value::Text(if n == ROWS { "last" } else { "first" }.into())]);
        let batches = from_values(&columns, rows).unwrap();
        assert_eq!(batches.batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [ROWS, 1]);
        let [first, last] = batches.batches.as_slice() else { panic!("two batches") };
        let words = |batch: &RecordBatch| Arc::clone(batch.column(1).as_dictionary::<Int32Type>().values());
        assert_eq!(&words(first), &words(last));
        let word = last.column(1).as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
        assert_eq!(
            (last.column(0).as_primitive::<Int64Type>().value(0), arrow_array::ArrayAccessor::value(&word, 0)),
            (65_536, "last")
        );
    }

    #[test]
    fn long_texts_are_several_batches() {
        let columns = [column("n", Kind::Int), column("text", Kind::Text)];
        let text = "x".repeat(BYTES / 256);
        let rows = (0..300).map(|n| vec![Value::Integer(n), Value::Text(text.clone())]);
        let batches = from_values(&columns, rows).unwrap();
        assert_eq!(batches.batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [256, 44]);
    }
}
