"""Days to periods, and periods in a row."""

from __future__ import annotations

import datetime as dt
from typing import Any

FREQUENCIES = {"day": 2, "week": 7, "month": 31, "quarter": 92, "year": 366}
"""The most days that a date may span and still have a place in a period."""
MOST = 5_000
"""The most periods that are filled up."""


def check(freq: object) -> str:
    """Check the length of periods."""
    if not isinstance(freq, str) or freq not in FREQUENCIES:
        message = f"freq: {', '.join(FREQUENCIES)}, not {freq!r}"
        raise ValueError(message)
    return freq


def day(value: Any) -> dt.date | None:
    """Read a day from what a table or data frame has."""
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def span(edtf: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Give the first and last day of a date in EDTF, where it is a year, month, day or an interval of them."""
    if not edtf:
        return None, None
    first, _, last = str(edtf).partition("/")
    return edge(first, last=False), edge(last or first, last=True)


def edge(text: str, *, last: bool) -> dt.date | None:
    """Give the first or last day of a year, month or day."""
    parts = text.strip("?~%").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 3:
            return dt.date(*numbers)
        year, month = numbers[0], numbers[1] if len(numbers) == 2 else (12 if last else 1)
        if len(numbers) > 2:
            return None
        begins = dt.date(year, month, 1)
        return following(begins, "month") - dt.timedelta(days=1) if last else begins
    except (ValueError, OverflowError):
        return None


def precise(start: dt.date | None, end: dt.date | None, freq: str) -> dt.date | None:
    """Give the day that places an act, where its date is precise enough for periods of this length."""
    if start is None or end is None or (end - start).days + 1 > FREQUENCIES[freq]:
        return None
    return start


def first_day(of: dt.date, freq: str) -> dt.date:
    """Give the first day of the period of a day."""
    if freq == "day":
        return of
    if freq == "week":
        return of - dt.timedelta(days=of.weekday()) if of.toordinal() > of.weekday() else of
    month = {"month": of.month, "quarter": (of.month - 1) // 3 * 3 + 1, "year": 1}[freq]
    return of.replace(month=month, day=1)


def following(begins: dt.date, freq: str) -> dt.date:
    """Give the first day of the next period."""
    if freq in ("day", "week"):
        return begins + dt.timedelta(days=1 if freq == "day" else 7)
    months = begins.year * 12 + begins.month - 1 + {"month": 1, "quarter": 3, "year": 12}[freq]
    return dt.date(months // 12, months % 12 + 1, 1)


def name(begins: dt.date, freq: str) -> str:
    """Name a period as timelines do."""
    if freq == "day":
        return begins.isoformat()
    if freq == "week":
        year, week, _ = begins.isocalendar()
        return f"{year:04}-W{week:02}"
    if freq == "month":
        return f"{begins.year:04}-{begins.month:02}"
    return f"{begins.year:04}-Q{(begins.month - 1) // 3 + 1}" if freq == "quarter" else f"{begins.year:04}"


def row(days: list[dt.date], freq: str) -> list[dt.date]:
    """List the periods from the first to the last, those without anything too."""
    if not days:
        return []
    last, out = max(days), [min(days)]
    while out[-1] < last and len(out) < MOST:
        try:
            out.append(following(out[-1], freq))
        except (ValueError, OverflowError):
            break
    # A stray date centuries away would leave no room for the rest.
    return out if out[-1] >= last else sorted(set(days))
