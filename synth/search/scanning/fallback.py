"""Fallbacks: the first of several columns that is given, as it is or rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import permutations
from typing import Any

from dsl.primitives import Vocabulary
from dsl.term import Term, Var, call, substitute
from dsl.type import STR, parameters
from synth.search.scanning.rewriting import Rewriter
from synth.space.space import Space

MOST_COLUMNS = 4
MOST_FURTHER = 12  # rows without outputs
MOST_REWRITTEN = 2  # orders of columns of which the texts are rewritten
FOUND, COLUMN, ODD = 2.0, 0.3, 0.4  # units: for the choice, for each column of it, and for another order than the columns have


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that take the first column that is given, where some column is empty somewhere, with their prices in units."""
    given, result = parameters(space.grammar.request)
    places = [place for place, type in enumerate(given) if type == STR]
    if result != STR or not {"first_given", "trim"} <= vocabulary.keys() or not 2 <= len(places) <= MOST_COLUMNS:
        return
    rows, outputs = [example.inputs for example in space.shown], [example.output for example in space.shown]
    further = space.inputs[:MOST_FURTHER]
    optional = [place for place in places if any(not row[place].strip() for row in (*rows, *further))]
    rewriter, left = Rewriter(vocabulary), MOST_REWRITTEN
    for count in range(2, len(places) + 1):
        for order in permutations(places, count):
            texts, others = _firsts(rows, order), _firsts(further, order)
            if not {*order[:-1]} <= {*optional} or any([row[p].strip() for row in (*rows, *further)] == texts + others for p in order):
                continue
            parts = [_column(place, len(given), (*rows, *further)) for place in order]
            term = reduce(lambda rest, part: call("first_given", part, rest), reversed(parts))
            price = FOUND + COLUMN * count + ODD * (list(order) != sorted(order))
            if texts == outputs:
                yield price, term
            elif left and all(map(_alike, texts, outputs)) and [*map(str.strip, outputs)] != texts:
                left -= 1
                change = rewriter.found(texts, outputs, others)
                if change is not None:
                    yield price + change.price, substitute(change.term, term)


def _firsts(rows: Sequence[Sequence[Any]], order: Sequence[int]) -> list[str]:
    """The first text of each row that is given, without blanks around it."""
    return [next((row[place].strip() for place in order if row[place].strip()), "") for row in rows]


def _column(place: int, count: int, rows: Sequence[Sequence[Any]]) -> Term:
    """A column, without blanks around its texts where some are such."""
    column = Var(count - 1 - place)
    return call("trim", column) if any(row[place] != row[place].strip() for row in rows) else column


def _alike(text: str, output: str) -> bool:
    """Whether a text has a letter or digit in common with what it becomes."""
    return bool({*re.findall(r"[^\W_]", text.lower())} & {*output.lower()})


__all__ = ["scan"]
