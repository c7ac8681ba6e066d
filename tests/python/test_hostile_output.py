"""Forty hostile strings in every column that text can reach, through everything that shows or writes them."""

import csv
import importlib
import io
import json
import os
import pkgutil
import sqlite3
import tempfile
import unicodedata
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser import pages
from corpus.__main__ import main
from test_output import EVIL, check

import corpus
from corpus import _judge

MORE = [
    "\x1b[2J\x1b[31mred\x1b]0;title\x07", "\x9b31m", "a\rb", "=HYPERLINK(\"http://x\",\"y\")", "+cmd|' /C calc'!A0", "@SUM(1)",
    "-2+3", "\t=1", "$\\frac{1}{", "$x_{", "%s %d {0}", "\u200f\u202eabc\u202c", "\ufeff", "\ufffe\uffff", "\U000e0041\U000e0042",
]  # fmt: skip
ALL = [evil.replace("\0", "\x01") for evil in (*EVIL, *MORE)]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Each string as a key, title, outlet, author, name, code, place, speaker, rule, evidence and correction."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    with corpus.open(path) as db:
        db.load(
            (
                {"id": f"{evil}/{n}", "title": evil, "outlet": evil, "url": evil, "author": evil, "date": "2025-04-06",
                 "text": f"Le Mali accuse l’Algérie d’ingérence. {evil}. Le Mali {evil} accuse le Niger.", "language": "fr"}
                for n, evil in enumerate(ALL)
            ),
            progress=False,
        )  # fmt: skip
        assert len(db) == len(ALL)
        db.correct(db.relations(limit=1)[0], type="THREATEN", by=ALL[0], note=ALL[3])
    with closing(sqlite3.connect(path)) as raw, raw:
        ids = [row[0] for row in raw.execute("SELECT id FROM statement ORDER BY id")]
        assert len(ids) > 30
        for at, evil in enumerate(ALL):
            number = ids[at % len(ids)]
            raw.execute(
                "UPDATE statement SET place = ?, said_by = ?, rule = ? WHERE id = ?", (evil, evil, evil, number)
            )
            raw.execute("UPDATE pair SET source = ?, source_sector = ? WHERE statement_id = ?", (evil, evil, number))
            raw.execute("INSERT INTO entity (code, type, name, country) VALUES (?, ?, ?, '')", (evil, evil[:20], evil))
            entity = raw.execute("SELECT max(id) FROM entity").fetchone()[0]
            raw.execute(
                "UPDATE mention SET entity_id = ?, rule = ? WHERE article_id = ? AND n = 0", (entity, evil, at + 1)
            )
    return path


@pytest.fixture(scope="module")
def db(path):
    with corpus.open(path) as db:
        yield db


def views(db):
    """Everything that shows itself in a notebook, by name."""
    yield from (("article", db.article(id)) for id in db.articles(columns=["id"])["id"])
    for name in (
        "articles",
        "labels",
        "entities",
        "mentions",
        "dates",
        "relations",
        "ties",
        "events",
        "dyads",
        "corrections",
    ):
        if hasattr(db, name):
            table = getattr(db, name)()
            yield name, table
            if len(table):
                yield f"{name} row", table[0]
    yield "search", db.search("accuse")
    for event in db.events(limit=60)["id"]:
        yield "versions", db.versions(event)
    yield "concordance", db.concordance("accuse")
    yield "ngrams", db.ngrams(2)
    yield "collocations", db.collocations("accuse")
    yield "frequency", db.frequency("accuse")
    yield "copies", db.copies()
    yield "copies of one", db.copies(1)
    yield "difference", db.difference(1, 2)
    yield "near misses", db.near_misses()
    yield "network", db.network()
    yield "check", db.check()
    yield "sql", db.sql("SELECT * FROM versions")
    yield "diff", corpus.diff(db, db).changes
    yield "load report", db.load([{"id": evil, "text": 3} for evil in ALL], progress=False)
    yield "extraction", corpus.extract(" ".join(f"Le Mali {evil} accuse l’Algérie {evil}." for evil in ALL))
    with tempfile.TemporaryDirectory() as folder, corpus.open(db.snapshot(Path(folder) / "copy.db")) as copy:
        yield "repair", copy.repair()


def classes():
    """The names of all classes that show themselves in a notebook."""
    modules = [importlib.import_module(f"corpus.{found.name}") for found in pkgutil.iter_modules(corpus.__path__)]
    found = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    return {one.__name__ for one in found if one.__module__.startswith("corpus") and hasattr(one, "_repr_html_")}


def hidden(text):
    """What would move a cursor, or turn what stands around it."""
    return {c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Zl", "Zp")} | (
        set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f")
    )


def test_every_view_is_text_and_nothing_else(db):
    names, shown = set(), set()
    for name, view in views(db):
        if not hasattr(view, "_repr_html_"):
            continue
        names.add(name)
        shown.add(type(view).__name__)
        check(view._repr_html_())
        assert not hidden(str(view)), name
    assert len(names) > 20
    assert shown == classes()


def test_no_view_runs_anything_in_a_browser(db, tmp_path):
    html = "".join(view._repr_html_() for name, view in views(db) if hasattr(view, "_repr_html_"))
    fields = ("source", "target", "source_name", "type", "place", "sentence", "evidence", "title")
    html += "".join(_judge.shown(dict.fromkeys(fields, evil)) for evil in ALL)
    with pages() as opened:
        shown = opened(html, tmp_path)
        assert shown.told == [], "nothing is fetched, run or complained of"
        bad = "script, iframe, object, embed, svg, math, form, link, base, img, video, input, meta[http-equiv]"
        assert shown.evaluate(f"document.body.querySelectorAll({bad!r}).length") == 0
        handlers = "[...document.body.querySelectorAll('*')].flatMap((e) => e.getAttributeNames()).filter((n) => n.startsWith('on'))"
        assert shown.evaluate(handlers) == []
        links = shown.evaluate("[...document.querySelectorAll('a')].map((a) => a.protocol)")
        assert set(links) <= {"file:", "http:", "https:"}


def test_tables_for_spreadsheets_run_nothing_and_lose_nothing(db):
    table = db.sql('SELECT value AS "=1+1" FROM json_each(?)', [json.dumps(ALL)])
    read = list(csv.reader(io.StringIO(table.to_csv(), newline="")))
    assert [len(row) for row in read] == [1] * (len(ALL) + 1)
    for wrote, evil in zip(read, ["=1+1", *ALL], strict=True):
        assert wrote[0].removeprefix("'") == evil.removeprefix("'")
        assert not wrote[0].startswith(("=", "+", "@", "\t", "\r"))
        assert not (wrote[0].startswith("-") and not wrote[0][1:].isdigit())
    plain = list(csv.reader(io.StringIO(table.to_csv(excel_safe=False), newline="")))
    assert [row[0] for row in plain[1:]] == ALL
    assert [row["=1+1"] for row in json.loads(table.to_json())] == ALL
    assert [json.loads(line)["=1+1"] for line in table.to_json(lines=True).split("\n") if line] == ALL


def test_xml_is_read_back(db, tmp_path):
    with pytest.warns(UserWarning, match=r"U\+FFFD"):
        gexf = db.network().to_gexf()
    with pytest.warns(UserWarning, match=r"U\+FFFD"):
        graphml = db.network().to_graphml()
    for text in (gexf, graphml):
        root = ElementTree.fromstring(text)
        assert len([one for one in root.iter() if one.tag.endswith("}node")]) > 20
    db.export(tmp_path / "tei", format="txm")
    files = list((tmp_path / "tei").glob("*.xml"))
    assert len(files) == len(ALL)
    for file in files:
        assert file.parent == tmp_path / "tei"
        ElementTree.parse(file)
    db.export(tmp_path / "out.jsonl", format="jsonl")
    assert len((tmp_path / "out.jsonl").read_text("utf-8").rstrip("\n").split("\n")) == len(ALL)


def test_plots_draw_any_name(db):
    plt = pytest.importorskip("matplotlib.pyplot")
    plots = pytest.importorskip("corpus.plots")
    import warnings

    drawn = 0
    with warnings.catch_warnings():
        # No font has every sign.
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*")
        for draw in (
            lambda: db.network().plot(),
            lambda: db.dyads().plot(),
            lambda: plots.types(db.relations()),
            lambda: db.panel(freq="month").plot(),
        ):
            try:
                axes = draw()
            except (TypeError, ValueError, AttributeError):
                # This table has no plot of its own.
                continue
            figure = getattr(axes, "figure", axes)
            figure.savefig(io.BytesIO(), format="svg")
            figure.canvas.draw()
            drawn += 1
            plt.close("all")
    assert drawn


COMMANDS = [
    ("search", "accuse"), ("relations",), ("near-misses",), ("sql", "SELECT * FROM articles"), ("sql", "SELECT * FROM events"),
    ("check",), ("methods",), ("sql", "SELECT title AS \"\x1b[31m\" FROM articles"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_a_terminal_is_not_told_what_to_do(path, capsys, command):
    main([command[0], str(path), *command[1:]])
    told = capsys.readouterr()
    assert told.out
    assert not hidden(told.out + told.err)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals to be opened")
@pytest.mark.parametrize("form", ["csv", "json", "lines"])
def test_rows_for_a_pipe_are_whole_and_those_for_a_terminal_harmless(path, form, monkeypatch, capsys):
    command = ["sql", str(path), "SELECT title FROM articles", "--format", form]
    main(command)
    assert "\x9b" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    main(command)
    assert not hidden(capsys.readouterr().out)
