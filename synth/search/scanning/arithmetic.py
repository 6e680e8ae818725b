"""Arithmetic that the wanted outputs show: numbers scaled, reckoned with each other or with constants, rounded, put into ranges.

A constant is read off the first output and has to serve the others too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from functools import lru_cache, partial, reduce
from itertools import islice, permutations
from typing import Any

from dsl.domains.notations import round_significant
from dsl.domains.number_formats import dots_apart
from dsl.number_formats import numbers_in
from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL, INT
from synth.search.scanning.clock import MOST_TELLING, SIZE
from synth.search.scanning.dates import SMALL
from synth.search.scanning.quantities import LARGEST, SEVERAL, Place
from synth.search.scanning.source import Source

HUNDRED, CHANGED = Decimal(100), 1.0  # units: for a factor as a change in per cent
EXTREMES: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"max_decimal": max, "min_decimal": min}
LEAST_TELLING = 2  # pairs of numbers that have to differ for a factor that is read off one of them
MOST_PAIRS = 8  # readings that are reckoned with each other
MOST_SHOWN = 3  # numbers of an output that may be a rounded product
ROUNDED, TO_STEP = 3.5, 0.5  # units: for a factor that is not read off exactly, and for rounding to a step that is
ONES, ONE_MORE = (Decimal(1), Decimal(-1)), 1.0  # one more, as of a range with both its ends, or one less; and its units
STEPS = tuple(
    map(Decimal, ["0.01", "0.05", "0.1", "0.25", "0.5", "1", "5", "10", "20", "25", "50", "100", "500", "1000", "10000", "100000"])
)
SIGNIFICANT = (3, 2, 4, 1, 5)  # digits
BOTH_WAYS = 3.0  # units: for a number rounded down and up
GAPS = 2.5  # units: for ranges that do not meet
ROUNDINGS = {
    "round_to": (1.5, ROUND_HALF_UP),
    "round_even_to": (2.6, ROUND_HALF_EVEN),  # only where a half is shown
    "floor_to": (1.9, ROUND_FLOOR),
    "ceiling_to": (2.3, ROUND_CEILING),
    "truncate_to": (2.2, ROUND_DOWN),
    "round_away_to": (2.2, ROUND_UP),
}


def numbers_of(output: Any) -> list[Decimal]:
    """The numbers that a wanted output shows; those of a version, and others between dots, are several."""
    if not isinstance(output, str):
        return [Decimal(output)]
    return numbers_in(dots_apart(output) if re.search(SEVERAL, output) else output)


def reckoned(sources: Sequence[Source], outputs: Sequence[Any]) -> Iterator[Source]:
    """Numbers made of those that were read, where what they are stands in the wanted outputs."""
    shown = [numbers_of(output) for output in outputs]
    if not all(shown):
        return
    for source in sources:
        yield from _by_constants(source, shown)
    for source in sources[:MOST_PAIRS]:
        yield from _by_rounded_factors(source, shown)
    for first, second in permutations(sources[:MOST_PAIRS], 2):
        yield from _pairs(first, second, shown)
        yield from _weighed(first, second, shown)
    yield from _all_together(sources, shown)


def _by_constants(source: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """A number scaled, multiplied, or with a constant added, if the first text shows by what and the others agree."""
    if len(set(source.values)) < 2:
        powers = [k for k in (1, 2, 3, 6, -1, -2, -3, -6) if source.values[0].scaleb(k) in shown[0]]
        yield from (scaled(source, k) for k in powers)
        return
    few = source.kind == SMALL
    for wanted in shown[0]:
        factor = quotient(wanted, source.values[0])
        if not few and factor is not None and factor not in (0, 1) and agree(shown, [v * factor for v in source.values]):
            power = factor.normalize()
            if power.as_tuple().digits == (1,) and power > 0:
                yield scaled(source, power.adjusted())
            else:
                yield times(source, 2.0 + constant_cost(factor), factor)
        term = wanted - source.values[0]
        if term and agree(shown, [v + term for v in source.values]):
            yield plus(source, 2.0 + constant_cost(term), term)
        whole = wanted + source.values[0]
        if not few and abs(whole) < LARGEST and agree(shown, [whole - v for v in source.values]):
            yield _up_to(source, 2.3 + constant_cost(whole), plain(whole))
    percent = [v.scaleb(2) - HUNDRED for v in source.values]
    if agree(shown, percent) or agree(shown, [*map(abs, percent)]):
        yield plus(scaled(source, 2), CHANGED, -HUNDRED)


def _by_rounded_factors(source: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """A number multiplied by a constant, as a tax is, and rounded to the places that the outputs have: by the constant of fewest digits."""
    if len(set(source.values)) < LEAST_TELLING or min(source.values) <= 0 or source.kind == SMALL:
        return
    for wanted in islice(zip(*shown, strict=False), MOST_SHOWN):
        halves = [Decimal(5).scaleb(int(number.as_tuple().exponent) - 1) for number in wanted]
        least = max((number - half) / value for number, half, value in zip(wanted, halves, source.values))
        most = min((number + half) / value for number, half, value in zip(wanted, halves, source.values))
        factor = simplest(least, most) if 0 < least < most and not least <= 1 <= most else None
        if factor is not None and factor.as_tuple().digits != (1,) and not agree(shown, [value * factor for value in source.values]):
            yield replace(times(source, ROUNDED + constant_cost(factor), factor), exact=False)


def simplest(least: Decimal, most: Decimal) -> Decimal | None:
    """The number of fewest digits, up to four, between two positive bounds."""
    for digits in range(1, 5):
        step = Decimal(1).scaleb(most.adjusted() - digits + 1)
        found = multiple(least, step, ROUND_CEILING)
        if found < most:
            return found.normalize()
    return None


def scaled(source: Source, power: int) -> Source:
    values = [value.scaleb(power) for value in source.values]
    return replace(source.then(1.2, values, lambda term, _: App(Prim("scale"), (Const(power, INT), term))), written=False)


def times(source: Source, cost: float, factor: Decimal) -> Source:
    return replace(applied(source, cost, "multiply_decimal", factor, [value * factor for value in source.values]), written=False)


def plus(source: Source, cost: float, term: Decimal) -> Source:
    return applied(source, cost, "add_decimal", term, [value + term for value in source.values])


def plain(number: Decimal) -> Decimal:
    """The number without zeros at the end of its decimals."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _up_to(source: Source, cost: float, whole: Decimal) -> Source:
    """What a number lacks to a constant."""
    values = [whole - value for value in source.values]
    return source.then(cost, values, lambda term, _: App(Prim("subtract_decimal"), (Const(whole, DECIMAL), term)))


def added(first: Source, second: Source, cost: float) -> Source:
    """Two numbers together."""
    values = tuple(a + b for a, b in zip(first.values, second.values, strict=True))
    return Source(cost, values, partial(applied_to, "add_decimal", first, second))


def applied(source: Source, cost: float, name: str, constant: Decimal, values: Sequence[Decimal]) -> Source:
    return source.then(cost, values, lambda term, _: App(Prim(name), (Const(constant, DECIMAL), term)))


def _pairs(first: Source, second: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """Two numbers reckoned with each other."""
    both = list(zip(first.values, second.values))
    cost = first.cost + second.cost + 2.5
    made: list[tuple[str, list[Decimal | None]]] = [("subtract_decimal", [a - b for a, b in both])]
    made.append(("divide_decimal", [quotient(a, b) for a, b in both]))
    if first.cost <= second.cost:
        made += [("add_decimal", [a + b for a, b in both]), ("multiply_decimal", [a * b for a, b in both])]
    made += [(name, list(map(word, first.values, second.values))) for name, word in EXTREMES.items() if first.cost <= second.cost]
    for name, values in made:
        if None in values or len(set(both)) < 2:
            continue
        whole = Source(cost, tuple(values), partial(applied_to, name, first, second))
        if agree(shown, values):  # type: ignore[arg-type]
            yield whole
        elif name not in ("divide_decimal", *EXTREMES):
            yield from (more for more in (plus(whole, ONE_MORE, one) for one in ONES) if agree(shown, more.values))


def _all_together(sources: Sequence[Source], shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """The sums and products of three numbers and more, all that a text or the row has."""
    for whole in families(sources):
        for name, values in (
            ("add_decimal", [sum(row, Decimal()) for row in zip(*(source.values for source in whole))]),
            ("multiply_decimal", [math.prod(row, start=Decimal(1)) for row in zip(*(source.values for source in whole))]),
        ):
            if name == "add_decimal":
                yield from _means(whole, [Decimal(value) for value in values], shown)
            if len(set(values)) > 1 and agree(shown, values):
                yield _together(name, whole, values)
            elif name == "multiply_decimal" and len(set(values)) > 1 and max(map(abs, values)) < LARGEST:
                product = _together(name, whole, values)
                yield from (*_by_constants(product, shown), *_by_rounded_factors(product, shown))


def _together(name: str, whole: Sequence[Source], values: Sequence[Decimal]) -> Source:
    """What a word makes of several numbers, one after the other."""
    made = reduce(lambda a, b: Source(0.0, (), partial(applied_to, name, a, b)), whole)
    return replace(made, cost=sum(source.cost for source in whole) + 3.0, values=tuple(values))


def _means(whole: Sequence[Source], totals: Sequence[Decimal], shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """The mean of three numbers and more, rounded."""
    count = Decimal(len(whole))
    total = reduce(lambda a, b: Source(0.0, (), partial(applied_to, "add_decimal", a, b)), whole)
    for places in range(4):
        step = Decimal(1).scaleb(-places)
        values = tuple(multiple(value / count, step, ROUND_HALF_UP) for value in totals)
        if len(set(values)) > 1 and agree(shown, values):

            def made(arity: int, step: Decimal = step) -> Term:
                return App(Prim("round_ratio"), (Const(step, DECIMAL), total.of(arity), Const(count, DECIMAL)))

            yield Source(sum(source.cost for source in whole) + 4.0, values, made, exact=False)


def families(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """Numbers that belong together: all of one text, counted from its beginning, and the inputs."""
    known = {(s.kind.column, s.kind.n): s for s in sources if isinstance(s.kind, Place) and not (s.kind.reader or s.kind.mark)}
    yield from ([known[key] for key in keys] for keys in _keys(known) if len(keys) > 2)


def _keys(known: Collection[tuple[int, int | None]]) -> Iterator[list[tuple[int, int | None]]]:
    yield [(column, n) for column, n in known if n is None]
    for column in {column for column, _ in known}:
        yield [(column, n) for n in range(MOST_PAIRS) if (column, n) in known]


def _weighed(first: Source, second: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """So many times one number and another, as feet and inches, and parts of a sum or a difference, as the middle of a range."""
    if len(set(zip(first.values, second.values))) < LEAST_TELLING:
        return
    cost = first.cost + second.cost + 4.5
    for wanted in shown[0]:
        factor = quotient(wanted - second.values[0], first.values[0])
        if factor is not None and factor not in (0, 1):
            whole = added(times(first, 0.0, factor), second, cost + constant_cost(factor))
            if agree(shown, whole.values):
                yield whole
    for name, sign in (("add_decimal", 1), ("subtract_decimal", -1)):
        if sign > 0 and first.cost > second.cost:
            continue
        both = Source(cost, tuple(a + sign * b for a, b in zip(first.values, second.values)), partial(applied_to, name, first, second))
        for wanted in shown[0]:
            factor = quotient(wanted, both.values[0])
            if factor is not None and factor not in (0, 1):
                part = times(both, constant_cost(factor), factor)
                if agree(shown, part.values):
                    yield part


def applied_to(name: str, first: Source, second: Source, arity: int) -> Term:
    return App(Prim(name), (first.of(arity), second.of(arity)))


def quotient(a: Decimal, b: Decimal) -> Decimal | None:
    """The quotient where it ends soon."""
    if not b:
        return None
    with localcontext(prec=12):
        found = a / b
        return found if found * b == a else None


def agree(shown: Sequence[Sequence[Decimal]], values: Sequence[Decimal]) -> bool:
    """Whether each output shows the number of its row."""
    return all(value in numbers for numbers, value in zip(shown, values, strict=True))


def constant_cost(constant: Decimal) -> float:
    return 0.5 * len(constant.normalize().as_tuple().digits)


def rounded(source: Source, outputs: Sequence[Any]) -> Iterator[Source]:
    """A number rounded to a step, or to so many digits, where the texts may show that."""
    largest: dict[tuple[Decimal, ...], Decimal] = {}  # step that gives some values: it is the likelier, since it has fewer multiples
    nearest: tuple[Decimal, ...] = ()
    for step in reversed(STEPS):
        for name, (cost, mode) in ROUNDINGS.items():
            values = tuple(multiple(value, step, mode) for value in source.values)
            if mode == ROUND_HALF_UP:
                nearest = values
            elif mode == ROUND_HALF_EVEN and values == nearest:
                continue
            if values != source.values and may_show(values, outputs):
                finer = math.log2(largest.setdefault(values, step) / step)
                cost += _oddness(step) + SIZE * min(len(values), MOST_TELLING) * finer
                yield replace(applied(source, cost, name, step, values), exact=False, stepped=True)
    for digits in SIGNIFICANT:
        values = tuple(round_significant(digits, value) for value in source.values)
        if values != source.values and may_show(values, outputs) and len({value.adjusted() for value in values}) > 1:
            made = source.then(2.5, values, lambda term, _, n=digits: App(Prim("round_significant"), (Const(n, INT), term)))  # type: ignore[misc]
            yield replace(made, written=False)


def _oddness(step: Decimal) -> float:
    """What a step costs that is no power of ten."""
    first = step.normalize().as_tuple().digits
    return 0.0 if first == (1,) else 0.3 if first == (5,) else 0.6 if first == (2, 5) else 1.0


def multiple(value: Decimal, step: Decimal, mode: str, offset: Decimal = Decimal(0)) -> Decimal:
    return ((value - offset) / step).to_integral_value(mode) * step + offset


def step_of(numbers: Iterable[Decimal]) -> Decimal:
    """The place that all numbers are rounded to, one at most."""
    return Decimal(1).scaleb(min(0, *(int(number.as_tuple().exponent) for number in numbers)))


def rounded_to(source: Source, step: Decimal) -> Source:
    """A number rounded to a known step; as it is where no output shows that."""
    values = tuple(multiple(value, step, ROUND_HALF_UP) for value in source.values)
    return source if values == source.values else replace(applied(source, TO_STEP, "round_to", step, values), exact=False)


def may_show(values: Sequence[Decimal], outputs: Sequence[Any]) -> bool:
    return all(_shows(_digits(text), int(abs(value))) for value, text in zip(values, map(str, outputs), strict=True))


def _shows(digits: str, whole: int) -> bool:
    """Whether the whole part of a number, perhaps rounded up, stands among digits."""
    return str(whole) in digits or str(whole + 1) in digits


@lru_cache(maxsize=4096)
def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@dataclass(frozen=True)
class Range:
    """A range that a number lies in: its beginning, and how far from there its end is."""

    start: Source
    length: Decimal


def ranges(source: Source, outputs: Sequence[Any]) -> Iterator[Range]:
    """Ranges of a constant length that all texts show two numbers of."""
    signed = [numbers_of(text) for text in outputs]
    if any(len(numbers) < 2 for numbers in signed):
        return
    shown = next((each for each in (signed, [[*map(abs, numbers)] for numbers in signed]) if _length(each) > 0), None)
    if shown is None:
        return
    length = _length(shown)
    unit = step_of((length,))
    for step, dearer in ((length, 0.0), (length + unit, 0.0), *((step, GAPS) for step in STEPS)):
        offset = shown[0][0] % step
        if (dearer and step <= length) or tuple(multiple(v, step, ROUND_FLOOR, offset) for v in source.values) != tuple(
            n[0] for n in shown
        ):
            continue
        cost = 2.4 + dearer + _oddness(step) + (0.0 if offset in (0, unit) else 0.6)
        yield Range(_floored(source, cost, step, offset), length)


def both_ways(source: Source, outputs: Sequence[Any]) -> Iterator[tuple[Source, Source]]:
    """A number rounded down and up to a step, where all texts show both, as ranges that a number may be an end of."""
    shown = [numbers_of(text) for text in outputs]
    for step in STEPS:
        down, up = ([multiple(value, step, mode) for value in source.values] for mode in (ROUND_FLOOR, ROUND_CEILING))
        if down != up and agree(shown, down) and agree(shown, up):
            cost = BOTH_WAYS + _oddness(step)
            ends = (applied(source, cost, name, step, values) for name, values in (("floor_to", down), ("ceiling_to", up)))
            first, last = (replace(end, exact=False) for end in ends)
            yield first, last


def _length(shown: Sequence[Sequence[Decimal]]) -> Decimal:
    """How far apart the first two numbers of all texts are; 0 where that differs."""
    lengths = {numbers[1] - numbers[0] for numbers in shown}
    return lengths.pop() if len(lengths) == 1 else Decimal(0)


def _floored(source: Source, cost: float, step: Decimal, offset: Decimal) -> Source:
    values = [multiple(value, step, ROUND_FLOOR, offset) for value in source.values]

    def wrap(inner: Term, _: int) -> Term:
        if not offset:
            return App(Prim("floor_to"), (Const(step, DECIMAL), inner))
        moved = App(Prim("subtract_decimal"), (inner, Const(offset, DECIMAL)))
        return App(Prim("add_decimal"), (Const(offset, DECIMAL), App(Prim("floor_to"), (Const(step, DECIMAL), moved))))

    return replace(source.then(cost, values, wrap), exact=False)
