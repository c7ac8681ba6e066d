//! Looking for damage, and mending it.

use super::Corpus;
use crate::store::Problem;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// Problems as a list of `corpus._check.Problem`.
fn problems(py: Python<'_>, found: Vec<Problem>) -> PyResult<Bound<'_, PyAny>> {
    let module = py.import("corpus._check")?;
    let class = module.getattr("Problem")?;
    let list = PyList::empty(py);
    for problem in found {
        let remedy = problem.remedy().as_str();
        list.append(class.call1((problem.part.as_str(), problem.detail, problem.article, remedy))?)?;
    }
    module.getattr("Problems")?.call1((list,))
}

#[pymethods]
impl Corpus {
    /// Look for damage, and say what was found: an empty list where there is none.
    ///
    /// The whole file is read: SQLite's own check, the full-text index word by word, every text against the SHA-256 taken
    /// when it was stored, what quotes a text against the text, and what is kept (events, copies, corrections) against the
    /// rows below it. Nothing is changed. 150 MB take some seconds.
    ///
    /// Returns
    /// -------
    /// Problems
    ///     A list of what is wrong: `part`, `problem`, `article` (the number of an article, where it is about one) and
    ///     `remedy`, what helps. A notebook shows it as a table; `pandas.DataFrame` takes it.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> corpus.open(":memory:").check()
    /// []
    fn check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let found = self.ask(py, |corpus| corpus.check())?;
        problems(py, found)
    }

    /// Mend what can be worked out again: indexes, the full-text index, events, families of copies.
    ///
    /// Texts, what was read from them, and what people corrected or coded are never changed: what is wrong with those is
    /// told. Where the structure of a table is damaged nothing is written at all.
    ///
    /// Returns
    /// -------
    /// Repaired
    ///     What was `found`, what was `done`, and what is `left`.
    ///
    /// Raises
    /// ------
    /// ReadOnlyError
    ///     The corpus was opened for reading.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> print(corpus.open(":memory:").repair())
    /// nothing is wrong; nothing was done
    fn repair<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let report = self.ask(py, crate::corpus::Corpus::repair)?;
        let text = report.to_string();
        let (found, left) = (problems(py, report.found)?, problems(py, report.left)?);
        py.import("corpus._check")?.getattr("Repaired")?.call1((found, report.done, left, text))
    }
}
