"""Text: joining and replacing.

A text is a sequence of code points, and a primitive means what a short expression of Python means, for all of them:
`words` is `str.split`, `find` is `str.index`. The text worked on comes last, so that `map(prefix(1), words(s))` reads
as it is said. Joined and repeated texts have at most MAX_TEXT characters; replacing and padding lengthen none beyond that.

This file builds and rewrites whole texts. Its companions: `letter_case`, `substrings` (parts by place), `pieces` (parts
between delimiters), `occurrences` of `kinds` of tokens, `tokens` (tests of a whole text) and `numerals` (numbers written in text).
"""

from __future__ import annotations

from collections.abc import Sequence

from dsl.bounds import MAX_TEXT
from dsl.characters import bounded
from dsl.domain import Domain
from dsl.kernel import FAIL, item
from dsl.primitives import primitive

DOMAIN = Domain(
    "text",
    includes=(
        *("letter_case", "substrings", "pieces", "tokens", "occurrences", "numerals", "shapes", "conversions", "ranges", "tables"),
        *("calendars", "natural_order", "notations", "wording", "floats", "lists", "control"),
    ),
    constants="harvest",
    doc="Editing text: what the formulas of a spreadsheet do.",
)


# Joining


@primitive("str -> str -> str", phrase="{s}, then {t:free}", cost=1.0, associative=True, traits=["joins", "lengthens", "total"])
def concat_text(s: str, t: str) -> str:
    """The two texts one after the other.

    >>> concat_text("Ada", "!")
    'Ada!'
    """
    if len(s) + len(t) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return s + t


@concat_text.kernel
def _(s, t, out):
    if len(s) + len(t) > MAX_TEXT:
        return FAIL
    for i in range(len(s)):
        out[i] = s[i]
    for i in range(len(t)):
        out[len(s) + i] = t[i]
    return len(s) + len(t)


@primitive("str -> list(str) -> str", phrase="{parts}~ joined by {delimiter}", cost=2.0, traits=["total"])
def join(delimiter: str, parts: Sequence[str]) -> str:
    """The texts of the list with the delimiter between them.

    >>> join("-", ["a", "b", "c"])
    'a-b-c'
    >>> join("-", [])
    ''
    """
    if sum(map(len, parts)) + len(delimiter) * max(len(parts) - 1, 0) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return delimiter.join(parts)


@join.kernel
def _(delimiter, parts, heap, out):
    size = 0
    for p in range(len(parts)):
        part = item(heap, parts[p])
        gap = len(delimiter) if p > 0 else 0
        if size + gap + len(part) > MAX_TEXT:
            return FAIL
        for i in range(gap):
            out[size + i] = delimiter[i]
        size += gap
        for i in range(len(part)):
            out[size + i] = part[i]
        size += len(part)
    return size


@primitive("str -> int -> str", phrase="{s}~ {n:time} over", cost=3.5, traits=["total"])
def repeat_text(s: str, n: int) -> str:
    """The text n times over, none at all if n is negative.

    >>> repeat_text("ab", 3)
    'ababab'
    """
    if len(s) * n > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return s * max(n, 0)


@repeat_text.kernel
def _(s, n, out):
    if len(s) == 0 or n <= 0:
        return 0
    if n > MAX_TEXT // len(s):
        return FAIL
    for i in range(n * len(s)):
        out[i] = s[i % len(s)]
    return n * len(s)


@primitive("str -> str -> str", phrase="{s}~ with {start} in front unless it is there", cost=3.5, traits=["lengthens", "total"])
def ensure_prefix(start: str, s: str) -> str:
    """The text, with start put before it unless it begins so already.

    >>> ensure_prefix("www.", "example.com")
    'www.example.com'
    >>> ensure_prefix("www.", "www.example.com")
    'www.example.com'
    """
    if s.startswith(start):
        return s
    if len(start) + len(s) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return start + s


@ensure_prefix.kernel
def _(start, s, out):
    k = 0
    while k < len(start) and k < len(s) and s[k] == start[k]:
        k += 1
    shift = 0 if k == len(start) else len(start)
    if shift > 0 and shift + len(s) > MAX_TEXT:
        return FAIL
    for i in range(shift):
        out[i] = start[i]
    for i in range(len(s)):
        out[shift + i] = s[i]
    return shift + len(s)


@primitive("str -> str -> str", phrase="{s}~ with {end} behind unless it is there", cost=3.0, traits=["lengthens", "total"])
def ensure_suffix(end: str, s: str) -> str:
    """The text, with end put behind it unless it ends so already.

    >>> ensure_suffix(".", "Done")
    'Done.'
    """
    if s.endswith(end):
        return s
    if len(s) + len(end) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return s + end


@ensure_suffix.kernel
def _(end, s, out):
    k = 0
    while k < len(end) and k < len(s) and s[len(s) - 1 - k] == end[len(end) - 1 - k]:
        k += 1
    extra = 0 if k == len(end) else len(end)
    if extra > 0 and len(s) + extra > MAX_TEXT:
        return FAIL
    for i in range(len(s)):
        out[i] = s[i]
    for i in range(extra):
        out[len(s) + i] = end[i]
    return len(s) + extra


@primitive("str -> str", phrase="{s}~ backwards", cost=4.0, traits=["total"])
def reverse_text(s: str) -> str:
    """The characters in opposite order.

    >>> reverse_text("abc")
    'cba'
    """
    return s[::-1]


@reverse_text.kernel
def _(s, out):
    for i in range(len(s)):
        out[i] = s[len(s) - 1 - i]
    return len(s)


# Replacing


def _interspersed(new, s, out):
    """Write the text with something around every character; how long it is, FAIL if it is too long."""
    if len(s) + (len(s) + 1) * len(new) > max(len(s), MAX_TEXT):
        return FAIL
    size = 0
    for i in range(len(s) + 1):
        for j in range(len(new)):
            out[size + j] = new[j]
        size += len(new)
        if i < len(s):
            out[size] = s[i]
            size += 1
    return size


@primitive("str -> str -> str -> str", phrase="{s}~ with {new} in place of every {old}", cost=2.0, traits=["replaces", "total"])
def replace_all(old: str, new: str, s: str) -> str:
    """Every old text replaced by the new one, from left to right; an empty one stands around every character.

    >>> replace_all("-", "/", "2019-11-23")
    '2019/11/23'
    """
    return bounded(s.replace(old, new), s)


@replace_all.kernel
def _(old, new, s, out):
    k = len(old)
    if k == 0:
        return _interspersed(new, s, out)
    hits = 0
    i = 0
    while i + k <= len(s):
        j = 0
        while j < k and s[i + j] == old[j]:
            j += 1
        if j == k:
            hits += 1
        i += k if j == k else 1
    if len(s) + hits * (len(new) - k) > max(len(s), MAX_TEXT):
        return FAIL
    size = 0
    i = 0
    while i < len(s):
        j = 0
        while j < k and i + j < len(s) and s[i + j] == old[j]:
            j += 1
        if j == k:
            for j in range(len(new)):
                out[size + j] = new[j]
            size += len(new)
            i += k
        else:
            out[size] = s[i]
            size += 1
            i += 1
    return size


@primitive("str -> str -> str -> str", phrase="{s}~ with {new} in place of the first {old}", cost=3.5, traits=["replaces", "total"])
def replace_first(old: str, new: str, s: str) -> str:
    """The first old text replaced by the new one; an empty one stands at the beginning.

    >>> replace_first(".", "", "1.234.567")
    '1234.567'
    """
    return bounded(s.replace(old, new, 1), s)


@replace_first.kernel
def _(old, new, s, out):
    k = len(old)
    at = -1
    for i in range(len(s) - k + 1):
        j = 0
        while j < k and s[i + j] == old[j]:
            j += 1
        if j == k:
            at = i
            break
    for i in range(at if at >= 0 else len(s)):
        out[i] = s[i]
    if at < 0:
        return len(s)
    size = len(s) - k + len(new)
    if size > max(len(s), MAX_TEXT):
        return FAIL
    for i in range(len(new)):
        out[at + i] = new[i]
    for i in range(at + k, len(s)):
        out[i - k + len(new)] = s[i]
    return size


@primitive("str -> str -> str", phrase="{s}~ without any {old}", cost=2.5, traits=["total"])
def remove_all(old: str, s: str) -> str:
    """The text without any occurrence of old, taken from left to right.

    >>> remove_all("-", "938-242-504")
    '938242504'
    """
    return s.replace(old, "")


@remove_all.kernel
def _(old, s, out):
    k = len(old)
    size = 0
    i = 0
    while i < len(s):
        j = 0
        while j < k and i + j < len(s) and s[i + j] == old[j]:
            j += 1
        if k > 0 and j == k:
            i += k
        else:
            out[size] = s[i]
            size += 1
            i += 1
    return size
