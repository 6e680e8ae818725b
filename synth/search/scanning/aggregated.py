"""All numbers of a text or a row together: their sum, mean, count, the largest and the smallest, where the wanted outputs show that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dsl.domains.ranges import text_to_ranges
from dsl.number_formats import numbers_in
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import DECIMAL, STR
from synth.search.scanning.arithmetic import agree, multiple, numbers_of
from synth.search.scanning.quantities import is_reckoned
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source
from synth.search.scanning.template import concatenated

WHOLE, MEAN, COUNT = 2.5, 3.5, 3.5  # units
MOST_COLUMN = 40
NOT_READ = 2.0  # in proportion to the rows without outputs that have no number
RANGES = r"\s*[0-9]{1,6}(?:\s*-\s*[0-9]{1,6})?(?:,\s*[0-9]{1,6}(?:\s*-\s*[0-9]{1,6})?)*\s*"  # pages: 1-5, 8
PLACES = (0, 1, 2, 3)  # decimals of a mean
WORDS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {"sum_decimals": lambda xs: sum(xs, Decimal()), "maximum": max, "minimum": min}


def aggregated(sample: Sample) -> Iterator[Source]:
    """What the numbers of each text input, and of all of them, come to, where there are several."""
    shown = [numbers_of(output) for output in sample.outputs]
    texts = [column for column, cell in enumerate(sample.rows[0]) if isinstance(cell, str)]
    every = [[column] for column in texts] + [texts] * (len(texts) > 1)
    for column in texts if all(shown) else ():
        yield from (source for source in _in_ranges(column, sample) if agree(shown, source.values))
    for columns in every if all(shown) else ():
        lists = [_numbers(row, columns) for row in sample.rows]
        if all(lists) and any(len(numbers) > 1 for numbers in lists):
            further = [_numbers(row, columns) for row in sample.further[:MOST_COLUMN]]
            unread = NOT_READ * sum(not numbers for numbers in further) / max(1, len(further))
            yield from (source for source in _all(columns, lists, unread) if agree(shown, source.values))


def _in_ranges(column: int, sample: Sample) -> Iterator[Source]:
    """How many numbers the ranges of a text name, as pages do."""
    cells = [row[column] for row in (*sample.rows, *sample.further[:MOST_COLUMN])]
    if not all(re.fullmatch(RANGES, cell) for cell in cells) or not any("-" in cell for cell in cells):
        return
    try:
        counts = tuple(Decimal(len(text_to_ranges(cell))) for cell in cells[: len(sample.rows)])
    except ValueError:
        return

    def made(arity: int) -> Term:
        return _count(App(Prim("text_to_ranges"), (Var(arity - 1 - column),)))

    yield Source(COUNT, counts, made)


def _numbers(row: Sequence[Any], columns: Sequence[int]) -> list[Decimal]:
    """The numbers of some cells; none where one is beyond what can be reckoned with."""
    found = numbers_in(" ".join(str(row[column]) for column in columns))
    return found if all(map(is_reckoned, found)) else []


def _all(columns: Sequence[int], lists: Sequence[Sequence[Decimal]], unread: float) -> Iterator[Source]:
    """What the numbers of some inputs come to: empty cells and words among them count for nothing."""

    def read(arity: int) -> Term:
        cells = [Var(arity - 1 - column) for column in columns]
        return App(Prim("decimals_in"), (concatenated([piece for cell in cells for piece in (Const(" ", STR), cell)][1:]),))

    for name, word in WORDS.items():
        values = tuple(map(word, lists))
        yield Source(WHOLE + unread, values, lambda arity, name=name: App(Prim(name), (read(arity),)))  # type: ignore[misc]
    counts = tuple(Decimal(len(numbers)) for numbers in lists)
    yield Source(COUNT + unread, counts, lambda arity: _count(read(arity)))
    for places in PLACES:
        step = Decimal(1).scaleb(-places)
        means = tuple(multiple(sum(numbers, Decimal()) / len(numbers), step, ROUND_HALF_UP) for numbers in lists)
        yield Source(MEAN + unread, means, lambda arity, step=step: _mean(step, read(arity)), exact=False)  # type: ignore[misc]


def _count(numbers: Term) -> Term:
    return App(Prim("to_decimal"), (App(Prim("length"), (numbers,)),))


def _mean(step: Decimal, numbers: Term) -> Term:
    total: Any = App(Prim("sum_decimals"), (numbers,))
    return App(Prim("round_ratio"), (Const(step, DECIMAL), total, _count(numbers)))
