"""Lists taken in item by item. The search runs them a step at a time over many lists, so they have no kernel."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("folds", doc="Lists taken in item by item.")

Step = Callable[[Any, Any], Any]


@primitive(
    "(b -> a -> b) -> b -> list(a) -> b",
    phrase="what {start} becomes when, for each {xs:item} in turn, it is replaced by {f:itself, the item}",
    cost=3.0,
    body_cost=6.0,
    loop="fold",
    traits=["total"],
)
def fold(f: Step, start: Any, xs: Sequence[Any]) -> Any:
    """f(f(start, first), second) and so on to the last item.

    >>> fold(lambda total, x: total + x, 10, [1, 2])
    13
    """
    return functools.reduce(f, xs, start)


@primitive(
    "(a -> a -> a) -> list(a) -> a",
    phrase="what the first item of {xs} becomes when, for each of the others in turn, it is replaced by {f:itself, the item}",
    cost=2.0,
    body_cost=6.0,
    loop="fold1",
)
def fold1(f: Step, xs: Sequence[Any]) -> Any:
    """f(f(first, second), third) and so on to the last item; fails for an empty list.

    >>> fold1(lambda total, x: total - x, [10, 1, 2])
    7
    """
    return functools.reduce(f, xs)


@primitive(
    "(b -> a -> b) -> b -> list(a) -> list(b)",
    phrase="what {start} becomes step by step when, for each {xs:item} in turn, it is replaced by {f:itself, the item}",
    cost=4.0,
    body_cost=7.0,
    loop="scan",
    traits=["total"],
)
def scan(f: Step, start: Any, xs: Sequence[Any]) -> list[Any]:
    """What `fold` comes to after every item.

    >>> scan(lambda total, x: total + x, 10, [1, 2])
    [11, 13]
    """
    return list(itertools.accumulate(xs, f, initial=start))[1:]


@primitive(
    "(a -> a -> a) -> list(a) -> list(a)",
    phrase="what the first item of {xs} becomes step by step when, for each of the others in turn, it is replaced by {f:itself, the item}",
    cost=2.0,
    body_cost=6.0,
    loop="scan1",
    traits=["keeps", "total"],
)
def scan1(f: Step, xs: Sequence[Any]) -> list[Any]:
    """What `fold1` comes to after every item; the first one stays as it is.

    >>> scan1(lambda total, x: total - x, [10, 1, 2])
    [10, 9, 7]
    """
    return list(itertools.accumulate(xs, f))
