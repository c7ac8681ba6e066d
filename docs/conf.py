"""The documentation site, built without a network: `make docs`.

The source is the whole repository, so that links between README, guides, notebooks and the format of rules are the
same files here as where the repository is read; `include_patterns` says which pages there are.
"""

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

import corpus

ROOT = Path(__file__).parent.parent

project = "corpus"
author = "The authors of corpus"
release = version = corpus.__version__
language = "en"

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb"]
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/**",
    "notebooks/*.ipynb",
    "lexicon/FORMAT.md",
    "benches/*.md",
    "tests/judged/README.md",
    "python/corpus/sample/README.md",
]
exclude_patterns = [
    ".*",
    "target",
    "docs/_build",
    "docs/_templates",
    "**/.ipynb_checkpoints",
]
templates_path = ["_templates"]

# Pages in Markdown, and notebooks as they were committed: a test executes them, not the build.
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence", "deflist", "html_image", "substitution"]
myst_heading_anchors = 4
# In SQL for DuckDB and the like, marks that the highlighter does not know are no fault of the page.
suppress_warnings = ["misc.highlighting_failure"]

# Reference: the docstrings of the extension module, which name things in single backticks.
default_role = "py:obj"
autodoc_member_order = "bysource"
add_module_names = False
maximum_signature_line_length = 88
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "pydata_sphinx_theme"
html_title = "corpus"
html_static_path = ["_static"]
html_css_files = ["site.css"]
# A page that sends the reader on, as the pages stand in folders.
html_additional_pages = {"index": "to_start.html"}
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_align": "left",
    "navigation_with_keys": False,
    "show_prev_next": True,
    "header_links_before_dropdown": 8,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_context = {"default_mode": "auto"}


def as_code(_app: Sphinx, _what: str, _name: str, _thing: object, _options: object, lines: list[str]) -> None:
    """Take what stands in backticks and is no name (`.xlsx`, a quotation) for code, which is not looked up."""

    def made(found: re.Match[str]) -> str:
        name = found[1] is None or re.fullmatch(r"[A-Za-z_][\w.]*", found[1])
        return found[0] if name else f"``{found[1]}``"

    lines[:] = [re.sub(r"``[^`]+``|`([^`]+)`", made, line) for line in lines]


def copy_pictures(app: Sphinx, failure: Exception | None) -> None:
    """Put pictures where they are looked for: Sphinx does not see those in `<picture>`, for light and dark."""
    if failure is None and app.builder.format == "html":
        shutil.copytree(ROOT / "docs" / "images", Path(app.outdir) / "docs" / "images", dirs_exist_ok=True)


def setup(app: Sphinx) -> None:
    """Connect the above."""
    app.connect("autodoc-process-docstring", as_code, priority=100)
    app.connect("build-finished", copy_pictures)
