"""What docs/looking.md and docs/plots-and-networks.md show runs as it stands, and gives the pictures beside it."""

import re
from pathlib import Path

import pytest
from test_readme import blocks

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["looking.md", "plots-and-networks.md"])
def test_the_examples_run(name, tmp_path, monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    pytest.importorskip("networkx")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    monkeypatch.chdir(tmp_path)
    names = {"__name__": "guide"}
    found = list(blocks("python", DOCS / name))
    assert len(found) > 4
    for line, code in found:
        exec(compile("\n" * (line - 1) + code, str(DOCS / name), "exec"), names)
    pyplot.close("all")
    names["db"].close()
    text = (DOCS / name).read_text("utf-8")
    pictures = re.findall(r'(?:src|srcset)="images/([^"]+)"', text)
    assert pictures
    for picture in pictures:
        assert (DOCS / "images" / picture).stat().st_size < 250_000, picture
        if picture.startswith("plot-"):
            assert (tmp_path / picture).stat().st_size > 5_000, f"no example makes {picture}"
    for written in ("network.graphml", "network.gexf", "acts.gexf", "article.html"):
        assert (tmp_path / written).exists() == (written in text)


def test_what_the_guides_link_to_exists():
    for name in ("looking.md", "plots-and-networks.md"):
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", (DOCS / name).read_text("utf-8")):
            assert (DOCS / link).exists(), f"{name}: {link}"
