"""Kinds of tokens, as values of the type `token`: what can be found, kept, erased or replaced in a text.

A kind is a regular expression, the one that printed Python has: single characters of a class, or runs of them, as
long as possible, some with signs within; `just` makes one of any character. Digits are `[0-9]`, letters `[^\\W\\d_]`,
letters and digits of any script together `[^\\W_]`, blanks `\\s`, all of which `re` knows for every character;
punctuation is that of ASCII.

Capitals and small letters are those of Latin-1, `[A-ZÀ-ÖØ-Þ]` and `[a-zß-öø-ÿ]`: what `str.isupper` and `str.islower`
say of all characters is no class of `re` that anybody can read. Letters beyond them are letters that are neither.

A token is a number: a sum of classes, with RUN for runs; CAPITALIZED, COMPOUND or DOTTED; or JUST and the code of a character.
"""

from __future__ import annotations

import re

from dsl.characters import WIDE, two_stage
from dsl.domain import Domain
from dsl.kernel import FAIL
from dsl.primitives import primitive

DOMAIN = Domain("kinds", doc="Kinds of characters, and of runs of them.")

DIGIT, CAPITAL, SMALL, FIGURE, FOREIGN, PUNCTUATION, BLANK, OTHER = (1 << k for k in range(8))
LETTER = CAPITAL | SMALL | FOREIGN
ALPHANUMERIC = LETTER | DIGIT | FIGURE
NONBLANK = ALPHANUMERIC | PUNCTUATION | OTHER
RUN = 256
CAPITALIZED, COMPOUND, DOTTED = 512, 513, 514
JUST = 1024
CLASSES = {  # the first one that a character is in is its own; the others are OTHER
    DIGIT: "[0-9]",
    CAPITAL: "[A-ZÀ-ÖØ-Þ]",
    SMALL: "[a-zß-öø-ÿ]",
    FIGURE: r"\d",
    FOREIGN: r"[^\W\d_]",
    PUNCTUATION: "[!-/:-@[-`{-~]",
    BLANK: r"\s",
}
PATTERNS = {kind: CLASSES[kind] for kind in (DIGIT, CAPITAL, SMALL, PUNCTUATION, BLANK)} | {
    LETTER: r"[^\W\d_]",
    ALPHANUMERIC: r"[^\W_]",
    NONBLANK: r"\S",
    CAPITALIZED: r"[A-ZÀ-ÖØ-Þ][^\W\d_A-ZÀ-ÖØ-Þ]+",
    COMPOUND: r"[^\W_]+(?:['._-][^\W_]+)*",
    DOTTED: "[0-9]+(?:[.,][0-9]+)*",
}


_SPECIAL = r"\.^$*+?{}[]|()"  # what `re` does not read as itself outside a class


def plain_pattern(text: str) -> str:
    """The regular expression of a text as it stands."""
    return "".join("\\" * (c in _SPECIAL) + c for c in text)


def pattern(token: int) -> str:
    """The regular expression of a token."""
    if token >= JUST:
        return plain_pattern(chr(token - JUST))
    return PATTERNS[token & ~RUN] + "+" * (token & RUN > 0)


def _class(c: str) -> int:
    """The class of a character, by its place in the list."""
    return next((k for k, text in enumerate(CLASSES.values()) if re.fullmatch(text, c)), len(CLASSES))


CLASS_BLOCKS, CLASS_CELLS = two_stage(_class)


def class_of(c):
    """The class of a character."""
    if c >= WIDE:
        return 1 << CLASS_CELLS[CLASS_BLOCKS[min(c >> 7, len(CLASS_BLOCKS) - 1)] * 128 + (c & 127)]
    if 97 <= c <= 122:
        return SMALL
    if 65 <= c <= 90:
        return CAPITAL
    if 48 <= c <= 57:
        return DIGIT
    if c == 32 or 9 <= c <= 13 or 28 <= c <= 31:
        return BLANK
    return OTHER if c < 32 or c == 127 else PUNCTUATION


def is_joint(token, c):
    """Whether a character may stand between two parts of a compound, or between the digits of a dotted number."""
    return c == 46 or (c == 44 if token == DOTTED else c == 39 or c == 45 or c == 95)


def end_at(token, i, s):
    """Where an occurrence that begins at place i ends; i itself if none does."""
    if token >= JUST:
        return i + 1 if s[i] == token - JUST else i
    if token == CAPITALIZED:
        if class_of(s[i]) != CAPITAL:
            return i
        j = i + 1
        while j < len(s) and class_of(s[j]) & (SMALL | FOREIGN):
            j += 1
        return j if j > i + 1 else i
    if token == COMPOUND or token == DOTTED:
        kind = ALPHANUMERIC if token == COMPOUND else DIGIT
        j = i
        while j < len(s) and class_of(s[j]) & kind:
            j += 1
            if j + 1 < len(s) and is_joint(token, s[j]) and class_of(s[j + 1]) & kind:
                j += 1
        return j
    j = i
    while j < len(s) and class_of(s[j]) & token:
        j += 1
        if not token & RUN:
            break
    return j


def hits(token, s):
    """How many occurrences there are."""
    found = 0
    i = 0
    while i < len(s):
        end = end_at(token, i, s)
        found += 1 if end > i else 0
        i = end if end > i else i + 1
    return found


def place(token, n, s):
    """Where occurrence n begins, counted from the end if negative; FAIL if there is none."""
    if n < 0:
        n += hits(token, s)
    if n < 0:
        return FAIL
    i = 0
    while i < len(s):
        end = end_at(token, i, s)
        if end > i and n == 0:
            return i
        n -= 1 if end > i else 0
        i = end if end > i else i + 1
    return FAIL


# The kinds


@primitive("str -> token", phrase="{character}", cost=1.0)
def just(character: str) -> int:
    """A single character of one's own choice.

    >>> keep(just("-"), "938-242-504")
    '--'
    """
    return JUST + ord(character)


@just.kernel
def _(character):
    return JUST + character[0] if len(character) == 1 else FAIL


@primitive("token", phrase="digit", cost=1.5)
def digit() -> int:
    """Single digits.

    >>> keep(digit(), "+1 (55) 2")
    '1552'
    """
    return DIGIT


@primitive("token", phrase="number", cost=1.0)
def number() -> int:
    """Runs of digits.

    >>> match(number(), 1, "Dec 2, 2014")
    '2014'
    """
    return DIGIT | RUN


@primitive("token", phrase="letter", cost=1.5)
def letter() -> int:
    """Single letters.

    >>> keep(letter(), "R2-D2 unit")
    'RDunit'
    """
    return LETTER


@primitive("token", phrase="run of letters", cost=1.5)
def letters() -> int:
    """Runs of letters.

    >>> match(letters(), 0, "Ducati100")
    'Ducati'
    """
    return LETTER | RUN


@primitive("token", phrase="capital letter", cost=1.5)
def capital() -> int:
    """Single capitals.

    >>> keep(capital(), "United Nations")
    'UN'
    """
    return CAPITAL


@primitive("token", phrase="run of capitals", cost=2.0)
def capitals() -> int:
    """Runs of capitals.

    >>> match(capitals(), 0, "code ABC123")
    'ABC'
    """
    return CAPITAL | RUN


@primitive("token", phrase="small letter", cost=2.0)
def small() -> int:
    """Single small letters.

    >>> erase(small(), "United Nations")
    'U N'
    """
    return SMALL


@primitive("token", phrase="run of small letters", cost=2.0)
def smalls() -> int:
    """Runs of small letters.

    >>> match(smalls(), -1, "iPhone")
    'hone'
    """
    return SMALL | RUN


@primitive("token", phrase="letter or digit", cost=2.0)
def alphanumeric() -> int:
    """Single letters and digits.

    >>> keep(alphanumeric(), "R2-D2!")
    'R2D2'
    """
    return ALPHANUMERIC


@primitive("token", phrase="run of letters and digits", cost=2.0)
def alphanumerics() -> int:
    """Runs of letters and digits.

    >>> match(alphanumerics(), 1, "send to json_v2.com")
    'to'
    """
    return ALPHANUMERIC | RUN


@primitive("token", phrase="capitalized word", cost=2.0)
def capitalized() -> int:
    """A capital with the other letters that follow it, small or beyond Latin-1.

    >>> match(capitalized(), 1, "parseHtmlPage")
    'Page'
    """
    return CAPITALIZED


@primitive("token", phrase="compound", cost=2.5)
def compounds() -> int:
    """Runs of letters and digits, with single points, hyphens, apostrophes and underscores within.

    >>> match(compounds(), 1, "Jean-Luc O'Neill, BRK.B")
    "O'Neill"
    """
    return COMPOUND


@primitive("token", phrase="dotted number", cost=2.0)
def dotted() -> int:
    """Runs of digits, with single points and commas within.

    >>> match(dotted(), 0, "setup-1.2.3.exe")
    '1.2.3'
    """
    return DOTTED


@primitive("token", phrase="punctuation mark", cost=2.0)
def punctuation() -> int:
    """Single punctuation marks.

    >>> erase(punctuation(), "Hi, <you>!")
    'Hi you'
    """
    return PUNCTUATION


@primitive("token", phrase="blank", cost=2.0)
def blank() -> int:
    """Single blanks.

    >>> replace_each(blank(), "_", "a b\\tc")
    'a_b_c'
    """
    return BLANK


@primitive("token", phrase="run of blanks", cost=2.0)
def blanks() -> int:
    """Runs of blanks.

    >>> replace_each(blanks(), " ", "a   b  c")
    'a b c'
    """
    return BLANK | RUN


@primitive("token", phrase="word", cost=2.0)
def nonblanks() -> int:
    """Runs without blanks: words with their punctuation.

    >>> match(nonblanks(), -1, "well, well!")
    'well!'
    """
    return NONBLANK | RUN
