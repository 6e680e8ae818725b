"""Moments reckoned from those that were read: in UTC, so much later, or at the bound of their week or month, where that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from dsl.domains.calendars import (
    add_span,
    add_workdays,
    end_of_quarter,
    end_of_year,
    relative_day,
    start_of_period,
    start_of_quarter,
    start_of_year,
)
from dsl.domains.durations import DAY, HOUR, MINUTE, SECOND
from dsl.domains.moments import end_of_month, start_of_month, start_of_week
from dsl.moment import Moment, clock_of, date_of, months_later, shifted
from dsl.moment_printing import PRINTED, SEASONS
from dsl.primitives import Primitive
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import INT
from dsl.zones import offset_in
from synth.search.scanning.clock import length, months_shown, spans_years
from synth.search.scanning.quantities import as_int
from synth.search.scanning.readings import places
from synth.search.scanning.source import Rows, Source

MOST_SOURCES, MOST_AMOUNTS, MOST_LENGTHS = 6, 8, 6
CONSTANT = 2.0
LONELY = 5.0  # more for a constant that a single row shows
BY_MONTHS, MONTH = 2.0, 28 * DAY  # units more for days that are whole months in every row, from so many on
USUAL = {DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, HOUR, 30 * MINUTE, 2 * HOUR}
SUNDAY = 2.6  # for the beginning of a week from Sunday
OTHER_DAY, BEFORE = 0.4, 0.8  # more for another day of it, and for one that some days of the week are behind
AMOUNT, LONGER = 2.5, 0.4  # the second more for years and weeks
SPANS = {add_span: AMOUNT, relative_day: AMOUNT + 0.5}  # words for what a text says, and units
ZONED = 1.0
UNITS = (("minutes", MINUTE), ("hours", HOUR), ("days", DAY))
BOUNDS = {
    start_of_week: 2.0,
    start_of_month: 2.0,
    end_of_month: 2.0,
    end_of_quarter: 2.4,
    start_of_quarter: 2.4,
    end_of_year: 2.8,
    start_of_year: 2.8,
}
AFTER = {end_of_month: 2.8, end_of_quarter: 3.2, end_of_year: 3.4}  # for the beginning of the next one
LONG, NEXT = {6: 3.0, 60: 3.4}, 0.6  # months of further periods, with units, and more for the beginning of the next one
PERIODS = {start_of_month: end_of_month, start_of_quarter: end_of_quarter, start_of_year: end_of_year}  # of whose ends texts may tell alone
WORKDAYS = (1, 2, 3, 5, 10, -1, 4, 7, -2, -3, -5)
FISCAL = {6: 3.0, 3: 3.0, 9: 3.2, -3: 3.2, -6: 3.4, -9: 3.4, -7: 3.4, -8: 3.3}  # months by which other years begin earlier, and units
DECADE = re.compile(r"\d0'?s\b")
SEASON, SOUTH = re.compile("|".join((*SEASONS, "Fall"))), 2.0  # those of the south are half a year later
PERIOD = 1.6  # for periods that both ends tell
FISCAL_SIGNS = re.compile(r"FY|[Ff]iscal|Q[1-4]")


def moved(
    sources: Sequence[Source], amounts: Sequence[Source], lengths: Sequence[Source], outputs: Sequence[str | Moment]
) -> Iterator[Source]:
    """The moments that stand in all wanted texts and not where they were read."""
    shown = _shown(outputs)
    if not shown:
        return
    sources = sorted(sources, key=lambda source: len({*map(_parts_told, source.values)}) > 1)
    for source in sources[:MOST_SOURCES]:
        yield from _by_constants(source, shown)
        yield from _by_workdays(source, shown)
        if source.values[0].month is not None:
            yield from _bounds(source, shown, outputs)
            yield from _of_long_periods(source, shown)
        if source.values[0].day is not None:
            yield from _kept(source, SUNDAY, _each(source.values, _sunday), shown, partial(_later_in_week, 0, DAY))
            yield from _of_week(source, shown)
        for amount in amounts[:MOST_AMOUNTS]:
            yield from _by_amounts(source, amount, shown)
        for other in sources[:MOST_SOURCES]:
            yield from _by_times(source, other, shown)
        for added in lengths[:MOST_LENGTHS]:
            made = [_later(value, time // timedelta(microseconds=1)) for value, time in zip(source.values, added.values, strict=True)]
            if None not in made and tuple(made) != source.values and _agree(made, shown):  # type: ignore[arg-type]
                yield source.then(AMOUNT + added.cost, made, partial(_add_length, added))


def _parts_told(moment: Moment) -> tuple[bool, ...]:
    """Which parts a moment has."""
    return tuple(part is not None for part in moment.parts())


def _bounds(source: Source, shown: Shown, outputs: Sequence[str | Moment]) -> Iterator[Source]:
    """The beginnings and ends of weeks, months, quarters and years that are shown, and the beginnings of those whose end is."""
    made = {bound: _each(source.values, bound) for bound in BOUNDS}
    for bound, cost in BOUNDS.items():
        values, end = made[bound], made[PERIODS[bound]] if bound in PERIODS else None
        if values is None or tuple(values) == source.values:
            continue
        after = _each(values, partial(shifted, micros=DAY)) if bound in AFTER else None
        if _agree(after, shown):
            yield source.then(AFTER[bound], after or (), lambda term, _, name=bound.name: _later_by(DAY, App(Prim(name), (term,))))  # type: ignore[misc]
        if _agree(values, shown) or _agree(end, shown) or (end is not None and _named(values, end, outputs)):
            yield source.then(cost, values, lambda term, _, name=bound.name: App(Prim(name), (term,)))  # type: ignore[misc]


def _of_long_periods(source: Source, shown: Shown) -> Iterator[Source]:
    """The beginnings of half years and of five years, this one's and the next one's."""
    for n, cost in LONG.items():
        made = _each(source.values, partial(start_of_period, n))
        if _agree(made, shown):
            yield source.then(cost, made or (), lambda term, _, n=n: _start(n, term))  # type: ignore[misc]
        later = _each(made or (), partial(months_later, months=n))
        if made and _agree(later, shown):
            yield source.then(cost + NEXT, later or (), lambda term, _, n=n: App(Prim("add_months"), (Const(n, INT), _start(n, term))))  # type: ignore[misc]


def _start(n: int, term: Term) -> Term:
    return App(Prim("start_of_period"), (Const(n, INT), term))


def _later_by(micros: int, term: Term) -> Term:
    return App(Prim("later"), (length(micros), term))


def _named(starts: Sequence[Moment], ends: Sequence[Moment], outputs: Sequence[str | Moment]) -> bool:
    """Whether each text names the months of both ends of a range."""
    rows = zip(outputs, starts, ends, strict=True)
    return all(isinstance(text, str) and all(PRINTED["b"](moment) in text for moment in both) for text, *both in rows)


def _by_workdays(source: Source, shown: Shown) -> Iterator[Source]:
    """Some working days later, where the days between differ, or on the next working day or the last one unless it is one."""
    for n in WORKDAYS if len(shown) > 1 and source.values[0].day is not None else ():
        made = _each(source.values, partial(add_workdays, n))
        if _agree(made, shown):
            yield source.then(CONSTANT + 0.7, made or (), lambda term, _, n=n: _workdays(n, term))  # type: ignore[misc]
    for n in (1, -1) if len(shown) > 1 and source.values[0].day is not None else ():
        made = _each(source.values, lambda m, n=n: add_workdays(n, shifted(m, -n * DAY)))  # type: ignore[misc]
        if _agree(made, shown):
            yield source.then(CONSTANT + 1.0, made or (), lambda term, _, n=n: _workdays(n, _later_by(-n * DAY, term)))  # type: ignore[misc]


def _workdays(n: int, term: Term) -> Term:
    return App(Prim("add_workdays"), (Const(n, INT), term))


def fiscal(sources: Sequence[Source], outputs: Sequence[str | Moment]) -> Iterator[Source]:
    """The moments that years of accounts put into the calendar's years and quarters, where outputs speak of these."""
    if not all(isinstance(output, str) and (FISCAL_SIGNS.search(output) or spans_years(output)) for output in outputs):
        return
    for source in sources[:MOST_SOURCES] if sources and sources[0].values[0].month is not None else ():
        for months, cost in FISCAL.items():
            made = _each(source.values, lambda m, months=months: months_later(m, months))  # type: ignore[misc]
            if made is not None:
                yield source.then(cost, made, lambda term, _, n=months: App(Prim("add_months"), (Const(n, INT), term)))  # type: ignore[misc]


def periods(sources: Sequence[Source], outputs: Sequence[str | Moment]) -> Iterator[Source]:
    """The beginnings of periods of some months or years, where outputs show both ends of one, or decades."""
    shown = months_shown(outputs)
    unit = 12 if shown % 12 == 0 else 1
    n = 120 if all(isinstance(output, str) and DECADE.search(output) for output in outputs) else shown + unit if shown else 0
    if all(isinstance(output, str) and SEASON.search(output) for output in outputs):
        for source in sources[:MOST_SOURCES]:
            made = _each(source.values, lambda m: months_later(m, 6))
            if made is not None:
                yield source.then(SOUTH, made, lambda term, _: App(Prim("add_months"), (Const(6, INT), term)))
    for source in sources[:MOST_SOURCES] if n else ():
        made = _each(source.values, partial(start_of_period, n))
        if made is not None and all(PRINTED["b" if n % 12 else "Y"](m) in str(text) for m, text in zip(made, outputs, strict=True)):
            yield source.then(PERIOD, made, lambda term, _: _start(n, term))


def zoned(sources: Sequence[Source], rows: Rows) -> Iterator[Source]:
    """The moments in UTC, where a text of each row says its time zone, and not all say UTC."""
    for column in (at for at, cell in enumerate(rows[0]) if isinstance(cell, str)):
        for source in sources[:MOST_SOURCES]:
            made = [_in_utc(row[column], value) for row, value in zip(rows, source.values, strict=True)]
            if source.values[0].hour is not None and None not in made and tuple(made) != source.values:
                yield source.then(ZONED, made, partial(_to_utc, column))


def spanned(sources: Sequence[Source], rows: Rows, outputs: Sequence[str | Moment]) -> Iterator[Source]:
    """The moments later by the years, months, weeks or days that a text of each row says."""
    shown = _shown(outputs)
    for column in (at for at, cell in enumerate(rows[0]) if isinstance(cell, str) and shown):
        if not all(isinstance(row[column], str) and any(map(str.isalpha, row[column])) for row in rows):
            continue
        for source in sources[:MOST_SOURCES]:
            for word, cost in SPANS.items():
                made = [_after(word, row[column], value) for row, value in zip(rows, source.values, strict=True)]
                if None not in made and tuple(made) != source.values and _agree(made, shown):  # type: ignore[arg-type]
                    yield source.then(cost, made, partial(_said, word, column))
                    break


def _after(word: Primitive, text: str, moment: Moment) -> Moment | None:
    try:
        found: Moment = word(text, moment)
        return found
    except (ValueError, OverflowError):
        return None


def _said(word: Primitive, column: int, moment: Term, arity: int) -> Term:
    return App(Prim(word.name), (Var(arity - 1 - column), moment))


def _in_utc(text: str, moment: Moment) -> Moment | None:
    try:
        return shifted(moment, -offset_in(text) * MINUTE)
    except (ValueError, OverflowError):
        return None


def _to_utc(column: int, moment: Term, arity: int) -> Term:
    return App(Prim("to_utc"), (Var(arity - 1 - column), moment))


Shown = Sequence[Sequence[Moment]]


def _shown(outputs: Sequence[str | Moment]) -> list[list[Moment]]:
    """The moments that each wanted text shows; nothing where one shows none."""
    found = [[output] if isinstance(output, Moment) else list(dict.fromkeys(places((output,)).values())) for output in outputs]
    return found if all(found) else []


def _each(values: Sequence[Moment], change: Callable[[Moment], Moment]) -> list[Moment] | None:
    try:
        return [change(value) for value in values]
    except (ValueError, OverflowError):
        return None


def _agree(made: Sequence[Moment] | None, shown: Shown) -> bool:
    """Whether what was made stands in every text, as far as that says its parts."""
    return made is not None and all(any(_shows(wanted, own) for wanted in row) for own, row in zip(made, shown, strict=True))


def _shows(wanted: Moment, own: Moment) -> bool:
    told = [(a, b) for a, b in zip(wanted.parts(), own.parts(), strict=True) if a is not None]
    return len(told) > 1 and all(a == b for a, b in told)


def _kept(source: Source, cost: float, made: Sequence[Moment] | None, shown: Shown, wrap: Callable[[Term], Term]) -> Iterator[Source]:
    if made is not None and tuple(made) != source.values and _agree(made, shown):
        yield source.then(cost, made, lambda term, _: wrap(term))


def _sunday(moment: Moment) -> Moment:
    """The beginning of a week that begins on Sunday."""
    return shifted(start_of_week(shifted(moment, DAY)), -DAY)


def _of_week(source: Source, shown: Shown) -> Iterator[Source]:
    """Another day of the same week, from Monday or from Sunday, or of the next one."""
    for begin, offset in ((start_of_week, 0), (_sunday, DAY)):
        starts = _each(source.values, begin) or ()
        for micros in dict.fromkeys(_micros(starts[0], wanted) for wanted in shown[0]) if starts else ():
            made = _each(starts, lambda m, micros=micros: shifted(m, micros)) if 0 < micros < 14 * DAY else None  # type: ignore[misc]
            if _agree(made, shown):
                within = micros == 6 * DAY  # no day of a week that ends so is behind its end
                cost = SUNDAY + OTHER_DAY + (0.0 if within else BEFORE)
                day = partial(_later_in_week, micros, offset)
                yield source.then(cost, made or (), lambda term, _, day=day: day(term))  # type: ignore[misc]


def _later_in_week(micros: int, offset: int, term: Term) -> Term:
    start = App(Prim("start_of_week"), (_later_by(offset, term) if offset else term,))
    return _later_by(micros - offset, start) if micros != offset else start


def _by_constants(source: Source, shown: Shown) -> Iterator[Source]:
    """So many months, days or minutes later as the first text shows."""
    first, alone, counted, until = source.values[0], len(shown) == 1, False, False
    for months in dict.fromkeys(_months(first, wanted) for wanted in shown[0]):
        made = _each(source.values, lambda m, months=months: months_later(m, months)) if months else None  # type: ignore[misc]
        if _agree(made, shown):
            cost = CONSTANT + 0.5 + LONELY * (alone and months != 1)
            counted |= not alone
            yield source.then(cost, made or (), lambda term, _, n=months: App(Prim("add_months"), (Const(n, INT), term)))  # type: ignore[misc]
    for months in dict.fromkeys(_months(first, _next(wanted)) for wanted in shown[0]) if first.day is not None else ():
        made = _each(source.values, lambda m, months=months: shifted(months_later(m, months), -DAY)) if months else None  # type: ignore[misc]
        if _agree(made, shown):
            until |= not alone
            yield source.then(CONSTANT + 1.0 + LONELY * alone, made or (), partial(_until_months, months))
    for micros in dict.fromkeys(_micros(first, wanted) for wanted in shown[0]):
        made = _each(source.values, lambda m, micros=micros: shifted(m, micros)) if micros else None  # type: ignore[misc]
        if _agree(made, shown):
            usual, monthly = abs(micros) in USUAL, abs(micros) >= MONTH
            cost = CONSTANT + LONELY * (alone and not usual) + BY_MONTHS * (monthly and (counted or (until and not usual)))
            yield source.then(cost, made or (), lambda term, _, n=micros: _later_by(n, term))  # type: ignore[misc]


def _next(moment: Moment) -> Moment:
    """The next day, of a whole date."""
    return moment if None in (moment.year, moment.month, moment.day) else shifted(moment, DAY)


def _until_months(months: int, term: Term, _: int) -> Term:
    """The day before the one that is so many months later."""
    return _later_by(-DAY, App(Prim("add_months"), (Const(months, INT), term)))


def _months(first: Moment, second: Moment) -> int:
    """How many months it is from one date to another on the same day; 0 where that is not so."""
    if None in (first.year, first.month, first.day, second.year, second.month) or first.day != second.day:
        return 0
    return 12 * (second.year - first.year) + second.month - first.month  # type: ignore[operator]


def _micros(first: Moment, second: Moment) -> int:
    """How long it is from one moment to another, to the parts that the second has; 0 where their parts do not tell."""
    dated = None not in (first.year, first.month, first.day, second.year, second.month, second.day)
    days = (date_of(second) - date_of(first)).days * DAY if dated else 0
    if first.hour is None or second.hour is None or not (dated or second.day is None or second.day == first.day):
        return days
    grain = SECOND if second.second is not None else MINUTE if second.minute is not None else HOUR
    start = clock_of(first)
    return days + clock_of(second) - (start - start % grain)


def _by_amounts(source: Source, amount: Source, shown: Shown) -> Iterator[Source]:
    """Later by a number that the row has."""
    numbers = [int(n) for n in amount.values]
    if any(n != given or abs(n) > 100_000 for n, given in zip(numbers, amount.values, strict=True)):
        return
    for unit, micros in UNITS:
        made = [_later(value, n * micros) for value, n in zip(source.values, numbers, strict=True)]
        if None not in made and tuple(made) != source.values and _agree(made, shown):  # type: ignore[arg-type]
            yield source.then(AMOUNT + amount.cost, made, partial(_add, unit, 1, amount))
    for times, dearer in ((1, 0.0), (12, LONGER)) if source.values[0].month is not None else ():
        monthly = [_months_later(value, n * times) for value, n in zip(source.values, numbers, strict=True)]
        if None not in monthly and tuple(monthly) != source.values and _agree(monthly, shown):  # type: ignore[arg-type]
            yield source.then(AMOUNT + amount.cost + dearer, monthly, partial(_add, "months", times, amount))
    working = [_workdays_later(n, value) for value, n in zip(source.values, numbers, strict=True)]
    if None not in working and tuple(working) != source.values and _agree(working, shown):  # type: ignore[arg-type]
        yield source.then(AMOUNT + amount.cost + LONGER, working, partial(_add_workdays, amount))
    weekly = [_later(value, 7 * n * DAY) for value, n in zip(source.values, numbers, strict=True)]
    if None not in weekly and tuple(weekly) != source.values and _agree(weekly, shown):  # type: ignore[arg-type]
        yield source.then(AMOUNT + amount.cost + LONGER, weekly, partial(_add, "days", 7, amount))


def _by_times(source: Source, other: Source, shown: Shown) -> Iterator[Source]:
    """Later by a length of time that is written as a time of day is."""
    timed = all(moment.hour is not None for moment in (*source.values, *other.values))
    if source is other or not timed or other.values[0].day is not None:
        return
    made = [_later(value, clock_of(added)) for value, added in zip(source.values, other.values, strict=True)]
    if None not in made and _agree(made, shown):  # type: ignore[arg-type]
        yield source.then(AMOUNT + other.cost, made, partial(_add_time, other))


def _add_length(added: Source, moment: Term, arity: int) -> Term:
    return App(Prim("later"), (added.of(arity), moment))


def _add_time(other: Source, moment: Term, arity: int) -> Term:
    return App(Prim("later"), (App(Prim("time_of_day"), (other.of(arity),)), moment))


def _add(unit: str, times: int, amount: Source, moment: Term, arity: int) -> Term:
    number = as_int(amount.of(arity))
    if times > 1:
        number = App(Prim("multiply"), (Const(times, INT), number))
    if unit == "months":
        return App(Prim("add_months"), (number, moment))
    return App(Prim("later"), (App(Prim(unit), (number,)), moment))


def _add_workdays(amount: Source, moment: Term, arity: int) -> Term:
    return App(Prim("add_workdays"), (as_int(amount.of(arity)), moment))


def _workdays_later(n: int, value: Moment) -> Moment | None:
    try:
        found: Moment = add_workdays(n, value)
        return found
    except (ValueError, OverflowError, TypeError):
        return None


def _months_later(value: Moment, months: int) -> Moment | None:
    try:
        return months_later(value, months)
    except (ValueError, OverflowError):
        return None


def _later(value: Moment, micros: int) -> Moment | None:
    try:
        return shifted(value, micros)
    except (ValueError, OverflowError):
        return None
