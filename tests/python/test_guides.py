"""What the guides show runs as it stands: Python, the shell, SQL, and R where it is at hand."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from test_readme import blocks

import corpus

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the sample articles, and on the path the programs of this Python."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    shutil.copytree(corpus.sample(), tmp_path / "articles")
    return tmp_path


def run_python(name):
    names = {"__name__": name}
    found = list(blocks("python", DOCS / name))
    assert found
    for line, code in found:
        exec(compile("\n" * (line - 1) + code, str(DOCS / name), "exec"), names)
    return names


def test_keeping(folder):
    names = run_python("keeping.md")
    with corpus.open(names["copy"]) as db:
        assert 30 < len(db) < 48
        assert db.check() == []


def test_trust(folder):
    for name in ("sahel.db", "colleague.db"):
        with corpus.open(name) as db:
            db.load("articles/", progress=False)
    names = run_python("trust.md")
    assert names["db"].path.name == "colleague.db"
    assert names["db"].check() == []
    names["db"].close()


def test_validating(folder):
    pytest.importorskip("pandas")
    pytest.importorskip("ipywidgets")
    names = run_python("validating.md")
    assert names["by_type"]["type"][-1] == "all"
    assert 0.5 < names["by_type"]["precision"][-1] < 0.95
    assert names["agreed"].value > 0.8
    assert len(names["agreed"].disagreements) == 1
    assert corpus.read_judged("sample.csv")["id"] == names["sample"]["id"] == corpus.read_judged("sample.xlsx")["id"]
    names["db"].close()


def test_exporting(folder):
    pytest.importorskip("pyarrow")
    names = run_python("exporting.md")
    assert {path.name for path in folder.iterdir()} >= {
        "r.csv",
        "r.xlsx",
        "r.parquet",
        "r.jsonl",
        "txm",
        "iramuteq.txt",
        "coded.jsonl",
        "parquet",
    }
    names["db"].close()


def test_the_shell(folder):
    for program in ("sqlite3", "datasette", "bash"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not at hand")
    script = "\n".join(code for _, code in blocks("sh", DOCS / "r-and-shell.md"))
    done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, encoding="utf-8", timeout=110)
    assert done.returncode == 0, done.stderr
    assert "48 added" in done.stdout
    assert "[drone]" in done.stdout
    assert "Nous avons travaillé sur un corpus de 48 articles" in done.stdout
    assert len((folder / "sanctions.csv").read_text("utf-8").splitlines()) > 10
    shown = json.loads(re.search(r"^\[\{.*\}\]$", done.stdout, re.M)[0])
    assert all(row["type"] == "SANCTION" and "MLI" in (row["source"], row["target"]) for row in shown)
    assert all(
        re.fullmatch(r"http://127\.0\.0\.1:8001/sahel/article\?article=\d+&relation=\d+", row["read"]) for row in shown
    )


def get(path):
    done = subprocess.run(
        ["datasette", "sahel.db", "--metadata", "metadata.json", "--get", path],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_datasette_links_to_the_evidence(folder):
    pytest.importorskip("datasette")
    with corpus.open("sahel.db") as db:
        db.load("articles", progress=False)
        wanted = db.relations(source="DZA", type="SANCTION")[0]
    from corpus._datasette import metadata

    Path("metadata.json").write_text(json.dumps(metadata("sahel.db")), "utf-8")
    page = get("/sahel/evidence?actor=DZA&type=SANCTION")
    links = re.findall(r'<a href="http://127\.0\.0\.1:8001(/sahel/article\?[^"]+)"', page)
    link = next(link.replace("&amp;", "&") for link in links if link.endswith(f"relation={wanted.id}"))
    assert f"[{wanted.evidence}]" in json.loads(get(link.replace("?", ".json?") + "&_shape=array"))[0]["text"]
    found = json.loads(get("/sahel/search.json?words=drone&_shape=array"))
    assert "[drone]" in found[0]["snippet"].lower()
    views = json.loads(get("/sahel.json"))
    hidden = {table["name"] for table in views["tables"] if table["hidden"]}
    assert {"article", "statement", "pair"} <= hidden
    assert "status" in get("/sahel/relations?_facet=status")


def test_names_that_an_address_cannot_hold():
    from corpus._datasette import metadata

    held = metadata("/x/mon corpus d'été.db", "https://press.example.org/")["databases"]["mon corpus d'été"]
    assert "https://press.example.org/mon~20corpus~20d~27~C3~A9t~C3~A9/article?" in held["queries"]["evidence"]["sql"]


def test_the_sql_of_r(folder):
    """By R where it is there; the same SQL by Python's sqlite3 in any case."""
    with corpus.open("sahel.db") as db:
        db.load("articles", progress=False)
    code = "\n".join(code for _, code in blocks("r", DOCS / "r-and-shell.md"))
    questions = re.findall(r'dbGetQuery\(con, "(.*?)"\)', code, re.S)
    assert len(questions) == 3
    with closing(sqlite3.connect("file:sahel.db?mode=ro", uri=True)) as other:
        for question in questions:
            assert other.execute(question).fetchall(), question
    has = ["Rscript", "-e", "quit(status = !requireNamespace('RSQLite', quietly = TRUE))"]
    if shutil.which("Rscript") and subprocess.run(has).returncode == 0:
        Path("page.R").write_text(code + "\nstopifnot(nrow(relations) > 0, nrow(texts) == 48)\n", "utf-8")
        assert subprocess.run(["Rscript", "page.R"], timeout=100).returncode == 0


def test_duckdb(folder):
    pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    with corpus.open("sahel.db") as db:
        db.load("articles", progress=False)
        count = len(db.relations())
    names = run_python("r-and-shell.md")
    assert sum(row[-1] for row in names["yearly"].fetchall()) == count


def test_duckdb_over_the_file(folder):
    duckdb = pytest.importorskip("duckdb")
    with corpus.open("sahel.db") as db:
        db.load("articles", progress=False)
    with duckdb.connect() as other:
        try:
            other.execute("LOAD sqlite")
        except duckdb.Error:
            pytest.skip("DuckDB's SQLite extension is not installed")
        ((_, code),) = blocks("sql", DOCS / "r-and-shell.md")
        assert other.execute(code.partition("\n")[2]).fetchall()


def test_citation_and_links():
    root = DOCS.parent
    citation = (root / "CITATION.cff").read_text("utf-8")
    assert re.search(r"^version: (.+)$", citation, re.M)[1] == corpus.__version__
    for document in ("validating.md", "exporting.md", "r-and-shell.md"):
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", (DOCS / document).read_text("utf-8")):
            assert (DOCS / link).exists(), f"{document}: {link}"
