"""Copies, as people ask for them; and what they type wrong."""

import datetime
from html.parser import HTMLParser

import pandas
import pytest

import corpus

DISPATCH = (
    "Les deux pays ont rouvert mardi leur frontière commune, fermée depuis onze mois, a constaté un correspondant sur "
    "place. Une trentaine de camions chargés de dattes et de ciment attendaient depuis l’aube devant la barrière. Le "
    "gouverneur de la région a salué une étape, sans dire quand les vols reprendront. Les commerçants du marché "
    "espèrent que les prix baisseront avant la fin du mois."
)
CUT = DISPATCH.split(" Le gouverneur")[0]
OTHER = (
    "Le marché aux bestiaux de la capitale a retrouvé ses clients à l’approche de la fête. Les moutons se vendent plus "
    "cher que l’an passé, disent les éleveurs, qui accusent le prix du fourrage et celui du transport."
)
ARTICLES = [
    {"id": "fil/1", "date": "2025-04-02", "outlet": "Le Fil", "title": "La frontière rouvre", "text": DISPATCH},
    {"id": "gazette/9", "date": "2025-04-03", "outlet": "La Gazette", "text": CUT},
    {"id": "cap/3", "date": "2025-04-04", "outlet": "Cap <Sud>", "text": f"Par <b>A. Diop</b>\n\n{DISPATCH}"},
    {"id": "fil/2", "date": "2025-04-01", "outlet": "Le Fil", "text": OTHER},
]


@pytest.fixture
def db():
    """Four articles of which three are copies."""
    with corpus.open(":memory:") as db:
        db.load(ARTICLES, progress=False)
        yield db


def test_families_and_their_articles(db):
    families = db.copies()
    assert families.to_dicts() == [
        {
            "head": 1,
            "key": "fil/1",
            "title": "La frontière rouvre",
            "articles": 3,
            "outlets": '["Cap <Sud>","La Gazette","Le Fil"]',
            "first_published": datetime.date(2025, 4, 2),
            "last_published": datetime.date(2025, 4, 4),
        }
    ]
    assert families.kind == "families"
    assert "FROM" in families.sql
    assert len(db.copies(min_articles=4)) == len(db.copies(offset=1)) == len(db.copies(limit=0)) == 0

    frame = db.copies("gazette/9").to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["key"]) == ["fil/1", "gazette/9", "cap/3"]
    assert list(frame["head"]) == [True, False, False]
    assert frame["similarity"][1] == 1
    assert frame["similarity_to_head"][0] == 1
    assert frame["similarity"][0] == frame["similarity_to_head"][1] < 0.7
    assert list(frame["cut"]) == [0, 29, 0]
    assert list(frame["added"]) == [0, 0, 5]
    assert db.copies(2).to_dicts() == db.copies("gazette/9").to_dicts()
    assert db.copies("fil/2")["key"] == ["fil/2"]
    assert len(db.articles(originals=True)) == 2


def test_the_threshold(db):
    assert db.copy_threshold == 0.5
    assert len(db.find_copies(0.9)) == 1
    assert db.copies()["articles"] == [2]
    assert db.copy_threshold == 0.9
    assert len(db.find_copies(False)) == 0
    assert db.copy_threshold is None
    assert db.find_copies()["articles"] == db.find_copies(True)["articles"] == [3]
    db.load({"id": "x", "text": OTHER + " Fin."}, copies=0.8, progress=False)
    assert db.copy_threshold == 0.8
    assert sorted(db.copies()["articles"]) == [2, 2]


@pytest.mark.parametrize("threshold", [0.3, 0, 1.5, -1, float("nan")])
def test_a_threshold_out_of_range(db, threshold):
    with pytest.raises(corpus.InputError, match=r"from 0\.4 to 1"):
        db.find_copies(threshold)
    with pytest.raises(ValueError, match=r"from 0\.4 to 1"):
        db.load([], copies=threshold)
    assert db.copy_threshold == 0.5


def test_other_things_typed_wrong(db):
    with pytest.raises(corpus.InputError, match=r"did you mean 0\.8\?"):
        db.find_copies(80)
    with pytest.raises(TypeError, match="threshold: expected a number"):
        db.find_copies("0.8")
    with pytest.raises(TypeError, match="copies: expected a number"):
        db.load([], copies="oui")
    with pytest.raises(corpus.NotFoundError):
        db.copies("nobody/1")
    with pytest.raises(corpus.NotFoundError):
        db.difference(1, 99)
    with pytest.raises(TypeError, match="no other arguments"):
        db.copies(1, limit=3)
    with pytest.raises(TypeError, match="has no argument 'outlet'"):
        db.copies(outlet="Le Fil")


def test_a_difference(db):
    found = db.difference("gazette/9")
    assert (found.article, found.other) == ("gazette/9", "fil/1")
    assert found.similarity == db.copies("gazette/9")["similarity"][0]
    pieces = found.pieces.to_dicts()
    assert [piece["change"] for piece in pieces] == ["kept", "cut"]
    texts = {"article": CUT, "other": DISPATCH}
    assert texts["other"][pieces[1]["other_start"] : pieces[1]["other_end"]] == pieces[1]["text"]
    assert str(found).endswith("[-" + pieces[1]["text"] + "-]")
    assert str(found) == found.to_text()
    assert "".join(p["text"] for p in pieces if p["change"] != "cut") == CUT
    assert repr(found).startswith("<Difference of `gazette/9` from `fil/1`: similarity 0.")
    assert db.difference("fil/1").similarity == 1


class Tags(HTMLParser):
    """Collects tags."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


def test_html_marks_and_escapes(db):
    found = db.difference("cap/3")
    assert found.to_html().startswith("<ins>Par &lt;b&gt;A. Diop&lt;/b&gt;\n\n</ins>")
    shown = found._repr_html_()
    tags = Tags()
    tags.feed(shown)
    assert tags.seen.count("ins") == 1
    assert "Cap &lt;Sud&gt;" in shown
    assert set(tags.seen) <= {"style", "div", "p", "b", "ins"}
    assert tags.seen.count("b") == 2


def test_what_is_loaded_later_joins(tmp_path):
    path = tmp_path / "a.db"
    for record in reversed(ARTICLES):
        with corpus.open(path) as db:
            db.load(record, progress=False)
    with corpus.open(path, read_only=True) as db:
        assert db.copies()["key"] == ["fil/1"]
        assert db.copies()["articles"] == [3]
        with pytest.raises(corpus.ReadOnlyError):
            db.find_copies(0.8)
