"""Differences in words: how far one number, date or time of a row is from another, said otherwise for more, for less and for none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import combinations, islice

from dsl.domains import moments as words
from dsl.domains.conversions import plural
from dsl.domains.durations import whole_days, whole_minutes
from dsl.term import App, Const, Let, Prim, Term, Var
from dsl.type import INT, STR
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
    pieces = list(_pieces(sample))
    for source in _sources(sample):
        more, less, level = (_rows(source.values, sign) for sign in (1, -1, 0))
        equal = {sample.outputs[row] for row in level}
        said = None
        if more and less and len(equal) < 2:
            said = _said(sample, pieces, source.values, more, less) or _copied(pieces, sample.outputs, more, less)
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


@dataclass(frozen=True)
class Piece:
    """A text of each row, and its program below the difference."""

    texts: Sequence[str]
    term: Term


def _pieces(sample: Sample) -> Iterator[Piece]:
    """The columns, and what they have before and behind their numbers, as the sides of a match."""
    for column, cell in enumerate(sample.rows[0]):
        if isinstance(cell, str):
            cells, whole = [row[column] for row in sample.rows], Var(sample.arity - column)
            yield Piece(cells, whole)
            parts = [re.fullmatch(r"(\D*)\d.*\d(\D*)", text) for text in cells]
            cuts = (App(Prim(name), (Prim("number"), Const(n, INT), whole)) for name, n in (("up_to", 0), ("past", -1)))
            for side, cut in enumerate(cuts, 1):
                texts = [found[side].strip() if found else "" for found in parts]
                if all(texts):
                    yield Piece(texts, App(Prim("trim"), (cut,)))


def _said(
    sample: Sample, pieces: Sequence[Piece], values: Sequence[Decimal], more: Sequence[int], less: Sequence[int]
) -> tuple[float, Term, Term] | None:
    """What is said of the size of the differences above and below 0, the same way, and its price; Var(0) is the difference."""
    outputs = sample.outputs
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
            _case(rows, outputs, {row: texts[row] for row in rows} if rows in told else {}, pieces, part, size) for rows in (more, less)
        ]
        if None not in both and both[0] != both[1]:
            (first, over), (second, under) = both  # type: ignore[misc]
            return part.cost + first + second, over, under
    return None


def _case(
    rows: Sequence[int], outputs: Sequence[str], numbers: Mapping[int, str], pieces: Sequence[Piece], part: Part, size: Term
) -> tuple[float, Term] | None:
    """The program of the rows of one sign, with the price of its literals; None where these differ."""
    own = [outputs[row] for row in rows]
    if not numbers:
        return (_spelt(own[0]), Const(own[0], STR)) if len(set(own)) == 1 else None
    told = [numbers[row] for row in rows]
    counted = _counted(own, told) if all(map(str.isdecimal, told)) else None
    if counted is not None:
        (before, behind), noun = counted
        return _spelt(before, behind, noun), _around(before, App(Prim("counted"), (as_int(size), Const(noun, STR))), behind)
    sides = [output.partition(number) for output, number in zip(own, told, strict=True)]
    before_, behind_ = (_side([side[at] for side in sides], rows, pieces) for at in (0, 2))
    if before_ is None or behind_ is None:
        return None
    return before_[0] + behind_[0], concatenated([*before_[1], formatted(part.code, size), *behind_[1]])


def _side(texts: Sequence[str], rows: Sequence[int], pieces: Sequence[Piece]) -> tuple[float, list[Term]] | None:
    """What stands on one side of a number: a literal, perhaps around a piece of the inputs, and its price; None where that differs."""
    for piece in pieces:
        cuts = {text.partition(piece.texts[row])[::2] if piece.texts[row] in text else None for row, text in zip(rows, texts, strict=True)}
        if len(cuts) == 1 and (cut := cuts.pop()) is not None and not re.search(r"\d", "".join(cut)):
            literals: list[list[Term]] = [[Const(text, STR)] * bool(text) for text in cut]
            return COLUMN + _spelt(*cut), [*literals[0], piece.term, *literals[1]]
    if len(set(texts)) > 1 or re.search(r"\d", texts[0]) or len(texts[0]) > MOST_AROUND:
        return None
    return _spelt(texts[0]), [Const(texts[0], STR)] * bool(texts[0])


def _words(outputs: Sequence[str], more: Sequence[int], less: Sequence[int]) -> tuple[float, Term, Term] | None:
    """The words that all rows above 0 have, and all below, such as a win and a loss, and their price."""
    found = [{outputs[row] for row in rows} for rows in (more, less)]
    if any(len(texts) > 1 or re.search(r"\d", min(texts)) for texts in found) or found[0] == found[1]:
        return None
    ((over,), (under,)) = found
    return 2 * WORD, Const(over, STR), Const(under, STR)


def _copied(
    pieces: Sequence[Piece], outputs: Sequence[str], more: Sequence[int], less: Sequence[int]
) -> tuple[float, Term, Term] | None:
    """The pieces that the outputs above and below 0 are, as of winners, and their price."""
    found = [next((piece for piece in pieces if all(piece.texts[row] == outputs[row] for row in rows)), None) for rows in (more, less)]
    if found[0] is None or found[1] is None or found[0].term == found[1].term:
        return None
    return 2 * COLUMN, found[0].term, found[1].term


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
