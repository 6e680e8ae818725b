"""Grids after single concepts: above and below, inside and outside, order, count, sameness, centre, extension, movement to a border."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np

from tasks.grids.draws import Array, blob, components, crop, frame, grid, noise, objects, on_arrays, place, rectangle
from tasks.recipe import Recipe, recipe

Places = list[tuple[int, int]]


def _task(name: str, change: Callable[[Array], Array], make: Callable[[Random], Array]) -> Recipe:
    return recipe(f"concept: {name}", "grid -> grid", on_arrays(change), grid(make))


def _kept(test: Callable[[Array, Places, list[Places]], bool]) -> Callable[[Array], Array]:
    def change(cells: Array) -> Array:
        found, every = np.zeros_like(cells), components(cells)
        for own in every:
            for place_ in own if test(cells, own, every) else ():
                found[place_] = cells[place_]
        return found

    return change


def _painted(colour_of: Callable[[Array, Places, list[Places]], int]) -> Callable[[Array], Array]:
    def change(cells: Array) -> Array:
        found, every = cells.copy(), components(cells)
        for own in every:
            for place_ in own:
                found[place_] = colour_of(cells, own, every)
        return found

    return change


def _bars(random: Random) -> Array:
    colour = random.randint(1, 9)

    def bar(random: Random) -> Array:
        n = random.randint(2, 5)
        return np.full((1, n) if random.random() < 0.5 else (n, 1), colour)

    return objects((3, 5), bar)(random)


def _is_wide(cells: Array, own: Places, every: list[Places]) -> bool:
    return len({i for i, _ in own}) == 1


def _with_line(random: Random) -> Array:
    canvas = np.zeros((13, 11), int)
    canvas[6] = 5
    for _ in range(5):
        place(canvas, blob(random, (1, 3), random.choice((1, 2, 3, 4))), random)
    return canvas


def _without_above(cells: Array) -> Array:
    found = cells.copy()
    found[:6] = 0
    return found


def _box_and_specks(random: Random) -> Array:
    canvas = np.zeros((13, 13), int)
    n, m = random.randint(6, 8), random.randint(6, 8)
    box = np.zeros((n, m), int)
    box[[0, -1]] = box[:, [0, -1]] = 8
    i, j = random.randint(0, 13 - n), random.randint(0, 13 - m)
    canvas[i : i + n, j : j + m] = box
    for _ in range(14):
        a, b = random.randrange(13), random.randrange(13)
        if not canvas[a, b]:
            canvas[a, b] = 3
    return canvas


def _inside_only(cells: Array) -> Array:
    used = np.argwhere(cells == 8)
    (top, before), (bottom, behind) = used.min(0), used.max(0)
    found = np.zeros_like(cells)
    found[top : bottom + 1, before : behind + 1] = cells[top : bottom + 1, before : behind + 1]
    return found


def _content(cells: Array) -> Array:
    used = np.argwhere(cells == 8)
    (top, before), (bottom, behind) = used.min(0), used.max(0)
    return cells[top + 1 : bottom, before + 1 : behind]


def _columns_up(random: Random) -> Array:
    canvas = np.zeros((9, 9), int)
    for j in range(0, 9, 2):
        canvas[9 - random.randint(1, 8) :, j] = 4
    return canvas


def _sorted_bars(cells: Array) -> Array:
    found = cells.copy()
    heights = sorted(int((cells[:, j] != 0).sum()) for j in range(0, 9, 2))
    for j, h in zip(range(0, 9, 2), heights, strict=True):
        found[:, j] = np.where(np.arange(9) >= 9 - h, 4, 0)
    return found


def _by_rank(cells: Array) -> Array:
    found, every = cells.copy(), components(cells)
    sizes = sorted({len(own) for own in every}, reverse=True)
    for own in every:
        for place_ in own:
            found[place_] = (1, 2, 3, 6, 7)[sizes.index(len(own))]
    return found


def _as_row(cells: Array) -> Array:
    return np.full((1, len(components(cells))), 6)


def _colours_as_cells(cells: Array) -> Array:
    return np.full((len(set(cells[cells != 0].tolist())), 1), 2)


def _shapes_twice(random: Random) -> Array:
    canvas = np.zeros((14, 14), int)
    twin, other = blob(random, (3, 3), 3), blob(random, (2, 2), 3)
    for shape in (twin, twin, other, rectangle(random, 3)):
        place(canvas, shape, random)
    return canvas


def _has_twin(cells: Array, own: Places, every: list[Places]) -> bool:
    return sum(np.array_equal(crop(cells, own), crop(cells, other)) for other in every) > 1


def _to_right_border(cells: Array) -> Array:
    found = np.zeros_like(cells)
    for own in components(cells):
        by = cells.shape[1] - 1 - max(j for _, j in own)
        for i, j in own:
            found[i, j + by] = cells[i, j]
    return found


def _one_a_row(random: Random) -> Array:
    canvas = np.zeros((12, 12), int)
    for i in (0, 4, 8):
        n, m = random.randint(1, 3), random.randint(1, 4)
        j = random.randint(0, 12 - m)
        canvas[i : i + n, j : j + m] = random.randint(1, 9)
    return canvas


def _short_lines(random: Random) -> Array:
    canvas = np.zeros((12, 12), int)
    for i in random.sample(range(1, 11, 2), 2):
        j = random.randint(2, 8)
        canvas[i, j : j + 2] = random.randint(1, 9)
    return canvas


def _to_both_borders(cells: Array) -> Array:
    found = cells.copy()
    for i, row in enumerate(cells):
        if row.any():
            found[i] = row.max()
    return found


def _squares_of_odd_size(random: Random) -> Array:
    def square(random: Random) -> Array:
        n = random.choice((3, 5))
        return np.full((n, n), random.randint(1, 3))

    return objects((2, 3), square, (13, 15), (13, 15))(random)


def _centres(cells: Array) -> Array:
    found = cells.copy()
    for own in components(cells):
        rows, columns = [i for i, _ in own], [j for _, j in own]
        found[sum(rows) // len(rows), sum(columns) // len(columns)] = 8
    return found


def _seeds_with_wall(random: Random) -> Array:
    canvas = np.zeros((11, 12), int)
    canvas[:, 11] = 5
    for i in random.sample(range(11), 3):
        canvas[i, random.randint(0, 8)] = random.randint(1, 4)
    return canvas


def _lines_to_wall(cells: Array) -> Array:
    found = cells.copy()
    for i, row in enumerate(cells):
        used = np.flatnonzero(row[:11])
        if len(used):
            found[i, used[0] : 11] = row[used[0]]
    return found


def _to_wall(cells: Array) -> Array:
    found = np.where(cells == 5, 5, 0)
    for i, row in enumerate(cells):
        used = np.flatnonzero(row[:11])
        if len(used):
            found[i, 10] = row[used[0]]
    return found


def _lattice_of_counts(random: Random) -> Array:
    found = np.full((11, 11), 5)
    for a in range(3):
        for b in range(3):
            part = np.zeros((3, 3), int)
            for k in random.sample(range(9), random.choice((0, 1, 2, 4))):
                part[k // 3, k % 3] = 1
            found[4 * a : 4 * a + 3, 4 * b : 4 * b + 3] = part
    return found


def _fullest(cells: Array) -> Array:
    counts = np.array([[(cells[4 * a : 4 * a + 3, 4 * b : 4 * b + 3] == 1).sum() for b in range(3)] for a in range(3)])
    return np.where(counts == counts.max(), 1, 0)


def _on_ground(ground: int, make: Callable[[Random], Array]) -> Callable[[Random], Array]:
    def made(random: Random) -> Array:
        cells = make(random)
        return np.where(cells == 0, ground, np.where(cells == ground, 1, cells))

    return made


def _largest_on_ground(cells: Array) -> Array:
    plain = np.where(cells == 8, 0, cells)
    own = max(components(plain), key=len)
    found = np.full_like(cells, 8)
    for place_ in own:
        found[place_] = cells[place_]
    return found


def _by_lie(cells: Array, own: Places, every: list[Places]) -> int:
    return 2 if len({i for i, _ in own}) == 1 else 1


def _of_three_colours(random: Random) -> Array:
    return blob(random, (2, 4), random.choice((1, 2, 3)))


def _is_inner(cells: Array, own: Places, every: list[Places]) -> bool:
    return all(0 < i < len(cells) - 1 and 0 < j < len(cells[0]) - 1 for i, j in own)


def _is_frame(cells: Array, own: Places, every: list[Places]) -> bool:
    return bool((crop(cells, own)[1:-1, 1:-1] == 0).any()) and len(own) > 7


def _of_rarest_colour(cells: Array) -> Array:
    counts = Counter(cells[cells != 0].tolist())
    return np.where(cells == min(counts, key=lambda colour: (counts[colour], colour)), cells, 0)


RECIPES = [
    _task("keep what lies flat", _kept(_is_wide), _bars),
    _task("flat and upright get colours", _painted(_by_lie), _bars),
    _task("clear what is above the line", _without_above, _with_line),
    _task("keep what is inside", _inside_only, _box_and_specks),
    _task("cut out what is inside", _content, _box_and_specks),
    _task("bars in order", _sorted_bars, _columns_up),
    _task("colours by rank", _by_rank, objects((3, 4), lambda r: np.full((1, r.randint(1, 6)), 5), (11, 13), (11, 13))),
    _task("as many cells as objects", _as_row, objects((1, 5), lambda r: blob(r, (2, 3)))),
    _task("as many rows as colours", _colours_as_cells, noise((5, 7), (5, 7), (1, 2, 3, 4, 5), 0.15)),
    _task("keep the twins", _kept(_has_twin), _shapes_twice),
    _task("all to the right border", _to_right_border, _one_a_row),
    _task("lines to both borders", _to_both_borders, _short_lines),
    _task("mark the middle", _centres, _squares_of_odd_size),
    _task("lines up to a wall", _lines_to_wall, _seeds_with_wall),
    _task("cells move to a wall", _to_wall, _seeds_with_wall),
    _task("the fullest part of a lattice", _fullest, _lattice_of_counts),
    _task("the largest on a coloured ground", _largest_on_ground, _on_ground(8, objects((3, 5), _of_three_colours))),
    _task("keep what is not at the border", _kept(_is_inner), objects((5, 7), lambda r: blob(r, (2, 3), 4), (9, 11), (9, 11))),
    _task("keep closed frames", _kept(_is_frame), objects((3, 5), lambda r: frame(r, 2) if r.random() < 0.5 else rectangle(r, 2))),
    _task("the top one", lambda a: crop(a, components(a)[0]), objects((3, 4), lambda r: blob(r, (2, 3)))),
    _task("the colour that there is least of", _of_rarest_colour, noise((7, 9), (7, 9), (1, 2, 3, 4), 0.1)),
]
