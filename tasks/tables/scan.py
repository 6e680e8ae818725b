"""The cells of a text with separators, each with its place, so that a change of one leaves all else as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.fault import TaskError

NO_QUOTE = ""  # where quotes are signs as any other


@dataclass(frozen=True)
class Cell:
    """What a cell says and where in the text it stands, quotes and spaces around them included."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True)
class Row:
    """The cells of a line, none for an empty one, and its number."""

    cells: tuple[Cell, ...]
    line: int


def scan(text: str, delimiter: str, quote: str, start: int = 0) -> list[Row]:
    """The rows of a text; a TaskError with the number of the line where quotes do not match."""
    pattern = _pattern(delimiter, quote)
    rows: list[Row] = []
    cells: list[Cell] = []
    line = first = text.count("\n", 0, start) + 1
    place = start
    while place < len(text) or cells:
        found = pattern.match(text, place)
        if found is None:
            raise TaskError(_unmatched(text, place, quote), line)
        inner, plain, after = found.group("inner"), found.group("plain"), found.group("after")
        cells.append(_cell(found, inner, plain, quote))
        line += _line_ends(inner) if inner else 0
        place = found.end()
        if after != delimiter:
            blank = len(cells) == 1 and not cells[0].text.strip() and not cells[0].quoted
            rows.append(Row(() if blank else tuple(cells), first))
            line += bool(after)
            first, cells = line, []
    return rows


def written(text: str, delimiter: str, quote: str, quoted: bool) -> str | None:
    """A cell as it stands in a file; None where the file has no way to write it."""
    if quoted or any(sign and sign in text for sign in (delimiter, quote, "\n", "\r")):
        return quote + text.replace(quote, quote * 2) + quote if quote else None
    return text


def _pattern(delimiter: str, quote: str) -> re.Pattern[str]:
    """A cell and the separator or the line end after it."""
    sign = re.escape(delimiter)
    plain = rf"(?P<plain>[^{sign}\r\n]*)"
    if quote:
        space = "" if delimiter == " " else " *"
        plain = rf"(?:{space}{quote}(?P<inner>(?:[^{quote}]|{quote}{quote})*+){quote}{space}|(?!{quote}){plain})"
    else:
        plain = rf"(?:(?P<inner>(?!))|{plain})"
    return re.compile(rf"{plain}(?P<after>{sign}|\r\n|\n|\r|\Z)")


def _cell(found: re.Match[str], inner: str | None, plain: str | None, quote: str) -> Cell:
    end = found.start("after")
    if inner is None:
        return Cell(plain or "", found.start(), end, False)
    return Cell(inner.replace(quote * 2, quote), found.start(), end, True)


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _unmatched(text: str, place: int, quote: str) -> str:
    closed = re.compile(rf" *{quote}(?:[^{quote}]|{quote}{quote})*+{quote}").match(text, place)
    return "a cell goes on after its closing quote" if closed else "a quoted cell is never closed"
