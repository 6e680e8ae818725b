"""Numbers with a point: IEEE doubles, whose words are those of `dsl.kernel.float_word`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from dsl.codec import TypeCodec, Words, wrong
from dsl.freezing import Value, failing, freeze
from dsl.kernel import float_of, float_word
from dsl.type import Con, Type

LARGEST = 2**63 - 1
_SAMPLES = (0.0, 1.0, 0.1, 0.5, -1.0, 1e-9, 1e20, -1e300, 1.7976931348623157e308, 5e-324, 1 / 3)


class _Float(TypeCodec):
    name, place, plain, literals, domain = "float", 1.6, float, True, "floats"
    classes = ("Ord", "Num")
    ordered = True

    def infer(self, value: Any) -> bool:
        return isinstance(value, float)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if not isinstance(value, float):
            raise wrong(value, wanted)
        if not math.isfinite(value):
            raise wrong(value, wanted, " that is finite")
        return float(value) + 0.0  # no -0.0

    def hint(self, value: Any) -> str:
        if type(value) is int and abs(value) <= LARGEST:
            return f"; write {value}.0"
        if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
            return f"; write {value.strip()}.0 without quotes"
        return ""

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        failing(result)
        return freeze(float(result)) + 0.0

    def holds(self, value: Any, type: Con) -> bool:
        return value.__class__ is float and math.isfinite(value)

    def word(self, value: Value, type: Con, words: Words) -> int:
        return float_word(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        return float_of(word)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        if chance.random() < 0.2:
            return chance.choice(_SAMPLES)
        return round(chance.uniform(-20, 200), chance.choice((0, 1, 1, 2, 2, 4, 9))) + 0.0

    def probes(self, type: Con, chance: Random) -> Sequence[Value]:
        return 0.0, 1.0, 2.5, -0.75, 19.99, 1234.5

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        near = value, other, value + chance.randint(-9, 9), value + chance.randint(-9, 9) / 4, value * chance.choice((0.1, -1, 2, 10))
        chosen = chance.choice(near) + 0.0
        return chosen if math.isfinite(chosen) else value

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is float


CODEC = _Float()
