"""Tables as texts with separators: .csv and .tsv, whose dialect is recognised and which come back as they were but for the new cells."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.quote import clip
from tasks.fault import Fault, TaskError
from tasks.formats import Source
from tasks.tables.dialect import SEPARATORS, USUAL, Dialect, recognise
from tasks.tables.scan import Cell, Row, written
from tasks.tables.table import Filled, Table, column_names, notes_on, tasks_of
from tasks.task import Task

EXTENSIONS = (".csv", ".tsv")
MARK = "\ufeff"  # of byte order


@dataclass(frozen=True, eq=False)
class TextTable(Table):
    """A table with the text it was read from, and the places of its cells there."""

    lead: str = ""  # before the text, a mark of byte order
    text: str = ""
    dialect: Dialect = USUAL
    body: tuple[Row, ...] = ()
    head: Row | None = None  # with the names of the columns

    def filled(self, cells: Filled) -> str:
        """The text with these cells in place of those that stand there."""
        quoted = {column: self._quotes(column) for column in {column for _, column in cells}}
        parts, place = [], 0
        for row, column in sorted(cells):
            old, before = self._place(row, column)
            cell = self._written(cells[row, column], old.quoted or quoted[column])
            parts += [self.text[place : old.start], before, self.text[old.start : old.end] if cell is None else cell]
            place = old.end
        return "".join((self.lead, *parts, self.text[place:]))

    def refuses(self, text: str, column: int) -> str | None:
        """Why the file has no way to say a new cell, if so."""
        return f"{clip(text)!r} needs quotes, which this file does not use" if self._written(text, quoted=False) is None else None

    def widened(self, name: str) -> str:
        """The text with one more column, of which every row is blank but the one of names."""
        parts, place = [self.lead], 0
        for row in (*([self.head] if self.head else []), *self.body):
            if row.cells:
                end, missing = row.cells[-1].end, len(self.names) - len(row.cells)
                cell = self._written(name, quoted=False) if row is self.head else ""
                parts += [self.text[place:end], self.dialect.delimiter * (missing + 1), cell or ""]
                place = end
        return "".join((*parts, self.text[place:]))

    def renamed(self, column: int, name: str) -> str:
        """The text with another name for a column; TaskError where it names none."""
        if self.head is None:
            raise TaskError("the table has no row of names")
        cell = self.head.cells[column]
        return "".join((self.lead, self.text[: cell.start], self._written(name, cell.quoted) or "", self.text[cell.end :]))

    def _place(self, row: int, column: int) -> tuple[Cell, str]:
        """The cell and what is missing before it: in a row that lacks its last one, the separator."""
        cells = self.body[row].cells
        if column < len(cells):
            return cells[column], ""
        return Cell("", cells[-1].end, cells[-1].end, False), self.dialect.delimiter

    def _quotes(self, column: int) -> bool:
        """Whether the file quotes all cells of a column that are not blank."""
        cells = [row.cells[column] for row in self.body if column < len(row.cells)]
        shown = [cell for cell in cells if cell.text.strip()]
        return bool(shown) and all(cell.quoted for cell in shown)

    def _written(self, text: str, quoted: bool) -> str | None:
        quote = self.dialect.quote
        return written(text, self.dialect.delimiter, quote, quoted and bool(text and quote))


def read(source: Source) -> list[Task | Fault]:
    """The tasks of the table, or its fault."""
    text = source.text()
    if isinstance(text, Fault):
        return [text]
    try:
        table = table_of(source, text)
    except TaskError as error:
        return [source.fault(error.problem, place=".".join(map(str, error.path)))]
    return tasks_of(table, source.options.output_column)


def table_of(source: Source, text: str) -> TextTable:
    """The table that a text is; TaskError with the line where it is none."""
    options = source.options
    dialect, rows = recognise(text, "\t" if source.extension == ".tsv" else ",", options)
    first = next(row for row in rows if row.cells)
    body = [row for row in rows if row.line > first.line] if dialect.header else [row for row in rows if row.line >= first.line]
    width = len(first.cells) if dialect.header else max(len(row.cells) for row in body)
    cells = tuple(_padded(row, width, dialect) for row in body)
    names = column_names([cell.text for cell in first.cells]) if dialect.header else tuple(str(n + 1) for n in range(width))
    told = [f"read with {', '.join(dialect.told)}"] if dialect.told else []
    notes = tuple(told + notes_on(names, cells))
    lead = MARK if source.data.startswith(MARK.encode()) else ""
    head = first if dialect.header else None
    return TextTable(source.name, names, cells, dialect.header, dialect.decimal, notes, lead, text, dialect, tuple(body), head)


def _padded(row: Row, width: int, dialect: Dialect) -> tuple[str, ...]:
    """The cells of a row at full width: a missing last one is blank, an empty line stays one."""
    cells = tuple(cell.text for cell in row.cells)
    if len(cells) in (0, width):
        return cells
    if len(cells) == width - 1:
        return (*cells, "")
    where = "the header has" if dialect.header else "others have"
    separators = SEPARATORS.get(dialect.delimiter, dialect.delimiter)
    raise TaskError(f"{len(cells)} cells where {where} {width}; cells with {separators} stand in double quotes", row.line)
