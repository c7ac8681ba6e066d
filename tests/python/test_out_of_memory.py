"""Where memory ends, what was committed is in the file, whole.

`CORPUS_MEMORY_POINTS`: how many limits are tried (12 unless given); with `-s` the outcomes are counted.
"""

import collections
import os
import subprocess
import sys
import textwrap

import pytest

import corpus

pytest.importorskip("resource", reason="limits of memory are POSIX")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to RLIMIT_AS")

POINTS = int(os.environ.get("CORPUS_MEMORY_POINTS", "12"))
PROGRAM = """
    import resource, sys
    import corpus

    path, what, room = sys.argv[1], sys.argv[2], int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is imported when it is first needed is imported by now.
    with corpus.open(":memory:") as first:
        first.load([{"id": "a", "text": "Alger accuse Bamako."}], progress=False)
        first.check(), first.search("accuse", limit=None), first.sql("SELECT 1")
    db = None if what == "open" else corpus.open(path)
    article = {"id": "new", "text": "Alger accuse Bamako d’ingérence. " * 3000}
    work = {
        "open": lambda: corpus.open(path),
        "load": lambda: db.load([article], progress=False),
        "search": lambda: db.search("accuse", limit=None),
        "sql": lambda: db.sql("SELECT a.text FROM articles AS a, (SELECT 1 FROM articles LIMIT 20)"),
        "check": lambda: db.check(),
    }[what]
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + room, hard))
    told = None
    try:
        given = work()
    except (MemoryError, corpus.CorpusError) as error:
        told = error
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    if told is None:
        assert what != "check" or given == []
        print("done")
    else:
        assert not isinstance(told, corpus.InternalError), told
        print("no thread" if "no thread" in str(told) else type(told).__name__)
    # The same handle, once there is memory.
    work()
"""


@pytest.mark.parametrize("what", ["open", "load", "search", "sql", "check"])
def test_want_of_memory_harms_no_file(what, tmp_path):
    path = tmp_path / "a.db"
    texts = [f"Le Mali accuse l’Algérie d’ingérence, dit la dépêche {n}. " * 40 for n in range(100)]
    with corpus.open(path) as db:
        db.load([{"id": f"a{n}", "text": text} for n, text in enumerate(texts)], progress=False)
    ends = collections.Counter()
    points = max(3, POINTS // 5)
    for n in range(points):
        room = int(20_000_000 * ((n + 1) / (points + 1)) ** 3)
        command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(path), what, str(room)]
        # Room that was set aside for threads would be used up first.
        few = {**os.environ, "MALLOC_ARENA_MAX": "1"}
        done = subprocess.run(command, env=few, capture_output=True, text=True, timeout=120, check=False)
        # Rust and the C library end a program that finds no memory; Python and SQLite tell.
        ended = done.returncode in (-6, 127) and "memory" in done.stderr
        assert ended or done.returncode == 0, (room, done)
        ends["ended" if ended else done.stdout.strip()] += 1
        with corpus.open(path) as db:
            assert db.check() == []
            assert len(db) in ((100, 101) if what == "load" else (100,))
    print(what, dict(ends))
