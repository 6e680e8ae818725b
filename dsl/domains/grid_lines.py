"""Cells that fall, and lines between cells."""

from __future__ import annotations

import itertools

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_turns import STEPS, step_column, step_row
from dsl.grid import grid_of, origin_of
from dsl.grid_words import cell, copied, height, like, put, width
from dsl.primitives import primitive

ALIKE, PAIRS, ALL = range(3)  # which gaps between cells are filled
DOMAIN = Domain("grid_lines", includes=("grid_turns",), doc="Cells that fall, and lines between cells.")


def _lines(h, w, d):
    """The places of each line of a grid, in the order in which they are met by going in a direction."""
    rows, columns = STEPS[d]
    for i in range(h):
        for j in range(w):
            if not (0 <= i - rows < h and 0 <= j - columns < w):
                yield [(i + k * rows, j + k * columns) for k in range(max(h, w)) if 0 <= i + k * rows < h and 0 <= j + k * columns < w]


def starts(h, w, i, j, d):
    """Whether a cell is the first of its line in a direction."""
    r, c = i - step_row(d), j - step_column(d)
    return r < 0 or c < 0 or r >= h or c >= w


def inside(h, w, i, j):
    """Whether there is such a cell."""
    return 0 <= i < h and 0 <= j < w


@primitive("direction -> grid -> grid", phrase="{g}~ with every cell fallen {d} as far as it can", cost=1.5)
def fall(d, g):
    """Every cell falls in a direction as far as it can.

    >>> fall(down(), [[1, 2], [0, 0], [3, 0]])
    [[0, 0], [1, 0], [3, 2]]
    """
    cells = np.zeros(np.shape(g), int)
    for line in _lines(*cells.shape, d):
        kept = [g[i][j] for i, j in line if g[i][j]]
        for (i, j), colour in zip(line[len(line) - len(kept) :], kept):
            cells[i, j] = colour
    return grid_of(cells, origin_of(g))


@fall.kernel
def _(d, g, out):
    n, h, w, r, c = like(g, out), height(g), width(g), step_row(d), step_column(d)
    for i in range(h):
        for j in range(w):
            if starts(h, w, i, j, d):
                x, y = i, j
                while inside(h, w, x + r, y + c):
                    x += r
                    y += c
                a, b = x, y
                while inside(h, w, x, y):
                    colour = cell(g, w, x, y)
                    if colour != 0:
                        put(out, w, a, b, colour)
                        a -= r
                        b -= c
                    x -= r
                    y -= c
    return n


@primitive("direction -> grid -> grid", phrase="{g}~ with a line drawn {d} from every cell", cost=1.5)
def shoot(d, g):
    """Every cell draws a line in a direction, up to the next cell or the border.

    >>> shoot(right(), [[0, 2, 0, 0, 3]])
    [[0, 2, 2, 2, 3]]
    """
    cells = np.array(g)
    for line in _lines(*cells.shape, d):
        colour = 0
        for i, j in line:
            colour = cells[i, j] = g[i][j] or colour
    return grid_of(cells, origin_of(g))


@shoot.kernel
def _(d, g, out):
    n, h, w, r, c = like(g, out), height(g), width(g), step_row(d), step_column(d)
    for i in range(h):
        for j in range(w):
            if starts(h, w, i, j, d):
                x, y, colour = i, j, 0
                while inside(h, w, x, y):
                    own = cell(g, w, x, y)
                    colour = own if own != 0 else colour
                    put(out, w, x, y, colour)
                    x += r
                    y += c
    return n


def _filled(d, g, pairs):
    """The grid with what is between two cells of a line in the colour of the first, for some pairs of the cells met, (place, colour)."""
    cells = np.array(g)
    for line in _lines(*cells.shape, d):
        met = [(k, g[i][j]) for k, (i, j) in enumerate(line) if g[i][j]]
        for (first, colour), (last, _) in pairs(met):
            for i, j in line[first:last]:
                cells[i, j] = colour
    return grid_of(cells, origin_of(g))


def gaps_filled(d, g, out, which):
    """Gaps of each line filled from the cell before: those between cells ALIKE, within PAIRS of cells, or ALL; the words of the grid."""
    n, h, w, r, c = copied(g, out), height(g), width(g), step_row(d), step_column(d)
    for i in range(h):
        for j in range(w):
            if starts(h, w, i, j, d):
                x, y, colour, gap, met = i, j, 0, 0, 0
                while inside(h, w, x, y):
                    own = cell(g, w, x, y)
                    if own == 0:
                        gap += 1
                    else:
                        if met > 0 and (which == ALL or (which == ALIKE and own == colour) or (which == PAIRS and met % 2 == 1)):
                            for k in range(1, gap + 1):
                                put(out, w, x - k * r, y - k * c, colour)
                        colour = own
                        gap = 0
                        met += 1
                    x += r
                    y += c
    return n


@primitive("direction -> grid -> grid", phrase="{g}~ with each gap going {d} between cells of one colour filled in that colour", cost=1.5)
def link(d, g):
    """The ground between two cells of one colour that follow each other in a direction gets that colour.

    >>> link(right(), [[2, 0, 0, 2, 0, 3]])
    [[2, 2, 2, 2, 0, 3]]
    """
    return _filled(d, g, lambda met: [(a, b) for a, b in itertools.pairwise(met) if a[1] == b[1]])


@link.kernel
def _(d, g, out):
    return gaps_filled(d, g, out, ALIKE)


@primitive(
    "direction -> grid -> grid",
    phrase="{g}~ with each gap going {d} between the two cells of a pair filled in the colour of the first",
    cost=2.0,
)
def link_pairs(d, g):
    """The cells of each line taken in pairs: what is between two of a pair gets the first one's colour.

    >>> link_pairs(right(), [[2, 0, 2, 0, 2, 0, 2]])
    [[2, 2, 2, 0, 2, 2, 2]]
    """
    return _filled(d, g, lambda met: zip(met[::2], met[1::2]))


@link_pairs.kernel
def _(d, g, out):
    return gaps_filled(d, g, out, PAIRS)


@primitive("direction -> grid -> grid", phrase="{g}~ with each gap going {d} between cells filled in the colour of the first", cost=1.5)
def bridge(d, g):
    """The ground between any two cells that follow each other in a direction gets the colour of the first.

    >>> bridge(right(), [[0, 2, 0, 0, 3, 0]])
    [[0, 2, 2, 2, 3, 0]]
    """
    return _filled(d, g, itertools.pairwise)


@bridge.kernel
def _(d, g, out):
    return gaps_filled(d, g, out, ALL)


@primitive("grid -> grid", phrase="{g}~ with lines drawn from every cell along its row and column", cost=1.5)
def rays(g):
    """Every cell draws lines up, down, left and right, up to the next cell or the border; those along rows go over the others.

    >>> rays([[0, 2, 0, 3, 0]])
    [[2, 2, 2, 3, 3]]
    """
    found = np.array(shoot(3, g))
    for d in (2, 0, 1):
        found = np.where(found != 0, found, shoot(d, g))
    return grid_of(found, origin_of(g))


@primitive("grid -> grid", phrase="{g}~ with lines drawn from every cell along its diagonals", cost=1.5)
def diagonal_rays(g):
    """Every cell draws lines in the four diagonal directions, up to the next cell or the border.

    >>> diagonal_rays([[0, 2, 0], [0, 0, 0]])
    [[0, 2, 0], [2, 0, 2]]
    """
    found = np.array(g)
    for d in range(4, 8):
        found = np.where(found != 0, found, shoot(d, g))
    return grid_of(found, origin_of(g))
