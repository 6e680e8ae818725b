"""Tables of .xlsx and .parquet, read and written back by the libraries of the extra `tables`."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from io import BytesIO
from typing import Any, ClassVar

from tasks.fault import Fault
from tasks.formats import Source
from tasks.tables.header import has_header
from tasks.tables.table import Filled, Table, column_names, notes_on, tasks_of
from tasks.task import Task

EXTENSIONS = (".xlsx", ".parquet")
FORMULA = "="


@dataclass(frozen=True, eq=False)
class Sheet(Table):
    """A table whose cells hold values of Python."""

    is_text: ClassVar[bool] = False
    data: bytes = b""
    values: tuple[tuple[Any, ...], ...] = ()

    @abstractmethod
    def value(self, text: str, column: int) -> Any:
        """What to put into a cell of the column; a ValueError where it holds no such things."""

    def refuses(self, text: str, column: int) -> str | None:
        """Why the file has no way to say a new cell, if so."""
        try:
            self.value(text, column)
        except (ArithmeticError, ValueError) as fault:
            return str(fault)
        return None


@dataclass(frozen=True, eq=False)
class Workbook(Sheet):
    """The active sheet of an Excel file, and where the table stands in it."""

    top: int = 1
    left: int = 1

    def filled(self, cells: Filled) -> bytes:
        """The file with these cells in place, as openpyxl writes it."""
        book = import_module("openpyxl").load_workbook(BytesIO(self.data))
        for (row, column), text in cells.items():
            cell = book.active.cell(self.top + row, self.left + column)
            cell.value = self.value(text, column)
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins as formulas do
            like = next(i for i, shown in enumerate(self.values) if shown[column] is not None)
            if cell.number_format == "General":
                cell.number_format = book.active.cell(self.top + like, self.left + column).number_format
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    def value(self, text: str, column: int) -> Any:
        """A number or a moment where all cells of the column are, else a text."""
        with suppress(ValueError):
            return self._makers[column](text)
        if import_module("openpyxl.cell.cell").ILLEGAL_CHARACTERS_RE.search(text):
            raise ValueError("a text with signs that Excel does not hold")
        return text

    @cached_property
    def _makers(self) -> list[Callable[[str], Any]]:
        """What makes the value of a cell for each column."""
        return [_maker([value for value in column if value is not None]) for column in zip(*self.values, strict=True)]


@dataclass(frozen=True, eq=False)
class Frame(Sheet):
    """The columns of a Parquet file, which keep their types."""

    types: tuple[Any, ...] = ()

    def filled(self, cells: Filled) -> bytes:
        """The file with these cells in place, with the same schema and compression."""
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        file = parquet.ParquetFile(BytesIO(self.data))
        table, arrays = file.read(), []
        for column, values in enumerate(zip(*self.values, strict=True)):
            new = {row: self.value(text, column) for (row, place), text in cells.items() if place == column}
            changed = arrow.array([new.get(row, value) for row, value in enumerate(values)], self.types[column]) if new else None
            arrays.append(table.column(column) if changed is None else changed)
        out = BytesIO()
        groups = file.metadata
        compression = groups.row_group(0).column(0).compression.lower() if groups.num_row_groups else "snappy"
        again = arrow.Table.from_arrays(arrays, schema=table.schema)
        parquet.write_table(again, out, compression="none" if compression == "uncompressed" else compression)
        return out.getvalue()

    def value(self, text: str, column: int) -> Any:
        """A value of the column's type."""
        arrow = import_module("pyarrow")
        own = self.types[column]
        try:
            return arrow.scalar(text).cast(own).as_py()
        except arrow.ArrowException:
            raise ValueError(f"{text!r} is no {own}, as the column holds") from None


def read(source: Source) -> list[Task | Fault]:
    """The tasks of the table, or its fault; one that names the extra where its libraries are missing."""
    reader: Callable[[Source], Table | Fault] = _workbook if source.extension == ".xlsx" else _frame
    try:
        table = reader(source)
    except ImportError as missing:
        return [source.fault(f"reading {source.extension} needs {missing.name}; pip install 'synth-engine[tables]'")]
    return [table] if isinstance(table, Fault) else tasks_of(table, source.options.output_column)


def _workbook(source: Source) -> Table | Fault:
    openpyxl = import_module("openpyxl")
    try:
        shown, written = (openpyxl.load_workbook(BytesIO(source.data), data_only=only).active for only in (True, False))
    except Exception as fault:  # openpyxl tells of damage in a dozen ways
        return source.fault(f"not an .xlsx file: {fault}")
    if not hasattr(shown, "iter_rows"):
        return source.fault("the active sheet holds no cells")
    grid = list(shown.iter_rows(values_only=True))
    used = [(r, c) for r, row in enumerate(grid) for c, value in enumerate(row) if value is not None]
    if not used:
        return source.fault("the active sheet is empty")
    top, left, right = used[0][0], min(c for _, c in used), max(c for _, c in used) + 1
    values = [_known(row[left:right], written[r + 1][left:right]) for r, row in enumerate(grid[top:], top)]
    texts = [tuple(map(_text, row)) for row in values]
    header = len(texts) < 2 or has_header(texts[0], texts[1:]) if source.options.header is None else source.options.header
    names = column_names(texts[0]) if header else tuple(str(n + 1) for n in range(right - left))
    notes = [] if header else ["read with no header (the first row looks like those below it)"]
    notes += _unknown(values[header:], names)
    notes += [f"the sheet {shown.title!r} is read, of {len(shown.parent.sheetnames)}"] if len(shown.parent.sheetnames) > 1 else []
    rows = tuple(texts[header:])
    told = (*notes, *notes_on(names, rows))
    place = {"top": top + 1 + header, "left": left + 1}
    return Workbook(source.name, names, rows, header, ".", told, source.data, tuple(values[header:]), **place)


def _known(values: Sequence[Any], cells: Sequence[Any]) -> tuple[Any, ...]:
    """The values of a row; of a formula whose value is not stored, the formula."""
    return tuple(cell.value if value is None and cell.value is not None else value for value, cell in zip(values, cells, strict=True))


def _unknown(values: Sequence[Sequence[Any]], names: Sequence[str]) -> list[str]:
    """What to tell of formulas without a value."""
    cells = [(i, name) for i, row in enumerate(values, 1) for name, value in zip(names, row, strict=True) if _text(value)[:1] == FORMULA]
    return [f"row {i}: the value of the formula in column {name!r} is not stored; save the file in Excel first" for i, name in cells]


def _frame(source: Source) -> Table | Fault:
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    try:
        table = parquet.read_table(BytesIO(source.data))
    except (arrow.ArrowException, OSError) as fault:
        return source.fault(f"not a .parquet file: {fault}")
    values = tuple(zip(*(column.to_pylist() for column in table.columns), strict=True))
    if not values:
        return source.fault("the table is empty")
    names = column_names(table.schema.names)
    rows = tuple(tuple(map(_text, row)) for row in values)
    empty = [name for c, name in enumerate(names) if any(row[c] == "" for row in values)]
    notes = (*(f"empty texts in column {name!r} count as blank" for name in empty), *notes_on(names, rows))
    return Frame(source.name, names, rows, notes=notes, data=source.data, values=values, types=tuple(table.schema.types))


def _text(value: Any) -> str:
    """What a cell shows; dates and times in the form of ISO 8601."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime) and value.timetz() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    return json.dumps(value, default=str) if isinstance(value, list | dict) else str(value)


def _maker(shown: Sequence[Any]) -> Callable[[str], Any]:
    """What makes a value like those shown of a text: a number or a moment where all are, else the text."""
    makers: list[tuple[Any, Callable[[str], Any]]]
    makers = [(int | float, _number), (datetime, datetime.fromisoformat), (time, time.fromisoformat)]
    alike = (made for kinds, made in makers if shown and all(isinstance(v, kinds) and not isinstance(v, bool) for v in shown))
    return next(alike, str)


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)
