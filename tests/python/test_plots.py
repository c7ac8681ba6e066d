"""Pictures say what they show and what they leave out, in two languages, and stay legible when there is much."""

import datetime as dt

import pytest

import corpus
from corpus import plots

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
pandas = pytest.importorskip("pandas")
from matplotlib import pyplot  # noqa: E402

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


@pytest.fixture(scope="module")
def sample():
    with corpus.open(":memory:") as db:
        db.load(corpus.sample(), progress=False)
        yield db


@pytest.fixture(autouse=True)
def clean():
    yield
    pyplot.close("all")
    plots.set_language("en")


def days(periods):
    """A timeline of so many days, written by hand."""
    names = [(dt.date(2015, 1, 1) + dt.timedelta(days=n)).isoformat() for n in range(periods)]
    data = {"period": names, "relations": [4] * periods, "goldstein": [-2.0] * periods}
    return pandas.DataFrame(data | dict.fromkeys(QUADS, [1] * periods))


def words(ax):
    """All that is written on axes and in their legends."""
    axes = [ax, *(other for other in ax.figure.axes if other is not ax)]
    texts = [text for one in axes for text in one.findobj(matplotlib.text.Text)]
    return {text.get_text() for text in texts if text.get_text()}


def drawn(sample):
    yield "timeline", lambda **kw: sample.timeline("MLI", "DZA").plot(**kw)
    yield "dyads", lambda **kw: sample.dyads().plot(**kw)
    yield "heatmap", lambda **kw: plots.heatmap(sample, since=2025, **kw)
    yield "heatmap of relations", lambda **kw: sample.relations().plot("heatmap", value="goldstein", **kw)
    yield "types", lambda **kw: plots.types(sample, **kw)
    yield "types of relations", lambda **kw: sample.relations().plot("types", by="status", **kw)
    yield "coverage", lambda **kw: plots.coverage(sample, **kw)
    yield "coverage of articles", lambda **kw: sample.articles().plot(freq="quarter", by=None, **kw)
    yield "network", lambda **kw: sample.network().plot(**kw)


def test_each_takes_axes_gives_them_back_and_shows_nothing(sample, monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda *_, **__: pytest.fail("shown"))
    for name, draw in drawn(sample):
        own = draw()
        assert own.figure is not None, name
        _, given = pyplot.subplots()
        assert draw(ax=given) is given, name
        own.figure.canvas.draw()
        given.figure.canvas.draw()
        pyplot.close("all")


def test_labels_are_french_or_english(sample):
    for name, draw in drawn(sample):
        english, french = words(draw()), words(draw(lang="fr"))
        assert english != french, name
        plots.set_language("fr")
        assert words(draw()) == french, name
        assert words(draw(lang="en")) == english, name
        plots.set_language("en")
        pyplot.close("all")
    assert "coopération matérielle" in words(sample.dyads().plot(lang="fr"))
    for lang in ("de", "FR", 3):
        with pytest.raises(ValueError, match="'en' or 'fr'"):
            plots.set_language(lang)
        with pytest.raises(ValueError, match="'en' or 'fr'"):
            sample.dyads().plot(lang=lang)
    from corpus.plots._words import WORDS

    assert set(WORDS["en"]) <= set(WORDS["fr"])


def test_a_timeline_has_bars_and_the_mean_score(sample):
    table = sample.timeline("MLI", "DZA", freq="quarter")
    ax = table.plot()
    heights = [bar.get_height() for bar in ax.patches]
    assert sum(map(abs, heights)) == sum(table["relations"])
    assert sum(h for h in heights if h < 0) == -sum(table["verbal_conflict"]) - sum(table["material_conflict"])
    (score,) = [other for other in ax.figure.axes if other is not ax]
    line = score.get_lines()[0].get_ydata()
    assert [None if y != y else y for y in line] == table["goldstein"]
    # Zero is at one height for both.
    low, high = ax.get_ylim()
    below, above = score.get_ylim()
    assert low / high == pytest.approx(below / above)
    assert below <= min(table["goldstein"], key=lambda y: y or 0)
    assert len(plots.timeline(table, goldstein=False).figure.axes) == 1
    assert f"{table.left_out} relations" in ax.get_title(loc="left")


def test_many_periods_are_put_together_and_it_is_said():
    ax = plots.timeline(days(3650))
    bars = [bar for bar in ax.patches if bar.get_height() > 0]
    assert len(bars) <= 2 * 240
    assert sum(abs(bar.get_height()) for bar in ax.patches) == 4 * 3650
    assert "each bar holds 16 periods" in ax.get_title(loc="left")
    assert len(ax.get_xticks()) <= 24
    ax = plots.timeline(days(200))
    assert not ax.get_title(loc="left")
    assert len(ax.get_xticks()) <= 24


def test_years_stand_at_their_beginning():
    names = [f"{year}-{month:02}" for year in range(2005, 2025) for month in range(1, 13)][3:]
    data = {"period": names, "relations": [1] * len(names), "goldstein": [None] * len(names)}
    ax = plots.timeline(pandas.DataFrame(data | dict.fromkeys(QUADS, [1] * len(names))))
    shown = [text.get_text() for text in ax.get_xticklabels()]
    assert shown[0] == "2006-01"
    assert {name[4:] for name in shown} == {"-01"}


def test_the_strongest_pairs_are_drawn_and_the_rest_is_told(sample):
    ax = plots.heatmap(sample, top=3)
    assert ax.get_yticklabels()[0].get_text() == "DZA – MLI"
    assert len(ax.get_yticklabels()) == 3
    assert "the 3 strongest of" in ax.get_title(loc="left")
    ax = sample.dyads().plot(top=2, names=sample.network().names)
    assert ax.get_yticklabels()[0].get_text() == "Algérie – Mali"
    assert "the 5 strongest of" in sample.network().plot(top=5).get_title(loc="left")
    for wrong in (0, -1, 2.5, True):
        with pytest.raises(ValueError, match="top"):
            plots.heatmap(sample, top=wrong)


def test_a_heat_map_counts_what_the_tables_count(sample):
    ax = plots.heatmap(sample, between=("MLI", "DZA"))
    cells = [float(value) for value in ax.images[0].get_array().compressed()]
    timeline = sample.timeline("MLI", "DZA")
    assert sorted(cells) == sorted(float(n) for n in timeline["relations"] if n)
    assert f"{timeline.left_out} relations" in ax.get_title(loc="left")
    # Pairs by period, as a panel has them.
    rows = {"source": ["A", "A", "B"], "target": ["B", "B", "C"], "period": ["2025-01", "2025-02", "2025-01"]}
    panel = pandas.DataFrame(rows | {"events": [2, 0, 5], "goldstein": [-3.0, None, 2.0]})
    ax = plots.heatmap(panel)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["B – C", "A – B"]
    assert ax.figure.axes[-1].get_ylabel() == "events"
    assert plots.heatmap(panel, value="goldstein", lang="fr").images[0].get_clim() == (-10, 10)


def test_shares_add_up_and_outlets_come_from_the_corpus(sample):
    ax = plots.types(sample, top=4)
    ends = {}
    for bar in ax.patches:
        ends[round(bar.get_y(), 3)] = max(ends.get(round(bar.get_y(), 3), 0), bar.get_x() + bar.get_width())
    assert len(ends) == 4
    assert all(end == pytest.approx(1) for end in ends.values())
    names = [text.get_text() for text in ax.get_yticklabels()]
    assert names[0].startswith("La Vigie du Tell (")
    assert [
        text.get_text()
        for text in sample.relations(status=["asserted", "planned"]).plot("types", top=4).get_yticklabels()
    ] == names
    frame = sample.relations().to_pandas()
    with pytest.raises(ValueError, match=r"corpus\.plots\.types\(db"):
        plots.types(frame)
    plots.types(frame.assign(outlet="x"))
    with pytest.raises(ValueError, match="by: agency, language, outlet"):
        plots.types(sample, by="nosuch")


def test_coverage_counts_every_article(sample):
    ax = plots.coverage(sample, freq="year", top=2)
    left = [int(n) for n in ax.get_title(loc="left").split() if n.isdigit()]
    assert sum(bar.get_height() for bar in ax.patches) + sum(left) == len(sample)
    outlets = {name for name in sample.articles()["outlet"] if name}
    assert {f"others ({len(outlets) - 2})", "not known"} <= words(plots.coverage(sample, freq="quarter", top=2))
    with pytest.raises(ValueError, match="freq"):
        plots.coverage(sample, freq="decade")


def test_wrong_data_is_told_with_what_was_needed(sample):
    with pytest.raises(ValueError, match="period"):
        plots.timeline(sample.relations())
    with pytest.raises(ValueError, match="source"):
        plots.heatmap([1, 2])
    with pytest.raises(ValueError, match="heatmap or types"):
        sample.relations().plot("network")
    with pytest.raises(ValueError, match="no picture"):
        sample.mentions().plot()
    with pytest.raises(TypeError, match="only a corpus"):
        plots.heatmap(sample.relations(), since=2025)
    with pytest.raises(ValueError, match="count or goldstein"):
        plots.heatmap(sample, value="sum")
    with pytest.raises(ValueError, match="code or name"):
        sample.network().plot(labels="x")


def test_nothing_is_drawn_without_a_word(sample):
    empty = corpus.open(":memory:")
    for _, draw in drawn(empty):
        draw().figure.canvas.draw()
        pyplot.close("all")
    assert "nothing to draw" in plots.heatmap(empty).get_title(loc="left")


def test_odd_names_are_drawn_as_they_are():
    names = ["$x$", "a_b^c", "\x00\x1b", "\u202eabc", "x" * 500, "", "$\\frac"]
    rows = {"source": names, "target": names[::-1], "relations": range(7)} | dict.fromkeys(QUADS, range(7))
    ax = plots.dyads(pandas.DataFrame(rows))
    ax.figure.canvas.draw()
    assert max(len(text.get_text()) for text in ax.get_yticklabels()) < 80
    types = pandas.DataFrame({"type": names, "quad": ["odd"] * 7, "outlet": names[::-1]})
    plots.types(types).figure.canvas.draw()


def test_without_matplotlib_it_says_what_to_install(sample, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    for _, draw in drawn(sample):
        with pytest.raises(corpus.MissingExtraError, match=r"corpus-db\[plot\]"):
            draw()


def test_days_and_spans_are_read():
    from corpus.plots import _periods as periods

    assert periods.span("2025") == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert periods.span("2024-02") == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert periods.span("2025-04-07/2025-04-09") == (dt.date(2025, 4, 7), dt.date(2025, 4, 9))
    assert periods.span("2025-04~") == (dt.date(2025, 4, 1), dt.date(2025, 4, 30))
    for odd in (None, "", "soon", "2025-13", "9999-12", "-0044", "2025-02-30", "../2025", "2025-04-07-01"):
        assert None in periods.span(odd) or odd == "9999-12"
    for freq in periods.FREQUENCIES:
        days = periods.row(
            [periods.first_day(dt.date(2023, 5, 17), freq), periods.first_day(dt.date(2025, 1, 1), freq)], freq
        )
        assert [periods.first_day(day, freq) for day in days] == days
        assert len({periods.name(day, freq) for day in days}) == len(days)
    far = [dt.date(1, 1, 1), dt.date(9999, 12, 31)]
    assert periods.row(far, "day") == far
