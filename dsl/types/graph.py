"""Graphs whose nodes are numbers or texts: in JSON `{"nodes": n, "edges": [[i, j], …]}`, in Python those of networkx.

`nodes` is how many there are, which are then called 0, 1, 2, …, or a list of their names. An edge may have a third item, its
weight, a whole number; without one it weighs 1. `"directed": true` makes edges lead from the first node to the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from dsl.bounds import MAX_LIST
from dsl.codec import HeapCodec, Misfit, Words, read, read_each, vary, wrong
from dsl.freezing import Value, failing
from dsl.misfit import describe, nearest
from dsl.quote import clip
from dsl.type import INT, STR, Con, Type, list_of, pair_of

if TYPE_CHECKING:
    from dsl.network import Edge

MOST_NODES = 4 * MAX_LIST  # that a number can ask for
FORM = ' as {"nodes": n, "edges": [[i, j], …]}'


def _is_network(value: Any) -> bool:
    """Whether a value is a graph of networkx, which nothing here has imported unless somebody made one."""
    return any(base.__module__ == "networkx.classes.graph" for base in type(value).__mro__)


class _Graph(HeapCodec):
    """A run is 1 or 0 for directed or not, the number of nodes, the nodes in rising order, then three words an edge.

    Those of an edge are the places of its ends among the nodes, the smaller first where the graph is undirected, and its weight.
    """

    name, place, arity, domain, variable = "graph", 64, 1, "graphs", "g"
    usual = ("int",)

    def inner(self, type: Con) -> tuple[Type, ...]:
        """The nodes."""
        if type.args[0] not in (INT, STR) and isinstance(type.args[0], Con):
            raise Misfit(f"{clip(str(type))} is no type; the nodes of a graph are numbers or texts: graph or graph(str)")
        return type.args

    def infer(self, value: Any) -> bool:
        """A graph of networkx."""
        return _is_network(value)

    def members(self, value: Any) -> Sequence[Sequence[Any]]:
        """The nodes."""
        return (list(value),)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """An object with nodes and edges, or a graph of networkx."""
        from dsl.network import frozen_network, network

        node = wanted.args[0]
        if _is_network(value):
            read_each(list(value), [node] * len(value), depth)
            try:
                return frozen_network(value)
            except ValueError as error:
                raise Misfit(str(error)) from None
        if not isinstance(value, dict) or not {"nodes", "edges"} <= set(value) <= {"nodes", "edges", "directed"}:
            raise wrong(value, wanted, FORM)
        directed = value.get("directed", False)
        if not isinstance(directed, bool):
            raise Misfit(f"expected true or false, found {describe(directed)}", "directed")
        nodes = self._nodes(value["nodes"], wanted, depth)
        return network(nodes, self._edges(value["edges"], nodes, node, directed, depth), directed)

    def _nodes(self, given: Any, wanted: Con, depth: int) -> tuple[Value, ...]:
        """The names of the nodes."""
        if isinstance(given, list | tuple):
            if wanted.args[0] == INT and given and all(isinstance(name, str) for name in given):
                raise Misfit("the nodes have names; the type of such a graph is graph(str)", "nodes")
            try:
                names = read_each(given, [wanted.args[0]] * len(given), depth)
            except Misfit as error:
                raise error.inside("nodes") from None
            twice = next((at for at, name in enumerate(names) if names.index(name) < at), None)
            if twice is not None:
                raise Misfit(f"node {describe(names[twice])} is there already; a graph has each node once", "nodes", twice)
            return names
        if type(given) is not int or not 0 <= given <= MOST_NODES:
            raise Misfit(f"expected a number of nodes (0 to {MOST_NODES}) or a list of them, found {describe(given)}", "nodes")
        if wanted.args[0] != INT:
            raise Misfit(f"expected the names of the nodes, found {describe(given)}; nodes that are numbers have the type graph", "nodes")
        return tuple(range(given))

    def _edges(self, given: Any, nodes: tuple[Value, ...], node: Type, directed: bool, depth: int) -> Iterable[Edge]:
        """The edges, between nodes that are there."""
        if not isinstance(given, list | tuple):
            raise Misfit(f"expected an array of edges, found {describe(given)}", "edges")
        known: dict[tuple[Value, Value], tuple[int, int]] = {}
        there = set(nodes)
        for position, edge in enumerate(given):
            try:
                u, v, weight = self._edge(edge, node, depth)
                for end in (u, v):
                    if end not in there:
                        raise Misfit(_missing(end, nodes))
                ends = (u, v) if directed or u <= v else (v, u)
                first, before = known.setdefault(ends, (position, weight))
                if before != weight:
                    raise Misfit(f"weighs {weight} here and {before} in edge {first}; a graph has each edge once")
            except Misfit as error:
                raise error.inside("edges", position) from None
        return [(u, v, weight) for (u, v), (_, weight) in known.items()]

    def _edge(self, edge: Any, node: Type, depth: int) -> tuple[Value, Value, int]:
        if not isinstance(edge, list | tuple) or len(edge) not in (2, 3):
            raise Misfit(f"expected an edge as [i, j], or [i, j, weight], found {describe(edge)}")
        u, v = read_each(edge[:2], (node, node), depth)
        return u, v, read(edge[2], INT, depth) if len(edge) == 3 else 1

    def write(self, value: Value, type: Con) -> Any:
        directed, nodes, edges = value.content()
        shown = [[u, v] if weight == 1 else [u, v, weight] for u, v, weight in edges]
        named = len(nodes) if nodes == tuple(range(len(nodes))) else list(nodes)
        return {"nodes": named, "edges": shown} | ({"directed": True} if directed else {})

    def native(self, value: Value, type: Con) -> Any:
        """A graph of networkx."""
        from dsl.network import plain_network

        return plain_network(value)

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """Any graph of networkx with whole weights."""
        failing(result)
        if not _is_network(result):
            raise ValueError(f"the result should be a graph, found {clip(repr(result))}")
        from dsl.network import frozen_network

        given = [(len(a), a.number_of_edges()) for a in arguments if _is_network(a)]
        if any(own > max(MAX_LIST, *most) for own, *most in zip((len(result), result.number_of_edges()), (MAX_LIST, MAX_LIST), *given)):
            raise ValueError(f"graph of more than {MAX_LIST} nodes or edges")
        return frozen_network(result)

    def holds(self, value: Any, type: Con) -> bool:
        return hasattr(value, "content") and _is_network(value)

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        directed, nodes, edges = value.content()
        at = {node: place for place, node in enumerate(nodes)}
        ends = [word for u, v, weight in edges for word in (at[u], at[v], weight)]
        return [int(directed), len(nodes), *(words.word(node, type.args[0]) for node in nodes), *ends]

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        from dsl.network import network

        directed, size = run[:2]
        nodes = [words.value(word, type.args[0]) for word in run[2 : 2 + size]]
        ends = iter(run[2 + size :])
        return network(nodes, ((nodes[i], nodes[j], weight) for i, j, weight in zip(ends, ends, ends, strict=True)), bool(directed))

    def beside(self, type: Con) -> Iterable[Type]:
        """Its nodes as lists, and its edges as pairs."""
        edge = pair_of(type.args[0], type.args[0])
        return type.args[0], list_of(type.args[0]), list_of(list_of(type.args[0])), edge, list_of(edge)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """Few nodes, about as many edges, now and then directed or weighted."""
        from dsl.network import network

        size = chance.randint(1, 7)
        nodes = list(range(size)) if type.args[0] == INT else sorted({part(type.args[0]) for _ in range(size)})
        directed, weighted = chance.random() < 0.3, chance.random() < 0.3
        edges = {tuple(chance.sample(nodes, 2)) for _ in range(chance.randint(0, 2 * size))} if len(nodes) > 1 else set()
        kept = edges if directed else {(min(edge), max(edge)) for edge in edges}
        return network(nodes, ((u, v, chance.randint(1, 9) if weighted else 1) for u, v in sorted(kept)), directed)

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """An edge more, less or of another weight."""
        from dsl.network import network

        directed, nodes, edges = value.content()
        known = {(u, v): weight for u, v, weight in edges}
        if known and chance.random() < 0.5:
            del known[chance.choice(list(known))]
        if len(nodes) > 1 and chance.random() < 0.7:
            u, v = chance.sample(nodes, 2)
            known[(u, v) if directed or u <= v else (v, u)] = chance.choice([*known.values(), 1])
        if any(weight != 1 for weight in known.values()) and chance.random() < 0.3:
            edge = chance.choice(list(known))
            known[edge] = vary(INT, known[edge], 1, chance)
        return network(nodes, ((u, v, weight) for (u, v), weight in known.items()), directed)

    def is_literal(self, value: Any, type: Con) -> bool:
        """No literal is one."""
        return False


def _missing(end: Value, nodes: tuple[Value, ...]) -> str:
    """That an edge ends nowhere."""
    if nodes == tuple(range(len(nodes))) and isinstance(end, int):
        return f"node {end} of {len(nodes)}; nodes count from 0"
    return f"there is no node {describe(end)}; {nearest(str(end), map(str, nodes))}"


CODEC = _Graph()
