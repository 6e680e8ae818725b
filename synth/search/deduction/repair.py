"""Local repair of proposed programs: replace, insert or delete a part, and see whether the examples like it better.

A proposal is read as a derivation of the grammar, so that every neighbour is well-typed. The programs that come
closest to the wanted outputs are taken up first (best-first hill climbing over edits, as in program repair by
Le Goues et al. 2012); each neighbour that is run counts as a candidate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain, islice
from typing import Any

from dsl.evaluate import compile_term
from dsl.term import Term
from synth.columns.layout import Frame
from synth.search.enumeration.enumerator import BottomUp
from synth.space.derivation import Derivations, program_of
from synth.space.grammar import Grammar
from synth.space.space import Fit

NAME = "repair"
SHARE = 0.1  # candidates for each that the rest of the run evaluates
FIRST = 1200  # candidates until which there is one for each
MOST_NEIGHBOURS = 1500  # of one program, those first that need the least that is new
VISIT = 150  # neighbours that are run before another program has its turn
FATIGUE = 0.5  # examples that a program must be closer for each visit it had
LEAST = 0.25  # how close a neighbour must come, in examples, to have neighbours of its own
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


class Repairer:
    """Proposals of one run, and the programs near them."""

    def __init__(self, run: BottomUp) -> None:
        self.run, self.grammar = run, run.grammar
        self.edits = Edits(run.grammar, run.cost)
        self.examples = list(run.space.shown)
        self.queue: list[tuple[float, int, Iterator[Way]]] = []  # closest first: rank, order, neighbours not yet run
        self.seen: set[Term] = set()
        self.spent = 0
        self.begun = False

    def turn(self) -> Iterator[Fit]:
        """Go on until repairs have had their share of the run's candidates."""
        if not self.begun:
            self.begun = True
            yield from self._propose()
        others = self.run.store.candidates - self.spent
        while self.queue and self.spent < min(FIRST, others) + SHARE * others:
            rank, order, near = heappop(self.queue)
            visit = list(islice(near, VISIT))
            for way in visit:
                yield from self._try(way)
            if len(visit) == VISIT:
                heappush(self.queue, (rank + FATIGUE, order, near))
        self.run.watch()

    def _propose(self) -> Iterator[Fit]:
        derivations = Derivations(self.grammar, self.run.vocabulary)
        for program in self.run.space.proposer() if self.run.space.proposer is not None else ():
            steps = derivations.of(program)
            if steps is not None:
                yield from self._try(tuple(p.index for p in steps), least=0.0)

    def _try(self, way: Way, least: float = LEAST) -> Iterator[Fit]:
        """Run a program; it is the answer, or is queued by how close it comes."""
        try:
            term = program_of(tuple(self.grammar.productions[p] for p in way), self.grammar)
        except ValueError:
            return
        if term in self.seen:
            return
        self.seen.add(term)
        self.spent += 1
        self.run.store[Frame.COUNTERS][5] += 1
        close = self._closeness(term)
        cost = self.edits.price(way)
        if close == len(self.examples):
            self.run.budget.stats.candidates = self.run.store.candidates + self.run.beside
            if cost <= self.run.budget.ceiling:
                yield Fit(term, cost, NAME)
        elif close >= least:
            heappush(self.queue, (-close, len(self.seen), self._neighbours(way)))

    def _neighbours(self, way: Way) -> Iterator[Way]:
        """The neighbours of a derivation, not made before they are asked for."""
        yield from self.edits.of(way)

    def _closeness(self, term: Term) -> float:
        """How many examples a program is right on, with parts for outputs that begin or end right."""
        program = compile_term(term, self.run.vocabulary)
        return sum(closeness(program(e.inputs), e.output) for e in self.examples)


def closeness(found: Any, wanted: Any) -> float:
    """1 for the wanted value; less for a text or list by its beginning, its end and its items, at most a half."""
    if found == wanted and found.__class__ is wanted.__class__:
        return 1.0
    if found.__class__ is not wanted.__class__ or wanted.__class__ not in (str, tuple):
        return 0.0
    longest, shortest = max(len(found), len(wanted)), min(len(found), len(wanted))
    before = next((i for i in range(shortest) if found[i] != wanted[i]), shortest)
    after = next((i for i in range(shortest - before) if found[-1 - i] != wanted[-1 - i]), shortest - before)
    return (0.3 * (before + after) + 0.2 * (Counter(found) & Counter(wanted)).total()) / longest


def repairs(run: BottomUp) -> Repairer | None:
    """Repairs of what the space's proposer says; None where it has none."""
    return Repairer(run) if run.space.proposer is not None else None


__all__ = ["Edits", "Repairer", "repairs"]
