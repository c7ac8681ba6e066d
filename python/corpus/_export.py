"""The corpus as files for other programs: TXM, IRaMuTeQ, JSON Lines, Parquet."""

from __future__ import annotations

import csv
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from corpus._extras import need
from corpus._progress import steps
from corpus._sheets import xml_text

if TYPE_CHECKING:
    from corpus import Corpus

AT_ONCE = 200
"""Articles in memory at once."""
Row = dict[str, Any]
Done = Callable[[int], None]


def export(
    db: Corpus,
    path: str | PathLike[str],
    format: str,
    progress: Any = None,
    filters: Mapping[str, Any] | None = None,
) -> int:
    """Write the articles that `filters` choose in a format, and count them."""
    from corpus import _log

    if format not in WRITERS:
        from difflib import get_close_matches

        close = get_close_matches(str(format).lower(), WRITERS, 1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"format: {format!r} is none of {', '.join(WRITERS)}{meant}")
    filters = dict(filters or {})
    for name in ("columns", "order", "limit", "offset"):
        if name in filters:
            raise TypeError(
                f"export() has no argument {name!r}: it writes whole articles in the order of their numbers"
            )
    ids = db.articles(**filters, columns=["id"], order="id")["id"]
    WRITERS[format](db, Path(fspath(path)), ids, steps(progress, "export", len(ids)), bool(filters))
    _log.logger.info("%s: exported %d articles as %s to %s", db.path or ":memory:", len(ids), format, path)
    return len(ids)


def articles(db: Corpus, ids: Sequence[int], done: Done) -> Iterator[Row]:
    """Read articles, some at a time."""
    for start in range(0, len(ids), AT_ONCE):
        yield from db.articles(article=ids[start : start + AT_ONCE], order="id").to_dicts()
        done(min(start + AT_ONCE, len(ids)))
    if not ids:
        done(0)


@contextmanager
def whole(path: Path) -> Iterator[Any]:
    """Open a file that is there when it is whole, and not before."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with open(unfinished, "w", encoding="utf-8", newline="\n") as out:
            yield out
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def new_folder(path: Path) -> Path:
    """Make a folder; one that holds something is left as it is."""
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise FileExistsError(f"{path} is not empty: give a new folder, or empty this one")
    return path


def slug(text: str) -> str:
    """Leave letters and digits of ASCII, all else an underscore."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "_", letters).strip("_")


def variables(row: Row) -> dict[str, str]:
    """Give what is known of an article for comparing parts of a corpus; what is not known is left out."""
    published = row["published_from"].isoformat() if row["published_from"] else ""
    known = row["published"] or ""
    told = {
        "outlet": row["outlet"],
        "agency": row["agency"],
        "language": row["language"],
        "year": published[:4] if re.match(r"\d{4}", known) else None,
        "month": published[:7] if re.match(r"\d{4}-\d\d(-\d\d)?$", known) else None,
        "day": published if re.fullmatch(r"\d{4}-\d\d-\d\d", known) else None,
    }
    return {name: value for name, value in told.items() if value}


def txm(db: Corpus, path: Path, ids: Sequence[int], done: Done, _chosen: bool) -> None:
    """Write an XML-TEI file for each article and `metadata.csv`, for TXM's import « XTZ + CSV »."""
    folder = new_folder(path)
    names = ["id", "key", "title", "outlet", "agency", "language", "published", "year", "month", "day", "words", "copy"]
    with whole(folder / "metadata.csv") as out:
        table = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        table.writerow(names)
        for row in articles(db, ids, done):
            name = f"a{row['id']:06d}_{slug(row['key'])[:60]}".rstrip("_")
            told = {"id": name, "key": row["key"], "title": row["title"], "published": row["published"]}
            told |= {"words": row["words"], "copy": "no" if row["copy_of"] is None else "yes"} | variables(row)
            table.writerow([one_line(str(told.get(name) or "")) for name in names])
            with whole(folder / f"{name}.xml") as file:
                file.write(tei(row, name))


def one_line(text: str) -> str:
    """Put a text on one line, without what XML cannot hold."""
    return " ".join(xml_text(text).split())


def tei(row: Row, name: str) -> str:
    """Spell an article out in TEI: its metadata in the header, its title and paragraphs in the body."""
    title = escape(one_line(row["title"] or row["key"]))
    of_text = "".join(f" {key}={quoteattr(one_line(value))}" for key, value in variables(row).items())
    source = escape(one_line(", ".join(part for part in (row["outlet"], row["published"], row["url"]) if part)))
    lines = [" ".join(line.split()) for line in re.split("[\n\r\u2028\u2029]+", xml_text(row["text"]))]
    lines = [line for line in lines if line]
    head = f"<head>{title}</head>\n" if row["title"] else ""
    if row["title"] and lines[:1] == [one_line(row["title"])]:
        # The headline stands in the text too: once is enough.
        del lines[0]
    body = "".join(f"<p>{escape(line)}</p>\n" for line in lines) or "<p/>\n"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<teiHeader><fileDesc>'
        f"<titleStmt><title>{title}</title></titleStmt><publicationStmt><p>{escape(name)}</p></publicationStmt>"
        f"<sourceDesc><p>{source}</p></sourceDesc></fileDesc></teiHeader>\n"
        f"<text id={quoteattr(name)}{of_text}><body><div>\n{head}{body}</div></body></text>\n</TEI>\n"
    )


def iramuteq(db: Corpus, path: Path, ids: Sequence[int], done: Done, _chosen: bool) -> None:
    """Write one text, with a line of starred variables before each article."""
    with whole(path) as out:
        for row in articles(db, ids, done):
            told = {"id": str(row["id"]), "key": row["key"][-60:]} | variables(row)
            stars = " ".join(f"*{name}_{slug(value)}" for name, value in told.items() if slug(value))
            out.write(f"**** {stars}\n{starless(row)}\n\n")


def starless(row: Row) -> str:
    """Give title and text without what the program takes for a variable, a theme or a mark of its own."""
    text = row["text"]
    if row["title"] and not text.lstrip().startswith(row["title"]):
        text = f"{row['title']}.\n{text}"
    text = xml_text(text).replace("*", " ").replace("_", " ").replace("\u2019", "'").replace("\u02bc", "'")
    # An empty line ends nothing there, but is of no use either.
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def jsonl(db: Corpus, path: Path, ids: Sequence[int], done: Done, _chosen: bool) -> None:
    """Write an object for each article, in the form of the codebook, with its text."""
    with whole(path) as out:
        for record in gold_records(db, ids, done):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def gold_records(db: Corpus, ids: Sequence[int] | None = None, done: Done = lambda _: None) -> Iterator[Row]:
    """Give each article in the form of the codebook: what `Extraction.to_dict` gives, as it is stored."""
    if ids is None:
        ids = db.articles(columns=["id"], order="id")["id"]
    asked: dict[str, Callable[..., Any]] = {
        "labels": db.labels,
        "mentions": db.mentions,
        "dates": db.dates,
        "relations": db.relations,
        "ties": db.ties,
    }
    for start in range(0, len(ids), AT_ONCE):
        some = list(ids[start : start + AT_ONCE])
        parts = {name: by_article(ask(article=some, order="start").to_dicts()) for name, ask in asked.items()}
        for row in db.articles(article=some, order="id").to_dicts():
            yield record(row, {name: held.get(row["id"], []) for name, held in parts.items()})
        done(min(start + AT_ONCE, len(ids)))
    if not ids:
        done(0)


def by_article(rows: list[Row]) -> dict[int, list[Row]]:
    """Group rows by their article."""
    out: dict[int, list[Row]] = {}
    for row in rows:
        out.setdefault(row["article_id"], []).append(row)
    return out


def record(row: Row, parts: dict[str, list[Row]]) -> Row:
    """Put an article together."""
    text = row["text"]
    aside = [one for one in parts["labels"] if one["label"] not in ("title", "dateline")]
    return {
        "id": row["key"],
        "language": row["language"],
        "text": text,
        "metadata": {
            "title": row["title"],
            "published": row["published"],
            "outlet": row["outlet"],
            "url": row["url"],
            "authors": json.loads(row["authors"]),
            "agency": row["agency"],
            "photo_credit": row["photo_credit"],
            "boilerplate": [text[one["start"] : one["end"]].strip() for one in aside],
        },
        "mentions": [chosen(one, "start", "end", "text", "type") | {"code": coded(one)} for one in parts["mentions"]],
        "dates": [chosen(one, "start", "end", "text", "value") for one in parts["dates"]],
        "relations": statements(parts["relations"]),
        "ties": [tie(one) for one in parts["ties"]],
    }


def chosen(row: Row, *names: str) -> Row:
    """Take some columns."""
    return {name: row[name] for name in names}


def coded(mention: Row) -> str:
    """Give the code with its country, where that is not the code itself."""
    code, country = mention["code"], mention["country"]
    return code if country is None or mention["type"] == "state" or code == country else f"{code}@{country}"


def tie(row: Row) -> Row:
    """Give a lasting fact; an office only where there is one."""
    office = chosen(row, "office") if row["office"] is not None else {}
    return chosen(row, "tie", "subject", "object") | office | chosen(row, "date", "evidence", "start", "end")


def statements(pairs: list[Row]) -> list[Row]:
    """Join the pairs of one statement where every source stands with every target, as the form has it."""
    same = ("type", "date", "status", "said_by", "evidence", "start", "end")
    groups: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for row in pairs:
        groups.setdefault(tuple(row[name] for name in (*same, "rule", "origin")), []).append(
            (row["source"], row["target"])
        )
    out = []
    for key, held in groups.items():
        told = dict(zip(same, key, strict=False))
        sources, targets = (list(dict.fromkeys(side)) for side in zip(*held, strict=True))
        every = {pair for pair in product(sources, targets) if pair[0] != pair[1]} == set(held)
        for left, right in [(sources, targets)] if every else [([one], [two]) for one, two in held]:
            out.append({"type": told["type"], "source": left, "target": right} | chosen(told, *same[1:]))
    return out


def parquet(db: Corpus, path: Path, ids: Sequence[int], done: Done, chosen_only: bool) -> None:
    """Write a file for each view, some articles at a time."""
    files = need("pyarrow.parquet", "pandas")
    folder = new_folder(path)
    asked: dict[str, Callable[..., Any]] = {
        "articles": db.articles,
        "labels": db.labels,
        "mentions": db.mentions,
        "dates": db.dates,
        "relations": db.relations,
        "ties": db.ties,
    }
    for number, (name, ask) in enumerate(asked.items()):
        writer = None
        for start in range(0, max(len(ids), 1), 5000):
            batch = ask(article=list(ids[start : start + 5000])).to_arrow()
            writer = writer or files.ParquetWriter(folder / f"{name}.parquet", batch.schema)
            writer.write_table(batch)
        if writer is not None:
            writer.close()
        done(len(ids) * (number + 1) // len(asked))
    db.entities().to_parquet(folder / "entities.parquet")
    if not chosen_only:
        # Of some articles only, counts of articles by event would be wrong.
        db.events().to_parquet(folder / "events.parquet")


WRITERS: dict[str, Callable[[Any, Path, Sequence[int], Done, bool], None]] = {
    "txm": txm,
    "iramuteq": iramuteq,
    "jsonl": jsonl,
    "parquet": parquet,
}
