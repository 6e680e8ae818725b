"""Grids of one row: blocks that move, grow, are filled, hollowed, mirrored, copied, recoloured."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from tasks.grids.draws import Array, Maker, blocks_in_row, grid, on_arrays, runs
from tasks.recipe import Recipe, recipe

GRID = "grid -> grid"


def _moved(n: int, towards: int = 1) -> Recipe:
    def change(cells: Array) -> Array:
        return np.roll(cells, n * towards, 1)

    def make(random: Random) -> Array:
        row = np.zeros((1, random.randint(12, 20)), int)
        size = random.randint(2, 5)
        at = random.randint(n, row.shape[1] - size - n)
        row[0, at : at + size] = random.randint(1, 9)
        return row

    side = "right" if towards > 0 else "left"
    return recipe(f"row: a block moves {n} to the {side}", GRID, on_arrays(change), grid(make))


def _with_stop(random: Random) -> Array:
    row = np.zeros((1, random.randint(14, 20)), int)
    size, gap = random.randint(2, 5), random.randint(2, 5)
    at = random.randint(0, row.shape[1] - size - gap - 2)
    row[0, at : at + size] = block = random.randint(1, 9)
    row[0, at + size + gap] = 2 if block != 2 else 3
    return row


def _up_to_stop(cells: Array) -> Array:
    row = cells[0].copy()
    (a, b), (stop, _) = runs(row)
    row[a:stop] = np.concatenate((np.zeros(stop - b, int), row[a:b]))
    return row[None]


def _two_closer(cells: Array) -> Array:
    row = cells[0].copy()
    (a, b), _ = runs(row)
    colour = row[a]
    row[a:b] = 0
    row[a + 2 : b + 2] = colour
    return row[None]


def _grown_to_stop(cells: Array) -> Array:
    row = cells[0].copy()
    (a, _), (stop, _) = runs(row)
    row[a:stop] = row[a]
    return row[None]


def _ends(count: tuple[int, int]) -> Maker:
    def make(random: Random) -> Array:
        row, colour, at = np.zeros((1, 24), int), random.randint(1, 9), random.randint(0, 2)
        for _ in range(random.randint(*count)):
            gap = random.randint(2, 5)
            if at + gap + 1 < 24:
                row[0, at] = row[0, at + gap] = colour
            at += gap + random.randint(2, 4)
        return row

    return make


def _filled(cells: Array) -> Array:
    row = cells[0].copy()
    ends = np.flatnonzero(row)
    for a, b in zip(ends[::2], ends[1::2], strict=False):
        row[a:b] = row[a]
    return row[None]


def _hollow(cells: Array) -> Array:
    row = cells[0].copy()
    for a, b in runs(row):
        row[a + 1 : b - 1] = 0
    return row[None]


def _headed(random: Random) -> Array:
    row = np.zeros((1, random.randint(12, 18)), int)
    size = random.randint(3, 6)
    at = random.randint(0, row.shape[1] - size)
    body, head = random.sample(range(1, 10), 2)
    row[0, at : at + size] = body
    row[0, at] = head
    return row


def _flipped(cells: Array) -> Array:
    row = cells[0].copy()
    used = np.flatnonzero(row)
    row[used] = row[used][::-1]
    return row[None]


def _before_mirror(random: Random) -> Array:
    row = np.zeros((1, 20), int)
    size, gap = random.randint(3, 5), random.randint(1, 3)
    row[0, 9] = 9
    row[0, 9 - gap - size + 1 : 10 - gap] = random.choices(range(1, 8), k=size)
    row[0, 9] = 9
    return row


def _mirrored(cells: Array) -> Array:
    row = cells[0]
    found = np.zeros_like(row)
    for k in range(20):
        if row[k] and 0 <= 18 - k < 20:
            found[18 - k] = row[k]
    return found[None]


def _noisy(random: Random) -> Array:
    row = np.zeros((1, random.randint(18, 26)), int)
    size = random.randint(5, 9)
    at = random.randint(2, row.shape[1] - size - 2)
    row[0, at : at + size] = colour = random.randint(1, 9)
    for _ in range(random.randint(2, 5)):
        k = random.randrange(row.shape[1])
        if not row[0, max(0, k - 1) : k + 2].any():
            row[0, k] = colour
    return row


def _without_single(cells: Array) -> Array:
    row = cells[0].copy()
    for a, b in runs(row):
        if b - a == 1:
            row[a] = 0
    return row[None]


def _speckled(random: Random) -> Array:
    row = np.zeros((1, random.randint(14, 22)), int)
    size = random.randint(6, 10)
    at = random.randint(1, row.shape[1] - size - 1)
    row[0, at : at + size] = random.randint(1, 9)
    for k in random.sample(range(at + 1, at + size - 1), 2):
        row[0, k] = random.randint(1, 9)
    return row


def _smoothed(cells: Array) -> Array:
    row = cells[0].copy()
    used = row[row != 0]
    row[row != 0] = np.bincount(used).argmax()
    return row[None]


def _by_size(colours: dict[int, int]) -> Callable[[Array], Array]:
    def change(cells: Array) -> Array:
        row = cells[0].copy()
        for a, b in runs(cells[0]):
            row[a:b] = colours[b - a]
        return row[None]

    return change


def _by_parity(cells: Array) -> Array:
    row = cells[0].copy()
    for a, b in runs(cells[0]):
        row[a:b] = 1 if (b - a) % 2 else 7
    return row[None]


def _longest(cells: Array) -> Array:
    row = cells[0].copy()
    most = max(b - a for a, b in runs(row))
    for a, b in runs(cells[0]):
        if b - a == most:
            row[a:b] = 8
    return row[None]


def _pattern_and_seeds(coloured: bool) -> Maker:
    def make(random: Random) -> Array:
        row, colour = np.zeros((1, 26), int), random.randint(1, 9)
        row[0, 1:4] = colour
        at = 7
        while at < 24:
            row[0, at] = random.randint(1, 9) if coloured else colour
            at += random.randint(4, 6)
        return row

    return make


def _stamped(cells: Array) -> Array:
    row = cells[0].copy()
    for a, b in runs(cells[0]):
        if b - a == 1:
            row[a - 1 : a + 2] = row[a]
    return row[None]


def _fallen(cells: Array) -> Array:
    used = cells[0][cells[0] != 0]
    return np.concatenate((np.zeros(cells.shape[1] - len(used), int), used))[None]


SOME = blocks_in_row((2, 4), (1, 4))
RECIPES = [
    _moved(1),
    _moved(3),
    _moved(2, -1),
    recipe("row: a block moves up to a cell", GRID, on_arrays(_up_to_stop), grid(_with_stop)),
    recipe("row: a block moves two towards a cell", GRID, on_arrays(_two_closer), grid(_with_stop)),
    recipe("row: a block grows up to a cell", GRID, on_arrays(_grown_to_stop), grid(_with_stop)),
    recipe("row: fill between two ends", GRID, on_arrays(_filled), grid(_ends((1, 1)))),
    recipe("row: fill between ends in pairs", GRID, on_arrays(_filled), grid(_ends((2, 4)))),
    recipe("row: hollow out", GRID, on_arrays(_hollow), grid(blocks_in_row((1, 3), (3, 6)))),
    recipe("row: turn a block with a head", GRID, on_arrays(_flipped), grid(_headed)),
    recipe("row: reflect over a cell", GRID, on_arrays(_mirrored), grid(_before_mirror)),
    recipe("row: drop single cells", GRID, on_arrays(_without_single), grid(_noisy)),
    recipe("row: mend a speckled block", GRID, on_arrays(_smoothed), grid(_speckled)),
    recipe("row: colours by size", GRID, on_arrays(_by_size({1: 3, 2: 6, 3: 1, 4: 4})), grid(blocks_in_row((3, 5), (1, 4), (20, 26)))),
    recipe("row: colours by odd and even", GRID, on_arrays(_by_parity), grid(blocks_in_row((3, 5), (1, 6), (22, 28)))),
    recipe("row: the longest gets a colour", GRID, on_arrays(_longest), grid(blocks_in_row((2, 4), (2, 6), (20, 26)))),
    recipe("row: a pattern at each single cell", GRID, on_arrays(_stamped), grid(_pattern_and_seeds(False))),
    recipe("row: a pattern in the colour of each cell", GRID, on_arrays(_stamped), grid(_pattern_and_seeds(True))),
    recipe("row: all cells fall to the right", GRID, on_arrays(_fallen), grid(blocks_in_row((2, 4), (1, 3), (12, 16), False))),
]
