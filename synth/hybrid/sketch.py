"""Sketches: programs with a module to be trained that could explain a task, were its images labelled right.

A bank is enumerated on *all* readings of the task's smallest templates at once, so a program's column says which outputs it can
give at all. One that cannot give an output that was shown is dropped unseen; what is left is cheap to try first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dsl.domain import load_domain
from dsl.term import Term
from synth.columns.layout import Frame
from synth.hybrid.scene import Scene, Template, labelled, labels_request, lifted, readings, size
from synth.search.enumeration.enumerator import BottomUp
from synth.space.budget import Budget
from synth.space.constants import harvest
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, Table
from synth.space.space import Level, Space
from tasks.task import Example

if TYPE_CHECKING:
    from dsl.type import Type

DOMAIN = "lists"
MOST_ROWS = 1200  # readings that a program is looked at on
MOST_NODES = 60_000
MOST_COST = 9.0  # units


@dataclass(frozen=True)
class Sketch:
    """A program over images with a module to be trained; `chance`: the mean log-likelihood of the outputs for labels drawn blindly."""

    term: Term
    module: str
    cost: float
    chance: float


def sketches(scenes: Sequence[Scene], request: Type, module: str, classes: int, budget: Budget) -> Iterator[Sketch]:
    """Sketches of rising cost that can give every output shown for the templates they are tried on."""
    chosen = _templates(scenes, request, classes)
    if not chosen:
        return
    rows = [inputs for template in chosen for _, inputs in readings(template, request, classes)]
    wanted = labels_request(request)
    constants = harvest(wanted, [Example(s.shows([0] * len(s.images), request), s.output) for s in scenes[:40]])
    table, vocabulary = Table(constants), load_domain(DOMAIN).vocabulary
    grammar = Grammar.from_types(wanted, vocabulary, list(constants), nesting=1)
    shown = tuple(Example(inputs, scenes[0].output) for inputs in rows)
    search = BottomUp(Space(grammar, table.costs(grammar), shown), budget, vocabulary)
    search.eager = True
    judge = _Judge(search, scenes, chosen, request, module, classes)
    for event in search.levels():
        if isinstance(event, Level):
            yield from judge.level(event.cost)
            if search.store.nodes > MOST_NODES or event.cost >= MOST_COST * SCALE:
                return


def _templates(scenes: Sequence[Scene], request: Type, classes: int) -> list[Template]:
    """The templates with the fewest readings, the most frequent first, as far as there is room for all readings of each."""
    counts = Counter(scene.template for scene in scenes)
    order = sorted(counts, key=lambda t: (size(t, request), -counts[t]))
    chosen, rows = [], 0
    for template in order:
        more = classes ** size(template, request)
        if 0 < rows + more <= MOST_ROWS:
            chosen.append(template)
            rows += more
    return chosen


class _Judge:
    """Looks at the programs of the answer's type, level by level."""

    def __init__(
        self, search: BottomUp, scenes: Sequence[Scene], chosen: Sequence[Template], request: Type, module: str, classes: int
    ) -> None:
        self.search, self.request, self.module = search, request, module
        result = search.grammar.states[0].type
        assert labelled(result) == result, "an output with images tells nothing of labels"
        self.asked: list[tuple[slice, list[tuple[int, int]]]] = []  # by template: its rows, and how often each output is wanted
        self.total = 0
        start = 0
        for template in chosen:
            end = start + classes ** size(template, request)
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
                term = lifted(self.search.reader.node(segment.first + int(node)), self.request, self.module)
                yield Sketch(term, self.module, cost / SCALE, float(chance[node]))

    def _chance(self, columns: np.ndarray) -> np.ndarray:
        """float [programs]: the mean log share of readings that give the wanted output; -inf where some output never comes."""
        logs = np.zeros(len(columns))
        with np.errstate(divide="ignore"):
            for own, outputs in self.asked:
                for word, count in outputs:
                    logs += count * np.log((columns[:, own] == word).mean(1))
        return logs / max(1, self.total)
