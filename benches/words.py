"""How quickly words are counted, beside what people use for it in Python, in the same run.

    python benches/words.py articles.jsonl [words.db]

`articles.jsonl` has lines with `id`, `title`, `date` and `text`. The database is made of it unless it is there. Peers,
where they are installed: scikit-learn's CountVectorizer (keyness, n-grams), NLTK (concordance, collocations in a window)
and a regular expression over the texts. They are given the texts in memory, and tokenising is part of the work as it is
for the database. Times are the best of several runs; `--json` writes them as JSON.
"""

from __future__ import annotations

import json
import math
import platform
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corpus

WORD = "président"
SINCE = "2021"
RUNS = 3
TOKEN = re.compile(r"\w+")


def timed(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Run several times and take the best, in seconds."""
    best = math.inf
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def ours(path: Path) -> dict[str, float]:
    """Measure the instruments on a database opened anew."""
    with corpus.open(path, read_only=True) as db:
        work: dict[str, Callable[[], Any]] = {
            "concordance": lambda: db.concordance(WORD),
            "concordance, first 100 by left context": lambda: db.concordance(WORD, sort="left", limit=100),
            "concordance of a rare name": lambda: db.concordance("Tombouctou"),
            "collocations": lambda: db.collocations(WORD),
            "keyness": lambda: db.keyness({"since": SINCE}),
            "frequency by month": lambda: db.frequency(WORD),
            "dispersion over articles": lambda: db.dispersion(WORD),
            "bigrams": lambda: db.ngrams(2, limit=1000),
            "trigrams": lambda: db.ngrams(3, limit=1000),
        }
        return {name: timed(call) for name, call in work.items()}


def g2(a: int, b: int, n1: int, n2: int) -> float:
    """Compute the log-likelihood ratio of one word."""
    n = n1 + n2
    cells = ((a, n1), (b, n2), (n1 - a, n1), (n2 - b, n2))
    share = (a + b) / n, (a + b) / n, 1 - (a + b) / n, 1 - (a + b) / n
    return 2 * sum(o * math.log(o / (row * p)) for (o, row), p in zip(cells, share, strict=True) if o)


def plain(texts: list[str], dates: list[str]) -> dict[str, float]:
    """Measure the same in plain Python."""
    form = re.compile(r"\bpr[ée]sident(?:e|s|es)?\b", re.I)

    def concordance() -> list[tuple[str, str, str]]:
        return [
            (t[max(0, m.start() - 60) : m.start()], m[0], t[m.end() : m.end() + 60])
            for t in texts
            for m in form.finditer(t)
        ]

    def keyness() -> list[tuple[float, str]]:
        sides = Counter(), Counter()
        for text, date in zip(texts, dates, strict=True):
            sides[date < SINCE].update(TOKEN.findall(text.lower()))
        n1, n2 = sides[0].total(), sides[1].total()
        return sorted(
            (g2(sides[0][w], sides[1][w], n1, n2), w) for w in {*sides[0], *sides[1]} if sides[0][w] + sides[1][w] > 2
        )

    return {"concordance": timed(concordance), "keyness": timed(keyness, 1)}


def sklearn(texts: list[str], dates: list[str]) -> dict[str, float]:
    """Measure scikit-learn, where it is installed."""
    try:
        import numpy as np
        from sklearn.feature_extraction.text import CountVectorizer
    except ImportError:
        return {}

    def keyness() -> Any:
        counts = CountVectorizer(token_pattern=r"\w+").fit_transform(texts)
        new = np.array([date >= SINCE for date in dates])
        a, b = np.asarray(counts[new].sum(0)).ravel(), np.asarray(counts[~new].sum(0)).ravel()
        n1, n2 = a.sum(), b.sum()
        p = (a + b) / (n1 + n2)
        with np.errstate(divide="ignore", invalid="ignore"):
            cells = ((a, n1 * p), (b, n2 * p), (n1 - a, n1 * (1 - p)), (n2 - b, n2 * (1 - p)))
            return 2 * sum(np.where(o > 0, o * np.log(o / e), 0) for o, e in cells)

    return {
        "keyness": timed(keyness, 1),
        "bigrams": timed(lambda: CountVectorizer(token_pattern=r"\w+", ngram_range=(2, 2)).fit_transform(texts), 1),
    }


def nltk(texts: list[str]) -> dict[str, float]:
    """Measure NLTK, where it is installed."""
    try:
        from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
        from nltk.text import ConcordanceIndex
    except ImportError:
        return {}

    def tokens() -> list[str]:
        return [word for text in texts for word in TOKEN.findall(text.lower())]

    def collocations() -> Any:
        finder = BigramCollocationFinder.from_words(tokens(), window_size=6)
        finder.apply_ngram_filter(lambda a, b: WORD not in (a, b))
        finder.apply_freq_filter(3)
        return finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)

    def concordance() -> Any:
        return ConcordanceIndex(tokens()).find_concordance(WORD, width=132)

    return {"concordance": timed(concordance, 1), "collocations": timed(collocations, 1)}


def main() -> None:
    """Measure, and print a table."""
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    source = Path(arguments[0])
    path = Path(arguments[1] if len(arguments) > 1 else "/tmp/words-bench.db")
    if not path.exists():
        with corpus.open(path) as db:
            print(db.load(source))
    results = {"corpus": ours(path)}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    articles = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    texts, dates = [a["text"] for a in articles], [a.get("date") or "" for a in articles]
    results["plain Python"] = plain(texts, dates)
    results["scikit-learn"] = sklearn(texts, dates)
    if "--without-nltk" not in sys.argv:
        results["NLTK"] = nltk(texts)
    about = {
        "articles": len(articles),
        "characters": sum(map(len, texts)),
        "memory of corpus, MB": memory,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {platform.system()}",
        "corpus": corpus.__version__,
    }
    if "--json" in sys.argv:
        print(json.dumps({"about": about, "seconds": results}, ensure_ascii=False, indent=1))
        return
    print(about)
    print("| seconds | " + " | ".join(results) + " |")
    print("|---|" + "---|" * len(results))
    for name in results["corpus"]:
        cells = (f"{figures[name]:.3f}" if name in figures else "" for figures in results.values())
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
