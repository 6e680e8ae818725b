"""Letter case and accents, as `str` and `unicodedata` have them for every character."""

from __future__ import annotations

from dsl.characters import FIRST_UPPER, FOLDED, LOWER, SWAPPED, TITLE, UPPER, WIDE, bounded, put_bare, put_in_case, without_accents
from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("letter_case", doc="Texts in another letter case, and without accents.")


@primitive("str -> str", phrase="{s}~ in upper case", cost=2.0, traits=["total"])
def upper(s: str) -> str:
    """All letters in upper case.

    >>> upper("Room 4b")
    'ROOM 4B'
    """
    return bounded(s.upper(), s)


@upper.kernel
def _(s, out):
    wide = 0
    for i in range(len(s)):
        wide |= s[i]
        out[i] = s[i] - 32 if 97 <= s[i] <= 122 else s[i]
    return len(s) if wide < WIDE else put_in_case(s, UPPER, out)


@primitive("str -> str", phrase="{s}~ in lower case", cost=2.0, traits=["total"])
def lower(s: str) -> str:
    """All letters in lower case.

    >>> lower("Room 4B")
    'room 4b'
    """
    return bounded(s.lower(), s)


@lower.kernel
def _(s, out):
    wide = 0
    for i in range(len(s)):
        wide |= s[i]
        out[i] = s[i] + 32 if 65 <= s[i] <= 90 else s[i]
    return len(s) if wide < WIDE else put_in_case(s, LOWER, out)


@primitive("str -> str", phrase="{s}~ with each word capitalized", cost=2.5, traits=["total"])
def title(s: str) -> str:
    """Each run of letters with its first letter in upper case and the others in lower case.

    >>> title("new YORK, o'neil")
    "New York, O'Neil"
    """
    return bounded(s.title(), s)


@title.kernel
def _(s, out):
    inside = False
    wide = 0
    for i in range(len(s)):
        c = s[i]
        wide |= c
        if inside and 65 <= c <= 90:
            out[i] = c + 32
        elif not inside and 97 <= c <= 122:
            out[i] = c - 32
        else:
            out[i] = c
        inside = 97 <= (c | 32) <= 122
    return len(s) if wide < WIDE else put_in_case(s, TITLE, out)


@primitive("str -> str", phrase="{s}~ with its first letter in upper case", cost=3.0, traits=["total"])
def capitalize(s: str) -> str:
    """The first character in upper case, the rest unchanged.

    >>> capitalize("main Street")
    'Main Street'
    """
    return bounded(s[:1].upper() + s[1:], s)


@capitalize.kernel
def _(s, out):
    if len(s) > 0 and s[0] >= WIDE:
        return put_in_case(s, FIRST_UPPER, out)
    for i in range(len(s)):
        out[i] = s[i] - 32 if i == 0 and 97 <= s[i] <= 122 else s[i]
    return len(s)


@primitive("str -> str", phrase="{s}~ with upper and lower case exchanged", cost=3.5, traits=["total"])
def swapcase(s: str) -> str:
    """Small letters in upper case and capitals in lower case.

    >>> swapcase("iPhone")
    'IpHONE'
    """
    return bounded(s.swapcase(), s)


@swapcase.kernel
def _(s, out):
    wide = 0
    for i in range(len(s)):
        wide |= s[i]
        out[i] = s[i] ^ 32 if 97 <= (s[i] | 32) <= 122 else s[i]
    return len(s) if wide < WIDE else put_in_case(s, SWAPPED, out)


@primitive("str -> str", phrase="{s}~ in lower case for comparison", cost=3.5, traits=["total"])
def casefold(s: str) -> str:
    """The text as it is compared where letter case does not count.

    >>> casefold("Straße")
    'strasse'
    """
    return bounded(s.casefold(), s)


@casefold.kernel
def _(s, out):
    wide = 0
    for i in range(len(s)):
        wide |= s[i]
        out[i] = s[i] + 32 if 65 <= s[i] <= 90 else s[i]
    return len(s) if wide < WIDE else put_in_case(s, FOLDED, out)


@primitive("str -> str", phrase="{s}~ without accents", cost=3.0, traits=["total"])
def fold_accents(s: str) -> str:
    """The text decomposed for compatibility (NFKD), without the combining characters.

    >>> fold_accents("Jörg Müller")
    'Jorg Muller'
    """
    return bounded(without_accents(s), s)


@fold_accents.kernel
def _(s, out):
    wide = 0
    for i in range(len(s)):
        wide |= s[i]
        out[i] = s[i]
    return len(s) if wide < WIDE else put_bare(s, out)
