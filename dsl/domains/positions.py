"""Lists edited by place or by value: inserted, removed, replaced, turned round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("positions", doc="Lists edited by place or by value.")


@primitive("int -> a -> list(a) -> list(a)", phrase="{xs}~ with {x} put in at place {i}", cost=3.0, body_cost=6.0)
def insert_at(i: int, x: Any, xs: Sequence[Any]) -> list[Any]:
    """The list with x put in at place i, at most just behind the last item; fails elsewhere.

    >>> insert_at(1, 9, [7, 8])
    [7, 9, 8]
    """
    if not 0 <= i <= len(xs):
        raise IndexError("a place outside the list")
    if len(xs) >= MAX_LIST:
        raise ValueError("too long a list")
    return [*xs[:i], x, *xs[i:]]


@insert_at.kernel
def _(i, x, xs, out):
    if i < 0 or i > len(xs) or len(xs) >= MAX_LIST:
        return FAIL
    for j in range(i):
        out[j] = xs[j]
    out[i] = x
    for j in range(i, len(xs)):
        out[j + 1] = xs[j]
    return len(xs) + 1


@primitive("int -> list(a) -> list(a)", phrase="{xs}~ without its {i:nth} item", cost=3.0, body_cost=5.0)
def remove_at(i: int, xs: Sequence[Any]) -> list[Any]:
    """The list without the item at place i; fails outside the list.

    >>> remove_at(1, [7, 8, 9])
    [7, 9]
    """
    if not 0 <= i < len(xs):
        raise IndexError("a place outside the list")
    return [*xs[:i], *xs[i + 1 :]]


@remove_at.kernel
def _(i, xs, out):
    if i < 0 or i >= len(xs):
        return FAIL
    for j in range(i):
        out[j] = xs[j]
    for j in range(i + 1, len(xs)):
        out[j - 1] = xs[j]
    return len(xs) - 1


@primitive("int -> a -> list(a) -> list(a)", phrase="{xs}~ with {x} as its {i:nth} item", cost=3.0, body_cost=6.0)
def replace_at(i: int, x: Any, xs: Sequence[Any]) -> list[Any]:
    """The list with x instead of the item at place i; fails outside the list.

    >>> replace_at(1, 0, [7, 8, 9])
    [7, 0, 9]
    """
    if not 0 <= i < len(xs):
        raise IndexError("a place outside the list")
    return [*xs[:i], x, *xs[i + 1 :]]


@replace_at.kernel
def _(i, x, xs, out):
    if i < 0 or i >= len(xs):
        return FAIL
    for j in range(len(xs)):
        out[j] = xs[j]
    out[i] = x
    return len(xs)


@primitive(
    "int -> int -> list(a) -> list(a)", phrase="{xs}~ with the item at place {i} and that at place {j} exchanged", cost=4.0, body_cost=7.0
)
def swap_at(i: int, j: int, xs: Sequence[Any]) -> list[Any]:
    """The list with the items at places i and j exchanged; fails outside the list.

    >>> swap_at(0, 2, [7, 8, 9])
    [9, 8, 7]
    """
    if min(i, j) < 0:
        raise IndexError("a negative place")
    items = list(xs)
    items[i], items[j] = items[j], items[i]
    return items


@swap_at.kernel
def _(i, j, xs, out):
    if i < 0 or j < 0 or i >= len(xs) or j >= len(xs):
        return FAIL
    for k in range(len(xs)):
        out[k] = xs[k]
    out[i] = xs[j]
    out[j] = xs[i]
    return len(xs)


@primitive("Eq a => a -> list(a) -> list(a)", phrase="{xs}~ without any {x}", cost=3.0, body_cost=4.0, traits=["total"])
def remove(x: Any, xs: Sequence[Any]) -> list[Any]:
    """The list without any item equal to x.

    >>> remove(7, [7, 8, 7])
    [8]
    """
    return [y for y in xs if y != x]


@remove.kernel
def _(x, xs, out):
    size = 0
    for i in range(len(xs)):
        if xs[i] != x:
            out[size] = xs[i]
            size += 1
    return size


@primitive(
    "Eq a => a -> a -> list(a) -> list(a)", phrase="{xs}~ with {new} in place of every {old}", cost=5.0, body_cost=6.0, traits=["total"]
)
def substitute(old: Any, new: Any, xs: Sequence[Any]) -> list[Any]:
    """The list with `new` instead of every item equal to `old`.

    >>> substitute(7, 0, [7, 8, 7])
    [0, 8, 0]
    """
    return [new if x == old else x for x in xs]


@substitute.kernel
def _(old, new, xs, out):
    for i in range(len(xs)):
        out[i] = new if xs[i] == old else xs[i]
    return len(xs)


@primitive("list(a) -> list(a)", phrase="{xs}~ in reverse order", cost=2.0, body_cost=4.0, traits=["reorders", "total"])
def reverse(xs: Sequence[Any]) -> Sequence[Any]:
    """The items in the opposite order.

    >>> reverse([7, 8, 9])
    [9, 8, 7]
    """
    return xs[::-1]


@reverse.kernel
def _(xs, out):
    for i in range(len(xs)):
        out[i] = xs[len(xs) - 1 - i]
    return len(xs)


@primitive("int -> list(a) -> list(a)", phrase="{xs}~ with its first {n:item} moved to the end", cost=4.0, body_cost=6.0, traits=["total"])
def rotate(n: int, xs: Sequence[Any]) -> list[Any]:
    """The list with its first n items moved to its end, one after the other; a negative n moves back.

    >>> rotate(1, [7, 8, 9])
    [8, 9, 7]
    """
    start = n % max(len(xs), 1)
    return [*xs[start:], *xs[:start]]


@rotate.kernel
def _(n, xs, out):
    start = n % max(len(xs), 1)
    for i in range(len(xs)):
        out[i] = xs[(start + i) % len(xs)]
    return len(xs)


@primitive("int -> list(a) -> list(a)", phrase="every {n:count} item of {xs}", cost=4.0, body_cost=6.0)
def every_nth(n: int, xs: Sequence[Any]) -> Sequence[Any]:
    """The items at places 0, n, 2n and so on; fails unless n is positive.

    >>> every_nth(2, [5, 6, 7, 8, 9])
    [5, 7, 9]
    """
    if n <= 0:
        raise ValueError("a step that is not positive")
    return xs[::n]


@every_nth.kernel
def _(n, xs, out):
    if n <= 0:
        return FAIL
    n = min(n, max(len(xs), 1))
    size = 0
    for i in range(0, len(xs), n):
        out[size] = xs[i]
        size += 1
    return size


@primitive("list(a) -> list(a) -> list(a)", phrase="the items of {xs} and {ys} in turn", cost=3.0, body_cost=6.0, traits=["total"])
def interleave(xs: Sequence[Any], ys: Sequence[Any]) -> list[Any]:
    """Items from the two lists in turn, then what is left of the longer one.

    >>> interleave([1, 2, 3], [8, 9])
    [1, 8, 2, 9, 3]
    """
    if len(xs) + len(ys) > MAX_LIST:
        raise ValueError("too long a list")
    mixed = [item for pair in zip(xs, ys, strict=False) for item in pair]
    return [*mixed, *xs[len(ys) :], *ys[len(xs) :]]


@interleave.kernel
def _(xs, ys, out):
    if len(xs) + len(ys) > MAX_LIST:
        return FAIL
    size = 0
    for i in range(max(len(xs), len(ys))):
        if i < len(xs):
            out[size] = xs[i]
            size += 1
        if i < len(ys):
            out[size] = ys[i]
            size += 1
    return size
