"""Numbers in another unit or on another scale, rounded: times or over a constant within the bounds that rounded outputs leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import permutations
from typing import Any

from dsl.term import App, Const, Prim
from dsl.type import DECIMAL
from synth.search.scanning.arithmetic import (
    MOST_PAIRS,
    ROUNDINGS,
    added,
    applied,
    constant_cost,
    multiple,
    numbers_of,
    plain,
    plus,
    rounded_to,
    scaled,
    step_of,
    times,
)
from synth.search.scanning.quantities import Place
from synth.search.scanning.source import Source

UNITS = (60, 24, 12, 7, 3600, 1024, 1440, 1024**2, 365, 86400, 16, 36)  # how many of one unit another has
MEASURES = ("2.54", "0.3048", "0.9144", "1.609344", "0.45359237", "28.349523125", "2.20462262", "0.62137119")  # of inches, feet, pounds, …
FACTORS = (*map(Decimal, UNITS), *map(Decimal, MEASURES))
TELLING = Decimal("0.1")  # how wide bounds may be, in proportion, of which a constant is read
MOST_DIGITS = 8
SHORTER = 2  # digits that a constant that is divided by has less than one that is multiplied by
CONVERTED, FURTHER = 2.5, 1.0  # units: for a constant that is known, and for a second step
PARTS = tuple(map(Decimal, ("0.25", "0.5", "0.1")))  # of an hour
SIXTY, NINE_FIFTHS, FIVE, FREEZING = Decimal(60), Decimal("1.8"), Decimal(5), Decimal(32)


def conversions(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """What the sources and sixtieths of them are in another unit, rounded to as many places as the outputs show.

    Of the constants that rounded outputs allow the simplest is meant, if bounds so narrow seldom hold one.
    """
    shown = [numbers_of(output) for output in outputs]
    count = min(map(len, shown))
    for source in (each for each in (*sources, *_sixtieths(sources)) if len(set(each.values)) > 1):
        for at in dict.fromkeys((*range(count), -1)) if count else ():
            wanted = tuple(row[at] for row in shown)
            step = step_of(wanted)
            found = (*_by_factor(source, wanted, step), *_degrees(source, step), *_by_parts(source, step))
            yield from (made for made in found if made.values == wanted)


def _sixtieths(sources: Sequence[Source]) -> Iterator[Source]:
    """Hours and minutes, minutes and seconds or degrees and minutes as so many of the smaller."""
    read = [source for source in sources[:MOST_PAIRS] if isinstance(source.kind, Place) and source.kind.n is not None]
    for first, second in permutations(read, 2):
        a, b = first.kind, second.kind
        assert isinstance(a, Place) and isinstance(b, Place) and a.n is not None
        if a.column == b.column and a.n + 1 == b.n and all(0 <= value < SIXTY for value in second.values):
            yield added(times(first, 0.0, SIXTY), second, first.cost + second.cost + CONVERTED)


def _by_factor(source: Source, wanted: Sequence[Decimal], step: Decimal) -> Iterator[Source]:
    bounds = [sorted(((y - step / 2) / x, (y + step / 2) / x)) for x, y in zip(source.values, wanted, strict=True) if x]
    low, high = max(low for low, _ in bounds), min(high for _, high in bounds)
    if not 0 < low < high:
        return
    width = (high - low) / low
    unit = next((unit for unit in UNITS if low <= 1 / Decimal(unit) <= high), None)
    known = next((factor for factor in FACTORS if low <= factor <= high), None)
    simplest, digits = _simplest(low, high)
    power = simplest.as_tuple().digits == (1,) and simplest != 1
    if power:  # thousands are likelier than 1024
        yield rounded_to(scaled(source, simplest.adjusted()), step)
    elif width < TELLING and unit is not None:
        yield _over(source, CONVERTED, step, Decimal(unit))
    elif width < TELLING and known is not None:
        yield rounded_to(times(source, CONVERTED, known), step)
    elif (divided := _simplest(1 / high, 1 / low)) and divided[1] + SHORTER <= digits and width * 10 ** (divided[1] - 1) < TELLING:
        yield _over(source, CONVERTED + constant_cost(divided[0]), step, divided[0])
    elif width * 10**digits < TELLING:
        yield rounded_to(times(source, CONVERTED + constant_cost(simplest), simplest), step)


def _by_parts(source: Source, step: Decimal) -> Iterator[Source]:
    """Minutes as hours, or seconds as minutes, in quarters, halves or tenths of one, rounded up, down or to the nearest."""
    for part in PARTS:
        if part % step == 0:
            for name, (cost, mode) in ROUNDINGS.items():
                values = [multiple(value, part * SIXTY, mode) for value in source.values]
                if tuple(values) != source.values:
                    yield _over(applied(source, CONVERTED + cost, name, plain(part * SIXTY), values), FURTHER, part, SIXTY)


def _degrees(source: Source, step: Decimal) -> Iterator[Source]:
    """Degrees of Celsius as those of Fahrenheit, and the other way round."""
    yield rounded_to(plus(times(source, CONVERTED, NINE_FIFTHS), FURTHER, FREEZING), step)
    yield _over(times(plus(source, CONVERTED, -FREEZING), FURTHER, FIVE), 0.0, step, Decimal(9))


def _simplest(low: Decimal, high: Decimal) -> tuple[Decimal, int]:
    """The number between two bounds that has the fewest digits, and how many these are."""
    for digits in range(1, MOST_DIGITS):
        step = Decimal(1).scaleb(low.adjusted() - digits + 1)
        found = ((low / step).to_integral_value(ROUND_CEILING) * step).normalize()
        if found <= high:
            return found, len(found.as_tuple().digits)
    return low, MOST_DIGITS


def _over(source: Source, cost: float, step: Decimal, unit: Decimal) -> Source:
    """A number over a constant, rounded."""
    values = [multiple(value / unit, step, ROUND_HALF_UP) for value in source.values]
    made = source.then(cost, values, lambda term, _: App(Prim("round_ratio"), (Const(step, DECIMAL), term, Const(unit, DECIMAL))))
    return replace(made, exact=False)
