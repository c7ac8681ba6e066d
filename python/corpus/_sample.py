"""The articles that come with the library, and what is installed beside it."""

from __future__ import annotations

from pathlib import Path

from corpus._corpus import __version__, sqlite_version


def sample() -> Path:
    """Find the folder of sample articles, written for the library about states that do not get on.

    Returns
    -------
    pathlib.Path
        A folder that `Corpus.load` takes.

    Examples
    --------
    >>> import corpus
    >>> db = corpus.open(":memory:")
    >>> db.load(corpus.sample()).refused
    []
    """
    return Path(__file__).parent / "sample"


def show_versions() -> str:
    """Name the versions that a bug report should name.

    Returns
    -------
    str
        One line for each library.
    """
    import platform
    from importlib.metadata import PackageNotFoundError, version

    lines = [
        f"corpus {__version__}",
        f"SQLite {sqlite_version}",
        f"Python {platform.python_version()}",
        platform.platform(),
    ]
    for name in ("pandas", "polars", "pyarrow", "matplotlib", "networkx", "tqdm", "ipywidgets", "duckdb"):
        try:
            lines.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lines.append(f"{name} not installed")
    return "\n".join(lines)
