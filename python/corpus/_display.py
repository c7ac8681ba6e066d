"""What notebooks and terminals show. All text is escaped; no script is ever written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus._article import article, extraction
from corpus._evidence import SIDES, marks, quote
from corpus._html import Mark, attribute, escape, link, terminal, view
from corpus._versions import is_versions, versions

if TYPE_CHECKING:
    from corpus import Difference, LoadReport, Row, Table

__all__ = ["article", "difference", "extraction", "plain_table", "report", "row", "table"]

ROWS = 20
"""Rows of a table that are shown; the head and the tail of a longer one."""
CELL = 160
"""Characters of a cell that are shown."""
MANY = 12
"""Columns that can be read beside one another."""
WORDS = {"relations": "evidence", "hits": "snippet"}
"""The column that quotes an article."""
SHORT = frozenset({"source", "target", "date", "published", "status", "said_by", "first_day", "last_day", "period"})
"""Columns of single words, which are not broken."""


def short(value: object) -> str:
    """Cut what is too long for a cell."""
    text = str(value)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def cell(value: object) -> str:
    """Show one value."""
    if value is None:
        return "<td></td>"
    if isinstance(value, float):
        return f'<td class="c-n">{value:.4g}</td>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td class="c-n">{value}</td>'
    return f"<td>{escape(short(value))}</td>"


HIDDEN = {
    "relations": frozenset({"id", "article_id", "mode", "context", "quad", "goldstein", "source_sector",
        "target_sector", "date_from", "date_to", "place", "start", "end", "rule", "origin"}),
    "hits": frozenset({"article_id", "language", "snippet_start", "snippet_end", "matches"}),
}  # fmt: skip
"""Columns that are told where the pointer rests on a row, or below the table, and not beside the words."""


def table(table: Table) -> str:
    """Show the head and the tail of a table."""
    if is_versions(table):
        return versions(table)
    if table.kind == "concordance" and {*KWIC, *WHERE} <= set(table.columns):
        return concordance(table)
    columns = seen(table)
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    pieces = [table] if len(table) <= ROWS else [table[: ROWS // 2], table[len(table) - ROWS // 2 :]]
    gap = f'<tr><td class="c-dim" colspan="{len(columns)}">…</td></tr>'
    lines = gap.join(rows_html(table.kind, piece, columns) for piece in pieces)
    of = f" of {table.total}" if table.kind == "hits" and table.total > len(table) else ""
    rows = f"{len(table)}{of} {escape(table.kind)} × {len(table.columns)} columns"
    notes = "".join(f"; {escape(note)}" for note in table.notes)
    count = f'<p class="c-dim">{rows}{left_out(table)}{notes}</p>'
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>{key(table)}{count}"
    return view(body + hidden(table, columns))


def seen(table: Table) -> list[str]:
    """Choose the columns that are shown: all, unless there are many."""
    if len(table.columns) <= MANY:
        return [name for name in table.columns if table.kind != "hits" or name not in HIDDEN["hits"]]
    return [name for name in table.columns if name not in HIDDEN.get(table.kind, ())]


def hidden(table: Table, columns: list[str]) -> str:
    """Name the columns that are not shown."""
    rest = [name for name in table.columns if name not in columns]
    return f'<p class="c-dim">not shown here: {escape(", ".join(rest))}</p>' if rest else ""


def key(table: Table) -> str:
    """Explain the marks in evidence."""
    if not len(table) or table._corpus is None or table.kind != "relations" or "evidence" not in table.columns:
        return ""
    return f'<p class="c-legend">{SIDES}</p>'


def rows_html(kind: str, piece: Table, columns: list[str]) -> str:
    """Show rows, with names and what was searched for marked in them."""
    rows = piece.to_dicts()
    words = WORDS.get(kind)
    found = marks(piece, rows) if words in piece.columns else [[] for _ in rows]
    return "".join(row_html(kind, row, columns, spans) for row, spans in zip(rows, found, strict=True))


def left_out(table: Table) -> str:
    """Say how many relations or events a timeline or panel had no place for, or articles counts over time."""
    what = {
        "dispersion": "articles that are in no part",
        "frequency": "articles without a day of publication this precise",
    }.get(table.kind, f"{counted(table)} without a date this precise")
    return f"; {table.left_out} {what} left out" if table.left_out else ""


def counted(table: Table) -> str:
    """Name what dyads, a timeline or a panel count; articles have relations that count."""
    return "events" if "events" in table.columns else "relations"


LISTS = frozenset({"statuses", "disagreement", "disagrees"})
"""Columns of JSON lists that are read more easily as words."""


def words(value: str) -> str:
    """Show a JSON list of words."""
    return ", ".join(json.loads(value))


KWIC = ("left", "match", "right")
WHERE = ("key", "published", "outlet", "start")


def concordance(table: Table) -> str:
    """Show the lines of a concordance, the matches below one another; what stands beside them says where they are."""
    pieces = [table] if len(table) <= 2 * ROWS else [table[:ROWS], table[len(table) - ROWS :]]
    gap = '<tr><td class="c-left c-dim">…</td><td></td><td></td><td></td></tr>'
    lines = gap.join("".join(kwic_line(row) for row in piece.to_dicts()) for piece in pieces)
    count = f'<p class="c-dim">{len(table)} lines</p>'
    return view(f'<table class="c-kwic"><tbody>{lines}</tbody></table>{count}')


def kwic_line(row: dict[str, Any]) -> str:
    """Show one line of a concordance."""
    where = " · ".join(escape(short(row[name])) for name in WHERE if row[name] not in (None, ""))
    return (
        f'<tr><td class="c-left">{escape(row["left"])}</td><td><span class="c-hit">{escape(row["match"])}</span></td>'
        f'<td>{escape(row["right"])}</td><td class="c-dim c-where">{where}</td></tr>'
    )


def plain_concordance(table: Table, most: int) -> str:
    """Show the lines of a concordance in a terminal, the matches below one another."""
    rows = [{name: terminal(row[name] or "") for name in (*KWIC, "key")} for row in table.head(most).to_dicts()]
    left, match, right = (max((len(row[name]) for row in rows), default=0) for name in KWIC)
    lines = [
        f"{row['left']:>{left}}[{row['match']}]{row['right']:<{right + match - len(row['match'])}}  {row['key']}"
        for row in rows
    ]
    if len(table) > most:
        lines.append(f"… {len(table)} lines in all")
    return "\n".join(lines) or "no lines"


def row_html(kind: str, row: dict[str, Any], columns: list[str], spans: list[Mark]) -> str:
    """Show a row, with the names and words marked in what is quoted."""
    cells = []
    for name in columns:
        value = row[name]
        if name == WORDS.get(kind) and isinstance(value, str):
            cells.append(f'<td class="c-q" dir="auto">{quote(value, spans)}</td>')
        elif name == "url" and isinstance(value, str):
            cells.append(f"<td>{link(value)}</td>")
        elif kind in ("events", "versions") and name in LISTS:
            cells.append(cell(words(value)))
        elif name == "type" and kind == "relations":
            told = [row.get("quad"), row.get("rule"), row.get("origin")]
            title = " · ".join(str(part) for part in told if part)
            cells.append(f'<td class="c-s" title="{attribute(title)}">{escape(short(value))}</td>')
        elif name in SHORT and isinstance(value, str) and len(value) < CELL / 4:
            cells.append(f'<td class="c-s">{escape(value)}</td>')
        else:
            cells.append(cell(value))
    return f"<tr>{''.join(cells)}</tr>"


def row(row: Row) -> str:
    """Show one row, a line for each column."""
    lines = "".join(f"<tr><th>{escape(name)}</th>{cell(value)}</tr>" for name, value in row.to_dict().items())
    return view(f"<table><tbody>{lines}</tbody></table>")


def report(report: LoadReport) -> str:
    """Show what became of a load, and why some was refused."""
    body = f"<p>{escape(str(report).splitlines()[0])}</p>"
    if report.refused:
        lines = "".join(
            f"<tr><td>{escape(short(origin))}</td><td>{escape(short(reason))}</td></tr>"
            for origin, reason in report.refused[:ROWS]
        )
        body += f"<table><thead><tr><th>refused</th><th>why</th></tr></thead><tbody>{lines}</tbody></table>"
        if len(report.refused) > ROWS:
            body += f'<p class="c-dim">and {len(report.refused) - ROWS} more</p>'
    return view(body)


def difference(found: Difference, about: dict[str, list[str | None]]) -> str:
    """Show what an article cut from another and added to it."""

    def named(which: str) -> str:
        key, title, outlet, published = about[which]
        facts = ", ".join(escape(fact) for fact in (outlet, published) if fact)
        return f"<b>{escape(title or key)}</b>{f' ({facts})' if facts else ''}"

    head = f"<p>{named('article')} beside {named('other')}: similarity {found.similarity:.2f}</p>"
    return view(f'{head}<div class="c-text">{found.to_html()}</div>')


def plain_table(table: Table, *, most: int = ROWS, width: int = 40) -> str:
    """Show a table in a terminal."""
    if table.kind == "concordance" and {*KWIC, *WHERE} <= set(table.columns):
        return plain_concordance(table, most)
    rows = table.head(most).to_dicts()
    text = [[terminal(name) for name in table.columns]]
    for values in rows:
        if table.kind in ("events", "versions"):
            values = {name: words(value) if name in LISTS else value for name, value in values.items()}
        text.append([_plain(value, width) for value in values.values()])
    widths = [max(len(line[at]) for line in text) for at in range(len(table.columns))]
    lines = ["  ".join(part.ljust(wide) for part, wide in zip(line, widths, strict=True)).rstrip() for line in text]
    if len(table) > most:
        lines.append(f"… {len(table)} {table.kind} in all")
    lines.extend(terminal(note) for note in table.notes)
    return "\n".join(lines)


def _plain(value: object, width: int) -> str:
    if value is None:
        return ""
    text = f"{value:.3g}" if isinstance(value, float) else terminal(value)
    return text if len(text) <= width else text[: width - 1] + "…"
