"""Sixty tasks on grids: single rows, five by five, and scenes of any size, whose inputs to test on are told as in ARC."""

from tasks.grids import rows, scenes, small
from tasks.recipe import build

TASKS = build("grids", [*rows.RECIPES, *small.RECIPES, *scenes.RECIPES], column=(4, 3))
