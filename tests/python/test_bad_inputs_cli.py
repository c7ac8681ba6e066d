"""What people and machines give that is wrong, through the command line; the numbers are those of test_bad_inputs.py.

The commands run in this process, as `corpus` runs them: an exception that passes `main` would be a traceback.
"""

# What belongs together is asserted together.
# ruff: noqa: PT018

import gzip
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from bad_inputs import register
from corpus.__main__ import main
from test_bad_inputs import TEXT, command, foreign, made

import corpus

case, CASES = register()

ONLY_IN_A_PROGRAM = {
    42: "days of pandas", 44: "objects of Python", 46: "a generator", 47: "a generator", 48: "a frame", 50: "Arrow",
    52: "no command merges", 55: "no command merges", 56: "no command adds rows", 57: "no command adds rows",
    84: "a command opens and closes", 94: "handles and threads",
}  # fmt: skip


@pytest.fixture
def run(capsys):
    """A command: what it exits with and what it prints. A failure is told in a line or two."""

    def run(*arguments):
        try:
            code = main(list(map(str, arguments)))
        except SystemExit as wrong:
            code = wrong.code
        out, told = capsys.readouterr()
        assert code in (0, 1, 2), (code, told)
        assert code != 2 or told.strip(), "a failure is told"
        return code, out, told

    return run


@pytest.fixture
def rows(run, tmp_path):
    """The articles that a query finds, keys with hits."""

    def rows(query, path=None):
        code, out, told = run("search", path or tmp_path / "a.db", "--format", "json", "--limit", "100", "--", query)
        assert code == 0, told
        return {row["key"]: row for row in json.loads(out)}

    return rows


@pytest.fixture
def load(run, tmp_path):
    """Files, loaded into a.db: the exit and the report."""

    def load(files, *more):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return run("load", tmp_path / "a.db", folder, *more)[:2]

    return load


def lines(*records):
    return "\n".join(map(json.dumps, records))


@case(1, 2, 3, 4, 5, 6, 7, 8)
def test_encodings(load, rows):
    code, told = load(
        {
            "1.txt": b"Bamako \xff accuse.",
            "2.txt": b"\xef\xbb\xbfBamako.",
            "3.txt": "Bamako \ufeffmiddle.",
            "4.txt": "Bamako, le Mali.".encode("utf-16"),
            "5.txt": "Bamako, le Mali.".encode("utf-32"),
            "6.txt": "Bamako, été, déjà, où ça, naïve, forêt.".encode("cp1252"),
            "7.txt": "Bamako, le prÃ©sident a Ã©tÃ© reÃ§u, oÃ¹ ?",
            "8.txt": b"Bamako \0 nul.",
        }
    )
    assert code == 0 and "8 found, 8 added" in told, told
    assert set(rows("Bamako")) == {f"{n}.txt" for n in range(1, 9)} and set(rows("été")) >= {"6.txt"}


@case(9, 10)
def test_bytes_of_the_system(run, load, tmp_path):
    made(tmp_path / "b.db")
    code, _, told = run("search", tmp_path / "b.db", "caf\udce9")
    assert code == 2 and "UTF-8" in told
    code, out, _ = run("search", tmp_path / "b.db", "rappel\udcc3\udca9")
    assert code == 0 and "rappelé" in out
    if sys.platform == "linux":
        (tmp_path / "in").mkdir()
        with open(os.fsencode(tmp_path / "in") + b"/caf\xe9.txt", "wb") as out:
            out.write(b"Un texte.")
        assert load({})[0] == 0
        name = os.fsdecode(os.fsencode(tmp_path / "in") + b"/caf\xe9.txt")
        assert run("load", tmp_path / "c.db", name) == (0, "1 found, 1 added\n", "")


@case(11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)
def test_characters(load, rows, run, tmp_path):
    texts = {
        "11": "Zabor\r\ndeux\rtrois\u2028quatre\u0085cinq.",
        "12": unicodedata.normalize("NFD", "Zabor, été."),
        "13": "Zabor, œuvre, ﬁn.",
        "14": "Zabor\u202f: non\u00a0!",
        "15": "Zabor, l’Al\u00adgérie.",
        "16": "Le\u200bMali, \ufeffZabor.",
        "17": "Zabor \u202eà l'envers\u202c.",
        "18": "Zabor" + "\u0301" * 10_000,
        "19": "Zabor \U0001f1f2\U0001f1f1 \U0001f468\u200d\U0001f469\u200d\U0001f467.",
        "20": "Zabor اتهمت الجزائر مالي ⵜⴰⵎⴰⵣⵉⵖⵜ",
        "21": "Zabor \x01\x1b[31m\x7f\x9b rouge",
        "22": "Zabor \ufffe\uffff\ue000\U0010ffff fin",
    }
    assert load({f"{name}.txt": text for name, text in texts.items()})[0] == 0
    assert set(rows("Zabor")) == {f"{name}.txt" for name in texts}
    code, out, _ = run("search", tmp_path / "a.db", "Zabor", "--limit", "100")
    assert code == 0 and not {"\x1b", "\u202e", "\x9b", "\x7f"} & set(out), "a terminal obeys no article"


@case(23, 24, 25, 26, 27, 28, 29, 30, 31, 32)
def test_texts_of_every_length(load, run, tmp_path):
    (tmp_path / "in").mkdir()
    with open(tmp_path / "in" / "26.txt", "wb") as out:
        out.truncate(1 << 30)
    files = {
        "23.txt": "", "24.txt": " \n\t", "25.txt": "a", "27.jsonl": lines({"id": "x", "text": "mot " * (5 << 20)}),
        "28.txt": "a\n" * 5_000, "29.txt": "mali algérie " * 1_000, "30.txt": "(" * 5_000 + "a" * 5_000 + "!",
        "31.txt": "<div>" * 2_000 + "**# [a](b)" * 100, "32.jsonl": lines(*({"id": str(n), "text": TEXT} for n in range(50))),
    }  # fmt: skip
    code, told = load(files)
    assert code == 1 and "26.txt" in told and "larger" in told, told
    assert run("check", tmp_path / "a.db")[0] == 0
    events = run("sql", tmp_path / "a.db", "SELECT independent_articles AS n FROM events", "--format", "json")[1]
    assert json.loads(events) == [{"n": 1}]


@case(33, 34, 35, 36, 37, 38, 39, 40, 41, 43, 45, 49)
def test_records(load, run, rows, tmp_path):
    assert load({"33.txt": TEXT})[0] == 0 and "1 updated" in load({"33.txt": "Rien. " + TEXT})[1]
    deep = [1]
    for _ in range(90):
        deep = [deep]
    dates = ["0000-00-00", "31 février 2025", "2025-13", "hier", "24/25 mars", "2025-06-01T23:30:00-14:00"]
    code, told = load(
        {
            "a.jsonl": lines(
                {"text": "Zabor sans nom."}, {"id": "twice", "text": "Un."}, {"id": "twice", "text": "Un."},
                {"id": "twice", "text": "Zabor."}, *({"id": id, "text": f"Zabor {n}."} for n, id in enumerate(["é", "e\u0301", "É"])),
                {"id": "a\nb", "text": "Zabor."}, {"id": "../../etc/passwd", "text": "Zabor."}, {"id": "x" * 10_000, "text": "Zabor."},
                *({"id": f"d{n}", "text": "Zabor.", "date": date} for n, date in enumerate(dates)),
                {"id": "deep", "text": "Zabor.", "meta": deep}, {"id": "n", "text": 1.5}, {"id": "big", "text": "Zabor.", "n": 2**63},
            ) + '\n{"id": "inf", "text": "Zabor.", "n": 1e999}',
            "nothing.jsonl": "", "nothing.csv": "id,text\n",
        }
    )  # fmt: skip
    assert code == 1 and "a.jsonl:" in told, told
    assert {"../../etc/passwd", "twice", "é", "É", "d3"} <= set(rows("Zabor"))
    assert rows("Zabor")["d5"]["published"] == "2025-06-01"
    code, out, _ = run("search", tmp_path / "a.db", "Zabor", "--limit", "100")
    assert code == 0 and "a\nb" not in out
    for wrong in ("hier", "2025-13", "31/02/2025", ""):
        assert run("relations", tmp_path / "a.db", "--since", wrong)[0] == 2
        (tmp_path / "t.txt").write_text(TEXT, "utf-8")
        run("extract", tmp_path / "t.txt", "--published", wrong)
    assert run("export", tmp_path / "a.db", tmp_path / "out.jsonl", "--format", "jsonl")[0] == 0
    assert not list(tmp_path.parent.rglob("passwd"))


@case(51, 53, 54, 58, 59)
def test_packs(run, tmp_path):
    head = 'source = "x"\nlicence = "CC0-1.0"\n'
    group = '[[armed_group]]\ncode = "QQQ"\nname = "Groupe"\ncountries = ["MLI"]\n'
    many = "".join(f'[[organization]]\ncode = "ORG{n}"\nname = "Organisme {n}x"\nkind = "ngo"\n' for n in range(1_000))
    for n, (path, data, codes) in enumerate(
        [
            ("actors/stop.toml", head + group.replace("Groupe", "le"), (0, 1, 2)),
            ("actors/shared.toml", head + group.replace("Groupe", "Guinée"), (0, 1, 2)),
            ("actors/many.toml", head + many, (0,)),
            ("actors/twice.toml", head + group + group, (2,)),
            ("actors/wide.toml", (head + group).encode("utf-16"), (2,)),
            ("fr/rules/bad.toml", head + '[[rule]]\nid = "x.y"\ntype = "ACCUSE"\nverb = ["((((a+)+)+"]\n', (2,)),
        ]
    ):
        file = tmp_path / str(n) / path
        file.parent.mkdir(parents=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        code, _, told = run("lexicon", "check", tmp_path / str(n))
        assert code in codes and (code != 2 or file.name in told), (path, code, told)
    (tmp_path / "t.txt").write_text("Le Niger et le Nigeria. La Guinée-Bissau. L’Organisme 432x.", "utf-8")
    code, out, _ = run("extract", tmp_path / "t.txt", "--packs", tmp_path / "2")
    assert code == 0 and {"NER", "NGA", "GNB", "ORG432"} <= {mention["code"] for mention in json.loads(out)["mentions"]}


@case(60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71)
def test_queries(run, rows, tmp_path):
    made(tmp_path / "a.db")
    for query in (
        "", "   ", "AND OR NOT NEAR( ) * ^ - + : \" {}", "AND", '"', '"a', "((a)", "a))", "(" * 5_000, "mot OR " * 5_000,
        "é" * 100_000, "C++", "AT&T", "20.04", "50%", "@x", "title:mali", "nosuch:x", "rank:x", "' OR 1=1 --",
        "'; DROP TABLE article; --", "\"; ATTACH 'x' AS y", "mali\0; DROP TABLE article", "%_\\", "[a-z]", "\U0001f600",
    ):  # fmt: skip
        rows(query)
    assert set(rows("d'Algérie")) == set(rows("l’Algérie")) == {"a"}
    for wrong in (["--limit", "-1"], ["--limit", "1.5"], ["--limit", "x"], ["--type", "WAR"], ["--since", "'; --"]):
        assert run("search", tmp_path / "a.db", "mali", *wrong)[0] == 2, wrong
    for huge in (0, 2**63, 2**64):
        assert run("search", tmp_path / "a.db", "mali", "--limit", huge)[0] == 0
    for order in ("1; DROP TABLE article", "(SELECT 1)", "", "nosuch", "random()"):
        code, _, told = run("relations", tmp_path / "a.db", "--order", order)
        assert code == 2 and "date" in told, (order, told)
    assert len(rows("mali")) == 1


@case(72)
def test_sql(run, tmp_path):
    before = made(tmp_path / "a.db").read_bytes()
    for sql in ("DELETE FROM article", "SELECT 1; DELETE FROM article", "ATTACH 'x.db' AS x", "VACUUM", "BEGIN", "", "\0",
                "SELECT load_extension('x')", "PRAGMA user_version = 9", "WITH x AS (SELECT 1) DELETE FROM article"):  # fmt: skip
        assert run("sql", tmp_path / "a.db", sql)[0] == 2, sql
    assert (tmp_path / "a.db").read_bytes() == before and os.listdir(tmp_path) == ["a.db"]


@case(73, 74, 75, 76, 77, 78, 79)
def test_files_that_are_no_corpus_or_damaged(run, tmp_path):
    whole = made(tmp_path / "whole.db").read_bytes()
    future = bytearray(whole)
    future[60:64] = (999).to_bytes(4, "big")
    swapped = bytearray(whole)
    swapped[8_192:12_288], swapped[16_384:20_480] = whole[16_384:20_480], whole[8_192:12_288]
    foreign(tmp_path / "firefox.db")
    for name, data in {
        "zero.db": b"", "byte.db": b"S", "header.db": whole[:100], "cut.db": whole[: len(whole) // 2], "text.db": b"Alger. " * 500,
        "gzip.db": gzip.compress(b"x" * 9_000), "pdf.db": b"%PDF-1.7\n" + bytes(5_000), "future.db": bytes(future),
        "swapped.db": bytes(swapped), "firefox.db": (tmp_path / "firefox.db").read_bytes(),
    }.items():  # fmt: skip
        path = tmp_path / name
        path.write_bytes(data)
        assert run("check", path)[0] != 0, name
        if name != "swapped.db":
            assert run("search", path, "mali")[0] == run("load", path, tmp_path / "nosuch.txt")[0] == 2, name
        assert path.read_bytes() == data, name
    shutil.copy(tmp_path / "whole.db", tmp_path / "log.db")
    (tmp_path / "log.db-wal").write_bytes(os.urandom(5_000))
    assert run("check", tmp_path / "log.db")[0] == 0


@case(80, 81, 82)
def test_paths(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    Path("nothing").symlink_to("away")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind("socket")
        for path in (
            ".",
            "pipe",
            "loop",
            "nothing",
            "socket",
            "/dev/null",
            "/dev/zero",
            "a\0b",
            "x" * 4_096,
            "",
            "nosuch/a.db",
        ):
            for name in ("search", "sql"):
                assert run(name, path, "SELECT 1")[0] == 2, path
            assert run("check", path)[0] == 2, path
    for path in ("a b.db", "é.db", "a\nb.db", "file:x.db?mode=memory", "~.db", "'.db", "-x.db"):
        (tmp_path / "t.txt").write_text(TEXT, "utf-8")
        assert run("load", "--", path, "t.txt")[0] == 0 and (tmp_path / path).is_file(), path
        code, out, _ = run("search", "--", path, "mali")
        assert code == 0 and "Mali" in out
    if os.geteuid() != 0:
        Path("a b.db").chmod(0)
        assert run("search", "a b.db", "mali")[0] == 2


@case(83, 85, 86)
def test_surroundings(tmp_path, run):
    (tmp_path / "a.jsonl").write_text(
        lines(*({"id": str(n), "text": f"Texte {n}. " * 50} for n in range(900))), "utf-8"
    )
    small = ["sh", "-c", f'ulimit -f 600; trap "" XFSZ; exec "{sys.executable}" -m corpus load a.db a.jsonl']
    ran = subprocess.run(small, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert ran.returncode == 2 and b"Traceback" not in ran.stderr and b"panicked" not in ran.stderr, ran.stderr
    assert run("check", tmp_path / "a.db")[0] == 0
    with corpus.open(tmp_path / "a.db"):
        assert run("load", tmp_path / "a.db", tmp_path / "a.jsonl")[0] == 0
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    made(tmp_path / "b.db")
    for odd in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}):
        ran = command("search", tmp_path / "b.db", "rappelé", env={**plain, **odd})
        code = odd.get("PYTHONIOENCODING", "utf-8")
        assert ran.returncode == 0 and "[rappelé]" in ran.stdout.decode(code), (odd, ran)


@case(87, 88, 89, 90, 91, 92, 93)
def test_imports(load, rows, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "broken.txt").symlink_to("nosuch")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    code, told = load(
        {
            "zip.txt": b"PK\x03\x04\x14\0\0\0\x08\0../../x.txt" * 100,
            "gzip.jsonl": gzip.compress(b"{}" * 1_000)[:200],
            "semi.csv": 'id;text\ns1;"Zabor;\ndeux"\n2;x;y;z\n3\n',
            "open.csv": 'id,text\n"o1,jamais fermé\n',
            "nul.csv": "id,text\nn1,Zabor\0n.\n",
            "wide.csv": ",".join(f"c{n}" for n in range(20_000)) + "\n" + "x," * 20_000 + "\n",
            "a.jsonl": '{"id": "nan", "n": NaN}\n'
            + "[" * 100_000
            + '\nnull\n3\n{"id": "good", "text": "Zabor."}\n{"id": "ha',
            "a.json": "[" * 100_000,
            "a.xml": '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>',
            "a.html": "<div>" * 100_000,
            "b.txt": '<!DOCTYPE a [<!ENTITY c "x">]><script>alert(1)</script> Zabor &c;',
            ".hidden.txt": "Zabor.",
        }
    )
    assert code == 1 and "21 found, 4 added, 17 refused" in told and "broken.txt" in told, told
    assert {"s1", "n1", "good", "b.txt"} == set(rows("Zabor"))
    assert not list(tmp_path.rglob("x.txt"))


def test_the_sheets_and_samples_of_others(run, tmp_path):
    made(tmp_path / "a.db")
    (tmp_path / "s.csv").write_bytes(b"\xff\xfe\0")
    assert run("precision", tmp_path / "s.csv")[0] == 2
    assert run("sample", tmp_path / "a.db", "-5", tmp_path / "o.csv")[0] == 2
    assert run("diff", tmp_path / "a.db", tmp_path / "s.csv")[0] == 2
    with closing(sqlite3.connect(tmp_path / "o.db")) as raw:
        raw.execute("CREATE TABLE a (b)")
    assert run("diff", tmp_path / "a.db", tmp_path / "o.db")[0] == 2


def test_every_number_of_the_list_is_tried_or_belongs_to_programs():
    assert sorted([*CASES, *ONLY_IN_A_PROGRAM]) == list(range(1, 95))
