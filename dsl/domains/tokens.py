"""Whole texts: trimmed, rid of a beginning or an end, and tested for the kinds of their characters.

Digits are `[0-9]` and letters `[^\\W\\d_]`; white space, capitals and small letters are those of `str`.
"""

from __future__ import annotations

import re

from dsl.characters import CAPITAL, SMALL, case_of, is_space
from dsl.domain import Domain
from dsl.domains.kinds import LETTER, class_of
from dsl.primitives import primitive

DOMAIN = Domain("tokens", doc="Texts trimmed, and tested for the kinds of their characters.")


# Cleaning


@primitive("str -> str", phrase="{s}~ without blanks at its ends", cost=2.0, traits=["total"])
def trim(s: str) -> str:
    """The text without white space at its ends.

    >>> trim("  The shawshank ")
    'The shawshank'
    """
    return s.strip()


@trim.kernel
def _(s, out):
    start = 0
    stop = len(s)
    while start < stop and is_space(s[start]):
        start += 1
    while stop > start and is_space(s[stop - 1]):
        stop -= 1
    for i in range(start, stop):
        out[i - start] = s[i]
    return stop - start


def first_kept(unwanted, s):
    """Where the first character of a text is that is none of the unwanted ones; its length if there is none."""
    start = 0
    j = 0
    while start < len(s) and j < len(unwanted):
        if s[start] == unwanted[j]:
            start += 1
            j = 0
        else:
            j += 1
    return start


def last_kept(unwanted, s, start):
    """Where a text ends without the unwanted characters behind place `start`."""
    stop = len(s)
    j = 0
    while stop > start and j < len(unwanted):
        if s[stop - 1] == unwanted[j]:
            stop -= 1
            j = 0
        else:
            j += 1
    return stop


@primitive("str -> str -> str", phrase="{s}~ without any of the characters {unwanted} at its ends", cost=3.0, traits=["total"])
def strip(unwanted: str, s: str) -> str:
    """The text without any of the unwanted characters at its ends.

    >>> strip("()", "(abc)")
    'abc'
    """
    return s.strip(unwanted)


@strip.kernel
def _(unwanted, s, out):
    start = first_kept(unwanted, s)
    stop = last_kept(unwanted, s, start)
    for i in range(start, stop):
        out[i - start] = s[i]
    return stop - start


@primitive("str -> str -> str", phrase="{s}~ without any of the characters {unwanted} at its beginning", cost=3.0, traits=["total"])
def strip_start(unwanted: str, s: str) -> str:
    """The text without any of the unwanted characters before it.

    >>> strip_start("0", "00100200")
    '100200'
    """
    return s.lstrip(unwanted)


@strip_start.kernel
def _(unwanted, s, out):
    start = first_kept(unwanted, s)
    for i in range(start, len(s)):
        out[i - start] = s[i]
    return len(s) - start


@primitive("str -> str -> str", phrase="{s}~ without any of the characters {unwanted} at its end", cost=3.0, traits=["total"])
def strip_end(unwanted: str, s: str) -> str:
    """The text without any of the unwanted characters behind it.

    >>> strip_end("!?", "Really?!")
    'Really'
    """
    return s.rstrip(unwanted)


@strip_end.kernel
def _(unwanted, s, out):
    stop = last_kept(unwanted, s, 0)
    for i in range(stop):
        out[i] = s[i]
    return stop


@primitive("str -> str -> str", phrase="{s}~ without {start} at its beginning", cost=2.5, traits=["total"])
def remove_prefix(start: str, s: str) -> str:
    """The text without start before it, if it begins so.

    >>> remove_prefix("www.", "www.example.com")
    'example.com'
    """
    return s.removeprefix(start)


@remove_prefix.kernel
def _(start, s, out):
    k = 0
    while k < len(start) and k < len(s) and s[k] == start[k]:
        k += 1
    shift = k if k == len(start) else 0
    for i in range(shift, len(s)):
        out[i - shift] = s[i]
    return len(s) - shift


@primitive("str -> str -> str", phrase="{s}~ without {end} at its end", cost=2.5, traits=["total"])
def remove_suffix(end: str, s: str) -> str:
    """The text without end behind it, if it finishes so.

    >>> remove_suffix(".csv", "rows.csv")
    'rows'
    """
    return s.removesuffix(end)


@remove_suffix.kernel
def _(end, s, out):
    k = 0
    while k < len(end) and k < len(s) and s[len(s) - 1 - k] == end[len(end) - 1 - k]:
        k += 1
    size = len(s) - k if k == len(end) else len(s)
    for i in range(size):
        out[i] = s[i]
    return size


# Tests


@primitive("str -> bool", phrase="{s} [consists/does not consist] of digits", cost=3.0, traits=["total"])
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


@primitive("str -> bool", phrase="{s} [consists/does not consist] of letters", cost=3.0, traits=["total"])
def is_letter(s: str) -> bool:
    """Whether all characters are letters and there is one.

    >>> is_letter("Ada L")
    False
    """
    return re.fullmatch(r"[^\W\d_]+", s) is not None


@is_letter.kernel
def _(s):
    for i in range(len(s)):
        if not class_of(s[i]) & LETTER:
            return 0
    return 1 if len(s) > 0 else 0


@primitive("str -> bool", phrase="{s} [is/is not] in upper case", cost=3.0, traits=["total"])
def is_upper(s: str) -> bool:
    """Whether there is a capital and no small letter.

    >>> is_upper("ROOM 4B")
    True
    """
    return s.isupper()


@is_upper.kernel
def _(s):
    found = 0
    for i in range(len(s)):
        case = case_of(s[i])
        if case & ~CAPITAL:
            return 0
        found |= case
    return 1 if found else 0


@primitive("str -> bool", phrase="{s} [is/is not] in lower case", cost=3.5, traits=["total"])
def is_lower(s: str) -> bool:
    """Whether there is a small letter and no capital.

    >>> is_lower("room 4b")
    True
    """
    return s.islower()


@is_lower.kernel
def _(s):
    found = 0
    for i in range(len(s)):
        case = case_of(s[i])
        if case & ~SMALL:
            return 0
        found |= case
    return 1 if found else 0
