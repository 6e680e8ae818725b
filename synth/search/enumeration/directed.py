"""An enumeration whose productions can also be applied to chosen programs, out of turn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from synth.columns.layout import Call, Frame, Job
from synth.search.enumeration.enumerator import LIMIT, BottomUp
from synth.space.grammar import Production
from synth.space.space import Found


class Chosen(BottomUp):
    """Bottom-up enumeration that goes on from programs somebody picked; what it makes so is kept like all else."""

    def productions(self) -> tuple[list[Production], list[Production]]:
        """Those of the outermost scope that apply something: first-order ones, and those that take one function."""
        agenda = self.agendas[0]
        takers = [p for p in agenda.higher.productions if self.grammar.states[p.arguments[1]].context == 0]
        return list(agenda.first_order.productions), takers

    def nodes(self, state: int) -> np.ndarray:
        """The programs of a state, in the order they were found."""
        states = np.array([p.state for p in self.grammar.productions])
        return np.flatnonzero(states[self.store[Frame.PRODUCTION][: self.store.nodes]] == state)

    def on(self, p: Production, cost: int, arguments: np.ndarray) -> Iterator[Found]:
        """A first-order production of the outermost scope on chosen nodes, int64 [count, arity], filed at a cost.

        Raises Spent at the end of the budget, like all that enumerates.
        """
        self.watch()
        table = np.zeros((len(arguments), int(Job.SIZE)), np.int64)
        table[:, 1 : 1 + 2 * arguments.shape[1] : 2] = arguments
        table[:, 2 : 2 + 2 * arguments.shape[1] : 2] = arguments + 1
        bank, before, call = self.banks[0], self.store.nodes, self.call
        self._begin(p, bank)
        call[Call.JOB], call[Call.CURSOR] = 0, -1
        while call[Call.JOB] < len(table):
            self.store.reserve(min(len(table), LIMIT), bank.rows)
            self._apply(p, table)
            yield from self._after(cost)
        self._file(bank, p, cost, before, False)

    def bodies(self, p: Production) -> np.ndarray:
        """The functions that a production of the outermost scope may take."""
        inner = self.banks[self.grammar.states[p.arguments[0]].context]
        segments = [s for (state, _), found in inner.segments.items() if state == p.arguments[0] for s in found]
        return inner.bodies(p, segments, self.vocabulary, self.store[Frame.PLACED])

    def with_bodies(self, p: Production, cost: int, bodies: np.ndarray, others: np.ndarray) -> Iterator[Found]:
        """Each of some functions with each choice of the other arguments, int64 [count, 3] with -1 beyond them, filed at a cost."""
        self.watch()
        before = self.store.nodes
        self._begin(p, self.banks[0])
        yield from self._meet(self.banks[0], p, cost, bodies, others)
        self._file(self.banks[0], p, cost, before, False)
