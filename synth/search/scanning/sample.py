"""The sample of a task that scanning rules look at, and the values that are read in it, each once for all rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from synth.search.scanning import quantities, readings
from synth.search.scanning.source import Rows, Source

MOST_ROWS = 12  # shown rows whose outputs are matched; the others check what is found


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows shown, the outputs wanted for them, and the rows without outputs."""

    shown: Rows
    wanted: Sequence[Any]
    further: Rows

    @cached_property
    def rows(self) -> Rows:
        """The rows that values are read in."""
        return self.shown[:MOST_ROWS]

    @cached_property
    def outputs(self) -> Sequence[Any]:
        """What is wanted for these."""
        return self.wanted[:MOST_ROWS]

    @property
    def arity(self) -> int:
        """How many inputs a row has."""
        return len(self.shown[0])

    @cached_property
    def _places(self) -> list[readings.Places]:
        return [readings.places(row) for row in self.rows]

    @cached_property
    def moments(self) -> list[Source]:
        """The moments that all rows have by one format, cheapest first."""
        return readings.moments(self._places, self.rows, self.further)

    @property
    def longer_moments(self) -> list[Source]:
        """Those of more than one part: a number alone is read as an hour or a year, too."""
        return [source for source in self.moments if sum(part is not None for part in source.values[0].parts()) > 1]

    @cached_property
    def mixed_moments(self) -> list[Source]:
        """These and the ones that rows have by formats of their own, cheapest first."""
        mixtures = readings.mixtures(self._places, self.rows, self.outputs, self.further)
        return sorted(
            (*self.moments, *mixtures, *quantities.of_unix(self.amounts), *quantities.of_serial(self.amounts)),
            key=lambda source: source.cost,
        )

    @cached_property
    def amounts(self) -> list[Source]:
        """The numbers that all rows have, cheapest first."""
        return quantities.amounts(self.rows, self.further)

    @cached_property
    def lengths(self) -> list[Source]:
        """The lengths of time that all rows have."""
        return list(quantities.lengths(self.rows, self.paired_moments, self.further))

    @cached_property
    def paired_moments(self) -> list[Source]:
        """The moments that all rows have by one format, and where no whole dates are among them, by formats of their own."""
        if self.arity < 2 or any(None not in source.values[0].parts()[:3] for source in self.moments):
            return self.moments
        return [*self.moments, *readings.alike(self._places, self.further)]
