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


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own, where plots are drawn unseen."""
    pytest.importorskip("pandas")
    pytest.importorskip("matplotlib").use("Agg")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    from matplotlib import pyplot

    pyplot.close("all")


# Pages whose Python runs here, from top to bottom. The tests beside this one run the others.
PAGES = ["start.md", "debuter.md", "loading.md", "relations.md"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs(page, folder):
    names = {"__name__": page}
    found = list(blocks("python", DOCS / page))
    assert found
    for line, code in found:
        exec(compile("\n" * (line - 1) + code, str(DOCS / page), "exec"), names)
    if page in ("start.md", "debuter.md"):
        (picture,) = folder.glob("mali-alg*.png")
        assert picture.stat().st_size > 5_000
        assert len(names["df"])


def test_the_two_start_pages_do_the_same():
    """What one language is told to type the other is, too, but for the names of things."""
    english, french = ([re.sub(r"#.*", "", code) for _, code in blocks("python", DOCS / page)] for page in PAGES[:2])
    asked = [re.findall(r"\.(\w+)\(", "\n".join(codes)) for codes in (english, french)]
    assert [name for name in asked[1] if name not in ("sample", "to_excel", "methods")] == [
        name for name in asked[0] if name != "sample"
    ]


def test_the_commands_are_described():
    from corpus import __main__ as command

    told = (DOCS / "api" / "command.md").read_text("utf-8")
    help = command.parser().format_help()
    for name in re.search(r"positional arguments:\n.*?\n(.*?)\n\n", help, re.S)[1].splitlines():
        if re.match(r"    \S", name):
            assert f"`{name.split()[0]}" in told, name
