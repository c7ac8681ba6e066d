"""An article, or any text, with what was read from it: marks in the text, and relations that link to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from corpus._evidence import actors, placed, quote, sides
from corpus._html import Mark, escape, link, marked, view, word

if TYPE_CHECKING:
    from corpus import Article, Corpus, Extraction

HEADLINES = frozenset({"title", "subtitle"})
"""Labels of what is not prose and yet is read first."""
LEVELS = 3
"""Underlines that may lie below one another."""

Relation = dict[str, Any]


def article(article: Article) -> str:
    """Show an article with what was read from it."""
    parts = {name: getattr(article, name).to_dicts() for name in ("labels", "mentions", "dates", "relations", "ties")}
    about = [article.outlet, article.published, article.language, article.agency]
    line = " · ".join(escape(part) for part in about if part)
    head = f'<h3 dir="auto">{escape(article.title or article.key)}</h3><p class="c-dim">{line} {link(article.url)}</p>'
    return view(head + body(article.text, parts, article._corpus))


def extraction(extraction: Extraction) -> str:
    """Show a text with what was read from it."""
    parts = {name: list(getattr(extraction, name)) for name in ("labels", "mentions", "dates", "relations", "ties")}
    parts["relations"] = [
        {**relation, **{name: told[name] for name in ("rule", "confidence", "parts")}}
        for relation, told in ((relation, extraction.explain(n)) for n, relation in enumerate(parts["relations"]))
    ]
    return view(body(extraction.text, parts))


def body(text: str, parts: dict[str, list[dict[str, Any]]], corpus: Corpus | None = None) -> str:
    """Show a text with its marks, what they mean, and its relations."""
    # Two views of one article in a notebook must not share the ids that links lead to.
    view_id = f"c{uuid4().hex[:10]}"
    if corpus is not None:
        parts["relations"] = placed(corpus, parts["relations"])
    statements = stated(parts["relations"])
    marks = [*labels(parts["labels"]), *underlines(statements, view_id), *names(parts["mentions"])]
    marks += [
        Mark(date["start"], date["end"], "c-m c-date", f"date {date['value'] or 'without a value'}")
        for date in parts["dates"]
    ]
    prose = f'<div class="c-text" dir="auto">{marked(text, marks)}</div>'
    return legend(parts) + prose + listed(statements, parts["mentions"], view_id) + lasting(parts["ties"])


def stated(relations: list[Relation]) -> list[list[Relation]]:
    """Put the pairs of one statement together, in the order of the text."""
    told: dict[tuple[object, ...], list[Relation]] = {}
    for relation in relations:
        key = tuple(relation.get(name) for name in ("start", "end", "type", "status", "date", "said_by", "rule"))
        told.setdefault(key, []).append(relation)
    return sorted(told.values(), key=lambda pairs: (pairs[0]["start"], pairs[0]["end"]))


def labels(rows: list[dict[str, Any]]) -> list[Mark]:
    """Grey what is not prose, but for headlines."""
    return [
        Mark(
            row["start"],
            row["end"],
            "c-headline" if row["label"] in HEADLINES else "c-label",
            str(row["label"]).replace("_", " "),
        )
        for row in rows
    ]


def names(mentions: list[dict[str, Any]]) -> list[Mark]:
    """Colour names by what they name."""
    return [Mark(row["start"], row["end"], f"c-m c-{word(row['type'])}", about(row)) for row in mentions]


def about(mention: dict[str, Any]) -> str:
    """Say what a mention names, how it is meant there, and by which rule it was found."""
    kind = str(mention["type"]).replace("_", " ")
    told = [f"{kind} {mention['code']}"]
    if mention.get("country") and mention["country"] != mention["code"]:
        told.append(f"of {mention['country']}")
    if mention.get("reading") not in (None, "name"):
        told.append(f"by its {mention['reading']}")
    return ", ".join(told) + (f" [{mention['rule']}]" if mention.get("rule") else "")


def underlines(statements: list[list[Relation]], view_id: str) -> list[Mark]:
    """Underline the sentences of relations; where they overlap, the longer lies below."""
    spans = [(pairs[0]["start"], pairs[0]["end"]) for pairs in statements]
    marks = []
    for number, (pairs, level) in enumerate(zip(statements, levels(spans), strict=True), 1):
        first = pairs[0]
        reference = f'<sup class="c-ref"><a href="#{view_id}-r{number}">{number}</a></sup>'
        kind = f"c-rel c-{word(first['status'])} c-l{level}"
        title = f"{number}. {summary(pairs)}"
        marks.append(Mark(first["start"], first["end"], kind, title, f"{view_id}-s{number}", reference))
    return marks


def levels(spans: list[tuple[int, int]]) -> list[int]:
    """Give each span a line of its own below those it overlaps, as far as there is room."""
    found = [1] * len(spans)
    order = sorted(range(len(spans)), key=lambda at: spans[at][1] - spans[at][0])
    for rank, at in enumerate(order):
        start, end = spans[at]
        # The nearest in length are enough: there is no room for more.
        near = [other for other in order[max(0, rank - 50) : rank] if spans[other][0] < end and start < spans[other][1]]
        found[at] = min(LEVELS, 1 + max((found[other] for other in near), default=0))
    return found


def who(pairs: list[Relation]) -> str:
    """Name who acts upon whom, once each."""
    sources = dict.fromkeys(actors(pair["source"]) for pair in pairs)
    targets = dict.fromkeys(actors(pair["target"]) for pair in pairs)
    if len(sources) * len(targets) == len(pairs):
        return f"{', '.join(sources)} → {', '.join(targets)}"
    return "; ".join(f"{actors(pair['source'])} → {actors(pair['target'])}" for pair in pairs)


def facts(relation: Relation) -> str:
    """Say when it was, how it is told and by whom, how probable it is and which rule found it."""
    told = [relation["date"] or "undated", relation["status"]]
    if relation.get("said_by"):
        told.append(f"said by {actors(relation['said_by'])}")
    if relation.get("confidence") is not None:
        told.append(f"confidence {relation['confidence']:.2f}")
    if relation.get("rule"):
        told.append(f"[{relation['rule']}]")
    if relation.get("origin") not in (None, "rules"):
        told.append(f"by {relation['origin']}")
    return " · ".join(map(str, told))


def summary(pairs: list[Relation]) -> str:
    """Say a statement in a line."""
    return f"{pairs[0]['type']} {who(pairs)} · {facts(pairs[0])}"


def listed(statements: list[list[Relation]], mentions: list[dict[str, Any]], view_id: str) -> str:
    """List relations, each with its sentence, linked to where that stands."""
    if not statements:
        return '<p class="c-dim">no relations</p>'
    items = []
    for number, pairs in enumerate(statements, 1):
        first = pairs[0]
        back = f'<a href="#{view_id}-s{number}" title="to the sentence">↑ text</a>'
        items.append(
            f'<li id="{view_id}-r{number}"><b>{escape(first["type"])}</b> {escape(who(pairs))} '
            f'<span class="c-dim">{escape(facts(first))}</span> {back}'
            f'<span class="c-quote" dir="auto">{quote(first["evidence"], actor_marks(pairs, mentions))}</span></li>'
        )
    return f'<h4>relations</h4><ol class="c-list">{"".join(items)}</ol>'


def actor_marks(pairs: list[Relation], mentions: list[dict[str, Any]]) -> list[Mark]:
    """Mark who acts and upon whom in the words that state it."""
    start, end = pairs[0]["start"], pairs[0]["end"]
    near = [row for row in mentions if start <= row["start"] and row["end"] <= end]
    marks = [mark for pair in pairs for mark in sides(pair, near)]
    # Several pairs of one statement share a side.
    return list(dict.fromkeys(marks))


def lasting(ties: list[dict[str, Any]]) -> str:
    """List the lasting facts."""
    if not ties:
        return ""
    items = []
    for tie in ties:
        told = [tie.get("office"), tie["date"], f"[{tie['rule']}]" if tie.get("rule") else None]
        line = " · ".join(str(part) for part in told if part)
        items.append(
            f"<li><b>{escape(str(tie['tie']).replace('_', ' '))}</b> {escape(actors(tie['subject']))} → "
            f'{escape(actors(tie["object"]))} <span class="c-dim">{escape(line)}</span>'
            f'<span class="c-quote" dir="auto">{escape(tie["evidence"])}</span></li>'
        )
    return f'<h4>lasting facts</h4><ol class="c-list">{"".join(items)}</ol>'


def legend(parts: dict[str, list[dict[str, Any]]]) -> str:
    """Explain the marks that are there."""
    kinds = dict.fromkeys(str(row["type"]) for row in parts["mentions"])
    told = [f'<span class="c-m c-{word(kind)}">{escape(kind.replace("_", " "))}</span>' for kind in sorted(kinds)]
    if parts["dates"]:
        told.append('<span class="c-m c-date">date</span>')
    for status in dict.fromkeys(str(row["status"]) for row in parts["relations"]):
        told.append(f'<span class="c-rel c-{word(status)}">{escape(status)} relation</span>')
    if any(row["label"] not in HEADLINES for row in parts["labels"]):
        told.append('<span class="c-label">not prose</span>')
    return f'<p class="c-legend">{" ".join(told)}</p>' if told else ""
