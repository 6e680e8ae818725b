"""Lists of lists: cut into pieces, laid out in rows, joined again.

`make` gives FAIL when the heap is full, which no list may hold: the kernel then fails as a whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL, item, make, sub64
from dsl.primitives import primitive

DOMAIN = Domain("nested", doc="Lists of lists: pieces, rows and columns.")


@primitive("list(list(a)) -> list(a)", phrase="the items of all the lists in {xss}", cost=2.0, body_cost=4.0, traits=["total"])
def flatten(xss: Sequence[Sequence[Any]]) -> list[Any]:
    """The items of all the lists, one after the other.

    >>> flatten([[1, 2], [], [3]])
    [1, 2, 3]
    """
    if sum(map(len, xss)) > MAX_LIST:
        raise ValueError("too long a list")
    return [x for xs in xss for x in xs]


@flatten.kernel
def _(xss, heap, out):
    size = 0
    for i in range(len(xss)):
        xs = item(heap, xss[i])
        if size + len(xs) > MAX_LIST:
            return FAIL
        for j in range(len(xs)):
            out[size + j] = xs[j]
        size += len(xs)
    return size


@primitive("int -> list(a) -> list(list(a))", phrase="{xs}~ cut into pieces of {n:item}", cost=4.0, body_cost=6.0)
def chunks(n: int, xs: Sequence[Any]) -> list[Sequence[Any]]:
    """The list cut into pieces of n items, the last one perhaps shorter; fails unless n is positive.

    >>> chunks(2, [1, 2, 3, 4, 5])
    [[1, 2], [3, 4], [5]]
    """
    if n <= 0:
        raise ValueError("a size that is not positive")
    return [xs[i : i + n] for i in range(0, len(xs), n)]


@chunks.kernel
def _(n, xs, heap, out):
    if n <= 0:
        return FAIL
    n = min(n, max(len(xs), 1))
    size = 0
    for i in range(0, len(xs), n):
        out[size] = make(heap, xs[i : min(i + n, len(xs))])
        if out[size] == FAIL:
            return FAIL
        size += 1
    return size


@primitive("int -> list(a) -> list(list(a))", phrase="every {n:item} in a row of {xs}", cost=4.0, body_cost=6.0)
def windows(n: int, xs: Sequence[Any]) -> list[Sequence[Any]]:
    """Every n items that stand next to each other, from left to right; fails unless n is positive.

    >>> windows(2, [1, 2, 3])
    [[1, 2], [2, 3]]
    """
    if n <= 0:
        raise ValueError("a size that is not positive")
    return [xs[i : i + n] for i in range(len(xs) - n + 1)]


@windows.kernel
def _(n, xs, heap, out):
    if n <= 0:
        return FAIL
    if n > len(xs):
        return 0
    for i in range(len(xs) - n + 1):
        out[i] = make(heap, xs[i : i + n])
        if out[i] == FAIL:
            return FAIL
    return len(xs) - n + 1


@primitive(
    "list(a) -> list(list(a))", phrase="the beginnings of {xs}, from its first item to the whole", cost=5.0, body_cost=6.0, traits=["total"]
)
def prefixes(xs: Sequence[Any]) -> list[Sequence[Any]]:
    """For every item the list up to it.

    >>> prefixes([1, 2, 3])
    [[1], [1, 2], [1, 2, 3]]
    """
    return [xs[: i + 1] for i in range(len(xs))]


@prefixes.kernel
def _(xs, heap, out):
    for i in range(len(xs)):
        out[i] = make(heap, xs[: i + 1])
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive(
    "list(a) -> list(list(a))", phrase="the ends of {xs}, from the whole to its last item", cost=5.0, body_cost=6.0, traits=["total"]
)
def suffixes(xs: Sequence[Any]) -> list[Sequence[Any]]:
    """For every item the list from it on.

    >>> suffixes([1, 2, 3])
    [[1, 2, 3], [2, 3], [3]]
    """
    return [xs[i:] for i in range(len(xs))]


@suffixes.kernel
def _(xs, heap, out):
    for i in range(len(xs)):
        out[i] = make(heap, xs[i:])
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive("Eq a => list(a) -> list(list(a))", phrase="{xs}~ cut into runs of equal items", cost=3.0, body_cost=5.0, traits=["total"])
def group(xs: Sequence[Any]) -> list[list[Any]]:
    """The list cut into runs of equal neighbours.

    >>> group([1, 1, 2, 1])
    [[1, 1], [2], [1]]
    """
    return [list(run) for _, run in itertools.groupby(xs)]


@group.kernel
def _(xs, heap, out):
    size = 0
    start = 0
    for i in range(len(xs)):
        if i + 1 == len(xs) or xs[i + 1] != xs[i]:
            out[size] = make(heap, xs[start : i + 1])
            if out[size] == FAIL:
                return FAIL
            size += 1
            start = i + 1
    return size


@primitive("list(int) -> list(list(int))", phrase="{xs}~ cut into runs of consecutive numbers", cost=5.0, body_cost=6.0, traits=["total"])
def consecutive_runs(xs: Sequence[int]) -> list[Sequence[int]]:
    """The list cut wherever a number is not the one before it plus 1.

    >>> consecutive_runs([1, 2, 5, 6, 7, 9])
    [[1, 2], [5, 6, 7], [9]]
    """
    cuts = [i for i in range(1, len(xs)) if xs[i] != xs[i - 1] + 1]
    return [xs[i:j] for i, j in zip([0, *cuts], [*cuts, len(xs)], strict=True) if i < j]


@consecutive_runs.kernel
def _(xs, heap, out):
    size = 0
    start = 0
    for i in range(len(xs)):
        if i + 1 == len(xs) or sub64(xs[i + 1], xs[i]) != 1:
            out[size] = make(heap, xs[start : i + 1])
            if out[size] == FAIL:
                return FAIL
            size += 1
            start = i + 1
    return size


@primitive("Eq a => a -> list(a) -> list(list(a))", phrase="{xs}~ cut at each {x}", cost=5.0, body_cost=6.0, traits=["total"])
def split_on(x: Any, xs: Sequence[Any]) -> list[Sequence[Any]]:
    """The pieces between the items equal to x, empty ones included.

    >>> split_on(0, [1, 2, 0, 3, 0])
    [[1, 2], [3], []]
    """
    cuts = [i for i, y in enumerate(xs) if y == x]
    if len(cuts) >= MAX_LIST:
        raise ValueError("too long a list")
    return [xs[i:j] for i, j in zip([0, *(i + 1 for i in cuts)], [*cuts, len(xs)], strict=True)]


@split_on.kernel
def _(x, xs, heap, out):
    size = 0
    start = 0
    for i in range(len(xs)):
        if xs[i] == x:
            if size + 1 >= MAX_LIST:
                return FAIL
            out[size] = make(heap, xs[start:i])
            if out[size] == FAIL:
                return FAIL
            size += 1
            start = i + 1
    out[size] = make(heap, xs[start:])
    if out[size] == FAIL:
        return FAIL
    return size + 1


@primitive("list(list(a)) -> list(list(a))", phrase="{rows}~ with rows made columns", cost=5.0, body_cost=7.0, traits=["total"])
def transpose(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows made columns, as far as the shortest row goes; fails for more than MAX_LIST columns.

    >>> transpose([[1, 2, 3], [4, 5, 6]])
    [[1, 4], [2, 5], [3, 6]]
    """
    if rows and min(map(len, rows)) > MAX_LIST:
        raise ValueError("too long a list")
    return [list(column) for column in zip(*rows, strict=False)]


@transpose.kernel
def _(rows, heap, out):
    if len(rows) == 0:
        return 0
    width = len(item(heap, rows[0]))
    for i in range(1, len(rows)):
        width = min(width, len(item(heap, rows[i])))
    if width > MAX_LIST:
        return FAIL
    for j in range(width):
        # The free part of `out` holds the column until it is a value of its own.
        for i in range(len(rows)):
            out[j + i] = item(heap, rows[i])[j]
        out[j] = make(heap, out[j : j + len(rows)])
        if out[j] == FAIL:
            return FAIL
    return width
