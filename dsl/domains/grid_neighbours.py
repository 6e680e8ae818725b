"""What happens between neighbouring cells: holes filled, outlines, borders, symmetry and patterns completed, noise smoothed."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_lines import inside
from dsl.domains.grid_turns import STEPS, step_column, step_row
from dsl.grid import grid_of, origin_of
from dsl.grid_words import cell, copied, height, like, put, width
from dsl.primitives import primitive

DOMAIN = Domain("grid_neighbours", includes=("grid_lines",), doc="Holes, outlines, borders, symmetry and patterns of grids.")
AROUND = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


@primitive("colour -> grid -> grid", phrase="{g}~ with its holes filled in {c}", cost=1.5)
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


@primitive("colour -> grid -> grid", phrase="{g}~ with an outline of {c} around its cells", cost=1.5)
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


@primitive("grid -> grid", phrase="the number of coloured cells around each cell of {g}", cost=1.5)
def neighbour_counts(g):
    """Each cell as the number of those around it that are not 0.

    >>> neighbour_counts([[1, 0, 2]])
    [[0, 2, 0]]
    """
    h, w = np.shape(g)
    padded = np.pad(g, 1) != 0
    return grid_of(sum(padded[1 + r : 1 + r + h, 1 + k : 1 + k + w].astype(int) for r, k in AROUND), origin_of(g))


@neighbour_counts.kernel
def _(g, out):
    n, h, w = like(g, out), height(g), width(g)
    for i in range(h):
        for j in range(w):
            put(out, w, i, j, neighbours_of(g, h, w, i, j))
    return n


@primitive("grid -> grid", phrase="{g}~ with its shapes hollowed out", cost=1.5)
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


@primitive("colour -> grid -> grid", phrase="{g}~ with its border in {c}", cost=1.5)
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


@primitive("grid -> grid", phrase="{g}~ with the box around its cells filled in its commonest colour", cost=1.5)
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


@primitive("grid -> grid", phrase="{g}~ with its gaps filled by the pattern that repeats", cost=2.5)
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


def _reflections(cells):
    """The array mirrored and flipped over its middle or an axis a little off it, turned by half, and transposed where it is a square."""
    padded = np.pad(cells, 4)
    h, w = cells.shape
    for k in sorted(range(-4, 5), key=abs):
        yield np.fliplr(padded)[4 : 4 + h, 4 + k : 4 + k + w]
        yield np.flipud(padded)[4 + k : 4 + k + h, 4 : 4 + w]
    yield np.rot90(cells, 2)
    if h == w:
        yield np.transpose(cells)
        yield np.rot90(cells, 2).T


@primitive("grid -> grid", phrase="{g}~ with its gaps filled by symmetry", cost=2.5)
def symmetric(g):
    """The grid with its 0 replaced by what stands mirrored there, over axes near the middle and diagonals over which nothing differs.

    >>> symmetric([[1, 2, 0]])
    [[1, 2, 1]]
    """
    cells = np.array(g)
    sound = []
    for k, view in enumerate(_reflections(cells)):
        shared = (cells != 0) & (view != 0)
        if not (shared & (cells != view)).any() and shared.sum() >= cells.size // 3:
            sound.append(k)
    for _ in range(3):
        views = list(_reflections(cells))
        for k in sound:
            cells = np.where(cells == 0, views[k], cells)
    return grid_of(cells, origin_of(g))


@primitive("grid -> grid", phrase="{g}~ with each cell in the commonest colour around it", cost=1.5)
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


@primitive("grid -> grid", phrase="{g}~ with its background in the colour of the nearest cell", cost=2.0)
def nearest(g):
    """All ground in the colour of the nearest cell, by steps along rows and columns; the smaller colour of equally near ones.

    >>> nearest([[1, 0, 0, 0, 2]])
    [[1, 1, 1, 2, 2]]
    """
    cells = np.array(g)
    if not cells.any():
        raise ValueError("no cell")
    while not cells.all():
        around = np.pad(cells, 1)
        near = np.stack([around[1 + r : 1 + r + len(cells), 1 + c : 1 + c + len(cells[0])] for r, c in STEPS[:4]])
        least = np.where(near == 0, 10, near).min(0)
        cells = np.where((cells == 0) & (least < 10), least, cells)
    return grid_of(cells, origin_of(g))


@primitive("colour -> grid -> grid", phrase="{g}~ with its background flooded from the cells of {c}", cost=1.5)
def flood(c, g):
    """All ground that a way along rows and columns leads to from a cell of a colour gets that colour.

    >>> flood(2, [[2, 0, 1, 0]])
    [[2, 2, 1, 0]]
    """
    cells, before = np.array(g), -1
    while (cells == c).sum() > before:
        before = (cells == c).sum()
        around = np.pad(cells == c, 1)
        near = np.any([around[1 + r : 1 + r + len(cells), 1 + k : 1 + k + len(cells[0])] for r, k in STEPS[:4]], axis=0)
        cells = np.where((cells == 0) & near, c, cells)
    return grid_of(cells, origin_of(g))
