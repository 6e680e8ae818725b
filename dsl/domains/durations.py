"""Durations: lengths of time read from text, printed, made of whole numbers and told as such.

One is exact to the microsecond and held in 64 bits; one that is longer is a failure.
"""

from __future__ import annotations

from datetime import timedelta

from dsl.domain import Domain
from dsl.durations import found_in, printed
from dsl.kernel import mul64
from dsl.primitives import primitive

DOMAIN = Domain("durations", includes=("numbers", "booleans", "control"), doc="Lengths of time.")
SECOND = 1_000_000  # microseconds
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@primitive("str -> duration", phrase="the length of time in {s}", cost=2.5, traits=["scanned"])
def read_duration(s: str) -> timedelta:
    """The length of time that the text says, in words or as hours:minutes:seconds.

    >>> whole_seconds(read_duration("2 hours 14 minutes"))
    8040
    """
    return found_in(s)


@primitive("str -> duration -> str", phrase="{d}~ written {format:duration}", cost=1.5, traits=["scanned"])
def format_duration(format: str, d: timedelta) -> str:
    """The length of time as the format prints it.

    >>> format_duration("%-H:%M:%S", seconds(3661))
    '1:01:01'
    """
    return printed(format, d)


@primitive("int -> duration", phrase="{n:day}", cost=1.0)
def days(n: int) -> timedelta:
    """So many days."""
    return timedelta(days=n)


@days.kernel
def _(n):
    return mul64(n, DAY)


@primitive("int -> duration", phrase="{n:hour}", cost=1.0)
def hours(n: int) -> timedelta:
    """So many hours."""
    return timedelta(hours=n)


@hours.kernel
def _(n):
    return mul64(n, HOUR)


@primitive("int -> duration", phrase="{n:minute}", cost=1.0)
def minutes(n: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=n)


@minutes.kernel
def _(n):
    return mul64(n, MINUTE)


@primitive("int -> duration", phrase="{n:second}", cost=1.0)
def seconds(n: int) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=n)


@seconds.kernel
def _(n):
    return mul64(n, SECOND)


@primitive("duration -> int", phrase="{d}~ in whole days", cost=2.0, traits=["total"])
def whole_days(d: timedelta) -> int:
    """Its days, rounded down."""
    return d.days


@whole_days.kernel
def _(d):
    return d // DAY


@primitive("duration -> int", phrase="{d}~ in whole minutes", cost=2.0, traits=["total"])
def whole_minutes(d: timedelta) -> int:
    """Its minutes, rounded down."""
    return d // timedelta(minutes=1)


@whole_minutes.kernel
def _(d):
    return d // MINUTE


@primitive("duration -> int", phrase="{d}~ in whole seconds", cost=2.0, traits=["total"])
def whole_seconds(d: timedelta) -> int:
    """Its seconds, rounded down."""
    return d // timedelta(seconds=1)


@whole_seconds.kernel
def _(d):
    return d // SECOND
