"""Banks: the programs of each context by state and cost, and the rows they live on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dsl.primitives import Vocabulary
from dsl.type import Type
from synth.columns.store import Store
from synth.search.enumeration.argument_costs import Place
from synth.search.enumeration.probe_points import probes
from synth.space.grammar import Context, Grammar, Production
from synth.space.space import Space


@dataclass(frozen=True)
class Segment:
    """A run of nodes of one state, cost and production; open ones read a variable of their own scope."""

    first: int
    end: int
    production: int
    open: bool


Range = tuple[int, int, bool]  # first and end node, open


class Bank:
    """The programs of one context."""

    def __init__(self, context: Context, rows: int, least: np.ndarray) -> None:
        self.context, self.rows = context, rows
        self.least = least  # int64 [states]: the least cost of each state's programs, shared by all banks
        self.outermost = context.parent is None
        self.level = 0
        self.full = False
        self.nodes = 0
        self.segments: dict[tuple[int, int], list[Segment]] = {}

    def at(self, state: int, cost: int) -> Sequence[Segment]:
        """The segments of a state at a cost."""
        return self.segments.get((state, cost), ())

    def file(self, state: int, cost: int, segment: Segment) -> None:
        """Add a segment."""
        self.least[state] = min(self.least[state], cost)
        self.segments.setdefault((state, cost), []).append(segment)

    def cut(self, state: int, cost: int, segment: Segment, end: int) -> None:
        """Leave out what a segment holds from a node on."""
        kept = self.segments[state, cost]
        at = kept.index(segment)
        kept[at : at + 1] = [replace(segment, end=end)] if end > segment.first else []

    def under(self, place: Place, cost: int) -> Sequence[Segment]:
        """The segments of programs that cost so much where an argument stands."""
        if not place.changes:
            return self.at(place.state, cost)
        found = ((s, offset) for offset in place.offsets for s in self.at(place.state, cost - offset))
        return [s for s, offset in found if place.changes.get(s.production, 0) == offset]

    def cheapest(self, places: Sequence[Place]) -> int:
        """A bound below what arguments at these places cost together."""
        return sum(place.least(self.least) for place in places)

    def ranges(self, segments: Sequence[Segment], skip: int = -1) -> list[Range]:
        """The nodes of segments, neighbours merged, those of one production left out."""
        merged: list[Range] = []
        for s in segments:
            if s.production == skip:
                continue
            if merged and merged[-1][1] == s.first and merged[-1][2] == s.open:
                merged[-1] = (merged[-1][0], s.end, s.open)
            else:
                merged.append((s.first, s.end, s.open))
        return merged

    def bodies(self, p: Production, segments: Sequence[Segment], vocabulary: Vocabulary, placed: np.ndarray) -> np.ndarray:
        """The bodies that a production may take from segments; `placed` tells of each node the scopes whose place it reads."""
        assert p.primitive is not None
        kept = [np.arange(s.first, s.end) for s in segments if s.open or "keeps" in p.primitive.traits]
        if not kept:
            return np.empty(0, np.int64)
        bodies = np.concatenate(kept)
        if self.context.indexed and p.primitive.indexed not in vocabulary:
            bodies = bodies[placed[bodies] >> self.context.depth & 1 == 0]
        return bodies

    def functions(self, p: Production, places: Sequence[Place], cost: int, vocabulary: Vocabulary, placed: np.ndarray) -> np.ndarray:
        """int64 [count], or [count, functions] for more than one: the bodies that cost so much together."""
        found = np.empty((0, len(places)), np.int64)
        for split in self.splits(places, cost):
            choices = [self.bodies(p, self.under(place, part), vocabulary, placed) for place, part in zip(places, split, strict=True)]
            if len(places) == 1:
                return choices[0]
            found = np.concatenate((found, np.stack(np.meshgrid(*choices, indexing="ij"), -1).reshape(-1, len(places))))
        return found

    def splits(self, places: Sequence[Place], total: int) -> list[tuple[int, ...]]:
        """Ways to share a cost among arguments so that each has programs at its part."""
        if not places:
            return [()] if total == 0 else []
        if len(places) == 1:
            return [(total,)] if self.under(places[0], total) else []
        found = []
        for first in range(places[0].least(self.least), total - self.cheapest(places[1:]) + 1):
            if self.under(places[0], first):
                found += [(first, *rest) for rest in self.splits(places[1:], total - first)]
        return found


class Rows:
    """What the variables of each context stand for on its rows: the examples outside, probe points in bodies."""

    def __init__(self, grammar: Grammar, space: Space, store: Store) -> None:
        self.grammar, self.store = grammar, store
        self.values: list[list[tuple[Any, ...]]] = []  # by context: the values in scope, row by row
        self.types: list[tuple[Type, ...]] = []
        self.outer: list[np.ndarray] = []  # the row of the surrounding scope
        self.places: list[list[int]] = []  # the place variable
        outputs = [e.output for e in space.shown]
        for context in grammar.contexts:
            if context.parent is None:
                self._add([e.inputs for e in space.shown], context.variables, list(range(len(space.shown))), [])
                continue
            around, types = self.values[context.parent], self.types[context.parent]
            points = probes(context.variables, around, types, outputs)
            rows = [(*around[row], *values) for row, values, _ in points]
            self._add(rows, (*types, *context.variables), [p[0] for p in points], [p[2] for p in points])
        store.blocks(max(map(len, self.values)))

    def _add(self, values: list[tuple[Any, ...]], types: tuple[Type, ...], outer: list[int], places: list[int]) -> None:
        self.values.append(values)
        self.types.append(types)
        self.outer.append(np.array(outer, np.int64))
        self.places.append(places)

    def count(self, context: Context) -> int:
        """How many rows a context has."""
        return len(self.values[context.index])

    def words(self, leaf: Production, context: Context) -> np.ndarray:
        """The column of a variable or constant."""
        type, count = self.grammar.states[leaf.state].type, self.count(context)
        if leaf.kind == "constant":
            return np.full(count, self.store.word(leaf.value.value, type), np.int64)
        if leaf.value == len(context.variables):
            return np.array(self.places[context.index], np.int64)
        at = len(self.types[context.index]) - len(context.variables) + leaf.value
        return np.array([self.store.word(row[at], type) for row in self.values[context.index]], np.int64)


def grid(ranges: Sequence[Range]) -> np.ndarray:
    """int64 [count, 3]: every choice of a node from each range, -1 beyond them."""
    grid = np.meshgrid(*(np.arange(first, end) for first, end, _ in ranges), indexing="ij")
    combos = np.full((grid[0].size, 3), -1, np.int64)
    for j, column in enumerate(grid):
        combos[:, j] = column.ravel()
    return combos
