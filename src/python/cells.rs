//! Values of Arrow arrays, of statements and of JSON as Python's, and back.

use super::convert::{Text, type_name};
use super::errors::exception;
use super::handle::Parameters;
use crate::query::Cell;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDate, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::{Map, Number, Value};

/// How deep a nested value may be.
const DEPTH: usize = 64;

/// The values of an array of one of our own tables, as a list.
pub(super) fn list<'py>(py: Python<'py>, array: &ArrayRef) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let none = || py.None().into_bound(py);
    Ok(match array.data_type() {
        DataType::Int64 => {
            array.as_primitive::<Int64Type>().iter().map(|v| v.map_or_else(none, |v| int(py, v))).collect()
        }
        DataType::Float64 => array
            .as_primitive::<Float64Type>()
            .iter()
            .map(|v| v.map_or_else(none, |v| PyFloat::new(py, v).into_any()))
            .collect(),
        DataType::Boolean => array
            .as_boolean()
            .iter()
            .map(|v| v.map_or_else(none, |v| PyBool::new(py, v).to_owned().into_any()))
            .collect(),
        DataType::Utf8 => strings(py, array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => strings(py, array.as_string::<i64>().iter()),
        DataType::LargeBinary => {
            array.as_binary::<i64>().iter().map(|v| v.map_or_else(none, |v| PyBytes::new(py, v).into_any())).collect()
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            let mut out = Vec::with_capacity(days.len());
            for value in days {
                out.push(match value.and_then(civil) {
                    Some(date) => {
                        let (year, month, day) = (date.year(), date.month().unsigned_abs(), date.day().unsigned_abs());
                        // Python's years begin at 1.
                        PyDate::new(py, i32::from(year), month, day).map_or_else(|_| none(), Bound::into_any)
                    }
                    None => none(),
                });
            }
            out
        }
        DataType::Dictionary(key, word) if **key == DataType::Int32 && **word == DataType::Utf8 => {
            let dictionary = array.as_dictionary::<Int32Type>();
            let words = strings(py, dictionary.values().as_string::<i32>().iter());
            let word = |key: i32| usize::try_from(key).ok().and_then(|key| words.get(key)).cloned();
            dictionary.keys().iter().map(|key| key.and_then(word).unwrap_or_else(none)).collect()
        }
        // What other libraries hand over, not as quickly.
        _ => (0..array.len()).map(|row| python(py, &json(array, row)?)).collect::<PyResult<_>>()?,
    })
}

fn int(py: Python<'_>, value: i64) -> Bound<'_, PyAny> {
    PyInt::new(py, value).into_any()
}

fn strings<'py, 's>(py: Python<'py>, values: impl Iterator<Item = Option<&'s str>>) -> Vec<Bound<'py, PyAny>> {
    values.map(|v| v.map_or_else(|| py.None().into_bound(py), |v| PyString::new(py, v).into_any())).collect()
}

/// The day so many days after 1 January 1970.
fn civil(days: i32) -> Option<jiff::civil::Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// The value of a column that some other library made, as JSON; dates and times in ISO form.
pub(super) fn json(array: &ArrayRef, row: usize) -> PyResult<Value> {
    macro_rules! number {
        ($type:ty) => {
            Value::Number(array.as_primitive::<$type>().value(row).into())
        };
    }
    let unknown =
        |kind: &DataType| PyTypeError::new_err(format!("a column of {kind}, which no field of an article is"));
    let stamp = |value: i64, per_second: i64| {
        let second = value.div_euclid(per_second);
        let rest = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
        let moment = jiff::Timestamp::new(second, i32::try_from(rest).unwrap_or(0)).ok();
        moment.map_or(Value::Null, |moment| Value::String(moment.to_string()))
    };
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Utf8 => Value::String(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Value::String(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Value::String(array.as_string_view().value(row).to_owned()),
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => float(f64::from(array.as_primitive::<Float32Type>().value(row))),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => civil(array.as_primitive::<Date32Type>().value(row))
            .map_or(Value::Null, |day| Value::String(day.to_string())),
        DataType::Date64 => stamp(array.as_primitive::<Date64Type>().value(row), 1_000),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => stamp(array.as_primitive::<TimestampSecondType>().value(row), 1),
            TimeUnit::Millisecond => stamp(array.as_primitive::<TimestampMillisecondType>().value(row), 1_000),
            TimeUnit::Microsecond => stamp(array.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000),
            TimeUnit::Nanosecond => stamp(array.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000),
        },
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt().ok_or_else(|| unknown(array.data_type()))?;
            match key(dictionary.keys(), row) {
                Some(key) => json(dictionary.values(), key)?,
                None => Value::Null,
            }
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            Value::Array((0..items.len()).map(|at| json(&items, at)).collect::<PyResult<_>>()?)
        }
        DataType::LargeList(_) => {
            let items = array.as_list::<i64>().value(row);
            Value::Array((0..items.len()).map(|at| json(&items, at)).collect::<PyResult<_>>()?)
        }
        other => return Err(unknown(other)),
    })
}

/// The word that a row of a dictionary points to.
fn key(keys: &dyn Array, row: usize) -> Option<usize> {
    macro_rules! of {
        ($($type:ty),+) => {
            $(if let Some(keys) = keys.as_primitive_opt::<$type>() {
                return usize::try_from(keys.value(row)).ok();
            })+
        };
    }
    of!(Int32Type, UInt32Type, Int8Type, UInt8Type, Int16Type, UInt16Type, Int64Type, UInt64Type);
    None
}

/// A number, or nothing where there is none (NaN is how pandas writes a missing value).
fn float(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// A dictionary of Python's as a record.
pub(super) fn record(given: &Bound<'_, PyDict>) -> PyResult<Map<String, Value>> {
    let mut fields = Map::new();
    for (name, value) in given {
        let name = if name.is_instance_of::<PyString>() { name.extract::<Text>()?.0 } else { name.str()?.to_string() };
        fields.insert(name, plain(&value, DEPTH)?);
    }
    Ok(fields)
}

/// A value of Python's as JSON.
fn plain(given: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    let py = given.py();
    if given.is_none() {
        return Ok(Value::Null);
    }
    if given.is_instance_of::<PyString>() {
        return Ok(Value::String(given.extract::<Text>()?.0));
    }
    if given.is_instance_of::<PyBool>() {
        return Ok(Value::Bool(given.extract()?));
    }
    if given.is_instance_of::<PyInt>() {
        let small: Option<i64> = given.extract().ok();
        return Ok(small.map_or_else(|| given.str().map_or(Value::Null, |s| Value::String(s.to_string())), Value::from));
    }
    if given.is_instance_of::<PyFloat>() {
        return Ok(float(given.extract()?));
    }
    if depth == 0 {
        return Err(exception(py, "InputError", "a value nested too deep, or within itself"));
    }
    if let Ok(dict) = given.cast::<PyDict>() {
        let mut fields = Map::new();
        for (name, value) in dict {
            fields.insert(name.str()?.to_string_lossy().into_owned(), plain(&value, depth - 1)?);
        }
        return Ok(Value::Object(fields));
    }
    if given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>() {
        return given.try_iter()?.map(|item| plain(&item?, depth - 1)).collect::<PyResult<_>>().map(Value::Array);
    }
    if given.is_instance_of::<PyBytes>() {
        return Err(PyTypeError::new_err("bytes are no text: decode them first"));
    }
    // pandas and NumPy have scalars and missing values of their own.
    if matches!(type_name(given).as_str(), "NAType" | "NaTType") {
        return Ok(Value::Null);
    }
    if let Ok(text) = given.call_method0("isoformat") {
        return Ok(Value::String(text.extract::<Text>()?.0));
    }
    if let Ok(inner) = given.call_method0("item") {
        return plain(&inner, depth - 1);
    }
    if let Ok(inner) = given.call_method0("tolist") {
        return plain(&inner, depth - 1);
    }
    // Paths, enums and the like say themselves what they are called.
    Ok(Value::String(given.str()?.to_string_lossy().into_owned()))
}

/// The values to bind to a statement.
pub(super) fn parameters(given: Option<&Bound<'_, PyAny>>) -> PyResult<Parameters> {
    let Some(given) = given else { return Ok((Vec::new(), Vec::new())) };
    if let Ok(dict) = given.cast::<PyDict>() {
        let named = dict.iter().map(|(name, value)| Ok((name.extract::<Text>()?.0, cell(&value)?)));
        return Ok((Vec::new(), named.collect::<PyResult<_>>()?));
    }
    if given.is_instance_of::<PyString>() || given.is_instance_of::<PyBytes>() {
        return Err(PyTypeError::new_err("parameters: a list of values or a dictionary, not one string"));
    }
    Ok((given.try_iter()?.map(|value| cell(&value?)).collect::<PyResult<_>>()?, Vec::new()))
}

fn cell(given: &Bound<'_, PyAny>) -> PyResult<Cell> {
    if given.is_none() {
        return Ok(Cell::Null);
    }
    if given.is_instance_of::<PyString>() {
        return Ok(Cell::Text(given.extract::<Text>()?.0));
    }
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Cell::Bytes(bytes.as_bytes().to_vec()));
    }
    match plain(given, 1)? {
        Value::Null => Ok(Cell::Null),
        Value::Bool(yes) => Ok(Cell::Int(yes.into())),
        Value::String(text) => Ok(Cell::Text(text)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Ok(Cell::Int(whole)),
            (None, Some(float)) => Ok(Cell::Float(float)),
            (None, None) => Ok(Cell::Null),
        },
        Value::Array(_) | Value::Object(_) => {
            Err(PyTypeError::new_err(format!("a {} cannot be bound to a statement", type_name(given))))
        }
    }
}

/// JSON as Python's own values.
pub(super) fn python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(yes) => PyBool::new(py, *yes).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => int(py, whole),
            (None, Some(float)) => PyFloat::new(py, float).into_any(),
            (None, None) => py.None().into_bound(py),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Object(fields) => {
            let dict = PyDict::new(py);
            for (name, value) in fields {
                dict.set_item(name, python(py, value)?)?;
            }
            dict.into_any()
        }
    })
}
