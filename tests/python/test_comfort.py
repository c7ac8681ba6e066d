"""What leaves for other programs is valid whatever the text holds; mistakes are answered; results travel."""

import csv
import json
import logging
import pickle
import re
import sys
from xml.etree import ElementTree

import pytest

import corpus

TEI = "{http://www.tei-c.org/ns/1.0}"
NASTY = [
    "]]> & <b>gras</b> &amp; \"cité\" 'ici'",
    "\x01\x1b[31m\x0b\x0c \ufffe\uffff",
    "**** *fausse_variable\n-*thème\n*étoile _forme_",
    "Ligne\r\nautre\u2028encore\u2029fin\u0085",
    "🙂 \u202e أبجد \U0001f1f2\U0001f1f1",
    "   ",
    "=1+1",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
]


@pytest.fixture
def nasty():
    with corpus.open(":memory:") as db:
        for number, text in enumerate(NASTY):
            record = {
                "id": f"clé/{number} {text}",
                "title": text,
                "outlet": f"O{text}",
                "text": f"Le Mali accuse. {text} Fin.",
                "url": text,
            }
            record |= {"date": "2025-04-06"} if number % 2 else {}
            db.load(record, progress=False)
        assert len(db) == len(NASTY)
        yield db


def test_txm_is_valid_xml(nasty, tmp_path):
    folder = tmp_path / "txm"
    assert nasty.export(folder, format="txm") == len(NASTY)
    with open(folder / "metadata.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    files = sorted(folder.glob("*.xml"))
    assert [row["id"] for row in rows] == [file.stem for file in files]
    assert all(re.fullmatch("[a-z0-9_]+", row["id"]) for row in rows)
    for row, file, article in zip(rows, files, nasty.articles(order="id")):
        root = ElementTree.parse(file).getroot()
        text = root.find(f"{TEI}text")
        assert text.get("id") == row["id"]
        assert text.get("day") == (article.published or None)
        told = " ".join("".join(text.itertext()).split())
        wanted = " ".join(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", article.text).split())
        assert wanted in told
        assert "\n" not in "".join(row.values())
    with pytest.raises(FileExistsError, match="not empty"):
        nasty.export(folder, format="txm")


def test_iramuteq_has_as_many_texts_as_articles(nasty, tmp_path):
    path = tmp_path / "out.txt"
    nasty.export(path, format="iramuteq")
    lines = path.read_text("utf-8").splitlines()
    heads = [line for line in lines if "*" in line]
    assert len(heads) == len(NASTY)
    assert all(re.fullmatch(r"\*\*\*\*( \*[a-z]+_[a-z0-9_]+)+", line) for line in heads)
    assert not any("_" in line for line in lines if line not in heads)
    assert "*day_2025_04_06" in heads[1]
    assert "*day" not in heads[0]


def test_lines_and_files(nasty, tmp_path):
    path = tmp_path / "out.jsonl"
    nasty.export(path, format="jsonl")
    records = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    assert [record["text"] for record in records] == nasty.articles(order="id")["text"]
    for record in records:
        for mention in record["mentions"]:
            assert record["text"][mention["start"] : mention["end"]] == mention["text"]
    with corpus.open(":memory:") as again:
        assert again.load(path, progress=False).added == len(NASTY)
        assert again.articles(order="key")["text"] == nasty.articles(order="key")["text"]
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    told = []
    nasty.export(tmp_path / "parquet", format="parquet", progress=lambda *now: told.append(now))
    assert told[-1] == (len(NASTY), len(NASTY), "export")
    views = ("articles", "labels", "entities", "mentions", "dates", "relations", "ties", "events")
    for view in views:
        held = parquet.read_table(tmp_path / "parquet" / f"{view}.parquet").to_pylist()
        columns = nasty.sql(f"SELECT * FROM {view}").columns
        assert list(parquet.read_schema(tmp_path / "parquet" / f"{view}.parquet").names) == columns
        assert len(held) == nasty.sql(f"SELECT count(*) AS n FROM {view}")["n"][0]
    nasty.export(tmp_path / "part", format="parquet", since=2025)
    assert not (tmp_path / "part" / "events.parquet").exists()


def test_an_export_that_fails_leaves_nothing(nasty, tmp_path):
    def stop(*_):
        raise RuntimeError("enough")

    path = tmp_path / "out.jsonl"
    path.write_text("before", "utf-8")
    with pytest.raises(RuntimeError):
        nasty.export(path, format="jsonl", progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text("utf-8") == "before"
    with corpus.open(":memory:") as empty:
        for name in ("iramuteq", "jsonl", "txm"):
            assert empty.export(tmp_path / name, format=name) == 0


def test_mistakes_are_answered(db, tmp_path):
    for ask, kind, wanted in (
        (lambda: db.relations(sorce="MLI"), TypeError, "did you mean 'source'"),
        (lambda: db.relations(confidence=0.5), TypeError, "did you mean 'min_confidence'"),
        (lambda: db.relations(type="sanctions"), corpus.QueryError, "did you mean 'SANCTION'"),
        (lambda: db.relations(status="assert"), corpus.QueryError, "did you mean 'asserted'"),
        (lambda: db.relations(columns=["targets"]), corpus.QueryError, "did you mean 'target'"),
        (lambda: db.timeline("MLI", "DZA", freq="months"), corpus.QueryError, "did you mean 'month'"),
        (lambda: db.relations()["evidance"], KeyError, "did you mean 'evidence'"),
        (lambda: db.relations()[0].evidance, AttributeError, "did you mean 'evidence'"),
        (lambda: db.export(tmp_path / "x", format="IRAMUTEC"), ValueError, "did you mean 'iramuteq'"),
        (lambda: db.export(tmp_path / "x", format="jsonl", limit=3), TypeError, "whole articles"),
        (lambda: db.export(tmp_path / "x", format="jsonl", outlets="x"), TypeError, "did you mean 'outlet'"),
        (lambda: db.export(tmp_path / "x", format="jsonl", progress=3), TypeError, "progress"),
        (lambda: corpus.presicion, AttributeError, "presicion"),
    ):
        with pytest.raises(kind, match=wanted):
            ask()
    with pytest.raises(TypeError) as told:
        db.relations(xyzzy=1)
    assert "did you mean" not in str(told.value)
    assert not list(tmp_path.glob("x*")), "a refused export leaves nothing"


def test_names_are_offered(db):
    table = db.relations()
    assert table._ipython_key_completions_() == table.columns
    assert table[0]._ipython_key_completions_() == table.columns
    assert {"evidence", "to_dict"} <= set(dir(table[0]))
    assert {"sample", "export", "methods"} <= set(dir(db))
    assert {"text", "mentions", "to_dict"} <= set(dir(db.article("monde/1")))
    assert {"precision", "agreement", "score", "judge"} <= set(dir(corpus))


def test_rows_are_frozen_and_results_travel(db):
    row, table = db.relations()[0], db.relations()
    with pytest.raises(AttributeError):
        row.source = "X"
    with pytest.raises(TypeError):
        row["source"] = "X"
    with pytest.raises(AttributeError):
        table.columns = []
    agreed = corpus.agreement([1, 0], [1, 1])
    with pytest.raises(AttributeError):
        agreed.value = 1.0
    drawn = db.sample(3)
    for thing in (
        row,
        agreed,
        db.timeline("MLI", "DZA"),
        drawn,
        db.events(),
    ):
        again = pickle.loads(pickle.dumps(thing))
        assert type(again) is type(thing)
        if isinstance(thing, corpus.Table):
            assert (again.to_dicts(), again.kind, again.columns) == (thing.to_dicts(), thing.kind, thing.columns)
    report = db.load([{"id": "new", "text": "Neuf."}, {"id": "wrong"}], progress=False)
    again = pickle.loads(pickle.dumps(report))
    assert (str(again), again.refused, again.added) == (str(report), report.refused, 1)
    assert pickle.loads(pickle.dumps(row)) == row
    assert hash(pickle.loads(pickle.dumps(row))) == hash(row)


def test_every_result_is_pickled_as_a_value(tmp_path):
    """What a worker of a pool gives back, or a notebook keeps, is the same without the corpus it came from."""
    text = "Le Mali accuse l’Algérie d’ingérence. Le Mali et le Niger ont une longue histoire."
    db = corpus.open(tmp_path / "a.db")
    db.load([{"id": "a", "text": text, "date": "2025-04-07"}, {"id": "b", "text": f"{text} Fin."}], progress=False)
    db.correct(db.relations(article=1)[0], type="THREATEN", by="anna")
    db.export_corrections(tmp_path / "c.jsonl")
    other = corpus.open(tmp_path / "b.db")
    other.load({"id": "a", "text": text}, progress=False)
    other.correct(other.relations()[0], type="REJECT", by="bob")
    coded = {"article": "b", "source": "MLI", "target": "DZA", "type": "REJECT", "evidence": "accuse l’Algérie"}
    read = corpus.extract(text, published="2025-04-07")
    diff = corpus.diff(db, other)
    article = db.article("a")
    difference = db.difference("b", "a")
    imported = other.import_corrections(tmp_path / "c.jsonl")
    anew = other.reextract(articles=["a"])
    added = db.add_relations([coded], origin="a model")
    db.close()
    other.close()
    assert read.near_misses[0]["rules"]
    assert read.relations
    assert imported.conflicts
    assert (len(diff), added.added) == (1, 1)

    def told(thing):
        public = {name: getattr(thing, name) for name in dir(thing) if not name.startswith("_")}
        return {
            name: told(value) if isinstance(value, corpus.Diff) else getattr(value, "to_dicts", lambda v=value: v)()
            for name, value in public.items()
            if not callable(value)
        }

    for thing in (article, read, diff, difference, imported, anew, added):
        again = pickle.loads(pickle.dumps(thing))
        assert type(again) is type(thing)
        assert (str(again), repr(again)) == (str(thing), repr(thing))
        assert told(again) == told(thing), type(thing)
    assert pickle.loads(pickle.dumps(article)).to_dict() == article.to_dict()
    assert "accuse" in pickle.loads(pickle.dumps(article))._repr_html_()
    again = pickle.loads(pickle.dumps(read))
    assert (again.to_dict(), again.explain(0)) == (read.to_dict(), read.explain(0))
    assert pickle.dumps(again) == pickle.dumps(read)
    with pytest.raises(ValueError, match="another version"):
        corpus.Extraction._of("{}")


def test_reading_anew_tells_how_far_it_is(tmp_path):
    """`near_misses`, `diff` and `diff_lexicon` read every article: a function is told, and may stop them."""
    with corpus.open(tmp_path / "a.db") as db:
        db.load(({"id": str(n), "text": f"Le Mali et le Niger, {n}."} for n in range(30)), progress=False)
        asked = {
            "near misses": lambda **how: db.near_misses(**how),
            "diff": lambda **how: corpus.diff(db, tmp_path / "a.db", **how),
            "diff ": lambda **how: corpus.diff_lexicon(db, corpus.Lexicon(), **how),
        }
        for what, question in asked.items():
            told = []
            question(progress=lambda *step, told=told: told.append(step))
            assert told[-1] == (30, 30, what.strip())
            assert [step[0] for step in told] == sorted(step[0] for step in told)

            def no_more(*_step):
                raise RuntimeError("no more")

            with pytest.raises(RuntimeError, match="no more"):
                question(progress=no_more)
            with pytest.raises(TypeError, match="progress"):
                question(progress="yes")
            question(progress=False)
        told = []
        articles = ({"id": str(n), "text": "Le Mali accuse le Niger."} for n in range(5))
        corpus.diff_lexicon(articles, corpus.Lexicon(), progress=lambda *step: told.append(step))
        assert (told[0][1:], told[-1]) == ((None, "diff"), (5, 5, "diff"))
        assert len(db.near_misses(limit=1)) == 1


def test_logging_tells_what_was_done(tmp_path, caplog):
    with corpus.open(":memory:") as db, caplog.at_level(logging.DEBUG, "corpus"):
        db.load([{"id": "a", "text": "Texte."}, {"id": "b"}], progress=False)
        db.export(tmp_path / "x.jsonl", format="jsonl")
    told = [(record.name, record.levelname, record.getMessage()) for record in caplog.records]
    assert ("corpus", "INFO") in {one[:2] for one in told}
    assert any(level == "INFO" and "2 found, 1 added" in message for _, level, message in told)
    assert any(level == "WARNING" and "refused record 2" in message for _, level, message in told)
    assert any("exported 1 articles as jsonl" in message for _, _, message in told)


def test_nothing_is_printed_where_nobody_asked_for_logs(tmp_path):
    import subprocess

    code = "import corpus; corpus.open(':memory:').load([{'id': 'b'}], progress=False)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("", "")


def records():
    for number in range(3):
        yield {"id": str(number), "text": f"Texte {number}.", "date": "2025-04-06"}


@pytest.mark.parametrize(
    "form", ["generator", "list", "pandas", "polars", "arrow", "reader", "table", "path", "tuples"]
)
def test_whatever_holds_articles_is_loaded(form, tmp_path):
    given = list(records())
    if form == "generator":
        source = records()
    elif form == "list":
        source = given
    elif form == "pandas":
        source = pytest.importorskip("pandas").DataFrame(given)
    elif form == "polars":
        source = pytest.importorskip("polars").DataFrame(given)
    elif form in ("arrow", "reader"):
        arrow = pytest.importorskip("pyarrow")
        source = arrow.Table.from_pylist(given)
        source = source.to_reader(max_chunksize=1) if form == "reader" else source
    elif form == "table":
        with corpus.open(":memory:") as other:
            source = other.sql(
                "SELECT value ->> 'id' AS id, value ->> 'text' AS text, '2025-04-06' AS date FROM json_each(?)",
                [json.dumps(given)],
            )
    elif form == "path":
        source = tmp_path / "in"
        source.mkdir()
        for record in given:
            (source / f"{record['id']}.txt").write_text(record["text"], "utf-8")
    else:
        from collections import namedtuple

        kind = namedtuple("Article", "id text date")
        source = [kind(**record) for record in given]
    with corpus.open(":memory:") as db:
        assert db.load(source, progress=False).added == 3
        assert sorted(db.articles()["text"]) == ["Texte 0.", "Texte 1.", "Texte 2."]


def test_tables_of_other_libraries():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(
        {"a": ["x", None, "y"], "n": [1, 2, None], "f": [0.5, None, 1.5], "b": [True, None, False]},
        schema_overrides={"n": polars.Int16, "f": polars.Float32},
    ).with_columns(c=polars.Series(["u", "v", "u"], dtype=polars.Categorical), l=polars.Series([[1], [], [2, 3]]))
    table = corpus.Table.from_arrow(frame)
    assert table.to_dicts() == frame.to_dicts()
    assert table["c"] == ["u", "v", "u"]
    assert table.to_csv().splitlines()[1] == "x,1,0.5,True,u,[1]"


def test_a_column_of_categories_is_loaded():
    polars = pytest.importorskip("polars")
    n = 3000
    frame = polars.DataFrame(
        {"id": [str(k) for k in range(n)], "text": ["Rien."] * n, "outlet": ["A", "B", None] * (n // 3)}
    )
    frame = frame.with_columns(polars.col("outlet").cast(polars.Categorical))
    with corpus.open(":memory:") as db:
        assert db.load(frame, progress=False).added == n
        assert db.sql("SELECT count(*) AS n FROM articles GROUP BY outlet ORDER BY outlet")["n"] == [n // 3] * 3


def test_a_table_as_parquet_without_pyarrow(db, tmp_path, monkeypatch):
    polars = pytest.importorskip("polars")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "r.parquet"
    db.relations().to_parquet(path)
    monkeypatch.undo()
    assert polars.read_parquet(path)["source"].to_list() == db.relations()["source"]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(corpus.MissingExtraError, match=r"corpus-db\[pandas\]"):
        db.relations().to_parquet(path)


def test_the_commands(path, tmp_path, capsys):
    from corpus.__main__ import main

    sheet = tmp_path / "s.csv"
    assert main(["sample", str(path), "4", str(sheet), "--by", "type"]) == 0
    drawn = corpus.read_judged(sheet).to_dicts()
    corpus.read_judged([row | {"correct": True} for row in drawn]).to_csv(sheet)
    assert main(["precision", str(sheet), "--by", "type", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("all,4,4,1.0,")
    assert main(["methods", str(path), "--judged", str(sheet)]) == 0
    assert "@software" in capsys.readouterr().out
    assert main(["export", str(path), str(tmp_path / "i.txt"), "--format", "iramuteq", "--outlet", "APS"]) == 0
    assert (tmp_path / "i.txt").read_text("utf-8").count("****") == 1
    assert main(["versions"]) == 0
    assert corpus.__version__ in capsys.readouterr().out
    assert main(["sample", str(path), "4", str(tmp_path / "s.pdf")]) == 2
    assert "xlsx or .csv" in capsys.readouterr().err
