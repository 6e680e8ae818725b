"""Whether the first row of a table names its columns: so it is, unless it looks like the rows below it.

Glossary: the shape of a cell is its text with each run of digits as 9 and each run of letters as A, a or Aa.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.tables.columns import is_mark

_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
LEAST_COUNT = 3  # numbers in a row that count up like names of columns


def has_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is a row of names: where unsure, it is."""
    columns = [(cell.strip(), [text for row in body if i < len(row) and (text := row[i].strip())]) for i, cell in enumerate(first)]
    told = [(cell, below) for cell, below in columns if cell and below and not is_mark(cell)]
    if any(_names(cell, below) for cell, below in told):
        return True
    return _counts_up(first) or not any(_looks_like(cell, below) for cell, below in told)


def _names(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell is a text above numbers, or one without digits above texts that all have some."""
    if all(_NUMBER.fullmatch(text) or is_mark(text) for text in below):
        return not _NUMBER.fullmatch(cell)
    return not _telling(cell) and all(map(_telling, below))


def _looks_like(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell has the shape of one below it, and one that names do not have."""
    if _YEAR.fullmatch(cell) and not any(_YEAR.fullmatch(text) for text in below):
        return False
    number = _NUMBER.fullmatch(cell) is not None and any(_NUMBER.fullmatch(text) for text in below)
    return number or (_telling(cell) and _shape(cell) in map(_shape, below))


def _telling(cell: str) -> bool:
    return any(sign in "0123456789@" for sign in cell)


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether a row is 0, 1, 2, … or consecutive years, as programs name columns."""
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdecimal()]
    return len(numbers) >= LEAST_COUNT and numbers[0] in (0, 1) and numbers == [*range(numbers[0], numbers[0] + len(numbers))]


def _shape(cell: str) -> str:
    return _RUN.sub(lambda run: _kind(run.group()), cell)


def _kind(run: str) -> str:
    if run[0].isdecimal():
        return "9"
    return "A" if run.isupper() else "a" if run.islower() else "Aa"
