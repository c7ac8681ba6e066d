"""A disk without room is told as such, and the handle works on once there is some."""

import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("resource", reason="limits of file sizes are POSIX")

PROGRAM = """
    import os, resource, sys
    import corpus

    path = sys.argv[1]
    articles = [{"id": f"a/{n}", "text": f"Alger accuse Bamako d’ingérence, dit la dépêche {n}. " * 20} for n in range(400)]
    db = corpus.open(path)
    db.load(articles[:5])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path + "-wal") + 20_000, hard))
    try:
        db.load(articles)
    except corpus.DiskFullError as error:
        assert isinstance(error, OSError) and isinstance(error, corpus.CorpusError)
        print("told:", error)
    assert len(db.articles()) == 5
    try:
        corpus.open(path + ".other")
    except corpus.DiskFullError as error:
        print("told:", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    db.load(articles)
    assert len(db.articles()) == 400
    assert db.check() == []
    assert not os.path.exists(path + ".other")
"""


def test_a_full_disk_is_told_and_the_handle_works_on(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path / "a.db")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("told:") == 2, done.stdout + done.stderr
