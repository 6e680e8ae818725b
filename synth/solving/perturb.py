"""Inputs nobody showed: variations of a task's own inputs, on which programs that fit can be told apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from dsl.type import Con, Type, parameters


def variations(inputs: Sequence[tuple[Any, ...]], request: Type, chance: random.Random, count: int) -> list[tuple[Any, ...]]:
    """`count` inputs like the given ones: each value changed a little, or taken from another example."""
    types = parameters(request)[0]
    found: list[tuple[Any, ...]] = []
    for _ in range(count):
        base = chance.choice(inputs)
        other = chance.choice(inputs)
        found.append(tuple(vary(t, chance.choice((a, a, b)), b, chance) for t, a, b in zip(types, base, other)))
    return list(dict.fromkeys(found))


def vary(type: Type, value: Any, other: Any, chance: random.Random) -> Any:
    """A value of the same type, near the given one."""
    assert isinstance(type, Con)
    if type.name == "int":
        return chance.choice((value, value + chance.randint(-3, 3), other, chance.randint(0, 10)))
    if type.name == "bits":
        return chance.choice((value, other, value ^ 1 << chance.randrange(64), chance.getrandbits(64), chance.getrandbits(8)))
    if type.name == "bool":
        return chance.random() < 0.5
    if type.name == "list":
        return _vary_list(type.args[0], value, other, chance)
    if type.name == "str":
        return _vary_text(value, other, chance)
    return value


def _vary_list(item: Type, value: Any, other: Any, chance: random.Random) -> tuple[Any, ...]:
    items = list(value)
    pool = [*value, *other]
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


def _vary_text(value: str, other: str, chance: random.Random) -> str:
    """Change characters within their class, drop or repeat words, so that the shape mostly stays."""
    letters = list(value)
    for i, c in enumerate(letters):
        if chance.random() < 0.15:
            letters[i] = _like(c, chance)
    text = "".join(letters)
    words = text.split(" ")
    if len(words) > 1 and chance.random() < 0.2:
        words.insert(chance.randrange(len(words)), chance.choice(words))
    if len(words) > 1 and chance.random() < 0.1:
        del words[chance.randrange(len(words))]
    if chance.random() < 0.3 and words and words[0]:
        at = chance.randrange(len(words))
        words[at] = words[at][: chance.randint(1, 4)] + words[at]
    return " ".join(words)


def _like(c: str, chance: random.Random) -> str:
    if c.isdigit():
        return chance.choice("0123456789")
    if c.isalpha() and c.isascii():
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        return letter.upper() if c.isupper() else letter
    return c
