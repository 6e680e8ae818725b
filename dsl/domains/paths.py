"""What can be reached in a graph, and over how many edges. References speak networkx; kernels see graphs as in `dsl.domains.graphs`."""

from __future__ import annotations

from typing import Any

import networkx as nx

from dsl.domain import Domain
from dsl.graph_places import place_of, spread
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("paths", includes=("mappings",), doc="Paths through graphs: what can be reached, and how far it is.")


@primitive("a -> graph(a) -> list(a)", phrase="the nodes that can be reached from {node} in {g}", cost=1.0, body_cost=3.0)
def reachable(node: Any, g: nx.Graph) -> list[Any]:
    """The nodes to which edges lead from a node, over others or not, itself among them, in rising order; fails where it is not there.

    >>> reachable(0, nx.Graph([(0, 1), (2, 3)]))
    [0, 1]
    """
    return sorted(nx.descendants(g, node) | {node})


@reachable.kernel
def _(node, g, out):
    n = g[1]
    own = place_of(node, g)
    if own < 0:
        return FAIL
    spread(own, g, out)
    size = 0
    for i in range(n):
        if out[i] >= 0:
            out[size] = g[2 + i]
            size += 1
    return size


@primitive("a -> a -> graph(a) -> bool", phrase="{v} [can/cannot] be reached from {u} in {g}", cost=1.5, body_cost=3.0)
def is_reachable(u: Any, v: Any, g: nx.Graph) -> bool:
    """Whether edges lead from the one to the other; fails where one of them is not there.

    >>> is_reachable(0, 3, nx.Graph([(0, 1), (2, 3)]))
    False
    """
    return nx.has_path(g, u, v)


@is_reachable.kernel
def _(u, v, g):
    start, end = place_of(u, g), place_of(v, g)
    if start < 0 or end < 0:
        return FAIL
    far = g[2 : 2 + g[1]].copy()
    spread(start, g, far)
    return far[end] >= 0


@primitive("a -> a -> graph(a) -> int", phrase="the number of steps from {u} to {v} in {g}", cost=1.0, body_cost=3.0)
def distance(u: Any, v: Any, g: nx.Graph) -> int:
    """How many edges the shortest path from the one to the other has; fails where none leads there.

    >>> distance(0, 2, nx.path_graph(3))
    2
    """
    return nx.shortest_path_length(g, u, v)


@distance.kernel
def _(u, v, g):
    start, end = place_of(u, g), place_of(v, g)
    if start < 0 or end < 0:
        return FAIL
    far = g[2 : 2 + g[1]].copy()
    spread(start, g, far)
    return far[end] if far[end] >= 0 else FAIL


@primitive("int -> a -> graph(a) -> list(a)", phrase="the nodes within {steps:step} of {node} in {g}", cost=2.0, body_cost=4.0)
def within_steps(steps: int, node: Any, g: nx.Graph) -> list[Any]:
    """The nodes that at most so many edges lead to from a node, itself among them, in rising order; fails where it is not there.

    >>> within_steps(1, 0, nx.path_graph(3))
    [0, 1]
    """
    return sorted(nx.single_source_shortest_path_length(g, node, steps) if steps >= 0 or node not in g else [])


@within_steps.kernel
def _(steps, node, g, out):
    n = g[1]
    own = place_of(node, g)
    if own < 0:
        return FAIL
    spread(own, g, out)
    size = 0
    for i in range(n):
        if 0 <= out[i] <= steps:
            out[size] = g[2 + i]
            size += 1
    return size


@primitive("a -> graph(a) -> int", phrase="the number of steps from {node} to the farthest node in {g}", cost=1.5, body_cost=3.0)
def eccentricity(node: Any, g: nx.Graph) -> int:
    """How many edges away from a node the farthest one is; fails where not all can be reached from it.

    >>> eccentricity(0, nx.path_graph(3))
    2
    """
    return nx.eccentricity(g, node)


@eccentricity.kernel
def _(node, g):
    own = place_of(node, g)
    if own < 0:
        return FAIL
    far = g[2 : 2 + g[1]].copy()
    spread(own, g, far)
    most = far[own]
    for i in range(g[1]):
        if far[i] < 0:
            return FAIL
        most = max(most, far[i])
    return most


@primitive("a -> a -> graph(a) -> list(a)", phrase="the shortest path from {u} to {v} in {g}", cost=1.0, body_cost=3.0)
def shortest_path(u: Any, v: Any, g: nx.Graph) -> list[Any]:
    """The nodes of a shortest path, of several the one that comes first in order; fails where none leads there.

    >>> shortest_path(0, 2, nx.cycle_graph(4))
    [0, 1, 2]
    """
    left = nx.shortest_path_length(g, target=v)
    path = [u]
    while left[path[-1]]:
        path.append(min(node for node in g.neighbors(path[-1]) if left.get(node) == left[path[-1]] - 1))
    return path


@primitive("a -> a -> graph(a) -> int", phrase="the least weight of a path from {u} to {v} in {g}", cost=1.5, body_cost=3.0)
def weighted_distance(u: Any, v: Any, g: nx.Graph) -> int:
    """The least that the edges of a path from the one to the other weigh together; fails where none leads there.

    >>> weighted_distance(0, 2, nx.path_graph(3))
    2
    """
    return nx.dijkstra_path_length(g, u, v)


@primitive("a -> graph(a) -> map(a, int)", phrase="the number of steps from {node} to each node of {g}", cost=1.5, body_cost=4.0)
def distances(node: Any, g: nx.Graph) -> dict[Any, int]:
    """How many edges away from a node each node is that can be reached; fails where it is not there.

    >>> distances(0, nx.path_graph(3))
    {0: 0, 1: 1, 2: 2}
    """
    return dict(nx.single_source_shortest_path_length(g, node))


@distances.kernel
def _(node, g, out):
    n = g[1]
    own = place_of(node, g)
    if own < 0:
        return FAIL
    far = out[n : 2 * n]
    spread(own, g, far)
    size = 0
    for i in range(n):
        if far[i] >= 0:
            out[size] = g[2 + i]
            far[size] = far[i]
            size += 1
    for i in range(size):
        out[size + i] = far[i]
    return 2 * size


@primitive("graph(a) -> int", phrase="the largest number of steps between two nodes of {g}", cost=1.5, body_cost=3.0)
def diameter(g: nx.Graph) -> int:
    """The most edges that a shortest path has; fails where not every node can be reached from every other.

    >>> diameter(nx.path_graph(3))
    2
    """
    return nx.diameter(g)


@diameter.kernel
def _(g):
    far = g[2 : 2 + g[1]].copy()
    most = FAIL
    for own in range(g[1]):
        spread(own, g, far)
        for i in range(g[1]):
            if far[i] < 0:
                return FAIL
            most = max(most, far[i])
    return most
