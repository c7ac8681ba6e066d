"""The accounts of one event, side by side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from corpus._evidence import SIDES, actors, marks, quote
from corpus._html import Mark, escape, view, word

if TYPE_CHECKING:
    from corpus import Table

NEEDED = frozenset({"event", "article_id", "key", "outlet", "published", "status", "said_by", "type", "date", "place",
    "source", "target", "evidence"})  # fmt: skip
"""Columns without which rows are not the accounts of an event."""
CARDS = 24
"""Accounts that are shown."""
COMPARED = ("type", "source", "target", "date", "place", "status")
"""What accounts may tell otherwise than most."""


def is_versions(table: Table) -> bool:
    """Tell whether rows are the accounts of one event."""
    return set(table.columns) >= NEEDED and len(table) > 0 and len(set(table["event"])) == 1


def versions(table: Table) -> str:
    """Show the accounts of an event beside one another, and where each departs from most."""
    rows = table.head(CARDS).to_dicts()
    most = common(table)
    found = marks(table, rows)
    cards = "".join(card(row, most, spans) for row, spans in zip(rows, found, strict=True))
    left = len(table) - len(rows)
    more = f'<p class="c-dim">and {left} accounts more</p>' if left else ""
    return view(heading(table, most) + f'<div class="c-cards">{cards}</div>' + more)


def common(table: Table) -> dict[str, Any]:
    """Find what most reports tell; of two told as often, the one told first."""
    accounts = table["account"] if "account" in table.columns else []
    # What else is claimed of an event, or said of it, is not what it is.
    reports = [at for at, account in enumerate(accounts) if account == "report"] or range(len(table))
    out = {}
    for name in COMPARED:
        values = table[name]
        told = Counter(values[at] for at in reports if values[at] is not None)
        out[name] = told.most_common(1)[0][0] if told else None
    return out


def heading(table: Table, most: dict[str, Any]) -> str:
    """Say what the event is, and how many tell it."""
    title = f"{most['type']} {actors(most['source'])} → {actors(most['target'])}"
    facts = [most["date"] or "undated", most["place"]]
    articles = len(set(table["article_id"]))
    outlets = len({outlet for outlet in table["outlet"] if outlet})
    count = f"{plural(len(table), 'account')} in {plural(articles, 'article')}"
    if outlets:
        count += f" of {plural(outlets, 'outlet')}"
    told = " · ".join(escape(fact) for fact in (*facts, count) if fact)
    legend = SIDES if table._corpus is not None else ""
    if any(differs(row, most) for row in table.head(CARDS).to_dicts()):
        legend += ' <span class="c-differs">told otherwise than by most</span>'
    return f'<h3>{escape(title)}</h3><p class="c-dim">{told}</p><p class="c-legend">{legend}</p>'


def plural(count: int, noun: str) -> str:
    """Count things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def differs(row: dict[str, Any], most: dict[str, Any]) -> list[str]:
    """Name what an account tells otherwise than most; what it does not tell is no difference."""
    return [name for name in COMPARED if row[name] is not None and row[name] != most[name]]


def card(row: dict[str, Any], most: dict[str, Any], spans: list[Mark]) -> str:
    """Show one account."""
    other = differs(row, most)

    def line(names: tuple[str, ...], text: str) -> str:
        kind = ' class="c-differs" title="told otherwise than by most"' if set(names) & set(other) else ""
        return f"<p{kind}>{text}</p>"

    account = row.get("account")
    about = [row["published"] or "undated", account if account not in (None, "report") else None]
    head = f"<p><b>{escape(row['outlet'] or row['key'])}</b><br>"
    head += f'<span class="c-dim">{" · ".join(escape(part) for part in about if part)}</span></p>'
    said = f", said by {escape(actors(row['said_by']))}" if row["said_by"] else ""
    lines = [line(("status",), f'<span class="c-rel c-{word(row["status"])}">{escape(row["status"])}</span>{said}')]
    if other and set(other) & {"type", "source", "target"}:
        who = f"{row['type']} {actors(row['source'])} → {actors(row['target'])}"
        lines.append(line(("type", "source", "target"), escape(who)))
    place = [row["date"] or "undated", row["place"]]
    lines.append(line(("date", "place"), " · ".join(escape(part) for part in place if part)))
    words = f'<p class="c-quote" dir="auto">« {quote(row["evidence"], spans)} »</p>'
    where = f'<p class="c-dim">{escape(row["key"])}</p>' if row["outlet"] else ""
    return f'<div class="c-card">{head}{"".join(lines)}{words}{where}</div>'
