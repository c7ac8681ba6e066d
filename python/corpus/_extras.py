"""Libraries that are not needed until they are."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from corpus._errors import MissingExtraError


def need(module: str, extra: str) -> Any:
    """Import a library, or say which extra brings it."""
    try:
        return import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        message = f"this needs {name}, which is not installed: pip install 'corpus-db[{extra}]'"
        raise MissingExtraError(message) from error


def have(module: str) -> Any:
    """Import a library, or give `None`."""
    try:
        return import_module(module)
    except ImportError:
        return None
