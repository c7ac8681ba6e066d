"""What the documentation site shows: its examples run, its sentences are read as it says, and it builds."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

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


def test_the_page_on_copies_runs(folder):
    """Its calls, on the sample articles, whose keys stand for those of the page."""
    families = {"la-gazette/9": "lvt-2025-04-08-ciel"}
    with corpus.open("sahel.db") as db:
        db.load(corpus.sample(), progress=False)
        (folder / "more").mkdir()
        (folder / "more" / "a.txt").write_text("Rien.", "utf-8")
        ((line, code),) = blocks("python", DOCS / "copies.md")
        for shown, key in families.items():
            assert shown in code
            code = code.replace(shown, key)
        exec(compile("\n" * (line - 1) + code, "docs/copies.md", "exec"), {"db": db})
        assert db.copy_threshold is None, "the last call of the page says so"


def test_the_page_on_events_runs(folder):
    names = {}
    for line, code in blocks("python", DOCS / "events.md"):
        exec(compile("\n" * (line - 1) + code, "docs/events.md", "exec"), names)
    assert len(names["contested"])


def test_every_page_with_python_is_run_by_a_test():
    tests = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for page in DOCS.rglob("*.md"):
        if "_build" not in page.parts and any(True for _ in blocks("python", page)):
            assert f'"{page.name}"' in tests or f"docs/{page.name}" in tests, f"no test runs {page.name}"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built anew with warnings as errors."""
    pytest.importorskip("sphinx", reason="the site is not built: pip install 'corpus-db[docs]'")
    for needed in ("numpydoc", "myst_nb", "pydata_sphinx_theme"):
        pytest.importorskip(needed)
    import subprocess
    import sys

    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-c", str(DOCS), str(ROOT)]
    built = subprocess.run([*command, str(out)], capture_output=True, text=True, timeout=110)
    assert built.returncode == 0, built.stderr
    return out


def test_the_site_documents_every_public_name(site):
    from sphinx.util.inventory import InventoryFile

    with open(site / "objects.inv", "rb") as file:
        known = InventoryFile.load(file, "", lambda base, path: path)
    names = {name.removeprefix("corpus._errors.").removeprefix("corpus.") for kind in known.values() for name in kind}
    missing = [name for name in corpus.__all__ if name not in names and not name.endswith("version") and name[0] != "_"]
    assert missing == [], "a function or class is not in docs/api"
    for function in corpus.plots.__all__:
        assert f"plots.{function}" in names, function
    for owner in ("Corpus", "Table", "Extraction", "Lexicon", "Network", "Diff", "Article"):
        public = [name for name in vars(getattr(corpus, owner)) if not name.startswith("_")]
        assert [name for name in public if f"{owner}.{name}" not in names] == []


class Page(HTMLParser):
    """What a page loads, and where it leads."""

    def __init__(self):
        super().__init__()
        self.loaded, self.links, self.ids = [], [], set()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if given.get("id"):
            self.ids.add(given["id"])
        if tag in ("script", "img", "iframe", "source"):
            self.loaded += [given[name].split()[0] for name in ("src", "srcset") if given.get(name)]
        elif tag == "link" and given.get("rel") in ("stylesheet", "preload", "icon"):
            self.loaded.append(given["href"])
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])


def test_the_site_needs_no_network_and_its_links_lead_somewhere(site):
    pages = {}
    for path in site.rglob("*.html"):
        if "_static" in path.parts:
            continue  # templates of the theme
        page = Page()
        page.feed(path.read_text("utf-8"))
        pages[path.resolve()] = page
    assert len(pages) > 35
    for path, page in pages.items():
        name = path.relative_to(site.resolve())
        for address in page.loaded:
            if address.startswith("data:"):
                continue
            assert not re.match(r"(https?:)?//", address), f"{name} loads {address}"
            assert (path.parent / unquote(address.split("?")[0])).exists(), f"{name}: {address}"
        for link in page.links:
            if re.match(r"[a-z]+:|//", link) or link == "#":
                continue
            target, _, anchor = unquote(link).partition("#")
            to = (path.parent / target).resolve() if target else path
            assert to.exists(), f"{name} leads to {link}"
            if anchor and to in pages and name.parts[0] == "docs":
                assert anchor in pages[to].ids, f"{name} leads to {link}"
