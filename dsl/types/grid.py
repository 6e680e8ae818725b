"""Grids of colours. An object is a grid, too: it knows where it stood, which equality ignores."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from dsl.codec import HeapCodec, Misfit, Words
from dsl.freezing import Value, failing
from dsl.grid import MAX_CELLS, MAX_SIDE, Grid, fits, grid_of
from dsl.grid_words import grid_from, words_of
from dsl.misfit import describe
from dsl.quote import clip
from dsl.type import Con, Type
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


class _Grid(HeapCodec):
    name, place, domain, variable = "grid", 7, "grids", "grid"
    through = ("colour", "direction")

    def read(self, value: Any, wanted: Con, depth: int) -> Value:
        """Rows of colours within the bounds."""
        rows = read_rows(value, wanted, _colour)
        grid = value if isinstance(value, Grid) else Grid(rows)
        if not fits(grid):
            most = f"of at most {MAX_CELLS} cells and {MAX_SIDE} rows and columns"
            raise Misfit(f"expected a grid {most}, found {len(rows)} by {len(rows[0])}")
        return grid

    def write(self, value: Value, type: Con) -> Any:
        """Rows as arrays."""
        return write_rows(value)

    def finish(self, result: Any, arguments: tuple[Value, ...]) -> Value:
        """The grid that a reference gives, if it is within bounds."""
        if not isinstance(result, Grid):
            failing(result)
            result = grid_of(result)
        if not fits(result):
            raise ValueError(f"a grid beyond {MAX_CELLS} cells")
        return result

    def holds(self, value: Any, type: Con) -> bool:
        """Whether it is one."""
        return isinstance(value, Grid)

    def content(self, value: Value, type: Con, words: Words) -> list[int]:
        """Size and origin, then the cells."""
        return words_of(value)

    def rebuilt(self, run: list[int], type: Con, words: Words) -> Value:
        """The grid of some words."""
        return grid_from(run)

    def sample(self, type: Con, chance: Random, part: Callable[[Type], Value]) -> Value:
        """A small grid with a few colours on a ground of 0, at times an object with a place."""
        h, w, palette = chance.randint(1, 6), chance.randint(1, 6), chance.sample(COLOURS, 3)
        rows = [[chance.choice(palette) if chance.random() < 0.5 else 0 for _ in range(w)] for _ in range(h)]
        return grid_of(rows, (chance.randint(-2, 5), chance.randint(-2, 5)) if chance.random() < 0.3 else (0, 0))

    def vary(self, value: Value, other: Value, type: Con, chance: Random) -> Value:
        """The same grid turned, mirrored, in other colours, or with some cells of the other one."""
        cells = np.array(value)
        match chance.randrange(4):
            case 0:
                cells = np.rot90(cells, chance.randrange(4))
            case 1:
                cells = cells[:, ::-1]
            case 2:
                colours = chance.sample(range(1, 10), 9)
                cells = np.array([0, *colours])[cells]
            case _:
                cells[chance.randrange(len(cells)), chance.randrange(len(cells[0]))] = chance.choice(chance.choice(other))
        return grid_of(cells)


CODEC = _Grid()
