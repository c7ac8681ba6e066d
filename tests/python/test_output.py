"""What is shown can be neither a script nor a trick."""

from html.parser import HTMLParser

import pytest

import corpus
from corpus import _display

EVIL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)", "</style><script>1</script>",
    "</div></table><iframe src=javascript:alert(1)>", "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>", "&lt;script&gt;", "<!--", "]]>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>", "\x00<script>", "<scr\x00ipt>", "\u202e<b>\u2066", "<body onload=1>", "{{7*7}}", "${x}",
    "<style>*{display:none}</style>", "<link rel=stylesheet href=//x>", "<base href=//x>", "<form action=//x><input>", "data:text/html,<script>1</script>",
]  # fmt: skip
TAGS = {"style", "div", "span", "p", "h3", "table", "thead", "tbody", "tr", "th", "td", "a"}


class Checker(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in {"class", "title", "href", "rel", "target", "colspan"}, name
            if name == "href":
                assert value.startswith(("https://", "http://")), value
                assert dict(attrs)["rel"] == "noopener noreferrer"
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_decl(self, decl):
        raise AssertionError(decl)

    def handle_data(self, data):
        if "style" not in self.open:
            self.seen.append(data)
            assert not set(data) & set("\x00\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    return "".join(checker.seen)


@pytest.mark.parametrize("evil", EVIL, ids=range(len(EVIL)))
def test_hostile_text_is_text(evil):
    clean = evil.replace("\0", "\ufffd")
    with corpus.open(":memory:") as db:
        record = {
            "id": "k" + clean,
            "title": clean,
            "text": f"Le Mali {evil} et l’Algérie {evil}.",
            "outlet": clean,
            "url": evil,
            "x": evil,
        }
        db.load(record, progress=False)
        for table in (db.articles(), db.search("mali"), db.search("algérie"), db.mentions(), db.entities()):
            check(table._repr_html_())
            assert "\x1b" not in str(table)
        seen = check(db.article(1)._repr_html_())
        if evil.isprintable():
            assert evil in seen
        check(db.articles()[0]._repr_html_())
        check(db.sql('SELECT 1 AS "' + evil.replace('"', "").replace("\0", "") + '"')._repr_html_())
        check(db.load([{"id": evil, "text": 3}, {"no": evil}], progress=False)._repr_html_())
        check(db.network()._repr_html_())
    check(corpus.extract(f"Le Mali {evil} accuse l’Algérie {evil}. {evil}")._repr_html_())


def test_long_tables_are_cut():
    with corpus.open(":memory:") as db:
        db.load([{"id": str(n), "text": f"Texte {n} " + "x" * 1000} for n in range(100)], progress=False)
        html = db.articles()._repr_html_()
        assert len(html) < 60_000
        assert "100 articles" in check(html)


def test_overlapping_marks_nest():
    spans = [
        (0, 10, "a", "one"),
        (3, 5, "b", "<two>"),
        (4, 12, "c", ""),
        (11, 99, "d", "outside"),
        (5, 5, "e", "empty"),
    ]
    assert check(_display.marked("0123456789abcdef", spans)) == "0123456789abcdef"
    assert check(_display.marked("", [])) == ""


def test_links():
    assert 'href="https://example.org/?a=1&amp;b=&quot;"' in _display.link('https://example.org/?a=1&b="')
    for url in ("javascript:alert(1)", "data:text/html,x", "//x", "http://", "https:///x", "http://[", None, ""):
        assert "<a" not in _display.link(url)
