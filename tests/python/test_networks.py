"""Graphs are XML that others read, with the times of what happened, whatever names and texts hold."""

import datetime as dt
import io
import itertools
import pickle
import warnings
from xml.etree import ElementTree

import pytest

import corpus

networkx = pytest.importorskip("networkx")
lxml = pytest.importorskip("lxml.etree", reason="XML is read by the strictest parser: pip install lxml")

GEXF = "{http://gexf.net/1.3}"
# The elements and attributes of GEXF 1.3 that are used, by its schema: https://github.com/gephi/gexf.
SCHEMA = {
    "gexf": ({"version", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"}, ["meta", "graph"]),
    "meta": ({"lastmodifieddate"}, ["creator", "description"]),
    "creator": (set(), []),
    "description": (set(), []),
    "graph": ({"defaultedgetype", "mode", "timeformat", "timerepresentation", "start", "end"},
              ["attributes", "nodes", "edges"]),
    "attributes": ({"class", "mode"}, ["attribute"]),
    "attribute": ({"id", "title", "type"}, []),
    "nodes": ({"count"}, ["node"]),
    "node": ({"id", "label"}, ["attvalues"]),
    "edges": ({"count"}, ["edge"]),
    "edge": ({"id", "source", "target", "type", "weight", "kind", "start", "end"}, ["attvalues", "spells"]),
    "attvalues": (set(), ["attvalue"]),
    "attvalue": ({"for", "value"}, []),
    "spells": (set(), ["spell"]),
    "spell": ({"start", "end"}, []),
}  # fmt: skip
TYPES = {"long", "double", "string"}
BAD = "a\x00b\x0b\x1fc\ufffe\uffff\x7f <&>\"' ]]> \u202e é \U0001f600 \n\t"


@pytest.fixture(scope="module")
def sample():
    with corpus.open(":memory:") as db:
        db.load(corpus.sample(), progress=False)
        yield db


def parsed(text):
    """The tree, after checking each element and attribute against the schema."""
    root = lxml.fromstring(text.encode())
    for element in root.iter():
        name = element.tag.removeprefix(GEXF)
        attributes, inside = SCHEMA[name]
        assert set(element.attrib) <= attributes, name
        order = [inside.index(child.tag.removeprefix(GEXF)) for child in element]
        assert order == sorted(order), name
        if name == "attribute":
            assert element.get("type") in TYPES
        for at in ("start", "end"):
            if element.get(at) is not None:
                dt.date.fromisoformat(element.get(at))
        if element.get("start") and element.get("end"):
            assert element.get("start") <= element.get("end")
        if name == "spells":
            assert len(element) > 0
    assert root.get("version") == "1.3"
    ids = [node.get("id") for node in root.iter(f"{GEXF}node")]
    assert len(ids) == len(set(ids)) == int(root.find(f".//{GEXF}nodes").get("count"))
    for edge in root.iter(f"{GEXF}edge"):
        assert edge.get("source") in ids
        assert edge.get("target") in ids
    known = {attribute.get("id") for attribute in root.iter(f"{GEXF}attribute")}
    assert {value.get("for") for value in root.iter(f"{GEXF}attvalue")} <= known
    return root


def test_networkx_reads_back_what_was_written(sample, tmp_path):
    network = sample.network()
    graph = network.to_networkx()
    assert network.to_graphml(tmp_path / "a.graphml") is None
    assert network.to_gexf(tmp_path / "a.gexf") is None
    for again in (networkx.read_graphml(tmp_path / "a.graphml"), networkx.read_gexf(tmp_path / "a.gexf")):
        assert set(again.nodes) == set(graph.nodes) == set(network.names)
        assert set(again.edges()) == set(graph.edges())
        assert again.is_directed()
        assert again["DZA"]["MLI"]["weight"] == graph["DZA"]["MLI"]["weight"]
        assert again["DZA"]["MLI"]["goldstein"] == pytest.approx(graph["DZA"]["MLI"]["goldstein"])
        assert again.nodes["MLI"]["name"] == "Mali"
        assert again.nodes["MLI"]["type"] == "state"
        assert again.nodes["MLI"]["sent"] == graph.nodes["MLI"]["sent"]
    assert (tmp_path / "a.gexf").read_text("utf-8").splitlines()[1:] == network.to_gexf().splitlines()[1:]


def test_actors_have_counts_and_scores(sample):
    network = sample.network(between=("MLI", "DZA"))
    edges = {(row.source, row.target): row for row in network.edges}
    mali = network.actors["MLI"]
    assert mali["sent"] == edges["MLI", "DZA"].relations
    assert mali["received"] == edges["DZA", "MLI"].relations
    assert mali["goldstein_sent"] == pytest.approx(edges["MLI", "DZA"].goldstein)
    assert (mali["name"], mali["type"], mali["country"]) == ("Mali", "state", "MLI")


def test_edges_last_as_long_as_their_acts(db):
    root = parsed(db.network().to_gexf(dated_by="act"))
    graph = root.find(f"{GEXF}graph")
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("timerepresentation")) == (
        "dynamic",
        "date",
        "interval",
    )
    assert (graph.get("start"), graph.get("end")) == ("2025-04-01", "2025-04-06")
    times = {(e.get("source"), e.get("target")): (e.get("start"), e.get("end")) for e in root.iter(f"{GEXF}edge")}
    assert times["MLI", "DZA"] == ("2025-04-06", "2025-04-06")
    assert times["DZA", "MLI"] == ("2025-04-01", "2025-04-01"), "what is denied is not counted"
    assert times["MAR", "MLI"] == (None, None)
    assert "1 without a date are always there" in root.find(f".//{GEXF}description").text
    # An act without a date of its own is placed by its article, unless told.
    root = parsed(db.network().to_gexf())
    times = {(e.get("source"), e.get("target")): e.get("start") for e in root.iter(f"{GEXF}edge")}
    assert times["MAR", "MLI"] == "2025-04-09"
    assert len(parsed(db.network().to_gexf(dated_by="act", undated=False)).findall(f".//{GEXF}edge")) == 2
    root = parsed(db.network().to_gexf(dated_by="published"))
    assert root.find(f"{GEXF}graph").get("start") == "2025-04-08"


def test_times_come_as_spells_in_order_and_apart(sample):
    root = parsed(sample.network().to_gexf())
    many = [edge for edge in root.iter(f"{GEXF}edge") if edge.find(f"{GEXF}spells") is not None]
    assert many
    for edge in many:
        spells = [(spell.get("start"), spell.get("end")) for spell in edge.iter(f"{GEXF}spell")]
        assert spells == sorted(spells)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spells))
    read = networkx.read_gexf(io.BytesIO(sample.network().to_gexf().encode()))
    assert any("spells" in data for *_, data in read.edges(data=True))


def test_times_that_overlap_are_joined():
    from corpus._xml import joined

    day = [dt.date(2025, 1, n) for n in range(1, 20)]
    assert joined([(day[4], day[6]), (day[0], day[2]), (day[2], day[3])]) == [(day[0], day[3]), (day[4], day[6])]
    assert joined([(None, day[2]), (day[1], None)]) == [(None, None)]
    assert joined([(day[1], None), (day[0], day[0])]) == [(day[0], day[0]), (day[1], None)]
    assert joined([]) == []


def test_each_act_can_be_an_edge(sample):
    network = sample.network(actor="MLI", since=2025)
    root = parsed(network.to_gexf(edges="acts"))
    edges = list(root.iter(f"{GEXF}edge"))
    assert len(edges) == sum(network.edges["relations"])
    assert {edge.get("kind") for edge in edges} <= set(sample.relations()["type"])
    again = networkx.read_gexf(io.BytesIO(network.to_gexf(edges="acts").encode()))
    assert again.is_multigraph()
    relation = next(data for *_, data in again.edges(data=True))["relation"]
    assert relation in sample.relations()["id"]


@pytest.mark.filterwarnings("ignore:.*cannot hold")
def test_any_text_makes_valid_xml():
    arrow = pytest.importorskip("pyarrow")
    rows = {
        "source": [BAD, "B"], "target": ["B", "]]>"], "relations": [2, 1], "goldstein": [-1.5, None], "note": [BAD, "x"],
        "first": [dt.date(2025, 1, 1), None], "last": [dt.date(2025, 1, 3), None], BAD: [1, 2],
    }  # fmt: skip
    edges = corpus.Table.from_arrow(arrow.table(rows))
    network = corpus.Network(edges, {BAD: BAD, "B": "<b>&amp;"})
    clean = BAD
    for bad in "\x00\x0b\x1f\ufffe\uffff":
        clean = clean.replace(bad, "\ufffd")
    for write in (network.to_graphml, network.to_gexf):
        with pytest.warns(UserWarning, match="characters that XML cannot hold were replaced by U\\+FFFD"):
            text = write()
        lxml.fromstring(text.encode())
        ElementTree.fromstring(text)
    root = parsed(network.to_gexf())
    assert [node.get("id") for node in root.iter(f"{GEXF}node")] == sorted([clean, "B", "]]>"])
    assert "were replaced by U+FFFD" in root.find(f".//{GEXF}description").text
    assert clean in {value.get("value") for value in root.iter(f"{GEXF}attvalue")}
    times = [(edge.get("start"), edge.get("end")) for edge in root.iter(f"{GEXF}edge")]
    assert times == [("2025-01-01", "2025-01-03"), (None, None)], "edges alone tell first and last day"
    assert clean in networkx.parse_graphml(network.to_graphml())
    networkx.parse_graphml("\n".join(networkx.generate_graphml(network.to_networkx())))
    with pytest.raises(ValueError, match="no single acts"):
        network.to_gexf(edges="acts")


def test_clean_text_gives_no_warning(sample):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sample.network().to_gexf()
        sample.network().to_graphml()


def test_an_empty_network_is_one():
    network = corpus.open(":memory:").network()
    assert len(network) == 0
    parsed(network.to_gexf())
    parsed(network.to_gexf(edges="acts"))
    assert len(networkx.parse_graphml(network.to_graphml())) == 0


def test_it_travels_without_its_corpus(sample):
    network = sample.network(since=2025)
    again = pickle.loads(pickle.dumps(network))
    assert again.to_gexf() == network.to_gexf()
    assert again.to_graphml() == network.to_graphml()
    assert again._corpus is None


def test_a_closed_corpus_has_no_times():
    with corpus.open(":memory:") as db:
        db.load(
            {"id": "a", "text": "Le Mali rappelle son ambassadeur en Algérie.", "date": "2025-04-06"}, progress=False
        )
        network, asked = db.network(), db.network()
        asked.to_gexf()
    assert "spell" in asked.to_gexf() or "start" in asked.to_gexf(), "it was asked while the corpus was open"
    with pytest.raises(corpus.CorpusError, match="closed"):
        network.to_gexf()
    assert "MLI" in network.to_graphml()


def test_wrong_settings_are_told(sample):
    for wrong, said in ({"edges": "x"}, "pairs or acts"), ({"dated_by": "x"}, "act or published or either"):
        with pytest.raises(ValueError, match=said):
            sample.network().to_gexf(**wrong)
