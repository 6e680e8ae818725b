"""Graphs as a whole: their parts, orders and kinds. References speak networkx; kernels see graphs as in `dsl.domains.graphs`."""

from __future__ import annotations

from typing import Any

import networkx as nx

from dsl.domain import Domain
from dsl.graph_places import part_count, put_in_order
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("networks", includes=("mappings",), doc="Graphs as a whole: components, trees, orders.")


# Parts


@primitive("graph(a) -> list(list(a))", phrase="the connected parts of {g}", cost=1.0, body_cost=4.0, traits=["total"])
def components(g: nx.Graph) -> list[list[Any]]:
    """The parts that hang together, each in rising order, that with the smallest node first.

    >>> components(nx.Graph([(3, 0), (1, 2)]))
    [[0, 3], [1, 2]]
    """
    parts = nx.weakly_connected_components(g) if g.is_directed() else nx.connected_components(g)
    return sorted(sorted(part) for part in parts)


@primitive("graph(a) -> int", phrase="the number of connected parts of {g}", cost=1.0, body_cost=3.0, traits=["total"])
def component_count(g: nx.Graph) -> int:
    """How many parts hang together each.

    >>> component_count(nx.Graph([(3, 0), (1, 2)]))
    2
    """
    return nx.number_weakly_connected_components(g) if g.is_directed() else nx.number_connected_components(g)


@component_count.kernel
def _(g):
    return part_count(g)


@primitive("graph(a) -> bool", phrase="{g} [is/is not] connected", cost=1.0, body_cost=3.0)
def is_connected(g: nx.Graph) -> bool:
    """Whether all hangs together; fails without nodes.

    >>> is_connected(nx.path_graph(3))
    True
    """
    return nx.is_weakly_connected(g) if g.is_directed() else nx.is_connected(g)


@is_connected.kernel
def _(g):
    return part_count(g) == 1 if g[1] > 0 else FAIL


@primitive("graph(a) -> bool", phrase="{g} [is/is not] a tree", cost=1.0, body_cost=3.0)
def is_tree(g: nx.Graph) -> bool:
    """Whether all hangs together and nothing is a cycle; fails without nodes.

    >>> is_tree(nx.path_graph(3))
    True
    """
    return nx.is_tree(g)


@is_tree.kernel
def _(g):
    n = g[1]
    if n == 0:
        return FAIL
    return (len(g) - 2 - n) // 3 == n - 1 and part_count(g) == 1


@primitive("graph(a) -> bool", phrase="{g} [has/does not have] a cycle", cost=1.0, body_cost=3.0, traits=["total"])
def has_cycle(g: nx.Graph) -> bool:
    """Whether edges lead from some node back to it, each taken once.

    >>> has_cycle(nx.cycle_graph(3))
    True
    """
    if g.is_directed():
        return not nx.is_directed_acyclic_graph(g)
    return g.number_of_edges() > len(g) - nx.number_connected_components(g)


@has_cycle.kernel
def _(g):
    n = g[1]
    if g[0] == 0:
        return (len(g) - 2 - n) // 3 > n - part_count(g)
    order = g[2 : 2 + n].copy()
    return put_in_order(g, order) < n


@primitive("graph(a) -> bool", phrase="{g} [is/is not] bipartite", cost=1.0, body_cost=3.0, traits=["total"])
def is_bipartite(g: nx.Graph) -> bool:
    """Whether the nodes fall into two classes with edges only between them.

    >>> is_bipartite(nx.cycle_graph(3))
    False
    """
    return nx.is_bipartite(g)


@is_bipartite.kernel
def _(g):
    n = g[1]
    side = g[2 : 2 + n].copy()
    for i in range(n):
        side[i] = -1
    for first in range(n):
        found = side[first] < 0
        if found:
            side[first] = 0
        while found:
            found = False
            for at in range(2 + n, len(g), 3):
                a, b = g[at], g[at + 1]
                if side[a] >= 0 and side[b] < 0:
                    side[b] = 1 - side[a]
                    found = True
                elif side[b] >= 0 and side[a] < 0:
                    side[a] = 1 - side[b]
                    found = True
    for at in range(2 + n, len(g), 3):
        if side[g[at]] == side[g[at + 1]]:
            return 0
    return 1


@primitive("graph(a) -> list(a)", phrase="the nodes of {g} in topological order", cost=1.0, body_cost=4.0)
def topological_order(g: nx.Graph) -> list[Any]:
    """The nodes so that edges lead from earlier to later ones, the smallest first where any may be; fails for a cycle or no directions.

    >>> topological_order(nx.DiGraph([(2, 0), (0, 1)]))
    [2, 0, 1]
    """
    return list(nx.lexicographical_topological_sort(g))


@topological_order.kernel
def _(g, out):
    n = g[1]
    if g[0] == 0 or put_in_order(g, out) < n:
        return FAIL
    for i in range(n):
        out[i] = g[2 + out[i]]
    return n


@primitive("graph(a) -> list(list(a))", phrase="the strongly connected parts of {g}", cost=2.0, body_cost=4.0)
def strong_components(g: nx.Graph) -> list[list[Any]]:
    """The parts within which edges lead from every node to every other, in rising order; fails for an undirected graph.

    >>> strong_components(nx.DiGraph([(0, 1), (1, 0), (1, 2)]))
    [[0, 1], [2]]
    """
    return sorted(sorted(part) for part in nx.strongly_connected_components(g))


@primitive("graph(a) -> list(a)", phrase="the nodes without which {g} would fall apart", cost=2.0, body_cost=4.0)
def articulation_points(g: nx.Graph) -> list[Any]:
    """The nodes without which more parts would hang together each, in rising order; fails for a directed graph.

    >>> articulation_points(nx.path_graph(3))
    [1]
    """
    return sorted(nx.articulation_points(g))


@primitive("graph(a) -> list(pair(a, a))", phrase="the edges without which {g} would fall apart", cost=2.0, body_cost=4.0)
def bridges(g: nx.Graph) -> list[tuple[Any, Any]]:
    """The edges without which more parts would hang together each, in rising order; fails for a directed graph.

    >>> bridges(nx.path_graph(3))
    [(0, 1), (1, 2)]
    """
    return sorted((min(edge), max(edge)) for edge in nx.bridges(g))


@primitive("graph(a) -> int", phrase="the number of triangles in {g}", cost=2.0, body_cost=4.0, traits=["total"])
def triangle_count(g: nx.Graph) -> int:
    """How many triples of nodes have edges between all of them, whichever way they lead.

    >>> triangle_count(nx.complete_graph(4))
    4
    """
    return sum(nx.triangles(nx.Graph(g)).values()) // 3
