"""HTML for notebooks and pages: tables and code, with all that is data escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from dsl.quote import clip
from dsl.type import GRID, Con, Type
from dsl.types.colour import PALETTE
from dsl.written import dumps

LONGEST = 200  # characters of a cell
SIDE = 120  # pixels of a grid that is drawn
CELL = 12  # the most pixels of one of its cells
MOST_GRIDS = 8  # of a list that is drawn


def value(given: Any, type: Type | None = None) -> str:
    """A value as a cell shows it: a grid as a picture, a text as it stands, anything else as JSON; a list of grids is one of pictures."""
    if given is None:
        return "<i>null</i>"
    if type == GRID:
        return grid(given)
    if isinstance(type, Con) and type.name == "list" and type.args == (GRID,):
        return " ".join(map(grid, given[:MOST_GRIDS])) + (" …" if len(given) > MOST_GRIDS else "")
    try:
        return escape(clip(given if isinstance(given, str) else dumps(given, ensure_ascii=False), LONGEST))
    except TypeError:
        return escape(clip(repr(given), LONGEST))


def grid(rows: Sequence[Sequence[int]]) -> str:
    """The picture of a grid of colours, by attributes alone, since a page may forbid styles."""
    height, width = len(rows), len(rows[0])
    side = min(CELL, max(2, SIDE // max(height, width)))
    squares: dict[int, list[str]] = {}
    for i, row in enumerate(rows):
        for j, colour in enumerate(row):
            squares.setdefault(colour, []).append(f"M{j * side} {i * side}h{side}v{side}h-{side}z")
    paths = "".join(f"<path fill='{PALETTE[colour]}' d='{''.join(places)}'/>" for colour, places in sorted(squares.items()))
    frame = f"role='img' aria-label='grid of {height} rows and {width} columns' stroke='#555' stroke-width='.5'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='{width * side}' height='{height * side}' {frame}>{paths}</svg>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are HTML already."""
    first = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in head)
    cells = ("".join(f"<td style='text-align:left'>{cell}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"


def code(text: str) -> str:
    """A program."""
    return f"<pre><code>{escape(text)}</code></pre>"


def line(bold: str, rest: str = "") -> str:
    """A line that may begin in bold type; its words are data."""
    parts = [f"<b>{escape(bold)}</b>"] * bool(bold) + [escape(rest)] * bool(rest)
    return f"<div>{' · '.join(parts)}</div>"


def inline(text: str) -> str:
    """A short piece of a program within a line or a cell."""
    return f"<code>{escape(text)}</code>"
