"""Known-item search: the title of an article as the query, its text as what is searched.

    python benches/known_item.py ARTICLES.jsonl [--seed 2] [--queries 1000] [--folder DIR] [--json OUT]

ARTICLES.jsonl holds one article a line with `id`, `title` and `text`. Texts are stored without their titles; then the
titles of random articles are looked for, `match="any"`, and beside it with plain FTS5 (the words of the title joined by
OR, ranked by its own BM25) in the very same file. Which articles are asked for depends on the seed; weights are tried
out on seed 1 and reported on another.
"""

import argparse
import json
import platform
import random
import re
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import corpus


def build(articles: list[dict], path: Path) -> None:
    """Store texts without titles, read by nothing: the example `store_plain` does it."""
    import subprocess

    lines = path.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as out:
        for article in articles:
            out.write(json.dumps({"id": article["id"], "date": article["date"], "text": article["text"]}) + "\n")
    command = ["cargo", "run", "--release", "--quiet", "--example", "store_plain", "--", str(lines), str(path)]
    subprocess.run(command, check=True)
    lines.unlink()


def score(rank: dict[str, list[str]], wanted: dict[str, str]) -> dict[str, float]:
    """Count how often the article stands first, and among ten; and the mean of 1/rank."""
    places = [rank[key].index(key) if key in rank[key] else None for key in wanted]
    first = sum(place == 0 for place in places) / len(places)
    ten = sum(place is not None for place in places) / len(places)
    mean = sum(1 / (place + 1) for place in places if place is not None) / len(places)
    return {"first": round(first, 4), "among_ten": round(ten, 4), "mean_reciprocal_rank": round(mean, 4)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    articles = [json.loads(line) for line in given.articles.open(encoding="utf-8")]
    path = given.folder / "known_item.db"
    if not path.exists():
        build(articles, path)
    titled = [article for article in articles if len(article["title"].split()) >= 3]
    chosen = random.Random(given.seed).sample(titled, given.queries)
    wanted = {article["id"]: article["title"] for article in chosen}

    results = {}
    with corpus.open(path, read_only=True) as db:
        start = time.perf_counter()
        ours = {key: db.search(title, match="any", limit=10)["key"] for key, title in wanted.items()}
        results["corpus"] = score(ours, wanted) | {"seconds": round(time.perf_counter() - start, 2)}
    plain = sqlite3.connect(path)
    sql = (
        "SELECT key FROM articles_fts JOIN article ON article.id = articles_fts.rowid "
        "WHERE articles_fts MATCH ? ORDER BY rank LIMIT 10"
    )
    start = time.perf_counter()
    theirs = {}
    for key, title in wanted.items():
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", title))
        theirs[key] = [row[0] for row in plain.execute(sql, (words,))]
    results["fts5"] = score(theirs, wanted) | {"seconds": round(time.perf_counter() - start, 2)}
    about = {
        "articles": len(articles),
        "queries": given.queries,
        "seed": given.seed,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": platform.machine(),
    }
    print(json.dumps(about | results, indent=2))
    if given.json:
        given.json.write_text(json.dumps(about | results, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
