"""Tables as the page has them: the text of a file, and cells that were typed into it since."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from synth.faults import Misuse, require
from tasks.fault import Fault, TaskError
from tasks.formats import Source
from tasks.formats.csv_table import TextTable, table_of
from tasks.tables.dialect import SEPARATORS
from tasks.tables.options import Options
from tasks.tables.table import STAYS

MOST_CELL = 10_000  # characters that may be typed into one cell
MOST_ROWS, MOST_COLUMNS, MOST_SEPARATORS = 500_000, 400, 2_000_000  # that the page shows
NO_SEPARATOR = "\x1f"  # by which a text without separators is read
Cells = Mapping[tuple[int, int], str]


def read(name: str, data: bytes) -> tuple[TextTable, str]:
    """The table and its text, to which a single column is given an empty one beside it; Misuse where the bytes are no table."""
    source = Source(name, data, ".tsv" if name.lower().endswith((".tsv", ".tab")) else ".csv")
    text = source.text()
    if isinstance(text, Fault):
        raise Misuse(text.message)
    _check_size(name, text)
    try:
        table = table_of(source, text)
    except TaskError as error:
        text = _beside_nothing(source, text, error)
        table = table_of(replace(source, data=text.encode()), text)
    wide = f"{name}: {len(table.names)} columns, of which a page shows {MOST_COLUMNS}; `synth solve` takes more"
    require(len(table.names) <= MOST_COLUMNS, wide)
    return table, table.lead + table.text


def _check_size(name: str, text: str) -> None:
    """Misuse for what would be no table, or more of one than a page shows; said before all of its cells are made."""
    require("\0" not in text, f"{name}: it holds a zero byte, so it is no table of text")
    long = f"{name}: more than {MOST_ROWS:,} rows, which a page does not show; `synth solve` takes them"
    require(text.count("\n") + text.count("\r") - text.count("\r\n") <= MOST_ROWS, long)
    require(max(map(text.count, SEPARATORS)) <= MOST_SEPARATORS, f"{name}: more than {MOST_SEPARATORS:,} cells, which a page does not show")


def _beside_nothing(source: Source, text: str, error: TaskError) -> str:
    """A text of one column with an empty column beside it; a Misuse says the error where it is none."""
    if not error.problem.startswith("1 columns"):
        place = f":{'.'.join(map(str, error.path))}" if error.path else ""
        raise Misuse(f"{source.name}{place}: {error.problem}") from None
    alone = table_of(replace(source, options=Options(delimiter=NO_SEPARATOR)), text)
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    if alone.named:
        rows.writerow([alone.names[0], "Result"])
    rows.writerows([row[0], ""] if row else [] for row in alone.rows)
    return written.getvalue()


def described(table: TextTable) -> dict[str, Any]:
    """What the page shows of a table before anything is filled."""
    notes = [note for note in table.notes if not note.endswith(STAYS)]  # here one may type into them
    return {"names": table.names, "named": table.named, "rows": table.rows, "notes": notes}


def cells_of(table: TextTable, triples: Sequence[Any]) -> dict[tuple[int, int], str]:
    """Cells by row and column, as the page sends them; Misuse where there is no such cell, or no way to write it."""
    cells = {}
    for triple in triples:
        require(isinstance(triple, list) and len(triple) == 3, "a cell is [row, column, text]")
        row, column, text = triple
        place = isinstance(row, int) and 0 <= row < len(table.rows) and bool(table.rows[row])
        require(place, f"row {row + 1 if isinstance(row, int) else row} has no cells")
        column, text = column_of(table, column), cell_text(text)
        why = table.refuses(text, column)
        if why is not None:
            raise Misuse(f"row {row + 1}, column {table.named_column(column)}: {why}")
        cells[row, column] = text
    return cells


def column_of(table: TextTable, column: Any) -> int:
    """The place of a column that is there."""
    if not isinstance(column, int) or isinstance(column, bool) or not 0 <= column < len(table.names):
        raise Misuse(f"there is no column {column}; the table has {len(table.names)}")
    return column


def cell_text(text: Any) -> str:
    """What may be typed into a cell."""
    if not isinstance(text, str):
        raise Misuse("a cell holds a text")
    require(len(text) <= MOST_CELL, f"a cell holds at most {MOST_CELL:,} characters")
    require(not any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in text), "a cell holds a sign that no file can hold")
    return text


def edited(table: TextTable, cells: Cells) -> TextTable:
    """The table with other texts in some cells."""
    rows = list(map(list, table.rows))
    for (row, column), text in cells.items():
        rows[row][column] = text
    return replace(table, rows=tuple(map(tuple, rows)))
