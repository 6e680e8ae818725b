"""Layers: terms with the grids that they come to on the examples, one term for equal grids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from dsl.evaluate import Columns
from dsl.grid import Grid
from dsl.primitives import Vocabulary
from dsl.term import Term, lam
from synth.space.budget import Budget
from synth.space.prior import Table
from synth.space.space import Space

Array: TypeAlias = Any  # of numpy; what each holds stands where it is made
COLOUR_PRICE = 1.0  # units


@dataclass(frozen=True, eq=False)
class Layer:
    """A term over the input, its price in units, and its grid on each example."""

    term: Term
    price: float
    grids: tuple[Grid, ...]


@dataclass(frozen=True, eq=False)
class View:
    """The layers that have the size of the outputs, the cheapest first.

    cells: uint8 [layers, cells], of all examples one after the other; target: uint8 [cells], the same of the outputs.
    """

    layers: Sequence[Layer]
    cells: Array
    target: Array

    @cached_property
    def prices(self) -> Array:
        """float [layers]: units."""
        return np.array([layer.price for layer in self.layers])

    @cached_property
    def right(self) -> Array:
        """bool [layers, cells]: where a layer has the colour of the output."""
        return self.cells == self.target


class Layers:
    """All layers of one search."""

    def __init__(self, space: Space, budget: Budget, vocabulary: Vocabulary) -> None:
        self.shown, self.budget, self.vocabulary = space.shown, budget, vocabulary
        self.outputs = tuple(example.output for example in space.shown)
        self.count = len(self.shown)
        self.columns = Columns(vocabulary, [*(example.inputs for example in space.shown), *space.inputs])
        constants = [p.value for p in space.grammar.productions if p.kind == "constant" and p.primitive is None]
        self.table = Table(dict.fromkeys(constants, COLOUR_PRICE))
        self.known: dict[tuple[Any, ...], Layer] = {}

    def price(self, term: Term) -> float:
        """What a term costs, in units."""
        return self.table.price(term, self.vocabulary)

    def values(self, term: Term) -> Sequence[Any]:
        """What a term comes to on the examples, then on the inputs without outputs."""
        return self.columns.of(lam(1, term))

    def sound(self, values: Sequence[Any]) -> bool:
        """Whether a term has values on all examples, and on some of the inputs without outputs."""
        there = [isinstance(value, Grid) for value in values]
        further = there[self.count :]
        return all(there[: self.count]) and (not further or any(further))

    def add(self, terms: Iterable[Term]) -> None:
        """Work out terms, the cheapest first; those that fail on an example, or on all inputs without outputs, are no layers."""
        for price, _, term in sorted((self.price(term), i, term) for i, term in enumerate(terms)):
            if self.budget.spent():
                return
            self.budget.stats.candidates += 1
            values = self.values(term)
            if self.sound(values):
                self.enter(Layer(term, price, tuple(values[: self.count])))

    def enter(self, layer: Layer) -> None:
        """Keep a layer unless a cheaper one has the same grids at the same places."""
        key = tuple((grid, grid.origin) for grid in layer.grids)
        known = self.known.get(key)
        if known is None or layer.price < known.price:
            self.known[key] = layer

    def fits(self, layer: Layer) -> bool:
        """Whether a layer has the size of the outputs."""
        return all(len(a) == len(b) and len(a[0]) == len(b[0]) for a, b in zip(layer.grids, self.outputs, strict=True))

    def ordered(self) -> list[Layer]:
        """All layers, the cheapest first."""
        return sorted(self.known.values(), key=lambda layer: layer.price)

    def nearest(self, most: int) -> list[Layer]:
        """The layers that have the fewest cells wrong for their price."""
        view = self.view(1000)
        wrong = (~view.right).sum(1) * (1 + view.prices / 10)
        return [view.layers[i] for i in np.argsort(wrong, kind="stable")[:most].tolist()]

    def view(self, most: int) -> View:
        """The layers of the size of the outputs, at most so many of them."""
        found = [layer for layer in self.ordered() if self.fits(layer)][:most]
        seen: dict[bytes, int] = {}
        rows: list[Array] = []
        kept = []
        for layer in found:
            row = flat(layer.grids)
            if row.tobytes() not in seen:
                seen[row.tobytes()] = len(rows)
                rows.append(row)
                kept.append(layer)
        cells = np.array(rows) if rows else np.empty((0, len(flat(self.outputs))), np.uint8)
        return View(kept, cells, flat(self.outputs))


def flat(grids: Iterable[Any]) -> Array:
    """uint8 [cells]: the cells of some grids, one after the other."""
    return np.concatenate([np.array(grid, np.uint8).ravel() for grid in grids])
