"""Inputs nobody showed: variations of a task's own inputs, on which programs that fit can be told apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from dsl.codec import vary
from dsl.type import Type, parameters


def variations(inputs: Sequence[tuple[Any, ...]], request: Type, chance: random.Random, count: int) -> list[tuple[Any, ...]]:
    """`count` inputs like the given ones: each value changed a little, or taken from another example."""
    types = parameters(request)[0]
    found: list[tuple[Any, ...]] = []
    for _ in range(count):
        base = chance.choice(inputs)
        other = chance.choice(inputs)
        found.append(tuple(vary(t, chance.choice((a, a, b)), b, chance) for t, a, b in zip(types, base, other)))
    return list(dict.fromkeys(found))
