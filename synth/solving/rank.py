"""Ranking: which of the programs that fit is meant.

Programs are grouped by what they do on inputs nobody showed; each group weighs the sum of
its members, each the less the more it costs, so that a behaviour with many short explanations beats a lucky one.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, free_indices, strip, subterms
from dsl.type import Type, parameters
from synth.solving.perturb import variations
from synth.space.derivation import Derivations
from synth.space.grammar import Grammar
from synth.space.prior import BITS, SCALE, Costs

if TYPE_CHECKING:
    from tasks.task import Example

INPUTS = 40
UNUSED = 4.0  # units a program pays for an input it ignores
BRANCH = 1.0  # and for a conditional
RIVAL = 5.0  # units; a program that is so much dearer than another cannot outweigh it
TWICE = 5.0  # and for using a text to change itself
COPIED = 0.5  # for each character of a literal that the inputs have too
LEAST_COPY = 4  # characters that count as copied
SCANNED = "scan"
LEANING = 1.0  # how much of what the guide moves a price by
FAILING = 2.0  # and, in proportion, for failing on inputs nobody showed


@dataclass(frozen=True)
class Candidate:
    """A program that fits, with its cost under the prior."""

    term: Term
    cost: float  # units
    strategy: str
    reached: int = 0  # candidates evaluated when it was met
    lean: float = 0.0  # units that the guide adds
    against: float = 0.0  # and what it does on rows without outputs


class Lean:
    """By how much the costs of a guide make programs dearer than the table's do, in units; less than 0 for what the examples speak for."""

    def __init__(self, grammar: Grammar, vocabulary: Vocabulary, table: Costs, guided: Costs) -> None:
        self.grammar, self.vocabulary = grammar, vocabulary
        self.moved = [(after - before) / SCALE for before, after in zip(table.base, guided.base, strict=True)]

    @cached_property
    def derivations(self) -> Derivations:
        """How the grammar makes programs; a search that finds nothing never asks."""
        return Derivations(self.grammar, self.vocabulary)

    def of(self, term: Term) -> float:
        """The whole of a program; 0 for one that the grammar does not make."""
        return LEANING * sum(self.moved[p.index] for p in self.derivations.of(term) or ())


def rank(
    candidates: Sequence[Candidate],
    request: Type,
    shown: Sequence[Example],
    vocabulary: Vocabulary,
    seed: int,
    further: Sequence[tuple[Any, ...]] = (),
) -> list[Candidate]:
    """The candidates that can be meant, the likeliest behaviour first, on `further` inputs too, and within it the cheapest program."""
    if len(candidates) < 2:
        return list(candidates)
    inputs = [*further, *variations([e.inputs for e in shown], request, random.Random(seed), INPUTS)]
    prices = [c.cost + c.lean + c.against + penalty(c.term, request, shown) for c in candidates]
    most = min(prices) + RIVAL
    groups: dict[tuple[str, ...], list[tuple[float, int, Candidate]]] = defaultdict(list)
    for order, (candidate, price) in enumerate(zip(candidates, prices, strict=True)):
        if price > most:
            continue
        run = compile_term(candidate.term, vocabulary)
        outputs = [run(i) for i in inputs]
        behaviour = tuple(map(alike, outputs))
        failing = FAILING * behaviour[len(further) :].count("!") / max(1, len(behaviour) - len(further))
        failing /= 1 + len(further)  # inputs that are there tell more than those made up
        if candidate.strategy == SCANNED:
            failing /= 4  # what was made up is seldom in a format
        groups[behaviour].append((price + failing, order, candidate))
    weights = {b: _weight([price for price, _, _ in members]) for b, members in groups.items()}
    ordered = sorted(groups, key=lambda b: (weights[b], min(groups[b])[1]))
    return [c for b in ordered for _, _, c in sorted(groups[b], key=lambda m: m[:2])]


def alike(output: Any) -> str:
    """A text that outputs share which tasks do not tell apart; "!" for a failure."""
    match output:
        case Failure():
            return "!"
        case tuple():
            return f"({', '.join(map(alike, output))})"
        case float():
            return f"{output:.10g}"
        case Decimal():
            return f"{output.normalize()}d"
    return repr(output)


def _weight(prices: Sequence[float]) -> float:
    """The price of a group: less than its cheapest member's, the more members stand behind it."""
    least = min(prices)
    return least - math.log2(sum(2.0 ** (BITS * (least - p)) for p in prices)) / BITS


def penalty(term: Term, request: Type, shown: Sequence[Example]) -> float:
    """What makes a program less likely to be meant, beyond its cost: inputs ignored or used twice at once, branches, copied literals."""
    count = len(parameters(request)[0])
    _, body = strip(term)
    unused = count - len(used_inputs(body, count))
    branches = sum(1 for t in subterms(body) if isinstance(t, App) and t.function == Prim("if"))
    literals = [t.value for t in subterms(body) if isinstance(t, Const) and isinstance(t.value, str) and len(t.value) > LEAST_COPY]
    twice = sum(1 for t in subterms(body) if isinstance(t, App) and _repeats(t.arguments))
    return UNUSED * unused + BRANCH * branches + TWICE * twice + sum(COPIED * copied(text, shown) for text in literals)


def _repeats(arguments: Sequence[Term]) -> bool:
    """Whether an operation on a text takes something besides that is this text itself."""
    return len(arguments) > 2 and arguments[-1] in arguments[:-1] and not isinstance(arguments[-1], Const)


def copied(text: str, shown: Sequence[Example]) -> int:
    """How many characters of a text, in one piece, stand in the inputs of every example, if the rest of it does not."""
    given = ["\0".join(v for v in e.inputs if isinstance(v, str)) for e in shown]
    if all(text in g for g in given):
        return 0  # a mark to look for
    parts = (text[i:j] for i in range(len(text)) for j in range(i + LEAST_COPY, len(text) + 1))
    return max((len(part) for part in parts if all(part in g for g in given)), default=0)


def used_inputs(body: Term, count: int) -> set[int]:
    """Which of the outermost variables a program's body reads."""
    return {i for i in free_indices(body) if i < count}
