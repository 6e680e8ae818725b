"""Control: choice and bounded repetition.

A repetition of more than MAX_STEPS steps is a failure, so every program ends. The branch that `if`
does not take may fail; it receives failures as values: whatever is neither true nor false is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dsl.bounds import MAX_STEPS
from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("control", includes=("booleans",), doc="Choice and bounded repetition.")


@primitive(
    "bool -> a -> a -> a",
    phrase="{then} if {condition}, otherwise {otherwise:free}",
    cost=5.0,
    body_cost=3.0,
    lenient=True,
    traits=["total"],
)
def if_(condition: Any, then: Any, otherwise: Any) -> Any:
    """The first value if the condition holds, else the second; the other one is not asked for.

    >>> if_(True, 1, 2)
    1
    """
    if condition is True:
        return then
    return otherwise if condition is False else condition


@if_.kernel
def _(condition, then, otherwise):
    if condition == 1:
        return then
    return otherwise if condition == 0 else condition


@primitive(
    "(a -> a) -> int -> a -> a",
    phrase="what {x} becomes when, {n:time} over, it is replaced by {f:itself}",
    cost=5.0,
    body_cost=6.0,
    loop="iterate",
)
def iterate(f: Callable[[Any], Any], n: int, x: Any) -> Any:
    """f applied n times, not at all if n is negative; fails for more than MAX_STEPS times.

    >>> iterate(lambda x: x * 2, 3, 1)
    8
    """
    if n > MAX_STEPS:
        raise ValueError("too many steps")
    for _ in range(n):
        x = f(x)
    return x


@primitive(
    "(a -> bool) -> (a -> a) -> a -> a",
    phrase="what {x} becomes when, as long as {condition:it}, it is replaced by {f:itself}",
    cost=3.0,
    body_cost=6.0,
    loop="while",
)
def while_(condition: Callable[[Any], bool], f: Callable[[Any], Any], x: Any) -> Any:
    """f applied until the condition no longer holds; fails if it still holds after MAX_STEPS times.

    >>> while_(lambda x: x < 10, lambda x: x * 2, 1)
    16
    """
    for _ in range(MAX_STEPS):
        if not condition(x):
            return x
        x = f(x)
    if condition(x):
        raise ValueError("too many steps")
    return x


@primitive(
    "(a -> a) -> (a -> bool) -> a -> list(a)",
    phrase="the list that starts with {x}, goes on with {f:the item before} each time and ends before the first item {stop:that is}",
    cost=3.0,
    body_cost=6.0,
    loop="unfold",
)
def unfold(f: Callable[[Any], Any], stop: Callable[[Any], bool], x: Any) -> list[Any]:
    """x, f(x), f(f(x)) and so on, up to the first that meets `stop`, which is left out; fails beyond MAX_STEPS items.

    >>> unfold(lambda x: x // 2, lambda x: x == 0, 12)
    [12, 6, 3, 1]
    """
    states: list[Any] = []
    while not stop(x):
        if len(states) == MAX_STEPS:
            raise ValueError("too many steps")
        states.append(x)
        x = f(x)
    return states
