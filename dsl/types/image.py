"""Images as rows of shades or of colours, which searches hand on by number; the path of a picture is read as what it shows."""

from __future__ import annotations

from typing import Any

from dsl.codec import Misfit, TypeCodec, Words
from dsl.freezing import Value
from dsl.misfit import describe
from dsl.picture import read_picture
from dsl.type import Con
from dsl.types.grid import read_rows

COLOURS = 3  # red, green and blue of a cell


def _shade(value: Any) -> Value:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise Misfit(f"expected a number from 0 to 1, found {describe(value)}")
    return float(value)


def _colour(value: Any) -> Value:
    if not isinstance(value, list | tuple) or len(value) != COLOURS:
        raise Misfit(f"expected [red, green, blue] as in the first cell, found {describe(value)}")
    return tuple(map(_shade, value))


class _Image(TypeCodec):
    name, place, variable, domain = "image", 10, "image", "perception"

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if isinstance(value, str):
            return read_picture(value)
        return read_rows(value, wanted, _colour if _has_colour(value) else _shade)

    def write(self, value: Value, type: Con) -> Any:
        return [[list(cell) if isinstance(cell, tuple) else cell for cell in row] for row in value]

    def holds(self, value: Any, type: Con) -> bool:
        return True

    def word(self, value: Value, type: Con, words: Words) -> int:
        return words.number(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        return words.numbered(int(word))


def _has_colour(value: Any) -> bool:
    """Whether the first cell is a colour."""
    for _ in range(2):
        if not isinstance(value, list | tuple) or not value:
            return False
        value = value[0]
    return isinstance(value, list | tuple)


CODEC = _Image()
