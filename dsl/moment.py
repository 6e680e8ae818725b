"""Moments: dates, times of day and both, in which any part may be absent; and their text of ISO 8601.

A moment is never filled up from today: `March 2021` has no day. Its word is its fields side by side, the year first, those that
count from 0 one higher, and 0 where one is absent. Moments are in the order of their words: what is absent comes first.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import total_ordering

FIELDS = ("year", "month", "day", "hour", "minute", "second", "millisecond")
WIDTHS = (14, 4, 5, 5, 6, 6, 10)  # bits
RAISED = (0, 0, 0, 1, 1, 1, 1)  # how much higher each stands in a word, so that none is 0
MOST = (9999, 12, 31, 24, 59, 60, 999)
LEAST = (1, 1, 1, 0, 0, 0, 0)
DAY = 86_400_000_000  # microseconds
_ISO = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?|--(?P<month_>\d\d)(?:-(?P<day_>\d\d))?|---(?P<day__>\d\d))?"
    r"(?:(?:(?<=.)[T ]|(?<!.)T?)(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<millisecond>\d{1,6}))?)?)?)?"
)


@total_ordering
@dataclass(frozen=True)
class Moment:
    """A date, a time of day or both; None for what is absent."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    millisecond: int | None = None

    def parts(self) -> tuple[int | None, ...]:
        """The fields in their order."""
        return self.year, self.month, self.day, self.hour, self.minute, self.second, self.millisecond

    def __str__(self) -> str:
        return to_iso(self)

    def __lt__(self, other: object) -> bool:
        return to_word(self) < to_word(other) if isinstance(other, Moment) else NotImplemented


def checked(moment: Moment) -> Moment:
    """The moment; ValueError where no calendar or clock has it."""
    for name, value, least, most in zip(FIELDS, moment.parts(), LEAST, MOST, strict=True):
        if value is not None and not least <= value <= most:
            raise ValueError(f"no {name} {value}")
    if moment.day is not None and moment.month is not None:
        last = monthrange(moment.year or 2000, moment.month)[1]
        if moment.day > last:
            raise ValueError(f"month {moment.month} has no day {moment.day}")
    if moment.hour == 24 and (moment.minute or moment.second or moment.millisecond):
        raise ValueError("nothing is later than 24:00")
    if all(part is None for part in moment.parts()):
        raise ValueError("a moment without any part")
    return moment


def date_of(moment: Moment) -> date:
    """The day of a whole date; ValueError where a part is absent."""
    if moment.year is None or moment.month is None or moment.day is None:
        raise ValueError("not a whole date")
    return date(moment.year, moment.month, moment.day)


def clock_of(moment: Moment) -> int:
    """Microseconds since midnight; ValueError where there is no hour."""
    if moment.hour is None:
        raise ValueError("no time of day")
    seconds = moment.hour * 3600 + (moment.minute or 0) * 60 + (moment.second or 0)
    return seconds * 1_000_000 + (moment.millisecond or 0) * 1000


def at_clock(moment: Moment, micros: int) -> Moment:
    """The moment at another time of day, counted from its midnight; a time of day alone stays within its day."""
    days, rest = divmod(micros, DAY)
    if days and moment.parts()[:3] != (None, None, None):
        moment = _days_later(moment, days)
    seconds, fraction = divmod(rest, 1_000_000)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    keeps_second = moment.second is not None or second
    keeps_fraction = moment.millisecond is not None or fraction
    return replace(
        moment,
        hour=hour,
        minute=minute,
        second=second if keeps_second or keeps_fraction else None,
        millisecond=fraction // 1000 if keeps_fraction else None,
    )


def shifted(moment: Moment, micros: int) -> Moment:
    """The moment so much later; a date alone moves by whole days."""
    if moment.hour is None:
        days, rest = divmod(micros, DAY)
        if rest:
            raise ValueError("a date moves by whole days")
        return _days_later(moment, days)
    return at_clock(moment, clock_of(moment) + micros)


def _days_later(moment: Moment, days: int) -> Moment:
    moved = date_of(moment) + timedelta(days=days)
    return replace(moment, year=moved.year, month=moved.month, day=moved.day)


def months_later(moment: Moment, months: int) -> Moment:
    """The same day so many months later, or the last one of a shorter month."""
    if moment.month is None:
        raise ValueError("no month")
    years, month = divmod(moment.month - 1 + months, 12)
    year = None if moment.year is None else moment.year + years
    last = monthrange(year or 2000, month + 1)[1]
    if moment.day is not None and moment.day > last - 1 and month == 1 and year is None:
        raise ValueError("the last day of February depends on the year")
    return checked(replace(moment, year=year, month=month + 1, day=None if moment.day is None else min(moment.day, last)))


def to_word(moment: Moment) -> int:
    """The fields side by side."""
    word = 0
    for value, width, raised in zip(moment.parts(), WIDTHS, RAISED, strict=True):
        word = word << width | (0 if value is None else value + raised)
    return word


def of_word(word: int) -> Moment:
    """`to_word` backwards."""
    found: list[int | None] = []
    for width, raised in zip(reversed(WIDTHS), reversed(RAISED), strict=True):
        value = word & (1 << width) - 1
        found.append(value - raised if value else None)
        word >>= width
    return Moment(*reversed(found))


def of_datetime(value: date | time | datetime) -> Moment:
    """The moment of a value of Python's `datetime`."""
    parts: list[int | None] = [None] * 7
    if isinstance(value, date):
        parts[:3] = value.year, value.month, value.day
    if isinstance(value, datetime | time):
        parts[3:6] = value.hour, value.minute, value.second
        parts[6] = value.microsecond // 1000 or None
    return Moment(*parts)


def to_iso(moment: Moment) -> str:
    """ISO 8601, of reduced precision where parts are absent."""
    day = ""
    if moment.year is not None:
        day = f"{moment.year:04}" + "".join(f"-{part:02}" for part in (moment.month, moment.day) if part is not None)
    elif moment.month is not None:
        day = f"--{moment.month:02}" + ("" if moment.day is None else f"-{moment.day:02}")
    elif moment.day is not None:
        day = f"---{moment.day:02}"
    if moment.hour is None:
        return day
    clock = ":".join(f"{part:02}" for part in (moment.hour, moment.minute, moment.second) if part is not None)
    fraction = "" if moment.millisecond is None else f".{moment.millisecond:03}"
    return f"{day}T{clock}{fraction}" if day else clock + fraction


def of_iso(text: str) -> Moment:
    """The moment that a text of ISO 8601 writes; ValueError for any other text."""
    found = _ISO.fullmatch(text.removesuffix("Z"))
    if found is None or not text:
        raise ValueError("no date or time of ISO 8601")
    given = {name.rstrip("_"): value for name, value in found.groupdict().items() if value is not None}
    if "millisecond" in given:
        given["millisecond"] = given["millisecond"].ljust(3, "0")[:3]
    return checked(Moment(**{name: int(value) for name, value in given.items()}))
