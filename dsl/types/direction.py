"""Directions on a grid by their numbers: up, down, left, right, then the diagonals."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from dsl.codec import TypeCodec
from dsl.freezing import Value
from dsl.type import Con, Type
from dsl.types.int_ import read_int


class _Direction(TypeCodec):
    name, place, variable = "direction", 11.5, "d"

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """Its number."""
        return read_int(value, wanted)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """Any of them."""
        return chance.randrange(8)

    def is_literal(self, value: Any, type: Con) -> bool:
        """No literal is one: directions have names."""
        return False


CODEC = _Direction()
