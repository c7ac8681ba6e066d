"""Telling how far a load has come."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from corpus._extras import have, need

Report = Callable[[int, int, int, bool], None]


def reporter(progress: Any) -> Report | None:
    """Make of `progress` a function that takes the numbers found, added and refused, and whether that was all.

    `None` shows a bar where someone looks on and tqdm is installed; `True` shows one, `False` none; a function is
    called with the number done, the total (`None`, as it is not known) and `"load"`.
    """
    if progress is False:
        return None
    if callable(progress):
        return lambda found, added, refused, finished: void(progress(found, None, "load"))
    if progress is None:
        tqdm = have("tqdm.auto") if looked_on() else None
        return bar(tqdm, delay=2.0) if tqdm else None
    if progress is True:
        return bar(need("tqdm.auto", "notebook"), delay=0.0)
    message = f"progress: True, False, None or a function, not {type(progress).__name__}"
    raise TypeError(message)


def stepper(progress: Any, what: str, unit: str = " articles") -> Callable[[int, int | None], None] | None:
    """Make of `progress` a function that takes the number done and the total, of something called `what`.

    The total is `None` as long as it is not known; where both are the same, it is finished.
    """
    if progress is False:
        return None
    if callable(progress):
        return lambda done, total: void(progress(done, total, what))
    if progress not in (True, None):
        message = f"progress: True, False, None or a function, not {type(progress).__name__}"
        raise TypeError(message)
    tqdm = need("tqdm.auto", "notebook") if progress else looked_on() and have("tqdm.auto")
    if not tqdm:
        return None
    shown = tqdm.tqdm(unit=unit, unit_scale=unit == "B", delay=0.0 if progress else 2.0, leave=False, desc=what)

    def report(done: int, total: int | None) -> None:
        shown.total = total
        shown.update(done - shown.n)
        if total is not None and done >= total:
            shown.close()

    return report


def steps(progress: Any, what: str, total: int) -> Callable[[int], None]:
    """Make of `progress` a function that takes how many of `total` are done; see `stepper`."""
    report = stepper(progress, what)
    return void if report is None else lambda done: report(done, total)


def void(_: object) -> None:
    """Give nothing, whatever a callback gave."""


def looked_on() -> bool:
    """Whether someone sees what is written: in a terminal, or in a notebook."""
    if "ipykernel" in sys.modules:
        return True
    try:
        return sys.stderr is not None and sys.stderr.isatty()
    except ValueError:
        return False


def bar(tqdm: Any, delay: float) -> Report:
    """Show a bar without an end, as the number of articles is known only when all were found."""
    shown = tqdm.tqdm(unit=" articles", delay=delay, leave=False)

    def report(found: int, added: int, refused: int, finished: bool) -> None:
        shown.update(found - shown.n)
        shown.set_postfix(added=added, refused=refused, refresh=False)
        if finished:
            shown.close()

    return report
