"""Readings of moments: where in the inputs of each row one stands, and by which formats it is read.

A reading of the shown rows is dearer where it leaves rows without outputs unread, for which it is then given further formats.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, product
from typing import Any

from dsl.domains.moments import join_moments
from dsl.moment import Moment
from dsl.moment_formats import DATES, STARTS, TIMES, found_in, reading
from dsl.moment_printing import PRINTED
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import INT, STR
from synth.search.scanning.source import Made, Rows, Source
from synth.search.scanning.surroundings import elsewhere

MOST_COLUMN = 80  # rows without outputs that formats are sought for
MOST_MIXES = 400  # choices of another format for each row
MOST_LIKELY = 7  # formats of a row
SHOWN = ("Y", "y", "-m", "b", "-d", "H", "-I", "M", "a", "q")  # conversions that tell which format a row has
WHOLE, CLOCK = "Y m d", "H M"  # what a whole date and a time of day print
NOT_FIRST = 0.7
ANOTHER_FORMAT = 1.0
UNUSUAL = {  # formats that are seldom meant
    "%M:%S": 1.5,
    "%Y/%d/%m": 0.8,
    "%H": 0.5,
    "%H:%N %p": 0.3,
    "%H %p": 0.4,  # passes over times with minutes
    "%Hh%N": 0.5,
    "%H%M%S": 0.8,
    "%m": 0.5,
    "%m/%d": 0.8,
    "%d/%m": 0.8,
    "%Y%j": 0.5,
    "%Y/%j": 0.5,
    "%B %y": 0.6,
    "%m/%y": 0.9,
    "%m%y": 0.9,
    "%y%j": 0.8,
    "%y%m%d": 0.8,
    "%d%m%y": 0.8,
    "_%H%M": 0.2,
    "%Y%m%d%H": 1.0,
}
NO_YEAR, YEARS = 6.0, (1500, 2200)  # units for a number alone that is no likely year, and the bounds of these
MOST_JOINED, LONGEST_PART = 3, 9  # inputs that may have a part of a date each, and characters of these
BETWEEN = " "
NOT_READ = 1.5  # in proportion to the rows without outputs that are not read


def _joined(row: tuple[Any, ...]) -> str:
    """The inputs that have a part of a date each, as one text; empty where they do not look like that."""
    short = 1 < len(row) <= MOST_JOINED and all(isinstance(cell, str) and 0 < len(cell) <= LONGEST_PART for cell in row)
    return BETWEEN.join(row) if short else ""


@dataclass(frozen=True)
class Place:
    """Where a moment stands: which input, or all of them joined if it is none, by which formats, which of those it has."""

    column: int
    formats: str
    n: int = 0

    def of(self, row: tuple[Any, ...]) -> Moment | None:
        """The moment of a row, None where there is none."""
        if not self.formats:
            return row[self.column] if isinstance(row[self.column], Moment) else None
        try:
            return found_in(self.formats, self.n, row[self.column] if self.column < len(row) else _joined(row))
        except (ValueError, OverflowError):
            return None

    def term(self, arity: int) -> Term:
        """The program that reads it."""
        cell: Term = Var(arity - 1 - self.column)
        if self.column == arity:
            cell = Var(arity - 1)
            for index in reversed(range(arity - 1)):
                cell = App(Prim("concat_text"), (App(Prim("concat_text"), (cell, Const(BETWEEN, STR))), Var(index)))
        if not self.formats:
            return cell
        if self.n:
            return App(Prim("read_nth_moment"), (Const(self.formats, STR), Const(self.n, INT), cell))
        return App(Prim("read_moment"), (Const(self.formats, STR), cell))


@dataclass(frozen=True)
class Reading:
    """A moment of each row: that of one place, or of two, a date and a time of day."""

    places: tuple[Place, ...]

    def of(self, row: tuple[Any, ...]) -> Moment | None:
        """The moment of a row, None where there is none."""
        found = [place.of(row) for place in self.places]
        if None in found:
            return None
        return found[0] if len(found) == 1 else join_moments(*found)

    def term(self, arity: int) -> Term:
        """The program that reads it."""
        first, *others = (place.term(arity) for place in self.places)
        return App(Prim("join_moments"), (first, others[0])) if others else first

    @property
    def cost(self) -> float:
        """Units beyond those of any reading."""
        odd = sum(UNUSUAL.get(format.strip(), 0.0) for place in self.places for format in re.split("[|,]", place.formats))
        return odd + sum(NOT_FIRST * (place.n != 0) for place in self.places) + 1.5 * (len(self.places) - 1)


Places = dict[Reading, Moment]  # of one row


def places(row: tuple[Any, ...]) -> Places:
    """Every moment that some format finds in a row."""
    dates = [found for column, cell in enumerate(row) for found in _in_cell(column, cell, (*DATES, *STARTS))]
    parted = [found for found in _in_cell(len(row), _joined(row), DATES) if found[0].formats.count("%") == len(row)]
    times = [found for column, cell in enumerate(row) for found in _in_cell(column, cell, TIMES)]
    found = {Reading((Place(column, ""),)): cell for column, cell in enumerate(row) if isinstance(cell, Moment)}
    for place, moment, span in [*dates, *parted]:
        found[Reading((place,))] = moment
        for other, clock, taken in times:
            both = join_moments(moment, clock)
            if place.column != other.column:
                found[Reading((place, other))] = both
            elif span[1] <= taken[0] or taken[1] <= span[0]:
                whole = Place(place.column, f"{place.formats}, {other.formats}", place.n)
                if whole.of(row) == both:
                    found[Reading((whole,))] = both
    for place, moment, _ in times:
        found.setdefault(Reading((place,)), moment)
    return found


def _in_cell(column: int, cell: Any, formats: Iterable[str]) -> Iterator[tuple[Place, Moment, tuple[int, int]]]:
    if not isinstance(cell, str) or (not any(c.isdigit() for c in cell) and not any(c.isalpha() for c in cell)):
        return
    for format in formats:
        found = list(islice(reading(format).all_in(cell), 4))
        for n, (moment, span) in enumerate(found):
            yield Place(column, format, n), moment, span
        if len(found) > 1 or (found and format in (*TIMES, "%Y")):  # dates with points look like times, and numbers like years
            yield Place(column, format, -1), *found[-1]


def moments(own: Sequence[Places], rows: Rows, further: Rows) -> list[Source]:
    """The moments that all shown rows have by one format, cheapest first."""
    found = [reading for reading in own[0] if all(reading in row for row in own)]
    every = (_source(reading, tuple(row[reading] for row in own), further) for reading in found)
    placed = (replace(source, cost=source.cost + _elsewhere(reading, rows, further)) for reading, source in zip(found, every))
    return sorted(placed, key=lambda source: source.cost)


def _elsewhere(reading: Reading, rows: Rows, further: Rows) -> float:
    """What it costs that the moments of further rows stand otherwise than those of the shown ones do."""
    cost = 0.0
    for place in reading.places:
        if place.column < len(rows[0]) and place.formats and not re.search("[|,]", place.formats):
            texts, others = ([str(row[place.column]) for row in some] for some in (rows, further[:MOST_COLUMN]))
            cost += elsewhere(texts, others, partial(_spans, place.formats), place.n)
    return cost


def _spans(format: str, text: str) -> list[tuple[int, int]]:
    return [span for _, span in reading(format).all_in(text)]


def mixtures(own: Sequence[Places], rows: Rows, outputs: Sequence[Any], further: Rows) -> list[Source]:
    """The moments that several shown rows have by different formats."""
    return [_source(reading, values, further) for reading, values in _mixtures(own, rows, outputs)] if len(rows) > 1 else []


def alike(own: Sequence[Places], further: Rows) -> list[Source]:
    """The moments of inputs that each row has by a format of its own, which is the same for all inputs."""
    columns = sorted({reading.places[0].column for row in own for reading in row})
    formats = [[reading.places[0].formats for reading in row if _is_first(reading, columns[0])] for row in own] if columns else []
    likely = [sorted(each, key=lambda format: (UNUSUAL.get(format, 0.0), -format.count("%")))[:MOST_LIKELY] for each in formats]
    for chosen in islice(product(*likely), MOST_MIXES):
        mixed = "|".join(sorted(dict.fromkeys(chosen), key=lambda format: -format.count("%")))
        every = [widened(Reading((Place(column, mixed),)), WHOLE, further) for column in columns]
        rows = [[row.get(Reading((Place(column, format),))) for row, format in zip(own, chosen, strict=True)] for column in columns]
        if len(columns) > 1 and all(None not in values for values in rows):
            return [_source(reading, tuple(values), further) for reading, values in zip(every, rows, strict=True)]  # type: ignore[arg-type]
    return []


def _source(reading: Reading, values: tuple[Moment, ...], further: Rows) -> Source:
    beyond = tuple(map(reading.of, further[:MOST_COLUMN]))
    unread = sum(not _has(moment, values) for moment in beyond) / max(1, len(beyond))
    mixed = sum(place.formats.count("|") for place in reading.places)
    detail = sum(part is not None for part in values[0].parts())
    cost = reading.cost + ANOTHER_FORMAT * mixed + NOT_READ * unread - 0.01 * detail
    cost += NO_YEAR * (detail == 1 and any(moment.year is not None and not YEARS[0] <= moment.year < YEARS[1] for moment in values))
    kind = tuple(place.formats for place in reading.places)
    return Source(cost, values, reading.term, kind=kind, widened=partial(_wider, reading), beyond=beyond)


def _has(moment: Moment | None, values: Sequence[Moment]) -> bool:
    """Whether a moment has the parts that all of some others have, but for what is smaller than a second."""
    if moment is None:
        return False
    common = [all(part is not None for part in own) for own in zip(*(value.parts() for value in values), strict=True)][:-1]
    return all(part is not None for part, needed in zip(moment.parts(), common, strict=False) if needed)


def _wider(reading: Reading, codes: str, further: Rows) -> Made:
    last = Reading(reading.places[-1:])
    if len(reading.places) > 1 and not last.places[0].formats.count("|"):
        return reading.term
    return Reading((*reading.places[:-1], *widened(last, codes if last == reading else CLOCK, further).places)).term


def _mixtures(own: Sequence[Places], rows: Rows, outputs: Sequence[Any]) -> Iterator[tuple[Reading, tuple[Moment, ...]]]:
    """First moments of one input, each row's by a format of its own."""
    for column in range(len(rows[0])):
        kept = [[reading.places[0].formats for reading in row if _is_first(reading, column)] for row in own]
        if not all(kept):
            continue
        likely = [_likely(column, each, row, text) for each, row, text in zip(kept, rows, outputs, strict=True)]
        for formats in islice(product(*likely), MOST_MIXES):
            distinct = sorted(dict.fromkeys(formats), key=lambda format: -format.count("%"))
            if len(distinct) == 1:
                continue
            mixed = Reading((Place(column, "|".join(distinct)),))
            moments = tuple(mixed.of(row) for row in rows)
            used = {next((f for f in distinct if Place(column, f).of(row) is not None), None) for row in rows}
            if None not in moments and len(used) == len(distinct):
                yield mixed, moments  # type: ignore[misc]
                yield from _joined_to(own, mixed, moments)  # type: ignore[arg-type]


def _joined_to(own: Sequence[Places], clock: Reading, times: Sequence[Moment]) -> Iterator[tuple[Reading, tuple[Moment, ...]]]:
    """Times of day of several formats beside the date of another input."""
    if any(time.hour is None or time.day is not None for time in times):
        return
    for date in own[0]:
        other = date.places[0].column != clock.places[0].column and len(date.places) == 1
        if other and own[0][date].day is not None and all(date in row for row in own):
            days = [row[date] for row in own]
            yield Reading((*date.places, *clock.places)), tuple(map(join_moments, days, times))


def _is_first(reading: Reading, column: int) -> bool:
    """Whether it is the first moment of an input."""
    return len(reading.places) == 1 and reading.places[0].column == column and not reading.places[0].n


def _likely(column: int, formats: Sequence[str], row: tuple[Any, ...], output: Any) -> list[str]:
    """The formats of which most parts show in the output, and of those the ones that read most."""

    def shown(format: str) -> tuple[int, int]:
        moment = Place(column, format).of(row)
        codes = SHOWN if moment is not None and isinstance(output, str) else ()
        return sum(_shows(code, moment, output) for code in codes), format.count("%")  # type: ignore[arg-type]

    strict = [format.replace("/", sign) for format in formats for sign in ".-" if "/" in format]
    return sorted((*formats, *(f for f in strict if Place(column, f).of(row) is not None)), key=shown, reverse=True)[:MOST_LIKELY]


def _shows(code: str, moment: Moment, output: str) -> bool:
    text = _printed(code, moment)
    return text is not None and text in output


def _printed(code: str, moment: Moment) -> str | None:
    """What a conversion prints, None for a part that is absent."""
    try:
        return PRINTED[code](moment)
    except ValueError:
        return None


def widened(reading: Reading, needed: str, further: Rows) -> Reading:
    """The reading with further formats, for rows that it leaves unread, which have every part that is printed."""
    (place,) = reading.places
    unread = [(row, places(row)) for row in further[:MOST_COLUMN] if reading.of(row) is None]
    while unread and place.formats.count("|") < 5:
        counts: Counter[str] = Counter()
        for _, found in unread:
            for other, moment in found.items():
                own = other.places[0]
                known = own.formats in place.formats.split("|")
                if len(other.places) == 1 and own.column == place.column and own.n == place.n and not known and _prints(needed, moment):
                    counts[own.formats] += 1
        if not counts:
            break
        best = max(counts, key=lambda format: (format.split(",")[0] not in UNUSUAL, counts[format], format.count("%")))
        place = Place(place.column, f"{place.formats}|{best}", place.n)
        unread = [(row, found) for row, found in unread if place.of(row) is None]
    return Reading((place,))


def _prints(codes: str, moment: Moment) -> bool:
    return all(_printed(code, moment) is not None for code in codes.split())
