"""Bands: labels that say themselves which numbers they are for, such as `Under 18`, `18-64` and `65+`, told by a number of the row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dsl.number_formats import whole_number
from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL, STR, parameters
from synth.search.scanning.quantities import amounts
from synth.space.space import Space

PRICE, BAND = 6.0, 1.5  # units: for the first two bands and for each further one
MOST_NUMBERS = 4  # of a row, that bands are tried on
_NUMBER = r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
_MORE, _LESS = ">=?|≥|over|above|more than|at least|from", "<=?|≤|under|below|less than|at most|up to"
_BOUND = re.compile(rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\D{{0,3}}{_NUMBER}", re.I | re.A)
_ENDED = r"\+|(?:and|or|&)\s+(?:over|above|up|more|older|under|below|less|younger|fewer)"
_BEYOND = re.compile(rf"{_NUMBER}\D{{0,3}}?(?P<end>{_ENDED})", re.I | re.A)
_RANGE = re.compile(rf"{_NUMBER}\D{{0,3}}?\s*(?:-|–|—|to)\s*\D{{0,3}}?{_NUMBER}", re.A)
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:<=?|≤)\s*\w+\s*(?:<=?|≤)\s*{_NUMBER}", re.A)
_WITH = re.compile(r">=|≥|at least|from|<=|≤|at most|up to", re.I)  # the bound itself is within
_DOWN = re.compile("under|below|less|younger|fewer", re.I)


@dataclass(frozen=True)
class Band:
    """The numbers from one to another, None where there is no bound; and whether the bounds are within."""

    least: Decimal | None
    most: Decimal | None
    closed: bool = True

    def holds(self, value: Decimal) -> bool:
        """Whether a number is in the band."""
        below = self.least is None or self.least < value or (self.closed and self.least == value)
        return below and (self.most is None or value < self.most or (self.closed and value == self.most))


def band_of(label: str) -> Band | None:
    """The band that a label says; None where it says none."""
    if (found := _BETWEEN.search(label)) is not None:
        return Band(whole_number(found[1]), whole_number(found[2]))
    if (found := _BOUND.search(label)) is not None:
        bound, closed = whole_number(found[3]), _WITH.match(found["more"] or found["less"]) is not None
        return Band(bound, None, closed) if found["more"] else Band(None, bound, closed)
    if (found := _BEYOND.search(label)) is not None:
        bound = whole_number(found[1])
        return Band(None, bound) if _DOWN.search(found["end"]) else Band(bound, None)
    if (found := _RANGE.search(label)) is not None:
        least, most = whole_number(found[1]), whole_number(found[2].lstrip("+-"))
        return Band(least, most) if least < most else None
    return None


def scan(space: Space) -> Iterator[tuple[float, Term]]:
    """The programs that give the label of the band in which a number of the row is, with their prices in units."""
    arguments, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    if result != STR:
        return
    told = {label: band_of(label) for label in outputs}
    bands = sorted(((band, label) for label, band in told.items() if band is not None), key=_place)
    if len(bands) < max(2, len(told)) or all(None not in (band.least, band.most) for band, _ in bands):
        return
    tests = [_test(below, above) for (below, _), (above, _) in pairwise(bands)]
    if None in tests:
        return
    for source in amounts([example.inputs for example in space.shown], space.inputs)[:MOST_NUMBERS]:
        if all(told[label].holds(value) for label, value in zip(outputs, source.values, strict=True)):  # type: ignore[union-attr]
            number = source.of(len(arguments))
            term: Term = Const(bands[-1][1], STR)
            for (name, bound), (_, label) in zip(reversed(tests), reversed(bands[:-1]), strict=True):  # type: ignore[misc]
                test = App(Prim(name), (number, Const(bound, DECIMAL)))
                term = App(Prim("if"), (test, Const(label, STR), term))
            yield PRICE + source.cost + BAND * (len(bands) - 2), term


def _place(found: tuple[Band, str]) -> Decimal:
    """Where a band begins."""
    band = found[0]
    return Decimal("-Infinity") if band.least is None else band.least


def _test(below: Band, above: Band) -> tuple[str, Decimal] | None:
    """Whether a number is in the lower of two bands that lie side by side; None where they overlap."""
    if below.most is None or (above.least is not None and above.least < below.most):
        return None
    if above.least is not None and (above.closed or not below.closed):
        return ("less", above.least) if above.closed else ("less_equal", above.least)
    return ("less_equal" if below.closed else "less"), below.most


__all__ = ["Band", "band_of", "scan"]
