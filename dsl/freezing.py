"""What references give becomes values here: failures, bounds and the immutable form of lists."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from dsl.bounds import MAX_INT
from dsl.mapping import FrozenMap

Value: TypeAlias = Any  # int, bool, str, float, a tuple or frozenset of values, a FrozenMap, or a Function


@dataclass(frozen=True, slots=True)
class Failure:
    """That a program has no value on some input, and why."""

    reason: str


class Stop(Exception):
    """Carries a failure out of the references it happened in."""

    def __init__(self, reason: str) -> None:
        self.failure = Failure(reason)


def freeze(value: Any, most: int = MAX_INT) -> Value:
    """The immutable form of a value; a ValueError if some part of it is out of bounds. `most` is the largest int."""
    kind = type(value)
    if kind is int:
        if not -MAX_INT <= value <= most:
            raise ValueError("integer outside 64 bits")
        return value
    if kind is list or kind is tuple:
        return freeze_items(tuple(value))
    if isinstance(value, dict):
        return value if kind is FrozenMap else FrozenMap((freeze(key), freeze(item)) for key, item in value.items())
    if isinstance(value, set | frozenset):
        return frozenset(map(freeze, value))
    if kind is float and not math.isfinite(value):
        raise ValueError("number is not finite")
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return freeze(value.item())
    return value


def freeze_items(items: tuple[Any, ...]) -> tuple[Value, ...]:
    """The immutable forms of the items of a list."""
    kinds = set(map(type, items))
    if kinds == {int}:  # the usual case, at the speed of min and max
        if min(items) < -MAX_INT or max(items) > MAX_INT:
            raise ValueError("integer outside 64 bits")
        return items
    return items if kinds <= {bool, str} else tuple(map(freeze, items))


def failing(result: Any) -> None:
    """Raises where the result of a reference is none."""
    if isinstance(result, Failure):
        raise Stop(result.reason)
    if result is None:
        raise ValueError("no result")


def atoms(value: Value) -> Iterator[Value]:
    """The values that a value is made of and that are not made of others: through lists, maps and sets."""
    if isinstance(value, FrozenMap):
        for key, item in value.items():
            yield from atoms(key)
            yield from atoms(item)
    elif isinstance(value, tuple | frozenset):
        for part in sorted(value) if isinstance(value, frozenset) else value:
            yield from atoms(part)
    else:
        yield value
