"""Decimals and floats that programs may need: usual ones, those that recur, and what leads from aligned inputs to the outputs.

Arithmetic is on the digits that are written: 0.1 of a float is one tenth here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, gcd
from typing import TYPE_CHECKING, Any

from dsl.freezing import atoms

if TYPE_CHECKING:
    from tasks.task import Example

USUAL = {"1": 1.5, "2": 2.0, "10": 2.0, "100": 2.5, "0": 2.5, "0.5": 3.0, "0.01": 3.0, "0.1": 3.0, "1000": 4.0}
LEADS = 2.0  # for a number that leads from an input to the output in all examples
DIGIT = 0.4  # for each digit of a number that does so only under a rounding
INVERSE = 1.5
STEP = 2.5  # for the largest number that all outputs are multiples of
RECURS = 3.0
LONELY = 6.0
MOST = 10
PLACES = 6  # behind the point of a number found under a rounding
Number = int | float | Decimal


def harvested(kind: type, shown: Sequence[Example]) -> dict[Any, float]:
    """Numbers of a kind, with their costs in units."""
    found: dict[Fraction, float] = {Fraction(text): cost for text, cost in USUAL.items()}
    for number, cost in (*_recurring(kind, shown), *_leading(shown), *_steps([e.output for e in shown])):
        found[number] = min(found.get(number, 99.0), cost)
    written = {number: _decimal(number) for number in found}
    make: Callable[[Decimal], Any] = float if kind is float else Decimal
    return {make(w): found[number] for number, w in written.items() if w is not None}


def _of_kind(kind: type, value: Any) -> Iterator[Any]:
    """The numbers of a kind within a value."""
    return (atom for atom in atoms(value) if isinstance(atom, kind))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _exact(value: Number) -> Fraction:
    """The number whose digits are written."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _decimal(number: Fraction) -> Decimal | None:
    """The decimal that is a ratio, if it has at most 16 digits."""
    for places in range(17):
        scaled = number * 10**places
        if scaled.denominator == 1:
            return Decimal(scaled.numerator).scaleb(-places) if abs(scaled.numerator) < 10**16 else None
    return None


def _recurring(kind: type[Number], shown: Sequence[Example]) -> Iterator[tuple[Fraction, float]]:
    """Numbers that two examples have, or the output of one."""
    seen: Counter[Fraction] = Counter()
    made: Counter[Fraction] = Counter()
    for example in shown:
        inputs, outputs = (set(map(_exact, _of_kind(kind, value))) for value in (example.inputs, example.output))
        seen.update(inputs | outputs)
        made.update(outputs - inputs)
    for number, count in seen.most_common(MOST):
        if count >= 2:
            yield number, LEADS if made[number] == len(shown) else RECURS
    for number, _ in made.most_common(MOST):
        yield number, LONELY


def _leading(shown: Sequence[Example]) -> Iterator[tuple[Fraction, float]]:
    """Differences and quotients of the outputs and a column of inputs, slope and start of a line through them."""
    outputs = [e.output for e in shown]
    if len(shown) < 2 or not all(map(_is_number, outputs)):
        return
    made = [_exact(v) for v in outputs]
    for column in zip(*(e.inputs for e in shown)):
        if all(map(_is_number, column)):
            given = [_exact(v) for v in column]
            for half in (Fraction(0), _last_place(outputs) / 2):
                found = list(_between(given, made, half))
                yield from ((number, LEADS + more + (DIGIT * len(str(number.numerator)) if half else 0)) for number, more in found)
                if found:
                    break
            yield from ((number, LEADS) for number in _line(given, made))


def _last_place(outputs: Sequence[Number]) -> Fraction:
    """What one stands for in the last place that some output has."""
    exponents = [Decimal(repr(v) if isinstance(v, float) else v).as_tuple().exponent for v in outputs]
    return Fraction(10) ** min(0, *(int(e) for e in exponents))


def _between(given: Sequence[Fraction], made: Sequence[Fraction], half: Fraction) -> Iterator[tuple[Fraction, float]]:
    """The number that is the difference, the quotient or its inverse in all rows, the outputs being right to a half place.

    An inverse costs more, since where there is rounding it is there whenever there is a quotient, and is none that is longer than this.
    """
    bounds = [(out - half, out + half) for out in made]
    found = _shortest([(low - x, high - x) for x, (low, high) in zip(given, bounds)])
    yield from ((number, 0.0) for number in found)
    quotients = list(_shortest([_ordered(low / x, high / x) for x, (low, high) in zip(given, bounds)])) if all(given) else []
    yield from ((number, 0.0) for number in quotients)
    if all(low * high > 0 for low, high in bounds):
        found = _shortest([_ordered(x / low, x / high) for x, (low, high) in zip(given, bounds)])
        most = min(map(_places, quotients), default=PLACES + 1)
        yield from ((number, INVERSE) for number in found if _places(number) <= most)


def _places(number: Fraction) -> int:
    """How many decimals a number has; more than are looked for where they do not end."""
    return next((places for places in range(PLACES + 1) if number * 10**places % 1 == 0), PLACES + 1)


def _ordered(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    return (a, b) if a <= b else (b, a)


def _shortest(bounds: Iterable[tuple[Fraction, Fraction]]) -> Iterator[Fraction]:
    """The number with the fewest places that lies within all bounds, 0 aside."""
    lows, highs = zip(*bounds)
    low, high = max(lows), min(highs)
    if low == high:
        if low:
            yield low
        return
    for places in range(PLACES + 1):
        first = Fraction(ceil(low * 10**places), 10**places)
        if first <= high:
            if first:
                yield first
            return


def _line(given: Sequence[Fraction], made: Sequence[Fraction]) -> Iterator[Fraction]:
    """Slope and start of the line that all rows lie on."""
    if len(set(given)) < 3 or len(set(given)) < len(given):
        return
    slope = (made[1] - made[0]) / (given[1] - given[0])
    start = made[0] - slope * given[0]
    if slope and start and all(slope * x + start == y for x, y in zip(given, made)):
        yield from (slope, start)


def _steps(outputs: Sequence[Any]) -> Iterator[tuple[Fraction, float]]:
    """The largest number that all outputs are multiples of, and the largest power of ten."""
    if not all(map(_is_number, outputs)) or len(set(outputs)) < 2:
        return
    unit = _last_place(outputs)
    step = gcd(*(int(_exact(v) / unit) for v in outputs))
    power = 10 ** (len(str(step)) - len(str(step).rstrip("0")))
    yield step * unit, STEP
    yield power * unit, STEP
