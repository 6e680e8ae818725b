"""Values that may be null.

References see an option as a list of at most one item; JSON and Python see null and None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dsl.domain import Domain
from dsl.kernel import item
from dsl.primitives import primitive

DOMAIN = Domain("options", includes=("text", "decimals", "floats"), doc="Values that may be null.")


@primitive("option(a)", phrase="null", cost=1.5, traits=["total"])
def none() -> tuple[Any, ...]:
    """Null.

    >>> none()
    ()
    """
    return ()


@none.kernel
def _(out):
    return 0


@primitive("a -> option(a)", phrase="{x}", cost=1.5, traits=["total"])
def some(x: Any) -> tuple[Any, ...]:
    """A value where null might be.

    >>> some(7)
    (7,)
    """
    return (x,)


@some.kernel
def _(x, out):
    out[0] = x
    return 1


@primitive("option(a) -> a -> a", phrase="{o}, or {x} if that is null", cost=1.5, traits=["total"])
def or_else(o: Sequence[Any], x: Any) -> Any:
    """What is there, or another value in place of null.

    >>> or_else([7], 0)
    7
    >>> or_else([], 0)
    0
    """
    return o[0] if o else x


@or_else.kernel
def _(o, x):
    return o[0] if len(o) else x


@primitive("(a -> b) -> option(a) -> option(b)", phrase="{f:each of o} where {o} is not null", cost=1.0, body_cost=4.0, traits=["total"])
def map_option(f: Callable[[Any], Any], o: Sequence[Any]) -> tuple[Any, ...]:
    """f applied to what is there; null stays null.

    >>> map_option(abs, [-7])
    (7,)
    >>> map_option(abs, [])
    ()
    """
    return tuple(f(x) for x in o)


@map_option.kernel
def _(f, o, out):
    for i in range(len(o)):
        out[i] = f[i]
    return len(o)


@primitive("option(a) -> bool", phrase="{o} [is/is not] null", cost=1.5, traits=["total"])
def is_none(o: Sequence[Any]) -> bool:
    """Whether it is null.

    >>> is_none([])
    True
    """
    return not o


@is_none.kernel
def _(o):
    return len(o) == 0


@primitive("list(option(a)) -> list(a)", phrase="{os}~ without nulls", cost=2.0, traits=["total"])
def present(os: Sequence[Sequence[Any]]) -> list[Any]:
    """The values that are there, without the nulls.

    >>> present([[7], [], [8]])
    [7, 8]
    """
    return [x for o in os for x in o]


@present.kernel
def _(os, heap, out):
    size = 0
    for i in range(len(os)):
        o = item(heap, os[i])
        if len(o):
            out[size] = o[0]
            size += 1
    return size
