"""Moments and durations: read from text, printed, moved, rounded, compared.

Formats are those of `dsl.moment_formats`; texts become moments and moments texts by rules that scan the examples for them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dsl import durations
from dsl.domain import Domain
from dsl.moment import DAY, Moment, at_clock, clock_of, date_of, months_later, shifted
from dsl.moment_formats import found_in, joined, printed
from dsl.primitives import primitive

DOMAIN = Domain("moments", includes=("numbers", "booleans", "control"), doc="Dates, times of day and durations.")
MICROSECOND = timedelta(microseconds=1)


# Text


@primitive("str -> str -> moment", cost=2.5, traits=["scanned"])
def read_moment(format: str, s: str) -> Moment:
    """The first moment in the text that one of the formats, parted by |, reads; signs between its fields are free.

    >>> format_moment("%Y-%m-%d", read_moment("%d/%m/%Y", "on 27.08.2015"))
    '2015-08-27'
    """
    return found_in(format, 0, s)


@primitive("str -> int -> str -> moment", cost=3.0, traits=["scanned"])
def read_nth_moment(format: str, n: int, s: str) -> Moment:
    """Moment n of the text that one of the formats reads, from 0, or from the end if negative."""
    return found_in(format, n, s)


@primitive("str -> moment -> str", cost=1.5, traits=["scanned"])
def format_moment(format: str, m: Moment) -> str:
    """The moment as the format prints it."""
    return printed(format, m)


@primitive("moment -> moment -> moment", cost=2.0)
def join_moments(first: Moment, second: Moment) -> Moment:
    """The date of one with the time of day of the other."""
    return joined(first, second)


@primitive("str -> duration", cost=2.5, traits=["scanned"])
def read_duration(s: str) -> timedelta:
    """The length of time that the text says, in words or as hours:minutes:seconds.

    >>> whole_seconds(read_duration("2 hours 14 minutes"))
    8040
    """
    return durations.found_in(s)


@primitive("str -> duration -> str", cost=1.5, traits=["scanned"])
def format_duration(format: str, d: timedelta) -> str:
    """The length of time as the format prints it.

    >>> format_duration("%-H:%M:%S", seconds(3661))
    '1:01:01'
    """
    return durations.printed(format, d)


# Durations


@primitive("int -> duration", cost=1.0)
def days(n: int) -> timedelta:
    """So many days."""
    return timedelta(days=n)


@primitive("int -> duration", cost=1.0)
def hours(n: int) -> timedelta:
    """So many hours."""
    return timedelta(hours=n)


@primitive("int -> duration", cost=1.0)
def minutes(n: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=n)


@primitive("int -> duration", cost=1.0)
def seconds(n: int) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=n)


@primitive("duration -> int", cost=2.0, traits=["total"])
def whole_days(d: timedelta) -> int:
    """Its days, rounded down."""
    return d.days


@primitive("duration -> int", cost=2.0, traits=["total"])
def whole_minutes(d: timedelta) -> int:
    """Its minutes, rounded down."""
    return d // timedelta(minutes=1)


@primitive("duration -> int", cost=2.0, traits=["total"])
def whole_seconds(d: timedelta) -> int:
    """Its seconds, rounded down."""
    return d // timedelta(seconds=1)


# Arithmetic


@primitive("duration -> moment -> moment", cost=2.0)
def later(d: timedelta, m: Moment) -> Moment:
    """The moment so much later; a time of day alone stays within its day."""
    return shifted(m, d // MICROSECOND)


@primitive("int -> moment -> moment", cost=2.5)
def add_months(n: int, m: Moment) -> Moment:
    """The same day n months later, or the last one of a shorter month."""
    return months_later(m, n)


@primitive("moment -> moment", cost=2.5)
def start_of_week(m: Moment) -> Moment:
    """The Monday of its week.

    >>> format_moment("%Y-%m-%d", start_of_week(read_moment("%Y/%m/%d", "2021-10-07")))
    '2021-10-04'
    """
    return shifted(m, -date_of(m).weekday() * DAY)


@primitive("moment -> moment", cost=2.5)
def start_of_month(m: Moment) -> Moment:
    """The first day of its month.

    >>> format_moment("%Y-%m-%d", start_of_month(read_moment("%Y/%m/%d", "2021-10-07")))
    '2021-10-01'
    """
    return replace(m, day=1)


@primitive("moment -> moment", cost=2.5)
def end_of_month(m: Moment) -> Moment:
    """The last day of its month.

    >>> format_moment("%Y-%m-%d", end_of_month(read_moment("%Y/%m/%d", "2021-02-07")))
    '2021-02-28'
    """
    return months_later(replace(m, day=31), 0)


@primitive("moment -> moment -> duration", cost=2.0)
def time_between(earlier: Moment, later: Moment) -> timedelta:
    """How long it is from one moment to another."""
    days = timedelta()
    if earlier.day is not None or later.day is not None:
        days = date_of(later) - date_of(earlier)
    if earlier.hour is None and later.hour is None:
        return days
    return days + (clock_of(later) - clock_of(earlier)) * MICROSECOND


@primitive("moment -> moment -> duration", cost=2.5)
def time_until(earlier: Moment, later: Moment) -> timedelta:
    """How long it is from one time of day to the next other one, over midnight if need be.

    >>> whole_minutes(time_until(read_moment("%H:%M", "22:30"), read_moment("%H:%M", "1:00")))
    150
    """
    return (clock_of(later) - clock_of(earlier)) % DAY * MICROSECOND


@primitive("moment -> moment -> int", cost=3.0)
def years_between(earlier: Moment, later: Moment) -> int:
    """Whole years from one date to another, as ages are counted."""
    first, last = date_of(earlier), date_of(later)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


@primitive("duration -> moment -> moment", cost=2.5)
def floor_moment(step: timedelta, m: Moment) -> Moment:
    """The time of day rounded down to a multiple of the step."""
    length = _positive(step)
    return at_clock(m, clock_of(m) // length * length)


@primitive("duration -> moment -> moment", cost=3.0)
def ceiling_moment(step: timedelta, m: Moment) -> Moment:
    """The time of day rounded up to a multiple of the step."""
    length = _positive(step)
    return at_clock(m, -(-clock_of(m) // length) * length)


@primitive("duration -> moment -> moment", cost=3.0)
def round_moment(step: timedelta, m: Moment) -> Moment:
    """The time of day rounded to the nearest multiple of the step, halves up."""
    length = _positive(step)
    return at_clock(m, (2 * clock_of(m) + length) // (2 * length) * length)


def _positive(step: timedelta) -> int:
    length = step // MICROSECOND
    if length <= 0:
        raise ValueError("a step that is not positive")
    return length


# Parts


@primitive("moment -> int", cost=2.0)
def year(m: Moment) -> int:
    """Its year."""
    return _part(m.year)


@primitive("moment -> int", cost=2.0)
def month(m: Moment) -> int:
    """Its month, from 1."""
    return _part(m.month)


@primitive("moment -> int", cost=2.0)
def day(m: Moment) -> int:
    """Its day of the month."""
    return _part(m.day)


@primitive("moment -> int", cost=2.0)
def hour(m: Moment) -> int:
    """Its hour."""
    return _part(m.hour)


@primitive("moment -> int", cost=2.0)
def minute(m: Moment) -> int:
    """Its minute."""
    return _part(m.minute)


@primitive("moment -> int", cost=2.5)
def quarter(m: Moment) -> int:
    """Its quarter of the year, from 1."""
    return (_part(m.month) + 2) // 3


@primitive("moment -> int", cost=3.0)
def week(m: Moment) -> int:
    """Its week of the year, as ISO 8601 counts them."""
    return date_of(m).isocalendar()[1]


@primitive("moment -> int", cost=3.0)
def day_of_year(m: Moment) -> int:
    """Its day of the year, from 1."""
    return date_of(m).timetuple().tm_yday


@primitive("moment -> int", cost=2.5)
def weekday(m: Moment) -> int:
    """Its day of the week, from Monday as 1."""
    return date_of(m).isoweekday()


def _part(value: int | None) -> int:
    if value is None:
        raise ValueError("a part that is absent")
    return value
