//! Samples to judge, the paragraph that says how, and the corpus as files for other programs.

use super::super::ask::{self, Drawing, vocabulary};
use super::super::convert::{Count, Text, Texts};
use super::super::table::Table;
use super::Corpus;
use crate::corpus::{Allocation, Stratum};
use crate::extraction::RelationType;
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[pymethods]
impl Corpus {
    /// Draw relations at random, to be judged.
    ///
    /// The draw depends on the seed and on what the relations say, not on the order in which articles were loaded. With
    /// equal shares, a larger sample with the same seed holds the smaller one, so that judging can go on later.
    ///
    /// Parameters
    /// ----------
    /// n : int
    ///     How many relations; all there are, where there are fewer.
    /// by : str or list of str, optional
    ///     Draw from each `type` by itself, or `quad`, `status`, `source`, `target`, `rule`, `origin`, `outlet`,
    ///     `language` or `year` (of publication); of several, from each combination. `None` draws from all alike.
    /// seed : int
    ///     Another seed draws another sample.
    /// allocation : str
    ///     `equal`: as many of each stratum, or all it has; `proportional`: by its size.
    /// actor, between, source, target, type, status, said_by, since, until
    ///     As for `relations`.
    /// published_since, published_until, article, outlet, language, originals, min_confidence, origin
    ///     As for `relations`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     In random order, with the sentence, the names of the actors, `stratum` and its size (`population`), and the
    ///     empty columns `correct`, `type_right`, `source_right`, `target_right`, `date_right` and `comment`. Write it
    ///     with `to_excel` or `to_csv`, or judge it with `corpus.judge`; `corpus.precision` takes it from there.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Le Mali accuse l’Algérie d’ingérence. Fin.", "language": "fr"})
    /// >>> sample = db.sample(10, by="type", seed=1)
    /// >>> sample["sentence"], sample["correct"]
    /// (['Le Mali accuse l’Algérie d’ingérence.'], [None])
    #[pyo3(signature = (n, *, by=Some(Texts(vec!["type".to_owned()])), seed=0, allocation=None, **filters), text_signature = "($self, n, *, by='type', seed=0, allocation='equal', actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, since=None, until=None, published_since=None, published_until=None, article=None, outlet=None, language=None, originals=False, min_confidence=None, origin=None)")]
    fn sample(
        &self,
        py: Python<'_>,
        n: Count,
        by: Option<Texts>,
        seed: u64,
        allocation: Option<Text>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let by = by.map_or_else(Vec::new, |Texts(by)| by);
        let by = by
            .iter()
            .map(|name| vocabulary("by", name, Stratum::parse, Stratum::ALL, Stratum::as_str))
            .collect::<Result<Vec<_>, _>>()?;
        let allocation = allocation.map_or(Ok(Allocation::Equal), |Text(given)| {
            vocabulary("allocation", &given, Allocation::parse, Allocation::ALL, Allocation::as_str)
        })?;
        let size = usize::try_from(n.0).unwrap_or(usize::MAX);
        self.table(py, "sample", ask::SAMPLE, filters, move |corpus, asked| {
            ask::sample(corpus, Drawing { size, by, seed, allocation }, asked)
        })
    }

    /// Write the corpus to files that other programs read.
    ///
    /// Parameters
    /// ----------
    /// path : path
    ///     The file to write; for `parquet` and `txm`, a folder, which is made.
    /// format : str
    ///     `txm`: a folder for TXM's import « XML/w + CSV », an XML file for each article and `metadata.csv`;
    ///     `iramuteq`: one text file with a line of variables before each article; `jsonl`: a line for each article in
    ///     the form of the codebook, with its text; `parquet`: a folder with a file for each view (by pyarrow).
    /// progress : bool or callable, optional
    ///     As for `load`; a function is called with the number done, the total and `"export"`.
    /// key, article, actor, between, source, target, type, status, said_by, min_confidence, origin, since, until, outlet, language, originals
    ///     Only these articles, as for `articles`.
    ///
    /// Returns
    /// -------
    /// int
    ///     How many articles were written.
    ///
    /// Examples
    /// --------
    /// >>> import corpus, tempfile, pathlib
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Le Mali rappelle.", "date": "2025-04-06", "outlet": "Le Fil", "language": "fr"})
    /// >>> with tempfile.TemporaryDirectory() as folder:
    /// ...     file = pathlib.Path(folder, "sahel.txt")
    /// ...     db.export(file, format="iramuteq")
    /// ...     print(file.read_text("utf-8").splitlines()[0])
    /// 1
    /// **** *id_1 *key_a *outlet_le_fil *language_fr *year_2025 *month_2025_04 *day_2025_04_06
    #[pyo3(signature = (path, *, format, progress=None, **filters), text_signature = "($self, path, *, format, progress=None, key=None, article=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, outlet=None, language=None, originals=False)")]
    fn export<'py>(
        slf: &Bound<'py, Self>,
        path: &Bound<'py, PyAny>,
        format: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
        filters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let given = (slf, path, format, progress, filters);
        slf.py().import("corpus._export")?.getattr("export")?.call1(given)
    }

    /// Write the paragraph on methods: what was read, how, with which settings, how well.
    ///
    /// Parameters
    /// ----------
    /// language : str
    ///     `en` or `fr`.
    /// validation : Table, optional
    ///     What `corpus.precision` gave.
    /// agreement : Agreement, optional
    ///     What `corpus.agreement` gave.
    /// filters : dict, optional
    ///     The filters of your analysis, as given to `relations`: they are named, and what they leave is counted.
    ///
    /// Returns
    /// -------
    /// corpus.Methods
    ///     A `str` to paste, with `.bibtex` and `.facts`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> db.methods().startswith("We worked on a corpus of 0 press articles")
    /// True
    #[pyo3(signature = (*, language=None, validation=None, agreement=None, filters=None), text_signature = "($self, *, language='en', validation=None, agreement=None, filters=None)")]
    fn methods<'py>(
        slf: &Bound<'py, Self>,
        language: Option<Text>,
        validation: Option<&Bound<'py, PyAny>>,
        agreement: Option<&Bound<'py, PyAny>>,
        filters: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let language = language.map_or_else(|| "en".to_owned(), |Text(language)| language);
        let given = (slf, language, validation, agreement, filters);
        slf.py().import("corpus._methods")?.getattr("methods")?.call1(given)
    }
}

/// Each type of relation with its quad class, and whether it holds both ways.
#[pyfunction]
pub(in super::super) fn _relation_types() -> Vec<(&'static str, &'static str, bool)> {
    RelationType::ALL.iter().map(|kind| (kind.as_str(), kind.quad().as_str(), kind.is_mutual())).collect()
}
