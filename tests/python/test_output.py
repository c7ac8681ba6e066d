"""What is shown can be neither a script nor a trick."""

from html.parser import HTMLParser

import pytest
from corpus._html import Mark, link, marked
from hypothesis import given
from hypothesis import strategies as st

import corpus

EVIL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)", "</style><script>1</script>",
    "</div></table><iframe src=javascript:alert(1)>", "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>", "&lt;script&gt;", "<!--", "]]>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>", "\x00<script>", "<scr\x00ipt>", "\u202e<b>\u2066", "<body onload=1>", "{{7*7}}", "${x}",
    "<style>*{display:none}</style>", "<link rel=stylesheet href=//x>", "<base href=//x>", "<form action=//x><input>", "data:text/html,<script>1</script>",
    "<svg><script>1</script></svg>", "<math href='javascript:1'>x</math>", "<details open ontoggle=alert(1)>", "<video src=x onerror=alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>", "<object data='javascript:1'>", "<embed src='javascript:1'>", "<template><script>1</script></template>", "<noscript><p title='</noscript><script>1</script>'>",
    "<meta http-equiv=refresh content='0;javascript:1'>", "<a href=' \x01javascript:1'>x</a>", "</textarea></title><script>1</script>", "https://x\" onclick=\"alert(1)", "<!DOCTYPE x><?php 1 ?>",
    "\u2028<script>\u2029", "<x style='background:url(javascript:1)'>",
]  # fmt: skip
TAGS = {
    "style",
    "div",
    "span",
    "p",
    "h3",
    "h4",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "b",
    "br",
    "sup",
    "ol",
    "li",
    "del",
    "ins",
}
ATTRIBUTES = {"class", "title", "href", "rel", "target", "colspan", "id", "dir"}


HIDDEN = set("\x00\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


class Checker(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.ids, self.links = [], [], set(), set()

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            assert not set(value) & HIDDEN
            if name == "id":
                assert value not in self.ids, value
                self.ids.add(value)
            if name == "href" and value.startswith("#"):
                self.links.add(value[1:])
            elif name == "href":
                assert value.startswith(("https://", "http://")), value
                assert dict(attrs)["rel"] == "noopener noreferrer"
        if tag != "br":
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
            assert not set(data) & HIDDEN


def check(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    assert checker.links <= checker.ids, "every link within leads somewhere"
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
    marks = [
        Mark(0, 10, "a", "one", "first", "<sup>1</sup>"),
        Mark(3, 5, "b", "<two>"),
        Mark(4, 12, "c"),
        Mark(11, 99, "d", "outside"),
        Mark(5, 5, "e", "empty"),
        Mark(-3, 5, "f", "before"),
    ]
    html = marked("0123456789abcdef", marks)
    assert check(html) == "01234567891abcdef"
    assert html == (
        '<span class="a" id="first" title="one">012<span class="b" title="&lt;two&gt;\none">3'
        '<span class="c" title="&lt;two&gt;\none">4</span></span><span class="c" title="one">56789</span></span>'
        '<sup>1</sup><span class="c">ab</span>cdef'
    )
    assert check(marked("", [])) == ""


@given(
    st.text("aé<&\n\u202e\U0001f600", max_size=30),
    st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32)), max_size=12),
)
def test_any_marks_nest_and_keep_the_text(text, spans):
    marks = [Mark(a, b, f"k{n}", f"t{n}", f"i{n}") for n, (a, b) in enumerate(spans)]
    html = marked(text, marks)
    assert check(html) == text.replace("\u202e", "⟨U+202E⟩")


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=8))
def test_each_character_stands_in_the_marks_that_hold_it(spans):
    text = "abcdefghijkl"
    around = Around()
    around.feed(marked(text, [Mark(a, b, f"k{n}") for n, (a, b) in enumerate(spans)]))
    assert [character for character, _ in around.seen] == list(text)
    for at, (_, kinds) in enumerate(around.seen):
        assert sorted(kinds) == sorted(f"k{n}" for n, (a, b) in enumerate(spans) if a <= at < b)


class Around(HTMLParser):
    """Collects each character with the classes of the tags around it."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(dict(attrs)["class"])

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.seen += [(character, tuple(self.open)) for character in data]


def test_links():
    assert 'href="https://example.org/?a=1&amp;b=&quot;"' in link('https://example.org/?a=1&b="')
    for url in ("javascript:alert(1)", "data:text/html,x", "//x", "http://", "https:///x", "http://[", None, ""):
        assert "<a" not in link(url)
