"""Decimals rounded, to whole numbers and to multiples of a step; ratios are exact until they are rounded."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

from dsl.decimal_words import (
    AWAY,
    CEILING,
    DIGITS,
    FLOOR,
    HALF_EVEN,
    HALF_UP,
    MOST_EXPONENT,
    TRUNCATE,
    multiply_words,
    round_words,
    whole_part,
)
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("roundings", doc="Decimals rounded to whole numbers and to multiples of a step.")
EXACT = 300  # digits in which a ratio is on the right side of every tie
MOST_STEPS = 10**16  # a rounded number is fewer steps than this


@primitive("decimal -> int", phrase="{x}~ rounded down", cost=2.5)
def floor(x: Decimal) -> int:
    """The largest whole number that is not above it.

    >>> floor(Decimal("-1.5"))
    -2
    """
    return math.floor(x)


@floor.kernel
def _(x):
    return whole_part(x, FLOOR)


@primitive("decimal -> int", phrase="{x}~ rounded up", cost=2.5)
def ceiling(x: Decimal) -> int:
    """The smallest whole number that is not below it.

    >>> ceiling(Decimal("-1.5"))
    -1
    """
    return math.ceil(x)


@ceiling.kernel
def _(x):
    return whole_part(x, CEILING)


@primitive("decimal -> int", phrase="the whole part of {x}", cost=3.0)
def truncate(x: Decimal) -> int:
    """The whole number in front of the point.

    >>> truncate(Decimal("-1.5"))
    -1
    """
    return int(x)


@truncate.kernel
def _(x):
    return whole_part(x, TRUNCATE)


@primitive("decimal -> int", phrase="{x}~ rounded", cost=2.5)
def round_half_up(x: Decimal) -> int:
    """The nearest whole number, of two the one further from zero.

    >>> round_half_up(Decimal("-1.5"))
    -2
    """
    return int(x.to_integral_value(ROUND_HALF_UP))


@round_half_up.kernel
def _(x):
    return whole_part(x, HALF_UP)


# ---- rounding to a multiple of a step ----


def _rounded(step: Decimal, a: Decimal, b: Decimal, mode: str) -> Decimal:
    """The ratio of a to b as a whole number of steps."""
    with localcontext(prec=EXACT):
        if abs(a) >= MOST_STEPS * abs(b):
            raise OverflowError("a ratio longer than 16 places")
        return (a / b).quantize(Decimal(1), mode) * step


@primitive("decimal -> decimal -> decimal", phrase="{x}~ rounded to a multiple of {step}", cost=2.5)
def round_to(step: Decimal, x: Decimal) -> Decimal:
    """The multiple of a step that is nearest, of two the one further from zero.

    >>> round_to(Decimal("0.01"), Decimal("2.345"))
    Decimal('2.35')
    """
    return _rounded(step, x, step, ROUND_HALF_UP)


@round_to.kernel
def _(step, x):
    return round_words(step, x, step, HALF_UP)


@primitive(
    "decimal -> decimal -> decimal", phrase="{x}~ rounded to a multiple of {step}, halves to an even one", cost=4.5, traits=["scanned"]
)
def round_even_to(step: Decimal, x: Decimal) -> Decimal:
    """The nearest multiple of a step, and the even one of two that are as near (IEEE 754, banker's rounding).

    >>> round_even_to(Decimal("0.1"), Decimal("2.45"))
    Decimal('2.4')
    """
    return _rounded(step, x, step, ROUND_HALF_EVEN)


@round_even_to.kernel
def _(step, x):
    return round_words(step, x, step, HALF_EVEN)


@primitive("decimal -> decimal -> decimal", phrase="{x}~ rounded down to a multiple of {step}", cost=3.0)
def floor_to(step: Decimal, x: Decimal) -> Decimal:
    """The largest multiple of a step that is not above.

    >>> floor_to(Decimal("25"), Decimal("-1.5"))
    Decimal('-25')
    """
    return _rounded(step, x, step, ROUND_FLOOR)


@floor_to.kernel
def _(step, x):
    return round_words(step, x, step, FLOOR)


@primitive("decimal -> decimal -> decimal", phrase="{x}~ rounded up to a multiple of {step}", cost=3.0)
def ceiling_to(step: Decimal, x: Decimal) -> Decimal:
    """The smallest multiple of a step that is not below.

    >>> ceiling_to(Decimal("0.05"), Decimal("1.01"))
    Decimal('1.05')
    """
    return _rounded(step, x, step, ROUND_CEILING)


@ceiling_to.kernel
def _(step, x):
    return round_words(step, x, step, CEILING)


@primitive("decimal -> decimal -> decimal", phrase="{x}~ rounded toward zero to a multiple of {step}", cost=3.5)
def truncate_to(step: Decimal, x: Decimal) -> Decimal:
    """The nearest multiple of a step toward zero.

    >>> truncate_to(Decimal("0.1"), Decimal("-1.59"))
    Decimal('-1.5')
    """
    return _rounded(step, x, step, ROUND_DOWN)


@truncate_to.kernel
def _(step, x):
    return round_words(step, x, step, TRUNCATE)


@primitive("decimal -> decimal -> decimal", phrase="{x}~ rounded away from zero to a multiple of {step}", cost=4.0)
def round_away_to(step: Decimal, x: Decimal) -> Decimal:
    """The nearest multiple of a step away from zero.

    >>> round_away_to(Decimal("10"), Decimal("-1.5"))
    Decimal('-10')
    """
    return _rounded(step, x, step, ROUND_UP)


@round_away_to.kernel
def _(step, x):
    return round_words(step, x, step, AWAY)


@primitive("decimal -> decimal -> decimal -> decimal", phrase="{a}~ divided by {b} and rounded to a multiple of {step}", cost=3.5)
def round_ratio(step: Decimal, a: Decimal, b: Decimal) -> Decimal:
    """The ratio of two decimals, rounded to the nearest multiple of a step.

    >>> round_ratio(Decimal("0.01"), Decimal("2"), Decimal("3"))
    Decimal('0.67')
    """
    with localcontext(prec=EXACT):
        steps = (b * step).normalize()
    if len(steps.as_tuple().digits) > DIGITS or (steps and abs(steps.adjusted()) > MOST_EXPONENT):
        raise OverflowError("a ratio longer than 16 places")
    return _rounded(step, a, steps, ROUND_HALF_UP)


@round_ratio.kernel
def _(step, a, b):
    steps = multiply_words(b, step)
    if steps == FAIL:
        return FAIL
    return round_words(step, a, steps, HALF_UP)
