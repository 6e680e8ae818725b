"""Images: rows of shades from 0 to 1, or of colours as red, green and blue. What they show is told by trained modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("perception", includes=("lists",), doc="Images, and lists of what trained modules see in them.")

Cell = Any  # a shade, or red, green and blue
Image = Sequence[Sequence[Cell]]


@primitive("image -> image", phrase="{picture}~ with light and dark exchanged", cost=3.0)
def negative(picture: Image) -> list[list[Cell]]:
    """The image with light and dark exchanged.

    >>> negative([[0.0, 0.25], [1.0, 0.5]])
    [[1.0, 0.75], [0.0, 0.5]]
    """
    return [[[1.0 - shade for shade in cell] if isinstance(cell, (list, tuple)) else 1.0 - cell for cell in row] for row in picture]


@primitive("image -> image", phrase="{picture}~ with left and right exchanged", cost=3.0)
def mirrored(picture: Image) -> list[list[Cell]]:
    """The image with left and right exchanged.

    >>> mirrored([[0.0, 0.25], [1.0, 0.5]])
    [[0.25, 0.0], [0.5, 1.0]]
    """
    return [list(reversed(row)) for row in picture]


@primitive("image -> image", phrase="{picture}~ turned clockwise by a quarter", cost=3.0)
def turned(picture: Image) -> list[list[Cell]]:
    """The image turned by a quarter, clockwise.

    >>> turned([[0.0, 0.25], [1.0, 0.5]])
    [[1.0, 0.0], [0.5, 0.25]]
    """
    return [list(column) for column in zip(*reversed(picture))]


@primitive("image -> int", phrase="the number of light pixels of {picture}", cost=3.0)
def ink(picture: Image) -> int:
    """How many pixels are lighter than a half, as in writing on black.

    >>> ink([[0.0, 0.75], [1.0, 0.5]])
    2
    """
    cells = [cell for row in picture for cell in row]
    return sum((sum(cell) / len(cell) if isinstance(cell, (list, tuple)) else cell) > 0.5 for cell in cells)
