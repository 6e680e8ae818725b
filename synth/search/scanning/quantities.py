"""Quantities: the numbers that rows have, written in texts, as inputs of their own, as parts of moments and as lengths of time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal, DecimalException
from functools import partial
from itertools import permutations
from typing import Any

from dsl import durations
from dsl.domains import calendars
from dsl.domains import moments as words
from dsl.domains.measures import amount_in
from dsl.domains.notations import (
    TIMES_TEN,
    number_beside,
    read_balance,
    read_degrees,
    read_fraction,
    read_roman,
    read_share,
    read_spelt,
    with_exponents,
)
from dsl.domains.number_formats import decimal_points, dots_apart, swap_point, ungrouped
from dsl.number_formats import DECIMAL_COMMA, GAP, number_spans, numbers_in, short_number, whole_number
from dsl.primitives import Primitive
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import DECIMAL, INT, STR
from synth.search.scanning.source import Made, Rows, Source
from synth.search.scanning.surroundings import elsewhere

MOST_COLUMN = 40
MOST_PLACES = 6  # numbers of a cell
MOST_MARKS = 4
BESIDE = 0.6
MOST_MOMENTS = 4  # whose parts and differences are numbers
NOT_READ = 2.0  # in proportion to the rows without outputs that are not read
NOT_WHOLE, OPTIONAL = 0.3, 1.0
FROM_END = 0.1
LATER = 0.05  # for each number before it
SWAPPED = 0.8  # for reading decimal commas, or K for thousands
MISREAD = 1.5  # for not reading them where some cells have decimal points and some commas, or blanks between groups
OF_TIME, UNLIKE_OTHERS = 0.8, 4.5  # for one of the numbers of texts that have a time of day, and where the others are not as in other rows
FRACTION = 2.0  # dearer, since two numbers with a stroke may be of any kind
PART = 2.5  # a part of a moment or of a length of time, and the word that reads it
LENGTH, STOPWATCH = 2.0, 0.3  # and more for minutes and seconds, where hours and minutes are written alike
BETWEEN, SINCE_MIDNIGHT = 4.0, 2.5
UNLIKE = 2.0  # for two moments of unlike formats
MOST_PAIRED = 10
LARGEST, SMALLEST = Decimal(10) ** 15, -30  # the second as a power of ten
UNIX = (10**8, 4 * 10**9)  # seconds from 1970 that are read as a moment: those from 1973 to 2096
SERIAL = (10_959, 73_051)  # numbers of days that are read as such: those from 1930 to 2099
UNITS = {"whole_days": timedelta(days=1), "whole_minutes": timedelta(minutes=1), "whole_seconds": timedelta(seconds=1)}


READERS: dict[str, Callable[[str], Decimal]] = {
    "": whole_number, "swap_point": whole_number, "decimal_points": whole_number, "ungrouped": whole_number, "dots_apart": whole_number,
    "with_exponents": whole_number,
    "parse_short": short_number, "read_fraction": read_fraction, "read_degrees": read_degrees, "read_balance": read_balance,
    "read_share": read_share, "read_spelt": read_spelt, "read_roman": read_roman,
    "amount_in": amount_in,
}  # fmt: skip
REWRITTEN = {
    word.name: word for word in (swap_point, decimal_points, ungrouped, dots_apart, with_exponents)
}  # how cells are written anew before they are read
REMADE = ("parse_short", "read_fraction", "read_degrees", "read_share", "read_spelt", "read_roman", "amount_in")  # to other digits
UNMISTAKABLE = ("decimal_points", "ungrouped", "dots_apart")  # how cells have to be read wherever they can be
WHOLE = (*REMADE, "read_balance")
APART = r"[^\d]*\d{1,3}(?:([ _'’\u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?(?:\D.*)?"  # the first number of a cell, in groups of digits
SEVERAL = r"\d\.\d+\.\d"  # numbers between dots
TIME = r"(?<!\d)\d\d?:([0-5]\d)(?!\d)"  # of day, with its minutes
COMMAS = r"\d,\d{3}(?!\d)"
MARK = r"[^\W\d_]+|[$€£¥₹#%@]"  # what a number may stand beside


def is_reckoned(number: Decimal) -> bool:
    """Whether a number is neither so large nor so small that reckoning with it may fail."""
    return abs(number) < LARGEST and (not number or number.adjusted() > SMALLEST)


@dataclass(frozen=True)
class Place:
    """Where a number stands: which input, and which of its numbers; None where the whole cell is one."""

    column: int
    n: int | None
    reader: str = ""  # the word that reads the text: one beforehand, for decimal commas, or one for another notation
    mark: str = ""  # that it stands beside, where it is found by that

    def in_row(self, row: tuple[Any, ...]) -> Decimal | None:
        """The number of a row, None where there is none."""
        cell = row[self.column]
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            number = Decimal(cell)
            return number if self.n is None and is_reckoned(number) else None
        if not isinstance(cell, str):
            return None
        if self.reader in REWRITTEN:
            cell = REWRITTEN[self.reader](cell)
        try:
            if self.mark:
                found = number_beside(self.mark, cell)
            else:
                found = READERS[self.reader](cell) if self.n is None else numbers_in(cell)[self.n]
        except (ValueError, LookupError, DecimalException):
            return None
        return found if is_reckoned(found) else None

    def term(self, arity: int, cell: Any) -> Term:
        """The program that reads it, of a cell like the given one."""
        variable: Term = Var(arity - 1 - self.column)
        if isinstance(cell, Decimal):
            return variable
        if isinstance(cell, int):
            return App(Prim("to_decimal"), (variable,))
        if self.mark:
            return App(Prim("number_beside"), (Const(self.mark, STR), variable))
        if self.reader in WHOLE:
            return App(Prim(self.reader), (variable,))
        if self.reader:
            variable = App(Prim(self.reader), (variable,))
        return App(Prim("parse_number"), (variable,)) if self.n is None else App(Prim("number_in"), (Const(self.n, INT), variable))


def amounts(rows: Rows, further: Rows) -> list[Source]:
    """The numbers that stand in all shown rows, cheapest first; of those that are the same in all other rows as well, the cheapest."""
    found: dict[tuple[object, ...], Source] = {}
    others = further[:MOST_COLUMN]
    for column, cell in enumerate(rows[0]):
        texts = isinstance(cell, str)
        cells = [str(row[column]) for row in (*rows, *others)] if texts else []
        shown_commas, commas = (any(re.search(COMMAS, cell) for cell in part) for part in (cells[: len(rows)], cells))
        rewritten, powers = _rewritten(cells), any(re.search(r"\d[eE][-+]?\d", cell) for cell in cells)
        every = [
            Place(column, n, reader)
            for reader in ("", *rewritten, *WHOLE)
            if texts or not reader
            for n in ((None, *range(MOST_PLACES), *range(-MOST_PLACES, 0)) if texts and reader not in WHOLE else (None,))
        ]
        if texts:
            every += [Place(column, 0, mark=mark) for mark in _marks([row[column] for row in rows])]
        minutes = [re.search(TIME, cell) for cell in cells]
        of_time = OF_TIME * (bool(cells) and None not in minutes)
        if of_time and {time[1] for time in minutes[: len(rows)] if time} == {"00"} != {time[1] for time in minutes if time}:
            of_time = UNLIKE_OTHERS  # the hour alone, where only rows without outputs have minutes
        for place in every:
            values = tuple(place.in_row(row) for row in rows)
            if None not in values and not (place.reader and _same(place, replace(place, reader=""), (*rows, *others))):
                beyond = [place.in_row(row) for row in others]
                misread = MISREAD * any(word in rewritten and place.reader != word for word in UNMISTAKABLE)
                written = not powers and place.reader not in REMADE
                cost = _cost(place, beyond) + misread + of_time * (place.n is not None) + _elsewhere(place, cells, len(rows))
                source = Source(cost, values, partial(place.term, cell=cell), written=written, grouped=commas > shown_commas, kind=place)
                found.setdefault((column, *map(str, (*values, *(beyond or (place.n, place.mark))))), source)
    return sorted(found.values(), key=lambda source: source.cost)


def _elsewhere(place: Place, cells: Sequence[str], count: int) -> float:
    """What it costs that a number of the rows behind the first ones stands otherwise than those of these do."""
    if place.n is None or place.mark or len(cells) == count:
        return 0.0
    read = [*map(REWRITTEN[place.reader], cells)] if place.reader in REWRITTEN else cells
    return elsewhere(read[:count], read[count:], number_spans, place.n)


def optional_amounts(rows: Rows) -> Iterator[Source]:
    """The first numbers of texts of which some have no digit, which count as 0, such as days until a payment that is due at once."""
    for column, cell in enumerate(rows[0]):
        cells = [row[column] for row in rows] if isinstance(cell, str) else []
        lacking = [not any(map(str.isdigit, text)) for text in cells]
        if any(lacking) and not all(lacking) and not any(text == "" for text in cells):
            values = [Decimal(0) if none else Place(column, 0).in_row(row) for none, row in zip(lacking, rows, strict=True)]
            if None not in values:
                yield Source(OPTIONAL, tuple(values), partial(_or_zero, column))


def _or_zero(column: int, arity: int) -> Term:
    cell = Var(arity - 1 - column)
    return App(Prim("if"), (App(Prim("has"), (Prim("digit"), cell)), Place(column, 0).term(arity, ""), Const(Decimal(0), DECIMAL)))


def _rewritten(cells: Sequence[str]) -> tuple[str, ...]:
    """How the cells of a column may have to be written anew: with commas for points, all of them or those of decimals alone, or without
    what stands between groups of digits."""
    points = [cell for cell in cells if re.search(r"\d\.\d", cell)]
    mixed = bool(points) and any(re.search(DECIMAL_COMMA, cell) for cell in cells)
    grouped = bool(points) and not any(re.search(r"\d\.(?!\d{3}(?!\d))\d", cell) for cell in points)
    apart = [cell for cell in cells if re.search(GAP, cell)]
    fitting = {
        "swap_point": grouped or any("," in cell for cell in cells),
        "decimal_points": mixed,
        "ungrouped": bool(apart) and all(re.fullmatch(APART, cell) for cell in apart),
        "dots_apart": bool(points) and all(re.search(SEVERAL, cell) for cell in points),
        "with_exponents": any(re.search(TIMES_TEN, cell) for cell in cells),
    }
    return tuple(word for word, fits in fitting.items() if fits)


def _same(place: Place, other: Place, rows: Rows) -> bool:
    """Whether two places have the same numbers."""
    return all(place.in_row(row) == other.in_row(row) for row in rows)


def _marks(texts: Sequence[str]) -> list[str]:
    """The words and signs that all texts have, one of them beside a number, where a text has several numbers or other words."""
    first = [found for found in dict.fromkeys(re.findall(MARK, texts[0])) if all(found in text for text in texts)]
    return [mark for mark in first if any(not text.startswith(mark) for text in texts)][:MOST_MARKS]


def _cost(place: Place, beyond: Sequence[Decimal | None]) -> float:
    """What a place costs that has these numbers in the rows without outputs."""
    unread = beyond.count(None) / max(1, len(beyond))
    where = 0.0 if place.n is None else BESIDE if place.mark else NOT_WHOLE + (FROM_END if place.n < 0 else LATER * place.n)
    return NOT_READ * unread + where + (FRACTION if place.reader == "read_fraction" else SWAPPED * bool(place.reader))


def of_unix(amounts: Sequence[Source]) -> Iterator[Source]:
    """The moments that are so many seconds, or milliseconds, after the beginning of 1970."""
    for source in amounts:
        for power, (least, most) in {0: UNIX, -3: tuple(1000 * n for n in UNIX)}.items():
            if all(least <= value < most and value == int(value) for value in source.values):
                values = [words.from_unix(int(value.scaleb(power))) for value in source.values]
                yield source.then(BETWEEN, values, partial(_of_unix, power))


def of_serial(amounts: Sequence[Source]) -> Iterator[Source]:
    """The days that spreadsheets count as these numbers."""
    for source in amounts:
        if all(SERIAL[0] <= value < SERIAL[1] for value in source.values):  # decimals are the time of day
            days = [calendars.from_serial(int(value)) for value in source.values]
            yield source.then(BETWEEN, days, lambda term, _: App(Prim("from_serial"), (as_int(term),)))


def _of_unix(power: int, amount: Term, _: int) -> Term:
    if power:
        amount = App(Prim("scale"), (Const(power, INT), amount))
    match amount:
        case App(Prim("parse_number"), (cell,)):
            return App(Prim("from_unix"), (App(Prim("to_int"), (cell,)),))
    return App(Prim("from_unix"), (as_int(amount),))


# ---- lengths of time ------------------------------------------------------------------------------------------------


def each(word: Callable[..., Any], *arguments: Sequence[Any]) -> list[Any] | None:
    """What a word makes of each row, None where it fails on one."""
    try:
        return list(map(word, *arguments))
    except (ValueError, OverflowError):
        return None


def decimal_of(number: Term) -> Term:
    """A whole number as a decimal."""
    return App(Prim("to_decimal"), (number,))


def as_int(number: Term) -> Term:
    """A whole decimal as an int."""
    match number:
        case App(Prim("to_decimal"), (inner,)):
            return inner
    return App(Prim("truncate"), (number,))


def lengths(rows: Rows, moments: Sequence[Source], further: Rows) -> Iterator[Source]:
    """The lengths of time that the rows have: written out, the time of day of dates, and between two moments."""
    for column, cell in enumerate(rows[0]):
        if isinstance(cell, str):
            values = [_length(row[column]) for row in rows]
            if None not in values:
                beyond = tuple(_length(row[column]) for row in further[:MOST_COLUMN])
                yield Source(LENGTH, tuple(values), _reading(column), beyond=beyond)
            texts = [str(row[column]) for row in rows]
            watched = each(calendars.read_stopwatch, texts) if any(":" in text for text in texts) else None
            if watched is not None and watched != values:
                others = each(calendars.read_stopwatch, [str(row[column]) for row in further[:MOST_COLUMN]])
                yield Source(LENGTH + STOPWATCH, tuple(watched), partial(_watched, column), beyond=tuple(others or ()))
    for source in moments[:MOST_MOMENTS]:
        if None not in (source.values[0].day, source.values[0].hour):
            passed = each(calendars.time_of_day, source.values)
            if passed is not None:
                yield source.then(SINCE_MIDNIGHT, passed, lambda term, _: App(Prim("time_of_day"), (term,)))
    for first, second in permutations(moments[:MOST_PAIRED], 2):
        dated = any(moment.day is not None for moment in (*first.values, *second.values))
        word = words.time_between if dated else words.time_until  # times of day go on at midnight, as the rows to come may
        lengths_ = each(word, first.values, second.values)
        if lengths_ is not None and max(lengths_) > timedelta():  # a day may be the same, and a payment early
            cost = BETWEEN + first.cost + second.cost + (0.0 if first.kind == second.kind else UNLIKE)
            yield Source(cost, tuple(lengths_), _difference(word, first, second))


def _reading(column: int) -> Made:
    return lambda arity: App(Prim("read_duration"), (Var(arity - 1 - column),))


def _watched(column: int, arity: int) -> Term:
    return App(Prim("read_stopwatch"), (Var(arity - 1 - column),))


def _difference(word: Primitive, first: Source, second: Source) -> Made:
    return lambda arity: App(Prim(word.name), (first.of(arity), second.of(arity)))


def _length(cell: Any) -> timedelta | None:
    try:
        return durations.found_in(cell)
    except (ValueError, TypeError, OverflowError):
        return None


def counted(lengths_: Sequence[Source]) -> Iterator[Source]:
    """Lengths of time as numbers of days, minutes or seconds."""
    for source in lengths_:
        for name, unit in UNITS.items():
            values = tuple(Decimal(length // unit) for length in source.values)
            if all(length % unit == timedelta() for length in source.values):
                left = any(isinstance(length, timedelta) and length % unit for length in source.beyond)
                made = source.then(PART + UNLIKE_OTHERS * left, values, lambda term, _, name=name: decimal_of(App(Prim(name), (term,))))  # type: ignore[misc]
                yield replace(made, kind=name)
        if any(length % timedelta(seconds=1) for length in source.values):
            exact = tuple(map(calendars.total_seconds, source.values))
            yield source.then(PART, exact, lambda term, _: App(Prim("total_seconds"), (term,)))


def ages(moments: Sequence[Source]) -> Iterator[Source]:
    """Whole years, and whole months, all or beside the years, or months of the calendar, and working days, between two dates."""
    dates = [m for m in moments if m.values[0].month is not None and m.values[0].year is not None]
    counting = {words.years_between: 1.0, calendars.months_between: 1.3, calendars.months_apart: 1.6, calendars.workdays_between: 1.2}
    for word, dearer in counting.items():
        for first, second in permutations(dates[:MOST_MOMENTS], 2):
            counts = each(word, first.values, second.values)
            if counts is not None and min(counts) >= 0 and max(counts) > 0:
                made, cost = _difference(word, first, second), BETWEEN + dearer + first.cost + second.cost
                yield Source(cost, tuple(map(Decimal, counts)), lambda arity, made=made: decimal_of(made(arity)))  # type: ignore[misc]
                if word == calendars.months_between:
                    yield Source(cost, tuple(Decimal(n % 12) for n in counts), partial(_beside_years, made))


def _beside_years(months: Made, arity: int) -> Term:
    """The months that are left over beside whole years."""
    return decimal_of(App(Prim("modulo"), (months(arity), Const(12, INT))))


def months(rows: Rows) -> Iterator[Source]:
    """The years and months that texts say, in months."""
    for column, cell in enumerate(rows[0]):
        if isinstance(cell, str) and all(any(map(str.isalpha, str(row[column]))) for row in rows):
            counts = each(calendars.months_in, [row[column] for row in rows])
            if counts is not None and any(counts):
                yield Source(LENGTH, tuple(map(Decimal, counts)), partial(_months, column))


def _months(column: int, arity: int) -> Term:
    return decimal_of(App(Prim("months_in"), (Var(arity - 1 - column),)))
