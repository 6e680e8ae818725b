"""What only some rows have: rows whose output is empty lack it, and a test of the input says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from dsl.primitives import Vocabulary
from dsl.term import Term, call
from dsl.type import STR, parameters
from synth.search.scanning.cases import Test, told_apart
from synth.search.scanning.pieces import Pieces, text
from synth.space.space import Space

Whole = Callable[[Space], Iterator[tuple[float, Term]]]  # the rules for whole outputs
CHOSEN, NO_TEST = 3.0, 1.0  # units: for the choice, and for what gives nothing by itself where it is lacking
UNTOLD = 8.0  # in proportion to the further rows where test and value disagree whether there is one
ONE_SIDED = 0.5  # for a test that is never or always met on the further rows
MOST_BODIES, MOST_ANSWERS = 6, 4


def scan(space: Space, vocabulary: Vocabulary, whole: Whole) -> Iterator[tuple[float, Term]]:
    """The programs that test for what some rows lack and else do what the rules find for the other rows, with their prices in units."""
    given, result = parameters(space.grammar.request)
    filled = tuple(example for example in space.shown if example.output != "")
    there = tuple(example.output != "" for example in space.shown)
    if result != STR or STR not in given or "if" not in vocabulary or all(there) or not any(there):
        return
    bodies = sorted(whole(replace(space, shown=filled)), key=lambda found: found[0])[:MOST_BODIES]
    if not bodies:
        return
    pieces = Pieces(space, vocabulary, lambda sample: iter(()))
    tests = [test for test in told_apart(pieces, ONE_SIDED) if test.shown in (there, tuple(not each for each in there))]
    found = [_chosen(price, body, test, pieces, there) for price, body in bodies for test in tests]
    wanted = tuple(example.output for example in space.shown)
    found += [(price + NO_TEST, body) for price, body in bodies if pieces.values(body)[0] == wanted]
    yield from islice(sorted(found, key=lambda made: made[0]), MOST_ANSWERS)


def _chosen(price: float, body: Term, test: Test, pieces: Pieces, there: tuple[bool, ...]) -> tuple[float, Term]:
    """The choice between a value and nothing; dearer where the value is not there when the test says so, and the other way round."""
    kept = test.shown == there
    _, values = pieces.values(body)
    _, met = pieces.values(test.term)
    wrong = sum(bool(value) != (holds == kept) for value, holds in zip(values, met, strict=True)) / max(1, len(values))
    nothing = text("")
    term = call("if", test.term, body, nothing) if kept else call("if", test.term, nothing, body)
    return CHOSEN + price + test.price + UNTOLD * wrong, term


__all__ = ["scan"]
