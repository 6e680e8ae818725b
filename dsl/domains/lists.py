"""Lists: their ends, their parts and how they are put together.

Places count from 0. An argument that says how many is clamped to what there is; one that names a
place must name an existing one. A list that grows may have at most MAX_LIST items, else it is a failure.
The list worked on comes last, so that `map(take(2), xss)` reads as it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain(
    "lists",
    includes=(
        "numbers",
        "booleans",
        "control",
        "positions",
        "orders",
        "aggregates",
        "sequences",
        "nested",
        "higher_order",
        "selection",
        "folds",
    ),
    constants="harvest",
    doc="Lists of anything, and what can be done with a list of numbers.",
)


@primitive("list(a) -> int", phrase="the number of {xs:items}", cost=2.0, traits=["order_blind", "total"])
def length(xs: Sequence[Any]) -> int:
    """How many items there are.

    >>> length([7, 8, 9])
    3
    """
    return len(xs)


@length.kernel
def _(xs):
    return len(xs)


@primitive(
    "list(a) -> bool",
    phrase="{xs} [is/is not] empty",
    cost=2.0,
    body_cost=4.0,
    traits=["tests_empty", "order_blind", "copies_blind", "total"],
)
def is_empty(xs: Sequence[Any]) -> bool:
    """Whether there are no items.

    >>> is_empty([])
    True
    """
    return len(xs) == 0


@is_empty.kernel
def _(xs):
    return 1 if len(xs) == 0 else 0


@primitive("list(a) -> a", phrase="the first {xs:item}", cost=2.0, body_cost=3.0, traits=["takes_head"])
def head(xs: Sequence[Any]) -> Any:
    """The first item; fails for an empty list.

    >>> head([7, 8, 9])
    7
    """
    return xs[0]


@head.kernel
def _(xs):
    if len(xs) == 0:
        return FAIL
    return xs[0]


@primitive("list(a) -> a", phrase="the last {xs:item}", cost=2.0, body_cost=3.0)
def last(xs: Sequence[Any]) -> Any:
    """The last item; fails for an empty list.

    >>> last([7, 8, 9])
    9
    """
    return xs[-1]


@last.kernel
def _(xs):
    if len(xs) == 0:
        return FAIL
    return xs[len(xs) - 1]


@primitive("list(a) -> list(a)", phrase="{xs}~ without its first item", cost=2.0, body_cost=4.0, traits=["takes_tail"])
def tail(xs: Sequence[Any]) -> Sequence[Any]:
    """All items but the first; fails for an empty list.

    >>> tail([7, 8, 9])
    [8, 9]
    """
    if not xs:
        raise ValueError("an empty list")
    return xs[1:]


@tail.kernel
def _(xs, out):
    if len(xs) == 0:
        return FAIL
    for i in range(1, len(xs)):
        out[i - 1] = xs[i]
    return len(xs) - 1


@primitive("list(a) -> list(a)", phrase="{xs}~ without its last item", cost=2.0, body_cost=4.0)
def init(xs: Sequence[Any]) -> Sequence[Any]:
    """All items but the last; fails for an empty list.

    >>> init([7, 8, 9])
    [7, 8]
    """
    if not xs:
        raise ValueError("an empty list")
    return xs[:-1]


@init.kernel
def _(xs, out):
    if len(xs) == 0:
        return FAIL
    for i in range(len(xs) - 1):
        out[i] = xs[i]
    return len(xs) - 1


@primitive("int -> list(a) -> a", phrase="the {i:nth} {xs:item}", cost=2.0, traits=["looks_up"])
def at(i: int, xs: Sequence[Any]) -> Any:
    """The item at place i; fails outside the list.

    >>> at(1, [7, 8, 9])
    8
    """
    if i < 0:
        raise IndexError("a negative place")
    return xs[i]


@at.kernel
def _(i, xs):
    if i < 0 or i >= len(xs):
        return FAIL
    return xs[i]


@primitive(
    "int -> a -> list(a) -> a",
    phrase="the {i:nth} item of {xs}, or {default} if there is none",
    cost=4.0,
    body_cost=4.0,
    traits=["looks_up", "total"],
)
def at_or(i: int, default: Any, xs: Sequence[Any]) -> Any:
    """The item at place i, or the default outside the list.

    >>> at_or(-1, 0, [7, 8, 9])
    0
    """
    return xs[i] if 0 <= i < len(xs) else default


@at_or.kernel
def _(i, default, xs):
    if i < 0 or i >= len(xs):
        return default
    return xs[i]


@primitive("a -> list(a)", phrase="a list of {x}", cost=2.0, traits=["total"])
def singleton(x: Any) -> list[Any]:
    """The list of one item.

    >>> singleton(7)
    [7]
    """
    return [x]


@singleton.kernel
def _(x, out):
    out[0] = x
    return 1


@primitive("a -> a -> list(a)", phrase="a list of {x} and {y}", cost=3.0, body_cost=3.0, traits=["total"])
def pair_list(x: Any, y: Any) -> list[Any]:
    """The list of two items.

    >>> pair_list(7, 8)
    [7, 8]
    """
    return [x, y]


@pair_list.kernel
def _(x, y, out):
    out[0] = x
    out[1] = y
    return 2


@primitive("a -> list(a) -> list(a)", phrase="{x} followed by {xs}", cost=2.0, body_cost=3.0, traits=["total"])
def cons(x: Any, xs: Sequence[Any]) -> list[Any]:
    """The list with an item put in front.

    >>> cons(6, [7, 8])
    [6, 7, 8]
    """
    if len(xs) >= MAX_LIST:
        raise ValueError("too long a list")
    return [x, *xs]


@cons.kernel
def _(x, xs, out):
    if len(xs) >= MAX_LIST:
        return FAIL
    out[0] = x
    for i in range(len(xs)):
        out[i + 1] = xs[i]
    return len(xs) + 1


@primitive("list(a) -> a -> list(a)", phrase="{xs}~ followed by {x}", cost=2.0, body_cost=3.0, traits=["total"])
def snoc(xs: Sequence[Any], x: Any) -> list[Any]:
    """The list with an item put behind.

    >>> snoc([7, 8], 9)
    [7, 8, 9]
    """
    if len(xs) >= MAX_LIST:
        raise ValueError("too long a list")
    return [*xs, x]


@snoc.kernel
def _(xs, x, out):
    if len(xs) >= MAX_LIST:
        return FAIL
    for i in range(len(xs)):
        out[i] = xs[i]
    out[len(xs)] = x
    return len(xs) + 1


@primitive(
    "list(a) -> list(a) -> list(a)", phrase="{xs}~ followed by {ys}", cost=2.0, body_cost=3.0, associative=True, traits=["joins", "total"]
)
def append(xs: Sequence[Any], ys: Sequence[Any]) -> list[Any]:
    """The items of the first list, then those of the second.

    >>> append([7, 8], [9])
    [7, 8, 9]
    """
    if len(xs) + len(ys) > MAX_LIST:
        raise ValueError("too long a list")
    return [*xs, *ys]


@append.kernel
def _(xs, ys, out):
    if len(xs) + len(ys) > MAX_LIST:
        return FAIL
    for i in range(len(xs)):
        out[i] = xs[i]
    for i in range(len(ys)):
        out[len(xs) + i] = ys[i]
    return len(xs) + len(ys)


@primitive("int -> list(a) -> list(a)", phrase="the first {n:item} of {xs}", cost=2.0, body_cost=3.0, traits=["total"])
def take(n: int, xs: Sequence[Any]) -> Sequence[Any]:
    """The first n items.

    >>> take(2, [7, 8, 9])
    [7, 8]
    """
    return xs[: max(n, 0)]


@take.kernel
def _(n, xs, out):
    n = max(0, min(n, len(xs)))
    for i in range(n):
        out[i] = xs[i]
    return n


@primitive("int -> list(a) -> list(a)", phrase="{xs}~ without its first {n:item}", cost=2.0, body_cost=3.0, traits=["total"])
def drop(n: int, xs: Sequence[Any]) -> Sequence[Any]:
    """All items but the first n.

    >>> drop(2, [7, 8, 9])
    [9]
    """
    return xs[max(n, 0) :]


@drop.kernel
def _(n, xs, out):
    n = max(0, min(n, len(xs)))
    for i in range(n, len(xs)):
        out[i - n] = xs[i]
    return len(xs) - n


@primitive("int -> list(a) -> list(a)", phrase="the last {n:item} of {xs}", cost=3.0, body_cost=5.0, traits=["total"])
def take_last(n: int, xs: Sequence[Any]) -> Sequence[Any]:
    """The last n items.

    >>> take_last(2, [7, 8, 9])
    [8, 9]
    """
    return xs[len(xs) - min(max(n, 0), len(xs)) :]


@take_last.kernel
def _(n, xs, out):
    start = len(xs) - max(0, min(n, len(xs)))
    for i in range(start, len(xs)):
        out[i - start] = xs[i]
    return len(xs) - start


@primitive("int -> list(a) -> list(a)", phrase="{xs}~ without its last {n:item}", cost=3.0, body_cost=5.0, traits=["total"])
def drop_last(n: int, xs: Sequence[Any]) -> Sequence[Any]:
    """All items but the last n.

    >>> drop_last(2, [7, 8, 9])
    [7]
    """
    return xs[: len(xs) - min(max(n, 0), len(xs))]


@drop_last.kernel
def _(n, xs, out):
    stop = len(xs) - max(0, min(n, len(xs)))
    for i in range(stop):
        out[i] = xs[i]
    return stop


@primitive(
    "int -> int -> list(a) -> list(a)",
    phrase="the items of {xs} from place {start} up to place {stop}",
    cost=3.0,
    body_cost=6.0,
    traits=["total"],
)
def slice_(start: int, stop: int, xs: Sequence[Any]) -> Sequence[Any]:
    """The items from place `start` up to and without place `stop`.

    >>> slice_(1, 3, [6, 7, 8, 9])
    [7, 8]
    """
    return xs[max(start, 0) : max(stop, 0)]


@slice_.kernel
def _(start, stop, xs, out):
    start = max(0, min(start, len(xs)))
    stop = max(start, min(stop, len(xs)))
    for i in range(start, stop):
        out[i - start] = xs[i]
    return stop - start
