"""Whatever is given is loaded or refused with a reason; nothing is lost, nothing comes twice."""

import datetime as dt
import enum
import json
import pathlib

import pytest

import corpus


@pytest.fixture
def db():
    with corpus.open(":memory:") as db:
        yield db


def load(db, source, **options):
    return db.load(source, **{"progress": False, **options})


def test_files_folders_and_patterns(db, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Le texte de {name} en français.", "utf-8")
    (tmp_path / "c.jsonl").write_text(json.dumps({"id": "c", "text": "Un autre texte."}) + "\n", "utf-8")
    assert load(db, tmp_path).added == 3
    assert load(db, str(tmp_path)).known == 3
    assert load(db, tmp_path / "*.txt").known == 2
    assert load(db, [tmp_path / "a.txt", str(tmp_path / "c.jsonl")]).found == 2
    with pytest.raises(FileNotFoundError):
        load(db, tmp_path / "none")
    assert load(db, [tmp_path / "none"]).refused[0][0].endswith("none")


def test_dictionaries_and_frames(db):
    import pandas
    import polars
    import pyarrow

    rows = [{"id": str(n), "text": f"Texte numéro {n}.", "date": dt.date(2025, 1, 1 + n), "n": n} for n in range(3)]
    assert load(db, rows[0]).added == 1
    assert load(db, iter(rows)).added == 2
    frame = pandas.DataFrame(rows)
    for table in (frame, frame.astype({"id": "category"}), polars.DataFrame(rows), pyarrow.Table.from_pylist(rows)):
        report = load(db, table)
        assert (report.known, report.refused) == (3, []), str(report)
    assert db.articles()["published"] == ["2025-01-01", "2025-01-02", "2025-01-03"]
    assert load(db, frame.iloc[:0]).found == 0
    assert load(db, []).found == 0
    assert load(db, (row for row in [])).found == 0
    dates = pandas.DataFrame(
        {"id": ["p"], "text": ["Autre."], "date": pandas.to_datetime(["2025-06-01"]), "x": [pandas.NA]}
    )
    assert load(db, dates).added == 1
    assert db.article("p").published == "2025-06-01"


class Colour(enum.Enum):
    RED = "rouge"


def test_odd_values(db):
    import numpy

    loop = {"id": "loop", "text": "t"}
    loop["me"] = loop
    report = load(
        db,
        [
            {
                "id": "1",
                "text": "Un.",
                "a": pathlib.Path("x"),
                "b": Colour.RED,
                "c": numpy.float64("nan"),
                "d": 2**80,
                "e": None,
            },
            {"id": numpy.str_("2"), "text": numpy.str_("Deux."), "n": numpy.int64(3)},
            {"id": "3", "text": "lone \ud800"},
            {"id": "4", "text": b"bytes"},
            {"id": "5"},
            {"id": "6", "text": "x" * 20_000_000},
            {"id": "7", "text": "NUL \0 dedans"},
            loop,
            3,
            None,
            {"id": "8", "text": "Huit.", 3: 4},
            {"id": "9", "text": "", "title": ""},
        ],
    )
    refused = dict(report.refused)
    assert report.found == 12
    assert report.found == report.added + report.known + report.updated + len(report.refused)
    assert "surrogate" in refused["record 3"]
    assert "bytes" in refused["record 4"]
    assert "nested" in refused["record 8"]
    assert "int" in refused["record 9"]
    assert db.article("1").meta["d"] == str(2**80)
    assert "refused" in report._repr_html_()
    assert str(report).startswith("12 found")


def test_wrong_sources(db):
    for wrong in (None, 3, b"x", object()):
        with pytest.raises(TypeError):
            load(db, wrong)
    with pytest.raises(TypeError):
        db.load([], progress="yes")
    with pytest.raises((ValueError, OverflowError)):
        load(db, [{"text": "x"}], threads=0)
    assert len(db) == 0


def test_a_generator_that_raises(tmp_path):
    with corpus.open(tmp_path / "g.db") as db:

        def broken():
            yield {"id": "1", "text": "Premier."}
            raise LookupError("mine")

        with pytest.raises(LookupError, match="mine"):
            load(db, broken())
        assert len(db) <= 1
        assert load(db, {"id": "2", "text": "Deux."}).added == 1
        assert db.check() == []


def test_a_generator_that_asks(tmp_path):
    with corpus.open(tmp_path / "g.db") as db:
        load(db, {"id": "0", "text": "Zéro."})

        def asking():
            for number in range(1, 4):
                yield {"id": str(number), "text": f"Numéro {number}."}
                assert len(db.articles()) >= 1
            with pytest.raises(corpus.CorpusError, match="loading already"):
                load(db, {"text": "dedans"})
            with pytest.raises(corpus.CorpusError):
                db.close()

        assert load(db, asking()).added == 3
        assert len(db) == 4
    with corpus.open(":memory:") as memory:

        def asking():
            yield {"text": "x y"}
            memory.articles()

        with pytest.raises(corpus.CorpusError, match="memory"):
            load(memory, asking())


def test_progress(db):
    seen = []
    load(db, ({"id": str(n), "text": f"Texte {n}."} for n in range(50)), progress=lambda *told: seen.append(told))
    assert seen[-1] == (50, None, "load")

    def stop(*_):
        raise StopAsyncIteration("enough")

    with pytest.raises(StopAsyncIteration, match="enough"):
        load(db, {"id": "x", "text": "y"}, progress=stop)
    assert len(db) - 50 in (0, 1), "the article or nothing, as it was told before or after it was added"
    pytest.importorskip("tqdm")
    assert db.load({"id": "z", "text": "w"}, progress=True).added == 1


def test_big_texts_leave_no_second_copy():
    import sys

    text = "é" * 1_000_000
    before = sys.getsizeof(text)
    with corpus.open(":memory:") as db:
        load(db, {"id": "big", "text": text})
    corpus.extract(text)
    assert sys.getsizeof(text) == before


def test_the_sample_loads(db):
    report = load(db, corpus.sample())
    assert report.added > 0
    assert report.refused == []
