"""Kinds of characters by their numbers, which no search holds."""

from __future__ import annotations

from typing import Any

from dsl.codec import TypeCodec
from dsl.freezing import Value
from dsl.type import Con
from dsl.types.int_ import read_int


class _Token(TypeCodec):
    name, place, held = "token", 11, False

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        return read_int(value, wanted)


CODEC = _Token()
