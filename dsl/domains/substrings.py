"""Substrings: parts of a text by place, its length, and where something occurs in it.

Places count from 0; `substring` and `character_at` take negative ones from the end. The empty text occurs at every
place, the one behind the last character included.
"""

from __future__ import annotations

import re

from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("substrings", doc="Parts of a text by place, and where something occurs.")


@primitive("str -> int", phrase="the number of characters of {s}", cost=2.0, traits=["total"])
def text_length(s: str) -> int:
    """How many characters the text has.

    >>> text_length("abc")
    3
    """
    return len(s)


@text_length.kernel
def _(s):
    return len(s)


@primitive("str -> bool", phrase="{s} [is/is not] empty", cost=2.5, traits=["total"])
def is_empty_text(s: str) -> bool:
    """Whether the text has no characters.

    >>> is_empty_text("")
    True
    """
    return not s


@is_empty_text.kernel
def _(s):
    return 1 if len(s) == 0 else 0


# Parts by place


@primitive("int -> str -> str", phrase="the first {n:character} of {s}", cost=2.0, traits=["total"])
def prefix(n: int, s: str) -> str:
    """The first n characters: all if there are fewer, none if n is negative.

    >>> prefix(2, "abc")
    'ab'
    """
    return s[: max(n, 0)]


@prefix.kernel
def _(n, s, out):
    size = min(max(n, 0), len(s))
    for i in range(size):
        out[i] = s[i]
    return size


@primitive("int -> str -> str", phrase="the last {n:character} of {s}", cost=2.0, traits=["total"])
def suffix(n: int, s: str) -> str:
    """The last n characters: all if there are fewer, none if n is negative.

    >>> suffix(2, "abc")
    'bc'
    """
    return s[-n:] if n > 0 else ""


@suffix.kernel
def _(n, s, out):
    size = min(max(n, 0), len(s))
    for i in range(size):
        out[i] = s[len(s) - size + i]
    return size


@primitive("int -> str -> str", phrase="{s}~ without its first {n:character}", cost=2.0, traits=["total"])
def drop_prefix(n: int, s: str) -> str:
    """The text without its first n characters.

    >>> drop_prefix(2, "abc")
    'c'
    """
    return s[max(n, 0) :]


@drop_prefix.kernel
def _(n, s, out):
    start = min(max(n, 0), len(s))
    for i in range(start, len(s)):
        out[i - start] = s[i]
    return len(s) - start


@primitive("int -> str -> str", phrase="{s}~ without its last {n:character}", cost=2.0, traits=["total"])
def drop_suffix(n: int, s: str) -> str:
    """The text without its last n characters.

    >>> drop_suffix(2, "abc")
    'a'
    """
    return s[:-n] if n > 0 else s


@drop_suffix.kernel
def _(n, s, out):
    size = len(s) - min(max(n, 0), len(s))
    for i in range(size):
        out[i] = s[i]
    return size


@primitive(
    "int -> int -> str -> str", phrase="the characters of {s} from place {start} up to place {stop}", cost=2.5, traits=["cuts", "total"]
)
def substring(start: int, stop: int, s: str) -> str:
    """The characters from place start up to but not including place stop; both may count from the end.

    >>> substring(1, 3, "abcde")
    'bc'
    >>> substring(1, -1, "(abc)")
    'abc'
    """
    return s[start:stop]


@substring.kernel
def _(start, stop, s, out):
    if start < 0:
        start = max(start + len(s), 0)
    if stop < 0:
        stop = max(stop + len(s), 0)
    stop = min(stop, len(s))
    for i in range(start, stop):
        out[i - start] = s[i]
    return max(stop - start, 0)


@primitive("int -> str -> str", phrase="the {i:nth} character of {s}", cost=2.0)
def character_at(i: int, s: str) -> str:
    """The character at place i, which may count from the end; fails outside the text.

    >>> character_at(1, "abc")
    'b'
    >>> character_at(-1, "abc")
    'c'
    """
    return s[i]


@character_at.kernel
def _(i, s, out):
    if i < 0:
        i += len(s)
    if i < 0 or i >= len(s):
        return FAIL
    out[0] = s[i]
    return 1


@primitive("str -> str", phrase="the first character of {s}", cost=2.0)
def first_character(s: str) -> str:
    """The first character; fails on the empty text.

    >>> first_character("Ada")
    'A'
    """
    return s[0]


@first_character.kernel
def _(s, out):
    if len(s) == 0:
        return FAIL
    out[0] = s[0]
    return 1


# Where something occurs


@primitive("str -> str -> bool", phrase="{s} [starts/does not start] with {start}", cost=3.0, traits=["total"])
def starts_with(start: str, s: str) -> bool:
    """Whether the text begins with start.

    >>> starts_with("ab", "abc")
    True
    """
    return s.startswith(start)


@starts_with.kernel
def _(start, s):
    if len(start) > len(s):
        return 0
    for i in range(len(start)):
        if s[i] != start[i]:
            return 0
    return 1


@primitive("str -> str -> bool", phrase="{s} [ends/does not end] with {end}", cost=3.0, traits=["total"])
def ends_with(end: str, s: str) -> bool:
    """Whether the text finishes with end.

    >>> ends_with("bc", "abc")
    True
    """
    return s.endswith(end)


@ends_with.kernel
def _(end, s):
    shift = len(s) - len(end)
    if shift < 0:
        return 0
    for i in range(len(end)):
        if s[shift + i] != end[i]:
            return 0
    return 1


@primitive("str -> str -> bool", phrase="{s} [contains/does not contain] {needle}", cost=2.5, traits=["total"])
def contains_text(needle: str, s: str) -> bool:
    """Whether needle occurs in the text.

    >>> contains_text("bc", "abcd")
    True
    """
    return needle in s


@contains_text.kernel
def _(needle, s):
    for i in range(len(s) - len(needle) + 1):
        j = 0
        while j < len(needle) and s[i + j] == needle[j]:
            j += 1
        if j == len(needle):
            return 1
    return 0


@primitive("str -> str -> int", phrase="the place of the first {needle} in {s}", cost=2.5)
def find(needle: str, s: str) -> int:
    """The place where needle first occurs; fails if it does not.

    >>> find("c", "abcabc")
    2
    """
    return s.index(needle)


@find.kernel
def _(needle, s):
    for i in range(len(s) - len(needle) + 1):
        j = 0
        while j < len(needle) and s[i + j] == needle[j]:
            j += 1
        if j == len(needle):
            return i
    return FAIL


@primitive("int -> str -> str -> int", phrase="the place of the {n:nth} {needle} in {s}", cost=3.5)
def find_nth(n: int, needle: str, s: str) -> int:
    """The place of occurrence n of needle, without overlaps, from 0, or back from the last if negative.

    >>> find_nth(1, "-", "2019-11-23")
    7
    >>> find_nth(-1, "/", "home/user/file")
    9
    """
    return [m.start() for m in re.finditer(re.escape(needle), s)][n]


@find_nth.kernel
def _(n, needle, s):
    k = len(needle)
    if k == 0:
        n += len(s) + 1 if n < 0 else 0
        return n if 0 <= n <= len(s) else FAIL
    for _sweep in range(1 if n >= 0 else 2):
        hits = 0
        i = 0
        while i + k <= len(s):
            j = 0
            while j < k and s[i + j] == needle[j]:
                j += 1
            if j == k and hits == n:
                return i
            hits += 1 if j == k else 0
            i += k if j == k else 1
        n += hits if n < 0 else 0
    return FAIL


@primitive("str -> str -> int", phrase="how often {needle} is in {s}", cost=2.5, traits=["total"])
def count_text(needle: str, s: str) -> int:
    """How often needle occurs, counted without overlaps.

    >>> count_text("/", "/home/user")
    2
    """
    return s.count(needle)


@count_text.kernel
def _(needle, s):
    k = len(needle)
    if k == 0:
        return len(s) + 1
    hits = 0
    i = 0
    while i + k <= len(s):
        j = 0
        while j < k and s[i + j] == needle[j]:
            j += 1
        hits += 1 if j == k else 0
        i += k if j == k else 1
    return hits
