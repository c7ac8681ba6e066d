//! Acts, and what passes between actors.

use super::super::ask::{self, vocabulary};
use super::super::convert::{Text, Texts};
use super::super::filters::Asked;
use super::super::table::{Made, Table};
use super::Corpus;
use crate::corpus::Corpus as Inner;
use crate::error::Result;
use crate::query::{Count, DatedBy, Freq};
use pyo3::exceptions::{PyTypeError, PyUserWarning};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::HashMap;

/// The value of a vocabulary given as a keyword, or what it is unless given.
macro_rules! chosen {
    ($kind:ident, $what:literal, $given:expr, $default:ident) => {
        $given.map_or(Ok($kind::$default), |Text(given)| {
            vocabulary($what, &given, $kind::parse, $kind::ALL, $kind::as_str)
        })
    };
}

impl Corpus {
    /// Runs a question about events, and warns where they are not up to date.
    fn events_table(
        &self,
        py: Python<'_>,
        method: &str,
        allowed: &[&str],
        given: Option<&Bound<'_, PyDict>>,
        question: impl FnOnce(&Inner, Asked) -> Result<Made> + Send,
    ) -> PyResult<Table> {
        let asked = Asked::read(method, allowed, given)?;
        let (made, stale) = self.ask(py, |corpus| Ok((question(corpus, asked)?, corpus.reader().stale_events()?)))?;
        if stale > 0 {
            let message = format!(
                "events are not up to date: another program wrote relations between {stale} pairs of actors; refresh() \
                 merges them, and so does opening the file for writing"
            );
            let message = std::ffi::CString::new(message).unwrap_or_default();
            PyErr::warn(py, &py.get_type::<PyUserWarning>(), &message, 1)?;
        }
        Ok(Table::new(made))
    }

    /// Runs a question that counts events or something else.
    fn counted(
        &self,
        py: Python<'_>,
        method: &str,
        allowed: &[&str],
        count: Count,
        given: Option<&Bound<'_, PyDict>>,
        question: impl FnOnce(&Inner, Asked) -> Result<Made> + Send,
    ) -> PyResult<Table> {
        if count == Count::Events {
            self.events_table(py, method, allowed, given, question)
        } else {
            self.table(py, method, allowed, given, question)
        }
    }
}

#[pymethods]
impl Corpus {
    /// List acts, each told by one or more articles.
    ///
    /// Relations are merged where they report one act: same type, same actors, days and places that agree, words in
    /// common. Copies of one text count once.
    ///
    /// Parameters
    /// ----------
    /// actor, between, source, target, type, since, until, columns, order, limit, offset
    ///     As for `relations`.
    /// status : str or list of str
    ///     Told with this standing by some report.
    /// contested : bool
    ///     Only acts whose accounts disagree, or only the others.
    /// disagreement : str or list of str
    ///     Only acts whose accounts disagree on this: `status` (asserted, claimed, denied), `date`, `place`, `actors` (it
    ///     is claimed or denied of another), `act` (something else is claimed or denied beside it).
    /// min_articles : int
    ///     Told by at least so many articles that are not copies of one another.
    /// article, outlet, language, originals, published_since, published_until
    ///     Told by such an article.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each act. `date` is what the texts say, never the day of publication; `disagreement` says on what
    ///     accounts disagree. `versions` shows the accounts.
    ///
    /// Warns
    /// -----
    /// UserWarning
    ///     Another program wrote relations that are not merged yet: see `refresh`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load(corpus.sample(), progress=False)
    /// >>> db.events(contested=True, between=("Mali", "Algérie"), type="ASSAULT", since="2025-03")["date"]
    /// ['2025-03-31/2025-04-01']
    #[pyo3(signature = (**filters), text_signature = "($self, *, actor=None, between=None, source=None, target=None, type=None, status=None, since=None, until=None, contested=None, disagreement=None, min_articles=None, article=None, outlet=None, language=None, originals=False, published_since=None, published_until=None, columns=None, order=None, limit=None, offset=0)")]
    fn events(&self, py: Python<'_>, filters: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
        self.events_table(py, "events", ask::EVENTS, filters, ask::events)
    }

    /// Show who says what of an act, with the sentence.
    ///
    /// Parameters
    /// ----------
    /// event : int or Row
    ///     The `id` of an event or of a relation that reports it, or a row of `events` or `relations`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each account. `account` is `report` (it tells the act), `rival` (it claims or denies something
    ///     else of it) or `reaction` (it accuses or rejects beside it); `disagrees` says what it tells otherwise than
    ///     most.
    ///
    /// Raises
    /// ------
    /// NotFoundError
    ///     There is no such event.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load(corpus.sample(), progress=False)
    /// >>> drone = db.events(contested=True, type="ASSAULT")[0]
    /// >>> sorted(set(db.versions(drone)["status"]))
    /// ['asserted', 'claimed', 'planned']
    fn versions(slf: &Bound<'_, Self>, event: &Bound<'_, PyAny>) -> PyResult<Table> {
        let id = event.extract::<i64>().or_else(|_| event.getattr("id")?.extract::<i64>());
        let id = id.map_err(|_| PyTypeError::new_err("versions() takes the id of an event, or a row of events()"))?;
        let question = move |corpus: &Inner, _| ask::versions(corpus, id);
        slf.get().events_table(slf.py(), "versions", &[], None, question)?.asked_of(slf)
    }

    /// Merge into events what other programs wrote since the file was opened.
    ///
    /// Not needed after `load`: what it adds is merged by then.
    ///
    /// Returns
    /// -------
    /// int
    ///     Between how many pairs of actors relations had changed.
    fn refresh(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, Inner::refresh)
    }

    /// Count by pair of actors, the strongest first.
    ///
    /// Counts what is asserted or planned, unless `status` says otherwise. With `directed`, who acts is told from who
    /// is acted upon. The other filters are those of `relations`.
    ///
    /// Parameters
    /// ----------
    /// directed : bool
    ///     Whether who acts is told from who is acted upon.
    /// count : str
    ///     `relations`; `events`: acts, however many articles tell them; `articles`: families of copies once. What is
    ///     counted is the third column, and what quad classes count.
    #[pyo3(signature = (*, directed=false, count=None, **filters), text_signature = "($self, *, directed=False, count='relations', actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None, limit=None, offset=0)")]
    fn dyads(
        &self,
        py: Python<'_>,
        directed: bool,
        count: Option<Text>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let count = chosen!(Count, "count", count, Relations)?;
        self.counted(py, "dyads", ask::DYADS, count, filters, move |c, asked| ask::dyads(c, directed, count, asked))
    }

    /// Count what passes between two actors by period, empty periods too.
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
    /// count : str
    ///     `relations`; `events`: acts, however many articles tell them; `articles`: families of copies once.
    /// type, status, said_by, since, until, outlet, language, originals, min_confidence, origin
    ///     As for `relations`.
    /// published_since, published_until
    ///     As for `relations`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each period, with counts by quad class and type and the mean on Goldstein's scale.
    #[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    #[pyo3(signature = (left, right, *, freq=None, dated_by=None, count=None, **filters), text_signature = "($self, left, right, *, freq='month', dated_by='either', count='relations', type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None)")]
    fn timeline(
        &self,
        py: Python<'_>,
        left: Text,
        right: Text,
        freq: Option<Text>,
        dated_by: Option<Text>,
        count: Option<Text>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let freq = chosen!(Freq, "freq", freq, Month)?;
        let by = chosen!(DatedBy, "dated_by", dated_by, Either)?;
        let count = chosen!(Count, "count", count, Relations)?;
        self.counted(py, "timeline", ask::TIMELINE, count, filters, move |corpus, asked| {
            ask::timeline(corpus, (left.0, right.0), (freq, by, count), asked)
        })
    }

    /// Count what passes between pairs of actors by period, in long form, empty periods too.
    ///
    /// Counts acts that are asserted or planned, unless `status` says otherwise; an act counts in the period it begins
    /// in. One whose date is less precise than the periods has no place in them: `left_out` of the table says how many
    /// there were. Types that hold both ways count once.
    ///
    /// Parameters
    /// ----------
    /// freq : str
    ///     The length of the periods.
    /// actors : list of str, optional
    ///     Pairs of these actors only: every pair of them, also those between whom nothing passed.
    /// directed : bool
    ///     Whether who acts is told from who is acted upon.
    /// count : str
    ///     `events`: acts, however many articles tell them; `relations`; `articles`: families of copies once.
    /// dated_by : str
    ///     As for `timeline`.
    /// empty : bool
    ///     Whether periods in which nothing passed between two are there.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     As for `relations`; an event counts where one of its reports is as asked.
    /// since, until : date
    ///     The first and last period.
    /// article, outlet, language, originals, published_since, published_until
    ///     As for `relations`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     One row for each pair and period, with counts by quad class and type and the mean on Goldstein's scale.
    ///     `to_pandas(periods=True)` has pandas' periods.
    ///
    /// Raises
    /// ------
    /// QueryError
    ///     It would have more than two million rows.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load(corpus.sample(), progress=False)
    /// >>> panel = db.panel(freq="quarter", actors=["MLI", "DZA", "NER"], since="2025", until="2025")
    /// >>> len(panel), panel.columns[:6]
    /// (12, ['source', 'target', 'period', 'first_day', 'last_day', 'events'])
    #[expect(clippy::too_many_arguments, reason = "each is a keyword in Python")]
    #[pyo3(signature = (*, freq=None, actors=None, directed=false, count=None, dated_by=None, empty=true, **filters), text_signature = "($self, *, freq='month', actors=None, directed=False, count='events', dated_by='either', empty=True, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None)")]
    fn panel(
        &self,
        py: Python<'_>,
        freq: Option<Text>,
        actors: Option<Texts>,
        directed: bool,
        count: Option<Text>,
        dated_by: Option<Text>,
        empty: bool,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let freq = chosen!(Freq, "freq", freq, Month)?;
        let by = chosen!(DatedBy, "dated_by", dated_by, Either)?;
        let count = chosen!(Count, "count", count, Events)?;
        let actors = actors.map(|actors| actors.0).unwrap_or_default();
        self.counted(py, "panel", ask::PANEL, count, filters, move |corpus, asked| {
            ask::panel(corpus, (freq, by, count), (actors, directed, empty), asked)
        })
    }

    /// Make a graph of the actors, with the filters of `relations`.
    ///
    /// Parameters
    /// ----------
    /// count : str
    ///     What the weight of an edge counts, as for `dyads`.
    #[pyo3(signature = (*, count=None, **filters), text_signature = "($self, *, count='relations', actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None, limit=None, offset=0)")]
    fn network<'py>(
        slf: &Bound<'py, Self>,
        count: Option<Text>,
        filters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (this, py) = (slf.get(), slf.py());
        let count = chosen!(Count, "count", count, Relations)?;
        let edges =
            this.counted(py, "network", ask::DYADS, count, filters, move |c, asked| ask::dyads(c, true, count, asked))?;
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
