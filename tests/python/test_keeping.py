"""Articles are deleted, purged, and copied to another file while others write."""

import shutil
import sqlite3
import threading
from contextlib import closing

import pytest

import corpus


def files_with(token, folder):
    """Name the files of a folder that hold a word, in any case."""
    return sorted(entry.name for entry in folder.iterdir() if token in entry.read_bytes().lower())


def test_deleting(db):
    report = db.delete(1)
    assert (report.articles, report.relations, report.coded, report.purged) == (1, 2, 2, False)
    assert "1 articles deleted, with 2 relations" in str(report)
    assert len(db) == 2
    assert db.delete(["aps/2"]).relations == 2
    assert len(db.relations()) == len(db.events()) == 0
    assert db.check() == []
    assert db.delete([]).articles == 0
    assert len(db) == 1


def test_choosing_what_is_deleted(path):
    def left(*arguments, **options):
        shutil.copy(path, copy := path.with_name("copy.db"))
        with corpus.open(copy) as db:
            db.delete(*arguments, **options)
            assert db.check() == []
            kept = db.articles(order="id")["key"]
        copy.unlink()
        return kept

    with corpus.open(path) as db:
        hits, article, rows = db.search("drone", limit=None), db.article("x/3"), db.articles(key="x/3")
    assert left(outlet="APS") == ["monde/1", "x/3"]
    assert left(query="drone") == left(query="drone", since=2025) == left(hits) == left(hits["article_id"]) == ["x/3"]
    assert left(query="drone", outlet="Le Monde") == ["aps/2", "x/3"]
    assert left(actor="MAR") == ["monde/1", "x/3"]
    assert left(key=["x/3", "aps/2"]) == ["monde/1"]
    assert left(until="2025-04-08") == ["aps/2", "x/3"]
    assert left(article) == left(rows) == left(rows[0]) == left("x/3") == left([3]) == ["monde/1", "aps/2"]


def test_nothing_is_never_everything(db):
    for wrong, options in (
        ((), {}),
        ((), {"outlet": None}),
        ((), {"outlet": []}),
        ((), {"outlet": ""}),
        ((), {"query": " "}),
        ((), {"query": "drone", "language": None}),
        ((1,), {"outlet": "APS"}),
        ((True,), {}),
        ((1.5,), {}),
        ((), {"outlets": "APS"}),
        ((), {"limit": 1}),
        ((["monde/1", "nosuch"],), {}),
        ((99,), {}),
        ((), {"query": '"drone'}),
        ((db.dyads(),), {}),
        ((db.events(),), {}),  # whose ids are not those of articles
        ((list(db.events()),), {}),
        ((db.entities()[0],), {}),
    ):
        with pytest.raises((TypeError, ValueError, corpus.NotFoundError)):
            db.delete(*wrong, **options)
        assert len(db) == 3
    with pytest.raises(TypeError, match="did you mean 'outlet'"):
        db.delete(outlets="APS")


def test_purging(path):
    token = b"zqxvkwplm"
    with corpus.open(path) as db:
        secret = {
            "id": "s",
            "title": "Zqxvkwplm",
            "text": "Le Mali condamne l’attaque de Zqxvkwplm, dit Alger.",
            "note": "zqxvkwplm",
        }
        db.load([secret, {"id": "t", "text": "Un port ferme."}], progress=False)
        assert files_with(token, path.parent)
        assert db.delete("s", purge=True).purged
        assert files_with(token, path.parent) == []
        db.load(secret, progress=False)
        db.delete("s")
        assert files_with(token, path.parent)
        db.compact()
        assert files_with(token, path.parent) == []
        assert len(db) == 4
        assert db.check() == []


def test_snapshots_while_loading(path):
    """Another thread loads; what is copied is one moment of it."""
    copies, seen = [], []

    def many():
        for number in range(400):
            if number % 100 == 50:
                copies.append(db.snapshot(path.with_name(f"copy{number}.db"), progress=lambda *told: seen.append(told)))
            yield {"id": f"n/{number}", "text": f"Le Mali condamne l’attaque numéro {number}."}

    with corpus.open(path) as db:
        db.load(many(), progress=False)
        copies.append(db.snapshot(path.with_name("last.db")))
    sizes = []
    for copy in copies:
        assert sorted(entry.name for entry in path.parent.glob(copy.name + "*")) == [copy.name]
        with corpus.open(copy) as other:
            assert other.check() == []
            sizes.append(len(other))
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (3, 403)
    assert {told[2] for told in seen} == {"snapshot"}
    assert seen[-1][0] == seen[-1][1] == copies[-2].stat().st_size


def test_snapshots_replace_nothing_unasked(db, path):
    copy = path.with_name("copy.db")
    assert db.snapshot(str(copy)) == copy
    with pytest.raises(FileExistsError, match="overwrite") as error:
        db.snapshot(copy)
    assert isinstance(error.value, corpus.ExistingFileError)
    db.load({"id": "new", "text": "Un port ferme."}, progress=False)
    db.snapshot(copy, overwrite=True)
    with closing(sqlite3.connect(copy)) as other:
        assert other.execute("SELECT count(*) FROM articles").fetchone() == (4,)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    for wrong in (path, path.parent, path.parent / "no" / "copy.db"):
        with pytest.raises(OSError, match=str(wrong.parent)):
            db.snapshot(wrong, overwrite=True)
    for wrong in (None, 3, b"x"):
        with pytest.raises(TypeError):
            db.snapshot(wrong)
    assert len(db) == 4


@pytest.mark.parametrize("where", ["a.db", ":memory:"])
def test_callbacks_of_a_snapshot(tmp_path, where):
    """They may ask, fail, and wait for other threads."""
    with corpus.open(where if where == ":memory:" else tmp_path / where) as db:
        db.load({"id": "a", "text": "Un port ferme."}, progress=False)
        asked = []

        def ask():
            try:
                asked.append(len(db))
            except corpus.CorpusError as error:
                asked.append(str(error))

        def waiting(*_):
            ask()
            thread = threading.Thread(target=ask)
            thread.start()
            thread.join(20)
            assert not thread.is_alive(), "deadlock"

        copy = db.snapshot(tmp_path / "copy.db", progress=waiting)
        assert len(asked) >= 2
        assert all(answer == 1 or "load" in answer for answer in asked)
        assert (where == ":memory:") != (1 in asked)

        def failing(*_):
            raise LookupError("mine")

        with pytest.raises(LookupError, match="mine"):
            db.snapshot(tmp_path / "other.db", progress=failing)
        assert not (tmp_path / "other.db").exists()
        assert not list(tmp_path.glob(".corpus-*"))
        assert len(db) == len(corpus.open(copy)) == 1


def test_what_is_written_does_not_depend_on_threads(tmp_path):
    """The same articles give the same bytes: read twice, by one thread or by eight."""
    acts = ("rappelle son ambassadeur en", "accuse", "signe un accord avec", "condamne", "menace")
    pairs = [("Le Mali", "Algérie"), ("L’Algérie", "Maroc"), ("Le Maroc", "Mali"), ("Le Niger", "Bénin")]
    articles = [
        {
            "id": f"a/{n}",
            "date": f"2025-04-{1 + n % 28:02}",
            "outlet": f"Journal {n % 5}",
            "text": f"{pairs[n % 4][0]} {acts[n % 5]} {pairs[n % 4][1]}, dit-on le {1 + n % 28} avril 2025. "
            # Some are copies of one another, and some are alike.
            + " ".join(f"mot{n % 30}x{k * k % 41}" for k in range(40 + n % 3)),
        }
        for n in range(150)
    ]

    def written(name, threads):
        folder = tmp_path / name
        folder.mkdir()
        with corpus.open(folder / "a.db") as db:
            assert db.load(articles, threads=threads, progress=False).added == 150
            assert len(db.copies()) > 0
            db.export(folder / "x.jsonl", format="jsonl", progress=False)
            db.export(folder / "x.txt", format="iramuteq", progress=False)
            db.export(folder / "txm", format="txm", progress=False)
            for what in ("relations", "events", "mentions", "entities", "dates", "ties", "copies", "dyads"):
                getattr(db, what)().to_csv(folder / f"{what}.csv")
            db.sample(20, by=["type"], seed=7).to_csv(folder / "sample.csv")
            db.ngrams(2).to_csv(folder / "ngrams.csv")
        files = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("a.db")]
        return {str(file.relative_to(folder)): file.read_bytes() for file in files}

    once = written("once", 1)
    assert len(once) > 150
    assert written("again", 1) == once
    assert written("eight", 8) == once
