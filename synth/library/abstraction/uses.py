"""The compiled loops over uses of abstractions: where a pattern matches, and what rewriting with given uses costs."""

import numpy as np

from synth.columns.codegen.routine import routine
from synth.columns.heap import ints_at, words_at
from synth.library.abstraction.graph import (
    ABSTRACTION,
    APPLICATION,
    LAMBDA,
    TERMINAL,
    Array,
    Graph,
    Known,
    Weights,
    address,
    graph_at,
    graph_table,
    known_at,
    known_table,
    weights_at,
    weights_table,
)


@routine
def outside(node, by, graph):
    """The node seen from `by` binders further out."""
    if graph.highest[node] >= 0:
        for _ in range(by):
            node = graph.lowered[node]
    return node


@ABSTRACTION.entry
def _match(graph_table_at, pattern_at, length, parameters, found_at, arguments_at, place_at):
    """How many nodes a pattern matches: they go to `found`, the arguments to `arguments`, the binders above each to `place`."""
    graph, pattern = graph_at(graph_table_at), words_at(pattern_at)[:length]
    found, arguments, place = ints_at(found_at), ints_at(arguments_at), ints_at(place_at)
    at, depth = np.empty(length + 2, np.int32), np.empty(length + 2, np.int32)
    seen, many = 0, 0
    for root in range(graph.label.shape[0]):
        at[0], depth[0], seen, holes, fits = root, 0, 0, 1, True
        for code in pattern:
            holes -= 1
            node, inside = at[holes], depth[holes]
            if code >= 0:
                fits = graph.label[node] == code
                if code == LAMBDA:
                    at[holes], depth[holes] = graph.left[node], inside + 1
                    holes += 1
                elif code == APPLICATION:
                    at[holes], depth[holes] = graph.right[node], inside
                    at[holes + 1], depth[holes + 1] = graph.left[node], inside
                    holes += 2
            else:
                j, fits = -1 - code, graph.lowest[node] >= inside
                if fits and j == seen:
                    arguments[many * parameters + j], place[j] = node, inside
                    seen += 1
                elif fits:
                    fits = outside(node, inside, graph) == outside(arguments[many * parameters + j], place[j], graph)
            if not fits:
                break
        if fits:
            found[many] = root
            many += 1
    return many


def match(pattern: Array, parameters: int, graph: Graph) -> tuple[Array, Array, Array]:
    """The nodes that a complete pattern matches, its arguments there, as they stand below the pattern's binders, and below how many."""
    nodes, width = len(graph.label), max(1, parameters)
    found, arguments, place = np.empty(nodes, np.int32), np.zeros((nodes, width), np.int32), np.zeros(width, np.int32)
    into = (address(array, np.int32) for array in (found, arguments, place))
    many = _match(graph_table(graph), pattern, len(pattern), width, *into)
    return found[:many].copy(), arguments[:many].copy(), place


@routine
def rewrite_costs(first, graph, known, mark, arity, arguments, after):
    """Fills `after` from node `first` on: the least cost with known uses and those marked, whose `arity` arguments are given by row."""
    for node in range(first, graph.label.shape[0]):
        label = graph.label[node]
        if label == APPLICATION:
            least = 1 + after[graph.left[node]] + after[graph.right[node]]
        elif label == LAMBDA:
            least = 1 + after[graph.left[node]]
        else:
            least = TERMINAL
        for use in range(known.start[node], known.start[node + 1]):
            cost = TERMINAL + known.arity[use]
            for j in range(known.arity[use]):
                cost += after[known.arguments[use * known.width + j]]
            least = min(least, cost)
        row = mark[node] - 1
        if row >= 0:
            cost = TERMINAL + arity
            for j in range(arity):
                cost += after[arguments[row * arity + j]]
            least = min(least, cost)
        after[node] = least


@routine
def total(costs, weights):
    """The cost of the corpus: the cheapest program of each task."""
    whole = 0
    for group in range(weights.tasks.shape[0]):
        least = costs[weights.root[weights.start[group]]]
        for i in range(weights.start[group] + 1, weights.start[group + 1]):
            least = min(least, costs[weights.root[i]])
        whole += least * weights.tasks[group]
    return whole


@ABSTRACTION.entry
def _rewrite(graph_table_at, weights_table_at, known_table_at, after_at):
    """The least cost of each node goes to `after`; gives that of the corpus."""
    graph, after = graph_at(graph_table_at), ints_at(after_at)
    nobody = np.zeros(graph.label.shape[0], np.int32)
    rewrite_costs(0, graph, known_at(known_table_at), nobody, 0, nobody, after[: graph.label.shape[0]])
    return total(after, weights_at(weights_table_at))


def rewriting(graph: Graph, weights: Weights, known: Known) -> tuple[Array, int]:
    """The least cost of each node, and of the corpus, when known uses are made."""
    after = np.empty(len(graph.label), np.int32)
    return after, _rewrite(graph_table(graph), weights_table(weights), known_table(known), address(after, np.int32))
