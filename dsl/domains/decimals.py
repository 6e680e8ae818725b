"""Exact decimals: arithmetic.

A result that needs more than 16 digits or lies beyond 10**100 is a failure, and so is a division that does not end; one under a
rounding is computed as an exact ratio. Digits are kept as written: 200.0 + 1 is 201.0. Values compare whatever their zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from dsl.decimal_words import DIGITS, FARTHEST, MOST_EXPONENT, add_words, decimals, divide_words, moved, multiply_words, word_of
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("decimals", includes=("lists", "roundings"), doc="Exact decimals: arithmetic, order and rounding.")
EXACT = 300  # digits in which every result within bounds is exact


@primitive("int -> decimal", phrase="{n}", cost=0.5)
def to_decimal(n: int) -> Decimal:
    """The number as a decimal.

    >>> to_decimal(3)
    Decimal('3')
    """
    return Decimal(n)


@to_decimal.kernel
def _(n):
    return word_of(n, 0)


@primitive("decimal -> decimal -> decimal", phrase="{a}~ plus {b}", cost=2.0, commutative=True)
def add_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The sum of two decimals.

    >>> add_decimal(Decimal("1.50"), Decimal("0.5"))
    Decimal('2.00')
    """
    with localcontext(prec=EXACT):
        return a + b


@add_decimal.kernel
def _(a, b):
    return add_words(a, b)


@primitive("decimal -> decimal -> decimal", phrase="{a}~ minus {b}", cost=2.0)
def subtract_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The first decimal less the second.

    >>> subtract_decimal(Decimal("1.50"), Decimal("0.5"))
    Decimal('1.00')
    """
    with localcontext(prec=EXACT):
        return a - b


@subtract_decimal.kernel
def _(a, b):
    return add_words(a, -b)


@primitive("decimal -> decimal -> decimal", phrase="{a}~ times {b}", cost=2.0, commutative=True)
def multiply_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The product of two decimals.

    >>> multiply_decimal(Decimal("4"), Decimal("2.25"))
    Decimal('9.00')
    """
    with localcontext(prec=EXACT):
        return a * b


@multiply_decimal.kernel
def _(a, b):
    return multiply_words(a, b)


@primitive("decimal -> decimal -> decimal", phrase="{a}~ divided by {b}", cost=2.5)
def divide_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The quotient; fails for a divisor of zero and where the division does not end.

    >>> divide_decimal(Decimal("9.00"), Decimal("4"))
    Decimal('2.25')
    """
    with localcontext(prec=EXACT):
        return a / b


@divide_decimal.kernel
def _(a, b):
    return divide_words(a, b)


@primitive("decimal -> decimal", phrase="{a}~ with the opposite sign", cost=3.0, traits=["total"])
def negate_decimal(a: Decimal) -> Decimal:
    """The decimal with the opposite sign.

    >>> negate_decimal(Decimal("1.5"))
    Decimal('-1.5')
    """
    return a.copy_negate()


@negate_decimal.kernel
def _(a):
    return -a


@primitive("decimal -> decimal", phrase="{a}~ without its sign", cost=4.0, traits=["total"])
def absolute_decimal(a: Decimal) -> Decimal:
    """The decimal without its sign.

    >>> absolute_decimal(Decimal("-1.5"))
    Decimal('1.5')
    """
    return a.copy_abs()


@absolute_decimal.kernel
def _(a):
    return -a if a < 0 else a


@primitive(
    "decimal -> decimal -> decimal", phrase="the smaller of {a} and {b}", cost=3.0, commutative=True, associative=True, traits=["total"]
)
def min_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The smaller of two decimals.

    >>> min_decimal(Decimal("1.5"), Decimal("2"))
    Decimal('1.5')
    """
    return min(a, b)


@min_decimal.kernel
def _(a, b):
    return a if a < b else b


@primitive(
    "decimal -> decimal -> decimal", phrase="the larger of {a} and {b}", cost=3.0, commutative=True, associative=True, traits=["total"]
)
def max_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The larger of two decimals.

    >>> max_decimal(Decimal("1.5"), Decimal("2"))
    Decimal('2')
    """
    return max(a, b)


@max_decimal.kernel
def _(a, b):
    return a if a > b else b


@primitive("int -> decimal -> decimal", phrase="{x}~ with its point moved by {n:place}", cost=3.0)
def scale(n: int, x: Decimal) -> Decimal:
    """The decimal times 10**n, the point moved and all digits kept.

    >>> scale(-2, Decimal("-1961.1180"))
    Decimal('-19.611180')
    """
    if abs(n) > FARTHEST:
        raise OverflowError("moved too far")
    return x.scaleb(n)


@scale.kernel
def _(n, x):
    return moved(x, n)


@primitive("decimal -> int", phrase="the number of decimals of {x}", cost=4.0, traits=["total"])
def decimals_of(x: Decimal) -> int:
    """How many digits stand behind its point, zeros at the end left out.

    >>> decimals_of(Decimal("1.250"))
    2
    """
    _, digits, exponent = x.as_tuple()
    written = "".join(map(str, digits))
    zeros = len(written) - len(written.rstrip("0"))
    return max(0, -int(exponent) - zeros) if x else 0


@decimals_of.kernel
def _(x):
    return decimals(x)


@primitive("list(decimal) -> decimal", phrase="the sum of {xs}", cost=2.0, body_cost=4.0, traits=["order_blind"])
def sum_decimals(xs: Sequence[Decimal]) -> Decimal:
    """All decimals added up.

    >>> sum_decimals([Decimal("1.50"), Decimal("2.5")])
    Decimal('4.00')
    """
    return _total(xs)


def _total(xs: Sequence[Decimal]) -> Decimal:
    """The sum, with no more places on the way to it than a decimal has."""
    total = Decimal(0)
    with localcontext(prec=EXACT):
        for x in xs:
            total += x
            if total and (len(total.normalize().as_tuple().digits) > DIGITS or abs(total.adjusted()) > MOST_EXPONENT):
                raise OverflowError("a sum longer than 16 places")
    return total


def _total_words(xs):
    total = 0
    for i in range(len(xs)):
        total = add_words(total, xs[i])
        if total == FAIL:
            return FAIL
    return total


@sum_decimals.kernel
def _(xs):
    return _total_words(xs)


@primitive("list(decimal) -> decimal", phrase="the mean of {xs}", cost=3.0, body_cost=4.0, traits=["order_blind"])
def mean_decimals(xs: Sequence[Decimal]) -> Decimal:
    """The sum divided by how many there are; fails for an empty list and where the division does not end.

    >>> mean_decimals([Decimal("1.5"), Decimal("2")])
    Decimal('1.75')
    """
    with localcontext(prec=EXACT):
        return _total(xs) / len(xs)


@mean_decimals.kernel
def _(xs):
    total = _total_words(xs)
    if total == FAIL:
        return FAIL
    return divide_words(total, word_of(len(xs), 0))
