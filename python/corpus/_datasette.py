"""Metadata for Datasette: what the views are, what to sort and filter by, questions ready to be asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

VIEWS = {
    "articles": "The articles, their text as it was decoded.",
    "labels": "Stretches of articles that are not prose: headlines, bylines, credits, advertisements.",
    "entities": "What the articles name.",
    "mentions": "Each place where something is named.",
    "dates": "Each date, in EDTF and as its first and last day.",
    "relations": "Who did what to whom, when, according to whom: one row for each source and target of a statement.",
    "ties": "Lasting facts: offices, members, seats, founders.",
    "events": "Relations of one act, merged over the articles that tell it.",
    "event_relations": "Which relations tell an event, and how: as a report, a rival account or a reaction.",
    "versions": "The accounts of events: who says what, with the words.",
    "extractions": "What read each article, and when.",
    "corrections": "What people corrected: who, when, what.",
}
FACETS = {
    "articles": ["outlet", "language"],
    "entities": ["type", "country"],
    "mentions": ["type", "reading"],
    "relations": ["type", "status", "quad"],
    "ties": ["tie"],
    "events": ["type", "contested"],
    "labels": ["label"],
}
# Datasette makes a link of a cell that is a web address, so that the evidence is one click away without a plugin.
EVIDENCE = """SELECT r.date, r.source, r.type, r.target, r.status, r.said_by,
  substr(a.text, max(r.start - 60, 0) + 1, min(r.start, 60)) || '[' || r.evidence || ']' || substr(a.text, r.end + 1, 60) AS evidence,
  'ARTICLE?article=' || a.id || '&relation=' || r.id AS read, a.outlet, a.published, r.confidence, r.rule
FROM relations AS r JOIN articles AS a ON a.id = r.article_id
WHERE (:actor = '' OR :actor IN (r.source, r.target)) AND (:type = '' OR r.type = :type)
ORDER BY r.date_from IS NULL, r.date_from, r.id"""
ARTICLE = """SELECT a.title, a.outlet, a.published, a.url,
  substr(a.text, 1, coalesce(r.start, length(a.text)))
    || coalesce('[' || r.evidence || ']' || substr(a.text, r.end + 1), '') AS text
FROM articles AS a LEFT JOIN relations AS r ON r.id = :relation AND r.article_id = a.id
WHERE a.id = :article"""
SEARCH = """SELECT coalesce(a.title, a.key) AS article, a.outlet, a.published,
  snippet(articles_fts, 1, '[', ']', '…', 24) AS snippet, 'ARTICLE?article=' || a.id || '&relation=' AS read
FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH :words ORDER BY bm25(articles_fts, 4.0, 1.0) LIMIT 100"""
HIDDEN = ("article", "label", "entity", "mention", "date_mention", "statement", "pair", "tie", "extractor", "bulk")


def metadata(path: str, url: str = "http://127.0.0.1:8001") -> dict[str, Any]:
    """Describe a corpus to Datasette.

    Parameters
    ----------
    path : path
        The database file. Its name is what Datasette calls the database.
    url : str
        Where Datasette will be reached: links to the evidence begin with it.

    Returns
    -------
    dict
        To be written as JSON and given with `--metadata`.
    """
    name = Path(path).stem
    # Datasette writes what is not plain in a database's name as ~ and its code.
    address = re.sub(r"[^a-zA-Z0-9_\-]", lambda found: "".join(f"~{byte:02X}" for byte in found[0].encode()), name)
    link = f"{url.rstrip('/')}/{address}/article".replace("'", "''")

    def query(title: str, sql: str, params: list[str] | None = None) -> dict[str, Any]:
        return {"title": title, "sql": sql.replace("ARTICLE?", link + "?")} | ({"params": params} if params else {})

    tables: dict[str, Any] = {
        view: {"description": text} | ({"facets": FACETS[view]} if view in FACETS else {})
        for view, text in VIEWS.items()
    }
    tables |= {table: {"hidden": True} for table in HIDDEN}
    return {
        "title": f"Corpus {name}",
        "description": "Press articles, what they name, and who did what to whom. Every row points to its words.",
        "databases": {
            name: {
                "tables": tables,
                "queries": {
                    "evidence": query("Relations with their sentences", EVIDENCE, ["actor", "type"]),
                    "article": query("An article, the evidence between brackets", ARTICLE, ["article", "relation"]),
                    "search": query("Search the articles", SEARCH, ["words"]),
                },
            }
        },
    }
