"""Undefined values: rows with a number that is 0, where the others are divided by it, and that have a word instead, as `n/a`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice

from dsl.term import App, Const, Prim, Term, call
from dsl.type import DECIMAL, STR
from synth.search.scanning.sample import Sample
from synth.search.scanning.template import literal_cost

CHOSEN = 3.0  # units: for the choice
MOST_READ, MOST_ANSWERS, MOST_LETTERS = 8, 3, 16
LEAST_ROWS = 2


def scan(sample: Sample, rules: Callable[[Sample], Iterator[tuple[float, Term]]]) -> Iterator[tuple[float, Term]]:
    """The programs that give one word where a number is 0 and what the rules find for the other rows, with their costs in units."""
    without = [row for row, output in enumerate(sample.outputs) if not any(map(str.isdigit, output))]
    words = {sample.outputs[row] for row in without}
    rest = [row for row in range(len(sample.outputs)) if row not in without]
    if len(words) != 1 or len(rest) < LEAST_ROWS or len(min(words)) > MOST_LETTERS:
        return
    (word,) = words
    spelt = sum(literal_cost(c, word[:at], 2) for at, c in enumerate(word))
    for read in sample.amounts[:MOST_READ]:
        if [row for row, value in enumerate(read.values) if value == 0] == without:
            own = Sample([sample.rows[row] for row in rest], [sample.outputs[row] for row in rest], sample.further)
            test = App(Prim("equal"), (read.of(sample.arity), Const(Decimal(0), DECIMAL)))
            for cost, body in islice(sorted(rules(own), key=lambda found: found[0]), MOST_ANSWERS):
                yield CHOSEN + read.cost + spelt + cost, call("if", test, Const(word, STR), body)
            return


__all__ = ["scan"]
