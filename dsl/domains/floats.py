"""IEEE doubles: arithmetic and order. A result that is no number or infinite is a failure, and there is no -0.0."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dsl.domain import Domain
from dsl.kernel import FAIL, float_of, float_word
from dsl.primitives import primitive

DOMAIN = Domain("floats", includes=("lists",), doc="IEEE doubles: arithmetic and order.")


@primitive("int -> float", phrase="{n}", cost=0.5, traits=["total"])
def to_float(n: int) -> float:
    """The number as a float.

    >>> to_float(3)
    3.0
    """
    return float(n)


@to_float.kernel
def _(n):
    return float_word(float(n))


@primitive("float -> float -> float", phrase="{a}~ plus {b}", cost=2.0, commutative=True)
def add_float(a: float, b: float) -> float:
    """The sum of two floats.

    >>> add_float(1.5, 0.25)
    1.75
    """
    return a + b


@add_float.kernel
def _(a, b):
    return float_word(float_of(a) + float_of(b))


@primitive("float -> float -> float", phrase="{a}~ minus {b}", cost=2.0)
def subtract_float(a: float, b: float) -> float:
    """The first float less the second.

    >>> subtract_float(1.5, 0.25)
    1.25
    """
    return a - b


@subtract_float.kernel
def _(a, b):
    return float_word(float_of(a) - float_of(b))


@primitive("float -> float -> float", phrase="{a}~ times {b}", cost=2.0, commutative=True)
def multiply_float(a: float, b: float) -> float:
    """The product of two floats.

    >>> multiply_float(1.5, 0.5)
    0.75
    """
    return a * b


@multiply_float.kernel
def _(a, b):
    return float_word(float_of(a) * float_of(b))


@primitive("float -> float -> float", phrase="{a}~ divided by {b}", cost=2.5)
def divide_float(a: float, b: float) -> float:
    """The quotient; fails for a divisor of zero.

    >>> divide_float(1.5, 0.5)
    3.0
    """
    return a / b


@divide_float.kernel
def _(a, b):
    if b == 0:
        return FAIL
    return float_word(float_of(a) / float_of(b))


@primitive("float -> float", phrase="{a}~ with the opposite sign", cost=3.0, traits=["total"])
def negate_float(a: float) -> float:
    """The float with the opposite sign.

    >>> negate_float(1.5)
    -1.5
    """
    return -a


@negate_float.kernel
def _(a):
    return -a


@primitive("float -> float", phrase="{a}~ without its sign", cost=4.0, traits=["total"])
def absolute_float(a: float) -> float:
    """The float without its sign.

    >>> absolute_float(-1.5)
    1.5
    """
    return abs(a)


@absolute_float.kernel
def _(a):
    return -a if a < 0 else a


@primitive("float -> float -> float", phrase="the smaller of {a} and {b}", cost=3.0, commutative=True, associative=True, traits=["total"])
def min_float(a: float, b: float) -> float:
    """The smaller of two floats.

    >>> min_float(1.5, 2.0)
    1.5
    """
    return min(a, b)


@min_float.kernel
def _(a, b):
    return a if a < b else b


@primitive("float -> float -> float", phrase="the larger of {a} and {b}", cost=3.0, commutative=True, associative=True, traits=["total"])
def max_float(a: float, b: float) -> float:
    """The larger of two floats.

    >>> max_float(1.5, 2.0)
    2.0
    """
    return max(a, b)


@max_float.kernel
def _(a, b):
    return a if a > b else b


@primitive("float -> float", phrase="the square root of {a}", cost=3.5)
def square_root(a: float) -> float:
    """The number that is not negative and has this square; fails for a negative one.

    >>> square_root(2.25)
    1.5
    """
    return math.sqrt(a)


@square_root.kernel
def _(a):
    if a < 0:
        return FAIL
    return float_word(math.sqrt(float_of(a)))


@primitive("float -> int", phrase="{a}~ rounded down", cost=3.0)
def floor_float(a: float) -> int:
    """The largest whole number that is not above it.

    >>> floor_float(-1.5)
    -2
    """
    return math.floor(a)


@floor_float.kernel
def _(a):
    value = float_of(a)
    if value >= 9223372036854775808.0 or value <= -9223372036854775808.0:
        return FAIL
    whole = int(value)
    return whole - 1 if whole > value else whole


@primitive("list(float) -> float", phrase="the sum of {xs}", cost=2.0, body_cost=4.0)
def sum_floats(xs: Sequence[float]) -> float:
    """All floats added up, one after the other.

    >>> sum_floats([1.5, 2.0])
    3.5
    """
    total = 0.0
    for x in xs:
        total += x
    return total


@sum_floats.kernel
def _(xs):
    total = 0.0
    for i in range(len(xs)):
        total += float_of(xs[i])
    return float_word(total)


@primitive("list(float) -> float", phrase="the mean of {xs}", cost=3.0, body_cost=4.0)
def mean_floats(xs: Sequence[float]) -> float:
    """The sum divided by how many there are; fails for an empty list.

    >>> mean_floats([1.5, 2.0])
    1.75
    """
    total = 0.0
    for x in xs:
        total += x
    return total / len(xs)


@mean_floats.kernel
def _(xs):
    if len(xs) == 0:
        return FAIL
    total = 0.0
    for i in range(len(xs)):
        total += float_of(xs[i])
    return float_word(total / len(xs))
