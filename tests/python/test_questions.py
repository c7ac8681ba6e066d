"""Questions are answered, and wrong ones are answered with what would be right."""

import datetime as dt
import time

import pytest

import corpus


def test_relations(db):
    assert len(db.relations(between=("MLI", "DZA"))) == 3
    assert len(db.relations(between=["Mali", "algerie"])) == 3
    assert len(db.relations(source="MLI", target="MAR")) == 1
    assert len(db.relations(type=["assault", "CONSULT"], status="asserted")) == 2
    assert len(db.relations(since=2025, until="2025-04-01")) == 2
    assert len(db.relations(since=dt.date(2025, 4, 2))) == 1
    assert len(db.relations(said_by="DZA", published_since=dt.datetime(2025, 4, 9, 12))) == 1
    assert db.relations(order="-date", limit=1, columns=["date"]).to_dicts() == [{"date": "2025-04-06"}]
    assert len(db.relations(article=[1, 2], limit=2**70, offset=1)) == 3
    assert "source IN ('MLI')" in db.relations(source="MLI").sql


def test_the_other_tables(db):
    assert len(db.articles()) == 3
    assert db.articles(key="aps/2", columns=["id"]).to_dicts() == [{"id": 2}]
    for table in (db.labels(), db.entities(), db.mentions(), db.dates(), db.ties()):
        assert table.columns
    assert db.events(contested=True)["articles"] == [2]
    assert db.dyads()["relations"] == [2, 1]
    assert db.dyads(directed=True, actor="DZA").shape == (2, 11)


def test_search(db):
    hits = db.search("drone -dément")
    assert hits["key"] == ["monde/1"]
    article = db.article("monde/1")
    assert article.text[hits[0].snippet_start : hits[0].snippet_end] == hits[0].snippet
    assert len(db.search("mali", actor="MAR", outlet="APS", since="2025-04-09")) == 1
    assert len(db.search("mali", limit=None)) == 2


@pytest.mark.parametrize("query", ["", "   ", '"', "AND OR NOT NEAR( ) * ^ - + : {}", "(" * 5000, "mot " * 20000, "é" * 2_000_000,
                                   "'; DROP TABLE article; --", "mali\0 OR 1", "%_\\", "-", "title:x", "\u202e", "😀"])  # fmt: skip
def test_any_string_is_a_query(db, query):
    assert len(db.search(query)) <= 3


def test_timeline(db):
    table = db.timeline("MLI", "DZA", freq="month", since="2025-03", until="2025-05")
    assert table["period"] == ["2025-03", "2025-04", "2025-05"]
    assert table["relations"] == [0, 2, 0]
    assert table["first_day"][0] == dt.date(2025, 3, 1)
    assert table["SANCTION"] == [0, 1, 0]
    assert db.timeline("MAR", "MLI", dated_by="act").left_out == 1


def test_an_article(db):
    article = db.article(1)
    assert (article.key, article.outlet, article.published) == ("monde/1", "Le Monde", "2025-04-08")
    assert article.relations["type"] == ["SANCTION", "ASSAULT"]
    for row in article.relations:
        assert article.text[row.start : row.end] == row.evidence
    assert article.to_dict()["authors"] == []
    for wrong in (99, "nosuch", -1, 2**80):
        with pytest.raises(corpus.NotFoundError) as error:
            db.article(wrong)
        assert isinstance(error.value, KeyError)
        assert not str(error.value).startswith("'")
    for wrong in (None, True, 1.5, b"x"):
        with pytest.raises(TypeError):
            db.article(wrong)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda db: db.relations(type="LOVE"), corpus.QueryError, "AGREE, CONSULT"),
        (lambda db: db.relations(status=""), corpus.QueryError, "asserted"),
        (lambda db: db.relations(since="hier"), corpus.QueryError, "2025-03-31"),
        (lambda db: db.relations(since="2025-02-30"), corpus.QueryError, "2025-02-30"),
        (lambda db: db.relations(since=True), TypeError, "since: expected a date"),
        (lambda db: db.relations(actor="Nullepart"), corpus.QueryError, "Nullepart"),
        (lambda db: db.relations(actor=3), TypeError, "actor: expected a string"),
        (lambda db: db.relations(actor=b"MLI"), TypeError, "actor"),
        (lambda db: db.relations(between="MLI"), ValueError, "two actors"),
        (lambda db: db.relations(between=("a", "b", "c")), ValueError, "two actors"),
        (lambda db: db.relations(order="id; DROP TABLE article"), corpus.QueryError, "evidence"),
        (lambda db: db.relations(columns=["nosuch"]), corpus.QueryError, "nosuch"),
        (lambda db: db.relations(limit=-1), corpus.QueryError, "negative"),
        (lambda db: db.relations(limit=1.5), TypeError, "limit"),
        (lambda db: db.relations(limit=True), TypeError, "limit"),
        (lambda db: db.relations(offset="1"), TypeError, "offset"),
        (lambda db: db.relations(sourc="MLI"), TypeError, "source"),
        (lambda db: db.relations(actor="a\ud800"), corpus.InputError, "surrogate"),
        (lambda db: db.search(3), TypeError, "string"),
        (lambda db: db.search(None), TypeError, "string"),
        (lambda db: db.search("x\udcff"), corpus.InputError, "surrogate"),
        (lambda db: db.timeline("MLI", "DZA", freq="fortnight"), corpus.QueryError, "quarter"),
        (lambda db: db.timeline("MLI", "DZA", freq="day", since=1, until=9999), corpus.QueryError, "periods"),
        (lambda db: db.sql("SELEC 1"), corpus.QueryError, "syntax"),
        (lambda db: db.sql("SELECT 1; SELECT 2"), corpus.QueryError, "one statement"),
        (lambda db: db.sql("DROP TABLE article"), corpus.QueryError, "only reading"),
        (lambda db: db.sql("ATTACH 'x' AS y"), corpus.QueryError, "only reading"),
        (lambda db: db.sql("PRAGMA journal_mode = DELETE"), corpus.QueryError, "only reading"),
        (lambda db: db.sql("WITH x AS (SELECT 1) INSERT INTO article SELECT * FROM x"), corpus.QueryError, ""),
        (lambda db: db.sql("SELECT load_extension('x')"), corpus.QueryError, ""),
        (lambda db: db.sql("SELECT ?"), corpus.QueryError, "1 values to bind, 0 given"),
        (lambda db: db.sql("SELECT ?", [[1]]), TypeError, "bound"),
        (lambda db: db.sql("SELECT :a", {"b": 1}), corpus.QueryError, ":b"),
        (lambda db: db.sql("SELECT 1", timeout=-1), ValueError, "timeout"),
        (lambda db: db.sql("SELECT 1", timeout=float("nan")), ValueError, "timeout"),
    ],
)
def test_wrong_questions(db, call, error, message):
    with pytest.raises(error) as caught:
        call(db)
    assert message in str(caught.value)
    assert len(db.articles()) == 3


def test_sql(db):
    assert db.sql("SELECT ? AS a, ? AS b", [1, "x"]).to_dicts() == [{"a": 1, "b": "x"}]
    assert db.sql("SELECT :a AS a", {"a": None}).to_dicts() == [{"a": None}]
    with pytest.raises(corpus.QueryError) as error:
        db.sql("SELECT nosuch FROM relations")
    assert error.value.position == 7
    start = time.perf_counter()
    with pytest.raises(corpus.QueryTimeoutError):
        db.sql("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", timeout=0.2)
    assert time.perf_counter() - start < 2


def test_network(db):
    networkx = pytest.importorskip("networkx")
    network = db.network()
    assert len(network) == 3
    graph = network.to_networkx()
    assert graph["DZA"]["MLI"]["weight"] == 1
    assert "\n".join(networkx.generate_graphml(graph))
    assert "\n".join(networkx.generate_gexf(graph))


def test_plots(db):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    ax = db.timeline("MLI", "DZA").plot()
    assert db.dyads().plot(ax=ax) is ax
    assert db.network().plot().figure is not ax.figure
    db.timeline("MLI", "XYZ").plot()
    db.relations(limit=0)
    with pytest.raises(ValueError, match="no picture"):
        db.mentions().plot()
    pyplot.close("all")
