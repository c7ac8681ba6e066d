"""Near-copies among 100,000 articles: this library beside rensa and datasketch, in one run.

    python benches/copies.py articles.jsonl [COUNT] [REPETITIONS]

`articles.jsonl` has a line for each article, with `text`. Of its sentences COUNT articles are made with a fixed seed, one in
twenty of them a copy of another:

- `mixed`: one edit each, weak or strong: words replaced, sentences cut or added, the end cut, sentences moved, case
  and marks changed, or nothing but a space;
- `press`: what outlets do, one to three at once: a paragraph cut, the lead rewritten, a byline, headline or rights
  notice added.

All three go from the same texts to families: shingles of four words, candidates, the exact Jaccard index of each
candidate, at a threshold of 0.5, and what is linked joined. Ours reads the texts from the file and writes the families to
it; the peers have the texts in a list. A pair is two articles of one family; recall is the part of the planted pairs (of those
alike by the threshold, and of all) that are found, precision the part of the found that were planted.
Prints JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import corpus

THRESHOLD = 0.5
WORDS = 4
Pairs = set[tuple[int, int]]
Sets = list[set[str]] | dict[int, set[str]]
Spent = tuple[float, float]
Made = tuple[list[str], Pairs, Pairs]


class Clock:
    """Seconds by the clock, and seconds of work on all processors."""

    def __init__(self) -> None:
        self.began = time.perf_counter(), time.process_time()

    def spent(self) -> Spent:
        """Tell how much has passed."""
        return time.perf_counter() - self.began[0], time.process_time() - self.began[1]


def sentences_of(path: Path) -> list[str]:
    """Read the sentences of the articles, each once."""
    found: dict[str, None] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            for sentence in re.split(r"(?<=[.!?])\s*(?=[A-ZÀÉÈÊÎÔÇ\"«])", json.loads(line)["text"]):
                if 40 <= len(sentence) <= 400:
                    found[sentence.strip()] = None
    return list(found)


def mixed(text: list[str], rng: random.Random, some: Callable[[], str]) -> str:
    """Edit a text in one way, by little or by much."""
    strength = rng.choice((0.02, 0.05, 0.1, 0.2, 0.3))
    few = max(1, round(len(text) * strength))
    kind = rng.randrange(7)
    text = list(text)
    if kind == 0:
        words = " ".join(text).split()
        for at in rng.sample(range(len(words)), max(1, round(len(words) * strength / 5))):
            words[at] = rng.choice(some().split())
        return " ".join(words)
    if kind == 1:
        for _ in range(few):
            del text[rng.randrange(len(text))]
    elif kind == 2:
        for _ in range(few):
            text.insert(rng.randrange(len(text) + 1), some())
    elif kind == 3:
        text = text[: len(text) - few]
    elif kind == 4:
        for _ in range(few):
            text.append(text.pop(rng.randrange(len(text))))
    elif kind == 5:
        return " ".join(text).upper().replace("'", "’").replace('"', "»")
    else:
        return " ".join(text) + "\n"
    return " ".join(text)


def press(text: list[str], rng: random.Random, some: Callable[[], str]) -> str:
    """Edit a text as outlets do."""
    text = list(text)
    before, after = "", ""
    for kind in rng.sample(range(4), rng.choice((1, 2, 2, 3))):
        if kind == 0 and len(text) > 6:
            size = rng.randint(2, max(2, len(text) // 4))
            start = rng.randint(2, len(text) - size)
            del text[start : start + size]
        elif kind == 1:
            text[: rng.randint(1, 2)] = [some()]
        elif kind == 2:
            before = f"{some()[:70].upper()}\n\nPar {rng.choice('ABCDEF')}. {some().split()[0]}, avec agence\n\n"
        else:
            after = "\n\nLire aussi : " + some()[:90] + "\nTous droits de reproduction réservés."
    return before + " ".join(text) + after


def make(sentences: list[str], count: int, edit: Callable[..., str], seed: int) -> tuple[list[str], Pairs]:
    """Make articles, one in twenty a copy, in no order; also the planted pairs."""
    rng = random.Random(seed)

    def some() -> str:
        return rng.choice(sentences)

    originals = [[some() for _ in range(rng.randint(8, 24))] for _ in range(count - count // 20)]
    family: list[tuple[int, str]] = [(n, " ".join(text)) for n, text in enumerate(originals)]
    for _ in range(count // 20):
        n = rng.randrange(len(originals))
        family.append((n, edit(originals[n], rng, some)))
    rng.shuffle(family)
    members: dict[int, list[int]] = defaultdict(list)
    for place, (n, _) in enumerate(family):
        members[n].append(place)
    return [text for _, text in family], {pair for same in members.values() for pair in combinations(same, 2)}


def shingles(text: str) -> set[str]:
    """Split a text into its runs of words, as quickly as Python does."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


def pairs_of(families: Iterable[Iterable[int]]) -> Pairs:
    """List the pairs of articles that stand in one family."""
    return {pair for family in families for pair in combinations(sorted(family), 2)}


def joined(links: Iterable[tuple[int, int]], count: int) -> Pairs:
    """Join what is linked."""
    parent = list(range(count))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, two in links:
        parent[root(one)] = root(two)
    families: dict[int, list[int]] = defaultdict(list)
    for at in range(count):
        families[root(at)].append(at)
    return pairs_of(families.values())


def verified_of(sets: Sets, candidates: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the candidates that are alike."""
    out = []
    for one, two in candidates:
        shared = len(sets[one] & sets[two])
        if shared and shared / (len(sets[one]) + len(sets[two]) - shared) >= THRESHOLD:
            out.append((one, two))
    return out


def ours(texts: list[str], folder: Path) -> tuple[Spent, Pairs, dict[str, float]]:
    """Look for copies in a file that holds the texts, but no sketches yet."""
    path = folder / "bench.db"
    corpus.open(path).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        # As a load leaves them, but for the index and what is read from texts, which have no part in this.
        raw.execute("INSERT INTO bulk VALUES (1)")
        raw.executemany(
            "INSERT INTO article (key, digest, loaded_at, words, text) VALUES (?, ?, '', ?, ?)",
            ((str(n), hashlib.sha256(text.encode()).digest(), len(text.split()), text) for n, text in enumerate(texts)),
        )
        raw.execute("DELETE FROM bulk")
    with corpus.open(path) as db:
        clock = Clock()
        db.find_copies(THRESHOLD)
        spent = clock.spent()
        rows = db.sql("SELECT key, coalesce(copy_of, id) AS head FROM articles", timeout=None)
        families: dict[int, list[int]] = defaultdict(list)
        for key, head in zip(rows["key"], rows["head"], strict=True):
            families[head].append(int(key))
    return spent, pairs_of(families.values()), {}


def rensa(texts: list[str], _: Path) -> tuple[Spent, Pairs, dict[str, float]]:
    """128 permutations in 32 bands of four."""
    from rensa import RMinHash, RMinHashLSH

    clock = Clock()
    sets = [shingles(text) for text in texts]
    shingled = clock.spent()[1]
    hashes = RMinHash.from_token_sets(sets, num_perm=128, seed=1)
    index = RMinHashLSH(THRESHOLD, 128, 32)
    index.insert_many(hashes)
    candidates = {(one, two) for one, found in enumerate(index.query_all(hashes)) for two in found if one < two}
    pairs = joined(verified_of(sets, candidates), len(texts))
    return clock.spent(), pairs, {"shingling_work": shingled, "candidates": len(candidates)}


def datasketch(texts: list[str], _: Path) -> tuple[Spent, Pairs, dict[str, float]]:
    """128 permutations in 32 bands of four."""
    from datasketch import MinHash, MinHashLSH

    clock = Clock()
    sets = [shingles(text) for text in texts]
    index = MinHashLSH(params=(32, 4), num_perm=128)
    candidates: Pairs = set()
    for at, words in enumerate(sets):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([word.encode() for word in words])
        candidates.update((other, at) for other in index.query(sketch))
        index.insert(at, sketch, check_duplication=False)
    pairs = joined(verified_of(sets, candidates), len(texts))
    return clock.spent(), pairs, {"candidates": len(candidates)}


def alike(texts: list[str], planted: Pairs) -> Pairs:
    """Choose the planted pairs that are alike by the threshold."""
    sets = {at: shingles(texts[at]) for at in {at for pair in planted for at in pair}}
    return set(verified_of(sets, planted))


def measure(
    run: Callable[..., tuple[Spent, Pairs, dict[str, float]]], made: Made, repetitions: int
) -> dict[str, object]:
    """Run one several times; its times are medians."""
    texts, planted, near = made
    times: list[Spent] = []
    for _ in range(repetitions):
        with tempfile.TemporaryDirectory() as folder:
            spent, found, more = run(texts, Path(folder))
        times.append(spent)
    return {
        "seconds": round(statistics.median(wall for wall, _ in times), 2),
        "seconds_of_work": round(statistics.median(work for _, work in times), 2),
        "recall_of_alike": round(len(found & near) / len(near), 4),
        "recall_of_all": round(len(found & planted) / len(planted), 4),
        "precision": round(len(found & planted) / max(1, len(found)), 4),
        **{name: round(value, 2) for name, value in more.items()},
    }


def main() -> None:
    """Measure all three on both sets, by turns, so that all have the same weather."""
    path = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    repetitions = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sentences = sentences_of(path)
    sets: dict[str, Made] = {}
    for edit, seed in ((mixed, 1), (press, 2)):
        texts, planted = make(sentences, count, edit, seed)
        sets[edit.__name__] = texts, planted, alike(texts, planted)
    result: dict[str, object] = {
        "machine": f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}",
        "versions": {name: version(name) for name in ("corpus-db", "rensa", "datasketch")}
        | {"python": platform.python_version()},
        "threshold": THRESHOLD,
        "sentences": len(sentences),
    }
    for name, (texts, planted, near) in sets.items():
        result[name] = {"articles": len(texts), "planted_pairs": len(planted), "of_them_alike": len(near)}
    for run in (ours, rensa, datasketch):
        for name, made in sets.items():
            figures = measure(run, made, repetitions)
            result[name] |= {run.__name__: figures}  # type: ignore[operator]
            print(name, run.__name__, json.dumps(figures), file=sys.stderr, flush=True)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
