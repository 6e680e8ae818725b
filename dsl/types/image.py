"""Images as rows of shades, which searches hand on by number."""

from __future__ import annotations

from typing import Any

from dsl.codec import Misfit, TypeCodec, Words
from dsl.freezing import Value
from dsl.misfit import describe
from dsl.type import Con
from dsl.types.grid import read_rows, write_rows


def _shade(value: Any) -> Value:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise Misfit(f"expected a number from 0 to 1, found {describe(value)}")
    return float(value)


class _Image(TypeCodec):
    name, place, variable, domain = "image", 10, "image", "perception"

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        return read_rows(value, wanted, _shade)

    def write(self, value: Value, type: Con) -> Any:
        return write_rows(value)

    def holds(self, value: Any, type: Con) -> bool:
        return True

    def word(self, value: Value, type: Con, words: Words) -> int:
        return words.number(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        return words.numbered(int(word))


CODEC = _Image()
