"""Fit what decides which relations are told, on coded articles.

    fit_weights.py rules WEIGHED.jsonl GOLD_DIR... > lexicon/fr/weights.toml
    fit_weights.py words WEIGHED.jsonl GOLD_DIR... > lexicon/fr/learned.tsv

WEIGHED.jsonl is what ``cargo run --example weighed`` prints for the articles (once with the old weights for ``rules``,
again with the new ones for ``words``); each GOLD_DIR holds codebook files (``ID.json`` with ``relations``, each with
the byte offsets of its evidence, ``start`` and ``end``). Needs scikit-learn.

``rules``: a logistic regression (L2) on the features of each candidate of a rule. A candidate is right if the gold of
its article holds the same type for most of the pairs it stands for.

``words``: for each type a logistic regression (L2) on the words around two actors of a sentence and on the best
confidence of a rule for them. A pair is right if a coded relation of that type between the two has its evidence in the
sentence. Weights below 0.03 are left out. A last logistic regression judges each act by all that the article says of it
(the best and the second sentence, how often the two stand together, what else is said of them), fitted on sums that
come from models that have not seen the article.

Both tell on standard error what five folds over articles give: no article is judged by weights that have seen it.
"""

import json
import sys
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

MUTUAL = {"AGREE", "CONSULT", "COOPERATE", "TENSION"}
DONE = ("asserted", "planned")
THRESHOLDS = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6]
RARE = 3
LEAST = 0.02


def pairs_of(relation):
    """Every (source, target) of one relation."""

    def as_list(value):
        return value if isinstance(value, list) else [value]

    for source, target in product(as_list(relation["source"]), as_list(relation["target"])):
        source, target = (code.split("@")[0].lower() for code in (source, target))
        if source != target:
            yield source, target


def key(kind, source, target):
    """One (type, source, target), without order where the type has none."""
    return (kind, *sorted((source, target))) if kind in MUTUAL else (kind, source, target)


def keys(relation):
    """Collect the keys of one relation."""
    return {key(relation["type"], *pair) for pair in pairs_of(relation)}


def read(weighed, folders):
    """Sentences by article, and gold relations by article."""
    gold = {}
    for folder in folders:
        for path in sorted(Path(folder).glob("*.json")):
            record = json.loads(path.read_text(encoding="utf-8"))
            gold[record["id"]] = record["relations"]
    lines = Path(weighed).read_text(encoding="utf-8").splitlines()
    sentences = [sentence for sentence in map(json.loads, lines) if sentence["id"] in gold]
    return sentences, gold


def report(gold, found_at):
    """Precision, recall and F1 of the keys told at each threshold."""
    real = {i: {k for r in relations if r["status"] in DONE for k in keys(r)} for i, relations in gold.items()}
    wanted = sum(map(len, real.values()))
    for threshold in THRESHOLDS:
        found = found_at(threshold)
        hit = sum(len(found[i] & real[i]) for i in real)
        told = sum(len(found[i]) for i in real)
        precision, recall, f1 = hit / max(told, 1), hit / wanted, 2 * hit / (told + wanted)
        print(f"threshold {threshold:.2f}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}", file=sys.stderr)


def reliability(said, right):
    """How often what is said with a confidence is right."""
    for low in np.arange(0, 1, 0.1):
        inside = (said >= low) & (said < low + 0.1)
        if inside.any():
            share, mean = right[inside].mean(), said[inside].mean()
            print(f"said {mean:.2f} right {share:.2f} of {inside.sum()}", file=sys.stderr)


def unseen_sums(model, features, labels, groups):
    """Give the log-odds each row gets from a model that has not seen its article."""
    sums = np.full(len(labels), -6.0)
    for train, test in GroupKFold(5).split(features, labels, groups):
        if labels[train].any():
            sums[test] = model.fit(features[train], labels[train]).decision_function(features[test])
    return sums


def fit_rules(sentences, gold):
    """Fit and print the weights of the candidates' features."""
    rows = [{**candidate, "id": s["id"]} for s in sentences for candidate in s["candidates"]]

    def is_right(row):
        relations = gold[row["id"]]
        wanted = {k for r in relations if r["status"] in DONE or row["status"] not in DONE for k in keys(r)}
        return 2 * len(keys(row) & wanted) > len(keys(row))

    labels = np.array([is_right(row) for row in rows])
    groups = np.array([row["id"] for row in rows])
    vectorizer = DictVectorizer()
    features = vectorizer.fit_transform([{name: 1 for name in row["features"] if name != "bias"} for row in rows])
    model = LogisticRegression(C=0.3, max_iter=2000)
    said = 1 / (1 + np.exp(-unseen_sums(model, features, labels, groups)))
    print(f"{len(gold)} articles, {len(rows)} candidates, {labels.sum()} right", file=sys.stderr)

    def found_at(threshold):
        found = defaultdict(set)
        for row, probability in zip(rows, said, strict=True):
            if probability >= threshold and row["status"] in DONE:
                found[row["id"]] |= keys(row)
        return found

    report(gold, found_at)
    model.fit(features, labels)
    print('source = "a logistic regression on articles coded by hand: tools/fit_weights.py"')
    print('licence = "MIT OR Apache-2.0"')
    print("threshold = 0.4\nsure = 0.52\nsure_of = { CONCEDE = 0.45, PROTEST = 0.45 }\n\n[weights]")
    print(f"bias = {model.intercept_[0]:.2f}")
    for name, weight in sorted(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)):
        if abs(weight) >= 0.05:
            print(f'"{name}" = {weight:.2f}')


def evidence(own, other):
    """Tell in numbers what the rules found; the same as the crate works out."""
    return [own, own > 0, own > 0.3, own > 0.6, other, other > 0]


def article_features(rows, probabilities, types):
    """Tell what the whole article says of each act: the numbers of src/extract/verdict.rs, in their order."""
    acts, together, rows_of = defaultdict(list), Counter(), Counter()
    sums = defaultdict(lambda: np.zeros(len(types)))
    for (article, source, target), row in zip(rows, probabilities, strict=True):
        together[(article, *sorted((source, target)))] += 1
        rows_of[article] += 1
        sums[article] += row
        for number in np.nonzero(row > LEAST)[0]:
            acts[(article, *key(types[number], source, target))].append(row[number])
    most, by_dyad = Counter(), defaultdict(list)
    for (article, *_), count in together.items():
        most[article] = max(most[article], count)
    for (article, kind, source, target), found in acts.items():
        by_dyad[(article, *sorted((source, target)))].append((kind, source, max(found)))
    features = []
    for (article, kind, source, target), found in acts.items():
        found = sorted(found, reverse=True)
        any_of = 1 - np.prod([1 - p for p in found])
        dyad = (article, *sorted((source, target)))
        others = [p for k, _, p in by_dyad[dyad] if k != kind]
        back = [p for k, s, p in by_dyad[dyad] if k == kind and s != source]
        features.append(
            [
                np.log(found[0] / (1 - found[0] + 1e-9)),
                np.log(any_of / (1 - any_of + 1e-9)),
                np.log(len(found)),
                found[1] if len(found) > 1 else 0,
                max(others, default=0),
                sum(others),
                max(back, default=0),
                np.log(together[dyad]),
                together[dyad] / most[article],
                np.log(rows_of[article]),
                10 * sums[article][types.index(kind)] / rows_of[article],
            ]
        )
    return list(acts), np.array(features)


def fit_words(sentences, gold):
    """Fit and print the weights of words."""
    rows, found_by_rules, labels = [], [], []
    for sentence in sentences:
        begin, end = sentence["sentence"]
        inside = [r for r in gold[sentence["id"]] if r["start"] < end and r["end"] > begin]
        coded = {k for r in inside for k in keys(r)}
        for pair in sentence["pairs"]:
            ends = (pair["source"].lower(), pair["target"].lower())
            best = Counter()
            for candidate in sentence["candidates"]:
                if key(candidate["type"], *ends) in keys(candidate):
                    best[candidate["type"]] = max(best[candidate["type"]], candidate["confidence"])
            rows.append((sentence["id"], *ends, pair["features"]))
            found_by_rules.append(best)
            labels.append(
                {kind for kind, *both in coded if set(both) == set(ends) and key(kind, *ends) == (kind, *both)}
            )
    counts = Counter(name for *_, names in rows for name in set(names))
    vectorizer = DictVectorizer()
    words = vectorizer.fit_transform([{name: 1 for name in set(names) if counts[name] >= RARE} for *_, names in rows])
    groups = np.array([row[0] for row in rows])
    every = sorted({kind for kinds in labels for kind in kinds})
    types = [kind for kind in every if sum(kind in kinds for kinds in labels) >= 8]
    sums, models = [], []
    for kind in types:
        own = np.array([found[kind] for found in found_by_rules])
        other = np.array([max((p for k, p in found.items() if k != kind), default=0) for found in found_by_rules])
        rules = np.array([evidence(*both) for both in zip(own, other, strict=True)], dtype=float)
        # Twice the value, half the penalty: few numbers that say much, against many words that say little.
        features = sparse.hstack([words, sparse.csr_matrix(2 * rules)]).tocsr()
        right = np.array([kind in kinds for kinds in labels])
        model = LogisticRegression(C=0.2, solver="liblinear")
        sums.append(unseen_sums(model, features, right, groups))
        models.append(LogisticRegression(C=0.2, solver="liblinear").fit(features, right))
    rows = [row[:3] for row in rows]
    print(f"{len(gold)} articles, {len(rows)} pairs, {sum(map(bool, labels))} with a relation", file=sys.stderr)
    acts, features = article_features(rows, 1 / (1 + np.exp(-np.array(sums).T)), types)
    features = np.hstack([features, [[kind == act[1] for kind in types] for act in acts]])
    real = {i: {k for r in relations if r["status"] in DONE for k in keys(r)} for i, relations in gold.items()}
    right = np.array([act[1:] in real[act[0]] for act in acts])
    middle, spread = features.mean(0), features.std(0) + 1e-9
    article = LogisticRegression(C=1.0, max_iter=2000)
    scaled = (features - middle) / spread
    said = 1 / (1 + np.exp(-unseen_sums(article, scaled, right, np.array([act[0] for act in acts]))))

    def found_at(threshold):
        found = defaultdict(set)
        for act, probability in zip(acts, said, strict=True):
            if probability >= threshold:
                found[act[0]].add(act[1:])
        return found

    report(gold, found_at)
    reliability(said, right)
    article.fit(scaled, right)
    weights = article.coef_[0] / spread
    weights = [article.intercept_[0] - (article.coef_[0] * middle / spread).sum(), *weights]
    print("# What the words around two actors say of them: a logistic regression for each type on articles coded by")
    print("# hand (tools/fit_weights.py). A line is a feature, a tab, and number of the type:log-odds.")
    print("# licence: MIT OR Apache-2.0")
    print("types\t" + " ".join(types))
    print("threshold\t0.3")
    print("article\t" + " ".join(f"{weight:.4f}" for weight in weights))
    print("bias\t" + " ".join(f"{model.intercept_[0]:.3f}" for model in models))
    size = words.shape[1]
    print("evidence\t" + " ".join(f"{2 * weight:.3f}" for model in models for weight in model.coef_[0][size:]))
    for column, name in enumerate(vectorizer.get_feature_names_out()):
        weights = [(number, model.coef_[0][column]) for number, model in enumerate(models)]
        told = " ".join(f"{number}:{weight:.2f}" for number, weight in weights if abs(weight) >= 0.03)
        if told and "\t" not in name and "\n" not in name:
            print(f"{name}\t{told}")


def main():
    """Run what the first argument names."""
    what, weighed, *folders = sys.argv[1:]
    sentences, gold = read(weighed, folders)
    {"rules": fit_rules, "words": fit_words}[what](sentences, gold)


if __name__ == "__main__":
    main()
