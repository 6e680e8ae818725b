"""Whole numbers of 64 bits: arithmetic and order.

A result beyond the largest number, 2**63 - 1, in either direction is a failure. Division rounds
down and the remainder has the divisor's sign, as in Python.
"""

from __future__ import annotations

import math
from typing import Any

from dsl.domain import Domain
from dsl.kernel import FAIL, add64, mul64, sub64
from dsl.primitives import primitive

DOMAIN = Domain("numbers", includes=("booleans",), doc="Whole numbers: arithmetic and order.")


@primitive("int -> int -> int", phrase="{a}~ plus {b}", cost=2.0, commutative=True, associative=True, traits=["total"])
def add(a: int, b: int) -> int:
    """The sum of two numbers.

    >>> add(2, 3)
    5
    """
    return a + b


@add.kernel
def _(a, b):
    return add64(a, b)


@primitive("int -> int -> int", phrase="{a}~ minus {b}", cost=2.0, traits=["total"])
def subtract(a: int, b: int) -> int:
    """The first number less the second.

    >>> subtract(5, 3)
    2
    """
    return a - b


@subtract.kernel
def _(a, b):
    return sub64(a, b)


@primitive("int -> int -> int", phrase="{a}~ times {b}", cost=2.0, commutative=True, associative=True, traits=["total"])
def multiply(a: int, b: int) -> int:
    """The product of two numbers.

    >>> multiply(2, 3)
    6
    """
    return a * b


@multiply.kernel
def _(a, b):
    return mul64(a, b)


@primitive("int -> int -> int", phrase="{a}~ divided by {b} and rounded down", cost=3.0)
def divide(a: int, b: int) -> int:
    """The quotient, rounded down; fails for a divisor of zero.

    >>> divide(-7, 2)
    -4
    """
    return a // b


@divide.kernel
def _(a, b):
    if b == 0:
        return FAIL
    return a // b


@primitive("int -> int -> int", phrase="the remainder of {a} divided by {b}", cost=3.0, body_cost=2.0)
def modulo(a: int, b: int) -> int:
    """The remainder, with the divisor's sign; fails for a divisor of zero.

    >>> modulo(-7, 3)
    2
    """
    return a % b


@modulo.kernel
def _(a, b):
    if b == 0:
        return FAIL
    return a % b


@primitive("int -> int", phrase="{a}~ with the opposite sign", cost=3.0, traits=["total"])
def negate(a: int) -> int:
    """The number with the opposite sign.

    >>> negate(3)
    -3
    """
    return -a


@negate.kernel
def _(a):
    return -a


@primitive("int -> int", phrase="{a}~ without its sign", cost=4.0, traits=["total"])
def absolute(a: int) -> int:
    """The number without its sign.

    >>> absolute(-3)
    3
    """
    return abs(a)


@absolute.kernel
def _(a):
    return -a if a < 0 else a


@primitive("int -> int", phrase="the sign (-1, 0 or 1) of {a}", cost=5.0, body_cost=5.0, traits=["total"])
def sign(a: int) -> int:
    """-1, 0 or 1 for a negative number, zero or a positive number.

    >>> sign(-3)
    -1
    """
    return (a > 0) - (a < 0)


@sign.kernel
def _(a):
    if a < 0:
        return -1
    return 1 if a > 0 else 0


@primitive("int -> int", phrase="the square of {a}", cost=4.0, body_cost=3.0, traits=["total"])
def square(a: int) -> int:
    """The number times itself.

    >>> square(-3)
    9
    """
    return a * a


@square.kernel
def _(a):
    return mul64(a, a)


@primitive("int -> int -> int", phrase="{base}~ to the power of {exponent}", cost=5.0, body_cost=6.0)
def power(base: int, exponent: int) -> int:
    """The base multiplied by itself as often as the exponent says; fails for a negative exponent.

    >>> power(2, 10)
    1024
    """
    if exponent < 0:
        raise ValueError("a negative exponent")
    if exponent > 63 and abs(base) > 1:
        raise OverflowError("a number outside 64 bits")
    return base**exponent  # type: ignore[no-any-return]


@power.kernel
def _(base, exponent):
    if exponent < 0:
        return FAIL
    if exponent > 63:
        if base > 1 or base < -1:
            return FAIL
        # 0, 1 and -1 repeat themselves.
        exponent = 2 - exponent % 2
    result = 1
    while exponent > 0:
        result = mul64(result, base)
        if result == FAIL:
            return FAIL
        exponent -= 1
    return result


@primitive(
    "int -> int -> int",
    phrase="the greatest common divisor of {a} and {b}",
    cost=5.0,
    body_cost=6.0,
    commutative=True,
    associative=True,
    traits=["total"],
)
def gcd(a: int, b: int) -> int:
    """The greatest common divisor, never negative; 0 for two zeros.

    >>> gcd(12, 18)
    6
    """
    return math.gcd(a, b)


@gcd.kernel
def _(a, b):
    a = -a if a < 0 else a
    b = -b if b < 0 else b
    while b != 0:
        a, b = b, a % b
    return a


@primitive("int -> int -> int", phrase="the smaller of {a} and {b}", cost=3.0, commutative=True, associative=True, traits=["total"])
def min_(a: int, b: int) -> int:
    """The smaller of two numbers.

    >>> min_(2, 3)
    2
    """
    return min(a, b)


@min_.kernel
def _(a, b):
    return a if a < b else b


@primitive("int -> int -> int", phrase="the larger of {a} and {b}", cost=3.0, commutative=True, associative=True, traits=["total"])
def max_(a: int, b: int) -> int:
    """The larger of two numbers.

    >>> max_(2, 3)
    3
    """
    return max(a, b)


@max_.kernel
def _(a, b):
    return a if a > b else b


@primitive("int -> bool", phrase="{a} [is/is not] even", cost=3.0, body_cost=2.0, traits=["total"])
def is_even(a: int) -> bool:
    """Whether the number is divisible by two.

    >>> is_even(4)
    True
    """
    return a % 2 == 0


@is_even.kernel
def _(a):
    return 1 - a % 2


@primitive("int -> bool", phrase="{a} [is/is not] odd", cost=3.0, body_cost=2.0, traits=["total"])
def is_odd(a: int) -> bool:
    """Whether the number is not divisible by two.

    >>> is_odd(-3)
    True
    """
    return a % 2 == 1


@is_odd.kernel
def _(a):
    return a % 2


@primitive("Ord a => a -> a -> bool", phrase="{a} [is/is not] less than {b}", cost=2.0, traits=["total"])
def less(a: Any, b: Any) -> bool:
    """Whether the first comes before the second.

    >>> less(2, 3)
    True
    """
    return a < b  # type: ignore[no-any-return]


@less.kernel
def _(a, b):
    return 1 if a < b else 0


@primitive("Ord a => a -> a -> bool", phrase="{a} [is/is not] at most {b}", cost=4.0, body_cost=4.0, traits=["total"])
def less_equal(a: Any, b: Any) -> bool:
    """Whether the first does not come after the second.

    >>> less_equal(3, 3)
    True
    """
    return a <= b  # type: ignore[no-any-return]


@less_equal.kernel
def _(a, b):
    return 1 if a <= b else 0


@primitive("Ord a => a -> a -> bool", phrase="{a} [is/is not] greater than {b}", cost=5.0, body_cost=5.0, traits=["total"])
def greater(a: Any, b: Any) -> bool:
    """Whether the first comes after the second.

    >>> greater(2, 3)
    False
    """
    return a > b  # type: ignore[no-any-return]


@greater.kernel
def _(a, b):
    return 1 if a > b else 0


@primitive("Ord a => a -> a -> bool", phrase="{a} [is/is not] at least {b}", cost=5.0, body_cost=6.0, traits=["total"])
def greater_equal(a: Any, b: Any) -> bool:
    """Whether the first does not come before the second.

    >>> greater_equal(3, 3)
    True
    """
    return a >= b  # type: ignore[no-any-return]


@greater_equal.kernel
def _(a, b):
    return 1 if a >= b else 0
