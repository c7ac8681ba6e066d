"""A table is the same rows in every library."""

import datetime as dt
import pickle
import subprocess
import sys

import pytest

import corpus


@pytest.fixture
def table(db):
    return db.relations()


def test_it_is_a_sequence_of_rows(table):
    assert len(table) == 4
    assert table.shape == (4, 24)
    assert table.kind == "relations"
    assert table["source"] == ["MLI", "DZA", "DZA", "MAR"]
    assert table[0].evidence == table[-4]["evidence"] == "rappelle son ambassadeur"
    assert table[0].date_from == dt.date(2025, 4, 6)
    assert [row.type for row in table[1:3]] == ["ASSAULT", "ASSAULT"]
    assert len(table[3:1]) == 0
    assert [row.target for row in table] == table["target"]
    assert "source" in table
    assert "nosuch" not in table
    assert list(table.head(2).to_dicts()[0]) == table.columns
    for wrong in (4, -5):
        with pytest.raises(IndexError):
            table[wrong]
    with pytest.raises(KeyError, match="evidence"):
        table["nosuch"]
    with pytest.raises(TypeError):
        table[1.5]
    with pytest.raises(AttributeError, match="source"):
        table[0].nosuch  # noqa: B018
    assert repr(table) == "<Table: 4 relations × 24 columns>"
    assert "rappelle son ambassadeur" in str(table)


def test_rows_compare_and_travel(table):
    row = table[0]
    assert row == table[0]
    assert hash(row) == hash(table[0])
    assert row != table[1]
    assert pickle.loads(pickle.dumps(row)) == row
    assert dict(zip(row.keys(), row, strict=True)) == row.to_dict()


def test_pandas_polars_arrow_and_duckdb_agree(table):
    duckdb = pytest.importorskip("duckdb")
    dicts = table.to_dicts()
    assert table.to_arrow().to_pylist() == dicts
    assert table.to_polars().to_dicts() == dicts
    given = table  # noqa: F841, read by name below
    rows = duckdb.sql("SELECT source, count(*) AS n FROM given GROUP BY 1 ORDER BY 1").fetchall()
    assert rows == [("DZA", 2), ("MAR", 1), ("MLI", 1)]
    frame = table.to_pandas()
    assert list(frame.columns) == table.columns
    assert frame["evidence"].tolist() == table["evidence"]
    assert str(frame["source"].dtype) == "category"
    assert frame["date_from"].dt.year.tolist()[:3] == [2025, 2025, 2025]
    assert frame["date_from"].isna().tolist() == [False, False, False, True]
    assert frame["said_by"].isna().tolist() == [True, True, False, True]
    assert frame["goldstein"].tolist() == [-2.5] * 4
    plain = table.to_pandas(categories=False)
    assert (plain["source"] + "-" + plain["target"]).tolist()[0] == "MLI-DZA"
    # A stream is used up; the table is not.
    assert table.to_arrow() == table.to_arrow()


def test_pandas_does_not_need_pyarrow(path):
    code = """
import sys
sys.modules["pyarrow"] = None
import corpus
frame = corpus.open(sys.argv[1]).relations().to_pandas()
assert frame["evidence"].tolist()[0] == "rappelle son ambassadeur", frame
assert frame["said_by"].isna().tolist() == [True, True, False, True]
assert frame["date_from"].isna().sum() == 1
assert corpus.open(sys.argv[1]).articles().to_pandas()["copy_of"].isna().all()
import polars
assert corpus.open(sys.argv[1]).relations().to_polars().height == 4
"""
    subprocess.run([sys.executable, "-c", code, path], check=True, timeout=60)


def test_it_survives_pickling(db):
    for table in (db.relations(), db.articles(), db.search("drone"), db.timeline("MLI", "DZA"), db.relations(limit=0)):
        again = pickle.loads(pickle.dumps(table))
        assert (again.kind, again.sql, again.left_out) == (table.kind, table.sql, table.left_out)
        assert again.to_dicts() == table.to_dicts()
        assert again.columns == table.columns
    odd = db.sql("SELECT NULL AS a, 1.5 AS b, x'00ff' AS c, 'é' AS d UNION ALL SELECT 1, NULL, NULL, NULL")
    assert pickle.loads(pickle.dumps(odd)).to_dicts() == odd.to_dicts()


def test_rows_of_sql_have_the_type_of_their_values(db):
    table = db.sql("SELECT 1 AS a, 2 AS b, 'x' AS c, x'00' AS d, NULL AS e UNION ALL SELECT NULL, 2.5, 3, 'y', NULL")
    assert table.to_dicts() == [
        {"a": 1, "b": 2.0, "c": "x", "d": b"\0", "e": None},
        {"a": None, "b": 2.5, "c": "3", "d": b"y", "e": None},
    ]
    assert table.to_pandas()["a"].tolist()[0] == 1
    assert db.sql("SELECT 1 AS a WHERE false").to_pandas().columns.tolist() == ["a"]


def test_an_empty_table_is_one(db):
    table = db.relations(actor="XYZ")
    assert (len(table), table.to_dicts(), list(table)) == (0, [], [])
    assert table.to_pandas().empty
    assert table.to_polars().is_empty()
    assert table.to_arrow().num_rows == 0
    assert "0 relations" in table._repr_html_()


def test_spreadsheets_run_nothing(db, tmp_path):
    db.load({"id": "f/1", "title": "=HYPERLINK(1)", "text": "x y z"}, progress=False)
    table = db.articles(key="f/1", columns=["title", "words"])
    assert "'=HYPERLINK(1)" in table.to_csv()
    assert "\n=HYPERLINK(1)" in table.to_csv(excel_safe=False)
    table.to_csv(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8") == table.to_csv()
    table.to_json(tmp_path / "a.json", lines=True)
    assert (tmp_path / "a.json").read_text("utf-8") == table.to_json(lines=True)


def test_foreign_tables_come_in(table):
    import polars

    frame = polars.DataFrame({"a": [1, None], "b": ["x", "é"], "c": [dt.date(2025, 1, 1), None]})
    taken = corpus.Table.from_arrow(frame)
    assert len(taken) == 2
    assert taken.columns == ["a", "b", "c"]
