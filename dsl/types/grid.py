"""Grids of colours, which no search holds yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dsl.codec import Misfit, TypeCodec
from dsl.freezing import Value
from dsl.misfit import describe
from dsl.quote import clip
from dsl.type import Con
from dsl.types.list_ import read_items

COLOURS = range(10)


def read_rows(value: Any, wanted: Con, cell: Callable[[Any], Value]) -> Value:
    """Rows of one length of at least 1, every cell fitted."""
    rows = read_items(value, wanted)
    if not rows:
        raise Misfit(f"expected {clip(str(wanted))}, found no rows")
    fitted = []
    for i, row in enumerate(rows):
        if not isinstance(row, list | tuple) or not row or len(row) != len(rows[0]):
            width = len(rows[0]) if i else 1
            raise Misfit(f"expected a row of {width}{'' if i else ' or more'}, as every row of a {wanted} is, found {describe(row)}", i)
        for j, item in enumerate(row):
            try:
                cell(item)
            except Misfit as error:
                raise error.inside(i, j) from None
        fitted.append(tuple(cell(item) for item in row))
    return tuple(fitted)


def write_rows(value: Value) -> Any:
    """Rows as arrays."""
    return [list(row) for row in value] if isinstance(value, list | tuple) else value


def _colour(value: Any) -> Value:
    if type(value) is not int or value not in COLOURS:
        raise Misfit(f"expected a colour from 0 to {COLOURS[-1]}, found {describe(value)}")
    return value


class _Grid(TypeCodec):
    name, place, held, variable = "grid", 7, False, "grid"

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        return read_rows(value, wanted, _colour)

    def write(self, value: Value, type: Con) -> Any:
        return write_rows(value)


CODEC = _Grid()
