"""Lists made from numbers: ranges, copies and digits. None is longer than MAX_LIST; a longer one is a failure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL, add64, mul64, sub64
from dsl.primitives import primitive

DOMAIN = Domain("sequences", doc="Lists made from numbers: ranges, copies and digits.")


@primitive("int -> list(int)", phrase="the numbers from 0 to one less than {n}", cost=2.0, body_cost=3.0, traits=["total"])
def range_(n: int) -> list[int]:
    """The numbers from 0 to n - 1.

    >>> range_(3)
    [0, 1, 2]
    """
    if n > MAX_LIST:
        raise ValueError("too long a list")
    return list(range(n))


@range_.kernel
def _(n, out):
    if n > MAX_LIST:
        return FAIL
    for i in range(n):
        out[i] = i
    return max(0, n)


@primitive("int -> int -> list(int)", phrase="the numbers from {first} to {final}", cost=4.0, body_cost=4.0, traits=["total"])
def range_from(first: int, final: int) -> list[int]:
    """The numbers from the first to the final one, both included.

    >>> range_from(2, 5)
    [2, 3, 4, 5]
    """
    if final - first >= MAX_LIST:
        raise ValueError("too long a list")
    return list(range(first, final + 1))


@range_from.kernel
def _(first, final, out):
    if final < first:
        return 0
    span = sub64(final, first)
    if span == FAIL or span >= MAX_LIST:
        return FAIL
    for i in range(span + 1):
        out[i] = first + i
    return span + 1


@primitive("a -> int -> list(a)", phrase="a list of {x}, {n:time} over", cost=3.0, body_cost=3.0, traits=["total"])
def repeat(x: Any, n: int) -> list[Any]:
    """n copies of an item, none at all if n is negative.

    >>> repeat(7, 3)
    [7, 7, 7]
    """
    if n > MAX_LIST:
        raise ValueError("too long a list")
    return [x] * n


@repeat.kernel
def _(x, n, out):
    if n > MAX_LIST:
        return FAIL
    for i in range(n):
        out[i] = x
    return max(0, n)


@primitive("list(a) -> int -> list(a)", phrase="{xs}~ {n:time} over", cost=4.0, body_cost=6.0, traits=["total"])
def replicate(xs: Sequence[Any], n: int) -> list[Any]:
    """The list n times over, empty if n is negative.

    >>> replicate([7, 8], 2)
    [7, 8, 7, 8]
    """
    if len(xs) * n > MAX_LIST:
        raise ValueError("too long a list")
    return [*xs] * n


@replicate.kernel
def _(xs, n, out):
    if len(xs) == 0 or n <= 0:
        return 0
    if n > MAX_LIST // len(xs):
        return FAIL
    for i in range(n):
        for j in range(len(xs)):
            out[i * len(xs) + j] = xs[j]
    return n * len(xs)


@primitive("int -> list(int)", phrase="the digits of {n}", cost=5.0, body_cost=5.0)
def digits(n: int) -> list[int]:
    """The decimal digits of a number; fails for a negative one.

    >>> digits(407)
    [4, 0, 7]
    """
    return [int(digit) for digit in str(n)]


@digits.kernel
def _(n, out):
    if n < 0:
        return FAIL
    size = 1
    rest = n // 10
    while rest > 0:
        rest //= 10
        size += 1
    rest = n
    for i in range(size):
        out[size - 1 - i] = rest % 10
        rest //= 10
    return size


@primitive("list(int) -> int", phrase="the number with the digits {xs}", cost=5.0, body_cost=5.0)
def from_digits(xs: Sequence[int]) -> int:
    """The number that has these decimal digits, 0 without any; fails for an item that is no digit.

    >>> from_digits([4, 0, 7])
    407
    """
    n = 0
    for x in xs:
        if not 0 <= x <= 9:
            raise ValueError("not a digit")
        n = n * 10 + x
    return n


@from_digits.kernel
def _(xs):
    n = 0
    for i in range(len(xs)):
        if xs[i] < 0 or xs[i] > 9:
            return FAIL
        n = mul64(n, 10)
        if n != FAIL:
            n = add64(n, xs[i])
        if n == FAIL:
            return FAIL
    return n
