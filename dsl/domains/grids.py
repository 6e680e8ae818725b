"""Grids of colours, up to 30 by 30, and the objects on them."""

from __future__ import annotations

from dsl.domain import Domain

CELLS = ("grid_turns", "grid_parts", "grid_colours", "grid_overlays")
OBJECTS = ("grid_lines", "grid_neighbours", "grid_objects", "grid_choice", "grid_moves")
DOMAIN = Domain(
    "grids",
    includes=("booleans", "numbers", "control", "higher_order", "selection", *CELLS, *OBJECTS),
    doc="Grids of colours and the objects on them.",
)
