"""Answers for grids: layers made of the input, put together, and made anew of each other by enumeration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from dsl.evaluate import Failure
from dsl.primitives import Vocabulary
from dsl.term import Term, call, lam, substitute
from dsl.type import GRID as GRIDS
from dsl.type import arrow
from synth.search import deduce
from synth.search.layers.compose import Answer, joined, masks, recoloured, single, stacked, tables
from synth.search.layers.deeper import Deeper
from synth.search.layers.layers import Layers
from synth.search.layers.look import Look
from synth.search.layers.scanned import blocks, of_property
from synth.search.layers.seeds import bases, seeds
from synth.search.layers.terms import GRID, colour
from synth.space.budget import Budget
from synth.space.prior import SCALE
from synth.space.space import Fit, Found, Level, Space, once

NAME = "grids"
MOST_LAYERS = 1200
MOST_ANSWERS = 40
FAILING = 3.0  # units for each input without an output that an answer fails on
ALIKE = 2  # answers kept that come to the same on the inputs without outputs
CHEAP = 4.5  # units of an answer that is given at once
MOST_NEAREST = 6  # layers that are begun anew with
MOST_ENTERED = 300  # layers that one level of the enumeration adds


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Seeds first, what is composed of them after each round; then the enumeration, what is composed of that after each level.

    Tasks of any other type than from one grid to another are left to deduction.
    """
    if space.grammar.request == arrow(GRIDS, GRIDS) and "overlay" in vocabulary:
        yield from once(_rounds(space, budget, vocabulary))
    else:
        yield from deduce.search(space, budget, vocabulary)


def _rounds(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    layers, look = Layers(space, budget, vocabulary), Look(space.shown)
    for level, (terms, last) in enumerate(_terms(layers, look), 1):
        layers.add(terms)
        yield from composed(layers) if last else simple(layers)
        yield Level(level * SCALE, whole=False)
        if budget.spent():
            return
    yield from _deeper(Deeper(layers, space, budget, vocabulary))


def _terms(layers: Layers, look: Look) -> Iterator[tuple[Iterable[Term], bool]]:
    """The first layers in rounds, of the input, then of what may be taken in its place; whether it is time to put them together."""
    if not look.same_size:
        yield blocks(layers, look), False
    yield of_property(layers, cut=not look.same_size), False
    for terms in seeds(look):
        yield terms, False
    yield (), True
    every = [term for terms in seeds(look) for term in terms]
    for base in bases(look):
        yield [substitute(term, base) for term in every], True
    if look.ground:  # the same on a ground of 0, and back
        swap = partial(call, "swapped", colour(look.ground), colour(0))
        yield [swap(substitute(term, swap(GRID))) for term in every], True
    for layer in layers.nearest(MOST_NEAREST):
        yield [substitute(term, layer.term) for term in every], True


def _deeper(deeper: Deeper) -> Iterator[Found]:
    """What the enumeration over the layers leads to, level by level."""
    layers = deeper.layers
    for event in deeper.levels():
        if not isinstance(event, Level):
            continue
        yield Level(event.cost, whole=False)
        nodes, cells = deeper.fresh()
        if not len(nodes):
            continue
        answers = []
        for place, table in zip(*(found.tolist() for found in tables(cells, deeper.target)), strict=True):
            layer = deeper.layer(int(nodes[place]), cells[place])
            if layer is not None:
                answers.append(recoloured(layer, table))
        yield from chosen(layers, answers)
        for node, own in islice(zip(nodes.tolist(), cells, strict=True), MOST_ENTERED):
            layer = deeper.layer(node, own)
            if layer is not None:
                layers.enter(layer)
        yield from composed(layers)


def simple(layers: Layers) -> Iterator[Fit]:
    """The answers that are one layer and cheap, so that nothing better needs to be waited for."""
    yield from chosen(layers, [answer for answer in single(layers.view(MOST_LAYERS)) if answer[0] <= CHEAP])


def composed(layers: Layers) -> Iterator[Fit]:
    """The answers that layers make together, the cheapest first, few of those that come to the same where outputs are not known."""
    view = layers.view(MOST_LAYERS)
    found, through = [*single(view)], masks(view)
    for together in (joined, stacked):
        if not layers.budget.spent():
            found += together(view, through)
    yield from chosen(layers, found)


def chosen(layers: Layers, found: Sequence[Answer]) -> Iterator[Fit]:
    """The cheapest answers that are right by the reference."""
    alike: dict[str, int] = {}
    ordered = sorted(found, key=lambda answer: answer[0])
    for price, term in islice(ordered, 10 * MOST_ANSWERS):
        if layers.budget.spent() or sum(alike.values()) >= MOST_ANSWERS:
            return
        values = layers.values(term)
        if tuple(values[: layers.count]) != layers.outputs or not layers.sound(values):
            continue
        further = values[layers.count :]
        key = repr(further)
        alike[key] = alike.get(key, 0) + 1
        if alike[key] <= ALIKE:
            yield fit(term, price + FAILING * sum(isinstance(value, Failure) for value in further))


def fit(term: Term, price: float) -> Fit:
    """An answer with its own price."""
    return Fit(lam(1, term), round(SCALE * price), NAME, price)
