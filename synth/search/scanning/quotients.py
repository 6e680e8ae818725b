"""Quotients that the wanted outputs show: of two numbers, of their difference or sum, per cent of a number, and how often a number goes
into another with what is left over, as with feet and inches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import partial, reduce
from itertools import permutations
from typing import Any

from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL, INT
from synth.search.scanning.arithmetic import (
    MOST_PAIRS,
    added,
    agree,
    applied,
    applied_to,
    constant_cost,
    families,
    multiple,
    numbers_of,
    scaled,
    times,
)
from synth.search.scanning.quantities import Place, as_int, decimal_of
from synth.search.scanning.source import Made, Source

RATIO, CHANGE, OF_SUM, OF_SEVERAL = 3.0, 4.5, 4.5, 0.5  # units: for a quotient, for one of a difference, for one by a sum, of more than two
RATE, SIXTY = 2.0, Decimal(60)
WHOLE, LEFT = 2.0, 1.5  # how often a number goes into another, and what is left over, besides the number
DOWN, UP = 3.3, 2.8  # for quotients rounded down, and up: sooner asked for than the nearest whole number
MOST_OF_ONE = 100_000  # by which others are divided with something left over


def ratios(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """Quotients of two numbers, of their difference and one of them, and of one and their sum, rounded to places that the outputs may show,
    also per cent."""
    shown = [numbers_of(output) for output in outputs]
    for first, second in permutations(sources[:MOST_PAIRS], 2) if all(shown) else ():
        both = list(zip(first.values, second.values))
        if any(b == 0 for _, b in both) or len(set(both)) < 2:
            continue
        cost, less = first.cost + second.cost, tuple(a - b for a, b in both)
        yield from _rounded_ratios(first, second, cost + RATIO, shown)
        change = Source(first.cost, less, partial(applied_to, "subtract_decimal", first, second))
        yield from _rounded_ratios(change, second, cost + CHANGE, shown)
        if all(a + b for a, b in both):
            yield from _rounded_ratios(first, added(first, second, 0.0), cost + OF_SUM, shown)
    for whole in families(sources) if all(shown) else ():
        total = reduce(lambda a, b: added(a, b, 0.0), whole)
        if all(total.values):
            for part in whole:
                yield from _rounded_ratios(part, total, part.cost + OF_SUM + OF_SEVERAL, shown)


def _rounded_ratios(first: Source, second: Source, cost: float, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """The quotients of two numbers as whole numbers and with decimals, as they are and per cent."""
    for places in range(6):
        step = Decimal(1).scaleb(-places)
        values = [multiple(a / b, step, ROUND_HALF_UP) for a, b in zip(first.values, second.values, strict=True)]
        ratio = Source(cost, tuple(values), ratio_of(step, first, second), exact=False)
        if agree(shown, values):
            if places >= _decimals(shown, values):
                yield ratio
        elif agree(shown, [value.scaleb(2) for value in values]):
            yield scaled(ratio, 2)


def _decimals(shown: Sequence[Sequence[Decimal]], values: Sequence[Decimal]) -> int:
    """How many decimals values are written with in outputs that show them all."""
    written = (number for numbers, value in zip(shown, values, strict=True) for number in numbers if number == value)
    return max(-int(number.as_tuple().exponent) for number in written)


def rates(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """What so many hours at a rate come to, and how much comes to each of so many hours, the hours being a length of time."""
    shown = [numbers_of(output) for output in outputs]
    numbers = [source for source in sources[:MOST_PAIRS] if isinstance(source.kind, Place)]
    for minutes in (source for source in sources if source.kind == "whole_minutes" and min(source.values) > 0) if all(shown) else ():
        for number in numbers:
            if len(set(zip(minutes.values, number.values))) > 1:
                cost = RATE + minutes.cost + number.cost
                pay = tuple(a * b for a, b in zip(number.values, minutes.values))
                above = Source(0.0, pay, partial(applied_to, "multiply_decimal", number, minutes))
                hour = Source(0.0, (SIXTY,) * len(pay), lambda _: Const(SIXTY, DECIMAL))
                yield from _rounded_ratios(above, hour, cost, shown)
                yield from _rounded_ratios(times(number, 0.0, SIXTY), minutes, cost, shown)


def whole_quotients(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """How often one whole number goes into another, what is left over not counted, or counted as once more, as boxes are."""
    shown = [numbers_of(output) for output in outputs]
    whole = [source for source in sources[:MOST_PAIRS] if all(value == int(value) and abs(value) < MOST_OF_ONE for value in source.values)]
    for first, second in permutations(whole, 2) if all(shown) else ():
        if min(second.values) <= 0 or len(set(second.values)) < 2:
            continue
        floors, ceilings = ([Decimal(sign * (sign * int(a) // int(b))) for a, b in zip(first.values, second.values)] for sign in (1, -1))
        if floors == ceilings:
            continue
        for values, sign, cost in ((ceilings, -1, UP), (floors, 1, DOWN)):
            if len(set(values)) > 1 and agree(shown, values):
                made = partial(_whole_quotient, sign, first, second)
                yield Source(first.cost + second.cost + cost, tuple(values), made, exact=False)


def _whole_quotient(sign: int, first: Source, second: Source, arity: int) -> Term:
    above, below = as_int(first.of(arity)), as_int(second.of(arity))
    if sign > 0:
        return decimal_of(App(Prim("divide"), (above, below)))
    return decimal_of(App(Prim("negate"), (App(Prim("divide"), (App(Prim("negate"), (above,)), below)),)))


def percentages(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """So many per cent of a number, and the number with them added or taken off, rounded to as many places as the outputs may show."""
    shown = [numbers_of(output) for output in outputs]
    for first, second in permutations(sources[:MOST_PAIRS], 2) if all(shown) else ():
        both = list(zip(first.values, second.values))
        if len(set(both)) < 2 or any(not 0 <= b <= 100 for _, b in both):
            continue
        for name in ("", "add_decimal", "subtract_decimal"):
            whole = [_changed(name, a, a * b / 100) for a, b in both]
            for places in range(2, -1, -1):
                step = Decimal(1).scaleb(-places)
                values = [multiple(value, step, ROUND_HALF_UP) for value in whole]
                if agree(shown, values):
                    cost = first.cost + second.cost + 4.0 + 0.5 * bool(name)
                    yield Source(cost, tuple(values), _percentage(step, name, first, second), exact=False)
                    break


def _changed(name: str, number: Decimal, part: Decimal) -> Decimal:
    return part if not name else number + part if name == "add_decimal" else number - part


def _percentage(step: Decimal, name: str, first: Source, second: Source) -> Made:
    def made(arity: int) -> Term:
        part: Term = App(Prim("scale"), (Const(-2, INT), App(Prim("multiply_decimal"), (first.of(arity), second.of(arity)))))
        whole = App(Prim(name), (first.of(arity), part)) if name else part
        return App(Prim("round_to"), (Const(step, DECIMAL), whole))

    return made


def ratio_of(step: Decimal, first: Source, second: Source) -> Made:
    """The program that divides two numbers and rounds to a step."""
    return lambda arity: App(Prim("round_ratio"), (Const(step, DECIMAL), first.of(arity), second.of(arity)))


def divisions(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[list[Source]]:
    """How often a whole number goes into one that was read, and what is left over: by how much is read off the first output."""
    shown = [numbers_of(output) for output in outputs]
    for source in sources[:MOST_PAIRS]:
        values = source.values
        if any(value < 0 or value != value.to_integral_value() for value in values) or len(set(values)) < 2:
            continue
        for often, rest in permutations(shown[0], 2):
            by = (values[0] - rest) / often if often else Decimal(0)
            if not 1 < by <= MOST_OF_ONE or by != by.to_integral_value():
                continue
            pair = _divided(source, by.to_integral_value())
            if all(agree(shown, part.values) for part in pair):
                yield pair


def _divided(source: Source, by: Decimal) -> list[Source]:
    whole = [multiple(value, by, ROUND_FLOOR) for value in source.values]
    floored = applied(source, WHOLE + constant_cost(by), "floor_to", by, whole)
    times = [value / by for value in whole]
    often = floored.then(0.0, times, lambda term, _: App(Prim("divide_decimal"), (term, Const(by, DECIMAL))))
    rest = tuple(value - own for value, own in zip(source.values, whole, strict=True))
    left = Source(LEFT, rest, partial(applied_to, "subtract_decimal", source, floored))
    return [replace(made, exact=False, written=False) for made in (often, left)]
