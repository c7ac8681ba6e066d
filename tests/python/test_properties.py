"""Invariants as Python sees them, tried with whatever Hypothesis thinks of.

`CORPUS_TIMES=10` tries ten times as many examples.
"""

# What belongs together is asserted together, and an error that may come must say something.
# ruff: noqa: PT017

import json
import os
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus

TIMES = int(os.environ.get("CORPUS_TIMES", "1"))
quick = settings(max_examples=500 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))
slow = settings(max_examples=200 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))
# Beside the tests in Rust, hundreds of corpora take their time.
pytestmark = pytest.mark.timeout(900)

ACTORS = ["le Mali", "Alger", "la France", "l’Algérie", "Niamey", "le président malien", "la CEDEAO", "les deux pays"]
ACTS = [
    "accuse",
    "a rappelé son ambassadeur en",
    "n’a pas condamné",
    "signera un accord avec",
    "menace",
    "quitte",
    "et",
]
REST = [
    "dimanche 6 avril 2025",
    "en mars",
    ", a annoncé Bamako",
    "selon Paris",
    "\U0001f1f2\U0001f1f1 e\u0301té",
    "(AFP)",
    "",
]
SENTENCE = st.builds(
    lambda source, act, target, rest: f"{source[0].upper()}{source[1:]} {act} {target} {rest}.",
    st.sampled_from(ACTORS), st.sampled_from(ACTS), st.sampled_from(ACTORS), st.sampled_from(REST),
)  # fmt: skip
PROSE = st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
ARTICLES = st.lists(
    st.fixed_dictionaries({"text": PROSE, "outlet": st.sampled_from(["AFP", "APS"])}, optional={"title": ANY}),
    min_size=1, max_size=5,
).map(lambda rows: [{"id": f"k{n}", "language": "fr", **row} for n, row in enumerate(rows)])  # fmt: skip
QUERY = st.one_of(ANY, st.text('"()*:^,+-{} aéOR’', max_size=30))


def loaded(articles):
    db = corpus.open(":memory:")
    report = db.load(articles, progress=False)
    assert report.refused == []
    return db


def told(db):
    """What a corpus says, without the numbers that depend on what came first."""
    keys = {row.id: row.key for row in db.articles()}
    left_out = {"id", "article_id", "copy_of", "loaded_at"}
    return sorted(
        repr([keys[row["article_id"]], *((name, value) for name, value in row.items() if name not in left_out)])
        for table in (db.relations(), db.mentions(), db.dates(), db.ties())
        for row in table.to_dicts()
    )


@quick
@given(st.one_of(PROSE, ANY))
def test_offsets_are_code_points(text):
    found = corpus.extract(text)
    for row in [*found.mentions, *found.dates]:
        assert found.text[row["start"] : row["end"]] == row["text"]
    for row in [*found.relations, *found.ties]:
        assert found.text[row["start"] : row["end"]] == row["evidence"]
    assert found.text == text.replace("\0", "\ufffd")


@quick
@given(PROSE)
def test_extraction_is_the_same_twice_and_is_json(text):
    found = corpus.extract(text)
    assert corpus.extract(text).to_dict() == found.to_dict()
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()


@slow
@given(ARTICLES)
def test_stored_offsets_slice_the_stored_text(articles):
    with loaded(articles) as db:
        texts = {row.id: row.text for row in db.articles()}
        assert {row.key: row.text for row in db.articles()} == {row["id"]: row["text"] for row in articles}
        for row in db.mentions():
            assert texts[row.article_id][row.start : row.end] == row.text
        for row in db.relations():
            assert texts[row.article_id][row.start : row.end] == row.evidence
        assert db.check() == []


@slow
@given(ARTICLES)
def test_loading_twice_is_loading_once(articles):
    with loaded(articles) as db:
        before = told(db)
        again = db.load(articles, progress=False)
        assert (again.added, again.updated, again.known) == (0, 0, len(articles))
        assert told(db) == before


@slow
@given(ARTICLES, st.randoms())
def test_the_order_of_loading_makes_no_difference(articles, random):
    shuffled = random.sample(articles, len(articles))
    with loaded(articles) as one, loaded(shuffled) as two:
        assert told(one) == told(two)


@slow
@given(ARTICLES)
def test_a_corpus_does_not_differ_from_itself(tmp_path_factory, articles):
    folder = tmp_path_factory.mktemp("diff")
    for name in ("a.db", "b.db"):
        with corpus.open(folder / name) as db:
            db.load(articles, progress=False)
    diff = corpus.diff(folder / "a.db", folder / "b.db")
    assert (diff.articles, diff.rewritten, diff.only_old, diff.only_new) == (len(articles), 0, 0, 0)


@pytest.fixture(scope="module")
def small():
    with loaded(
        [{"id": "a", "text": "Le Mali a rappelé son ambassadeur en Algérie.", "title": "Rappel", "language": "fr"}]
    ) as db:
        yield db


@quick
@given(QUERY)
def test_any_string_is_a_query(small, query):
    hits = small.search(query)
    assert hits.total == len(hits) <= 1
    for hit in hits:
        text = small.article(hit.article_id).text
        assert text[hit.snippet_start : hit.snippet_end] == hit.snippet


@quick
@given(QUERY)
def test_a_query_is_right_or_says_where_it_is_not(small, query):
    try:
        small.search(query, strict=True)
        assert small.search(query).notes == []
    except corpus.QueryError as error:
        assert 0 <= error.position <= len(query)
        assert small.search(query).notes


@quick
@given(
    st.sampled_from(["Algérie", "ambassadeur", "rappelé", "d’Algérie"]),
    st.sampled_from(["NFC", "NFD", "NFKC"]),
    st.booleans(),
)
def test_the_form_of_letters_makes_no_difference(small, word, form, upper):
    word = unicodedata.normalize(form, word)
    assert len(small.search(word.upper() if upper else word)) == 1


@quick
@given(ANY)
def test_any_sql_is_answered_or_refused(small, sql):
    try:
        small.sql(sql)
    except corpus.CorpusError as error:
        assert str(error)
    assert len(small) == 1


@quick
@given(
    st.dictionaries(
        st.sampled_from(["actor", "source", "type", "status", "since", "until", "order", "outlet"]), ANY, max_size=3
    )
)
def test_any_filter_is_answered_or_refused(small, filters):
    try:
        small.relations(**filters)
    except (corpus.CorpusError, TypeError) as error:
        assert str(error)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY | st.dates() | st.datetimes() | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["id", "text", "title", "date", "url", "authors", "language", "meta", "outlet"]) | ANY


@quick
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=5) | VALUES, max_size=4))
def test_whatever_is_loaded_is_accounted_for(records):
    with corpus.open(":memory:") as db:
        try:
            report = db.load(records, progress=False)
        except (corpus.CorpusError, TypeError, ValueError) as error:
            assert str(error)
        else:
            assert report.found == report.added + report.updated + report.known + len(report.refused)
            assert all(why for _, why in report.refused)
        assert db.check() == []


@slow
@given(ARTICLES, st.sampled_from(["jsonl", "csv", "frame", "arrow"]))
def test_articles_that_go_out_come_back_in(tmp_path_factory, articles, way):
    path = tmp_path_factory.mktemp("out") / f"a.{way}"
    with loaded(articles) as db:
        table = db.articles()
        if way == "jsonl":
            table.to_json(path, lines=True)
        elif way == "csv":
            table.to_csv(path)
        source = {"frame": table.to_pandas, "arrow": table.to_arrow}.get(way, lambda: path)()
        with corpus.open(":memory:") as other:
            # What a table calls `key`, an article is known by.
            rows = [{"id": row.key, "text": row.text, "title": row.title} for row in table]
            other.load(source, progress=False)
            if way in ("frame", "arrow"):
                assert sorted(other.articles()["text"]) == sorted(row["text"] for row in rows)
            else:
                assert len(other) == len(articles)


@slow
@given(ARTICLES, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=4))
def test_corrections_that_go_out_come_back_in_and_are_undone(tmp_path_factory, articles, acts):
    path = tmp_path_factory.mktemp("corrections") / "a.jsonl"
    with loaded(articles) as db, loaded(articles) as other:
        before, made = told(db), []
        for act, at in acts:
            rows = list(db.relations())
            if not rows:
                break
            row = rows[at % len(rows)]
            try:
                made.append(
                    db.reject(row, by="anna") if act == 0
                    else db.correct(row, by="anna", status="denied") if act == 1
                    else db.correct(row, by="bob", type="AID") if act == 2
                    else db.merge_entities(row.source, row.target, by="bob")
                )  # fmt: skip
            except corpus.CorpusError as error:
                assert str(error)
        db.export_corrections(path)
        other.import_corrections(path)
        assert told(other) == told(db)
        assert other.import_corrections(path).added == 0
        for correction in dict.fromkeys(made):
            db.undo(correction, by="carl")
        assert told(db) == before


@quick
@given(st.text(st.characters(), max_size=20))
def test_a_name_may_be_any_text(name):
    with corpus.open(":memory:") as db:
        report = db.load([{"id": name, "text": "Un texte."}], progress=False)
        assert report.added + len(report.refused) == 1
        for row in db.articles():
            assert db.article(row.key).id == row.id


@slow
@given(ARTICLES, st.integers(1, 4))
def test_pages_make_up_the_whole(articles, size):
    with loaded(articles) as db:
        whole = db.relations().to_dicts()
        pages = []
        while page := db.relations(limit=size, offset=len(pages)).to_dicts():
            pages += page
        assert pages == whole


def test_the_same_input_gives_the_same_bytes(tmp_path):
    """Twice, with one thread and with four: every export and every table is the same to the byte."""

    import pandas

    def written(name, threads):
        out = tmp_path / name
        out.mkdir()
        with corpus.open(out / "a.db") as db:
            db.load(corpus.sample(), progress=False, threads=threads)
            for format in ("txm", "iramuteq", "jsonl", "parquet"):
                db.export(out / format, format=format, progress=False)
            tables = {
                "relations": db.relations(),
                "events": db.events(),
                "mentions": db.mentions(),
                "dyads": db.dyads(),
                "search": db.search("ambassadeur OR accuse*", limit=100),
                "collocations": db.collocations("ambassadeur"),
                "near-misses": db.near_misses(),
            }
            for of, table in tables.items():
                assert len(table), of
                table.to_csv(out / f"{of}.csv")
            db.export_corrections(out / "corrections.jsonl")
        # When an article was loaded is in one of them.
        articles = out / "parquet" / "articles.parquet"
        articles.write_bytes(pandas.read_parquet(articles).drop(columns="loaded_at").to_parquet())
        files = (path for path in sorted(out.rglob("*")) if path.is_file() and not path.name.startswith("a.db"))
        return {str(path.relative_to(out)): path.read_bytes() for path in files}

    first, again, four = written("first", 1), written("again", 1), written("four", 4)
    assert len(first) > 12
    assert [name for name in first if first[name] != again.get(name)] == []
    assert [name for name in first if first[name] != four.get(name)] == []
