"""Tables as data frames of other libraries, and as files."""

from __future__ import annotations

import io
import json
import re
from os import PathLike
from typing import TYPE_CHECKING, Any

from corpus._extras import have, need

if TYPE_CHECKING:
    from corpus import Table

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""


FREQUENCIES = {7: "M", 4: "Y", 10: "D"}
"""What pandas calls periods whose names have so many characters; weeks and quarters tell themselves."""


def to_pandas(table: Table, *, categories: bool = True, periods: bool = False) -> Any:
    """Build each column from its numbers, or let pyarrow hand over text without copying it."""
    pandas = need("pandas", "pandas")
    numpy = need("numpy", "pandas")
    arrow = have("pyarrow")
    texts = _texts(table, pandas, arrow)
    columns = {}
    for name, kind, data, extra in table._columns():
        if name in texts:
            columns[name] = texts[name]
        elif kind == "category":
            columns[name] = _words(pandas, numpy, data, extra, categories)
        elif kind == "text":
            columns[name] = pandas.array(data, dtype="str")
        elif kind == "bytes":
            columns[name] = numpy.array(data, dtype=object)
        else:
            columns[name] = _numbers(pandas, numpy, kind, data, extra)
    if periods and "period" in columns and len(table):
        columns["period"] = _periods(pandas, table["period"][0], columns["first_day"])
    return pandas.DataFrame(columns, columns=table.columns, copy=False)


def _periods(pandas: Any, name: str, first_days: Any) -> Any:
    """Make periods of their first days; the name of one tells how long they are."""
    freq = "W-SUN" if "W" in name else "Q-DEC" if "Q" in name else FREQUENCIES[len(name)]
    return pandas.PeriodIndex(first_days, freq=freq).array


def _texts(table: Table, pandas: Any, arrow: Any) -> dict[str, Any]:
    """Take the columns of text, by way of pyarrow where pandas keeps its strings there."""
    if arrow is None or not hasattr(pandas, "StringDtype") or not len(table):
        return {}
    held = arrow.table(table)
    wanted = [
        field.name
        for field in held.schema
        if arrow.types.is_string(field.type) or arrow.types.is_large_string(field.type)
    ]
    if not wanted:
        return {}
    frame = held.select(wanted).to_pandas()
    return {name: frame[name].array for name in wanted}


def _words(pandas: Any, numpy: Any, codes: bytes, words: list[str], categories: bool) -> Any:
    numbers = numpy.frombuffer(codes, dtype="int32")
    if categories:
        kept = pandas.Categorical.from_codes(numbers, categories=pandas.Index(words, dtype="str"), validate=False)
        return kept
    lookup = numpy.array([*words, None], dtype=object)
    return pandas.array(lookup[numbers], dtype="str")


def _numbers(pandas: Any, numpy: Any, kind: str, data: bytes, missing: bytes | None) -> Any:
    gone = None if missing is None else numpy.frombuffer(missing, dtype="bool")
    if kind == "date":
        days = numpy.frombuffer(data, dtype="int32").astype("datetime64[D]")
        if gone is not None:
            days[gone] = numpy.datetime64("NaT")
        return days.astype("datetime64[s]")
    values = numpy.frombuffer(data, dtype={"int": "int64", "float": "float64", "bool": "bool"}[kind]).copy()
    if gone is None:
        return values
    if kind == "float":
        values[gone] = numpy.nan
        return values
    kept = pandas.arrays.IntegerArray if kind == "int" else pandas.arrays.BooleanArray
    return kept(values, gone.copy())


def to_polars(table: Table) -> Any:
    """Hand the Arrow stream to polars."""
    return need("polars", "polars").DataFrame(table)


def to_arrow(table: Table) -> Any:
    """Hand the Arrow stream to pyarrow."""
    return need("pyarrow", "pandas").table(table)


def to_parquet(table: Table, *, path: str | PathLike[str]) -> None:
    """Write Parquet by pyarrow, or by polars where only that is installed."""
    if have("pyarrow") is None and have("polars") is not None:
        to_polars(table).write_parquet(path)
        return
    need("pyarrow.parquet", "pandas").write_table(to_arrow(table), path)


def to_csv(
    table: Table,
    *,
    path: str | PathLike[str] | None = None,
    excel_safe: bool = True,
    separator: str = ",",
    encoding: str = "utf-8",
) -> str | None:
    """Write a line for each row; with `excel_safe`, text that a spreadsheet would run begins with an apostrophe."""

    def safe(value: object) -> object:
        if excel_safe and isinstance(value, str) and value.startswith(RISKY) and not number(value):
            return "'" + value
        return value

    if len(separator) != 1 or separator in '"\r\n':
        raise ValueError(f"separator: one character, such as ',' or ';' or a tab, not {separator!r}")
    marks = re.compile(f'[\r\n"{re.escape(separator)}]')

    def cell(value: object) -> str:
        text = "" if value is None else repr(value) if isinstance(value, float) else str(value)
        # The module `csv` leaves a carriage return bare where lines end otherwise, and readers end the row there.
        return '"' + text.replace('"', '""') + '"' if marks.search(text) or not (text or table.shape[1] > 1) else text

    def write(out: Any) -> None:
        out.write(separator.join(cell(safe(name)) for name in table.columns) + "\n")
        columns = [table[name] for name in table.columns]
        for row in zip(*columns, strict=True):
            out.write(separator.join(cell(safe(value)) for value in row) + "\n")

    if path is not None:
        with open(path, "w", encoding=encoding, newline="") as out:
            write(out)
        return None
    text = io.StringIO(newline="")
    write(text)
    return text.getvalue()


def number(text: str) -> bool:
    """Whether a spreadsheet takes it for a number below zero, which runs nothing."""
    whole, _, part = text.removeprefix("-").partition(".")
    return text.isascii() and whole.isdigit() and (not part or part.isdigit()) and text[0] == "-"


def to_json(table: Table, *, path: str | PathLike[str] | None = None, lines: bool = False) -> str | None:
    """Write a list of objects, or with `lines` an object on each line."""

    def plain(value: object) -> str:
        return value.hex() if isinstance(value, bytes) else str(value)

    rows = table.to_dicts()
    if lines:
        text = "".join(json.dumps(row, ensure_ascii=False, default=plain) + "\n" for row in rows)
    else:
        text = json.dumps(rows, ensure_ascii=False, default=plain, indent=1)
    if path is None:
        return text
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
    return None
