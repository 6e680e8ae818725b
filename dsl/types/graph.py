"""Graphs as a number of nodes and a list of edges, which no search holds yet."""

from __future__ import annotations

from typing import Any

from dsl.bounds import MAX_INT
from dsl.codec import Misfit, TypeCodec, read, wrong
from dsl.freezing import Value
from dsl.misfit import describe
from dsl.type import INT, Con, list_of, pair_of

EDGES = list_of(pair_of(INT, INT))


class _Graph(TypeCodec):
    name, place, held, variable = "graph", 8, False, "graph"

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if not isinstance(value, dict) or set(value) != {"nodes", "edges"}:
            raise wrong(value, wanted, ' as {"nodes": n, "edges": [[i, j], …]}')
        nodes = value["nodes"]
        if type(nodes) is not int or not 0 <= nodes <= MAX_INT:
            raise Misfit(f"expected a number of nodes, found {describe(nodes)}", "nodes")
        try:
            edges: Value = read(value["edges"], EDGES, depth)
        except Misfit as error:
            raise error.inside("edges") from None
        for position, ends in enumerate(edges):
            for end in ends:
                if not 0 <= end < nodes:
                    raise Misfit(f"node {end} of {nodes}; nodes count from 0", "edges", position)
        return nodes, edges

    def write(self, value: Value, type: Con) -> Any:
        nodes, edges = value
        return {"nodes": nodes, "edges": [list(edge) for edge in edges]}


CODEC = _Graph()
