"""A real browser, where the machine has one: Chromium or Chrome, driven by playwright."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")


def executable():
    """The browser named by CORPUS_BROWSER, on the path, or that playwright downloaded (`None`)."""
    named = os.environ.get("CORPUS_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    return named


@contextmanager
def pages():
    """A function that opens a page, in light or dark; skips the test where there is no browser."""
    api = pytest.importorskip("playwright.sync_api", reason="no browser is looked at: pip install playwright")
    with api.sync_playwright() as playwright:
        # A container has no sandbox of its own to give.
        options = {"args": ["--no-sandbox"]} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
        try:
            browser = playwright.chromium.launch(executable_path=executable(), **options)
        except api.Error as error:
            reason = "no browser is looked at: install Chromium, name one in CORPUS_BROWSER, or run "
            pytest.skip(f"{reason}`playwright install chromium` ({str(error).splitlines()[0]})")

        def opened(html, folder, *, scheme="light", width=900, body=""):
            path = Path(folder) / "page.html"
            path.write_text(f'<!doctype html><html><meta charset="utf-8"><body {body}>{html}', "utf-8")
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 700})
            page = context.new_page()
            page.told = []
            page.on("console", lambda message: page.told.append(message.text))
            page.on("dialog", lambda dialog: (page.told.append(dialog.message), dialog.dismiss()))
            page.on("request", lambda request: page.told.append(request.url))
            page.goto(path.as_uri())
            page.told.remove(path.as_uri())
            return page

        try:
            yield opened
        finally:
            browser.close()
