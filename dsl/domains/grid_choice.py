"""Objects and parts of grids: chosen by what they are like."""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.domains.grid_colours import main_colour
from dsl.domains.grid_neighbours import fill_holes
from dsl.domains.grid_objects import components
from dsl.domains.grid_turns import STEPS
from dsl.grid import grid_of, origin_of
from dsl.grid_words import column_of, height, row_of, width
from dsl.primitives import primitive

DOMAIN = Domain("grid_choice", includes=("grid_objects",), doc="Objects chosen by what they are like.")


# Which of several


@primitive("list(grid) -> grid", phrase="the largest {gs:item}", cost=1.2)
def largest(gs):
    """The one with most cells other than 0, the first of equals.

    >>> largest([[[1]], [[2, 2]]])
    [[2, 2]]
    """
    return max(gs, key=np.count_nonzero)


@primitive("list(grid) -> grid", phrase="the smallest {gs:item}", cost=1.2)
def smallest(gs):
    """The one with fewest cells other than 0, the first of equals.

    >>> smallest([[[1]], [[2, 2]]])
    [[1]]
    """
    return min(gs, key=np.count_nonzero)


@primitive("list(grid) -> list(grid)", phrase="the largest ones of {gs:items}", cost=1.2)
def most_cells(gs):
    """Those with as many cells other than 0 as any.

    >>> most_cells([[[1]], [[2, 2]], [[3, 3]]])
    [[[2, 2]], [[3, 3]]]
    """
    most = max(map(np.count_nonzero, gs))
    return [g for g in gs if np.count_nonzero(g) == most]


@primitive("list(grid) -> list(grid)", phrase="the smallest ones of {gs:items}", cost=1.2)
def fewest_cells(gs):
    """Those with as few cells other than 0 as any.

    >>> fewest_cells([[[1]], [[2, 2]], [[3]]])
    [[[1]], [[3]]]
    """
    fewest = min(map(np.count_nonzero, gs))
    return [g for g in gs if np.count_nonzero(g) == fewest]


@primitive("int -> list(grid) -> grid", phrase="the {n:nth} {gs:item}", cost=1.5)
def pick(n, gs):
    """The one at a place, from 0; fails where there is none.

    >>> pick(1, [[[1]], [[2]]])
    [[2]]
    """
    if n < 0:
        raise ValueError("places count from 0")
    return gs[n]


@primitive("int -> list(int) -> list(grid) -> list(grid)", phrase="the ones of {gs:items} whose entry in {ns} is {n}", cost=1.5)
def those(n, ns, gs):
    """Those of some grids whose number in a list is n.

    >>> those(2, [1, 2], [[[5]], [[6]]])
    [[[6]]]
    """
    return [g for own, g in zip(ns, gs) if own == n]


@primitive("list(grid) -> int", phrase="the number of {gs:items}", cost=1.0)
def how_many(gs):
    """How many grids there are.

    >>> how_many([[[1]], [[2]]])
    2
    """
    return len(gs)


@primitive("list(grid) -> list(grid)", phrase="{gs}~ in reverse order", cost=1.2)
def backwards(gs):
    """The grids from the last to the first.

    >>> backwards([[[1]], [[2]]])
    [[[2]], [[1]]]
    """
    return list(gs[::-1])


def _shape(g):
    """Which cells are not 0."""
    return tuple(map(tuple, np.array(g) != 0))


@primitive("list(grid) -> grid", phrase="the most frequent {gs:item}", cost=1.5)
def commonest(gs):
    """The first one of the kind that there is most of.

    >>> commonest([[[1]], [[2]], [[1]]])
    [[1]]
    """
    return max(gs, key=lambda g: sum(g == other for other in gs))


@primitive("list(grid) -> grid", phrase="the only one of its kind among {gs:items}", cost=1.5)
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


@primitive("list(grid) -> list(int)", phrase="how often the shape of each {gs:item} occurs", cost=1.5)
def copies(gs):
    """Of each of some grids how many have cells other than 0 at the same places.

    >>> copies([[[1]], [[2]], [[1, 1]]])
    [2, 2, 1]
    """
    shapes = [_shape(g) for g in gs]
    return [shapes.count(shape) for shape in shapes]


@primitive("list(grid) -> list(int)", phrase="the rank by size of each {gs:item}", cost=1.5)
def ranks(gs):
    """Of each of some grids how many numbers of cells there are that are larger than its own, and 1 more.

    >>> ranks([[[1]], [[2, 2]], [[3]]])
    [2, 1, 2]
    """
    sizes = [int(np.count_nonzero(g)) for g in gs]
    ordered = sorted(set(sizes), reverse=True)
    return [1 + ordered.index(size) for size in sizes]


@primitive("list(grid) -> list(int)", phrase="the place from left to right of each {gs:item}", cost=1.5)
def orders(gs):
    """The place of each object among some, by their columns and then their rows, from 1.

    >>> orders([[[1]]])
    [1]
    """
    places = [(origin_of(g)[1], origin_of(g)[0]) for g in gs]
    ordered = sorted(places)
    return [1 + ordered.index(place) for place in places]


@primitive("list(grid) -> grid", phrase="{gs}~ laid over each other", cost=1.5)
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


@primitive("grid -> int", phrase="the number of rows of {g}")
def rows(g):
    """How many rows there are.

    >>> rows([[1, 2]])
    1
    """
    return len(g)


@rows.kernel
def _(g):
    return height(g)


@primitive("grid -> int", phrase="the number of columns of {g}")
def columns(g):
    """How many columns there are.

    >>> columns([[1, 2]])
    2
    """
    return len(g[0])


@columns.kernel
def _(g):
    return width(g)


@primitive("grid -> int", phrase="the place of the top row of {g}", cost=1.5)
def top_row(g):
    """The row of an object's first cell, from 0.

    >>> top_row([[1, 2]])
    0
    """
    return origin_of(g)[0]


@top_row.kernel
def _(g):
    return row_of(g)


@primitive("grid -> int", phrase="the place of the first column of {g}", cost=1.5)
def first_column(g):
    """The column of an object's first cell, from 0.

    >>> first_column([[1, 2]])
    0
    """
    return origin_of(g)[1]


@first_column.kernel
def _(g):
    return column_of(g)


@primitive("grid -> int", phrase="the number of holes of {g}", cost=1.5)
def holes(g):
    """How many holes there are: pieces of ground that no way leads out of.

    >>> holes([[1, 1, 1], [1, 0, 1], [1, 1, 1]])
    1
    """
    inside = (np.array(fill_holes(1, g)) != 0) & (np.array(g) == 0)
    return sum(1 for _ in components(inside.astype(int).tolist(), STEPS[:4], True))


@primitive("grid -> int", phrase="the number of symmetries of {g}", cost=1.5)
def symmetries(g):
    """How many of mirroring, flipping and transposing leave it as it is.

    >>> symmetries([[1, 2, 1]])
    2
    """
    cells = np.array(g)
    return sum(np.array_equal(cells, view(cells)) for view in (np.fliplr, np.flipud, np.transpose))


@primitive("grid -> grid -> int", phrase="the number of sides of {g} that {o} touches", cost=1.5)
def at_border(o, g):
    """On how many sides of its grid an object lies at the border.

    >>> at_border([[1]], [[1, 0], [0, 0]])
    2
    """
    (i, j), (h, w) = origin_of(o), np.shape(o)
    return (i <= 0) + (j <= 0) + (i + h >= len(g)) + (j + w >= len(g[0]))


@primitive("grid -> int", phrase="the format of {g} (1 for wide and 2 for high and 3 for square)", cost=1.2)
def lie(g):
    """1 for a grid that is wider than high, 2 for one that is higher than wide, 3 for a square.

    >>> lie([[1, 1]])
    1
    """
    return 1 if len(g) < len(g[0]) else 2 if len(g) > len(g[0]) else 3


@primitive("grid -> int", phrase="the fullness of {g} (1 for full and 2 for any other)", cost=1.5)
def fullness(g):
    """1 for a grid without 0, 2 for any other.

    >>> fullness([[1, 1]])
    1
    """
    return 1 if np.all(g) else 2


@primitive("colour -> int", phrase="the number of {c}", cost=1.0)
def colour_number(c):
    """A colour as a number.

    >>> colour_number(3)
    3
    """
    return c


@primitive("list(grid) -> list(int)", phrase="the number of others that touch each {gs:item}", cost=1.5)
def contacts(gs):
    """Of each object how many others touch it, corners too.

    >>> contacts([[[1]], [[2]]])
    [1, 1]
    """
    places = [np.argwhere(g) + origin_of(g) for g in gs]
    near = [[len(a) and len(b) and (abs(a[:, None] - b[None]).max(2) <= 1).any() for b in places] for a in places]
    return [int(sum(map(bool, own))) - bool(own[i]) for i, own in enumerate(near)]


@primitive("list(grid) -> list(int)", phrase="the number of those in the colour of each {gs:item}", cost=1.5)
def same_colour(gs):
    """Of each object how many have the same commonest colour, itself too.

    >>> same_colour([[[1]], [[2]], [[1]]])
    [2, 1, 2]
    """
    found = [main_colour(g) if np.any(g) else 0 for g in gs]
    return [found.count(colour) for colour in found]


@primitive("list(grid) -> list(int)", phrase="the number of others around each {gs:item}", cost=1.5)
def enclosing(gs):
    """Of each object how many others have it wholly within their box.

    >>> enclosing([[[1, 1], [1, 1]], [[2]]])
    [0, 1]
    """
    boxes = [(*origin_of(g), origin_of(g)[0] + len(g), origin_of(g)[1] + len(g[0])) for g in gs]

    def within(a, b):
        return a != b and b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3]

    return [sum(within(own, other) for other in boxes) for own in boxes]


@primitive("list(int) -> list(int)", phrase="{ns}~ ranked from the smallest up", cost=1.2)
def ranked(ns):
    """Of each number how many different ones are smaller, and 1 more.

    >>> ranked([5, 2, 5])
    [2, 1, 2]
    """
    known = sorted(set(ns))
    return [1 + known.index(n) for n in ns]


@primitive("list(int) -> list(int)", phrase="{ns}~ ranked from the largest down", cost=1.2)
def ranked_down(ns):
    """Of each number how many different ones are larger, and 1 more.

    >>> ranked_down([5, 2, 5])
    [1, 2, 1]
    """
    known = sorted(set(ns), reverse=True)
    return [1 + known.index(n) for n in ns]
