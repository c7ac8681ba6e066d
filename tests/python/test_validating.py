"""A sample is drawn alike by everyone, survives a spreadsheet, and says how wrong the relations are."""

import json
import math
import pickle
import random
import zipfile
from xml.etree import ElementTree

import pytest
from corpus._validation import wilson

import corpus
from corpus import _sheets

VERBS = ("accuse", "menace", "félicite", "sanctionne")


@pytest.fixture(scope="module")
def sampled():
    with corpus.open(":memory:") as db:
        db.load(corpus.sample(), progress=False)
        yield db


def content(table):
    """What the rows say, without numbers that depend on the file."""
    left_out = {"id", "article_id"}
    return [{name: value for name, value in row.items() if name not in left_out} for row in table.to_dicts()]


def test_the_order_of_loading_does_not_matter(tmp_path):
    records = [
        {
            "id": f"k/{n}",
            "text": f"Alger accuse Bamako d’ingérence dans l’affaire {n}.",
            "outlet": f"O{n % 3}",
            "language": "fr",
        }
        for n in range(60)
    ]
    drawn = []
    for seed in range(3):
        mixed = records[:]
        random.Random(seed).shuffle(mixed)
        with corpus.open(":memory:") as db:
            db.load(mixed, progress=False)
            assert len(db.relations()) >= 60
            drawn.append(content(db.sample(20, by=["type", "outlet"], seed=5)))
            assert drawn[-1] != content(db.sample(20, by=["type", "outlet"], seed=6))
    assert drawn[0] == drawn[1] == drawn[2]
    assert len(drawn[0]) == 20


def test_a_stratum_gives_its_share(sampled):
    sizes = dict(
        zip(*(sampled.sql("SELECT type, count(*) AS n FROM relations GROUP BY type")[name] for name in ("type", "n")))
    )
    drawn = sampled.sample(50, by="type", seed=3)
    assert len(drawn) == 50
    counts = {kind: drawn["type"].count(kind) for kind in sizes}
    assert all(counts[kind] <= size for kind, size in sizes.items())
    assert min(counts.values()) >= min(*sizes.values(), 2)
    assert {row.type: row.population for row in drawn} == {kind: sizes[kind] for kind in set(drawn["type"])}
    assert drawn["stratum"] == drawn["type"]
    larger = {row.id for row in sampled.sample(90, by="type", seed=3)}
    assert {row.id for row in drawn} < larger
    everything = sampled.sample(10_000, by=None)
    assert sorted(everything["id"]) == sorted(sampled.relations()["id"])
    assert set(everything["population"]) == {len(everything)}
    by_size = sampled.sample(60, allocation="proportional")
    assert by_size["type"].count("SANCTION") == round(60 * sizes["SANCTION"] / sum(sizes.values()))


def test_filters_and_the_sentence(sampled):
    drawn = sampled.sample(10, by="year", actor="MLI", min_confidence=0.6, seed=2)
    assert len(drawn) == 10
    for row in drawn:
        assert "MLI" in (row.source, row.target)
        assert row.confidence >= 0.6
        assert row.evidence in row.sentence
        text = sampled.article(row.article_id).text
        assert row.sentence in text
        assert text[row.start : row.end] == row.evidence
        assert row.stratum == (row.published or "none")[:4]
        assert row.correct is row.comment is None
    assert dict(zip(sampled.entities()["code"], sampled.entities()["name"]))["MLI"] in (
        *drawn["source_name"],
        *drawn["target_name"],
    )
    with pytest.raises(corpus.QueryError, match=r"give one of type, quad.*did you mean 'outlet'"):
        sampled.sample(3, by="outlets")
    with pytest.raises(TypeError, match="sample"):
        sampled.sample(3, limit=2)
    with pytest.raises(corpus.QueryError):
        sampled.sample(-1)
    assert len(sampled.sample(0)) == 0


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv", "french.csv"])
def test_there_and_back_through_a_file(sampled, tmp_path, name):
    drawn = sampled.sample(25, seed=1)
    path = tmp_path / name
    if name.endswith("xlsx"):
        drawn.to_excel(path)
    elif name.startswith("french"):
        drawn.to_csv(path, separator=";", encoding="utf-8-sig")
    else:
        drawn.to_csv(path)
    back = corpus.read_judged(path)
    assert back.columns == drawn.columns
    for column in ("id", "sentence", "stratum", "population", "start", "key"):
        assert back[column] == drawn[column], column
    assert back["correct"] == [None] * 25


def test_a_sheet_edited_by_another_program_is_read(sampled, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "sheet.xlsx"
    drawn = sampled.sample(12, by=None, seed=1)
    drawn.to_excel(path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    at = [cell.value for cell in sheet[1]].index("correct") + 1
    for row, said in enumerate([1, 0, "oui", "NON ", True, False, "1", "0", "?", None, "vrai", 1.0], 2):
        sheet.cell(row, at).value = said
    book.save(path)
    expected = [True, False, True, False, True, False, True, False, None, None, True, True]
    assert corpus.read_judged(path)["correct"] == expected
    told = corpus.precision(path).to_dicts()
    assert (told[0]["judged"], told[0]["right"]) == (10, 6)
    sheet.cell(3, at).value = "peut-être"
    book.save(path)
    with pytest.raises(corpus.InputError, match="row 2, column correct: 'peut-être' is neither"):
        corpus.read_judged(path)


def test_judged_in_pandas(sampled):
    pytest.importorskip("pandas")
    frame = sampled.sample(10, by=None, seed=1).to_pandas()
    frame.loc[0, "correct"] = True
    frame.loc[1:5, "correct"] = False
    frame.loc[0, "comment"] = "net"
    told = corpus.precision(frame).to_dicts()[0]
    assert (told["judged"], told["right"]) == (6, 1)
    back = corpus.read_judged(frame)
    assert back["correct"] == [True] + [False] * 5 + [None] * 4
    assert back["type_right"] == [None] * 10
    assert back.to_pandas()["type_right"].dtype == frame["type_right"].dtype == "boolean"
    assert back["published"] == sampled.sample(10, by=None, seed=1)["published"]


def test_judged_in_polars(sampled):
    polars = pytest.importorskip("polars")
    frame = sampled.sample(10, by=None, seed=1).to_polars()
    frame = frame.with_columns(correct=polars.Series([True] * 9 + [None]))
    assert corpus.precision(frame).to_dicts()[0]["judged"] == 9


def test_a_file_of_a_spreadsheet_in_french(tmp_path):
    path = tmp_path / "jugé.csv"
    path.write_bytes("id;type;correct;comment\r\n1;ACCUSE;oui;très bien\r\n2;AID;non;\r\n;;;\r\n".encode("cp1252"))
    assert corpus.read_judged(path).to_dicts() == [
        {"id": 1, "type": "ACCUSE", "correct": True, "comment": "très bien"},
        {"id": 2, "type": "AID", "correct": False, "comment": ""},
    ]
    path.write_text("a,b\n1,2\n")
    with pytest.raises(corpus.InputError, match="no column 'id'"):
        corpus.read_judged(path)


EVIL = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "<b>&amp;</b>",
    "\x00\x1b[1m",
    "\ufffe",
    "",
    " ",
    "é\u202f🙂",
]


def test_a_sheet_runs_nothing_and_is_valid(tmp_path):
    path = tmp_path / "evil.xlsx"
    with corpus.open(":memory:") as db:
        table = db.sql(
            "SELECT value AS text, -5.5 AS number, 3 AS n, NULL AS gap FROM json_each(?)",
            [json.dumps(EVIL)],
        )
    table.to_excel(path)
    with zipfile.ZipFile(path) as book:
        for part in book.namelist():
            root = ElementTree.fromstring(book.read(part))
            assert not [one for one in root.iter() if one.tag.endswith("}f")], "a formula"
    rows = _sheets.read_excel(path)
    assert rows[0] == ["text", "number", "n", "gap"]
    assert [row[0] for row in rows[1:]] == [_sheets.xml_text(text) for text in EVIL]
    assert rows[1][1:] == [-5.5, 3, None]
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(path).active
    assert {cell.data_type for cell in sheet["A"]} <= {"s", "inlineStr", "n"}
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type != "f"
    assert sheet["B2"].value == -5.5


def test_csv_keeps_numbers_and_guards_text():
    with corpus.open(":memory:") as db:
        table = db.sql("SELECT -5.5 AS a, '-5' AS b, '-5+1' AS c, '=1' AS d, '+1' AS e, '@x' AS f, '-' AS g")
    assert table.to_csv().splitlines()[1] == "-5.5,-5,'-5+1,'=1,'+1,'@x,'-"
    assert table.to_csv(excel_safe=False).splitlines()[1] == "-5.5,-5,-5+1,=1,+1,@x,-"
    assert table.to_csv(separator=";").startswith("a;b;c")


def test_wilson_against_worked_values():
    # Newcombe (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for right, judged, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(right, judged) == pytest.approx((low, high), abs=5e-5)


def rows(stratum, population, verdicts, **more):
    return [{"stratum": stratum, "population": population, "correct": one, "type": stratum, **more} for one in verdicts]


def numbered(*parts):
    return [{"id": n, **row} for n, row in enumerate(row for part in parts for row in part)]


def test_strata_are_weighted_back():
    # Worked by hand: 900 of A at 8/10, 100 of B at 2/10.
    judged = numbered(rows("A", 900, [True] * 8 + [False] * 2), rows("B", 100, [True] * 2 + [False] * 8))
    a, b, whole = corpus.precision(judged, by="type").to_dicts()
    assert (a["precision"], b["precision"]) == (0.8, 0.2)
    assert (a["low"], a["high"]) == pytest.approx(wilson(8, 10))
    assert whole["precision"] == pytest.approx(0.9 * 0.8 + 0.1 * 0.2)
    variance = 0.9**2 * 0.8 * 0.2 / 9 + 0.1**2 * 0.2 * 0.8 / 9
    p = whole["precision"]
    n = p * (1 - p) / variance
    assert (whole["low"], whole["high"]) == pytest.approx(wilson(p * n, n))
    assert (whole["judged"], whole["right"], whole["population"], whole["type"]) == (20, 10, 1000, "all")


def test_groups_across_strata_and_gaps():
    judged = numbered(
        rows("A", 30, [True, False, None], outlet="x"),
        rows("A", 30, [True], outlet="y"),
        rows("B", 10, [True, True], outlet="x"),
    )
    told = {row["outlet"]: row for row in corpus.precision(judged, by="outlet").to_dicts()}
    # In A three are judged, each for 10; in B two, each for 5.
    assert told["x"]["precision"] == pytest.approx((10 + 5 + 5) / 30)
    assert told["y"]["precision"] == 1
    assert told["all"]["precision"] == pytest.approx(30 / 40)
    assert 0 < told["x"]["low"] < told["x"]["precision"] < told["x"]["high"] < 1
    plain = numbered([{"correct": True}] * 8 + [{"correct": False}] * 2)
    only = corpus.precision(plain, level=0.9).to_dicts()[0]
    assert (only["low"], only["high"]) == pytest.approx(wilson(8, 10, 0.9))


def test_what_cannot_be_estimated_is_said():
    with pytest.warns(UserWarning, match="nothing is judged of B"):
        corpus.precision(numbered(rows("A", 9, [True]), rows("B", 9, [None])))
    for wrong, message in (
        (numbered(rows("A", 9, [None])), "nothing is judged"),
        (numbered(rows("A", 9, [True]), rows("A", 8, [True])), "two sizes"),
    ):
        with pytest.raises(corpus.InputError, match=message):
            corpus.precision(wrong)
    with pytest.raises(corpus.InputError, match="no column 'outlet'"):
        corpus.precision(numbered(rows("A", 9, [True])), by="outlet")
    with pytest.raises(ValueError, match="what: 'right' is none of correct"):
        corpus.precision([], what="right")
    with pytest.raises(TypeError, match="judgements"):
        corpus.precision(3)


def test_the_interval_holds_what_it_says():
    """Over many samples of a population with known errors, about 95 in 100 intervals hold the truth."""
    chance = random.Random(8)
    population = {"A": [chance.random() < 0.9 for _ in range(800)], "B": [chance.random() < 0.4 for _ in range(200)]}
    truth = sum(map(sum, population.values())) / 1000
    held = 0
    for _ in range(400):
        judged = numbered(*(rows(name, len(all), chance.sample(all, 40)) for name, all in population.items()))
        told = corpus.precision(judged).to_dicts()[0]
        held += told["low"] <= truth <= told["high"]
    assert 0.91 <= held / 400 <= 0.99


# Krippendorff (2011): four observers, twelve units, nominal 0.743; two observers, ten units, binary 0.095.
FOUR = (
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)
TWO = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])


def test_alpha_of_published_examples():
    assert float(corpus.agreement(*FOUR)) == pytest.approx(0.743, abs=5e-4)
    assert float(corpus.agreement(*TWO)) == pytest.approx(0.095, abs=5e-4)
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, by chance 0.5.
    left, right = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    kappa = corpus.agreement(left, right, measure="kappa")
    assert (kappa.value, kappa.observed, kappa.expected, kappa.units) == pytest.approx((0.4, 0.7, 0.5, 50))
    assert len(kappa.disagreements) == 15


def test_agreement_as_others_reckon_it():
    krippendorff = pytest.importorskip("krippendorff")
    metrics = pytest.importorskip("sklearn.metrics")
    chance = random.Random(4)
    for _ in range(50):
        coders = [[chance.choice([0, 1, 2, None]) for _ in range(30)] for _ in range(chance.randint(2, 5))]
        data = [[math.nan if value is None else value for value in one] for one in coders]
        wanted = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert float(corpus.agreement(*coders)) == pytest.approx(wanted, abs=1e-12)
        left, right = ([value or 0 for value in one] for one in coders[:2])
        assert float(corpus.agreement(left, right, measure="kappa")) == pytest.approx(
            metrics.cohen_kappa_score(left, right)
        )


def test_agreement_of_judged_samples(sampled, tmp_path):
    drawn = sampled.sample(20, seed=1).to_dicts()
    first = [{**row, "correct": n % 3 > 0} for n, row in enumerate(drawn)]
    second = [{**row, "correct": n % 4 > 0} for n, row in enumerate(reversed(first))]
    told = corpus.agreement(first, second)
    given = {row["id"]: row["correct"] for row in second}
    assert set(told.disagreements) == {row["id"] for row in first if given[row["id"]] != row["correct"]}
    path = tmp_path / "second.csv"
    corpus.read_judged(second).to_csv(path)
    assert corpus.agreement(first, path) == told
    assert math.isnan(corpus.agreement([1, 1], [1, 1]).value)
    assert "not defined" in str(corpus.agreement([1, 1], [1, 1]))
    with pytest.raises(ValueError, match="2 and 3 units"):
        corpus.agreement([1, 1], [1, 1, 1])
    with pytest.raises(corpus.InputError, match="no unit was judged by two"):
        corpus.agreement({"a": 1}, {"b": 1})
    with pytest.raises(ValueError, match="two coders"):
        corpus.agreement([1], [1], [1], measure="kappa")


def test_the_form_of_the_notebook(sampled, tmp_path):
    pytest.importorskip("ipywidgets")
    path = tmp_path / "judged.csv"
    form = corpus.judge(sampled.sample(4, seed=1), language="fr", path=path)
    assert repr(form) == "<Judging: 0 of 4 judged>"
    assert "<mark>" in form.widget.children[0].value
    verdicts = {buttons.description: buttons for buttons in form.widget.children[1:6]}
    verdicts["Correcte"].value = True
    form.widget.children[6].value = "=bien"
    back, forward, _ = form.widget.children[7].children
    forward.click()
    assert form.position == 1
    assert verdicts["Correcte"].value is None
    verdicts["Correcte"].value = False
    back.click()
    assert (form.position, verdicts["Correcte"].value) == (0, True)
    assert form.table()["correct"] == [True, False, None, None]
    again = corpus.judge(path)
    assert (again.position, again.done) == (2, 2)
    assert again.table()["comment"][0] == "=bien"
    evil = [{"id": 1, "sentence": "<img src=x onerror=1> b", "evidence": "<img", "source": "<script>", "title": "<b>"}]
    shown = corpus.judge(evil).widget.children[0].value
    assert "<script" not in shown
    assert "<img" not in shown
    assert len(corpus.judge([])) == 0


GOLD = {
    "id": "a1",
    "language": "fr",
    "metadata": {"title": "Été !", "published": "2025-04-07"},
    "mentions": [
        {"start": 0, "end": 4, "type": "state", "code": "MLI"},
        {"start": 10, "end": 15, "type": "state", "code": "DZA"},
        {"start": 20, "end": 30, "type": "person", "code": "A. Traoré"},
        {"start": 40, "end": 45, "type": "organization", "code": "ECOWAS"},
    ],
    "dates": [{"start": 50, "end": 55, "value": "2025-04-06"}, {"start": 60, "end": 65, "value": "2025-04"}],
    "relations": [
        {"type": "SANCTION", "source": ["MLI", "NER"], "target": ["DZA"], "status": "asserted", "date": "2025-04-06"},
        {"type": "CONSULT", "source": "MAR", "target": "FRA", "status": "planned", "date": None},
        {"type": "ACCUSE", "source": "MLI", "target": "DZA", "status": "claimed", "date": "2025-03"},
    ],
    "ties": [{"tie": "member_of", "subject": "MLI", "object": "AES"}],
}
FOUND = {
    "id": "press/a1.txt",
    "metadata": {"title": "ete", "published": "2025-04-08"},
    "mentions": [
        {"start": 0, "end": 4, "type": "state", "code": "MLI"},
        {"start": 10, "end": 16, "type": "place", "code": "DZA"},
        {"start": 20, "end": 30, "type": "organization", "code": "X@MLI"},
    ],
    "dates": [{"start": 50, "end": 56, "value": "2025-04-06"}, {"start": 61, "end": 64, "value": "2024-04"}],
    "relations": [
        {"type": "SANCTION", "source": ["MLI"], "target": ["DZA"], "status": "planned", "date": "2025-04"},
        {"type": "CONSULT", "source": "FRA", "target": "MAR", "status": "planned", "date": "2025-01"},
        {"type": "COERCE", "source": "DZA", "target": "NER", "status": "asserted"},
        {"type": "ACCUSE", "source": "MLI", "target": "DZA", "status": "claimed", "date": "2025-04"},
    ],
    "ties": [
        {"tie": "member_of", "subject": "MLI", "object": "AES"},
        {"tie": "based_in", "subject": "AES", "object": "Bamako@MLI"},
    ],
}
# Worked by hand: right, in the gold, predicted.
COUNTS = {
    "mention.span": (2, 4, 3),
    "mention.type": (1, 4, 3),
    "mention.coarse": (2, 4, 3),
    "mention.link": (2, 3, 2),
    "date.span": (2, 2, 2),
    "date.value": (1, 2, 2),
    "relation.type": (2, 3, 3),
    "relation.quad": (3, 3, 3),
    "relation.pair": (3, 3, 3),
    "relation.all": (3, 4, 4),
    "relation.status": (2, 3, 3),
    "relation.date": (1, 2, 2),
    "tie": (1, 1, 2),
    "published": (0, 1, 1),
    "title": (1, 1, 1),
}


def test_scores_worked_by_hand():
    scores = {row.measure: row for row in corpus.score([GOLD], [FOUND])}
    assert {name: (row.right, row.gold, row.predicted) for name, row in scores.items()} == COUNTS
    row = scores["relation.type"]
    assert (row.precision, row.recall, row.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    row = scores["mention.type"]
    assert (row.precision, row.recall, row.f1) == pytest.approx((1 / 3, 1 / 4, 2 / 7))
    typed = {
        row.group: (row.right, row.gold, row.predicted)
        for row in corpus.score([GOLD], [FOUND], by="type")
        if row.measure == "relation.type"
    }
    assert typed == {"all": (2, 3, 3), "SANCTION": (1, 2, 1), "CONSULT": (1, 1, 1), "COERCE": (0, 0, 1)}


def test_scores_of_files_and_of_a_corpus(sampled, tmp_path):
    gold = tmp_path / "gold.jsonl"
    assert sampled.export(gold, format="jsonl") == len(sampled)
    assert {row.f1 for row in corpus.score(gold, sampled)} == {1.0}
    (tmp_path / "one.json").write_text(json.dumps(GOLD), "utf-8")
    assert corpus.score(tmp_path, [FOUND])["right"] == [count[0] for count in COUNTS.values()]
    with pytest.warns(UserWarning, match="no prediction for 1 of 2 articles: b2"):
        told = corpus.score([GOLD, {**GOLD, "id": "b2"}], [GOLD])
    assert {row.recall for row in told if row.measure == "relation.type"} == {0.5}
    with pytest.raises(corpus.InputError, match="no article of the gold"):
        corpus.score([GOLD], [{"id": "other"}])
    with pytest.raises(corpus.MissingFileError):
        corpus.score(tmp_path / "nothing", [FOUND])
    with pytest.raises(corpus.InputError, match="record 1 has no 'id'"):
        corpus.score([{}], [FOUND])


def test_what_is_stored_is_what_was_read(sampled, tmp_path):
    """The exported form, against a fresh reading of the same article."""
    path = tmp_path / "all.jsonl"
    sampled.export(path, format="jsonl")
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    fresh = []
    for record in records:
        published, language = record["metadata"]["published"], record["language"]
        fresh.append(
            {"id": record["id"], **corpus.extract(record["text"], published=published, language=language).to_dict()}
        )
    told = {row.measure: row for row in corpus.score(fresh, records)}
    # Metadata of the manifest is not in the text.
    for name in (
        "mention.type",
        "mention.link",
        "date.value",
        "relation.all",
        "relation.status",
        "relation.date",
        "tie",
    ):
        assert told[name].f1 == 1.0, name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_paragraph_on_methods(sampled, language):
    judged = [{**row, "correct": n % 5 > 0} for n, row in enumerate(sampled.sample(40, seed=1).to_dicts())]
    told = corpus.precision(judged, by="type")
    agreed = corpus.agreement(judged, judged)
    filters = {"min_confidence": 0.5, "status": ["asserted", "planned"]}
    text = sampled.methods(language=language, validation=told, agreement=agreed, filters=filters)
    whole = told.to_dicts()[-1]
    figure = f"{whole['precision']:.2f}"
    figures = [
        corpus.__version__,
        corpus.Lexicon().digest,
        "min_confidence = 0.5",
        "asserted, planned",
        "PLOVER",
        "40",
        "95",
    ]
    figures += [str(len(sampled)), str(len(sampled.relations())), str(len(sampled.relations(**filters)))]
    figures.append(figure if language == "en" else figure.replace(".", ","))
    for wanted in figures:
        assert wanted in text, wanted
    assert text.facts["relations"] == len(sampled.relations())
    assert text.bibtex.startswith("@software{")
    assert text.bibtex.count("{") == text.bibtex.count("}")
    assert "None" not in text
    assert pickle.loads(pickle.dumps(text)).bibtex == text.bibtex
    without = sampled.methods(language=language)
    assert ("not checked" if language == "en" else "n’ont pas été vérifiées") in without


def test_methods_refuses_what_is_not_a_result(sampled):
    with pytest.raises(TypeError, match="precision"):
        sampled.methods(validation=[{"a": 1}])
    with pytest.raises(TypeError, match="agreement"):
        sampled.methods(agreement=0.8)
    with pytest.raises(ValueError, match="'en' or 'fr'"):
        sampled.methods(language="de")
    with pytest.raises(TypeError, match="did you mean 'status'"):
        sampled.methods(filters={"statut": "asserted"})
