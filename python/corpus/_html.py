"""HTML without script: escaping, links, marks that nest, and the style of all views."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

LIGHT = {
    "paper": "#ffffff", "ink": "#1b1b1b", "dim": "#6b6b6b", "line": "#d4d4d4", "link": "#0b5cad", "state": "#cfe6f7",
    "place": "#d9efe4", "org": "#f7e3bd", "group": "#f8d3c3", "person": "#f0dae9", "date": "#f3efb0", "rel": "#b84d00",
    "target": "#fbe0cc", "hit": "#ffe86b",
}  # fmt: skip
DARK = {
    "paper": "#1c1c1e", "ink": "#e8e8e8", "dim": "#a0a0a0", "line": "#4a4a4a", "link": "#7db8f0", "state": "#17405c",
    "place": "#124a38", "org": "#5c4310", "group": "#5f2d14", "person": "#52304a", "date": "#4c4810", "rel": "#f08c4a",
    "target": "#643315", "hit": "#6e5c00",
}  # fmt: skip


def variables(colours: dict[str, str], *, jupyter: bool = False) -> str:
    """Write colours as variables of CSS; in JupyterLab, paper and ink are those of its theme."""
    told = dict(colours)
    if jupyter:
        told["paper"] = f"var(--jp-layout-color0,{colours['paper']})"
        told["ink"] = f"var(--jp-content-font-color1,{colours['ink']})"
    return ";".join(f"--c-{name}:{value}" for name, value in told.items())


def scoped(*scopes: str) -> str:
    """Name the view inside each of some pages."""
    return ",".join(f"{scope} .corpus-view" for scope in scopes)


# Tables name the view twice, to count for more than the rules of JupyterLab.
# The page says whether it is dark: JupyterLab and what it exports, VS Code, Colab, Sphinx; else the system does.
STYLE = f"""<style>
.corpus-view{{{variables(LIGHT)};color-scheme:light;background:var(--c-paper);color:var(--c-ink);font-size:14px;
line-height:1.55;padding:6px 10px;max-width:100%;box-sizing:border-box;overflow-x:auto}}
@media (prefers-color-scheme:dark){{.corpus-view{{{variables(DARK)};color-scheme:dark}}}}
{scoped('[data-jp-theme-light="true"]')}{{{variables(LIGHT, jupyter=True)};color-scheme:light}}
{scoped('[data-jp-theme-light="false"]')}{{{variables(DARK, jupyter=True)};color-scheme:dark}}
{scoped("body.vscode-light", "body.vscode-high-contrast-light", '[data-theme="light"]', "html[theme=light]")}{{
{variables(LIGHT)};color-scheme:light}}
{scoped("body.vscode-dark", "body.vscode-high-contrast", '[data-theme="dark"]', "html[theme=dark]")}{{
{variables(DARK)};color-scheme:dark}}
.corpus-view h3,.corpus-view h4{{color:inherit;margin:.2em 0 .3em}}.corpus-view h3{{font-size:1.25em}}
.corpus-view h4{{font-size:1em}}.corpus-view p{{margin:.3em 0}}.corpus-view a{{color:var(--c-link)}}
.corpus-view .c-text{{white-space:pre-wrap;max-width:48em;overflow-wrap:anywhere;line-height:2.2;margin:.6em 0 1em}}
.corpus-view .c-m{{border-radius:3px;padding:1px 2px}}
.corpus-view .c-state{{background:var(--c-state)}}.corpus-view .c-place{{background:var(--c-place)}}
.corpus-view .c-organization{{background:var(--c-org)}}.corpus-view .c-armed_group{{background:var(--c-group)}}
.corpus-view .c-person{{background:var(--c-person)}}.corpus-view .c-date{{background:var(--c-date)}}
.corpus-view .c-rel{{border-bottom:2px solid var(--c-rel);padding-bottom:1px;scroll-margin:4em}}
.corpus-view .c-planned{{border-bottom-style:dashed}}.corpus-view .c-claimed{{border-bottom-style:dotted}}
.corpus-view .c-denied{{border-bottom-style:double;border-bottom-width:4px}}
.corpus-view .c-hypothetical{{border-bottom-style:dotted;border-bottom-width:1px}}
.corpus-view .c-l2{{padding-bottom:4px}}.corpus-view .c-l3{{padding-bottom:7px}}
.corpus-view .c-ref{{font-size:70%;line-height:0;user-select:none;-webkit-user-select:none}}
.corpus-view .c-ref a{{text-decoration:none;padding:0 1px}}
.corpus-view .c-label,.corpus-view .c-label .c-m{{color:var(--c-dim)}}.corpus-view .c-label .c-m{{background:none}}
.corpus-view .c-headline{{font-weight:bold}}
.corpus-view .c-source{{background:var(--c-state);border-bottom:2px solid}}
.corpus-view .c-target{{background:var(--c-target);border-bottom:2px dashed}}
.corpus-view .c-implied{{background:none}}
.corpus-view .c-hit{{font-weight:bold;background:var(--c-hit);border-radius:3px;padding:1px 2px}}
.corpus-view .c-ctl{{color:var(--c-rel);font-size:75%}}.corpus-view .c-dim{{color:var(--c-dim)}}
.corpus-view .c-legend{{margin:.4em 0;line-height:2}}.corpus-view .c-legend span{{margin-right:.5em}}
.corpus-view ol.c-list{{padding-left:2.2em;margin:.3em 0}}
.corpus-view ol.c-list li{{margin:0 0 .55em;max-width:52em;scroll-margin:4em}}
.corpus-view .c-quote{{display:block;overflow-wrap:anywhere}}
.corpus-view :target{{outline:2px solid var(--c-rel);outline-offset:2px}}
.corpus-view .c-cards{{display:grid;grid-template-columns:repeat(auto-fit,minmax(15em,1fr));gap:10px;margin:.5em 0}}
.corpus-view .c-card{{border:1px solid var(--c-line);border-radius:5px;padding:8px 10px;overflow-wrap:anywhere}}
.corpus-view .c-card p{{margin:0 0 .35em}}.corpus-view .c-differs{{border-left:4px solid var(--c-rel);padding-left:6px}}
.corpus-view.corpus-view table{{border-collapse:collapse;color:inherit;font-size:13px;table-layout:auto;width:auto}}
.corpus-view.corpus-view tbody tr,.corpus-view.corpus-view thead tr{{background:none}}
.corpus-view.corpus-view td,.corpus-view.corpus-view th{{text-align:left;vertical-align:top;padding:3px 6px;
border-bottom:1px solid var(--c-line);background:none;max-width:34em;white-space:normal;overflow-wrap:break-word;
unicode-bidi:isolate}}
.corpus-view.corpus-view td.c-s,.corpus-view.corpus-view th{{white-space:nowrap}}
.corpus-view.corpus-view td.c-q{{min-width:16em;overflow-wrap:anywhere}}
.corpus-view.corpus-view td.c-n{{text-align:right}}
.corpus-view.corpus-view .c-kwic td{{border:none;max-width:none;white-space:pre;padding:0 .3em}}
.corpus-view.corpus-view .c-kwic td.c-left{{text-align:right}}
.corpus-view.corpus-view .c-kwic td.c-where{{white-space:normal;padding-left:1.5em}}
.corpus-view del{{background:var(--c-group);text-decoration:line-through}}
.corpus-view ins{{background:var(--c-place);text-decoration:none}}
</style>"""


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
    """Escape text for HTML, between tags, and show what is hidden in it."""
    out = []
    # A line that ends as on Windows ends as any other.
    whole = str(text).replace("\r\n", "\n")
    if whole.replace("\n", "").replace("\t", "").isprintable():
        return html.escape(whole, quote=True)
    for character in whole:
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


def word(name: object) -> str:
    """Make a word that may stand among classes."""
    return re.sub(r"[^a-z0-9_-]", "", str(name).lower())


@dataclass(frozen=True)
class Mark:
    """A stretch of a text to mark, in code points.

    Attributes
    ----------
    start, end : int
        Where it begins, and one past its end.
    kind : str
        Its classes.
    title : str
        What is told when the pointer rests on it.
    anchor : str
        The id of its beginning.
    after : str
        HTML that follows its end.
    """

    start: int
    end: int
    kind: str
    title: str = ""
    anchor: str = ""
    after: str = ""


def marked(text: str, marks: Iterable[Mark]) -> str:
    """Mark stretches of a text, which may overlap.

    Of two that cross, the one that begins later is taken up again behind the end of the other, so that tags nest. A
    mark outside the text, or of nothing, is left out.
    """
    within = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    # Long before short; of equals, in the order given.
    within.sort(key=lambda mark: (mark.start, -mark.end))
    out: list[str] = []
    stack: list[Mark] = []
    at = 0

    def tag(mark: Mark, *, again: bool) -> str:
        titles = dict.fromkeys(m.title for m in (mark, *reversed(stack)) if m.title)
        told = f' title="{attribute(chr(10).join(titles))}"' if titles else ""
        anchor = f' id="{attribute(mark.anchor)}"' if mark.anchor and not again else ""
        return f'<span class="{attribute(mark.kind)}"{anchor}{told}>'

    def write(until: int) -> None:
        """Write text up to a place, and close what ends on the way."""
        nonlocal at
        while stack and (end := min(mark.end for mark in stack)) <= until:
            out.append(escape(text[at:end]))
            at = end
            reopened: list[Mark] = []
            while any(mark.end == end for mark in stack):
                mark = stack.pop()
                out.append("</span>")
                if mark.end == end:
                    out.append(mark.after)
                else:
                    reopened.append(mark)
            for mark in reversed(reopened):
                out.append(tag(mark, again=True))
                stack.append(mark)
        out.append(escape(text[at:until]))
        at = until

    for mark in within:
        write(mark.start)
        out.append(tag(mark, again=False))
        stack.append(mark)
    write(len(text))
    return "".join(out)
