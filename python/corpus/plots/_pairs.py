"""Pairs of actors: how much passes between them, and when."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from corpus._extras import need
from corpus.plots import _periods as periods_of
from corpus.plots._base import (
    LABELS,
    QUADS,
    Columns,
    Say,
    axes,
    bare,
    count_axis,
    named,
    note,
    period_axis,
    positive,
    relations,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Pair = tuple[str, str]
READ = ["source", "target", "date_from", "date_to", "published", "goldstein"]
NUMBERS = 18
"""The most periods in whose cells numbers can be read."""


def dyads(
    table: Any,
    *,
    top: int = LABELS,
    names: Mapping[str, str] | None = None,
    ax: Any = None,
    lang: str | None = None,
) -> Any:
    """Draw pairs of actors as bars, the strongest on top.

    Parameters
    ----------
    table : Table or DataFrame
        What `Corpus.dyads` gives.
    top : int
        How many pairs.
    names : dict, optional
        The name of an actor, by its code, such as `Network.names`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels: `en` or `fr`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    say, top = Say(lang), positive("top", top)
    given = Columns(table, ("source", "target", *QUADS), "dyads()")
    what = next((name for name in given.names if name in ("events", "relations", "articles")), "relations")
    pairs = list(zip(given["source"], given["target"], strict=True))
    sizes = [sum(parts) for parts in zip(*(given[column] for column in QUADS), strict=True)]
    order = sorted(range(len(pairs)), key=lambda at: (-sizes[at], at))[:top]
    ax = axes(ax, (7, 1.4 + 0.28 * len(order)))
    left = [0] * len(order)
    for column, (colour, _) in QUADS.items():
        counts = given[column]
        counts = [counts[at] for at in order]
        hatch = None if column.startswith("verbal") else "///"
        ax.barh(
            range(len(order)),
            counts,
            left=list(left),
            color=colour,
            label=say(column),
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
        )
        left = [a + b for a, b in zip(left, counts, strict=True)]
    ax.set_yticks(range(len(order)), [" – ".join(named(code, names) for code in pairs[at]) for at in order])
    ax.invert_yaxis()
    count_axis(ax.xaxis, say)
    ax.set_xlabel(say(what))
    bare(ax)
    if order:
        ax.legend(frameon=False, fontsize="small")
    note(ax, say("top_pairs", n=len(order), all=len(pairs)) if len(order) < len(pairs) else None)
    return ax


def heatmap(
    data: Any,
    *,
    value: str = "count",
    freq: str = "month",
    top: int = 20,
    names: Mapping[str, str] | None = None,
    ax: Any = None,
    lang: str | None = None,
    **filters: Any,
) -> Any:
    """Draw pairs of actors by period: darker where more passes between them.

    Parameters
    ----------
    data : Corpus, Table or DataFrame
        A corpus, or its relations (`Corpus.relations`), or pairs by period with the columns `source`, `target`,
        `period`, a count and `goldstein`.
    value : str
        `count`, or `goldstein`: the mean score, purple for conflict and orange for cooperation.
    freq : str
        The length of the periods where relations are given: `day`, `week`, `month`, `quarter`, `year`. A relation
        without a date counts in the period its article was published in.
    top : int
        How many pairs, the strongest on top.
    names : dict, optional
        The name of an actor, by its code, such as `Network.names`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels: `en` or `fr`.
    **filters
        What `Corpus.relations` takes, where a corpus is given. It is asked for what is asserted or planned unless
        `status` says otherwise.

    Returns
    -------
    matplotlib.axes.Axes
    """
    say, top, freq = Say(lang), positive("top", top), periods_of.check(freq)
    if value not in ("count", "goldstein"):
        message = f"value: count or goldstein, not {value!r}"
        raise ValueError(message)
    data = relations(data, filters, READ)
    panel = "period" in getattr(data, "columns", ())
    what, cells, periods, left_out = by_panel(data) if panel else by_relation(data, freq)
    sizes: dict[Pair, float] = defaultdict(float)
    for (pair, _), (count, _) in cells.items():
        sizes[pair] += count
    pairs = sorted((pair for pair in sizes if sizes[pair]), key=lambda pair: (-sizes[pair], pair))
    kept = pairs[:top]
    ax = axes(ax, (min(12, 3.4 + 0.3 * max(len(periods), 12)), 1.6 + 0.27 * max(len(kept), 3)))
    grid = [[shade(cells.get((pair, at)), value) for at in range(len(periods))] for pair in kept]
    draw(ax, grid, value, say, what)
    ax.set_yticks(range(len(kept)), [" – ".join(named(code, names) for code in pair) for pair in kept])
    period_axis(ax, periods)
    note(
        ax,
        say("top_pairs", n=len(kept), all=len(pairs)) if len(kept) < len(pairs) else None,
        say("left_out", n=left_out, what=say(what)) if left_out else None,
        None if kept else say("empty"),
    )
    return ax


Cells = dict[tuple[Pair, int], tuple[float, float | None]]


def by_panel(data: Any) -> tuple[str, Cells, list[str], int]:
    """Take pairs by period as they are."""
    given = Columns(data, ("source", "target", "period", "goldstein"), "heatmap()")
    what = next((name for name in given.names if name in ("events", "relations", "articles")), None)
    if what is None:
        message = f"heatmap() needs a column events, relations or articles; it has {', '.join(given.names)}"
        raise ValueError(message)
    names = [str(period) for period in given["period"]]
    periods = sorted(set(names))
    at = {name: number for number, name in enumerate(periods)}
    rows = zip(given["source"], given["target"], names, given[what], given["goldstein"], strict=True)
    cells = {((source, target), at[name]): (count or 0, mean) for source, target, name, count, mean in rows}
    return what, cells, periods, given.left_out


def by_relation(data: Any, freq: str) -> tuple[str, Cells, list[str], int]:
    """Count relations by pair, whoever acts, and period."""
    given = Columns(data, tuple(READ), "heatmap()")
    found: dict[tuple[Pair, Any], list[float | None]] = defaultdict(list)
    left_out = 0
    rows = zip(*(given[name] for name in READ), strict=True)
    for source, target, start, end, published, score in rows:
        dated = start is not None or end is not None
        first, last = (periods_of.day(start), periods_of.day(end)) if dated else periods_of.span(published)
        placed = periods_of.precise(first, last, freq)
        if placed is None:
            left_out += 1
            continue
        pair = (min(source, target), max(source, target))
        found[pair, periods_of.first_day(placed, freq)].append(score)
    days = periods_of.row([day for _, day in found], freq)
    at = {day: number for number, day in enumerate(days)}
    cells: Cells = {}
    for (pair, day), scores in found.items():
        told = [score for score in scores if score is not None]
        cells[pair, at[day]] = (len(scores), sum(told) / len(told) if told else None)
    return "relations", cells, [periods_of.name(day, freq) for day in days], left_out


def shade(cell: tuple[float, float | None] | None, value: str) -> float:
    """Give the number that is drawn; none where nothing passed."""
    if cell is None or not cell[0]:
        return math.nan
    shown = cell[0] if value == "count" else cell[1]
    return math.nan if shown is None else shown


def draw(ax: Any, grid: list[list[float]], value: str, say: Say, what: str) -> None:
    """Draw the cells, their numbers where they can be read, and what colours mean."""
    if not grid:
        ax.set_axis_off()
        return
    colours = need("matplotlib", "plot").colormaps["cividis_r" if value == "count" else "PuOr_r"]
    colours = colours.with_extremes(bad="white")
    known = [number for line in grid for number in line if not math.isnan(number)]
    most = max([1.0, *map(abs, known)])
    limits = {"vmin": 0, "vmax": most} if value == "count" else {"vmin": -10, "vmax": 10}
    image = ax.imshow(grid, aspect="auto", cmap=colours, interpolation="nearest", **limits)
    lines, columns = len(grid), len(grid[0])
    ax.set_xticks([at - 0.5 for at in range(1, columns)] if columns <= 60 else [], minor=True)
    ax.set_yticks([at - 0.5 for at in range(1, lines)], minor=True)
    ax.grid(which="minor", color="0.88", linewidth=0.6)
    ax.tick_params(which="minor", length=0)
    if columns <= NUMBERS and lines <= LABELS:
        for y, line in enumerate(grid):
            for x, number in enumerate(line):
                if not math.isnan(number):
                    dark = number > 0.55 * most if value == "count" else abs(number) > 6
                    text = say.number(number if value == "count" else round(number, 1))
                    ax.text(x, y, text, ha="center", va="center", fontsize=7, color="white" if dark else "black")
    label = say(what) if value == "count" else say("goldstein")
    bar = ax.figure.colorbar(image, ax=ax, label=label, fraction=0.04, pad=0.02)
    ticker = need("matplotlib.ticker", "plot")
    if value == "count":
        bar.locator = ticker.MaxNLocator(integer=True, nbins=6)
    bar.formatter = ticker.FuncFormatter(lambda number, _: say.number(number))
    bar.update_ticks()
