"""A handle is safe: closed, forked, shared by threads, beside another SQLite, interrupted."""

import multiprocessing
import os
import pickle
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

import corpus


def test_closing(path):
    db = corpus.open(path)
    assert not db.closed
    db.close()
    db.close()
    assert db.closed
    assert "closed" in repr(db)
    for call in (
        db.relations,
        db.articles,
        lambda: db.search("x"),
        lambda: len(db),
        lambda: db.load([]),
        lambda: db.sql("SELECT 1"),
    ):
        with pytest.raises(corpus.ClosedError, match="open it again"):
            call()
    with pytest.raises(RuntimeError, match="mine"), corpus.open(path) as db:
        raise RuntimeError("mine")
    assert db.closed


def test_pickling(path):
    with corpus.open(path) as db, pickle.loads(pickle.dumps(db)) as again:
        assert len(again) == len(db) == 3
    with pytest.raises(TypeError, match="memory"):
        pickle.dumps(corpus.open(":memory:"))


def test_reading_only(path):
    with corpus.open(path, read_only=True) as db:
        assert db.read_only
        assert len(db) == 3
        with pytest.raises(corpus.ReadOnlyError):
            db.load({"text": "Nouveau."}, progress=False)


@pytest.mark.parametrize("bytes", [b"", b"x", b"SQLite format 3\0", b"PK\x03\x04" + b"\0" * 5000, b"%PDF-1.4\n" * 1000])
def test_other_files_are_left_alone(tmp_path, bytes):
    path = tmp_path / "a.db"
    path.write_bytes(bytes)
    for options in ({}, {"read_only": True}, {"create": False}):
        with pytest.raises(corpus.CorpusError) as error:
            corpus.open(path, **options)
        assert "a.db" in str(error.value)
    assert path.read_bytes() == bytes
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.db"]


def test_odd_paths(tmp_path):
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as other, other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(corpus.NotACorpusError, match="another program"):
        corpus.open(tmp_path / "foreign.db")
    with pytest.raises(corpus.NotACorpusError, match="folder"):
        corpus.open(tmp_path)
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(corpus.NotACorpusError):
        corpus.open(tmp_path / "fifo")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(str(tmp_path / "socket"))
        with pytest.raises(corpus.CorpusError):
            corpus.open(tmp_path / "socket")
    for missing in (tmp_path / "no" / "a.db", tmp_path / "none.db"):
        with pytest.raises((corpus.MissingFileError, corpus.CorpusError)):
            corpus.open(missing, create=False)
        assert not missing.exists()
    with pytest.raises(FileNotFoundError):
        corpus.open(tmp_path / "none.db", read_only=True)
    for wrong in ("a\0b", "x" * 5000):
        with pytest.raises((corpus.CorpusError, ValueError, OSError)):
            corpus.open(tmp_path / wrong)
    for wrong in (None, 3, b"x", 1.5):
        with pytest.raises(TypeError):
            corpus.open(wrong)
    with pytest.raises(ValueError, match="timeout"):
        corpus.open(tmp_path / "t.db", timeout=-1)
    for name in ("é à.db", "a\nb.db", "😀.db", "file:x?mode=ro.db", "~.db"):
        with corpus.open(tmp_path / name) as db:
            assert len(db) == 0
        assert (tmp_path / name).exists()


def child_after_fork(db, queue):
    try:
        db.relations()
        queue.put("no error")
    except corpus.CorpusError as error:
        queue.put(type(error).__name__)


@pytest.mark.filterwarnings("ignore:.*fork")
def test_a_forked_child_is_refused(path):
    context = multiprocessing.get_context("fork")
    with corpus.open(path) as db:
        queue = context.SimpleQueue()
        child = context.Process(target=child_after_fork, args=(db, queue))
        child.start()
        assert queue.get() == "ForkedError"
        child.join()
        assert child.exitcode == 0
        assert len(db.relations()) == 4
        db.load({"id": "later", "text": "Après."}, progress=False)
    with corpus.open(path) as db:
        assert len(db) == 4


INTRUDER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO article (key, digest, loaded_at, text) VALUES (?, zeroblob(32), '', 'x')", (sys.argv[2],))
    db.execute("COMMIT")
    print("wrote")
except sqlite3.OperationalError as error:
    print("blocked")
"""


def intrude(path, key):
    run = [sys.executable, "-c", INTRUDER, str(path), key]
    return subprocess.run(run, check=True, capture_output=True, text=True, timeout=30).stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="open file description locks are Linux's")
def test_two_copies_of_sqlite_lose_nothing(path):
    """Python's sqlite3 reads and closes the file beside us; another process writes; no row is lost on either side."""
    with corpus.open(path) as db:
        for turn in range(5):
            with closing(sqlite3.connect(path)) as other:
                assert other.execute("SELECT count(*) FROM articles").fetchone()[0] == 3 + 2 * turn
            with open(path, "rb") as raw:
                raw.read(16)
            assert (path.parent / (path.name + "-wal")).exists(), "the other copy deleted our log"
            assert intrude(path, f"theirs {turn}") == "wrote"
            db.load({"id": f"ours {turn}", "text": f"Le texte numéro {turn}."}, progress=False)
            assert len(db) == 5 + 2 * turn
    with closing(sqlite3.connect(path)) as other:
        keys = {key for (key,) in other.execute("SELECT key FROM articles")}
    assert {f"ours {turn}" for turn in range(5)} | {f"theirs {turn}" for turn in range(5)} <= keys


@pytest.mark.skipif(sys.platform != "linux", reason="open file description locks are Linux's")
def test_a_load_keeps_its_lock_beside_another_sqlite(path):
    """While we load, Python's sqlite3 comes and goes; the lock of our transaction must not go with it."""

    def slowly():
        for number in range(60):
            time.sleep(0.005)
            yield {"id": f"ours {number}", "text": f"Le texte numéro {number}."}

    with corpus.open(path) as db:
        answers = []

        def beside():
            for turn in range(6):
                with closing(sqlite3.connect(path, timeout=10)) as other:
                    other.execute("SELECT count(*) FROM articles").fetchone()
                answers.append((turn, intrude(path, f"theirs {turn}")))

        thread = threading.Thread(target=beside)
        thread.start()
        report = db.load(slowly(), progress=False)
        thread.join()
        assert report.added == 60
        wrote = sum(answer == "wrote" for _, answer in answers)
        assert len(db) == 3 + 60 + wrote
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM articles").fetchone()[0] == 3 + 60 + wrote
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_threads_take_turns(db):
    found, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            found.append(len(db.relations()))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        db.load({"id": f"t{number}", "text": f"Texte {number}."}, progress=False)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(found) == {4}
    assert len(db) == 23


def interrupt_after(seconds):
    """Press Ctrl-C, as another process does it."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import os, signal, time; time.sleep({seconds}); os.kill({os.getpid()}, signal.SIGINT)"]
    )


def test_ctrl_c_ends_a_query(db):
    presser = interrupt_after(0.4)
    start = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        db.sql("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", timeout=None)
    assert time.perf_counter() - start < 2
    presser.wait()
    assert len(db.relations()) == 4


def test_ctrl_c_ends_a_load(db):
    def endless():
        number = 0
        while True:
            number += 1
            yield {"id": f"e{number}", "text": f"Le texte numéro {number} de la série."}

    presser = interrupt_after(0.8)
    start = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        db.load(endless(), progress=False)
    assert time.perf_counter() - start < 8
    presser.wait()
    kept = len(db)
    assert db.sql("SELECT count(*) AS n FROM articles_fts WHERE articles_fts MATCH 'série'")["n"] == [kept - 3]
    assert db.check() == []
    assert db.load({"id": "after", "text": "Après."}, progress=False).added == 1


def test_a_handler_that_asks_gets_an_error(db):
    """A signal handler runs on the thread that holds the lock: waiting for it would be for ever."""
    caught = []

    def handler(*_):
        try:
            db.relations()
        except corpus.CorpusError as error:
            caught.append(str(error))
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, handler)
    try:
        presser = interrupt_after(0.3)
        with pytest.raises(KeyboardInterrupt):
            db.sql("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", timeout=20)
        presser.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    assert "thread" in caught[0]


def test_other_threads_run_meanwhile(db):
    ticks, stop = [0], threading.Event()

    def tick():
        while not stop.is_set():
            ticks[0] += 1
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    with pytest.raises(corpus.QueryTimeoutError):
        db.sql("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", timeout=1)
    stop.set()
    thread.join()
    assert ticks[0] > 60
