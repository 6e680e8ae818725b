"""A table and the columns of it that are to be filled, each of which is a task.

The rows with an output are the examples of a column's task; the columns that are full are its inputs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from dsl.quote import clip
from tasks.fault import Fault, TaskError, nearest, one_line
from tasks.tables.columns import Form, form_of, unreadable
from tasks.task import Example, Task, domain_of, fit_inputs, typed
from tasks.value import Value

TABLE = "table"  # where a task holds the column that it fills
Filled = Mapping[tuple[int, int], str]  # new cells by row and column


@dataclass(frozen=True, eq=False)
class Table(ABC):
    """The cells of a file as texts, all rows of one width but for empty lines, and what to tell of how they were read."""

    is_text: ClassVar[bool] = True
    origin: str
    names: tuple[str, ...]  # of the columns
    rows: tuple[tuple[str, ...], ...]
    named: bool = True  # whether the file names the columns
    sign: str = "."  # before decimals
    notes: tuple[str, ...] = ()

    @abstractmethod
    def filled(self, cells: Filled) -> str | bytes:
        """The file with these cells in place, all else as it was."""

    def refuses(self, text: str, column: int) -> str | None:
        """Why the file has no way to say a new cell, if so."""
        return None

    def named_column(self, index: int) -> str:
        """A column in messages."""
        twice = self.names.count(self.names[index]) > 1
        return f"{clip(self.names[index])!r}" + (f" (column {index + 1})" if twice else "")


@dataclass(frozen=True, eq=False)
class Column:
    """A column to fill: its rows without an output that can be computed from their inputs, and those that cannot be read."""

    table: Table
    index: int
    form: Form
    to_fill: tuple[int, ...]
    inputs: tuple[tuple[Value, ...], ...]
    unread: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = field(default=())
    perhaps: bool = False  # whether its blanks may be meant, since they stand beside outputs of a later column

    @property
    def name(self) -> str:
        """The column in messages."""
        return self.table.named_column(self.index)

    def cells(self, outputs: Sequence[Value | None]) -> dict[tuple[int, int], str]:
        """The new cells with the outputs, one for each row to fill; None leaves a cell blank."""
        if len(outputs) != len(self.to_fill):
            raise ValueError(f"{len(outputs)} outputs for {len(self.to_fill)} rows to fill")
        told = ((row, output) for row, output in zip(self.to_fill, outputs, strict=True) if output is not None)
        return {(row, self.index): self.form.text(output) for row, output in told}


STAYS = "is blank throughout and stays so"  # what is said of a column that no example fills


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """The names of columns as the first row gives them, a number where that is blank."""
    return tuple(one_line(" ".join(name.split())) or f"column {number}" for number, name in enumerate(header, 1))


def tasks_of(table: Table, output_column: str | None) -> list[Task | Fault]:
    """The tasks of a table, one for each column that has blanks and outputs, or of the column asked for."""
    used = [i for i, row in enumerate(table.rows) if any(cell.strip() for cell in row)]
    blanks = {column: [i for i in used if not table.rows[i][column].strip()] for column in range(len(table.names))}
    try:
        chosen = _chosen(table, used, blanks, output_column)
    except TaskError as error:
        return [_fault(table, Path(table.origin).stem, error)]
    stem = one_line(Path(table.origin).stem)
    tasks: list[Task | Fault] = []
    for column in chosen:
        name = f"{stem}/{table.names[column]}" if len(chosen) > 1 else stem
        try:
            tasks.append(_task(table, name, column, used, blanks, chosen))
        except TaskError as error:
            tasks.append(_fault(table, name, error))
    return tasks


def _fault(table: Table, name: str, error: TaskError) -> Fault:
    return Fault(one_line(name), one_line(table.origin), one_line(f"{table.origin}: {error.problem}"))


def _chosen(table: Table, used: Sequence[int], blanks: Mapping[int, Sequence[int]], asked: str | None) -> list[int]:
    """The columns to fill."""
    if len(table.names) < 2:
        raise TaskError(f"{len(table.names)} columns in the header; expected input columns and a column to fill")
    if asked is not None:
        return [_asked(table, asked)]
    chosen = [column for column, rows in blanks.items() if 0 < len(rows) < len(used)]
    if chosen:
        return chosen
    empty = [column for column, rows in blanks.items() if rows or not used]
    if empty:
        raise TaskError(f"no row has an output in column {table.named_column(empty[-1])}; fill in a few as examples")
    raise TaskError("no cell is blank, so there is nothing to fill; --output-column NAME finds a program for a column that is full")


def _asked(table: Table, asked: str) -> int:
    """The position of the column that a name or a number means."""
    places = [place for place, name in enumerate(table.names) if name == asked.strip()]
    if len(places) > 1:
        numbers = " and ".join(str(place + 1) for place in places)
        raise TaskError(f"--output-column {clip(asked)}: columns {numbers} are named so; give one of these numbers")
    if places:
        return places[0]
    if asked.isascii() and asked.isdecimal() and 0 < int(asked[:9]) <= len(table.names):
        return int(asked) - 1
    raise TaskError(f"--output-column {clip(asked)}: no such column; {nearest(asked, table.names)}")


def _task(table: Table, name: str, column: int, used: Sequence[int], blanks: Mapping[int, Sequence[int]], chosen: Sequence[int]) -> Task:
    """The task of a column. Of the others, those that are full are inputs, and those whose blanks stand in examples, too."""
    filled = [i for i in used if table.rows[i][column].strip()]
    if not filled:
        raise TaskError(f"no row has an output in column {table.named_column(column)}; fill in a few as examples")
    partly = [c for c in blanks if _is_partly_there(c, column, used, filled, blanks, chosen)]
    sources = [c for c in blanks if c != column and (not blanks[c] or c in partly)]
    if not sources:
        raise TaskError(f"column {table.named_column(column)} has blanks, and no other column is full, from which they could be computed")
    forms = [form_of((table.rows[i][c] for i in used), table.sign) for c in sources]
    form = form_of((table.rows[i][column] for i in filled), table.sign)
    read = {i: why for i in used if (why := _unread(table, i, dict(zip(sources, forms, strict=True)), column, form))}
    examples = [i for i in filled if i not in read]
    if not examples:
        raise TaskError(f"no row can be an example of column {table.named_column(column)}: {next(iter(read.values()))}")

    def inputs(i: int) -> tuple[Value, ...]:
        return tuple(own.value(table.rows[i][c]) for c, own in zip(sources, forms, strict=True))

    request, shown, _ = typed(None, [Example(inputs(i), form.value(table.rows[i][column])) for i in examples], ())
    to_fill = tuple(i for i in blanks[column] if i not in read)
    unread = tuple((i, why) for i, why in read.items() if i in blanks[column])
    notes = tuple(f"row {i + 1} is no example of column {table.named_column(column)}: {read[i]}" for i in filled if i in read)
    perhaps = any(not set(blanks[column]) <= set(blanks[later]) for later in chosen if later > column)
    target = Column(table, column, form, to_fill, tuple(map(inputs, to_fill)), unread, notes, perhaps)
    names = tuple(table.names[c] for c in sources) if table.named else None
    extra: dict[str, Any] = {TABLE: target}
    return Task(
        name,
        domain_of(request),
        request,
        shown,
        inputs=fit_inputs(target.inputs, request),
        origin=table.origin,
        extra=extra,
        input_names=names,
    )


def _is_partly_there(
    other: int, column: int, used: Sequence[int], filled: Sequence[int], blanks: Mapping[int, Sequence[int]], chosen: Sequence[int]
) -> bool:
    """Whether a column with blanks, some of them in examples, is an input: one before the output, or any where one output is asked for."""
    before = other < column or other not in chosen
    blank = set(blanks[other])
    return other != column and before and len(blank) < len(used) and bool(blank & set(filled)) and not blank.issuperset(filled)


def _unread(table: Table, row: int, forms: Mapping[int, Form], column: int, form: Form) -> str | None:
    """What no program can read in a row, if anything."""
    cells = table.rows[row]
    for place, own in (*forms.items(), (column, form)):
        why = unreadable(cells[place], own) if cells[place].strip() else None
        if why is not None:
            return f"{why} in column {table.named_column(place)}"
    return None


def notes_on(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """What a reader of a table should know of it: names given twice, columns that are blank throughout, blanks that look like cells."""
    used = [row for row in rows if any(cell.strip() for cell in row)]
    notes = [f"{count} columns are named {clip(name)!r}" for name, count in Counter(names).items() if count > 1]
    empty = [name for c, name in enumerate(names) if used and not any(row[c].strip() for row in used)]
    notes += [f"column {clip(name)!r} {STAYS}" for name in empty]
    for number, row in enumerate(rows, 1):
        spaces = [name for name, cell in zip(names, row, strict=False) if cell and not cell.strip()]
        notes += [f"row {number}: the cell of column {clip(name)!r} holds only white space, which counts as blank" for name in spaces]
    return notes
