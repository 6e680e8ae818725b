"""Calendars: quarters, years and working days, days as spreadsheets count them, and moments and lengths of time as texts have them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from dsl import durations
from dsl.domain import Domain
from dsl.moment import DAY, Moment, checked, clock_of, date_of, months_later, shifted
from dsl.moment_formats import readings, span_in
from dsl.primitives import primitive

DOMAIN = Domain("calendars", includes=("moments",), doc="Quarters, years, working days; moments and lengths of time as texts have them.")
MOST_WORKDAYS = 10_000
SERIAL_ZERO, FIRST_SERIAL = date(1899, 12, 30), 61  # spreadsheets differ on what is before the second


@primitive("str -> str -> str", phrase="the {format:kind} in {s} as it is written", cost=2.5, traits=["scanned"])
def moment_text(format: str, s: str) -> str:
    """The part of the text that the first of the formats, parted by |, reads which finds a moment there.

    >>> moment_text("%d/%m/%Y", "due 27.08.2015, noon")
    '27.08.2015'
    """
    start, end = span_in(format, s)
    return s[start:end]


@primitive("str -> str -> bool", phrase="{s} has a {format:kind}", cost=2.5, traits=["scanned"])
def has_moment(format: str, s: str) -> bool:
    """Whether something in the text looks like a moment of one of the formats, parted by |.

    >>> has_moment("%d/%m/%Y", "due 27.08.2015, noon")
    true
    """
    return any(first.compiled.search(s) is not None for first, *_ in readings(format))


@primitive("int -> moment", phrase="the day that is number {n} in a spreadsheet", cost=3.0, traits=["scanned"])
def from_serial(n: int) -> Moment:
    """The day that spreadsheets count as this number: so many days after 30 December 1899.

    >>> format_moment("%Y-%m-%d", from_serial(43831))
    '2020-01-01'
    """
    if not FIRST_SERIAL <= n <= 2_958_465:
        raise ValueError("no day of a spreadsheet")
    day = SERIAL_ZERO + timedelta(days=n)
    return Moment(day.year, day.month, day.day)


@primitive("moment -> int", phrase="the number of {m} in a spreadsheet", cost=3.0, traits=["scanned"])
def to_serial(m: Moment) -> int:
    """The number that spreadsheets give a day: so many days after 30 December 1899.

    >>> to_serial(read_moment("%Y/%m/%d", "2020-01-01"))
    43831
    """
    number = (date_of(m) - SERIAL_ZERO).days
    if number < FIRST_SERIAL:
        raise ValueError("a day before those of spreadsheets")
    return number


@primitive("moment -> duration", phrase="the time of day of {m}", cost=2.0, traits=["scanned"])
def time_of_day(m: Moment) -> timedelta:
    """How long it is after midnight.

    >>> whole_minutes(time_of_day(read_moment("%H:%M", "07:30")))
    450
    """
    return timedelta(microseconds=clock_of(m))


@primitive("moment -> int", phrase="the number of days of the month of {m}", cost=2.5, traits=["scanned"])
def days_in_month(m: Moment) -> int:
    """How many days its month has.

    >>> days_in_month(read_moment("%Y/%m/%d", "2020-02-10"))
    29
    """
    return monthrange(date_of(m).year, date_of(m).month)[1]


@primitive("int -> moment -> int", phrase="the week of the month of {m}, in weeks from weekday {first}", cost=3.0, traits=["scanned"])
def week_of_month(first: int, m: Moment) -> int:
    """The row of a day in a calendar of its month whose weeks begin on a weekday, from 1 for Monday to 7 for Sunday.

    >>> week_of_month(7, read_moment("%Y/%m/%d", "2021-05-02"))
    2
    """
    if not 1 <= first <= 7:
        raise ValueError("no day of the week")
    day = date_of(m)
    return (day.day - 1 + (day.replace(day=1).isoweekday() - first) % 7) // 7 + 1


@primitive("moment -> moment", phrase="the first day of the quarter of {m}", cost=2.5, traits=["scanned"])
def start_of_quarter(m: Moment) -> Moment:
    """The first day of its quarter of the year.

    >>> format_moment("%Y-%m-%d", start_of_quarter(read_moment("%Y/%m/%d", "2021-06-07")))
    '2021-04-01'
    """
    return replace(m, month=(_month(m) - 1) // 3 * 3 + 1, day=1)


@primitive("moment -> moment", phrase="the last day of the quarter of {m}", cost=2.5, traits=["scanned"])
def end_of_quarter(m: Moment) -> Moment:
    """The last day of its quarter of the year.

    >>> format_moment("%Y-%m-%d", end_of_quarter(read_moment("%Y/%m/%d", "2021-06-07")))
    '2021-06-30'
    """
    return months_later(replace(m, month=(_month(m) + 2) // 3 * 3, day=30 + (_month(m) < 4 or _month(m) > 9)), 0)


@primitive("moment -> moment", phrase="the first day of the year of {m}", cost=2.5, traits=["scanned"])
def start_of_year(m: Moment) -> Moment:
    """The first day of its year.

    >>> format_moment("%Y-%m-%d", start_of_year(read_moment("%Y/%m/%d", "2021-06-07")))
    '2021-01-01'
    """
    return replace(m, month=1, day=1)


@primitive("int -> moment -> moment", phrase="the first day of the period of {n:month} of {m}", cost=3.0, traits=["scanned"])
def start_of_period(n: int, m: Moment) -> Moment:
    """The first day of its period of n months, of which the years are divided into, such as 2 or 60.

    >>> format_moment("%Y-%m-%d", start_of_period(60, read_moment("%Y/%m/%d", "2018-06-07")))
    '2015-01-01'
    """
    if n < 1 or m.year is None or (m.month is None and n % 12):
        raise ValueError("no such period")
    years, month = divmod((12 * m.year + (m.month or 1) - 1) // n * n, 12)
    return checked(replace(m, year=years, month=None if m.month is None else month + 1, day=None if m.day is None else 1))


@primitive("moment -> moment", phrase="the last day of the year of {m}", cost=2.5, traits=["scanned"])
def end_of_year(m: Moment) -> Moment:
    """The last day of its year.

    >>> format_moment("%Y-%m-%d", end_of_year(read_moment("%Y/%m/%d", "2021-06-07")))
    '2021-12-31'
    """
    return replace(m, month=12, day=31)


def _month(m: Moment) -> int:
    if m.month is None:
        raise ValueError("no month")
    return m.month


@primitive("int -> moment -> moment", phrase="the day {n:working day} after {m}", cost=3.0, traits=["scanned"])
def add_workdays(n: int, m: Moment) -> Moment:
    """So many days later, Saturdays and Sundays not counted; earlier if negative.

    >>> format_moment("%a %Y-%m-%d", add_workdays(1, read_moment("%Y/%m/%d", "2019-03-08")))
    'Mon 2019-03-11'
    """
    if abs(n) > MOST_WORKDAYS:
        raise ValueError("too many days")
    day = date_of(m)
    while n:
        day += timedelta(days=1 if n > 0 else -1)
        if day.weekday() < 5:
            n -= 1 if n > 0 else -1
    return replace(m, year=day.year, month=day.month, day=day.day)


@primitive("moment -> moment -> int", phrase="the number of working days from {first} to {last}", cost=3.0, traits=["scanned"])
def workdays_between(first: Moment, last: Moment) -> int:
    """How many days from one date to another, both included, are no Saturdays and Sundays.

    >>> workdays_between(read_moment("%Y/%m/%d", "2023-04-14"), read_moment("%Y/%m/%d", "2023-04-18"))
    3
    """
    days = (date_of(last) - date_of(first)).days + 1
    if days < 0:
        raise ValueError("the last day is before the first")
    weeks, rest = divmod(days, 7)
    return 5 * weeks + sum((date_of(first).weekday() + k) % 7 < 5 for k in range(rest))


@primitive("moment -> moment -> int", phrase="the whole months from {earlier} to {later}", cost=3.0, traits=["scanned"])
def months_between(earlier: Moment, later: Moment) -> int:
    """Whole months from one date to another; from one month to another where neither has a day.

    >>> months_between(read_moment("%B %Y", "Jan 2016"), read_moment("%B %Y", "Apr 2018"))
    27
    """
    if earlier.year is None or later.year is None or (earlier.day is None) != (later.day is None):
        raise ValueError("not two months of years")
    months = 12 * (later.year - earlier.year) + _month(later) - _month(earlier)
    return months - (earlier.day is not None and later.day is not None and later.day < earlier.day)


@primitive("moment -> moment -> int", phrase="the months from that of {earlier} to that of {later}", cost=3.0, traits=["scanned"])
def months_apart(earlier: Moment, later: Moment) -> int:
    """How many months of the calendar one date is before another, on whatever days.

    >>> months_apart(read_moment("%B %d, %Y", "Jan 31, 2016"), read_moment("%B %d, %Y", "Feb 1, 2016"))
    1
    """
    if earlier.year is None or later.year is None:
        raise ValueError("not two months of years")
    return 12 * (later.year - earlier.year) + _month(later) - _month(earlier)


@primitive("str -> int", phrase="the months of the years and months in {s}", cost=3.0, traits=["scanned"])
def months_in(s: str) -> int:
    """How many months the years and months are that a text says.

    >>> months_in("2 years 3 months")
    27
    """
    return durations.span_in(s)[0]


@primitive("str -> int -> str", phrase="{n}~ months in the form {format}", cost=2.5, traits=["scanned"])
def format_months(format: str, n: int) -> str:
    """A number of months as a format of years and months has it; what stands between %[ and %] is left out where its number is 0.

    >>> format_months("%[%-Y year%s, %]%[%-M month%s%]", 25)
    '2 years, 1 month'
    """
    return durations.months_printed(format, n)


@primitive("str -> moment -> moment", phrase="the moment after {m} by the time in {s}", cost=3.0, traits=["scanned"])
def add_span(s: str, m: Moment) -> Moment:
    """The moment so many years, months, weeks and days later as a text says; the last day of a shorter month.

    >>> format_moment("%Y-%m-%d", add_span("1 month", read_moment("%Y/%m/%d", "2021-01-31")))
    '2021-02-28'
    """
    months, days = durations.span_in(s)
    moved = months_later(m, months)
    return shifted(moved, days * DAY) if days else moved


@primitive("str -> moment -> moment", phrase="the day that {s} says from {m}", cost=3.5, traits=["scanned"])
def relative_day(s: str, m: Moment) -> Moment:
    """The day that a text says from another one: so many days, weeks, months or years ago or later, yesterday, today or tomorrow.

    >>> format_moment("%Y-%m-%d", relative_day("2 weeks ago", read_moment("%Y/%m/%d", "2021-01-31")))
    '2021-01-17'
    """
    months, days = durations.relative_in(s)
    moved = months_later(m, months)
    return shifted(moved, days * DAY) if days else moved


@primitive("str -> duration", phrase="the minutes and seconds in {s}", cost=2.5, traits=["scanned"])
def read_stopwatch(s: str) -> timedelta:
    """The length of time that is written as seconds, minutes:seconds or hours:minutes:seconds, perhaps with decimals.

    >>> total_seconds(read_stopwatch("2:01.39"))
    121.39d
    """
    return durations.stopwatch_in(s)


@primitive("duration -> decimal", phrase="{d}~ in seconds", cost=2.5, traits=["scanned"])
def total_seconds(d: timedelta) -> Decimal:
    """Its seconds, with decimals."""
    return Decimal(d // timedelta(microseconds=1)) / 1_000_000
