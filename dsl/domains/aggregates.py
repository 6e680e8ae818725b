"""What a list comes to: sums, extremes, counts and places of an item."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL, add64, mul64, sub64
from dsl.primitives import primitive

DOMAIN = Domain("aggregates", doc="What a list comes to: sums, extremes, counts, places.")


@primitive("list(int) -> int", phrase="the sum of {xs}", cost=2.0, body_cost=4.0, traits=["order_blind", "total"])
def sum_(xs: Sequence[int]) -> int:
    """All items added up.

    >>> sum_([1, 2, 3])
    6
    """
    return sum(xs)


@sum_.kernel
def _(xs):
    # Two halves: a partial sum may leave 64 bits although the whole one does not.
    high = 0
    low = 0
    for i in range(len(xs)):
        high += xs[i] >> 32
        low += xs[i] & 0xFFFFFFFF
    high += low >> 32
    if high < -(1 << 31) or high >= 1 << 31:
        return FAIL
    return (high << 32) | (low & 0xFFFFFFFF)


@primitive("list(int) -> int", phrase="the product of {xs}", cost=3.0, body_cost=5.0, traits=["order_blind", "total"])
def product(xs: Sequence[int]) -> int:
    """All items multiplied.

    >>> product([2, 3, 4])
    24
    """
    return math.prod(xs)


@product.kernel
def _(xs):
    for i in range(len(xs)):
        if xs[i] == 0:
            return 0
    result = 1
    for i in range(len(xs)):
        result = mul64(result, xs[i])
        if result == FAIL:
            return FAIL
    return result


@primitive("Ord a => list(a) -> a", phrase="the largest {xs:item}", cost=2.5, body_cost=3.0, traits=["order_blind", "copies_blind"])
def maximum(xs: Sequence[Any]) -> Any:
    """The largest item; fails for an empty list.

    >>> maximum([3, 9, 4])
    9
    """
    return max(xs)


@maximum.kernel
def _(xs):
    if len(xs) == 0:
        return FAIL
    best = xs[0]
    for i in range(1, len(xs)):
        if xs[i] > best:
            best = xs[i]
    return best


@primitive("Ord a => list(a) -> a", phrase="the smallest {xs:item}", cost=2.5, body_cost=3.0, traits=["order_blind", "copies_blind"])
def minimum(xs: Sequence[Any]) -> Any:
    """The smallest item; fails for an empty list.

    >>> minimum([3, 9, 4])
    3
    """
    return min(xs)


@minimum.kernel
def _(xs):
    if len(xs) == 0:
        return FAIL
    best = xs[0]
    for i in range(1, len(xs)):
        if xs[i] < best:
            best = xs[i]
    return best


@primitive("Eq a => a -> list(a) -> bool", phrase="{xs} [contains/does not contain] {x}", cost=3.0, traits=["looks_up", "total"])
def contains(x: Any, xs: Sequence[Any]) -> bool:
    """Whether some item equals x.

    >>> contains(9, [3, 9, 4])
    True
    """
    return x in xs


@contains.kernel
def _(x, xs):
    for i in range(len(xs)):
        if xs[i] == x:
            return 1
    return 0


@primitive("Eq a => a -> list(a) -> int", phrase="how often {x} is in {xs}", cost=3.0, traits=["total"])
def count_of(x: Any, xs: Sequence[Any]) -> int:
    """How many items equal x.

    >>> count_of(3, [3, 9, 3])
    2
    """
    return xs.count(x)


@count_of.kernel
def _(x, xs):
    count = 0
    for i in range(len(xs)):
        if xs[i] == x:
            count += 1
    return count


@primitive("Eq a => a -> list(a) -> int", phrase="the place of the first {x} in {xs}", cost=4.0, body_cost=4.0, traits=["looks_up"])
def index_of(x: Any, xs: Sequence[Any]) -> int:
    """The place of the first item equal to x; fails if there is none.

    >>> index_of(9, [3, 9, 4])
    1
    """
    return xs.index(x)


@index_of.kernel
def _(x, xs):
    for i in range(len(xs)):
        if xs[i] == x:
            return i
    return FAIL


@primitive("Eq a => a -> list(a) -> list(int)", phrase="the places of {x} in {xs}", cost=5.0, body_cost=6.0, traits=["total"])
def indices_of(x: Any, xs: Sequence[Any]) -> list[int]:
    """The places of all items equal to x.

    >>> indices_of(3, [3, 9, 3])
    [0, 2]
    """
    return [i for i, y in enumerate(xs) if y == x]


@indices_of.kernel
def _(x, xs, out):
    size = 0
    for i in range(len(xs)):
        if xs[i] == x:
            out[size] = i
            size += 1
    return size


@primitive("list(int) -> list(int)", phrase="the running sums of {xs}", cost=4.0, body_cost=6.0, traits=["total"])
def cumulative_sum(xs: Sequence[int]) -> list[int]:
    """For every item the sum of the items up to it.

    >>> cumulative_sum([1, 2, 3])
    [1, 3, 6]
    """
    sums: list[int] = []
    for x in xs:
        sums.append(sums[-1] + x if sums else x)
    return sums


@cumulative_sum.kernel
def _(xs, out):
    total = 0
    for i in range(len(xs)):
        total = add64(total, xs[i])
        if total == FAIL:
            return FAIL
        out[i] = total
    return len(xs)


@primitive("list(int) -> list(int)", phrase="the differences between neighbours in {xs}", cost=4.0, body_cost=6.0, traits=["total"])
def differences(xs: Sequence[int]) -> list[int]:
    """For every item but the first, what it is more than the item before it.

    >>> differences([1, 3, 2])
    [2, -1]
    """
    return [b - a for a, b in itertools.pairwise(xs)]


@differences.kernel
def _(xs, out):
    for i in range(1, len(xs)):
        step = sub64(xs[i], xs[i - 1])
        if step == FAIL:
            return FAIL
        out[i - 1] = step
    return max(0, len(xs) - 1)
