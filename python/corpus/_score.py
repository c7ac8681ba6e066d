"""Extraction measured against articles coded by hand."""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import product
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from corpus._errors import InputError, MissingFileError

if TYPE_CHECKING:
    from corpus import Table

Record = Mapping[str, Any]
COARSE = {
    "state": "place",
    "place": "place",
    "organization": "organization",
    "armed_group": "organization",
    "person": "person",
}
"""Types of mentions, less finely."""
TOLD = ("asserted", "planned")
"""The standings that count as told by the article."""


def vocabulary() -> tuple[dict[str, str], frozenset[str]]:
    """Give the quad class of each type of relation, and the types that hold both ways."""
    from corpus._corpus import _relation_types

    types = _relation_types()
    return {name: quad for name, quad, _ in types}, frozenset(name for name, _, mutual in types if mutual)


def score(gold: Any, predicted: Any, *, by: Literal["type", "language"] | None = None) -> Table:
    """Compare what was extracted with what was coded by hand.

    Parameters
    ----------
    gold, predicted : path, Corpus, or iterable of dict
        Articles in the form of the codebook, as `Extraction.to_dict` and `Corpus.export` with `format="jsonl"` give
        them: a folder of `.json` files, a file of JSON Lines, dictionaries, or a corpus. They are matched by `id`, the
        key of an article in a corpus, or where that is a path or URL its last part without its ending.
    by : str, optional
        `type` adds a row for each type of mention, relation and tie; `language` for each language of the gold.

    Returns
    -------
    Table
        `measure`, `group` (`all`, or the value of `by`), `precision`, `recall`, `f1`, and how many are `right`, in the
        `gold` and `predicted`; micro-averaged over the articles.

    Warns
    -----
    UserWarning
        Some articles of the gold have no prediction: nothing was found there, then.

    Notes
    -----
    `mention.span` and `mention.type` ask for the very span; `mention.coarse` and `mention.link` for one that overlaps,
    of the same kind (place, organisation, person) or code; `date.span` and `date.value` likewise for dates.
    `relation.type` compares type, source and target, `relation.quad` the quad class and the two actors in either order,
    `relation.pair` the two alone; they count what is asserted or planned, `relation.all` everything. Types that hold
    both ways have no direction. `relation.status` and `relation.date` (to the month) are the share that is right among
    the relations that both have. `tie` compares kind, subject and object; `published` and `title` the metadata.

    Examples
    --------
    >>> import corpus
    >>> read = corpus.extract("Le Mali accuse l’Algérie d’ingérence.", language="fr").to_dict()
    >>> scores = corpus.score([{"id": "a", **read}], [{"id": "a", **read}])
    >>> {row.measure: row.f1 for row in scores}["relation.type"]
    1.0
    """
    from corpus._tables import of_rows

    if by not in (None, "type", "language"):
        message = f"by: 'type' or 'language', not {by!r}"
        raise ValueError(message)
    coded, found = records(gold, "gold"), by_file(records(predicted, "predicted"))
    if not coded:
        raise InputError("the gold holds no articles")
    lost = [id for id in coded if id not in found]
    if len(lost) == len(coded):
        some = f"the gold has {', '.join(list(coded)[:3])}, the prediction {', '.join(list(found)[:3]) or 'nothing'}"
        raise InputError(f"no article of the gold is among the predicted ones: {some}")
    if lost:
        some = ", ".join(lost[:5]) + (" …" if len(lost) > 5 else "")
        warnings.warn(f"no prediction for {len(lost)} of {len(coded)} articles: {some}", UserWarning, stacklevel=2)
    tally = Tally(by)
    for id, record in coded.items():
        compare(tally, record, found.get(id, {}))
    columns = ["measure", "group", "precision", "recall", "f1", "right", "gold", "predicted"]
    return of_rows(tally.rows(), columns)


def records(source: Any, what: str) -> dict[str, Record]:
    """Take the articles, by their ids."""
    from corpus._corpus import Corpus

    found: Iterable[Record]
    if isinstance(source, str | PathLike):
        found = list(of_path(Path(source)))
    elif isinstance(source, Corpus):
        from corpus._export import gold_records

        found = list(gold_records(source))
    elif isinstance(source, Mapping):
        found = [source] if "id" in source else [{"id": id, **record} for id, record in source.items()]
    else:
        found = list(source)
    out: dict[str, Record] = {}
    for number, record in enumerate(found, 1):
        if not isinstance(record, Mapping) or "id" not in record:
            raise InputError(f"{what}: record {number} has no 'id'")
        out[str(record["id"])] = record
    return out


def by_file(records: dict[str, Record]) -> dict[str, Record]:
    """Know what has a path or URL for its id by the name of the file too, where only one is called so."""
    short = [PurePosixPath(id.replace("\\", "/")).stem for id in records]
    often = Counter(short)
    once = {name: record for name, record in zip(short, records.values(), strict=True) if often[name] == 1}
    return once | records


def of_path(path: Path) -> Iterable[Record]:
    """Read a folder of JSON files, or a file of JSON Lines."""
    if not path.exists():
        raise MissingFileError(f"there is nothing at {path}")
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield parsed(file.read_text("utf-8"), file)
        return
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        held = parsed(text, path)
        yield from held if isinstance(held, list) else [held]
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield parsed(line, f"{path}, line {number}")


def parsed(text: str, where: object) -> Any:
    """Parse JSON, or say where it is wrong."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: {error}") from error


class Tally:
    """Counts of what is right, in the gold and predicted, by measure and group."""

    def __init__(self, by: str | None) -> None:
        self.by = by
        self.counts: dict[tuple[str, str], list[int]] = {}
        self.language = "none"

    def add(self, measure: str, right: int, gold: int, predicted: int, kind: str | None = None) -> None:
        """Count, in all and in the group."""
        groups = [] if kind else ["all"]
        if kind and self.by == "type":
            groups = [kind]
        elif not kind and self.by == "language":
            groups += [self.language]
        for group in groups:
            held = self.counts.setdefault((measure, group), [0, 0, 0])
            for at, count in enumerate((right, gold, predicted)):
                held[at] += count

    def sets(self, measure: str, gold: set[Any], predicted: set[Any], kind: Callable[[Any], str] | None = None) -> None:
        """Compare two sets, and those of each kind."""
        self.add(measure, len(gold & predicted), len(gold), len(predicted))
        if kind is None or self.by != "type":
            return
        for name in {kind(one) for one in gold | predicted}:
            left = {one for one in gold if kind(one) == name}
            right = {one for one in predicted if kind(one) == name}
            self.add(measure, len(left & right), len(left), len(right), name)

    def rows(self) -> list[dict[str, Any]]:
        """Give the figures: measures in order, all before the groups."""
        order = list(dict.fromkeys(measure for measure, _ in self.counts))
        out = []
        for (measure, group), (right, gold, predicted) in sorted(
            self.counts.items(), key=lambda item: (order.index(item[0][0]), item[0][1] != "all", item[0][1])
        ):
            figures = {
                "precision": right / predicted if predicted else 0.0,
                "recall": right / gold if gold else 0.0,
                "f1": 2 * right / (gold + predicted) if gold + predicted else 0.0,
            }
            out.append({"measure": measure, "group": group, **figures, "right": right, "gold": gold})
            out[-1]["predicted"] = predicted
        return out


def compare(tally: Tally, gold: Record, found: Record) -> None:
    """Compare the two readings of an article."""
    tally.language = str(gold.get("language") or "none")
    mentions(tally, gold.get("mentions") or [], found.get("mentions") or [])
    left, right = gold.get("dates") or [], found.get("dates") or []
    tally.add("date.span", overlapping(left, right, lambda _: True), len(left), len(right))
    tally.add("date.value", overlapping(left, right, lambda date: date["value"]), len(left), len(right))
    relations(tally, gold, found)
    tally.sets("tie", ties(gold), ties(found), lambda tie: tie[0])
    for name in ("published", "title"):
        wanted = (gold.get("metadata") or {}).get(name)
        if wanted:
            told = (found.get("metadata") or {}).get(name)
            tally.add(name, int(plain(told) == plain(wanted)), 1, 1)


def mentions(tally: Tally, gold: list[Record], found: list[Record]) -> None:
    """Compare what is named."""
    spans = [{(one["start"], one["end"]) for one in side} for side in (gold, found)]
    tally.sets("mention.span", spans[0], spans[1])
    typed = [{(one["start"], one["end"], one["type"]) for one in side} for side in (gold, found)]
    tally.sets("mention.type", typed[0], typed[1], lambda one: str(one[2]))
    same = overlapping(gold, found, lambda one: COARSE.get(one["type"]))
    tally.add("mention.coarse", same, len(gold), len(found))
    left, right = ([one for one in side if linked(one)] for side in (gold, found))
    tally.add("mention.link", overlapping(left, right, lambda one: bare(one["code"])), len(left), len(right))


def linked(mention: Record) -> bool:
    """Whether its code is one of a list: an ISO code, an acronym."""
    code = str(mention.get("code") or "")
    if mention["type"] in ("state", "place"):
        return re.fullmatch("[A-Z]{3}", code) is not None
    return COARSE.get(mention["type"]) == "organization" and "@" not in code


def overlapping(gold: list[Record], found: list[Record], value: Callable[[Record], Hashable]) -> int:
    """Count the spans of the gold that meet one found with the same value; each is met once, in order."""
    free = list(found)
    count = 0
    for one in gold:
        for at, other in enumerate(free):
            if other["start"] < one["end"] and one["start"] < other["end"] and value(one) == value(other):
                del free[at]
                count += 1
                break
    return count


def relations(tally: Tally, gold: Record, found: Record) -> None:
    """Compare who did what to whom."""
    quads, _ = vocabulary()
    # An act is told where any of its statements tells it.
    left, right = (acts(side, TOLD) for side in (gold, found))
    tally.sets("relation.type", set(left), set(right), lambda act: act[0])
    quad = [{(quads[act[0]], *sorted(act[1:])) for act in side if act[0] in quads} for side in (left, right)]
    tally.sets("relation.quad", quad[0], quad[1], lambda act: str(act[0]))
    pair = [{tuple(sorted(act[1:])) for act in side} for side in (left, right)]
    tally.sets("relation.pair", pair[0], pair[1])
    left, right = acts(gold), acts(found)
    tally.sets("relation.all", set(left), set(right), lambda act: act[0])
    both = left.keys() & right.keys()
    alike = sum(left[act].get("status") == right[act].get("status") for act in both)
    tally.add("relation.status", alike, len(both), len(both))
    dated = [act for act in both if left[act].get("date")]
    alike = sum(month(left[act]) == month(right[act]) for act in dated)
    tally.add("relation.date", alike, len(dated), len(dated))


def standing(relation: Record) -> str:
    """Give the standing of a relation; what says none is asserted."""
    return str(relation.get("status", "asserted"))


def month(relation: Record) -> str:
    """Cut a date down to its month."""
    return str(relation.get("date") or "")[:7]


def acts(record: Record, standings: tuple[str, ...] | None = None) -> dict[tuple[str, str, str], Record]:
    """Give each type with one source and one target, and the first relation that tells it."""
    _, mutual = vocabulary()
    out: dict[tuple[str, str, str], Record] = {}
    for relation in record.get("relations") or []:
        if standings is not None and standing(relation) not in standings:
            continue
        for source, target in product(several(relation["source"]), several(relation["target"])):
            left, right = bare(source), bare(target)
            if relation["type"] in mutual and left > right:
                left, right = right, left
            if left and right and left != right:
                out.setdefault((relation["type"], left, right), relation)
    return out


def ties(record: Record) -> set[tuple[str, str, str]]:
    """Give the lasting facts."""
    return {(tie["tie"], bare(tie["subject"]), bare(tie["object"])) for tie in record.get("ties") or []}


def several(given: Any) -> list[Any]:
    """Give a list, also of one."""
    return list(given) if isinstance(given, list | tuple) else [given]


def bare(code: Any) -> str:
    """Take the country from a code, and fold it."""
    return plain(str(code).partition("@")[0])


def plain(text: Any) -> str:
    """Fold text: no accents, no capitals, one space for all that is no letter or digit."""
    letters = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", " ", letters).strip()
