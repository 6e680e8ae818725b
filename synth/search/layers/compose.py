"""Composition: outputs as one layer recoloured, as two layers with a mask that says where which is seen, and as a stack of such.

All layers are held against each other at once, as matrices: a mask serves where it covers each cell that only the upper layer has
right, and none that only the lower one has. A stack is put together greedily, as the winner of the 2020 contest on ARC does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dsl.term import App, Const, Prim, Term, call
from dsl.type import INT, list_of
from synth.search.layers.layers import Array, Layer, View
from synth.search.layers.terms import colour

NUMBERS = list_of(INT)
COLOURS = 10
ENTRY = 1.3  # units for each colour of a table that becomes another one
OVERLAY, WHERE, ONLY, RECOLOUR = 1.2, 1.5, 2.2, 3.5
MOST_PAIRS = 3000
MOST_MASKS = 4000
MOST_SAFE = 1500  # masks of stacks
SAMPLE = 600  # cells that masks are tried on first
PAIRS = 500  # at once
OF_PAIR = 3  # masks
BASES, STEPS = 24, 3  # of stacks
DEAR = 0.02  # of the cells that are wrong, for each unit

Answer = tuple[float, Term]


@dataclass(frozen=True, eq=False)
class Masks:
    """Which cells are seen through: bool [masks, cells], with the term of each and its price beside that of what it is made of."""

    covers: Array
    terms: Sequence[Term]
    prices: Array


# One layer


def tables(cells: Array, target: Array) -> tuple[Array, Array]:
    """The layers whose colours each become one colour of the output: their places, and what each colour becomes, -1 for one that is not
    there."""
    found = np.full((len(cells), COLOURS), -1)
    sound = (cells != cells[:, :1]).any(1) | (cells == target).all(1)
    for c in range(COLOURS):
        there = cells == c
        most, least = np.where(there, target, 0).max(1), np.where(there, target, COLOURS).min(1)
        used = there.any(1)
        sound &= ~used | (most == least)
        found[:, c] = np.where(used, most.astype(int), -1)
    places = np.flatnonzero(sound)
    return places, found[places]


def recoloured(layer: Layer, table: Sequence[int]) -> Answer:
    """A layer whose colours become others; colours that were not there stay, numbers become what the next smaller one does."""
    whole = list(table)
    counts = isinstance(layer.term, App) and layer.term.function == Prim("numbered")
    for c in range(COLOURS):
        if whole[c] < 0:
            whole[c] = c if not counts or c == 0 else next((table[k] for k in (*range(c, 0, -1), *range(c, COLOURS)) if table[k] >= 0), c)
    changed = [c for c in range(COLOURS) if whole[c] != c]
    if not changed:
        return layer.price, layer.term
    if len(changed) == 1:
        return layer.price + RECOLOUR, call("recolour", colour(changed[0]), colour(whole[changed[0]]), layer.term)
    words = 1 + sum(whole[c] != whole[c - 1] for c in range(2, COLOURS)) if counts else len(changed)
    return layer.price + ENTRY * (1 + words), call("coloured", Const(tuple(whole), NUMBERS), layer.term)


def single(view: View) -> Iterator[Answer]:
    """Layers that are the output, recoloured or not."""
    if len(view.layers):
        places, found = tables(view.cells, view.target)
        for place, table in zip(places.tolist(), found.tolist(), strict=True):
            yield recoloured(view.layers[place], table)


# Two layers and a mask


def masks(view: View) -> Masks:
    """The layers as masks, and the cells of each of their colours, the cheapest first."""
    found: list[tuple[float, bytes, Term]] = []
    for layer, cells in zip(view.layers, view.cells, strict=True):
        found.append((layer.price, (cells != 0).tobytes(), layer.term))
        used = np.flatnonzero(np.bincount(cells, minlength=COLOURS)[1:]) + 1
        if len(used) > 1:
            found += [(layer.price + ONLY, (cells == c).tobytes(), call("only", colour(c), layer.term)) for c in used.tolist()]
    best: dict[bytes, tuple[float, Term]] = {}
    for price, covers, term in sorted(found, key=lambda each: each[0])[: 4 * MOST_MASKS]:
        best.setdefault(covers, (price, term))
    chosen = [(covers, own) for covers, own in best.items() if any(covers)][:MOST_MASKS]
    rows = [np.frombuffer(covers, bool) for covers, _ in chosen]
    array = np.array(rows) if rows else np.empty((0, view.cells.shape[1]), bool)
    return Masks(array, [term for _, (_, term) in chosen], np.array([price for _, (price, _) in chosen]))


def joined(view: View, through: Masks) -> Iterator[Answer]:
    """Two layers, and a mask that tells where the upper one is seen."""
    if not len(view.layers) or not len(through.terms):
        return
    wrong = (~view.right).astype(np.float32)
    upper, lower = np.nonzero(wrong @ wrong.T == 0)
    perfect = view.right.all(1)
    kept = ~(perfect[upper] | perfect[lower])
    upper, lower = upper[kept], lower[kept]
    order = np.argsort(view.prices[upper] + view.prices[lower], kind="stable")[:MOST_PAIRS]
    upper, lower = upper[order], lower[order]
    must, never = ~view.right[lower], ~view.right[upper]
    places = _telling(must, never)
    for first in range(0, len(upper), PAIRS):
        chunk = slice(first, first + PAIRS)
        for pair, mask in _serving(through.covers, must[chunk], never[chunk], places):
            yield _seen(through, mask, view.layers[int(upper[first + pair])], view.layers[int(lower[first + pair])])


def _seen(through: Masks, mask: int, a: Layer, b: Layer) -> Answer:
    """One layer over another, seen through a mask; its own cells need no words."""
    if through.terms[mask] == a.term:
        return a.price + b.price + OVERLAY, call("overlay", a.term, b.term)
    return float(through.prices[mask]) + a.price + b.price + WHERE, call("where", through.terms[mask], a.term, b.term)


def _telling(must: Array, never: Array) -> Array:
    """Cells to try masks on first."""
    told = np.flatnonzero((must | never).any(0))
    return told if len(told) <= SAMPLE else told[:: -(-len(told) // SAMPLE)]


def _serving(covers: Array, must: Array, never: Array, places: Array) -> Iterator[tuple[int, int]]:
    """The pairs, each with the first masks that cover all they must and nothing they must not."""
    some = covers[:, places].astype(np.float32)
    missed = (1 - some) @ must[:, places].T.astype(np.float32)  # [masks, pairs]
    spoilt = some @ never[:, places].T.astype(np.float32)
    mask, pair = np.nonzero((missed == 0) & (spoilt == 0))
    counts: dict[int, int] = {}
    for k in np.lexsort((mask, pair)).tolist():
        own, at = covers[mask[k]], int(pair[k])
        if counts.get(at, 0) < OF_PAIR and own[must[at]].all() and not own[never[at]].any():
            counts[at] = counts.get(at, 0) + 1
            yield at, int(mask[k])


# Stacks


def stacked(view: View, through: Masks) -> Iterator[Answer]:
    """A lower layer with others over it, each seen through a mask where it is right and the one below is not."""
    if not len(view.layers) or not len(through.terms):
        return
    wrong, covers = (~view.right).astype(np.float32), through.covers[:MOST_SAFE]
    safe = np.argwhere(covers.astype(np.float32) @ wrong.T == 0)  # [mask, layer]: right wherever the mask shows it
    if not len(safe):
        return
    price = through.prices[safe[:, 0]] + view.prices[safe[:, 1]]
    order = np.argsort(price, kind="stable")
    order = order[np.sort(np.unique(safe[order, 0], return_index=True)[1])]  # the cheapest layer for each mask
    safe, price = safe[order], price[order]
    shown = covers[safe[:, 0]]
    for base in np.argsort(wrong.sum(1) * (1 + view.prices / 10), kind="stable")[:BASES].tolist():
        yield from _stack(view, through, base, safe, shown, price)


def _stack(view: View, through: Masks, base: int, safe: Array, shown: Array, price: Array) -> Iterator[Answer]:
    """Layers over one that is given, those first that mend most for their price."""
    below = view.layers[base]
    if view.right[base].all():
        return
    open_, cost, term = ~view.right[base], below.price, below.term
    for _ in range(STEPS):
        gain = (shown & open_).sum(1)
        best = int(np.argmax(np.where(gain > 0, gain / open_.sum() - DEAR * price, -np.inf)))
        if not gain[best]:
            return
        mask, layer = safe[best].tolist()
        cost, term = _seen(through, mask, view.layers[layer], Layer(term, cost, ()))
        open_ = open_ & ~shown[best]
        if not open_.any():
            yield cost, term
            return
