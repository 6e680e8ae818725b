"""Readings: what the examples may mean, each with the programs that say it, and the inputs that tell readings apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary

if TYPE_CHECKING:
    from synth.solving.worth import Candidate

MOST_READINGS = 8  # that are compared
LEAST_SHARE = 0.02  # of the weight, for a reading to be asked about
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Reading:
    """Programs that do the same on all inputs there are, the likeliest first, and their share of the weight of all."""

    programs: Sequence[Candidate]
    share: float


@dataclass(frozen=True)
class Ranking:
    """The readings of some examples, the likeliest first, and the probability that the first is meant, where one is known."""

    readings: Sequence[Reading] = ()
    confidence: float | None = None

    @property
    def programs(self) -> list[Candidate]:
        """All programs, those of the likeliest reading first."""
        return [program for reading in self.readings for program in reading.programs]


@dataclass(frozen=True)
class Split:
    """An input on which readings disagree: what each output weighs, the likeliest reading's output first."""

    place: int  # of the input
    outputs: Sequence[Any]
    shares: Sequence[float]

    @property
    def entropy(self) -> float:
        """How much the output of this input would tell, in bits."""
        return -sum(share * math.log2(share) for share in self.shares if share > 0)


def splits(ranking: Ranking, inputs: Sequence[Row], vocabulary: Vocabulary) -> Iterator[Split]:
    """The inputs on which the likeliest readings disagree."""
    readings = [reading for reading in ranking.readings[:MOST_READINGS] if reading.share >= LEAST_SHARE or reading is ranking.readings[0]]
    total = sum(reading.share for reading in readings)
    runs = [compile_term(reading.programs[0].term, vocabulary) for reading in readings]
    for place, row in enumerate(inputs if len(readings) > 1 else ()):
        shares: dict[str, float] = {}
        outputs: dict[str, Any] = {}
        for run, reading in zip(runs, readings, strict=True):
            output = run(row)
            shares[alike(output)] = shares.get(alike(output), 0.0) + reading.share / total
            outputs.setdefault(alike(output), output)
        if len(outputs) > 1:
            yield Split(place, list(outputs.values()), list(shares.values()))


def telling(found: Iterable[Split]) -> list[Split]:
    """Splits, the most telling first."""
    return sorted(found, key=lambda split: (-round(split.entropy, 9), split.place))


def alike(output: Any) -> str:
    """A text that outputs share which tasks do not tell apart; "!" for a failure."""
    match output:
        case Failure():
            return "!"
        case tuple():
            return f"({', '.join(map(alike, output))})"
        case float():
            return f"{output:.10g}"
        case Decimal():
            return f"{output.normalize()}d"
    return repr(output)
