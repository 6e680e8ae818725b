"""Sets of values that have an order: in JSON an array, in Python a set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.codec import HeapCodec, Misfit, Words, read_each, require_order, vary, write, wrong
from dsl.freezing import Value, failing, freeze
from dsl.misfit import describe
from dsl.quote import clip
from dsl.type import Con, Type, list_of


class _Set(HeapCodec):
    """A run is the members in rising order."""

    name, place, arity, domain, variable = "set", 62, 1, "sets", "s"

    def inner(self, type: Con) -> tuple[Type, ...]:
        """The members."""
        require_order(type, type.args[0], "members")
        return type.args

    def infer(self, value: Any) -> bool:
        """A set of Python."""
        return isinstance(value, set | frozenset)

    def members(self, value: Any) -> Sequence[Sequence[Any]]:
        """The members themselves."""
        return (list(value),)

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """An array or a set, each member once."""
        if not isinstance(value, list | tuple | set | frozenset):
            raise wrong(value, wanted, " as an array")
        members = read_each(value, [wanted.args[0]] * len(value), depth)
        first: dict[Value, int] = {}
        for position, member in enumerate(members):
            if first.setdefault(member, position) != position:
                raise Misfit(f"{describe(member)} stands in item {first[member]} already; a set has each member once", position)
        return frozenset(members)

    def write(self, value: Value, type: Con) -> Any:
        """An array in rising order."""
        return [write(member, type.args[0]) for member in sorted(value)]

    def native(self, value: Value, type: Con) -> Any:
        """A set."""
        return set(value)

    def items(self, value: Any, type: Con) -> Iterable[tuple[Type, Any]]:
        return [(type.args[0], member) for member in value]

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """Any set."""
        if not isinstance(result, set | frozenset):
            failing(result)
            raise ValueError(f"the result should be a set, found {clip(repr(result))}")
        if len(result) > max(MAX_LIST, max((len(a) for a in arguments if isinstance(a, tuple | dict | frozenset)), default=0)):
            raise ValueError(f"set of more than {MAX_LIST} members")
        return freeze(result)

    def holds(self, value: Any, type: Con) -> bool:
        return isinstance(value, frozenset)

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        return [words.word(member, type.args[0]) for member in sorted(value)]

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        return frozenset([words.value(word, type.args[0]) for word in run])

    def beside(self, type: Con) -> Iterable[Type]:
        """Its members as a list."""
        return (list_of(type.args[0]),)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        return frozenset(part(type.args[0]) for _ in range(chance.randint(0, 5)))

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """Members changed, left out or taken from the other."""
        members, pool = set(value), sorted(value | other)
        for _ in range(chance.randint(0, 3)):
            change = chance.randrange(3)
            if change == 0 and members:
                members.remove(chance.choice(sorted(members)))
            elif change == 1 and pool:
                members.add(chance.choice(pool))
            elif change == 2 and pool:
                members.add(vary(type.args[0], chance.choice(pool), chance.choice(pool), chance))
        return frozenset(members)

    def is_literal(self, value: Any, type: Con) -> bool:
        """No literal is one."""
        return False


CODEC = _Set()
