"""What SMT-LIB has of whole numbers and truth values beyond the domains `numbers` and `booleans`.

Source: the theories Ints and Core of SMT-LIB 2.6. Division there is Euclid's: the remainder is never negative.
"""

from __future__ import annotations

from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("smt_numbers", constants="none", doc="Division and implication as SMT-LIB has them.")


@primitive("int -> int -> int", phrase="{a}~ divided by {b} and rounded", cost=3.0)
def int_div(a: int, b: int) -> int:
    """The quotient whose remainder is never negative (`div`); fails for a divisor of zero.

    >>> int_div(-7, 2)
    -4
    >>> int_div(7, -2)
    -3
    """
    return a // b if b > 0 else -(a // -b)


@int_div.kernel
def _(a, b):
    if b == 0:
        return FAIL
    return a // b if b > 0 else -(a // -b)


@primitive("int -> int -> int", phrase="the remainder of {a} divided by {b}", cost=3.0)
def int_mod(a: int, b: int) -> int:
    """The remainder, never negative (`mod`); fails for a divisor of zero.

    >>> int_mod(-7, 2)
    1
    """
    return a % abs(b)


@int_mod.kernel
def _(a, b):
    if b == 0:
        return FAIL
    return a % (b if b > 0 else -b)


@primitive("bool -> bool -> bool", phrase="{q} wherever {p}", cost=3.0)
def implies(p: bool, q: bool) -> bool:
    """Whether the second holds if the first does (`=>`).

    >>> implies(True, False)
    False
    """
    return not p or q


@implies.kernel
def _(p, q):
    return 1 if p == 0 or q == 1 else 0
