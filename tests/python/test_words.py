"""The instruments of corpus linguistics give what plain Python and SciPy give on the same texts."""

import math
import random
import re
from collections import Counter

import pytest

import corpus

WORDS = ["le", "la", "drone", "avion", "frontière", "accord", "ministre", "dialogue", "ciel", "armée"]
OUTLETS = ("Le Fil", "L’Écho")


def plain(text):
    """The words of a text without accents to fold, elisions or acronyms."""
    return [word.lower() for word in re.findall(r"\w+", text)]


@pytest.fixture(scope="module")
def articles():
    """Made-up articles of two outlets that differ in what they write of; sentences of one paragraph each."""
    rng = random.Random(4)
    made = []
    for number in range(60):
        outlet = OUTLETS[number % 2]
        weights = [6, 5, 3, 1, 2, 2, 1, 1, 1, 1] if number % 2 else [6, 5, 1, 3, 1, 2, 2, 1, 1, 2]
        sentences = [
            " ".join(rng.choices(WORDS, weights, k=rng.randint(3, 12))).capitalize() + "."
            for _ in range(rng.randint(1, 6))
        ]
        day = f"2025-{1 + number // 8:02}-{1 + number % 28:02}"
        made.append({"id": f"a{number}", "outlet": outlet, "date": day, "language": "fr", "text": " ".join(sentences)})
    return made


@pytest.fixture(scope="module")
def made(articles):
    with corpus.open(":memory:") as db:
        report = db.load(articles, progress=False)
        assert (report.added, report.refused) == (60, [])
        yield db


def test_keyness_is_that_of_scipy(made, articles):
    stats = pytest.importorskip("scipy.stats")
    counts = {outlet: Counter() for outlet in OUTLETS}
    for article in articles:
        counts[article["outlet"]].update(plain(article["text"]))
    target, reference = (counts[outlet] for outlet in OUTLETS)
    totals = target.total(), reference.total()
    table = made.keyness({"outlet": OUTLETS[0]}, {"outlet": OUTLETS[1]}, stopwords=False, min_count=1)
    assert {row.word for row in table} == {*target, *reference}
    assert table["log_likelihood"] == sorted(table["log_likelihood"], reverse=True)
    for row in table:
        a, b = target[row.word], reference[row.word]
        assert (row.target, row.reference) == (a, b)
        cells = [[a, totals[0] - a], [b, totals[1] - b]]
        g2 = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood")
        x2 = stats.chi2_contingency(cells, correction=False)
        sign = 1 if a / totals[0] >= b / totals[1] else -1
        assert row.log_likelihood == pytest.approx(sign * g2.statistic)
        assert row.chi_squared == pytest.approx(sign * x2.statistic)
        assert row.p_value == pytest.approx(g2.pvalue, rel=1e-9)
        assert row.log_ratio == pytest.approx(math.log2((a / totals[0]) / (b / totals[1])))
        assert row.percent_diff == pytest.approx(100 * (a / totals[0] - b / totals[1]) / (b / totals[1]))
    by_chi = made.keyness({"outlet": OUTLETS[0]}, measure="chi_squared", min_count=1)
    for row in by_chi:
        assert row.p_value == pytest.approx(stats.chi2.sf(abs(row.chi_squared), 1), rel=1e-9)


def test_keyness_takes_the_formula_of_quanteda(made):
    """As `textstat_keyness(measure = "lr", correction = "none")` documents it: a G² over four cells, signed."""
    for row in made.keyness({"outlet": OUTLETS[0]}, min_count=1):
        a, b = row.target, row.reference
        n1, n2 = round(a * 1e6 / row.target_per_million), round(b * 1e6 / row.reference_per_million)
        c, d, n = n1 - a, n2 - b, n1 + n2
        expected = (a + b) * n1 / n, (a + b) * n2 / n, (c + d) * n1 / n, (c + d) * n2 / n
        g2 = 2 * sum(seen * math.log(seen / want) for seen, want in zip((a, b, c, d), expected, strict=True))
        assert abs(row.log_likelihood) == pytest.approx(g2, rel=1e-6, abs=1e-6)
        assert (row.log_likelihood >= 0) == (a >= expected[0])


@pytest.mark.parametrize(("left", "right"), [(2, 2), (0, 3), (4, 1)])
def test_collocations_are_those_of_a_plain_count(made, articles, left, right):
    stats = pytest.importorskip("scipy.stats")
    near, everywhere, nodes = Counter(), Counter(), 0
    for article in articles:
        for sentence in article["text"].split("."):
            words = plain(sentence)
            places = {at for at, word in enumerate(words) if word == "drone"}
            nodes += len(places)
            for at, word in enumerate(words):
                if at not in places:
                    everywhere[word] += 1
                    near[word] += any(-right <= node - at <= left for node in places)
    table = made.collocations('"drone"', left=left, right=right, stopwords=False, min_count=1, measure="pmi")
    assert {row.collocate for row in table} == {word for word, count in near.items() if count}
    total, window = everywhere.total(), near.total()
    for row in table:
        o, c = near[row.collocate], everywhere[row.collocate]
        assert (row.count, row.count_collocate, row.count_left + row.count_right) == (o, c, o)
        expected = window * c / total
        assert row.expected == pytest.approx(expected)
        assert row.pmi == pytest.approx(math.log2(o / expected))
        assert row.dice == pytest.approx(2 * o / (nodes + c))
        assert row.log_dice == pytest.approx(14 + math.log2(row.dice))
        assert row.t_score == pytest.approx((o - expected) / math.sqrt(o))
        cells = [[o, window - o], [c - o, total - window - c + o]]
        g2 = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood")
        assert abs(row.log_likelihood) == pytest.approx(g2.statistic)
        assert row.p_value == pytest.approx(g2.pvalue, rel=1e-9)
    assert table["pmi"] == sorted(table["pmi"], reverse=True)


def test_frequency_and_dispersion_are_those_of_a_plain_count(made, articles):
    months = {}
    for article in articles:
        words = plain(article["text"])
        month = months.setdefault(article["date"][:7], [0, 0, 0, 0])
        count = words.count("drone")
        month[:] = [month[0] + count, month[1] + len(words), month[2] + 1, month[3] + bool(count)]
    table = made.frequency("drone", "month")
    assert table["period"] == sorted(months)
    seen = zip(*(table[name] for name in ("count", "words", "articles", "articles_with")), strict=True)
    assert [list(row) for row in seen] == [months[period] for period in table["period"]]
    assert table["per_million"] == pytest.approx([1e6 * m[0] / m[1] for m in (months[p] for p in table["period"])])
    parts = list(months.values())
    total, words = sum(m[0] for m in parts), sum(m[1] for m in parts)
    rates = [m[0] / m[1] for m in parts]
    mean = sum(rates) / len(rates)
    deviation = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / len(rates))
    dp = sum(abs(m[1] / words - m[0] / total) for m in parts) / 2
    row = made.dispersion("drone", over="month")[0]
    assert (row.count, row.parts, row.range) == (total, len(parts), sum(bool(m[0]) for m in parts))
    assert row.juilland_d == pytest.approx(1 - deviation / mean / math.sqrt(len(parts) - 1))
    assert row.dp == pytest.approx(dp)
    assert row.dp_norm == pytest.approx(dp / (1 - min(m[1] for m in parts) / words))


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_ngrams_are_those_of_a_plain_count(made, articles, n):
    counts, having = Counter(), Counter()
    for article in articles:
        found = [
            " ".join(words[at : at + n])
            for words in map(plain, article["text"].split("."))
            for at in range(len(words) - n + 1)
        ]
        counts.update(found)
        having.update(set(found))
    for least in (1, 2, 4):
        table = made.ngrams(n, min_count=least)
        expected = {ngram: count for ngram, count in counts.items() if count >= least}
        assert dict(zip(table["ngram"], table["count"], strict=True)) == expected
        assert all(row.articles == having[row.ngram] for row in table)


def test_a_concordance_points_into_the_texts(made):
    lines = made.concordance("drone", width=25, sort="left")
    assert len(lines) == made.dispersion("drone")["count"][0]
    assert lines.columns[:3] == ["left", "match", "right"]
    for line in lines.head(40):
        text = made.article(line.article_id).text
        assert text[line.start : line.end] == line.match
        assert text[: line.start].endswith(line.left)
        assert text[line.end :].startswith(line.right)
        assert line.match in line.sentence
        assert line.sentence in text
    frame = lines.to_pandas()
    assert list(frame["match"].str.lower().unique()) == ["drone"]


def test_a_concordance_of_what_was_read(db):
    assert set(db.concordance(entity="Mali")["match"]) == {"Mali"}
    lines = db.concordance(type="SANCTION", between=("MLI", "DZA"))
    assert lines["match"] == ["rappelle son ambassadeur"]
    assert len(db.concordance("drone", outlet="APS", since="2025-04-09")) == 1
    assert len(db.concordance("drone", unit="evidence", type="ASSAULT", status="denied")) == 1
    assert len(db.concordance(["drone", "Rabat"])) == 3


def test_parts_may_be_made_of_evidence(db):
    table = db.keyness({"outlet": "APS"}, {"outlet": "Le Monde"}, between=("MLI", "DZA"), unit="evidence", min_count=1)
    words = dict(zip(table["word"], zip(table["target"], table["reference"], strict=True), strict=True))
    assert words["drone"] == (1, 1)
    assert words["dément"] == (1, 0)
    assert "rabat" not in words


def test_lines_are_shown_below_one_another(db):
    lines = db.concordance("drone")
    text = str(lines)
    assert len({line.index("[") for line in text.splitlines()}) == 1
    assert "[drone]" in text
    view = db.concordance("script")._repr_html_()
    assert '<span class="c-hit">script</span>' in view
    assert "<script" not in view
    assert "&lt;" in view
    assert "U+202E" in view
    assert db.concordance("absent")._repr_html_()
    assert str(db.concordance("absent")) == "no lines"


def test_what_is_wrong_is_told_with_what_is_right(db):
    for ask, told in [
        (lambda: db.concordance(), "give a word"),
        (lambda: db.concordance("!!"), "no word in"),
        (lambda: db.concordance("drone", sort="droite"), "position, left, right, published"),
        (lambda: db.concordance("drone", unit="mot"), "article, evidence"),
        (lambda: db.concordance("drone", skip="pub"), "advertisement"),
        (lambda: db.concordance("drone " * 65), "more than 64"),
        (lambda: db.collocations("drone", measure="lift"), "log_dice"),
        (lambda: db.collocations("drone", window=5000), "from 0 to 1000"),
        (lambda: db.keyness({"outlet": "APS"}, by="lemma"), "form, folded, stem"),
        (lambda: db.frequency("drone", "decade"), "quarter"),
        (lambda: db.dispersion("drone", over="chapter"), "outlet"),
        (lambda: db.ngrams(6), "from 1 to 5"),
        (lambda: db.concordance("drone", actor="Atlantide"), "no actor"),
    ]:
        with pytest.raises(corpus.QueryError, match=told):
            ask()
    for ask, told in [
        (lambda: db.keyness("APS"), "dictionary of filters"),
        (lambda: db.keyness({"journal": "APS"}), "no argument 'journal'"),
        (lambda: db.keyness({"limit": 5}), "no argument 'limit'"),
        (lambda: db.collocations("drone", stopwords="fr"), "list of words"),
        (lambda: db.frequency("drone", limit=5), "no argument 'limit'"),
    ]:
        with pytest.raises(TypeError, match=told):
            ask()


def test_stop_words(made):
    assert "le" not in made.collocations("drone")["collocate"]
    assert "le" in made.collocations("drone", stopwords=False)["collocate"]
    given = made.collocations("drone", stopwords=["AVION"])["collocate"]
    assert "le" in given
    assert "avion" not in given
    assert all(word.split()[0] not in ("le", "la") for word in made.ngrams(2, stopwords=True)["ngram"])


def test_frequency_has_a_picture(made):
    pytest.importorskip("matplotlib").use("Agg")
    axes = made.frequency(["drone", "avion"]).plot()
    assert [line.get_label() for line in axes.get_lines()] == ["drone", "avion"]
    with pytest.raises(ValueError, match="frequency"):
        made.ngrams().plot()


def test_the_examples_of_the_guide_run():
    pytest.importorskip("matplotlib").use("Agg")
    from test_readme import README, blocks

    names = {"__name__": "words"}
    for line, code in blocks("python", README.parent / "docs" / "words.md"):
        exec(compile("\n" * (line - 1) + code, "docs/words.md", "exec"), names)
    for name in ("collocates", "keywords", "months", "spread", "pairs", "lines", "years", "dyad", "who", "how"):
        assert len(names[name]), name
