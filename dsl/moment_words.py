"""Arithmetic on the words of moments: plain functions that kernels of moments share and that are compiled with them.

The word of a moment is its fields side by side, those of the clock one higher, and 0 where one is absent (`dsl.moment`); the
word of a duration is its microseconds. Days are counted from Monday, 1 January of the year 1, as day 0.
"""

from __future__ import annotations

from typing import Any

from dsl.kernel import FAIL
from dsl.moment import DAY, RAISED, WIDTHS

SECOND = 1_000_000  # microseconds
MOST_YEAR = 9999
LAST_DAY = 3_652_058  # 31 December 9999
CYCLE = 146_097  # days of 400 years
YEAR_AT, MONTH_AT, DAY_AT, HOUR_AT, MINUTE_AT, SECOND_AT, MILLISECOND_AT = (sum(WIDTHS[i + 1 :]) for i in range(7))
YEAR_MASK, MONTH_MASK, DAY_MASK, HOUR_MASK, MINUTE_MASK, SECOND_MASK, MILLISECOND_MASK = (2**width - 1 for width in WIDTHS)
CLOCK_MASK = 2**DAY_AT - 1  # the fields from the hour on
DATE_MASK = 2 ** sum(WIDTHS) - 2**DAY_AT
assert RAISED == (0, 0, 0, 1, 1, 1, 1)


# ---- fields: 0 where they are absent, those of the clock one higher --------------------------------------------------


def year_in(word: Any) -> Any:
    """The year."""
    return word >> YEAR_AT


def month_in(word: Any) -> Any:
    """The month."""
    return (word >> MONTH_AT) & MONTH_MASK


def day_in(word: Any) -> Any:
    """The day of the month."""
    return (word >> DAY_AT) & DAY_MASK


def hour_in(word: Any) -> Any:
    """One more than the hour."""
    return (word >> HOUR_AT) & HOUR_MASK


def minute_in(word: Any) -> Any:
    """One more than the minute."""
    return (word >> MINUTE_AT) & MINUTE_MASK


def second_in(word: Any) -> Any:
    """One more than the second."""
    return (word >> SECOND_AT) & SECOND_MASK


def millisecond_in(word: Any) -> Any:
    """One more than the millisecond."""
    return word & MILLISECOND_MASK


def counted(field: Any) -> Any:
    """A field that counts from 1, FAIL where it is absent."""
    return FAIL if field == 0 else field


def unraised(field: Any) -> Any:
    """A field of the clock, FAIL where it is absent."""
    return FAIL if field == 0 else field - 1


# ---- dates --------------------------------------------------------------------------------------------------------


def month_length(year: Any, month: Any) -> Any:
    """How many days a month has; those of the year 2000 where there is no year."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 + ((month + month // 8) & 1)


def days_until(year: Any, month: Any, day: Any) -> Any:
    """The number of a day."""
    if month <= 2:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day - 307


def is_date(word: Any) -> Any:
    """Whether its date is whole."""
    return year_in(word) != 0 and month_in(word) != 0 and day_in(word) != 0


def number_of(word: Any) -> Any:
    """The number of its day, FAIL where its date is not whole."""
    if not is_date(word):
        return FAIL
    return days_until(year_in(word), month_in(word), day_in(word))


def with_date(word: Any, year: Any, month: Any, day: Any) -> Any:
    """The moment with another date."""
    return (year << YEAR_AT) | (month << MONTH_AT) | (day << DAY_AT) | (word & CLOCK_MASK)


def on_day(word: Any, number: Any) -> Any:
    """The moment on the day of a number."""
    if number < 0 or number > LAST_DAY:
        return FAIL
    shifted = number + 306  # days since 1 March of the year 0
    era = shifted // CYCLE
    inside = shifted % CYCLE
    years = (inside - inside // 1460 + inside // 36524 - inside // 146096) // 365
    rest = inside - 365 * years - years // 4 + years // 100
    place = (5 * rest + 2) // 153  # months since March
    day = rest - (153 * place + 2) // 5 + 1
    month = place + 3 if place < 10 else place - 9
    year = 400 * era + years + (1 if month <= 2 else 0)
    return with_date(word, year, month, day)


def joined_words(first: Any, second: Any) -> Any:
    """The date of one with the time of day of the other."""
    word = (first & DATE_MASK) | (second & CLOCK_MASK)
    return FAIL if word == 0 else word


def days_later(word: Any, days: Any) -> Any:
    """The moment so many days later, FAIL where its date is not whole."""
    number = number_of(word)
    if number == FAIL or days > LAST_DAY or days < -LAST_DAY:
        return FAIL
    return on_day(word, number + days)


def months_after(word: Any, months: Any) -> Any:
    """The same day so many months later, or the last one of a shorter month."""
    month, year, day = month_in(word), year_in(word), day_in(word)
    if month == 0:
        return FAIL
    months_on = month - 1 + months % 12
    if year != 0:
        year += months // 12 + months_on // 12
        if year < 1 or year > MOST_YEAR:
            return FAIL
    month = months_on % 12 + 1
    if year == 0 and month == 2 and day > 28:  # which of its days is the last one depends on the year
        return FAIL
    return with_date(word, year, month, min(day, month_length(year, month)))


def iso_week(number: Any) -> Any:
    """The week of the year as ISO 8601 counts them: that of its Thursday."""
    thursday = number - number % 7 + 3
    return (thursday - days_until(year_in(on_day(0, thursday)), 1, 1)) // 7 + 1


# ---- the clock ----------------------------------------------------------------------------------------------------


def micros_of(word: Any) -> Any:
    """Microseconds since midnight, FAIL where there is no hour."""
    hour = hour_in(word)
    if hour == 0:
        return FAIL
    minute = max(minute_in(word) - 1, 0)
    second = max(second_in(word) - 1, 0)
    millisecond = max(millisecond_in(word) - 1, 0)
    return ((hour - 1) * 3600 + minute * 60 + second) * SECOND + millisecond * 1000


def on_clock(word: Any, days: Any, micros: Any) -> Any:
    """The moment at another time of day, counted from a midnight that is days later; a time of day alone stays within its day."""
    days += micros // DAY
    rest = micros % DAY
    if days != 0 and (word & DATE_MASK) != 0:
        word = days_later(word, days)
        if word == FAIL:
            return FAIL
    seconds = rest // SECOND
    fraction = rest % SECOND
    with_fraction = millisecond_in(word) != 0 or fraction != 0
    with_second = second_in(word) != 0 or seconds % 60 != 0 or with_fraction
    second = seconds % 60 + 1 if with_second else 0
    millisecond = fraction // 1000 + 1 if with_fraction else 0
    clock = ((seconds // 3600 + 1) << HOUR_AT) | ((seconds // 60 % 60 + 1) << MINUTE_AT) | (second << SECOND_AT) | millisecond
    return (word & DATE_MASK) | clock


def micros_later(word: Any, micros: Any) -> Any:
    """The moment so much later; a date alone moves by whole days."""
    clock = micros_of(word)
    if clock == FAIL:
        return days_later(word, micros // DAY) if micros % DAY == 0 else FAIL
    return on_clock(word, micros // DAY, micros % DAY + clock)


def micros_between(earlier: Any, later: Any) -> Any:
    """How long it is from one moment to another."""
    days = 0
    if day_in(earlier) != 0 or day_in(later) != 0:
        if not is_date(earlier) or not is_date(later):
            return FAIL
        days = (number_of(later) - number_of(earlier)) * DAY
        if hour_in(earlier) == 0 and hour_in(later) == 0:
            return days
    if hour_in(earlier) == 0 or hour_in(later) == 0:
        return FAIL
    return days + micros_of(later) - micros_of(earlier)
