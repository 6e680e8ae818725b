"""Objects put back on grids, moved until they meet something, copied, and drawn on."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_neighbours import AROUND
from dsl.domains.grid_objects import components, parts
from dsl.domains.grid_turns import STEPS, step_column, step_row
from dsl.grid import FURTHEST, grid_of, origin_of
from dsl.grid_words import cell, column_of, copied, height, put, row_of, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_moves", includes=("grid_objects",), doc="Objects put back on grids, moved, copied and drawn on.")


def _put(cells, o, place):
    """Write what of an object is not 0 into an array, its first cell at a place."""
    used = np.argwhere(o)
    at = used + place
    kept = ((at >= 0) & (at < cells.shape)).all(1)
    cells[tuple(at[kept].T)] = np.array(o)[tuple(used[kept].T)]


@primitive("grid -> grid -> grid", phrase="{g}~ with {o} on it", cost=1.2)
def paste(o, g):
    """The grid with an object on it, where the object stands.

    >>> paste([[2]], [[1, 1]])
    [[2, 1]]
    """
    cells = np.array(g)
    _put(cells, o, np.subtract(origin_of(o), origin_of(g)))
    return grid_of(cells, origin_of(g))


@paste.kernel
def _(o, g, out):
    n, w, v, r, c = copied(g, out), width(g), width(o), row_of(o) - row_of(g), column_of(o) - column_of(g)
    for i in range(height(o)):
        for j in range(v):
            colour = cell(o, v, i, j)
            if colour != 0 and 0 <= r + i < height(g) and 0 <= c + j < w:
                k = (r + i) * w + c + j
                out[1 + (k >> 4)] &= ~(15 << 4 * (k & 15))
                put(out, w, r + i, c + j, colour)
    return n


@primitive("list(grid) -> grid -> grid", phrase="a blank grid of the size of {g} with {os} on it", cost=1.2)
def paint(os, g):
    """A blank grid of the same size with objects on it, each where it stands.

    >>> paint([[[2]]], [[1, 1]])
    [[2, 0]]
    """
    cells = np.zeros(np.shape(g), int)
    for o in os:
        _put(cells, o, np.subtract(origin_of(o), origin_of(g)))
    return grid_of(cells, origin_of(g))


@primitive("list(int) -> list(grid) -> grid -> grid", phrase="a blank grid of the size of {g} with {os} on it coloured by {ns}", cost=1.5)
def numbered(ns, os, g):
    """A blank grid with objects on it, each in the colour that has its number, 9 for all beyond.

    >>> numbered([3], [[[1, 1]]], [[1, 1, 0]])
    [[3, 3, 0]]
    """
    if len(ns) != len(os) or any(n < 0 for n in ns):
        raise ValueError("needs a number from 0 for each object")
    return paint([grid_of(np.where(np.array(o) != 0, min(n, 9), 0), origin_of(o)) for n, o in zip(ns, os)], g)


@primitive("int -> direction -> grid -> grid", phrase="{o}~ moved {n:step} {d}", cost=1.5)
def moved(n, d, o):
    """The object n steps further in a direction.

    >>> moved(1, right(), [[2]])
    [[2]]
    """
    if not 0 <= n <= 30:
        raise ValueError("moves by 0 to 30 steps")
    row, column = origin_of(o)
    return grid_of(o, (row + n * STEPS[d][0], column + n * STEPS[d][1]))


@moved.kernel
def _(n, d, o, out):
    r, c = row_of(o) + n * step_row(d), column_of(o) + n * step_column(d)
    if n < 0 or n > 30 or r < -FURTHEST or c < -FURTHEST or r >= 3 * FURTHEST or c >= 3 * FURTHEST:
        return FAIL
    copied(o, out)
    out[0] = height(o) | width(o) << 8 | (r + FURTHEST) << 16 | (c + FURTHEST) << 24
    return len(o)


@primitive("direction -> grid -> grid -> grid", phrase="a blank grid with {mover} slid {d} until it touches {g}", cost=2.0)
def slide(d, mover, g):
    """A blank grid with the cells of a mover on it, moved together in a direction until they touch a cell of the other grid or the border.

    >>> slide(right(), [[2, 0, 0, 0]], [[2, 0, 0, 3]])
    [[0, 0, 2, 0]]
    """
    cells, fixed, (h, w) = np.array(mover), np.array(g), np.shape(g)
    if cells.shape != fixed.shape:
        raise ValueError("grids of different sizes")
    fixed = np.where(cells == 0, fixed, 0)
    places, (r, c), n = np.argwhere(cells), STEPS[d], 0

    def free(steps):
        rows, columns = places[:, 0] + steps * r, places[:, 1] + steps * c
        inside = (rows >= 0) & (columns >= 0) & (rows < h) & (columns < w)
        return inside.all() and not fixed[rows, columns].any()

    while len(places) and free(n + 1):
        n += 1
    found = np.zeros_like(cells)
    found[places[:, 0] + n * r, places[:, 1] + n * c] = cells[places[:, 0], places[:, 1]]
    return grid_of(found, origin_of(g))


@primitive("grid -> grid -> grid", phrase="a blank grid of the size of {g} with copies of {o} around the lone cells there", cost=2.0)
def stamp(o, g):
    """A blank grid with a copy of an object in the middle of every cell other than 0 that is alone.

    >>> stamp([[2, 2, 2]], [[0, 2, 0, 0]])
    [[2, 2, 2, 0]]
    """
    found = grid_of(np.zeros(np.shape(g), int), origin_of(g))
    for places in components(g, AROUND, False):
        if len(places) == 1:
            (i, j) = places[0]
            found = paste(grid_of(o, (i - (len(o) - 1) // 2, j - (len(o[0]) - 1) // 2)), found)
    return found


@primitive(
    "grid -> grid -> grid",
    phrase="a blank grid of the size of {g} with copies of {o} around the lone cells there in their colours",
    cost=2.0,
)
def stamp_coloured(o, g):
    """A blank grid with a copy of an object in the middle of every cell that is alone, in that cell's colour.

    >>> stamp_coloured([[2, 2, 2]], [[0, 3, 0, 0]])
    [[3, 3, 3, 0]]
    """
    found = grid_of(np.zeros(np.shape(g), int), origin_of(g))
    for places in components(g, AROUND, False):
        if len(places) == 1:
            (i, j) = places[0]
            place = (i - (len(o) - 1) // 2, j - (len(o[0]) - 1) // 2)
            found = paste(grid_of(np.where(np.array(o) != 0, g[i][j], 0), place), found)
    return found


@primitive("grid -> grid -> grid", phrase="{g}~ reflected over {axis}", cost=2.0)
def reflected(axis, g):
    """The cells of a grid reflected over the middle of an object, along its rows or columns, whichever way the cells lie from it.

    >>> reflected([[5]], [[0, 1]])
    [[0, 0]]
    """
    cells, found = np.array(g), np.zeros(np.shape(g), int)
    (top, before), (h, w) = origin_of(axis), np.shape(axis)
    places = [(i, j) for i, j in np.argwhere(cells).tolist() if not (top <= i < top + h and before <= j < before + w)]
    across = sum(j < before or j >= before + w for _, j in places) >= sum(i < top or i >= top + h for i, _ in places)
    for i, j in places:
        a, b = (i, 2 * before + w - 1 - j) if across else (2 * top + h - 1 - i, j)
        if 0 <= a < len(g) and 0 <= b < len(g[0]):
            found[a, b] = cells[i, j]
    return grid_of(found, origin_of(g))


@primitive(
    "direction -> list(grid) -> grid -> grid", phrase="a blank grid of the size of {g} with {os} moved {d} until they touch", cost=1.5
)
def settled(d, os, g):
    """A blank grid on which objects move in a direction, the foremost first, until they touch one that has settled or the border.

    >>> settled(right(), [[[1]]], [[1, 0, 0]])
    [[0, 0, 1]]
    """
    found, (r, c) = np.zeros(np.shape(g), int), STEPS[d]
    for o in sorted(os, key=lambda o: -(r * (origin_of(o)[0] + (r > 0) * len(o)) + c * (origin_of(o)[1] + (c > 0) * len(o[0])))):
        places = np.argwhere(o) + origin_of(o)
        while True:
            further = np.add(places, (r, c))
            if (further < 0).any() or (further >= found.shape).any() or found[further[:, 0], further[:, 1]].any():
                break
            places = further
        for (i, j), (row, column) in zip(np.argwhere(o), places):
            found[row, column] = o[i][j]
    return grid_of(found, origin_of(g))


@primitive(
    "list(grid) -> grid -> grid -> grid", phrase="a blank grid of the size of {g} with {os} moved to {target} until they touch it", cost=1.5
)
def approached(os, target, g):
    """A blank grid on which objects move along rows or columns towards a target until they touch it; others stay.

    >>> approached([[[2]]], [[5]], [[5, 0, 0, 2]])
    [[2, 0, 0, 0]]
    """
    found = grid_of(np.zeros(np.shape(g), int), origin_of(g))
    (top, before), (h, w) = origin_of(target), np.shape(target)
    for o in os:
        (row, column), (n, m) = origin_of(o), np.shape(o)
        if row < top + h and top < row + n:
            column = before + w if column >= before + w else before - m if column + m <= before else column
        elif column < before + w and before < column + m:
            row = top + h if row >= top + h else top - n if row + n <= top else row
        found = paste(grid_of(o, (row, column)), found)
    return found


@primitive("grid -> grid -> grid", phrase="a blank grid of the size of {g} with {o} drawn on to its borders", cost=1.5)
def lengthened(o, g):
    """A blank grid with an object on it, a straight line of one cell's width drawn on to both borders; any other stays.

    >>> lengthened([[2, 2]], [[2, 2, 0]])
    [[2, 2, 2]]
    """
    found = np.array(paste(o, grid_of(np.zeros(np.shape(g), int), origin_of(g))))
    places = np.argwhere(found)
    if len(places) > 1:
        (r, c), last = places[1] - places[0], places[-1] - places[0]
        straight = (places - places[0] == np.arange(len(places))[:, None] * (r, c)).all() and max(abs(r), abs(c)) == 1
        for way in (1, -1) if straight and last.any() else ():
            i, j = places[0]
            while 0 <= i < len(found) and 0 <= j < len(found[0]):
                found[i, j] = found[tuple(places[0])]
                i, j = i + way * r, j + way * c
    return grid_of(found, origin_of(g))


@primitive("grid -> grid", phrase="the middle of {o}", cost=1.5)
def middle(o):
    """The cell in the middle of an object, or the two or four there, as an object.

    >>> middle([[1, 2, 1]])
    [[2]]
    """
    (h, w), (row, column) = np.shape(o), origin_of(o)
    i, j = (h - 1) // 2, (w - 1) // 2
    return grid_of(np.array(o)[i : h // 2 + 1, j : w // 2 + 1], (row + i, column + j))


@primitive("int -> int -> colour -> grid", phrase="a grid of {n:row} and {m:column} of {c}", cost=1.5)
def block(n, m, c):
    """A grid of n rows and m columns of one colour.

    >>> block(1, 2, 4)
    [[4, 4]]
    """
    return grid_of(np.full((n, m), c))


@primitive("list(int) -> grid -> grid", phrase="the parts between the lines of {g} as one cell each coloured by {ns}", cost=1.5)
def condensed(ns, g):
    """The parts between the lines of a grid as one cell each, in the colour that has its number, 9 for all beyond.

    >>> condensed([1, 2], [[0, 5, 3]])
    [[1, 2]]
    """
    found = parts(g)
    count = len({origin_of(part)[0] for part in found})
    return grid_of(np.minimum(ns, 9).reshape(count, -1))


@primitive("grid -> grid -> grid", phrase="the part of {g} under {o}", cost=1.2)
def cut_out(o, g):
    """The part of a grid that lies under the box of an object; fails where the object leaves the grid.

    >>> cut_out([[2, 0]], [[1, 3, 4]])
    [[1, 3]]
    """
    (row, column), (top, before), (h, w) = origin_of(o), origin_of(g), np.shape(o)
    i, j = row - top, column - before
    if i < 0 or j < 0 or i + h > len(g) or j + w > len(g[0]):
        raise ValueError("the object leaves the grid")
    return grid_of(np.array(g)[i : i + h, j : j + w], (row, column))


@cut_out.kernel
def _(o, g, out):
    i, j, h, w, v = row_of(o) - row_of(g), column_of(o) - column_of(g), height(o), width(o), width(g)
    if i < 0 or j < 0 or i + h > height(g) or j + w > v:
        return FAIL
    copied(o, out)
    n = 1 + (h * w + 15) // 16
    for k in range(1, n):
        out[k] = 0
    for a in range(h):
        for b in range(w):
            put(out, w, a, b, cell(g, v, i + a, j + b))
    return n


@primitive(
    "grid -> list(grid) -> grid -> grid", phrase="a blank grid of the size of {g} with copies of {o} at the places of {gs:items}", cost=1.5
)
def at_each(o, gs, g):
    """A blank grid with a copy of an object at the place of each of some others.

    >>> at_each([[2]], [[[1]]], [[1, 0]])
    [[2, 0]]
    """
    return paint([grid_of(o, origin_of(other)) for other in gs], g)


@primitive(
    "int -> direction -> grid -> grid -> grid",
    phrase="a blank grid of the size of {g} with copies of {o} going {d} every {n:step}",
    cost=2.0,
)
def marched(n, d, o, g):
    """A blank grid with an object on it and copies of it one after the other in a direction, n steps between them, up to the border.

    >>> marched(1, right(), [[2]], [[2, 0, 0, 0]])
    [[2, 0, 2, 0]]
    """
    if n < 0:
        raise ValueError("no negative gap")
    (row, column), (h, w), (r, c) = origin_of(o), np.shape(o), STEPS[d]
    copies = [grid_of(o, (row + k * r * (h + n), column + k * c * (w + n))) for k in range(max(len(g), len(g[0])))]
    return paint(copies, g)
