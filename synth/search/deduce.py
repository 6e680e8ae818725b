"""Deduction: from the wanted output back to what an argument must be, met by the bottom-up bank.

Witness functions (FlashFill, Gulwani 2011; Polozov and Gulwani 2015), inverse rules (λ², Feser et
al. 2015) and bidirectional search (Duet, Lee 2021). Two kinds of rule work on a set of wanted
columns. An inverse turns a wanted column into the one below a unary operation; the enumeration
then compares whatever it makes with all of them at once. A join takes a kept program as one half
of a binary operation and looks the other half up. Trees (`conquer`) run beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from dsl.kernel import LARGEST
from dsl.primitives import Primitive, Vocabulary
from dsl.term import Const, Lam, Term, Var, call, strip
from dsl.type import BOOL, INT, Con, Type, arrow, list_of, unify
from synth.columns.joins import AFTER, BEFORE, FROM, MINUS, PLUS, TIMES, pair_joins, pair_lists, pair_numbers
from synth.columns.kernels import in_heap
from synth.search.conquer import LEAST_EXAMPLES, Conqueror, partial, trees
from synth.search.enumeration.enumerator import BottomUp, state_key
from synth.search.scanning.scan import scans
from synth.search.strings.chains import Chains
from synth.space.budget import Budget
from synth.space.prior import SCALE
from synth.space.space import Fit, Found, Level, Space, once

NAME = "deduce"
Values = tuple[Any, ...]  # one value for each example
Wrap = Callable[[Term], Term]
DEPTH = 2  # inverses one above the other
MOST_WANTED = 1500
MOST_UNDONE = 500_000  # numbers, of all wanted columns that further ones are made of
MOST_SOUGHT = 40  # wanted columns that joins are tried for
MOST_HITS = 512
STEP = 5 * SCALE  # what an inverse costs; a join costs a little less
JOIN = 3 * SCALE
MOST_VARIED = 6  # programs of one level of which variants are sought
MOST_NODES = 40_000  # new nodes a level joins are tried with


@dataclass(frozen=True)
class Wanted:
    """A column that, wrapped, is the answer."""

    values: Values
    words: np.ndarray
    wrap: Wrap
    cost: int
    depth: int


@dataclass(frozen=True)
class Inverse:
    """One way back through a unary operation."""

    undo: Callable[[Any], Any]  # None where nothing gives that value
    wrap: Wrap


def _lifted(operation: str, left: bool, number: int) -> Wrap:
    """map(x -> x ∘ number), or number ∘ x."""
    constant, item = Const(number, INT), Var(0)
    body = call(operation, constant, item) if left else call(operation, item, constant)
    return lambda inner: call("map", Lam(body), inner)


def _each(undo: Callable[[int], int | None]) -> Callable[[Any], Any]:
    def whole(values: Any) -> Any:
        found = tuple(undo(v) for v in values)
        return None if None in found else found

    return whole


def _ratio(by: int) -> Callable[[int], int | None]:
    return lambda v: v // by if v % by == 0 else None


def _scanned(step: Callable[[int, int], int | None]) -> Callable[[Any], Any]:
    def whole(values: Any) -> Any:
        found = values[:1] + tuple(step(a, b) for a, b in pairwise(values))
        return None if None in found else found

    return whole


def _scan(operation: str) -> Wrap:
    body = Lam(Lam(call(operation, Var(1), Var(0))))
    return lambda inner: call("scan1", body, inner)


def list_inverses(numbers: list[int]) -> list[Inverse]:
    """The ways back for a list of numbers."""
    found = [Inverse(lambda v: v[::-1], lambda t: call("reverse", t))]
    found.append(Inverse(_scanned(lambda a, b: b - a), _scan("add")))
    found.append(Inverse(_scanned(lambda a, b: a - b), _scan("subtract")))
    found.append(Inverse(_scanned(lambda a, b: b // a if a and b % a == 0 else None), _scan("multiply")))
    found.append(Inverse(_each(lambda v: -v), lambda t: call("map", Lam(call("negate", Var(0))), t)))
    for n in numbers:
        if n > 0:
            found.append(Inverse(_each(lambda v, n=n: v - n), _lifted("add", False, n)))  # type: ignore[misc]
            found.append(Inverse(_each(lambda v, n=n: v + n), _lifted("subtract", False, n)))  # type: ignore[misc]
            found.append(Inverse(_each(lambda v, n=n: n - v), _lifted("subtract", True, n)))  # type: ignore[misc]
        if n > 1:
            found.append(Inverse(_each(_ratio(n)), _lifted("multiply", False, n)))
    return found


def number_inverses(numbers: list[int]) -> list[Inverse]:
    """The ways back for a number."""
    found = []
    for n in numbers:
        if n > 0:
            constant = Const(n, INT)
            found.append(Inverse(lambda v, n=n: v - n, lambda t, c=constant: call("add", t, c)))  # type: ignore[misc]
            found.append(Inverse(lambda v, n=n: v + n, lambda t, c=constant: call("subtract", t, c)))  # type: ignore[misc]
            found.append(Inverse(lambda v, n=n: n - v, lambda t, c=constant: call("subtract", c, t)))  # type: ignore[misc]
        if n > 1:
            found.append(Inverse(_ratio(n), lambda t, c=constant: call("multiply", t, c)))  # type: ignore[misc]
    return found


def holds(value: Any) -> bool:
    """Whether a number, or each of a list, is one that the language has."""
    least, most = (min(value, default=0), max(value, default=0)) if isinstance(value, tuple) else (value, value)
    return bool(least >= -LARGEST and most <= LARGEST)


def volume(values: Values) -> int:
    """How many numbers there are in a column."""
    return sum(len(v) if isinstance(v, tuple) else 1 for v in values)


class Deducer:
    """Wanted columns of one run, and the joins that reach them."""

    def __init__(self, run: BottomUp) -> None:
        self.run = run
        self.type: Type = run.grammar.states[0].type
        self.joins = joining(self.type, run.vocabulary)
        self.wanted: list[Wanted] = []
        self.known: set[Values] = set()
        self.hits = np.empty((MOST_HITS, 4), np.int64)
        outputs = tuple(e.output for e in run.space.shown)
        self._want(outputs, lambda t: t, 0, 0)
        at = 0
        inverses = self._inverses()
        last = -(-MOST_UNDONE // max(1, volume(outputs))) if inverses else 0
        while at < min(last, len(self.wanted)) and not run.budget.spent():
            if self.wanted[at].depth < DEPTH:
                self._undo(self.wanted[at], inverses)
            at += 1
        run.want([(w.words, i) for i, w in enumerate(self.wanted)])

    def _inverses(self) -> list[Inverse]:
        literals = [p.value for p in self.run.grammar.productions if p.kind == "constant" and p.primitive is None]
        numbers = sorted({c.value for c in literals if c.type == INT}, key=lambda n: (abs(n), n))[:9]
        known = self.run.vocabulary
        if self.type == list_of(INT) and all(n in known for n in ("map", "scan1", "reverse", "add", "subtract", "multiply", "negate")):
            return list_inverses(numbers)
        if self.type == INT and all(n in known for n in ("add", "subtract", "multiply")):
            return number_inverses(numbers)
        return []

    def _want(self, values: Values, wrap: Wrap, cost: int, depth: int) -> bool:
        if values in self.known or len(self.wanted) >= MOST_WANTED:
            return False
        self.known.add(values)
        if self.type == list_of(INT):
            words = self.run.store.number_lists(values)
        else:
            words = np.array([self.run.store.word(v, self.type) for v in values], np.int64)
        self.wanted.append(Wanted(values, words, wrap, cost, depth))
        return True

    def _undo(self, wanted: Wanted, inverses: list[Inverse]) -> None:
        for inverse in inverses:
            values = tuple(inverse.undo(v) for v in wanted.values)
            if None in values or not all(map(holds, values)):
                continue
            outer, inner = wanted.wrap, inverse.wrap
            self._want(values, lambda t, outer=outer, inner=inner: outer(inner(t)), wanted.cost + STEP, wanted.depth + 1)  # type: ignore[misc]

    # -- joins ----------------------------------------------------------------------------------

    def join(self, cost: int) -> Iterator[Fit]:
        """Answers of which one half was found at this cost level, the other before."""
        bank = self.run.banks[0]
        left = MOST_NODES
        for first, end, _ in bank.ranges(self.run.settled(bank, 0, cost, left)):
            last = min(end, first + left)
            left -= last - first
            for at in range(first, last, 2000):
                yield from self._pairs(at, min(at + 2000, last), cost)
                self.run.watch()

    def _pairs(self, first: int, end: int, cost: int) -> Iterator[Fit]:
        share = MOST_SOUGHT if cost < 20 * SCALE // 2 else MOST_SOUGHT // 4
        goals = np.stack([w.words for w in self.wanted[:share]])
        frame, key = self.run.store.frame, state_key(0)
        if self.type == INT:
            count = pair_numbers(frame, first, end, *goals.shape, goals, key, MOST_HITS, self.hits)
            yield from self._found(count, cost, self._arithmetic)
        elif self.type == list_of(INT):
            count = pair_lists(frame, first, end, *goals.shape, goals, key, MOST_HITS, self.hits)
            yield from self._found(count, cost, self._zipped)
        if in_heap(self.type):
            count = pair_joins(frame, first, end, *goals.shape, goals, key, MOST_HITS, self.hits)
            yield from self._found(count, cost, self._joined)

    def _found(self, count: int, cost: int, build: Callable[[int, Term, Term], Term]) -> Iterator[Fit]:
        added = len(self.wanted)
        for operation, node, other, goal in self.hits[:count].tolist():
            wanted = self.wanted[goal]
            if other < 0:
                self._want_rest(operation, node, wanted)
                continue
            total = self.run.price(node) + self.run.price(other) + JOIN + wanted.cost
            if total > self.run.budget.ceiling:
                continue
            half, rest = (strip(self.run.reader.node(n))[1] for n in (node, other))
            yield Fit(self.run.close(wanted.wrap(build(operation, half, rest))), total, NAME)
        if len(self.wanted) > added:
            self.run.want([(w.words, i) for i, w in enumerate(self.wanted) if i >= added])

    def _want_rest(self, operation: int, node: int, wanted: Wanted) -> None:
        """What is left of a wanted column after a part of it is worth wanting itself."""
        if wanted.depth > 3 or len(self.wanted) > MOST_SOUGHT * 4:
            return
        part = [self.run.store.value(int(w), self.type) for w in self.run.store.column(node, len(wanted.values))]
        if any(len(p) == 0 for p in part):
            return
        ends = operation == AFTER
        rest = tuple(v[: len(v) - len(p)] if ends else v[len(p) :] for v, p in zip(wanted.values, part))
        outer, half = wanted.wrap, strip(self.run.reader.node(node))[1]
        cost = wanted.cost + JOIN + self.run.price(node)
        self._want(rest, lambda t: outer(self._joined(operation, half, t)), cost, wanted.depth + 1)

    def _joined(self, operation: int, half: Term, rest: Term) -> Term:
        assert self.joins is not None
        return call(self.joins.name, half, rest) if operation == BEFORE else call(self.joins.name, rest, half)

    def _arithmetic(self, operation: int, half: Term, rest: Term) -> Term:
        name = {PLUS: "add", MINUS: "subtract", FROM: "subtract", TIMES: "multiply"}[operation]
        return call(name, rest, half) if operation == FROM else call(name, half, rest)

    def _zipped(self, operation: int, half: Term, rest: Term) -> Term:
        x, y = Var(1), Var(0)
        first, second = (rest, half) if operation == FROM else (half, rest)
        name = {PLUS: "add", MINUS: "subtract", FROM: "subtract", TIMES: "multiply"}[operation]
        return call("zip_with", Lam(Lam(call(name, x, y))), first, second)

    def wrapped(self, index: int, cost: int, program: Callable[[], Term]) -> Iterator[Fit]:
        """The answer that a program of some cost for a wanted column makes."""
        wanted = self.wanted[index]
        if cost + wanted.cost <= self.run.budget.ceiling:
            yield Fit(self.run.close(wanted.wrap(strip(program())[1])), cost + wanted.cost, NAME)


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Enumeration, deduction and trees together; what two of them find comes once."""
    yield from once(_together(space, budget, vocabulary))


def _together(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    yield from scans(space, vocabulary)
    run = BottomUp(space, budget, vocabulary)
    goal: Type = space.grammar.states[0].type
    deducer = Deducer(run) if _deduces(goal, vocabulary) else None
    run.wrapped = None if deducer is None else deducer.wrapped
    eager = goal != BOOL and bool(space.grammar.conditionals()) and len(space.shown) >= LEAST_EXAMPLES
    conqueror = Conqueror(run)
    chains = Chains(run)
    cost = 0
    fits: list[Fit] = []  # of which no variants were sought yet

    def noted(found: Iterator[Found]) -> Iterator[Found]:
        for event in found:
            if isinstance(event, Fit):
                fits.append(event)
            yield event

    for found in noted(run.levels()):
        if isinstance(found, Level):
            cost = found.cost
            if fits:  # before the search may end
                yield from run.until_spent(noted(chains.advance(cost)))
                yield from run.until_spent(_unlike(chains, fits))
        yield found
        if isinstance(found, Level):
            if deducer is not None:
                yield from run.until_spent(noted(deducer.join(cost)))
            yield from run.until_spent(noted(chains.advance(cost)))
            if eager and conqueror.update(cost):
                yield from trees(conqueror, cost + SCALE)
    if eager:
        conqueror.update(cost)
        yield from trees(conqueror, 1 << 20)
    yield from partial(conqueror, run)


def _unlike(chains: Chains, fits: list[Fit]) -> Iterator[Fit]:
    """Variants of the cheapest programs that were found, which are sought once."""
    chosen = sorted(fits, key=lambda fit: fit.cost)[:MOST_VARIED]
    fits.clear()
    for fit in chosen:
        yield from chains.unlike(fit)


def _deduces(goal: Type, vocabulary: Vocabulary) -> bool:
    """Whether the joins of an answer's type are in the vocabulary."""
    needed = {
        "int": ("add", "subtract", "multiply"),
        "str": (),
        "list": ("zip_with", "add", "subtract", "multiply"),
    }
    if not isinstance(goal, Con) or goal.name not in needed or not all(n in vocabulary for n in needed[goal.name]):
        return False
    return goal == INT or joining(goal, vocabulary) is not None


def joining(goal: Type, vocabulary: Vocabulary) -> Primitive | None:
    """The primitive that puts two values of a type one behind the other, None where there is none."""
    return next((p for p in vocabulary.having("joins") if unify(p.type, arrow(goal, goal, goal)) is not None), None)
