"""Grids of one size laid over each other."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.grid import grid_of, origin_of
from dsl.grid_words import copied, height, width
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("grid_overlays", doc="Grids of one size laid over each other.")
LOWEST = 0x1111111111111111  # bits of the cells of a word


def used(word):
    """All bits of the cells of a word that are not 0."""
    return ((word | word >> 1 | word >> 2 | word >> 3) & LOWEST) * 15


def _pair(a, b):
    """Two grids as arrays."""
    if np.shape(a) != np.shape(b):
        raise ValueError("grids of different sizes")
    return np.array(a), np.array(b)


def unlike(a, b):
    """Whether two grids differ in size."""
    return height(a) != height(b) or width(a) != width(b)


@primitive("grid -> grid -> grid", phrase="{top}~ laid over {bottom}", cost=1.2, associative=True)
def overlay(top, bottom):
    """The first grid, and the second where that has 0.

    >>> overlay([[0, 2]], [[1, 1]])
    [[1, 2]]
    """
    a, b = _pair(top, bottom)
    return grid_of(np.where(a != 0, a, b), origin_of(top))


@overlay.kernel
def _(a, b, out):
    if unlike(a, b):
        return FAIL
    n = copied(b, out)
    out[0] = a[0]
    for k in range(1, n):
        out[k] = a[k] | (b[k] & ~used(a[k]))
    return n


@primitive("grid -> grid -> grid -> grid", phrase="{a}~ where {mask} is coloured and {b} elsewhere", cost=1.5)
def where(mask, a, b):
    """The cells of one grid where a mask is not 0, and of another one where it is.

    >>> where([[0, 1]], [[5, 6]], [[7, 8]])
    [[7, 6]]
    """
    cells, c = _pair(a, b)
    return grid_of(np.where(_pair(mask, a)[0] != 0, cells, c), origin_of(a))


@where.kernel
def _(mask, a, b, out):
    if unlike(mask, a) or unlike(a, b):
        return FAIL
    n = copied(a, out)
    for k in range(1, n):
        out[k] = (a[k] & used(mask[k])) | (b[k] & ~used(mask[k]))
    return n


@primitive("grid -> grid -> grid", phrase="{a}~ where {b} is coloured too", cost=1.2)
def both(a, b):
    """The first grid where both are not 0.

    >>> both([[1, 2]], [[0, 3]])
    [[0, 2]]
    """
    cells, c = _pair(a, b)
    return grid_of(np.where(c != 0, cells, 0), origin_of(a))


@both.kernel
def _(a, b, out):
    if unlike(a, b):
        return FAIL
    n = copied(a, out)
    for k in range(1, n):
        out[k] = a[k] & used(b[k])
    return n


@primitive("grid -> grid -> grid", phrase="{a}~ where {b} is not coloured", cost=1.2)
def without(a, b):
    """The first grid where the second is 0.

    >>> without([[1, 2]], [[0, 3]])
    [[1, 0]]
    """
    cells, c = _pair(a, b)
    return grid_of(np.where(c == 0, cells, 0), origin_of(a))


@without.kernel
def _(a, b, out):
    if unlike(a, b):
        return FAIL
    n = copied(a, out)
    for k in range(1, n):
        out[k] = a[k] & ~used(b[k])
    return n


@primitive("grid -> grid -> grid", phrase="the cells that are coloured in just one of {a} and {b}", cost=1.5)
def differ(a, b):
    """What is in exactly one of two grids.

    >>> differ([[1, 2, 0]], [[0, 3, 4]])
    [[1, 0, 4]]
    """
    cells, c = _pair(a, b)
    return grid_of(np.where(cells == 0, c, np.where(c == 0, cells, 0)), origin_of(a))


@differ.kernel
def _(a, b, out):
    if unlike(a, b):
        return FAIL
    n = copied(a, out)
    for k in range(1, n):
        out[k] = (a[k] & ~used(b[k])) | (b[k] & ~used(a[k]))
    return n
