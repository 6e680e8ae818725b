"""Grids as coloured text for a terminal: two characters a cell, the digit of its colour in them, so that it reads without colours too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dsl.types.colour import PALETTE

if TYPE_CHECKING:
    from rich.text import Text

DARK = (0, 1, 2, 6, 9)  # colours that need a light digit
GAP = "   "
Rows = Sequence[Sequence[int]]


def beside(grids: Sequence[Rows]) -> Text:
    """Some grids beside each other."""
    from rich.text import Text

    text = Text()
    for i in range(max(map(len, grids), default=0)):
        for place, grid in enumerate(grids):
            text.append(GAP if place else "")
            for colour in grid[i] if i < len(grid) else ():
                text.append(f"{colour or '·'} ", f"{'white' if colour in DARK else 'black'} on {PALETTE[colour]}")
            if i >= len(grid):
                text.append("  " * len(grid[0]))
        text.append("\n")
    return text
