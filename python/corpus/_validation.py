"""How right the relations are: judgements read back, precision with its interval, agreement of coders."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal

from corpus._errors import InputError

if TYPE_CHECKING:
    from corpus import Table

VERDICTS = ("correct", "type_right", "source_right", "target_right", "date_right")
"""The columns that a judge fills in with yes or no."""
NUMBERS = {"id": int, "article_id": int, "start": int, "end": int, "population": int, "confidence": float}
YES = frozenset({"1", "yes", "y", "true", "t", "right", "correct", "oui", "o", "vrai", "v", "juste", "✓", "✔"})
NO = frozenset({"0", "no", "n", "false", "f", "wrong", "non", "faux", "✗", "✘"})
OPEN = frozenset({"", "?", "nan", "none", "na", "<na>"})


def read_judged(source: Any) -> Table:
    """Read a sample that was judged.

    Parameters
    ----------
    source : path, Table, DataFrame or iterable of dict
        A sheet saved as `.xlsx`, or `.csv` with commas, semicolons or tabs, in UTF-8 or as Excel in French writes it;
        or the rows themselves.

    Returns
    -------
    Table
        The rows, with `True`, `False` or `None` (left open) in `correct`, `type_right`, `source_right`,
        `target_right` and `date_right`. Yes is `1`, `yes`, `oui`, `vrai` and so on, no is `0`, `no`, `non`, `faux`; an
        empty cell and `?` are left open.

    Raises
    ------
    InputError
        A cell says neither; the message names its row and column.

    Examples
    --------
    >>> import corpus
    >>> corpus.read_judged([{"id": 1, "correct": "oui"}, {"id": 2, "correct": ""}])["correct"]
    [True, None]
    """
    from corpus._tables import of_rows

    rows = judged_rows(source)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return of_rows(rows, columns, "sampled relations", VERDICTS)


def judged_rows(source: Any) -> list[dict[str, Any]]:
    """Take the rows, with truth values in the columns of verdicts."""
    from corpus._tables import rows_of

    if isinstance(source, str | PathLike):
        rows = file_rows(fspath(source))
    else:
        try:
            rows = rows_of(source)
        except (TypeError, ValueError) as error:
            message = f"judgements: a file, a table or dictionaries, not {type(source).__name__}"
            raise TypeError(message) from error
    out = []
    for number, row in enumerate(rows, 1):
        told = {str(name).strip(): missing(value) for name, value in row.items() if name is not None}
        for name in VERDICTS:
            if name in told:
                told[name] = verdict(told[name], name, number)
        for name, kind in NUMBERS.items():
            told |= {name: numbered(told[name], kind)} if name in told else {}
        out.append(told)
    return out


def missing(value: Any) -> Any:
    """Give `None` for what pandas and spreadsheets hold where nothing is."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in {"NaT", "<NA>"}:
        return None
    return value.item() if hasattr(value, "item") and not isinstance(value, str | bytes) else value


def numbered(value: Any, kind: type) -> Any:
    """Read a number back that a spreadsheet made text."""
    try:
        return None if value is None or value == "" else kind(float(str(value).replace(",", ".")))
    except ValueError:
        return value


def verdict(value: Any, name: str, number: int) -> bool | None:
    """Read yes, no or nothing."""
    if value is None or isinstance(value, bool):
        return value
    said = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip().lower()
    if said in YES:
        return True
    if said in NO:
        return False
    if said in OPEN:
        return None
    message = f"row {number}, column {name}: {value!r} is neither yes nor no; give 1 or 0, yes or no, oui or non"
    raise InputError(message + ", or leave it empty")


def file_rows(path: str) -> list[dict[str, Any]]:
    """Read a sheet or a CSV file."""
    if path.lower().endswith((".xlsx", ".xlsm")):
        from corpus._sheets import read_excel

        lines = read_excel(path)
    else:
        lines = csv_lines(path)
    if not lines or "id" not in [str(name).strip() for name in lines[0]]:
        message = f"{path}: no column 'id' in its first row; this is not a sample that was judged"
        raise InputError(message)
    names = [None if name is None else str(name) for name in lines[0]]
    full = [line for line in lines[1:] if any(value not in (None, "") for value in line)]
    return [
        {name: value for name, value in zip(names, line + [None] * (len(names) - len(line)), strict=False) if name}
        for line in full
    ]


def csv_lines(path: str) -> list[list[Any]]:
    """Read CSV as spreadsheets save it; an apostrophe that `to_csv` put before a formula is taken away."""
    import csv

    from corpus._frames import RISKY

    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(1 << 27)
    lines = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    return [[cell[1:] if cell[:1] == "'" and cell[1:].startswith(RISKY) else cell for cell in line] for line in lines]


def wilson(right: float, judged: float, level: float = 0.95) -> tuple[float, float]:
    """Give the score interval of a proportion (Wilson 1927)."""
    from statistics import NormalDist

    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = right / judged
    middle = p + z * z / (2 * judged)
    reach = z * math.sqrt(p * (1 - p) / judged + z * z / (4 * judged * judged))
    scale = 1 + z * z / judged
    # At 0 and 1 the bound is exact; rounding must not move it.
    low = 0.0 if right == 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if right == judged else min(1.0, (middle + reach) / scale)
    return low, high


@dataclass(frozen=True)
class _Judged:
    """A judgement and how many relations it stands for."""

    group: tuple[Any, ...]
    stratum: Any
    weight: float
    right: bool


def precision(
    judged: Any,
    *,
    by: str | Sequence[str] | None = None,
    what: Literal["correct", "type_right", "source_right", "target_right", "date_right"] = "correct",
    level: float = 0.95,
) -> Table:
    """Say how many of the relations are right, with an interval.

    Where the sample was stratified, each judgement counts for the relations of its stratum, N_h / n_h of them, so that
    the figures speak of all relations that were drawn from, and not of the sample.

    Parameters
    ----------
    judged : path, Table, DataFrame or iterable of dict
        A judged sample; see `read_judged`. What was left open does not count.
    by : str or list of str, optional
        Columns to group by: `type`, `outlet`, `status`, `rule`, ….
    what : str
        Which judgement: `correct`, or `type_right`, `source_right`, `target_right`, `date_right`.
    level : float
        The level of the interval.

    Returns
    -------
    Table
        The columns of `by`, `judged` and `right` (counts of the sample), `precision`, `low`, `high`, and `population`
        (how many relations it speaks of) and `level`. The last row is of all.

    Warns
    -----
    UserWarning
        Some strata hold no judgement: the figures do not speak of them.

    Notes
    -----
    Precision is the weighted mean p = Σ w y / Σ w with w = N_h / n_h (the stratified estimator, Cochran 1977, §5.3;
    for groups that cut across strata the ratio estimator, §5A.13). Its variance is that of the linearised mean,
    Σ_h n_h/(n_h − 1) Σ (z − z̄_h)² with z = w (y − p) / Σ w; a stratum with a single judgement is centred on the whole.
    The interval is Wilson's (1927) with the effective number n* = p (1 − p) / variance in place of n (Korn and Graubard
    1998), never more than the number judged; Kish's (Σ w)² / Σ w² where all judgements of a group agree. Without
    strata this is Wilson's interval itself. There is no correction for a small population.

    Examples
    --------
    >>> import corpus
    >>> rows = [{"id": n, "type": "ACCUSE", "correct": n < 8} for n in range(10)]
    >>> corpus.precision(rows).to_dicts()[0]["precision"]
    0.8
    """
    from corpus._tables import of_rows

    if what not in VERDICTS:
        message = f"what: {what!r} is none of {', '.join(VERDICTS)}"
        raise ValueError(message)
    if not 0 < level < 1:
        message = f"level: a number between 0 and 1, as 0.95, not {level!r}"
        raise ValueError(message)
    rows = judged_rows(judged)
    names = [by] if isinstance(by, str) else list(by or ())
    known = {name for row in rows for name in row}
    for name in [what, *names]:
        if name not in known:
            raise InputError(f"no column {name!r} among the judgements; there are {', '.join(sorted(known))}")
    weighed = weights(rows, names, what)
    if not weighed:
        raise InputError(f"nothing is judged in the column {what!r}")
    groups = sorted({one.group for one in weighed}, key=lambda group: [(v is None, str(v)) for v in group])
    out = [
        dict(zip(names, group, strict=True)) | estimate([w for w in weighed if w.group == group], level)
        for group in groups
        if names
    ]
    out.append(dict.fromkeys(names, "all") | estimate(weighed, level))
    return of_rows(out, [*names, "judged", "right", "precision", "low", "high", "population", "level"])


def weights(rows: Iterable[Mapping[str, Any]], names: Sequence[str], what: str) -> list[_Judged]:
    """Weigh each judgement by the relations of its stratum; without strata each counts for one."""
    rows = list(rows)
    sizes: dict[Any, Any] = {}
    for row in rows:
        stratum = row.get("stratum") or None
        if sizes.setdefault(stratum, row.get("population")) != row.get("population"):
            message = f"the stratum {stratum!r} has two sizes (column population): are these two samples?"
            raise InputError(message)
    counts = Counter(row.get("stratum") or None for row in rows if row[what] is not None)
    left = sorted(str(stratum) for stratum in sizes if not counts[stratum])
    if left and counts:
        import warnings

        message = f"nothing is judged of {', '.join(left)}: the figures do not speak of these relations"
        warnings.warn(message, UserWarning, stacklevel=3)
    whole = all(isinstance(size, int | float) for size in sizes.values())
    return [
        _Judged(
            group=tuple(row.get(name) for name in names),
            stratum=stratum,
            weight=sizes[stratum] / counts[stratum] if whole else 1.0,
            right=row[what],
        )
        for row in rows
        if row[what] is not None
        for stratum in [row.get("stratum") or None]
    ]


def estimate(sample: Sequence[_Judged], level: float) -> dict[str, Any]:
    """Estimate the share that is right among what a sample stands for."""
    total = math.fsum(one.weight for one in sample)
    right = math.fsum(one.weight for one in sample if one.right)
    p = 1.0 if all(one.right for one in sample) else right / total
    number = effective(sample, p, total)
    low, high = wilson(p * number, number, level)
    return {
        "judged": len(sample),
        "right": sum(one.right for one in sample),
        "precision": p,
        "low": low,
        "high": high,
        "population": round(total),
        "level": level,
    }


def effective(sample: Sequence[_Judged], p: float, total: float) -> float:
    """Say how many judgements of a simple random sample this one is worth."""
    strata: dict[Any, list[float]] = {}
    for one in sample:
        strata.setdefault(one.stratum, []).append(one.weight * (one.right - p) / total)
    if len(strata) == 1 and len({one.weight for one in sample}) == 1:
        return float(len(sample))
    variance = 0.0
    for values in strata.values():
        n = len(values)
        mean = math.fsum(values) / n if n > 1 else 0.0
        variance += (n / (n - 1) if n > 1 else 1.0) * math.fsum((value - mean) ** 2 for value in values)
    kish = total**2 / math.fsum(one.weight**2 for one in sample)
    number = p * (1 - p) / variance if variance > 0 and 0 < p < 1 else kish
    return max(1.0, min(number, float(len(sample))))


@dataclass(frozen=True)
class Agreement:
    """How far coders agree beyond chance; `float(agreement)` is its value.

    Attributes
    ----------
    measure : str
        `alpha` or `kappa`.
    value : float
        1 where they agree in all, 0 where they agree as chance would, below where they do so less; not a number where
        all gave the same answer to everything, as nothing can be said then.
    units : int
        How many units count: those judged by two coders at least.
    coders : int
        How many coders there are.
    observed, expected : float
        The share of agreement that was found, and that chance would give.
    disagreements : tuple
        The units on which they differ: ids, or places from 0.
    """

    __module__ = "corpus"

    measure: str
    value: float
    units: int
    coders: int
    observed: float
    expected: float
    disagreements: tuple[Hashable, ...] = field(repr=False)

    def __float__(self) -> float:
        """Give the value."""
        return self.value

    def __str__(self) -> str:
        """Say it in a line."""
        name = {"alpha": "Krippendorff's alpha", "kappa": "Cohen's kappa"}[self.measure]
        if math.isnan(self.value):
            return f"{name} is not defined: all {self.units} units were given the same answer"
        return f"{name} {self.value:.3f} ({self.coders} coders, {self.units} units, {self.observed:.0%} alike)"


def agreement(
    a: Any, b: Any, *others: Any, measure: Literal["alpha", "kappa"] = "alpha", what: str = "correct"
) -> Agreement:
    """Measure how far coders agree.

    Parameters
    ----------
    a, b, *others : sequence, mapping, path, Table or DataFrame
        What each coder says: a value for each unit, `None` where there is none; a mapping from unit to value; or a
        judged sample (see `read_judged`), whose units are its ids.
    measure : str
        `alpha`: Krippendorff's, for any number of coders and with gaps (nominal values); `kappa`: Cohen's, for two,
        over the units that both judged.
    what : str
        Of judged samples, which column.

    Returns
    -------
    Agreement

    Notes
    -----
    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*; Cohen (1960), *A Coefficient of Agreement for
    Nominal Scales*. By custom, alpha of 0.8 and more is reliable, and 0.667 the least for tentative conclusions
    (Krippendorff 2004, p. 241).

    Examples
    --------
    >>> import corpus
    >>> print(corpus.agreement([1, 1, 0, 0, None], [1, 1, 0, 1, 1]))
    Krippendorff's alpha 0.533 (2 coders, 4 units, 75% alike)
    """
    if measure not in ("alpha", "kappa"):
        message = f"measure: 'alpha' or 'kappa', not {measure!r}"
        raise ValueError(message)
    if measure == "kappa" and others:
        message = "Cohen's kappa is for two coders; measure='alpha' takes any number"
        raise ValueError(message)
    coders = [coded(one, what) for one in (a, b, *others)]
    lengths = {len(one) for one in (a, b, *others) if is_list(one)}
    if len(lengths) > 1:
        message = f"the coders judged {' and '.join(map(str, sorted(lengths)))} units: give None where one said nothing"
        raise ValueError(message)
    units: dict[Hashable, list[Any]] = {}
    for one in coders:
        for unit, value in one.items():
            if value is not None:
                units.setdefault(unit, []).append(value)
    paired = {unit: values for unit, values in units.items() if len(values) > 1}
    if not paired:
        raise InputError("no unit was judged by two coders: are these judgements of the same sample?")
    apart = tuple(unit for unit, values in paired.items() if len(set(values)) > 1)
    observed, expected = (alpha if measure == "alpha" else kappa)(list(paired.values()))
    value = math.nan if expected >= 1 else 1 - (1 - observed) / (1 - expected)
    return Agreement(measure, value, len(paired), len(coders), observed, expected, apart)


def is_list(coder: Any) -> bool:
    """Whether a coder's values are told apart by their places."""
    judged = isinstance(coder, str | PathLike | Mapping) or hasattr(coder, "columns")
    return not judged and not (len(coder) and all(isinstance(one, Mapping) for one in coder))


def coded(coder: Any, what: str) -> dict[Hashable, Any]:
    """Take what a coder says of each unit."""
    if isinstance(coder, Mapping):
        return {unit: missing(value) for unit, value in coder.items()}
    if is_list(coder):
        return {unit: missing(value) for unit, value in enumerate(coder)}
    rows = judged_rows(coder)
    if any(what not in row or "id" not in row for row in rows):
        raise InputError(f"a judged sample has the columns 'id' and {what!r}")
    return {row["id"]: row[what] for row in rows}


def alpha(units: list[list[Any]]) -> tuple[float, float]:
    """Give observed and expected agreement by Krippendorff's coincidences."""
    totals: Counter[Any] = Counter()
    alike = 0.0
    for values in units:
        totals.update(values)
        counts = Counter(values)
        alike += sum(count * (count - 1) for count in counts.values()) / (len(values) - 1)
    n = sum(totals.values())
    return alike / n, sum(count * (count - 1) for count in totals.values()) / (n * (n - 1))


def kappa(units: list[list[Any]]) -> tuple[float, float]:
    """Give observed and expected agreement by Cohen's margins."""
    n = len(units)
    first, second = (Counter(values[coder] for values in units) for coder in (0, 1))
    chance = sum(first[value] * second[value] for value in first) / (n * n)
    return sum(values[0] == values[1] for values in units) / n, chance
