"""Shapes: two labels told apart by whether a cell is written as the cells of one of them are, such as valid codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call
from dsl.type import SHAPE, STR, parameters
from dsl.types.shape import SPECIAL, is_shape
from synth.search.scanning.pieces import further_rows
from synth.space.space import Space

PRICE, RUN, COUNTED = 4.0, 0.5, 0.2  # units: for the choice, for each run of the shape, and for each count of it
ALONE, ONE_SIDED = 2.0, 4.0  # where one cell shows the shape, and where all rows without outputs have it or none has
KINDS = (("[0-9]", str.isdecimal), ("[A-Z]", str.isupper), ("[a-z]", str.islower))
MOST_RUNS = 12
LEAST_ROWS = 3


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs found, with their prices in units."""
    given, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    labels = dict.fromkeys(outputs)
    if result != STR or not vocabulary.keys() >= {"if", "matches_shape"} or len(labels) != 2 or len(outputs) < LEAST_ROWS:
        return
    for place in (place for place, type in enumerate(given) if type == STR):
        cells = [example.inputs[place] for example in space.shown]
        further = [row[place] for row in further_rows(space)]
        for label, other in (tuple(labels), tuple(labels)[::-1]):
            own = [cell for cell, output in zip(cells, outputs, strict=True) if output == label]
            shape = _shape(own)
            if shape is None or any(re.fullmatch(shape, cell) for cell in cells if cell not in own):
                continue
            met = {re.fullmatch(shape, cell) is not None for cell in further}
            price = PRICE + RUN * len(_runs(own[0])) + COUNTED * shape.count("{") + ALONE * (len(own) == 1) + ONE_SIDED * (len(met) == 1)
            test = call("matches_shape", Const(shape, SHAPE), Var(len(given) - 1 - place))
            yield price, call("if", test, Const(label, STR), Const(other, STR))


def _shape(cells: Sequence[str]) -> str | None:
    """What all cells are made of, run by run, with how long runs are where that is the same; None where they differ otherwise."""
    runs = [_runs(cell) for cell in cells]
    if len({tuple(kind for kind, _ in row) for row in runs}) != 1 or not 1 < len(runs[0]) <= MOST_RUNS:
        return None
    columns = list(zip(*runs, strict=True))
    shape = "".join(_piece(column[0][0], {len(text) for _, text in column}) for column in columns)
    return shape if is_shape(shape) else None


def _piece(kind: str, sizes: set[int]) -> str:
    if not kind.startswith("["):
        return kind
    return kind + ("+" if len(sizes) > 1 else f"{{{min(sizes)}}}" if sizes != {1} else "")


def _runs(cell: str) -> list[tuple[str, str]]:
    """The runs of a cell, each with its kind: digits, capitals and small letters of ASCII, and each sign by itself."""
    found = []
    for text in re.findall(r"[0-9]+|[A-Z]+|[a-z]+|.", cell, re.DOTALL):
        sign = "\\" + text if text in SPECIAL else text
        kind = next((kind for kind, holds in KINDS if text.isascii() and holds(text)), sign)
        found.append((kind, text))
    return found


__all__ = ["scan"]
