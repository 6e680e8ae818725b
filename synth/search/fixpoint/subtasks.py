"""Tasks inside another one, first-order or with subroutines that take functions: their spaces, and the programs that solve them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.primitives import Primitive, Vocabulary
from dsl.term import Term
from dsl.type import Type, is_arrow, parameters
from synth.search import deduce
from synth.space.budget import Budget
from synth.space.grammar import Grammar, Production
from synth.space.prior import SCALE, Costs, Table
from synth.space.space import Fit, Space
from tasks.task import Example


class Parts:
    """Searches on parts of one task, all on its budget, where nothing calls itself."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.space, self.budget, self.vocabulary = space, budget, vocabulary
        self.cut = False  # whether a search ended for want of candidates
        self.flat = Vocabulary(p for p in vocabulary.values() if is_flat(p))
        self.higher = any(p.body is not None and not is_flat(p) for p in vocabulary.values())  # whether anything known takes functions
        constants = {p.value: space.costs.base[p.index] / SCALE for p in space.grammar.productions if is_literal(p)}
        self.constants, self.table = list(constants), Table(constants)
        self.prices: dict[tuple[bool, str], int] = {}
        for p in space.grammar.productions:
            if p.primitive is not None:
                self.prices.setdefault(place_of(p, space.grammar), space.costs.base[p.index])
        self.spaces: dict[tuple[Type, bool], tuple[Grammar, Costs]] = {}

    def programs(self, request: Type, examples: Sequence[Example], limit: int, higher: bool = False) -> Iterator[Term]:
        """Programs that fit the examples, the cheapest first, within so many candidates; an input may be a Failure."""
        grammar, costs = self.compiled(request, higher)
        budget = Budget(min(limit, self.budget.candidates_left()), self.budget.deadline, self.budget.bytes)
        before = self.budget.stats.candidates
        for event in deduce.search(Space(grammar, costs, tuple(examples)), budget, self.vocabulary):
            self.budget.stats.candidates = before + budget.stats.candidates
            if isinstance(event, Fit):
                yield event.term
        self.budget.stats.candidates = before + budget.stats.candidates
        self.budget.stats.full |= budget.stats.full
        self.cut = self.cut or budget.spent()

    def compiled(self, request: Type, higher: bool) -> tuple[Grammar, Costs]:
        """The grammar of a request and its costs, those of the whole task."""
        if (request, higher) not in self.spaces:
            grammar = Grammar.from_types(request, self.vocabulary if higher else self.flat, self.constants)
            self.spaces[request, higher] = (grammar, self.prior(grammar))
        return self.spaces[request, higher]

    def prior(self, grammar: Grammar) -> Costs:
        """What the productions of a part cost: the words as in the whole task."""
        plain = self.table.costs(grammar).base
        return Costs(tuple(self.prices.get(place_of(p, grammar), cost) for p, cost in zip(grammar.productions, plain, strict=True)))


def place_of(production: Production, grammar: Grammar) -> tuple[bool, str]:
    """Whether a production stands inside a lambda, and its word, "" where it has none."""
    inside = grammar.contexts[grammar.states[production.state].context].depth > 0
    return inside, "" if production.primitive is None else production.primitive.name


def is_literal(production: Production) -> bool:
    """Whether a production is a constant written as such."""
    return production.kind == "constant" and production.primitive is None


def is_flat(p: Primitive) -> bool:
    """Whether a primitive takes no functions; what a subroutine without arguments gives may need some to be known."""
    return p.loop is None and (p.arity > 0 or p.body is None) and not any(map(is_arrow, parameters(p.type)[0]))
