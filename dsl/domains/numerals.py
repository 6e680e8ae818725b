"""Numerals: numbers written in text.

A numeral is a run of digits `[0-9]`, as long as possible. `to_int` is Python's `int`: it reads what that reads, white
space around the number, a sign, underscores between digits and the digits of other scripts included.
"""

from __future__ import annotations

import re

from dsl.bounds import MAX_LIST, MAX_TEXT
from dsl.characters import digit_value, is_space
from dsl.domain import Domain
from dsl.kernel import FAIL, LARGEST, make
from dsl.primitives import primitive

MOST_DIGITS = 4300  # that `int` reads

DOMAIN = Domain("numerals", doc="Numbers written in text.")


@primitive("str -> int", phrase="{s}~ as a number", cost=2.5)
def to_int(s: str) -> int:
    """The number that the text writes: digits, perhaps after a sign, and nothing else.

    >>> to_int("-12")
    -12
    >>> to_int("007")
    7
    """
    return int(s)


@to_int.kernel
def _(s):
    start = 0
    stop = len(s)
    while start < stop and is_space(s[start]) and not 28 <= s[start] <= 31:
        start += 1
    while start < stop and is_space(s[stop - 1]) and not 28 <= s[stop - 1] <= 31:
        stop -= 1
    minus = start < stop and s[start] == 45
    if start < stop and (s[start] == 45 or s[start] == 43):
        start += 1
    value = 0
    digits = 0
    gap = True  # an underscore stands between two digits only
    for i in range(start, stop):
        if s[i] == 95 and not gap:
            gap = True
            continue
        digit = digit_value(s[i])
        if digit < 0 or value > (LARGEST - digit) // 10:
            return FAIL
        value = value * 10 + digit
        digits += 1
        gap = False
    if gap or digits > MOST_DIGITS:
        return FAIL
    return -value if minus else value


@primitive("int -> str", phrase="{n}~ as text", cost=2.5, traits=["total"])
def to_text(n: int) -> str:
    """The number in decimal digits, after a minus if it is negative.

    >>> to_text(-12)
    '-12'
    """
    return str(n)


@to_text.kernel
def _(n, out):
    sign = 1 if n < 0 else 0
    out[0] = 45
    n = -n if n < 0 else n
    size = sign + 1
    rest = n // 10
    while rest > 0:
        rest //= 10
        size += 1
    for i in range(size - 1, sign - 1, -1):
        out[i] = 48 + n % 10
        n //= 10
    return size


@primitive("int -> str -> str", phrase="the {n:nth} whole number in {s}", cost=2.0)
def nth_number(n: int, s: str) -> str:
    """Numeral n of the text, from 0, or from the end if negative.

    >>> nth_number(1, "Dec 2, 2014")
    '2014'
    """
    runs: list[str] = re.findall("[0-9]+", s)
    return runs[n]


@nth_number.kernel
def _(n, s, out):
    found = 0
    inside = False
    for i in range(len(s)):
        now = 48 <= s[i] <= 57
        if now and not inside:
            found += 1
        inside = now
    if n < 0:
        n += found
    if n < 0 or n >= found:
        return FAIL
    size = 0
    inside = False
    for i in range(len(s)):
        now = 48 <= s[i] <= 57
        if now and not inside:
            n -= 1
        if now and n == -1:
            out[size] = s[i]
            size += 1
        inside = now
    return size


@primitive("str -> list(str)", phrase="the whole numbers in {s}", cost=3.0, traits=["total"])
def numbers_in(s: str) -> list[str]:
    """All numerals, as texts.

    >>> numbers_in("3 of 007")
    ['3', '007']
    """
    result = re.findall("[0-9]+", s)
    if len(result) > MAX_LIST:
        raise ValueError(f"list longer than {MAX_LIST}")
    return result


@numbers_in.kernel
def _(s, heap, out):
    size = 0
    start = 0
    for i in range(len(s) + 1):
        if i == len(s) or not 48 <= s[i] <= 57:
            if i > start:
                if size == MAX_LIST:
                    return FAIL
                out[size] = make(heap, s[start:i])
                size += 1
            start = i + 1
    return size


@primitive("int -> str -> str -> str", phrase="{s}~ filled up with {fill} on the left to {width:character}", cost=3.5)
def pad_left(width: int, fill: str, s: str) -> str:
    """The text, filled up on the left to the width with a single character.

    >>> pad_left(3, "0", "7")
    '007'
    """
    if len(fill) != 1 or width > MAX_TEXT:
        raise ValueError(f"needs a single character and a width up to {MAX_TEXT}")
    return s.rjust(width, fill)


@pad_left.kernel
def _(width, fill, s, out):
    if len(fill) != 1 or width > MAX_TEXT:
        return FAIL
    size = max(width, len(s))
    for i in range(size - len(s)):
        out[i] = fill[0]
    for i in range(len(s)):
        out[size - len(s) + i] = s[i]
    return size


@primitive("int -> str -> str -> str", phrase="{s}~ filled up with {fill} on the right to {width:character}", cost=3.5)
def pad_right(width: int, fill: str, s: str) -> str:
    """The text, filled up on the right to the width with a single character.

    >>> pad_right(4, "0", "2.5")
    '2.50'
    """
    if len(fill) != 1 or width > MAX_TEXT:
        raise ValueError(f"needs a single character and a width up to {MAX_TEXT}")
    return s.ljust(width, fill)


@pad_right.kernel
def _(width, fill, s, out):
    if len(fill) != 1 or width > MAX_TEXT:
        return FAIL
    size = max(width, len(s))
    for i in range(len(s), size):
        out[i] = fill[0]
    for i in range(len(s)):
        out[i] = s[i]
    return size
