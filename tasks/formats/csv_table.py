"""A table as a task: the filled rows are its examples, the rows with a blank last column are to be filled.

A column is a number only if every cell is a canonical int, so `00123`, `1.50` and `true` stay text as they are written.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dsl.quote import clip
from dsl.types.int_ import LEAST, MOST
from tasks.fault import Fault, TaskError
from tasks.formats import Source
from tasks.task import Example, Task, domain_of, typed
from tasks.value import Value

EXTENSIONS = (".csv",)
TABLE = "table"
_CANONICAL_INT = re.compile(r"0|-?[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Table:
    """The cells as read, which rows lack an output, and the inputs those rows give."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    to_fill: tuple[int, ...]
    inputs: tuple[tuple[Value, ...], ...]
    line_end: str = "\n"


def read(source: Source) -> list[Task | Fault]:
    """The one task of the table, or its fault."""
    text = source.text()
    if isinstance(text, Fault):
        return [text]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
        return [_task(source, rows, lines, "\r\n" if "\r\n" in text else "\n")]
    except csv.Error as error:
        return [source.fault(f"not CSV: {error}", place=str(reader.line_num))]
    except TaskError as error:
        return [source.fault(error.problem, place=".".join(map(str, error.path)))]


def fill(table: Table, outputs: Sequence[Value | None]) -> str:
    """The table as CSV with the outputs, one for each row to fill, in place; None leaves a cell blank."""
    if len(outputs) != len(table.to_fill):
        raise ValueError(f"{len(outputs)} outputs for {len(table.to_fill)} rows to fill")
    rows = list(table.rows)
    for place, output in zip(table.to_fill, outputs, strict=True):
        cell = "" if output is None else output if isinstance(output, str) else json.dumps(output)
        rows[place] = (*rows[place][:-1], cell)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=table.line_end).writerows([table.header, *rows])
    return text.getvalue()


def _task(source: Source, rows: list[list[str]], lines: list[int], line_end: str) -> Task:
    header, *body = rows
    if len(header) < 2:
        separator = next((name for sign, name in ((";", "semicolons"), ("\t", "tabs")) if sign in "".join(header)), None)
        remark = f"; this file seems to use {separator}, expected commas" if separator else ""
        raise TaskError(f"{len(header)} columns in the header; expected input columns and the output column last{remark}", lines[0])
    cells = [_padded(row, len(header), line) for row, line in zip(body, lines[1:], strict=True)]
    used = [i for i, row in enumerate(cells) if any(cell.strip() for cell in row)]
    filled = [i for i in used if cells[i][-1].strip()]
    to_fill = [i for i in used if not cells[i][-1].strip()]
    if not filled:
        raise TaskError(f"no row has an output in the last column, {clip(header[-1])!r}; fill in a few as examples", lines[-1])
    numeric = [_is_numeric([cells[i][column] for i in used]) for column in range(len(header) - 1)]
    numeric.append(_is_numeric([cells[i][-1] for i in filled]))

    def inputs(i: int) -> tuple[Value, ...]:
        return tuple(int(cell) if is_int else cell for cell, is_int in zip(cells[i], numeric[:-1], strict=False))

    examples = [Example(inputs(i), int(cells[i][-1]) if numeric[-1] else cells[i][-1]) for i in filled]
    request, shown, _ = typed(None, examples, ())
    table = Table(tuple(header), tuple(cells), tuple(to_fill), tuple(inputs(i) for i in to_fill), line_end)
    names = tuple(header[:-1])
    return Task(source.stem, domain_of(request), request, shown, origin=source.name, extra={TABLE: table}, input_names=names)


def _padded(row: list[str], width: int, line: int) -> tuple[str, ...]:
    """The row at full width: a missing last cell is a blank output, an empty line stays one."""
    if not row or len(row) == width:
        return tuple(row)
    if len(row) == width - 1:
        return (*row, "")
    raise TaskError(f"{len(row)} cells where the header has {width}; cells with commas stand in double quotes", line)


def _is_numeric(cells: Sequence[str]) -> bool:
    return all(_CANONICAL_INT.fullmatch(cell) and LEAST <= int(cell) <= MOST for cell in cells)
