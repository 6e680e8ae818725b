"""Cases told apart by where a number lies, an input or one that a text has: each wanted output has an interval of its own, bounded by the
roundest number that fits; or by whether the number is even."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from dsl.codec import codec_of
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import BOOL, DECIMAL, STR, Con, Type, parameters
from synth.search.conquer import LEAST_SERVED
from synth.search.scanning.quantities import TIME, amounts, as_int
from synth.space.space import Space

FEWEST = 4  # examples
MOST_PLACES = 6  # behind the point
PRICE, CASE, TEST = 5.0, 3.0, 2.0  # units: for the first case, each further one, and instead of the first for a truth value
PARITY = 4.0  # for the other of two cases by whether a number is even
IGNORED = 4.0  # where there are other numbers that it could be compared with
FEWEST_LABELS = 3  # examples, where the outputs are words
SELDOM = 2.0  # units more where there are so few, or one of them stands alone
MOST_NUMBERS = 4  # of the texts of a row
HOURS = (Decimal(12), Decimal(18), Decimal(6))  # that part a day


def scan(space: Space) -> Iterator[tuple[float, Term]]:
    """The decision lists on one number of the inputs, with their prices in units."""
    arguments, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    counts = {output: outputs.count(output) for output in dict.fromkeys(outputs)}
    yield from _labels(space, outputs, min(counts.values()))
    if len(outputs) < FEWEST or not 2 <= len(counts) <= (len(outputs) + 1) // 2 or min(counts.values()) < LEAST_SERVED:
        return
    if not isinstance(result, Con) or not codec_of(result).is_literal(outputs[0], result):
        return
    for column, type in enumerate(arguments):
        values = [example.inputs[column] for example in space.shown]
        if all(isinstance(v, int | Decimal) and not isinstance(v, bool) for v in values):
            bounds = _bounds(sorted(zip(values, outputs, strict=True), key=lambda pair: pair[0]))
            if bounds is not None:
                alone = (TEST if result == BOOL else PRICE) + IGNORED * (len(arguments) > 1)
                yield alone + CASE * len(bounds[1]), _list(Var(len(arguments) - 1 - column), type, result, *bounds)


def _labels(space: Space, outputs: Sequence[Any], least: int) -> Iterator[tuple[float, Term]]:
    """The words for where a number lies that the texts of a row have."""
    arguments, result = parameters(space.grammar.request)
    labels = set(outputs)
    alone = len(labels) > (len(outputs) + 1) // 2  # further rows have to be served by each
    if result != STR or STR not in arguments or len(outputs) < FEWEST_LABELS or len(labels) < 2 or (alone and not space.inputs):
        return
    rows = [example.inputs for example in space.shown]
    said = any(label in cell for label in labels for row in rows for cell in row if isinstance(cell, str))
    if said or not all(label and not any(map(str.isdigit, label)) for label in labels):
        return
    seldom = SELDOM * (alone or len(outputs) < FEWEST or least < LEAST_SERVED)
    timed = any(all(isinstance(cell, str) and re.search(TIME, cell) for cell in column) for column in zip(*rows, strict=True))
    for source in amounts(rows, space.inputs)[:MOST_NUMBERS]:
        parts = HOURS if timed and all(0 <= value < 24 for value in source.values) else ()
        bounds = _bounds(sorted(zip(source.values, outputs, strict=True), key=lambda pair: pair[0]), parts)
        if bounds is not None:
            yield PRICE + source.cost + CASE * len(bounds[1]) + seldom, _list(source.of(len(arguments)), DECIMAL, result, *bounds)
        told = set(zip((value % 2 for value in source.values), outputs, strict=True))
        if len(told) == len(labels) == 2 and all(value == int(value) for value in source.values):
            (_, even), (_, odd) = sorted(told)
            term = App(Prim("if"), (App(Prim("is_even"), (as_int(source.of(len(arguments))),)), Const(even, result), Const(odd, result)))
            yield PRICE + source.cost + PARITY + seldom, term


def _bounds(ordered: Sequence[tuple[Any, Any]], parts: Sequence[Decimal] = ()) -> tuple[list[Any], list[Any]] | None:
    """The outputs from the least number on and the bounds between them, the first of the `parts` that one can be; None where an output
    comes twice."""
    cases, bounds = [ordered[0][1]], []
    for (below, before), (above, after) in pairwise(ordered):
        if after != before:
            if after in cases or above == below:
                return None
            cases.append(after)
            within = (part for part in parts if below < part <= above)
            none = below == 0 and above >= 1  # is a case of its own
            bounds.append(next(within, type(above)(1) if none else roundest(below, above)))
    return cases, bounds


def roundest(below: Any, above: Any) -> Any:
    """The number with the fewest digits above the first and not above the second; of several one that ends in 5, else an even one, such as
    noon, else the largest."""
    number = Decimal(above)
    for step in _steps(number.adjusted() + 1):
        found = (number / step).to_integral_value(ROUND_FLOOR) * step
        if found > below:
            return int(found) if isinstance(above, int) else Decimal(f"{found:f}")
    return above


def _steps(most: int) -> Iterator[Decimal]:
    """What round numbers are multiples of, the roundest first: each place and half of it, and two before one."""
    for place in range(most, -MOST_PLACES, -1):
        yield Decimal(1).scaleb(place)
        yield Decimal(5).scaleb(place - 1)
        if place == 1:
            yield Decimal(2)


def _list(number: Term, type: Type, result: Type, cases: Sequence[Any], bounds: Sequence[Any]) -> Term:
    """The cases from the largest numbers down."""
    if result == BOOL:
        name = "greater_equal" if cases[-1] else "less"
        return App(Prim(name), (number, Const(bounds[0], type)))
    term: Term = Const(cases[0], result)
    for case, bound in zip(cases[1:], bounds, strict=True):
        term = App(Prim("if"), (App(Prim("greater_equal"), (number, Const(bound, type))), Const(case, result), term))
    return term
