"""Eighty tasks on grids: single rows, five by five, scenes of any size and single concepts, whose inputs to test on are told as in ARC."""

from tasks.grids import concepts, rows, scenes, small
from tasks.recipe import build

TASKS = build("grids", [*rows.RECIPES, *small.RECIPES, *scenes.RECIPES, *concepts.RECIPES], column=(4, 3))
