"""Actors and what passes between them, as a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus._extras import need

if TYPE_CHECKING:
    from corpus import Table


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

    def __init__(self, edges: Table, names: dict[str, str]) -> None:
        self.edges = edges
        actors = sorted({*edges["source"], *edges["target"]})
        self.names = {actor: names.get(actor, actor) for actor in actors}

    @property
    def weight(self) -> str:
        """What edges count: the name of a column."""
        return self.edges.columns[2]

    def __len__(self) -> int:
        """Count the actors."""
        return len(self.names)

    def __repr__(self) -> str:
        """Say how large it is."""
        return f"<Network: {len(self.names)} actors, {len(self.edges)} edges>"

    def _repr_html_(self) -> str:
        return self.edges._repr_html_()

    def to_networkx(self) -> Any:
        """Make a directed graph for networkx.

        Returns
        -------
        networkx.DiGraph
            Nodes are codes with a `name`; edges have the numbers of `edges`, `weight` being what they count.
            Dates are ISO text and missing values are left out, so that GraphML and GEXF can be written.
        """
        graph = need("networkx", "network").DiGraph()
        for code, name in self.names.items():
            graph.add_node(code, name=clean(name))
        for row in self.edges.to_dicts():
            source, target = row.pop("source"), row.pop("target")
            told = {
                key: value if isinstance(value, int | float) else str(value)
                for key, value in row.items()
                if value is not None
            }
            graph.add_edge(source, target, weight=row[self.weight], **told)
        return graph

    def plot(self, *, ax: Any = None) -> Any:
        """Draw the actors on a circle; see `Table.plot` for what `ax` is.

        Returns
        -------
        matplotlib.axes.Axes
        """
        from corpus._plots import network

        return network(self, ax=ax)


def clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
