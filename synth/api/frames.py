"""`df.synth.fill("column")` for pandas and polars: the blanks of a column filled from the cells that are there."""

from __future__ import annotations

import csv
import io
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from typing import Any

from dsl.quote import clip
from synth.api import configured, run
from synth.batch.filling import filling
from synth.batch.request import check_names, resolved
from synth.faults import Misuse, require
from synth.solving.result import Result
from tasks.fault import Fault, nearest
from tasks.tables.table import TABLE, Column, Filled, Table, tasks_of
from tasks.task import Task

MOST_TOLD = 5  # rows that a warning names


class FrameTable(Table):
    """The cells of a data frame as texts."""

    def filled(self, cells: Filled) -> str:
        """The frame as CSV with these cells in place."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.names)
        for place, row in enumerate(self.rows):
            writer.writerow([cells.get((place, column), cell) for column, cell in enumerate(row)])
        return out.getvalue()


class Accessor(ABC):
    """Programs for the columns of a data frame, `df.synth`."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def fill(self, column: str, *, inputs: Sequence[str] | None = None, **options: Any) -> Any:
        """A copy of the frame with the blanks of a column filled by the program that its other cells tell.

        `inputs` are the columns to read, all others that are full by default; `options` are those of `solve`. Misuse says why a column
        cannot be filled; a warning names the rows that stay blank.
        """
        task = self._task(column, inputs)
        target = task.extra[TABLE]
        assert isinstance(target, Column)
        require(bool(target.to_fill or target.unread), f"column {clip(column)!r} has no blanks to fill")
        result = self._solved(task, column, options)
        found = filling(result, target)
        blank = [f"row {place}: {why}" for place, why in found.blank]
        if blank:
            more = f" and {len(blank) - MOST_TOLD} more" if len(blank) > MOST_TOLD else ""
            warnings.warn(f"column {clip(column)!r} stays blank in {'; '.join(blank[:MOST_TOLD])}{more}", stacklevel=2)
        return self._with(column, {row: text for (row, _), text in found.cells.items()})

    def program(self, column: str, *, inputs: Sequence[str] | None = None, **options: Any) -> Result:
        """The answer for a column: what `fill` fills it by."""
        return self._solved(self._task(column, inputs), column, options)

    def _task(self, column: str, inputs: Sequence[str] | None) -> Task:
        names = [str(name) for name in self._frame.columns]
        for name in (column, *(inputs or ())):
            require(name in names, f"the frame has no column {clip(repr(name))}; {nearest(str(name), names)}")
        require(column not in (inputs or ()), f"column {clip(column)!r} is to be filled, so it is no input")
        kept = [name for name in names if inputs is None or name in inputs or name == column]
        rows = tuple(zip(*([_text(value) for value in self._values(name)] for name in kept), strict=True))
        table = FrameTable("the frame", tuple(kept), rows)
        (task,) = tasks_of(table, column)
        if isinstance(task, Fault):
            raise Misuse(task.message)
        return task

    def _solved(self, task: Task, column: str, options: dict[str, Any]) -> Result:
        config = configured(options)
        check_names(config)
        result = run(resolved(task, config.domain), config)
        told = f": {result.error}" if result.error else ""
        require(result.status == "solved", f"column {clip(column)!r} was not filled: {result.status} after {result.seconds:.1f} s{told}")
        return replace(result, task=column)

    @abstractmethod
    def _values(self, column: str) -> Iterable[Any]:
        """The values of a column, None for a blank one."""

    @abstractmethod
    def _with(self, column: str, cells: dict[int, str]) -> Any:
        """A copy of the frame with new cells, by row."""


class PandasAccessor(Accessor):
    """For `pandas.DataFrame`."""

    def _values(self, column: str) -> Iterable[Any]:
        pandas = import_module("pandas")
        series = self._frame[column]
        require(series.ndim == 1, f"the frame has several columns named {clip(column)!r}")
        whole = series.dtype.kind == "f" and bool((series.dropna() % 1 == 0).all())
        for value in series:
            yield None if pandas.isna(value) else int(value) if whole else value

    def _with(self, column: str, cells: dict[int, str]) -> Any:
        pandas = import_module("pandas")
        filled = self._frame.copy()
        series = filled[column]
        make = _maker([value for value in self._values(column) if value is not None and value != ""])
        values = [make(cells[place]) if place in cells else value for place, value in enumerate(series)]
        made = pandas.Series(values, index=series.index, name=series.name)
        try:
            made = made.astype(series.dtype)
        except (TypeError, ValueError):  # what is new does not fit the old type
            made = made.infer_objects()
        filled[column] = made
        return filled


class PolarsAccessor(Accessor):
    """For `polars.DataFrame`."""

    def _values(self, column: str) -> Iterable[Any]:
        return list(self._frame[column])

    def _with(self, column: str, cells: dict[int, str]) -> Any:
        polars = import_module("polars")
        series = self._frame[column]
        make = _maker([value for value in series if value is not None and value != ""])
        values = [make(cells[place]) if place in cells else value for place, value in enumerate(series)]
        try:
            made = polars.Series(column, values, dtype=series.dtype)
        except (TypeError, polars.exceptions.PolarsError):
            made = polars.Series(column, values, strict=False)
        return self._frame.with_columns(made)


def _text(value: Any) -> str:
    """The cell of a value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return str(value.isoformat())
        case float() | int() | Decimal() | str():
            return str(value)
    return _text(value.item()) if hasattr(value, "item") else str(value)


def _maker(shown: Sequence[Any]) -> Callable[[str], Any]:
    """What makes a value of the column's kind of a cell; a text where it cannot."""
    kinds = {type(value.item() if hasattr(value, "item") else value) for value in shown}
    makers: dict[type, Callable[[str], Any]] = {int: int, float: float, Decimal: Decimal, bool: lambda text: text == "true"}
    makers |= {date: date.fromisoformat, datetime: datetime.fromisoformat, time: time.fromisoformat}
    kind = next(iter(kinds)) if len(kinds) == 1 else float if kinds == {int, float} else str
    own = next((make for known, make in makers.items() if kind is known or (known is datetime and issubclass(kind, datetime))), str)

    def made(text: str) -> Any:
        try:
            return own(text)
        except (ValueError, ArithmeticError):
            return float(text) if kind is int and _is_number(text) else text

    return made


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
