"""A value of some type, or null: `None` in Python. Within programs it is a list of at most one item."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from dsl.codec import HeapCodec, Misfit, Words, native, read, vary, write
from dsl.freezing import Value, failing, freeze_items
from dsl.quote import clip
from dsl.type import Con, Type


class _Option(HeapCodec):
    name, place, arity, domain, variable = "option", 20, 1, "options", "o"
    optional = True

    def inner(self, type: Con) -> tuple[Type, ...]:
        """The type of what may be there; null itself cannot be there."""
        if isinstance(type.args[0], Con) and type.args[0].name == self.name:
            raise Misfit(f"{clip(str(type))} has null twice; an option is of a type without null, such as option(str)")
        return type.args

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """Null, or a value of the type within."""
        return () if value is None else (read(value, wanted.args[0], depth),)

    def write(self, value: Value, type: Con) -> Any:
        """What is there, or null."""
        return write(value[0], type.args[0]) if value else None

    def native(self, value: Value, type: Con) -> Any:
        return native(value[0], type.args[0]) if value else None

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        return [] if value is None else [(type.args[0], value)]

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """At most one item."""
        failing(result)
        if not isinstance(result, tuple | list) or len(result) > 1:
            raise ValueError(f"the result should be nothing or one value, found {clip(repr(result))}")
        return freeze_items(tuple(result))

    def holds(self, value: Any, type: Con) -> bool:
        return isinstance(value, tuple | list) and len(value) < 2

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        return [words.word(item, type.args[0]) for item in value]

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        return tuple([words.value(word, type.args[0]) for word in run])

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return (part(type.args[0]),) if chance.random() < 0.7 else ()

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        if not value or not other or chance.random() < 0.2:
            return other if value else ()
        return (vary(type.args[0], value[0], other[0], chance),)

    def is_literal(self, value: Any, type: Con) -> bool:
        return False


CODEC = _Option()
