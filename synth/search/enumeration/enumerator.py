"""Bottom-up enumeration in cost order with observational equivalence (Albarghouthi et al. 2013; Probe, Bee Search).

Each context keeps its own bank: programs of the outermost scope live on the examples, lambda
bodies on probe points. At every cost level the banks of the bodies are brought up first, then
bodies meet the lists of their scope, then the first-order productions run. Nothing surfaces
but programs that fit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from math import prod

import numpy as np

from dsl.bounds import MOST_ARGUMENTS
from dsl.primitives import Vocabulary
from dsl.term import Term, lam
from dsl.type import FLOAT
from synth.columns.absorb import absorb_captures, absorb_words
from synth.columns.apply import apply, settle
from synth.columns.interpreted import Interpreter
from synth.columns.kernels import in_heap
from synth.columns.layout import BLOCK, Call, Frame
from synth.columns.store import Store
from synth.search.enumeration.argument_costs import FAR, Place, leads, least_costs, places, takes_body
from synth.search.enumeration.bank import Bank, Rows, Segment, grid
from synth.search.enumeration.evaluated import Calls
from synth.search.enumeration.extract import TermReader
from synth.search.enumeration.operations import Code, apply_bodies
from synth.search.enumeration.schedule import Agenda, Turns
from synth.space.budget import Budget
from synth.space.grammar import Context, Production
from synth.space.prior import SCALE
from synth.space.space import Fit, Found, Level, Space

NAME = "bottom_up"
LIMIT = 1 << 15  # candidates of one compiled call
CHECK = 4096  # candidates that pass unwatched
LISTS = 64  # lists a block of bodies meets at once
MOST_BODIES = 150_000  # kept of one scope; a quarter of it one scope deeper
MOST_COST = 120
MOST_SETTLED = 1 << 40
MOST_CAPTURE = 6 * SCALE  # what a lambda body may take from around it
MOST_LIST_CAPTURE = 4 * SCALE  # the same for lists and texts
IDLE = 12  # cost levels without a candidate after which there is nothing left


class Spent(Exception):
    """The budget is spent."""


class BottomUp:
    """One run of the enumeration; `levels` drives it."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.space, self.budget, self.grammar, self.vocabulary = space, budget, space.grammar, vocabulary
        self.cost = space.costs.base
        self.store = Store(len(self.grammar.productions), len(space.shown))
        self.store.limit = budget.bytes + self.store.inherited
        self.code = Code(self.grammar, Interpreter(self.store, budget.left), vocabulary)
        self.reader = TermReader(self.grammar, self.store, vocabulary)
        self.rows = Rows(self.grammar, space, self.store)
        self.places = places(self.grammar, space.costs)
        self.least = np.full(len(self.grammar.states) + 1, FAR, np.int64)  # the least cost of each state's programs
        self.least[-1] = 0
        self.banks = [Bank(context, self.rows.count(context), self.least) for context in self.grammar.contexts]
        bounds = least_costs(self.grammar, self.cost, self.places)
        self.agendas = [self._agenda(context, bounds) for context in self.grammar.contexts]
        self.starts, self.prices = [0], [0]  # from which node on programs cost how much
        self.tests = {p.arguments[0] for p in self.grammar.conditionals()}
        self.call = np.zeros(Call.SIZE, np.int64)
        self.calls: dict[int, np.ndarray] = {}
        self.checked = self.beside = 0  # candidates at the last look at the budget; those of another run that shares it
        self.eager = False  # whether somebody looks at the columns of all programs
        self.pending: dict[Segment, int] = {}  # the columns of these were put off, from a node on
        self.evaluated = Calls(self.store, self.reader, self.rows, self.call)
        self.wrapped: Callable[[int, int, Callable[[], Term]], Iterator[Found]] | None = None
        self._set_goal()

    def _agenda(self, context: Context, bounds: Sequence[int]) -> Agenda:
        """The productions of a context by how they run; those of one state together."""
        own = sorted(self.grammar.of_context(context.index), key=lambda p: p.state)
        runs = [p for p in own if p.kind == "apply" and self.code.runs(p)]
        takers = {p.index for p in runs if takes_body(p, self.grammar)}
        first_order, higher = ([p for p in runs if (p.index in takers) == takes] for takes in (False, True))
        before = leads(higher, self.grammar, self.cost, self.places, bounds)
        first, then = (Turns(some, self.cost, self.places, self.least) for some in (first_order, higher))
        return Agenda([p for p in own if p.kind != "apply"], first, then, before)

    def _set_goal(self) -> None:
        type = self.grammar.states[0].type
        words = np.array([self.store.word(e.output, type) for e in self.space.shown], np.int64)
        self.goal_words = words
        self.store.set_goal(words, type, state_key(0))
        self.want([(words, 0)])

    def want(self, columns: Sequence[tuple[np.ndarray, int]]) -> None:
        """Look out for further columns of the answer's state; `wrapped` makes answers of programs for them."""
        self.store.reserve_heap(CHECK, 1 << 20)
        for words, index in columns:
            self.store.want(words, self.grammar.states[0].type, state_key(0), index)

    # -- levels ---------------------------------------------------------------------------------

    def levels(self) -> Iterator[Found]:
        """Everything of rising cost, until the budget is spent or nothing is left to try."""
        return self.until_spent(self._levels())

    def _levels(self) -> Iterator[Found]:
        idle = 0
        for cost in range(1, MOST_COST):
            before = self.store.candidates
            yield from self._advance(self.banks[0], cost)
            self.watch()
            yield Level(cost)
            idle = 0 if self.store.candidates > before else idle + 1
            if idle > IDLE:
                return

    def _advance(self, bank: Bank, cost: int) -> Iterator[Found]:
        """Bring a bank up to a cost level, the banks of its bodies first."""
        agenda = self.agendas[bank.context.index]
        for index, more in agenda.leads.items():
            inner = self.banks[index]
            while inner.level < cost - more and not inner.full:
                yield from self._advance(inner, inner.level + 1)
        before = self.store.nodes
        self._leaves(bank, cost)
        yield from self._fits(cost)
        if bank.outermost or not bank.full:
            for p in agenda.higher.due(cost):
                yield from self._higher(bank, p, cost)
            for p in agenda.first_order.due(cost):
                yield from self._first_order(bank, p, cost)
        bank.level = cost
        bank.nodes += self.store.nodes - before
        if not bank.outermost and bank.nodes > MOST_BODIES >> (2 * (bank.context.depth - 1)):
            bank.full = True

    def _file(self, bank: Bank, p: Production, cost: int, before: int, opens: bool, put_off: bool = False) -> None:
        """Enter the nodes made since `before` in a bank."""
        if self.store.nodes > before:
            segment = Segment(before, self.store.nodes, p.index, opens)
            bank.file(p.state, cost, segment)
            if put_off:
                self.pending[segment] = before
            self.starts.append(before)
            self.prices.append(cost)

    def _leaves(self, bank: Bank, cost: int) -> None:
        """Variables and constants of this cost, and what the scope around holds."""
        for p in self.agendas[bank.context.index].leaves:
            before, own = self.store.nodes, cost - self.cost[p.index]
            if p.kind == "capture":
                assert bank.context.parent is not None
                outer = self.banks[bank.context.parent]
                most = MOST_LIST_CAPTURE if in_heap(self.grammar.states[p.state].type) else MOST_CAPTURE
                for _, (segments,) in self._shares(outer, self.places[p.index], own) if own <= most else ():
                    for segment in segments:
                        self._capture(bank, p, segment)
            elif own == 0:
                self._begin(p, bank)
                self.store.reserve(1, bank.rows)
                place = p.value if p.kind == "variable" else -1
                absorb_words(self.store.frame, self.call, 1, self.rows.words(p, bank.context), np.array([place, -1, -1, -1]))
            opens = p.kind == "variable" and not bank.outermost
            self._file(bank, p, cost, before, opens)

    def _capture(self, bank: Bank, p: Production, segment: Segment) -> None:
        """Values of the outer scope, read on this bank's rows."""
        self._begin(p, bank)
        for first in range(segment.first, segment.end, CHECK):
            end = min(first + CHECK, segment.end)
            self.store.reserve(end - first, bank.rows)
            absorb_captures(self.store.frame, self.call, first, end, self.rows.outer[bank.context.index])

    def settled(self, bank: Bank, state: int, cost: int, most: int = MOST_SETTLED) -> Sequence[Segment]:
        """The segments of a state at a cost, so many nodes with their columns; what memory has no room for is left out."""
        for segment in tuple(bank.at(state, cost)):
            end = min(segment.end, segment.first + most)
            most -= segment.end - segment.first
            if end <= self.pending.get(segment, segment.end):
                continue
            if not self._settle(segment, end, bank.rows):
                bank.cut(state, cost, segment, self.pending.pop(segment))
            elif end == segment.end:
                del self.pending[segment]
        return bank.at(state, cost)

    def _shares(self, bank: Bank, places: Sequence[Place], left: int) -> Iterator[tuple[tuple[int, ...], list[Sequence[Segment]]]]:
        """Ways to share a cost among arguments, and the segments that cost so much at each place, with their columns."""
        for split in bank.splits(places, left):
            for place, part in zip(places, split, strict=True):
                for offset in place.offsets:
                    self.settled(bank, place.state, part - offset)
            yield split, [bank.under(place, part) for place, part in zip(places, split, strict=True)]

    def _settle(self, segment: Segment, end: int, rows: int) -> bool:
        """Work out the columns of a segment up to a node; whether there was room."""
        before = -1
        while before < self.pending[segment] < end:
            before = self.pending[segment]
            last = min(before + CHECK, end)
            self.store.reserve_columns(last - before, rows)
            self.pending[segment] = settle(self.store.frame, self.calls[segment.production], before, last)
            if self.budget.left() <= 0:
                raise Spent
        return self.pending[segment] >= end

    def until_spent(self, found: Iterator[Found]) -> Iterator[Found]:
        """Pass on what another part of the search finds on this run's budget."""
        try:
            yield from found
        except Spent:
            pass
        except MemoryError:
            self.budget.stats.full = True
        finally:
            self.budget.stats.full |= self.store.full

    def price(self, node: int) -> int:
        """What a node costs."""
        return self.prices[bisect_right(self.starts, node) - 1]

    def prices_of(self, nodes: np.ndarray) -> np.ndarray:
        """What each of some nodes costs."""
        return np.array(self.prices)[np.searchsorted(self.starts, nodes, side="right") - 1]

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
        call[Call.PLAN], call[Call.WEIGHT] = operation.plan, operation.weight
        if operation.plan:
            self.store.lanes(2 * BLOCK)
        if operation.nests:
            self.store.nest()
        if bank.outermost:
            call[Call.GOAL] = 1 if p.state == 0 else 2 if p.state in self.tests else 0
            call[Call.NEAR] = p.state == 0 and state.type == FLOAT
        return call

    def _fits(self, cost: int) -> Iterator[Found]:
        """The programs equal to the goal, or to what was wanted besides, that the last calls met."""
        count = self.store[Frame.HIT_COUNT]
        if count[0]:
            hits = self.store[Frame.HITS][: count[0]].tolist()
            count[0] = 0
            self.budget.stats.candidates = self.store.candidates + self.beside
            for production, *arguments, index in hits:
                if index and self.wrapped is not None:
                    yield from self.wrapped(index, cost, partial(self.reader.program, production, tuple(arguments)))
                elif cost <= self.budget.ceiling:
                    yield Fit(self.reader.program(production, tuple(arguments)), cost, NAME)

    def _after(self, cost: int) -> Iterator[Found]:
        """What follows each compiled call: surface what fits, look at the budget once in a while."""
        if self.call[Call.GOAL] == 1:
            yield from self._fits(cost)
        if self.store.candidates - self.checked >= CHECK or self.budget.spent():
            self.watch()

    def watch(self) -> None:
        """Raise Spent at the end of the budget; stop keeping programs when memory runs out."""
        self.checked = self.store.candidates
        stats = self.budget.stats
        stats.candidates, stats.kept, stats.bytes = self.store.candidates + self.beside, self.store.nodes, self.store.bytes
        if self.budget.spent():
            raise Spent
        if self.store.full:
            for bank in self.banks:
                bank.full = True
            self.call[Call.KEEP] = 0

    # -- first-order ----------------------------------------------------------------------------

    def _first_order(self, bank: Bank, p: Production, cost: int) -> Iterator[Found]:
        jobs, total = self._jobs(bank, p, cost - self.cost[p.index])
        if not jobs:
            return
        table = np.array(jobs, np.int64)
        before, call = self.store.nodes, self.call
        self._begin(p, bank)
        put_off = bank.outermost and not self.eager and self.code.operation(p).compiled and bool(call[Call.IN_SCRATCH] and call[Call.KEEP])
        call[Call.KEEP] += put_off
        call[Call.JOB], call[Call.CURSOR] = 0, -1
        try:
            while call[Call.JOB] < len(table):
                self.store.make_room(min(total, LIMIT), 0 if put_off else bank.rows, int(call[Call.WEIGHT]))
                self._apply(p, table)
                yield from self._after(cost)
        finally:
            self._file(bank, p, cost, before, not bank.outermost, put_off)

    def _apply(self, p: Production, table: np.ndarray) -> None:
        """Go on with a table of jobs, for one block of candidates."""
        worth, before = self.code.operation(p).worth, self.store.candidates
        self.call[Call.LIMIT] = -(-min(LIMIT, self.budget.candidates_left()) // worth)
        apply(self.store.frame, self.call, table, len(table))
        self.store[Frame.COUNTERS][5] += (worth - 1) * (self.store.candidates - before)

    def _jobs(self, bank: Bank, p: Production, left: int) -> tuple[list[list[int]], int]:
        """The ranges of arguments that cost so much together, as rows of a table of jobs; how many combinations they are."""
        assert p.primitive is not None
        places = self.places[p.index]
        alike = len(places) == 2 and places[0] is places[1]
        commutes = p.primitive.commutative and alike
        nests = p.primitive.associative and alike and p.state == p.arguments[0]
        skip = p.index if nests else -1  # left-nested associative calls repeat right-nested ones
        jobs, total = [], 0
        for split, segments in self._shares(bank, places, left):
            if commutes and split[0] > split[1]:
                continue
            same = commutes and split[0] == split[1]
            choices = [bank.ranges(some, -1 if j else skip) for j, some in enumerate(segments)]
            for ranges in product(*choices):
                if not bank.outermost and not any(opens for _, _, opens in ranges):
                    continue  # a closed term: the scope around has it
                if same and ranges[0][0] > ranges[1][0]:
                    continue
                bounds = [bound for first, end, _ in ranges for bound in (first, end)]
                jobs.append([same and ranges[0][0] == ranges[1][0], *bounds, *[0] * (2 * MOST_ARGUMENTS - len(bounds))])
                total += prod(end - first for first, end, _ in ranges)
        return jobs, total

    # -- higher-order ---------------------------------------------------------------------------

    def _higher(self, bank: Bank, p: Production, cost: int) -> Iterator[Found]:
        left = cost - self.cost[p.index]
        functions = [place for place in self.places[p.index] if self.grammar.states[place.state].context != bank.context.index]
        lists = self.places[p.index][len(functions) :]
        inner = self.banks[self.grammar.states[functions[0].state].context]
        before = self.store.nodes
        self._begin(p, bank)
        if not bank.outermost:
            self.store.nest()
        for body_cost in range(inner.cheapest(functions), left - bank.cheapest(lists) + 1):
            bodies = inner.functions(p, functions, body_cost, self.vocabulary, self.store[Frame.PLACED])
            if not len(bodies):
                continue
            combos = self._combinations(bank, lists, left - body_cost)
            if len(combos):
                yield from self._meet(bank, p, cost, bodies, combos)
        self._file(bank, p, cost, before, not bank.outermost)

    def _combinations(self, bank: Bank, places: Sequence[Place], left: int) -> np.ndarray:
        """int64 [count, 3]: every choice of nodes at these places that cost so much together, -1 beyond them."""
        found = []
        for _, segments in self._shares(bank, places, left):
            found += [grid(ranges) for ranges in product(*map(bank.ranges, segments))]
        return np.concatenate(found) if found else np.empty((0, 3), np.int64)

    def _meet(self, bank: Bank, p: Production, cost: int, bodies: np.ndarray, combos: np.ndarray) -> Iterator[Found]:
        """All bodies on all combinations of the other arguments, in blocks."""
        assert p.primitive is not None
        if self.code.called(p):
            yield from self.evaluated.meet(bank, p, bodies, combos, partial(self._after, cost))
            return
        if p.primitive.loop is None and p.primitive.body is None and len(p.arguments) == 3:
            combos = combos[combos[:, 0] != combos[:, 1]]
        share = BLOCK if len(bodies) < 64 else LISTS if len(bodies) < CHECK else LISTS // 4
        self.store.lanes(2 * BLOCK)
        for first in range(0, len(combos), share):
            block = np.ascontiguousarray(combos[first : first + share])
            done = 0
            while done < len(bodies):
                self.store.reserve(LIMIT, bank.rows, 1 << 16, 1 << 20)
                self.call[Call.LIMIT] = min(LIMIT, self.budget.candidates_left())
                done += apply_bodies(p.primitive, self.store, self.call, block, bodies[done:])
                yield from self._after(cost)


def state_key(state: int) -> int:
    """A number that keeps equal columns of different states apart."""
    return (state + 1) * 0x1F3D5B79A2C4E68D & 0x7FFFFFFFFFFFFFFF
