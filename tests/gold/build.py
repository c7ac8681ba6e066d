#!/usr/bin/env python3
"""Turn the hand-coded articles of `working/` into gold with offsets.

    python tests/gold/build.py            check everything, write tests/gold/ID.json
    python tests/gold/build.py --check    check only, and that the written files are up to date

`working/ID.json` holds an article with its spans marked inline, its metadata, relations and ties; the article itself is
`python/corpus/sample/articles/ID.txt`. The codebook explains what is coded and how. Offsets are Unicode code points.
A file with a problem is not written, and the exit status is 1.
"""

import argparse
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "python" / "corpus" / "sample"

RELATIONS = {
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "TENSION",
}
STATUSES = {"asserted", "planned", "claimed", "denied", "hypothetical"}
TIES = {"member_of", "holds_office", "based_in", "founded_by", "part_of"}
MENTIONS = {"S": "state", "L": "place", "O": "organization", "G": "armed_group", "P": "person"}

SPAN = re.compile(r"⟦(?P<surface>[^⟦⟧|]+)\|(?P<kind>[SLOGPD])\|(?P<code>[^⟦⟧|]+)⟧")
DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?[~?%]?"
EDTF = re.compile(rf"(?:{DAY}|{DAY}/(?:{DAY}|\.\.)|\.\./{DAY})")
ISO3 = re.compile(r"[A-Z]{3}")


class Article:
    """An article's text and its hand coding, checked as it is built; `problems` says what is wrong."""

    def __init__(self, name, text, coded, published):
        self.name, self.text, self.coded, self.published = name, text, coded, published
        self.problems = []

    def fault(self, message):
        self.problems.append(message)

    def spans(self):
        """Read the inline marks; the offsets are those of the article, which the stripped text must equal."""
        marked = self.coded["marked"]
        plain, found, copied, length = [], [], 0, 0
        for mark in SPAN.finditer(marked):
            plain.append(marked[copied : mark.start()])
            length += mark.start() - copied
            surface = mark["surface"]
            found.append((length, length + len(surface), mark["kind"], mark["code"]))
            plain.append(surface)
            length += len(surface)
            copied = mark.end()
        plain.append(marked[copied:])
        stripped = "".join(plain)
        if stripped != self.text:
            at = next(
                (i for i, (a, b) in enumerate(zip(stripped, self.text)) if a != b), min(len(stripped), len(self.text))
            )
            self.fault(
                f"the markup does not strip back to the article at {at}: "
                f"{stripped[max(0, at - 20) : at + 20]!r} for {self.text[max(0, at - 20) : at + 20]!r}"
            )
        return found

    def locate(self, what, quoted):
        """Where a quotation stands in the article; it must stand there once, so that its offsets are certain."""
        first = self.text.find(quoted) if quoted else -1
        if first < 0:
            self.fault(f"{what} is not in the text: {quoted!r}")
            return {"start": 0, "end": 0}
        if self.text.find(quoted, first + 1) >= 0:
            self.fault(f"{what} is in the text more than once: {quoted!r}")
        return {"start": first, "end": first + len(quoted)}

    def date(self, what, value):
        if value is not None and not EDTF.fullmatch(value):
            self.fault(f"{what}: not an EDTF date: {value!r}")

    def metadata(self):
        metadata = dict(self.coded["metadata"])
        if metadata.get("published") != self.published:
            self.fault(f"published is {metadata.get('published')!r}, the manifest says {self.published!r}")
        self.date("published", self.published)
        for key in ("title", "agency", "photo_credit"):
            value = metadata.get(key)
            if key == "agency" and value and value.split()[-1] in self.text:
                continue
            if value is not None and value not in self.text:
                self.fault(f"{key} is not in the text: {value!r}")
        for key in ("authors", "boilerplate"):
            for value in metadata.get(key, []):
                if value not in self.text:
                    self.fault(f"{key}: not in the text: {value!r}")
        return {**metadata, "published": self.published}

    def names(self):
        mentions, dates = [], []
        for start, end, kind, code in self.spans():
            span = {"start": start, "end": end, "text": self.text[start:end]}
            if kind == "D":
                self.date(f"date {span['text']!r}", code)
                dates.append({**span, "value": code})
                continue
            if kind == "S" and not ISO3.fullmatch(code):
                self.fault(f"state {span['text']!r}: not a country code: {code!r}")
            if "@" in code and not ISO3.fullmatch(code.rpartition("@")[2]):
                self.fault(f"{span['text']!r}: not a country code after @: {code!r}")
            mentions.append({**span, "type": MENTIONS[kind], "code": code})
        return mentions, dates

    def relations(self):
        rows = []
        for number, relation in enumerate(self.coded["relations"]):
            what = f"relation {number}"
            if relation["type"] not in RELATIONS:
                self.fault(f"{what}: no such type: {relation['type']!r}")
            if relation["status"] not in STATUSES:
                self.fault(f"{what}: no such status: {relation['status']!r}")
            if relation["status"] in ("claimed", "denied") and not relation["said_by"]:
                self.fault(f"{what}: {relation['status']}, but by whom?")
            for side in ("source", "target"):
                actors = relation[side]
                if (
                    not isinstance(actors, list)
                    or not actors
                    or not all(isinstance(a, str) and "@" not in a for a in actors)
                ):
                    self.fault(f"{what}: {side} must list actor codes: {actors!r}")
            if set(relation["source"]) & set(relation["target"]):
                self.fault(f"{what}: an actor on both sides")
            self.date(what, relation["date"])
            rows.append({**relation, **self.locate(what, relation["evidence"])})
        return rows

    def ties(self):
        rows = []
        for number, tie in enumerate(self.coded["ties"]):
            what = f"tie {number}"
            if tie["tie"] not in TIES:
                self.fault(f"{what}: no such tie: {tie['tie']!r}")
            if ("office" in tie) != (tie["tie"] == "holds_office"):
                self.fault(f"{what}: an office belongs to holds_office, and only there")
            self.date(what, tie["date"])
            rows.append({**tie, **self.locate(what, tie["evidence"])})
        return rows

    def gold(self):
        if self.coded["id"] != self.name:
            self.fault(f"id is {self.coded['id']!r}")
        mentions, dates = self.names()
        return {
            "id": self.coded["id"],
            "language": self.coded["language"],
            "metadata": self.metadata(),
            "mentions": mentions,
            "dates": dates,
            "relations": self.relations(),
            "ties": self.ties(),
        }


def main():
    arguments = argparse.ArgumentParser(description="Build the gold of the sample corpus.")
    arguments.add_argument("--check", action="store_true", help="write nothing; fail if a written file is out of date")
    check = arguments.parse_args().check

    lines = (SAMPLE / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    manifest = {row["id"]: row for row in map(json.loads, lines)}
    written, failed = 0, 0
    for path in sorted((HERE / "working").glob("*.json")):
        name = path.stem
        coded = json.loads(path.read_text(encoding="utf-8"))
        # Bytes, not text mode: line ends count in the offsets.
        text = (SAMPLE / "articles" / f"{name}.txt").read_bytes().decode("utf-8")
        article = Article(name, text, coded, manifest[name]["published"])
        gold = json.dumps(article.gold(), ensure_ascii=False, indent=1) + "\n"
        target = HERE / f"{name}.json"
        if check and not article.problems and (not target.exists() or target.read_text(encoding="utf-8") != gold):
            article.fault("the written gold is out of date")
        for problem in article.problems:
            print(f"{name}: {problem}", file=sys.stderr)
        if article.problems:
            failed += 1
        elif not check:
            target.write_text(gold, encoding="utf-8")
            written += 1
    print(f"{written} written, {failed} with problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
