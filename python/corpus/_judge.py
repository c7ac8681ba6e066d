"""A form in the notebook, to judge a sample of relations one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus._extras import need
from corpus._html import escape
from corpus._validation import VERDICTS, judged_rows

if TYPE_CHECKING:
    from corpus import Table

WORDS = {
    "en": {
        "correct": "Correct",
        "type_right": "Type",
        "source_right": "Source",
        "target_right": "Target",
        "date_right": "Date",
        "yes": "yes",
        "no": "no",
        "open": "open",
        "comment": "Comment",
        "back": "Back",
        "next": "Next",
        "of": "of",
        "judged": "judged",
    },
    "fr": {
        "correct": "Correcte",
        "type_right": "Type",
        "source_right": "Source",
        "target_right": "Cible",
        "date_right": "Date",
        "yes": "oui",
        "no": "non",
        "open": "sans avis",
        "comment": "Commentaire",
        "back": "Précédente",
        "next": "Suivante",
        "of": "sur",
        "judged": "jugées",
    },
}


class Judging:
    """A sample on its way to being judged; made by `judge`.

    Attributes
    ----------
    position : int
        Which relation is shown, from 0.
    widget : ipywidgets.VBox
        What the notebook shows.
    """

    __module__ = "corpus"

    def __init__(self, sample: Any, *, language: str = "en", path: str | None = None) -> None:
        if language not in WORDS:
            message = f"language: 'en' or 'fr', not {language!r}"
            raise ValueError(message)
        widgets = need("ipywidgets", "judge")
        self._rows = judged_rows(sample)
        self._words = WORDS[language]
        self._path = path
        self.position = next((at for at, row in enumerate(self._rows) if row.get("correct") is None), 0)
        self._shown = widgets.HTML()
        self._told = widgets.Label()
        say = self._words
        choices = [(say["open"], None), (say["yes"], True), (say["no"], False)]
        self._verdicts = {name: widgets.ToggleButtons(options=choices, description=say[name]) for name in VERDICTS}
        for name, buttons in self._verdicts.items():
            buttons.style.button_width = "6em"
            buttons.observe(lambda change, name=name: self._set(name, change["new"]), "value")
        self._comment = widgets.Text(description=say["comment"], continuous_update=False)
        self._comment.observe(lambda change: self._set("comment", change["new"] or None), "value")
        back, forward = widgets.Button(description=say["back"]), widgets.Button(description=say["next"])
        back.on_click(lambda _: self.go(self.position - 1))
        forward.on_click(lambda _: self.go(self.position + 1))
        bar = widgets.HBox([back, forward, self._told])
        self.widget = widgets.VBox([self._shown, *self._verdicts.values(), self._comment, bar])
        self._filling = False
        self.go(self.position)

    def __len__(self) -> int:
        """Count the relations."""
        return len(self._rows)

    def __repr__(self) -> str:
        """Say how far it is."""
        return f"<Judging: {self.done} of {len(self)} judged>"

    def _ipython_display_(self) -> None:
        need("IPython.display", "notebook").display(self.widget)

    @property
    def done(self) -> int:
        """How many are judged."""
        return sum(row.get("correct") is not None for row in self._rows)

    def go(self, position: int) -> None:
        """Show the relation at this place.

        Parameters
        ----------
        position : int
            From 0; beyond the ends, the first or last.
        """
        if not self._rows:
            self._shown.value = ""
            return
        self.position = max(0, min(position, len(self._rows) - 1))
        row = self._rows[self.position]
        self._filling = True
        try:
            for name, buttons in self._verdicts.items():
                buttons.value = row.get(name)
            self._comment.value = row.get("comment") or ""
        finally:
            self._filling = False
        self._shown.value = shown(row)
        self._count()

    def _count(self) -> None:
        say = self._words
        self._told.value = f"{self.position + 1} {say['of']} {len(self)}, {self.done} {say['judged']}"

    def _set(self, name: str, value: Any) -> None:
        if self._filling or not self._rows:
            return
        self._rows[self.position][name] = value
        self._count()
        if self._path is not None:
            self.table().to_csv(self._path)

    def table(self) -> Table:
        """Give the judgements, as `precision` and `agreement` take them.

        Returns
        -------
        Table
        """
        from corpus._tables import of_rows

        columns = list(dict.fromkeys([*(name for row in self._rows for name in row), *VERDICTS, "comment"]))
        return of_rows(self._rows, columns, "sampled relations", VERDICTS)


def judge(sample: Any, *, language: str = "en", path: str | None = None) -> Judging:
    """Show a form in the notebook to judge a sample with.

    Parameters
    ----------
    sample : Table, path, DataFrame or iterable of dict
        What `Corpus.sample` gave; or what was judged in part, to go on.
    language : str
        Of the form: `en` or `fr`.
    path : path, optional
        A CSV file that is written anew after every answer.

    Returns
    -------
    Judging
        The form. Its `table()` gives the judgements.

    Raises
    ------
    MissingExtraError
        ipywidgets is not installed. A sheet does without: `sample.to_excel("sample.xlsx")`.
    """
    return Judging(sample, language=language, path=path)


def shown(row: dict[str, Any]) -> str:
    """Show a relation: what was read, and the sentence with its evidence marked."""
    say = {name: escape(value) for name, value in row.items() if value is not None}
    sentence, evidence = str(row.get("sentence") or ""), str(row.get("evidence") or "")
    before, found, after = sentence.partition(evidence) if evidence else (sentence, "", "")
    marked = f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}"
    actors = [
        f"<b>{say.get(side, '')}</b>" + (f" ({say[f'{side}_name']})" if f"{side}_name" in say else "")
        for side in ("source", "target")
    ]
    facts = [say[name] for name in ("status", "said_by", "date", "place", "outlet", "published") if name in say]
    return (
        f"<p>{actors[0]} <b>{say.get('type', '')}</b> {actors[1]}<br><small>{' · '.join(facts)}</small></p>"
        f"<p style='max-width:46em;white-space:pre-wrap'>{marked}</p><p><small>{say.get('title', '')}</small></p>"
    )
