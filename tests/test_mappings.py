"""Maps, sets, pairs and graphs: read, written, equal by value, searched, printed as Python."""

from __future__ import annotations

import doctest
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.codec import codec_of, draw, native, read, vary, write
from dsl.domain import load_domain, own_primitives
from dsl.evaluate import Failure, compile_term, evaluate
from dsl.export import to_python
from dsl.mapping import FrozenMap
from dsl.parsing import parse_type
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from dsl.term import Prim
from dsl.type import STR, Con, parameters
from synth import solve
from synth.bench.check import Table, instances
from synth.bench.workloads import WORKLOADS
from synth.columns.kernels import kernel
from synth.columns.store import Store
from synth.space.grammar import ordered_on
from tasks import Task, load_suite, task_of
from tasks.fault import TaskError
from tasks.value import fit, to_json

ROOT = Path(__file__).parent.parent
VOCABULARY = load_domain("graphs").vocabulary
PARTS = ("pairs", "sets", "tallies", "lookups", "mappings", "graphs", "paths", "networks", "graph_edits")
OWN = [p for part in PARTS for p in own_primitives(sys.modules[f"dsl.domains.{part}"])]
TYPES = (
    "map(str, int)",
    "map(int, list(str))",
    "map(pair(int, str), bool)",
    "set(str)",
    "set(list(int))",
    "graph",
    "graph(str)",
    "pair(str, set(int))",
)


def con(text: str) -> Con:
    found = parse_type(text)
    assert isinstance(found, Con)
    return found


def drawn(type: Con, chance: random.Random) -> Any:
    """A value by chance; texts are short words."""
    if type.name == "str":
        return "".join(chance.choices("abc", k=chance.randint(1, 3)))
    return codec_of(type).sample(type, chance, lambda part: drawn(part, chance))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", TYPES)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_value_is_written_and_read_again(text: str, seed: int) -> None:
    type, chance = con(text), random.Random(seed)
    value = drawn(type, chance)
    assert read(write(value, type), type) == value
    assert read(native(value, type), type) == value and hash(read(native(value, type), type)) == hash(value)
    store = Store(1, 1)
    assert store.value(store.word(value, type), type) == value
    assert codec_of(type).holds(vary(type, value, drawn(type, chance), chance), type)
    assert str(type) == text


def test_order_does_not_matter() -> None:
    one, other = fit([["b", 2], ["a", 1]], con("map(str, int)")), fit({"a": 1, "b": 2}, con("map(str, int)"))
    assert one == other and hash(one) == hash(other) and to_json(one, con("map(str, int)")) == [["a", 1], ["b", 2]]
    store = Store(1, 1)
    assert store.word(one, con("map(str, int)")) == store.word(other, con("map(str, int)"))
    turned = [fit({"nodes": 3, "edges": edges}, con("graph")) for edges in ([[0, 1], [2, 1]], [[1, 2], [1, 0], [0, 1]])]
    assert turned[0] == turned[1] != fit({"nodes": 3, "edges": [[0, 1], [1, 2]], "directed": True}, con("graph"))


def test_a_frozen_map_does_not_change() -> None:
    frozen = FrozenMap({2: "b", 1: "a"})
    assert list(frozen) == [1, 2]
    for change in (lambda: frozen.pop(1), lambda: frozen.update({3: "c"}), lambda: frozen.__setitem__(3, "c")):
        with pytest.raises(TypeError, match="does not change"):
            change()


@pytest.mark.parametrize(
    ("type", "value", "fault"),
    [
        ("map(str, int)", [["a", 1], ["a", 2]], 'key str "a" stands in item 0 already'),
        ("map(set(int), int)", [], "its keys are of a type with an order"),
        ("set(int)", [1, 2, 1], "int 1 stands in item 0 already"),
        ("graph", {"nodes": ["a"], "edges": []}, r"the type of such a graph is graph\(str\)"),
        ("graph(str)", {"nodes": 2, "edges": []}, "expected the names of the nodes"),
        ("graph(str)", {"nodes": ["Ada", "Bo"], "edges": [["Ada", "Boo"]]}, "no node str \"Boo\"; did you mean 'Bo'"),
        ("graph", {"nodes": 2, "edges": [[0, 1, 1], [1, 0, 3]]}, "weighs 3 here and 1 in edge 0"),
        ("graph", {"nodes": 2, "edges": [[0]]}, r"expected an edge as \[i, j\]"),
        ("graph", {"nodes": 10**9, "edges": []}, "expected a number of nodes"),
        ("graph", nx.MultiGraph([(0, 1), (0, 1)]), "has each edge once"),
        ("graph", nx.Graph([(0, 1, {"weight": 0.5})]), "weights are whole numbers"),
        ("graph(float)", {"nodes": [], "edges": []}, "are numbers or texts"),
    ],
)
def test_what_is_wrong_gets_one_line(type: str, value: Any, fault: str) -> None:
    with pytest.raises(TaskError, match=fault):
        task_of("t", [(value, 0)], request=f"{type} -> int")


def test_python_values_show_their_types_and_json_does_not() -> None:
    task = task_of("t", [(({"a": [1]}, nx.Graph([("x", "y")])), {True}), (({}, nx.Graph()), set())])
    assert str(task.request) == "map(str, list(int)) -> graph(str) -> set(bool)" and task.domain == "graphs"
    done = subprocess.run(
        [sys.executable, "-m", "synth", "solve", "--example", '{"a": 1} -> 1'], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2 and "an object has no type of its own" in done.stderr


@pytest.mark.parametrize("p", OWN, ids=lambda p: p.name)
def test_examples_hold(p: Primitive) -> None:
    assert p.function is not None
    test = doctest.DocTestParser().get_doctest(p.function.__doc__ or "", {p.function.__name__: p, "nx": nx}, p.name, None, None)
    assert test.examples and doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize("p", [p for p in OWN if p.kernel_function], ids=lambda p: p.name)
def test_a_kernel_does_what_its_reference_does(p: Primitive) -> None:
    for instance in instances(p):
        address = kernel(p, ordered_on(p, instance) == STR, make=True).address  # `synth bench check` runs it with bounds checks besides
        table = Table(p, instance, VOCABULARY, random.Random(p.name), 24, 0)
        assert [*table.faults(address, address)] == []


FUNCTIONS = {(1, False): "x -> x % 3", (1, True): "x -> is_even(x)", (2, False): "(x, y) -> x + y", (2, True): "(x, y) -> x < y"}


@pytest.mark.parametrize("p", [p for p in OWN if p.composed], ids=lambda p: p.name)
def test_a_composed_word_does_what_its_reference_does(p: Primitive) -> None:
    chance, arguments = random.Random(p.name), parameters(p.type)[0]
    function = "" if len(arguments) == 1 else f"{FUNCTIONS[len(parameters(arguments[0])[0]), str(parameters(arguments[0])[1]) == 'bool']}, "
    kind = con("map(int, int)" if isinstance(arguments[-1], Con) and arguments[-1].name == "map" else "list(pair(int, int))")
    for _ in range(30):
        value = drawn(kind, chance)
        own, composed = (
            evaluate(parse_term(f"m -> {f}({function}m)", VOCABULARY), [value], VOCABULARY) for f in (p.name, f"({p.composed})")
        )
        assert own == composed and not isinstance(own, Failure)


def test_a_search_runs_words_with_functions() -> None:
    result = solve(
        [({"a": 1, "b": 7}, {"a": 11, "b": 17}), ({"c": 4, "d": 5, "e": 8}, {"c": 14, "d": 15, "e": 18}), ({}, {})], max_candidates=300_000
    )
    assert result.status == "solved" and result({"p": 9, "q": 2}) == {"p": 19, "q": 12}


def test_a_result_gives_what_python_has() -> None:
    links = [(nx.DiGraph([(0, 1)]), nx.DiGraph([(1, 0)])), (nx.DiGraph([(0, 1), (2, 1)]), nx.DiGraph([(1, 0), (1, 2)]))]
    result = solve(links, max_candidates=100_000)
    assert sorted(result(nx.DiGraph([(3, 4)])).edges) == [(4, 3)]
    assert solve([([3, 1, 3], {1, 3}), ([2], {2}), ([], set())], type="list(int) -> set(int)", max_candidates=10_000)([5, 5]) == {5}


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same dict or graph, put together in another order."""
    if isinstance(value, dict):
        return dict(chance.sample(list(value.items()), len(value)))
    if isinstance(value, nx.Graph):
        made = value.__class__()
        made.add_nodes_from(chance.sample(list(value), len(value)))
        edges = list(value.edges(data=True))
        made.add_edges_from(chance.sample(edges, len(edges)))
        return made
    return value


PROGRAMS = (
    ("m -> items(map_values(x -> x * 2, filter_keys(s -> is_empty_text(s), m)))", "map(str, int) -> list(pair(str, int))"),
    ("(m, n) -> keys_by_value(merge(m, add_maps(n, invert(m))))", "map(int, int) -> map(int, int) -> list(int)"),
    ("m -> grouped(x -> x % 2, values(put(0, 5, m)))", "map(int, int) -> map(int, list(int))"),
    ("s -> members(union(s, to_set([1, 2])))", "set(int) -> list(int)"),
    ("g -> edges(spanning_tree(undirected(g)))", "graph -> list(pair(int, int))"),
    ("g -> adjacency(complement(g))", "graph -> map(int, list(int))"),
    ("g -> map(x -> pair(degree(x, g), reachable(x, g)), nodes(g))", "graph -> list(pair(int, list(int)))"),
    ("ps -> component_count(graph_of(ps))", "list(pair(int, int)) -> int"),
)


@pytest.mark.parametrize(("text", "type"), PROGRAMS)
def test_printed_python_does_what_the_program_does(text: str, type: str) -> None:
    request, chance = parse_type(type), random.Random(text)
    term = parse_term(text, VOCABULARY, request)
    names: dict[str, Any] = {}
    exec(to_python(term, VOCABULARY, type=request), names)
    run, (arguments, result) = compile_term(term, VOCABULARY), parameters(request)
    for _ in range(25):
        inputs = [drawn(argument, chance) for argument in arguments]  # type: ignore[arg-type]
        value = run(inputs)
        assert not isinstance(value, Failure)
        plain = names["program"](*(shuffled(native(v, t), chance) for v, t in zip(inputs, arguments, strict=True)))
        assert read(plain, result) == value


def test_shortest_paths_are_the_first_in_order() -> None:
    chance = random.Random(5)
    run = compile_term(Prim("shortest_path"), VOCABULARY)
    for _ in range(60):
        graph = drawn(con("graph"), chance)
        u, v = chance.choice(list(graph)), chance.choice(list(graph))
        found = run((u, v, graph))
        if nx.has_path(graph, u, v):
            assert list(found) == min(nx.all_shortest_paths(graph, u, v))
        else:
            assert isinstance(found, Failure)


SAMPLE = ("mappings/turned round", "mappings/in exactly one", "mappings/the larger of the two", "graphs/hangs together", "graphs/degrees")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_task_of_the_suites_is_solved(name: str) -> None:
    (task,) = (entry for entry in load_suite(name.split("/")[0]) if isinstance(entry, Task) and entry.name == name)
    result = solve(task, max_candidates=200_000, timeout=60)
    assert result.status == "solved" and result.test_correct == result.test_total


def test_their_speed_is_measured() -> None:
    (workload,) = (w for w in WORKLOADS if w.name == "mappings")
    space = workload.plant(random.Random(1))
    assert all(isinstance(example.output, FrozenMap) for example in space.shown)


def test_the_values_of_chance_are_of_their_type() -> None:
    assert isinstance(draw(con("map(int, int)"), random.Random(1)), FrozenMap)
