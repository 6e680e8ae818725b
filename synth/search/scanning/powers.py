"""Squares and cubes that the wanted outputs show: of a number, times a number, or under one, as in areas, volumes and the index of a body's
mass, with a constant of few digits or one that circles have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import islice, permutations
from typing import Any

from synth.search.scanning.arithmetic import (
    MOST_PAIRS,
    MOST_SHOWN,
    agree,
    applied_to,
    constant_cost,
    multiple,
    numbers_of,
    plain,
    quotient,
    rounded_to,
    simplest,
    step_of,
    times,
)
from synth.search.scanning.dates import SMALL
from synth.search.scanning.quantities import LARGEST
from synth.search.scanning.quotients import ratio_of
from synth.search.scanning.source import Source

POWER, OVER, FACTOR = 2.5, 3.5, 1.0  # units: for a product of equal numbers, for a quotient by one, and for a constant besides
CIRCULAR = tuple(  # π, 2π, π/4, 4π/3, π/6, π/3, π/2: of circles, spheres and cones; a product has sixteen digits at most
    map(Decimal, ("3.14159265", "6.28318531", "0.785398163", "4.1887902", "0.523598776", "1.04719755", "1.57079633"))
)
CIRCLE = 1.5  # units for one of these
MOST_DIGITS, MOST_EXACT = 3, 6  # of a constant between bounds, and of one that gives the outputs exactly
NEAR = Decimal("0.02")  # how wide bounds may be, in proportion, of which one is read


def powers(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """What such products and quotients make of the sources, rounded to as many places as the outputs show."""
    shown = [numbers_of(output) for output in outputs]
    if not all(shown):
        return
    usual = {source.values: source for source in reversed(sources[:MOST_PAIRS]) if source.kind != SMALL and len(set(source.values)) > 1}
    for source in usual.values():
        square = _product(source, source, POWER)
        for product in (source, square, _product(square, source, POWER)):
            yield from _fitting(product, shown, circular_only=product is source)
    for first, square in permutations(usual.values(), 2):
        both = _product(square, square, POWER)
        yield from _fitting(_product(first, both, 0.0), shown)
        yield from _over(first, both, shown)


def _product(first: Source, second: Source, cost: float) -> Source:
    """The product of two numbers; of a number with itself the number is paid for once."""
    values = tuple(a * b for a, b in zip(first.values, second.values, strict=True))
    own = first.cost if first is second else max(first.cost, second.cost) if cost else first.cost + second.cost
    return Source(own + cost, values, partial(applied_to, "multiply_decimal", first, second), written=False)


def _fitting(product: Source, shown: Sequence[Sequence[Decimal]], circular_only: bool = False) -> Iterator[Source]:
    """A product as it is, or times a constant, rounded where the outputs are."""
    if max(map(abs, product.values)) >= LARGEST or 0 in product.values:
        return
    if not circular_only:
        exact = (quotient(wanted, product.values[0]) for wanted in shown[0])
        for factor in (factor for factor in exact if factor and abs(factor) < LARGEST and len(factor.as_tuple().digits) <= MOST_EXACT):
            whole = product if factor == 1 else times(product, FACTOR + constant_cost(factor), plain(factor))
            if agree(shown, whole.values):
                yield whole
                return
    for column in islice(zip(*shown, strict=False), MOST_SHOWN):
        step = step_of(column)
        found = _constant(column, step, product.values, circular_only)
        if found is not None:
            made = rounded_to(times(product, FACTOR + found[1], found[0]), step)
            if len(set(made.values)) > 1 and agree(shown, made.values):
                yield made


def _over(first: Source, square: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """A number, or a constant times it, over the product of two equal ones, rounded."""
    if 0 in square.values or max(map(abs, square.values)) >= LARGEST:
        return
    quotients = [a / b for a, b in zip(first.values, square.values, strict=True)]
    for column in islice(zip(*shown, strict=False), MOST_SHOWN):
        step = step_of(column)
        found = (Decimal(1), 0.0) if _rounded(quotients, step) == list(column) else _constant(column, step, quotients)
        if found is None:
            continue
        factor, cost = found
        values = _rounded([factor * value for value in quotients], step)
        if len(set(values)) > 1 and agree(shown, values):
            above = first if factor == 1 else times(first, FACTOR + cost, factor)
            yield Source(above.cost + square.cost + OVER, tuple(values), ratio_of(step, above, square), exact=False)


def _rounded(values: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    return [multiple(value, step, ROUND_HALF_UP) for value in values]


def _constant(
    wanted: Sequence[Decimal], step: Decimal, values: Sequence[Decimal], circular_only: bool = False
) -> tuple[Decimal, float] | None:
    """The constant by which values become the wanted numbers when they are rounded, and what it costs: the simplest one, if the bounds
    that rounding leaves are narrow and it has few digits, else one that circles have."""
    if any(number * value <= 0 for number, value in zip(wanted, values, strict=True)):
        return None
    bounds = [sorted(((number - step / 2) / value, (number + step / 2) / value)) for number, value in zip(wanted, values, strict=True)]
    least, most = max(low for low, _ in bounds), min(high for _, high in bounds)
    if not 0 < least < most < LARGEST or most - least > NEAR * least:
        return None
    few = simplest(least, most)
    digits = MOST_DIGITS + 1 if few is None else len(few.as_tuple().digits)
    circular = next((constant for constant in CIRCULAR if least <= constant <= most), None)
    if digits >= MOST_DIGITS and circular is not None:
        return circular, CIRCLE
    return None if circular_only or few is None or digits > MOST_DIGITS else (plain(few), constant_cost(few))


__all__ = ["powers"]
