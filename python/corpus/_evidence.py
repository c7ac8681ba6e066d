"""The words that state a relation or match a search, with the actors marked in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus._errors import CorpusError
from corpus._html import Mark, marked, word

if TYPE_CHECKING:
    from corpus import Corpus, Table

Rows = list[dict[str, Any]]

SIDES = (
    '<span class="c-m c-source">source</span> <span class="c-m c-target">target</span> '
    '<span class="c-m c-source c-implied">source</span> <span class="c-m c-target c-implied">target</span> '
    '<span class="c-dim">by another word than a name</span>'
)
"""What the marks of two sides mean."""


def actors(given: object) -> str:
    """Name one actor or several."""
    return ", ".join(map(str, given)) if isinstance(given, list) else str(given)


def quote(text: object, marks: list[Mark]) -> str:
    """Show words of an article with some of them marked."""
    return marked(str(text), marks)


def marks(table: Table, rows: Rows) -> list[list[Mark]]:
    """Find the actors in the evidence or snippet of each row, where the corpus is still there to be asked.

    Where it is closed, or the rows tell no place in a text, the words found by a search are marked, and nothing else.
    """
    found = [hits(row) if table.kind == "hits" else [] for row in rows]
    corpus = table._corpus
    if corpus is None:
        return found
    try:
        asked = named(corpus, rows) if table.kind == "hits" else told(corpus, rows)
    except CorpusError:
        # It is closed, or busy loading: what is shown must not fail for that.
        return found
    # What was found by a search lies inside a name.
    return [[*more, *own] for own, more in zip(found, asked, strict=True)]


def hits(row: dict[str, Any]) -> list[Mark]:
    """Mark what a search found."""
    if not {"snippet", "snippet_start", "matches"} <= row.keys() or not row["matches"]:
        return []
    start = row["snippet_start"]
    return [Mark(a - start, b - start, "c-hit") for a, b in json.loads(row["matches"])]


def named(corpus: Corpus, rows: Rows) -> list[list[Mark]]:
    """Find the names in snippets."""
    where = [(row.get("article_id"), row.get("snippet_start"), row.get("snippet_end")) for row in rows]
    out = []
    for (_, start, _), mentions in zip(where, within(corpus, where), strict=True):
        out.append(
            [
                Mark(m["start"] - start, m["end"] - start, f"c-m c-{word(m['type'])}", f"{m['type']} {m['code']}")
                for m in mentions
            ]
        )
    return out


def told(corpus: Corpus, rows: Rows) -> list[list[Mark]]:
    """Find who acts and upon whom."""
    where = [(row.get("article_id"), row.get("start"), row.get("end")) for row in rows]
    mentions = within(corpus, where)
    return [sides(row, near) for row, near in zip(placed(corpus, rows), mentions, strict=True)]


def sides(row: dict[str, Any], mentions: Rows) -> list[Mark]:
    """Mark the two sides of a relation in its evidence: where it says they stand, or else by their names."""
    start, end = row.get("start"), row.get("end")
    if start is None or end is None:
        return []
    marks = []
    for side in ("source", "target"):
        spans = [(a, b) for part, a, b in parts(row) if part == side and start <= a < b <= end]
        spans = spans or [(m["start"], m["end"]) for m in mentions if m["code"] == row.get(side)]
        for a, b in spans:
            named = any(m["start"] < b and a < m["end"] for m in mentions)
            kind = f"c-m c-{side}" if named else f"c-m c-{side} c-implied"
            title = f"{side} {actors(row.get(side))}" + ("" if named else ", not by a name")
            marks.append(Mark(a - start, b - start, kind, title))
    return marks


def parts(row: dict[str, Any]) -> list[tuple[str, int, int]]:
    """List the words that serve as a side."""
    return [(part["part"], part["start"], part["end"]) for part in row.get("parts") or ()]


def placed(corpus: Corpus, rows: Rows) -> Rows:
    """Add to relations where their sides stand, if the file still has them as they were."""
    try:
        known = places(corpus, [row.get("relation_id", row.get("id")) for row in rows])
    except CorpusError:
        return rows
    out = []
    for row in rows:
        number: Any = row.get("relation_id", row.get("id"))
        place = known.get(number, {})
        same = place.get("start") == row.get("start") and place.get("evidence") == row.get("evidence")
        if place and same:
            two = ("source", "target")
            spans = [{"part": side, "start": place[f"{side}_start"], "end": place[f"{side}_end"]} for side in two]
            row = {**row, "parts": spans}
        out.append(row)
    return out


def places(corpus: Corpus, ids: list[Any]) -> dict[int, dict[str, Any]]:
    """Find where the sides of some relations stand in their articles."""
    ids = [number for number in ids if isinstance(number, int)]
    if not ids:
        return {}
    rows = corpus.sql(
        "SELECT p.id, p.source_start, p.source_end, p.target_start, p.target_end, s.start, s.evidence "
        f"FROM pair AS p JOIN statement AS s ON s.id = p.statement_id WHERE p.id IN ({','.join('?' * len(ids))})",
        ids,
    )
    return {row["id"]: row for row in rows.to_dicts()}


def within(corpus: Corpus, where: list[tuple[Any, Any, Any]]) -> list[Rows]:
    """Find what is named in stretches of articles."""
    asked = [place for place in dict.fromkeys(where) if all(isinstance(part, int) for part in place)]
    if not asked:
        return [[] for _ in where]
    condition = " OR ".join(["(article_id = ? AND start >= ? AND end <= ?)"] * len(asked))
    rows = corpus.sql(
        f"SELECT article_id, start, end, type, code FROM mentions WHERE {condition} ORDER BY article_id, start",
        [part for place in asked for part in place],
    ).to_dicts()
    return [
        [row for row in rows if row["article_id"] == article and start <= row["start"] and row["end"] <= end]
        if all(isinstance(part, int) for part in (article, start, end))
        else []
        for article, start, end in where
    ]
