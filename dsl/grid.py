"""Grids of colours as values: rows, and where an object stood on the grid that it was cut from.

Colour 0 is the ground: an object has it wherever it has no cell, and pasting leaves out what is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

MAX_SIDE = 100
MAX_CELLS = 900  # as many as 30 rows and columns have
MOST_TIMES = 30  # that a grid is repeated or scaled up
FURTHEST = 64  # rows or columns that an object may stand before the first one of its grid


class Grid(tuple):  # type: ignore[type-arg]  # printed Python has it, too
    """Rows of colours; `origin` is the row and column of an object's first cell. Grids are equal by their rows alone."""

    origin = (0, 0)
    cells = None  # its array, once somebody asked for it

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.cells is None:
            self.cells = np.array(tuple(self))
        cells = self.cells if dtype is None else self.cells.astype(dtype)
        return cells.copy() if copy is not False else cells

    def __repr__(self) -> str:
        return repr([list(row) for row in self])


def grid_of(rows: Any, origin: Sequence[int] = (0, 0)) -> Grid:
    """The grid of an array of colours."""
    cells = np.array(rows)
    grid = Grid(map(tuple, cells.tolist()))
    grid.origin, grid.cells = (int(origin[0]), int(origin[1])), cells
    return grid


def origin_of(grid: Any) -> Any:
    """Where an object stands; rows without a place stand at the first cell."""
    return getattr(grid, "origin", (0, 0))


def fits(grid: Grid) -> bool:
    """Whether a grid is within bounds."""
    h, w = len(grid), len(grid[0]) if grid else 0
    sides = 1 <= h <= MAX_SIDE and 1 <= w <= MAX_SIDE and h * w <= MAX_CELLS
    return sides and all(-FURTHEST <= place < 3 * FURTHEST for place in grid.origin)
