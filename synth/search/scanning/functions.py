"""Functions of one number that the wanted outputs show: a constant over it, a multiple with something added, remainders, bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import partial
from itertools import islice
from typing import Any

from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL
from synth.search.scanning.arithmetic import (
    MOST_PAIRS,
    MOST_SHOWN,
    agree,
    applied,
    constant_cost,
    multiple,
    numbers_of,
    plain,
    plus,
    quotient,
    simplest,
    times,
)
from synth.search.scanning.dates import SMALL
from synth.search.scanning.quantities import LARGEST
from synth.search.scanning.source import Source

OVER, ROUNDED, LINEAR, LEFT, BOUND = 2.6, 1.0, 3.5, 3.0, 2.0  # units
CYCLES = tuple(map(Decimal, (360, 24, 60, 12, 7, 10, 100, 1000, 180)))  # by which remainders are taken
TELLING = 3  # distinct numbers that a line through two of them needs


def functions(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """What such functions make of the sources."""
    shown = [numbers_of(output) for output in outputs]
    for source in sources[:MOST_PAIRS] if all(shown) else ():
        if source.kind != SMALL and len(set(source.values)) > 1:
            yield from _over(source, shown)
            yield from _linear(source, shown)
            yield from _remainders(source, shown)
            yield from _bounded(source, shown)


Shown = Sequence[Sequence[Decimal]]


def _over(source: Source, shown: Shown) -> Iterator[Source]:
    """A constant divided by the number: as it is, or the simplest one that rounded quotients allow."""
    if not all(source.values):
        return
    for wanted in shown[0]:
        product = wanted * source.values[0]
        exact = [quotient(product, value) for value in source.values]
        if 0 < abs(product) < LARGEST and None not in exact and agree(shown, exact):  # type: ignore[arg-type]
            divided = partial(_divided, "divide_decimal", (product,))
            yield replace(source.then(OVER + constant_cost(product), exact, divided), written=False)
    for column in islice(zip(*shown, strict=False), MOST_SHOWN) if min(source.values) > 0 else ():
        step = Decimal(1).scaleb(min(int(number.as_tuple().exponent) for number in column))
        least = max((number - step / 2) * value for number, value in zip(column, source.values))
        most = min((number + step / 2) * value for number, value in zip(column, source.values))
        constant = simplest(least, most) if 0 < least < most else None
        if constant is not None and step <= 1:
            values = [multiple(constant / value, step, ROUND_HALF_UP) for value in source.values]
            if len(set(values)) > 1 and agree(shown, values):
                divided = partial(_divided, "round_ratio", (step, constant))
                yield replace(source.then(OVER + ROUNDED + constant_cost(constant), values, divided), exact=False)


def _divided(name: str, constants: Sequence[Decimal], term: Term, _: int) -> Term:
    return App(Prim(name), (*map(_constant, constants), term))


def _linear(source: Source, shown: Shown) -> Iterator[Source]:
    """A multiple of the number with a constant added, told by two rows and agreed to by a third."""
    values = source.values
    if len(set(values)) < TELLING:
        return
    other = next(row for row, value in enumerate(values) if value != values[0])
    for first in shown[0]:
        for second in shown[other]:
            factor = quotient(second - first, values[other] - values[0])
            if factor is None or factor in (0, 1):
                continue
            term = first - factor * values[0]
            if term and agree(shown, [factor * value + term for value in values]):
                yield plus(times(source, LINEAR + constant_cost(factor), factor), constant_cost(term), term)


def _remainders(source: Source, shown: Shown) -> Iterator[Source]:
    """What is left over when a usual number is taken off as often as it goes into the number."""
    for cycle in CYCLES:
        whole = [multiple(value, cycle, ROUND_FLOOR) for value in source.values]
        values = [value - own for value, own in zip(source.values, whole)]
        if any(whole) and len(set(values)) > 1 and agree(shown, values):

            def left(term: Term, _: int, cycle: Decimal = cycle) -> Term:
                return App(Prim("subtract_decimal"), (term, App(Prim("floor_to"), (_constant(cycle), term))))

            yield replace(source.then(LEFT + constant_cost(cycle), values, left), written=False)


def _bounded(source: Source, shown: Shown) -> Iterator[Source]:
    """The number where it is within bounds, else the bound: each bound is an output that is not the number of its row."""
    beyond = [(value, numbers[0]) for value, numbers in zip(source.values, shown) if value not in numbers]
    least = {wanted for value, wanted in beyond if value < wanted}
    most = {wanted for value, wanted in beyond if value > wanted}
    if not beyond or len(beyond) == len(shown) or len(least) > 1 or len(most) > 1:
        return
    found = source
    for name, bounds, pick in (("max_decimal", least, max), ("min_decimal", most, min)):
        for bound in bounds:
            found = applied(found, BOUND + constant_cost(bound), name, bound, [pick(value, bound) for value in found.values])
    if agree(shown, found.values):
        yield found


def _constant(value: Decimal) -> Const:
    return Const(plain(value), DECIMAL)


__all__ = ["functions"]
