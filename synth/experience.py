"""Experience: how often solved programs used each word, and a prior made of it.

A word counts by the kind of scope (outermost, or inside a lambda) and the kind of value that was wanted. Costs stay on the scale
of the table's, and without experience they are the table's.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dsl.primitives import Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var, free_indices, strip
from dsl.type import Con, Type, parameters
from dsl.typed import Types, with_own_parts
from synth.grammar import Grammar, Production
from synth.prior import BITS, SCALE, Costs, Table, total

WEIGHT = 16.0  # how many uses the table's costs count for, in each kind of place
CHEAPER, DEARER = 2.0, 1.5  # units by which experience may change a cost
LEAST = 0.5  # units that a word costs at least, if it costs that much in the table
UNPRICED = 8.0

Use = tuple[bool, str, str]  # inside a lambda, kind of value, word


def kind(type: Type) -> str:
    """The kind of a value: the head of its type."""
    return type.name if isinstance(type, Con) else "any"


def count_uses(programs: Iterable[tuple[Term, Type]], vocabulary: Vocabulary) -> dict[Use, float]:
    """How often each word is used in some programs of given types."""
    counts: Counter[Use] = Counter()
    for program, type in programs:
        _Reader(program, type, vocabulary, counts).read()
    return dict(sorted(counts.items()))


class _Reader:
    """Counts the words of one program; what mentions no variable of the lambda around it is captured from outside.

    Scopes are the lambdas around a part, innermost last: the index of each one's last variable, and how many it has.
    """

    def __init__(self, program: Term, type: Type, vocabulary: Vocabulary, counts: Counter[Use]) -> None:
        self.term, self.result = with_own_parts(program), parameters(type)[1]
        self.types, self.counts = Types(self.term, vocabulary, type), counts

    def read(self) -> None:
        """Count the whole program."""
        self.walk(strip(self.term)[1], self.result, ())

    def walk(self, term: Term, wanted: Type, scopes: tuple[tuple[int, int], ...]) -> None:
        """Count a value that is wanted in some scopes."""
        if scopes:
            first, own = scopes[-1]
            if not any(first <= i < first + own for i in free_indices(term)):
                self.counts[True, kind(wanted), "capture"] += 1
                self.walk(term, wanted, scopes[:-1])
                return
        inside = bool(scopes)
        match term:
            case Var():
                self.counts[inside, kind(wanted), "variable"] += 1
            case Const():
                self.counts[inside, kind(wanted), "constant"] += 1
            case Prim(name):
                self.counts[inside, kind(wanted), name] += 1
            case App(Prim(name) as function, arguments):
                declared, result = parameters(self.types.of(function))
                self.counts[inside, kind(result), name] += 1
                for argument, type in zip(arguments, declared):
                    self.argument(argument, type, scopes)

    def argument(self, term: Term, type: Type, scopes: tuple[tuple[int, int], ...]) -> None:
        """Count a value or, inside a scope of its own, the body of a function."""
        declared, result = parameters(type)
        own = len(declared)
        if own:
            scopes = (*((first + own, count) for first, count in scopes), (0, own))
        for _ in declared:
            if not isinstance(term, Lam):
                return
            term = term.body
        self.walk(term, result, scopes)


@dataclass
class Fitted:
    """The costs that experience gives; what it says nothing of costs as in the table."""

    counts: Mapping[Use, float]
    table: Table
    prices: dict[tuple[bool, Any], float] = field(default_factory=dict)  # of the words of the grammar priced last

    def costs(self, grammar: Grammar) -> Costs:
        """The table's costs, each lower or higher by how much more or less often than they say its word was used in such places."""
        plain = [cost / SCALE for cost in self.table.costs(grammar).base]
        places: dict[int, list[Production]] = defaultdict(list)
        for p in grammar.productions:
            places[p.state].append(p)
        fitted = list(plain)
        for state, productions in places.items():
            inside = grammar.contexts[grammar.states[state].context].depth > 0
            changes = self._changes(inside, kind(grammar.states[state].type), [(p.label, plain[p.index]) for p in productions])
            for p in productions:
                fitted[p.index] = max(min(plain[p.index], LEAST), plain[p.index] + changes[p.label])
                self._note(p, inside, fitted[p.index])
        return Costs(tuple(round(SCALE * cost) for cost in fitted))

    def _changes(self, inside: bool, wanted: str, words: Sequence[tuple[str, float]]) -> dict[str, float]:
        """By word, what experience changes of its cost in one kind of place."""
        expected: dict[str, float] = defaultdict(float)
        for label, cost in words:
            expected[label] += 2.0 ** (-BITS * cost)
        whole = sum(expected.values())
        seen = {label: self.counts.get((inside, wanted, label), 0.0) for label in expected}
        total = sum(seen.values())
        changes = {}
        for label, weight in expected.items():
            ratio = (seen[label] * whole / weight + WEIGHT) / (total + WEIGHT)
            changes[label] = min(DEARER, max(-CHEAPER, -math.log2(ratio) / BITS))
        return changes

    def _note(self, p: Production, inside: bool, cost: float) -> None:
        key = inside, p.value if p.kind == "constant" and p.primitive is None else p.label
        self.prices[key] = min(cost, self.prices.get(key, UNPRICED))

    def price(self, term: Term, vocabulary: Vocabulary, depth: int = 0) -> float:
        """What a program over the grammar priced last costs in units, however it was found."""

        def of_word(word: Term, depth: int) -> float:
            match word:
                case Prim(name):
                    return self.prices.get((depth > 0, name), self.table.price(word, vocabulary, depth))
                case Const():
                    return self.prices.get((False, word), self.table.price(word, vocabulary, depth))
            return self.prices.get((depth > 0, "variable"), 1.0)

        return total(term, of_word, depth)
