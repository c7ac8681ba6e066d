//! Correcting what was read.

use super::super::cells;
use super::super::convert::{Day, Text, Texts, type_name};
use super::super::errors::{exception, raise};
use super::super::pickle::{self, Reduced};
use super::super::run::{closed, detached_py, interrupted_or};
use super::super::table::{Made, Table, What};
use super::{Corpus, Inner, lock};
use crate::corpus::{By, Imported, Which};
use crate::error::Result;
use crate::store::{Conflict, Fields, Unplaced};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyString};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// A relation: its number, or a row of `relations`.
#[derive(Clone, Copy)]
struct Numbered(i64);

impl<'py> FromPyObject<'_, 'py> for Numbered {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let wrong =
            || PyTypeError::new_err(format!("expected a number or a row of relations(), not {}", type_name(&given)));
        if given.is_instance_of::<PyBool>() || given.is_instance_of::<PyString>() {
            return Err(wrong());
        }
        if let Ok(id) = given.extract::<i64>() {
            return Ok(Self(id));
        }
        given.getattr("id").and_then(|id| id.extract()).map(Self).map_err(|_| wrong())
    }
}

/// An article: its number, its key, or the article itself.
pub(in crate::python) fn which(given: &Bound<'_, PyAny>) -> PyResult<Which> {
    if given.is_instance_of::<PyString>() {
        return Ok(Which::Key(given.extract::<Text>()?.0));
    }
    if given.is_instance_of::<PyBool>() {
        return Err(PyTypeError::new_err("expected the number or key of an article, not bool"));
    }
    if let Ok(id) = given.extract::<i64>() {
        return Ok(Which::Id(id));
    }
    given.getattr("id").and_then(|id| id.extract()).map(Which::Id).map_err(|_| {
        PyTypeError::new_err(format!("expected the number or key of an article, not {}", type_name(given)))
    })
}

/// An entity: a code, a name or a number.
struct Thing(String);

impl<'py> FromPyObject<'_, 'py> for Thing {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyInt>() && !given.is_instance_of::<PyBool>() {
            return Ok(Self(given.extract::<i64>()?.to_string()));
        }
        Ok(Self(given.extract::<Text>()?.0))
    }
}

/// Collects the fields that were given.
fn fields<const N: usize>(given: [(&str, Option<Text>); N]) -> Fields {
    given.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Value::String(text?.0)))).collect()
}

impl Corpus {
    /// Runs what writes, on the one connection that does.
    pub(super) fn change<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Inner) -> Result<T> + Send,
    ) -> PyResult<T> {
        detached_py(py, || {
            if self.loading.load(Ordering::Acquire) {
                return Err(raise("CorpusError", "a load is running; nothing else can be written meanwhile"));
            }
            let mut held = self.hold()?;
            let corpus = held.guard.as_mut().ok_or_else(|| closed(&self.name()))?;
            work(corpus).map_err(interrupted_or)
        })
    }

    /// Who corrects.
    fn by(&self, py: Python<'_>, given: Option<Text>, note: Option<Text>) -> PyResult<By> {
        let who = match given.map(|Text(who)| who).or_else(|| lock(&self.coder).clone()) {
            Some(who) => who,
            None => py.import("getpass")?.getattr("getuser")?.call0().and_then(|who| who.extract()).map_err(|_| {
                exception(py, "InputError", "who corrects? Give by=\"anna\", or set coder = \"anna\" once")
            })?,
        };
        let by = By::from(who);
        Ok(match note {
            Some(Text(note)) => by.because(note),
            None => by,
        })
    }
}

#[pymethods]
impl Corpus {
    /// Who corrects where `by` is not given; the user of the computer unless set.
    #[getter]
    fn coder(&self, py: Python<'_>) -> Option<String> {
        py.detach(|| lock(&self.coder).clone())
    }

    #[setter]
    fn set_coder(&self, py: Python<'_>, name: Option<Text>) {
        py.detach(|| *lock(&self.coder) = name.map(|Text(name)| name));
    }

    /// Correct a relation.
    ///
    /// It keeps its number and has the person as its `origin`. Only this row changes: the other relations of the same
    /// statement, with other sources or targets, stay. The correction is logged, applied again whenever the article
    /// is read anew, and can be undone.
    ///
    /// Parameters
    /// ----------
    /// relation : int or Row
    ///     Its number (column `id`), or the row.
    /// type, source, target, date, status, said_by, place, source_sector, target_sector, mode : str, optional
    ///     What is right. An empty string says that there is none, as in `date=""`.
    /// by : str, optional
    ///     Who says so; `coder` unless given.
    /// note : str, optional
    ///     Why.
    ///
    /// Returns
    /// -------
    /// int
    ///     The number of the correction, for `undo`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Alger accuse Bamako.", "language": "fr"})
    /// >>> correction = db.correct(db.relations()[0], type="THREATEN", by="anna")
    /// >>> db.relations()["type"], db.relations()["origin"]
    /// (['THREATEN'], ['anna'])
    #[pyo3(signature = (relation, *, r#type=None, source=None, target=None, date=None, status=None, said_by=None, place=None, source_sector=None, target_sector=None, mode=None, by=None, note=None))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments")]
    fn correct(
        &self,
        py: Python<'_>,
        relation: Numbered,
        r#type: Option<Text>,
        source: Option<Text>,
        target: Option<Text>,
        date: Option<Day>,
        status: Option<Text>,
        said_by: Option<Text>,
        place: Option<Text>,
        source_sector: Option<Text>,
        target_sector: Option<Text>,
        mode: Option<Text>,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let changes = fields([
            ("type", r#type),
            ("source", source),
            ("target", target),
            ("date", date.map(|Day(date)| Text(date))),
            ("status", status),
            ("said_by", said_by),
            ("place", place),
            ("source_sector", source_sector),
            ("target_sector", target_sector),
            ("mode", mode),
        ]);
        self.change(py, move |corpus| corpus.correct(relation.0, &changes, by))
    }

    /// Say that a relation is none. Returns the number of the correction.
    #[pyo3(signature = (relation, *, by=None, note=None))]
    fn reject(&self, py: Python<'_>, relation: Numbered, by: Option<Text>, note: Option<Text>) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        self.change(py, move |corpus| corpus.reject(relation.0, by))
    }

    /// Add a relation that was overlooked.
    ///
    /// Parameters
    /// ----------
    /// article : int, str or Article
    ///     Its number or key.
    /// source, target : str
    ///     Who acts, and upon whom: codes or names.
    /// type : str
    ///     One of PLOVER's types, or `TENSION`.
    /// evidence : str, optional
    ///     The words of the text that state it. Where they stand more than once, give `start` too.
    /// start, end : int, optional
    ///     Where they stand, in code points.
    /// date : date, optional
    ///     When, in EDTF.
    /// status : str
    ///     `asserted`, `planned`, `claimed`, `denied` or `hypothetical`.
    /// said_by, place, mode : str, optional
    ///     Whose words carry it, where, and PLOVER's mode.
    /// by, note : str, optional
    ///     As for `correct`.
    ///
    /// Returns
    /// -------
    /// int
    ///     The number of the correction, for `undo`.
    #[pyo3(signature = (article, *, source, target, r#type, evidence=None, start=None, end=None, date=None, status=None, said_by=None, place=None, mode=None, by=None, note=None), text_signature = "($self, article, *, source, target, type, evidence=None, start=None, end=None, date=None, status='asserted', said_by=None, place=None, mode=None, by=None, note=None)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments")]
    fn add_relation(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        source: Text,
        target: Text,
        r#type: Text,
        evidence: Option<Text>,
        start: Option<i64>,
        end: Option<i64>,
        date: Option<Day>,
        status: Option<Text>,
        said_by: Option<Text>,
        place: Option<Text>,
        mode: Option<Text>,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let article = which(article)?;
        let mut row = fields([
            ("source", Some(source)),
            ("target", Some(target)),
            ("type", Some(r#type)),
            ("evidence", evidence),
            ("date", date.map(|Day(date)| Text(date))),
            ("status", status),
            ("said_by", said_by),
            ("place", place),
            ("mode", mode),
        ]);
        row.extend([("start", start), ("end", end)].map(|(name, at)| (name.to_owned(), json!(at))));
        self.change(py, move |corpus| corpus.add_relation(article, &row, by))
    }

    /// Say that a name names something else: another `type`, `code`, `country` or canonical `name`.
    ///
    /// The name is told by its article and the code point it begins at (`start` of `mentions`). Relations whose actor
    /// stands there and bears the old code get the new one. Returns the number of the correction.
    #[pyo3(signature = (article, start, *, r#type=None, code=None, country=None, name=None, by=None, note=None))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments")]
    fn correct_mention(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        start: i64,
        r#type: Option<Text>,
        code: Option<Text>,
        country: Option<Text>,
        name: Option<Text>,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let article = which(article)?;
        let changes = fields([("type", r#type), ("code", code), ("country", country), ("name", name)]);
        self.change(py, move |corpus| corpus.correct_mention(article, start, &changes, by))
    }

    /// Say that a name names nothing. Relations stay. Returns the number of the correction.
    #[pyo3(signature = (article, start, *, by=None, note=None))]
    fn reject_mention(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        start: i64,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let article = which(article)?;
        self.change(py, move |corpus| corpus.reject_mention(article, start, by))
    }

    /// Make one entity of two, in names and relations, now and in what is loaded later.
    ///
    /// Relations between the two vanish. Origins stay. Returns the number of the correction.
    ///
    /// Parameters
    /// ----------
    /// entity, into : str or int
    ///     Code, name or number (`id` of `entities`); the first becomes the second.
    /// by, note : str, optional
    ///     As for `correct`.
    #[pyo3(signature = (entity, into, *, by=None, note=None))]
    fn merge_entities(
        &self,
        py: Python<'_>,
        entity: Thing,
        into: Thing,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        self.change(py, move |corpus| corpus.merge_entities(&entity.0, &into.0, by))
    }

    /// Make an entity of its own of some of what is read as another.
    ///
    /// Parameters
    /// ----------
    /// entity : str or int
    ///     What it is read as: code, name or number.
    /// into : str or int
    ///     What some of it is. A code that nothing bears is a new entity of the same type and country.
    /// texts : str or list of str, optional
    ///     Only where these words stand.
    /// articles : list, optional
    ///     Only in these articles, by number or key. One of the two must be given.
    /// by, note : str, optional
    ///     As for `correct`.
    ///
    /// Returns
    /// -------
    /// int
    ///     The number of the correction, for `undo`.
    #[pyo3(signature = (entity, into, *, texts=None, articles=None, by=None, note=None))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments")]
    fn split_entity(
        &self,
        py: Python<'_>,
        entity: Thing,
        into: Thing,
        texts: Option<Texts>,
        articles: Option<&Bound<'_, PyAny>>,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let texts = texts.unwrap_or_default().0;
        let articles = several(articles)?.unwrap_or_default();
        self.change(py, move |corpus| corpus.split_entity(&entity.0, &into.0, &texts, &articles, by))
    }

    /// Give an entity another name in this corpus.
    ///
    /// At once it is read as the entity wherever it stands in a stored text, as whole words, spelt the same, and not
    /// part of a longer name; actors of relations that stand there get its code, and no relation is found by this
    /// alone. What is loaded from then on, and what `reextract` reads anew, is read with the name, relations and all,
    /// where the lexicon knows the actor. Returns the number of the correction.
    #[pyo3(signature = (name, entity, *, by=None, note=None))]
    fn add_alias(
        &self,
        py: Python<'_>,
        name: Text,
        entity: Thing,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        self.change(py, move |corpus| corpus.add_alias(&name.0, &entity.0, by))
    }

    /// Say that an article is a copy of another, or of what that is a copy of. Returns the number of the correction.
    #[pyo3(signature = (article, of, *, by=None, note=None))]
    fn mark_copy(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        of: &Bound<'_, PyAny>,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let (article, of) = (which(article)?, which(of)?);
        self.change(py, move |corpus| corpus.mark_copy(article, of, by))
    }

    /// Say that an article is nobody's copy. Returns the number of the correction.
    #[pyo3(signature = (article, *, by=None, note=None))]
    fn unmark_copy(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        by: Option<Text>,
        note: Option<Text>,
    ) -> PyResult<i64> {
        let by = self.by(py, by, note)?;
        let article = which(article)?;
        self.change(py, move |corpus| corpus.unmark_copy(article, by))
    }

    /// Undo a correction, whoever made it; those made after it stay. It stays in the log, with who undid it.
    #[pyo3(signature = (correction, *, by=None))]
    fn undo(&self, py: Python<'_>, correction: i64, by: Option<Text>) -> PyResult<()> {
        let by = self.by(py, by, None)?;
        self.change(py, move |corpus| corpus.undo(correction, by).map(|_| ()))
    }

    /// List every correction ever made here, the first first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `id`, `made_at` (UTC), `made_by`, `action`, `article_key`, `before` and `after` (JSON), `note`,
    ///     `undone_at`, `undone_by`, `state` (`applied`, `overruled` by another's, `unplaced` in the article's text,
    ///     `undone`) and `problem`.
    fn corrections(&self, py: Python<'_>) -> PyResult<Table> {
        const SQL: &str = "SELECT * FROM corrections ORDER BY id";
        let batches = self.ask(py, |corpus| corpus.sql()?.batches(SQL, &[], &[]))?;
        Ok(Table::new(Made { what: What::Rows, sql: Some(SQL.to_owned()), batches, left_out: 0 }))
    }

    /// Write every correction to a file, one a line, as JSON. Returns how many.
    fn export_corrections(&self, py: Python<'_>, path: PathBuf) -> PyResult<u64> {
        self.ask(py, move |corpus| corpus.export_corrections(path))
    }

    /// Read corrections that `export_corrections` wrote, here or elsewhere, and apply those that are new.
    ///
    /// The same correction counts once. Where two people differ on a field of a relation, or one rejects what the
    /// other corrects, both stay in the log, the conflict is reported, and the later correction stands.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     The file.
    /// prefer : str, optional
    ///     Whose corrections stand where people differ, though others are later.
    ///
    /// Returns
    /// -------
    /// ImportReport
    ///     How many were read, added and known; `conflicts` and `unplaced`.
    #[pyo3(signature = (path, *, prefer=None))]
    fn import_corrections(&self, py: Python<'_>, path: PathBuf, prefer: Option<Text>) -> PyResult<ImportReport> {
        let prefer = prefer.map(|Text(who)| who);
        let inner = self.change(py, move |corpus| corpus.import_corrections(path, prefer.as_deref()))?;
        Ok(ImportReport { inner })
    }
}

/// Articles by number or key: one or several.
pub(super) fn several(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Vec<Which>>> {
    let Some(given) = given else { return Ok(None) };
    if given.is_instance_of::<PyString>() || given.extract::<i64>().is_ok() {
        return Ok(Some(vec![which(given)?]));
    }
    given.try_iter()?.map(|item| which(&item?)).collect::<PyResult<_>>().map(Some)
}

/// What became of corrections that were imported.
#[pyclass(frozen, module = "corpus")]
pub(in crate::python) struct ImportReport {
    inner: Imported,
}

#[pymethods]
impl ImportReport {
    /// How many corrections the file holds.
    #[getter]
    fn read(&self) -> u64 {
        self.inner.read
    }

    /// How many are new here, or were undone there and not here.
    #[getter]
    fn added(&self) -> u64 {
        self.inner.added
    }

    /// How many were known.
    #[getter]
    fn known(&self) -> u64 {
        self.inner.known
    }

    /// How many speak of articles that are not here; they apply when these are loaded.
    #[getter]
    fn waiting(&self) -> u64 {
        self.inner.waiting
    }

    /// Where people differ: `article`, `field`, and who `wins` and `loses` with what (`correction`, `by`, `value`).
    #[getter]
    fn conflicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let side = |(id, by, value): &(i64, String, Value)| json!({"correction": id, "by": by, "value": value});
        let told = |conflict: &Conflict| {
            let Conflict { article, field, winner, loser } = conflict;
            json!({"article": article, "field": field, "wins": side(winner), "loses": side(loser)})
        };
        self.inner.conflicts.iter().map(|conflict| cells::python(py, &told(conflict))).collect()
    }

    /// Corrections without a place in their article: `article`, `correction` and `problem`.
    #[getter]
    fn unplaced<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        unplaced(py, &self.inner.unplaced)
    }

    fn __str__(&self) -> String {
        self.inner.to_string()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py>> {
        pickle::reduced::<Self, _>(py, (pickle::written(&self.inner)?,))
    }

    #[staticmethod]
    fn _of(state: &str) -> PyResult<Self> {
        Ok(Self { inner: pickle::read(state)? })
    }

    fn __repr__(&self) -> String {
        format!("<ImportReport: {}>", self.inner.to_string().lines().next().unwrap_or_default())
    }
}

/// What has no place, as dictionaries.
pub(super) fn unplaced<'py>(py: Python<'py>, all: &[Unplaced]) -> PyResult<Vec<Bound<'py, PyDict>>> {
    all.iter()
        .map(|unplaced| {
            let row = PyDict::new(py);
            row.set_item("article", &unplaced.article)?;
            row.set_item("correction", unplaced.correction)?;
            row.set_item("problem", &unplaced.problem)?;
            Ok(row)
        })
        .collect()
}
