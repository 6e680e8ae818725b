"""Kinds of characters: keeping, removing, testing and picking runs of them.

Digits are 0 to 9, capitals A to Z, small letters a to z; characters beyond ASCII count as letters that are
neither. White space is blank, tab and the line ends (codes 9 to 13), punctuation the other printable ASCII.
A run is as long as possible; runs count from 0, or from the end if negative.
"""

from __future__ import annotations

import re

from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("tokens", doc="Kinds of characters in a text, and runs of them.")


# Cleaning


@primitive("str -> str", cost=2.0)
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


@primitive("str -> str -> str", cost=3.0)
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


@primitive("str -> str", cost=2.5)
def digits_of(s: str) -> str:
    """Only the digits.

    >>> digits_of("+1 (55) 2")
    '1552'
    """
    return re.sub("[^0-9]", "", s)


@digits_of.kernel
def _(s, out):
    size = 0
    for i in range(len(s)):
        if 48 <= s[i] <= 57:
            out[size] = s[i]
            size += 1
    return size


@primitive("str -> str", cost=3.0)
def letters_of(s: str) -> str:
    """Only the letters.

    >>> letters_of("R2-D2 unit")
    'RDunit'
    """
    return re.sub(r"[\x00-@[-`{-\x7f]", "", s)


@letters_of.kernel
def _(s, out):
    size = 0
    for i in range(len(s)):
        if 97 <= (s[i] | 32) <= 122 or s[i] >= 128:
            out[size] = s[i]
            size += 1
    return size


@primitive("str -> str", cost=3.5)
def remove_digits(s: str) -> str:
    """All but the digits.

    >>> remove_digits("Honda550")
    'Honda'
    """
    return re.sub("[0-9]", "", s)


@remove_digits.kernel
def _(s, out):
    size = 0
    for i in range(len(s)):
        if not 48 <= s[i] <= 57:
            out[size] = s[i]
            size += 1
    return size


@primitive("str -> str", cost=3.5)
def remove_punctuation(s: str) -> str:
    """All but the punctuation.

    >>> remove_punctuation("Hi, <you>!")
    'Hi you'
    """
    return re.sub(r"[!-/:-@[-`{-~]", "", s)


@remove_punctuation.kernel
def _(s, out):
    size = 0
    for i in range(len(s)):
        if 48 <= s[i] <= 57 or 97 <= (s[i] | 32) <= 122 or s[i] >= 127 or s[i] <= 32:
            out[size] = s[i]
            size += 1
    return size


# Tests


@primitive("str -> bool", cost=3.0)
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


@primitive("str -> bool", cost=3.0)
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


@primitive("str -> bool", cost=3.0)
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


@primitive("str -> bool", cost=3.5)
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


# Runs


@primitive("int -> str -> str", cost=2.5)
def nth_letters(n: int, s: str) -> str:
    """Run n of letters.

    >>> nth_letters(0, "Ducati100")
    'Ducati'
    """
    runs: list[str] = re.findall(r"[A-Za-z\x80-\U0010ffff]+", s)
    return runs[n]


@nth_letters.kernel
def _(n, s, out):
    found = 0
    inside = False
    for i in range(len(s)):
        now = 97 <= (s[i] | 32) <= 122 or s[i] >= 128
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
        now = 97 <= (s[i] | 32) <= 122 or s[i] >= 128
        if now and not inside:
            n -= 1
        if now and n == -1:
            out[size] = s[i]
            size += 1
        inside = now
    return size


@primitive("int -> str -> str", cost=3.0)
def nth_alphanumeric(n: int, s: str) -> str:
    """Run n of letters and digits.

    >>> nth_alphanumeric(1, "send to json_v2.com")
    'to'
    """
    runs: list[str] = re.findall(r"[0-9A-Za-z\x80-\U0010ffff]+", s)
    return runs[n]


@nth_alphanumeric.kernel
def _(n, s, out):
    found = 0
    inside = False
    for i in range(len(s)):
        now = 48 <= s[i] <= 57 or 97 <= (s[i] | 32) <= 122 or s[i] >= 128
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
        now = 48 <= s[i] <= 57 or 97 <= (s[i] | 32) <= 122 or s[i] >= 128
        if now and not inside:
            n -= 1
        if now and n == -1:
            out[size] = s[i]
            size += 1
        inside = now
    return size


@primitive("int -> str -> str", cost=3.5)
def nth_capitals(n: int, s: str) -> str:
    """Run n of capitals.

    >>> nth_capitals(0, "code ABC123")
    'ABC'
    """
    runs: list[str] = re.findall("[A-Z]+", s)
    return runs[n]


@nth_capitals.kernel
def _(n, s, out):
    found = 0
    inside = False
    for i in range(len(s)):
        now = 65 <= s[i] <= 90
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
        now = 65 <= s[i] <= 90
        if now and not inside:
            n -= 1
        if now and n == -1:
            out[size] = s[i]
            size += 1
        inside = now
    return size


@primitive("int -> str -> str", cost=3.5)
def nth_capitalized(n: int, s: str) -> str:
    """Run n of a capital with the other letters that follow it, small or beyond ASCII.

    >>> nth_capitalized(1, "parseHtmlPage")
    'Page'
    """
    runs: list[str] = re.findall(r"[A-Z][a-z\x80-\U0010ffff]+", s)
    return runs[n]


@nth_capitalized.kernel
def _(n, s, out):
    found = 0
    for i in range(1, len(s)):
        if 65 <= s[i - 1] <= 90 and (97 <= s[i] <= 122 or s[i] >= 128):
            found += 1
    if n < 0:
        n += found
    if n < 0 or n >= found:
        return FAIL
    i = 0
    while n >= 0:
        i += 1
        if 65 <= s[i - 1] <= 90 and (97 <= s[i] <= 122 or s[i] >= 128):
            n -= 1
    out[0] = s[i - 1]
    size = 1
    while i < len(s) and (97 <= s[i] <= 122 or s[i] >= 128):
        out[size] = s[i]
        size += 1
        i += 1
    return size
