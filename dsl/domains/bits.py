"""Bit-vectors of 64 bits, as SMT-LIB has them: arithmetic wraps around, nothing fails.

A value is a number from 0 to 2**64 - 1. In the words of the search it is `bits_word` of that number: its two's
complement with the bits of `VEIL` turned over, so that the one pattern that marks a failure there stands for a number
nobody asks for, 0xA11CE0FBADC0FFEE, and not for the plain 0x8000000000000000. A program with that one value in between
is lost to the search; the evaluator knows it. Source: the theory FixedSizeBitVectors of SMT-LIB 2.6.
"""

from __future__ import annotations

import numpy as np

from dsl.domain import Domain
from dsl.kernel import LARGEST, VEIL
from dsl.primitives import primitive

DOMAIN = Domain("bits", includes=("booleans", "control"), constants="none", doc="Bit-vectors of 64 bits that wrap around.")

ONES = 2**64 - 1
SIGN = 2**63
HALF = 2**32 - 1


def _signed(a):
    """The number that the bits stand for in two's complement."""
    return a - 2 * (a & SIGN)


# Bit by bit


@primitive("bits(64) -> bits(64)", phrase="{a}~ with every bit turned over", cost=2.0)
def bv_not(a: int) -> int:
    """Every bit turned over (`bvnot`).

    >>> bv_not(0)
    18446744073709551615
    """
    return a ^ ONES


@bv_not.kernel
def _(a):
    return ~a


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ and {b} bit by bit", cost=2.0, commutative=True, associative=True)
def bv_and(a: int, b: int) -> int:
    """The bits that both have (`bvand`).

    >>> bv_and(12, 10)
    8
    """
    return a & b


@bv_and.kernel
def _(a, b):
    return ((a ^ VEIL) & (b ^ VEIL)) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ or {b} bit by bit", cost=2.0, commutative=True, associative=True)
def bv_or(a: int, b: int) -> int:
    """The bits that one of them has (`bvor`).

    >>> bv_or(12, 10)
    14
    """
    return a | b


@bv_or.kernel
def _(a, b):
    return ((a ^ VEIL) | (b ^ VEIL)) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ exclusive-or {b} bit by bit", cost=2.0, commutative=True, associative=True)
def bv_xor(a: int, b: int) -> int:
    """The bits in which they differ (`bvxor`).

    >>> bv_xor(12, 10)
    6
    """
    return a ^ b


@bv_xor.kernel
def _(a, b):
    return a ^ b ^ VEIL


# Arithmetic: kernels work on halves, because compiled signed arithmetic may not overflow


def _plus(a, b):
    low = (a & HALF) + (b & HALF)
    high = (a >> 32) + (b >> 32) + (low >> 32)
    return (high << 32) | (low & HALF)


def _times(a, b):
    low = np.uint64(a & HALF) * np.uint64(b & HALF)
    high = (((a & HALF) * ((b >> 32) & 65535)) & HALF) + ((((a & HALF) * ((b >> 48) & 65535)) << 16) & HALF)
    high += (((b & HALF) * ((a >> 32) & 65535)) & HALF) + ((((b & HALF) * ((a >> 48) & 65535)) << 16) & HALF)
    return _plus(np.int64(low), high << 32)


@primitive("bits(64) -> bits(64)", phrase="{a}~ negated", cost=2.0)
def bv_neg(a: int) -> int:
    """What added to it gives zero (`bvneg`).

    >>> bv_neg(1)
    18446744073709551615
    """
    return -a & ONES


@bv_neg.kernel
def _(a):
    return _plus(~(a ^ VEIL), 1) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ plus {b}", cost=2.0, commutative=True, associative=True)
def bv_add(a: int, b: int) -> int:
    """The sum (`bvadd`).

    >>> bv_add(18446744073709551615, 2)
    1
    """
    return (a + b) & ONES


@bv_add.kernel
def _(a, b):
    return _plus(a ^ VEIL, b ^ VEIL) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ minus {b}", cost=2.0)
def bv_sub(a: int, b: int) -> int:
    """The first less the second (`bvsub`).

    >>> bv_sub(0, 1)
    18446744073709551615
    """
    return (a - b) & ONES


@bv_sub.kernel
def _(a, b):
    return _plus(a ^ VEIL, _plus(~(b ^ VEIL), 1)) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ times {b}", cost=3.0, commutative=True, associative=True)
def bv_mul(a: int, b: int) -> int:
    """The product (`bvmul`).

    >>> bv_mul(4294967296, 4294967297)
    4294967296
    """
    return (a * b) & ONES


@bv_mul.kernel
def _(a, b):
    return _times(a ^ VEIL, b ^ VEIL) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ divided by {b} and rounded down", cost=4.0)
def bv_udiv(a: int, b: int) -> int:
    """The quotient, all ones for a divisor of zero (`bvudiv`).

    >>> bv_udiv(7, 2)
    3
    """
    return a // b if b else ONES


@bv_udiv.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    return (np.int64(np.uint64(a) // np.uint64(b)) if b != 0 else ~b) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="the remainder of {a} divided by {b}", cost=4.0)
def bv_urem(a: int, b: int) -> int:
    """The remainder, the first itself for a divisor of zero (`bvurem`).

    >>> bv_urem(7, 4)
    3
    """
    return a % b if b else a


@bv_urem.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    return (np.int64(np.uint64(a) % np.uint64(b)) if b != 0 else a) ^ VEIL


# Shifts


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ shifted up by {b:bit}", cost=2.0)
def bv_shl(a: int, b: int) -> int:
    """The bits moved b places up, zeros from below (`bvshl`).

    >>> bv_shl(3, 2)
    12
    """
    return (a << b) & ONES if b < 64 else 0


@bv_shl.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    return (a << b if 0 <= b < 64 else a & 0) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ shifted down by {b:bit}", cost=2.0)
def bv_lshr(a: int, b: int) -> int:
    """The bits moved b places down, zeros from above (`bvlshr`).

    >>> bv_lshr(12, 2)
    3
    """
    return a >> b if b < 64 else 0


@bv_lshr.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    if b < 0 or b > 63:
        return (a & 0) ^ VEIL
    return (a if b == 0 else (a >> b) & (LARGEST >> (b - 1))) ^ VEIL


@primitive("bits(64) -> bits(64) -> bits(64)", phrase="{a}~ shifted down by {b:bit} with its sign kept", cost=3.0)
def bv_ashr(a: int, b: int) -> int:
    """The bits moved b places down, the top bit from above (`bvashr`).

    >>> bv_ashr(18446744073709551608, 2)
    18446744073709551614
    """
    return (_signed(a) >> min(b, 63)) & ONES


@bv_ashr.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    return (a >> (b if 0 <= b < 64 else 63)) ^ VEIL


# Comparisons


@primitive("bits(64) -> bits(64) -> bool", phrase="{a} [is/is not] less than {b}", cost=2.0)
def bv_ult(a: int, b: int) -> bool:
    """Whether the first is smaller (`bvult`; `bvugt` with the two exchanged).

    >>> bv_ult(1, 2)
    True
    """
    return a < b


@bv_ult.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    return 1 if (a < b) != ((a < 0) != (b < 0)) else 0


@primitive("bits(64) -> bits(64) -> bool", phrase="{a} [is/is not] at most {b}", cost=2.0)
def bv_ule(a: int, b: int) -> bool:
    """Whether the first is not greater (`bvule`; `bvuge` with the two exchanged).

    >>> bv_ule(2, 2)
    True
    """
    return a <= b


@bv_ule.kernel
def _(a, b):
    a, b = a ^ VEIL, b ^ VEIL
    return 0 if (b < a) != ((a < 0) != (b < 0)) else 1


@primitive("bits(64) -> bits(64) -> bool", phrase="{a} [is/is not] less than {b} as signed numbers", cost=3.0)
def bv_slt(a: int, b: int) -> bool:
    """Whether the first is smaller in two's complement (`bvslt`; `bvsgt` with the two exchanged).

    >>> bv_slt(18446744073709551615, 0)
    True
    """
    return _signed(a) < _signed(b)


@bv_slt.kernel
def _(a, b):
    return 1 if a ^ VEIL < b ^ VEIL else 0


@primitive("bits(64) -> bits(64) -> bool", phrase="{a} [is/is not] at most {b} as signed numbers", cost=3.0)
def bv_sle(a: int, b: int) -> bool:
    """Whether the first is not greater in two's complement (`bvsle`; `bvsge` with the two exchanged).

    >>> bv_sle(1, 1)
    True
    """
    return _signed(a) <= _signed(b)


@bv_sle.kernel
def _(a, b):
    return 1 if a ^ VEIL <= b ^ VEIL else 0
