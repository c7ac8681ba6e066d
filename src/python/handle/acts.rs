//! Acts, and what passes between actors.

use super::super::ask::{self, vocabulary};
use super::super::convert::Text;
use super::super::table::Table;
use super::Corpus;
use crate::query::{DatedBy, Freq};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::HashMap;

#[pymethods]
impl Corpus {
    /// List acts, each told by one or more articles.
    ///
    /// Parameters
    /// ----------
    /// actor, between, source, target, type, since, until, columns, order, limit, offset
    ///     As for `relations`.
    /// contested : bool
    ///     Only acts that some assert and others claim or deny, or only the others.
    /// min_articles : int
    ///     Told by at least so many articles that are not copies of one another.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each act.
    #[pyo3(signature = (**filters), text_signature = "($self, *, actor=None, between=None, source=None, target=None, type=None, since=None, until=None, contested=None, min_articles=None, columns=None, order=None, limit=None, offset=0)")]
    fn events(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "events", ask::EVENTS, filters, ask::events)
    }

    /// Count relations by pair of actors, the strongest first.
    ///
    /// Counts what is asserted or planned, unless `status` says otherwise. With `directed`, who acts is told from who
    /// is acted upon. The other filters are those of `relations`.
    #[pyo3(signature = (*, directed=false, **filters), text_signature = "($self, *, directed=False, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None, limit=None, offset=0)")]
    fn dyads(&self, py: Python<'_>, directed: bool, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.table(py, "dyads", ask::DYADS, filters, move |corpus, asked| ask::dyads(corpus, directed, asked))
    }

    /// Count the relations of two actors by period, empty periods too.
    ///
    /// Counts what is asserted or planned, unless `status` says otherwise. An act whose date is less precise than the
    /// periods has no place in them: `left_out` of the table says how many there were.
    ///
    /// Parameters
    /// ----------
    /// left, right : str
    ///     The two.
    /// freq : str
    ///     The length of the periods.
    /// dated_by : str
    ///     `act`: by the date of the act alone; `published`: by that of the article; `either`: by that of the act, or
    ///     of the article where the text gives none, which the column `by_publication` counts.
    /// type, status, said_by, since, until, outlet, language, originals, min_confidence, origin
    ///     As for `relations`.
    /// published_since, published_until
    ///     As for `relations`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each period, with counts by quad class and type and the mean on Goldstein's scale.
    #[pyo3(signature = (left, right, *, freq=None, dated_by=None, **filters), text_signature = "($self, left, right, *, freq='month', dated_by='either', type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None)")]
    fn timeline(
        &self,
        py: Python<'_>,
        left: Text,
        right: Text,
        freq: Option<Text>,
        dated_by: Option<Text>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let freq =
            freq.map_or(Ok(Freq::Month), |Text(freq)| vocabulary("freq", &freq, Freq::parse, Freq::ALL, Freq::as_str))?;
        let by = dated_by.map_or(Ok(DatedBy::Either), |Text(by)| {
            vocabulary("dated_by", &by, DatedBy::parse, DatedBy::ALL, DatedBy::as_str)
        })?;
        self.table(py, "timeline", ask::TIMELINE, filters, move |corpus, asked| {
            ask::timeline(corpus, (left.0, right.0), freq, by, asked)
        })
    }

    /// Make a graph of the actors, with the filters of `relations`.
    #[pyo3(signature = (**filters), text_signature = "($self, *, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None, limit=None, offset=0)")]
    fn network<'py>(slf: &Bound<'py, Self>, filters: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let (this, py) = (slf.get(), slf.py());
        let edges = this.table(py, "network", ask::DYADS, filters, |corpus, asked| ask::dyads(corpus, true, asked))?;
        let names = this.ask(py, |corpus| {
            Ok(corpus.entities().rows()?.into_iter().map(|row| (row.code, row.name)).rev().collect::<Vec<_>>())
        })?;
        py.import("corpus._network")?.getattr("Network")?.call1((
            edges,
            names.into_iter().collect::<HashMap<String, String>>(),
            slf,
            filters,
        ))
    }
}
