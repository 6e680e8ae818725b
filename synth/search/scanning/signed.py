"""Signed numbers: those below 0 are told by words or signs instead of a minus, as `24.86° S`, `▼ 3.1%` or `120.00 DR`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import islice, permutations
from operator import sub

from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL, STR
from synth.search.scanning.arithmetic import applied_to, multiple, rounded, scaled
from synth.search.scanning.numbers import formats, formatted, parts_of
from synth.search.scanning.quotients import CHANGE, ratio_of
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source
from synth.search.scanning.template import Part, concatenated, literal_cost

PRICE = 6.0  # units: the reading, the test, and the printing
MOST_READ, MOST_FORMATS = 4, 24
MOST_AROUND = 24  # characters that stand beside a number
POWERS = (0, 2)  # of ten, as for shares that are printed in per cent


@dataclass(frozen=True)
class Frame:
    """What stands before and behind a number."""

    before: str
    behind: str


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found, with their costs in units: the size of a number between what is told of its sign."""
    wanted = sample.outputs
    if not all(re.search(r"\d", text) for text in wanted):
        return
    allowed = [(cost, format) for cost, format in formats(wanted) if "?" not in format]
    for read, number, least in _compared(sample):
        signs = [value < bound for value, bound in zip(number.values, least.values, strict=True)]
        if len(set(signs)) < 2 or not any(read.values):
            continue
        test = App(Prim("less"), (number.of(sample.arity), least.of(sample.arity)))
        for source in (scaled(read, power) if power else read for power in POWERS):
            size = source.then(0.0, [abs(v) for v in source.values], lambda term, _: App(Prim("absolute_decimal"), (term,)))
            for made in (size, *rounded(size, wanted)):
                for part in islice(parts_of(0, made, wanted, allowed), MOST_FORMATS):
                    found = _frames(wanted, part, signs)
                    if found is not None and (cost := PRICE + made.cost + part.cost + sum(map(_spelt, found))) < ceiling:
                        yield cost, _term(test, formatted(part.code, made.of(sample.arity)), *found)


def _compared(sample: Sample) -> Iterator[tuple[Source, Source, Source]]:
    """The numbers that may have a sign, each with the number and the bound that tell it: those that were read, and changes per cent."""
    for read in sample.amounts[:MOST_READ]:
        yield read, read, Source(0.0, (Decimal(0),) * len(read.values), lambda _: Const(Decimal(0), DECIMAL))
    decimals = {len(shares[-1]) for text in sample.outputs if (shares := re.findall(r"\d(?:\.(\d+))?\s?%", text))}
    if len(decimals) == 1 and all("%" in text for text in sample.outputs):
        step = Decimal(1).scaleb(-2 - decimals.pop())
        for first, second in permutations(sample.amounts[:MOST_READ], 2):
            if 0 not in second.values:
                less = tuple(map(sub, first.values, second.values))
                change = Source(first.cost, less, partial(applied_to, "subtract_decimal", first, second))
                values = [multiple(a / b, step, ROUND_HALF_UP) for a, b in zip(less, second.values, strict=True)]
                made = ratio_of(step, change, second)
                yield Source(CHANGE + first.cost + second.cost, tuple(values), made, exact=False), first, second


def _frames(outputs: Sequence[str], part: Part, signs: Sequence[bool]) -> tuple[Frame, Frame] | None:
    """What stands around the numbers from 0 and around those below, where each is the same everywhere and they differ."""
    found: dict[bool, set[Frame]] = {False: set(), True: set()}
    for output, text, sign in zip(outputs, part.texts, signs, strict=True):
        before, _, behind = output.partition(text)
        found[sign].add(Frame(before, behind))
    plain, below = found[False], found[True]
    if len(plain) > 1 or len(below) > 1 or plain == below:
        return None
    (above,), (under,) = plain, below
    around = "".join((above.before, above.behind, under.before, under.behind))
    if len(around) > MOST_AROUND or re.search(r"\d", around) or (under.before.endswith("-") and above.behind == under.behind):
        return None  # a minus needs no words
    return above, under


def _spelt(frame: Frame) -> float:
    """What the literals of a frame cost."""
    return sum(literal_cost(c, text[:at], 2) for text in (frame.before, frame.behind) for at, c in enumerate(text))


def _term(test: Term, number: Term, above: Frame, under: Frame) -> Term:
    """The program: what both frames share stands outside the choices."""
    before = _told(test, above.before, under.before)
    behind = _told(test, above.behind, under.behind)
    return concatenated([piece for piece in (before, number, behind) if piece is not None])


def _told(test: Term, above: str, under: str) -> Term | None:
    """The text of one side, by the sign where that makes a difference."""
    if above == under:
        return Const(above, STR) if above else None
    return App(Prim("if"), (test, Const(under, STR), Const(above, STR)))


__all__ = ["scan"]
