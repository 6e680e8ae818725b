"""Grids recoloured, and their colours counted."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.grid import grid_of, origin_of
from dsl.grid_words import cell, height, like, put, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_colours", doc="Grids recoloured, and their colours counted.")
COLOURS = 10


# Colours of one grid


@primitive("colour -> colour -> grid -> grid", phrase="{g}~ with {new} in place of {old}", cost=1.5)
def recolour(old, new, g):
    """The grid with one colour replaced.

    >>> recolour(1, 5, [[1, 2]])
    [[5, 2]]
    """
    cells = np.array(g)
    return grid_of(np.where(cells == old, new, cells), origin_of(g))


@recolour.kernel
def _(old, new, g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            c = cell(g, w, i, j)
            put(out, w, i, j, new if c == old else c)
    return n


@primitive("list(int) -> grid -> grid", phrase="{g}~ with its colours replaced by the table {table}", cost=1.5)
def coloured(table, g):
    """The grid with each colour replaced by what stands at its place in a table.

    >>> coloured([0, 2, 1], [[1, 2, 0]])
    [[2, 1, 0]]
    """
    if not all(0 <= colour < COLOURS for colour in table):
        raise ValueError("no colours")
    return grid_of(np.array(table)[np.array(g)], origin_of(g))


@coloured.kernel
def _(table, g, out):
    for k in range(len(table)):
        if table[k] < 0 or table[k] > 9:
            return FAIL
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            c = cell(g, w, i, j)
            if c >= len(table):
                return FAIL
            put(out, w, i, j, table[c])
    return n


@primitive("colour -> grid -> grid", phrase="{g}~ with only its cells of {c}", cost=1.2)
def only(c, g):
    """The cells of one colour, 0 elsewhere.

    >>> only(2, [[1, 2]])
    [[0, 2]]
    """
    cells = np.array(g)
    return grid_of(np.where(cells == c, cells, 0), origin_of(g))


@only.kernel
def _(colour, g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            put(out, w, i, j, colour if cell(g, w, i, j) == colour else 0)
    return n


@primitive("colour -> grid -> grid", phrase="{g}~ without {c}", cost=1.2)
def erased(c, g):
    """The grid with 0 for a colour.

    >>> erased(2, [[1, 2]])
    [[1, 0]]
    """
    cells = np.array(g)
    return grid_of(np.where(cells == c, 0, cells), origin_of(g))


@erased.kernel
def _(colour, g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            c = cell(g, w, i, j)
            put(out, w, i, j, 0 if c == colour else c)
    return n


@primitive("colour -> grid -> grid", phrase="{g}~ with all its coloured cells in {c}", cost=1.2)
def painted(c, g):
    """The grid with one colour for all but 0.

    >>> painted(4, [[0, 2, 1]])
    [[0, 4, 4]]
    """
    return grid_of(np.where(np.array(g) != 0, c, 0), origin_of(g))


@painted.kernel
def _(colour, g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            put(out, w, i, j, colour if cell(g, w, i, j) != 0 else 0)
    return n


@primitive("colour -> grid -> grid", phrase="{g}~ with all its cells in {c}", cost=1.2)
def filled(c, g):
    """A grid of the same size of one colour.

    >>> filled(4, [[0, 2]])
    [[4, 4]]
    """
    return grid_of(np.full(np.shape(g), c), origin_of(g))


@filled.kernel
def _(colour, g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            put(out, w, i, j, colour)
    return n


@primitive("grid -> grid", phrase="{g}~ with its commonest colour on its background and nothing elsewhere", cost=1.5)
def inverted(g):
    """The commonest colour of the grid where it has 0, and 0 elsewhere.

    >>> inverted([[0, 2, 0]])
    [[2, 0, 2]]
    """
    return grid_of(np.where(np.array(g) == 0, main_colour(g), 0), origin_of(g))


@inverted.kernel
def _(g, out):
    c = commonest(g, True)
    n, w = like(g, out), width(g)
    if c == FAIL:
        return FAIL
    for i in range(height(g)):
        for j in range(w):
            put(out, w, i, j, c if cell(g, w, i, j) == 0 else 0)
    return n


def ground_of(g):
    """The commonest colour of a grid, 0 too, the smaller one of equals."""
    best, found = 0, -1
    w = width(g)
    for c in range(10):
        count = 0
        for i in range(height(g)):
            for j in range(w):
                count += 1 if cell(g, w, i, j) == c else 0
        if count > found:
            best, found = c, count
    return best


@primitive("grid -> grid", phrase="{g}~ with its commonest colour and its background exchanged", cost=1.2)
def grounded(g):
    """The grid with its commonest colour and 0 exchanged.

    >>> grounded([[3, 3, 0, 1]])
    [[0, 0, 3, 1]]
    """
    cells = np.array(g)
    ground = np.bincount(cells.ravel()).argmax()
    return grid_of(np.where(cells == ground, 0, np.where(cells == 0, ground, cells)), origin_of(g))


@grounded.kernel
def _(g, out):
    n, w, ground = like(g, out), width(g), ground_of(g)
    for i in range(height(g)):
        for j in range(w):
            c = cell(g, w, i, j)
            put(out, w, i, j, 0 if c == ground else ground if c == 0 else c)
    return n


@primitive("colour -> colour -> grid -> grid", phrase="{g}~ with {a} and {b} exchanged", cost=1.5)
def swapped(a, b, g):
    """The grid with two colours exchanged.

    >>> swapped(1, 2, [[1, 2, 3]])
    [[2, 1, 3]]
    """
    cells = np.array(g)
    return grid_of(np.where(cells == a, b, np.where(cells == b, a, cells)), origin_of(g))


@swapped.kernel
def _(a, b, g, out):
    n, w = like(g, out), width(g)
    for i in range(height(g)):
        for j in range(w):
            c = cell(g, w, i, j)
            put(out, w, i, j, b if c == a else a if c == b else c)
    return n


# Counting


@primitive("grid -> grid", phrase="the colours of {g} in a row with the commonest first", cost=2.0)
def palette(g):
    """The colours but 0 in a row, the commonest first; fails without any.

    >>> palette([[0, 3, 3, 1]])
    [[3, 1]]
    """
    counts = np.bincount(np.ravel(g), minlength=COLOURS)
    return grid_of([sorted(np.flatnonzero(counts[1:]) + 1, key=lambda c: -counts[c])])


def commonest(g, most):
    """The commonest colour of a grid but 0, or the rarest that is there, the smaller one of equals; FAIL without any."""
    best, found = FAIL, 0
    w = width(g)
    for c in range(1, 10):
        count = 0
        for i in range(height(g)):
            for j in range(w):
                count += 1 if cell(g, w, i, j) == c else 0
        if count > 0 and (best == FAIL or (count > found if most else count < found)):
            best, found = c, count
    return best


@primitive("grid -> colour", phrase="the commonest colour of {g}", cost=1.2)
def main_colour(g):
    """The commonest colour but 0, the smaller one of equals; fails without any.

    >>> main_colour([[0, 3, 3, 1]])
    3
    """
    colours, counts = np.unique(np.array(g)[np.array(g) != 0], return_counts=True)
    return int(colours[counts.argmax()])


@main_colour.kernel
def _(g):
    return commonest(g, True)


@primitive("grid -> colour", phrase="the rarest colour of {g}", cost=1.5)
def rarest_colour(g):
    """The rarest colour but 0 that is there, the smaller one of equals; fails without any.

    >>> rarest_colour([[0, 3, 3, 1]])
    1
    """
    colours, counts = np.unique(np.array(g)[np.array(g) != 0], return_counts=True)
    return int(colours[counts.argmin()])


@rarest_colour.kernel
def _(g):
    return commonest(g, False)


@primitive("grid -> int", phrase="the number of coloured cells of {g}", cost=1.0)
def cell_count(g):
    """How many cells are not 0.

    >>> cell_count([[0, 3, 1]])
    2
    """
    return int(np.count_nonzero(g))


@cell_count.kernel
def _(g):
    count, w = 0, width(g)
    for i in range(height(g)):
        for j in range(w):
            count += 1 if cell(g, w, i, j) != 0 else 0
    return count


@primitive("grid -> int", phrase="the number of colours of {g}", cost=1.5)
def colour_count(g):
    """How many colours but 0 there are.

    >>> colour_count([[0, 3, 3, 1]])
    2
    """
    return len(np.setdiff1d(g, [0]))


@colour_count.kernel
def _(g):
    seen, count, w = 1, 0, width(g)
    for i in range(height(g)):
        for j in range(w):
            c = cell(g, w, i, j)
            if seen >> c & 1 == 0:
                seen |= 1 << c
                count += 1
    return count


@primitive("int -> colour", phrase="the colour with the number {n}", cost=1.0)
def as_colour(n):
    """A number as a colour, 9 for all beyond; fails below 0.

    >>> as_colour(12)
    9
    """
    return min(n, 9)


@as_colour.kernel
def _(n):
    return FAIL if n < 0 else min(n, 9)


@primitive("int -> int", phrase="the parity of {n} (1 for odd and 2 for even)", cost=1.0)
def parity(n):
    """1 for an odd number, 2 for an even one.

    >>> parity(4)
    2
    """
    return 2 - n % 2


@parity.kernel
def _(n):
    return 2 - n % 2
