"""The package is light, documented, and works as a command."""

import ast
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

import corpus

ROOT = Path(__file__).parents[2]


def python(*arguments, **options):
    run = [sys.executable, *map(str, arguments)]
    return subprocess.run(run, capture_output=True, text=True, encoding="utf-8", timeout=120, **options)


def test_importing_brings_nothing_heavy():
    code = (
        "import sys; import corpus; heavy = {'pandas', 'numpy', 'pyarrow', 'polars', 'matplotlib', 'networkx', 'tqdm', 'json', 'html'}"
        "; print(sorted(heavy & set(sys.modules)))"
    )
    assert python("-c", code).stdout.strip() == "[]"


def test_a_missing_extra_is_named():
    for module, extra, call in (
        ("pandas", "pandas", "db.articles().to_pandas()"),
        ("polars", "polars", "db.articles().to_polars()"),
        ("pyarrow", "pandas", "db.articles().to_arrow()"),
        ("networkx", "network", "db.network().to_networkx()"),
        ("matplotlib", "plot", "db.network().plot()"),
        ("tqdm", "notebook", "db.load([], progress=True)"),
        ("tqdm", "notebook", "db.export('x', format='jsonl', progress=True)"),
        ("ipywidgets", "judge", "corpus.judge([])"),
        ("pyarrow", "pandas", "db.export('x', format='parquet')"),
    ):
        code = f"import sys; sys.modules[{module!r}] = None; import corpus; db = corpus.open(':memory:')\ntry: {call}\n"
        code += "except ImportError as error: print(type(error).__name__, error)"
        out = python("-c", code)
        assert f"MissingExtraError this needs {module}" in out.stdout, out
        assert f"corpus-db[{extra}]" in out.stdout


def public():
    for name in corpus.__all__:
        thing = getattr(corpus, name)
        yield name, thing
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for member in vars(thing):
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(thing, member)


def test_every_public_name_is_documented():
    for name, thing in public():
        if name not in ("__version__", "sqlite_version"):
            assert inspect.getdoc(thing), name


def stub_docstrings():
    tree = ast.parse((ROOT / "python" / "corpus" / "_corpus.pyi").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            yield node.name, ast.get_docstring(node)
        for member in getattr(node, "body", []) if isinstance(node, ast.ClassDef) else []:
            if isinstance(member, ast.FunctionDef) and ast.get_docstring(member):
                yield f"{node.name}.{member.name}", ast.get_docstring(member)


def test_help_says_what_the_stub_says():
    for name, docstring in stub_docstrings():
        thing = corpus
        for part in name.split("."):
            thing = getattr(thing, part)
        assert inspect.getdoc(thing) == docstring, name


def test_names_say_where_they_come_from():
    for name in corpus.__all__:
        thing = getattr(corpus, name)
        if inspect.isclass(thing):
            assert thing.__module__ == "corpus", name
            assert thing.__name__ == name
    assert issubclass(corpus.QueryError, ValueError)
    assert issubclass(corpus.DatabaseLockedError, TimeoutError)
    assert issubclass(corpus.MissingFileError, FileNotFoundError)


def test_examples_in_the_stub_run():
    """The stub's examples, as doctest runs them."""
    import doctest

    stub = (ROOT / "python" / "corpus" / "_corpus.pyi").read_text("utf-8")
    test = doctest.DocTestParser().get_doctest(stub.replace('"""', "\n"), {}, "_corpus.pyi", "_corpus.pyi", 0)
    assert len(test.examples) > 8
    assert doctest.DocTestRunner().run(test).failed == 0
    for name in ("_sample", "_score", "_validation"):
        tested = doctest.testmod(importlib.import_module(f"corpus.{name}"))
        assert tested.attempted > 0, name
        assert tested.failed == 0, name


def test_the_demo(tmp_path):
    out = python("-m", "corpus", "demo", "--out", tmp_path / "demo")
    assert out.returncode == 0, out.stderr
    assert (tmp_path / "demo" / "demo.db").exists()
    assert "added" in out.stdout
    again = python("-m", "corpus", "demo", "--out", tmp_path / "demo")
    assert again.returncode == 0, again.stderr
    assert "known already" in again.stdout


def test_the_commands(path, tmp_path):
    assert "[drone]" in python("-m", "corpus", "search", path, "drone").stdout
    relations = python("-m", "corpus", "relations", path, "--between", "MLI", "DZA", "--format", "lines")
    assert len([json.loads(line) for line in relations.stdout.splitlines()]) == 3
    assert "SANCTION" in python("-m", "corpus", "relations", path).stdout
    assert python("-m", "corpus", "sql", path, "SELECT 1 AS n", "--format", "csv").stdout == "n\n1\n"
    assert json.loads(python("-m", "corpus", "extract", input="Texte.").stdout)["relations"] == []
    (tmp_path / "n.txt").write_text("Un texte.", "utf-8")
    assert "1 found, 1 added" in python("-m", "corpus", "load", path, tmp_path / "n.txt").stdout
    for wrong in (
        ["sql", path, "DROP TABLE article"],
        ["search", tmp_path / "none.db", "x"],
        ["relations", path, "--type", "LOVE"],
    ):
        out = python("-m", "corpus", *wrong)
        assert out.returncode == 2
        assert out.stderr.startswith("corpus: ")
        assert "Traceback" not in out.stderr
    assert not (tmp_path / "none.db").exists()
    assert "corpus 0" in python("-m", "corpus", "--version").stdout
