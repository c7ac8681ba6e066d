"""The peer of `benches/load.rs`: Python's sqlite3, one transaction, FTS5 filled by triggers or by `rebuild`.

python benches/peers/load_sqlite3.py articles.jsonl [copies]
"""

import json
import os
import sqlite3
import sys
import tempfile
import time

with open(sys.argv[1], encoding="utf-8") as lines:
    articles = [json.loads(line) for line in lines]
copies = int(sys.argv[2]) if len(sys.argv) > 2 else 1
size = copies * sum(len(a["text"].encode()) for a in articles)


def rows():
    """Every article once for each copy, as a row."""
    for copy in range(copies):
        for a in articles:
            if copy:
                yield f"{a['id']}/{copy}", a["title"], a["date"], f"{a['text']} {copy}"
            else:
                yield a["id"], a["title"], a["date"], a["text"]


for how in ("rebuild", "triggers"):
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "peer.db")
            start = time.perf_counter()
            db = sqlite3.connect(path)
            db.executescript(
                "PRAGMA journal_mode = WAL;"
                "CREATE TABLE article (id INTEGER PRIMARY KEY, key TEXT UNIQUE, title TEXT, published TEXT, text TEXT);"
                "CREATE VIRTUAL TABLE fts USING fts5 (title, text, content = 'article', content_rowid = 'id',"
                " tokenize = 'unicode61 remove_diacritics 2');"
            )
            if how == "triggers":
                db.execute(
                    "CREATE TRIGGER inserted AFTER INSERT ON article BEGIN"
                    " INSERT INTO fts (rowid, title, text) VALUES (new.id, new.title, new.text); END"
                )
            db.executemany("INSERT INTO article (key, title, published, text) VALUES (?, ?, ?, ?)", rows())
            if how == "rebuild":
                db.execute("INSERT INTO fts (fts) VALUES ('rebuild')")
            db.commit()
            db.close()
            seconds = time.perf_counter() - start
            print(
                f"sqlite3 {sqlite3.sqlite_version}, {how}: {size / 1e6:.1f} MB of text in {seconds:.2f} s: "
                f"{len(articles) * copies / seconds:.0f} articles/s, {size / 1e6 / seconds:.1f} MB/s; "
                f"file {os.path.getsize(path) / 1e6:.1f} MB"
            )
