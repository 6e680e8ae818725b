"""Settings: what is done to a moment before it is printed, rounding its time of day and going on to the end of a range."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dsl.domains.calendars import end_of_quarter, end_of_year
from dsl.domains.durations import DAY, HOUR, MINUTE, SECOND
from dsl.domains.moments import end_of_month
from dsl.moment import Moment, at_clock, clock_of, date_of, months_later, shifted
from dsl.moment_formats import DATES, TIMES, reading
from dsl.moment_printing import MONTHS
from dsl.term import App, Const, Prim, Term
from dsl.type import INT

MINUTES, SECONDS = (5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 360, 480, 720), (10, 15, 20, 30, 40)
STEPS = (*(MINUTE * n for n in MINUTES), *(SECOND * n for n in SECONDS))
SIZE = 0.5  # units for each row and halving of a step
MOST_TELLING = 3  # rows
LARGE = -1.0  # the least of it: rounding is never free
MODES = {"floor": 1.5, "round": 1.8, "ceiling": 2.3}  # units
UNEVEN = 4.2  # for ranges that are neither as long as their step nor a minute or second less
UNUSUAL = {  # units for a step that people seldom round to; few rows do not tell it from the usual ones
    5 * MINUTE: 0.3, 10 * MINUTE: 0.5, 20 * MINUTE: 0.8, 90 * MINUTE: 1.0, 120 * MINUTE: 0.4, 180 * MINUTE: 0.6, 240 * MINUTE: 0.6,
    360 * MINUTE: 0.6, 480 * MINUTE: 0.8, 720 * MINUTE: 0.8,
    10 * SECOND: 0.6, 15 * SECOND: 0.6, 20 * SECOND: 1.0, 30 * SECOND: 0.4, 40 * SECOND: 1.5,
}  # fmt: skip
ENDS = {end.name: (end, cost) for end, cost in ((end_of_month, 2.4), (end_of_quarter, 2.4), (end_of_year, 2.8))}  # of ranges, and units
ODD = 4.4  # units for a step from an odd offset
TO_MINUTE = -1.0  # units for rounding seconds away, before those for the size of the step
COUNTED = 1.2  # units more for a range of so many days that it may be a month, a quarter or a year
WEEK = 2.4  # units for a range of seven days
_RANGE = re.compile(r"(?:[-–—]|\b(?:to|till?|until|through|thru|and)\b)\s*\w")

MONTH_NAMES = [name[:3].lower() for name in MONTHS]
_NAMES = re.compile(rf"\b({'|'.join(MONTH_NAMES)})[a-z]*", re.IGNORECASE)
YEARS = re.compile(r"(?<!\d)(\d{4}|\d\d)\s?[-–/]\s?(\d{4}|\d\d)(?!\d)")


@dataclass(frozen=True)
class Setting:
    """Rounded to a step from an offset, then the range of some length or months, or to the end of some period, that begins there."""

    cost: float
    mode: str = ""  # floor, round or ceiling
    step: int = 0
    offset: int = 0
    length: int = 0
    end: str = ""
    months: int = 0

    def sources(self, moment: Moment) -> list[Moment]:
        """The moments that may be printed."""
        if self.mode:
            moment = self._rounded(moment)
        if self.end:
            return [moment, ENDS[self.end][0](moment)]
        if self.months:
            return [moment, months_later(moment, self.months)]
        return [moment, shifted(moment, self.length)] if self.length else [moment]

    def last(self, start: Term) -> Term | None:
        """The program of the end of the range; None where there is no range."""
        if self.end:
            return App(Prim(self.end), (start,))
        if self.months:
            return App(Prim("add_months"), (Const(self.months, INT), start))
        return App(Prim("later"), (length(self.length), start)) if self.length else None

    def _rounded(self, moment: Moment) -> Moment:
        at = clock_of(moment) - self.offset
        count, rest = divmod(at, self.step)
        count += (self.mode == "ceiling" and rest > 0) + (self.mode == "round" and 2 * rest >= self.step)
        return at_clock(moment, count * self.step + self.offset)

    def term(self, moment: Term) -> Term:
        """The program of the first source."""
        if self.mode:
            if self.offset:
                moment = App(Prim("later"), (length(-self.offset), moment))
            moment = App(Prim(f"{self.mode}_moment"), (length(self.step), moment))
            if self.offset:
                moment = App(Prim("later"), (length(self.offset), moment))
        return moment


def length(micros: int) -> Term:
    """A duration in the largest unit that divides it."""
    for unit, name in ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes"), (SECOND, "seconds")):
        if micros % unit == 0:
            return App(Prim(name), (Const(micros // unit, INT),))
    raise ValueError("no duration of whole seconds")


def settings(outputs: Sequence[str]) -> list[Setting]:
    """All of them, cheapest first, with ranges as long as those that all texts show."""
    own, found = _length_shown(outputs), [*_settings(), *_shifted(outputs)]
    if all(map(_RANGE.search, outputs)):
        found += [Setting(WEEK, length=6 * DAY), *(Setting(cost, end=name) for name, (_, cost) in ENDS.items())]
    if all(map(spans_years, outputs)):
        found.append(Setting(WEEK, months=12))
    elif months := months_shown(outputs):
        found.append(Setting(WEEK, months=months))
    if own is None:
        return _by_size(found, len(outputs))
    found.append(Setting(2.0 + COUNTED * (own >= 27 * DAY), length=own))
    for step in STEPS:
        if own not in (step, step - MINUTE, step - SECOND):
            found.append(Setting(UNEVEN + UNUSUAL.get(step, 0.0), "floor", step, 0, own))
    return _by_size(found, len(outputs))


def months_shown(outputs: Sequence[object]) -> int:
    """The months from the first of two names or years to the other that each text shows, the same everywhere; 0 where that is not so."""
    texts = [text for text in outputs if isinstance(text, str)]
    names = [[MONTH_NAMES.index(name[:3].lower()) for name in _NAMES.findall(text)] for text in texts]
    years = [[int(year) for year in (YEARS.findall(text) or [()])[0]] for text in texts]
    if len(texts) < len(outputs):
        return 0
    for found, most, months in ((names, 12, 1), (years, 100, 12)):
        lengths = {(row[1] - row[0]) % most if len(row) == 2 else 0 for row in found}
        if len(lengths) == 1 and 0 not in lengths:
            return lengths.pop() * months
    return 0


def spans_years(output: object) -> bool:
    """Whether a text has a year and the next: 2021/22."""
    return isinstance(output, str) and any((int(b) - int(a) - 1) % 100 == 0 for a, b in YEARS.findall(output))


def _by_size(found: Sequence[Setting], rows: int) -> list[Setting]:
    """The settings, cheapest first: of two steps that the rows show, the larger is the likelier, since it has fewer multiples (size
    principle, Tenenbaum 1999)."""
    told = SIZE * min(rows, MOST_TELLING)
    priced = [replace(s, cost=s.cost + max(LARGE, told * math.log2(HOUR / s.step))) if s.step else s for s in found]
    return sorted(priced, key=lambda setting: setting.cost)


def _shifted(outputs: Sequence[str]) -> Iterator[Setting]:
    """Steps from an odd offset, and the ranges that they begin, where all texts show times that far from a multiple of the step."""
    starts = next(([times[0] for times in shown] for shown in _times_shown(outputs, 1)), [])
    if len(set(starts)) < 2:
        return
    for step in STEPS:
        offset = starts[0] % step
        if offset not in (0, step // 2) and all(start % step == offset for start in starts):
            yield Setting(ODD, "floor", step, offset)
            yield from (Setting(3.4 + extra, "floor", step, offset, length) for length, extra in ((step, 0.0), (step - MINUTE, 0.4)))


def _times_shown(outputs: Sequence[str], least: int) -> Iterator[list[list[int]]]:
    """The times of day that each text shows by one format, for the formats of which all show as many."""
    for format in TIMES:
        if format not in ("%H%M", "%H"):
            shown = [[clock_of(m) for m, _ in reading(format).all_in(text) if m.hour is not None] for text in outputs]
            if all(len(times) >= least for times in shown):
                yield shown


@cache
def _settings() -> tuple[Setting, ...]:
    found = [Setting(0.0), Setting(TO_MINUTE, "round", MINUTE), Setting(TO_MINUTE + 0.5, "ceiling", MINUTE)]
    for step in STEPS:
        for offset in (0, step // 2):
            odd = 2.0 * (offset > 0) + UNUSUAL.get(step, 0.0)
            found += [Setting(cost + odd, mode, step, offset) for mode, cost in MODES.items()]
            lengths = {step: 0.0, step - MINUTE: 0.6, step - SECOND: 0.6}
            found += [Setting(2.2 + odd + extra, "floor", step, offset, length) for length, extra in lengths.items() if length > 0]
    return tuple(sorted(found, key=lambda setting: setting.cost))


def _length_shown(outputs: Sequence[str]) -> int | None:
    """The constant time between two moments that each text shows."""
    for shown in _times_shown(outputs, 2):
        lengths = {(times[1] - times[0]) % DAY for times in shown}
        if len(lengths) == 1 and lengths != {0}:
            return lengths.pop()
    return _days_shown(outputs)


def _days_shown(outputs: Sequence[str]) -> int | None:
    """The constant time between two dates that each text shows, by the first format that finds one."""
    for format in DATES:
        shown = [[m for m, _ in reading(format).all_in(text) if None not in (m.year, m.month, m.day)] for text in outputs]
        if all(len(dates) == 2 for dates in shown):
            days = {(date_of(second) - date_of(first)).days for first, second in shown}
            return days.pop() * DAY if len(days) == 1 and 0 not in days else None
    return None
