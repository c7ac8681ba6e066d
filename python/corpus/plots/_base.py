"""What all pictures share: axes, colours, words in two languages, and ways into the data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from corpus._extras import need
from corpus.plots._words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

BLACK, GREY = "#000000", "0.35"
# Okabe and Ito's colours, told apart by all: Color Universal Design, 2008. Conflict is warm, what is material darker.
QUADS = {
    "verbal_cooperation": ("#56B4E9", 1),
    "material_cooperation": ("#0072B2", 1),
    "verbal_conflict": ("#E69F00", -1),
    "material_conflict": ("#D55E00", -1),
}
LINES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "++", "oo")
LABELS = 24
"""The most names that can be read on an axis."""
STEPS = (1, 2, 3, 4, 6, 12, 24, 60, 120, 240, 600, 1200)

chosen = "en"


def set_language(lang: str) -> None:
    """Choose the language of labels for all pictures to come.

    Parameters
    ----------
    lang : str
        `en` or `fr`.

    Examples
    --------
    >>> import corpus
    >>> corpus.plots.set_language("en")
    """
    global chosen
    chosen = known(lang)


def known(lang: object) -> str:
    """Check a language."""
    if not isinstance(lang, str) or lang not in WORDS:
        message = f"lang: {' or '.join(map(repr, WORDS))}, not {lang!r}"
        raise ValueError(message)
    return lang


class Say:
    """Words for labels, in one language."""

    def __init__(self, lang: str | None) -> None:
        self.words = WORDS[chosen if lang is None else known(lang)]

    def __call__(self, word: str, **values: object) -> str:
        """Give a word or a sentence; what has no translation stays as it is."""
        return self.words.get(word, word.replace("_", " ")).format(**values)

    def number(self, value: float) -> str:
        """Write a number that is whole, or has few digits."""
        text = f"{value:g}"
        return text.replace("-", "−").replace(".", self.words["."])


def axes(ax: Any, size: tuple[float, float]) -> Any:
    """Take the axes given, or make some."""
    if ax is not None:
        return ax
    return need("matplotlib.pyplot", "plot").subplots(figsize=size, layout="constrained")[1]


def bare(ax: Any) -> None:
    """Leave out the lines that tell nothing."""
    ax.spines[["top", "right"]].set_visible(False)


def note(ax: Any, *lines: str | None) -> None:
    """Say above a picture what it leaves out."""
    told = [line for line in lines if line]
    if told:
        joint = "; " if sum(map(len, told)) < 60 else "\n"
        ax.set_title(joint.join(told), fontsize="small", loc="left", color=GREY)


def count_axis(axis: Any, say: Say) -> None:
    """Write whole numbers without a sign on an axis."""
    ticker = need("matplotlib.ticker", "plot")
    axis.set_major_locator(ticker.MaxNLocator(integer=True))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: say.number(abs(value))))


def period_axis(ax: Any, periods: list[str]) -> None:
    """Name the periods, as many as can be read, years at their beginning."""
    step = next((step for step in STEPS if len(periods) / step <= LABELS), math.ceil(len(periods) / LABELS))
    # A step of whole years begins with one.
    first = next((at for at, name in enumerate(periods) if name[4:] in ("", "-01", "-Q1", "-W01", "-01-01")), 0)
    start = first % step
    turned = sum(map(len, periods[start::step])) > 45
    ax.set_xticks(
        list(range(start, len(periods), step)),
        [plain(name) for name in periods[start::step]],
        rotation=45 if turned else 0,
        ha="right" if turned else "center",
        rotation_mode="anchor",
    )


def plain(text: object) -> str:
    """Keep matplotlib from reading formulas in a name, and leave out what no font has."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))
    return shown.replace("$", r"\$")


def short(text: object, most: int = 32) -> str:
    """Cut a name that is too long for an axis."""
    shown = str(text)
    return plain(shown if len(shown) <= most else shown[: most - 1] + "…")


class Columns:
    """The columns of a table, a data frame or a dictionary of lists."""

    def __init__(self, data: Any, needed: tuple[str, ...], what: str) -> None:
        self.data = data
        self.names = list(data) if isinstance(data, dict) else [str(name) for name in getattr(data, "columns", ())]
        missing = [name for name in needed if name not in self.names]
        if missing:
            told = f"; it has {', '.join(self.names)}" if self.names else f", not {type(data).__name__}"
            message = f"{what} needs a table with the columns {', '.join(needed)}{told}"
            raise ValueError(message)
        self.kind = getattr(data, "kind", "rows")
        self.left_out = getattr(data, "left_out", 0)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a column."""
        return name in self.names

    def __getitem__(self, name: str) -> list[Any]:
        """Give the values of a column, `None` where there is none."""
        values = self.data[name]
        values = values.tolist() if hasattr(values, "tolist") else list(values)
        # A data frame has numbers that are none for what is missing.
        return [None if value is None or value != value else value for value in values]


def corpus_of(data: Any) -> Any:
    """Give the corpus itself, where that was given."""
    from corpus import Corpus

    return data if isinstance(data, Corpus) else None


def relations(data: Any, filters: Mapping[str, Any], columns: list[str]) -> Any:
    """Ask a corpus for its relations, what is asserted or planned unless told; a table stays as it is."""
    corpus = corpus_of(data)
    if corpus is None:
        refuse(filters)
        return data
    return corpus.relations(**{"status": ["asserted", "planned"], **filters, "columns": columns})


def refuse(filters: Mapping[str, Any]) -> None:
    """Say that filters are for a corpus."""
    if filters:
        message = f"{', '.join(filters)}: only a corpus can be asked so; filter the table before it is drawn"
        raise TypeError(message)


def named(code: Any, names: Mapping[str, str] | None) -> str:
    """Give the name of an actor, or its code."""
    return short((names or {}).get(code, code))


def positive(name: str, value: object) -> int:
    """Check how many are drawn."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        message = f"{name}: a whole number from 1, not {value!r}"
        raise ValueError(message)
    return value
