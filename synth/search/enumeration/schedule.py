"""Agendas: what the scope of a bank has to run at each cost level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dsl.bounds import MOST_ARGUMENTS
from synth.search.enumeration.argument_costs import Place
from synth.space.grammar import Production


class Turns:
    """Productions of one kind, and the cost level from which each has arguments."""

    def __init__(
        self, productions: Sequence[Production], cost: Sequence[int], places: Sequence[Sequence[Place]], least: np.ndarray
    ) -> None:
        self.productions, self.least = productions, least
        cheaper = [sum(place.offsets[0] for place in places[p.index]) for p in productions]
        self.own = np.array([cost[p.index] for p in productions], np.int64) + np.array(cheaper, np.int64)
        self.arguments = np.array([[*p.arguments, *[-1] * (MOST_ARGUMENTS - len(p.arguments))] for p in productions], np.int64)

    def due(self, cost: int) -> list[Production]:
        """Those that may run at a cost level."""
        if not self.productions:
            return []
        start = self.own + self.least[self.arguments].sum(axis=1)
        return [self.productions[i] for i in np.flatnonzero(start <= cost).tolist()]


@dataclass(frozen=True)
class Agenda:
    """What a context has to run at each level."""

    leaves: Sequence[Production]
    first_order: Turns
    higher: Turns
    leads: Mapping[int, int]  # by context of a body: the least that a call which takes it costs besides
