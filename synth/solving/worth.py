"""Worth: what a program that fits costs while a search goes on, with all that speaks against it at once.

It says how long to search and which programs are too dear to be kept; `ranker.py` has the last word on those that are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from dsl.evaluate import Columns
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Let, Prim, Term, free_indices, lam, strip, subterms
from dsl.type import Type, parameters
from synth.solving.column import texts_of
from synth.space.derivation import Derivations
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, Costs

UNUSED = 4.0  # units a program pays for an input it ignores
BRANCH = 1.0  # and for a conditional
RIVAL = 5.0  # units; a program that is so much dearer than another cannot outweigh it
TWICE = 5.0  # and for using a text to change itself
COPIED = 0.5  # for each character of a literal that the inputs have too
LEAST_COPY = 4  # characters that count as copied
SEAM = 1.5  # and for each place where a word or number of an output is put together of a literal and something else
LEANING = 1.0  # how much of what the guide moves a price by


@dataclass(frozen=True)
class Candidate:
    """A program that fits, with its cost under the prior."""

    term: Term
    cost: float  # units
    strategy: str
    reached: int = 0  # candidates evaluated when it was met
    against: float = 0.0  # units that speak against what it does on rows without outputs


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


class Faults(NamedTuple):
    """What makes a program less likely to be meant, beyond its cost: how many inputs it ignores, how many branches it has, how often it
    uses a text to change itself, and how many characters of its literals are copied, whatever their case."""

    unused: int
    branches: int
    twice: int
    copied: int


def faults(body: Term, arity: int, given: Sequence[str]) -> Faults:
    """Those of a program's body; `given` are the texts of each example's inputs."""
    parts = list(subterms(body))
    applied = [t for t in parts if isinstance(t, App)]
    literals = [t.value for t in parts if isinstance(t, Const) and isinstance(t.value, str) and len(t.value) > LEAST_COPY]
    return Faults(
        arity - sum(index < arity for index in free_indices(body)),
        sum(t.function == Prim("if") for t in applied),
        sum(_repeats(t.arguments) for t in applied),
        sum(_copied(text.casefold(), [each.casefold() for each in given]) for text in literals),
    )


class Seams(NamedTuple):
    """Places at which what a program joins meets within a word or a number: of a literal and something else, of digits, of letters."""

    literal: int
    digits: int
    letters: int


def seams(term: Term, rows: Columns) -> Seams:
    """Those of the outputs for some rows."""
    binders, body = strip(term)
    found = [0, 0, 0]
    parts = list(_joined(body, lambda part: part))
    if len(parts) < 2:
        return Seams(*found)
    values = [rows.of(lam(len(binders), part)) for part in parts]
    for (left, right), befores, afters in zip(pairwise(parts), values, values[1:]):
        ends = [(a[-1:], b[:1]) for a, b in zip(befores, afters, strict=True) if isinstance(a, str) and isinstance(b, str)]
        digits, letters = (any(kind(a) and kind(b) for a, b in ends) for kind in (str.isdigit, str.isalpha))
        literal = isinstance(left, Const) or isinstance(right, Const)
        found[0 if literal else 1 if digits else 2] += digits or letters
    return Seams(*found)


def _joined(term: Term, within: Callable[[Term], Term]) -> Iterator[Term]:
    """The texts that a program joins, one after the other, each as a program."""
    match term:
        case Let(value, body, name):
            yield from _joined(body, lambda part: within(Let(value, part, name)))
        case App(Prim("concat_text"), (left, right)):
            yield from _joined(left, within)
            yield from _joined(right, within)
        case Const():
            yield term
        case _:
            yield within(term)


def penalty(term: Term, request: Type, rows: Columns) -> float:
    """By how much its faults make a program dearer, in units; the rows are those shown."""
    found = faults(strip(term)[1], len(parameters(request)[0]), texts_of(rows.rows))
    total = UNUSED * found.unused + BRANCH * found.branches + TWICE * found.twice + COPIED * found.copied
    return total + SEAM * seams(term, rows).literal


def _repeats(arguments: Sequence[Term]) -> bool:
    """Whether an operation on a text takes something besides that is this text itself."""
    return len(arguments) > 2 and arguments[-1] in arguments[:-1] and not isinstance(arguments[-1], Const)


def _copied(text: str, given: Sequence[str]) -> int:
    """How many characters of a text, in one piece, stand in the inputs of every example, if the rest of it does not."""
    if all(text in g for g in given):
        return 0  # a mark to look for
    parts = (text[i:j] for i in range(len(text)) for j in range(i + LEAST_COPY, len(text) + 1))
    return max((len(part) for part in parts if all(part in g for g in given)), default=0)
