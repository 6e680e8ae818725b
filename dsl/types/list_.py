"""Lists of values of one type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from random import Random
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.codec import HeapCodec, Words, codec_of, native, read_each, vary, write, wrong
from dsl.freezing import Value, failing, freeze_items
from dsl.quote import clip
from dsl.type import Con, Type


def read_items(value: Any, wanted: Con) -> list[Any] | tuple[Any, ...]:
    """An array as it stands."""
    if not isinstance(value, list | tuple):
        raise wrong(value, wanted)
    return value


class _List(HeapCodec):
    name, place, arity = "list", 4, 1
    classes = ("Ord",)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        items = read_items(value, wanted)
        return read_each(items, [wanted.args[0]] * len(items), depth)

    def write(self, value: Value, type: Con) -> Any:
        return [write(item, type.args[0]) for item in value] if isinstance(value, list | tuple) else value

    def native(self, value: Value, type: Con) -> Any:
        return [native(item, type.args[0]) for item in value]

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        return [(type.args[0], item) for item in value]

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        if type(result) is not list and type(result) is not tuple:
            failing(result)
            if isinstance(result, str | dict):
                raise ValueError(f"the result should be a list, found {clip(repr(result))}")
        limit = max(MAX_LIST, max((len(a) for a in arguments if type(a) is tuple), default=0))
        items = tuple(islice(result, limit + 1))  # an endless iterator stops here
        if len(items) > limit:
            raise ValueError(f"list longer than {MAX_LIST}")
        return freeze_items(items)

    def holds(self, value: Any, type: Con) -> bool:
        return isinstance(value, tuple | list)

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        word, part = words.word, type.args[0]
        return [word(item, part) for item in value]

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        value, part = words.value, type.args[0]
        return tuple([value(word, part) for word in run])

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return tuple(part(type.args[0]) for _ in range(chance.randint(0, 5)))

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        item, items, pool = type.args[0], list(value), [*value, *other]
        for _ in range(chance.randint(0, 3)):
            change = chance.randrange(4)
            if change == 0 and items:
                del items[chance.randrange(len(items))]
            elif change == 1 and pool:
                items.insert(chance.randrange(len(items) + 1), vary(item, chance.choice(pool), chance.choice(pool), chance))
            elif change == 2 and items:
                at = chance.randrange(len(items))
                items[at] = vary(item, items[at], chance.choice(pool), chance)
            elif change == 3:
                chance.shuffle(items)
        return tuple(items)

    def is_literal(self, value: Any, type: Con) -> bool:
        item = type.args[0]
        return isinstance(value, tuple) and (not isinstance(item, Con) or all(codec_of(item).is_literal(v, item) for v in value))


CODEC = _List()
