"""Composition: outputs as one layer recoloured, as two layers with a mask that says where which is seen, and as a stack of such.

All layers are held against each other at once, as matrices: a mask serves where it covers each cell that only the upper layer has
right, and none that only the lower one has. A stack is put together greedily, as the winner of the 2020 contest on ARC does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dsl.term import Const, Term
from dsl.type import INT, list_of
from synth.search.layers.layers import Array, Layer, View
from synth.search.layers.terms import call, colour

NUMBERS = list_of(INT)
ENTRY = 1.3  # units for each colour of a table that becomes another one
OVERLAY, WHERE, ONLY = 1.2, 1.5, 2.2
MOST_PAIRS = 3000
MOST_MASKS = 4000
SAMPLE = 600  # cells that masks are tried on first
MOST_ANSWERS = 40
BASES, STEPS = 24, 3  # of stacks

Answer = tuple[float, Term]


@dataclass(frozen=True, eq=False)
class Masks:
    """Which cells are seen through: bool [masks, cells], with the term of each and its price beside that of what it is made of."""

    covers: Array
    terms: Sequence[Term]
    prices: Array


def recoloured(view: View) -> Iterator[Answer]:
    """Layers whose colours each become one colour of the output."""
    if not len(view.layers):
        return
    tables = np.tile(np.arange(10), (len(view.layers), 1))
    sound = np.ones(len(view.layers), bool)
    for c in range(10):
        there = view.cells == c
        most = np.where(there, view.target, 0).max(1)
        least = np.where(there, view.target, 9).min(1)
        used = there.any(1)
        sound &= ~used | (most == least)
        tables[:, c] = np.where(used, most, c)
    for i in np.flatnonzero(sound).tolist():
        layer, table = view.layers[i], tables[i].tolist()
        if (view.cells[i] == view.cells[i, 0]).all() and not view.right[i].all():
            continue
        changed = [c for c in range(10) if table[c] != c]
        if not changed:
            yield layer.price, layer.term
        elif len(changed) == 1:
            yield layer.price + ENTRY + 2.0, call("recolour", colour(changed[0]), colour(table[changed[0]]), layer.term)
        else:
            yield layer.price + ENTRY * (1 + len(changed)), call("coloured", Const(tuple(table), NUMBERS), layer.term)


def masks(view: View) -> Masks:
    """The layers as masks, and the cells of each of their colours, the cheapest first."""
    found: list[tuple[float, bytes, Term]] = []
    for layer, cells in zip(view.layers, view.cells, strict=True):
        found.append((layer.price, (cells != 0).tobytes(), layer.term))
        used = np.flatnonzero(np.bincount(cells, minlength=10)[1:]) + 1
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
    wrong = wrong[:, wrong.any(0)] if wrong.any() else wrong[:, :1]
    upper, lower = np.nonzero(wrong @ wrong.T == 0)
    perfect = view.right.all(1)
    kept = ~(perfect[upper] | perfect[lower])
    upper, lower = upper[kept], lower[kept]
    order = np.argsort(view.prices[upper] + view.prices[lower], kind="stable")[:MOST_PAIRS]
    yield from _masked(view, through, upper[order], lower[order])


def _masked(view: View, through: Masks, upper: Array, lower: Array) -> Iterator[Answer]:
    """The masks that serve pairs of layers, the cheapest of each pair."""
    must, never = ~view.right[lower], ~view.right[upper]
    places = _telling(must, never)
    for first in range(0, len(upper), 500):
        chunk = slice(first, first + 500)
        found = _serving(through.covers, must[chunk], never[chunk], places)
        for pair, mask in zip(*(each.tolist() for each in found), strict=True):
            at = first + pair
            a, b = view.layers[int(upper[at])], view.layers[int(lower[at])]
            yield _seen(through, mask, a, b)


def _seen(through: Masks, mask: int, a: Layer, b: Layer) -> Answer:
    """One layer over another, seen through a mask; its own cells need no words."""
    if through.terms[mask] == a.term:
        return a.price + b.price + OVERLAY, call("overlay", a.term, b.term)
    return float(through.prices[mask]) + a.price + b.price + WHERE, call("where", through.terms[mask], a.term, b.term)


def _telling(must: Array, never: Array) -> Array:
    """Cells to try masks on first."""
    told = np.flatnonzero((must | never).any(0))
    return told if len(told) <= SAMPLE else told[:: -(-len(told) // SAMPLE)]


def _serving(covers: Array, must: Array, never: Array, places: Array) -> tuple[Array, Array]:
    """The pairs and the first masks that cover all they must and nothing they must not."""
    some = covers[:, places].astype(np.float32)
    missed = (1 - some) @ must[:, places].T.astype(np.float32)  # [masks, pairs]
    spoilt = some @ never[:, places].T.astype(np.float32)
    mask, pair = np.nonzero((missed == 0) & (spoilt == 0))
    order = np.lexsort((mask, pair))
    pairs, found = [], []
    for k in order.tolist():
        if len(pairs) > 2 and pairs[-1] == pairs[-2] == pairs[-3] == pair[k]:
            continue
        own = covers[mask[k]]
        if (own[must[pair[k]]]).all() and not own[never[pair[k]]].any():
            pairs.append(int(pair[k]))
            found.append(int(mask[k]))
    return np.array(pairs, np.int64), np.array(found, np.int64)


def stacked(view: View, through: Masks) -> Iterator[Answer]:
    """A lower layer with two or more others over it, each seen through a mask where it is right and the one below is not."""
    if not len(view.layers) or not len(through.terms):
        return
    wrong, covers = (~view.right).astype(np.float32), through.covers[:1500]
    safe = np.argwhere(covers.astype(np.float32) @ wrong[:600].T == 0)  # [mask, layer]: right wherever the mask shows it
    if not len(safe):
        return
    price = through.prices[safe[:, 0]] + view.prices[safe[:, 1]]
    order = np.argsort(price, kind="stable")
    order = order[np.sort(np.unique(safe[order, 0], return_index=True)[1])]  # the cheapest layer for each mask
    safe, price = safe[order], price[order]
    shown = covers[safe[:, 0]]
    for base in np.argsort(wrong.sum(1) * (1 + 0.1 * view.prices), kind="stable")[:BASES].tolist():
        yield from _stack(view, through, base, safe, shown, price)


def _stack(view: View, through: Masks, base: int, safe: Array, shown: Array, price: Array) -> Iterator[Answer]:
    """Layers over one that is given, those first that mend most for their price."""
    below = view.layers[base]
    open_, cost, term = ~view.right[base], below.price, below.term
    for _ in range(STEPS):
        gain = (shown & open_).sum(1)
        if not gain.any():
            return
        worth = gain / open_.sum() - 0.02 * price
        best = int(np.argmax(np.where(gain > 0, worth, -np.inf)))
        mask, layer = safe[best].tolist()
        made = _seen(through, mask, view.layers[layer], Layer(term, cost, ()))
        cost, term = made
        open_ &= ~shown[best]
        if not open_.any():
            yield cost, term
            return
