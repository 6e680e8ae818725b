"""Lists put in order or rid of repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("orders", doc="Order and repetition in a list.")


@primitive(
    "Ord a => list(a) -> list(a)", phrase="{xs}~ in ascending order", cost=2.0, body_cost=4.0, traits=["reorders", "order_blind", "total"]
)
def sort(xs: Sequence[Any]) -> list[Any]:
    """The items from the smallest to the largest.

    >>> sort([3, 1, 2])
    [1, 2, 3]
    """
    return sorted(xs)


@sort.kernel
def _(xs, out):
    for i in range(len(xs)):
        x = xs[i]
        j = i
        while j > 0 and out[j - 1] > x:
            out[j] = out[j - 1]
            j -= 1
        out[j] = x
    return len(xs)


@primitive(
    "Ord a => list(a) -> list(a)", phrase="{xs}~ in descending order", cost=4.0, body_cost=6.0, traits=["reorders", "order_blind", "total"]
)
def sort_descending(xs: Sequence[Any]) -> list[Any]:
    """The items from the largest to the smallest.

    >>> sort_descending([3, 1, 2])
    [3, 2, 1]
    """
    return sorted(xs, reverse=True)


@sort_descending.kernel
def _(xs, out):
    for i in range(len(xs)):
        x = xs[i]
        j = i
        while j > 0 and out[j - 1] < x:
            out[j] = out[j - 1]
            j -= 1
        out[j] = x
    return len(xs)


@primitive("Eq a => list(a) -> list(a)", phrase="{xs}~ without repeats", cost=2.0, body_cost=4.0, traits=["drops_copies", "total"])
def unique(xs: Sequence[Any]) -> list[Any]:
    """The different items, each where it comes first.

    >>> unique([3, 1, 3, 2, 1])
    [3, 1, 2]
    """
    return list(dict.fromkeys(xs))


@unique.kernel
def _(xs, out):
    size = 0
    for i in range(len(xs)):
        j = 0
        while j < size and out[j] != xs[i]:
            j += 1
        if j == size:
            out[size] = xs[i]
            size += 1
    return size


@primitive("Eq a => list(a) -> a", phrase="the most frequent {xs:item}", cost=4.0, body_cost=5.0)
def most_common(xs: Sequence[Any]) -> Any:
    """The item that occurs most often, the first of them in a draw; fails for an empty list.

    >>> most_common([1, 2, 3, 2])
    2
    """
    return max(xs, key=xs.count)


@most_common.kernel
def _(xs):
    best = FAIL
    most = 0
    for i in range(len(xs)):
        count = 0
        for j in range(len(xs)):
            if xs[j] == xs[i]:
                count += 1
        if count > most:
            most = count
            best = xs[i]
    return best
