"""Whole numbers of 64 bits, without the lowest one."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Any

from dsl.bounds import MAX_INT
from dsl.codec import TypeCodec, Words, wrong
from dsl.freezing import Value, failing, freeze
from dsl.quote import clip
from dsl.type import Con, Type

LEAST, MOST = -(2**63), 2**63 - 1


def read_int(value: Any, wanted: Con) -> int:
    """A number that is no truth value and has at most 64 bits."""
    if type(value) is not int:
        raise wrong(value, wanted)
    if not LEAST <= value <= MOST:
        raise wrong(value, wanted, f" within 64 bits ({LEAST} to {MOST})")
    return value


class _Int(TypeCodec):
    name, place, plain, literals = "int", 0, int, True
    classes = ("Ord", "Num")
    ordered = True

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        return read_int(value, wanted)

    def hint(self, value: Any) -> str:
        match value:
            case bool():
                return f"; write {int(value)}"
            case float() if value.is_integer() and abs(value) <= MOST:
                return f"; write {int(value)}"
            case float() if math.isfinite(value):
                return "; write the whole numbers beside it with a point too, such as 2.0"
            case str() if value.strip().isdecimal() and len(value) < 20:
                return f"; write {value.strip()} without quotes"
        return ""

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        if type(result) is not int:
            failing(result)
            result = freeze(result)
            if not isinstance(result, int):
                raise ValueError(f"the result should be an int, found {clip(repr(result))}")
            result = int(result)
        if not -MAX_INT <= result <= MAX_INT:
            raise ValueError("integer outside 64 bits")
        return result

    def value(self, word: int, type: Con, words: Words) -> Value:
        return int(word)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return chance.randint(-9, 20)

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        return chance.choice((value, value + chance.randint(-3, 3), other, chance.randint(0, 10)))

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is int


CODEC = _Int()
