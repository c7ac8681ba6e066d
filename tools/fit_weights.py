"""Fit the weights of relation features on coded articles.

    fit_weights.py WEIGHED.jsonl GOLD_DIR... > lexicon/fr/weights.toml

WEIGHED.jsonl is what ``cargo run --example weighed`` prints for the articles; each GOLD_DIR holds codebook files
(``ID.json`` with ``relations``). A candidate is right if the gold of its article holds the same type between the same
parties, of acts that are done or planned if it says so itself, for at least half of the pairs it stands for. The model is a logistic regression with an L2 penalty; its regularised weights are rounded to two decimals and
left out below 0.05. Standard error tells the cross-validated figures: five folds over articles, so that no article is
judged by weights that have seen it. Needs scikit-learn.
"""

import json
import sys
from itertools import product
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

UNORDERED = {"AGREE", "CONSULT", "COOPERATE", "TENSION"}
DONE = ("asserted", "planned")
PENALTY = 0.3
THRESHOLDS = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6]


def keys(relation):
    """The (type, source, target) triples of one relation."""
    as_list = lambda value: value if isinstance(value, list) else [value]
    for source, target in product(as_list(relation["source"]), as_list(relation["target"])):
        source, target = (code.split("@")[0].lower() for code in (source, target))
        if source != target:
            if relation["type"] in UNORDERED and source > target:
                source, target = target, source
            yield (relation["type"], source, target)


def is_right(row, wanted):
    """Whether most of what a candidate says is in the gold."""
    said = set(keys(row))
    return 2 * len(said & wanted) > len(said)


def main():
    """Fit, report, print."""
    weighed = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    gold, real = {}, {}
    for folder in sys.argv[2:]:
        for path in Path(folder).glob("*.json"):
            record = json.loads(path.read_text(encoding="utf-8"))
            gold[record["id"]] = {key for relation in record["relations"] for key in keys(relation)}
            real[record["id"]] = {
                key
                for relation in record["relations"]
                if relation["status"] in DONE
                for key in keys(relation)
            }
    rows = [row for row in weighed if row["id"] in gold]
    labels = np.array([is_right(row, real[row["id"]] if row["status"] in DONE else gold[row["id"]]) for row in rows])
    groups = np.array([row["id"] for row in rows])
    vectorizer = DictVectorizer()
    features = vectorizer.fit_transform([{name: 1 for name in row["features"] if name != "bias"} for row in rows])
    model = LogisticRegression(C=PENALTY, max_iter=2000)
    unseen = np.zeros(len(rows))
    for train, test in GroupKFold(5).split(features, labels, groups):
        unseen[test] = model.fit(features[train], labels[train]).predict_proba(features[test])[:, 1]
    told = f"{len(gold)} articles, {len(rows)} candidates, {labels.sum()} right"
    print(told, file=sys.stderr)
    for threshold in THRESHOLDS:
        hit = predicted = 0
        for article, wanted in real.items():
            found = {
                key
                for row, probability in zip(rows, unseen)
                if row["id"] == article and probability >= threshold and row["status"] in DONE
                for key in keys(row)
            }
            hit, predicted = hit + len(found & wanted), predicted + len(found)
        wanted = sum(map(len, real.values()))
        precision, recall = hit / max(predicted, 1), hit / wanted
        f1 = 2 * hit / (predicted + wanted)
        print(f"threshold {threshold:.2f}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}", file=sys.stderr)
    for low in np.arange(0, 1, 0.1):
        inside = (unseen >= low) & (unseen < low + 0.1)
        if inside.any():
            share, mean = labels[inside].mean(), unseen[inside].mean()
            print(f"said {mean:.2f} right {share:.2f} of {inside.sum()}", file=sys.stderr)
    model.fit(features, labels)
    print('source = "a logistic regression on articles coded by hand: tools/fit_weights.py"')
    print('licence = "MIT OR Apache-2.0"')
    print("threshold = 0.45\n\n[weights]")
    print(f"bias = {model.intercept_[0]:.2f}")
    for name, weight in sorted(zip(vectorizer.get_feature_names_out(), model.coef_[0])):
        if abs(weight) >= 0.05:
            print(f'"{name}" = {weight:.2f}')


if __name__ == "__main__":
    main()
