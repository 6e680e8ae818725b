"""Pairs: two values side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL, item, make
from dsl.primitives import primitive

DOMAIN = Domain("pairs", includes=("text", "options", "decimals"), doc="Two values side by side.")


@primitive("pair(a, b) -> a", phrase="the first part of {p}", cost=1.0, body_cost=1.0, traits=["total"])
def first(p: Sequence[Any]) -> Any:
    """The first of the two.

    >>> first((3, "a"))
    3
    """
    return p[0]


@first.kernel
def _(p):
    return p[0]


@primitive("pair(a, b) -> b", phrase="the second part of {p}", cost=1.0, body_cost=1.0, traits=["total"])
def second(p: Sequence[Any]) -> Any:
    """The second of the two.

    >>> second((3, "a"))
    'a'
    """
    return p[1]


@second.kernel
def _(p):
    return p[1]


@primitive("a -> b -> pair(a, b)", phrase="the pair of {x} and {y}", cost=1.0, body_cost=2.0, traits=["total"])
def pair(x: Any, y: Any) -> tuple[Any, Any]:
    """Two values side by side.

    >>> pair(3, "a")
    (3, 'a')
    """
    return (x, y)


@pair.kernel
def _(x, y, out):
    out[0] = x
    out[1] = y
    return 2


@primitive("pair(a, b) -> pair(b, a)", phrase="{p}~ with its parts exchanged", cost=1.5, body_cost=2.0, traits=["total"])
def swap(p: Sequence[Any]) -> tuple[Any, Any]:
    """The second before the first.

    >>> swap((3, "a"))
    ('a', 3)
    """
    return (p[1], p[0])


@swap.kernel
def _(p, out):
    out[0] = p[1]
    out[1] = p[0]
    return 2


@primitive(
    "list(a) -> list(b) -> list(pair(a, b))", phrase="the items of {xs} and {ys} in pairs", cost=2.0, body_cost=4.0, traits=["total"]
)
def zip_(xs: Sequence[Any], ys: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The items of two lists in pairs, as far as the shorter one goes.

    >>> zip_([1, 2, 3], ["a", "b"])
    [(1, 'a'), (2, 'b')]
    """
    return list(zip(xs, ys, strict=False))


@zip_.kernel
def _(xs, ys, heap, out):
    size = min(len(xs), len(ys))
    for i in range(size):
        # The free part of `out` holds the pair until it is a value of its own.
        out[i] = xs[i]
        out[i + 1] = ys[i]
        out[i] = make(heap, out[i : i + 2])
        if out[i] == FAIL:
            return FAIL
    return size


@primitive("list(pair(a, b)) -> list(a)", phrase="the first parts of {ps}", cost=2.0, body_cost=3.0, traits=["total"])
def first_items(ps: Sequence[Sequence[Any]]) -> list[Any]:
    """The first of each pair.

    >>> first_items([(3, "a"), (4, "b")])
    [3, 4]
    """
    return [p[0] for p in ps]


@first_items.kernel
def _(ps, heap, out):
    for i in range(len(ps)):
        out[i] = item(heap, ps[i])[0]
    return len(ps)


@primitive("list(pair(a, b)) -> list(b)", phrase="the second parts of {ps}", cost=2.0, body_cost=3.0, traits=["total"])
def second_items(ps: Sequence[Sequence[Any]]) -> list[Any]:
    """The second of each pair.

    >>> second_items([(3, "a"), (4, "b")])
    ['a', 'b']
    """
    return [p[1] for p in ps]


@second_items.kernel
def _(ps, heap, out):
    for i in range(len(ps)):
        out[i] = item(heap, ps[i])[1]
    return len(ps)


@primitive("list(a) -> list(pair(int, a))", phrase="{xs}~ numbered from 0", cost=2.5, body_cost=4.0, traits=["total"])
def enumerated(xs: Sequence[Any]) -> list[tuple[int, Any]]:
    """The items with their places before them, from 0.

    >>> enumerated(["a", "b"])
    [(0, 'a'), (1, 'b')]
    """
    return list(enumerate(xs))


@enumerated.kernel
def _(xs, heap, out):
    for i in range(len(xs)):
        out[i + 1] = xs[i]
        out[i] = i
        out[i] = make(heap, out[i : i + 2])
        if out[i] == FAIL:
            return FAIL
    return len(xs)


@primitive("list(a) -> list(pair(a, a))", phrase="the pairs of neighbours in {xs}", cost=2.5, body_cost=4.0, traits=["total"])
def neighbouring(xs: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each item but the last with the one behind it.

    >>> neighbouring([1, 2, 3])
    [(1, 2), (2, 3)]
    """
    return [(xs[i], xs[i + 1]) for i in range(len(xs) - 1)]


@neighbouring.kernel
def _(xs, heap, out):
    for i in range(len(xs) - 1):
        out[i] = xs[i]
        out[i + 1] = xs[i + 1]
        out[i] = make(heap, out[i : i + 2])
        if out[i] == FAIL:
            return FAIL
    return max(len(xs) - 1, 0)
