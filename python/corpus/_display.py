"""What notebooks and terminals show. All text is escaped; no script is ever written."""

from __future__ import annotations

import html
import json
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from corpus import Article, Difference, Extraction, LoadReport, Row, Table

ROWS = 20
"""Rows of a table that are shown; the head and the tail of a longer one."""
CELL = 160
"""Characters of a cell that are shown."""

STYLE = """<style>
.corpus-view{--c-ink:#1b1b1b;--c-dim:#8a8a8a;--c-line:#d4d4d4;--c-state:#cfe6f7;--c-place:#d9efe4;--c-org:#f7e3bd;
--c-group:#f6d0bd;--c-person:#eed6e6;--c-date:#f3efb0;--c-rel:#D55E00;
color:var(--c-ink);font-size:14px;line-height:1.55}
@media (prefers-color-scheme:dark){.corpus-view{--c-ink:#e6e6e6;--c-dim:#8f8f8f;--c-line:#4a4a4a;--c-state:#17405c;
--c-place:#124a38;--c-org:#5c4310;--c-group:#5f2d14;--c-person:#52304a;--c-date:#4c4810;--c-rel:#f08c4a}}
[data-jp-theme-light="true"] .corpus-view{--c-ink:var(--jp-content-font-color1,#1b1b1b);
--c-dim:#767676;--c-line:#d4d4d4;
--c-state:#cfe6f7;--c-place:#d9efe4;--c-org:#f7e3bd;--c-group:#f6d0bd;--c-person:#eed6e6;--c-date:#f3efb0;--c-rel:#D55E00}
[data-jp-theme-light="false"] .corpus-view{--c-ink:var(--jp-content-font-color1,#e6e6e6);
--c-dim:#8f8f8f;--c-line:#4a4a4a;
--c-state:#17405c;--c-place:#124a38;--c-org:#5c4310;--c-group:#5f2d14;--c-person:#52304a;--c-date:#4c4810;--c-rel:#f08c4a}
.corpus-view .c-text{white-space:pre-wrap;max-width:46em;overflow-wrap:anywhere}
.corpus-view .c-m{border-radius:3px;padding:0 2px}
.corpus-view .c-state{background:var(--c-state)}.corpus-view .c-place{background:var(--c-place)}
.corpus-view .c-organization{background:var(--c-org)}.corpus-view .c-armed_group{background:var(--c-group)}
.corpus-view .c-person{background:var(--c-person)}.corpus-view .c-date{background:var(--c-date)}
.corpus-view .c-rel{border-bottom:2px solid var(--c-rel)}.corpus-view .c-label{color:var(--c-dim)}
.corpus-view .c-hit{font-weight:bold;background:var(--c-date)}
.corpus-view .c-ctl{color:var(--c-rel);font-size:75%}.corpus-view .c-dim{color:var(--c-dim)}
.corpus-view del{background:var(--c-group);text-decoration:line-through}
.corpus-view ins{background:var(--c-place);text-decoration:none}
.corpus-view table{border-collapse:collapse;color:inherit}.corpus-view td,.corpus-view th{text-align:left;
vertical-align:top;padding:2px 8px;border-bottom:1px solid var(--c-line);background:none;max-width:32em;
white-space:normal;overflow-wrap:anywhere}
.corpus-view td.c-n{text-align:right}
.corpus-view .c-kwic td{border:none;max-width:none;white-space:pre;padding:0 .3em}
.corpus-view .c-kwic td.c-left{text-align:right}.corpus-view .c-kwic td.c-where{white-space:normal;padding-left:1.5em}
</style>"""

LEGEND = ("state", "place", "organization", "armed_group", "person", "date")


def shown(character: str) -> str | None:
    """Say what stands for a character that would not be seen, or would change how others are read."""
    if character in "\n\t":
        return None
    if (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
        and character not in "\u00ad\u200c\u200d"
    ):
        return f"U+{ord(character):04X}"
    return None


def escape(text: object) -> str:
    """Escape text for HTML, between tags or in quotes, and show what is hidden in it."""
    out = []
    for character in str(text):
        hidden = shown(character)
        out.append(html.escape(character, quote=True) if hidden is None else f'<span class="c-ctl">⟨{hidden}⟩</span>')
    return "".join(out)


def attribute(text: object) -> str:
    """Escape text for an attribute in double quotes."""
    return html.escape("".join(f"⟨{shown(c)}⟩" if shown(c) else c for c in str(text)), quote=True)


def terminal(text: object) -> str:
    """Show text on one line of a terminal, without the codes that would move its cursor."""
    return "".join(" " if c in "\n\t" else f"<{shown(c)}>" if shown(c) else c for c in str(text))


def link(url: str | None) -> str:
    """Make a link of an address of the web, and of nothing else."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return escape(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return escape(url)
    return f'<a href="{attribute(url)}" rel="noopener noreferrer" target="_blank">{escape(url)}</a>'


def view(body: str) -> str:
    """Put the style before what it is for."""
    return f'{STYLE}<div class="corpus-view">{body}</div>'


def marked(text: str, spans: list[tuple[int, int, str, str]]) -> str:
    """Mark stretches of a text, which may overlap: `(start, end, class, title)` in code points."""
    bounds = sorted({0, len(text), *(b for start, end, _, _ in spans for b in (start, end) if 0 <= b <= len(text))})
    opening: dict[int, list[tuple[int, int, str, str]]] = {}
    for span in spans:
        opening.setdefault(span[0], []).append(span)
    out: list[str] = []
    active: list[tuple[int, int, str, str]] = []
    for start, end in pairwise(bounds):
        active = [span for span in active if span[1] > start] + [
            span for span in opening.get(start, []) if span[1] > start
        ]
        piece = escape(text[start:end])
        if active:
            classes = " ".join(dict.fromkeys(span[2] for span in active))
            title = " · ".join(dict.fromkeys(span[3] for span in active if span[3]))
            piece = f'<span class="{attribute(classes)}" title="{attribute(title)}">{piece}</span>'
        out.append(piece)
    return "".join(out)


def annotated(text: str, parts: dict[str, list[dict[str, Any]]]) -> str:
    """Mark names, dates, relations and what is not prose in a text."""
    spans = []
    for label in parts["labels"]:
        spans.append((label["start"], label["end"], "c-label", label["label"]))
    for relation in parts["relations"]:
        spans.append((relation["start"], relation["end"], "c-rel", summary(relation)))
    for mention in parts["mentions"]:
        spans.append(
            (mention["start"], mention["end"], f"c-m c-{mention['type']}", f"{mention['type']} {mention['code']}")
        )
    for date in parts["dates"]:
        spans.append((date["start"], date["end"], "c-m c-date", f"date {date['value']}"))
    return f'<div class="c-text">{marked(text, spans)}</div>'


def actors(given: object) -> str:
    """Name one actor or several."""
    return ", ".join(map(str, given)) if isinstance(given, list) else str(given)


def summary(relation: dict[str, Any]) -> str:
    """Say a relation in a line."""
    line = f"{actors(relation['source'])} {relation['type']} {actors(relation['target'])}"
    said = f", said by {relation['said_by']}" if relation.get("said_by") else ""
    return f"{line}, {relation['date'] or 'undated'}, {relation['status']}{said}"


def legend() -> str:
    """Explain the colours."""
    names = " ".join(f'<span class="c-m c-{name}">{name.replace("_", " ")}</span>' for name in LEGEND)
    return f'<p>{names} <span class="c-rel">relation</span> <span class="c-label">not prose</span></p>'


def relations(rows: list[dict[str, Any]]) -> str:
    """List relations in a table."""
    if not rows:
        return '<p class="c-dim">no relations</p>'
    head = "".join(f"<th>{name}</th>" for name in ("source", "type", "target", "date", "status", "said by", "evidence"))
    lines = []
    for row in rows:
        cells = (
            actors(row["source"]),
            row["type"],
            actors(row["target"]),
            row["date"],
            row["status"],
            row.get("said_by"),
            row["evidence"],
        )
        lines.append("<tr>" + "".join(f"<td>{'' if cell is None else escape(cell)}</td>" for cell in cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def article(article: Article) -> str:
    """Show an article with what was read from it."""
    parts = {name: getattr(article, name).to_dicts() for name in ("labels", "mentions", "dates", "relations")}
    about = [article.outlet, article.published, article.language, article.agency]
    line = " · ".join(escape(part) for part in about if part)
    head = f"<h3>{escape(article.title or article.key)}</h3><p class='c-dim'>{line} {link(article.url)}</p>"
    return view(head + legend() + annotated(article.text, parts) + relations(parts["relations"]))


def extraction(extraction: Extraction) -> str:
    """Show a text with what was read from it."""
    parts = {name: getattr(extraction, name) for name in ("labels", "mentions", "dates", "relations")}
    return view(legend() + annotated(extraction.text, parts) + relations(parts["relations"]))


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


def table(table: Table) -> str:
    """Show the head and the tail of a table."""
    if table.kind == "concordance" and {*KWIC, *WHERE} <= set(table.columns):
        return concordance(table)
    columns = table.columns
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    pieces = [table] if len(table) <= ROWS else [table[: ROWS // 2], table[len(table) - ROWS // 2 :]]
    gap = f'<tr><td class="c-dim" colspan="{len(columns)}">…</td></tr>'
    lines = gap.join("".join(row_html(table.kind, row) for row in piece.to_dicts()) for piece in pieces)
    of = f" of {table.total}" if table.kind == "hits" and table.total > len(table) else ""
    notes = "".join(f"; {escape(note)}" for note in table.notes)
    count = (
        f'<p class="c-dim">{len(table)}{of} {escape(table.kind)} × {len(columns)} columns{left_out(table)}{notes}</p>'
    )
    return view(f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>{count}")


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


def row_html(kind: str, row: dict[str, Any]) -> str:
    """Show a row, with the words found in a hit."""
    cells = []
    for name, value in row.items():
        if kind == "hits" and name == "snippet":
            start = row["snippet_start"]
            spans = [(a - start, b - start, "c-hit", "") for a, b in json.loads(row["matches"])]
            cells.append(f"<td>{marked(value, spans)}</td>")
        elif name == "url" and isinstance(value, str):
            cells.append(f"<td>{link(value)}</td>")
        elif kind in ("events", "versions") and name in LISTS:
            cells.append(cell(words(value)))
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
