"""Experience: how often solved programs used each word, and a prior made of it.

A word counts by the kind of scope (outermost, or inside a lambda), the kind of value that was wanted, and the argument of the word
above that it is. Costs stay on the scale of the table's, and without experience they are the table's.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dsl.primitives import Primitive, Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, Var, free_indices, strip
from dsl.type import Con, Type, parameters
from dsl.typed import Types, with_own_parts
from synth.space.grammar import Grammar, Production
from synth.space.prior import BITS, SCALE, Costs, Table, total

WEIGHT = 16.0  # how many uses the table's costs count for, in each kind of place
FEW = 4.0  # how many uses what is known of a kind of place counts for, in one argument of one word
CHEAPER = 2.0  # units by which experience may lower a cost, and lower it again below a word
DEARER = 1.25  # units by which it may raise a cost, wherever the word stands: there is more than what was seen
LEAST = 0.5  # units that a word costs at least, if it costs that much in the table
UNPRICED = 8.0
TOLD_APART = 10  # numbers up to which literals are words of their own

Use = tuple[bool, str, str, str, int]  # inside a lambda, kind of value, word, the word above ("" for none), which argument of it
Above = tuple[str, int]


def kind(type: Type) -> str:
    """The kind of a value: the head of its type."""
    return type.name if isinstance(type, Con) else "any"


def said(literal: Const) -> str:
    """The word that a literal counts as."""
    value = literal.value
    return repr(value) if not value or (isinstance(value, int) and abs(value) <= TOLD_APART) else "constant"


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
        self.types, self.vocabulary, self.counts = Types(self.term, vocabulary, type), vocabulary, counts

    def read(self) -> None:
        """Count the whole program."""
        self.walk(strip(self.term)[1], self.result, (), ("", 0))

    def walk(self, term: Term, wanted: Type, scopes: tuple[tuple[int, int], ...], above: Above) -> None:
        """Count a value that is wanted in some scopes, as an argument of the word above."""
        if scopes:
            first, own = scopes[-1]
            if not any(first <= i < first + own for i in free_indices(term)):
                self.counts[True, kind(wanted), "capture", *above] += 1
                self.walk(term, wanted, scopes[:-1], ("capture", 0))
                return
        inside = bool(scopes)
        match term:
            case Var():
                self.counts[inside, kind(wanted), "variable", *above] += 1
            case Const():
                self.counts[inside, kind(wanted), said(term), *above] += 1
            case Prim(name):
                self.counts[inside, kind(wanted), name, *above] += 1
            case App(Prim(name) as function, arguments):
                declared, result = parameters(self.types.of(function))
                self.counts[inside, kind(result), name, *above] += 1
                for j, (argument, type) in enumerate(zip(arguments, declared)):
                    self.argument(argument, type, scopes, place_of(self.vocabulary[name], j))

    def argument(self, term: Term, type: Type, scopes: tuple[tuple[int, int], ...], above: Above) -> None:
        """Count a value or, inside a scope of its own, the body of a function."""
        declared, result = parameters(type)
        own = len(declared)
        if own:
            scopes = (*((first + own, count) for first, count in scopes), (0, own))
        for _ in declared:
            if not isinstance(term, Lam):
                return
            term = term.body
        self.walk(term, result, scopes, above)


def place_of(word: Primitive, argument: int) -> Above:
    """The arguments of a word that commutes are one place."""
    return word.name, 0 if word.commutative else argument


@dataclass
class Fitted:
    """The costs that experience gives; what it says nothing of costs as in the table."""

    counts: Mapping[Use, float]
    table: Table
    prices: dict[tuple[bool, Any], float] = field(default_factory=dict)  # of the words of the grammar priced last

    def costs(self, grammar: Grammar) -> Costs:
        """The table's costs, each lower or higher by how much more or less often than they say its word was used in such places.

        A place's costs stand for as much together as those of the words that the language came with: more words do not make long
        programs cheaper.
        """
        plain = [cost / SCALE for cost in self.table.costs(grammar).base]
        ways: dict[int, list[Production]] = defaultdict(list)
        for p in grammar.productions:
            ways[p.state].append(p)
        seen: dict[tuple[bool, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))  # by kind of place
        for (within, value, word, _, _), count in self.counts.items():
            seen[within, value][word] += count
        fitted, shares = list(plain), dict[int, dict[str, float]]()
        for state, productions in ways.items():
            inside = grammar.contexts[grammar.states[state].context].depth > 0
            weights = [(p, 2.0 ** (-BITS * plain[p.index])) for p in productions]
            given = sum(weight for p, weight in weights if p.primitive is None or p.primitive.body is None)
            expected = _shares((word_of(p), weight) for p, weight in weights)
            shares[state] = _updated(expected, seen[inside, kind(grammar.states[state].type)], WEIGHT)
            rise = math.log2(sum(weight for _, weight in weights) / given) / BITS if given else 0.0
            for p in productions:
                change = _change(shares[state][word_of(p)], expected[word_of(p)])
                fitted[p.index] = max(min(plain[p.index], LEAST), plain[p.index] + change + rise)
                self._note(p, inside, fitted[p.index])
        room = [DEARER + before - now for before, now in zip(plain, fitted, strict=True)]
        return Costs(tuple(round(SCALE * cost) for cost in fitted), self._below(grammar, ways, shares, room))

    def _below(
        self, grammar: Grammar, ways: Mapping[int, Sequence[Production]], shares: Mapping[int, Mapping[str, float]], room: Sequence[float]
    ) -> dict[tuple[int, int], Mapping[int, int]]:
        """By how much more, up to `room`, or less words cost as an argument of a word under which some were used."""
        seen: dict[Above, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (_, _, word, parent, argument), count in self.counts.items():
            seen[parent, argument][word] += count
        known: dict[tuple[Above, int], Mapping[int, int]] = {}
        below: dict[tuple[int, int], Mapping[int, int]] = {}
        for p in grammar.productions:
            for j, state in enumerate(p.arguments):
                above = (p.label, j) if p.primitive is None else place_of(p.primitive, j)
                if above not in seen or state not in shares:  # a state may have no production
                    continue
                if (above, state) not in known:
                    changed = _updated(shares[state], seen[above], FEW)
                    units = {q.index: _change(changed[word_of(q)], shares[state][word_of(q)], room[q.index]) for q in ways[state]}
                    known[above, state] = {q: change for q, unit in units.items() if (change := round(SCALE * unit))}
                below[p.index, j] = known[above, state]
        return below

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


def word_of(p: Production) -> str:
    """The word that a production counts as."""
    return said(p.value) if p.kind == "constant" and p.primitive is None else p.label


def _shares(weights: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The share of each word, whatever number of productions it has."""
    found: dict[str, float] = defaultdict(float)
    for word, weight in weights:
        found[word] += weight
    whole = sum(found.values())
    return {word: weight / whole for word, weight in found.items()}


def _updated(expected: Mapping[str, float], seen: Mapping[str, float], weight: float) -> dict[str, float]:
    """Shares after some uses of words were seen, what was expected counting as so many."""
    whole = sum(seen.get(word, 0.0) for word in expected) + weight
    return {word: (seen.get(word, 0.0) + weight * share) / whole for word, share in expected.items()}


def _change(now: float, before: float, most: float = DEARER) -> float:
    """By how many units a cost changes where a share does."""
    return min(most, max(-CHEAPER, -math.log2(now / before) / BITS))
