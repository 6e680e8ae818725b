"""Graphs asked for their nodes and edges. References speak networkx.

In a directed graph neighbours are those that edges lead to, and parts hang together whichever way their edges lead. A kernel sees
whether the graph is directed, how many nodes it has, the nodes in rising order, and for each edge the places of its ends and its
weight; kernels find a node by its place.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from dsl.domain import Domain
from dsl.graph_places import edges_at, place_of
from dsl.kernel import FAIL, add64, make
from dsl.primitives import primitive

DOMAIN = Domain(
    "graphs", includes=("mappings", "paths", "networks", "graph_edits"), doc="Graphs: neighbours, paths, components, orders, trees."
)


# Nodes and edges


@primitive("graph(a) -> list(a)", phrase="the nodes of {g}", cost=1.0, body_cost=3.0, traits=["total"])
def nodes(g: nx.Graph) -> list[Any]:
    """The nodes in rising order.

    >>> nodes(nx.path_graph(3))
    [0, 1, 2]
    """
    return sorted(g)


@nodes.kernel
def _(g, out):
    for i in range(g[1]):
        out[i] = g[2 + i]
    return g[1]


@primitive("graph(a) -> int", phrase="the number of nodes of {g}", cost=1.0, body_cost=3.0, traits=["total"])
def node_count(g: nx.Graph) -> int:
    """How many nodes there are.

    >>> node_count(nx.path_graph(3))
    3
    """
    return len(g)


@node_count.kernel
def _(g):
    return g[1]


@primitive("graph(a) -> int", phrase="the number of edges of {g}", cost=1.0, body_cost=3.0, traits=["total"])
def edge_count(g: nx.Graph) -> int:
    """How many edges there are.

    >>> edge_count(nx.path_graph(3))
    2
    """
    return g.number_of_edges()


@edge_count.kernel
def _(g):
    return (len(g) - 2 - g[1]) // 3


@primitive("graph(a) -> list(pair(a, a))", phrase="the edges of {g}", cost=1.0, body_cost=3.0, traits=["total"])
def edges(g: nx.Graph) -> list[tuple[Any, Any]]:
    """The edges in rising order; where the graph is undirected, the smaller node of each comes first.

    >>> edges(nx.path_graph(3))
    [(0, 1), (1, 2)]
    """
    return sorted((u, v) if g.is_directed() or u <= v else (v, u) for u, v in g.edges)


@edges.kernel
def _(g, heap, out):
    size = 0
    for at in range(2 + g[1], len(g), 3):
        out[size] = g[2 + g[at]]
        out[size + 1] = g[2 + g[at + 1]]
        out[size] = make(heap, out[size : size + 2])
        if out[size] == FAIL:
            return FAIL
        size += 1
    return size


@primitive("a -> a -> graph(a) -> bool", phrase="{u} [has/does not have] an edge to {v} in {g}", cost=1.0, body_cost=2.0, traits=["total"])
def has_edge(u: Any, v: Any, g: nx.Graph) -> bool:
    """Whether an edge leads from the one to the other.

    >>> has_edge(0, 2, nx.path_graph(3))
    False
    """
    return g.has_edge(u, v)


@has_edge.kernel
def _(u, v, g):
    for at in range(2 + g[1], len(g), 3):
        a = g[2 + g[at]]
        b = g[2 + g[at + 1]]
        if (a == u and b == v) or (g[0] == 0 and a == v and b == u):
            return 1
    return 0


@primitive("a -> graph(a) -> list(a)", phrase="the neighbours of {node} in {g}", cost=1.0, body_cost=2.0)
def neighbours(node: Any, g: nx.Graph) -> list[Any]:
    """The nodes that edges lead to from a node, in rising order; fails where it is not there.

    >>> neighbours(1, nx.path_graph(3))
    [0, 2]
    """
    return sorted(g.neighbors(node))


@neighbours.kernel
def _(node, g, out):
    n = g[1]
    own = place_of(node, g)
    if own < 0:
        return FAIL
    for i in range(n):
        out[i] = 0
    for at in range(2 + n, len(g), 3):
        if g[at] == own:
            out[g[at + 1]] = 1
        if g[0] == 0 and g[at + 1] == own:
            out[g[at]] = 1
    size = 0
    for i in range(n):
        if out[i]:
            out[size] = g[2 + i]
            size += 1
    return size


@primitive("a -> graph(a) -> list(a)", phrase="the nodes with edges to {node} in {g}", cost=2.0, body_cost=3.0)
def predecessors(node: Any, g: nx.Graph) -> list[Any]:
    """The nodes from which edges lead to a node, in rising order; fails where it is not there.

    >>> predecessors(1, nx.DiGraph([(0, 1), (1, 2)]))
    [0]
    """
    return sorted(g.predecessors(node) if g.is_directed() else g.neighbors(node))


@predecessors.kernel
def _(node, g, out):
    n = g[1]
    own = place_of(node, g)
    if own < 0:
        return FAIL
    for i in range(n):
        out[i] = 0
    for at in range(2 + n, len(g), 3):
        if g[at + 1] == own:
            out[g[at]] = 1
        if g[0] == 0 and g[at] == own:
            out[g[at + 1]] = 1
    size = 0
    for i in range(n):
        if out[i]:
            out[size] = g[2 + i]
            size += 1
    return size


@primitive("a -> a -> graph(a) -> list(a)", phrase="the neighbours that {u} and {v} share in {g}", cost=1.5, body_cost=3.0)
def common_neighbours(u: Any, v: Any, g: nx.Graph) -> list[Any]:
    """The nodes that edges lead to from both, in rising order; fails where one of them is not there.

    >>> common_neighbours(0, 2, nx.path_graph(3))
    [1]
    """
    return sorted(set(g.neighbors(u)).intersection(g.neighbors(v)))


@common_neighbours.kernel
def _(u, v, g, out):
    n = g[1]
    first, other = place_of(u, g), place_of(v, g)
    if first < 0 or other < 0:
        return FAIL
    for i in range(n):
        out[i] = 0
    for at in range(2 + n, len(g), 3):
        for turned in range(2 if g[0] == 0 and g[at] != g[at + 1] else 1):
            start, end = g[at + turned], g[at + 1 - turned]
            if start == first:
                out[end] |= 1
            if start == other:
                out[end] |= 2
    size = 0
    for i in range(n):
        if out[i] == 3:
            out[size] = g[2 + i]
            size += 1
    return size


@primitive("a -> graph(a) -> int", phrase="the number of edges at {node} in {g}", cost=1.0, body_cost=2.0)
def degree(node: Any, g: nx.Graph) -> int:
    """How many edges end at a node, one that leads from it to itself counted twice; fails where it is not there.

    >>> degree(1, nx.path_graph(3))
    2
    """
    return g.degree[node]


@degree.kernel
def _(node, g):
    own = place_of(node, g)
    if own < 0:
        return FAIL
    return edges_at(own, g, 0) + edges_at(own, g, 1)


@primitive("a -> graph(a) -> int", phrase="the number of edges from {node} in {g}", cost=1.5, body_cost=2.0)
def out_degree(node: Any, g: nx.Graph) -> int:
    """How many edges lead from a node; all its edges where the graph is undirected; fails where it is not there.

    >>> out_degree(1, nx.DiGraph([(0, 1), (1, 2)]))
    1
    """
    return g.out_degree[node] if g.is_directed() else g.degree[node]


@out_degree.kernel
def _(node, g):
    own = place_of(node, g)
    if own < 0:
        return FAIL
    return edges_at(own, g, 0) + (edges_at(own, g, 1) if g[0] == 0 else 0)


@primitive("a -> graph(a) -> int", phrase="the number of edges to {node} in {g}", cost=1.5, body_cost=2.0)
def in_degree(node: Any, g: nx.Graph) -> int:
    """How many edges lead to a node; all its edges where the graph is undirected; fails where it is not there.

    >>> in_degree(1, nx.DiGraph([(0, 1), (1, 2)]))
    1
    """
    return g.in_degree[node] if g.is_directed() else g.degree[node]


@in_degree.kernel
def _(node, g):
    own = place_of(node, g)
    if own < 0:
        return FAIL
    return edges_at(own, g, 1) + (edges_at(own, g, 0) if g[0] == 0 else 0)


@primitive("graph(a) -> list(int)", phrase="the number of edges at each node of {g}", cost=1.0, body_cost=3.0, traits=["total"])
def degrees(g: nx.Graph) -> list[int]:
    """How many edges end at each node, in the order of the nodes.

    >>> degrees(nx.path_graph(3))
    [1, 2, 1]
    """
    return [g.degree(node) for node in sorted(g)]


@degrees.kernel
def _(g, out):
    n = g[1]
    for i in range(n):
        out[i] = 0
    for at in range(2 + n, len(g), 3):
        out[g[at]] += 1
        out[g[at + 1]] += 1
    return n


@primitive("a -> a -> graph(a) -> int", phrase="the weight of the edge from {u} to {v} in {g}", cost=1.5, body_cost=3.0)
def edge_weight(u: Any, v: Any, g: nx.Graph) -> int:
    """What the edge from the one to the other weighs, 1 where it says nothing; fails where there is none.

    >>> edge_weight(0, 1, nx.path_graph(3))
    1
    """
    return g[u][v].get("weight", 1)


@edge_weight.kernel
def _(u, v, g):
    for at in range(2 + g[1], len(g), 3):
        a = g[2 + g[at]]
        b = g[2 + g[at + 1]]
        if (a == u and b == v) or (g[0] == 0 and a == v and b == u):
            return g[at + 2]
    return FAIL


@primitive("graph(a) -> int", phrase="the total weight of {g}", cost=1.5, body_cost=3.0)
def total_weight(g: nx.Graph) -> int:
    """What all edges weigh together.

    >>> total_weight(nx.path_graph(3))
    2
    """
    return sum(weight for _, _, weight in g.edges(data="weight", default=1))


@total_weight.kernel
def _(g):
    total = 0
    for at in range(2 + g[1], len(g), 3):
        total = add64(total, g[at + 2])
        if total == FAIL:
            return FAIL
    return total
