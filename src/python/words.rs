//! The instruments of corpus linguistics as `Corpus` in Python asks them: keyword arguments to a builder.

use super::ask::vocabulary;
use super::convert::{Text, Texts};
use super::filters::{Asked, apply};
use super::run::every_now_and_then;
use super::table::{Made, What};
use crate::article::LabelKind;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::query::{
    Batches, By, Collocations, Concordance, Dispersion, Freq, Frequency, KeynessMeasure, Measure, Order, Parts,
    Subcorpus, Unit, Window,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

/// The filters that make a sub-corpus.
pub(super) const SUBCORPUS: &[&str] = &[
    "actor",
    "between",
    "source",
    "target",
    "type",
    "status",
    "said_by",
    "min_confidence",
    "origin",
    "since",
    "until",
    "article",
    "outlet",
    "language",
    "originals",
];
/// The same, and a part of the rows.
pub(super) const ROWS: &[&str] = &[
    "actor",
    "between",
    "source",
    "target",
    "type",
    "status",
    "said_by",
    "min_confidence",
    "origin",
    "since",
    "until",
    "article",
    "outlet",
    "language",
    "originals",
    "limit",
    "offset",
];

/// Whether stop words are left out, or which words are.
pub(super) enum StopWords {
    Known(bool),
    These(Vec<String>),
}

impl<'py> FromPyObject<'_, 'py> for StopWords {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyBool>() {
            return given.extract().map(Self::Known);
        }
        if given.is_none() {
            return Ok(Self::Known(false));
        }
        if given.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err(
                "expected True (leave out the stop words of each article's language), False, or a list of words",
            ));
        }
        Ok(Self::These(given.extract::<Texts>()?.0))
    }
}

/// What every instrument is told of what to count.
pub(super) struct Counted {
    pub unit: Unit,
    pub skip: Option<Vec<LabelKind>>,
}

impl Counted {
    pub fn read(unit: Option<Text>, skip: Option<Texts>) -> Result<Self> {
        let unit =
            unit.map_or(Ok(Unit::Article), |Text(unit)| word("unit", &unit, Unit::parse, Unit::ALL, Unit::as_str))?;
        let label = |given: String| word("label", &given, LabelKind::parse, LabelKind::ALL, LabelKind::as_str);
        let skip = skip.map(|Texts(skip)| skip.into_iter().map(label).collect::<Result<Vec<_>>>()).transpose()?;
        Ok(Self { unit, skip })
    }
}

/// What every instrument that lists words is told of them.
pub(super) struct Listed {
    pub by: By,
    pub stop_words: StopWords,
    pub min_count: u64,
}

impl Listed {
    pub fn read(by: Option<Text>, stop_words: StopWords, min_count: u64) -> Result<Self> {
        let by = by.map_or(Ok(By::Form), |Text(by)| word("by", &by, By::parse, By::ALL, By::as_str))?;
        Ok(Self { by, stop_words, min_count })
    }
}

/// A value of a vocabulary, in whatever case.
fn word<T: Copy>(
    what: &'static str,
    given: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T> {
    vocabulary(what, &given.trim().to_lowercase(), parse, all, name)
}

pub(super) fn order(given: Option<Text>) -> Result<Order> {
    given.map_or(Ok(Order::Position), |Text(given)| word("sort", &given, Order::parse, Order::ALL, Order::as_str))
}

pub(super) fn freq(given: Option<Text>) -> Result<Freq> {
    given.map_or(Ok(Freq::Month), |Text(given)| word("freq", &given, Freq::parse, Freq::ALL, Freq::as_str))
}

pub(super) fn parts(given: Option<Text>) -> Result<Parts> {
    given.map_or(Ok(Parts::Article), |Text(given)| word("over", &given, Parts::parse, Parts::ALL, Parts::as_str))
}

pub(super) fn window(given: Option<Text>) -> Result<Window> {
    given.map_or(Ok(Window::Sentence), |Text(given)| word("within", &given, Window::parse, Window::ALL, Window::as_str))
}

pub(super) fn measure(given: Option<Text>) -> Result<Measure> {
    let default = Measure::LogLikelihood;
    given.map_or(Ok(default), |Text(given)| word("measure", &given, Measure::parse, Measure::ALL, Measure::as_str))
}

pub(super) fn keyness_measure(given: Option<Text>) -> Result<KeynessMeasure> {
    given.map_or(Ok(KeynessMeasure::LogLikelihood), |Text(given)| {
        word("measure", &given, KeynessMeasure::parse, KeynessMeasure::ALL, KeynessMeasure::as_str)
    })
}

/// The filters of a sub-corpus.
macro_rules! filtered {
    ($b:ident, $asked:ident) => {
        apply!($b, $asked, each actor actor, pair between between, each source source, each target target,
            each kind of_type, each status status, each said_by said_by, some min_confidence min_confidence,
            each origin origin, some since published_since, some until published_until, some article in_articles,
            each outlet outlet, each language language, flag originals originals)
    };
}

/// What is counted, and when to stop.
macro_rules! counted {
    ($b:ident, $counted:ident) => {
        let $b = $b.unit($counted.unit).stop(every_now_and_then());
        let $b = match $counted.skip {
            Some(skip) => $b.skip(skip),
            None => $b,
        };
    };
}

/// What words are listed, and as what.
macro_rules! listed {
    ($b:ident, $listed:ident) => {
        let $b = $b.by($listed.by).min_count($listed.min_count);
        let $b = match $listed.stop_words {
            StopWords::Known(left_out) => $b.stop_words(!left_out),
            StopWords::These(words) => $b.stop_words(true).without(words),
        };
    };
}

fn made(what: What, batches: Batches, left_out: u64) -> Made {
    Made { what, sql: None, batches, left_out }
}

pub(super) fn concordance(
    corpus: &Corpus,
    (words, entities): (Vec<String>, Vec<String>),
    (width, order): (usize, Order),
    counted: Counted,
    asked: Asked,
) -> Result<Made> {
    let b = words.into_iter().fold(corpus.concordance_of_relations(), Concordance::word);
    let b = entities.into_iter().fold(b, Concordance::entity).width(width).sort(order);
    filtered!(b, asked);
    apply!(b, asked, some limit limit, some offset offset);
    counted!(b, counted);
    Ok(made(What::Concordance, b.batches()?, 0))
}

/// How far a window reaches.
pub(super) struct Reach {
    pub left: u64,
    pub right: u64,
    pub within: Window,
}

pub(super) fn collocations(
    corpus: &Corpus,
    words: Vec<String>,
    (reach, measure): (Reach, Measure),
    (counted, listed): (Counted, Listed),
    asked: Asked,
) -> Result<Made> {
    let mut words = words.into_iter();
    let b: Collocations<'_> = corpus.collocations(words.next().unwrap_or_default());
    let b = words.fold(b, Collocations::word);
    let b = b.left(reach.left).right(reach.right).within(reach.within).measure(measure);
    filtered!(b, asked);
    apply!(b, asked, some limit limit, some offset offset);
    counted!(b, counted);
    listed!(b, listed);
    Ok(made(What::Collocations, b.batches()?, 0))
}

fn subcorpus(corpus: &Corpus, asked: Asked) -> Subcorpus<'_> {
    let b = corpus.subcorpus();
    filtered!(b, asked);
    b
}

/// The two sub-corpora of a comparison, and what both are part of.
pub(super) struct Sides {
    target: Asked,
    reference: Option<Asked>,
    within: Asked,
}

impl Sides {
    /// Reads two dictionaries of filters, and the filters that hold for both.
    pub fn read(
        target: &Bound<'_, PyAny>,
        reference: Option<&Bound<'_, PyAny>>,
        both: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let py = target.py();
        let shared = PyDict::new(py);
        for (name, value) in both.into_iter().flatten() {
            if !matches!(name.extract::<String>()?.as_str(), "limit" | "offset") {
                shared.set_item(name, value)?;
            }
        }
        let side = |what: &str, given: &Bound<'_, PyAny>| -> PyResult<Asked> {
            let given = given.cast::<PyDict>().map_err(|_| {
                PyTypeError::new_err(format!(
                    "{what}: expected a dictionary of filters, as in {{'outlet': 'Le Fil'}}, not {}",
                    super::convert::type_name(given)
                ))
            })?;
            let all = shared.copy()?;
            all.update(given.as_mapping())?;
            Asked::read(&format!("keyness() {what}"), SUBCORPUS, Some(&all))
        };
        Ok(Self {
            target: side("target", target)?,
            reference: reference.map(|given| side("reference", given)).transpose()?,
            within: Asked::read("keyness", SUBCORPUS, Some(&shared))?,
        })
    }
}

pub(super) fn keyness(
    corpus: &Corpus,
    sides: Sides,
    measure: KeynessMeasure,
    (counted, listed): (Counted, Listed),
    asked: &Asked,
) -> Result<Made> {
    let b = corpus.keyness(subcorpus(corpus, sides.target)).within(subcorpus(corpus, sides.within)).measure(measure);
    let b = match sides.reference {
        Some(reference) => b.reference(subcorpus(corpus, reference)),
        None => b,
    };
    apply!(b, asked, some limit limit, some offset offset);
    counted!(b, counted);
    listed!(b, listed);
    Ok(made(What::Keyness, b.batches()?, 0))
}

pub(super) fn frequency(
    corpus: &Corpus,
    words: Vec<String>,
    freq: Freq,
    counted: Counted,
    asked: Asked,
) -> Result<Made> {
    let mut words = words.into_iter();
    let b = corpus.frequency(words.next().unwrap_or_default(), freq);
    let b = words.fold(b, Frequency::word);
    filtered!(b, asked);
    counted!(b, counted);
    let (batches, left_out) = b.batches()?;
    Ok(made(What::Frequency, batches, left_out))
}

pub(super) fn dispersion(
    corpus: &Corpus,
    words: Vec<String>,
    over: Parts,
    counted: Counted,
    asked: Asked,
) -> Result<Made> {
    let mut words = words.into_iter();
    let b = corpus.dispersion(words.next().unwrap_or_default()).over(over);
    let b = words.fold(b, Dispersion::word);
    filtered!(b, asked);
    counted!(b, counted);
    let (batches, left_out) = b.batches()?;
    Ok(made(What::Dispersion, batches, left_out))
}

pub(super) fn ngrams(corpus: &Corpus, n: u64, counted: Counted, listed: Listed, asked: Asked) -> Result<Made> {
    let b = corpus.ngrams(n);
    filtered!(b, asked);
    apply!(b, asked, some limit limit, some offset offset);
    counted!(b, counted);
    listed!(b, listed);
    Ok(made(What::Ngrams, b.batches()?, 0))
}
