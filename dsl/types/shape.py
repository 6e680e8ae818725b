r"""Shapes of whole texts: regular expressions of atoms in a row, such as `[A-Z]{2}[0-9]+`, and nothing else.

An atom is a class in brackets, `[^\W\d_]` for letters of all scripts, or a character (one with a meaning of its own behind a
backslash), once, so many times `{n}`, or once and more `+`.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from dsl.codec import HeapCodec, Misfit, Words, wrong
from dsl.freezing import Value
from dsl.quote import clip
from dsl.type import Con

SPECIAL = r"\^$.|?*+()[]{}"
ATOMS = re.compile(rf"(?:(?:\[\^?(?:\\[wWdD]|[^\\\[\]])+\]|\\[{re.escape(SPECIAL)}]|[^{re.escape(SPECIAL)}])(?:\{{[0-9]{{1,4}}\}}|\+)?)*")
MOST = 200  # characters of a shape
EXAMPLES = ("[0-9]+", "[A-Z]{2}[0-9]{4}", "[a-z]+", r"[A-Z][a-z]+", r"[^\W\d_]+ [0-9]{4}", r"\([0-9]{3}\)")


def is_shape(text: str) -> bool:
    """Whether a text is a shape."""
    return len(text) <= MOST and ATOMS.fullmatch(text) is not None


class _Shape(HeapCodec):
    name, place, written, literals = "shape", 12, "str", True

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if value.__class__ is not str:
            raise wrong(value, wanted)
        if not is_shape(value):
            raise Misfit(f"expected a shape such as {EXAMPLES[1]}, found {clip(repr(value))}")
        return value

    def holds(self, value: Any, type: Con) -> bool:
        return value.__class__ is str and is_shape(value)

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        return list(map(ord, value))

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        return "".join(map(chr, run))

    def sample(self, type: Con, chance: Random, part: Any) -> Value:
        return chance.choice(EXAMPLES)

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is str and is_shape(value)


CODEC = _Shape()
