"""Replacement deduced: which text in a string must become which other, for it to be the wanted one.

What differs names the last replacement. Before it may come a chain of replacements that each bring a string nearer to the wanted one,
a beam, since `str.replace` changes the first occurrence alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dsl.term import App, Prim, Term
from dsl.type import STR
from synth.search.strings.edits import DEPTH, WIDTH, nearer, ways
from synth.search.strings.kept import Columns, Programs

MOST_TEXTS = 4000  # to be replaced
LOOKED_THROUGH = 20_000  # columns
MOST_WAYS = 3  # for which the new text is sought
MOST_CHAINS = 6  # sets of rows for which chains are sought, until the bank has grown
MOST_CHAINED = 5  # of what chains give, the nearest, to be changed once more
STARTS, OLD, NEW = 3, 60, 20  # in chains: strings to begin with, texts to be replaced and to replace them, the cheapest
Fill = Callable[[np.ndarray, np.ndarray], tuple[int, Term] | None]  # words wanted and their rows to a cost and a program


@dataclass(frozen=True)
class Source:
    """A string that may be changed: the program, what it costs, and its word on each row."""

    cost: int
    term: Term
    words: np.ndarray


class Swaps:
    """The replacements of one run; `fill` finds what stands in place of a text."""

    def __init__(self, programs: Programs, fill: Fill) -> None:
        self.programs, self.fill = programs, fill
        self.production = programs.production("str_replace", (0, 0, 0))
        self.left = MOST_CHAINS

    def cheapest(self, rows: int, most: int) -> tuple[int, Term] | None:
        """The cheapest replacement below a cost that gives the wanted strings on a set of rows, with what it costs."""
        own = self.programs.cost_of(self.production)
        if self.production is None or own >= most:
            return None
        chosen = self.programs.numbered(rows)
        texts = self.programs.columns(0, np.arange(min(len(self.programs.kept[0].nodes), LOOKED_THROUGH)), chosen, MOST_TEXTS)
        words, costs, nodes = self.programs.sources(0, chosen)
        sources = [Source(int(cost), self.programs.term(int(node)), word) for word, cost, node in zip(words, costs, nodes)]
        sources += self._chains(sources[:STARTS], texts, chosen)
        goals, heap = self.programs.goals[chosen], self.programs.run.store.heap
        found = np.empty((MOST_WAYS, 2 + 2 * len(chosen)), np.int64)
        sizes = np.array([len(chosen), len(sources), len(texts[0])], np.int64)
        count = ways(heap.data, heap.start, _tables(goals, sources, texts), sizes, MOST_WAYS, found)
        best = None
        for source, old, *gap in sorted(found[:count].tolist(), key=lambda way: sources[way[0]].cost + int(texts[1][way[1]])):
            if own + sources[source].cost + int(texts[1][old]) >= most:
                break
            new = self._filling(gap, chosen, texts[0][old])
            made = None if new is None else self._replaced(sources[source], texts, old, new)
            if made is not None and made[0] < most:
                best, most = made, made[0]
        return best

    def _replaced(self, source: Source, texts: Columns, old: int, new: tuple[int, Term]) -> tuple[int, Term]:
        """A source with one text made another, and its cost."""
        taken = self.programs.term(int(texts[2][old]))
        cost = self.programs.cost_of(self.production) + source.cost + int(texts[1][old]) + new[0]
        return cost, App(Prim("str_replace"), (source.term, taken, new[1]))

    def _filling(self, gap: list[int], rows: np.ndarray, old: np.ndarray) -> tuple[int, Term] | None:
        """The cheapest program for a stretch of the wanted strings: where it begins, -1 where it may be anything, and its length.

        There is none if every stretch goes on with the old text itself, two characters or more: then that only marks a place.
        """
        store = self.programs.run.store
        bound = [(k, at, size) for k, at, size in zip(range(len(rows)), gap[::2], gap[1::2]) if at >= 0]
        texts = [store.value(int(self.programs.goals[rows[k]]), STR)[at : at + size] for k, at, size in bound]
        taken = [store.value(int(old[k]), STR) for k, _, _ in bound]
        if all(len(before) > 1 and before in text for before, text in zip(taken, texts)):
            return None
        if not any(texts):
            nothing = self.programs.nothing()
            return None if nothing is None else (nothing.cost, nothing.term)
        words = np.array([store.word(text, STR) for text in texts], np.int64)
        return self.fill(words, rows[[k for k, _, _ in bound]])

    def _chains(self, starts: list[Source], texts: Columns, rows: np.ndarray) -> list[Source]:
        """What replacements make of some strings, nearer to the wanted ones with each."""
        self.left -= 1
        if self.left < 0 or not starts:
            return []
        store, goals = self.programs.run.store, self.programs.goals[rows]
        few = (texts[0][:OLD], texts[1][:OLD], texts[2][:OLD])
        found = np.empty((WIDTH * DEPTH, 4), np.int64)
        sizes = np.array([len(rows), len(starts), len(few[0]), min(NEW, len(few[0])), self.programs.cost_of(self.production)], np.int64)
        count = nearer(store.heap.data, store.heap.start, _tables(goals, starts, few), sizes, found)
        steps = found[:count].tolist()
        made: dict[int, Source] = dict(enumerate(starts))

        def source(k: int) -> Source:
            if k not in made:
                before, old, new, _ = steps[k - len(starts)]
                made[k] = self._changed(source(before), few, old, new)
            return made[k]

        nearest = sorted(range(count), key=lambda k: steps[k][3])[:MOST_CHAINED]
        return [source(len(starts) + k) for k in sorted(nearest)]

    def _changed(self, source: Source, texts: Columns, old: int, new: int) -> Source:
        """A source with one text made another."""
        store = self.programs.run.store
        replaced = self._replaced(source, texts, old, (int(texts[1][new]), self.programs.term(int(texts[2][new]))))
        values = ([store.value(int(word), STR) for word in words] for words in (source.words, texts[0][old], texts[0][new]))
        words = [store.word(own.replace(taken, given, 1), STR) for own, taken, given in zip(*values)]
        return Source(*replaced, np.array(words, np.int64))


def _tables(goals: np.ndarray, sources: list[Source], texts: Columns) -> np.ndarray:
    """The wanted words, then words and costs of sources and of texts."""
    words = [source.words for source in sources]
    return np.concatenate([goals, *words, np.array([source.cost for source in sources], np.int64), texts[0].ravel(), texts[1]])
