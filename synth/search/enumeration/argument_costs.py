"""Places: what an argument costs where it stands, and from which cost level on there are arguments for a call.

Costs may depend on the call that a program stands in and on the argument that it is (`Costs.below`): banks then look its programs
up by what they cost there, told by the production that each was made with last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from synth.space.grammar import Grammar, Production
from synth.space.prior import SCALE, Costs

FAR = 1 << 20  # a cost beyond all others
BODY_LEAD = SCALE  # by so much functions are enumerated ahead of what takes them, if the other arguments do not ask for more


@dataclass(frozen=True, eq=False)
class Place:
    """An argument's state, and by how much some productions cost more or less there; the offsets are those changes, 0 among them."""

    state: int
    changes: Mapping[int, int] = field(default_factory=dict)  # of production
    offsets: tuple[int, ...] = (0,)

    def least(self, least: Sequence[int] | np.ndarray) -> int:
        """The least that a program costs here, of the least cost by state."""
        return int(least[self.state]) if not self.changes else max(1, int(least[self.state]) + self.offsets[0])


def places(grammar: Grammar, costs: Costs) -> list[tuple[Place, ...]]:
    """By production: the places of its arguments, equal ones the same object."""
    known: dict[tuple[int, tuple[tuple[int, int], ...]], Place] = {}
    found = []
    for p in grammar.productions:
        row = []
        for j, state in enumerate(p.arguments):
            told = costs.below.get((p.index, j))
            changes = _bounded(p, told, costs.base) if told else {}
            key = state, tuple(sorted(changes.items()))
            if key not in known:
                known[key] = Place(state, changes, tuple(sorted({0, *changes.values()})))
            row.append(known[key])
        found.append(tuple(row))
    return found


def _bounded(p: Production, changes: Mapping[int, int], base: Sequence[int]) -> dict[int, int]:
    """The changes for which nothing costs less than 1 anywhere, and no argument as much as the call that it stands in."""
    lowest = -base[p.index] if p.kind == "capture" else 2 - base[p.index] - len(p.arguments)
    bounded = {q: max(change, lowest, min(0, 1 - base[q])) for q, change in changes.items()}
    return {q: change for q, change in bounded.items() if change}


def least_costs(grammar: Grammar, cost: Sequence[int], places: Sequence[Sequence[Place]]) -> list[int]:
    """By state: a bound below what its cheapest program costs, FAR where there is none."""
    least, changed = [FAR] * len(grammar.states), True
    while changed:
        changed = False
        for p in grammar.productions:
            whole = cost[p.index]
            for place in places[p.index]:
                whole += place.least(least)
            if whole < least[p.state]:
                least[p.state], changed = whole, True
    return least


def takes_body(p: Production, grammar: Grammar) -> bool:
    """Whether an argument of a production is the body of a function."""
    own = grammar.states[p.state].context
    return p.kind == "apply" and any(grammar.states[a].context != own for a in p.arguments)


def leads(
    calls: Sequence[Production], grammar: Grammar, cost: Sequence[int], places: Sequence[Sequence[Place]], least: Sequence[int]
) -> dict[int, int]:
    """By context of the function that calls take first: by how much one of them costs more than that function, with the least by state."""
    found = dict[int, int]()
    for p in calls:
        body, *others = places[p.index]
        more = cost[p.index] + body.offsets[0] + min(BODY_LEAD, sum(place.least(least) for place in others))
        context = grammar.states[body.state].context
        found[context] = min(found.get(context, FAR), more)
    return found
