"""Sketches: programs with modules to be trained that could explain a task, were its things labelled right.

A bank is enumerated on *all* labellings of the task's smallest templates at once, so a program's column says which outputs it can
give at all. One that cannot give an output that was shown is dropped unseen; what is left is cheap to try first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dsl.domain import load_domain
from dsl.module import Module
from dsl.term import Term
from synth.columns.layout import Frame
from synth.hybrid.scene import Scene, Sight, Template
from synth.search.enumeration.enumerator import BottomUp
from synth.space.budget import Budget
from synth.space.constants import harvest
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, Table
from synth.space.space import Level, Space
from tasks.task import Example

DOMAIN = "lists"
MOST_ROWS = 1200  # labellings that a program is looked at on
MOST_NODES = 60_000
MOST_COST = 9.0  # units
ANYTHING = 0.05  # how likely an output is that is wrong


@dataclass(frozen=True)
class Sketch:
    """A program over things with modules to be trained; `chance`: the mean log-likelihood of the outputs for labels drawn blindly."""

    term: Term
    sight: Sight
    cost: float
    chance: float


@dataclass(frozen=True)
class Fitted:
    """A sketch with its trained modules; `right` of the `total` examples hold."""

    sketch: Sketch
    modules: tuple[Module, ...]
    right: int
    total: int


def sketches(scenes: Sequence[Scene], sight: Sight, budget: Budget, noise: float = 0.0) -> Iterator[Sketch]:
    """Sketches of rising cost that can give every output shown for the templates they are tried on, but for a share that may be wrong."""
    chosen = _templates(scenes, sight)
    if not chosen:
        return
    rows = [inputs for template in chosen for _, inputs in sight.readings(template)]
    wanted = sight.labels_request
    constants = harvest(wanted, [Example(sight.reading(s.template, [0] * len(s.things)), s.output) for s in scenes[:40]])
    table, vocabulary = Table(constants), load_domain(DOMAIN).vocabulary
    grammar = Grammar.from_types(wanted, vocabulary, list(constants), nesting=1)
    shown = tuple(Example(inputs, scenes[0].output) for inputs in rows)
    search = BottomUp(Space(grammar, table.costs(grammar), shown), budget, vocabulary)
    search.eager = True
    judge = _Judge(search, scenes, chosen, sight, noise)
    for event in search.levels():
        if isinstance(event, Level):
            yield from judge.level(event.cost)
            if search.store.nodes > MOST_NODES or event.cost >= MOST_COST * SCALE:
                return


def _templates(scenes: Sequence[Scene], sight: Sight) -> list[Template]:
    """The templates with the fewest labellings, the most frequent first, as far as there is room for all labellings of each."""
    counts = Counter(scene.template for scene in scenes)
    order = sorted(counts, key=lambda t: (sight.count(t), -counts[t]))
    chosen, rows = [], 0
    for template in order:
        more = sight.count(template)
        if 0 < rows + more <= MOST_ROWS:
            chosen.append(template)
            rows += more
    return chosen


class _Judge:
    """Looks at the programs of the answer's type, level by level."""

    def __init__(self, search: BottomUp, scenes: Sequence[Scene], chosen: Sequence[Template], sight: Sight, noise: float) -> None:
        self.search, self.sight, self.noise = search, sight, noise
        result = search.grammar.states[0].type
        self.asked: list[tuple[slice, list[tuple[int, int]]]] = []  # by template: its rows, and how often each output is wanted
        self.total = 0
        start = 0
        for template in chosen:
            end = start + sight.count(template)
            outputs = Counter(scene.output for scene in scenes if scene.template == template)
            self.asked.append((slice(start, end), [(search.store.word(o, result), n) for o, n in outputs.items()]))
            self.total += sum(outputs.values())
            start = end

    def level(self, cost: int) -> Iterator[Sketch]:
        """The sketches of a cost."""
        bank, rows = self.search.banks[0], self.search.banks[0].rows
        for segment in bank.at(0, cost):
            places = self.search.store[Frame.PLACE][segment.first : segment.end]
            cells = self.search.store[Frame.CELLS]
            columns = np.stack([cells[p : p + rows] for p in places]) if len(places) else np.empty((0, rows), np.int64)
            chance = self._chance(columns)
            for node in np.flatnonzero(np.isfinite(chance) & (chance < -1e-6)):
                term = self.sight.lifted(self.search.reader.node(segment.first + int(node)))
                yield Sketch(term, self.sight, cost / SCALE, float(chance[node]))

    def _chance(self, columns: np.ndarray) -> np.ndarray:
        """float [programs]: the mean log share of labellings that give the wanted output; -inf where too many outputs never come."""
        logs, missed = np.zeros(len(columns)), np.zeros(len(columns))
        for own, outputs in self.asked:
            for word, count in outputs:
                share = (columns[:, own] == word).mean(1)
                missed += count * (share == 0)
                logs += count * np.log(np.maximum((1 - self.noise) * share + self.noise * ANYTHING, 1e-12))
        varied = columns.min(1, initial=0) != columns.max(1, initial=0)
        return np.where((missed <= self.noise * self.total) & varied, logs / max(1, self.total), -np.inf)
