"""Maps from keys, which have an order, to values: in JSON an array of [key, value], in Python a dict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.codec import HeapCodec, Misfit, Words, native, read_each, require_order, vary, write, wrong
from dsl.freezing import Value, failing, freeze
from dsl.mapping import FrozenMap
from dsl.misfit import describe
from dsl.quote import clip
from dsl.type import STR, Con, Type, list_of, pair_of
from dsl.written import WrittenObject


class _Map(HeapCodec):
    """A run is the keys in rising order, then the value of each."""

    name, place, arity, domain, variable = "map", 63, 2, "mappings", "m"

    def inner(self, type: Con) -> tuple[Type, ...]:
        """Keys and values."""
        require_order(type, type.args[0], "keys")
        return type.args

    def infer(self, value: Any) -> bool:
        """A dict of Python; an object of JSON says nothing of its type."""
        return isinstance(value, dict) and not isinstance(value, WrittenObject)

    def members(self, value: Any) -> Sequence[Sequence[Any]]:
        """Keys and values of a dict."""
        return list(value), list(value.values())

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """An array of [key, value], each key once; a dict, or an object where keys are texts."""
        if isinstance(value, dict) and (wanted.args[0] == STR or not isinstance(value, WrittenObject)):
            items: Sequence[Any] = [list(item) for item in value.items()]
        elif isinstance(value, list | tuple):
            items = value
        else:
            raise wrong(value, wanted, " as an array of [key, value]")
        entries = read_each(items, [pair_of(*wanted.args)] * len(items), depth)
        keys: dict[Value, int] = {}
        for position, (key, _) in enumerate(entries):
            if keys.setdefault(key, position) != position:
                raise Misfit(f"key {describe(key)} stands in item {keys[key]} already; a map has each key once", position)
        return FrozenMap(entries)

    def write(self, value: Value, type: Con) -> Any:
        """An array of [key, value] in the order of the keys."""
        return [[write(part, own) for part, own in zip(item, type.args, strict=True)] for item in value.items()]

    def native(self, value: Value, type: Con) -> Any:
        """A dict."""
        return {_hashable(native(key, type.args[0])): native(item, type.args[1]) for key, item in value.items()}

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        return [(pair_of(*type.args), item) for item in (value.items() if isinstance(value, dict) else value)]

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """Any dict."""
        if not isinstance(result, dict):
            failing(result)
            raise ValueError(f"the result should be a map, found {clip(repr(result))}")
        if len(result) > max(MAX_LIST, max((len(a) for a in arguments if isinstance(a, tuple | dict | frozenset)), default=0)):
            raise ValueError(f"map of more than {MAX_LIST} keys")
        return freeze(result)

    def holds(self, value: Any, type: Con) -> bool:
        return isinstance(value, FrozenMap)

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        key, item = type.args
        return [*(words.word(k, key) for k in value), *(words.word(v, item) for v in value.values())]

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        size, (key, item) = len(run) // 2, type.args
        return FrozenMap((words.value(k, key), words.value(v, item)) for k, v in zip(run[:size], run[size:], strict=True))

    def beside(self, type: Con) -> Iterable[Type]:
        """Its keys, its values and its items as lists."""
        return list_of(type.args[0]), list_of(type.args[1]), pair_of(*type.args), list_of(pair_of(*type.args))

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return FrozenMap((part(type.args[0]), part(type.args[1])) for _ in range(chance.randint(0, 5)))

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """Entries changed, left out or taken from the other."""
        entries, (_, item) = dict(value), type.args
        for _ in range(chance.randint(0, 3)):
            change = chance.randrange(3)
            if change == 0 and entries:
                del entries[chance.choice(list(entries))]
            elif change == 1 and other:
                key = chance.choice(list(other))
                entries[key] = other[key]
            elif change == 2 and entries:
                key = chance.choice(list(entries))
                entries[key] = vary(item, entries[key], chance.choice([*entries.values(), *other.values()]), chance)
        return FrozenMap(entries)

    def is_literal(self, value: Any, type: Con) -> bool:
        """No literal is one."""
        return False


def _hashable(key: Any) -> Any:
    """A key as Python can have it: tuples for lists."""
    return tuple(map(_hashable, key)) if isinstance(key, list) else key


CODEC = _Map()
