"""What the README shows runs as it stands, from top to bottom."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def blocks(language, document=README):
    """The code blocks of a language, each with the line its code begins on."""
    text = document.read_text("utf-8")
    for block in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S):
        yield text.count("\n", 0, block.start(1)) + 1, block[1]


def test_the_python_examples_run(tmp_path, monkeypatch):
    pytest.importorskip("pandas")
    pytest.importorskip("matplotlib").use("Agg")
    monkeypatch.chdir(tmp_path)
    found = list(blocks("python"))
    assert found
    names = {"__name__": "readme"}
    for line, code in found:
        # Blank lines before it, so that a failure tells the README's own line.
        exec(compile("\n" * (line - 1) + code, str(README), "exec"), names)
    assert (tmp_path / "timeline.png").stat().st_size > 5_000
    assert len(names["hits"]), "the search shows something"
    assert len(names["df"]), "the relations show something"


def test_the_sql_examples_run(tmp_path):
    """The statements given to the sqlite3 shell and to R, run as another program would."""
    import sqlite3
    from contextlib import closing

    import corpus

    path = tmp_path / "sahel.db"
    with corpus.open(path) as db:
        db.load(corpus.sample(), progress=False)
    shown = [
        sql
        for language in ("sh", "r")
        for _, code in blocks(language)
        for sql in re.findall(r'"(SELECT.*?)"', code, re.S)
    ]
    assert len(shown) == 3
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as shell:
        for sql in shown:
            assert shell.execute(sql).fetchall(), sql


def test_a_relation_is_corrected_as_the_guide_says(tmp_path):
    """docs/file-format.md: a row coded by hand, from another program, that no later load takes away."""
    import sqlite3
    from contextlib import closing

    import corpus

    path = tmp_path / "sahel.db"
    article = {"id": "a/1", "date": "2025-04-07", "text": "Le Mali rappelle son ambassadeur en Algérie. Fin."}
    with corpus.open(path) as db:
        db.load(article, progress=False)
        wrong = db.relations()["id"]
    evidence = "rappelle son ambassadeur en Algérie"
    values = {"relation": wrong[0] if wrong else None, "article": "a/1", "evidence": evidence}
    search, _, correct = [code for _, code in blocks("sql", README.parent / "docs" / "file-format.md")]
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for statement in correct.split(";\n"):
            if statement.strip():
                other.execute(statement, {k: v for k, v in values.items() if f":{k}" in statement})
        assert other.execute(search).fetchall()
    with corpus.open(path) as db:
        rows = [(row.source, row.type, row.target, row.evidence, row.origin) for row in db.relations()]
        assert rows == [("MLI", "SANCTION", "DZA", evidence, "A. Traoré")]
        assert db.check() == []
        report = db.load({**article, "text": "Autre texte."}, progress=False)
        assert report.refused == []
        assert len(report.notes) == 1
        assert "A. Traoré" in report.notes[0][1]
        assert len(db.relations()) == 0
        db.load({**article, "text": f"Enfin : le Mali {evidence}."}, progress=False)
        assert [row.evidence for row in db.relations(origin="A. Traoré")] == [evidence]


def test_the_guide_to_correcting_runs(tmp_path, monkeypatch):
    """docs/correcting.md, from top to bottom."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    guide = README.parent / "docs" / "correcting.md"
    names = {"__name__": "correcting"}
    for line, code in blocks("python", guide):
        exec(compile("\n" * (line - 1) + code, str(guide), "exec"), names)
    assert names["report"].conflicts[0]["wins"]["by"] == "bob"
    assert list(names["log"]["state"]) == ["applied"] * len(names["log"])
    assert len(names["theirs"]) == 2


def test_examples_of_rules_are_read_as_the_guides_say():
    """Each `{ text = …, source = …, target = … }` of CONTRIBUTING.md and lexicon/FORMAT.md."""
    import tomllib

    import corpus

    count = 0
    for document in (README.parent / "CONTRIBUTING.md", README.parent / "lexicon" / "FORMAT.md"):
        for line in re.findall(r"\{ text = .*\btarget = .*\}", document.read_text("utf-8")):
            wanted = tomllib.loads(f"example = {line}")["example"]
            text = wanted.pop("text")
            found = corpus.extract(text, published="2025-06-15", language="fr").relations
            assert any(wanted.items() <= relation.items() for relation in found), (document.name, text, found)
            count += 1
    assert count > 4


def test_every_view_is_described():
    """The README and docs/file-format.md name the columns that the views have, in their order."""
    from corpus._datasette import VIEWS

    import corpus

    db = corpus.open(":memory:")
    guide = (README.parent / "docs" / "file-format.md").read_text("utf-8")
    views = db.sql("SELECT name FROM sqlite_schema WHERE type = 'view'")["name"]
    assert len(views) == 12, "README.md, CHANGELOG.md and docs/file-format.md say « twelve views »"
    assert set(views) == set(VIEWS), "Datasette is told what each view holds"
    for view in views:
        columns = db.sql(f"SELECT * FROM {view}").columns
        row = next(line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| `{view}` |"))
        assert re.findall(r"`(\w+)`", row)[1:] == columns, view
        section = re.search(rf"^### `{view}`\n(.*?)(?=^##|\Z)", guide, re.M | re.S)
        assert section, f"docs/file-format.md does not describe {view}"
        assert re.findall(r"^\| `(\w+)`", section[1], re.M) == columns, view
        assert not re.search(r"\|\s*\|$", section[1].split("|---", 1)[1], re.M), f"a column of {view} is not explained"


def test_what_the_documents_name_exists():
    """Files and folders that the documents link to or name in a path."""
    root = README.parent
    for document in (
        README,
        root / "CONTRIBUTING.md",
        root / "lexicon" / "FORMAT.md",
        root / "docs" / "file-format.md",
        root / "docs" / "lexicon.md",
        root / "docs" / "words.md",
    ):
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)|<img src=\"([^\"]+)", document.read_text("utf-8")):
            path = next(part for part in link if part)
            assert (document.parent / path).exists(), f"{document.name}: {path}"
