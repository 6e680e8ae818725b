"""What this Python's `str` knows of each character, as tables that kernels read: letter case, accents, white space, digits.

A table is made when it is first asked for, and at set-up when machine code is: compiled code holds its numbers as a
constant. Most are of two stages: blocks of 128 characters, of which equal ones are there once, and nothing behind the
last that is not like all after it. A character that becomes several, or none, has a place in a list of expansions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, cached_property

from dsl.bounds import MAX_TEXT
from dsl.kernel import FAIL

WIDE = 128  # the first character that is not ASCII
EXPANDED = 1 << 21  # from here on a number is a place among expansions, below it what is added to the character
UPPER, LOWER, TITLE, FOLDED, SWAPPED, FIRST_UPPER = range(1, 7)  # what becomes of a text; the first four have a field in records
FIELDS = 5  # of a record: its marks, and what the character becomes
CASED, IGNORABLE, CAPITAL, SMALL, TITLED = 1, 2, 4, 8, 16  # marks: the first two as the rule of the final sigma has them
SIGMA, LAST_SIGMA = 0x3A3, 0x3C2
FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3  # of Hangul, which are composed by a rule


class Table:
    """Whole numbers by place."""

    def __init__(self, make: Callable[[], list[int]]) -> None:
        self.make = make

    @cached_property
    def numbers(self) -> list[int]:
        """All of them."""
        return self.make()

    def __getitem__(self, place: int) -> int:
        return self.numbers[place]

    def __len__(self) -> int:
        return len(self.numbers)


def two_stage(number: Callable[[str], int]) -> tuple[Table, Table]:
    """A number for each character: the blocks, and what stands in them."""

    @cache
    def made() -> tuple[list[int], list[int]]:
        return _two_stage(number)

    return Table(lambda: made()[0]), Table(lambda: made()[1])


def _two_stage(number: Callable[[str], int]) -> tuple[list[int], list[int]]:
    usual = number("\U0010fffd")
    assigned = (ord(c) for c in map(chr, range(0x110000)) if unicodedata.category(c) not in ("Cn", "Co", "Cs"))
    numbers = [usual] * 0x110000
    for code in assigned:
        numbers[code] = number(chr(code))
    known: dict[tuple[int, ...], int] = {}
    blocks = [known.setdefault(tuple(numbers[i : i + 128]), len(known)) for i in range(0, len(numbers), 128)]
    while len(blocks) > 1 and blocks[-2] == blocks[-1]:
        blocks.pop()
    return blocks, [n for block in known for n in block]


def _becomes(c: str, text: str, expansions: list[int]) -> int:
    """The number that says that a character becomes a text."""
    if len(text) == 1:
        return ord(text) - ord(c)
    expansions += [len(text), *map(ord, text)]
    return EXPANDED + len(expansions) - len(text) - 1


def bounded(result: str, s: str) -> str:
    """What becomes of a text, a ValueError if it is longer than both the text and MAX_TEXT."""
    if len(result) > max(len(s), MAX_TEXT):
        raise ValueError(f"text longer than {MAX_TEXT}")
    return result


# Letter case


def _marks(c: str) -> int:
    """The marks of a character, as they show in what Python does with its neighbours."""
    cased = (c + "a").title().endswith("a")
    before, sigma = ("1", "\u03c3") if cased else ("a", "\u03c2")
    passed_over = (before + c + "\u03a3").lower().endswith(sigma)
    own_case = CAPITAL if c.isupper() else SMALL if c.islower() else TITLED if c.istitle() else 0
    return CASED * cased | IGNORABLE * passed_over | own_case


@cache
def _case() -> tuple[list[int], list[int], list[int], list[int]]:
    """Blocks, cells, records and expansions."""
    records: dict[tuple[int, ...], int] = {}
    expansions: list[int] = []
    numbers: dict[str, int] = {}

    def becomes(c: str, text: str) -> int:
        return numbers.setdefault(text, _becomes(c, text, expansions)) if len(text) != 1 else _becomes(c, text, expansions)

    def record(c: str) -> int:
        made = (_marks(c), *(becomes(c, text) for text in (c.upper(), c.lower(), c.title(), c.casefold())))
        return records.setdefault(made, len(records))

    blocks, cells = _two_stage(record)
    return blocks, cells, [n for made in records for n in made], expansions


CASE_BLOCKS = Table(lambda: _case()[0])
CASE_CELLS = Table(lambda: _case()[1])
CASE_RECORDS = Table(lambda: _case()[2])
CASE_EXPANSIONS = Table(lambda: _case()[3])


def case_record(c):
    """Where the record of a character begins."""
    return CASE_CELLS[CASE_BLOCKS[min(c >> 7, len(CASE_BLOCKS) - 1)] * 128 + (c & 127)] * FIELDS


def case_marks(c):
    """The marks of a character."""
    return CASE_RECORDS[case_record(c)]


def case_of(c):
    """The marks of a character that say its own case."""
    if c < WIDE:
        return SMALL if 97 <= c <= 122 else CAPITAL if 65 <= c <= 90 else 0
    return case_marks(c) & (CAPITAL | SMALL | TITLED)


def is_last_sigma(s, i):
    """Whether the sigma at place i ends a word: a cased character before it and none behind, ignorable ones left out."""
    before = i - 1
    while before >= 0 and case_marks(s[before]) & IGNORABLE:
        before -= 1
    if before < 0 or not case_marks(s[before]) & CASED:
        return False
    behind = i + 1
    while behind < len(s) and case_marks(s[behind]) & IGNORABLE:
        behind += 1
    return behind == len(s) or not case_marks(s[behind]) & CASED


def _put_cased(s, i, field, out, size, most):
    """Append what the character at place i becomes; how much is written then, FAIL if it is too much."""
    c = s[i]
    change = CASE_RECORDS[case_record(c) + field] if field > 0 else 0
    if field == LOWER and c == SIGMA and is_last_sigma(s, i):
        change = LAST_SIGMA - SIGMA
    if change < EXPANDED:
        if size >= most:
            return FAIL
        out[size] = c + change
        return size + 1
    at = change - EXPANDED
    if size + CASE_EXPANSIONS[at] > most:
        return FAIL
    for k in range(CASE_EXPANSIONS[at]):
        out[size + k] = CASE_EXPANSIONS[at + 1 + k]
    return size + CASE_EXPANSIONS[at]


def put_in_case(s, way, out):
    """Write the text in another case; how long it is, FAIL if it is too long."""
    most = max(len(s), MAX_TEXT)
    size = 0
    inside = False
    for i in range(len(s)):
        marks = case_marks(s[i])
        field = way
        if way == TITLE and inside:
            field = LOWER
        elif way == SWAPPED:
            field = LOWER if marks & CAPITAL else UPPER if marks & SMALL else 0
        elif way == FIRST_UPPER:
            field = UPPER if i == 0 else 0
        size = _put_cased(s, i, field, out, size, most)
        if size == FAIL:
            return FAIL
        inside = marks & CASED > 0
    return size


# Accents


@cache
def _bare() -> tuple[list[int], list[int], list[int]]:
    """Blocks, cells and expansions of characters without accents; Hangul's syllables are left out."""
    expansions: list[int] = []

    def number(c: str) -> int:
        if FIRST_SYLLABLE <= ord(c) <= LAST_SYLLABLE:
            return 0
        return _becomes(c, without_accents(c), expansions)

    blocks, cells = _two_stage(number)
    return blocks, cells, expansions


BARE_BLOCKS = Table(lambda: _bare()[0])
BARE_CELLS = Table(lambda: _bare()[1])
BARE_EXPANSIONS = Table(lambda: _bare()[2])


def without_accents(s: str) -> str:
    """The text decomposed for compatibility, without combining characters."""
    return "".join(c for c in unicodedata.normalize("NFKD", s) if not unicodedata.combining(c))


def put_bare(s, out):
    """Write the text without accents; how long it is, FAIL if it is too long."""
    most = max(len(s), MAX_TEXT)
    size = 0
    for i in range(len(s)):
        c = s[i]
        change = BARE_CELLS[BARE_BLOCKS[min(c >> 7, len(BARE_BLOCKS) - 1)] * 128 + (c & 127)]
        at = change - EXPANDED
        count = 1 if at < 0 else BARE_EXPANSIONS[at]
        syllable = c - FIRST_SYLLABLE if FIRST_SYLLABLE <= c <= LAST_SYLLABLE else -1
        if syllable >= 0:
            count = 3 if syllable % 28 else 2
        if size + count > most:
            return FAIL
        if syllable >= 0:
            out[size] = 0x1100 + syllable // 588
            out[size + 1] = 0x1161 + syllable % 588 // 28
            if count == 3:
                out[size + 2] = 0x11A7 + syllable % 28
        elif at < 0:
            out[size] = c + change
        else:
            for k in range(count):
                out[size + k] = BARE_EXPANSIONS[at + 1 + k]
        size += count
    return size


# White space and digits

SPACES = Table(lambda: [c for c in range(WIDE, 0x110000) if chr(c).isspace()])
ZEROS = Table(lambda: [c for c in range(WIDE, 0x110000) if unicodedata.decimal(chr(c), None) == 0])


def is_space(c):
    """Whether a character is white space, as `str.isspace` has it."""
    if c < WIDE:
        return c == 32 or 9 <= c <= 13 or 28 <= c <= 31
    found = False
    for k in range(len(SPACES)):
        found |= c == SPACES[k]
    return found


def digit_value(c):
    """The value of a decimal digit of any script, -1 for all else."""
    if c < WIDE:
        return c - 48 if 48 <= c <= 57 else -1
    for k in range(len(ZEROS)):
        if 0 <= c - ZEROS[k] <= 9:
            return c - ZEROS[k]
    return -1
