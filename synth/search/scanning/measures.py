"""Quantities by scanning: what the rows have in any unit, in the one that the wanted outputs name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, DecimalException
from functools import partial
from typing import Any

from dsl.term import App, Const, Prim, Term, Var
from dsl.type import STR
from dsl.units import BINARY, UNITS, factors_to, kinds_in, quantity, shifts_to, units_in
from synth.search.scanning.sample import Sample
from synth.search.scanning.source import Source

NAMED, UNNAMED = 1.0, 2.2  # units: for a unit that all outputs name, and for another
BY_POWERS = 0.3  # more for data whose thousands are 1024
NOT_READ = 2.0  # in proportion to the rows without outputs that are not read
MOST_COLUMN = 40
LARGEST = Decimal(10) ** 15


def measured(sample: Sample) -> Iterator[Source]:
    """The first quantities of each text input in the units that outputs name, or else in any of their kind."""
    named = [units_in(output) for output in sample.outputs if isinstance(output, str)]
    for column in (at for at, cell in enumerate(sample.rows[0]) if isinstance(cell, str)):
        kinds = {next(iter(kinds_in(row[column])), "") for row in sample.rows}
        kind = kinds.pop()
        if kind and not kinds:
            units = [unit for ways in UNITS[kind] for unit in ways.split()]
            wanted = [unit for unit in units if named and all(unit in own for own in named)]
            for unit in wanted or [ways.split()[0] for ways in UNITS[kind]]:
                yield from _source(sample, column, unit, NAMED if wanted else UNNAMED)
                if kind == "data":
                    yield from _source(sample, column, BINARY + unit, NAMED + BY_POWERS if wanted else UNNAMED + BY_POWERS)


def _source(sample: Sample, column: int, unit: str, cost: float) -> Iterator[Source]:
    values = [_quantity(row[column], unit) for row in sample.rows]
    further: Sequence[tuple[Any, ...]] = sample.further[:MOST_COLUMN]
    if None not in values and not all(_alone(str(row[column]), unit) for row in (*sample.rows, *further)):
        unread = sum(_quantity(row[column], unit) is None for row in further) / max(1, len(further))
        yield Source(cost + NOT_READ * unread, tuple(values), partial(_in_unit, column, unit), written=False)


def _alone(cell: str, unit: str) -> bool:
    """Whether the quantities of a cell are in a unit already, so that a plain number is all that is read."""
    factors = factors_to(unit)
    return not shifts_to(unit) and all(factors.get(way) == 1 for way in units_in(cell))


def _quantity(cell: Any, unit: str) -> Decimal | None:
    try:
        found = quantity(unit, cell) if isinstance(cell, str) else None
    except (ValueError, DecimalException):
        return None
    return found if found is None or abs(found) < LARGEST else None


def _in_unit(column: int, unit: str, arity: int) -> Term:
    return App(Prim("in_unit"), (Const(unit, STR), Var(arity - 1 - column)))


__all__ = ["measured"]
