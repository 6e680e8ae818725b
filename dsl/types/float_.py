"""Numbers with a point, which no search holds yet."""

from __future__ import annotations

import math
from typing import Any

from dsl.codec import TypeCodec, wrong
from dsl.freezing import Value, failing, freeze
from dsl.type import Con

LARGEST = 2**63 - 1


class _Float(TypeCodec):
    name, place, plain, literals, held = "float", 3, float, True, False
    classes = ("Ord", "Num")

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
        return freeze(float(result))

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is float


CODEC = _Float()
