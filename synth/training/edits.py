"""Programs one edit away from another: replace, insert or delete a part.

A program is read as a derivation of the grammar, so that every neighbour is well-typed (edits as in program repair by Le Goues et al.
2012).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from synth.space.grammar import Grammar

MOST_NEIGHBOURS = 1500  # of one program, those first that need the least that is new
MOST_LEAVES = 12  # that an insertion puts beside what was there

Way = tuple[int, ...]  # a derivation, as the numbers of its productions


class Edits:
    """The neighbours of derivations in one grammar."""

    def __init__(self, grammar: Grammar, cost: Sequence[int]) -> None:
        self.cost = cost
        self.arguments = [p.arguments for p in grammar.productions]
        self.state = [p.state for p in grammar.productions]
        self.kind = [p.kind for p in grammar.productions]
        self.ways: defaultdict[int, list[int]] = defaultdict(list)
        for p in sorted(grammar.productions, key=lambda p: cost[p.index]):
            self.ways[p.state].append(p.index)
        self.leaves = {state.index: self._leaves(state.index)[:MOST_LEAVES] for state in grammar.states}

    def _leaves(self, state: int) -> list[Way]:
        """Variables and constants of a state, also of the scopes around it, cheapest first."""
        found: list[Way] = []
        for p in self.ways[state]:
            if self.kind[p] in ("variable", "constant"):
                found.append((p,))
            elif self.kind[p] == "capture":
                found += [(p, *rest) for rest in self._leaves(self.arguments[p][0])]
        return sorted(found, key=self.price)

    def price(self, way: Way) -> int:
        """What a derivation costs."""
        return sum([self.cost[p] for p in way])

    def _end(self, way: Way, start: int) -> int:
        """Where the part that begins at a place ends."""
        left = 1
        while left:
            left += len(self.arguments[way[start]]) - 1
            start += 1
        return start

    def of(self, way: Way) -> list[Way]:
        """The neighbours of a derivation, those first that need the least that is new."""
        found: dict[Way, int] = {}
        for start in range(len(way)):
            end = self._end(way, start)
            before, after = way[:start], way[end:]
            for part, new in self._instead(way[start:end]):
                near = before + part + after
                found[near] = min(new, found.get(near, new))
        found.pop(way, None)
        return sorted(found, key=found.__getitem__)[:MOST_NEIGHBOURS]

    def _instead(self, part: Way) -> Iterator[tuple[Way, int]]:
        """What may stand in the place of a part, and what is new in it.

        A leaf, a piece of the part, the part with its arguments exchanged, with another word on top, or with one around it.
        """
        top, state, arguments = part[0], self.state[part[0]], self.arguments[part[0]]
        for leaf in self.leaves[state]:
            yield leaf, self.price(leaf)
        at = 1
        for argument in arguments:
            end = self._end(part, at)
            if argument == state:
                yield part[at:end], 0
            at = end
        if len(arguments) == 2 and arguments[0] == arguments[1]:
            middle = self._end(part, 1)
            yield (top, *part[middle:], *part[1:middle]), 0
        for other in self.ways[state]:
            if self.arguments[other] == arguments:
                yield (other, *part[1:]), self.cost[other]
            if state in self.arguments[other]:
                yield from self._around(other, part, state)

    def _around(self, outer: int, part: Way, state: int) -> Iterator[tuple[Way, int]]:
        """A production around a part, its other arguments leaves of which at most one varies."""
        leaves = [self.leaves[a] for a in self.arguments[outer]]
        for place, argument in enumerate(self.arguments[outer]):
            rest = [j for j in range(len(leaves)) if j != place]
            if argument != state or not all(leaves[j] for j in rest):
                continue
            plain = [part if j == place else choice[0] for j, choice in enumerate(leaves)]
            base = self.cost[outer] + sum(self.price(plain[j]) for j in rest)
            yield (outer, *chain.from_iterable(plain)), base
            for j in rest:
                for leaf in leaves[j][1:]:
                    varied = [*plain[:j], leaf, *plain[j + 1 :]]
                    yield (outer, *chain.from_iterable(varied)), base + self.price(leaf) - self.price(plain[j])


__all__ = ["Edits", "Way"]
