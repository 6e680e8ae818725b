"""First-order tasks inside another one: their spaces, and the programs that solve them.

The vocabulary loses whatever takes a function; a learned subroutine is called through its body, a primitive without
parameters is a constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Primitive, Vocabulary
from dsl.term import Const, Prim, Term, rebuild
from dsl.type import Type, arrow, is_arrow, parameters, unify
from synth.budget import Budget
from synth.grammar import Grammar, Production
from synth.prior import SCALE, Costs
from synth.search import deduce
from synth.space import Fit, Space
from tasks.task import Example


class Flat:
    """Searches on parts of one task, all on its budget."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.space, self.budget = space, budget
        self.cut = False  # whether a search ended for want of candidates
        self.vocabulary = Vocabulary(callable_form(p, vocabulary) for p in vocabulary.values() if is_flat(p))
        self.nullary = {p.name: p for p in vocabulary.values() if p.arity == 0}
        productions = [(p, space.costs.base[p.index]) for p in space.grammar.productions]
        self.constants = {p.value: cost for p, cost in productions if p.kind == "constant"}
        self.prices = {p.label: cost for p, cost in reversed(productions) if p.kind == "apply"}
        self.spaces: dict[Type, tuple[Grammar, Costs, dict[Const, str]]] = {}

    def programs(self, inputs: Sequence[Type], output: Type, examples: Sequence[Example], limit: int) -> Iterator[Term]:
        """Programs that fit the examples, the cheapest first, within so many candidates; an input may be a Failure."""
        grammar, costs, names = self.compiled(arrow(*inputs, output))
        budget = Budget(min(limit, self.budget.candidates_left()), self.budget.deadline, self.budget.bytes)
        before = self.budget.stats.candidates
        for event in deduce.search(Space(grammar, costs, tuple(examples)), budget, self.vocabulary):
            self.budget.stats.candidates = before + budget.stats.candidates
            if isinstance(event, Fit):
                yield named(event.term, names)
        self.budget.stats.candidates = before + budget.stats.candidates
        self.cut = self.cut or budget.spent()

    def compiled(self, request: Type) -> tuple[Grammar, Costs, dict[Const, str]]:
        """The grammar of a request, its costs, and the constants that stand for primitives."""
        if request not in self.spaces:
            plain = Grammar.from_types(request, self.vocabulary)
            names = self.values([s.type for s in plain.states if s.context == 0])
            grammar = plain.with_constants([*self.constants, *names])
            self.spaces[request] = (grammar, Costs(tuple(self.price(p, names) for p in grammar.productions)), names)
        return self.spaces[request]

    def values(self, types: Sequence[Type]) -> dict[Const, str]:
        """The primitives without parameters as constants of each of their types."""
        found: dict[Const, str] = {}
        for name, p in self.nullary.items():
            value = compile_term(Prim(name), Vocabulary([p]))(())
            if not isinstance(value, Failure):
                found |= {Const(value, type): name for type in types if unify(p.type, type) is not None}
        return found

    def price(self, production: Production, names: dict[Const, str]) -> int:
        """What a production costs in the whole task."""
        if production.kind == "variable":
            return SCALE
        if production.kind == "constant":
            name = names.get(production.value)
            return self.constants[production.value] if name is None else round(SCALE * self.nullary[name].cost)
        assert production.primitive is not None
        return self.prices.get(production.label, round(SCALE * production.primitive.cost))


def is_flat(p: Primitive) -> bool:
    """Whether a primitive takes something, and no functions."""
    return p.arity > 0 and p.loop is None and not any(map(is_arrow, parameters(p.type)[0]))


def callable_form(p: Primitive, vocabulary: Vocabulary) -> Primitive:
    """A primitive with a reference: a subroutine's is its body run by the evaluator."""
    if p.body is None:
        return p
    run = compile_term(p.body, vocabulary)

    def reference(*arguments: Any) -> Any:
        value = run(arguments)
        if isinstance(value, Failure):
            raise ValueError(value.reason)
        return value

    return replace(p, function=reference, body=None)


def named(term: Term, names: dict[Const, str]) -> Term:
    """The term with primitives in place of the constants that stand for them."""
    if isinstance(term, Const) and term in names:
        return Prim(names[term])
    return rebuild(term, lambda part, _: named(part, names))
