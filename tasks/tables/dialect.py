"""How a text with separators is written: its separator, quotes, decimal sign, and whether its first row names the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.fault import TaskError
from tasks.tables.columns import decimal_cell
from tasks.tables.header import has_header
from tasks.tables.options import Options
from tasks.tables.scan import NO_QUOTE, Row, scan

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\n|\r)')  # by which Excel is told
_SEPARATING = re.compile(r",(?! |(?<=[0-9],)[0-9])")  # a comma that belongs neither to a number nor to a sentence
_NOT_THOUSANDS = re.compile(r"-?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|-?0,[0-9]+")


@dataclass(frozen=True)
class Dialect:
    """What a text is written with; `told` are the words for what is not usual and nobody asked for."""

    delimiter: str
    quote: str = '"'
    decimal: str = "."
    header: bool = True
    start: int = 0  # of the first row
    told: tuple[str, ...] = ()


USUAL = Dialect(",")


def recognise(text: str, usual: str, options: Options) -> tuple[Dialect, list[Row]]:
    """The dialect of a text and its rows; a TaskError with the line where the likeliest dialect does not read it."""
    asked, start = options.delimiter, 0
    if line := _SEPARATOR_LINE.match(text):
        asked, start = asked or line.group(1), line.end()
    if not text[start:].strip():
        raise TaskError("the table is empty", 1)
    delimiter, quote, rows = _separated(text, start, [asked] if asked else sorted(SEPARATORS, key=lambda sign: sign != usual))
    used = [[cell.text for cell in row.cells] for row in rows if row.cells]
    told = [] if asked or delimiter == usual else [f"{SEPARATORS[delimiter]} between cells"]
    told += {"'": ["' for quotes"], NO_QUOTE: ["no quotes"]}.get(quote, [])
    decimal, header = options.decimal, options.header
    if header is None:
        header = len(used) < 2 or has_header(used[0], used[1:])
        told += [] if header else ["no header (the first row looks like those below it)"]
    if decimal is None:
        decimal = "," if _decimal_comma(used[header:]) else "."
        told += ["a decimal comma"] if decimal == "," else []
    return Dialect(delimiter, quote, decimal, header, start, tuple(told)), rows


def _separated(text: str, start: int, delimiters: Sequence[str]) -> tuple[str, str, list[Row]]:
    """The first separator and quotes by which every row has as many cells as the others; else the likeliest."""
    readings = list(_readings(text, start, delimiters))
    regular = [reading for reading in readings if isinstance(reading[2], list) and _is_regular(reading[2])]
    others = [reading for reading in regular if reading[0] != ","]
    if others and not _SEPARATING.search(text, start):
        regular = others
    for delimiter, quote, rows in [*regular, *readings]:
        if not isinstance(rows, TaskError) and (len(delimiters) == 1 or _width(rows) > 1):
            return delimiter, quote, rows
    raise next((rows for _, _, rows in readings if isinstance(rows, TaskError)), TaskError(_one_column(delimiters[0]), 1))


def _readings(text: str, start: int, delimiters: Sequence[str]) -> Iterator[tuple[str, str, list[Row] | TaskError]]:
    for delimiter in delimiters:
        if delimiter not in text and len(delimiters) > 1:
            continue
        single = "'" in text and '"' not in text
        for quote in ("'", '"') if single and _wrapped(text, start, delimiter) else ('"', "'") if single else ('"',):
            yield delimiter, quote, _scanned(text, start, delimiter, quote)
        if delimiter == "\t" and '"' in text:
            yield delimiter, NO_QUOTE, _scanned(text, start, delimiter, NO_QUOTE)


def _scanned(text: str, start: int, delimiter: str, quote: str) -> list[Row] | TaskError:
    try:
        return scan(text, delimiter, quote, start)
    except TaskError as error:
        return TaskError(f"not CSV: {error.problem}", *error.path)


def _wrapped(text: str, start: int, delimiter: str) -> bool:
    """Whether a cell of every row, and all cells that hold a single quote, are enclosed in them."""
    rows = _scanned(text, start, delimiter, "'")
    return isinstance(rows, list) and all(
        any(cell.quoted for cell in row.cells) and not any("'" in cell.text and not cell.quoted for cell in row.cells)
        for row in rows
        if row.cells
    )


def _is_regular(rows: Sequence[Row]) -> bool:
    """Whether all rows have as many cells as the first, at least two; a last one may be missing."""
    width = _width(rows)
    return width > 1 and all(len(row.cells) in (0, width - 1, width) for row in rows)


def _width(rows: Sequence[Row]) -> int:
    return next((len(row.cells) for row in rows if row.cells), 0)


def _one_column(usual: str) -> str:
    *names, last = sorted(SEPARATORS.values(), key=lambda name: name != SEPARATORS[usual])
    return f"1 columns in the header; expected input columns and a column to fill, separated by {', '.join(names)} or {last}"


def _decimal_comma(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some column is of numbers with a decimal comma, not of thousands, and no column is of numbers with a point."""
    comma, width = False, max(map(len, rows), default=0)
    for cells in zip(*(row for row in rows if len(row) == width), strict=True):
        shown = [cell for cell in cells if cell.strip()]
        if shown and any("." in cell for cell in shown) and all(map(decimal_cell("."), shown)):
            return False
        comma = comma or (all(map(decimal_cell(","), shown)) and any(map(_NOT_THOUSANDS.fullmatch, shown)))
    return comma
