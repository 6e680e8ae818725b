"""Seeds: the first layers, as far as the look of the outputs asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from dsl.term import Lam, Term, call
from synth.search.layers.look import Look
from synth.search.layers.terms import DIAGONALS, GRID, ITEM, OUTER, SIDES, colour, each, number

APART = ("objects", "clusters", "objects_by_sides", "clusters_by_sides", "colours_apart")
CHOSEN = ("largest", "smallest", "odd_one", "commonest")
TURNS = ("mirror", "flip", "turn_half", "transposed", "turn_left", "turn_right")
PLAIN = (
    *("trimmed", "inner", "hollow", "boxed", "neighbour_counts", "completed", "symmetric", "squeezed", "inverted", "smoothed"),
    *("rays", "diagonal_rays", "nearest"),
)
FEATURES = ("cell_count", "rows", "columns", "holes", "symmetries", "colour_count", "top_row", "first_column", "lie", "fullness")
RANKED = ("rows", "columns", "holes", "colour_count", "top_row", "first_column")
LISTS = ("ranks", "orders", "copies", "contacts", "same_colour", "enclosing")
AXES = ("right", "down", "down_right", "down_left")
BLANK = call("filled", colour(0), GRID)


def seeds(look: Look) -> Iterator[list[Term]]:
    """Terms over the input, in rounds."""
    yield [GRID, *chosen(), *plain(), *with_colours(look), *cut()]
    if look.same_size:
        yield [*drawn(GRID), *on_objects(), *properties()]
        yield [*moves(look), *copied(look), *settling(), *on_lines(look)]
        yield list(by_colour(look))
    else:
        yield [*enlarged(look), *partly(), *picked()]
        yield [*drawn(GRID), *on_objects(), *ordered()]


def bases(look: Look) -> Iterator[Term]:
    """What may be taken in place of the input, to begin anew with."""
    if look.ground is None or look.ground:
        yield call("grounded", GRID)
    for c in look.inputs[:4]:
        yield call("only", colour(c), GRID)
        yield call("erased", colour(c), GRID)
    yield call("erased", call("main_colour", GRID), GRID)
    yield call("inverted", GRID)
    if not look.same_size:
        for name, objects in product(("largest", "odd_one"), ("objects", "clusters")):
            yield call(name, call(objects, GRID))
        yield call("trimmed", GRID)


def apart() -> Iterator[Term]:
    """The ways to take a grid apart into objects."""
    for name in APART:
        yield call(name, GRID)


def chosen() -> Iterator[Term]:
    """Single objects, alone and on a blank grid."""
    for name, objects in product(("most_cells", "fewest_cells"), apart()):
        yield call("paint", call(name, objects), GRID)
    for name, objects in product(CHOSEN, apart()):
        yield call(name, objects)
        yield call("paste", call(name, objects), BLANK)


def plain() -> Iterator[Term]:
    """What can be done with a grid without saying how."""
    for name in (*TURNS, *PLAIN):
        yield call(name, GRID)
    for paint in ("filled", "painted", "only", "erased"):
        yield call(paint, call("main_colour", GRID), GRID)
        yield call(paint, call("rarest_colour", GRID), GRID)
    for n, m in product((call("rows", GRID), number(1)), (call("columns", GRID), number(1))):
        yield call("block", n, m, call("main_colour", GRID))


def with_colours(look: Look) -> Iterator[Term]:
    """What can be done with a grid and a colour."""
    yield BLANK
    for c in look.outputs:
        yield call("filled", colour(c), GRID)
        yield call("painted", colour(c), GRID)
    for c in look.inputs:
        yield call("only", colour(c), GRID)
        yield call("erased", colour(c), GRID)
    for c in look.new or look.outputs:
        for name in ("fill_holes", "outline", "bordered"):
            yield call(name, colour(c), GRID)
    for c in look.inputs:
        yield call("flood", colour(c), GRID)
        yield call("nearest", call("erased", colour(c), GRID))
    if look.size is not None and not look.same_size:
        for c in (0, *look.outputs):
            yield call("block", number(look.size[0]), number(look.size[1]), colour(c))


def cut() -> Iterator[Term]:
    """Parts of a grid."""
    halves = [[call("half", call(side), GRID) for side in pair] for pair in (SIDES[:2], SIDES[2:])]
    for a, b in (*halves, [call("pick", number(n), call("parts", GRID)) for n in (0, 1)]):
        yield from (a, b, call("both", a, b), call("differ", a, b), call("without", a, b), call("without", b, a))
        yield from (call("overlay", a, b), call("overlay", b, a))
    yield call("middle", GRID)
    yield call("middle", call("trimmed", GRID))
    for c in range(1, 10):
        own = call("trimmed", call("only", colour(c), GRID))
        yield own
        yield call("cut_out", own, GRID)
        yield call("inner", call("cut_out", own, GRID))
    for name, objects in product(CHOSEN, apart()):
        yield call("cut_out", call(name, objects), GRID)


def drawn(grid: Term) -> Iterator[Term]:
    """Lines and falls."""
    for side, name in product(SIDES, ("shoot", "fall", "bridge")):
        yield call(name, call(side), grid)
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
    for name in (*TURNS, "hollow", "boxed", "symmetric", "inner", "middle"):
        yield call(name, ITEM)
    for name in ("main_colour", "rarest_colour"):
        yield call("painted", call(name, ITEM), ITEM)
        yield call("filled", call(name, ITEM), ITEM)
    for name in ("only", "erased", "fill_holes"):
        yield call(name, call("main_colour", ITEM), ITEM)
    yield call("hollow", call("boxed", ITEM))


def on_objects() -> Iterator[Term]:
    """The same done to all objects."""
    for body, objects in product(actions(), apart()):
        yield call("paint", each(body, objects), GRID)
    for side, objects in product(SIDES, apart()):
        yield call("paint", each(call("fall", call(side), ITEM), objects), GRID)


def on_lines(look: Look) -> Iterator[Term]:
    """The same done to all rows, columns or parts, and lines drawn on."""
    for body in (*actions(), *(call("fall", call(side), ITEM) for side in SIDES)):
        yield call("paint", each(body, call("parts", GRID)), GRID)
    for name in CHOSEN:
        yield call("at_each", call(name, call("parts", GRID)), call("parts", GRID), GRID)
        yield call("at_each", call(name, call("clusters", GRID)), call("clusters", GRID), GRID)
    yield call("at_each", call("overlaid", call("parts", GRID)), call("parts", GRID), GRID)
    for name, n, side in product(("largest", "smallest"), (0, 1), (*SIDES, *DIAGONALS)):
        yield call("marched", number(n), call(side), call(name, call("clusters", GRID)), GRID)
    for objects in ("objects", "objects_by_sides"):
        yield call("overlaid", each(call("lengthened", ITEM, OUTER), call(objects, GRID)))
    for lines, place in (("rows_of", "top_row"), ("columns_of", "first_column")):
        own = call(lines, GRID)
        yield call("numbered", each(call("cell_count", ITEM), own), own, GRID)
        yield call("paint", each(call("filled", call("main_colour", ITEM), ITEM), own), GRID)
        whole = call(lines, call("filled", colour(1), GRID))
        yield call("numbered", each(call("parity", call(place, ITEM)), whole), whole, GRID)


def properties() -> Iterator[Term]:
    """Grids whose objects have the number of what they are like as their colour."""
    for objects in apart():
        for name in FEATURES:
            yield call("numbered", each(call(name, ITEM), objects), objects, GRID)
        yield call("numbered", each(call("parity", call("cell_count", ITEM)), objects), objects, GRID)
        yield call("numbered", each(call("at_border", ITEM, OUTER), objects), objects, GRID)
        for name in LISTS:
            yield call("numbered", call(name, objects), objects, GRID)
        for name, rank in product(RANKED, ("ranked", "ranked_down")):
            yield call("numbered", call(rank, each(call(name, ITEM), objects)), objects, GRID)


def moves(look: Look) -> Iterator[Term]:
    """Objects that move until they touch, and what is mirrored over one."""
    movers = [call("only", colour(c), GRID) for c in look.inputs]
    for name, objects in product(("largest", "smallest", "odd_one"), ("objects", "clusters")):
        movers.append(call("paste", call(name, call(objects, GRID)), BLANK))
    movers += [call("only", call(name, GRID), GRID) for name in ("main_colour", "rarest_colour")]
    for mover, side in product(movers, SIDES):
        yield call("slide", call(side), mover, GRID)
        yield call("without", call("shoot", call(side), mover), GRID)
        for n in (1, 2, 3, 4):
            yield call("shift", number(n), call(side), mover)
    axes = [call(name, call(objects, GRID)) for name, objects in product(("smallest", "largest", "odd_one"), ("objects", "clusters"))]
    axes += [call("trimmed", call("only", colour(c), GRID)) for c in look.inputs]
    axes += [call("trimmed", call("only", call(name, GRID), GRID)) for name in ("main_colour", "rarest_colour")]
    for axis in axes:
        yield call("reflected", axis, GRID)
        for objects in ("objects", "clusters"):
            yield call("approached", call(objects, GRID), axis, GRID)


def settling() -> Iterator[Term]:
    """Objects that move on as they are until they meet."""
    for side, objects in product(SIDES, apart()):
        yield call("settled", call(side), objects, GRID)


def copied(look: Look) -> Iterator[Term]:
    """Copies of an object where single cells are."""
    marks = [GRID, *(call("only", colour(c), GRID) for c in look.inputs)]
    for name, objects, own in product(("largest", "commonest"), ("objects", "clusters"), marks):
        yield call("stamp", call(name, call(objects, GRID)), own)
        yield call("stamp_coloured", call(name, call(objects, GRID)), own)
        if own != GRID:
            yield call("at_each", call(name, call(objects, GRID)), call("objects", own), GRID)


def by_colour(look: Look) -> Iterator[Term]:
    """Lines that cells of one colour draw."""
    for c in look.inputs:
        own = call("only", colour(c), GRID)
        yield from drawn(own)
        for new in look.new or look.outputs:
            yield call("outline", colour(new), own)
            yield call("fill_holes", colour(new), own)
        for name in ("hollow", "boxed", "mirror", "flip", "neighbour_counts", "rays", "diagonal_rays"):
            yield call(name, own)
        for side in (*SIDES, *DIAGONALS):
            yield call("only", colour(c), call("shoot", call(side), GRID))
        yield call("only", colour(c), call("rays", GRID))


def enlarged(look: Look) -> Iterator[Term]:
    """Grids put together of copies, every so many rows and columns, and the colours there are."""
    yield call("palette", GRID)
    yield call("transposed", call("palette", GRID))
    for n, m in look.factors:
        yield call("tile", number(n), number(m), GRID)
        if n == m:
            yield call("scale_up", number(n), GRID)
    for name, join in product(TURNS, ("beside", "above")):
        yield call(join, GRID, call(name, GRID))
        yield call(join, call(name, GRID), GRID)
    for turn in (GRID, *(call(name, GRID) for name in TURNS)):
        yield call("unfolded", turn)
    for c in look.outputs:
        yield call("framed", colour(c), GRID)
    for n in (2, 3):
        yield call("scale_up", number(n), GRID)
        yield call("scale_down", number(n), GRID)


def partly() -> Iterator[Term]:
    """The parts between lines and the objects, one by one, over each other and in a row."""
    for objects in (call("parts", GRID), *apart()):
        yield call("overlaid", objects)
        yield call("overlaid", call("backwards", objects))
        yield call("in_a_row", objects)
        yield call("stacked", objects)
    for name in CHOSEN:
        yield call(name, call("parts", GRID))
    for i in range(4):
        yield call("pick", number(i), call("parts", GRID))
    for body in (call("cell_count", ITEM), call("colour_count", ITEM), call("colour_number", call("main_colour", ITEM))):
        yield call("condensed", each(body, call("parts", GRID)), GRID)
    yield call("condensed", call("ranks", call("parts", GRID)), GRID)
    yield call("condensed", call("copies", call("parts", GRID)), GRID)


def picked() -> Iterator[Term]:
    """The object that has most or least of something, and the only one of its kind."""
    for objects in (*apart(), call("parts", GRID)):
        for name, by in product((*FEATURES, "main_colour"), ("max_by", "min_by")):
            key = call("colour_number", call(name, ITEM)) if name == "main_colour" else call(name, ITEM)
            yield call(by, Lam(key), objects)
        yield call("max_by", Lam(call("cell_count", call("erased", call("main_colour", ITEM), ITEM))), objects)


def ordered() -> Iterator[Term]:
    """Rows and columns sorted, and objects one after the other by size."""
    for lines, join in (("rows_of", "stacked"), ("columns_of", "in_a_row")):
        by_size = call("sort_by", Lam(call("cell_count", ITEM)), call(lines, GRID))
        yield call(join, by_size)
        yield call(join, call("backwards", by_size))
    for objects, join in product(apart(), ("stacked", "in_a_row")):
        by_size = call("sort_by", Lam(call("cell_count", ITEM)), objects)
        yield call(join, by_size)
        yield call(join, call("backwards", by_size))
