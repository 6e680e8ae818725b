"""Moments: read from text, printed, moved, rounded, compared.

Formats are those of `dsl.moment_formats`; texts become moments and moments texts by rules that scan the examples for them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dsl.domain import Domain
from dsl.domains.durations import MINUTE, SECOND
from dsl.kernel import FAIL
from dsl.moment import DAY, Moment, at_clock, clock_of, date_of, months_later, shifted
from dsl.moment_formats import found_in
from dsl.moment_printing import printed
from dsl.moment_words import (
    DAY_AT,
    YEAR_AT,
    counted,
    day_in,
    days_until,
    hour_in,
    is_date,
    iso_week,
    joined_words,
    micros_between,
    micros_later,
    micros_of,
    minute_in,
    month_in,
    months_after,
    number_of,
    on_clock,
    unraised,
    with_date,
    year_in,
)
from dsl.primitives import primitive
from dsl.zones import offset_in

DOMAIN = Domain("moments", includes=("durations", "languages"), doc="Dates and times of day.")
MICROSECOND = timedelta(microseconds=1)
MONTH_AND_DAY = 2**YEAR_AT - 2**DAY_AT


# Text


@primitive("str -> str -> moment", phrase="the {format:kind} in {s}", cost=2.5, traits=["scanned"])
def read_moment(format: str, s: str) -> Moment:
    """The first moment in the text that one of the formats, parted by |, reads; signs between its fields are free.

    >>> format_moment("%Y-%m-%d", read_moment("%d/%m/%Y", "on 27.08.2015"))
    '2015-08-27'
    """
    return found_in(format, 0, s)


@primitive("str -> int -> str -> moment", phrase="the {n:nth} {format:kind} in {s}", cost=3.0, traits=["scanned"])
def read_nth_moment(format: str, n: int, s: str) -> Moment:
    """Moment n of the text that one of the formats reads, from 0, or from the end if negative."""
    return found_in(format, n, s)


@primitive("int -> moment", phrase="the moment {n:second} after the beginning of 1970", cost=3.0, traits=["scanned"])
def from_unix(n: int) -> Moment:
    """The moment so many seconds after the beginning of 1970, in UTC.

    >>> format_moment("%Y-%m-%d %H:%M", from_unix(1700000000))
    '2023-11-14 22:13'
    """
    return shifted(Moment(1970, 1, 1, 0, 0, 0), n * SECOND)


@primitive("str -> moment -> str", phrase="{m}~ written {format:moment}", cost=1.5, traits=["scanned"])
def format_moment(format: str, m: Moment) -> str:
    """The moment as the format prints it."""
    return printed(format, m)


@primitive("moment -> moment -> moment", phrase="{first}~ at {second}", cost=2.0)
def join_moments(first: Moment, second: Moment) -> Moment:
    """The date of one with the time of day of the other."""
    return Moment(*first.parts()[:3], *second.parts()[3:])


@join_moments.kernel
def _(first, second):
    return joined_words(first, second)


# Arithmetic


@primitive("duration -> moment -> moment", phrase="the moment {d} after {m}", cost=2.0)
def later(d: timedelta, m: Moment) -> Moment:
    """The moment so much later; a time of day alone stays within its day."""
    return shifted(m, d // MICROSECOND)


@later.kernel
def _(d, m):
    return micros_later(m, d)


@primitive("str -> moment -> moment", phrase="{m}~ in UTC by the time zone in {s}", cost=3.0, traits=["scanned"])
def to_utc(s: str, m: Moment) -> Moment:
    """The moment in UTC, where the text says how far ahead of it the clock is; a time of day alone stays within its day.

    >>> format_moment("%H:%M", to_utc("14:00 UTC+2", read_moment("%H:%M", "14:00 UTC+2")))
    '12:00'
    """
    return shifted(m, -offset_in(s) * MINUTE)


@primitive("int -> moment -> moment", phrase="the moment {n:month} after {m}", cost=2.5)
def add_months(n: int, m: Moment) -> Moment:
    """The same day n months later, or the last one of a shorter month."""
    return months_later(m, n)


@add_months.kernel
def _(n, m):
    return months_after(m, n)


@primitive("moment -> moment", phrase="the Monday of the week of {m}", cost=2.5)
def start_of_week(m: Moment) -> Moment:
    """The Monday of its week.

    >>> format_moment("%Y-%m-%d", start_of_week(read_moment("%Y/%m/%d", "2021-10-07")))
    '2021-10-04'
    """
    return shifted(m, -date_of(m).weekday() * DAY)


@start_of_week.kernel
def _(m):
    number = number_of(m)
    return FAIL if number == FAIL else micros_later(m, -(number % 7) * DAY)


@primitive("moment -> moment", phrase="the first day of the month of {m}", cost=2.5)
def start_of_month(m: Moment) -> Moment:
    """The first day of its month.

    >>> format_moment("%Y-%m-%d", start_of_month(read_moment("%Y/%m/%d", "2021-10-07")))
    '2021-10-01'
    """
    if m.month is None:
        raise ValueError("no month")
    return replace(m, day=1)


@start_of_month.kernel
def _(m):
    return FAIL if month_in(m) == 0 else with_date(m, year_in(m), month_in(m), 1)


@primitive("moment -> moment", phrase="the last day of the month of {m}", cost=2.5)
def end_of_month(m: Moment) -> Moment:
    """The last day of its month.

    >>> format_moment("%Y-%m-%d", end_of_month(read_moment("%Y/%m/%d", "2021-02-07")))
    '2021-02-28'
    """
    return months_later(replace(m, day=31), 0)


@end_of_month.kernel
def _(m):
    return months_after(with_date(m, year_in(m), month_in(m), 31), 0)


@primitive("moment -> moment -> duration", phrase="the time from {earlier} to {later}", cost=2.0)
def time_between(earlier: Moment, later: Moment) -> timedelta:
    """How long it is from one moment to another."""
    days = timedelta()
    if earlier.day is not None or later.day is not None:
        days = date_of(later) - date_of(earlier)
        if earlier.hour is None and later.hour is None:
            return days
    return days + (clock_of(later) - clock_of(earlier)) * MICROSECOND


@time_between.kernel
def _(earlier, later):
    return micros_between(earlier, later)


@primitive("moment -> moment -> duration", phrase="the time from {earlier} to {later}, over midnight if need be", cost=2.5)
def time_until(earlier: Moment, later: Moment) -> timedelta:
    """How long it is from one time of day to the next other one, over midnight if need be.

    >>> whole_minutes(time_until(read_moment("%H:%M", "22:30"), read_moment("%H:%M", "1:00")))
    150
    """
    return (clock_of(later) - clock_of(earlier)) % DAY * MICROSECOND


@time_until.kernel
def _(earlier, later):
    first = micros_of(earlier)
    last = micros_of(later)
    return FAIL if first == FAIL or last == FAIL else (last - first) % DAY


@primitive("moment -> moment -> int", phrase="the whole years from {earlier} to {later}", cost=3.0)
def years_between(earlier: Moment, later: Moment) -> int:
    """Whole years from one date to another, as ages are counted."""
    first, last = date_of(earlier), date_of(later)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


@years_between.kernel
def _(earlier, later):
    if not is_date(earlier) or not is_date(later):
        return FAIL
    before = (later & MONTH_AND_DAY) < (earlier & MONTH_AND_DAY)
    return year_in(later) - year_in(earlier) - (1 if before else 0)


@primitive("duration -> moment -> moment", phrase="{m}~ rounded down to a multiple of {step}", cost=2.5)
def floor_moment(step: timedelta, m: Moment) -> Moment:
    """The time of day rounded down to a multiple of the step."""
    length = _positive(step)
    return at_clock(m, clock_of(m) // length * length)


@floor_moment.kernel
def _(step, m):
    clock = micros_of(m)
    return FAIL if step <= 0 or clock == FAIL else on_clock(m, 0, clock // step * step)


@primitive("duration -> moment -> moment", phrase="{m}~ rounded up to a multiple of {step}", cost=3.0)
def ceiling_moment(step: timedelta, m: Moment) -> Moment:
    """The time of day rounded up to a multiple of the step."""
    length = _positive(step)
    return at_clock(m, -(-clock_of(m) // length) * length)


@ceiling_moment.kernel
def _(step, m):
    clock = micros_of(m)
    return FAIL if step <= 0 or clock == FAIL else on_clock(m, 0, -(-clock // step) * step)


@primitive("duration -> moment -> moment", phrase="{m}~ rounded to a multiple of {step}", cost=3.0)
def round_moment(step: timedelta, m: Moment) -> Moment:
    """The time of day rounded to the nearest multiple of the step, halves up."""
    length = _positive(step)
    return at_clock(m, (2 * clock_of(m) + length) // (2 * length) * length)


@round_moment.kernel
def _(step, m):
    clock = micros_of(m)
    if step <= 0 or clock == FAIL:
        return FAIL
    up = 1 if clock % step >= step - clock % step else 0
    return on_clock(m, 0, (clock // step + up) * step)


def _positive(step: timedelta) -> int:
    length = step // MICROSECOND
    if length <= 0:
        raise ValueError("a step that is not positive")
    return length


# Parts


@primitive("moment -> int", phrase="the year of {m}", cost=2.0)
def year(m: Moment) -> int:
    """Its year."""
    return _part(m.year)


@year.kernel
def _(m):
    return counted(year_in(m))


@primitive("moment -> int", phrase="the month of {m}", cost=2.0)
def month(m: Moment) -> int:
    """Its month, from 1."""
    return _part(m.month)


@month.kernel
def _(m):
    return counted(month_in(m))


@primitive("moment -> int", phrase="the day of the month of {m}", cost=2.0)
def day(m: Moment) -> int:
    """Its day of the month."""
    return _part(m.day)


@day.kernel
def _(m):
    return counted(day_in(m))


@primitive("moment -> int", phrase="the hour of {m}", cost=2.0)
def hour(m: Moment) -> int:
    """Its hour."""
    return _part(m.hour)


@hour.kernel
def _(m):
    return unraised(hour_in(m))


@primitive("moment -> int", phrase="the minute of {m}", cost=2.0)
def minute(m: Moment) -> int:
    """Its minute."""
    return _part(m.minute)


@minute.kernel
def _(m):
    return unraised(minute_in(m))


@primitive("moment -> int", phrase="the quarter of the year of {m}", cost=2.5)
def quarter(m: Moment) -> int:
    """Its quarter of the year, from 1."""
    return (_part(m.month) + 2) // 3


@quarter.kernel
def _(m):
    return FAIL if month_in(m) == 0 else (month_in(m) + 2) // 3


@primitive("moment -> int", phrase="the week of the year of {m}", cost=3.0)
def week(m: Moment) -> int:
    """Its week of the year, as ISO 8601 counts them."""
    return date_of(m).isocalendar()[1]


@week.kernel
def _(m):
    return iso_week(number_of(m)) if is_date(m) else FAIL


@primitive("moment -> int", phrase="the day of the year of {m}", cost=3.0)
def day_of_year(m: Moment) -> int:
    """Its day of the year, from 1."""
    return date_of(m).timetuple().tm_yday


@day_of_year.kernel
def _(m):
    return number_of(m) - days_until(year_in(m), 1, 1) + 1 if is_date(m) else FAIL


@primitive("moment -> int", phrase="the day of the week of {m}, from Monday as 1", cost=2.5)
def weekday(m: Moment) -> int:
    """Its day of the week, from Monday as 1."""
    return date_of(m).isoweekday()


@weekday.kernel
def _(m):
    return number_of(m) % 7 + 1 if is_date(m) else FAIL


def _part(value: int | None) -> int:
    if value is None:
        raise ValueError("a part that is absent")
    return value
