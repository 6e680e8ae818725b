"""The cheapest path through wanted texts, against Dijkstra's algorithm on all the vectors there are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import pytest

from dsl.type import STR
from synth.columns.store import Store
from synth.search.strings.paths import NOWHERE, Prices, cheapest

ROWS = 3
Texts = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """Texts to write, and what they may be joined of; each is one text or number for each row."""

    texts: Texts
    pieces: list[tuple[int, Texts]]  # with their costs, the cheapest first
    source: Texts
    numbers: list[tuple[int, tuple[int, ...]]]
    join: int
    part: int  # what a part of the source costs, and what a literal does; below zero: there are none
    literal: int

    @cached_property
    def stretches(self) -> list[tuple[int, Texts]]:
        """Pieces and parts of the source."""
        parts = []
        for first, begins in self.numbers if self.part >= 0 else ():
            for last, ends in self.numbers:
                if all(i >= -len(text) for text, i in zip(self.source, begins)):
                    parts.append((self.part + first + last, tuple(text[i:j] for text, i, j in zip(self.source, begins, ends))))
        return self.pieces + [(cost, texts) for cost, texts in parts if all(texts)]

    def ways(self, at: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """How a path goes on from a vector: costs and vectors."""
        rest = self.texts[0][at[0] :] if self.literal >= 0 else ""
        literals = [(self.literal, (rest[:size],) * ROWS) for size in range(1, len(rest) + 1)]
        for cost, texts in self.stretches + literals:
            if any(texts) and all(whole.startswith(text, i) for whole, text, i in zip(self.texts, texts, at)):
                yield cost + (self.join if any(at) else 0), tuple(i + len(text) for i, text in zip(at, texts))

    def cheapest(self) -> int:
        """What the cheapest path costs, by another algorithm."""
        graph, start = nx.DiGraph(), (0,) * ROWS
        graph.add_node(start)
        left = [start]
        while left:
            at = left.pop()
            for cost, there in self.ways(at):
                if there not in graph:
                    left.append(there)
                graph.add_edge(at, there, weight=min(cost, graph.get_edge_data(at, there, {"weight": cost})["weight"]))
        end = tuple(map(len, self.texts))
        return nx.dijkstra_path_length(graph, start, end) if end in graph else NOWHERE

    def found(self, haste: int) -> int:
        """What the path costs that compiled code finds."""
        store = Store(0, ROWS)
        tables = [
            (np.array([[store.word(text, STR) for text in texts] for _, texts in table]), np.array([cost for cost, _ in table]))
            for table in (self.pieces, [(0, self.source)])
        ]
        tables.append((np.array([places for _, places in self.numbers]), np.array([cost for cost, _ in self.numbers])))
        goals = np.array([store.word(text, STR) for text in self.texts])
        prices = Prices(self.join, self.part, literal=self.literal)
        return cheapest(store.heap, goals, tables, prices, 500, ends=True, hastes=(haste,))[1]


def drawn(chance: random.Random) -> Wanted:
    """Short texts of two letters, so that much stands in many places."""
    texts = tuple("".join(chance.choices("ab", k=chance.randint(2, 5))) for _ in range(ROWS))
    pieces = []
    for _ in range(chance.randint(2, 12)):
        places = [sorted(chance.choices(range(len(text) + 1), k=2)) for text in texts]
        pieces.append((chance.randint(1, 9), tuple(text[i:j] for text, (i, j) in zip(texts, places))))
    numbers = [(chance.randint(0, 3), tuple(chance.randint(-4, 5) for _ in range(ROWS))) for _ in range(6)]
    source = tuple("".join(chance.choices("ab", k=4)) for _ in range(ROWS))
    part, literal = chance.choice((-1, 2)), chance.choice((-1, 4))
    return Wanted(texts, sorted(pieces), source, sorted(numbers), chance.randint(0, 3), part, literal)


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_the_cheapest_path_is_found_and_haste_finds_one_where_there_is_one(seed: int) -> None:
    solved = 0
    for one in range(seed, seed + 20):
        wanted = drawn(random.Random(one))
        cheapest = wanted.cheapest()
        assert wanted.found(0) == cheapest
        assert (wanted.found(100) < NOWHERE) == (cheapest < NOWHERE) and wanted.found(100) >= cheapest
        solved += cheapest < NOWHERE
    assert solved
