"""What goes wrong, by name. All are `CorpusError`; most are also the built-in exception for their kind."""

from __future__ import annotations

__all__ = [
    "ClosedError",
    "CorpusError",
    "CorruptDatabaseError",
    "DatabaseLockedError",
    "DiskFullError",
    "ExistingFileError",
    "ForkedError",
    "InputError",
    "InputFileError",
    "InternalError",
    "LexiconError",
    "MissingExtraError",
    "MissingFileError",
    "NotACorpusError",
    "NotFoundError",
    "OutOfMemoryError",
    "QueryError",
    "QueryTimeoutError",
    "ReadOnlyError",
    "SchemaVersionError",
    "UntrustedFileError",
]


class CorpusError(Exception):
    """Anything that goes wrong in this library."""

    __module__ = "corpus"


class NotFoundError(CorpusError, KeyError):
    """There is no such article or event."""

    __module__ = "corpus"

    def __str__(self) -> str:
        """Say it without the quotes that `KeyError` puts around it."""
        return Exception.__str__(self)


class QueryError(CorpusError, ValueError):
    """A question that cannot be answered as it is put."""

    __module__ = "corpus"

    position: int | None = None
    """The character of the SQL that is wrong, where it is known."""


class QueryTimeoutError(QueryError, TimeoutError):
    """A question that took longer than it was given."""

    __module__ = "corpus"


class NotACorpusError(CorpusError):
    """A file that is not a corpus. It has not been touched."""

    __module__ = "corpus"


class CorruptDatabaseError(CorpusError):
    """A corpus whose file is damaged."""

    __module__ = "corpus"


class UntrustedFileError(CorpusError):
    """A file opened with `untrusted=True` that holds what no corpus does. Nothing of it was run."""

    __module__ = "corpus"


class SchemaVersionError(CorpusError):
    """A corpus written by a later version, or by an earlier one and opened read-only."""

    __module__ = "corpus"


class DatabaseLockedError(CorpusError, TimeoutError):
    """Another program kept the corpus locked for too long."""

    __module__ = "corpus"


class DiskFullError(CorpusError, OSError):
    """The disk is full, or a quota used up; what was committed is safe, and the handle works once there is room."""

    __module__ = "corpus"


class OutOfMemoryError(CorpusError, MemoryError):
    """The database found no memory; what was committed is safe, and the handle works once there is some."""

    __module__ = "corpus"


class ReadOnlyError(CorpusError, PermissionError):
    """A write to a corpus that was opened for reading, or that cannot be written."""

    __module__ = "corpus"


class ForkedError(CorpusError, RuntimeError):
    """A corpus used in a process that was forked after it was opened."""

    __module__ = "corpus"


class ClosedError(CorpusError, ValueError):
    """A corpus used after it was closed."""

    __module__ = "corpus"


class InputError(CorpusError, ValueError):
    """Something given to be loaded or read that cannot be."""

    __module__ = "corpus"


class InputFileError(CorpusError, OSError):
    """A file that cannot be read."""

    __module__ = "corpus"


class MissingFileError(InputFileError, FileNotFoundError):
    """A file or folder that is not there."""

    __module__ = "corpus"


class ExistingFileError(CorpusError, FileExistsError):
    """A file that is there already, and was not to be replaced."""

    __module__ = "corpus"


class LexiconError(CorpusError, ValueError):
    """A pack of the lexicon that is wrong, with file, line and rule."""

    __module__ = "corpus"


class InternalError(CorpusError):
    """A fault in this library; please report it."""

    __module__ = "corpus"


class MissingExtraError(CorpusError, ImportError):
    """A library that is needed for this and not installed."""

    __module__ = "corpus"
