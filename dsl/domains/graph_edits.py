"""Graphs made of graphs and of edges. References speak networkx; kernels see graphs as in `dsl.domains.graphs`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.graph_places import kept_part
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("graph_edits", includes=("mappings",), doc="Graphs made of graphs and of edges.")


@primitive("list(pair(a, a)) -> graph(a)", phrase="the graph with the edges {edges}", cost=1.0, body_cost=4.0, traits=["opens", "total"])
def graph_of(edges: Sequence[Sequence[Any]]) -> nx.Graph:
    """The undirected graph of some edges.

    >>> graph_of([("a", "b"), ("b", "c")]).number_of_nodes()
    3
    """
    return nx.Graph([(edge[0], edge[1]) for edge in edges])


@primitive(
    "list(pair(a, a)) -> graph(a)", phrase="the directed graph with the edges {edges}", cost=1.5, body_cost=4.0, traits=["opens", "total"]
)
def directed_graph_of(edges: Sequence[Sequence[Any]]) -> nx.DiGraph:
    """The directed graph of some edges.

    >>> directed_graph_of([("b", "a"), ("b", "c")]).number_of_nodes()
    3
    """
    return nx.DiGraph([(edge[0], edge[1]) for edge in edges])


@primitive("list(a) -> graph(a) -> graph(a)", phrase="{g}~ with only the nodes in {nodes}", cost=1.0, body_cost=4.0, traits=["total"])
def subgraph(nodes: Sequence[Any], g: nx.Graph) -> nx.Graph:
    """Those nodes of the graph that are in the list, and the edges between them.

    >>> subgraph([0, 1], nx.path_graph(3)).number_of_edges()
    1
    """
    return g.subgraph(list(nodes)).copy()


@subgraph.kernel
def _(nodes, g, out):
    n = g[1]
    kept = g[2 : 2 + n].copy()
    for i in range(n):
        kept[i] = 0
        for j in range(len(nodes)):
            if nodes[j] == g[2 + i]:
                kept[i] = 1
                break
    return kept_part(g, kept, out)


@primitive("graph(a) -> graph(a)", phrase="{g}~ with edges just where it has none", cost=1.0, body_cost=4.0, traits=["total"])
def complement(g: nx.Graph) -> nx.Graph:
    """Edges just where there are none, from no node to itself.

    >>> complement(nx.path_graph(3)).number_of_edges()
    1
    """
    return nx.complement(g)


@complement.kernel
def _(g, out):
    n = g[1]
    most = max(MAX_LIST, (len(g) - 2 - n) // 3)
    for i in range(2 + n):
        out[i] = g[i]
    end, count = 2 + n, 0
    for a in range(n):
        for b in range(0 if g[0] else a + 1, n):
            found = a == b
            for at in range(2 + n, len(g), 3):
                if g[at] == a and g[at + 1] == b:
                    found = True
                    break
            if not found:
                count += 1
                if count > most:
                    return FAIL
                out[end] = a
                out[end + 1] = b
                out[end + 2] = 1
                end += 3
    return end


@primitive("graph(a) -> graph(a)", phrase="{g}~ with its edges reversed", cost=1.0, body_cost=4.0, traits=["total"])
def reverse_edges(g: nx.Graph) -> nx.Graph:
    """Every edge led the other way; an undirected graph as it is.

    >>> list(reverse_edges(nx.DiGraph([(0, 1)])).edges)
    [(1, 0)]
    """
    return g.reverse() if g.is_directed() else g


@primitive("graph(a) -> graph(a)", phrase="{g}~ with edges that lead both ways", cost=1.5, body_cost=4.0, traits=["total"])
def undirected(g: nx.Graph) -> nx.Graph:
    """The graph with edges that lead both ways; of two between the same nodes that of the larger one weighs.

    >>> undirected(nx.DiGraph([(0, 1)])).is_directed()
    False
    """
    both = nx.Graph()
    both.add_nodes_from(g)
    both.add_weighted_edges_from(sorted(g.edges(data="weight", default=1)))
    return both


@primitive("graph(a) -> graph(a)", phrase="the lightest spanning tree of {g}", cost=1.0, body_cost=4.0)
def spanning_tree(g: nx.Graph) -> nx.Graph:
    """A tree of each part that hangs together whose edges weigh least, in a draw those of the smaller nodes; fails for a directed graph.

    >>> spanning_tree(nx.cycle_graph(3)).number_of_edges()
    2
    """
    if g.is_directed():
        raise ValueError("a directed graph")
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(g))
    ordered.add_edges_from(sorted((min(u, v), max(u, v), {"weight": w}) for u, v, w in g.edges(data="weight", default=1)))
    return nx.minimum_spanning_tree(ordered)


@primitive("a -> a -> graph(a) -> graph(a)", phrase="{g}~ with an edge from {u} to {v}", cost=1.0, body_cost=4.0, traits=["total"])
def add_edge(u: Any, v: Any, g: nx.Graph) -> nx.Graph:
    """The graph with an edge, and nodes where it has none; an edge that is there stays as it is.

    >>> add_edge(0, 2, nx.path_graph(3)).number_of_edges()
    3
    """
    more = g.copy()
    more.add_edge(u, v)
    return more


@primitive("a -> a -> graph(a) -> graph(a)", phrase="{g}~ without the edge from {u} to {v}", cost=1.0, body_cost=4.0, traits=["total"])
def remove_edge(u: Any, v: Any, g: nx.Graph) -> nx.Graph:
    """The graph without an edge, if it has it.

    >>> remove_edge(0, 1, nx.path_graph(3)).number_of_edges()
    1
    """
    less = g.copy()
    less.remove_edges_from([(u, v)])
    return less


@primitive("a -> graph(a) -> graph(a)", phrase="{g}~ without the node {node}", cost=1.0, body_cost=4.0, traits=["total"])
def remove_node(node: Any, g: nx.Graph) -> nx.Graph:
    """The graph without a node and its edges, if it has it.

    >>> remove_node(1, nx.path_graph(3)).number_of_edges()
    0
    """
    less = g.copy()
    less.remove_nodes_from([node])
    return less


@remove_node.kernel
def _(node, g, out):
    n = g[1]
    kept = g[2 : 2 + n].copy()
    for i in range(n):
        kept[i] = g[2 + i] != node
    return kept_part(g, kept, out)


@primitive("graph(a) -> map(a, list(a))", phrase="the neighbours of each node of {g}", cost=1.5, body_cost=4.0, traits=["total"])
def adjacency(g: nx.Graph) -> dict[Any, list[Any]]:
    """The neighbours of each node, in rising order.

    >>> adjacency(nx.path_graph(3))
    {0: [1], 1: [0, 2], 2: [1]}
    """
    return {node: sorted(g.neighbors(node)) for node in g}
