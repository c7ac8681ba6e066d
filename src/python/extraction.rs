//! `corpus.extract()`: what is read from one article, without a database.

use super::cells;
use super::convert::{Day, Text, knowledge};
use super::lexicon::Knowledge;
use super::pickle::{self, Reduced};
use super::run::{apart, detached};
use crate::article::Article;
use crate::error::Result;
use crate::extraction::{Extraction as Read, Relation};
use crate::query::QueryError;
use crate::text::{CodePoints, Span};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use serde_json::{Value, json};

/// A text longer than this, in bytes, is read on a thread of its own, so that Ctrl-C is heard.
const LONG: usize = 64 * 1024;

/// What was read from a text; a notebook shows the text with all of it marked.
///
/// Offsets are code points: `text[start:end]` is the surface.
#[pyclass(frozen, module = "corpus")]
pub(super) struct Extraction {
    article: Article,
    read: Read,
    rules: Rules,
}

/// Which rules near misses might have set off.
enum Rules {
    /// Asked of the lexicon when somebody wants to know.
    Of(Knowledge),
    /// As they were when it was pickled, for each near miss.
    Kept(Vec<Vec<String>>),
}

/// Read mentions, dates, relations and ties from a text, without a database.
///
/// Parameters
/// ----------
/// text : str
///     The text.
/// published : date, optional
///     When it was published, against which `hier` and `mardi` are reckoned.
/// language : str, optional
///     `fr` or `en`; told from the text unless given.
/// lexicon : Lexicon or path, optional
///     What to read with.
///
/// Returns
/// -------
/// Extraction
///
/// Examples
/// --------
/// >>> import corpus
/// >>> corpus.extract("Rien.").relations
/// []
#[pyfunction]
#[pyo3(signature = (text, *, published=None, language=None, lexicon=None))]
pub(super) fn extract(
    py: Python<'_>,
    text: Text,
    published: Option<Day>,
    language: Option<Text>,
    lexicon: Option<&Bound<'_, PyAny>>,
) -> PyResult<Extraction> {
    let knowledge = knowledge(lexicon)?;
    knowledge.ready(py)?;
    let (Text(text), language) = (text, language.map(|Text(language)| language));
    let long = text.len() > LONG;
    let read = move || Extraction::of(&text, published.map(|Day(day)| day), language, &knowledge);
    if long { apart(py, read) } else { detached(py, read) }
}

impl Extraction {
    fn of(text: &str, published: Option<String>, language: Option<String>, knowledge: &Knowledge) -> Result<Self> {
        let mut article = crate::read::text("", text, knowledge.get());
        if let Some(published) = published {
            let date = published.split_once(['T', ' ']).map_or(published.as_str(), |(date, _)| date);
            let date = date.parse().map_err(|_| QueryError::BadDate { given: published.chars().take(80).collect() })?;
            article.metadata.published = Some(date);
        }
        if language.is_some() {
            article.metadata.language = language;
        }
        let read = crate::extract(&article, knowledge.get());
        Ok(Self { article, read, rules: Rules::Of(knowledge.clone()) })
    }

    fn text(&self, span: Span) -> &str {
        span.slice(&self.article.text).unwrap_or_default()
    }

    /// One field of the codebook's final form.
    fn field(&self, name: &str) -> Value {
        self.read.to_json(&self.article).get_mut(name).map(Value::take).unwrap_or_default()
    }

    fn labels(&self, points: &CodePoints<'_>) -> Value {
        let one = |label: &crate::article::Label| {
            let (start, end) = points.range(label.span);
            json!({"start": start, "end": end, "label": label.kind.as_str()})
        };
        self.article.labels.iter().map(one).collect()
    }

    /// The rules that each near miss might have set off.
    fn rules(&self) -> Vec<Vec<String>> {
        match &self.rules {
            Rules::Kept(rules) => rules.clone(),
            Rules::Of(knowledge) => {
                let of = |miss| crate::extract::near::rules_of(miss, &self.article, knowledge.get());
                let misses = self.read.near_misses.iter();
                misses.map(|miss| of(miss).into_iter().map(str::to_owned).collect()).collect()
            }
        }
    }

    fn trace(&self, relation: &Relation) -> Value {
        let points = CodePoints::new(&self.article.text);
        let part = |name: &str, span: Span| {
            let (start, end) = points.range(span);
            json!({"part": name, "text": self.text(span), "start": start, "end": end})
        };
        let parts: Vec<Value> = relation.trace.parts.iter().map(|(name, span)| part(name, *span)).collect();
        json!({
            "rule": relation.rule,
            "type": relation.kind.as_str(),
            "mode": relation.mode,
            "contexts": relation.contexts,
            "quad": relation.kind.quad().as_str(),
            "goldstein": relation.goldstein,
            "status": relation.status.as_str(),
            "confidence": relation.confidence,
            "place": relation.place,
            "evidence": self.text(relation.evidence),
            "parts": parts,
        })
    }
}

#[pymethods]
impl Extraction {
    /// The text.
    #[getter(text)]
    fn text_py<'py>(&self, py: Python<'py>) -> Bound<'py, pyo3::types::PyString> {
        pyo3::types::PyString::new(py, &self.article.text)
    }

    /// Its language (ISO 639-1).
    #[getter]
    fn language(&self) -> Option<&str> {
        self.read.metadata.language.as_deref()
    }

    /// What the text says of itself: `title`, `published`, `authors`, `agency`, `photo_credit`, `boilerplate`.
    #[getter(metadata)]
    fn metadata_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.field("metadata"))
    }

    /// What it names: `start`, `end`, `text`, `type`, `code`.
    #[getter(mentions)]
    fn mentions_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.field("mentions"))
    }

    /// Its dates: `start`, `end`, `text`, `value` (EDTF).
    #[getter(dates)]
    fn dates_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.field("dates"))
    }

    /// Who did what: `type`, `source`, `target`, `date`, `status`, `said_by`, `evidence`, `start`, `end`.
    #[getter(relations)]
    fn relations_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.field("relations"))
    }

    /// Lasting facts: `tie`, `subject`, `object`, `office`, `date`, `evidence`, `start`, `end`.
    #[getter(ties)]
    fn ties_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.field("ties"))
    }

    /// What is not prose: `start`, `end`, `label`.
    #[getter(labels)]
    fn labels_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.labels(&CodePoints::new(&self.article.text)))
    }

    /// Make a dictionary of all but the text and labels, in the form of the codebook.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        cells::python(py, &self.read.to_json(&self.article))
    }

    /// Say how a relation was read.
    ///
    /// Parameters
    /// ----------
    /// relation : int
    ///     Its number in `relations`.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The `rule`, and in `parts` the words that served as trigger, source, target, date or cue.
    fn explain<'py>(&self, py: Python<'py>, relation: isize) -> PyResult<Bound<'py, PyAny>> {
        let count = self.read.relations.len();
        let at = if relation < 0 { relation.checked_add_unsigned(count) } else { Some(relation) };
        let found = at.and_then(|at| usize::try_from(at).ok()).and_then(|at| self.read.relations.get(at));
        let found = found.ok_or_else(|| PyIndexError::new_err(format!("no relation {relation}; there are {count}")))?;
        cells::python(py, &self.trace(found))
    }

    /// Sentences that came near and gave no relation, each a dictionary.
    ///
    /// They name two actors, or one and a word that sets a rule off: `sentence`, `start`, `end`, `actors`, `trigger`
    /// (that word), `rules` (which it may set off) and `reason` (what was missing).
    #[getter(near_misses)]
    fn near_misses_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let points = CodePoints::new(&self.article.text);
        let one = |(miss, rules): (&crate::extraction::NearMiss, Vec<String>)| {
            let (start, end) = points.range(miss.sentence);
            json!({"sentence": self.text(miss.sentence), "start": start, "end": end, "actors": miss.actors,
                "trigger": miss.trigger.map(|span| self.text(span)), "rules": rules, "reason": miss.reason})
        };
        cells::python(py, &self.read.near_misses.iter().zip(self.rules()).map(one).collect())
    }

    fn __repr__(&self) -> String {
        let Read { mentions, dates, relations, ties, .. } = &self.read;
        format!(
            "<Extraction: {} mentions, {} dates, {} relations, {} ties>",
            mentions.len(),
            dates.len(),
            relations.len(),
            ties.len()
        )
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("corpus._display")?.getattr("extraction")?.call1((slf,))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        pickle::reduced::<Self, _>(py, (pickle::written(&(&self.article, &self.read, self.rules()))?,))
    }

    #[staticmethod]
    fn _of(state: &str) -> PyResult<Self> {
        let (article, read, rules) = pickle::read(state)?;
        Ok(Self { article, read, rules: Rules::Kept(rules) })
    }
}
