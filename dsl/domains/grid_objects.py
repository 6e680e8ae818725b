"""What hangs together on a grid, and grids made of rows and columns, cells and parts."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_neighbours import AROUND
from dsl.domains.grid_turns import STEPS
from dsl.grid import grid_of, origin_of
from dsl.primitives import primitive

DOMAIN = Domain("grid_objects", includes=("grid_neighbours",), doc="What hangs together on a grid.")


def components(g, steps, one_colour):
    """The places of cells other than 0 that hang together by some steps, from the first row on."""
    h, w = len(g), len(g[0])
    seen = set()
    for i in range(h):
        for j in range(w):
            if g[i][j] and (i, j) not in seen:
                seen.add((i, j))
                found = [(i, j)]
                for r, c in found:
                    for a, b in steps:
                        x, y = r + a, c + b
                        inside = 0 <= x < h and 0 <= y < w and (x, y) not in seen and g[x][y]
                        if inside and (g[x][y] == g[i][j] or not one_colour):
                            seen.add((x, y))
                            found.append((x, y))
                yield found


def _object(g, places):
    """The object of some places."""
    rows, columns = [i for i, _ in places], [j for _, j in places]
    top, before = min(rows), min(columns)
    cells = np.zeros((max(rows) - top + 1, max(columns) - before + 1), int)
    for i, j in places:
        cells[i - top, j - before] = g[i][j]
    row, column = origin_of(g)
    return grid_of(cells, (row + top, column + before))


# What hangs together


@primitive("grid -> list(grid)", phrase="the objects of {g}", cost=1.5)
def objects(g):
    """The objects of one colour whose cells touch, corners too, from the first row on.

    >>> objects([[1, 1, 0, 2]])
    [[[1, 1]], [[2]]]
    """
    return [_object(g, places) for places in components(g, AROUND, True)]


@primitive("grid -> list(grid)", phrase="the objects of {g} joined by their sides", cost=2.0)
def objects_by_sides(g):
    """The objects of one colour whose cells touch by their sides.

    >>> objects_by_sides([[1, 0], [0, 1]])
    [[[1]], [[1]]]
    """
    return [_object(g, places) for places in components(g, STEPS[:4], True)]


@primitive("grid -> list(grid)", phrase="the clusters of cells of {g}", cost=1.5)
def clusters(g):
    """The objects whose cells touch, corners too, whatever their colours.

    >>> clusters([[1, 2, 0, 2]])
    [[[1, 2]], [[2]]]
    """
    return [_object(g, places) for places in components(g, AROUND, False)]


@primitive("grid -> list(grid)", phrase="the clusters of cells of {g} joined by their sides", cost=2.0)
def clusters_by_sides(g):
    """The objects whose cells touch by their sides, whatever their colours.

    >>> clusters_by_sides([[1, 0], [0, 2]])
    [[[1]], [[2]]]
    """
    return [_object(g, places) for places in components(g, STEPS[:4], False)]


@primitive("grid -> list(grid)", phrase="the objects of {g} with all cells of one colour each", cost=2.0)
def colours_apart(g):
    """All cells of each colour as one object, by rising colour.

    >>> colours_apart([[2, 0, 1, 2]])
    [[[1]], [[2, 0, 0, 2]]]
    """
    return [_object(g, np.argwhere(np.array(g) == c).tolist()) for c in np.setdiff1d(g, [0]).tolist()]


@primitive("grid -> list(grid)", phrase="the parts of {g} between its lines", cost=2.0)
def parts(g):
    """What lies between full rows and columns of one colour, the commonest such colour but 0 if there is one; fails without lines.

    >>> parts([[1, 5, 2, 5, 0]])
    [[[1]], [[2]], [[0]]]
    """
    cells, (h, w) = np.array(g), np.shape(g)
    uniform = [cells[i, 0] for i in range(h) if w > 1 and (cells[i] == cells[i, 0]).all()]
    uniform += [cells[0, j] for j in range(w) if (cells[:, j] == cells[0, j]).all() and (h > 1 or cells[0, j] != 0)]
    found = Counter(int(c) for c in uniform if c or h > 1)
    for colour in sorted(found, key=lambda c: (c == 0, -found[c])):
        rows = [-1, *(i for i in range(h) if w > 1 and (cells[i] == colour).all()), h]
        columns = [-1, *(j for j in range(w) if (cells[:, j] == colour).all()), w]
        spans = [[(a + 1, b) for a, b in itertools.pairwise(ends) if b > a + 1] for ends in (rows, columns)]
        if len(spans[0]) * len(spans[1]) > 1:
            row, column = origin_of(g)
            return [grid_of(cells[a:b, c:d], (row + a, column + c)) for a, b in spans[0] for c, d in spans[1]]
    raise ValueError("no lines part the grid")


@primitive("grid -> list(grid)", phrase="the rows of {g}", cost=1.5)
def rows_of(g):
    """Its rows, each a grid.

    >>> rows_of([[1, 2], [3, 4]])
    [[[1, 2]], [[3, 4]]]
    """
    row, column = origin_of(g)
    return [grid_of([own], (row + i, column)) for i, own in enumerate(g)]


@primitive("grid -> list(grid)", phrase="the columns of {g}", cost=1.5)
def columns_of(g):
    """Its columns, each a grid.

    >>> columns_of([[1, 2], [3, 4]])
    [[[1], [3]], [[2], [4]]]
    """
    row, column = origin_of(g)
    return [grid_of(np.array(g)[:, j : j + 1], (row, column + j)) for j in range(len(g[0]))]


@primitive("list(grid) -> grid", phrase="{gs}~ one below the other", cost=1.5)
def stacked(gs):
    """Grids of one width, one below the other.

    >>> stacked([[[1, 2]], [[3, 4]]])
    [[1, 2], [3, 4]]
    """
    return grid_of(np.vstack(gs))


@primitive("list(grid) -> grid", phrase="{gs}~ one beside the other", cost=1.5)
def in_a_row(gs):
    """Grids of one height, one beside the other.

    >>> in_a_row([[[1]], [[3]]])
    [[1, 3]]
    """
    return grid_of(np.hstack(gs))


@primitive("grid -> list(int)", phrase="the colours of the cells of {g} row by row", cost=1.5)
def cells_of(g):
    """The colours of all cells, row by row.

    >>> cells_of([[1, 2], [3, 4]])
    [1, 2, 3, 4]
    """
    return [colour for row in g for colour in row]


@primitive("list(int) -> grid -> grid", phrase="{g}~ with its cells coloured row by row by {colours}", cost=1.5)
def with_cells(colours, g):
    """A grid of the same size with these colours, row by row.

    >>> with_cells([4, 3], [[1], [2]])
    [[4], [3]]
    """
    if not all(0 <= colour <= 9 for colour in colours):
        raise ValueError("no colours")
    return grid_of(np.reshape(colours, np.shape(g)), origin_of(g))
