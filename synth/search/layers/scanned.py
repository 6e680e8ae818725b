"""Layers read from the outputs: objects of some property, and sizes and counts that outputs have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from dsl.evaluate import Failure
from dsl.term import Term, call
from synth.search.layers.layers import Layers
from synth.search.layers.look import Look
from synth.search.layers.seeds import FEATURES, LISTS, RANKED, apart
from synth.search.layers.terms import GRID, ITEM, OUTER, colour, each, number

MOST_SIZES = 12


def of_property(layers: Layers, cut: bool) -> Iterator[Term]:
    """The objects whose property is the same number on all examples: what is left of the grid with them alone, or the only one cut out."""
    for objects in (*apart(), call("parts", GRID)):
        for numbers in properties_of(objects):
            values = layers.values(numbers)
            if any(isinstance(value, Failure) for value in values):
                continue
            for n in sorted(set.intersection(*map(set, values))) if values else ():
                own = call("those", number(n), numbers, objects)
                if cut and all(value.count(n) == 1 for value in values):
                    yield call("pick", number(0), own)
                if not cut and any(value.count(n) < len(value) for value in values):
                    yield call("paint", own, GRID)


def properties_of(objects: Term) -> Iterator[Term]:
    """Lists of what objects are like, as numbers."""
    for name in FEATURES:
        yield each(call(name, ITEM), objects)
    yield each(call("parity", call("cell_count", ITEM)), objects)
    yield each(call("at_border", ITEM, OUTER), objects)
    for name in LISTS:
        yield call(name, objects)
    for name, rank in product(RANKED, ("ranked", "ranked_down")):
        yield call(rank, each(call(name, ITEM), objects))


def counts(look: Look) -> Iterator[Term]:
    """Numbers that grids have."""
    yield from (call(name, GRID) for name in ("rows", "columns", "colour_count", "cell_count"))
    for objects in apart():
        yield call("how_many", objects)
    for c in look.inputs:
        own = call("only", colour(c), GRID)
        yield call("cell_count", own)
        for name in ("objects", "objects_by_sides"):
            yield call("how_many", call(name, own))


def blocks(layers: Layers, look: Look) -> Iterator[Term]:
    """Blocks as large as the outputs are, where counts tell how large that is."""
    sizes = [[len(output) for output in layers.outputs], [len(output[0]) for output in layers.outputs]]
    told: list[list[Term]] = [[number(own[0])] if len(set(own)) == 1 else [] for own in sizes]
    for count in counts(look):
        values = list(layers.values(count))
        for own, found in zip(sizes, told, strict=True):
            if values[: layers.count] == own and len(found) < MOST_SIZES:
                found.append(count)
    paints = [*(colour(c) for c in (0, *look.outputs)), *(call(name, GRID) for name in ("main_colour", "rarest_colour"))]
    for (n, m), paint in islice(product(product(*told), paints), 200):
        yield call("block", n, m, paint)
