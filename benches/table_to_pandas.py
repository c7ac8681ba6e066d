"""A million relations to a pandas data frame: this library beside pandas.read_sql, ADBC and DuckDB, in one run.

    python benches/table_to_pandas.py [ROWS]

Prints medians of three and the ratio to ours. Peers that are not installed are left out.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

import corpus

COLUMNS = (
    "id, article_id, published, type, mode, context, quad, goldstein, source, source_sector, target, target_sector, date, "
    'date_from, date_to, place, status, said_by, evidence, start, "end", confidence, rule, origin'
)


def build(path: Path, rows: int) -> None:
    """Write a corpus of `rows` relations, ten to an article."""
    corpus.open(path).close()
    rng = random.Random(1)
    actors = ["MLI", "DZA", "MAR", "NER", "BFA", "FRA", "RUS", "ECOWAS", "AES", "UN", "JNIM", "MRT", "TUN", "USA"]
    quads = {
        "ACCUSE": "verbal conflict",
        "CONSULT": "verbal cooperation",
        "AID": "material cooperation",
        "SANCTION": "material conflict",
    }
    evidence = (
        "Les autorités maliennes ont annoncé le rappel de leur ambassadeur à Alger, a-t-on appris de source officielle."
    )
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("INSERT INTO bulk VALUES (1)")
    for n in range(rows // 10):
        day = f"{2020 + n % 6}-{1 + n % 12:02}-{1 + n % 28:02}"
        db.execute(
            "INSERT INTO article (id, key, digest, loaded_at, published, published_from, published_to, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (n + 1, f"k{n}", n.to_bytes(32), "2025-01-01T00:00:00Z", day, day, day, evidence),
        )

    def statements() -> object:
        for n in range(rows):
            kind = rng.choice(list(quads))
            day = f"{2020 + n % 6}-{1 + n % 12:02}-{1 + n % 28:02}" if n % 3 else None
            yield (
                n + 1,
                n // 10 + 1,
                kind,
                0,
                quads[kind],
                rng.choice([-2.0, 4.0, None]),
                day,
                day,
                day,
                "asserted",
                evidence,
                0,
                len(evidence),
                0.8,
                "fr.rappel.1",
            )

    db.executemany(
        "INSERT INTO statement (id, article_id, type, mutual, quad, goldstein, date, date_from, date_to, status, evidence, start, end, confidence, rule) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        statements(),
    )
    db.executemany(
        "INSERT INTO pair (id, statement_id, source, source_sector, source_start, source_end, target, target_start, target_end) VALUES (?, ?, ?, ?, 0, 5, ?, 0, 5)",
        ((n + 1, n + 1, rng.choice(actors), "GOV", rng.choice(actors)) for n in range(rows)),
    )
    db.execute("DELETE FROM bulk")
    db.commit()
    db.close()


def ours(path: Path) -> object:
    """Through the library, with pyarrow for text where pandas uses it."""
    with corpus.open(path, read_only=True) as db:
        return db.relations().to_pandas()


def read_sql(path: Path) -> object:
    """Through the standard library's sqlite3."""
    import pandas

    with sqlite3.connect(path) as db:
        return pandas.read_sql(f"SELECT {COLUMNS} FROM relations ORDER BY id", db)


def adbc(path: Path) -> object:
    """Through ADBC's driver for SQLite."""
    import adbc_driver_sqlite.dbapi as driver

    with driver.connect(str(path)) as db, db.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM relations ORDER BY id")
        return cursor.fetch_arrow_table().to_pandas()


def duckdb(path: Path) -> object:
    """Through DuckDB, from the same rows in a table of its own (its SQLite reader must be downloaded)."""
    import duckdb as peer

    global _duck
    if _duck is None:
        _duck = peer.connect()
        with corpus.open(path, read_only=True) as db:
            rows = db.relations()  # noqa: F841, read by name below
            _duck.execute("CREATE TABLE relations AS SELECT * FROM rows")
    return _duck.sql("SELECT * FROM relations").arrow().read_all().to_pandas()


_duck = None


def main() -> None:
    """Measure each in turn, three times."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        build(path, rows)
        times: dict[str, list[float]] = {}
        for _ in range(3):
            for run in (ours, read_sql, adbc, duckdb):
                try:
                    gc.collect()
                    start = time.perf_counter()
                    frame = run(path)
                    times.setdefault(run.__name__, []).append(time.perf_counter() - start)
                    assert len(frame) == rows, run.__name__
                    del frame
                except ImportError as error:
                    print(f"{run.__name__}: {error}")
        base = statistics.median(times["ours"])
        print(f"{rows} rows × {COLUMNS.count(',') + 1} columns")
        for name, taken in times.items():
            print(f"{name:<10}{statistics.median(taken):7.2f} s  {statistics.median(taken) / base:5.2f} ×")


if __name__ == "__main__":
    main()
