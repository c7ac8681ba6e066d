"""An embedded database of press articles: full-text search, entities, and who did what to whom."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from corpus import _errors
from corpus._corpus import (
    Article,
    Corpus,
    Diff,
    Difference,
    Extraction,
    Lexicon,
    LoadReport,
    Row,
    Table,
    __version__,
    diff,
    diff_lexicon,
    extract,
    open,
    sqlite_version,
)  # fmt: skip
from corpus._errors import *  # noqa: F403
from corpus._sample import sample, show_versions

if _TYPE_CHECKING:
    from corpus import plots
    from corpus._network import Network

__all__ = [
    "Article", "Corpus", "Diff", "Difference", "Extraction", "Lexicon", "LoadReport", "Network", "Row", "Table",
    "__version__", "diff", "diff_lexicon", "extract", "open", "plots", "sample", "show_versions", "sqlite_version",
    *_errors.__all__,
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Import what is not always needed when it is first asked for."""
    from importlib import import_module

    if name == "plots":
        return import_module("corpus.plots")
    if name == "Network":
        return import_module("corpus._network").Network
    message = f"module 'corpus' has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """List what is not imported yet, too."""
    return sorted({*globals(), *__all__})
