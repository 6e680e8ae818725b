"""What serves a set of examples: the cheapest program of the bank, and for strings what deduction joins out of pieces.

Deduction goes back from the wanted string (witness functions; FlashFill, Gulwani 2011): `str.++` must be a path of pieces
through it, `str.substr` and `str.at` a place where it stands in another string, `str.replace` (`swaps`) a
stretch in which another string differs. Everything is looked up among the programs kept so far, and built by the productions that the
grammar has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsl.term import App, Prim, Term, strip
from dsl.type import STR
from synth.columns.frame import Frame
from synth.grammar import Production
from synth.search.bottom_up import BottomUp
from synth.search.conquer import Conqueror
from synth.search.paths import AT, NOWHERE, PIECE, SUBSTR, distinct, occurring, shortest
from synth.search.swaps import MOST_CHAINS, Columns, Swaps

MOST_KEPT = 300_000  # columns looked through for pieces
MOST_PIECES = 4000
MOST_SOURCES = 16
MOST_NUMBERS = 2500  # lengths; parts begin at the cheapest few of them
FURTHEST = 512  # places in strings beyond it are not looked for
PATIENCE = 400  # vectors gone on from
LONGEST = 400  # wanted strings beyond it are not taken apart


@dataclass(frozen=True)
class Part:
    """A program and its cost."""

    cost: int
    term: Term


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


class Kept:
    """The kept programs of one state, cheapest first: where their columns begin, and what they cost."""

    def __init__(self, state: int) -> None:
        self.state = state
        self.nodes = self.costs = np.empty(0, np.int64)

    def add(self, nodes: np.ndarray, costs: np.ndarray) -> None:
        """Take in new ones."""
        room = MOST_KEPT - len(self.nodes)
        self.nodes = np.concatenate((self.nodes, nodes[:room]))
        self.costs = np.concatenate((self.costs, costs[:room]))


class Leaves:
    """Programs for sets of rows, given as bits; what was found stays until the bank has grown."""

    def __init__(self, run: BottomUp, conqueror: Conqueror) -> None:
        self.run, self.conqueror = run, conqueror
        self.seen = 0
        self.known: dict[int, Leaf | None] = {}
        grammar = run.grammar
        self.state_of = np.array([p.state for p in grammar.productions], np.int64)
        self.join = self.production("str_concat", (0, 0))
        self.substr = self.production("str_substr")
        self.single = self.production("str_at", self.substr.arguments[:2] if self.substr else None)
        self.swaps = Swaps(self)
        first = self.substr or self.single
        self.kept = {0: Kept(0)}
        if first is not None:
            self.kept |= {state: Kept(state) for state in first.arguments}
        self.goals = run.goal_words
        lengths = [len(e.output) for e in run.space.shown] if grammar.states[0].type == STR else []
        self.deduces = bool(lengths) and (self.join or first) is not None and max(lengths) <= LONGEST
        self.masks = np.empty(0, np.int64)
        run.eager = run.eager or self.deduces

    def production(self, name: str, arguments: tuple[int, ...] | None = None) -> Production | None:
        """The production of the answer's state that applies a primitive."""
        for p in self.run.grammar.productions:
            named = p.state == 0 and p.primitive is not None and p.primitive.name == name
            if named and arguments in (None, p.arguments) and (name != "str_substr" or p.arguments[1] == p.arguments[2]):
                return p
        return None

    def update(self) -> None:
        """Take in what the bank has kept since the last call."""
        self.known.clear()
        self.swaps.left = MOST_CHAINS
        store = self.run.store
        if not self.deduces:
            return
        states = self.state_of[store[Frame.PRODUCTION][self.seen : store.nodes]]
        for state, kept in self.kept.items():
            nodes = np.nonzero(states == state)[0] + self.seen
            kept.add(nodes, self.run.prices_of(nodes))
        self.seen = store.nodes
        heap, own = store.heap, self.kept[0]
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

    def term(self, node: int) -> Term:
        """The body of a kept program."""
        return strip(self.run.reader.node(node))[1]

    def _parts(self, node: int) -> tuple[Part, ...]:
        """What a kept program of the answer's state joins; itself, if it is no join."""
        production, arguments = self.run.reader.parts(node)
        if self.join is not None and production == self.join.index:
            return (*self._parts(arguments[0]), *self._parts(arguments[1]))
        return (Part(self.run.price(node), self.term(node)),)

    def nothing(self) -> Part | None:
        """The cheapest program that gives "" on all examples."""
        leaf = self.run.store.word("", STR)
        columns = self.columns(0, np.arange(min(len(self.kept[0].nodes), 50)), np.arange(len(self.goals)), 50)
        empty = np.nonzero((columns[0] == leaf).all(axis=1))[0]
        return Part(int(columns[1][empty[0]]), self.term(int(columns[2][empty[0]]))) if len(empty) else None

    # -- strings ----------------------------------------------------------------------------------

    def path(self, rows: int) -> Leaf | None:
        """The cheapest join of pieces for the wanted strings."""
        chosen = self.numbered(rows)
        return self.through(self.goals[chosen], chosen)

    def through(self, goals: np.ndarray, chosen: np.ndarray) -> Leaf | None:
        """The cheapest join of pieces, each a kept program or a part of one, that gives stretches of the wanted strings."""
        store, cost = self.run.store, self.run.cost
        rows = sum(1 << int(r) for r in chosen)
        useful = np.nonzero((self.masks & rows) == rows)[0]
        pieces = self.columns(0, useful, chosen, MOST_PIECES)
        first = self.substr or self.single
        sources, numbers = pieces, pieces
        if first is not None:
            sources = self.sources(first.arguments[0], chosen)
            numbers = self._numbers(first.arguments[1], chosen)
        tables = (pieces, sources, numbers) if first is not None else (pieces,)
        counts = [len(table[0]) for table in tables] + [0] * (3 - len(tables))
        sizes = np.array([len(chosen), *counts, self.cost_of(self.substr), self.cost_of(self.single), -1, 0, 0], np.int64)
        texts = np.concatenate([goals, *(column.ravel() for table in tables for column in table[:2])])
        heap, join = store.heap, cost[self.join.index] if self.join else NOWHERE
        found = np.empty(1 + 4 * PATIENCE, np.int64)
        if shortest(heap.data, heap.start, texts, sizes, join, NOWHERE - 1, PATIENCE, found) >= NOWHERE:
            return None
        edges = found[1 : 1 + 4 * found[0]].reshape(-1, 4)
        return self.joined(tuple(part for edge in edges.tolist() for part in self._edge(edge, pieces, sources, numbers)))

    def _swapped(self, rows: int, most: int) -> Leaf | None:
        """The cheapest replacement in another string, if it costs less than this."""
        found = self.swaps.cheapest(rows, most)
        return None if found is None else self.joined((Part(*found),))

    def numbered(self, rows: int) -> np.ndarray:
        """The numbers of some rows."""
        return np.array([r for r in range(len(self.goals)) if rows >> r & 1], np.int64)

    def cost_of(self, production: Production | None) -> int:
        return -1 if production is None else self.run.cost[production.index]

    def _edge(self, edge: list[int], pieces: Columns, sources: Columns, numbers: Columns) -> tuple[Part, ...]:
        """The parts that an edge of a path stands for."""
        kind, first, second, third = edge
        if kind == PIECE:
            return self._parts(int(pieces[2][first]))
        chosen = [(sources, first), (numbers, second)] + ([(numbers, third)] if kind == SUBSTR else [])
        cost = sum(int(columns[1][k]) for columns, k in chosen)
        name, production = ("str_at", self.single) if kind == AT else ("str_substr", self.substr)
        return (Part(cost + self.cost_of(production), App(Prim(name), tuple(self.term(int(c[2][k])) for c, k in chosen))),)

    def columns(self, state: int, chosen: np.ndarray, rows: np.ndarray, most: int) -> Columns:
        """Some kept programs of a state, those equal on the rows once."""
        store, kept = self.run.store, self.kept[state]
        nodes = kept.nodes[chosen]
        places = store[Frame.PLACE][nodes]
        first = np.empty(most, np.int64)
        own = first[: distinct(store[Frame.CELLS], len(places), places, len(rows), rows, most, first)]
        words = store[Frame.CELLS][places[own][:, None] + rows[None, :]]
        return words, kept.costs[chosen][own], nodes[own]

    def sources(self, state: int, rows: np.ndarray) -> Columns:
        words, costs, nodes = self.columns(state, np.arange(len(self.kept[state].nodes)), rows, 40 * MOST_SOURCES)
        start = self.run.store.heap.start
        long = np.nonzero((start[words + 1] - start[words]).min(axis=1, initial=FURTHEST) >= 2)[0][:MOST_SOURCES]
        return words[long], costs[long], nodes[long]

    def _numbers(self, state: int, rows: np.ndarray) -> Columns:
        words, costs, nodes = self.columns(state, np.arange(len(self.kept[state].nodes)), rows, 20 * MOST_NUMBERS)
        near = np.nonzero(((words >= 0) & (words <= FURTHEST)).all(axis=1))[0][:MOST_NUMBERS]
        return words[near], costs[near], nodes[near]
