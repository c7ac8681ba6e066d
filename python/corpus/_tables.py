"""Tables put together in Python."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus import Table


def of_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], kind: str = "rows", flags: Sequence[str] = ()
) -> Table:
    """Make a table of dictionaries; the columns named in `flags` hold truth values, even where all are missing."""
    from corpus._corpus import Table

    packs = [packed(name, [row.get(name) for row in rows], name in flags) for name in columns]
    return Table._of(kind, None, 0, packs)


def packed(name: str, values: list[Any], flag: bool = False) -> tuple[str, str, Any, Any]:
    """Pack a column as `Table._of` takes it."""
    there = [value for value in values if value is not None]
    missing = bytes(value is None for value in values) if len(there) < len(values) else None
    if (there or flag) and all(isinstance(value, bool) for value in there):
        return name, "bool", bytes(bool(value) for value in values), missing
    if there and all(isinstance(value, int) and not isinstance(value, bool) for value in there):
        return name, "int", array("q", [value or 0 for value in values]).tobytes(), missing
    if there and all(isinstance(value, int | float) and not isinstance(value, bool) for value in there):
        return name, "float", array("d", [value or 0.0 for value in values]).tobytes(), missing
    return name, "text", [None if value is None else str(value) for value in values], None


def rows_of(data: Any) -> list[dict[str, Any]]:
    """Take the rows of a table, a DataFrame of pandas or polars, anything of Arrow, or dictionaries."""
    from corpus._corpus import Table

    if isinstance(data, Table):
        return data.to_dicts()
    if hasattr(data, "to_dict") and hasattr(data, "columns") and hasattr(data, "iloc"):
        return list(data.to_dict("records"))
    if hasattr(data, "__arrow_c_stream__"):
        return Table.from_arrow(data).to_dicts()
    return [dict(row) for row in data]
