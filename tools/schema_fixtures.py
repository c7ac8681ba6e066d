"""Make the files in tests/fixtures/schema: one for each version of the schema, as `corpus` wrote it then.

Run it when a step was added to src/store/schema: it writes the file of the latest version, and leaves those that are
there. With --all it makes the older ones anew, too: from the first steps of the schema, and the rows of today's file as
far as their tables and columns were known by then.
"""

import re
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import corpus

ROOT = Path(__file__).parent.parent
STEPS = sorted((ROOT / "src/store/schema").glob("*.sql"))
FIXTURES = ROOT / "tests/fixtures/schema"

# One act told by several articles, some of them copies, and a rival version.
ARTICLES = [
    "articles/2025-04-01_drone-abattu-tin-zaouatine.txt",
    "articles/2025-04-01_drone-trois-recits.txt",
    "articles/2025-04-06_gouvernement-malien-accuse.txt",
    "articles/2025-04-07_alger-ferme-son-ciel.txt",
    "articles/2025-04-07_espaces-aeriens-courrier-du-littoral.txt",
]


def written_today(path: Path) -> None:
    """Load the articles, twice one of them, and correct a relation of the first."""
    sample = corpus.sample()
    with corpus.open(path) as db:
        db.load([sample / name for name in ARTICLES], progress=False)
        text = db.article(2).text
        db.load({"id": "copie/1", "text": text, "date": "2025-04-02", "outlet": "Le Fil"}, progress=False)
        relation = db.relations(article=1)[0]
        db.correct(relation, place="Tinzaouatine", by="anna")


def columns(db: sqlite3.Connection, schema: str, table: str) -> list[str]:
    """List the columns of a table."""
    return [name for _, name, *_ in db.execute(f"PRAGMA {schema}.table_info({table})")]


def written_then(path: Path, version: int, today: Path) -> None:
    """Make a file of an older version with what it would have held."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for step in STEPS[:version]:
            db.executescript(step.read_text("utf-8"))
        db.execute("ATTACH ? AS today", (str(today),))
        db.execute("BEGIN")
        made = "SELECT name FROM {}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'articles_fts%'"
        then = [name for (name,) in db.execute(made.format("main") + " AND name NOT LIKE 'sqlite_%' ORDER BY rowid")]
        known = {name for (name,) in db.execute(made.format("today"))}
        for table in then:
            if table not in known or table.endswith("_stale"):
                continue
            db.execute(f"DELETE FROM {table}")
            both = [name for name in columns(db, "main", table) if name in columns(db, "today", table)]
            names = ", ".join(both)
            db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM today.{table} ORDER BY 1")
        # The library wrote these rows, and had nothing left to do.
        for table in then:
            if table.endswith("_stale"):
                db.execute(f"DELETE FROM {table}")
        if version == 1:
            # Only what is identical was a copy.
            db.execute(
                "UPDATE article SET copy_of = (SELECT nullif(min(id), article.id) FROM article AS a"
                " WHERE a.digest = article.digest)"
            )
        db.execute("COMMIT")
        db.execute("DETACH today")
        db.execute(f"PRAGMA application_id = {0x434F5250}")
        db.execute(f"PRAGMA user_version = {version}")
        db.execute("PRAGMA journal_mode = wal")
        db.execute("VACUUM")


def main() -> None:
    """Write what is missing, or all."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corrected = Path(folder, "corrected.db")
        written_today(corrected)
        plain = Path(folder, "plain.db")
        with corpus.open(corrected) as db:
            db.snapshot(plain)
        with corpus.open(plain) as db:
            for correction in db.corrections()["id"]:
                db.undo(correction, by="anna")
        for number, step in enumerate(STEPS, 1):
            path = FIXTURES / f"v{number}.db"
            if path.exists() and "--all" not in sys.argv:
                continue
            path.unlink(missing_ok=True)
            log = re.search(r"CREATE TABLE correction\b", "".join(s.read_text("utf-8") for s in STEPS[:number]))
            if number == len(STEPS):
                with corpus.open(corrected) as db:
                    db.compact()
                shutil.copy(corrected, path)
            else:
                written_then(path, number, corrected if log else plain)
            print(path.relative_to(ROOT), path.stat().st_size, step.name)


if __name__ == "__main__":
    main()
