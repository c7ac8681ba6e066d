"""One act told by many is one row; its versions, panels and counts work in pandas."""

import sqlite3
import warnings

import pandas as pd
import pytest

import corpus


@pytest.fixture(scope="module")
def sample():
    db = corpus.open(":memory:")
    db.load(corpus.sample(), progress=False)
    return db


def test_the_contested_act_of_the_sample_with_its_versions(sample):
    found = sample.events(contested=True, between=("Mali", "Algérie"), type="ASSAULT")
    drone = max(found, key=lambda event: event.relations)
    assert (drone.date, drone.place) == ("2025-03-31/2025-04-01", "Tin Zaouatine")
    versions = sample.versions(drone).to_pandas()
    reports = versions[versions.account == "report"]
    assert len(reports) == drone.relations
    assert reports.article_id.nunique() == drone.articles
    assert set(reports.status) == {"asserted", "claimed"}
    assert set(versions[versions.account == "rival"].said_by) == {"DZA"}
    text = sample.article(int(reports.article_id.iloc[0])).text
    assert text[reports.start.iloc[0] : reports.end.iloc[0]] == reports.evidence.iloc[0]
    # The number of an event, or of any relation that reports it.
    assert sample.versions(drone.id).to_dicts() == sample.versions(int(reports.relation_id.iloc[-1])).to_dicts()


def test_what_versions_takes(sample):
    with pytest.raises(corpus.NotFoundError, match="no event 123456"):
        sample.versions(123456)
    with pytest.raises(TypeError, match="id of an event"):
        sample.versions("drone")


def test_filters_of_events(sample):
    every = sample.events()
    assert sum(every["relations"]) == len(sample.relations())
    claimed = sample.events(status="claimed")
    assert 0 < len(claimed) < len(every)
    assert all("claimed" in statuses for statuses in claimed["statuses"])
    assert set(sample.events(disagreement="act")["contested"]) == {True}
    most = sample.events(order="-independent_articles", limit=1)[0].independent_articles
    assert len(sample.events(min_articles=most + 1)) == 0
    first = sample.events(article=1)
    assert set(first["id"]) <= set(every["id"])
    assert len(first)
    with pytest.raises(corpus.QueryError, match="status, date, place, actors, act"):
        sample.events(disagreement="weather")


def test_tables_show_lists_as_words(sample):
    events = sample.events(contested=True, type="ASSAULT")
    assert "asserted, claimed" in events._repr_html_()
    assert (
        "status, act" in sample.versions(events[0])._repr_html_() or "act" in sample.versions(events[0])._repr_html_()
    )


def test_a_panel_in_pandas(sample):
    frame = sample.panel(freq="month", since="2024", until="2025").to_pandas(periods=True)
    assert isinstance(frame.period.dtype, pd.PeriodDtype)
    assert frame.period.dtype.freq.name.startswith("M")
    # Balanced: every pair has every period, once.
    counts = frame.groupby(["source", "target"], observed=True).period.agg(["size", "nunique"])
    assert set(counts["size"]) == set(counts["nunique"]) == {24}
    wide = frame.pivot_table(
        index="period", columns=["source", "target"], values="events", aggfunc="sum", observed=True
    )
    assert wide.shape == (24, len(counts))
    types = [name for name in frame.columns if name.isupper()]
    assert (frame[types].sum(axis=1) == frame.events).all()
    quads = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]
    assert (frame[quads].sum(axis=1) == frame.events).all()
    assert (frame.source.astype(str) < frame.target.astype(str)).all()
    assert frame.goldstein.isna().eq(frame.events - frame.TENSION == 0).all()


@pytest.mark.parametrize(
    ("freq", "name"), [("day", "D"), ("week", "W-SUN"), ("month", "M"), ("quarter", "Q-DEC"), ("year", "Y-DEC")]
)
def test_periods_are_those_of_the_calendar(sample, freq, name):
    frame = sample.panel(freq=freq, empty=False).to_pandas(periods=True)
    assert pd.PeriodIndex(frame.period).freqstr == name
    assert (frame.period.dt.start_time.dt.normalize() == frame.first_day).all()
    assert (frame.period.dt.end_time.dt.normalize() == frame.last_day).all()


def test_what_is_counted(sample):
    def total(table):
        return sum(table[table.columns[5]]) + table.left_out

    asked = {"freq": "year", "empty": False}
    events, relations = sample.panel(**asked), sample.panel(count="relations", **asked)
    assert total(relations) == len(sample.relations(status=["asserted", "planned"]))
    assert total(events) < total(relations)
    assert total(sample.panel(directed=True, **asked)) == total(events)
    assert sample.panel(actors=["MLI", "DZA", "NER"], freq="year", since="2024", until="2025").shape[0] == 6
    dyads = sample.dyads(count="events", between=("MLI", "DZA"))
    assert dyads.columns[2:5] == ["events", "relations", "articles"]
    assert dyads[0].events < dyads[0].relations
    assert sample.dyads(count="articles").columns[2] == "articles"
    timeline = sample.timeline("MLI", "DZA", freq="year", count="events")
    assert timeline.columns[3] == "events"
    assert sum(timeline["events"]) + timeline.left_out == dyads[0].events
    network = sample.network(count="events")
    assert network.weight == "events"
    with pytest.raises(corpus.QueryError, match="events, relations, articles"):
        sample.panel(count="mentions")


def test_a_panel_too_large_is_refused(sample):
    with pytest.raises(corpus.QueryError, match="empty periods"):
        sample.panel(freq="day", since="1800", until="2025")


def test_pictures_say_what_they_count(sample):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    assert sample.timeline("MLI", "DZA", count="events").plot().get_ylabel() == "events (conflict below)"
    assert sample.dyads(count="events").plot().get_xlabel() == "events"
    assert sample.network(count="articles").plot() is not None


def test_another_program_s_writing_is_told_and_merged_when_asked(tmp_path):
    path = tmp_path / "a.db"
    with corpus.open(path) as db:
        db.load(corpus.sample(), progress=False)
        drone = max(db.events(contested=True, type="ASSAULT"), key=lambda event: event.relations)
        with sqlite3.connect(path) as outside:
            outside.execute("UPDATE statement SET status = 'asserted' WHERE type = 'ASSAULT'")
            outside.execute("DELETE FROM statement WHERE type = 'MOBILIZE'")
        outside.close()
        with pytest.warns(UserWarning, match=r"refresh\(\)"):
            db.events()
        with corpus.open(path, read_only=True) as reader, pytest.warns(UserWarning, match="not up to date"):
            reader.versions(drone.id)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            db.relations()
            assert db.refresh() > 0
            assert len(db.events(contested=True, type="ASSAULT")) == 0
        assert db.refresh() == 0
        assert db.check() == []
    # The public views are plain SQL.
    with sqlite3.connect(path) as outside:
        told = outside.execute("SELECT count(*) FROM versions WHERE event = ? AND account = 'report'", [drone.id])
        assert told.fetchone()[0] == drone.relations
    outside.close()
