"""Exact decimals: arithmetic, and rounding to a multiple of a step.

A result that needs more than 16 digits or lies beyond 10**100 is a failure, and so is a division that does not end; one under a
rounding is computed as an exact ratio. Digits are kept as written: 200.0 + 1 is 201.0. Values compare whatever their zeros.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

from dsl.decimal_words import (
    AWAY,
    CEILING,
    FARTHEST,
    FLOOR,
    HALF_UP,
    TRUNCATE,
    add_words,
    decimals,
    divide_words,
    moved,
    multiply_words,
    round_words,
    whole_part,
    word_of,
)
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive
from dsl.types.decimal_ import decimal_word, kept

DOMAIN = Domain("decimals", includes=("lists",), doc="Exact decimals: arithmetic and rounding.")
EXACT = 300  # digits in which every result within bounds is exact
MOST_STEPS = 10**16  # a rounded number is fewer steps than this


@primitive("int -> decimal", cost=0.5)
def to_decimal(n: int) -> Decimal:
    """The number as a decimal.

    >>> to_decimal(3)
    Decimal('3')
    """
    return Decimal(n)


@to_decimal.kernel
def _(n):
    return word_of(n, 0)


@primitive("decimal -> decimal -> decimal", cost=2.0, commutative=True)
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


@primitive("decimal -> decimal -> decimal", cost=2.0)
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


@primitive("decimal -> decimal -> decimal", cost=2.0, commutative=True)
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


@primitive("decimal -> decimal -> decimal", cost=2.5)
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


@primitive("decimal -> decimal", cost=3.0, traits=["total"])
def negate_decimal(a: Decimal) -> Decimal:
    """The decimal with the opposite sign.

    >>> negate_decimal(Decimal("1.5"))
    Decimal('-1.5')
    """
    return a.copy_negate()


@negate_decimal.kernel
def _(a):
    return -a


@primitive("decimal -> decimal", cost=4.0, traits=["total"])
def absolute_decimal(a: Decimal) -> Decimal:
    """The decimal without its sign.

    >>> absolute_decimal(Decimal("-1.5"))
    Decimal('1.5')
    """
    return a.copy_abs()


@absolute_decimal.kernel
def _(a):
    return -a if a < 0 else a


@primitive("decimal -> decimal -> decimal", cost=3.0, commutative=True, associative=True, traits=["total"])
def min_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The smaller of two decimals.

    >>> min_decimal(Decimal("1.5"), Decimal("2"))
    Decimal('1.5')
    """
    return min(a, b)


@min_decimal.kernel
def _(a, b):
    return a if a < b else b


@primitive("decimal -> decimal -> decimal", cost=3.0, commutative=True, associative=True, traits=["total"])
def max_decimal(a: Decimal, b: Decimal) -> Decimal:
    """The larger of two decimals.

    >>> max_decimal(Decimal("1.5"), Decimal("2"))
    Decimal('2')
    """
    return max(a, b)


@max_decimal.kernel
def _(a, b):
    return a if a > b else b


@primitive("int -> decimal -> decimal", cost=3.0)
def scale(n: int, x: Decimal) -> Decimal:
    """The decimal times 10**n, the point moved and all digits kept.

    >>> scale(-2, Decimal("-1961.1180"))
    Decimal('-19.611180')
    """
    if abs(n) > FARTHEST:
        raise OverflowError("a point moved too far")
    return x.scaleb(n)


@scale.kernel
def _(n, x):
    return moved(x, n)


@primitive("decimal -> int", cost=2.5)
def floor(x: Decimal) -> int:
    """The largest whole number that is not above it.

    >>> floor(Decimal("-1.5"))
    -2
    """
    return math.floor(x)


@floor.kernel
def _(x):
    return whole_part(x, FLOOR)


@primitive("decimal -> int", cost=2.5)
def ceiling(x: Decimal) -> int:
    """The smallest whole number that is not below it.

    >>> ceiling(Decimal("-1.5"))
    -1
    """
    return math.ceil(x)


@ceiling.kernel
def _(x):
    return whole_part(x, CEILING)


@primitive("decimal -> int", cost=3.0)
def truncate(x: Decimal) -> int:
    """The whole number in front of the point.

    >>> truncate(Decimal("-1.5"))
    -1
    """
    return int(x)


@truncate.kernel
def _(x):
    return whole_part(x, TRUNCATE)


@primitive("decimal -> int", cost=2.5)
def round_half_up(x: Decimal) -> int:
    """The nearest whole number, of two the one further from zero.

    >>> round_half_up(Decimal("-1.5"))
    -2
    """
    return int(x.to_integral_value(ROUND_HALF_UP))


@round_half_up.kernel
def _(x):
    return whole_part(x, HALF_UP)


@primitive("decimal -> int", cost=4.0, traits=["total"])
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


# ---- rounding to a multiple of a step ----


def _rounded(step: Decimal, a: Decimal, b: Decimal, mode: str) -> Decimal:
    """The ratio of a to b as a whole number of steps."""
    with localcontext(prec=EXACT):
        if step <= 0:
            raise ValueError("a step that is not above zero")
        if decimal_word(b) == FAIL or abs(a / b) >= MOST_STEPS:
            raise OverflowError("more than 16 digits")
        return (a / b).to_integral_value(mode) * step


@primitive("decimal -> decimal -> decimal", cost=2.5)
def round_to(step: Decimal, x: Decimal) -> Decimal:
    """The multiple of a step that is nearest, of two the one further from zero.

    >>> round_to(Decimal("0.01"), Decimal("2.345"))
    Decimal('2.35')
    """
    return _rounded(step, x, step, ROUND_HALF_UP)


@round_to.kernel
def _(step, x):
    return round_words(step, x, step, HALF_UP)


@primitive("decimal -> decimal -> decimal", cost=3.0)
def floor_to(step: Decimal, x: Decimal) -> Decimal:
    """The largest multiple of a step that is not above.

    >>> floor_to(Decimal("25"), Decimal("-1.5"))
    Decimal('-25')
    """
    return _rounded(step, x, step, ROUND_FLOOR)


@floor_to.kernel
def _(step, x):
    return round_words(step, x, step, FLOOR)


@primitive("decimal -> decimal -> decimal", cost=3.0)
def ceiling_to(step: Decimal, x: Decimal) -> Decimal:
    """The smallest multiple of a step that is not below.

    >>> ceiling_to(Decimal("0.05"), Decimal("1.01"))
    Decimal('1.05')
    """
    return _rounded(step, x, step, ROUND_CEILING)


@ceiling_to.kernel
def _(step, x):
    return round_words(step, x, step, CEILING)


@primitive("decimal -> decimal -> decimal", cost=3.5)
def truncate_to(step: Decimal, x: Decimal) -> Decimal:
    """The nearest multiple of a step toward zero.

    >>> truncate_to(Decimal("0.1"), Decimal("-1.59"))
    Decimal('-1.5')
    """
    return _rounded(step, x, step, ROUND_DOWN)


@truncate_to.kernel
def _(step, x):
    return round_words(step, x, step, TRUNCATE)


@primitive("decimal -> decimal -> decimal", cost=4.0)
def round_away_to(step: Decimal, x: Decimal) -> Decimal:
    """The nearest multiple of a step away from zero.

    >>> round_away_to(Decimal("10"), Decimal("-1.5"))
    Decimal('-10')
    """
    return _rounded(step, x, step, ROUND_UP)


@round_away_to.kernel
def _(step, x):
    return round_words(step, x, step, AWAY)


@primitive("decimal -> decimal -> decimal -> decimal", cost=3.5)
def round_ratio(step: Decimal, a: Decimal, b: Decimal) -> Decimal:
    """The ratio of two decimals, rounded to the nearest multiple of a step.

    >>> round_ratio(Decimal("0.01"), Decimal("2"), Decimal("3"))
    Decimal('0.67')
    """
    with localcontext(prec=EXACT):
        steps = b * step
    return _rounded(step, a, steps, ROUND_HALF_UP)


@round_ratio.kernel
def _(step, a, b):
    steps = multiply_words(b, step)
    if steps == FAIL:
        return FAIL
    return round_words(step, a, steps, HALF_UP)


@primitive("list(decimal) -> decimal", cost=2.0, body_cost=4.0, traits=["order_blind"])
def sum_decimals(xs: Sequence[Decimal]) -> Decimal:
    """All decimals added up.

    >>> sum_decimals([Decimal("1.50"), Decimal("2.5")])
    Decimal('4.00')
    """
    total = Decimal(0)
    with localcontext(prec=EXACT):
        for x in xs:
            total = kept(total + x)
    return total


@sum_decimals.kernel
def _(xs):
    total = 0
    for i in range(len(xs)):
        total = add_words(total, xs[i])
        if total == FAIL:
            return FAIL
    return total
