"""What is wrong with a file, as a notebook and a terminal show it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """Something wrong with a file."""

    part: str
    """What was looked at: structure, schema, references, full-text index, text, quotation, value, events, copies,
    corrections."""
    problem: str
    """What is wrong with it."""
    article: int | None
    """The number of the article it is about, where it is about one."""
    remedy: str
    """What helps."""

    def __str__(self) -> str:
        """Say it in a line."""
        from corpus._html import terminal

        return f"{self.part}: {terminal(self.problem)} ({self.remedy})"


# A tuple with names takes no attribute in its body.
Problem.__module__ = "corpus"

SHOWN = 200
"""Problems that a notebook shows."""


def table(problems: list[Problem]) -> str:
    """Show problems as a table."""
    from corpus._html import escape

    if not problems:
        return '<p class="c-dim">nothing is wrong</p>'
    head = "".join(f"<th>{name}</th>" for name in ("part", "problem", "remedy"))
    rows = "".join(
        f'<tr><td class="c-s">{escape(one.part)}</td><td>{escape(one.problem)}</td><td>{escape(one.remedy)}</td></tr>'
        for one in problems[:SHOWN]
    )
    more = f'<p class="c-dim">and {len(problems) - SHOWN} more</p>' if len(problems) > SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


class Problems(list[Problem]):
    """What `Corpus.check` found: a list of `Problem`, empty where nothing is wrong."""

    __module__ = "corpus"

    def __str__(self) -> str:
        """Say each in a line."""
        return "\n".join(map(str, self)) or "nothing is wrong"

    def _repr_html_(self) -> str:
        from corpus._html import view

        return view(table(self))


class Repaired:
    """What `Corpus.repair` did.

    Attributes
    ----------
    found : Problems
        What was wrong.
    done : list of str
        What was done about it, in order.
    left : Problems
        What is wrong still, with what helps.
    """

    __module__ = "corpus"

    def __init__(self, found: Problems, done: list[str], left: Problems, text: str) -> None:
        self.found = found
        self.done = done
        self.left = left
        self._text = text

    def __str__(self) -> str:
        """Say what was done and what is left."""
        from corpus._html import terminal

        return "\n".join(map(terminal, self._text.splitlines()))

    def __repr__(self) -> str:
        """Count."""
        return f"<Repaired: {len(self.found)} found, {len(self.done)} done, {len(self.left)} left>"

    def _repr_html_(self) -> str:
        from corpus._html import escape, view

        if not self.found:
            return view('<p class="c-dim">nothing is wrong; nothing was done</p>')
        done = "".join(f"<li>{escape(line)}</li>" for line in self.done) or "<li>nothing</li>"
        return view(f'<h4>done</h4><ol class="c-list">{done}</ol><h4>left</h4>{table(self.left)}')
