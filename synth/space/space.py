"""Space: all that a strategy sees of a task. Fit and NearMiss: all that it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsl.term import Term
from synth.space.grammar import Grammar
from synth.space.prior import Costs

if TYPE_CHECKING:
    from tasks.task import Example

MOST_ROWS = 12  # examples searched on at first; the rest are counterexamples


@dataclass(frozen=True)
class Space:
    """A grammar, its costs and the shown examples a strategy works on.

    `inputs` are those of rows without outputs, and `carried` the most unlike of these: programs that differ on them are not the same.
    """

    grammar: Grammar
    costs: Costs
    shown: tuple[Example, ...]
    inputs: tuple[tuple[Any, ...], ...] = ()
    carried: tuple[tuple[Any, ...], ...] = ()


def working_set(shown: Sequence[Example]) -> list[int]:
    """The examples to search on at first: all, or the most telling dozen of many."""
    if len(shown) <= MOST_ROWS + 4:
        return list(range(len(shown)))
    step = len(shown) / MOST_ROWS
    return sorted({int(k * step) for k in range(MOST_ROWS)})


@dataclass(frozen=True)
class Fit:
    """A program that is right on every example of the space; `price` is what it costs in units where the prior cannot say."""

    term: Term
    cost: int
    strategy: str
    price: float | None = None


@dataclass(frozen=True)
class NearMiss:
    """A program that is right on some examples."""

    term: Term
    cost: int
    right: int
    strategy: str


@dataclass(frozen=True)
class Level:
    """A strategy has finished everything up to a cost, or, where that is not the whole, some turn."""

    cost: int
    whole: bool = True


Found = Fit | NearMiss | Level


def once(found: Iterable[Found]) -> Iterator[Found]:
    """What a strategy finds, each program that fits only the first time."""
    seen: set[Term] = set()
    for event in found:
        if isinstance(event, Fit):
            if event.term in seen:
                continue
            seen.add(event.term)
        yield event
