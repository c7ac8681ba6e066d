"""The query language as `docs/search.md` shows it, and the same file searched by other programs."""

import json
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from test_readme import blocks

import corpus

DOCS = Path(__file__).parents[2] / "docs" / "search.md"

ARTICLES = [
    {
        "id": "a",
        "title": "Un drone abattu",
        "text": "Le Mali condamne l’attaque d'un drone.",
        "outlet": "aps",
        "date": "2025-04-01",
    },
    {"id": "b", "text": "Été 😀: un drone malien d'Al-Qaïda.", "outlet": "monde", "date": "2024-04-02"},
    {"id": "c", "text": "L'Algérie se tait.", "date": "2025-05"},
]


@pytest.fixture
def db(tmp_path):
    with corpus.open(tmp_path / "search.db") as db:
        db.load(ARTICLES, progress=False)
        yield db


def test_the_examples_of_the_page_run():
    found = list(blocks("python", DOCS))
    assert found
    for _, code in found:
        exec(compile(code, str(DOCS), "exec"), {"__name__": "search"})


def test_a_fault_is_mended_and_told(db):
    table = db.search('"drone malien')
    assert table["key"] == ["b"]
    assert len(table.notes) == 2
    assert table.notes[1] == 'understood as: "drone malien"'
    assert table.notes[0] in repr(table)
    assert "understood as" in table._repr_html_()
    assert "understood as" in str(table)
    assert db.search("drone malien").notes == []
    assert pickle.loads(pickle.dumps(table)).notes == table.notes


def test_strict_says_where(db):
    with pytest.raises(corpus.QueryError, match="expected") as caught:
        db.search("😀é (mali", strict=True)
    assert caught.value.position == 3
    assert db.search("drone OR mali", strict=True).total == 2
    with pytest.raises(corpus.QueryError, match="all, any"):
        db.search("mali", match="some")


def test_matches_are_code_points(db):
    (hit,) = db.search("malien qaida")
    text = ARTICLES[1]["text"]
    assert text[hit.snippet_start : hit.snippet_end] == hit.snippet
    assert [text[a:b] for a, b in json.loads(hit.matches)] == ["malien", "Qaïda"]


def test_pages_and_totals(db):
    first = db.search("drone", limit=1)
    assert first.total == 2
    assert "1 of 2" in repr(first)
    second = db.search("drone", limit=1, after=first[0].article_id)
    assert {first[0].key, second[0].key} == {"a", "b"}
    assert len(db.search("drone", limit=1, after=second[0].article_id)) == 0


def test_facets(db):
    table = db.facets("drone OR algérie", by=["outlet", "year"])
    rows = [(row.facet, row.value, row.articles) for row in table]
    assert rows == [
        ("outlet", None, 1),
        ("outlet", "aps", 1),
        ("outlet", "monde", 1),
        ("year", "2025", 2),
        ("year", "2024", 1),
    ]
    assert table.total == 3
    assert db.facets("", by="year", outlet="aps").to_dicts() == [{"facet": "year", "value": "2025", "articles": 1}]
    with pytest.raises(corpus.QueryError, match="outlet, language"):
        db.facets("drone", by="colour")


def test_sqlite_finds_plain_words_and_runs_the_sql(db):
    sql = db.explain_sql("condamner OR drones", outlet=["aps", "monde"])
    with closing(sqlite3.connect(db.path)) as plain:
        keys = plain.execute(f"SELECT key FROM articles WHERE id IN ({sql}) ORDER BY key").fetchall()
        assert keys == [("a",), ("b",)]
        match = (
            "SELECT a.key FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid WHERE articles_fts MATCH ?"
        )
        assert plain.execute(match, ("algerie",)).fetchall() == [("c",)]
        assert plain.execute(match, ("title : drone",)).fetchall() == [("a",)]


@pytest.mark.filterwarnings("ignore")
def test_datasette_serves_and_searches_the_file(db):
    pytest.importorskip("datasette")
    import asyncio

    from datasette.app import Datasette

    async def ask(path):
        app = Datasette([str(db.path)])
        await app.invoke_startup()
        answer = await app.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    found = asyncio.run(ask("/search/article.json?_search=algerie&_shape=array&_fts_table=articles_fts&_fts_pk=id"))
    assert [row["key"] for row in found] == ["c"]
