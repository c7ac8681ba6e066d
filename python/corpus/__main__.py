"""The command `python -m corpus`: load, ask and look, in a terminal."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import corpus
from corpus._display import plain_table
from corpus._html import terminal


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        The words after the program's name; those of the command line unless given.

    Returns
    -------
    int
        What the program exits with: 0, 1 where something was refused, 2 for an error.
    """
    if arguments is None:
        legible()
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except BrokenPipeError:
        # Whoever read the output has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except (corpus.CorpusError, OSError, TypeError, ValueError) as error:
        print(f"corpus: {terminal(error)}", file=sys.stderr)
        return 2


class Words(argparse.ArgumentParser):
    """A parser whose arguments are text unless they say otherwise, whatever the locale makes of their bytes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Make one."""
        super().__init__(*arguments, **options)
        self.register("type", None, as_text)

    def add_subparsers(self, **options: Any) -> Any:
        """Leave what follows the name of a command to the command."""
        made = super().add_subparsers(**options)
        made.type = as_path
        return made


def as_text(word: str) -> str:
    """Take a word as text: where the locale knows no such letters (``LC_ALL=C``), as UTF-8."""
    try:
        word.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(word).decode()
        except UnicodeError:
            raise argparse.ArgumentTypeError(f"{word!a} is neither UTF-8 nor in the locale's encoding") from None
    return word


def as_path(word: str) -> str:
    """Take a word as the name of a file, which may be any bytes."""
    return word


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    top = Words(prog="corpus", description=corpus.__doc__)
    top.add_argument(
        "--version", action="version", version=f"corpus {corpus.__version__}, SQLite {corpus.sqlite_version}"
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
        made.set_defaults(run=run)
        return made

    made = command("demo", demo, "load the sample articles and show what can be asked of them")
    made.add_argument("--out", type=Path, default=Path("corpus-demo"), help="the folder to write to (%(default)s)")

    made = command("load", load, "load files, folders or patterns into a corpus")
    made.add_argument("database", type=as_path)
    made.add_argument("sources", nargs="+", metavar="source", type=as_path)
    packs(made)

    made = command("search", search, "find articles by their words")
    made.add_argument("database", type=as_path)
    made.add_argument("query")
    for name in ("actor", "type", "since", "until", "outlet", "language"):
        made.add_argument(f"--{name}")
    made.add_argument("--limit", type=int, default=10)
    form(made)

    made = command("relations", relations, "list who did what to whom")
    made.add_argument("database", type=as_path)
    made.add_argument("--between", nargs=2, metavar=("ACTOR", "ACTOR"))
    for name in ("actor", "source", "target", "type", "status", "since", "until", "order"):
        made.add_argument(f"--{name}")
    made.add_argument("--limit", type=int)
    form(made)

    made = command("near-misses", near_misses, "list sentences that came near a relation and gave none")
    made.add_argument("database", type=as_path)
    for name in ("actor", "since", "until", "outlet", "language"):
        made.add_argument(f"--{name}")
    made.add_argument(
        "--triggered", action=argparse.BooleanOptionalAction, help="only those with a word that sets a rule off, or not"
    )
    made.add_argument("--limit", type=int, default=100)
    packs(made)
    form(made)

    made = command("diff", diff, "tell which relations appeared, vanished or changed")
    made.add_argument(
        "sources",
        nargs="+",
        metavar="source",
        type=as_path,
        help="two databases; with --packs, a database, or files, folders and patterns",
    )
    packs(made, "compare what the library reads with what it reads with the pack in FOLDER on top")
    made.add_argument("--format", choices=("report", "table", "csv", "json", "lines"), default="report")

    made = command("extract", extract, "show what is read from a text, without a corpus")
    made.add_argument("file", nargs="?", default="-", type=as_path, help="a file, or - for what is piped in")
    made.add_argument("--published", help="when it was published")
    made.add_argument("--language")
    packs(made)

    made = command("lexicon", lexicon_check, "check, show or begin a pack of your own")
    verbs = made.add_subparsers(required=True, metavar="check|show|new")
    made = verbs.add_parser("check", help="read a pack and the examples of its rules and actors")
    made.add_argument("folder", type=Path)
    made.add_argument("--all", action="store_true", help="the examples of the library too, as they come out with it")
    form(made)
    made.set_defaults(run=lexicon_check)
    made = verbs.add_parser("show", help="print rules or actors as they are written")
    made.add_argument("id", nargs="+", help="the id of a rule, the code or name of an actor")
    packs(made)
    made.set_defaults(run=lexicon_show)
    made = verbs.add_parser("new", help="write a small pack that works, to begin with")
    made.add_argument("folder", type=Path)
    made.set_defaults(run=lexicon_new)

    made = command("export", export, "write the articles for TXM or IRaMuTeQ, as JSON Lines or Parquet")
    made.add_argument("database", type=as_path)
    made.add_argument("out", type=Path, help="a file; for txm and parquet, a new folder")
    made.add_argument("--format", choices=("txm", "iramuteq", "jsonl", "parquet"), required=True)
    for name in ("actor", "type", "since", "until", "outlet", "language"):
        made.add_argument(f"--{name}")

    made = command("sample", sample, "draw relations at random, to be judged in a spreadsheet")
    made.add_argument("database", type=as_path)
    made.add_argument("n", type=int, help="how many")
    made.add_argument("out", type=Path, help="a file that ends in .xlsx or .csv")
    made.add_argument("--by", default="type", help="draw from each of these by itself (%(default)s)")
    made.add_argument("--seed", type=int, default=0)
    for name in ("actor", "type", "status", "since", "until", "outlet", "language"):
        made.add_argument(f"--{name}")

    made = command("precision", precision, "say how many of the relations are right, from a judged sample")
    made.add_argument("judged", type=as_path, help="the sheet, as .xlsx or .csv")
    made.add_argument("--by", help="by type, outlet, …")
    form(made)

    made = command("methods", methods, "write the paragraph on methods")
    made.add_argument("database", type=as_path)
    made.add_argument("--language", choices=("en", "fr"), default="en")
    made.add_argument("--judged", type=as_path, help="a judged sample, to tell its precision")

    made = command("datasette-metadata", datasette_metadata, "print metadata for Datasette, as JSON")
    made.add_argument("database", type=as_path)
    made.add_argument("--url", default="http://127.0.0.1:8001", help="where it will be reached (%(default)s)")

    made = command("check", check, "read a whole database and say what is damaged, and what helps")
    made.add_argument("database", type=as_path)
    made.add_argument("--untrusted", action="store_true", help="as a file from someone else: refuse what no corpus has")
    made.add_argument("--format", choices=("text", "json"), default="text")

    made = command("repair", repair, "mend what can be worked out again: indexes, events, copies; never a text")
    made.add_argument("database", type=as_path)

    made = command("versions", versions, "name the versions that a bug report should name")

    made = command("sql", sql, "ask in SQL; nothing can be written")
    made.add_argument("database", type=as_path)
    made.add_argument("query")
    form(made)
    return top


def form(made: argparse.ArgumentParser) -> None:
    """Add the choice of how rows are written."""
    made.add_argument("--format", choices=("table", "csv", "json", "lines"), default="table")


def packs(made: argparse.ArgumentParser, help: str = "read with the pack in FOLDER on top of the library's") -> None:
    """Add the choice of a pack."""
    made.add_argument("--packs", type=Path, metavar="FOLDER", help=help)


def write(table: corpus.Table, format: str) -> None:
    """Write rows to the terminal or a pipe."""
    if format == "table":
        print(plain_table(table, most=100))
        return
    text = table.to_csv() if format == "csv" else table.to_json(lines=format == "lines")
    if sys.stdout.isatty():
        # Files and pipes get what is there; a terminal would obey it.
        text = "\n".join(map(terminal, str(text).split("\n")))
    print(text, end="\n" if format == "json" else "")


def given_filters(given: argparse.Namespace, *names: str) -> dict[str, Any]:
    """Take the filters that were given."""
    return {name: value for name in names if (value := getattr(given, name)) is not None}


def load(given: argparse.Namespace) -> int:
    """Load and account for every input."""
    with corpus.open(given.database, lexicon=given.packs) as db:
        report = db.load([Path(source) for source in given.sources] if len(given.sources) > 1 else given.sources[0])
    print("\n".join(terminal(line) for line in str(report).splitlines()))
    return 1 if report.refused else 0


def search(given: argparse.Namespace) -> int:
    """Show hits."""
    with corpus.open(given.database, create=False, read_only=True) as db:
        names = ("actor", "type", "since", "until", "outlet", "language", "limit")
        hits = db.search(given.query, **given_filters(given, *names))
    if given.format == "table":
        show_hits(hits)
    else:
        write(hits, given.format)
    return 0


def show_hits(hits: corpus.Table) -> None:
    """Show each hit with its snippet, the words found in brackets."""
    for hit in hits.to_dicts():
        print(f"{hit['published'] or 'undated':<12}{terminal(hit['key'])}  {terminal(hit['title'] or '')}")
        print(f"{'':<12}{bracketed(hit)}")


def bracketed(hit: dict[str, Any]) -> str:
    """Put the words found between brackets."""
    text, start = hit["snippet"], hit["snippet_start"]
    out, last = [], 0
    for begin, end in json.loads(hit["matches"]):
        out += [text[last : begin - start], "[", text[begin - start : end - start], "]"]
        last = end - start
    return terminal("".join([*out, text[last:]]))


def relations(given: argparse.Namespace) -> int:
    """List relations."""
    with corpus.open(given.database, create=False, read_only=True) as db:
        names = ("between", "actor", "source", "target", "type", "status", "since", "until", "order", "limit")
        columns = ["date", "source", "type", "target", "status", "said_by", "evidence", "article_id"]
        shown: dict[str, Any] = {"columns": columns} if given.format == "table" else {}
        write(db.relations(**given_filters(given, *names), **shown), given.format)
    return 0


def near_misses(given: argparse.Namespace) -> int:
    """List sentences that came near."""
    with corpus.open(given.database, create=False, read_only=True, lexicon=given.packs) as db:
        names = ("actor", "since", "until", "outlet", "language", "triggered", "limit")
        misses = db.near_misses(**given_filters(given, *names))
    if given.format != "table":
        write(misses, given.format)
        return 0
    for miss in misses.to_dicts():
        print(f"{terminal(miss['key'])}: {terminal(miss['sentence'])}")
        rules = ", ".join(json.loads(miss["rules"]))
        trigger = f"« {terminal(miss['trigger'])} » ({rules}): " if miss["trigger"] else ""
        print(f"    {' '.join(json.loads(miss['actors']))}: {trigger}{miss['reason']}")
    return 0


def diff(given: argparse.Namespace) -> int:
    """Compare two databases, or two lexicons over articles."""
    if given.packs is None:
        if len(given.sources) != 2:
            raise ValueError("diff takes two databases; or --packs FOLDER and a database or files")
        found = corpus.diff(*given.sources)
    else:
        sources: Any = given.sources[0] if len(given.sources) == 1 else [Path(source) for source in given.sources]
        found = corpus.diff_lexicon(sources, given.packs)
    if given.format == "report":
        print("\n".join(terminal(line) for line in str(found).splitlines()))
    else:
        write(found.changes, given.format)
    return 0


def lexicon_check(given: argparse.Namespace) -> int:
    """Read a pack and its examples."""
    pack = corpus.Lexicon(given.folder)
    broken = pack.check(everything=given.all)
    if given.format != "table":
        write(broken, given.format)
        return 1 if len(broken) else 0
    for example in broken.to_dicts():
        print(f"{terminal(example['file'])}, line {example['line']}: {terminal(example['rule'])}")
        print(f"    {terminal(example['text'])}")
        print(f"    should give {terminal(example['expected'])}")
        print(f"    gives       {terminal(example['found'])}")
    own = len(pack.entries(own=True))
    print(f"{own} entries of its own, {len(broken)} examples that do not hold")
    return 1 if len(broken) else 0


def lexicon_show(given: argparse.Namespace) -> int:
    """Print rules or actors as they are written."""
    pack = corpus.Lexicon(given.packs)
    print("\n".join(pack.show(id) for id in given.id), end="")
    return 0


def lexicon_new(given: argparse.Namespace) -> int:
    """Write a pack to begin with."""
    for path in corpus.Lexicon.write_pack(given.folder):
        print(path)
    print(f"Now try: python -m corpus lexicon check {given.folder}")
    return 0


def extract(given: argparse.Namespace) -> int:
    """Show what is read from a text, as JSON."""
    data = sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()
    read = corpus.extract(
        data.decode("utf-8-sig"), published=given.published, language=given.language, lexicon=given.packs
    )
    print(json.dumps(read.to_dict(), ensure_ascii=False, indent=1))
    return 0


def export(given: argparse.Namespace) -> int:
    """Write the articles for another program."""
    with corpus.open(given.database, create=False, read_only=True) as db:
        filters = given_filters(given, "actor", "type", "since", "until", "outlet", "language")
        count = db.export(given.out, format=given.format, **filters)
    print(f"{count} articles in {given.out}")
    return 0


def sample(given: argparse.Namespace) -> int:
    """Draw relations to judge."""
    if given.out.suffix.lower() not in (".xlsx", ".csv"):
        raise ValueError(f"{given.out}: a file that ends in .xlsx or .csv")
    with corpus.open(given.database, create=False, read_only=True) as db:
        filters = given_filters(given, "actor", "type", "status", "since", "until", "outlet", "language")
        drawn = db.sample(given.n, by=given.by, seed=given.seed, **filters)
    if given.out.suffix.lower() == ".xlsx":
        drawn.to_excel(given.out)
    else:
        drawn.to_csv(given.out)
    print(f"{len(drawn)} relations in {given.out}: fill in 'correct' with 1 or 0, then")
    print(f"    python -m corpus precision {given.out} --by type")
    return 0


def precision(given: argparse.Namespace) -> int:
    """Say how many are right."""
    write(corpus.precision(given.judged, by=given.by), given.format)
    return 0


def methods(given: argparse.Namespace) -> int:
    """Write the paragraph on methods."""
    judged = None if given.judged is None else corpus.precision(given.judged)
    with corpus.open(given.database, create=False, read_only=True) as db:
        told = db.methods(language=given.language, validation=judged)
    print(f"{told}\n\n{told.bibtex}")
    return 0


def datasette_metadata(given: argparse.Namespace) -> int:
    """Print metadata for Datasette."""
    from corpus._datasette import metadata

    corpus.open(given.database, create=False, read_only=True).close()
    print(json.dumps(metadata(given.database, given.url), ensure_ascii=False, indent=1))
    return 0


def check(given: argparse.Namespace) -> int:
    """Say what is damaged: 0 where nothing is, 1 where something is."""
    try:
        with corpus.open(given.database, create=False, read_only=True, untrusted=given.untrusted) as db:
            problems = db.check()
            count = len(db)
    except corpus.CorruptDatabaseError as error:
        problems, count = unreadable(error), 0
    if given.format == "json":
        print(json.dumps([problem._asdict() for problem in problems], ensure_ascii=False))
        return 1 if problems else 0
    for problem in problems:
        print(f"{problem.part}: {terminal(problem.problem)}")
    if not problems:
        print(f"{count} articles, nothing is wrong")
        return 0
    print(f"\n{len(problems)} problems. What helps:")
    database = terminal(given.database)
    for remedy in dict.fromkeys(problem.remedy for problem in problems):
        parts = ", ".join(dict.fromkeys(problem.part for problem in problems if problem.remedy == remedy))
        print(f"  {parts}: {remedy}{HELP.get(remedy, '').format(database=database)}")
    return 1


HELP = {
    "repair the file": " (a copy first, then: python -m corpus repair {database})",
    "read the articles anew": " (in Python: corpus.open({database!r}).reextract())",
    "go back to a copy of the file": " (nothing else has it; sqlite3 {database} .recover takes out what can be read)",
}
"""How to do what helps."""


def unreadable(error: Exception) -> Any:
    """Say of a file that cannot even be opened what is known of it."""
    from corpus._check import Problem, Problems

    return Problems([Problem("structure", str(error), None, "go back to a copy of the file")])


def repair(given: argparse.Namespace) -> int:
    """Mend what can be mended: 0 where nothing is wrong any more, 1 where something is left."""
    with corpus.open(given.database, create=False) as db:
        report = db.repair()
    print(report)
    return 1 if report.left else 0


def versions(_: argparse.Namespace) -> int:
    """Name the versions."""
    print(corpus.show_versions())
    return 0


def sql(given: argparse.Namespace) -> int:
    """Ask in SQL."""
    with corpus.open(given.database, create=False, read_only=True) as db:
        write(db.sql(given.query), given.format)
    return 0


def demo(given: argparse.Namespace) -> int:
    """Load the sample and show what can be asked of it."""
    out: Path = given.out
    out.mkdir(parents=True, exist_ok=True)
    path = out / "demo.db"
    with corpus.open(path) as db:
        heading(f"Loading {corpus.sample()} into {path}")
        print(db.load(corpus.sample()))
        heading("The pairs with most between them")
        strongest = db.dyads(limit=8)
        print(plain_table(strongest))
        if len(strongest):
            dyad(db, strongest["source"][0], strongest["target"][0], out)
        contested(db)
        heading("Searching for « ambassadeur rappel* »")
        show_hits(db.search("ambassadeur rappel*", limit=5))
    print(f"\nNow try: python -m corpus search {path} « drone », or open it in Python: corpus.open({str(path)!r})")
    return 0


def contested(db: corpus.Corpus) -> None:
    """Show acts that are told in ways that contradict each other, and who tells the best known of them how."""
    heading("Acts told in ways that contradict each other")
    columns = ["id", "type", "source", "target", "date", "place", "independent_articles", "disagreement"]
    acts = db.events(contested=True, columns=columns, order="-independent_articles")
    print(plain_table(acts) if len(acts) else "none")
    if not len(acts):
        return
    act = acts[0]
    heading(f"Who says what of the first: {act.source} {act.type} {act.target}, {act.date or 'undated'}")
    shown = set()
    for told in db.versions(act).to_dicts():
        words = told["evidence"].replace("’", "'")
        if told["account"] == "reaction" or told["copy_of"] is not None or words in shown:
            continue
        shown.add(words)
        said = f" by {told['said_by']}" if told["said_by"] else ""
        other = f"; {told['type']} {told['source']} {told['target']}" if told["account"] == "rival" else ""
        facts = ", ".join(part for part in (told["date"], told["place"]) if part) or "no date or place"
        print(f"{told['published'] or 'undated':<11}{told['status']}{said}{other}; {facts}")
        print(f"{'':<11}« {terminal(told['evidence'])} »")


def dyad(db: corpus.Corpus, left: str, right: str, out: Path) -> None:
    """Show two actors over time, as a table and a picture."""
    heading(f"{left} and {right}, by quarter")
    timeline = db.timeline(left, right, freq="quarter")
    rows = [row for row in timeline.to_dicts() if row["relations"]]
    for row in rows:
        mean = "" if row["goldstein"] is None else f"{row['goldstein']:+.1f}"
        print(f"{row['period']}  {row['relations']:>3} relations  {mean:>5}  {'■' * min(row['relations'], 60)}")
    try:
        import matplotlib as mpl
    except ImportError:
        print("(for the picture: pip install 'corpus-db[plot]')")
        return
    mpl.use("Agg")
    picture = out / "timeline.png"
    figure: Any = timeline.plot().figure
    figure.savefig(picture, dpi=120)
    print(f"picture: {picture}")


def heading(text: str) -> None:
    """Set a part off from the one before."""
    print(f"\n{text}\n{'─' * min(len(text), 100)}")


def legible() -> None:
    """Let no letter end the program that the terminal lacks; files and pipes get UTF-8, unless Python was told."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        own = sys.stdout.isatty() or os.environ.get("PYTHONIOENCODING")
        sys.stdout.reconfigure(encoding=None if own else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
