"""Items chosen, ordered or grouped by what a function says of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL, make
from dsl.primitives import primitive

DOMAIN = Domain("selection", doc="Items chosen, ordered or grouped by a function.")

Function = Callable[[Any], Any]
Test = Callable[[Any], bool]


@primitive(
    "(a -> bool) -> list(a) -> list(a)",
    phrase="{xs:items} before the first {test:not that}",
    cost=3.0,
    body_cost=5.0,
    lenient=True,
    traits=["total"],
)
def take_while(test: Test, xs: Sequence[Any]) -> list[Any]:
    """The items before the first for which the test does not hold; the ones behind it are not tested.

    >>> take_while(lambda x: x < 3, [1, 2, 3, 1])
    [1, 2]
    """
    return list(itertools.takewhile(test, xs))


@take_while.kernel
def _(test, xs, out):
    for i in range(len(xs)):
        if test[i] == FAIL:
            return FAIL
        if not test[i]:
            return i
        out[i] = xs[i]
    return len(xs)


@primitive(
    "(a -> bool) -> list(a) -> list(a)",
    phrase="{xs:items} from the first on {test:not that}",
    cost=3.0,
    body_cost=5.0,
    lenient=True,
    traits=["total"],
)
def drop_while(test: Test, xs: Sequence[Any]) -> list[Any]:
    """The items from the first on for which the test does not hold; the ones behind it are not tested.

    >>> drop_while(lambda x: x < 3, [1, 2, 3, 1])
    [3, 1]
    """
    return list(itertools.dropwhile(test, xs))


@drop_while.kernel
def _(test, xs, out):
    start = 0
    while start < len(xs) and test[start] == 1:
        start += 1
    if start < len(xs) and test[start] == FAIL:
        return FAIL
    for i in range(start, len(xs)):
        out[i - start] = xs[i]
    return len(xs) - start


@primitive("Ord b => (a -> b) -> list(a) -> list(a)", phrase="{xs}~ sorted by {key:each item}", cost=2.0, body_cost=5.0, traits=["total"])
def sort_by(key: Function, xs: Sequence[Any]) -> list[Any]:
    """The items from the smallest key to the largest; equal keys keep their order.

    >>> sort_by(lambda x: -x, [1, 3, 2])
    [3, 2, 1]
    """
    return sorted(xs, key=key)


@sort_by.kernel
def _(key, xs, out):
    # `out` holds places until they are in order, then the items.
    for i in range(len(xs)):
        j = i
        while j > 0 and key[out[j - 1]] > key[i]:
            out[j] = out[j - 1]
            j -= 1
        out[j] = i
    for i in range(len(xs)):
        out[i] = xs[out[i]]
    return len(xs)


@primitive("Ord b => (a -> b) -> list(a) -> a", phrase="the {xs:item} for which {key:it} is largest", cost=4.0, body_cost=6.0)
def max_by(key: Function, xs: Sequence[Any]) -> Any:
    """The item with the largest key, the first of them in a draw; fails for an empty list.

    >>> max_by(lambda x: x * x, [1, -3, 2])
    -3
    """
    return max(xs, key=key)


@max_by.kernel
def _(key, xs):
    if len(xs) == 0:
        return FAIL
    best = 0
    for i in range(1, len(xs)):
        if key[i] > key[best]:
            best = i
    return xs[best]


@primitive("Ord b => (a -> b) -> list(a) -> a", phrase="the {xs:item} for which {key:it} is smallest", cost=4.0, body_cost=6.0)
def min_by(key: Function, xs: Sequence[Any]) -> Any:
    """The item with the smallest key, the first of them in a draw; fails for an empty list.

    >>> min_by(lambda x: x * x, [3, -1, 2])
    -1
    """
    return min(xs, key=key)


@min_by.kernel
def _(key, xs):
    if len(xs) == 0:
        return FAIL
    best = 0
    for i in range(1, len(xs)):
        if key[i] < key[best]:
            best = i
    return xs[best]


@primitive(
    "Eq b => (a -> b) -> list(a) -> list(list(a))", phrase="{xs}~ gathered by {key:each item}", cost=5.0, body_cost=7.0, traits=["total"]
)
def group_by(key: Function, xs: Sequence[Any]) -> list[list[Any]]:
    """The items gathered by equal keys, wherever they stand, in the order in which the keys come up.

    >>> group_by(lambda x: x % 2, [1, 2, 3, 5, 4])
    [[1, 3, 5], [2, 4]]
    """
    groups: dict[Any, list[Any]] = {}
    for x in xs:
        groups.setdefault(key(x), []).append(x)
    return list(groups.values())


@group_by.kernel
def _(key, xs, heap, out):
    size = 0
    for i in range(len(xs)):
        j = 0
        while j < i and key[j] != key[i]:
            j += 1
        if j < i:
            continue
        # The free part of `out` holds the group until it is a value of its own.
        members = size
        for k in range(i, len(xs)):
            if key[k] == key[i]:
                out[members] = xs[k]
                members += 1
        out[size] = make(heap, out[size:members])
        if out[size] == FAIL:
            return FAIL
        size += 1
    return size
