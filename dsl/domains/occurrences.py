"""Occurrences of a kind of token in a text: the one that is meant, what stands before and after it, all of them.

They are looked for from left to right and never overlap; they count from 0, or from the end if negative. Where there
is no such occurrence a primitive fails.
"""

from __future__ import annotations

import re

from dsl.bounds import MAX_TEXT
from dsl.domain import Domain
from dsl.domains.kinds import end_at, hits, pattern, place
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("occurrences", includes=("kinds",), doc="Where a kind of token occurs in a text, and what is done there.")


def found(token: int, n: int, s: str) -> re.Match[str]:
    """Occurrence n; an IndexError if there is none."""
    return list(re.finditer(pattern(token), s))[n]


def _copy(s, start, stop, out, size):
    """Append a part of the text to what is written so far; how much that is then."""
    for i in range(start, stop):
        out[size + i - start] = s[i]
    return size + stop - start


# One occurrence


@primitive("token -> int -> str -> str", phrase="the {n:nth} {token} in {s}", cost=1.0)
def match(token: int, n: int, s: str) -> str:
    """Occurrence n.

    >>> match(number(), -1, "Dec 2, 2014")
    '2014'
    """
    return found(token, n, s).group()


@match.kernel
def _(token, n, s, out):
    at = place(token, n, s)
    return _copy(s, at, end_at(token, at, s), out, 0) if at != FAIL else FAIL


@primitive("token -> int -> str -> int", phrase="the place of the {n:nth} {token} in {s}", cost=2.0)
def start_of(token: int, n: int, s: str) -> int:
    """The place where occurrence n begins.

    >>> start_of(number(), 0, "Ducati100")
    6
    """
    return found(token, n, s).start()


@start_of.kernel
def _(token, n, s):
    return place(token, n, s)


@primitive("token -> int -> str -> int", phrase="the place behind the {n:nth} {token} in {s}", cost=2.0)
def end_of(token: int, n: int, s: str) -> int:
    """The place behind the last character of occurrence n.

    >>> end_of(letters(), 0, "Ducati100")
    6
    """
    return found(token, n, s).end()


@end_of.kernel
def _(token, n, s):
    at = place(token, n, s)
    return end_at(token, at, s) if at != FAIL else FAIL


@primitive("token -> int -> str -> str", phrase="the text before the {n:nth} {token} in {s}", cost=2.0)
def up_to(token: int, n: int, s: str) -> str:
    """The text before occurrence n.

    >>> up_to(number(), 0, "Ducati100 Eco")
    'Ducati'
    """
    return s[: found(token, n, s).start()]


@up_to.kernel
def _(token, n, s, out):
    at = place(token, n, s)
    return _copy(s, 0, at, out, 0) if at != FAIL else FAIL


@primitive("token -> int -> str -> str", phrase="the text up to and with the {n:nth} {token} in {s}", cost=2.0)
def through(token: int, n: int, s: str) -> str:
    """The text before occurrence n, and that occurrence.

    >>> through(number(), 0, "Ducati100 Eco")
    'Ducati100'
    """
    return s[: found(token, n, s).end()]


@through.kernel
def _(token, n, s, out):
    at = place(token, n, s)
    return _copy(s, 0, end_at(token, at, s), out, 0) if at != FAIL else FAIL


@primitive("token -> int -> str -> str", phrase="the text from the {n:nth} {token} on in {s}", cost=2.0)
def starting(token: int, n: int, s: str) -> str:
    """Occurrence n, and the text after it.

    >>> starting(number(), 0, "Ducati100 Eco")
    '100 Eco'
    """
    return s[found(token, n, s).start() :]


@starting.kernel
def _(token, n, s, out):
    at = place(token, n, s)
    return _copy(s, at, len(s), out, 0) if at != FAIL else FAIL


@primitive("token -> int -> str -> str", phrase="the text after the {n:nth} {token} in {s}", cost=2.0)
def past(token: int, n: int, s: str) -> str:
    """The text after occurrence n.

    >>> past(number(), 0, "Ducati100 Eco")
    ' Eco'
    """
    return s[found(token, n, s).end() :]


@past.kernel
def _(token, n, s, out):
    at = place(token, n, s)
    return _copy(s, end_at(token, at, s), len(s), out, 0) if at != FAIL else FAIL


@primitive("token -> int -> str -> str -> str", phrase="{s}~ with {new} in place of the {n:nth} {token}", cost=2.5, traits=["replaces"])
def replace_nth(token: int, n: int, new: str, s: str) -> str:
    """The text with something else in place of occurrence n.

    >>> replace_nth(digit(), -1, "x", "938-242-504")
    '938-242-50x'
    """
    hit = found(token, n, s)
    result = s[: hit.start()] + new + s[hit.end() :]
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


@replace_nth.kernel
def _(token, n, new, s, out):
    at = place(token, n, s)
    if at == FAIL:
        return FAIL
    end = end_at(token, at, s)
    if len(s) - (end - at) + len(new) > max(len(s), MAX_TEXT):
        return FAIL
    size = _copy(s, 0, at, out, 0)
    size = _copy(new, 0, len(new), out, size)
    return _copy(s, end, len(s), out, size)


# All occurrences


@primitive("token -> str -> int", phrase="how often a {token} is in {s}", cost=2.0, traits=["total"])
def occurrences(token: int, s: str) -> int:
    """How many there are.

    >>> occurrences(capital(), "United Nations")
    2
    """
    return len(re.findall(pattern(token), s))


@occurrences.kernel
def _(token, s):
    return hits(token, s)


@primitive("token -> str -> bool", phrase="{s} [has/does not have] a {token}", cost=2.0, traits=["total"])
def has(token: int, s: str) -> bool:
    """Whether there is one.

    >>> has(digit(), "Room 4B")
    True
    """
    return re.search(pattern(token), s) is not None


@has.kernel
def _(token, s):
    return 1 if place(token, 0, s) != FAIL else 0


@primitive("token -> str -> str", phrase="every {token} in {s} and nothing else", cost=1.0, traits=["total"])
def keep(token: int, s: str) -> str:
    """All occurrences and nothing else.

    >>> keep(digit(), "938-242-504")
    '938242504'
    """
    return "".join(re.findall(pattern(token), s))


@keep.kernel
def _(token, s, out):
    size = 0
    i = 0
    while i < len(s):
        end = end_at(token, i, s)
        size = _copy(s, i, end, out, size)
        i = end if end > i else i + 1
    return size


@primitive("token -> int -> str -> str", phrase="every {token} up to the {n:count} in {s} and nothing else", cost=2.0, traits=["total"])
def keep_first(token: int, n: int, s: str) -> str:
    """The first n occurrences, all but the last -n if n is negative, and nothing else.

    >>> keep_first(capital(), 2, "Federal Bureau of Investigation")
    'FB'
    """
    return "".join(re.findall(pattern(token), s)[:n])


@keep_first.kernel
def _(token, n, s, out):
    if n < 0:
        n += hits(token, s)
    size = 0
    i = 0
    while i < len(s) and n > 0:
        end = end_at(token, i, s)
        size = _copy(s, i, end, out, size)
        n -= 1 if end > i else 0
        i = end if end > i else i + 1
    return size


@primitive("token -> str -> str", phrase="{s}~ without any {token}", cost=2.0, traits=["total"])
def erase(token: int, s: str) -> str:
    """The text without any occurrence.

    >>> erase(number(), "Honda550")
    'Honda'
    """
    return re.sub(pattern(token), "", s)


@erase.kernel
def _(token, s, out):
    size = 0
    i = 0
    while i < len(s):
        end = end_at(token, i, s)
        if end == i:
            size = _copy(s, i, i + 1, out, size)
        i = end if end > i else i + 1
    return size


@primitive("token -> str -> str -> str", phrase="{s}~ with {new} in place of every {token}", cost=2.0, traits=["replaces", "total"])
def replace_each(token: int, new: str, s: str) -> str:
    """The text with something else in place of every occurrence.

    >>> replace_each(digit(), "x", "Room 42")
    'Room xx'
    """
    result = re.sub(pattern(token), lambda _: new, s)
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


@replace_each.kernel
def _(token, new, s, out):
    most = max(len(s), MAX_TEXT)
    size = 0
    i = 0
    while i < len(s):
        end = end_at(token, i, s)
        more = len(new) if end > i else 1
        if size + more > most:
            return FAIL
        size = _copy(new, 0, more, out, size) if end > i else _copy(s, i, i + 1, out, size)
        i = end if end > i else i + 1
    return size
