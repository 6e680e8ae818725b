"""Divide and conquer (EUSolver, Alur et al. 2017): programs right on some examples, joined by a decision tree.

The bottom-up enumeration runs underneath. After each level the sets of examples that programs
are right on, and those that conditions are true on, are searched for the cheapest tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dsl.primitives import Vocabulary
from dsl.term import App, Lam, Prim, Term, strip
from dsl.type import BOOL, Type
from synth.columns.layout import Frame
from synth.search.enumeration.enumerator import BottomUp
from synth.space.budget import Budget
from synth.space.prior import SCALE
from synth.space.space import Fit, Found, Level, NearMiss, Space

NAME = "conquer"
LEAST_EXAMPLES = 4  # fewer cannot justify a branch
LEAST_SERVED = 2  # examples each alternative must serve
BRANCH = 3 * SCALE  # what a branch costs
MOST_TERMS = 3000
MOST_TESTS = 1500
DEEPEST = 3
TRUE_TAG = 1 << 62


@dataclass(frozen=True)
class Tree:
    """A decision tree over node ids; `test` is None at a leaf."""

    cost: int
    node: int
    test: int | None = None
    then: Tree | None = None
    otherwise: Tree | None = None


class Conqueror:
    """Finds the cheapest tree from the masks a run has met."""

    def __init__(self, run: BottomUp) -> None:
        self.run = run
        self.all = (1 << len(run.space.shown)) - 1
        self.seen = 0
        self.costs: dict[int, int] = {}
        self.terms: list[tuple[int, int, int]] = []  # cost, mask, node
        self.tests: list[tuple[int, int, int]] = []
        self.best = 1 << 30

    def update(self, cost: int) -> bool:
        """Take in the masks met since the last call, at this cost level; whether there were any."""
        count = int(self.run.store[Frame.MASK_COUNT][0])
        for mask, node in self.run.store[Frame.MASKS][self.seen : count].tolist():
            target = self.tests if mask & TRUE_TAG else self.terms
            target.append((cost, mask & ~TRUE_TAG, node))
        grew = count > self.seen
        self.seen = count
        return grew

    def tree(self, most: int) -> Tree | None:
        """The cheapest tree over all examples below a cost, if there is one with more than one leaf."""
        terms, tests = self.terms[:MOST_TERMS], [t for t in self.tests if t[1] not in (0, self.all)][:MOST_TESTS]
        if not terms or not tests:
            return None
        self.term_masks = np.array([t[1] for t in terms], np.int64)
        self.term_costs = np.array([t[0] for t in terms], np.int64)
        self.memo: dict[tuple[int, int], Tree | None] = {}
        leaves = max(2, (len(self.run.space.shown) + 1) // 2)
        depth = min(DEEPEST, leaves - 1) if len(self.run.space.shown) >= 8 else 1
        return self._grow(self.all, depth, most, tests)

    def _leaf(self, rows: int) -> Tree | None:
        """The cheapest program that is right on these rows."""
        fits = np.nonzero((self.term_masks & rows) == rows)[0]
        if len(fits) == 0:
            return None
        at = int(fits[0])
        return Tree(int(self.term_costs[at]), self.terms[at][2])

    def _grow(self, rows: int, depth: int, most: int, tests: list[tuple[int, int, int]]) -> Tree | None:
        key = (rows, depth)
        if key in self.memo:
            return self.memo[key]
        best = None if rows == self.all else self._leaf(rows)  # what is right everywhere was told of when it was met
        if depth > 0 and rows.bit_count() >= 2 * LEAST_SERVED and best is None:
            split = set()
            for cost, mask, node in tests:
                here, there = rows & mask, rows & ~mask
                if here in split or min(here.bit_count(), there.bit_count()) < LEAST_SERVED:
                    continue
                split.add(here)
                if cost + BRANCH >= min(most, best.cost if best else most):
                    break
                then = self._grow(here, depth - 1, most, tests)
                if then is None:
                    continue
                otherwise = self._grow(there, depth - 1, most, tests)
                if otherwise is None:
                    continue
                total = cost + BRANCH + then.cost + otherwise.cost
                if total < (best.cost if best else most):
                    best = Tree(total, -1, node, then, otherwise)
        self.memo[key] = best
        return best

    def term(self, tree: Tree) -> Term:
        """The program of a tree."""
        count = len(self.run.grammar.contexts[0].variables)
        term = self._body(tree)
        for _ in range(count):
            term = Lam(term)
        return term

    def _body(self, tree: Tree) -> Term:
        if tree.test is None:
            return strip(self.run.reader.node(tree.node))[1]
        assert tree.then is not None and tree.otherwise is not None
        condition = strip(self.run.reader.node(tree.test))[1]
        return App(Prim("if"), (condition, self._body(tree.then), self._body(tree.otherwise)))


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Yield what the enumeration finds, and trees as soon as they are no dearer than the level reached."""
    run = BottomUp(space, budget, vocabulary)
    goal: Type = space.grammar.states[0].type
    eager = goal != BOOL and bool(space.grammar.conditionals()) and len(space.shown) >= LEAST_EXAMPLES
    conqueror = Conqueror(run)
    cost = 0
    for found in run.levels():
        yield found
        if isinstance(found, Level):
            cost = found.cost
            if eager and conqueror.update(cost):
                yield from trees(conqueror, cost + SCALE)
    if eager:
        conqueror.update(cost)
        yield from trees(conqueror, 1 << 20)
    yield from partial(conqueror, run)


def trees(conqueror: Conqueror, most: int) -> Iterator[Fit]:
    """A tree below a cost and cheaper than those before, if there is one."""
    tree = conqueror.tree(min(most, conqueror.best))
    if tree is not None and tree.cost < conqueror.best:
        conqueror.best = tree.cost
        yield Fit(conqueror.term(tree), tree.cost, NAME)


def partial(conqueror: Conqueror, run: BottomUp) -> Iterator[NearMiss]:
    """The program that is right on most examples."""
    conqueror.update(0)
    if conqueror.terms:
        cost, mask, node = max(conqueror.terms, key=lambda t: (t[1].bit_count(), -t[0]))
        yield NearMiss(run.reader.node(node), cost, mask.bit_count(), NAME)
