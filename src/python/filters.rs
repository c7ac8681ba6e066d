//! The keyword arguments by which rows are chosen: read once, the same everywhere.

use super::convert::{Count, Day, Ids, Text, Texts};
use crate::text::near::hint;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// What was asked, as keyword arguments.
#[derive(Default)]
pub(super) struct Asked {
    pub actor: Vec<String>,
    pub between: Option<(String, String)>,
    pub source: Vec<String>,
    pub target: Vec<String>,
    pub kind: Vec<String>,
    pub status: Vec<String>,
    pub said_by: Vec<String>,
    pub origin: Vec<String>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub published_since: Option<String>,
    pub act_since: Option<String>,
    pub act_until: Option<String>,
    pub published_until: Option<String>,
    pub min_confidence: Option<f64>,
    pub article: Option<Vec<i64>>,
    pub key: Vec<String>,
    pub outlet: Vec<String>,
    pub language: Vec<String>,
    pub originals: bool,
    pub label: Vec<String>,
    pub code: Vec<String>,
    pub country: Vec<String>,
    pub name: Vec<String>,
    pub entity: Vec<String>,
    pub tie: Vec<String>,
    pub contested: Option<bool>,
    pub disagreement: Vec<String>,
    pub min_articles: Option<u64>,
    pub columns: Vec<String>,
    pub order: Vec<String>,
    pub limit: Option<u64>,
    pub offset: Option<u64>,
}

impl Asked {
    /// Reads the keyword arguments of `method`, which knows those in `allowed`.
    pub fn read(method: &str, allowed: &[&str], given: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut asked = Self::default();
        let Some(given) = given else { return Ok(asked) };
        for (name, value) in given {
            let name: String = name.extract()?;
            if !allowed.contains(&name.as_str()) {
                let meant = hint(&name, allowed.iter().copied());
                let allowed = allowed.join(", ");
                return Err(PyTypeError::new_err(format!(
                    "{method}() has no argument '{name}'; it has {allowed}{meant}"
                )));
            }
            if !value.is_none() {
                asked.set(&name, &value).map_err(|error| named(value.py(), &name, error))?;
            }
        }
        Ok(asked)
    }

    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let texts = || value.extract::<Texts>().map(|texts| texts.0);
        let day = || value.extract::<Day>().map(|day| Some(day.0));
        let count = || value.extract::<Count>().map(|count| Some(count.0));
        match name {
            "actor" => self.actor = texts()?,
            "between" => self.between = Some(pair(value)?),
            "source" => self.source = texts()?,
            "target" => self.target = texts()?,
            "type" => self.kind = texts()?,
            "status" => self.status = texts()?,
            "said_by" => self.said_by = texts()?,
            "origin" => self.origin = texts()?,
            "since" => self.since = day()?,
            "until" => self.until = day()?,
            "act_since" => self.act_since = day()?,
            "act_until" => self.act_until = day()?,
            "published_since" => self.published_since = day()?,
            "published_until" => self.published_until = day()?,
            "min_confidence" => self.min_confidence = Some(value.extract()?),
            "article" => self.article = Some(value.extract::<Ids>()?.0),
            "key" => self.key = texts()?,
            "outlet" => self.outlet = texts()?,
            "language" => self.language = texts()?,
            "originals" => self.originals = value.extract()?,
            "label" => self.label = texts()?,
            "code" => self.code = texts()?,
            "country" => self.country = texts()?,
            "name" => self.name = texts()?,
            "entity" => self.entity = texts()?,
            "tie" => self.tie = texts()?,
            "contested" => self.contested = Some(value.extract()?),
            "disagreement" => self.disagreement = texts()?,
            "min_articles" => self.min_articles = count()?,
            "columns" => self.columns = texts()?,
            "order" => self.order = texts()?,
            "limit" => self.limit = count()?,
            "offset" => self.offset = count()?,
            _ => {}
        }
        Ok(())
    }
}

/// Two actors.
fn pair(given: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let wrong = || PyValueError::new_err("two actors are needed, as in between=('MLI', 'DZA')");
    let Texts(names) = given.extract()?;
    let [left, right] = <[String; 2]>::try_from(names).map_err(|_| wrong())?;
    Ok((left, right))
}

/// Says which argument was wrong.
fn named(py: Python<'_>, name: &str, error: PyErr) -> PyErr {
    if error.is_instance_of::<PyTypeError>(py) {
        return PyTypeError::new_err(format!("{name}: {}", error.value(py)));
    }
    error
}

/// Calls a builder's method with each value of a list, or with a value that was given.
macro_rules! apply {
    ($builder:ident, $asked:ident, $($kind:tt $field:ident $method:ident),+ $(,)?) => {
        $(let $builder = super::filters::apply!(@$kind $builder, $asked.$field, $method);)+
    };
    (@each $builder:ident, $value:expr, $method:ident) => { $value.into_iter().fold($builder, |b, v| b.$method(v)) };
    (@some $builder:ident, $value:expr, $method:ident) => {
        match $value { Some(value) => $builder.$method(value), None => $builder }
    };
    (@flag $builder:ident, $value:expr, $method:ident) => { if $value { $builder.$method() } else { $builder } };
    (@pair $builder:ident, $value:expr, $method:ident) => {
        match $value { Some((left, right)) => $builder.$method(left, right), None => $builder }
    };
}
pub(super) use apply;

/// The text of an argument that is a query or a statement.
pub(super) fn text(given: &Bound<'_, PyAny>) -> PyResult<String> {
    given.extract::<Text>().map(|text| text.0)
}
