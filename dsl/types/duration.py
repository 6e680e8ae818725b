"""Durations: lengths of time up to days, exact to the microsecond; months and years are ints."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from dsl.bounds import MAX_INT
from dsl.codec import TypeCodec, Words, wrong
from dsl.freezing import Value, failing
from dsl.quote import clip
from dsl.type import Con, Type

_ISO = re.compile(r"(?P<sign>-)?P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?")
MICROSECOND = timedelta(microseconds=1)


def to_iso(length: timedelta) -> str:
    """ISO 8601, such as PT1H30M."""
    micros = abs(length) // MICROSECOND
    days, rest = divmod(micros, 86_400_000_000)
    seconds, fraction = divmod(rest, 1_000_000)
    clock = "".join(f"{n}{sign}" for n, sign in ((seconds // 3600, "H"), (seconds // 60 % 60, "M")) if n)
    if seconds % 60 or fraction:
        clock += f"{seconds % 60}" + (f".{fraction:06}".rstrip("0") if fraction else "") + "S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if length < timedelta() else "") + "P" + (text or "T0S")


def of_iso(text: str) -> timedelta:
    """`to_iso` backwards; ValueError for any other text."""
    found = _ISO.fullmatch(text)
    given = {} if found is None else {name: float(n) for name, n in found.groupdict().items() if n and name != "sign"}
    if found is None or not given:
        raise ValueError("no duration of ISO 8601")
    return timedelta(**given) * (-1 if found["sign"] else 1)


def within(length: timedelta) -> timedelta:
    """A length of time whose microseconds fit a word; OverflowError for any other."""
    if abs(length // MICROSECOND) > MAX_INT:
        raise OverflowError("a duration beyond 64 bits")
    return length


class _Duration(TypeCodec):
    name, place, domain, variable = "duration", 12, "text", "d"
    classes = ("Ord",)
    ordered = True

    def infer(self, value: Any) -> bool:
        """Python's own."""
        return isinstance(value, timedelta)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """Text of ISO 8601, or Python's `timedelta`."""
        try:
            return within(value if isinstance(value, timedelta) else of_iso(value))
        except (TypeError, ValueError, OverflowError):
            raise wrong(value, wanted, " as text of ISO 8601, such as PT1H30M") from None

    def write(self, value: Value, type: Con) -> Any:
        """ISO 8601."""
        return to_iso(value) if isinstance(value, timedelta) else value

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """A length of time."""
        if not isinstance(result, timedelta):
            failing(result)
            raise ValueError(f"the result should be a duration, found {clip(repr(result))}")
        return within(result)

    def holds(self, value: Any, type: Con) -> bool:
        """Whether it is one."""
        return isinstance(value, timedelta)

    def word(self, value: Value, type: Con, words: Words) -> int:
        """Its microseconds."""
        return int(value // MICROSECOND)

    def value(self, word: int, type: Con, words: Words) -> Value:
        """So many microseconds."""
        return timedelta(microseconds=int(word))

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """Minutes, hours or days; now and then none, one that is negative or to the microsecond, or one at the bounds."""
        common = timedelta(minutes=chance.randint(1, 90) * chance.choice((1, 60, 1440)))
        seldom = chance.random()
        if seldom < 0.8:
            return common
        if seldom < 0.95:
            return chance.choice((timedelta(), -common, timedelta(days=chance.randint(-800_000, 800_000)), common / 7 / 60))
        return chance.choice((1, -1)) * timedelta(microseconds=MAX_INT - chance.choice((0, 1, 10**6, 10**17)))

    def probes(self, type: Con, chance: Random) -> Sequence[Value]:
        """Common lengths."""
        return [timedelta(minutes=n) for n in (0, 1, 15, 30, 60, 95, 1440, 10080)]

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """A little longer or shorter."""
        try:
            return within(value + timedelta(minutes=chance.randint(-30, 30)))
        except OverflowError:
            return other

    def is_literal(self, value: Any, type: Con) -> bool:
        """No literal is one."""
        return isinstance(value, timedelta)


CODEC = _Duration()
