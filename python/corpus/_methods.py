"""The paragraph on methods, as text that can be pasted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from corpus._corpus import __version__, sqlite_version

if TYPE_CHECKING:
    from corpus import Agreement, Corpus

TITLE = "corpus-db: an embedded database of press articles"
AUTHORS = "The corpus-db contributors"


class Methods(str):
    """The paragraph: a `str`, with what it was made of.

    Attributes
    ----------
    facts : dict
        The numbers and settings that the text names.
    bibtex : str
        An entry for the references.
    """

    __module__ = "corpus"
    facts: dict[str, Any]
    bibtex: str

    def __new__(cls, text: str, facts: dict[str, Any], bibtex: str) -> Methods:
        """Hold text and facts."""
        made = super().__new__(cls, text)
        made.facts, made.bibtex = facts, bibtex
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.facts, self.bibtex

    def _repr_markdown_(self) -> str:
        return f"{self}\n\n```bibtex\n{self.bibtex}\n```"


def methods(
    db: Corpus,
    language: str,
    validation: Any = None,
    agreement: Agreement | None = None,
    filters: Mapping[str, Any] | None = None,
) -> Methods:
    """Gather the facts and tell them."""
    if language not in TELL:
        message = f"language: 'en' or 'fr', not {language!r}"
        raise ValueError(message)
    facts = gather(db, filters)
    if validation is not None:
        facts["validation"] = last_row(validation)
    if agreement is not None:
        from corpus._validation import Agreement as Known

        if not isinstance(agreement, Known):
            message = f"agreement: what corpus.agreement() gave, not {type(agreement).__name__}"
            raise TypeError(message)
        facts["agreement"] = agreement
    bibtex = (
        f"@software{{corpus_db,\n  title = {{{{{TITLE}}}}},\n  author = {{{{{AUTHORS}}}}},\n"
        f"  version = {{{__version__}}},\n  note = {{Lexicon {', '.join(facts['lexicons']) or 'not used'}}},\n}}"
    )
    return Methods(TELL[language](facts), facts, bibtex)


def last_row(validation: Any) -> dict[str, Any]:
    """Take the row of all from what `precision` gave."""
    from corpus._tables import rows_of

    rows = rows_of(validation)
    if not rows or not {"precision", "low", "high", "judged"} <= rows[-1].keys():
        message = "validation: the table that corpus.precision() gave"
        raise TypeError(message)
    return rows[-1]


def gather(db: Corpus, filters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Count what there is, and what the filters leave."""
    one = db.sql(
        "SELECT count(*) AS articles, coalesce(sum(words), 0) AS words, count(DISTINCT outlet) AS outlets,"
        " count(*) FILTER (WHERE published_from IS NULL AND published_to IS NULL) AS undated,"
        " min(published_from) AS first, max(published_to) AS last,"
        " count(*) FILTER (WHERE copy_of IS NOT NULL) AS copies FROM articles"
    ).to_dicts()[0]
    told = db.sql(
        "SELECT count(*) AS relations, count(DISTINCT article_id) AS articles_with_relations,"
        " count(*) FILTER (WHERE date IS NOT NULL) AS dated FROM relations"
    ).to_dicts()[0]
    read = db.sql("SELECT DISTINCT crate_version, lexicon_digest FROM extractions ORDER BY 1, 2").to_dicts()
    languages = "SELECT coalesce(language, '') AS language, count(*) AS n FROM articles GROUP BY 1 ORDER BY 2 DESC, 1"
    by_hand = "SELECT origin, count(*) AS n FROM relations WHERE origin <> 'rules' GROUP BY 1 ORDER BY 2 DESC, 1"
    when = db.sql("SELECT min(extracted_at) AS first, max(extracted_at) AS last FROM extractions").to_dicts()[0]
    facts: dict[str, Any] = {
        **one,
        **told,
        "languages": {row["language"]: row["n"] for row in db.sql(languages).to_dicts()},
        "by_hand": {row["origin"]: row["n"] for row in db.sql(by_hand).to_dicts()},
        "versions": sorted({row["crate_version"] for row in read if row["crate_version"]}),
        "lexicons": sorted({row["lexicon_digest"] for row in read if row["lexicon_digest"]}),
        "extracted": [str(day)[:10] for day in (when["first"], when["last"]) if day],
        "version": __version__,
        "sqlite": sqlite_version,
        "filters": dict(filters or {}),
    }
    if filters:
        facts["kept"] = len(db.relations(**filters, columns=["id"]))
    return facts


def listed(words: list[str], last: str) -> str:
    """Join words as prose does."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def shown(value: Any) -> str:
    """Show a setting."""
    if isinstance(value, str):
        return value
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


def counted(n: int, one: str, many: str, thousands: str = ",") -> str:
    """Give a number with its noun."""
    return f"{n:,}".replace(",", thousands) + " " + (one if n == 1 else many)


def english(facts: dict[str, Any]) -> str:
    """Tell it in English."""
    about = [counted(facts["words"], "word", "words")]
    if facts["outlets"]:
        about.append(counted(facts["outlets"], "outlet", "outlets"))
    if facts["languages"]:
        about.append(
            "by language: " + ", ".join(f"{name or 'unknown'} {n:,}" for name, n in facts["languages"].items())
        )
    if facts["first"]:
        about.append(f"published between {facts['first']} and {facts['last']}")
    if facts["undated"]:
        about.append(f"{facts['undated']:,} without a date")
    if facts["copies"]:
        about.append(f"{counted(facts['copies'], 'copy', 'copies')} of others among them")
    out = [
        f"We worked on a corpus of {counted(facts['articles'], 'press article', 'press articles')} ({'; '.join(about)})."
    ]
    versions = f" {listed(facts['versions'], 'and')}" if facts["versions"] else f" {facts['version']}"
    lexicon = f" with its lexicon (SHA-256 {listed(facts['lexicons'], 'and')})" if facts["lexicons"] else ""
    out.append(
        f"Relations between actors were read with corpus-db{versions}{lexicon}{dates(facts, ' on ', ' to ')}; it proposes"
        " them by rules and decides by weights fitted on articles coded by hand, always gives the same result for the"
        " same text, and keeps the sentence that each was read from. Types of relations are those of PLOVER, with TENSION"
        " for a strained relation without a single act; states are given by ISO 3166-1 codes, dates in EDTF."
    )
    out.append(
        f"This gave {counted(facts['relations'], 'relation', 'relations')} (type, source and target, as one article"
        f" states it) in {counted(facts['articles_with_relations'], 'article', 'articles')}, {facts['dated']:,} of them"
        " with a date of the act."
    )
    if facts["by_hand"]:
        who = listed([f"{name} ({n:,})" for name, n in facts["by_hand"].items()], "and")
        out.append(f"Relations coded or corrected by others than the rules: {who}.")
    if facts["filters"]:
        chosen = "; ".join(f"{name} = {shown(value)}" for name, value in facts["filters"].items())
        out.append(f"We kept those with {chosen}, which leaves {facts['kept']:,}.")
    if "validation" in facts:
        row = facts["validation"]
        out.append(
            f"In a random sample of {row['judged']:,} relations judged by hand, precision was {row['precision']:.2f} ({row.get('level', 0.95):.0%}"
            f" Wilson interval {row['low']:.2f} to {row['high']:.2f}; each judgement weighted by the size of its stratum)."
        )
    if "agreement" in facts:
        out.append(f"Agreement of the coders: {facts['agreement']}.")
    if "validation" not in facts:
        out.append("The relations were not checked by hand for this study.")
    return " ".join(out)


def dates(facts: dict[str, Any], on: str, to: str) -> str:
    """Say when articles were read."""
    days = list(dict.fromkeys(facts["extracted"]))
    return on + to.join(days) if days else ""


def french(facts: dict[str, Any]) -> str:
    """Tell it in French."""
    thin = "\u202f"
    about = [counted(facts["words"], "mot", "mots", thin)]
    if facts["outlets"]:
        about.append(counted(facts["outlets"], "titre de presse", "titres de presse", thin))
    if facts["languages"]:
        told = ", ".join(f"{name or 'inconnue'} {n:,}".replace(",", thin) for name, n in facts["languages"].items())
        about.append(f"par langue{thin}: {told}")
    if facts["first"]:
        about.append(f"parus entre le {facts['first']} et le {facts['last']}")
    if facts["undated"]:
        about.append(f"dont {facts['undated']:,} sans date".replace(",", thin))
    if facts["copies"]:
        about.append(f"dont {counted(facts['copies'], 'copie', 'copies', thin)} d’autres articles")
    articles = counted(facts["articles"], "article de presse", "articles de presse", thin)
    out = [f"Nous avons travaillé sur un corpus de {articles} ({f'{thin}; '.join(about)})."]
    versions = f" {listed(facts['versions'], 'et')}" if facts["versions"] else f" {facts['version']}"
    lexicon = f" et son lexique (SHA-256 {listed(facts['lexicons'], 'et')})" if facts["lexicons"] else ""
    out.append(
        f"Les relations entre acteurs ont été relevées par corpus-db{versions}{lexicon}{dates(facts, ', le ', ' au ')}"
        f"{thin}; ce programme les propose par des règles et tranche par des poids estimés sur des articles codés à la"
        " main, donne toujours le même résultat pour le même texte et conserve la phrase d’où chacune est tirée. Les types"
        " de relations sont ceux de PLOVER, auxquels s’ajoute TENSION pour des rapports tendus sans acte précis"
        f"{thin}; les États portent leur code ISO 3166-1, les dates sont en EDTF."
    )
    relations = counted(facts["relations"], "relation", "relations", thin)
    where = counted(facts["articles_with_relations"], "article", "articles", thin)
    dated = f"{facts['dated']:,}".replace(",", thin)
    out.append(
        f"On obtient ainsi {relations} (type, source et cible, telles qu’un article les énonce) dans {where}, dont {dated}"
        " avec une date de l’acte."
    )
    if facts["by_hand"]:
        who = listed([f"{name} ({n})" for name, n in facts["by_hand"].items()], "et")
        out.append(f"Relations codées ou corrigées autrement que par les règles{thin}: {who}.")
    if facts["filters"]:
        chosen = f"{thin}; ".join(f"{name} = {shown(value)}" for name, value in facts["filters"].items())
        kept = f"{facts['kept']:,}".replace(",", thin)
        out.append(f"Nous avons retenu celles qui répondent à {chosen}, soit {kept}.")
    if "validation" in facts:
        row = facts["validation"]
        precision, low, high = (f"{row[name]:.2f}".replace(".", ",") for name in ("precision", "low", "high"))
        out.append(
            f"Sur un échantillon aléatoire de {row['judged']} relations jugées à la main, la précision est de {precision}"
            f" (intervalle de Wilson à {100 * row.get('level', 0.95):.0f}{thin}%{thin}: {low} à {high}{thin}; chaque jugement est pondéré par la taille de"
            " sa strate)."
        )
    if "agreement" in facts:
        agreed = facts["agreement"]
        name = {"alpha": "alpha de Krippendorff", "kappa": "kappa de Cohen"}[agreed.measure]
        value = f"{agreed.value:.2f}".replace(".", ",")
        out.append(
            f"Accord entre les codeurs{thin}: {name} de {value} ({agreed.coders} codeurs, {agreed.units} unités)."
        )
    if "validation" not in facts:
        out.append("Les relations n’ont pas été vérifiées à la main pour cette étude.")
    return " ".join(out)


TELL = {"en": english, "fr": french}
