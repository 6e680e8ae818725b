"""Priors: integer costs over a grammar, computed once a task. Low cost means likely.

A cost counts in units of 1 / SCALE; one whole unit is worth BITS bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from dsl.codec import codec_of
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Lam, Prim, Term, subterms
from dsl.type import BOOL, INT, SHAPE, TOKEN, Con, Type, within
from synth.space.grammar import Grammar, Production

SCALE = 2
BITS = 1.6  # of a unit: the enumeration grows about threefold with each
UNKNOWN = 4.0  # units, for a constant nobody priced


@dataclass(frozen=True)
class Costs:
    """What each production costs, and by how much that changes below a given parent and argument."""

    base: tuple[int, ...]
    below: Mapping[tuple[int, int], Mapping[int, int]] = field(default_factory=dict)  # (parent, argument) -> production -> change


class Prior(Protocol):
    """Anything that prices a grammar."""

    def costs(self, grammar: Grammar) -> Costs:
        """An integer cost for every production of the grammar."""


class Uniform:
    """Every production costs one unit."""

    def costs(self, grammar: Grammar) -> Costs:
        """The same cost for all."""
        return Costs(tuple(SCALE for _ in grammar.productions))


@dataclass(frozen=True)
class Table:
    """The frozen costs of the unguided engine: each primitive's own, by scope, and a few rules for leaves."""

    constant_costs: Mapping[Any, float] = field(default_factory=dict)

    def costs(self, grammar: Grammar) -> Costs:
        """Costs from the primitives' declarations."""
        return Costs(tuple(round(SCALE * self._cost(grammar, p)) for p in grammar.productions))

    def _cost(self, grammar: Grammar, production: Production) -> float:
        state = grammar.states[production.state]
        context = grammar.contexts[state.context]
        if production.kind == "variable":
            last = production.value == len(context.variables)
            return 2.0 if last and context.indexed else 1.0
        if production.kind == "constant" and production.primitive is None:
            return self.constant_costs.get(production.value, UNKNOWN)
        if production.kind == "capture":
            return 1.0 if isinstance(state.type, Con) and state.type.name == "list" else 0.0
        assert production.primitive is not None
        if production.kind == "constant":
            return production.primitive.cost
        assert production.instance is not None
        own = production.primitive.cost if context.depth == 0 else production.primitive.body_cost
        return own + _strangeness(grammar.request, production.instance)

    def price(self, term: Term, vocabulary: Vocabulary, depth: int = 0) -> float:
        """What a program costs in units, however it was found."""

        def of_word(word: Term, depth: int) -> float:
            match word:
                case Prim(name):
                    return vocabulary[name].body_cost if depth else vocabulary[name].cost
                case Const():
                    return self.constant_costs.get(word, UNKNOWN)
            return 1.0

        return total(term, of_word, depth)


def total(term: Term, price: Callable[[Term, int], float], depth: int = 0) -> float:
    """What the words of a program cost together, each priced with the number of lambdas around it that are arguments."""
    match term:
        case Lam(body):
            return total(body, price, depth)
        case App(function, arguments):
            return total(function, price, depth) + sum(total(a, price, depth + isinstance(a, Lam)) for a in arguments)
    return price(term, depth)


class BySize:
    """Costs for a file's own grammar: one unit a word, a little more for literals; what one rule writes out costs less."""

    def costs(self, grammar: Grammar) -> Costs:
        """The cost of every production."""
        return Costs(tuple(self._cost(grammar, p) for p in grammar.productions))

    def _cost(self, grammar: Grammar, production: Production) -> int:
        if grammar.states[production.state].inner or any(grammar.states[a].inner for a in production.arguments):
            return 1 + SCALE * production.weight
        return SCALE * (1 + production.weight) + (production.kind == "constant")

    def price(self, term: Term, vocabulary: Vocabulary) -> float:
        """What a program costs in units, however it was found."""
        return sum(1.0 + 0.5 * isinstance(t, Const) for t in subterms(term) if not isinstance(t, Lam | App))


@lru_cache(maxsize=1 << 16)  # each task asks it of all its productions
def _strangeness(request: Type, instance: Type) -> float:
    """How unlikely it is that a primitive is used at types the task does not show."""
    shown = within(request) | {INT, BOOL, TOKEN, SHAPE}
    shown |= {beside for own in shown for beside in codec_of(own).beside(own) if isinstance(beside, Con)}
    return 1.0 if within(instance) - shown else 0.0
