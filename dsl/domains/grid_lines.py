"""Cells that fall, lines that are drawn, holes that are filled, and other things that happen between neighbouring cells."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_turns import STEPS, step_column, step_row
from dsl.grid import grid_of, origin_of
from dsl.grid_words import cell, copied, height, like, put, width
from dsl.primitives import primitive

DOMAIN = Domain("grid_lines", includes=("grid_turns",), doc="Cells that fall, lines, holes, borders, symmetry and patterns.")
AROUND = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


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


@primitive("direction -> grid -> grid", cost=1.5)
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


@primitive("direction -> grid -> grid", cost=1.5)
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


@primitive("direction -> grid -> grid", cost=1.5)
def link(d, g):
    """The ground between two cells of one colour that follow each other in a direction gets that colour.

    >>> link(right(), [[2, 0, 0, 2, 0, 3]])
    [[2, 2, 2, 2, 0, 3]]
    """
    cells = np.array(g)
    for line in _lines(*cells.shape, d):
        used = [k for k, (i, j) in enumerate(line) if g[i][j]]
        for first, last in zip(used, used[1:]):
            colour = g[line[first][0]][line[first][1]]
            if colour == g[line[last][0]][line[last][1]]:
                for i, j in line[first:last]:
                    cells[i, j] = colour
    return grid_of(cells, origin_of(g))


@link.kernel
def _(d, g, out):
    n, h, w, r, c = copied(g, out), height(g), width(g), step_row(d), step_column(d)
    for i in range(h):
        for j in range(w):
            if starts(h, w, i, j, d):
                x, y, colour, gap = i, j, 0, 0
                while inside(h, w, x, y):
                    own = cell(g, w, x, y)
                    if own != 0:
                        if own == colour:
                            for k in range(1, gap + 1):
                                put(out, w, x - k * r, y - k * c, colour)
                        colour = own
                        gap = 0
                    else:
                        gap += 1
                    x += r
                    y += c
    return n


@primitive("direction -> grid -> grid", cost=2.0)
def link_pairs(d, g):
    """The cells of each line taken in pairs: what is between two of a pair gets the first one's colour.

    >>> link_pairs(right(), [[2, 0, 2, 0, 2, 0, 2]])
    [[2, 2, 2, 0, 2, 2, 2]]
    """
    cells = np.array(g)
    for line in _lines(*cells.shape, d):
        used = [k for k, (i, j) in enumerate(line) if g[i][j]]
        for first, last in zip(used[::2], used[1::2]):
            for i, j in line[first:last]:
                cells[i, j] = g[line[first][0]][line[first][1]]
    return grid_of(cells, origin_of(g))


@link_pairs.kernel
def _(d, g, out):
    n, h, w, r, c = copied(g, out), height(g), width(g), step_row(d), step_column(d)
    for i in range(h):
        for j in range(w):
            if starts(h, w, i, j, d):
                x, y, colour, gap, first = i, j, 0, 0, True
                while inside(h, w, x, y):
                    own = cell(g, w, x, y)
                    if own != 0:
                        if not first:
                            for k in range(1, gap + 1):
                                put(out, w, x - k * r, y - k * c, colour)
                        colour = own
                        gap = 0
                        first = not first
                    else:
                        gap += 1
                    x += r
                    y += c
    return n


@primitive("direction -> grid -> grid", cost=1.5)
def bridge(d, g):
    """The ground between any two cells that follow each other in a direction gets the colour of the first.

    >>> bridge(right(), [[0, 2, 0, 0, 3, 0]])
    [[0, 2, 2, 2, 3, 0]]
    """
    cells = np.array(g)
    for line in _lines(*cells.shape, d):
        used = [k for k, (i, j) in enumerate(line) if g[i][j]]
        for first, last in zip(used, used[1:]):
            for i, j in line[first:last]:
                cells[i, j] = g[line[first][0]][line[first][1]]
    return grid_of(cells, origin_of(g))


@bridge.kernel
def _(d, g, out):
    n, h, w, r, c = copied(g, out), height(g), width(g), step_row(d), step_column(d)
    for i in range(h):
        for j in range(w):
            if starts(h, w, i, j, d):
                x, y, colour, gap = i, j, 0, 0
                while inside(h, w, x, y):
                    own = cell(g, w, x, y)
                    if own != 0:
                        if colour != 0:
                            for k in range(1, gap + 1):
                                put(out, w, x - k * r, y - k * c, colour)
                        colour = own
                        gap = 0
                    else:
                        gap += 1
                    x += r
                    y += c
    return n


@primitive("colour -> grid -> grid", cost=1.5)
def fill_holes(c, g):
    """The ground that no way leads out of, along rows and columns, gets a colour.

    >>> fill_holes(4, [[1, 1, 1], [1, 0, 1], [1, 1, 1]])
    [[1, 1, 1], [1, 4, 1], [1, 1, 1]]
    """
    ground = np.pad(g, 1) == 0
    outside, before = np.pad(np.zeros(np.shape(g), bool), 1, constant_values=True), 0
    while outside.sum() > before:
        before = outside.sum()
        for axis in (0, 1):
            for way in (1, -1):
                outside |= np.roll(outside, way, axis) & ground
    cells = np.array(g)
    return grid_of(np.where(ground[1:-1, 1:-1] & ~outside[1:-1, 1:-1], c, cells), origin_of(g))


@fill_holes.kernel
def _(colour, g, out):
    n, h, w = copied(g, out), height(g), width(g)
    free = out[100:1100]  # 1 where a way leads out
    for i in range(h):
        for j in range(w):
            border = i == 0 or j == 0 or i == h - 1 or j == w - 1
            free[i * w + j] = 1 if border and cell(g, w, i, j) == 0 else 0
    changed = True
    while changed:
        changed = False
        for sweep in range(h * w * 2):
            k = sweep if sweep < h * w else 2 * h * w - 1 - sweep
            i, j = k // w, k % w
            if free[k] == 1 or cell(g, w, i, j) != 0:
                continue
            near = (i > 0 and free[k - w] == 1) or (i < h - 1 and free[k + w] == 1)
            near = near or (j > 0 and free[k - 1] == 1) or (j < w - 1 and free[k + 1] == 1)
            if near:
                free[k] = 1
                changed = True
    for i in range(h):
        for j in range(w):
            if cell(g, w, i, j) == 0 and free[i * w + j] == 0:
                put(out, w, i, j, colour)
    return n


@primitive("colour -> grid -> grid", cost=1.5)
def outline(c, g):
    """The ground around the cells of the grid, corners too, gets a colour.

    >>> outline(4, [[1, 0, 0]])
    [[1, 4, 0]]
    """
    h, w = np.shape(g)
    padded = np.pad(g, 1) != 0
    near = np.any([padded[1 + r : 1 + r + h, 1 + k : 1 + k + w] for r, k in AROUND], axis=0)
    cells = np.array(g)
    return grid_of(np.where((cells == 0) & near, c, cells), origin_of(g))


def neighbours_of(g, h, w, i, j):
    """How many of the cells around one are not 0."""
    count = 0
    for a in range(max(0, i - 1), min(h, i + 2)):
        for b in range(max(0, j - 1), min(w, j + 2)):
            count += 1 if (a != i or b != j) and cell(g, w, a, b) != 0 else 0
    return count


@outline.kernel
def _(colour, g, out):
    n, h, w = copied(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            if cell(g, w, i, j) == 0 and neighbours_of(g, h, w, i, j) > 0:
                put(out, w, i, j, colour)
    return n


@primitive("grid -> grid", cost=1.5)
def neighbours(g):
    """Each cell as the number of those around it that are not 0.

    >>> neighbours([[1, 0, 2]])
    [[0, 2, 0]]
    """
    h, w = np.shape(g)
    padded = np.pad(g, 1) != 0
    return grid_of(sum(padded[1 + r : 1 + r + h, 1 + k : 1 + k + w].astype(int) for r, k in AROUND), origin_of(g))


@neighbours.kernel
def _(g, out):
    n, h, w = like(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            put(out, w, i, j, neighbours_of(g, h, w, i, j))
    return n


@primitive("grid -> grid", cost=1.5)
def hollow(g):
    """The grid without the cells whose neighbours in their row and column are all of their colour; in a single row the row alone counts.

    >>> hollow([[0, 2, 2, 2, 0]])
    [[0, 2, 0, 2, 0]]
    """
    cells, (h, w) = np.array(g), np.shape(g)
    kept = cells.copy()
    for i in range(h):
        for j in range(w):
            near = [(i + r, j + k) for r, k in STEPS[:4] if not ((r and h == 1) or (k and w == 1))]
            if all(0 <= a < h and 0 <= b < w and cells[a, b] == cells[i, j] for a, b in near):
                kept[i, j] = 0
    return grid_of(kept, origin_of(g))


@hollow.kernel
def _(g, out):
    n, h, w = like(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            own, full = cell(g, w, i, j), True
            for d in range(4):
                if (d < 2 and h == 1) or (d > 1 and w == 1):
                    continue
                a, b = i + step_row(d), j + step_column(d)
                full = full and inside(h, w, a, b) and cell(g, w, a, b) == own
            put(out, w, i, j, 0 if full else own)
    return n


@primitive("colour -> grid -> grid", cost=1.5)
def bordered(c, g):
    """The grid with its first and last row and column in a colour.

    >>> bordered(4, [[1, 1, 1], [1, 2, 1], [1, 1, 1]])
    [[4, 4, 4], [4, 2, 4], [4, 4, 4]]
    """
    cells = np.array(g)
    cells[[0, -1]] = c
    cells[:, [0, -1]] = c
    return grid_of(cells, origin_of(g))


@bordered.kernel
def _(colour, g, out):
    n, h, w = like(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            border = i == 0 or j == 0 or i == h - 1 or j == w - 1
            put(out, w, i, j, colour if border else cell(g, w, i, j))
    return n


@primitive("grid -> grid", cost=1.5)
def boxed(g):
    """All between the first and the last row and column with a cell that is not 0 in the commonest colour.

    >>> boxed([[0, 2, 0], [2, 0, 0], [0, 0, 0]])
    [[2, 2, 0], [2, 2, 0], [0, 0, 0]]
    """
    cells = np.array(g)
    used = np.argwhere(cells)
    (top, before), (bottom, behind) = used.min(0), used.max(0) + 1
    colours, counts = np.unique(cells[cells != 0], return_counts=True)
    box = np.zeros_like(cells)
    box[top:bottom, before:behind] = colours[counts.argmax()]
    return grid_of(box, origin_of(g))


@primitive("grid -> grid", cost=2.5)
def completed(g):
    """The grid with its 0 replaced so that the smallest pattern repeats that fits all other cells; fails without one.

    >>> completed([[1, 2, 1, 0, 1, 2]])
    [[1, 2, 1, 2, 1, 2]]
    """
    cells, (h, w) = np.array(g), np.shape(g)
    for area, n, m in sorted((n * m, n, m) for n in range(1, h + 1) for m in range(1, w + 1) if n < h or m < w):
        pattern = np.zeros((n, m), int)
        for i in range(n):
            for j in range(m):
                seen = np.setdiff1d(cells[i::n, j::m], [0])
                if len(seen) != 1:
                    pattern = None
                    break
                pattern[i, j] = seen[0]
            if pattern is None:
                break
        if pattern is not None and area:
            return grid_of(np.tile(pattern, (h // n + 1, w // m + 1))[:h, :w], origin_of(g))
    raise ValueError("nothing repeats")


@primitive("grid -> grid", cost=2.5)
def symmetric(g):
    """The grid with its 0 replaced by what stands mirrored left to right, above to below and over the diagonals, where that agrees.

    >>> symmetric([[1, 2, 0]])
    [[1, 2, 1]]
    """
    cells = np.array(g)
    views = [np.fliplr, np.flipud, lambda a: np.rot90(a, 2)]
    if cells.shape[0] == cells.shape[1]:
        views += [np.transpose, lambda a: np.rot90(a, 2).T]
    views = [view for view in views if not ((cells != view(cells)) & (cells != 0) & (view(cells) != 0)).any()]
    for _ in range(3):
        for view in views:
            cells = np.where(cells == 0, view(cells), cells)
    return grid_of(cells, origin_of(g))


@primitive("grid -> grid", cost=1.5)
def smoothed(g):
    """Each cell in the commonest colour of it and those around it, its own where that is as common.

    >>> smoothed([[2, 2, 3, 2, 2]])
    [[2, 2, 2, 2, 2]]
    """
    cells, (h, w) = np.array(g), np.shape(g)
    found = cells.copy()
    for i in range(h):
        for j in range(w):
            counts = np.bincount(cells[max(0, i - 1) : i + 2, max(0, j - 1) : j + 2].ravel(), minlength=10)
            if counts[cells[i, j]] < counts.max():
                found[i, j] = counts.argmax()
    return grid_of(found, origin_of(g))


@smoothed.kernel
def _(g, out):
    n, h, w = like(g, out), height(g), width(g)
    counts = out[100:110]
    for i in range(h):
        for j in range(w):
            for c in range(10):
                counts[c] = 0
            for a in range(max(0, i - 1), min(h, i + 2)):
                for b in range(max(0, j - 1), min(w, j + 2)):
                    counts[cell(g, w, a, b)] += 1
            best = 0
            for c in range(1, 10):
                best = c if counts[c] > counts[best] else best
            own = cell(g, w, i, j)
            put(out, w, i, j, best if counts[own] < counts[best] else own)
    return n
