"""Pictures of tables. Every function returns the axes it drew on and shows nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from corpus._display import counted
from corpus._extras import need

if TYPE_CHECKING:
    from corpus import Table
    from corpus._network import Network

# Okabe and Ito's colours, told apart by all.
QUADS = {
    "verbal_cooperation": ("verbal cooperation", "#56B4E9", 1),
    "material_cooperation": ("material cooperation", "#0072B2", 1),
    "verbal_conflict": ("verbal conflict", "#E69F00", -1),
    "material_conflict": ("material conflict", "#D55E00", -1),
}
MOST = 24
"""The most bars or labels that can be read."""


def axes(ax: Any, size: tuple[float, float]) -> Any:
    """Take the axes given, or make some."""
    if ax is not None:
        return ax
    return need("matplotlib.pyplot", "plot").subplots(figsize=size, layout="constrained")[1]


def table(table: Table, *, ax: Any = None) -> Any:
    """Draw a table of one of the kinds that have a picture."""
    drawn = {"timeline": timeline, "dyads": dyads, "frequency": frequency}.get(table.kind)
    if drawn is None:
        message = (
            f"a table of {table.kind} has no picture of its own; timeline(), dyads() and frequency() have: "
            "take to_pandas().plot"
        )
        raise ValueError(message)
    return drawn(table, ax=ax)


def timeline(table: Table, *, ax: Any = None) -> Any:
    """Draw cooperation above the line and conflict below, by period."""
    ax = axes(ax, (9, 3.6))
    periods = table["period"]
    places = range(len(periods))
    above, below = [0] * len(periods), [0] * len(periods)
    for column, (label, colour, side) in QUADS.items():
        counts = table[column]
        base = above if side > 0 else below
        ax.bar(places, [side * n for n in counts], bottom=list(base), color=colour, label=label, width=0.85)
        for at, n in enumerate(counts):
            base[at] += side * n
    ax.axhline(0, color="0.4", linewidth=0.8)
    period_axis(ax, periods)
    count_axis(ax.yaxis)
    ax.set_ylabel(f"{table.columns[3]} (conflict below)")
    ax.legend(frameon=False, ncols=2, fontsize="small")
    ax.spines[["top", "right"]].set_visible(False)
    if table.left_out:
        ax.set_title(
            f"{table.left_out} {counted(table)} without a date this precise are left out", fontsize="small", loc="left"
        )
    return ax


def frequency(table: Table, *, ax: Any = None) -> Any:
    """Draw a line for each word; it is broken where nothing was published."""
    ax = axes(ax, (9, 3.6))
    rates: dict[str, list[float]] = {}
    for word, rate in zip(table["word"], table["per_million"], strict=True):
        rates.setdefault(word, []).append(math.nan if rate is None else rate)
    periods = table["period"][: max((len(line) for line in rates.values()), default=0)]
    for word, line in rates.items():
        ax.plot(range(len(line)), line, marker="o", markersize=3, label=word)
    period_axis(ax, periods)
    ax.set_ylim(bottom=0)
    ax.set_ylabel("per million words")
    ax.legend(frameon=False, fontsize="small")
    ax.spines[["top", "right"]].set_visible(False)
    if table.left_out:
        ax.set_title(
            f"{table.left_out} articles without a day of publication this precise are left out",
            fontsize="small",
            loc="left",
        )
    return ax


def period_axis(ax: Any, periods: list[str]) -> None:
    """Name the periods, as many as can be read."""
    step = max(1, math.ceil(len(periods) / MOST))
    ax.set_xticks(
        list(range(len(periods)))[::step],
        periods[::step],
        rotation=45 if len(periods) > 8 else 0,
        ha="right" if len(periods) > 8 else "center",
    )


def dyads(table: Table, *, ax: Any = None) -> Any:
    """Draw the pairs as bars, the strongest on top."""
    table = table.head(MOST)
    ax = axes(ax, (7, 1.2 + 0.28 * len(table)))
    names = [f"{a} – {b}" for a, b in zip(table["source"], table["target"], strict=True)]
    places = range(len(names))
    left = [0] * len(names)
    for column, (label, colour, _) in QUADS.items():
        counts = table[column]
        ax.barh(places, counts, left=list(left), color=colour, label=label)
        left = [a + b for a, b in zip(left, counts, strict=True)]
    ax.set_yticks(places, names)
    ax.invert_yaxis()
    count_axis(ax.xaxis)
    ax.set_xlabel(table.columns[2])
    ax.legend(frameon=False, fontsize="small")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def count_axis(axis: Any) -> None:
    """Write whole numbers without a sign on an axis."""
    ticker = need("matplotlib.ticker", "plot")
    axis.set_major_locator(ticker.MaxNLocator(integer=True))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{abs(value):g}"))


def network(network: Network, *, ax: Any = None) -> Any:
    """Draw actors on a circle, an arrow for each edge: wider for more, blue for cooperation and orange for conflict."""
    ax = axes(ax, (6.5, 6.5))
    edges, weight = network.edges.to_dicts(), network.weight
    strength: dict[str, int] = dict.fromkeys(network.names, 0)
    for edge in edges:
        strength[edge["source"]] += edge[weight]
        strength[edge["target"]] += edge[weight]
    actors = sorted(strength, key=lambda actor: (-strength[actor], actor))
    places = {
        actor: (math.cos(2 * math.pi * at / len(actors)), math.sin(2 * math.pi * at / len(actors)))
        for at, actor in enumerate(actors)
    }
    most = max((edge[weight] for edge in edges), default=1)
    for edge in sorted(edges, key=lambda edge: int(edge[weight])):
        warm = edge["verbal_conflict"] + edge["material_conflict"] > edge[weight] / 2
        style = {
            "arrowstyle": "-|>",
            "color": "#D55E00" if warm else "#0072B2",
            "alpha": 0.35 + 0.55 * edge[weight] / most,
            "linewidth": 0.8 + 3.2 * edge[weight] / most,
            "connectionstyle": "arc3,rad=0.12",
            "shrinkA": 14,
            "shrinkB": 14,
        }
        ax.annotate("", places[edge["target"]], places[edge["source"]], arrowprops=style)
    for actor, (x, y) in places.items():
        ax.scatter(
            [x],
            [y],
            s=220 + 500 * strength[actor] / (2 * most * max(1, len(actors) // 3)),
            color="#f2f2f2",
            edgecolors="0.3",
            zorder=3,
        )
        ax.text(x, y, actor, ha="center", va="center", fontsize="small", color="black", zorder=4)
    ax.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal")
    ax.set_axis_off()
    return ax
