"""Actors, and what passes between them, as a graph."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from corpus._extras import need
from corpus.plots._base import GREY, Say, axes, note, plain, positive, short

if TYPE_CHECKING:
    from corpus._network import Network

COOPERATION, CONFLICT = "#0072B2", "#D55E00"


def network(network: Network, *, top: int = 25, labels: str = "code", ax: Any = None, lang: str | None = None) -> Any:
    """Draw actors and an arrow for each that acts upon another: wider for more.

    Blue solid arrows are mostly cooperation, orange dashed ones mostly conflict. Who has much to do with one another
    stands near; the places are the same each time.

    Parameters
    ----------
    network : Network
        What `Corpus.network` gives.
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
    """
    say, top = Say(lang), positive("top", top)
    if labels not in ("code", "name"):
        message = f"labels: code or name, not {labels!r}"
        raise ValueError(message)
    ax = axes(ax, (8, 7))
    strength: dict[str, int] = dict.fromkeys(network.names, 0)
    rows = network.edges.to_dicts()
    for edge in rows:
        for side in {edge["source"], edge["target"]}:
            strength[side] += edge[network.weight]
    actors = sorted(strength, key=lambda actor: (-strength[actor], actor))[:top]
    edges = [edge for edge in rows if edge["source"] in actors and edge["target"] in actors]
    ax.set_axis_off()
    note(
        ax,
        say("top_actors", n=len(actors), all=len(strength)) if len(actors) < len(strength) else None,
        say("arrows") if edges else say("empty"),
    )
    if not actors:
        return ax
    weights = {(edge["source"], edge["target"]): edge[network.weight] for edge in edges}
    places = layout(actors, weights)
    most = max(weights.values(), default=1)
    for edge in sorted(edges, key=lambda edge: int(edge[network.weight])):
        arrow(ax, edge, places, edge[network.weight] / most)
    largest = max(strength[actor] for actor in actors) or 1
    effects = need("matplotlib.patheffects", "plot")
    halo = [effects.withStroke(linewidth=2.5, foreground="white")]
    for actor in actors:
        text = plain(actor) if labels == "code" else short(network.names[actor], 24)
        size = 9 if strength[actor] > largest / 8 else 7.5
        area = 40 + 520 * strength[actor] / largest
        ax.scatter(*places[actor], s=area, color="#f2f2f2", edgecolors="0.3", zorder=3)
        # In points: a letter is about 0.62 of its height wide, the circle as wide as the root of its area.
        inside = len(text) * size * 0.62 < math.sqrt(area)
        ax.annotate(
            text,
            places[actor],
            xytext=(0, 0 if inside else -math.sqrt(area) / 2 - 1),
            textcoords="offset points",
            ha="center",
            va="center" if inside else "top",
            fontsize=size,
            color="black",
            zorder=4,
            path_effects=halo,
        )
    ax.set(xlim=(-1.18, 1.18), ylim=(-1.18, 1.18), aspect="equal")
    ax.plot([], [], color=COOPERATION, linewidth=2, label=say("cooperation_edge"))
    ax.plot([], [], color=CONFLICT, linewidth=2, linestyle="--", label=say("conflict_edge"))
    ax.legend(frameon=False, fontsize="small", loc="lower left", labelcolor=GREY)
    return ax


def arrow(ax: Any, edge: dict[str, Any], places: dict[str, tuple[float, float]], share: float) -> None:
    """Draw what one actor does to another."""
    if edge["source"] == edge["target"]:
        return
    total = sum(edge[quad] for quad in edge if quad.endswith(("_cooperation", "_conflict")))
    warm = edge["verbal_conflict"] + edge["material_conflict"] > total / 2
    style = {
        "arrowstyle": "-|>,head_width=0.25,head_length=0.5",
        "color": CONFLICT if warm else COOPERATION,
        "linestyle": (0, (4, 1.5)) if warm else "solid",
        "alpha": 0.4 + 0.5 * math.sqrt(share),
        "linewidth": 0.7 + 3.3 * share,
        "connectionstyle": "arc3,rad=0.12",
        "shrinkA": 9,
        "shrinkB": 11,
    }
    ax.annotate("", places[edge["target"]], places[edge["source"]], arrowprops=style)


def layout(actors: list[str], weights: dict[tuple[str, str], int]) -> dict[str, tuple[float, float]]:
    """Place actors by the forces of Fruchterman and Reingold (1991), from a circle, so that it is always the same."""
    numpy = need("numpy", "plot")
    count = len(actors)
    at = {actor: number for number, actor in enumerate(actors)}
    angles = 2 * numpy.pi * numpy.arange(count) / count
    places = numpy.stack([numpy.cos(angles), numpy.sin(angles)], axis=1) * (1 if count > 1 else 0)
    pull = numpy.zeros((count, count))
    for (source, target), weight in weights.items():
        pull[at[source], at[target]] += weight
        pull[at[target], at[source]] += weight
    # Without this, one strong pair would draw all others into a knot.
    pull = numpy.log1p(pull) / max(1.0, float(numpy.log1p(pull).max(initial=0)))
    ideal = 1.6 / math.sqrt(count)
    for step in range(300):
        apart = places[:, None, :] - places[None, :, :]
        far = numpy.maximum(numpy.linalg.norm(apart, axis=2), 1e-3)
        force = (ideal**2 / far**2 - pull * far / ideal)[:, :, None] * apart
        # A little towards the middle, for those without edges.
        move = force.sum(axis=1) - 0.35 * places
        length = numpy.maximum(numpy.linalg.norm(move, axis=1, keepdims=True), 1e-9)
        places = places + move / length * numpy.minimum(length, 0.15 * (1 - step / 300))
    places = places - (places.max(axis=0) + places.min(axis=0)) / 2
    far = numpy.linalg.norm(places, axis=1, keepdims=True)
    # Those in the middle have most to do with others, and need room.
    places = places / numpy.maximum(far, 1e-9) * (far / max(float(far.max()), 1e-9)) ** 0.65
    reach = numpy.abs(places).max(axis=0)
    places = places / numpy.where(reach > 1e-9, reach, 1.0)
    return {actor: (float(x), float(y)) for actor, (x, y) in zip(actors, places, strict=True)}
