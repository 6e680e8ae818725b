"""Layers: grids made of the input that answers are put together from."""
