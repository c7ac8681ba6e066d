"""What is shown says what was read, links lead where they say, and it can be read in light and dark."""

import os
import pickle
import re
from pathlib import Path

import pytest
from browser import pages
from test_output import EVIL, check

import corpus

ROOT = Path(__file__).parents[2]
VERSIONS = ("event", "article_id", "key", "outlet", "published", "status", "said_by", "type", "date", "place", "source",
            "target", "evidence", "start", "end")  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    with corpus.open(":memory:") as db:
        db.load(corpus.sample(), progress=False)
        yield db


def accounts(**changes):
    """Three accounts of one event, as `Corpus.versions` gives them; written by hand."""
    arrow = pytest.importorskip("pyarrow")
    rows = [
        (7, 1, "a/1", "Le Fil", "2025-04-02", "asserted", None, "ASSAULT", "2025-04-01", "Tin Zaouatine", "DZA", "MLI",
         "l’armée algérienne a abattu un drone malien", 10, 53),
        (7, 2, "b/2", "La Vigie", "2025-04-03", "claimed", "MLI", "ASSAULT", "2025-03-31", None, "DZA", "MLI",
         "un drone aurait été détruit par Alger", 0, 37),
        (7, 3, "c/3", None, None, "denied", "DZA", "ASSAULT", "2025-04-01", None, "DZA", "MLI",
         "Alger dément avoir visé l’appareil", 5, 39),
    ]  # fmt: skip
    columns = {name: list(values) for name, values in zip(VERSIONS, zip(*rows, strict=True), strict=True)}
    columns.update(changes)
    return corpus.Table.from_arrow(arrow.table(columns))


def prose(html):
    """The text of an article as its view holds it, without the numbers that link to relations."""
    inside = re.search(r'<div class="c-text" dir="auto">(.*?)</div>', html, re.S)[1]
    return check(re.sub(r'<sup class="c-ref">.*?</sup>', "", inside))


def test_the_text_is_verbatim(sample):
    for id in sample.articles()["id"]:
        article = sample.article(id)
        assert prose(article._repr_html_()) == article.text.replace("\r\n", "\n")


def test_marks_say_code_rule_and_status(sample):
    html = sample.article("articles/2025-04-07_ambassadeurs-rappeles.txt")._repr_html_()
    check(html)
    mention = re.search(r'<span class="c-m c-state" title="([^"]*)">Mali</span>', html)
    assert re.match(r"state MLI \[\S+\]\n", mention[1]), mention[1]
    assert "SANCTION" in mention[1], "what is around it is told, too"
    assert re.search(r'class="c-rel c-asserted c-l\d" id="\w+" title="\d+\. \w+ [^"]*\[fr\.', html.replace("-s", ""))
    assert '<span class="c-label" title="byline">' in html
    assert '<span class="c-headline" title="title">' in html
    assert 'title="source MLI"' in html


def test_relations_link_to_their_sentences_and_back(sample):
    article = sample.article("articles/2025-04-07_ambassadeurs-rappeles.txt")
    html = article._repr_html_()
    anchors = re.findall(r' id="(c\w+-[sr]\d+)"', html)
    links = re.findall(r' href="#(c\w+-[sr]\d+)"', html)
    assert sorted(anchors) == sorted(links)
    statements = {
        (row.start, row.end, row.type, row.status, row.date, row.said_by, row.rule) for row in article.relations
    }
    assert len(anchors) == 2 * len(statements)
    # Two views in one notebook do not lead into one another.
    again = re.findall(r' id="(c\w+-[sr]\d+)"', article._repr_html_())
    assert not set(anchors) & set(again)


def test_evidence_shows_who_acts(sample):
    table = sample.relations(between=("MLI", "DZA"), type="SANCTION")
    html = table._repr_html_()
    assert "not shown here: id," in check(html)
    assert re.search(r'<span class="c-m c-source" title="source MLI">Bamako</span> a rappelé', html)
    assert 'title="target DZA">Algérie</span>' in html
    # A slice knows its corpus; a pickled table has none, and shows the words alone.
    assert 'class="c-m c-source"' in table[:2]._repr_html_()
    assert 'title="source' not in pickle.loads(pickle.dumps(table))._repr_html_()
    few = sample.relations(columns=["source", "evidence"])._repr_html_()
    assert re.findall(r"<th>(\w+)</th>", few) == ["source", "evidence"]


def test_a_closed_corpus_shows_the_words_alone():
    db = corpus.open(":memory:")
    db.load({"id": "a", "text": "Le Mali rappelle son ambassadeur en Algérie.", "date": "2025-04-06"}, progress=False)
    table, article = db.relations(), db.article("a")
    assert 'title="source MLI"' in table._repr_html_()
    db.close()
    assert 'title="source' not in table._repr_html_()
    assert "Mali" in check(table._repr_html_())
    assert 'title="source MLI"' in article._repr_html_(), "an article has its names with it"
    del db
    assert table._corpus is None, "a table does not keep a corpus open"
    check(table._repr_html_())


def test_hits_show_names_and_what_was_found(sample):
    html = sample.search("drone accuse*")._repr_html_()
    assert '<span class="c-hit">' in html
    assert '<span class="c-m c-state" title="state ' in html
    # The word searched for is itself a name: both show.
    both = sample.search("Bamako")._repr_html_()
    assert re.search(r'c-m c-\w+" title="\w+ MLI"><span class="c-hit" title="\w+ MLI">Bamako', both), both[-3000:]


def test_versions_stand_side_by_side():
    html = accounts()._repr_html_()
    seen = check(html)
    assert html.count('class="c-card"') == 3
    assert "ASSAULT DZA → MLI" in seen
    assert "3 accounts in 3 articles of 2 outlets" in seen
    cards = html.split('class="c-card"')[1:]
    assert [card.count('class="c-differs"') for card in cards] == [0, 2, 1], "status and date; status"
    assert "said by MLI" in cards[1]
    assert "l’armée algérienne a abattu" in cards[0]
    # What else is claimed of an event does not change what it is.
    rivals = accounts(account=["report", "rival", "reaction"], type=["ASSAULT", "ACCUSE", "ACCUSE"])._repr_html_()
    assert "ASSAULT DZA → MLI" in check(rivals)
    assert "2025-04-03 · rival" in check(rivals)
    # Other rows, or those of several events, are a table.
    assert '"c-card"' not in accounts(event=[7, 7, 8])._repr_html_()
    assert '"c-card"' not in accounts()[:0]._repr_html_()


def test_versions_show_who_acts(sample):
    table = sample.sql(
        "SELECT 1 AS event, r.id AS relation_id, a.key, a.outlet, r.* FROM relations AS r "
        "JOIN articles AS a ON a.id = r.article_id WHERE r.type = 'ASSAULT' AND r.source = 'DZA' LIMIT 30"
    )
    html = table._repr_html_()
    check(html)
    assert html.count('class="c-card"') == min(len(table), 24)
    assert 'title="source DZA"' in html


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_hostile_accounts_are_text(evil):
    evil = evil.replace("\0", "\x01")
    for column in ("key", "outlet", "published", "status", "said_by", "type", "date", "place", "source", "evidence"):
        check(accounts(**{column: [evil] * 3})._repr_html_())


def test_long_and_odd_annotations_are_shown():
    """Hand-coded rows may overlap, cross and repeat; each is listed, and the text stays whole."""
    from corpus._article import body

    text = "Le Mali accuse l’Algérie. " * 40
    relation = {"type": "ACCUSE", "source": ["MLI", "NER"], "target": "DZA", "date": None, "status": "claimed",
                "said_by": "X", "rule": None, "origin": "A. B."}  # fmt: skip
    spans = [(at, min(len(text), at + 30 + at % 50)) for at in range(0, 900, 7)] + [(5, 5), (900, 99_999)]
    relations = [{**relation, "start": a, "end": b, "evidence": text[a:b]} for a, b in spans]
    mentions = [{"start": 3, "end": 7, "type": 'odd type"<', "code": "MLI"}]
    html = body(text, {"labels": [], "mentions": mentions, "dates": [], "relations": relations, "ties": []})
    assert prose(html) == text
    assert html.count("<li id=") == len(spans)


LUMINANCE = """(selector) => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const paper = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll(selector)].filter((e) => e.textContent.trim()).map((e) => {
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(paper(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.className, e.textContent.slice(0, 20)]; });
}"""
"""The contrast of each element with what lies behind it, by WCAG 2."""


@pytest.fixture(scope="module")
def opened():
    with pages() as opened:
        yield opened


@pytest.fixture(scope="module")
def views(sample):
    return {
        "article": sample.article("articles/2025-04-07_ambassadeurs-rappeles.txt")._repr_html_(),
        "relations": sample.relations(between=("MLI", "DZA"), type="SANCTION")[:8]._repr_html_(),
        "hits": sample.search("drone accuse*")._repr_html_(),
        "versions": sample.sql(
            "SELECT 1 AS event, r.id AS relation_id, a.key, a.outlet, r.* FROM relations AS r "
            "JOIN articles AS a ON a.id = r.article_id WHERE r.type = 'ASSAULT' AND r.source = 'DZA' "
            "AND r.target = 'MLI' AND (a.outlet IS NOT NULL OR r.status = 'claimed') ORDER BY r.published LIMIT 6"
        )._repr_html_(),
        "extraction": corpus.extract("Le Mali accuse Alger d’avoir abattu un drone.")._repr_html_(),
    }


PAGES = {
    "system-light": ("light", ""),
    "system-dark": ("dark", ""),
    "jupyterlab-light": ("dark", 'data-jp-theme-light="true"'),
    "jupyterlab-dark": ("light", 'data-jp-theme-light="false"'),
    "vscode-light": ("dark", 'class="vscode-light"'),
    "vscode-dark": ("light", 'class="vscode-dark"'),
}


@pytest.mark.parametrize("name", ["article", "relations", "hits", "versions", "extraction"])
@pytest.mark.parametrize("page", PAGES)
def test_a_browser_shows_it_in_light_and_dark(opened, views, tmp_path, name, page):
    scheme, body = PAGES[page]
    shown = opened(views[name], tmp_path, scheme=scheme, body=body)
    assert shown.told == [], "nothing is fetched, nothing complains"
    contrasts = shown.evaluate(LUMINANCE, ".corpus-view, .corpus-view *:not(:has(*))")
    assert len(contrasts) > 10
    low = [contrast for contrast in contrasts if contrast[0] < 4.5]
    assert not low, low[:5]
    # The page's word counts for more than the system's.
    paper = shown.evaluate("getComputedStyle(document.querySelector('.corpus-view')).backgroundColor")
    dark = sum(map(int, re.findall(r"\d+", paper)[:3])) < 300
    assert dark == page.endswith("dark")
    picture = shown.locator(".corpus-view").screenshot(path=tmp_path / f"{name}.png")
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5_000
    if (kept := os.environ.get("CORPUS_PICTURES")) and page.startswith("system"):
        (Path(kept) / f"look-{name}-{page.removeprefix('system-')}.png").write_bytes(picture)


def test_links_scroll_there_and_back(opened, views, tmp_path):
    # Two views of one article, as in two cells: each leads within itself.
    shown = opened(views["article"] + views["extraction"], tmp_path)
    link = shown.locator("sup.c-ref a").last
    entry = shown.locator(link.get_attribute("href"))
    link.click()
    assert shown.evaluate("document.querySelector(':target').tagName") == "LI"
    assert entry.is_visible()
    entry.locator("a").click()
    assert shown.evaluate("document.querySelector(':target').className").startswith("c-rel ")
    assert shown.evaluate("document.querySelectorAll(':target').length") == 1


def test_what_is_copied_has_no_numbers_in_it(opened, views, tmp_path):
    shown = opened(views["extraction"], tmp_path)
    copied = shown.evaluate(
        "(() => { const s = getSelection(); s.selectAllChildren(document.querySelector('.c-text')); return s.toString(); })()"
    )
    assert copied == "Le Mali accuse Alger d’avoir abattu un drone."


def test_wide_tables_stay_in_their_cell(opened, views, tmp_path):
    for name, html in views.items():
        shown = opened(html, tmp_path, width=420)
        wide = shown.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, name


def test_hostile_text_runs_nothing_in_a_browser(opened, tmp_path):
    text = "Le Mali accuse l’Algérie. " + " ".join(EVIL).replace("\0", "\ufffd")
    with corpus.open(":memory:") as db:
        db.load({"id": text[:900], "title": text, "text": text, "outlet": text, "url": EVIL[6]}, progress=False)
        html = "".join(
            part._repr_html_()
            for part in (db.article(1), db.search("mali"), db.relations(), db.articles(), db.mentions())
        )
    html += corpus.extract(text)._repr_html_() + accounts(evidence=[text] * 3, outlet=[text] * 3)._repr_html_()
    shown = opened(html, tmp_path)
    assert shown.told == []
    assert (
        shown.evaluate("document.querySelectorAll('script, iframe, object, embed, svg, math, form, link, base').length")
        == 0
    )
    handlers = "[...document.querySelectorAll('.corpus-view *')].flatMap((e) => e.getAttributeNames()).filter((n) => n.startsWith('on'))"
    assert shown.evaluate(handlers) == []
    links = shown.evaluate("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_an_exported_notebook_shows_it(opened, views, tmp_path):
    nbconvert = pytest.importorskip("nbconvert", reason="no notebook is exported: pip install nbconvert")
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.v4.new_notebook()
    for html in (views["article"], views["relations"]):
        output = nbformat.v4.new_output("display_data", {"text/html": html})
        book.cells.append(nbformat.v4.new_code_cell("db", outputs=[output]))
    exported, _ = nbconvert.HTMLExporter(theme="dark", embed_images=True).from_notebook_node(book)
    # What the template fetches from the web is of no concern here.
    exported = re.sub(r"<script\b.*?</script>", "", exported, flags=re.S)
    path = tmp_path / "book.html"
    path.write_text(exported, "utf-8")
    shown = opened("", tmp_path)
    shown.goto(path.as_uri())
    paper = shown.evaluate("getComputedStyle(document.querySelector('.corpus-view')).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", paper)[:3])) < 300, "dark, as the notebook is"
    low = [contrast for contrast in shown.evaluate(LUMINANCE, ".corpus-view *:not(:has(*))") if contrast[0] < 4.5]
    assert not low, low[:5]
    assert shown.evaluate("getComputedStyle(document.querySelector('.corpus-view td')).textAlign") == "left"
    if kept := os.environ.get("CORPUS_PICTURES"):
        shown.screenshot(path=Path(kept) / "look-exported-dark.png")
