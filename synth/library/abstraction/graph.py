"""The graph of a corpus as parallel arrays, and the tables of addresses and sizes through which compiled code reaches it.

Machine code counts as made from this file: what it has to know of a corpus stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from synth.columns.codegen.routine import Part, routine
from synth.columns.heap import ints_at, words_at

ABSTRACTION = Part("abstraction", "synth.library.abstraction.uses", "synth.library.abstraction.top_down")
TERMINAL = 100  # what a variable or a primitive costs; whatever joins them costs 1
APPLICATION, LAMBDA = 0, 1
NEITHER, ARGUMENT, ANYTHING = 0, 1, 2  # roles of a node
CLOSED = 1 << 30

Array = np.ndarray[Any, Any]


class Graph(NamedTuple):
    """The nodes as parallel arrays of int32."""

    label: Array
    left: Array  # the function of an application, the body of a lambda
    right: Array  # the argument of an application
    lowest: Array
    highest: Array
    lowered: Array
    cost: Array
    variable: Array  # by label, not by node: the index of a variable, -1 for all else
    role: Array  # what the node may be in a pattern
    typed: Array  # one truth value: the terms have types, so a part in function position is no value


class Weights(NamedTuple):
    """How often what occurs, and which programs are alternatives of one task: arrays of int64."""

    occurrences: Array  # occurrences of each node in all programs
    start: Array  # group i has the roots root[start[i]:start[i + 1]]
    root: Array
    tasks: Array  # how many tasks have exactly these roots
    earliest: Array  # the first and the last task of the corpus in which a node occurs
    latest: Array


class Known(NamedTuple):
    """Uses of the chosen abstractions, sorted by node."""

    start: Array  # int64, by node: its first use
    arity: Array  # int64
    arguments: Array  # int32: the node that use u has for parameter j is arguments[u * width + j]
    width: int


def address(array: Array, kind: type[np.generic]) -> int:
    """Where an array of that kind begins."""
    if array.dtype.type is not kind or not array.flags.c_contiguous:
        raise TypeError(f"compiled code takes rows of {kind.__name__} without gaps here, not of {array.dtype}")
    return int(array.ctypes.data)


def graph_table(graph: Graph) -> Array:
    """What `graph_at` reads."""
    return _table(graph, np.int32, len(graph.label), len(graph.variable))


def weights_table(weights: Weights) -> Array:
    """What `weights_at` reads."""
    return _table(weights, np.int64, len(weights.tasks))


def known_table(known: Known) -> Array:
    """What `known_at` reads."""
    return _table((known.start, known.arity), np.int64, address(known.arguments, np.int32), known.width)


def _table(arrays: Sequence[Array], kind: type[np.generic], *more: int) -> Array:
    return np.array([*(address(array, kind) for array in arrays), *more], np.int64)


@routine
def graph_at(table):
    """The graph behind a table."""
    at = words_at(table)
    nodes, labels = at[10], at[11]
    return Graph(
        ints_at(at[0])[:nodes],
        ints_at(at[1])[:nodes],
        ints_at(at[2])[:nodes],
        ints_at(at[3])[:nodes],
        ints_at(at[4])[:nodes],
        ints_at(at[5])[:nodes],
        ints_at(at[6])[:nodes],
        ints_at(at[7])[:labels],
        ints_at(at[8])[:nodes],
        ints_at(at[9])[:1],
    )


@routine
def weights_at(table):
    """The weights behind a table; only `tasks` has an end."""
    at = words_at(table)
    return Weights(words_at(at[0]), words_at(at[1]), words_at(at[2]), words_at(at[3])[: at[6]], words_at(at[4]), words_at(at[5]))


@routine
def known_at(table):
    """The uses behind a table, without an end."""
    at = words_at(table)
    return Known(words_at(at[0]), words_at(at[1]), ints_at(at[2]), at[3])
