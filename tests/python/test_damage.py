"""A damaged file is told as such and mended where that is safe; a stranger's file cannot do harm; SQL cannot but read."""

import contextlib
import json
import os
import pickle
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from corpus.__main__ import main
from test_output import check as check_html

import corpus


def raw(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


INDEX = "INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', 2, 'x', 'y')"
TEXT = "UPDATE article SET text = replace(text, 'drone', 'avion') WHERE id = 1"


def test_a_sound_file_has_no_problems(db):
    found = db.check()
    assert found == []
    assert not found
    assert str(found) == "nothing is wrong"
    assert "nothing is wrong" in check_html(found._repr_html_())
    report = db.repair()
    assert (report.found, report.done, report.left) == ([], [], [])
    assert str(report) == "nothing is wrong; nothing was done"


def test_damage_is_told_as_a_table_and_mended(path):
    raw(path, INDEX, "DELETE FROM copy_setting")
    with corpus.open(path) as db:
        found = db.check()
        assert {problem.part for problem in found} == {"full-text index", "copies"}
        assert {problem.remedy for problem in found} == {"repair the file"}
        assert "full-text index" in check_html(found._repr_html_())
        frame = pytest.importorskip("pandas").DataFrame(found)
        assert list(frame.columns) == ["part", "problem", "article", "remedy"]
        report = db.repair()
        assert report.found == found
        assert report.left == []
        assert len(report.done) == 3, report
        check_html(report._repr_html_())
        assert db.check() == []


def test_a_damaged_text_is_told_and_left(path):
    raw(path, TEXT)
    with corpus.open(path) as db:
        before = db.article(1).text
        report = db.repair()
        (left, *_) = report.left
        assert (left.part, left.article) == ("text", 1)
        assert "monde/1" in left.problem
        assert "copy" in left.remedy
        assert db.article(1).text == before
        assert "left: text: article 1" in str(report)
    with corpus.open(path, read_only=True) as db, pytest.raises(corpus.ReadOnlyError):
        db.repair()


def test_hostile_names_in_problems_are_text(path):
    evil = "<script>alert(1)</script>\x1b[2J"
    raw(path, TEXT)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE article SET key = ? WHERE id = 1", (evil,))
    with corpus.open(path) as db:
        found = db.check()
        assert "<script>" in check_html(found._repr_html_())
        assert "\x1b" not in str(found)
        report = db.repair()
        assert "\x1b" not in str(report)
        check_html(report._repr_html_())


def test_check_and_repair_on_the_command_line(path, capsys):
    assert main(["check", str(path)]) == 0
    assert "3 articles, nothing is wrong" in capsys.readouterr().out
    raw(path, INDEX, TEXT)
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "full-text index: " in out
    assert "python -m corpus repair" in out
    assert "go back to a copy" in out
    assert main(["check", str(path), "--format", "json"]) == 1
    assert {problem["part"] for problem in json.loads(capsys.readouterr().out)} >= {"text", "full-text index"}
    assert main(["repair", str(path)]) == 1, "the text is left"
    assert "rebuilt the full-text index" in capsys.readouterr().out
    assert main(["check", str(path)]) == 1
    assert "full-text index" not in capsys.readouterr().out
    assert main(["check", str(path.with_name("none.db"))]) == 2
    assert not path.with_name("none.db").exists()


def test_a_file_that_cannot_be_read_is_told_as_damaged(path, capsys):
    with contextlib.suppress(OSError):
        os.truncate(path, path.stat().st_size // 2)
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "structure" in out
    assert "Traceback" not in out


FOREIGN = {
    "trigger `evil`": "CREATE TRIGGER evil AFTER INSERT ON article BEGIN DELETE FROM article; END",
    "view `evil`": "CREATE VIEW evil AS SELECT 1",
    "table `evil`": "CREATE TABLE evil (x)",
}


@pytest.mark.parametrize("named", FOREIGN)
def test_what_no_corpus_has_is_refused(path, named, capsys):
    raw(path, FOREIGN[named])
    with pytest.raises(corpus.UntrustedFileError, match=re.escape(named)):
        corpus.open(path, untrusted=True)
    assert main(["check", str(path), "--untrusted"]) == 2
    assert named in capsys.readouterr().err
    # One's own tables are one's own affair.
    with corpus.open(path) as db:
        assert db.check() == []


def test_a_damaged_stranger_is_refused(path):
    raw(path, INDEX)
    with pytest.raises(corpus.CorruptDatabaseError, match="full-text index"):
        corpus.open(path, untrusted=True, read_only=True)


def test_an_honest_stranger_works_and_stays_one(path):
    with corpus.open(path, untrusted=True) as db:
        assert len(db.search("drone")) == 2
        assert db.load({"id": "new", "text": "Alger rappelle son ambassadeur à Bamako."}, progress=False).added == 1
        assert db.sql("SELECT count(*) AS n FROM articles").to_dicts() == [{"n": 4}]
        assert db.check() == []
        kept = pickle.dumps(db)
    with pickle.loads(kept) as again:
        assert len(again) == 4
    raw(path, FOREIGN["view `evil`"])
    with pytest.raises(corpus.UntrustedFileError):
        pickle.loads(kept)


ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT {} FROM c"


def test_sql_ends_and_keeps_within_memory(db):
    with pytest.raises(corpus.QueryTimeoutError):
        db.sql(ENDLESS.format("count(*)"), timeout=0.1)
    with pytest.raises(corpus.QueryTimeoutError):
        db.sql(ENDLESS.format("x") + " ORDER BY -x", timeout=0.1)
    with pytest.raises(corpus.QueryError, match="more than"):
        db.sql(ENDLESS.format("x"), max_bytes=1 << 20)
    assert db.sql("SELECT 1 AS one", max_bytes=100).to_dicts() == [{"one": 1}]
    for statement in (
        "ATTACH 'x.db' AS y",
        "PRAGMA journal_mode = OFF",
        "SELECT load_extension('x')",
        "DELETE FROM article",
    ):
        with pytest.raises(corpus.QueryError):
            db.sql(statement)


BOMBS = {
    "deep.jsonl": b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "deep-object.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "open.json": b"[" * 1_000_000,
    "deep-array.json": b"[" * 100_000 + b"]" * 100_000,
    "long.jsonl": b'{"text": "' + b"x" * (17 << 20) + b'"}\n',
    "long.txt": b"x" * (17 << 20),
    "wide.csv": b"text" + b",a" * 200_000 + b"\n" + b"Alger rappelle." + b",b" * 200_000 + b"\n",
    "quote.csv": b'text\n"' + b"never closed\n" * 50_000,
    "html.txt": b"<div>" * 1_000_000,
    "billion.txt": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
    "html.html": b"<div>" * 1_000_000,
    "billion.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>',
    "bomb.zip": b"PK\x03\x04" + b"\0" * 1000,
    "bomb.tar.gz": b"\x1f\x8b\x08" + b"\0" * 1000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_input_is_a_bomb(name, tmp_path):
    """What is too deep, too long or of no kind that is read is refused with a reason, and stops nothing."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(BOMBS[name])
    (folder / "z.txt").write_text("Le Mali rappelle son ambassadeur en Algérie.", "utf-8")
    with corpus.open(":memory:") as db:
        report = db.load(folder, progress=False)
        assert db.articles(columns=["key"])["key"][-1].endswith("z.txt")
        assert report.added + len(report.refused) == report.found
        if name not in ("html.txt", "billion.txt", "wide.csv", "quote.csv"):
            assert report.refused, "it is not taken for an article"
            assert all(len(reason) < 500 for _, reason in report.refused)
        assert db.check() == []


def test_deep_python_objects_are_no_bomb():
    deep = "x"
    for _ in range(100_000):
        deep = [deep]
    loop = []
    loop.append(loop)
    with corpus.open(":memory:") as db:
        report = db.load([{"id": "a", "text": "Alger.", "odd": value} for value in (deep, loop)], progress=False)
        assert report.added + len(report.refused) == 2
        assert report.refused
    # Python itself cannot let go of it all at once.
    while isinstance(deep, list):
        deep = deep[0]


def test_a_hostile_file_harms_no_process(path, tmp_path):
    """In a process of its own: whatever it does to itself, it ends in an error that is told."""
    data = bytearray(path.read_bytes())
    for at in range(8192, len(data), 4096):
        data[at : at + 8] = b"\x0d\xff\xff\xff\xff\xff\xff\xff"
    broken = tmp_path / "broken.db"
    broken.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "corpus", "check", str(broken)], capture_output=True, timeout=100, check=False
    )
    assert done.returncode in (1, 2), done
    assert b"Traceback" not in done.stderr
