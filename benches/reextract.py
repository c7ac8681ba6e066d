"""Reading a corpus anew and correcting it, beside loading it: `python benches/reextract.py ARTICLES.jsonl [COUNT]`.

Prints one JSON object. The library must be built as `make bench` builds it.
"""

import itertools
import json
import platform
import sys
import tempfile
import time
from pathlib import Path

import corpus

PACK = 'source = "bench"\nlicence = "CC0-1.0"\ndisable = ["fr.accuse.accuser"]\n'


def timed(what, work):
    """Run `work`; its outcome, and how long it took."""
    begin = time.perf_counter()
    outcome = work()
    return outcome, {what: round(time.perf_counter() - begin, 4)}


def main():
    """Measure."""
    path, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with Path(path).open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in itertools.islice(lines, count)]
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        pack.mkdir()
        (pack / "pack.toml").write_text(PACK, encoding="utf-8")
        lexicon = corpus.Lexicon(pack)
        file = Path(folder) / "a.db"
        with corpus.open(file) as db:
            _, took = timed("load", lambda: db.load(records, progress=False))
            seconds |= took
            relations = db.relations()["id"]
            _, took = timed("reextract, same lexicon", lambda: db.reextract(progress=False))
            seconds |= took
            report, took = timed("reextract, all", lambda: db.reextract(articles=db.articles()["id"], progress=False))
            seconds |= took
            assert report.diff.articles == len(db), report
            assert len(report.diff) == 0, "the same lexicon reads the same"
            assert db.relations()["id"] == relations, "and every number stays"
            report, took = timed("reextract, a rule less", lambda: db.reextract(lexicon=lexicon, progress=False))
            seconds |= took
            changed = len(report.diff)
            db.reextract(progress=False)
            some = db.relations()["id"][:500]
            states = db.entities(type="state", code=["MLI", "NER"])["id"]
            _, took = timed("correct, 500 times", lambda: [db.correct(n, place="Ici", by="a") for n in some])
            seconds |= took
            _, took = timed("merge of two states", lambda: db.merge_entities(*states, by="a"))
            seconds |= took
            report, took = timed(
                "reextract, all, corrected", lambda: db.reextract(articles=db.articles()["id"], progress=False)
            )
            seconds |= took
            rows = [
                {"article": row.article_id, "source": "XAA", "target": "XBB", "type": "AID",
                 "start": row.start, "end": row.end}
                for row in db.relations()
            ]  # fmt: skip
            _, took = timed("add_relations", lambda: db.add_relations(rows, origin="bench"))
            seconds |= took
            _, took = timed("dyads", lambda: db.dyads())
            seconds |= took
    print(
        json.dumps(
            {
                "articles": len(records),
                "relations": len(relations),
                "changed by a rule less": changed,
                "rows added": len(rows),
                "seconds": seconds,
                "corpus": corpus.__version__,
                "python": platform.python_version(),
                "machine": f"{platform.machine()}, {platform.system()}",
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
