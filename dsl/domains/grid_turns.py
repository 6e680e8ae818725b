"""Grids turned and moved. A kernel sees words as `dsl.grid_words` lays them out."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.grid import grid_of, origin_of
from dsl.grid_words import blank, cell, column_of, height, like, put, row_of, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_turns", doc="Grids turned and moved.")
STEPS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))  # of each direction: rows and columns


def step_row(d):
    """The rows of one step in a direction."""
    if d == 2 or d == 3:
        return 0
    return -1 if d == 0 or d == 4 or d == 5 else 1


def step_column(d):
    """The columns of one step in a direction."""
    if d == 0 or d == 1:
        return 0
    return -1 if d == 2 or d == 4 or d == 6 else 1


# Directions


@primitive("direction", phrase="up", cost=0.5)
def up():
    """Towards the first row."""
    return 0


@primitive("direction", phrase="down", cost=0.5)
def down():
    """Towards the last row."""
    return 1


@primitive("direction", phrase="left", cost=0.5)
def left():
    """Towards the first column."""
    return 2


@primitive("direction", phrase="right", cost=0.5)
def right():
    """Towards the last column."""
    return 3


@primitive("direction", phrase="up left", cost=1.5)
def up_left():
    """Towards the first corner."""
    return 4


@primitive("direction", phrase="up right", cost=1.5)
def up_right():
    """Towards the corner right of it."""
    return 5


@primitive("direction", phrase="down left", cost=1.5)
def down_left():
    """Towards the corner below the first one."""
    return 6


@primitive("direction", phrase="down right", cost=1.5)
def down_right():
    """Towards the last corner."""
    return 7


# Turning; an object stays where it is


@primitive("grid -> grid", phrase="{g}~ mirrored left to right")
def mirror(g):
    """The grid with left and right exchanged.

    >>> mirror([[1, 2, 3]])
    [[3, 2, 1]]
    """
    return grid_of(np.fliplr(g), origin_of(g))


@mirror.kernel
def _(g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            put(out, w, i, j, cell(g, w, i, w - 1 - j))
    return n


@primitive("grid -> grid", phrase="{g}~ mirrored top to bottom")
def flip(g):
    """The grid with above and below exchanged.

    >>> flip([[1], [2]])
    [[2], [1]]
    """
    return grid_of(np.flipud(g), origin_of(g))


@flip.kernel
def _(g, out):
    n, h, w = like(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            put(out, w, i, j, cell(g, w, h - 1 - i, j))
    return n


@primitive("grid -> grid", phrase="{g}~ turned by half a turn")
def turn_half(g):
    """The grid turned by half a turn.

    >>> turn_half([[1, 2], [3, 4]])
    [[4, 3], [2, 1]]
    """
    return grid_of(np.rot90(g, 2), origin_of(g))


@turn_half.kernel
def _(g, out):
    n, h, w = like(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            put(out, w, i, j, cell(g, w, h - 1 - i, w - 1 - j))
    return n


@primitive("grid -> grid", phrase="{g}~ turned clockwise")
def turn_right(g):
    """The grid turned by a quarter, its top to the right.

    >>> turn_right([[1, 2], [3, 4]])
    [[3, 1], [4, 2]]
    """
    return grid_of(np.rot90(g, -1), origin_of(g))


@turn_right.kernel
def _(g, out):
    h, w = height(g), width(g)
    n = blank(out, w, h, row_of(g), column_of(g))
    for i in range(w):
        for j in range(h):
            put(out, h, i, j, cell(g, w, h - 1 - j, i))
    return n


@primitive("grid -> grid", phrase="{g}~ turned anticlockwise")
def turn_left(g):
    """The grid turned by a quarter, its top to the left.

    >>> turn_left([[1, 2], [3, 4]])
    [[2, 4], [1, 3]]
    """
    return grid_of(np.rot90(g), origin_of(g))


@turn_left.kernel
def _(g, out):
    h, w = height(g), width(g)
    n = blank(out, w, h, row_of(g), column_of(g))
    for i in range(w):
        for j in range(h):
            put(out, h, i, j, cell(g, w, j, w - 1 - i))
    return n


@primitive("grid -> grid", phrase="{g}~ with rows made columns", cost=1.5)
def transposed(g):
    """The grid with rows for columns.

    >>> transposed([[1, 2], [3, 4]])
    [[1, 3], [2, 4]]
    """
    return grid_of(np.transpose(g), origin_of(g))


@transposed.kernel
def _(g, out):
    h, w = height(g), width(g)
    n = blank(out, w, h, row_of(g), column_of(g))
    for i in range(w):
        for j in range(h):
            put(out, h, i, j, cell(g, w, j, i))
    return n


# Moving


@primitive("int -> direction -> grid -> grid", phrase="{g}~ with its cells moved {n:step} {d}", cost=1.5)
def shift(n, d, g):
    """The cells moved n steps within the grid; what leaves it is gone, and 0 comes in.

    >>> shift(1, right(), [[1, 2, 3]])
    [[0, 1, 2]]
    """
    if not 0 < n < 30:
        raise ValueError("moves by 1 to 29 steps")
    rows, columns = n * STEPS[d][0], n * STEPS[d][1]
    h, w = len(g), len(g[0])
    cells = np.zeros((3 * h + 60, 3 * w + 60), int)
    cells[30 + rows : 30 + rows + h, 30 + columns : 30 + columns + w] = g
    return grid_of(cells[30 : 30 + h, 30 : 30 + w], origin_of(g))


@shift.kernel
def _(n, d, g, out):
    if n < 1 or n > 29:
        return FAIL
    rows, columns, h, w = n * step_row(d), n * step_column(d), height(g), width(g)
    size = like(g, out)
    for i in range(max(0, rows), min(h, h + rows)):
        for j in range(max(0, columns), min(w, w + columns)):
            put(out, w, i, j, cell(g, w, i - rows, j - columns))
    return size


@primitive("int -> direction -> grid -> grid", phrase="{g}~ with its cells moved {n:step} {d} and round its border", cost=2.0)
def wrap(n, d, g):
    """The cells moved n steps; what leaves the grid comes in on the other side.

    >>> wrap(1, right(), [[1, 2, 3]])
    [[3, 1, 2]]
    """
    if not 0 < n < 30:
        raise ValueError("moves by 1 to 29 steps")
    return grid_of(np.roll(g, (n * STEPS[d][0], n * STEPS[d][1]), (0, 1)), origin_of(g))


@wrap.kernel
def _(n, d, g, out):
    if n < 1 or n > 29:
        return FAIL
    rows, columns, h, w = n * step_row(d), n * step_column(d), height(g), width(g)
    size = like(g, out)
    for i in range(h):
        for j in range(w):
            put(out, w, (i + rows) % h, (j + columns) % w, cell(g, w, i, j))
    return size
