"""Patience: how long a search goes on after a program that fits.

Whatever the search has not met costs at least the level that it has finished. Once that is a little more than what the
likeliest program is worth, no other can take its place, and the search ends at once. A program that deduction put together may
be far above any level in reach. The search then ends when it has done several times the work that led to the likeliest
program without meeting a likelier one, which would be waited for anew. A program that takes about as many bits as
the outputs do explains nothing: among so many programs some would have fitted any outputs. It is waited on much longer, and so is
one of a length that no person would mean.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from synth.space.budget import Budget
from synth.space.prior import BITS, SCALE
from synth.space.space import Level

SLACK = 2 * SCALE  # how far the levels go on beyond the likeliest program, since several dearer ones can outweigh it
FAR, FREE = 4 * SCALE, 200_000  # and how far around lists and numbers while so few candidates are evaluated, which take no time
FEW = 2  # examples shown for that: the ranker was fitted to what is met within `SLACK`, and three tell most
SURE = 6.0  # bits that a program must save: one chance in 64 that some program of its cost fits outputs like these
FIGURE = math.log2(10)  # bits of a digit of a decimal or a float
CHARACTER = 3.0  # bits: less than a letter takes, since much of a text stands in the inputs


@dataclass(frozen=True)
class Wait:
    """How much longer to look for a likelier program: by whichever bound is met first."""

    share: float  # of the work that led to the likeliest so far
    candidates: int  # besides
    seconds: float  # at least
    most: float = 4.0  # seconds
    anew: bool = True  # whether a likelier program is waited for again


TYPED = Wait(share=8.0, candidates=200_000, seconds=1.0)
SCANNED = Wait(share=1.0, candidates=20_000, seconds=0.15)  # a format that all outputs have is rarely met by chance
LAYERED = Wait(share=2.0, candidates=3_000_000, seconds=1.5, most=10.0)  # layers that are put together fit by chance more often
LAYERED_LENGTH = 8.0  # units of an answer on grids that is waited on so
LONG = Wait(share=16.0, candidates=2_500_000, seconds=1.0, most=3.0)  # a shorter one may be found by the enumeration
HOPELESS = Wait(share=64.0, candidates=20_000_000, seconds=5.0, most=20.0)  # and a longer one is no answer
HOPELESS_LENGTH = 26.0
LENGTH = 18.0  # units of a program that deduction put together long before the enumeration came so far
DOUBTFUL = Wait(share=64.0, candidates=2_000_000, seconds=3.0, most=5.0)
IN_FILES = Wait(share=1.0, candidates=10_000, seconds=0.15, anew=False)  # a file's grammar leaves less room for luck
LONG_IN_FILES = Wait(share=1.0, candidates=10_000, seconds=1.0, anew=False)  # there is often a shorter one


class Patience:
    """What one run of a search may spend once programs fit; a counted one asks no clock, so that it repeats; an endless one goes on."""

    def __init__(self, budget: Budget, began: float, counted: bool, endless: bool = False, far: int = SLACK) -> None:
        """`far` is how far the levels go on beyond the likeliest program while few candidates are evaluated."""
        self.budget, self.began, self.counted, self.endless, self.far = budget, began, counted, endless, far
        self.candidates, self.deadline = budget.candidates, budget.deadline
        self.least = math.inf  # what the likeliest program is worth, in units

    def heed(self, worth: float, wait: Wait) -> None:
        """Bound the budget after a program that fits."""
        first, likelier = self.least == math.inf, worth < self.least
        self.least = min(self.least, worth)
        if not self.endless and (first or (likelier and wait.anew)):
            self._begin(wait)

    def _begin(self, wait: Wait) -> None:
        """Let the work done so far say how much more there may be."""
        budget, spent = self.budget, self.budget.stats.candidates
        if self.counted or wait.anew:
            last = spent + int(wait.share * spent) + wait.candidates
            budget.candidates = last if self.candidates is None else min(last, self.candidates)
        if not self.counted and self.deadline is not None:
            now = time.monotonic()
            longest = min(wait.most, max(wait.seconds, wait.share * (now - self.began)))
            budget.deadline = min(now + longest, self.deadline)

    def over(self, level: Level) -> bool:
        """Whether what the search has yet to meet is too dear to be the answer."""
        beyond = level.cost - SCALE * self.least
        enough = beyond >= (self.far if self.budget.stats.candidates < FREE else SLACK)
        return not self.endless and level.whole and enough


def wait_for(worth: float, outputs: Iterable[Any], usual: Wait = TYPED) -> Wait:
    """How long to wait after a program, by what it is worth and what it explains."""
    if is_doubtful(worth, outputs):
        return DOUBTFUL if worth <= HOPELESS_LENGTH else HOPELESS
    if worth > HOPELESS_LENGTH:
        return HOPELESS
    return LONG if usual is TYPED and worth > LENGTH else usual


def is_doubtful(worth: float, outputs: Iterable[Any]) -> bool:
    """Whether a program is about as long as what it explains, so that some program of its cost would have fitted any outputs."""
    return is_longer(worth, outputs, SURE)


def is_longer(worth: float, outputs: Iterable[Any], margin: float = 0.0) -> bool:
    """Whether a program takes more bits than what it explains has beyond a margin."""
    return BITS * worth > sum(map(bits, outputs)) - margin


def bits(value: Any) -> float:
    """About how much a value tells."""
    match value:
        case bool():
            return 1.0
        case int():
            return 1.0 + math.log2(1 + abs(value))
        case Decimal() | float():
            return 1.0 + FIGURE * len(Decimal(repr(value) if isinstance(value, float) else value).normalize().as_tuple().digits)
        case str():
            return CHARACTER * len(value)
        case tuple():
            return 1.0 + sum(1.0 + bits(item) for item in value)
    return math.inf


__all__ = [
    "DOUBTFUL",
    "FAR",
    "FEW",
    "HOPELESS",
    "HOPELESS_LENGTH",
    "IN_FILES",
    "LAYERED",
    "LAYERED_LENGTH",
    "LENGTH",
    "LONG",
    "LONG_IN_FILES",
    "SCANNED",
    "SLACK",
    "TYPED",
    "Patience",
    "Wait",
    "bits",
    "is_doubtful",
    "is_longer",
    "wait_for",
]
