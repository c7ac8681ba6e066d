"""Actors and what passes between them, as a graph."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus import _xml
from corpus._errors import CorpusError
from corpus._extras import need
from corpus.plots import _periods as periods_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from corpus import Corpus, Table

ACT = ["id", "article_id", "source", "target", "type", "quad", "goldstein", "status", "date_from", "date_to",
    "published"]  # fmt: skip
DATED_BY = ("act", "published", "either")


class Network:
    """Actors, and who did how much to whom.

    Attributes
    ----------
    edges : Table
        One row for each source and target that have relations.
    names : dict
        The name of each actor, by its code.
    """

    __module__ = "corpus"

    def __init__(
        self,
        edges: Table,
        names: Mapping[str, str],
        corpus: Corpus | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> None:
        self.edges = edges
        actors = sorted({*edges["source"], *edges["target"]})
        self.names = {actor: names.get(actor, actor) for actor in actors}
        self._corpus = corpus
        self._filters = {name: value for name, value in (filters or {}).items() if name not in ("limit", "offset")}

    def __len__(self) -> int:
        """Count the actors."""
        return len(self.names)

    def __repr__(self) -> str:
        """Say how large it is."""
        return f"<Network: {len(self.names)} actors, {len(self.edges)} edges>"

    def _repr_html_(self) -> str:
        return self.edges._repr_html_()

    def __getstate__(self) -> dict[str, Any]:
        """Take along what would be asked of the corpus, which stays behind."""
        kept = {"actors": self.actors, "acts": self.acts}
        return {**self.__dict__, **kept, "_corpus": None}

    @property
    def weight(self) -> str:
        """What edges count: the name of a column."""
        return self.edges.columns[2]

    @cached_property
    def actors(self) -> dict[str, dict[str, Any]]:
        """What is known of each actor, by its code.

        `name`, `type`, `country`, `sector`; how often it `sent` and `received`; and the mean on Goldstein's scale of
        each, `goldstein_sent` and `goldstein_received`. The first four are asked of the corpus when they are first
        needed.
        """
        about = self._about()
        out: dict[str, dict[str, Any]] = {
            code: {
                "name": name,
                **{field: about.get(code, {}).get(field) for field in ("type", "country", "sector")},
                "sent": 0,
                "received": 0,
            }
            for code, name in self.names.items()
        }
        scores: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
        for row in self.edges.to_dicts():
            for side, way in (("source", "sent"), ("target", "received")):
                out[row[side]][way] += row[self.weight]
                if row.get("goldstein") is not None:
                    scores[row[side], way].append((row["goldstein"], row[self.weight]))
        for code, told in out.items():
            for way in ("sent", "received"):
                total = sum(weight for _, weight in scores[code, way])
                mean = sum(score * weight for score, weight in scores[code, way]) / total if total else None
                told[f"goldstein_{way}"] = mean
        return out

    def _about(self) -> dict[str, dict[str, Any]]:
        """Ask what actors are; of several with one code, the one whose name is used."""
        if self._corpus is None:
            return {}
        try:
            rows = self._corpus.sql("SELECT code, name, type, nullif(country, '') AS country, sector FROM entity")
        except CorpusError:
            return {}
        # Last comes the best: who acts is no place, and goes by the name that is used.
        known = [row for row in rows.to_dicts() if row["code"] in self.names]
        known.sort(key=lambda row: (row["type"] != "place", row["name"] == self.names[row["code"]]))
        return {row["code"]: row for row in known}

    @cached_property
    def acts(self) -> Table | None:
        """The relations behind the edges, asked of the corpus when they are first needed.

        `None` for a network that was not made by a corpus.

        Raises
        ------
        CorpusError
            The corpus was closed before.
        """
        if self._corpus is None:
            return None
        return self._corpus.relations(**{"status": ["asserted", "planned"], **self._filters, "columns": ACT})

    def to_networkx(self) -> Any:
        """Make a directed graph for networkx.

        Returns
        -------
        networkx.DiGraph
            Nodes are codes with what `actors` tells; edges have the numbers of `edges`, `weight` being what they
            count. Dates are ISO text and missing values are left out, so that networkx can write any of its formats.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load(corpus.sample(), progress=False)
        >>> graph = db.network(since=2025).to_networkx()
        >>> graph.nodes["MLI"]["name"], graph["MLI"]["DZA"]["weight"] > 0
        ('Mali', True)
        """
        graph = need("networkx", "network").DiGraph()
        clean = _xml.Cleaner()

        def plain(values: dict[str, Any]) -> dict[str, Any]:
            return {
                name: value if isinstance(value, int | float) else clean(value)
                for name, value in values.items()
                if value is not None
            }

        for code, values in self.actors.items():
            graph.add_node(clean(code), **plain(values))
        for source, target, values in self._pairs():
            graph.add_edge(clean(source), clean(target), **plain(values))
        return graph

    def _pairs(self) -> list[tuple[str, str, dict[str, Any]]]:
        rows = self.edges.to_dicts()
        return [(row.pop("source"), row.pop("target"), {"weight": row[self.weight], **row}) for row in rows]

    def to_graphml(self, path: str | PathLike[str] | None = None) -> str | None:
        """Write GraphML, which Gephi, Cytoscape, igraph and yEd read.

        Parameters
        ----------
        path : path, optional
            The file.

        Returns
        -------
        str or None
            The text, where no file was given.

        Warns
        -----
        UserWarning
            A name holds a character that XML cannot hold; it was replaced by U+FFFD.

        Examples
        --------
        >>> import corpus
        >>> corpus.open(":memory:").network().to_graphml().splitlines()[0]
        '<?xml version="1.0" encoding="UTF-8"?>'
        """
        return _xml.finish(*_xml.graphml(self.actors, self._pairs()), path)

    def to_gexf(
        self,
        path: str | PathLike[str] | None = None,
        *,
        edges: str = "pairs",
        dated_by: str = "either",
        undated: bool = True,
    ) -> str | None:
        """Write GEXF 1.3 with time: Gephi's timeline plays it.

        An edge is there on the days of its acts, from the first to the last day that its date leaves open: an act of
        March 2025 lasts that month. Actors are always there, so that they keep their places.

        Parameters
        ----------
        path : path, optional
            The file.
        edges : str
            `pairs`: one edge for each source and target, with a spell for each time it acts; `acts`: one edge for
            each relation, with its type, status, article and number.
        dated_by : str
            `act`: by the date of the act alone; `published`: by that of the article; `either`: by that of the act, or
            of the article where the text gives none.
        undated : bool
            Whether edges without any date are written; they are then always there.

        Returns
        -------
        str or None
            The text, where no file was given.

        Raises
        ------
        CorpusError
            The corpus was closed before the dates were asked for.

        Warns
        -----
        UserWarning
            A name holds a character that XML cannot hold; it was replaced by U+FFFD.

        Examples
        --------
        >>> import corpus
        >>> db = corpus.open(":memory:")
        >>> report = db.load(corpus.sample(), progress=False)
        >>> 'timeformat="date"' in db.network(since=2025).to_gexf()
        True
        """
        for name, value, allowed in (("edges", edges, ("pairs", "acts")), ("dated_by", dated_by, DATED_BY)):
            if value not in allowed:
                message = f"{name}: {' or '.join(allowed)}, not {value!r}"
                raise ValueError(message)
        if edges == "acts" and self.acts is None:
            message = "a network that was not made by Corpus.network knows no single acts"
            raise ValueError(message)
        drawn = self._timed(dated_by) if edges == "pairs" else self._single(dated_by)
        timeless = sum(not spells for *_, spells in drawn)
        if not undated:
            drawn = [edge for edge in drawn if edge[-1]]
        description = f"{len(self.names)} actors, {len(drawn)} edges"
        if timeless:
            description += f"; {timeless} without a date are {'always there' if undated else 'left out'}"
        return _xml.finish(*_xml.gexf(self.actors, drawn, description=f"{description}."), path)

    def _timed(self, dated_by: str) -> list[tuple[str, str, dict[str, Any], list[_xml.Spell]]]:
        times: dict[tuple[str, str], list[_xml.Spell]] = defaultdict(list)
        if self.acts is not None:
            for row in self.acts.to_dicts():
                spell = when(row, dated_by)
                if spell is not None:
                    times[row["source"], row["target"]].append(spell)
        else:
            for row in self.edges.to_dicts():
                spell = when({"date_from": row.get("first"), "date_to": row.get("last")}, "act")
                if spell is not None:
                    times[row["source"], row["target"]].append(spell)
        return [
            (source, target, values, _xml.joined(times[source, target])) for source, target, values in self._pairs()
        ]

    def _single(self, dated_by: str) -> list[tuple[str, str, dict[str, Any], list[_xml.Spell]]]:
        kept = set(zip(self.edges["source"], self.edges["target"], strict=True))
        out = []
        for row in self.acts.to_dicts() if self.acts is not None else []:
            if (row["source"], row["target"]) not in kept:
                continue
            spell = when(row, dated_by)
            values = {name: row[name] for name in ("type", "quad", "goldstein", "status", "article_id")}
            values |= {"relation": row["id"], "weight": 1, "kind": row["type"]}
            out.append((row["source"], row["target"], values, [] if spell is None else [spell]))
        return out

    def plot(self, *, top: int = 25, labels: str = "code", ax: Any = None, lang: str | None = None) -> Any:
        """Draw the actors and an arrow for each that acts upon another.

        Parameters
        ----------
        top : int
            How many actors, the strongest.
        labels : str
            `code`, or `name`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; new axes unless given.
        lang : str, optional
            The language of the labels: `en` or `fr`.

        Returns
        -------
        matplotlib.axes.Axes
            The axes drawn on. Nothing is shown.
        """
        from corpus.plots import network

        return network(self, top=top, labels=labels, ax=ax, lang=lang)


def when(row: dict[str, Any], dated_by: str) -> _xml.Spell | None:
    """Give the first and last day of an act."""
    act = (periods_of.day(row["date_from"]), periods_of.day(row["date_to"]))
    if dated_by == "published" or (dated_by == "either" and act == (None, None)):
        act = periods_of.span(row["published"])
    if act == (None, None):
        return None
    start, end = act
    return (start, end) if start is None or end is None or start <= end else (end, start)
