"""Grids cut, put together, scaled and framed. A kernel sees words as `dsl.grid_words` lays them out."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.grid import MOST_TIMES, grid_of, origin_of
from dsl.grid_words import blank, cell, column_of, height, put, row_of, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_parts", doc="Grids cut, put together, scaled and framed.")


# Cutting


@primitive("grid -> grid", phrase="{g}~ trimmed to its coloured cells")
def trimmed(g):
    """The smallest part that holds all cells other than 0, as an object; fails without any.

    >>> trimmed([[0, 0, 0], [0, 3, 0]])
    [[3]]
    """
    cells = np.argwhere(g)
    (top, before), (bottom, behind) = cells.min(0), cells.max(0)
    row, column = origin_of(g)
    return grid_of(np.array(g)[top : bottom + 1, before : behind + 1], (row + top, column + before))


@trimmed.kernel
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


@primitive("direction -> grid -> grid", phrase="the half of {g} that is furthest {d}", cost=1.5)
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


@primitive("grid -> grid", phrase="{g}~ without its outermost rows and columns", cost=1.5)
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


@primitive("grid -> grid", phrase="{g}~ without rows and columns that repeat the one before", cost=1.5)
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
    rows, columns = out[100:200], out[200:300]
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


# Putting together


@primitive("grid -> grid -> grid", phrase="{a}~ with {b} on its right", cost=1.5)
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


@primitive("grid -> grid -> grid", phrase="{a}~ with {b} below it", cost=1.5)
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


@primitive("grid -> grid", phrase="{g}~ with its mirror images on its right and below it", cost=2.0)
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


@primitive("int -> int -> grid -> grid", phrase="{g}~ repeated {n:time} downwards and {m:time} to the right", cost=1.5)
def tile(n, m, g):
    """The grid n times below itself and m times beside itself.

    >>> tile(1, 2, [[1, 2]])
    [[1, 2, 1, 2]]
    """
    if not 0 < n <= MOST_TIMES or not 0 < m <= MOST_TIMES:
        raise ValueError(f"repeats 1 to {MOST_TIMES} times")
    return grid_of(np.tile(g, (n, m)))


@tile.kernel
def _(n, m, g, out):
    if n < 1 or n > MOST_TIMES or m < 1 or m > MOST_TIMES:
        return FAIL
    h, w = height(g), width(g)
    size = blank(out, n * h, m * w, 0, 0)
    if size == FAIL:
        return FAIL
    for i in range(n * h):
        for j in range(m * w):
            put(out, m * w, i, j, cell(g, w, i % h, j % w))
    return size


@primitive("int -> grid -> grid", phrase="{g}~ with each cell {n:time} as high and wide", cost=1.5)
def scale_up(n, g):
    """Each cell as a block of n rows and columns.

    >>> scale_up(2, [[1, 2]])
    [[1, 1, 2, 2], [1, 1, 2, 2]]
    """
    if not 0 < n <= MOST_TIMES:
        raise ValueError(f"scales up 1 to {MOST_TIMES} times")
    return grid_of(np.kron(g, np.ones((n, n), int)), origin_of(g))


@scale_up.kernel
def _(n, g, out):
    if n < 1 or n > MOST_TIMES:
        return FAIL
    h, w = height(g), width(g)
    size = blank(out, n * h, n * w, row_of(g), column_of(g))
    if size == FAIL:
        return FAIL
    for i in range(n * h):
        for j in range(n * w):
            put(out, n * w, i, j, cell(g, w, i // n, j // n))
    return size


@primitive("int -> grid -> grid", phrase="every {n:count} row and column of {g}", cost=1.5)
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


@primitive("colour -> grid -> grid", phrase="{g}~ with a frame of {c} around it", cost=1.5)
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
