"""The plain-Python baseline of `synth bench speed`: the same enumeration, order and counting, over Python values.

It lives on the same rows as the engine (examples, and probe points for lambda bodies), calls the same
references, keeps one program for each distinct column of a state, and knows no compiled code.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any

from dsl.bounds import MAX_INT
from dsl.evaluate import freeze
from dsl.moment import Moment, checked
from dsl.primitives import Vocabulary
from dsl.types.decimal_ import kept
from synth.columns.store import Store
from synth.search.enumeration.argument_costs import leads, least_costs, places, takes_body
from synth.search.enumeration.bank import Rows
from synth.search.enumeration.enumerator import MOST_CAPTURE, MOST_COST
from synth.space.grammar import Context, Production
from synth.space.space import Space

FAILED = None  # the value of a program on a row where it has none
LOOK = 64  # candidates between two looks at the clock

Environment = tuple[tuple[Any, ...], ...]  # the variables of each scope, the outermost first
Code = Callable[[Environment], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept program: its values on the rows of its scope, and how to run it anywhere else."""

    values: tuple[Any, ...]
    code: Code
    production: int
    open: bool  # reads a variable of its own scope
    placed: bool = False  # reads the place variable of its own scope


@dataclass
class Shelf:
    """The programs of one context."""

    context: Context
    rows: list[Environment]
    level: int = 0
    entries: dict[tuple[int, int], list[Entry]] = field(default_factory=dict)
    seen: defaultdict[int, set[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(set))

    def is_new(self, state: int, values: tuple[Any, ...]) -> bool:
        """Whether a state has not had these values yet; from now on it has. A column of failures is never new."""
        known = self.seen[state]
        before = len(known)
        known.add(values)
        return len(known) > before and values.count(FAILED) < len(values)


class Spent(Exception):
    """The time is over."""


class Baseline:
    """One run of the enumeration."""

    def __init__(self, space: Space, vocabulary: Vocabulary) -> None:
        self.grammar, self.cost, self.vocabulary = space.grammar, space.costs.base, vocabulary
        calls = [p for p in self.grammar.productions if takes_body(p, self.grammar)]
        where = places(self.grammar, space.costs)
        self.leads = leads(calls, self.grammar, self.cost, where, least_costs(self.grammar, self.cost, where))
        self.rows = Rows(self.grammar, space, Store(1, 1))
        self.shelves: list[Shelf] = []
        for context in self.grammar.contexts:
            self.shelves.append(Shelf(context, self._environments(context)))
        self.candidates = 0

    def _environments(self, context: Context) -> list[Environment]:
        values = self.rows.values[context.index]
        if context.parent is None:
            return [(row,) for row in values]
        around, places = self.shelves[context.parent].rows, self.rows.places[context.index]
        own = [row[len(row) - len(context.variables) :] for row in values]
        outer = self.rows.outer[context.index].tolist()
        return [(*around[o], (*v, place)) for o, v, place in zip(outer, own, places)]

    def run(self, seconds: float) -> float:
        """Enumerate for a while; the seconds it took."""
        began = time.process_time()
        self.deadline = began + seconds
        try:
            for cost in range(1, MOST_COST):
                self._advance(self.shelves[0], cost)
        except Spent:
            pass
        return time.process_time() - began

    def _advance(self, shelf: Shelf, cost: int) -> None:
        own = sorted(self.grammar.of_context(shelf.context.index), key=lambda p: p.state)
        bodies = {p.index: self.shelves[c] for p in own if (c := self._inner(p, shelf)) is not None}
        for p in own:
            if p.index in bodies:
                body = bodies[p.index]
                while body.level < cost - self.leads[body.context.index]:
                    self._advance(body, body.level + 1)
        for p in own:
            left = cost - self.cost[p.index]
            if p.kind == "apply" and p.index in bodies:
                self._higher(shelf, bodies[p.index], p, cost, left)
            elif p.kind == "apply":
                self._first_order(shelf, p, cost, left)
            elif p.kind == "capture":
                self._capture(shelf, p, cost, left)
            elif left == 0:
                self._leaf(shelf, p, cost)
        shelf.level = cost

    def _inner(self, p: Production, shelf: Shelf) -> int | None:
        """The context of the body that a production takes."""
        contexts = [self.grammar.states[a].context for a in p.arguments[:1]] if p.kind == "apply" else []
        return contexts[0] if contexts and contexts[0] != shelf.context.index else None

    # -- productions ----------------------------------------------------------------------------

    def _leaf(self, shelf: Shelf, p: Production, cost: int) -> None:
        depth, inside = shelf.context.depth, shelf.context.parent is not None
        if p.kind == "constant":
            self._offer(shelf, p, cost, Entry(tuple(p.value.value for _ in shelf.rows), lambda env: p.value.value, p.index, False))
            return
        code: Code = lambda env: env[depth][p.value]  # noqa: E731 - one line says it
        placed = p.value == len(shelf.context.variables)
        self._offer(shelf, p, cost, Entry(tuple(map(code, shelf.rows)), code, p.index, inside, placed))

    def _capture(self, shelf: Shelf, p: Production, cost: int, left: int) -> None:
        assert shelf.context.parent is not None
        if left <= MOST_CAPTURE:
            rows = self.rows.outer[shelf.context.index].tolist()
            for entry in self.shelves[shelf.context.parent].entries.get((p.arguments[0], left), ()):
                values = tuple(entry.values[r] for r in rows)
                self._offer(shelf, p, cost, Entry(values, entry.code, p.index, False))

    def _first_order(self, shelf: Shelf, p: Production, cost: int, left: int) -> None:
        assert p.primitive is not None and p.primitive.function is not None
        function, inside = _total(p.primitive.function), shelf.context.parent is not None
        for arguments in self._choices(shelf, p, left):
            if inside and not any(e.open for e in arguments):
                continue
            self._count()
            values = tuple(map(function, *(e.values for e in arguments)))
            if shelf.is_new(p.state, values):
                entry = Entry(values, _call(function, arguments), p.index, inside, any(e.placed for e in arguments))
                self._keep(shelf, p, cost, entry)

    def _choices(self, shelf: Shelf, p: Production, left: int) -> Iterator[Sequence[Entry]]:
        """Arguments that cost that much together; commuted and left-nested associative calls once."""
        assert p.primitive is not None
        commutes = p.primitive.commutative and len(p.arguments) == 2
        for split in _splits(left, len(p.arguments)):
            choices = [shelf.entries.get((a, n), ()) for a, n in zip(p.arguments, split)]
            if p.primitive.associative:
                choices[0] = [e for e in choices[0] if e.production != p.index]
            if not commutes or split[0] < split[1]:
                yield from product(*choices)
            elif split[0] == split[1]:
                yield from combinations_with_replacement(choices[1], 2)

    def _higher(self, shelf: Shelf, inner: Shelf, p: Production, cost: int, left: int) -> None:
        assert p.primitive is not None
        for body_cost in range(1, left):
            bodies = [e for e in inner.entries.get((p.arguments[0], body_cost), ()) if e.open or "keeps" in p.primitive.traits]
            for split in _splits(left - body_cost, len(p.arguments) - 1) if bodies else ():
                lists = [shelf.entries.get((a, n), ()) for a, n in zip(p.arguments[1:], split)]
                for body, *rest in product(bodies, *lists):
                    if not body.placed or p.primitive.indexed is not None:
                        self._meet(shelf, p, cost, body, rest)

    def _meet(self, shelf: Shelf, p: Production, cost: int, body: Entry, rest: Sequence[Entry]) -> None:
        """One body on one choice of the other arguments."""
        assert p.primitive is not None
        primitive = self.vocabulary[p.primitive.indexed] if body.placed and p.primitive.indexed else p.primitive
        assert primitive.function is not None
        function, code = _total(primitive.function), body.code
        self._count()

        def run(env: Environment, values: Sequence[Any]) -> Any:
            if body.placed:
                return function(lambda place, *own: _demand(code((*env, (*own, place)))), *values)
            return function(lambda *own: _demand(code((*env, own))), *values)

        values = tuple(run(env, row) for env, row in zip(shelf.rows, zip(*(e.values for e in rest))))
        if shelf.is_new(p.state, values):
            placed = any(e.placed for e in rest)
            entry = Entry(values, lambda env: run(env, [e.code(env) for e in rest]), p.index, shelf.context.parent is not None, placed)
            self._keep(shelf, p, cost, entry)

    # -- bookkeeping ----------------------------------------------------------------------------

    def _offer(self, shelf: Shelf, p: Production, cost: int, entry: Entry) -> None:
        if shelf.is_new(p.state, entry.values):
            self._keep(shelf, p, cost, entry)

    def _keep(self, shelf: Shelf, p: Production, cost: int, entry: Entry) -> None:
        shelf.entries.setdefault((p.state, cost), []).append(entry)

    def _count(self) -> None:
        self.candidates += 1
        if self.candidates % LOOK == 0 and time.process_time() > self.deadline:
            raise Spent


def _total(reference: Callable[..., Any]) -> Callable[..., Any]:
    """A reference that gives FAILED instead of raising, for failed arguments and beyond the bounds."""

    def call(*arguments: Any) -> Any:
        if FAILED in arguments:
            return FAILED
        try:
            value = reference(*arguments)
            if type(value) is list:
                return _frozen(value)
            if type(value) is dict:
                return freeze(value)
            if type(value) is Decimal:
                return kept(value)
            if type(value) is Moment:
                return checked(value)
        except (ValueError, IndexError, TypeError, ArithmeticError):
            return FAILED
        return FAILED if type(value) is int and not -MAX_INT <= value <= MAX_INT else value

    return call


def _frozen(value: list[Any]) -> Any:
    """A list as the evaluator holds it, a ValueError beyond the bounds."""
    if not value or type(value[0]) is not int:
        return freeze(value)
    if min(value) < -MAX_INT or max(value) > MAX_INT:
        raise ValueError("outside 64 bits")
    return tuple(value)


def _demand(value: Any) -> Any:
    """The value; a failed one fails what asked for it."""
    if value is FAILED:
        raise ValueError("a failure")
    return value


def _call(function: Callable[..., Any], arguments: Sequence[Entry]) -> Code:
    codes = [e.code for e in arguments]
    match codes:
        case [a]:
            return lambda env: function(a(env))
        case [a, b]:
            return lambda env: function(a(env), b(env))
    return lambda env: function(*(code(env) for code in codes))


def _splits(total: int, parts: int) -> list[tuple[int, ...]]:
    """All ways to share a cost among that many arguments."""
    if parts == 0:
        return [()] if total == 0 else []
    return [(first, *rest) for first in range(1, total + 1) for rest in _splits(total - first, parts - 1)]
