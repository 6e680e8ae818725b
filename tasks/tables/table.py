"""A table and the columns of it that are to be filled, each of which is a task.

The rows with an output are the examples of a column's task; the columns that are full are its inputs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    perhaps: bool = False  # whether its blanks may be meant, since they are not those of a later column

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
    hopeless: dict[int, Fault] = {}
    for column in chosen:
        name = f"{stem}/{table.names[column]}" if len(chosen) > 1 else stem
        try:
            tasks.append(_task(table, name, column, used, blanks, chosen))
        except NoInput as error:
            hopeless[column] = _fault(table, name, error)
        except TaskError as error:
            tasks.append(_fault(table, name, error))
    return _without(table, hopeless, tasks) or [*tasks, *hopeless.values()]


class NoInput(TaskError):
    """A column that no other could be read for."""


def _without(table: Table, hopeless: Mapping[int, Fault], tasks: Sequence[Task | Fault]) -> list[Task | Fault]:
    """The tasks, where there are any, with a line for each column that no other could be read for: its blanks may be meant."""
    first = next((task for task in tasks if isinstance(task, Task)), None)
    if first is None:
        return []
    why = "stays blank: no other column is full, from which it could be computed"
    notes = [f"column {table.named_column(column)} {why}" for column in hopeless]
    target = replace(first.extra[TABLE], notes=(*notes, *first.extra[TABLE].notes))
    return [replace(task, extra={TABLE: target}) if task is first else task for task in tasks]


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
    """The task of a column. Of the others, those that are full are inputs, those whose blanks stand in examples, and those with gaps."""
    filled = [i for i in used if table.rows[i][column].strip()]
    if not filled:
        raise TaskError(f"no row has an output in column {table.named_column(column)}; fill in a few as examples")
    partly = [c for c in blanks if _is_partly_there(c, column, used, filled, blanks, chosen)]
    sources = [c for c in blanks if c != column and (not blanks[c] or c in partly)]
    within = {c for c in blanks if blanks[c] and set(blanks[c]) < set(blanks[column])}
    gaps = {c for c in within if not sources or _are_few(blanks[c], blanks[column])}
    sources = sorted({*sources, *gaps})
    if not sources:
        raise NoInput(f"column {table.named_column(column)} has blanks, and no other column is full, from which they could be computed")
    forms = [form_of((table.rows[i][c] for i in used if c not in gaps or table.rows[i][c].strip()), table.sign) for c in sources]
    form = form_of((table.rows[i][column] for i in filled), table.sign)
    read = {i: why for i in used if (why := _unread(table, i, dict(zip(sources, forms, strict=True)), column, form, gaps))}
    examples = [i for i in filled if i not in read]
    if not examples:
        raise TaskError(f"no row can be an example of column {table.named_column(column)}: {next(iter(read.values()))}")

    def inputs(i: int) -> tuple[Value, ...]:
        return tuple(own.value(table.rows[i][c]) for c, own in zip(sources, forms, strict=True))

    request, shown, _ = typed(None, [Example(inputs(i), form.value(table.rows[i][column])) for i in examples], ())
    to_fill = tuple(i for i in blanks[column] if i not in read)
    unread = tuple((i, why) for i, why in read.items() if i in blanks[column])
    notes = tuple(f"row {i + 1} is no example of column {table.named_column(column)}: {read[i]}" for i in filled if i in read)
    perhaps = any(set(blanks[column]) != set(blanks[later]) for later in chosen if later > column)
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


def _are_few(gaps: Sequence[int], to_fill: Sequence[int]) -> bool:
    """Whether blanks are gaps in what is given, since they are few beside the rows to fill; else they are to be filled themselves."""
    return 2 * len(gaps) <= len(to_fill)


def _unread(table: Table, row: int, forms: Mapping[int, Form], column: int, form: Form, gaps: Collection[int]) -> str | None:
    """What no program can read in a row, if anything; in columns with gaps these are blanks, too."""
    cells = table.rows[row]
    for place, own in (*forms.items(), (column, form)):
        there = bool(cells[place].strip())
        why = unreadable(cells[place], own) if there else None if place not in gaps else "the cell is blank"
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
