"""Beginnings and ends that all outputs have, and that are put where an input lacks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call
from dsl.type import STR, parameters
from synth.search.scanning.found import common_start
from synth.search.scanning.pieces import values_of
from synth.space.space import Space

NEEDED = {"ensure_prefix", "ensure_suffix"}
ENSURED, CHARACTER = 5.0, 0.2  # units: for both, and for each character of them
MOST = 4  # characters at an end


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that see to both ends, with their prices in units; those for one end alone are enumerated."""
    given, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    if result != STR or not vocabulary.keys() >= NEEDED or len(outputs) < 2 or not all(outputs):
        return
    start, end = common_start(outputs), common_start([text[::-1] for text in outputs])[::-1]
    starts = [start[:n] for n in range(1, MOST + 1) if start[:n] and not start[:n][-1].isalnum()]
    ends = [end[-n:] for n in range(1, MOST + 1) if end[-n:] and not end[-n:][0].isalnum()]
    rows = [example.inputs for example in space.shown]
    for column in (Var(len(given) - 1 - place) for place, type in enumerate(given) if type == STR):
        cells = [cell for cell in values_of(column, len(given), (*rows, *space.inputs), vocabulary) if cell]
        firsts = [text for text in dict.fromkeys(starts) if _lacking([cell.startswith(text) for cell in cells])]
        lasts = [text for text in dict.fromkeys(ends) if _lacking([cell.endswith(text) for cell in cells])]
        for first, last in product(firsts, lasts):
            term: Term = call("ensure_prefix", Const(first, STR), call("ensure_suffix", Const(last, STR), column))
            if values_of(term, len(given), rows, vocabulary) == outputs:
                yield ENSURED + CHARACTER * len(first + last), term
                break


def _lacking(there: Sequence[bool]) -> bool:
    """Whether some rows have an end and others lack it."""
    return any(there) and not all(there)


__all__ = ["scan"]
