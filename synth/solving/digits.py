"""Digits: how wide the numbers within texts are, and whether zeros before them make them so.

`7` and `12` of one place are as wide as they come, `07` and `12` are padded: a number that breaks with what the others show was not meant,
while one that is merely as wide as no other may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dsl.moment_printing import MONTHS, WEEKDAYS
from dsl.term import App, Const, Prim, Term, subterms

NUMBER = re.compile(r"(?<=\d)[.,]\d+|\d+")  # digits after a point are a number of their own, which zeros begin by right
CODE = re.compile(r"%[-:^]*\w")  # of a format of moments
WORD = re.compile(r"[^\W\d_]+")
TOKEN = re.compile(rf"{WORD.pattern}|\d+")
PADDED, BARE = frozenset(("%d", "%m", "%H", "%I")), frozenset(("%-d", "%-m", "%-H", "%-I"))
NAMES = frozenset(("am", "pm", *(name[:size].casefold() for name in (*MONTHS, *WEEKDAYS) for size in (3, len(name)))))


def numbers(text: str) -> list[str]:
    """The numbers of a text, one after the other; those after a point with it."""
    return NUMBER.findall(text)


def is_padded(number: str) -> bool:
    """Whether zeros stand before a number."""
    return len(number) > 1 and number[0] == "0"


@dataclass(frozen=True)
class Widths:
    """How wide the numbers in one place are, from the least to the most, and whether some of them are padded."""

    least: int
    most: int
    padded: bool

    @classmethod
    def of(cls, known: Sequence[str]) -> Widths:
        """Those of at least one number."""
        sizes = list(map(len, known))
        return cls(min(sizes), max(sizes), any(map(is_padded, known)))

    def breaks(self, number: str) -> bool:
        """Whether a number is narrower than padding would have it, or padded where others are not."""
        if self.padded:
            return len(number) < self.least
        return is_padded(number) and (self.least == 1 or self.least < self.most)

    def beyond(self, number: str) -> int:
        """By how many digits a number is narrower or wider than all of them."""
        return max(0, self.least - len(number), len(number) - self.most)


def printed(term: Term) -> int:
    """How many numbers, and names that a date may have, stand in the formats of a program as they are: `1 %B`, `%H:%M AM`."""
    found = [part for text in _formats(term) for part in TOKEN.findall(CODE.sub("\0", text))]
    return sum(part.isdigit() or part.casefold() in NAMES for part in found)


def unlike_inputs(term: Term, given: Iterable[str]) -> tuple[int, int]:
    """How many parts of its formats a program pads where some number of the inputs is narrow and none is padded, and the other way
    round."""
    codes = [code for text in _formats(term) for code in CODE.findall(text)]
    if not codes:
        return 0, 0
    there = [number for text in given for number in numbers(text)]
    narrow, padded = any(len(n) == 1 for n in there), any(len(n) == 2 and is_padded(n) for n in there)
    pads, bares = (sum(code in kind for code in codes) for kind in (PADDED, BARE))
    return pads * (narrow and not padded), bares * (padded and not narrow)


def _formats(term: Term) -> Iterator[str]:
    """The formats in which a program writes moments and durations."""
    for part in subterms(term):
        match part:
            case App(Prim("format_moment" | "format_duration"), (Const(str() as text), _)):
                yield text
