"""What is read from a text has the form of the codebook, whatever the text."""

import datetime as dt
import importlib.util
import json

import pytest

import corpus

HOSTILE = ["", " ", "a", "\n" * 1000, "é" * 100_000, "(" * 10_000, "\0", "\u202e\u2066", "😀👨‍👩‍👧", "a" + "\u0301" * 10_000, "مالي",
           "ⵜⴰⵎⴰⵣⵉⵖⵜ", "<html>" * 1000, "\x1b[31m", "\ufeffMali", "\ufffe\uffff", "\r\n\u2028\u0085", "31/02/2025 2025-13-45"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text(text):
    read = corpus.extract(text, published="2025-04")
    found = read.to_dict()
    assert list(found) == ["language", "metadata", "mentions", "dates", "relations", "ties"]
    assert list(found["metadata"]) == ["title", "published", "authors", "agency", "photo_credit", "boilerplate"]
    for part in ("mentions", "dates"):
        for span in found[part]:
            assert read.text[span["start"] : span["end"]] == span["text"]
    for part in ("relations", "ties"):
        for span in found[part]:
            assert read.text[span["start"] : span["end"]] == span["evidence"]
    json.dumps(found)
    read._repr_html_()
    repr(read)
    assert isinstance(read.near_misses, list)
    for number in range(len(read.relations)):
        assert read.explain(number)["rule"]
    with pytest.raises(IndexError):
        read.explain(len(read.relations))


def test_arguments():
    assert corpus.extract("Texte.", published=dt.date(2025, 4, 6)).metadata["published"] == "2025-04-06"
    assert corpus.extract("Texte.", published=dt.datetime(2025, 4, 6, 9), language="fr").language == "fr"
    with pytest.raises(corpus.QueryError, match="hier"):
        corpus.extract("Texte.", published="hier")
    with pytest.raises(corpus.InputError, match="surrogate"):
        corpus.extract("\ud800")
    for wrong in (None, 3, b"x"):
        with pytest.raises(TypeError):
            corpus.extract(wrong)
    with pytest.raises(TypeError):
        corpus.extract("x", lexicon=3)


def test_lexicons(tmp_path):
    lexicon = corpus.Lexicon()
    assert len(lexicon.digest) == 64
    assert corpus.extract("Texte.", lexicon=lexicon).relations == []
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "dates.toml").write_text("broken = [", "utf-8")
    with pytest.raises(corpus.LexiconError, match="dates"):
        corpus.Lexicon(tmp_path)
    with pytest.raises((corpus.CorpusError, FileNotFoundError)):
        corpus.Lexicon(tmp_path / "none")


def test_faults_are_exceptions():
    """Nothing that reaches Python may be a `PanicException`, which `except Exception` does not catch."""
    assert importlib.util.find_spec("corpus._corpus") is not None
    assert issubclass(corpus.InternalError, corpus.CorpusError)
