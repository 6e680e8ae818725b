"""Numbers that moments have: their parts, weekdays and weeks in other countings, and days from a bound of their month, quarter or year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from dsl.domains import calendars
from dsl.domains import moments as words
from dsl.domains.durations import whole_days
from dsl.moment import Moment
from dsl.primitives import Primitive
from dsl.term import App, Const, Prim, Term
from dsl.type import INT
from synth.search.scanning.quantities import MOST_MOMENTS, PART, UNLIKE_OTHERS, decimal_of, each
from synth.search.scanning.source import Source

SELDOM = 0.8  # units for a number that is seldom asked for
SMALL = "small"  # the kind of numbers that are so few that constants fit them by chance
SUNDAY, MONDAY = 7, 1


@dataclass(frozen=True)
class Number:
    """A number that a moment has: what it is, the program that makes it, its price, and whether it is one of a few."""

    value: Callable[[Moment], int]
    term: Callable[[Term], Term]
    cost: float = PART
    small: bool = False


def _word(word: Primitive, dearer: float = 0.0, small: bool = False) -> Number:
    return Number(word, partial(_applied, word.name), PART + dearer, small)


def _applied(name: str, *arguments: Term) -> Term:
    return App(Prim(name), arguments)


def _week(first: int) -> Number:
    """The row in a calendar of the month."""
    return Number(partial(calendars.week_of_month, first), partial(_applied, "week_of_month", Const(first, INT)), PART + SELDOM, small=True)


def _until(end: Primitive) -> Number:
    """The days that are left."""
    return Number(
        lambda m: whole_days(words.time_between(m, end(m))),
        lambda m: _applied("whole_days", _applied("time_between", m, _applied(end.name, m))),
        PART + 2 * SELDOM,
    )


def _since(start: Primitive) -> Number:
    """The days that are over, the first one as 0."""
    return Number(
        lambda m: whole_days(words.time_between(start(m), m)),
        lambda m: _applied("whole_days", _applied("time_between", _applied(start.name, m), m)),
        PART + 2 * SELDOM,
    )


NUMBERS = (
    *map(_word, (words.year, words.month, words.day, words.hour)),
    _word(words.minute),
    *(_word(word, small=True) for word in (words.quarter, words.weekday)),
    *map(_word, (words.week, words.day_of_year)),
    Number(lambda m: words.weekday(m) % 7, lambda m: _applied("modulo", _applied("weekday", m), Const(7, INT)), PART + SELDOM, small=True),
    _week(SUNDAY),
    _week(MONDAY),
    _word(calendars.days_in_month, SELDOM, small=True),
    _word(calendars.to_serial, SELDOM),
    *map(_until, (words.end_of_month, calendars.end_of_quarter, calendars.end_of_year)),
    _since(calendars.start_of_quarter),
)


def numbers(moments: Sequence[Source]) -> Iterator[Source]:
    """The numbers that moments have, each number of a row once."""
    for source in moments[:MOST_MOMENTS]:
        for number in NUMBERS:
            values = each(number.value, source.values)
            if values is not None:
                cost = number.cost + UNLIKE_OTHERS * (number.value is words.hour and _has_minutes_elsewhere(source))
                made = source.then(cost, [*map(Decimal, values)], lambda term, _, own=number: decimal_of(own.term(term)))  # type: ignore[misc]
                yield replace(made, kind=SMALL) if number.small else made


def _has_minutes_elsewhere(source: Source) -> bool:
    """Whether times are whole hours in the rows shown and not in the others: their hours alone are seldom reckoned with."""
    return not any(moment.minute for moment in source.values) and any(moment is not None and moment.minute for moment in source.beyond)


__all__ = ["NUMBERS", "SMALL", "Number", "numbers"]
