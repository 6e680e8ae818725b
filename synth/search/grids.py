"""Answers for grids: layers made of the input, put together, and made anew of each other by enumeration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dsl.evaluate import Failure
from dsl.primitives import Vocabulary
from dsl.term import Term, lam
from synth.search.layers.compose import Answer, joined, masks, recoloured, single, stacked, tables
from synth.search.layers.deeper import Deeper
from synth.search.layers.layers import Layers
from synth.search.layers.seeds import Look, seeds
from synth.space.budget import Budget
from synth.space.prior import SCALE
from synth.space.space import Fit, Found, Level, Space, once

NAME = "grids"
MOST_LAYERS = (400, 1200)
MOST_ANSWERS = 40
ALIKE = 2  # answers kept that come to the same on the inputs without outputs
MOST_ENTERED = 300  # layers that one level of the enumeration adds


def search(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    """Seeds first, what is composed of them after each round; then the enumeration, what is composed of that after each level."""
    yield from once(_rounds(space, budget, vocabulary))


def _rounds(space: Space, budget: Budget, vocabulary: Vocabulary) -> Iterator[Found]:
    layers, level = Layers(space, budget, vocabulary), 0
    for terms in seeds(Look(space.shown)):
        layers.add(terms)
        yield from composed(layers, MOST_LAYERS[0], False)
        level += 1
        yield Level(level * SCALE, whole=False)
        if budget.spent():
            return
    yield from composed(layers, MOST_LAYERS[1], True)
    yield Level((level + 1) * SCALE, whole=False)
    yield from _deeper(Deeper(layers, space, budget, vocabulary))


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
        yield from composed(layers, MOST_LAYERS[1], True)


def composed(layers: Layers, most: int, deep: bool) -> Iterator[Fit]:
    """The answers that layers make, the cheapest first, few of those that come to the same where outputs are not known."""
    view = layers.view(most)
    found: list[Answer] = list(single(view))
    through = masks(view)
    found += joined(view, through)
    if deep or not found:
        found += stacked(view, through)
    yield from chosen(layers, found)


def chosen(layers: Layers, found: Sequence[Answer]) -> Iterator[Fit]:
    """The cheapest answers that are right by the reference."""
    alike: dict[str, int] = {}
    ordered = sorted(found, key=lambda answer: answer[0])
    for price, term in islice(ordered, 10 * MOST_ANSWERS):
        if layers.budget.spent() or sum(alike.values()) >= MOST_ANSWERS:
            return
        values = layers.values(term)
        further = values[layers.count :]
        if tuple(values[: layers.count]) != layers.outputs or any(isinstance(value, Failure) for value in further):
            continue
        key = repr(further)
        alike[key] = alike.get(key, 0) + 1
        if alike[key] <= ALIKE:
            yield fit(term, price)


def fit(term: Term, price: float) -> Fit:
    """An answer with its own price."""
    return Fit(lam(1, term), round(SCALE * price), NAME, price)
