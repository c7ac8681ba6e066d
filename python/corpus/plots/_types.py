"""Which types of relations each outlet reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from corpus._errors import CorpusError
from corpus.plots._base import (
    HATCHES,
    QUADS,
    Columns,
    Say,
    axes,
    bare,
    corpus_of,
    note,
    positive,
    relations,
    short,
)

OF_RELATIONS = frozenset({"source", "target", "status", "said_by", "origin", "mode", "place"})
OF_ARTICLES = frozenset({"outlet", "language", "agency"})
WIDE = 0.07
"""The least share in which its number can be read."""


def types(
    data: Any, *, by: str = "outlet", top: int = 15, ax: Any = None, lang: str | None = None, **filters: Any
) -> Any:
    """Draw the mix of types of relations, each outlet a bar of 100 %.

    Blue is cooperation, orange conflict, what is material darker; types of one class are told apart by their hatches,
    and by their order, which is the same in each bar.

    Parameters
    ----------
    data : Corpus, Table or DataFrame
        A corpus, or its relations (`Corpus.relations`). A table tells no outlet: it is asked of the corpus the table
        came from, as long as that is open.
    by : str
        What has a bar: `outlet`, `language` or `agency` of the article; `source`, `target`, `status`, `said_by`,
        `origin`, `mode` or `place` of the relation; or any column of a data frame.
    top : int
        How many bars, those with most relations on top.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels: `en` or `fr`.
    **filters
        What `Corpus.relations` takes, where a corpus is given.

    Returns
    -------
    matplotlib.axes.Axes
    """
    say, top = Say(lang), positive("top", top)
    groups, kinds, quads = mix(data, by, filters)
    counts: dict[Any, Counter[str]] = defaultdict(Counter)
    for group, kind in zip(groups, kinds, strict=True):
        counts[group][kind] += 1
    order = sorted(counts, key=lambda group: (group is None, -counts[group].total(), str(group)))
    kept = order[:top]
    ax = axes(ax, (9, 2.3 + 0.32 * len(kept)))
    left = [0.0] * len(kept)
    ranks = {quad.replace("_", " "): rank for rank, quad in enumerate(QUADS)}
    shown = {kind for group in kept for kind in counts[group]}
    totals = Counter(kinds)
    within: Counter[str] = Counter()
    for kind in sorted(shown, key=lambda kind: (ranks.get(quads[kind], 9), -totals[kind], kind)):
        quad = quads[kind]
        colour = QUADS.get(quad.replace(" ", "_"), ("0.6", 0))[0]
        shares = [counts[group][kind] / counts[group].total() for group in kept]
        hatch = HATCHES[within[quad] % len(HATCHES)]
        within[quad] += 1
        style = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.6}
        ax.barh(range(len(kept)), shares, left=list(left), label=short(kind), **style)
        for at, share in enumerate(shares):
            if share >= WIDE:
                box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
                middle = left[at] + share / 2
                ax.text(middle, at, say.number(counts[kept[at]][kind]), ha="center", va="center", fontsize=7, bbox=box)
        left = [a + b for a, b in zip(left, shares, strict=True)]
    names = [say("unknown") if group is None else short(group) for group in kept]
    ax.set_yticks(range(len(kept)), [f"{name} ({counts[g].total()})" for name, g in zip(names, kept, strict=True)])
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    percent = "\N{NO-BREAK SPACE}%"
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], [f"{share}{percent}" for share in (0, 25, 50, 75, 100)])
    ax.set_xlabel(say("share"))
    bare(ax)
    if kept:
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1), handleheight=1.4)
    note(
        ax,
        say("top_groups", n=len(kept), all=len(order)) if len(kept) < len(order) else None,
        None if kept else say("empty"),
    )
    return ax


def mix(data: Any, by: str, filters: dict[str, Any]) -> tuple[list[Any], list[str], dict[str, str]]:
    """Give the group and type of each relation, and the class of each type."""
    of_corpus = corpus_of(data) is not None
    if of_corpus and by not in OF_RELATIONS | OF_ARTICLES:
        message = f"by: {', '.join(sorted(OF_ARTICLES))}, {', '.join(sorted(OF_RELATIONS))}, not {by!r}"
        raise ValueError(message)
    extra = [by] if by in OF_RELATIONS else []
    corpus = corpus_of(data) or getattr(data, "_corpus", None)
    given = Columns(
        relations(data, filters, ["article_id", "type", "quad", *extra]),
        ("type", "quad"),
        "types()",
    )
    kinds = [str(kind) for kind in given["type"]]
    quads = dict(zip(kinds, map(str, given["quad"]), strict=True))
    if by in given:
        return given[by], kinds, quads
    if corpus is not None and by in OF_ARTICLES and "article_id" in given:
        try:
            about = corpus.articles(columns=["id", by])
        except CorpusError:
            about = None
        if about is not None:
            told = dict(zip(about["id"], about[by], strict=True))
            return [told.get(article) for article in given["article_id"]], kinds, quads
    message = f"the table does not tell the {by} of each relation: give the corpus, corpus.plots.types(db, by={by!r})"
    raise ValueError(message)
