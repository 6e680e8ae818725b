"""The kept programs of a search in a file's grammar, by state: their columns, what they cost, the terms they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsl.term import Term, strip
from dsl.type import STR
from synth.columns.layout import Frame
from synth.search.enumeration.enumerator import BottomUp
from synth.search.strings.occurrences import distinct
from synth.space.grammar import Production

MOST_KEPT = 300_000  # columns looked through for pieces
MOST_SOURCES = 16
MOST_NUMBERS = 2500  # lengths; parts begin at the cheapest few of them
FURTHEST = 512  # places in strings beyond it are not looked for
Columns = tuple[np.ndarray, np.ndarray, np.ndarray]  # words [programs, rows], costs, nodes


@dataclass(frozen=True)
class Part:
    """A program and its cost."""

    cost: int
    term: Term


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


class Programs:
    """All of some states that a run has kept so far; more states come with `follow`."""

    def __init__(self, run: BottomUp) -> None:
        self.run, self.goals = run, run.goal_words
        self.kept = {0: Kept(0)}
        self.seen = 0
        self._state_of = np.array([p.state for p in run.grammar.productions], np.int64)

    def follow(self, *states: int) -> None:
        """Keep the programs of further states, too."""
        self.kept |= {state: Kept(state) for state in states}

    def update(self) -> None:
        """Take in what the bank has kept since the last call."""
        store = self.run.store
        states = self._state_of[store[Frame.PRODUCTION][self.seen : store.nodes]]
        for state, kept in self.kept.items():
            nodes = np.nonzero(states == state)[0] + self.seen
            kept.add(nodes, self.run.prices_of(nodes))
        self.seen = store.nodes

    def production(self, name: str, arguments: tuple[int, ...] | None = None) -> Production | None:
        """The production of the answer's state that applies a primitive."""
        for p in self.run.grammar.productions:
            named = p.state == 0 and p.primitive is not None and p.primitive.name == name
            if named and arguments in (None, p.arguments) and (name != "str_substr" or p.arguments[1] == p.arguments[2]):
                return p
        return None

    def term(self, node: int) -> Term:
        """The body of a kept program."""
        return strip(self.run.reader.node(node))[1]

    def cost_of(self, production: Production | None) -> int:
        return -1 if production is None else self.run.cost[production.index]

    def numbered(self, rows: int) -> np.ndarray:
        """The numbers of some rows."""
        return np.array([r for r in range(len(self.goals)) if rows >> r & 1], np.int64)

    def nothing(self) -> Part | None:
        """The cheapest program that gives "" on all examples."""
        leaf = self.run.store.word("", STR)
        columns = self.columns(0, np.arange(min(len(self.kept[0].nodes), 50)), np.arange(len(self.goals)), 50)
        empty = np.nonzero((columns[0] == leaf).all(axis=1))[0]
        return Part(int(columns[1][empty[0]]), self.term(int(columns[2][empty[0]]))) if len(empty) else None

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

    def numbers(self, state: int, rows: np.ndarray) -> Columns:
        words, costs, nodes = self.columns(state, np.arange(len(self.kept[state].nodes)), rows, 20 * MOST_NUMBERS)
        near = np.nonzero(((words >= 0) & (words <= FURTHEST)).all(axis=1))[0][:MOST_NUMBERS]
        return words[near], costs[near], nodes[near]
