"""HTML for notebooks: tables and code, with all that is data escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from dsl.quote import clip
from dsl.type import GRID, Type
from dsl.types.colour import PALETTE
from dsl.written import dumps

LONGEST = 200  # characters of a cell
SIDE = 120  # pixels of a grid that is drawn
CELL = 12  # the most pixels of one of its cells


def value(given: Any, type: Type | None = None) -> str:
    """A value as a cell shows it: a grid as a picture, a text as it stands, anything else as JSON."""
    if given is None:
        return "<i>null</i>"
    if type == GRID:
        return grid(given)
    try:
        return escape(clip(given if isinstance(given, str) else dumps(given, ensure_ascii=False), LONGEST))
    except TypeError:
        return escape(clip(repr(given), LONGEST))


def grid(rows: Sequence[Sequence[int]]) -> str:
    """The picture of a grid of colours."""
    side = min(CELL, max(2, SIDE // max(len(rows), len(rows[0]))))
    cells = "".join(
        f"<rect x='{j * side}' y='{i * side}' width='{side}' height='{side}' fill='{PALETTE[colour]}' stroke='#555' stroke-width='.5'/>"
        for i, row in enumerate(rows)
        for j, colour in enumerate(row)
    )
    return f"<svg xmlns='http://www.w3.org/2000/svg' width='{len(rows[0]) * side}' height='{len(rows) * side}'>{cells}</svg>"


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
