"""Truth values: connectives and equality.

`and` and `or` look at their second argument only when the first leaves the answer open, so a
failure there does no harm. They receive failures as values: whatever is neither true nor false is one.
"""

from __future__ import annotations

from typing import Any

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("booleans", doc="Truth values, their connectives and equality.")


@primitive("bool -> bool -> bool", phrase="{left} and {right}", cost=3.0, associative=True, lenient=True, traits=["total"])
def and_(left: Any, right: Any) -> Any:
    """Whether both hold; the second is not asked for when the first is false.

    >>> and_(True, False)
    False
    """
    return right if left is True else left


@and_.kernel
def _(left, right):
    return right if left == 1 else left


@primitive("bool -> bool -> bool", phrase="{left} or {right}", cost=3.0, associative=True, lenient=True, traits=["total"])
def or_(left: Any, right: Any) -> Any:
    """Whether one of the two holds; the second is not asked for when the first is true.

    >>> or_(False, True)
    True
    """
    return right if left is False else left


@or_.kernel
def _(left, right):
    return right if left == 0 else left


@primitive("bool -> bool", phrase="it is not so that {value}", cost=2.0, traits=["total"])
def not_(value: bool) -> bool:
    """The opposite.

    >>> not_(True)
    False
    """
    return not value


@not_.kernel
def _(value):
    return 1 - value


@primitive("Eq a => a -> a -> bool", phrase="{left} [is/is not] {right}", cost=2.0, commutative=True, traits=["total"])
def equal(left: Any, right: Any) -> bool:
    """Whether the two are the same value.

    >>> equal([1, 2], [1, 2])
    True
    """
    return left == right  # type: ignore[no-any-return]


@equal.kernel
def _(left, right):
    return 1 if left == right else 0


@primitive("Eq a => a -> a -> bool", phrase="{left} [is not/is] {right}", cost=3.0, commutative=True, traits=["total"])
def unequal(left: Any, right: Any) -> bool:
    """Whether the two are different values.

    >>> unequal(1, 2)
    True
    """
    return left != right  # type: ignore[no-any-return]


@unequal.kernel
def _(left, right):
    return 1 if left != right else 0
