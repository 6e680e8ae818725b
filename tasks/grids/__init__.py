"""Recipes of tasks on grids, after the priors of core knowledge: objects, number, geometry, symmetry, movement (Spelke; Chollet 2019)."""
