"""Strings as SMT-LIB has them: total functions, for SyGuS problems; its numbers come from `smt_numbers`.

Source: the theory Strings of SMT-LIB 2.6. Where the text domain fails, these give "" or -1. Two bounds
remain, and beyond them a program fails: whole numbers have 64 bits, texts that a program builds MAX_TEXT characters.
"""

from __future__ import annotations

from dsl.bounds import MAX_TEXT
from dsl.domain import Domain
from dsl.kernel import FAIL, add64, mul64
from dsl.primitives import primitive

DOMAIN = Domain(
    "smt",
    includes=("smt_numbers", "numbers", "booleans", "control"),
    constants="none",
    doc="Strings and whole numbers with the total functions of SMT-LIB.",
)


# Making strings


@primitive("str -> str -> str", phrase="{s}, then {t:free}", cost=1.0, associative=True)
def str_concat(s: str, t: str) -> str:
    """The two strings one after the other (`str.++`).

    >>> str_concat("ab", "c")
    'abc'
    """
    if len(s) + len(t) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return s + t


@str_concat.kernel
def _(s, t, out):
    if len(s) + len(t) > MAX_TEXT:
        return FAIL
    for i in range(len(s)):
        out[i] = s[i]
    for i in range(len(t)):
        out[len(s) + i] = t[i]
    return len(s) + len(t)


@primitive("str -> int -> str", phrase="the {i:nth} character of {s}", cost=2.0)
def str_at(s: str, i: int) -> str:
    """The character at place i, "" outside the string (`str.at`).

    >>> str_at("abc", 1)
    'b'
    >>> str_at("abc", -1)
    ''
    """
    return s[i] if 0 <= i < len(s) else ""


@str_at.kernel
def _(s, i, out):
    if i < 0 or i >= len(s):
        return 0
    out[0] = s[i]
    return 1


@primitive("str -> int -> int -> str", phrase="at most {n:character} of {s} from place {i} on", cost=2.0)
def str_substr(s: str, i: int, n: int) -> str:
    """At most n characters from place i on, "" if the place is outside the string (`str.substr`).

    >>> str_substr("abcde", 3, 9)
    'de'
    >>> str_substr("abcde", -1, 3)
    ''
    """
    return s[i : i + n] if 0 <= i < len(s) and n > 0 else ""


@str_substr.kernel
def _(s, i, n, out):
    if i < 0 or i >= len(s) or n <= 0:
        return 0
    size = min(n, len(s) - i)
    for j in range(size):
        out[j] = s[i + j]
    return size


@primitive("str -> str -> str -> str", phrase="{s}~ with {u} in place of the first {t}", cost=2.0)
def str_replace(s: str, t: str, u: str) -> str:
    """The string with the first t in it made u; an empty t is found at the start (`str.replace`).

    >>> str_replace("abab", "b", "c")
    'acab'
    >>> str_replace("ab", "", "c")
    'cab'
    """
    if len(s) + len(u) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return s.replace(t, u, 1)


@str_replace.kernel
def _(s, t, u, out):
    if len(s) + len(u) > MAX_TEXT:
        return FAIL
    at = _place(s, t, 0)
    if at < 0:
        for i in range(len(s)):
            out[i] = s[i]
        return len(s)
    for i in range(at):
        out[i] = s[i]
    for i in range(len(u)):
        out[at + i] = u[i]
    for i in range(at + len(t), len(s)):
        out[len(u) - len(t) + i] = s[i]
    return len(s) - len(t) + len(u)


def _place(s, t, first):
    """Where t occurs in s from place first on, -1 if nowhere."""
    for i in range(first, len(s) - len(t) + 1):
        j = 0
        while j < len(t) and s[i + j] == t[j]:
            j += 1
        if j == len(t):
            return i
    return -1


@primitive("str -> str -> str -> str", phrase="{s}~ with {u} in place of every {t}", cost=3.0)
def str_replace_all(s: str, t: str, u: str) -> str:
    """The string with every t in it made u; an empty t is found nowhere (`str.replace_all`).

    >>> str_replace_all("abab", "b", "c")
    'acac'
    >>> str_replace_all("ab", "", "c")
    'ab'
    """
    result = s.replace(t, u) if t else s
    if len(result) > MAX_TEXT:
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


@str_replace_all.kernel
def _(s, t, u, out):
    size, i = 0, 0
    while i < len(s):
        here = len(t) > 0 and i + len(t) <= len(s)
        j = 0
        while here and j < len(t):
            here = s[i + j] == t[j]
            j += 1
        if size + (len(u) if here else 1) > MAX_TEXT:
            return FAIL
        if here:
            for k in range(len(u)):
                out[size + k] = u[k]
            size += len(u)
            i += len(t)
        else:
            out[size] = s[i]
            size += 1
            i += 1
    return size


@primitive("int -> str", phrase="{n}~ as text", cost=3.0)
def str_from_int(n: int) -> str:
    """The number in decimal digits, "" for a negative one (`str.from_int`, `int.to.str`).

    >>> str_from_int(12)
    '12'
    >>> str_from_int(-3)
    ''
    """
    return str(n) if n >= 0 else ""


@str_from_int.kernel
def _(n, out):
    if n < 0:
        return 0
    size, rest = 1, n // 10
    while rest > 0:
        size += 1
        rest //= 10
    for i in range(size):
        out[size - 1 - i] = 48 + n % 10
        n //= 10
    return size


@primitive("int -> str", phrase="the character with the code point {n}", cost=4.0)
def str_from_code(n: int) -> str:
    """The string of one code point, "" for a number that is none (`str.from_code`).

    >>> str_from_code(97)
    'a'
    """
    return chr(n) if 0 <= n < 55296 or 57344 <= n < 196608 else ""


@str_from_code.kernel
def _(n, out):
    if n < 0 or n >= 196608 or 55296 <= n < 57344:
        return 0
    out[0] = n
    return 1


# Numbers about strings


@primitive("str -> int", phrase="the number of characters of {s}", cost=2.0)
def str_len(s: str) -> int:
    """How many characters the string has (`str.len`).

    >>> str_len("abc")
    3
    """
    return len(s)


@str_len.kernel
def _(s):
    return len(s)


@primitive("str -> str -> int -> int", phrase="the place of the first {t} in {s} from place {i} on", cost=2.0)
def str_indexof(s: str, t: str, i: int) -> int:
    """Where t first occurs in s from place i on, -1 if nowhere or if i is outside (`str.indexof`).

    >>> str_indexof("abcabc", "c", 3)
    5
    >>> str_indexof("abc", "c", -1)
    -1
    """
    return s.find(t, i) if 0 <= i <= len(s) else -1


@str_indexof.kernel
def _(s, t, i):
    return _place(s, t, i) if 0 <= i <= len(s) else -1


@primitive("str -> int", phrase="{s}~ as a number", cost=3.0)
def str_to_int(s: str) -> int:
    """The number that the decimal digits of the string write, -1 if it is anything else (`str.to_int`, `str.to.int`).

    >>> str_to_int("012")
    12
    >>> str_to_int("-3")
    -1
    """
    return int(s) if s.isascii() and s.isdigit() else -1


@str_to_int.kernel
def _(s):
    if len(s) == 0:
        return -1
    for i in range(len(s)):
        if s[i] < 48 or s[i] > 57:
            return -1
    total = 0
    for i in range(len(s)):
        total = mul64(total, 10)
        if total != FAIL:
            total = add64(total, s[i] - 48)
        if total == FAIL:
            return FAIL
    return total


@primitive("str -> int", phrase="the code point of {s}", cost=4.0)
def str_to_code(s: str) -> int:
    """The code point of a string of one character, -1 for any other (`str.to_code`).

    >>> str_to_code("a")
    97
    """
    return ord(s) if len(s) == 1 else -1


@str_to_code.kernel
def _(s):
    return s[0] if len(s) == 1 else -1


# Truths about strings


@primitive("str -> str -> bool", phrase="{t} [starts/does not start] with {s}", cost=2.0)
def str_prefixof(s: str, t: str) -> bool:
    """Whether t begins with s (`str.prefixof`).

    >>> str_prefixof("ab", "abc")
    True
    """
    return t.startswith(s)


@str_prefixof.kernel
def _(s, t):
    if len(s) > len(t):
        return 0
    for i in range(len(s)):
        if s[i] != t[i]:
            return 0
    return 1


@primitive("str -> str -> bool", phrase="{t} [ends/does not end] with {s}", cost=2.0)
def str_suffixof(s: str, t: str) -> bool:
    """Whether t ends with s (`str.suffixof`).

    >>> str_suffixof("bc", "abc")
    True
    """
    return t.endswith(s)


@str_suffixof.kernel
def _(s, t):
    shift = len(t) - len(s)
    if shift < 0:
        return 0
    for i in range(len(s)):
        if s[i] != t[shift + i]:
            return 0
    return 1


@primitive("str -> str -> bool", phrase="{s} [contains/does not contain] {t}", cost=2.0)
def str_contains(s: str, t: str) -> bool:
    """Whether t occurs in s (`str.contains`).

    >>> str_contains("abc", "bc")
    True
    """
    return t in s


@str_contains.kernel
def _(s, t):
    return 1 if _place(s, t, 0) >= 0 else 0


@primitive("str -> bool", phrase="{s} [is/is not] one digit", cost=3.0)
def str_is_digit(s: str) -> bool:
    """Whether the string is one decimal digit (`str.is_digit`).

    >>> str_is_digit("7")
    True
    """
    return len(s) == 1 and "0" <= s <= "9"


@str_is_digit.kernel
def _(s):
    return 1 if len(s) == 1 and 48 <= s[0] <= 57 else 0
