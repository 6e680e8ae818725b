"""Seeds: the first layers, as far as the look of the outputs asks for them.

What is done depends on what the outputs are: as large as the inputs, or not; with which colours; how many times as large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from dsl.grid import Grid
from dsl.term import Term
from synth.search.layers.terms import DIAGONALS, GRID, ITEM, OUTER, SIDES, call, colour, each, number

if TYPE_CHECKING:
    from tasks.task import Example

APART = ("objects", "clusters", "objects_by_sides", "clusters_by_sides", "colours_apart")
CHOSEN = ("largest", "smallest", "odd_one", "commonest")
TURNS = ("mirror", "flip", "turn_half", "transposed", "turn_left", "turn_right")
FEATURES = ("ink", "rows", "columns", "holes", "symmetries", "colour_count", "top_row", "first_column")
LISTS = ("ranks", "orders", "copies")
AXES = ("right", "down", "down_right", "down_left")


@dataclass(frozen=True, eq=False)
class Look:
    """What the outputs are like beside the inputs, on all examples."""

    shown: Sequence[Example]

    @cached_property
    def pairs(self) -> list[tuple[Grid, Grid]]:
        """Input and output of each example."""
        return [(example.inputs[0], example.output) for example in self.shown]

    @cached_property
    def same_size(self) -> bool:
        """Whether outputs are as large as inputs."""
        return all(len(a) == len(b) and len(a[0]) == len(b[0]) for a, b in self.pairs)

    @cached_property
    def larger(self) -> bool:
        """Whether outputs are larger than inputs."""
        return all(len(a) * len(a[0]) < len(b) * len(b[0]) for a, b in self.pairs)

    @cached_property
    def inputs(self) -> list[int]:
        """The colours that all inputs have, but 0."""
        return sorted(set.intersection(*(colours(a) for a, _ in self.pairs)) - {0})

    @cached_property
    def outputs(self) -> list[int]:
        """The colours of the outputs, but 0, those first that are in all."""
        everywhere = set.intersection(*(colours(b) for _, b in self.pairs))
        anywhere = set.union(*(colours(b) for _, b in self.pairs))
        return sorted(anywhere - {0}, key=lambda c: (c not in everywhere, c))

    @cached_property
    def new(self) -> list[int]:
        """The colours that outputs have beyond those of their inputs."""
        return [c for c in self.outputs if any(c in colours(b) - colours(a) for a, b in self.pairs)]

    @cached_property
    def factors(self) -> set[tuple[int, int]]:
        """How many times as many rows and columns the outputs have, where that is the same for all."""
        found = {(len(b) // len(a), len(b[0]) // len(a[0])) for a, b in self.pairs if len(b) % len(a) == 0 and len(b[0]) % len(a[0]) == 0}
        return found if len(found) == 1 else set()


def colours(grid: Grid) -> set[int]:
    """The colours of a grid."""
    return {c for row in grid for c in row}


def seeds(look: Look) -> Iterator[list[Term]]:
    """Terms over the input, in rounds."""
    yield [GRID, *chosen(), *plain(GRID), *with_colours(look, GRID), *cut()]
    if look.same_size:
        yield [*drawn(look, GRID), *on_objects(), *properties()]
        yield [*moves(look), *copied()]
        yield list(by_colour(look))
    else:
        yield [*enlarged(look), *partly(), *picked()]
        yield [*drawn(look, GRID), *on_objects()]


def apart(grid: Term = GRID) -> Iterator[Term]:
    """The ways to take a grid apart into objects."""
    for name in APART:
        yield call(name, grid)


def chosen(grid: Term = GRID) -> Iterator[Term]:
    """Single objects, alone and on a blank grid."""
    for name, objects in product(("most_cells", "fewest_cells"), apart(grid)):
        yield call("paint", call(name, objects), GRID)
    for name, objects in product(CHOSEN, apart(grid)):
        yield call(name, objects)
        yield call("paste", call(name, objects), call("filled", colour(0), GRID))


def plain(grid: Term) -> Iterator[Term]:
    """What can be done with a grid without saying how."""
    for name in (*TURNS, "trim", "inner", "hollow", "boxed", "neighbours", "completed", "symmetric", "squeezed", "inverted"):
        yield call(name, grid)
    for paint in ("filled", "painted", "only", "erase"):
        yield call(paint, call("main_colour", grid), grid)
        yield call(paint, call("rarest_colour", grid), grid)


def with_colours(look: Look, grid: Term) -> Iterator[Term]:
    """What can be done with a grid and a colour."""
    yield call("filled", colour(0), grid)
    for c in look.outputs:
        yield call("filled", colour(c), grid)
        yield call("painted", colour(c), grid)
    for c in look.inputs:
        yield call("only", colour(c), grid)
        yield call("erase", colour(c), grid)
    for c in look.new or look.outputs:
        for name in ("fill_holes", "outline", "bordered"):
            yield call(name, colour(c), grid)


def cut() -> Iterator[Term]:
    """Parts of a grid."""
    for side in SIDES:
        yield call("half", call(side), GRID)
    for c in range(1, 10):
        yield call("trim", call("only", colour(c), GRID))


def drawn(look: Look, grid: Term) -> Iterator[Term]:
    """Lines and falls."""
    for side in SIDES:
        yield call("shoot", call(side), grid)
        yield call("fall", call(side), grid)
        yield call("bridge", call(side), grid)
    for side in DIAGONALS:
        yield call("shoot", call(side), grid)
    for side in AXES:
        yield call("link", call(side), grid)
    for side in ("right", "down"):
        yield call("link_pairs", call(side), grid)
    for n, side in product((1, 2, 3, 4), SIDES):
        yield call("shift", number(n), call(side), grid)
        if n == 1:
            yield call("wrap", number(n), call(side), grid)
    yield call("overlay", call("shoot", call("right"), grid), call("shoot", call("left"), grid))
    yield call("overlay", call("shoot", call("down"), grid), call("shoot", call("up"), grid))
    for side in ("right", "down"):
        yield call("bridge", call(side), call("painted", call("main_colour", grid), grid))


def actions() -> Iterator[Term]:
    """What can be done with one object."""
    for name in (*TURNS, "hollow", "boxed", "symmetric"):
        yield call(name, ITEM)
    yield call("painted", call("main_colour", ITEM), ITEM)
    yield call("painted", call("rarest_colour", ITEM), ITEM)
    yield call("only", call("main_colour", ITEM), ITEM)
    yield call("erase", call("main_colour", ITEM), ITEM)
    yield call("fill_holes", call("main_colour", ITEM), ITEM)
    yield call("inner", ITEM)


def on_objects() -> Iterator[Term]:
    """The same done to all objects."""
    for body, objects in product(actions(), apart()):
        yield call("paint", each(body, objects), GRID)
    for side, objects in product(SIDES, apart()):
        yield call("paint", each(call("fall", call(side), ITEM), objects), GRID)


def properties() -> Iterator[Term]:
    """Grids whose objects have the number of what they are like as their colour."""
    for objects in apart():
        for name in FEATURES:
            yield call("numbered", each(call(name, ITEM), objects), objects, GRID)
        yield call("numbered", each(call("parity", call("ink", ITEM)), objects), objects, GRID)
        yield call("numbered", each(call("at_border", ITEM, OUTER), objects), objects, GRID)
        for name in LISTS:
            yield call("numbered", call(name, objects), objects, GRID)


def alone(name: str, objects: Term) -> Term:
    """One object on a blank grid."""
    return call("paste", call(name, objects), call("filled", colour(0), GRID))


def moves(look: Look) -> Iterator[Term]:
    """Objects that move until they touch, and what is mirrored over one."""
    movers = [call("only", colour(c), GRID) for c in look.inputs]
    for name, objects in product(("largest", "smallest", "odd_one"), ("objects", "clusters")):
        movers.append(alone(name, call(objects, GRID)))
    movers += [call("only", call(name, GRID), GRID) for name in ("main_colour", "rarest_colour")]
    for mover, side in product(movers, SIDES):
        yield call("slide", call(side), mover, GRID)
        yield call("without", call("shoot", call(side), mover), GRID)
        for n in (1, 2, 3, 4):
            yield call("shift", number(n), call(side), mover)
    axes = [call(name, call(objects, GRID)) for name, objects in product(("smallest", "largest", "odd_one"), ("objects", "clusters"))]
    axes += [call("trim", call("only", colour(c), GRID)) for c in look.inputs]
    for axis in axes:
        yield call("reflected", axis, GRID)


def copied() -> Iterator[Term]:
    """Copies of an object where single cells are."""
    for name, objects in product(("largest", "commonest"), ("objects", "clusters")):
        yield call("stamp", call(name, call(objects, GRID)), GRID)
        yield call("stamp_coloured", call(name, call(objects, GRID)), GRID)


def by_colour(look: Look) -> Iterator[Term]:
    """Lines that cells of one colour draw."""
    for c in look.inputs:
        own = call("only", colour(c), GRID)
        yield from drawn(look, own)
        for new in look.new or look.outputs:
            yield call("outline", colour(new), own)
        for name in ("hollow", "boxed", "mirror", "flip", "neighbours"):
            yield call(name, own)


def enlarged(look: Look) -> Iterator[Term]:
    """Grids put together of copies."""
    for n, m in look.factors:
        yield call("tile", number(n), number(m), GRID)
        if n == m:
            yield call("scale_up", number(n), GRID)
    for name in TURNS:
        for join in ("beside", "above"):
            yield call(join, GRID, call(name, GRID))
            yield call(join, call(name, GRID), GRID)
    for c in look.outputs:
        yield call("framed", colour(c), GRID)
    for n in (2, 3):
        yield call("scale_up", number(n), GRID)
        yield call("scale_down", number(n), GRID)


def partly() -> Iterator[Term]:
    """The parts between lines, one by one and over each other."""
    for objects in (call("parts", GRID), *apart()):
        yield call("overlaid", objects)
        yield call("in_a_row", objects)
        yield call("stacked", objects)
    for name in CHOSEN:
        yield call(name, call("parts", GRID))
    for i in range(4):
        yield call("pick", number(i), call("parts", GRID))


def picked() -> Iterator[Term]:
    """The object that has most or least of something, and the only one of its kind."""
    from dsl.term import Lam

    for objects in (*apart(), call("parts", GRID)):
        for name, pick in product((*FEATURES, "main_colour"), ("max_by", "min_by")):
            yield call(pick, Lam(call(name, ITEM)), objects)
        yield call("max_by", Lam(call("ink", call("erase", call("main_colour", ITEM), ITEM))), objects)
