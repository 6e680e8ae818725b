"""Differences in words: how far one number, date or time of a row is from another, said otherwise for more, for less and for none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations, islice

from dsl.domains import moments as words
from dsl.domains.conversions import plural
from dsl.domains.durations import whole_days, whole_minutes
from dsl.term import App, Const, Let, Prim, Term, Var
from dsl.type import STR
from synth.search.scanning.arithmetic import applied_to
from synth.search.scanning.numbers import formats, formatted, parts_of
from synth.search.scanning.quantities import as_int, decimal_of, each
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Made, Source
from synth.search.scanning.template import Part, concatenated, literal_cost

PRICE, BETWEEN, NONE, COLUMN = 4.5, 2.0, 1.0, 1.0  # units: for the two cases, for the difference, for the case of none, and for a column
MOST_READ, MOST_FORMATS, MOST_AROUND = 4, 16, 24
WORD = 1.0  # for what is said of one sign in all its rows
OTHER = 1.5  # more for saying of none what is said with numbers
UNITS = ("day", "hour", "minute", "min", "week", "month", "year", "point", "item", "unit", "second", "mile", "piece", "place", "goal")
DAY = timedelta(days=1)
Around = tuple[str, str]  # what stands before and behind a number


def scan(sample: Sample, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found, with their costs in units."""
    if len(set(sample.outputs)) < 2:
        return
    for source in _sources(sample):
        more, less, level = (_rows(source.values, sign) for sign in (1, -1, 0))
        equal = {sample.outputs[row] for row in level}
        said = None
        if more and less and len(equal) < 2:
            said = _said(sample.outputs, source.values, more, less) or _columns(sample, more, less)
            said = said or (_words(sample.outputs, more, less) if equal else None)
        if said is None:
            continue
        price, over, under = said
        if not equal and _differ_by_sign(over, under):
            continue  # formats of numbers have signs, and know what 0 has
        cost = PRICE + source.cost + price + sum(NONE + _spelt(text) for text in equal)
        if cost < ceiling:
            if equal:
                nones: list[Term] = [Const(min(equal), STR)]
            else:  # 0 days late is on time, and 0 days left are not too late
                nones = sorted({over, under}, key=lambda case: not isinstance(case, Const)) if isinstance(under, Const) else [over]
            for place, none in enumerate(nones):
                yield cost + OTHER * place, Let(source.of(sample.arity), App(Prim("by_sign"), (under, none, over, Var(0))), "difference")


def _rows(values: Sequence[Decimal], sign: int) -> list[int]:
    """The rows whose difference has a sign."""
    return [row for row, value in enumerate(values) if (value > 0) - (value < 0) == sign]


def _differ_by_sign(over: Term, under: Term) -> bool:
    """Whether two texts differ by the signs of numbers alone."""
    return _unsigned(over) == _unsigned(under)


def _unsigned(case: Term) -> Term:
    """A text without a sign in front."""
    match case:
        case App(Prim("concat_text") as join, (Const(str(text)) as literal, rest)):
            bare = text.lstrip("+-\u2212")
            return App(join, (replace(literal, value=bare), rest)) if bare else rest
    return case


def _sources(sample: Sample) -> Iterator[Source]:
    """The numbers that are below 0 in some rows and above in others, and the differences of numbers, dates and times."""
    yield from sample.amounts[:MOST_READ]
    for first, second in combinations(sample.amounts[:MOST_READ], 2):
        values = tuple(a - b for a, b in zip(first.values, second.values, strict=True))
        yield Source(BETWEEN + first.cost + second.cost, values, partial(applied_to, "subtract_decimal", first, second))
    for first, second in combinations(sample.longer_moments[:MOST_READ], 2):
        lengths = each(words.time_between, first.values, second.values) if first.kind == second.kind else None
        if lengths and any(lengths):
            unit = whole_minutes if any(length % DAY for length in lengths) else whole_days
            yield Source(BETWEEN + first.cost + second.cost, tuple(map(Decimal, map(unit, lengths))), _apart(unit.name, first, second))


def _apart(unit: str, first: Source, second: Source) -> Made:
    def made(arity: int) -> Term:
        return decimal_of(App(Prim(unit), (App(Prim("time_between"), (first.of(arity), second.of(arity))),)))

    return made


def _said(outputs: Sequence[str], values: Sequence[Decimal], more: Sequence[int], less: Sequence[int]) -> tuple[float, Term, Term] | None:
    """What is said of the size of the differences above and below 0, the same way, and its price; Var(0) is the difference."""
    size = App(Prim("absolute_decimal"), (Var(0),))
    told = [rows for rows in (more, less) if any(re.search(r"\d", outputs[row]) for row in rows)]
    rows = [row for each in told for row in each]
    if not rows:
        return None
    own, sizes = [outputs[row] for row in rows], Source(0.0, tuple(abs(values[row]) for row in rows), lambda _: size)
    allowed = [(cost, format) for cost, format in formats(own) if "?" not in format]
    for part in islice(parts_of(0, sizes, own, allowed), MOST_FORMATS):
        texts = dict(zip(rows, part.texts, strict=True))
        both = [
            _case([outputs[row] for row in rows], [texts[row] for row in rows] if rows in told else [], part, size) for rows in (more, less)
        ]
        if None not in both and both[0] != both[1]:
            (first, over), (second, under) = both  # type: ignore[misc]
            return part.cost + first + second, over, under
    return None


def _case(outputs: Sequence[str], numbers: Sequence[str], part: Part, size: Term) -> tuple[float, Term] | None:
    """The program of the rows of one sign, with the price of its literals; None where these differ."""
    if not numbers:
        return (_spelt(outputs[0]), Const(outputs[0], STR)) if len(set(outputs)) == 1 else None
    counted = _counted(outputs, numbers) if all(map(str.isdecimal, numbers)) else None
    if counted is not None:
        (before, behind), noun = counted
        return _spelt(before, behind, noun), _around(before, App(Prim("counted"), (as_int(size), Const(noun, STR))), behind)
    found = {(before, behind) for text, output in zip(numbers, outputs, strict=True) for before, _, behind in (output.partition(text),)}
    around = "".join(map("".join, found))
    if len(found) > 1 or re.search(r"\d", around) or len(around) > MOST_AROUND:
        return None
    ((before, behind),) = found
    return _spelt(before, behind), _around(before, formatted(part.code, size), behind)


def _words(outputs: Sequence[str], more: Sequence[int], less: Sequence[int]) -> tuple[float, Term, Term] | None:
    """The words that all rows above 0 have, and all below, such as a win and a loss, and their price."""
    found = [{outputs[row] for row in rows} for rows in (more, less)]
    if any(len(texts) > 1 or re.search(r"\d", min(texts)) for texts in found) or found[0] == found[1]:
        return None
    ((over,), (under,)) = found
    return 2 * WORD, Const(over, STR), Const(under, STR)


def _columns(sample: Sample, more: Sequence[int], less: Sequence[int]) -> tuple[float, Term, Term] | None:
    """The columns that the outputs above and below 0 are, as of winners, and their price."""
    cells = [[row[column] for row in sample.rows] for column in range(sample.arity)]
    found = [
        next((n for n, column in enumerate(cells) if all(column[row] == sample.outputs[row] for row in rows)), None)
        for rows in (more, less)
    ]
    if None in found or found[0] == found[1]:
        return None
    over, under = (Var(sample.arity - n) for n in found if n is not None)
    return 2 * COLUMN, over, under


def _around(before: str, number: Term, behind: str) -> Term:
    pieces: list[Term] = [Const(before, STR)] * bool(before) + [number] + [Const(behind, STR)] * bool(behind)
    return concatenated(pieces)


def _counted(outputs: Sequence[str], numbers: Sequence[str]) -> tuple[Around, str] | None:
    """What stands around numbers with a unit that is in the plural unless there is one, and that unit."""
    for unit in UNITS:
        shown = [f"{number} {unit if number == '1' else plural(unit)}" for number in numbers]
        found = [re.fullmatch(rf"(\D*){own}(?!\w)(\D*)", output) for own, output in zip(shown, outputs, strict=True)]
        around = {(match[1], match[2]) for match in found if match}
        if None not in found and len(around) == 1:
            return around.pop(), unit
    return None


def _spelt(*texts: str) -> float:
    """What literals cost."""
    return sum(literal_cost(c, text[:at], 2) for text in texts for at, c in enumerate(text))


__all__ = ["scan"]
