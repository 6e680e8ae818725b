"""Bit-vectors of a width, whose words are those of `dsl.kernel.bits_word`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from dsl.bounds import MAX_BITS
from dsl.codec import Misfit, TypeCodec, Words, wrong
from dsl.freezing import Value, failing
from dsl.kernel import bits_value, bits_word
from dsl.quote import clip
from dsl.type import Con, Type


def _width(bits: Con) -> int:
    text = str(bits.args[0])
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise Misfit(f"{clip(str(bits))} is no type; bits(n) needs a width from 1 to 64, such as bits(64)")
    return int(text)


class _Bits(TypeCodec):
    name, place, arity, domain = "bits", 9, 1, "bits"
    referenced = False  # one value has the word of a failure

    def inner(self, type: Con) -> tuple[Type, ...]:
        _width(type)
        return ()

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        if type(value) is not int or not 0 <= value < 2 ** _width(wanted):
            raise wrong(value, wanted, f" (0 to 2**{_width(wanted)} - 1)")
        return value

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        if type(result) is not int:
            failing(result)
        if not isinstance(result, int) or not 0 <= result <= MAX_BITS:
            raise ValueError(f"the result should be a bit-vector, found {clip(repr(result))}")
        return result

    def word(self, value: Value, type: Con, words: Words) -> int:
        return bits_word(value)

    def value(self, word: int, type: Con, words: Words) -> Value:
        return bits_value(int(word))

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        width = _width(type)
        return chance.choice((chance.getrandbits(width), chance.getrandbits(min(width, 4)), (1 << width) - 1, 1 << width - 1))

    def probes(self, type: Con, chance: Random) -> Sequence[Value]:
        return 0, 1, 2, 3, 5, 8

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        return chance.choice((value, other, value ^ 1 << chance.randrange(64), chance.getrandbits(64), chance.getrandbits(8)))

    def is_literal(self, value: Any, type: Con) -> bool:
        return value.__class__ is int and value >= 0


CODEC = _Bits()
