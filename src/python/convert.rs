//! Arguments as people give them.

use super::errors::exception;
use super::lexicon::{Knowledge, Lexicon};
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyInt, PyString};
use std::path::PathBuf;

/// A string, through its bytes: borrowing it as UTF-8 would keep a second copy in the Python object for good.
pub(super) struct Text(pub String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = given.py();
        let string = given
            .cast::<PyString>()
            .map_err(|_| PyTypeError::new_err(format!("expected a string, not {}", type_name(&given))))?;
        let bytes = string.encode_utf8().map_err(|error| {
            if error.is_instance_of::<PyUnicodeEncodeError>(py) {
                return exception(py, "InputError", "a lone surrogate in the text, which no encoding of Unicode holds");
            }
            error
        })?;
        Ok(Self(utf8(&bytes)))
    }
}

/// Python made these bytes; they are valid.
fn utf8(bytes: &Bound<'_, PyBytes>) -> String {
    String::from_utf8_lossy(bytes.as_bytes()).into_owned()
}

/// What kind of thing was given.
pub(super) fn type_name(given: &Bound<'_, PyAny>) -> String {
    given.get_type().name().map_or_else(|_| "something else".into(), |name| name.to_string())
}

/// One string, or several.
#[derive(Default)]
pub(super) struct Texts(pub Vec<String>);

impl<'py> FromPyObject<'_, 'py> for Texts {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_none() {
            return Ok(Self::default());
        }
        if given.is_instance_of::<PyString>() {
            return Ok(Self(vec![given.extract::<Text>()?.0]));
        }
        if given.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err("expected a string or several, not bytes"));
        }
        let items = given
            .try_iter()
            .map_err(|_| PyTypeError::new_err(format!("expected a string or several, not {}", type_name(&given))))?;
        items.map(|item| Ok(item?.extract::<Text>()?.0)).collect::<PyResult<_>>().map(Self)
    }
}

/// A date: a string, a year, or anything with `isoformat()`.
pub(super) struct Day(pub String);

impl<'py> FromPyObject<'_, 'py> for Day {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyString>() {
            return Ok(Self(given.extract::<Text>()?.0));
        }
        if given.is_instance_of::<PyInt>() && !given.is_instance_of::<PyBool>() {
            return Ok(Self(format!("{:04}", given.extract::<i64>()?)));
        }
        match given.call_method0("isoformat") {
            Ok(text) => Ok(Self(text.extract::<Text>()?.0)),
            Err(_) => Err(PyTypeError::new_err(format!(
                "expected a date such as '2025-03' or datetime.date(2025, 3, 31), not {}",
                type_name(&given)
            ))),
        }
    }
}

/// A number of rows.
#[derive(Clone, Copy)]
pub(super) struct Count(pub u64);

impl<'py> FromPyObject<'_, 'py> for Count {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyBool>() {
            return Err(PyTypeError::new_err("expected a number of rows, not bool"));
        }
        let number: i64 = match given.extract() {
            Ok(number) => number,
            // More rows than there can be.
            Err(_) if given.is_instance_of::<PyInt>() && given.gt(0)? => i64::MAX,
            Err(_) if given.is_instance_of::<PyInt>() => -1,
            Err(error) => return Err(error),
        };
        u64::try_from(number).map(Self).map_err(|_| {
            exception(given.py(), "QueryError", &format!("a number of rows cannot be negative, as {number} is"))
        })
    }
}

/// One number of an article, or several.
pub(super) struct Ids(pub Vec<i64>);

impl<'py> FromPyObject<'_, 'py> for Ids {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyBool>() {
            return Err(PyTypeError::new_err("expected the number of an article, not bool"));
        }
        if given.is_instance_of::<PyInt>() {
            return Ok(Self(vec![given.extract()?]));
        }
        given.try_iter()?.map(|item| item?.extract()).collect::<PyResult<_>>().map(Self)
    }
}

/// A lexicon: one that was loaded, or the folder of a pack.
pub(super) fn knowledge(given: Option<&Bound<'_, PyAny>>) -> PyResult<Knowledge> {
    let Some(given) = given else { return Ok(Knowledge::Builtin) };
    if let Ok(lexicon) = given.cast::<Lexicon>() {
        return Ok(lexicon.get().knowledge());
    }
    let folder: PathBuf = given.extract().map_err(|_| {
        PyTypeError::new_err(format!("expected a Lexicon or the folder of a pack, not {}", type_name(given)))
    })?;
    Ok(Lexicon::load(given.py(), &folder)?.knowledge())
}

/// Text for one line of a terminal, which nothing in it can disturb.
pub(super) fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if hidden(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}
