"""Programs spoken by the guide: drawn production by production from its decoder, along the grammar."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from dsl.primitives import Vocabulary
from dsl.term import App, Prim, Term, Var, free_indices, lam, shift
from synth.guide.encode import scope_of, view, word_of
from synth.guide.infer import Array, Guide
from synth.space.grammar import Grammar, Production
from synth.space.prior import BITS, SCALE, Costs

if TYPE_CHECKING:
    from tasks.task import Example

LONGEST = 24  # steps of a derivation
ENDLESS = 1 << 20
Scope = tuple[tuple[int, int], ...]  # (context, variable), innermost binder first


class Proposer:
    """Draws programs for one task."""

    def __init__(self, guide: Guide, grammar: Grammar, costs: Costs, shown: Sequence[Example], vocabulary: Vocabulary) -> None:
        self.guide, self.grammar = guide, grammar
        self.words = guide.words(vocabulary)
        self.begin = guide.decoder(guide.encode(view(grammar.request, shown)))
        self.ways: defaultdict[int, list[Production]] = defaultdict(list)
        for p in grammar.productions:
            self.ways[p.state].append(p)
        self.word = [self.words.index[word_of(p, grammar)] for p in grammar.productions]
        self.prior = -BITS * math.log(2) / SCALE * np.array(costs.base)
        self.state = self.begin
        self.least = _least(grammar)
        self.placeless: list[int] = []  # contexts around of functions that are not told the place of their element
        self.left = 0  # steps beyond those that what is begun must still take

    def draw(self, count: int, chance: Random) -> list[Term]:
        """The distinct ones of so many programs, in the order they came; none where the grammar makes none."""
        if self.least[0] > LONGEST:
            return []
        found: dict[Term, None] = {}
        for _ in range(count):
            self.state, self.left = self.begin, LONGEST - self.least[0]
            found[self._function(0, (), chance)[0]] = None
        return list(found)

    def _function(self, state: int, scope: Scope, chance: Random) -> tuple[Term, bool]:
        """A function, and whether it reads the place of its element, which is its first parameter then."""
        context = self.grammar.contexts[self.grammar.states[state].context]
        count = len(context.variables)
        order = [count, *range(count)] if context.indexed else list(range(count))
        body = self._value(state, tuple((context.index, i) for i in reversed(order)) + scope, chance)
        placed = context.indexed and count in free_indices(body)
        if context.indexed and not placed:
            body = shift(body, -1, count + 1)
        return lam(count + placed, body), placed

    def _value(self, state: int, scope: Scope, chance: Random) -> Term:
        p = self._choose(self.ways[state], chance)
        if p.kind == "variable":
            return Var(scope.index((self.grammar.states[state].context, p.value)))
        if p.kind == "constant":
            term: Term = p.value
            return term
        if p.kind == "capture":
            return self._value(p.arguments[0], scope, chance)
        assert p.primitive is not None
        name, arguments = p.primitive.name, []
        for wanted in p.arguments:
            if self.grammar.states[wanted].context == self.grammar.states[state].context:
                arguments.append(self._value(wanted, scope, chance))
                continue
            before = self.placeless
            if p.primitive.indexed is None:
                self.placeless = [*before, self.grammar.states[wanted].context]
            function, placed = self._function(wanted, scope, chance)
            self.placeless = before
            name = p.primitive.indexed if placed and p.primitive.indexed else name
            arguments.append(function)
        return App(Prim(name), tuple(arguments))

    def _choose(self, ways: Sequence[Production], chance: Random) -> Production:
        """One of the productions of a state that leave enough steps, drawn by the decoder and the costs."""
        further = [self._steps(p) - self.least[p.state] for p in ways]
        ways = [p for p, more in zip(ways, further, strict=True) if more <= self.left and not self._barred(p)]
        places = [p.index for p in ways]
        words = np.array([self.word[i] for i in places])
        scores: Array = self.guide.speak(self.state, self.words)[words] + self.prior[places]
        chosen = chance.choices(range(len(ways)), np.exp(scores - scores.max()).tolist())[0]
        scope = scope_of(self.grammar.contexts[self.grammar.states[ways[chosen].state].context])
        self.state = self.guide.advance(self.state, int(words[chosen]), scope, self.words)
        self.left -= self._steps(ways[chosen]) - self.least[ways[chosen].state]
        return ways[chosen]

    def _barred(self, p: Production) -> bool:
        """Whether a production is a place where there is none."""
        context = self.grammar.contexts[self.grammar.states[p.state].context]
        return context.index in self.placeless and word_of(p, self.grammar) == "place"

    def _steps(self, p: Production) -> int:
        return 1 + sum(self.least[a] for a in p.arguments)


def _least(grammar: Grammar) -> list[int]:
    """The steps of the shortest derivation from each state that reads no place."""
    least = [ENDLESS] * len(grammar.states)
    changed = True
    while changed:
        changed = False
        for p in grammar.productions:
            steps = 1 + sum(least[a] for a in p.arguments)
            if word_of(p, grammar) != "place" and steps < least[p.state]:
                least[p.state], changed = steps, True
    return least
