"""Ctrl-C is heard wherever it comes: `KeyboardInterrupt` soon, a file that is sound, a handle that works on.

`CORPUS_INTERRUPTS=20 CORPUS_INTERRUPT_ARTICLES=3000 pytest tests/python/test_interrupts.py -s` runs it at length;
`CORPUS_INTERRUPT_FILE=press.db` on a copy of a corpus of one's own.
"""

import contextlib
import csv
import os
import pickle
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import corpus

INTERRUPTS = int(os.environ.get("CORPUS_INTERRUPTS", "1"))
ARTICLES = int(os.environ.get("CORPUS_INTERRUPT_ARTICLES", "150"))
# A corpus of one's own, instead of so many made articles.
OWN = os.environ.get("CORPUS_INTERRUPT_FILE")
# Only what bears one of these names.
ONLY = os.environ.get("CORPUS_INTERRUPT_ONLY", "").split(",")
SEED = int(os.environ.get("CORPUS_SEED", "1"))

PRESSER = """
import os, sys, time
for line in sys.stdin:
    delay, process = line.split()
    time.sleep(float(delay))
    now = time.monotonic()
    os.kill(int(process), 2)
    print(now, flush=True)
"""


def texts(tag, count):
    """Make articles from which relations are read, each with words of its own."""
    return [
        {
            "id": f"{tag}/{n}",
            "date": f"20{10 + n % 15}-04-08",
            "outlet": f"Journal {n % 7}",
            "text": "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie. Alger accuse Bamako d’ingérence. "
            + " ".join(f"mot{(n * 37 + k) % 991}" for k in range(60)),
        }
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def press():
    """Press Ctrl-C from another process after a while; tell how long after it KeyboardInterrupt came."""
    run = [sys.executable, "-c", PRESSER]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as presser:

        def when():
            """Tell when it was pressed: it is read although the press itself comes meanwhile."""
            while True:
                with contextlib.suppress(KeyboardInterrupt):
                    return float(presser.stdout.readline())

        def pressed(delay, work):
            presser.stdin.write(f"{delay} {os.getpid()}\n")
            presser.stdin.flush()
            try:
                until = time.monotonic() + 300
                while time.monotonic() < until:
                    work()
                raise AssertionError("it was never heard")
            except KeyboardInterrupt:
                heard = time.monotonic()
                return heard - when()
            except BaseException:
                # What is still to come must not end the tests.
                with contextlib.suppress(KeyboardInterrupt):
                    when()
                    time.sleep(0.1)
                raise

        yield pressed
        presser.stdin.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A file in which things take a while, and others beside it."""
    folder = tmp_path_factory.mktemp("large")
    pack = folder / "pack"
    corpus.Lexicon.write_pack(pack)
    if OWN:
        shutil.copy(OWN, folder / "large.db")
    with corpus.open(folder / "large.db") as db:
        db.load(texts("large", ARTICLES), progress=False)
        long = "\n\n".join(article["text"] for article in texts("long", 400))
        db.load([{"id": "long/1", "text": long}, {"id": "long/2", "text": long[::-1]}], progress=False)
        for row in db.relations(limit=200):
            db.reject(row, by="anna")
        db.export_corrections(folder / "corrections.jsonl")
        for number in db.corrections()["id"]:
            db.undo(number, by="anna")
    with open(folder / "texts.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, ["id", "date", "outlet", "text"])
        writer.writeheader()
        writer.writerows(texts("csv", 2 * ARTICLES))
    (folder / "long.txt").write_text(long * 20)
    return folder


class Busy:
    """Everything that takes long, by name."""

    def __init__(self, db, large, folder):
        self.db, self.large, self.folder, self.turn = db, large, folder, 0
        self.kept = {}

    def next(self):
        self.turn += 1
        return self.turn

    def once(self, name, make):
        """Make something the first time it is asked for."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def export(self, format, name):
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        target.unlink(missing_ok=True)
        self.db.export(target, format=format, progress=False)

    def locked(self, path, work):
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            work()

    def old(self):
        target = self.folder / f"old{self.next()}.db"
        shutil.copy(Path(__file__).parents[1] / "fixtures/schema/v1.db", target)
        return target

    def rows(self):
        """Relations as another program would tell them."""
        evidence = "Alger accuse Bamako"
        types = ("ACCUSE", "THREATEN", "AID", "CONSULT", "AGREE")
        row = {"source": "DZA", "target": "MLI", "evidence": evidence, "start": None}
        articles = self.once("articles", lambda: self.db.articles(outlet="Journal 1", limit=None)["id"])
        return [
            {**row, "article": article, "type": kind, "evidence": evidence} for article in articles for kind in types
        ]

    def added(self):
        rows = [{k: v for k, v in row.items() if v is not None} for row in self.once("rows", self.rows)]
        self.db.add_relations(rows, origin=f"model {self.next()}")

    def deleted(self, **options):
        ids = self.db.load(texts("doomed", 20), progress=False) and self.db.articles(limit=None, order="id")["id"][-20:]
        self.db.delete(ids, **options)

    def works(self):
        db, folder, large = self.db, self.folder, self.large
        relations = self.once("relations", lambda: db.relations(limit=None))
        articles = self.once("table", lambda: db.articles(limit=None))
        long = self.once("long", lambda: (large / "long.txt").read_text()[:300_000])
        extraction = self.once("extraction", lambda: corpus.extract(long[:100_000]))
        return {
            "load": lambda: db.load(texts(f"load{self.next()}", 100), progress=False),
            "load from a generator": lambda: db.load(iter(texts(f"load{self.next()}", 100)), progress=False),
            "load of a CSV file": lambda: db.load(large / "texts.csv", progress=False),
            "load of one long text": lambda: db.load({"id": f"x{self.next()}", "text": long}, progress=False),
            "load of a frame": lambda: db.load(articles, progress=False),
            "extraction": lambda: corpus.extract(long),
            "extraction, shown": lambda: extraction._repr_html_(),
            "extraction as dict": lambda: extraction.to_dict(),
            "near misses of a text": lambda: extraction.near_misses,
            "lexicon": lambda: corpus.Lexicon(large / "pack"),
            "lexicon, checked": lambda: corpus.Lexicon().check(),
            "open": lambda: corpus.open(db.path).close(),
            "open untrusted": lambda: corpus.open(large / "large.db", untrusted=True).close(),
            "search": lambda: db.search("ambassadeur OR drone*", limit=None),
            "facets": lambda: db.facets("ambassadeur", by=["outlet", "actor", "year"]),
            "article": lambda: db.article("long/1"),
            "article, shown": lambda: self.once("article", lambda: db.article("long/1"))._repr_html_(),
            "table, shown": lambda: articles._repr_html_(),
            "to pandas": lambda: db.relations(limit=None).to_pandas(),
            "to dicts": lambda: relations.to_dicts(),
            "to CSV": lambda: articles.to_csv(folder / "x.csv"),
            "to JSON": lambda: articles.to_json(folder / "x.json"),
            "to Excel": lambda: relations.to_excel(folder / "x.xlsx"),
            "to Parquet": lambda: articles.to_parquet(folder / "x.parquet"),
            "pickling": lambda: pickle.loads(pickle.dumps(articles)),
            "export": lambda: self.export("jsonl", "x.jsonl"),
            "export to TXM": lambda: self.export("txm", "txm"),
            "export to IRaMuTeQ": lambda: self.export("iramuteq", "x.txt"),
            "export to Parquet": lambda: self.export("parquet", "parquet"),
            "copies": lambda: db.copies(),
            "find_copies": lambda: db.find_copies(0.5 + self.next() % 2 / 4),
            "difference": lambda: db.difference("long/1", "long/2"),
            "entities": lambda: db.entities(limit=None),
            "events": lambda: db.events(limit=None),
            "dyads": lambda: db.dyads(),
            "timeline": lambda: db.timeline("MLI", "DZA", freq="day"),
            "panel": lambda: db.panel(freq="month"),
            "network": lambda: db.network(),
            "sample": lambda: db.sample(500, by=["type", "outlet"], seed=self.next()),
            "diff": lambda: corpus.diff(db, large / "large.db", progress=False),
            "diff of lexicons": lambda: corpus.diff_lexicon(db, large / "pack", progress=False),
            "near_misses": lambda: db.near_misses(progress=False),
            "concordance": lambda: db.concordance("Mali", limit=None),
            "collocations": lambda: db.collocations("ambassadeur"),
            "keyness": lambda: db.keyness({"since": 2020}, {"until": 2019}),
            "frequency": lambda: db.frequency("ambassadeur"),
            "dispersion": lambda: db.dispersion("ambassadeur"),
            "ngrams": lambda: db.ngrams(3),
            "sql": lambda: db.sql("SELECT count(*) FROM mentions a, mentions b, mentions c", timeout=None),
            "methods": lambda: db.methods(),
            "reextract": lambda: db.reextract(progress=False),
            "refresh": lambda: (db.add_alias(f"mot{self.next()}", "MLI", by="anna"), db.refresh()),
            "merge_entities": lambda: db.undo(db.merge_entities("MLI", "DZA", by="anna"), by="anna"),
            "add_relations": self.added,
            "import_corrections": lambda: db.import_corrections(large / "corrections.jsonl"),
            "check": lambda: db.check(),
            "repair": lambda: db.repair(),
            "snapshot": lambda: db.snapshot(folder / "copy.db", overwrite=True, progress=False),
            "delete": self.deleted,
            "purge": lambda: self.deleted(purge=True),
            "compact": lambda: db.compact(),
            "migration": lambda: corpus.open(self.old()).close(),
            "waiting to write": lambda: self.locked(db.path, lambda: db.load({"text": "a"}, progress=False)),
            "waiting to delete": lambda: self.locked(db.path, lambda: db.delete("long/1")),
            "waiting to migrate": lambda: self.locked(
                path := self.old(), lambda: corpus.open(path, timeout=600).close()
            ),
        }


def at(values, share):
    return sorted(values)[int((len(values) - 1) * share)] * 1000


@pytest.mark.timeout(24 * 3600)
def test_ctrl_c_is_heard_everywhere(large, tmp_path, press):
    """Wherever it comes, `KeyboardInterrupt` comes soon, the handle works on, and the file is sound."""
    pytest.importorskip("pandas")
    path, delays = tmp_path / "work.db", random.Random(SEED)
    shutil.copy(large / "large.db", path)
    every = []
    with corpus.open(path, timeout=600) as db:
        for name, work in Busy(db, large, tmp_path).works().items():
            if not any(only in name for only in ONLY):
                continue
            taken = []
            for _ in range(INTERRUPTS):
                taken.append(press(0.03 + delays.random() * 0.4, work))
                assert len(db) > 0
            assert db.load({"id": f"after {name}", "text": "Après."}, progress=False).added == 1, name
            # How soon depends on the machine. That it does not wait for who keeps the file locked does not.
            assert max(taken) < 60, (name, taken)
            every += taken
            print(f"{name:24} median {at(taken, 0.5):5.0f} ms, longest {at(taken, 1):5.0f} ms")
        assert db.check() == []
    print(
        f"{len(every)} interrupts: median {at(every, 0.5):.0f} ms, p99 {at(every, 0.99):.0f} ms, longest {at(every, 1):.0f} ms"
    )
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
