"""Shapes: whole texts tested for what they are made of, and edited by the kinds of characters that stand side by side.

Letters are those of ASCII where texts are edited; a shape says itself which ones it means.
"""

from __future__ import annotations

import re

from dsl.bounds import MAX_TEXT
from dsl.domain import Domain
from dsl.domains.kinds import ALPHANUMERIC, PATTERNS
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("shapes", includes=("booleans",), doc="Whole texts by their shape: tested, masked, spaced, padded.")


# Tests


@primitive("shape -> str -> bool", phrase="{s} [has/does not have] the form {shape}", cost=1.5, traits=["of_inputs", "total"])
def matches_shape(shape: str, s: str) -> bool:
    """Whether the whole text has the shape.

    >>> matches_shape("[0-9]{10}", "9876501234")
    True
    >>> matches_shape("[0-9]{10}", "98765abcde")
    False
    """
    return re.fullmatch(shape, s) is not None


@primitive(
    "str -> str -> bool", phrase="{s} [is/is not] {t} but for letter case", cost=1.5, commutative=True, traits=["of_inputs", "total"]
)
def equal_ignoring_case(s: str, t: str) -> bool:
    """Whether two texts are equal but for the case of their letters.

    >>> equal_ignoring_case("Straße", "STRASSE")
    True
    """
    return s.casefold() == t.casefold()


@primitive("shape -> int -> str -> str", phrase="the {n:nth} text of the form {shape} in {s}", cost=3.0, traits=["scanned"])
def find_shape(shape: str, n: int, s: str) -> str:
    """Of all that has the shape and is no part of a longer word or number, the one that n counts, from 0 or from the end; fails without.

    >>> find_shape("[0-9]{5}", -1, "24 Hill Road, Flat 10000b, Salem 97301-0001")
    '97301'
    """
    found = re.findall(rf"(?<![^\W_])(?:{shape})(?![^\W_])", s)
    return found[n]


# White space and kinds


@primitive("str -> str", phrase="{s}~ with one blank between words", cost=3.0, traits=["total"])
def squeeze(s: str) -> str:
    """The words of the text with one blank between them.

    >>> squeeze("  to  be\\tor ")
    'to be or'
    """
    return " ".join(s.split())


def is_space(c):
    """Whether a character is white space to Python."""
    if c < 128:
        return c == 32 or 9 <= c <= 13 or 28 <= c <= 31
    return c == 133 or c == 160 or c == 5760 or 8192 <= c <= 8202 or c == 8232 or c == 8233 or c == 8239 or c == 8287 or c == 12288


@squeeze.kernel
def _(s, out):
    size = 0
    for i in range(len(s)):
        if is_space(s[i]):
            continue
        if size > 0 and is_space(s[i - 1]):
            out[size] = 32
            size += 1
        out[size] = s[i]
        size += 1
    return size


def _marked(mark: str, s: str, *patterns: str) -> str:
    """The text with a mark between the two characters of each pattern."""
    if re.search("[A-Za-z0-9]", mark):
        raise ValueError("needs a mark without letters and digits")
    result = s
    for pattern in patterns:
        result = re.sub(pattern, lambda pair: pair[1] + mark + pair[2], result)
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


def is_letter(c):
    """Whether a character is a letter of ASCII."""
    return 65 <= c <= 90 or 97 <= c <= 122


def is_digit(c):
    """Whether a character is a digit."""
    return 48 <= c <= 57


def meet(c, d, cases):
    """Whether a small letter meets a capital, or else a letter a digit or a digit a letter."""
    if cases:
        return 97 <= c <= 122 and 65 <= d <= 90
    return (is_letter(c) and is_digit(d)) or (is_digit(c) and is_letter(d))


def mark_between(mark, s, out, cases):
    """Write the text with a mark wherever two such characters meet."""
    for j in range(len(mark)):
        if is_letter(mark[j]) or is_digit(mark[j]):
            return FAIL
    gaps = 0
    for i in range(1, len(s)):
        gaps += 1 if meet(s[i - 1], s[i], cases) else 0
    if len(s) + gaps * len(mark) > max(len(s), MAX_TEXT):
        return FAIL
    size = 0
    for i in range(len(s)):
        if i > 0 and meet(s[i - 1], s[i], cases):
            for j in range(len(mark)):
                out[size] = mark[j]
                size += 1
        out[size] = s[i]
        size += 1
    return size


@primitive("str -> str -> str", phrase="{s}~ with {mark} between small letters and capitals", cost=3.5, traits=["replaces"])
def insert_between_cases(mark: str, s: str) -> str:
    """The text with a mark between a small letter and a capital that stand side by side.

    >>> insert_between_cases("_", "lastNameOfUser")
    'last_Name_Of_User'
    """
    return _marked(mark, s, "([a-z])([A-Z])")


@insert_between_cases.kernel
def _(mark, s, out):
    return mark_between(mark, s, out, True)


@primitive("str -> str -> str", phrase="{s}~ with {mark} between letters and digits", cost=3.5, traits=["replaces"])
def insert_between_kinds(mark: str, s: str) -> str:
    """The text with a mark between a letter and a digit that stand side by side.

    >>> insert_between_kinds(" ", "ab12cd")
    'ab 12 cd'
    """
    return _marked(mark, s, "([A-Za-z])([0-9])", "([0-9])([A-Za-z])")


@insert_between_kinds.kernel
def _(mark, s, out):
    return mark_between(mark, s, out, False)


@primitive("int -> str -> str -> str", phrase="{s}~ with {mark} after every {n:character}", cost=3.5, traits=["replaces"])
def insert_every(n: int, mark: str, s: str) -> str:
    """The text with a mark after every n characters but the last.

    >>> insert_every(4, " ", "DE63150669")
    'DE63 1506 69'
    """
    if n < 1:
        raise ValueError("needs a number of at least 1")
    result = mark.join(s[i : i + n] for i in range(0, len(s), n))
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


@insert_every.kernel
def _(n, mark, s, out):
    if n < 1:
        return FAIL
    gaps = (len(s) - 1) // n if len(s) > 0 else 0
    if len(s) + gaps * len(mark) > max(len(s), MAX_TEXT):
        return FAIL
    size = 0
    for i in range(len(s)):
        if i > 0 and i % n == 0:
            for j in range(len(mark)):
                out[size] = mark[j]
                size += 1
        out[size] = s[i]
        size += 1
    return size


# Masks and numbers


@primitive("int -> str -> str -> str", phrase="{s}~ with {cover} for all but the last {kept:character}", cost=3.5, traits=["replaces"])
def mask(kept: int, cover: str, s: str) -> str:
    """The text with all characters but the last few covered by another one.

    >>> mask(4, "*", "4111111111111234")
    '************1234'
    """
    if len(cover) != 1 or kept < 0:
        raise ValueError("needs a single character and no negative number")
    return s[max(len(s) - kept, 0) :].rjust(len(s), cover)


@mask.kernel
def _(kept, cover, s, out):
    if len(cover) != 1 or kept < 0:
        return FAIL
    for i in range(len(s)):
        out[i] = cover[0] if i < len(s) - kept else s[i]
    return len(s)


@primitive(
    "int -> str -> str -> str", phrase="{s}~ with {cover} for all but the last {kept:digit}", cost=4.0, traits=["replaces"]
)
def mask_digits(kept: int, cover: str, s: str) -> str:
    """The text with all digits but the last few covered by another character.

    >>> mask_digits(4, "*", "4111-1111-1111-1234")
    '****-****-****-1234'
    >>> mask_digits(4, "x", "(04) 3381 229")
    '(xx) xxx1 229'
    """
    if len(cover) != 1 or cover == "\\" or kept < 1:
        raise ValueError("needs a single character, no backslash, and a positive number")
    return re.sub(rf"[0-9](?=(?:[^0-9]*[0-9]){{{kept}}})", cover, s)


@mask_digits.kernel
def _(kept, cover, s, out):
    if len(cover) != 1 or cover[0] == 92 or kept < 1:
        return FAIL
    left = -kept
    for i in range(len(s)):
        left += is_digit(s[i])
    for i in range(len(s)):
        covered = is_digit(s[i]) and left > 0
        out[i] = cover[0] if covered else s[i]
        left -= covered
    return len(s)


@primitive("int -> str -> str", phrase="{s}~ with each number filled up with zeros to {width:digit}", cost=3.0)
def pad_numbers(width: int, s: str) -> str:
    """The text with every run of digits filled up with zeros in front to a width.

    >>> pad_numbers(4, "A-12")
    'A-0012'
    """
    if width > MAX_TEXT:
        raise ValueError(f"needs a width up to {MAX_TEXT}")
    result = re.sub("[0-9]+", lambda run: run[0].zfill(width), s)
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


@pad_numbers.kernel
def _(width, s, out):
    if width > MAX_TEXT:
        return FAIL
    total = len(s)
    run = 0
    for i in range(len(s) + 1):
        if i < len(s) and is_digit(s[i]):
            run += 1
        else:
            total += width - run if 0 < run < width else 0
            run = 0
    if total > max(len(s), MAX_TEXT):
        return FAIL
    size = 0
    for i in range(len(s)):
        if is_digit(s[i]) and (i == 0 or not is_digit(s[i - 1])):
            run = 0
            while i + run < len(s) and is_digit(s[i + run]):
                run += 1
            for _ in range(width - run):
                out[size] = 48
                size += 1
        out[size] = s[i]
        size += 1
    return size


@primitive("str -> str -> str -> str -> str", phrase="{s}~ with {new} in place of all from {left} to {right}", cost=3.0, traits=["scanned"])
def replace_between(left: str, right: str, new: str, s: str) -> str:
    """The text with whatever stands between two delimiters, and these too, replaced by a new text.

    >>> replace_between("<", ">", "Acme", "Dear <COMPANY>,")
    'Dear Acme,'
    """
    if not re.fullmatch(r"\S+", left) or not re.fullmatch(r"\S+", right):
        raise ValueError("needs delimiters without white space")
    result = re.sub(f"(?s:{re.escape(left)}.*?{re.escape(right)})", lambda _: new, s)
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


@primitive("str -> str -> str", phrase="the mask {mask}~ filled with the last letters and digits of {s}", cost=3.0, traits=["scanned"])
def format_mask(mask: str, s: str) -> str:
    """A mask with its signs # replaced by the last letters and digits of the text, in their order; a text with fewer fails.

    >>> format_mask("(###) ###-####", "+1 800.555.0199")
    '(800) 555-0199'
    """
    count = mask.count("#")
    if not count or "{" in mask or "}" in mask:
        raise ValueError("needs a mask with places # and without braces")
    found = re.findall(PATTERNS[ALPHANUMERIC], s)
    if len(found) < count:
        raise ValueError(f"fewer than {count} letters and digits")
    return mask.replace("#", "{}").format(*found[-count:])
