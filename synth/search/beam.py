"""Beam search over kept values: whatever the space's scorer likes is built upon, however dear it is (after Bee Search and LambdaBeam).

The enumeration runs as ever. After each of its levels some of its programs are scored, in batches; the words of the
language are applied to those with the highest scores, with cheap programs beside them; what comes of it is scored in turn.
Without a scorer there is nothing to build upon, and the enumeration runs alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dsl.primitives import Vocabulary
from synth.columns.layout import Frame
from synth.search.enumeration.directed import Chosen
from synth.search.enumeration.enumerator import MOST_COST
from synth.space.budget import Budget
from synth.space.derivation import Derivations
from synth.space.grammar import Production
from synth.space.space import Fit, Found, Level, Space, once

NAME = "beam"
WIDTH = 6  # programs built upon at once
SCORED = 1000  # of the new ones in each round
BESIDE = 4  # cheap programs of each state that stand beside them, and as many of the best ever built upon
BODIES = 16  # functions that a word meets them with
FIRST, SHARE = 10_000, 1.0  # candidates of the beam: so many, and one more for each of the enumeration
ROUNDS = 6  # after each level


class Beam:
    """The scored programs of one run, and what is built upon them."""

    def __init__(self, run: Chosen) -> None:
        self.run = run
        self.derivations = Derivations(run.grammar, run.vocabulary)
        context = [run.grammar.states[p.state].context for p in run.grammar.productions]
        self.outer = np.array(context) == 0
        self.states = np.array([p.state for p in run.grammar.productions])
        self.seen = 0  # nodes up to here were looked at
        self.scores: dict[int, float] = {}  # by node, not yet built upon
        self.best: list[tuple[float, int]] = []  # of those built upon score and node, both with their signs turned
        self.spent = 0

    def advance(self, level: int) -> Iterator[Found]:
        """Build on the best until the beam has had its share of the candidates."""
        for _ in range(ROUNDS):
            if self.spent > FIRST + SHARE * (self.run.store.candidates - self.spent):
                return
            self._score()
            chosen = sorted(self.scores, key=lambda node: (-self.scores[node], node))[:WIDTH]
            self.best = sorted([*self.best, *((-self.scores.pop(node), -node) for node in chosen)])[: 4 * BESIDE]
            if not chosen:
                return
            before = self.run.store.candidates
            for found in self._build(np.array(chosen)):
                yield self._priced(found, level)
            self.spent += self.run.store.candidates - before

    def _score(self) -> None:
        """Score some of the programs found since the last time, spread evenly over them."""
        store = self.run.store
        fresh = self.seen + np.flatnonzero(self.outer[store[Frame.PRODUCTION][self.seen : store.nodes]])
        self.seen = store.nodes
        some = fresh[np.unique(np.linspace(0, len(fresh) - 1, min(SCORED, len(fresh))).astype(np.int64))].tolist()
        scorer = self.run.space.scorer
        if scorer is not None and some:
            self.scores.update(zip(some, scorer([self.run.reader.node(node) for node in some]), strict=True))

    def _build(self, chosen: np.ndarray) -> Iterator[Found]:
        """Apply every word that takes one of some programs to it."""
        plain, takers = self.run.productions()
        states = self.states[self.run.store[Frame.PRODUCTION][chosen]]
        wanted = {a for p in (*plain, *takers) for a in p.arguments}
        best = np.array([-turned for _, turned in self.best])
        state_of_best = self.states[self.run.store[Frame.PRODUCTION][best]]
        beside = {a: np.concatenate([self.run.nodes(a)[:BESIDE], best[state_of_best == a][:BESIDE]]) for a in sorted(wanted)}
        for p in plain:
            for place, state in enumerate(p.arguments):
                others = [chosen[states == a] if j == place else beside[a] for j, a in enumerate(p.arguments)]
                if state in states and all(len(o) for o in others):
                    yield from self.run.on(p, MOST_COST, _all(others))
        for p in takers:
            yield from self._with_functions(p, {**beside, p.arguments[1]: chosen[states == p.arguments[1]]})

    def _with_functions(self, p: Production, beside: dict[int, np.ndarray]) -> Iterator[Found]:
        others = [beside[a] for a in p.arguments[1:]]
        bodies = self.run.bodies(p)[:BODIES]
        if len(bodies) and all(len(o) for o in others):
            choices = _all(others)
            combos = np.full((len(choices), 3), -1, np.int64)
            combos[:, : choices.shape[1]] = choices
            yield from self.run.with_bodies(p, MOST_COST, bodies, combos)

    def _priced(self, found: Found, level: int) -> Found:
        """A fit with what its parts cost, and this strategy's name."""
        if not isinstance(found, Fit):
            return found
        steps = self.derivations.of(found.term) or ()
        return replace(found, cost=max(level, sum(self.run.cost[p.index] for p in steps)), strategy=NAME)


def _all(choices: list[np.ndarray]) -> np.ndarray:
    """int64 [count, arguments]: every choice of one node from each."""
    return np.stack([grid.ravel() for grid in np.meshgrid(*choices, indexing="ij")], axis=1)


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Enumeration and beams in turn; what both find comes once."""
    yield from once(_in_turn(Chosen(space, budget, vocabulary)))


def _in_turn(run: Chosen) -> Iterator[Found]:
    beam = Beam(run)
    for found in run.levels():
        yield found
        if isinstance(found, Level):
            yield from run.until_spent(beam.advance(found.cost))
