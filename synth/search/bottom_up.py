"""Bottom-up enumeration in cost order with observational equivalence (Albarghouthi et al. 2013; Probe, Bee Search).

Each context keeps its own bank: programs of the outermost scope live on the examples, lambda
bodies on probe points. At every cost level the banks of the bodies are brought up first, then
bodies meet the lists of their scope, then the first-order productions run. Nothing surfaces
but programs that fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from dsl.primitives import Vocabulary
from synth.budget import Budget
from synth.columns.apply import apply
from synth.columns.frame import Call, Frame, Kind
from synth.columns.higher import apply_elementwise, apply_loops
from synth.columns.kernels import in_heap
from synth.columns.store import Store
from synth.grammar import Context, Grammar, Production
from synth.search.code import Code
from synth.search.probes import probes
from synth.search.terms import TermReader
from synth.space import Fit, Found, Level, Space

NAME = "bottom_up"
LIMIT = 1 << 15  # candidates between two looks at the clock
LISTS = 64  # lists a block of bodies meets at once
MOST_BODIES = 150_000
MOST_COST = 120
LOOPS = {"fold": Kind.FOLD, "fold1": Kind.FOLD1, "scan": Kind.SCAN, "scan1": Kind.SCAN1, "iterate": Kind.ITERATE}


class Spent(Exception):
    """The budget is spent."""


@dataclass(frozen=True)
class Segment:
    """A run of nodes of one state, cost and production; open ones read a variable of their own scope."""

    first: int
    end: int
    production: int
    open: bool


class Bank:
    """The programs of one context, by state and cost."""

    def __init__(self, context: Context, rows: int) -> None:
        self.context, self.rows = context, rows
        self.level = 0
        self.full = False
        self.nodes = 0
        self.segments: dict[tuple[int, int], list[Segment]] = {}

    def at(self, state: int, cost: int) -> Sequence[Segment]:
        """The segments of a state at a cost."""
        return self.segments.get((state, cost), ())


class BottomUp:
    """One run of the enumeration; `levels` drives it."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.space, self.budget, self.grammar = space, budget, space.grammar
        self.cost = space.costs.base
        self.code = Code(self.grammar, vocabulary)
        self.store = Store(len(self.grammar.productions), len(space.shown))
        self.reader = TermReader(self.grammar, self.store, vocabulary)
        self.call = np.zeros(Call.SIZE, np.int64)
        self.banks = [self._bank(context) for context in self.grammar.contexts]
        self.first_order = [self._productions(c, False) for c in self.grammar.contexts]
        self.higher = [self._productions(c, True) for c in self.grammar.contexts]
        self._set_goal()

    # -- setting up -----------------------------------------------------------------------------

    def _productions(self, context: Context, higher: bool) -> list[Production]:
        found = []
        for p in self.grammar.of_context(context.index):
            bodies = any(self.grammar.states[a].context != context.index for a in p.arguments)
            if p.kind == "apply" and bodies == higher and self.code.runs(p):
                found.append(p)
        return sorted(found, key=lambda p: p.state)

    def _bank(self, context: Context) -> Bank:
        """An empty bank with the words of its variables: on the examples, or on probe points."""
        if context.parent is None:
            self.values = [[e.inputs for e in self.space.shown]]
            self.row_types = [context.variables]
            self.rows_of = [np.arange(len(self.space.shown))]
            return Bank(context, len(self.space.shown))
        outputs = [e.output for e in self.space.shown]
        outer, types = self.values[context.parent], self.row_types[context.parent]
        points = probes(context.variables, outer, types, outputs)
        self.values.append([(*outer[row], *values) for row, values, _ in points])
        self.row_types.append((*types, *context.variables))
        self.rows_of.append(np.array([row for row, _, _ in points]))
        context_rows = len(points)
        self.store.blocks(context_rows)
        self._places = getattr(self, "_places", {})
        self._places[context.index] = points
        return Bank(context, context_rows)

    def _set_goal(self) -> None:
        type = self.grammar.states[0].type
        words = np.array([self.store.word(e.output, type) for e in self.space.shown], np.int64)
        self.store.reserve_heap(4096, 1 << 20)
        self.store.set_goal(words, type, _state_key(0))

    # -- leaves ---------------------------------------------------------------------------------

    def _leaf_words(self, production: Production, context: Context) -> np.ndarray:
        state = self.grammar.states[production.state]
        if production.kind == "constant":
            word = self.store.word(production.value.value, state.type)
            return np.full(self.banks[0].rows, word, np.int64)
        place = production.value
        if context.parent is None:
            values = [row[place] for row in self.values[0]]
        else:
            points = self._places[context.index]
            values = [p[2] if place == len(context.variables) else p[1][place] for p in points]
        return np.array([self.store.word(v, state.type) for v in values], np.int64)

    def _leaves(self, bank: Bank, cost: int) -> None:
        for p in self.grammar.of_context(bank.context.index):
            if p.kind == "apply":
                continue
            self._begin(p, bank)
            before = self.store.nodes
            if p.kind == "capture":
                if bank.context.parent is None:
                    continue
                outer = self.banks[bank.context.parent]
                for segment in outer.at(p.arguments[0], cost - self.cost[p.index]):
                    self._capture(bank, outer, segment)
            elif self.cost[p.index] == cost:
                place = p.value if p.kind == "variable" else -1
                self._insert(self._leaf_words(p, bank.context)[None, :], np.array([[place, -1, -1, -1]]))
            self._close(bank, p, cost, before, p.kind == "variable" and bank.context.parent is not None)

    def _capture(self, bank: Bank, outer: Bank, segment: Segment) -> None:
        """Values of the outer scope, read on this bank's rows."""
        rows = self.rows_of[bank.context.index]
        for first in range(segment.first, segment.end, 128):
            nodes = np.arange(first, min(first + 128, segment.end))
            words = np.stack([self.store.column(n, outer.rows)[rows] for n in nodes])
            given = np.full((len(nodes), 4), -1)
            given[:, 0] = nodes
            self._insert(words, given)

    def _insert(self, words: np.ndarray, given: np.ndarray) -> None:
        """Absorb ready-made columns of words."""
        from synth.columns.absorb import absorb_words

        self.store.reserve(len(words), words.shape[1])
        absorb_words(self.store.frame, self.call, np.ascontiguousarray(words), np.ascontiguousarray(given, np.int64))

    # -- levels ---------------------------------------------------------------------------------

    def levels(self) -> Iterator[Found]:
        """Everything of rising cost, until the budget is spent or nothing is left to try."""
        try:
            idle = 0
            for cost in range(1, MOST_COST):
                before = self.store.candidates
                yield from self._advance(self.banks[0], cost)
                yield Level(cost)
                idle = 0 if self.store.candidates > before else idle + 1
                if idle > 12:
                    return
        except Spent:
            yield from self._fits(0)

    def _advance(self, bank: Bank, cost: int) -> Iterator[Found]:
        """Bring a bank up to a cost level, the banks of its bodies first."""
        for p in self.higher[bank.context.index]:
            inner = self.banks[self.grammar.states[p.arguments[0]].context]
            while inner.level < cost - self.cost[p.index] - 2 and not inner.full:
                yield from self._advance(inner, inner.level + 1)
        before = self.store.nodes
        self._leaves(bank, cost)
        for p in self.higher[bank.context.index]:
            yield from self._higher(bank, p, cost)
        for p in self.first_order[bank.context.index]:
            yield from self._first_order(bank, p, cost)
        bank.level = cost
        bank.nodes += self.store.nodes - before
        if bank.context.parent is not None and bank.nodes > MOST_BODIES >> (2 * (bank.context.depth - 1)):
            bank.full = True

    def _begin(self, p: Production, bank: Bank) -> None:
        """Describe an application of this production to the compiled loops."""
        call, state = self.call, self.grammar.states[p.state]
        operation = self.code.operation(p)
        self.store[Frame.OPERATIONS][p.index] = operation.words(_state_key(p.state))
        call[Call.PRODUCTION], call[Call.ADDRESS], call[Call.ARITY] = p.index, operation.address, len(p.arguments)
        call[Call.IN_SCRATCH], call[Call.LENIENT] = operation.in_scratch, operation.lenient
        call[Call.STATE_KEY], call[Call.ROWS] = _state_key(p.state), bank.rows
        call[Call.HASHED], call[Call.KEEP], call[Call.LIMIT] = in_heap(state.type), not bank.full, LIMIT
        call[Call.GOAL] = 0
        if bank.context.parent is None:
            call[Call.GOAL] = 1 if p.state == 0 else 2 if str(state.type) == "bool" else 0

    def _close(self, bank: Bank, p: Production, cost: int, before: int, open: bool) -> None:
        """File the nodes added since `before`."""
        if self.store.nodes > before:
            bank.segments.setdefault((p.state, cost), []).append(Segment(before, self.store.nodes, p.index, open))

    def _fits(self, cost: int) -> Iterator[Found]:
        """The programs equal to the goal that the last call met."""
        count = self.store[Frame.HIT_COUNT]
        if count[0]:
            hits = self.store[Frame.HITS][: count[0]].tolist()
            count[0] = 0
            for production, *arguments in hits:
                yield Fit(self.reader.program(production, tuple(arguments)), cost, NAME)

    def _check(self) -> None:
        stats = self.budget.stats
        stats.candidates, stats.kept, stats.bytes = self.store.candidates, self.store.nodes, self.store.bytes
        if self.budget.spent():
            raise Spent
        if stats.bytes > 0.8 * self.budget.bytes:
            for bank in self.banks:
                bank.full = True
            self.call[Call.KEEP] = 0

    def _splits(self, bank: Bank, p: Production, arguments: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
        """Ways to share a cost among arguments, each part non-empty in the bank."""
        if not arguments:
            if total == 0:
                yield ()
            return
        if len(arguments) == 1:
            if bank.at(arguments[0], total):
                yield (total,)
            return
        for first in range(1, total - len(arguments) + 2):
            if bank.at(arguments[0], first):
                for rest in self._splits(bank, p, arguments[1:], total - first):
                    yield (first, *rest)

    def _first_order(self, bank: Bank, p: Production, cost: int) -> Iterator[Found]:
        left = cost - self.cost[p.index]
        if left < len(p.arguments) or (bank.full and bank.context.parent is not None):
            return
        assert p.primitive is not None
        commutes = p.primitive.commutative and len(p.arguments) == 2
        before = self.store.nodes
        self._begin(p, bank)
        for split in self._splits(bank, p, p.arguments, left):
            if commutes and split[0] > split[1]:
                continue
            choices = [self._ranges(bank, p, j, state, part) for j, (state, part) in enumerate(zip(p.arguments, split))]
            for ranges in product(*choices):
                if bank.context.parent is not None and not any(r[2] for r in ranges):
                    continue
                same = commutes and split[0] == split[1]
                if same and ranges[0][0] > ranges[1][0]:
                    continue
                yield from self._run(bank, p, cost, ranges, same and ranges[0][0] == ranges[1][0])
        self._close(bank, p, cost, before, bank.context.parent is not None)

    def _ranges(self, bank: Bank, p: Production, j: int, state: int, cost: int) -> list[tuple[int, int, bool]]:
        """(first, end, open) of the nodes an argument may be; neighbours merged, left-nested associative calls left out."""
        merged: list[tuple[int, int, bool]] = []
        skip = p.index if p.primitive is not None and p.primitive.associative and j == 0 else -1
        for s in bank.at(state, cost):
            if s.production == skip:
                continue
            if merged and merged[-1][1] == s.first and merged[-1][2] == s.open:
                merged[-1] = (merged[-1][0], s.end, s.open)
            else:
                merged.append((s.first, s.end, s.open))
        return merged

    def _run(self, bank: Bank, p: Production, cost: int, ranges: Sequence[tuple[int, int, bool]], symmetric: bool) -> Iterator[Found]:
        call = self.call
        call[Call.SYMMETRIC] = symmetric
        for j, (first, end, _) in enumerate(ranges):
            call[Call.FIRST + 2 * j], call[Call.FIRST + 2 * j + 1], call[Call.CURSOR + j] = first, end, first
        call[Call.DONE] = 0
        while not call[Call.DONE]:
            room = self._room(ranges)
            call[Call.LIMIT] = min(room, LIMIT, self.budget.candidates_left())
            self.store.reserve(min(room, LIMIT), bank.rows)
            apply(self.store.frame, call)
            if call[Call.GOAL] == 1:
                yield from self._fits(cost)
            self._check()

    @staticmethod
    def _room(ranges: Sequence[tuple[int, int, bool]]) -> int:
        total = 1
        for first, end, _ in ranges:
            total *= end - first
        return total

    # -- higher-order ---------------------------------------------------------------------------

    def _higher(self, bank: Bank, p: Production, cost: int) -> Iterator[Found]:
        left = cost - self.cost[p.index]
        if bank.full and bank.context.parent is not None:
            return
        body_state, lists = p.arguments[0], p.arguments[1:]
        inner = self.banks[self.grammar.states[body_state].context]
        before = self.store.nodes
        self._begin(p, bank)
        for body_cost in range(1, left):
            segments = inner.at(body_state, body_cost)
            if not segments:
                continue
            bodies = self._bodies(p, inner, segments)
            if len(bodies) == 0:
                continue
            for split in self._splits(bank, p, lists, left - body_cost):
                choices = [self._ranges(bank, p, j + 1, state, part) for j, (state, part) in enumerate(zip(lists, split))]
                for ranges in product(*choices):
                    yield from self._meet(bank, p, cost, bodies, ranges)
        self._close(bank, p, cost, before, bank.context.parent is not None)

    def _bodies(self, p: Production, inner: Bank, segments: Sequence[Segment]) -> np.ndarray:
        """The bodies a production may take from these segments."""
        assert p.primitive is not None
        kept = [np.arange(s.first, s.end) for s in segments if s.open or _keeps_results(p)]
        if not kept:
            return np.empty(0, np.int64)
        bodies = np.concatenate(kept)
        if inner.context.indexed and p.primitive.indexed is None:
            bodies = bodies[~self._placed(bodies, inner.context)]
        return bodies

    def _placed(self, nodes: np.ndarray, context: Context) -> np.ndarray:
        """Which nodes read the place of the element."""
        return np.array([self.reader.uses_place(context.index, int(n)) for n in nodes], bool)

    def _meet(self, bank: Bank, p: Production, cost: int, bodies: np.ndarray, ranges: Sequence[tuple[int, int, bool]]) -> Iterator[Found]:
        """All bodies on all combinations of the other arguments, in blocks."""
        assert p.primitive is not None
        grid = np.meshgrid(*(np.arange(first, end) for first, end, _ in ranges), indexing="ij")
        combos = np.full((grid[0].size, 3), -1, np.int64)
        for j, column in enumerate(grid):
            combos[:, j] = column.ravel()
        share = LISTS if len(bodies) < 4096 else 16
        if p.primitive.loop is None and len(ranges) == 2:
            combos = combos[combos[:, 0] != combos[:, 1]]
        for first in range(0, len(combos), share):
            block = np.ascontiguousarray(combos[first : first + share])
            done = 0
            while done < len(bodies):
                self.store.blocks(bank.rows)
                self.store.lanes(256)
                self.store.reserve(LIMIT, bank.rows, 1 << 16, 1 << 20)
                self.call[Call.LIMIT] = min(LIMIT, self.budget.candidates_left())
                rest = bodies[done:]
                if p.primitive.loop is None:
                    _, some = apply_elementwise(self.store.frame, self.call, block, rest)
                else:
                    _, some = apply_loops(self.store.frame, self.call, int(LOOPS[p.primitive.loop]), block, rest)
                done += int(some)
                if self.call[Call.GOAL] == 1:
                    yield from self._fits(cost)
                self._check()


def _state_key(state: int) -> int:
    """A number that keeps equal columns of different states apart."""
    return (state + 1) * 0x1F3D5B79A2C4E68D & 0x7FFFFFFFFFFFFFFF


def _keeps_results(p: Production) -> bool:
    """Whether a constant body makes sense: the results themselves are part of the value."""
    assert p.primitive is not None
    return p.primitive.name in ("map", "zip_with")


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Yield fits in order of cost, and a Level after each."""
    run = BottomUp(space, budget, vocabulary)
    yield from run.levels()


__all__ = ["BottomUp", "Grammar", "search"]
_: Any = None
