"""Whole texts by the kinds of their characters: trimmed and tested.

Digits are 0 to 9, capitals A to Z, small letters a to z; characters beyond ASCII count as letters that are
neither. White space is blank, tab and the line ends (codes 9 to 13).
"""

from __future__ import annotations

import re

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("tokens", doc="Texts trimmed, and tested for the kinds of their characters.")


# Cleaning


@primitive("str -> str", cost=2.0, traits=["total"])
def trim(s: str) -> str:
    """The text without white space at its ends.

    >>> trim("  The shawshank ")
    'The shawshank'
    """
    return s.strip(" \t\n\v\f\r")


@trim.kernel
def _(s, out):
    start = 0
    stop = len(s)
    while start < stop and (s[start] == 32 or 9 <= s[start] <= 13):
        start += 1
    while stop > start and (s[stop - 1] == 32 or 9 <= s[stop - 1] <= 13):
        stop -= 1
    for i in range(start, stop):
        out[i - start] = s[i]
    return stop - start


@primitive("str -> str -> str", cost=3.0, traits=["total"])
def strip(unwanted: str, s: str) -> str:
    """The text without any of the unwanted characters at its ends.

    >>> strip("()", "(abc)")
    'abc'
    """
    return s.strip(unwanted)


@strip.kernel
def _(unwanted, s, out):
    start = 0
    stop = len(s)
    j = 0
    while start < stop and j < len(unwanted):
        if s[start] == unwanted[j]:
            start += 1
            j = 0
        else:
            j += 1
    j = 0
    while start < stop and j < len(unwanted):
        if s[stop - 1] == unwanted[j]:
            stop -= 1
            j = 0
        else:
            j += 1
    for i in range(start, stop):
        out[i - start] = s[i]
    return stop - start


# Tests


@primitive("str -> bool", cost=3.0, traits=["total"])
def is_digit(s: str) -> bool:
    """Whether all characters are digits and there is one.

    >>> is_digit("2024")
    True
    """
    return re.fullmatch("[0-9]+", s) is not None


@is_digit.kernel
def _(s):
    for i in range(len(s)):
        if not 48 <= s[i] <= 57:
            return 0
    return 1 if len(s) > 0 else 0


@primitive("str -> bool", cost=3.0, traits=["total"])
def is_letter(s: str) -> bool:
    """Whether all characters are letters and there is one.

    >>> is_letter("Ada L")
    False
    """
    return re.fullmatch(r"[A-Za-z\x80-\U0010ffff]+", s) is not None


@is_letter.kernel
def _(s):
    for i in range(len(s)):
        if not (97 <= (s[i] | 32) <= 122 or s[i] >= 128):
            return 0
    return 1 if len(s) > 0 else 0


@primitive("str -> bool", cost=3.0, traits=["total"])
def is_upper(s: str) -> bool:
    """Whether there is a capital and no small letter.

    >>> is_upper("ROOM 4B")
    True
    """
    return re.search("[A-Z]", s) is not None and re.search("[a-z]", s) is None


@is_upper.kernel
def _(s):
    found = 0
    for i in range(len(s)):
        if 97 <= s[i] <= 122:
            return 0
        if 65 <= s[i] <= 90:
            found = 1
    return found


@primitive("str -> bool", cost=3.5, traits=["total"])
def is_lower(s: str) -> bool:
    """Whether there is a small letter and no capital.

    >>> is_lower("room 4b")
    True
    """
    return re.search("[a-z]", s) is not None and re.search("[A-Z]", s) is None


@is_lower.kernel
def _(s):
    found = 0
    for i in range(len(s)):
        if 65 <= s[i] <= 90:
            return 0
        if 97 <= s[i] <= 122:
            found = 1
    return found
