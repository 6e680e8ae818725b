"""The values of graphs: networkx graphs in one order of nodes and edges, equal by what is in them, so that they can be compared and kept.

Glossary: an edge without a weight weighs 1, as networkx has it; of an undirected edge the smaller node comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

Edge = tuple[Any, Any, int]


class _Frozen:
    """What both kinds of graphs have besides what networkx gives them."""

    def content(self) -> tuple[bool, tuple[Any, ...], tuple[Edge, ...]]:
        """Whether it is directed, its nodes and its edges with their weights, all in order."""
        directed, edges = self.is_directed(), self.edges(data="weight", default=1)  # type: ignore[attr-defined]
        ordered = ((u, v, w) if directed or u <= v else (v, u, w) for u, v, w in edges)
        return directed, tuple(sorted(self.nodes)), tuple(sorted(ordered))  # type: ignore[attr-defined]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and self.content() == other.content()

    def __hash__(self) -> int:
        return hash(self.content())

    def __repr__(self) -> str:
        directed, nodes, edges = self.content()
        return f"{'directed ' * directed}graph of {len(nodes)} nodes and {len(edges)} edges"


class FrozenGraph(_Frozen, nx.Graph):  # type: ignore[misc]
    """An undirected graph; its copies are those of networkx."""

    def to_directed_class(self) -> Any:
        """The class of directed copies."""
        return nx.DiGraph

    def to_undirected_class(self) -> Any:
        """The class of undirected copies."""
        return nx.Graph


class FrozenDigraph(_Frozen, nx.DiGraph):  # type: ignore[misc]
    """A directed graph."""

    def to_directed_class(self) -> Any:
        """The class of directed copies."""
        return nx.DiGraph

    def to_undirected_class(self) -> Any:
        """The class of undirected copies."""
        return nx.Graph


def network(nodes: Iterable[Any], edges: Iterable[Edge], directed: bool) -> FrozenGraph | FrozenDigraph:
    """The graph of some nodes and weighted edges between them."""
    made = FrozenDigraph() if directed else FrozenGraph()
    made.add_nodes_from(sorted(nodes))
    ordered = ((u, v, w) if directed or u <= v else (v, u, w) for u, v, w in edges)
    made.add_edges_from((u, v, {} if w == 1 else {"weight": w}) for u, v, w in sorted(ordered))
    return made


def frozen_network(graph: nx.Graph) -> FrozenGraph | FrozenDigraph:
    """The value of a graph of networkx; a ValueError for one with parallel edges or weights that are no whole numbers."""
    if isinstance(graph, FrozenGraph | FrozenDigraph):
        return graph
    if graph.is_multigraph():
        raise ValueError("a graph has each edge once; networkx.Graph(g) makes one of a multigraph")
    edges = list(graph.edges(data="weight", default=1))
    for u, v, weight in edges:
        if type(weight) is not int:
            raise ValueError(f"the edge from {u!r} to {v!r} weighs {weight!r}; weights are whole numbers")
    return network(graph.nodes, edges, graph.is_directed())


def plain_network(graph: FrozenGraph | FrozenDigraph) -> nx.Graph:
    """The same graph as users know it."""
    made = nx.DiGraph() if graph.is_directed() else nx.Graph()
    made.add_nodes_from(graph.nodes)
    made.add_edges_from(graph.edges(data=True))
    return made
