"""Lists within texts whose items are dates, numbers or lengths of time, each of which is written anew by one rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from dsl.term import App, Const, Lam, Prim, Term, Var
from dsl.type import STR
from synth.search.scanning.sample import Sample

EACH, OTHER_MARK = 4.0, 1.0  # units: for cutting, rewriting and joining, and for another mark than the one that was cut at
UNCUT = 4.0  # in proportion to the rows without outputs that do not have the mark
SUFFIX = 1.0  # for a unit behind all items
MARKS = (", ", "; ", " - ", " / ", " | ", " x ", " × ", ",", ";", "/", "|", "x", " ", "\n", "-", "–")  # between items, longest first
MOST_ITEMS, MOST_ANSWERS = 12, 3
Texts = Sequence[str]
Rows = Sequence[Texts]
Rules = Callable[[Sample], Iterator[tuple[float, Term]]]


def scan(sample: Sample, rules: Rules) -> Iterator[tuple[float, Term]]:
    """The programs that cut one input at a mark, and write what the rules find for its items, with their costs in units."""
    for column in (at for at, cell in enumerate(sample.rows[0]) if isinstance(cell, str)):
        cells, further = ([row[column] for row in rows if isinstance(row[column], str)] for rows in (sample.rows, sample.further))
        cell: Term = Var(sample.arity - 1 - column)
        yield from _rewritten(cell, cells, further, sample.outputs, rules)
        unit, other = (_ending(texts) for texts in (cells, sample.outputs))
        if unit and all(text.endswith(unit) for text in further):
            bare, others = ([text.removesuffix(unit) for text in texts] for texts in (cells, further))
            wanted = [output.removesuffix(other) for output in sample.outputs]
            for cost, term in _rewritten(App(Prim("remove_suffix"), (Const(unit, STR), cell)), bare, others, wanted, rules):
                yield SUFFIX + cost, App(Prim("concat_text"), (term, Const(other, STR))) if other else term


def _rewritten(cell: Term, cells: Texts, further: Texts, outputs: Texts, rules: Rules) -> Iterator[tuple[float, Term]]:
    """The programs that cut the texts of a term, and write their items anew."""
    cut = next(((mark, own) for mark in MARKS if (own := _items(cells, mark))), None)
    if cut is None:
        return
    mark, items = cut
    for between in (mark, *(other for other in MARKS if other != mark)):
        wanted = [output.split(between) for output in outputs]
        if [*map(len, wanted)] == [*map(len, items)] and not _same(items, wanted):
            pooled = Sample(_flat(items), [text for row in wanted for text in row], _flat([text.split(mark) for text in further]))
            uncut = UNCUT * sum(mark not in text for text in further) / max(1, len(further))
            price = EACH + OTHER_MARK * (between != mark) + uncut
            for cost, body in islice(sorted(rules(pooled), key=lambda found: found[0]), MOST_ANSWERS):
                yield price + cost, _term(mark, between, body, cell)
            return


def _ending(texts: Texts) -> str:
    """What all texts have behind their last digit, where that is the same."""
    endings = {re.split(r"[0-9]", text)[-1] for text in texts}
    return endings.pop() if len(endings) == 1 else ""


def _items(cells: Texts, mark: str) -> list[list[str]] | None:
    """The items of each cell, all of them with digits; None where they are no lists."""
    items = [cell.split(mark) for cell in cells]
    told = all(any(map(str.isdigit, item)) for row in items for item in row)
    return items if told and any(len(row) > 1 for row in items) and max(map(len, items)) <= MOST_ITEMS else None


def _same(items: Rows, wanted: Rows) -> bool:
    """Whether all items stay as they are."""
    return all(own == other for row, others in zip(items, wanted, strict=True) for own, other in zip(row, others, strict=True))


def _flat(rows: Rows) -> list[tuple[str]]:
    return [(item,) for row in rows for item in row]


def _term(mark: str, between: str, body: Term, cell: Term) -> Term:
    """The program, whose body is of one variable."""
    cut = App(Prim("split"), (Const(mark, STR), cell))
    return App(Prim("join"), (Const(between, STR), App(Prim("map"), (Lam(body), cut))))


__all__ = ["scan"]
