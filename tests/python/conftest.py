"""A corpus of known rows: relations are coded by hand, in the file's own tables, as another tool would."""

import sqlite3
from contextlib import closing

import pytest

import corpus

ARTICLES = [
    {
        "id": "monde/1",
        "title": "Rappel des ambassadeurs",
        "date": "2025-04-08",
        "outlet": "Le Monde",
        "language": "fr",
        "url": "https://example.org/1",
        "text": "Le Mali rappelle son ambassadeur en Algérie. L’Algérie a abattu un drone du Mali, dit-on à Bamako.",
    },
    {
        "id": "aps/2",
        "title": "Alger dément",
        "date": "2025-04-09",
        "outlet": "APS",
        "language": "fr",
        "text": "L’Algérie dément avoir abattu un drone. Le Maroc et le Mali se rencontrent à Rabat.",
    },
    {"id": "x/3", "text": "Texte sans date ni titre, avec <script>alert('x')</script> & \u202erelov."},
]

ACTS = [
    (
        "monde/1",
        "SANCTION",
        0,
        "material conflict",
        "MLI",
        "DZA",
        "2025-04-06",
        "asserted",
        None,
        "rappelle son ambassadeur",
    ),
    ("monde/1", "ASSAULT", 0, "material conflict", "DZA", "MLI", "2025-04-01", "asserted", None, "abattu un drone"),
    ("aps/2", "ASSAULT", 0, "material conflict", "DZA", "MLI", "2025-04-01", "denied", "DZA", "abattu un drone"),
    ("aps/2", "CONSULT", 1, "verbal cooperation", "MAR", "MLI", None, "asserted", None, "se rencontrent"),
]


@pytest.fixture
def path(tmp_path):
    """A file with three articles and four relations."""
    path = tmp_path / "sahel.db"
    with corpus.open(path) as db:
        report = db.load(ARTICLES, progress=False)
        assert (report.added, report.refused) == (3, [])
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DELETE FROM pair")
        raw.execute("DELETE FROM statement")
        for code, name in (("MLI", "Mali"), ("DZA", "Algérie"), ("MAR", "Maroc")):
            raw.execute(
                "INSERT OR IGNORE INTO entity (code, type, name, country) VALUES (?, 'state', ?, ?)", (code, name, code)
            )
        for key, kind, mutual, quad, source, target, date, status, said_by, evidence in ACTS:
            article, text = raw.execute("SELECT id, text FROM article WHERE key = ?", (key,)).fetchone()
            start = text.index(evidence)
            number = raw.execute(
                "INSERT INTO statement (article_id, type, mutual, quad, goldstein, date, date_from, date_to, status, said_by,"
                " evidence, start, end, confidence, rule, origin) VALUES (?, ?, ?, ?, -2.5, ?, ?, ?, ?, ?, ?, ?, ?, 0.9, 'hand', 'me')",
                (
                    article,
                    kind,
                    mutual,
                    quad,
                    date,
                    date,
                    date,
                    status,
                    said_by,
                    evidence,
                    start,
                    start + len(evidence),
                ),
            ).lastrowid
            raw.execute(
                "INSERT INTO pair (statement_id, source, source_start, source_end, target, target_start, target_end)"
                " VALUES (?, ?, 0, 4, ?, 0, 4)",
                (number, source, target),
            )
    return path


@pytest.fixture
def db(path):
    with corpus.open(path) as db:
        yield db
