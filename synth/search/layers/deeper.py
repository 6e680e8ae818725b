"""Deeper layers: what the enumeration makes of the first ones, which it is given as inputs, by the words that have kernels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from dsl.grid import Grid
from dsl.grid_words import CELLS
from dsl.kernel import FAIL
from dsl.primitives import Vocabulary
from dsl.term import App, Const, Term, Var, strip
from dsl.type import COLOUR, GRID, INT, arrow
from synth.columns.layout import Frame
from synth.search.enumeration.enumerator import BottomUp
from synth.search.layers.layers import Array, Layer, Layers, flat
from synth.search.layers.look import Look
from synth.space.budget import Budget
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, Costs, Table
from synth.space.space import Fit, Level, Space

WORDS = (
    *("up", "down", "left", "right", "mirror", "flip", "turn_half", "turn_right", "turn_left", "transposed", "trimmed", "half", "inner"),
    *("squeezed", "shift", "wrap", "beside", "above", "tile", "scale_up", "scale_down", "framed", "recolour", "only", "erased", "painted"),
    *("filled", "inverted", "main_colour", "rarest_colour", "overlay", "both", "without", "differ", "fall", "shoot", "link", "bridge"),
    *("fill_holes", "outline", "neighbour_counts", "hollow", "paste", "grounded", "bordered", "smoothed", "cut_out", "swapped"),
)
MOST_SEEDS = 40
SEED = 0.5  # of the price of a seed beyond that of the input
NUMBERS = {1: 1.0, 2: 1.0, 3: 1.5}
MOST_NODES = 200_000  # looked at of one level


class Deeper:
    """The enumeration over the first layers of a search, and the cells of what it makes that has the size of the outputs."""

    def __init__(self, layers: Layers, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.layers = layers
        self.seeds = self._seeds()
        self.target = flat(layers.outputs)
        words = Vocabulary([vocabulary[name] for name in WORDS if name in vocabulary])
        self.run = BottomUp(self._space(space, words), budget, words)
        self.run.eager = True
        self.run.beside = budget.stats.candidates
        self.seen: set[bytes] = set()
        self.done = 0  # nodes that were looked at

    def _seeds(self) -> Sequence[Layer]:
        """The cheapest layers, the input among them."""
        return self.layers.ordered()[:MOST_SEEDS]

    def _space(self, space: Space, words: Vocabulary) -> Space:
        """The same examples, with the seeds as inputs."""
        look = Look(self.layers.shown)
        colours = [c for c in range(1, 10) if c in {*look.inputs, *look.outputs}]
        constants = {Const(c, COLOUR): 1.0 for c in colours} | {Const(n, INT): cost for n, cost in NUMBERS.items()}
        grammar = Grammar.from_types(arrow(*[GRID] * len(self.seeds), GRID), words, list(constants))
        base = list(Table(constants).costs(grammar).base)
        for p in grammar.productions:
            if p.kind == "variable":
                base[p.index] = round(SCALE * (1.0 + SEED * (self.seeds[p.value].price - 1.0)))
        inputs = zip(*(layer.grids for layer in self.seeds), strict=True)
        shown = tuple(replace(e, inputs=tuple(own)) for e, own in zip(space.shown, inputs, strict=True))
        return Space(grammar, Costs(tuple(base)), shown)

    def levels(self) -> Iterator[Level | Fit]:
        """Rounds of the enumeration."""
        return self.run.levels()  # type: ignore[return-value]

    def fresh(self) -> tuple[Array, Array]:
        """The nodes made since the last look whose grids have the size of the outputs and are new, and their cells [nodes, cells]."""
        store, first = self.run.store, self.done
        self.done = min(store.nodes, first + MOST_NODES)
        states = np.array([p.state for p in self.run.grammar.productions])
        nodes = np.arange(first, self.done)
        nodes = nodes[states[store[Frame.PRODUCTION][first : self.done]] == 0]
        cells: list[Array] = []
        for row, output in enumerate(self.layers.outputs):
            words = store[Frame.CELLS][store[Frame.PLACE][nodes] + row] if len(nodes) else np.empty(0, np.int64)
            kept, own = self._cells(words, len(output), len(output[0]))
            nodes, cells = nodes[kept], [*(each[kept] for each in cells), own]
        found = np.concatenate(cells, axis=1)
        keys = [row.tobytes() for row in found]
        kept = np.array([key not in self.seen and not self.seen.add(key) for key in keys], bool)  # type: ignore[func-returns-value]
        return nodes[kept], found[kept]

    def _cells(self, words: Array, h: int, w: int) -> tuple[Array, Array]:
        """Which words are grids of a size, and their cells."""
        store = self.run.store
        data, start = store[Frame.HEAP_DATA], store[Frame.HEAP_START]
        there = words != FAIL
        at = start[np.where(there, words, 0)]
        kept = np.flatnonzero(there & (data[at] & 0xFFFF == (h | w << 8)))
        count = (h * w + CELLS - 1) // CELLS
        packed = data[at[kept][:, None] + 1 + np.arange(count)]
        cells = (packed[:, :, None] >> (4 * np.arange(CELLS))) & 15
        return kept, cells.reshape(len(kept), count * CELLS)[:, : h * w].astype(np.uint8)

    def layer(self, node: int, cells: Array) -> Layer | None:
        """The layer of a node, none where its term is not sound."""
        term = written(strip(self.run.reader.node(node))[1], [seed.term for seed in self.seeds])
        values = self.layers.values(term)
        if not self.layers.sound(values):
            return None
        grids = tuple(value for value in values[: self.layers.count] if isinstance(value, Grid))
        return Layer(term, self.layers.price(term), grids)


def written(body: Term, seeds: Sequence[Term]) -> Term:
    """A term over the seeds as one over the input."""
    match body:
        case Var(index):
            return seeds[len(seeds) - 1 - index]
        case App(function, arguments):
            return App(function, tuple(written(argument, seeds) for argument in arguments))
    return body
