"""Search in a file's own grammar: enumeration, deduction on all examples, and decision trees whose leaves are deduced.

As in EUSolver (Alur et al. 2017) conditions and leaves come from the bank, but a leaf may also be joined out of pieces
(`leaves`). Trees are sought again each time the bank has grown by half; no table rule applies: the cheapest tree wins.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dsl.primitives import Vocabulary
from dsl.term import App, Prim
from synth.search.conquer import Conqueror, partial
from synth.search.enumeration.enumerator import BottomUp
from synth.search.strings.kept import Part
from synth.search.strings.leaves import Leaf, Leaves
from synth.space.budget import Budget
from synth.space.prior import SCALE
from synth.space.space import Fit, Found, Level, Space, once

NAME = "sygus"
GROWTH = 1.5  # of the bank, before deduction is worth another look
DEEPEST = 4
MOST_TESTS = 3000
MOST_DEDUCED = 150  # leaves sought by deduction at one look
MOST_LISTS = 6  # splits with one side solved whose other side is split again


class Trees:
    """Decision trees over the tests that a run has met."""

    def __init__(self, run: BottomUp) -> None:
        self.run = run
        self.conqueror = Conqueror(run)
        self.leaves = Leaves(run, self.conqueror)
        self.all = (1 << len(run.space.shown)) - 1
        choices = run.grammar.conditionals()
        self.branch = SCALE + run.cost[choices[0].index] if choices else 0
        self.chooses = bool(choices)
        self.nothing: Part | None = None
        self.best = 1 << 30

    def look(self) -> Iterator[Fit]:
        """The cheapest program for all examples that the bank now gives, if it is cheaper than those before."""
        terms = self.conqueror.terms
        self.conqueror.term_masks = np.array([mask for _, mask, _ in terms], np.int64)
        self.left = MOST_DEDUCED
        found, way = self.leaves.leaf(self.all), NAME
        if found is None and self.chooses:
            way = "conquer"
            self.nothing = self.leaves.programs.nothing() if self.leaves.join is not None else None
            tests = {mask: (cost, node) for cost, mask, node in reversed(self.conqueror.tests) if mask not in (0, self.all)}
            rated = [(cost, mask, node) for mask, (cost, node) in tests.items()]
            self.tests = sorted(rated, key=lambda test: (test[0], -test[1].bit_count()))[:MOST_TESTS]  # what holds often is no accident
            self.grown: dict[tuple[int, int], Leaf | None] = {}
            for depth in range(1, DEEPEST + 1):
                found = self._grow(self.all, depth)
                if found is not None:
                    break
        if found is not None and found.cost < self.best:
            self.best = found.cost
            yield Fit(self.run.close(found.term), found.cost, way)

    def _leaf(self, rows: int) -> Leaf | None:
        if rows not in self.leaves.known:
            self.run.watch()
            self.left -= self.leaves.deduces
            if self.left < 0:
                return None
        return self.leaves.leaf(rows)

    def _grow(self, rows: int, depth: int) -> Leaf | None:
        """The cheapest tree of two leaves on these rows, else a leaf beside the best tree for the rest."""
        key = (rows, depth)
        if key not in self.grown:
            self.grown[key] = self._two_leaves(rows) or (self._list(rows, depth) if depth > 1 else None)
        return self.grown[key]

    def _splits(self, rows: int) -> Iterator[tuple[int, int, int, int]]:
        """Each way to split the rows by its cheapest test: cost, test and the two sides."""
        seen = set()
        for cost, mask, node in self.tests:
            here = rows & mask
            if here not in (0, rows) and here not in seen:
                seen.add(here)
                yield cost, node, here, rows & ~mask

    def _two_leaves(self, rows: int) -> Leaf | None:
        best = None
        for cost, node, here, there in self._splits(rows):
            if best is not None and cost + self.branch >= best.cost:
                break
            then = self._leaf(here)
            otherwise = self._leaf(there) if then is not None else None
            if then is None or otherwise is None:
                continue
            grown = self._choice(cost, node, then, otherwise)
            if best is None or grown.cost < best.cost:
                best = grown
        return best

    def _list(self, rows: int, depth: int) -> Leaf | None:
        """Trees with a leaf on one side of the first test, those with the most rows on it first."""
        half = [
            (side.bit_count(), -cost, node, side, side == here)
            for cost, node, here, there in self._splits(rows)
            for side in (here, there)
            if self._leaf(side) is not None
        ]
        best = None
        for _, minus, node, side, first in sorted(half, reverse=True)[:MOST_LISTS]:
            leaf, rest = self._leaf(side), self._grow(rows & ~side, depth - 1)
            if leaf is None or rest is None:
                continue
            grown = self._choice(-minus, node, *((leaf, rest) if first else (rest, leaf)))
            if best is None or grown.cost < best.cost:
                best = grown
        return best

    def _choice(self, cost: int, node: int, then: Leaf, otherwise: Leaf) -> Leaf:
        """A conditional; what both sides begin or end with stands outside it."""
        sides = [list(then.parts), list(otherwise.parts)]
        before: list[Part] = []
        after: list[Part] = []
        keep = 0 if self.nothing is not None else 1
        while min(map(len, sides)) > keep and sides[0][0] == sides[1][0]:
            before.append(sides[0].pop(0))
            sides[1].pop(0)
        while min(map(len, sides)) > keep and sides[0][-1] == sides[1][-1]:
            after.insert(0, sides[0].pop())
            sides[1].pop()
        if not any(sides):
            return then
        empty = () if self.nothing is None else (self.nothing,)
        filled = [self.leaves.joined(tuple(side) or empty) for side in sides]
        choice = App(Prim("if"), (self.leaves.programs.term(node), filled[0].term, filled[1].term))
        total = cost + self.branch + filled[0].cost + filled[1].cost
        return self.leaves.joined((*before, Part(total, choice), *after))


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Enumeration, deduction and trees together; what two of them find comes once."""
    yield from once(_together(space, budget, vocabulary))


def _together(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    run = BottomUp(space, budget, vocabulary)
    trees = Trees(run)
    looked = 0.0
    for found in run.levels():
        yield found
        if isinstance(found, Level):
            trees.conqueror.update(found.cost)
            trees.leaves.update()
            if run.store.nodes > GROWTH * looked:
                looked = run.store.nodes
                yield from run.until_spent(trees.look())
    yield from partial(trees.conqueror, run)
