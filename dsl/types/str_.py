"""Texts, whose words are their code points."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from dsl.bounds import MAX_TEXT
from dsl.codec import HeapCodec, Misfit, Words, wrong
from dsl.freezing import Value, failing
from dsl.quote import clip, lone_surrogate
from dsl.type import Con


class _Str(HeapCodec):
    name, place, plain, literals, variable, domain = "str", 2, str, True, "s", "text"
    classes = ("Ord",)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if value.__class__ is not str:
            raise wrong(value, wanted)
        problem = lone_surrogate(value)
        if problem is not None:
            raise Misfit(problem)
        return value

    def hint(self, value: Any) -> str:
        if isinstance(value, float) or (isinstance(value, int) and value.bit_length() <= 64):
            return f'; write "{json.dumps(value)}"'
        return ""

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        if type(result) is not str:
            failing(result)
            raise ValueError(f"the result should be a str, found {clip(repr(result))}")
        if len(result) > MAX_TEXT and len(result) > max((len(a) for a in arguments if type(a) is str), default=0):
            raise ValueError(f"text longer than {MAX_TEXT}")
        return result

    def holds(self, value: Any, type: Con) -> bool:
        return value.__class__ is str

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        return list(map(ord, value))

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        return "".join(map(chr, run))

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """Change characters within their class, drop or repeat words, so that the shape mostly stays."""
        letters = list(value)
        for i, c in enumerate(letters):
            if chance.random() < 0.15:
                letters[i] = _like(c, chance)
        text = "".join(letters)
        parts = text.split(" ")
        if len(parts) > 1 and chance.random() < 0.2:
            parts.insert(chance.randrange(len(parts)), chance.choice(parts))
        if len(parts) > 1 and chance.random() < 0.1:
            del parts[chance.randrange(len(parts))]
        if chance.random() < 0.3 and parts and parts[0]:
            at = chance.randrange(len(parts))
            parts[at] = parts[at][: chance.randint(1, 4)] + parts[at]
        return " ".join(parts)

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is str


def _like(c: str, chance: Random) -> str:
    if c.isdigit():
        return chance.choice("0123456789")
    if c.isalpha() and c.isascii():
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        return letter.upper() if c.isupper() else letter
    return c


CODEC = _Str()
