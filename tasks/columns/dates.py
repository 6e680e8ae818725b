"""Columns of dates, times of day and durations."""

from __future__ import annotations

from datetime import timedelta

from tasks.columns.calendar_cells import (
    days_shown,
    floored,
    in_the_morning,
    in_words,
    late,
    moments,
    month_end,
    ordinal,
    periods,
    slot,
    spelled,
    told,
)
from tasks.columns.text_cells import (
    of_several,
)
from tasks.recipe import recipe, scattered

ONE = "str -> str"
TO_INT = "str -> int"
FROM_INT = "int -> str"
ISO = "{Y}-{m0}-{d0}"
STAMP = "{Y}-{m0}-{d0} {H0}:{M0}:{S0}"
CLOCK = "{H0}:{M0}"
HALVES = "{I}:{M0} {p}"
DAY_FIRST = "{d0}/{m0}/{Y}"
MONTH_FIRST = "{m}/{d}/{Y}"

DATES = [
    # other orders and spellings
    recipe(
        "day first with any sign, to ISO",
        ONE,
        lambda d: spelled(d, ISO),
        moments(DAY_FIRST, "{d0}.{m0}.{Y}", "{d0}-{m0}-{Y}"),
        kind=days_shown,
    ),
    recipe("American to ISO", ONE, lambda d: spelled(d, ISO), moments(MONTH_FIRST), kind=days_shown),
    recipe("ISO to American, short year", ONE, lambda d: spelled(d, "{m}/{d}/{y}"), moments(ISO), kind=days_shown),
    recipe(
        "bank statement with month names", ONE, lambda d: spelled(d, DAY_FIRST), moments("{d0} {b} {Y}", "{d0}-{MON}-{Y}"), kind=days_shown
    ),
    recipe(
        "deliveries in five spellings",
        ONE,
        lambda d: spelled(d, "{d} {b} {Y}"),
        moments("{d} {B} {Y}", "{b} {d}, {Y}", DAY_FIRST, ISO, "{d0}.{m0}.{y}"),
        kind=days_shown,
    ),
    recipe(
        "short years of this and the last century",
        ONE,
        lambda d: spelled(d, ISO),
        moments("{d0}.{m0}.{y}", years=(1971, 2022)),
        kind=lambda d: d.year < 2000,
    ),
    recipe("run of eight digits", ONE, lambda d: spelled(d, "{d0}-{b}-{Y}"), moments("{Y}{m0}{d0}"), kind=days_shown),
    recipe(
        "date with its weekday to ISO", ONE, lambda d: spelled(d, ISO), moments("{A}, {B} {d}, {Y}", "{a} {d} {b} {Y}"), kind=days_shown
    ),
    recipe("day with its ordinal ending", ONE, lambda d: spelled(d, "{o} of {B} {Y}"), moments(ISO), kind=lambda d: spelled(d, "{o}")[-2:]),
    recipe("month and year of a time stamp", ONE, lambda d: spelled(d, "{b} {Y}"), moments(STAMP)),
    recipe("number of a month", TO_INT, lambda d: d.month, moments("{B}", "{b}", "{MON}"), kind=lambda d: d.month > 9),
    recipe(
        "ISO 8601 to day first and minutes",
        ONE,
        lambda d: spelled(d, "{d0}/{m0}/{Y} {H0}:{M0}"),
        moments("{Y}-{m0}-{d0}T{H0}:{M0}:{S0}Z"),
        kind=days_shown,
    ),
    # parts that are computed
    recipe("weekday", ONE, lambda d: spelled(d, "{A}"), moments(DAY_FIRST), kind=days_shown),
    recipe("weekday, day and month for a rota", ONE, lambda d: spelled(d, "{a} {d0} {b}"), moments(MONTH_FIRST), kind=days_shown),
    recipe("quarter and year", ONE, lambda d: spelled(d, "Q{q} {Y}"), moments("{d0}.{m0}.{Y}"), kind=lambda d: (d.month + 2) // 3),
    recipe("week of ISO", ONE, lambda d: spelled(d, "{G}-W{V0}"), moments(ISO), kind=lambda d: d.isocalendar()[1] < 10),
    recipe("lot code of year and day", ONE, lambda d: spelled(d, "{y}{j0}"), moments(DAY_FIRST), kind=lambda d: (d.day > 12, d.month < 4)),
    recipe("date of a lot code", ONE, lambda d: spelled(d, ISO), moments("{Y}{j0}"), kind=lambda d: (d.month > 3, d.day < 10)),
    recipe("decade", ONE, lambda d: f"{d.year // 10}0s", moments(DAY_FIRST, years=(1931, 2022))),
    recipe("weekend or not", ONE, lambda d: "weekend" if d.weekday() > 4 else "weekday", moments(ISO), kind=lambda d: d.weekday() > 4),
    recipe(
        "which weekday of the month",
        ONE,
        lambda d: f"{ordinal((d.day + 6) // 7)} {spelled(d, '{A} of {B}')}",
        moments(ISO),
        kind=lambda d: (d.day + 6) // 7,
    ),
    # dates moved
    recipe("last day of the month", ONE, lambda d: spelled(month_end(d), ISO), moments(ISO), kind=lambda d: month_end(d).day),
    recipe("Monday of the week", ONE, lambda d: spelled(d - timedelta(days=d.weekday()), ISO), moments(ISO), kind=lambda d: d.weekday()),
    recipe("due in thirty days", ONE, lambda d: spelled(d + timedelta(days=30), DAY_FIRST), moments(DAY_FIRST), kind=days_shown),
    # inside longer texts
    recipe(
        "date in a remark",
        ONE,
        lambda d: spelled(d, ISO),
        told("Invoice {n} issued ", moments("{d} {B} {Y}", "{b} {d}, {Y}"), ", net {n} days"),
        kind=days_shown,
    ),
    recipe(
        "end of a booking",
        ONE,
        lambda p: spelled(p[1], ISO),
        told("stay ", periods(DAY_FIRST, " to ", 1, 21), ", {n} guests"),
        kind=lambda p: days_shown(p[1]),
    ),
    recipe(
        "nights of a booking",
        TO_INT,
        lambda p: (p[1] - p[0]).days,
        periods("{d0}.{m0}.{Y}", " - ", 1, 21),
        kind=lambda p: p[0].month == p[1].month,
    ),
    # times of day
    recipe("twelve hours to twenty-four", ONE, lambda t: spelled(t, CLOCK), moments(HALVES), kind=in_the_morning),
    recipe("twenty-four hours to twelve", ONE, lambda t: spelled(t, HALVES), moments(CLOCK), kind=in_the_morning),
    recipe(
        "hour of a log line",
        ONE,
        lambda t: spelled(t, "{H0}:00"),
        told("[", moments(STAMP), "] worker {n} ready"),
        kind=lambda t: t.minute > 29,
    ),
    recipe("down to a quarter of an hour", ONE, lambda t: spelled(floored(t, 15), CLOCK), moments(CLOCK), kind=lambda t: late(t, 15)),
    recipe(
        "down to half an hour, of twelve",
        ONE,
        lambda t: spelled(floored(t, 30), HALVES),
        moments(STAMP),
        kind=lambda t: (in_the_morning(t), late(t, 30)),
    ),
    recipe("slot of two hours", ONE, lambda t: slot(t, 120, "{I}{p}", "-"), moments(HALVES), kind=in_the_morning),
    recipe(
        "slot of half an hour that ends before the next",
        ONE,
        lambda t: slot(t, 30, CLOCK, "-", 29),
        moments("{H0}:{M0}:{S0}"),
        kind=lambda t: t.minute > 29,
    ),
    recipe(
        "between two hours, in words", ONE, lambda t: "Between " + slot(t, 60, "{I} {pm}", " and "), moments(CLOCK), kind=in_the_morning
    ),
    recipe(
        "end of a session of ninety minutes",
        ONE,
        lambda t: slot(t, 1, CLOCK, "-", 90),
        moments(CLOCK, step=300),
        kind=lambda t: t.hour < 10,
    ),
    recipe("colon into a time of digits", ONE, lambda t: spelled(t, "{H}:{M0}"), moments("{H}{M0}"), kind=lambda t: t.hour < 10),
    recipe(
        "two hours further east",
        ONE,
        lambda t: spelled(t + timedelta(hours=2), HALVES),
        moments(HALVES),
        kind=lambda t: (t.hour + 2) % 24 // 12,
    ),
    # durations
    recipe(
        "length of a shift",
        ONE,
        lambda p: f"{(p[1] - p[0]).seconds // 3600}:{(p[1] - p[0]).seconds // 60 % 60:02}",
        periods(CLOCK, "-", 35, 620, "minutes"),
        kind=lambda p: p[0].day == p[1].day,
    ),
    recipe(
        "seconds of a duration in words",
        TO_INT,
        lambda p: 3600 * p[0] + 60 * p[1],
        of_several(*((in_words(h, m), (h, m)) for h in range(13) for m in range(1, 60))),
        kind=lambda p: min(p[0], 2),
    ),
    recipe(
        "minutes of hours and minutes",
        TO_INT,
        lambda p: 60 * p[0] + p[1],
        of_several(*((f"{h}h {m}m" if h else f"{m}m", (h, m)) for h in range(5) for m in range(5, 60, 7))),
        kind=lambda p: p[0] > 0,
    ),
    recipe(
        "seconds as hours, minutes, seconds",
        FROM_INT,
        lambda n: f"{n // 3600}:{n // 60 % 60:02}:{n % 60:02}",
        scattered(5),
        kind=lambda n: n > 3600,
    ),
]
