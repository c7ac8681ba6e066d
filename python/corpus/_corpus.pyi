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

from corpus._check import Problems, Repaired
from corpus._methods import Methods
from corpus._network import Network
from corpus._validation import Agreement

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
        copies: float | bool | None = None,
    ) -> LoadReport:
        """Read and store articles, and account for each.

        What is known already adds nothing; what cannot be read is refused with a reason and stops nothing. Ctrl-C
        gives up the running batch, of two seconds or so; what is committed stays.

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
        copies : float or bool, optional
            How alike texts must be to be copies of one another, as for `find_copies`; as the file remembers unless given.
            Where that is new to it, all its articles are grouped anew first.

        Returns
        -------
        LoadReport
            How many were found, added, updated, known and refused.

        Raises
        ------
        MissingFileError
            There is nothing at this path.
        """

    def copies(
        self,
        article: int | str | None = None,
        *,
        min_articles: int | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List families of copies, or the family of one article.

        Articles are copies of one another where their texts are identical, or share enough of their runs of four words,
        directly or through others of the family. Its head is the earliest by date of publication, then by key.

        Parameters
        ----------
        article : int or str, optional
            The number or key of an article.
        min_articles : int
            Of all families, only those of at least so many articles.
        limit, offset : int
            Of all families, how many, and how many to leave out first.

        Returns
        -------
        Table
            Of all families, the largest first: `head`, `key`, `title`, `articles`, `outlets` (JSON), `first_published`,
            `last_published`. Of one, its articles, the earliest first: `article_id`, `key`, `published`, `outlet`,
            `title`, `words`, `head`, `similarity` (to the article asked for, from 0 to 1), `similarity_to_head`, and
            how many words of the head it `cut` and how many it `added`.

        Raises
        ------
        NotFoundError
            There is no such article.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load([{"id": key, "text": "Alger rappelle."} for key in ("le-fil/1", "la-depeche/7")])
        >>> db.copies("le-fil/1")["key"], db.copies()["articles"]
        (['la-depeche/7', 'le-fil/1'], [2])
        """

    def difference(self, article: int | str, other: int | str | None = None) -> Difference:
        """Tell what an article cut from another and added to it.

        Parameters
        ----------
        article : int or str
            The number or key of an article.
        other : int or str, optional
            What it is compared with; the head of its family unless given.

        Returns
        -------
        Difference
            Printed, it marks what was cut and added; a notebook shows it in colours.

        Raises
        ------
        NotFoundError
            There is no such article.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load([{"id": "a", "text": "Alger rappelle."}, {"id": "b", "text": "Alger rappelle. Fin."}])
        >>> print(db.difference("b", "a"))
        Alger rappelle. {+Fin.+}
        """

    def find_copies(self, threshold: float | bool = 0.5) -> Table:
        """Group all articles anew into families of copies; the file remembers by what threshold.

        Parameters
        ----------
        threshold : float or bool
            How alike texts must be, from 0.4 to 1: the runs of four words that both have, divided by all that either
            has. `True` is 0.5; with `False` only identical texts are copies.

        Returns
        -------
        Table
            The families, as `copies` gives them.

        Raises
        ------
        InputError
            It is no such number.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> len(db.find_copies(0.8)), db.copy_threshold
        (0, 0.8)
        """

    @property
    def copy_threshold(self) -> float | None:
        """How alike texts must be to be copies in this file; `None` where only identical ones are."""

    def search(
        self,
        query: str,
        *,
        match: Literal["all", "any"] = "all",
        strict: bool = False,
        after: int | None = None,
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
        published_since: _Day = None,
        published_until: _Day = None,
        act_since: _Day = None,
        act_until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        limit: int | None = 20,
        offset: int = 0,
    ) -> Table:
        """Find articles by their words, best first.

        Words must all match, in any of their inflected forms; `"a phrase"` in these very forms and in order; `-word`
        excludes; `begin*` is the beginning of a word; `OR` joins its neighbours; `NEAR(a b, 10)` wants words close to
        each other; `title:word` and `text:word` say where; brackets group. Case and accents do not matter. Any string
        is a query: what is not in good form is mended, and `Table.notes` tells how.

        Parameters
        ----------
        query : str
            The words.
        match : {'all', 'any'}
            Whether all words must match, or none must and articles are ranked by how well they do.
        strict : bool
            Whether a query that is not in good form is an error.
        after : int, optional
            The `article_id` of the last hit of the page before: goes on after it, whatever was loaded meanwhile.
        actor, between, source, target, type, status, said_by, min_confidence, origin, act_since, act_until
            Only articles with such a relation; with `actor` alone, those that name the actor too.
        since, until, published_since, published_until : date
            Only articles published then; both pairs of names mean the same.
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
            `snippet_start`, `snippet_end` and `matches` (JSON), in code points of the text. `Table.total` is the number
            of all articles that match, `Table.sql` finds the same articles in any program that reads SQLite.

        Raises
        ------
        QueryError
            The query is not in good form and `strict` was asked for; `position` is the character where it is not.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Le Mali condamne l'attaque.", "outlet": "aps"})
        >>> hits = db.search("condamnées")
        >>> hits.total, hits["snippet"]
        (1, ["Le Mali condamne l'attaque."])
        """

    def facets(
        self,
        query: str,
        *,
        by: str | Sequence[str],
        match: Literal["all", "any"] = "all",
        strict: bool = False,
        limit: int | None = 50,
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
        published_since: _Day = None,
        published_until: _Day = None,
        act_since: _Day = None,
        act_until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
    ) -> Table:
        """Count the articles a search finds by outlet, year, actor and the like.

        All that match are counted, not a page of them. An article that names three actors counts for each of the
        three; one without a value counts under `None`.

        Parameters
        ----------
        query : str
            As in `search`; an empty one stands for all articles.
        by : str or list of str
            `outlet`, `language`, `year`, `month`, `actor`, `type`, `status`, `said_by`.
        match, strict
            As in `search`.
        limit : int, optional
            The most values of each, the most frequent first; `None` for all.
        **filters
            As in `search`.

        Returns
        -------
        Table
            `facet`, `value`, `articles`. `Table.total` is the number of all articles that match.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Le Mali condamne l'attaque.", "outlet": "aps"})
        >>> db.facets("condamner", by="outlet").to_dicts()
        [{'facet': 'outlet', 'value': 'aps', 'articles': 1}]
        """

    def explain_sql(
        self,
        query: str,
        *,
        match: Literal["all", "any"] = "all",
        strict: bool = False,
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
        published_since: _Day = None,
        published_until: _Day = None,
        act_since: _Day = None,
        act_until: _Day = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
    ) -> str:
        """Get the SQL that finds the same articles as `search`, in no order.

        Each word is spelled out as the forms it stands for, so that the sqlite3 shell, Datasette or R can run it.

        Parameters
        ----------
        query, match, strict, **filters
            As in `search`.

        Returns
        -------
        str
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
        status: _Text = None,
        since: _Day = None,
        until: _Day = None,
        contested: bool | None = None,
        disagreement: _Text = None,
        min_articles: int | None = None,
        article: int | Sequence[int] | None = None,
        outlet: _Text = None,
        language: _Text = None,
        originals: bool = False,
        published_since: _Day = None,
        published_until: _Day = None,
        columns: Sequence[str] | None = None,
        order: _Text = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List acts, each told by one or more articles.

        Relations are merged where they report one act: same type, same actors, days and places that agree, words in
        common. Copies of one text count once.

        Parameters
        ----------
        actor, between, source, target, type, since, until, columns, order, limit, offset
            As for `relations`.
        status : str or list of str
            Told with this standing by some report.
        contested : bool
            Only acts whose accounts disagree, or only the others.
        disagreement : str or list of str
            Only acts whose accounts disagree on this: `status` (asserted, claimed, denied), `date`, `place`, `actors` (it
            is claimed or denied of another), `act` (something else is claimed or denied beside it).
        min_articles : int
            Told by at least so many articles that are not copies of one another.
        article, outlet, language, originals, published_since, published_until
            Told by such an article.

        Returns
        -------
        Table
            One row for each act. `date` is what the texts say, never the day of publication; `disagreement` says on what
            accounts disagree. `versions` shows the accounts.

        Warns
        -----
        UserWarning
            Another program wrote relations that are not merged yet: see `refresh`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load(corpus.sample(), progress=False)
        >>> db.events(contested=True, between=("Mali", "Algérie"), type="ASSAULT", since="2025-03")["date"]
        ['2025-03-31/2025-04-01']
        """

    def versions(self, event: int | Row) -> Table:
        """Show who says what of an act, with the sentence.

        Parameters
        ----------
        event : int or Row
            The `id` of an event or of a relation that reports it, or a row of `events` or `relations`.

        Returns
        -------
        Table
            One row for each account. `account` is `report` (it tells the act), `rival` (it claims or denies something
            else of it) or `reaction` (it accuses or rejects beside it); `disagrees` says what it tells otherwise than
            most.

        Raises
        ------
        NotFoundError
            There is no such event.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load(corpus.sample(), progress=False)
        >>> drone = db.events(contested=True, type="ASSAULT")[0]
        >>> sorted(set(db.versions(drone)["status"]))
        ['asserted', 'claimed', 'planned']
        """

    def refresh(self) -> int:
        """Merge into events what other programs wrote since the file was opened.

        Not needed after `load`: what it adds is merged by then.

        Returns
        -------
        int
            Between how many pairs of actors relations had changed.
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
        progress: bool | Callable[[int, int, str], object] | None = None,
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
        progress : bool or callable, optional
            As for `load`; a function is called with the number done, the total and `"near misses"`.

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

    def sample(
        self,
        n: int,
        *,
        by: _Text = "type",
        seed: int = 0,
        allocation: Literal["equal", "proportional"] = "equal",
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
    ) -> Table:
        """Draw relations at random, to be judged.

        The draw depends on the seed and on what the relations say, not on the order in which articles were loaded. With
        equal shares, a larger sample with the same seed holds the smaller one, so that judging can go on later.

        Parameters
        ----------
        n : int
            How many relations; all there are, where there are fewer.
        by : str or list of str, optional
            Draw from each `type` by itself, or `quad`, `status`, `source`, `target`, `rule`, `origin`, `outlet`,
            `language` or `year` (of publication); of several, from each combination. `None` draws from all alike.
        seed : int
            Another seed draws another sample.
        allocation : str
            `equal`: as many of each stratum, or all it has; `proportional`: by its size.
        actor, between, source, target, type, status, said_by, since, until
            As for `relations`.
        published_since, published_until, article, outlet, language, originals, min_confidence, origin
            As for `relations`.

        Returns
        -------
        Table
            In random order, with the sentence, the names of the actors, `stratum` and its size (`population`), and the
            empty columns `correct`, `type_right`, `source_right`, `target_right`, `date_right` and `comment`. Write it
            with `to_excel` or `to_csv`, or judge it with `corpus.judge`; `corpus.precision` takes it from there.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Le Mali accuse l’Algérie d’ingérence. Fin.", "language": "fr"})
        >>> sample = db.sample(10, by="type", seed=1)
        >>> sample["sentence"], sample["correct"]
        (['Le Mali accuse l’Algérie d’ingérence.'], [None])
        """

    def export(
        self,
        path: _Path,
        *,
        format: Literal["txm", "iramuteq", "jsonl", "parquet"],
        progress: bool | Callable[[int, int | None, str], object] | None = None,
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
    ) -> int:
        """Write the corpus to files that other programs read.

        Parameters
        ----------
        path : path
            The file to write; for `parquet` and `txm`, a folder, which is made.
        format : str
            `txm`: a folder for TXM's import « XML/w + CSV », an XML file for each article and `metadata.csv`;
            `iramuteq`: one text file with a line of variables before each article; `jsonl`: a line for each article in
            the form of the codebook, with its text; `parquet`: a folder with a file for each view (by pyarrow).
        progress : bool or callable, optional
            As for `load`; a function is called with the number done, the total and `"export"`.
        key, article, actor, between, source, target, type, status, said_by, min_confidence, origin, since, until, outlet, language, originals
            Only these articles, as for `articles`.

        Returns
        -------
        int
            How many articles were written.

        Examples
        --------
        >>> import corpus, tempfile, pathlib
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Le Mali rappelle.", "date": "2025-04-06", "outlet": "Le Fil", "language": "fr"})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "sahel.txt")
        ...     db.export(file, format="iramuteq")
        ...     print(file.read_text("utf-8").splitlines()[0])
        1
        **** *id_1 *key_a *outlet_le_fil *language_fr *year_2025 *month_2025_04 *day_2025_04_06
        """

    def methods(
        self,
        *,
        language: Literal["en", "fr"] = "en",
        validation: Table | None = None,
        agreement: Agreement | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> Methods:
        """Write the paragraph on methods: what was read, how, with which settings, how well.

        Parameters
        ----------
        language : str
            `en` or `fr`.
        validation : Table, optional
            What `corpus.precision` gave.
        agreement : Agreement, optional
            What `corpus.agreement` gave.
        filters : dict, optional
            The filters of your analysis, as given to `relations`: they are named, and what they leave is counted.

        Returns
        -------
        corpus.Methods
            A `str` to paste, with `.bibtex` and `.facts`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> db.methods().startswith("We worked on a corpus of 0 press articles")
        True
        """

    def dyads(
        self,
        *,
        directed: bool = False,
        count: Literal["events", "relations", "articles"] = "relations",
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
        """Count by pair of actors, the strongest first.

        Counts what is asserted or planned, unless `status` says otherwise. With `directed`, who acts is told from who
        is acted upon. The other filters are those of `relations`.

        Parameters
        ----------
        directed : bool
            Whether who acts is told from who is acted upon.
        count : str
            `relations`; `events`: acts, however many articles tell them; `articles`: families of copies once. What is
            counted is the third column, and what quad classes count.
        """

    def timeline(
        self,
        left: str,
        right: str,
        *,
        freq: Literal["day", "week", "month", "quarter", "year"] = "month",
        dated_by: Literal["act", "published", "either"] = "either",
        count: Literal["events", "relations", "articles"] = "relations",
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
        """Count what passes between two actors by period, empty periods too.

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
        count : str
            `relations`; `events`: acts, however many articles tell them; `articles`: families of copies once.
        type, status, said_by, since, until, outlet, language, originals, min_confidence, origin
            As for `relations`.
        published_since, published_until
            As for `relations`.

        Returns
        -------
        Table
            One row for each period, with counts by quad class and type and the mean on Goldstein's scale.
        """

    def panel(
        self,
        *,
        freq: Literal["day", "week", "month", "quarter", "year"] = "month",
        actors: _Text = None,
        directed: bool = False,
        count: Literal["events", "relations", "articles"] = "events",
        dated_by: Literal["act", "published", "either"] = "either",
        empty: bool = True,
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
    ) -> Table:
        """Count what passes between pairs of actors by period, in long form, empty periods too.

        Counts acts that are asserted or planned, unless `status` says otherwise; an act counts in the period it begins
        in. One whose date is less precise than the periods has no place in them: `left_out` of the table says how many
        there were. Types that hold both ways count once.

        Parameters
        ----------
        freq : str
            The length of the periods.
        actors : list of str, optional
            Pairs of these actors only: every pair of them, also those between whom nothing passed.
        directed : bool
            Whether who acts is told from who is acted upon.
        count : str
            `events`: acts, however many articles tell them; `relations`; `articles`: families of copies once.
        dated_by : str
            As for `timeline`.
        empty : bool
            Whether periods in which nothing passed between two are there.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            As for `relations`; an event counts where one of its reports is as asked.
        since, until : date
            The first and last period.
        article, outlet, language, originals, published_since, published_until
            As for `relations`.

        Returns
        -------
        Table
            One row for each pair and period, with counts by quad class and type and the mean on Goldstein's scale.
            `to_pandas(periods=True)` has pandas' periods.

        Raises
        ------
        QueryError
            It would have more than two million rows.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load(corpus.sample(), progress=False)
        >>> panel = db.panel(freq="quarter", actors=["MLI", "DZA", "NER"], since="2025", until="2025")
        >>> len(panel), panel.columns[:6]
        (12, ['source', 'target', 'period', 'first_day', 'last_day', 'events'])
        """

    def network(
        self,
        *,
        count: Literal["events", "relations", "articles"] = "relations",
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
        """Make a graph of the actors, with the filters of `relations`.

        Parameters
        ----------
        count : str
            What the weight of an edge counts, as for `dyads`.
        """

    def concordance(
        self,
        word: _Text = None,
        *,
        entity: _Text = None,
        width: int = 60,
        sort: Literal["position", "left", "right", "published"] = "position",
        unit: Literal["article", "evidence"] = "article",
        skip: _Text = None,
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
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List every place where a word stands, in its context (KWIC).

        All forms of a word are found; `"in quotes"` only these, whatever their case and accents; `begin*` what begins
        so; `OR` joins alternatives. Several words are a phrase, which no comma or full stop parts. A word with a
        capital is a name, which has no other forms.

        Parameters
        ----------
        word : str or list of str, optional
            The word or phrase; of several, each.
        entity : str or list of str, optional
            Instead of a word: every mention of this entity, by code or name.
        width : int
            How many characters to show on each side at most.
        sort : str
            `position`; `left` and `right`: by the words before or after, the nearest first; `published`.
        unit : str
            `article`: search all of the text; `evidence`: only the sentences that state relations as the filters say.
        skip : list of str, optional
            Labels whose stretches are left out: `advertisement`, `related` and `credit` unless given.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            Only articles with such a relation; with `actor` alone, those that name the actor too. With neither word nor
            entity, the lines are of the words that state these relations.
        since, until : date
            Only articles published then.
        article, outlet, language
            Only these.
        originals : bool
            Leave out copies of other articles.
        limit, offset : int
            How many lines, and how many to leave out first.

        Returns
        -------
        Table
            `left`, `match`, `right` (verbatim, line breaks as spaces), `article_id`, `key`, `published`, `outlet`,
            `start`, `end` (code points of the text) and `sentence`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Un fossé se creuse. Les fossés restent.", "language": "fr"})
        >>> [(line.left, line.match, line.right) for line in db.concordance("fossé", width=12)]
        [('Un ', 'fossé', ' se creuse.'), ('creuse. Les ', 'fossés', ' restent.')]
        """

    def collocations(
        self,
        word: str | Sequence[str],
        *,
        window: int = 5,
        left: int | None = None,
        right: int | None = None,
        within: Literal["sentence", "paragraph", "article"] = "sentence",
        measure: Literal["log_likelihood", "pmi", "dice", "log_dice", "t_score", "count"] = "log_likelihood",
        by: Literal["form", "folded", "stem"] = "form",
        min_count: int = 3,
        stopwords: bool | Sequence[str] = True,
        unit: Literal["article", "evidence"] = "article",
        skip: _Text = None,
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
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List what stands near a word more often than chance would have it.

        `docs/words.md` gives the formulas and their sources.

        Parameters
        ----------
        word : str or list of str
            The word or phrase, as for `concordance`; of several, any.
        window : int
            How many words on either side are near.
        left, right : int, optional
            How many on this side, instead.
        within : str
            What the window does not go beyond: `sentence`, `paragraph`, `article`.
        measure : str
            What to order by: `log_likelihood`, `pmi`, `dice`, `log_dice`, `t_score`, `count`.
        by : str
            What is one word: `form` (case aside), `folded` (case and accents aside), `stem`.
        min_count : int
            Leave out what is together fewer times.
        stopwords : bool or list of str
            Whether to leave out the stop words of each article's language; or which words to leave out.
        unit, skip
            As for `concordance`.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            As for `concordance`.
        since, until, article, outlet, language, originals
            As for `concordance`.
        limit, offset : int
            How many rows, and how many to leave out first.

        Returns
        -------
        Table
            `collocate`, `count` (together), `count_collocate` (in all), `count_left`, `count_right`, `expected`,
            `log_likelihood` (negative: rarer than expected), `p_value`, `pmi`, `dice`, `log_dice`, `t_score`.
        """

    def keyness(
        self,
        target: Mapping[str, Any],
        reference: Mapping[str, Any] | None = None,
        *,
        measure: Literal["log_likelihood", "chi_squared", "log_ratio", "percent_diff"] = "log_likelihood",
        by: Literal["form", "folded", "stem"] = "form",
        min_count: int = 3,
        stopwords: bool | Sequence[str] = True,
        unit: Literal["article", "evidence"] = "article",
        skip: _Text = None,
        actor: _Text = None,
        between: Sequence[str] | None = None,
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
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """List what words one part of the corpus has more of than another.

        `docs/words.md` gives the formulas and their sources.

        Parameters
        ----------
        target : dict
            Filters that make the part: `{"outlet": "Le Fil", "since": 2025}`.
        reference : dict, optional
            Filters that make the part to compare with; the rest of the corpus unless given.
        measure : str
            What to order by: `log_likelihood`, `chi_squared`, `log_ratio`, `percent_diff`.
        by, min_count, stopwords
            As for `collocations`; `min_count` in both parts together.
        unit : str
            `article`: compare articles; `evidence`: the sentences that state relations as the filters say.
        skip
            As for `concordance`.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            Filters for both parts; `source` and `target` of a relation go into the dictionaries.
        since, until, article, outlet, language, originals
            As for `concordance`, for both parts.
        limit, offset : int
            How many rows, and how many to leave out first.

        Returns
        -------
        Table
            `word`, `target`, `reference` (counts), `target_per_million`, `reference_per_million`, `log_likelihood` and
            `chi_squared` (negative: the target has less), `p_value`, `log_ratio`, `percent_diff`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> texts = {"Le Fil": "Un drone, un drone, un drone.", "L’Écho": "Un avion, un avion, un avion."}
        >>> report = db.load({"outlet": outlet, "text": text, "language": "fr"} for outlet, text in texts.items())
        >>> db.keyness({"outlet": "Le Fil"}, {"outlet": "L’Écho"})["word"]
        ['drone', 'avion']
        """

    def frequency(
        self,
        word: str | Sequence[str],
        freq: Literal["day", "week", "month", "quarter", "year"] = "month",
        *,
        unit: Literal["article", "evidence"] = "article",
        skip: _Text = None,
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
    ) -> Table:
        """Count a word by period of publication, empty periods too.

        An article whose day is missing, or less precise than the periods, has no place in them: `left_out` of the
        table says how many there were.

        Parameters
        ----------
        word : str or list of str
            The word or phrase, as for `concordance`; of several, each by itself.
        freq : str
            The length of the periods: `day`, `week`, `month`, `quarter`, `year`.
        unit, skip
            As for `concordance`.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            As for `concordance`.
        since, until, article, outlet, language, originals
            As for `concordance`.

        Returns
        -------
        Table
            `word`, `period`, `first_day`, `last_day`, `count`, `words` (all that were published), `per_million`,
            `articles`, `articles_with`.
        """

    def dispersion(
        self,
        word: str | Sequence[str],
        *,
        over: Literal["article", "outlet", "day", "week", "month", "quarter", "year"] = "article",
        unit: Literal["article", "evidence"] = "article",
        skip: _Text = None,
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
    ) -> Table:
        """Measure how evenly a word is spread over the corpus.

        Parameters
        ----------
        word : str or list of str
            The word or phrase, as for `concordance`; of several, each by itself.
        over : str
            The parts: `article`, `outlet`, or periods of publication: `day`, `week`, `month`, `quarter`, `year`.
            Articles that are in none are counted in `left_out`.
        unit, skip
            As for `concordance`.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            As for `concordance`.
        since, until, article, outlet, language, originals
            As for `concordance`.

        Returns
        -------
        Table
            A row for each word: `word`, `count`, `per_million`, `parts`, `range` (parts that have it), `juilland_d` (1 is
            even), `dp` (Gries' deviation of proportions, 0 is even) and `dp_norm`.
        """

    def ngrams(
        self,
        n: int = 2,
        *,
        by: Literal["form", "folded", "stem"] = "form",
        min_count: int = 2,
        stopwords: bool | Sequence[str] = False,
        unit: Literal["article", "evidence"] = "article",
        skip: _Text = None,
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
        limit: int | None = None,
        offset: int = 0,
    ) -> Table:
        """Count words that follow one another, the most frequent first.

        No mark but a hyphen, an apostrophe or a quotation mark stands between them.

        Parameters
        ----------
        n : int
            How many words, from 1 to 5.
        by : str
            What is one word: `form` (case aside), `folded` (case and accents aside), `stem`.
        min_count : int
            Leave out what is there fewer times.
        stopwords : bool or list of str
            Whether to leave out n-grams that begin or end with a stop word of their article's language; or with which
            words.
        unit, skip
            As for `concordance`.
        actor, between, source, target, type, status, said_by, min_confidence, origin
            As for `concordance`.
        since, until, article, outlet, language, originals
            As for `concordance`.
        limit, offset : int
            How many rows, and how many to leave out first.

        Returns
        -------
        Table
            `ngram`, `count`, `per_million` (words), `articles`.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "L’espace aérien est fermé. L’espace aérien rouvre.", "language": "fr"})
        >>> db.ngrams(2, stopwords=True)["ngram"]
        ['espace aérien']
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

    def sql(
        self,
        query: str,
        parameters: Sequence[Any] | Mapping[str, Any] | None = None,
        *,
        timeout: float | None = 60.0,
        max_bytes: int | None = None,
    ) -> Table:
        """Ask in SQL, read only.

        Parameters
        ----------
        query : str
            One statement over the views `articles`, `labels`, `entities`, `mentions`, `dates`, `relations`, `ties`,
            `events`, `event_relations`, `versions`, `extractions`, `corrections` and the index `articles_fts`.
        parameters : list or dict, optional
            Values for each `?`, or each `:name`.
        timeout : float, optional
            After how many seconds it is stopped; `None` for never.
        max_bytes : int, optional
            How many bytes of rows are held at most: 1 GiB unless given.

        Returns
        -------
        Table
            The rows.

        Raises
        ------
        QueryError
            The SQL is wrong (`position` says where, if known), would write, or gives more than is held.
        QueryTimeoutError
            It took too long.

        Examples
        --------
        >>> import corpus
        >>> corpus.open(":memory:").sql("SELECT count(*) AS n FROM relations").to_dicts()
        [{'n': 0}]
        """

    def article(self, id: int | str) -> Article:
        """Get an article by its number or its key.

        Raises
        ------
        NotFoundError
            There is none.
        """

    def check(self) -> Problems:
        """Look for damage, and say what was found: an empty list where there is none.

        The whole file is read: SQLite's own check, the full-text index word by word, every text against the SHA-256 taken
        when it was stored, what quotes a text against the text, and what is kept (events, copies, corrections) against the
        rows below it. Nothing is changed. 150 MB take some seconds.

        Returns
        -------
        Problems
            A list of what is wrong: `part`, `problem`, `article` (the number of an article, where it is about one) and
            `remedy`, what helps. A notebook shows it as a table; `pandas.DataFrame` takes it.

        Examples
        --------
        >>> import corpus
        >>> corpus.open(":memory:").check()
        []
        """

    def repair(self) -> Repaired:
        """Mend what can be worked out again: indexes, the full-text index, events, families of copies.

        Texts, what was read from them, and what people corrected or coded are never changed: what is wrong with those is
        told. Where the structure of a table is damaged nothing is written at all.

        Returns
        -------
        Repaired
            What was `found`, what was `done`, and what is `left`.

        Raises
        ------
        ReadOnlyError
            The corpus was opened for reading.

        Examples
        --------
        >>> import corpus
        >>> print(corpus.open(":memory:").repair())
        nothing is wrong; nothing was done
        """

    def delete(
        self,
        articles: int | str | Article | Row | Table | Iterable[int | str | Article | Row] | None = None,
        *,
        query: str | None = None,
        purge: bool = False,
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
    ) -> DeleteReport:
        """Delete articles, with everything that was read from them or coded in them.

        All of them are deleted, or none where one is not there. Families of copies and events are worked out anew.
        Corrections made in them stay in the log, and apply again where an article with the same `id` is loaded.

        The bytes of a deleted text stay in the file until others are written over them. With `purge=True` no byte is
        left of their texts, of what was read from them or of corrections made in them: the file is rewritten, which
        takes about as long as copying it. What was said of the corpus as a whole (`add_alias`, `merge_entities`,
        `split_entity`) stays. Copies of the file, snapshots among them, are not touched.

        Parameters
        ----------
        articles : int, str or list, optional
            Their numbers or keys, or rows that tell them, such as `search` and `articles` give.
        query : str, optional
            All articles that `search` finds by these words.
        purge : bool
            Whether to leave no trace of them.
        **filters
            Instead of `articles`, or together with `query`: as in `articles`, but for its order and number of rows.

        Returns
        -------
        DeleteReport
            How many `articles` and `relations` were deleted, how many of the rows were `coded` by people or other
            programs, and how many `corrections` they had.

        Raises
        ------
        NotFoundError
            One of `articles` is not there; nothing was deleted.
        QueryError
            The query is not in good form; nothing was deleted.
        DatabaseLockedError
            Another program went on reading what was there before: they are deleted, and `compact` does the rest when that
            has ended.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load([{"id": "a", "text": "Alger rappelle.", "outlet": "Le Fil"}, {"id": "b", "text": "Un port."}])
        >>> print(db.delete("b"))
        1 articles deleted, with 0 relations
        >>> db.delete(outlet="Le Fil", purge=True).articles
        1
        """

    def compact(self) -> None:
        """Rewrite the file without what was deleted or replaced.

        It is then as small as it can be, and no byte of that is left in it, its full-text index or its log of changes.
        It takes about as long as copying the file, and needs as much room once more. Ctrl-C stops it; the file is
        sound then, and it can be called again.

        Raises
        ------
        DatabaseLockedError
            Another program went on reading what was there before; call it again when that has ended.

        Examples
        --------
        >>> import corpus
        >>> corpus.open(":memory:").compact()
        """

    def snapshot(
        self,
        path: _Path,
        *,
        overwrite: bool = False,
        progress: bool | Callable[[int, int, str], object] | None = None,
    ) -> Path:
        """Write a copy of the corpus, as it is at this moment, to another file.

        Others may write meanwhile, a load in another thread among them: what they commit is not in it. The file is
        there when it is whole, and not before. Ctrl-C leaves nothing of it.

        Parameters
        ----------
        path : path
            The file to write.
        overwrite : bool
            Whether to replace a file of that name. One beside which lies a log (`-wal`, `-journal`) is never replaced: a
            program has it open, or did not close it.
        progress : bool or callable, optional
            As for `load`; a function is called with the number of bytes written, the total and `"snapshot"`.

        Returns
        -------
        pathlib.Path
            Its absolute path.

        Raises
        ------
        ExistingFileError
            There is a file of that name already.

        Examples
        --------
        >>> import corpus, pathlib, tempfile
        >>> db = corpus.open(":memory:")
        >>> report = db.load({"id": "a", "text": "Alger rappelle."})
        >>> folder = tempfile.TemporaryDirectory()
        >>> len(corpus.open(db.snapshot(pathlib.Path(folder.name, "copy.db"))))
        1
        >>> folder.cleanup()
        """

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
        """In a timeline, how many relations had no place; in counts over time, how many articles."""

    @property
    def total(self) -> int:
        """Of a search, how many articles match in all; else how many rows there are."""

    @property
    def notes(self) -> list[str]:
        """What its asker should know, such as what was mended in a query."""

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

    def to_pandas(self, *, categories: bool = True, periods: bool = False) -> pandas.DataFrame:
        """Make a pandas DataFrame; pyarrow is used where it is installed, and not needed.

        Parameters
        ----------
        categories : bool
            Whether words that repeat (types, actors) are categoricals; as plain strings they take longer and more
            memory.
        periods : bool
            Whether the column `period` of a timeline or panel holds pandas' periods instead of their names.

        Returns
        -------
        pandas.DataFrame
        """

    def to_polars(self) -> polars.DataFrame:
        """Make a polars DataFrame."""

    def to_arrow(self) -> pyarrow.Table:
        """Make a pyarrow Table."""

    def to_csv(
        self,
        path: _Path | None = None,
        *,
        excel_safe: bool = True,
        separator: str = ",",
        encoding: str = "utf-8",
    ) -> str | None:
        """Write CSV to a file, or give it as a string.

        Parameters
        ----------
        path : path, optional
            The file.
        excel_safe : bool
            Put an apostrophe before text that a spreadsheet would take for a formula. Numbers are left as they are.
        separator : str
            What stands between the cells; a spreadsheet in French expects `";"`.
        encoding : str
            How the file is written; Excel tells UTF-8 by its mark, `"utf-8-sig"`.

        Returns
        -------
        str or None
            The text, where no file was given.
        """

    def to_excel(self, path: _Path) -> None:
        """Write a sheet for Excel and LibreOffice; text in it is never taken for a formula. Nothing needs to be installed.

        Parameters
        ----------
        path : path
            The file, whose name ends in `.xlsx`.
        """

    def to_parquet(self, path: _Path) -> None:
        """Write a Parquet file, by pyarrow or polars.

        Parameters
        ----------
        path : path
            The file.
        """

    def to_json(self, path: _Path | None = None, *, lines: bool = False) -> str | None:
        """Write JSON to a file, or give it as a string; with `lines`, an object on each line."""

    def plot(
        self,
        kind: str | None = None,
        *,
        ax: matplotlib.axes.Axes | None = None,
        lang: str | None = None,
        **options: Any,
    ) -> matplotlib.axes.Axes:
        """Draw what the rows tell: a timeline, pairs, articles over time, or relations by pair and month or by type.

        Parameters
        ----------
        kind : str, optional
            `timeline` for a timeline; `dyads` for dyads; `heatmap` for a panel; `heatmap` or `types` for relations;
            `coverage` for articles. The first of these unless given.
        ax : matplotlib.axes.Axes, optional
            Where to draw; new axes unless given.
        lang : str, optional
            The language of the labels, `en` or `fr`; that of `corpus.plots.set_language` unless given.
        **options
            What the function of that name in `corpus.plots` takes, such as `top`.

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
    @property
    def _corpus(self) -> Corpus | None: ...
    def _ipython_key_completions_(self) -> list[str]:
        """Name the columns, for a notebook to offer after `table["`."""

    def _columns(self) -> list[tuple[str, str, Any, Any]]: ...
    @staticmethod
    def _of(
        what: str,
        sql: str | None,
        left_out: int,
        columns: list[Any],
        told: tuple[int | None, list[str]] = ...,
    ) -> Table: ...
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

    def _ipython_key_completions_(self) -> list[str]:
        """Name the columns, for a notebook to offer after `row["`."""

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

    @property
    def _corpus(self) -> Corpus | None: ...
    def __getattr__(self, name: str, /) -> Any: ...
    def __dir__(self) -> list[str]: ...
    def to_dict(self) -> dict[str, Any]:
        """Make a dictionary of its fields."""

    def _repr_html_(self) -> str: ...
    def __reduce__(self) -> Any: ...
    @staticmethod
    def _of(row: str, tables: list[Table]) -> Article: ...

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
    @staticmethod
    def _of(state: str) -> Extraction: ...

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
    def __reduce__(self) -> Any: ...
    @staticmethod
    def _of(state: str) -> Diff: ...

@final
class Difference:
    """What an article cut from another and added to it.

    Made by `Corpus.difference`. Printed, it marks `[-what was cut-]` and `{+what was added+}` and shortens what both
    have; a notebook shows both texts whole.
    """

    @property
    def article(self) -> str:
        """The key of the article."""

    @property
    def other(self) -> str:
        """The key of the article it is compared with."""

    @property
    def similarity(self) -> float:
        """How alike the two are, from 0 to 1."""

    @property
    def pieces(self) -> Table:
        """The stretches in order: `change` (`kept`, `cut` or `added`), `text`, and where it stands in both articles.

        What was cut has an empty place in the article, what was added has one in the other. Places are in code points.
        """

    def to_text(self) -> str:
        """Make text of it, with marks around what was cut and added."""

    def to_html(self) -> str:
        """Make HTML of it: both texts whole, with `<del>` and `<ins>`; all text is escaped."""

    def __reduce__(self) -> Any: ...
    @staticmethod
    def _of(state: str) -> Difference: ...
    def _repr_html_(self) -> str: ...

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
    @staticmethod
    def _of(counts: tuple[int, int, int, int, int], told: tuple[Any, ...]) -> LoadReport: ...
    def __reduce__(self) -> Any: ...
    def _repr_html_(self) -> str: ...

@final
class DeleteReport:
    """What was deleted; printing it gives a report."""

    @property
    def articles(self) -> int:
        """How many articles."""

    @property
    def relations(self) -> int:
        """How many relations went with them, whoever read or coded them."""

    @property
    def coded(self) -> int:
        """How many relations, names and ties that people or other programs coded went with them."""

    @property
    def corrections(self) -> int:
        """How many corrections they had: these stay in the log, and are taken out of it where the articles were purged."""

    @property
    def purged(self) -> bool:
        """Whether the file was rewritten without them."""

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

    def __reduce__(self) -> Any: ...
    @staticmethod
    def _of(state: str) -> ImportReport: ...

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
    def __reduce__(self) -> Any: ...
    @staticmethod
    def _of(rows: int, added: int, known: int, text: str) -> CodingReport: ...

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

    def __reduce__(self) -> Any: ...
    @staticmethod
    def _of(diff: Diff, told: str) -> ReextractReport: ...

def open(
    path: _Path,
    *,
    create: bool = True,
    read_only: bool = False,
    timeout: float = 10.0,
    lexicon: Lexicon | _Path | None = None,
    untrusted: bool = False,
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
    untrusted : bool
        For a file from someone else: it is checked before anything reads it (a second for 150 MB), refused where it has
        tables, triggers or views that no corpus has, and held to lower limits.

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
    UntrustedFileError
        `untrusted`, and it holds what no corpus does, which is named.
    CorruptDatabaseError
        It is damaged.

    Examples
    --------
    >>> import corpus
    >>> corpus.open(":memory:")
    <Corpus :memory:: 0 articles>
    """

def diff(
    old: Corpus | _Path,
    new: Corpus | _Path,
    *,
    progress: bool | Callable[[int, int, str], object] | None = None,
) -> Diff:
    """Tell which relations appeared, vanished or changed between two databases.

    Articles are compared by their keys; those that only one database has are counted and left out. What is compared
    is type, source, target, status, date and whose words it is.

    Parameters
    ----------
    old, new : Corpus or path
        The databases. They are only read.
    progress : bool or callable, optional
        As for `Corpus.load`; a function is called with the number done, the total and `"diff"`.

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
    progress: bool | Callable[[int, int | None, str], object] | None = None,
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
    progress : bool or callable, optional
        As for `Corpus.load`; a function is called with the number done, the total (`None` where it is not known) and
        `"diff"`.

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

def _reopen(path: _Path, read_only: bool, timeout: float, untrusted: bool = False) -> Corpus: ...
def _relation_types() -> list[tuple[str, str, bool]]: ...
