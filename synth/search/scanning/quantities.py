"""Quantities: the numbers that rows have, written in texts, as inputs of their own, as parts of moments and as lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, DecimalException
from itertools import permutations
from typing import Any

from dsl import durations
from dsl.moment import Moment, clock_of, date_of
from dsl.number_formats import numbers_in, short_number, whole_number
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import INT
from synth.search.scanning.source import Made, Rows, Source

MOST_COLUMN = 40
MOST_PLACES = 6  # numbers of a cell
MOST_MOMENTS = 4  # whose parts and differences are numbers
NOT_READ = 2.0  # in proportion to the rows without outputs that are not read
NOT_WHOLE = 0.3
FROM_END = 0.1
LATER = 0.05  # for each number before it
SWAPPED = 0.8  # for reading decimal commas, or K for thousands
PART = 2.5  # of a moment, and the word that reads it
LENGTH = 2.0
BETWEEN = 4.0
UNLIKE = 2.0  # for two moments of unlike formats
MOST_PAIRED = 10
LARGEST = Decimal(10) ** 15
MICROSECOND, MINUTE, DAY = timedelta(microseconds=1), timedelta(minutes=1), timedelta(days=1)


READERS = {"": whole_number, "swap_point": whole_number, "parse_short": short_number}


@dataclass(frozen=True)
class Place:
    """Where a number stands: which input, and which of its numbers; None where the whole cell is one."""

    column: int
    n: int | None
    reader: str = ""  # the word that reads the text beforehand: one for decimal commas, one for thousands as K

    def in_row(self, row: tuple[Any, ...]) -> Decimal | None:
        """The number of a row, None where there is none."""
        cell = row[self.column]
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            number = Decimal(cell)
            return number if self.n is None and abs(number) < LARGEST else None
        if not isinstance(cell, str):
            return None
        if self.reader == "swap_point":
            cell = cell.translate(str.maketrans(".,", ",."))
        try:
            found = READERS[self.reader](cell) if self.n is None else numbers_in(cell)[self.n]
        except (ValueError, IndexError, DecimalException):
            return None
        return found if abs(found) < LARGEST else None

    def term(self, arity: int, cell: Any) -> Term:
        """The program that reads it, of a cell like the given one."""
        variable: Term = Var(arity - 1 - self.column)
        if isinstance(cell, Decimal):
            return variable
        if isinstance(cell, int):
            return App(Prim("to_decimal"), (variable,))
        if self.reader == "parse_short":
            return App(Prim("parse_short"), (variable,))
        if self.reader:
            variable = App(Prim(self.reader), (variable,))
        return App(Prim("parse_number"), (variable,)) if self.n is None else App(Prim("number_in"), (Const(self.n, INT), variable))


def amounts(rows: Rows, further: Rows) -> list[Source]:
    """The numbers that stand in all shown rows, cheapest first."""
    found = []
    for column, cell in enumerate(rows[0]):
        texts = isinstance(cell, str)
        commas = texts and any("," in str(row[column]) for row in (*rows, *further[:MOST_COLUMN]))
        for reader in ("", *("swap_point",) * commas, "parse_short") if texts else ("",):
            for n in (None, *range(MOST_PLACES), *range(-MOST_PLACES, 0)) if texts and reader != "parse_short" else (None,):
                place = Place(column, n, reader)
                values = tuple(place.in_row(row) for row in rows)
                if None not in values and not (reader and values == tuple(Place(column, n).in_row(row) for row in rows)):
                    found.append(Source(_cost(place, further), values, lambda arity, place=place, cell=cell: place.term(arity, cell)))  # type: ignore[misc]
    return sorted(found, key=lambda source: source.cost)


def _cost(place: Place, further: Rows) -> float:
    column = further[:MOST_COLUMN]
    unread = sum(place.in_row(row) is None for row in column) / max(1, len(column))
    where = 0.0 if place.n is None else NOT_WHOLE + (FROM_END if place.n < 0 else LATER * place.n)
    return NOT_READ * unread + where + SWAPPED * bool(place.reader)


# ---- parts of moments, lengths of time ------------------------------------------------------------------------------

PARTS: dict[str, Callable[[Moment], int | None]] = {
    "year": lambda m: m.year,
    "month": lambda m: m.month,
    "day": lambda m: m.day,
    "hour": lambda m: m.hour,
    "minute": lambda m: m.minute,
    "quarter": lambda m: None if m.month is None else (m.month + 2) // 3,
    "weekday": lambda m: date_of(m).isoweekday(),
    "week": lambda m: date_of(m).isocalendar()[1],
    "day_of_year": lambda m: date_of(m).timetuple().tm_yday,
}


def parts(moments: Sequence[Source]) -> Iterator[Source]:
    """The parts of moments as numbers."""
    for source in moments[:MOST_MOMENTS]:
        for name, part in PARTS.items():
            values = _each(part, source.values)
            if values is not None:
                yield source.then(PART, values, lambda term, _, name=name: _decimal(App(Prim(name), (term,))))  # type: ignore[misc]


def _each(part: Callable[[Any], Any], values: Sequence[Any]) -> tuple[Decimal, ...] | None:
    try:
        found = [part(value) for value in values]
    except (ValueError, OverflowError):
        return None
    return None if None in found else tuple(map(Decimal, found))


def _decimal(number: Term) -> Term:
    return App(Prim("to_decimal"), (number,))


def lengths(rows: Rows, moments: Sequence[Source]) -> Iterator[Source]:
    """The lengths of time that the rows have: written out, and between two moments."""
    for column, cell in enumerate(rows[0]):
        if isinstance(cell, str):
            values = [_length(row[column]) for row in rows]
            if None not in values:
                yield Source(LENGTH, tuple(values), _reading(column))
    for first, second in permutations(moments[:MOST_PAIRED], 2):
        for name, between in (("time_between", _between), ("time_until", _until)):
            values = [between(a, b) for a, b in zip(first.values, second.values, strict=True)]
            if None not in values and all(length > timedelta() for length in values if length is not None):
                cost = BETWEEN + first.cost + second.cost + (0.0 if first.kind == second.kind else UNLIKE)
                yield Source(cost, tuple(values), _difference(name, first, second))
                break


def _reading(column: int) -> Made:
    return lambda arity: App(Prim("read_duration"), (Var(arity - 1 - column),))


def _difference(name: str, first: Source, second: Source) -> Made:
    return lambda arity: App(Prim(name), (first.of(arity), second.of(arity)))


def _length(cell: Any) -> timedelta | None:
    try:
        return durations.found_in(cell)
    except (ValueError, TypeError, OverflowError):
        return None


def _between(first: Moment, second: Moment) -> timedelta | None:
    """As `time_between` has it."""
    try:
        days = timedelta()
        if first.day is not None or second.day is not None:
            days = date_of(second) - date_of(first)
        if first.hour is None and second.hour is None:
            return days
        return days + (clock_of(second) - clock_of(first)) * MICROSECOND
    except ValueError:
        return None


def _until(first: Moment, second: Moment) -> timedelta | None:
    """As `time_until` has it, where no dates are."""
    if first.hour is None or second.hour is None or first.day is not None or second.day is not None:
        return None
    return (clock_of(second) - clock_of(first)) % (DAY // MICROSECOND) * MICROSECOND


def counted(lengths_: Sequence[Source]) -> Iterator[Source]:
    """Lengths of time as numbers of days, minutes or seconds."""
    for source in lengths_:
        for name, unit in (("whole_days", DAY), ("whole_minutes", MINUTE), ("whole_seconds", timedelta(seconds=1))):
            values = tuple(Decimal(length // unit) for length in source.values)
            if all(length % unit == timedelta() for length in source.values):
                yield source.then(PART, values, lambda term, _, name=name: _decimal(App(Prim(name), (term,))))  # type: ignore[misc]


def ages(moments: Sequence[Source]) -> Iterator[Source]:
    """Whole years between two dates."""
    dates = [m for m in moments if m.values[0].day is not None and m.values[0].year is not None]
    for first, second in permutations(dates[:MOST_MOMENTS], 2):
        try:
            values = [Decimal(_years(a, b)) for a, b in zip(first.values, second.values, strict=True)]
        except (ValueError, TypeError):
            continue
        if min(values) >= 0 and max(values) > 0:
            made = _difference("years_between", first, second)
            yield Source(BETWEEN + 1.0 + first.cost + second.cost, tuple(values), lambda arity, made=made: _decimal(made(arity)))  # type: ignore[misc]


def _years(first: Moment, second: Moment) -> int:
    a, b = date_of(first), date_of(second)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))
