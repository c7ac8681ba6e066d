"""Latency of search beside tantivy and plain FTS5, on one set of articles and one set of queries.

    python benches/search_latency.py ARTICLES.jsonl [--articles 100000] [--folder DIR] [--json OUT]

Articles are put together from the sentences of ARTICLES.jsonl with a fixed seed. 200 queries: rare words, two words,
common words, phrases, OR, and headlines with `match="any"`. Each gives the ten best with a snippet; each is asked three
times and the fastest counts, so that no other program's turn is measured. Needs `pip install tantivy`.
"""

import argparse
import json
import platform
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import tantivy

import corpus

WORD = re.compile(r"[^\W\d_]{3,}")


def articles(source: list[dict], count: int, random: random.Random):
    """Recombine sentences: as long as the originals, in their order of kinds."""
    sentences = [s for a in source for s in re.split(r"(?<=[.!?])\s*(?=[A-ZÉÈÀ«\"])", a["text"]) if s]
    for number in range(count):
        model = source[number % len(source)]
        text = []
        length = 0
        while length < len(model["text"]):
            text.append(random.choice(sentences))
            length += len(text[-1])
        yield {"id": str(number), "title": model["title"], "date": model["date"], "text": " ".join(text)}


def queries(texts: list[dict], random: random.Random) -> list[tuple[str, list[str]]]:
    """200 queries as `(kind, words)`."""
    sample = random.sample(texts, 3000)
    frequency = Counter(word for text in sample for word in set(WORD.findall(text["text"].lower())))
    rare = [word for word, n in frequency.items() if 2 <= n <= 4]
    middle = [word for word, n in frequency.items() if 30 <= n <= 300]
    common = [word for word, n in frequency.most_common(60)]
    chosen = [("rare", [random.choice(rare)]) for _ in range(40)]
    chosen += [("two", random.sample(middle, 2)) for _ in range(40)]
    chosen += [("common", [random.choice(common)]) for _ in range(30)]
    for _ in range(30):
        words = re.findall(r"\w+", random.choice(sample)["text"])
        at = random.randrange(max(1, len(words) - 3))
        chosen.append(("phrase", words[at : at + 3]))
    chosen += [("or", random.sample(middle, 3)) for _ in range(30)]
    chosen += [("title", re.findall(r"\w+", random.choice(sample)["title"])) for _ in range(30)]
    return chosen


def measure(ask, chosen) -> dict[str, object]:
    """Take the fastest of three turns of each query, in milliseconds."""
    times: dict[str, list[float]] = {}
    for kind, words in chosen:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            ask(kind, words)
            best = min(best, (time.perf_counter() - start) * 1000)
        times.setdefault(kind, []).append(best)
    every = sorted(t for kind in times.values() for t in kind)
    out: dict[str, object] = {"p50": round(statistics.median(every), 2), "p99": round(every[len(every) * 99 // 100], 2)}
    out["p50_by_kind"] = {kind: round(statistics.median(t), 2) for kind, t in times.items()}
    return out


def main() -> None:
    """Build what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    source = [json.loads(line) for line in given.source.open(encoding="utf-8")]
    texts = list(articles(source, given.articles, random.Random(7)))
    path = given.folder / f"latency_{given.articles}.db"
    if not path.exists():
        lines = path.with_suffix(".jsonl")
        lines.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")
        command = ["cargo", "run", "--release", "--quiet", "--example", "store_plain", "--", str(lines), str(path)]
        subprocess.run(command, check=True)
        lines.unlink()
    folder = path.with_suffix(".tantivy")
    builder = tantivy.SchemaBuilder()
    for field in ("title", "text"):
        builder.add_text_field(field, stored=True, tokenizer_name="fr_stem")
    schema = builder.build()
    made = folder.exists()
    folder.mkdir(exist_ok=True)
    index = tantivy.Index(schema, path=str(folder))
    if not made:
        writer = index.writer(heap_size=256_000_000)
        for text in texts:
            writer.add_document(tantivy.Document(title=text["title"], text=text["text"]))
        writer.commit()
        writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    chosen = queries(texts, random.Random(11))

    def ours(kind, words):
        query = f'"{" ".join(words)}"' if kind == "phrase" else (" OR " if kind == "or" else " ").join(words)
        return db.search(query, match="any" if kind == "title" else "all", limit=10).to_dicts()

    def theirs(kind, words):
        if kind == "phrase":
            query = index.parse_query(f'"{" ".join(words)}"', ["title", "text"])
        else:
            query = index.parse_query(" ".join(words), ["title", "text"], conjunction_by_default=kind == "two")
        snippets = tantivy.SnippetGenerator.create(searcher, query, schema, "text")
        found = [searcher.doc(address) for _, address in searcher.search(query, 10).hits]
        return [(doc["title"], snippets.snippet_from_doc(doc).fragment()) for doc in found]

    plain_sql = (
        "SELECT a.key, a.title, snippet(articles_fts, 1, '[', ']', '…', 40) FROM articles_fts "
        "JOIN article AS a ON a.id = articles_fts.rowid WHERE articles_fts MATCH ? ORDER BY rank LIMIT 10"
    )

    def plainly(kind, words):
        quoted = [f'"{word}"' for word in words]
        joined = {"phrase": f'"{" ".join(words)}"', "or": " OR ".join(quoted), "title": " OR ".join(quoted)}
        return plain.execute(plain_sql, (joined.get(kind, " ".join(quoted)),)).fetchall()

    plain = sqlite3.connect(path)
    results = {}
    with corpus.open(path, read_only=True) as db:
        results["corpus_first_query_ms"] = measure(ours, chosen[:1])["p50"]
        for name, ask in (("corpus", ours), ("tantivy", theirs), ("fts5", plainly)):
            results[name] = measure(ask, chosen)
    about = {
        "articles": given.articles,
        "queries": len(chosen),
        "tantivy": version("tantivy"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    print(json.dumps(about | results, indent=2))
    if given.json:
        given.json.write_text(json.dumps(about | results, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
