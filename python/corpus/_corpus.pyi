"""The part of the library that is written in Rust."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, SupportsIndex, final, overload

import matplotlib.axes
import pandas
import polars
import pyarrow

from corpus._network import Network

__version__: str
sqlite_version: str

_Text = str | Sequence[str] | None
_Day = str | int | date | None
_Path = str | PathLike[str]

@final
class Corpus:
    """A database of press articles with what was read from them.

    Made by `open`. It may be used from several threads, which take turns; a load leaves other threads free to ask. It
    closes at the end of a `with` block, or when it is dropped. It can be pickled where it is a file: what is pickled is
    its path.

    Wherever an actor is asked for, its code (`MLI`) or its name (`Mali`) may be given; wherever a value is asked for,
    several may be, meaning any of them. Dates are years, months or days: `2025`, `"2025-03"`, `datetime.date(2025, 3,
    31)`.

    Examples
    --------
    >>> import corpus
    >>> with corpus.open(":memory:") as db:
    ...     report = db.load({"id": "a", "text": "Le Mali rappelle son ambassadeur.", "date": "2025-04-06"})
    ...     len(db)
    1
    """

    @property
    def path(self) -> str | None:
        """The absolute path of its file, or `None` in memory."""

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading only."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""

    def close(self) -> None:
        """Close the file. Closing it again does nothing."""

    def __enter__(self) -> Corpus: ...
    def __exit__(self, *_exception: type[BaseException] | BaseException | TracebackType | None) -> None: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def load(
        self,
        source: _Path | Mapping[str, Any] | Iterable[Any],
        *,
        progress: bool | Callable[[int, int | None, str], object] | None = None,
        threads: int | None = None,
    ) -> LoadReport:
        """Read and store articles, and account for each.

        What is known already adds nothing; what cannot be read is refused with a reason and stops nothing. Ctrl-C
        stops after the running batch, and what is committed stays.

        Parameters
        ----------
        source : path, folder, pattern, list, DataFrame, iterable of dict, dict
            Text files, JSON Lines, JSON, CSV, or records with a field `text` and whatever else is known: `id`,
            `title`, `date`, `outlet`, `url`, `author`, `language` (French names are known too).
        progress : bool or callable, optional
            `True` shows a bar, `False` none; by default one is shown in notebooks and terminals where tqdm is
            installed. A function is called with the number done, the total (`None`: it is not known) and `"load"`.
        threads : int, optional
            How many threads read articles; as many as the machine has unless given.

        Returns
        -------
        LoadReport
            How many were found, added, updated, known and refused.

        Raises
        ------
        MissingFileError
            There is nothing at this path.
        """

    def search(
        self,
        query: str,
        *,
        actor: _Text = None,
        between: Sequence[str] | None = None,
        source: _Text = None,
        target: _Text = None,
        type: _Text = None,
        status: _Text = None,
        said_by: _Text = None,
        min_confidence: float | None = None,
        origin: _Text = None,
        since: _Day = None,
        until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        limit: int | None = 20,
        offset: int = 0,
    ) -> Table:
        """Find articles by their words, best first.

        Any string is a query: words must all match; `"a phrase"` in order; `-word` excludes; `begin*` is the beginning
        of a word; `OR` joins its neighbours. Case and accents do not matter.

        Parameters
        ----------
        query : str
            The words.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            Only articles with such a relation; with `actor` alone, those that name the actor too.
        since, until : date
            Only articles published then.
        article, outlet, language
            Only these.
        originals : bool
            Leave out copies of other articles.
        limit, offset : int
            How many hits, and how many to leave out first.

        Returns
        -------
        Table
            `article_id`, `key`, `title`, `published`, `outlet`, `language`, `score`, `snippet` (verbatim),
            `snippet_start`, `snippet_end` and `matches` (JSON), in code points of the text.
        """

    def relations(
        self,
        *,
        actor: _Text = None,
        between: Sequence[str] | None = None,
        source: _Text = None,
        target: _Text = None,
        type: _Text = None,
        status: _Text = None,
        said_by: _Text = None,
        since: _Day = None,
        until: _Day = None,
        published_since: _Day = None,
        published_until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        min_confidence: float | None = None,
        origin: _Text = None,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List who did what to whom, when, according to whom.

        Parameters
        ----------
        actor : str or list of str
            On either side; of several, all.
        between : (str, str)
            These two, whoever acts.
        source, target : str or list of str
            Who acts, and upon whom. Meetings, agreements, cooperation and tension are found from either side.
        type : str or list of str
            `AGREE`, `CONSULT`, `SUPPORT`, `CONCEDE`, `COOPERATE`, `AID`, `RETREAT`, `REQUEST`, `ACCUSE`, `REJECT`,
            `THREATEN`, `PROTEST`, `SANCTION`, `MOBILIZE`, `COERCE`, `ASSAULT`, `TENSION`.
        status : str or list of str
            `asserted`, `planned`, `claimed`, `denied`, `hypothetical`.
        said_by : str or list of str
            Whose words carry it.
        since, until : date
            When it may have happened; what has no date is left out.
        published_since, published_until : date
            When the article was published.
        article, outlet, language
            Only of these articles.
        originals : bool
            Leave out copies of other articles.
        min_confidence : float
            From 0 to 1.
        origin : str
            `rules`, or who coded it by hand.
        columns : list of str
            Only these columns.
        order : str or list of str
            Columns to order by, `-date` for descending.
        limit, offset : int
            How many rows, and how many to leave out first.

        Returns
        -------
        Table
            One row for each source and target of each relation.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> db.relations(between=("MLI", "DZA"), since="2025-01").shape
        (0, 24)
        """

    def articles(
        self,
        *,
        key: _Text = None,
        article: int | Sequence[int] | None = None,
        actor: _Text = None,
        between: Sequence[str] | None = None,
        source: _Text = None,
        target: _Text = None,
        type: _Text = None,
        status: _Text = None,
        said_by: _Text = None,
        min_confidence: float | None = None,
        origin: _Text = None,
        since: _Day = None,
        until: _Day = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List articles; `since` and `until` are of their publication. See `search` for the rest."""

    def labels(
        self,
        *,
        article: int | Sequence[int] | None = None,
        label: _Text = None,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List the stretches of articles that are not prose: headlines, bylines, credits, advertisements."""

    def entities(
        self,
        *,
        type: _Text = None,
        code: _Text = None,
        name: _Text = None,
        country: _Text = None,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List what the articles name, the most named first."""

    def mentions(
        self,
        *,
        article: int | Sequence[int] | None = None,
        type: _Text = None,
        entity: _Text = None,
        origin: _Text = None,
        published_since: _Day = None,
        published_until: _Day = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List each place where something is named, in code points of the text."""

    def dates(
        self,
        *,
        article: int | Sequence[int] | None = None,
        since: _Day = None,
        until: _Day = None,
        published_since: _Day = None,
        published_until: _Day = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List each date in the articles, in EDTF and as its first and last day."""

    def ties(
        self,
        *,
        article: int | Sequence[int] | None = None,
        tie: _Text = None,
        actor: _Text = None,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List lasting facts: `member_of`, `holds_office`, `based_in`, `founded_by`, `part_of`."""

    def events(
        self,
        *,
        actor: _Text = None,
        between: Sequence[str] | None = None,
        source: _Text = None,
        target: _Text = None,
        type: _Text = None,
        since: _Day = None,
        until: _Day = None,
        contested: bool | None = None,
        min_articles: int | None = None,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List acts, each told by one or more articles.

        Parameters
        ----------
        actor, between, source, target, type, since, until, columns, order, limit, offset
            As for `relations`.
        contested : bool
            Only acts that some assert and others claim or deny, or only the others.
        min_articles : int
            Told by at least so many articles that are not copies of one another.

        Returns
        -------
        Table
            One row for each act.
        """

    def near_misses(
        self,
        *,
        triggered: bool | None = None,
        actor: _Text = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        since: _Day = None,
        until: _Day = None,
        originals: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List sentences that came near a relation and gave none.

        They name two actors, or one and a word that sets a rule off. They are in no table of the file: the stored
        texts are read anew, one at a time, with the lexicon this corpus was opened with.

        Parameters
        ----------
        triggered : bool, optional
            Only those in which a word would set a rule off, or only the others.
        actor : str or list of str
            They name this actor; of several, all.
        since, until : date
            When the article was published.
        article, outlet, language, originals
            As for `relations`.
        limit, offset : int
            How many rows, and how many to leave out first. No article is read after the last row.

        Returns
        -------
        Table
            `article_id`, `key`, `published`, `outlet`, `sentence`, `start`, `end`, `actors` (JSON), `trigger`, `rules`
            (JSON) and `reason`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Le Mali et le Niger ont une longue histoire.", "language": "fr"})
        >>> db.near_misses(actor="MLI")["actors"]
        ['["MLI","NER"]']
        """

    def dyads(
        self,
        *,
        directed: bool = False,
        actor: _Text = None,
        between: Sequence[str] | None = None,
        source: _Text = None,
        target: _Text = None,
        type: _Text = None,
        status: _Text = None,
        said_by: _Text = None,
        since: _Day = None,
        until: _Day = None,
        published_since: _Day = None,
        published_until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        min_confidence: float | None = None,
        origin: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """Count relations by pair of actors, the strongest first.

        Counts what is asserted or planned, unless `status` says otherwise. With `directed`, who acts is told from who
        is acted upon. The other filters are those of `relations`.
        """

    def timeline(
        self,
        left: str,
        right: str,
        *,
        freq: Literal["day", "week", "month", "quarter", "year"] = "month",
        dated_by: Literal["act", "published", "either"] = "either",
        type: _Text = None,
        status: _Text = None,
        said_by: _Text = None,
        since: _Day = None,
        until: _Day = None,
        published_since: _Day = None,
        published_until: _Day = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        min_confidence: float | None = None,
        origin: _Text = None,
    ) -> Table:
        """Count the relations of two actors by period, empty periods too.

        Counts what is asserted or planned, unless `status` says otherwise. An act whose date is less precise than the
        periods has no place in them: `left_out` of the table says how many there were.

        Parameters
        ----------
        left, right : str
            The two.
        freq : str
            The length of the periods.
        dated_by : str
            `act`: by the date of the act alone; `published`: by that of the article; `either`: by that of the act, or
            of the article where the text gives none, which the column `by_publication` counts.
        type, status, said_by, since, until, outlet, language, originals, min_confidence, origin
            As for `relations`.
        published_since, published_until
            As for `relations`.

        Returns
        -------
        Table
            One row for each period, with counts by quad class and type and the mean on Goldstein's scale.
        """

    def network(
        self,
        *,
        actor: _Text = None,
        between: Sequence[str] | None = None,
        source: _Text = None,
        target: _Text = None,
        type: _Text = None,
        status: _Text = None,
        said_by: _Text = None,
        since: _Day = None,
        until: _Day = None,
        published_since: _Day = None,
        published_until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        min_confidence: float | None = None,
        origin: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Network:
        """Make a graph of the actors, with the filters of `relations`."""

    def sql(
        self,
        query: str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
        *,
        timeout: float | None = 60.0,
    ) -> Table:
        """Ask in SQL, read only.

        Parameters
        ----------
        query : str
            One statement over the views `articles`, `labels`, `entities`, `mentions`, `dates`, `relations`, `ties`,
            `events`, `extractions` and the index `articles_fts`.
        parameters : list or dict, optional
            Values for each `?`, or each `:name`.
        timeout : float, optional
            After how many seconds it is stopped; `None` for never.

        Returns
        -------
        Table
            The rows.

        Raises
        ------
        QueryError
            The SQL is wrong (`position` says where, if known), or would write.
        QueryTimeoutError
            It took too long.

        Examples
        --------
        >>> import corpus
        >>> corpus.open(":memory:").sql("SELECT count(*) AS n FROM relations").to_dicts()
        [{'n': 0}]
        """

    @property
    def coder(self) -> str | None:
        """Who corrects where `by` is not given; the user of the computer unless set."""

    @coder.setter
    def coder(self, name: str | None, /) -> None: ...
    def correct(
        self,
        relation: int | Row,
        *,
        type: str | None = None,
        source: str | None = None,
        target: str | None = None,
        date: str | int | date | None = None,
        status: str | None = None,
        said_by: str | None = None,
        place: str | None = None,
        source_sector: str | None = None,
        target_sector: str | None = None,
        mode: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Correct a relation.

        It keeps its number and has the person as its `origin`. Only this row changes: the other relations of the same
        statement, with other sources or targets, stay. The correction is logged, applied again whenever the article
        is read anew, and can be undone.

        Parameters
        ----------
        relation : int or Row
            Its number (column `id`), or the row.
        type, source, target, date, status, said_by, place, source_sector, target_sector, mode : str, optional
            What is right. An empty string says that there is none, as in `date=""`.
        by : str, optional
            Who says so; `coder` unless given.
        note : str, optional
            Why.

        Returns
        -------
        int
            The number of the correction, for `undo`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Alger accuse Bamako.", "language": "fr"})
        >>> correction = db.correct(db.relations()[0], type="THREATEN", by="anna")
        >>> db.relations()["type"], db.relations()["origin"]
        (['THREATEN'], ['anna'])
        """

    def reject(self, relation: int | Row, *, by: str | None = None, note: str | None = None) -> int:
        """Say that a relation is none. Returns the number of the correction."""

    def add_relation(
        self,
        article: int | str | Article,
        *,
        source: str,
        target: str,
        type: str,
        evidence: str | None = None,
        start: int | None = None,
        end: int | None = None,
        date: str | int | date | None = None,
        status: str = "asserted",
        said_by: str | None = None,
        place: str | None = None,
        mode: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Add a relation that was overlooked.

        Parameters
        ----------
        article : int, str or Article
            Its number or key.
        source, target : str
            Who acts, and upon whom: codes or names.
        type : str
            One of PLOVER's types, or `TENSION`.
        evidence : str, optional
            The words of the text that state it. Where they stand more than once, give `start` too.
        start, end : int, optional
            Where they stand, in code points.
        date : date, optional
            When, in EDTF.
        status : str
            `asserted`, `planned`, `claimed`, `denied` or `hypothetical`.
        said_by, place, mode : str, optional
            Whose words carry it, where, and PLOVER's mode.
        by, note : str, optional
            As for `correct`.

        Returns
        -------
        int
            The number of the correction, for `undo`.
        """

    def correct_mention(
        self,
        article: int | str | Article,
        start: int,
        *,
        type: str | None = None,
        code: str | None = None,
        country: str | None = None,
        name: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Say that a name names something else: another `type`, `code`, `country` or canonical `name`.

        The name is told by its article and the code point it begins at (`start` of `mentions`). Relations whose actor
        stands there and bears the old code get the new one. Returns the number of the correction.
        """

    def reject_mention(
        self,
        article: int | str | Article,
        start: int,
        *,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Say that a name names nothing. Relations stay. Returns the number of the correction."""

    def merge_entities(
        self,
        entity: str | int,
        into: str | int,
        *,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Make one entity of two, in names and relations, now and in what is loaded later.

        Relations between the two vanish. Origins stay. Returns the number of the correction.

        Parameters
        ----------
        entity, into : str or int
            Code, name or number (`id` of `entities`); the first becomes the second.
        by, note : str, optional
            As for `correct`.
        """

    def split_entity(
        self,
        entity: str | int,
        into: str | int,
        *,
        texts: _Text = None,
        articles: int | str | Iterable[int | str | Article] | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Make an entity of its own of some of what is read as another.

        Parameters
        ----------
        entity : str or int
            What it is read as: code, name or number.
        into : str or int
            What some of it is. A code that nothing bears is a new entity of the same type and country.
        texts : str or list of str, optional
            Only where these words stand.
        articles : list, optional
            Only in these articles, by number or key. One of the two must be given.
        by, note : str, optional
            As for `correct`.

        Returns
        -------
        int
            The number of the correction, for `undo`.
        """

    def add_alias(self, name: str, entity: str | int, *, by: str | None = None, note: str | None = None) -> int:
        """Give an entity another name in this corpus.

        At once it is read as the entity wherever it stands in a stored text, as whole words, spelt the same, and not
        part of a longer name; actors of relations that stand there get its code, and no relation is found by this
        alone. What is loaded from then on, and what `reextract` reads anew, is read with the name, relations and all,
        where the lexicon knows the actor. Returns the number of the correction.
        """

    def mark_copy(
        self,
        article: int | str | Article,
        of: int | str | Article,
        *,
        by: str | None = None,
        note: str | None = None,
    ) -> int:
        """Say that an article is a copy of another, or of what that is a copy of. Returns the number of the correction."""

    def unmark_copy(self, article: int | str | Article, *, by: str | None = None, note: str | None = None) -> int:
        """Say that an article is nobody's copy. Returns the number of the correction."""

    def undo(self, correction: int, *, by: str | None = None) -> None:
        """Undo a correction, whoever made it; those made after it stay. It stays in the log, with who undid it."""

    def corrections(self) -> Table:
        """List every correction ever made here, the first first.

        Returns
        -------
        Table
            `id`, `made_at` (UTC), `made_by`, `action`, `article_key`, `before` and `after` (JSON), `note`,
            `undone_at`, `undone_by`, `state` (`applied`, `overruled` by another's, `unplaced` in the article's text,
            `undone`) and `problem`.
        """

    def export_corrections(self, path: _Path) -> int:
        """Write every correction to a file, one a line, as JSON. Returns how many."""

    def import_corrections(self, path: _Path, *, prefer: str | None = None) -> ImportReport:
        """Read corrections that `export_corrections` wrote, here or elsewhere, and apply those that are new.

        The same correction counts once. Where two people differ on a field of a relation, or one rejects what the
        other corrects, both stay in the log, the conflict is reported, and the later correction stands.

        Parameters
        ----------
        path : path
            The file.
        prefer : str, optional
            Whose corrections stand where people differ, though others are later.

        Returns
        -------
        ImportReport
            How many were read, added and known; `conflicts` and `unplaced`.
        """

    def reextract(
        self,
        *,
        lexicon: Lexicon | _Path | None = None,
        articles: int | str | Iterable[int | str | Article] | None = None,
        progress: bool | Callable[[int, int, str], object] | None = None,
        threads: int | None = None,
    ) -> ReextractReport:
        """Read stored articles anew, and touch only what differs.

        Relations that are read as before keep their numbers; corrections are applied again; rows of other origins
        stay. Ctrl-C gives up the running batch; what is committed stays, and the rest is read the next time.

        Parameters
        ----------
        lexicon : Lexicon or path, optional
            What to read with, this once; the lexicon the corpus was opened with unless given.
        articles : list, optional
            Which, by number or key; those that another version of the library or another lexicon read unless given.
        progress : bool or callable, optional
            As for `load`; a function is called with the number done, the total and `"reextract"`.
        threads : int, optional
            As for `load`.

        Returns
        -------
        ReextractReport
            `diff` tells what appeared, vanished and changed; `unplaced` which corrections have no place any more.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Alger accuse Bamako.", "language": "fr"})
        >>> db.reextract(articles=["a"]).diff
        <Diff of 1 articles: 0 appeared, 0 vanished, 0 changed>
        """

    def add_relations(self, rows: Any, *, origin: str) -> CodingReport:
        """Add relations coded elsewhere, by people, programs or language models, beside ours.

        All of them are added, or none where one is wrong. They are in `relations` with their `origin`; what several
        origins tell alike of an article counts once in `dyads`, `timeline` and `network`, and is one event.

        Parameters
        ----------
        rows : DataFrame, Arrow table, iterable of dict
            `article` (number or key), `source`, `target`, `type`, and `evidence`: the text's own words, found once or
            at `start` (and `end`, in code points). Also read: `date` (EDTF), `status`, `said_by`, `place`, `mode`,
            `context`, `quad`, `goldstein`, `confidence`, `source_sector`, `target_sector`. Other columns are ignored.
        origin : str
            Who coded them. The same rows of the same origin add nothing again.

        Returns
        -------
        CodingReport
            How many rows there were, how many are new, how many were known.

        Raises
        ------
        InputError
            Some rows are wrong; the message names them, and nothing was added.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Alger accuse Bamako.", "language": "fr"})
        >>> row = {"article": "a", "source": "DZA", "target": "MLI", "type": "THREATEN", "evidence": "accuse Bamako"}
        >>> db.add_relations([row], origin="a model")
        <CodingReport: 1 rows, 1 added>
        """

    def add_mentions(self, rows: Any, *, origin: str) -> CodingReport:
        """Add names found elsewhere, beside ours.

        They are in `mentions` with their `origin`, and count in `entities` where ours have none; no relation comes of
        them. All are added, or none where one is wrong.

        Parameters
        ----------
        rows : DataFrame, Arrow table, iterable of dict
            `article` (number or key), `text` (found once, or at `start`), `type` (`state`, `place`, `organization`,
            `armed_group`, `person`) and `code`; `country` and `name` too.
        origin : str
            Who found them.

        Returns
        -------
        CodingReport
            How many rows there were, how many are new, how many were known.
        """

    def remove_origin(self, origin: str) -> int:
        """Take out what `add_relations` and `add_mentions` added under this origin. Returns how many rows.

        Corrections stay: they are undone with `undo`.
        """

    def article(self, id: int | str) -> Article:
        """Get an article by its number or its key.

        Raises
        ------
        NotFoundError
            There is none.
        """

    def check(self) -> list[str]:
        """Look for damage, and say what was found: an empty list where there is none."""

    def __reduce__(self) -> Any: ...

@final
class Table:
    """Rows in Arrow's memory, a snapshot: nothing stays open behind it.

    Any library that takes Arrow takes it: `polars.DataFrame(table)`, `pyarrow.table(table)`, `duckdb.sql("FROM
    table")`.

    Examples
    --------
    >>> import corpus
    >>> table = corpus.open(":memory:").sql("SELECT 1 AS a, 'x' AS b UNION SELECT 2, 'y'")
    >>> len(table), table.columns, table["b"], table[0].a
    (2, ['a', 'b'], ['x', 'y'], 1)
    """

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""

    @property
    def kind(self) -> str:
        """What the rows are: `relations`, `hits`, `timeline`."""

    @property
    def sql(self) -> str | None:
        """The SQL that was run, its values in place."""

    @property
    def left_out(self) -> int:
        """In a timeline, how many relations had no place."""

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows and of columns."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, which: str, /) -> list[Any]: ...
    @overload
    def __getitem__(self, which: slice, /) -> Table: ...
    @overload
    def __getitem__(self, which: SupportsIndex, /) -> Row: ...
    def __iter__(self) -> Iterator[Row]: ...
    def __contains__(self, name: str, /) -> bool: ...
    def head(self, n: int = 10) -> Table:
        """Take the first rows."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """Make a dictionary of each row."""

    def to_pandas(self, *, categories: bool = True) -> pandas.DataFrame:
        """Make a pandas DataFrame; pyarrow is used where it is installed, and not needed.

        Parameters
        ----------
        categories : bool
            Whether words that repeat (types, actors) are categoricals; as plain strings they take longer and more
            memory.

        Returns
        -------
        pandas.DataFrame
        """

    def to_polars(self) -> polars.DataFrame:
        """Make a polars DataFrame."""

    def to_arrow(self) -> pyarrow.Table:
        """Make a pyarrow Table."""

    def to_csv(self, path: _Path | None = None, *, excel_safe: bool = True) -> str | None:
        """Write CSV to a file, or give it as a string.

        Parameters
        ----------
        path : path, optional
            The file.
        excel_safe : bool
            Put an apostrophe before text that a spreadsheet would take for a formula.

        Returns
        -------
        str or None
            The text, where no file was given.
        """

    def to_json(self, path: _Path | None = None, *, lines: bool = False) -> str | None:
        """Write JSON to a file, or give it as a string; with `lines`, an object on each line."""

    def plot(self, *, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        """Draw a timeline, or dyads.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; new axes unless given.

        Returns
        -------
        matplotlib.axes.Axes
            The axes drawn on. Nothing is shown.
        """

    @staticmethod
    def from_arrow(data: Any) -> Table:
        """Take over the rows of anything with `__arrow_c_stream__`."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...
    def _repr_html_(self) -> str: ...
    def _columns(self) -> list[tuple[str, str, Any, Any]]: ...
    @staticmethod
    def _of(what: str, sql: str | None, left_out: int, columns: list[Any]) -> Table: ...
    def __reduce__(self) -> Any: ...

@final
class Row:
    """One row: `row.source`, `row["source"]`, `row[0]`."""

    def __getattr__(self, name: str, /) -> Any: ...
    def __getitem__(self, which: str | SupportsIndex, /) -> Any: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __dir__(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def keys(self) -> list[str]:
        """Name the columns."""

    def to_dict(self) -> dict[str, Any]:
        """Make a dictionary."""

    def _repr_html_(self) -> str: ...
    @staticmethod
    def _of(names: list[str], values: tuple[Any, ...]) -> Row: ...
    def __reduce__(self) -> Any: ...

@final
class Article:
    """An article with what was read from it; a notebook shows its text with all of it marked.

    Its fields are those of the view `articles`: `id`, `key`, `title`, `text`, `language`, `published`, `outlet` and so
    on.
    """

    @property
    def mentions(self) -> Table:
        """What it names, and where."""

    @property
    def dates(self) -> Table:
        """Its dates."""

    @property
    def relations(self) -> Table:
        """The relations it reports, in the order of the text."""

    @property
    def ties(self) -> Table:
        """The lasting facts it states."""

    @property
    def labels(self) -> Table:
        """What in it is not prose."""

    def __getattr__(self, name: str, /) -> Any: ...
    def __dir__(self) -> list[str]: ...
    def to_dict(self) -> dict[str, Any]:
        """Make a dictionary of its fields."""

    def _repr_html_(self) -> str: ...

@final
class Extraction:
    """What was read from a text; a notebook shows the text with all of it marked.

    Offsets are code points: `text[start:end]` is the surface.
    """

    @property
    def text(self) -> str:
        """The text."""

    @property
    def language(self) -> str | None:
        """Its language (ISO 639-1)."""

    @property
    def metadata(self) -> dict[str, Any]:
        """What the text says of itself: `title`, `published`, `authors`, `agency`, `photo_credit`, `boilerplate`."""

    @property
    def mentions(self) -> list[dict[str, Any]]:
        """What it names: `start`, `end`, `text`, `type`, `code`."""

    @property
    def dates(self) -> list[dict[str, Any]]:
        """Its dates: `start`, `end`, `text`, `value` (EDTF)."""

    @property
    def relations(self) -> list[dict[str, Any]]:
        """Who did what: `type`, `source`, `target`, `date`, `status`, `said_by`, `evidence`, `start`, `end`."""

    @property
    def ties(self) -> list[dict[str, Any]]:
        """Lasting facts: `tie`, `subject`, `object`, `office`, `date`, `evidence`, `start`, `end`."""

    @property
    def labels(self) -> list[dict[str, Any]]:
        """What is not prose: `start`, `end`, `label`."""

    def to_dict(self) -> dict[str, Any]:
        """Make a dictionary of all but the text and labels, in the form of the codebook."""

    def explain(self, relation: int) -> dict[str, Any]:
        """Say how a relation was read.

        Parameters
        ----------
        relation : int
            Its number in `relations`.

        Returns
        -------
        dict
            The `rule`, and in `parts` the words that served as trigger, source, target, date or cue.
        """

    @property
    def near_misses(self) -> list[dict[str, Any]]:
        """Sentences that came near and gave no relation, each a dictionary.

        They name two actors, or one and a word that sets a rule off: `sentence`, `start`, `end`, `actors`, `trigger`
        (that word), `rules` (which it may set off) and `reason` (what was missing).
        """

    def _repr_html_(self) -> str: ...
    def __reduce__(self) -> Any: ...

@final
class Lexicon:
    """What articles are read with: the packs that come with the library, and perhaps one more.

    Parameters
    ----------
    pack : path, optional
        The folder of a pack in the same format.

    Raises
    ------
    LexiconError
        The pack is wrong: the message names file, line and rule.
    """

    def __new__(cls, pack: _Path | None = None) -> Lexicon: ...
    @property
    def digest(self) -> str:
        """A SHA-256 of all packs."""

    @property
    def pack(self) -> str | None:
        """The folder of the pack that was added."""

    def check(self, *, everything: bool = False) -> Table:
        """Read the examples of rules and actors, and list those that do not hold.

        Parameters
        ----------
        everything : bool
            Whether to read those of the library too. Without a pack, they are read in any case.

        Returns
        -------
        Table
            `file`, `line`, `rule` (or the code of an actor), `text`, `expected` and `found`; no rows where all is well.

        Examples
        --------
        >>> import corpus
        >>> len(corpus.Lexicon().check())
        0
        """

    def entries(self, *, own: bool | None = None) -> Table:
        """List the rules, actors and other entries: `id`, `table`, `file`, `line` and `own`.

        Parameters
        ----------
        own : bool, optional
            Only those of the pack that was added, or only those of the library.
        """

    def show(self, id: str) -> str:
        """Get a rule, actor or other entry as it is written.

        Parameters
        ----------
        id : str
            The id of a rule, the code of an actor, the name of a person or place.

        Returns
        -------
        str
            Its TOML, below a comment with file and line.

        Raises
        ------
        NotFoundError
            There is none.

        Examples
        --------
        >>> import corpus
        >>> "[[rule]]" in corpus.Lexicon().show("fr.accuse.accuser")
        True
        """

    @staticmethod
    def write_pack(folder: _Path) -> list[Path]:
        """Write a small pack that works, to begin with.

        Parameters
        ----------
        folder : path
            An empty folder, or one that is not there yet.

        Returns
        -------
        list of Path
            The files that were written.
        """

    def __reduce__(self) -> Any: ...

@final
class Diff:
    """What changed between two readings of the same articles; printing it gives a report.

    Made by `diff` and `diff_lexicon`.
    """

    @property
    def articles(self) -> int:
        """How many articles were compared."""

    @property
    def rewritten(self) -> int:
        """How many of them have another text in the new database."""

    @property
    def only_old(self) -> int:
        """How many articles only the old database has; they were left out."""

    @property
    def only_new(self) -> int:
        """How many articles only the new database has; they were left out."""

    @property
    def refused(self) -> int:
        """How many inputs could not be read as articles."""

    @property
    def alike(self) -> int:
        """How many relations both readings tell alike."""

    @property
    def changes(self) -> Table:
        """The relations that `appeared`, `vanished` or `changed` (column `change`), article by article.

        `fields` says what is told differently; the columns `old_…` and `new_…` hold what the two readings say.
        """

    @property
    def by_type(self) -> Table:
        """How many relations of each type appeared, vanished and changed."""

    @property
    def by_rule(self) -> Table:
        """How many relations of each rule appeared, vanished and changed."""

    def __len__(self) -> int: ...

@final
class ImportReport:
    """What became of corrections that were imported."""

    @property
    def read(self) -> int:
        """How many corrections the file holds."""

    @property
    def added(self) -> int:
        """How many are new here, or were undone there and not here."""

    @property
    def known(self) -> int:
        """How many were known."""

    @property
    def waiting(self) -> int:
        """How many speak of articles that are not here; they apply when these are loaded."""

    @property
    def conflicts(self) -> list[dict[str, Any]]:
        """Where people differ: `article`, `field`, and who `wins` and `loses` with what (`correction`, `by`, `value`)."""

    @property
    def unplaced(self) -> list[dict[str, Any]]:
        """Corrections without a place in their article: `article`, `correction` and `problem`."""

@final
class CodingReport:
    """What became of rows from elsewhere."""

    @property
    def rows(self) -> int:
        """How many rows were given."""

    @property
    def added(self) -> int:
        """How many are new."""

    @property
    def known(self) -> int:
        """How many were there already."""

    @property
    def _text(self) -> str: ...

@final
class ReextractReport:
    """What became of articles that were read anew; printing it gives a report."""

    @property
    def diff(self) -> Diff:
        """What appeared, vanished and changed."""

    @property
    def unplaced(self) -> list[dict[str, Any]]:
        """Corrections without a place in their article any more: `article`, `correction` and `problem`."""

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Articles that could not be read, and were left as they were: which, and why."""

@final
class LoadReport:
    """What became of a load."""

    @property
    def found(self) -> int:
        """How many inputs there were."""

    @property
    def added(self) -> int:
        """How many articles are new."""

    @property
    def updated(self) -> int:
        """How many replaced another text under the same key."""

    @property
    def known(self) -> int:
        """How many were there already."""

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Those that were not stored: where from, and why."""

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What was decided about some: where from, and what."""

    @property
    def bytes(self) -> int:
        """The bytes of text added or updated."""

    @property
    def seconds(self) -> float:
        """How long it took."""

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped before its end."""

    @property
    def _text(self) -> str: ...
    def _repr_html_(self) -> str: ...

def open(
    path: _Path,
    *,
    create: bool = True,
    read_only: bool = False,
    timeout: float = 10.0,
    lexicon: Lexicon | _Path | None = None,
) -> Corpus:
    """Open a corpus, or create one.

    Parameters
    ----------
    path : path
        The file; `":memory:"` for one that is gone when it is closed.
    create : bool
        Whether to create the file where there is none.
    read_only : bool
        Whether to open it for reading only.
    timeout : float
        How many seconds to wait while another program keeps it locked.
    lexicon : Lexicon or path, optional
        What to read articles with, or the folder of a pack to add to what comes with the library.

    Returns
    -------
    Corpus

    Raises
    ------
    MissingFileError
        There is no such file, and none was to be created.
    NotACorpusError
        The file is something else; it has not been touched.
    SchemaVersionError
        A later version of the library wrote it.

    Examples
    --------
    >>> import corpus
    >>> corpus.open(":memory:")
    <Corpus :memory:: 0 articles>
    """

def diff(old: Corpus | _Path, new: Corpus | _Path) -> Diff:
    """Tell which relations appeared, vanished or changed between two databases.

    Articles are compared by their keys; those that only one database has are counted and left out. What is compared
    is type, source, target, status, date and whose words it is.

    Parameters
    ----------
    old, new : Corpus or path
        The databases. They are only read.

    Returns
    -------
    Diff
        Its `changes`, `by_type` and `by_rule` are tables; `print` shows a report.

    Examples
    --------
    >>> import corpus
    >>> old, new = corpus.open(":memory:"), corpus.open(":memory:")
    >>> corpus.diff(old, new)
    <Diff of 0 articles: 0 appeared, 0 vanished, 0 changed>
    """

def diff_lexicon(
    source: Corpus | _Path | Mapping[str, Any] | Iterable[Any],
    lexicon: Lexicon | _Path,
    *,
    base: Lexicon | _Path | None = None,
) -> Diff:
    """Tell which relations appear, vanish or change when articles are read with another lexicon.

    Nothing is written.

    Parameters
    ----------
    source : Corpus, database, path, folder, pattern, list, DataFrame, dict
        The articles: those of a database, or anything `Corpus.load` takes.
    lexicon : Lexicon or path
        What is new: a lexicon, or the folder of a pack on top of what comes with the library.
    base : Lexicon or path, optional
        What it is compared with; the lexicon of the corpus, or that of the library, unless given.

    Returns
    -------
    Diff
        Its `changes`, `by_type` and `by_rule` are tables; `print` shows a report.

    Examples
    --------
    >>> import corpus
    >>> corpus.diff_lexicon({"id": "a", "text": "Rien."}, corpus.Lexicon())
    <Diff of 1 articles: 0 appeared, 0 vanished, 0 changed>
    """

def extract(
    text: str,
    *,
    published: _Day = None,
    language: str | None = None,
    lexicon: Lexicon | _Path | None = None,
) -> Extraction:
    """Read mentions, dates, relations and ties from a text, without a database.

    Parameters
    ----------
    text : str
        The text.
    published : date, optional
        When it was published, against which `hier` and `mardi` are reckoned.
    language : str, optional
        `fr` or `en`; told from the text unless given.
    lexicon : Lexicon or path, optional
        What to read with.

    Returns
    -------
    Extraction

    Examples
    --------
    >>> import corpus
    >>> corpus.extract("Rien.").relations
    []
    """

def _reopen(path: _Path, read_only: bool, timeout: float) -> Corpus: ...
