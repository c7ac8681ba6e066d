"""An embedded database of press articles: full-text search, entities, and who did what to whom."""

from corpus import _errors
from corpus._corpus import (
    Article,
    CodingReport,
    Corpus,
    DeleteReport,
    Diff,
    Difference,
    Extraction,
    ImportReport,
    Lexicon,
    LoadReport,
    ReextractReport,
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

# `typing` would take longer to import than all of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from corpus import plots
    from corpus._check import Problem, Problems, Repaired
    from corpus._judge import Judging, judge
    from corpus._methods import Methods
    from corpus._network import Network
    from corpus._score import score
    from corpus._validation import Agreement, agreement, precision, read_judged

__all__ = [
    "Agreement", "Article", "CodingReport", "Corpus", "DeleteReport", "Diff", "Difference", "Extraction",
    "ImportReport", "Judging", "Lexicon", "LoadReport", "Methods", "Network", "Problem", "Problems", "ReextractReport",
    "Repaired", "Row", "Table", "__version__", "agreement", "diff", "diff_lexicon", "extract", "judge", "open", "plots",
    "precision", "read_judged", "sample", "score", "show_versions", "sqlite_version", *_errors.__all__,
]  # fmt: skip

# What is not needed to load and ask is imported when it is first named, so that `import corpus` stays quick.
_LATER = {
    "Agreement": "_validation",
    "Judging": "_judge",
    "Methods": "_methods",
    "Network": "_network",
    "Problem": "_check",
    "Problems": "_check",
    "Repaired": "_check",
    "agreement": "_validation",
    "judge": "_judge",
    "precision": "_validation",
    "read_judged": "_validation",
    "score": "_score",
}


def __getattr__(name: str) -> object:
    """Import what is not always needed when it is first asked for."""
    from importlib import import_module

    if name == "plots":
        return import_module("corpus.plots")
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message, name=name)
    found = globals()[name] = getattr(import_module(f"corpus.{_LATER[name]}"), name)
    return found


def __dir__() -> list[str]:
    """List what is not imported yet, too."""
    return sorted({*globals(), *__all__})
