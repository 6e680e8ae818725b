"""Pairs of values of two types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from dsl.codec import HeapCodec, Words, codec_of, native, read_each, write, wrong
from dsl.freezing import Value
from dsl.type import Con, Type
from dsl.types.list_ import read_items


class _Pair(HeapCodec):
    name, place, arity, domain, variable = "pair", 61, 2, "pairs", "p"
    classes = ("Ord",)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        items = read_items(value, wanted)
        if len(items) != 2:
            raise wrong(value, wanted, " as an array of two")
        return read_each(items, wanted.args, depth)

    def write(self, value: Value, type: Con) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return [write(item, part) for item, part in zip(value, type.args, strict=True)]

    def native(self, value: Value, type: Con) -> Any:
        return [native(item, part) for item, part in zip(value, type.args, strict=True)]

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        return zip(type.args, value, strict=False)

    def holds(self, value: Any, type: Con) -> bool:
        return isinstance(value, tuple | list) and len(value) == 2

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        return [words.word(item, part) for item, part in zip(value, type.args, strict=False)]

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        return tuple([words.value(word, part) for word, part in zip(run, type.args, strict=False)])

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return tuple(part(own) for own in type.args)

    def is_literal(self, value: Any, type: Con) -> bool:
        parts = zip(value, type.args, strict=False) if isinstance(value, tuple) and len(value) == 2 else ()
        return bool(parts) and all(not isinstance(t, Con) or codec_of(t).is_literal(v, t) for v, t in parts)


CODEC = _Pair()
