"""Packs of one's own, near misses and what changes, in Python and on the command line; the guide to them runs."""

import json
import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
from corpus.__main__ import main

import corpus

GUIDE = Path(__file__).parents[2] / "docs" / "lexicon.md"
HEAD = 'source = "own"\nlicence = "CC0-1.0"\n'
RULE = """[[rule]]
id = "mine.accuse.gemonies"
type = "ACCUSE"
verb = ["vouer aux gémonies"]
source = ["subj"]
target = ["obj"]
examples = [{ text = "Le Mali voue l’Algérie aux gémonies.", source = ["MLI"], target = ["DZA"] }]
"""
TEXT = "Le Mali voue l’Algérie aux gémonies. Le Niger accuse l’Algérie d’ingérence."


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "mypack"
    (folder / "fr" / "rules").mkdir(parents=True)
    (folder / "fr" / "rules" / "mine.toml").write_text(HEAD + RULE, "utf-8")
    return folder


@pytest.fixture
def command(capsys):
    """The command, in this process: it has compiled the packs of the library already."""

    def run(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return SimpleNamespace(returncode=code, stdout=out, stderr=err)

    return run


def test_the_guide_runs(tmp_path, monkeypatch, command):
    """Each block of docs/lexicon.md, in order: files are written, commands and Python run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Le FLH a attaqué des soldats maliens. " + TEXT, "utf-8")
    (tmp_path / "articles" / "b.txt").write_text("Le Mali et le Niger ont une longue histoire commune.", "utf-8")
    names = {"__name__": "guide"}
    text = GUIDE.read_text("utf-8")
    ran = []
    for block in re.finditer(r"^```(sh|toml|python)\n(.*?)^```$", text, re.M | re.S):
        kind, code = block.groups()
        ran.append(kind)
        if kind == "toml":
            path = Path(re.match(r"# (mypack/\S+)\n", code)[1])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, "utf-8")
            broken = corpus.Lexicon("mypack").check()
            assert len(broken) == 0, (path, str(broken))
        elif kind == "sh":
            for line in code.splitlines():
                out = command(*shlex.split(line)[3:])
                assert line.startswith("python -m corpus ")
                assert out.returncode == 0, (line, out.stdout, out.stderr)
        else:
            line = text.count("\n", 0, block.start(2))
            exec(compile("\n" * line + code, str(GUIDE), "exec"), names)
    assert ran.count("toml") == 6
    assert "mine.accuse.gemonies" in names["change"].by_rule["rule"]
    assert "ASSAULT" in names["change"].by_type["type"]
    assert "FLH" in str(names["change"])
    assert len(names["missed"])
    assert corpus.Lexicon("mypack").entries(own=True)["id"]


def test_near_misses(tmp_path, pack, command):
    read = corpus.extract(TEXT, language="fr")
    assert [miss["sentence"] for miss in read.near_misses] == ["Le Mali voue l’Algérie aux gémonies."]
    assert read.near_misses[0]["actors"] == ["MLI", "DZA"]
    assert corpus.extract(TEXT, language="fr", lexicon=pack).near_misses == []
    articles = [
        {"id": "a", "text": TEXT, "language": "fr", "date": "2025-04-07", "outlet": "APS"},
        {"id": "b", "text": "Bamako a signé l’accord.", "language": "fr", "date": "2024-01-02", "outlet": "Le Fil"},
        {"id": "c", "text": "Rien.", "language": "fr"},
    ]
    with corpus.open(tmp_path / "a.db") as db:
        db.load(articles, progress=False)
        misses = db.near_misses()
        assert misses.kind == "near misses"
        assert misses["key"] == ["a", "b"]
        assert json.loads(misses[0].actors) == ["MLI", "DZA"]
        assert json.loads(misses[1].rules)
        assert misses[1].trigger == "signé"
        assert "one actor" in misses[1].reason
        for filters, keys in (
            ({"actor": "Algérie"}, ["a"]),
            ({"actor": ["MLI", "DZA"]}, ["a"]),
            ({"outlet": "Le Fil"}, ["b"]),
            ({"since": 2025}, ["a"]),
            ({"until": "2024-06"}, ["b"]),
            ({"triggered": True}, ["b"]),
            ({"triggered": False}, ["a"]),
            ({"limit": 1}, ["a"]),
            ({"offset": 1}, ["b"]),
            ({"article": 3}, []),
        ):
            assert db.near_misses(**filters)["key"] == keys, filters
        with pytest.raises(TypeError, match="has no argument 'actr'"):
            db.near_misses(actr="MLI")
        with pytest.raises(corpus.QueryError):
            db.near_misses(actor="Nullepart")
    with corpus.open(tmp_path / "a.db", lexicon=pack) as db:
        assert db.near_misses()["key"] == ["b"]
    out = command("near-misses", tmp_path / "a.db", "--actor", "DZA")
    assert "gémonies" in out.stdout
    assert "no trigger" in out.stdout
    out = command("near-misses", tmp_path / "a.db", "--triggered", "--format", "lines")
    assert [json.loads(line)["key"] for line in out.stdout.splitlines()] == ["b"]


def test_two_databases_are_compared(tmp_path, command):
    article = {"id": "a", "text": "Le Mali a rappelé son ambassadeur en Algérie.", "language": "fr"}
    denied = {**article, "text": "Le Mali n’a pas rappelé son ambassadeur en Algérie."}
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    for path, given in ((old, [article]), (new, [denied, {**article, "id": "b"}])):
        with corpus.open(path) as db:
            db.load(given, progress=False)
    for left in (old, corpus.open(old)):
        diff = corpus.diff(left, str(new))
        assert (diff.articles, diff.rewritten, diff.only_old, diff.only_new, diff.alike) == (1, 1, 0, 1, 0)
        (change,) = diff.changes
        assert (change.key, change.change, change.fields) == ("a", "changed", "status")
        assert (change.old_status, change.new_status) == ("asserted", "denied")
        assert diff.by_type.to_dicts() == [{"type": "SANCTION", "appeared": 0, "vanished": 0, "changed": 1}]
        assert diff.by_rule["changed"] == [1]
        assert "~ SANCTION MLI > DZA, asserted" in str(diff)
        assert repr(diff) == "<Diff of 1 articles: 0 appeared, 0 vanished, 1 changed>"
        assert len(diff) == 1
    assert diff.changes.to_pandas().shape == (1, 21)
    out = command("diff", old, new)
    assert out.returncode == 0
    assert "other status" in out.stdout
    assert json.loads(command("diff", old, new, "--format", "json").stdout)[0]["new_status"] == "denied"
    assert command("diff", old).returncode == 2
    assert command("diff", old, tmp_path / "none.db").returncode == 2
    with pytest.raises(corpus.MissingFileError):
        corpus.diff(old, tmp_path / "none.db")
    closed = corpus.open(old)
    closed.close()
    with pytest.raises(corpus.ClosedError):
        corpus.diff(closed, new)


def test_two_lexicons_are_compared(tmp_path, pack, command):
    path = tmp_path / "a.db"
    record = {"id": "a", "text": TEXT, "language": "fr"}
    with corpus.open(path) as db:
        db.load(record, progress=False)
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    memory = corpus.open(":memory:")
    memory.load(record, progress=False)
    lexicon = corpus.Lexicon(pack)
    for source in (path, corpus.open(path), memory, tmp_path / "a.txt", [tmp_path / "a.txt"], record, [record]):
        diff = corpus.diff_lexicon(source, lexicon)
        assert diff.changes["change"] == ["appeared"], source
        assert diff.changes["new_rule"] == ["mine.accuse.gemonies"]
        assert diff.changes["sentence"] == ["Le Mali voue l’Algérie aux gémonies."]
        assert diff.alike == 1
    back = corpus.diff_lexicon(path, corpus.Lexicon(), base=lexicon)
    assert back.changes["change"] == ["vanished"]
    assert corpus.diff_lexicon([{"no": "text"}], lexicon).refused == 1
    for source in (path, tmp_path / "a.txt"):
        out = command("diff", "--packs", pack, source)
        assert "+ ACCUSE MLI > DZA" in out.stdout, out
    with pytest.raises(corpus.MissingFileError):
        corpus.diff_lexicon(tmp_path / "none", lexicon)


def test_the_lexicon_is_checked_and_shown(pack, command):
    lexicon = corpus.Lexicon(pack)
    assert len(lexicon.check()) == 0
    assert lexicon.entries(own=True)["id"] == ["mine.accuse.gemonies"]
    assert "JNIM" in lexicon.entries(own=False)["id"]
    assert lexicon.show("mine.accuse.gemonies").startswith(f"# {pack}")
    assert 'code = "JNIM"' in corpus.Lexicon().show("JNIM")
    assert "learned.tsv" in corpus.Lexicon().show("fr.assault.words")
    with pytest.raises(corpus.NotFoundError, match=r"did you mean `fr\.accuse\.accuser`"):
        lexicon.show("fr.acuse.accuser")
    out = command("lexicon", "check", pack)
    assert (out.returncode, out.stdout) == (0, "1 entries of its own, 0 examples that do not hold\n")
    assert 'id = "fr.accuse.accuser"' in command("lexicon", "show", "fr.accuse.accuser").stdout
    assert command("lexicon", "show", "nothing").returncode == 2


def test_examples_that_do_not_hold(pack, command):
    rules = pack / "fr" / "rules" / "mine.toml"
    rules.write_text(
        HEAD + RULE.replace('source = ["MLI"], target = ["DZA"]', 'source = ["DZA"], target = ["MLI"]'), "utf-8"
    )
    (broken,) = corpus.Lexicon(pack).check()
    assert (broken.file, broken.line, broken.rule) == (str(rules), 3, "mine.accuse.gemonies")
    assert broken.expected == "ACCUSE DZA>MLI"
    assert broken.found.startswith("ACCUSE MLI>DZA")
    out = command("lexicon", "check", pack)
    assert out.returncode == 1
    for part in (f"{rules}, line 3", "Le Mali voue", "should give ACCUSE DZA>MLI", "gives       ACCUSE MLI>DZA"):
        assert part in out.stdout
    assert json.loads(command("lexicon", "check", pack, "--format", "json").stdout)[0]["line"] == 3


def test_faults_of_a_pack(pack, command):
    rules = pack / "fr" / "rules" / "mine.toml"
    rules.write_text(HEAD + RULE.replace("verb =", "verbs ="), "utf-8")
    with pytest.raises(
        corpus.LexiconError, match=r"mine\.toml, line 6, rule mine\.accuse\.gemonies: .*did you mean `verb`"
    ):
        corpus.Lexicon(pack)
    out = command("lexicon", "check", pack)
    assert out.returncode == 2
    assert "did you mean `verb`" in out.stderr
    assert "Traceback" not in out.stderr


def test_a_pack_is_begun(tmp_path, command):
    out = command("lexicon", "new", tmp_path / "new")
    assert out.returncode == 0
    assert command("lexicon", "check", tmp_path / "new").returncode == 0
    assert command("lexicon", "new", tmp_path / "new").returncode == 2
    assert len(corpus.Lexicon.write_pack(tmp_path / "other")) == 4


def test_a_pack_is_used_everywhere(tmp_path, pack, command):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert "2 added" not in command("load", tmp_path / "a.db", tmp_path / "a.txt", "--packs", pack).stdout
    with corpus.open(tmp_path / "a.db") as db:
        assert "mine.accuse.gemonies" in db.relations()["rule"]
        assert db.sql("SELECT lexicon_digest FROM extractions")["lexicon_digest"] == [corpus.Lexicon(pack).digest]
    out = command("extract", tmp_path / "a.txt", "--packs", pack)
    assert len(json.loads(out.stdout)["relations"]) == 2
