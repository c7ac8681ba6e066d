"""What happened, and what was published, over time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from corpus.plots import _periods as periods_of
from corpus.plots._base import (
    BLACK,
    HATCHES,
    LINES,
    MARKERS,
    QUADS,
    Columns,
    Say,
    axes,
    bare,
    corpus_of,
    count_axis,
    note,
    period_axis,
    positive,
    refuse,
    short,
)

BARS = 240
"""The most bars that can be told apart."""
FEW = 60
"""The most bars on which hatches can be seen."""


def timeline(table: Any, *, goldstein: bool = True, ax: Any = None, lang: str | None = None) -> Any:
    """Draw what passes between two actors: cooperation above the line, conflict below, the mean score as a line.

    Parameters
    ----------
    table : Table or DataFrame
        What `Corpus.timeline` gives.
    goldstein : bool
        Whether to draw the mean on Goldstein's scale (from -10, conflict, to 10, cooperation; axis on the right).
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels: `en` or `fr`.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the bars.

    Examples
    --------
    >>> import corpus
    >>> db = corpus.open(":memory:")
    >>> report = db.load(corpus.sample(), progress=False)
    >>> ax = corpus.plots.timeline(db.timeline("MLI", "DZA", freq="quarter"), lang="fr")
    >>> ax.get_ylabel()
    'relations (conflit en dessous)'
    """
    say = Say(lang)
    given = Columns(table, ("period", "goldstein", *QUADS), "timeline()")
    what = next((name for name in given.names if name in ("events", "relations", "articles")), "relations")
    periods, counts, means, size = merged(given, what)
    ax = axes(ax, (9, 4.2))
    places = range(len(periods))
    above, below = [0] * len(periods), [0] * len(periods)
    many = len(periods) > FEW
    for column, (colour, side) in QUADS.items():
        base = above if side > 0 else below
        heights = [side * n for n in counts[column]]
        hatch = None if many or column.startswith("verbal") else "///"
        style = {"edgecolor": "white", "linewidth": 0} if not many else {}
        ax.bar(
            places,
            heights,
            bottom=list(base),
            color=colour,
            label=say(column),
            width=1.0 if many else 0.85,
            hatch=hatch,
            **style,
        )
        for at, n in enumerate(heights):
            base[at] += n
    ax.axhline(0, color="0.4", linewidth=0.8)
    period_axis(ax, periods)
    count_axis(ax.yaxis, say)
    ax.set_ylabel(say("conflict_below", what=say(what)))
    bare(ax)
    most = max([*above, *(-n for n in below), 1])
    top, bottom = max(max(above, default=0), 0.4 * most) * 1.08, max(-min(below, default=0), 0.4 * most) * 1.08
    ax.set_ylim(-bottom, top)
    if goldstein and any(mean is not None for mean in means):
        scores(ax, means, (bottom / most, top / most), say)
    ax.legend(frameon=False, ncols=3, fontsize="small", loc="upper left", bbox_to_anchor=(0, -0.24))
    note(
        ax,
        say("left_out", n=given.left_out, what=say(what)) if given.left_out else None,
        say("bars", n=size) if size > 1 else None,
    )
    return ax


def merged(given: Columns, what: str) -> tuple[list[str], dict[str, list[int]], list[float | None], int]:
    """Put periods together until their bars can be told apart."""
    periods = [str(period) for period in given["period"]]
    size = math.ceil(len(periods) / BARS) or 1
    counts = {column: [n or 0 for n in given[column]] for column in QUADS}
    means = given["goldstein"]
    weights = [n or 0 for n in given[what]] if what in given else [1] * len(periods)
    if size == 1:
        return periods, counts, means, 1
    groups = [range(at, min(at + size, len(periods))) for at in range(0, len(periods), size)]
    together = []
    for group in groups:
        told = [(means[at], weights[at]) for at in group if means[at] is not None]
        total = sum(weight for _, weight in told)
        together.append(sum(mean * weight for mean, weight in told) / total if total else None)
    summed = {column: [sum(values[at] for at in group) for group in groups] for column, values in counts.items()}
    return [periods[group[0]] for group in groups], summed, together, size


def scores(ax: Any, means: list[float | None], room: tuple[float, float], say: Say) -> None:
    """Draw the mean score as a line whose zero is that of the bars."""
    below, above = room
    told = [mean for mean in means if mean is not None]
    most = max([5.0, *(mean / above * 1.08 if mean > 0 else -mean / below * 1.08 for mean in told)])
    line = ax.twinx()
    values = [math.nan if mean is None else mean for mean in means]
    line.plot(
        range(len(values)),
        values,
        color=BLACK,
        linewidth=1.2,
        marker="o" if len(values) <= FEW else None,
        markersize=4,
        markerfacecolor="white",
        label=say("goldstein"),
    )
    if len(values) > FEW:
        line.plot(range(len(values)), values, ".", color=BLACK, markersize=2)
    line.set_ylim(-most * below, most * above)
    ticks = [tick for tick in range(-10, 11, 5 if most > 6 else 2) if -most * below <= tick <= most * above]
    line.set_yticks(ticks, [say.number(tick) for tick in ticks])
    line.set_ylabel(say("goldstein"))
    line.spines[["top", "left"]].set_visible(False)
    # One legend for both.
    ax.plot([], [], color=BLACK, marker="o", markersize=4, markerfacecolor="white", label=say("goldstein"))


def coverage(
    data: Any,
    *,
    freq: str = "month",
    by: str | None = "outlet",
    top: int = 5,
    ax: Any = None,
    lang: str | None = None,
    **filters: Any,
) -> Any:
    """Draw how many articles were published, by period and outlet.

    Parameters
    ----------
    data : Corpus, Table or DataFrame
        A corpus, or what `Corpus.articles` gives.
    freq : str
        The length of the periods: `day`, `week`, `month`, `quarter`, `year`.
    by : str, optional
        The column whose values are told apart: `outlet`, `language`, `agency`; `None` for none.
    top : int
        How many of its values are told apart; the rest is one more.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels: `en` or `fr`.
    **filters
        What `Corpus.articles` takes, where a corpus is given.

    Returns
    -------
    matplotlib.axes.Axes
    """
    say = Say(lang)
    freq, top = periods_of.check(freq), positive("top", top)
    needed = ("published_from", "published_to", *((by,) if by else ()))
    corpus = corpus_of(data)
    if corpus is None:
        refuse(filters)
    else:
        data = corpus.articles(**filters, columns=list(needed))
    given = Columns(data, needed, "coverage()")
    starts, ends = given["published_from"], given["published_to"]
    groups = given[by] if by else ["articles"] * len(starts)
    days = [
        periods_of.precise(periods_of.day(start), periods_of.day(end), freq)
        for start, end in zip(starts, ends, strict=True)
    ]
    first = [None if day is None else periods_of.first_day(day, freq) for day in days]
    row = periods_of.row([day for day in first if day is not None], freq)
    counts = Counter(zip(groups, first, strict=True))
    sizes = Counter(group for group, day in zip(groups, first, strict=True) if day is not None and group is not None)
    kept = [group for group, _ in sizes.most_common(top)]
    ax = axes(ax, (9, 3.6))
    base = [0] * len(row)
    shown: list[tuple[str, list[int]]] = [(short(g), [counts[g, day] for day in row]) for g in kept]
    rest = [group for group in sizes if group not in kept]
    if rest:
        shown.append((say("others") + f" ({len(rest)})", [sum(counts[g, day] for g in rest) for day in row]))
    if any(counts[None, day] for day in row):
        shown.append((say("unknown"), [counts[None, day] for day in row]))
    colours = [*LINES[: len(kept)], *["0.55", "0.8"][-(len(shown) - len(kept)) or 2 :]]
    for at, (label, heights) in enumerate(shown):
        colour = colours[at % len(colours)]
        hatch = HATCHES[at % len(HATCHES)] if len(row) <= FEW else None
        style = {"width": 0.85, "edgecolor": "white", "linewidth": 0} if len(row) <= FEW else {"width": 1.0}
        ax.bar(range(len(row)), heights, bottom=list(base), color=colour, label=label, hatch=hatch, **style)
        base = [a + b for a, b in zip(base, heights, strict=True)]
    period_axis(ax, [periods_of.name(day, freq) for day in row])
    count_axis(ax.yaxis, say)
    ax.set_ylabel(say("articles"))
    bare(ax)
    if by and shown:
        ax.legend(frameon=False, fontsize="small")
    missing = first.count(None)
    note(ax, say("no_day", n=missing) if missing else None, None if shown else say("empty"))
    return ax


def frequency(table: Any, *, ax: Any = None, lang: str | None = None) -> Any:
    """Draw a line for each word; it is broken where nothing was published.

    Parameters
    ----------
    table : Table or DataFrame
        With the columns `word`, `period` and `per_million`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes unless given.
    lang : str, optional
        The language of the labels: `en` or `fr`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    say = Say(lang)
    given = Columns(table, ("word", "period", "per_million"), "frequency()")
    rates: dict[str, list[float]] = {}
    for word, rate in zip(given["word"], given["per_million"], strict=True):
        rates.setdefault(word, []).append(math.nan if rate is None else rate)
    periods = [str(name) for name in given["period"]][: max((len(line) for line in rates.values()), default=0)]
    ax = axes(ax, (9, 3.6))
    for at, (word, line) in enumerate(rates.items()):
        style = {"color": LINES[at % len(LINES)], "marker": MARKERS[at % len(MARKERS)]}
        ax.plot(range(len(line)), line, markersize=4, linewidth=1.2, label=short(word), **style)
    period_axis(ax, periods)
    ax.set_ylim(bottom=0)
    ax.set_ylabel(say("per_million"))
    if rates:
        ax.legend(frameon=False, fontsize="small")
    bare(ax)
    note(ax, say("no_day", n=given.left_out) if given.left_out else None)
    return ax
