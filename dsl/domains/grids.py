"""Grids of colours, up to 30 by 30, and the objects on them."""

from __future__ import annotations

from dsl.domain import Domain
from dsl.term import Const
from dsl.type import COLOUR, INT

CONSTANTS = (*(Const(c, COLOUR) for c in range(1, 10)), *(Const(n, INT) for n in range(1, 5)))
DOMAIN = Domain(
    "grids",
    includes=("booleans", "numbers", "control", "higher_order", "selection", "grid_turns", "grid_colours", "grid_lines", "grid_objects"),
    doc="Grids of colours and the objects on them.",
)
