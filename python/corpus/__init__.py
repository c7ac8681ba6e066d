"""An embedded database of press articles: full-text search, entities, and who did what to whom."""

from corpus import _errors
from corpus._corpus import (
    Article,
    CodingReport,
    Corpus,
    Diff,
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

__all__ = [
    "Article", "CodingReport", "Corpus", "Diff", "Extraction", "ImportReport", "Lexicon", "LoadReport",
    "ReextractReport", "Row", "Table", "__version__", "diff", "diff_lexicon", "extract", "open", "sample",
    "show_versions", "sqlite_version", *_errors.__all__,
]  # fmt: skip
