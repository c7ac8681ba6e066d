"""What people and machines give that is wrong, numbered, each with what then happens. `docs/reliability/fuzz.md` lists
the outcomes in words; the cases that Rust sees alone are tried in Rust.

Whatever is given, no panic reaches Python: it would pass `except Exception`.
"""

# What belongs together is asserted together, and an error that may come must say something.
# ruff: noqa: PT017, PT018

import base64
import datetime as dt
import enum
import gzip
import io
import json
import multiprocessing
import os
import pathlib
import pickle
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import unicodedata
import zipfile
from contextlib import closing

import pytest
from bad_inputs import register

import corpus

TEXT = "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie, a annoncé Bamako."
case, CASES = register()


@pytest.fixture
def db():
    with corpus.open(":memory:") as db:
        yield db


@pytest.fixture
def small(db):
    db.load([{"id": "a/1", "text": TEXT, "title": "Rappel", "date": "2025-04-07", "outlet": "APS"}], progress=False)
    return db


def load(db, source):
    """Load, and see that every input is accounted for."""
    report = db.load(source, progress=False)
    assert report.found == report.added + report.updated + report.known + len(report.refused), str(report)
    return report


def one(db, tmp_path, data, name="a.txt"):
    """The text of a file of these bytes, as stored, with the notes of the report."""
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    report = load(db, tmp_path / name)
    assert (report.added, report.refused) == (1, []), str(report)
    return db.article(name).text, str(report.notes)


def command(*arguments, input=None, **options):
    """Run the command line; it never ends with a traceback or a panic."""
    run = subprocess.run(
        [sys.executable, "-m", "corpus", *map(str, arguments)],
        input=input,
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )
    said = run.stderr.decode(errors="replace")
    assert "Traceback" not in said and "panicked" not in said, said
    assert run.returncode in (0, 1, 2), (run.returncode, said)
    assert run.returncode == 0 or said.strip(), "a failure is told"
    return run


def refused(kind, call, *arguments, says="", **options):
    """A typed error that says something; never a panic."""
    with pytest.raises(kind) as caught:
        call(*arguments, **options)
    assert "Panic" not in type(caught.value).__name__
    assert str(caught.value).strip() and re.search(says, str(caught.value)), str(caught.value)
    return caught.value


# Text and its encoding.


@case(1)
def test_invalid_utf8_is_told(db, tmp_path):
    text, said = one(db, tmp_path, "Le Mali accuse l’Algérie, ".encode() + b"\xff\xfe" + "déjà.".encode())
    assert "\ufffd" in text and "U+FFFD" in said, said


@case(2, 3)
def test_a_byte_order_mark_goes_at_the_start_alone(db, tmp_path):
    assert one(db, tmp_path, b"\xef\xbb\xbfAb\xef\xbb\xbfc")[0] == "Ab\ufeffc"


@case(4, 5)
def test_wide_encodings_are_known(db, tmp_path):
    for n, code in enumerate(("utf-16", "utf-16-le", "utf-16-be", "utf-32")):
        assert one(db, tmp_path, TEXT.encode(code), f"{n}.txt")[0] == TEXT


@case(6)
def test_old_encodings_are_guessed_and_told(db, tmp_path):
    for n, code in enumerate(("cp1252", "latin-1", "mac-roman")):
        text, said = one(db, tmp_path, f"{TEXT} Déjà l'été à Nîmes, forêt, où, ça, naïve.".encode(code), f"{n}.txt")
        assert text.startswith(TEXT) and "guessed" in said, (code, text, said)


@case(7)
def test_text_that_was_decoded_wrongly_before_is_told(db, tmp_path):
    text, said = one(db, tmp_path, "Le prÃ©sident sâ€™est rendu Ã  Alger, oÃ¹ il a Ã©tÃ© reÃ§u.")
    assert "Ã©" in text and "decoded" in said, said


@case(8)
def test_u0000_is_replaced_and_told(db, tmp_path):
    text, said = one(db, tmp_path, b"Alger\0rappelle.")
    assert text == "Alger\ufffdrappelle." and "U+0000" in said
    assert load(db, [{"id": "n", "text": "a\0b"}]).added == 1
    assert len(load(db, [{"id": "k\0", "text": "a"}]).refused) + db.articles(key="k\0").shape[0] <= 1
    assert corpus.extract("a\0b").text == "a\ufffdb"


@case(9)
def test_lone_surrogates_are_refused_with_their_article(db):
    report = load(db, [{"id": "bad", "text": "a\ud800b"}, {"id": "good", "text": "b"}])
    assert report.added == 1 and "record 1" in str(report.refused), str(report)
    refused((ValueError, UnicodeError), corpus.extract, "\ud800")
    refused((ValueError, UnicodeError), db.search, "\ud800")
    refused((ValueError, UnicodeError), db.sql, "SELECT '\ud800'")


@case(10)
def test_file_names_that_are_not_utf8(db, tmp_path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "wb") as out:
        out.write(b"Un texte.")
    assert load(db, tmp_path).added == 1
    assert db.articles()["key"] == ["caf%E9.txt"]
    assert load(db, os.fsdecode(name)).known == 1


@case(11)
def test_line_ends_stay_as_they_are(db, tmp_path):
    text = "Un\r\ndeux\rtrois\u2028quatre\u0085cinq\n\rsix\u2029."
    assert one(db, tmp_path, text)[0] == text


@case(12, 13)
def test_forms_of_letters_find_each_other(db):
    plain = "Un été à l’œuvre, les ﬁnances."
    texts = {"nfc": plain, "nfd": unicodedata.normalize("NFD", plain)}
    load(db, [{"id": name, "text": text} for name, text in texts.items()])
    for query in ("été", unicodedata.normalize("NFD", "été"), "ete", "ÉTÉ", "œuvre"):
        assert len(db.search(query)) == 2, query
    assert db.article("nfd").text == texts["nfd"]


@case(14, 15, 16, 17)
def test_invisible_characters_hide_no_word(db):
    text = "Bamako\u202f: l’Al\u00adgérie\u00a0! Le\u200bMali \u202eà l'envers\u202c, Niger\ufeff."
    load(db, [{"id": "a", "text": text}])
    assert db.article("a").text == text
    assert len(db.search("Bamako")) == 1 and len(db.search("Niger")) == 1
    shown = db.articles()._repr_html_() + db.article("a")._repr_html_() + db.concordance("bamako")._repr_html_()
    assert "\u202e" not in shown, "marks of direction are shown, and turn nothing round"


@case(18, 19, 20, 21, 22)
def test_odd_characters_are_characters(db):
    texts = {
        "marks": "Mali" + "\u0301" * 10_000 + " accuse.",
        "emoji": "Le \U0001f1f2\U0001f1f1 Mali \U0001f468\u200d\U0001f469\u200d\U0001f467 accuse l’Algérie.",
        "arabic": "اتهمت الجزائر مالي ⵜⴰⵎⴰⵣⵉⵖⵜ Mali",
        "controls": "Mali \x01\x1b[31m\x7f\x9b rouge",
        "none": "Mali \ufffe\uffff\ue000\U0010ffff fin",
    }
    assert load(db, [{"id": name, "text": text} for name, text in texts.items()]).added == 5
    for name, text in texts.items():
        assert db.article(name).text == text
        for mention in db.article(name).mentions:
            assert text[mention.start : mention.end] == mention.text
    assert "\x1b" not in repr(db.articles()) + str(db.article("controls")), "a terminal obeys no article"


@case(23, 24, 25)
def test_texts_of_nothing_are_articles(db):
    assert load(db, [{"id": str(n), "text": text} for n, text in enumerate(("", " \n\t\u00a0", "a"))]).added == 3
    assert corpus.extract("").relations == corpus.extract(" ").mentions == []


@case(26, 27)
def test_texts_beyond_measure_are_refused(db, tmp_path):
    with open(tmp_path / "big.txt", "wb") as out:
        out.truncate(1 << 30)
    (tmp_path / "large.jsonl").write_text(json.dumps({"id": "x", "text": "mot " * (5 << 20)}) + '\n{"text": "b"}\n')
    report = load(db, tmp_path)
    assert report.added == 1 and len(report.refused) == 2 and "larger" in str(report), str(report)


@case(28, 29, 30, 31)
def test_texts_that_are_hardly_texts_are_read_in_their_time(db):
    texts = [
        "a\n" * 5_000,
        "mali algérie " * 1_000,
        "(" * 5_000 + "a" * 5_000 + "!",
        "<div>" * 2_000 + base64.b64encode(bytes(9_000)).decode() + "**# [a](b)" * 100,
        "l’" * 5_000,
        "« " * 3_000,
    ]
    report = load(db, [{"id": str(n), "text": text} for n, text in enumerate(texts)])
    assert report.added == len(texts), str(report)
    assert db.check() == []


@case(32)
def test_an_article_two_hundred_times(db):
    assert load(db, [{"id": str(n), "text": TEXT} for n in range(200)]).added == 200
    assert len(db.relations(originals=True)) < len(db.relations()) == 200
    assert db.events()[0].independent_articles == 1


@case(33)
def test_a_text_that_changes_takes_its_rows_along(small):
    small.correct(1, by="anna", status="denied")
    assert load(small, [{"id": "a/1", "text": "Rien. " + TEXT, "title": "Rappel"}]).updated == 1
    row = small.relations()[0]
    assert (row.status, row.origin) == ("denied", "anna")
    assert small.article("a/1").text[row.start : row.end] == row.evidence
    assert small.check() == []


# Metadata.


@case(34)
def test_articles_need_no_title_date_or_source(db):
    assert load(db, [{"text": TEXT}]).added == 1
    row = db.articles()[0]
    assert (row.title, row.published, row.outlet) == (None, None, None)
    assert db.relations(since="2025").shape[0] == 1, "the date of the act is in the text"


@case(35, 36)
def test_ids_that_come_twice(db):
    report = load(db, [{"id": "a", "text": "Un."}, {"id": "a", "text": "Un."}, {"id": "a", "text": "Deux."}])
    assert (report.added, report.known, report.updated) == (1, 1, 1)
    assert db.article("a").text == "Deux."


@case(37)
def test_ids_that_look_alike_are_different(db):
    ids = ["é", "e\u0301", "É", "é ", " é", "e"]
    load(db, [{"id": id, "text": f"Texte {n}."} for n, id in enumerate(ids)])
    assert len(db) == len({id.strip() for id in ids}) or len(db) == len(ids)
    for key in db.articles()["key"]:
        assert db.article(key).key == key


@case(38)
def test_ids_are_only_names(db, tmp_path):
    ids = ["a\nb", "a'b\"c", "../../etc/passwd", "x" * 10_000, "%s%n", "<b>", "-1", "1"]
    report = load(db, [{"id": id, "text": f"Texte {n}."} for n, id in enumerate(ids)])
    for key in db.articles()["key"]:
        assert db.article(key).key == key
    assert report.added >= len(ids) - 1
    db.export(tmp_path / "out.jsonl", format="jsonl")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.jsonl"]


@case(39, 40)
def test_dates_that_are_none_stay_what_they_were(db):
    given = [
        "0000-00-00", "31 février 2025", "2025-13", "-0044", "10000", "2023-02-29", "hier", "99/99/99", "demain",
        "24/25 mars", "1er avril", "juin", "", "n. d.", "2025-06-31T10:00",
    ]  # fmt: skip
    report = load(db, [{"id": str(n), "text": f"Texte {n}.", "date": date} for n, date in enumerate(given)])
    assert report.added == len(given)
    for n, date in enumerate(given):
        row = db.articles(key=str(n))[0]
        assert row.published is None or date in row.published or date == "-0044", (date, row.published)
        if row.published is None and date:
            assert date in row.meta, row.meta
    good = {"2025-06": "2025-06", "6 avril 2025": "2025-04-06", "1er avril 2025": "2025-04-01", "1999": "1999"}
    load(db, [{"id": date, "text": f"Le {date}.", "date": date} for date in good])
    assert {date: db.article(date).published for date in good} == good


@case(41, 42)
def test_moments_are_days(db):
    import pandas

    zone = dt.timezone(dt.timedelta(hours=14))
    moments = {
        "aware": dt.datetime(2025, 6, 1, 0, 30, tzinfo=zone),
        "naive": dt.datetime(2025, 6, 1, 23, 59),
        "stamp": pandas.Timestamp("2025-06-01 02:30", tz="Europe/Paris"),
        "day": dt.date(2025, 6, 1),
        "text": "2025-06-01T23:30:00-14:00",
    }
    load(db, [{"id": name, "text": f"Texte {name}.", "date": moment} for name, moment in moments.items()])
    assert {row.published for row in db.articles()} == {"2025-06-01"}
    frame = pandas.DataFrame(
        {
            "id": ["x", "y"],
            "text": ["Un autre.", "Encore."],
            "date": [pandas.NaT, pandas.Timestamp("2300-01-01").as_unit("us")],
        }
    )
    assert load(db, frame).added == 2
    assert (db.article("x").published, db.article("y").published) == (None, "2300-01-01")


@case(43, 44, 45)
def test_values_of_other_kinds(db):
    import numpy
    import pandas

    class Colour(enum.Enum):
        RED = "rouge"

    loop = {"id": "loop", "text": "Boucle."}
    loop["me"] = loop
    deep = value = {}
    for _ in range(5_000):
        value["a"] = value = {}
    rows = [
        {"id": "n", "text": "Un.", "a": "1 234,5", "b": float("inf"), "c": float("nan"), "d": 2**63, "e": -(2**70)},
        {"id": numpy.str_("s"), "text": numpy.str_("Deux."), "p": pathlib.Path("x"), "q": Colour.RED, "r": pandas.NA},
        {"id": "t", "text": True},
        {"id": "u", "text": None},
        {"id": "v", "text": ["a"]},
        {"id": True, "text": "Un texte."},
        loop,
        {"id": "deep", "text": "Profond.", "meta": deep},
        {"id": "huge", "text": "Large.", "meta": {str(n): n for n in range(20_000)}},
        {1: 2},
        7,
    ]
    report = load(db, rows)
    assert {"n", "s", "huge"} <= set(db.articles()["key"])
    assert len(report.refused) >= 5 and all(why for _, why in report.refused)
    assert db.check() == []


@case(46)
def test_a_source_that_breaks_half_way(db):
    def rows():
        yield {"id": "a", "text": "Un."}
        yield {"id": "b", "text": "Deux."}
        raise RuntimeError("panne")

    refused(RuntimeError, load, db, rows(), says="panne")
    assert db.check() == [] and set(db.articles()["key"]) <= {"a", "b"}
    assert load(db, [{"id": "c", "text": "Trois."}]).added == 1


@case(47)
def test_a_source_that_asks_the_corpus_it_goes_into(tmp_path):
    with corpus.open(tmp_path / "a.db") as db:
        seen = []

        def rows():
            for n in range(3):
                try:
                    seen.append(len(db))
                except corpus.CorpusError as error:
                    seen.append(str(error))
                yield {"id": str(n), "text": f"Texte {n}."}

        assert load(db, rows()).added == 3 and len(seen) == 3


@case(48, 49)
def test_frames_of_every_make(db):
    import pandas

    rows = {"id": ["a", "b"], "text": ["Un.", "Deux."]}
    good = [
        pandas.DataFrame(rows).astype({"text": "category"}),
        pandas.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"),
        pandas.DataFrame({**rows, "extra": [object(), {1}]}),
        pandas.DataFrame(rows, index=pandas.MultiIndex.from_tuples([(1, 2), (3, 4)])),
    ]
    for frame in good:
        report = load(db, frame)
        assert report.added + report.known + len(report.refused) == 2
    assert set(db.articles()["key"]) == {"a", "b"}
    twice = pandas.DataFrame([["c", "Trois.", "Quatre."]], columns=["id", "text", "text"])
    columns = pandas.DataFrame([["d", "Cinq."]], columns=pandas.MultiIndex.from_tuples([("id", 1), ("text", 2)]))
    for frame in (twice, columns, pandas.DataFrame({"nothing": [1]})):
        try:
            load(db, frame)
        except (corpus.CorpusError, TypeError, ValueError, UserWarning) as error:
            assert str(error)
    for nothing in (pandas.DataFrame(), pandas.DataFrame(rows).iloc[:0], [], iter(())):
        assert load(db, nothing).found == 0


@case(50)
def test_arrow_streams_of_every_make(db):
    import pyarrow

    rows = {"id": pyarrow.array(["a", "b"]), "text": pyarrow.array(["Un.", "Deux."])}
    kinds = [
        pyarrow.large_string(),
        pyarrow.string_view(),
        pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    ]
    for n, kind in enumerate(kinds):
        texts = (
            pyarrow.array([f"Un {n}.", f"Deux {n}."]).cast(kind)
            if n != 1
            else pyarrow.array(["Un 1.", "Deux 1."], kind)
        )
        table = pyarrow.table({"id": [f"a{n}", f"b{n}"], "text": texts})
        assert load(db, table).added == 2, kind
    assert load(db, pyarrow.table({"id": ["n", "o"], "text": pyarrow.array([None, "Ok."])})).added == 1
    assert load(db, pyarrow.table(rows).slice(0, 0)).found == 0
    reader = pyarrow.table(rows).to_reader()
    assert load(db, reader).added == 2
    try:
        assert load(db, reader).found == 0, "a stream that was read holds nothing more"
    except (corpus.CorpusError, ValueError, OSError) as error:
        assert str(error)
    report = load(db, pyarrow.table({"id": [1, 2], "text": [3, 4]}))
    assert report.added == 0 and len(report.refused) == 2

    def fails():
        yield pyarrow.record_batch(rows)
        raise ValueError("panne")

    broken = pyarrow.RecordBatchReader.from_batches(pyarrow.table(rows).schema, fails())
    refused(Exception, load, db, broken, says="panne")

    class NoCapsule:
        def __arrow_c_stream__(self, requested_schema=None):
            return 7

    refused((TypeError, ValueError, corpus.CorpusError), load, db, NoCapsule())


# Entities and relations.


@case(51, 52, 53)
def test_names_that_are_everyday_words_or_circles(small):
    before = len(small.mentions())
    for name in ("le", "a", "", " ", "(", "\x00"):
        try:
            small.add_alias(name, "MLI", by="anna")
        except (corpus.CorpusError, ValueError) as error:
            assert str(error)
    small.add_alias("Koulou", "MLI", by="anna")
    refused(corpus.InputError, small.add_alias, "Koulou", "QQQ", by="anna")
    first = small.merge_entities("MLI", "DZA", by="anna")
    refused((corpus.CorpusError, ValueError), small.merge_entities, "DZA", "DZA", by="anna")
    second = None
    try:
        second = small.merge_entities("DZA", "MLI", by="bob")
    except (corpus.CorpusError, ValueError) as error:
        assert str(error)
    assert (
        load(small, [{"id": "b", "text": "Le Niger et le Nigeria. La Guinée-Bissau. Koulou accuse Alger."}]).added == 1
    )
    codes = {row.text: row.code for row in small.article("b").mentions}
    assert codes["Niger"] == "NER" and codes["Nigeria"] == "NGA"
    for correction in filter(None, (second, first)):
        small.undo(correction, by="carl")
    assert small.check() == [] and len(small.article("a/1").mentions) >= before - 1


@case(54)
def test_many_names_at_once(db, tmp_path):
    pack = tmp_path / "pack" / "actors"
    pack.mkdir(parents=True)
    entries = "".join(
        f'[[organization]]\ncode = "ORG{n}"\nname = "Organisme {n}x"\nkind = "ngo"\n' for n in range(5_000)
    )
    (pack / "many.toml").write_text(f'source = "x"\nlicence = "CC0-1.0"\n{entries}', "utf-8")
    found = corpus.extract("Organisme 432x accuse Paris.", lexicon=corpus.Lexicon(pack.parent)).mentions
    assert [mention["code"] for mention in found] == ["ORG432", "FRA"]


@case(55)
def test_entities_that_are_merged_while_relations_stand(small):
    before = [row.to_dict() for row in small.relations()]
    merged = small.merge_entities("DZA", "MLI", by="anna")
    assert all(row.source != row.target for row in small.relations())
    small.undo(merged, by="anna")
    assert [row.to_dict() for row in small.relations()] == before


@case(56, 57)
def test_relations_that_cannot_be(small):
    good = {"article": "a/1", "source": "MLI", "target": "DZA", "type": "ACCUSE", "evidence": "a rappelé"}
    wrong = [
        {"target": "MLI"}, {"source": None}, {"source": ""}, {"type": "NOSUCH"}, {"type": 3},
        {"evidence": "n’est pas là"}, {"evidence": ""}, {"start": -1}, {"start": 10_000}, {"start": 9, "end": 3},
        {"start": 2**63}, {"start": 1.5}, {"article": "nosuch"}, {"article": None}, {"confidence": 7},
        {"date": "hier"}, {"status": "sûr"}, {"goldstein": 99},
    ]  # fmt: skip
    for change in wrong:
        refused(
            (corpus.CorpusError, ValueError, TypeError, OverflowError),
            small.add_relations,
            [{**good, **change}],
            origin="m",
        )
    refused(corpus.InputError, small.add_relations, [good, {**good, **wrong[0]}], origin="m")
    assert len(small.relations(origin="m")) == 0, "all or none"
    assert small.add_relations([good], origin="m").added == 1
    load(small, [{"id": "b", "text": "Alger dément."}])
    refused(corpus.InputError, small.add_relations, [{**good, "article": "b"}], origin="m")
    for start in (-1, 10_000, 2**63, "x"):
        refused(
            (corpus.CorpusError, ValueError, TypeError, OverflowError),
            small.correct_mention,
            "a/1",
            start,
            by="a",
            code="X",
        )
    assert small.check() == []


@case(58, 59)
def test_packs_that_are_wrong_say_where(tmp_path):
    def pack(path, data):
        file = tmp_path / "pack" / path
        shutil.rmtree(tmp_path / "pack", ignore_errors=True)
        file.parent.mkdir(parents=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return tmp_path / "pack"

    head = 'source = "x"\nlicence = "CC0-1.0"\n'
    group = '[[armed_group]]\ncode = "QQQ"\nname = "Groupe"\ncountries = ["MLI"]\n'
    for path, data in {
        "actors/a.toml": head + group + group,
        "actors/b.toml": head + group.replace("countries", "pays"),
        "actors/c.toml": (head + group).encode("utf-16"),
        "actors/d.toml": head + group.replace('"MLI"', '"QQQQ"'),
        "fr/rules/e.toml": head + '[[rule]]\nid = "x.y"\ntype = "ACCUSE"\nverb = ["((((a+)+)+"]\nsource = ["subj"]\n',
        "fr/rules/f.toml": head + "[[rule]]\n",
        "nowhere/g/h/i.toml": head,
        "actors/j.toml": b"\xff\xfe\x00",
    }.items():
        error = refused((corpus.CorpusError, OSError, ValueError), corpus.Lexicon, pack(path, data))
        assert path.rsplit("/", 1)[1] in str(error), (path, str(error))
    assert command("lexicon", "check", tmp_path / "pack").returncode != 0


# Queries.


@case(60, 61, 62, 63, 64, 65, 66, 67, 68, 69)
def test_any_string_is_a_query(small, tmp_path):
    queries = [
        "", "   ", "AND OR NOT NEAR( ) * ^ - + : \" {}", "AND", "OR", "NOT", "NEAR(", "*", "-", "^", '"', '"a', "((a)",
        "a))", "(" * 5_000, "mot OR " * 20_000, "é" * 2_000_000, "Al-Qaïda", "d'Algérie", "l’Algérie", "C++", "AT&T",
        "20.04", "50%", "@x", "#x", "title:mali", "nosuch:x", "rank:x", "' OR 1=1 --", "'; DROP TABLE article; --",
        "\"; ATTACH 'x' AS y", "mali\0; DROP TABLE article", "%_\\", "%", "_", "[a-z]", "\U0001f600",
    ]  # fmt: skip
    for query in queries:
        small.search(query).to_dicts()
        small.search(query, match="any")
        for instrument in (small.concordance, small.dispersion):
            try:
                instrument(query)
            except (corpus.CorpusError, ValueError) as error:
                assert str(error)
    assert len(small.search("d'Algérie")) == len(small.search("l’Algérie")) == len(small.search("Algérie")) == 1
    assert small.search("nosuch:x").notes and small.search('"a').notes
    error = refused(corpus.QueryError, small.search, "mali (", strict=True)
    assert error.position == 5
    assert len(small) == 1 and small.check() == []
    with corpus.open(tmp_path / "a.db") as db:
        load(db, [{"id": "a", "text": TEXT}])
    for query in ('"', "((", "'; DROP TABLE article; --", "é" * 10_000, "-x", ""):
        command("search", tmp_path / "a.db", "--", query)


@case(70, 71)
def test_numbers_and_orders_that_make_no_sense(small):
    for limit in (-1, 1.5, "3", [], float("nan")):
        refused((corpus.CorpusError, ValueError, TypeError, OverflowError), small.search, "mali", limit=limit)
        refused((corpus.CorpusError, ValueError, TypeError, OverflowError), small.relations, limit=limit)
    assert len(small.search("mali", limit=0)) == 0
    assert len(small.search("mali", limit=2**63)) == len(small.search("mali", limit=2**64)) == 1
    assert len(small.search("mali", offset=10**9)) == 0
    for order in ("1; DROP TABLE article", "date desc, 1", "(SELECT 1)", "", "nosuch", "random()"):
        error = refused((corpus.CorpusError, ValueError), small.relations, order=order)
        assert "date" in str(error), "what may be given is told"
    for name, value in {"type": "WAR", "status": "?", "since": "hier", "until": "31/02/2025", "actor": "'; --"}.items():
        refused((corpus.CorpusError, ValueError), small.relations, **{name: value})


@case(72)
def test_sql_only_reads(tmp_path):
    with corpus.open(tmp_path / "a.db") as db:
        load(db, [{"id": "a", "text": TEXT}])
        before = db.sql("SELECT count(*) AS n FROM articles")[0].n
        for sql in (
            "DELETE FROM article", "DROP TABLE article", "SELECT 1; DELETE FROM article", "PRAGMA user_version = 9",
            "ATTACH 'x.db' AS x", "WITH x AS (SELECT 1) DELETE FROM article", "SELECT load_extension('x')", "VACUUM",
            "SELECT writefile('x', 'y')", "CREATE TABLE t (a)", "BEGIN", "", ";", "SELECT", "\0", "SELECT 1\0; DELETE FROM article",
            "PRAGMA journal_mode = DELETE", "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
        ):  # fmt: skip
            try:
                db.sql(sql)
            except corpus.CorpusError as error:
                assert str(error)
        endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        refused(corpus.QueryTimeoutError, db.sql, endless, timeout=0.2)
        assert db.sql("SELECT count(*) AS n FROM articles")[0].n == before and db.check() == []
    assert os.listdir(tmp_path) == ["a.db"]
    assert command("sql", tmp_path / "a.db", "DELETE FROM article").returncode != 0


# Files. Damage is tried in depth elsewhere; here is one of each.


def foreign(path, script="CREATE TABLE moz_places (id)"):
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(script)


def made(path):
    with corpus.open(path) as db:
        load(db, [{"id": "a", "text": TEXT}])
    return path


def left_alone(path, kinds=corpus.NotACorpusError):
    before = path.read_bytes()
    refused(kinds, corpus.open, path)
    refused(kinds, corpus.open, path, read_only=True)
    assert path.read_bytes() == before
    assert command("search", path, "x").returncode != 0


@case(73, 75, 76)
def test_what_is_no_corpus_is_left_alone(tmp_path):
    for name, data in {
        "zero.db": b"", "byte.db": b"S", "text.db": b"Alger. " * 500, "gzip.db": gzip.compress(b"x" * 9_000),
        "pdf.db": b"%PDF-1.7\n" + bytes(5_000), "parquet.db": b"PAR1" + bytes(5_000) + b"PAR1",
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
        left_alone(tmp_path / name)
    foreign(tmp_path / "firefox.db")
    left_alone(tmp_path / "firefox.db")
    foreign(tmp_path / "other.db", "PRAGMA application_id = 77; CREATE TABLE a (b)")
    left_alone(tmp_path / "other.db")


@case(74, 78)
def test_damage_is_an_error_or_is_found(tmp_path):
    whole = made(tmp_path / "a.db").read_bytes()
    for length in (100, 512, 4_096, len(whole) // 2 // 4096 * 4096, len(whole) - 512):
        path = tmp_path / f"{length}.db"
        path.write_bytes(whole[:length])
        try:
            with corpus.open(path) as db:
                db.search("mali")
                assert db.check() or length > len(whole) - 513
        except corpus.CorpusError as error:
            assert str(error)
    swapped = bytearray(whole)
    swapped[8_192:12_288], swapped[16_384:20_480] = whole[16_384:20_480], whole[8_192:12_288]
    (tmp_path / "swapped.db").write_bytes(swapped)
    try:
        with corpus.open(tmp_path / "swapped.db") as db:
            assert db.check()
    except corpus.CorpusError as error:
        assert str(error)


@case(77)
def test_files_of_the_future_are_refused(tmp_path):
    path = made(tmp_path / "a.db")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 999")
    left_alone(path, corpus.SchemaVersionError)
    data = bytearray(made(tmp_path / "b.db").read_bytes())
    data[18:20] = b"\x09\x09"
    (tmp_path / "b.db").write_bytes(data)
    left_alone(tmp_path / "b.db", corpus.CorpusError)
    foreign(tmp_path / "wide.db", "PRAGMA encoding = 'UTF-16'; CREATE TABLE a (b)")
    left_alone(tmp_path / "wide.db", corpus.CorpusError)


@case(79)
def test_logs_that_are_missing_or_garbage(tmp_path):
    path = made(tmp_path / "a.db")
    (tmp_path / "a.db-wal").write_bytes(os.urandom(5_000))
    with corpus.open(path) as db:
        assert len(db) == 1 and db.check() == []
    (tmp_path / "a.db-wal").mkdir()
    try:
        with corpus.open(path) as db:
            assert len(db) == 1
    except corpus.CorpusError as error:
        assert str(error)


@case(80)
def test_special_files_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "nothing").symlink_to("away")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        os.chdir(tmp_path)
        listening.bind("socket")
        for path in (tmp_path, "pipe", "loop", "nothing", "socket", "/dev/null", "/dev/zero"):
            refused((corpus.CorpusError, OSError), corpus.open, path)
            try:
                with corpus.open(":memory:") as db:
                    load(db, path)
            except (corpus.CorpusError, OSError) as error:
                assert str(error)
    path = made(tmp_path / "a.db")
    (tmp_path / "link.db").symlink_to(path)
    os.link(path, tmp_path / "hard.db")
    for name in ("link.db", "hard.db"):
        with corpus.open(tmp_path / name) as db:
            assert len(db) == 1


@case(81)
def test_files_that_cannot_be_written(tmp_path):
    path = made(tmp_path / "a.db")
    with corpus.open(path, read_only=True) as db:
        refused(corpus.ReadOnlyError, load, db, [{"id": "b", "text": "Deux."}])
        refused(corpus.ReadOnlyError, db.reject, 1, by="anna")
        assert len(db.search("mali")) == 1
    if os.geteuid() != 0:
        path.chmod(0)
        refused((corpus.CorpusError, OSError), corpus.open, path)


@case(82)
def test_paths_are_names(tmp_path):
    os.chdir(tmp_path)
    for name in (
        "a b.db",
        "é.db",
        "\U0001f600.db",
        "a\nb.db",
        "file:x.db?mode=memory",
        "x.db?immutable=1",
        "~.db",
        "'.db",
    ):
        with corpus.open(name) as db:
            load(db, [{"id": "a", "text": TEXT}])
        assert (tmp_path / name).is_file(), name
    for name in ("a\0b", "x" * 4_096, "", "nosuch/a.db", "a b.db/", "/"):
        refused((corpus.CorpusError, OSError, ValueError), corpus.open, name)
    with corpus.open("a b.db") as db:
        (tmp_path / "in").mkdir()
        os.chdir(tmp_path / "in")
        assert len(db.search("mali")) == 1 and load(db, [{"id": "b", "text": "Deux."}]).added == 1
        assert os.listdir(tmp_path / "in") == []


RUN = """
import os, resource, sys, signal
import corpus
{before}
text = "Le Mali accuse Alger."
try:
    with corpus.open({path!r}) as db:
        db.load([{{"id": str(n), "text": text + " mot" * n}} for n in range({count})], progress=False)
        print(len(db.search("mali", limit=3)), flush=True)
except corpus.CorpusError as error:
    print(type(error).__name__, flush=True)
"""


def run(path, before="", count=3, **options):
    code = RUN.format(before=before, path=str(path), count=count)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False, **options)
    assert b"Panic" not in ran.stderr and b"panicked" not in ran.stderr, ran.stderr
    return ran


@case(83)
def test_a_full_disk_is_told(tmp_path):
    before = (
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))"
    )
    ran = run(tmp_path / "a.db", before, count=400)
    assert ran.stdout.strip() in (b"DiskFullError", b"CorpusError"), (ran.stdout, ran.stderr)
    with corpus.open(tmp_path / "a.db") as db:
        assert db.check() == []


@case(84)
def test_a_file_that_goes_away_while_open(tmp_path):
    path = made(tmp_path / "a.db")
    with corpus.open(path) as db:
        path.unlink()
        try:
            load(db, [{"id": "b", "text": "Deux."}])
            db.search("mali")
        except corpus.CorpusError as error:
            assert str(error)
    path = made(tmp_path / "b.db")
    with corpus.open(path) as db:
        shutil.move(path, tmp_path / "c.db")
        try:
            load(db, [{"id": "b", "text": "Deux."}])
        except corpus.CorpusError as error:
            assert str(error)


@case(85)
def test_two_handles_and_two_processes(tmp_path):
    path = tmp_path / "a.db"
    with corpus.open(path) as one, corpus.open(path) as two:
        load(one, [{"id": "x", "text": "Un."}])
        load(two, [{"id": "y", "text": "Deux."}])
        assert run(path).stdout.strip() == b"3"
        assert len(one) == len(two) == 5 and one.check() == []


@case(86)
def test_odd_surroundings(tmp_path):
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "TZ"))}
    for n, (more, before) in enumerate(
        [
            ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, ""),
            ({"LC_ALL": "tr_TR.UTF-8", "TZ": ""}, ""),
            ({"LC_ALL": "ja_JP.eucJP", "TZ": "Nosuch/Zone"}, "os.umask(0o777 & 0o077)"),
            ({}, "resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))"),
            ({}, "os.close(0); os.close(2)"),
        ]
    ):
        ran = run(tmp_path / f"{n}.db", before, env={**plain, **more})
        assert ran.stdout.strip() == b"3", (n, ran.stdout, ran.stderr)
    path = made(tmp_path / "a.db")
    listed = command(
        "search", path, "rappelé", env={**plain, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    )
    assert listed.returncode == 0
    closed = subprocess.run(
        f"{sys.executable} -m corpus search {path} mali >&- 2>&-", shell=True, timeout=60, check=False
    )
    assert closed.returncode in (0, 1, 2, 120)


# Archives and imports.


@case(87, 88)
def test_archives_are_not_unpacked(db, tmp_path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for name in ("../../x.txt", "/etc/x.txt", "C:\\x.txt", "a.txt", "A.txt"):
            out.writestr(name, "Texte. " * 100_000)
    report = load(db, tmp_path / "evil.zip")
    assert report.added == 0 and len(report.refused) == 1 and ".zip" in str(report)
    shutil.copy(tmp_path / "evil.zip", tmp_path / "evil.txt")
    assert "zip archive" in str(load(db, tmp_path / "evil.txt"))
    (tmp_path / "cut.gz.jsonl").write_bytes(gzip.compress(b"{}" * 1_000)[:200])
    report = load(db, tmp_path / "cut.gz.jsonl")
    assert report.added == 0 and report.refused


@case(89)
def test_tables_of_every_make(db, tmp_path):
    tables = {
        "semi.csv": 'id;text\n1;"Un;\ndeux"\n2;x;y;z\n3\n',
        "tabs.tsv": "id\ttext\nt1\tUn.\n",
        "open.csv": 'id,text\n"o1,jamais fermé\n',
        "mark.csv": "\ufeffid,text\nm1,Un.\n",
        "nul.csv": "id,text\nn1,U\0n.\n",
        "wide.csv": ",".join(f"c{n}" for n in range(100_000)) + "\n" + ",".join("x" for _ in range(100_000)) + "\n",
        "head.csv": "id,text\n",
        "none.csv": "",
    }
    for name, data in tables.items():
        (tmp_path / name).write_text(data, "utf-8", newline="")
        report = load(db, tmp_path / name)
        assert all(why for _, why in report.refused), name
    assert db.article("1").text == "Un;\ndeux"
    assert {"t1", "m1", "n1"} <= set(db.articles()["key"])


@case(90)
def test_json_of_every_make(db, tmp_path):
    lines = [
        '{"id": "nan", "text": "Un.", "n": NaN}', '{"id": "twice", "text": "Un.", "text": "Deux."}',
        "[" * 100_000, '{"a":' * 100_000, "null", "3", "[]", '"x"', "{}", '{"id": "good", "text": "Bon."}',
        '{"id": "half", "text": "coup',
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    report = load(db, tmp_path / "a.jsonl")
    assert set(db.articles()["key"]) == {"twice", "good"}
    assert report.found == len(lines) and "given twice" in str(report.notes)
    (tmp_path / "a.json").write_text("[" * 100_000, "utf-8")
    assert load(db, tmp_path / "a.json").added == 0


@case(91, 92)
def test_marked_up_text_runs_nothing(db, tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">' + "]><a>&c;</a>"
    (tmp_path / "a.xml").write_text(bomb)
    (tmp_path / "a.html").write_text("<div>" * 100_000)
    report = load(db, tmp_path)
    assert report.added == 0 and len(report.refused) == 2, "neither is read, and that is said"
    text, _ = one(db, tmp_path, bomb + "<script>alert(1)</script>")
    assert "&c;" in text
    assert "<script>" not in db.articles()._repr_html_() + db.article("a.txt")._repr_html_()


@case(93)
def test_folders_of_every_make(db, tmp_path):
    (tmp_path / "in").mkdir()
    for n in range(300):
        (tmp_path / "in" / f"{n}.txt").write_bytes(b"Texte %d." % n)
    (tmp_path / "in" / ".hidden.txt").write_text("Non.")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "broken.txt").symlink_to(tmp_path / "nosuch")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    report = load(db, tmp_path / "in")
    assert report.added == 300 and len(report.refused) == 3, str(report)
    assert not any("hidden" in key for key in db.articles()["key"])


# Use in a session.


def child(path):
    with corpus.open(path) as db:
        return len(db)


@case(94)
def test_handles_that_are_closed_sent_or_left(tmp_path):
    path = made(tmp_path / "a.db")
    db = corpus.open(path)
    table = db.relations()
    db.close()
    db.close()
    for call in (lambda: db.search("x"), lambda: len(db), db.check, lambda: load(db, []), lambda: db.sql("SELECT 1")):
        refused(corpus.ClosedError, call)
    assert len(table) == 1 and table.to_dicts()
    with pytest.raises(ZeroDivisionError), corpus.open(path) as db:
        1 / 0  # noqa: B018
    assert db.closed
    with corpus.open(path) as db:
        with pickle.loads(pickle.dumps(db)) as again:
            assert len(again) == 1
        refused(ZeroDivisionError, db.load, [{"id": "z", "text": "Z."}] * 3, progress=lambda *_: 1 / 0)
        assert db.check() == []
        held = [corpus.open(path)]
        thread = threading.Thread(target=held.clear)
        thread.start()
        thread.join()
    left = f"import corpus; db = corpus.open({str(path)!r}); rows = iter(db.articles()); next(rows)"
    assert subprocess.run([sys.executable, "-c", left], timeout=60, check=False).returncode == 0
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(child, (path,)) >= 1
    stopped = subprocess.Popen(
        [sys.executable, "-c", left + "; import time; print(flush=True); time.sleep(60)"], stdout=subprocess.PIPE
    )
    stopped.stdout.readline()
    stopped.send_signal(signal.SIGKILL)
    stopped.wait()
    stopped.stdout.close()
    with corpus.open(path) as db:
        assert db.check() == []


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\0" * 50, b"(" * 9_000, TEXT.encode("utf-16"), io.BytesIO(b"").read()]
)
def test_the_command_line_reads_any_bytes(data):
    command("extract", input=data)


def test_every_number_of_the_list_is_tried():
    assert sorted(CASES) == list(range(1, 95))
