"""Condensing: a long answer made shorter, part by part.

Each part is sought anew: as what it gives on the examples that reach it, and cheaper than it is. Examples that a condition sends
elsewhere do not bind it, so a part may come out much shorter than as a piece of one program for all of them.
The idea is that of superoptimisation (Massalin 1987), with the examples in place of all inputs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, lam, strip
from dsl.type import arrow, parameters
from synth.solving.verify import Place, right_on
from synth.space.budget import Budget
from synth.space.file_grammar import from_rules
from synth.space.prior import SCALE, BySize
from synth.space.space import MOST_ROWS, Fit, Level, Space
from tasks.file_grammar import FileGrammar, held
from tasks.task import Example, Task

SHARES = (0.05, 0.2)  # of what condensing may spend, for one part: in a first round, in a second
Wanted = tuple[Term, tuple[Example, ...]]  # a part, and what it makes of the examples that reach it


@dataclass
class Condenser:
    """Shortens the answers of one task that brings a grammar of its own."""

    task: Task
    rules: FileGrammar
    vocabulary: Vocabulary
    constants: Sequence[Const]
    strategy: ModuleType
    budget: Budget
    prior: BySize = field(default_factory=BySize)
    limits: tuple[int | None, float] = (None, 0.0)  # candidates and seconds for one part
    settled: set[Wanted] = field(default_factory=set)  # parts of which there is nothing shorter

    def shortest(self, program: Term) -> Term:
        """The program with its parts condensed, until none gets shorter or the budget is spent."""
        self.inputs = parameters(self.task.request)[0]
        body = strip(program)[1]
        seconds, candidates = self.budget.left(), self.budget.candidates_left()
        for share in SHARES:
            counted = self.budget.candidates is not None  # then seconds decide nothing
            self.limits = (int(share * candidates), seconds) if counted else (None, share * seconds)
            body = self._round(body)
        return self._program(body)

    def _round(self, body: Term) -> Term:
        """The body after every part was tried, those of each shorter body anew; parts that few examples reach come first."""
        tried = set(self.settled)
        while True:
            parts = [(path, (part, self._reaching(body, path))) for path, part in _parts(body)]
            for path, wanted in sorted(parts, key=lambda p: len(p[1][1])):
                if wanted in tried or self.budget.spent():
                    continue
                tried.add(wanted)
                shorter = self._shorter(body, path, *wanted)
                if shorter is not None:
                    body = shorter
                    break
            else:
                return body

    def _program(self, body: Term) -> Term:
        return lam(len(self.inputs), body)

    def _run(self, body: Term) -> Callable[[Sequence[object]], object]:
        return compile_term(self._program(body), self.vocabulary)

    def _reaching(self, body: Term, path: Place) -> tuple[Example, ...]:
        """The examples that a part sees, with what it makes of each."""
        left = list(self.task.distinct_shown)
        for i in path:
            assert isinstance(body, App)
            if body.function == Prim("if") and i:
                holds = self._run(body.arguments[0])
                left = [e for e in left if holds(e.inputs) == (i == 1)]
            body = body.arguments[i]
        run = self._run(body)
        return tuple(Example(e.inputs, run(e.inputs)) for e in left)

    def _shorter(self, body: Term, path: Place, part: Term, examples: tuple[Example, ...]) -> Term | None:
        """The whole body with a cheaper part, if one is found that keeps it right and inside the grammar."""
        if not examples or any(isinstance(e.output, Failure) for e in examples):
            return None
        found = self._cheapest(part, examples)
        if found is None:
            return None
        whole = _replaced(body, path, found)
        program = self._program(whole)
        right = all(right_on(program, self.task.distinct_shown, self.vocabulary))
        return whole if right and self.rules.spell(program) is not None else None

    def _cheapest(self, part: Term, examples: tuple[Example, ...]) -> Term | None:
        """The cheapest body found that gives what the part gives, if it is cheaper than the part."""
        name = next((n for n in self.rules.rules if self._from(n).spell(self._program(part)) is not None), None)
        if name is None:
            return None
        grammar = from_rules(arrow(*self.inputs, held(self.rules.types[name])), self._from(name), self.vocabulary, self.constants)
        space = Space(grammar, self.prior.costs(grammar), examples[:MOST_ROWS])
        most, seconds = self.limits
        budget = Budget(most, time.monotonic() + min(seconds, self.budget.left()), self.budget.bytes)
        budget.ceiling = self._cost(part) - 1
        best = None
        for event in self.strategy.search(space, budget, self.vocabulary):
            if isinstance(event, Level) and event.cost > budget.ceiling:
                break
            if isinstance(event, Fit) and all(right_on(event.term, examples, self.vocabulary)):
                found = strip(event.term)[1]
                if self._cost(found) <= budget.ceiling:
                    best, budget.ceiling = found, self._cost(found) - 1
        self.budget.stats.candidates += budget.stats.candidates
        if not budget.spent():
            self.settled.add((part if best is None else best, examples))
        return best

    def _cost(self, part: Term) -> int:
        return round(SCALE * self.prior.price(part, self.vocabulary))

    def _from(self, name: str) -> FileGrammar:
        """The grammar whose answers are the values of a nonterminal."""
        return replace(self.rules, rules={name: self.rules.rules[name], **self.rules.rules})


def _parts(body: Term, path: Place = ()) -> Iterator[tuple[Place, Term]]:
    """The applications inside a body and where they stand, outermost first."""
    if isinstance(body, App):
        if path:
            yield path, body
        for i, argument in enumerate(body.arguments):
            yield from _parts(argument, (*path, i))


def _replaced(body: Term, path: Place, part: Term) -> Term:
    """A body with another part at a place."""
    if not path:
        return part
    assert isinstance(body, App)
    arguments = list(body.arguments)
    arguments[path[0]] = _replaced(arguments[path[0]], path[1:], part)
    return App(body.function, tuple(arguments))
