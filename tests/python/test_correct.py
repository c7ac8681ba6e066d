"""Correcting and coding as a researcher types it, through real pandas."""

import datetime
import getpass
import sqlite3
import threading

import pytest

import corpus

TEXT = (
    "Alger accuse Bamako d’ingérence. Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie. "
    "Le Niger et le Burkina Faso ont condamné la France."
)


@pytest.fixture
def db():
    with corpus.open(":memory:") as made:
        made.load({"id": "a", "text": TEXT, "language": "fr"}, progress=False)
        yield made


def told(db):
    return [(row.id, row.type, row.source, row.target, row.origin) for row in db.relations(order="id")]


def test_a_row_of_pandas_is_corrected(db):
    pandas = pytest.importorskip("pandas")
    before = told(db)
    df = db.relations().to_pandas()
    number = db.correct(df.id.iloc[0], type="threaten", date=datetime.date(2025, 4, 5), by="anna", note="sic")
    row = db.relations()[0]
    assert (row.id, row.type, row.date, row.origin, row.confidence) == (1, "THREATEN", "2025-04-05", "anna", 1.0)
    log = db.corrections().to_pandas()
    assert log.made_by[0] == "anna"
    assert log.note[0] == "sic"
    assert pandas.to_datetime(log.made_at)[0].year >= 2025
    db.undo(number, by="bob")
    assert told(db) == before
    assert db.corrections()[0].undone_by == "bob"


def test_a_coder_is_named_once(db):
    assert db.coder is None
    db.reject(db.relations()[0])
    db.coder = "anna"
    db.reject(2)
    assert db.coder == "anna"
    db.coder = None
    assert db.corrections()["made_by"] == [getpass.getuser(), "anna"]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda db: db.correct(1), corpus.InputError, "nothing to correct"),
        (lambda db: db.correct(99, type="AID"), corpus.InputError, "no relation 99"),
        (lambda db: db.correct("1", type="AID"), TypeError, "row of relations"),
        (lambda db: db.correct(1, type="HELP"), corpus.QueryError, "ACCUSE"),
        (lambda db: db.correct(1, date="hier"), corpus.QueryError, "no date"),
        (lambda db: db.correct(1, evidence="x"), TypeError, "evidence"),
        (lambda db: db.correct(1, type="AID", by=" "), corpus.InputError, "who corrects"),
        (lambda db: db.add_relation("b", source="MLI", target="DZA", type="AID", evidence="x"), KeyError, "no article"),
        (lambda db: db.add_relation("a", source="MLI", target="DZA", type="AID"), corpus.InputError, "evidence="),
        (lambda db: db.merge_entities("Mali", "Atlantis"), corpus.InputError, "Atlantis"),
        (lambda db: db.split_entity("Mali", "X"), corpus.InputError, "texts"),
        (lambda db: db.undo(1), corpus.InputError, "no correction 1"),
        (lambda db: db.correct_mention("a", 3, code="X"), corpus.InputError, "no name begins at 3"),
        (lambda db: db.import_corrections("nowhere.jsonl"), FileNotFoundError, "nowhere"),
        (lambda db: db.remove_origin("rules"), corpus.InputError, "no origin"),
        (lambda db: db.reextract(articles=["b"]), corpus.NotFoundError, "no article"),
        (lambda db: db.add_relations("x.csv", origin="m"), TypeError, "DataFrame"),
        (lambda db: db.add_relations([3], origin="m"), TypeError, "int"),
    ],
)
def test_what_is_wrong_is_told(db, call, error, said):
    before = told(db)
    with pytest.raises(error, match=said):
        call(db)
    assert told(db) == before
    assert len(db.corrections()) == 0


def test_a_read_only_file_is_not_corrected(tmp_path):
    path = tmp_path / "a.db"
    with corpus.open(path) as db:
        db.load({"id": "a", "text": TEXT, "language": "fr"}, progress=False)
    with corpus.open(path, read_only=True) as db, pytest.raises(corpus.ReadOnlyError):
        db.reject(1)


@pytest.mark.parametrize("form", ["pandas", "arrow", "dicts", "generator"])
def test_rows_from_elsewhere_in_any_form(db, form):
    pandas = pytest.importorskip("pandas")
    rows = [
        {"article": "a", "source": "MLI", "target": "FRA", "type": "AID", "evidence": "Le Mali", "start": None},
        {"article": 1, "source": "NER", "target": "FRA", "type": "REJECT", "evidence": "ont condamné", "start": 113},
    ]
    rows[1]["start"] = TEXT.index("ont condamné")
    if form in ("pandas", "arrow"):
        for row in rows:
            row["article"] = 1
        given = pandas.DataFrame(rows)
        given["date"] = pandas.to_datetime(["2025-04-06", None])
        if form == "arrow":
            given = pytest.importorskip("pyarrow").Table.from_pandas(given)
    else:
        rows[0]["date"] = datetime.date(2025, 4, 6)
        given = rows if form == "dicts" else iter(rows)
    report = db.add_relations(given, origin="model")
    assert (report.rows, report.added, report.known) == (2, 2, 0)
    assert db.relations(origin="model", order="id")["date"] == ["2025-04-06", None]
    assert len(db.relations(origin="rules")) == len(db.relations()) - 2
    assert db.remove_origin("model") == 2


def test_wrong_rows_are_named(db):
    row = {"article": "a", "source": "MLI", "target": "FRA", "type": "AID", "evidence": "Le Mali"}
    with pytest.raises(corpus.InputError, match=r"2 of 3 rows.*row 2: .*row 3: "):
        db.add_relations([row, {**row, "type": "X"}, {**row, "evidence": "X"}], origin="model")
    assert len(db.relations(origin="model")) == 0


def test_names_from_elsewhere(db):
    found = [{"article": "a", "text": "ambassadeur", "type": "person", "code": "N. N."}]
    assert db.add_mentions(found, origin="spacy").added == 1
    assert db.mentions(origin="spacy")["text"] == ["ambassadeur"]
    assert [row.mentions for row in db.entities(type="person")] == [1]
    assert db.remove_origin("spacy") == 1
    assert len(db.entities(type="person")) == 0


def test_two_coders(tmp_path):
    files = {}
    for who in ("anna", "bob"):
        db = files[who] = corpus.open(":memory:")
        db.load({"id": "a", "text": TEXT, "language": "fr"}, progress=False)
        db.coder = who
    files["anna"].correct(1, status="denied")
    files["bob"].correct(1, status="claimed", type="THREATEN")
    assert files["anna"].export_corrections(tmp_path / "anna.jsonl") == 1
    report = files["bob"].import_corrections(tmp_path / "anna.jsonl", prefer="anna")
    assert (report.read, report.added, report.known, report.waiting) == (1, 1, 0, 0)
    [conflict] = report.conflicts
    assert conflict["field"] == "status"
    assert conflict["wins"]["by"] == "anna"
    assert conflict["loses"]["value"] == "claimed"
    assert "conflict" in str(report)
    row = files["bob"].relations()[0]
    assert (row.type, row.status) == ("THREATEN", "denied")
    assert files["bob"].import_corrections(tmp_path / "anna.jsonl").known == 1


def test_reading_anew_tells_its_progress_and_stops(tmp_path):
    path = tmp_path / "a.db"
    with corpus.open(path) as db:
        db.load([{"id": f"{n}", "text": f"{TEXT} {n}", "language": "fr"} for n in range(300)], progress=False)
        before = told(db)
        correction = db.correct(1, type="AID", by="anna")
        seen = []
        everything = db.articles()["id"]
        report = db.reextract(articles=everything, progress=lambda *step: seen.append(step))
        assert seen[-1] == (300, 300, "reextract")
        assert len(report.diff) == 0
        assert report.diff.articles == 300
        assert report.unplaced == report.refused == []
        db.undo(correction)
        assert told(db) == before

        def stop(*_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            db.reextract(articles=everything, progress=stop)
        assert told(db) == before
        assert db.check() == []
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM extractions WHERE extracted_at IS NULL").fetchone() == (0,)


def test_corrections_from_several_threads_take_turns(tmp_path):
    with corpus.open(tmp_path / "a.db") as db:
        db.load([{"id": f"{n}", "text": f"{TEXT} {n}", "language": "fr"} for n in range(8)], progress=False)
        ids = db.relations()["id"]
        threads = [threading.Thread(target=lambda n=n: db.reject(n, by="anna")) for n in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(db.relations()) == 0
        assert len(db.corrections()) == len(ids)
