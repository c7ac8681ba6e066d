"""What the documentation site shows: its examples run, its sentences are read as it says, and it builds."""

import re
from pathlib import Path

import pytest
from test_readme import blocks

import corpus

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def reading(text):
    """What is read in a text, as docs/codebook.md writes it."""
    found = corpus.extract(text, published="2025-06-15", language="fr")
    lines = []
    for relation in found.relations:
        parts = [f"{relation['type']} {'+'.join(relation['source'])} → {'+'.join(relation['target'])}"]
        parts += [relation["status"]] if relation["status"] != "asserted" else []
        parts += [f"by {relation['said_by']}"] if relation["said_by"] else []
        parts += [relation["date"]] if relation["date"] else []
        lines.append(", ".join(parts))
    lines += [f"{tie['tie']} {tie['subject']} → {tie['object']}" for tie in found.ties]
    return "; ".join(lines) or "nothing"


def sentences():
    return re.findall(r"^\| « (.+?) » \| `(.+?)` \|", (DOCS / "codebook.md").read_text("utf-8"), re.M)


@pytest.mark.parametrize(("text", "written"), sentences())
def test_the_codebook_says_how_a_sentence_is_read(text, written):
    assert reading(text) == written, f"put `{reading(text)}` into docs/codebook.md, or another sentence"


def test_the_codebook_shows_every_type_and_standing():
    shown = "; ".join(written for _, written in sentences())
    types = [name for name, _, _ in corpus._corpus._relation_types()]
    assert len(types) == 17
    page = (DOCS / "codebook.md").read_text("utf-8")
    for name in types:
        assert re.search(rf"\b{name} [A-Z+]+ → ", shown), name
        assert re.search(rf"^### {name}\b", page, re.M), name
    for standing in ("planned", "claimed", "denied", "hypothetical"):
        assert f", {standing}" in shown
