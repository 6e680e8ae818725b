"""The words of a grid, as kernels see them: height, width and origin in the first, then the cells, four bits each, 16 a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.grid import FURTHEST, MAX_CELLS, MAX_SIDE, Grid, grid_of
from dsl.kernel import FAIL

CELLS = 16  # a word


def height(g: Any) -> Any:
    """How many rows a grid has."""
    return g[0] & 255


def width(g: Any) -> Any:
    """How many columns a grid has."""
    return g[0] >> 8 & 255


def row_of(g: Any) -> Any:
    """The row of its origin."""
    return (g[0] >> 16 & 255) - FURTHEST


def column_of(g: Any) -> Any:
    """The column of its origin."""
    return (g[0] >> 24 & 255) - FURTHEST


def cell(g: Any, w: Any, i: Any, j: Any) -> Any:
    """The colour in a row and column of a grid of some width."""
    k = i * w + j
    return g[1 + (k >> 4)] >> 4 * (k & 15) & 15


def put(out: Any, w: Any, i: Any, j: Any, colour: Any) -> None:
    """Write a colour where 0 stands."""
    k = i * w + j
    out[1 + (k >> 4)] |= colour << 4 * (k & 15)


def blank(out: Any, h: Any, w: Any, r: Any, c: Any) -> Any:
    """Begin a grid of zeros; its words, FAIL out of bounds."""
    if h < 1 or w < 1 or h > MAX_SIDE or w > MAX_SIDE or h * w > MAX_CELLS:
        return FAIL
    if r < -FURTHEST or c < -FURTHEST or r >= 3 * FURTHEST or c >= 3 * FURTHEST:
        return FAIL
    count = 1 + (h * w + 15) // 16
    out[0] = h | w << 8 | (r + FURTHEST) << 16 | (c + FURTHEST) << 24
    for k in range(1, count):
        out[k] = 0
    return count


def like(g: Any, out: Any) -> Any:
    """Begin a grid of zeros of the same size and place."""
    return blank(out, height(g), width(g), row_of(g), column_of(g))


def copied(g: Any, out: Any) -> Any:
    """Begin with a copy of a grid."""
    for k in range(len(g)):
        out[k] = g[k]
    return len(g)


def words_of(grid: Grid) -> list[int]:
    """The words of a grid."""
    (r, c), h, w = grid.origin, len(grid), len(grid[0])
    cells = [colour for row in grid for colour in row]
    runs = [cells[k : k + CELLS] for k in range(0, len(cells), CELLS)]
    packed = [sum(colour << 4 * k for k, colour in enumerate(run)) for run in runs]
    return [h | w << 8 | (r + FURTHEST) << 16 | (c + FURTHEST) << 24, *(word - (word >> 63 << 64) for word in packed)]


def grid_from(words: Sequence[int]) -> Grid:
    """The grid of some words."""
    h, w = height(words), width(words)
    rows = [[cell(words, w, i, j) for j in range(w)] for i in range(h)]
    return grid_of(rows, (row_of(words), column_of(words)))
