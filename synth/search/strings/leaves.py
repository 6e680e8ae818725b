"""What serves a set of examples: the cheapest program of the bank, and for strings what deduction joins out of pieces.

Deduction goes back from the wanted string (witness functions; FlashFill, Gulwani 2011): `str.++` must be a path of pieces
through it, `str.substr` and `str.at` a place where it stands in another string, `str.replace` (`swaps`) a
stretch in which another string differs. Everything is looked up among the programs kept so far, and built by the productions that the
grammar has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsl.term import App, Prim, Term
from dsl.type import STR
from synth.columns.layout import Frame
from synth.search.conquer import Conqueror
from synth.search.enumeration.enumerator import BottomUp
from synth.search.strings.kept import Columns, Part, Programs
from synth.search.strings.occurrences import occurring
from synth.search.strings.paths import AT, NOWHERE, PIECE, SUBSTR, Prices, cheapest
from synth.search.strings.replacements import MOST_CHAINS, Swaps

MOST_PIECES = 4000
PATIENCE = 400  # vectors gone on from
LONGEST = 400  # wanted strings beyond it are not taken apart


@dataclass(frozen=True)
class Leaf:
    """A program for some rows as the parts that are joined to it, what it costs with the joins, and what joins them."""

    cost: int
    parts: tuple[Part, ...]
    join: str

    @property
    def term(self) -> Term:
        """The program itself."""
        *rest, whole = (part.term for part in self.parts)
        while rest:
            whole = App(Prim(self.join), (rest.pop(), whole))
        return whole


class Leaves:
    """Programs for sets of rows, given as bits; what was found stays until the bank has grown."""

    def __init__(self, run: BottomUp, conqueror: Conqueror) -> None:
        self.run, self.conqueror = run, conqueror
        self.programs = Programs(run)
        self.known: dict[int, Leaf | None] = {}
        grammar = run.grammar
        self.join = self.programs.production("str_concat", (0, 0))
        self.substr = self.programs.production("str_substr")
        self.single = self.programs.production("str_at", self.substr.arguments[:2] if self.substr else None)
        self.swaps = Swaps(self.programs, self._filling)
        first = self.substr or self.single
        if first is not None:
            self.programs.follow(*first.arguments)
        self.goals = self.programs.goals
        lengths = [len(e.output) for e in run.space.shown] if grammar.states[0].type == STR else []
        self.deduces = bool(lengths) and (self.join or first) is not None and max(lengths) <= LONGEST
        self.masks = np.empty(0, np.int64)
        run.eager = run.eager or self.deduces

    def update(self) -> None:
        """Take in what the bank has kept since the last call."""
        self.known.clear()
        self.swaps.left = MOST_CHAINS
        store = self.run.store
        if not self.deduces:
            return
        self.programs.update()
        heap, own = store.heap, self.programs.kept[0]
        places = store[Frame.PLACE][own.nodes[len(self.masks) :]]
        masks = np.zeros(len(places), np.int64)
        occurring(store[Frame.CELLS], len(places), places, heap.data, heap.start, len(self.goals), self.goals, False, masks)
        self.masks = np.concatenate((self.masks, masks))

    def leaf(self, rows: int) -> Leaf | None:
        """The cheapest program known for a set of rows."""
        if rows not in self.known:
            found = [leaf for leaf in (self._by_mask(rows), self.path(rows) if self.deduces else None) if leaf is not None]
            best = min(found, key=lambda leaf: leaf.cost, default=None)
            self.known[rows] = (self._swapped(rows, NOWHERE if best is None else best.cost) if self.deduces else None) or best
        return self.known[rows]

    def _by_mask(self, rows: int) -> Leaf | None:
        masks = self.conqueror.term_masks
        fits = np.nonzero((masks & rows) == rows)[0]
        if len(fits) == 0:
            return None
        _, _, node = self.conqueror.terms[int(fits[0])]
        return self.joined(self._parts(node))

    def joined(self, parts: tuple[Part, ...]) -> Leaf:
        """The leaf that joins some parts."""
        joins = (len(parts) - 1) * self.run.cost[self.join.index] if self.join is not None else 0
        name = self.join.label if self.join is not None else ""
        return Leaf(sum(part.cost for part in parts) + joins, parts, name)

    def _parts(self, node: int) -> tuple[Part, ...]:
        """What a kept program of the answer's state joins; itself, if it is no join."""
        production, arguments = self.run.reader.parts(node)
        if self.join is not None and production == self.join.index:
            return (*self._parts(arguments[0]), *self._parts(arguments[1]))
        return (Part(self.run.price(node), self.programs.term(node)),)

    # -- strings ----------------------------------------------------------------------------------

    def path(self, rows: int) -> Leaf | None:
        """The cheapest join of pieces for the wanted strings."""
        chosen = self.programs.numbered(rows)
        return self.through(self.goals[chosen], chosen)

    def through(self, goals: np.ndarray, chosen: np.ndarray) -> Leaf | None:
        """The cheapest join of pieces, each a kept program or a part of one, that gives stretches of the wanted strings."""
        store, cost = self.run.store, self.run.cost
        rows = sum(1 << int(r) for r in chosen)
        useful = np.nonzero((self.masks & rows) == rows)[0]
        pieces = self.programs.columns(0, useful, chosen, MOST_PIECES)
        first = self.substr or self.single
        sources, numbers = pieces, pieces
        if first is not None:
            sources = self.programs.sources(first.arguments[0], chosen)
            numbers = self.programs.numbers(first.arguments[1], chosen)
        tables = (pieces, sources, numbers) if first is not None else (pieces,)
        join = cost[self.join.index] if self.join else NOWHERE
        prices = Prices(join, self.programs.cost_of(self.substr), self.programs.cost_of(self.single))
        edges, _ = cheapest(store.heap, goals, [table[:2] for table in tables], prices, PATIENCE)
        if not edges:
            return None
        return self.joined(tuple(part for edge in edges for part in self._edge(edge, pieces, sources, numbers)))

    def _filling(self, goals: np.ndarray, chosen: np.ndarray) -> tuple[int, Term] | None:
        """The cheapest join for stretches of the wanted strings, with what it costs."""
        leaf = self.through(goals, chosen)
        return None if leaf is None else (leaf.cost, leaf.term)

    def _swapped(self, rows: int, most: int) -> Leaf | None:
        """The cheapest replacement in another string, if it costs less than this."""
        found = self.swaps.cheapest(rows, most)
        return None if found is None else self.joined((Part(*found),))

    def _edge(self, edge: list[int], pieces: Columns, sources: Columns, numbers: Columns) -> tuple[Part, ...]:
        """The parts that an edge of a path stands for."""
        kind, first, second, third = edge
        if kind == PIECE:
            return self._parts(int(pieces[2][first]))
        chosen = [(sources, first), (numbers, second)] + ([(numbers, third)] if kind == SUBSTR else [])
        cost = sum(int(columns[1][k]) for columns, k in chosen)
        name, production = ("str_at", self.single) if kind == AT else ("str_substr", self.substr)
        whole = App(Prim(name), tuple(self.programs.term(int(columns[2][k])) for columns, k in chosen))
        return (Part(cost + self.programs.cost_of(production), whole),)
