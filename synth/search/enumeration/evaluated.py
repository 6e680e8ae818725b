"""Calls of subroutines that take a function and that the column machine has no plan for, because of a fixpoint in them.

The evaluator runs them row by row on the written-out body, so one counts as EVALUATED candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from dsl.evaluate import Failure, compile_term
from dsl.kernel import FAIL
from dsl.term import App, Prim, Var, lam, shift
from synth.columns.absorb import absorb_words
from synth.columns.layout import Frame
from synth.columns.store import Store
from synth.search.enumeration.bank import Bank, Rows
from synth.search.enumeration.extract import TermReader
from synth.search.enumeration.operations import EVALUATED
from synth.space.grammar import Production
from synth.space.space import Found

TOGETHER = 32  # calls between two looks at the budget
MOST_READ = 1 << 14  # columns kept as Python values


class Calls:
    """The calls of one run; `call` describes the application under way."""

    def __init__(self, store: Store, reader: TermReader, rows: Rows, call: np.ndarray) -> None:
        self.store, self.reader, self.rows, self.call = store, reader, rows, call
        self.read: dict[int, list[Any]] = {}

    def meet(
        self, bank: Bank, p: Production, bodies: np.ndarray, combos: np.ndarray, after: Callable[[], Iterator[Found]]
    ) -> Iterator[Found]:
        """All bodies on all combinations of the other arguments."""
        for body in bodies[self.store[Frame.PLACED][bodies] == 0].tolist():
            called = self.called(bank, p, body)
            for first in range(0, len(combos), TOGETHER):
                block = combos[first : first + TOGETHER].tolist()
                words = np.array([self.words(bank, p, called, combo) for combo in block], np.int64)
                self.store.reserve(len(block), bank.rows)
                absorb_words(self.store.frame, self.call, words, np.array([[body, *combo] for combo in block], np.int64))
                self.store[Frame.COUNTERS][5] += EVALUATED * len(block)
                yield from after()

    def called(self, bank: Bank, p: Production, body: int) -> Callable[[Sequence[Any]], Any]:
        """The subroutine on a body, as a Python function of what is in scope and the other arguments."""
        assert p.primitive is not None
        inner = self.reader.grammar.states[p.arguments[0]].context
        scope = self.reader.scope(bank.context.index)
        others = len(p.arguments) - 1
        function, _ = self.reader.body(inner, body, scope)
        applied = App(Prim(p.primitive.name), (shift(function, others), *(Var(i) for i in reversed(range(others)))))
        return compile_term(lam(len(scope) + others, applied), self.reader.vocabulary)

    def words(self, bank: Bank, p: Production, called: Callable[[Sequence[Any]], Any], combo: Sequence[int]) -> list[int]:
        """The column of one call."""
        type, states = self.reader.grammar.states[p.state].type, self.reader.grammar.states
        columns = [self.values(node, bank.rows, states[a].type) for a, node in zip(p.arguments[1:], combo)]
        found = []
        for around, *arguments in zip(self.rows.values[bank.context.index], *columns, strict=True):
            lost = any(isinstance(v, Failure) for v in (*around, *arguments))
            found.append(FAIL if lost else self.store.word(called((*around, *arguments)), type))
        return found

    def values(self, node: int, rows: int, type: Any) -> list[Any]:
        """The column of a node as values."""
        if node not in self.read:
            if len(self.read) >= MOST_READ:
                self.read.clear()
            words = self.store.column(node, rows).tolist()
            self.read[node] = [Failure("") if word == FAIL else self.store.value(word, type) for word in words]
        return self.read[node]
