"""Grids of any size: objects chosen, moved, recoloured, enclosed; patterns, halves, scaling, symmetry."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from tasks.grids.draws import Array, blob, components, crop, frame, grid, noise, objects, on_arrays, place, rectangle
from tasks.recipe import Recipe, recipe


def _task(name: str, change: Callable[[Array], Array], make: Callable[[Random], Array]) -> Recipe:
    return recipe(f"scene: {name}", "grid -> grid", on_arrays(change), grid(make))


def _blobs(colour: int | None = None) -> Callable[[Random], Array]:
    return lambda random: blob(random, (2, 4), colour)


def _largest(cells: Array) -> Array:
    return crop(cells, max(components(cells), key=len))


def _one_large(random: Random) -> Array:
    canvas = np.zeros((random.randint(10, 14), random.randint(10, 14)), int)
    place(canvas, np.full((4, random.randint(4, 5)), random.randint(1, 9)), random)
    for _ in range(4):
        place(canvas, blob(random, (1, 3)), random)
    return canvas


def _odd_colour(random: Random) -> Array:
    canvas = np.zeros((12, 13), int)
    usual, odd = random.sample(range(1, 10), 2)
    place(canvas, blob(random, (2, 4), odd), random)
    for _ in range(3):
        place(canvas, blob(random, (2, 4), usual), random)
    return canvas


def _of_odd_colour(cells: Array) -> Array:
    found = components(cells)
    colours = [cells[own[0]] for own in found]
    return crop(cells, next(own for own, colour in zip(found, colours, strict=True) if colours.count(colour) == 1))


def _recoloured(colour_of: Callable[[Array, list[tuple[int, int]]], int]) -> Callable[[Array], Array]:
    def change(cells: Array) -> Array:
        found = cells.copy()
        for own in components(cells):
            for place_ in own:
                found[place_] = colour_of(cells, own)
        return found

    return change


def _largest_or_not(cells: Array, own: list[tuple[int, int]]) -> int:
    return 2 if len(own) == max(map(len, components(cells))) else 5


def _enclosed(colour: int) -> Callable[[Array], Array]:
    def change(cells: Array) -> Array:
        ground = np.pad(cells == 0, 1, constant_values=True).astype(int)
        outside = next(own for own in components(ground, diagonal=False) if (0, 0) in own)
        found = cells.copy()
        for i, j in np.argwhere(cells == 0).tolist():
            if (i + 1, j + 1) not in outside:
                found[i, j] = colour
        return found

    return change


def _is_frame(cells: Array, own: list[tuple[int, int]]) -> bool:
    return bool((crop(cells, own)[1:-1, 1:-1] == 0).any())


def _frames_and_blocks(random: Random) -> Array:
    canvas = np.zeros((13, 13), int)
    for _ in range(5):
        n, m = random.randint(3, 4), random.randint(3, 4)
        shape = np.full((n, m), 5)
        if random.random() < 0.5:
            shape[1:-1, 1:-1] = 0
        place(canvas, shape, random)
    return canvas


def _pairs(random: Random) -> Array:
    canvas = np.zeros((11, 11), int)
    for i in random.sample(range(0, 11, 2), 3):
        a, b = sorted(random.sample(range(11), 2))
        canvas[i, a] = canvas[i, b] = random.randint(1, 9)
    return canvas


def _linked(cells: Array) -> Array:
    found = cells.copy()
    for i, row in enumerate(cells):
        used = np.flatnonzero(row)
        if len(used) == 2:
            found[i, used[0] : used[1]] = row[used[0]]
    return found


def _shot_down(cells: Array) -> Array:
    found = cells.copy()
    for i, j in np.argwhere(cells).tolist():
        found[i:, j] = cells[i, j]
    return found


def _in_columns(random: Random) -> Array:
    canvas = np.zeros((random.randint(8, 12), random.randint(8, 12)), int)
    for j in random.sample(range(canvas.shape[1]), 3):
        canvas[random.randint(0, 5), j] = random.randint(1, 9)
    return canvas


def _onto_floor(cells: Array) -> Array:
    found = np.zeros_like(cells)
    used = np.argwhere(cells)
    found[used[:, 0] + len(cells) - 1 - used[:, 0].max(), used[:, 1]] = cells[used[:, 0], used[:, 1]]
    return found


def _halves(line: int) -> Callable[[Random], Array]:
    def make(random: Random) -> Array:
        h, w = random.randint(3, 6), random.randint(3, 6)
        left, right = (np.array([[random.choice((0, c)) for _ in range(w)] for _ in range(h)]) for c in (1, 2))
        return np.hstack((left, np.full((h, 1), line), right))

    return make


def _of_halves(rule: Callable[[Array, Array], Array]) -> Callable[[Array], Array]:
    def change(cells: Array) -> Array:
        w = cells.shape[1] // 2
        return rule(cells[:, :w] != 0, cells[:, w + 1 :] != 0)

    return change


def _lattice(random: Random) -> Array:
    n = random.randint(3, 5)
    found = np.full((2 * n + 1, 2 * n + 1), 5)
    odd = random.randrange(4)
    base = np.array([[random.choice((0, 3)) for _ in range(n)] for _ in range(n)])
    for k in range(4):
        part = base.copy()
        if k == odd:
            part[random.randrange(n), random.randrange(n)] = 8
        i, j = divmod(k, 2)
        found[i * (n + 1) : i * (n + 1) + n, j * (n + 1) : j * (n + 1) + n] = part
    return found


def _odd_part(cells: Array) -> Array:
    n = len(cells) // 2
    parts = [cells[i : i + n, j : j + n] for i in (0, n + 1) for j in (0, n + 1)]
    return next(part for part in parts if (part == 8).any())


def _pattern(random: Random) -> Array:
    n, m = random.randint(2, 4), random.randint(2, 4)
    tile = np.array([[random.randint(1, 6) for _ in range(m)] for _ in range(n)])
    found = np.tile(tile, (6, 6))[:14, :14]
    i, j = random.randint(0, 8), random.randint(0, 8)
    found[i : i + 4, j : j + 4] = 0
    return found


def _repeated(cells: Array) -> Array:
    h, w = cells.shape
    for _, n, m in sorted((n * m, n, m) for n in range(1, 7) for m in range(1, 7)):
        tile = np.zeros((n, m), int)
        sound = True
        for i in range(n):
            for j in range(m):
                seen = set(cells[i::n, j::m].ravel().tolist()) - {0}
                sound = sound and len(seen) == 1
                tile[i, j] = max(seen, default=0)
        if sound:
            return np.tile(tile, (h, w))[:h, :w]
    raise AssertionError


def _symmetric(random: Random) -> Array:
    n = random.randint(4, 6)
    quarter = np.array([[random.randint(1, 7) for _ in range(n)] for _ in range(n)])
    half = np.hstack((quarter, np.fliplr(quarter)))
    found = np.vstack((half, np.flipud(half)))
    i, j = random.randint(0, n - 3), random.randint(0, n - 3)
    found[i : i + 3, j : j + 3] = 0
    return found


def _whole(cells: Array) -> Array:
    return np.where(cells == 0, np.maximum(np.fliplr(cells), np.maximum(np.flipud(cells), np.rot90(cells, 2))), cells)


def _specks(random: Random) -> Array:
    canvas = objects((2, 3), rectangle_of_three, (12, 15), (12, 15))(random)
    for _ in range(8):
        place(canvas, np.full((1, 1), random.randint(1, 9)), random)
    return canvas


def rectangle_of_three(random: Random) -> Array:
    """A block of three rows and more."""
    return np.full((random.randint(3, 4), random.randint(3, 4)), random.randint(1, 9))


def _without_specks(cells: Array) -> Array:
    found = cells.copy()
    for own in components(cells):
        if len(own) == 1:
            found[own[0]] = 0
    return found


def _mirrored_each(cells: Array) -> Array:
    found = np.zeros_like(cells)
    for own in components(cells, one_colour=False):
        rows, columns = [i for i, _ in own], [j for _, j in own]
        shape = crop(cells, own)[:, ::-1]
        box = found[min(rows) : max(rows) + 1, min(columns) : max(columns) + 1]
        box[shape != 0] = shape[shape != 0]
    return found


def _two_coloured(random: Random) -> Array:
    shape = blob(random, (3, 4), 1)
    first, second = random.sample(range(1, 10), 2)
    return np.where(shape != 0, np.array([[random.choice((first, second)) for _ in row] for row in shape]), 0)


def _boxed(cells: Array) -> Array:
    found = cells.copy()
    for own in components(cells):
        rows, columns = [i for i, _ in own], [j for _, j in own]
        box = found[min(rows) : max(rows) + 1, min(columns) : max(columns) + 1]
        box[box == 0] = 7
    return found


def _fractal(cells: Array) -> Array:
    return np.kron(cells != 0, np.ones(cells.shape, int)) * np.tile(cells, cells.shape)


ANY = noise((3, 5), (3, 5), (1, 2, 3, 4, 6, 8), 0.6)
RECIPES = [
    _task("cut out the largest", _largest, _one_large),
    _task("cut out the one of another colour", _of_odd_colour, _odd_colour),
    _task("cut out all there is", lambda a: crop(a, [(i, j) for i, j in np.argwhere(a).tolist()]), objects((1, 1), _two_coloured)),
    _task("the largest gets a colour", _recoloured(_largest_or_not), objects((3, 5), _blobs(5))),
    _task("frames and blocks get colours", _recoloured(lambda a, own: 3 if _is_frame(a, own) else 8), _frames_and_blocks),
    _task("fill what is enclosed", _enclosed(4), objects((2, 4), frame)),
    _task("link cells in a row", _linked, _pairs),
    _task("lines down to the floor", _shot_down, _in_columns),
    _task("all sinks to the floor", _onto_floor, objects((1, 1), _two_coloured)),
    _task("both halves", _of_halves(lambda a, b: 8 * (a & b)), _halves(5)),
    _task("either half", _of_halves(lambda a, b: 3 * (a | b)), _halves(4)),
    _task("exactly one half", _of_halves(lambda a, b: 6 * (a ^ b)), _halves(7)),
    _task("neither half", _of_halves(lambda a, b: 2 * ~(a | b)), _halves(8)),
    _task("the part that differs", _odd_part, _lattice),
    _task("complete the pattern", _repeated, _pattern),
    _task("complete the symmetry", _whole, _symmetric),
    _task("drop specks", _without_specks, _specks),
    _task("mirror each object", _mirrored_each, objects((2, 4), _two_coloured)),
    _task("fill the box of each object", _boxed, objects((2, 3), lambda r: blob(r, (3, 4), 3))),
    _task("twice as large", lambda a: np.kron(a, np.ones((2, 2), int)), ANY),
    _task("two beside each other", lambda a: np.hstack((a, a)), ANY),
    _task("beside its mirror image", lambda a: np.hstack((a, np.fliplr(a))), ANY),
    _task("all four mirror images", lambda a: np.vstack((np.hstack((a, np.fliplr(a))), np.hstack((np.flipud(a), np.rot90(a, 2))))), ANY),
    _task("a grid of itself", _fractal, noise((3, 3), (3, 3), (1, 2, 3, 4, 6, 8), 0.6)),
    _task("a border around all", lambda a: np.pad(a, 1, constant_values=3), ANY),
    _task("outline in a colour", lambda a: np.where(a == 0, 1 * _near(a), a), objects((2, 4), rectangle)),
]


def _near(cells: Array) -> Array:
    padded = np.pad(cells, 1) != 0
    h, w = cells.shape
    return np.any([padded[i : i + h, j : j + w] for i in range(3) for j in range(3)], axis=0)
