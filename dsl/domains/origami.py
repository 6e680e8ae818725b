"""Origami: almost nothing, from which the functions on lists can be folded: pairs in a row, 0, 1, and a bounded fixpoint.

The fixpoint is the only repetition. A function may call itself MAX_CALLS times in one application of `fix`, all calls counted,
those of calls too; beyond that it fails, so every program ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dsl.bounds import MAX_CALLS
from dsl.domain import Domain
from dsl.domains.booleans import equal
from dsl.domains.control import if_
from dsl.domains.lists import cons, head, is_empty, tail
from dsl.domains.numbers import add, subtract
from dsl.primitives import primitive
from dsl.term import Const
from dsl.type import INT

DOMAIN = Domain(
    "origami",
    primitives=(if_, cons, head, tail, is_empty, add, subtract, equal),
    constants=(Const(0, INT), Const(1, INT)),
    doc="Lists from nothing but their parts and a bounded fixpoint.",
)


@primitive("list(a)", phrase="the empty list", cost=2.0)
def nil() -> list[Any]:
    """The list without items.

    >>> nil()
    []
    """
    return []


@primitive(
    "((a -> b) -> a -> b) -> a -> b",
    phrase="what {x} becomes by the function that calls itself, giving {f:itself, its input}",
    cost=3.0,
    body_cost=3.0,
    loop="fix",
)
def fix(f: Callable[[Callable[[Any], Any], Any], Any], x: Any) -> Any:
    """The function that f makes of itself, applied to x; fails when it calls itself more than MAX_CALLS times.

    >>> fix(lambda total, xs: xs[0] + total(xs[1:]) if xs else 0, [3, 1, 2])
    6
    """
    left = MAX_CALLS

    def again(y: Any, *more: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise ValueError("too many calls")
        value = f(again, y)
        return value(*more) if more else value

    return f(again, x)
