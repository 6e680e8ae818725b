"""Truth values."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from dsl.codec import TypeCodec, Words, wrong
from dsl.freezing import Value, failing, freeze
from dsl.quote import clip
from dsl.type import Con, Type


class _Bool(TypeCodec):
    name, place, plain, literals, variable = "bool", 1, bool, True, "p"
    classes = ("Ord",)
    ordered = True

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if value.__class__ is not bool:
            raise wrong(value, wanted)
        return value

    def hint(self, value: Any) -> str:
        if isinstance(value, int | str) and value in (0, 1, "true", "false", "True", "False"):
            return f"; write {'true' if value in (1, 'true', 'True') else 'false'}"
        return ""

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        if type(result) is not bool:
            failing(result)
            result = freeze(result)
            if type(result) is not bool:
                raise ValueError(f"the result should be a bool, found {clip(repr(result))}")
        return result

    def holds(self, value: Any, type: Con) -> bool:
        return value.__class__ is bool

    def value(self, word: int, type: Con, words: Words) -> Value:
        return bool(word)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return chance.random() < 0.5

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        return chance.random() < 0.5

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is bool


CODEC = _Bool()
