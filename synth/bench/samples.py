"""Random values of a type for checks: small ones that meet each other, and now and then one at a bound."""

from __future__ import annotations

import random
from typing import Any

from dsl.bounds import MAX_INT, MAX_LIST, MAX_TEXT
from dsl.codec import codec_of
from dsl.domains import kinds
from dsl.primitives import Primitive
from dsl.type import Con, Type

LARGE = (MAX_INT, -MAX_INT, MAX_INT // 2 + 1, -(2**62), 2**62, 2**32, -(2**31), 10**18, MAX_LIST, MAX_LIST + 1, MAX_TEXT, 63, 407)
LETTERS = (
    "ab-",
    "aabbzAAZ--//,, \t\n0019.@[`{",
    "Hello, World! 12",
    "é€ \x1c\x7f\x80\u212a\U0001f600aZ9",
    "ßŉΐİıΣΣσςǅﬁẞÉñe\u0301\u0345ªʰ'·aA1 ",  # what becomes several characters, and what the final sigma looks past
    "+-_٣५²½1 \x1f\xa0\x85\u2003가힣ﷺⅧaΣ",  # digits and white space of other scripts, what decomposes into many
)
WORDS = ("", "a", "ab", "-", ", ", "Ada", "2019-11-23", "+1 (55) 2", "  x ", "007", "-12", "example.com", str(MAX_INT), str(MAX_INT + 1))
KINDS = tuple(p() for p in vars(kinds).values() if isinstance(p, Primitive) and p.arity == 0)
SIZES = (0, 0, 1, 1, 2, 3, 3, 4, 5, 7)
EDGES = (-1, 0, 0, 1)  # how far a long value's length is from its bound


class Sampler:
    """Draws values; those of one turn share their letters and their range of numbers."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.turn(False)

    def turn(self, long: bool) -> None:
        """Begin the arguments of another application; a long one has lists and texts at their bounds."""
        self.long = long
        self.letters = self.chance.choice(LETTERS)
        self.most = self.chance.choice((2, 4, 9, 9, 60, 1000))
        self.wild = self.chance.random() < 0.3

    def value(self, type: Type, inside: bool = False) -> Any:
        """A value as the evaluator holds it; inside another one it stays short."""
        assert isinstance(type, Con)
        match type.name:
            case "int":
                return self._number()
            case "str":
                return self._text(inside)
            case "token":
                return self.chance.choice((*KINDS, kinds.JUST + ord(self.chance.choice(self.letters))))
            case "list":
                return tuple(self.value(type.args[0], True) for _ in range(self._size(inside, MAX_LIST)))
        return codec_of(type).sample(type, self.chance, lambda part: self.value(part, True))

    def _number(self) -> int:
        if self.wild and self.chance.random() < 0.4:
            return self.chance.choice(LARGE)
        return self.chance.randint(-self.most // 2, self.most)

    def _text(self, inside: bool) -> str:
        if self.chance.random() < 0.3 and not self.long:
            return self.chance.choice(WORDS)
        return "".join(self.chance.choices(self.letters, k=self._size(inside, MAX_TEXT)))

    def _size(self, inside: bool, bound: int) -> int:
        if self.long and not inside and self.chance.random() < 0.7:
            return max(0, bound + self.chance.choice(EDGES))
        return self.chance.choice(SIZES[:-2]) if inside and self.long else self.chance.choice(SIZES)
