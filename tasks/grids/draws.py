"""How grids are drawn: canvases, blocks and objects on them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any  # int [rows, columns]
Maker = Callable[[Random], Array]


def grid(make: Maker) -> Callable[[Random], Any]:
    """What a recipe draws: a grid as rows."""
    return lambda random: tuple(map(tuple, make(random).tolist()))


def on_arrays(change: Callable[[Array], Any]) -> Callable[[Any], Any]:
    """What a recipe computes, of a function of arrays."""
    return lambda rows: np.asarray(change(np.array(rows))).tolist()


def noise(rows: tuple[int, int], columns: tuple[int, int], colours: tuple[int, ...], density: float = 0.5) -> Maker:
    """Cells of some colours strewn on the ground."""

    def make(random: Random) -> Array:
        h, w = random.randint(*rows), random.randint(*columns)
        return np.array([[random.choice(colours) if random.random() < density else 0 for _ in range(w)] for _ in range(h)])

    return make


def blocks_in_row(count: tuple[int, int], length: tuple[int, int], size: tuple[int, int] = (14, 22), one_colour: bool = True) -> Maker:
    """A row with blocks apart from each other; the ends stay free."""

    def make(random: Random) -> Array:
        row = np.zeros(random.randint(*size), int)
        colour = random.randint(1, 9)
        for _ in range(random.randint(*count)):
            n = random.randint(*length)
            at = random.randint(1, len(row) - n - 1)
            if not row[at - 1 : at + n + 1].any():
                row[at : at + n] = colour if one_colour else random.randint(1, 9)
        return row[None]

    return make


def place(canvas: Array, shape: Array, random: Random, gap: int = 1) -> tuple[int, int] | None:
    """Put a shape where it touches nothing; where it went, if there was room."""
    (h, w), (n, m) = canvas.shape, shape.shape
    for _ in range(40):
        i, j = random.randint(0, h - n), random.randint(0, w - m)
        if not canvas[max(0, i - gap) : i + n + gap, max(0, j - gap) : j + m + gap].any():
            canvas[i : i + n, j : j + m] = shape
            return i, j
    return None


def blob(random: Random, size: tuple[int, int] = (2, 4), colour: int | None = None) -> Array:
    """A connected shape of one colour within a small box."""
    n, m = random.randint(*size), random.randint(*size)
    shape = np.zeros((n, m), int)
    i, j = random.randrange(n), random.randrange(m)
    for _ in range(3 * n * m):
        shape[i, j] = 1
        i, j = min(n - 1, max(0, i + random.choice((-1, 0, 1)))), j
        shape[i, j] = 1
        j = min(m - 1, max(0, j + random.choice((-1, 0, 1))))
    return shape * (colour or random.randint(1, 9))


def objects(
    count: tuple[int, int], shape: Callable[[Random], Array] = blob, rows: tuple[int, int] = (9, 14), columns: tuple[int, int] = (9, 14)
) -> Maker:
    """Shapes strewn over a canvas, apart from each other."""

    def make(random: Random) -> Array:
        canvas = np.zeros((random.randint(*rows), random.randint(*columns)), int)
        for _ in range(random.randint(*count)):
            place(canvas, shape(random), random)
        return canvas

    return make


def frame(random: Random, colour: int | None = None) -> Array:
    """A closed border around ground."""
    n, m = random.randint(3, 5), random.randint(3, 6)
    shape = np.full((n, m), colour or random.randint(1, 9))
    shape[1:-1, 1:-1] = 0
    return shape


def rectangle(random: Random, colour: int | None = None) -> Array:
    """A full block."""
    return np.full((random.randint(1, 4), random.randint(1, 4)), colour or random.randint(1, 9))


def runs(row: Array) -> list[tuple[int, int]]:
    """First and end of each run of one colour other than 0."""
    found: list[tuple[int, int]] = []
    start = 0
    for k in range(1, len(row) + 1):
        if k == len(row) or row[k] != row[start]:
            if row[start]:
                found.append((start, k))
            start = k
    return found


def components(cells: Array, diagonal: bool = True, one_colour: bool = True) -> list[list[tuple[int, int]]]:
    """The places of each object."""
    h, w = cells.shape
    seen: set[tuple[int, int]] = set()
    found = []
    for start in [(i, j) for i, j in np.argwhere(cells).tolist()]:
        if start in seen:
            continue
        seen.add(start)
        own = [start]
        for i, j in own:
            for a in (-1, 0, 1):
                for b in (-1, 0, 1):
                    x, y = i + a, j + b
                    near = (diagonal or not (a and b)) and 0 <= x < h and 0 <= y < w and (x, y) not in seen and cells[x, y]
                    if near and (cells[x, y] == cells[start] or not one_colour):
                        seen.add((x, y))
                        own.append((x, y))
        found.append(own)
    return found


def crop(cells: Array, places: list[tuple[int, int]]) -> Array:
    """The box around some places, other cells than these blank."""
    rows, columns = [i for i, _ in places], [j for _, j in places]
    found = np.zeros((max(rows) - min(rows) + 1, max(columns) - min(columns) + 1), int)
    for i, j in places:
        found[i - min(rows), j - min(columns)] = cells[i, j]
    return found
