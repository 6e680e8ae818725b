"""Graphs: friends, roads and tasks that wait for each other."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import networkx as nx

from dsl.network import FrozenDigraph, FrozenGraph, network
from tasks.recipe import Draw, build, integer, nested, one_of, recipe

PEOPLE = ("Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gus")


def drawn(least: int, most: int, share: float, directed: bool = False, weighted: bool = False, acyclic: bool = False) -> Draw:
    """A graph of so many nodes; `share` of the edges there could be are there."""

    def draw(random: Random) -> FrozenGraph | FrozenDigraph:
        size = random.randint(least, most)
        order = random.sample(range(size), size)
        pairs = [(order[i], order[j]) for i in range(size) for j in range(size) if i != j and (i < j or (directed and not acyclic))]
        kept = [(u, v, random.randint(1, 12) if weighted else 1) for u, v in pairs if random.random() < share]
        return network(range(size), kept, directed)

    return draw


def friends(share: float = 0.35) -> Draw:
    """An undirected graph of people."""

    def draw(random: Random) -> FrozenGraph | FrozenDigraph:
        names = random.sample(PEOPLE, random.randint(4, 7))
        pairs = [(u, v, 1) for i, u in enumerate(names) for v in names[:i] if random.random() < share]
        return network(names, pairs, False)

    return draw


def tree_or_nearly(random: Random) -> FrozenGraph | FrozenDigraph:
    """A tree, or one with an edge more or less."""
    size = random.randint(3, 7)
    known = [(random.randrange(i), i, 1) for i in range(1, size)]
    change = random.randrange(3)
    if change == 1:
        known.pop(random.randrange(len(known)))
    elif change == 2:
        missing = [(u, v, 1) for v in range(size) for u in range(v) if (u, v, 1) not in known]
        known.append(random.choice(missing))
    return network(range(size), known, False)


def connected(least: int, most: int, share: float, weighted: bool = False) -> Draw:
    """A graph that hangs together."""

    def draw(random: Random) -> FrozenGraph | FrozenDigraph:
        size = random.randint(least, most)
        tree = {(random.randrange(i), i) for i in range(1, size)}
        more = {(u, v) for v in range(size) for u in range(v) if random.random() < share}
        return network(range(size), [(u, v, random.randint(1, 12) if weighted else 1) for u, v in sorted(tree | more)], False)

    return draw


SPARSE, DENSE, SOME = drawn(4, 8, 0.25), drawn(4, 7, 0.6), drawn(4, 7, 0.4)
WHOLE = connected(4, 7, 0.15)
ROADS = connected(4, 6, 0.35, weighted=True)
PLANS = drawn(3, 6, 0.4, directed=True, acyclic=True)
LINKS = drawn(4, 6, 0.3, directed=True)
NODE = integer(0, 3)
PERSON = one_of(*PEOPLE[:4])
ACQUAINTANCES = nested(lambda random: tuple(random.sample(PEOPLE, 2)), 2, 5)

TO_INT, TO_BOOL, TO_LIST = "graph -> int", "graph -> bool", "graph -> list(int)"
OF_NODE = "graph -> int -> int"
TWO = "graph -> int -> int -> int"


def path(g: nx.Graph, u: Any, v: Any) -> list[Any]:
    """The first in order of the shortest paths."""
    return min(nx.all_shortest_paths(g, u, v))


def everyone(draw: Draw) -> Draw:
    """The same graph with all people in it."""

    def whole(random: Random) -> FrozenGraph | FrozenDigraph:
        directed, _, edges = draw(random).content()
        return network(PEOPLE, edges, directed)

    return whole


def neighbour_pairs(g: nx.Graph) -> Iterable[tuple[Any, Any]]:
    return ((min(e), max(e)) for e in g.edges)


CROWD = everyone(friends(0.4))
RECIPES = [
    # nodes and edges
    recipe("how many edges", TO_INT, lambda g: g.number_of_edges(), SOME),
    recipe("edges in a list", "graph -> list(pair(int, int))", lambda g: sorted(neighbour_pairs(g)), SOME),
    recipe("number of neighbours", OF_NODE, lambda g, n: g.degree[n], SOME, NODE),
    recipe("friends of a person", "graph(str) -> str -> list(str)", lambda g, n: sorted(g[n]), CROWD, PERSON),
    recipe("degrees", TO_LIST, lambda g: [g.degree[n] for n in sorted(g)], SOME),
    recipe("degrees, the highest first", TO_LIST, lambda g: sorted((d for _, d in g.degree), reverse=True), SOME),
    recipe("highest degree", TO_INT, lambda g: max(d for _, d in g.degree), SOME),
    recipe("who has most friends", "graph(str) -> str", lambda g: max(sorted(g), key=lambda n: g.degree[n]), CROWD),
    recipe("nodes without neighbours", TO_LIST, lambda g: [n for n in sorted(g) if not g[n]], SPARSE),
    recipe("how many leaves", TO_INT, lambda g: sum(d == 1 for _, d in g.degree), SPARSE),
    recipe("are they friends", "graph(str) -> str -> str -> bool", lambda g, u, v: g.has_edge(u, v), CROWD, PERSON, PERSON),
    recipe(
        "friends in common", "graph(str) -> str -> str -> list(str)", lambda g, u, v: sorted(set(g[u]) & set(g[v])), CROWD, PERSON, PERSON
    ),
    recipe("how many friends in common", "graph -> int -> int -> int", lambda g, u, v: len(set(g[u]) & set(g[v])), DENSE, NODE, NODE),
    recipe("nodes of odd degree", TO_INT, lambda g: sum(d % 2 for _, d in g.degree), SOME),
    recipe(
        "all have the same degree",
        TO_BOOL,
        lambda g: len({d for _, d in g.degree}) == 1,
        one_of(
            *(network(range(n), [(i, (i + k) % n, 1) for i in range(n) for k in ks], False) for n in range(4, 9) for ks in ((1,), (1, 2))),
            *(network(range(n), [(i, i + 1, 1) for i in range(n - 1)], False) for n in range(3, 9)),
        ),
    ),
    recipe("edges that are missing", TO_INT, lambda g: len(g) * (len(g) - 1) // 2 - g.number_of_edges(), SOME),
    recipe("triangles", TO_INT, lambda g: sum(nx.triangles(g).values()) // 3, DENSE),
    # reached
    recipe("can one get there", "graph -> int -> int -> bool", nx.has_path, SPARSE, NODE, NODE),
    recipe("all that can be reached", "graph -> int -> list(int)", lambda g, n: sorted(nx.node_connected_component(g, n)), SPARSE, NODE),
    recipe("how many can be reached", OF_NODE, lambda g, n: len(nx.descendants(g, n)) + 1, LINKS, NODE),
    recipe("length of the shortest path", TWO, nx.shortest_path_length, WHOLE, NODE, NODE),
    recipe("the shortest path", "graph -> int -> int -> list(int)", path, WHOLE, NODE, NODE),
    recipe("how far is the farthest", OF_NODE, nx.eccentricity, WHOLE, NODE),
    recipe("what is a road trip long", TWO, nx.dijkstra_path_length, ROADS, NODE, NODE),
    recipe(
        "within two steps",
        "graph -> int -> list(int)",
        lambda g, n: sorted(k for k, d in nx.single_source_shortest_path_length(g, n).items() if d <= 2),
        connected(6, 9, 0.02),
        NODE,
    ),
    recipe("farthest apart", TO_INT, nx.diameter, WHOLE),
    # as a whole
    recipe(
        "groups of friends",
        "graph(str) -> list(list(str))",
        lambda g: sorted(map(sorted, nx.connected_components(g))),
        everyone(friends(0.2)),
    ),
    recipe("how many groups", TO_INT, nx.number_connected_components, SPARSE),
    recipe("size of the largest group", TO_INT, lambda g: max(map(len, nx.connected_components(g))), SPARSE),
    recipe("hangs together", TO_BOOL, nx.is_connected, drawn(3, 6, 0.4)),
    recipe("is a tree", TO_BOOL, nx.is_tree, tree_or_nearly),
    recipe("goes round somewhere", TO_BOOL, lambda g: bool(nx.cycle_basis(g)), tree_or_nearly),
    recipe("two teams without friends inside", TO_BOOL, nx.is_bipartite, drawn(4, 6, 0.35)),
    recipe("order of work", TO_LIST, lambda g: list(nx.lexicographical_topological_sort(g)), PLANS),
    recipe("what can be begun", TO_LIST, lambda g: [n for n in sorted(g) if g.in_degree[n] == 0], PLANS),
    recipe("what nothing waits for", TO_LIST, lambda g: [n for n in sorted(g) if g.out_degree[n] == 0], PLANS),
    recipe("the plan goes round", TO_BOOL, lambda g: not nx.is_directed_acyclic_graph(g), drawn(3, 5, 0.25, directed=True)),
    recipe("most popular page", TO_INT, lambda g: max(sorted(g), key=lambda n: g.in_degree[n]), LINKS),
    # weights
    recipe("length of all roads", TO_INT, lambda g: int(g.size("weight")), ROADS),
    recipe("length of the cheapest net", TO_INT, lambda g: int(nx.minimum_spanning_tree(g).size("weight")), ROADS),
    # made
    recipe("the other way round", "graph -> graph", lambda g: g.reverse(), LINKS),
    recipe("those who are not friends", "graph -> graph", nx.complement, SOME),
    recipe("without a node", "graph -> int -> graph", lambda g, n: g.subgraph(set(g) - {n}), SOME, NODE),
    recipe("groups when one leaves", OF_NODE, lambda g, n: nx.number_connected_components(g.subgraph(set(g) - {n})), WHOLE, NODE),
    recipe(
        "one edge more",
        "graph -> int -> int -> graph",
        lambda g, u, v: nx.compose(g, nx.Graph([(u, v)])),
        drawn(5, 7, 0.3),
        integer(0, 2),
        integer(3, 4),
    ),
    recipe(
        "the part of some nodes",
        "graph -> list(int) -> graph",
        lambda g, ns: g.subgraph(ns),
        DENSE,
        lambda random: tuple(sorted(random.sample(range(4), random.randint(1, 3)))),
    ),
    recipe(
        "groups among acquaintances",
        "list(pair(str, str)) -> int",
        lambda ps: nx.number_connected_components(nx.Graph(list(map(tuple, ps)))),
        ACQUAINTANCES,
        domain="graphs",
    ),
    recipe("neighbours of each", "graph -> map(int, list(int))", lambda g: {n: sorted(g[n]) for n in g}, SOME),
]
TASKS = build("graphs", RECIPES)
