"""Pictures of what was read, as axes of matplotlib.

Each function returns the axes it drew on, takes `ax=` to draw on yours, and shows nothing: in a notebook the picture
appears by itself, in a script `ax.figure.savefig("figure.pdf")` keeps it. Colours are told apart by people who see
fewer of them, and lines, hatches and labels still tell them apart in grey print. Labels are English, or French with
`lang="fr"`, once and for all with `set_language("fr")`.

Examples
--------
>>> import corpus
>>> db = corpus.open(":memory:")
>>> report = db.load(corpus.sample(), progress=False)
>>> ax = corpus.plots.heatmap(db, since=2025, top=5)
>>> len(ax.get_yticklabels())
5
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus.plots._base import set_language
from corpus.plots._network import network
from corpus.plots._pairs import dyads, heatmap
from corpus.plots._time import coverage, frequency, timeline
from corpus.plots._types import types

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus import Table

__all__ = ["coverage", "dyads", "frequency", "heatmap", "network", "set_language", "table", "timeline", "types"]

KINDS: dict[str, dict[str, Callable[..., Any]]] = {
    "timeline": {"timeline": timeline},
    "dyads": {"dyads": dyads},
    "panel": {"heatmap": heatmap},
    "relations": {"heatmap": heatmap, "types": types},
    "articles": {"coverage": coverage},
    "frequency": {"frequency": frequency},
}
"""What can be drawn of each kind of table, what is drawn unless told first."""


def table(table: Table, *, kind: str | None = None, ax: Any = None, lang: str | None = None, **options: Any) -> Any:
    """Draw a table of one of the kinds that have a picture; see `Table.plot`.

    Parameters
    ----------
    table : Table
        What is drawn.
    kind : str, optional
        Which picture.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels.
    **options
        What the function that draws it takes.

    Returns
    -------
    matplotlib.axes.Axes
    """
    drawn = KINDS.get(table.kind)
    if drawn is None:
        *first, last = KINDS
        message = (
            f"a table of {table.kind} has no picture of its own; those of {', '.join(first)} and {last} have: take "
            "to_pandas().plot"
        )
        raise ValueError(message)
    kind = next(iter(drawn)) if kind is None else kind
    if kind not in drawn:
        message = f"kind: a table of {table.kind} is drawn as {' or '.join(drawn)}, not {kind!r}"
        raise ValueError(message)
    return drawn[kind](table, ax=ax, lang=lang, **options)
