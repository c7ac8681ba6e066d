"""A handle in company: other programs, other threads, forks, callbacks, kernels that are killed, the end of it all.

`CORPUS_ALIENS=500 CORPUS_TURNS=200 CORPUS_OPENINGS=10000 pytest tests/python/test_company.py -s` runs it at length.
"""

import contextlib
import copy
import gc
import inspect
import multiprocessing
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
import weakref
from contextlib import closing
from pathlib import Path

import pytest

import corpus

linux = pytest.mark.skipif(sys.platform != "linux", reason="open file description locks are Linux's")
ALIENS = int(os.environ.get("CORPUS_ALIENS", "20"))
# What each of 32 threads asks or writes.
TURNS = int(os.environ.get("CORPUS_TURNS", "6"))
OPENINGS = int(os.environ.get("CORPUS_OPENINGS", "10000"))
# Beside the tests in Rust, and where a machine has more to do, all takes its time.
pytestmark = pytest.mark.timeout(900)


def texts(tag, count):
    """Make articles from which relations are read, each with words of its own."""
    return [
        {
            "id": f"{tag}/{n}",
            "date": "2025-04-08",
            "text": "Le Mali a rappelé dimanche 6 avril 2025 son ambassadeur en Algérie. Alger accuse Bamako d’ingérence. "
            + " ".join(f"mot{(n * 37 + k) % 991}" for k in range(60)),
        }
        for n in range(count)
    ]


def sound(path, least=0):
    """Check a file from outside, and with the library's own check; say how many articles there are."""
    with corpus.open(path) as db:
        assert db.check() == []
        assert len(db) >= least
        return len(db)


# --- another copy of SQLite in this process, and another process that writes ------------------------------------------


def with_sqlite3(path):
    with closing(sqlite3.connect(path, timeout=10)) as other:
        other.execute("SELECT count(*) FROM articles").fetchone()


def with_sqlite3_read_only(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as other:
        other.execute("SELECT count(*) FROM relations").fetchone()


def with_pandas(path):
    pandas = pytest.importorskip("pandas")
    with closing(sqlite3.connect(path, timeout=10)) as other:
        assert "text" in pandas.read_sql("SELECT * FROM articles", other).columns


def with_plain_reading(path):
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError), open(f"{path}{ending}", "rb") as raw:
            raw.read(100)


def with_copying(path):
    shutil.copy(path, path.with_name("copied"))


def with_writing(path):
    with closing(sqlite3.connect(path, timeout=10)) as other, other:
        other.execute("UPDATE article SET agency = 'AFP' WHERE key = 'x/3'")


def with_duckdb(path):
    duckdb = pytest.importorskip("duckdb")
    with closing(duckdb.connect()) as other:
        try:
            other.execute("LOAD sqlite")
        except duckdb.Error:
            pytest.skip("DuckDB's sqlite extension is not installed here, and is not fetched by tests")
        other.execute(f"ATTACH '{path}' AS press (TYPE sqlite, READ_ONLY)")
        other.execute("SELECT count(*) FROM press.article").fetchone()


def with_adbc(path):
    dbapi = pytest.importorskip("adbc_driver_sqlite.dbapi")
    with closing(dbapi.connect(f"file:{path}")) as other, closing(other.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM articles")
        cursor.fetchone()


STRANGERS = [
    with_sqlite3,
    with_sqlite3_read_only,
    with_pandas,
    with_plain_reading,
    with_copying,
    with_writing,
    with_adbc,
    with_duckdb,
]

# Another process: inserts a row whenever it is told to, and says whether it could.
INTRUDER = """
import hashlib, sqlite3, sys
for line in sys.stdin:
    with sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None) as db:
        try:
            db.execute("INSERT INTO article (key, digest, loaded_at, text) VALUES (?, ?, '', 'x')", (line.strip(), hashlib.sha256(b"x").digest()))
            print("wrote", flush=True)
        except sqlite3.OperationalError as error:
            print("refused", flush=True)
    db.close()
"""


class Intruder:
    def __init__(self, path):
        run = [sys.executable, "-c", INTRUDER, str(path)]
        self.process = subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.wrote = set()

    def write(self, key):
        self.process.stdin.write(f"{key}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() == "wrote":
            self.wrote.add(key)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def keys(path):
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {key for (key,) in other.execute("SELECT key FROM articles")}


@linux
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_beside_an_idle_handle(path, stranger):
    ours = set()
    with corpus.open(path) as db, Intruder(path) as other:
        for turn in range(ALIENS):
            stranger(path)
            assert path.with_name(path.name + "-wal").exists(), "our log was deleted under us"
            other.write(f"theirs/{turn}")
            ours.add(db.load({"id": f"ours/{turn}", "text": f"Texte {turn}."}, progress=False) and f"ours/{turn}")
            stranger(path)
            assert len(db) == 3 + len(ours) + len(other.wrote)
    assert len(other.wrote) == ALIENS
    assert ours | other.wrote <= keys(path)


@linux
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_in_the_middle_of_a_transaction(path, stranger):
    """Our snapshot holds a read transaction open while its callback runs; what it copies is one moment all the same."""
    with corpus.open(path) as db, Intruder(path) as other:
        for turn in range(ALIENS):
            before = len(db)
            target = path.with_name(f"copy{turn}.db")

            def beside(*_, turn=turn):
                stranger(path)
                other.write(f"theirs/{turn}")

            db.snapshot(target, progress=beside)
            assert sound(target) == before
            assert len(db) == before + 1
    assert other.wrote <= keys(path)


@linux
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_during_a_load(path, stranger):
    """It comes and goes, and another process writes, while transaction follows upon transaction."""
    with corpus.open(path) as db, Intruder(path) as other:
        loading = threading.Event()
        faults = []

        def beside():
            loading.wait()
            try:
                for turn in range(ALIENS):
                    stranger(path)
                    other.write(f"theirs/{turn}")
            except BaseException as error:
                faults.append(error)

        thread = threading.Thread(target=beside)
        thread.start()
        added = 0
        while thread.is_alive() or not added:
            loading.set()
            added += db.load(texts(f"ours{added}", 10), progress=False).added
        thread.join()
        for fault in faults:
            raise fault
        assert len(db) == 3 + added + len(other.wrote)
        assert db.check() == []
    assert len(other.wrote) == ALIENS
    assert len(keys(path)) == 3 + added + ALIENS


# --- other processes that share the handle --------------------------------------------------------------------------


def count_in(db):
    return len(db)


def open_and_count(path):
    with corpus.open(path, read_only=True) as db:
        return len(db)


def load_one(arguments):
    path, number = arguments
    with corpus.open(path) as db:
        return db.load(texts(f"process{number}", 3), progress=False).added


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_handles_travel_to_other_processes(path, method):
    context = multiprocessing.get_context(method)
    with corpus.open(path) as db, context.Pool(2) as pool:
        assert pool.map(count_in, [db, db]) == [3, 3]
        assert pool.map(open_and_count, [path] * 2) == [3, 3]
        assert sum(pool.map(load_one, [(path, number) for number in range(4)])) == 12
        assert len(db) == 15
    assert sound(path) == 15


def in_child(work):
    """Run something in a forked child; say what came of it."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            told = repr(work())
        except BaseException as error:
            told = type(error).__name__
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as said:
        told = said.read().decode()
    assert os.waitpid(child, 0)[1] == 0
    return told


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_is_an_error_or_harmless(path, tmp_path):
    with corpus.open(path) as db:
        table = db.relations()
        uses = [
            lambda: len(db),
            lambda: db.load(texts("child", 1), progress=False),
            lambda: db.snapshot(tmp_path / "child.db"),
            lambda: db.delete(1),
            lambda: corpus.open(path),
            lambda: db.close(),
        ]
        assert [in_child(use) for use in uses] == ["ForkedError"] * 6
        # What does not touch the file works, and so does another file.
        assert in_child(lambda: len(table)) == "4"
        assert in_child(lambda: corpus.open(tmp_path / "other.db").load(texts("child", 2), progress=False).added) == "2"
        assert in_child(lambda: len(pickle.loads(pickle.dumps(table.to_dicts())))) == "4"
        assert in_child(lambda: gc.collect() >= 0) == "True"
        db.load(texts("parent", 3), progress=False)
        assert len(db) == 6
    # Closed before, it may be opened in the child.
    assert in_child(lambda: open_and_count(path)) == "6"
    assert sound(path) == 6
    assert sound(tmp_path / "other.db") == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_in_the_middle_of_a_load(path):
    """The child inherits locks that no thread of it will release; it must not wait for them, nor touch the file."""
    told = []

    def many():
        for number, article in enumerate(texts("load", 60)):
            if number % 20 == 10:
                told.append(in_child(lambda: len(db)))
                told.append(in_child(lambda: corpus.open(path)))
            yield article

    with corpus.open(path) as db:
        assert db.load(many(), progress=False).added == 60
    assert set(told) <= {"ForkedError", "CorpusError"}
    assert len(told) == 6
    assert sound(path) == 63


def test_joblib(path):
    joblib = pytest.importorskip("joblib")
    with corpus.open(path) as db:
        assert joblib.Parallel(n_jobs=2)(joblib.delayed(count_in)(db) for _ in range(4)) == [3] * 4
        assert joblib.Parallel(n_jobs=2, prefer="threads")(joblib.delayed(count_in)(db) for _ in range(4)) == [3] * 4


# --- a kernel that is killed or interrupted --------------------------------------------------------------------------


def test_a_kernel_is_killed_and_interrupted_during_a_load(tmp_path):
    manager = pytest.importorskip("jupyter_client.manager")
    pytest.importorskip("ipykernel")
    path = tmp_path / "kernel.db"
    loading = (
        "import corpus\n"
        f"db = corpus.open({str(path)!r})\n"
        "def endless(tag):\n"
        "    n = 0\n"
        "    while True:\n"
        "        n += 1\n"
        "        yield {'id': f'{tag}/{n}', 'text': f'Le Mali condamne l’attaque numéro {n}.'}\n"
    )
    km, kc = manager.start_new_kernel()
    try:
        assert kc.execute_interactive(loading, timeout=60, output_hook=lambda _: None)["content"]["status"] == "ok"
        kc.execute("db.load(endless('a'), progress=False)")
        wait_for_articles(path, 1)
        km.interrupt_kernel()
        answer = kc.get_shell_msg(timeout=60)
        assert answer["content"]["ename"] == "KeyboardInterrupt"
        done = kc.execute_interactive("assert len(db) > 0 and db.check() == []", timeout=60, output_hook=lambda _: None)
        assert done["content"]["status"] == "ok", "the handle works on"
        kc.execute("db.load(endless('b'), progress=False)")
        kept = wait_for_articles(path, open_and_count(path) + 1)
        km.shutdown_kernel(now=True)
    finally:
        kc.stop_channels()
        if km.has_kernel:
            km.shutdown_kernel(now=True)
    assert sound(path) >= kept
    with corpus.open(path) as db:
        assert db.load(texts("after", 1), progress=False).added == 1


def wait_for_articles(path, count):
    for _ in range(600):
        if path.exists() and (now := open_and_count(path)) >= count:
            return now
        time.sleep(0.05)
    raise AssertionError("nothing was committed")


# --- callbacks ------------------------------------------------------------------------------------------------------


def long_ones(db, tmp_path):
    """Name what calls back, as functions of the callback."""
    return {
        "load": lambda progress: db.load(iter(texts(f"new{time.monotonic_ns()}", 30)), progress=progress),
        "reextract": lambda progress: db.reextract(articles=[1, 2, 3], progress=progress),
        "snapshot": lambda progress: db.snapshot(tmp_path / f"s{time.monotonic_ns()}.db", progress=progress),
    }


@pytest.mark.timeout(120)
@pytest.mark.parametrize("what", ["load", "reextract", "snapshot"])
@pytest.mark.parametrize("where", ["file", ":memory:"])
def test_callbacks_may_do_anything(path, tmp_path, what, where):
    """They call back, in this thread and in others, and nothing waits for ever; what they raise comes out."""
    with corpus.open(path if where == "file" else where, timeout=1) as db:
        if where == ":memory:":
            db.load(texts("first", 3), progress=False)
        calls = [
            lambda: len(db),
            lambda: db.relations(),
            lambda: db.search("drone"),
            lambda: db.sql("SELECT 1"),
            lambda: repr(db),
            lambda: db.closed,
            lambda: db.path,
            lambda: db.check(),
            lambda: db.article(1),
            lambda: db.copies(),
            lambda: db.load(texts("nested", 1), progress=False),
            lambda: db.delete([]),
            lambda: db.find_copies(),
            lambda: db.reextract(progress=False),
            lambda: db.refresh(),
            lambda: db.compact(),
            lambda: db.snapshot(tmp_path / f"n{time.monotonic_ns()}.db"),
            lambda: db.close() if what != "snapshot" else None,
        ]
        outcomes = set()

        def every():
            for call in calls:
                try:
                    call()
                    outcomes.add("answered")
                except corpus.CorpusError as error:
                    outcomes.add(type(error).__name__)

        called = []

        def callback(*_):
            if called:
                return
            called.append(1)
            every()
            threads = [threading.Thread(target=every, daemon=True) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
                assert not thread.is_alive(), "deadlock"

        run = long_ones(db, tmp_path)[what]
        run(callback)
        assert called
        # A snapshot reads what was there before, and keeps the log from being emptied meanwhile.
        assert outcomes <= {"answered", "CorpusError", "DatabaseLockedError"}, outcomes
        assert not db.closed

        class MineError(Exception):
            pass

        def failing(*_):
            raise MineError

        with pytest.raises(MineError):
            run(failing)
        assert len(db) >= 3
        assert db.check() == []
        run(None)


@pytest.mark.timeout(24 * 3600)
def test_thirty_two_threads_on_one_handle(path, tmp_path):
    """They ask, load and copy, with callbacks that ask again; nobody waits for ever, and nothing else goes wrong."""
    faults, asked = [], []
    with corpus.open(path) as db:
        questions = [
            lambda: len(db.relations(between=("MLI", "DZA"))),
            lambda: len(db.search("ambassadeur")),
            lambda: len(db.events()),
            lambda: db.article(1).text[:5],
            lambda: db.sql("SELECT count(*) AS n FROM articles")["n"][0],
            lambda: len(db.concordance("drone")),
            lambda: str(db),
        ]

        def work(who):
            try:
                for turn in range(TURNS):
                    if who % 8 == 0:
                        try:
                            db.load(texts(f"thread{who}/{turn}", 2), progress=lambda *_: len(db))
                        except corpus.CorpusError as error:
                            assert "loading already" in str(error)  # noqa: PT017
                    elif who % 8 == 1:
                        db.snapshot(tmp_path / f"{who}.copy", overwrite=True, progress=lambda *_: len(db.relations()))
                    else:
                        asked.append(questions[(who + turn) % len(questions)]())
            except BaseException as error:
                faults.append(error)

        threads = [threading.Thread(target=work, args=(who,)) for who in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60 + 20 * TURNS)
            assert not thread.is_alive(), "deadlock"
        for fault in faults:
            raise fault
        assert len(asked) == 24 * TURNS
    sound(path, 5)


def test_other_threads_go_on_meanwhile(path):
    """A thread that wants the interpreter every 5 ms gets it while the library works: held, it would get it once a call."""
    long = " ".join(article["text"] for article in texts("long", 300))
    numbers = iter(range(10**9))
    with corpus.open(path) as db:
        db.load(texts("many", 300), progress=False)
        endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

        def without_end():
            with pytest.raises(corpus.QueryTimeoutError):
                db.sql(endless, timeout=0.3)

        works = {
            "sql": without_end,
            "load": lambda: db.load(texts(f"load{next(numbers)}", 100), progress=False),
            "extract": lambda: corpus.extract(long),
            "reextract": lambda: db.reextract(articles=list(range(1, 100)), progress=False),
            "search": lambda: db.search("ambassadeur", limit=None),
            "ngrams": lambda: db.ngrams(3),
            "check": lambda: db.check(),
            "find_copies": lambda: db.find_copies(0.5 + next(numbers) % 2 / 4),
            "compact": lambda: db.compact(),
            "snapshot": lambda: db.snapshot(path.with_name("copy"), overwrite=True, progress=False),
        }
        ticks, done = [0], threading.Event()

        def tick():
            while not done.wait(0.005):
                ticks[0] += 1

        def rate(work):
            before, start = ticks[0], time.monotonic()
            while time.monotonic() - start < 0.3:
                work()
            return (ticks[0] - before) / (time.monotonic() - start)

        thread = threading.Thread(target=tick)
        thread.start()
        try:
            for name, work in works.items():
                # On a busy machine all are late now and then.
                shares = []
                while len(shares) < 5 and max(shares, default=0) < 0.3:
                    shares.append(rate(work) / rate(lambda: time.sleep(0.1)))
                print(f"{name:12} {max(shares):4.0%} of the ticks of an idle interpreter")
                assert max(shares) > 0.3, (name, shares)
        finally:
            done.set()
            thread.join()


@linux
def test_nothing_is_left_behind(path):
    """Opened, asked and closed ever again, a file leaves no memory, no descriptor and no thread behind."""

    def once():
        with corpus.open(path) as db:
            assert len(db.search("drone")) == 2
            assert len(db.relations().to_dicts()) == 4

    def held():
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE"), len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))

    for _ in range(100):
        once()
    before = held()
    for _ in range(OPENINGS):
        once()
    after = held()
    grown = (after[0] - before[0]) / 2**20
    print(f"{OPENINGS} times opened, asked and closed: {grown:.1f} MB more, {after[1] - before[1]} descriptors more")
    assert after[1:] == before[1:]
    assert grown < 5


# --- closed, copied, dropped ----------------------------------------------------------------------------------------

# What each method needs, to be called; all others are called with nothing.
ARGUMENTS = {
    "add_alias": ("Bamako", "MLI"),
    "add_mentions": ([{"article": 1, "text": "Mali", "type": "state", "code": "MLI"}],),
    "add_relation": (1,),
    "add_relations": ([{"article": 1, "source": "A", "target": "B", "type": "AID", "evidence": "x"}],),
    "article": (1,),
    "collocations": ("drone",),
    "concordance": ("drone",),
    "correct": (1,),
    "correct_mention": (1, 0),
    "delete": (1,),
    "difference": (1,),
    "dispersion": ("drone",),
    "explain_sql": ("drone",),
    "export_corrections": ("x.jsonl",),
    "facets": ("drone",),
    "frequency": ("drone",),
    "import_corrections": ("x.jsonl",),
    "keyness": ({"since": 2025},),
    "load": ([],),
    "mark_copy": (1, 2),
    "merge_entities": ("MLI", "DZA"),
    "ngrams": (2,),
    "reject": (1,),
    "reject_mention": (1, 0),
    "remove_origin": ("me",),
    "sample": (1,),
    "search": ("drone",),
    "snapshot": ("x.db",),
    "split_entity": ("MLI", "DZA"),
    "sql": ("SELECT 1",),
    "timeline": ("MLI", "DZA"),
    "undo": (1,),
    "unmark_copy": (1,),
    "versions": (1,),
}
OPTIONS = {
    "add_mentions": {"origin": "me"},
    "add_relation": {"type": "AID", "source": "MLI", "target": "DZA", "evidence": "drone", "by": "anna"},
    "add_relations": {"origin": "me"},
    "correct": {"type": "AID", "by": "anna"},
    "correct_mention": {"type": "state", "code": "MLI", "name": "Mali", "by": "anna"},
    "export": {"format": "jsonl"},
    "facets": {"by": "year"},
    **{name: {"by": "anna"} for name in ("reject", "reject_mention", "undo", "mark_copy", "unmark_copy", "add_alias")},
    **{name: {"by": "anna"} for name in ("merge_entities", "split_entity")},
}
# These say what the handle is, not what is in the file.
WITHOUT_A_FILE = {"close", "closed", "path", "read_only", "coder"}


def test_every_method_of_a_closed_handle_says_that_it_is_closed(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    db = corpus.open(path)
    table, article = db.relations(), db.article(1)
    hits = db.search("drone")
    names = [name for name in dir(db) if not name.startswith("_")]
    db.close()
    db.close()
    before = sorted(entry.name for entry in tmp_path.iterdir())
    asked = 0
    for name in names:
        if name in WITHOUT_A_FILE:
            getattr(db, name)
            continue
        with pytest.raises(corpus.ClosedError, match="open it again"):  # noqa: PT012
            found = getattr(db, name)
            arguments = ARGUMENTS.get(name, ("out.jsonl",) if name == "export" else ())
            found(*arguments, **OPTIONS.get(name, {}))
        asked += 1
    assert asked > 35
    for use in (lambda: len(db), lambda: db.__enter__().relations()):
        with pytest.raises(corpus.ClosedError):
            use()
    assert "closed" in repr(db)
    assert bool(db)
    assert db.__exit__(None, None, None) is None
    assert sorted(entry.name for entry in tmp_path.iterdir()) == before, "and it leaves nothing behind"
    # What was asked before is there still.
    assert len(list(table)) == len(table) == 4
    for shown in (table, article, hits):
        assert shown._repr_html_()
    assert corpus.open(path).close() is None


def test_closing_while_rows_are_read(path):
    db = corpus.open(path)
    read = []
    for row in db.articles():
        db.close()
        read.append(row.key)
    assert len(read) == 3


@pytest.mark.timeout(60)
def test_closing_while_others_ask(path):
    for _ in range(10):
        db = corpus.open(path)
        outcomes = set()

        def ask(db=db, outcomes=outcomes):
            while True:
                try:
                    len(db.relations())
                except corpus.ClosedError:
                    outcomes.add("closed")
                    return

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        db.close()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
        assert outcomes == {"closed"}
    assert sound(path) == 3


def test_copies_of_a_handle(path):
    with corpus.open(path) as db:
        for again in (
            copy.copy(db),
            copy.deepcopy(db),
            pickle.loads(pickle.dumps(db)),
            copy.deepcopy({"a": [db]})["a"][0],
        ):
            with again:
                assert len(again) == 3
                assert again.path == db.path
            assert again.closed
        assert not db.closed
    with corpus.open(":memory:") as db, pytest.raises(TypeError, match="memory"):
        copy.deepcopy(db)
    # Pickled while it was open, used when the file is gone.
    kept = pickle.dumps(corpus.open(path))
    path.rename(path.with_name("moved.db"))
    with pytest.raises(corpus.MissingFileError):
        pickle.loads(kept)


def test_dropped_by_another_thread_or_in_a_cycle(path):
    for drop in ("thread", "cycle"):
        db = corpus.open(path)
        gone = weakref.ref(db)
        db.load(texts(drop, 1), progress=False)
        if drop == "thread":
            box = [db]
            del db
            thread = threading.Thread(target=box.clear)
            thread.start()
            thread.join()
        else:
            ring = {"db": db}
            ring["self"] = ring
            del db, ring
            gc.collect()
        assert gone() is None
        assert not path.with_name(path.name + "-wal").exists(), "it was closed"
    assert sound(path) == 5


@pytest.mark.parametrize(
    "end",
    [
        "",
        "sys.exit(0)",
        "raise SystemExit(0)",
        "threading.Thread(target=forever, daemon=True).start(); time.sleep(0.3)",
        "db2 = db; corpus.db = db; sys.modules['x'] = db",
        "it = iter(db.articles()); next(it)",
        "import atexit; atexit.register(lambda: print(len(db)))",
        "db.__enter__()",
    ],
)
def test_the_interpreter_ends_with_an_open_handle(path, end):
    code = (
        "import corpus, sys, threading, time\n"
        f"db = corpus.open({str(path)!r})\n"
        "def forever():\n"
        "    n = 0\n"
        "    while True:\n"
        "        n += 1\n"
        "        db.load({'id': f'end/{n}', 'text': f'Texte {n}.'}, progress=False)\n"
        "db.load({'id': 'kept', 'text': 'Gardé.'}, progress=False)\n"
        f"{end}\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
    assert sound(path) >= 4


def test_the_list_of_methods_is_whole():
    """A method that is added is called on a closed handle, too."""
    methods = {name for name in dir(corpus.Corpus) if not name.startswith("_")}
    assert set(ARGUMENTS) | set(OPTIONS) <= methods
    for name in methods - set(ARGUMENTS) - set(OPTIONS) - WITHOUT_A_FILE:
        if not callable(getattr(corpus.Corpus, name)):
            continue
        signature = inspect.signature(getattr(corpus.Corpus, name))
        needed = [p for p in list(signature.parameters.values())[1:] if p.default is p.empty and p.kind in (0, 1, 3)]
        assert not needed, f"{name} needs {needed}: add it to ARGUMENTS"
