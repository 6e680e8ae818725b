"""Graphs as a whole: their parts, orders and kinds, and graphs made of graphs. References speak networkx."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("networks", includes=("mappings",), doc="Graphs as a whole: components, trees, orders; graphs made of graphs.")


# Parts


@primitive("graph(a) -> list(list(a))", cost=1.0, body_cost=4.0, traits=["total"])
def components(g: nx.Graph) -> list[list[Any]]:
    """The parts that hang together, each in rising order, that with the smallest node first.

    >>> components(nx.Graph([(3, 0), (1, 2)]))
    [[0, 3], [1, 2]]
    """
    parts = nx.weakly_connected_components(g) if g.is_directed() else nx.connected_components(g)
    return sorted(sorted(part) for part in parts)


@primitive("graph(a) -> int", cost=1.0, body_cost=3.0, traits=["total"])
def component_count(g: nx.Graph) -> int:
    """How many parts hang together each.

    >>> component_count(nx.Graph([(3, 0), (1, 2)]))
    2
    """
    return nx.number_weakly_connected_components(g) if g.is_directed() else nx.number_connected_components(g)


@component_count.kernel
def _(g):
    n = g[1]
    merged = 0
    root = g[2 : 2 + n].copy()
    for i in range(n):
        root[i] = i
    for at in range(2 + n, len(g), 3):
        a, b = g[at], g[at + 1]
        while root[a] != a:
            a = root[a]
        while root[b] != b:
            b = root[b]
        if a != b:
            root[b] = a
            merged += 1
    return n - merged


@primitive("graph(a) -> bool", cost=1.0, body_cost=3.0)
def is_connected(g: nx.Graph) -> bool:
    """Whether all hangs together; fails without nodes.

    >>> is_connected(nx.path_graph(3))
    True
    """
    return nx.is_weakly_connected(g) if g.is_directed() else nx.is_connected(g)


@primitive("graph(a) -> bool", cost=1.0, body_cost=3.0)
def is_tree(g: nx.Graph) -> bool:
    """Whether all hangs together and nothing is a cycle; fails without nodes.

    >>> is_tree(nx.path_graph(3))
    True
    """
    return nx.is_tree(g)


@primitive("graph(a) -> bool", cost=1.0, body_cost=3.0, traits=["total"])
def has_cycle(g: nx.Graph) -> bool:
    """Whether edges lead from some node back to it, each taken once.

    >>> has_cycle(nx.cycle_graph(3))
    True
    """
    if g.is_directed():
        return not nx.is_directed_acyclic_graph(g)
    return g.number_of_edges() > len(g) - nx.number_connected_components(g)


@primitive("graph(a) -> bool", cost=1.0, body_cost=3.0, traits=["total"])
def is_bipartite(g: nx.Graph) -> bool:
    """Whether the nodes fall into two classes with edges only between them.

    >>> is_bipartite(nx.cycle_graph(3))
    False
    """
    return nx.is_bipartite(g)


@primitive("graph(a) -> list(a)", cost=1.0, body_cost=4.0)
def topological_order(g: nx.Graph) -> list[Any]:
    """The nodes so that edges lead from earlier to later ones, the smallest first where there is a choice; fails for a cycle or no directions.

    >>> topological_order(nx.DiGraph([(2, 0), (0, 1)]))
    [2, 0, 1]
    """
    return list(nx.lexicographical_topological_sort(g))


@primitive("graph(a) -> list(list(a))", cost=2.0, body_cost=4.0)
def strong_components(g: nx.Graph) -> list[list[Any]]:
    """The parts within which edges lead from every node to every other, in rising order; fails for an undirected graph.

    >>> strong_components(nx.DiGraph([(0, 1), (1, 0), (1, 2)]))
    [[0, 1], [2]]
    """
    return sorted(sorted(part) for part in nx.strongly_connected_components(g))


@primitive("graph(a) -> list(a)", cost=2.0, body_cost=4.0)
def articulation_points(g: nx.Graph) -> list[Any]:
    """The nodes without which more parts would hang together each, in rising order; fails for a directed graph.

    >>> articulation_points(nx.path_graph(3))
    [1]
    """
    return sorted(nx.articulation_points(g))


@primitive("graph(a) -> list(pair(a, a))", cost=2.0, body_cost=4.0)
def bridges(g: nx.Graph) -> list[tuple[Any, Any]]:
    """The edges without which more parts would hang together each, in rising order; fails for a directed graph.

    >>> bridges(nx.path_graph(3))
    [(0, 1), (1, 2)]
    """
    return sorted((min(edge), max(edge)) for edge in nx.bridges(g))


@primitive("graph(a) -> int", cost=2.0, body_cost=4.0, traits=["total"])
def triangle_count(g: nx.Graph) -> int:
    """How many triples of nodes have edges between all of them, whichever way they lead.

    >>> triangle_count(nx.complete_graph(4))
    4
    """
    return sum(nx.triangles(nx.Graph(g)).values()) // 3


# Made


@primitive("Ord a => list(pair(a, a)) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def graph_of(edges: Sequence[Sequence[Any]]) -> nx.Graph:
    """The undirected graph of some edges.

    >>> graph_of([("a", "b"), ("b", "c")]).number_of_nodes()
    3
    """
    return nx.Graph([(edge[0], edge[1]) for edge in edges])


@primitive("Ord a => list(pair(a, a)) -> graph(a)", cost=1.5, body_cost=4.0, traits=["total"])
def directed_graph_of(edges: Sequence[Sequence[Any]]) -> nx.DiGraph:
    """The directed graph of some edges.

    >>> directed_graph_of([("b", "a"), ("b", "c")]).number_of_nodes()
    3
    """
    return nx.DiGraph([(edge[0], edge[1]) for edge in edges])


@primitive("list(a) -> graph(a) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def subgraph(nodes: Sequence[Any], g: nx.Graph) -> nx.Graph:
    """Those nodes of the graph that are in the list, and the edges between them.

    >>> subgraph([0, 1], nx.path_graph(3)).number_of_edges()
    1
    """
    return g.subgraph(nodes).copy()


@primitive("graph(a) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def complement(g: nx.Graph) -> nx.Graph:
    """Edges just where there are none, from no node to itself.

    >>> complement(nx.path_graph(3)).number_of_edges()
    1
    """
    return nx.complement(g)


@primitive("graph(a) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def reverse_edges(g: nx.Graph) -> nx.Graph:
    """Every edge led the other way; an undirected graph as it is.

    >>> list(reverse_edges(nx.DiGraph([(0, 1)])).edges)
    [(1, 0)]
    """
    return g.reverse() if g.is_directed() else g


@primitive("graph(a) -> graph(a)", cost=1.5, body_cost=4.0, traits=["total"])
def undirected(g: nx.Graph) -> nx.Graph:
    """The graph with edges that lead both ways; of two between the same nodes that of the larger one weighs.

    >>> undirected(nx.DiGraph([(0, 1)])).is_directed()
    False
    """
    both = nx.Graph()
    both.add_nodes_from(g)
    both.add_weighted_edges_from(sorted(g.edges(data="weight", default=1)))
    return both


@primitive("graph(a) -> graph(a)", cost=1.0, body_cost=4.0)
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


@primitive("a -> a -> graph(a) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def add_edge(u: Any, v: Any, g: nx.Graph) -> nx.Graph:
    """The graph with an edge, and nodes where it has none; an edge that is there stays as it is.

    >>> add_edge(0, 2, nx.path_graph(3)).number_of_edges()
    3
    """
    more = g.copy()
    more.add_edge(u, v)
    return more


@primitive("a -> a -> graph(a) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def remove_edge(u: Any, v: Any, g: nx.Graph) -> nx.Graph:
    """The graph without an edge, if it has it.

    >>> remove_edge(0, 1, nx.path_graph(3)).number_of_edges()
    1
    """
    less = g.copy()
    less.remove_edges_from([(u, v)])
    return less


@primitive("a -> graph(a) -> graph(a)", cost=1.0, body_cost=4.0, traits=["total"])
def remove_node(node: Any, g: nx.Graph) -> nx.Graph:
    """The graph without a node and its edges, if it has it.

    >>> remove_node(1, nx.path_graph(3)).number_of_edges()
    0
    """
    less = g.copy()
    less.remove_nodes_from([node])
    return less


@primitive("graph(a) -> map(a, list(a))", cost=1.5, body_cost=4.0, traits=["total"])
def adjacency(g: nx.Graph) -> dict[Any, list[Any]]:
    """The neighbours of each node, in rising order.

    >>> adjacency(nx.path_graph(3))
    {0: [1], 1: [0, 2], 2: [1]}
    """
    return {node: sorted(g.neighbors(node)) for node in g}
