"""Numbers by scanning: read in each row, scaled, rounded or reckoned with, and printed by the cheapest template of the wanted texts.

What is done to a number is read off the wanted texts: a constant quotient or difference of what stands there and what was read, a
step of which all of them are multiples, the constant length of a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal, DecimalException, localcontext
from functools import cache
from itertools import permutations
from typing import Any

from dsl.number_formats import numbers_in, printed, whole_number
from dsl.term import App, Const, Let, Prim, Term, Var
from dsl.type import INT, STR, Con
from synth.search.scanning.readings import Rows
from synth.search.scanning.template import Part, Piece, cheapest, joined_literals

DECIMAL = Con("decimal")
MOST_ROWS = 6  # shown rows whose texts are matched
MOST_COLUMN = 40
MOST_PLACES = 6  # numbers of a cell
MOST_PAIRS = 8  # readings that are reckoned with each other
MOST_BLANKS = 10
MOST_DECIMALS = 8
READING = 4.0  # units: the two words that read and print, and the input
NOT_READ = 2.0  # in proportion to the rows without outputs that are not read
NOT_WHOLE = 0.3
FROM_END = 0.1
LARGEST = Decimal(10) ** 15
STEPS = tuple(
    map(Decimal, ["0.01", "0.05", "0.1", "0.25", "0.5", "1", "5", "10", "20", "25", "50", "100", "500", "1000", "10000", "100000"])
)
ROUNDINGS = {
    "round_to": (1.5, ROUND_HALF_UP),
    "floor_to": (1.9, ROUND_FLOOR),
    "ceiling_to": (1.9, ROUND_CEILING),
    "truncate_to": (2.2, ROUND_DOWN),
    "round_away_to": (2.2, ROUND_UP),
}

Values = tuple[Decimal, ...]


@dataclass(frozen=True)
class Source:
    """Numbers of all shown rows, with the program that makes them and what it costs beyond the least."""

    cost: float
    values: Values
    of: Callable[[int], Term]  # of the number of inputs
    exact: bool = True  # whether their digits are those that were written, or follow from them


@dataclass(frozen=True)
class Place:
    """Where a number stands: which input, and which of its numbers; None where the whole cell is one."""

    column: int
    n: int | None

    def in_row(self, row: tuple[Any, ...]) -> Decimal | None:
        """The number of a row, None where there is none."""
        cell = row[self.column]
        if not isinstance(cell, str):
            return None
        try:
            found = whole_number(cell) if self.n is None else numbers_in(cell)[self.n]
        except (ValueError, IndexError, DecimalException):
            return None
        return found if abs(found) < LARGEST else None

    def term(self, arity: int) -> Term:
        """The program that reads it."""
        cell = Var(arity - 1 - self.column)
        return App(Prim("parse_number"), (cell,)) if self.n is None else App(Prim("number_in"), (Const(self.n, INT), cell))


def readings(rows: Rows, further: Rows) -> list[Source]:
    """The numbers that stand in all shown rows, cheapest first."""
    found = []
    for column, cell in enumerate(rows[0]):
        if isinstance(cell, str):
            for n in (None, *range(MOST_PLACES), *range(-MOST_PLACES, 0)):
                place = Place(column, n)
                values = tuple(place.in_row(row) for row in rows)
                if None not in values:
                    found.append(Source(_reading_cost(place, further), values, place.term))  # type: ignore[arg-type]
    return sorted(found, key=lambda source: source.cost)


def _reading_cost(place: Place, further: Rows) -> float:
    column = further[:MOST_COLUMN]
    unread = sum(place.in_row(row) is None for row in column) / max(1, len(column))
    return NOT_READ * unread + (0.0 if place.n is None else NOT_WHOLE + (FROM_END if place.n < 0 else 0.05 * place.n))


# ---- what is done to numbers ---------------------------------------------------------------------------------------


def reckoned(sources: Sequence[Source], outputs: Sequence[str]) -> Iterator[Source]:
    """Numbers made of those that were read, where what they are stands in the wanted texts."""
    shown = [numbers_in(text) for text in outputs]
    for source in sources:
        yield from _by_constants(source, shown)
    for first, second in permutations(sources[:MOST_PAIRS], 2):
        yield from _pairs(first, second, shown)


def _by_constants(source: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """A number scaled, multiplied, or with a constant added, if the first text shows by what and the others agree."""
    if len(set(source.values)) < 2:
        powers = [k for k in (1, 2, 3, 6, -1, -2, -3, -6) if source.values[0].scaleb(k) in shown[0]]
        yield from (_scaled(source, k) for k in powers)
        return
    for wanted in shown[0]:
        factor = _quotient(wanted, source.values[0])
        if factor is not None and factor not in (0, 1) and _agree(shown, [v * factor for v in source.values]):
            power = factor.normalize()
            if power.as_tuple().digits == (1,) and power > 0:
                yield _scaled(source, power.adjusted())
            else:
                cost = source.cost + 2.0 + _constant_cost(factor)
                yield _applied(source, cost, "multiply_decimal", factor, tuple(v * factor for v in source.values))
        term = wanted - source.values[0]
        if term and _agree(shown, [v + term for v in source.values]):
            cost = source.cost + 2.0 + _constant_cost(term)
            yield _applied(source, cost, "add_decimal", term, tuple(v + term for v in source.values))


def _scaled(source: Source, power: int) -> Source:
    values = tuple(value.scaleb(power) for value in source.values)
    return Source(source.cost + 1.2, values, lambda arity: App(Prim("scale"), (Const(power, INT), source.of(arity))))


def _applied(source: Source, cost: float, name: str, constant: Decimal, values: Values) -> Source:
    return Source(cost, values, lambda arity: App(Prim(name), (Const(constant, DECIMAL), source.of(arity))))


def _pairs(first: Source, second: Source, shown: Sequence[Sequence[Decimal]]) -> Iterator[Source]:
    """Two numbers reckoned with each other."""
    both = list(zip(first.values, second.values))
    cost = first.cost + second.cost + 2.5
    made: list[tuple[str, list[Decimal | None]]] = [("subtract_decimal", [a - b for a, b in both])]
    made.append(("divide_decimal", [_quotient(a, b) for a, b in both]))
    if first.cost <= second.cost:
        made += [("add_decimal", [a + b for a, b in both]), ("multiply_decimal", [a * b for a, b in both])]
    for name, values in made:
        if None not in values and len(set(both)) > 1 and _agree(shown, values):  # type: ignore[arg-type]
            yield Source(cost, tuple(values), lambda arity, name=name: App(Prim(name), (first.of(arity), second.of(arity))))  # type: ignore[misc, arg-type]


def _quotient(a: Decimal, b: Decimal) -> Decimal | None:
    """The quotient where it ends soon."""
    if not b:
        return None
    with localcontext(prec=12):
        found = a / b
        return found if found * b == a else None


def _agree(shown: Sequence[Sequence[Decimal]], values: Sequence[Decimal]) -> bool:
    return all(value in numbers for numbers, value in zip(shown, values, strict=True))


def _constant_cost(constant: Decimal) -> float:
    return 0.5 * len(constant.normalize().as_tuple().digits)


def rounded(source: Source, outputs: Sequence[str]) -> Iterator[Source]:
    """A number rounded to a step, where the texts may show that."""
    for step in STEPS:
        for name, (cost, mode) in ROUNDINGS.items():
            values = tuple(_multiple(value, step, mode) for value in source.values)
            if values != source.values and _may_show(values, outputs):
                yield replace(_applied(source, source.cost + cost, name, step, values), exact=False)


def _multiple(value: Decimal, step: Decimal, mode: str, offset: Decimal = Decimal(0)) -> Decimal:
    return ((value - offset) / step).to_integral_value(mode) * step + offset


def _may_show(values: Sequence[Decimal], outputs: Sequence[str]) -> bool:
    return all(_shows(_digits(text), int(abs(value))) for value, text in zip(values, outputs, strict=True))


def _shows(digits: str, whole: int) -> bool:
    """Whether the whole part of a number, perhaps rounded up, stands among digits."""
    return str(whole) in digits or str(whole + 1) in digits


@cache
def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@dataclass(frozen=True)
class Range:
    """A range that a number lies in: its beginning, and how far from there its end is."""

    start: Source
    length: Decimal


def ranges(source: Source, outputs: Sequence[str]) -> Iterator[Range]:
    """Ranges of a constant length that all texts show two numbers of."""
    shown = [[abs(n) for n in numbers_in(text)] for text in outputs]
    if any(len(numbers) < 2 for numbers in shown):
        return
    length = shown[0][1] - shown[0][0]
    if length <= 0 or any(numbers[1] - numbers[0] != length for numbers in shown):
        return
    unit = Decimal(1).scaleb(min(0, int(length.as_tuple().exponent)))
    for step, dearer in ((length, 0.0), (length + unit, 0.0), *((step, 0.8) for step in STEPS)):
        offset = shown[0][0] % step
        if (dearer and step <= length) or tuple(_multiple(v, step, ROUND_FLOOR, offset) for v in source.values) != tuple(
            n[0] for n in shown
        ):
            continue
        cost = source.cost + 2.4 + dearer + (0.0 if offset in (0, unit) else 0.6)
        yield Range(_floored(source, cost, step, offset), length)


def _floored(source: Source, cost: float, step: Decimal, offset: Decimal) -> Source:
    values = tuple(_multiple(value, step, ROUND_FLOOR, offset) for value in source.values)

    def term(arity: int) -> Term:
        inner = source.of(arity)
        if not offset:
            return App(Prim("floor_to"), (Const(step, DECIMAL), inner))
        moved = App(Prim("subtract_decimal"), (inner, Const(offset, DECIMAL)))
        return App(Prim("add_decimal"), (Const(offset, DECIMAL), App(Prim("floor_to"), (Const(step, DECIMAL), moved))))

    return Source(cost, values, term, exact=False)


# ---- printing --------------------------------------------------------------------------------------------------


def formats(outputs: Sequence[str]) -> list[tuple[float, str]]:
    """The formats that may have printed a number in every text, cheapest first, with what each costs."""
    found: list[tuple[float, str]] | None = None
    for text in outputs:
        own = _formats(text)
        found = own if found is None else [each for each in found if each in own]
    return sorted(found or ())


@cache
def _formats(text: str) -> list[tuple[float, str]]:
    """The formats of which a text shows the signs."""
    runs = re.findall(r"\d+", text)
    widest = max(map(len, runs), default=0)
    after = {len(run) for run in re.findall(r"(?<=[.,])\d+", text)}
    wholes = [(0.0, "0"), *((0.5, "0" * n) for n in range(2, widest + 1))]
    if " " in text:
        wholes += [(1.0, "?" * n + "0") for n in range(1, MOST_BLANKS)]
    if "+" in text:
        wholes.append((0.8, "+0"))
    grouped = [(0.3, "#,##0"), (0.6, "#,##,##0")]
    free = range(1, max(MOST_DECIMALS, *after, 1) + 1)
    decimals = [(1.3, ""), *((1.3, "." + "0" * n) for n in sorted(after)), *((1.5, "." + "#" * n) for n in free)]
    found = [(a + b, whole + point) for a, whole in (*wholes, *grouped) for b, point in decimals]
    if "," in text:
        found += [(cost + 0.5, format.replace(".", ",")) for cost, format in found if "," not in format and "." in format]
    if "." in text:
        found += [(cost + 0.5, format.translate(_SWAPPED)) for cost, format in found if format.startswith("#,##0.")]
    return [(1.0, ""), (1.05, "General"), *found]


_SWAPPED = str.maketrans(".,", ",.")


def _parts(number: int, source: Source, outputs: Sequence[str]) -> Iterator[Part]:
    """What formats print that stands in every text, the cheapest format for each."""
    seen: set[tuple[str, ...]] = set()
    if not _may_show(source.values, outputs):
        return
    for cost, format in formats(outputs):
        if format or source.exact:
            texts = tuple(takewhile_in(outputs, (printed(format, value) for value in source.values)))
            if len(texts) == len(outputs) and texts not in seen:
                seen.add(texts)
                yield Part(number, format, texts, cost)


def takewhile_in(outputs: Sequence[str], texts: Iterable[str]) -> Iterator[str]:
    """The texts as long as each stands in the output of its row."""
    for output, text in zip(outputs, texts):
        if text not in output:
            return
        yield text


def scan(rows: Rows, outputs: Sequence[str], further: Rows, ceiling: float) -> Iterator[tuple[float, Term]]:
    """The programs found, each cheaper than the ones before, with their costs in units."""
    kept = list(range(len(rows)))[:MOST_ROWS]
    wanted = [outputs[i] for i in kept]
    if not all(any(c.isdigit() for c in text) for text in wanted):
        return
    read = readings([rows[i] for i in kept], further)
    best = ceiling
    arity = len(rows[0])
    for sources, length in _settings(read, wanted):
        spent = READING + max(source.cost for source in sources) + 0.5 * (len(sources) - 1)
        if spent >= best:
            continue
        parts = [part for number, source in enumerate(sources) for part in _parts(number, source, wanted)]
        written = cheapest(wanted, parts, _extra, best - spent) if parts else None
        if written is None or (length is not None and len({p.source for p in written[1] if isinstance(p, Part)}) < 2):
            continue
        best = spent + written[0]
        yield best, _term(sources, length, written[1], arity)


def _settings(read: Sequence[Source], outputs: Sequence[str]) -> Iterator[tuple[list[Source], Decimal | None]]:
    """The sources of one template each: numbers as read, two of them, reckoned, rounded, and ranges."""
    yield from (([source], None) for source in read)
    yield from (([first, second], None) for first, second in permutations(read[:4], 2))
    made = list(reckoned(read, outputs))[:40]
    yield from (([source], None) for source in made)
    for source in (*read, *made):
        yield from (([each], None) for each in rounded(source, outputs))
        for found in ranges(source, outputs):
            end = replace(found.start, values=tuple(v + found.length for v in found.start.values))
            yield [found.start, end], found.length


def _extra(part: Part, last: Part | None, literal: str) -> float:
    """What a part costs more where it stands: directly behind another number."""
    return 2.0 if last is not None and not literal else 0.0


def _term(sources: Sequence[Source], length: Decimal | None, path: Sequence[Piece], arity: int) -> Term:
    """The program of a template."""
    made: list[Term] = [source.of(arity) for source in sources]
    if length is not None:
        made = [Var(0), App(Prim("add_decimal"), (Const(length, DECIMAL), Var(0)))]
    text: Term | None = None
    for piece in joined_literals(path):
        own: Term = (
            Const(piece, STR) if isinstance(piece, str) else App(Prim("format_number"), (Const(piece.code, STR), made[piece.source]))
        )
        text = own if text is None else App(Prim("concat_text"), (text, own))
    assert text is not None
    return text if length is None else Let(sources[0].of(arity), text, "start")
