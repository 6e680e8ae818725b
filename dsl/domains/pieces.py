"""Pieces of a text: parts before, after and between delimiters, words, and lists of them.

A delimiter that is empty or does not occur has no before and after: those primitives fail on it, while `field` and
`split` see one whole piece when it does not occur. A list of pieces has at most MAX_LIST items.
"""

from __future__ import annotations

from dsl.bounds import MAX_LIST
from dsl.characters import is_space
from dsl.domain import Domain
from dsl.kernel import FAIL, make
from dsl.primitives import primitive

DOMAIN = Domain("pieces", doc="Parts of a text between delimiters.")


def next_place(delimiter, s, i):
    """Where the first delimiter, which is not empty, begins from place i on; the length of the text if none does."""
    k = len(delimiter)
    while i + k <= len(s):
        j = 0
        while j < k and s[i + j] == delimiter[j]:
            j += 1
        if j == k:
            return i
        i += 1
    return len(s)


def piece_count(delimiter, s):
    """Into how many pieces a delimiter parts a text."""
    found = 1
    i = next_place(delimiter, s, 0)
    while i < len(s):
        found += 1
        i = next_place(delimiter, s, i + len(delimiter))
    return found


def piece_start(n, delimiter, s):
    """Where piece n begins, from 0; FAIL if there is none."""
    start = 0
    while n > 0:
        i = next_place(delimiter, s, start)
        if i == len(s):
            return FAIL
        start = i + len(delimiter)
        n -= 1
    return start


# Before, after, between


@primitive("str -> str -> str", phrase="the text before the first {delimiter} in {s}", cost=2.0)
def before(delimiter: str, s: str) -> str:
    """What stands before the first delimiter.

    >>> before("@", "ada@example.com")
    'ada'
    """
    if not delimiter:
        raise ValueError("empty delimiter")
    return s[: s.index(delimiter)]


@before.kernel
def _(delimiter, s, out):
    k = len(delimiter)
    for i in range(len(s) - k + 1 if k > 0 else 0):
        j = 0
        while j < k and s[i + j] == delimiter[j]:
            j += 1
        if j == k:
            return i
        out[i] = s[i]
    return FAIL


@primitive("str -> str -> str", phrase="the text after the first {delimiter} in {s}", cost=2.0)
def after(delimiter: str, s: str) -> str:
    """What stands after the first delimiter.

    >>> after("@", "ada@example.com")
    'example.com'
    """
    if not delimiter:
        raise ValueError("empty delimiter")
    return s[s.index(delimiter) + len(delimiter) :]


@after.kernel
def _(delimiter, s, out):
    k = len(delimiter)
    for i in range(len(s) - k + 1 if k > 0 else 0):
        j = 0
        while j < k and s[i + j] == delimiter[j]:
            j += 1
        if j == k:
            for t in range(i + k, len(s)):
                out[t - i - k] = s[t]
            return len(s) - i - k
    return FAIL


@primitive("str -> str -> str", phrase="the text before the last {delimiter} in {s}", cost=2.5)
def before_last(delimiter: str, s: str) -> str:
    """What stands before the last delimiter.

    >>> before_last("/", "home/user/file")
    'home/user'
    """
    if not delimiter:
        raise ValueError("empty delimiter")
    return s[: s.rindex(delimiter)]


@before_last.kernel
def _(delimiter, s, out):
    k = len(delimiter)
    for i in range(len(s) - k if k > 0 else -1, -1, -1):
        j = 0
        while j < k and s[i + j] == delimiter[j]:
            j += 1
        if j == k:
            for t in range(i):
                out[t] = s[t]
            return i
    return FAIL


@primitive("str -> str -> str", phrase="the text after the last {delimiter} in {s}", cost=2.5)
def after_last(delimiter: str, s: str) -> str:
    """What stands after the last delimiter.

    >>> after_last("/", "home/user/file")
    'file'
    """
    if not delimiter:
        raise ValueError("empty delimiter")
    return s[s.rindex(delimiter) + len(delimiter) :]


@after_last.kernel
def _(delimiter, s, out):
    k = len(delimiter)
    for i in range(len(s) - k if k > 0 else -1, -1, -1):
        j = 0
        while j < k and s[i + j] == delimiter[j]:
            j += 1
        if j == k:
            for t in range(i + k, len(s)):
                out[t - i - k] = s[t]
            return len(s) - i - k
    return FAIL


@primitive("str -> str -> str -> str", phrase="the text between the first {left} and the next {right} in {s}", cost=2.5)
def between(left: str, right: str, s: str) -> str:
    """What stands after the first left delimiter, up to the next right one.

    >>> between("(", ")", "Paris (France)")
    'France'
    """
    if not left or not right:
        raise ValueError("empty delimiter")
    start = s.index(left) + len(left)
    return s[start : s.index(right, start)]


@between.kernel
def _(left, right, s, out):
    start = -1
    for i in range(len(s) - len(left) + 1 if len(left) > 0 else 0):
        j = 0
        while j < len(left) and s[i + j] == left[j]:
            j += 1
        if j == len(left):
            start = i + len(left)
            break
    if start < 0 or len(right) == 0:
        return FAIL
    for i in range(start, len(s) - len(right) + 1):
        j = 0
        while j < len(right) and s[i + j] == right[j]:
            j += 1
        if j == len(right):
            return i - start
        out[i - start] = s[i]
    return FAIL


# One piece by number


@primitive("int -> str -> str -> str", phrase="the {n:nth} of the pieces of {s} parted by {delimiter}", cost=2.0)
def field(n: int, delimiter: str, s: str) -> str:
    """Piece n of the text split at the delimiter, from 0, or from the end if negative.

    >>> field(1, "-", "938-242-504")
    '242'
    >>> field(-1, "-", "938-242-504")
    '504'
    """
    return s.split(delimiter)[n]


@field.kernel
def _(n, delimiter, s, out):
    if len(delimiter) == 0:
        return FAIL
    n = n if n >= 0 else n + piece_count(delimiter, s)
    start = piece_start(n, delimiter, s) if n >= 0 else FAIL
    if start == FAIL:
        return FAIL
    stop = next_place(delimiter, s, start)
    for i in range(start, stop):
        out[i - start] = s[i]
    return stop - start


@primitive("int -> str -> str", phrase="the {n:nth} word of {s}", cost=2.0)
def word(n: int, s: str) -> str:
    """Word n of the text, words being parted by white space, from 0, or from the end if negative.

    >>> word(1, "Susan Ann Chang")
    'Ann'
    """
    return s.split()[n]


@word.kernel
def _(n, s, out):
    found = 0
    inside = False
    for i in range(len(s)):
        now = not is_space(s[i])
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
        now = not is_space(s[i])
        if now and not inside:
            n -= 1
        if now and n == -1:
            out[size] = s[i]
            size += 1
        inside = now
    return size


@primitive("int -> str -> str -> str", phrase="{s}~ before {delimiter} number {n}", cost=2.5)
def fields_before(n: int, delimiter: str, s: str) -> str:
    """The first n pieces of the text split at the delimiter, or all but the last -n, joined as they were.

    >>> fields_before(2, ", ", "lamp, brass, small, used")
    'lamp, brass'
    >>> fields_before(-1, ".", "annual.report.pdf")
    'annual.report'
    """
    return delimiter.join(s.split(delimiter)[:n])


@fields_before.kernel
def _(n, delimiter, s, out):
    if len(delimiter) == 0:
        return FAIL
    n = n if n >= 0 else max(0, n + piece_count(delimiter, s))
    start = piece_start(n, delimiter, s)
    stop = len(s) if start == FAIL else max(0, start - len(delimiter))
    for i in range(stop):
        out[i] = s[i]
    return stop


@primitive("int -> str -> str -> str", phrase="{s}~ after {delimiter} number {n}", cost=2.5)
def fields_from(n: int, delimiter: str, s: str) -> str:
    """The pieces from number n on of the text split at the delimiter, or the last -n, joined as they were.

    >>> fields_from(1, ": ", "Note: call back: urgent")
    'call back: urgent'
    >>> fields_from(-2, "/", "github.com/rust-lang/rust")
    'rust-lang/rust'
    """
    return delimiter.join(s.split(delimiter)[n:])


@fields_from.kernel
def _(n, delimiter, s, out):
    if len(delimiter) == 0:
        return FAIL
    n = n if n >= 0 else max(0, n + piece_count(delimiter, s))
    start = piece_start(n, delimiter, s)
    start = len(s) if start == FAIL else start
    for i in range(start, len(s)):
        out[i - start] = s[i]
    return len(s) - start


# All pieces


@primitive("str -> str -> list(str)", phrase="the pieces of {s} parted by {delimiter}", cost=2.0)
def split(delimiter: str, s: str) -> list[str]:
    """The pieces between the delimiters.

    >>> split(",", "a,b,,c")
    ['a', 'b', '', 'c']
    """
    result = s.split(delimiter)
    if len(result) > MAX_LIST:
        raise ValueError(f"list longer than {MAX_LIST}")
    return result


@split.kernel
def _(delimiter, s, heap, out):
    k = len(delimiter)
    if k == 0:
        return FAIL
    size = 0
    start = 0
    i = 0
    while i + k <= len(s):
        j = 0
        while j < k and s[i + j] == delimiter[j]:
            j += 1
        if j == k:
            if size + 1 >= MAX_LIST:
                return FAIL
            out[size] = make(heap, s[start:i])
            size += 1
            start = i + k
        i += k if j == k else 1
    out[size] = make(heap, s[start:])
    return size + 1


@primitive("str -> list(str)", phrase="the words of {s}", cost=2.0, traits=["total"])
def words(s: str) -> list[str]:
    """The parts between white space.

    >>> words(" The quick  fox ")
    ['The', 'quick', 'fox']
    """
    result = s.split()
    if len(result) > MAX_LIST:
        raise ValueError(f"list longer than {MAX_LIST}")
    return result


@words.kernel
def _(s, heap, out):
    size = 0
    start = 0
    for i in range(len(s) + 1):
        if i == len(s) or is_space(s[i]):
            if i > start:
                if size == MAX_LIST:
                    return FAIL
                out[size] = make(heap, s[start:i])
                size += 1
            start = i + 1
    return size


@primitive("str -> list(str)", phrase="the characters of {s}", cost=2.5, traits=["total"])
def characters(s: str) -> list[str]:
    """The characters, each a text of its own.

    >>> characters("abc")
    ['a', 'b', 'c']
    """
    if len(s) > MAX_LIST:
        raise ValueError(f"list longer than {MAX_LIST}")
    return list(s)


@characters.kernel
def _(s, heap, out):
    if len(s) > MAX_LIST:
        return FAIL
    for i in range(len(s)):
        out[i] = make(heap, s[i : i + 1])
    return len(s)
