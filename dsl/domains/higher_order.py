"""Functions over the items of a list.

The names that end in `_indexed` give their function the place of the item first. In a kernel the
function has already been applied: the argument holds its result for every item. Where the reference
stops early, a result behind that place may be FAIL and must do no harm; those kernels are lenient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL, item
from dsl.primitives import primitive

DOMAIN = Domain("higher_order", doc="Functions over the items of a list.")

Function = Callable[[Any], Any]
Indexed = Callable[[int, Any], Any]
Test = Callable[[Any], bool]


@primitive(
    "(a -> b) -> list(a) -> list(b)",
    phrase="for each {xs:item}, {f:each of xs}",
    cost=1.0,
    body_cost=4.0,
    indexed="map_indexed",
    traits=["keeps", "total"],
)
def map_(f: Function, xs: Sequence[Any]) -> list[Any]:
    """f applied to every item.

    >>> map_(abs, [1, -2])
    [1, 2]
    """
    return [f(x) for x in xs]


@map_.kernel
def _(f, xs, out):
    for i in range(len(xs)):
        out[i] = f[i]
    return len(xs)


@primitive(
    "(int -> a -> b) -> list(a) -> list(b)",
    phrase="for each {xs:item}, {f:its place, the item}",
    cost=2.0,
    body_cost=5.0,
    traits=["total"],
)
def map_indexed(f: Indexed, xs: Sequence[Any]) -> list[Any]:
    """f applied to the place and the value of every item.

    >>> map_indexed(lambda i, x: i * x, [5, 6, 7])
    [0, 6, 14]
    """
    return [f(i, x) for i, x in enumerate(xs)]


@map_indexed.kernel
def _(f, xs, out):
    for i in range(len(xs)):
        out[i] = f[i]
    return len(xs)


@primitive(
    "(a -> bool) -> list(a) -> list(a)",
    phrase="{xs:items} {keep:that}",
    cost=1.0,
    body_cost=4.0,
    indexed="filter_indexed",
    traits=["total"],
)
def filter_(keep: Test, xs: Sequence[Any]) -> list[Any]:
    """The items for which the test holds.

    >>> filter_(lambda x: x > 0, [1, -2, 3])
    [1, 3]
    """
    return [x for x in xs if keep(x)]


@filter_.kernel
def _(keep, xs, out):
    size = 0
    for i in range(len(xs)):
        if keep[i]:
            out[size] = xs[i]
            size += 1
    return size


@primitive("(int -> a -> bool) -> list(a) -> list(a)", phrase="{xs:items} {keep:that 2}", cost=2.0, body_cost=5.0, traits=["total"])
def filter_indexed(keep: Callable[[int, Any], bool], xs: Sequence[Any]) -> list[Any]:
    """The items for whose place and value the test holds.

    >>> filter_indexed(lambda i, x: i == x, [0, 5, 2])
    [0, 2]
    """
    return [x for i, x in enumerate(xs) if keep(i, x)]


@filter_indexed.kernel
def _(keep, xs, out):
    size = 0
    for i in range(len(xs)):
        if keep[i]:
            out[size] = xs[i]
            size += 1
    return size


@primitive(
    "(a -> bool) -> list(a) -> int",
    phrase="the number of {xs:items} {test:that}",
    cost=1.0,
    body_cost=3.0,
    indexed="count_indexed",
    traits=["total"],
)
def count(test: Test, xs: Sequence[Any]) -> int:
    """For how many items the test holds.

    >>> count(lambda x: x > 0, [1, -2, 3])
    2
    """
    return sum(1 for x in xs if test(x))


@count.kernel
def _(test, xs):
    total = 0
    for i in range(len(xs)):
        total += test[i]
    return total


@primitive(
    "(int -> a -> bool) -> list(a) -> int", phrase="the number of {xs:items} {test:that 2}", cost=2.0, body_cost=4.0, traits=["total"]
)
def count_indexed(test: Callable[[int, Any], bool], xs: Sequence[Any]) -> int:
    """For how many items the test holds on place and value.

    >>> count_indexed(lambda i, x: i == x, [0, 5, 2])
    2
    """
    return sum(1 for i, x in enumerate(xs) if test(i, x))


@count_indexed.kernel
def _(test, xs):
    total = 0
    for i in range(len(xs)):
        total += test[i]
    return total


@primitive(
    "(a -> b -> c) -> list(a) -> list(b) -> list(c)",
    phrase="for each {xs:item} and its partner in {ys}, {f:the item, its partner}",
    cost=2.0,
    body_cost=5.0,
    indexed="zip_with_indexed",
    traits=["keeps", "total"],
)
def zip_with(f: Callable[[Any, Any], Any], xs: Sequence[Any], ys: Sequence[Any]) -> list[Any]:
    """f applied to the items of two lists side by side, as far as the shorter one goes.

    >>> zip_with(lambda x, y: x * y, [1, 2, 3], [10, 20])
    [10, 40]
    """
    return [f(x, y) for x, y in zip(xs, ys, strict=False)]


@zip_with.kernel
def _(f, xs, ys, out):
    size = min(len(xs), len(ys))
    for i in range(size):
        out[i] = f[i]
    return size


@primitive(
    "(int -> a -> b -> c) -> list(a) -> list(b) -> list(c)",
    phrase="for each {xs:item} and its partner in {ys}, {f:its place, the item, its partner}",
    cost=3.0,
    body_cost=6.0,
    traits=["total"],
)
def zip_with_indexed(f: Callable[[int, Any, Any], Any], xs: Sequence[Any], ys: Sequence[Any]) -> list[Any]:
    """f applied to the place and the items of two lists side by side, as far as the shorter one goes.

    >>> zip_with_indexed(lambda i, x, y: x if i == 0 else y, [1, 2, 3], [10, 20])
    [1, 20]
    """
    return [f(i, x, y) for i, (x, y) in enumerate(zip(xs, ys, strict=False))]


@zip_with_indexed.kernel
def _(f, xs, ys, out):
    size = min(len(xs), len(ys))
    for i in range(size):
        out[i] = f[i]
    return size


@primitive(
    "(a -> list(b)) -> list(a) -> list(b)",
    phrase="in one list, for each {xs:item}, {f:the item}",
    cost=2.0,
    body_cost=5.0,
    indexed="flat_map_indexed",
    traits=["total"],
)
def flat_map(f: Callable[[Any], Sequence[Any]], xs: Sequence[Any]) -> list[Any]:
    """The lists that f makes of the items, one after the other; fails for more than MAX_LIST items.

    >>> flat_map(lambda x: [x, -x], [1, 2])
    [1, -1, 2, -2]
    """
    items: list[Any] = []
    for x in xs:
        items.extend(f(x))
        if len(items) > MAX_LIST:
            raise ValueError("too long a list")
    return items


@flat_map.kernel
def _(f, xs, heap, out):
    size = 0
    for i in range(len(xs)):
        ys = item(heap, f[i])
        if size + len(ys) > MAX_LIST:
            return FAIL
        for j in range(len(ys)):
            out[size + j] = ys[j]
        size += len(ys)
    return size


@primitive(
    "(int -> a -> list(b)) -> list(a) -> list(b)",
    phrase="in one list, for each {xs:item}, {f:its place, the item}",
    cost=3.0,
    body_cost=6.0,
    traits=["total"],
)
def flat_map_indexed(f: Callable[[int, Any], Sequence[Any]], xs: Sequence[Any]) -> list[Any]:
    """The lists that f makes of the places and items, one after the other; fails for more than MAX_LIST items.

    >>> flat_map_indexed(lambda i, x: [x] * i, [5, 6, 7])
    [6, 7, 7]
    """
    items: list[Any] = []
    for i, x in enumerate(xs):
        items.extend(f(i, x))
        if len(items) > MAX_LIST:
            raise ValueError("too long a list")
    return items


@flat_map_indexed.kernel
def _(f, xs, heap, out):
    size = 0
    for i in range(len(xs)):
        ys = item(heap, f[i])
        if size + len(ys) > MAX_LIST:
            return FAIL
        for j in range(len(ys)):
            out[size + j] = ys[j]
        size += len(ys)
    return size


@primitive("(a -> bool) -> list(a) -> bool", phrase="some {xs:item} {test:is}", cost=3.0, body_cost=4.0, lenient=True, traits=["total"])
def any_(test: Test, xs: Sequence[Any]) -> bool:
    """Whether the test holds for some item; items behind the first such one are not tested.

    >>> any_(lambda x: x > 2, [1, 2, 3])
    True
    """
    return any(test(x) for x in xs)


@any_.kernel
def _(test, xs):
    for i in range(len(xs)):
        if test[i] != 0:
            return test[i]
    return 0


@primitive("(a -> bool) -> list(a) -> bool", phrase="every {xs:item} {test:is}", cost=3.0, body_cost=4.0, lenient=True, traits=["total"])
def all_(test: Test, xs: Sequence[Any]) -> bool:
    """Whether the test holds for every item; items behind the first other one are not tested.

    >>> all_(lambda x: x > 2, [1, 2, 3])
    False
    """
    return all(test(x) for x in xs)


@all_.kernel
def _(test, xs):
    for i in range(len(xs)):
        if test[i] != 1:
            return test[i]
    return 1


@primitive("(a -> bool) -> list(a) -> a", phrase="the first of {xs:items} {test:that}", cost=4.0, body_cost=6.0, lenient=True)
def first_where(test: Test, xs: Sequence[Any]) -> Any:
    """The first item for which the test holds; fails if there is none.

    >>> first_where(lambda x: x > 1, [1, 2, 3])
    2
    """
    for x in xs:
        if test(x):
            return x
    raise ValueError("no such item")


@first_where.kernel
def _(test, xs):
    for i in range(len(xs)):
        if test[i] == FAIL:
            return FAIL
        if test[i]:
            return xs[i]
    return FAIL


@primitive(
    "(a -> bool) -> list(a) -> int",
    phrase="the place of the first of {xs:items} {test:that}",
    cost=4.0,
    body_cost=6.0,
    lenient=True,
    traits=["looks_up"],
)
def find_index(test: Test, xs: Sequence[Any]) -> int:
    """The place of the first item for which the test holds; fails if there is none.

    >>> find_index(lambda x: x > 1, [1, 2, 3])
    1
    """
    for i, x in enumerate(xs):
        if test(x):
            return i
    raise ValueError("no such item")


@find_index.kernel
def _(test, xs):
    for i in range(len(xs)):
        if test[i] == FAIL:
            return FAIL
        if test[i]:
            return i
    return FAIL
