"""Objects: what hangs together on a grid, chosen by what it is like, moved, copied and put back."""

from __future__ import annotations

from collections import Counter

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_colours import main_colour
from dsl.domains.grid_lines import AROUND, fill_holes
from dsl.domains.grid_turns import STEPS, step_column, step_row
from dsl.grid import FURTHEST, grid_of, origin_of
from dsl.grid_words import cell, column_of, copied, height, put, row_of, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_objects", includes=("grid_turns", "grid_lines", "grid_colours"), doc="Objects on grids.")


def _components(g, steps, one_colour):
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


@primitive("grid -> list(grid)", cost=1.5)
def objects(g):
    """The objects of one colour whose cells touch, corners too, from the first row on.

    >>> objects([[1, 1, 0, 2]])
    [[[1, 1]], [[2]]]
    """
    return [_object(g, places) for places in _components(g, AROUND, True)]


@primitive("grid -> list(grid)", cost=2.0)
def objects_by_sides(g):
    """The objects of one colour whose cells touch by their sides.

    >>> objects_by_sides([[1, 0], [0, 1]])
    [[[1]], [[1]]]
    """
    return [_object(g, places) for places in _components(g, STEPS[:4], True)]


@primitive("grid -> list(grid)", cost=1.5)
def clusters(g):
    """The objects whose cells touch, corners too, whatever their colours.

    >>> clusters([[1, 2, 0, 2]])
    [[[1, 2]], [[2]]]
    """
    return [_object(g, places) for places in _components(g, AROUND, False)]


@primitive("grid -> list(grid)", cost=2.0)
def clusters_by_sides(g):
    """The objects whose cells touch by their sides, whatever their colours.

    >>> clusters_by_sides([[1, 0], [0, 2]])
    [[[1]], [[2]]]
    """
    return [_object(g, places) for places in _components(g, STEPS[:4], False)]


@primitive("grid -> list(grid)", cost=2.0)
def colours_apart(g):
    """All cells of each colour as one object, by rising colour.

    >>> colours_apart([[2, 0, 1, 2]])
    [[[1]], [[2, 0, 0, 2]]]
    """
    return [_object(g, np.argwhere(np.array(g) == c).tolist()) for c in np.setdiff1d(g, [0]).tolist()]


@primitive("grid -> list(grid)", cost=2.0)
def parts(g):
    """What lies between full rows and columns of one colour, which is the same for all of them; fails without any.

    >>> parts([[1, 5, 2, 5, 0]])
    [[[1]], [[2]], [[0]]]
    """
    cells, (h, w) = np.array(g), np.shape(g)
    uniform = [cells[i, 0] for i in range(h) if w > 1 and (cells[i] == cells[i, 0]).all()]
    uniform += [cells[0, j] for j in range(w) if (cells[:, j] == cells[0, j]).all() and (h > 1 or cells[0, j] != 0)]
    for colour, _ in Counter(c for c in uniform if c or h > 1).most_common():
        rows = [-1, *(i for i in range(h) if w > 1 and (cells[i] == colour).all()), h]
        columns = [-1, *(j for j in range(w) if (cells[:, j] == colour).all()), w]
        spans = [[(a + 1, b) for a, b in zip(ends, ends[1:]) if b > a + 1] for ends in (rows, columns)]
        if len(spans[0]) * len(spans[1]) > 1:
            row, column = origin_of(g)
            return [grid_of(cells[a:b, c:d], (row + a, column + c)) for a, b in spans[0] for c, d in spans[1]]
    raise ValueError("no lines part the grid")


@primitive("grid -> list(grid)", cost=1.5)
def rows_of(g):
    """Its rows, each a grid.

    >>> rows_of([[1, 2], [3, 4]])
    [[[1, 2]], [[3, 4]]]
    """
    row, column = origin_of(g)
    return [grid_of([own], (row + i, column)) for i, own in enumerate(g)]


@primitive("grid -> list(grid)", cost=1.5)
def columns_of(g):
    """Its columns, each a grid.

    >>> columns_of([[1, 2], [3, 4]])
    [[[1], [3]], [[2], [4]]]
    """
    row, column = origin_of(g)
    return [grid_of(np.array(g)[:, j : j + 1], (row, column + j)) for j in range(len(g[0]))]


@primitive("list(grid) -> grid", cost=1.5)
def stacked(gs):
    """Grids of one width, one below the other.

    >>> stacked([[[1, 2]], [[3, 4]]])
    [[1, 2], [3, 4]]
    """
    return grid_of(np.vstack(gs))


@primitive("list(grid) -> grid", cost=1.5)
def in_a_row(gs):
    """Grids of one height, one beside the other.

    >>> in_a_row([[[1]], [[3]]])
    [[1, 3]]
    """
    return grid_of(np.hstack(gs))


@primitive("grid -> list(int)", cost=1.5)
def cells_of(g):
    """The colours of all cells, row by row.

    >>> cells_of([[1, 2], [3, 4]])
    [1, 2, 3, 4]
    """
    return [colour for row in g for colour in row]


@primitive("list(int) -> grid -> grid", cost=1.5)
def with_cells(colours, g):
    """A grid of the same size with these colours, row by row.

    >>> with_cells([4, 3], [[1], [2]])
    [[4], [3]]
    """
    if not all(0 <= colour <= 9 for colour in colours):
        raise ValueError("no colours")
    return grid_of(np.reshape(colours, np.shape(g)), origin_of(g))


# Which of several


@primitive("list(grid) -> grid", cost=1.2)
def largest(gs):
    """The one with most cells other than 0, the first of equals.

    >>> largest([[[1]], [[2, 2]]])
    [[2, 2]]
    """
    return max(gs, key=np.count_nonzero)


@primitive("list(grid) -> grid", cost=1.2)
def smallest(gs):
    """The one with fewest cells other than 0, the first of equals.

    >>> smallest([[[1]], [[2, 2]]])
    [[1]]
    """
    return min(gs, key=np.count_nonzero)


@primitive("list(grid) -> list(grid)", cost=1.2)
def most_cells(gs):
    """Those with as many cells other than 0 as any.

    >>> most_cells([[[1]], [[2, 2]], [[3, 3]]])
    [[[2, 2]], [[3, 3]]]
    """
    most = max(map(np.count_nonzero, gs))
    return [g for g in gs if np.count_nonzero(g) == most]


@primitive("list(grid) -> list(grid)", cost=1.2)
def fewest_cells(gs):
    """Those with as few cells other than 0 as any.

    >>> fewest_cells([[[1]], [[2, 2]], [[3]]])
    [[[1]], [[3]]]
    """
    fewest = min(map(np.count_nonzero, gs))
    return [g for g in gs if np.count_nonzero(g) == fewest]


@primitive("int -> list(grid) -> grid", cost=1.5)
def pick(n, gs):
    """The one at a place, from 0; fails where there is none.

    >>> pick(1, [[[1]], [[2]]])
    [[2]]
    """
    if n < 0:
        raise ValueError("places count from 0")
    return gs[n]


@primitive("int -> list(int) -> list(grid) -> list(grid)", cost=1.5)
def those(n, ns, gs):
    """Those of some grids whose number in a list is n.

    >>> those(2, [1, 2], [[[5]], [[6]]])
    [[[6]]]
    """
    return [g for own, g in zip(ns, gs) if own == n]


@primitive("list(grid) -> int", cost=1.0)
def how_many(gs):
    """How many grids there are.

    >>> how_many([[[1]], [[2]]])
    2
    """
    return len(gs)


@primitive("list(grid) -> list(grid)", cost=1.2)
def backwards(gs):
    """The grids from the last to the first.

    >>> backwards([[[1]], [[2]]])
    [[[2]], [[1]]]
    """
    return list(gs[::-1])


def _shape(g):
    """Which cells are not 0."""
    return tuple(map(tuple, np.array(g) != 0))


@primitive("list(grid) -> grid", cost=1.5)
def commonest(gs):
    """The first one of the kind that there is most of.

    >>> commonest([[[1]], [[2]], [[1]]])
    [[1]]
    """
    return max(gs, key=lambda g: sum(g == other for other in gs))


@primitive("list(grid) -> grid", cost=1.5)
def odd_one(gs):
    """The only one of its kind: by all its cells, or else by its shape, its colour or its size; fails where none or several are.

    >>> odd_one([[[1]], [[2]], [[1]]])
    [[2]]
    """
    for kind in (tuple, _shape, lambda g: main_colour(g) if np.any(g) else 0, np.shape, np.count_nonzero):
        kinds = [kind(g) for g in gs]
        alone = [g for g, own in zip(gs, kinds) if kinds.count(own) == 1]
        if len(alone) == 1 and len(gs) > 2:
            return alone[0]
    raise ValueError("none stands out")


@primitive("list(grid) -> list(int)", cost=1.5)
def copies(gs):
    """Of each of some grids how many have cells other than 0 at the same places.

    >>> copies([[[1]], [[2]], [[1, 1]]])
    [2, 2, 1]
    """
    shapes = [_shape(g) for g in gs]
    return [shapes.count(shape) for shape in shapes]


@primitive("list(grid) -> list(int)", cost=1.5)
def ranks(gs):
    """Of each of some grids how many numbers of cells there are that are larger than its own, and 1 more.

    >>> ranks([[[1]], [[2, 2]], [[3]]])
    [2, 1, 2]
    """
    sizes = [int(np.count_nonzero(g)) for g in gs]
    ordered = sorted(set(sizes), reverse=True)
    return [1 + ordered.index(size) for size in sizes]


@primitive("list(grid) -> list(int)", cost=1.5)
def orders(gs):
    """The place of each object among some, by their columns and then their rows, from 1.

    >>> orders([[[1]]])
    [1]
    """
    places = [(origin_of(g)[1], origin_of(g)[0]) for g in gs]
    ordered = sorted(places)
    return [1 + ordered.index(place) for place in places]


@primitive("list(int) -> list(grid) -> grid -> grid", cost=1.5)
def numbered(ns, os, g):
    """A blank grid with objects on it, each in the colour that has its number, 9 for all beyond.

    >>> numbered([3], [[[1, 1]]], [[1, 1, 0]])
    [[3, 3, 0]]
    """
    if len(ns) != len(os) or any(n < 0 for n in ns):
        raise ValueError("needs a number from 0 for each object")
    return paint([grid_of(np.where(np.array(o) != 0, min(n, 9), 0), origin_of(o)) for n, o in zip(ns, os)], g)


@primitive("list(grid) -> grid", cost=1.5)
def overlaid(gs):
    """Grids of one size over each other, the first on top.

    >>> overlaid([[[0, 2]], [[1, 1]]])
    [[1, 2]]
    """
    found = np.array(gs[0])
    for g in gs[1:]:
        if np.shape(g) != found.shape:
            raise ValueError("grids of different sizes")
        found = np.where(found != 0, found, g)
    return grid_of(found)


# What one is like


@primitive("grid -> int")
def rows(g):
    """How many rows there are.

    >>> rows([[1, 2]])
    1
    """
    return len(g)


@rows.kernel
def _(g):
    return height(g)


@primitive("grid -> int")
def columns(g):
    """How many columns there are.

    >>> columns([[1, 2]])
    2
    """
    return len(g[0])


@columns.kernel
def _(g):
    return width(g)


@primitive("grid -> int", cost=1.5)
def top_row(g):
    """The row of an object's first cell, from 0.

    >>> top_row([[1, 2]])
    0
    """
    return origin_of(g)[0]


@top_row.kernel
def _(g):
    return row_of(g)


@primitive("grid -> int", cost=1.5)
def first_column(g):
    """The column of an object's first cell, from 0.

    >>> first_column([[1, 2]])
    0
    """
    return origin_of(g)[1]


@first_column.kernel
def _(g):
    return column_of(g)


@primitive("grid -> int", cost=1.5)
def holes(g):
    """How many holes there are: pieces of ground that no way leads out of.

    >>> holes([[1, 1, 1], [1, 0, 1], [1, 1, 1]])
    1
    """
    inside = (np.array(fill_holes(1, g)) != 0) & (np.array(g) == 0)
    return sum(1 for _ in _components(inside.astype(int).tolist(), STEPS[:4], True))


@primitive("grid -> int", cost=1.5)
def symmetries(g):
    """How many of mirroring, flipping and transposing leave it as it is.

    >>> symmetries([[1, 2, 1]])
    2
    """
    cells = np.array(g)
    return sum(np.array_equal(cells, view(cells)) for view in (np.fliplr, np.flipud, np.transpose))


@primitive("grid -> grid -> int", cost=1.5)
def at_border(o, g):
    """On how many sides of its grid an object lies at the border.

    >>> at_border([[1]], [[1, 0], [0, 0]])
    2
    """
    (i, j), (h, w) = origin_of(o), np.shape(o)
    return (i <= 0) + (j <= 0) + (i + h >= len(g)) + (j + w >= len(g[0]))


@primitive("grid -> int", cost=1.2)
def lie(g):
    """1 for a grid that is wider than high, 2 for one that is higher than wide, 3 for a square.

    >>> lie([[1, 1]])
    1
    """
    return 1 if len(g) < len(g[0]) else 2 if len(g) > len(g[0]) else 3


@primitive("grid -> int", cost=1.5)
def fullness(g):
    """1 for a grid without 0, 2 for any other.

    >>> fullness([[1, 1]])
    1
    """
    return 1 if np.all(g) else 2


@primitive("colour -> int", cost=1.0)
def colour_number(c):
    """A colour as a number.

    >>> colour_number(3)
    3
    """
    return c


# Moving, putting back, copying


def _put(cells, o, place):
    """Write what of an object is not 0 into an array, its first cell at a place."""
    used = np.argwhere(o)
    at = used + place
    kept = ((at >= 0) & (at < cells.shape)).all(1)
    cells[tuple(at[kept].T)] = np.array(o)[tuple(used[kept].T)]


@primitive("grid -> grid -> grid", cost=1.2)
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


@primitive("list(grid) -> grid -> grid", cost=1.2)
def paint(os, g):
    """A blank grid of the same size with objects on it, each where it stands.

    >>> paint([[[2]]], [[1, 1]])
    [[2, 0]]
    """
    cells = np.zeros(np.shape(g), int)
    for o in os:
        _put(cells, o, np.subtract(origin_of(o), origin_of(g)))
    return grid_of(cells, origin_of(g))


@primitive("int -> direction -> grid -> grid", cost=1.5)
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


@primitive("direction -> grid -> grid -> grid", cost=2.0)
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


@primitive("grid -> grid -> grid", cost=2.0)
def stamp(o, g):
    """A blank grid with a copy of an object in the middle of every cell other than 0 that is alone.

    >>> stamp([[2, 2, 2]], [[0, 2, 0, 0]])
    [[2, 2, 2, 0]]
    """
    found = grid_of(np.zeros(np.shape(g), int), origin_of(g))
    for places in _components(g, AROUND, False):
        if len(places) == 1:
            (i, j) = places[0]
            found = paste(grid_of(o, (i - (len(o) - 1) // 2, j - (len(o[0]) - 1) // 2)), found)
    return found


@primitive("grid -> grid -> grid", cost=2.0)
def stamp_coloured(o, g):
    """A blank grid with a copy of an object in the middle of every cell that is alone, in that cell's colour.

    >>> stamp_coloured([[2, 2, 2]], [[0, 3, 0, 0]])
    [[3, 3, 3, 0]]
    """
    found = grid_of(np.zeros(np.shape(g), int), origin_of(g))
    for places in _components(g, AROUND, False):
        if len(places) == 1:
            (i, j) = places[0]
            place = (i - (len(o) - 1) // 2, j - (len(o[0]) - 1) // 2)
            found = paste(grid_of(np.where(np.array(o) != 0, g[i][j], 0), place), found)
    return found


@primitive("grid -> grid -> grid", cost=2.0)
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


@primitive("direction -> list(grid) -> grid -> grid", cost=1.5)
def settled(d, os, g):
    """A blank grid on which objects move in a direction, the foremost first, until they touch one that has settled or the border.

    >>> settled(right(), [[[1]]], [[1, 0, 0]])
    [[0, 0, 1]]
    """
    found, (r, c) = np.zeros(np.shape(g), int), STEPS[d]
    for o in sorted(os, key=lambda o: -(r * (origin_of(o)[0] + (r > 0) * len(o)) + c * (origin_of(o)[1] + (c > 0) * len(o[0])))):
        places = np.argwhere(o) + origin_of(o)
        while True:
            further = places + (r, c)
            if (further < 0).any() or (further >= found.shape).any() or found[further[:, 0], further[:, 1]].any():
                break
            places = further
        for (i, j), (row, column) in zip(np.argwhere(o), places):
            found[row, column] = o[i][j]
    return grid_of(found, origin_of(g))


@primitive("list(grid) -> grid -> grid -> grid", cost=1.5)
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


@primitive("grid -> grid -> grid", cost=1.5)
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


@primitive("grid -> grid", cost=1.5)
def middle(o):
    """The cell in the middle of an object, or the two or four there, as an object.

    >>> middle([[1, 2, 1]])
    [[2]]
    """
    (h, w), (row, column) = np.shape(o), origin_of(o)
    i, j = (h - 1) // 2, (w - 1) // 2
    return grid_of(np.array(o)[i : h // 2 + 1, j : w // 2 + 1], (row + i, column + j))


@primitive("int -> int -> colour -> grid", cost=1.5)
def block(n, m, c):
    """A grid of n rows and m columns of one colour.

    >>> block(1, 2, 4)
    [[4, 4]]
    """
    return grid_of(np.full((n, m), c))


@primitive("list(int) -> grid -> grid", cost=1.5)
def condensed(ns, g):
    """The parts between the lines of a grid as one cell each, in the colour that has its number, 9 for all beyond.

    >>> condensed([1, 2], [[0, 5, 3]])
    [[1, 2]]
    """
    found = parts(g)
    count = len({origin_of(part)[0] for part in found})
    return grid_of(np.minimum(ns, 9).reshape(count, -1))
