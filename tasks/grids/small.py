"""Grids of five by five: turned, mirrored, shifted, recoloured, drawn on."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np

from tasks.grids.draws import Array, grid, noise, on_arrays
from tasks.recipe import Recipe, recipe

FIVE = (5, 5)
STREWN = noise(FIVE, FIVE, (1, 2, 3, 4, 6, 8), 0.5)
TWO = noise(FIVE, FIVE, (1, 2), 0.5)
SPARSE = noise(FIVE, FIVE, (1, 3, 4, 7), 0.15)


def _task(name: str, change: Callable[[Array], Array], make: Callable[[Random], Array] = STREWN) -> Recipe:
    return recipe(f"five: {name}", "grid -> grid", on_arrays(change), grid(make))


def _fallen(cells: Array) -> Array:
    found = np.zeros_like(cells)
    for j in range(5):
        column = cells[:, j][cells[:, j] != 0]
        found[5 - len(column) :, j] = column
    return found


def _crossed(cells: Array) -> Array:
    found = cells.copy()
    for i, j in np.argwhere(cells):
        found[i, :] = np.where(found[i, :] == 0, cells[i, j], found[i, :])
        found[:, j] = np.where(found[:, j] == 0, cells[i, j], found[:, j])
    return found


def _one(random: Random) -> Array:
    found = np.zeros((5, 5), int)
    found[random.randrange(5), random.randrange(5)] = random.randint(1, 9)
    return found


def _half_symmetric(random: Random) -> Array:
    found = STREWN(random)
    found[:, 3:] = 0
    found[:, :3] = np.where(found[:, :3] == 0, 5, found[:, :3])
    return found


def _completed(cells: Array) -> Array:
    found = cells.copy()
    found[:, 3:] = cells[:, 1::-1]
    return found


def _framed(cells: Array) -> Array:
    found = cells.copy()
    found[[0, -1]] = found[:, [0, -1]] = 4
    return found


def _grown(cells: Array) -> Array:
    found = cells.copy()
    for i, j in np.argwhere(cells):
        box = found[max(0, i - 1) : i + 2, max(0, j - 1) : j + 2]
        box[box == 0] = 2
    return found


def _commonest(cells: Array) -> Array:
    return np.where(cells == np.bincount(cells[cells != 0]).argmax(), cells, 0)


RECIPES = [
    _task("turn to the right", lambda a: np.rot90(a, -1)),
    _task("mirror", np.fliplr),
    _task("transpose", np.transpose),
    _task("half a turn", lambda a: np.rot90(a, 2)),
    _task("swap two colours", lambda a: np.array([0, 2, 1])[a], TWO),
    _task("shift down and around", lambda a: np.roll(a, 1, 0)),
    _task("fall down", _fallen),
    _task("one colour becomes another", lambda a: np.where(a == 3, 9, a)),
    _task("a cross through a cell", _crossed, _one),
    _task("the other half mirrored", _completed, _half_symmetric),
    _task("a border", _framed),
    _task("cells grow", _grown, SPARSE),
    _task("keep the commonest colour", _commonest, noise(FIVE, FIVE, (2, 2, 2, 5, 7), 0.6)),
    _task("top half over bottom half", lambda a: np.where(a[:2] != 0, a[:2], a[3:]), TWO),
]
