"""Graphs as XML that any parser takes: GraphML, and GEXF 1.3 with time."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

# What is no character of XML 1.0: https://www.w3.org/TR/xml/#charsets.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Values = dict[str, Any]
Spell = tuple[dt.date | None, dt.date | None]


class Cleaner:
    """Makes text fit for XML, and counts what had to be replaced."""

    def __init__(self) -> None:
        self.replaced = 0

    def __call__(self, value: object) -> str:
        """Write a value as text; a character that XML cannot hold becomes U+FFFD."""
        text, count = FORBIDDEN.subn("\N{REPLACEMENT CHARACTER}", written(value))
        self.replaced += count
        return text

    def tell(self) -> None:
        """Warn of what was replaced."""
        if self.replaced:
            message = f"{self.replaced} characters that XML cannot hold were replaced by U+FFFD"
            warnings.warn(message, UserWarning, stacklevel=4)


def written(value: object) -> str:
    """Write a value as XML Schema does."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def kinds(rows: Iterable[Values]) -> dict[str, str]:
    """Find the type of each attribute: of several, the widest."""
    order = ("long", "double", "string")
    found: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if value is None:
                continue
            if isinstance(value, int | float) and not isinstance(value, bool):
                kind = "long" if isinstance(value, int) else "double"
            else:
                kind = "string"
            found[name] = max(found.get(name, kind), kind, key=order.index)
    return found


def graphml(nodes: dict[str, Values], edges: list[tuple[str, str, Values]]) -> tuple[ElementTree.Element, Cleaner]:
    """Write a directed graph as GraphML."""
    clean = Cleaner()
    root = ElementTree.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    declared: dict[tuple[str, str], str] = {}
    for what, rows in (("node", list(nodes.values())), ("edge", [values for *_, values in edges])):
        for name, kind in kinds(rows).items():
            declared[what, name] = f"{what}_{len(declared)}"
            attributes = {"id": declared[what, name], "for": what, "attr.name": clean(name), "attr.type": kind}
            ElementTree.SubElement(root, "key", attributes)
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")

    def data(parent: ElementTree.Element, what: str, values: Values) -> None:
        for name, value in values.items():
            if value is not None:
                ElementTree.SubElement(parent, "data", key=declared[what, name]).text = clean(value)

    for code, values in nodes.items():
        data(ElementTree.SubElement(graph, "node", id=clean(code)), "node", values)
    for source, target, values in edges:
        data(ElementTree.SubElement(graph, "edge", source=clean(source), target=clean(target)), "edge", values)
    return root, clean


def gexf(
    nodes: dict[str, Values], edges: list[tuple[str, str, Values, list[Spell]]], *, description: str
) -> tuple[ElementTree.Element, Cleaner]:
    """Write a directed graph whose edges have their times as GEXF 1.3 (https://gexf.net/schema.html)."""
    clean = Cleaner()
    root = ElementTree.Element(
        "gexf",
        {
            "xmlns": "http://gexf.net/1.3",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd",
            "version": "1.3",
        },
    )
    meta = ElementTree.SubElement(root, "meta", lastmodifieddate=dt.date.today().isoformat())
    ElementTree.SubElement(meta, "creator").text = "corpus"
    about = ElementTree.SubElement(meta, "description")
    spells = [spell for *_, spells in edges for spell in spells]
    told = {"defaultedgetype": "directed", "mode": "dynamic" if spells else "static"}
    if spells:
        told |= {"timeformat": "date", "timerepresentation": "interval"}
        told |= limits(spells)
    graph = ElementTree.SubElement(root, "graph", told)
    declared: dict[tuple[str, str], str] = {}
    for what, rows in (("node", list(nodes.values())), ("edge", [values for _, _, values, _ in edges])):
        attributes = ElementTree.SubElement(graph, "attributes", {"class": what, "mode": "static"})
        for name, kind in kinds({k: v for k, v in row.items() if k not in OWN} for row in rows).items():
            declared[what, name] = f"{what}_{len(declared)}"
            ElementTree.SubElement(attributes, "attribute", id=declared[what, name], title=clean(name), type=kind)

    def values_of(parent: ElementTree.Element, what: str, values: Values) -> None:
        kept = {name: value for name, value in values.items() if value is not None and name not in OWN}
        if kept:
            inside = ElementTree.SubElement(parent, "attvalues")
            for name, value in kept.items():
                ElementTree.SubElement(inside, "attvalue", {"for": declared[what, name], "value": clean(value)})

    inside = ElementTree.SubElement(graph, "nodes", count=str(len(nodes)))
    for code, values in nodes.items():
        # A label is one line.
        label = " ".join(clean(values.get("name", code)).split())
        values_of(ElementTree.SubElement(inside, "node", id=clean(code), label=label), "node", values)
    inside = ElementTree.SubElement(graph, "edges", count=str(len(edges)))
    for number, (source, target, values, own) in enumerate(edges):
        ends = {"id": str(number), "source": clean(source), "target": clean(target), "type": "directed"}
        ends |= {name: clean(values[name]) for name in OWN if values.get(name) is not None}
        if len(own) == 1:
            ends |= lasting(own[0])
        edge = ElementTree.SubElement(inside, "edge", ends)
        values_of(edge, "edge", values)
        if len(own) > 1:
            times = ElementTree.SubElement(edge, "spells")
            for spell in own:
                ElementTree.SubElement(times, "spell", lasting(spell))
    about.text = description
    if clean.replaced:
        about.text += f" {clean.replaced} characters that XML cannot hold were replaced by U+FFFD."
    return root, clean


OWN = ("weight", "kind")
"""What an edge of GEXF has of its own, besides attributes."""


def lasting(spell: Spell) -> dict[str, str]:
    """Write when something begins and ends; both days belong to it."""
    start, end = spell
    return {name: day.isoformat() for name, day in (("start", start), ("end", end)) if day is not None}


def limits(spells: list[Spell]) -> dict[str, str]:
    """Write when the first begins and the last ends."""
    days = [day for spell in spells for day in spell if day is not None]
    return {"start": min(days).isoformat(), "end": max(days).isoformat()}


def joined(spells: Iterable[Spell]) -> list[Spell]:
    """Join times that overlap."""
    out: list[Spell] = []
    for start, end in sorted(set(spells), key=lambda spell: (spell[0] or dt.date.min, spell[1] or dt.date.max)):
        if out and (out[-1][1] is None or start is None or start <= out[-1][1]):
            last = None if end is None or out[-1][1] is None else max(end, out[-1][1])
            out[-1] = (out[-1][0], last)
        else:
            out.append((start, end))
    return out


def finish(root: ElementTree.Element, clean: Cleaner, path: str | PathLike[str] | None) -> str | None:
    """Write a file, or give the text."""
    ElementTree.indent(root)
    clean.tell()
    if path is None:
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
    ElementTree.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)
    return None
