//! The instruments of corpus linguistics.

use super::super::convert::{Count, Text, Texts};
use super::super::table::Table;
use super::super::words::{self, Counted, Listed, ROWS, Reach, SUBCORPUS, Sides, StopWords};
use super::Corpus;
use pyo3::prelude::*;
use pyo3::types::PyDict;

#[pymethods]
impl Corpus {
    /// List every place where a word stands, in its context (KWIC).
    ///
    /// All forms of a word are found; `"in quotes"` only these, whatever their case and accents; `begin*` what begins
    /// so; `OR` joins alternatives. Several words are a phrase, which no comma or full stop parts. A word with a
    /// capital is a name, which has no other forms.
    ///
    /// Parameters
    /// ----------
    /// word : str or list of str, optional
    ///     The word or phrase; of several, each.
    /// entity : str or list of str, optional
    ///     Instead of a word: every mention of this entity, by code or name.
    /// width : int
    ///     How many characters to show on each side at most.
    /// sort : str
    ///     `position`; `left` and `right`: by the words before or after, the nearest first; `published`.
    /// unit : str
    ///     `article`: search all of the text; `evidence`: only the sentences that state relations as the filters say.
    /// skip : list of str, optional
    ///     Labels whose stretches are left out: `advertisement`, `related` and `credit` unless given.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     Only articles with such a relation; with `actor` alone, those that name the actor too. With neither word nor
    ///     entity, the lines are of the words that state these relations.
    /// since, until : date
    ///     Only articles published then.
    /// article, outlet, language
    ///     Only these.
    /// originals : bool
    ///     Leave out copies of other articles.
    /// limit, offset : int
    ///     How many lines, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `left`, `match`, `right` (verbatim, line breaks as spaces), `article_id`, `key`, `published`, `outlet`,
    ///     `start`, `end` (code points of the text) and `sentence`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "Un fossé se creuse. Les fossés restent.", "language": "fr"})
    /// >>> [(line.left, line.match, line.right) for line in db.concordance("fossé", width=12)]
    /// [('Un ', 'fossé', ' se creuse.'), ('creuse. Les ', 'fossés', ' restent.')]
    #[pyo3(signature = (word=None, *, entity=None, width=60, sort=None, unit=None, skip=None, **filters), text_signature = "($self, word=None, *, entity=None, width=60, sort='position', unit='article', skip=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False, limit=None, offset=0)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn concordance(
        &self,
        py: Python<'_>,
        word: Option<Texts>,
        entity: Option<Texts>,
        width: usize,
        sort: Option<Text>,
        unit: Option<Text>,
        skip: Option<Texts>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let (order, counted) = (words::order(sort)?, Counted::read(unit, skip)?);
        let of = (word.unwrap_or_default().0, entity.unwrap_or_default().0);
        self.table(py, "concordance", ROWS, filters, move |corpus, asked| {
            words::concordance(corpus, of, (width, order), counted, asked)
        })
    }

    /// List what stands near a word more often than chance would have it.
    ///
    /// `docs/words.md` gives the formulas and their sources.
    ///
    /// Parameters
    /// ----------
    /// word : str or list of str
    ///     The word or phrase, as for `concordance`; of several, any.
    /// window : int
    ///     How many words on either side are near.
    /// left, right : int, optional
    ///     How many on this side, instead.
    /// within : str
    ///     What the window does not go beyond: `sentence`, `paragraph`, `article`.
    /// measure : str
    ///     What to order by: `log_likelihood`, `pmi`, `dice`, `log_dice`, `t_score`, `count`.
    /// by : str
    ///     What is one word: `form` (case aside), `folded` (case and accents aside), `stem`.
    /// min_count : int
    ///     Leave out what is together fewer times.
    /// stopwords : bool or list of str
    ///     Whether to leave out the stop words of each article's language; or which words to leave out.
    /// unit, skip
    ///     As for `concordance`.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     As for `concordance`.
    /// since, until, article, outlet, language, originals
    ///     As for `concordance`.
    /// limit, offset : int
    ///     How many rows, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `collocate`, `count` (together), `count_collocate` (in all), `count_left`, `count_right`, `expected`,
    ///     `log_likelihood` (negative: rarer than expected), `p_value`, `pmi`, `dice`, `log_dice`, `t_score`.
    #[pyo3(signature = (word, *, window=Count(5), left=None, right=None, within=None, measure=None, by=None, min_count=Count(3), stopwords=StopWords::Known(true), unit=None, skip=None, **filters), text_signature = "($self, word, *, window=5, left=None, right=None, within='sentence', measure='log_likelihood', by='form', min_count=3, stopwords=True, unit='article', skip=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False, limit=None, offset=0)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn collocations(
        &self,
        py: Python<'_>,
        word: Texts,
        window: Count,
        left: Option<Count>,
        right: Option<Count>,
        within: Option<Text>,
        measure: Option<Text>,
        by: Option<Text>,
        min_count: Count,
        stopwords: StopWords,
        unit: Option<Text>,
        skip: Option<Texts>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let side = |given: Option<Count>| given.map_or(window.0, |Count(words)| words);
        let reach = Reach { left: side(left), right: side(right), within: words::window(within)? };
        let measure = words::measure(measure)?;
        let how = (Counted::read(unit, skip)?, Listed::read(by, stopwords, min_count.0)?);
        self.table(py, "collocations", ROWS, filters, move |corpus, asked| {
            words::collocations(corpus, word.0, (reach, measure), how, asked)
        })
    }

    /// List what words one part of the corpus has more of than another.
    ///
    /// `docs/words.md` gives the formulas and their sources.
    ///
    /// Parameters
    /// ----------
    /// target : dict
    ///     Filters that make the part: `{"outlet": "Le Fil", "since": 2025}`.
    /// reference : dict, optional
    ///     Filters that make the part to compare with; the rest of the corpus unless given.
    /// measure : str
    ///     What to order by: `log_likelihood`, `chi_squared`, `log_ratio`, `percent_diff`.
    /// by, min_count, stopwords
    ///     As for `collocations`; `min_count` in both parts together.
    /// unit : str
    ///     `article`: compare articles; `evidence`: the sentences that state relations as the filters say.
    /// skip
    ///     As for `concordance`.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     Filters for both parts; `source` and `target` of a relation go into the dictionaries.
    /// since, until, article, outlet, language, originals
    ///     As for `concordance`, for both parts.
    /// limit, offset : int
    ///     How many rows, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `word`, `target`, `reference` (counts), `target_per_million`, `reference_per_million`, `log_likelihood` and
    ///     `chi_squared` (negative: the target has less), `p_value`, `log_ratio`, `percent_diff`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> texts = {"Le Fil": "Un drone, un drone, un drone.", "L’Écho": "Un avion, un avion, un avion."}
    /// >>> report = db.load({"outlet": outlet, "text": text, "language": "fr"} for outlet, text in texts.items())
    /// >>> db.keyness({"outlet": "Le Fil"}, {"outlet": "L’Écho"})["word"]
    /// ['drone', 'avion']
    #[pyo3(signature = (target, reference=None, *, measure=None, by=None, min_count=Count(3), stopwords=StopWords::Known(true), unit=None, skip=None, **filters), text_signature = "($self, target, reference=None, *, measure='log_likelihood', by='form', min_count=3, stopwords=True, unit='article', skip=None, actor=None, between=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False, limit=None, offset=0)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn keyness(
        &self,
        py: Python<'_>,
        target: &Bound<'_, PyAny>,
        reference: Option<&Bound<'_, PyAny>>,
        measure: Option<Text>,
        by: Option<Text>,
        min_count: Count,
        stopwords: StopWords,
        unit: Option<Text>,
        skip: Option<Texts>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let sides = Sides::read(target, reference, filters)?;
        let measure = words::keyness_measure(measure)?;
        let how = (Counted::read(unit, skip)?, Listed::read(by, stopwords, min_count.0)?);
        self.table(py, "keyness", ROWS, filters, move |corpus, asked| {
            words::keyness(corpus, sides, measure, how, &asked)
        })
    }

    /// Count a word by period of publication, empty periods too.
    ///
    /// An article whose day is missing, or less precise than the periods, has no place in them: `left_out` of the
    /// table says how many there were.
    ///
    /// Parameters
    /// ----------
    /// word : str or list of str
    ///     The word or phrase, as for `concordance`; of several, each by itself.
    /// freq : str
    ///     The length of the periods: `day`, `week`, `month`, `quarter`, `year`.
    /// unit, skip
    ///     As for `concordance`.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     As for `concordance`.
    /// since, until, article, outlet, language, originals
    ///     As for `concordance`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `word`, `period`, `first_day`, `last_day`, `count`, `words` (all that were published), `per_million`,
    ///     `articles`, `articles_with`.
    #[pyo3(signature = (word, freq=None, *, unit=None, skip=None, **filters), text_signature = "($self, word, freq='month', *, unit='article', skip=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False)")]
    fn frequency(
        &self,
        py: Python<'_>,
        word: Texts,
        freq: Option<Text>,
        unit: Option<Text>,
        skip: Option<Texts>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let (freq, counted) = (words::freq(freq)?, Counted::read(unit, skip)?);
        self.table(py, "frequency", SUBCORPUS, filters, move |corpus, asked| {
            words::frequency(corpus, word.0, freq, counted, asked)
        })
    }

    /// Measure how evenly a word is spread over the corpus.
    ///
    /// Parameters
    /// ----------
    /// word : str or list of str
    ///     The word or phrase, as for `concordance`; of several, each by itself.
    /// over : str
    ///     The parts: `article`, `outlet`, or periods of publication: `day`, `week`, `month`, `quarter`, `year`.
    ///     Articles that are in none are counted in `left_out`.
    /// unit, skip
    ///     As for `concordance`.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     As for `concordance`.
    /// since, until, article, outlet, language, originals
    ///     As for `concordance`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     A row for each word: `word`, `count`, `per_million`, `parts`, `range` (parts that have it), `juilland_d` (1 is
    ///     even), `dp` (Gries' deviation of proportions, 0 is even) and `dp_norm`.
    #[pyo3(signature = (word, *, over=None, unit=None, skip=None, **filters), text_signature = "($self, word, *, over='article', unit='article', skip=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False)")]
    fn dispersion(
        &self,
        py: Python<'_>,
        word: Texts,
        over: Option<Text>,
        unit: Option<Text>,
        skip: Option<Texts>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let (over, counted) = (words::parts(over)?, Counted::read(unit, skip)?);
        self.table(py, "dispersion", SUBCORPUS, filters, move |corpus, asked| {
            words::dispersion(corpus, word.0, over, counted, asked)
        })
    }

    /// Count words that follow one another, the most frequent first.
    ///
    /// No mark but a hyphen, an apostrophe or a quotation mark stands between them.
    ///
    /// Parameters
    /// ----------
    /// n : int
    ///     How many words, from 1 to 5.
    /// by : str
    ///     What is one word: `form` (case aside), `folded` (case and accents aside), `stem`.
    /// min_count : int
    ///     Leave out what is there fewer times.
    /// stopwords : bool or list of str
    ///     Whether to leave out n-grams that begin or end with a stop word of their article's language; or with which
    ///     words.
    /// unit, skip
    ///     As for `concordance`.
    /// actor, between, source, target, type, status, said_by, min_confidence, origin
    ///     As for `concordance`.
    /// since, until, article, outlet, language, originals
    ///     As for `concordance`.
    /// limit, offset : int
    ///     How many rows, and how many to leave out first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     `ngram`, `count`, `per_million` (words), `articles`.
    ///
    /// Examples
    /// --------
    /// >>> import corpus
    /// >>> db = corpus.open(":memory:")
    /// >>> report = db.load({"id": "a", "text": "L’espace aérien est fermé. L’espace aérien rouvre.", "language": "fr"})
    /// >>> db.ngrams(2, stopwords=True)["ngram"]
    /// ['espace aérien']
    #[pyo3(signature = (n=Count(2), *, by=None, min_count=Count(2), stopwords=StopWords::Known(false), unit=None, skip=None, **filters), text_signature = "($self, n=2, *, by='form', min_count=2, stopwords=False, unit='article', skip=None, actor=None, between=None, source=None, target=None, type=None, status=None, said_by=None, min_confidence=None, origin=None, since=None, until=None, article=None, outlet=None, language=None, originals=False, limit=None, offset=0)")]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn ngrams(
        &self,
        py: Python<'_>,
        n: Count,
        by: Option<Text>,
        min_count: Count,
        stopwords: StopWords,
        unit: Option<Text>,
        skip: Option<Texts>,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Table> {
        let (counted, listed) = (Counted::read(unit, skip)?, Listed::read(by, stopwords, min_count.0)?);
        self.table(py, "ngrams", ROWS, filters, move |corpus, asked| words::ngrams(corpus, n.0, counted, listed, asked))
    }
}
