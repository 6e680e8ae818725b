"""Grids turned, cut, moved and put together. A kernel sees words as `dsl.grid_words` lays them out."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.grid import MAX_SIDE, grid_of, origin_of
from dsl.grid_words import blank, cell, column_of, height, like, put, row_of, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_turns", doc="Grids turned, cut, moved and put together.")
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


@primitive("direction", cost=0.5)
def up():
    """Towards the first row."""
    return 0


@primitive("direction", cost=0.5)
def down():
    """Towards the last row."""
    return 1


@primitive("direction", cost=0.5)
def left():
    """Towards the first column."""
    return 2


@primitive("direction", cost=0.5)
def right():
    """Towards the last column."""
    return 3


@primitive("direction", cost=1.5)
def up_left():
    """Towards the first corner."""
    return 4


@primitive("direction", cost=1.5)
def up_right():
    """Towards the corner right of it."""
    return 5


@primitive("direction", cost=1.5)
def down_left():
    """Towards the corner below the first one."""
    return 6


@primitive("direction", cost=1.5)
def down_right():
    """Towards the last corner."""
    return 7


# Turning; an object stays where it is


@primitive("grid -> grid")
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


@primitive("grid -> grid")
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


@primitive("grid -> grid")
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


@primitive("grid -> grid")
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


@primitive("grid -> grid")
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


@primitive("grid -> grid", cost=1.5)
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


# Cutting


@primitive("grid -> grid")
def trim(g):
    """The smallest part that holds all cells other than 0, as an object; fails without any.

    >>> trim([[0, 0, 0], [0, 3, 0]])
    [[3]]
    """
    cells = np.argwhere(g)
    (top, before), (bottom, behind) = cells.min(0), cells.max(0)
    row, column = origin_of(g)
    return grid_of(np.array(g)[top : bottom + 1, before : behind + 1], (row + top, column + before))


@trim.kernel
def _(g, out):
    h, w = height(g), width(g)
    top, bottom, before, behind = h, -1, w, -1
    for i in range(h):
        for j in range(w):
            if cell(g, w, i, j) != 0:
                top = min(top, i)
                bottom = max(bottom, i)
                before = min(before, j)
                behind = max(behind, j)
    if bottom < 0:
        return FAIL
    size = behind - before + 1
    n = blank(out, bottom - top + 1, size, row_of(g) + top, column_of(g) + before)
    if n == FAIL:
        return FAIL
    for i in range(top, bottom + 1):
        for j in range(before, behind + 1):
            put(out, size, i - top, j - before, cell(g, w, i, j))
    return n


@primitive("direction -> grid -> grid", cost=1.5)
def half(d, g):
    """The half of the grid on one side; the middle of an odd number of rows or columns is in neither.

    >>> half(right(), [[1, 2, 5, 3, 4]])
    [[3, 4]]
    """
    if d > 3:
        raise ValueError("a half lies on a side")
    cells = np.array(g)
    rows, columns = len(g), len(g[0])
    size = (rows if d < 2 else columns) // 2
    return grid_of((cells[:size], cells[rows - size :], cells[:, :size], cells[:, columns - size :])[d])


@half.kernel
def _(d, g, out):
    if d > 3:
        return FAIL
    h, w = height(g), width(g)
    rows, columns = h // 2 if d < 2 else h, w if d < 2 else w // 2
    top, before = h - rows if d == 1 else 0, w - columns if d == 3 else 0
    n = blank(out, rows, columns, 0, 0)
    if n == FAIL:
        return FAIL
    for i in range(rows):
        for j in range(columns):
            put(out, columns, i, j, cell(g, w, top + i, before + j))
    return n


@primitive("grid -> grid", cost=1.5)
def inner(g):
    """The grid without its first and last row and column.

    >>> inner([[1, 1, 1], [1, 5, 1], [1, 1, 1]])
    [[5]]
    """
    row, column = origin_of(g)
    return grid_of(np.array(g)[1:-1, 1:-1], (row + 1, column + 1))


@inner.kernel
def _(g, out):
    h, w = height(g), width(g)
    n = blank(out, h - 2, w - 2, row_of(g) + 1, column_of(g) + 1)
    if n == FAIL:
        return FAIL
    for i in range(1, h - 1):
        for j in range(1, w - 1):
            put(out, w - 2, i - 1, j - 1, cell(g, w, i, j))
    return n


@primitive("grid -> grid", cost=1.5)
def squeezed(g):
    """The grid without rows and columns that are like the one before.

    >>> squeezed([[1, 1, 2], [1, 1, 2]])
    [[1, 2]]
    """
    cells = np.array(g)
    rows = [i for i in range(len(cells)) if i == 0 or (cells[i] != cells[i - 1]).any()]
    columns = [j for j in range(len(cells[0])) if j == 0 or (cells[:, j] != cells[:, j - 1]).any()]
    return grid_of(cells[rows][:, columns])


@squeezed.kernel
def _(g, out):
    h, w = height(g), width(g)
    rows, columns = out[100:140], out[140:180]
    m, k = 0, 0
    for i in range(h):
        fresh = i == 0
        for j in range(w):
            fresh = fresh or cell(g, w, i, j) != cell(g, w, i - 1, j)
        if fresh:
            rows[m] = i
            m += 1
    for j in range(w):
        fresh = j == 0
        for i in range(h):
            fresh = fresh or cell(g, w, i, j) != cell(g, w, i, j - 1)
        if fresh:
            columns[k] = j
            k += 1
    n = blank(out, m, k, 0, 0)
    for i in range(m):
        for j in range(k):
            put(out, k, i, j, cell(g, w, rows[i], columns[j]))
    return n


# Moving


@primitive("int -> direction -> grid -> grid", cost=1.5)
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


@primitive("int -> direction -> grid -> grid", cost=2.0)
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


# Putting together


@primitive("grid -> grid -> grid", cost=1.5)
def beside(a, b):
    """One grid left of another one of the same height.

    >>> beside([[1], [2]], [[3], [4]])
    [[1, 3], [2, 4]]
    """
    return grid_of(np.hstack((a, b)))


@beside.kernel
def _(a, b, out):
    h, v, w = height(a), width(a), width(b)
    n = blank(out, h, v + w, 0, 0)
    if height(b) != h or n == FAIL:
        return FAIL
    for i in range(h):
        for j in range(v):
            put(out, v + w, i, j, cell(a, v, i, j))
        for j in range(w):
            put(out, v + w, i, v + j, cell(b, w, i, j))
    return n


@primitive("grid -> grid -> grid", cost=1.5)
def above(a, b):
    """One grid on top of another one of the same width.

    >>> above([[1, 2]], [[3, 4]])
    [[1, 2], [3, 4]]
    """
    return grid_of(np.vstack((a, b)))


@above.kernel
def _(a, b, out):
    w, h, k = width(a), height(a), height(b)
    n = blank(out, h + k, w, 0, 0)
    if width(b) != w or n == FAIL:
        return FAIL
    for j in range(w):
        for i in range(h):
            put(out, w, i, j, cell(a, w, i, j))
        for i in range(k):
            put(out, w, h + i, j, cell(b, w, i, j))
    return n


@primitive("grid -> grid", cost=2.0)
def unfolded(g):
    """The grid with its mirror image on the right, and both flipped below.

    >>> unfolded([[1, 2]])
    [[1, 2, 2, 1], [1, 2, 2, 1]]
    """
    upper = np.hstack((g, np.fliplr(g)))
    return grid_of(np.vstack((upper, np.flipud(upper))))


@unfolded.kernel
def _(g, out):
    h, w = height(g), width(g)
    n = blank(out, 2 * h, 2 * w, 0, 0)
    if n == FAIL:
        return FAIL
    for i in range(2 * h):
        for j in range(2 * w):
            put(out, 2 * w, i, j, cell(g, w, i if i < h else 2 * h - 1 - i, j if j < w else 2 * w - 1 - j))
    return n


@primitive("int -> int -> grid -> grid", cost=1.5)
def tile(n, m, g):
    """The grid n times below itself and m times beside itself.

    >>> tile(1, 2, [[1, 2]])
    [[1, 2, 1, 2]]
    """
    if not 0 < n <= MAX_SIDE or not 0 < m <= MAX_SIDE:
        raise ValueError(f"repeats 1 to {MAX_SIDE} times")
    return grid_of(np.tile(g, (n, m)))


@tile.kernel
def _(n, m, g, out):
    if n < 1 or n > 30 or m < 1 or m > 30:
        return FAIL
    h, w = height(g), width(g)
    size = blank(out, n * h, m * w, 0, 0)
    if size == FAIL:
        return FAIL
    for i in range(n * h):
        for j in range(m * w):
            put(out, m * w, i, j, cell(g, w, i % h, j % w))
    return size


@primitive("int -> grid -> grid", cost=1.5)
def scale_up(n, g):
    """Each cell as a block of n rows and columns.

    >>> scale_up(2, [[1, 2]])
    [[1, 1, 2, 2], [1, 1, 2, 2]]
    """
    if not 0 < n <= MAX_SIDE:
        raise ValueError(f"scales up 1 to {MAX_SIDE} times")
    return grid_of(np.kron(g, np.ones((n, n), int)), origin_of(g))


@scale_up.kernel
def _(n, g, out):
    if n < 1 or n > 30:
        return FAIL
    h, w = height(g), width(g)
    size = blank(out, n * h, n * w, row_of(g), column_of(g))
    if size == FAIL:
        return FAIL
    for i in range(n * h):
        for j in range(n * w):
            put(out, n * w, i, j, cell(g, w, i // n, j // n))
    return size


@primitive("int -> grid -> grid", cost=1.5)
def scale_down(n, g):
    """Every n-th row and column, from the first on.

    >>> scale_down(2, [[1, 1, 2, 2], [1, 1, 2, 2]])
    [[1, 2]]
    """
    if n < 1:
        raise ValueError("takes every first row or more")
    return grid_of(np.array(g)[::n, ::n], origin_of(g))


@scale_down.kernel
def _(n, g, out):
    if n < 1:
        return FAIL
    w = width(g)
    h, v = (height(g) - 1) // n + 1, (w - 1) // n + 1
    size = blank(out, h, v, row_of(g), column_of(g))
    for i in range(h):
        for j in range(v):
            put(out, v, i, j, cell(g, w, i * n, j * n))
    return size


@primitive("colour -> grid -> grid", cost=1.5)
def framed(c, g):
    """The grid with one more row and column of a colour on each side.

    >>> framed(2, [[5]])
    [[2, 2, 2], [2, 5, 2], [2, 2, 2]]
    """
    row, column = origin_of(g)
    return grid_of(np.pad(g, 1, constant_values=c), (row - 1, column - 1))


@framed.kernel
def _(c, g, out):
    h, w = height(g), width(g)
    n = blank(out, h + 2, w + 2, row_of(g) - 1, column_of(g) - 1)
    if n == FAIL:
        return FAIL
    for i in range(h + 2):
        for j in range(w + 2):
            within = 0 < i <= h and 0 < j <= w
            put(out, w + 2, i, j, cell(g, w, i - 1, j - 1) if within else c)
    return n
