r"""Shapes of the texts in a column, for conditions: the most specific ones that tell some rows from the others.

Profiles of FlashProfile's atoms (Padhi et al., OOPSLA 2018): a text is a row of runs of digits, capitals, small letters or one mark.
Texts whose runs are of the same kinds share a shape; where they do not, both cases are taken together as letters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from dsl.types.shape import SPECIAL, is_shape

MOST_SHAPES = 6
MOST_RUNS = 12
PRICE, ATOM, COUNT = 1.0, 0.25, 0.5  # units: of any shape, of each atom after the first, of lengths that are said
DIGITS, CAPITALS, SMALLS, LETTERS, FOREIGN = "[0-9]", "[A-Z]", "[a-z]", "[A-Za-z]", r"[^\W\d_]"
LEAST_ROWS = 2  # that a shape must have on either side, unless the outputs are truth values
Runs = list[tuple[str, int]]  # atom and length


def shapes(columns: Sequence[Sequence[str]], outputs: Sequence[Any]) -> dict[str, float]:
    """Shapes that tell rows apart, with their prices, for the inputs that are texts."""
    found: dict[str, float] = {}
    for column in columns:
        for group in _groups(column, outputs):
            inside, outside = [column[i] for i in group], [t for i, t in enumerate(column) if i not in group]
            for price, shape in common(inside):
                if not any(re.fullmatch(shape, text) for text in outside):
                    found[shape] = min(found.get(shape, price), price)
    return dict(sorted(found.items(), key=lambda kv: kv[1])[:MOST_SHAPES])


def _groups(column: Sequence[str], outputs: Sequence[Any]) -> Iterator[frozenset[int]]:
    """Sets of rows that a condition may be for: those of one output, else those whose texts are alike."""
    truth = all(isinstance(o, bool) for o in outputs)
    least = 1 if truth else LEAST_ROWS
    labels: list[Any] = list(outputs) if truth or 2 * len(set(outputs)) <= len(outputs) else []
    profiles = [runs(text) for text in column]
    for keys in (labels, [tuple(atom for atom, _ in profile) for profile in profiles], list(map(tuple, profiles))):
        groups: dict[Any, set[int]] = defaultdict(set)
        for i, key in enumerate(keys):
            groups[key].add(i)
        yield from (frozenset(g) for g in groups.values() if len(g) >= least and len(column) - len(g) >= least)


def runs(text: str, cased: bool = True) -> Runs:
    """The runs of a text; capitals and small letters apart only if cased."""
    found: Runs = []
    for atom, run in groupby(_atom(c, cased) for c in text):
        length = len(list(run))
        found.append((atom, length))
    return found


def _atom(c: str, cased: bool) -> str:
    if "0" <= c <= "9":
        return DIGITS
    if c.isascii() and c.isalpha():
        return LETTERS if not cased else CAPITALS if c.isupper() else SMALLS
    if c.isalpha():
        return FOREIGN
    return f"\\{c}" if c in SPECIAL else c


def common(texts: Sequence[str]) -> Iterator[tuple[float, str]]:
    """The shapes that all texts have, at the most specific level at which they have one."""
    for cased in (True, False):
        rows = [runs(text, cased) for text in texts]
        if not rows[0] or len(rows[0]) > MOST_RUNS or len({tuple(atom for atom, _ in row) for row in rows}) > 1:
            continue
        lengths = [{length for _, length in column} for column in zip(*rows)]
        atoms = [atom for atom, _ in rows[0]]
        price = PRICE + ATOM * (len(atoms) - 1)
        counted = "".join(_sized(atom, known) for atom, known in zip(atoms, lengths))
        loose = "".join(_sized(atom, {0, *known}) for atom, known in zip(atoms, lengths))
        yield from ((cost, shape) for cost, shape in ((price, loose), (price + COUNT, counted)) if is_shape(shape))
        return


def _sized(atom: str, lengths: Iterable[int]) -> str:
    """An atom so often; once and more where the texts differ in it."""
    first, *rest = set(lengths)
    if rest:
        marked = len(atom) <= 2 and max((first, *rest)) == 1
        return atom if marked else f"{atom}+"
    return atom if first == 1 else f"{atom}{{{first}}}"
