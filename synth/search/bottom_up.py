"""Bottom-up enumeration in cost order with observational equivalence (Albarghouthi et al. 2013; Probe, Bee Search).

Each context keeps its own bank: programs of the outermost scope live on the examples, lambda
bodies on probe points. At every cost level the banks of the bodies are brought up first, then
bodies meet the lists of their scope, then the first-order productions run. Nothing surfaces
but programs that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod

import numpy as np

from dsl.primitives import Vocabulary
from dsl.term import Term, lam, strip
from synth.budget import Budget
from synth.columns.absorb import absorb_captures, absorb_words
from synth.columns.apply import apply
from synth.columns.fallback import Interpreter
from synth.columns.frame import BLOCK, Call, Frame
from synth.columns.higher import apply_elementwise
from synth.columns.kernels import in_heap
from synth.columns.store import Store
from synth.grammar import Context, Production
from synth.prior import SCALE
from synth.search.banks import FAR, Bank, Range, Rows, Segment, word_of
from synth.search.code import LOOPS, Code
from synth.search.terms import TermReader
from synth.space import Fit, Found, Level, Space

NAME = "bottom_up"
LIMIT = 1 << 15  # candidates of one compiled call
CHECK = 4096  # candidates that pass unwatched
LISTS = 64  # lists a block of bodies meets at once
MOST_BODIES = 150_000  # kept of one scope; a quarter of it one scope deeper
MOST_COST = 120
MOST_CAPTURE = 6 * SCALE  # what a lambda body may take from around it
MOST_LIST_CAPTURE = 4 * SCALE  # the same for lists and texts
IDLE = 12  # cost levels without a candidate after which there is nothing left
BODY_LEAD = SCALE  # the least that the lists of a higher-order call cost
KEEPING = ("map", "zip_with", "scan1")  # their results are the value itself, so a constant body makes sense


class Spent(Exception):
    """The budget is spent."""


class BottomUp:
    """One run of the enumeration; `levels` drives it."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.space, self.budget, self.grammar, self.vocabulary = space, budget, space.grammar, vocabulary
        self.cost = space.costs.base
        self.store = Store(len(self.grammar.productions), len(space.shown))
        self.store.limit = budget.bytes
        self.code = Code(self.grammar, Interpreter(self.store, budget.left))
        self.reader = TermReader(self.grammar, self.store, vocabulary)
        self.rows = Rows(self.grammar, space, self.store)
        self.banks = [Bank(context, self.rows.count(context)) for context in self.grammar.contexts]
        self.leaves: list[list[Production]] = []
        self.first_order: list[list[Production]] = []
        self.higher: list[list[Production]] = []
        for context in self.grammar.contexts:
            self._sort_out(context)
        self.tests = {p.arguments[0] for p in self.grammar.conditionals()}
        self.call = np.zeros(Call.SIZE, np.int64)
        self.calls: dict[int, np.ndarray] = {}
        self.calls_made = self.checked = 0
        self.wrapped: Callable[[int, Term], tuple[Term, int]] | None = None
        self._set_goal()

    def _sort_out(self, context: Context) -> None:
        """Split the productions of a context by how they run; those of one state together."""
        own = sorted(self.grammar.of_context(context.index), key=lambda p: p.state)
        runs = [p for p in own if p.kind == "apply" and self.code.runs(p)]
        self.leaves.append([p for p in own if p.kind != "apply"])
        self.higher.append([p for p in runs if self._takes_body(p)])
        self.first_order.append([p for p in runs if not self._takes_body(p)])

    def _takes_body(self, p: Production) -> bool:
        own = self.grammar.states[p.state].context
        return any(self.grammar.states[a].context != own for a in p.arguments)

    def _set_goal(self) -> None:
        type = self.grammar.states[0].type
        words = np.array([word_of(self.store, e.output, type) for e in self.space.shown], np.int64)
        self.goal_words = words
        self.store.set_goal(words, type, state_key(0))
        self.want([(words, 0)])

    def want(self, columns: Sequence[tuple[np.ndarray, int]]) -> None:
        """Look out for further columns of the answer's state; `wrapped` says what they are good for."""
        self.store.reserve_heap(CHECK, 1 << 20)
        for words, index in columns:
            self.store.want(words, self.grammar.states[0].type, state_key(0), index)

    # -- levels ---------------------------------------------------------------------------------

    def levels(self) -> Iterator[Found]:
        """Everything of rising cost, until the budget is spent or nothing is left to try."""
        try:
            idle = 0
            for cost in range(1, MOST_COST):
                before = self.store.candidates
                yield from self._advance(self.banks[0], cost)
                self.watch()
                yield Level(cost)
                idle = 0 if self.store.candidates > before else idle + 1
                if idle > IDLE:
                    return
        except (Spent, MemoryError):
            return

    def _advance(self, bank: Bank, cost: int) -> Iterator[Found]:
        """Bring a bank up to a cost level, the banks of its bodies first."""
        for p in self.higher[bank.context.index]:
            inner = self.banks[self.grammar.states[p.arguments[0]].context]
            while inner.level < cost - self.cost[p.index] - BODY_LEAD and not inner.full:
                yield from self._advance(inner, inner.level + 1)
        before = self.store.nodes
        self._leaves(bank, cost)
        yield from self._fits(cost)
        if bank.outermost or not bank.full:
            for p in self.higher[bank.context.index]:
                yield from self._higher(bank, p, cost)
            for p in self.first_order[bank.context.index]:
                yield from self._first_order(bank, p, cost)
        bank.level = cost
        bank.nodes += self.store.nodes - before
        if not bank.outermost and bank.nodes > MOST_BODIES >> (2 * (bank.context.depth - 1)):
            bank.full = True

    def _leaves(self, bank: Bank, cost: int) -> None:
        """Variables and constants of this cost, and what the scope around holds."""
        for p in self.leaves[bank.context.index]:
            before, own = self.store.nodes, cost - self.cost[p.index]
            if p.kind == "capture":
                assert bank.context.parent is not None
                outer = self.banks[bank.context.parent]
                most = MOST_LIST_CAPTURE if in_heap(self.grammar.states[p.state].type) else MOST_CAPTURE
                for segment in outer.at(p.arguments[0], own) if own <= most else ():
                    self._capture(bank, p, segment)
            elif own == 0:
                self._begin(p, bank)
                self.store.reserve(1, bank.rows)
                place = p.value if p.kind == "variable" else -1
                absorb_words(self.store.frame, self.call, self.rows.words(p, bank.context)[None, :], np.array([[place, -1, -1, -1]]))
            opens = p.kind == "variable" and not bank.outermost
            bank.file(p.state, cost, Segment(before, self.store.nodes, p.index, opens))

    def _capture(self, bank: Bank, p: Production, segment: Segment) -> None:
        """Values of the outer scope, read on this bank's rows."""
        self._begin(p, bank)
        for first in range(segment.first, segment.end, CHECK):
            end = min(first + CHECK, segment.end)
            self.store.reserve(end - first, bank.rows)
            absorb_captures(self.store.frame, self.call, first, end, self.rows.outer[bank.context.index])

    def until_spent(self, found: Iterator[Found]) -> Iterator[Found]:
        """Pass on what another part of the search finds on this run's budget."""
        try:
            yield from found
        except (Spent, MemoryError):
            return

    def price(self, node: int) -> int:
        """What a node costs."""
        index, arguments = self.reader.parts(node)
        if self.grammar.productions[index].kind in ("variable", "constant"):
            return self.cost[index]
        return self.cost[index] + sum(self.price(a) for a in arguments if a >= 0)

    def close(self, body: Term) -> Term:
        """A whole program from the body of one."""
        return lam(len(self.grammar.contexts[0].variables), body)

    # -- calls ----------------------------------------------------------------------------------

    def _begin(self, p: Production, bank: Bank) -> None:
        """Describe an application of this production to the compiled loops."""
        if p.index not in self.calls:
            self.calls[p.index] = self._describe(p, bank)
        self.call[:] = self.calls[p.index]
        self.call[Call.KEEP] = not bank.full

    def _describe(self, p: Production, bank: Bank) -> np.ndarray:
        call, state = np.zeros(Call.SIZE, np.int64), self.grammar.states[p.state]
        operation = self.code.operation(p)
        self.store[Frame.OPERATIONS][p.index] = operation.words(state_key(p.state))
        call[Call.PRODUCTION], call[Call.ADDRESS], call[Call.ARITY] = p.index, operation.address, len(p.arguments)
        call[Call.IN_SCRATCH], call[Call.LENIENT] = operation.in_scratch, operation.lenient
        call[Call.STATE_KEY], call[Call.ROWS] = state_key(p.state), bank.rows
        call[Call.HASHED] = in_heap(state.type)
        if bank.outermost:
            call[Call.GOAL] = 1 if p.state == 0 else 2 if p.state in self.tests else 0
        return call

    def _fits(self, cost: int) -> Iterator[Found]:
        """The programs equal to the goal that the last calls met."""
        count = self.store[Frame.HIT_COUNT]
        if count[0]:
            hits = self.store[Frame.HITS][: count[0]].tolist()
            count[0] = 0
            for production, *arguments, index in hits:
                term = self.reader.program(production, tuple(arguments))
                if index == 0 or self.wrapped is None:
                    yield Fit(term, cost, NAME)
                else:
                    whole, more = self.wrapped(index, strip(term)[1])
                    yield Fit(whole, cost + more, NAME)

    def _after(self, cost: int) -> Iterator[Found]:
        """What follows each compiled call: surface what fits, look at the budget once in a while."""
        if self.call[Call.GOAL] == 1:
            yield from self._fits(cost)
        self.calls_made += 1
        if self.store.candidates - self.checked >= CHECK or not self.calls_made & 15:
            self.watch()

    def watch(self) -> None:
        """Raise Spent at the end of the budget; stop keeping programs when memory runs out."""
        self.checked = self.store.candidates
        stats = self.budget.stats
        stats.candidates, stats.kept, stats.bytes = self.store.candidates, self.store.nodes, self.store.bytes
        if self.budget.spent():
            raise Spent
        if self.store.full:
            for bank in self.banks:
                bank.full = True
            self.call[Call.KEEP] = 0

    # -- first-order ----------------------------------------------------------------------------

    def _first_order(self, bank: Bank, p: Production, cost: int) -> Iterator[Found]:
        left = cost - self.cost[p.index]
        if left < bank.cheapest(p.arguments):
            return
        assert p.primitive is not None
        alike = len(p.arguments) == 2 and p.arguments[0] == p.arguments[1]
        commutes = p.primitive.commutative and alike
        skip = (
            p.index if p.primitive.associative and alike and p.state == p.arguments[0] else -1
        )  # left-nested associative calls repeat right-nested ones
        before = self.store.nodes
        self._begin(p, bank)
        for split in bank.splits(p.arguments, left):
            if commutes and split[0] > split[1]:
                continue
            same = commutes and split[0] == split[1]
            choices = [bank.ranges(a, part, -1 if j else skip) for j, (a, part) in enumerate(zip(p.arguments, split, strict=True))]
            for ranges in product(*choices):
                if not bank.outermost and not any(opens for _, _, opens in ranges):
                    continue  # a closed term: the scope around has it
                if same and ranges[0][0] > ranges[1][0]:
                    continue
                yield from self._run(bank, cost, ranges, same and ranges[0][0] == ranges[1][0])
        bank.file(p.state, cost, Segment(before, self.store.nodes, p.index, not bank.outermost))

    def _run(self, bank: Bank, cost: int, ranges: Sequence[Range], symmetric: bool) -> Iterator[Found]:
        """All combinations of the arguments in these ranges."""
        call = self.call
        call[Call.SYMMETRIC], call[Call.DONE] = symmetric, 0
        for j, (first, end, _) in enumerate(ranges):
            call[Call.FIRST + 2 * j], call[Call.FIRST + 2 * j + 1], call[Call.CURSOR + j] = first, end, first
        room = min(prod(end - first for first, end, _ in ranges), LIMIT)
        while not call[Call.DONE]:
            call[Call.LIMIT] = min(room, self.budget.candidates_left())
            self.store.reserve(room, bank.rows)
            apply(self.store.frame, call)
            yield from self._after(cost)

    # -- higher-order ---------------------------------------------------------------------------

    def _higher(self, bank: Bank, p: Production, cost: int) -> Iterator[Found]:
        left = cost - self.cost[p.index]
        body_state, lists = p.arguments[0], p.arguments[1:]
        cheapest = bank.cheapest(lists)
        if left <= cheapest or cheapest >= FAR:
            return
        inner = self.banks[self.grammar.states[body_state].context]
        before = self.store.nodes
        self._begin(p, bank)
        if not bank.outermost:
            self.store.nest()
        for body_cost in range(1, left - cheapest + 1):
            bodies = self._bodies(p, inner, inner.at(body_state, body_cost))
            if len(bodies) == 0:
                continue
            for split in bank.splits(lists, left - body_cost):
                choices = [bank.ranges(a, part) for a, part in zip(lists, split, strict=True)]
                for ranges in product(*choices):
                    yield from self._meet(bank, p, cost, bodies, ranges)
        bank.file(p.state, cost, Segment(before, self.store.nodes, p.index, not bank.outermost))

    def _bodies(self, p: Production, inner: Bank, segments: Sequence[Segment]) -> np.ndarray:
        """The bodies a production may take from these segments."""
        assert p.primitive is not None
        kept = [np.arange(s.first, s.end) for s in segments if s.open or p.primitive.name in KEEPING]
        if not kept:
            return np.empty(0, np.int64)
        bodies = np.concatenate(kept)
        if inner.context.indexed and p.primitive.indexed is None:
            bodies = bodies[self.store[Frame.PLACED][bodies] >> inner.context.depth & 1 == 0]
        return bodies

    def _meet(self, bank: Bank, p: Production, cost: int, bodies: np.ndarray, ranges: Sequence[Range]) -> Iterator[Found]:
        """All bodies on all combinations of the other arguments, in blocks."""
        assert p.primitive is not None
        loop = p.primitive.loop
        combos = _combinations(ranges)
        if loop is None and len(ranges) == 2:
            combos = combos[combos[:, 0] != combos[:, 1]]
        share = BLOCK if len(bodies) < 64 else LISTS if len(bodies) < CHECK else LISTS // 4
        self.store.lanes(2 * BLOCK)
        for first in range(0, len(combos), share):
            block = np.ascontiguousarray(combos[first : first + share])
            done = 0
            while done < len(bodies):
                self.store.reserve(LIMIT, bank.rows, 1 << 16, 1 << 20)
                self.call[Call.LIMIT] = min(LIMIT, self.budget.candidates_left())
                if loop is None:
                    _, some = apply_elementwise(self.store.frame, self.call, block, bodies[done:])
                else:
                    from synth.columns.loops import apply_loops  # compiled only where a task gets that far

                    _, some = apply_loops(self.store.frame, self.call, int(LOOPS[loop]), block, bodies[done:])
                done += int(some)
                yield from self._after(cost)


def _combinations(ranges: Sequence[Range]) -> np.ndarray:
    """int64 [count, 3]: every choice of a node from each range, -1 beyond them."""
    grid = np.meshgrid(*(np.arange(first, end) for first, end, _ in ranges), indexing="ij")
    combos = np.full((grid[0].size, 3), -1, np.int64)
    for j, column in enumerate(grid):
        combos[:, j] = column.ravel()
    return combos


def state_key(state: int) -> int:
    """A number that keeps equal columns of different states apart."""
    return (state + 1) * 0x1F3D5B79A2C4E68D & 0x7FFFFFFFFFFFFFFF


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Yield fits in order of cost, and a Level after each."""
    yield from BottomUp(space, budget, vocabulary).levels()
