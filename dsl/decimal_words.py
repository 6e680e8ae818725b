"""Exact decimals in one 64-bit word, and their arithmetic: plain functions that kernels of decimals share and that are compiled with them.

The word of a decimal is ±((exponent + BIAS) * 2**54 + digits): 16 digits of which the first is no zero, and the exponent of
that first digit; zero is 0. Equal values have equal words and words are in the order of values, so whatever compares, hashes,
sorts or looks up words is right for decimals: outputs agree by value (9.00 with 9.0) without a further step. No word is FAIL.
How many zeros were written behind the point is no part of the value and not of the word: only what prints a number asks for it,
and that runs on Python's Decimals, which carry it through all arithmetic.

Glossary: `size` the word of a decimal without its sign; `unit` the exponent of the last digit of a whole number.
"""

from __future__ import annotations

from typing import Any

from dsl.kernel import FAIL, LARGEST

DIGITS = 16  # a result that needs more fails
MOST_EXPONENT = 100  # of the first digit, in either direction
FARTHEST = 2 * MOST_EXPONENT  # that a point is moved
BIAS = 128
SHIFT = 54
MASK = 2**SHIFT - 1
LEAST = 10 ** (DIGITS - 1)
PAST = 10**DIGITS
HALF = 10**8


def exponent_of(size: Any) -> Any:
    """The exponent of the first digit."""
    return (size >> SHIFT) - BIAS


def sized(digits: Any, exponent: Any) -> Any:
    """The word of 16 digits and the exponent of their first, FAIL where that is out of bounds."""
    if exponent > MOST_EXPONENT or exponent < -MOST_EXPONENT:
        return FAIL
    return ((exponent + BIAS) << SHIFT) | digits


def size_of(whole: Any, unit: Any) -> Any:
    """The word of whole * 10**unit, whole at least 0, FAIL where 16 digits are too few."""
    if whole == 0:
        return 0
    while whole >= PAST:
        if whole % 10 != 0:
            return FAIL
        whole //= 10
        unit += 1
    if whole < HALF:
        whole *= HALF
        unit -= 8
    if whole < LEAST // 1000:
        whole *= 10000
        unit -= 4
    while whole < LEAST:
        whole *= 10
        unit -= 1
    return sized(whole, unit + DIGITS - 1)


def signed(size: Any, negative: Any) -> Any:
    """The word with a sign."""
    return -size if negative and size != FAIL else size


def word_of(whole: Any, unit: Any) -> Any:
    """The word of whole * 10**unit."""
    return signed(size_of(abs(whole), unit), whole < 0)


def add_words(a: Any, b: Any) -> Any:
    """The sum."""
    if a == 0:
        return b
    if b == 0:
        return a
    if abs(a) < abs(b):
        a, b = b, a
    large, small = abs(a), abs(b)
    first, second = large & MASK, small & MASK
    unit = exponent_of(small) - DIGITS + 1
    apart = (large >> SHIFT) - (small >> SHIFT)
    if apart > 2:  # digits that lie deeper would be more than 16, so the smaller number must end before them
        if apart > DIGITS + 1:
            return FAIL
        cut = 10 ** (apart - 2)
        if second % cut != 0:
            return FAIL
        second //= cut
        unit += apart - 2
        apart = 2
    if apart == 2:
        first *= 100
    elif apart == 1:
        first *= 10
    total = first + second if (a < 0) == (b < 0) else first - second
    return signed(size_of(total, unit), a < 0)


def multiply_words(a: Any, b: Any) -> Any:
    """The product."""
    if a == 0 or b == 0:
        return 0
    first, second = abs(a), abs(b)
    exponent = exponent_of(first) + exponent_of(second)
    first &= MASK
    second &= MASK
    high = (first // HALF) * (second // HALF)
    middle = (first // HALF) * (second % HALF) + (first % HALF) * (second // HALF)
    low = (first % HALF) * (second % HALF)
    middle += low // HALF
    high += middle // HALF
    middle %= HALF
    if low % HALF != 0:
        return FAIL
    if high >= LEAST:
        return signed(sized(high, exponent + 1), (a < 0) != (b < 0)) if middle == 0 else FAIL
    if middle % (HALF // 10) != 0:
        return FAIL
    return signed(sized(10 * high + middle // (HALF // 10), exponent), (a < 0) != (b < 0))


def divide_words(a: Any, b: Any) -> Any:
    """The quotient where it ends."""
    if b == 0:
        return FAIL
    if a == 0:
        return 0
    first, second = abs(a), abs(b)
    exponent = exponent_of(first) - exponent_of(second)
    first &= MASK
    second &= MASK
    if first < second:
        first *= 10
        exponent -= 1
    digits, rest, unit = first // second, first % second, exponent
    while rest != 0:
        if digits >= LEAST:
            return FAIL
        digits = 10 * digits + 10 * rest // second
        rest = 10 * rest % second
        unit -= 1
    return signed(size_of(digits, unit), (a < 0) != (b < 0))


HALF_UP, FLOOR, CEILING, TRUNCATE, AWAY, HALF_EVEN = range(6)


def rounded_quotient(a: Any, b: Any, mode: Any) -> Any:
    """a / b as a whole number below 10**16, rounded; -1 beyond, the sign of the result aside. Both are not 0."""
    first, second = abs(a), abs(b)
    apart = exponent_of(first) - exponent_of(second)
    first &= MASK
    second &= MASK
    if apart > DIGITS or (apart == DIGITS and first >= second):
        return -1
    if apart < -1:
        whole, half = 0, -1
    else:
        whole, rest = (0, first) if apart < 0 else (first // second, first % second)
        if apart < 0:
            second *= 10
        for _ in range(apart):
            whole = 10 * whole + 10 * rest // second
            rest = 10 * rest % second
        if rest == 0:
            return whole
        half = 2 * rest - second
    negative = (a < 0) != (b < 0)
    away = mode == AWAY or (mode == FLOOR and negative) or (mode == CEILING and not negative)
    if mode == HALF_UP or mode == HALF_EVEN:
        away = half > 0 or (half == 0 and (mode == HALF_UP or whole % 2 == 1))
    return whole + 1 if away else whole


def round_words(step: Any, a: Any, b: Any, mode: Any) -> Any:
    """a / b rounded to a multiple of the product step, b being step itself or a product with it."""
    if b == 0:
        return FAIL
    if a == 0:
        return 0
    whole = rounded_quotient(a, b, mode)
    if whole < 0:
        return FAIL
    return signed(multiply_words(size_of(whole, 0), step), (a < 0) != (b < 0))


def whole_part(word: Any, mode: Any) -> Any:
    """The decimal rounded to a whole number of 64 bits."""
    if word == 0:
        return 0
    size = abs(word)
    exponent = exponent_of(size)
    if exponent > DIGITS + 2:
        return FAIL
    if exponent >= DIGITS:
        times = 10 ** (exponent - DIGITS + 1)
        if (size & MASK) > LARGEST // times:
            return FAIL
        whole = (size & MASK) * times
    else:
        whole = rounded_quotient(word, size_of(1, 0), mode)
    return -whole if word < 0 else whole


def moved(word: Any, places: Any) -> Any:
    """The decimal times 10**places."""
    if abs(places) > FARTHEST:
        return FAIL
    size = abs(word)
    if size == 0:
        return 0
    return signed(sized(size & MASK, exponent_of(size) + places), word < 0)


def decimals(word: Any) -> Any:
    """How many digits stand behind the point, zeros at the end left out."""
    size = abs(word)
    if size == 0:
        return 0
    digits, count = size & MASK, DIGITS - 1 - exponent_of(size)
    while count > 0 and digits % 10 == 0:
        digits //= 10
        count -= 1
    return max(count, 0)
