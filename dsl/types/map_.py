"""Maps as arrays of pairs, which no search holds yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl.codec import Misfit, TypeCodec, read_each, write
from dsl.freezing import Value
from dsl.misfit import describe
from dsl.type import Con, Type, pair_of
from dsl.types.list_ import read_items


class _Map(TypeCodec):
    name, place, arity, held, variable = "map", 6, 2, False, "map"

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        items = read_items(value, wanted)
        entries = read_each(items, [pair_of(*wanted.args)] * len(items), depth)
        keys: dict[Value, int] = {}
        for position, (key, _) in enumerate(entries):
            if keys.setdefault(key, position) != position:
                raise Misfit(f"key {describe(key)} stands in item {keys[key]} already; a map has each key once", position)
        return entries

    def write(self, value: Value, type: Con) -> Any:
        return [write(item, pair_of(*type.args)) for item in value] if isinstance(value, list | tuple) else value

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        return [(pair_of(*type.args), item) for item in value]


CODEC = _Map()
