"""Colours of grids, 0 to 9; 0 is the ground."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from dsl.codec import TypeCodec, wrong
from dsl.freezing import Value, failing
from dsl.type import Con, Type

PALETTE = ("#000000", "#0074d9", "#ff4136", "#2ecc40", "#ffdc00", "#aaaaaa", "#f012be", "#ff851b", "#7fdbff", "#870c25")  # usual for ARC


class _Colour(TypeCodec):
    name, place, domain, variable, written, literals = "colour", 6.5, "grids", "c", "int", True

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """A whole number of one digit."""
        if type(value) is not int or not 0 <= value <= 9:
            raise wrong(value, wanted, " (0 to 9)")
        return value

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """A colour, if it is one."""
        failing(result)
        if not 0 <= int(result) <= 9:
            raise ValueError("no colour")
        return int(result)

    def holds(self, value: Any, type: Con) -> bool:
        """Whether it is one."""
        return value.__class__ is int and 0 <= value <= 9

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """Any of them."""
        return chance.randrange(10)

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """Another one."""
        return chance.choice((value, other, chance.randrange(10)))

    def is_literal(self, value: Any, type: Con) -> bool:
        """A digit."""
        return value.__class__ is int and 0 <= value <= 9


CODEC = _Colour()
