"""Moments: dates, times of day and both; `date`, `time` and `datetime` are other names of the type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from random import Random
from typing import Any

from dsl.codec import TypeCodec, Words, wrong
from dsl.freezing import Value, failing
from dsl.moment import Moment, checked, of_datetime, of_iso, of_word, shifted, to_iso, to_word
from dsl.quote import clip
from dsl.type import Con, Type

HOUR = 3_600_000_000


class _Moment(TypeCodec):
    name, place, domain, variable = "moment", 12, "text", "m"
    aliases = ("date", "time", "datetime")
    classes = ("Ord",)
    ordered = True

    def infer(self, value: Any) -> bool:
        """Python's own dates and times."""
        return isinstance(value, date | time | Moment)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """Text of ISO 8601, or a value of Python's `datetime`."""
        if isinstance(value, Moment):
            return value
        if isinstance(value, date | time):
            if getattr(value, "tzinfo", None) is not None:
                raise wrong(value, wanted, " without a time zone")
            return of_datetime(value)
        if not isinstance(value, str):
            raise wrong(value, wanted, " as text of ISO 8601, such as 2021-10-04 or 18:25")
        try:
            return of_iso(value)
        except ValueError as fault:
            raise wrong(value, wanted, f" as text of ISO 8601, such as 2021-10-04 or 18:25 ({fault})") from None

    def write(self, value: Value, type: Con) -> Any:
        """ISO 8601, of reduced precision where parts are absent."""
        return to_iso(value) if isinstance(value, Moment) else value

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """A moment that the calendar has."""
        if not isinstance(result, Moment):
            failing(result)
            raise ValueError(f"the result should be a moment, found {clip(repr(result))}")
        return checked(result)

    def holds(self, value: Any, type: Con) -> bool:
        """Whether it is one."""
        return isinstance(value, Moment)

    def word(self, value: Value, type: Con, words: Words) -> int:
        """Its fields side by side."""
        return to_word(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        """The moment of a word."""
        return of_word(int(word))

    def beside(self, type: Con) -> Iterable[Type]:
        """The lengths of time between moments."""
        return (Con("duration"),)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """A date, a time of day or both, most of these decades; now and then with parts absent or at the bounds."""
        seldom = chance.random() < 0.2
        day: tuple[int | None, ...] = (chance.choice((1, 1900, 2000, 2024, 9999)) if seldom else chance.randint(1970, 2035),)
        day = (*day, chance.choice((1, 2, 12)) if seldom else chance.randint(1, 12), chance.randint(1, 31))
        clock: tuple[int | None, ...] = (chance.randint(0, 23), chance.choice((0, 0, 15, 30, chance.randint(0, 59))))
        if chance.random() < 0.3:
            clock = (*clock, chance.randint(0, 60), chance.choice((None, 0, 5, 999)))
        elif seldom:
            clock = chance.choice(((24, 0), (clock[0],)))
        if seldom:
            day = tuple(None if chance.random() < 0.3 else part for part in day)
        try:
            return checked(Moment(*chance.choice((day, (*day, *clock), (None, None, None, *clock)))))
        except ValueError:  # a month has no such day
            return self.sample(type, chance, part)

    def probes(self, type: Con, chance: Random) -> Sequence[Value]:
        """Dates, times and both, at the ends of months and days too."""
        texts = ("2021-10-07", "2020-02-29", "2021-12-31", "2023-01-01", "18:25", "07:05:40", "2021-06-15T09:30", "2024-01-31T23:59")
        return [of_iso(text) for text in texts]

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """Another day or hour near by, with the same parts."""
        step = HOUR * (24 * chance.randint(-40, 40) if value.hour is None else chance.randint(-90, 90))
        try:
            return shifted(value, step)
        except (ValueError, OverflowError):
            return other

    def is_literal(self, value: Any, type: Con) -> bool:
        """No literal is one."""
        return isinstance(value, Moment)


CODEC = _Moment()
