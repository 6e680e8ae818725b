"""Signed numbers: those below 0 are told by words or signs instead of a minus, as `24.86° S`, `▼ 3.1%` or `120.00 DR`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from dsl.term import App, Const, Prim, Term
from dsl.type import DECIMAL, STR
from synth.search.scanning.arithmetic import rounded, scaled
from synth.search.scanning.numbers import formats, formatted, parts_of
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
    for read in sample.amounts[:MOST_READ]:
        signs = [value < 0 for value in read.values]
        if len(set(signs)) < 2 or not any(read.values):
            continue
        for source in (scaled(read, power) if power else read for power in POWERS):
            size = source.then(0.0, [abs(v) for v in source.values], lambda term, _: App(Prim("absolute_decimal"), (term,)))
            for made in (size, *rounded(size, wanted)):
                for part in islice(parts_of(0, made, wanted, allowed), MOST_FORMATS):
                    found = _frames(wanted, part, signs)
                    if found is not None and (cost := PRICE + made.cost + part.cost + sum(map(_spelt, found))) < ceiling:
                        yield cost, _term(sample, read, made, part, *found)


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


def _term(sample: Sample, read: Source, made: Source, part: Part, above: Frame, under: Frame) -> Term:
    """The program: what both frames share stands outside the choices."""
    test = App(Prim("less"), (read.of(sample.arity), Const(Decimal(0), DECIMAL)))
    before = _told(test, above.before, under.before)
    behind = _told(test, above.behind, under.behind)
    pieces = [piece for piece in (before, formatted(part.code, made.of(sample.arity)), behind) if piece is not None]
    return concatenated(pieces)


def _told(test: Term, above: str, under: str) -> Term | None:
    """The text of one side, by the sign where that makes a difference."""
    if above == under:
        return Const(above, STR) if above else None
    return App(Prim("if"), (test, Const(under, STR), Const(above, STR)))


__all__ = ["scan"]
