"""First-order tasks inside another one: their spaces, and the programs that solve them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.primitives import Primitive, Vocabulary
from dsl.term import Term
from dsl.type import Type, arrow, is_arrow, parameters
from synth.budget import Budget
from synth.grammar import Grammar, Production
from synth.prior import SCALE, Costs
from synth.search import deduce
from synth.space import Fit, Space
from tasks.task import Example


class Flat:
    """Searches on parts of one task, all on its budget, without the words that take functions."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.space, self.budget, self.vocabulary = space, budget, vocabulary
        self.cut = False  # whether a search ended for want of candidates
        self.words = Vocabulary(p for p in vocabulary.values() if is_flat(p))
        productions = [(p, space.costs.base[p.index]) for p in space.grammar.productions]
        self.constants = {p.value: cost for p, cost in productions if p.kind == "constant" and p.primitive is None}
        self.prices = {p.primitive.name: cost for p, cost in reversed(productions) if p.primitive is not None}
        self.spaces: dict[Type, tuple[Grammar, Costs]] = {}

    def programs(self, inputs: Sequence[Type], output: Type, examples: Sequence[Example], limit: int) -> Iterator[Term]:
        """Programs that fit the examples, the cheapest first, within so many candidates; an input may be a Failure."""
        grammar, costs = self.compiled(arrow(*inputs, output))
        budget = Budget(min(limit, self.budget.candidates_left()), self.budget.deadline, self.budget.bytes)
        before = self.budget.stats.candidates
        for event in deduce.search(Space(grammar, costs, tuple(examples)), budget, self.vocabulary):
            self.budget.stats.candidates = before + budget.stats.candidates
            if isinstance(event, Fit):
                yield event.term
        self.budget.stats.candidates = before + budget.stats.candidates
        self.cut = self.cut or budget.spent()

    def compiled(self, request: Type) -> tuple[Grammar, Costs]:
        """The grammar of a request and its costs, those of the whole task."""
        if request not in self.spaces:
            grammar = Grammar.from_types(request, self.words, list(self.constants))
            self.spaces[request] = (grammar, Costs(tuple(map(self.price, grammar.productions))))
        return self.spaces[request]

    def price(self, production: Production) -> int:
        """What a production costs."""
        if production.primitive is not None:
            return self.prices.get(production.primitive.name, round(SCALE * production.primitive.cost))
        return self.constants[production.value] if production.kind == "constant" else SCALE


def is_flat(p: Primitive) -> bool:
    """Whether a primitive takes no functions; what a subroutine without arguments gives may need some to be known."""
    return p.loop is None and (p.arity > 0 or p.body is None) and not any(map(is_arrow, parameters(p.type)[0]))
